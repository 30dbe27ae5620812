"""Penalties: their values, which entries they leave alone, and what they are in other libraries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gdkit import MSE, Lasso, Ridge, SoftmaxCrossEntropy, WeightPenalty, cases, gradient_check
from gdkit.datasets import toy_batch, toy_labels
from gdkit.penalties import Penalty

X, y = toy_batch()
TOY = MSE(X, y)
THETA = np.array([0.3, -0.7, 1.1])
weights = st.floats(-5, 5).filter(lambda w: abs(w) > 1e-2)


def test_ridge_adds_lam_times_the_squared_weights_and_not_the_bias():
    assert (TOY + Ridge(0.5))(THETA) - TOY(THETA) == pytest.approx(0.5 * (0.7**2 + 1.1**2))
    added = (TOY + Ridge(0.5)).gradient(THETA) - TOY.gradient(THETA)
    np.testing.assert_allclose(added, [0, 2 * 0.5 * -0.7, 2 * 0.5 * 1.1], atol=1e-14)


def test_lasso_adds_lam_times_the_sizes_of_the_weights_and_not_the_bias():
    assert (TOY + Lasso(0.5))(THETA) - TOY(THETA) == pytest.approx(0.5 * (0.7 + 1.1))
    np.testing.assert_allclose((TOY + Lasso(0.5)).gradient(THETA) - TOY.gradient(THETA), [0, -0.5, 0.5], atol=1e-14)
    assert np.array_equal(Lasso(0.5).gradient([1.0, 0.0, -0.0]), [0, 0, 0])


@pytest.mark.parametrize("make", [Ridge, Lasso])
def test_the_bias_can_be_penalised_too(make):
    free, all_of_it = make(0.5), make(0.5, penalize_bias=True)
    assert all_of_it(THETA) - free(THETA) == pytest.approx(0.5 * (0.3 if make is Lasso else 0.09))
    assert all_of_it.gradient(THETA)[0] != 0 == free.gradient(THETA)[0]


def test_the_penalty_of_networks_is_divided_by_the_rows_of_the_whole_loss():  # B27: λ/2m Σw²
    loss = TOY + WeightPenalty(0.8)
    assert loss(THETA) - TOY(THETA) == pytest.approx(0.8 / (2 * 12) * (0.7**2 + 1.1**2))
    batch = loss[:3]
    assert batch(THETA) - TOY[:3](THETA) == pytest.approx(0.8 / (2 * 12) * (0.7**2 + 1.1**2))
    np.testing.assert_allclose(batch.gradient(THETA) - TOY[:3].gradient(THETA), [0, 0.8 / 12 * -0.7, 0.8 / 12 * 1.1])


def test_gradient_descent_with_it_is_weight_decay():  # B29, ledger X6.4
    W, g, eta, lam, m = np.array([1, -2, 0.5, 3]), np.array([0.1, 0.2, -0.3, 0.4]), 0.5, 0.8, 10
    rows = MSE(np.zeros((m, 3)), np.zeros(m))  # only its number of rows matters
    penalty = WeightPenalty(lam, penalize_bias=True).on(rows)
    theta = W - eta * (g + penalty.gradient(W))
    np.testing.assert_allclose(theta, [0.91, -2.02, 0.63, 2.68], rtol=1e-14)
    np.testing.assert_allclose(theta, (1 - eta * lam / m) * W - eta * g, rtol=1e-14)


def test_tikhonovs_matrix_is_applied_to_all_of_theta_or_to_the_weights():
    Gamma = np.random.default_rng(0).normal(size=(2, 3))
    both, free = Ridge(Gamma=Gamma, penalize_bias=True), Ridge(Gamma=Gamma)
    assert both(THETA) == pytest.approx(np.sum((Gamma @ THETA) ** 2))
    assert free(THETA) == pytest.approx(np.sum((Gamma[:, 1:] @ THETA[1:]) ** 2))
    np.testing.assert_allclose(both.gradient(THETA), 2 * Gamma.T @ Gamma @ THETA)
    assert free.gradient(THETA)[0] == 0


def test_every_class_of_a_softmax_regression_has_its_own_free_bias():
    loss = SoftmaxCrossEntropy(X, toy_labels("three"))
    theta = np.arange(1.0, 10.0)
    added = (loss + Ridge(0.5)).gradient(theta) - loss.gradient(theta)
    assert np.array_equal(np.flatnonzero(np.abs(added) < 1e-12), [0, 3, 6])


def test_a_function_without_biases_is_penalised_in_every_parameter():
    bowl = cases.get("bowl")
    assert (bowl + Ridge(1.0))([1, 2]) == 2 * bowl([1, 2]) == 10


@given(arrays(float, 3, elements=weights), st.sampled_from(["ridge", "lasso", "weights", "gamma"]))
def test_the_gradient_is_the_derivative_away_from_the_kink(theta, kind):
    penalty = {
        "ridge": Ridge(0.3),
        "lasso": Lasso(0.3),
        "weights": WeightPenalty(0.3),
        "gamma": Ridge(Gamma=[[1.0, 2.0, -1.0]]),
    }[kind]
    assert max(gradient_check(TOY + penalty, theta).values()) <= 1e-7


@pytest.mark.parametrize("penalty", [Ridge(0.3), Lasso(0.3), WeightPenalty(0.3), Ridge(Gamma=[[1.0, 2.0, -1.0]])])
def test_a_stack_is_its_rows(penalty):
    loss, stack = TOY + penalty, np.random.default_rng(0).normal(size=(2, 4, 3))
    for index in np.ndindex(2, 4):
        assert loss(stack)[index] == pytest.approx(loss(stack[index]), rel=1e-13)
        np.testing.assert_allclose(loss.gradient(stack)[index], loss.gradient(stack[index]), rtol=1e-12)


def test_hessians_of_penalties():
    np.testing.assert_allclose((TOY + Ridge(0.3)).hessian() - TOY.hessian(), np.diag([0, 0.6, 0.6]), atol=1e-14)
    Gamma = np.random.default_rng(0).normal(size=(2, 3))
    both = TOY + Ridge(Gamma=Gamma, penalize_bias=True)
    np.testing.assert_allclose(both.hessian() - TOY.hessian(), 2 * Gamma.T @ Gamma, atol=1e-14)
    with pytest.raises(TypeError, match="not quadratic"):
        (TOY + Lasso(0.3)).hessian()
    with pytest.raises(TypeError, match=r"Use \(loss \+ penalty\).hessian\(\)"):
        Ridge(0.3).hessian()


def test_a_penalty_serves_many_losses():
    penalty = WeightPenalty(0.6)
    small, large = TOY[:3] + penalty, TOY + penalty
    assert small(THETA) - TOY[:3](THETA) == pytest.approx(4 * (large(THETA) - TOY(THETA)))
    assert penalty.lam == 0.6


def test_penalties_add_up():
    elastic = TOY + Ridge(0.3) + Lasso(0.2)
    assert elastic(THETA) == pytest.approx(TOY(THETA) + 0.3 * (0.7**2 + 1.1**2) + 0.2 * 1.8)
    assert elastic[:4](THETA) == pytest.approx(TOY[:4](THETA) + 0.3 * (0.7**2 + 1.1**2) + 0.2 * 1.8)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: Ridge(-1), ValueError, "lam is -1; expected a number >= 0"),
        (lambda: Lasso("a"), TypeError, "lam is 'a'; expected a number"),
        (lambda: Ridge(), TypeError, r"Ridge takes lam or Gamma; got neither. Use Ridge\(0.5\)"),
        (lambda: Ridge(0.5, Gamma=np.eye(3)), TypeError, "Ridge takes lam or Gamma; got both"),
        (lambda: Ridge(Gamma=[1, 2]), ValueError, r"Gamma has shape \(2,\)"),
        (lambda: TOY + Ridge(Gamma=np.eye(2)), ValueError, r"Gamma has shape \(2, 2\); expected \(q, 3\)"),
        (lambda: Penalty(1.0)(THETA), NotImplementedError, "Penalty does not say"),
    ],
)
def test_bad_input_is_told_what_was_got_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()

"""Minimizers, safe and best rates, and whole paths, against descents, scikit-learn and the ledger."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from gdkit import GD, MSE, LogLoss, Quadratic, QuadraticCost, Ridge, SoftmaxCrossEntropy, as_quadratic, cases, minimize
from gdkit.closed_forms import (
    best_fixed_rate,
    exact_path,
    gradient_flow,
    normal_equation,
    ridge,
    smoothness_constant,
)
from gdkit.datasets import diabetes, noisy_line, toy_batch, toy_labels

X, y = toy_batch()
NOISE = np.array([0.3, -0.2, 0.1, 0, -0.1, 0.2, -0.3, 0.1, 0, 0.2, -0.1, -0.2])
START = np.array([0.0, 1.0, 1.0])
TOY = MSE(X, y)


def random_problem(seed, m=15, n=4):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, n)), rng.normal(size=m)


# --------------------------------------------------------------------------------------------------- minimizers


def test_the_normal_equation_on_the_toy_batch():  # ledger X2.3
    np.testing.assert_allclose(normal_equation(X, y), [0.1, 1.5, 1.5], rtol=1e-13)
    theta = normal_equation(X, y + NOISE)
    np.testing.assert_allclose(theta, [0.122920356, 1.484166522, 1.488486236], atol=5.1e-10)
    np.testing.assert_allclose(MSE(X, y + NOISE)(theta), 0.0310909101, atol=5.1e-11)


def test_the_normal_equation_on_the_noisy_line():  # ledger X2.6
    X, y = noisy_line(np.random.default_rng(42))
    theta = normal_equation(X, y)
    np.testing.assert_allclose(theta, [1.845420692, 5.164802291], atol=5.1e-10)
    np.testing.assert_allclose(MSE(X, y)(theta), 0.248952138, atol=5.1e-10)
    np.testing.assert_allclose(smoothness_constant(MSE(X, y)), 4.289898182, atol=5.1e-10)


def test_least_squares_on_the_diabetes_data():  # truth.md
    theta = normal_equation(*diabetes())
    np.testing.assert_allclose(theta[0], 152.13348416289597, rtol=1e-12)
    coef = [-10.0098663, -239.8156437, 519.8459201, 324.3846455, -792.1756386, 476.7390210, 101.0432679, 177.0632377,
            751.2736996, 67.6266922]  # fmt: skip
    np.testing.assert_allclose(theta[1:], coef, atol=5.1e-8)
    np.testing.assert_allclose(MSE(*diabetes())(theta), 2859.69634758675, rtol=1e-12)


def test_ridge_regression_on_the_diabetes_data():  # truth.md: scikit-learn's alpha = mλ = 1
    X, y = diabetes()
    coef = [29.4661119, -83.1542764, 306.3526802, 201.6277344, 5.9096144, -29.5154951, -152.0402801, 117.3117316,
            262.9442900, 111.8789564]  # fmt: skip
    np.testing.assert_allclose(ridge(X, y, 1 / len(y))[1:], coef, atol=5.1e-8)


@given(st.integers(0, 1000))
@settings(max_examples=30)
def test_the_gradient_is_0_at_the_solution(seed):
    X, y = random_problem(seed)
    np.testing.assert_allclose(MSE(X, y).gradient(normal_equation(X, y)), 0, atol=1e-13)
    for penalize_bias in (False, True):
        loss = MSE(X, y) + Ridge(0.3, penalize_bias=penalize_bias)
        np.testing.assert_allclose(loss.gradient(ridge(X, y, 0.3, penalize_bias=penalize_bias)), 0, atol=1e-13)


def test_dependent_columns_have_many_solutions_and_the_shortest_is_given():
    rng = np.random.default_rng(0)
    x = rng.normal(size=8)
    X, y = np.column_stack([x, 2 * x]), rng.normal(size=8)
    theta = normal_equation(X, y)
    assert np.isfinite(theta).all()
    np.testing.assert_allclose(MSE(X, y).gradient(theta), 0, atol=1e-13)
    other = theta + np.array([0, 2, -1.0])  # the same predictions
    np.testing.assert_allclose(MSE(X, y)(other), MSE(X, y)(theta))
    assert np.linalg.norm(theta) < np.linalg.norm(other)


def test_more_features_than_rows_are_fitted_exactly():
    X, y = random_problem(1, m=3, n=6)
    assert MSE(X, y)(normal_equation(X, y)) < 1e-28


def test_ridge_regression_on_the_toy_batch():  # ledger X6.1
    np.testing.assert_allclose(ridge(X, y, 0.5), [1.16839051, 1.15599104, 0.86312735], atol=5.1e-9)
    penalised = ridge(X, y, 0.5, penalize_bias=True)
    np.testing.assert_allclose(penalised, [0.4875684, 1.22434889, 1.14204513], atol=5.1e-9)


def test_a_constant_added_to_the_targets_moves_the_free_bias_and_nothing_else():  # A-err9
    np.testing.assert_allclose(ridge(X, y + 10, 0.5) - ridge(X, y, 0.5), [10, 0, 0], atol=1e-12)
    moved = ridge(X, y + 10, 0.5, penalize_bias=True) - ridge(X, y, 0.5, penalize_bias=True)
    np.testing.assert_allclose(moved, [4.17, 0.585, 2.39], atol=5e-3)


def test_ridge_with_a_matrix_is_the_minimizer_of_its_penalised_loss():
    Gamma = np.random.default_rng(2).normal(size=(2, 3))
    for free in (False, True):
        theta = ridge(X, y, Gamma=Gamma, penalize_bias=free)
        loss = TOY + Ridge(Gamma=Gamma, penalize_bias=free)
        np.testing.assert_allclose(loss.gradient(theta), 0, atol=1e-13)
    np.testing.assert_allclose(ridge(X, y, Gamma=np.sqrt(0.5) * np.eye(3)), ridge(X, y, 0.5), rtol=1e-12)


# --------------------------------------------------------------------------------------------------------- rates


def test_the_smoothness_constant_of_the_toy_batch():  # ledger X2.4, part 4
    L = smoothness_constant(TOY)
    np.testing.assert_allclose([L, 2 / L], [7.812019287, 0.256015753], atol=5.1e-10)
    np.testing.assert_allclose(np.linalg.eigvalsh(TOY.hessian()), [0.405569, 4.939078, 7.812019], atol=5.1e-7)
    np.testing.assert_allclose(best_fixed_rate(TOY), 0.24338, atol=5.1e-6)
    assert smoothness_constant(QuadraticCost(X, y)) == pytest.approx(L / 2)
    assert smoothness_constant(as_quadratic(TOY)) == pytest.approx(L)


@pytest.mark.parametrize(
    "loss",
    [TOY, LogLoss(X, toy_labels()), SoftmaxCrossEntropy(X, toy_labels("three")), TOY + Ridge(0.3)],
    ids=["mse", "log loss", "softmax", "ridge"],
)
def test_no_two_gradients_differ_by_more_than_L_times_their_distance(loss):
    L = smoothness_constant(loss)
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 500, loss.n_parameters))
    ratio = np.linalg.norm(loss.gradient(a) - loss.gradient(b), axis=1) / np.linalg.norm(a - b, axis=1)
    assert 0.3 * L < ratio.max() <= L * (1 + 1e-12)


def test_the_best_fixed_rate_contracts_faster_than_rates_beside_it():
    best = best_fixed_rate(TOY)
    etas = best * np.array([[0.97], [1.0], [1.03]])
    truth = np.array([0.1, 1.5, 1.5])
    start = truth + np.linalg.eigh(TOY.hessian())[1].sum(axis=1)  # as far in every direction
    errors = np.linalg.norm(minimize(TOY, np.tile(start, (3, 1)), GD(etas), 200).theta - truth, axis=1)
    assert errors[1] < errors[0] and errors[1] < errors[2]


# --------------------------------------------------------------------------------------------------------- paths


@given(st.integers(0, 1000), st.floats(0.05, 1.9))
@settings(max_examples=30)
def test_the_exact_path_is_the_path_of_the_descent_to_1e_9(seed, part):
    loss = MSE(*random_problem(seed))
    eta = part / smoothness_constant(loss)
    start = np.random.default_rng(seed + 1).normal(size=5)
    path = minimize(loss, start, GD(eta), 500).path
    np.testing.assert_allclose(exact_path(loss, start, eta, 500), path, rtol=0, atol=1e-9)


def test_the_exact_path_of_a_descent_that_diverges():
    path = minimize(TOY, START, GD(0.3), 20).path
    np.testing.assert_allclose(exact_path(TOY, START, 0.3, 20), path, rtol=1e-11, atol=1e-11)


def test_an_exact_path_may_leave_the_numbers_without_a_warning():
    assert not np.isfinite(exact_path(TOY, START, 1.0, 10_000)[-1]).all()


def test_the_exact_path_on_a_saddle_leaves_it():
    loss = cases.get("saddle")
    path = minimize(loss, [1.0, 1e-3], GD(0.1), 50).path
    np.testing.assert_allclose(exact_path(loss, [1.0, 1e-3], 0.1, 50), path, rtol=1e-12)


def test_the_exact_path_with_dependent_columns_keeps_what_the_loss_does_not_see():
    x = np.random.default_rng(0).normal(size=8)
    loss = MSE(np.column_stack([x, 2 * x]), x**2)
    start = np.array([0.0, 5.0, 0.0])
    path = minimize(loss, start, GD(0.05), 1000).path
    np.testing.assert_allclose(exact_path(loss, start, 0.05, 1000), path, rtol=0, atol=1e-9)


def test_gradient_flow_is_the_matrix_exponential():
    J = as_quadratic(TOY)
    times = [0.0, 0.3, 2.0]
    expected = [J.centre + expm(-t * J.H) @ (START - J.centre) for t in times]
    np.testing.assert_allclose(gradient_flow(TOY, START, times), expected, rtol=1e-10, atol=1e-15)


def test_gradient_flow_in_the_valley():  # ledger, part 5, L1
    valley = cases.get("valley")
    flow = gradient_flow(valley, [1, 1], [0.9])[0]
    np.testing.assert_allclose(flow, [0.165299, 1.5e-8], rtol=0.02)
    np.testing.assert_allclose(minimize(valley, [1, 1], GD(0.09), 10).theta, [0.137448, 0.107374], atol=5.1e-7)
    np.testing.assert_allclose(minimize(valley, [1, 1], GD(0.01), 90).theta, [0.162311, 1.9e-9], rtol=0.02)


# ----------------------------------------------------------------------------------------------------- Gram form


@given(st.integers(0, 1000))
@settings(max_examples=30)
def test_the_gram_form_is_the_same_function(seed):
    loss = MSE(*random_problem(seed)) + Ridge(0.1)
    J = as_quadratic(loss)
    theta = np.random.default_rng(seed + 1).normal(size=(6, 5))
    np.testing.assert_allclose(J(theta), loss(theta), rtol=1e-12)
    np.testing.assert_allclose(J.gradient(theta), loss.gradient(theta), rtol=1e-10, atol=1e-12)


def test_the_gram_form_knows_which_parameter_is_the_bias():
    theta = np.array([3.0, -1.0, 2.0])
    penalised, gram = TOY + Ridge(0.3), as_quadratic(TOY) + Ridge(0.3)
    np.testing.assert_allclose(gram.gradient(theta), penalised.gradient(theta), rtol=1e-12)


def test_the_gram_form_keeps_its_digits_at_the_minimum():
    J = as_quadratic(TOY)
    assert 0 <= J.value < 1e-30
    run = minimize(J, START, GD(0.2), 2000)
    assert run.values[-1] < 1e-28 and (np.diff(run.values) <= 1e-28).all()


def test_badly_scaled_columns_do_not_spoil_the_minimizer_of_the_gram_form():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(50, 4)) * [1.0, 1e2, 1e4, 1e5]
    y = rng.normal(size=50)
    np.testing.assert_allclose(MSE(X, y)(as_quadratic(MSE(X, y)).centre), MSE(X, y)(normal_equation(X, y)), rtol=1e-12)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: normal_equation(X, y[:, None]), ValueError, r"y has shape \(12, 1\); expected \(12,\). Use y.ravel"),
        (lambda: normal_equation(X[:, 0], y), ValueError, r"X has shape \(12,\)"),
        (lambda: ridge(X, y), TypeError, "lam or Gamma"),
        (lambda: ridge(X, y, -1), ValueError, "lam is -1; expected a number >= 0"),
        (lambda: ridge(X, y, Gamma=np.eye(2)), ValueError, r"Gamma has shape \(2, 2\); expected \(q, 3\)"),
        (lambda: as_quadratic(LogLoss(X, toy_labels())), TypeError, "LogLoss is not quadratic"),
        (lambda: best_fixed_rate(LogLoss(X, toy_labels())), TypeError, "LogLoss is not quadratic"),
        (lambda: smoothness_constant(cases.get("rosenbrock")), TypeError, "Function is not quadratic"),
        (lambda: smoothness_constant(X), TypeError, "expected a Loss"),
        (lambda: best_fixed_rate(cases.get("saddle")), ValueError, "expected a loss with a minimum"),
        (lambda: exact_path(TOY, [1, 2], 0.1, 5), ValueError, r"theta has shape \(2,\); expected \(3,\)"),
        (lambda: exact_path(TOY, np.ones((2, 3)), 0.1, 5), ValueError, r"expected one start \(P,\)"),
        (lambda: exact_path(TOY, START, -0.1, 5), ValueError, "eta is -0.1; expected a number > 0"),
        (lambda: exact_path(TOY, START, 0.1, 2.5), TypeError, "max_iter is 2.5"),
        (lambda: Quadratic([[1, 2], [0, 1]]), ValueError, "expected a symmetric"),
        (lambda: Quadratic([1, 2]), ValueError, r"H has shape \(2,\)"),
        (lambda: Quadratic(np.eye(2), [1, 2, 3]), ValueError, r"centre has shape \(3,\); expected \(2,\)"),
    ],
)
def test_bad_input_is_told_what_was_got_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()

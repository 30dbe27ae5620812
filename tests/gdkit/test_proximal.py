"""The lasso by proximal steps, against the ledger, scikit-learn and the conditions of its minimum."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdkit import GD, MSE, Lasso, LogLoss, Ridge, minimize
from gdkit.datasets import diabetes, toy_batch, toy_labels
from gdkit.proximal import ista, soft_threshold

X, y = toy_batch()
TOY = MSE(X, y)
START = np.array([0.0, 1.0, 1.0])


def test_soft_threshold():  # ledger X6.2
    assert soft_threshold([-3, -0.5, 0, 0.5, 3], 1).tolist() == [-2, 0, 0, 0, 2]
    assert not np.signbit(soft_threshold([-0.5], 1)).any()


@given(st.floats(-5, 5), st.floats(0, 3))
def test_soft_threshold_is_the_minimizer_of_its_definition(u, tau):
    grid = np.linspace(-6, 6, 24_001)
    best = grid[np.argmin((grid - u) ** 2 / 2 + tau * np.abs(grid))]
    assert soft_threshold(u, tau) == pytest.approx(best, abs=1e-3)


@pytest.mark.parametrize("lam, expected", [(2.0, (2.42151558, 0.85585052, 0.08985795)), (20.0, (2.875, 0, 0))])
@pytest.mark.parametrize("accelerated", [False, True])
def test_the_lasso_on_the_toy_batch(lam, expected, accelerated):  # ledger X6.3
    run = ista(TOY, Lasso(lam), START, max_iter=5000, tol=1e-14, accelerated=accelerated)
    np.testing.assert_allclose(run.theta, expected, atol=5.1e-9)
    assert run.stopped_by == "step_below"


def test_the_smallest_lam_that_makes_all_weights_0():  # ledger X6.3
    run = ista(TOY, Lasso(6.00626), START, max_iter=5000, tol=1e-14)
    assert (run.theta[1:] == 0).all()
    assert (ista(TOY, Lasso(6.00624), START, max_iter=5000, tol=1e-14).theta[1:] != 0).any()


def test_the_lasso_on_the_diabetes_data():  # truth.md: scikit-learn's alpha = λ/2 = 1
    X, y = diabetes()
    run = ista(MSE(X, y), Lasso(2.0), np.zeros(11), max_iter=20_000, tol=1e-10, accelerated=True)
    assert np.flatnonzero(run.theta[1:]).tolist() == [2, 3, 8]
    np.testing.assert_allclose(run.theta[[3, 4, 9]], [367.7016258, 6.3097026, 307.6021475], atol=2e-5)
    slope = MSE(X, y).gradient(run.theta)[1:] / 2
    np.testing.assert_allclose(np.abs(slope[[2, 3, 8]]), 1, atol=1e-6)
    assert np.abs(np.delete(slope, [2, 3, 8])).max() <= 0.8615


@given(st.integers(0, 1000), st.floats(0.05, 1.0), st.booleans())
@settings(max_examples=25, deadline=None)
def test_at_the_end_the_conditions_of_a_minimum_hold(seed, lam, accelerated):
    rng = np.random.default_rng(seed)
    loss = MSE(rng.normal(size=(20, 3)), rng.normal(size=20))
    theta = ista(loss, Lasso(lam), np.zeros(4), max_iter=5000, tol=1e-15, accelerated=accelerated).theta
    slope = loss.gradient(theta)
    assert abs(slope[0]) < 1e-10
    zero = theta[1:] == 0
    assert (np.abs(slope[1:][zero]) <= lam + 1e-10).all()
    np.testing.assert_allclose(slope[1:][~zero], -lam * np.sign(theta[1:][~zero]), atol=1e-9)


def test_the_recorded_values_are_those_of_the_penalised_loss_and_never_rise():
    run = ista(TOY, Lasso(2.0), START, max_iter=100)
    np.testing.assert_allclose(run.values, [(TOY + Lasso(2.0))(theta) for theta in run.path])
    assert (np.diff(run.values) <= 1e-14).all() and run.stopped_by == "steps" and run.n_iter == 100


def test_one_step_by_hand():
    eta, lam = 0.1, 2.0
    u = START - eta * TOY.gradient(START)
    expected = [u[0], *(np.sign(u[1:]) * np.maximum(np.abs(u[1:]) - eta * lam, 0))]
    np.testing.assert_allclose(ista(TOY, Lasso(lam), START, eta, 1).theta, expected, rtol=1e-15)
    everything = ista(TOY, Lasso(lam, penalize_bias=True), START, eta, 1).theta
    np.testing.assert_allclose(everything, np.sign(u) * np.maximum(np.abs(u) - eta * lam, 0), rtol=1e-15)


def test_accelerated_steps_are_those_of_beck_and_teboulle():  # their FISTA with constant step size, (4.1)–(4.3)
    eta, lam = 0.1, 0.5
    x = before = START
    y, t = START, 1.0
    path = ista(TOY, Lasso(lam, penalize_bias=True), START, eta, 20, accelerated=True).path
    for k in range(1, 21):
        before, x = x, soft_threshold(y - eta * TOY.gradient(y), eta * lam)
        t_next = (1 + np.sqrt(1 + 4 * t**2)) / 2
        y = x + (t - 1) / t_next * (x - before)
        t = t_next
        np.testing.assert_allclose(path[k], x, rtol=1e-12, atol=1e-14)


def test_subgradient_descent_never_makes_a_weight_0_but_proximal_steps_do():
    kinked = minimize(TOY + Lasso(20.0), START, GD(0.01), 2000).path
    assert (kinked[1:, 1:] != 0).all()
    assert (ista(TOY, Lasso(20.0), START, 0.01, 2000).theta[1:] == 0).all()


def test_acceleration_needs_fewer_steps_on_an_ill_conditioned_problem():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 5)) * [1, 1, 1, 0.05, 0.02]
    loss = MSE(X, X @ [1.0, -1, 0, 3, 3])
    ends = [ista(loss, Lasso(1e-3), np.zeros(6), max_iter=400, accelerated=fast).values[-1] for fast in (False, True)]
    assert ends[1] < ends[0]


def test_a_rate_that_is_too_large_diverges_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = ista(TOY, Lasso(0.1), START, eta=1.0, max_iter=10_000)
    assert run.stopped_by == "diverged" and run.n_iter < 1000


def test_it_works_with_the_log_loss_too():
    loss = LogLoss(X, toy_labels("separable"))
    run = ista(loss, Lasso(0.05), np.zeros(3), max_iter=20_000, tol=1e-13)
    slope = loss.gradient(run.theta)
    assert run.stopped_by == "step_below" and abs(slope[0]) < 1e-9
    assert np.abs(slope[1:]).max() <= 0.05 + 1e-9


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: soft_threshold([1.0], -1), ValueError, "tau is -1.*; expected a number >= 0"),
        (lambda: soft_threshold("a", 1), TypeError, "u holds text"),
        (lambda: ista(TOY, Ridge(1.0), START), TypeError, "expected a Lasso"),
        (lambda: ista(TOY, Lasso(1.0), [1, 2]), ValueError, r"theta has shape \(2,\)"),
        (lambda: ista(TOY, Lasso(1.0), START, eta=0), ValueError, "eta is 0; expected a number > 0"),
        (lambda: ista(TOY, Lasso(1.0), START, tol=-1), ValueError, "tol is -1"),
        (lambda: ista(TOY, Lasso(1.0), START, max_iter=0.5), TypeError, "max_iter is 0.5"),
        (lambda: ista(TOY, Lasso(1.0), np.ones((2, 3))), ValueError, r"expected one start \(P,\)"),
        (lambda: ista(X, Lasso(1.0), START), TypeError, "expected a Loss"),
    ],
)
def test_bad_input_is_told_what_was_got_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()

"""Lesson 04: the figures are those of the course's ledger (X4.1 to X4.4), recomputed there from the sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from autograder.declaring.proof import PROOF_SEED
from autograder.exercises.lesson04.fit_minibatch import _batches, _gradient, _norm, _with_rule, fit_minibatch
from autograder.exercises.lesson04.learning_schedule import learning_schedule
from autograder.exercises.lesson04.minibatch_gradient_stats import _all_batches, _gradients, minibatch_gradient_stats
from autograder.exercises.lesson04.sgd_epoch import sgd_epoch
from gdkit import GD, MSE, add_bias, descend, minimize, schedules
from gdkit.datasets import toy_batch

from .lessons import exercise, grade, mistake, pairs, rejected

X, y = toy_batch()
Xb = add_bias(X)
START = np.array([0.0, 1.0, 1.0])
FULL_GRADIENT = [-2.05, -2.770833333333333, -3.5275]


# --- the ledger's values


def test_one_pass_row_by_row_has_the_values_of_the_ledger() -> None:
    for rows, theta in [(1, [0.32, 1.32, 1.64]), (2, [0.356, 1.428, 1.676]), (3, [0.284, 1.356, 1.604])]:
        assert_allclose(sgd_epoch(Xb, y, START, 0.1, np.arange(rows)), theta, rtol=1e-12)
    end = sgd_epoch(Xb, y, START, 0.1, np.arange(12))
    assert_allclose(end, [0.1487156, 1.39724132, 1.58768587], atol=5e-9)
    assert MSE(X, y)(end) == pytest.approx(0.0581934, abs=5e-8)
    half_rate = sgd_epoch(Xb, y, START, 0.05, np.arange(12))
    assert_allclose(half_rate, [0.22071748, 1.48478401, 1.4355971], atol=5e-9)


def test_twenty_passes_in_file_order_come_within_6e_10_of_the_truth() -> None:
    theta = START
    for _ in range(20):
        theta = sgd_epoch(Xb, y, theta, 0.1, np.arange(12))
    assert np.abs(theta - [0.1, 1.5, 1.5]).max() == pytest.approx(6.05e-10, rel=1e-3)


@pytest.mark.parametrize(
    ("slug", "theta"),
    [
        ("stale-gradients", [2.46, 4.325, 5.233]),
        ("missing-two", [0.220717, 1.484784, 1.435597]),
        ("bias-frozen", [0, 1.515017, 1.557474]),
    ],
)
def test_wrong_passes_give_the_wrong_values_of_the_ledger(slug: str, theta: list[float]) -> None:
    wrong, _ = exercise("04.sgd_epoch").mistakes[slug]
    assert_allclose(wrong(Xb, y, START, 0.1, np.arange(12)), theta, atol=1e-6)


def test_a_mean_over_all_rows_makes_every_step_twelve_times_too_short() -> None:
    wrong = mistake("04.sgd_epoch", "divided-by-m")
    step = sgd_epoch(Xb, y, START, 0.1, np.arange(1)) - START
    assert_allclose(wrong(Xb, y, START, 0.1, np.arange(1)) - START, step / 12)


def test_the_schedule_has_the_values_of_the_ledger_and_of_gdkit() -> None:
    for t, eta in [(0, 0.1), (100, 0.0333333), (9999, 0.00049756)]:
        assert learning_schedule(t, 5, 50) == pytest.approx(eta, rel=1e-5)
        assert learning_schedule(t, 5, 50) == schedules.inverse_time(5, 50)(t)
    rates = [learning_schedule(t, 5, 50) for t in range(10_000)]
    assert sum(rates) == pytest.approx(26.566, abs=5e-4)
    assert sum(rate**2 for rate in rates) == pytest.approx(0.5025, abs=5e-5)
    assert mistake("04.learning_schedule", "integer-division")(100, 5, 50) == 0


def test_the_mean_over_all_220_batches_is_the_full_gradient_and_the_variance_that_without_replacement() -> None:
    mean, variance = minibatch_gradient_stats(Xb, y, START, 3)
    assert_allclose(mean, FULL_GRADIENT, rtol=1e-12)
    assert variance == pytest.approx(7.1953, abs=5e-5)
    assert minibatch_gradient_stats(Xb, y, START, 1)[1] == pytest.approx(26.3828, abs=5e-5)
    assert minibatch_gradient_stats(Xb, y, START, 12)[1] == pytest.approx(0, abs=1e-25)
    _, replaced = mistake("04.minibatch_gradient_stats", "drawn-with-replacement")(Xb, y, START, 3)
    assert replaced == pytest.approx(8.7943, abs=5e-5)


@pytest.mark.parametrize(("batch_size", "rms"), [(1, 5.136), (3, 2.682), (6, 1.549)])
def test_the_root_of_the_variance_is_the_distance_that_the_sources_speak_of(batch_size: int, rms: float) -> None:
    _, variance = minibatch_gradient_stats(Xb, y, START, batch_size)
    assert np.sqrt(variance) == pytest.approx(rms, abs=5e-4)


@pytest.mark.parametrize("seed", range(5))
def test_the_fit_ends_within_1e_5_of_the_truth_for_any_seed(seed: int) -> None:
    w, b = fit_minibatch(X, y, 3, 0.1, 1e-6, 1000, np.random.default_rng(seed))
    assert max(np.abs(w - 1.5).max(), abs(b - 0.1)) < 1e-5


def test_two_batches_with_like_errors_stop_the_source_s_fit_far_from_the_truth() -> None:
    """The ledger's median error of that rule is 7.3e-4, for tol = 1e-8 and 1000 passes."""
    wrong = mistake("04.fit_minibatch", "consecutive-batch-errors")
    errors = []
    for seed in range(60):
        w, b = wrong(X, y, 3, 0.1, 1e-8, 1000, np.random.default_rng(seed))
        errors.append(max(np.abs(w - 1.5).max(), abs(b - 0.1)))
    assert 2e-4 < np.median(errors) < 2e-3


def test_in_file_order_the_sound_rule_stops_after_66_passes() -> None:
    class FileOrder:
        """Stands for a generator that shuffles nothing."""

        passes = 0

        def permutation(self, m: int) -> np.ndarray:
            self.passes += 1
            return np.arange(m)

    order: Any = FileOrder()
    w, b = fit_minibatch(X, y, 3, 0.1, 1e-6, 1000, order)
    assert order.passes == 66
    assert_allclose([b, *w], [0.100002104, 1.499999726, 1.499998929], atol=5e-10)


def test_any_order_of_the_rows_is_right_work() -> None:
    """Descending order, no shuffling at all, an order drawn once for all passes: the cases do not tell them apart."""

    def with_order(order_of: Callable[[int, Any], np.ndarray]) -> Callable[..., Any]:
        def fit(X: Any, y: Any, batch_size: int, eta: float, tol: float, n_epochs: int, rng: Any) -> Any:
            w, b, order = np.ones(X.shape[1]), 0.0, order_of(len(y), rng)
            for _ in range(n_epochs):
                for start in range(0, len(y), batch_size):
                    rows = order[start : start + batch_size]
                    residual = X[rows] @ w + b - y[rows]
                    w, b = w - eta * 2 / len(rows) * X[rows].T @ residual, b - eta * 2 * residual.mean()
                loss = MSE(X.astype(float), y)
                if np.linalg.norm(loss.gradient(np.append(b, w))) <= tol:
                    break
            return w, b

        return fit

    for order_of in (lambda m, rng: np.arange(m)[::-1], lambda m, rng: np.arange(m), lambda m, rng: rng.permutation(m)):
        for seed in (PROOF_SEED, 1):
            assert grade("04.fit_minibatch", with_order(order_of), seed).passed


def test_the_fit_passes_when_gdkit_shuffles() -> None:
    def fit(X: Any, y: Any, batch_size: int, eta: float, tol: float, n_epochs: int, rng: Any) -> Any:
        loss = MSE(X.astype(float), y)
        start, updates = np.append(0.0, np.ones(X.shape[1])), -(-len(y) // batch_size)
        if n_epochs == 0:
            return start[1:], start[0]
        for step in descend(loss, start, GD(eta), batch_size=batch_size, rng=rng):
            if step.t % updates or not step.t:
                continue
            if np.linalg.norm(loss.gradient(step.theta)) <= tol or step.t == n_epochs * updates:
                return step.theta[1:], step.theta[0]
        return None  # descend makes steps for ever

    assert grade("04.fit_minibatch", fit).passed


# --- wrong work that stands in no list


def normalised(Xb: Any, y: Any, theta: Any, eta: float, order: Any) -> Any:
    for i in order:
        g = 2 * (Xb[i] @ theta - y[i]) * Xb[i]
        theta = theta - eta * g / np.linalg.norm(g)
    return theta


def absolute_errors(Xb: Any, y: Any, theta: Any, eta: float, order: Any) -> Any:
    for i in order:
        theta = theta - eta * np.sign(Xb[i] @ theta - y[i]) * Xb[i]
    return theta


def rate_fades(Xb: Any, y: Any, theta: Any, eta: float, order: Any) -> Any:
    for k, i in enumerate(order):
        theta = theta - eta / (k + 1) * 2 * (Xb[i] @ theta - y[i]) * Xb[i]
    return theta


def each_entry_at_once(Xb: Any, y: Any, theta: Any, eta: float, order: Any) -> Any:
    """Each entry of θ is renewed at once, so that the next one sees it."""
    theta = theta.astype(float)
    for i in order:
        for j in range(len(theta)):
            theta[j] -= eta * 2 * (Xb[i] @ theta - y[i]) * Xb[i, j]
    return theta


def random_batches(Xb: Any, y: Any, theta: Any, batch_size: int) -> Any:
    rng = np.random.default_rng(0)
    draws = [rng.choice(len(y), size=batch_size, replace=False) for _ in range(2000)]
    gradients = np.array([2 / batch_size * Xb[rows].T @ (Xb[rows] @ theta - y[rows]) for rows in draws])
    return gradients.mean(axis=0), gradients.var(axis=0).sum()


def weights_only(Xb: Any, y: Any, theta: Any, batch_size: int) -> Any:
    gradients = _gradients(Xb, y, theta, _all_batches(len(y), batch_size))
    return gradients.mean(axis=0), gradients[:, 1:].var(axis=0).sum()


def finite_population_slip(Xb: Any, y: Any, theta: Any, batch_size: int) -> Any:
    mean, variance = minibatch_gradient_stats(Xb, y, theta, batch_size)
    return mean, variance * (len(y) - 1) / len(y)


def solved(X: Any, y: Any, batch_size: int, eta: float, tol: float, n_epochs: int, rng: Any) -> Any:
    theta = np.linalg.lstsq(np.column_stack([np.ones(len(y)), X]), y, rcond=None)[0]
    return theta[1:], theta[0]


def batch_descent(X: Any, y: Any, batch_size: int, eta: float, tol: float, n_epochs: int, rng: Any) -> Any:
    return fit_minibatch(X, y, len(y), eta, tol, n_epochs, rng)


def stochastic_descent(X: Any, y: Any, batch_size: int, eta: float, tol: float, n_epochs: int, rng: Any) -> Any:
    return fit_minibatch(X, y, 1, eta, tol, n_epochs, rng)


def largest_entry(X: Any, y: Any, batch_size: int, eta: float, tol: float, n_epochs: int, rng: Any) -> Any:
    def stops(w: Any, b: float, *_: Any) -> bool:
        dw, db = _gradient(X, y, w, b)
        return max(np.abs(dw).max(), abs(db)) <= tol

    return _with_rule(X, y, batch_size, eta, n_epochs, rng, stops)


def with_momentum(X: Any, y: Any, batch_size: int, eta: float, tol: float, n_epochs: int, rng: Any) -> Any:
    w, b, v = np.ones(X.shape[1]), 0.0, (0 * X[0].astype(float), 0.0)
    for _ in range(n_epochs):
        for rows in _batches(rng.permutation(len(y)), batch_size):
            dw, db = _gradient(X[rows], y[rows], w, b)
            v = 0.3 * v[0] + eta * dw, 0.3 * v[1] + eta * db
            w, b = w - v[0], b - v[1]
        if _norm(X, y, w, b) <= tol:
            break
    return w, b


WRONG: dict[str, list[Callable[..., Any]]] = {
    "04.sgd_epoch": [
        normalised,
        absolute_errors,
        rate_fades,
        each_entry_at_once,
        lambda Xb, y, theta, eta, order: sgd_epoch(Xb, y, theta, eta, order[::-1]),
        lambda Xb, y, theta, eta, order: sgd_epoch(Xb, y, theta, eta, np.unique(order)),
        lambda Xb, y, theta, eta, order: sgd_epoch(Xb, y, theta, eta, np.concatenate([order, order])),
        lambda Xb, y, theta, eta, order: list(sgd_epoch(Xb, y, theta, eta, order)),
        lambda Xb, y, theta, eta, order: sgd_epoch(Xb, y, theta, eta, order)[:, None],
        lambda Xb, y, theta, eta, order: print(sgd_epoch(Xb, y, theta, eta, order)),
        lambda Xb, y, theta, eta, order: minimize(MSE(Xb[:, 1:], y), theta, GD(eta), len(order)).theta,
        lambda Xb, y, theta, eta, order: theta,
    ],
    "04.learning_schedule": [
        lambda t, t0, t1: round(t0 / (t + t1), 4),
        lambda t, t0, t1: t0 / (t + t1) ** 2,
        lambda t, t0, t1: t0 / t1 * np.exp(-t / t1),
        lambda t, t0, t1: t0 / (t - t1) if t != t1 else 0.0,
        lambda t, t0, t1: np.array([t0 / (t + t1)]),
        lambda t, t0, t1: str(t0 / (t + t1)),
        lambda t, t0, t1: None,
        lambda t, t0, t1: t0 / (t % 200 + t1),
        lambda t, t0, t1: max(t0 / (t + t1), 1e-3),
    ],
    "04.minibatch_gradient_stats": [
        random_batches,
        weights_only,
        finite_population_slip,
        lambda Xb, y, theta, batch_size: minibatch_gradient_stats(Xb, y, theta, batch_size)[0],
        lambda Xb, y, theta, batch_size: minibatch_gradient_stats(Xb, y, theta, batch_size + 1),
        lambda Xb, y, theta, batch_size: minibatch_gradient_stats(Xb[:, 1:], y, theta[1:], batch_size),
        lambda Xb, y, theta, batch_size: minibatch_gradient_stats(Xb[:-1], y[:-1], theta, batch_size),
        lambda Xb, y, theta, batch_size: (np.zeros(len(theta)), 0.0),
    ],
    "04.fit_minibatch": [
        solved,
        batch_descent,
        stochastic_descent,
        largest_entry,
        with_momentum,
        lambda X, y, *settings: np.append(*fit_minibatch(X, y, *settings)[::-1]),
        lambda X, y, batch_size, eta, *rest: fit_minibatch(X, y, batch_size, 0.9 * eta, *rest),
        lambda X, y, B, eta, tol, n, rng: fit_minibatch(X, y, B, eta, tol**2, n, rng),
        lambda X, y, B, eta, tol, n, rng: fit_minibatch(X, y, B, eta, tol, 100, rng),
        lambda X, y, B, eta, tol, n, rng: fit_minibatch(X[:-1], y[:-1], B, eta, tol, n, rng),
        lambda X, y, B, eta, tol, n, rng: (np.ones(X.shape[1]), 0.0),
        lambda X, y, B, eta, tol, n, rng: None,
    ],
}


@pytest.mark.parametrize(("id", "wrong"), pairs(WRONG))
def test_wrong_work_that_no_list_foresees_is_rejected(id: str, wrong: Callable[..., Any]) -> None:
    rejected(id, wrong)


# --- work that once passed: a habit or a guard that matters in a situation that no case had ------------------------


def ends_at_a_small_residual(Xb: Any, y: Any, theta: Any, eta: float, order: Any, least: float = 1e-3) -> Any:
    for i in order:
        residual = Xb[i] @ theta - y[i]
        if abs(residual) < least:
            break
        theta = theta - eta * 2 * residual * Xb[i]
    return theta


def ends_at_a_short_step(Xb: Any, y: Any, theta: Any, eta: float, order: Any) -> Any:
    for i in order:
        step = eta * 2 * (Xb[i] @ theta - y[i]) * Xb[i]
        if np.linalg.norm(step) < 1e-6:
            break
        theta = theta - step
    return theta


def gradient_cut(Xb: Any, y: Any, theta: Any, eta: float, order: Any) -> Any:
    for i in order:
        theta = theta - eta * np.clip(2 * (Xb[i] @ theta - y[i]) * Xb[i], -1000, 1000)
    return theta


def rows_once(Xb: Any, y: Any, theta: Any, eta: float, order: Any) -> Any:
    return sgd_epoch(Xb, y, theta, eta, list(dict.fromkeys(order.tolist())))


def spread_of_one_row_is_nan(Xb: Any, y: Any, theta: Any, batch_size: int) -> Any:
    m, rows = len(y), 2 * (Xb @ theta - y)[:, None] * Xb
    variance = ((rows - rows.mean(axis=0)) ** 2).sum() / m / batch_size
    return rows.mean(axis=0), variance * np.divide(m - batch_size, m - 1)


def a_pass_at_least(X: Any, y: Any, batch_size: int, eta: float, tol: float, n_epochs: int, rng: Any) -> Any:
    return fit_minibatch(X, y, batch_size, eta, tol, max(n_epochs, 1), rng)


def looks_before_the_first_pass(X: Any, y: Any, batch_size: int, eta: float, tol: float, n: int, rng: Any) -> Any:
    if _norm(X, y, np.ones(X.shape[1]), 0.0) <= tol:
        return np.ones(X.shape[1]), 0.0
    return fit_minibatch(X, y, batch_size, eta, tol, n, rng)


def a_hundred_passes_at_most(X: Any, y: Any, batch_size: int, eta: float, tol: float, n_epochs: int, rng: Any) -> Any:
    return fit_minibatch(X, y, batch_size, eta, tol, min(n_epochs, 100), rng)


def stops_when_the_loss_grows(X: Any, y: Any, batch_size: int, eta: float, tol: float, n_epochs: int, rng: Any) -> Any:
    def stops(w: Any, b: float, w_old: Any, b_old: float) -> bool:
        grown = np.mean((X @ w + b - y) ** 2) > np.mean((X @ w_old + b_old - y) ** 2)
        return bool(grown) or _norm(X, y, w, b) <= tol

    return _with_rule(X, y, batch_size, eta, n_epochs, rng, stops)


ONCE_PASSED: dict[str, list[Callable[..., Any]]] = {
    "04.sgd_epoch": [
        ends_at_a_small_residual,
        lambda *inputs: ends_at_a_small_residual(*inputs, least=1e-6),
        lambda *inputs: ends_at_a_small_residual(*inputs, least=1e-12),
        ends_at_a_short_step,
        gradient_cut,
        rows_once,
        lambda Xb, y, theta, eta, order: sgd_epoch(Xb, y, theta, eta or 0.01, order),
    ],
    "04.learning_schedule": [
        lambda t, t0, t1: max(t0 / (t + t1), 1e-4),
        lambda t, t0, t1: max(t0 / (t + t1), 1e-6),
        lambda t, t0, t1: min(t0 / (t + t1), 1.0),
        lambda t, t0, t1: t0 / (min(t, 10_000) + t1),
        lambda t, t0, t1: round(t0 / (t + t1), 8),
    ],
    "04.minibatch_gradient_stats": [spread_of_one_row_is_nan],
    "04.fit_minibatch": [
        a_pass_at_least,
        looks_before_the_first_pass,
        a_hundred_passes_at_most,
        stops_when_the_loss_grows,
    ],
}


@pytest.mark.parametrize(("id", "wrong"), pairs(ONCE_PASSED))
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not grade(id, wrong, seed=None).passed

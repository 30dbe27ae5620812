"""The exercises of lesson 01: the ledger's figures, and work that stands in no list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.exercises.lesson01.best_of_guesses import (
    best_of_guesses,
    guesses_of_the_slides,
    largest_taken,
    last_taken,
)
from autograder.exercises.lesson01.directional_slope import direction_not_normalised, directional_slope
from autograder.exercises.lesson01.gradient_descent import _walk, end_not_recorded, gradient_descent, steps_uphill
from autograder.exercises.lesson01.steepest_direction import steepest_direction, uphill
from autograder.exercises.lesson01.stop_rule import (
    RULES,
    _first,
    _numbers,
    rise_stops,
    rising_values,
    stop_rule,
    toy_decrease,
    toy_gradient,
    toy_step,
)
from gdkit import cases

from .lessons import grade, rejected

# --- the ledger's figures -----------------------------------------------------------------------


def test_the_third_of_the_slides_guesses_is_the_best() -> None:
    case = guesses_of_the_slides()  # ledger X1.1
    J = cases.get("shifted_bowl")
    np.testing.assert_allclose(J(case["thetas"]), [10.44, 7.24, 1.0, 19.24], rtol=1e-12)
    index, theta, value = best_of_guesses(J, case["thetas"])
    assert index == 2
    np.testing.assert_allclose(theta, [0.6, 0.4])
    assert value == pytest.approx(1.0, rel=1e-12)
    assert largest_taken(J, case["thetas"])[0] == 3
    np.testing.assert_array_equal(last_taken(J, case["thetas"])[1], [0.9, 0.7])


def test_slopes_at_1_2_of_the_bowl_have_the_ledgers_numbers() -> None:
    gradient, v = np.array([2.0, 4.0]), np.array([3.0, 4.0])  # ledger X1.3
    assert directional_slope(gradient, v) == pytest.approx(4.4, rel=1e-12)
    assert direction_not_normalised(gradient, v) == 22
    direction, slope = steepest_direction(gradient)
    np.testing.assert_allclose(direction, [-0.447214, -0.894427], atol=5e-7)
    assert slope == pytest.approx(-4.472136, abs=5e-7)
    upwards, rise = uphill(gradient)
    np.testing.assert_allclose(upwards, [0.447214, 0.894427], atol=5e-7)
    assert rise == pytest.approx(4.472136, abs=5e-7)


def test_no_unit_vector_falls_more_steeply_than_the_steepest_direction() -> None:
    gradient = np.array([1.5, -2.0, 0.5])
    units = np.random.default_rng(0).normal(size=(20_000, 3))
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    assert (units @ gradient).min() >= steepest_direction(gradient)[1]


def test_the_descent_on_the_bowl_has_the_ledgers_numbers() -> None:
    bowl, start = cases.get("bowl").gradient, np.array([1.0, 2.0])  # ledger X1.4

    def after(k: int, function: Callable[..., Any] = gradient_descent, eta: float = 0.1) -> Any:
        return function(bowl, start, eta, 1e-9, k)[0]

    np.testing.assert_allclose(after(1), [0.8, 1.6], rtol=1e-12)
    np.testing.assert_allclose(after(10), [0.10737418, 0.21474836], rtol=1e-7)
    np.testing.assert_allclose(after(10, steps_uphill), [6.191736, 12.383473], rtol=1e-7)
    np.testing.assert_allclose(after(1, eta=1.0), [-1, -2])  # η = 1 jumps to and fro
    np.testing.assert_allclose(after(2, eta=1.0), [1, 2])
    _, path = gradient_descent(bowl, start, 0.1, 1e-3, 1000)
    assert path.shape == (39, 2)  # 38 updates, start and end included
    assert end_not_recorded(bowl, start, 0.1, 1e-3, 1000)[1].shape == (38, 2)  # erratum A-err5


def test_the_regenerated_table_of_the_slides_is_a_descent() -> None:
    J = cases.get("shifted_bowl")  # ledger X1.0
    _, path = gradient_descent(J.gradient, np.array([0.01, 0.02]), 0.004, 0.0, 5)
    np.testing.assert_allclose(J(path), [29.2084, 3.5957, 1.3744, 0.6788, 0.3434, 0.1741], atol=5e-5)


def test_where_a_descent_on_the_quartic_ends_depends_on_its_start() -> None:
    slope = cases.get("quartic").gradient  # ledger, part 5, L1
    ends = [gradient_descent(slope, np.array([x]), 0.05, 1e-9, 2000)[0][0] for x in (1.5, -1.5)]
    np.testing.assert_allclose(ends, [0.960150, -1.035579], atol=5e-7)


def test_the_rules_end_the_toy_descent_where_the_ledger_says() -> None:
    def t(case: dict[str, Any]) -> int:
        return stop_rule(*case.values())

    assert t(toy_gradient()) == 161  # ledger X1.5
    assert t(toy_decrease()) == 134
    # The ledger has 50: it measures the step that comes next. Between points 50 and 51 lies the first short one.
    assert t(toy_step()) == 51


def test_a_rise_of_j_ends_no_descent() -> None:
    case = rising_values()
    assert case["values"][2] > case["values"][1]
    assert rise_stops(*case.values()) == 2  # ledger X1.5, the signed decrease
    assert stop_rule(*case.values()) == 9


# --- wrong work that stands in no list ----------------------------------------------------------


def _best_of_every_second(J: Any, thetas: Any) -> Any:
    return best_of_guesses(J, thetas[::2])


def _sorts_the_callers_array(J: Any, thetas: Any) -> Any:
    thetas.sort(axis=0)
    return best_of_guesses(J, thetas)


def _best_with_an_average(J: Any, thetas: Any) -> Any:
    index, theta, _ = best_of_guesses(J, thetas)
    return index, theta, np.mean(J(thetas))


def _momentum(grad: Any, theta0: Any, eta: float, tol: float, max_iter: int) -> Any:
    theta, v, path = theta0 + 0.0, 0.0, [theta0 + 0.0]
    for _ in range(max_iter):
        if np.linalg.norm(grad(theta)) <= tol:
            break
        v = 0.5 * v + eta * grad(theta)
        theta = theta - v
        path.append(theta)
    return theta, np.array(path)


def _looks_ahead(grad: Any, theta0: Any, eta: float, tol: float, max_iter: int) -> Any:
    theta, path = theta0 + 0.0, [theta0 + 0.0]
    for _ in range(max_iter):
        if np.linalg.norm(grad(theta)) <= tol:
            break
        theta = theta - eta * grad(theta - eta * grad(theta))
        path.append(theta)
    return theta, np.array(path)


def _small_theta(grad: Any, theta0: Any, eta: float, tol: float, max_iter: int) -> Any:
    return _walk(lambda theta: grad(theta), theta0, eta, 3.0, max_iter, np.linalg.norm)


def _recorded_before(grad: Any, theta0: Any, eta: float, tol: float, max_iter: int) -> Any:
    theta, path = gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, np.vstack([path[:1], path])


def _all_three_rules(rule: str, thetas: Any, values: Any, gradients: Any, tol: float) -> int:
    return min(stop_rule(r, thetas, values, gradients, tol) for r in RULES)


def _root_mean_square(rule: str, thetas: Any, values: Any, gradients: Any, tol: float) -> int:
    return _first(_numbers(rule, thetas, values, gradients, lambda a: np.sqrt(np.mean(np.square(a)))) <= tol)


def _twice_in_a_row(rule: str, thetas: Any, values: Any, gradients: Any, tol: float) -> int:
    small = _numbers(rule, thetas, values, gradients, np.linalg.norm) <= tol
    return _first(np.append(False, small[1:] & small[:-1]))


def _steps_without_norm(rule: str, thetas: Any, values: Any, gradients: Any, tol: float) -> Any:
    t = stop_rule(rule, thetas, values, gradients, tol)
    return float(t)


WRONG: list[tuple[str, Callable[..., Any]]] = [
    ("01.best_of_guesses", _best_of_every_second),
    ("01.best_of_guesses", _sorts_the_callers_array),
    ("01.best_of_guesses", _best_with_an_average),
    ("01.best_of_guesses", lambda J, thetas: best_of_guesses(J, thetas)[0]),
    ("01.best_of_guesses", lambda J, thetas: (2, np.array([0.6, 0.4]), 1.0)),
    ("01.best_of_guesses", lambda J, thetas: J(thetas).min()),
    ("01.directional_slope", lambda gradient, v: None),
    ("01.directional_slope", lambda gradient, v: 4.4),
    ("01.directional_slope", lambda gradient, v: gradient @ v / np.linalg.norm(v, 3)),
    ("01.directional_slope", lambda gradient, v: np.array([gradient @ v / np.linalg.norm(v)])),
    ("01.directional_slope", lambda gradient, v: round(gradient @ v / np.linalg.norm(v), 3)),
    ("01.directional_slope", lambda gradient, v: np.cross(gradient, v)),
    ("01.directional_slope", lambda gradient, v: gradient @ v / np.sqrt(len(v))),
    ("01.directional_slope", lambda gradient, v: str(gradient @ v / np.linalg.norm(v))),
    ("01.steepest_direction", lambda gradient: -gradient / np.linalg.norm(gradient)),
    ("01.steepest_direction", lambda gradient: (-np.linalg.norm(gradient), -gradient / np.linalg.norm(gradient))),
    ("01.steepest_direction", lambda gradient: (np.array([-0.447214, -0.894427]), -4.472136)),
    ("01.steepest_direction", lambda gradient: (-gradient[::-1] / np.linalg.norm(gradient), -4.472136)),
    ("01.steepest_direction", lambda gradient: (-gradient / gradient.std(), -gradient.std())),
    ("01.steepest_direction", lambda gradient: (-(gradient**2) / np.linalg.norm(gradient**2), -1.0)),
    ("01.gradient_descent", _momentum),
    ("01.gradient_descent", _looks_ahead),
    ("01.gradient_descent", _small_theta),
    ("01.gradient_descent", _recorded_before),
    ("01.gradient_descent", lambda grad, theta0, eta, tol, max_iter: theta0),
    ("01.gradient_descent", lambda grad, theta0, eta, tol, max_iter: (theta0, [])),
    ("01.gradient_descent", lambda grad, *rest: gradient_descent(grad, *rest)[::-1]),
    ("01.gradient_descent", lambda grad, *rest: gradient_descent(lambda x: grad(x) / 2, *rest)),
    ("01.stop_rule", _all_three_rules),
    ("01.stop_rule", _root_mean_square),
    ("01.stop_rule", _twice_in_a_row),
    ("01.stop_rule", _steps_without_norm),
    ("01.stop_rule", lambda rule, thetas, values, gradients, tol: True),
    ("01.stop_rule", lambda rule, thetas, values, gradients, tol: int(np.argmin(values))),
    ("01.stop_rule", lambda rule, thetas, values, gradients, tol: {"gradient": 161, "decrease": 134, "step": 51}[rule]),
]


@pytest.mark.parametrize(("id", "wrong"), WRONG)
def test_wrong_work_that_stands_in_no_list_is_rejected(id: str, wrong: Callable[..., Any]) -> None:
    assert rejected(id, wrong).mistake is None


# --- wrong work that once passed at home ---------------------------------------------------------


def _better_by(margin: float, start: float = np.inf) -> Callable[..., Any]:
    """The best so far is replaced only by what is better by a margin; it begins with a loss of `start`."""

    def best(J: Any, thetas: Any) -> Any:
        index, value = 0, min(start, J(thetas[0]))
        for i, theta in enumerate(thetas):
            if J(theta) < value - margin:
                index, value = i, J(theta)
        return index, thetas[index], value

    return best


def _looked_up_among_rounded(digits: int) -> Callable[..., Any]:
    def best(J: Any, thetas: Any) -> Any:
        losses = [round(float(J(theta)), digits) for theta in thetas]
        index = losses.index(min(losses))
        return index, thetas[index], J(thetas[index])

    return best


def _guarded(stop: Callable[[Any, Any], bool]) -> Callable[..., Any]:
    """A descent that ends where stop(theta, step) says so, too."""

    def descent(grad: Any, theta0: Any, eta: float, tol: float, max_iter: int) -> Any:
        path = [theta0 + 0.0]
        while len(path) <= max_iter and np.linalg.norm(grad(path[-1])) > tol:
            step = eta * grad(path[-1])
            path.append(path[-1] - step)
            if stop(path[-1], step):
                break
        return path[-1], np.array(path)

    return descent


def _what_is_small_is_0(gradient: Any) -> Any:
    kept = np.where(np.abs(gradient) < 1e-3 * (np.abs(gradient).max() > 1e-3), 0.0, gradient)
    return steepest_direction(kept)


def _over(gradient: Any, length: float) -> Any:
    return -gradient / length, -np.linalg.norm(gradient)


def _close_enough(rule: str, thetas: Any, values: Any, gradients: Any, tol: float) -> int:
    return stop_rule(rule, thetas, values, gradients, max(tol, 1e-6))


PASSED_ONCE: list[tuple[str, Callable[..., Any]]] = [
    ("01.best_of_guesses", _better_by(0.0, start=1e6)),
    ("01.best_of_guesses", _better_by(0.0, start=1e9)),
    ("01.best_of_guesses", _better_by(0.01)),
    ("01.best_of_guesses", _better_by(1e-6)),
    ("01.best_of_guesses", _looked_up_among_rounded(2)),
    ("01.best_of_guesses", _looked_up_among_rounded(4)),
    ("01.directional_slope", lambda gradient, v: directional_slope(gradient, np.clip(v, -100, 100))),
    ("01.directional_slope", lambda gradient, v: gradient @ v / (np.linalg.norm(v) + 1e-8)),
    ("01.directional_slope", lambda gradient, v: gradient @ v / max(np.linalg.norm(v), 1e-3)),
    ("01.steepest_direction", _what_is_small_is_0),
    ("01.steepest_direction", lambda gradient: _over(gradient, np.linalg.norm(gradient) + 1e-8)),
    ("01.steepest_direction", lambda gradient: _over(gradient, max(np.linalg.norm(gradient), 1e-3))),
    ("01.gradient_descent", _guarded(lambda theta, step: bool(np.abs(theta).max() > 1000))),
    ("01.gradient_descent", _guarded(lambda theta, step: bool(np.linalg.norm(step) < 1e-4))),
    ("01.gradient_descent", _guarded(lambda theta, step: bool(np.linalg.norm(step) == 0))),
    ("01.gradient_descent", lambda grad, theta0, eta, tol, n: gradient_descent(grad, theta0, eta, max(tol, 1e-6), n)),
    ("01.gradient_descent", lambda grad, theta0, eta, tol, n: gradient_descent(grad, theta0, eta, tol, min(n, 100))),
    ("01.gradient_descent", lambda grad, theta0, eta, tol, n: gradient_descent(grad, theta0, min(eta, 0.5), tol, n)),
    ("01.stop_rule", _close_enough),
    ("01.stop_rule", lambda rule, thetas, *rest: stop_rule(rule, np.clip(thetas, -100, 100), *rest)),
]


@pytest.mark.parametrize(("id", "wrong"), PASSED_ONCE)
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not grade(id, wrong, seed=None).passed


# --- right work that stands in no list ----------------------------------------------------------


def _norm_by_hypot(grad: Any, theta0: Any, eta: float, tol: float, max_iter: int) -> Any:
    path, theta = [], np.array(theta0, dtype=np.float64)
    for k in range(max_iter + 1):
        path.append(theta.copy())
        size = 0.0
        for g in grad(theta):
            size = np.hypot(size, g)
        if size <= tol or k == max_iter:
            return path[-1], np.array(path)
        theta = theta - grad(theta) * eta
    raise AssertionError


RIGHT: list[tuple[str, Callable[..., Any]]] = [
    ("01.best_of_guesses", lambda J, thetas: min(((i, t, J(t)) for i, t in enumerate(thetas)), key=lambda g: g[2])),
    ("01.directional_slope", lambda gradient, v: np.inner(v, gradient) * (v @ v) ** -0.5),
    ("01.steepest_direction", lambda gradient: (gradient / -np.linalg.norm(gradient), -np.sqrt(gradient @ gradient))),
    ("01.gradient_descent", _norm_by_hypot),
    ("01.stop_rule", lambda *record: np.int64(stop_rule(*record))),
]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("id", "right"), RIGHT)
def test_right_work_that_stands_in_no_list_is_accepted(id: str, right: Callable[..., Any], seed: int) -> None:
    assert grade(id, right, seed=seed).passed

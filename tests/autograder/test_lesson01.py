"""The exercises of lesson 01: the ledger's figures, mistakes by name, and work that stands in no list."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from autograder.declaring.exercise import Exercise
from autograder.declaring.proof import PROOF_SEED, verdict_on
from autograder.demo.classroom import student_source
from autograder.exercises import lesson01
from gdkit import cases
from gdkit.checking import ExerciseData, Verdict

from ..this_course import find

IDS = ("01.best_of_guesses", "01.directional_slope", "01.steepest_direction", "01.gradient_descent", "01.stop_rule")


def exercise(id: str) -> Exercise:
    found = find(id)
    assert isinstance(found, Exercise)
    return found


@cache
def cases_of(id: str, seed: int = PROOF_SEED) -> ExerciseData:
    return exercise(id).data(seed)


def grade(id: str, function: Callable[..., Any], seed: int = PROOF_SEED) -> Verdict:
    return verdict_on(cases_of(id, seed), function)


# --- the ledger's figures -----------------------------------------------------------------------


def test_the_third_of_the_slides_guesses_is_the_best() -> None:
    case = lesson01.guesses_of_the_slides()  # ledger X1.1
    J = cases.get("shifted_bowl")
    np.testing.assert_allclose(J(case["thetas"]), [10.44, 7.24, 1.0, 19.24], rtol=1e-12)
    index, theta, value = lesson01.best_of_guesses(J, case["thetas"])
    assert index == 2
    np.testing.assert_allclose(theta, [0.6, 0.4])
    assert value == pytest.approx(1.0, rel=1e-12)
    assert lesson01.largest_taken(J, case["thetas"])[0] == 3
    np.testing.assert_array_equal(lesson01.last_taken(J, case["thetas"])[1], [0.9, 0.7])


def test_slopes_at_1_2_of_the_bowl_have_the_ledgers_numbers() -> None:
    gradient, v = np.array([2.0, 4.0]), np.array([3.0, 4.0])  # ledger X1.3
    assert lesson01.directional_slope(gradient, v) == pytest.approx(4.4, rel=1e-12)
    assert lesson01.direction_not_normalised(gradient, v) == 22
    direction, slope = lesson01.steepest_direction(gradient)
    np.testing.assert_allclose(direction, [-0.447214, -0.894427], atol=5e-7)
    assert slope == pytest.approx(-4.472136, abs=5e-7)
    upwards, rise = lesson01.uphill(gradient)
    np.testing.assert_allclose(upwards, [0.447214, 0.894427], atol=5e-7)
    assert rise == pytest.approx(4.472136, abs=5e-7)


def test_no_unit_vector_falls_more_steeply_than_the_steepest_direction() -> None:
    gradient = np.array([1.5, -2.0, 0.5])
    units = np.random.default_rng(0).normal(size=(20_000, 3))
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    assert (units @ gradient).min() >= lesson01.steepest_direction(gradient)[1]


def test_the_descent_on_the_bowl_has_the_ledgers_numbers() -> None:
    bowl, start = cases.get("bowl").gradient, np.array([1.0, 2.0])  # ledger X1.4

    def after(k: int, function: Callable[..., Any] = lesson01.gradient_descent, eta: float = 0.1) -> Any:
        return function(bowl, start, eta, 1e-9, k)[0]

    np.testing.assert_allclose(after(1), [0.8, 1.6], rtol=1e-12)
    np.testing.assert_allclose(after(10), [0.10737418, 0.21474836], rtol=1e-7)
    np.testing.assert_allclose(after(10, lesson01.steps_uphill), [6.191736, 12.383473], rtol=1e-7)
    np.testing.assert_allclose(after(1, eta=1.0), [-1, -2])  # η = 1 jumps to and fro
    np.testing.assert_allclose(after(2, eta=1.0), [1, 2])
    _, path = lesson01.gradient_descent(bowl, start, 0.1, 1e-3, 1000)
    assert path.shape == (39, 2)  # 38 updates, start and end included
    assert lesson01.end_not_recorded(bowl, start, 0.1, 1e-3, 1000)[1].shape == (38, 2)  # erratum A-err5


def test_the_regenerated_table_of_the_slides_is_a_descent() -> None:
    J = cases.get("shifted_bowl")  # ledger X1.0
    _, path = lesson01.gradient_descent(J.gradient, np.array([0.01, 0.02]), 0.004, 0.0, 5)
    np.testing.assert_allclose(J(path), [29.2084, 3.5957, 1.3744, 0.6788, 0.3434, 0.1741], atol=5e-5)


def test_where_a_descent_on_the_quartic_ends_depends_on_its_start() -> None:
    slope = cases.get("quartic").gradient  # ledger, part 5, L1
    ends = [lesson01.gradient_descent(slope, np.array([x]), 0.05, 1e-9, 2000)[0][0] for x in (1.5, -1.5)]
    np.testing.assert_allclose(ends, [0.960150, -1.035579], atol=5e-7)


def test_the_rules_end_the_toy_descent_where_the_ledger_says() -> None:
    def t(case: dict[str, Any]) -> int:
        return lesson01.stop_rule(*case.values())

    assert t(lesson01.toy_gradient()) == 161  # ledger X1.5
    assert t(lesson01.toy_decrease()) == 134
    # The ledger has 50: it measures the step that comes next. Between points 50 and 51 lies the first short one.
    assert t(lesson01.toy_step()) == 51


def test_a_rise_of_j_ends_no_descent() -> None:
    case = lesson01.rising_values()
    assert case["values"][2] > case["values"][1]
    assert lesson01.rise_stops(*case.values()) == 2  # ledger X1.5, the signed decrease
    assert lesson01.stop_rule(*case.values()) == 9


# --- what students see --------------------------------------------------------------------------


@pytest.mark.parametrize("id", IDS)
def test_every_mistake_is_named_at_home_by_the_shown_cases_alone(id: str) -> None:
    chosen = exercise(id)
    shown = chosen.data()
    named = {slug: verdict_on(shown, function).mistake for slug, (function, _) in chosen.mistakes.items()}
    assert [slug for slug, name in named.items() if name != slug] == []


@pytest.mark.parametrize("id", IDS)
def test_mistakes_and_variants_do_the_same_in_a_students_cell(id: str) -> None:
    chosen = exercise(id)

    def verdict_on_the_cell(function: Callable[..., Any]) -> Verdict:
        cell: dict[str, Any] = {"np": np}
        exec(student_source(chosen, function), cell)
        return grade(id, cell[chosen.function])

    named = {slug: verdict_on_the_cell(function).mistake for slug, (function, _) in chosen.mistakes.items()}
    assert [slug for slug, name in named.items() if name != slug] == []
    assert all(verdict_on_the_cell(function).passed for function in [chosen.solution, *chosen.variants])


# --- wrong work that stands in no list ----------------------------------------------------------


def _best_of_every_second(J: Any, thetas: Any) -> Any:
    return lesson01.best_of_guesses(J, thetas[::2])


def _sorts_the_callers_array(J: Any, thetas: Any) -> Any:
    thetas.sort(axis=0)
    return lesson01.best_of_guesses(J, thetas)


def _best_with_an_average(J: Any, thetas: Any) -> Any:
    index, theta, _ = lesson01.best_of_guesses(J, thetas)
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
    return lesson01._walk(lambda theta: grad(theta), theta0, eta, 3.0, max_iter, np.linalg.norm)


def _recorded_before(grad: Any, theta0: Any, eta: float, tol: float, max_iter: int) -> Any:
    theta, path = lesson01.gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, np.vstack([path[:1], path])


def _all_three_rules(rule: str, thetas: Any, values: Any, gradients: Any, tol: float) -> int:
    return min(lesson01.stop_rule(r, thetas, values, gradients, tol) for r in lesson01.RULES)


def _root_mean_square(rule: str, thetas: Any, values: Any, gradients: Any, tol: float) -> int:
    return lesson01._first(
        lesson01._numbers(rule, thetas, values, gradients, lambda a: np.sqrt(np.mean(np.square(a)))) <= tol
    )


def _twice_in_a_row(rule: str, thetas: Any, values: Any, gradients: Any, tol: float) -> int:
    small = lesson01._numbers(rule, thetas, values, gradients, np.linalg.norm) <= tol
    return lesson01._first(np.append(False, small[1:] & small[:-1]))


def _steps_without_norm(rule: str, thetas: Any, values: Any, gradients: Any, tol: float) -> Any:
    t = lesson01.stop_rule(rule, thetas, values, gradients, tol)
    return float(t)


WRONG: list[tuple[str, Callable[..., Any]]] = [
    ("01.best_of_guesses", _best_of_every_second),
    ("01.best_of_guesses", _sorts_the_callers_array),
    ("01.best_of_guesses", _best_with_an_average),
    ("01.best_of_guesses", lambda J, thetas: lesson01.best_of_guesses(J, thetas)[0]),
    ("01.best_of_guesses", lambda J, thetas: list(lesson01.best_of_guesses(J, thetas))),
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
    ("01.gradient_descent", lambda grad, *rest: lesson01.gradient_descent(grad, *rest)[::-1]),
    ("01.gradient_descent", lambda grad, *rest: lesson01.gradient_descent(lambda x: grad(x) / 2, *rest)),
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
    verdict = grade(id, wrong)
    assert verdict.fraction < 1
    assert verdict.mistake is None
    assert verdict.message


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
    ("01.stop_rule", lambda *record: np.int64(lesson01.stop_rule(*record))),
]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("id", "right"), RIGHT)
def test_right_work_that_stands_in_no_list_is_accepted(id: str, right: Callable[..., Any], seed: int) -> None:
    assert grade(id, right, seed=seed).passed

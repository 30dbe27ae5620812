"""The exercises of lesson 02: the ledger's figures, and work that stands in no list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.exercises.lesson02.batch_gd import _descend, batch_gd, bias_stays, theta_before_the_last
from autograder.exercises.lesson02.mse import column_meets_row, half, mse, square_missing, squares_summed
from autograder.exercises.lesson02.mse_gradient import gradient_of_the_sum, mse_gradient, residual_reversed, two_missing
from autograder.exercises.lesson02.normal_equation import (
    doubled_feature,
    normal_equation,
    one_row_four_parameters,
    repeated_feature,
    stops_where_singular,
    toy_with_noise,
    weights_only,
)
from autograder.exercises.lesson02.smoothness_constant import (
    all_squares_added,
    curvature_without_the_ones,
    factor_missing,
    largest_rate,
    singular_value_not_squared,
    smoothness_constant,
)
from gdkit import add_bias
from gdkit.datasets import noisy_line, toy_batch

from .lessons import grade, rejected

# --- the ledger's figures -----------------------------------------------------------------------

X, y = toy_batch()
Xb, theta = add_bias(X), np.array([0.0, 1.0, 1.0])


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (mse, 1.6770833333),
        (half, 0.8385416667),
        (squares_summed, 20.125),
        (square_missing, 0.3738408),  # erratum A-err4
        (column_meets_row, 9.19458333),
    ],
)
def test_the_loss_and_its_misreadings_have_the_ledgers_numbers(function: Callable[..., Any], expected: float) -> None:
    assert function(theta, Xb, y) == pytest.approx(expected, rel=2e-8)  # ledger X2.1


def test_the_loss_is_scikit_learns_mean_squared_error() -> None:
    from sklearn.metrics import mean_squared_error

    assert mse(theta, Xb, y) == pytest.approx(mean_squared_error(y, Xb @ theta), rel=1e-12)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (mse_gradient, [-2.05, -2.770833333, -3.5275]),
        (two_missing, [-1.025, -1.385416667, -1.76375]),
        (gradient_of_the_sum, [-24.6, -33.25, -42.33]),
        (residual_reversed, [2.05, 2.770833333, 3.5275]),
    ],
)
def test_the_gradient_and_its_misreadings_have_the_ledgers_numbers(
    function: Callable[..., Any], expected: list[float]
) -> None:
    np.testing.assert_allclose(function(theta, Xb, y), expected, rtol=1e-9)  # ledger X2.2


def test_the_normal_equation_has_the_ledgers_numbers() -> None:
    np.testing.assert_allclose(normal_equation(Xb, y), [0.1, 1.5, 1.5], rtol=1e-12)  # ledger X2.3
    np.testing.assert_allclose(weights_only(Xb, y), [1.511573, 1.547580], atol=5e-7)
    noisy = toy_with_noise()["y"]
    best = normal_equation(Xb, noisy)
    np.testing.assert_allclose(best, [0.122920356, 1.484166522, 1.488486236], atol=5e-10)
    assert mse(best, Xb, noisy) == pytest.approx(0.0310909101, abs=5e-11)
    np.testing.assert_allclose(weights_only(Xb, noisy), [1.498392, 1.546971], atol=5e-7)


def test_where_a_feature_is_doubled_the_shortest_solution_is_found() -> None:
    case = doubled_feature()  # erratum A-err3: what a descent from zero finds, too
    np.testing.assert_allclose(normal_equation(**case), [1.2857, 0.1771, 0.3543], atol=5e-5)
    with pytest.raises(np.linalg.LinAlgError):
        stops_where_singular(**case)


@pytest.mark.parametrize("seed", range(5))
def test_a_singular_system_stops_solve_and_inv_alike_so_that_both_are_named(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for case in (repeated_feature(rng), one_row_four_parameters(rng)):
        Gram = case["Xb"].T @ case["Xb"]
        for solve in (lambda G: np.linalg.solve(G, G[0]), np.linalg.inv):
            with pytest.raises(np.linalg.LinAlgError):
                solve(Gram)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (smoothness_constant, 7.812019287),
        (largest_rate, 0.256015753),
        (singular_value_not_squared, 1.141054),
        (all_squares_added, 13.156667),
        (factor_missing, 46.872116),
        (curvature_without_the_ones, 6.219045),
    ],
)
def test_the_largest_curvature_and_its_misreadings_have_the_ledgers_numbers(
    function: Callable[..., Any], expected: float
) -> None:
    assert function(Xb) == pytest.approx(expected, abs=5e-7)  # ledger X2.4


@pytest.mark.parametrize(
    ("eta", "max_iter", "expected"),
    [
        (0.1, 1, [0.205, 1.277083333, 1.35275]),
        (0.1, 10, [0.212154816, 1.485791549, 1.443001292]),
        (0.1, 100, [0.102701038, 1.49966686, 1.498624825]),
        (0.3, 20, [-100.58578, -49.19922, -184.01088]),  # η above 2/L
    ],
)
def test_the_descent_has_the_ledgers_numbers(eta: float, max_iter: int, expected: list[float]) -> None:
    end, values = batch_gd(Xb, y, theta, eta, max_iter)  # ledger X2.5
    np.testing.assert_allclose(end, expected, rtol=1e-7)
    assert values.shape == (max_iter + 1,)
    assert bias_stays(Xb, y, theta, eta, max_iter)[0][0] == 0


def test_on_the_lectures_data_the_functions_give_the_ledgers_numbers() -> None:
    X, y = noisy_line(np.random.default_rng(42))  # ledger X2.6: lecture only, but made of these functions
    Xb = add_bias(X)
    best, L = normal_equation(Xb, y), smoothness_constant(Xb)
    np.testing.assert_allclose(best, [1.845420692, 5.164802291], rtol=1e-9)
    assert mse(best, Xb, y) == pytest.approx(0.248952138, abs=5e-10)
    assert square_missing(best, Xb, y) == pytest.approx(0.035281166, abs=5e-10)
    assert pytest.approx(4.289898182, abs=5e-10) == L
    end, _ = batch_gd(Xb, y, np.zeros(2), 1 / L, 70)
    np.testing.assert_allclose(end, [1.855497544, 5.156109065], rtol=1e-8)
    before, _ = theta_before_the_last(Xb, y, np.zeros(2), 1 / L, 70)
    np.testing.assert_allclose(before, [1.856243746, 5.155465322], rtol=1e-8)


# --- wrong work that stands in no list ----------------------------------------------------------


def _subtracts_into_y(theta: Any, Xb: Any, y: Any) -> Any:
    y -= Xb @ theta
    return np.mean(y**2)


def _decaying(Xb: Any, y: Any, theta0: Any, eta: float, max_iter: int) -> Any:
    theta, values = theta0 + 0.0, [mse(theta0, Xb, y)]
    for t in range(max_iter):
        theta = theta - eta / (1 + t) * mse_gradient(theta, Xb, y)
        values.append(mse(theta, Xb, y))
    return theta, np.array(values)


def _penalised(Xb: Any, y: Any, theta0: Any, eta: float, max_iter: int) -> Any:
    return _descend(Xb, y, theta0, eta, max_iter, lambda t, A, b: mse_gradient(t, A, b) + 0.01 * t)


def _best_so_far(Xb: Any, y: Any, theta0: Any, eta: float, max_iter: int) -> Any:
    theta, values = batch_gd(Xb, y, theta0, eta, max_iter)
    return theta, np.minimum.accumulate(values)


def _averaged(Xb: Any, y: Any, theta0: Any, eta: float, max_iter: int) -> Any:
    theta, values = batch_gd(Xb, y, theta0, eta, max_iter)
    return (theta + theta0) / 2, values


def _power_iteration(Xb: Any) -> Any:
    v = np.ones(Xb.shape[1])
    for _ in range(3):
        v = Xb.T @ Xb @ v
        v = v / np.linalg.norm(v)
    return 2 / len(Xb) * np.linalg.norm(Xb @ v) ** 2


WRONG: list[tuple[str, Callable[..., Any]]] = [
    ("02.mse", _subtracts_into_y),
    ("02.mse", lambda theta, Xb, y: None),
    ("02.mse", lambda theta, Xb, y: np.median((Xb @ theta - y) ** 2)),
    ("02.mse", lambda theta, Xb, y: np.max((Xb @ theta - y) ** 2)),
    ("02.mse", lambda theta, Xb, y: np.array([np.mean((Xb @ theta - y) ** 2)])),
    ("02.mse", lambda theta, Xb, y: np.mean((Xb @ theta - y) ** 2) / np.var(y)),
    ("02.mse", lambda theta, Xb, y: np.mean((Xb @ theta) ** 2 - y**2)),
    ("02.mse", lambda theta, Xb, y: round(float(np.mean((Xb @ theta - y) ** 2)), 4)),
    ("02.mse", lambda theta, Xb, y: 1.6770833333333333),
    ("02.mse_gradient", lambda theta, Xb, y: None),
    ("02.mse_gradient", lambda theta, Xb, y: 2 / len(y) * Xb.T @ np.abs(Xb @ theta - y)),
    ("02.mse_gradient", lambda theta, Xb, y: 2 / len(y) * np.abs(Xb.T) @ (Xb @ theta - y)),
    ("02.mse_gradient", lambda theta, Xb, y: 2 / len(y) * Xb.T @ (Xb @ theta - np.sort(y))),
    ("02.mse_gradient", lambda theta, Xb, y: 2 / len(y) * Xb.T @ (Xb @ theta - y) + 0.01 * theta),
    ("02.mse_gradient", lambda theta, Xb, y: 2 / len(y) * Xb.T @ (Xb @ theta) - Xb.T @ y),
    ("02.mse_gradient", lambda theta, Xb, y: list(2 / len(y) * Xb.T @ (Xb @ theta - y))),
    ("02.mse_gradient", lambda theta, Xb, y: 2 / (len(y) - 1) * Xb.T @ (Xb @ theta - y)),
    ("02.mse_gradient", lambda theta, Xb, y: (2 / len(y) * Xb.T @ (Xb @ theta - y)).round(4)),
    ("02.normal_equation", lambda Xb, y: None),
    ("02.normal_equation", lambda Xb, y: np.array([0.1, 1.5, 1.5])),
    ("02.normal_equation", lambda Xb, y: np.linalg.pinv(Xb)),
    ("02.normal_equation", lambda Xb, y: np.linalg.pinv(Xb.T @ Xb) @ Xb.T @ (y - y.mean())),
    ("02.normal_equation", lambda Xb, y: np.linalg.pinv(Xb, rtol=0.5) @ y),
    ("02.normal_equation", lambda Xb, y: np.linalg.solve(Xb[: Xb.shape[1]], y[: Xb.shape[1]])),
    ("02.normal_equation", lambda Xb, y: np.round(np.linalg.pinv(Xb) @ y, 5)),
    ("02.smoothness_constant", _power_iteration),
    ("02.smoothness_constant", lambda Xb: None),
    ("02.smoothness_constant", lambda Xb: 7.812019287),
    ("02.smoothness_constant", lambda Xb: 2 / len(Xb) * np.linalg.norm(Xb - Xb.mean(axis=0), 2) ** 2),
    ("02.smoothness_constant", lambda Xb: 2 / (len(Xb) - 1) * np.linalg.norm(Xb, 2) ** 2),
    ("02.smoothness_constant", lambda Xb: 2 / len(Xb) * np.linalg.norm(Xb, 1) ** 2),
    ("02.smoothness_constant", lambda Xb: 2 / len(Xb) * np.linalg.det(Xb.T @ Xb)),
    ("02.batch_gd", _decaying),
    ("02.batch_gd", _penalised),
    ("02.batch_gd", _best_so_far),
    ("02.batch_gd", _averaged),
    ("02.batch_gd", lambda Xb, y, theta0, eta, max_iter: normal_equation(Xb, y)),
    ("02.batch_gd", lambda Xb, y, *rest: batch_gd(Xb, y[::-1], *rest)),
    ("02.batch_gd", lambda *given: batch_gd(*given)[::-1]),
]


@pytest.mark.parametrize(("id", "wrong"), WRONG)
def test_wrong_work_that_stands_in_no_list_is_rejected(id: str, wrong: Callable[..., Any]) -> None:
    assert rejected(id, wrong).mistake is None


# --- wrong work that once passed at home ---------------------------------------------------------


def _clipped_to(longest: float, theta: Any, Xb: Any, y: Any) -> Any:
    gradient = mse_gradient(theta, Xb, y)
    return gradient * min(1.0, longest / max(np.linalg.norm(gradient), 1e-300))


def _mean_of_what_is_not_0(theta: Any, Xb: Any, y: Any) -> Any:
    residual = Xb @ theta - y
    return np.sum(residual**2) / max(1, np.count_nonzero(residual))


def _one_buffer() -> Callable[..., Any]:
    buffers: dict[int, Any] = {}

    def gradient(theta: Any, Xb: Any, y: Any) -> Any:
        buffer = buffers.setdefault(len(theta), np.zeros(len(theta)))
        buffer[:] = mse_gradient(theta, Xb, y)
        return buffer

    return gradient


def _stopped(stop: Callable[[Any, Any, Any], bool], fill: bool = True) -> Callable[..., Any]:
    """A descent that moves no more once stop(gradient, J before, J) holds; the rest of the record is filled up."""

    def descent(Xb: Any, y: Any, theta0: Any, eta: float, max_iter: int) -> Any:
        theta, values = theta0 + 0.0, [mse(theta0, Xb, y)]
        while len(values) <= max_iter:
            theta = theta - eta * mse_gradient(theta, Xb, y)
            values.append(mse(theta, Xb, y))
            if stop(mse_gradient(theta, Xb, y), values[-2], values[-1]):
                values += [values[-1]] * ((max_iter + 1 - len(values)) * fill)
                break
        return theta, np.array(values)

    return descent


def _power_steps(steps: int) -> Callable[..., Any]:
    def curvature(Xb: Any) -> Any:
        v = np.ones(Xb.shape[1])
        for _ in range(steps):
            v = Xb.T @ (Xb @ v)
            v = v / np.linalg.norm(v)
        return 2 / len(Xb) * np.linalg.norm(Xb @ v) ** 2

    return curvature


PASSED_ONCE: list[tuple[str, Callable[..., Any]]] = [
    ("02.mse", lambda theta, Xb, y: np.mean(np.clip(Xb @ theta - y, -100, 100) ** 2)),
    ("02.mse", lambda theta, Xb, y: np.mean(np.clip(Xb @ theta - y, -1000, 1000) ** 2)),
    ("02.mse", _mean_of_what_is_not_0),
    ("02.mse_gradient", lambda theta, Xb, y: _clipped_to(1000.0, theta, Xb, y)),
    ("02.mse_gradient", lambda theta, Xb, y: _clipped_to(1e6, theta, Xb, y)),
    ("02.mse_gradient", lambda theta, Xb, y: np.where(np.abs(g := mse_gradient(theta, Xb, y)) < 1e-5, 0.0, g)),
    ("02.mse_gradient", _one_buffer()),
    ("02.batch_gd", _stopped(lambda g, before, now: abs(before - now) < 1e-4)),
    ("02.batch_gd", _stopped(lambda g, before, now: abs(before - now) < 1e-6)),
    ("02.batch_gd", _stopped(lambda g, before, now: bool(np.linalg.norm(g) < 1e-3))),
    ("02.batch_gd", _stopped(lambda g, before, now: now > 1e6)),
    ("02.batch_gd", _stopped(lambda g, before, now: now > before)),
    ("02.batch_gd", _stopped(lambda g, before, now: now > before, fill=False)),
    ("02.batch_gd", lambda Xb, y, theta0, eta, n: batch_gd(Xb, y, theta0, min(eta, 1.9 / smoothness_constant(Xb)), n)),
    ("02.batch_gd", lambda Xb, y, theta0, eta, n: batch_gd(Xb, y, theta0, eta, max(n, 1))),
    ("02.normal_equation", lambda Xb, y: np.linalg.lstsq(Xb, y, rcond=0.02)[0]),
    ("02.normal_equation", lambda Xb, y: np.linalg.lstsq(Xb, y, rcond=0.005)[0]),
    ("02.normal_equation", lambda Xb, y: np.linalg.pinv(Xb + 1e-8) @ y),
    ("02.smoothness_constant", _power_steps(20)),
    ("02.smoothness_constant", _power_steps(40)),
    ("02.smoothness_constant", lambda Xb: smoothness_constant(np.unique(Xb, axis=0))),
]


@pytest.mark.parametrize(("id", "wrong"), PASSED_ONCE)
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not grade(id, wrong, seed=None).passed


# --- right work that stands in no list ----------------------------------------------------------


def _solve_or_lstsq(Xb: Any, y: Any) -> Any:
    try:
        return np.linalg.solve(Xb.T @ Xb, Xb.T @ y)
    except np.linalg.LinAlgError:
        return np.linalg.lstsq(Xb, y, rcond=None)[0]


def _weights_and_bias(Xb: Any, y: Any, theta0: Any, eta: float, max_iter: int) -> Any:
    X, m = Xb[:, 1:], len(y)
    b, w, values = float(theta0[0]), theta0[1:] + 0.0, []
    for _ in range(max_iter):
        residual = X @ w + b - y
        values.append(residual @ residual / m)
        b, w = b - eta * 2 * residual.mean(), w - eta * 2 * X.T @ residual / m
    values.append(((X @ w + b - y) ** 2).sum() / m)
    return np.append(b, w), np.array(values)


RIGHT: list[tuple[str, Callable[..., Any]]] = [
    ("02.mse", lambda theta, Xb, y: np.mean((y - np.einsum("ij,j", Xb, theta)) ** 2)),
    ("02.mse_gradient", lambda theta, Xb, y: sum(2 * x * (x @ theta - t) for x, t in zip(Xb, y, strict=True)) / len(y)),
    ("02.normal_equation", _solve_or_lstsq),
    ("02.smoothness_constant", lambda Xb: np.linalg.eigvals(2 / len(Xb) * Xb.T @ Xb).max()),
    ("02.batch_gd", _weights_and_bias),
]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("id", "right"), RIGHT)
def test_right_work_that_stands_in_no_list_is_accepted(id: str, right: Callable[..., Any], seed: int) -> None:
    assert grade(id, right, seed=seed).passed

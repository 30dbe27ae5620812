"""Lesson 11: the figures are those of the course's ledger (X11.1, X11.2, B-err10), recomputed there from the source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from autograder.exercises.lesson11.output_delta import output_delta
from autograder.exercises.lesson11.regularised_cost import regularised_cost, two_two_one
from autograder.exercises.lesson11.regularised_gradients import gradients_of_two_two_one, regularised_gradients
from autograder.exercises.lesson11.shared import sigmoid, small_network
from autograder.exercises.lesson11.train_neuron import _slope, train_neuron
from gdkit.networks import MLP

from .lessons import grade, mistake, pairs, rejected

# --- the ledger's values


@pytest.mark.parametrize(
    ("cost", "outputs"),
    [("quadratic", [0.975933, 0.933417, 0.202848]), ("cross_entropy", [0.098504, 0.025685, 0.012009])],
)
def test_the_saturated_neuron_learns_as_in_the_ledger(cost: str, outputs: list[float]) -> None:
    _, _, a = train_neuron(cost, 2.0, 2.0, 0.15, 300)
    assert a[0] == pytest.approx(0.982014, abs=5e-7)
    assert_allclose(a[[50, 150, 300]], outputs, atol=5e-7)


def test_the_first_slopes_of_the_neuron_differ_by_a_factor_of_57() -> None:
    slopes = {}
    for cost, slope in [("quadratic", 0.01734502), ("cross_entropy", 0.98201379)]:
        w, b, _ = train_neuron(cost, 2.0, 2.0, 1.0, 1)
        slopes[cost] = 2.0 - w
        assert (2.0 - w, 2.0 - b) == pytest.approx((slope, slope), abs=5e-9)
    assert slopes["cross_entropy"] / slopes["quadratic"] == pytest.approx(56.616, abs=5e-4)


def test_keeping_the_slope_in_the_cross_entropy_learns_as_slowly_as_the_quadratic_cost() -> None:
    wrong = mistake("11.train_neuron", "slope-kept")
    _, _, a = wrong("cross_entropy", 2.0, 2.0, 0.15, 50)
    assert a[50] == pytest.approx(0.975933, abs=5e-7)


def test_a_saturated_wrong_output_has_the_errors_of_the_ledger() -> None:
    Z, Y = np.array([[-5.0]]), np.array([[1.0]])
    assert output_delta(Z, Y, "quadratic").item() == pytest.approx(-0.006604, abs=5e-7)
    assert output_delta(Z, Y, "cross_entropy").item() == pytest.approx(-0.993307, abs=5e-7)


def test_saturated_errors_are_exact() -> None:
    """σ′(40) = e⁻⁴⁰/(1 + e⁻⁴⁰)², by SymPy to 17 digits."""
    import sympy

    e = sympy.exp(-40)
    slope = float((e / (1 + e) ** 2).evalf(17))
    Z, Y = np.array([[40.0, -40.0]]), np.array([[0.0, 1.0]])
    assert_allclose(output_delta(Z, Y, "quadratic"), [[slope, -slope]], rtol=1e-14)
    assert_allclose(output_delta(Z, Y, "cross_entropy"), [[1.0, -1.0]], rtol=1e-15)


def test_the_regularised_network_has_the_values_of_the_ledger() -> None:
    case = two_two_one()
    assert regularised_cost(**case) == pytest.approx(0.8601093646, abs=5e-11)
    assert regularised_cost(**case) - case["C0"] == pytest.approx(0.182, abs=1e-15)
    dWs, dbs = regularised_gradients(**gradients_of_two_two_one())
    assert_allclose(dWs[1], [[0.17295792, -0.23690569]], atol=5e-9)
    assert_allclose(dbs[1], [0.00506733], atol=5e-9)


def test_the_cost_without_penalty_is_that_of_the_network() -> None:
    Ws, bs = small_network()
    net = MLP([[1.0, 2.0], [-1.0, 0.5]], [1.0, 0.0], (2, 2, 1), cost="cross_entropy")
    assert net(net.pack(Ws, bs)) == pytest.approx(two_two_one()["C0"], abs=5e-11)


def test_without_the_number_of_rows_the_penalty_is_twice_that_of_the_ledger() -> None:
    wrong = mistake("11.regularised_cost", "number-of-rows-missing")
    assert wrong(**two_two_one()) == pytest.approx(0.6781093646 + 2 * 0.182, abs=1e-12)
    wrong = mistake("11.regularised_gradients", "rows-forgotten")
    dWs, _ = wrong(**gradients_of_two_two_one())
    assert_allclose(dWs[1], [[-0.02704208 + 0.8 * 0.5, 0.00309431 - 0.8 * 0.6]], atol=1e-8)


def test_biases_among_the_weights_would_add_the_three_thousandths_of_the_ledger_and_are_rejected() -> None:
    """The signature hands no biases over: only who takes them from elsewhere can penalise them."""
    _, bs = small_network()

    def with_biases(C0: float, Ws: Any, lam: float, m: int) -> float:
        return regularised_cost(C0, [*Ws, *bs], lam, m)

    case = two_two_one()
    assert with_biases(**case) - regularised_cost(**case) == pytest.approx(0.003, abs=1e-15)
    assert grade("11.regularised_cost", with_biases).fraction == 0


# --- wrong work that stands in no list


def train(cost: str, w: float, b: float, eta: float, max_iter: int, rule: Callable[..., Any]) -> Any:
    outputs = [sigmoid(w + b)]
    for t in range(max_iter):
        step = rule(_slope(cost, w + b), t, outputs[-1])
        w, b = w - eta * step, b - eta * step
        outputs.append(sigmoid(w + b))
    return w, b, np.array(outputs)


WRONG: dict[str, list[Callable[..., Any]]] = {
    "11.train_neuron": [
        lambda cost, w, b, eta, n: train(cost, w, b, eta, n, lambda d, t, a: np.sign(d)),
        lambda cost, w, b, eta, n: train(cost, w, b, eta, n, lambda d, t, a: d / (t + 1)),
        lambda cost, w, b, eta, n: train(cost, w, b, eta, n, lambda d, t, a: d / 2),
        lambda cost, w, b, eta, n: train(cost, w, b, eta, n, lambda d, t, a: d if a > 0.01 else 0.0),
        lambda cost, w, b, eta, n: train(cost, w, b, eta, n, lambda d, t, a: round(d, 6)),
        lambda cost, w, b, eta, n: train_neuron(cost, w, b, eta, n)[::-1],
        lambda cost, w, b, eta, n: (*train_neuron(cost, w, b, eta, n)[:2], np.zeros(n + 1)),
        lambda cost, w, b, eta, n: (w, b, train_neuron(cost, w, b, eta, n)[2]),
        lambda cost, w, b, eta, n: train_neuron(cost, w, b, eta, 50),
        lambda cost, w, b, eta, n: print(train_neuron(cost, w, b, eta, n)),
        lambda cost, w, b, eta, n: train(cost, w, b, eta, n, lambda d, t, a: d + 1e-6),
    ],
    "11.output_delta": [
        lambda Z, Y, cost: output_delta(Z, Y, cost)[:1],
        lambda Z, Y, cost: output_delta(Z, Y.round(), cost),
        lambda Z, Y, cost: output_delta(np.clip(Z, -30, 30), Y, cost) * 1.001,
        lambda Z, Y, cost: output_delta(Z, Y, cost).mean(),
        lambda Z, Y, cost: np.tanh(Z) - Y,
        lambda Z, Y, cost: np.abs(output_delta(Z, Y, cost)),
        lambda Z, Y, cost: output_delta(Z, Y, cost).tolist(),
        lambda Z, Y, cost: output_delta(Z, Y, cost) / Z.shape[1],
        lambda Z, Y, cost: output_delta(Z, Y, cost).round(3),
        lambda Z, Y, cost: (1 / (1 + np.exp(-Z.astype(np.int64)))).astype(int) - Y,
        lambda Z, Y, cost: Y.__isub__(sigmoid(Z)),
        lambda Z, Y, cost: None,
    ],
    "11.regularised_cost": [
        lambda C0, Ws, lam, m: C0 + lam / (2 * m) * sum(np.sum(W**2) for W in Ws) ** 2,
        lambda C0, Ws, lam, m: C0 + lam / (2 * m) * sum(np.sum(W**2) for W in Ws) + 1e-6,
        lambda C0, Ws, lam, m: C0 * (1 + lam / (2 * m) * sum(np.sum(W**2) for W in Ws)),
        lambda C0, Ws, lam, m: C0 + lam / (2 * m) * sum(np.sum(W**4) for W in Ws),
        lambda C0, Ws, lam, m: C0 + lam / (2 * m) * max(np.sum(W**2) for W in Ws),
        lambda C0, Ws, lam, m: C0 + lam / (2 * m) * sum(np.sum(W[:, 1:] ** 2) for W in Ws),
        lambda C0, Ws, lam, m: C0 + lam / (2 * m) * sum(np.trace(W @ W.T) for W in Ws[:-1]),
        lambda C0, Ws, lam, m: round(regularised_cost(C0, Ws, lam, m), 6),
        lambda C0, Ws, lam, m: np.array([regularised_cost(C0, Ws, lam, m)]),
        lambda C0, Ws, lam, m: regularised_cost(C0, Ws, lam, m - 1) if m > 1 else C0,
        lambda C0, Ws, lam, m: C0 + lam / (2 * m) * np.sum(np.array(Ws) ** 2),
        lambda C0, Ws, lam, m: print(regularised_cost(C0, Ws, lam, m)),
    ],
    "11.regularised_gradients": [
        lambda dWs, dbs, Ws, lam, m: regularised_gradients(dWs, dbs, [W.T.copy() for W in Ws], lam, m),
        lambda dWs, dbs, Ws, lam, m: regularised_gradients(dWs, dbs, [np.abs(W) for W in Ws], lam, m),
        lambda dWs, dbs, Ws, lam, m: regularised_gradients(dWs[:-1], dbs, Ws[:-1], lam, m),
        lambda dWs, dbs, Ws, lam, m: regularised_gradients(dWs, dbs[:-1], Ws, lam, m),
        lambda dWs, dbs, Ws, lam, m: regularised_gradients(dWs, dbs, Ws, lam, m + 1),
        lambda dWs, dbs, Ws, lam, m: tuple(map(tuple, regularised_gradients(dWs, dbs, Ws, lam, m))),
        lambda dWs, dbs, Ws, lam, m: ([(1 - lam / m) * dW for dW in dWs], dbs),
        lambda dWs, dbs, Ws, lam, m: (regularised_gradients(dWs, dbs, Ws, lam, m)[0], [-db for db in dbs]),
        lambda dWs, dbs, Ws, lam, m: ([d + lam / m * W / np.linalg.norm(W) for d, W in zip(dWs, Ws)], dbs),  # noqa: B905
        lambda dWs, dbs, Ws, lam, m: ([d + lam / m * W.mean(axis=0) for d, W in zip(dWs, Ws)], dbs),  # noqa: B905
        lambda dWs, dbs, Ws, lam, m: None,
    ],
}


@pytest.mark.parametrize(("id", "wrong"), pairs(WRONG))
def test_wrong_work_that_stands_in_no_list_is_rejected(id: str, wrong: Callable[..., Any]) -> None:
    assert rejected(id, wrong).mistake is None


# --- work that once passed at home


def _learned_at(limit: float) -> Callable[..., Any]:
    """Learning ends, or goes on in name only, when the output is that near the target."""
    return lambda cost, w, b, eta, n: train(cost, w, b, eta, n, lambda d, t, a: d if a > limit else 0.0)


def _slope_at_least(limit: float) -> Callable[..., Any]:
    def rule(cost: str, w: float, b: float, eta: float, n: int) -> Any:
        held = (lambda d, t, a: a * max(a * (1 - a), limit)) if cost == "quadratic" else (lambda d, t, a: d)
        return train(cost, w, b, eta, n, held)

    return rule


def _saturated_slope(cost: str, w: float, b: float, eta: float, n: int) -> Any:
    return train(cost, w, b, eta, n, lambda d, t, a: 1e-5 if cost == "quadratic" and a > 0.99999 else d)


def _step_within(limit: float) -> Callable[..., Any]:
    return lambda cost, w, b, eta, n: train(cost, w, b, eta, n, lambda d, t, a: min(d, limit / eta) if eta else d)


def _outputs_beyond(limit: float) -> Callable[..., Any]:
    def delta(Z: Any, Y: Any, cost: str) -> Any:
        return output_delta(np.where(np.abs(Z) > limit, 1000 * np.sign(Z), Z), Y, cost)

    return delta


def _scores_within(limit: float) -> Callable[..., Any]:
    return lambda Z, Y, cost: output_delta(np.clip(Z, -limit, limit), Y, cost)


def _equal_matrices_once(C0: float, Ws: Any, lam: float, m: int) -> Any:
    different = {(W.shape, tuple(W.ravel().tolist())): W for W in Ws}
    return regularised_cost(C0, list(different.values()), lam, m)


def _small_weights_left_out(C0: float, Ws: Any, lam: float, m: int) -> Any:
    return regularised_cost(C0, [np.where(np.abs(W) < 1e-3, 0, W) for W in Ws], lam, m)


def _three_layers_at_most(C0: float, Ws: Any, lam: float, m: int) -> Any:
    return regularised_cost(C0, Ws[:3], lam, m)


def _no_small_gradients(dWs: Any, dbs: Any, Ws: Any, lam: float, m: int) -> Any:
    dWs, dbs = regularised_gradients(dWs, dbs, Ws, lam, m)
    return [np.where(np.abs(dW) < 1e-6, 0, dW) for dW in dWs], dbs


def _gradients_within(dWs: Any, dbs: Any, Ws: Any, lam: float, m: int) -> Any:
    dWs, dbs = regularised_gradients(dWs, dbs, Ws, lam, m)
    return [np.clip(dW, -100, 100) for dW in dWs], dbs


ONCE_PASSED: dict[str, list[Callable[..., Any]]] = {
    "11.train_neuron": [
        *(_learned_at(limit) for limit in (5e-4, 1e-5)),
        _saturated_slope,
        _slope_at_least(1e-5),
        _step_within(1.0),
    ],
    "11.output_delta": [
        *(_outputs_beyond(limit) for limit in (7.0, 8.0, 12.0, 20.0)),
        *(_scores_within(limit) for limit in (8.0, 20.0)),
    ],
    "11.regularised_cost": [_equal_matrices_once, _small_weights_left_out, _three_layers_at_most],
    "11.regularised_gradients": [_no_small_gradients, _gradients_within],
}


@pytest.mark.parametrize(("id", "wrong"), pairs(ONCE_PASSED))
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not grade(id, wrong, seed=None).passed

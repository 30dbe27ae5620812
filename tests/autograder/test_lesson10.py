"""The exercises of lesson 10: the ledger's figures, and work that stands in no list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.exercises.lesson10.backprop import (
    _with_slope,
    backprop,
    bias_gradients_summed,
    errors_averaged,
    examples_not_averaged,
    gradients_twice,
    hidden_slope_forgotten,
    sign_of_the_loss_lost,
    slope_at_the_activation,
    small_cross_entropy,
    small_quadratic,
)
from autograder.exercises.lesson10.gradient_check import _numerical, _ratio, gradient_check
from autograder.exercises.lesson10.onehidden_gradients import (
    _from_residual,
    _from_slope,
    _phi,
    _phi_prime,
    _softmax,
    _with_ones,
    bias_column_kept,
    feature_index_first,
    onehidden_gradients,
    relu_integers,
    slope_left_out,
    two_three_two,
    with_slope_one_at_zero,
)
from autograder.exercises.lesson10.shared import sigmoid
from gdkit import cases, numerical_gradient
from gdkit.checking import call
from gdkit.networks import MLP

from .lessons import close, grade, rejected

# --- the ledger's figures -----------------------------------------------------------------------


def test_backpropagation_under_the_quadratic_cost_has_the_ledgers_numbers() -> None:
    dWs, dbs, deltas = backprop(**small_quadratic())  # X10.1
    close(deltas[1], [[-0.1217547], [0.12436338]], 7)
    close(deltas[0], [[-0.01412401, 0.01736896], [0.01553571, -0.01774111]], 8)
    close(dWs[1], [[-0.00673654, 0.00079648]], 8)
    close(dbs[1], [0.00130434], 8)
    close(dWs[0], [[-0.01482986, -0.01024008], [0.01755503, 0.01293369]], 8)
    close(dbs[0], [0.00070585, -0.00018607], 8)


def test_backpropagation_under_the_cross_entropy_has_the_ledgers_numbers() -> None:
    dWs, dbs, deltas = backprop(**small_cross_entropy())  # X10.1
    close(deltas[1], [[-0.48733165], [0.49746631]], 8)
    close(deltas[0], [[-0.05653233, 0.06952048], [0.06214444, -0.07096624]], 8)
    close(dWs[1], [[-0.02704208, 0.00309431]], 8)
    close(dbs[1], [0.00506733], 8)
    close(dWs[0], [[-0.05933839, -0.04099622], [0.07024336, 0.05177892]], 8)
    close(dbs[0], [0.00280605, -0.00072288], 8)


def test_the_misreadings_of_backpropagation_have_the_ledgers_numbers() -> None:
    quadratic, cross_entropy = small_quadratic(), small_cross_entropy()
    close(hidden_slope_forgotten(**quadratic)[0][0], [[-0.06153, -0.045332], [0.073835, 0.054398]], 6)
    close(slope_at_the_activation(**quadratic)[2][1], [[-0.114166], [0.116979]], 6)
    right, doubled = backprop(**quadratic), examples_not_averaged(**quadratic)
    np.testing.assert_allclose(doubled[0][0], 2 * right[0][0])  # no 1/m, and m = 2
    right, negated = backprop(**cross_entropy), sign_of_the_loss_lost(**cross_entropy)
    for kind, other in zip(right, negated, strict=True):  # C-err2: the table's sign
        for block, turned in zip(kind, other, strict=True):
            np.testing.assert_array_equal(turned, -block)


def _network(cost: str = "softmax") -> tuple[MLP, Any]:
    rng = np.random.default_rng(10)
    net = MLP(rng.normal(size=(8, 3)), rng.integers(0, 2, size=8), (3, 4, 3, 2), "tanh", cost)
    return net, rng.normal(size=net.n_parameters)


def test_the_ratio_of_a_right_gradient_is_below_1e7_on_a_network_3_4_3_2() -> None:
    net, theta = _network()  # X10.2
    assert gradient_check(net, net.gradient(theta), theta, 1e-5) < 1e-7


def test_a_step_of_1e12_leaves_a_ratio_of_about_1e4() -> None:
    net, theta = _network()  # X10.2, misconception 116
    assert 1e-6 < gradient_check(net, net.gradient(theta), theta, 1e-12) < 1e-2


def test_the_augmented_matrices_have_gradients_of_their_own_shapes_that_agree_with_differences() -> None:
    case = two_three_two()  # X10.3
    Theta_hidden, Theta_out, X, labels = (case[name] for name in ("Theta_hidden", "Theta_out", "X", "labels"))
    hidden, out = onehidden_gradients(**case)
    assert hidden.shape == Theta_hidden.shape == (3, 3)
    assert out.shape == Theta_out.shape == (2, 4)

    def loss(theta: Any) -> Any:
        H = sigmoid(np.column_stack([np.ones(5), X]) @ theta[:9].reshape(3, 3).T)
        Z = np.column_stack([np.ones(5), H]) @ theta[9:].reshape(2, 4).T
        return (np.logaddexp.reduce(Z, axis=1) - Z[np.arange(5), labels]).mean()

    theta = np.append(Theta_hidden, Theta_out)
    np.testing.assert_allclose(np.append(hidden, out), numerical_gradient(loss, theta), rtol=1e-7, atol=1e-10)


def test_the_bias_column_kept_gives_a_row_too_many() -> None:
    case = two_three_two()  # X10.3
    assert bias_column_kept(**case)[0].shape == (4, 3)


def test_the_feature_first_index_read_as_row_and_column_fails_or_is_off() -> None:
    error = call(feature_index_first, two_three_two()).error  # A-err15: three rows, six columns
    assert error is not None
    assert error[0] == "IndexError"
    square = relu_integers()
    assert np.abs(feature_index_first(**square)[0] - onehidden_gradients(**square)[0]).max() > 0.1


def test_the_quiz_on_zero_weights_is_right() -> None:
    zeros = {"Ws": [np.zeros((5, 4)), np.zeros((3, 5))], "bs": [np.zeros(5), np.zeros(3)]}
    X, Y = np.random.default_rng(0).normal(size=(6, 4)), np.eye(3)[[0, 1, 2, 0, 1, 2]]
    dWs, _, _ = backprop(**zeros, X=X, Y=Y, cost="cross_entropy")
    assert not dWs[0].any()  # misconception 121
    assert dWs[1].any()


# --- what students see --------------------------------------------------------------------------


def test_each_right_block_of_backpropagation_earns_its_third() -> None:
    assert grade("10.backprop", bias_gradients_summed).parts == {
        "the errors Δ": True,
        "the gradients of the weights": True,
        "the gradients of the biases": False,
    }
    assert grade("10.backprop", errors_averaged).fraction == pytest.approx(2 / 3)
    assert grade("10.backprop", gradients_twice).fraction == pytest.approx(1 / 3)
    assert grade("10.onehidden_gradients", slope_left_out).fraction == 0.5


def test_relu_at_zero_may_have_the_slope_0_or_1() -> None:
    kink = relu_integers()
    zero, one = onehidden_gradients(**kink), with_slope_one_at_zero(**kink)
    assert np.abs(zero[0] - one[0]).max() > 1e-3
    assert grade("10.onehidden_gradients", with_slope_one_at_zero).passed


# --- wrong work that stands in no list ----------------------------------------------------------


def _half_of_it(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [dW / 2 for dW in dWs], dbs, deltas


def _clipped(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [np.clip(dW, -0.01, 0.01) for dW in dWs], dbs, deltas


def _decayed(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [dW + 0.01 * W for dW, W in zip(dWs, Ws, strict=True)], dbs, deltas


def _second_layer_turned(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [*dWs[:-1], -dWs[-1]], dbs, deltas


def _own_cost(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
    return backprop(Ws, bs, X, np.round(Y), cost)


def _rows_shuffled(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, dbs, [delta[::-1] for delta in deltas]


def _with_the_cost(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
    return (0.0, *backprop(Ws, bs, X, Y, cost))


def _activation_of_the_input(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [deltas[0].T @ sigmoid(X) / len(X), *dWs[1:]], dbs, deltas


def _complex_step(f: Any, gradient: Any, theta: Any, h: float) -> Any:
    n = np.array([(f(theta + h * e) - 2 * f(theta) + f(theta - h * e)) / h**2 for e in np.eye(len(theta))])
    return _ratio(gradient, n)


def _angle(f: Any, gradient: Any, theta: Any, h: float) -> Any:
    n = _numerical(f, theta, h)
    return 1 - gradient @ n / (np.linalg.norm(gradient) * np.linalg.norm(n))


def _richardson(f: Any, gradient: Any, theta: Any, h: float) -> Any:
    n = (4 * _numerical(f, theta, h / 2) - _numerical(f, theta, h)) / 3
    return _ratio(gradient, n)


def _leaky(Theta_hidden: Any, Theta_out: Any, X: Any, labels: Any, phi: str) -> Any:
    Z = _with_ones(X) @ Theta_hidden.T
    slope = np.where(Z > 0, 1.0, 0.01) if phi == "relu" else _phi_prime(Z, phi)
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, slope)


def _mean_error(Theta_hidden: Any, Theta_out: Any, X: Any, labels: Any, phi: str) -> Any:
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return np.broadcast_to(hidden.mean(axis=0), hidden.shape).copy(), out


def _penalised(Theta_hidden: Any, Theta_out: Any, X: Any, labels: Any, phi: str) -> Any:
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden + 0.01 * Theta_hidden, out + 0.01 * Theta_out


def _smoothed_labels(Theta_hidden: Any, Theta_out: Any, X: Any, labels: Any, phi: str) -> Any:
    K = len(Theta_out)
    P = _softmax(_with_ones(_phi(_with_ones(X) @ Theta_hidden.T, phi)) @ Theta_out.T)
    dZ = (P - 0.9 * np.eye(K)[labels] - 0.1 / K) / len(X)
    return _from_residual(Theta_hidden, Theta_out, X, phi, dZ)


def _new_parameters(Theta_hidden: Any, Theta_out: Any, X: Any, labels: Any, phi: str) -> Any:
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return Theta_hidden - 0.1 * hidden, Theta_out - 0.1 * out


def _flat(Theta_hidden: Any, Theta_out: Any, X: Any, labels: Any, phi: str) -> Any:
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden.ravel(), out.ravel()


WRONG: list[tuple[str, Callable[..., Any]]] = [
    ("10.backprop", lambda Ws, bs, X, Y, cost: None),
    ("10.backprop", lambda Ws, bs, X, Y, cost: backprop(Ws, bs, X, Y, cost)[:2]),
    ("10.backprop", lambda Ws, bs, X, Y, cost: tuple(map(tuple, backprop(Ws, bs, X, Y, cost)))),
    ("10.backprop", lambda Ws, bs, X, Y, cost: ([0 * W for W in Ws], [0 * b for b in bs], [])),
    ("10.backprop", _half_of_it),
    ("10.backprop", _clipped),
    ("10.backprop", _decayed),
    ("10.backprop", _second_layer_turned),
    ("10.backprop", _own_cost),
    ("10.backprop", _rows_shuffled),
    ("10.backprop", _with_the_cost),
    ("10.backprop", _activation_of_the_input),
    ("10.gradient_check", lambda f, gradient, theta, h: 0.0),
    ("10.gradient_check", lambda f, gradient, theta, h: 1e-9),
    ("10.gradient_check", lambda f, gradient, theta, h: gradient_check(f, gradient, theta, 2 * h)),
    ("10.gradient_check", lambda f, gradient, theta, h: gradient_check(f, gradient, theta, 1e-12)),
    ("10.gradient_check", lambda f, gradient, theta, h: gradient_check(f, -gradient, theta, h)),
    ("10.gradient_check", lambda f, gradient, theta, h: np.array([gradient_check(f, gradient, theta, h)])),
    ("10.gradient_check", lambda f, gradient, theta, h: gradient_check(f, gradient, 0 * theta, h)),
    ("10.gradient_check", lambda f, gradient, theta, h: gradient_check(f, gradient, theta, h) ** 2),
    ("10.gradient_check", lambda f, gradient, theta, h: _ratio(gradient, f(theta) / theta)),
    ("10.gradient_check", lambda f, gradient, theta, h: _ratio(gradient, cases.get("bowl").gradient(theta))),
    ("10.gradient_check", _complex_step),
    ("10.gradient_check", _angle),
    ("10.gradient_check", _richardson),
    ("10.onehidden_gradients", lambda *inputs: None),
    ("10.onehidden_gradients", lambda *inputs: (0 * inputs[0], onehidden_gradients(*inputs)[1])),
    ("10.onehidden_gradients", lambda *inputs: onehidden_gradients(*inputs[:-1], "tanh")),
    ("10.onehidden_gradients", _leaky),
    ("10.onehidden_gradients", _mean_error),
    ("10.onehidden_gradients", _penalised),
    ("10.onehidden_gradients", _smoothed_labels),
    ("10.onehidden_gradients", _new_parameters),
    ("10.onehidden_gradients", _flat),
]


@pytest.mark.parametrize(("id", "wrong"), WRONG)
def test_wrong_work_that_stands_in_no_list_is_rejected(id: str, wrong: Callable[..., Any]) -> None:
    assert rejected(id, wrong).mistake is None


# --- work that once passed at home --------------------------------------------------------------


def _two_hidden_layers_at_most(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
    if len(Ws) > 3:
        raise ValueError("too deep")
    return backprop(Ws, bs, X, Y, cost)


def _one_hidden_layer_at_least(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
    return backprop(Ws, bs, X, Y, cost) if len(Ws) > 1 else ([0 * Ws[0]], [0 * bs[0]], [0 * Y])


def _flat_beyond(limit: float) -> Callable[..., Any]:
    def flat(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
        return _with_slope(Ws, bs, X, Y, cost, lambda Z, A: np.where(np.abs(Z) > limit, 0, A * (1 - A)))

    return flat


def _cut_at(limit: float) -> Callable[..., Any]:
    def cut(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
        dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
        return [np.clip(dW, -limit, limit) for dW in dWs], dbs, deltas

    return cut


def _nothing_below(limit: float) -> Callable[..., Any]:
    def dead(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
        dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
        return dWs, dbs, [np.where(np.abs(delta) < limit, 0, delta) for delta in deltas]

    return dead


def _step_at_least(limit: float) -> Callable[..., Any]:
    return lambda f, gradient, theta, h: gradient_check(f, gradient, theta, max(h, limit))


def _zero_below(limit: float) -> Callable[..., Any]:
    def ratio(f: Any, gradient: Any, theta: Any, h: float) -> float:
        found = gradient_check(f, gradient, theta, h)
        return found if found >= limit else 0.0

    return ratio


def _denominator_plus(eps: float) -> Callable[..., Any]:
    def ratio(f: Any, gradient: Any, theta: Any, h: float) -> Any:
        n = _numerical(f, theta, h)
        return np.linalg.norm(gradient - n) / (np.linalg.norm(gradient) + np.linalg.norm(n) + eps)

    return ratio


def _scores_within(limit: float) -> Callable[..., Any]:
    def gradients(Theta_hidden: Any, Theta_out: Any, X: Any, labels: Any, phi: str) -> Any:
        H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
        P = _softmax(np.clip(_with_ones(H) @ Theta_out.T, -limit, limit))
        return _from_residual(Theta_hidden, Theta_out, X, phi, (P - np.eye(len(Theta_out))[labels]) / len(X))

    return gradients


def _hidden_within(limit: float) -> Callable[..., Any]:
    def gradients(Theta_hidden: Any, Theta_out: Any, X: Any, labels: Any, phi: str) -> Any:
        slope = _phi_prime(np.clip(_with_ones(X) @ Theta_hidden.T, -limit, limit), phi)
        return _from_slope(Theta_hidden, Theta_out, X, labels, phi, slope)

    return gradients


ONCE_PASSED: list[tuple[str, Callable[..., Any]]] = [
    ("10.backprop", _two_hidden_layers_at_most),
    ("10.backprop", _one_hidden_layer_at_least),
    *(("10.backprop", _flat_beyond(limit)) for limit in (7.0, 8.0, 12.0)),
    *(("10.backprop", _cut_at(limit)) for limit in (1.0, 10.0)),
    *(("10.backprop", _nothing_below(limit)) for limit in (1e-8, 1e-6, 1e-4)),
    *(("10.gradient_check", _step_at_least(limit)) for limit in (1e-4, 1e-3)),
    *(("10.gradient_check", _zero_below(limit)) for limit in (1e-7, 1e-6, 1e-5)),
    *(("10.gradient_check", _denominator_plus(eps)) for eps in (1e-12, 1e-8)),
    *(("10.onehidden_gradients", _scores_within(limit)) for limit in (10.0, 30.0)),
    *(("10.onehidden_gradients", _hidden_within(limit)) for limit in (5.0, 8.0)),
]


@pytest.mark.parametrize(("id", "wrong"), ONCE_PASSED)
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not grade(id, wrong, seed=None).passed


# --- right work that stands in no list ----------------------------------------------------------


def _by_the_network(Ws: Any, bs: Any, X: Any, Y: Any, cost: str) -> Any:
    net = MLP(X, Y, [X.shape[1], *map(len, bs)], cost=cost, output="sigmoid")
    theta = net.pack(Ws, bs)
    dWs, dbs = net.unpack(net.gradient(theta))
    return dWs, dbs, net.deltas(theta)


def _one_sum(Theta_hidden: Any, Theta_out: Any, X: Any, labels: Any, phi: str) -> Any:
    hidden, out = np.zeros(Theta_hidden.shape), np.zeros(Theta_out.shape)
    for i in range(len(X)):
        one = onehidden_gradients(Theta_hidden, Theta_out, X[i : i + 1], labels[i : i + 1], phi)
        hidden, out = hidden + one[0] / len(X), out + one[1] / len(X)
    return hidden, out


RIGHT: list[tuple[str, Callable[..., Any]]] = [
    ("10.backprop", _by_the_network),
    ("10.gradient_check", lambda f, gradient, theta, h: _ratio(
        gradient, numerical_gradient(lambda point: f(point), theta, h))),
    ("10.onehidden_gradients", _one_sum),
]  # fmt: skip


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("id", "right"), RIGHT)
def test_right_work_that_stands_in_no_list_is_accepted(id: str, right: Callable[..., Any], seed: int) -> None:
    assert grade(id, right, seed=seed).passed

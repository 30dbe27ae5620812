"""Lesson 13: the figures are those of the course's ledger (X13.1); TensorFlow's gradients agree there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from autograder.exercises.lesson13.backprop_relu import _back, backprop_relu, network_of_the_source
from autograder.exercises.lesson13.dense import dense
from autograder.exercises.lesson13.forward_relu import _scores, forward_relu
from autograder.exercises.lesson13.shared import positive_part, small_network, softmax

from .lessons import exercise, grade, mistake, pairs, passes_at_home, rejected

# --- the ledger's values

LOGITS = [[0.29521562, 0.04950953], [0.07029794, -0.00130619]]


def test_the_layers_of_the_source_s_network_have_the_values_of_the_ledger() -> None:
    X, Ws, bs = small_network().values()
    h1 = dense(X, Ws[0], bs[0], "relu")
    h2 = dense(h1, Ws[1], bs[1], "relu")
    assert_allclose(h1, [[1.43003292, 0, 0], [0, 0, 0.50960826]], atol=5e-9)
    assert_allclose(h2, [[0.7016656, 0], [0.13595796, 0.02880378]], atol=5e-9)
    assert_allclose(dense(h2, Ws[2], bs[2], "none"), LOGITS, atol=5e-9)
    assert_allclose(forward_relu(X, Ws, bs), LOGITS, atol=5e-9)


def test_the_loss_and_the_gradient_of_the_source_s_network_have_the_values_of_the_ledger() -> None:
    case = network_of_the_source()
    P = softmax(forward_relu(case["X"], case["Ws"], case["bs"]))
    assert -np.mean(np.log(P[[0, 1], case["labels"]])) == pytest.approx(0.7407568148, abs=5e-11)
    dWs, _ = backprop_relu(**case)
    assert_allclose(dWs[0], [[0.04133521, 0.08267042], [0, 0], [-0.0220986, 0.0110493]], atol=5e-9)


def test_relu_on_the_logits_makes_the_last_one_zero() -> None:
    wrong = mistake("13.forward_relu", "relu-on-the-logits")
    assert_allclose(wrong(**small_network()), [*LOGITS[:1], [LOGITS[1][0], 0.0]], atol=5e-9)


def test_a_dead_unit_learns_nothing_unless_its_slope_is_forgotten() -> None:
    case = network_of_the_source()
    wrong = mistake("13.backprop_relu", "hidden-slope-forgotten")
    assert not backprop_relu(**case)[0][0][1].any()
    assert np.abs(wrong(**case)[0][0][1]).max() > 1e-3


@pytest.mark.parametrize("K", [2, 3, 10])
def test_softmax_twice_has_the_floor_that_its_explanation_names(K: int) -> None:
    Z = np.zeros((1, K))
    Z[0, 0] = 1e3
    P = softmax(softmax(Z))
    assert -np.log(P[0, 0]) == pytest.approx(np.log(1 + (K - 1) / np.e))


@pytest.mark.parametrize("at_zero", [0.0, 1.0])
def test_both_slopes_at_the_corner_pass(at_zero: float) -> None:
    verdict = grade("13.relu_prime", lambda z: np.heaviside(z, at_zero))
    assert verdict.passed


def test_no_drawn_network_has_a_score_near_the_corner() -> None:
    for seed in range(20):
        for case in exercise("13.backprop_relu").draw(seed):
            A = case["X"]
            for W, b in zip(case["Ws"][:-1], case["bs"][:-1], strict=True):
                Z = A @ W.T + b
                assert np.abs(Z).min() > 1e-3
                A = np.maximum(Z, 0)


# --- wrong work that stands in no list


def back(change: Callable[..., Any]) -> Callable[..., Any]:
    """backprop_relu with a changed result."""
    return lambda X, labels, Ws, bs: change(*backprop_relu(X, labels, Ws, bs))


WRONG: dict[str, list[Callable[..., Any]]] = {
    "13.relu": [
        lambda z: np.clip(z, 0, 6) * 1.0,
        lambda z: np.maximum(z, 1e-3),
        lambda z: np.maximum(z - 0.01, 0),
        lambda z: np.where(z > 0, z, np.expm1(z)),
        lambda z: z / (1 + np.exp(-z)),
        lambda z: np.where(z.sum() > 0, z, 0.0),
        lambda z: np.maximum(z, 0).T,
        lambda z: np.maximum(z, 0)[None],
        lambda z: np.sort(np.maximum(z, 0), axis=-1),
        lambda z: np.sqrt(z) ** 2,
        lambda z: (z > 0) & True,
        lambda z: None,
    ],
    "13.relu_prime": [
        lambda z: np.where(z > 0.01, 1.0, 0.0),
        lambda z: np.where(z > -0.01, 1.0, 0.0),
        lambda z: np.where(z > 0, 0.99, 0.0),
        lambda z: np.where(z.sum() > 0, 1.0, 0.0),
        lambda z: np.where(z > 0, z / np.abs(z).max(), 0.0),
        lambda z: np.exp(-(z**2)),
        lambda z: (z > 0).astype(float).sum(),
        lambda z: (z > 0).astype(str),
        lambda z: 1.0 * (np.abs(z) > 0),
        lambda z: np.heaviside(z, np.nan),
        lambda z: 1.0 * (z > 0)[..., None],
        lambda z: None,
    ],
    "13.dense": [
        lambda A, W, b, activation: dense(A, W, b, activation) + 1e-6,
        lambda A, W, b, activation: dense(A, W, 2 * b, activation),
        lambda A, W, b, activation: dense(A, W, b[::-1], activation),
        lambda A, W, b, activation: dense(A, W, b.mean(), activation),
        lambda A, W, b, activation: dense(A / len(A), W, b, activation),
        lambda A, W, b, activation: dense(A - A.mean(axis=0), W, b, activation),
        lambda A, W, b, activation: dense(A, np.abs(W), b, activation),
        lambda A, W, b, activation: dense(A, W, b, "relu" if len(A) % 2 == 0 else "none"),
        lambda A, W, b, activation: dense(A, W, b, activation).ravel(),
        lambda A, W, b, activation: dense(A, W, b, activation).tolist(),
        lambda A, W, b, activation: np.minimum(dense(A, W, b, activation), 1),
        lambda A, W, b, activation: dense(A, W, b, activation).astype(int),
    ],
    "13.forward_relu": [
        lambda X, Ws, bs: forward_relu(X, Ws[::-1], bs[::-1]),
        lambda X, Ws, bs: forward_relu(X, Ws, [bs[0], *(0 * b for b in bs[1:])]),
        lambda X, Ws, bs: _scores(X, Ws, bs, lambda Z: np.clip(Z, 0, 1)),
        lambda X, Ws, bs: _scores(X, Ws, bs, np.abs),
        lambda X, Ws, bs: _scores(X, Ws, bs, lambda Z: np.logaddexp(0, Z)),
        lambda X, Ws, bs: _scores(X, Ws, bs, lambda Z: np.maximum(Z, 0).mean(axis=0)),
        lambda X, Ws, bs: forward_relu(X, Ws, bs)[:, ::-1],
        lambda X, Ws, bs: forward_relu(X, Ws, bs).tolist(),
        lambda X, Ws, bs: forward_relu(X, Ws, bs).mean(axis=0),
        lambda X, Ws, bs: (forward_relu(X, Ws, bs),),
        lambda X, Ws, bs: X.__imul__(2) @ Ws[0].T,
        lambda X, Ws, bs: None,
    ],
    "13.backprop_relu": [
        back(lambda dWs, dbs: ([2 * dW for dW in dWs], [2 * db for db in dbs])),
        back(lambda dWs, dbs: ([dW.round(4) for dW in dWs], dbs)),
        back(lambda dWs, dbs: (dWs, [np.full(db.shape, db.mean()) for db in dbs])),
        back(lambda dWs, dbs: (dWs[1:], dbs[1:])),
        back(lambda dWs, dbs: (dWs, dbs, [])),
        back(lambda dWs, dbs: (tuple(dWs), tuple(dbs))),
        back(lambda dWs, dbs: dWs),
        back(lambda dWs, dbs: ([dW / max(1.0, np.linalg.norm(dW)) for dW in dWs], dbs)),
        back(lambda dWs, dbs: ([-dWs[0], *dWs[1:]], dbs)),
        lambda X, labels, Ws, bs: backprop_relu(X, labels[::-1], Ws, bs),
        lambda X, labels, Ws, bs: _back(X, labels, Ws, bs, {"slope": lambda Z, A: np.abs(A) < 1}),
        lambda X, labels, Ws, bs: _back(X, labels, Ws, bs, {"delta": lambda Z, Y: softmax(positive_part(Z)) - Y}),
        lambda X, labels, Ws, bs: _back(X, labels, Ws, bs, {"delta": lambda Z, Y: np.sign(softmax(Z) - Y)}),
        lambda X, labels, Ws, bs: _back(X, labels, Ws, bs, {"delta": lambda Z, Y: -Y / (softmax(Z) + 1e-12)}),
        lambda X, labels, Ws, bs: None,
    ],
}


@pytest.mark.parametrize(("id", "wrong"), pairs(WRONG))
def test_wrong_work_that_stands_in_no_list_is_rejected(id: str, wrong: Callable[..., Any]) -> None:
    assert rejected(id, wrong).mistake is None


# --- work that once passed


def _no_hidden_layer_cut(X: Any, Ws: Any, bs: Any) -> Any:
    """Takes the first layer for a hidden one, always, and the last once more."""
    A = positive_part(X @ Ws[0].T + bs[0])
    for W, b in zip(Ws[1:-1], bs[1:-1], strict=True):
        A = positive_part(A @ W.T + b)
    return A if len(Ws) == 1 else A @ Ws[-1].T + bs[-1]


def _stops_at_dead_layers(X: Any, Ws: Any, bs: Any) -> Any:
    A = X
    for W, b in zip(Ws[:-1], bs[:-1], strict=True):
        A = positive_part(A @ W.T + b)
        if not A.any():
            return np.zeros((len(X), len(bs[-1])))
    return A @ Ws[-1].T + bs[-1]


ONCE_PASSED: dict[str, list[Callable[..., Any]]] = {
    "13.relu": [
        lambda z: np.where(z < 1e-5, 0.0, z),
        lambda z: np.where(z < 1e-8, 0.0, z),
        lambda z: np.clip(z, 0, 1000),
        lambda z: np.clip(z, 0, 1e6),
        lambda z: np.maximum(z, 0).astype(np.float32).astype(float),
        lambda z: np.maximum(z, 0).round(6),
    ],
    "13.relu_prime": [
        lambda z: np.where(z > 1e-4, 1.0, 0.0),
        lambda z: np.where(z > 1e-9, 1.0, 0.0),
        lambda z: np.where(z > -1e-9, 1.0, 0.0),
        lambda z: np.where((z > 0) & (z < 1000), 1.0, 0.0),
    ],
    "13.dense": [
        lambda A, W, b, activation: np.minimum(dense(A, W, b, activation), 1000),
        lambda A, W, b, activation: dense(np.round(A, 4), W, b, activation),
        lambda A, W, b, activation: dense(A, W, np.where(np.abs(b) < 1e-4, 0, b), activation),
        lambda A, W, b, activation: dense(A, W, b, activation).astype(b.dtype),
        lambda A, W, b, activation: np.where(dense(A, W, b, activation) < -1000, -1000, dense(A, W, b, activation)),
    ],
    "13.forward_relu": [
        _no_hidden_layer_cut,
        _stops_at_dead_layers,
        lambda X, Ws, bs: _scores(X, Ws, bs, lambda Z: np.clip(Z, 0, 100)),
        lambda X, Ws, bs: _scores(X, Ws, bs, lambda Z: np.where(Z < 1e-4, 0, Z)),
        lambda X, Ws, bs: forward_relu(X, Ws[:4], bs[:4]),
    ],
    "13.backprop_relu": [
        lambda X, labels, Ws, bs: _back(X, labels, Ws, bs, {"slope": lambda Z, A: A > 1e-3}),
        lambda X, labels, Ws, bs: _back(X, labels, Ws, bs, {"activation": lambda Z: np.clip(Z, 0, 100)}),
        lambda X, labels, Ws, bs: _back(
            X, labels, Ws, bs, {"delta": lambda Z, Y: np.where(np.abs(softmax(Z) - Y) < 1e-4, 0, softmax(Z) - Y)}
        ),
        lambda X, labels, Ws, bs: _back(
            X, labels, Ws, bs, {"delta": lambda Z, Y: np.clip(softmax(Z), 1e-7, 1 - 1e-7) - Y}
        ),
        lambda X, labels, Ws, bs: backprop_relu(X, labels, Ws, bs) if len(Ws) < 4 else ([], []),
        back(lambda dWs, dbs: ([dW.round(8) for dW in dWs], [db.round(8) for db in dbs])),
        back(lambda dWs, dbs: ([np.clip(dW, -1000, 1000) for dW in dWs], dbs)),
    ],
}


@pytest.mark.parametrize(("id", "wrong"), pairs(ONCE_PASSED))
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not passes_at_home(id, wrong)


# --- right work that stands in no list


def _forward_in_columns(X: Any, Ws: Any, bs: Any) -> Any:
    A = X.T
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True)):
        A = np.dot(W, A) + b.reshape(-1, 1)
        if k + 1 < len(Ws):
            A = np.where(A > 0, A, 0)
    return A.T


def _back_from_a_list_of_scores(X: Any, labels: Any, Ws: Any, bs: Any) -> Any:
    As, Zs = [X.astype(float)], []
    for W, b in zip(Ws, bs, strict=True):
        Zs.append(As[-1] @ W.T + b)
        As.append(np.maximum(Zs[-1], 0))
    D = np.exp(Zs[-1] - Zs[-1].max(axis=1, keepdims=True))
    D = D / D.sum(axis=1, keepdims=True)
    for i, label in enumerate(labels):
        D[i, label] -= 1
    D = D / len(labels)
    dWs, dbs = [], []
    for k in reversed(range(len(Ws))):
        dWs.append(np.dot(D.T, As[k]))
        dbs.append(np.sum(D, axis=0))
        D = np.dot(D, Ws[k]) * np.where(Zs[k - 1] > 0, 1.0, 0.0) if k else D
    return dWs[::-1], dbs[::-1]


RIGHT: dict[str, list[Callable[..., Any]]] = {
    "13.relu": [
        lambda z: np.clip(z, 0, None),
        lambda z: np.where(z > 0, z, 0),
        lambda z: np.vectorize(lambda v: max(v, 0), otypes=[float])(z),
        lambda z: (z + np.abs(z)) / 2,
    ],
    "13.relu_prime": [
        lambda z: np.where(z > 0, 1, 0),
        lambda z: (np.sign(z) + 1) // 2,
        lambda z: np.heaviside(z, 1),
    ],
    "13.dense": [
        lambda A, W, b, activation: np.maximum(np.dot(A, W.T) + b, 0 if activation == "relu" else -np.inf),
        lambda A, W, b, activation: np.array(
            [[max(w @ a + c, 0) if activation == "relu" else w @ a + c for w, c in zip(W, b, strict=True)] for a in A]
        ),
    ],
    "13.forward_relu": [_forward_in_columns],
    "13.backprop_relu": [_back_from_a_list_of_scores],
}


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("id", "right"), pairs(RIGHT))
def test_right_work_that_stands_in_no_list_is_accepted(id: str, right: Callable[..., Any], seed: int) -> None:
    assert grade(id, right, seed=seed).passed

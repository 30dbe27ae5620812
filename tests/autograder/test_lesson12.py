"""Lesson 12: the figures are those of the course's ledger (X12.1, X12.2), recomputed there from the source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from autograder.exercises.lesson12.accuracy import accuracy
from autograder.exercises.lesson12.glorot_init import glorot_init
from autograder.exercises.lesson12.hidden_spread import hidden_spread
from autograder.exercises.lesson12.one_hot import one_hot
from autograder.exercises.lesson12.train_mlp import _activations, _irises, _softmax, _value_and_gradients, train_mlp
from gdkit.datasets import iris

from .lessons import grade, mistake, pairs, rejected

# --- the ledger's values


def probabilities(X: np.ndarray, Ws: Any, bs: Any) -> np.ndarray:
    return _softmax(_activations(X, Ws, bs)[-1] @ Ws[-1].T + bs[-1])


@pytest.fixture(scope="module")
def irises() -> dict[str, Any]:
    return _irises(0)


def test_two_thousand_updates_on_the_irises_have_the_values_of_the_ledger(irises: dict[str, Any]) -> None:
    X, labels, Ws, bs, eta, _ = irises.values()
    done, losses, shares = 0, {}, {}
    for t in (1, 100, 500, 2000):
        Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, t - done)
        done, losses[0], losses[t] = t, losses.get(0, values[0]), values[-1]
        shares[t] = accuracy(probabilities(X, Ws, bs), labels)
    assert losses[0] == pytest.approx(1.097827801, abs=5e-10)
    assert_allclose([losses[t] for t in (1, 100)], [1.01850235, 0.16581292], atol=5e-9)
    assert_allclose([losses[t] for t in (500, 2000)], [0.05258427, 0.04085412], rtol=1e-5)
    assert_allclose(list(shares.values()), [0.7267, 0.96, 0.98, 0.9867], atol=5e-5)


def test_the_first_gradient_on_the_irises_has_the_length_of_the_ledger(irises: dict[str, Any]) -> None:
    Y = one_hot(irises["labels"], 3)
    _, dWs, dbs = _value_and_gradients(irises["X"], Y, irises["Ws"], irises["bs"])
    squares = sum(np.sum(block**2) for block in [*dWs, *dbs])
    assert np.sqrt(squares) == pytest.approx(0.293978199, abs=5e-10)


@pytest.mark.parametrize("scaled", ["unscaled", "with m - 1"])
def test_irises_scaled_otherwise_give_other_losses(scaled: str, irises: dict[str, Any]) -> None:
    X, labels = iris()
    if scaled == "with m - 1":
        X = (X - X.mean(axis=0)) / X.std(axis=0, ddof=1)
    _, _, values = train_mlp(X, labels, irises["Ws"], irises["bs"], 1.0, 100)
    assert abs(values[0] - 1.097827801) > 1e-5
    assert abs(values[100] - 0.16581292) > 1e-5


def test_softmax_over_the_wrong_axis_starts_near_the_logarithm_of_the_number_of_rows(irises: dict[str, Any]) -> None:
    wrong = mistake("12.train_mlp", "softmax-over-the-examples")
    assert wrong(**{**irises, "max_iter": 0})[2][0] == pytest.approx(np.log(150), abs=0.1)


def trained_from(value: float, max_iter: int, irises: dict[str, Any]) -> tuple[float, float]:
    """(spread of the hidden units, loss) after a start with all weights equal."""
    Ws = [np.full(W.shape, value) for W in irises["Ws"]]
    Ws, bs, values = train_mlp(irises["X"], irises["labels"], Ws, irises["bs"], 1.0, max_iter)
    return hidden_spread(_activations(irises["X"], Ws, bs)[1]), values[-1]


def test_from_equal_weights_the_hidden_units_stay_alike(irises: dict[str, Any]) -> None:
    spread, loss = trained_from(0.3, 500, irises)
    assert spread < 1e-11
    assert loss == pytest.approx(0.107379, abs=5e-7)


def test_from_zero_the_loss_stays_at_log_3_until_rounding_breaks_the_tie(irises: dict[str, Any]) -> None:
    """Within 50 updates, as the ledger advises: what comes later depends on the order of the machine's sums."""
    spread, loss = trained_from(0.0, 50, irises)
    assert spread < 1e-9
    assert loss == pytest.approx(np.log(3), abs=1e-9)


def test_glorot_numbers_have_the_spread_of_the_paper() -> None:
    (W,), (b,) = glorot_init([300, 200], np.random.default_rng(0))
    assert np.abs(W).max() == pytest.approx(np.sqrt(6 / 500), rel=1e-3)
    assert W.var() == pytest.approx(2 / 500, rel=0.02)
    assert not b.any()


# --- wrong work that stands in no list


def with_momentum(X: Any, labels: Any, Ws: Any, bs: Any, eta: float, max_iter: int) -> Any:
    Y, values, velocity = np.eye(len(bs[-1]))[labels], [], [0.0] * len(Ws)
    for _ in range(max_iter):
        value, dWs, dbs = _value_and_gradients(X, Y, Ws, bs)
        values.append(value)
        velocity = [0.5 * v + dW for v, dW in zip(velocity, dWs, strict=True)]
        Ws = [W - eta * v for W, v in zip(Ws, velocity, strict=True)]
        bs = [b - eta * db for b, db in zip(bs, dbs, strict=True)]
    values.append(_value_and_gradients(X, Y, Ws, bs)[0])
    return Ws, bs, np.array(values)


def stochastic(X: Any, labels: Any, Ws: Any, bs: Any, eta: float, max_iter: int) -> Any:
    values = [train_mlp(X, labels, Ws, bs, eta, 0)[2][0]]
    for _ in range(max_iter):
        for i in range(len(X)):
            Ws, bs, _ = train_mlp(X[i : i + 1], labels[i : i + 1], Ws, bs, eta / len(X), 1)
        values.append(train_mlp(X, labels, Ws, bs, eta, 0)[2][0])
    return Ws, bs, np.array(values)


def with_decay(X: Any, labels: Any, Ws: Any, bs: Any, eta: float, max_iter: int) -> Any:
    return train_mlp(X, labels, [W * (1 - 1e-4) for W in Ws], bs, eta, max_iter)


def stops_when_slow(X: Any, labels: Any, Ws: Any, bs: Any, eta: float, max_iter: int) -> Any:
    all_values = train_mlp(X, labels, Ws, bs, eta, 0)[2]
    while len(all_values) <= max_iter:
        Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, 1)
        all_values = np.append(all_values, values[1])
        if abs(values[1] - values[0]) < 0.1:
            break
    return Ws, bs, all_values


def lottery(sizes: Any, rng: Any) -> Any:
    """The global generator of NumPy."""
    Ws, bs = glorot_init(sizes, np.random.default_rng())
    return Ws, bs


def drawn_twice(sizes: Any, rng: Any) -> Any:
    glorot_init(sizes, rng)
    return glorot_init(sizes, rng)


def train(change: Callable[..., Any]) -> Callable[..., Any]:
    """train_mlp with changed arguments."""
    return lambda X, labels, Ws, bs, eta, n: train_mlp(*change(X, labels, Ws, bs, eta, n))


def after(change: Callable[..., Any]) -> Callable[..., Any]:
    """train_mlp with a changed result."""
    return lambda *inputs: change(*train_mlp(*inputs))


WRONG: dict[str, list[Callable[..., Any]]] = {
    "12.one_hot": [
        lambda labels, n: one_hot(labels, n)[:, ::-1].copy(),
        lambda labels, n: one_hot(labels, n)[::-1].copy(),
        lambda labels, n: one_hot(np.sort(labels), n),
        lambda labels, n: one_hot(labels, n + 1),
        lambda labels, n: one_hot(labels, n)[:, 1:],
        lambda labels, n: one_hot(labels, n) * 0.9 + 0.1 / n,
        lambda labels, n: one_hot(labels, n).astype(str),
        lambda labels, n: np.eye(n)[labels, labels],
        lambda labels, n: np.eye(len(labels), n),
        lambda labels, n: np.random.default_rng(0).permutation(one_hot(labels, n)),
        lambda labels, n: labels,
        lambda labels, n: None,
    ],
    "12.glorot_init": [
        lottery,
        drawn_twice,
        lambda sizes, rng: glorot_init(sizes[::-1], rng),
        lambda sizes, rng: glorot_init([*sizes, 1], rng),
        lambda sizes, rng: ([abs(W) for W in glorot_init(sizes, rng)[0]], [np.zeros(n) for n in sizes[1:]]),
        lambda sizes, rng: ([W * 1.01 for W in glorot_init(sizes, rng)[0]], [np.zeros(n) for n in sizes[1:]]),
        lambda sizes, rng: ([-W for W in glorot_init(sizes, rng)[0]], [np.zeros(n) for n in sizes[1:]]),
        lambda sizes, rng: glorot_init(sizes, rng)[0],
        lambda sizes, rng: (glorot_init(sizes, rng)[0], [0.0] * (len(sizes) - 1)),
        lambda sizes, rng: (glorot_init(sizes, rng)[0], np.zeros(sum(sizes[1:]))),
        lambda sizes, rng: None,
    ],
    "12.train_mlp": [
        with_momentum,
        stochastic,
        with_decay,
        stops_when_slow,
        train(lambda X, labels, Ws, bs, eta, n: (X, labels[::-1], Ws, bs, eta, n)),
        train(lambda X, labels, Ws, bs, eta, n: (X[:-1], labels[:-1], Ws, bs, eta, n)),
        train(lambda X, labels, Ws, bs, eta, n: (X.astype(np.float16), labels, Ws, bs, eta * 1.01, n)),
        train(lambda X, labels, Ws, bs, eta, n: (X, labels, [W * 0.5 for W in Ws], bs, eta, n)),
        train(lambda X, labels, Ws, bs, eta, n: (X, labels, Ws, [0 * b for b in bs], eta, n)),
        train(lambda X, labels, Ws, bs, eta, n: (X, labels, Ws, bs, eta, 100)),
        after(lambda Ws, bs, values: (values, Ws, bs)),
        after(lambda Ws, bs, values: (Ws, bs, np.sort(values))),
        after(lambda Ws, bs, values: (Ws, bs, values.round(4))),
        after(lambda Ws, bs, values: (Ws[::-1], bs, values)),
        after(lambda Ws, bs, values: {"Ws": Ws, "bs": bs, "values": values}),
        after(lambda Ws, bs, values: None),
    ],
    "12.accuracy": [
        lambda P, labels: 1.0,
        lambda P, labels: float(np.mean(P.argmax(axis=1)[::-1] == labels)),
        lambda P, labels: float(np.mean(np.argsort(P, axis=1)[:, -2] == labels)),
        lambda P, labels: float(np.mean((np.argsort(P, axis=1)[:, -2:] == labels[:, None]).any(axis=1))),
        lambda P, labels: float(np.mean(P.argmax(axis=1) >= labels)),
        lambda P, labels: float(np.median(P.argmax(axis=1) == labels)),
        lambda P, labels: float(np.mean(P.argmax(axis=1) == labels)) ** 2,
        lambda P, labels: str(accuracy(P, labels)),
        lambda P, labels: [accuracy(P, labels)],
        lambda P, labels: np.array([accuracy(P, labels)]),
        lambda P, labels: 1 - accuracy(P, labels) ** 2,
        lambda P, labels: print(accuracy(P, labels)),
    ],
    "12.hidden_spread": [
        lambda H: 0.0,
        lambda H: hidden_spread(H[:-1]) if len(H) > 1 else 0.0,
        lambda H: hidden_spread(H[:, :-1]),
        lambda H: hidden_spread(H) / 2,
        lambda H: hidden_spread(H) ** 2,
        lambda H: float(np.max(H[:, 0] - H[:, -1])),
        lambda H: hidden_spread(H - H.mean(axis=0)),
        lambda H: round(hidden_spread(H), 3),
        lambda H: float(np.median(np.ptp(H, axis=1))),
        lambda H: np.array([hidden_spread(H)]),
        lambda H: float(np.abs(H[:, :, None] - H[:, None, :]).mean()),
        lambda H: None,
    ],
}


@pytest.mark.parametrize(("id", "wrong"), pairs(WRONG))
def test_wrong_work_that_stands_in_no_list_is_rejected(id: str, wrong: Callable[..., Any]) -> None:
    assert rejected(id, wrong).mistake is None


# --- work that once passed at home


def _changes_less(limit: float) -> Callable[..., Any]:
    """The rest of the values is filled up with the last one."""

    def stops(X: Any, labels: Any, Ws: Any, bs: Any, eta: float, max_iter: int) -> Any:
        Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, 0)
        for t in range(max_iter):
            Ws, bs, (before, after) = train_mlp(X, labels, Ws, bs, eta, 1)
            values = np.append(values, after)
            if abs(after - before) < limit:
                return Ws, bs, np.append(values, np.full(max_iter - t - 1, after))
        return Ws, bs, values

    return stops


def _only_while_it_falls(X: Any, labels: Any, Ws: Any, bs: Any, eta: float, max_iter: int) -> Any:
    """A step that raises the loss is not made, and η is halved."""
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, 0)
    for _ in range(max_iter):
        new_Ws, new_bs, (before, after) = train_mlp(X, labels, Ws, bs, eta, 1)
        if after > before:
            eta, after = eta / 2, before
        else:
            Ws, bs = new_Ws, new_bs
        values = np.append(values, after)
    return Ws, bs, values


def _steps_within(limit: float) -> Callable[..., Any]:
    """Gradients are clipped."""

    def clipped(X: Any, labels: Any, Ws: Any, bs: Any, eta: float, max_iter: int) -> Any:
        Y, values = np.eye(len(bs[-1]))[labels], [train_mlp(X, labels, Ws, bs, eta, 0)[2][0]]
        for _ in range(max_iter):
            _, dWs, dbs = _value_and_gradients(X, Y, Ws, bs)
            Ws = [W - eta * np.clip(dW, -limit, limit) for W, dW in zip(Ws, dWs, strict=True)]
            bs = [b - eta * np.clip(db, -limit, limit) for b, db in zip(bs, dbs, strict=True)]
            values.append(_value_and_gradients(X, Y, Ws, bs)[0])
        return Ws, bs, np.array(values)

    return clipped


def _a_pass_at_least(X: Any, labels: Any, Ws: Any, bs: Any, eta: float, max_iter: int) -> Any:
    return train_mlp(X, labels, Ws, bs, eta, max(max_iter, 1))


def _no_small_differences(limit: float) -> Callable[..., Any]:
    return lambda H: hidden_spread(H) if hidden_spread(H) > limit else 0.0


ONCE_PASSED: dict[str, list[Callable[..., Any]]] = {
    "12.train_mlp": [
        *(_changes_less(limit) for limit in (1e-6, 1e-4, 1e-3)),
        _only_while_it_falls,
        *(_steps_within(limit) for limit in (1.0, 5.0)),
        _a_pass_at_least,
    ],
    "12.accuracy": [
        lambda P, labels: np.mean(P[np.arange(len(P)), labels] == P.max(axis=1)),
        lambda P, labels: np.mean(P.shape[1] - 1 - P[:, ::-1].argmax(axis=1) == labels),
        lambda P, labels: accuracy(np.round(P, 2), labels),
        lambda P, labels: np.mean(P.argsort(axis=1)[:, ::-1][:, 0] == labels),
    ],
    "12.hidden_spread": [
        lambda H: max(abs(h[j] - h[k]) for h in H for j in range(len(h)) for k in range(j)),
        *(_no_small_differences(limit) for limit in (1e-8, 1e-6, 1e-4)),
        lambda H: min(hidden_spread(H), 1.0),
    ],
    "12.glorot_init": [
        lambda sizes, rng: glorot_init(sizes[:4], rng),
        lambda sizes, rng: ([np.clip(W, -1, 1) for W in glorot_init(sizes, rng)[0]], [np.zeros(n) for n in sizes[1:]]),
    ],
    "12.one_hot": [
        lambda labels, n: np.eye(n)[np.unique(labels, return_inverse=True)[1] + labels.min()],
    ],
}


@pytest.mark.parametrize(("id", "wrong"), pairs(ONCE_PASSED))
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not grade(id, wrong, seed=None).passed

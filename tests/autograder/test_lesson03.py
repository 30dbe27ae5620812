"""The exercises of lesson 03: work that stands in no list. The ledger's figures are in test_students."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.exercises.lesson03.minibatch_epoch import minibatch_epoch
from autograder.exercises.lesson03.minibatch_step import minibatch_step

from .lessons import grade

# --- wrong work that once passed at home ---------------------------------------------------------


def _mean_over_what_is_not_0(X: Any, y: Any, w: Any, b: Any, eta: float) -> Any:
    residual = X @ w + b - y
    N = max(1, np.count_nonzero(residual))
    dw, db = 2 / N * X.T @ residual, 2 / N * residual.sum()
    return w - eta * dw, b - eta * db, dw, db


def _clipped(longest: float) -> Callable[..., Any]:
    """A step whose gradient is cut to a length."""

    def step(X: Any, y: Any, w: Any, b: Any, eta: float) -> Any:
        _, _, dw, db = minibatch_step(X, y, w, b, eta)
        factor = min(1.0, longest / max(float(np.hypot(np.linalg.norm(dw), db)), 1e-300))
        return w - eta * factor * dw, b - eta * factor * db, factor * dw, factor * db

    return step


def _in_batches(of: Callable[[Any, Any, int, int], Any]) -> Callable[..., Any]:
    """A pass whose batches are of(X, order, start, batch_size)."""

    def epoch(X: Any, y: Any, w: Any, b: Any, batch_size: int, eta: float, order: Any) -> Any:
        for start in range(0, len(order), batch_size):
            rows = of(X, order, start, batch_size)
            w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta)
        return w, b

    return epoch


def _as_many_batches_as_rows_make(X: Any, y: Any, w: Any, b: Any, batch_size: int, eta: float, order: Any) -> Any:
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        w, b, _, _ = minibatch_step(X[rows], y[rows], w, b, eta)
    return w, b


def _each_row_once(X: Any, y: Any, w: Any, b: Any, batch_size: int, eta: float, order: Any) -> Any:
    return minibatch_epoch(X, y, w, b, batch_size, eta, np.array(list(dict.fromkeys(order.tolist()))))


def _ends_where_flat(X: Any, y: Any, w: Any, b: Any, batch_size: int, eta: float, order: Any) -> Any:
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        w, b, dw, _ = minibatch_step(X[rows], y[rows], w, b, eta)
        if np.linalg.norm(dw) < 1e-3:
            break
    return w, b


PASSED_ONCE: list[tuple[str, Callable[..., Any]]] = [
    ("03.minibatch_step", _mean_over_what_is_not_0),
    ("03.minibatch_step", _clipped(1000.0)),
    ("03.minibatch_step", _clipped(1e6)),
    ("03.minibatch_step", lambda X, y, w, b, eta: minibatch_step(X, y, w, b, min(eta, 1.0))),
    ("03.minibatch_step", lambda X, y, w, b, eta: minibatch_step(X, y, w, b, eta or 0.1)),
    ("03.minibatch_step", lambda X, y, w, b, eta: minibatch_step(np.round(X, 6), y, w, b, eta)),
    ("03.minibatch_epoch", _in_batches(lambda X, order, start, size: np.unique(order[start : start + size]))),
    ("03.minibatch_epoch", _in_batches(lambda X, order, start, size: np.sort(order)[start : start + size])),
    ("03.minibatch_epoch", _as_many_batches_as_rows_make),
    ("03.minibatch_epoch", _each_row_once),
    ("03.minibatch_epoch", _ends_where_flat),
    ("03.minibatch_epoch", lambda X, y, w, b, size, *rest: minibatch_epoch(X, y, w, b, min(size, len(X) - 1), *rest)),
]


@pytest.mark.parametrize(("id", "wrong"), PASSED_ONCE)
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not grade(id, wrong, seed=None).passed


# --- right work that stands in no list ----------------------------------------------------------


def _padded(X: Any, y: Any, w: Any, b: Any, eta: float) -> Any:
    """As a regression on [X 1], the bias last."""
    A, theta = np.hstack([X, np.ones((len(X), 1))]), np.append(w, b).astype(float)
    gradient = 2 * (A @ theta - y) @ A / len(A)
    theta = theta - eta * gradient
    return theta[:-1], theta[-1], gradient[:-1], gradient[-1]


def _by_counted_batches(X: Any, y: Any, w: Any, b: Any, batch_size: int, eta: float, order: Any) -> Any:
    number = -(-len(order) // batch_size)
    for k in range(number):
        rows = [int(row) for row in order[k * batch_size : min((k + 1) * batch_size, len(order))]]
        w, b = minibatch_step(X[rows], y[rows], w, b, eta)[:2]
    return w, b


RIGHT: list[tuple[str, Callable[..., Any]]] = [
    ("03.minibatch_step", _padded),
    ("03.minibatch_epoch", _by_counted_batches),
]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("id", "right"), RIGHT)
def test_right_work_that_stands_in_no_list_is_accepted(id: str, right: Callable[..., Any], seed: int) -> None:
    assert grade(id, right, seed=seed).passed

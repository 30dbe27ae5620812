"""The data of the descents that are timed, and the loops that a textbook writes for them: NumPy alone."""

from __future__ import annotations

import numpy as np

ROWS, COLUMNS, BATCH = 100_000, 50, 32

TOY_X = np.array(
    [[1, 2], [3, 1], [1, 1], [0, 1], [2, 2], [-2, 3], [1, 2], [-1, -0.5], [0.5, 1.2], [2, 1], [-2, 3], [-1, 1]]
)
TOY_Y = TOY_X @ [1.5, 1.5] + 0.1
START = np.array([0.0, 1.0, 1.0])


def large_data() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    X = rng.normal(size=(ROWS, COLUMNS))
    return X, X @ rng.normal(size=COLUMNS) + 1.0 + rng.normal(size=ROWS)


def with_ones(X: np.ndarray) -> np.ndarray:
    return np.hstack([np.ones((len(X), 1)), X])


def textbook(Xb: np.ndarray, y: np.ndarray, theta: np.ndarray, eta: float, steps: int) -> tuple[np.ndarray, np.ndarray]:
    m = len(y)
    path, values = [theta], []
    for _ in range(steps):
        r = Xb @ theta - y
        values.append(r @ r / m)
        theta = theta - eta * 2 / m * Xb.T @ r
        path.append(theta)
    return np.array(path), np.array(values)


def textbook_minibatches(
    Xb: np.ndarray, y: np.ndarray, theta: np.ndarray, eta: float, rng: np.random.Generator
) -> tuple[np.ndarray, list[float]]:
    order, values = rng.permutation(len(y)), []
    for i in range(0, len(y), BATCH):
        rows = order[i : i + BATCH]
        X_batch, y_batch = Xb[rows], y[rows]
        r = X_batch @ theta - y_batch
        values.append(r @ r / len(rows))
        theta = theta - eta * 2 / len(rows) * X_batch.T @ r
    return theta, values


def textbook_filled(Xb, y, theta, eta, steps):  # type: ignore[no-untyped-def]
    m = len(y)
    path, values = np.empty((steps + 1, len(theta))), np.empty(steps)
    path[0] = theta
    for t in range(steps):
        r = Xb @ path[t] - y
        values[t] = r @ r / m
        path[t + 1] = path[t] - eta * 2 / m * (Xb.T @ r)
    return path, values


def epoch_of_minibatches(Xb, y, theta, eta, order):  # type: ignore[no-untyped-def]
    values = np.empty(-(-len(y) // BATCH))
    for k in range(len(values)):
        rows = order[k * BATCH : (k + 1) * BATCH]
        X_batch = Xb[rows]
        r = X_batch @ theta - y[rows]
        values[k] = r @ r / len(rows)
        theta = theta - eta * 2 / len(rows) * (X_batch.T @ r)
    return theta, values

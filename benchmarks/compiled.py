"""Would a compiled path pay? Whole runs of `gdkit.minimize` against the same arithmetic compiled by numba.

    PYTHONPATH=. env-with-numba/bin/python benchmarks/compiled.py

The environment needs numpy, scipy and numba; numba is no dependency of gdkit. Each row: microseconds a step of both,
how they differ (the same numbers to 1e-12 are what a compiled path would owe), what the compiler takes before the
first step, and from how many steps on the whole, compiling included, is faster.

With Adam the two part once the bottom is reached: there it divides what is left of a gradient, a rounding error, by
its own size.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numba
import numpy as np
from textbook import START, TOY_X, TOY_Y, with_ones

import gdkit as gd

STEPS = 20_000
Loop = Callable[..., tuple[np.ndarray, np.ndarray]]


def squares_gd(Xb, y, theta, eta, steps):  # type: ignore[no-untyped-def]
    m = len(y)
    path, values = np.empty((steps + 1, len(theta))), np.empty(steps + 1)
    for t in range(steps + 1):
        r = Xb @ theta - y
        path[t] = theta
        values[t] = r @ r / m
        theta = theta - eta * (2 / m * (Xb.T @ r))
    return path, values


def squares_adam(Xb, y, theta, eta, steps):  # type: ignore[no-untyped-def]
    m = len(y)
    path, values = np.empty((steps + 1, len(theta))), np.empty(steps + 1)
    first, second = np.zeros_like(theta), np.zeros_like(theta)
    for t in range(steps + 1):
        r = Xb @ theta - y
        path[t] = theta
        values[t] = r @ r / m
        g = 2 / m * (Xb.T @ r)
        first = 0.9 * first + (1 - 0.9) * g
        second = 0.999 * second + (1 - 0.999) * g * g
        k = t + 1
        theta = theta - eta * (first / (1 - 0.9**k)) / (np.sqrt(second / (1 - 0.999**k)) + 1e-8)
    return path, values


def logistic_gd(Xb, y, theta, eta, steps):  # type: ignore[no-untyped-def]
    m = len(y)
    path, values = np.empty((steps + 1, len(theta))), np.empty(steps + 1)
    for t in range(steps + 1):
        z = Xb @ theta
        path[t] = theta
        values[t] = np.mean(np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z)
        theta = theta - eta * (Xb.T @ (1 / (1 + np.exp(-z)) - y) / m)
    return path, values


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def row(name: str, loop: Loop, X: np.ndarray, y: np.ndarray, loss: gd.Loss, optimizer: gd.Optimizer) -> None:
    """One line: ours and the compiled loop, in turns."""
    Xb, theta = with_ones(X), np.zeros(X.shape[1] + 1) if y is not TOY_Y else START
    compiled = numba.njit(loop)
    eta = optimizer.eta
    compiling = seconds(lambda: compiled(Xb, y, theta, eta, 1))
    ours, theirs = [], []
    for _ in range(5):
        ours.append(seconds(lambda: gd.minimize(loss, theta, optimizer, STEPS)))
        theirs.append(seconds(lambda: compiled(Xb, y, theta, eta, STEPS)))
    path = gd.minimize(loss, theta, optimizer, STEPS).path
    apart = np.abs(path - compiled(Xb, y, theta, eta, STEPS)[0]).max()
    ours_step, step = min(ours) / STEPS, min(theirs) / STEPS
    gain = ours_step - step
    pays = f"{compiling / gain:12,.0f}" if gain > 0 else "       never"
    told = f"{1e6 * ours_step:8.2f} {1e6 * step:8.2f} {ours_step / step:7.1f} {apart:10.1e} {compiling:9.2f}"
    print(f"{name:28} {told} {pays}")


def main() -> None:
    """The table."""
    print(f"{'':28} {'gdkit µs':>8} {'numba µs':>8} {'ratio':>7} {'apart':>10} {'compile s':>9} {'pays from':>12}")
    rng = np.random.default_rng(0)
    row("squares 12 x 2, GD", squares_gd, TOY_X, TOY_Y, gd.MSE(TOY_X, TOY_Y), gd.GD(0.1))
    row("squares 12 x 2, Adam", squares_adam, TOY_X, TOY_Y, gd.MSE(TOY_X, TOY_Y), gd.Adam(0.1))
    for m, n in ((100, 3), (1000, 20)):
        X = rng.normal(size=(m, n))
        y = (X @ rng.normal(size=n) + rng.normal(size=m) > 0).astype(float)
        row(f"squares {m} x {n}, GD", squares_gd, X, y, gd.MSE(X, y), gd.GD(0.05))
        row(f"logistic {m} x {n}, GD", logistic_gd, X, y, gd.LogLoss(X, y), gd.GD(0.05))


if __name__ == "__main__":
    main()

"""The rows (Xb, y) that a linear loss is the mean over, and all that makes multiplying by them fast.

A loss writes its equations once, with `scores`, `mean`, `mean_square` and `gradient`. Here is what they stand for:
`Rows` for one θ (P,), `LastingRows` for one on which many steps are taken, `Stack` for R of them at once, (R, P).
`a.dot(B)` is a @ B for vectors and for a stack of them, and quicker to call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gdkit.arrays import Array

TILE = 1024
"""Rows taken at a time from large data: a tile is used twice, for z and for ∇J, while it is in the cache."""


class Rows:
    """m rows Xb (m, n+1), the column of ones first, and their targets (m,) or (m, K); y is the targets of a run."""

    tiles: Sequence[Rows] = ()
    stacked: Stack | None = None

    def __init__(self, Xb: Array, targets: Array) -> None:
        self.Xb, self.targets, self.y = Xb, targets, targets
        self.m = m = len(targets)
        if m > 2 * TILE:
            self.tiles = [self[i : i + TILE] for i in range(0, m, TILE)]

    def __getitem__(self, rows: Any) -> Rows:
        """Some of the rows: a mini-batch, which is seen once and only held."""
        if isinstance(rows, slice):
            return Rows(self.Xb[rows], self.targets[rows])
        rows = np.atleast_1d(rows)
        if rows.dtype.kind == "i":
            return Rows(self.Xb.take(rows, axis=0), self.targets.take(rows, axis=0))  # twice as fast as [rows]
        return Rows(self.Xb[rows], self.targets[rows])  # True or False for each row

    def scores(self, theta: Array) -> Array:
        """The scores z = Xb θ (m,)."""
        return self.Xb.dot(theta)

    def residuals(self, theta: Array) -> Array:
        """The residuals r = Xb θ − y (m,)."""
        r = self.Xb.dot(theta)
        r -= self.y
        return r

    def mean(self, c: Array) -> Any:
        """1/m Σ cᵢ, where c (m,) holds the cost of each row."""
        return c.sum(-1) / self.m

    def mean_square(self, r: Array) -> Any:
        """1/m ‖r‖², the mean of the squares of r (m,)."""
        return r.dot(r) / self.m

    def gradient(self, factor: float, c: Array) -> Array:
        """factor/m Xbᵀ c (n+1,): ∇J, where factor · cᵢ is the slope of the cost of row i in its score."""
        return factor / self.m * c.dot(self.Xb)

    def in_parts(self, equations: Equations, theta: Array) -> tuple[Any, Array]:
        """Value (...) and gradient (..., P) where theta has any number of axes, or there are tiles.

        Over tiles, J is the mean of theirs, each with the weight of its rows.
        """
        if theta.ndim > 2:
            value, gradient = self.in_parts(equations, theta.reshape(-1, theta.shape[-1]))
            return value.reshape(theta.shape[:-1]), gradient.reshape(theta.shape)
        if not self.tiles:
            return equations(theta, self.stack(len(theta)))
        value, gradient = 0.0, np.zeros_like(theta)
        for tile in self.tiles:
            J, g = equations(theta, tile if theta.ndim == 1 else tile.stack(len(theta)))
            value, gradient = value + tile.m / self.m * J, gradient + tile.m / self.m * g
        return value, gradient

    def stack(self, runs: int) -> Stack:
        """These rows for so many runs, kept for the next step."""
        if self.stacked is None or self.stacked.runs != runs:
            self.stacked = Stack(self, runs)
        return self.stacked


class LastingRows(Rows):
    """Rows on which many steps are taken: factor/m · Xb is multiplied once, which saves a product in each step."""

    scaled_by = 0.0
    scaled: Array

    def gradient(self, factor: float, c: Array) -> Array:
        if factor != self.scaled_by:
            self.scaled_by, self.scaled = factor, factor / self.m * self.Xb
        return c.dot(self.scaled)


class Stack(Rows):
    """The same rows for R runs at once: with long rows side by side in memory a step of them costs half as much."""

    def __init__(self, rows: Rows, runs: int) -> None:
        self.Xb, self.targets, self.m, self.runs = rows.Xb, rows.targets, rows.m, runs
        self.y = np.tile(rows.y, (runs, 1)) if rows.y.ndim == 1 else rows.y  # (R, m)
        self.XbT = np.ascontiguousarray(rows.Xb.T)
        self.shares = np.full(rows.m, 1 / rows.m, rows.Xb.dtype)
        self.gradient = rows.gradient  # type: ignore[method-assign]

    def scores(self, theta: Array) -> Array:
        """z = Xb θ of every run, (R, m)."""
        return theta.dot(self.XbT)

    def residuals(self, theta: Array) -> Array:
        """The residuals r = Xb θ − y of every run, (R, m)."""
        r = theta.dot(self.XbT)
        r -= self.y
        return r

    def mean(self, c: Array) -> Array:
        """1/m Σ cᵢ of every run, (R,)."""
        return c.dot(self.shares)

    def mean_square(self, r: Array) -> Array:
        """1/m ‖r‖² of every run, (R,)."""
        return (r * r).dot(self.shares)


Equations = Callable[[Array, Rows], tuple[Any, Array]]
"""J and ∇J at a θ, or at a stack of them, on the rows given."""

"""Losses: what a descent goes down on.

    loss(theta)    loss.gradient(theta)    loss.value_and_gradient(theta)
    loss[rows]     len(loss)               loss + penalty

A parameter is the last axis of theta; every axis before it is another run. So `loss(theta)` is a number for
theta (P,), R numbers for (R, P), and a contour plot for (H, W, P). A mini-batch is a loss: `loss[rows]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from gdkit.activations import log_sum_exp, sigmoid, softmax, softplus
from gdkit.arrays import Array, add_bias, as_labels, as_matrix, as_vector, inner
from gdkit.loss_base import Function, Loss, Sum

__all__ = ["Loss", "Sum", "Function", "Linear", "MSE", "QuadraticCost", "LogLoss", "SoftmaxCrossEntropy"]


TILE = 1024
"""Rows taken at a time from large data: a tile is used twice, for z and for ∇J, while it is in the cache."""


class Linear(Loss):
    """J(θ) = 1/m Σᵢ cᵢ, the mean of a cost of the scores z = Xb θ and the targets y.

    X : (m, n), rows are examples, no column of ones. y : (m,). theta = (b, w) : (n+1,), the bias first.

    In the subclasses `a.dot(B)` is a @ B for one vector or a stack of them, and quicker to call. For more axes,
    and for large data, `in_parts` puts the result together.
    """

    factor = 1.0
    """What the gradient is multiplied by, beside 1/m."""

    max_curvature: float
    """The largest ∂²c/∂z²: J is L-smooth with L = max_curvature · s₁(Xb)²/m."""

    tiles: Sequence[Linear] = ()
    y_runs: Array = np.empty((0, 0))
    Xb_scaled: Array | None = None
    """factor/m · Xb, by which a long descent saves a multiplication in each step; a mini-batch is seen only once."""

    def __init__(self, X: ArrayLike, y: ArrayLike) -> None:
        Xb = add_bias(X)
        self.keep(Xb, self.targets(y, len(Xb)).astype(Xb.dtype))

    def keep(self, Xb: Array, y: Array) -> None:
        """Hold these rows, and make what pays in a long descent. (A mini-batch is seen once, and only held.)"""
        self.hold(Xb, y)
        for made_later in ("XbT", "mean", "y_runs"):
            self.__dict__.pop(made_later, None)
        # as an array () it multiplies faster than as a float
        self.factor_over_m: Any = np.asarray(self.factor_over_m, Xb.dtype)
        self.Xb_scaled = None if self.tiles else self.factor_over_m * Xb

    def targets(self, y: ArrayLike, m: int) -> Array:
        """y, checked, as the loss wants it."""
        return as_vector("y", y, m)

    def hold(self, Xb: Array, y: Array) -> None:
        """Keep the rows Xb, y, and the loss on each tile of them if there are many."""
        self.Xb, self.Xt, self.y = Xb, Xb.T, y
        self.m = m = len(y)
        self.factor_over_m = self.factor / m
        if m > 2 * TILE:
            self.tiles = [self[i : i + TILE] for i in range(0, m, TILE)]

    def __getitem__(self, rows: Any) -> Self:
        if isinstance(rows, slice):
            Xb, y = self.Xb[rows], self.y[rows]
        elif (rows := np.atleast_1d(rows)).dtype.kind == "i":
            Xb, y = self.Xb.take(rows, axis=0), self.y.take(rows, axis=0)  # twice as fast as [rows]
        else:  # True or False for each row
            Xb, y = self.Xb[rows], self.y[rows]
        if len(y) == 0:
            raise ValueError("loss[rows] has no rows; expected at least one.")
        part = object.__new__(type(self))
        part.hold(Xb, y)
        return part

    def __len__(self) -> int:
        return self.m

    @property
    def X(self) -> Array:
        """The data (m, n), without the column of ones."""
        return self.Xb[:, 1:]

    @property
    def n_parameters(self) -> int:  # type: ignore[override]
        """P = n+1."""
        return self.Xb.shape[1]

    @property
    def bias_mask(self) -> Array:  # type: ignore[override]
        """(P,), True for b."""
        return np.arange(self.n_parameters) == 0

    @property
    def dtype(self) -> DTypeLike:  # type: ignore[override]
        """That of the data."""
        return self.Xb.dtype

    # Made when a stack of runs first asks: with long rows side by side a step of many runs costs half as much.

    @cached_property
    def XbT(self) -> Array:
        """Xbᵀ (n+1, m), rows side by side in memory."""
        return np.ascontiguousarray(self.Xb.T)

    @cached_property
    def mean(self) -> Array:
        """(m,) of 1/m: c.dot(mean) is the mean cost of each run."""
        return np.full(self.m, 1 / self.m, self.Xb.dtype)

    def y_of(self, runs: int) -> Array:
        """y (m,) once for each run, (R, m)."""
        if len(self.y_runs) != runs:
            self.y_runs = np.tile(self.y, (runs, 1))
        return self.y_runs

    def in_parts(self, theta: Array) -> tuple[Any, Array]:
        """J and ∇J, where theta has more than two axes or there are tiles: J is the mean over tiles of their J."""
        if theta.ndim > 2:
            value, gradient = self.value_and_gradient(theta.reshape(-1, theta.shape[-1]))
            return value.reshape(theta.shape[:-1]), gradient.reshape(theta.shape)
        value, gradient = 0.0, np.zeros_like(theta)
        for tile in self.tiles:
            tile_value, tile_gradient = tile.value_and_gradient(theta)
            value, gradient = value + tile.m / self.m * tile_value, gradient + tile.m / self.m * tile_gradient
        return value, gradient


class MSE(Linear):
    """The mean squared error, J(θ) = 1/m ‖Xb θ − y‖², with gradient 2/m Xbᵀ(Xb θ − y).

    >>> loss = MSE([[1], [2], [4]], [1, 2, 3])
    >>> float(loss([0, 1])), loss.gradient([0, 1])
    (0.3333333333333333, array([0.66666667, 2.66666667]))
    """

    factor = 2.0
    max_curvature = 2.0

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        if self.tiles or theta.ndim > 2:
            return self.in_parts(theta)
        many = theta.ndim == 2
        r = theta.dot(self.XbT if many else self.Xt)
        r -= self.y_of(len(theta)) if many else self.y
        gradient = self.factor_over_m * r.dot(self.Xb) if self.Xb_scaled is None else r.dot(self.Xb_scaled)
        if not many:
            return r.dot(r) / self.m, gradient
        r *= r
        return r.dot(self.mean), gradient

    def hessian(self) -> Array:
        return self.factor_over_m * (self.Xb.T @ self.Xb)


class QuadraticCost(MSE):
    """Half the MSE, J(θ) = 1/2m ‖Xb θ − y‖², with gradient 1/m Xbᵀ(Xb θ − y): the factor used for networks."""

    factor = 1.0
    max_curvature = 1.0

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        if self.tiles or theta.ndim > 2:
            return self.in_parts(theta)
        r = theta.dot(self.Xb.T) - self.y
        value = inner(r, r) / (2 * self.m)
        gradient = self.factor_over_m * r.dot(self.Xb)
        return value, gradient


class LogLoss(Linear):
    """The log loss of p̂ = σ(z), y ∈ {0, 1}: J(θ) = 1/m Σ log(1 + eᶻ) − yz, with gradient 1/m Xbᵀ(p̂ − y).

    It is −1/m Σ y log p̂ + (1 − y) log(1 − p̂), computed from the scores z, so that nothing overflows.
    """

    max_curvature = 0.25

    def targets(self, y: ArrayLike, m: int) -> Array:
        return as_labels(y, m, n_classes=2, name="y")[0]

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        if self.tiles or theta.ndim > 2:
            return self.in_parts(theta)
        z = theta.dot(self.Xb.T)
        value = (softplus(z) - self.y * z).sum(-1) / self.m  # row by row none is below 0, nor is their sum
        gradient = self.factor_over_m * (sigmoid(z) - self.y).dot(self.Xb)
        return value, gradient


class SoftmaxCrossEntropy(Linear):
    """The log loss of p̂ = softmax(z): J(Θ) = −1/m Σ log p̂ₖ, k the class yᵢ, with gradient 1/m (P̂ − Y)ᵀXb.

    labels : (m,) of 0..K-1. theta : (K(n+1),), the rows (b, w) of Θ (K, n+1) one after the other.
    """

    max_curvature = 0.5

    def __init__(self, X: ArrayLike, labels: ArrayLike, n_classes: int | None = None) -> None:
        labels, K = as_labels(labels, len(as_matrix("X", X)), n_classes)
        super().__init__(X, np.eye(K)[labels])

    def targets(self, y: ArrayLike, m: int) -> Array:
        return np.asarray(y)  # the one-hot rows, made and checked above

    @property
    def n_classes(self) -> int:
        """K."""
        return self.y.shape[1]

    @property
    def n_parameters(self) -> int:  # type: ignore[override]
        """P = K(n+1)."""
        return self.n_classes * self.Xb.shape[1]

    @property
    def bias_mask(self) -> Array:  # type: ignore[override]
        """(P,), True for the b of each class."""
        return np.arange(self.n_parameters) % self.Xb.shape[1] == 0

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        if self.tiles or theta.ndim > 2:
            return self.in_parts(theta)
        Theta = theta.reshape(*theta.shape[:-1], self.n_classes, -1)
        Z = self.Xb @ Theta.mT
        value = (log_sum_exp(Z) - inner(self.y, Z)).sum(-1) / self.m
        gradient = self.factor_over_m * ((softmax(Z) - self.y).mT @ self.Xb)
        return value, gradient.reshape(theta.shape)

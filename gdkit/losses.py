"""Losses: what a descent goes down on.

    loss(theta)    loss.gradient(theta)    loss.value_and_gradient(theta)
    loss[rows]     len(loss)               loss + penalty

A parameter is the last axis of theta; every axis before it is another run. So `loss(theta)` is a number for
theta (P,), R numbers for (R, P), and a contour plot for (H, W, P). A mini-batch is a loss: `loss[rows]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from gdkit.activations import log_sum_exp, sigmoid, softmax, softplus
from gdkit.arrays import Array, add_bias, as_labels, as_matrix, as_vector, inner
from gdkit.loss_base import Function, Loss, Sum

__all__ = ["Loss", "Sum", "Function", "Linear", "MSE", "QuadraticCost", "LogLoss", "SoftmaxCrossEntropy"]


TILE = 2048
"""Rows taken at a time from large data: a tile is used twice, for z and for ∇J, while it is in the cache."""


class Linear(Loss):
    """J(θ) = 1/m Σᵢ cᵢ, the mean of a cost of the scores z = Xb θ and the targets y.

    X : (m, n), rows are examples, no column of ones. y : (m,). theta = (b, w) : (n+1,), the bias first.

    In the subclasses `a.dot(B)` is a @ B for one vector or a stack of them, and quicker to call. For more axes,
    and for large data, `in_parts` puts the result together.
    """

    n_parameters: int
    bias_mask: Array
    factor: float
    """What the gradient is multiplied by, beside 1/m."""

    max_curvature: float
    """The largest ∂²c/∂z²: J is L-smooth with L = max_curvature · s₁(Xb)²/m."""

    def __init__(self, X: ArrayLike, y: ArrayLike) -> None:
        Xb = add_bias(X)
        self.dtype = Xb.dtype
        self.n_parameters = Xb.shape[1]
        self.bias_mask = np.arange(self.n_parameters) == 0
        self.hold(Xb, self.targets(y, len(Xb)).astype(Xb.dtype))

    def targets(self, y: ArrayLike, m: int) -> Array:
        """y, checked, as the loss wants it."""
        return as_vector("y", y, m)

    def hold(self, Xb: Array, y: Array) -> None:
        """Keep the rows Xb, y, and the loss on each tile of them if there are many."""
        if Xb.ndim == 1:  # loss[3]: one row
            Xb, y = Xb[None], y[None]
        if len(y) == 0:
            raise ValueError("loss[rows] has no rows; expected at least one.")
        self.Xb, self.y, self.m = Xb, y, len(y)
        self.factor_over_m = np.asarray(self.factor / self.m, Xb.dtype)  # as an array () it multiplies faster
        self.tiles: Sequence[Linear] = ()
        if self.m > 2 * TILE:
            self.tiles = [self[i : i + TILE] for i in range(0, self.m, TILE)]

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

    @property
    def X(self) -> Array:
        """The data (m, n), without the column of ones."""
        return self.Xb[:, 1:]

    def __len__(self) -> int:
        return self.m

    def __getitem__(self, rows: Any) -> Self:
        part = object.__new__(type(self))
        part.__dict__ |= self.__dict__
        part.hold(self.Xb[rows], self.y[rows])
        return part


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
        r = theta.dot(self.Xb.T) - self.y
        return inner(r, r) / self.m, self.factor_over_m * r.dot(self.Xb)

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
        return inner(r, r) / (2 * self.m), self.factor_over_m * r.dot(self.Xb)


class LogLoss(Linear):
    """The log loss of p̂ = σ(z), y ∈ {0, 1}: J(θ) = 1/m Σ log(1 + eᶻ) − yz, with gradient 1/m Xbᵀ(p̂ − y).

    It is −1/m Σ y log p̂ + (1 − y) log(1 − p̂), computed from the scores z, so that nothing overflows.
    """

    factor = 1.0
    max_curvature = 0.25

    def targets(self, y: ArrayLike, m: int) -> Array:
        return as_labels(y, m, n_classes=2, name="y")[0]

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        if self.tiles or theta.ndim > 2:
            return self.in_parts(theta)
        z, y = theta.dot(self.Xb.T), self.y
        return (softplus(z).sum(-1) - z.dot(y)) / self.m, self.factor_over_m * (sigmoid(z) - y).dot(self.Xb)


class SoftmaxCrossEntropy(Linear):
    """The log loss of p̂ = softmax(z): J(Θ) = −1/m Σ log p̂ₖ, k the class yᵢ, with gradient 1/m (P̂ − Y)ᵀXb.

    labels : (m,) of 0..K-1. theta : (K(n+1),), the rows (b, w) of Θ (K, n+1) one after the other.
    """

    factor = 1.0
    max_curvature = 0.5

    def __init__(self, X: ArrayLike, labels: ArrayLike, n_classes: int | None = None) -> None:
        labels, self.n_classes = as_labels(labels, len(as_matrix("X", X)), n_classes)
        super().__init__(X, labels)
        self.n_parameters *= self.n_classes
        self.bias_mask = np.tile(self.bias_mask, self.n_classes)

    def targets(self, y: ArrayLike, m: int) -> Array:
        return np.eye(self.n_classes)[np.asarray(y)]

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        if self.tiles or theta.ndim > 2:
            return self.in_parts(theta)
        Theta, Y = theta.reshape(*theta.shape[:-1], self.n_classes, -1), self.y
        Z = self.Xb @ Theta.mT
        value = (log_sum_exp(Z) - inner(Y, Z)).sum(-1) / self.m
        Gradient = self.factor_over_m * ((softmax(Z) - Y).mT @ self.Xb)
        return value, Gradient.reshape(theta.shape)

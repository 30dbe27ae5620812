"""Losses: what a descent goes down on.

    loss(theta)    loss.gradient(theta)    loss.value_and_gradient(theta)
    loss[rows]     len(loss)               loss + penalty

A parameter is the last axis of theta; every axis before it is another run. So `loss(theta)` is a number for
theta (P,), R numbers for (R, P), and a contour plot for (H, W, P). A mini-batch is a loss: `loss[rows]`.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from gdkit.activations import log_sum_exp, sigmoid, softmax, softplus
from gdkit.arrays import Array, add_bias, as_labels, as_matrix, as_vector, inner
from gdkit.loss_base import Function, Loss, Sum
from gdkit.rows import LastingRows, Rows

__all__ = ["Loss", "Sum", "Function", "Linear", "MSE", "QuadraticCost", "LogLoss", "SoftmaxCrossEntropy"]


class Linear(Loss):
    """J(θ) = 1/m Σᵢ cᵢ, the mean of a cost of the scores z = Xb θ and the targets y. A subclass writes `equations`.

    X : (m, n), rows are examples, no column of ones. y : (m,). theta = (b, w) : (n+1,), the bias first.
    """

    max_curvature: float
    """The largest ∂²c/∂z²: J is L-smooth with L = max_curvature · s₁(Xb)²/m."""

    def __init__(self, X: ArrayLike, y: ArrayLike) -> None:
        Xb = add_bias(X)
        self.rows: Rows = LastingRows(Xb, self.targets(y, len(Xb)).astype(Xb.dtype))

    def targets(self, y: ArrayLike, m: int) -> Array:
        """The targets y, checked, as the equations take them."""
        return as_vector("y", y, m)

    def equations(self, theta: Array, rows: Rows) -> tuple[Any, Array]:
        """J(θ) and ∇J(θ) on these rows."""
        raise NotImplementedError(
            f"{type(self).__name__} does not say what equations(theta, rows) are; expected J and ∇J."
        )

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        rows = self.rows
        if rows.tiles or theta.ndim > 2:
            return rows.in_parts(self.equations, theta)
        return self.equations(theta, rows if theta.ndim == 1 else rows.stack(len(theta)))

    def __getitem__(self, rows: Any) -> Self:
        part = object.__new__(type(self))
        part.rows = self.rows[rows]
        if len(vars(self)) > 1:  # what a subclass was made with; to update always takes a third of a microsecond
            part.__dict__.update(self.__dict__, rows=part.rows)
        if part.rows.m == 0:
            raise ValueError("loss[rows] has no rows; expected at least one.")
        return part

    def __len__(self) -> int:
        return self.rows.m

    @property
    def Xb(self) -> Array:
        """The data (m, n+1), a column of ones first."""
        return self.rows.Xb

    @property
    def X(self) -> Array:
        """The data (m, n), without the column of ones."""
        return self.rows.Xb[:, 1:]

    @property
    def y(self) -> Array:
        """The targets (m,), or (m, K) as one-hot rows."""
        return self.rows.targets

    @property
    def n_parameters(self) -> int:  # type: ignore[override]
        """The length of theta, P = n+1."""
        return self.Xb.shape[1]

    @property
    def bias_mask(self) -> Array:  # type: ignore[override]
        """(P,) of bool, True where theta holds the bias b."""
        return np.arange(self.n_parameters) == 0

    @property
    def dtype(self) -> DTypeLike:  # type: ignore[override]
        """The dtype of the data, which theta is converted to: float32 or float64."""
        return self.Xb.dtype


class MSE(Linear):
    """The mean squared error, J(θ) = 1/m ‖Xb θ − y‖², with gradient 2/m Xbᵀ(Xb θ − y).

    >>> loss = MSE([[1], [2], [4]], [1, 2, 3])
    >>> float(loss([0, 1])), loss.gradient([0, 1])
    (0.3333333333333333, array([0.66666667, 2.66666667]))
    """

    max_curvature = 2.0

    def equations(self, theta: Array, rows: Rows) -> tuple[Any, Array]:
        r = rows.residuals(theta)  # Xb θ − y
        return rows.mean_square(r), rows.gradient(2, r)  # 1/m ‖r‖², 2/m Xbᵀ r

    def hessian(self) -> Array:
        return self.max_curvature / len(self) * (self.Xb.T @ self.Xb)


class QuadraticCost(MSE):
    """Half the MSE, J(θ) = 1/2m ‖Xb θ − y‖², with gradient 1/m Xbᵀ(Xb θ − y): the factor used for networks.

    It is (4) of document [1], which calls it MSE; on one row it is (5).
    """

    max_curvature = 1.0

    def equations(self, theta: Array, rows: Rows) -> tuple[Any, Array]:
        r = rows.residuals(theta)  # Xb θ − y
        return rows.mean_square(r) / 2, rows.gradient(1, r)  # 1/2m ‖r‖², 1/m Xbᵀ r


class LogLoss(Linear):
    """The log loss of p̂ = σ(z), y ∈ {0, 1}: J(θ) = 1/m Σ log(1 + eᶻ) − yz, with gradient 1/m Xbᵀ(p̂ − y).

    It is −1/m Σ y log p̂ + (1 − y) log(1 − p̂), computed from the scores z, so that nothing overflows.
    """

    max_curvature = 0.25

    def targets(self, y: ArrayLike, m: int) -> Array:
        return as_labels(y, m, n_classes=2, name="y")[0]

    def equations(self, theta: Array, rows: Rows) -> tuple[Any, Array]:
        z = rows.scores(theta)  # Xb θ
        return rows.mean(softplus(z) - rows.y * z), rows.gradient(1, sigmoid(z) - rows.y)


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
        """The number of classes, K."""
        return self.y.shape[1]

    @property
    def n_parameters(self) -> int:  # type: ignore[override]
        """The length of theta, P = K(n+1)."""
        return self.n_classes * self.Xb.shape[1]

    @property
    def bias_mask(self) -> Array:  # type: ignore[override]
        """(P,) of bool, True where theta holds the bias of a class."""
        return np.arange(self.n_parameters) % self.Xb.shape[1] == 0

    def equations(self, theta: Array, rows: Rows) -> tuple[Any, Array]:
        Theta = theta.reshape(*theta.shape[:-1], self.n_classes, -1)
        Y, Z = rows.targets, rows.Xb @ Theta.mT
        value = (log_sum_exp(Z) - inner(Y, Z)).sum(-1) / rows.m
        gradient = 1 / rows.m * ((softmax(Z) - Y).mT @ rows.Xb)
        return value, gradient.reshape(theta.shape)

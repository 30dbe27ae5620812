"""Penalties: what is added to a loss to keep its weights small.   MSE(X, y) + Ridge(0.5)

A penalty leaves the biases alone, unless `penalize_bias=True`: moving all targets by a constant should move the
bias and nothing else. Which entries of theta are biases, the loss knows (`loss.bias_mask`); a penalty that stands
by itself takes theta = (b, w).
"""

from __future__ import annotations

from copy import copy
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from gdkit.arrays import Array, as_flag, as_matrix, as_number
from gdkit.losses import Loss


class Penalty(Loss):
    """A function of the weights. It has no rows: a mini-batch of a penalised loss is penalised in full."""

    def __init__(self, lam: float, *, penalize_bias: bool = False) -> None:
        self.lam = as_number("lam", lam, at_least=0)
        self.penalize_bias = as_flag("penalize_bias", penalize_bias)

    def on(self, loss: Loss) -> Self:
        """This penalty for the parameters of `loss`."""
        bound = copy(self)
        bound.n_parameters = loss.n_parameters
        bound.bias_mask = np.zeros(1, bool) if loss.bias_mask is None else loss.bias_mask
        return bound

    def free(self, theta: Array) -> Array:
        """theta with 0 for the entries that are not penalised."""
        if self.penalize_bias:
            return theta
        mask = np.arange(theta.shape[-1]) == 0 if self.bias_mask is None else self.bias_mask
        return np.where(mask, 0, theta)


class Ridge(Penalty):
    """λ‖w‖² with gradient 2λw; with a matrix Gamma (q, P), ‖Γθ‖² with gradient 2ΓᵀΓθ (Tikhonov 1963).

    Beside an MSE (1/m) this is ridge regression (Hoerl & Kennard 1970); scikit-learn's `Ridge` has alpha = mλ.
    """

    def __init__(
        self, lam: float | None = None, *, Gamma: ArrayLike | None = None, penalize_bias: bool = False
    ) -> None:
        if (lam is None) == (Gamma is None):
            got = "neither" if lam is None else "both"
            raise TypeError(f"Ridge takes lam or Gamma; got {got}. Use Ridge(0.5) or Ridge(Gamma=[[...]]).")
        super().__init__(1.0 if lam is None else lam, penalize_bias=penalize_bias)
        self.Gamma = None if Gamma is None else as_matrix("Gamma", Gamma)

    def on(self, loss: Loss) -> Self:
        if self.Gamma is not None and loss.n_parameters not in (None, self.Gamma.shape[1]):
            raise ValueError(
                f"Gamma has shape {self.Gamma.shape}; expected (q, {loss.n_parameters}), a column a parameter."
            )
        return super().on(loss)

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        w = self.free(theta)
        if self.Gamma is None:
            return self.lam * np.vecdot(w, w), 2 * self.lam * w
        Gw = w @ self.Gamma.T
        return np.vecdot(Gw, Gw), self.free(2 * Gw @ self.Gamma)

    def hessian(self) -> Array:
        if self.n_parameters is None:
            raise TypeError("a penalty by itself does not know the length of theta. Use (loss + penalty).hessian().")
        return self.value_and_gradient(np.eye(self.n_parameters))[1]


class WeightPenalty(Ridge):
    """λ/2m Σw² with gradient λ/m w, the form used for networks; m is the number of rows of the whole loss.

    It is (27) of document [1], whose α is λ: a step leaves the biases alone (28) and shrinks the weights (29).
    """

    def __init__(self, lam: float, *, penalize_bias: bool = False) -> None:
        super().__init__(lam, penalize_bias=penalize_bias)

    def on(self, loss: Loss) -> Self:
        bound = super().on(loss)
        bound.lam = self.lam / (2 * len(loss))
        return bound


class Lasso(Penalty):
    """λ‖w‖₁ with the subgradient λ sign(w), 0 at 0 (Tibshirani 1996); scikit-learn's `Lasso` has alpha = λ/2.

    Its kink is why gradient descent never makes a weight exactly 0; `gdkit.proximal.ista` does.
    """

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        w = self.free(theta)
        return self.lam * np.abs(w).sum(-1), self.lam * np.sign(w)

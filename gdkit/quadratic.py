"""Quadratic functions, around their stationary point: what a least-squares loss is, whatever its number of rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdkit.arrays import Array, as_floats, as_number, inner
from gdkit.losses import Loss


class Quadratic(Loss):
    """J(θ) = J* + ½ (θ − θ*)ᵀH(θ − θ*), with gradient H(θ − θ*). H (P, P) symmetric, centre θ* (P,), value J*.

    Written around its stationary point, J keeps all its digits there.

    >>> f = Quadratic([[0.2, 0], [0, 4]])  # 0.1 x² + 2 y²
    >>> float(f([-5, -2])), f.gradient([-5, -2])
    (10.5, array([-1., -8.]))
    """

    def __init__(self, H: ArrayLike, centre: ArrayLike = 0.0, value: float = 0.0) -> None:
        self.H = as_floats("H", H)
        if self.H.ndim != 2 or self.H.shape[0] != self.H.shape[1] or not np.allclose(self.H, self.H.T):
            raise ValueError(f"H has shape {self.H.shape}; expected a symmetric (P, P). Use (H + H.T) / 2.")
        self.n_parameters, self.value = len(self.H), as_number("value", value)
        centre = as_floats("centre", centre)
        if centre.shape not in ((), (self.n_parameters,)):
            raise ValueError(f"centre has shape {centre.shape}; expected ({self.n_parameters},), as H has.")
        self.centre = np.full(self.n_parameters, centre)

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        d = theta - self.centre
        g = d @ self.H
        return self.value + inner(d, g) / 2, g

    def hessian(self) -> Array:
        return self.H


def as_quadratic(loss: Loss) -> Quadratic:
    """The same function of θ as `loss`, as a `Quadratic`: what a step costs no longer depends on m.

    For an MSE this is the Gram form, H = 2/m Xbᵀ Xb. TypeError for a loss that is not quadratic.
    """
    H = loss.hessian()
    theta = np.zeros(len(H), H.dtype)
    for _ in range(2):  # Newton's step; the second one takes away what rounding in H left
        theta = theta - np.linalg.lstsq(H, loss.gradient(theta), rcond=None)[0]
    quadratic = Quadratic(H, theta, float(loss(theta)))
    quadratic.bias_mask = loss.bias_mask
    return quadratic


def as_bowl(loss: Loss) -> tuple[Quadratic, Array]:
    """A quadratic loss of two parameters as a `Quadratic`, and its two curvatures (2,), ascending.

    TypeError for a loss that is not quadratic, ValueError where it has not two curvatures above 0.
    """
    quadratic = as_quadratic(loss)
    curvature = np.linalg.eigvalsh(quadratic.H)
    if curvature.shape != (2,) or curvature[0] <= 0:
        raise ValueError(f"the Hessian of the loss has eigenvalues {curvature}; expected two above 0, a bowl.")
    return quadratic, curvature

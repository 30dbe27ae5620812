"""Derivatives by central differences, and the check of a gradient against them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdkit.arrays import Array, as_floats, as_number, norm
from gdkit.losses import Loss

STEP = float(np.cbrt(np.finfo(np.float64).eps))
"""h = 6e-6, where the error of the formula, O(h²), and that of rounding, O(ε/h), are equally large."""


def numerical_gradient(f: Callable[[Array], Any], x: ArrayLike, h: float = STEP, *, stack: bool | None = None) -> Array:
    """(f(x + h eᵢ) − f(x − h eᵢ)) / 2h for every entry i of x: an array shaped like x, which is not changed.

    f : a function of an array like x, with one number as its value.
    stack : whether f takes many points at once, (R, P) -> (R,); a Loss does. Then all 2P points are one call.

    >>> numerical_gradient(lambda x: x[0] ** 2 + x[1] ** 2, [1, 2]).round(6)
    array([2., 4.])
    """
    x = as_floats("x", x).astype(np.float64)
    h = as_number("h", h, above=0)
    if not callable(f):
        raise TypeError(f"f is {f!r}; expected a function of an array.")
    if isinstance(f, Loss) and f.dtype == np.float32:
        raise TypeError(
            "the loss computes in float32, too roughly for differences; expected float64. Use X.astype(float)."
        )
    if stack is None:
        stack = isinstance(f, Loss)
    nudges = h * np.eye(x.size).reshape(x.size, *x.shape)
    if stack:
        values = np.asarray(f(np.concatenate([x + nudges, x - nudges])))
    else:
        values = np.array([f(point) for point in (*(x + nudges), *(x - nudges))])
    if values.shape != (2 * x.size,):
        shape = values.shape if stack else values.shape[1:]
        expected = f"({2 * x.size},), a number for each point" if stack else "a single number"
        raise ValueError(f"the value of f has shape {shape}; expected {expected}.")
    ahead, behind = np.split(values, 2)
    return ((ahead - behind) / (2 * h)).reshape(x.shape)


def gradient_check(loss: Loss, theta: ArrayLike, h: float = STEP) -> dict[str, float]:
    """‖a − n‖ / (‖a‖ + ‖n‖) for each block of theta, a the loss's gradient and n the numerical one.

    At a random point, below 1e-8 for a right gradient and above 1e-3 for a wrong one; 0 where both are 0, as far as
    central differences can tell. Take theta asymmetric: with equal or zero weights many mistakes do not show.

    >>> from gdkit.losses import MSE
    >>> ratios = gradient_check(MSE([[1], [2], [4]], [1, 2, 3]), [0.3, -0.7])
    >>> list(ratios), max(ratios.values()) < 1e-8
    (['b', 'w'], True)
    """
    if not isinstance(loss, Loss):
        raise TypeError(f"loss is {loss!r}; expected a Loss. Use Function(f, gradient) for functions of your own.")
    theta = loss.as_theta(theta).astype(np.float64)
    if theta.ndim != 1:
        raise ValueError(f"theta has shape {theta.shape}; expected one point (P,).")
    a, n = loss.gradient(theta), numerical_gradient(loss, theta, h)
    noise = max(100 * np.finfo(np.float64).eps * abs(float(loss(theta))) / h, 1e-12)
    ratios = {}
    for name, index in loss.blocks().items():
        total = norm(a[index]) + norm(n[index])
        ratios[name] = float(norm(a[index] - n[index]) / total) if total > noise else 0.0
    return ratios

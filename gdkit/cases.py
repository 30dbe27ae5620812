"""Named test functions with their gradients, so that a function can be data: its name and coefficients.

    f = cases.get("rosenbrock", a=1, b=100)      # a Loss: f(theta), f.gradient(theta), minimize(f, ...)
    cases.names()

Each is written on the last axis of theta, so a contour plot is one call. Powers are products: every processor rounds
these alike, which cannot be said of `**`, and a check made on one machine names a mistake on another.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from gdkit.arrays import Array, as_floats, as_number, as_vector
from gdkit.losses import Function, Loss
from gdkit.quadratic import Quadratic

CASES: dict[str, Callable[..., Any]] = {}
Make = TypeVar("Make", bound=Callable[..., Any])


def get(name: str, **coefficients: Any) -> Any:
    """The function `name`, with other coefficients than its own where they are given.

    >>> get("valley")([1.0, 1.0]), get("valley", a=[0.1, 2.0]).gradient([-5.0, -2.0])
    (np.float64(11.0), array([-1., -8.]))
    """
    if name not in CASES:
        raise ValueError(
            f"there is no case {name!r}; expected one of {', '.join(CASES)}. "
            "Import the package that adds it with @case, if there is one."
        )
    allowed = inspect.signature(CASES[name]).parameters
    unknown = [c for c in coefficients if c not in allowed]
    if unknown:
        raise TypeError(f"{name} has no coefficient {unknown[0]!r}; expected {', '.join(allowed) or 'none'}.")
    checked = {c: as_floats(c, value) if np.ndim(value) else as_number(c, value) for c, value in coefficients.items()}
    return CASES[name](**checked)


def names() -> list[str]:
    """The names of all cases."""
    return list(CASES)


def case(make: Make) -> Make:
    """Register a function that makes a case from its coefficients, by its name.

    A helper package of another course adds its own so: importing it is enough for `get` and for the inputs of an
    exercise (`FunctionInput`). What is made may be any callable; only those with a `gradient` can be asked for it.
    """
    CASES[make.__name__] = make
    return make


def stacked(*entries: Array) -> Array:
    """The entries of a gradient, put on the last axis."""
    return np.stack(entries, axis=-1)


@case
def quadratic(H: ArrayLike = ((2.0, 1.0), (1.0, 4.0)), centre: ArrayLike = 0.0, value: float = 0.0) -> Loss:
    """value + ½ (x − centre)ᵀH(x − centre): a bowl with tilted axes if H > 0."""
    return Quadratic(H, centre, value)


@case
def valley(a: ArrayLike = (1.0, 10.0)) -> Loss:
    """Σ aᵢxᵢ², by default x² + 10y²: long and narrow, with κ = max a / min a."""
    return Quadratic(2 * np.diag(as_vector("a", a)))


@case
def bowl() -> Loss:
    """x² + y²: round, the gradient points to the minimum."""
    return valley((1.0, 1.0))


@case
def saddle() -> Loss:
    """x² − y²: the gradient is 0 at the origin, which is no minimum."""
    return valley((1.0, -1.0))


@case
def shifted_bowl(a: ArrayLike = (10.0, 6.0), centre: ArrayLike = (0.5, 0.4)) -> Loss:
    """Σ (aᵢ(xᵢ − centreᵢ))², by default (10(x − 0.5))² + (6(y − 0.4))²: the surface of the guessing game."""
    return Quadratic(2 * np.diag(as_vector("a", a) ** 2), centre)


@case
def quartic(a: float = 1.0, b: float = -2.0, c: float = 0.3) -> Loss:
    """ax⁴ + bx² + cx in one variable, theta (1,): by default two minima, at 0.960150 and, lower, at −1.035579."""

    def f(theta: Array) -> Array:
        x = theta[..., 0]
        return a * np.square(x * x) + b * np.square(x) + c * x

    return Function(f, lambda x: 4 * a * x * x * x + 2 * b * x + c, 1)


@case
def rosenbrock(a: float = 1.0, b: float = 100.0) -> Loss:
    """(a − x)² + b(y − x²)²: a curved valley, the minimum 0 at (a, a²) (Rosenbrock 1960)."""

    def f(theta: Array) -> Array:
        x, y = theta[..., 0], theta[..., 1]
        return np.square(a - x) + b * np.square(y - x * x)

    def gradient(theta: Array) -> Array:
        x, y = theta[..., 0], theta[..., 1]
        return stacked(-2 * (a - x) - 4 * b * x * (y - x * x), 2 * b * (y - x * x))

    return Function(f, gradient, 2)


@case
def himmelblau(a: float = 11.0, b: float = 7.0) -> Loss:
    """(x² + y − a)² + (x + y² − b)²: four minima with the value 0, one of them at (3, 2) (Himmelblau 1972)."""

    def f(theta: Array) -> Array:
        x, y = theta[..., 0], theta[..., 1]
        return np.square(x * x + y - a) + np.square(x + y * y - b)

    def gradient(theta: Array) -> Array:
        x, y = theta[..., 0], theta[..., 1]
        u, v = x * x + y - a, x + y * y - b
        return stacked(4 * x * u + 2 * v, 2 * u + 4 * y * v)

    return Function(f, gradient, 2)

"""Arrays at the public door: the bias column, theta = (b, w), one-hot labels, and the checks of what comes in.

A check happens once, where a value enters the kit; its message says what was got, expected, and what to do.
"""

from __future__ import annotations

import operator
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]
"""An array of floating-point numbers (float64, or float32 where the data came as float32)."""


def add_bias(X: ArrayLike) -> Array:
    """X with a first column of ones, (m, n) -> (m, n+1), so that Xb @ theta is Xw + b.

    >>> add_bias([[5, 6], [7, 8]])
    array([[1., 5., 6.],
           [1., 7., 8.]])
    """
    X = as_matrix("X", X)
    Xb = np.ones((X.shape[0], X.shape[1] + 1), X.dtype)
    Xb[:, 1:] = X
    return Xb


def pack(b: ArrayLike, w: ArrayLike) -> Array:
    """theta = (b, w): a bias and weights (n,) in one array (n+1,). Stacks: b (R,), w (R, n) -> (R, n+1).

    >>> pack(0.1, [1.5, 1.5])
    array([0.1, 1.5, 1.5])
    """
    b, w = as_floats("b", b), as_floats("w", w)
    if w.ndim == 0 or b.shape != w.shape[:-1]:
        raise ValueError(
            f"b has shape {b.shape} and w has shape {w.shape}; expected one bias for each row of weights, "
            "b () with w (n,) or b (R,) with w (R, n)."
        )
    return np.concatenate([b[..., None], w], axis=-1)


def unpack(theta: ArrayLike) -> tuple[Any, Array]:
    """The bias b and the weights w (n,) of theta = (b, w); of a stack (R, n+1), b (R,) and w (R, n).

    >>> unpack([0.1, 1.5, 1.5])
    (np.float64(0.1), array([1.5, 1.5]))
    """
    theta = as_floats("theta", theta, finite=False)
    if theta.ndim == 0:
        raise ValueError("theta is a single number; expected an array (b, w_1, ..., w_n).")
    return theta[..., 0][()], theta[..., 1:]


def one_hot(labels: ArrayLike, n_classes: int | None = None) -> Array:
    """Labels (m,) of 0..K-1 as rows of the identity, (m, K).

    >>> one_hot([0, 2])
    array([[1., 0., 0.],
           [0., 0., 1.]])
    """
    indices, n_classes = as_labels(labels, n_classes=n_classes)
    return np.eye(n_classes)[indices]


def inner(a: Array, b: Array) -> Any:
    """a·b of two vectors (m,), or of each pair of rows of two stacks (..., m)."""
    return a.dot(b) if a.ndim == b.ndim == 1 else np.vecdot(a, b)  # for vectors `dot` takes half the time


def norm(a: Array) -> Any:
    """‖a‖ of a vector (P,), or of each row of a stack (..., P)."""
    return np.sqrt(inner(a, a))


# ------------------------------------------------------------------------------------------------ checks


REAL = "fiub"
"""The kinds of dtype that hold real numbers."""


def as_floats(name: str, values: ArrayLike, *, finite: bool = True) -> Array:
    """`values` as an array of floats (float32 stays float32); TypeError for text, ValueError for NaN."""
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} is ragged: its rows have different lengths. Expected a rectangular array.") from error
    if array.dtype.kind not in REAL:
        what = {"U": "text", "S": "text", "c": "complex numbers", "O": f"objects ({type(values).__name__})"}
        raise TypeError(
            f"{name} holds {what.get(array.dtype.kind, array.dtype)}; expected real numbers. "
            f"Use np.asarray({name}, dtype=float)."
        )
    if array.dtype not in (np.float64, np.float32):
        array = array.astype(np.float64)
    if finite and not np.isfinite(array).all():
        bad = np.argwhere(~np.isfinite(array))
        first = f" The first is {name}[{', '.join(map(str, bad[0]))}]." if array.ndim else ""
        raise ValueError(f"{name} has {len(bad)} NaN or infinite entries; expected finite numbers.{first}")
    return array


def as_matrix(name: str, values: ArrayLike) -> Array:
    """`values` as a table (m, n) with at least one row and one column, rows = examples."""
    array = as_floats(name, values)
    if array.ndim == 1:
        raise ValueError(
            f"{name} has shape {array.shape}; expected (m, n) with one row an example. "
            f"Use {name}[:, None] for one feature, {name}[None, :] for one example."
        )
    if array.ndim != 2:
        raise ValueError(f"{name} has shape {array.shape}; expected (m, n) with one row an example.")
    if 0 in array.shape:
        raise ValueError(f"{name} has shape {array.shape}: it is empty. Expected at least one row and one column.")
    return array


def as_vector(name: str, values: ArrayLike, length: int | None = None) -> Array:
    """`values` as (m,), one number an example."""
    array = as_floats(name, values)
    expected = "(m,)" if length is None else f"({length},)"
    if array.ndim != 1:
        hint = f" Use {name}.ravel()." if array.ndim and array.size == max(array.shape) else ""
        raise ValueError(f"{name} has shape {array.shape}; expected {expected}.{hint}")
    if array.size == 0:
        raise ValueError(f"{name} is empty; expected {expected} with at least one entry.")
    if length is not None and array.size != length:
        raise ValueError(f"{name} has shape {array.shape}; expected {expected}, one entry for each row of X.")
    return array


def as_labels(
    labels: ArrayLike, length: int | None = None, n_classes: int | None = None, name: str = "labels"
) -> tuple[NDArray[np.intp], int]:
    """Labels (m,) as integers 0..K-1, and K (the largest label + 1 unless `n_classes` says more)."""
    numbers = as_vector(name, labels, length)
    indices = numbers.astype(np.intp)
    if (indices != numbers).any():
        raise ValueError(f"{name} contains {numbers[indices != numbers][0]:g}; expected whole numbers 0..K-1.")
    K = int(indices.max()) + 1 if n_classes is None else as_count("n_classes", n_classes)
    if indices.min() < 0 or indices.max() >= K:
        wrong = indices[(indices < 0) | (indices >= K)][0]
        shift = f" Use {name} - 1 if your classes are numbered from 1." if wrong == K else ""
        raise ValueError(f"{name} contains {wrong}; expected 0..{K - 1}.{shift}")
    return indices, K


def as_theta(theta: ArrayLike, n_parameters: int | None = None) -> Array:
    """theta as an array of floats (..., P). NaN may come in: a descent that diverged can be looked at."""
    array = as_floats("theta", theta, finite=False)
    if array.ndim == 0 or array.size == 0:
        raise ValueError(f"theta has shape {array.shape}; expected (P,), or (R, P) for R runs.")
    if n_parameters is not None and array.shape[-1] != n_parameters:
        raise ValueError(
            f"theta has shape {array.shape}; expected ({n_parameters},), or (R, {n_parameters}) for R runs: "
            "a parameter is the last axis, the bias comes first."
        )
    return array


def as_number(name: str, value: object, *, above: float | None = None, at_least: float | None = None) -> float:
    """`value` as a finite float, `> above` and `>= at_least` where these are given."""
    try:
        array = np.asarray(value)
    except ValueError:  # lists of different lengths
        array = np.empty(0)
    if array.ndim or array.dtype.kind not in REAL:
        raise TypeError(f"{name} is {value!r}; expected a number.")
    number = float(as_floats(name, array))
    if above is not None and not number > above:
        raise ValueError(f"{name} is {number:g}; expected a number > {above:g}.")
    if at_least is not None and not number >= at_least:
        raise ValueError(f"{name} is {number:g}; expected a number >= {at_least:g}.")
    return number


def as_count(name: str, value: SupportsIndex | object, *, at_least: int = 1) -> int:
    """`value` as an int, `>= at_least`."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name} is {value!r}; expected a whole number.") from None
    if number < at_least:
        raise ValueError(f"{name} is {number}; expected a whole number >= {at_least}.")
    return number


def as_flag(name: str, value: object) -> bool:
    """`value`, if it is True or False: the text "no" would count as True."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} is {value!r}; expected True or False.")
    return bool(value)


def as_rng(rng: object, why: str = "the rows are drawn at random") -> np.random.Generator:
    """`rng`, if it is a NumPy Generator: every random choice is made with one that the caller hands in."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is {rng!r}; expected a Generator, since {why}. Use rng=np.random.default_rng(0).")
    return rng

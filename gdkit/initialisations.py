"""Where a network starts: theta0 for given sizes, weights of the spread that a paper recommends, biases 0.

    theta0 = he(net.sizes, rng)                   one start (P,)
    theta0 = he(net.sizes, rng, runs=8)           eight starts (8, P) for eight runs at once

Weights must differ, or all units of a layer stay alike (`constant`, `zeros`); and their spread must fit the
number of inputs n_in, or the activations grow or die from layer to layer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from gdkit.arrays import Array, as_count, as_number, as_rng
from gdkit.layout import Layout

__all__ = ["zeros", "constant", "normal", "glorot", "he", "lecun", "det"]

Runs = int | tuple[int, ...]
WHY = "the weights are drawn at random"


def zeros(sizes: Sequence[int], *, runs: Runs = ()) -> Array:
    """All weights 0: right for a network without hidden layer; hidden units would all stay alike."""
    return _fill(sizes, runs, np.zeros)


def constant(sizes: Sequence[int], value: float, *, runs: Runs = ()) -> Array:
    """All weights `value`: the units of a layer compute the same, and every update keeps them the same.

    >>> constant((2, 1), 0.3)
    array([0. , 0.3, 0.3])
    """
    value = as_number("value", value)
    return _fill(sizes, runs, lambda shape: np.full(shape, value))


def normal(sizes: Sequence[int], rng: np.random.Generator, scale: float = 1.0, *, runs: Runs = ()) -> Array:
    """Weights from N(0, scale²), whatever the number of inputs: saturates wide sigmoid layers at scale 1."""
    rng, scale = as_rng(rng, WHY), as_number("scale", scale, at_least=0)
    return _fill(sizes, runs, lambda shape: rng.normal(0.0, scale, shape))


def glorot(sizes: Sequence[int], rng: np.random.Generator, distribution: str = "uniform", *, runs: Runs = ()) -> Array:
    """Variance 2 / (n_in + n_out), also called Xavier: for sigmoid and tanh.

    Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", eq. 16.
    distribution : "uniform" as in the paper, on ±√(6 / (n_in + n_out)), or "normal".
    """
    return _draw(sizes, rng, distribution, runs, lambda n_in, n_out: 2 / (n_in + n_out))


def he(sizes: Sequence[int], rng: np.random.Generator, distribution: str = "normal", *, runs: Runs = ()) -> Array:
    """Variance 2 / n_in: for ReLU, which passes half of its inputs on.

    He, Zhang, Ren & Sun 2015, "Delving deep into rectifiers", eq. 10.
    distribution : "normal" as in the paper, or "uniform" on ±√(6 / n_in).
    """
    return _draw(sizes, rng, distribution, runs, lambda n_in, n_out: 2 / n_in)


def lecun(sizes: Sequence[int], rng: np.random.Generator, distribution: str = "normal", *, runs: Runs = ()) -> Array:
    """Variance 1 / n_in, so that a unit's score has variance 1 when its inputs have.

    LeCun, Bottou, Orr & Müller 1998, "Efficient BackProp", section 4.6.
    distribution : "normal", or "uniform" on ±√(3 / n_in).
    """
    return _draw(sizes, rng, distribution, runs, lambda n_in, n_out: 1 / n_in)


def det(sizes: Sequence[int], scale: float = 0.5, *, runs: Runs = ()) -> Array:
    """Deterministic: each weight matrix is scale · sin(1, 2, 3, ...) filled row by row; all runs alike.

    >>> det((2, 1)).round(6)
    array([0.      , 0.420735, 0.454649])
    """
    scale = as_number("scale", scale)

    def matrix(shape: tuple[int, ...]) -> Array:
        n_out, n_in = shape[-2:]
        return np.broadcast_to(scale * np.sin(np.arange(1, n_out * n_in + 1)).reshape(n_out, n_in), shape)

    return _fill(sizes, runs, matrix)


def _draw(
    sizes: Sequence[int],
    rng: np.random.Generator,
    distribution: str,
    runs: Runs,
    variance: Callable[[int, int], float],
) -> Array:
    """Weights of that variance(n_in, n_out), normal or uniform."""
    rng = as_rng(rng, WHY)
    if distribution not in ("normal", "uniform"):
        raise ValueError(f"distribution={distribution!r} is unknown; expected 'normal' or 'uniform'.")

    def matrix(shape: tuple[int, ...]) -> Array:
        n_out, n_in = shape[-2:]
        if distribution == "normal":
            return rng.normal(0.0, np.sqrt(variance(n_in, n_out)), shape)
        limit = np.sqrt(3 * variance(n_in, n_out))  # U(−a, a) has the variance a²/3
        return rng.uniform(-limit, limit, shape)

    return _fill(sizes, runs, matrix)


def _fill(sizes: Sequence[int], runs: Runs, matrix: Callable[[tuple[int, ...]], Array]) -> Array:
    """theta (*runs, P) with zero biases and each layer's weights from matrix((*runs, n_out, n_in))."""
    layout = Layout(sizes)
    leading = tuple(as_count("runs", r) for r in (runs if isinstance(runs, tuple) else (runs,)))
    theta = np.zeros((*leading, layout.n_parameters))
    for W in layout.unpack(theta)[0]:
        W[...] = matrix(W.shape)
    return theta

"""Networks whose weights are written down, not learned: bumps that add up to a curve, towers to a surface.

After Nielsen (2015), "Neural networks and deep learning", chapter 4. A sigmoid unit with a large weight w and the
bias −ws is a step up at s: σ(w(x − s)). Two of them, up at a and down at b, make a bump of height 1 from a to b.

The weights are those of an `MLP` with activation "sigmoid", cost "quadratic" and output "identity":
`net.pack(*bumps(heights, edges, steepness))` is its theta.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdkit.arrays import as_count, as_floats, as_number

__all__ = ["bumps", "pieces", "towers"]

Array = NDArray[Any]
Weights = tuple[list[Array], list[Array]]
SECOND = 20.0  # the weight of the units that make towers of crosses


def pieces(k: int) -> tuple[Array, Array]:
    """The edges (k+1,) and the middles (k,) of k equal pieces of [0, 1].

    The first and the last edge lie outside, at −1 and 2: a step at 0 would be only half-way up there.

    >>> pieces(2)
    (array([-1. ,  0.5,  2. ]), array([0.25, 0.75]))
    """
    k = as_count("k", k)
    edges = np.arange(k + 1) / k
    edges[[0, -1]] = -1.0, 2.0
    return edges, (np.arange(k) + 0.5) / k


def bumps(heights: ArrayLike, edges: ArrayLike, steepness: float = 100.0) -> Weights:
    """Ws and bs of the 1–2k–1 network that is heights[i] (k,) between edges[i] and edges[i + 1] (k+1,).

    Hidden units 2i and 2i + 1 are the steps up and down of bump i; the output adds heights[i] times their difference.
    """
    heights, edges = as_floats("heights", heights), as_floats("edges", edges)
    if heights.ndim != 1 or edges.shape != (heights.size + 1,):
        raise ValueError(f"heights has shape {heights.shape}, edges {edges.shape}; expected (k,) and (k+1,).")
    w = as_number("steepness", steepness, above=0)
    at = np.column_stack([edges[:-1], edges[1:]]).ravel()  # up, down, up, down, ...
    return [np.full((at.size, 1), w), np.outer(heights, [1, -1]).reshape(1, -1)], [-w * at, np.zeros(1)]


def towers(heights: ArrayLike, steepness: float = 100.0) -> Weights:
    """Ws and bs of the 2–4n²–n²–1 network that is heights[i, j] (n, n) on piece i of x₁ and piece j of x₂ in [0, 1]².

    Four steps make the cross of a band over x₁ and a band over x₂: 2 where they meet, 1 on its arms. A unit of the
    second hidden layer that is on above 3/2 leaves the tower in the middle alone.
    """
    heights = as_floats("heights", heights)
    if heights.ndim != 2 or heights.shape[0] != heights.shape[1]:
        raise ValueError(f"heights has shape {heights.shape}; expected (n, n), a height for each tower.")
    w, n = as_number("steepness", steepness, above=0), len(heights)
    edges, _ = pieces(n)
    i, j = (part.ravel() for part in np.indices((n, n)))
    at = np.stack([edges[i], edges[i + 1], edges[j], edges[j + 1]], axis=-1)  # (n², 4)
    first = np.tile(w * np.array([[1, 0], [1, 0], [0, 1], [0, 1]]), (n * n, 1))
    second = np.kron(np.eye(n * n), SECOND * np.array([[1, -1, 1, -1]]))
    return [first, second, heights.reshape(1, -1)], [-w * at.ravel(), np.full(n * n, -1.5 * SECOND), np.zeros(1)]

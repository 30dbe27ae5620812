"""Where the weight matrices and biases of a network lie in its one flat theta.

theta holds unit after unit, and every unit is (b, w), the bias first, as in linear regression. So a network
without hidden layer has exactly the theta of logistic or softmax regression, and the block of a layer is the
matrix Θ (n_out, 1 + n_in) of document [0], with the biases in column 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from gdkit.arrays import Array, as_count, as_floats, as_theta

__all__ = ["Layout"]


class Layout:
    """The layout of theta for a network of these sizes.

    sizes : units of each layer, the inputs first: (4, 5, 3) has weight matrices (5, 4) and (3, 5).
    n_parameters : P, the length of theta.
    is_bias : (P,) of bool, True where theta holds a bias.

    >>> Layout((4, 5, 3)).n_parameters
    43
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        if isinstance(sizes, str) or not hasattr(sizes, "__len__"):
            raise TypeError(f"sizes is {sizes!r}; expected the units of each layer, like (4, 5, 3).")
        if len(sizes) < 2:
            raise ValueError(f"sizes is {tuple(sizes)}; expected at least inputs and outputs, like (4, 3).")
        self.sizes = tuple(as_count(f"sizes[{i}]", size) for i, size in enumerate(sizes))
        self.shapes = [(n_out, 1 + n_in) for n_in, n_out in pairwise(self.sizes)]
        ends = np.cumsum([rows * columns for rows, columns in self.shapes]).tolist()
        cuts = [slice(start, end) for start, end in pairwise([0, *ends])]
        self.pieces = list(zip(cuts, self.shapes, strict=True))
        self.n_parameters: int = ends[-1]
        self.is_bias = np.zeros(self.n_parameters, dtype=bool)
        for block in self.blocks(self.is_bias):
            block[:, 0] = True

    def blocks(self, theta: Array) -> list[Array]:
        """Theta^l = [b^l W^l] (..., n_out, 1 + n_in) of every layer, each row a unit's (b, w): views of theta."""
        runs = theta.shape[:-1]
        return [theta[..., cut].reshape(runs + shape) for cut, shape in self.pieces]

    def indices(self) -> dict[str, Array]:
        """Where W1, b1, W2, b2, ... stand in theta, as indices.

        >>> Layout((2, 1, 1)).indices()["W1"]
        array([1, 2])
        """
        parts: dict[str, Array] = {}
        for i, block in enumerate(self.blocks(np.arange(self.n_parameters)), start=1):
            parts |= {f"W{i}": block[:, 1:].ravel(), f"b{i}": block[:, 0].ravel()}
        return parts

    def unpack(self, theta: ArrayLike) -> tuple[list[Array], list[Array]]:
        """Ws[l] (..., n_out, n_in) and bs[l] (..., n_out) of theta (..., P): views, no copies."""
        blocks = self.blocks(as_theta(theta, self.n_parameters))
        return [block[..., 1:] for block in blocks], [block[..., 0] for block in blocks]

    def pack(self, Ws: Sequence[ArrayLike], bs: Sequence[ArrayLike]) -> Array:
        """theta (..., P) of weight matrices Ws[l] (..., n_out, n_in) and biases bs[l] (..., n_out).

        >>> Layout((2, 1)).pack([[[0.3, 0.4]]], [[0.1]])
        array([0.1, 0.3, 0.4])
        """
        if len(Ws) != len(self.shapes) or len(bs) != len(self.shapes):
            raise ValueError(
                f"got {len(Ws)} weight matrices and {len(bs)} biases; "
                f"expected {len(self.shapes)} of each for sizes {self.sizes}."
            )
        rows = []
        for i, (n_out, columns) in enumerate(self.shapes):
            W = as_floats(f"Ws[{i}]", Ws[i], finite=False)
            b = as_floats(f"bs[{i}]", bs[i], finite=False)
            if W.shape[-2:] != (n_out, columns - 1):
                hint = f" Use Ws[{i}].T." if W.shape == (columns - 1, n_out) else ""
                raise ValueError(
                    f"Ws[{i}] has shape {W.shape}; expected ({n_out}, {columns - 1}), one row a unit.{hint}"
                )
            if b.shape != W.shape[:-1]:
                hint = f" Use bs[{i}].ravel()." if b.size == n_out else ""
                raise ValueError(
                    f"bs[{i}] has shape {b.shape}; expected {W.shape[:-1]}, one number for each unit.{hint}"
                )
            rows.append(np.concatenate([b[..., None], W], axis=-1).reshape(*W.shape[:-2], -1))
        return np.concatenate(rows, axis=-1)

"""Mini-batches: which rows a step of stochastic or mini-batch gradient descent sees.

The mean gradient over a mini-batch is near that over all rows (6); mini-batch gradient descent steps along it (7).
Equation numbers are those of document [1] (Omer, "Gradient descent, neural networks and backpropagation").
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gdkit.arrays import as_count, as_rng
from gdkit.losses import Loss

BLOCK = 1024
"""Rows gathered at a time, so that a mini-batch is a slice. (A whole epoch would not fit into the cache.)"""


def minibatches(
    loss: Loss,
    batch_size: int,
    rng: np.random.Generator | None = None,
    shuffle: bool = True,
    replace: bool = False,
) -> Iterator[Loss]:
    """The loss on `batch_size` rows at a time, for ever.

    An epoch sees every row once, in a new order each time (shuffle=False: in the order of the data); its last
    batch holds the rows that are left. With replace=True each row is drawn from all rows.
    """
    m, B = len(loss), as_count("batch_size", batch_size)
    if shuffle or replace:
        rng = as_rng(rng, "the rows of a mini-batch are drawn at random (shuffle=False takes them in order)")
    return _batches(loss, m, min(B, m), rng, shuffle, replace)


def _batches(
    loss: Loss, m: int, B: int, rng: np.random.Generator | None, shuffle: bool, replace: bool
) -> Iterator[Loss]:
    block = max(1, BLOCK // B) * B
    while True:
        rows = _epoch(m, B, rng, shuffle, replace)
        for i in range(0, len(rows), block):
            part = loss[rows[i : i + block]]
            for j in range(0, len(part), B):
                yield part[j : j + B]


def _epoch(m: int, B: int, rng: np.random.Generator | None, shuffle: bool, replace: bool) -> np.ndarray:
    """The rows of one epoch, in their order."""
    if rng is None or not (shuffle or replace):
        return np.arange(m)
    if replace:
        return rng.integers(m, size=-(-m // B) * B)
    return rng.permutation(m)

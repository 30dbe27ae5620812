"""What a wrong array says about the mistake behind it: a constant factor, a sign, a transpose, a block of zeros.

A factor is believed only when it is the same multiple, or the same function of the sizes (m rows, n features),
in every case: one case alone explains too much.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

ALIGNED = 1e-9  # 1 - cos of the angle below which one array counts as a multiple of the other

# ratio got / expected, as a function of the sizes -> what to say about it
_FACTORS: dict[str, tuple[Callable[[int, int], float], str]] = {
    "-1": (lambda m, n: -1.0, "has the opposite sign"),
    "2": (lambda m, n: 2.0, "is twice as large as it should be"),
    "1/2": (lambda m, n: 0.5, "is half of what it should be"),
    "-2": (lambda m, n: -2.0, "has the opposite sign and is twice too large"),
    "-1/2": (lambda m, n: -0.5, "has the opposite sign and half the size"),
    "m": (lambda m, n: m, "is m times too large (m is the number of rows of {matrix})"),
    "1/m": (lambda m, n: 1 / m, "is m times too small (m is the number of rows of {matrix})"),
    "m/2": (lambda m, n: m / 2, "is m/2 times as large as it should be (m is the number of rows of {matrix})"),
    "2m": (lambda m, n: 2 * m, "is 2m times as large as it should be (m is the number of rows of {matrix})"),
    "-m": (lambda m, n: -m, "has the opposite sign and is m times too large (m is the number of rows of {matrix})"),
    "n": (lambda m, n: n, "is n times too large (n is the number of columns of {matrix})"),
    "1/n": (lambda m, n: 1 / n, "is n times too small (n is the number of columns of {matrix})"),
    "m/n": (
        lambda m, n: m / n,
        "is m/n times too large: {matrix} has m rows, n columns; was the wrong size divided by?",
    ),
}


class Sizes(NamedTuple):
    """Rows and columns of the first matrix among a case's inputs, and its name."""

    m: int
    n: int
    matrix: str


def sizes(inputs: Mapping[str, Any]) -> Sizes | None:
    """Of the first matrix among the inputs, None without one."""
    for name, value in inputs.items():
        if isinstance(value, np.ndarray) and value.ndim == 2:
            return Sizes(int(value.shape[0]), int(value.shape[1]), name)
    return None


def explain(gots: Sequence[Any], expecteds: Sequence[Any], case_sizes: Sequence[Sizes | None], name: str) -> str | None:
    """One sentence on how `gots` relate to `expecteds` over all cases, or None where nothing simple fits."""
    pairs = [(_numbers(got), _numbers(right)) for got, right in zip(gots, expecteds, strict=True)]
    if any(got is None or right is None for got, right in pairs):
        return None
    arrays = [(got, right) for got, right in pairs if got is not None and right is not None]
    if any(got.shape != right.shape for got, right in arrays):
        return None
    return (
        _factor(arrays, case_sizes, name)
        or _shared_factor(arrays, name)
        or _transposed(arrays, name)
        or _zero_block(arrays, name)
        or _one_value(arrays, name)
    )


def _numbers(value: Any) -> np.ndarray | None:
    if isinstance(value, bool) or not isinstance(value, int | float | np.generic | np.ndarray):
        return None
    array = np.asarray(value)
    if array.dtype.kind not in "fiu" or not np.isfinite(array).all():
        return None
    return array.astype(float)


def _ratio(got: np.ndarray, right: np.ndarray) -> float | None:
    """The number c with got = c * right, None where there is none."""
    size = float(np.vdot(right, right))
    if size == 0.0:
        return None
    c = float(np.vdot(right, got)) / size
    distance = np.linalg.norm(got - c * right)
    return c if distance <= np.sqrt(ALIGNED) * np.linalg.norm(got) and c != 0.0 else None


def _factor(arrays: list[tuple[np.ndarray, np.ndarray]], case_sizes: Sequence[Sizes | None], name: str) -> str | None:
    ratios = [_ratio(got, right) for got, right in arrays]
    if all(ratio is not None and _prints_as_one(ratio) for ratio in ratios):
        return None  # no factor: something else is off
    for factor, sentence in _FACTORS.values():
        if all(
            ratio is not None and size is not None and np.isclose(ratio, factor(size.m, size.n), rtol=1e-7, atol=0)
            for ratio, size in zip(ratios, case_sizes, strict=True)
        ):
            matrices = {size.matrix for size in case_sizes if size is not None}
            return f"{name} {sentence.format(matrix=' or '.join(sorted(matrices)))}."
    return None


def _prints_as_one(ratio: float) -> bool:
    return f"{ratio:.6g}" == "1"


def _shared_factor(arrays: list[tuple[np.ndarray, np.ndarray]], name: str) -> str | None:
    ratios = [_ratio(got, right) for got, right in arrays]
    first = ratios[0]
    if (
        first is None
        or _prints_as_one(first)
        or len(ratios) < 2
        or any(r is None or not np.isclose(r, first, rtol=1e-7) for r in ratios)
    ):
        return None
    return f"{name} is {first:.6g} times what it should be, in every case."


def _transposed(arrays: list[tuple[np.ndarray, np.ndarray]], name: str) -> str | None:
    square = [(got, right) for got, right in arrays if got.ndim == 2 and got.shape[0] == got.shape[1] > 1]
    if len(square) == len(arrays) and all(np.allclose(got.T, right, rtol=1e-9, atol=1e-12) for got, right in square):
        return f"{name} is transposed."
    return None


def _zero_block(arrays: list[tuple[np.ndarray, np.ndarray]], name: str) -> str | None:
    if all(not got.any() and right.any() for got, right in arrays):
        return f"{name} is zero."
    if all(got.ndim == 1 and got.size > 1 and got[0] == 0 and right[0] != 0 for got, right in arrays):
        return f"the first entry of {name} (the bias) is zero."
    return None


def _one_value(arrays: list[tuple[np.ndarray, np.ndarray]], name: str) -> str | None:
    if all(got.size > 1 and np.ptp(got) <= 1e-12 * abs(got).max() and np.ptp(right) > 0 for got, right in arrays):
        return f"all entries of {name} are equal: a sum or mean ran over an axis too many."
    return None

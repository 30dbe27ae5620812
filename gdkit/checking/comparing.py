"""Is this value the expected one? Type, shape, kind of number, finiteness and values are looked at in this order.

The order matters: a comparison of values alone lets wrong work pass by broadcasting, by NaN, by masked entries
and by objects that call themselves equal to everything. Only plain data arrives here (see `encoding`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .encoding import Opaque

FLOAT32_TOLERANCE = 1e-4  # where nobody knows what the reference loses in float32
ROUNDING = 1e-13  # absolute: what is zero in exact arithmetic comes out as this or less


def unknown() -> float:
    """The tolerance for float32 where nobody knows what the reference loses."""
    return FLOAT32_TOLERANCE


@dataclass(frozen=True)
class Difference:
    """How a value differs from the expected one.

    kind      "type", "shape", "number", "finite" or "values"
    what      one sentence, without a value of the expected result
    relative  largest difference relative to the size of the expected value (for "values")
    where     index of the first entry that is off (for "values")
    """

    kind: str
    what: str
    relative: float = float("nan")
    where: tuple[int, ...] = ()


def compare(
    got: Any,
    expected: Any,
    tolerance: float = 1e-9,
    name: str = "the result",
    single: Callable[[], float] = unknown,
) -> Difference | None:
    """None when `got` is `expected`, else what differs.

    Numbers and arrays agree when |got - expected| <= tolerance * (|expected| + max|expected|) + 1e-13; float, NumPy
    float and 0-d array are alike, an array of shape (n, 1) is not one of shape (n,). Strings, bools and whole
    numbers must be equal. Tuples, lists and dicts agree element by element. For numbers of less than 64 bits `single`
    is asked for the tolerance.
    """
    if _plainly_equal(got, expected, tolerance):
        return None
    if isinstance(expected, tuple | list):
        return _compare_sequence(got, expected, tolerance, name, single)
    if isinstance(expected, dict):
        return _compare_dict(got, expected, tolerance, name, single)
    if expected is None or isinstance(expected, str | bool | np.bool_):
        return _compare_exact(got, expected, name)
    return _compare_numbers(got, np.asarray(expected), tolerance, name, single)


def _plainly_equal(got: Any, expected: Any, tolerance: float) -> bool:
    """The common case, right and of the very type expected, at little cost. False says nothing: look closer."""
    kind = type(expected)
    if type(got) is not kind:
        return False
    if kind is np.ndarray:
        if got.shape != expected.shape or got.dtype != np.float64 or expected.dtype != np.float64 or not got.size:
            return False
        with np.errstate(over="ignore", invalid="ignore"):
            limit = tolerance * float(np.abs(expected).max()) + ROUNDING
            return math.isfinite(limit) and bool(np.abs(got - expected).max() <= limit)
    if kind is float or kind is np.float64:
        limit = tolerance * abs(float(expected)) + ROUNDING
        return math.isfinite(limit) and abs(float(got) - float(expected)) <= limit
    return False


def describe(value: Any) -> str:
    """What kind of thing a value is, in a student's words: "an array of shape (3, 1)"."""
    if isinstance(value, Opaque):
        return f"a value of type {value.type_name}"
    if value is None:
        return "None"
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if isinstance(value, bool | np.bool_):
        return "True or False"
    if isinstance(value, str):  # NumPy's too
        return "a string"
    if isinstance(value, int | float | complex | np.generic | np.ndarray):
        return "a number"
    if isinstance(value, tuple | list):
        return f"a {type(value).__name__} of {len(value)} values"
    return f"a {type(value).__name__}"


def _compare_sequence(
    got: Any, expected: Any, tolerance: float, name: str, single: Callable[[], float]
) -> Difference | None:
    kind = type(expected).__name__
    if type(got) is not type(expected):
        return Difference("type", f"{name} is {describe(got)}; expected a {kind} of {len(expected)} values.")
    if len(got) != len(expected):
        return Difference("type", f"{name} has {len(got)} values; expected {len(expected)}.")
    for i, (mine, right) in enumerate(zip(got, expected, strict=True)):
        difference = compare(mine, right, tolerance, f"entry {i} of {name}", single)
        if difference:
            return difference
    return None


def _compare_dict(
    got: Any, expected: dict[Any, Any], tolerance: float, name: str, single: Callable[[], float]
) -> Difference | None:
    if type(got) is not dict:
        return Difference("type", f"{name} is {describe(got)}; expected a dict.")
    missing = [key for key in expected if key not in got]
    surplus = [key for key in got if key not in expected]
    if missing or surplus:
        words = [f"lacks {', '.join(map(repr, missing))}"] if missing else []
        words += [f"has {len(surplus)} keys too many"] if surplus else []
        return Difference("type", f"{name} {' and '.join(words)}.")
    for key, right in expected.items():
        difference = compare(got[key], right, tolerance, f"{name}[{key!r}]", single)
        if difference:
            return difference
    return None


def _compare_exact(got: Any, expected: Any, name: str) -> Difference | None:
    same_kind = describe(got) == describe(expected)
    if not same_kind:
        return Difference("type", f"{name} is {describe(got)}; expected {describe(expected)}.")
    return None if got == expected else Difference("values", f"{name} is not the expected one.", 1.0)


def _compare_numbers(
    got: Any, expected: np.ndarray, tolerance: float, name: str, single: Callable[[], float]
) -> Difference | None:
    if isinstance(got, bool | np.bool_) or not isinstance(got, int | float | complex | np.generic | np.ndarray):
        hint = " Use np.array(...)." if isinstance(got, list) else ""
        return Difference("type", f"{name} is {describe(got)}; expected {describe(expected)}.{hint}")
    numbers = np.asarray(got)
    if numbers.dtype.kind == "O" or expected.dtype.kind == "O":  # integers of more than 64 bits
        return (
            _compare_exact(got, expected.item(), name)
            if not expected.ndim
            else Difference("number", f"{name} is too large.")
        )
    if numbers.shape != expected.shape:
        return Difference("shape", _shape_sentence(numbers.shape, expected.shape, name))
    allowed = {"f": "fiu", "i": "iu", "u": "iu", "b": "b", "c": "cfiu", "U": "U"}[expected.dtype.kind]
    if numbers.dtype.kind not in allowed:
        wanted = "whole numbers (an integer type)" if expected.dtype.kind in "iu" else "real numbers"
        return Difference("number", f"{name} has dtype {numbers.dtype}; expected {wanted}.")
    if expected.dtype.kind in "Ub":
        return None if (numbers == expected).all() else Difference("values", f"{name} is not the expected one.", 1.0)
    if expected.dtype.kind in "iu":  # counts and labels are exact
        return _compare_whole(numbers, expected, name)
    if not np.isfinite(expected).all():  # only what a known mistake gives
        return _compare_not_finite(numbers, expected, tolerance, name)
    if not np.isfinite(numbers).all():
        kind = "NaN (not a number)" if np.isnan(numbers).any() else "infinity"
        return Difference("finite", f"{name} contains {kind}.")
    if numbers.dtype in (np.float32, np.float16):
        tolerance = max(tolerance, single())
    return _compare_values(numbers, expected, tolerance, name)


def _compare_whole(numbers: np.ndarray, expected: np.ndarray, name: str) -> Difference | None:
    off = np.not_equal(numbers, expected)
    if not off.any():
        return None
    where = tuple(int(i) for i in np.unravel_index(off.argmax(), off.shape))
    place = f" at index {where if len(where) > 1 else where[0]}" if where else ""
    return Difference("values", f"{name} is not the right whole number{place}.", 1.0, where)


def _compare_not_finite(numbers: np.ndarray, expected: np.ndarray, tolerance: float, name: str) -> Difference | None:
    """NaN meets NaN, infinity the same infinity; the finite rest is compared by its values."""
    finite = np.isfinite(expected)
    if (
        not np.array_equal(numbers[~finite], expected[~finite], equal_nan=True)
        or not np.isfinite(numbers[finite]).all()
    ):
        return Difference("finite", f"{name} is not finite in other places.")
    return _compare_values(np.where(finite, numbers, 0.0), np.where(finite, expected, 0.0), tolerance, name)


def _compare_values(numbers: np.ndarray, expected: np.ndarray, tolerance: float, name: str) -> Difference | None:
    if numbers.dtype.kind in "iub":
        numbers = numbers.astype(float)  # whole numbers of few bits would run over
    with np.errstate(over="ignore"):
        distance = np.abs(numbers - expected)
        size = np.abs(expected)
    scale = float(size.max(initial=0.0)) or 1.0
    largest = float(distance.max(initial=0.0))
    if largest <= tolerance * scale + ROUNDING:  # the common case, without looking at each entry
        return None
    off = distance > tolerance * (size + scale) + ROUNDING
    if not off.any():
        return None
    where = tuple(int(i) for i in np.unravel_index(off.argmax(), off.shape))
    relative = largest / scale
    place = f", first at index {where if len(where) > 1 else where[0]}" if where else ""
    return Difference("values", f"{name} is off by {relative:.2g} of its size{place}.", relative, where)


def _shape_sentence(got: tuple[int, ...], expected: tuple[int, ...], name: str) -> str:
    said = f"{name} has shape {got}; expected {expected if expected else '() (a number)'}."
    if got and expected and got == expected[::-1] and len(got) == 2:
        return said + " It is transposed."
    if np.prod(got) == np.prod(expected) and len(got) == len(expected) + 1:
        return said + " It carries an axis too many; .ravel() or [:, 0] takes it away." if expected else said
    if len(got) == len(expected) + 1 and len(expected) == 1 and got == expected * 2:
        return said + " A column of shape (n, 1) met a row or a 1-D array and was broadcast to a matrix."
    return said

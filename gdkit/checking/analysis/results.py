"""Another value than the one that is asked for: in another's place, an input unchanged, a path of another length.

Here the shapes need not be the right ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from .evidence import Leaves, Said, is_path, leaves, same

Values = Sequence[Mapping[str, Any]]  # the returned values of each case by name
MOST_RETURNED = 5  # of so many all orders are tried


def of_results(function: str, name: str, gots: Values, rights: Values, inputs: Values, tolerance: float) -> Said | None:
    """What the returned value `name` is instead of the right one, in every case; None where it is nothing known."""
    tolerance = max(tolerance, 1e-9)
    mine = [leaves(got[name]) for got in gots]
    if any(each is None for each in mine):
        return None
    came = [each for each in mine if each is not None]
    return (
        _in_another_order(gots, rights, tolerance)
        or _turned(name, came, rights, tolerance)
        or _an_input(function, name, came, inputs, tolerance)
        or _what_another_should_be(name, came, rights, tolerance)
        or _earlier_in_a_path(name, came, rights, tolerance)
        or _path_of_another_length(name, came, rights, inputs, tolerance)
        or _sum_or_mean(name, came, rights, tolerance)
    )


def _alike(arrays: Leaves | None, others: Leaves | None, tolerance: float) -> bool:
    return (
        arrays is not None
        and others is not None
        and len(arrays) == len(others)
        and all(same(array, other, tolerance) for array, other in zip(arrays, others, strict=True))
    )


def _in_another_order(gots: Values, rights: Values, tolerance: float) -> Said | None:
    names = list(rights[0])
    if not 2 <= len(names) <= MOST_RETURNED:
        return None
    mine = [{name: leaves(got[name]) for name in names} for got in gots]
    should = [{name: leaves(right[name]) for name in names} for right in rights]
    is_it = {
        (one, other): all(_alike(m[one], s[other], tolerance) for m, s in zip(mine, should, strict=True))
        for one in names
        for other in names
    }
    for order in permutations(names):
        if list(order) != names and all(is_it[place, other] for place, other in zip(names, order, strict=True)):
            said = (
                f"The values are right but in another order: expected ({', '.join(names)}), got ({', '.join(order)})."
            )
            return Said(said, f"Write `return {', '.join(names)}`.")
    return None


def _turned(name: str, came: list[Leaves], rights: Values, tolerance: float) -> Said | None:
    """Rows for columns, or a list back to front, where that gives other shapes in some case."""
    should, tolerances = [leaves(right[name]) for right in rights], [tolerance] * len(came)
    if all(map(_alike, [[array.T for array in got] for got in came], should, tolerances)):
        return Said(f"{name} is transposed.", "What do rows and columns stand for? Write the shapes beside it.")
    if max(map(len, came)) > 1 and all(map(_alike, [got[::-1] for got in came], should, tolerances)):
        return Said(f"The entries of {name} come in reverse order.", "Which entry belongs to the first layer?")
    return None


def _an_input(function: str, name: str, came: list[Leaves], inputs: Values, tolerance: float) -> Said | None:
    if sum(array.size for arrays in came for array in arrays) < 2:
        return None
    for given in inputs[0]:
        if all(_alike(got, leaves(each.get(given)), tolerance) for got, each in zip(came, inputs, strict=True)):
            return Said(
                f"{name} is the {given} that {function} was given, unchanged.",
                "Which line computes the new value, and is it that value which is returned?",
            )
    return None


def _what_another_should_be(name: str, came: list[Leaves], rights: Values, tolerance: float) -> Said | None:
    if sum(array.size for arrays in came for array in arrays) < 2:
        return None
    for other in rights[0]:
        if other != name and all(
            _alike(got, leaves(right[other]), tolerance) for got, right in zip(came, rights, strict=True)
        ):
            said = f"{name} is what {other} should be."
            return Said(said, f"The returned values are, in this order: {', '.join(rights[0])}.")
    return None


def _earlier_in_a_path(name: str, came: list[Leaves], rights: Values, tolerance: float) -> Said | None:
    """One value is the end of a path that is returned beside it; another point of that path came."""
    for path in rights[0]:
        paths = [right[path] for right in rights]
        if path == name or not all(isinstance(each, np.ndarray) and each.ndim and len(each) for each in paths):
            continue
        for words, index in (("one step before the last", -2), ("the first of them, where it started", 0)):
            points = [each[max(index, -len(each))] for each in paths]
            if all(_alike(got, leaves(point), tolerance) for got, point in zip(came, points, strict=True)):
                return Said(
                    f"{name} is not the last point of {path}, but {words}.",
                    "When is the result read: before or after the last step?",
                )
    return None


def _path_of_another_length(
    name: str, came: list[Leaves], rights: Values, inputs: Values, tolerance: float
) -> Said | None:
    """An array whose first or last entry is missing, or there are too many."""
    pairs = []
    for got, right in zip(came, rights, strict=True):
        should = leaves(right[name])
        if should is None or len(got) != 1 or len(should) != 1 or not got[0].ndim or got[0].ndim != should[0].ndim:
            return None
        pairs.append((got[0], should[0]))
    for words, mine, its in (
        ("the first entry is missing", slice(None), slice(1, None)),
        ("the last entry is missing", slice(None), slice(None, -1)),
        ("there is an entry too many at the front", slice(1, None), slice(None)),
        ("there is an entry too many at the end", slice(None, -1), slice(None)),
    ):
        if all(_same_or_empty(got[mine], right[its], tolerance) for got, right in pairs):
            return Said(
                f"{name} does not have the right number of entries: {words}; the others are right.",
                "How many entries belong to no step at all, and how many to one?",
            )
    return _begins_alike(name, pairs, tolerance) if is_path([len(right) for _, right in pairs], inputs) else None


def _begins_alike(name: str, pairs: list[tuple[np.ndarray, np.ndarray]], tolerance: float) -> Said | None:
    """A path that ends too early, or goes on too long."""
    shortest = [min(len(got), len(right)) for got, right in pairs]
    if min(shortest) and all(
        same(got[:length], right[:length], tolerance) for (got, right), length in zip(pairs, shortest, strict=True)
    ):
        if all(len(got) <= len(right) for got, right in pairs):
            return Said(f"{name} ends too early; the entries that it has are right.", "What ends the loop?")
        if all(len(got) >= len(right) for got, right in pairs):
            return Said(f"{name} goes on too long; it begins with all the right entries.", "What ends the loop?")
    return None


def _same_or_empty(array: np.ndarray, other: np.ndarray, tolerance: float) -> bool:
    return array.shape == other.shape and (not array.size or same(array, other, tolerance))


def _sum_or_mean(name: str, came: list[Leaves], rights: Values, tolerance: float) -> Said | None:
    """One number where an array should be, or an array where its sum or mean should be."""
    should = [leaves(right[name]) for right in rights]
    if any(each is None or len(each) != 1 or len(got) != 1 for each, got in zip(should, came, strict=True)):
        return None
    pairs = [(got[0], right[0]) for got, right in zip(came, [each for each in should if each], strict=True)]
    for words, reduce in (("sum", np.sum), ("mean", np.mean)):
        if all(not got.ndim and right.ndim and same(got, np.asarray(reduce(right)), tolerance) for got, right in pairs):
            return Said(
                f"{name} is one number, the {words} of the entries that are expected.",
                "Over which axis does the sum or mean run?",
            )
        if all(got.ndim and not right.ndim and same(np.asarray(reduce(got)), right, tolerance) for got, right in pairs):
            return Said(f"{name} is an array; the {words} of its entries is what is expected.", f"Take the {words}.")
    return None

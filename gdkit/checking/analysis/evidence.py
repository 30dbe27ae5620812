"""One returned value over all cases: what came, what should have come, from which inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ..comparing import ROUNDING

LEAST_TOLERANCE = 1e-9
Leaves = list[np.ndarray]


class Said(NamedTuple):
    """What is said of wrong work: a sentence, and what to look at ("" for nothing)."""

    sentence: str
    hint: str = ""

    def after(self, words: str, name: str) -> Said:
        """The same after some words that begin the sentence."""
        sentence = self.sentence.replace(", in every case", "")
        return Said(words + (sentence if sentence.startswith(name) else sentence[0].lower() + sentence[1:]), self.hint)


@dataclass(frozen=True)
class Evidence:
    """One returned value by case: `gots` came, `rights` should have come; a list is several arrays, a number is one.

    name      what is spoken of: "gradient", "the first entry of gradient"
    inputs    the arguments of each case
    is_shown  whether the student may see the case: a number is told only when a case that may be seen shows it
    is_right  whether the value is right in the case
    """

    name: str
    gots: Sequence[Leaves]
    rights: Sequence[Leaves]
    inputs: Sequence[Mapping[str, Any]]
    is_shown: Sequence[bool]
    is_right: Sequence[bool]
    tolerance: float

    @cached_property
    def flat(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """All numbers of each case in a row: (came, should have come)."""
        return [(_in_a_row(got), _in_a_row(right)) for got, right in zip(self.gots, self.rights, strict=True)]

    @property
    def wrong(self) -> list[int]:
        """The numbers of the cases that fail."""
        return [case for case, right in enumerate(self.is_right) if not right]

    @property
    def numbers(self) -> int:
        """How many numbers the failing cases hold: few fit anything."""
        return sum(self.flat[case][0].size for case in self.wrong)

    @property
    def is_seen(self) -> bool:
        """Whether a failing case is one that the student may see."""
        return any(self.is_shown[case] for case in self.wrong)

    def fits(self, predict: Callable[[np.ndarray], np.ndarray]) -> bool:
        """Whether `predict` makes of each right array the one that came. Failing cases are asked first."""
        for case in sorted(range(len(self.gots)), key=lambda case: self.is_right[case]):
            for got, right in zip(self.gots[case], self.rights[case], strict=True):
                if not self.same(got, predict(right)):
                    return False
        return True

    def same(self, got: np.ndarray, other: np.ndarray) -> bool:
        """Whether two arrays agree, to the exercise's tolerance."""
        return same(got, other, self.tolerance)

    def where_wrong(self) -> Evidence:
        """The failing cases alone."""
        return self.only(self.wrong)

    def only(self, cases: Sequence[int]) -> Evidence:
        """Some of the cases."""
        return Evidence(
            self.name,
            [self.gots[case] for case in cases],
            [self.rights[case] for case in cases],
            [self.inputs[case] for case in cases],
            [self.is_shown[case] for case in cases],
            [self.is_right[case] for case in cases],
            self.tolerance,
        )

    def with_values(self, name: str, gots: Sequence[Leaves], rights: Sequence[Leaves]) -> Evidence:
        """Other numbers of the same cases."""
        return replace(self, name=name, gots=gots, rights=rights)


def evidence_of(
    name: str,
    gots: Sequence[Any],
    rights: Sequence[Any],
    inputs: Sequence[Mapping[str, Any]],
    is_shown: Sequence[bool],
    is_right: Sequence[bool],
    tolerance: float,
) -> Evidence | None:
    """The evidence of the cases that give finite numbers of the right shapes; None where no failing case does."""
    came, should = [leaves(got) for got in gots], [leaves(right) for right in rights]
    kept = [
        (mine, its, case)
        for case, (mine, its) in enumerate(zip(came, should, strict=True))
        if mine is not None and its is not None and [a.shape for a in mine] == [b.shape for b in its]
    ]
    if all(is_right[case] for *_, case in kept) or len(kept) < min(2, len(gots)):
        return None
    cases = [case for *_, case in kept]
    return Evidence(
        name,
        [mine for mine, _, _ in kept],
        [its for _, its, _ in kept],
        [inputs[case] for case in cases],
        [is_shown[case] for case in cases],
        [is_right[case] for case in cases],
        max(tolerance, LEAST_TOLERANCE),
    )


def leaves(value: Any) -> Leaves | None:
    """The arrays of a value: itself, or its entries; None where anything else than finite numbers is in it."""
    if isinstance(value, list | tuple):
        arrays = [numbers(each) for each in value]
        return None if not arrays or any(each is None for each in arrays) else [a for a in arrays if a is not None]
    array = numbers(value)
    return None if array is None else [array]


def numbers(value: Any) -> np.ndarray | None:
    """A number or an array of finite numbers as an array of floats; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.generic | np.ndarray):
        return None
    array = np.asarray(value)
    if array.dtype.kind not in "fiu" or not array.size or not np.isfinite(array).all():
        return None
    return array.astype(float)


def same(got: np.ndarray, other: np.ndarray, tolerance: float) -> bool:
    """Whether two arrays agree in shape and in every entry, to a tolerance."""
    if got.shape != other.shape:
        return False
    distance = np.abs(got - other)
    return bool(np.isfinite(distance).all() and distance.max() <= tolerance * np.abs(other).max() + ROUNDING)


def _in_a_row(arrays: Leaves) -> np.ndarray:
    return arrays[0].ravel() if len(arrays) == 1 else np.concatenate([each.ravel() for each in arrays])


def is_path(lengths: Sequence[int], inputs: Sequence[Mapping[str, Any]]) -> bool:
    """Whether so many entries may be those of a path: no axis of an argument is as long in every case."""
    return not any(
        all(n in getattr(each.get(name), "shape", ()) for n, each in zip(lengths, inputs, strict=True))
        for name in inputs[0]
    )


# --- what a factor may be ------------------------------------------------------------------------


def quantities(inputs: Sequence[Mapping[str, Any]]) -> dict[str, np.ndarray]:
    """Sizes and numbers of the inputs in words, with their value in every case: "the number of rows of X".

    Only what differs between the cases can be told from a number, and of those that are equal in every case the
    first is kept.
    """
    found: dict[str, np.ndarray] = {}
    for name in inputs[0]:
        for words, values in _of_one([each.get(name) for each in inputs], name):
            array = np.array(values, dtype=float)
            if not np.isfinite(array).all() or (array == 0).any() or np.ptp(array) == 0:
                continue
            if not any(np.array_equal(array, other) for other in found.values()):
                found[words] = array
    return found


def _of_one(values: Sequence[Any], name: str) -> list[tuple[str, list[float]]]:
    if all(isinstance(value, np.ndarray) and value.ndim == 2 for value in values):
        return [
            (f"the number of rows of {name}", [value.shape[0] for value in values]),
            (f"the number of columns of {name}", [value.shape[1] for value in values]),
            (f"the number of entries of {name}", [value.size for value in values]),
        ]
    if all(isinstance(value, np.ndarray) and value.ndim == 1 for value in values):
        return [
            (f"the number of entries of {name}", [len(value) for value in values]),
            (f"the length ‖{name}‖", [float(np.linalg.norm(value)) for value in values]),
        ]
    if all(isinstance(value, list) for value in values):
        return [(f"the number of entries of {name}", [len(value) for value in values])]
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return [(name, list(values)), (f"(1 − {name})", [1 - value for value in values])]
    return []

"""A factor, a sign, a step of another length, a constant or a term too much.

A factor is believed only when it is the same number, or the same function of the inputs, in every case: one case
alone explains too much.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .evidence import Evidence, Leaves, Said, leaves, quantities, same

NEAR_ONE = 1e-5  # a ratio nearer to 1 is no factor but an error of another kind
LN2, LN10 = float(np.log(2)), float(np.log(10))

# ratio got / expected -> what to say about it
NUMBERS: dict[float, str] = {
    -1.0: "has the opposite sign",
    2.0: "is twice as large as it should be",
    0.5: "is half as large as it should be",
    -2.0: "has the opposite sign and is twice as large as it should be",
    -0.5: "has the opposite sign and half the size",
    4.0: "is four times as large as it should be",
    0.25: "is a quarter of what it should be",
    1 / LN2: "is 1/ln 2 times what it should be, as with a logarithm to base 2",
    1 / LN10: "is 1/ln 10 times what it should be, as with a logarithm to base 10",
}
SIGN = "Which of the two terms of a difference comes first, and is the step added or subtracted?"
FACTOR = "Compare the factor in front with the formula, and a mean with a sum."


def zero(evidence: Evidence) -> Said | None:
    """Nothing but zeros."""
    if all(not got.any() for got, _ in evidence.flat):
        return Said(f"{evidence.name} is zero{_everywhere(evidence)}.", "Is the result ever written into the array?")
    return None


def _everywhere(evidence: Evidence) -> str:
    return " in every entry" if any(got.size > 1 for got, _ in evidence.flat) else ""


def plain_factor(evidence: Evidence) -> Said | None:
    """One of the numbers that everybody knows, in every case: a sign, 2, ½."""
    found = ratios(evidence)
    if found is None:
        return None
    for number, words in NUMBERS.items():
        if _equal(found[1], np.full(len(found[1]), number)):
            return Said(f"{evidence.name} {words}.", SIGN if number == -1 else FACTOR)
    return None


def factor(evidence: Evidence) -> Said | None:
    """The same multiple in every case, or the same function of the inputs."""
    found = ratios(evidence)
    if found is None:
        return None
    cases, values = found
    if (said := plain_factor(evidence)) is not None:
        return said
    sizes = quantities([evidence.inputs[case] for case in cases])
    for words, value in _products({words: size for words, size in sizes.items() if tells(evidence, size)}):
        if _equal(values, value):
            return Said(f"{evidence.name} is what it should be {words}.", FACTOR)
        if _equal(values, -value):
            return Said(f"{evidence.name} is what it should be {words}, with the opposite sign.", FACTOR)
    if len(values) > 1 and _equal(values, np.full(len(values), values[0])) and evidence.is_seen:
        return Said(f"{evidence.name} is {values[0]:.6g} times what it should be, in every case.", FACTOR)
    return None


def ratios(evidence: Evidence) -> tuple[list[int], np.ndarray] | None:
    """The cases that have a ratio got / expected, and the ratios; None where a case has another number than a multiple.

    A right value of zeros has no ratio, and must have come as zeros.
    """
    cases, found = [], []
    for case in sorted(range(len(evidence.flat)), key=lambda case: evidence.is_right[case]):
        got, right = evidence.flat[case]
        size = float(np.vdot(right, right))
        if size == 0.0 or not np.isfinite(size):
            if got.any():
                return None
            continue
        ratio = float(np.vdot(right, got)) / size
        if ratio == 0.0 or not same(got, ratio * right, evidence.tolerance):
            return None
        cases.append(case)
        found.append(ratio)
    values = np.array(found)
    if not found or (np.abs(values - 1) <= NEAR_ONE).all():
        return None
    return cases, values


def tells(evidence: Evidence, size: np.ndarray) -> bool:
    """Whether a size that fits is no accident: small whole numbers fit each other now and then."""
    are_whole = all(float(right.max()).is_integer() and right.size == 1 for _, right in evidence.flat)
    return not are_whole or (len(size) > 3 and len(np.unique(size)) > 2)


def _equal(values: np.ndarray, others: np.ndarray) -> bool:
    return bool((np.abs(values - others) <= 1e-7 * np.abs(others)).all())


def _products(sizes: dict[str, np.ndarray]) -> Iterator[tuple[str, np.ndarray]]:
    """Factors that the inputs give, the simple ones first: "times the number of rows of X"."""
    for words, size in sizes.items():
        yield f"times {words}", size
        yield f"divided by {words}", 1 / size
    for words, size in sizes.items():
        yield f"times half of {words}" if words.startswith("the") else f"times {words} / 2", size / 2
        yield f"divided by half of {words}" if words.startswith("the") else f"divided by {words} / 2", 2 / size
        yield f"times twice {words}", 2 * size
        yield f"divided by twice {words}", 0.5 / size
        yield f"times the square of {words}", size**2
        yield f"divided by the square of {words}", 1 / size**2
        yield f"divided by the root of {words}", size.clip(0) ** -0.5 if (size > 0).all() else size * np.nan
        yield f"times the root of {words}", size.clip(0) ** 0.5 if (size > 0).all() else size * np.nan
    for words, size in sizes.items():
        for others, other in sizes.items():
            if words != others:
                yield f"times {words} and divided by {others}", size / other
                if words < others:
                    yield f"times {words} and times {others}", size * other
                    yield f"divided by {words} and by {others}", 1 / (size * other)


def step(evidence: Evidence) -> Said | None:
    """A value that the function was given and moves: the move is a multiple of the right one."""
    for start in (evidence.name, f"{evidence.name}0"):
        before = [leaves(inputs.get(start)) for inputs in evidence.inputs]
        if all(each is not None and _fit(each, right) for each, right in zip(before, evidence.rights, strict=True)):
            known = [each for each in before if each is not None]
            moved = evidence.with_values(
                f"the step from the {start} that was given",
                [_minus(got, old) for got, old in zip(evidence.gots, known, strict=True)],
                [_minus(right, old) for right, old in zip(evidence.rights, known, strict=True)],
            )
            said = None if zero(moved) else factor(moved) or direction_only(moved)
            if said is not None:
                return Said(f"{evidence.name}: {said.sentence}", said.hint)
    return None


def _fit(arrays: Leaves, others: Leaves) -> bool:
    return [array.shape for array in arrays] == [other.shape for other in others]


def _minus(arrays: Leaves, others: Leaves) -> Leaves:
    return [array - other for array, other in zip(arrays, others, strict=True)]


def constant(evidence: Evidence) -> Said | None:
    """The same number too much in every entry: a plain one, or one that the inputs give."""
    differences = []
    for got, right in evidence.flat:
        off = got - right
        if np.ptp(off) > evidence.tolerance * max(np.abs(right).max(), np.abs(got).max()) * 1e-2 + 1e-12:
            return None
        differences.append(float(off.mean()))
    values = np.array(differences)
    if evidence.numbers < 3 and len(values) < 3:
        return None
    first, every = values[0], " in every entry" if any(got.size > 1 for got, _ in evidence.flat) else ""
    if evidence.is_seen and _equal(values, np.full(len(values), first)):
        more = "too large" if first > 0 else "too small"
        return Said(
            f"{evidence.name} is {abs(first):.3g} {more}{every}, in every case.",
            "What is added that the formula does not have?",
        )
    for words, size in quantities(evidence.inputs).items():
        if not tells(evidence, size):
            continue
        for sign, verb in ((1.0, "plus"), (-1.0, "minus")):
            if _equal(values, sign * size):
                return Said(
                    f"{evidence.name} is what it should be {verb} {words}{every}.",
                    "Compare the terms with the formula.",
                )
    return None


def term(evidence: Evidence) -> Said | None:
    """What is off is a multiple of one of the inputs, or of its squares."""
    for name in evidence.inputs[0]:
        for words, power in ((f"the {name} that was given", 1), (f"the squares of {name}", 2)):
            given = [leaves(inputs.get(name)) for inputs in evidence.inputs]
            if _is_multiple(evidence, given, power):
                said = f"the error of {evidence.name} is a multiple of {words}, in every case."
                return Said(said, f"Is a term with {name} missing, there twice, or with another factor or sign?")
    return None


def _is_multiple(evidence: Evidence, given: list[Any], power: int) -> bool:
    alike = False
    for case in evidence.wrong:
        arrays = given[case]
        if arrays is None or not _fit(arrays, evidence.rights[case]):
            return False
        got, right = evidence.flat[case]
        off, one = got - right, np.concatenate([array.ravel() for array in arrays]) ** power
        size = float(np.vdot(one, one))
        if size == 0.0 or np.abs(off).max() <= NEAR_ONE * np.abs(right).max():
            return False
        if not same(off, float(np.vdot(one, off)) / size * one, 1e-6):
            return False
        alike = alike or (one.size > 2 and np.ptp(np.abs(one)) > 0)
    return alike


def direction_only(evidence: Evidence) -> Said | None:
    """A factor that is another one in each case: the proportions are right."""
    found = ratios(evidence)
    if found is None or max(got.size for got, _ in evidence.flat) < 3:
        return None
    cases, values = found
    sizes = [evidence.flat[case][0].size for case in cases]
    off = [value for case, value in zip(cases, values, strict=True) if not evidence.is_right[case]]
    if len(off) < 2 or max(off) - min(off) <= NEAR_ONE * max(off):
        return None
    if any(value <= 0 or size < 2 for value, size in zip(values, sizes, strict=True)):
        return None
    more = "too large" if (values > 1 - NEAR_ONE).all() else "too small" if (values < 1 + NEAR_ONE).all() else "off"
    said = f"the entries of {evidence.name} are in the right proportion to each other, but all {more}"
    return Said(f"{said}: by a factor that is not the same in all cases.", FACTOR)

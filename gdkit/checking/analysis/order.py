"""The right numbers in other places, or summed up on the way."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..comparing import ROUNDING
from .evidence import Evidence, Said, is_path


def rearranged(evidence: Evidence) -> Said | None:
    """Back to front, sorted, or all entries one place on."""
    for words, change in CHANGES.items():
        if evidence.fits(change):
            return Said(f"{evidence.name} {words}.", "Compare the first and the last entry with the example.")
    return None


def _along(axis: int, change: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    return lambda x: np.swapaxes(change(np.swapaxes(x, 0, axis)), 0, axis) if x.ndim > axis else x


CHANGES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "is transposed": np.transpose,
    "has the right entries in reverse order": _along(0, lambda x: x[::-1]),
    "has the right columns in reverse order": _along(1, lambda x: x[::-1]),
    "has the right entries, sorted": _along(0, lambda x: np.sort(x, axis=0) if x.ndim == 1 else x),
    "begins with what should be its last entry, and all others are one place late": _along(
        0, lambda x: np.roll(x, 1, 0)
    ),
    "ends with what should be its first entry, and all others are one place early": _along(
        0, lambda x: np.roll(x, -1, 0)
    ),
    "has its columns one place too far right; the last one stands first": _along(1, lambda x: np.roll(x, 1, 0)),
    "has its columns one place too far left; the first one stands last": _along(1, lambda x: np.roll(x, -1, 0)),
}


def one_step_off(evidence: Evidence) -> Said | None:
    """A path that is one step behind, or ahead of itself."""
    pairs = [
        (got[0], right[0])
        for got, right in ((evidence.gots[case], evidence.rights[case]) for case in evidence.wrong)
        if len(got) == 1 and got[0].ndim and len(got[0]) > 2
    ]
    lengths = [len(right) for _, right in pairs]
    if len(pairs) != len(evidence.wrong) or not is_path(lengths, [evidence.inputs[case] for case in evidence.wrong]):
        return None
    if all(evidence.same(got[1:], right[:-1]) for got, right in pairs):
        said = (
            f"{evidence.name} is one step behind: from the second entry on, each is what the one before it should be."
        )
        return Said(said, "In which order do you compute a step and record it?")
    if all(evidence.same(got[:-1], right[1:]) for got, right in pairs):
        said = f"{evidence.name} is one step ahead: each entry but the last is what the next one should be."
        return Said(said, "In which order do you compute a step and record it? Is the start recorded?")
    return None


def path(evidence: Evidence, explain: Callable[[Evidence], Said | None]) -> Said | None:
    """A path that begins as it should: how its first step is off, or up to where it is right."""
    pairs = [(got[0], right[0]) for got, right in zip(evidence.gots, evidence.rights, strict=True)]
    moving = [
        case for case, (got, _) in enumerate(pairs) if len(evidence.gots[case]) == 1 and got.ndim and len(got) > 1
    ]
    if not is_path([right.shape[0] if right.ndim else 0 for _, right in pairs], evidence.inputs):
        return None
    if not set(evidence.wrong) <= set(moving) or not all(evidence.same(pairs[c][0][0], pairs[c][1][0]) for c in moving):
        return None
    firsts = [_right_until(evidence, *pairs[case]) for case in evidence.wrong]
    rests = [pairs[case][0][first - 1 :] for case, first in zip(evidence.wrong, firsts, strict=True)]
    if all(np.ptp(rest, axis=0).max() == 0 for rest in rests):
        said = f"{evidence.name} is right at first, and then stands still."
        return Said(said, "What ends the updates, or keeps them from being recorded?")
    if min(firsts) > 1:
        said = f"{evidence.name} is right at first; entry {min(firsts)} is the first that is off in any case"
        said = f"{said} (entries are counted from 0)."
        return Said(said, "What is different from that step on?")
    steps = evidence.only(moving).with_values(
        f"the first step of {evidence.name}",
        [[pairs[case][0][1] - pairs[case][0][0]] for case in moving],
        [[pairs[case][1][1] - pairs[case][1][0]] for case in moving],
    )
    return explain(steps) if min(firsts) == max(firsts) else None


def _right_until(evidence: Evidence, got: np.ndarray, right: np.ndarray) -> int:
    """The number of the first entry that is off, by the size of the whole path."""
    off = np.abs(got - right) > evidence.tolerance * np.abs(right).max() + ROUNDING
    return int(off.reshape(len(off), -1).any(axis=1).argmax())


def running(evidence: Evidence) -> Said | None:
    """Summed up from the first entry on, or averaged on the way."""
    if max(len(array) if array.ndim else 0 for right in evidence.rights for array in right) < 2:
        return None
    if evidence.fits(lambda x: np.cumsum(x, axis=0) if x.ndim else x):
        return Said(
            f"{evidence.name} is summed up: each entry has all before it added.",
            "Does the sum start at 0 again for each entry?",
        )
    if evidence.fits(lambda x: (np.cumsum(x, axis=0).T / np.arange(1, len(x) + 1)).T if x.ndim else x):
        return Said(f"Each entry of {evidence.name} is the mean of itself and all entries before it.")
    return None


def rows_permuted(evidence: Evidence) -> Said | None:
    """The right rows or entries in some other order."""
    largest = 0
    for got, right in zip(evidence.gots, evidence.rights, strict=True):
        for mine, should in zip(got, right, strict=True):
            if not should.ndim:
                if not evidence.same(mine, should):
                    return None
                continue
            largest = max(largest, len(should))
            if not evidence.same(_sorted_rows(mine), _sorted_rows(should)):
                return None
    if largest > 2:
        return Said(
            f"{evidence.name} has the right entries in another order.", "Which order does the exercise ask for?"
        )
    return None


def _sorted_rows(array: np.ndarray) -> np.ndarray:
    if array.ndim == 1:
        return np.sort(array)
    rows = array.reshape(len(array), -1)
    return rows[np.lexsort(np.round(rows, 9).T)]


def two_exchanged(evidence: Evidence) -> Said | None:
    """Two entries have changed places, the same two in every case."""
    found = set()
    for case in evidence.wrong:
        if len(evidence.gots[case]) != 1 or evidence.gots[case][0].ndim != 1:
            return None
        got, right = evidence.flat[case]
        off = np.flatnonzero(~np.isclose(got, right, rtol=evidence.tolerance, atol=1e-13))
        if len(off) != 2 or not evidence.same(got[off], right[off[::-1]]):
            return None
        found.add((int(off[0]), int(off[1])))
    if len(found) != 1:
        return None
    ((first, second),) = found
    return Said(
        f"Entries {first} and {second} of {evidence.name} are exchanged.", "Compare the places with the example."
    )

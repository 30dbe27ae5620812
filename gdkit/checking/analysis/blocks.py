"""One part is off and the rest is right: an entry, a row, a column, the diagonal, one of several layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from .evidence import Evidence, Leaves, Said

Part = Callable[[np.ndarray], np.ndarray]  # an array -> which of its entries are in the part


def _place(index: int, axis: int) -> Part:
    def mask(array: np.ndarray) -> np.ndarray:
        inside = np.zeros(array.shape, dtype=bool)
        np.swapaxes(inside, 0, axis)[index] = True
        return inside

    return mask


def _without(part: Part) -> Part:
    return lambda array: ~part(array)


OF_ONE_AXIS: dict[str, Part] = {
    "the first entry of {name}": _place(0, 0),
    "the last entry of {name}": _place(-1, 0),
    "{name} without its first entry": _without(_place(0, 0)),
    "{name} without its last entry": _without(_place(-1, 0)),
}
OF_TWO_AXES: dict[str, Part] = {
    "the first column of {name}": _place(0, 1),
    "the last column of {name}": _place(-1, 1),
    "the first row of {name}": _place(0, 0),
    "the last row of {name}": _place(-1, 0),
    "the diagonal of {name}": lambda array: np.eye(*array.shape) > 0,
    "{name} outside the diagonal": lambda array: np.eye(*array.shape) == 0,
    "{name} without its first column": _without(_place(0, 1)),
    "{name} without its last column": _without(_place(-1, 1)),
    "{name} without its first row": _without(_place(0, 0)),
    "{name} without its last row": _without(_place(-1, 0)),
}


def block(evidence: Evidence, explain: Callable[[Evidence], Said | None]) -> Said | None:
    """Which part alone is off, where it can be said how."""
    for words, _, masks in _off(evidence):
        inside = [case for case, mask in enumerate(masks) if any(each.any() for each in mask)]
        part, kept = evidence.only(inside), [masks[case] for case in inside]
        name = words.format(name=evidence.name)
        said = explain(part.with_values(name, _cut(part.gots, kept), _cut(part.rights, kept)))
        if said is not None:
            return Said(f"{said.sentence[:-1]}. The rest of {evidence.name} is right.", said.hint)
    return None


def alone(evidence: Evidence) -> Said | None:
    """Which part alone is off, or alone is right."""
    for _, sentence, _ in _off(evidence):
        return Said(sentence.format(name=evidence.name), "What is special about it in the formula?")
    return None


def _off(evidence: Evidence) -> Iterator[tuple[str, str, list[Leaves]]]:
    """The parts outside of which all is right: their name, a sentence on them, and where they are in each case."""
    for words, masks in _parts(evidence):
        if _is_the_rest_right(evidence, masks):
            other, is_most = words.removeprefix("{name} without its "), words.startswith("{name} without")
            kept = f"of {{name}} only the {other} is right." if is_most else f"only {words} is off; the rest is right."
            yield words, kept, masks


def _cut(values: Sequence[Leaves], masks: Sequence[Leaves]) -> list[Leaves]:
    """What lies inside, as one row of numbers in each case."""
    return [
        [np.concatenate([array[inside] for array, inside in zip(arrays, mask, strict=True)])]
        for arrays, mask in zip(values, masks, strict=True)
    ]


def _parts(evidence: Evidence) -> Iterator[tuple[str, list[Leaves]]]:
    """Each part in words, and where it is in the arrays of each case."""
    if max(len(right) for right in evidence.rights) > 1:
        for words, part in OF_ONE_AXIS.items():
            yield words, [_of_a_list(right, part) for right in evidence.rights]
    else:
        axes = {right[0].ndim for right in evidence.rights}
        parts = OF_ONE_AXIS if axes == {1} else OF_TWO_AXES if axes == {2} else {}
        for words, part in parts.items():
            yield words, [[part(right[0])] for right in evidence.rights]


def _of_a_list(right: Leaves, part: Part) -> Leaves:
    chosen = part(np.zeros(len(right)))
    return [np.full(array.shape, inside) for array, inside in zip(right, chosen, strict=True)]


def _is_the_rest_right(evidence: Evidence, masks: list[Leaves]) -> bool:
    """Whether all that is off lies inside; and in a failing case there is something else, for else it says nothing."""
    rest = 0
    for case in sorted(range(len(masks)), key=lambda case: evidence.is_right[case]):
        for got, right, mask in zip(evidence.gots[case], evidence.rights[case], masks[case], strict=True):
            scale = np.abs(right).max()
            if (np.abs(got - right)[~mask] > evidence.tolerance * scale + 1e-13).any():
                return False
            rest += int((~mask).sum()) if not evidence.is_right[case] else 0
    return rest > 0

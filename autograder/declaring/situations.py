"""The vocabulary of what a statement allows: situations that inputs can be in, each with the phrase that says so.

An exercise lists its own, `allows={"one row": ["X"], "zero": ["eta", "max_iter"], "left out": ["order X"]}`. Those of
one argument are found in inputs without being told (`found_in`): so `autograder verify` sees which ones a generator
makes, and which of them nobody declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

LARGE, SMALL = 100.0, 1e-3
Inputs = Mapping[str, Any]


class Kind(NamedTuple):
    """One kind of situation: the phrase, with a place for the names of arguments, and whether values are in it.

    found: whether any argument may be looked at for it; of the others an exercise says which it concerns
    told: whether a statement has to say that it is allowed
    """

    phrase: str
    holds: Callable[..., bool]
    found: bool = True
    told: bool = True


@dataclass(frozen=True)
class Situation:
    """A kind of situation of some argument, or of several together."""

    kind: str
    names: tuple[str, ...]

    def holds(self, inputs: Inputs) -> bool:
        """Whether these inputs are in it."""
        return all(name in inputs for name in self.names) and KINDS[self.kind].holds(*(inputs[n] for n in self.names))


def phrase(kind: str, names: Iterable[tuple[str, ...]]) -> str:
    """A kind of situation in words, for all the arguments that can be in it."""
    each = [tuple(f"`{name}`" for name in several) for several in names]
    text = KINDS[kind].phrase
    if "{0}" in text:
        return "; ".join(text.format(*several) for several in each)
    joined = [several[0] for several in each]
    return text.format(names=" or ".join([", ".join(joined[:-1]), joined[-1]] if len(joined) > 1 else joined))


def in_words(situations: Iterable[Situation]) -> str:
    """All of them in one line, those of one kind together, in the order of the vocabulary."""
    of_kind: dict[str, list[tuple[str, ...]]] = {}
    for situation in situations:
        of_kind.setdefault(situation.kind, []).append(situation.names)
    return "; ".join(phrase(kind, of_kind[kind]) for kind in KINDS if kind in of_kind)


# --- the predicates -----------------------------------------------------------------------------


def _array(value: Any, axes: int | None = None) -> bool:
    return isinstance(value, np.ndarray) and (axes is None or value.ndim == axes)


def _numbers(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind in "fiu" and value.size > 0


def _scalar(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _is_whole(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(_array(each) and _is_whole(each) for each in value)
    return isinstance(value, np.ndarray) and value.dtype.kind in "iu"


def _sizes(value: Any) -> np.ndarray:
    """The absolute values in it, of whatever numbers it holds."""
    if isinstance(value, list | tuple):
        return np.concatenate([np.zeros(0), *(_sizes(each) for each in value)])
    return np.abs(np.ravel(value)).astype(float) if _numbers(value) or _scalar(value) else np.zeros(0)


def _tied(value: Any) -> bool:
    if not (_array(value, 2) and _numbers(value)) or value.shape[1] < 2:
        return False
    return bool((np.equal(value, value.max(axis=1, keepdims=True)).sum(axis=1) > 1).any())


def _repeats_rows(value: Any) -> bool:
    return _array(value, 2) and _numbers(value) and len(np.unique(value, axis=0)) < len(value)


def _repeats(value: Any) -> bool:
    return _array(value, 1) and value.dtype.kind in "iu" and len(np.unique(value)) < len(value)


def _leaves_out(order: Any, X: Any) -> bool:
    return not set(range(len(X))) <= set(np.ravel(order).tolist())


def _is(wanted: Any, value: Any) -> bool:
    return type(value) is type(wanted) and bool(value == wanted)


KINDS: dict[str, Kind] = {
    "one row": Kind("one row in {names}", lambda v: _array(v, 2) and v.shape[0] == 1),
    "one column": Kind("one column in {names}", lambda v: _array(v, 2) and v.shape[1] == 1),
    "one entry": Kind("one entry in {names}", lambda v: _array(v, 1) and v.size == 1),
    "nothing": Kind("nothing in {names}", lambda v: v.size == 0 if _array(v) else isinstance(v, list) and not v),
    "no axis": Kind("a number for {names}", lambda v: _array(v, 0) or _scalar(v)),
    "three axes": Kind("three axes in {names}", lambda v: _array(v) and v.ndim > 2),
    "one layer": Kind("a list of one array for {names}", lambda v: _layers(v) == 1),
    "four layers": Kind("four or more arrays in {names}", lambda v: _layers(v) > 3),
    "whole": Kind("whole numbers in {names}", _is_whole),
    "only zeros": Kind("zeros only in {names}", lambda v: _numbers(v) and not v.any(), told=False),
    "equal rows": Kind("equal rows in {names}", _repeats_rows, told=False),
    "ties": Kind("a tie for the largest in a row of {names}", _tied, found=False),
    "large": Kind("numbers beyond ±100 in {names}", lambda v: bool((_sizes(v) > LARGE).any())),
    "small": Kind(
        "nothing but numbers within ±0.001 in {names}", lambda v: 0 < _sizes(v).max(initial=0) < SMALL, told=False
    ),
    "zero": Kind("{names} = 0", lambda v: _scalar(v) and v == 0),
    "one": Kind("{names} = 1", lambda v: isinstance(v, int | np.integer) and not isinstance(v, bool) and v == 1),
    "negative": Kind("{names} below 0", lambda v: _scalar(v) and v < 0),
    "left out": Kind("rows of {1} that {0} leaves out", _leaves_out, found=False),
    "twice": Kind("rows of {1} that are twice in {0}", lambda order, X: _repeats(order), found=False),
    "beyond": Kind("{0} larger than the number of rows of {1}", lambda number, X: number > len(X), found=False),
}


def _layers(value: Any) -> int:
    return len(value) if isinstance(value, list) and value and all(_array(each) for each in value) else 0


# --- what is declared, what is found ------------------------------------------------------------


def declared(allows: Mapping[str, Sequence[str]], parameters: Sequence[str]) -> tuple[Situation, ...]:
    """The situations that an exercise lists, by kind. Raises ValueError where one is no kind or names no parameter."""
    found = [Situation(kind, tuple(names.split())) for kind, several in allows.items() for names in several]
    for each in found:
        if each.kind not in KINDS:
            raise ValueError(f"allows {each.kind!r}; expected some of: {', '.join(KINDS)}")
        if not set(each.names) <= set(parameters):
            raise ValueError(
                f"allows {each.kind!r} of {' '.join(each.names)}; expected some of {', '.join(parameters)}"
            )
    return tuple(found)


def found_in(inputs: Inputs) -> set[Situation]:
    """The situations of single arguments that these inputs are in."""
    return {
        Situation(kind, (name,))
        for name, value in inputs.items()
        for kind, of in KINDS.items()
        if of.found and of.holds(value)
    }

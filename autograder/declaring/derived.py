"""Mistakes that nobody has to declare: the reference with one of its arguments changed.

An argument that is left out, exchanged with another, one off, of the other sign, transposed, in another order, or
already updated: each is the reference with other inputs, and is said in words made of the signature. They run only when
somebody asks, as the declared ones do, and not for ever: a loop that other inputs keep from ending is given up.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from types import FrameType
from typing import Any

import numpy as np

from gdkit.checking import Outcome, call
from gdkit.checking.calling import in_a_thread
from gdkit.checking.encoding import GeneratorInput
from gdkit.checking.exercise import parse_signature

Inputs = Mapping[str, Any]
Change = Callable[[Inputs], dict[str, Any]]

MOST_LINES = 20_000  # of one call
FLOATS = (0.0, 1.0, 0.1, 0.9, 1e-8)  # what people write where an argument belongs


class Derived(Mapping[str, Outcome]):
    """What the reference does with one case's inputs when they are changed, by the words for the change."""

    def __init__(self, reference: Callable[..., Any], changes: Mapping[str, Change], inputs: Inputs) -> None:
        self._reference, self._changes, self._inputs = reference, changes, inputs
        self._known: dict[str, Outcome] = {}

    def __getitem__(self, words: str) -> Outcome:
        if words not in self._known:
            self._known[words] = self._run(self._changes[words])
        return self._known[words]

    def _run(self, change: Change) -> Outcome:
        try:
            with np.errstate(all="ignore"):
                inputs = change(self._inputs)
            outcome = call(_bounded(self._reference), inputs, session=in_a_thread)
        except Exception as error:  # the change does not fit these inputs
            return Outcome(error=(type(error).__name__, ""))
        return outcome if _is_finite(outcome.value) else Outcome(error=("FloatingPointError", ""))

    def __iter__(self) -> Iterator[str]:
        return iter(self._changes)

    def __len__(self) -> int:
        return len(self._changes)


class _TooLong(Exception):
    """More lines than a call may take."""


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, given up after so many lines."""

    def run(*arguments: Any) -> Any:
        lines = 0

        def count(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal lines
            lines += 1
            if lines > MOST_LINES:
                raise _TooLong
            return count

        before = sys.gettrace()
        sys.settrace(count)
        try:
            return function(*arguments)
        finally:
            sys.settrace(before)

    return run


def _is_finite(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_finite, value))
    if isinstance(value, float | np.generic | np.ndarray):
        array = np.asarray(value)
        return array.dtype.kind != "f" or bool(np.isfinite(array).all())
    return True


# --- the changes ---------------------------------------------------------------------------------


def changes(shown: Sequence[Inputs], signature: str, reference: Callable[..., Any]) -> dict[str, Change]:
    """What may be changed in the arguments of an exercise, by the words for it; `shown` are the inputs students see."""
    if not shown:
        return {}
    names, returns = list(shown[0]), parse_signature(signature)[2]
    given = {name: [inputs[name] for inputs in shown] for name in names}
    found: dict[str, Change] = {}
    for name in names:
        for words, change in _of_one(name, given[name]):
            found[words] = _changing(name, change)
    for one, other in combinations(names, 2):
        if all(_are_alike(mine, its) for mine, its in zip(given[one], given[other], strict=True)):
            found[f"with {one} and {other} exchanged"] = _exchanging(one, other)
    state = [name for name in returns if name in names]
    for name in state:
        found[f"with the new {name} in place of the one that was given"] = _updating(reference, returns, [name])
    if len(state) > 1:
        listed = f"{', '.join(state[:-1])} and {state[-1]}"
        found[f"with the new {listed} in place of those that were given"] = _updating(reference, returns, state)
    return found


def _changing(name: str, change: Callable[[Any], Any]) -> Change:
    return lambda inputs: {**inputs, name: change(inputs[name])}


def _exchanging(one: str, other: str) -> Change:
    return lambda inputs: {**inputs, one: inputs[other], other: inputs[one]}


def _updating(reference: Callable[..., Any], returns: Sequence[str], state: Sequence[str]) -> Change:
    def change(inputs: Inputs) -> dict[str, Any]:
        result = call(reference, inputs, session=in_a_thread).value
        new = dict(zip(returns, result if len(returns) > 1 else (result,), strict=True))
        return {**inputs, **{name: new[name] for name in state}}

    return change


def _of_one(name: str, values: Sequence[Any]) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """The changes of one argument in words, by the kind that it has in every case."""
    if all(isinstance(value, bool) for value in values):
        yield f"with {name} the other way round", lambda value: not value
    elif all(_is_whole(value) for value in values):
        yield from _of_a_count(name, values)
    elif all(_is_number(value) for value in values):
        yield from _of_a_number(name)
    elif all(isinstance(value, str) for value in values):
        for word in sorted(set(values)):
            yield f'as if {name} were always "{word}"', _always(word)
    elif all(isinstance(value, np.ndarray) for value in values):
        yield from _of_an_array(name, values)
    elif all(isinstance(value, list) for value in values):
        yield from _of_a_list(name, values)
    elif all(isinstance(value, GeneratorInput) for value in values):
        for seed in (0, 1, 42):
            yield (
                f"with np.random.default_rng({seed}) in place of {name}",
                _always(GeneratorInput(seed)),
            )


def _always(other: Any) -> Callable[[Any], Any]:
    return lambda value: other


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _of_a_count(name: str, values: Sequence[Any]) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    yield f"with {name} + 1 in place of {name}", lambda value: value + 1
    yield f"with {name} − 1 in place of {name}", lambda value: value - 1
    for number in (0, 1):
        yield f"with {number} in place of {name}", _always(number)


def _of_a_number(name: str) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    yield f"with −{name} in place of {name}", lambda value: -value
    yield f"with 1 − {name} in place of {name}", lambda value: 1 - value
    yield f"with {name}² in place of {name}", lambda value: value**2
    yield f"with the root of {name} in place of {name}", lambda value: value**0.5
    for number in FLOATS:
        yield f"with {number:g} in place of {name}", _always(number)


def _of_an_array(name: str, values: Sequence[Any]) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    if all(value.dtype.kind in "iu" for value in values) and all(value.ndim == 1 for value in values):
        yield f"with 0, 1, 2, … in place of {name}", lambda value: np.arange(len(value))
        yield f"with {name} sorted", np.sort
    if any(value.dtype.kind == "f" for value in values):
        yield f"with zeros in place of {name}", np.zeros_like
        yield f"with ones in place of {name}", np.ones_like
        yield f"with {name}² in place of {name}", np.square
        yield f"with the absolute values of {name}", np.abs
        yield f"with the signs of {name} in place of {name}", np.sign
    yield f"with {name} in reverse order", lambda value: value[::-1]
    if any(value.ndim == 2 for value in values):
        yield f"with {name} transposed", np.transpose


def _of_a_list(name: str, values: Sequence[Any]) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    yield f"with {name} in reverse order", lambda value: value[::-1]
    if all(isinstance(each, np.ndarray) for value in values for each in value):
        yield f"with zeros in place of {name}", lambda value: [np.zeros_like(each, dtype=float) for each in value]
        if any(each.ndim == 2 for value in values for each in value):
            yield f"with the matrices of {name} transposed", lambda value: [each.T for each in value]
    yield f"with the last entry of {name} left out", lambda value: value[:-1]
    yield f"with the first entry of {name} left out", lambda value: value[1:]


def _are_alike(one: Any, other: Any) -> bool:
    """Whether one may stand in the other's place."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape and one.ndim > 0
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(np.shape(a) == np.shape(b) for a, b in zip(one, other, strict=True))
    return _is_number(one) and _is_number(other)


# --- float32 -------------------------------------------------------------------------------------


def loss_in_float32(reference: Callable[..., Any], inputs: Inputs, right: Any) -> float | None:
    """What the reference loses when it computes with float32, relative to the size of each result.

    Whole numbers are made float32 too, where the reference works with them. None where it gives nothing to compare.
    """
    for kinds in ("fiu", "f"):
        outcome = call(reference, {name: _single(value, kinds) for name, value in inputs.items()}, session=in_a_thread)
        if outcome.error is None and (found := _loss(outcome.value, right)) is not None:
            return found
    return None


def _single(value: Any, kinds: str) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind in kinds:
        return value.astype(np.float32)
    return [_single(each, kinds) for each in value] if isinstance(value, list) else value


def _loss(got: Any, right: Any) -> float | None:
    if isinstance(right, list | tuple):
        found = [_loss(mine, its) for mine, its in zip(got, right, strict=True)]
        return max((each for each in found if each is not None), default=None)
    mine, its = np.asarray(got), np.asarray(right)
    if its.dtype.kind != "f" or mine.shape != its.shape or not mine.size:
        return None
    size = float(np.abs(its).max())
    lost = float(np.abs(mine.astype(float) - its).max())
    return (lost / size if size else float(lost > 0)) if np.isfinite(lost) else None

"""Mistakes that nobody has to declare: the reference with one of its arguments changed.

An argument that is left out, exchanged with another, one off, of the other sign, transposed, in another order, or
already updated: each is the reference with other inputs, and is said in words made of the signature. They run only when
somebody asks, as the declared ones do, and not for ever: a loop that other inputs keep from ending is given up.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any

import numpy as np

from gdkit.checking import Outcome, call
from gdkit.checking.calling import in_a_thread

from .changes import Change, Inputs

# NumPy says so whatever its error settings are: of inputs that a change has left without a row
warnings.filterwarnings("ignore", "Mean of empty slice", RuntimeWarning)

MOST_LINES = 20_000  # of one call


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

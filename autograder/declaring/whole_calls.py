"""Habits that concern a call as a whole: its arguments, its result, what is kept between calls, special cases."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from .habit_values import Function
from .situations import KINDS, Inputs

Made = Iterator[tuple[str, Callable[[], Function]]]
MEMORY = "memory between calls"


def dtype_of_an_argument(reference: Function, parameters: tuple[str, ...]) -> Made:
    """The result takes the dtype of one argument."""
    for index, name in enumerate(parameters):
        for part in (None, 0, 1, 2, 3):

            def run(*args: Any, index: int = index, part: int | None = part) -> Any:
                kind = getattr(args[index], "dtype", None)
                result = reference(*args)
                if kind is None or kind.kind not in "iu":
                    return result
                if part is None or not isinstance(result, tuple):
                    return _cast(result, kind)
                return tuple(_cast(each, kind) if k == part else each for k, each in enumerate(result))

            of = "result" if part is None else f"part {part + 1} of the result"
            yield f"{of} in the dtype of {name}", lambda run=run: run  # type: ignore[misc]


def _cast(value: Any, kind: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(_cast(each, kind) for each in value)
    return value.astype(kind) if isinstance(value, np.ndarray) else value


def counted_once(reference: Function, parameters: tuple[str, ...]) -> Made:
    """Equal rows, or equal indices, count once."""

    def rows(*args: Any) -> Any:
        tables = [k for k, each in enumerate(args) if isinstance(each, np.ndarray) and each.ndim and len(each)]
        length = len(args[tables[0]]) if tables else 0
        joined = [k for k in tables if len(args[k]) == length]
        if not joined:
            return reference(*args)
        together = np.column_stack([np.reshape(args[k], (length, -1)).astype(float) for k in joined])
        first = np.sort(np.unique(together, axis=0, return_index=True)[1])
        return reference(*(each[first] if k in joined else each for k, each in enumerate(args)))

    def indices(index: int, *args: Any) -> Any:
        each = args[index]
        if not (isinstance(each, np.ndarray) and each.dtype.kind in "iu" and each.ndim == 1):
            return reference(*args)
        return reference(*args[:index], each[np.sort(np.unique(each, return_index=True)[1])], *args[index + 1 :])

    def renumbered(index: int, *args: Any) -> Any:
        each = args[index]
        if not (isinstance(each, np.ndarray) and each.dtype.kind in "iu" and each.ndim == 1):
            return reference(*args)
        return reference(*args[:index], np.unique(each, return_inverse=True)[1], *args[index + 1 :])

    yield "equal rows counted once", lambda: rows
    for index, name in enumerate(parameters):
        yield f"equal entries of {name} counted once", lambda index=index: partial(indices, index)  # type: ignore[misc]
        yield f"{name} numbered anew without gaps", lambda index=index: partial(renumbered, index)  # type: ignore[misc]


def number_of_steps(reference: Function, parameters: tuple[str, ...]) -> Made:
    """A whole number is held in a range: at least one, at most ten."""
    for index, name in enumerate(parameters):
        for least, most in ((1, None), (None, 10), (None, 50), (None, 100), (None, 1000)):

            def run(*args: Any, index: int = index, least: int | None = least, most: int | None = most) -> Any:
                number = args[index]
                if not isinstance(number, int) or isinstance(number, bool):
                    return reference(*args)
                held = max(number, least) if least is not None else min(number, most or number)
                return reference(*args[:index], held, *args[index + 1 :])

            yield f"{name} at {'least 1' if least else f'most {most}'}", lambda run=run: run  # type: ignore[misc]


def memory_between_calls(reference: Function, parameters: tuple[str, ...]) -> Made:
    """Something is kept from one call to the next."""

    def one_buffer() -> Function:
        buffers: dict[Any, np.ndarray] = {}

        def run(*args: Any) -> Any:
            result = reference(*args)
            parts = result if isinstance(result, tuple) else (result,)
            kept = []
            for index, part in enumerate(parts):
                if isinstance(part, np.ndarray) and part.size:
                    buffer = buffers.setdefault((index, part.shape, part.dtype), np.empty_like(part))
                    buffer[...] = part
                    part = buffer
                kept.append(part)
            return tuple(kept) if isinstance(result, tuple) else kept[0]

        return run

    def remembered() -> Function:
        known: dict[str, Any] = {}

        def run(*args: Any) -> Any:
            key = repr([np.shape(each) if not isinstance(each, list) else len(each) for each in args])
            return copy.deepcopy(known.setdefault(key, reference(*args)))

        return run

    def tired(limit: int) -> Function:
        results: list[Any] = []

        def run(*args: Any) -> Any:
            results.append(reference(*args))
            return copy.deepcopy(results[min(len(results), limit) - 1])

        return run

    yield "one buffer for all results", one_buffer
    yield "the first result for inputs of these sizes is kept", remembered
    yield "right in the first three calls", partial(tired, 3)


class _Lazy:
    """A generator with one habit; what it does not have it takes from the one that was given."""

    def __init__(self, rng: np.random.Generator, permutation: Function) -> None:
        self._rng, self.permutation = rng, permutation

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rng, name)

    def shuffle(self, x: Any) -> None:
        x[...] = np.asarray(x)[self.permutation(len(x))]


def random_numbers(reference: Function, parameters: tuple[str, ...]) -> Made:
    """A generator of one's own, the global one, no shuffling, one order for all passes."""

    def one_order(rng: np.random.Generator) -> Any:
        orders: dict[int, np.ndarray] = {}
        return _Lazy(rng, lambda x: orders.setdefault(int(np.size(x)), rng.permutation(x)).copy())

    habits: dict[str, Function] = {
        "a generator of its own": lambda rng: np.random.default_rng(0),
        "the global generator": lambda rng: np.random.RandomState(0),
        "no shuffling": lambda rng: _Lazy(rng, lambda x: np.arange(x) if np.ndim(x) == 0 else np.array(x)),
        "one order for all passes": one_order,
    }
    for index, name in enumerate(parameters):
        for habit, other in habits.items():

            def run(*args: Any, index: int = index, other: Function = other) -> Any:
                given = args[index]
                rng = other(given) if isinstance(given, np.random.Generator) else given
                return reference(*args[:index], rng, *args[index + 1 :])

            yield f"{habit} in place of {name}", lambda run=run: run  # type: ignore[misc]


CALLS: tuple[Callable[[Function, tuple[str, ...]], Made], ...] = (
    dtype_of_an_argument,
    counted_once,
    number_of_steps,
    memory_between_calls,
    random_numbers,
)


# --- special cases: where an argument is in some situation, the result is another one ---------------


def _whole(value: Any, number: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value == number


CONDITIONS: dict[str, Callable[[Any], bool]] = {
    **{kind: of.holds for kind, of in KINDS.items() if of.found},
    "is 2": partial(_whole, number=2),
    "is 3": partial(_whole, number=3),
    "three layers or more": lambda v: isinstance(v, list) and len(v) > 2,
    "ten rows or more": lambda v: isinstance(v, np.ndarray) and v.ndim > 0 and len(v) >= 10,
}


def _last_is_0(part: np.ndarray) -> np.ndarray:
    part = part.copy()
    part.ravel()[-1:] = 0
    return part


ALTERED: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "the sign turned": np.negative,
    "0": np.zeros_like,
    "the absolute value": np.abs,
    "the last entry 0": _last_is_0,
}


def special_cases(
    reference: Function, parameters: Sequence[str]
) -> Iterator[tuple[str, str, Callable[[], Function], Callable[[Sequence[Inputs]], list[int]]]]:
    """(family, change, what makes the function, of which inputs it is not the reference)."""
    for index, name in enumerate(parameters):
        for condition, holds in CONDITIONS.items():
            special = _where(name, holds)
            for alteration, alter in ALTERED.items():
                run = partial(_altered_where, reference, index, holds, alter)
                yield "special case", f"{alteration} where {name}: {condition}", lambda run=run: run, special  # type: ignore[misc]
            for other, also in enumerate(parameters):
                run = partial(_simpler_where, reference, index, holds, other)
                how = f"the absolute value of {also}" if other == index else f"{also} taken as 0"
                yield "special case", f"{how} where {name}: {condition}", lambda run=run: run, special  # type: ignore[misc]


def _where(name: str, holds: Function) -> Callable[[Sequence[Inputs]], list[int]]:
    """The numbers of the inputs whose argument is in a situation; of the inputs asked for last they are known."""
    known: list[tuple[Sequence[Inputs], list[int]]] = []

    def numbers(inputs: Sequence[Inputs]) -> list[int]:
        if not known or known[0][0] is not inputs:
            found = [number for number, each in enumerate(inputs) if name in each and holds(each[name])]
            known[:] = [(inputs, found)]
        return known[0][1]

    return numbers


def _altered_where(reference: Function, index: int, holds: Function, alter: Function, *args: Any) -> Any:
    special = holds(args[index])
    result = reference(*args)
    return _numbers_altered(alter, result) if special else result


def _simpler_where(reference: Function, index: int, holds: Function, other: int, *args: Any) -> Any:
    """The same argument by its absolute values, or another one, which is a number, as 0."""
    given = args[other]
    number = isinstance(given, int | float) and not isinstance(given, bool)
    if not holds(args[index]) or (other != index and not number):
        return reference(*args)
    simpler = _numbers_altered(np.abs, given) if other == index else type(given)(0)
    return reference(*args[:other], simpler, *args[other + 1 :])


def _numbers_altered(alter: Function, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(_numbers_altered(alter, each) for each in value)
    if isinstance(value, np.ndarray) and value.dtype.kind in "fi":
        return alter(value)
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return -value if isinstance(value, int) and abs(value) > 2**62 else type(value)(alter(np.array([value]))[0])
    return value

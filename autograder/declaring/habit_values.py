"""What the habits of `habits` do: to numbers, in loops, and to whole calls, at the thresholds that people choose."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np

Function = Callable[..., Any]
SMALL = (1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-3)
EARLY_STOP = "early stop"
LARGE = (1.0, 10.0, 30.0, 100.0, 1000.0, 1e6)


class Habit(NamedTuple):
    """A habit in words, its family, and what it does to a value."""

    name: str
    family: str
    apply: Function


def on_numbers(apply: Function, value: Any) -> Any:
    """`apply` on the floating-point numbers and arrays in a value; everything else stays."""
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(on_numbers(apply, each) for each in value)
    if isinstance(value, float | np.floating):
        return type(value)(apply(np.asarray(value, dtype=float)))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return apply(value)
    return value


# --- numbers ------------------------------------------------------------------------------------


def _dead(limit: float, value: np.ndarray) -> np.ndarray:
    return np.where(np.abs(value) < limit, 0.0, value)


def _away_from_0(limit: float, value: np.ndarray) -> np.ndarray:
    return np.where(np.abs(value) < limit, limit, value)


def _as(kind: str, value: np.ndarray) -> np.ndarray:
    return np.asarray(value.astype(kind), dtype=float)


def _habit(family: str, name: str, apply: Function) -> Habit:
    return Habit(name, family, partial(on_numbers, apply))


HABITS = (
    *(_habit("clip", f"cut beyond ±{t:g}", lambda v, t=t: np.clip(v, -t, t)) for t in LARGE),
    *(_habit("clip", f"kept in [{t:g}, 1 - {t:g}]", lambda v, t=t: np.clip(v, t, 1 - t)) for t in (1e-15, *SMALL)),
    *(_habit("floor", f"at least {t:g}", lambda v, t=t: np.maximum(v, t)) for t in SMALL),
    *(_habit("dead zone", f"0 within ±{t:g}", partial(_dead, t)) for t in SMALL),
    *(_habit("epsilon", f"+ {t:g}", lambda v, t=t: v + t) for t in SMALL),
    *(_habit("rounding", f"rounded to {d} digits", lambda v, d=d: np.round(v, d)) for d in (2, 4, 6, 8)),
    *(_habit("lower precision", kind, partial(_as, kind)) for kind in ("float32", "float16")),
)
DENOMINATORS = (
    *(_habit("epsilon", f"+ {t:g}", lambda v, t=t: v + t) for t in SMALL),
    *(_habit("floor", f"away from 0 by {t:g}", partial(_away_from_0, t)) for t in SMALL),
)
LOGARITHMS = (
    *(_habit("epsilon", f"+ {t:g}", lambda v, t=t: v + t) for t in (1e-15, *SMALL)),
    *(_habit("floor", f"at least {t:g}", lambda v, t=t: np.maximum(v, t)) for t in (1e-300, 1e-15, *SMALL)),
)
ROOTS = tuple(_habit("epsilon", f"+ {t:g}", lambda v, t=t: v + t) for t in SMALL)
EXPONENTS = tuple(
    _habit("clip", f"cut beyond ±{t:g}", lambda v, t=t: np.clip(v, -t, t))
    for t in (7.0, 20.0, 30.0, 50.0, 100.0, 500.0)
)


# --- loops: (what it was before this turn, what it is) -> whether to stop --------------------------


def _last_two(before: Any, now: Any) -> tuple[Any, Any] | None:
    """The values of this turn and of the one before; None where they cannot be compared."""
    if isinstance(now, list):
        before, now = (now[-2], now[-1]) if len(now) > 1 else (None, None)
    if before is None or not (np.shape(before) == np.shape(now) and _floats(before) and _floats(now)):
        return None
    return before, now


def _floats(value: Any) -> bool:
    return isinstance(value, float | np.floating) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


def _changes_less(limit: float, before: Any, now: Any) -> bool:
    two = _last_two(before, now)
    return two is not None and bool(np.all(np.abs(two[1] - two[0]) < limit))


def _grows(before: Any, now: Any) -> bool:
    two = _last_two(before, now)
    return two is not None and float(np.linalg.norm(two[1])) > float(np.linalg.norm(two[0]))


def _beyond(limit: float, before: Any, now: Any) -> bool:
    value = now[-1] if isinstance(now, list) and now else now
    return _floats(value) and bool(np.any(np.abs(value) > limit))


def _below(limit: float, before: Any, now: Any) -> bool:
    value = now[-1] if isinstance(now, list) and now else now
    return _floats(value) and bool(np.all(np.abs(value) < limit))


def _turns(limit: int, before: Any, now: Any) -> bool:
    count = len(now) if isinstance(now, list) else now
    return isinstance(count, int) and count >= limit


STOPS = (
    *(Habit(f"stop at a change below {t:g}", EARLY_STOP, partial(_changes_less, t)) for t in SMALL),
    *(Habit(f"stop below {t:g}", EARLY_STOP, partial(_below, t)) for t in SMALL),
    *(Habit(f"stop beyond {t:g}", EARLY_STOP, partial(_beyond, t)) for t in (100.0, 1000.0, 1e6)),
    Habit("stop when it grows", EARLY_STOP, _grows),
    *(Habit(f"stop after {n} turns", EARLY_STOP, partial(_turns, n)) for n in (10, 50, 100, 1000)),
)


# --- whole calls: (reference, names of the parameters) -> what is changed, and what makes the function ---

Made = Iterator[tuple[str, Callable[[], Function]]]


def dtype_of_an_argument(reference: Function, parameters: tuple[str, ...]) -> Made:
    """The result takes the dtype of one argument."""
    for index, name in enumerate(parameters):

        def run(*args: Any, index: int = index) -> Any:
            kind = getattr(args[index], "dtype", None)
            result = reference(*args)
            if kind is None or kind.kind not in "iu":
                return result
            return _cast(result, kind)

        yield f"result in the dtype of {name}", lambda run=run: run  # type: ignore[misc]


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

    yield "equal rows counted once", lambda: rows
    for index, name in enumerate(parameters):
        yield f"equal entries of {name} counted once", lambda index=index: partial(indices, index)  # type: ignore[misc]


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

"""What the habits of `habits` do to numbers and in loops, at the thresholds that people choose."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

Function = Callable[..., Any]
SMALL = (1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-3)
EARLY_STOP = "early stop"
LARGE = (1.0, 10.0, 30.0, 100.0, 1000.0, 1e4, 1e6)


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


def on_whole_numbers(apply: Function, value: Any) -> Any:
    """`apply` on the whole numbers of Python's in a value; everything else stays."""
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(on_whole_numbers(apply, each) for each in value)
    return apply(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _in_64_bits(number: int) -> int:
    return (number + 2**63) % 2**64 - 2**63


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
    Habit("64 bits", "lower precision", partial(on_whole_numbers, _in_64_bits)),
    Habit("by way of a float", "lower precision", partial(on_whole_numbers, lambda n: int(float(n)))),
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


def _whole_quotient(left: Any, right: Any) -> Any:
    whole = all(isinstance(each, int | np.integer) and not isinstance(each, bool) for each in (left, right))
    return left // right if whole else left / right


DIVISIONS = (Habit("whole numbers divided by //", "whole-number division", _whole_quotient),)


INNER = (
    _habit("floor", "at least 0", lambda v: np.maximum(v, 0.0)),
    *(_habit("clip", f"at most {t:g}", lambda v, t=t: np.minimum(v, t)) for t in (1.0, 10.0, 100.0)),
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


def _one_entry(before: Any, now: Any) -> bool:
    return isinstance(now, list) and len(now) == 1 if not isinstance(now, np.ndarray) else now.shape[:1] == (1,)


def _nothing_but_0(before: Any, now: Any) -> bool:
    return isinstance(now, np.ndarray) and now.size > 0 and not now.any()


SKIPS = (
    Habit("a turn is skipped when there is one entry", "skipped turn", _one_entry),
    Habit("a turn is skipped when all is 0", "skipped turn", _nothing_but_0),
)

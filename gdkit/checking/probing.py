"""From a probe to the verdict: is it allowed, and does the wrong function do on it what the exercise asks?

The judge runs its own two functions, the suspect and the right one; nothing of a student's is called. At home both
run in the student's kernel, when graded in a process of the grader's: by this code, on the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .calling import Outcome, call, in_a_thread
from .encoding import NotPlainData, Opaque, decode, encode
from .probe import ProbeData
from .verdicts import Verdict

AGREE = 1e-6  # of their size: results that differ by less are the same for whoever compares them in a test
AT_STAKE = 1e-2  # a result all of whose entries are smaller than this leaves nothing to see
SMALLEST = 1e-3  # differences are relative to the larger result, or to this: what is 0 but for rounding is no size


@dataclass(frozen=True)
class Finding:
    """What the two functions did on a probe.

    holds  whether this is what the exercise asks
    says   one or two sentences for the student
    clear  whether every number that decided is far from its limit, so that nothing as small as rounding did
    """

    holds: bool
    says: str
    clear: bool = True


def judge_probe(data: ProbeData, value: Any) -> Verdict:
    """The verdict on a probe of this process."""
    value = as_sent(value)
    refused = refuse(data, value)
    return judge_allowed(data, value) if refused is None else refused


def as_sent(value: Any) -> Any:
    """A value as the grader gets it from a student's process: plain data."""
    try:
        return decode(encode(value))
    except NotPlainData:
        return Opaque("a value that is too large")


def refuse(data: ProbeData, value: Any) -> Verdict | None:
    """The verdict on a probe that is missing or not allowed, None where it may be tried. It runs no function."""
    if value is None or (isinstance(value, dict) and not value):
        example = ", ".join(f'"{name}": …' for name in data.domain.arguments)
        hint = f"Write a dict of the arguments into the cell above: {{{example}}}."
        return Verdict(data.id, 0.0, "missing", message="There is no probe yet.", hint=hint, reread=data.reread)
    with np.errstate(all="ignore"):
        problem = data.domain.problem(value)
    if not problem:
        return None
    return Verdict(data.id, 0.0, "fail", message=problem, hint=_allowed(data), reread=data.reread)


def judge_allowed(data: ProbeData, value: Mapping[str, Any]) -> Verdict:
    """The verdict on a probe that `refuse` lets through."""
    numbers = data.domain.numbers(value)
    try:
        suspect, right = outcomes(data, numbers)
    except LookupError as problem:
        return Verdict(data.id, 0.0, "missing", message=str(problem.args[0]), reread=data.reread)
    found = find_out(data, suspect, right)
    if found.holds:
        return Verdict(data.id, 1.0, "pass", message=f"{found.says} {data.why}".strip())
    clue = data.clue(numbers)
    slug, hint = (clue.slug, clue.says) if clue else (None, data.hint)
    return Verdict(data.id, 0.0, "fail", slug, message=found.says, hint=hint, reread=data.reread)


def outcomes(data: ProbeData, numbers: Mapping[str, Any]) -> tuple[Outcome, Outcome]:
    """What the suspect and the right function do. Raises LookupError for a suspect that is not registered."""
    from gdkit import suspects  # not before a function is called: what only carries data loads no losses

    pair = suspects.get(data.suspect)
    return call(pair.wrong, numbers, session=in_a_thread), call(pair.right, numbers, session=in_a_thread)


def find_out(data: ProbeData, suspect: Outcome, right: Outcome) -> Finding:
    """Whether the suspect does on the probe what the exercise asks."""
    if right.error is not None or not np.isfinite(right.value).all():
        return Finding(False, "On your probe the right function gives no finite result either: take milder numbers.")
    with np.errstate(all="ignore"):
        if data.aim == "falls":
            return _falls(data, suspect, right)
        return (_hides if data.aim == "hides" else _exposes)(data, suspect, right)


def _exposes(data: ProbeData, suspect: Outcome, right: Outcome) -> Finding:
    if suspect.error is not None:
        stops = f"On your probe the suspect stops with {suspect.error[0]}"
        if data.aim == "exposes":
            return Finding(True, f"{stops}, and the right function does not: your probe exposes it.")
        return Finding(False, f"{stops}, which nobody overlooks. Find a probe on which it goes wrong in silence.")
    distance = _distance(suspect.value, right.value)
    clear = _far(distance / data.margin)
    if distance >= data.margin:
        return Finding(True, f"Your probe exposes the suspect: {_differ(suspect.value, right.value)}.", clear)
    if distance <= AGREE:
        return Finding(
            False, f"On your probe the suspect is right: it gives {_short(right.value)}, as it should.", clear
        )
    said = f"On your probe the suspect is almost right: {_differ(suspect.value, right.value)}. That could be rounding."
    return Finding(False, said, clear)


def _hides(data: ProbeData, suspect: Outcome, right: Outcome) -> Finding:
    size = float(np.abs(right.value).max()) / AT_STAKE
    if size < 1:
        said = f"On your probe the right result is {_short(right.value)}: so near to 0 that there is nothing to see."
        return Finding(False, said, _far(size))
    if suspect.error is not None:
        return Finding(False, f"On your probe the mistake shows: the suspect stops with {suspect.error[0]}.")
    ratio = _distance(suspect.value, right.value) / AGREE
    if ratio > 1:
        said = f"On your probe the mistake shows: {_differ(suspect.value, right.value)}."
        return Finding(False, said, _far(size, ratio))
    said = f"Your probe hides the mistake: the suspect gives {_short(suspect.value)}, and that is right."
    return Finding(True, said, _far(size, ratio))


def _falls(data: ProbeData, suspect: Outcome, right: Outcome) -> Finding:
    if suspect.error is not None or not np.isfinite(suspect.value).all():
        return Finding(False, "On your probe the suspect's loss grows beyond all numbers.")
    first, last = (float(np.asarray(suspect.value)[i]) for i in (0, -1))
    by_right = float(np.asarray(right.value)[-1])
    course = f"the suspect's loss goes from {first:.4g} to {last:.4g}"
    if first < AT_STAKE:
        said = f"On your probe the loss is {_short(first)} from the start: so near to 0 that there is nothing to see."
        return Finding(False, said, _far(first / AT_STAKE))
    share, distance = last / first, _distance(last, by_right) / AT_STAKE
    clear = abs(share - (1 - data.margin)) > 0.05 and _far(first / AT_STAKE)
    if share > 1 - data.margin:
        return Finding(False, f"On your probe {course}; expected a fall by {data.margin:.0%} or more.", clear)
    clear = clear and _far(distance)
    if distance < 1:
        said = f"On your probe {course}, and so does that of the right function: the mistake changes nothing here."
        return Finding(False, said, clear)
    said = (
        f"Your probe shows it: {course}, although its gradient is wrong. With the right one it goes to {by_right:.4g}."
    )
    return Finding(True, said, clear)


def _far(*ratios: float) -> bool:
    """Whether each number is at least ten times its limit, or at most a tenth: numbers over their limits."""
    return all(not 0.1 < ratio < 10 for ratio in ratios)


def _distance(suspect: Any, right: Any) -> float:
    """The largest difference, relative to the larger of both; infinite where they cannot be compared."""
    if np.shape(suspect) != np.shape(right) or not np.isfinite(suspect).all():
        return float("inf")
    largest = max(float(np.abs(suspect).max()), float(np.abs(right).max()), SMALLEST)
    return float(np.abs(np.subtract(suspect, right, dtype=float)).max()) / largest


def _differ(suspect: Any, right: Any) -> str:
    """Where two results differ most, in words."""
    if np.shape(suspect) != np.shape(right):
        return f"its result has shape {np.shape(suspect)}, right is {np.shape(right)}"
    off = np.abs(np.subtract(suspect, right, dtype=float))
    off = np.where(np.isnan(off), np.inf, off)
    where = tuple(int(i) for i in np.unravel_index(off.argmax(), off.shape))
    place = f" at index {where if len(where) > 1 else where[0]}" if where else ""
    got, wanted = (_number(np.asarray(value)[where]) for value in (suspect, right))
    return f"it gives {got}{place}, right is {wanted}"


def _number(value: Any) -> str:
    return "NaN" if np.isnan(value) else _short(value)


def _short(value: Any) -> str:
    """A result in a few characters; what is 0 but for rounding is written as 0."""
    value = np.asarray(value, float)
    if value.size > 6:
        return f"an array of shape {value.shape}"
    value = np.where(np.abs(value) < 1e-9 * max(float(np.abs(value).max()), SMALLEST), 0.0, value) + 0.0
    return " ".join(np.array2string(value, formatter={"float_kind": lambda x: f"{x:.4g}"}, separator=", ").split())


def _allowed(data: ProbeData) -> str:
    sizes = f" Sizes: {data.domain.sizes_phrase}." if data.domain.sizes else ""
    return "What is allowed: " + "; ".join(f"{n}: {a.phrase}" for n, a in data.domain.arguments.items()) + "." + sizes

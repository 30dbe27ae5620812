"""What a course says of time: due dates, extensions, and what handing in late costs.

c.Autograder.due, .extensions and .late of nbgrader_config.py, each checked when the configuration is read.
"""

from __future__ import annotations

import difflib
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from .moments import in_words, later, moment

CENT = Decimal("0.01")  # points are taken off in steps of this, rounded down: in the student's favour


class WrongEntry(ValueError):
    """What is wrong with an entry of a setting. keys lead to it."""

    def __init__(self, text: str, *keys: object) -> None:
        super().__init__(text)
        self.keys = keys


@dataclass(frozen=True)
class Policy:
    """What handing in late costs: a share of the points earned, for each day or hour begun after the grace.

    drop: the first late submissions of a student, in the order of the due dates, cost nothing.
    """

    grace_minutes: float = 0
    per_day: float = 0
    per_hour: float = 0
    cap: float = 1
    drop: int = 0

    @property
    def unit(self) -> str:
        """The span for which a rate is taken off."""
        return "hour" if self.per_hour else "day"

    @property
    def rate(self) -> Decimal:
        """The share for each unit, as it was written: 0.1 is a tenth."""
        return Decimal(str(self.per_hour or self.per_day))

    def periods(self, seconds: float) -> int:
        """Units begun after the grace."""
        over = seconds - self.grace_minutes * 60
        return max(0, math.ceil(over / {"hour": 3_600, "day": 86_400}[self.unit]))

    def share(self, seconds: float) -> Decimal:
        """The share of the points that is taken off: rate × units begun, at most the cap."""
        return min(Decimal(str(self.cap)), self.rate * self.periods(seconds))

    @property
    def words(self) -> str:
        """The policy in a sentence without its end."""
        said = [f"{percent(self.rate)} of the points for each {self.unit} begun"]
        said += [f"at most {percent(Decimal(str(self.cap)))}"] if self.cap < 1 else []
        said += [f"the first {in_words(self.grace_minutes * 60)} cost nothing"] if self.grace_minutes else []
        if self.drop:
            said.append(f"the first {self.drop} late submissions cost" if self.drop > 1 else "the first late one costs")
            said[-1] += " nothing"
        return ", ".join(said)


def penalty(points: float, share: Decimal) -> float:
    """Points taken off: the share of what was earned, to the hundredth below. Never more than was earned."""
    earned = Decimal(str(round(max(0.0, points), 6)))  # a sum of 3 may be 2.9999999999999996
    return float((earned * share).quantize(CENT, ROUND_FLOOR))


def percent(share: Decimal) -> str:
    """0.125 -> "12.5 %", on one line."""
    return f"{(share * 100).normalize():f}\N{NO-BREAK SPACE}%"


# --- the three settings -------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """When each assignment is due, by the name of the assignment or its beginning."""

    entries: tuple[tuple[str, datetime], ...] = ()
    written: str = "{}"

    def __repr__(self) -> str:
        return self.written

    @classmethod
    def of(cls, value: Mapping[Any, Any]) -> Due:
        """Raises WrongEntry."""
        return cls(tuple((_name(key), _moment(text, key)) for key, text in value.items()), repr(value))


@dataclass(frozen=True)
class Extensions:
    """Until when single students may hand in: assignment, then (student, moment or span)."""

    entries: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    written: str = "{}"

    def __repr__(self) -> str:
        return self.written

    @classmethod
    def of(cls, value: Mapping[Any, Any]) -> Extensions:
        """Raises WrongEntry."""
        found = []
        for key, students in value.items():
            if not isinstance(students, Mapping):
                raise WrongEntry(f"extensions[{key!r}] is {students!r}; expected {{'STUDENT': '2 days'}}.", key)
            until_of = {}
            for student, text in students.items():
                until(text, datetime(2000, 1, 1, tzinfo=UTC), key, student)  # whether it can be read
                until_of[unicodedata.normalize("NFC", str(student))] = text
            found.append((_name(key), tuple(until_of.items())))
        return cls(tuple(found), repr(value))


@dataclass(frozen=True)
class Late:
    """What handing in late costs: in general, and of single assignments. None where nothing is taken off."""

    general: Policy | None = None
    entries: tuple[tuple[str, Policy | None], ...] = ()
    written: str = "{}"

    def __repr__(self) -> str:
        return self.written

    @classmethod
    def of(cls, value: Mapping[Any, Any]) -> Late:
        """Raises WrongEntry."""
        own = {key: entry for key, entry in value.items() if entry is None or isinstance(entry, Mapping)}
        rest = {key: entry for key, entry in value.items() if key not in own}
        general = _policy(Policy(), rest) if rest else None
        entries = [
            (_name(key), _policy(general or Policy(), entry, key) if entry else None) for key, entry in own.items()
        ]
        return cls(general, tuple(entries), repr(value))


def until(text: Any, due: datetime, *keys: object) -> datetime:
    """The end of an extension: a moment, or a span after the assignment is due. Raises WrongEntry."""
    try:
        return moment(text) if ":" in text else later(due, text)
    except (ValueError, TypeError, OverflowError) as problem:
        said = str(problem) if isinstance(problem, ValueError) else f"{text!r} is no span of time; expected '2 days'"
        raise WrongEntry(f"the extension of {keys[-1]!r}: {said}.", *keys) from None


def _moment(text: Any, key: Any) -> datetime:
    try:
        return moment(text)
    except (ValueError, TypeError, AttributeError) as problem:
        said = str(problem) if isinstance(problem, ValueError) else f"{text!r} is no text"
        raise WrongEntry(f"due[{key!r}]: {said}.", key) from None


def _name(key: Any) -> str:
    if not isinstance(key, str) or not key:
        raise WrongEntry(f"{key!r} is no name of an assignment; expected a text such as '03'.", key)
    return key


def _policy(start: Policy, given: Mapping[Any, Any], *keys: object) -> Policy:
    """The policy that says something else than `start` in the entries that are given."""
    known = {each.name: each for each in fields(Policy)}
    for name, value in given.items():
        if name not in known:
            near = difflib.get_close_matches(str(name), known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"expected {', '.join(known)}, or an assignment."
            raise WrongEntry(f"late has no {name!r}; {hint}", *keys, name)
        _check(str(name), value, *keys, name)
    if {"per_day", "per_hour"} <= set(given):
        raise WrongEntry("late has both per_day and per_hour; expected one of them.", *keys, "per_hour")
    if {"per_day", "per_hour"} & set(given):
        start = replace(start, per_day=0, per_hour=0)
    made = replace(start, **given)
    if not made.rate:
        raise WrongEntry("late has neither per_day nor per_hour; expected one, such as 'per_day': 0.1.", *keys)
    return made


def _check(name: str, value: Any, *keys: object) -> None:
    whole = name == "drop"
    number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    most = math.inf if name in ("grace_minutes", "drop") else 1
    if not number or not 0 <= value <= most or value == math.inf or (value == 0 and name.startswith("per_")):
        expected = "a whole number" if whole else "minutes" if most > 1 else "a share between 0 and 1, such as 0.1"
        raise WrongEntry(f"late[{name!r}] is {value!r}; expected {expected}.", *keys)

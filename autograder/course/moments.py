"""Moments and spans of time as an instructor writes them: "2026-12-01 12:00 Europe/Berlin", "2 days".

A moment always has its zone, since nbgrader takes one without, or of a zone that it does not know, for UTC in silence.
"""

from __future__ import annotations

import contextlib
import difflib
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?) ?(\S*)")
_OFFSET = re.compile(r"([+-])(\d\d):?([0-5]\d)")
_ZONE = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}")
_SPAN = re.compile(r"(\d{1,4}) (minute|hour|day|week)s?")
EXAMPLE = "'2026-12-01 12:00 Europe/Berlin' or '2026-12-01 12:00 +01:00'"
UNITS = {"day": 86_400, "hour": 3_600, "minute": 60}  # seconds


def moment(text: str) -> datetime:
    """The moment, in its zone. Raises ValueError for anything but a date, a time and a zone that is known.

    A time that the clocks show twice, when summer time ends, is the later one of the two.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no moment; expected {EXAMPLE}")
    day, time, name = found.groups()
    if not name:
        raise ValueError(f"{text!r} has no time zone; expected {EXAMPLE}")
    zone = zone_called(name)
    try:
        when = datetime.fromisoformat(f"{day} {time}").replace(tzinfo=zone, fold=1)
        there = when.astimezone(UTC).astimezone(zone)
    except (ValueError, OverflowError) as problem:
        raise ValueError(f"{text!r} is no moment: {problem}") from None
    if there.replace(tzinfo=None) != when.replace(tzinfo=None):
        raise ValueError(f"{text!r} does not exist: the clocks of {name} are put forward there. Give another time")
    return when


def zone_called(name: str) -> tzinfo:
    """The time zone: UTC, an offset (+01:00), or a name of the time zone database. Raises ValueError for any other.

    An abbreviation such as PST is refused: several zones of the world share one.
    """
    if name in ("UTC", "Z"):
        return UTC
    offset = _OFFSET.fullmatch(name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3])
        if minutes <= 14 * 60:
            return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
        raise ValueError(f"{name!r} is no offset of a time zone: they end at 14 hours")
    if _ZONE.fullmatch(name):
        with contextlib.suppress(ZoneInfoNotFoundError, OSError):
            return ZoneInfo(name)
    near = difflib.get_close_matches(name, sorted(each for each in available_timezones() if "/" in each), 1)
    raise ValueError(
        f"no time zone is called {name!r} ("
        + (f"did you mean {near[0]!r}?" if near else f"expected one as in {EXAMPLE}")
        + ")"
    )


def later(when: datetime, text: str) -> datetime:
    """A moment by a span later: "90 minutes", "36 hours", "2 days", "1 week". Days end at the same time by the clock.

    Raises ValueError for anything but a whole number and one of these units.
    """
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(
            f"{text!r} is no span of time; expected one as in '2 days', '36 hours', '1 week', or {EXAMPLE}"
        )
    number, unit = int(found[1]), found[2]
    if unit in ("day", "week"):
        return when + timedelta(days=number * (7 if unit == "week" else 1))  # by the clock of its zone
    return (when.astimezone(UTC) + timedelta(seconds=number * UNITS[unit])).astimezone(when.tzinfo)


def in_utc(when: datetime) -> datetime:
    """As nbgrader's gradebook has it: UTC, without saying so."""
    return when.astimezone(UTC).replace(tzinfo=None)


def shown(when: datetime) -> str:
    """The moment as it is written, in its zone."""
    zone = when.tzinfo
    name = "UTC" if zone is UTC else zone.key if isinstance(zone, ZoneInfo) else f"{when:%z}"
    return f"{when:%Y-%m-%d %H:%M} {name}"


def in_words(seconds: float) -> str:
    """A span by its two largest units, rounded down: 97 200 -> "1 day 3 hours"."""
    left, parts = int(seconds), []
    for unit, size in UNITS.items():
        number, left = divmod(left, size)
        parts.append(f"{number} {unit}{'s' if number != 1 else ''}" if number else "")
    first = next((place for place, part in enumerate(parts) if part), None)
    return "less than a minute" if first is None else " ".join(filter(None, parts[first : first + 2]))

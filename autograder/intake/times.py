"""When something was handed in: a time with its zone, or a sentence. An unknown zone is never taken for UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from dateutil import parser

from ..errors import CourseError
from .matching import read_file

TIMESTAMP_FILE = "timestamp.txt"
MAX_TIMESTAMP_BYTES = 200
FIRST_YEAR, LAST_YEAR = 1990, 2200  # near the ends of the calendar no time zone can be added, on no page of nbgrader
# RFC 5322, 4.3, defines the American ones; the European ones of summer mean one thing only. Others (IST, BST, CST of
# China) mean several, or are names of the zone database
HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
HOURS |= {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "UT": 0,
    "WEST": 1,
    "CEST": 2,
    "EEST": 3,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "JST": 9,
}


class NoZone(ValueError):
    """The time has no zone, and none is known for it."""


def zone_of(name: str) -> ZoneInfo | None:
    """The zone of a setting; None where it is empty. Raises CourseError."""
    try:
        return ZoneInfo(name) if name else None
    except Exception:  # what it may raise depends on where the zones are kept
        raise CourseError(
            f"nbgrader_config.py: c.Autograder: lms_timezone is {name!r}; expected a name like 'Europe/Berlin'."
        ) from None


def moment(text: str, local: tzinfo | None) -> datetime:
    """The time that a text says, in UTC; local is the zone of one that names none. Raises ValueError."""
    try:
        text, named = _with_a_named_zone(text.strip())
        found = parser.parse(text, tzinfos=lambda name, seconds: _zone(name, seconds, local))
        zone = named or found.tzinfo or local
        if zone is None:
            raise NoZone(f"{text} has no time zone")
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError(f"the year is {found.year}; expected one from {FIRST_YEAR} to {LAST_YEAR}")
        return found.replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        raise
    except Exception as problem:  # what a parser of dates may raise is anybody's guess
        raise ValueError(str(problem)) from None


def as_stamp(when: datetime) -> str:
    """As timestamp.txt has it: nbgrader reads this form in every version alike."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def read_timestamp(submitted: Path) -> datetime | None:
    """The time in timestamp.txt of a submission's folder, in UTC without saying so, as nbgrader keeps it; None where
    there is none. A time without a zone is UTC, as nbgrader says.

    Raises ValueError when it is no date of this age, its zone is not known, or it is no regular file: a pipe would be
    waited for, a link may lead anywhere.
    """
    path = submitted / TIMESTAMP_FILE
    if not path.is_symlink() and not path.exists():
        return None
    try:
        stamp = read_file(path)[:MAX_TIMESTAMP_BYTES].decode().strip()
    except Exception as problem:
        raise ValueError(str(problem)) from None
    return moment(stamp, UTC).replace(tzinfo=None) if stamp else None


def _with_a_named_zone(text: str) -> tuple[str, tzinfo | None]:
    """The text without the name of a zone at its end, such as America/New_York, and the zone."""
    match = re.search(r"\s+([A-Za-z]+/[A-Za-z_]+(?:/[A-Za-z_]+)?)$", text)
    return (text[: match.start()], _known(match[1])) if match else (text, None)


def _zone(name: str | None, seconds: int | None, local: tzinfo | None) -> tzinfo | None:
    """The zone of an abbreviation or of a distance to UTC. Raises ValueError."""
    if seconds is not None:
        return timezone(timedelta(seconds=seconds))
    if name is None:
        return None
    if name.upper() in HOURS:
        return timezone(timedelta(hours=HOURS[name.upper()]))
    if local is not None and name in {local.tzname(datetime(2026, month, 1)) for month in (1, 7)}:
        return local
    return _known(name)


def _known(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except Exception:
        raise ValueError(f"the time zone {name!r} is not known") from None

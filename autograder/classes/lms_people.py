"""Whose a row of an LMS's file is: found by the LMS's own numbers, the roster's, an address; by a name as the last.

A name finds somebody only where it is one person's in the file and one person's among the graded: namesakes are told
apart by numbers alone.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ..course.course import Course
from ..intake.collecting import ROLL_FILE
from ..intake.naming import NUMBERED_ANEW
from ..intake.roster import Person, Roster
from ..text import SafeText, safe


@dataclass(frozen=True)
class Row:
    """A student's row: its number in the file, and what the LMS writes of the student.

    number  the LMS's own, by which it names what it hands out: Canvas's ID, the number of Moodle's participant
    ids     logins and student numbers, which a roster may know
    lasting whether the number is the student's for good, so that a roster may know it too
    """

    at: int
    name: str
    number: str = ""
    ids: tuple[str, ...] = ()
    email: str = ""
    lasting: bool = False


@dataclass
class Matched:
    """The student of each row, by the row's place in the file; which of them by name alone; what is not clear, why."""

    students: dict[int, str] = field(default_factory=dict)
    by_name: list[Row] = field(default_factory=list)
    unclear: list[tuple[Row, str]] = field(default_factory=list)


def numbers_of(course: Course, lms: str, assignment: str) -> dict[str, str]:
    """Of each student that `autograder grade --from` took from this LMS: number and folder."""
    return {number: folder for number, (_, folder) in known_of(course, lms, assignment).items()}


def known_of(course: Course, lms: str, assignment: str) -> dict[str, tuple[str, str]]:
    """(name, folder) by number. Canvas numbers a student once, Moodle anew for each assignment."""
    try:
        tree = json.loads(course.results_path(ROLL_FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    scope = f"{lms} {assignment}" if lms in NUMBERED_ANEW else lms
    found = {}
    for key, pair in tree.items() if isinstance(tree, dict) else ():
        kind, _, number = key.rpartition(" ")
        if kind == scope and isinstance(pair, list) and len(pair) == 2:
            found[number] = (str(pair[0]), str(pair[1]))
    return found


def match(rows: Collection[Row], graded: Collection[str], roster: Roster, numbers: Mapping[str, str]) -> Matched:
    """The students of the rows. numbers: those of `numbers_of`."""
    result = Matched()
    claims = defaultdict[str, list[Row]](list)
    unknown = []
    for row in rows:
        student = _by_id(row, roster, numbers)
        if student is None:
            unknown.append(row)
        else:
            claims[student].append(row)
    for row, student in _by_name(rows, unknown, set(graded) - set(claims), roster, numbers, result):
        claims[student].append(row)
        result.by_name.append(row)
    for student, those in claims.items():
        if len(those) == 1:
            result.students[those[0].at] = student
        else:
            result.unclear += [(row, f"{len(those)} rows of the file are {student}'s") for row in those]
    return result


def _by_id(row: Row, roster: Roster, numbers: Mapping[str, str]) -> str | None:
    """The student by a number, a login or an address; by what is surest first."""
    if row.number and row.number in numbers:
        return numbers[row.number]
    found = next(filter(None, map(roster.by_lms_id, row.ids)), None)
    found = found or (roster.by_email(row.email) if row.email else None)
    if found is None and row.lasting:
        found = roster.by_lms_id(row.number)
        if found is not None and row.number not in found.lms_ids:  # somebody's id of nbgrader's that looks alike
            return None
    return None if found is None else found.id


def _by_name(
    rows: Iterable[Row],
    unknown: Iterable[Row],
    free: Collection[str],
    roster: Roster,
    numbers: Mapping[str, str],
    result: Matched,
) -> Iterable[tuple[Row, str]]:
    """Rows whose name is one free student's and no other row's. Who has another number in this LMS is somebody else."""
    bearers = Roster(_named(student, roster) for student in sorted(free))
    numbered = set(numbers.values())
    often = Counter(_alike(row.name) for row in rows)
    for row in unknown:
        called = [each.id for each in bearers.by_name(row.name)] if row.name else []
        mine = [student for student in called if not (row.number and student in numbered)]
        if len(mine) == 1 and often[_alike(row.name)] == 1:
            yield row, mine[0]
        elif mine:
            result.unclear.append((row, "namesakes; a number in a roster would tell them apart"))


def _named(student: str, roster: Roster) -> Person:
    """The student under the name that is known: of the roster, else the folder's own."""
    known = roster.by_lms_id(student)
    name = known.name if known is not None and known.id == student else ""
    return Person(safe(student), name or safe(student.replace("-", " ").replace("_", " ")))


def _alike(name: str) -> frozenset[str]:
    """The words of a name in any order: "Lovelace, Ada" is Ada Lovelace."""
    return frozenset(name.casefold().replace(",", " ").split())


def listed(rows: Iterable[Row]) -> SafeText:
    """The rows as a person finds them: name and number."""
    return safe("; ".join(" ".join(filter(None, (row.name, f"({row.number})" if row.number else ""))) for row in rows))

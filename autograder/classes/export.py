"""`nbgrader export`: the same table as nbgrader's own, which a spreadsheet can be given.

A spreadsheet runs what begins like a formula, and nbgrader quotes nothing: a comma in a name moves the points of a row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from ..text import SafeText, safe

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = SafeText | float | datetime | None


def cell(value: Cell) -> SafeText:
    """What stands in a cell: text that a spreadsheet would take for a formula has an apostrophe before it."""
    if not isinstance(value, str):
        return safe("" if value is None else value)
    return safe(f"'{value}" if value.lstrip(" \u00a0").startswith(FORMULA) else value)


def as_csv(rows: Iterable[Iterable[Cell]]) -> SafeText:
    """A table; what needs quotes has them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([[cell(value) for value in row] for row in rows])
    return safe(text.getvalue())


def table(
    book: Gradebook, students: list[str], assignments: list[str], blank: Collection[tuple[str, str]] = ()
) -> Iterator[list[Cell]]:
    """The head, and a row for each assignment and student; of those that are named, where some are.

    blank: (assignment, student) whose points are not written.
    """
    yield [safe(column) for column in COLUMNS]
    for assignment in book.assignments:
        if assignments and assignment.name not in assignments:
            continue
        for student in book.students:
            if not students or student.id in students:
                row = [*_about(assignment, student, book)]
                if (assignment.name, student.id) in blank:
                    row[COLUMNS.index("raw_score") : COLUMNS.index("max_score")] = [None] * 3
                yield row


def _about(assignment: Any, student: Any, book: Gradebook) -> Iterator[Cell]:
    try:
        submission = book.find_submission(assignment.name, student.id)
        earned, penalty, when = submission.score, submission.late_submission_penalty, submission.timestamp
    except MissingEntry:  # nothing was handed in
        earned, penalty, when = 0.0, 0.0, None
    yield from (safe(assignment.name), assignment.duedate, when, safe(student.id))
    for name in (student.last_name, student.first_name, student.email):
        yield None if name is None else safe(name)
    yield from (earned, penalty, max(0.0, earned - penalty), assignment.max_score)

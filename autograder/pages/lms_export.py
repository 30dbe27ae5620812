"""Points, and words beside them, into the file that an LMS exported: one column for each assignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..classes.lms_fill import Choice, Filling, Told
from ..classes.lms_forms import WORKSHEET, Column, read_form
from ..classes.lms_people import match, numbers_of
from ..classes.lms_table import LmsTable
from ..classes.scores import Scores, scores_of
from ..course.course import Course
from ..errors import CourseError
from ..intake.roster import roster_of
from ..text import SafeText
from .words import Words


def fill_file(
    course: Course,
    assignments: Sequence[str],
    lms: str,
    path: Path,
    choice: Choice,
    columns: Sequence[str] | None = None,
) -> tuple[bytes, list[Told]]:
    """The file of lms ("Canvas" or "Moodle") with the points of the assignments; what is told of each.

    columns are titles or numbers of the columns, in order, where they are not called as the assignments are. Raises
    CourseError when there is no column for an assignment, or when nothing of one was graded.
    """
    file = read_form(LmsTable.read(path), lms)
    if file.kind == WORKSHEET and len(assignments) > 1:
        raise CourseError(f"{path} is a grading worksheet, of one assignment; export one at a time.")
    wanted: Sequence[str | None] = columns or [None] * len(assignments)
    todo = [
        (scores_of(course, name), file.column(name, title)) for name, title in zip(assignments, wanted, strict=True)
    ]
    if len({column.at for _, column in todo}) < len(todo):
        raise CourseError(f"{path}: two assignments would go into one column; name the columns with --column.")
    roster = roster_of(course)
    told = []
    for scores, column in todo:
        matched = match(file.rows, scores.students, roster, numbers_of(course, lms, scores.assignment))
        handed_in = set(course.students(scores.assignment))
        words = _comments(course, scores, column)
        filling = Filling(file, column, scores, matched, choice=choice, handed_in=handed_in, comments=words)
        told.append(filling.fill())
    return file.table.content(), told


def _comments(course: Course, scores: Scores, column: Column) -> Mapping[str, SafeText]:
    """What is said of each student's work, where the file has a place for it."""
    if column.comments is None:
        return {}
    words = Words(course, scores.assignment)
    return {name: words.comment(student) for name, student in scores.students.items()}

"""What a person gives to an answer in words, in nbgrader's own columns: manual score and comment.

The gradebook is the one place where it is kept, so formgrader shows the same and a regrade leaves it. Whoever writes
says what was there when they looked; where that has changed since, by another page or by formgrader, nothing is
written.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Table, update

from ..course import tables
from ..course.course import Course
from ..course.database import HasRows
from ..course.rubric import Item, Key, Rubric, as_comment, from_comment, rubrics_of, total
from ..text import SafeText, safe
from .standing import rows_of

MAX_NOTE = 5_000  # characters


class Changed(Exception):
    """Somebody else gave something to this answer in the meantime."""


@dataclass(frozen=True)
class Given:
    """What the gradebook holds of one answer."""

    auto: float | None
    score: float | None
    comment: str
    asks: bool

    @property
    def version(self) -> str:
        """Another one after every change of what a person gave."""
        return sha256(repr((self.score, self.comment)).encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def items(self) -> list[Item]:
        """The items that were given, with the points that they had then."""
        return from_comment(self.comment)[0]

    @property
    def note(self) -> SafeText:
        """What was said besides."""
        return from_comment(self.comment)[1]

    @property
    def state(self) -> str:
        """ "waiting", "again" (it has changed after a person gave points), "done", or "nothing" to be looked at."""
        if self.score is None:
            return "waiting" if self.asks or self.auto is None else "nothing"
        return "again" if self.asks else "done"

    @property
    def by_items(self) -> bool:
        """Whether the score is what the items give, and not one that a person wrote over it."""
        return self.score is not None and bool(self.items) and math.isclose(self.score, total(self.items), abs_tol=1e-6)


def given_to(book: HasRows, assignment: str, key: Key) -> dict[str, Given]:
    """What each student's answer was given, by student."""
    return {student: _given(*rows) for student, rows in _rows_given(book, assignment, key).items()}


def _given(mark: Any, remark: Any | None) -> Given:
    said = None if remark is None else remark.manual_comment
    return Given(mark.auto_score, mark.manual_score, said or "", mark.needs_manual_grade)


def _rows_given(
    book: HasRows, assignment: str, key: Key, student: str | None = None
) -> dict[str, tuple[Any, Any | None]]:
    """The rows of grade and comment, by student."""
    here = [tables.notebook.c.name == key[0], tables.base_cell.c.name == key[1]]
    here += [] if student is None else [tables.student.c.id == student]
    who, grade, comment = tables.student.c.id.label("student"), tables.grade.c, tables.comment.c
    columns = (who, grade.id, grade.auto_score, grade.manual_score, grade.needs_manual_grade)
    marks = rows_of(book, assignment, tables.grade, *columns, where=here)
    said = rows_of(book, assignment, tables.comment, who, comment.id, comment.manual_comment, where=here)
    remarks = {row.student: row for row in said}
    return {row.student: (row, remarks.get(row.student)) for row in marks}


def give(
    book: HasRows,
    assignment: str,
    key: Key,
    student: str,
    score: float | None,
    comment: SafeText,
    seen: str,
    *,
    asks: bool = False,
) -> Given:
    """Write score and comment of one answer; None takes the score back.

    seen: the version that the writer saw; asks: a person is to look at it again. Raises Changed when there is another
    version now, LookupError when the gradebook does not have the answer.
    """
    mark, remark = _rows_given(book, assignment, key, student).get(student, (None, None))
    if mark is None or remark is None:
        raise LookupError(f"The gradebook has no answer of {student} to {key[1]}: grade the assignment anew.")
    before = _given(mark, remark)
    if before.version != seen:
        raise Changed
    after = Given(before.auto, score, comment, asks or (score is None and before.auto is None))
    marks = {"manual_score": score, "needs_manual_grade": after.asks}
    written = _replace(book, tables.grade, mark.id, "manual_score", mark.manual_score, marks)
    said = {"manual_comment": comment}
    written += _replace(book, tables.comment, remark.id, "manual_comment", remark.manual_comment, said)
    if written != 2:
        book.db.rollback()
        raise Changed
    book.db.commit()
    return after


def _replace(book: HasRows, table: Table, id: str, column: str, was: Any, values: dict[str, Any]) -> int:
    """Set columns of a row where one still is what it was; how many rows were set. The database decides, so that of
    two who write at once one is told."""
    same = table.c[column].is_(None) if was is None else table.c[column] == was
    return int(book.db.execute(update(table).where(table.c.id == id, same).values(**values)).rowcount)


def reckon_again(course: Course, assignment: str) -> list[str]:
    """Give what was clicked the points that the rubric has now; a line for each cell in which something changed.

    A score that a person wrote over the items stays. Where an item was given that the rubric has no more, the answer
    waits for a person.
    """
    said = []
    rubrics = {key: rubric for key, rubric in rubrics_of(course, assignment).items() if rubric.items}
    if not rubrics:
        return []
    with course.gradebook_rows() as book:
        for key, rubric in rubrics.items():
            answers = given_to(book, assignment, key)
            changed = [_renew(book, assignment, key, student, answer, rubric) for student, answer in answers.items()]
            points, gone = changed.count("points"), changed.count("gone")
            if points:
                said.append(f"{key[1]}: the rubric has changed; answers with new points: {points}")
            if gone:
                said.append(f"{key[1]}: answers with items that the rubric has no more: {gone}; mark them anew")
    return said


def _renew(book: HasRows, assignment: str, key: Key, student: str, answer: Given, rubric: Rubric) -> str:
    """ "points" where they changed, "gone" where an item is no more, else nothing."""
    if not answer.by_items:
        return ""
    items = rubric.given(item.words for item in answer.items)
    score, comment, asks, said = total(items), as_comment(items, answer.note), answer.asks, "points"
    if len(items) < len(answer.items):
        score, comment, asks, said = total(answer.items), safe(answer.comment), True, "gone"
    if said == "points" and (comment, score) == (answer.comment, answer.score):
        return ""
    try:
        give(book, assignment, key, student, score, comment, answer.version, asks=asks)
    except (Changed, LookupError):  # whoever changed it has seen the answer
        return ""
    return said


def note_of(text: object) -> SafeText:
    """A comment as it may be kept. Raises ValueError."""
    if not isinstance(text, str):
        raise ValueError("the comment is no text")
    said = safe(text.replace("\r\n", "\n")).strip()
    if len(said) > MAX_NOTE:
        raise ValueError(f"the comment has {len(said)} characters; at most {MAX_NOTE} are kept")
    return safe(said)

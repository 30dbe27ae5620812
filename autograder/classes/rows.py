"""Rows of the gradebook: those of an assignment's structure, what is stored of a batch, what is added and changed.

A batch costs a number of statements that does not grow with it. Rows are looked for by their cells first, then by the
notebook: that is the order of nbgrader's indices, without which every look goes through the rows of the whole class.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Table, bindparam, select

from ..course import tables
from ..course.database import HasRows
from ..course.structure import cells_of, notebooks_of
from ..text import SafeText, safe

Row = dict[str, SafeText | float | datetime | None]  # a bool is a number too


class Cells:
    """Ids of an assignment's notebooks and cells, by name."""

    def __init__(self, book: HasRows, assignment: SafeText) -> None:
        self.notebooks = notebooks_of(book, assignment)
        self.grades: dict[str, dict[str, SafeText]] = {name: {} for name in self.notebooks}
        self.comments: dict[str, dict[str, SafeText]] = {name: {} for name in self.notebooks}
        for cells, kind in ((self.grades, tables.GRADED), (self.comments, tables.WRITTEN)):
            for name, cell, id in cells_of(book, assignment, kind, tables.TASK):
                cells.setdefault(name, {})[cell] = id

    @property
    def of_submissions(self) -> tuple[Any, ...]:
        """The condition that a submitted notebook is one of the assignment."""
        return (tables.submitted_notebook.c.notebook_id.in_(list(self.notebooks.values())),)

    def among(self, table: Table) -> Any:
        """The condition that a grade, or a comment, is one of the assignment."""
        named = self.grades if table is tables.grade else self.comments
        return table.c.cell_id.in_([id for ids in named.values() for id in ids.values()])


class Stored:
    """What the gradebook has of a batch of submissions, which are locked where it can lock rows."""

    def __init__(self, db: Any, assignment: SafeText, cells: Cells, students: list[SafeText]) -> None:
        of = tables.submitted_assignment.c
        query = select(of.id, of.student_id, of.timestamp)
        query = query.where(of.assignment_id == assignment, of.student_id.in_(students))
        query = query.order_by(of.student_id).with_for_update()
        self.submissions = {row.student_id: row for row in db.execute(query)}
        self.notebooks: dict[tuple[str, str], Any] = {}
        self.grades: dict[tuple[str, str], Any] = {}
        self.comments: dict[tuple[str, str], Any] = {}
        if not self.submissions:
            return
        ids = [row.id for row in self.submissions.values()]
        table = tables.submitted_notebook.c
        notebooks = select(table.id, table.notebook_id, table.assignment_id, table.late_submission_penalty)
        for row in db.execute(notebooks.where(*cells.of_submissions, table.assignment_id.in_(ids))):
            self.notebooks[row.assignment_id, row.notebook_id] = row
        within = [row.id for row in self.notebooks.values()]
        for given, found, names in (
            (tables.grade, self.grades, ("auto_score", "manual_score", "needs_manual_grade")),
            (tables.comment, self.comments, ("auto_comment",)),
        ):
            wanted = [given.c[name] for name in ("id", "cell_id", "notebook_id", *names)]
            for row in db.execute(select(*wanted).where(cells.among(given), given.c.notebook_id.in_(within))):
                found[row.notebook_id, row.cell_id] = row


@dataclass
class Rows:
    """New rows, by table."""

    students: list[Row] = field(default_factory=list)
    submissions: list[Row] = field(default_factory=list)
    notebooks: list[Row] = field(default_factory=list)
    grades: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)

    def submission(self, assignment: SafeText, student: SafeText, timestamp: datetime | None) -> SafeText:
        """Add a submission; its id."""
        row: Row = {"assignment_id": assignment, "student_id": student, "timestamp": timestamp, "extension": None}
        return _added(self.submissions, row)

    def notebook(self, submission: SafeText, notebook: SafeText) -> SafeText:
        """Add a submitted notebook; its id."""
        row: Row = {"assignment_id": submission, "notebook_id": notebook, "late_submission_penalty": None}
        return _added(self.notebooks, {**row, "flagged": False})

    def grade(self, notebook: SafeText, cell: SafeText, automatic: Row) -> None:
        """Add a grade to which no person has given anything."""
        row: Row = {"cell_id": cell, "notebook_id": notebook, "manual_score": None, "extra_credit": None}
        _added(self.grades, row | automatic)

    def comment(self, notebook: SafeText, cell: SafeText, automatic: SafeText | None) -> None:
        """Add a comment to which no person has written anything."""
        row: Row = {"cell_id": cell, "notebook_id": notebook, "manual_comment": None, "auto_comment": automatic}
        _added(self.comments, row)

    def insert(self, db: Any) -> None:
        """Insert all of them."""
        for table, rows in (
            (tables.student, self.students),
            (tables.submitted_assignment, self.submissions),
            (tables.submitted_notebook, self.notebooks),
            (tables.grade, self.grades),
            (tables.comment, self.comments),
        ):
            if rows:
                db.execute(table.insert(), rows)


def _added(rows: list[Row], row: Row) -> SafeText:
    id = safe(uuid4().hex)
    rows.append({"id": id, **row})
    return id


class Changes:
    """Other values for rows that are stored; a row that has them already is not written."""

    def __init__(self) -> None:
        self._rows: dict[Table, list[dict[str, Any]]] = {}

    def of(self, table: Table, stored: Any, values: Row) -> None:
        """Values for a stored row: the same columns in all rows of a table."""
        if any(getattr(stored, name) != value for name, value in values.items()):
            self._rows.setdefault(table, []).append({"row": stored.id, **values})

    def write(self, db: Any) -> None:
        """Write them, in one order whoever writes."""
        for table in (tables.submitted_assignment, tables.submitted_notebook, tables.grade, tables.comment):
            rows = self._rows.get(table)
            if rows:
                rows.sort(key=lambda each: each["row"])
                db.execute(table.update().where(table.c.id == bindparam("row")), rows)

"""nbgrader's tables by their columns, for SQLAlchemy's own language, which needs no mapper.

nbgrader declares them as classes; to load these, with the mapper under them, costs as much processor time as to write
the grades of a class. A test compares each table and column with nbgrader's.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Enum, Float, Interval, MetaData, String, Table, Text, func
from sqlalchemy.types import TypeEngine

_ID = String(32)
_NAME = String(128)
_KINDS = ("code", "markdown")  # of cells
metadata = MetaData()


def _table(name: str, /, **columns: TypeEngine[Any]) -> Table:
    return Table(name, metadata, *(Column(column, kind) for column, kind in columns.items()))


course = _table("course", id=_NAME)
assignment = _table("assignment", id=_ID, name=_NAME, duedate=DateTime(), course_id=_NAME)
notebook = _table("notebook", id=_ID, name=_NAME, assignment_id=_ID, kernelspec=String(1024))
base_cell = _table("base_cell", id=_ID, name=_NAME, notebook_id=_ID, type=String(50))
grade_cells = _table("grade_cells", id=_ID, max_score=Float(), cell_type=Enum(*_KINDS, name="grade_cell_type"))
solution_cells = _table("solution_cells", id=_ID)
task_cells = _table("task_cells", id=_ID, max_score=Float(), cell_type=Enum(*_KINDS, name="grade_cell_type"))
source_cell = _table(
    "source_cell",
    id=_ID,
    name=_NAME,
    cell_type=Enum(*_KINDS, name="source_cell_type"),
    locked=Boolean(),
    source=Text(),
    checksum=_NAME,
    notebook_id=_ID,
)
student = _table("student", id=_NAME, first_name=_NAME, last_name=_NAME, email=_NAME, lms_user_id=_NAME)
submitted_assignment = _table(
    "submitted_assignment", id=_ID, assignment_id=_ID, student_id=_NAME, timestamp=DateTime(), extension=Interval()
)
submitted_notebook = _table(
    "submitted_notebook",
    id=_ID,
    assignment_id=_ID,
    notebook_id=_ID,
    flagged=Boolean(),
    late_submission_penalty=Float(0),
)
grade = _table(
    "grade",
    id=_ID,
    notebook_id=_ID,
    cell_id=_ID,
    auto_score=Float(),
    manual_score=Float(),
    extra_credit=Float(),
    needs_manual_grade=Boolean(),
)
comment = _table("comment", id=_ID, notebook_id=_ID, cell_id=_ID, auto_comment=Text(), manual_comment=Text())
# `base_cell.type` of what is graded, of what a student writes, and of what is both
GRADED, WRITTEN, TASK = "GradeCell", "SolutionCell", "TaskCell"

# what nbgrader's classes reckon of a row: a person's points go before ours, extra credit on top of either
_extra = func.coalesce(grade.c.extra_credit, 0.0)
score = func.coalesce(grade.c.manual_score + _extra, grade.c.auto_score + _extra, 0.0)
said = func.coalesce(comment.c.manual_comment, comment.c.auto_comment)

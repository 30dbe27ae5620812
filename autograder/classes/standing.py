"""Where a class stands: the results of grading, joined with what the gradebook adds to them.

results.jsonl says what the grader found; the gradebook holds what a person made of it (scores, extra credit,
comments) and the penalty for handing in late. Points are counted as nbgrader counts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select

from ..course import tables
from ..course.course import Course
from ..course.database import HasRows
from ..errors import CourseError
from ..text import SafeText, safe
from .keeping import read_results
from .lateness import Lateness, Rules, Standing, settle


@dataclass(frozen=True)
class Mark:
    """What the gradebook holds of one graded cell: the automatic score, and what a person made of it."""

    auto: float | None
    manual: float | None
    extra: float
    asks: bool  # a person is to look at it

    @property
    def points(self) -> float | None:
        """As nbgrader counts: a person's score goes before ours, extra credit on top; None while there is none."""
        score = self.auto if self.manual is None else self.manual
        return None if score is None else score + self.extra


@dataclass(frozen=True)
class CellResult:
    """One graded cell: what the grader found, and the gradebook's mark. tree is its part of results.jsonl."""

    grade_id: str
    kind: str
    status: str
    max_points: float
    message: str
    mistake: str | None
    mark: Mark
    tree: dict[str, Any] = field(repr=False)

    @property
    def points(self) -> float | None:
        """Points, None while they wait for a person."""
        return self.mark.points

    @property
    def by_person(self) -> bool:
        """Whether a person gave the points."""
        return self.mark.manual is not None

    @property
    def outcome(self) -> str:
        """The status, or more than it: "scored" where a person gave points to what waited for one, "stopped" where
        something is not there because its cell ended with an error."""
        if self.status == "missing" and self.tree.get("stopped"):
            return "stopped"
        return "scored" if self.by_person and self.status == "ungraded" else self.status

    @property
    def out_of_step(self) -> bool:
        """Whether the gradebook has another automatic score than the results: it was graded elsewhere since."""
        return self.mark.auto != self.tree["points"]


@dataclass(frozen=True)
class NotebookResult:
    """One notebook of a submission; comments by the id of their cell."""

    name: str
    problem: str
    flags: list[str]
    cells: list[CellResult]
    comments: dict[str, str]
    penalty: float

    @property
    def raw_points(self) -> float:
        """Known points before the penalty."""
        return sum(cell.points or 0.0 for cell in self.cells)

    @property
    def points(self) -> float:
        """Known points after the penalty for handing in late, as nbgrader exports them."""
        return max(0.0, self.raw_points - self.penalty)

    @property
    def max_points(self) -> float:
        """Points that can be earned."""
        return sum(cell.max_points for cell in self.cells)

    @property
    def waiting(self) -> float:
        """Points that wait for a person."""
        return sum(cell.max_points for cell in self.cells if cell.points is None)


@dataclass(frozen=True)
class StudentResult:
    """One student's graded submission."""

    student: SafeText
    flags: list[str]
    notebooks: list[NotebookResult]
    lateness: Lateness
    left_out: int = 0  # files that were not taken

    @property
    def cells(self) -> list[CellResult]:
        """Graded cells of all notebooks."""
        return [cell for notebook in self.notebooks for cell in notebook.cells]

    @property
    def penalty(self) -> float:
        """Points taken off for handing in late."""
        return sum(notebook.penalty for notebook in self.notebooks)

    @property
    def points(self) -> float:
        """Known points after penalties."""
        return max(0.0, sum(notebook.raw_points for notebook in self.notebooks) - self.penalty)

    @property
    def waiting(self) -> float:
        """Points that wait for a person."""
        return sum(notebook.waiting for notebook in self.notebooks)

    @property
    def is_undecided(self) -> bool:
        """Whether points wait for a person, or may be others once a person has looked: no grade for an LMS yet."""
        return bool(self.waiting) or any(cell.mark.asks for cell in self.cells)


@dataclass
class Marks:
    """The gradebook's marks of an assignment, by (student, notebook) and then by cell."""

    grades: dict[tuple[str, str], dict[str, Mark]] = field(default_factory=dict)
    comments: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    penalties: dict[tuple[str, str], float] = field(default_factory=dict)
    class_list: list[str] = field(default_factory=list)
    standing: Standing = field(default_factory=lambda: Standing(Rules(None, None, None, declared=False)))


def read_marks(course: Course, assignment: str) -> Marks:
    """All marks of an assignment in few queries: one a student and cell would take minutes.

    What the course declares of lateness holds in the gradebook then: see `lateness.settle`.
    """
    marks = Marks()
    with course.gradebook_rows() as book:
        marks.standing = settle(course, assignment, book=book)
        who, cell_name = (tables.student.c.id, tables.notebook.c.name), tables.base_cell.c.name
        of = tables.grade.c
        grade = (of.auto_score, of.manual_score, of.extra_credit, of.needs_manual_grade)
        found = rows_of(book, assignment, tables.grade, *who, cell_name, *grade)
        for student, notebook, cell, auto, manual, extra, asks in found:
            marks.grades.setdefault((student, notebook), {})[cell] = Mark(auto, manual, extra or 0.0, asks)
        found = rows_of(book, assignment, tables.comment, *who, cell_name, tables.said)
        for student, notebook, cell, text in found:
            if text:
                marks.comments.setdefault((student, notebook), {})[cell] = text
        found = rows_of(book, assignment, None, *who, tables.submitted_notebook.c.late_submission_penalty)
        for student, notebook, penalty in found:
            marks.penalties[student, notebook] = penalty or 0.0
        marks.class_list = sorted(book.db.execute(select(tables.student.c.id)).scalars())
    return marks


def rows_of(book: HasRows, assignment: str, table: Table | None, *columns: Any, where: Sequence[Any] = ()) -> list[Any]:
    """Rows of the submitted notebooks of an assignment, joined with a table of their cells where one is given."""
    of, cell = tables.submitted_notebook, tables.base_cell
    query = select(*columns).select_from(of).join(tables.notebook, of.c.notebook_id == tables.notebook.c.id)
    query = query.join(tables.submitted_assignment, of.c.assignment_id == tables.submitted_assignment.c.id)
    query = query.join(tables.student, tables.submitted_assignment.c.student_id == tables.student.c.id)
    query = query.join(tables.assignment, tables.submitted_assignment.c.assignment_id == tables.assignment.c.id)
    if table is not None:
        query = query.join(table, table.c.notebook_id == of.c.id).join(cell, table.c.cell_id == cell.c.id)
    return list(book.db.execute(query.where(tables.assignment.c.name == assignment, *where)))


def graded_class(course: Course, assignment: str, marks: Marks) -> list[StudentResult]:
    """The graded submissions by student. Raises CourseError when nothing was graded yet."""
    trees = read_results(course, assignment)
    if not trees:
        raise CourseError(f"Nothing of {assignment} was graded yet. Run: autograder grade {assignment}")
    return [_student_result(tree, marks) for tree in trees]


def _student_result(tree: dict[str, Any], marks: Marks) -> StudentResult:
    notebooks = []
    for about in tree["notebooks"]:
        key = tree["student"], about["notebook"]
        grades = marks.grades.get(key, {})
        cells = [_cell_result(cell, grades.get(cell["grade_id"])) for cell in about["cells"]]
        comments, penalty = marks.comments.get(key, {}), marks.penalties.get(key, 0.0)
        notebooks.append(NotebookResult(about["notebook"], about["problem"], about["flags"], cells, comments, penalty))
    lateness = marks.standing.of.get(tree["student"])
    if lateness is None:  # the gradebook has lost the student
        return StudentResult(safe(tree["student"]), tree["flags"], notebooks, Lateness(0.0, None))
    now = {"late": lateness.late, "time-unknown": lateness.unknown}  # the due date may be another since the grading
    flags = {flag for flag in tree["flags"] if flag not in now} | {flag for flag, holds in now.items() if holds}
    return StudentResult(safe(tree["student"]), sorted(flags), notebooks, lateness, int(tree.get("left_out", 0)))


def _cell_result(cell: dict[str, Any], mark: Mark | None) -> CellResult:
    if mark is None:  # the gradebook has lost the student: what the results say
        mark = Mark(cell["points"], None, 0.0, cell["points"] is None)
    said = {key: cell[key] for key in ("grade_id", "kind", "status", "max_points", "message")}
    return CellResult(**said, mistake=cell.get("mistake"), mark=mark, tree=cell)

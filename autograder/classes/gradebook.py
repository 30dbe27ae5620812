"""Grades into nbgrader's gradebook, as nbgrader itself writes them, so that formgrader and exports go on working.

There is one writer. It takes submissions in batches, each in one transaction: after a kill, a batch is there or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from nbgrader.api import Comment, Grade, Gradebook, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import bindparam, select, update

from ..course.course import Course
from ..grading.results import NO_ANSWER, GradedCell, GradedNotebook
from ..text import SafeText, safe
from .lateness import Standing, settle

Same = Callable[[GradedNotebook, GradedCell], bool]  # whether the work is what it was
Row = dict[str, SafeText | float | datetime | None]  # a bool is a number too
# these ask for a person even where the points are known
FOR_A_PERSON = {"unreadable", "crashed", "memory"}


def asks_for_a_person(graded: GradedNotebook) -> bool:
    """Whether somebody should look at the whole notebook."""
    return bool(graded.problem)


def write_scores(
    book: Gradebook, graded: GradedNotebook, assignment: str, student: str, *, same_work: bool = False
) -> None:
    """Write the automatic scores of one notebook. A person's score and comments stay as they are.

    same_work: it is the work to which a person may have given points; else they are to look at it again, as nbgrader
    has it.
    """
    for cell in graded.cells:
        grade = book.find_grade(cell.grade_id, graded.name, assignment, student)
        again = not same_work or grade.needs_manual_grade or grade.auto_score != cell.points
        for name, value in _automatic(graded, cell, again=None if grade.manual_score is None else again).items():
            setattr(grade, name, value)
    submission = book.find_submission_notebook(graded.name, assignment, student)
    for comment in submission.comments:
        comment.auto_comment = _automatic_comment(graded, comment.name)
    book.db.commit()


def _automatic(graded: GradedNotebook | None, cell: GradedCell | None, *, again: bool | None = None) -> Row:
    """What the gradebook is told of a graded cell: here, and nowhere else, a result becomes a score.

    again: whether a person who gave points is to look whether they still hold; None where nobody gave any.
    """
    if graded is None or cell is None:
        return {"auto_score": None, "needs_manual_grade": True}
    needs = cell.points is None or cell.status in FOR_A_PERSON or cell.asks or asks_for_a_person(graded)
    return {"auto_score": cell.points, "needs_manual_grade": needs if again is None else again}


def _automatic_comment(graded: GradedNotebook | None, cell: str) -> SafeText | None:
    """What is said of one of the student's cells."""
    return safe(NO_ANSWER) if graded is not None and cell in graded.unanswered else None


@dataclass
class Entry:
    """One student's submission as the gradebook is to have it."""

    student: SafeText
    notebooks: list[GradedNotebook]
    timestamp: datetime | None = None
    late: bool = False  # set by the writer


class Writer:
    """Writes the submissions of one assignment. A context manager."""

    def __init__(self, course: Course, assignment: str) -> None:
        self._course, self._assignment = course, assignment
        self._book = course.gradebook()
        settle(course, assignment, [], self._book)  # the due date; a declaration that will not do is told at once
        known = self._book.find_assignment(assignment)
        self._id, self._due = safe(known.id), known.duedate is not None
        self._notebooks = {notebook.name: safe(notebook.id) for notebook in known.notebooks}
        self._cells = {
            notebook.name: {
                "grades": {cell.name: safe(cell.id) for cell in (*notebook.grade_cells, *notebook.task_cells)},
                "comments": {cell.name: safe(cell.id) for cell in (*notebook.solution_cells, *notebook.task_cells)},
            }
            for notebook in known.notebooks
        }
        self._students = set(self._book.db.execute(select(Student.id)).scalars())

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def write(self, entries: Iterable[Entry]) -> None:
        """Write a batch: all of it, or, when something stops us, nothing."""
        entries = list(entries)
        known = set(self._students)
        with self._undone(known):
            self._write(entries)
        self._look_at_times(entries)

    def correct(self, entry: Entry) -> None:
        """Write the scores of the cells that its notebooks have, and nothing else but the penalty of these points."""
        with self._undone(set(self._students)):
            for graded in entry.notebooks:
                write_scores(self._book, graded, self._assignment, entry.student, same_work=True)
        self._look_at_times([entry])

    def ask_again(self, student: SafeText, notebooks: list[GradedNotebook], same: Same) -> None:
        """Where a person gave points to what is not the same now, ask whether they still hold.

        It is asked before the new work takes the old one's place: after a kill, nobody could compare them.
        """
        columns = (Grade.id, Grade.cell_id, Grade.auto_score)
        query = select(*columns).join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        query = query.join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        mine = (SubmittedAssignment.assignment_id == self._id, SubmittedAssignment.student_id == student)
        found = self._book.db.execute(query.where(*mine, Grade.manual_score.is_not(None))).all()
        by_hand = {row.cell_id: row for row in found}
        if not by_hand:
            return
        asked = [
            by_hand[id].id
            for graded in notebooks
            for cell in graded.cells
            for id in [self._cells[graded.name]["grades"][cell.grade_id]]
            if id in by_hand and not (by_hand[id].auto_score == cell.points and same(graded, cell))
        ]
        if asked:
            with self._undone(set(self._students)):
                self._book.db.execute(
                    update(Grade.__table__).where(Grade.__table__.c.id.in_(asked)).values(needs_manual_grade=True)
                )
                self._book.db.commit()

    def _look_at_times(self, entries: list[Entry]) -> None:
        """Due date, extensions and penalties, once the scores are there."""
        if not self._due:
            return
        with self._undone(set(self._students)):
            found = settle(self._course, self._assignment, [entry.student for entry in entries], self._book)
        for entry in entries:
            with self._undone(set(self._students)):
                self._look_whether_late(entry, found)

    @contextmanager
    def _undone(self, students: set[str]) -> Iterator[None]:
        """What fails leaves nothing in the gradebook, and the gradebook fit for the next."""
        try:
            yield
        except BaseException:
            self._book.db.rollback()
            self._students = students
            raise

    def _write(self, entries: list[Entry]) -> None:
        """All rows of a batch, in one transaction."""
        db = self._book.db
        names = [entry.student for entry in entries]
        of_assignment = (SubmittedAssignment.assignment_id == self._id, SubmittedAssignment.student_id.in_(names))
        present = {
            row.student_id: row.id
            for row in db.execute(select(SubmittedAssignment.id, SubmittedAssignment.student_id).where(*of_assignment))
        }
        kinds = ("students", "submissions", "notebooks", "grades", "comments")
        new: dict[str, list[Row]] = {kind: [] for kind in kinds}
        for entry in entries:
            if entry.student not in self._students:
                new["students"].append({"id": entry.student})
                self._students.add(entry.student)
            if entry.student in present:
                self._update(present[entry.student], entry)
            else:
                self._add(entry, new)
        for table, rows in (
            (Student, new["students"]),
            (SubmittedAssignment, new["submissions"]),
            (SubmittedNotebook, new["notebooks"]),
            (Grade, new["grades"]),
            (Comment, new["comments"]),
        ):
            if rows:
                db.execute(table.__table__.insert(), rows)
        db.commit()

    def _add(self, entry: Entry, new: dict[str, list[Row]]) -> None:
        """Rows of a submission that the gradebook does not have, in the structure of the assignment."""
        submission = safe(uuid4().hex)
        row: Row = {
            "id": submission,
            "assignment_id": self._id,
            "student_id": entry.student,
            "timestamp": entry.timestamp,
        }
        new["submissions"].append({**row, "extension": None})
        graded = {notebook.name: notebook for notebook in entry.notebooks}
        for name, notebook_id in self._notebooks.items():
            notebook = safe(uuid4().hex)
            new["notebooks"].append(
                {
                    "id": notebook,
                    "assignment_id": submission,
                    "notebook_id": notebook_id,
                    "late_submission_penalty": None,
                }
            )
            mine = graded.get(name)
            cells = {} if mine is None else {cell.grade_id: cell for cell in mine.cells}
            for cell_name, cell_id in self._cells[name]["grades"].items():
                row = {"id": safe(uuid4().hex), "cell_id": cell_id, "notebook_id": notebook, "manual_score": None}
                new["grades"].append({**row, "extra_credit": None, **_automatic(mine, cells.get(cell_name))})
            for cell_name, cell_id in self._cells[name]["comments"].items():
                row = {"id": safe(uuid4().hex), "cell_id": cell_id, "notebook_id": notebook, "manual_comment": None}
                new["comments"].append({**row, "auto_comment": _automatic_comment(mine, cell_name)})

    def _update(self, submission: str, entry: Entry) -> None:
        """New scores in a submission that the gradebook has; what a person wrote stays."""
        db = self._book.db
        if entry.timestamp is not None:
            db.execute(
                update(SubmittedAssignment)
                .where(SubmittedAssignment.id == submission)
                .values(timestamp=entry.timestamp)
                .execution_options(synchronize_session=False)
            )
        ids = {
            row.notebook_id: row.id
            for row in db.execute(
                select(SubmittedNotebook.id, SubmittedNotebook.notebook_id).where(
                    SubmittedNotebook.assignment_id == submission
                )
            )
        }
        for graded in entry.notebooks:
            notebook = ids[self._notebooks[graded.name]]
            columns = (Grade.cell_id, Grade.manual_score, Grade.needs_manual_grade)
            again = {
                row.cell_id: bool(row.needs_manual_grade)  # as `ask_again` has left it
                for row in db.execute(select(*columns).where(Grade.notebook_id == notebook))
                if row.manual_score is not None
            }
            grades = self._cells[graded.name]["grades"]
            rows = [
                {"cell": id, **_automatic(graded, cell, again=again.get(id))}
                for cell in graded.cells
                for id in [grades[cell.grade_id]]
            ]
            table = Grade.__table__
            if rows:
                where = (table.c.notebook_id == notebook, table.c.cell_id == bindparam("cell"))
                db.execute(table.update().where(*where), rows)
            comments = [
                {"cell": id, "auto_comment": _automatic_comment(graded, name)}
                for name, id in self._cells[graded.name]["comments"].items()
            ]
            table = Comment.__table__
            if comments:
                where = (table.c.notebook_id == notebook, table.c.cell_id == bindparam("cell"))
                db.execute(table.update().where(*where), comments)
            db.execute(
                SubmittedNotebook.__table__.update()
                .where(SubmittedNotebook.__table__.c.id == notebook)
                .values(late_submission_penalty=None)
            )

    def _look_whether_late(self, entry: Entry, found: Standing) -> None:
        """Late or not, and nbgrader's own step with the plug-in of the course where this declares no policy."""
        entry.late = found.of[entry.student].late
        if not entry.late or found.rules.declared:
            return
        from nbgrader.preprocessors import AssignLatePenalties  # with all of nbconvert

        for graded in entry.notebooks:
            about = {
                "student": entry.student,
                "assignment": self._assignment,
                "notebook": graded.name,
                "db_url": self._course.directory.db_url,
            }
            AssignLatePenalties(config=self._course.config).preprocess(graded.notebook, {"nbgrader": about})

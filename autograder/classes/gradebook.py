"""Grades into nbgrader's gradebook, as nbgrader itself writes them, so that formgrader and exports go on working.

There is one writer. It takes submissions in batches, each in one transaction: after a kill, a batch is there or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from ..course import tables
from ..course.course import Course
from ..course.structure import assignment_row
from ..errors import CourseError
from ..grading.results import NO_ANSWER, GradedCell, GradedNotebook
from ..text import SafeText, safe
from .lateness import Standing, settle
from .rows import Cells, Changes, Row, Rows, Stored
from .transactions import Transactions

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

Same = Callable[[GradedNotebook, GradedCell], bool]  # whether the work is what it was
# these ask for a person even where the points are known
FOR_A_PERSON = {"unreadable", "crashed", "memory"}


def asks_for_a_person(graded: GradedNotebook) -> bool:
    """Whether somebody should look at the whole notebook."""
    return bool(graded.problem)


def write_scores(book: Gradebook, graded: GradedNotebook, assignment: str, student: str) -> None:
    """Write the automatic scores of one notebook, as a step of nbgrader's own. A person's score and comments stay as
    they are, and are to be looked at again, as nbgrader has it."""
    for cell in graded.cells:
        mark = book.find_grade(cell.grade_id, graded.name, assignment, student)
        for name, value in _automatic(graded, cell, again=None if mark.manual_score is None else True).items():
            setattr(mark, name, value)
    submission = book.find_submission_notebook(graded.name, assignment, student)
    for remark in submission.comments:
        remark.auto_comment = _automatic_comment(graded, remark.name)
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
        self._book = course.gradebook_rows()
        self._transactions = Transactions(self._book)
        # the due date; a declaration that will not do is told at once
        self._transactions.run(lambda: settle(course, assignment, [], self._book), writes=False)
        self._due = self._look_up().duedate is not None
        self._book.db.rollback()  # nothing is held while the first are graded

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def _look_up(self) -> Any:
        """The assignment as it is released now."""
        known = assignment_row(self._book, self._assignment)
        if known is None:
            raise CourseError(f"{self._assignment} is not in the gradebook. Run: autograder release {self._assignment}")
        self._id = safe(known.id)
        self._cells = Cells(self._book, self._id)
        return known

    def write(self, entries: Iterable[Entry]) -> None:
        """Write a batch: all of it, or, when something stops us, nothing."""
        # in one order, whoever writes: of two graders one waits, and never each for the other
        entries = sorted(entries, key=lambda entry: entry.student)
        self._transactions.run(lambda: self._write(entries))
        self._look_at_times(entries)

    def correct(self, entry: Entry) -> None:
        """Write the scores of the cells that its notebooks have, and nothing else but the penalty of these points.

        The work is the same: a person who gave points is asked only where others are automatic now. Raises LookupError
        when the gradebook does not have the submission.
        """
        self._transactions.run(lambda: self._correct(entry))
        self._look_at_times([entry])

    def _correct(self, entry: Entry) -> None:
        self._look_up()
        stored, changes = Stored(self._book.db, self._id, self._cells, [entry.student]), Changes()
        submission = stored.submissions.get(entry.student)
        for graded in entry.notebooks:
            notebook = submission and stored.notebooks.get((submission.id, self._cells.notebooks.get(graded.name, "")))
            if notebook is None:
                raise LookupError(f"the gradebook does not have its {graded.name}: grade {self._assignment} anew")
            for cell in graded.cells:
                mark = stored.grades.get((notebook.id, self._cells.grades[graded.name].get(cell.grade_id, "")))
                if mark is None:
                    raise LookupError(f"the gradebook does not have its {cell.grade_id}: grade {self._assignment} anew")
                asks = mark.needs_manual_grade or mark.auto_score != cell.points
                again = None if mark.manual_score is None else bool(asks)
                changes.of(tables.grade, mark, _automatic(graded, cell, again=again))
            self._remark(stored, notebook.id, graded, changes)
        changes.write(self._book.db)

    def ask_again(self, student: SafeText, notebooks: list[GradedNotebook], same: Same) -> None:
        """Where a person gave points to what is not the same now, ask whether they still hold.

        It is asked before the new work takes the old one's place: after a kill, nobody could compare them.
        """
        grade, notebook, submission = tables.grade.c, tables.submitted_notebook.c, tables.submitted_assignment.c
        query = select(grade.id, grade.cell_id, grade.auto_score)
        query = query.join(tables.submitted_notebook, grade.notebook_id == notebook.id)
        query = query.join(tables.submitted_assignment, notebook.assignment_id == submission.id)
        query = query.where(submission.assignment_id == self._id, submission.student_id == student)
        query = query.where(*self._cells.of_submissions, self._cells.among(tables.grade))
        found = self._transactions.read(query.where(grade.manual_score.is_not(None)))
        by_hand = {row.cell_id: row for row in found}
        if not by_hand:
            return
        asked = [
            by_hand[id].id
            for graded in notebooks
            for cell in graded.cells
            for id in [self._cells.grades[graded.name][cell.grade_id]]
            if id in by_hand and not (by_hand[id].auto_score == cell.points and same(graded, cell))
        ]
        if asked:
            ask = update(tables.grade).where(grade.id.in_(asked)).values(needs_manual_grade=True)
            self._transactions.run(lambda: self._book.db.execute(ask))

    def _look_at_times(self, entries: list[Entry]) -> None:
        """Due date, extensions and penalties, once the scores are there."""
        if not self._due:
            return
        students = [str(entry.student) for entry in entries]
        settled = self._transactions.run(lambda: settle(self._course, self._assignment, students, self._book))
        for entry in entries:
            self._transactions.run(lambda: self._look_whether_late(entry, settled), writes=False)  # noqa: B023

    def _write(self, entries: list[Entry]) -> None:
        """All rows of a batch, in one transaction."""
        self._look_up()  # a release meanwhile may have made its notebooks anew
        db, new, changes = self._book.db, Rows(), Changes()
        names = [entry.student for entry in entries]
        known = set(db.execute(select(tables.student.c.id).where(tables.student.c.id.in_(names))).scalars())
        stored = Stored(db, self._id, self._cells, names)
        for entry in entries:
            if entry.student not in known:
                new.students.append({"id": entry.student})
            if entry.student in stored.submissions:
                self._update(stored, entry, new, changes)
            else:
                self._add(entry, new)
        new.insert(db)
        changes.write(db)

    def _add(self, entry: Entry, new: Rows) -> None:
        """Rows of a submission that the gradebook does not have, in the structure of the assignment."""
        submission = new.submission(self._id, entry.student, entry.timestamp)
        graded = {notebook.name: notebook for notebook in entry.notebooks}
        for name in self._cells.notebooks:
            self._add_notebook(submission, name, graded.get(name), new)

    def _add_notebook(self, submission: SafeText, name: str, mine: GradedNotebook | None, new: Rows) -> None:
        notebook = new.notebook(submission, self._cells.notebooks[name])
        cells = {} if mine is None else {cell.grade_id: cell for cell in mine.cells}
        for cell_name, cell_id in self._cells.grades[name].items():
            new.grade(notebook, cell_id, _automatic(mine, cells.get(cell_name)))
        for cell_name, cell_id in self._cells.comments[name].items():
            new.comment(notebook, cell_id, _automatic_comment(mine, cell_name))

    def _update(self, stored: Stored, entry: Entry, new: Rows, changes: Changes) -> None:
        """New scores in a submission that the gradebook has; what a person wrote stays."""
        submission = stored.submissions[entry.student]
        if entry.timestamp is not None:
            changes.of(tables.submitted_assignment, submission, {"timestamp": entry.timestamp})
        for graded in entry.notebooks:
            notebook = stored.notebooks.get((submission.id, self._cells.notebooks[graded.name]))
            if notebook is None:  # it was made for another release of the assignment
                self._add_notebook(submission.id, graded.name, graded, new)
                continue
            changes.of(tables.submitted_notebook, notebook, {"late_submission_penalty": None})
            for cell in graded.cells:
                mark = stored.grades.get((notebook.id, self._cells.grades[graded.name][cell.grade_id]))
                if mark is not None:
                    by_hand = mark.manual_score is not None  # then it is asked as `ask_again` has left it
                    again = bool(mark.needs_manual_grade) if by_hand else None
                    changes.of(tables.grade, mark, _automatic(graded, cell, again=again))
            self._remark(stored, notebook.id, graded, changes)

    def _remark(self, stored: Stored, notebook: str, graded: GradedNotebook, changes: Changes) -> None:
        for name, id in self._cells.comments[graded.name].items():
            remark = stored.comments.get((notebook, id))
            if remark is not None:
                changes.of(tables.comment, remark, {"auto_comment": _automatic_comment(graded, name)})

    def _look_whether_late(self, entry: Entry, found: Standing) -> None:
        """Late or not, and nbgrader's own step with the plug-in of the course where this declares no policy."""
        entry.late = found.of[entry.student].late
        if not entry.late or found.rules.declared:
            return
        from nbgrader.preprocessors import AssignLatePenalties  # with all of nbconvert

        from ..course.mapped import let_nbgrader_wait

        let_nbgrader_wait()
        for graded in entry.notebooks:
            about = {
                "student": entry.student,
                "assignment": self._assignment,
                "notebook": graded.name,
                "db_url": self._course.directory.db_url,
            }
            AssignLatePenalties(config=self._course.config).preprocess(graded.notebook, {"nbgrader": about})

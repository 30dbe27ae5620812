"""Grades into nbgrader's gradebook, as nbgrader itself writes them, so that formgrader and exports go on working.

There is one writer. It takes submissions in batches, each in one transaction: after a kill, a batch is there or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import Comment, Grade, Gradebook, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select, update

from ..course.course import Course
from ..grading.results import NO_ANSWER, GradedCell, GradedNotebook
from ..text import SafeText, safe
from .lateness import Standing, settle
from .rows import Cells, Changes, Row, Rows, Stored
from .transactions import Transactions

Same = Callable[[GradedNotebook, GradedCell], bool]  # whether the work is what it was
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
        self._transactions = Transactions(self._book)
        # the due date; a declaration that will not do is told at once
        self._transactions.run(lambda: settle(course, assignment, [], self._book), writes=False)
        known = self._book.find_assignment(assignment)
        self._id, self._due = safe(known.id), known.duedate is not None
        self._cells = Cells(known)
        self._book.db.rollback()  # nothing is held while the first are graded

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def write(self, entries: Iterable[Entry]) -> None:
        """Write a batch: all of it, or, when something stops us, nothing."""
        # in one order, whoever writes: of two graders one waits, and never each for the other
        entries = sorted(entries, key=lambda entry: entry.student)
        self._transactions.run(lambda: self._write(entries))
        self._look_at_times(entries)

    def correct(self, entry: Entry) -> None:
        """Write the scores of the cells that its notebooks have, and nothing else but the penalty of these points."""

        def write() -> None:
            for graded in entry.notebooks:
                write_scores(self._book, graded, self._assignment, entry.student, same_work=True)

        self._transactions.run(write, writes=False)  # it ends a transaction for each notebook
        self._look_at_times([entry])

    def ask_again(self, student: SafeText, notebooks: list[GradedNotebook], same: Same) -> None:
        """Where a person gave points to what is not the same now, ask whether they still hold.

        It is asked before the new work takes the old one's place: after a kill, nobody could compare them.
        """
        columns = (Grade.id, Grade.cell_id, Grade.auto_score)
        query = select(*columns).join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        query = query.join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        mine = (SubmittedAssignment.assignment_id == self._id, SubmittedAssignment.student_id == student)
        query = query.where(*mine, *self._cells.of_submissions, self._cells.among(Grade))
        found = self._transactions.read(query.where(Grade.manual_score.is_not(None)))
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
            ask = update(Grade.__table__).where(Grade.__table__.c.id.in_(asked)).values(needs_manual_grade=True)
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
        known = self._book.find_assignment(self._assignment)  # a release meanwhile may have made its notebooks anew
        self._id, self._cells = safe(known.id), Cells(known)
        db, new, changes = self._book.db, Rows(), Changes()
        names = [entry.student for entry in entries]
        known = set(db.execute(select(Student.id).where(Student.id.in_(names))).scalars())
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
            changes.of(SubmittedAssignment, submission, {"timestamp": entry.timestamp})
        for graded in entry.notebooks:
            notebook = stored.notebooks.get((submission.id, self._cells.notebooks[graded.name]))
            if notebook is None:  # it was made for another release of the assignment
                self._add_notebook(submission.id, graded.name, graded, new)
                continue
            changes.of(SubmittedNotebook, notebook, {"late_submission_penalty": None})
            for cell in graded.cells:
                grade = stored.grades.get((notebook.id, self._cells.grades[graded.name][cell.grade_id]))
                if grade is not None:
                    by_hand = grade.manual_score is not None  # then it is asked as `ask_again` has left it
                    again = bool(grade.needs_manual_grade) if by_hand else None
                    changes.of(Grade, grade, _automatic(graded, cell, again=again))
            for name, id in self._cells.comments[graded.name].items():
                comment = stored.comments.get((notebook.id, id))
                if comment is not None:
                    changes.of(Comment, comment, {"auto_comment": _automatic_comment(graded, name)})

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

"""Everybody who was graded, with points as the gradebook has them: by us, or by `nbgrader autograde` alone."""

from __future__ import annotations

from dataclasses import dataclass

from ..course.course import Course
from ..course.structure import assignment_row, max_points_of
from ..errors import CourseError
from ..text import safe
from .keeping import read_results
from .lateness import Lateness
from .standing import CellResult, Marks, NotebookResult, StudentResult, graded_class, read_marks


@dataclass(frozen=True)
class Scores:
    """An assignment's graded students, and what can be earned."""

    assignment: str
    students: dict[str, StudentResult]
    max_points: float


def scores_of(course: Course, assignment: str) -> Scores:
    """The scores of an assignment. Raises CourseError when nothing was graded.

    A student that only the gradebook knows has cells without a message.
    """
    marks = read_marks(course, assignment)
    known = graded_class(course, assignment, marks) if read_results(course, assignment) else []
    students = {str(each.student): each for each in known}
    limits = _max_points(course, assignment)
    for student in sorted({student for student, _ in marks.grades} - set(students)):
        notebooks = [_of_gradebook(student, name, marks, limits) for name in sorted({name for name, _ in limits})]
        lateness = marks.standing.of.get(student, Lateness(0.0, None))
        students[student] = StudentResult(safe(student), [], notebooks, lateness)
    if not students:
        raise CourseError(f"Nothing of {assignment} was graded yet. Run: autograder grade {assignment}")
    return Scores(assignment, students, sum(limits.values()))


def _max_points(course: Course, assignment: str) -> dict[tuple[str, str], float]:
    """What each graded cell can earn, by (notebook, cell)."""
    with course.gradebook_rows() as book:
        known = assignment_row(book, assignment)
        if known is None:
            raise CourseError(f"{assignment} is not in the gradebook. Run: autograder release {assignment}")
        return max_points_of(book, known.id)


def _of_gradebook(student: str, name: str, marks: Marks, limits: dict[tuple[str, str], float]) -> NotebookResult:
    """A notebook as the gradebook alone tells it."""
    grades = marks.grades.get((student, name), {})
    cells = []
    for cell, mark in grades.items():
        most = limits.get((name, cell), 0.0)
        status = "ungraded" if mark.points is None else "pass" if mark.points >= most else "partial"
        cells.append(CellResult(cell, "test", status, most, "", None, mark, {"points": mark.auto}))
    comments, penalty = marks.comments.get((student, name), {}), marks.penalties.get((student, name), 0.0)
    return NotebookResult(name, "", [], cells, comments, penalty)

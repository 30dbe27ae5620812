"""Grades into nbgrader's gradebook, as nbgrader itself writes them, so that formgrader and exports go on working."""

from __future__ import annotations

from nbgrader.api import Gradebook

from .grading import NO_ANSWER, GradedNotebook

# these ask for a person even where the points are known
FOR_A_PERSON = {"unreadable", "crashed", "memory"}


def asks_for_a_person(graded: GradedNotebook) -> bool:
    """Whether somebody should look at the whole notebook."""
    return bool(graded.problem) or "tampered" in graded.flags


def record(book: Gradebook, graded: GradedNotebook, assignment: str, student: str) -> None:
    """Write the automatic scores of one notebook. A person's score and comments stay as they are."""
    for cell in graded.cells:
        grade = book.find_grade(cell.grade_id, graded.name, assignment, student)
        grade.auto_score = cell.points
        grade.needs_manual_grade = (
            cell.points is None
            or grade.manual_score is not None
            or cell.status in FOR_A_PERSON
            or asks_for_a_person(graded)
        )
    unanswered = {cell.grade_id for cell in graded.cells if cell.message == NO_ANSWER}
    submission = book.find_submission_notebook(graded.name, assignment, student)
    for comment in submission.comments:
        comment.auto_comment = NO_ANSWER if comment.name in unanswered else None
    book.db.commit()

"""`autograder regrade --diff`: who gains and who loses, before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from ..course.course import Course
from .batch import Batch, choose_students
from .keeping import read_results
from .submission import Submission


@dataclass(frozen=True)
class Change:
    """One graded cell whose result is another now. before is None where nothing was graded yet."""

    student: str
    notebook: str
    cell: str
    before: tuple[float | None, str] | None
    after: tuple[float | None, str]

    @property
    def gain(self) -> float:
        """Points more; what waits for a person counts nothing."""
        return (self.after[0] or 0.0) - ((self.before[0] or 0.0) if self.before else 0.0)

    def __str__(self) -> str:
        was = "not graded" if self.before is None else f"{_points(self.before[0])} {self.before[1]}"
        return f"{self.student:20} {self.cell:32} {was} -> {_points(self.after[0])} {self.after[1]} ({self.gain:+g})"


def _points(points: float | None) -> str:
    return "–" if points is None else f"{points:g}"


def changes(
    course: Course,
    name: str,
    *,
    students: list[str] | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    progress: Callable[[Submission], None] = lambda submission: None,
) -> list[Change]:
    """Grade everything again, write nothing, and tell what would change."""
    old = {tree["student"]: _cells(tree) for tree in read_results(course, name)}
    batch = Batch(course, name, seed=seed)
    graded: dict[str, dict[tuple[str, str], tuple[float | None, str]]] = {}
    with closing(batch.graded(choose_students(course, name, students), jobs=jobs)) as submissions:
        for submission in submissions:
            graded[submission.student] = _cells(submission.to_tree())
            progress(submission)
    found = []
    for student, cells in sorted(graded.items()):
        for (notebook, cell), after in cells.items():
            was = old.get(student, {}).get((notebook, cell))
            if was != after:
                found.append(Change(student, notebook, cell, was, after))
    return found


def _cells(tree: dict[str, Any]) -> dict[tuple[str, str], tuple[float | None, str]]:
    return {
        (notebook["notebook"], cell["grade_id"]): (cell["points"], cell["status"])
        for notebook in tree["notebooks"]
        for cell in notebook["cells"]
    }

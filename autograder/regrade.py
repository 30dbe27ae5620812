"""`autograder regrade --diff`: who gains and who loses, before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .batch import grade_assignment, read_results
from .course import Course
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
    graded = grade_assignment(course, name, students=students, jobs=jobs, seed=seed, write=False, progress=progress)
    found = []
    for submission in graded:
        before = old.get(submission.student, {})
        for (notebook, cell), after in _cells(submission.to_tree()).items():
            was = before.get((notebook, cell))
            if was != after:
                found.append(Change(submission.student, notebook, cell, was, after))
    return found


def _cells(tree: dict[str, Any]) -> dict[tuple[str, str], tuple[float | None, str]]:
    return {
        (notebook["notebook"], cell["grade_id"]): (cell["points"], cell["status"])
        for notebook in tree["notebooks"]
        for cell in notebook["cells"]
    }

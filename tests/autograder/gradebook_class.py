"""A course of one assignment in a gradebook, and a class whose scores are what a test says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.classes.gradebook import Entry
from autograder.course.course import Course
from autograder.grading.results import GradedCell, GradedNotebook
from autograder.text import safe

CELLS = 8
NOTEBOOK = safe("hw")


def a_course(folder: Path, url: str) -> Course:
    """A course with one assignment of one notebook in its gradebook."""
    config = Config()
    config.CourseDirectory.db_url = url
    folder.mkdir(exist_ok=True)
    course = Course(folder, config)
    with course.gradebook() as book:
        book.add_assignment("03")
        structure(book)
    return course


def structure(book: Gradebook) -> None:
    book.add_notebook(NOTEBOOK, "03")
    for number in range(CELLS):
        book.add_grade_cell(f"g{number}", NOTEBOOK, "03", max_score=2, cell_type="code")
        book.add_source_cell(f"g{number}", NOTEBOOK, "03", source="check()", cell_type="code")
        book.add_solution_cell(f"s{number}", NOTEBOOK, "03")


def entries(students: range, score: Callable[[int, int], float], unanswered: tuple[str, ...] = ()) -> list[Entry]:
    """Students whose scores are a function of student and cell."""

    def entry(number: int) -> Entry:
        points = [score(number, cell) for cell in range(CELLS)]
        cells = [GradedCell(safe(f"g{cell}"), "check", "pass", each, 2.0) for cell, each in enumerate(points)]
        graded = GradedNotebook(NOTEBOOK, nbformat.v4.new_notebook(), cells, unanswered=list(unanswered))
        return Entry(safe(f"s{number:03}"), [graded], datetime(2026, 11, 1, 0, 0, number % 60))

    return [entry(number) for number in students]

"""checks.json: what lies beside a released notebook, so that its checks work at the student's."""

from __future__ import annotations

import re
from typing import Any

import nbformat

from gdkit.checking import exercise

from ..errors import CourseError
from .course import Course
from .source import parse_check

OURS = re.compile(r"^\s*from gdkit(?:\.checking)? import [^\n]*\bcheck\b", re.MULTILINE)


def checks_of(course: Course, assignment: str) -> dict[str, Any]:
    """The content of checks.json: what students' copies of an assignment need to check their work.

    Raises CourseError when a check cell names an exercise that is not declared.
    """
    ids: list[str] = []
    for path in sorted(course.path("source", ".", assignment).glob("*.ipynb")):
        cells = nbformat.read(path, 4).cells
        if not any(cell.cell_type == "code" and OURS.search(cell.source) for cell in cells):
            continue  # a `check` that is not ours is the course's own business
        for cell in cells:
            if cell.metadata.get("nbgrader", {}).get("grade") and cell.source.lstrip().startswith("check("):
                parsed = parse_check(cell.source, course.book)
                if parsed is None:
                    raise CourseError(f"{path.name}: the test cell {cell.source.strip()!r} {_what_to_do(course)}")
                ids.append(parsed[0])
    return {
        "format": exercise.FORMAT,
        "assignment": assignment,
        "digests": {id: course.book.digest(id) for id in sorted(set(ids))},
        "exercises": {id: course.book[id].data().to_tree() for id in sorted(set(ids))},
    }


def _what_to_do(course: Course) -> str:
    if not course.book:
        return (
            "checks an exercise, and the course declares none. Say in nbgrader_config.py where its exercises are: "
            'c.Autograder.exercises = ["exercises"].'
        )
    return f'is not of the form check("id", name) with one of the declared ids: {", ".join(course.book)}.'

"""What the statements of a course's homework say: the text above each check."""

from __future__ import annotations

import re

from .course import Course
from .files import our_notebook
from .source import parse_check
from .whose_check import OWN, whose_checks


def statements(course: Course) -> dict[str, str]:
    """By exercise: the notebook's first text, and all that stands between the check before and its own check.

    In one line each, without the marks of emphasis. An exercise that no homework asks for has none.
    """
    found: dict[str, str] = {}
    for assignment in course.assignment_names():
        for path in sorted(course.path("source", ".", assignment).glob("*.ipynb")):
            notebook = our_notebook(path)
            title = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "")
            texts = [title]
            for cell, whose in zip(notebook.cells, whose_checks(notebook.cells), strict=True):
                is_code = cell.cell_type == "code" and whose != OWN
                check = parse_check(cell.source, course.book) if is_code else None
                if check:
                    found[check[0]] = found.get(check[0], "") + one_line("\n".join(texts))
                    texts = [title]
                elif cell.cell_type == "markdown":
                    texts.append(cell.source)
    return found


def one_line(text: str) -> str:
    """Text without line breaks and marks of emphasis."""
    return re.sub(r"\s+", " ", text.replace("*", "").replace("\\_", "_"))

"""checks.json: what lies beside a released notebook, so that its checks work at the student's."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gdkit.checking import exercise
from gdkit.checking.edition import edition

from ..declaring.exercise import Exercise
from ..errors import CourseError
from .course import Course, stamp
from .files import our_notebook
from .names import tree_of
from .source import parse_check
from .whose_check import OWN, UNKNOWN, whose_checks


def checks_of(course: Course, assignment: str) -> dict[str, Any]:
    """The content of checks.json: what students' copies of an assignment need to check their work.

    Raises CourseError when a check cell could not be graded: for its form, its id, or the name that it looks up.
    """
    course.book.load_all()  # what is wrong in it is told before it is given out
    points: dict[str, float] = {}  # by id, in the order of the notebooks
    for path in sorted(course.path("source", ".", assignment).glob("*.ipynb")):
        points |= dict(_checked(course, path))
    seed = course.seed(assignment)
    return {
        "format": exercise.FORMAT,
        "gdkit": edition(),
        "assignment": assignment,
        "digests": {id: stamp(seed, course.book.digest(id)) for id in sorted(points)},
        "points": points,
        "call_seconds": course.settings.call_seconds,
        "exercises": {id: course.book.tree(id) for id in points},
    }


def _checked(course: Course, path: Path) -> Iterator[tuple[str, float]]:
    """The ids that the check cells of a source notebook name, each with its points."""
    try:
        cells = [cell for cell in our_notebook(path).cells if cell.cell_type == "code"]
    except Exception as problem:  # anything may stand in a file
        raise CourseError(f"{path}: no notebook that can be read ({str(problem).splitlines()[0][:100]}).") from None
    trees = [tree_of(cell.source) for cell in cells]
    bound = _bound(tree for tree in trees if tree is not None)
    for cell, tree, whose in zip(cells, trees, whose_checks(cells), strict=True):
        called = _called_with(tree) if tree is not None and cell.metadata.get("nbgrader", {}).get("grade") else None
        if called is None or whose == OWN or (whose == UNKNOWN and called not in course.book):
            continue  # a `check` that is not ours is the course's own business
        parsed = parse_check(cell.source, course.book)
        if parsed is None:
            raise CourseError(f"{path.name}: the test cell {cell.source.strip()!r} {_what_to_do(course)}")
        id, name = parsed
        if None not in trees and name not in bound:
            raise CourseError(f"{path.name}: {cell.source.strip()!r} looks up {name!r}, which no cell defines.")
        declared = course.book[id]
        if not isinstance(declared, Exercise) and bound.get(name) == "function":
            kind = type(declared).__name__.lower()
            raise CourseError(f"{path.name}: {id} is a {kind}, and {name!r} a function; expected a variable.")
        yield id, float(cell.metadata.nbgrader.get("points", 0) or 0)


def _called_with(tree: ast.Module) -> str | None:
    """The id with which a cell calls check, in whatever form; None where it does not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check":
            first = node.args[0] if node.args else None
            return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
    return None


def _bound(trees: Iterable[ast.Module]) -> dict[str, str]:
    """The names that the cells define: "function", or "variable" for any other."""
    found: dict[str, str] = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = "function"
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = "variable"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name.partition(".")[0]: "variable" for alias in node.names}
    return found


def _what_to_do(course: Course) -> str:
    if not course.book:
        return (
            "checks an exercise, and the course declares none. Say in nbgrader_config.py where its exercises are: "
            'c.Autograder.exercises = ["exercises"].'
        )
    return f'is not of the form check("id", name) with one of the declared ids: {", ".join(course.book)}.'

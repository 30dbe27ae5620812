"""Makes submissions of an assignment: what students hand in, for the demo and for tests.

A declared function (a mistake, a variant) becomes a cell of a student's notebook: renamed as the exercise asks, with
the helpers that it calls and the imports that it needs, without docstring, decorators and annotations.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from ..declaring.exercise import Exercise
from ..declaring.source_code import Place, bare_copy, called_by, statements_of


def student_source(exercise: Exercise, function: Callable[..., Any]) -> str:
    """Source of a cell in which `function` is the student's answer to `exercise`."""
    needed = [Place(function.__module__, function.__name__)]
    for place in needed:  # grows while it is walked: helpers of helpers
        needed += [other for other in called_by(place).values() if other not in needed]
    names = {place: f"_{place.name.strip('_')}_of_mine" for place in needed[1:]} | {needed[0]: exercise.function}
    written = [_as_student_writes(place, names) for place in reversed(needed)]
    imports = [line for place, node in zip(reversed(needed), written, strict=True) for line in _imports(place, node)]
    return "\n\n\n".join(["\n".join(dict.fromkeys(imports)), *map(ast.unparse, written)]).lstrip("\n")


def _as_student_writes(place: Place, names: dict[Place, str]) -> ast.FunctionDef:
    node = bare_copy(place)
    known = {name: names[other] for name, other in called_by(place).items()}
    node.name, node.returns = names[place], None
    for child in ast.walk(node):
        if isinstance(child, ast.arg):
            child.annotation = None
        if isinstance(child, ast.FunctionDef):
            child.returns = None
        if isinstance(child, ast.Name):
            child.id = known.get(child.id, child.id)
    return node


def _imports(place: Place, node: ast.FunctionDef) -> list[str]:
    """The imports at the top of the module that the function needs; np every student has."""
    used = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)} - {"np"}
    found = []
    for statement in statements_of(place.module):
        if isinstance(statement, ast.Import) or (isinstance(statement, ast.ImportFrom) and not statement.level):
            aliases = [alias for alias in statement.names if (alias.asname or alias.name.split(".")[0]) in used]
            if aliases:
                statement = copy.copy(statement)
                statement.names = aliases
                found.append(ast.unparse(statement))
    return found


class Homework:
    """A released notebook in a student's hands."""

    def __init__(self, released: Path) -> None:
        self.filename = released.name
        self.notebook: NotebookNode = nbformat.read(released, 4)

    def cell(self, grade_id: str) -> NotebookNode:
        """The cell with this id."""
        return next(c for c in self.notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)

    def write(self, grade_id: str, source: str) -> Homework:
        """Write into a cell."""
        self.cell(grade_id).source = source
        return self

    def solve(self, source: Path) -> Homework:
        """Write into every cell of the student's what the instructor's notebook has there."""
        for solved in nbformat.read(source, 4).cells:
            about = solved.metadata.get("nbgrader", {})
            if about.get("solution"):
                lines = [
                    line for line in solved.source.splitlines() if "### BEGIN" not in line and "### END" not in line
                ]
                self.write(about["grade_id"], "\n".join(lines))
        return self

    def solution_cell(self, function: str) -> NotebookNode:
        """The student's cell for a function: the one that bears its name, else the one that defines it."""
        mine = [cell for cell in self.notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
        named = [cell for cell in mine if cell.metadata.nbgrader.grade_id == function]
        return (named or [cell for cell in mine if f"def {function}(" in cell.source])[0]

    def answer(self, exercise: Exercise, function: Callable[..., Any]) -> Homework:
        """Hand in this function for the exercise; what else its cell defines stays."""
        cell = self.solution_cell(exercise.function)
        others = [
            ast.unparse(node)
            for node in ast.parse(cell.source).body
            if isinstance(node, ast.FunctionDef) and node.name != exercise.function
        ]
        cell.source = "\n\n\n".join([*others, student_source(exercise, function)])
        return self

    def hand_in(self, folder: Path, content: bytes | None = None) -> None:
        """Write the notebook, or other content in its place, into a folder of submitted/."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / self.filename).write_bytes(nbformat.writes(self.notebook).encode() if content is None else content)

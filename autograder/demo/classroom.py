"""Makes submissions of an assignment: what students hand in, for the demo and for tests.

A declared function (a mistake, a variant) becomes a cell of a student's notebook: renamed as the exercise asks,
with the helpers that it calls, without docstring, decorators and annotations.
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
from ..declaring.source_code import functions_of


def student_source(exercise: Exercise, function: Callable[..., Any]) -> str:
    """Source of a cell in which `function` is the student's answer to `exercise`."""
    functions = functions_of(function.__module__)
    needed = [function.__name__]
    for name in needed:  # grows while it is walked: helpers of helpers
        called = {node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)}
        needed += [other for other in functions if other in called and other not in needed]
    names = {name: f"_{name.strip('_')}_of_mine" for name in needed[1:]} | {needed[0]: exercise.function}
    helpers = [_as_student_writes(functions[name], names[name], names) for name in reversed(needed[1:])]
    return "\n\n\n".join([*helpers, _as_student_writes(functions[needed[0]], exercise.function, names)])


def _as_student_writes(node: ast.FunctionDef, name: str, names: dict[str, str]) -> str:
    node = copy.deepcopy(node)  # the tree is changed below
    node.name, node.decorator_list, node.returns = name, [], None
    if ast.get_docstring(node) is not None:
        node.body = node.body[1:]
    for child in ast.walk(node):
        if isinstance(child, ast.arg):
            child.annotation = None
        if isinstance(child, ast.FunctionDef):
            child.returns = None
        if isinstance(child, ast.Name):
            child.id = names.get(child.id, child.id)
    return ast.unparse(node)


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

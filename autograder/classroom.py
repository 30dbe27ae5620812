"""Makes submissions of an assignment: what students hand in, for the demo and for tests.

A declared function (a mistake, a variant) becomes a cell of a student's notebook: renamed as the exercise asks,
with the helpers that it calls, without docstring, decorators and annotations.
"""

from __future__ import annotations

import ast
import copy
import inspect
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from .declarations import Exercise


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


@cache
def functions_of(module: str) -> dict[str, ast.FunctionDef]:
    """The functions that a module defines, as syntax trees. They are shared: copy before a change."""
    body = ast.parse(inspect.getsource(sys.modules[module])).body
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


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

    def answer(self, exercise: Exercise, function: Callable[..., Any]) -> Homework:
        """Hand in this function for the exercise; its solution cell bears the function's name."""
        return self.write(exercise.function, student_source(exercise, function))

    def hand_in(self, folder: Path, content: bytes | None = None) -> None:
        """Write the notebook, or other content in its place, into a folder of submitted/."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / self.filename).write_bytes(nbformat.writes(self.notebook).encode() if content is None else content)

"""The folder of a course and its configuration. Light: it loads nothing of nbgrader."""

from __future__ import annotations

import ast
import contextlib
import io
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from ..errors import CourseError, WrongUse

CONFIG_FILE = "nbgrader_config.py"


def course_folder(start: Path) -> Path:
    """The folder with nbgrader_config.py: `start` or the nearest one above it. Raises CourseError."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / CONFIG_FILE).is_file():
            return folder
    raise CourseError(
        f"There is no {CONFIG_FILE} in {start} or above. Give --course FOLDER, or make a course: "
        "autograder new-course FOLDER."
    )


def load_config(folder: Path) -> Config:
    """The configuration of the course in this folder. Raises CourseError when there is none or it fails."""
    path = folder / CONFIG_FILE
    if not path.is_file():
        raise CourseError(f"{folder} has no {CONFIG_FILE}. Run in the course's folder or give --course FOLDER.")
    try:
        with in_folder(folder), contextlib.redirect_stdout(io.StringIO()):
            return PyFileConfigLoader(CONFIG_FILE, path=str(folder)).load_config()
    except WrongUse:
        raise
    except Exception as problem:
        lines = [each.lineno for each in traceback.extract_tb(problem.__traceback__) if each.filename == str(path)]
        line = problem.lineno if isinstance(problem, SyntaxError) else lines[-1] if lines else "?"
        raise CourseError(f"{path}:{line}: {type(problem).__name__}: {problem}") from None


def line_of(folder: Path, *keys: object) -> int | None:
    """The line of nbgrader_config.py to which the keys lead: c.ANYTHING.KEY = {KEY: {KEY: ...}}, as far as they go.

    None where the file does not say it in this way, or cannot be read.
    """
    try:
        tree: ast.AST = ast.parse((folder / CONFIG_FILE).read_text("utf-8"))
    except (OSError, ValueError, SyntaxError):
        return None
    line = None
    for key in keys:
        found = [node for node in ast.walk(tree) if _says(node, key)]
        if not found:
            break
        line, tree = found[-1].lineno, _value(tree, found[-1])
    return line


def _says(node: ast.AST, key: object) -> TypeGuard[ast.Assign | ast.Constant]:
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Attribute) and target.attr == key for target in node.targets)
    return isinstance(node, ast.Constant) and node.value == key


def _value(tree: ast.AST, found: ast.AST) -> ast.AST:
    """What a key of a dictionary stands for; what is assigned, where that was found."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict) and found in node.keys:
            return node.values[node.keys.index(found)]
    return found


@contextlib.contextmanager
def in_folder(folder: Path) -> Iterator[None]:
    """nbgrader looks for some of its files in the current folder."""
    with contextlib.chdir(folder):
        yield

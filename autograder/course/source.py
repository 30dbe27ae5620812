"""A notebook of an assignment as it was released: its cells, and which of them carry points."""

from __future__ import annotations

import ast
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property

import nbformat
from nbgrader.utils import compute_checksum

from gdkit.checking.parsing import parsed


@dataclass(frozen=True)
class SourceCell:
    """One cell of the released notebook.

    kind    "check" (judged: `check(id, name)`), "test" (asserts run in the student's process), "manual" (an answer
            in words), "task" (a task with a mark scheme), "solution" (the student writes), "locked", or "free"
    check   (exercise id, name in the student's notebook) of a check cell
    """

    cell: nbformat.NotebookNode
    grade_id: str | None
    kind: str
    points: float = 0.0
    check: tuple[str, str] | None = None
    released: str = ""  # the source as students got it

    @property
    def graded(self) -> bool:
        """Whether it carries points."""
        return self.kind in ("check", "test", "manual", "task")


@dataclass(frozen=True)
class SourceNotebook:
    """A notebook of an assignment as it was released, with the test cells that the gradebook keeps."""

    name: str
    notebook: nbformat.NotebookNode
    cells: tuple[SourceCell, ...]

    @cached_property
    def by_id(self) -> dict[str, SourceCell]:
        """The cells that nbgrader knows, by their grade_id."""
        return {cell.grade_id: cell for cell in self.cells if cell.grade_id}


def read_source(
    name: str, notebook: nbformat.NotebookNode, stored: Mapping[str, str], declared: Container[str]
) -> SourceNotebook:
    """The cells of a released notebook.

    stored    the sources of the test cells, with what the release hides
    declared  the ids of the course's exercises: only a `check` of one of these is judged
    """
    cells = []
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        grade_id = meta.get("grade_id")
        kind, points, check, released = "free", 0.0, None, cell.source
        if grade_id:
            cell = nbformat.from_dict(dict(cell))
            graded, solution = meta.get("grade", False), meta.get("solution", False)
            points = float(meta.get("points", 0) or 0) if graded or meta.get("task") else 0.0
            kind = "solution" if solution else "locked"
            if meta.get("task"):
                kind = "task"
            elif graded and solution:
                kind = "manual"
            elif graded:
                cell.source = stored.get(grade_id, cell.source)
                if cell.source != released:
                    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
                check = parse_check(cell.source, declared)
                kind = "check" if check else "test"
        cells.append(SourceCell(cell, grade_id, kind, points, check, released))
    return SourceNotebook(name, notebook, tuple(cells))


def parse_check(source: str, declared: Container[str]) -> tuple[str, str] | None:
    """(id, name) when the cell is `check("id", name)` with a declared id, apart from imports and comments."""
    try:
        statements = [node for node in parsed(source).body if not isinstance(node, ast.Import | ast.ImportFrom)]
    except SyntaxError:
        return None
    match statements:
        case [ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str(id)), ast.Name(name)], []))]:
            return (id, name) if id in declared else None
    return None

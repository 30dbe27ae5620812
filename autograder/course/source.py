"""A notebook of an assignment as it was released: its cells, and which of them carry points."""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import nbformat
from nbgrader.utils import compute_checksum

from gdkit.checking.parsing import parsed

from .names import NO_NAMES, NOTHING, Names, names_in, tree_of
from .texts import plain
from .whose_check import OWN, whose_checks

BUILTINS = frozenset(dir(builtins))


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

    @property
    def own(self) -> bool:
        """Whether it is the student's to write into."""
        return self.kind in ("solution", "manual")

    @property
    def is_code(self) -> bool:
        """Whether it is a cell of code."""
        return bool(self.cell.cell_type == "code")

    @cached_property
    def names(self) -> Names:
        """What its code binds and reads, as it was released."""
        tree = tree_of(self.released) if self.is_code else None
        return NOTHING if tree is None else names_in(tree)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The names that a check or a test needs of what was run before."""
        if self.check is not None:
            return frozenset({self.check[1]})
        return self.names.used - self.names.bound - BUILTINS if self.kind == "test" else NO_NAMES

    def is_unchanged(self, text: str) -> bool:
        """Whether a text is the cell as it was given out, but for what tools change."""
        return plain(text) == plain(self.released)


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

    @cached_property
    def asked(self) -> dict[str, str]:
        """By name: the one cell in which the student is asked to define it (its grade_id).

        That is the cell whose stub binds the name, else the last one of the student's before the first check or test
        that needs it. What several stubs bind, and what is given, tells no cell from another.
        """
        return asked_names(self.cells)

    @cached_property
    def given(self) -> frozenset[str]:
        """The names that cells bind which are not the student's."""
        return frozenset().union(*(cell.names.bound for cell in self.cells if not cell.own))


def asked_names(cells: Sequence[SourceCell]) -> dict[str, str]:
    """As of `SourceNotebook.asked`."""
    given: frozenset[str] = frozenset().union(*(cell.names.bound for cell in cells if not cell.own))
    stubs: dict[str, set[str]] = defaultdict(set)
    for cell in cells:
        if cell.own:
            for name in cell.names.bound - cell.names.imported - given:
                stubs[name].add(str(cell.grade_id))
    found: dict[str, str] = {}
    last = None
    for cell in cells:
        if cell.own and cell.is_code:
            last = cell.grade_id
        for name in cell.wanted - given - stubs.keys():
            if last is not None:
                found.setdefault(name, last)
    return found | {name: next(iter(ids)) for name, ids in stubs.items() if len(ids) == 1}


def read_source(
    name: str, notebook: nbformat.NotebookNode, stored: Mapping[str, str], declared: Container[str]
) -> SourceNotebook:
    """The cells of a released notebook.

    stored    the sources of the test cells, with what the release hides
    declared  the ids of the course's exercises: only a `check` of one of these is judged
    """
    cells = []
    for cell, whose in zip(notebook.cells, whose_checks(notebook.cells), strict=True):
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
                check = parse_check(cell.source, declared) if whose != OWN else None
                kind = "check" if check else "test"
        cells.append(SourceCell(cell, grade_id, kind, points, check, released))
    return SourceNotebook(name, notebook, tuple(cells))


def parse_check(source: str, declared: Container[str]) -> tuple[str, str] | None:
    """(id, name) when the cell is `check("id", name)` with a declared id, apart from imports and comments."""
    try:
        statements = [node for node in parsed(source).body if not isinstance(node, ast.Import | ast.ImportFrom)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    match statements:
        case [ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str(id)), ast.Name(name)], []))]:
            return (id, name) if id in declared else None
    return None

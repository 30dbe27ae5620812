"""What a release wrote of an assignment into the gradebook: its notebooks, their cells, and the source of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from ..text import SafeText, safe
from . import tables
from .database import HasRows


def assignment_row(book: HasRows, name: str) -> Any:
    """The assignment's `id` and `duedate`; None where the gradebook does not have it."""
    table = tables.assignment.c
    return book.db.execute(select(table.id, table.duedate).where(table.name == name)).one_or_none()


def notebooks_of(book: HasRows, assignment: str) -> dict[str, SafeText]:
    """Ids of an assignment's notebooks, by name; the assignment by its id."""
    table = tables.notebook.c
    query = select(table.name, table.id).where(table.assignment_id == assignment).order_by(table.name)
    return {name: safe(id) for name, id in book.db.execute(query)}


def cells_of(book: HasRows, assignment: str, *kinds: str) -> Iterator[tuple[str, str, SafeText]]:
    """(notebook, cell, id of the cell) of the cells of these kinds."""
    cell, notebook = tables.base_cell.c, tables.notebook.c
    query = select(notebook.name, cell.name, cell.id).join(tables.notebook, cell.notebook_id == notebook.id)
    query = query.where(notebook.assignment_id == assignment, cell.type.in_(kinds)).order_by(notebook.name, cell.name)
    for name, cell_name, id in book.db.execute(query):
        yield name, cell_name, safe(id)


def max_points_of(book: HasRows, assignment: str) -> dict[tuple[str, str], float]:
    """What each graded cell can earn, by (notebook, cell)."""
    cell, notebook = tables.base_cell.c, tables.notebook.c
    limits: dict[tuple[str, str], float] = {}
    for table in (tables.grade_cells, tables.task_cells):
        query = select(notebook.name, cell.name, table.c.max_score).join(
            tables.notebook, cell.notebook_id == notebook.id
        )
        query = query.join(table, table.c.id == cell.id).where(notebook.assignment_id == assignment)
        limits |= {(name, cell_name): float(points) for name, cell_name, points in book.db.execute(query)}
    return limits


def sources_of(book: HasRows, assignment: str) -> dict[str, dict[str, str]]:
    """The text of each cell that the release knows, by notebook and cell."""
    cell, notebook = tables.source_cell.c, tables.notebook.c
    query = select(notebook.name, cell.name, cell.source).join(tables.notebook, cell.notebook_id == notebook.id)
    found: dict[str, dict[str, str]] = {name: {} for name in notebooks_of(book, assignment)}
    for name, cell_name, source in book.db.execute(query.where(notebook.assignment_id == assignment)):
        found.setdefault(name, {})[cell_name] = source  # a release may come between the two questions
    return found

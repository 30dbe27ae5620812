"""Notebooks of something else: of another assignment of the course, or of none."""

from __future__ import annotations

from collections.abc import Iterable

from nbformat import NotebookNode

from ..course.course import Assignment
from ..course.others import FEWEST, shared
from ..course.texts import plain
from .reading import grade_id_of

ELSEWHERE = "another-assignment"  # flag of a submission


def of_another(assignment: Assignment, cells: Iterable[NotebookNode]) -> str:
    """The assignment whose cells these are rather than this one's: at least twice as large a share of what it gave out
    stands there, letter by letter. Empty where there is none."""
    texts = [cell.source for cell in cells]
    own = _own_share(assignment, texts)
    if own > 0.5:  # no other can have twice as much
        return ""
    share, name = assignment.others.share(texts)
    return name if share >= FEWEST and share > 2 * own else ""


def of_none(assignment: Assignment, cells: Iterable[NotebookNode]) -> bool:
    """Whether nothing of this assignment stands in a notebook that nbgrader has made of something else."""
    cells = list(cells)
    ids = {id for cell in cells if (id := grade_id_of(cell))}
    graded = {cell.grade_id for source in assignment.notebooks.values() for cell in source.cells if cell.graded}
    return bool(ids) and not ids & graded and not _own_share(assignment, [cell.source for cell in cells])


def _own_share(assignment: Assignment, texts: list[str]) -> float:
    there = frozenset(map(plain, texts))
    given = (
        frozenset(filter(None, (plain(cell.released) for cell in source.cells)))
        for source in assignment.notebooks.values()
    )
    return max((shared(each, there) for each in given), default=0.0)

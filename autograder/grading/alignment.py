"""The submitted cells in the order of the source, with tests and locked cells as the source has them.

What a student did to cells that are not theirs (edited, moved, copied, deleted, retyped) is undone and told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from ..course.source import SourceCell, SourceNotebook
from ..intake.reading import grade_id_of

OWN_KINDS = ("solution", "manual")  # of the source's cells: those that students write into
NOT_HANDED_IN = ("*This cell was not handed in.*", "# This cell was not handed in.")


@dataclass
class AlignedCell:
    """A cell to run and write: the source's cell it stands for (None for an extra one), and what it holds."""

    cell: NotebookNode
    source: SourceCell | None

    @property
    def is_graded(self) -> bool:
        """Whether it earns points."""
        return self.source is not None and self.source.graded


def align(source: SourceNotebook, submitted: NotebookNode) -> tuple[list[AlignedCell], list[str]]:
    """The submitted cells in the source's order, with tests and locked cells as the source has them.

    An extra cell stays behind the cell that it followed. Of several cells with one id the last counts; the earlier
    ones stay as extra cells and run before it. What is missing comes from the source; where the student writes, nothing
    does, so that functions which were written elsewhere are found as they are at home.
    """
    flags: list[str] = []
    last = {grade_id_of(cell): index for index, cell in enumerate(submitted.cells) if grade_id_of(cell)}
    extras: dict[str | None, list[AlignedCell]] = {}
    kept: dict[str, NotebookNode] = {}
    anchor: str | None = None
    for index, cell in enumerate(submitted.cells):
        grade_id = grade_id_of(cell)
        if grade_id in source.by_id and last[grade_id] == index:
            kept[grade_id] = cell
            anchor = grade_id
            continue
        if grade_id in source.by_id:
            flags.append("duplicated")
        extras.setdefault(anchor, []).append(AlignedCell(_extra(cell), None))
    if [id for id in kept if id in source.by_id] != [id for id in source.by_id if id in kept]:
        flags.append("restored")

    aligned = extras.pop(None, [])
    for place in source.cells:
        if place.grade_id is None:
            continue  # free cells of the source are the student's to change; theirs are among the extras
        cell, changed = _restored(place, kept.get(place.grade_id))
        flags += changed
        aligned.append(AlignedCell(cell, place))
        aligned += extras.pop(place.grade_id, [])
    return aligned, flags


def own_sources(aligned: Sequence[AlignedCell]) -> list[str]:
    """The code that is the student's: of the cells to write into and of extra ones, in the order in which they run.

    Before each stands the id of the source's cell that it is in or behind: a cell that moves past one of these runs in
    another state. Two submissions with the same run the same: everything else in a notebook comes from the source.
    """
    found, place = [], ""
    for item in aligned:
        if item.source is not None:
            place = item.source.grade_id or ""
        if item.cell.cell_type == "code" and (item.source is None or item.source.kind in OWN_KINDS):
            found += [place, item.cell.source]
    return found


def _extra(cell: NotebookNode) -> NotebookNode:
    fresh = nbformat.from_dict(dict(cell))
    fresh.metadata = nbformat.from_dict({})
    return fresh


def _restored(place: SourceCell, submitted: NotebookNode | None) -> tuple[NotebookNode, list[str]]:
    """The cell that runs at a place of the source, and flags on what had to be changed."""
    cell = nbformat.from_dict(dict(place.cell))
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    if submitted is None:
        if place.kind in OWN_KINDS:  # a stub would take the place of what stands in another cell now
            cell.source = NOT_HANDED_IN[cell.cell_type == "code"]
        return cell, ["restored"]
    if place.kind in OWN_KINDS:
        cell.source = submitted.source
        return cell, ["tampered"] if submitted.cell_type != cell.cell_type else []
    return cell, ["tampered"] if submitted.source.strip() != place.released.strip() else []

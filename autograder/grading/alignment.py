"""The submitted cells in the order of the source, with tests and locked cells as the source has them.

What a student did to cells that are not theirs (edited, moved, copied, deleted, retyped) is undone and told at the
graded cell that rests on them. What the student wrote counts wherever it stands: `places` finds the cells,
`reach` lets what a check needs run before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import nbformat
from nbformat import NotebookNode

from ..course.names import Reader, is_readable, names_in, tree_of
from ..course.source import SourceCell, SourceNotebook
from ..course.texts import plain
from .aligned import NOT_HANDED_IN, AlignedCell, as_code
from .places import Places, find_places
from .reach import bring_into_reach
from .sections import tell

STOOD_HERE = "*The cell above was locked and had been changed. When it was handed in, this stood in it:*"


def align(source: SourceNotebook, submitted: NotebookNode) -> tuple[list[AlignedCell], list[str]]:
    """The submitted cells in the source's order, with tests and locked cells as the source has them.

    An extra cell stays behind the cell that it followed; of several cells for one place the earlier ones run before
    it. What is missing comes from the source; where the student writes, nothing does, so that functions which were
    written elsewhere are found as they are at home. Flags are those of the notebook as a whole: others are at the
    cells that are graded.
    """
    reader = Reader()
    places = find_places(source, submitted.cells, reader)
    order = [id for _, id in sorted((index, id) for id, index in places.at.items())]
    restored = order != list(source.by_id)
    aligned = _in_order(source, submitted.cells, places, reader)
    changed = restored or any(known != "id" for known in places.known.values())
    aligned = bring_into_reach(source, aligned, reader, moved=changed)
    tell(source, aligned, reader)
    return aligned, (["restored"] if restored else []) + (["duplicated"] if any(places.earlier.values()) else [])


def _in_order(
    source: SourceNotebook, cells: Sequence[NotebookNode], places: Places, reader: Reader
) -> list[AlignedCell]:
    stands = {index: id for id, index in places.at.items()} | places.left
    earlier = {index for each in places.earlier.values() for index in each}
    extras: dict[str | None, list[AlignedCell]] = {}
    anchor: str | None = None
    for index, cell in enumerate(cells):
        if index in stands:
            anchor = stands[index]
        elif index not in earlier:
            extras.setdefault(anchor, []).append(AlignedCell(_extra(cell), None))
    aligned = extras.pop(None, [])
    left = {id: index for index, id in places.left.items()}
    for place in source.cells:
        id = place.grade_id
        if id is None:
            continue  # free cells of the source are the student's to change; theirs are among the extras
        stub = [left[id]] if id in left and _gives_more(source, place, cells[left[id]], reader) else []
        before = [*stub, *places.earlier.get(id, [])]
        aligned += [AlignedCell(_extra(cells[index]), None) for index in before]
        found = cells[places.at[id]] if id in places.at else None
        aligned += _at_place(source, place, found, places)
        aligned += extras.pop(id, [])
    return aligned


def _gives_more(source: SourceNotebook, place: SourceCell, cell: NotebookNode, reader: Reader) -> bool:
    """Whether a cell that gave way binds what its place is not asked for: a stub, or an import that was split off."""
    text = as_code(cell)
    bound = place.names.bound if place.is_unchanged(text) else reader.of(text).bound
    return any(source.asked.get(name) != place.grade_id for name in bound)


def own_sources(aligned: Sequence[AlignedCell]) -> list[str]:
    """The code that is the student's: of the cells to write into and of extra ones, in the order in which they run.

    Before each stands the id of the source's cell that it is in or behind: a cell that moves past one of these runs in
    another state. Two submissions with the same run the same: everything else in a notebook comes from the source.
    """
    found, place = [], ""
    for item in aligned:
        if item.source is not None:
            place = item.source.grade_id or ""
        if item.cell.cell_type == "code" and item.is_students:
            found += [place, item.cell.source]
    return found


def _extra(cell: NotebookNode) -> NotebookNode:
    fresh = nbformat.from_dict(dict(cell))
    fresh.metadata = nbformat.from_dict({})
    return fresh


def _at_place(
    source: SourceNotebook, place: SourceCell, submitted: NotebookNode | None, places: Places
) -> Iterator[AlignedCell]:
    """The cell that runs at a place of the source, with what is kept of one that was locked and changed."""
    cell = nbformat.from_dict(dict(place.cell))
    if place.is_code:
        cell.outputs, cell.execution_count = [], None
    item = AlignedCell(cell, place)
    if submitted is None:
        item.missing = True
        if place.own:  # a stub would take the place of what stands in another cell now
            cell.source = NOT_HANDED_IN[place.is_code]
        yield item
        return
    id = str(place.grade_id)
    item.told += ["recognised"] if places.known[id] != "id" and place.own else []
    item.told += ["several-answers"] if id in places.unsure else []
    item.told += ["duplicated"] if places.earlier.get(id) else []
    if place.own:
        cell.source = as_code(submitted) if place.is_code else submitted.source
        item.told += ["converted"] if submitted.cell_type != cell.cell_type else []
        item.told += ["solution-markers"] if "### BEGIN SOLUTION" in cell.source else []
        yield item
        return
    changed = not place.is_unchanged(submitted.source)
    if changed and plain(submitted.source) == plain(place.cell.source):  # what the release hides
        item.told.append("source-handed-in")
    elif changed:
        item.told.append("tampered")
        kept = _added(source, place, submitted)
        yield from kept if place.graded else []
        yield item
        yield from [] if place.graded else kept
        yield _stood_here(submitted)
        return
    yield item


def _added(source: SourceNotebook, place: SourceCell, submitted: NotebookNode) -> list[AlignedCell]:
    """What a student defined in a cell that was locked, as a cell of its own; nothing of what is given."""
    text = as_code(submitted).replace("\r\n", "\n").replace("\r", "\n")
    is_code = place.is_code or submitted.cell_type == "code"
    tree = tree_of(text) if is_code and is_readable(text) else None
    lines, released = text.split("\n"), plain(place.cell.source)
    kept: dict[str, None] = {}
    for node in tree.body if tree is not None else ():
        bound = names_in(node).bound
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
        written = "\n".join(lines[first - 1 : node.end_lineno])
        if bound and not bound & source.given and plain(written) not in released:
            kept[written] = None
    return [AlignedCell(nbformat.v4.new_code_cell("\n".join(kept)), None)] if kept else []


def _stood_here(submitted: NotebookNode) -> AlignedCell:
    """What stood in a cell that was put back, to be read and not to be run."""
    lines = "\n".join(f"    {line}" for line in re.split("\r\n?|\n", submitted.source))
    return AlignedCell(nbformat.v4.new_markdown_cell(f"{STOOD_HERE}\n\n{lines}"), None, note=True)

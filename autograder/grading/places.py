"""Which cell of a submission stands for which cell of the source.

Found by nbgrader's id, else by the notebook's own id of a cell, else by what the cell holds: the text that was given
out, the names that only one cell is asked to define, most of the lines that were given out; and last by where it
stands: between the same neighbours, when as many cells are there as are missing.

A cell that is as it was given out stands for its place only until one is found that holds work.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from ..course.names import Reader
from ..course.source import SourceCell, SourceNotebook
from ..course.texts import plain
from ..intake.reading import grade_id_of
from .aligned import as_code

SHORTEST_LINE = 8  # of the lines by which a cell is known
COMMON = 3  # places that have a line: it tells nothing
ENOUGH = 0.6  # of a cell's lines
_TO_REPLACE = re.compile("YOUR CODE HERE|YOUR ANSWER HERE|NotImplementedError")


@dataclass
class Places:
    """Cells of a submission by their index.

    at       the cell that stands for each place, by grade_id
    known    how it was found: "id", "cell id", "text", "names", "lines" or "position"
    earlier  other cells that stand for the place: they run before it
    left     what stood for a place as it was given out, and gave way to work that was found elsewhere
    unsure   places for which cells were found that differ
    """

    at: dict[str, int] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    earlier: dict[str, list[int]] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)

    def taken(self) -> set[int]:
        """The cells that stand for a place, or did."""
        return {*self.at.values(), *self.left, *(index for each in self.earlier.values() for index in each)}


def find_places(source: SourceNotebook, cells: Sequence[NotebookNode], reader: Reader) -> Places:
    """The cells of a submission that stand for those of the source."""
    search = _Search(source, cells, reader)
    search.by_id()
    if search.rest():
        search.by_cell_id()
        search.by_text()
        search.by_names()
        search.by_lines()
        search.by_position()
    return search.found


class _Search:
    """One way of finding after the other; each looks at what is left."""

    def __init__(self, source: SourceNotebook, cells: Sequence[NotebookNode], reader: Reader) -> None:
        self._source, self._cells, self._reader = source, cells, reader
        self._texts = [plain(cell.source) for cell in cells]
        self._free = {plain(place.released) for place in source.cells if place.grade_id is None} | {""}
        self._order = {id: number for number, id in enumerate(source.by_id)}
        self.found = Places()

    def rest(self) -> list[int]:
        """Cells that stand for nothing yet, and hold something of the student's."""
        taken = self.found.taken()
        return [index for index, text in enumerate(self._texts) if index not in taken and text not in self._free]

    def _is_good(self, place: SourceCell, index: int) -> bool:
        """Whether a cell holds work, where work is asked for; whether it is unchanged, where it is to stay so."""
        unchanged = place.is_unchanged(self._cells[index].source)
        if not place.own:
            return unchanged
        return not unchanged and (
            self._reader.of(as_code(self._cells[index])).written if place.is_code else bool(self._texts[index])
        )

    def _missing(self) -> list[SourceCell]:
        return [place for id, place in self._source.by_id.items() if id not in self.found.at]

    def _take(self, id: str, index: int, how: str) -> None:
        self.found.at[id], self.found.known[id] = index, how

    def by_id(self) -> None:
        """Of several cells with one id the last one that holds work counts; of a locked one, the last unchanged."""
        copies: dict[str, list[int]] = defaultdict(list)
        for index, cell in enumerate(self._cells):
            id = grade_id_of(cell)
            if id in self._source.by_id:
                copies[id].append(index)
        for id, indices in copies.items():
            place = self._source.by_id[id]
            good = [index for index in indices if self._is_good(place, index)]
            chosen = (good or indices)[-1]
            self._take(id, chosen, "id")
            if len(indices) > 1:
                self.found.earlier[id] = [index for index in indices if index != chosen]

    def by_cell_id(self) -> None:
        """By the id that every cell of a notebook has, whatever becomes of its metadata."""
        wanted = {place.cell.id: str(place.grade_id) for place in self._missing() if "id" in place.cell}
        for index in self.rest():
            id = wanted.pop(self._cells[index].get("id"), None)
            if id is not None:
                self._take(id, index, "cell id")

    def by_text(self) -> None:
        """By the text that was given out, where only one cell has it."""
        texts = Counter(plain(place.released) for place in self._source.cells)
        wanted = {plain(place.released): str(place.grade_id) for place in self._missing()}
        for index in self.rest():
            text = self._texts[index]
            if text in wanted and texts[text] == 1:
                self._take(wanted.pop(text), index, "text")

    def by_names(self) -> None:
        """By the names that one cell is asked to define: cells of code first, then text that is code."""
        for is_code in (True, False):
            open = {id for id, place in self._source.by_id.items() if self._is_open(id, place)}
            found: dict[str, list[int]] = defaultdict(list)
            for index in self.rest():
                if open and (self._cells[index].cell_type == "code") == is_code:
                    bound = self._reader.of(as_code(self._cells[index])).bound
                    places = {self._source.asked[name] for name in bound & self._source.asked.keys()} & open
                    if places:
                        found[min(places, key=self._order.__getitem__)].append(index)
            for id, indices in found.items():
                self._stands_for(id, indices, "names")

    def _is_open(self, id: str, place: SourceCell) -> bool:
        if not (place.own and place.is_code):
            return False
        return id not in self.found.at or not self._is_good(place, self.found.at[id])

    def _stands_for(self, id: str, indices: list[int], how: str) -> None:
        if id in self.found.at:
            self.found.left[self.found.at[id]] = id
        if len({self._texts[index] for index in indices}) > 1:
            self.found.unsure.add(id)
        self._take(id, indices[-1], how)
        self.found.earlier.setdefault(id, []).extend(indices[:-1])

    def by_lines(self) -> None:
        """By most of the lines that were given out, if they are those of no other cell."""
        lines = {str(place.grade_id): _lines(place.released) for place in self._missing()}
        having: dict[str, set[str]] = defaultdict(set)
        for id, each in lines.items():
            for line in each:
                having[line].add(id)
        best: dict[str, tuple[float, int]] = {}
        for index in self.rest() if having else ():
            counts = Counter(
                id
                for line in _lines(self._cells[index].source)
                if len(having.get(line, ())) <= COMMON
                for id in having.get(line, ())
            )
            shares = sorted(((count / len(lines[id]), id) for id, count in counts.items()), reverse=True)
            if shares and shares[0][0] >= ENOUGH and (len(shares) == 1 or shares[1][0] < shares[0][0]):
                share, id = shares[0]
                best[id] = max(best.get(id, (0.0, -1)), (share, index))
        for id, (_, index) in best.items():
            self._take(id, index, "lines")

    def by_position(self) -> None:
        """Between two neighbours that were found: as many cells of a kind as are missing there, in their order."""
        standing = {index: self._order[id] for id, index in self.found.at.items()}
        rest, before = set(self.rest()), -1
        run: list[int] = []
        for index in range(len(self._cells) + 1):
            if index in standing or index == len(self._cells):
                after = standing.get(index, len(self._order))
                self._between(run, before, after)
                run, before = [], after
            elif index in rest:
                run.append(index)

    def _between(self, run: list[int], before: int, after: int) -> None:
        places = [p for p in self._missing() if p.own and before < self._order[str(p.grade_id)] < after] if run else []
        for is_code in (True, False):
            wanted = [str(place.grade_id) for place in places if place.is_code == is_code]
            cells = [index for index in run if (self._cells[index].cell_type == "code") == is_code]
            stubs = {plain(place.released) for place in places}
            worked = [index for index in cells if self._texts[index] not in stubs]
            for each in (cells, worked):
                if len(each) == len(wanted):
                    for id, index in zip(wanted, each, strict=True):
                        self._take(id, index, "position")
                    break


def _lines(text: str) -> set[str]:
    """The lines by which a cell is known: neither short nor there to be replaced."""
    lines: Iterable[str] = (line.strip() for line in plain(text).split("\n"))
    return {line for line in lines if len(line) >= SHORTEST_LINE and not _TO_REPLACE.search(line)}

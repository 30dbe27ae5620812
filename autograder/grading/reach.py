"""What a check or a test needs runs before it, wherever the student wrote it; a stub never replaces it.

Cells that are where they belong stay there: nothing moves in a notebook in which each check finds above it what it
needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import nbformat

from ..course.names import NO_NAMES, NOTHING, Names, Reader
from ..course.source import SourceCell, SourceNotebook
from ..course.texts import plain
from .aligned import ELSEWHERE, AlignedCell, as_code


def bring_into_reach(
    source: SourceNotebook, aligned: Sequence[AlignedCell], reader: Reader, *, moved: bool
) -> list[AlignedCell]:
    """The cells in an order in which each check finds what the student wrote for it.

    moved: cells had to be found, or put back in order; so extra ones may stand before what they need.
    """
    reach = _Reach(source, reader)
    items = reach.behind_what_they_need(reach.without_stubs(reach.with_text_as_code(aligned)), all_of_them=moved)
    return reach.before_who_needs_them(items)


class _Reach:
    """The names of the cells of one notebook."""

    def __init__(self, source: SourceNotebook, reader: Reader) -> None:
        self._source, self._reader = source, reader
        self._stubs = {plain(place.released) for place in source.cells if place.own}
        self._order = {id: number for number, id in enumerate(source.by_id)}
        self._asked: dict[str, set[str]] = defaultdict(set)  # by the grade_id of the cell that is asked for them
        for name, id in source.asked.items():
            self._asked[id].add(name)

    def names(self, item: AlignedCell) -> Names:
        """What a cell binds and reads. A stub binds nothing that is asked for."""
        place = item.source
        if not item.is_code:
            return NOTHING
        if place is not None and not place.own:
            return place.names
        names = self._reader.of(item.cell.source)
        return Names(bound=names.bound - self._asked_of(item)) if self._is_stub(item) else names

    def _asked_of(self, item: AlignedCell) -> set[str]:
        return self._asked[str(item.source.grade_id)] if item.source is not None else set(self._source.asked)

    def _is_stub(self, item: AlignedCell) -> bool:
        """Whether it is a cell of code for the student, or a copy of one, in which nothing was written."""
        if not (item.is_students and item.is_code):
            return False
        return plain(item.cell.source) in self._stubs or not self._reader.of(item.cell.source).written

    def with_text_as_code(self, items: Sequence[AlignedCell]) -> list[AlignedCell]:
        """The cells, with extra ones of text as code where they alone bind what is asked for or read by the student."""
        bound: set[str] = set().union(*(self.names(item).bound for item in items))
        used: set[str] = set().union(*(self.names(item).used for item in items if item.is_students))
        found = []
        for item in items:
            if item.source is None and not item.is_code and not item.note:
                text = as_code(item.cell)
                if (self._reader.of(text).bound & (used | self._source.asked.keys())) - bound:
                    item = AlignedCell(nbformat.v4.new_code_cell(text), None, ["converted"])
            found.append(item)
        return found

    def without_stubs(self, items: Sequence[AlignedCell]) -> list[AlignedCell]:
        """The cells, without stubs behind what the student wrote in their place.

        What else such a stub defines is there before.
        """
        first: dict[str, int] = {}  # by name: the first cell of the student's that binds what is asked of another
        for index, item in enumerate(items):
            if item.is_students:
                for name in self.names(item).bound & self._source.asked.keys():
                    first.setdefault(name, index)
        before: dict[int, list[AlignedCell]] = defaultdict(list)
        for index, item in enumerate(items):
            if item.source is None or item.missing or not self._is_stub(item):
                continue
            written = [first[name] for name in self._asked_of(item) if first.get(name, index) < index]
            if written:
                if self.names(item).bound:
                    before[min(written)].append(_copy(item))
                item.cell.source = ELSEWHERE
                item.tell("recognised")
        return [each for index, item in enumerate(items) for each in (*before[index], item)]

    def behind_what_they_need(self, items: Sequence[AlignedCell], *, all_of_them: bool) -> list[AlignedCell]:
        """Extra cells behind the first cell that binds what they read, where nothing before them does.

        If not all of them, those that bind what the student is asked for.
        """
        first: dict[str, float] = {}  # where each name is bound first
        places = [float(index) for index in range(len(items))]
        names = [self.names(item) for item in items]
        for index, each in enumerate(names):
            for name in each.bound:
                first.setdefault(name, index)
        for index, (item, each) in enumerate(zip(items, names, strict=True)):
            if item.source is not None or not (all_of_them or each.bound & self._source.asked.keys()):
                continue
            needed = [first[name] for name in each.at_once - each.bound if name in first]
            place = max([index, *needed])
            if place > index:
                places[index] = place + 0.5
                first |= {name: places[index] for name in each.bound if first[name] == index}
        return [items[index] for index in sorted(range(len(items)), key=lambda index: (places[index], index))]

    def before_who_needs_them(self, items: Sequence[AlignedCell]) -> list[AlignedCell]:
        """Extra cells before the first cell that needs them, with what they need themselves.

        What a check or a test rests on has to be there when it runs, and what a cell of the student's reads at once.

        A cell that stands for another place stays there, and a copy of it runs before.
        """
        below: dict[str, list[int]] = defaultdict(list)  # by name: cells of the student's that bind it
        for index, item in enumerate(items):
            if item.is_students:
                for name in self.names(item).bound:
                    below[name].append(index)
        above: dict[str, list[AlignedCell]] = {}  # by name that is bound: the cells that bind it
        done: set[int] = set()
        found: list[AlignedCell] = []
        for index, item in enumerate(items):
            if index in done:
                continue
            for each in self._picked(index, items, above, below, done):
                found.append(items[each] if items[each].source is None else _copy(items[each]))
                self._note(found[-1], above)
                done |= {each} if items[each].source is None else set()
                item.tell("recognised")
            found.append(item)
            self._note(item, above)
        return found

    def _note(self, item: AlignedCell, above: dict[str, list[AlignedCell]]) -> None:
        for name in self.names(item).bound:
            above.setdefault(name, []).append(item)

    def _picked(
        self,
        index: int,
        items: Sequence[AlignedCell],
        above: Mapping[str, Sequence[AlignedCell]],
        below: Mapping[str, Sequence[int]],
        done: set[int],
    ) -> list[int]:
        """The later cells that one needs: those that bind what is not there yet."""
        item = items[index]
        wanted = self._wanted(item)
        picked: set[int] = set()
        names, cells = set(wanted), {id(item)}
        todo = list(wanted)
        while todo:
            name = todo.pop()
            later = [each for each in below.get(name, ()) if each > index and each not in done]
            if name in above:
                needed = [each for each in above[name] if each.is_students]
                again = name in wanted and item.is_graded and any(items[each].source is None for each in later)
                item.doubtful |= again
            else:
                due = name in wanted and self._was_due(name, item.source)
                chosen = {each for each in later if due or self._is_free(items[each])}
                if item.is_graded and not chosen:  # it stands in another exercise's cell, which may change nothing here
                    chosen = set([each for each in later if not self.names(items[each]).bound & above.keys()][:1])
                item.doubtful |= item.is_graded and len(chosen) < len(later)
                picked |= chosen
                needed = [items[each] for each in sorted(chosen)]
            for each in needed:
                if id(each) not in cells:  # what a cell reads is looked up once
                    cells.add(id(each))
                    todo += self.names(each).used - names
                    names |= self.names(each).used
        return sorted(picked)

    def _wanted(self, item: AlignedCell) -> frozenset[str]:
        if item.source is None or not item.is_code:
            return NO_NAMES
        names = self.names(item)
        return names.at_once - names.bound if item.source.own else item.source.wanted

    def _is_free(self, item: AlignedCell) -> bool:
        """Whether a cell is an extra one, or one that stands for a place and has nothing of what is asked for there."""
        asked = self._asked_of(item)
        return item.source is None or (bool(asked) and not asked & self.names(item).bound)

    def _was_due(self, name: str, place: SourceCell | None) -> bool:
        """Whether a name is asked for before a check or a test of the source."""
        asked = self._source.asked.get(name)
        if place is None or place.own or asked is None:
            return False
        return self._order[asked] < self._order[str(place.grade_id)]


def _copy(item: AlignedCell) -> AlignedCell:
    return AlignedCell(nbformat.v4.new_code_cell(item.cell.source), None)

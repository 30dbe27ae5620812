"""What is told at each graded cell of the cells that it rests on, and where a person should look if points are missing.

A graded cell rests on the student's cells since the graded cell before, and on those in which its names are asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ..course.names import NOTHING, Reader
from ..course.source import SourceNotebook
from ..course.texts import plain
from .aligned import AlignedCell

UNCERTAIN = {"recognised", "converted", "several-answers"}


def tell(source: SourceNotebook, aligned: Sequence[AlignedCell], reader: Reader) -> None:
    """Flag the graded cells, and mark those at which a person should look when points are missing."""
    told = _Told(source, aligned, reader)
    for first, last in told.sections():
        told.section(first, last)
    told.at_the_end()


class _Told:
    def __init__(self, source: SourceNotebook, aligned: Sequence[AlignedCell], reader: Reader) -> None:
        self._source, self._items, self._reader = source, aligned, reader
        self._by_id = {item.source.grade_id: item for item in aligned if item.source is not None}
        self._given = {"", *(plain(place.released) for place in source.cells)}
        self._work = [item for item in aligned if self._is_work(item)]
        used = {
            name for item in aligned if item.is_students and item.is_code for name in reader.of(item.cell.source).used
        }
        made = {name for item in self._work if item.is_code for name in reader.of(item.cell.source).made}
        self._is_stray = bool(made - used - source.asked.keys())  # something is defined that nobody asks for or uses
        self._binding: dict[str, list[AlignedCell]] = defaultdict(list)  # what the student wrote, by name
        for item in aligned:
            if item.is_students and item.is_code and not item.is_left:
                for name in reader.of(item.cell.source).bound:
                    self._binding[name].append(item)
        self._last: list[AlignedCell] = []  # cells of the student's of the section before

    def sections(self) -> Iterator[tuple[int, int]]:
        """(index behind the graded cell before, index of a graded cell)."""
        first = 0
        for index, item in enumerate(self._items):
            if item.is_graded:
                yield first, index
                first = index + 1

    def section(self, first: int, last: int) -> None:
        """Tell at one graded cell what became of the cells that it rests on."""
        graded = self._items[last]
        assert graded.source is not None
        cells = self._items[first : last + 1]
        others = [item for item in cells if item.source is None or not item.source.own]
        own = self._last = [item for item in cells if not _among(item, others)] or self._last
        is_run = graded.source.kind in ("check", "test")
        if not is_run:  # an answer in words, or a task, stands for itself
            own = [item for item in own if item is graded]
        asked = (self._by_id.get(self._source.asked.get(name)) for name in sorted(graded.source.wanted))
        own = [*own, *(item for item in asked if item is not None and not _among(item, own))]
        graded.tell(*(flag for item in (*others, *own) for flag in item.told))
        asked_for = graded.source.wanted & self._source.asked.keys()
        elsewhere = [item for name in sorted(asked_for) for item in self._binding[name] if not _among(item, own)]
        idle = bool(own) and all(item.is_left for item in own)
        nearby = any(self._is_work(item) for item in (*cells, *self._behind(last)))
        graded.doubtful |= bool(UNCERTAIN & set(graded.told))
        graded.doubtful |= bool(elsewhere) or (any(item.missing for item in own) and bool(self._work))
        graded.doubtful |= idle and (nearby or (is_run and self._is_stray))

    def at_the_end(self) -> None:
        """What became of cells behind the last graded one is told there."""
        graded = [index for index, item in enumerate(self._items) if item.is_graded]
        if graded:
            rest = self._items[graded[-1] + 1 :]
            self._items[graded[-1]].tell(*(flag for item in rest for flag in item.told if flag == "tampered"))

    def _behind(self, index: int) -> Iterator[AlignedCell]:
        """The extra cells right behind a cell."""
        for item in self._items[index + 1 :]:
            if item.source is not None:
                return
            yield item

    def _is_work(self, item: AlignedCell) -> bool:
        """Whether an extra cell may be an answer: words, or code that defines something or is no Python."""
        if item.source is not None or item.note or plain(item.cell.source) in self._given:
            return False
        names = self._reader.of(item.cell.source) if item.is_code else NOTHING
        return names is NOTHING or bool(names.bound and names.written)


def _among(item: AlignedCell, items: Sequence[AlignedCell]) -> bool:
    return any(item is each for each in items)

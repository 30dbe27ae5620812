"""A cell of an aligned notebook: what runs, what it stands for, and what there is to tell of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nbformat import NotebookNode

from ..course.source import SourceCell

NOT_HANDED_IN = ("*This cell was not handed in.*", "# This cell was not handed in.")
ELSEWHERE = "# This cell was left as it was given out: what it asks for stands in another cell."

_FENCE = re.compile(r"\s*```\w*\n(.*)\n```\s*", re.DOTALL)


@dataclass
class AlignedCell:
    """A cell to run and write: the source's cell it stands for (None for an extra one), and what it holds.

    told      flags of a graded cell, or for the graded cell that rests on this one
    missing   nothing that was handed in stands for it
    doubtful  whether a person should look when points are missing here
    note      an extra cell of the grader's
    """

    cell: NotebookNode
    source: SourceCell | None
    told: list[str] = field(default_factory=list)
    missing: bool = False
    doubtful: bool = False
    note: bool = False

    @property
    def is_graded(self) -> bool:
        """Whether it earns points."""
        return self.source is not None and self.source.graded

    @property
    def is_students(self) -> bool:
        """Whether its text is the student's."""
        return self.source is None or self.source.own

    @property
    def is_code(self) -> bool:
        """Whether it is run."""
        return bool(self.cell.cell_type == "code")

    @property
    def is_left(self) -> bool:
        """Whether it is a cell of the student's in which nothing was written."""
        place = self.source
        blank = self.missing or not self.cell.source.strip() or self.cell.source == ELSEWHERE
        return place is not None and place.own and (blank or place.is_unchanged(self.cell.source))

    def tell(self, *flags: str) -> None:
        """Tell something of it, once."""
        self.told += [flag for flag in dict.fromkeys(flags) if flag not in self.told]


def as_code(cell: NotebookNode) -> str:
    """What a cell holds where code is asked for: in a text cell, what stands in its fence."""
    match = _FENCE.fullmatch(cell.source) if cell.cell_type != "code" else None
    return str(match[1] if match else cell.source)

"""What a class says of its exercises: how hard each is, how well it tells students apart, and who is out of line.

Classical item analysis, of everything that was read and has its points. Submissions that could not be read, or in
which the notebook is missing, are left out: their zeros would make every exercise look as if it told students apart.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .standing import CellResult, StudentResult

FEWEST = 10  # students: with fewer, a correlation says nothing (known to ±0.6 at best)
FAR = 2.5  # standard deviations from what the other points suggest
DIGITS = 6  # sums of points are compared to these: 0.1 + 0.2 is 0.3

Key = tuple[str, str]  # notebook, id of a graded cell


@dataclass(frozen=True)
class Item:
    """One graded cell in a class.

    share           mean share of its points that was earned: its difficulty, 1 where everybody has them all
    discrimination  correlation of this share with the points of all other cells (corrected item-total correlation; the
                    point-biserial one where there is nothing between 0 and all points); None with fewer than
                    `FEWEST` students, or where all have the same
    known_to        how well that is known: about this much more or less (two standard errors)
    below, above    who earned much less, or more, than the straight line through the others' points suggests
    """

    notebook: str
    cell: str
    max_points: float
    students: int
    share: float | None
    discrimination: float | None = None
    known_to: float | None = None
    below: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    mistakes: dict[str, int] = field(default_factory=dict)

    def to_tree(self) -> dict[str, Any]:
        """For JSON."""
        return {**vars(self)}


def items(students: Sequence[StudentResult]) -> list[Item]:
    """The graded cells that earn points, in the order of the notebooks."""
    read = [each for each in students if not any(notebook.problem for notebook in each.notebooks)]
    results = [
        {(notebook.name, cell.grade_id): cell for notebook in each.notebooks for cell in notebook.cells}
        for each in read
    ]
    keys = [key for key in dict.fromkeys(key for cells in results for key in cells) if _max(results, key)]
    # what waits for a person anywhere is no part of the others' sum: it would be larger for some than for others
    whole = [key for key in keys if all(key in cells and _score(cells[key]) is not None for cells in results)]
    sums = [sum(_score(cells[key]) or 0.0 for key in whole) for cells in results]
    names = [str(each.student) for each in read]
    return [_item(key, names, results, sums, in_sum=key in whole) for key in keys]


def _max(results: list[dict[Key, CellResult]], key: Key) -> float:
    return max((cells[key].max_points for cells in results if key in cells), default=0.0)


def _score(cell: CellResult) -> float | None:
    """The points without extra credit."""
    return cell.mark.auto if cell.mark.manual is None else cell.mark.manual


def _item(key: Key, names: list[str], results: list[dict[Key, CellResult]], sums: list[float], *, in_sum: bool) -> Item:
    shares, others, who = [], [], []
    for name, cells, total in zip(names, results, sums, strict=True):
        cell = cells.get(key)
        score = None if cell is None else _score(cell)
        if cell is not None and score is not None:
            shares.append(score / cell.max_points if cell.max_points else 0.0)
            others.append(round(total - score if in_sum else total, DIGITS))
            who.append(name)
    mistakes = Counter(cell.mistake for cells in results for cell in [cells.get(key)] if cell and cell.mistake)
    found: dict[str, Any] = {}
    if len(who) >= FEWEST and len(set(shares)) > 1 and len(set(others)) > 1:
        found = {
            "discrimination": statistics.correlation(others, shares),
            "known_to": 2 / len(who) ** 0.5,
            **_out_of_line(others, shares, who),
        }
    return Item(
        *(*key, _max(results, key), len(who), statistics.fmean(shares) if shares else None),
        mistakes=dict(sorted(mistakes.items(), key=lambda each: (-each[1], each[0]))),
        **found,
    )


def _out_of_line(others: list[float], shares: list[float], who: list[str]) -> dict[str, list[str]]:
    slope, start = statistics.linear_regression(others, shares)
    off = [share - (start + slope * other) for other, share in zip(others, shares, strict=True)]
    limit = FAR * statistics.pstdev(off)
    if round(limit, DIGITS) == 0:  # all on the line
        return {}
    far = [(name, each) for name, each in zip(who, off, strict=True) if abs(each) > limit]
    return {"below": [name for name, each in far if each < 0], "above": [name for name, each in far if each > 0]}

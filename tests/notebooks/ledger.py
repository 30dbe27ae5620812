"""The 263 items of the five source documents, and the cells of the course that treat them.

    python tests/notebooks/ledger.py          prints row -> cells, and fails where a row is not covered

A row is covered where a cell of every lecture that it names carries its id; one of kind eq, der or num also needs a
code cell, in the first of them, that proves it with `verify`; an erratum needs a code cell of appendix B.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).parents[2]
PROVED = {"eq", "der", "num"}
COMPARING = {"verify", "equal", "gradient", "jacobian", "printed", "symbolic"}
SHOWING = COMPARING | {"fails", "shape"}


@dataclass(frozen=True)
class Row:
    """One item of a source document, A to E, its kinds, the lectures that treat it, and whether it errs."""

    id: str
    kinds: frozenset[str]
    lectures: tuple[str, ...]
    erratum: bool

    def proved_in(self, lecture: str) -> bool:
        """Whether a code cell of this lecture has to prove it."""
        return lecture == self.lectures[0] and bool(self.kinds & PROVED)


def _rows() -> Iterator[Row]:
    for line in Path(__file__).with_name("ledger.tsv").read_text("utf-8").splitlines()[1:]:
        id, kinds, lectures, *erratum = line.split("\t")
        yield Row(id, frozenset(kinds.split("/")), tuple(lectures.split()), bool(erratum))


ROWS = list(_rows())


def treated(cells: list[Any], proofs: set[str] = frozenset()) -> set[str]:  # type: ignore[assignment]
    """The rows that these cells carry; with `proofs`, only those of code cells that call one of these."""
    chosen = [cell for cell in cells if not proofs or (cell.cell_type == "code" and verbs(cell.source) & proofs)]
    return {row for cell in chosen for row in cell.metadata.get("ledger", [])}


def verbs(source: str) -> set[str]:
    """{"gradient", "verify"} for a source with verify.gradient(...) and verify(...)."""
    called = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = {f.attr for f in called if isinstance(f, ast.Attribute) and getattr(f.value, "id", "") == "verify"}
    return names | {f.id for f in called if isinstance(f, ast.Name) and f.id == "verify"}


def missing(lecture: str, cells: list[Any]) -> list[str]:
    """What these cells of a lecture leave out: rows not treated, and rows not proved."""
    here, proved = treated(cells), treated(cells, COMPARING)
    mine = [row for row in ROWS if lecture in row.lectures]
    return [f"{row.id} is not treated" for row in mine if row.id not in here] + [
        f"{row.id} is not proved" for row in mine if row.proved_in(lecture) and row.id not in proved
    ]


def notebooks() -> dict[str, list[Any]]:
    """Number of each lecture (and letter of each appendix) -> its cells."""
    return {
        path.name.partition("-")[0]: nbformat.read(path, 4).cells for path in sorted(ROOT.glob("notebooks/*.ipynb"))
    }


def main() -> int:
    course = notebooks()
    for row in ROWS:
        places = [
            f"{number} {cell.id}"
            for number, cells in course.items()
            for cell in cells
            if row.id in cell.metadata.get("ledger", [])
        ]
        print(f"{row.id:5}{'/'.join(sorted(row.kinds)):12}{'; '.join(places) or '-'}")
    wanted = sorted({number for row in ROWS for number in row.lectures})
    open_points = [f"{number}: {what}" for number in wanted for what in missing(number, course.get(number, []))]
    shown = treated(course.get("B", []), SHOWING)
    open_points += [f"B: {row.id} errs and is not shown" for row in ROWS if row.erratum and row.id not in shown]
    covered = {row.id for row in ROWS} - {point.split()[1] for point in open_points}
    print(f"\n{len(covered)} of {len(ROWS)} rows covered")
    print(*open_points, sep="\n")
    return bool(open_points)


if __name__ == "__main__":
    sys.exit(main())

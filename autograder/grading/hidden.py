"""Tests with hidden blocks: run apart, in a process of which nothing is shown.

A process that has run a hidden test may say what it likes from there on, and cells after the test share it. So the
notebook runs twice where a test hides something. First as it was released, without the hidden blocks: what it prints
and displays is kept. Then, in a fresh process that shares nothing with the first, as the source has it: of that run
only which tests held, and the points that a test itself gives, are kept. Names that a hidden block binds are there for
the cells after it, in the run that counts.

Each of the two runs has the limits of a notebook for itself.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

import nbformat
from nbformat import NotebookNode

from gdkit.checking.parsing import parsed

from ..intake.sanitize import new_output
from .alignment import AlignedCell
from .run import Run, death_output

FAILED = "A hidden test of this cell failed."


@dataclass(frozen=True)
class Tested:
    """What a test cell came to: without an error or not, the points it gives if it gives some, how the process died."""

    ok: bool
    points: float | None = None
    died: str | None = None


def apart(aligned: Sequence[AlignedCell]) -> frozenset[int]:
    """The test cells that are graded apart, by id(item): the first with a hidden block, and those after it."""
    for index, item in enumerate(aligned):
        if _is_test(item) and hides(item):
            return frozenset(id(later) for later in aligned[index:] if _is_test(later))
    return frozenset()


def hides(item: AlignedCell) -> bool:
    """Whether students got another text of this test than the one that runs."""
    return item.source is not None and item.source.kind == "test" and item.cell.source != item.source.released


def as_released(item: AlignedCell) -> NotebookNode:
    """The cell to run where its outputs are shown: without what the release hides."""
    return _scratch(item.source.released) if item.source is not None and hides(item) else item.cell


def turn(item: AlignedCell) -> tuple[str, str | None]:
    """Cells of one turn go to the child together; a test goes alone, so that no cell before it finds its text."""
    place = item.source
    if place is None or place.kind not in ("check", "test"):
        return "cells", None
    return place.kind, place.grade_id


def run_apart(
    aligned: Sequence[AlignedCell], tests: Collection[int], died: Collection[int], run: Run
) -> dict[int, Tested]:
    """What each of the tests came to, by id(item).

    Everything before the last test runs, but for the checks, and for the cells that ended the process when they were
    shown (died: their ids).
    """
    last = max(index for index, item in enumerate(aligned) if id(item) in tests)
    code = [item for item in aligned[: last + 1] if item.cell.cell_type == "code" and id(item) not in died]
    found: dict[int, Tested] = {}
    for (kind, _), turn_of in groupby(code, key=turn):
        if kind == "check":
            continue
        items = list(turn_of)
        cells = [_scratch(item.cell.source) for item in items]
        told = run.execute([(cell, item.is_graded) for cell, item in zip(cells, items, strict=True)])
        for item, cell, (ok, how) in zip(items, cells, told, strict=True):
            if id(item) in tests:
                found[id(item)] = _tested(item, cell, ok, how)
    return found


def fixed_outputs(shown: Sequence[NotebookNode], tested: Tested) -> list[NotebookNode]:
    """The outputs of a test that was graded apart: those of its released text, and nothing of the student's else."""
    kept = [output for output in shown if output.output_type != "execute_result"]
    if tested.ok:
        kept = [output for output in kept if output.output_type != "error"]
    elif all(output.output_type != "error" for output in kept):
        failed = new_output("error", ename="HiddenTest", evalue=FAILED, traceback=[FAILED])
        kept.append(failed if tested.died is None else death_output(tested.died))
    if tested.points is not None:
        kept.append(new_output("execute_result", {"text/plain": repr(tested.points)}, execution_count=None))
    return kept


def _tested(item: AlignedCell, cell: NotebookNode, ok: bool, how: str | None) -> Tested:
    assert item.source is not None
    ok = ok and not any(output.output_type == "error" for output in cell.outputs)  # of a figure, for example
    points = None
    for output in cell.outputs if ok and _gives_points(cell.source) else []:
        if output.output_type == "execute_result":
            points = points_told(output.data.get("text/plain", ""))
    return Tested(ok, points, how)


def points_told(text: str) -> float | None:
    """The points that a test's last line gives; None where it is no such number."""
    try:
        points = float(text)
    except (TypeError, ValueError):
        return None
    return points if points >= 0 else None


def _gives_points(source: str) -> bool:
    """Whether the test has a last line that can give a number: asserts alone have none, whatever is printed."""
    try:
        body = parsed(source).body
    except (SyntaxError, ValueError):  # a magic
        return True
    return bool(body) and isinstance(body[-1], ast.Expr)


def _is_test(item: AlignedCell) -> bool:
    return item.source is not None and item.source.kind == "test" and item.cell.cell_type == "code"


def _scratch(source: str) -> NotebookNode:
    node: NotebookNode = nbformat.from_dict({"cell_type": "code", "source": source, "outputs": []})
    return node

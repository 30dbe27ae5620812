"""One submission in, one graded notebook out: align the cells, run them, judge the check cells.

The same function serves `autograder grade`, `nbgrader autograde` and formgrader's button.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import nbformat
from nbformat import NotebookNode

from gdkit.checking import STATUSES, Verdict
from gdkit.checking.judging import DEATHS

from ..course.course import Assignment
from ..course.source import SourceCell, SourceNotebook
from ..declaring.exercise import Declared, Quiz
from ..intake.reading import grade_id_of
from ..intake.sanitize import new_output
from ..sandbox.inside.isolation import policy
from ..sandbox.limits import Limits
from ..sandbox.warm_process import WarmProcess
from .alignment import AlignedCell, align
from .answer_key import AnswerKey
from .library_calls import called_names
from .results import NO_ANSWER, GradedCell, GradedNotebook
from .run import Answer, Run


def grade_notebook(
    source: SourceNotebook,
    submitted: NotebookNode,
    key: AnswerKey,
    warm: WarmProcess,
    assignment: Assignment,
    *,
    student: str,
    limits: Limits,
) -> GradedNotebook:
    """Run a submitted notebook and judge its check cells. Never raises for what the submission does."""
    aligned, flags = align(source, submitted)
    found: list[GradedCell | AlignedCell] = []  # a check waits for its verdict
    name = f"{student}/{assignment.name}/{source.name}"
    with Run(warm, limits, name, assignment.files) as run:
        for (kind, _), items in groupby(aligned, key=_turn):
            if kind == "check":
                for item in items:
                    _hold(item, key, run)
                    found.append(item)
            else:
                found += _run_cells(list(items), run, draw_all=limits.figures == "drawn")
        checks = [_check_of(each)[0] for each in found if isinstance(each, AlignedCell)]
        answers = iter(run.answers([key.questions(id) for id in checks]))
        graded = [
            each if isinstance(each, GradedCell) else _judged_cell(each, next(answers), key, run.deaths)
            for each in found
        ]
    notebook = _notebook(source, [item.cell for item in aligned])
    if run.undrawn:
        notebook.metadata["autograder"] = {"figures": "not drawn"}  # see `autograder.pages.figures`
    sources = [item.cell.source for item in aligned if item.cell.cell_type == "code"]
    for cell in graded:
        if cell.verdict is not None and _does_it_by_a_library_call(assignment.book[cell.verdict.id], sources):
            cell.flags += ("library-call",)
        flags += cell.flags
    if not policy.enough(run.level, policy.DEFAULT):
        flags.append("isolation-lowered")
    unanswered = tuple(item.source.grade_id or "" for item in aligned if item.source and _is_unanswered(item))
    return GradedNotebook(source.name, notebook, graded, sorted(set(flags)), "", run.level, unanswered)


def _is_unanswered(item: AlignedCell) -> bool:
    place = item.source
    return place is not None and place.kind in ("solution", "manual") and item.cell.source == place.cell.source


def _turn(item: AlignedCell) -> tuple[str, str | None]:
    """Cells of one turn go to the child together; a test goes alone, so that no cell before it finds its text."""
    place = item.source
    if place is None or place.kind not in ("check", "test"):
        return "cells", None
    return place.kind, place.grade_id


def _check_of(item: AlignedCell) -> tuple[str, str]:
    """(id of the exercise, name in the student's notebook) of a check cell."""
    assert item.source is not None and item.source.check is not None
    return item.source.check


def _hold(item: AlignedCell, key: AnswerKey, run: Run) -> None:
    """Let the check of this cell wait for its questions."""
    id, name = _check_of(item)
    run.hold(name, quiz=key.questions(id).quiz)


def _run_cells(items: list[AlignedCell], run: Run, *, draw_all: bool) -> list[GradedCell]:
    """Run the cells of one turn; what those that are graded earned."""
    code = [item for item in items if item.cell.cell_type == "code"]
    told = run.execute([(item.cell, draw_all or item.is_graded) for item in code])
    ended = {id(item): how for item, how in zip(code, told, strict=True)}
    graded = []
    for item in items:
        place = item.source
        if place is None or not place.graded:
            continue
        if place.kind == "test" and id(item) in ended:
            graded.append(_test_cell(place, item.cell, *ended[id(item)]))
        else:
            graded.append(_manual_cell(place, item.cell))
    return graded


def _does_it_by_a_library_call(exercise: Declared, sources: list[str]) -> bool:
    if isinstance(exercise, Quiz):
        return False
    named = {call for call in exercise.library_calls if any(call in source for source in sources)}
    return bool(named and called_names(sources, exercise.function) & named)


def placeholder(source: SourceNotebook, status: str, problem: str) -> GradedNotebook:
    """Stands for work that is missing or cannot be read: the source's notebook, 0 points, a request for a person."""
    note = nbformat.v4.new_markdown_cell(f"**The submission {STATUSES[status]}.** {problem}")
    notebook = _notebook(source, [note, *nbformat.from_dict([dict(cell) for cell in source.notebook.cells])])
    cells = [
        GradedCell(cell.grade_id or "", cell.kind, status, 0.0, cell.points, message=problem)
        for cell in source.cells
        if cell.graded
    ]
    return GradedNotebook(source.name, notebook, cells, [], problem)


def _notebook(source: SourceNotebook, cells: list[NotebookNode]) -> NotebookNode:
    """A notebook with the source's metadata and these cells."""
    about = {key: value for key, value in source.notebook.items() if key != "cells"}
    notebook: NotebookNode = nbformat.from_dict(about)
    notebook.nbformat_minor = max(notebook.get("nbformat_minor", 0), 5)  # the first that has ids of cells
    notebook.cells = [_numbered(cell, index) for index, cell in enumerate(cells)]
    return notebook


def _numbered(cell: NotebookNode, index: int) -> NotebookNode:
    cell["id"] = grade_id_of(cell) or f"cell-{index}"
    return cell


def _judged_cell(item: AlignedCell, answer: Answer, key: AnswerKey, deaths: list[str]) -> GradedCell:
    place, cell = item.source, item.cell
    assert place is not None and place.grade_id is not None
    id, name = _check_of(item)
    verdict = key.verdict(id, answer)
    if answer.missing and deaths:  # what should have defined it ended the process
        how = deaths[0]
        said = f"There is no {name}, because a cell before it {STATUSES[how]}."
        verdict = Verdict(id, 0.0, how, message=said, hint=DEATHS[how][1], reread=key.data(id).reread)
    points = verdict.fraction * place.points
    shown = {"text/plain": repr(float(points)), "text/html": verdict.html}
    cell.outputs = [new_output("execute_result", shown, execution_count=None)]
    return GradedCell(
        place.grade_id, "check", verdict.status, points, place.points, verdict, verdict.message, verdict.flags
    )


def _test_cell(place: SourceCell, cell: NotebookNode, ok: bool, how: str | None) -> GradedCell:
    """A cell of asserts, as nbgrader grades it, but for stderr: it rests on what the student's process says."""
    assert place.grade_id is not None
    ok = ok and not any(output["output_type"] == "error" for output in cell.outputs)  # of a figure, for example
    share, message = (1.0, "") if ok else (0.0, "A test of this cell failed.")
    for output in cell.outputs if ok else []:
        if output["output_type"] == "execute_result":
            share = _partial(output["data"].get("text/plain", ""), place.points)
    status = how or ("pass" if share == 1.0 else "partial" if share else "fail")
    return GradedCell(
        place.grade_id, "test", status, share * place.points, place.points, None, message, ("self-reported",)
    )


def _partial(text: Any, max_points: float) -> float:
    try:
        points = float(text)
    except (TypeError, ValueError):
        return 1.0
    return min(points / max_points, 1.0) if points >= 0 and max_points else 1.0


def _manual_cell(place: SourceCell, cell: NotebookNode) -> GradedCell:
    """An answer in words waits for a person; one that was left as released earns 0, as nbgrader has it."""
    assert place.grade_id is not None
    if place.kind == "manual" and cell.source == place.cell.source:
        return GradedCell(place.grade_id, place.kind, "missing", 0.0, place.points, None, NO_ANSWER)
    return GradedCell(place.grade_id, place.kind, "ungraded", None, place.points)

"""One submission in, one graded notebook out: align the cells, run them, judge the check cells.

The same function serves `autograder grade`, `nbgrader autograde` and formgrader's button.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType

import nbformat
from nbformat import NotebookNode

from gdkit.checking import STATUSES, Verdict

from ..course.course import Assignment
from ..course.kernels import OTHER, UNNAMED, is_named, other_language
from ..course.source import SourceCell, SourceNotebook
from ..intake.beside import as_sources
from ..intake.reading import grade_id_of
from ..intake.sanitize import new_output
from ..sandbox.fork_server import ForkServer
from ..sandbox.inside.isolation import policy
from ..sandbox.limits import Limits
from ..text import safe
from .aligned import AlignedCell
from .alignment import align, own_sources
from .answer_key import AnswerKey, WorkKey
from .hidden import FAILED, Tested, apart, as_released, fixed_outputs, held, points_shown, run_apart, turn
from .remarks import TEST_FAILED, remark
from .results import NO_ANSWER_SAID, GradedCell, GradedNotebook
from .run import Answer, Run
from .undefined import Failure, why_missing, why_undefined


def grade_notebook(
    source: SourceNotebook,
    submitted: NotebookNode,
    key: AnswerKey,
    warm: ForkServer,
    assignment: Assignment,
    *,
    limits: Limits,
    own: Mapping[str, bytes] = MappingProxyType({}),
) -> GradedNotebook:
    """Run a submitted notebook and judge its check cells. Never raises for what the submission does.

    own: the files that the student handed in beside it (`autograder.intake.beside`).
    Nothing that the run or the cases depend on says whose it is: the same work has the same grade in every hand.
    """
    aligned, flags = align(source, submitted)
    other = other_language(submitted.metadata)
    if other:
        return _in_another_language(source, aligned, other)
    flags += [] if is_named(submitted.metadata) else [UNNAMED]
    sources = [*own_sources(aligned), *as_sources(own)]
    work, name = key.for_work(sources), "\0".join([assignment.name, source.name, *sources])
    tests = apart(aligned)
    with Run(warm, limits, name, assignment.files, own) as run:
        found, died = _run_shown(aligned, tests, work, run, draw_all=limits.figures == "drawn")
        checks = [_check_of(each)[0] for each in found if isinstance(each, AlignedCell) and id(each) not in tests]
        answers = iter(run.answers([work.questions(id) for id in checks]))
    tested: dict[int, Tested] = {}
    killed = run.killed
    if tests:  # when nothing is shown any more of what a process says
        with Run(warm, limits, name, assignment.files, own) as second:
            tested = run_apart(aligned, tests, died, second)
        killed |= second.killed
    failures = [
        Failure(item, run.errors.get(id(item.cell), ("", "")), died.get(id(item)))
        for item in aligned
        if id(item.cell) in run.errors or id(item) in died
    ]
    graded = []
    for each in found:
        if isinstance(each, GradedCell):
            graded.append(each)
        elif id(each) in tests:
            graded.append(_tested_cell(each, tested.get(id(each)) or Tested(False, died=died.get(id(each)))))
        else:
            graded.append(_judged_cell(each, _verdict(each, next(answers), work, aligned, failures)))
    remark(source, aligned, graded, failures, assignment.book, own)
    notebook = _notebook(source, [item.cell for item in aligned])
    if run.undrawn:
        notebook.metadata["autograder"] = {"figures": "not drawn"}  # see `autograder.pages.figures`
    _tell(aligned, graded)
    flags += [flag for cell in graded for flag in cell.flags]
    if not policy.enough(run.level, policy.DEFAULT):
        flags.append("isolation-lowered")
    unanswered = tuple(item.source.grade_id or "" for item in aligned if item.source and _is_unanswered(item))
    return GradedNotebook(source.name, notebook, graded, sorted(set(flags)), "", run.level, unanswered, killed)


def _tell(aligned: list[AlignedCell], graded: list[GradedCell]) -> None:
    """What there is to tell of the cells that a graded cell rests on; of some only when points are missing."""
    items = {item.source.grade_id: item for item in aligned if item.source is not None}
    for cell in graded:
        item = items[cell.grade_id]
        missing = item.is_left if cell.points is None else cell.points < cell.max_points
        told = [*item.told, *(["unplaced"] if item.doubtful and missing else [])]
        cell.flags += tuple(flag for flag in told if flag not in cell.flags)


def _is_unanswered(item: AlignedCell) -> bool:
    place = item.source
    return place is not None and place.own and place.is_unchanged(item.cell.source) and not item.doubtful


def _run_shown(
    aligned: list[AlignedCell], tests: frozenset[int], key: WorkKey, run: Run, *, draw_all: bool
) -> tuple[list[GradedCell | AlignedCell], dict[int, str]]:
    """Run the notebook as it was released: (the graded cells, how cells ended the process by id of the item).

    A check, and a test that is graded apart, waits for what it earns.
    """
    found: list[GradedCell | AlignedCell] = []
    died: dict[int, str] = {}
    for (kind, _), items in groupby(aligned, key=turn):
        if kind == "check":
            for item in items:
                _hold(item, key, run)
                found.append(item)
        else:
            found += _run_cells(list(items), tests, run, died, draw_all=draw_all)
    return found, died


def _check_of(item: AlignedCell) -> tuple[str, str]:
    """(id of the exercise, name in the student's notebook) of a check cell."""
    assert item.source is not None and item.source.check is not None
    return item.source.check


def _hold(item: AlignedCell, key: WorkKey, run: Run) -> None:
    """Let the check of this cell wait for its questions."""
    id, name = _check_of(item)
    run.hold(name, quiz=key.reads_a_value(id))


def _run_cells(
    items: list[AlignedCell], tests: frozenset[int], run: Run, died: dict[int, str], *, draw_all: bool
) -> list[GradedCell | AlignedCell]:
    """Run the cells of one turn, note those that ended the process, and say what those that are graded earned."""
    code = [item for item in items if item.cell.cell_type == "code"]
    cells = [as_released(item) for item in code]
    told = run.execute([(cell, draw_all or item.is_graded) for cell, item in zip(cells, code, strict=True)])
    ended = {id(item): how for item, how in zip(code, told, strict=True)}
    for item, cell, (_, how) in zip(code, cells, told, strict=True):
        item.cell.outputs = cell.outputs
        if how is not None:
            died[id(item)] = how
    graded: list[GradedCell | AlignedCell] = []
    for item in items:
        place = item.source
        if place is None or not place.graded:
            continue
        if id(item) in tests:
            graded.append(item)
        elif place.kind == "test" and id(item) in ended:
            graded.append(_test_cell(place, item.cell, *ended[id(item)]))
        else:
            graded.append(_manual_cell(place, item))
    return graded


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


def _in_another_language(source: SourceNotebook, aligned: list[AlignedCell], other: str) -> GradedNotebook:
    """Work that is not run, as it was handed in: every cell waits for a person."""
    problem = f"The notebook is in {other}; expected Python. It was not run, and waits for a person."
    note = nbformat.v4.new_markdown_cell(f"**{safe(problem)}**")
    graded = [
        GradedCell(place.grade_id or "", place.kind, "ungraded", None, place.points, message=problem)
        for place in (item.source for item in aligned)
        if place is not None and place.graded
    ]
    notebook = _notebook(source, [note, *(item.cell for item in aligned)])
    return GradedNotebook(source.name, notebook, graded, [OTHER], problem)


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


def _verdict(
    item: AlignedCell, answer: Answer, key: WorkKey, aligned: list[AlignedCell], failures: list[Failure]
) -> Verdict:
    """The verdict on an answer, with what became of the cells that it rests on."""
    id, name = _check_of(item)
    if answer.missing:
        return key.missing(id, name, why_missing(name, aligned, failures))
    verdict = key.verdict(id, answer)
    names = [outcome.error[1] for outcome in answer.outcomes if outcome.error and outcome.error[0] == "NameError"]
    because = why_undefined(names[0], failures) if names and verdict.mistake is None else ""
    return replace(verdict, hint=f"{verdict.hint} {because}".strip())


def _judged_cell(item: AlignedCell, verdict: Verdict) -> GradedCell:
    place, cell = item.source, item.cell
    assert place is not None and place.grade_id is not None
    points = verdict.fraction * place.points
    shown = {"text/plain": repr(float(points)), "text/html": verdict.html}
    cell.outputs = [new_output("execute_result", shown, execution_count=None)]
    return GradedCell(
        place.grade_id, "check", verdict.status, points, place.points, verdict, verdict.message, verdict.flags
    )


def _test_cell(place: SourceCell, cell: NotebookNode, ok: bool, how: str | None) -> GradedCell:
    """A cell of asserts, as nbgrader grades it, but for stderr: it rests on what the student's process says."""
    ok = held(cell.outputs, ok=ok)
    points = points_shown(cell.outputs) if ok else None
    return _earned(place, Tested(ok, points, how), TEST_FAILED)


def _tested_cell(item: AlignedCell, tested: Tested) -> GradedCell:
    """A cell of asserts that was graded apart; its outputs hold no word of the process that ran it."""
    assert item.source is not None
    seen = any(output.output_type == "error" for output in item.cell.outputs)
    item.cell.outputs = fixed_outputs(item.cell.outputs, tested)
    return _earned(item.source, tested, TEST_FAILED if seen else FAILED)


def _earned(place: SourceCell, tested: Tested, failed: str) -> GradedCell:
    assert place.grade_id is not None
    share = 1.0 if tested.ok else 0.0
    if tested.points is not None and place.points:
        share = min(tested.points / place.points, 1.0)
    status = tested.died or ("pass" if share == 1.0 else "partial" if share else "fail")
    message = "" if tested.ok else failed
    return GradedCell(
        place.grade_id, "test", status, share * place.points, place.points, None, message, ("self-reported",)
    )


def _manual_cell(place: SourceCell, item: AlignedCell) -> GradedCell:
    """An answer in words waits for a person; one that was left as released earns 0, as nbgrader has it.

    Not where the answer may stand in another cell: that of a task always does, so that a task always waits.
    """
    assert place.grade_id is not None
    if place.kind == "manual" and place.is_unchanged(item.cell.source) and not item.doubtful:
        return GradedCell(place.grade_id, place.kind, "missing", 0.0, place.points, None, NO_ANSWER_SAID)
    return GradedCell(place.grade_id, place.kind, "ungraded", None, place.points)

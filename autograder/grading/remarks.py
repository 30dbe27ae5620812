"""What is said of graded cells once all of them are judged: by what other cells came to, and by the code's text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nbformat import NotebookNode

from gdkit.checking.library_calls import Code, do_without, mend_first

from ..course.source import SourceNotebook
from ..declaring.book import Book
from ..declaring.exercise import Exercise
from ..text import safe
from .aligned import AlignedCell
from .results import GradedCell
from .undefined import MOST, Failure, has_stopped, why_undefined

TEST_FAILED = "A test of this cell failed."
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_ARROW = re.compile(r"^-+> *(\d+) ", re.MULTILINE)  # before the line that raised, in IPython's tracebacks


def remark(
    source: SourceNotebook,
    aligned: Sequence[AlignedCell],
    graded: Sequence[GradedCell],
    failures: Sequence[Failure],
    book: Book,
    own: Mapping[str, bytes],
) -> None:
    """Add to the messages, hints and flags of graded cells. own: as of `grade_notebook`."""
    items = {item.source.grade_id: item for item in aligned if item.source is not None}
    code = _code_of(source, aligned, own)
    for cell in graded:
        item = items[cell.grade_id]
        assert item.source is not None
        if cell.kind == "test" and cell.status == "fail" and cell.message == TEST_FAILED:
            cell.message = _why_failed(item.cell.outputs, item.source.released, failures)
        if item.source.check is not None and cell.status == "missing":
            cell.stopped = has_stopped(item.source.check[1], failures)
    exercises = {id(cell): book[cell.verdict.id] for cell in graded if cell.verdict is not None}
    functions = {id: each for id, each in exercises.items() if isinstance(each, Exercise)}
    unmended = {functions[id(cell)].function for cell in graded if id(cell) in functions and cell.status != "pass"}
    for cell in graded:
        exercise = functions.get(id(cell))
        if exercise is None or cell.verdict is None:
            continue
        _look_for_library_calls(cell, exercise, code)
        _point_to_others(cell, exercise, code, unmended)
        for output in items[cell.grade_id].cell.outputs:  # the card
            output.data["text/html"] = cell.verdict.html


def _why_failed(outputs: Sequence[NotebookNode], released: str, failures: Sequence[Failure]) -> str:
    """The error that ended a test as it was released: of its hidden blocks nothing is in these outputs."""
    error = next((output for output in outputs if output.output_type == "error"), None)
    if error is None:
        return TEST_FAILED
    kind = str(error.ename).strip().partition("\n")[0][:MOST]
    text = str(error.evalue).strip().partition("\n")[0][:MOST]
    if kind == "AssertionError":
        text = text or _assert_of(error, released)
        return safe(f"{TEST_FAILED} {kind}: {text}" if text else TEST_FAILED)
    because = why_undefined(error.evalue, failures) if kind == "NameError" else ""
    return safe(f"This cell of tests stopped with {kind}" + (f": {text}" if text else "") + f". {because}".rstrip())


def _assert_of(error: NotebookNode, released: str) -> str:
    """The assert that failed, where the traceback tells its line in the cell; the words are the released text's."""
    found = _ARROW.search(_COLOUR.sub("", "\n".join(error.traceback)))
    number, lines = int(found[1][:9]) if found else 0, released.splitlines()
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return line[:MOST] if line.startswith("assert") else ""


def _code_of(source: SourceNotebook, aligned: Sequence[AlignedCell], own: Mapping[str, bytes]) -> Code:
    """The notebook's code, and that of the student's own modules beside it."""
    modules = {name: content for name, content in own.items() if name.endswith(".py")}
    texts = [content.decode("utf-8", "replace") for _, content in sorted(modules.items())]
    cells = [item.cell.source for item in aligned if item.cell.cell_type == "code"]
    given = [cell.check[1] for cell in source.cells if cell.check is not None]
    tops = {name.partition("/")[0].removesuffix(".py") for name in modules}
    return Code([*cells, *texts], given=given, own_modules=tops)


def _look_for_library_calls(cell: GradedCell, exercise: Exercise, code: Code) -> None:
    """Flag a function that calls what it is to do without, and say what it calls."""
    if not code.calls(exercise.function, exercise.library_calls):
        return
    cell.flags += ("library-call",)
    called = code.called(exercise.function)
    names = [called[name] for name in sorted(called.keys() & set(exercise.library_calls))]
    if names and cell.status != "missing" and cell.verdict is not None:
        cell.message = f"{cell.message} {do_without(exercise.function, names)}.".strip()
        cell.verdict = replace(cell.verdict, message=cell.message)


def _point_to_others(cell: GradedCell, exercise: Exercise, code: Code, unmended: set[str]) -> None:
    """Say which functions of other checks, none of them right, a function that is not right rests on."""
    if cell.verdict is None or cell.status in ("pass", "missing"):
        return
    said = mend_first(code.uses(exercise.function) & unmended - {exercise.function})
    cell.verdict = replace(cell.verdict, hint=f"{cell.verdict.hint} {said}".strip())

"""One submission in, one graded notebook out: align the cells, run them, judge the check cells.

The same function serves `autograder grade`, `nbgrader autograde` and formgrader's button.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output

from gdkit.checking import STATUSES, ExerciseData, Outcome, QuizData, Verdict, judge, judge_quiz
from gdkit.checking.judging import DEATHS, missing

from .calls import called_names
from .course import Assignment, SourceCell, SourceNotebook, exercise_of
from .declarations import Quiz
from .sanitize import clean_outputs, without_surrogates
from .students import Child, Limits, StudentDied, WarmProcess

MAX_NOTEBOOK_BYTES = 20_000_000
MAX_CELLS = 2000
NO_ANSWER = "No response."


@dataclass
class GradedCell:
    """What one graded cell earned. points is None while it waits for a person."""

    grade_id: str
    kind: str
    status: str
    points: float | None
    max_points: float
    verdict: Verdict | None = None
    message: str = ""
    flags: tuple[str, ...] = ()

    def to_tree(self) -> dict[str, Any]:
        """For results.jsonl."""
        tree: dict[str, Any] = {
            "grade_id": self.grade_id,
            "kind": self.kind,
            "status": self.status,
            "points": self.points,
            "max_points": self.max_points,
            "message": self.message,
            "flags": list(self.flags),
        }
        if self.verdict is not None:
            verdict = self.verdict
            tree |= {"exercise": verdict.id, "fraction": verdict.fraction, "mistake": verdict.mistake}
            tree |= {"hint": verdict.hint, "reread": verdict.reread, "parts": dict(verdict.parts)}
        return tree


@dataclass
class GradedNotebook:
    """A graded notebook: with outputs, a result for each graded cell, and what was noticed on the way."""

    name: str
    notebook: NotebookNode
    cells: list[GradedCell]
    flags: list[str] = field(default_factory=list)
    problem: str = ""

    @property
    def points(self) -> float:
        """Points of all cells that have some."""
        return sum(cell.points or 0.0 for cell in self.cells)

    def to_tree(self) -> dict[str, Any]:
        """For results.jsonl."""
        return {
            "notebook": self.name,
            "points": self.points,
            "flags": sorted(set(self.flags)),
            "problem": self.problem,
            "cells": [cell.to_tree() for cell in self.cells],
        }


class Judge:
    """Holds the expected outcomes of an assignment: computed once a run, in this process only."""

    def __init__(self, assignment: Assignment) -> None:
        self.seed = assignment.seed
        self._data: dict[str, ExerciseData | QuizData] = {}

    def data(self, id: str) -> ExerciseData | QuizData:
        """The exercise with shown and drawn cases."""
        if id not in self._data:
            declared = exercise_of(id)
            self._data[id] = declared.data() if isinstance(declared, Quiz) else declared.data(self.seed)
        return self._data[id]

    def verdict(self, child: Child, id: str, name: str) -> Verdict:
        """The verdict on a name of the child's. The calls run in a branch of the child: what they leave behind,
        the inputs of the drawn cases above all, is gone before the next cell runs."""
        data = self.data(id)
        if isinstance(data, QuizData):
            return self._quiz(child, data, name)
        outcomes: list[Outcome] = []
        try:
            with child.branch() as branch:
                for case in data.cases:
                    outcome = branch.call(name, case.inputs)
                    if outcome is None:
                        return missing(data, f"function {name}")
                    outcomes.append(outcome)
        except StudentDied as death:
            outcomes += [Outcome(died=death.how)] * (len(data.cases) - len(outcomes))
        self.keep(id, outcomes)
        return judge(data, outcomes)

    def keep(self, id: str, outcomes: list[Outcome]) -> None:
        """Outcomes are forgotten once they are judged; see `Recording`."""

    def _quiz(self, child: Child, data: QuizData, name: str) -> Verdict:
        quiz = exercise_of(data.id)
        assert isinstance(quiz, Quiz)
        try:
            with child.branch() as branch:
                return judge_quiz(data, branch.get(name), quiz.answer, quiz.why)
        except KeyError:
            return missing(data, f"variable {name}")
        except StudentDied as death:
            return Verdict(data.id, 0.0, death.how, message=DEATHS[death.how][0], reread=data.reread)


class Recording(Judge):
    """A judge that keeps the outcomes of the calls, to explain a verdict to the instructor."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(assignment)
        self.outcomes: dict[str, list[Outcome]] = {}

    def keep(self, id: str, outcomes: list[Outcome]) -> None:
        self.outcomes[id] = outcomes


# --- intake -------------------------------------------------------------------------------------


class Unreadable(Exception):
    """The file is no notebook that can be read."""


def read_notebook(content: bytes) -> NotebookNode:
    """Parse a submitted notebook. Raises Unreadable with a sentence for the report."""
    if len(content) > MAX_NOTEBOOK_BYTES:
        megabytes = MAX_NOTEBOOK_BYTES // 10**6
        raise Unreadable(f"The file has {len(content) / 1e6:.0f} MB; at most {megabytes} MB are read.")
    if not content.strip():
        raise Unreadable("The file is empty.")
    try:
        tree = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("The file is not encoded as UTF-8.") from None
    except RecursionError:
        raise Unreadable("The file is nested too deeply.") from None
    except ValueError as error:
        raise Unreadable(f"The file is not valid JSON: {str(error)[:100]}.") from None
    if not isinstance(tree, dict) or tree.get("nbformat") != 4 or not isinstance(tree.get("cells"), list):
        raise Unreadable("The file is JSON, but no notebook of format 4.")
    if len(tree["cells"]) > MAX_CELLS:
        raise Unreadable(f"The notebook has {len(tree['cells'])} cells; at most {MAX_CELLS} are read.")
    cells = [_plain_cell(cell) for cell in tree["cells"] if isinstance(cell, dict)]
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


def _plain_cell(cell: dict[str, Any]) -> dict[str, Any]:
    """What counts of a submitted cell: its source, its type, its place in nbgrader's bookkeeping."""
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    kind = cell.get("cell_type")
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    plain: dict[str, Any] = {
        "cell_type": kind if kind in ("code", "markdown", "raw") else "raw",
        "source": without_surrogates(source) if isinstance(source, str) else "",
        "metadata": {"nbgrader": {"grade_id": grade_id}} if isinstance(grade_id, str) else {},
    }
    if plain["cell_type"] == "code":
        plain |= {"outputs": [], "execution_count": None}
    return plain


# --- alignment ----------------------------------------------------------------------------------


@dataclass
class AlignedCell:
    """A cell to run and write: the source's cell it stands for (None for an extra one), and what it holds."""

    cell: NotebookNode
    source: SourceCell | None


def align(source: SourceNotebook, submitted: NotebookNode) -> tuple[list[AlignedCell], list[str]]:
    """The submitted cells in the source's order, with tests and locked cells as the source has them.

    An extra cell stays behind the cell that it followed. Of several cells with one id the last counts; the earlier
    ones stay as extra cells and run before it. What is missing comes from the source.
    """
    flags: list[str] = []
    last = {grade_id_of(cell): index for index, cell in enumerate(submitted.cells) if grade_id_of(cell)}
    extras: dict[str | None, list[AlignedCell]] = {}
    kept: dict[str, NotebookNode] = {}
    anchor: str | None = None
    for index, cell in enumerate(submitted.cells):
        grade_id = grade_id_of(cell)
        if grade_id in source.by_id and last[grade_id] == index:
            kept[grade_id] = cell
            anchor = grade_id
            continue
        if grade_id in source.by_id:
            flags.append("duplicated")
        extras.setdefault(anchor, []).append(AlignedCell(_extra(cell), None))
    if [id for id in kept if id in source.by_id] != [id for id in source.by_id if id in kept]:
        flags.append("restored")

    aligned = extras.pop(None, [])
    for place in source.cells:
        if place.grade_id is None:
            continue  # free cells of the source are the student's to change; theirs are among the extras
        cell, changed = _restored(place, kept.get(place.grade_id))
        flags += changed
        aligned.append(AlignedCell(cell, place))
        aligned += extras.pop(place.grade_id, [])
    return aligned, flags


def grade_id_of(cell: NotebookNode) -> str | None:
    """nbgrader's id of a cell."""
    meta = cell.metadata.get("nbgrader")
    grade_id = meta.get("grade_id") if isinstance(meta, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _extra(cell: NotebookNode) -> NotebookNode:
    fresh = nbformat.from_dict(dict(cell))
    fresh.metadata = nbformat.from_dict({})
    return fresh


def _restored(place: SourceCell, submitted: NotebookNode | None) -> tuple[NotebookNode, list[str]]:
    """The cell that runs at a place of the source, and flags on what had to be changed."""
    cell = nbformat.from_dict(dict(place.cell))
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    if submitted is None:
        return cell, ["restored"]
    if place.kind in ("solution", "manual"):
        cell.source = submitted.source
        return cell, ["tampered"] if submitted.cell_type != cell.cell_type else []
    return cell, ["tampered"] if submitted.source.strip() != place.released.strip() else []


# --- grading ------------------------------------------------------------------------------------


def grade_notebook(
    source: SourceNotebook,
    submitted: NotebookNode,
    judge: Judge,
    warm: WarmProcess,
    assignment: Assignment,
    *,
    student: str,
    limits: Limits,
) -> GradedNotebook:
    """Run a submitted notebook and judge its check cells. Never raises for what the submission does."""
    aligned, flags = align(source, submitted)
    graded: list[GradedCell] = []
    with _Run(warm, limits, f"{student}/{assignment.name}/{source.name}", assignment.files) as run:
        for item in aligned:
            place, cell = item.source, item.cell
            if place is not None and place.kind == "check":
                graded.append(_judge_cell(place, cell, judge, run))
            elif cell.cell_type == "code":
                ok, how = run.execute(cell)
                if place is not None and place.kind == "test":
                    graded.append(_test_cell(place, cell, ok, how))
                elif place is not None and place.kind == "manual":
                    graded.append(_manual_cell(place, cell))
            elif place is not None and place.graded:
                graded.append(_manual_cell(place, cell))
    notebook = nbformat.from_dict(dict(source.notebook))
    notebook.cells = [_numbered(item.cell, index) for index, item in enumerate(aligned)]
    sources = [item.cell.source for item in aligned if item.cell.cell_type == "code"]
    for result in graded:
        if result.verdict is not None and _does_it_by_a_library_call(result.verdict.id, sources):
            result.flags += ("library-call",)
        flags += result.flags
    return GradedNotebook(source.name, notebook, graded, sorted(set(flags)))


def _does_it_by_a_library_call(id: str, sources: list[str]) -> bool:
    exercise = exercise_of(id)
    if isinstance(exercise, Quiz) or not exercise.library_calls:
        return False
    return bool(called_names(sources, exercise.function) & set(exercise.library_calls))


def placeholder(source: SourceNotebook, status: str, problem: str) -> GradedNotebook:
    """Stands for work that is missing or cannot be read: the source's notebook, 0 points, a request for a person."""
    notebook = nbformat.from_dict(dict(source.notebook))
    note = nbformat.v4.new_markdown_cell(f"**The submission {STATUSES[status]}.** {problem}")
    notebook.cells = [_numbered(cell, index) for index, cell in enumerate([note, *notebook.cells])]
    cells = [
        GradedCell(cell.grade_id or "", cell.kind, status, 0.0, cell.points, message=problem)
        for cell in source.cells
        if cell.graded
    ]
    return GradedNotebook(source.name, notebook, cells, [], problem)


def _numbered(cell: NotebookNode, index: int) -> NotebookNode:
    cell["id"] = grade_id_of(cell) or f"cell-{index}"
    return cell


class _Run:
    """The child of one notebook. When a cell kills it, another takes over: the cells before it run again."""

    def __init__(self, warm: WarmProcess, limits: Limits, name: str, files: dict[str, bytes]) -> None:
        self._start = lambda: warm.child(limits, name, files)
        self._history: list[str] = []
        self.deaths: list[str] = []
        self.child: Child | None = self._start()

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *_: object) -> None:
        if self.child is not None:
            self.child.close()

    def execute(self, cell: NotebookNode) -> tuple[bool, str | None]:
        """Run a code cell and keep its outputs: (ended without error, how the child died)."""
        if self.child is None:
            return False, self.deaths[-1]
        try:
            result = self.child.run(cell.source)
        except StudentDied as death:
            self.died(death.how)
            cell.outputs = [_error_output(death.how)]
            return False, death.how
        self._history.append(cell.source)
        cell.outputs = clean_outputs(result.outputs)
        if result.error and result.error[0] in ("MemoryError", "_ArrayMemoryError"):
            self.deaths.append("memory")
        return result.ok, None

    def died(self, how: str) -> None:
        """Replace a dead child. What killed it does not run again."""
        self.deaths.append(how)
        assert self.child is not None
        self.child.close()
        child = self._start()
        try:
            for source in self._history:
                child.run(source)
            self.child = child
        except StudentDied as death:
            self.deaths.append(death.how)
            child.close()
            self.child = None


def _judge_cell(place: SourceCell, cell: NotebookNode, judge: Judge, run: _Run) -> GradedCell:
    assert place.check is not None and place.grade_id is not None
    id, name = place.check
    data = judge.data(id)
    if run.child is None:
        how = run.deaths[-1]
        verdict = Verdict(id, 0.0, how, message=DEATHS[how][0], hint=DEATHS[how][1], reread=data.reread)
    else:
        verdict = judge.verdict(run.child, id, name)
        if verdict.status == "missing" and run.deaths and f"no {_kind(data)} {name}" in verdict.message:
            how = run.deaths[0]
            said = f"There is no {name}, because a cell before it {STATUSES[how]}."
            verdict = Verdict(id, 0.0, how, message=said, hint=DEATHS[how][1], reread=data.reread)
        if not run.child.alive:  # the call reached out of its branch
            run.died(verdict.status)
    points = verdict.fraction * place.points
    cell.outputs = [
        new_output(
            "execute_result",
            {"text/plain": repr(float(points)), "text/html": verdict.html},
            execution_count=None,
        )
    ]
    return GradedCell(
        place.grade_id, "check", verdict.status, points, place.points, verdict, verdict.message, verdict.flags
    )


def _kind(data: ExerciseData | QuizData) -> str:
    return "variable" if isinstance(data, QuizData) else "function"


def _test_cell(place: SourceCell, cell: NotebookNode, ok: bool, how: str | None) -> GradedCell:
    """A cell of asserts, as nbgrader grades it, but for stderr: it rests on what the student's process says."""
    assert place.grade_id is not None
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


def _error_output(how: str) -> NotebookNode:
    said = f"This cell {STATUSES[how]}."
    return new_output("error", ename=how, evalue=said, traceback=[said])

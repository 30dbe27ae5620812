"""Which reason it was: first by what both graders left, then by trying.

Tried, where the first did not tell, and kept in `Case.tried` under these names:

again    nbgrader once more on the same file, a few times
aligned  nbgrader on the cells as we arranged them
open     we, without walls
one-run  we, with hidden tests in the run of all other cells
"""

from __future__ import annotations

from typing import NamedTuple

import nbformat
from nbformat import NotebookNode

from ..intake.reading import grade_id_of
from .evidence import (
    DEATHS,
    Case,
    cell_of,
    errors_in,
    ids_of,
    language_of,
    missing_file,
    missing_notebook,
    points_of,
    same,
    text_is_there,
    without_id,
)
from .stock import Score, last_line


class Found(NamedTuple):
    """A reason's name, and what shows it."""

    reason: str
    shown_by: str


SAYS_NOTHING = {"self-reported", "late", "isolation-lowered", "library-call"}  # flags that leave no cell to a person
STOPPED = (  # what nbgrader's log says, and which reason that is; the first that fits
    ("NoSuchKernel", "no-kernel"),
    ("partial credit cannot be greater than maximum points", "above-maximum"),
    ("DeadKernelError", "process-ended"),
    ("Kernel died", "process-ended"),
    ("kernel became unresponsive", "process-ended"),
    ("NotJSONError", "broken-file"),
    ("does not appear to be JSON", "broken-file"),
    ("JSONDecodeError", "broken-file"),
    ("UnicodeDecodeError", "broken-file"),
)


def by_what_is_there(case: Case) -> Found | None:
    """The reason, where what both graders left tells it."""
    for rule in (
        _ungraded,
        _other_language,
        _named_otherwise,
        _stopped,
        _judged,
        _stderr,
        _missing_file,
        _time,
        _marks,
        _values,
    ):
        found = rule(case)
        if found is not None:
            return found
    return None


def by_trying(case: Case) -> Found:
    """The reason, where it took trying."""
    for rule in (_random, _alignment, _isolation, _hidden):
        found = rule(case)
        if found is not None:
            return found
    return Found("unknown", _tried_in_words(case))


def _ungraded(case: Case) -> Found | None:
    graded = case.graded
    if graded is None:
        return Found("fault-of-ours", "our results do not have this cell")
    if case.ours.points is not None or graded.kind not in ("check", "test") or not _is_python(case):
        return None
    noticed = sorted(set(case.flags) - SAYS_NOTHING)
    if not case.ours.asks or not noticed or "see its log" in graded.message:
        return Found("fault-of-ours", f"we have not graded this cell: {graded.message or graded.status}")
    return Found("for-a-person", f"flags of the submission: {', '.join(noticed)}")


def _is_python(case: Case) -> bool:
    return language_of(case.source).startswith(("python", "ipython"))


def _other_language(case: Case) -> Found | None:
    if _is_python(case):
        return None
    language = language_of(case.source)
    if case.ours.points is None and case.ours.asks:
        return Found("no-kernel", f"the notebook is in {language}, and waits for a person")
    return Found("fault-of-ours", f"the notebook is in {language}, and was run as Python")


def _named_otherwise(case: Case) -> Found | None:
    """nbgrader has not found the file."""
    if case.theirs is not None or case.submitted is not None or case.graded is None:
        return None
    if "renamed" in case.flags and case.graded.status not in ("missing", "unreadable"):
        return Found("renamed", "our grader has found the notebook in a file of another name")
    return Found("no-notebook", "there is no such file") if case.graded.status == "missing" else None


def _stopped(case: Case) -> Found | None:
    """nbgrader has no points because it stopped."""
    if not case.ended.failed or case.nbgrader.points is not None:
        return None
    if case.ended.status is None:
        return Found("nbgrader-late", "nbgrader was ended after its time")
    said = last_line(case.ended.log)
    if "duplicated" in case.flags or _duplicated(case):
        return Found("duplicated", f"nbgrader: {said}")
    for words, reason in STOPPED:
        if words in case.ended.log and (reason != "broken-file" or case.submitted is None):
            return Found(reason, f"nbgrader: {said}")
    return Found("nbgrader-stopped", f"nbgrader: {said}")


def _duplicated(case: Case) -> bool:
    ids = ids_of(case.submitted)
    return len(ids) != len(set(ids))


def _judged(case: Case) -> Found | None:
    return Found("judged", "a check") if case.graded is not None and case.graded.kind == "check" else None


def _stderr(case: Case) -> Found | None:
    cell = cell_of(case.theirs, case.key[2])
    if cell is None or same(points_of(cell), points_of(cell, silenced=True)):
        return None
    if same(points_of(cell, silenced=True), case.ours.points):
        return Found("stderr", "without what the cell writes to stderr, nbgrader's own rule gives our points")
    return None


def _missing_file(case: Case) -> Found | None:
    gained = (case.ours.points or 0) - (case.nbgrader.points or 0)
    notebook, path = missing_notebook(case), missing_file(case)
    if notebook is not None and gained > 0:
        return Found("other-notebook", f"{notebook} lies beside the notebook, and was not found in nbgrader's run")
    if path is None or gained >= 0:
        return None
    return Found("fault-of-ours", f"{path} lies beside the notebook, and was not found in our run")


def _time(case: Case) -> Found | None:
    ours = [name for name, _ in errors_in(case.mine) if name in DEATHS]
    if case.graded is not None and case.graded.status in DEATHS:
        ours.append(case.graded.status)
    theirs = [name for name, _ in errors_in(case.theirs) if name == "CellTimeoutError"]
    if theirs or "timeout" in ours:
        who = "nbgrader" if theirs else "we"
        return Found("time-limit", f"{who} ended a cell after its time")
    if ours and case.ours.asks:
        return Found("process-ended", f"our run: {ours[0]}")
    return None


def _marks(case: Case) -> Found | None:
    """nbgrader knows no points because the cell, or its id, is gone."""
    if case.submitted is None or case.nbgrader.points is not None or cell_of(case.theirs, case.key[2]) is not None:
        return None
    if case.key[2] in ids_of(case.submitted):
        return None
    if not text_is_there(case) and ids_of(case.submitted):
        return Found("deleted", "no cell of the submission has this id or this text")
    run = points_of(_as_test(case, without_id(case)), silenced=True)
    if run is not None and case.ours.points is not None and case.ours.points < run and not case.ours.asks:
        return Found(
            "fault-of-ours",
            f"the same test holds in nbgrader's run of the notebook as it was handed in ({run:g} points), "
            "and nobody is asked here",
        )
    return Found("lost-metadata", "the cell's text is there, without an id")


def _as_test(case: Case, cell: NotebookNode | None) -> NotebookNode | None:
    """The executed cell with its marks put back, so that nbgrader's rule can be asked."""
    if cell is None or case.place is None:
        return None
    cell.metadata["nbgrader"] = dict(case.place.cell.metadata.nbgrader)
    return cell


def _values(case: Case) -> Found | None:
    """A value is shown, and an error after it."""
    cell = cell_of(case.theirs, case.key[2])
    kinds = [] if cell is None else [each.output_type for each in cell.get("outputs", ())]
    if {"execute_result", "error"} <= set(kinds) and kinds.index("execute_result") < kinds.index("error"):
        return Found("value-then-error", "nbgrader's executed cell has a value before the error")
    return None


# by trying: what was tried is in case.tried, by name


def _random(case: Case) -> Found | None:
    scores: list[Score] = case.tried.get("again", [])
    others = [each for each in scores if not same(each.points, case.nbgrader.points)]
    if not others:
        return None
    told = ", ".join(_points(each) for each in (case.nbgrader, *scores))
    return Found("random", f"nbgrader, several times: {told}")


def _alignment(case: Case) -> Found | None:
    score: Score | None = case.tried.get("aligned")
    cell = cell_of(case.tried.get("aligned notebook"), case.key[2])
    agrees = score is not None and (
        same(score.points, case.ours.points) or same(points_of(cell, silenced=True), case.ours.points)
    )
    if not agrees:
        return None
    return Found(_what_was_moved(case), "nbgrader, given the cells as we arranged them, gives our points")


def _what_was_moved(case: Case) -> str:
    ids, wanted = ids_of(case.submitted), list(case.source.by_id)
    if len(ids) != len(set(ids)):
        return "duplicated"
    known = [id for id in ids if id in case.source.by_id]
    if known != [id for id in wanted if id in known]:
        return "order"
    if set(wanted) - set(known):
        return "lost-metadata" if len(known) < len(wanted) and _kept_texts(case) else "deleted"
    return "edited" if "tampered" in case.flags or _edited(case) else "aligned"


def _kept_texts(case: Case) -> bool:
    """Whether there are as many cells as were given out: ids are gone, and cells are not."""
    cells = () if case.submitted is None else case.submitted.cells
    return len(cells) >= len(case.source.cells)


def _edited(case: Case) -> bool:
    """Whether a cell that is not the student's has another text."""
    for cell in () if case.submitted is None else case.submitted.cells:
        place = case.source.by_id.get(grade_id_of(cell) or "")
        theirs = place is not None and place.kind not in ("solution", "manual")
        if place is not None and theirs and cell.source.strip() != place.released.strip():
            return True
    return False


def _isolation(case: Case) -> Found | None:
    score: Score | None = case.tried.get("open")
    if score is None or same(score.points, case.ours.points):
        return None
    cell = cell_of(case.theirs, case.key[2])
    if not same(score.points, case.nbgrader.points) and not same(score.points, points_of(cell, silenced=True)):
        return None
    mine = cell_of(case.mine, case.key[2])
    errors = errors_in(None if mine is None else nbformat.from_dict({"cells": [mine]}))
    refused = next((f" ({name}: {text[:100]})".replace(": )", ")") for name, text in errors), "")
    return Found("isolation", f"without walls we give nbgrader's points{refused}")


def _hidden(case: Case) -> Found | None:
    score: Score | None = case.tried.get("one-run")
    if score is None or same(score.points, case.ours.points) or not same(score.points, case.nbgrader.points):
        return None
    return Found("hidden", "with hidden tests in one run with all others we give nbgrader's points")


def _tried_in_words(case: Case) -> str:
    parts = [f"nbgrader again: {', '.join(map(_points, case.tried.get('again', ())))}"]
    for name, words in (
        ("aligned", "nbgrader on our arrangement"),
        ("open", "we without walls"),
        ("one-run", "we in one run"),
    ):
        if case.tried.get(name) is not None:
            parts.append(f"{words}: {_points(case.tried[name])}")
    return "; ".join(parts)


def _points(score: Score) -> str:
    return "–" if score.points is None else f"{score.points:g}"

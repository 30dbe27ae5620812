"""Why somebody should look at a submission, in the words of the report, and who for which reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ..classes.gradebook import FOR_A_PERSON
from ..classes.items import Key
from ..classes.standing import CellResult, NotebookResult, StudentResult
from ..intake.record import TEST_STUDENT
from .told import TOLD


@dataclass(frozen=True)
class Reason:
    """Why somebody should look at a submission, and what to do. waits: points wait or may change until then."""

    title: str
    todo: str
    waits: bool = True


REASONS = {
    "unreadable": Reason("File cannot be read", "Ask the student for the file again, then grade anew."),
    "no-file": Reason("Notebook missing in the submission", "Ask the student for the file, then grade anew."),
    "another-assignment": Reason(
        "Notebook of another assignment",
        "It was not graded. The wrong archive, or the wrong file? Collect the right one.",
    ),
    "grader": Reason(
        "The grader failed",
        "grader.log beside this page says where. Run the grader again with --resume, or grade the submission by hand.",
    ),
    "killed-its-worker": Reason(
        "Ended every machine that graded it", "Not graded. Grade it alone, without --scheduler, or by hand."
    ),
    "other-language": Reason("In another language", "It was not run. Grade it by hand, or ask for it in Python."),
    "out-of-step": Reason(
        "Graded elsewhere since", "The gradebook has other automatic points than this report: run the grader again."
    ),
    "crashed": Reason("Crashed the Python process", "Read the code: was it an accident?"),
    "memory": Reason("Used too much memory", "Read the code: was it an accident?"),
    **{flag: Reason(told.title, told.todo, told.waits) for flag, told in TOLD.items()},
    "library-call": Reason("Calls a function that the exercise is to do without", "Decide whether that is allowed."),
    "numerical-differences": Reason(
        "A result has the few digits of numerical differences", "Read the code: is it the formula that was asked for?"
    ),
    "regraded": Reason("Changed after a person gave points", "Those points still count. Do they still hold?"),
    "words": Reason(
        "Answers in words to read",
        "Give points: autograder mark, or formgrader, Manual Grading. A task waits even where nothing was written.",
    ),
    "timeout": Reason("Did not finish in time", "0 points for these. A loop that never ends?", waits=False),
    "exited": Reason("Ended the Python process", "0 points for these. A call of exit or quit?", waits=False),
    "renamed": Reason("File renamed", "Recognised by its cells and graded.", waits=False),
    "files-left-out": Reason(
        "Files not taken", "Links, odd names, or too much; the grader and handed_in.json tell which.", waits=False
    ),
    "files-restored": Reason("A given file was another", "What was given out lay there.", waits=False),
    "kernel-unnamed": Reason("Does not say its language", "Taken for Python.", waits=False),
    "duplicated": Reason("A cell stood twice", "The last one that holds work counted.", waits=False),
    "restored": Reason("Cells missing, or in another order", "They were put back before grading.", waits=False),
    "late": Reason(
        "Handed in late",
        "The penalty is what nbgrader_config.py says; none where an LMS marked it and gave no time.",
        waits=False,
    ),
    "time-unknown": Reason(
        "No time of handing in is known",
        "Nothing is taken off. Was it in time? Write timestamp.txt (2026-11-20 12:00:00 UTC) and grade with --resume.",
    ),
    "not-written": Reason("Could not be written", "The grader's last lines say why. Grade the submission anew."),
    "no-time-zone": Reason(
        "Handed in at a time without a zone",
        "Taken as in time. Set c.Autograder.lms_timezone and collect again.",
        waits=False,
    ),
    "several-files": Reason(
        "Several files may be the notebook", "results/…/handed_in.json says which was graded: is it the right one?"
    ),
    TEST_STUDENT: Reason("Canvas's test student", "Not counted in the figures; the LMS gets no grade.", waits=False),
    "timestamp-unreadable": Reason("Date of handing in cannot be read", "Taken as in time.", waits=False),
}


@dataclass(frozen=True)
class Row:
    """A student in the table: an anchor for links, and (reason, detail) for all that needs a person."""

    anchor: str
    result: StudentResult
    reasons: list[tuple[str, str]]

    @property
    def asks(self) -> bool:
        """Whether points wait for a person or may change."""
        return any(cell.mark.asks for cell in self.result.cells)

    @property
    def pressing(self) -> bool:
        """Whether there is more to it than answers in words to read."""
        return self.asks and any(REASONS[reason].waits and reason != "words" for reason, _ in self.reasons)


def reasons(student: StudentResult, names: dict[Key, str]) -> Iterator[tuple[str, str]]:
    """(reason, detail) for all that there is to say of a submission; names of graded cells by notebook and id."""
    flags = set(student.flags) - TOLD.keys()
    for notebook in student.notebooks:
        asks = any(cell.mark.asks for cell in notebook.cells)
        if notebook.problem:
            yield from [(_problem(notebook), notebook.problem)] if asks else []
            flags.discard("other-language")
            continue
        for cell in notebook.cells:
            reason = _reason(cell)
            if reason:
                yield reason, names[notebook.name, cell.grade_id]
            for flag in TOLD:
                waits = cell.mark.asks or not TOLD[flag].waits  # else a person has been there
                if waits and flag in cell.tree["flags"]:
                    yield flag, names[notebook.name, cell.grade_id]
    for flag in REASONS:
        if flag in flags:
            yield flag, f"files: {student.left_out}" if flag == "files-left-out" and student.left_out else ""


def _problem(notebook: NotebookResult) -> str:
    if "other-language" in notebook.flags:
        return "other-language"
    status = notebook.cells[0].status if notebook.cells else "ungraded"
    return {"unreadable": "unreadable", "missing": "no-file"}.get(status, "grader")


def _reason(cell: CellResult) -> str | None:
    if cell.out_of_step:
        return "out-of-step"
    if cell.by_person:
        return "regraded" if cell.mark.asks else None
    if cell.points is None:
        return "words" if cell.kind in ("manual", "task") else "grader"
    if cell.status in REASONS and (cell.mark.asks or cell.status not in FOR_A_PERSON):
        return cell.status
    return None


def groups_of(rows: list[Row]) -> list[tuple[Reason, int, dict[str, list[Row]]]]:
    """Reasons that occur, the pressing ones first: how many submissions, and who for each thing there is to say."""
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for reason, detail in dict.fromkeys(row.reasons):
            found[reason][detail].append(row)
    return [
        (reason, len({row.anchor for each in found[key].values() for row in each}), found[key])
        for key, reason in REASONS.items()
        if key in found
    ]

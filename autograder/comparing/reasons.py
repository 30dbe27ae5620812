"""Why nbgrader and we may give one cell different points: each reason with a sentence, and in whose favour it is."""

from __future__ import annotations

from dataclasses import dataclass

OURS, THEIRS, NEITHER = "ours", "nbgrader", "neither"


@dataclass(frozen=True)
class Reason:
    """One reason.

    favours     whose result a teacher would want: "ours", "nbgrader", or "neither" where both will do
    documented  whether an instructor may switch with it; a fault of ours, or nobody knows what, is not
    """

    text: str
    favours: str
    documented: bool = True


REASONS: dict[str, Reason] = {
    "stderr": Reason(
        "nbgrader gives 0 to a test whose cell writes to stderr, a warning for example; here that costs nothing.", OURS
    ),
    "order": Reason(
        "nbgrader runs the cells in the order in which they were handed in; here they run in the order of the source.",
        OURS,
    ),
    "duplicated": Reason(
        "A cell was copied, with its id. nbgrader stops at this student, or lets the copy count; here the last one "
        "counts, and the submission has a flag.",
        OURS,
    ),
    "deleted": Reason(
        "A cell that carries points was deleted. nbgrader knows no points for it; here it comes back from the source "
        "and is graded.",
        OURS,
    ),
    "edited": Reason(
        "A cell that is not the student's was edited. nbgrader runs it as it was handed in where it is not locked; "
        "here it is as it was given out, and a person is asked.",
        OURS,
    ),
    "lost-metadata": Reason(
        "A tool that the student used dropped nbgrader's marks from cells. nbgrader knows no points for such a cell; "
        "here it is found by what it holds, or waits for a person.",
        OURS,
    ),
    "for-a-person": Reason(
        "What was handed in cannot be told apart by a machine: the cell waits for a person here, with a flag that says "
        "why. nbgrader gives the points of what it ran.",
        NEITHER,
    ),
    "aligned": Reason(
        "The cells run in another arrangement here: those that are not the student's as they were given out, in the "
        "order of the source. With the same arrangement nbgrader gives the same points.",
        OURS,
    ),
    "broken-file": Reason(
        "The file is no notebook that can be read. nbgrader stops at this student, without points; here it is "
        "0 points, and a person is asked.",
        NEITHER,
    ),
    "no-notebook": Reason(
        "No notebook of this name was handed in. nbgrader stops at this student where there is none at all; here it is "
        "0 points, and a person is asked.",
        NEITHER,
    ),
    "renamed": Reason(
        "The file has another name. nbgrader takes the notebook for missing; here it is recognised by its cells.", OURS
    ),
    "above-maximum": Reason(
        "The test gave more points than the cell has. nbgrader stops at this student; here the points are those of the "
        "cell.",
        OURS,
    ),
    "no-kernel": Reason(
        "The notebook names a kernel that is not installed. nbgrader stops at every student; here Python runs without "
        "one, and a notebook in another language waits for a person.",
        OURS,
    ),
    "process-ended": Reason(
        "A cell ended the process: exit(), too much memory, a crash. nbgrader stops at this student; here that costs "
        "the cell, and the others are graded.",
        OURS,
    ),
    "nbgrader-stopped": Reason(
        "nbgrader stopped at this student with an error of its own, and has no points; here the work is graded.", OURS
    ),
    "nbgrader-late": Reason("nbgrader did not finish with this student in the time that it was given here.", OURS),
    "time-limit": Reason(
        "A cell, or the notebook, took longer than one of the two graders allows. c.Autograder.cell_seconds and "
        "total_seconds set ours.",
        NEITHER,
    ),
    "isolation": Reason(
        "The work asks for what is refused here: a network, a file elsewhere, another program. Without walls the "
        "points are those of nbgrader. c.Autograder.allow_processes lets programs run behind the same walls.",
        NEITHER,
    ),
    "other-notebook": Reason(
        "The work opens another notebook that was handed in with it. nbgrader copies only the notebooks of the "
        "assignment; here those of the student's lie beside the notebook too.",
        OURS,
    ),
    "random": Reason(
        "Chance decides: nbgrader itself gives other points when it grades the same file again. Here the same work "
        "always gets the same points.",
        OURS,
    ),
    "hidden": Reason(
        "Hidden tests run apart here, in a process of which nothing is shown, so they meet a state in which no earlier "
        "hidden test was seen to run.",
        NEITHER,
    ),
    "value-then-error": Reason(
        "The test shows a value, and fails after it. nbgrader takes the value for points; here a test that fails is 0.",
        OURS,
    ),
    "judged": Reason(
        "The cell is a check of a declared exercise: judged here with cases of its own and partial points, run by "
        "nbgrader as any cell.",
        OURS,
    ),
    "fault-of-ours": Reason("A fault of this grader. Do not switch before it is mended.", THEIRS, documented=False),
    "unknown": Reason("No reason was found. Look at both notebooks (--keep FOLDER).", NEITHER, documented=False),
}

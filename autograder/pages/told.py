"""What is told of cells that were changed, moved, copied or found elsewhere: to the student, and in the report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """title and todo are the report's, said is for the student; waits: points may change until a person looks."""

    title: str
    todo: str
    said: str
    waits: bool = False


# flags of graded cells
TOLD = {
    "tampered": Told(
        "Changed a cell that was locked",
        "The cell was put back before grading; what stood in it is below it in the graded notebook.",
        "A cell that was locked had been changed. It was put back before grading, and a person will look.",
        waits=True,
    ),
    "source-handed-in": Told(
        "Handed in a test as only instructors have it",
        "It holds what the release hides. Ask where it came from.",
        "A test in your notebook is not as it was given out. The right one was run, and a person will look.",
        waits=True,
    ),
    "several-answers": Told(
        "Several answers that differ, none in the cell for it",
        "The last one counted. All of them are in the graded notebook, one after the other.",
        "Several of your cells may be the answer, and none of them is the cell that was given out for it. The last one "
        "counted, and a person will look.",
        waits=True,
    ),
    "unplaced": Told(
        "Points are missing where work may stand in another cell",
        "Cells were missing or had lost their ids, or there are others that no cell of the source asks for. Read them.",
        "Not all points are here, and some of your cells are not those that were given out. A person will look whether "
        "all your work was found.",
        waits=True,
    ),
    "recognised": Told(
        "Found in another cell, or in one without its id",
        "It was graded like any other.",
        "Your work was not in the cell that was given out for it, or that cell had lost its id. It was found and "
        "graded.",
    ),
    "converted": Told(
        "Code in a cell of text, or text in one of code",
        "It was read as what the cell was given out as.",
        "The cell for this had been turned into a cell of another kind. It was read as what it was given out as.",
    ),
    "solution-markers": Told(
        "Lines of an instructor's notebook in a student's cell",
        "“### BEGIN SOLUTION” stands there. Ask where it came from.",
        "A line stands in your cell that only instructors' notebooks have: ### BEGIN SOLUTION.",
    ),
}

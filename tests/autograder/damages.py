"""A small course of asserts and checks, right and wrong work in it, and what becomes of notebooks on their way.

Cells are run here without walls: a model of grading that is fast enough for thousands of damaged notebooks.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.source import SourceNotebook, read_source
from autograder.grading.aligned import AlignedCell
from autograder.grading.alignment import align
from autograder.intake.reading import read_notebook

Cell = Any
LEFT = "# YOUR CODE HERE\nraise NotImplementedError()"


def cell(id: str, source: str, *, grade: bool = False, solution: bool = False, points: float = 1) -> Cell:
    """A cell of the course, of code; a graded one that is to be written in is of text."""
    about = {"schema_version": 3, "task": False, "grade": grade, "solution": solution, "grade_id": id}
    about |= {"locked": not solution, **({"points": points} if grade else {})}
    make = new_markdown_cell if (grade and solution) or (source.startswith("#") and not solution) else new_code_cell
    made = make(source, metadata={"nbgrader": about})
    made["id"] = f"cell-{id}"
    return made


STUBS = {
    "circle": f'def area(radius):\n    """The area of a circle: pi times the radius squared."""\n    {LEFT[:16]}\n'
    "    raise NotImplementedError()",
    "box": "class Box:\n    # YOUR CODE HERE\n    pass",
    "growth": LEFT,
    "best": 'best = ""  # one of "a", "b", "c"',
}
RIGHT = {
    "circle": "import math\n\nHALF_TURN = math.pi\n\ndef squared(x):\n    return x * x\n\n"
    'def area(radius):\n    """The area of a circle: pi times the radius squared."""\n'
    "    return HALF_TURN * squared(radius)",
    "box": "class Box:\n    def __init__(self, side=GIVEN):\n        self.side = side\n\n"
    "    def volume(self):\n        return cubed(self.side)\n\ndef cubed(x):\n    return x ** 3",
    "growth": "areas = [area(radius) for radius in range(4)]\ngrowth = areas[3] - areas[2]",
    "best": 'best = "b"',
}
WRONG = {
    "circle": RIGHT["circle"].replace("x * x", "x * x * x"),
    "box": RIGHT["box"].replace("** 3", "** 2"),
    "growth": RIGHT["growth"].replace("areas[2]", "areas[1]"),
    "best": 'best = "c"',
}
TESTS = {
    "test-circle": "assert abs(area(2) - 12.566) < 0.001\nassert area(0) == 0",
    "test-box": "box = Box()\nassert box.volume() == 27",
    "test-growth": "assert abs(growth - 15.708) < 0.001",
    "check-best": 'check("best", best)',
}
WORDS = "The area grows faster and faster, since it goes with the square of the radius."
RELEASED = [
    cell("title", "# Areas and volumes"),
    cell("setup", "GIVEN = 3\ndata = [1, 2, 3]"),
    cell("circle", STUBS["circle"], solution=True),
    cell("test-circle", TESTS["test-circle"], grade=True),
    cell("box-task", "## Boxes\n\nWrite a class `Box` with a method `volume`."),
    cell("box", STUBS["box"], solution=True),
    cell("test-box", TESTS["test-box"], grade=True),
    cell("growth-task", "## Growth\n\nSet `growth`."),
    cell("growth", STUBS["growth"], solution=True),
    cell("test-growth", TESTS["test-growth"], grade=True),
    cell("words", "YOUR ANSWER HERE", grade=True, solution=True),
    cell("best", STUBS["best"], solution=True),
    cell("check-best", TESTS["check-best"], grade=True),
    cell("end", "## The end\n\nRun all cells before you hand in."),
]
SOURCE: SourceNotebook = read_source("areas", new_notebook(cells=copy.deepcopy(RELEASED)), {}, {"best"})


def homework(**written: str) -> list[Cell]:
    """The released cells with answers."""
    cells = copy.deepcopy(RELEASED)
    for each in cells:
        id = each.metadata.nbgrader.grade_id
        each.source = written.get(id, each.source)
    return cells


def right() -> list[Cell]:
    """All that can be earned."""
    return homework(**RIGHT, words=WORDS)


def of(cells: Sequence[Cell], id: str) -> Cell:
    """The cell with an id."""
    return next(each for each in cells if each.metadata.get("nbgrader", {}).get("grade_id") == id)


def handed_in(cells: Sequence[Cell]) -> nbformat.NotebookNode:
    """As the grader reads it."""
    tree = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}
    return read_notebook(json.dumps(tree).encode())


class Result:
    """What became of the graded cells."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.aligned, self.flags = align(SOURCE, handed_in(cells))
        self.passed = _passed(self.aligned)
        self.items = {item.source.grade_id: item for item in self.aligned if item.source is not None}

    @property
    def points(self) -> int:
        """Of the tests and checks."""
        return len(self.passed)

    def told(self, id: str) -> list[str]:
        """The flags of a graded cell."""
        return self.items[id].told

    def asks(self, id: str) -> bool:
        """Whether a person is to look at it for missing points."""
        return self.items[id].doubtful and id not in self.passed


def _passed(aligned: Sequence[AlignedCell]) -> set[str]:
    found, names = set(), {"__name__": "__main__"}
    for item in aligned:
        if item.cell.cell_type != "code":
            continue
        if item.source is not None and item.source.check is not None:
            if names.get("best") == "b":
                found.add(str(item.source.grade_id))
            continue
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                for node in ast.parse(item.cell.source).body:  # what ran before an error stays
                    exec(compile(ast.Module([node], []), "cell", "exec"), names)
        except Exception:
            continue
        if item.source is not None and item.source.kind == "test":
            found.add(str(item.source.grade_id))
    return found


# --- damages ------------------------------------------------------------------------------------

Damage = Callable[[list[Cell], Random], None]


def own(cells: Sequence[Cell]) -> list[int]:
    """Indices of cells of code that hold the student's work."""
    texts = {place.released for place in SOURCE.cells}
    return [i for i, each in enumerate(cells) if each.cell_type == "code" and each.source not in texts]


def bare(each: Cell) -> Cell:
    """A cell that was typed anew."""
    made: Cell = {"code": new_code_cell, "markdown": new_markdown_cell}[each.cell_type](each.source)
    return made


def loses_metadata_of_one(cells: list[Cell], random: Random) -> None:
    random.choice(cells).metadata = nbformat.from_dict({})


def loses_all_metadata(cells: list[Cell], random: Random) -> None:
    for each in cells:
        each.metadata = nbformat.from_dict({})


def loses_all_ids(cells: list[Cell], random: Random) -> None:
    cells[:] = [bare(each) for each in cells]


def is_retyped(cells: list[Cell], random: Random) -> None:
    index = random.choice(own(cells))
    cells[index] = bare(cells[index])


def is_retyped_beside_the_stub(cells: list[Cell], random: Random) -> None:
    for index in random.sample(own(cells), len(own(cells))):
        id = cells[index].metadata.get("nbgrader", {}).get("grade_id")
        if id in STUBS and cells[index].source == RIGHT[id]:
            answer = bare(cells[index])
            cells[index].source = STUBS[id]
            cells.insert(random.randrange(len(cells) + 1), answer)
            return


def is_moved(cells: list[Cell], random: Random) -> None:
    moved = cells.pop(random.randrange(len(cells)))
    cells.insert(random.randrange(len(cells) + 1), moved)


def is_shuffled(cells: list[Cell], random: Random) -> None:
    random.shuffle(cells)


def is_doubled(cells: list[Cell], random: Random) -> None:
    index = random.randrange(len(cells))
    cells.insert(random.randrange(len(cells) + 1), copy.deepcopy(cells[index]))


def is_split(cells: list[Cell], random: Random) -> None:
    """At a blank line between two statements; as JupyterLab does it, both keep the metadata, or one does."""
    index = random.choice(own(cells))
    body = ast.parse(cells[index].source).body
    if len(body) < 2:
        return
    lines, at = cells[index].source.split("\n"), random.choice(body[1:]).lineno - 1
    first, second = copy.deepcopy(cells[index]), copy.deepcopy(cells[index])
    first.source, second.source = "\n".join(lines[:at]), "\n".join(lines[at:])
    kept = random.choice(("both", "first", "second"))
    first, second = bare(first) if kept == "second" else first, bare(second) if kept == "first" else second
    cells[index : index + 1] = [first, second]


def is_merged(cells: list[Cell], random: Random) -> None:
    """Two cells of the student's in one, in their order; with the metadata of either. A part of one that was split
    would then stand behind its own test: such a notebook does not run."""
    order = list(SOURCE.by_id)
    whole = {*RIGHT.values(), *WRONG.values()}
    mine = [
        i
        for i in own(cells)
        if cells[i].source in whole and cells[i].metadata.get("nbgrader", {}).get("grade_id") in STUBS
    ]
    if len(mine) < 2:
        return
    mine = sorted(random.sample(mine, 2), key=lambda i: order.index(cells[i].metadata.nbgrader.grade_id))
    first, second = (cells[index] for index in mine)
    text = f"{first.source}\n\n{second.source}"
    kept, gone = random.choice([(first, second), (second, first)])
    kept.source = text
    cells[:] = [each for each in cells if each is not gone]


def swallows_its_test(cells: list[Cell], random: Random) -> None:
    """A cell of the student's and the next test in one cell, with the metadata of either."""
    for index in random.sample(range(len(cells)), len(cells)):
        id = cells[index].metadata.get("nbgrader", {}).get("grade_id")
        test = next((e for e in cells if e.metadata.get("nbgrader", {}).get("grade_id") == f"test-{id}"), None)
        if test is not None and cells[index].source not in STUBS.values():
            text = f"{cells[index].source}\n\n{test.source}"
            kept, gone = random.choice([(cells[index], test), (test, cells[index])])
            kept.source = text
            cells[:] = [each for each in cells if each is not gone]
            return


def becomes_text(cells: list[Cell], random: Random) -> None:
    index = random.choice(own(cells))
    text = new_markdown_cell(cells[index].source, metadata=cells[index].metadata)
    text["id"] = cells[index].id
    cells[index] = text


def passes_through_tools(cells: list[Cell], random: Random) -> None:
    for each in cells:
        each.source = each.source.replace("\n", "  \t\r\n") + "\n\n"


DAMAGES: list[Damage] = [
    loses_metadata_of_one,
    loses_all_metadata,
    loses_all_ids,
    is_retyped,
    is_retyped_beside_the_stub,
    is_moved,
    is_shuffled,
    is_doubled,
    is_split,
    is_merged,
    swallows_its_test,
    becomes_text,
    passes_through_tools,
]


def damaged(cells: list[Cell], damages: Sequence[Damage], seed: int) -> list[Cell]:
    """The cells after these damages, one after the other."""
    cells, random = copy.deepcopy(cells), Random(seed)
    for damage in damages:
        if own(cells):
            damage(cells, random)
    return cells

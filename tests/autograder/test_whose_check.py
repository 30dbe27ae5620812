"""A `check` that is not gdkit's is left alone, however it is called; one that is, is judged and held to its form."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course.checks import checks_of
from autograder.course.course import Course
from autograder.course.source import read_source
from autograder.course.whose_check import OURS, OWN, UNKNOWN, whose_checks
from autograder.errors import CourseError
from autograder.skeleton import new_course

ASSIGNMENT = "01-spread"

WHOSE = {
    "from gdkit import check": OURS,
    "from gdkit.checking import check": OURS,
    "from gdkit import *": OURS,
    "import gdkit\ncheck = gdkit.check": OURS,
    "import gdkit as gk\ncheck = gk.checking.check": OURS,
    "from gdkit import checking\ncheck = checking.check": OURS,
    "try:\n    from gdkit import check\nexcept ImportError:\n    pass": OURS,
    "%matplotlib inline\nfrom gdkit import check": OURS,
    "def check(id, f):\n    assert f": OWN,
    "async def check(id, f):\n    assert f": OWN,
    "class check:\n    pass": OWN,
    "check = print": OWN,
    "import toolbox\ncheck = toolbox.check": OWN,
    "from gdkit import check\ncheck = lambda *answer: None": OWN,
    "from toolbox import check": UNKNOWN,
    "from .gdkit import check": UNKNOWN,
    "from toolbox import verify as check": UNKNOWN,
    "from toolbox import *": UNKNOWN,
    "%run helpers.py": UNKNOWN,
    "def verify():\n    from gdkit import check": UNKNOWN,
    "from gdkit import check as checked": UNKNOWN,
}


@pytest.mark.parametrize("imports", WHOSE)
def test_whose_check_it_is_is_what_the_notebook_binds_last(imports: str) -> None:
    cells = [new_code_cell("check = 1"), new_code_cell("del check"), new_code_cell(imports), new_code_cell("check()")]
    assert whose_checks(cells[2:]) == [WHOSE[imports]] * 2


def in_course(folder: Path, imports: str, call: str) -> Course:
    """The course of `new_course`, in which `check` comes from elsewhere and the first check cell is another."""
    course = Course(new_course(folder / "course"))
    (path,) = course.path("source", ".", ASSIGNMENT).glob("*.ipynb")
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("from gdkit import check", imports)
        cell.source = cell.source.replace('check("01.variance", variance)', call)
    nbformat.write(notebook, path)
    return course


@pytest.mark.parametrize(
    ("imports", "call", "judged"),
    [
        ("from toolbox import check", 'check("q1", variance)', {"01.quiz_shift"}),
        ("from toolbox import check", 'result = check(variance, "q1", tests=3)', {"01.quiz_shift"}),
        ("from toolbox import *", 'if check("q1")(variance):\n    pass', {"01.quiz_shift"}),
        ("def check(*answer):\n    assert answer", 'check("q1", variance)', set()),
        ("def check(*answer):\n    assert answer", 'check("01.variance", variance)', set()),
        ("check = print", 'check("01.varianse", variance)', set()),
        ("from toolbox import check", 'check("01.variance", variance)', {"01.variance", "01.quiz_shift"}),
    ],
)
def test_a_check_of_the_courses_own_is_left_alone(tmp_path: Path, imports: str, call: str, judged: set[str]) -> None:
    course = in_course(tmp_path, imports, call)
    assert set(checks_of(course, ASSIGNMENT)["exercises"]) == judged
    (path,) = course.path("source", ".", ASSIGNMENT).glob("*.ipynb")
    source = read_source("spread", nbformat.read(path, 4), {}, course.book)
    assert {cell.check[0] for cell in source.cells if cell.check} == judged


@pytest.mark.parametrize(
    ("imports", "call"),
    [
        ("from gdkit import check", 'check("q1", variance)'),
        ("import gdkit\ncheck = gdkit.check", 'result = check("01.variance", variance)'),
        ("from toolbox import check", 'result = check("01.variance", variance)'),
    ],
)
def test_a_slip_in_a_check_that_is_ours_stops_the_release(tmp_path: Path, imports: str, call: str) -> None:
    course = in_course(tmp_path, imports, call)
    with pytest.raises(CourseError, match="is not of the form"):
        checks_of(course, ASSIGNMENT)


def test_a_cell_of_text_binds_nothing() -> None:
    cells = new_notebook(cells=[nbformat.v4.new_markdown_cell("check = 1"), new_code_cell("check()")]).cells
    assert whose_checks(cells) == [UNKNOWN, UNKNOWN]

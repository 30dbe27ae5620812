"""A notebook of another language is refused by name and waits for a person; Python without a name of its own is run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.classes.standing import graded_class, read_marks
from autograder.cli import main
from autograder.course.course import Course
from autograder.course.kernels import is_named, other_language, plain
from autograder.intake.reading import Unreadable, read_notebook
from autograder.pages.feedback import write_feedback
from autograder.pages.report import write_report
from autograder.sandbox.warm_process import WarmProcess

from .plain import (
    CONFIG,
    NAME,
    OURS,
    PYTHON,
    asserts,
    by_nbgrader,
    graded,
    hand_in,
    notebook,
    points,
    put,
    released,
    solution,
)

CELLS = [solution("own", "### BEGIN SOLUTION\na = 1\n### END SOLUTION"), asserts("test", "assert a == 1", 3)]
R = {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}, "language_info": {"name": "R"}}

OTHERS: dict[str, tuple[dict[str, Any], str]] = {
    "R": (R, "R (kernel ir)"),
    "R without its language": ({"kernelspec": {"name": "ir", "display_name": "R"}}, "R (kernel ir)"),
    "R by what was running": ({"language_info": {"name": "R"}}, "R"),
    "R by what is shown": ({"kernelspec": {"display_name": "R 4.3"}}, "R"),
    "Julia with a version": ({"kernelspec": {"name": "julia-1.9"}}, "Julia (kernel julia-1.9)"),
    "C++": ({"kernelspec": {"name": "xcpp17", "language": "C++17"}}, "C++17 (kernel xcpp17)"),
    "unknown": ({"kernelspec": {"name": "brainwave", "language": "BF"}}, "BF (kernel brainwave)"),
    "C#": ({"kernelspec": {"name": ".net-csharp"}}, "C# (kernel .net-csharp)"),
    "switched after it ran": ({**PYTHON, **R, "language_info": {"name": "python"}}, "R (kernel ir)"),
}
PYTHONS: dict[str, tuple[dict[str, Any], bool]] = {  # and whether they say so
    "python3": (PYTHON, True),
    "another name that is shown": ({"kernelspec": {**PYTHON["kernelspec"], "display_name": "R"}}, True),
    "an environment of conda": ({"kernelspec": {"name": "conda-env-ml-py"}}, True),
    "a name of one's own": ({"kernelspec": {"name": "cs101", "language": "python"}}, True),
    "a name of one's own, and what was running": (
        {"kernelspec": {"name": "ml"}, "language_info": {"name": "python"}},
        True,
    ),
    "a name of one's own alone": ({"kernelspec": {"name": "cs101"}}, False),
    "capitals": ({"kernelspec": {"name": "Python3", "language": "Python"}}, True),
    "pyodide": ({"kernelspec": {"name": "python", "language": "python"}, "language_info": {"name": "python"}}, True),
    "ipython": ({"language_info": {"name": "ipython"}}, True),
    "nothing": ({}, False),
    "no kernel": ({"language_info": {"name": "python"}}, True),
    "nonsense": ({"kernelspec": ["ir"], "language_info": {"name": 7}}, False),
    "empty": ({"kernelspec": {"name": "", "language": " "}}, False),
}


@pytest.mark.parametrize("case", OTHERS)
def test_another_language_is_known_by_what_the_notebook_says(case: str) -> None:
    metadata, said = OTHERS[case]
    assert other_language(metadata) == said


@pytest.mark.parametrize("case", PYTHONS)
def test_python_is_python_whatever_its_kernel_is_called(case: str) -> None:
    metadata, named = PYTHONS[case]
    assert other_language(metadata) == ""
    assert is_named(metadata) is named


def test_of_a_notebooks_metadata_a_few_short_texts_are_kept() -> None:
    huge = {
        "kernelspec": {"name": "x" * 10**6, "env": {"A": "b"}, "language": {"a": 1}},
        "widgets": {"state": "x" * 10**6},
    }
    assert plain(huge) == {"kernelspec": {"name": "x" * 100}}
    assert plain([1]) == plain(None) == {}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, warm: WarmProcess) -> Course:
    """A class of which one wrote R, and one says no language; graded."""
    course = released(tmp_path_factory.mktemp("kernels") / "course", CELLS)
    hand_in(course, "ada", {"own": "a = 1"})
    hand_in(course, "rita", {"own": "a <- 1"}, metadata=R)
    hand_in(course, "nemo", {"own": "a = 1"}, metadata={})
    graded(course, warm)
    return course


def test_work_in_another_language_waits_for_a_person_with_the_language_named(course: Course, warm: WarmProcess) -> None:
    found = graded(course, warm)
    assert points(found) == {"ada": {"test": 3.0}, "rita": {"test": None}, "nemo": {"test": 3.0}}
    (rita,) = found["rita"].notebooks
    assert rita.problem == "The notebook is in R (kernel ir); expected Python. It was not run, and waits for a person."
    assert found["rita"].all_flags == ["other-language"]
    assert found["nemo"].all_flags == ["kernel-unnamed", "self-reported"]
    assert found["ada"].all_flags == ["self-reported"]
    kept = nbformat.read(course.path("autograded", "rita", NAME) / "work.ipynb", 4)
    assert "a <- 1" in [cell.source for cell in kept.cells]  # who grades it by hand reads it here
    with course.gradebook() as book:
        (grade,) = book.find_submission_notebook("work", NAME, "rita").grades
        assert grade.auto_score is None and grade.needs_manual_grade


def test_report_and_feedback_name_the_other_language(course: Course) -> None:
    page = write_report(course, NAME).read_text()
    assert "In another language" in page and "R (kernel ir)" in page and "The grader failed" not in page
    assert "Does not say its language" in page
    (own,) = [path for path in write_feedback(course, NAME) if "rita" in str(path)]
    assert "a person will grade it" in own.read_text()
    assert len(graded_class(course, NAME, read_marks(course, NAME))) == 3


@pytest.mark.slow
def test_nbgraders_own_command_does_not_run_it_either(course: Course, warm: WarmProcess, tmp_path: Path) -> None:
    assert by_nbgrader(course, tmp_path / "ours", ours=True) == points(graded(course, warm))


@pytest.mark.slow
def test_an_assignment_for_another_kernel_is_refused_in_one_line_that_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, {"nbgrader_config.py": CONFIG.format(more="") + OURS})
    cells = [solution("own", "a <- 1"), asserts("test", "stopifnot(a == 1)")]
    put(tmp_path / "source" / NAME, {"work.ipynb": nbformat.writes(notebook(cells, R))})
    assert main(["release", NAME, "--course", str(tmp_path)]) == 0
    put(tmp_path / "submitted" / "ada" / NAME, {"work.ipynb": nbformat.writes(notebook(cells, R))})
    capsys.readouterr()
    assert main(["grade", NAME, "--course", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "work.ipynb is in R (kernel ir)" in line
    assert "nbgrader's own autograde grades this assignment" in line and "does not call configure(c)" in line


# notebooks of older formats

OLD = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": "work"},
    "worksheets": [
        {
            "cells": [
                {"cell_type": "heading", "level": 2, "source": ["Title"], "metadata": {}},
                {
                    "cell_type": "code",
                    "input": ["a = 1\n", "b = 2"],
                    "language": "python",
                    "outputs": [],
                    "metadata": {"nbgrader": {"grade_id": "own"}},
                },
            ]
        },
        {"cells": [{"cell_type": "markdown", "source": ["many", "words"], "metadata": {}}]},
    ],
}


@pytest.mark.parametrize("number", [2, 3])
def test_a_notebook_of_an_older_format_is_read(number: int) -> None:
    read = read_notebook(json.dumps({**OLD, "nbformat": number}).encode())
    assert [(cell.cell_type, cell.source) for cell in read.cells] == [
        ("markdown", "## Title"),
        ("code", "a = 1\nb = 2"),
        ("markdown", "many\nwords"),
    ]
    assert read.cells[1].metadata == {"nbgrader": {"grade_id": "own"}}
    assert is_named(read.metadata)


def test_an_older_notebook_is_read_as_nbformat_converts_it() -> None:
    theirs = nbformat.reads(json.dumps(OLD), 4)
    ours = read_notebook(json.dumps(OLD).encode())
    assert [(cell.cell_type, cell.source) for cell in ours.cells] == [
        (cell.cell_type, "".join(cell.source)) for cell in theirs.cells
    ]


@pytest.mark.parametrize("minor", [0, 1, 2, 4, 5, 99, "x"])
def test_every_minor_version_of_format_4_is_read(minor: object) -> None:
    cell = {"cell_type": "code", "source": ["a = 1"], "metadata": {}, "outputs": []}
    read = read_notebook(json.dumps({"nbformat": 4, "nbformat_minor": minor, "metadata": {}, "cells": [cell]}).encode())
    assert [each.source for each in read.cells] == ["a = 1"]


@pytest.mark.parametrize(
    "tree",
    [
        {"nbformat": 1, "cells": []},
        {"nbformat": 5, "cells": []},
        {"nbformat": 3, "worksheets": [{"cells": []}]},
        {"nbformat": 3, "worksheets": {"cells": [1]}},
        {"nbformat": 3, "worksheets": [7, {"cells": 7}]},
        {"nbformat": "3"},
    ],
)
def test_what_no_format_is_known_for_says_what_to_do(tree: object) -> None:
    with pytest.raises(Unreadable, match=r"no notebook of format 4, 3 or 2\. Open it in Jupyter, save it"):
        read_notebook(json.dumps(tree).encode())


@pytest.mark.parametrize("level", [None, -1, 10**9, "2", [1], True])
def test_a_heading_of_any_level_is_a_heading(level: object) -> None:
    cells = [{"cell_type": "heading", "level": level, "source": "x"}, {"cell_type": "code", "input": 7}]
    read = read_notebook(json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode())
    assert read.cells[0].source.lstrip("#") == " x" and read.cells[1].source == ""


def test_an_older_notebook_earns_what_it_earns_in_the_present_format(course: Course, warm: WarmProcess) -> None:
    put(course.path("submitted", "olga", NAME), {"work.ipynb": json.dumps(OLD)})
    try:
        assert points(graded(course, warm))["olga"] == {"test": 3.0}
    finally:
        shutil.rmtree(course.path("submitted", "olga", "."))

"""Every homework of solutions/: its form; its solutions earn all points; a released one earns none, kindly."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.classes.keeping import grade_assignment
from autograder.course.course import Course
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.lecture import for_the_lecturer
from autograder.course.release import release
from autograder.demo.classroom import Homework
from autograder.sandbox.limits import Limits
from gdkit.checking.time_limit import CALL_SECONDS

from ..this_course import BOOK, CONFIG

ROOT = Path(__file__).parents[2]
PATHS = sorted(path for path in (ROOT / "solutions").glob("*/*.ipynb"))
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)

every_homework = pytest.mark.parametrize("path", PATHS, ids=[path.parent.name for path in PATHS])


def cells_of(path: Path) -> list[Any]:
    return nbformat.read(path, 4).cells


def settings(cell: Any) -> dict[str, Any]:
    return cell.metadata.get("nbgrader", {})


@every_homework
def test_a_homework_lies_where_its_lecture_says(path):
    number, _, title = path.parent.name.partition("-")
    assert path.stem == title
    assert (ROOT / "notebooks" / f"{path.parent.name}.ipynb").exists()
    assert cells_of(path)[0].source.startswith(f"# Homework {number}: ")


@every_homework
def test_a_homework_is_kept_without_outputs_and_its_ids_are_its_grade_ids(path):
    for cell in cells_of(path):
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None, cell.id
        if settings(cell):
            assert settings(cell)["grade_id"] == cell.id and settings(cell)["schema_version"] == 3


@every_homework
def test_no_cell_of_a_homework_is_for_the_lecturer_alone_since_all_are_given_out(path):
    assert [cell.id for cell in cells_of(path) if for_the_lecturer(cell)] == []


@every_homework
def test_every_exercise_of_the_lesson_is_asked_and_checked_once(path):
    number = path.parent.name[:2]
    declared = sorted(id for id in BOOK if id.startswith(f"{number}."))
    checked = [
        call.args[0].value
        for cell in cells_of(path)
        if cell.cell_type == "code"
        for call in ast.walk(ast.parse(cell.source))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "check"
    ]
    assert sorted(checked) == declared


@every_homework
def test_every_check_looks_at_a_name_of_its_own(path):
    looked_at = re.findall(r'check\("[\w.]+", (\w+)\)', "\n".join(cell.source for cell in cells_of(path)))
    assert len(looked_at) == len(set(looked_at)), "an answer left out would be taken from the quiz before"


@every_homework
def test_the_title_tells_the_points_and_the_minutes(path):
    cells = cells_of(path)
    title = cells[0].source
    points = sum(settings(cell).get("points", 0) for cell in cells)
    assert f"**Points.** {points:g}" in " ".join(title.split())
    minutes = int(re.search(r"\*\*Time\.\*\* [Aa]bout (\d+) minutes", " ".join(title.split())).group(1))
    assert 45 <= minutes <= 120
    assert any(settings(cell).get("task") for cell in cells), "one question is answered in words"


@every_homework
def test_a_stub_keeps_its_docstring_and_loses_its_solution(path):
    for cell in cells_of(path):
        if cell.cell_type == "code" and settings(cell).get("solution") and "def " in cell.source:
            function = next(node for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef))
            assert ast.get_docstring(function), cell.id
            assert ast.get_docstring(function) not in SOLUTION.search(cell.source).group(1)


@every_homework
def test_the_last_cell_is_the_summary_and_the_title_tells_the_time_for_a_call(path):
    *_, end, summary = cells_of(path)
    assert (summary.source, summary.id, settings(summary)["locked"]) == ("check.summary()", "summary", True)
    assert "Restart Kernel and Run All Cells, and read the table below" in end.source
    assert f"takes longer than {CALL_SECONDS:g} seconds is stopped" in " ".join(cells_of(path)[0].source.split())
    assert Limits().call_seconds == CALL_SECONDS


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    put_interpreter_on_path()
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=shutil.ignore_patterns("checks.json", ".ipynb*"))
    (folder / "nbgrader_config.py").write_text(CONFIG)
    return Course(folder)


@pytest.mark.slow
@every_homework
def test_the_solutions_earn_all_points_and_the_released_notebook_none(path, course):
    assignment = path.parent.name
    release(course, assignment)
    released = course.path("release", "", assignment) / path.name
    untouched = Homework(released)
    solved = Homework(released)
    for cell in cells_of(path):
        if cell.cell_type == "code" and settings(cell).get("solution"):
            solved.write(cell.id, cell.source)
    for student, work in (("untouched", untouched), ("solved", solved)):
        work.hand_in(course.path("submitted", student, assignment))
    graded = {submission.student: submission for submission in grade_assignment(course, assignment)}
    by_machine = sum(settings(c).get("points", 0) for c in cells_of(path) if not settings(c).get("task"))
    assert graded["solved"].points == by_machine
    assert graded["untouched"].points == 0
    for cell in graded["untouched"].notebooks[0].cells:
        assert "Traceback" not in cell.message
        assert not cell.verdict or len(cell.message) > 20, cell.grade_id


@pytest.mark.slow
@pytest.mark.timeout(120)
@every_homework
def test_run_all_on_an_untouched_notebook_says_not_there_yet_without_a_traceback(path, course):
    """In a kernel, as at a student's. What is no function and no quiz may stop: its cell says what to write."""
    released = release(course, path.parent.name)
    notebook = nbformat.read(released / path.name, 4)
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(released)}}).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.startswith("check("):
            (card,) = cell.outputs
            assert "not there yet" in card.data["text/plain"], cell.id
        elif cell.cell_type == "code" and "NotImplementedError" not in cell.source.splitlines()[-1]:
            assert all(output.output_type != "error" for output in cell.outputs), cell.id
    summary = notebook.cells[-1].outputs[0].data["text/plain"]
    assert summary.startswith("0 of ")
    assert "not run yet" not in summary

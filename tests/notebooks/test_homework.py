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
WRAP_UPS = [path for path in PATHS if "wrap-up" in path.parent.name]  # quizzes alone, on a third of the course
LESSONS = [path for path in PATHS if path not in WRAP_UPS]
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)

every_homework = pytest.mark.parametrize("path", PATHS, ids=[path.parent.name for path in PATHS])
of_a_lesson = pytest.mark.parametrize("path", LESSONS, ids=[path.parent.name for path in LESSONS])
every_wrap_up = pytest.mark.parametrize("path", WRAP_UPS, ids=[path.parent.name for path in WRAP_UPS])


def cells_of(path: Path) -> list[Any]:
    return nbformat.read(path, 4).cells


def settings(cell: Any) -> dict[str, Any]:
    return cell.metadata.get("nbgrader", {})


@of_a_lesson
def test_a_homework_lies_where_its_lecture_says(path):
    number, _, title = path.parent.name.partition("-")
    assert path.stem == title
    assert (ROOT / "notebooks" / f"{path.parent.name}.ipynb").exists()
    assert cells_of(path)[0].source.startswith(f"# Homework {number}: ")


def test_the_wrap_ups_follow_the_lessons_and_are_told_in_their_titles():
    assert [path.parent.name for path in PATHS] == [path.parent.name for path in LESSONS + WRAP_UPS]
    assert [path.parent.name for path in WRAP_UPS] == ["W1-wrap-up-one", "W2-wrap-up-two", "W3-wrap-up-three"]
    for path in WRAP_UPS:
        assert path.stem == path.parent.name.partition("-")[2]
        assert cells_of(path)[0].source.startswith(f"# Wrap-up {path.stem.rpartition('-')[2]}: ")


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


@of_a_lesson
def test_one_question_of_a_homework_is_answered_in_words(path):
    assert any(settings(cell).get("task") for cell in cells_of(path))


@every_wrap_up
def test_a_wrap_up_asks_about_ten_questions_shows_their_choices_and_needs_nothing_but_check(path):
    cells = cells_of(path)
    quizzes = [id for id in BOOK if id.startswith(f"{path.parent.name[:2]}.")]
    assert 9 <= len(quizzes) <= 12
    for id in quizzes:
        slug = id.partition("quiz_")[2].replace("_", "-")
        (task,) = (cell.source for cell in cells if cell.id == f"quiz-{slug}-task")
        assert tuple(re.findall(r"(?m)^\* \*\*(\w)\*\* .", task)) == BOOK[id].choices
    imported = [
        line for cell in cells if cell.cell_type == "code" for line in cell.source.splitlines() if "import" in line
    ]
    assert imported == ["from gdkit import check"]


@every_homework
def test_a_stub_keeps_its_docstring_and_loses_its_solution(path):
    for cell in cells_of(path):
        if cell.cell_type == "code" and settings(cell).get("solution") and "def " in cell.source:
            function = next(node for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef))
            assert ast.get_docstring(function), cell.id
            assert ast.get_docstring(function) not in SOLUTION.search(cell.source).group(1)


@every_homework
def test_the_last_cell_is_the_summary(path):
    *_, end, summary = cells_of(path)
    assert (summary.source, summary.id, settings(summary)["locked"]) == ("check.summary()", "summary", True)
    assert "Restart Kernel and Run All Cells, and read the table below" in end.source


@of_a_lesson
def test_the_title_tells_the_time_for_a_call(path):
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

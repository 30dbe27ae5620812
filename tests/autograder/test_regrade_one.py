"""Regrade of one exercise: its cells change, and nothing else does, byte for byte."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.classes.correcting import OTHER_WORK, _replace_cells, correct
from autograder.classes.keeping import RESULTS_FILE, grade_assignment
from autograder.cli import main
from autograder.course.course import Course
from autograder.course.helpers import warm_process
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.release import release
from autograder.demo.classroom import Homework
from autograder.errors import CourseError
from autograder.sandbox.warm_process import WarmProcess
from autograder.skeleton import new_course

pytestmark = pytest.mark.timeout(300)
NAME, NOTEBOOK = "01-spread", "spread"
BY_N = "def variance(x):\n    return np.var(x)"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four submissions: right, divided by n, a wrong answer to the quiz, and a file that cannot be read."""
    put_interpreter_on_path()
    folder = new_course(tmp_path_factory.mktemp("regrade") / "statistics")
    course = Course(folder)
    release(course, NAME)

    def work() -> Homework:
        released = Homework(course.path("release", ".", NAME) / f"{NOTEBOOK}.ipynb")
        return released.solve(course.path("source", ".", NAME) / f"{NOTEBOOK}.ipynb")

    def hand_in(student: str, homework: Homework, content: bytes | None = None) -> None:
        homework.hand_in(course.path("submitted", student, NAME), content)

    hand_in("ada", work())
    hand_in("ben", work().write("variance", BY_N))
    wrong = work()
    cell = next(cell for cell in wrong.notebook.cells if cell.cell_type == "code" and '"b"' in cell.source)
    cell.source = cell.source.replace('"b"', '"a"')
    hand_in("cy", wrong)
    hand_in("eve", work(), b'{"cells": [')
    grade_assignment(course, NAME, jobs=1)
    return folder


@pytest.fixture(scope="module")
def warm(graded: Path) -> Iterator[WarmProcess]:
    course = Course(graded)
    with warm_process(course.settings, course.root) as process:
        yield process


@pytest.fixture
def course(graded: Path, tmp_path: Path) -> Course:
    shutil.copytree(graded, tmp_path / "own")
    return Course(tmp_path / "own")


def edit_the_variance(course: Course) -> Course:
    """The exercise asks for something else now: the sum divided by n."""
    module = course.root / "exercises" / "lesson01" / "variance.py"
    text = (
        module.read_text().replace("/ (len(x) - 1)", "/ len(x)").replace("statistics.variance", "statistics.pvariance")
    )
    module.write_text(text.replace("ddof=1", "ddof=0").replace("(x - np.mean(x)) ** 2", "(x - np.mean(x)) ** 2 + 1"))
    return Course(course.root)


def edit_the_quiz(course: Course) -> Course:
    module = course.root / "exercises" / "lesson01" / "quiz_shift.py"
    module.write_text(module.read_text().replace('answer="b"', 'answer="a"'))
    return Course(course.root)


def everything(course: Course) -> dict[str, bytes]:
    """All files but the database, whose bytes move when nothing in it does."""
    files = (path for path in course.root.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {str(path.relative_to(course.root)): path.read_bytes() for path in files if path.name != "gradebook.db"}


def rows(course: Course) -> set[tuple[Any, ...]]:
    """All rows of the gradebook."""
    with sqlite3.connect(course.root / "gradebook.db") as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {(table, *row) for table in tables for row in db.execute(f"SELECT * FROM {table}")}
    db.close()
    return found


def lines(course: Course) -> dict[str, str]:
    text = (course.results_path(NAME) / RESULTS_FILE).read_text()
    return {json.loads(line)["student"]: line for line in text.splitlines()}


def cells(course: Course, student: str) -> dict[str, dict[str, Any]]:
    (notebook,) = json.loads(lines(course)[student])["notebooks"]
    return {cell["grade_id"]: cell for cell in notebook["cells"]}


def test_the_cells_of_the_exercise_change_and_all_else_stays_byte_for_byte(course: Course, warm: WarmProcess) -> None:
    files, before, told = everything(course), rows(course), lines(course)
    quiz = {student: cells(course, student)["01-quiz_shift"] for student in told if student != "eve"}
    course = edit_the_variance(course)
    files |= {name: each for name, each in everything(course).items() if name.startswith("exercises")}
    done = correct(course, NAME, ["01.variance"], write=True, warm=warm)
    assert [(change.student, change.cell, change.gain) for change in done.changes] == [
        ("ada", "01-variance", -3.0),
        ("ben", "01-variance", 3.0),
        ("cy", "01-variance", -3.0),
    ]
    assert "not valid JSON" in done.left_alone["eve"]
    assert {student: cells(course, student)["01-quiz_shift"] for student in quiz} == quiz
    assert lines(course)["eve"] == told["eve"]
    changed = {name for name, content in everything(course).items() if files.get(name) != content}
    graded = {f"autograded/{student}/{NAME}/{NOTEBOOK}.ipynb" for student in quiz}
    kept = {f"results/{NAME}/graded/{student}.json" for student in quiz}
    assert changed == graded | kept | {f"results/{NAME}/{RESULTS_FILE}"}
    for name in graded:
        old, new = files[name].split(b"\n"), everything(course)[name].split(b"\n")
        assert len(old) == len(new)
        assert sum(was != now for was, now in zip(old, new, strict=True)) == 1  # a cell has a line
    gone = before - rows(course)
    assert {row[0] for row in gone} == {"grade"} and len(gone) == 3


def test_grading_everything_anew_gives_the_same_and_a_resumed_run_keeps_it(course: Course, warm: WarmProcess) -> None:
    course = edit_the_variance(course)
    correct(course, NAME, ["01.variance"], write=True, warm=warm)
    files, before = everything(course), rows(course)
    again = grade_assignment(course, NAME, warm=warm, resume=True)
    assert [submission.kept for submission in again] == [True, True, True, False]  # eve was left alone
    assert everything(course)[f"results/{NAME}/{RESULTS_FILE}"] == files[f"results/{NAME}/{RESULTS_FILE}"]
    grade_assignment(course, NAME, warm=warm)
    fresh = {name: content for name, content in everything(course).items() if not name.endswith("timings.json")}
    assert fresh[f"results/{NAME}/{RESULTS_FILE}"] == files[f"results/{NAME}/{RESULTS_FILE}"]
    assert all(fresh[name] == files[name] for name in fresh if name.startswith("autograded"))
    assert rows(course) == before


def test_where_another_exercise_was_edited_too_its_cells_stay_and_a_resumed_run_grades_anew(
    course: Course, warm: WarmProcess
) -> None:
    quiz = cells(course, "cy")["01-quiz_shift"]
    course = edit_the_quiz(edit_the_variance(course))
    done = correct(course, NAME, ["01.variance"], write=True, warm=warm)
    assert {change.cell for change in done.changes} == {"01-variance"}
    assert cells(course, "cy")["01-quiz_shift"] == quiz and quiz["points"] == 0.0
    again = grade_assignment(course, NAME, warm=warm, resume=True)
    assert not any(submission.kept for submission in again)
    assert cells(course, "cy")["01-quiz_shift"]["points"] == 1.0


def test_with_diff_nothing_is_written(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    course = edit_the_variance(course)
    files, before = everything(course), rows(course)
    told = course.root / "changes.json"
    command = ["regrade", "01", "--exercise", "01.variance", "--diff", "--course", str(course.root)]
    assert main([*command, "--json", str(told)]) == 1
    out, err = capsys.readouterr()
    assert "3 pass -> 0 fail (-3)" in out and "nothing was written" in out
    assert "4 submissions, 3 cells change: 1 gain points, 2 lose points" in out
    assert "left alone: eve: is to be graded as a whole (The file is not valid JSON" in err
    assert f"Then: autograder grade {NAME} --student eve" in err
    assert [change["student"] for change in json.loads(told.read_text())] == ["ada", "ben", "cy"]
    told.unlink()
    assert (everything(course), rows(course)) == (files, before)


def test_a_persons_points_stay_and_are_to_be_looked_at_where_the_result_is_another(
    course: Course, warm: WarmProcess
) -> None:
    with course.gradebook() as book:
        for cell in ("01-variance", "01-quiz_shift"):
            grade = book.find_grade(cell, NOTEBOOK, NAME, "ada")
            grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()
    correct(edit_the_variance(course), NAME, ["01.variance"], write=True, warm=warm)
    with course.gradebook() as book:
        found = [book.find_grade(cell, NOTEBOOK, NAME, "ada") for cell in ("01-variance", "01-quiz_shift")]
        assert [grade.manual_score for grade in found] == [1.5, 1.5]
        assert [grade.needs_manual_grade for grade in found] == [True, False]
        assert found[0].auto_score == 0.0


def test_who_handed_in_something_else_since_is_left_alone_and_told(course: Course, warm: WarmProcess) -> None:
    folder = course.path("submitted", "ben", NAME)
    shutil.copyfile(course.path("submitted", "ada", NAME) / f"{NOTEBOOK}.ipynb", folder / f"{NOTEBOOK}.ipynb")
    shutil.copytree(folder, course.path("submitted", "zoe", NAME))
    before = lines(course)["ben"]
    done = correct(edit_the_variance(course), NAME, ["01.variance"], write=True, warm=warm)
    assert done.left_alone["ben"] == OTHER_WORK
    assert done.left_alone["zoe"] == "was not graded before"
    assert lines(course)["ben"] == before and "zoe" not in lines(course)


def test_an_exercise_that_the_assignment_does_not_have_is_refused_with_those_it_has(course: Course) -> None:
    with pytest.raises(CourseError, match=r"has no exercise 01\.varianz; it has: 01\.quiz_shift, 01\.variance"):
        correct(course, NAME, ["01.variance", "01.varianz"], write=True)


@pytest.mark.parametrize("layout", ["ours", "nbgrader's"])
def test_a_graded_notebook_keeps_the_layout_that_it_has(course: Course, layout: str) -> None:
    path = course.path("autograded", "ada", NAME) / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, 4)
    if layout == "nbgrader's":
        path.write_text(nbformat.writes(notebook) + "\n")
    content = path.read_bytes()
    _replace_cells(path, notebook, {"01-variance"})
    assert path.read_bytes() == content


@pytest.mark.slow
def test_two_exercises_at_once_change_the_cells_of_both(course: Course, warm: WarmProcess) -> None:
    course = edit_the_quiz(edit_the_variance(course))
    done = correct(course, NAME, ["01.variance", "01.quiz_shift"], write=True, warm=warm, students=["ada", "cy"])
    assert {(change.student, change.cell) for change in done.changes} == {
        *(("ada", cell) for cell in ("01-variance", "01-quiz_shift")),
        *(("cy", cell) for cell in ("01-variance", "01-quiz_shift")),
    }
    assert all(each.kept for each in grade_assignment(course, NAME, warm=warm, resume=True, students=["ada", "cy"]))

"""A class of sixty from Canvas, from Moodle: in, graded, reported, back into the LMS's file, feedback to everybody."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder.cli import main
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework

from . import deliveries, lms
from .conftest import solved
from .deliveries import Student

NOTEBOOK = "one-minibatch-by-hand"
WRONG = range(1100, 1160, 4)  # the numbers of those who go up instead of down
RIGHT_POINTS, WRONG_POINTS = 8.0, 3.0  # two more wait for a person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def notebook(homework: Callable[[], Homework], step: Exercise, epoch: Exercise) -> deliveries.Notebook:
    """What a student writes: right, or with one mistake."""
    right = nbformat.writes(solved(homework(), step, epoch).notebook).encode()
    answers = solved(homework(), step, epoch).answer(step, step.mistakes["ascent"][0])
    wrong = nbformat.writes(answers.write("minibatch_epoch", "").notebook).encode()
    return lambda student: wrong if student.number in WRONG else right


def earned(made: deliveries.Class) -> dict[int, float]:
    """The points of everybody who handed in something, by number."""
    points = {}
    for each in made.students:
        if each.id in made.expected:
            points[each.number] = WRONG_POINTS if each.number in WRONG else RIGHT_POINTS
        elif each.id in made.without_notebook:
            points[each.number] = 0.0
    return points


def as_pupils(students: tuple[Student, ...]) -> list[lms.Pupil]:
    return [lms.Pupil(each.number, each.first, each.last, each.id) for each in students]


def graded(course: Course, archive: Path) -> None:
    main(["grade", "03", "--from", str(archive), "--course", str(course.root), "--jobs", "2"])
    assert main(["report", "03", "--course", str(course.root)]) == 0


def test_a_class_of_canvas_goes_in_and_out_and_nobody_is_lost_or_doubled(
    course: Course, tmp_path: Path, notebook: deliveries.Notebook
) -> None:
    made = deliveries.class_of_sixty(notebook, NOTEBOOK, flat=True)
    graded(course, deliveries.a_zip(tmp_path / "submissions.zip", deliveries.canvas(made.works)))
    pupils = as_pupils(made.students)
    (tmp_path / "grades.csv").write_bytes(lms.canvas_gradebook(pupils))
    export = ["export", "03", "--canvas", str(tmp_path / "grades.csv"), "--partial", "--course", str(course.root)]
    assert main(export) == 0
    taken = lms.canvas_import((tmp_path / "grades-filled.csv").read_bytes(), pupils)
    assert {number: float(grade) for number, grade in taken.items() if grade} == earned(made)
    main(["feedback", "03", "--canvas", str(tmp_path / "back.zip"), "--course", str(course.root)])
    shutil.rmtree(tmp_path / "the course")


def test_a_class_of_moodle_goes_in_and_out_and_nobody_is_lost_or_doubled(
    course: Course, tmp_path: Path, notebook: deliveries.Notebook
) -> None:
    made = deliveries.class_of_sixty(notebook, NOTEBOOK)
    archive = deliveries.a_zip(tmp_path / "submissions.zip", deliveries.moodle(made.works, decomposed=True))
    graded(course, archive)
    pupils = as_pupils(made.students)
    (tmp_path / "grades.csv").write_bytes(lms.moodle_worksheet(pupils))
    export = ["export", "03", "--moodle", str(tmp_path / "grades.csv"), "--partial", "--course", str(course.root)]
    assert main(export) == 0
    taken = lms.moodle_import((tmp_path / "grades-filled.csv").read_bytes(), pupils)
    assert {number: grade for number, (grade, _) in taken.items() if grade is not None} == earned(made)
    assert all(bool(comment) == (number in earned(made)) for number, (_, comment) in taken.items())
    wrong = [comment for number, (grade, comment) in taken.items() if grade == WRONG_POINTS]
    assert wrong
    assert all("The step goes uphill: η times the gradient is added." in comment for comment in wrong)
    assert main(["feedback", "03", "--moodle", str(tmp_path / "back.zip"), "--course", str(course.root)]) == 0
    pages, ignored = lms.moodle_upload(tmp_path / "back.zip", pupils)
    assert (set(pages), ignored) == (set(earned(made)), [])

"""A released course, made once and copied for each test that changes it; its path has spaces."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.release import release
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import WarmProcess

from ..this_course import find
from .postgres import Server, a_server, programs

ASSIGNMENT = "03-one-minibatch-by-hand"
CONFIG = """
from pathlib import Path
from autograder import configure
c = get_config()
c.CourseDirectory.course_id = "test"
c.CourseDirectory.source_directory = "solutions"
c.Autograder.cell_seconds = 3.0
c.Autograder.call_seconds = 1.0
c.Autograder.exercises = ["autograder.exercises"]
configure(c)
"""


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """Folder of a course in which lesson 03 is released."""
    put_interpreter_on_path()
    folder = tmp_path_factory.mktemp("a course") / "with spaces in its path"
    shutil.copytree(root / "solutions", folder / "solutions", ignore=shutil.ignore_patterns("checks.json", ".ipynb*"))
    (folder / "nbgrader_config.py").write_text(CONFIG)
    release(Course(folder), ASSIGNMENT)
    return folder


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Course:
    """A copy of the released course."""
    folder = tmp_path / "the course"
    shutil.copytree(released, folder)
    return Course(folder)


@pytest.fixture
def homework(released: Path) -> Callable[[], Homework]:
    """Makes released notebooks for students to write into."""
    path = next((released / "release" / ASSIGNMENT).glob("*.ipynb"))
    return lambda: Homework(path)


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmProcess]:
    with WarmProcess() as process:
        yield process


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of our own; a test that stops it starts it again."""
    bin = programs()
    if bin is None:
        pytest.skip("PostgreSQL's programs are not here (package postgresql)")
    with a_server(bin) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that does not hold anything yet, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'gradebook.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.new()


@pytest.fixture
def limits() -> Limits:
    return Limits(cell_seconds=3.0, call_seconds=1.0)


@pytest.fixture(scope="session")
def step() -> Exercise:
    found = find("03.minibatch_step")
    assert isinstance(found, Exercise)
    return found


@pytest.fixture(scope="session")
def epoch() -> Exercise:
    found = find("03.minibatch_epoch")
    assert isinstance(found, Exercise)
    return found


def scores(course: Course) -> dict[str, list[float]]:
    """Every grade of every submission in the gradebook; a list shows a submission that is there twice."""
    found: dict[str, list[float]] = {}
    with course.gradebook() as book:
        for submission in book.assignment_submissions(ASSIGNMENT):
            found.setdefault(submission.student.id, []).append(submission.score)
    return found


def solved(homework: Homework, step: Exercise, epoch: Exercise) -> Homework:
    """The homework with right answers to everything that is judged."""
    homework.answer(step, step.solution).answer(epoch, epoch.solution)
    return homework.write("quiz_batch", 'answer = "c"')

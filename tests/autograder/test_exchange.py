"""Through nbgrader's exchange and back: who handed in by it fetches the own feedback, and nobody else's.

Where the tests run as root the students are two users of the machine without rights; elsewhere two names of one user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import (
    Exchange,
    ExchangeCollect,
    ExchangeFetchAssignment,
    ExchangeFetchFeedback,
    ExchangeList,
    ExchangeReleaseAssignment,
    ExchangeReleaseFeedback,
    ExchangeSubmit,
)
from traitlets.config import Config

from autograder.classes import exchange
from autograder.classes.keeping import grade_assignment
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.pages.feedback import try_feedback

from .conftest import ASSIGNMENT, solved

NOTEBOOK = "one-minibatch-by-hand"
RENAMED = "my work (1)"
BINARY = b"\xff\xfe\x00no text"
pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # nbgrader leaves files open
]


@dataclass(frozen=True)
class Person:
    """A student of the exchange: a name, a user of the machine, and a home folder."""

    name: str
    uid: int
    home: Path


class Classroom:
    """A course, an exchange that everybody can write to, and students with homes of their own."""

    def __init__(self, released: Path, folder: Path) -> None:
        self.exchange, self.folder = folder / "exchange", folder
        self.exchange.mkdir()
        self.exchange.chmod(0o777)
        shutil.copytree(released, folder / "course")
        (folder / "course").chmod(0o700)
        self.course = Course(folder / "course")
        self.students = [self._person(name, uid) for name, uid in users()]

    def _person(self, name: str, uid: int) -> Person:
        home = self.folder / f"home of {name}"
        home.mkdir(mode=0o700)
        os.chown(home, uid, -1)
        return Person(name, uid, home)

    def run(self, kind: type[Exchange], person: Person | None = None, **options: Any) -> Any:
        """What an app of nbgrader's does, for a student or for the instructor."""
        config = Config()
        config.Exchange.root = str(self.exchange)
        config.CourseDirectory.course_id = "test"
        config.CourseDirectory.assignment_id = ASSIGNMENT
        if person is None:
            config.CourseDirectory.root = str(self.course.root)
            config.CourseDirectory.source_directory = "solutions"
        else:
            config.Exchange.cache = str(person.home / "cache")
            config.Exchange.assignment_dir = str(person.home)
            config.CourseDirectory.root = str(person.home)
            if os.geteuid() != person.uid or person.name != pwd.getpwuid(os.geteuid())[0]:
                config.CourseDirectory.student_id = person.name
        directory, who = CourseDirectory(config=config), Authenticator(config=config)
        return kind(coursedir=directory, authenticator=who, config=config, **options).start()

    def as_student(self, person: Person, does: Callable[[], None]) -> None:
        """Do it as the user that the student is, in a process of its own."""
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                if os.geteuid() == 0:
                    os.setgroups([])
                    os.setgid(65534)
                    os.setuid(person.uid)
                os.chdir(person.home)
                does()
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        assert os.waitpid(pid, 0)[1] == 0

    def submit(self, person: Person, homework: Homework, name: str = NOTEBOOK) -> None:
        """Fetch where nothing was fetched yet, write the work, and submit it."""
        content = nbformat.writes(homework.notebook)

        def does() -> None:
            if not (person.home / ASSIGNMENT).exists():
                self.run(ExchangeFetchAssignment, person)
            (person.home / ASSIGNMENT / f"{NOTEBOOK}.ipynb").unlink(missing_ok=True)
            (person.home / ASSIGNMENT / f"{name}.ipynb").write_text(content)
            self.run(ExchangeSubmit, person)

        self.as_student(person, does)

    def grade(self) -> None:
        """Grade all, and give feedback out."""
        grade_assignment(self.course, ASSIGNMENT)
        assert try_feedback(self.course, ASSIGNMENT)[1] == []
        self.run(ExchangeReleaseFeedback)

    def fetched(self, person: Person) -> dict[str, str]:
        """The pages that the student can fetch, by the name of the file."""
        self.as_student(person, lambda: self.run(ExchangeFetchFeedback, person))
        pages = sorted((person.home / ASSIGNMENT / "feedback").glob("*/*.html"))
        return {path.stem: path.read_text() for path in pages}


def users() -> list[tuple[str, int]]:
    if os.geteuid() != 0:
        return [("ada", os.geteuid()), ("ben", os.geteuid())]
    others = [user for user in pwd.getpwall() if user.pw_uid and user.pw_name.isalpha()]
    return [(user.pw_name, user.pw_uid) for user in others[:2]]


@pytest.fixture(scope="module")
def classroom(released: Path, step: Exercise, epoch: Exercise) -> Iterator[Classroom]:
    """The whole round: released, fetched, submitted, collected, graded, feedback released.

    The first student is right; the second is wrong and has renamed the file; two more came by other ways, one with a
    secret that is none.
    """
    folder = Path(tempfile.mkdtemp(prefix="exchange-"))
    folder.chmod(0o755)
    try:
        made = Classroom(released, folder)
        made.run(ExchangeReleaseAssignment)
        right, wrong = made.students
        notebook = next((released / "release" / ASSIGNMENT).glob("*.ipynb"))
        made.submit(right, solved(Homework(notebook), step, epoch))
        other = solved(Homework(notebook), step, epoch).answer(step, step.mistakes["ascent"][0])
        made.submit(wrong, other, RENAMED)
        made.run(ExchangeCollect, check_owner=True)
        for name in ("from-an-lms", "without-a-secret"):
            other.hand_in(made.course.path("submitted", name, ASSIGNMENT))
        for file in (exchange.SECRET_FILE, exchange.TIMESTAMP_FILE):
            (made.course.path("submitted", "without-a-secret", ASSIGNMENT) / file).write_bytes(BINARY)
        made.grade()
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_each_student_fetches_the_own_feedback_and_no_other(classroom: Classroom) -> None:
    right, wrong = classroom.students
    mine, theirs = classroom.fetched(right), classroom.fetched(wrong)
    assert list(mine) == [NOTEBOOK]
    assert f"<bdi>{right.name}</bdi>" in mine[NOTEBOOK]
    assert f"<bdi>{wrong.name}</bdi>" not in mine[NOTEBOOK]
    assert f"<bdi>{wrong.name}</bdi>" in next(iter(theirs.values()))
    assert mine[NOTEBOOK] not in theirs.values()


def test_who_renamed_the_file_fetches_the_page_by_the_name_of_then(classroom: Classroom) -> None:
    assert list(classroom.fetched(classroom.students[1])) == [RENAMED]


def test_who_came_by_another_way_or_with_a_broken_secret_does_not_stop_the_feedback_of_the_class(
    classroom: Classroom,
) -> None:
    secrets = set()
    for student in classroom.course.students(ASSIGNMENT):
        folder = classroom.course.path("feedback", student, ASSIGNMENT)
        assert (folder / exchange.TIMESTAMP_FILE).read_text().isascii()
        secrets.add((folder / exchange.SECRET_FILE).read_text())
    assert len(secrets) == 4
    assert all(len(secret) >= 64 for secret in secrets)


def test_feedback_that_is_written_again_is_released_under_the_same_name(classroom: Classroom) -> None:
    before = sorted(path.name for path in (classroom.exchange / "test" / "feedback").iterdir())
    assert try_feedback(classroom.course, ASSIGNMENT)[1] == []
    classroom.run(ExchangeReleaseFeedback)
    assert sorted(path.name for path in (classroom.exchange / "test" / "feedback").iterdir()) == before


def test_the_list_of_a_student_says_that_feedback_is_there(classroom: Classroom, tmp_path: Path) -> None:
    person = classroom.students[0]
    out = person.home / "list.txt"

    def does() -> None:
        (submitted,) = classroom.run(ExchangeList, person, cached=True)
        (info,) = submitted["submissions"]
        out.write_text(f"{info['has_exchange_feedback']} {[each['notebook_id'] for each in info['notebooks']]}")

    classroom.as_student(person, does)
    assert out.read_text() == f"True {[NOTEBOOK]}"


@pytest.mark.skipif(os.geteuid() != 0, reason="all are one user here")
def test_a_student_can_neither_list_the_feedback_of_the_class_nor_read_the_course(classroom: Classroom) -> None:
    def does() -> None:
        for folder in (classroom.exchange / "test" / "feedback", classroom.course.root):
            with pytest.raises(PermissionError):
                list(folder.iterdir())

    classroom.as_student(classroom.students[0], does)


@pytest.mark.slow
def test_work_that_is_submitted_once_more_gets_feedback_once_it_is_graded_and_the_old_keeps_its_own(
    classroom: Classroom, homework: Callable[[], Homework]
) -> None:
    person = classroom.students[0]
    first = classroom.fetched(person)[NOTEBOOK]
    time.sleep(1.1)  # nbgrader calls a submission by its second
    classroom.submit(person, homework())
    classroom.run(ExchangeCollect, update=True)
    assert try_feedback(classroom.course, ASSIGNMENT)[1] == []  # of what is graded: the first one
    classroom.run(ExchangeReleaseFeedback)
    assert list(classroom.fetched(person).values()) == [first]
    classroom.grade()
    assert len(classroom.fetched(person)) == 1
    pages = sorted((person.home / ASSIGNMENT / "feedback").glob("*/*.html"))
    assert [page.read_text() == first for page in pages] == [True, False]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nbgraders_own_commands_release_and_fetch_it(classroom: Classroom, tmp_path: Path) -> None:
    person = classroom.students[0]
    shutil.rmtree(classroom.exchange / "test" / "feedback")
    common = [f"--Exchange.root={classroom.exchange}", "--course", "test"]
    nbgrader = [sys.executable, "-m", "nbgrader"]
    subprocess.run([*nbgrader, "release_feedback", ASSIGNMENT, *common], cwd=classroom.course.root, check=True)
    cache = tmp_path / "cache"
    shutil.copytree(person.home / "cache", cache)
    fetch = [*nbgrader, "fetch_feedback", ASSIGNMENT, *common, f"--Exchange.cache={cache}"]
    subprocess.run([*fetch, f"--CourseDirectory.student_id={person.name}"], cwd=tmp_path, check=True)
    pages = list((tmp_path / ASSIGNMENT / "feedback").glob("*/*.html"))
    assert pages
    assert all(f"<bdi>{person.name}</bdi>" in page.read_text() for page in pages)

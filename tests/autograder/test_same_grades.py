"""The same submission earns the same points by every way: our command, nbgrader's command, formgrader's button."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import from_dict
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import Autograde

from autograder.classes.keeping import grade_assignment
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.sandbox.warm_process import WarmProcess

from .conftest import ASSIGNMENT, CONFIG, solved

NOTEBOOK = "one-minibatch-by-hand"
Scores = dict[str, dict[str, tuple[float | None, bool]]]


def copy_of_the_course(root: Path, to: Path) -> Course:
    """A course with solutions and lectures of the repository, without what was made in it."""
    to.mkdir(parents=True)
    shutil.copytree(root / "solutions", to / "solutions", ignore=shutil.ignore_patterns("checks.json", ".ipynb*"))
    shutil.copytree(root / "notebooks", to / "notebooks", ignore=shutil.ignore_patterns(".ipynb*"))
    (to / "nbgrader_config.py").write_text(CONFIG)
    return Course(to)


def hand_in_the_class(course: Course, homework: Callable[[], Homework], step: Exercise, epoch: Exercise) -> None:
    """Work of many kinds, all of it readable for nbgrader."""

    def hand_in(student: str, work: Homework) -> None:
        work.hand_in(course.path("submitted", student, ASSIGNMENT))

    hand_in("right", solved(homework(), step, epoch))
    hand_in("stub", homework())
    for slug in ("missing-two", "ascent", "gradient-as-row", "in-place"):
        work = solved(homework(), step, epoch).answer(step, step.mistakes[slug][0])
        hand_in(slug, work)
    noisy = solved(homework(), step, epoch)
    noisy.cell("minibatch_step").source += "\nimport sys, warnings\nwarnings.warn('w')\nprint('x', file=sys.stderr)"
    hand_in("noisy", noisy)
    deleted = solved(homework(), step, epoch)
    deleted.notebook.cells.remove(deleted.cell("03-minibatch_epoch"))
    hand_in("deleted-test", deleted)
    edited = solved(homework(), step, epoch).answer(step, step.mistakes["ascent"][0])
    hand_in("edited-test", edited.write("03-minibatch_step", "100.0"))
    duplicated = solved(homework(), step, epoch)
    cells = duplicated.notebook.cells
    cells.insert(2, from_dict({**homework().cell("minibatch_step"), "id": "a-copy"}))
    hand_in("duplicated", duplicated)
    hand_in("exits", solved(homework(), step, epoch).write("minibatch_epoch", "import os\nos._exit(0)"))
    tagged = solved(homework(), step, epoch).answer(step, step.mistakes["ascent"][0])
    for cell in tagged.notebook.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
    hand_in("tagged", tagged)
    for student, wrong in (("lost", False), ("lost-and-wrong", True)):
        lost = solved(homework(), step, epoch)
        if wrong:
            lost.answer(step, step.mistakes["ascent"][0])
        for cell in lost.notebook.cells:
            cell.metadata = from_dict({})
        hand_in(student, lost)
    behind = solved(homework(), step, epoch)
    behind.notebook.cells.append(from_dict({**behind.cell("minibatch_step"), "id": "behind", "metadata": {}}))
    hand_in("behind", behind.write("minibatch_step", homework().cell("minibatch_step").source))


def scores(course: Course) -> Scores:
    """(points, waits for a person) of every graded cell of every student, from nbgrader's gradebook."""
    with course.gradebook() as book:
        return {
            submission.student.id: {
                grade.name: (grade.auto_score, grade.needs_manual_grade)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in book.assignment_submissions(ASSIGNMENT)
        }


def environment() -> dict[str, str]:
    return {**os.environ, "HOME": "/dev/null", "PATH": "/usr/bin:/bin"}


@pytest.fixture
def handed_in(course: Course, homework: Callable[[], Homework], step: Exercise, epoch: Exercise) -> Course:
    hand_in_the_class(course, homework, step, epoch)
    return course


def graded_by_us(course: Course, warm: WarmProcess) -> Scores:
    grade_assignment(course, ASSIGNMENT, warm=warm)
    return scores(course)


@pytest.mark.slow
def test_our_command_and_nbgraders_command_give_the_same_scores(
    handed_in: Course, warm: WarmProcess, tmp_path: Path
) -> None:
    other = tmp_path / "the same course"
    shutil.copytree(handed_in.root, other)
    ours = graded_by_us(handed_in, warm)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT],
        cwd=other,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert scores(Course(other)) == ours
    assert ours["right"]["03-minibatch_step"] == (4.0, False)
    assert ours["noisy"]["03-minibatch_step"] == (4.0, False)
    assert ours["ascent"]["03-minibatch_step"] == (2.0, False)
    assert ours["stub"]["03-minibatch_step"] == (0.0, False)
    assert ours["right"]["03-rate-task"] == (None, True)


@pytest.mark.slow
def test_the_call_behind_formgraders_button_gives_the_same_scores(
    handed_in: Course, warm: WarmProcess, tmp_path: Path
) -> None:
    other = tmp_path / "the same course"
    shutil.copytree(handed_in.root, other)
    ours = graded_by_us(handed_in, warm)
    course = Course(other)
    course.config.Exchange.root = str(tmp_path)
    api = NbGraderAPI(config=course.config)
    assert Autograde(coursedir=api.coursedir, parent=api).autograde_preprocessors[0] == "autograder.plugin.Grade"
    for student in course.students(ASSIGNMENT):
        result = api.autograde(ASSIGNMENT, student)
        assert result["success"], result.get("error")
    assert scores(course) == ours


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_formgraders_button_in_a_running_jupyter_server_gives_the_same_scores(
    handed_in: Course, warm: WarmProcess, tmp_path: Path
) -> None:
    other = tmp_path / "the same course"
    shutil.copytree(handed_in.root, other)
    ours = graded_by_us(handed_in, warm)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyter", "server", "--no-browser", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.port={port}", "--IdentityProvider.token=secret", "--ServerApp.allow_root=True"]
    command += ["--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=other, env=environment() | jupyter_folders(tmp_path), stderr=log)
    try:
        for student in sorted(ours):
            answer = _post(f"http://127.0.0.1:{port}/formgrader/api/submission/{ASSIGNMENT}/{student}/autograde")
            assert answer["success"], answer
    finally:
        server.terminate()
        server.wait(20)
    assert scores(Course(other)) == ours


def jupyter_folders(tmp_path: Path) -> dict[str, str]:
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    return {name: str(tmp_path / "jupyter" / name.lower()) for name in names}


def _post(url: str) -> dict[str, object]:
    request = urllib.request.Request(url, method="POST", headers={"Authorization": "token secret"})
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                answer: dict[str, object] = json.loads(reply.read())
                return answer
        except (ConnectionError, urllib.error.URLError) as error:
            if isinstance(error, urllib.error.HTTPError) or time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def test_grading_again_changes_nothing_and_results_are_the_same_byte_for_byte(
    handed_in: Course, warm: WarmProcess
) -> None:
    first = graded_by_us(handed_in, warm)
    path = handed_in.results_path(ASSIGNMENT) / "results.jsonl"
    lines = path.read_bytes()
    assert graded_by_us(handed_in, warm) == first
    assert path.read_bytes() == lines


def test_a_persons_score_and_comment_survive_grading_again(handed_in: Course, warm: WarmProcess) -> None:
    graded_by_us(handed_in, warm)
    with handed_in.gradebook() as book:
        grade = book.find_grade("03-rate-task", NOTEBOOK, ASSIGNMENT, "right")
        grade.manual_score = 1.5
        book.find_comment("03-rate-task", NOTEBOOK, ASSIGNMENT, "right").manual_comment = "well argued"
        book.db.commit()
    graded_by_us(handed_in, warm)
    with handed_in.gradebook() as book:
        assert book.find_grade("03-rate-task", NOTEBOOK, ASSIGNMENT, "right").manual_score == 1.5
        assert book.find_comment("03-rate-task", NOTEBOOK, ASSIGNMENT, "right").comment == "well argued"

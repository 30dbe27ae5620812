"""A run that is killed at any moment loses nothing, grades nothing twice, and ends with one right grade for each."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.classes import batch, journal, keeping
from autograder.classes.keeping import grade_assignment, read_results
from autograder.classes.regrade import changes
from autograder.classes.submission import Submission
from autograder.cli import main
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.sandbox.warm_process import WarmProcess

from .conftest import ASSIGNMENT, scores, solved

Work = Callable[[], Homework]


@pytest.fixture
def handed_in(course: Course, homework: Work, step: Exercise, epoch: Exercise) -> Course:
    """Twelve students; every third one's step lacks the factor two."""
    return of_so_many(12, course, homework, step, epoch)


@pytest.fixture
def six_handed_in(course: Course, homework: Work, step: Exercise, epoch: Exercise) -> Course:
    return of_so_many(6, course, homework, step, epoch)


def of_so_many(count: int, course: Course, homework: Work, step: Exercise, epoch: Exercise) -> Course:
    for number in range(count):
        work = solved(homework(), step, epoch)
        if number % 3 == 0:
            work.answer(step, step.mistakes["missing-two"][0])
        work.hand_in(course.path("submitted", f"s{number:02}", ASSIGNMENT))
    return course


def wanted(course: Course) -> dict[str, float]:
    return {student: 4.0 if int(student[1:]) % 3 == 0 else 8.0 for student in course.students(ASSIGNMENT)}


def lines(course: Course) -> bytes:
    return (course.results_path(ASSIGNMENT) / "results.jsonl").read_bytes()


def command(course: Course, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, *arguments],
        cwd=course.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def children(pid: int) -> list[int]:
    """Warm processes of a grader: its direct children."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def kill_and_resume(course: Course, rounds: int, seed: int) -> tuple[int, bytes]:
    """Kill the grader, sometimes one of its workers before, at random moments.

    How often a grader was killed, and the results before anything was."""
    moments, killed = random.Random(seed), 0
    start = time.monotonic()
    assert command(course).wait() == 0
    whole, undisturbed = time.monotonic() - start, lines(course)
    for number in range(rounds):
        if all(record(course, student).is_file() for student in course.students(ASSIGNMENT)):
            for student in course.students(ASSIGNMENT):  # there is something to do in every round
                record(course, student).unlink()
        grader = command(course, "--resume")
        deadline = time.monotonic() + moments.uniform(0.3, 1.0) * whole
        worker_too = number % 3 == 1
        while grader.poll() is None and (time.monotonic() < deadline or (worker_too and not children(grader.pid))):
            time.sleep(0.02)
        workers = children(grader.pid) if grader.poll() is None else []
        if workers and worker_too:
            with contextlib.suppress(ProcessLookupError):  # started by the grader that we started
                os.kill(moments.choice(workers), signal.SIGKILL)
            time.sleep(moments.uniform(0.0, 1.0))
        if grader.poll() is None:
            grader.kill()
            killed += 1
        grader.wait()
    return killed, undisturbed


def record(course: Course, student: str) -> Path:
    """Says that a submission is graded."""
    return course.results_path(ASSIGNMENT) / "graded" / f"{student}.json"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the workers in /proc")
@pytest.mark.slow
@pytest.mark.timeout(60 * 60)
def test_after_kills_at_random_moments_a_resumed_run_has_one_right_grade_for_each(six_handed_in: Course) -> None:
    course, rounds = six_handed_in, int(os.environ.get("AUTOGRADER_KILLS", "4"))  # make faults kills more
    killed, undisturbed = kill_and_resume(course, rounds, seed=rounds)
    print(f"{killed} of {rounds} graders were killed")
    assert killed >= max(1, rounds // 4)
    assert command(course, "--resume").wait() == 0
    assert scores(course) == {student: [points] for student, points in wanted(course).items()}
    assert {tree["student"]: tree["points"] for tree in read_results(course, ASSIGNMENT)} == wanted(course)
    assert lines(course) == undisturbed


class Stop(BaseException):
    """Stands for the moment at which the process was killed."""


@pytest.mark.parametrize("where", ["after the third record", "in the writer", "between notebooks and record"])
def test_what_was_graded_before_a_stop_is_not_graded_again(
    handed_in: Course, warm: WarmProcess, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded: list[str] = []
    grade = batch.Batch.grade

    def counted(self: batch.Batch, student: str, warm: WarmProcess) -> Submission:
        graded.append(student)
        return grade(self, student, warm)

    monkeypatch.setattr(batch.Batch, "grade", counted)
    with monkeypatch.context() as patch:
        if where == "in the writer":
            patch.setattr(keeping, "IN_ONE_TRANSACTION", 3)
            patch.setattr(keeping.Writer, "write", _raise)
        else:
            original, calls = keeping.Journal.write, []

            def write(self: keeping.Journal, *arguments: object) -> None:
                calls.append(1)
                if where == "between notebooks and record" and len(calls) == 3:
                    raise Stop
                original(self, *arguments)  # type: ignore[arg-type]
                if len(calls) == 3:
                    raise Stop

            patch.setattr(keeping.Journal, "write", write)
            patch.setattr(keeping._Keeper, "flush", lambda self: None)
        with pytest.raises(Stop):
            grade_assignment(handed_in, ASSIGNMENT, warm=warm)
    assert 3 <= len(graded) <= 4, "three were graded, and perhaps the worker had begun with one more"
    graded.clear()
    kept = 2 if where == "between notebooks and record" else 3
    grade_assignment(handed_in, ASSIGNMENT, warm=warm, resume=True)
    assert graded == handed_in.students(ASSIGNMENT)[kept:]
    assert scores(handed_in) == {student: [points] for student, points in wanted(handed_in).items()}


def _raise(*_: object) -> None:
    raise Stop


def test_a_resumed_run_grades_again_what_has_changed_since(
    handed_in: Course, warm: WarmProcess, homework: Work
) -> None:
    grade_assignment(handed_in, ASSIGNMENT, warm=warm)
    folder = handed_in.path("submitted", "s01", ASSIGNMENT)
    shutil.rmtree(folder)
    homework().hand_in(folder)
    seen: list[str] = []
    original = batch.Batch.grade
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch.Batch, "grade", lambda self, s, w: seen.append(s) or original(self, s, w))
        results = grade_assignment(handed_in, ASSIGNMENT, warm=warm, resume=True)
        grade_assignment(handed_in, ASSIGNMENT, warm=warm, resume=True, seed=7)  # other cases: everything anew
    assert seen == ["s01", *handed_in.students(ASSIGNMENT)]
    assert [submission.student for submission in results if not submission.kept] == ["s01"]
    assert {s.student: s.points for s in results}["s01"] == 0.0
    assert scores(handed_in)["s01"] == [0.0]


def test_of_a_submission_of_many_large_files_a_bounded_part_is_read_and_any_change_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    real = journal.read_file
    monkeypatch.setattr(journal, "MAX_BYTES", 3_000_000)
    monkeypatch.setattr(journal, "read_file", lambda path: read.append(len(content := real(path))) or content)
    for number in range(10):
        (tmp_path / f"{number}.ipynb").write_bytes(bytes(1_000_000))
    first = journal.key_of(tmp_path, "")
    assert 3_000_000 <= sum(read) < 5_000_000
    assert journal.key_of(tmp_path, "") == first
    for name, content in (("0.ipynb", b"1" * 1_000_000), ("9.ipynb", b"1")):
        (tmp_path / name).write_bytes(content)
        assert journal.key_of(tmp_path, "") != first
        first = journal.key_of(tmp_path, "")
    os.utime(tmp_path / "8.ipynb", (1, 1))
    assert journal.key_of(tmp_path, "") != first


@pytest.mark.slow
def test_a_resumed_run_says_how_many_it_kept(
    handed_in: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(handed_in.root)
    for options, told in (([], "12 submissions graded; "), (["--resume"], "0 submissions graded, 12 kept from an ear")):
        assert main(["grade", ASSIGNMENT, *options]) == 0
        assert told in capsys.readouterr().out


def test_work_that_is_replaced_while_it_is_graded_is_graded_again(
    handed_in: Course, warm: WarmProcess, homework: Work
) -> None:
    folder, grade = handed_in.path("submitted", "s01", ASSIGNMENT), batch.Batch._grade_file

    def replaced(self: batch.Batch, path: Path, source: object, student: str, *more: object) -> object:
        graded = grade(self, path, source, student, *more)  # type: ignore[arg-type]
        if student == "s01":
            shutil.rmtree(folder)
            homework().hand_in(folder)
        return graded

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch.Batch, "_grade_file", replaced)
        grade_assignment(handed_in, ASSIGNMENT, warm=warm)
    assert scores(handed_in)["s01"] == [8.0]
    grade_assignment(handed_in, ASSIGNMENT, warm=warm, resume=True)
    assert scores(handed_in)["s01"] == [0.0]


def test_results_are_the_same_byte_for_byte_with_one_worker_with_two_and_resumed(
    handed_in: Course, warm: WarmProcess
) -> None:
    grade_assignment(handed_in, ASSIGNMENT, warm=warm)
    first = lines(handed_in)
    grade_assignment(handed_in, ASSIGNMENT, jobs=2)
    assert lines(handed_in) == first
    grade_assignment(handed_in, ASSIGNMENT, jobs=2, resume=True)
    assert lines(handed_in) == first


@pytest.mark.slow
def test_a_killed_worker_costs_no_grade(handed_in: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    grade, struck = batch.Batch.grade, []

    def strike(self: batch.Batch, student: str, warm: WarmProcess) -> Submission:
        if student in ("s02", "s05") and student not in struck:
            struck.append(student)
            os.kill(warm._process.pid, signal.SIGKILL)
        return grade(self, student, warm)

    monkeypatch.setattr(batch.Batch, "grade", strike)
    grade_assignment(handed_in, ASSIGNMENT, jobs=1)
    assert struck == ["s02", "s05"]
    assert scores(handed_in) == {student: [points] for student, points in wanted(handed_in).items()}


@pytest.mark.slow
def test_a_worker_that_is_killed_again_and_again_leaves_the_submission_to_a_person(
    handed_in: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade = batch.Batch.grade

    def strike(self: batch.Batch, student: str, warm: WarmProcess) -> Submission:
        if student == "s02":
            os.kill(warm._process.pid, signal.SIGKILL)
        return grade(self, student, warm)

    monkeypatch.setattr(batch.Batch, "grade", strike)
    grade_assignment(handed_in, ASSIGNMENT, students=["s01", "s02", "s04"], jobs=1)
    trees = {tree["student"]: tree for tree in read_results(handed_in, ASSIGNMENT)}
    assert {cell["status"] for cell in trees["s02"]["notebooks"][0]["cells"]} == {"ungraded"}
    assert trees["s01"]["points"] == trees["s04"]["points"] == 8.0


@pytest.mark.slow
def test_regrade_diff_tells_who_gains_and_loses_and_writes_nothing(
    six_handed_in: Course,
    warm: WarmProcess,
    homework: Work,
    step: Exercise,
    epoch: Exercise,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    course = six_handed_in
    grade_assignment(course, ASSIGNMENT, warm=warm)
    before, gradebook = lines(course), scores(course)
    solved(homework(), step, epoch).hand_in(course.path("submitted", "s00", ASSIGNMENT))
    homework().hand_in(course.path("submitted", "s01", ASSIGNMENT))
    found = changes(course, ASSIGNMENT, jobs=1)
    assert [(c.student, c.cell, c.gain) for c in found] == [
        ("s00", "03-minibatch_step", 4.0),
        ("s01", "03-minibatch_step", -4.0),
        ("s01", "03-minibatch_epoch", -3.0),
        ("s01", "03-quiz_batch", -1.0),
    ]
    assert (lines(course), scores(course)) == (before, gradebook)
    monkeypatch.chdir(course.root)
    assert main(["regrade", "03", "--diff", "--student", "s00", "--jobs", "1"]) == 0
    told = capsys.readouterr().out
    assert "0 fail -> 4 pass (+4)" in told
    assert "1 gain points, 0 lose points" in told
    assert lines(course) == before


def test_the_folder_of_a_graded_submission_is_whole_or_as_it_was(
    handed_in: Course, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade_assignment(handed_in, ASSIGNMENT, students=["s00"], warm=warm)
    folder = handed_in.path("autograded", "s00", ASSIGNMENT)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(keeping, "written", _raise)
    with pytest.raises(Stop):
        grade_assignment(handed_in, ASSIGNMENT, students=["s00"], warm=warm)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert json.loads(before["one-minibatch-by-hand.ipynb"])["nbformat"] == 4

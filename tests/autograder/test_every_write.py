"""A write that fails for one student costs this student a status or a line; everything goes on for the others."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI

from autograder import plugin
from autograder.classes.gradebook import Writer
from autograder.classes.keeping import grade_assignment, read_results
from autograder.classes.regrade import changes
from autograder.cli import main
from autograder.course import database, tables
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.intake.collecting import collect
from autograder.pages import feedback
from autograder.pages.feedback import write_feedback
from autograder.pages.figures import undrawn
from autograder.pages.report import write_report
from autograder.sandbox.warm_process import WarmProcess

from ..sampling import more
from .conftest import ASSIGNMENT, solved

pytestmark = pytest.mark.slow  # classes of three, graded a hundred times
Work = Callable[[], Homework]
NOTEBOOK = "one-minibatch-by-hand"
STUDENTS = ("ada", "ben", "zoe")
FAULTS = {
    "a full disk": OSError(28, "No space left on device"),
    "no right": PermissionError(13, "Permission denied"),
    "no such text": UnicodeEncodeError("utf-8", "x", 0, 1, "surrogates not allowed"),
    "a deep tree": RecursionError("maximum recursion depth exceeded"),
    "no memory": MemoryError(),
}
# whatever writes ends in one of these; a new write that is not guarded fails here, without being named
PRIMITIVES = {
    "write_bytes": (Path, "write_bytes"),
    "mkdir": (Path, "mkdir"),
    "replace": (Path, "replace"),
    "unlink": (Path, "unlink"),
    "rmtree": (shutil, "rmtree"),
}


@pytest.fixture
def classroom(course: Course, homework: Work, step: Exercise, epoch: Exercise) -> Course:
    """Three students with right work."""
    for student in STUDENTS:
        solved(homework(), step, epoch).hand_in(course.path("submitted", student, ASSIGNMENT))
    return course


@pytest.fixture
def with_a_date(classroom: Course) -> Course:
    """Work that was due before it was handed in."""
    for student in STUDENTS:
        (classroom.path("submitted", student, ASSIGNMENT) / "timestamp.txt").write_text("2026-03-01 00:00:00 UTC")
    with classroom.gradebook() as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate="2026-01-01 00:00:00 UTC")
    return classroom


def points(course: Course) -> dict[str, float]:
    return {tree["student"]: tree["points"] for tree in read_results(course, ASSIGNMENT)}


def in_gradebook(course: Course) -> dict[str, float]:
    with course.gradebook() as book:
        return {each.student.id: each.score for each in book.assignment_submissions(ASSIGNMENT)}


def told_of_ben(course: Course, said: str) -> bool:
    """Whether he has a status that is not that of right work, or a line."""
    tree = {tree["student"]: tree for tree in read_results(course, ASSIGNMENT)}["ben"]
    return tree["points"] == 0.0 or "not-written" in tree["flags"] or ": ben: " in said or "of ben: " in said


def concerns_ben(*paths: object) -> bool:
    return any("ben" in Path(path).parts or Path(path).name == "ben.json" for path in paths if isinstance(path, Path))


def failing(patch: pytest.MonkeyPatch, primitive: str, fault: Exception) -> list[str]:
    """Let a primitive fail wherever it is for ben; the paths on which it did."""
    owner, name = PRIMITIVES[primitive]
    original, failed = getattr(owner, name), []

    def fail(*arguments: Any, **options: Any) -> Any:
        if concerns_ben(*arguments):
            failed.append(str(arguments[-1] if primitive == "replace" else arguments[0]))
            raise fault
        return original(*arguments, **options)

    patch.setattr(owner, name, fail)
    return failed


def everything(course: Course, warm: WarmProcess, source: Path) -> None:
    """All commands of a term; none raises, and those who are not concerned have all that is theirs."""
    assert {"ada", "zoe"} <= set(collect(course, ASSIGNMENT, source).students)
    for resume in (False, False, True):
        grade_assignment(course, ASSIGNMENT, warm=warm, resume=resume)
        assert points(course)["ada"] == points(course)["zoe"] == 8.0
        assert set(points(course)) == set(STUDENTS)
        assert {"ada": 8.0, "zoe": 8.0}.items() <= in_gradebook(course).items()
    assert not [change for change in changes(course, ASSIGNMENT, jobs=1) if change.student != "ben"]
    pages = write_feedback(course, ASSIGNMENT)
    assert {"ada", "zoe"} <= {page.parent.parent.name for page in pages}
    assert "zoe" in write_report(course, ASSIGNMENT).read_text()
    assert main(["explain", "03", "ada", "03.minibatch_step", "--course", str(course.root)]) == 0


@pytest.mark.parametrize(("primitive", "fault"), list(zip(PRIMITIVES, FAULTS, strict=True)))
def test_a_primitive_that_fails_wherever_it_writes_for_one_student_stops_nothing(
    classroom: Course, warm: WarmProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], primitive: str, fault: str,
) -> None:  # fmt: skip
    source = tmp_path / "handed in"
    shutil.copytree(classroom.root / "submitted", source)
    grade_assignment(classroom, ASSIGNMENT, warm=warm)  # there is something to replace
    capsys.readouterr()
    with monkeypatch.context() as patch:
        failed = failing(patch, primitive, FAULTS[fault])
        everything(classroom, warm, source)
        assert failed, "nothing was tried"
    assert told_of_ben(classroom, capsys.readouterr().err)
    collect(classroom, ASSIGNMENT, source)
    grade_assignment(classroom, ASSIGNMENT, warm=warm)
    assert points(classroom) == in_gradebook(classroom) == dict.fromkeys(STUDENTS, 8.0)
    assert len(write_feedback(classroom, ASSIGNMENT)) == 3


@pytest.mark.parametrize(
    ("what", "fault"),
    [("_add", "a full disk"), ("_update", "no such text"), ("_look_whether_late", "a full disk"),
     *(pytest.param(*each, marks=more) for each in
       (("_add", "no such text"), ("_update", "a full disk"), ("_look_whether_late", "no such text")))],
)  # fmt: skip
def test_rows_that_fail_for_one_student_leave_the_gradebook_fit_for_the_others(
    with_a_date: Course, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    what: str, fault: str,
) -> None:  # fmt: skip
    course = with_a_date
    if what == "_update":
        grade_assignment(course, ASSIGNMENT, warm=warm)
    original = getattr(Writer, what)

    def fail(self: Writer, *arguments: Any) -> None:
        if "ben" in {getattr(each, "student", "") for each in arguments}:
            self._book.db.execute(
                tables.submitted_notebook.insert(), [{"id": "half"}]
            )  # what was begun is not to be finished with the next
            raise FAULTS[fault]
        original(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(Writer, what, fail)
        grade_assignment(course, ASSIGNMENT, warm=warm)
    assert "not written: ben: " in capsys.readouterr().err
    flags = {tree["student"]: tree["flags"] for tree in read_results(course, ASSIGNMENT)}
    assert "not-written" in flags["ben"]
    assert flags["ada"] == flags["zoe"] == ["late"]
    assert {"ada": 8.0, "zoe": 8.0}.items() <= in_gradebook(course).items()
    write_report(course, ASSIGNMENT)
    grade_assignment(course, ASSIGNMENT, warm=warm, resume=True)
    assert in_gradebook(course) == dict.fromkeys(STUDENTS, 8.0)


def test_a_gradebook_that_is_locked_is_told_once_for_each_and_written_by_a_resumed_run(
    classroom: Course, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 1)
    other = sqlite3.connect(classroom.root / "gradebook.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        grade_assignment(classroom, ASSIGNMENT, warm=warm)
    finally:
        other.rollback()
        other.close()
    said = capsys.readouterr().err
    assert all(f"not written: {student}: " in said for student in STUDENTS)
    assert "locked" in said
    assert points(classroom) == dict.fromkeys(STUDENTS, 8.0)
    assert in_gradebook(classroom) == {}
    grade_assignment(classroom, ASSIGNMENT, warm=warm, resume=True)
    assert in_gradebook(classroom) == dict.fromkeys(STUDENTS, 8.0)


def test_a_gradebook_that_cannot_even_be_read_is_one_sentence(
    classroom: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 1)
    other = sqlite3.connect(classroom.root / "gradebook.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        for command in (["grade", "03", "--jobs", "1"], ["report", "03"]):
            assert main([*command, "--course", str(classroom.root)]) == 2
            (line,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("autograder: ")]
            assert "locked" in line
    finally:
        other.rollback()
        other.close()


OBSTACLES = {
    "autograded": lambda course: course.root / "autograded" / "ben",
    "the notebooks' folder": lambda course: course.path("autograded", "ben", ASSIGNMENT),
    "what a killed run left": lambda course: course.root / "autograded" / "ben" / f".{ASSIGNMENT}.part",
    "feedback": lambda course: course.root / "feedback" / "ben",
    "a page": lambda course: course.path("feedback", "ben", ASSIGNMENT) / f"{NOTEBOOK}.html",
    "the journal": lambda course: course.results_path(ASSIGNMENT) / "graded" / "ben.json",
}  # fmt: skip


KINDS = ("a file", "a folder", "a link to nothing", "a pipe")


@pytest.mark.parametrize(
    ("where", "kind"),
    [pytest.param(where, KINDS[(number + k) % 4], marks=[more] if k else [])
     for number, where in enumerate(OBSTACLES) for k in (0, 1)],
)  # fmt: skip
def test_what_stands_where_something_of_one_student_is_to_be_written_stops_nobody(
    classroom: Course, warm: WarmProcess, capsys: pytest.CaptureFixture[str], where: str, kind: str
) -> None:
    path: Path = OBSTACLES[where](classroom)
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "a file":
        path.write_text("in the way")
    elif kind == "a folder":
        (path / "with something").mkdir(parents=True)
    elif kind == "a pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("nowhere")
    for resume in (False, True):
        grade_assignment(classroom, ASSIGNMENT, warm=warm, resume=resume)
    pages = {page.parent.parent.name for page in write_feedback(classroom, ASSIGNMENT)}
    assert {"ada", "zoe"} <= pages
    assert points(classroom)["ada"] == points(classroom)["zoe"] == 8.0
    assert "ben" in write_report(classroom, ASSIGNMENT).read_text()
    if points(classroom)["ben"] != 8.0 or "ben" not in pages:
        assert told_of_ben(classroom, capsys.readouterr().err)


# --- faults of a real machine -------------------------------------------------------------------


@pytest.fixture
def private_mounts() -> Iterator[list[str]]:
    """The command that gives another one mounts of its own."""
    command = ["unshare", "--mount", "--propagation", "private"]
    if shutil.which("unshare") is None or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("no private mounts on this machine")
    yield command


def grade_in(course: Course, before: str, wrapped: list[str]) -> str:
    """Grade in a shell that does something first; what was said."""
    script = f'{before} && exec "$0" -m autograder grade 03 --jobs 1'
    command = [*wrapped, "sh", "-c", script, sys.executable]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=120, check=False)
    assert "Traceback" not in done.stderr.rpartition("done (last")[2]
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return done.stderr


def test_a_disk_that_is_full_for_one_student_costs_nobody_else(classroom: Course, private_mounts: list[str]) -> None:
    folder = classroom.root / "autograded" / "ben"
    folder.mkdir(parents=True)
    said = grade_in(classroom, "mount -t tmpfs -o size=4k none autograded/ben", private_mounts)
    assert "not written: ben: [Errno 28]" in said
    assert points(classroom) == {"ada": 8.0, "ben": 0.0, "zoe": 8.0}


def test_a_folder_that_cannot_be_replaced_costs_nobody_else(classroom: Course, private_mounts: list[str]) -> None:
    folder = classroom.path("autograded", "ben", ASSIGNMENT)
    folder.mkdir(parents=True)
    said = grade_in(classroom, f"mount --bind '{folder}' '{folder}'", private_mounts)
    assert "not written: ben: " in said
    assert points(classroom) == {"ada": 8.0, "ben": 0.0, "zoe": 8.0}


def test_a_limit_on_the_size_of_files_costs_only_whose_notebook_is_larger(
    classroom: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    work = solved(homework(), step, epoch)
    work.cell("minibatch_step").source += "\nfor _ in range(60): display('x' * 150_000)"
    work.hand_in(classroom.path("submitted", "ben", ASSIGNMENT))
    said = grade_in(classroom, "trap '' XFSZ && ulimit -f 4000", [])  # blocks of 512 bytes
    assert "not written" not in said, "what stands for the notebook is small"
    assert points(classroom) == {"ada": 8.0, "ben": 0.0, "zoe": 8.0}
    (ben,) = [tree for tree in read_results(classroom, ASSIGNMENT) if tree["student"] == "ben"]
    assert {cell["status"] for cell in ben["notebooks"][0]["cells"]} == {"ungraded"}


def test_a_folder_that_the_grader_may_not_read_waits_for_a_person(
    classroom: Course, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    iterdir, is_dir = Path.iterdir, Path.is_dir

    def refuse(self: Path) -> Any:
        if "ben" in self.parts and "submitted" in self.parts:
            raise PermissionError(13, "Permission denied", str(self))
        return iterdir(self)

    def refuse_to_tell(self: Path) -> bool:
        if "ben" in self.parts and "submitted" in self.parts:
            raise PermissionError(13, "Permission denied", str(self))
        return is_dir(self)

    monkeypatch.setattr(Path, "iterdir", refuse)
    monkeypatch.setattr(Path, "is_dir", refuse_to_tell)
    for resume in (False, True):
        grade_assignment(classroom, ASSIGNMENT, warm=warm, resume=resume)
    assert "not graded: ben: [Errno 13] Permission denied" in capsys.readouterr().err
    assert points(classroom) == {"ada": 8.0, "ben": 0.0, "zoe": 8.0}


# --- what was written before and is read again ------------------------------------------------------

DAMAGED = ["", "{", "[]", '{"cells": 3}', "\x00" * 100, '{"cells": [{}], "metadata": {}}', "[" * 100_000, '"\\ud800"']


def test_a_graded_notebook_or_record_that_is_damaged_costs_its_own_student_a_line(
    classroom: Course, warm: WarmProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    grade_assignment(classroom, ASSIGNMENT, warm=warm)
    for content in DAMAGED:
        (classroom.path("autograded", "ben", ASSIGNMENT) / f"{NOTEBOOK}.ipynb").write_text(content)
        (classroom.results_path(ASSIGNMENT) / "graded" / "zoe.json").write_text(content)
        pages = {page.parent.parent.name for page in write_feedback(classroom, ASSIGNMENT)}
        assert {"ada", "zoe"} <= pages
        assert "ben" in pages or "no feedback: ben: " in capsys.readouterr().err
        grade_assignment(classroom, ASSIGNMENT, warm=warm, resume=True)
        assert points(classroom) == dict.fromkeys(STUDENTS, 8.0)


LINES = [*DAMAGED[1:], '{"student": "ben"}', '{"student": 3}', '{"student": "ben", "flags": 1}']


def test_a_line_of_results_that_is_damaged_is_told_and_the_others_are_shown(
    classroom: Course, warm: WarmProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    grade_assignment(classroom, ASSIGNMENT, warm=warm)
    path = classroom.results_path(ASSIGNMENT) / "results.jsonl"
    first, second, third = path.read_text().splitlines()
    statuses = [
        second.replace('"status": "pass"', f'"status": {json.dumps(bad)}') for bad in ("\u202e", "none", "", None)
    ]
    numbers = [second.replace('"max_points": 4.0', f'"max_points": {bad}') for bad in ('"4"', "[]", "null")]
    for line in [*LINES, *statuses, *numbers[1:]]:
        path.write_text("\n".join([first, line, third]) + "\n")
        assert {page.parent.parent.name for page in write_feedback(classroom, ASSIGNMENT)} == {"ada", "zoe"}, line
        assert "zoe" in write_report(classroom, ASSIGNMENT).read_text()
        assert "not read: a damaged line of " in capsys.readouterr().err
    assert not [change for change in changes(classroom, ASSIGNMENT, jobs=1) if change.student != "ben"]
    grade_assignment(classroom, ASSIGNMENT, warm=warm, resume=True)
    assert points(classroom) == dict.fromkeys(STUDENTS, 8.0)


# --- pages, figures, nbgrader -----------------------------------------------------------------------


def test_a_page_that_cannot_be_made_costs_its_own_student_a_line(
    classroom: Course, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    grade_assignment(classroom, ASSIGNMENT, warm=warm)
    original = feedback.Drawing.cells

    def fail(self: feedback.Drawing, student: str, name: str) -> Any:
        if student == "ben":
            raise RuntimeError("\x1b[2J a fault of our own")
        return original(self, student, name)

    monkeypatch.setattr(feedback.Drawing, "cells", fail)
    pages = write_feedback(classroom, ASSIGNMENT)
    assert [page.parent.parent.name for page in pages] == ["ada", "zoe"]
    said = capsys.readouterr().err
    assert "no feedback: ben:  a fault of our own" in said
    assert "\x1b" not in said


def test_figures_that_cannot_be_kept_are_shown_all_the_same(
    classroom: Course, homework: Work, step: Exercise, epoch: Exercise, warm: WarmProcess,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    work = solved(homework(), step, epoch)
    work.cell("minibatch_step").source += "\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    work.hand_in(classroom.path("submitted", "ben", ASSIGNMENT))
    grade_assignment(classroom, ASSIGNMENT, warm=warm)
    path = classroom.path("autograded", "ben", ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
    assert undrawn(nbformat.read(path, 4)), "what this test is for"
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if "autograded" in Path(target).parts:
            raise FAULTS["a full disk"]
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    (page,) = [page for page in write_feedback(classroom, ASSIGNMENT) if "ben" in page.parts]
    assert "data:image/png;base64," in page.read_text()
    assert "not kept: the figures of ben: " in capsys.readouterr().err


def test_nbgraders_own_command_goes_on_after_a_submission_on_which_the_grader_fails(
    classroom: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, graded = plugin.grade_notebook, iter(STUDENTS)

    def fail(*arguments: Any, **options: Any) -> Any:
        if next(graded) == "ben":
            raise RuntimeError("\x1b[2J a fault of our own")
        return original(*arguments, **options)

    monkeypatch.setattr(plugin, "grade_notebook", fail)
    classroom.config.Exchange.root = str(tmp_path)
    api = NbGraderAPI(config=classroom.config)
    for student in STUDENTS:
        assert api.autograde(ASSIGNMENT, student)["success"]
    assert in_gradebook(classroom) == {"ada": 8.0, "ben": 0.0, "zoe": 8.0}
    with classroom.gradebook() as book:
        (mine,) = book.find_submission(ASSIGNMENT, "ben").notebooks
        assert mine.needs_manual_grade

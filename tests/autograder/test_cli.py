"""The commands as an instructor types them."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.commands import grade, regrade
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.demo.members import Member, Members

from .conftest import ASSIGNMENT, solved

COMMANDS = ("demo", "release", "grade", "regrade", "report", "feedback", "explain", "verify", "doctor", "settings",
            "exercises", "new-course")  # fmt: skip


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own: no activated environment, no home folder that can be written."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("JUPYTER", "IPYTHON", "MPL"))}
    return subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=folder,
        env=environment | {"HOME": "/dev/null", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )


@pytest.mark.slow
def test_release_grade_report_and_feedback_work_without_an_activated_environment_or_a_home(
    course: Course, homework: Callable[[], Homework], step: Exercise, epoch: Exercise
) -> None:
    solved(homework(), step, epoch).hand_in(course.path("submitted", "o'brien & co", ASSIGNMENT))
    for command in ("release", "grade", "report", "feedback"):
        done = run(command, "03", folder=course.root)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        assert "Warning" not in done.stderr
    assert (course.results_path(ASSIGNMENT) / "report.html").is_file()
    assert len(list(course.path("feedback", "o'brien & co", ASSIGNMENT).glob("*.html"))) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grade", "03"], "There are no submissions"),
        (["grade", "03", "--student", "nobody"], "nobody handed nothing in"),
        (["grade", "99"], "No assignments match '99'; there are: "),
        (["report", "03"], "autograder grade"),
        (["release", "03", "--course", "/"], "has no nbgrader_config.py"),
    ],
)
def test_wrong_use_is_answered_by_one_line_that_says_what_to_do(
    course: Course,
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(course.root)
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1


def test_every_command_has_a_help_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
        assert f"example:\n  autograder {command}" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main(["no-such-command"])
    assert ended.value.code == 2


@pytest.mark.slow
def test_a_class_in_which_something_is_unexpected_ends_the_demo_with_1(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    everybody = Members.all

    def few(self: Members) -> list[Member]:
        chosen = [each for index, each in enumerate(everybody(self)) if index in (0, 1, 33, 34)]
        chosen[0].expected["03-minibatch_step"].mistake = "ascent"  # it is missing-two
        return chosen

    monkeypatch.setattr(Members, "all", few)
    monkeypatch.chdir(root)
    assert main(["demo", "--into", str(tmp_path / "a demo")]) == 1
    out = capsys.readouterr().out
    assert "3 as expected" in out
    assert "NOT as expected: ada" in out


def test_the_demo_never_removes_a_folder_that_is_not_its_own(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    (tmp_path / "thesis.txt").write_text("mine")
    assert main(["demo", "--into", str(tmp_path)]) == 2
    assert "is not empty and no demo" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_regrade_hands_grade_every_option_that_it_has_and_those_that_were_given() -> None:
    parser = argparse.ArgumentParser()
    grade.arguments(parser)
    given = argparse.Namespace(assignment="03", course=None, student=["ada"], jobs=2, seed=7, json="x", diff=False)
    handed_on = regrade._as_for_grade(given)
    assert set(vars(parser.parse_args(["03"]))) <= set(vars(handed_on))
    assert (handed_on.student, handed_on.jobs, handed_on.seed, handed_on.json) == (["ada"], 2, 7, None)
    assert not (handed_on.resume or handed_on.source or handed_on.scheduler)

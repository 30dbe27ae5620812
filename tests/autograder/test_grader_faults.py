"""What the grader itself does wrong costs nobody: it is told, kept in a log, and tried again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.classes import batch
from autograder.classes.keeping import read_results
from autograder.cli import main
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.grading.results import GradedNotebook
from autograder.progress import problems_kept_in, say, say_fault
from autograder.sandbox.warm_process import WarmProcess
from autograder.text import safe
from gdkit.checking.parsing import parsed

from .conftest import ASSIGNMENT, solved

Work = Callable[[], Homework]
CLASS = ("ada", "ben", "cyd")


@pytest.fixture
def handed_in(course: Course, homework: Work, step: Exercise, epoch: Exercise) -> Course:
    for student in CLASS:
        solved(homework(), step, epoch).hand_in(course.path("submitted", student, ASSIGNMENT))
    return course


def fault_for(second: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the grader fail on the second submission that it grades, until the function that is given is called."""
    whole, failing, count = batch.grade_notebook, [True], [0]

    def sometimes(*arguments: object, **more: object) -> GradedNotebook:
        count[0] += 1
        if failing[0] and count[0] == 2:
            raise SystemError(second)
        return whole(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "grade_notebook", sometimes)
    return lambda: failing.__setitem__(0, False)


def graded(course: Course, *options: str) -> int:
    return main(["grade", "03", "--jobs", "1", "--course", str(course.root), *options])


def test_a_submission_that_the_grader_failed_on_is_named_at_the_end_and_in_the_exit_status_and_resume_tries_it_again(
    handed_in: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mend = fault_for("AST constructor recursion depth mismatch", monkeypatch)
    assert graded(handed_in) == 1
    said = capsys.readouterr().err
    log = handed_in.log_path(ASSIGNMENT)
    assert "1 of them not, or not whole, by a fault of the grader's own: ben." in said
    assert str(log) in said and "--resume" in said
    assert "SystemError: AST constructor recursion depth mismatch" in log.read_text()
    mend()
    assert graded(handed_in, "--resume") == 0
    out, err = capsys.readouterr()
    assert "2 kept from an earlier run" in out and "fault" not in err
    assert [tree["points"] for tree in read_results(handed_in, ASSIGNMENT)] == [8.0] * 3


def test_what_could_not_be_written_is_tried_again_by_resume(
    handed_in: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert graded(handed_in) == 0
    folder = handed_in.path("autograded", "ben", ASSIGNMENT)
    next(folder.glob("*.ipynb")).unlink()
    capsys.readouterr()
    assert graded(handed_in, "--resume") == 0
    assert "2 kept from an earlier run" in capsys.readouterr().out
    assert list(folder.glob("*.ipynb"))


@pytest.mark.slow
def test_a_submission_whose_process_was_killed_again_and_again_is_named_with_the_reason(
    handed_in: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = batch.Batch.grade

    def strike(self: batch.Batch, student: str, warm: WarmProcess) -> object:
        if student == "ben":
            os.kill(warm._process.pid, signal.SIGKILL)
        return whole(self, safe(student), warm)

    monkeypatch.setattr(batch.Batch, "grade", strike)
    assert graded(handed_in) == 1
    assert "not graded: ben: the process for students' code was killed" in capsys.readouterr().err
    assert "ben: the process" in handed_in.log_path(ASSIGNMENT).read_text()


@pytest.mark.slow
def test_the_report_names_the_log_that_there_is(handed_in: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    fault_for("odd", monkeypatch)
    graded(handed_in)
    assert main(["report", "03", "--course", str(handed_in.root)]) == 0
    page = handed_in.results_path(ASSIGNMENT) / "report.html"
    log = handed_in.log_path(ASSIGNMENT)
    assert f"{log.name} beside this page" in page.read_text()
    assert log.parent == page.parent and "odd" in log.read_text()


@pytest.mark.slow
def test_a_good_run_leaves_no_line_in_the_log(handed_in: Course) -> None:
    assert graded(handed_in) == 0
    log = handed_in.log_path(ASSIGNMENT)
    assert log.read_text() == ""


@pytest.mark.slow
def test_a_log_that_cannot_be_written_stops_nothing(
    handed_in: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = handed_in.log_path(ASSIGNMENT)
    log.mkdir(parents=True)
    fault_for("odd", monkeypatch)
    assert graded(handed_in) == 1
    assert "SystemError: odd" in capsys.readouterr().err
    assert len(read_results(handed_in, ASSIGNMENT)) == 3


def test_the_log_keeps_what_went_wrong_with_its_time_and_not_what_went_well(tmp_path: Path) -> None:
    log = tmp_path / "new" / "log"
    with problems_kept_in(log):
        say(safe("fine"))
        say(safe("not graded: \x1b[31mada"), problem=True)
        try:
            raise ValueError("wrong")
        except ValueError:
            say_fault()
    say(safe("afterwards"), problem=True)
    kept = log.read_text()
    assert "not graded: ada" in kept and "ValueError: wrong" in kept and kept[:2] == "20"
    assert "fine" not in kept and "afterwards" not in kept and "\x1b" not in kept


class Finalized:
    """Garbage whose end lets another thread run."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        time.sleep(0)


def test_code_is_parsed_in_threads_while_garbage_is_collected() -> None:
    """Python's own ast.parse fails here about once in 400 times (3.11)."""
    source = "\n".join(f"def f{k}(a, b=({k}, [1, 2])):\n    return [a + b for c in range({k}) if c]" for k in range(30))

    def length(_: int) -> int:
        for _ in range(3):
            Finalized()
        return len(parsed(source).body)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(length, range(1500))) == {30}

"""A process that runs students' code and is killed from outside, as for want of memory, costs no point."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from typing import Any

import psutil
import pytest

from autograder.classes import batch
from autograder.classes.keeping import RESULTS_FILE, grade_assignment
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.sandbox import child as child_module
from autograder.sandbox.child import Branch, Child
from autograder.sandbox.warm_process import WarmProcess

from .conftest import ASSIGNMENT, solved

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="students' code runs on Linux alone")
WHEN: dict[str, tuple[Any, str, int]] = {  # which call is preceded by the kill, and after how many that are not
    "as it starts": (child_module, "send_files", 0),
    "in a cell that defines what is checked": (Child, "run_all", 1),
    "when a check is to begin": (Child, "branch", 0),
    "in a check": (Branch, "call_all", 0),
}


@pytest.fixture
def handed_in(course: Course, homework: Callable[[], Homework], step: Exercise, epoch: Exercise) -> Course:
    """Two students with right work."""
    for student in ("s01", "s02"):
        solved(homework(), step, epoch).hand_in(course.path("submitted", student, ASSIGNMENT))
    return course


def kill_the_newest() -> None:
    """Of the processes below this one: that of a submission, or of one of its checks."""
    victim = max(psutil.Process().children(recursive=True), key=lambda each: each.create_time())
    victim.kill()


def killing(monkeypatch: pytest.MonkeyPatch, when: str, times: int) -> list[str]:
    """From here on so many calls are preceded by a kill; a list of those that were."""
    place, name, spared = WHEN[when]
    original: Callable[..., Any] = getattr(place, name)
    killed: list[str] = []
    calls = count()

    def struck(*given: Any, **named: Any) -> Any:
        if next(calls) >= spared and len(killed) < times:
            killed.append(when)
            kill_the_newest()
        return original(*given, **named)

    monkeypatch.setattr(place, name, struck)
    return killed


@pytest.mark.parametrize("when", WHEN)
def test_a_kill_at_any_moment_leaves_the_result_of_a_run_that_nobody_disturbed(
    handed_in: Course, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    results = handed_in.results_path(ASSIGNMENT) / RESULTS_FILE
    grade_assignment(handed_in, ASSIGNMENT, students=["s01", "s02"], warm=warm)
    undisturbed = results.read_bytes()
    killed = killing(monkeypatch, when, times=1)
    grade_assignment(handed_in, ASSIGNMENT, students=["s01", "s02"], jobs=1)
    assert killed == [when]
    assert results.read_bytes() == undisturbed


def test_what_is_killed_each_time_is_tried_once_more_and_no_oftener(
    handed_in: Course, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []
    original = batch.grade_notebook
    monkeypatch.setattr(batch, "grade_notebook", lambda *a, **k: runs.append(1) or original(*a, **k))
    killed = killing(monkeypatch, "in a cell that defines what is checked", times=1000)
    (graded,) = grade_assignment(handed_in, ASSIGNMENT, students=["s01"], warm=warm)
    assert len(runs) == batch.TRIES == 2
    assert len(killed) < 20
    assert graded.is_done

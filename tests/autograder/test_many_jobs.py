"""Many jobs in one process: descriptors above 1023, and a run that is ended while a job goes on."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any, cast

import pytest

from autograder.classes import seat as seat_module
from autograder.classes.seat import Grader, Seat
from autograder.sandbox.failures import CannotRun, WarmDied
from autograder.sandbox.limits import Limits
from autograder.sandbox.machine import let_many_be_open
from autograder.sandbox.warm_process import WarmProcess
from autograder.text import safe

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="students' code runs on Linux alone")


@pytest.fixture
def few_open() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@on_linux
def test_a_submission_is_graded_where_more_than_a_thousand_files_are_open_already(few_open: None) -> None:
    let_many_be_open()
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 2000:
        pytest.skip("this user may not open so many")
    opened = [os.open("/dev/null", os.O_RDONLY) for _ in range(1200)]
    try:
        with WarmProcess(few=True, lean=True) as warm, warm.child(Limits(), "s") as child:
            assert child.run("def f(x):\n    return x").ok
            with closing(child.branch()) as branch:
                outcome = branch.call("f", {"x": 1})
    finally:
        for descriptor in opened:
            os.close(descriptor)
    assert outcome is not None
    assert outcome.value == 1


class _Warm:
    """Stands for a warm process."""

    made: int = 0
    closed: int = 0
    lean = False

    def __init__(self, *_: object, **__: object) -> None:
        _Warm.made += 1

    def close(self) -> None:
        _Warm.closed += 1


def test_a_seat_that_is_closed_while_it_grades_starts_no_other_warm_process(monkeypatch: pytest.MonkeyPatch) -> None:
    class Course:
        settings = root = None

    class Ended:
        course = Course()

        def grade(self, *_: object) -> Any:
            seat.close()  # from another thread: the run has ended
            raise WarmDied("killed")

    monkeypatch.setattr(seat_module, "warm_process", _Warm)
    seat = Seat(cast(Grader, Ended()))
    with pytest.raises(CannotRun, match="the run has ended"):
        seat.grade(safe("ada"))
    with suppress(CannotRun):
        seat.grade(safe("ben"))
    assert _Warm.made == 1
    assert _Warm.closed >= 1

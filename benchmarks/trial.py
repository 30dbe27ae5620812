"""A class that is graded while something is done to it, and what must become of it."""

from __future__ import annotations

import contextlib
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]

from autograder.course.course import Course  # noqa: E402
from tests.autograder.watched import (  # noqa: E402
    NAME,
    arrive,
    class_of,
    command,
    copied,
    graded_bytes,
    made_course,
    rows,
)

COPIES = 4  # of the six submissions of `class_of`
SECONDS = 300.0
State = tuple[dict[str, bytes], list[tuple[object, ...]]]
Fault = Callable[[], object]


class Trial:
    """A class, what it must become, and what is done to it."""

    def __init__(self, folder: Path, moments: random.Random) -> None:
        self.folder, self.moments = folder, moments
        self.course = made_course(folder / "course")
        for number in range(COPIES):
            for student, content in class_of(self.course).items():
                arrive(self.course, f"{student}{number}", content)
        undisturbed = copied(self.course, folder / "undisturbed")
        start = time.monotonic()
        self.grade(undisturbed)
        self.whole = time.monotonic() - start
        self.wanted = state_of(undisturbed)

    def grade(self, course: Course, *arguments: str) -> None:
        running = command(course, "grade", NAME, *arguments)
        said = running.communicate(timeout=SECONDS)[0]
        if running.returncode:
            raise SystemExit(said)

    def fresh(self, url: str = "", *, on: Path | None = None) -> Course:
        """The class as it was handed in; url: of an empty database; on: a disk of its own."""
        place = (on or self.folder) / "round"
        shutil.rmtree(place, ignore_errors=True)
        course = copied(self.course, place)
        if url:
            with (place / "nbgrader_config.py").open("a") as config:
                config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
            done = command(course, "release", NAME)
            said = done.communicate(timeout=SECONDS)[0]
            if done.returncode:
                raise SystemExit(said)
        return Course(place)

    def disturbed(self, course: Course, fault: Fault, *arguments: str, begun: float = 0.3) -> bool:
        """Grade, and do it at a random moment of the run; whether the run was still on."""
        running = command(course, *(arguments or ("grade", NAME)), stdout=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(self.moments.uniform(begun, 1.0) * self.whole)
        met = running.poll() is None
        if met and fault is KILL_IT:
            running.kill()
        elif met:
            fault()
        if "watch" in arguments and met and running.poll() is None:
            running.kill()
        running.wait(SECONDS)
        return met


def KILL_IT() -> None:
    """Stands for the grader itself."""


def state_of(course: Course) -> State:
    return graded_bytes(course), rows(course)

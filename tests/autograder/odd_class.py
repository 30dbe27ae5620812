"""A class whose folders hold what folders can hold: for tests that grade it in two ways."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework

from .conftest import ASSIGNMENT, solved

FORK_BOMB = "import os\nwhile True:\n    os.fork()"
HOG = "def minibatch_step(*arguments):\n    return bytearray(10**11)"


def hand_in_odd_things(course: Course, homework: Callable[[], Homework], step: Exercise, epoch: Exercise) -> None:
    """Right work, wrong work, hostile work, and right work with odd things beside it."""

    def right() -> Homework:
        return solved(homework(), step, epoch)

    def place(student: str) -> Path:
        return course.path("submitted", student, ASSIGNMENT)

    def beside(student: str) -> Path:
        right().hand_in(place(student))
        return place(student)

    right().hand_in(place("right"))
    homework().hand_in(place("stub"))
    right().answer(step, step.mistakes["missing-two"][0]).hand_in(place("wrong"))
    right().write("minibatch_step", "while True:\n    pass").hand_in(place("endless"))
    right().write("minibatch_step", HOG).hand_in(place("hog"))
    right().write("minibatch_epoch", FORK_BOMB).hand_in(place("forks"))
    right().hand_in(place("broken"), b'{"cells": [')
    with (beside("huge") / "data.bin").open("wb") as file:
        file.truncate(10_000_000_000)
    place("huge-notebook").mkdir(parents=True)
    with (place("huge-notebook") / right().filename).open("wb") as file:
        file.truncate(3_000_000_000)
    (beside("links") / "secret").symlink_to("/etc/passwd")
    os.mkfifo(place("links") / "pipe.ipynb")
    place("link").mkdir(parents=True)
    (place("link") / right().filename).symlink_to("/etc/passwd")
    (beside("names") / os.fsdecode(b"a\xffb.txt")).write_text("x")
    (place("names") / "x\u202ey.py").write_text("x = 1")
    deep = beside("deep") / "/".join("abcdefghijk")
    deep.mkdir(parents=True)
    (deep / "x.py").write_text("x = 1")
    (place("deep") / "a" / "y.py").write_text("y = 1")
    (beside("ignored") / ".git").mkdir()
    (place("ignored") / ".git" / "big").write_bytes(b"x" * 100)
    (place("ignored") / "timestamp.txt").write_text("2026-11-20 12:00:00 UTC")
    right().hand_in(place("renamed") / "inner")
    (place("renamed") / "inner" / right().filename).rename(place("renamed") / "my work.ipynb")
    (beside("helped") / "mine.py").write_text("two = 2")
    right().write("minibatch_epoch", "from mine import two\nprint(two)").hand_in(place("helped"))
    (beside("changed") / "checks.json").write_text("{}")
    place("empty").mkdir(parents=True)

"""The exercises of a course in an instructor's own process: a kernel, a test, a script.

`exercise_data` is installed as the entry point gdkit.exercises, so that `check` finds the declarations themselves.
In a student's kernel there is no autograder, and checks.json serves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from gdkit.checking import Verdict
from gdkit.checking.exercise import Data

from ..declaring.book import Book, load_book
from ..declaring.exercise import Exercise
from ..declaring.proof import PROOF_SEED, verdict_on
from ..errors import CourseError
from .config import course_folder, load_config
from .settings import settings_of


def book_of(folder: Path) -> Book:
    """The exercises of the course of this folder, or of the nearest one above it. Raises WrongUse."""
    folder = course_folder(folder)
    return load_book(settings_of(load_config(folder), folder).exercises, folder)


def exercise_data(id: str) -> Data | None:
    """The exercise of this id in the course of the current folder; None where there is no course or no such exercise.

    Raises WrongUse when the course's exercises cannot be loaded.
    """
    try:
        folder = course_folder(Path.cwd())
    except CourseError:
        return None
    return _data(folder, id)


@cache
def _data(folder: Path, id: str) -> Data | None:
    book = book_of(folder)
    return book[id].data() if id in book else None


def grade_function(
    id: str, fn: Callable[..., Any], *, seed: int | None = None, course: Path | str | None = None
) -> Verdict:
    """The verdict on a function of this process, with shown and drawn cases. For instructors and tests, not for
    students' code, which runs in a process of its own.

    course is a course's folder; the one of the current folder by default. Raises WrongUse when there is none, when
    its exercises cannot be loaded, or when none of them has this id.
    """
    exercise = book_of(Path.cwd() if course is None else Path(course))[id]
    if not isinstance(exercise, Exercise):
        kind = type(exercise).__name__.lower()
        raise CourseError(f"{id} is a {kind}; expected an exercise, whose answer is a function.")
    return verdict_on(exercise.data(PROOF_SEED if seed is None else seed), fn)

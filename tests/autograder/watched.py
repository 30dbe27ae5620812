"""A small course, work to hand in, a running watch, and what a class looks like when it is graded."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat

from autograder.classes.keeping import RESULTS_FILE
from autograder.course.course import Course
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.release import release
from autograder.demo.classroom import Homework
from autograder.skeleton import new_course
from autograder.watching.looking import Pace
from autograder.watching.watch import Watch

NAME, NOTEBOOK = "01-spread", "spread"
FILE = f"{NOTEBOOK}.ipynb"
BY_N = "def variance(x):\n    return np.var(x)"
NOTHING = "def variance(x):\n    return None"
QUICK = Pace(tick=0.02, settle=0.15, patience=600.0, retry=0.2, results=0.0, report=0.0, share=1.0)
SECONDS = 120  # that a test waits for what must come


def made_course(folder: Path) -> Course:
    put_interpreter_on_path()
    course = Course(new_course(folder))
    release(course, NAME)
    return course


def work(course: Course, variance: str = "") -> bytes:
    """A notebook as students hand it in: right, but for this answer."""
    homework = Homework(course.path("release", ".", NAME) / FILE).solve(course.path("source", ".", NAME) / FILE)
    if variance:
        homework.write("variance", variance)
    return nbformat.writes(homework.notebook).encode()


def class_of(course: Course) -> dict[str, bytes]:
    right, by_n, nothing = work(course), work(course, BY_N), work(course, NOTHING)
    return {"ada": right, "ben": by_n, "cy": nothing, "dee": right + b"\n", "eve": by_n + b"\n", "fay": nothing + b" "}


def place(course: Course, student: str) -> Path:
    """Where the student's notebook is to lie."""
    return course.path("submitted", student, NAME) / FILE


def arrive(course: Course, student: str, content: bytes) -> None:
    """By renaming, as careful programs do."""
    part = course.root / "on its way"
    part.write_bytes(content)
    place(course, student).parent.mkdir(parents=True, exist_ok=True)
    part.replace(place(course, student))


@contextlib.contextmanager
def watching(course: Course, **options: Any) -> Iterator[Watch]:
    """A watch in a thread of this process."""

    def load() -> Any:
        fresh = Course(course.root)
        return fresh, fresh.load(NAME)

    watch = Watch(load, **{"pace": QUICK, **options})
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.stop()
        thread.join(SECONDS)
        assert not thread.is_alive()


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def points(course: Course) -> dict[str, float]:
    """Of results.jsonl."""
    from autograder.classes.keeping import read_results

    return {tree["student"]: tree["points"] for tree in read_results(course, NAME)}


def graded_bytes(course: Course) -> dict[str, bytes]:
    """results.jsonl and all of autograded/."""
    files = [course.results_path(NAME) / RESULTS_FILE, *(course.root / "autograded").rglob("*")]
    return {str(path.relative_to(course.root)): path.read_bytes() for path in files if path.is_file()}


def rows(course: Course) -> list[tuple[Any, ...]]:
    """The gradebook's rows of grades and comments."""
    with course.gradebook() as book:
        return sorted(
            (submission.student.id, str(submission.timestamp), notebook.name, notebook.late_submission_penalty,
             [(g.name, g.auto_score, g.manual_score, g.needs_manual_grade) for g in sorted(notebook.grades, key=str)],
             [(c.name, c.auto_comment) for c in sorted(notebook.comments, key=str)])
            for submission in book.assignment_submissions(NAME)
            for notebook in submission.notebooks
        )  # fmt: skip


def command(course: Course, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """`autograder ARGUMENTS` in the course's folder."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True} | options
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", *arguments], cwd=course.root, env=environment, **options
    )


def copied(course: Course, to: Path) -> Course:
    shutil.copytree(course.root, to)
    return Course(to)

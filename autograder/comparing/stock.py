"""nbgrader as it is, on a copy of the course: without walls, several submissions at once, each bounded in time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from ..course.course import Course
from ..disposable import Disposable
from ..errors import CourseError

SECONDS = 600.0  # for the submission of one student; nbgrader's own limit is one for each cell
MORE_SECONDS = 60.0  # to end what is left
LOGS = "logs"
MAX_LOG = 200_000  # characters


@dataclass(frozen=True)
class Score:
    """What a gradebook says of one cell: points (None: not known), and whether a person is asked."""

    points: float | None
    asks: bool
    max_points: float


@dataclass(frozen=True)
class Ended:
    """How a command of nbgrader's ended: its exit status (None: it took too long), what it said."""

    status: int | None
    log: str

    @property
    def failed(self) -> bool:
        """Whether nbgrader itself says that it could not do it."""
        return self.status != 0


_ERROR = re.compile(r"[\w.]*(?:Error|Exception|NoSuchKernel)\b(?:: |$)")
Key = tuple[str, str, str]  # student, notebook, cell


class Stock:
    """Some processes that run nbgrader's commands. A context manager."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._idle: SimpleQueue[Disposable] = SimpleQueue()
        self._all = [Disposable(f"{__package__}.process") for _ in range(jobs)]
        for each in self._all:
            self._idle.put(each)

    def __enter__(self) -> Stock:
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._all:
            each.close()

    def run(self, root: Path, arguments: Sequence[str], log: str, seconds: float = SECONDS) -> Ended:
        """Run one command in a course's folder."""
        path = root / LOGS / log
        path.parent.mkdir(exist_ok=True)
        question: dict[str, Any] = {
            "root": str(root),
            "arguments": list(arguments),
            "log": str(path),
            "seconds": seconds,
        }
        process = self._idle.get()
        try:
            status = process.ask(question, seconds + MORE_SECONDS)
        finally:
            self._idle.put(process)
        said = path.read_text("utf-8", "replace") if path.is_file() else ""
        return Ended(status, said[-MAX_LOG:])

    def release(self, course: Course, name: str) -> None:
        """`nbgrader generate_assignment`. Raises CourseError."""
        ended = self.run(
            course.root, ["generate_assignment", f"--assignment={name}", "--force"], "generate_assignment.log"
        )
        if ended.failed:
            raise CourseError(f"nbgrader itself cannot generate {name}: {last_line(ended.log)}")

    def grade(
        self, course: Course, name: str, students: Sequence[str], done: Callable[[str], None] = lambda student: None
    ) -> dict[str, Ended]:
        """`nbgrader autograde` for each student; nothing that one does stops another."""

        def one(numbered: tuple[int, str]) -> Ended:
            number, student = numbered
            ended = self.run(
                course.root,
                ["autograde", f"--assignment={name}", f"--student={student}", "--force"],
                f"autograde-{number}.log",
            )
            done(student)
            return ended

        with ThreadPoolExecutor(self._jobs) as pool:
            return dict(zip(students, pool.map(one, enumerate(students)), strict=True))


def scores(course: Course, name: str) -> dict[Key, Score]:
    """What the gradebook of a copy says of every graded cell of an assignment."""
    with Gradebook(course.directory.db_url, course.directory.course_id) as book:
        return {
            (submission.student.id, notebook.name, grade.name): Score(
                grade.auto_score, bool(grade.needs_manual_grade), float(grade.max_score)
            )
            for submission in book.assignment_submissions(name)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def executed(course: Course, name: str, student: str, notebook: str) -> NotebookNode | None:
    """A notebook of autograded/, None where there is none."""
    path = course.path("autograded", student, name) / f"{notebook}.ipynb"
    try:
        return nbformat.read(path, 4)
    except Exception:  # not there, or whatever a student's code made of it
        return None


def last_line(log: str) -> str:
    """The error that a log ends with; else its last line, but for the words that are always there."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    told = [line for line in lines if "There was an error processing" not in line and "Please see" not in line]
    errors = [line for line in told if _ERROR.match(line)]
    logged = [line.partition("| ERROR] ")[2] for line in told if "| ERROR] " in line and "Traceback" not in line]
    return next(iter([*errors[::-1], *logged, *told[::-1]]), "no word")[:300]

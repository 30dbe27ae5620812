"""Grades the submissions of an assignment, each alone: one status each, and nothing that one does stops another.

This module writes nothing; `autograder.classes.keeping` keeps what comes out of it.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
import unicodedata
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol

from ..course.course import Assignment, Course
from ..course.helpers import files_to_release, warm_process
from ..course.source import SourceNotebook
from ..declaring.registry import DeclarationError
from ..errors import CourseError
from ..grading.answer_key import AnswerKey
from ..grading.grade import grade_notebook, placeholder
from ..grading.results import GradedNotebook
from ..intake.beside import beside
from ..intake.elsewhere import ELSEWHERE
from ..intake.matching import match_files, read_file, strays_in
from ..intake.reading import Unreadable, read_notebook
from ..progress import say, say_fault
from ..sandbox.failures import CannotRun, WarmDied
from ..sandbox.fork_server import ForkServer
from ..sandbox.machine import let_many_be_open
from ..sandbox.warm_process import WarmProcess
from ..text import SafeText, safe
from .class_list import left_out
from .journal import key_of, key_of_assignment, key_of_parts
from .seat import Seat, Shared
from .submission import Submission

TRIES = 2  # of a notebook in which a process was killed: if it is once more, it was not by somebody from outside
FAULT = "The grader itself failed on this work, which is no fault of the student's; its log says where."


class Engine(Protocol):
    """Grades a batch elsewhere than in threads of this process."""

    def graded(self, batch: Batch, students: Sequence[SafeText]) -> Generator[Submission, None, None]:
        """As `Batch.graded`: one submission for each student, in the order in which they finish."""


_engine: ContextVar[Engine | None] = ContextVar("engine", default=None)


@contextlib.contextmanager
def graded_by(engine: Engine) -> Iterator[None]:
    """Meanwhile the batches of this context are graded by this engine, whoever asks for it."""
    before = _engine.set(engine)
    try:
        yield
    finally:
        _engine.reset(before)


class Batch:
    """An assignment with all that grading its submissions needs; shared by the threads, never changed.

    seed overrides the assignment's own; assignment is what the caller has loaded already. Raises CourseError when
    grading cannot begin.
    """

    def __init__(
        self, course: Course, name: str, *, seed: int | None = None, assignment: Assignment | None = None
    ) -> None:
        assignment = assignment or course.load(name)
        self.course = course
        self.assignment = assignment if seed is None else replace(assignment, seed=seed)
        self.limits = course.settings.limits
        self.key = AnswerKey(self.assignment.book, self.assignment.seed)
        anybody = self.key.for_work([])
        for id in self.assignment.check_ids:
            anybody.questions(id)  # a declaration that fails says so before anything is graded
        helpers = files_to_release(course.settings, course.root)
        self.shared = key_of_assignment(self.assignment, self.limits, helpers)
        self.declared = {id: self.assignment.book.digest(id) for id in self.assignment.check_ids}

    def folder(self, student: str) -> Path:
        """What the student handed in."""
        return self.course.path("submitted", student, self.assignment.name)

    def digest(self, student: str) -> str:
        """Of what lies there now, and of everything else that the grade depends on."""
        return key_of_parts(self.made_of(student))

    def made_of(self, student: str) -> dict[str, Any]:
        """The same in parts: the student's files, the exercises, and all that the class shares besides."""
        about = {
            "files": self.files_digest(student),
            "shared": self.shared,
            "declared": self.declared,
        }
        strays = self.strays(student)  # which is another once another assignment is released
        return {**about, "elsewhere": strays} if strays else about

    def files_digest(self, student: str) -> str:
        """Of what the student handed in."""
        return key_of(self.folder(student), "", self.assignment.rules)

    def strays(self, student: str) -> dict[str, str]:
        """The notebooks of something else that a student handed in, and of which assignment."""
        return {path.name: of for path, of in strays_in(self.assignment, self.folder(student)).items()}

    def graded(
        self, students: Sequence[SafeText], *, jobs: int | None = None, warm: WarmProcess | None = None
    ) -> Generator[Submission, None, None]:
        """The graded submissions in the order in which they finish; nothing is written. Close it when you stop early.

        jobs is how many are graded at once (one for each core), each by a warm process of its own, or a twin of one;
        warm is one that the caller has (jobs is 1 then, unless given). Raises CourseError when students' code cannot be
        run on this machine.
        """
        engine = _engine.get()
        if engine is not None:
            yield from engine.graded(self, students)
            return
        if not students:
            return
        let_many_be_open()
        count = max(1, min(jobs or (cores() if warm is None else 1), len(students)))
        with contextlib.ExitStack() as started:
            if warm is None and count > 1:
                warm = started.enter_context(self._started())
            yield from self._in_threads(students, count, warm)

    def _started(self) -> WarmProcess:
        try:
            return warm_process(self.course.settings, self.course.root, wait=False)
        except CannotRun as problem:
            raise CourseError(f"Nothing more was graded: {problem}.") from problem

    def _in_threads(
        self, students: Sequence[SafeText], count: int, warm: WarmProcess | None
    ) -> Generator[Submission, None, None]:
        todo: SimpleQueue[SafeText | None] = SimpleQueue()
        done: SimpleQueue[Submission | BaseException] = SimpleQueue()
        for student in [*students, *[None] * count]:
            todo.put(student)
        stop = threading.Event()
        shared = Shared(warm, count) if warm is not None else None
        seats = [Seat(self, shared) for _ in range(count)]
        threads = [threading.Thread(target=self._work, args=(todo, done, stop, seat), daemon=True) for seat in seats]
        for thread in threads:
            thread.start()
        try:
            for _ in students:
                result = done.get()
                if isinstance(result, CannotRun):
                    raise CourseError(f"Nothing more was graded: {result}.") from result
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _work(
        self,
        todo: SimpleQueue[SafeText | None],
        done: SimpleQueue[Submission | BaseException],
        stop: threading.Event,
        seat: Seat,
    ) -> None:
        """One thread, until there is nothing left to do."""
        try:
            with seat:
                while not stop.is_set() and (student := todo.get()) is not None:
                    done.put(seat.grade(student))
        except BaseException as problem:
            done.put(problem)

    def grade(self, student: SafeText, warm: ForkServer) -> Submission:
        """Grade what one student handed in. Never raises for what the submission, or its folder, holds."""
        try:
            return self._grade(student, warm)
        except (CannotRun, WarmDied):
            raise
        except Exception as problem:  # a folder that cannot be read, or a fault of the grader's own
            say_fault()
            say(safe(f"not graded: {student}: {problem}"), problem=True)
            return Submission(student, self.for_a_person())

    def _grade(self, student: SafeText, warm: ForkServer) -> Submission:
        start = time.perf_counter()
        made_of = self.made_of(student)  # before anything is read: what is replaced from here on is graded again
        files, flags = match_files(self.assignment, self.folder(student))
        own = beside(self.assignment, self.folder(student))
        for line in own.told():
            say(safe(f"not taken: {student}: {line}"), problem=True)
        strays = self.strays(student) if ELSEWHERE in flags else {}
        notebooks = [
            self._grade_file(files.get(name), source, student, warm, own.files)
            if name in files or not strays
            else placeholder(source, "missing", told_of_strays(strays))
            for name, source in self.assignment.notebooks.items()
        ]
        seconds = time.perf_counter() - start
        return Submission(student, notebooks, flags + own.flags, seconds, made_of, left_out=len(own.left_out))

    def for_a_person(self) -> list[GradedNotebook]:
        """Stand for the notebooks of a submission that the grader itself failed on."""
        return [for_a_person(source) for source in self.assignment.notebooks.values()]

    def _grade_file(
        self, path: Path | None, source: SourceNotebook, student: str, warm: ForkServer, own: Mapping[str, bytes]
    ) -> GradedNotebook:
        if path is None:
            return placeholder(source, "missing", f"There is no {source.name}.ipynb in the submission.")
        try:
            submitted = read_notebook(read_file(path))
        except Unreadable as problem:
            return placeholder(source, "unreadable", str(problem))
        try:
            for _ in range(TRIES):
                graded = grade_notebook(source, submitted, self.key, warm, self.assignment, limits=self.limits, own=own)
                if not graded.killed:
                    break
            return graded
        except (CannotRun, WarmDied):
            raise
        except DeclarationError as problem:  # of a case that was drawn for this work alone
            say(safe(f"{student} waits for a person: {problem}"), problem=True)
            return for_a_person(source)
        except Exception:  # a fault of the grader's own: this notebook waits for a person, all others go on
            say_fault()
            return for_a_person(source)


def told_of_strays(strays: Mapping[str, str]) -> str:
    """What is said in the place of a notebook where others were handed in."""
    said = ", ".join(f"{file!a} is of {of}" for file, of in list(strays.items())[:3])
    return f"There is no notebook of this assignment in the submission: {said}."


def for_a_person(source: SourceNotebook) -> GradedNotebook:
    """Stands for work that the grader itself failed on."""
    graded = placeholder(source, "ungraded", FAULT)
    for cell in graded.cells:
        cell.points = None
    return graded


def choose_students(course: Course, name: str, students: list[str] | None = None) -> list[SafeText]:
    """The students to grade: those named, or all that handed something in, but for those that settings of nbgrader's
    leave out (`class_list`). Raises CourseError when there are none."""
    present = course.students(name)
    composed = {unicodedata.normalize("NFC", each): each for each in present}  # a keyboard gives é, some disks e and ´
    named = {
        each if each in present else composed.get(unicodedata.normalize("NFC", each), each) for each in students or ()
    }
    unknown = sorted(named - set(present))
    if unknown:
        raise CourseError(
            f"{', '.join(unknown)} handed nothing in for {name}: no folder in submitted/. "
            f"There are: {', '.join(present) or 'none'}."
        )
    if not present:
        raise CourseError(
            f"There are no submissions: {course.path('submitted', 'STUDENT', name)} does not exist. Collect them: "
            f"autograder grade {name} --from FOLDER_OR_ZIP."
        )
    if students is not None:
        return [each for each in present if each in named]
    without = left_out(course, present)
    chosen = [each for each in present if each not in without]
    if not chosen:
        raise CourseError(f"Nobody is left to be graded for {name}: {next(iter(without.values()))}.")
    return chosen


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

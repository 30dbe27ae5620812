"""Where submissions are graded one after the other, whatever becomes of the process for students' code meanwhile."""

from __future__ import annotations

import threading
from typing import Protocol

from ..course.course import Course
from ..course.helpers import warm_process
from ..grading.results import GradedNotebook
from ..progress import say
from ..sandbox.failures import CannotRun, WarmDied
from ..sandbox.warm_process import WarmProcess
from ..text import SafeText, safe
from .submission import Submission

TRIES = 3  # of a submission whose warm process was killed from outside


class Grader(Protocol):
    """Grades one submission; a batch is one."""

    course: Course

    def grade(self, student: SafeText, warm: WarmProcess) -> Submission:
        """Grade what one student handed in. Raises WarmDied, CannotRun."""
        ...

    def for_a_person(self) -> list[GradedNotebook]:
        """Stand for the notebooks of a submission that could not be graded."""
        ...


class Seat:
    """Grades one submission after the other: with a warm process, and a new one whenever it was killed.

    Whoever gives one closes it. pinned is that of `WarmProcess`.
    """

    def __init__(self, batch: Grader, given: WarmProcess | None = None, *, pinned: bool = True) -> None:
        self._batch, self._given, self._pinned = batch, given, pinned
        self._warm = given
        self._lock, self._closed = threading.Lock(), False

    def grade(self, student: SafeText) -> Submission:
        """As `Batch.grade`. Raises CannotRun, also where it was closed meanwhile."""
        for _ in range(TRIES):
            warm = self._taken()
            try:
                return self._batch.grade(student, warm)
            except WarmDied:
                warm.close()
                with self._lock:
                    self._warm = None
        killed = f"the process for students' code was killed {TRIES} times, from outside or for memory"
        say(safe(f"not graded: {student}: {killed}"), problem=True)
        return Submission(student, self._batch.for_a_person())

    def _taken(self) -> WarmProcess:
        course = self._batch.course
        with self._lock:
            if self._closed:
                raise CannotRun("the run has ended")
            if self._warm is None:
                self._warm = warm_process(course.settings, course.root, pinned=self._pinned)
            return self._warm

    def close(self) -> None:
        """End the warm process, but for one that was given; from another thread too."""
        with self._lock:
            self._closed = True
            if self._warm is not None and self._warm is not self._given:
                self._warm.close()
            self._warm = None

    def __enter__(self) -> Seat:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

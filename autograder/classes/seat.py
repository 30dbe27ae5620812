"""Where submissions are graded one after the other, whatever becomes of the process for students' code meanwhile."""

from __future__ import annotations

import contextlib
import threading
from typing import Protocol

from ..course.course import Course
from ..course.helpers import warm_process
from ..grading.results import GradedNotebook
from ..progress import say
from ..sandbox.failures import CannotRun, WarmDied
from ..sandbox.fork_server import ForkServer
from ..sandbox.warm_process import WarmProcess
from ..text import SafeText, safe
from .submission import Submission

TRIES = 3  # of a submission whose warm process was killed from outside


class Grader(Protocol):
    """Grades one submission; a batch is one."""

    course: Course

    def grade(self, student: SafeText, warm: ForkServer) -> Submission:
        """Grade what one student handed in. Raises WarmDied, CannotRun."""
        ...

    def for_a_person(self) -> list[GradedNotebook]:
        """Stand for the notebooks of a submission that could not be graded."""
        ...


class Shared:
    """A warm process for the seats of a run: each has a twin of it; with one seat, or where no twin can be, the first
    that asks has the process itself.

    So it never forks for one while others have twins. Whoever gave it closes it.
    """

    def __init__(self, warm: WarmProcess, seats: int = 1) -> None:
        self._warm, self._lock = warm, threading.Lock()
        self._makes_twins, self._free = seats > 1, True

    def take(self) -> ForkServer | None:
        """One for a seat; None: it has to start one of its own. Raises CannotRun."""
        with self._lock:
            if self._makes_twins:
                with contextlib.suppress(WarmDied):
                    if twin := self._warm.twin():
                        self._free = False
                        return twin
                self._makes_twins = False
            if self._free and self._warm.alive:
                self._free = False
                return self._warm
            return None

    def has_given(self, warm: ForkServer) -> bool:
        """Whether it is the process itself, and no twin."""
        return warm is self._warm


class Seat:
    """Grades one submission after the other: with a warm process, and a new one whenever it was killed.

    shared   where the first is had from
    pinned   that of `WarmProcess`, of those that are started here
    """

    def __init__(self, batch: Grader, shared: Shared | None = None, *, pinned: bool = True) -> None:
        self._batch, self._shared, self._pinned = batch, shared, pinned
        self._warm: ForkServer | None = None
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
                    if warm.lean:  # a twin would lack the same
                        self._shared = None
        killed = f"the process for students' code was killed {TRIES} times, from outside or for memory"
        say(safe(f"not graded: {student}: {killed}"), problem=True)
        return Submission(student, self._batch.for_a_person())

    def _taken(self) -> ForkServer:
        with self._lock:
            if self._closed:
                raise CannotRun("the run has ended")
            if self._warm is None:
                self._warm = (self._shared and self._shared.take()) or self._own()
            return self._warm

    def _own(self) -> ForkServer:
        course = self._batch.course
        return warm_process(course.settings, course.root, pinned=self._pinned)

    def close(self) -> None:
        """End the warm process, but for one that was given; from another thread too."""
        with self._lock:
            self._closed = True
            if self._warm is not None and not (self._shared and self._shared.has_given(self._warm)):
                self._warm.close()
            self._warm = None

    def __enter__(self) -> Seat:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

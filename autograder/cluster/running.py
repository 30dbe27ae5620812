"""One run: which submissions are where, and what becomes of those whose worker was lost."""

from __future__ import annotations

import contextlib
import itertools
import math
import secrets
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from queue import Empty, SimpleQueue
from typing import Any

from distributed import Client, Future, KilledWorker
from distributed.comm.core import CommClosedError

from ..classes.batch import Batch
from ..classes.seat import Seat
from ..classes.submission import Submission
from ..errors import CourseError
from ..progress import say, say_fault
from ..sandbox.failures import CannotRun
from ..text import SafeText, safe
from .parcel import Parcel, packed
from .tasks import Refused, grade, small, unpacked

MOST = 25  # submissions of a task: what a task costs the scheduler is little beside them
MOST_BYTES = 16_000_000  # of a task
SHARES = 4  # tasks for each thread, at least, where there is work for so many: all end at about the same time
IN_FLIGHT = 2  # tasks for each thread: one is done, one waits
LOOK_SECONDS = 5.0
PATIENCE_SECONDS = 600.0  # without any worker
RESULT_SECONDS = 30.0
KILLER = "killed-its-worker"


class Lost(Exception):
    """The scheduler is gone, or has no worker any more."""


class Run:
    """The state of a run; bounded: so many submissions as `IN_FLIGHT` says are read, sent, or come back."""

    def __init__(self, client: Client, name: str, batch: Batch, students: Sequence[SafeText], priority: int) -> None:
        self._client, self._name, self._batch, self._priority = client, name, batch, priority
        self._todo: deque[list[SafeText]] = deque()  # halves of tasks that failed
        self._fresh: deque[SafeText] = deque(students)
        self._suspects: deque[SafeText] = deque()  # to be tried while nothing else runs
        self._running: dict[str, list[SafeText]] = {}  # by key of the task
        self._futures: dict[str, Future] = {}
        self._done: SimpleQueue[Future] = SimpleQueue()
        self._numbers, self._id = itertools.count(), secrets.token_hex(4)  # no key is used twice
        self._here = Seat(batch)  # for what does not travel
        self._threads = 0
        self._looked = self._worked = time.monotonic()
        self._alone = self._told = False

    def graded(self) -> Iterator[Submission]:
        """The submissions as they finish. Raises Lost, CourseError."""
        self._look()
        while self._fresh or self._todo or self._suspects or self._running:
            while (group := self._next()) is not None:
                yield from self._send(group)
            with contextlib.suppress(Empty):
                if self._running or not self._threads:
                    yield from self._received(self._done.get(timeout=LOOK_SECONDS))
            if time.monotonic() - self._looked >= LOOK_SECONDS:
                self._look()

    def stop(self) -> None:
        """Leave what is not done."""
        self._here.close()
        futures, self._futures = list(self._futures.values()), {}
        with contextlib.suppress(Exception):
            self._client.cancel(futures)

    def _look(self) -> None:
        """Whether the scheduler is there, and how many threads it has. Raises Lost."""
        self._looked = time.monotonic()
        try:
            if self._client.status != "running":
                raise CommClosedError
            self._threads = sum(self._client.nthreads().values())
        except (OSError, CancelledError, RuntimeError, ValueError):
            raise Lost("The scheduler is lost.") from None
        if self._threads:
            self._worked, self._told = self._looked, False
        elif not self._told:
            self._told = True
            say(safe("no worker is left: waiting for one"), problem=True)
        elif self._looked - self._worked > PATIENCE_SECONDS:
            raise Lost(f"The scheduler has had no worker for {PATIENCE_SECONDS / 60:g} minutes.")

    def _next(self) -> list[SafeText] | None:
        """The next task, when there is one and its time has come."""
        if self._alone or len(self._running) >= IN_FLIGHT * self._threads:
            return None
        if self._todo:
            return self._todo.popleft()
        if self._fresh:
            count = min(MOST, math.ceil(len(self._fresh) / (SHARES * self._threads)))
            return [self._fresh.popleft() for _ in range(count)]
        if self._suspects and not self._running:
            self._alone = True
            return [self._suspects.popleft()]
        return None

    def _send(self, students: list[SafeText]) -> Iterator[Submission]:
        """Give the parcels to the scheduler; what does not travel is graded here and now."""
        parcels: list[Parcel] = []
        for number, student in enumerate(students):
            if sum(parcel.weight for parcel in parcels) > MOST_BYTES:
                self._todo.appendleft(students[number:])
                break
            parcel = self._parcel(student)
            if parcel is None:
                yield self._graded_here(student)
            else:
                parcels.append(parcel)
        if not parcels:
            self._alone = False
            return
        key = f"grade-{self._name}-{self._id}-{next(self._numbers)}"
        try:
            future = self._client.submit(
                grade, self._name, small(parcels), key=key, priority=self._priority, pure=False, retries=0
            )
        except (OSError, CancelledError, RuntimeError):
            raise Lost("The scheduler is lost.") from None
        self._running[key], self._futures[key] = [parcel.student for parcel in parcels], future
        future.add_done_callback(self._done.put)

    def _parcel(self, student: SafeText) -> Parcel | None:
        folder = self._batch.folder(student)
        try:
            files = self._batch.files_digest(student)  # before anything is read, as in `Batch`
            entries = packed(folder, self._batch.assignment)
        except Exception:  # a folder that cannot be read: told where it is graded
            return None
        return None if entries is None else Parcel(student, files, entries)

    def _graded_here(self, student: SafeText) -> Submission:
        """In this process: a submission that is too large or too odd to be sent."""
        try:
            return self._here.grade(student)
        except CannotRun as problem:
            say(safe(f"not graded: {student} does not travel to a worker, and here {problem}"), problem=True)
            return Submission(student, self._batch.for_a_person())

    def _received(self, future: Future) -> Iterator[Submission]:
        """What has become of a task. Raises Lost, CourseError."""
        try:
            result: Any = unpacked(future.result(timeout=RESULT_SECONDS))
        except KilledWorker:
            yield from self._failed(str(future.key), killed=True)
        except TimeoutError:  # whoever had the result is lost, and it is made again
            self._done.put(future)
            self._look()
        except (CancelledError, OSError):
            raise Lost("The scheduler is lost.") from None
        except Exception:  # a fault of our own
            say_fault()
            yield from self._failed(str(future.key), killed=False)
        else:
            if isinstance(result, Refused):
                raise CourseError(f"Nothing more was graded: {result}. What was graded is kept: mend it and --resume.")
            self._forget(str(future.key))
            for submission, said in result:
                for line, problem in said:
                    say(line, problem=problem)
                yield submission

    def _forget(self, key: str) -> list[SafeText]:
        self._alone = False
        self._futures.pop(key).release()  # not left to __del__, in which Ctrl-C would be lost
        return self._running.pop(key)

    def _failed(self, key: str, *, killed: bool) -> Iterator[Submission]:
        """Halve the task; a single submission is tried alone, and then is known to be the one."""
        alone = self._alone
        students = self._forget(key)
        if len(students) > 1:
            middle = len(students) // 2
            self._todo.extend((students[:middle], students[middle:]))
        elif not alone:
            self._suspects.append(students[0])
        else:
            why = "every worker that graded it was killed" if killed else "every worker failed on it"
            say(safe(f"not graded: {students[0]}: {why}; it waits for a person"), problem=True)
            yield Submission(students[0], self._batch.for_a_person(), [KILLER])

"""What the run of one notebook may use in all: over every process that it takes, their branches, deaths and re-runs.

Kept and enforced on the grader's side. The limits that a process has of its own (`inside.isolation.rlimits`) end it
sooner; none of them knows of the others.
"""

from __future__ import annotations

import math
import time

from gdkit.checking.encoding import NotPlainData

from .limits import Limits
from .processes import Processes

LOOK_SECONDS = 0.1  # between two looks at the processes
SHARE_OF_LOOKING = 0.2  # of the grader's time, at most: a process with much memory takes milliseconds to look at
MAX_REPLIES = 100_000
MEGABYTE = 1_000_000


class Budget:
    """Time, processor time, memory and answers of one notebook's run; it begins now.

    killed: whether a process of the run was ended by SIGKILL before it had used them up: by the kernel, for want of
    memory on the machine, or by somebody from outside; or it would not end when it said no more.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.deadline = time.monotonic() + limits.total_seconds
        self.killed = False
        self._cpu_of_ended = 0.0
        self._replies = self._bytes = 0
        self._looked, self._look_took = time.monotonic(), 0.0

    @property
    def gone(self) -> str | None:
        """How a run ends that has nothing left to go on with: "timeout" or "crashed"; None while there is something."""
        if time.monotonic() >= self.deadline or self._cpu_of_ended >= self.limits.cpu_seconds:
            return "timeout"
        return "crashed" if self._said_too_much else None

    @property
    def _said_too_much(self) -> bool:
        return self._replies > MAX_REPLIES or self._bytes > self.limits.reply_mb * MEGABYTE

    @property
    def cpu_seconds_left(self) -> int:
        """Whole seconds of processor time for the next process."""
        return max(1, math.ceil(self.limits.cpu_seconds - self._cpu_of_ended))

    def over(self, processes: Processes, *, every: float | None = LOOK_SECONDS) -> str | None:
        """ "timeout" or "memory" when processes that live have used too much; None also when it is too early to look.

        every: seconds from one look to the next, when they take little time; None to look in any case.
        """
        if every is not None and time.monotonic() < self._looked + max(every, self._look_took / SHARE_OF_LOOKING):
            return None
        start = time.thread_time()  # on a busy machine a look takes longer, and costs no more
        how = None
        if self._cpu_of_ended + processes.cpu_seconds() > self.limits.cpu_seconds:
            how = "timeout"
        elif processes.memory_exceeds(self.limits.memory_mb << 20):
            how = "memory"
        self._looked, self._look_took = time.monotonic(), time.thread_time() - start
        return how

    def ended(self, cpu_seconds: float) -> None:
        """A process and all below it have ended; this is what they used."""
        self._cpu_of_ended += cpu_seconds

    def hear(self, size: int) -> None:
        """A reply of so many bytes comes. NotPlainData where there were too many."""
        self._replies += 1
        self._bytes += size
        if self._said_too_much:
            raise NotPlainData("too many replies, or too large in all")

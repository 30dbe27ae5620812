"""A wrong function that never ends is ended: by a signal in the main thread, since thousands of them are called.

At home a student's function is ended by `gdkit.checking.time_limit`, on every system and where it is safe to.
"""

from __future__ import annotations

import signal
from types import FrameType

CALL_SECONDS = 2.0  # for one call of a wrong function: longer means a loop that never ends


class TookTooLong(Exception):
    """A mutant runs on: a loop that never ends."""


class time_limit:
    """Raise TookTooLong in the main thread when the block takes longer than some seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._before = signal.signal(signal.SIGALRM, self._stop)
        signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, self._before)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        raise TookTooLong

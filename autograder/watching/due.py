"""Work that is due once something has changed, and takes at most a share of the time."""

from __future__ import annotations

import time
from collections.abc import Callable


class Due:
    """seconds must lie between two times of doing it, and what it takes is at most this share of the time."""

    def __init__(self, do: Callable[[], object], seconds: float, share: float) -> None:
        self._do, self._seconds, self._share = do, seconds, share
        self._since: float | None = None  # when there was something to do first
        self._next = 0.0

    def changed(self) -> None:
        """There is something to do."""
        self._since = time.monotonic() if self._since is None else self._since

    def waits_since(self, seconds: float) -> bool:
        """Whether something is to be done for so long."""
        return self._since is not None and time.monotonic() - self._since > seconds

    def do_if_due(self) -> None:
        """Do it where there is something to do and it is time."""
        if time.monotonic() >= self._next:
            self.do_now()

    def do_now(self) -> None:
        """Do it where there is something to do. What fails is still to be done."""
        if self._since is None:
            return
        start = time.monotonic()
        self._do()
        self._since, end = None, time.monotonic()
        self._next = end + max(self._seconds, (end - start) / self._share)

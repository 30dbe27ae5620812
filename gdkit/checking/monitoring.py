"""Code that takes too long is stopped from inside, by Python's own monitoring of what it runs (Python 3.12 or newer).

For where no thread can be started that would interrupt it: in a browser. At each jump of a loop, and where it is asked
for at each call of a function, Python calls us; now and then we look at the clock. A loop that does nothing takes a
few times as long meanwhile, what NumPy computes as long as ever. A computation that never comes back from NumPy or
another library in C is not stopped.
"""

from __future__ import annotations

import sys
import time
from types import CodeType, FrameType
from typing import Any

AGAIN = 0.5  # seconds until the next attempt: code that catches everything may have caught the first
OFTEN = 0.02  # seconds between two looks at the clock, about
MOST = 10_000  # events between two looks
TOOLS = (4, 3)  # numbers that Python leaves to programs; debuggers, coverage and profilers have others
NAME = "time limit"


class Monitor:
    """Within its block, `error` is raised in the function of this code and below it when the time is over.

    calls: whether calls count as well as loops, so that a recursion of ten thousand years is stopped, too.
    Where Python cannot do it, nothing is stopped.
    """

    def __init__(self, seconds: float, code: CodeType, error: BaseException, *, calls: bool) -> None:
        self._seconds, self._code, self._error, self._calls = seconds, code, error, calls
        self._tool: int | None = None
        self.renew()

    def renew(self) -> None:
        """The time starts anew."""
        self._looked = time.monotonic()
        self._deadline = self._looked + self._seconds
        self._step = self._left = 1

    def __enter__(self) -> Monitor:
        monitoring: Any = getattr(sys, "monitoring", None)
        free = [tool for tool in TOOLS if monitoring is not None and monitoring.get_tool(tool) is None]
        if free:
            self._tool = free[0]
            monitoring.use_tool_id(self._tool, NAME)
            events = monitoring.events.JUMP | (monitoring.events.PY_START if self._calls else 0)
            monitoring.register_callback(self._tool, monitoring.events.JUMP, self._event)
            monitoring.register_callback(self._tool, monitoring.events.PY_START, self._event)
            monitoring.set_events(self._tool, events)
        return self

    def __exit__(self, *error: object) -> None:
        if self._tool is not None:
            monitoring: Any = sys.monitoring  # type: ignore[attr-defined]
            monitoring.set_events(self._tool, 0)
            monitoring.register_callback(self._tool, monitoring.events.JUMP, None)
            monitoring.register_callback(self._tool, monitoring.events.PY_START, None)
            monitoring.free_tool_id(self._tool)
            self._tool = None

    def _event(self, code: CodeType, place: int, to: int = 0) -> None:
        self._left -= 1
        if self._left > 0:
            return
        now = time.monotonic()
        self._step = min(2 * self._step, MOST) if now - self._looked < OFTEN else max(self._step // 2, 1)
        self._looked, self._left = now, self._step
        if now > self._deadline and self._runs(sys._getframe(1)):
            self._deadline = now + AGAIN
            raise self._error

    def _runs(self, frame: FrameType | None) -> bool:
        while frame is not None:
            if frame.f_code is self._code:
                return True
            frame = frame.f_back
        return False

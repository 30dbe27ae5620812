"""A call that does not end is stopped at home as it is when graded, and the kernel can be used again."""

from __future__ import annotations

import _thread
import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import CodeType, FrameType

from .monitoring import AGAIN, Monitor

CALL_SECONDS = 10.0  # for one call, where nothing else is said


class TooLong(BaseException):
    """The time is over. No Exception, so that what a student's code catches is not this."""


@contextlib.contextmanager
def time_limit(seconds: float, code: CodeType) -> Iterator[Callable[[], None]]:
    """Raise TooLong in the function of this code, which the block calls, when it takes longer.

    Gives a function that starts the time anew.

    Nowhere else is it raised: what tidies up around the call ends undisturbed. A thread waits and interrupts the main
    thread, as Ctrl-C does. That works on every system, and what NumPy computes at a stretch is waited for. Where no
    thread can be started (in a browser), Python's monitoring stops it, if it can (see `monitoring`); a function that
    only loops takes a few times as long then. In another thread than the main one, nothing is stopped.
    """
    before = signal.getsignal(signal.SIGINT)
    clock = _Clock(seconds, code, before if callable(before) else None)
    watch = threading.Thread(target=clock.watch, daemon=True)
    refused: Exception | None = None
    try:
        signal.signal(signal.SIGINT, clock.interrupted)  # ValueError: not the main thread
        watch.start()
    except (ValueError, RuntimeError) as problem:
        with contextlib.suppress(ValueError, TypeError):
            signal.signal(signal.SIGINT, before)
        refused = problem
    if isinstance(refused, RuntimeError):  # no thread can be started
        with Monitor(seconds, code, TooLong(), calls=True) as monitor:
            yield monitor.renew
    elif refused:
        yield clock.renew
    else:
        try:
            yield clock.renew
        finally:
            clock.stop()
            watch.join()
            signal.signal(signal.SIGINT, before)


class _Clock:
    """What the main thread and the one that waits know of each other."""

    def __init__(
        self, seconds: float, code: CodeType, before: Callable[[int, FrameType | None], object] | None
    ) -> None:
        self._seconds, self._code, self._before = seconds, code, before
        self._lock, self._stopped, self._over = threading.Lock(), threading.Event(), False
        self.renew()

    def renew(self) -> None:
        """The time starts anew."""
        self._deadline = time.monotonic() + self._seconds

    def watch(self) -> None:
        """In the thread that waits: interrupt the main thread when the time is over, until it has stopped."""
        while not self._stopped.wait(max(self._deadline - time.monotonic(), 0.0)):
            with self._lock:  # so that nothing is interrupted that comes behind the block
                if not self._stopped.is_set() and time.monotonic() >= self._deadline:
                    self._over, self._deadline = True, time.monotonic() + AGAIN
                    _interrupt_main_thread()

    def interrupted(self, number: int, frame: FrameType | None) -> None:
        """In the main thread: end the function when its time is over; else it was the person at the keyboard."""
        if not self._over:
            if self._before is not None:
                self._before(number, frame)
            return
        self._over = False
        while frame is not None:
            if frame.f_code is self._code:
                raise TooLong
            frame = frame.f_back

    def stop(self) -> None:
        """The block has ended."""
        with self._lock:
            self._stopped.set()


def _interrupt_main_thread() -> None:
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGINT)  # ends a sleep, too
    else:
        _thread.interrupt_main()

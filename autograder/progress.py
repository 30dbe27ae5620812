"""What the terminal is told: lines, and a progress bar where somebody looks on. What goes wrong is kept in a log."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from .text import SafeText, safe

if TYPE_CHECKING:
    from rich.live import Live as Line
    from rich.progress import Progress as Bar

MAX_LINE = 10_000  # characters
MAX_LOG_BYTES = 2_000_000  # then a new one is begun, and one old one is kept

_log = logging.getLogger("autograder.problems")
_log.propagate = False
_log.addHandler(logging.NullHandler())  # else Python prints what has no other


def say(text: SafeText, *, problem: bool = False) -> None:
    """Print lines; problem: to stderr, and into the log. Never raises: a terminal that is gone, or knows ASCII only,
    stops no grading."""
    heard: list[tuple[SafeText, bool]] | None = getattr(_listening, "heard", None)
    if heard is not None:
        heard.append((text, problem))
        return
    if problem:
        _log.error("%s", text)
    _print(text, sys.stderr if problem else sys.stdout)


_listening = threading.local()


@contextlib.contextmanager
def overheard() -> Iterator[list[tuple[SafeText, bool]]]:
    """What this thread says meanwhile, and whether it is a problem, in a list: to be said elsewhere."""
    heard: list[tuple[SafeText, bool]] = []
    _listening.heard = heard
    try:
        yield heard
    finally:
        del _listening.heard


def _print(text: SafeText, stream: TextIO) -> None:
    lines = (
        line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]} [… the rest is not shown]" for line in text.split("\n")
    )
    encoding = getattr(stream, "encoding", None) or "utf-8"
    said = "\n".join(lines).encode(encoding, "backslashreplace").decode(encoding)
    try:
        print(said, file=stream, flush=True)  # the only print: ruff refuses others
    except (OSError, ValueError):
        return


def say_fault() -> None:
    """Print the traceback of the exception that is being handled: a fault of the grader's own."""
    say(safe(traceback.format_exc(limit=-20)), problem=True)


@contextlib.contextmanager
def problems_kept_in(path: Path) -> Iterator[None]:
    """Meanwhile whatever goes wrong is also written into a file, with the time (UTC). Never raises for the file."""
    handler = None
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _Log(path, maxBytes=MAX_LOG_BYTES, backupCount=1, encoding="utf-8", errors="backslashreplace")
        form = logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        form.converter = time.gmtime
        handler.setFormatter(form)
        _log.addHandler(handler)
    try:
        yield
    finally:
        if handler is not None:
            _log.removeHandler(handler)
            with contextlib.suppress(OSError):
                handler.close()


class _Log(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk stops no grading, and the terminal has been told."""


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    text = TextColumn("{task.description}", markup=False)  # a name with [ ] in it is no markup
    columns = (text, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Bar(*columns, console=Console(stderr=True), transient=True)


class Progress:
    """Counts what is done; a context manager."""

    def __init__(self, title: str, total: int) -> None:
        self._title, self._total, self._done = safe(title), total, 0
        self._bar = _bar() if sys.stderr.isatty() else None

    def __enter__(self) -> Progress:
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task(self._title, total=self._total)
        else:
            _print(safe(f"{self._title}: {self._total} to do"), sys.stderr)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, what: str) -> None:
        """Count one more as done; `what` is told where there is no bar."""
        self._done += 1
        if self._bar is not None:
            self._bar.advance(self._task)
        elif self._done % 25 == 0 or self._done == self._total:
            _print(safe(f"  {self._done} of {self._total} done (last: {what})"), sys.stderr)


class Live:
    """One line that tells how things stand, where somebody looks on; what is said goes above it. A context manager."""

    def __init__(self) -> None:
        self._line = _line() if sys.stderr.isatty() else None
        self._shown = ""

    def __enter__(self) -> Live:
        if self._line is not None:
            self._line.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._line is not None:
            self._line.stop()

    def show(self, text: SafeText) -> None:
        """Put it in the place of what was shown."""
        if self._line is not None and text != self._shown:
            from rich.text import Text

            self._shown = text
            self._line.update(Text(text, no_wrap=True, overflow="ellipsis"), refresh=True)


def _line() -> Line:
    from rich.console import Console
    from rich.live import Live as Line

    return Line(console=Console(stderr=True), auto_refresh=False, transient=True)

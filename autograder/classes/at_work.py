"""One grader at a time writes the results of an assignment: whoever comes second is told who was first.

The lock is the kernel's (flock): it ends with the process that holds it, however that ends.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ..course.course import Course
from ..errors import CourseError
from ..text import safe

try:
    import fcntl
except ImportError:  # not POSIX
    fcntl = None  # type: ignore[assignment]

LOCK_FILE = "at-work.lock"  # beside the results; while it is held, it says by whom
MAX_TOLD = 300  # characters
_mine: set[Path] = set()  # what this process holds


@contextlib.contextmanager
def at_work(course: Course, assignment: str, who: str) -> Iterator[None]:
    """Meanwhile no other process grades this assignment. Raises CourseError where one does, and says which.

    In the process that holds it already, it is had once more. A file system without locks locks nobody out.
    """
    path = course.results_path(assignment) / LOCK_FILE
    if fcntl is None or path in _mine:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = safe(os.read(descriptor, MAX_TOLD).decode("utf-8", "replace").strip()) or "another grader"
            raise CourseError(
                f"{assignment} is being graded already, by {holder}. Let it end, or end it; nothing was done here."
            ) from None
        except OSError:  # no locks here
            pass
        now = datetime.now().astimezone().isoformat(" ", "seconds")
        about = f"{who} (process {os.getpid()} of {socket.gethostname()}, since {now})\n"
        os.ftruncate(descriptor, 0)
        os.write(descriptor, about.encode())
        _mine.add(path)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        _mine.discard(path)
        os.close(descriptor)

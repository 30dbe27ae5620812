"""Temporary folders of graders that were killed: the next one removes them.

A folder that is in use is locked by the grader that made it; the kernel lets the lock go when that process ends.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

try:
    import fcntl
except ImportError:  # not POSIX
    fcntl = None  # type: ignore[assignment]

PREFIX = "autograder-"
LOCK = "in-use"


def new_folder() -> tuple[Path, int | None]:
    """A locked temporary folder, and the descriptor that holds the lock; leftovers of others are removed first."""
    remove()
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        if fcntl is None:
            return folder, None
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if (folder / LOCK).exists():
            return folder, descriptor
        os.close(descriptor)  # another grader took it for a leftover before it was locked


def remove() -> None:
    """Remove the folders whose graders have ended."""
    if fcntl is None:
        return
    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        with contextlib.suppress(OSError):
            if lock.lstat().st_uid != os.geteuid():
                continue
            descriptor = os.open(lock, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # OSError: somebody holds it
                shutil.rmtree(lock.parent, ignore_errors=True)
            finally:
                os.close(descriptor)

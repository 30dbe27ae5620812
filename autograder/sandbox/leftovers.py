"""Temporary folders: made, locked while in use, and removed whatever a student's process left in them.

A folder that is in use is locked by the grader that made it; the kernel lets the lock go when that process ends. The
next grader removes what those that were killed left.
"""

from __future__ import annotations

import contextlib
import os
import secrets
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
        with contextlib.suppress(OSError):  # a file system without locks: it looks in use to everybody
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
                remove_tree(lock.parent)
            finally:
                os.close(descriptor)


def remove_tree(folder: Path) -> None:
    """Remove a folder, however deep, long, many or strange the names in it are. What cannot be removed stays."""
    if os.rename not in os.supports_dir_fd:  # not POSIX
        shutil.rmtree(folder, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        _unlock(str(folder), None)
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            _empty(top)
        finally:
            os.close(top)
    with contextlib.suppress(OSError):
        folder.rmdir()


def _empty(top: int) -> None:
    """Remove all that is in the folder. A folder in it is emptied by moving what it holds up: depth never counts."""
    mark, moved = secrets.token_hex(8), 0
    todo = _remove_files(top)
    while todo:
        name = todo.pop()
        with contextlib.suppress(OSError):
            inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=top)
            try:
                for each in _remove_files(inner):
                    with contextlib.suppress(OSError):
                        os.rename(each, f"{mark}{moved}", src_dir_fd=inner, dst_dir_fd=top)
                        todo.append(f"{mark}{moved}")
                        moved += 1
            finally:
                os.close(inner)
            os.rmdir(name, dir_fd=top)


def _remove_files(folder: int) -> list[str]:
    """Remove the files; the names of the folders, which can now be read and moved."""
    with os.scandir(folder) as entries:
        found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    for name, is_folder in found:
        with contextlib.suppress(OSError):
            if is_folder:
                _unlock(name, folder)
            else:
                os.unlink(name, dir_fd=folder)
    return [name for name, is_folder in found if is_folder]


def _unlock(name: str, inside: int | None) -> None:
    """Let the owner in. Root is in already, and must not change what a link in that place may lead to."""
    if os.geteuid() != 0:
        os.chmod(name, 0o700, dir_fd=inside)

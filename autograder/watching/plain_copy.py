"""A copy of what a student left in a folder of their own: of plain files alone, whatever else is put there meanwhile.

Nothing is followed: a link may lead to what its owner may not read, and whoever collects may.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

Ignored = Callable[[str, list[str]], Collection[str]]  # of a folder's names those to leave out
PLAINLY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
PIECE = 1 << 20


class TooMuch(Exception):
    """There is more than may be taken."""

    def __init__(self) -> None:
        super().__init__("there is more than c.CourseDirectory.max_dir_size allows")


def copy_plain_files(source: Path, to: Path, ignored: Ignored, most: int) -> Iterator[str]:
    """Copy into a folder that is not there yet; names of what is no plain file, or cannot be read, and stays out.

    most: bytes in all. Raises TooMuch, OSError, and NotADirectoryError where the source is none itself.
    """
    if not stat.S_ISDIR(source.lstat().st_mode):
        raise NotADirectoryError(20, "it is no folder, or a link to one", str(source))
    to.mkdir()
    for folder, folders, files, descriptor in os.fwalk(source, follow_symlinks=False):
        inside = Path(folder).relative_to(source)
        out = set(ignored(folder, [*folders, *files]))
        for name in list(folders):
            if name in out:
                folders.remove(name)
            elif _is_link(name, descriptor):
                folders.remove(name)
                yield str(inside / name)
            else:
                (to / inside / name).mkdir()
        for name in (name for name in files if name not in out):
            count = _copied(name, descriptor, to / inside / name, most)
            if count is None:
                yield str(inside / name)
            else:
                most -= count


def _is_link(name: str, folder: int) -> bool:
    return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)


def _copied(name: str, folder: int, to: Path, most: int) -> int | None:
    """Bytes that were copied; None where it is no plain file."""
    try:
        descriptor = os.open(name, PLAINLY, dir_fd=folder)
    except OSError:  # a link, or not to be read
        return None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        count = 0
        with to.open("wb") as out:
            while piece := file.read(PIECE):
                count += len(piece)
                if count > most:
                    raise TooMuch
                out.write(piece)
    return count

"""What lies in a student's folder, as it travels to a worker.

Laid out there, the folder gives the same result as here. What is never read, for its size or its kind, does not travel:
a file that is too large is a hole of the same size there. A folder that cannot be told exactly in so few bytes (one
that cannot be read, thousands of files, more than `MAX_ALL`) does not travel at all; it is graded at the client.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ..course.course import Assignment
from ..intake.beside import MAX_BYTES, MAX_DEPTH, MAX_ENTRIES, MAX_FOLDERS, MAX_LOOKED, OF_NBGRADER
from ..intake.matching import NOTEBOOKS, read_file
from ..intake.reading import Unreadable
from ..text import SafeText

MAX_ALL = 64_000_000  # bytes of a student's files that travel
LARGEST = 2_000_000_000  # bytes: larger than anything that is given out, and any size above is as good


class Entry(NamedTuple):
    """Something that lies in the folder.

    kind: "folder"; "file", with its content; "given", a file as it was given out; "large", a file of which the size is
    told; "link"; "other": a pipe, a device, a socket
    """

    name: str
    kind: str
    content: bytes = b""
    size: int = 0


class Parcel(NamedTuple):
    """A student's folder; files is the digest of what lies there (`Batch.made_of`)."""

    student: SafeText
    files: str
    entries: list[Entry]

    @property
    def weight(self) -> int:
        """Bytes, more or less."""
        return sum(len(entry.content) + 100 for entry in self.entries)


class _Odd(Exception):
    """It cannot be told exactly in so few bytes."""


def packed(folder: Path, assignment: Assignment) -> list[Entry] | None:
    """What lies in a student's folder; None where it is not to travel."""
    try:
        room, entries = MAX_ALL, []
        for entry in _entries(folder, assignment):
            room -= len(entry.content)
            if room < 0:
                return None
            entries.append(entry)
    except (_Odd, OSError, Unreadable):
        return None
    return entries


def _entries(folder: Path, assignment: Assignment) -> Iterator[Entry]:
    """As far as `autograder.intake` looks into folders, from the top."""
    waiting, found = [PurePosixPath()], 0
    for number, inside in enumerate(waiting, 1):  # grows while it is walked
        with os.scandir(folder / inside) as listed:
            there = []
            for each in listed:
                there.append(each)
                if len(there) > MAX_ENTRIES:
                    raise _Odd
        found += len(there)
        if number > MAX_FOLDERS or found > MAX_LOOKED:
            raise _Odd
        for each in sorted(there, key=lambda each: each.name):
            name = inside / each.name
            looked_into = not assignment.rules.ignored(each.name)
            if each.is_dir(follow_symlinks=False):
                yield Entry(str(name), "folder")
                if looked_into and len(name.parts) <= MAX_DEPTH:
                    waiting.append(name)
            elif str(name) not in OF_NBGRADER:
                is_notebook = len(name.parts) == 1 and each.name.lower().endswith(NOTEBOOKS)
                yield _file(str(name), each, assignment) if looked_into or is_notebook else Entry(str(name), "file")


def _file(name: str, entry: os.DirEntry[str], assignment: Assignment) -> Entry:
    """Raises Unreadable, OSError."""
    about = entry.stat(follow_symlinks=False)
    if stat.S_ISLNK(about.st_mode):
        return Entry(name, "link")
    if not stat.S_ISREG(about.st_mode):
        return Entry(name, "other")
    if about.st_size > MAX_BYTES:
        os.close(os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW))  # OSError where it cannot be read
        return Entry(name, "large", size=min(about.st_size, LARGEST))
    content = read_file(Path(entry.path))
    if len(content) > MAX_BYTES:  # it has grown meanwhile
        return Entry(name, "large", size=len(content))
    if content and assignment.files.get(name) == content:
        return Entry(name, "given")
    return Entry(name, "file", content)


def laid_out(entries: list[Entry], folder: Path, assignment: Assignment) -> None:
    """The folder as it was. Raises OSError."""
    folder.mkdir(parents=True)
    for entry in entries:
        path = folder / entry.name
        if entry.kind == "folder":
            path.mkdir()
        elif entry.kind == "link":
            path.symlink_to("nowhere")
        elif entry.kind == "other":
            os.mkfifo(path)
        elif entry.kind == "large":
            with path.open("wb") as file:
                file.truncate(entry.size)
        else:
            path.write_bytes(assignment.files[entry.name] if entry.kind == "given" else entry.content)

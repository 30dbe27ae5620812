"""The files of a folder, a zip or a tarball, one after the other, and those of the archives that students packed.

Only bytes of plain files are taken: links, devices, paths that lead elsewhere, archives that unpack to more than a
class can write are refused, each with a sentence. Nothing is unpacked to disk.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from ..errors import CourseError
from . import room
from .archives import GZIP, Archive, Member, counted, leads_out, members, opened, read_member, while_it_lasts
from .delivery import ARCHIVES, is_copy
from .lms.entry import Refused
from .matching import read_file
from .reading import Unreadable
from .room import Budget, CannotTake, Room

UNKNOWN_ARCHIVES = (".7z", ".rar", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".gz", ".bz2", ".xz", ".zipx")


@dataclass(frozen=True)
class Entry:
    """A file: its content, or why there is none; None for what a system made for itself.

    path   as it is told
    outer  the path by which its student is known; empty for what is nobody's
    inner  where it lay in what the student packed
    """

    path: str
    outer: str
    content: bytes | Refused | None
    inner: str = ""


def names(source: Path) -> list[str]:
    """The paths of all files, as far as they can be known before anything is unpacked."""
    if source.is_dir():
        return [path.relative_to(source).as_posix() for path in islice(_walk(source), room.MAX_ENTRIES)]
    if not source.is_file():
        return []
    try:
        with source.open("rb") as file, opened(file, room.MAX_ALL_BYTES) as archive:
            found = (each.name for each in members(archive) if not leads_out(each.name))
            return list(islice(found, room.MAX_ENTRIES))
    except Exception:  # told when it is read
        return []


def entries(source: Path, whole: Room) -> Iterator[Entry]:
    """Every file. Raises CourseError when the source is none of the three, or more than a class hands in."""
    try:
        if source.is_dir():
            yield from _of_folder(source, whole)
        elif source.is_file() and _is_archive(source):
            yield from _of_archive(source, whole)
        else:
            raise CourseError(
                f"{source} is neither a folder nor a zip file nor a tarball; give one of them with --from."
            )
    except CannotTake as problem:
        raise CourseError(f"{source}: {problem}. Look inside, and give a folder of what is wanted.") from None


def _is_archive(source: Path) -> bool:
    with source.open("rb") as file:
        return zipfile.is_zipfile(source) or file.read(2) == GZIP or source.suffix.lower() in (".tar", ".tgz")


def _walk(source: Path) -> Iterator[Path]:
    """All that is no folder, in order; of what a system made for itself, one path a folder."""
    unreadable: list[OSError] = []
    for folder, below, files in os.walk(source, onerror=unreadable.append):
        here = Path(folder)
        links = [name for name in below if (here / name).is_symlink()]
        made = [name for name in below if is_copy([name]) and name not in links]
        below[:] = sorted(set(below) - set(links) - set(made))
        for name in sorted([*files, *links, *made]):
            yield here / name / "…" if name in made else here / name
    yield from (Path(problem.filename) for problem in unreadable)


def _of_folder(source: Path, whole: Room) -> Iterator[Entry]:
    for path in _walk(source):
        name = path.relative_to(source).as_posix()
        if is_copy(PurePosixPath(name).parts):
            yield Entry(name, name, None)
            continue
        budget = whole.of(name)
        if budget.used_up:
            budget.leave_out(name)
            continue
        try:
            budget.enter()
            content = _content_of(path, budget)
        except Refused as problem:
            yield Entry(name, name, problem)
            continue
        yield from _opened_up(Entry(name, name, content), budget)


def _content_of(path: Path, budget: Budget) -> bytes:
    """The bytes of a file in a folder. Raises Refused."""
    if path.is_symlink():
        raise Refused("a link, which may lead anywhere")
    try:
        return counted(read_file(path), budget)
    except Unreadable:
        raise Refused("no regular file") from None


def _of_archive(source: Path, whole: Room) -> Iterator[Entry]:
    with source.open("rb") as file:
        try:
            archive = opened(file, room.MAX_ALL_BYTES)
        except Exception as problem:
            raise CannotTake(f"no archive that can be read ({problem})") from None
        with archive:
            for member in while_it_lasts(members(archive)):
                if isinstance(member, Refused):
                    raise CannotTake(str(member))
                yield from _of_member(archive, member, whole)


def _of_member(archive: Archive, member: Member, whole: Room) -> Iterator[Entry]:
    if is_copy(PurePosixPath(member.name).parts):
        yield Entry(member.name, member.name, None)
        return
    outer = "" if leads_out(member.name) else member.name
    budget = whole.of(outer)
    if budget.used_up:
        budget.leave_out(member.name)
        return
    try:
        budget.enter()
        content = read_member(archive, member, budget)
    except Refused as problem:
        yield Entry(member.name, outer, problem)
        return
    yield from _opened_up(Entry(member.name, outer, content), budget)


def _opened_up(entry: Entry, budget: Budget) -> Iterator[Entry]:
    """The entry, or what is in it where it is an archive that a student packed. One that is too large in any way costs
    this student, and nobody else."""
    name = entry.path.lower()
    if name.endswith(UNKNOWN_ARCHIVES) and not name.endswith(ARCHIVES):
        yield Entry(entry.path, entry.outer, Refused("an archive of a kind that is not opened: ask for a zip"))
        return
    if not name.endswith(ARCHIVES) or not isinstance(entry.content, bytes):
        yield entry
        return
    try:
        archive = opened(io.BytesIO(entry.content), room.MAX_BYTES_OF_ONE)
    except Exception as problem:  # what a reader of bytes may raise is anybody's guess
        kind = "zip file" if name.endswith(".zip") else "tarball"
        yield Entry(entry.path, entry.outer, Refused(f"no {kind} that can be read ({problem})"))
        return
    with archive:
        for member in while_it_lasts(members(archive)):
            if isinstance(member, Refused):
                yield Entry(entry.path, entry.outer, member)
                return
            yield from _inside(entry, archive, member, budget)


def _inside(entry: Entry, archive: Archive, member: Member, budget: Budget) -> Iterator[Entry]:
    path = f"{entry.path}/{member.name}"
    content: bytes | Refused | None = None
    if budget.used_up:
        budget.leave_out(path)
        return
    if not is_copy(PurePosixPath(member.name).parts):
        try:
            budget.enter()
            content = read_member(archive, member, budget)
            if member.name.lower().endswith(ARCHIVES + UNKNOWN_ARCHIVES):
                content = Refused("an archive in an archive: ask for the files")
        except Refused as problem:
            content = problem
    yield Entry(path, entry.outer, content, member.name)

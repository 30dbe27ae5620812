"""The files of a folder, a zip or a tarball, one after the other, and those of the archives that students packed.

Only bytes of plain files are taken: links, devices, paths that lead elsewhere, archives that unpack to more than a
class can write are refused, each with a sentence. Nothing is unpacked to disk.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from ..errors import CourseError
from . import room
from .delivery import ARCHIVES, is_copy
from .lms.entry import Refused
from .matching import read_file
from .reading import MAX_NOTEBOOK_BYTES, Unreadable
from .room import Budget, CannotTake, Room

UNKNOWN_ARCHIVES = (".7z", ".rar", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".gz", ".bz2", ".xz", ".zipx")
GZIP = b"\x1f\x8b"


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


@dataclass(frozen=True)
class _Member:
    """A file in an archive, not yet read: read gives at most so many bytes."""

    name: str
    why_not: str
    file: zipfile.ZipInfo | tarfile.TarInfo


def names(source: Path) -> list[str]:
    """The paths of all files, as far as they can be known before anything is unpacked."""
    if source.is_dir():
        return [path.relative_to(source).as_posix() for path in _walk(source)]
    if not source.is_file():
        return []
    try:
        with source.open("rb") as file, _opened(file, room.MAX_ALL_BYTES) as archive:
            return [name for name, _ in zip(_names_in(archive), range(room.MAX_ENTRIES), strict=False)]
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
    for folder, below, files in os.walk(source):
        here = Path(folder)
        links = [name for name in below if (here / name).is_symlink()]
        made = [name for name in below if is_copy([name]) and name not in links]
        below[:] = sorted(set(below) - set(links) - set(made))
        for name in sorted([*files, *links, *made]):
            yield here / name / "…" if name in made else here / name


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
        return _counted(read_file(path), budget)
    except Unreadable:
        raise Refused("no regular file") from None


def _of_archive(source: Path, whole: Room) -> Iterator[Entry]:
    with source.open("rb") as file:
        try:
            archive = _opened(file, room.MAX_ALL_BYTES)
        except Exception as problem:
            raise CannotTake(f"no archive that can be read ({problem})") from None
        with archive:
            for member in _while_it_lasts(_members(archive)):
                if isinstance(member, Refused):
                    raise CannotTake(str(member))
                yield from _of_member(archive, member, whole)


def _of_member(archive: zipfile.ZipFile | tarfile.TarFile, member: _Member, whole: Room) -> Iterator[Entry]:
    if is_copy(PurePosixPath(member.name).parts):
        yield Entry(member.name, member.name, None)
        return
    outer = "" if _leads_out(member.name) else member.name
    budget = whole.of(outer)
    if budget.used_up:
        budget.leave_out(member.name)
        return
    try:
        budget.enter()
        content = _read(archive, member, budget)
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
        archive = _opened(io.BytesIO(entry.content), room.MAX_BYTES_OF_ONE)
    except Exception as problem:  # what a reader of bytes may raise is anybody's guess
        kind = "zip file" if name.endswith(".zip") else "tarball"
        yield Entry(entry.path, entry.outer, Refused(f"no {kind} that can be read ({problem})"))
        return
    with archive:
        for member in _while_it_lasts(_members(archive)):
            if isinstance(member, Refused):
                yield Entry(entry.path, entry.outer, member)
                return
            yield from _inside(entry, archive, member, budget)


def _inside(
    entry: Entry, archive: zipfile.ZipFile | tarfile.TarFile, member: _Member, budget: Budget
) -> Iterator[Entry]:
    path = f"{entry.path}/{member.name}"
    content: bytes | Refused | None = None
    if budget.used_up:
        budget.leave_out(path)
        return
    if not is_copy(PurePosixPath(member.name).parts):
        try:
            budget.enter()
            content = _read(archive, member, budget)
            if member.name.lower().endswith(ARCHIVES + UNKNOWN_ARCHIVES):
                content = Refused("an archive in an archive: ask for the files")
        except Refused as problem:
            content = problem
    yield Entry(path, entry.outer, content, member.name)


def _while_it_lasts(members: Iterator[_Member]) -> Iterator[_Member | Refused]:
    """The members until the archive is damaged."""
    while True:
        try:
            yield next(members)
        except StopIteration:
            return
        except CannotTake:
            raise
        except Exception as problem:
            yield Refused(f"damaged ({problem or type(problem).__name__})")
            return


# --- both kinds of archives -----------------------------------------------------------------------


def _opened(file: IO[bytes], limit: int) -> zipfile.ZipFile | tarfile.TarFile:
    """An archive by its first bytes. What it says of its sizes is not believed: a tarball ends after so many bytes."""
    start = file.read(4)
    file.seek(0)
    if start.startswith(GZIP):
        return tarfile.open(fileobj=_Bounded(gzip.GzipFile(fileobj=file), limit), mode="r|")
    if start[:2] == b"PK" or zipfile.is_zipfile(file):
        file.seek(0)
        return zipfile.ZipFile(file)
    file.seek(0)
    return tarfile.open(fileobj=_Bounded(file, limit), mode="r|")


class _Bounded(io.BytesIO):
    """A stream that ends with an error after so many bytes, however well they were packed."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, left: int) -> None:
        super().__init__()
        self._file, self._left = file, left

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes. Raises ValueError for one too many."""
        content = self._file.read(-1 if size is None else size)
        self._left -= len(content)
        if self._left < 0:
            raise ValueError("it unpacks to more than may be handed in")
        return content


def _names_in(archive: zipfile.ZipFile | tarfile.TarFile) -> Iterator[str]:
    return (member.name for member in _members(archive) if not _leads_out(member.name))


def _members(archive: zipfile.ZipFile | tarfile.TarFile) -> Iterator[_Member]:
    """All that is no folder."""
    if isinstance(archive, zipfile.ZipFile):
        for info in archive.infolist():
            if not info.is_dir():
                yield _Member(info.filename, _strange(info.filename) or _odd_in_zip(info), info)
        return
    for member in archive:
        if not member.isdir():
            odd = "" if member.isreg() else "a link or a device, which may lead anywhere"
            yield _Member(member.name, _strange(member.name) or odd, member)


def _strange(name: str) -> str:
    """Why this is no name of a plain file in a plain place."""
    if _leads_out(name):
        return "a path that leads out of the archive"
    if "\\" in name or any(ord(letter) < 32 for letter in name):
        return "a name that no file should have"
    return ""


def _odd_in_zip(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        return "a link or a device, which may lead anywhere"
    return "encrypted" if info.flag_bits & 1 else ""


def _leads_out(name: str) -> bool:
    return bool(name.startswith(("/", "\\")) or re.match(r"^[A-Za-z]:", name) or ".." in re.split(r"[/\\]", name))


def _read(archive: zipfile.ZipFile | tarfile.TarFile, member: _Member, budget: Budget) -> bytes:
    """The content; what the archive says of its size is not believed. Raises Refused."""
    if member.why_not:
        raise Refused(member.why_not)
    try:
        if isinstance(archive, zipfile.ZipFile):
            assert isinstance(member.file, zipfile.ZipInfo)
            file: IO[bytes] | None = archive.open(member.file)
        else:
            assert isinstance(member.file, tarfile.TarInfo)
            file = archive.extractfile(member.file)
        if file is None:
            raise Refused("no regular file")
        with closing(file):
            content = file.read(MAX_NOTEBOOK_BYTES + 1)
    except Refused:
        raise
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as problem:
        raise Refused(f"damaged ({problem})") from None
    except Exception as problem:  # zlib.error and lzma's are no subclasses of anything in common
        raise Refused(f"damaged ({type(problem).__name__})") from None
    return _counted(content, budget)


def _counted(content: bytes, budget: Budget) -> bytes:
    """The content, for which there is room. Raises Refused."""
    budget.spend(len(content))
    if len(content) > MAX_NOTEBOOK_BYTES:
        raise Refused(f"more than {MAX_NOTEBOOK_BYTES // 10**6} MB")
    return content

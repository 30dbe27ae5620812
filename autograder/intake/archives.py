"""What is in a zip or a tarball, member by member. Nothing that an archive says of itself is believed."""

from __future__ import annotations

import gzip
import io
import re
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import IO

from .lms.entry import Refused
from .reading import MAX_NOTEBOOK_BYTES
from .room import Budget, CannotTake

GZIP = b"\x1f\x8b"
MAX_PATH = 1000  # characters: what is made of a path takes time with its length
Archive = zipfile.ZipFile | tarfile.TarFile


@dataclass(frozen=True)
class Member:
    """A file in an archive, not yet read: read gives at most so many bytes."""

    name: str
    why_not: str
    file: zipfile.ZipInfo | tarfile.TarInfo


def while_it_lasts(members: Iterator[Member]) -> Iterator[Member | Refused]:
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


def opened(file: IO[bytes], limit: int) -> Archive:
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


def members(archive: Archive) -> Iterator[Member]:
    """All that is no folder."""
    if isinstance(archive, zipfile.ZipFile):
        for info in archive.infolist():
            if not info.is_dir():
                yield Member(info.filename, _strange(info.filename) or _odd_in_zip(info), info)
        return
    for member in archive:
        if not member.isdir():
            odd = "" if member.isreg() else "a link or a device, which may lead anywhere"
            yield Member(member.name, _strange(member.name) or odd, member)


def _strange(name: str) -> str:
    """Why this is no name of a plain file in a plain place."""
    if leads_out(name):
        return "a path that leads out of the archive" if len(name) <= MAX_PATH else "a path of too many characters"
    if "\\" in name or any(ord(letter) < 32 for letter in name):
        return "a name that no file should have"
    return ""


def _odd_in_zip(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        return "a link or a device, which may lead anywhere"
    return "encrypted" if info.flag_bits & 1 else ""


def leads_out(name: str) -> bool:
    """Whether it is a path that nobody may have: one that leads elsewhere, or is endless."""
    if len(name) > MAX_PATH:
        return True
    return bool(name.startswith(("/", "\\")) or re.match(r"^[A-Za-z]:", name) or ".." in re.split(r"[/\\]", name))


def read_member(archive: Archive, member: Member, budget: Budget) -> bytes:
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
    return counted(content, budget)


def counted(content: bytes, budget: Budget) -> bytes:
    """The content, for which there is room. Raises Refused."""
    budget.spend(len(content))
    if len(content) > MAX_NOTEBOOK_BYTES:
        raise Refused(f"more than {MAX_NOTEBOOK_BYTES // 10**6} MB")
    return content

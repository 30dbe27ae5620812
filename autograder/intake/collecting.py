"""Collects what students handed in, from a folder or an LMS's zip file, into submitted/.

Only notebooks are taken, and only their bytes: links, devices, paths that lead elsewhere, archives that unpack to
more than a class can write are refused, each with a sentence, and the rest is collected.
"""

from __future__ import annotations

import io
import json
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from ..course.course import Course
from ..course.files import as_json, write_atomically, write_text
from ..errors import CourseError
from ..text import SafeText, safe, safe_tree
from . import room
from .matching import notebooks_in, read_file
from .naming import CANVAS, MAX_NAME_BYTES, HandedIn, Refused, Roll, common_folders, whose
from .reading import MAX_NOTEBOOK_BYTES, Unreadable
from .room import Budget, CannotTake, Room

MAX_PER_STUDENT = 20
ROLL_FILE = "students.json"  # in results/: which folder each student of an LMS has
DELIVERIES_FILE = "deliveries.json"  # in results/ASSIGNMENT/: by which names the source handed out a student's files


@dataclass
class Collected:
    """Who was collected, what was refused: (name, why), and who has a name of several: (name, folders)."""

    students: list[SafeText] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    namesakes: dict[str, list[str]] = field(default_factory=dict)


def collect(course: Course, assignment: str, source: Path) -> Collected:
    """Collect into submitted/STUDENT/ASSIGNMENT. Raises CourseError when the source is neither folder nor zip.

    A student whose every file is refused gets an empty folder, and so a status: nothing that can be graded.
    """
    names = {notebook.name for notebook in course.load(assignment).notebooks.values()} if source.exists() else set()
    paths, result = list(_names(source)), Collected()
    common = common_folders(paths, names, assignment)
    roll, owners = Roll(course.results_path(ROLL_FILE), assignment), dict[str, HandedIn]()
    for path in paths:
        with suppress(Refused):  # told when its turn comes
            owners[path] = whose(path, names, assignment, common)
    roll.enroll(owners.values())
    files: dict[SafeText, dict[str, bytes]] = {}
    delivered: dict[str, list[str]] = {}
    origin: dict[str, HandedIn] = {}

    def identity(path: str) -> str:
        try:
            return roll.identity(whose(path, names, assignment, common))
        except Refused:
            return ""  # nobody's

    for path, content in _entries(source, Room(identity), result):
        try:
            who = whose(path, names, assignment, common)
            student = roll.student(who)
            other = origin.setdefault(student, who)
            if roll.identity(other) != roll.identity(who):
                raise Refused(f"{who.name!r} and {other.name!r} would both be the student {student!r}")
            delivered.setdefault(student, []).append(path)
            _take(files.setdefault(student, {}), who.file, content)
        except Refused as problem:
            result.refused.append((path, str(problem)))
    result.namesakes = roll.namesakes
    writes: list[tuple[str, Callable[[], None]]] = [(ROLL_FILE, roll.keep)]
    writes.append((DELIVERIES_FILE, partial(_keep_names, course.results_path(assignment), delivered)))
    for student, mine in sorted(files.items()):
        writes.append((student, partial(_put, course.path("submitted", student, assignment), mine)))
    for what, write in writes:
        try:
            write()
        except Exception as problem:
            result.refused.append((what, f"cannot be written ({getattr(problem, 'strerror', None) or problem})"))
            files.pop(safe(what), None)
    result.students = sorted(files)
    return result


def _take(mine: dict[str, bytes], file: str, content: bytes | Refused) -> None:
    """Add a file to a student's. Raises Refused."""
    if isinstance(content, Refused):
        raise content
    if len(file.encode("utf-8", "replace")) > MAX_NAME_BYTES:
        raise Refused(f"a file name of more than {MAX_NAME_BYTES} bytes")
    if len(mine) >= MAX_PER_STUDENT:
        raise Refused(f"more than {MAX_PER_STUDENT} notebooks of one student; hand in those of the assignment")
    if file in mine:
        raise Refused("a second file of the same name")
    mine[file] = content


def _put(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in notebooks_in(folder):
        old.unlink()
    for name, content in files.items():
        write_atomically(folder / name, content)


def _keep_names(folder: Path, delivered: dict[str, list[str]]) -> None:
    """Keep the names of this delivery; who is not in it keeps those of an earlier one."""
    before: object = None
    with suppress(OSError, ValueError):
        before = json.loads((folder / DELIVERIES_FILE).read_bytes())
    known = before if isinstance(before, dict) else {}
    write_text(folder / DELIVERIES_FILE, as_json(safe_tree(known | delivered)))


def _entries(source: Path, whole: Room, result: Collected) -> Iterator[tuple[str, bytes | Refused]]:
    """(path with slashes, content) of every notebook in a folder or zip. Raises CourseError."""
    try:
        if source.is_dir():
            yield from _of_folder(source, whole)
        elif source.is_file() and zipfile.is_zipfile(source):
            with source.open("rb") as file:
                yield from _of_zip(file, "", whole.of, result)
        else:
            raise CourseError(f"{source} is neither a folder nor a zip file; give one of them with --from.")
    except CannotTake as problem:
        raise CourseError(f"{source}: {problem}. Look inside, and give a folder of what is wanted.") from None


def _names(source: Path) -> Iterator[str]:
    """The paths of a source's notebooks and archives, as far as they can be known before anything is unpacked."""
    if source.is_dir():
        found = (path for path, _ in zip(source.rglob("*"), range(room.MAX_ENTRIES), strict=False))
        yield from (path.relative_to(source).as_posix() for path in found if _is_wanted(path.as_posix(), (".ipynb",)))
    elif source.is_file() and zipfile.is_zipfile(source):
        with suppress(Exception), zipfile.ZipFile(source) as archive:  # told later
            for info in archive.infolist()[: room.MAX_ENTRIES]:
                if _is_wanted(info.filename) and not info.is_dir() and not _leads_out(info.filename):
                    yield info.filename


def _is_wanted(path: str, suffixes: tuple[str, ...] = (".ipynb", ".zip")) -> bool:
    """Whether it is named as a notebook or an archive, and is no copy that a system or Jupyter makes for itself."""
    parts = PurePosixPath(path).parts
    return path.lower().endswith(suffixes) and not {"__MACOSX", ".ipynb_checkpoints"} & set(parts)


def _of_folder(source: Path, whole: Room) -> Iterator[tuple[str, bytes | Refused]]:
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        budget = whole.of(name)
        if budget.used_up:
            continue
        try:
            budget.enter()
            if _is_wanted(name, (".ipynb",)):
                yield name, _content_of(source, path.relative_to(source), budget)
        except Refused as problem:
            yield name, problem


def _content_of(source: Path, inside: Path, budget: Budget) -> bytes:
    """The bytes of a notebook in a folder. Raises Refused."""
    if any((source / parent).is_symlink() for parent in [inside, *inside.parents][:-1]):
        raise Refused("a link, which may lead anywhere")
    try:
        content = read_file(source / inside)
    except Unreadable:
        raise Refused("no regular file") from None
    return _counted(content, budget)


def _of_zip(
    file: io.IOBase, prefix: str, budget_of: Callable[[str], Budget], result: Collected
) -> Iterator[tuple[str, bytes | Refused]]:
    try:
        archive = zipfile.ZipFile(file)
    except Exception as problem:  # what a reader of bytes may raise is anybody's guess
        why = f"no zip file that can be read ({problem})"
        if not prefix:
            raise CannotTake(why) from None
        yield prefix.rstrip("/"), Refused(why)
        return
    with archive:
        for info in archive.infolist():
            name, budget = prefix + info.filename, budget_of(info.filename)
            if budget.used_up:
                continue
            try:
                budget.enter()
                if not _is_wanted(info.filename) or info.is_dir():
                    continue
                _refuse_strange(info)
                content = _unpacked(archive, info, budget)
            except Refused as problem:
                if _leads_out(info.filename):
                    result.refused.append((name, str(problem)))  # such a name is nobody's
                else:
                    yield name, problem
                continue
            if PurePosixPath(info.filename).suffix.lower() != ".zip":
                yield name, content
            elif prefix:
                yield name, Refused("an archive in an archive in an archive")
            else:
                yield from _of_inner_zip(info.filename, content, budget, result)


def _of_inner_zip(
    name: str, content: bytes, budget: Budget, result: Collected
) -> Iterator[tuple[str, bytes | Refused]]:
    """What one student packed. An archive that is too large in any way costs this student, and nobody else."""
    for path, inner in _of_zip(io.BytesIO(content), f"{name}/", lambda _: budget, result):
        yield _beside(name, PurePosixPath(path).name), inner


def _beside(archive: str, name: str) -> str:
    """What a student packed belongs to the student, whatever its folders are called."""
    match = CANVAS.match(archive)
    if match:
        return archive[: match.start("file")] + name
    folder, _, file = archive.rpartition("/")
    return f"{folder or PurePosixPath(file).stem}/{name}"


def _refuse_strange(info: zipfile.ZipInfo) -> None:
    """Raises Refused for what is no plain file in a plain place."""
    name = info.filename
    if _leads_out(name):
        raise Refused("a path that leads out of the archive")
    if "\\" in name or "\0" in name or any(ord(letter) < 32 for letter in name):
        raise Refused("a name that no file should have")
    mode = info.external_attr >> 16
    if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        raise Refused("a link or a device, which may lead anywhere")
    if info.flag_bits & 1:
        raise Refused("encrypted")


def _leads_out(name: str) -> bool:
    return bool(name.startswith(("/", "\\")) or re.match(r"^[A-Za-z]:", name) or ".." in re.split(r"[/\\]", name))


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    """The content; what the archive says of its size is not believed."""
    try:
        with archive.open(info) as file:
            content = file.read(MAX_NOTEBOOK_BYTES + 1)
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

"""What a student handed in beside the notebook: helper modules, data, pictures, folders of them.

Read as notebooks are: nothing is followed, nothing that is no regular file is opened, everything is bounded. What is
left out is told, and stops nobody. The instructor's files win (`autograder.course.beside`).

The student's own notebooks lie there too where code of the course's or the student's speaks of such files: without
outputs. Elsewhere they are not there at all, so that no drawn case rests on an answer in words.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ..course.beside import SECRET, Rules
from ..course.course import CHECKS_FILE, Assignment, Course
from ..text import is_safe_name
from .matching import read_file
from .reading import MAX_NOTEBOOK_BYTES, Unreadable, read_notebook

MAX_FILES = 1000  # of one student
MAX_NOTEBOOKS = 200  # of one student: no more are looked into
MAX_BYTES = MAX_NOTEBOOK_BYTES  # of one file
MAX_ALL_BYTES = 60_000_000
MAX_ENTRIES = 5000  # of one folder: what has more is not looked into
MAX_FOLDERS, MAX_LOOKED = 500, 20_000  # of one student: nothing is looked at beyond
MAX_DEPTH = 8  # folders in folders
MAX_PART, MAX_NAME = 200, 600  # bytes of a name, and of a path
MAX_TOLD = 5  # lines on one submission
NOTEBOOK = ".ipynb"
IMPORTED = (".py", ".pyc", ".so", ".pyd", ".zip")
OF_NBGRADER = ("timestamp.txt", "submission_secret.txt")  # its bookkeeping, not the student's work
LEFT_OUT, RESTORED = "files-left-out", "files-restored"


@dataclass
class Beside:
    """files: the student's own, by name with slashes; left_out: (name, why); restored: given out, and changed."""

    files: dict[str, bytes] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    room: int = field(default_factory=lambda: MAX_ALL_BYTES)

    @property
    def flags(self) -> list[str]:
        """What a submission is marked with."""
        return [LEFT_OUT] * bool(self.left_out) + [RESTORED] * bool(self.restored)

    def told(self) -> Iterator[str]:
        """A line for each thing that was left out, as far as anybody reads them; one for many of a kind."""
        many = {why: count for why, count in Counter(why for _, why in self.left_out).items() if count > MAX_TOLD}
        for why, count in many.items():
            yield f"{count} of {len(self.files) + len(self.left_out)} files left out: {why}"
        few = [(name, why) for name, why in self.left_out if why not in many]
        yield from (f"{name!r}: {why}" for name, why in few[:MAX_TOLD])
        if len(few) > MAX_TOLD:
            yield f"and {len(few) - MAX_TOLD} more"


def beside(assignment: Assignment, folder: Path) -> Beside:
    """The files that a student handed in with the notebooks. Never raises for what lies there."""
    found, notebooks = Beside(), []
    for entry in _entries(folder, assignment.rules):
        name, path, why = entry
        if name.lower().endswith(NOTEBOOK):
            notebooks.append(entry)
        elif not why and name in assignment.files and name not in assignment.rules.of_student:
            if name != CHECKS_FILE and not _is_given(path, assignment.files[name]):
                found.restored.append(name)
        else:
            _take(found, assignment, *entry)
    if _names_notebooks(assignment, found.files, notebooks[:MAX_NOTEBOOKS]):
        for entry in notebooks[:MAX_NOTEBOOKS]:
            if entry[0] not in assignment.files:
                _take(found, assignment, *entry)
        found.left_out += [(name, f"more than {MAX_NOTEBOOKS} notebooks") for name, *_ in notebooks[MAX_NOTEBOOKS:]]
    return found


def beside_of(course: Course, assignment: Assignment, student: str) -> Mapping[str, bytes]:
    """The own files of one student."""
    return beside(assignment, course.path("submitted", student, assignment.name)).files


def digest_of(folder: Path, rules: Rules) -> str:
    """Of everything that `beside` may look at."""
    digest, room = hashlib.sha256(), MAX_ALL_BYTES
    for name, path, why in _entries(folder, rules):
        content, problem = (b"", why) if why else _content(path, MAX_BYTES, room)
        room -= len(content)
        for part in (os.fsencode(name), problem.encode(), content):
            digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def as_sources(files: Mapping[str, bytes]) -> list[str]:
    """What the seed of drawn cases takes of the files: whatever was found out about cases can stand in any of them."""
    return [f"{name}\0{hashlib.sha256(content).hexdigest()}" for name, content in sorted(files.items())]


def _take(found: Beside, assignment: Assignment, name: str, path: Path, why: str) -> None:
    """Take one file, or note why not."""
    why = why or _refused(name, assignment)
    if not why and len(found.files) >= MAX_FILES:
        why = f"more than {MAX_FILES} files"
    content = b""
    if not why:
        content, why = _content(path, min(MAX_BYTES, assignment.rules.most), found.room)
    if not why and name.lower().endswith(NOTEBOOK):
        content, why = _without_outputs(content)
    if why:
        found.left_out.append((name, why))
    elif assignment.files.get(name) != content:
        found.room -= len(content)
        found.files[name] = content


def _names_notebooks(assignment: Assignment, own: Mapping[str, bytes], notebooks: list[tuple[str, Path, str]]) -> bool:
    """Whether any code, of the course's or of the student's, speaks of files of notebooks."""
    if not notebooks:
        return False
    given = (cell.cell.source for source in assignment.notebooks.values() for cell in source.cells if cell.is_code)
    modules = (text for name, text in (*assignment.files.items(), *own.items()) if name.endswith(".py"))
    word = NOTEBOOK.strip(".")
    if any(word in source for source in given) or any(word.encode() in text for text in modules):
        return True
    room = MAX_ALL_BYTES
    for _, path, why in notebooks:
        content = b"" if why else _content(path, MAX_BYTES, room)[0]
        room -= len(content)
        with contextlib.suppress(Unreadable):
            if word.encode() in content:
                cells = read_notebook(content).cells
                if any(cell.cell_type == "code" and word in cell.source for cell in cells):
                    return True
    return False


def _without_outputs(content: bytes) -> tuple[bytes, str]:
    """A notebook's cells, or why there are none. The ids that an editor draws for cells say nothing of the work."""
    try:
        notebook = read_notebook(content)
    except Unreadable:
        return b"", "no notebook that can be read"
    for cell in notebook.cells:
        cell.pop("id", None)
    notebook.nbformat_minor = 4  # the last that has no ids
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False).encode(), ""


def _entries(folder: Path, rules: Rules) -> Iterator[tuple[str, Path, str]]:
    """(name with slashes, place, why it cannot be taken) of what lies in a folder and below."""
    waiting, looked, found = [PurePosixPath()], 0, 0
    while waiting:
        inside = waiting.pop()
        looked += 1
        if looked > MAX_FOLDERS:
            yield inside.as_posix(), folder / inside, f"more than {MAX_FOLDERS} folders"
            return
        entries, why = _listed(folder / inside)
        if why:
            yield inside.as_posix(), folder / inside, why
        folders = []
        found += len(entries)
        if found > MAX_LOOKED:
            yield inside.as_posix(), folder / inside, f"more than {MAX_LOOKED} files and folders"
            return
        for entry in entries:
            name = inside / entry.name
            if rules.ignored(entry.name):
                continue
            if not entry.is_dir(follow_symlinks=False):
                if name.as_posix() not in OF_NBGRADER:
                    yield name.as_posix(), folder / name, _strange(name, entry, rules)
            elif len(name.parts) > MAX_DEPTH:
                yield name.as_posix(), folder / name, f"more than {MAX_DEPTH} folders in one another"
            else:
                folders.append(name)
        waiting += reversed(folders)


def _listed(folder: Path) -> tuple[list[os.DirEntry[str]], str]:
    """The entries of a folder in order, or why they are not looked at."""
    found: list[os.DirEntry[str]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                found.append(entry)
                if len(found) > MAX_ENTRIES:
                    return [], f"a folder of more than {MAX_ENTRIES} files"
    except OSError as problem:
        return [], f"cannot be looked into ({problem.strerror})"
    return sorted(found, key=lambda entry: os.fsencode(entry.name)), ""


def _strange(name: PurePosixPath, entry: os.DirEntry[str], rules: Rules) -> str:
    """Why an entry is no plain file in a plain place; empty when it is one."""
    try:
        mode = entry.stat(follow_symlinks=False).st_mode
    except OSError as problem:
        return f"cannot be looked at ({problem.strerror})"
    if stat.S_ISLNK(mode):
        return "a link, which may lead anywhere"
    if not stat.S_ISREG(mode):
        return "no regular file"
    if not all(is_safe_name(part) for part in name.parts):
        return "a name that no file should have"
    if any(len(part.encode()) > MAX_PART for part in name.parts) or len(str(name).encode()) > MAX_NAME:
        return f"a name of more than {MAX_PART} bytes, or {MAX_NAME} with its folders"
    return "" if rules.included(entry.name) else "not among c.CourseDirectory.include"


def _refused(name: str, assignment: Assignment) -> str:
    """Why the instructor's files leave no place for one of this name."""
    parts = PurePosixPath(name).parts
    if parts[-1] in SECRET:
        return "the name of a file of the course's own"
    if any("/".join(parts[:depth]) in assignment.files for depth in range(1, len(parts))):
        return "in a folder that is a file as it was given out"
    if any(given.startswith(f"{name}/") for given in assignment.files):
        return "a file that is a folder as it was given out"
    for depth, part in enumerate(parts):
        place = assignment.modules.get(("/".join(parts[:depth]), part.partition(".")[0]), part)
        if place != part and (depth < len(parts) - 1 or part.endswith(IMPORTED)):
            return "it would be imported in the place of a module of the course's"
    return ""


def _content(path: Path, most: int, room: int) -> tuple[bytes, str]:
    """The bytes of a regular file, or why they are not read."""
    try:
        size = path.lstat().st_size
        content = read_file(path) if size <= min(most, room) else b""
    except (Unreadable, OSError):
        return b"", "no regular file that can be read"
    if max(size, len(content)) > most:
        return b"", f"more than {most / 1e6:g} MB"
    if max(size, len(content)) > room:
        return b"", f"more than {MAX_ALL_BYTES // 10**6} MB in all"
    return content, ""


def _is_given(path: Path, given: bytes) -> bool:
    """Whether a file is as it was given out; of a large one the size is looked at."""
    content, why = _content(path, MAX_BYTES, MAX_BYTES)
    if not why:
        return _lines(content) == _lines(given)
    try:
        return path.lstat().st_size == len(given) > MAX_BYTES
    except OSError:
        return False


def _lines(content: bytes) -> bytes:
    """What some tools change on the way is no change."""
    return content.replace(b"\r\n", b"\n").rstrip(b"\n")

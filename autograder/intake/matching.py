"""What students handed in, found by file name, else by the notebook's cells. Nothing is followed or trusted."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from ..course.course import Assignment, Course
from ..course.source import SourceNotebook
from ..errors import CourseError
from .elsewhere import ELSEWHERE, of_another, of_none
from .reading import MAX_NOTEBOOK_BYTES, Unreadable, grade_id_of, read_notebook

NOTEBOOKS = (".ipynb", ".ipynb.json", ".ipynb.txt")  # browsers add an ending of their own
ENDING = re.compile(r"\.ipynb(?:\.json|\.txt)?$", re.IGNORECASE)
MAX_FILES = 200  # notebooks of one submission that are looked at
MAX_LOOKED = 60_000_000  # bytes of files with other names that are read in search of a notebook


def read_file(path: Path) -> bytes:
    """The content of a regular file; links lead elsewhere and are not followed, devices are not read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        raise Unreadable("The notebook is not a regular file.") from None
    if path.is_symlink() or not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable("The notebook is not a regular file.")
    with os.fdopen(descriptor, "rb") as file:
        return file.read(MAX_NOTEBOOK_BYTES + 1)


def notebooks_in(folder: Path) -> list[Path]:
    """Everything in a folder that bears a notebook's name, in order."""
    return sorted(path for path in folder.iterdir() if path.name.lower().endswith(NOTEBOOKS)) if folder.is_dir() else []


def match_files(assignment: Assignment, folder: Path) -> tuple[dict[str, Path], list[str]]:
    """The file of each notebook: by its name, else the one whose cells have the notebook's ids. None whose cells are
    rather those of another assignment."""
    present = notebooks_in(folder)[:MAX_FILES]
    known = {unicodedata.normalize("NFC", name): name for name in assignment.notebooks}
    files = {known[stem]: path for path in present if (stem := _stem(path)) in known}
    strays = stray_files(assignment, list(files.values()))
    files = {name: path for name, path in files.items() if path not in strays}
    flags = []
    missing = [name for name in assignment.notebooks if name not in files]
    left = [path for path in present if path not in {*files.values(), *strays}] if missing else []
    ids: dict[Path, set[str | None]] = {}  # nbgrader's, of cells
    for each, notebook in _read(left):
        other = _other(assignment, each, notebook)
        if other:
            strays[each] = other
        else:
            ids[each] = {grade_id_of(cell) for cell in notebook.cells}
    for name in missing:
        path = next((path for path in ids if looks_like(ids[path], assignment.notebooks[name])), None)
        if path is not None:
            files[name] = path
            flags.append("renamed")
            del ids[path]
    if not files and not strays and len(present) == len(assignment.notebooks) == 1:  # even if it is damaged
        files[next(iter(assignment.notebooks))] = present[0]
        flags.append("renamed")
    if strays and len(files) < len(assignment.notebooks):
        flags.append(ELSEWHERE)
    return files, flags


def stray_files(assignment: Assignment, paths: list[Path]) -> dict[Path, str]:
    """Which of these files are notebooks of something else, and of which assignment, as far as so much may be read."""
    return {path: other for path, notebook in _read(paths) if (other := _other(assignment, path, notebook))}


def _stem(path: Path) -> str:
    """The name of a notebook's file without its ending, letters and accents composed."""
    return unicodedata.normalize("NFC", ENDING.sub("", path.name))


def _other(assignment: Assignment, path: Path, notebook: NotebookNode) -> str:
    named = {unicodedata.normalize("NFC", name) for name in assignment.notebooks}
    if _stem(path) not in named and of_none(assignment, notebook.cells):
        return of_another(assignment, notebook.cells) or "no assignment of the course"
    return of_another(assignment, notebook.cells)


def strays_in(assignment: Assignment, folder: Path) -> dict[Path, str]:
    """As `stray_files`, of a student's folder."""
    return stray_files(assignment, notebooks_in(folder)[:MAX_FILES])


def _read(paths: list[Path]) -> Iterator[tuple[Path, NotebookNode]]:
    """The notebooks that can be read, as far as so much may be read."""
    read = 0
    for path in paths:
        with contextlib.suppress(Unreadable):
            content = read_file(path)
            read += len(content)
            if read > MAX_LOOKED:
                return
            yield path, read_notebook(content)


def looks_like(ids: set[str | None], source: SourceNotebook) -> bool:
    """Whether a notebook with cells of these ids is this one; ids such as "title" are those of others too."""
    graded = {cell.grade_id for cell in source.cells if cell.graded}
    return 2 * len(ids & set(source.by_id)) >= len(source.by_id) and (not graded or bool(ids & graded))


def matched_notebook(course: Course, assignment: Assignment, source: SourceNotebook, student: str) -> NotebookNode:
    """The submitted notebook of one student. Raises CourseError when there is none that can be read."""
    if student not in course.students(assignment.name):
        raise CourseError(f"{student} handed nothing in for {assignment.name}: no folder in submitted/.")
    files, _ = match_files(assignment, course.path("submitted", student, assignment.name))
    if source.name not in files:
        raise CourseError(f"There is no {source.name}.ipynb in the submission of {student}.")
    try:
        return read_notebook(read_file(files[source.name]))
    except Unreadable as problem:
        raise CourseError(f"The submission of {student} cannot be read: {problem}") from None

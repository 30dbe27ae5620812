"""Which of a student's files are handed in, when there are several of one kind.

The rule, in this order: the latest attempt that has a notebook. Of files that may be one notebook, one with the
notebook's cells before one without; one that was worked on before one as it was given out; no checkpoint; what the LMS
numbered last; the highest copy number (-1, (2)) before none, and none before "Copy of"; the name as it was given out;
the first in the alphabet. What is not chosen is told. Everything else lies beside the notebook, in its sub-folders.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import PurePosixPath

from nbformat import NotebookNode

from ..course.course import Assignment
from ..course.source import SourceNotebook
from ..text import is_safe_name
from .archives import MAX_PATH
from .elsewhere import of_another
from .lms.entry import HandedIn, composed
from .matching import ENDING, NOTEBOOKS, looks_like
from .naming import MAX_NAME_BYTES, alike
from .reading import Unreadable, grade_id_of, read_notebook
from .times import moment

MAX_PER_STUDENT = 20  # notebooks
KEPT_BY_NBGRADER = {"timestamp.txt", "submission_secret.txt"}
NUMBER = re.compile(r"(?:-(\d{1,3})| ?\((\d{1,3})\))$")
COPY = re.compile(r"^(?:Copy of )+|(?:[ -]?Copy\d*| - Copy)$", re.IGNORECASE)
CHECKPOINT = re.compile(r"-checkpoint$")


@dataclass
class Item:
    """A file of a student's; path is how it is told."""

    path: str
    who: HandedIn
    content: bytes
    number: int = 0  # of the entry, among all

    @property
    def is_notebook(self) -> bool:
        """By its name."""
        return self.who.file.lower().endswith(NOTEBOOKS)


@dataclass
class Chosen:
    """What is written for a student, by path; what is not, with the reason; what a person should know."""

    files: dict[str, Item] = field(default_factory=dict)
    aside: list[tuple[Item, str]] = field(default_factory=list)
    refused: list[tuple[Item, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    notebooks: int = 0


def choose(items: list[Item], assignment: Assignment | None) -> Chosen:
    """Apply the rule to what one student handed in for an assignment."""
    released = assignment.notebooks if assignment else {}
    chosen = Chosen()
    items = _of_last_attempt(items, chosen)
    notebooks = [item for item in items if item.is_notebook]
    for item in notebooks[MAX_PER_STUDENT:]:
        why = f"more than {MAX_PER_STUDENT} notebooks of one student; hand in those of the assignment"
        chosen.refused.append((item, why))
    notebooks = notebooks[:MAX_PER_STUDENT]
    taken = _best(notebooks, assignment, chosen) if len(notebooks) > 1 and assignment else {}
    if not taken:
        taken = {item.number: _name_of(item, released) for item in notebooks}
    first = next((item for item in notebooks if item.number in taken), None)
    base = PurePosixPath(first.who.file).parent if first else PurePosixPath()
    left = {item.number for item, _ in [*chosen.aside, *chosen.refused]}
    for item in sorted(items, key=lambda item: item.number not in taken):  # a notebook's name is its own
        if item.number in taken:
            _put(taken[item.number], item, chosen)
        elif item.number not in left:
            file = PurePosixPath(item.who.file)
            _put(str(file.relative_to(base) if base in file.parents else file), item, chosen)
    chosen.notebooks = sum(item.number in taken for item in chosen.files.values())
    return chosen


def _of_last_attempt(items: list[Item], chosen: Chosen) -> list[Item]:
    attempts = sorted({item.who.when for item in items}, key=_in_time)
    if len(attempts) < 2:
        return items
    with_work = [when for when in attempts if any(item.is_notebook and item.who.when == when for item in items)]
    last = (with_work or attempts)[-1]
    for item in items:
        if item.who.when != last:
            chosen.aside.append((item, f"of another attempt than the last with a notebook ({last})"))
    return [item for item in items if item.who.when == last]


def _in_time(when: str) -> tuple[bool, str]:
    """Attempts in order, however an LMS writes times."""
    try:
        return True, moment(when, UTC).isoformat()
    except ValueError:
        return bool(when), when


def _best(notebooks: list[Item], assignment: Assignment, chosen: Chosen) -> dict[int, str]:
    """The file of each released notebook, with its name; empty where none is like any. Others like it are set aside."""
    cells = {item.number: _cells(item) for item in notebooks}
    taken: dict[int, str] = {}
    released = assignment.notebooks
    left = [item for item in notebooks if not _is_of_another(assignment, cells[item.number])]
    for name, source in released.items():
        like = [item for item in left if _may_be(item, cells[item.number], source)]
        ranks = {item.number: _rank(item, cells[item.number], source) for item in like}
        like.sort(key=lambda item: ranks[item.number])
        for item in like[1:]:
            chosen.aside.append((item, f"{like[0].path} is taken for {name}"))
        if like:
            taken[like[0].number] = _name_of(like[0], released)
            left = [item for item in left if item.number not in ranks]
        if len(like) > 1 and ranks[like[0].number][:-1] == ranks[like[1].number][:-1]:
            note = f"{len(like)} files may be {name}, and nothing says which is the last: {like[0].path} was taken"
            chosen.notes.append(note)
    if taken:
        made = [item for item in left if CHECKPOINT.search(_stem(item))]
        chosen.aside += [(item, "a copy that Jupyter makes for itself") for item in made]
    return taken


def _may_be(item: Item, cells: NotebookNode | None, source: SourceNotebook) -> bool:
    return _has_cells_of(cells, source) or _is_named(_stem(item), source.name)


def _rank(item: Item, cells: NotebookNode | None, source: SourceNotebook) -> tuple[int, int, int, int, int, int, str]:
    """The best first."""
    stem = CHECKPOINT.sub("", _stem(item))
    number = NUMBER.search(stem)
    copy = int(number[1] or number[2]) if number and alike(stem) != alike(source.name) else 0
    if COPY.search(stem):
        copy = -1
    return (
        not _has_cells_of(cells, source),
        _is_blank(cells, source),
        CHECKPOINT.search(_stem(item)) is not None,
        -item.who.order,
        -copy,
        alike(stem) != alike(source.name),
        item.path,
    )


def _cells(item: Item) -> NotebookNode | None:
    try:
        return read_notebook(item.content)
    except Unreadable:
        return None


def _has_cells_of(cells: NotebookNode | None, source: SourceNotebook) -> bool:
    return cells is not None and looks_like({grade_id_of(cell) for cell in cells.cells}, source)


def elsewhere(chosen: Chosen, assignment: Assignment | None) -> str:
    """The assignment whose notebooks all of these are, rather than this one's; empty where they are not."""
    cells = [_cells(item) for item in chosen.files.values() if item.is_notebook]
    found = [of_another(assignment, each.cells) if assignment and each else "" for each in cells]
    return ", ".join(sorted(set(found))) if all(found) else ""


def _is_of_another(assignment: Assignment, cells: NotebookNode | None) -> bool:
    return cells is not None and bool(of_another(assignment, cells.cells))


def _is_blank(cells: NotebookNode | None, source: SourceNotebook) -> bool:
    """Whether nothing was written into it since it was given out."""
    if cells is None:
        return True
    given = {id: cell.released for id, cell in source.by_id.items() if cell.kind in ("solution", "manual", "task")}
    mine = {grade_id_of(cell): cell.source for cell in cells.cells}
    return all(mine.get(id, text) == text for id, text in given.items())


def _stem(item: Item) -> str:
    return ENDING.sub("", PurePosixPath(item.who.file).name)


def _is_named(stem: str, name: str) -> bool:
    """Whether it is the name, but for what programs add to copies."""
    plain = CHECKPOINT.sub("", stem)
    numberless = NUMBER.sub("", plain)
    names = (plain, numberless, COPY.sub("", plain), COPY.sub("", numberless), NUMBER.sub("", COPY.sub("", plain)))
    return alike(name) in {alike(each.strip()) for each in names}


def _name_of(item: Item, released: Mapping[str, SourceNotebook]) -> str:
    """The name as it was given out, where only a program has changed it; else the student's own."""
    stem = _stem(item)
    return next(
        (f"{source.name}.ipynb" for source in released.values() if _is_named(stem, source.name)), f"{stem}.ipynb"
    )


def _put(name: str, item: Item, chosen: Chosen) -> None:
    """Add a file under a name. Refuse what no folder of a submission should hold."""
    parts = PurePosixPath(composed(name)).parts
    path = "/".join(parts)
    taken = (path, *("/".join(parts[:n]) for n in range(1, len(parts))))
    why = ""
    if any(len(part.encode("utf-8", "replace")) > MAX_NAME_BYTES for part in parts) or len(path) > MAX_PATH:
        why = f"a file name of more than {MAX_NAME_BYTES} bytes"
    elif parts[0].lower() in KEPT_BY_NBGRADER or not is_safe_name(path):
        why = "a name that nbgrader keeps for itself, or that hides characters"
    elif set(taken) & set(chosen.files) or any(known.startswith(f"{path}/") for known in chosen.files):
        why = "a second file of the same name"
    if why:
        chosen.refused.append((item, why))
    else:
        chosen.files[path] = item

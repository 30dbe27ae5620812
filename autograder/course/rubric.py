"""The rubric of an answer in words: its mark scheme, as items with points.

It stands where the instructor writes the mark scheme, between nbgrader's delimiters, in the source notebook: of a task
cell, or inside the solution of a manually graded cell. The release takes both out.

    ### BEGIN MARK SCHEME
    - [1] names the two errors
    - [1] chooses h, with a number
    - [-0.5] units are missing
    Accept any h from 0.005 to 0.05.
    ### END MARK SCHEME

What is given to an answer is kept in the same form in nbgrader's comment: the lines of its items, an empty line, and
what else there is to say. So a person reads it, formgrader shows it, and it can be read back.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from ..text import SafeText, safe
from .course import Course
from .files import our_notebook

Key = tuple[str, str]  # notebook, id of a graded cell
MAX_ITEMS = 40
DELIMITERS = ("BEGIN MARK SCHEME", "END MARK SCHEME")  # nbgrader's own, where a course names no others
_ITEM = re.compile(r"\s*(?:#+\s*)?[-*+]\s+\[\s*([+\-−–]?\d+(?:\.\d+)?)\s*\](?!\()\s*(.*)")


@dataclass(frozen=True)
class Item:
    """One thing to look for in an answer, and the points that it gives or takes."""

    points: float
    words: SafeText

    def __str__(self) -> str:
        return f"- [{self.points:g}] {self.words}"


@dataclass(frozen=True)
class Rubric:
    """The items of a cell, and what else its mark scheme says."""

    items: tuple[Item, ...]
    text: SafeText

    def given(self, words: Iterable[str]) -> list[Item]:
        """The items of these words, in the rubric's order, with the rubric's points."""
        wanted = set(words)
        return [item for item in self.items if item.words in wanted]


def total(items: Iterable[Item]) -> float:
    """The points of the items together; what is taken off takes nothing from other answers."""
    return max(0.0, math.fsum(item.points for item in items))


def as_comment(items: Iterable[Item], note: str) -> SafeText:
    """What nbgrader's comment holds: a line for each item, an empty one, and the note."""
    lines = "\n".join(map(str, items))
    return safe(f"{lines}\n\n{note}".strip() if lines else f"\n{note}" if _ITEM.match(note) else note)


def from_comment(comment: str) -> tuple[list[Item], SafeText]:
    """The items that a comment begins with, as they were given, and the note behind them."""
    head, _, rest = comment.replace("\r\n", "\n").partition("\n\n")
    found = [_ITEM.fullmatch(line) for line in head.split("\n")]
    items = [_item(match) for match in found if match and match[2].strip()]
    return (items, safe(rest.strip("\n"))) if len(items) == len(found) else ([], safe(comment.strip("\n")))


def rubrics_of(course: Course, assignment: str) -> dict[Key, Rubric]:
    """The mark schemes of an assignment's cells that a person grades; a text without items is one of no items."""
    begin, end = _delimiters(course)
    return {
        (path.stem, cell.metadata.nbgrader.grade_id): read_rubric(scheme)
        for path in _notebooks(course, assignment)
        for cell in _by_hand(path)
        if (scheme := _between(cell.source, begin, end)) is not None
    }


def read_rubric(scheme: str) -> Rubric:
    """The items of a mark scheme: a line each, and lines that are indented under it."""
    items: list[Item] = []
    rest: list[str] = []
    inside = False
    for line in scheme.split("\n"):
        found = _ITEM.fullmatch(line)
        plain = re.sub(r"^#+ ?", "", line)
        if found:
            items.append(_item(found))
        elif inside and plain.startswith((" ", "\t")) and plain.strip():
            items[-1] = Item(items[-1].points, safe(f"{items[-1].words} {plain.strip()}"))
            continue
        else:
            rest.append(plain)
        inside = bool(found)
    return Rubric(tuple(items), safe("\n".join(rest).strip()))


def rubric_problems(course: Course, assignment: str) -> list[str]:
    """What is wrong with the rubrics of an assignment, a line each."""
    begin, end = _delimiters(course)
    found = []
    for path in _notebooks(course, assignment):
        for cell in _by_hand(path):
            scheme = _between(cell.source, begin, end)
            about = cell.metadata.nbgrader
            said = None if scheme is None else _wrong(read_rubric(scheme), float(about.get("points") or 0))
            if said:
                found.append(f"{path.name}, cell {about.grade_id}: {said}")
    return found


def _wrong(rubric: Rubric, points: float) -> str | None:
    if not rubric.items:
        return None
    words = [item.words for item in rubric.items]
    earned = math.fsum(item.points for item in rubric.items if item.points > 0)
    if "" in words:
        return "an item of its mark scheme has no words."
    if len(words) > MAX_ITEMS:
        return f"its mark scheme has {len(words)} items; expected at most {MAX_ITEMS}."
    twice = sorted({each for each in words if words.count(each) > 1})
    if twice:
        return f"two items of its mark scheme have the same words, {twice[0]!r}: they cannot be told apart."
    if not math.isclose(earned, points, abs_tol=1e-6):
        return f"the items of its mark scheme give {earned:g} points together; expected {points:g}, as the cell has."
    return None


def _item(found: re.Match[str]) -> Item:
    points = float(found[1].replace("−", "-").replace("–", "-"))
    return Item(points, safe(found[2].strip()))


def _delimiters(course: Course) -> tuple[str, str]:
    """nbgrader's, as this course has them."""
    if not any("mark_scheme" in key for section in course.config.values() for key in section):
        return DELIMITERS
    from nbgrader.preprocessors import ClearMarkScheme  # with all of nbconvert

    clear = ClearMarkScheme(config=course.config)
    return str(clear.begin_mark_scheme_delimeter), str(clear.end_mark_scheme_delimeter)


def _notebooks(course: Course, assignment: str) -> list[Path]:
    folder = course.path("source", ".", assignment)
    return sorted(folder.glob("*.ipynb")) if folder.is_dir() else []


def _by_hand(path: Path) -> list[NotebookNode]:
    """The cells that a person grades; none of a notebook that cannot be read, which a release says."""
    try:
        cells = our_notebook(path).cells
    except Exception:  # what reading a damaged notebook may raise is anybody's guess
        return []
    about = [(cell, cell.metadata.get("nbgrader") or {}) for cell in cells]
    return [
        cell
        for cell, meta in about
        if meta.get("grade_id") and (meta.get("task") or (meta.get("grade") and meta.get("solution")))
    ]


def _between(source: str, begin: str, end: str) -> str | None:
    """The lines between the delimiters; None where there are none."""
    found: list[str] = []
    inside = seen = False
    for line in source.split("\n"):
        if begin in line:
            inside = seen = True
        elif end in line:
            inside = False
        elif inside:
            found.append(line)
    return "\n".join(found) if seen else None

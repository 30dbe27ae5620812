"""`autograder similar`: which submissions have parts in common that few others have.

It compares the cells that students wrote, code with code and words with words. What was given out is left out, and the
reference's own form, and what many have: a form that everybody finds says nothing of two. What is left counts the less
the more share it. A pair is a reason to look, and never more.
"""

from __future__ import annotations

import ast
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import combinations

import nbformat

from ..course.course import Assignment, Course
from ..course.source import SourceNotebook
from ..declaring.exercise import Exercise
from ..declaring.source_code import Place, bare_copy, called_by
from ..intake.matching import match_files, read_file
from ..intake.reading import Unreadable, read_notebook
from ..text import SafeText, safe
from .winnowing import CODE, WORDS, Kind, Token

KINDS = (CODE, WORDS)
MAX_CELL = 100_000  # characters
MAX_WORK = 60_000  # tokens
FEW, MANY = 6, 30  # what more share is a common form: a tenth of the class, but at least FEW and at most MANY


@dataclass
class Cell:
    """A cell that a student wrote: its tokens, and its fingerprints by where their runs begin."""

    notebook: str
    kind: Kind
    text: SafeText
    tokens: list[Token]
    prints: dict[int, int]


@dataclass
class Work:
    """What one student wrote."""

    student: str
    cells: list[Cell] = field(default_factory=list)

    def length(self, kind: Kind) -> int:
        """Its tokens of a kind."""
        return sum(len(cell.tokens) for cell in self.cells if cell.kind is kind)

    def places(self, kind: Kind) -> dict[int, list[tuple[int, int]]]:
        """Where each fingerprint stands: (number of the cell, number of the token)."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, cell in enumerate(self.cells):
            for at, mark in cell.prints.items() if cell.kind is kind else ():
                found[mark].append((number, at))
        return found


@dataclass(frozen=True)
class Common:
    """What two works have in common of a kind: tokens, what they are worth where others have them too, how long each
    work is, and the least that is shown."""

    tokens: int
    unusual: float
    lengths: tuple[int, int]
    least: float

    @property
    def strength(self) -> float:
        """1 is just worth a look."""
        return self.unusual / self.least


@dataclass
class Pair:
    """Two works, what they have in common by the name of its kind, and where: (cell, token) -> number of the place."""

    works: tuple[Work, Work]
    common: dict[str, Common]
    places: tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]] = field(repr=False)

    @property
    def strength(self) -> float:
        """How unusual the common part is; pairs are sorted by it."""
        return sum(common.strength for common in self.common.values())


@dataclass(frozen=True)
class Similar:
    """The pairs, the strongest first; how many works were compared; and (student, why) for those that were not."""

    pairs: list[Pair]
    compared: int
    unread: list[tuple[str, str]]


def similar_work(course: Course, assignment: str, hide: Callable[[str], SafeText] = safe) -> Similar:
    """Compare all that was handed in. hide: takes names out of what students wrote. Raises CourseError."""
    loaded = course.load(assignment)
    known = _given_out(course, loaded)
    works: list[Work] = []
    unread: list[tuple[str, str]] = []
    for student in course.students(assignment):
        try:
            works.append(read_work(course, loaded, student, hide))
        except (Unreadable, OSError) as problem:
            unread.append((student, str(problem)))
    return Similar(pairs_of(works, known), len(works), unread)


def read_work(course: Course, assignment: Assignment, student: str, hide: Callable[[str], SafeText]) -> Work:
    """What a student wrote: the cells that are not as they were given out. Raises Unreadable."""
    files = match_files(assignment, course.path("submitted", student, assignment.name))[0]
    if not files:
        raise Unreadable("There is no notebook of this assignment.")
    work, room = Work(student), MAX_WORK
    for name, path in sorted(files.items()):
        released = {place.released.strip() for place in assignment.notebooks[name].cells}
        for each in read_notebook(read_file(path)).cells:
            if each.source.strip() and each.source.strip() not in released and room > 0:
                cell = cell_of(name, each.cell_type == "code", hide(each.source[:MAX_CELL]))
                room -= len(cell.tokens)
                work.cells.append(cell)
    return work


def cell_of(notebook: str, is_code: bool, text: SafeText) -> Cell:
    """A cell with its fingerprints."""
    kind = CODE if is_code else WORDS
    tokens = kind.tokens(text)
    return Cell(notebook, kind, text, tokens, kind.prints(tokens))


def pairs_of(works: list[Work], known: set[int]) -> list[Pair]:
    """The pairs that are worth a look, the strongest first. known: fingerprints that say nothing."""
    owners = _owners(works, known)
    shared: Counter[tuple[int, int]] = Counter()
    for whose in owners.values():
        shared.update(combinations(whose, 2))
    fewest = min(kind.least / (kind.run + kind.window) for kind in KINDS)
    pairs = (_pair(works[a], works[b], owners) for (a, b), count in shared.items() if count >= fewest)
    found = [pair for pair in pairs if any(common.strength >= 1 for common in pair.common.values())]
    return sorted(found, key=lambda pair: (-pair.strength, pair.works[0].student, pair.works[1].student))


def _owners(works: list[Work], known: set[int]) -> dict[int, list[int]]:
    """Whose work each fingerprint is in, of those that several have and not many."""
    owners: dict[int, list[int]] = defaultdict(list)
    for number, work in enumerate(works):
        for mark in {mark for cell in work.cells for mark in cell.prints.values()} - known:
            owners[mark].append(number)
    most = min(max(FEW, len(works) // 10), MANY)
    return {mark: whose for mark, whose in owners.items() if 2 <= len(whose) <= most}


def _pair(a: Work, b: Work, owners: dict[int, list[int]]) -> Pair:
    """What two works have in common."""
    common: dict[str, Common] = {}
    places: tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]] = ({}, {})
    for kind in KINDS:
        mine, other = a.places(kind), b.places(kind)
        marks = sorted((mark for mark in mine.keys() & other.keys() & owners.keys()), key=lambda mark: mine[mark][0])
        numbers = _numbered(marks, mine, kind, max(places[0].values(), default=0))
        worth = {mark: 1 / math.log2(len(owners[mark])) for mark in marks}
        sides = [_covered(marks, where, kind, numbers, worth) for where in (mine, other)]
        for place, (covered, _) in zip(places, sides, strict=True):
            place.update(covered)
        lengths = (a.length(kind), b.length(kind))
        tokens, unusual = min(len(covered) for covered, _ in sides), min(weight for _, weight in sides)
        common[kind.name] = Common(tokens, unusual, lengths, kind.threshold(lengths))
    return Pair((a, b), common, places)


def _numbered(marks: list[int], where: dict[int, list[tuple[int, int]]], kind: Kind, last: int) -> dict[int, int]:
    """The number of the place of each fingerprint: one for those whose runs touch."""
    numbers: dict[int, int] = {}
    end = (-1, -1)
    for mark in marks:
        cell, at = where[mark][0]
        last += (cell, at) > end
        numbers[mark] = last
        end = (cell, at + kind.run)
    return numbers


def _covered(
    marks: list[int],
    where: dict[int, list[tuple[int, int]]],
    kind: Kind,
    numbers: dict[int, int],
    worth: dict[int, float],
) -> tuple[dict[tuple[int, int], int], float]:
    """The tokens that the fingerprints cover, with the number of their place, and what they are worth together."""
    covered: dict[tuple[int, int], int] = {}
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for mark in marks:
        for cell, at in where[mark]:
            for token in range(at, at + kind.run):
                covered.setdefault((cell, token), numbers[mark])
                weights[cell, token] = max(weights[cell, token], worth[mark])
    return covered, math.fsum(weights.values())


# --- what says nothing ----------------------------------------------------------------------------


def _given_out(course: Course, assignment: Assignment) -> set[int]:
    """Fingerprints of what students were given, and of the reference's own form."""
    code = [content.decode("utf-8", "replace") for name, content in assignment.files.items() if name.endswith(".py")]
    code += [source for id in assignment.check_ids for source in _declared(assignment.book[id])]
    texts = [(True, source) for source in code]
    for source in assignment.notebooks.values():
        texts += [(place.cell.cell_type == "code", place.released) for place in source.cells]
        texts += _solved(course, assignment, source)
    return {mark for is_code, text in texts for mark in cell_of("", is_code, safe(text)).prints.values()}


def _solved(course: Course, assignment: Assignment, source: SourceNotebook) -> list[tuple[bool, str]]:
    """The cells of the instructor's own notebook, with its solutions, where it is there."""
    path = course.path("source", ".", assignment.name) / f"{source.name}.ipynb"
    try:
        cells = nbformat.read(path, 4).cells if path.is_file() else []
    except Exception:  # it is being edited: what was released says most
        return []
    return [(cell.cell_type == "code", cell.source) for cell in cells]


def _declared(exercise: object) -> Iterable[str]:
    """The reference of an exercise and its variants, each with the functions that it calls."""
    if not isinstance(exercise, Exercise):
        return
    for function in (exercise.solution, *exercise.variants):
        needed = [Place(function.__module__, function.__name__)]
        for place in needed:  # grows while it is walked
            needed += [other for other in called_by(place).values() if other not in needed]
        yield "\n".join(ast.unparse(bare_copy(place)) for place in reversed(needed))

"""The report: one page that says where the class stands, in the order in which an instructor asks.

How many handed in, were graded, wait for a person, and why; how the points are spread; for each exercise who passed
and which mistakes were made, so that the next lecture knows what to repeat; then every student.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ..classes.anonymous import anonymous, codes_of, without_names
from ..classes.items import FEWEST, Item, Key, items
from ..classes.standing import StudentResult, graded_class, read_marks
from ..course.course import Course
from ..course.files import write_text
from ..declaring.book import Book
from ..declaring.exercise import Exercise
from ..declaring.probe import Probe
from ..declaring.quiz import Quiz
from ..intake.record import TEST_STUDENT, read_record, without_notebook
from ..intake.roster import roster_of
from ..text import SafeText
from .analysis import names_of_cells, time_taken
from .page import Redactor, points, rendered
from .reasons import Row, groups_of, reasons

REPORT_FILE = "report.html"
ANONYMOUS_FILE = "report-anonymous.html"


def write_report(course: Course, assignment: str, *, hide_names: bool = False) -> Path:
    """Write results/ASSIGNMENT/report.html and return its path. Raises CourseError when nothing was graded yet.

    hide_names: report-anonymous.html instead, with codes in the place of names; the key lies beside it.
    """
    marks = read_marks(course, assignment)
    students = graded_class(course, assignment, marks)
    loaded = course.load(assignment)
    names = names_of_cells(loaded.notebooks, students)
    redact: Callable[[str], SafeText] = Redactor(course)
    handed_in = set(course.students(assignment)) | {each.student for each in students}
    tests = {each.student for each in students if TEST_STUDENT in each.flags}
    people = dict.fromkeys(marks.class_list, "")
    people |= {person.id: person.name for person in roster_of(course).people}
    something_else = without_notebook(read_record(course, assignment), sorted(handed_in))
    ungraded: Iterable[str] = handed_in - {each.student for each in students}
    if hide_names:
        students, ungraded = anonymous(course, assignment, students), codes_of(course, assignment, ungraded).values()
        something_else = {}  # names of files are chosen by whoever hands in
        own, clean = redact, without_names(course)
        redact = lambda text: clean(own(text))  # noqa: E731
    rows = [Row(f"s{number}", each, list(reasons(each, names))) for number, each in enumerate(students)]
    rows.sort(key=lambda row: (not row.pressing, not row.asks, row.result.points, row.result.student))
    of_class = [row for row in rows if TEST_STUDENT not in row.result.flags] or rows
    counted = [row.result for row in of_class]
    found = {(item.notebook, item.cell): item for item in items(counted)}
    lessons = [_lesson(key, name, of_class, redact, loaded.book, found.get(key)) for key, name in names.items()]
    page = rendered(
        "report.html",
        assignment=assignment,
        hide_names=hide_names,
        standing=marks.standing,
        fewest=FEWEST,
        time=time_taken(course, assignment),
        max_points=loaded.max_points,
        rows=rows,
        by_name=_by_name(rows),
        people={} if hide_names else people,
        handed_in=len(handed_in - tests),
        known=len((handed_in | set(people)) - tests),
        graded=len(of_class),
        absent=[f"{people[id]} ({id})" if people[id] else id for id in sorted(set(people) - handed_in)],
        something_else=something_else,
        ungraded=sorted(ungraded),
        unusable=[] if hide_names else course.unusable(assignment),
        changed=loaded.changed_since_release,
        numbers=_numbers(counted),
        bins=_distribution(counted, loaded.max_points),
        groups=groups_of(rows),
        lessons=lessons,
        repeat=_to_repeat(lessons),
        redact=redact,
    )
    path = course.results_path(assignment) / (ANONYMOUS_FILE if hide_names else REPORT_FILE)
    write_text(path, page)
    return path


def _by_name(rows: list[Row]) -> list[list[Row]]:
    """The rows by the students' ids, those of one first letter together."""
    ordered = sorted(rows, key=lambda row: row.result.student.casefold())
    return [list(some) for _, some in groupby(ordered, key=lambda row: row.result.student[:1].casefold())]


# --- points -------------------------------------------------------------------------------------


def _numbers(students: list[StudentResult]) -> dict[str, str]:
    earned = [each.points for each in students]
    return {
        "median": points(statistics.median(earned)),
        "mean": points(statistics.fmean(earned)),
        "lowest": points(min(earned)),
        "highest": points(max(earned)),
        "waiting": points(sum(each.waiting for each in students)),
    }


def _distribution(students: list[StudentResult], max_points: float) -> list[tuple[str, int]]:
    """(points, how many have them): about ten steps of whole points, points rounded down."""
    width = max(1, round(max_points / 10))
    last = int(max_points // width)
    counts = Counter(min(int(each.points // width), last) for each in students)
    labels = [str(k * width) if width == 1 else f"{k * width}–{(k + 1) * width - 1}" for k in range(last)]
    return [(label, counts[k]) for k, label in enumerate([*labels, f"{last * width}+" if width > 1 else str(last)])]


# --- exercises ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """Something that several submissions have in common: a named mistake, or the same message."""

    text: str
    reread: str
    slug: str
    rows: list[Row]
    title: str  # of the exercise


@dataclass(frozen=True)
class Lesson:
    """What became of one graded cell in the class; counts by outcome."""

    title: str
    max_points: float
    counts: dict[str, int]
    mean: float | None  # once all have their points
    mistakes: list[Finding]
    others: list[Finding]
    item: Item | None


def _lesson(
    key: Key, title: str, rows: list[Row], redact: Callable[[str], SafeText], book: Book, item: Item | None
) -> Lesson:
    cells = [
        (row, cell)
        for row in rows
        for notebook in row.result.notebooks
        for cell in notebook.cells
        if (notebook.name, cell.grade_id) == key
    ]
    named: dict[str, list[Row]] = defaultdict(list)
    messages: dict[str, list[Row]] = defaultdict(list)
    for row, cell in cells:
        if cell.mistake:
            named[cell.mistake].append(row)
        elif cell.outcome in ("fail", "partial", "error", "stopped") and cell.message:
            messages[redact(cell.message)].append(row)
    declared = book.get(next((cell.tree["exercise"] for _, cell in cells if "exercise" in cell.tree), ""))
    order = ["pass", "scored", "partial", "fail", "error", "stopped", "timeout", "memory", "crashed", "exited"]
    counts = Counter(cell.outcome for _, cell in cells)
    known = [cell.points for _, cell in cells if cell.points is not None]
    return Lesson(
        title,
        max((cell.max_points for _, cell in cells), default=0.0),
        {outcome: counts[outcome] for outcome in [*order, "unreadable", "missing", "ungraded"] if counts[outcome]},
        None if "ungraded" in counts or not known else statistics.fmean(known),
        [_mistake(declared, slug, named[slug], title) for slug in _often_first(named)],
        [Finding(text, "", "", messages[text], title) for text in _often_first(messages)],
        item,
    )


def _often_first(found: dict[str, list[Row]]) -> list[str]:
    return sorted(found, key=lambda text: (-len(found[text]), text))


def _mistake(declared: object, slug: str, rows: list[Row], title: str) -> Finding:
    """The mistake as the declaration explains it now; its bare name where it is not declared any more."""
    if isinstance(declared, Exercise) and slug in declared.mistakes:
        mistake = declared.mistakes[slug][1]
        return Finding(mistake.explanation.partition("\n")[0], mistake.reread, slug, rows, title)
    if isinstance(declared, Quiz):
        for revealed in declared.wrong.values():
            if revealed.slug == slug:
                return Finding(revealed.explanation, revealed.reread or declared.reread, slug, rows, title)
    if isinstance(declared, Probe):
        for clue in declared.clues:
            if clue.slug == slug:
                return Finding(clue.says, declared.reread, slug, rows, title)
    return Finding(slug, "", slug, rows, title)


def _to_repeat(lessons: list[Lesson]) -> list[Finding]:
    """The mistakes that were made most often, at least twice: what the next lecture should repeat."""
    made = [finding for lesson in lessons for finding in lesson.mistakes if len(finding.rows) > 1]
    return sorted(made, key=lambda finding: -len(finding.rows))[:5]

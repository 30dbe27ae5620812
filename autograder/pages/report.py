"""The report: one page that says where the class stands, in the order in which an instructor asks.

How many handed in, were graded, wait for a person, and why; how the points are spread; for each exercise who passed
and which mistakes were made, so that the next lecture knows what to repeat; then every student.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..classes.gradebook import FOR_A_PERSON
from ..classes.standing import CellResult, NotebookResult, StudentResult, graded_class, read_marks
from ..course.course import Course
from ..course.files import write_text
from ..course.source import SourceNotebook
from ..declaring.book import Book
from ..declaring.exercise import Exercise
from ..declaring.probe import Probe
from ..intake.record import read_record, without_notebook
from ..intake.roster import roster_of
from .page import Redactor, points, rendered, titles

REPORT_FILE = "report.html"

Key = tuple[str, str]  # notebook, id of a graded cell


def write_report(course: Course, assignment: str) -> Path:
    """Write results/ASSIGNMENT/report.html and return its path. Raises CourseError when nothing was graded yet."""
    marks = read_marks(course, assignment)
    students = graded_class(course, assignment, marks)
    loaded = course.load(assignment)
    names = _names_of_cells(loaded.notebooks, students)
    redact = Redactor(course)
    handed_in = set(course.students(assignment)) | {each.student for each in students}
    people = dict.fromkeys(marks.class_list, "")
    people |= {person.id: person.name for person in roster_of(course).people}
    rows = [Row(f"s{number}", each, list(_reasons(each, names))) for number, each in enumerate(students)]
    rows.sort(key=lambda row: (not row.pressing, not row.asks, row.result.points, row.result.student))
    lessons = [_lesson(key, name, rows, redact, loaded.book) for key, name in names.items()]
    page = rendered(
        "report.html",
        assignment=assignment,
        max_points=loaded.max_points,
        rows=rows,
        handed_in=len(handed_in),
        known=len(handed_in | set(people)),
        absent=[f"{people[id]} ({id})" if people[id] else id for id in sorted(set(people) - handed_in)],
        something_else=without_notebook(read_record(course, assignment), sorted(handed_in)),
        ungraded=sorted(handed_in - {each.student for each in students}),
        unusable=course.unusable(assignment),
        changed=loaded.changed_since_release,
        numbers=_numbers(students),
        bins=_distribution(students, loaded.max_points),
        groups=_groups(rows),
        lessons=lessons,
        repeat=_to_repeat(lessons),
        redact=redact,
    )
    path = course.results_path(assignment) / REPORT_FILE
    write_text(path, page)
    return path


def _names_of_cells(sources: dict[str, SourceNotebook], students: list[StudentResult]) -> dict[Key, str]:
    """Titles of the graded cells, in the order of the notebooks; the notebook's name where there are several."""
    known = {(name, cell): title for name, source in sources.items() for cell, title in titles(source).items()}
    seen = [(n.name, cell.grade_id) for each in students for n in each.notebooks for cell in n.cells]
    several = len({notebook for notebook, _ in seen}) > 1
    return {
        key: f"{key[0]}: {known.get(key, key[1])}" if several else known.get(key, key[1]) for key in dict.fromkeys(seen)
    }


# --- what needs a person ------------------------------------------------------------------------


@dataclass(frozen=True)
class Reason:
    """Why somebody should look at a submission, and what to do. waits: points wait or may change until then."""

    title: str
    todo: str
    waits: bool = True


REASONS = {
    "unreadable": Reason("File cannot be read", "Ask the student for the file again, then grade anew."),
    "no-file": Reason("Notebook missing in the submission", "Ask the student for the file, then grade anew."),
    "grader": Reason("The grader failed", "Look into the grader's log and grade the submission by hand."),
    "out-of-step": Reason(
        "Graded elsewhere since", "The gradebook has other automatic points than this report: run the grader again."
    ),
    "crashed": Reason("Crashed the Python process", "Read the code: was it an accident?"),
    "memory": Reason("Used too much memory", "Read the code: was it an accident?"),
    "tampered": Reason(
        "Changed a cell that was locked", "The cell was put back before grading. Read what stood there instead."
    ),
    "library-call": Reason("Calls a function that the exercise is to do without", "Decide whether that is allowed."),
    "numerical-differences": Reason(
        "A result has the few digits of numerical differences", "Read the code: is it the formula that was asked for?"
    ),
    "regraded": Reason("Graded again after a person gave points", "Those points still count. Do they still hold?"),
    "words": Reason("Answers in words to read", "Formgrader, Manual Grading."),
    "timeout": Reason("Did not finish in time", "0 points for these. A loop that never ends?", waits=False),
    "exited": Reason("Ended the Python process", "0 points for these. A call of exit or quit?", waits=False),
    "renamed": Reason("File renamed", "Recognised by its cells and graded.", waits=False),
    "duplicated": Reason("A cell stood twice", "The last one counted.", waits=False),
    "late": Reason(
        "Handed in late",
        "The penalty is what nbgrader_config.py says; none where an LMS marked it and gave no time.",
        waits=False,
    ),
    "not-written": Reason("Could not be written", "The grader's last lines say why. Grade the submission anew."),
    "no-time-zone": Reason(
        "Handed in at a time without a zone",
        "Taken as in time. Set c.Autograder.lms_timezone and collect again.",
        waits=False,
    ),
    "several-files": Reason(
        "Several files may be the notebook", "results/…/handed_in.json says which was graded: is it the right one?"
    ),
    "timestamp-unreadable": Reason("Date of handing in cannot be read", "Taken as in time.", waits=False),
}


@dataclass(frozen=True)
class Row:
    """A student in the table: an anchor for links, and (reason, detail) for all that needs a person."""

    anchor: str
    result: StudentResult
    reasons: list[tuple[str, str]]

    @property
    def asks(self) -> bool:
        """Whether points wait for a person or may change."""
        return any(cell.mark.asks for cell in self.result.cells)

    @property
    def pressing(self) -> bool:
        """Whether there is more to it than answers in words to read."""
        return self.asks and any(REASONS[reason].waits and reason != "words" for reason, _ in self.reasons)


def _reasons(student: StudentResult, names: dict[Key, str]) -> Iterator[tuple[str, str]]:
    flags = set(student.flags)
    for notebook in student.notebooks:
        asks = any(cell.mark.asks for cell in notebook.cells)
        if not asks:  # a person has been there
            flags.discard("tampered")
        if notebook.problem:
            yield from [(_problem(notebook), notebook.problem)] if asks else []
            continue
        for cell in notebook.cells:
            reason = _reason(cell)
            if reason:
                yield reason, names[notebook.name, cell.grade_id]
    for flag in REASONS:
        if flag in flags:
            yield flag, ""


def _problem(notebook: NotebookResult) -> str:
    status = notebook.cells[0].status if notebook.cells else "ungraded"
    return {"unreadable": "unreadable", "missing": "no-file"}.get(status, "grader")


def _reason(cell: CellResult) -> str | None:
    if cell.out_of_step:
        return "out-of-step"
    if cell.by_person:
        return "regraded" if cell.mark.asks else None
    if cell.points is None:
        return "words" if cell.kind in ("manual", "task") else "grader"
    if cell.status in REASONS and (cell.mark.asks or cell.status not in FOR_A_PERSON):
        return cell.status
    return None


def _groups(rows: list[Row]) -> list[tuple[Reason, int, dict[str, list[Row]]]]:
    """Reasons that occur, the pressing ones first: how many submissions, and who for each thing there is to say."""
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for reason, detail in dict.fromkeys(row.reasons):
            found[reason][detail].append(row)
    return [
        (reason, len({row.anchor for each in found[key].values() for row in each}), found[key])
        for key, reason in REASONS.items()
        if key in found
    ]


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


def _lesson(key: Key, title: str, rows: list[Row], redact: Redactor, book: Book) -> Lesson:
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
        elif cell.status in ("fail", "partial", "error") and cell.message:
            messages[redact(cell.message)].append(row)
    declared = book.get(next((cell.tree["exercise"] for _, cell in cells if "exercise" in cell.tree), ""))
    order = ["pass", "scored", "partial", "fail", "error", "timeout", "memory", "crashed", "exited"]
    counts = Counter(cell.outcome for _, cell in cells)
    known = [cell.points for _, cell in cells if cell.points is not None]
    return Lesson(
        title,
        max((cell.max_points for _, cell in cells), default=0.0),
        {outcome: counts[outcome] for outcome in [*order, "unreadable", "missing", "ungraded"] if counts[outcome]},
        None if "ungraded" in counts or not known else statistics.fmean(known),
        [_mistake(declared, slug, named[slug], title) for slug in _often_first(named)],
        [Finding(text, "", "", messages[text], title) for text in _often_first(messages)],
    )


def _often_first(found: dict[str, list[Row]]) -> list[str]:
    return sorted(found, key=lambda text: (-len(found[text]), text))


def _mistake(declared: object, slug: str, rows: list[Row], title: str) -> Finding:
    """The mistake as the declaration explains it now; its bare name where it is not declared any more."""
    if isinstance(declared, Exercise) and slug in declared.mistakes:
        mistake = declared.mistakes[slug][1]
        return Finding(mistake.explanation.partition("\n")[0], mistake.reread, slug, rows, title)
    if isinstance(declared, Probe):
        for clue in declared.clues:
            if clue.slug == slug:
                return Finding(clue.says, declared.reread, slug, rows, title)
    return Finding(slug, "", slug, rows, title)


def _to_repeat(lessons: list[Lesson]) -> list[Finding]:
    """The mistakes that were made most often, at least twice: what the next lecture should repeat."""
    made = [finding for lesson in lessons for finding in lesson.mistakes if len(finding.rows) > 1]
    return sorted(made, key=lambda finding: -len(finding.rows))[:5]

"""Makes a class's work in the form in which each LMS writes it, for tests of the way into the course and out of it.

A `Student` says who, a `Work` what was handed in and when; `canvas`, `moodle`, … write the archive or folder that the
LMS would, and `*_roster` the table that it exports. The forms and their sources: `autograder/intake/lms/`.
"""

from __future__ import annotations

import csv
import io
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

DUE = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)  # midnight in Berlin, 18:00 in New York
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Student:
    """Somebody in the class: nbgrader's id, the names, the LMS's number."""

    id: str
    first: str
    last: str
    number: int

    @property
    def name(self) -> str:
        """First name first."""
        return f"{self.first} {self.last}"

    @property
    def sortable(self) -> str:
        """Last name first."""
        return f"{self.last}, {self.first}"

    @property
    def email(self) -> str:
        """An address of this student's alone."""
        return f"{self.id}@uni.example"


@dataclass(frozen=True)
class Work:
    """What a student handed in: files by their path, the time, and whether the LMS calls it late."""

    student: Student
    files: Files
    when: datetime = DUE
    late: bool = False
    text: bool = False  # typed into the LMS


@dataclass(frozen=True)
class Class:
    """A class, and what came in; `expected` are the ids that have a notebook, `late` those handed in after DUE."""

    students: tuple[Student, ...]
    works: tuple[Work, ...]
    late: frozenset[str] = frozenset()
    without_notebook: frozenset[str] = frozenset()
    nothing: frozenset[str] = frozenset()
    expected: frozenset[str] = frozenset()


def a_zip(to: Path, files: Files) -> Path:
    """A zip with these entries."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return to


def a_tarball(to: Path, files: Files, mode: str = "w:gz") -> Path:
    """A tarball with these entries."""
    with tarfile.open(to, mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return to


def a_folder(to: Path, files: Files) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        (to / name).write_bytes(content)
    return to


# --- what each LMS writes -------------------------------------------------------------------------


def canvas(works: Iterable[Work]) -> Files:
    """Entries of *Download submissions*: flat, the sortable name in small letters without signs; sub-folders cannot be
    handed in. A file of a name that is there already was uploaded later."""
    entries, attachment = {}, 5000
    for work in works:
        joined = "".join(char for char in work.student.sortable.lower() if char.isalnum() or char == "_")
        late = "_LATE" if work.late else ""
        if work.text:
            entries[f"{joined}{late}_{work.student.number}_text.html"] = b"<p>my work</p>"
        for name, content in work.files.items():
            attachment += 1
            entries[f"{joined}{late}_{work.student.number}_{attachment}_{name.rpartition('/')[2]}"] = content
    return entries


def moodle(works: Iterable[Work], *, flat: bool = False, decomposed: bool = False) -> Files:
    """Entries of *Download all submissions*, in folders or flat; a disk of macOS decomposes names."""
    entries: dict[str, bytes] = {}
    for work in works:
        start = f"{work.student.name}_{work.student.number}_assignsubmission_"
        start = unicodedata.normalize("NFD", start) if decomposed else start
        if work.text:
            entries[f"{start}onlinetext{'_' if flat else '/'}onlinetext.html"] = b"<p>my work</p>"
        for name, content in work.files.items():
            entries[f"{start}file_{name.replace('/', '_') if flat else f'/{name}'}"] = content
    return entries


def moodle_worksheet(students: Iterable[Student], works: Iterable[Work], zone: str = "Europe/Berlin") -> bytes:
    """The grading worksheet, with times in the teacher's zone, which it does not name."""
    done = {work.student.id: work for work in works}
    rows: list[list[str]] = [[
        "Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum grade",
        "Grade can be changed", "Last modified (submission)", "Last modified (grade)", "Feedback comments",
    ]]  # fmt: skip
    for student in students:
        work = done.get(student.id)
        local = work.when.astimezone(ZoneInfo(zone)).strftime("%A, %d %B %Y, %I:%M %p") if work else "-"
        status = "No submission" if not work else f"Submitted for grading - {'3 mins late - ' if work.late else ''}"
        named = [f"Participant {student.number}", student.name, student.id, student.email]
        rows.append([*named, status, "", "10.00", "Yes", local, "-", ""])
    return as_csv(rows)


def blackboard(works: Iterable[Work], assignment: str = "Homework_3", zone: str = "America/New_York") -> Files:
    """Entries of *Assignment File Download*: each attempt with a text that says whose it is, with the server's zone."""
    entries = {}
    for work in works:
        local = work.when.astimezone(ZoneInfo(zone))
        start = f"{assignment}_{work.student.id}_attempt_{local:%Y-%m-%d-%H-%M-%S}"
        said = f"{local:%A, %B %d, %Y %I:%M:%S %p} {local:%Z}"
        entries[f"{start}.txt"] = (
            f"Name: {work.student.name} ({work.student.id})\nAssignment: {assignment}\nDate Submitted: {said}\n"
            "Current Grade: Needs Grading\n\nSubmission Field:\nName: Somebody Else (else)\n"
        ).encode()
        for name, content in work.files.items():
            entries[f"{start}_{name.rpartition('/')[2]}"] = content
    return entries


def brightspace(works: Iterable[Work], *, flat: bool = False, zone: str = "America/Toronto") -> Files:
    """Entries of the download of a folder of submissions: the time without a colon and without a zone."""
    entries: dict[str, bytes] = {"index.html": b"<html></html>"}
    for work in works:
        local = work.when.astimezone(ZoneInfo(zone))
        time = f"{local:%b} {local.day}, {local.year} {local.hour % 12 or 12}{local:%M %p}"
        for name, content in work.files.items():
            start = f"{work.student.number}-67890 - {work.student.name} - {time}"
            entries[f"{start} - {name.rpartition('/')[2]}" if flat else f"{start}/{name}"] = content
    return entries


def gradescope(works: Iterable[Work], export: str = "assignment_99_export") -> Files:
    """Entries of *Export submissions*, with submission_metadata.yml."""
    entries, sheet = {}, ""
    for work in works:
        number = work.student.number + 900_000
        sheet += (
            f"submission_{number}:\n  :submitters:\n  - :name: {work.student.name}\n    :sid: '{work.student.number}'\n"
            f"    :email: {work.student.email}\n  :created_at: {work.when:%Y-%m-%d %H:%M:%S}.861687000 Z\n"
            "  :score: 2.0\n  :results:\n    score: 2.0\n    output: |-\n      :sid: '1'\n        :email: x@y.example\n"
        )
        for name, content in work.files.items():
            entries[f"{export}/submission_{number}/{name}"] = content
    return {f"{export}/submission_metadata.yml": sheet.encode(), **entries}


def google_classroom(works: Iterable[Work], around: str = "Classroom/Gradient descent/Homework 3") -> Files:
    """Entries of the folder in Drive: a copy for each student, by name alone."""
    return {
        f"{around}/{work.student.name} - {name.rpartition('/')[2]}": content
        for work in works
        for name, content in work.files.items()
    }


def github_classroom(works: Iterable[Work], slug: str = "homework-3") -> Files:
    """Files of `gh classroom clone student-repos`: a repository a student, whose login is hyphenated."""
    entries: dict[str, bytes] = {}
    for work in works:
        repository = f"{slug}-submissions/{slug}-{login(work.student)}"
        entries |= {f"{repository}/.git/HEAD": b"ref: refs/heads/main\n", f"{repository}/.gitignore": b"*.pyc\n"}
        entries |= {f"{repository}/{name}": content for name, content in work.files.items()}
    return entries


# --- what each LMS exports ------------------------------------------------------------------------


def as_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """A table."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def canvas_gradebook(students: Iterable[Student], title: str = "Homework 3 (77)", points: float = 10.0) -> bytes:
    """The gradebook that Canvas exports, and imports again."""
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title, "Final Score"]
    rows = [[each.sortable, each.number, f"S{each.number}", each.id, "Main", "", ""] for each in students]
    test = ["Student, Test", 999999, "", "0f0f0f", "Main", "", ""]
    return as_csv([head, ["    Points Possible", "", "", "", "", points, "(read only)"], *rows, test])


def gradescope_roster(students: Iterable[Student]) -> bytes:
    """The roster that Gradescope exports."""
    head = ["First Name", "Last Name", "SID", "Email", "Role"]
    return as_csv([head, *([each.first, each.last, each.number, each.email, "Student"] for each in students)])


def brightspace_grades(students: Iterable[Student]) -> bytes:
    """The grades that Brightspace exports, with what guards them against a spreadsheet."""
    head = ["OrgDefinedId", "Username", "Last Name", "First Name", "Email", "End-of-Line Indicator"]
    return as_csv([head, *([f"#{e.number}", f"#{e.id}", e.last, e.first, e.email, "#"] for e in students)])


def github_roster(students: Iterable[Student]) -> bytes:
    """classroom_roster.csv."""
    head = ["identifier", "github_username", "github_id", "name"]
    return as_csv([head, *([each.id, login(each), each.number, each.name] for each in students)])


def our_roster(students: Iterable[Student]) -> bytes:
    """The table that people write."""
    return as_csv([["id", "name", "email", "lms_id"], *([e.id, e.name, e.email, e.number] for e in students)])


def login(student: Student) -> str:
    """A login of GitHub's."""
    return f"{student.id}-gh"


# --- a class of sixty -----------------------------------------------------------------------------

FIRST = ("Ada", "Zoë", "Jürgen", "Nguyễn", "Bob", "Eve", "Łukasz", "Amélie", "Carl", "Dan")
LAST = ("Lovelace", "Müller", "O'Neil", "van Dyke", "Văn", "Roe")
Notebook = Callable[[Student], bytes]


def class_of_sixty(notebook: Notebook, name: str, *, flat: bool = False) -> Class:
    """Sixty students: namesakes, late ones, work handed in twice, in archives, with helpers, PDF only, nothing.

    notebook gives a student's work; name is that of the released notebook. flat: no sub-folders, as Canvas is.
    """
    students = tuple(
        Student(f"s{number:02}", FIRST[number % 10], LAST[number // 10], 1100 + number) for number in range(58)
    )
    students += (Student("s58", "Ada", "Lovelace", 1158), Student("s59", "Zoë", "Lovelace", 1159))  # namesakes
    works = []
    for at, student in enumerate(students):
        if at % 15 != 14:
            when, late = (DUE.replace(minute=20), True) if at % 7 == 3 else (DUE.replace(hour=22, minute=40), False)
            files = _handed_in(at, notebook(student), name, flat=flat)
            works.append(Work(student, files, when, late, text=not files))
    nothing = frozenset(each.id for at, each in enumerate(students) if at % 15 == 14)
    other = frozenset(each.id for at, each in enumerate(students) if at % 15 in (12, 13))
    late_ones = frozenset(work.student.id for work in works if work.late)
    return Class(students, tuple(works), late_ones, other, nothing, frozenset(e.id for e in students) - other - nothing)


def _handed_in(at: int, own: bytes, name: str, *, flat: bool) -> dict[str, bytes]:
    """What the student of this number hands in."""
    if at % 15 in (12, 13):
        return {"report.pdf": b"%PDF-1.7 no notebook"} if at % 15 == 13 else {}
    inner = {f"hw/{name}.ipynb": own, "hw/data/x.csv": b"1,2\n", "hw/helper.py": b"y = 1\n"}
    inner |= {f"hw/.ipynb_checkpoints/{name}-checkpoint.ipynb": b"{}", "__MACOSX/hw/._x": b""}
    before = b'{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'
    beside = {"helper.py" if flat else "helpers/mine.py": b"y = 2\n", "plot.png": b"\x89PNG"}
    forms: dict[int, dict[str, bytes]] = {
        1: {f"{name}.ipynb": before, f"{name}-1.ipynb": own},  # handed in again
        2: {"all.zip": zipped(inner)},
        4: {f"{name}.ipynb": own, **beside},
        5: {f"{name}.ipynb.json": own},
        6: {f"{name} (1).IPYNB": own},
        8: {f"{name}.ipynb" if flat else f"my work/{name}.ipynb": own},
    }
    return forms.get(at % 10, {f"{name}.ipynb": own})


def zipped(files: Files) -> bytes:
    """A zip in memory, as a student packs it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in files.items():
            archive.writestr(name, each)
    return content.getvalue()

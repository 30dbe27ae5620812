"""What Canvas and Moodle write and read: files in their forms, and importers that find columns and rows as theirs do.

Written after `lib/gradebook_exporter.rb`, `lib/gradebook_importer.rb` and `infer_comment_context_from_filename` of
Canvas, `mod/assign/feedback/offline`, `mod/assign/feedback/file/importziplib.php` and `grade/import/csv` of Moodle.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.classes.gradebook import Entry, Writer
from autograder.classes.keeping import _write_results
from autograder.classes.submission import Submission
from autograder.course.course import Course
from autograder.grading.grade import placeholder
from autograder.text import safe

from .conftest import ASSIGNMENT

SECTION = "Section A; Monday, 9:00"  # with both separators in it


@dataclass(frozen=True)
class Pupil:
    """A student as an LMS knows one."""

    number: int
    first: str
    last: str
    login: str
    grade: str = ""  # what the LMS has now

    @property
    def email(self) -> str:
        return f"{self.login}@example.edu"


def a_class(count: int) -> list[Pupil]:
    """Students with plain names, but for some: accents in two forms, quotes, a comma, what looks like a formula."""
    special = [
        ("Zoë", "Ångström"),
        ("Zoe\u0308", "Brontë"),
        ('Dwayne "The Rock"', "Johnson, Jr."),
        ("=SUM(1;2)", "Formula"),
        ("Ada", "Lovelace"),
        ("Ada", "Lovelace"),
        ("毛", "泽东"),
    ]
    names = special + [(f"First{n}", f"Last{n}") for n in range(count - len(special))]
    return [Pupil(101 + n, first, last, f"login{101 + n}") for n, (first, last) in enumerate(names[:count])]


def graded(
    course: Course, earned: dict[str, float], waiting: Iterable[str] = (), unread: Mapping[str, str] | None = None
) -> None:
    """As if `autograder grade` had graded them: a share of each cell; the answer in words is given by a person, but for
    those who wait. unread: those whose work was not graded, and "unreadable" or "missing"."""
    unread = unread or {}
    assignment = course.load(ASSIGNMENT)
    submissions = []
    for student, share in earned.items():
        notebooks = [placeholder(source, "partial", "") for source in assignment.notebooks.values()]
        for notebook in notebooks:
            notebook.cells = [
                replace(
                    cell,
                    points=None if cell.kind in ("manual", "task") else share * cell.max_points,
                    status="ungraded" if cell.kind in ("manual", "task") else "pass" if share == 1 else "partial",
                    message="" if share == 1 else "The <b> of ŷ = Xw + b is left out.",
                )
                for cell in notebook.cells
            ]
        if student in unread:
            said = "The file is not valid JSON."
            notebooks = [placeholder(source, unread[student], said) for source in assignment.notebooks.values()]
        submissions.append(Submission(safe(student), notebooks))
    with Writer(course, ASSIGNMENT) as writer:
        writer.write([Entry(each.student, each.notebooks) for each in submissions])
    _write_results(course, ASSIGNMENT, submissions)
    with course.gradebook() as book:
        for student, share in earned.items():
            if student not in waiting:
                for notebook in book.find_submission(ASSIGNMENT, student).notebooks:
                    for grade in notebook.grades:
                        if grade.auto_score is None:
                            grade.manual_score, grade.needs_manual_grade = share * grade.cell.max_score, False
        book.db.commit()


# --- Canvas -------------------------------------------------------------------------------------

CANVAS_TITLE, CANVAS_ID = "03: One mini-batch, by hand", 9001


def canvas_gradebook(
    pupils: list[Pupil],
    *,
    possible: str = "10.00",
    separator: str = ",",
    bom: bool = False,
    sis: bool = True,
    apart: bool = False,
) -> bytes:
    """What Grades > Export gives. apart: last and first names in columns of their own."""
    ids = ["SIS User ID", "SIS Login ID"] if sis else ["SIS Login ID"]
    totals = ["Current Score", "Unposted Current Score", "Final Score", "Unposted Final Score"]
    head = ["Student", "ID", *ids, "Section", "Notes", "Syllabus quiz (77)", f"{CANVAS_TITLE} ({CANVAS_ID})", *totals]
    rows = [head, [""] * (len(ids) + 5) + ["Manual Posting"] + [""] * 4]
    rows.append(["    Points Possible", "", *[""] * len(ids), "", "", "5.00", possible, *["(read only)"] * 4])
    for each in pupils:
        logins = [f"S{each.number}", each.login] if sis else [each.login]
        about = [f"{each.last}, {each.first}", str(each.number), *logins, SECTION, "left\nhanded", "4.50", each.grade]
        rows.append([*about, "81.33", "81.33", "40.00", "40.00"])
    logins = ["", "f00dbeef"] if sis else ["f00dbeef"]
    rows.append(["Student, Test", "999", *logins, SECTION, "", "", "", "", "", "", ""])
    if apart:
        named = [tuple(row[0].split(", ", 1)) if ", " in row[0] else (row[0], "") for row in rows]
        named[0] = ("LastName", "FirstName")
        rows = [[*names, *row[1:]] for names, row in zip(named, rows, strict=True)]
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
    return (b"\xef\xbb\xbf" if bom else b"") + text.getvalue().encode()


def canvas_import(content: bytes, pupils: list[Pupil]) -> dict[int, str]:
    """What Canvas takes from the file, by the number of a student. Whatever it would make anew is an error here."""
    text = content.decode("utf-8-sig")
    lines = text.split("\n")[:3]
    separator = (
        ";" if len({line.count(";") for line in lines}) == 1 and lines[0].count(";") > lines[0].count(",") else ","
    )
    head, *rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    apart = head[:2] == ["LastName", "FirstName"]
    assert apart or "Student" in head[0]
    assert "ID" in head[1 + apart]
    columns = 3 + apart
    if re.search(r"SIS\s+Login\s+ID", head[columns - 1]):
        columns += 1
    elif re.search(r"SIS\s+User\s+ID", head[columns - 1]) and re.search(r"SIS\s+Login\s+ID", head[columns]):
        columns += 2
    assert head[columns - 1] == "Section"
    places: dict[int, int] = {}
    for at, name in list(enumerate(head))[columns + 1 :]:  # behind the custom column
        if re.search("Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade|Override", name):
            continue
        found = re.fullmatch(r".*\((\d+)\)", name)
        assert found is not None, f"a new assignment: {name}"
        assert int(found[1]) in (77, CANVAS_ID)
        places[int(found[1])] = at
    known, logins = {each.number for each in pupils} | {999}, {each.login: each.number for each in pupils}
    grades = {}
    for row in rows:
        if "Points Possible" in row[0] or all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell) for cell in row):
            continue
        number = int(row[1 + apart]) if row[1 + apart] else logins[row[columns - 2]]
        assert number in known, f"a new student: {row[0]}"
        assert number not in grades
        grade = row[places[CANVAS_ID]].strip()
        if re.fullmatch(r"-?[0-9.,]+%?", grade):
            *whole, last = re.split("[,.]", grade)
            grade = ".".join(["".join(whole), last]) if whole else last
        grades[number] = grade
    return grades


def canvas_name(pupil: Pupil, *, late: bool = False, file: str = "one-minibatch-by-hand.ipynb") -> str:
    """The name of a file in the zip of "Download submissions"."""
    joined = "".join(char for char in f"{pupil.last}{pupil.first}".lower() if char.isalnum())
    return f"{joined}{'_LATE' if late else ''}_{pupil.number}_{70_000 + pupil.number}_{file}"


def canvas_upload(path: Path, pupils: list[Pupil]) -> tuple[dict[int, bytes], list[str]]:
    """(file by student, files that Canvas ignores) of "Upload submissions"."""
    found, ignored = dict[int, bytes](), []
    known = {each.number for each in pupils}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            parts = [part for part in PurePosixPath(name).name.split("_") if part != "LATE"]
            numbers = [part for part in parts if part.isdigit()][:2]
            if len(numbers) == 2 and int(numbers[0]) in known and int(numbers[1]) == 70_000 + int(numbers[0]):
                found[int(numbers[0])] = archive.read(name)
            else:
                ignored.append(name)
    return found, ignored


# --- Moodle -------------------------------------------------------------------------------------

WORKSHEET = [
    *("Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum grade"),
    *("Grade can be changed", "Last modified (submission)", "Last modified (grade)", "Feedback comments"),
]


def moodle_worksheet(pupils: list[Pupil], *, most: str = "10.00", comment: str = "", **changed: str) -> bytes:
    """What "Download grading worksheet" gives, with a byte order mark and quotes as PHP sets them."""
    lines = [WORKSHEET]
    for each in pupils:
        about = [f"Participant {each.number}", f"{each.first} {each.last}", "", each.email, "Submitted for grading"]
        can_be = changed.get(each.login, "Yes")
        lines.append([*about, each.grade, most, can_be, "Friday, 20 November 2026, 11:58 PM", "-", comment])
    text = "".join(",".join(map(_php_quoted, line)) + "\n" for line in lines)
    return b"\xef\xbb\xbf" + text.encode()


def _php_quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[,"\n\r\t ]', cell) else cell


def moodle_import(content: bytes, pupils: list[Pupil], *, decimal: str = ".") -> dict[int, tuple[float | None, str]]:
    """(grade, comment) that Moodle takes, by the number of a participant; what it skips has no grade."""
    head, *rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    places = {name: head.index(name) for name in ("Identifier", "Grade", "Last modified (grade)", "Feedback comments")}
    known = {each.number for each in pupils}
    taken: dict[int, tuple[float | None, str]] = {}
    for row in rows:
        number = int(row[places["Identifier"]][len("Participant ") :])
        assert number in known
        assert number not in taken
        assert row[places["Last modified (grade)"]] == "-"
        text = row[places["Grade"]].replace(decimal, ".")
        grade = float(text) if text else None
        most = float(row[head.index("Maximum grade")].replace(decimal, "."))
        skipped = grade is None or grade < 0 or grade > most or row[head.index("Grade can be changed")] == "No"
        taken[number] = (None if skipped else grade, row[places["Feedback comments"]])
    return taken


def moodle_gradebook(pupils: list[Pupil], separator: str = ",") -> bytes:
    """What the gradebook's export as plain text gives."""
    head = ["First name", "Last name", "ID number", "Institution", "Department", "Email address"]
    head += ["Assignment: 03 One minibatch by hand (Real)", "Assignment: 03 One minibatch by hand (Feedback)"]
    head += ["Quiz: Syllabus (Real)", "Course total (Real)", "Last downloaded from this course"]
    lines = [head]
    for each in pupils:
        about = [each.first, each.last, each.login, "", "", each.email]
        lines.append([*about, each.grade or "-", "", "4.50", "40.00", "1764460800"])
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(lines)
    return text.getvalue().encode()


def moodle_upload(path: Path, pupils: list[Pupil]) -> tuple[dict[int, tuple[str, bytes]], list[str]]:
    """((name, file) by student, files that are ignored) of "Upload multiple feedback files in a zip"."""
    found, ignored = dict[int, tuple[str, bytes]](), []
    known = {each.number for each in pupils}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            for part in PurePosixPath(name).parts:
                info = part.split("_", 4)
                numbered = len(info) >= 4 and info[1].isdigit() and int(info[1]) in known
                if numbered and (info[2], info[3]) == ("assignsubmission", "file"):
                    found[int(info[1])] = (PurePosixPath(name).name, archive.read(name))
                    break
            else:
                ignored.append(name)
    return found, ignored


def moodle_name(pupil: Pupil, file: str = "one-minibatch-by-hand.ipynb", *, folder: bool = True) -> str:
    """The name of a file in the zip of "Download all submissions"."""
    return f"{pupil.first} {pupil.last}_{pupil.number}_assignsubmission_file_{'/' if folder else ''}{file}"


def rows_of(content: bytes, separator: str = ",") -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))

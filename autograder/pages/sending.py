"""Feedback on its way to the students: as Moodle and Canvas take files back, and for a mail merge.

moodle  a zip of folders "Ada Lovelace_17_assignsubmission_file_", for "Upload multiple feedback files in a zip"
canvas  a zip of files "lovelaceada_17_301_…", for "Upload submissions" of SpeedGrader's assignment
mail    a folder with a page a student, and recipients.csv, which says whose each is
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..classes.deliveries import canvas_prefixes, moodle_folders
from ..classes.export import as_csv
from ..classes.keeping import read_results
from ..course.course import Course
from ..course.files import write_atomically, write_text
from ..errors import CourseError
from ..intake.roster import roster_of
from ..text import SafeText, safe

RECIPIENTS_FILE = "recipients.csv"
COLUMNS = ("id", "name", "email", "subject", "file")
DATE = (1980, 1, 1, 0, 0, 0)  # the same zip for the same pages


def send_moodle(course: Course, assignment: str, pages: Iterable[Path], to: Path) -> list[str]:
    """Write the zip that Moodle takes; the students who have no place in it."""
    folders = moodle_folders(course, assignment, roster_of(course))
    prefixes = {student: f"{folder}/" for student, folder in folders.items()}
    return _send_zip(prefixes, _with_students(course, assignment, pages), to)


def send_canvas(course: Course, assignment: str, pages: Iterable[Path], to: Path) -> list[str]:
    """Write the zip that Canvas takes; the students who have no place in it."""
    return _send_zip(canvas_prefixes(course, assignment), _with_students(course, assignment, pages), to)


def _with_students(course: Course, assignment: str, pages: Iterable[Path]) -> list[tuple[str, Path]]:
    """Each page with its student; a course may have its folders in an order of its own."""
    students = [str(tree["student"]) for tree in read_results(course, assignment)]
    owner = {course.path("feedback", student, assignment): student for student in students}
    return [(owner[page.parent], page) for page in pages]


def _send_zip(prefixes: Mapping[str, str], pages: Iterable[tuple[str, Path]], to: Path) -> list[str]:
    """prefixes: what stands before the name of a page, by student."""
    without = dict[str, None]()
    part = to.with_name(f".{to.name}.part")
    try:
        with zipfile.ZipFile(part, "w") as archive:
            for student, page in pages:
                if student not in prefixes:
                    without[student] = None
                    continue
                name = zipfile.ZipInfo(safe(prefixes[student] + page.name), DATE)
                archive.writestr(name, page.read_bytes(), zipfile.ZIP_DEFLATED)
        part.replace(to)
    except OSError as problem:
        raise CourseError(f"{to}: {problem.strerror}. Name a file in a folder that can be written.") from None
    finally:
        part.unlink(missing_ok=True)
    return list(without)


def send_mail(course: Course, assignment: str, pages: Iterable[Path], to: Path) -> list[str]:
    """Write a page a student and the table of recipients; the students whose address nobody knows."""
    owned = _with_students(course, assignment, pages)
    roster = roster_of(course)
    rows: list[list[SafeText]] = [[safe(column) for column in COLUMNS]]
    without = dict[str, None]()
    several = len({page.name for _, page in owned}) > 1
    for student, page in owned:
        person = roster.by_lms_id(student)
        name, email = (person.name, person.email) if person is not None and person.id == student else ("", "")
        if not email:
            without[student] = None
        file = f"{student}-{page.stem}.html" if several else f"{student}.html"
        subject = f"{assignment}, {page.stem}: feedback" if several else f"{assignment}: feedback"
        write_atomically(to / file, page.read_bytes())
        rows.append([safe(each) for each in (student, name, email, subject, file)])
    write_text(to / RECIPIENTS_FILE, as_csv(rows))
    return list(without)

"""Feedback on its way to the students: as Moodle and Canvas take files back, and for a mail merge.

moodle  a zip of folders "Ada Lovelace_17_assignsubmission_file_", for "Upload multiple feedback files in a zip"
canvas  a zip of files "lovelaceada_17_301_…", for "Upload submissions" of SpeedGrader's assignment
mail    a folder with a page a student, and recipients.csv, which says whose each is
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from ..classes.deliveries import canvas_prefix, delivered, moodle_folder
from ..classes.export import as_csv
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
    return _send_zip(course, assignment, pages, to, lambda paths: _folder(moodle_folder(paths)))


def send_canvas(course: Course, assignment: str, pages: Iterable[Path], to: Path) -> list[str]:
    """Write the zip that Canvas takes; the students who have no place in it."""
    return _send_zip(course, assignment, pages, to, canvas_prefix)


def _folder(name: str | None) -> str | None:
    return None if name is None else f"{name}/"


def _send_zip(
    course: Course,
    assignment: str,
    pages: Iterable[Path],
    to: Path,
    prefix_of: Callable[[list[str]], str | None],
) -> list[str]:
    names, without = delivered(course, assignment), dict[str, None]()
    part = to.with_name(f".{to.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for page in pages:
                student = page.parent.parent.name
                prefix = prefix_of(names.get(student, []))
                if prefix is None:
                    without[student] = None
                else:
                    archive.writestr(zipfile.ZipInfo(safe(prefix + page.name), DATE), page.read_bytes())
        part.replace(to)
    except OSError as problem:
        raise CourseError(f"{to}: {problem.strerror}. Name a file in a folder that can be written.") from None
    finally:
        part.unlink(missing_ok=True)
    return list(without)


def send_mail(course: Course, assignment: str, pages: Iterable[Path], to: Path) -> list[str]:
    """Write a page a student and the table of recipients; the students whose address nobody knows."""
    pages = list(pages)
    roster = roster_of(course)
    rows: list[list[SafeText]] = [[safe(column) for column in COLUMNS]]
    without = dict[str, None]()
    several = len({page.name for page in pages}) > 1
    for page in pages:
        student = page.parent.parent.name
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

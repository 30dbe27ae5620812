"""Who of those that handed something in is graded, by nbgrader's own settings."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from sqlalchemy import select

from ..course import tables
from ..course.course import Course
from ..text import SafeText


def left_out(course: Course, students: Iterable[SafeText]) -> dict[SafeText, str]:
    """Those that are not graded unless they are named, each with the setting that says so."""
    directory = course.directory
    excluded = {each.strip() for each in directory.student_id_exclude.split(",")}
    known = None if course.config.get("Autograde", {}).get("create_student", True) else _known(course)
    found: dict[SafeText, str] = {}
    for student in students:
        if student in excluded:
            found[student] = "c.CourseDirectory.student_id_exclude"
        elif not fnmatchcase(student, directory.student_id):
            found[student] = "c.CourseDirectory.student_id"
        elif known is not None and student not in known:
            found[student] = "c.Autograde.create_student = False, and the gradebook does not know this student"
    return found


def _known(course: Course) -> set[str]:
    with course.gradebook_rows() as book:
        return set(book.db.execute(select(tables.student.c.id)).scalars())

"""`autograder move-gradebook`: every row of the gradebook into another one, of SQLite or PostgreSQL."""

from __future__ import annotations

from typing import Any

from nbgrader.api import Assignment, Base
from nbgrader.api import Course as BookCourse
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from ..errors import CourseError
from .config import in_folder
from .course import Course
from .database import shown, words
from .mapped import open_gradebook
from .schema import VERSIONS, begin_to_write, newest_version

AT_ONCE = 1000  # rows


def copy_gradebook(course: Course, to: str) -> dict[str, int]:
    """Copy the course's gradebook into an empty one; the number of rows of each table. The old one stays as it is.

    It is one transaction: all rows are there, or none. Raises CourseError.
    """
    with in_folder(course.root):
        new = open_gradebook(to, course.directory.course_id)
    with new, course.gradebook() as old, old.engine.connect() as source, new.engine.connect() as target:
        if source.dialect.name == "postgresql":
            source = source.execution_options(isolation_level="REPEATABLE READ")  # as it is at one moment
        try:
            for connection in (source, target):
                begin_to_write(connection)
            _look(source, target, to)
            counts = _copy(source, target)
            target.commit()
        except SQLAlchemyError as problem:
            raise CourseError(f"The gradebook cannot be copied: {words(problem)} Nothing was written.") from None
    return counts


def _look(source: Connection, target: Connection, to: str) -> None:
    """Whether the one can be copied, and the other has nothing in it. Raises CourseError."""
    versions = source.execute(text(f"SELECT version_num FROM {VERSIONS}")).scalars().all() if _has(source) else []
    if list(versions) != [newest_version()]:
        raise CourseError("The gradebook is of another version of nbgrader. Run: nbgrader db upgrade")
    full = [table.name for table in Base.metadata.sorted_tables if table.name != "course" and _count(target, table)]
    if full:
        raise CourseError(f"{shown(to)} has rows already ({', '.join(full)}); expected an empty database.")


def _has(source: Connection) -> bool:
    return bool(source.dialect.has_table(source, VERSIONS))


def _copy(source: Connection, target: Connection) -> dict[str, int]:
    counts = {}
    for table in Base.metadata.sorted_tables:
        if table.name == "course":
            target.execute(table.delete())  # that of the opening
        found = source.execute(select(table))
        while rows := [dict(row) for row in found.mappings().fetchmany(AT_ONCE)]:
            target.execute(table.insert(), rows)
        if table.name == "course":
            _name_courses(source, target)
        counts[table.name] = _count(target, table)
        if table.name != "course" and counts[table.name] != _count(source, table):
            raise CourseError(f"The table {table.name} did not arrive whole. Nothing was written.")
    return counts


def _name_courses(source: Connection, target: Connection) -> None:
    """Courses that assignments name and the gradebook does not have: SQLite does not ask, PostgreSQL does."""
    known = set(target.execute(select(BookCourse.id)).scalars())
    for id in sorted(set(source.execute(select(Assignment.course_id)).scalars()) - known):
        target.execute(BookCourse.__table__.insert(), {"id": id})


def _count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())

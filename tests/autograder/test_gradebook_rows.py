"""The gradebook by its rows does what a session of nbgrader's does: with locks, failures, and beside nbgrader's own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import nbgrader.api
import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.exc import OperationalError

from autograder.classes.gradebook import Entry, Writer
from autograder.course import database, tables
from autograder.course.course import Course
from autograder.grading.results import GradedCell
from autograder.text import safe
from autograder.watching import exchange

from .gradebook_class import CELLS, NOTEBOOK, a_course, entries

STUDENT = safe("s000")


@pytest.fixture
def course(db_url: str, tmp_path: Path) -> Course:
    return a_course(tmp_path / "course", db_url)


@pytest.fixture
def in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Its gradebook is waited for but shortly."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.3)
    return a_course(tmp_path / "course", f"sqlite:///{tmp_path / 'gradebook.db'}")


@contextmanager
def read_by_another(course: Course) -> Iterator[None]:
    """Meanwhile another program is in the midst of reading SQLite's file: nothing can be committed."""
    file = course.directory.db_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM student").fetchall()
        yield
        other.execute("ROLLBACK")


def students(course: Course) -> list[str]:
    with course.gradebook_rows() as book:
        return sorted(book.db.execute(select(tables.student.c.id)).scalars())


def test_what_could_not_be_committed_is_not_there_later_and_locks_nobody_out(in_a_file: Course) -> None:
    first, second = entries(range(2), lambda *_: 1.0)
    with Writer(in_a_file, "03") as writer:
        with read_by_another(in_a_file), pytest.raises(OperationalError, match="locked"):
            writer.write([first])
        with in_a_file.gradebook_rows() as other:
            other.db.execute(tables.student.insert(), [{"id": "of another"}])
            other.db.commit()
        writer.ask_again(STUDENT, first.notebooks, lambda *_: False)
        assert students(in_a_file) == ["of another"]
        writer.write([second])
    assert students(in_a_file) == ["of another", "s001"]


def test_an_answer_is_read_whole_so_that_others_write_while_somebody_looks_through_it(in_a_file: Course) -> None:
    with Writer(in_a_file, "03") as writer:
        writer.write(entries(range(3), lambda *_: 1.0))
        with in_a_file.gradebook_rows() as book:
            for number, _ in enumerate(book.db.execute(select(tables.student.c.id))):
                book.db.rollback()
                writer.write(entries(range(number, number + 1), lambda *_: 2.0))
    assert len(students(in_a_file)) == 3


def test_a_gradebook_that_nbgraders_own_step_opens_waits_as_ours_does(
    in_a_file: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_a_file.gradebook() as book:
        book.update_or_create_assignment("03", duedate=datetime(2026, 10, 1))
    monkeypatch.setattr(nbgrader.api, "create_engine", create_engine)  # as where nothing but rows was opened yet
    (late,) = entries(range(1), lambda *_: 1.0)
    with Writer(in_a_file, "03") as writer:
        writer.write([late])
    assert late.late
    assert nbgrader.api.create_engine is database.engine


def test_the_gradebook_of_nbgraders_collector_waits_as_ours_does(
    in_a_file: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nbgrader.api, "create_engine", create_engine)
    exchange._collector(in_a_file, "03", {})
    assert nbgrader.api.create_engine is database.engine


# --- what a correction writes -------------------------------------------------------------------


def corrected(points: float) -> Entry:
    """The one cell of a student that has other points now."""
    (entry,) = entries(range(1), lambda *_: points)
    entry.notebooks[0].cells = entry.notebooks[0].cells[:1]
    return entry


def marks(course: Course) -> list[tuple[float, float | None, bool]]:
    """(automatic score, a person's, whether somebody is to look) of each cell."""
    grade = tables.grade.c
    with course.gradebook_rows() as book:
        query = select(tables.base_cell.c.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade)
        query = query.join(tables.base_cell, grade.cell_id == tables.base_cell.c.id).order_by(tables.base_cell.c.name)
        return [(auto, manual, bool(asks)) for _, auto, manual, asks in book.db.execute(query)]


def test_a_correction_changes_its_cells_and_asks_a_person_only_where_points_are_others(course: Course) -> None:
    with Writer(course, "03") as writer:
        writer.write(entries(range(1), lambda *_: 1.0))
        with course.gradebook() as book:
            grade = book.find_grade("g0", NOTEBOOK, "03", STUDENT)
            grade.manual_score, grade.needs_manual_grade = 0.5, False
            book.db.commit()
        writer.correct(corrected(1.0))
        assert marks(course)[0] == (1.0, 0.5, False)
        writer.correct(corrected(2.0))
        assert marks(course) == [(2.0, 0.5, True), *[(1.0, None, False)] * (CELLS - 1)]


@pytest.mark.parametrize("lacks", ["the student", "the cell"])
def test_a_correction_of_what_the_gradebook_does_not_have_is_told_and_writes_nothing(
    course: Course, lacks: str
) -> None:
    with Writer(course, "03") as writer:
        if lacks == "the cell":
            writer.write(entries(range(1), lambda *_: 1.0))
        before, entry = marks(course), corrected(2.0)
        entry.notebooks[0].cells.append(GradedCell(safe("no such cell"), "check", "pass", 2.0, 2.0))
        with pytest.raises(LookupError, match="the gradebook does not have its "):
            writer.correct(entry)
    assert marks(course) == before

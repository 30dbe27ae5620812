"""nbgrader's tables by their columns are what its classes say, whatever version of it is installed."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from nbgrader.api import Base, Comment, Grade
from sqlalchemy import Engine, create_engine, select

from autograder.classes.rows import Rows
from autograder.course import tables
from autograder.course.mapped import open_gradebook
from autograder.text import safe

WRITTEN = {"student", "submitted_assignment", "submitted_notebook", "grade", "comment"}


@pytest.fixture
def engine(db_url: str) -> Engine:
    open_gradebook(db_url, "test").close()
    return create_engine(db_url)


def test_every_table_and_column_has_nbgraders_name_order_and_type() -> None:
    theirs = {name: [(each.name, repr(each.type)) for each in t.columns] for name, t in Base.metadata.tables.items()}
    ours = {name: [(each.name, repr(each.type)) for each in t.columns] for name, t in tables.metadata.tables.items()}
    assert ours == theirs


def test_the_kinds_of_cells_are_nbgraders() -> None:
    kinds = {mapper.polymorphic_identity for mapper in Base.registry.mappers} - {None, "BaseCell"}
    assert kinds == {tables.GRADED, tables.WRITTEN, tables.TASK}


def test_whatever_nbgrader_fills_in_by_itself_is_given_in_every_row_that_is_written() -> None:
    rows = Rows()
    rows.students.append({"id": safe("ada")})
    submission = rows.submission(safe("01"), safe("ada"), None)
    notebook = rows.notebook(submission, safe("hw"))
    rows.grade(notebook, safe("cell"), {"auto_score": 1.0, "needs_manual_grade": False})
    rows.comment(notebook, safe("cell"), None)
    given = {
        "student": rows.students,
        "submitted_assignment": rows.submissions,
        "submitted_notebook": rows.notebooks,
        "grade": rows.grades,
        "comment": rows.comments,
    }
    assert set(given) == WRITTEN
    for name, (row,) in given.items():
        needed = {each.name for each in Base.metadata.tables[name].columns if each.default is not None}
        assert needed <= set(row), name


def test_points_and_comments_are_what_nbgrader_reckons_of_the_same_row(engine: Engine, tmp_path: Path) -> None:
    numbers, texts = (None, 0.0, 1.5), (None, "", "look", "again")
    grades = [
        {"id": str(at), "auto_score": auto, "manual_score": manual, "extra_credit": extra, "needs_manual_grade": False}
        for at, (auto, manual, extra) in enumerate(product(numbers, repeat=3))
    ]
    comments = [
        {"id": str(at), "auto_comment": auto, "manual_comment": manual}
        for at, (auto, manual) in enumerate(product(texts, repeat=2))
    ]
    with engine.connect() as connection:
        connection.execute(tables.grade.insert(), grades)
        connection.execute(tables.comment.insert(), comments)
        for ours, theirs in (
            (select(tables.grade.c.id, tables.score), select(Grade.id, Grade.score)),
            (select(tables.comment.c.id, tables.said), select(Comment.id, Comment.comment)),
        ):
            found = {tuple(row) for row in connection.execute(ours)}
            assert len(found) > 15
            assert found == {tuple(row) for row in connection.execute(theirs)}
        connection.rollback()
    engine.dispose()

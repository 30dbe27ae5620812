"""The gradebook by its address: made whole, of either kind the same; told in a sentence where it cannot be had."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Base, Gradebook
from sqlalchemy import create_engine, event, inspect, select, text
from sqlalchemy.exc import OperationalError

from autograder.classes import transactions
from autograder.classes.gradebook import Entry, Writer
from autograder.classes.keeping import IN_ONE_TRANSACTION
from autograder.course import database, schema
from autograder.course.course import Course
from autograder.course.database import shown
from autograder.course.mapped import open_gradebook
from autograder.course.moving import copy_gradebook
from autograder.errors import CourseError
from autograder.text import safe

from .gradebook_class import CELLS, NOTEBOOK, a_course, entries, structure
from .postgres import PASSWORD, QUOTED, USER, Server


def version(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [str(number) for (number,) in connection.execute(text("SELECT version_num FROM alembic_version"))]
    engine.dispose()
    return found


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = set(inspect(connection).get_table_names())
    engine.dispose()
    return found


# --- addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://instructor:secret@host/class", "postgresql://instructor:***@host/class"),
        (f"postgresql://{USER}:{QUOTED}@host/class", f"postgresql://{USER}:***@host/class"),
        ("postgresql://host/class?password=secret", "postgresql://host/class?password=***"),
        ("sqlite:////srv/course/gradebook.db", "sqlite:////srv/course/gradebook.db"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, said: str) -> None:
    assert shown(url) == said


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgres://ada:secret@host/class", "begins with postgres://, not known here; write postgresql://."),
        ("ada:secret@host", "is no address of a database; expected postgresql://USER@HOST/DATABASE"),
        ("postgresql://ada:secret@host:port/class", "is no address of a database"),
        ("postgresql+nothing://ada:secret@host/class", "begins with postgresql+nothing://, not known here; expected"),
        ("postgresql://ada:secret@127.0.0.1:1/class", "Connection refused. Is the server running there?"),
        ("postgresql:///class?host=/no/such/folder", "Is the server running there?"),
        ("sqlite:////no/such/folder/gradebook.db", "unable to open database file"),
    ],
)
def test_what_is_wrong_with_an_address_is_one_sentence_without_the_password(url: str, said: str) -> None:
    with pytest.raises(CourseError) as told:
        open_gradebook(url, "test")
    assert said in str(told.value)
    assert "secret" not in str(told.value) and "\n" not in str(told.value)
    assert told.value.__suppress_context__


def test_a_driver_that_is_missing_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(CourseError, match=r"needs the package psycopg.*pip install 'psycopg\[binary\]") as told:
        open_gradebook("postgresql://ada:secret@host/class", "test")
    assert "secret" not in str(told.value)


def test_what_the_server_refuses_is_one_sentence_with_what_to_do(postgres: Server) -> None:
    postgres.ask("CREATE ROLE poor LOGIN PASSWORD 'secret'")
    poor = f"postgresql://poor:secret@127.0.0.1:{postgres.port}/postgres"
    wanted = {
        postgres.url("none"): 'database "none" does not exist. Make the database on the server',
        postgres.url(password="open-sesame"): "password authentication failed",
        f"postgresql://{USER}@127.0.0.1:{postgres.port}/postgres": "Give the password in the file that PGPASSFILE",
        poor: "Make the role the owner of the database",
    }
    for url, said in wanted.items():
        with pytest.raises(CourseError) as told:
            open_gradebook(url, "test")
        assert said in str(told.value)
        assert not any(secret in str(told.value) for secret in ("open-sesame", "secret", PASSWORD, QUOTED))
    postgres.ask("DROP ROLE poor")


def test_a_command_ends_with_that_sentence_and_the_seeds_lie_in_the_folder_of_the_course(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from autograder.cli import main

    config = "c = get_config()\nc.CourseDirectory.db_url = 'postgresql://ada:secret@127.0.0.1:1/class'\n"
    (tmp_path / "nbgrader_config.py").write_text(config)
    (tmp_path / "source" / "01").mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "source" / "01" / "hw.ipynb")
    for command in (["grade", "01"], ["report", "01"], ["formgrader"], ["release", "01"], ["mark", "01"]):
        assert main([*command, "--course", str(tmp_path)]) == 2, command
        said = capsys.readouterr()
        assert "Traceback" not in said.err and "secret" not in said.err + said.out
    assert Course(tmp_path).seeds_path == tmp_path / "autograder_seeds.json"


# --- a new gradebook ----------------------------------------------------------------------------


def test_a_new_gradebook_has_the_tables_and_the_version_that_nbgrader_makes(db_url: str, tmp_path: Path) -> None:
    open_gradebook(db_url, "test").close()
    with Gradebook(f"sqlite:///{tmp_path / 'of nbgrader.db'}") as book:
        assert {*book.db.get_bind().dialect.get_table_names(book.db.connection())} == tables(db_url)
    assert version(db_url) == version(f"sqlite:///{tmp_path / 'of nbgrader.db'}")


def test_what_stops_the_making_leaves_nothing_and_the_next_makes_it(
    db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(schema, "CREATE", "CREATE NONSENSE")
        with pytest.raises(CourseError):
            open_gradebook(db_url, "test")
    assert tables(db_url) == set()
    open_gradebook(db_url, "test").close()
    assert len(version(db_url)) == 1


def test_a_gradebook_that_nbgrader_left_half_made_is_completed(
    db_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))  # no alembic
        engine = create_engine(db_url)
        patch.setattr("nbgrader.api.create_engine", lambda *_, **__: engine)
        with pytest.raises(FileNotFoundError):
            Gradebook(db_url)
        engine.dispose()
    assert "alembic_version" not in tables(db_url), "what this test is for"
    with open_gradebook(db_url, "test") as book:
        book.add_student("ada")
    assert version(db_url) == [schema.newest_version()]


@pytest.mark.parametrize(
    "left", ["CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)", "DROP TABLE comment"]
)
def test_a_gradebook_left_half_made_at_another_point_is_completed(db_url: str, left: str) -> None:
    open_gradebook(db_url, "test").close()
    engine = create_engine(db_url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(text(left))
    engine.dispose()
    open_gradebook(db_url, "test").close()
    assert version(db_url) == [schema.newest_version()]
    assert "comment" in tables(db_url)


def test_a_gradebook_of_an_older_nbgrader_gets_no_version_that_it_does_not_have(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    open_gradebook(url, "test").close()
    with sqlite3.connect(tmp_path / "gradebook.db") as db:
        db.execute("DROP TABLE alembic_version")
        db.execute("ALTER TABLE student DROP COLUMN lms_user_id")
    open_gradebook(url, "test").close()
    assert "alembic_version" not in tables(url)


def test_many_who_make_it_at_once_make_one(db_url: str) -> None:
    problems: list[Exception] = []

    def make() -> None:
        try:
            open_gradebook(db_url, "").close()
        except Exception as problem:
            problems.append(problem)

    makers = [threading.Thread(target=make) for _ in range(4)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert problems == []
    assert len(version(db_url)) == 1


# --- many rows ----------------------------------------------------------------------------------


@contextmanager
def counted(writer: Writer) -> Iterator[list[str]]:
    """Statements that a writer sends."""
    sent: list[str] = []
    engine = writer._book.engine
    event.listen(engine, "before_cursor_execute", lambda *about: sent.append(about[2]))
    yield sent


def test_a_batch_costs_few_statements_first_and_again_and_as_many_for_fifty_as_for_two(
    db_url: str, tmp_path: Path
) -> None:
    with Writer(a_course(tmp_path / "course", db_url), "03") as writer, counted(writer) as sent:
        numbers = []
        for size in (2, 2 * IN_ONE_TRANSACTION):
            for salt in (0.0, 0.25):
                sent.clear()
                writer.write(
                    entries(range(size), lambda student, cell, salt=salt: (student * CELLS + cell) / 1000 + salt)
                )
                numbers.append(len(sent))
    assert numbers[2] <= numbers[0] + 10 and numbers[3] == numbers[1]  # an insert is cut after a thousand values
    assert max(numbers) <= 20


OF_THE_ASSIGNMENT = {"notebook", "grade_cells", "task_cells", "solution_cells", "source_cells", "base_cell"}


def test_no_look_for_rows_goes_through_those_of_the_whole_class(tmp_path: Path) -> None:
    course = a_course(tmp_path / "course", f"sqlite:///{tmp_path / 'gradebook.db'}")
    with Writer(course, "03") as writer, counted(writer) as sent:
        writer.write(entries(range(3), lambda *_: 1.0))
        sent.clear()
        writer.write(entries(range(3), lambda *_: 2.0))
        writer.ask_again(safe("s001"), entries(range(1), lambda *_: 1.0)[0].notebooks, lambda *_: False)
        with writer._book.engine.connect() as connection:
            looks = [each for each in sent if each.startswith(("SELECT", "UPDATE"))]
            for look in looks:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {look}", ("",) * look.count("?"))
                scans = [row[-1] for row in plan if row[-1].startswith("SCAN")]
                assert {each.split()[1] for each in scans} <= OF_THE_ASSIGNMENT, look
    assert any("FROM grade" in look for look in looks)


def test_an_assignment_that_is_released_again_before_the_first_batch_is_written_has_its_rows(
    db_url: str, tmp_path: Path
) -> None:
    """As nbgrader releases it where nobody has handed in: its notebooks are made anew, with other ids."""
    course = a_course(tmp_path / "course", db_url)
    with Writer(course, "03") as writer:
        with course.gradebook() as book:
            book.remove_notebook(NOTEBOOK, "03")
            structure(book)
        for points in (1.0, 2.0):
            writer.write(entries(range(2), lambda *_, points=points: points))
            with course.gradebook() as book:
                assert [each.score for each in book.assignment_submissions("03")] == [points * CELLS] * 2


def test_a_row_of_a_notebook_that_is_no_more_costs_nobody_the_next_grades(db_url: str, tmp_path: Path) -> None:
    course = a_course(tmp_path / "course", db_url)
    with Writer(course, "03") as writer:
        writer.write(entries(range(2), lambda *_: 1.0))
        with course.gradebook() as book:
            (first, _) = book.assignment_submissions("03")
            for notebook in list(first.notebooks):
                book.db.delete(notebook)
            book.db.commit()
        writer.write(entries(range(2), lambda *_: 2.0))
    with course.gradebook() as book:
        assert [each.score for each in book.assignment_submissions("03")] == [2.0 * CELLS] * 2


def test_what_a_person_gave_stays_when_a_batch_is_written_again(db_url: str, tmp_path: Path) -> None:
    course = a_course(tmp_path / "course", db_url)
    with Writer(course, "03") as writer:
        writer.write(entries(range(2), lambda *_: 1.0))
        with course.gradebook() as book:
            grade = book.find_grade("g0", NOTEBOOK, "03", "s000")
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.5, False
            book.find_comment("s0", NOTEBOOK, "03", "s000").manual_comment = "well seen"
            book.db.commit()
        writer.write(entries(range(2), lambda *_: 2.0, unanswered=("s0", "s1")))
    with course.gradebook() as book:
        grade = book.find_grade("g0", NOTEBOOK, "03", "s000")
        assert (grade.auto_score, grade.manual_score, grade.extra_credit) == (2.0, 1.5, 0.5)
        assert not grade.needs_manual_grade  # `ask_again` asks, where it is to be asked
        comments = [book.find_comment(name, NOTEBOOK, "03", "s000") for name in ("s0", "s1", "s2")]
        assert [each.manual_comment for each in comments] == ["well seen", None, None]
        assert [each.auto_comment for each in comments] == ["No response.", "No response.", None]
        assert [each.score for each in book.assignment_submissions("03")] == [2.0 * CELLS, 2.0 * CELLS]


# --- others that write, and a server that is away ---------------------------------------------------


def in_the_book(course: Course) -> dict[str, float]:
    with course.gradebook() as book:
        return {each.student.id: each.score for each in book.assignment_submissions("03")}


def test_two_writers_and_a_reader_of_the_same_rows_meet_no_lock(db_url: str, tmp_path: Path) -> None:
    course = a_course(tmp_path / "course", db_url)
    problems: list[Exception] = []
    orders: list[Callable[[list[Entry]], list[Entry]]] = [lambda all: all, lambda all: all[::-1]]

    def guarded(work: Callable[[], object]) -> threading.Thread:
        def run() -> None:
            try:
                work()
            except Exception as problem:
                problems.append(problem)

        return threading.Thread(target=run)

    def writing(order: Callable[[list[Entry]], list[Entry]]) -> None:
        with Writer(course, "03") as writer:
            for round in range(6):  # the first of all inserts, and both may be it
                writer.write(order(entries(range(40), lambda student, cell: float((student + cell + round) % 3))))  # noqa: B023

    def reading() -> None:
        for _ in range(6):
            with Gradebook(db_url) as book:  # as formgrader opens it
                book.submission_dicts("03")

    threads = [guarded(lambda order=order: writing(order)) for order in orders] + [guarded(reading)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert in_the_book(course) == {
        f"s{student:03}": sum(float((student + cell + 5) % 3) for cell in range(CELLS)) for student in range(40)
    }


def test_a_deadlock_costs_another_try_and_not_the_batch(postgres: Server, tmp_path: Path) -> None:
    course = a_course(tmp_path / "course", postgres.new())
    with Writer(course, "03") as writer:
        writer.write(entries(range(4), lambda *_: 1.0))
        other = create_engine(course.directory.db_url)
        lock = text("SELECT id FROM submitted_assignment WHERE student_id = :student FOR UPDATE")
        with other.connect() as connection:
            connection.execute(text("SET deadlock_timeout = '20s'"))  # the writer finds it, and gives way
            connection.execute(lock, {"student": "s003"})
            writing = threading.Thread(target=writer.write, args=[entries(range(4), lambda *_: 2.0)])
            writing.start()  # it has s000 to s002, and waits for s003
            waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            while postgres.ask(waits) == [(0,)]:
                assert writing.is_alive()
            connection.execute(lock, {"student": "s000"})
            connection.commit()
            writing.join()
        other.dispose()
    assert in_the_book(course) == dict.fromkeys(("s000", "s001", "s002", "s003"), 2.0 * CELLS)


def test_a_server_that_comes_back_in_time_costs_nothing_but_the_wait(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    course = a_course(tmp_path / "course", postgres.new())
    pauses: list[float] = []

    def back_after_three(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            postgres.start()

    monkeypatch.setattr(transactions, "sleep", back_after_three)
    with Writer(course, "03") as writer:
        writer.write(entries(range(3), lambda *_: 1.0))
        postgres.cut()
        writer.write(entries(range(3), lambda *_: 1.5))
        postgres.stop()
        writer.write(entries(range(3), lambda *_: 2.0))
    assert in_the_book(course) == dict.fromkeys(("s000", "s001", "s002"), 2.0 * CELLS)
    assert pauses == list(transactions.PAUSES[:3])
    said = capsys.readouterr()
    assert "the gradebook's server is away, tried again for 30.5 s: " in said.err
    assert "the gradebook's server answers again" in said.out


def test_a_server_that_stays_away_is_waited_for_once(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = a_course(tmp_path / "course", postgres.new())
    pauses: list[float] = []
    monkeypatch.setattr(transactions, "sleep", pauses.append)
    with Writer(course, "03") as writer:
        postgres.stop()
        try:
            for _ in range(3):
                with pytest.raises(OperationalError):
                    writer.write(entries(range(3), lambda *_: 1.0))
        finally:
            postgres.start()
        assert pauses == list(transactions.PAUSES)
        monkeypatch.setattr(transactions, "SECONDS_UNASKED", 0.0)
        writer.write(entries(range(3), lambda *_: 1.0))
    assert len(in_the_book(course)) == 3


def test_formgraders_one_connection_is_made_anew_after_it_was_cut(postgres: Server) -> None:
    url = postgres.new()
    open_gradebook(url, "test").close()
    with Gradebook(url, "test") as kept:  # as its pages keep it
        assert kept.students == []
        postgres.cut()
        with pytest.raises(OperationalError):
            kept.students  # noqa: B018
        assert kept.students == []


def test_the_files_lock_is_waited_for_half_a_minute_by_us_and_by_nbgraders_own_pages(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with open_gradebook(url, "test") as ours, Gradebook(url) as its:
        for book in (ours, its):
            assert book.db.execute(text("PRAGMA busy_timeout")).scalar() == 1000 * database.BUSY_SECONDS


# --- from one to the other ----------------------------------------------------------------------------


def everything(course: Course) -> dict[str, list[tuple[Any, ...]]]:
    with course.gradebook() as book:
        tables = Base.metadata.sorted_tables
        return {table.name: sorted(map(tuple, book.db.execute(select(table))), key=repr) for table in tables}


def test_a_gradebook_moves_to_a_server_and_back_with_every_row(
    postgres: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from autograder.cli import main

    root = tmp_path / "course"
    urls = [f"sqlite:///{root / 'gradebook.db'}", postgres.new(), f"sqlite:///{tmp_path / 'back.db'}"]
    course = a_course(root, urls[0])
    with Writer(course, "03") as writer:
        writer.write(entries(range(3), lambda student, cell: student + cell / 4))
    course.seed("03")
    with course.gradebook() as book:
        book.update_or_create_assignment("03", duedate="2026-11-01 12:00:00 UTC")
        book.update_or_create_submission("03", "s001", extension=timedelta(hours=36))
        book.find_comment("s0", NOTEBOOK, "03", "s000").manual_comment = "∇L ≈ 0, \U0001f642"
        book.db.commit()
    first = everything(course)
    for here, to in pairwise(urls):
        (root / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.db_url = {here!r}\n")
        assert main(["move-gradebook", to, "--course", str(root)]) == 0
        said = capsys.readouterr().out
        assert "copied: " in said and PASSWORD not in said and QUOTED not in said
        assert main(["move-gradebook", to, "--course", str(root)]) == 2
        assert "has rows already" in capsys.readouterr().err
    assert "without it the hidden cases would be others" in said
    for url in urls[1:]:
        course.directory.db_url = url
        found = everything(course)
        assert found.pop("course") and found == {name: rows for name, rows in first.items() if name != "course"}
        assert version(url) == [schema.newest_version()]


def test_a_gradebook_of_an_older_nbgrader_is_not_moved(tmp_path: Path) -> None:
    course = a_course(tmp_path / "course", f"sqlite:///{tmp_path / 'gradebook.db'}")
    with sqlite3.connect(tmp_path / "gradebook.db") as db:
        db.execute("UPDATE alembic_version SET version_num = 'older'")
    with pytest.raises(CourseError, match="nbgrader db upgrade"):
        copy_gradebook(course, f"sqlite:///{tmp_path / 'new.db'}")


def test_a_move_that_fails_writes_nothing(postgres: Server, tmp_path: Path) -> None:
    course = a_course(tmp_path / "course", f"sqlite:///{tmp_path / 'gradebook.db'}")
    with course.gradebook() as book:
        book.add_student("x" * 200)  # SQLite holds more than the 128 characters that nbgrader declares
    url = postgres.new()
    with pytest.raises(CourseError, match=r"value too long.*Nothing was written"):
        copy_gradebook(course, url)
    course.directory.db_url = url
    assert not any(rows for name, rows in everything(course).items() if name != "course")

"""The gradebook by its address: a file of SQLite, which is the default, or a database on a PostgreSQL server.

It is opened as nbgrader opens it, with three differences: whoever else writes is waited for, the tables of a new
gradebook are made all or none, and no message shows the password. `mapped` has it as nbgrader's own class.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, Executable, create_engine, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from ..errors import CourseError
from ..text import SafeText, safe
from . import tables
from .schema import make_whole

BUSY_SECONDS = 30  # for which another program that writes SQLite's file is waited for
# a server that does not answer is told, and a connection that was cut is noticed, within a minute
TO_CONNECT: dict[str, Any] = {"connect_timeout": 10}
TO_NOTICE: dict[str, Any] = {"keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3}
OF_LIBPQ = ("psycopg", "psycopg2")
SECRETS = ("password", "sslpassword")  # of the part of an address behind its ?
INSTALL = "pip install 'psycopg[binary]>=3.2' 'sqlalchemy>=2.1'"
EXPECTED = "expected postgresql://USER@HOST/DATABASE, or sqlite:/// and the path of a file"
HINTS = (
    ("password authentication failed", "Look at the password in the file that PGPASSFILE names, or in the address."),
    ("no password supplied", "Give the password in the file that PGPASSFILE names."),
    ("resolve host", "Look at the name of the host in c.CourseDirectory.db_url."),
    ("Name or service not known", "Look at the name of the host in c.CourseDirectory.db_url."),
    ("Connection refused", "Is the server running there?"),
    ("No such file or directory", "Is the server running there?"),
    ("timeout", "Is the server running there?"),
    ("role", "Make the role on the server: createuser NAME"),  # … does not exist
    ("database", "Make the database on the server: createdb NAME"),
    ("permission denied for schema", "Make the role the owner of the database: ALTER DATABASE … OWNER TO …"),
    ("locked", "Is another program writing it?"),
)
MISSING = ("role", "database")


def address(url: str) -> URL:
    """The address in its parts. Raises CourseError, which does not repeat what may hold a password."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise CourseError(f"c.CourseDirectory.db_url is no address of a database; {EXPECTED}.") from None


def shown(url: str) -> SafeText:
    """The address as it may be shown: without password."""
    parts = address(url)
    hidden = {name: "***" for name in SECRETS if name in parts.query}
    return safe(parts.update_query_dict(hidden).render_as_string(hide_password=True).replace("%2A%2A%2A", "***"))


def file_of(url: str, root: Path) -> Path | None:
    """SQLite's file, where the gradebook is one; root is the folder from which its path is told."""
    parts = address(url)
    is_file = parts.get_backend_name() == "sqlite" and parts.database not in (None, "", ":memory:")
    return root / str(parts.database) if is_file else None


def words(problem: Exception) -> SafeText:
    """What a database says of itself, in a line, and what to do about it."""
    said = str(getattr(problem, "orig", None) or problem).strip().partition("\n")[0].rstrip(".")
    for part, hint in HINTS:
        if part in said and (part not in MISSING or "does not exist" in said):
            return safe(f"{said}. {hint}")
    return safe(f"{said}.")


def engine(url: str | URL, **options: Any) -> Any:
    """An engine that waits for others that write, and looks whether a connection still stands before it uses it."""
    parts = make_url(url)
    given: dict[str, Any] = {}
    if parts.get_backend_name() == "sqlite":
        given = {"timeout": BUSY_SECONDS}
    elif parts.get_driver_name() in OF_LIBPQ:
        given = TO_CONNECT | TO_NOTICE
    given = {name: value for name, value in given.items() if name not in parts.query}
    return create_engine(parts, **{"pool_pre_ping": True, "connect_args": given, **options})


class _Rows:
    """What a gradebook is asked with and written by, in SQLAlchemy's own language: a session without a mapper.

    Each transaction takes a connection that was looked at, and gives it back.
    """

    def __init__(self, made: Engine) -> None:
        self._engine = made
        self._connection: Connection | None = None

    def connection(self) -> Connection:
        """That of this transaction."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def execute(self, asked: Executable, rows: Sequence[Mapping[str, Any]] | None = None) -> Any:
        """The answer, all of it: of one that is half read SQLite's file stays locked. rows are the values of a
        statement that is carried out for each of them."""
        result = self.connection().execute(asked, rows)
        return result.freeze()() if result.returns_rows else result

    def commit(self) -> None:
        """End the transaction: all of it is there."""
        if self._connection is not None:
            self._connection.commit()
        self.rollback()

    def rollback(self) -> None:
        """End the transaction: nothing of it is there."""
        given, self._connection = self._connection, None
        if given is None:
            return
        try:
            given.rollback()  # else what could not be committed lives on in the pool, and is, with the next
        finally:
            given.close()


class GradebookRows:
    """The gradebook by its rows, for whom nbgrader's own class would be too long in coming. A context manager."""

    def __init__(self, made: Engine, course_id: str) -> None:
        self.engine, self.db = made, _Rows(made)
        have_course(self.db, made, course_id)

    def __enter__(self) -> GradebookRows:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """What was not committed is not there."""
        self.db.rollback()
        self.engine.dispose()


class HasRows(Protocol):
    """A gradebook, by its rows or as nbgrader's own class: its `db` executes, commits and takes back."""

    @property
    def db(self) -> Any:
        """Of `GradebookRows`, or a session of nbgrader's."""


Opened = TypeVar("Opened")


def have_course(db: Any, made: Engine, course_id: str) -> None:
    """The row of the course. nbgrader leaves out the course without a name; SQLite does not ask for it, others do."""
    if not course_id and made.dialect.name == "sqlite":
        return
    if db.execute(select(tables.course.c.id).where(tables.course.c.id == course_id)).first() is None:
        with contextlib.suppress(IntegrityError):  # another process was faster
            db.execute(tables.course.insert(), [{"id": course_id}])
            db.commit()
    db.rollback()


def open_rows(url: str, course_id: str) -> GradebookRows:
    """Open the gradebook by its rows; as `opened`."""
    return opened(url, lambda made: GradebookRows(made, course_id))


def opened(url: str, make: Callable[[Engine], Opened]) -> Opened:
    """Open the gradebook; make it where there is none. Raises CourseError, in a sentence and without password."""
    parts = address(url)
    try:
        return _opened(parts, make)
    except NoSuchModuleError:
        todo = "write postgresql://" if parts.drivername == "postgres" else EXPECTED
        said = f"c.CourseDirectory.db_url begins with {parts.drivername}://, not known here; {todo}."
        raise CourseError(said) from None
    except ImportError as problem:
        ours = parts.drivername in ("postgresql", "postgresql+psycopg")
        todo = f"{sys.executable} -m {INSTALL}" if ours else "install it, or write postgresql://"
        said = f"{shown(url)} needs the package {problem.name}, which this Python does not have: {todo}"
        raise CourseError(said) from None
    except (SQLAlchemyError, UnicodeError, TypeError) as problem:
        said = _without(words(problem), parts)
        raise CourseError(f"The gradebook {shown(url)} cannot be opened: {said}") from None


def _opened(parts: URL, make: Callable[[Engine], Opened]) -> Opened:
    made = engine(parts)
    try:
        make_whole(made)
        return make(made)
    except BaseException:
        made.dispose()
        raise


def _without(said: str, parts: URL) -> str:
    """What a driver says, without the password, should it repeat it."""
    for secret in (parts.password, *(parts.query.get(name) for name in SECRETS)):
        said = said.replace(str(secret), "***") if secret and len(secret) > 3 else said
    return said


def is_away(problem: Exception) -> bool:
    """Whether it tells that the connection was cut, or cannot be made: the server may come back."""
    if not isinstance(problem, DBAPIError):
        return False
    not_connected = problem.statement is None and not isinstance(problem.orig, sqlite3.Error)
    return problem.connection_invalidated or not_connected


def is_by_another(problem: Exception) -> bool:
    """Whether another transaction was in the way, and the same may be tried again: a deadlock, rows that were new."""
    cause = getattr(problem, "orig", None)
    state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None) or ""
    unique = str(getattr(cause, "sqlite_errorname", "")) in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
    return state in ("40001", "40P01", "23505") or unique

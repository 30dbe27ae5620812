"""The tables of a new gradebook, with the number of their version: all of them or none.

nbgrader makes the tables, then runs the program `alembic` to learn the number, then writes it. Where the program is
missing it dies between the two, and what it leaves is for `nbgrader db upgrade` a gradebook of unknown age. Here the
number is looked up first and all is one transaction; what was left half-made is completed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from . import tables

VERSIONS = "alembic_version"
CREATE = f"CREATE TABLE {VERSIONS} (version_num VARCHAR(32) NOT NULL)"
ONE_AT_A_TIME = 0x67646B69  # PostgreSQL's number of the lock that whoever makes a gradebook takes


def make_whole(engine: Engine) -> None:
    """Make what the gradebook lacks: everything, where it is new."""
    with engine.connect() as connection:
        if not _lacks(connection):
            return
        head = newest_version()
        connection.rollback()
        begin_to_write(connection)
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
        lacks = _lacks(connection)  # another process may have been faster
        is_ours = not lacks or _is_of_this_version(connection)
        if lacks - {VERSIONS}:
            from nbgrader.api import Base  # with its keys and constraints

            Base.metadata.create_all(connection)
        if VERSIONS in lacks and is_ours:
            if VERSIONS not in inspect(connection).get_table_names():
                connection.execute(text(CREATE))
            connection.execute(text(f"INSERT INTO {VERSIONS} (version_num) VALUES (:head)"), {"head": head})
        connection.commit()


def begin_to_write(connection: Connection) -> None:
    """Begin a transaction that writes. SQLite's driver would begin at the first row that is written, after all that was
    read, and another writer could come between the two."""
    if connection.dialect.name == "sqlite" and not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def newest_version() -> str:
    """The version of nbgrader's tables, as the program `alembic` would tell it."""
    import nbgrader  # only a new gradebook needs it, and the other
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory(str(Path(str(nbgrader.__file__)).parent / "alembic")).get_current_head())


def _lacks(connection: Connection) -> set[str]:
    """Tables that are not there; the table of the version counts as missing where no version stands in it."""
    there = set(inspect(connection).get_table_names())
    lacks = {*tables.metadata.tables, VERSIONS} - there
    if VERSIONS in there and connection.execute(text(f"SELECT version_num FROM {VERSIONS}")).first() is None:
        lacks.add(VERSIONS)
    return lacks


def _is_of_this_version(connection: Connection) -> bool:
    """Whether the tables that are there have the columns of this nbgrader, so that only the number is missing."""
    looked: Any = inspect(connection)
    there = set(looked.get_table_names())
    return all(
        {column.name for column in table.columns} <= {column["name"] for column in looked.get_columns(name)}
        for name, table in tables.metadata.tables.items()
        if name in there
    )

"""The gradebook as nbgrader's own class, for what asks it by this class: pages, exports, formgrader, the plug-ins."""

from __future__ import annotations

from typing import Any

import nbgrader.api
from nbgrader.api import Gradebook
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from .database import engine, have_course, opened


class _Session(Session):
    """A session that is fit for the next question when its connection was cut: formgrader has one for all pages."""

    def execute(self, *asked: Any, **options: Any) -> Any:
        try:
            return super().execute(*asked, **options)
        except DBAPIError as problem:
            if problem.connection_invalidated:
                self.rollback()
            raise


def _sessions(**options: Any) -> Any:
    return sessionmaker(class_=_Session, **options)


def let_nbgrader_wait() -> None:
    """The gradebooks that nbgrader's own programs open in this process wait for others too, and survive a cut."""
    for name, ours in {"create_engine": engine, "sessionmaker": _sessions}.items():
        setattr(nbgrader.api, name, ours)


class _Gradebook(Gradebook):
    """nbgrader's gradebook, whose tables are there."""

    def __init__(self, made: Engine, course_id: str) -> None:
        self.engine = made
        self.db = scoped_session(_sessions(bind=made))
        self.course_id, self.authenticator = course_id, None
        have_course(self.db, made, course_id)


def open_gradebook(url: str, course_id: str) -> Gradebook:
    """Open the gradebook as nbgrader's class; make it where there is none. Raises CourseError."""
    let_nbgrader_wait()
    return opened(url, lambda made: _Gradebook(made, course_id))

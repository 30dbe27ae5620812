"""What commands share: the course and the assignment that they are about, and a file of JSON."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CourseError
from ..text import safe_tree

if TYPE_CHECKING:
    from distributed import Client

    from ..course.course import Course
    from ..pages.serving import Answer, Server


def in_course(command: argparse.ArgumentParser) -> None:
    """The option of a command on a course."""
    command.add_argument("--course", type=Path, help="folder of the course (default: this one or one above)")


def with_assignment(command: argparse.ArgumentParser) -> None:
    """The options of a command on an assignment."""
    command.add_argument("assignment", help="name of the assignment, or its beginning (03)")
    in_course(command)


def the_folder(options: argparse.Namespace) -> Path:
    """The course's folder: --course, else the current one or one above it."""
    from ..course.config import course_folder

    return Path(options.course).resolve() if options.course else course_folder(Path.cwd())


def the_course(options: argparse.Namespace) -> Course:
    """The course. Raises CourseError."""
    from ..course.course import Course

    return Course(the_folder(options))


def the_assignment(options: argparse.Namespace) -> tuple[Course, str]:
    """The course, and the whole name of the assignment. Raises CourseError."""
    course = the_course(options)
    return course, course.resolve(options.assignment)


def serve(answer: Answer, port: int, **options: Any) -> Server:
    """A page on 127.0.0.1; options are those of `Server`. Raises CourseError for a port that cannot be used."""
    from ..errors import CourseError
    from ..pages.serving import Server

    try:
        return Server(answer, port, **options)
    except (OSError, OverflowError) as problem:
        raise CourseError(f"port {port} of 127.0.0.1 cannot be used: {problem}. Give another, or none.") from None


def write_json(path: Path | None, tree: Any) -> None:
    """Write a tree where --json says. Raises CourseError."""
    if path is not None:
        from ..course.files import as_json, write_where_told

        write_where_told(path, as_json(safe_tree(tree)))


def with_scheduler(command: argparse.ArgumentParser, help: str) -> None:
    """The options of a command that uses many machines."""
    command.add_argument("--scheduler", metavar="ADDRESS", help=help)
    for name, what in (("ca", "certificate of the authority"), ("cert", "certificate"), ("key", "key")):
        command.add_argument(
            f"--tls-{name}", type=Path, metavar="FILE", help=f"{what} for tls:// (default: Dask's own configuration)"
        )


@contextmanager
def the_scheduler(options: argparse.Namespace) -> Iterator[Client]:
    """A client of the scheduler that --scheduler names. Raises CourseError."""
    _needs_dask()
    from ..cluster.address import Certificates, connected

    certificates = Certificates(options.tls_ca, options.tls_cert, options.tls_key)
    with connected(options.scheduler, certificates) as client:
        yield client


@contextmanager
def graded_there(options: argparse.Namespace, *, priority: int = 0) -> Iterator[None]:
    """Meanwhile the workers of the scheduler that --scheduler names grade. Raises CourseError where none answers."""
    if options.jobs:
        raise CourseError("--jobs is for this machine, --scheduler for others: give one of them.")
    _needs_dask()
    from ..classes.batch import graded_by
    from ..cluster.engine import ByScheduler

    with closing(ByScheduler(lambda: the_scheduler(options), priority=priority)) as engine, graded_by(engine):
        engine.connect()
        yield


def _needs_dask() -> None:
    if find_spec("distributed") is None:
        raise CourseError("--scheduler needs Dask, which is not installed: pip install distributed")

"""What all submissions of an assignment share, as it travels: once to each worker, the secret seed included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ..classes.batch import Batch
from ..course.course import Assignment, Course
from ..course.helpers import helper_paths
from ..course.settings import Settings
from ..declaring.book import Book
from ..declaring.loading import helpers_of
from ..declaring.places import local_place
from ..errors import CourseError
from .equal import differences, installed

MAX_MB = 500


@dataclass(frozen=True)
class Material:
    """An assignment without its book, which each worker opens anew; the files of the course that the book is read from.

    shared, declared: digests of all that grades depend on (`Batch`); a worker must find the same
    """

    assignment: Assignment
    settings: Settings
    files: dict[str, bytes]  # by name with slashes, in the course's folder
    installed: dict[str, str]  # see `equal`
    packages: tuple[str, ...]
    shared: str
    declared: dict[str, str]

    def with_book(self, book: Book) -> Assignment:
        """The assignment with a book that was opened here."""
        return replace(self.assignment, book=book)

    def problem(self) -> str:
        """What is other in this process than where it comes from; empty when there is nothing."""
        return "; ".join(differences(self.installed, installed(self.packages)))


def material_of(batch: Batch) -> Material:
    """What the workers need of a batch. Raises CourseError when it is too much to be sent."""
    course, assignment = batch.course, batch.assignment
    assignment.others.read()
    files = dict(_course_files(course, assignment))
    size = sum(map(len, (*files.values(), *assignment.files.values())))
    if size > MAX_MB * 10**6:
        raise CourseError(
            f"Exercises, helpers and released files have {size / 1e6:.0f} MB, which each worker would be sent; at most "
            f"{MAX_MB} MB are. Install large data beside the packages on every machine, or grade without --scheduler."
        )
    packages = tuple(_packages(course))
    settings = Settings(
        exercises=course.settings.exercises,
        helpers=course.settings.helpers,
        warm_up=course.settings.warm_up,
        **asdict(course.settings.limits),
    )
    bare = replace(assignment, book={})  # type: ignore[arg-type]
    return Material(bare, settings, files, installed(packages), packages, batch.shared, batch.declared)


def _course_files(course: Course, assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """The course's own modules of exercises, what they import beside each other, and the helpers of notebooks."""
    own = [path for path in helper_paths(course.settings, course.root) if path.is_relative_to(course.root)]
    paths = [path for place in (*own, *assignment.book.local_places) for path in _files_below(place)]
    for path in dict.fromkeys((*paths, *helpers_of(assignment.book.folder).values())):
        yield path.relative_to(course.root).as_posix(), path.read_bytes()


def _files_below(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    found = (path for path in sorted(place.rglob("*")) if path.is_file())
    return [path for path in found if not _is_hidden(path.relative_to(place))]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def _packages(course: Course) -> Iterator[str]:
    """The course's exercises and helpers that are installed packages, and not in its folder."""
    settings, root = course.settings, course.root
    yield from (place for place in settings.exercises if local_place(place, root) is None)
    yield from (path.stem for path in helper_paths(settings, root) if not path.is_relative_to(root))

"""A copy of a course for each grader: the course itself is read, and never written."""

from __future__ import annotations

import copy
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from nbgrader.api import Gradebook

from ..course.config import CONFIG_FILE
from ..course.configure import configure
from ..course.course import ANY, SEEDS_FILE, Course
from ..course.database import file_of
from ..course.files import write_text
from ..errors import CourseError
from ..text import safe

STEPS = ("source", "release", "submitted", "autograded", "feedback")
OWN_CONFIG = "config_of_the_course.py"
NOT_COPIED = ("__pycache__", "node_modules", "build", "results", "gradebook.db", SEEDS_FILE)

HEAD = """\
# A copy, made by `autograder compare`: the course's own configuration, with folders and a gradebook of its own.
c = get_config()
"""
WITHOUT_OURS = """\
import autograder
import autograder.course.configure
autograder.configure = autograder.course.configure.configure = lambda c: None  # as nbgrader alone would grade
"""
FOLDERS = """\
load_subconfig({own!r})
for name, value in {folders!r}.items():
    setattr(c.CourseDirectory, name, value)
c.NbGrader.logfile = ""
"""
WITH_OURS = """\
from autograder import configure
configure(c)
"""


def copy_of(course: Course, name: str, students: Sequence[str], to: Path, *, ours: bool) -> Course:
    """Copy what grading one assignment needs into a folder, and give the course that this is now.

    Its gradebook has the assignments of the course's own, and no grades. ours: graded by us, else by nbgrader alone.
    Raises CourseError.
    """
    folders = _folders(course, to)
    left_out = {_above_students(course, step, name) for step in STEPS} - {course.root}
    shutil.copytree(
        course.root, to, ignore=_leaving(course, left_out, to), symlinks=False, ignore_dangling_symlinks=True
    )
    config = copy.deepcopy(course.config)
    for key, value in folders.items():
        config.CourseDirectory[key] = value
    if ours:
        configure(config)
    made = Course(to, config)
    _copy_source(course, name, made)
    if course.path("release", ".", name).is_dir():
        _copy_tree(course.path("release", ".", name), made.path("release", ".", name))
    for student in students:
        _copy_tree(course.path("submitted", student, name), made.path("submitted", student, name))
    _copy_gradebook(course, made, name)
    if ours and course.seeds_path.is_file():
        shutil.copyfile(course.seeds_path, made.seeds_path)
    if (to / CONFIG_FILE).is_file():
        (to / CONFIG_FILE).rename(to / OWN_CONFIG)
    text = HEAD + ("" if ours else WITHOUT_OURS) + FOLDERS.format(own=OWN_CONFIG, folders=folders)
    write_text(to / CONFIG_FILE, safe(text + (WITH_OURS if ours else "")))
    return made


def another(made: Course, name: str, to: Path) -> Course:
    """A further copy of a copy: released, with nothing handed in and nothing graded."""
    shutil.copytree(made.root, to, symlinks=True)
    config = copy.deepcopy(made.config)
    config.CourseDirectory.db_url = _url(to)
    text = (to / CONFIG_FILE).read_text(encoding="utf-8").replace(str(made.root), str(to))
    write_text(to / CONFIG_FILE, safe(text))
    fresh = Course(to, config)
    for student in fresh.students(name):
        for step in ("submitted", "autograded", "feedback"):
            shutil.rmtree(fresh.path(step, student, name), ignore_errors=True)
    _forget_submissions(fresh, name)
    return fresh


def _above_students(course: Course, step: str, name: str) -> Path:
    """The folder of a step in which the students' folders are."""
    path = course.path(step, ANY, name)
    return Path(*path.parts[: path.parts.index(ANY)])


def _url(root: Path) -> str:
    return f"sqlite:///{root / 'gradebook.db'}"


def _folders(course: Course, to: Path) -> dict[str, str]:
    """nbgrader's settings on folders: as in the course, but below the copy."""
    found = {"root": str(to), "db_url": _url(to), "course_id": str(course.directory.course_id)}
    for step in STEPS:
        place = Path(getattr(course.directory, f"{step}_directory"))
        if place.is_absolute():
            place = place.relative_to(course.root) if place.is_relative_to(course.root) else Path(step)
        found[f"{step}_directory"] = str(place)
    return found


def _leaving(course: Course, left_out: set[Path], to: Path) -> Callable[[str, list[str]], Iterable[str]]:
    """What is not copied with the course's folder: the steps, copied for one assignment; what can be made anew."""

    def ignored(at: str, names: list[str]) -> list[str]:
        here = Path(at)
        return [
            each
            for each in names
            if here / each in left_out
            or to.is_relative_to(here / each)
            or (here == course.root and each in NOT_COPIED)
            or each == "__pycache__"
            or each.startswith(".")
            or not ((here / each).is_dir() or (here / each).is_file())  # a pipe would be waited for
        ]

    return ignored


def _copy_source(course: Course, name: str, made: Course) -> None:
    """The assignment's source, and the single files beside it: headers, templates of tests."""
    source, to = course.path("source", ".", name), made.path("source", ".", name)
    if source.is_dir():
        _copy_tree(source, to)
        for path in sorted(source.parent.iterdir()):
            if path.is_file() and not (to.parent / path.name).exists():
                shutil.copy(path, to.parent / path.name)


def _copy_tree(source: Path, to: Path) -> None:
    """A folder with what is in it, links as links: they may lead anywhere."""
    try:
        shutil.copytree(source, to, symlinks=True, dirs_exist_ok=True, copy_function=_copy_file)
    except (OSError, shutil.Error) as problem:
        raise CourseError(f"{source} cannot be copied: {str(problem)[:200]}") from None


def _copy_file(source: str, to: str) -> None:
    """Regular files alone: a pipe would be waited for."""
    if Path(source).is_file():
        shutil.copyfile(source, to)


def _copy_gradebook(course: Course, made: Course, name: str) -> None:
    """The gradebook as it is at this moment, without the submissions of the assignment."""
    url = str(course.directory.db_url)
    own = file_of(url, course.root)
    if own is None:
        kind = url.partition(":")[0]
        raise CourseError(
            f"The gradebook is {kind}; expected SQLite, whose file can be copied. Make such a file in a copy of the "
            "course (autograder move-gradebook sqlite:///gradebook.db), and compare there."
        )
    if not own.is_file():
        return
    with (
        sqlite3.connect(f"{own.as_uri()}?mode=ro", uri=True) as known,
        sqlite3.connect(made.root / "gradebook.db") as to,
    ):
        known.backup(to)
    known.close()
    to.close()
    _forget_submissions(made, name)


def _forget_submissions(made: Course, name: str) -> None:
    with Gradebook(made.directory.db_url, made.directory.course_id) as book:
        for student in [submission.student.id for submission in book.assignment_submissions(name)]:
            book.remove_submission(name, student)

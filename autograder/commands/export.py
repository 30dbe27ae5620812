"""`autograder export`: points into the file of an LMS."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import CourseError
from ..progress import say
from ..text import safe
from ._common import in_course, the_course

if TYPE_CHECKING:
    from ..classes.scores import Scores
    from ..course.course import Course

TEXT = "fill in the file of grades that Canvas or Moodle exported, or write Gradescope's or a table"
EXAMPLE = "autograder export 03 --canvas it.csv     fills in what Canvas exported, to be imported there"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    command.add_argument("assignment", nargs="+", help="name of an assignment, or its beginning (03)")
    in_course(command)
    where = command.add_mutually_exclusive_group(required=True)
    where.add_argument("--canvas", type=Path, metavar="FILE", help="fill in the gradebook that Canvas exported")
    where.add_argument(
        "--moodle", type=Path, metavar="FILE", help="fill in Moodle's grading worksheet, or its exported gradebook"
    )
    where.add_argument("--gradescope", type=Path, metavar="FOLDER", help="write FOLDER/STUDENT/results.json")
    where.add_argument("--csv", type=Path, metavar="FILE", help="write a table of all students, as nbgrader's own")
    command.add_argument(
        "--into", type=Path, metavar="FILE", help="the filled file (default: beside the LMS's, its name with -filled)"
    )
    command.add_argument(
        "--column", action="append", metavar="TITLE", help="title or number of an assignment's column, in their order"
    )
    command.add_argument("--partial", action="store_true", help="write what is known although points wait for a person")
    command.add_argument("--missing-zero", action="store_true", help="0 for who handed nothing in (default: no grade)")
    command.add_argument("--scale", action="store_true", help="turn points into those that the LMS says can be earned")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    course = the_course(options)
    names = [course.resolve(each) for each in options.assignment]
    _check(options, names)
    if options.csv is not None:
        return _write_table(course, names, options.csv, partial=options.partial)
    if options.gradescope is not None:
        return _write_gradescope(course, names[0], options)
    return _fill(course, names, options)


def _check(options: argparse.Namespace, names: list[str]) -> None:
    """Raises CourseError for options that do not go together."""
    if options.column is not None and len(options.column) != len(names):
        raise CourseError(f"{len(options.column)} --column for {len(names)} assignments: give one for each, in order.")
    if options.gradescope is not None and len(names) > 1:
        raise CourseError("Gradescope has a results.json for each assignment: export one at a time.")
    filled = options.canvas or options.moodle
    if filled is None and (options.into or options.column or options.scale or options.missing_zero):
        raise CourseError("--into, --column, --scale and --missing-zero go with --canvas or --moodle.")
    if filled is not None and options.into is not None and options.into.resolve() == filled.resolve():
        raise CourseError(f"--into {options.into} is the LMS's own file: give another name, so that it stays.")


def _fill(course: Course, names: list[str], options: argparse.Namespace) -> int:
    from ..classes.lms_fill import Choice
    from ..course.files import write_atomically
    from ..pages.lms_export import fill_file

    lms, path = ("Canvas", options.canvas) if options.canvas is not None else ("Moodle", options.moodle)
    choice = Choice(options.partial, options.missing_zero, options.scale)
    content, all_told = fill_file(course, names, lms, path, choice, options.column)
    into = options.into or path.with_name(f"{path.stem}-filled{path.suffix}")
    if into.exists() and not into.is_file():  # a pipe
        into.write_bytes(content)
    else:
        write_atomically(into, content)
    for told in all_told:
        say(safe(f"{told.assignment}: {told.filled} of {told.graded} graded students written into {told.title!r}"))
        for note in told.notes:
            say(safe(f"  {note}"))
        for problem in told.problems:
            say(safe(f"  {problem}"), problem=True)
    say(safe(f"written: {into}; import it into {lms}"))
    return 1 if any(told.problems for told in all_told) else 0


def _write_gradescope(course: Course, name: str, options: argparse.Namespace) -> int:
    from ..classes.scores import scores_of
    from ..pages.words import write_gradescope

    paths, without = write_gradescope(course, scores_of(course, name), options.gradescope, partial=options.partial)
    say(safe(f"{len(paths)} results in {options.gradescope / 'STUDENT' / 'results.json'}"))
    for line in without:
        say(safe(f"  {line}"), problem=True)
    return 1 if without else 0


def _write_table(course: Course, names: list[str], path: Path, *, partial: bool) -> int:
    from ..classes.export import as_csv, table
    from ..classes.scores import scores_of
    from ..course.files import write_where_told

    open_yet = {name: _undecided(course, scores_of(course, name)) for name in names}
    blank = set[tuple[str, str]]() if partial else {(name, each) for name in names for each in open_yet[name]}
    with course.gradebook() as book:
        write_where_told(path, as_csv(table(book, [], names, blank)))
    say(safe(f"written: {path}"))
    done = "count as they are now" if partial else "left blank (--partial writes what is known)"
    for name, students in open_yet.items():
        if students:
            told = f"{name}: points of these are not decided yet, as autograder report says, and {done}"
            say(safe(f"{told}: {', '.join(students)}"), problem=True)
    return 1 if blank else 0


def _undecided(course: Course, scores: Scores) -> list[str]:
    """Whose points wait for a person or may change, and who handed in and was not graded yet."""
    asked = {student for student, result in scores.students.items() if result.is_undecided}
    return sorted(asked | (set(course.students(scores.assignment)) - set(scores.students)))

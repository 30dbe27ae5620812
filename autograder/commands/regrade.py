"""`autograder regrade`: grades again, and tells whose results change."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..progress import say
from ..text import safe
from . import grade
from ._common import the_assignment, with_assignment, write_json

if TYPE_CHECKING:
    from ..classes.regrade import Change

TEXT = "grade again, and tell whose results change"
EXAMPLE = "autograder regrade 03 --diff             who gains and who loses; writes nothing"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_assignment(command)
    command.add_argument("--diff", action="store_true", help="only tell: write neither results nor grades")
    command.add_argument(
        "--exercise", action="append", metavar="ID", help="change only the cells of this exercise (may be repeated)"
    )
    command.add_argument("--student", action="append", metavar="ID", help="only this student (may be repeated)")
    command.add_argument("--jobs", type=int, help="processes at once (default: one a core)")
    command.add_argument("--seed", type=int, help="draw the hidden cases with this seed instead of the assignment's")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the changes as JSON too")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    if options.exercise:
        return _correct(options)
    from ..classes.batch import choose_students
    from ..classes.regrade import changes
    from ..progress import Progress, problems_kept_in

    course, name = the_assignment(options)
    total = len(choose_students(course, name, options.student))
    with problems_kept_in(course.log_path(name)), Progress(f"grading {name} again", total) as progress:
        found = changes(
            course,
            name,
            students=options.student,
            jobs=options.jobs,
            seed=options.seed,
            progress=lambda submission: progress.advance(submission.student),
        )
    _tell(found, total, options.json)
    if options.diff:
        say(safe("nothing was written"))
        return 0
    return grade.run(_as_for_grade(options))


def _as_for_grade(options: argparse.Namespace) -> argparse.Namespace:
    """The options of `grade`, each as it is when it is not given, but for those that were given here."""
    parser = argparse.ArgumentParser()
    grade.arguments(parser)
    given = {name: value for name, value in vars(options).items() if name != "json"}
    return argparse.Namespace(**{**vars(parser.parse_args([options.assignment])), **given})


def _tell(found: list[Change], total: int, json_file: Path | None) -> None:
    for change in found:
        say(safe(change))
    gains, losses = sum(change.gain > 0 for change in found), sum(change.gain < 0 for change in found)
    say(safe(f"{total} submissions, {len(found)} cells change: {gains} gain points, {losses} lose points"))
    write_json(json_file, [vars(change) for change in found])


def _correct(options: argparse.Namespace) -> int:
    """Only the cells of some exercises."""
    from ..classes.batch import choose_students
    from ..classes.correcting import correct
    from ..progress import Progress

    course, name = the_assignment(options)
    total = len(choose_students(course, name, options.student))
    with Progress(f"grading {', '.join(options.exercise)} again", total) as progress:
        done = correct(
            course,
            name,
            options.exercise,
            write=not options.diff,
            students=options.student,
            jobs=options.jobs,
            seed=options.seed,
            progress=lambda submission: progress.advance(submission.student),
        )
    _tell(done.changes, total, options.json)
    if done.reworded:
        say(safe(f"{done.reworded} cells change only in what is said"))
    for student, why in sorted(done.left_alone.items()):
        say(safe(f"left alone: {student}: {why}. Then: autograder grade {name} --student {student}"), problem=True)
    if options.diff:
        say(safe("nothing was written"))
    return 1 if done.left_alone else 0

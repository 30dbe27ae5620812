"""`autograder regrade`: grades again, and tells whose results change."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..progress import say
from ..text import safe
from . import grade
from ._common import the_assignment, with_assignment, write_json

TEXT = "grade again, and tell whose results change"
EXAMPLE = "autograder regrade 03 --diff             who gains and who loses; writes nothing"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_assignment(command)
    command.add_argument("--diff", action="store_true", help="only tell: write neither results nor grades")
    command.add_argument("--student", action="append", metavar="ID", help="only this student (may be repeated)")
    command.add_argument("--jobs", type=int, help="processes at once (default: one a core)")
    command.add_argument("--seed", type=int, help="draw the hidden cases with this seed instead of the assignment's")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the changes as JSON too")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
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
    for change in found:
        say(safe(change))
    gains, losses = sum(change.gain > 0 for change in found), sum(change.gain < 0 for change in found)
    say(safe(f"{total} submissions, {len(found)} cells change: {gains} gain points, {losses} lose points"))
    write_json(options.json, [vars(change) for change in found])
    if options.diff:
        say(safe("nothing was written"))
        return 0
    return grade.run(argparse.Namespace(**{**vars(options), "json": None, "resume": False, "source": None}))

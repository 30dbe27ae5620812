"""`autograder release`: the students' version of an assignment."""

from __future__ import annotations

import argparse

from ..progress import say
from ..text import safe
from ._common import the_assignment, with_assignment

TEXT = "make the students' version of an assignment"
EXAMPLE = "autograder release 03 --bundle           notebook for students, and a zip with all they need"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_assignment(command)
    command.add_argument("--bundle", action="store_true", help="also make a zip for students, in build/bundles")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..classes.lateness import settle
    from ..course.bundle import bundle
    from ..course.release import release

    course, name = the_assignment(options)
    say(safe(f"released: {release(course, name)}"))
    settle(course, name)  # nbgrader's lists show the due date from now on
    if options.bundle:
        say(safe(f"bundle:   {bundle(course, name)}"))
    return 0

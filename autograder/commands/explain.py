"""`autograder explain`: why a check failed, for an appeal."""

from __future__ import annotations

import argparse

from ..progress import say
from ..text import safe
from ._common import the_assignment, with_assignment

TEXT = "show why a check failed: hidden cases, expected, got (for an appeal)"
EXAMPLE = "autograder explain 03 ada 03.minibatch_step   for you, not for the student"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_assignment(command)
    command.add_argument("student", help="id of the student")
    command.add_argument("exercise", help="id of the exercise")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..pages.explain import explain

    course, name = the_assignment(options)
    say(safe(explain(course, course.load(name), options.student, options.exercise)))
    return 0

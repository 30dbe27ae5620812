"""`autograder feedback`: a page for each student."""

from __future__ import annotations

import argparse

from ..progress import say
from ..text import safe
from ._common import the_assignment, with_assignment

TEXT = "write a page for each student"
EXAMPLE = "autograder feedback 03                   one page a student"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_assignment(command)


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..pages.feedback import write_feedback
    from ..progress import problems_kept_in

    course, name = the_assignment(options)
    with problems_kept_in(course.log_path(name)):
        pages = write_feedback(course, name)
    say(safe(f"{len(pages)} pages of feedback in {course.path('feedback', '*', name)}"))
    return 0

"""`autograder exercises`: the exercises of a course, or their messages, as a page."""

from __future__ import annotations

import argparse

from ..progress import say
from ..text import safe
from ._common import in_course, the_folder

TEXT = "list the exercises that the course declares, as a page of Markdown"
EXAMPLE = "autograder exercises > docs/exercises.md the table of a course's exercises"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    in_course(command)
    command.add_argument("--messages", action="store_true", help="print what students read on every known mistake")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..course.kernel import book_of
    from ..declaring.messages import messages
    from ..declaring.table import table

    page = messages if options.messages else table
    say(safe(page(book_of(the_folder(options))).removesuffix("\n")))
    return 0

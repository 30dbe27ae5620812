"""`autograder report`: one page that says where the class stands."""

from __future__ import annotations

import argparse

from ..progress import say
from ..text import safe
from ._common import the_assignment, with_assignment

TEXT = "write the page that says where the class stands"
EXAMPLE = "autograder report 03                     one page: where the class stands"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_assignment(command)


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..pages.report import write_report

    say(safe(f"report: {write_report(*the_assignment(options))}"))
    return 0

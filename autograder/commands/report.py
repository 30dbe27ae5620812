"""`autograder report`: one page that says where the class stands."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..progress import say
from ..text import safe
from ._common import the_assignment, with_assignment, write_json

TEXT = "write the page that says where the class stands"
EXAMPLE = "autograder report 03                     one page: where the class stands"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_assignment(command)
    command.add_argument("--anonymous", action="store_true", help="codes in the place of names, and a key for you")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON too")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..pages.analysis import report_tree
    from ..pages.report import write_report

    course, name = the_assignment(options)
    say(safe(f"report: {write_report(course, name, hide_names=options.anonymous)}"))
    if options.json:
        write_json(options.json, report_tree(course, name, hide_names=options.anonymous))
    return 0

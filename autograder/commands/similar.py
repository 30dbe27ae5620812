"""`autograder similar`: pairs of submissions with parts in common that few others have."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..progress import say
from ..text import safe
from ._common import the_assignment, with_assignment, write_json

TEXT = "write a page of submissions with unusual parts in common, side by side"
EXAMPLE = "autograder similar 03                    pairs to look at, side by side; no verdict"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_assignment(command)
    command.add_argument("--anonymous", action="store_true", help="show codes in place of names")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the pairs as JSON too")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..classes.anonymous import code_of, without_names
    from ..classes.similar import similar_work
    from ..pages.similar import as_tree, write_similar

    course, name = the_assignment(options)

    def named(student: str) -> str:
        return code_of(course, name, student) if options.anonymous else student

    found = similar_work(course, name, *([without_names(course)] if options.anonymous else []))
    for student, why in found.unread:
        say(safe(f"not compared: {named(student)}: {why}"), problem=True)
    write_json(options.json, as_tree(found, named))
    say(safe(f"{found.compared} submissions compared; pairs to look at: {len(found.pairs)}"))
    say(safe(f"page: {write_similar(course, name, found, named)}"))
    return 0

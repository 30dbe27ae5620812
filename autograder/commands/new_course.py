"""`autograder new-course FOLDER`: a course that works, to be filled."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from ..progress import say
from ..text import safe

TEXT = "make a course that works, to be filled with your own lessons"
EXAMPLE = "autograder new-course statistics         a course that works, to be filled"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    command.add_argument("folder", type=Path, help="a new or empty folder")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..skeleton import new_course

    folder = new_course(options.folder)
    say(safe(f"made: {folder}\nnext: cd {shlex.quote(str(folder))} && autograder verify && autograder demo"))
    return 0

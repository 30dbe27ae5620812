"""`autograder doctor`: the walls of this machine."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..progress import say
from ..text import safe
from ._common import write_json

TEXT = "tell what this machine offers to wall students' code in, and what is missing"
EXAMPLE = "autograder doctor                        how well this machine walls students' code in"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    command.add_argument("--json", type=Path, metavar="FILE", help="write what was found as JSON too")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..sandbox.doctor import diagnose, in_words

    diagnosis = diagnose()
    say(safe(in_words(diagnosis)))
    write_json(options.json, vars(diagnosis))
    return 0 if diagnosis.good else 1

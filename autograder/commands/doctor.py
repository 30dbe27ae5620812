"""`autograder doctor`: the walls of this machine, or of every worker of a scheduler."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..progress import say
from ..text import safe
from ._common import the_scheduler, with_scheduler, write_json

TEXT = "tell what this machine offers to wall students' code in, and what is missing"
EXAMPLE = "autograder doctor                        how well this machine walls students' code in"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_scheduler(command, "ask every worker of this Dask scheduler, tls://HOST:8786, instead")
    command.add_argument("--json", type=Path, metavar="FILE", help="write what was found as JSON too")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    if options.scheduler:
        return _ask_workers(options)
    from ..sandbox.doctor import diagnose, in_words

    diagnosis = diagnose()
    say(safe(in_words(diagnosis)))
    write_json(options.json, vars(diagnosis))
    return 0 if diagnosis.good else 1


def _ask_workers(options: argparse.Namespace) -> int:
    """A line for each worker; 1 when one of them cannot be used."""
    with the_scheduler(options) as client:
        from ..cluster.asking import answers

        told = answers(client)
    for each in told:
        say(each.line, problem=bool(each.problem))
    write_json(options.json, [vars(each) for each in told])
    return 1 if any(each.problem for each in told) else 0

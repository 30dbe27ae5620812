"""`autograder demo`: a class made, graded and reported."""

from __future__ import annotations

import argparse
from pathlib import Path

from ._common import in_course, the_course

TEXT = "make a class, release, grade, write feedback and report, say what each was"
EXAMPLE = "autograder demo                          a class of 40 in build/demo"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    in_course(command)
    command.add_argument("--into", type=Path, help="folder of the demo course (default: build/demo of this course)")
    command.add_argument("--jobs", type=int, help="processes at once (default: one a core)")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the table as JSON too")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..demo.run import run_demo

    course = the_course(options)
    into = options.into or course.root / "build" / "demo"
    return run_demo(course, into, jobs=options.jobs, json_file=options.json)

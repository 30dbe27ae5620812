"""`autograder settings`: what nbgrader_config.py can set."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..progress import say
from ..text import safe
from ._common import in_course

TEXT = "list what nbgrader_config.py can set as c.Autograder.NAME"
EXAMPLE = "autograder settings                      what nbgrader_config.py can set, and what this course sets"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    in_course(command)
    command.add_argument("--markdown", action="store_true", help="as a table")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..course.config import course_folder, load_config
    from ..course.settings import Settings, listing, settings_of
    from ..errors import CourseError

    try:
        folder = Path(options.course).resolve() if options.course else course_folder(Path.cwd())
    except CourseError:  # outside a course the defaults are of interest
        found = Settings()
    else:
        found = settings_of(load_config(folder), folder)
    say(safe("\n".join(listing(found, markdown=options.markdown))))
    return 0

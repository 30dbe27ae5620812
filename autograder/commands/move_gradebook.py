"""`autograder move-gradebook`: from a file to a PostgreSQL server, or back."""

from __future__ import annotations

import argparse

from ..progress import say
from ..text import safe
from ._common import in_course, the_course

TEXT = "copy the gradebook into another database, such as one on a PostgreSQL server"
EXAMPLE = "autograder move-gradebook postgresql://grader@host/class    its rows into an empty database there"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    command.add_argument("url", metavar="ADDRESS", help="postgresql://USER@HOST/DATABASE, or sqlite:/// and a path")
    in_course(command)


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..course.database import file_of, shown
    from ..course.moving import copy_gradebook

    course = the_course(options)
    counts = copy_gradebook(course, options.url)
    for table, count in counts.items():
        say(safe(f"{count:9} {table}"))
    say(safe(f"copied: {sum(counts.values())} rows of {shown(course.directory.db_url)}, which stays as it is"))
    say(safe(f"next, in nbgrader_config.py: c.CourseDirectory.db_url = {str(shown(options.url))!r}"))
    file = file_of(options.url, course.root)
    seeds = (file.parent if file else course.root) / course.seeds_path.name
    if seeds != course.seeds_path and course.seeds_path.is_file():
        say(safe(f"and copy {course.seeds_path} to {seeds}: without it the hidden cases would be others"))
    return 0

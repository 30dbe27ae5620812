"""The command line; what each command does stands in `autograder.commands`.

Exit status: 0 when every submission has a status, 1 when something could not be graded, proved or was not as
expected, 2 wrong use.
"""

from __future__ import annotations

import argparse
import atexit
import errno
import gc
import io
import sys
import warnings
from importlib import import_module

from . import commands
from .course.interpreter import put_interpreter_on_path
from .errors import WrongUse
from .lean import load_little
from .progress import say
from .text import safe

UNUSABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):  # a terminal of another encoding has no ✓
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    put_interpreter_on_path()
    load_little()
    gc.set_threshold(200_000, 20, 20)  # what is imported stays: looking at it again and again finds nothing
    atexit.register(gc.freeze)  # nor when the process ends, which takes all of it along
    # nbgrader's own way to add a submission makes SQLAlchemy warn; the grades are written all the same
    warnings.filterwarnings("ignore", message="Object of type <Submitted")
    try:
        status: int = options.run(options)
    except Exception as problem:
        said = _told(problem)
        if said is None:
            raise
        say(safe(f"autograder: {said}"), problem=True)
        return 2
    except KeyboardInterrupt:
        say(safe("autograder: interrupted"), problem=True)
        return 130
    return status


def _told(problem: Exception) -> str | None:
    """What a person can do about it, in a line; None for a fault of the autograder's own."""
    if isinstance(problem, WrongUse):
        return str(problem)
    if isinstance(problem, OSError) and problem.errno in UNUSABLE:
        where = f"{problem.filename}: " if problem.filename else ""
        return f"{where}{problem.strerror}. Look at rights and space of that place."
    if isinstance(problem, RuntimeError) and "home directory" in str(problem):
        return "this user has no home folder, and Jupyter needs one: set HOME to a folder"
    if type(problem).__module__.startswith("sqlalchemy."):  # which most commands do not load
        from .course.database import words

        return f"The gradebook cannot be used: {words(problem)}"
    return None


def _parser() -> argparse.ArgumentParser:
    modules = {name: import_module(f"{commands.__name__}.{name.replace('-', '_')}") for name in commands.NAMES}
    parser = argparse.ArgumentParser(
        prog="autograder",
        description="Releases, grades and reports the homework of the course.",
        epilog="examples:\n  " + "\n  ".join(module.EXAMPLE for module in modules.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    listed = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, module in modules.items():
        command = listed.add_parser(
            name,
            help=module.TEXT,
            description=module.TEXT,
            epilog=f"example:\n  {module.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.arguments(command)
        command.set_defaults(run=module.run)
    return parser

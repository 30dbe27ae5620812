"""The command line; what each command does stands in `autograder.commands`.

Exit status: 0 when every submission has a status, 1 when something could not be graded, proved or was not as
expected, 2 wrong use.
"""

from __future__ import annotations

import argparse
import errno
import io
import sys
import warnings
from pathlib import Path

from .course.interpreter import put_interpreter_on_path
from .errors import WrongUse
from .progress import say
from .text import safe

EXAMPLES = {
    "demo": "autograder demo                          a class of 40 in build/demo",
    "release": "autograder release 03 --bundle           notebook for students, and a zip with all they need",
    "grade": "autograder grade 03                      everything in submitted/*/03-...",
    "regrade": "autograder regrade 03 --diff             who gains and who loses; writes nothing",
    "report": "autograder report 03                     one page: where the class stands",
    "feedback": "autograder feedback 03                   one page a student",
    "explain": "autograder explain 03 ada 03.minibatch_step   for you, not for the student",
    "verify": "autograder verify 03                     proves the exercises of lesson 03",
    "doctor": "autograder doctor                        how well this machine walls students' code in",
    "settings": "autograder settings                      what nbgrader_config.py can set, and what this course sets",
    "exercises": "autograder exercises > docs/exercises.md the table of a course's exercises",
    "new-course": "autograder new-course statistics         a course that works, to be filled",
}

UNUSABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):  # a terminal of another encoding has no ✓
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    from . import commands  # whoever asks for help does not wait for it

    put_interpreter_on_path()
    # JSON schemas may speak of IRIs, and their grammar takes longer to compile than all else to import; ours do not
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    # nbgrader's own way to add a submission makes SQLAlchemy warn; the grades are written all the same
    warnings.filterwarnings("ignore", message="Object of type <Submitted")
    try:
        status: int = getattr(commands, options.command)(options)
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
        return f"The gradebook cannot be used: {str(problem).partition(chr(10))[0]}. Is another program writing it?"
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder",
        description="Releases, grades and reports the homework of the course.",
        epilog="examples:\n  " + "\n  ".join(EXAMPLES.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name,
            help=text,
            description=text,
            epilog=f"example:\n  {EXAMPLES[name]}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.set_defaults(command=name.replace("-", "_"))
        return command

    def in_course(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
        command.add_argument("--course", type=Path, help="folder of the course (default: this one or one above)")
        return command

    def with_course(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
        command.add_argument("assignment", help="name of the assignment, or its beginning (03)")
        return in_course(command)

    demo = in_course(add("demo", "make a class, release, grade, write feedback and report, say what each was"))
    demo.add_argument("--into", type=Path, help="folder of the demo course (default: build/demo of this course)")
    demo.add_argument("--jobs", type=int, help="processes at once (default: one a core)")
    demo.add_argument("--json", type=Path, metavar="FILE", help="write the table as JSON too")

    release = with_course(add("release", "make the students' version of an assignment"))
    release.add_argument("--bundle", action="store_true", help="also make a zip for students, in build/bundles")

    grade = with_course(add("grade", "grade what students handed in"))
    grade.add_argument("--from", dest="source", type=Path, metavar="PATH", help="collect from a folder or an LMS's zip")
    grade.add_argument("--student", action="append", metavar="ID", help="only this student (may be repeated)")
    grade.add_argument("--jobs", type=int, help="processes at once (default: one a core)")
    grade.add_argument("--resume", action="store_true", help="go on where a run that was killed stopped")
    grade.add_argument("--seed", type=int, help="draw the hidden cases with this seed instead of the assignment's")
    grade.add_argument("--json", type=Path, metavar="FILE", help="write the results as JSON too")

    regrade = with_course(add("regrade", "grade again, and tell whose results change"))
    regrade.add_argument("--diff", action="store_true", help="only tell: write neither results nor grades")
    regrade.add_argument("--student", action="append", metavar="ID", help="only this student (may be repeated)")
    regrade.add_argument("--jobs", type=int, help="processes at once (default: one a core)")
    regrade.add_argument("--seed", type=int, help="draw the hidden cases with this seed instead of the assignment's")
    regrade.add_argument("--json", type=Path, metavar="FILE", help="write the changes as JSON too")

    with_course(add("report", "write the page that says where the class stands"))
    with_course(add("feedback", "write a page for each student"))

    explain = with_course(add("explain", "show why a check failed: hidden cases, expected, got (for an appeal)"))
    explain.add_argument("student", help="id of the student")
    explain.add_argument("exercise", help="id of the exercise")

    verify = in_course(add("verify", "prove the exercises: mistakes rejected and named, variants accepted"))
    verify.add_argument("exercise", nargs="?", help="id of an exercise, or its beginning (03)")
    verify.add_argument("--json", type=Path, metavar="FILE", help="write the proofs as JSON too")
    verify.add_argument("--choose", action="store_true", help="look for inputs that tell what the cases do not")

    doctor = add("doctor", "tell what this machine offers to wall students' code in, and what is missing")
    doctor.add_argument("--json", type=Path, metavar="FILE", help="write what was found as JSON too")

    settings = in_course(add("settings", "list what nbgrader_config.py can set as c.Autograder.NAME"))
    settings.add_argument("--markdown", action="store_true", help="as a table")
    listed = in_course(add("exercises", "list the exercises that the course declares, as a page of Markdown"))
    listed.add_argument("--messages", action="store_true", help="print what students read on every known mistake")
    new_course = add("new-course", "make a course that works, to be filled with your own lessons")
    new_course.add_argument("folder", type=Path, help="a new or empty folder")
    return parser

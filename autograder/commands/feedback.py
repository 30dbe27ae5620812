"""`autograder feedback`: a page for each student, and the pages on their way to the students."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..progress import say
from ..text import safe
from ._common import the_assignment, with_assignment

TEXT = "write a page for each student; also as a zip for Moodle or Canvas, or for a mail merge"
EXAMPLE = "autograder feedback 03                   one page a student; nbgrader release_feedback gives them out"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_assignment(command)
    zipped = "write the pages also as the zip that %s takes back; by the names of what `grade --from` took"
    command.add_argument("--moodle", type=Path, metavar="ZIP", help=zipped % "Moodle")
    command.add_argument("--canvas", type=Path, metavar="ZIP", help=zipped % "Canvas")
    command.add_argument("--mail", type=Path, metavar="FOLDER", help="write the pages also for a mail merge")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..classes.marking import reckon_again
    from ..pages.feedback import try_feedback
    from ..pages.sending import send_canvas, send_mail, send_moodle
    from ..progress import problems_kept_in

    course, name = the_assignment(options)
    for line in reckon_again(course, name):
        say(safe(line), problem=True)
    with problems_kept_in(course.log_path(name)):
        pages, without = try_feedback(course, name)
    say(safe(f"{len(pages)} pages of feedback in {course.path('feedback', '*', name)}"))
    if without:
        say(safe(f"no page for {len(without)}: {', '.join(without)}"), problem=True)
    lost = bool(without)
    for to, send, why in (
        (options.moodle, send_moodle, f"not collected from Moodle: autograder grade {name} --from ITS_ZIP"),
        (options.canvas, send_canvas, f"not collected from Canvas: autograder grade {name} --from ITS_ZIP"),
        (options.mail, send_mail, "no e-mail address: add one in the roster (c.Autograder.roster) or the gradebook"),
    ):
        if to is not None:
            left_out = send(course, name, pages, to)
            say(safe(f"written: {to}"))
            if left_out:
                say(safe(f"{why}; this concerns {len(left_out)}: {', '.join(left_out)}"), problem=True)
                lost = True
    return 1 if lost else 0

"""`autograder mark`: a page on which answers in words get their points."""

from __future__ import annotations

import argparse

from ..progress import say
from ..text import safe
from ._common import serve, the_assignment, with_assignment

TEXT = "mark answers in words, one after the other, on a page of this machine"
EXAMPLE = "autograder mark 03                       answers in words: click the items of the rubric"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_assignment(command)
    command.add_argument("--anonymous", action="store_true", help="show codes in place of names")
    command.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any that is free)")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..classes.anonymous import code_of, without_names
    from ..classes.marking import reckon_again
    from ..course.rubric import rubric_problems
    from ..pages.marking import Marking

    course, name = the_assignment(options)
    for line in (*rubric_problems(course, name), *reckon_again(course, name)):
        say(safe(line), problem=True)
    ways = (lambda student: code_of(course, name, student), without_names(course)) if options.anonymous else ()
    with Marking(course, name, *ways) as marking, serve(marking.answer, options.port) as server:
        say(safe(f"open in a browser on this machine: {server.address}"))
        say(safe("what is clicked is saved at once; Ctrl+C ends it"))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say(safe("ended"))
    return 0

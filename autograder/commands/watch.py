"""`autograder watch`: grades what students hand in as it comes in."""

from __future__ import annotations

import argparse
import contextlib
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..progress import say
from ..text import safe
from ._common import graded_there, serve, the_folder, with_assignment, with_scheduler
from .grade import tell_before

if TYPE_CHECKING:
    from ..course.course import Assignment, Course
    from ..watching.watch import Watch

TEXT = "grade what students hand in as it comes in, until it is ended"
EXAMPLE = "autograder watch 03 --inbox drop         graded as they come, within a second"

BEFORE_A_CLASS = 10  # priority at a scheduler, where a class has 0


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_assignment(command)
    command.add_argument("--feedback", action="store_true", help="write each student's page as well")
    command.add_argument(
        "--inbox", type=Path, metavar="PATH", help="collect the zips, tarballs and folders that are dropped here"
    )
    command.add_argument("--exchange", action="store_true", help="collect from nbgrader's exchange")
    command.add_argument(
        "--serve", type=int, nargs="?", const=0, metavar="PORT", help="show the report on a page of this machine"
    )
    command.add_argument("--jobs", type=int, help="processes at once where many wait (default: one a core)")
    with_scheduler(command, "grade on the workers of this Dask scheduler, before any class that they grade")


def run(options: argparse.Namespace) -> int:
    """Run it until it is ended; the exit status."""
    from ..classes.at_work import at_work
    from ..course.course import Course
    from ..progress import problems_kept_in
    from ..watching.watch import Watch

    folder = the_folder(options)
    first = Course(folder)
    name = first.resolve(options.assignment)

    def load() -> tuple[Course, Assignment]:
        course = Course(folder)
        return course, tell_before(course, name, everybody=False)

    with at_work(first, name, "autograder watch"), problems_kept_in(first.log_path(name)):
        watch = Watch(
            load, inbox=options.inbox, exchange=options.exchange, feedback=options.feedback, jobs=options.jobs
        )
        there = graded_there(options, priority=BEFORE_A_CLASS) if options.scheduler else contextlib.nullcontext()
        with there, _ended_by_signals(watch), _served(first, name, options.serve):
            say(safe(f"watching {first.path('submitted', '*', name)}; Ctrl-C ends it"))
            watch.run()
    say(safe(f"ended: {watch.graded} graded, {watch.kept} unchanged; all is written in {first.results_path(name)}"))
    return 0


@contextlib.contextmanager
def _ended_by_signals(watch: Watch) -> Iterator[None]:
    """Ctrl-C and SIGTERM end it with everything written; a second one at once."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def end(*_: object) -> None:
        watch.stop()
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _served(course: Course, name: str, port: int | None) -> Iterator[None]:
    """Meanwhile the report is shown on a page, where that is asked for."""
    if port is None:
        yield
        return
    from ..pages.live import NOT_FOUND, LiveReport
    from ..pages.report import REPORT_FILE

    page = LiveReport(course.results_path(name) / REPORT_FILE)
    with serve(page.answer, port, refused=NOT_FOUND, reads_only=True) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        say(safe(f"the report, in a browser on this machine: {server.address}"))
        try:
            yield
        finally:
            server.shutdown()
            thread.join()

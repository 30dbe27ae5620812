"""`autograder compare`: grades the same submissions with nbgrader and with ours, and says what differs and why."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..progress import say
from ..text import safe
from ._common import the_assignment, with_assignment, write_json

if TYPE_CHECKING:
    from ..comparing.compare import Comparison

TEXT = "grade the same submissions with nbgrader and with ours: what differs, and why"
EXAMPLE = "autograder compare 03 --unwalled         before you switch; the course itself stays as it is"
WARNING = (
    "nbgrader runs students' code without walls: as you, with your files and your network. This command lets it do "
    "that. Say --unwalled if you would run `nbgrader autograde` here on these submissions; else run it in a container, "
    "or as a user who owns nothing."
)


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_assignment(command)
    command.add_argument("--unwalled", action="store_true", help="let nbgrader run the submissions without walls")
    command.add_argument("--student", action="append", metavar="ID", help="only this student (may be repeated)")
    command.add_argument("--jobs", type=int, help="submissions at once (default: one a core)")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the differences as JSON too")
    command.add_argument("--keep", type=Path, metavar="FOLDER", help="a new folder that keeps what both graders made")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status: 0 where every difference has a documented reason."""
    from ..comparing.compare import compare
    from ..errors import WrongUse
    from ..progress import Progress

    course, name = the_assignment(options)
    if not options.unwalled:
        raise WrongUse(WARNING)
    with contextlib.ExitStack() as shown, _folder(options.keep) as folder:

        def tell(what: str, count: int) -> Callable[[str], None]:
            shown.pop_all().close()  # one bar at a time
            return shown.enter_context(Progress(what, count)).advance

        found = compare(course, name, folder, students=options.student, jobs=options.jobs, tell=tell)
    _say_all(found)
    write_json(options.json, found.to_tree())
    if options.keep:
        say(safe(f"what both graders made: {options.keep}"))
    return 0 if found.explained else 1


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """A temporary folder, or the new one that is to be kept."""
    from ..errors import CourseError

    if keep is None:
        made = Path(tempfile.mkdtemp(prefix="autograder-compare-")).resolve()
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)
        return
    if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise CourseError(f"{keep} is not empty; expected a new or an empty folder.")
    keep.mkdir(parents=True, exist_ok=True)
    yield keep.resolve()


def _say_all(found: Comparison) -> None:
    """The table: each cell that differs, then each reason with its sentence."""
    from ..comparing.reasons import REASONS

    rows: list[tuple[str, ...]] = [("student", "notebook", "cell", "nbgrader", "ours", "of", "reason", "")]
    for each in found.differences:
        points = [_points(score.points, score.asks) for score in (each.nbgrader, each.ours)]
        rows.append(
            (each.student, each.notebook, each.cell, *points, f"{each.ours.max_points:g}", each.reason, each.shown_by)
        )
    widths = [min(40, max(len(row[column]) for row in rows)) for column in range(len(rows[0]) - 1)]
    for row in rows if found.differences else ():
        line = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=False))
        say(safe(f"{line}  {row[-1]}".rstrip()))
    for name, count in found.counts.most_common():
        reason = REASONS[name]
        favour = "either will do" if reason.favours == "neither" else f"in favour of {reason.favours}"
        say(safe(f"{count} × {name} ({favour}): {reason.text}"))
    same, different = found.cells - len(found.differences), len(found.differences)
    say(
        safe(
            f"{len(found.students)} students, {found.cells} graded cells: {same} the same points, {different} different"
        )
    )
    if found.asked:
        say(safe(f"{len(found.asked)} cells have the same points, and one of the two asks for a person"))
    if found.stopped:
        say(safe(f"nbgrader stopped at {len(found.stopped)} students: {', '.join(sorted(found.stopped))[:300]}"))
    told = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in found.seconds.items())
    say(safe(f"time: {told}"))
    if not found.explained:
        say(safe("Not every difference has a documented reason: look at those marked fault-of-ours and unknown."))


def _points(points: float | None, asks: bool) -> str:
    """Points; ? where a person is asked."""
    return ("–" if points is None else f"{points:g}") + ("?" if asks else "")

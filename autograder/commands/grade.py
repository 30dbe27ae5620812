"""`autograder grade`: grades what students handed in."""

from __future__ import annotations

import argparse
import glob
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ..progress import say
from ..text import safe
from ._common import graded_there, the_assignment, the_folder, with_assignment, with_scheduler, write_json

if TYPE_CHECKING:
    from ..classes.submission import Submission
    from ..course.course import Assignment, Course
    from ..sandbox.warm_process import WarmProcess

TEXT = "grade what students handed in"
DRAW = (b"matplotlib", b"pylab", b"plots", b"plt.", b"widgets", b"seaborn", b"pandas")
FEW = 3  # submissions, for which it does not pay to warm up for long
EXAMPLE = "autograder grade 03                      everything in submitted/*/03-..."


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    with_assignment(command)
    command.add_argument(
        "--from", dest="source", type=Path, metavar="PATH", help="collect from a folder, or an LMS's zip or tarball"
    )
    command.add_argument(
        "--worksheet", type=Path, metavar="FILE", help="Moodle's grading worksheet: when each submission of --from came"
    )
    command.add_argument("--student", action="append", metavar="ID", help="only this student (may be repeated)")
    command.add_argument("--jobs", type=int, help="processes at once (default: one a core)")
    with_scheduler(command, "grade on the workers of this Dask scheduler, tls://HOST:8786 (docs/cluster.md)")
    command.add_argument("--resume", action="store_true", help="go on where a run that was killed stopped")
    command.add_argument("--seed", type=int, help="draw the hidden cases with this seed instead of the assignment's")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the results as JSON too")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..course.config import load_config
    from ..course.helpers import warm_process
    from ..course.honoured import not_honoured
    from ..course.settings import settings_of

    folder = the_folder(options)
    config = load_config(folder)
    for line in not_honoured(config, folder):
        say(safe(f"note: {line}"))
    settings = settings_of(config, folder)
    if options.scheduler:
        with graded_there(options):
            return _grade(options, None)
    few = _are_few(folder, options)
    lean = few and not may_draw(folder, options.assignment)
    # it starts while this process imports what it needs
    with warm_process(settings, folder, few=few, lean=lean, wait=False) as first:
        return _grade(options, first)


def _are_few(folder: Path, options: argparse.Namespace) -> bool:
    """Whether there seem to be but two or three submissions; told by the usual places, before anything is loaded."""
    if options.source:
        return False
    if options.student:
        return len(options.student) <= FEW
    found = (folder / "submitted").glob(f"*/{glob.escape(options.assignment)}*")
    return 0 < sum(1 for _ in islice(found, FEW + 1)) <= FEW


def may_draw(folder: Path, assignment: str) -> bool:
    """Whether its notebooks, or the few that were handed in, seem to draw: a wrong guess costs time, no more."""
    names = f"{glob.escape(assignment)}*/*.ipynb"
    released, handed_in = list((folder / "release").glob(names)), list((folder / "submitted").glob(f"*/{names}"))
    try:
        texts = [path.read_bytes() for path in (*released, *handed_in) if path.stat().st_size < 10_000_000]
    except OSError:
        return True
    return not released or any(word in text for word in DRAW for text in texts)


def _grade(options: argparse.Namespace, first: WarmProcess | None) -> int:
    from ..classes.at_work import at_work

    course, name = the_assignment(options)
    with at_work(course, name, "autograder grade"):
        return _grade_alone(options, first, course, name)


def _grade_alone(options: argparse.Namespace, first: WarmProcess | None, course: Course, name: str) -> int:
    from ..classes.batch import choose_students, cores
    from ..classes.keeping import grade_assignment
    from ..intake.collecting import collect
    from ..intake.telling import tell_collected
    from ..progress import Progress, problems_kept_in

    if options.source:
        tell_collected(collect(course, name, options.source, worksheet=options.worksheet), options.source)
    assignment = tell_before(course, name, everybody=not options.student)
    total = len(choose_students(course, name, options.student))
    with problems_kept_in(course.log_path(name)), Progress(f"grading {name}", total) as progress:
        graded = grade_assignment(
            course,
            name,
            students=options.student,
            jobs=options.jobs or cores(),
            warm=first,
            assignment=assignment,
            seed=options.seed,
            resume=options.resume or options.source is not None,  # what was collected anew is graded anew
            progress=lambda submission: progress.advance(submission.student),
        )
    write_json(options.json, [submission.to_tree() for submission in graded])
    unchanged = sum(submission.kept for submission in graded)
    kept = f", {unchanged} kept from an earlier run"
    kept = f"{kept}, since they are unchanged" if options.source else kept if options.resume else ""
    new = len(graded) - unchanged
    say(safe(f"{new} submission{'' if new == 1 else 's'} graded{kept}; results in {course.results_path(name)}"))
    left = _tell_after(course, name, graded)
    say(safe(f"next: autograder report {name}; autograder feedback {name}"))
    return 1 if left else 0


def tell_before(course: Course, name: str, *, everybody: bool) -> Assignment:
    """Who is not graded, and what of the assignment, which it gives back, is not as it was released."""
    from ..classes.class_list import left_out
    from ..classes.marking import reckon_again
    from ..course.beside import not_as_in_source
    from ..course.course import CHECKS_FILE
    from ..course.rubric import rubric_problems

    for folder in course.unusable(name):
        say(safe(f"not graded: {folder!a} in submitted/ cannot be a student's name: rename it"), problem=True)
    for student, why in left_out(course, course.students(name)).items() if everybody else ():
        say(safe(f"note: not graded: {student}: {why}"))
    assignment = course.load(name)
    for file in not_as_in_source(course.path("source", ".", name), assignment.files, assignment.rules, CHECKS_FILE):
        say(safe(f"note: {file!r} is not as in the source: what was released counts (autograder release {name})"))
    changed = assignment.changed_since_release
    if changed:
        say(safe(f"note: edited after the release: {', '.join(changed)}; students' checks are those of the release"))
    for line in (*rubric_problems(course, name), *reckon_again(course, name)):
        say(safe(line), problem=True)
    return assignment


def _tell_after(course: Course, name: str, graded: Sequence[Submission]) -> bool:
    """What could not be graded, and by whose fault; whether something is left that is no student's."""
    from ..classes.lateness import settle
    from ..intake.elsewhere import ELSEWHERE
    from ..intake.matching import strays_in

    unread = [f"{submission.student} ({submission.unread:.200})" for submission in graded if submission.unread]
    if unread:
        told = f"{len(unread)} with a notebook that is missing or cannot be read: {'; '.join(unread)}."
        say(safe(f"{told} Ask for it and grade again, or give points by hand (autograder formgrader)"), problem=True)
    unwritten = any("not-written" in submission.flags for submission in graded)  # the gradebook may be away
    strangers = [] if unwritten else settle(course, name, []).unknown_students
    if strangers:
        say(safe(f"note: extensions for nobody in the class: {', '.join(strangers)}"))
    strays = [submission.student for submission in graded if ELSEWHERE in submission.flags]
    if strays:
        assignment = course.load(name)
        found = (strays_in(assignment, course.path("submitted", student, name)).values() for student in strays)
        said = f"{len(strays)} of them not: these are notebooks of {', '.join(sorted(set().union(*found)))}: "
        say(safe(f"{said}{', '.join(strays)}. Is it the right folder or archive?"), problem=True)
    undone = [submission.student for submission in graded if not submission.is_done]
    if undone:
        said = f"{len(undone)} of them not, or not whole, by a fault of the grader's own: {', '.join(undone)}. "
        said += f"{course.log_path(name)} says why; autograder grade {name} --resume tries them again"
        say(safe(said), problem=True)
    return bool(undone or strays)

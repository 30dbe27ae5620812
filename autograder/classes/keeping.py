"""`autograder grade`: grades the submissions of an assignment and keeps what comes out.

Results go to autograded/, to the gradebook (one writer) and to results/ASSIGNMENT/results.jsonl, which is the same,
byte for byte, for the same submissions and seed; times are kept apart in timings.json. Each submission is kept as
soon as it is graded, so that a run that was killed can be resumed.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from ..course.course import Assignment, Course
from ..course.database import is_away, words
from ..course.files import as_json, as_json_line, write_text
from ..grading.notebook_file import written
from ..intake.record import Came, read_record
from ..intake.times import read_timestamp
from ..progress import say, say_fault
from ..sandbox.warm_process import WarmProcess
from ..text import SafeText, safe, safe_tree
from . import exchange
from .at_work import at_work
from .batch import Batch, choose_students
from .gradebook import Entry, Writer
from .journal import Journal, key_of_parts
from .submission import Submission, from_tree
from .work_before import WorkBefore

RESULTS_FILE = "results.jsonl"
TIMINGS_FILE = "timings.json"
IN_ONE_TRANSACTION = 25  # submissions


def grade_assignment(
    course: Course,
    name: str,
    *,
    students: list[str] | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    warm: WarmProcess | None = None,
    resume: bool = False,
    assignment: Assignment | None = None,
    progress: Callable[[Submission], None] = lambda submission: None,
) -> list[Submission]:
    """Grade the submissions in submitted/ and write everything. Raises CourseError when it cannot begin, or when
    another grader is at work on the same assignment.

    students restricts the run to some; seed, jobs, warm and assignment are those of `Batch`; resume keeps what an
    earlier run graded, where nothing has changed since.
    """
    with at_work(course, name, "autograder grade"):
        batch = Batch(course, name, seed=seed, assignment=assignment)
        chosen = choose_students(course, name, students)
        done = grade_some(batch, chosen, jobs=jobs, warm=warm, resume=resume, progress=progress)
        done.sort(key=lambda submission: submission.student)
        _write_results(course, name, done)
    return done


def grade_some(
    batch: Batch,
    students: list[SafeText],
    *,
    jobs: int | None = None,
    warm: WarmProcess | None = None,
    resume: bool = False,
    progress: Callable[[Submission], None] = lambda submission: None,
    keep_if: Callable[[Submission], bool] = lambda submission: True,
) -> list[Submission]:
    """Grade these students' submissions, and keep each at once: all but its line of results.jsonl.

    keep_if says of each that was graded whether it is to be kept. What ends the run early, an exception of progress
    too, leaves everything written that was graded before.
    """
    done = list[Submission]()
    with Writer(batch.course, batch.assignment.name) as writer:
        keeper = _Keeper(batch, Journal(batch.course.results_path(batch.assignment.name)), writer)
        done += keeper.resumed(students) if resume else []
        try:
            for submission in done:
                progress(submission)
            todo = sorted(set(students) - {submission.student for submission in done})
            keeper.forget(todo)
            with closing(batch.graded(todo, jobs=jobs, warm=warm)) as graded:
                for submission in filter(keep_if, graded):
                    keeper.keep(submission)
                    done.append(submission)
                    progress(submission)
        finally:
            keeper.flush()
    return done


def read_results(course: Course, name: str) -> list[dict[str, Any]]:
    """The trees of results.jsonl, by student; empty before the first run. A line that is damaged is told, not read."""
    path = course.results_path(name) / RESULTS_FILE
    trees = []
    for line in path.read_text("utf-8", "replace").split("\n") if path.is_file() else ():
        try:
            tree = json.loads(line) if line else None
            if tree is not None:
                from_tree(tree, 0.0)
                trees.append(tree)
        except Exception:  # it was edited, cut off, or is of another version
            say(safe(f"not read: a damaged line of {path}: {line:.60}"), problem=True)
    return trees


class _Keeper:
    """Keeps each graded submission at once, and writes the gradebook in batches.

    What cannot be written of one submission costs this submission a status or a flag, and a line on the terminal.
    """

    def __init__(self, batch: Batch, journal: Journal, writer: Writer) -> None:
        self._batch, self._journal, self._writer = batch, journal, writer
        self._waiting: list[Submission] = []
        self._came = read_record(batch.course, batch.assignment.name)
        self._files: dict[str, object] = {}  # digests of what an earlier run has graded

    def resumed(self, students: list[SafeText]) -> list[Submission]:
        """What an earlier run has graded whole, and nothing has changed since. Its grades are written once more."""
        found = []
        for student in students:
            try:
                submission = self._kept(student)
            except Exception:  # a record that is damaged, a folder that cannot be read: it is graded anew
                continue
            if submission is not None:
                submission.kept = True
                found.append(submission)
                self._put(submission)
        return found

    def _kept(self, student: SafeText) -> Submission | None:
        assignment = self._batch.assignment
        kept = self._journal.read(student, self._batch.digest(student))
        folder = self._batch.course.path("autograded", student, assignment.name)
        if kept is None or not all((folder / f"{each}.ipynb").is_file() for each in assignment.notebooks):
            return None
        submission = from_tree(kept["tree"], kept["seconds"])
        return submission if submission.is_done else None  # what failed is tried again

    def forget(self, students: list[SafeText]) -> None:
        """Forget what an earlier run kept of these students: they are graded anew."""
        for student in students:
            with contextlib.suppress(Exception):  # a record that is damaged, or none: nothing is known of it
                self._files[student] = self._journal.last(student)["made_of"]["files"]
            with contextlib.suppress(Exception):  # it cannot be written then either, which is told there
                self._journal.forget(student)

    def keep(self, submission: Submission) -> None:
        """Write what was graded. Where that fails for this submission, it waits for a person, and the others go on."""
        try:
            self._ask_again(submission)
        except Exception as problem:  # the gradebook: what lies in autograded/ stays, to be compared with the next time
            if self._graded_before(submission) or not is_away(problem):
                self._tell(submission, problem)
                submission.forget_contents()
                return
        self._keep(submission)
        submission.forget_contents()
        self._put(submission)

    def _ask_again(self, submission: Submission) -> None:
        """Ask a person about points that were given to other work, or beside another result."""
        files = submission.made_of.get("files")
        folder = self._batch.course.path("autograded", submission.student, self._batch.assignment.name)
        before = WorkBefore(folder, unchanged=files is not None and files == self._files.get(submission.student))
        self._writer.ask_again(submission.student, submission.notebooks, before.is_same)

    def _graded_before(self, submission: Submission) -> bool:
        """Whether there may be points that a person gave to other work."""
        return self._batch.course.path("autograded", submission.student, self._batch.assignment.name).exists()

    def _keep(self, submission: Submission) -> None:
        try:
            self._write(submission)
        except Exception:
            say_fault()
            submission.notebooks = self._batch.for_a_person()
            with self._told(submission):
                self._ask_again(submission)
                self._write(submission)

    def _write(self, submission: Submission) -> None:
        """The notebooks first, then the journal: it says that everything before it is there."""
        _write_notebooks(self._batch, submission)
        about = submission.made_of
        self._journal.write(submission.student, key_of_parts(about), submission.to_tree(), submission.seconds, about)

    @contextlib.contextmanager
    def _told(self, submission: Submission) -> Iterator[None]:
        """A fault that is this student's alone is told in a line, and marks the submission."""
        try:
            yield
        except Exception as problem:
            self._tell(submission, problem)

    def _tell(self, submission: Submission, problem: Exception) -> None:
        said = words(problem) if isinstance(problem, SQLAlchemyError) else str(problem).partition("\n")[0]
        say(safe(f"not written: {submission.student}: {said}"), problem=True)
        if "not-written" not in submission.flags:
            submission.flags.append("not-written")

    def _put(self, submission: Submission) -> None:
        self._waiting.append(submission)
        if len(self._waiting) >= IN_ONE_TRANSACTION:
            self.flush()

    def flush(self) -> None:
        """Write the submissions that wait into the gradebook, in one transaction."""
        waiting, self._waiting = self._waiting, []
        entries = [self._entry(submission) for submission in waiting]
        try:
            self._writer.write(entries)
        except OperationalError as problem:  # the database itself: locked, full, gone; each alone would wait as long
            for submission in waiting:
                self._tell(submission, problem)
        except Exception:  # one of them cannot be written: which?
            say_fault()
            for submission, entry in zip(waiting, entries, strict=True):
                with self._told(submission):
                    self._writer.write([entry])
        for submission, entry in zip(waiting, entries, strict=True):
            came = self._came.get(submission.student, Came())
            flags = (["late"] if entry.late else []) + came.flags(timed=entry.timestamp is not None)
            submission.flags += dict.fromkeys(flags)
            submission.left_out += came.left_out

    def _entry(self, submission: Submission) -> Entry:
        entry = Entry(submission.student, submission.notebooks)
        try:
            entry.timestamp = read_timestamp(self._batch.folder(submission.student))
        except (ValueError, OSError):
            submission.flags.append("timestamp-unreadable")
        return entry


def _write_notebooks(batch: Batch, submission: Submission) -> None:
    """The folder in autograded/, all of it or as it was."""
    submitted = batch.folder(submission.student)
    folder = batch.course.path("autograded", submission.student, batch.assignment.name)
    fresh = folder.with_name(f".{folder.name}.part")
    try:
        _remove(fresh)
        fresh.mkdir(parents=True)
        for graded in submission.notebooks:
            (fresh / f"{graded.name}.ipynb").write_bytes(written(graded.notebook))
        exchange.carry(submitted, fresh)
        _remove(folder)
        fresh.replace(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _remove(path: Path) -> None:
    """Remove what lies in the way of a folder, be it a folder, a file or a link."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


class Results:
    """results.jsonl holds every student: those that are taken replace what an earlier run said of them."""

    def __init__(self, course: Course, name: str) -> None:
        self._folder = course.results_path(name)
        self._lines = {tree["student"]: as_json_line(safe_tree(tree)) for tree in read_results(course, name)}
        self._seconds: dict[str, float] = {}

    def take(self, submission: Submission) -> None:
        """The line of a submission that was kept."""
        self._lines[submission.student] = as_json_line(safe_tree(submission.to_tree()))
        self._seconds[submission.student] = round(submission.seconds, 3)

    def write(self) -> None:
        """Write all lines, by student; the times of what was taken lie beside them."""
        text = "".join(self._lines[student] + "\n" for student in sorted(self._lines))
        write_text(self._folder / RESULTS_FILE, safe(text))
        timings = {student: self._seconds[student] for student in sorted(self._seconds)}
        write_text(self._folder / TIMINGS_FILE, as_json(safe_tree(timings)))


def _write_results(course: Course, name: str, graded: list[Submission]) -> None:
    results = Results(course, name)
    for submission in graded:
        results.take(submission)
    results.write()

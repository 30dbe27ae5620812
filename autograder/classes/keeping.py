"""`autograder grade`: grades the submissions of an assignment and keeps what comes out.

Results go to autograded/, to the gradebook (one writer) and to results/ASSIGNMENT/results.jsonl, which is the same,
byte for byte, for the same submissions and seed; times are kept apart in timings.json. Each submission is kept as
soon as it is graded, so that a run that was killed can be resumed.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from ..course.course import Course
from ..course.files import as_json_line, write_atomically
from ..grading.notebook_file import written
from ..intake.matching import read_file
from ..intake.reading import Unreadable
from ..sandbox.warm_process import WarmProcess
from ..text import visible
from .batch import Batch, choose_students
from .gradebook import TIMESTAMP_FILE, Entry, Writer, read_timestamp
from .journal import Journal
from .submission import Submission, from_tree

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
    progress: Callable[[Submission], None] = lambda submission: None,
) -> list[Submission]:
    """Grade the submissions in submitted/ and write everything. Raises CourseError when it cannot begin.

    students restricts the run to some; seed, jobs and warm are those of `Batch`; resume keeps what an earlier run
    graded, where nothing has changed since.
    """
    batch = Batch(course, name, seed=seed)
    chosen = choose_students(course, name, students)
    with Writer(course, name) as writer:
        keeper = _Keeper(batch, Journal(course.results_path(name)), writer)
        done = keeper.resumed(chosen) if resume else []
        for submission in done:
            progress(submission)
        todo = sorted(set(chosen) - {submission.student for submission in done})
        keeper.forget(todo)
        graded = batch.graded(todo, jobs=jobs, warm=warm)
        try:
            for submission in graded:
                keeper.keep(submission)
                done.append(submission)
                progress(submission)
        finally:
            graded.close()
            keeper.flush()
    done.sort(key=lambda submission: submission.student)
    _write_results(course, name, done)
    return done


def read_results(course: Course, name: str) -> list[dict[str, Any]]:
    """The trees of results.jsonl, by student; empty before the first run."""
    path = course.results_path(name) / RESULTS_FILE
    return [json.loads(line) for line in path.read_text().splitlines()] if path.is_file() else []


class _Keeper:
    """Keeps each graded submission at once, and writes the gradebook in batches."""

    def __init__(self, batch: Batch, journal: Journal, writer: Writer) -> None:
        self._batch, self._journal, self._writer = batch, journal, writer
        self._waiting: list[Submission] = []

    def resumed(self, students: list[str]) -> list[Submission]:
        """What an earlier run has graded and nothing has changed since. Its grades are written once more."""
        assignment, found = self._batch.assignment, []
        for student in students:
            kept = self._journal.read(student, self._batch.digest(student))
            folder = self._batch.course.path("autograded", student, assignment.name)
            if kept is None or not all((folder / f"{each}.ipynb").is_file() for each in assignment.notebooks):
                continue
            found.append(from_tree(kept["tree"], kept["seconds"]))
            self._put(found[-1])
        return found

    def forget(self, students: list[str]) -> None:
        """Forget what an earlier run kept of these students: they are graded anew."""
        for student in students:
            self._journal.forget(student)

    def keep(self, submission: Submission) -> None:
        """Write what was graded. Where that fails for this submission, it waits for a person, and the others go on."""
        try:
            self._write(submission)
        except Exception:
            traceback.print_exc()
            submission.notebooks = self._batch.for_a_person()
            with self._told(submission):
                self._write(submission)
        submission.forget_contents()
        self._put(submission)

    def _write(self, submission: Submission) -> None:
        """The notebooks first, then the journal: it says that everything before it is there."""
        _write_notebooks(self._batch, submission)
        self._journal.write(submission.student, submission.key, submission.to_tree(), submission.seconds)

    @contextlib.contextmanager
    def _told(self, submission: Submission) -> Iterator[None]:
        """A fault that is this student's alone is told in a line, and marks the submission."""
        try:
            yield
        except Exception as problem:
            print(f"not written: {visible(submission.student)}: {visible(str(problem))}", file=sys.stderr)
            submission.flags.append("not-written")

    def _put(self, submission: Submission) -> None:
        self._waiting.append(submission)
        if len(self._waiting) >= IN_ONE_TRANSACTION:
            self.flush()

    def flush(self) -> None:
        """Write the submissions that wait into the gradebook, in one transaction."""
        waiting, self._waiting = self._waiting, []
        entries = []
        for submission in waiting:
            entry = Entry(submission.student, submission.notebooks)
            try:
                entry.timestamp = read_timestamp(self._batch.folder(submission.student))
            except ValueError:
                submission.flags.append("timestamp-unreadable")
            entries.append(entry)
        try:
            self._writer.write(entries)
        except Exception:  # one of them cannot be written: which?
            traceback.print_exc()
            for submission, entry in zip(waiting, entries, strict=True):
                with self._told(submission):
                    self._writer.write([entry])
        for submission, entry in zip(waiting, entries, strict=True):
            submission.flags += ["late"] if entry.late else []


def _write_notebooks(batch: Batch, submission: Submission) -> None:
    """The folder in autograded/, all of it or as it was."""
    submitted = batch.folder(submission.student)
    folder = batch.course.path("autograded", submission.student, batch.assignment.name)
    fresh = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for graded in submission.notebooks:
        (fresh / f"{graded.name}.ipynb").write_bytes(written(graded.notebook))
    with contextlib.suppress(Unreadable):  # there is none, or it is no regular file
        (fresh / TIMESTAMP_FILE).write_bytes(read_file(submitted / TIMESTAMP_FILE))
    if folder.is_dir():
        shutil.rmtree(folder)
    fresh.replace(folder)


def _write_results(course: Course, name: str, graded: list[Submission]) -> None:
    """results.jsonl holds every student: those of this run replace what an earlier run said of them."""
    folder = course.results_path(name)
    lines = {tree["student"]: tree for tree in read_results(course, name)}
    lines |= {submission.student: submission.to_tree() for submission in graded}
    text = "".join(as_json_line(lines[student]) + "\n" for student in sorted(lines))
    write_atomically(folder / RESULTS_FILE, text.encode("utf-8", "replace"))
    timings = {submission.student: round(submission.seconds, 3) for submission in graded}
    write_atomically(folder / TIMINGS_FILE, json.dumps(timings, indent=1, sort_keys=True).encode())

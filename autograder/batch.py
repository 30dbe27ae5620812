"""Grade the submissions of an assignment, each alone: one status each, and nothing that one does stops another.

Results go to autograded/, to the gradebook (one writer) and to results/ASSIGNMENT/results.jsonl, which is the same,
byte for byte, for the same submissions and seed; times are kept apart in timings.json. Each submission is kept as
soon as it is graded, so that a run that was killed can be resumed.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import threading
import time
import traceback
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from .course import Assignment, Course, CourseError, SourceNotebook, as_json_line, write_atomically
from .gradebook import Entry, Writer, parsed_timestamp
from .graded import GradedNotebook
from .grading import grade_notebook, placeholder
from .intake import Unreadable, match_files, read_file
from .judges import Judge
from .notebooks import written
from .reading import read_notebook
from .records import Records, key_of, key_of_assignment
from .students import CannotRun, Limits, WarmDied, WarmProcess
from .submission import Submission, from_tree

__all__ = ["Submission", "choose_students", "grade_assignment", "read_results"]

RESULTS_FILE = "results.jsonl"
TIMINGS_FILE = "timings.json"
BATCH = 25  # submissions in one transaction of the gradebook
TRIES = 3  # of a submission whose warm process was killed from outside


def grade_assignment(
    course: Course,
    name: str,
    *,
    students: list[str] | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    warm: WarmProcess | None = None,
    resume: bool = False,
    write: bool = True,
    progress: Callable[[Submission], None] = lambda submission: None,
) -> list[Submission]:
    """Grade the submissions in submitted/ and write everything. Raises CourseError when it cannot begin.

    seed overrides the assignment's own; students restricts the run to some; jobs is how many are graded at once (one
    for each core), each by a warm process of its own; warm is one that the caller has, for the first of them (jobs is
    1 then, unless given); resume keeps what an earlier run graded, where nothing has changed since; write=False leaves
    autograded/, results and gradebook as they are.
    """
    assignment = course.load(name)
    if seed is not None:
        assignment = replace(assignment, seed=seed)
    chosen = choose_students(course, name, students)
    limits, judge = limits_of(course.config), Judge(assignment)
    for id in assignment.check_ids:
        judge.data(id)  # expected outcomes once, before the threads
    task = _Task(course, assignment, judge, limits)
    records = Records(course.results_path(name))
    done: list[Submission] = []
    with ExitStack() as stack:
        keeper = _Keeper(task, records, stack.enter_context(Writer(course, name))) if write else None
        if keeper is not None and resume:
            done = keeper.resumed(chosen)
        known = {submission.student for submission in done}
        for submission in done:
            progress(submission)
        todo = [student for student in chosen if student not in known]
        if keeper is not None:
            for student in todo:
                records.forget(student)
        graded = _in_parallel(task, todo, jobs or (cores() if warm is None else 1), warm)
        try:
            for submission in graded:
                if keeper is not None:
                    keeper.keep(submission)
                done.append(submission)
                progress(submission)
        except CannotRun as problem:
            raise CourseError(f"Nothing more was graded: {problem}.") from problem
        finally:
            graded.close()
            if keeper is not None:
                keeper.flush()
    done.sort(key=lambda submission: submission.student)
    if write:
        _write_results(course, name, done)
    return done


def limits_of(config: Any) -> Limits:
    """Limits as nbgrader_config.py sets them: c.Autograder.cell_seconds = 60."""
    settings = dict(config.get("Autograder", {}))
    with contextlib.suppress(TypeError, ValueError):  # what nbgrader calls it; a text when given on the command line
        seconds = float(config.get("Execute", {}).get("timeout"))
        if seconds > 0:
            settings.setdefault("cell_seconds", seconds)
    try:
        return Limits(**settings)
    except (TypeError, ValueError) as problem:
        raise CourseError(f"nbgrader_config.py: c.Autograder: {problem}") from None


def choose_students(course: Course, name: str, students: list[str] | None = None) -> list[str]:
    """The students to grade: all that handed something in, or those named. Raises CourseError when there are none."""
    present = course.students(name)
    unknown = sorted(set(students or ()) - set(present))
    if unknown:
        raise CourseError(f"{', '.join(unknown)} handed nothing in for {name}: no folder in submitted/.")
    if not present:
        raise CourseError(f"There are no submissions: {course.path('submitted', 'STUDENT', name)} does not exist.")
    return present if students is None else sorted(set(students))


class _Task:
    """What grading a submission needs besides a warm process; shared by the threads, never changed."""

    def __init__(self, course: Course, assignment: Assignment, judge: Judge, limits: Limits) -> None:
        self.course, self.assignment, self.judge, self.limits = course, assignment, judge, limits
        self._shared = key_of_assignment(assignment, limits)

    def folder(self, student: str) -> Path:
        """What the student handed in."""
        return self.course.path("submitted", student, self.assignment.name)

    def key(self, student: str) -> str:
        """Of what lies there now."""
        return key_of(self.folder(student), self._shared)

    def grade(self, student: str, warm: WarmProcess) -> Submission:
        """Grade what one student handed in. Never raises for what the submission holds."""
        start = time.perf_counter()
        key = self.key(student)  # before anything is read: what is replaced from here on is graded again
        files, flags = match_files(self.assignment, self.folder(student))
        notebooks = [
            self._grade_file(files.get(name), source, student, warm)
            for name, source in self.assignment.notebooks.items()
        ]
        return Submission(student, notebooks, flags, time.perf_counter() - start, key)

    def _grade_file(self, path: Path | None, source: SourceNotebook, student: str, warm: WarmProcess) -> GradedNotebook:
        if path is None:
            return placeholder(source, "missing", f"There is no {source.name}.ipynb in the submission.")
        try:
            submitted = read_notebook(read_file(path))
        except Unreadable as problem:
            return placeholder(source, "unreadable", str(problem))
        try:
            return grade_notebook(
                source, submitted, self.judge, warm, self.assignment, student=student, limits=self.limits
            )
        except CannotRun:
            raise
        except Exception:  # a fault of the grader's own: this submission waits for a person, the others go on
            traceback.print_exc()
            return for_a_person(source)


def for_a_person(source: SourceNotebook) -> GradedNotebook:
    """Stands for work that the grader itself failed on."""
    graded = placeholder(source, "ungraded", "The grader failed on this submission; see its log.")
    for cell in graded.cells:
        cell.points = None
    return graded


class _Keeper:
    """Keeps each graded submission at once, and writes the gradebook in batches."""

    def __init__(self, task: _Task, records: Records, writer: Writer) -> None:
        self._task, self._records, self._writer = task, records, writer
        self._waiting: list[Submission] = []

    def resumed(self, students: list[str]) -> list[Submission]:
        """What an earlier run has graded and nothing has changed since. Its grades are written once more."""
        found = []
        for student in students:
            record = self._records.read(student, self._task.key(student))
            folder = self._task.course.path("autograded", student, self._task.assignment.name)
            if record is None or not all((folder / f"{n}.ipynb").is_file() for n in self._task.assignment.notebooks):
                continue
            found.append(from_tree(record["tree"], record["seconds"]))
            self._put(found[-1])
        return found

    def keep(self, submission: Submission) -> None:
        """The notebooks first, then the record: a record says that everything before it is there."""
        _write_notebooks(self._task, submission)
        self._records.write(submission.student, submission.key, submission.to_tree(), submission.seconds)
        submission.forget_contents()
        self._put(submission)

    def _put(self, submission: Submission) -> None:
        self._waiting.append(submission)
        if len(self._waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        waiting, self._waiting = self._waiting, []
        entries = []
        for submission in waiting:
            entry = Entry(submission.student, submission.notebooks)
            try:
                entry.timestamp = parsed_timestamp(self._task.course, str(self._task.folder(submission.student)))
            except ValueError:
                submission.flags.append("timestamp-unreadable")
            entries.append(entry)
        if entries:
            self._writer.write(entries)
        for submission, entry in zip(waiting, entries, strict=True):
            submission.flags += ["late"] if entry.late else []


def _in_parallel(
    task: _Task, students: list[str], jobs: int, first: WarmProcess | None
) -> Generator[Submission, None, None]:
    """Graded submissions in the order in which they finish. Each thread talks to a warm process of its own."""
    if not students:
        return
    count = max(1, min(jobs, len(students)))
    todo: SimpleQueue[str | None] = SimpleQueue()
    done: SimpleQueue[Submission | BaseException] = SimpleQueue()
    for student in [*students, *[None] * count]:
        todo.put(student)
    stop = threading.Event()
    started = [first, *[None] * (count - 1)]
    threads = [threading.Thread(target=_work, args=(task, todo, done, stop, each), daemon=True) for each in started]
    for thread in threads:
        thread.start()
    try:
        for _ in students:
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _work(
    task: _Task,
    todo: SimpleQueue[str | None],
    done: SimpleQueue[Submission | BaseException],
    stop: threading.Event,
    given: WarmProcess | None,
) -> None:
    """One thread: a warm process, and a new one whenever it was killed. One that was given is the caller's to close."""
    warm = given
    try:
        while not stop.is_set() and (student := todo.get()) is not None:
            for _ in range(TRIES):
                warm = warm or WarmProcess()
                try:
                    done.put(task.grade(student, warm))
                    break
                except WarmDied:
                    warm.close()
                    warm = None
            else:
                notebooks = [for_a_person(source) for source in task.assignment.notebooks.values()]
                done.put(Submission(student, notebooks, key=task.key(student)))
    except BaseException as problem:
        done.put(problem)
    finally:
        if warm is not None and warm is not given:
            warm.close()


def _write_notebooks(task: _Task, submission: Submission) -> None:
    """The folder in autograded/, all of it or as it was."""
    submitted = task.folder(submission.student)
    folder = task.course.path("autograded", submission.student, task.assignment.name)
    fresh = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for graded in submission.notebooks:
        (fresh / f"{graded.name}.ipynb").write_bytes(written(graded.notebook))
    timestamp = submitted / "timestamp.txt"
    if timestamp.is_file() and not timestamp.is_symlink():
        shutil.copy(timestamp, fresh)
    if folder.is_dir():
        shutil.rmtree(folder)
    fresh.replace(folder)


def _write_results(course: Course, name: str, graded: list[Submission]) -> None:
    """results.jsonl holds every student: those of this run replace what an earlier run said of them."""
    folder = course.results_path(name)
    lines = {tree["student"]: tree for tree in read_results(course, name)}
    lines |= {submission.student: submission.to_tree() for submission in graded}
    text = "".join(as_json_line(lines[student]) + "\n" for student in sorted(lines))
    write_atomically(folder / RESULTS_FILE, text.encode())
    timings = {submission.student: round(submission.seconds, 3) for submission in graded}
    write_atomically(folder / TIMINGS_FILE, json.dumps(timings, indent=1, sort_keys=True).encode())


def read_results(course: Course, name: str) -> list[dict[str, Any]]:
    """The trees of results.jsonl, by student; empty before the first run."""
    path = course.results_path(name) / RESULTS_FILE
    return [json.loads(line) for line in path.read_text().splitlines()] if path.is_file() else []

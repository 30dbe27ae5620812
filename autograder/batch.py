"""Grade the submissions of an assignment, each alone: one status each, and nothing that one does stops another.

Results go to autograded/, to the gradebook (one writer) and to results/ASSIGNMENT/results.jsonl, which is the same,
byte for byte, for the same submissions and seed; times are kept apart in timings.json.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import AssignLatePenalties

from .course import Assignment, Course, CourseError, SourceNotebook, as_json_line, write_atomically
from .gradebook import record
from .grading import (
    GradedNotebook,
    Judge,
    Unreadable,
    grade_id_of,
    grade_notebook,
    placeholder,
    read_notebook,
)
from .students import CannotRun, Limits, WarmProcess

RESULTS_FILE = "results.jsonl"
TIMINGS_FILE = "timings.json"


@dataclass
class Submission:
    """One student's graded submission."""

    student: str
    notebooks: list[GradedNotebook]
    flags: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def points(self) -> float:
        """Points that are known; what waits for a person counts nothing yet."""
        return sum(notebook.points for notebook in self.notebooks)

    @property
    def waiting(self) -> float:
        """Points that wait for a person."""
        return sum(cell.max_points for n in self.notebooks for cell in n.cells if cell.points is None)

    @property
    def all_flags(self) -> list[str]:
        """Flags of the submission and of its notebooks."""
        return sorted({*self.flags, *(flag for notebook in self.notebooks for flag in notebook.flags)})

    def to_tree(self) -> dict[str, Any]:
        """One line of results.jsonl."""
        return {
            "student": self.student,
            "points": self.points,
            "waiting": self.waiting,
            "flags": self.all_flags,
            "notebooks": [notebook.to_tree() for notebook in self.notebooks],
        }


def grade_assignment(
    course: Course,
    name: str,
    *,
    students: list[str] | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    warm: WarmProcess | None = None,
    progress: Callable[[Submission], None] = lambda submission: None,
) -> list[Submission]:
    """Grade the submissions in submitted/ and write everything. Raises CourseError when it cannot begin.

    seed overrides the assignment's own; students restricts the run to some; warm is a warm process to use instead of
    one for each of `jobs`.
    """
    assignment = course.load(name)
    if seed is not None:
        assignment = replace(assignment, seed=seed)
    chosen = choose_students(course, name, students)
    from .plugin import (
        limits_of,
    )  # plugin imports nbgrader's preprocessors; grade without nbgrader's converters

    limits, judge = limits_of(course.config), Judge(assignment)
    for id in assignment.check_ids:
        judge.data(id)  # expected outcomes once, before the threads
    graded: list[Submission] = []
    submissions: Iterator[Submission]
    with course.gradebook() as book:
        if warm is not None:
            submissions = (grade_submission(course, assignment, each, judge, warm, limits) for each in chosen)
        else:
            submissions = _grade_all(course, assignment, chosen, judge, limits, jobs or os.cpu_count() or 1)
        for submission in submissions:
            _write_notebooks(course, assignment, submission)
            _write_grades(course, book, assignment, submission)
            graded.append(submission)
            progress(submission)
    graded.sort(key=lambda submission: submission.student)
    _write_results(course, name, graded)
    return graded


def choose_students(course: Course, name: str, students: list[str] | None = None) -> list[str]:
    """The students to grade: all that handed something in, or those named. Raises CourseError when there are none."""
    present = course.students(name)
    unknown = sorted(set(students or ()) - set(present))
    if unknown:
        raise CourseError(f"{', '.join(unknown)} handed nothing in for {name}: no folder in submitted/.")
    if not present:
        raise CourseError(f"There are no submissions: {course.path('submitted', 'STUDENT', name)} does not exist.")
    return present if students is None else sorted(set(students))


def _grade_all(
    course: Course, assignment: Assignment, students: list[str], judge: Judge, limits: Limits, jobs: int
) -> Iterator[Submission]:
    """Graded submissions in the order in which they finish. Each thread talks to a warm process of its own."""
    count = max(1, min(jobs, len(students)))
    warms: list[WarmProcess] = []
    free: SimpleQueue[WarmProcess] = SimpleQueue()
    try:
        with ThreadPoolExecutor(count) as pool:
            for warm in pool.map(lambda _: WarmProcess(), range(count)):
                warms.append(warm)
                free.put(warm)

            def grade(student: str) -> Submission:
                warm = free.get()
                try:
                    return grade_submission(course, assignment, student, judge, warm, limits)
                finally:
                    free.put(warm)

            futures = [pool.submit(grade, student) for student in students]
            for future in as_completed(futures):
                yield future.result()
    except CannotRun as error:
        raise CourseError(f"Nothing was graded: {error}.") from error
    finally:
        for warm in warms:
            warm.close()


def grade_submission(
    course: Course, assignment: Assignment, student: str, judge: Judge, warm: WarmProcess, limits: Limits
) -> Submission:
    """Grade what one student handed in. Never raises for what the submission holds."""
    start = time.perf_counter()
    folder = course.path("submitted", student, assignment.name)
    files, flags = _match_files(assignment, folder)
    notebooks = []
    for name, source in assignment.notebooks.items():
        notebooks.append(_grade_file(files.get(name), source, assignment, student, judge, warm, limits))
    return Submission(student, notebooks, flags, time.perf_counter() - start)


def _grade_file(
    path: Path | None,
    source: SourceNotebook,
    assignment: Assignment,
    student: str,
    judge: Judge,
    warm: WarmProcess,
    limits: Limits,
) -> GradedNotebook:
    if path is None:
        return placeholder(source, "missing", f"There is no {source.name}.ipynb in the submission.")
    try:
        submitted = read_notebook(_read_file(path))
    except Unreadable as problem:
        return placeholder(source, "unreadable", str(problem))
    try:
        return grade_notebook(source, submitted, judge, warm, assignment, student=student, limits=limits)
    except Exception:  # a fault of the grader's own: this submission waits for a person, the others go on
        traceback.print_exc()
        graded = placeholder(source, "ungraded", "The grader failed on this submission; see its log.")
        for cell in graded.cells:
            cell.points = None
        return graded


def _read_file(path: Path) -> bytes:
    """The content of a regular file inside the submission; links lead elsewhere and are not followed."""
    if path.is_symlink() or not path.is_file():
        raise Unreadable("The notebook is not a regular file.")
    with path.open("rb") as file:
        return file.read(30_000_000)


def matched_notebook(course: Course, assignment: Assignment, source: SourceNotebook, student: str) -> NotebookNode:
    """The submitted notebook of one student. Raises CourseError when there is none that can be read."""
    choose_students(course, assignment.name, [student])
    files, _ = _match_files(assignment, course.path("submitted", student, assignment.name))
    if source.name not in files:
        raise CourseError(f"There is no {source.name}.ipynb in the submission of {student}.")
    try:
        return read_notebook(_read_file(files[source.name]))
    except Unreadable as problem:
        raise CourseError(f"The submission of {student} cannot be read: {problem}") from None


def _match_files(assignment: Assignment, folder: Path) -> tuple[dict[str, Path], list[str]]:
    """The file of each notebook: by its name, else the one whose cells have the notebook's ids."""
    present = sorted(path for path in folder.glob("*.ipynb"))
    files = {path.stem: path for path in present if path.stem in assignment.notebooks}
    flags = []
    for name, source in assignment.notebooks.items():
        if name in files:
            continue
        for path in present:
            if path not in files.values() and _looks_like(path, source):
                files[name] = path
                flags.append("renamed")
                break
    if not files and len(present) == len(assignment.notebooks) == 1:  # one file for one notebook, even if it is damaged
        files[next(iter(assignment.notebooks))] = present[0]
        flags.append("renamed")
    return files, flags


def _looks_like(path: Path, source: SourceNotebook) -> bool:
    try:
        cells = read_notebook(_read_file(path)).cells
    except Unreadable:
        return False
    ids = {grade_id_of(cell) for cell in cells} & set(source.by_id)
    return 2 * len(ids) >= len(source.by_id)


def _write_notebooks(course: Course, assignment: Assignment, submission: Submission) -> None:
    submitted = course.path("submitted", submission.student, assignment.name)
    folder = course.path("autograded", submission.student, assignment.name)
    if folder.is_dir():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for graded in submission.notebooks:
        write_atomically(folder / f"{graded.name}.ipynb", nbformat.writes(graded.notebook).encode())
    timestamp = submitted / "timestamp.txt"
    if timestamp.is_file() and not timestamp.is_symlink():
        shutil.copy(timestamp, folder)


def _write_grades(course: Course, book: Any, assignment: Assignment, submission: Submission) -> None:
    folder = course.path("submitted", submission.student, assignment.name)
    book.update_or_create_student(submission.student)
    try:
        timestamp = course.directory.get_existing_timestamp(str(folder))
    except Exception:  # not a date
        timestamp = None
        submission.flags.append("timestamp-unreadable")
    more = {"timestamp": timestamp} if timestamp else {}
    entry = book.update_or_create_submission(assignment.name, submission.student, **more)
    if timestamp and entry.total_seconds_late > 0:
        submission.flags.append("late")
    for graded in submission.notebooks:
        record(book, graded, assignment.name, submission.student)
        _assign_late_penalty(course, graded, assignment.name, submission.student)


def _assign_late_penalty(course: Course, graded: GradedNotebook, assignment: str, student: str) -> None:
    """nbgrader's own step, with the penalty that nbgrader_config.py configures."""
    about = {
        "student": student,
        "assignment": assignment,
        "notebook": graded.name,
        "db_url": course.directory.db_url,
    }
    AssignLatePenalties(config=course.config).preprocess(graded.notebook, {"nbgrader": about})


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

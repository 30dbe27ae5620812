"""`autograder demo`: a class of 40 hands in lesson 03, and every one of them is graded as was to be expected.

The expectations are written down here, by hand, and compared with what the grader says.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import from_dict
from rich.console import Console
from rich.table import Table

from .batch import Submission, grade_assignment
from .classroom import Homework, student_source
from .course import CONFIG_FILE, Course, CourseError, write_atomically
from .declarations import Exercise, declared
from .exercises import find
from .feedback import write_feedback
from .progress import Progress
from .release import release
from .report import write_report

ASSIGNMENT = "03-one-minibatch-by-hand"
MARKER = "made-by-autograder-demo"
POINTS = {"03-minibatch_step": 4.0, "03-minibatch_epoch": 3.0, "03-quiz_batch": 1.0}
STEP, EPOCH, QUIZ = POINTS

CONFIG = """\
# The course of `autograder demo`. It is made anew by every run.
from pathlib import Path

from autograder import configure

c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.course_id = "demo"
c.CourseDirectory.source_directory = "solutions"
c.Autograder.cell_seconds = 4.0  # the endless loops of the class are to end soon
c.Autograder.call_seconds = 2.0
configure(c)
"""

# mistakes that leave one of the two parts of minibatch_step right
HALF_RIGHT = {"ascent", "residual-reversed-twice", "only-the-gradient", "rate-forgotten"}

FIRST_NAMES = [
    "ada",
    "alan",
    "amalie",
    "anton",
    "berta",
    "boris",
    "carla",
    "chen",
    "dana",
    "david",
    "elif",
    "emma",
    "farid",
    "felix",
    "greta",
    "hana",
    "hugo",
    "ines",
    "ivan",
    "jana",
    "jonas",
    "kaya",
    "lena",
    "luca",
    "maja",
    "mila",
    "nils",
    "noor",
    "olga",
    "omar",
    "paula",
    "quentin",
    "rosa",
    "sami",
    "tara",
    "tomas",
    "uma",
    "vera",
    "wim",
    "yara",
]


@dataclass
class Expected:
    """What the grader is to say of one check cell."""

    status: str
    fraction: float = 0.0
    mistake: str | None = None


PASS, MISSING = Expected("pass", 1.0), Expected("missing")


@dataclass
class Participant:
    """A student of the demo: what the work is, and what is to be said of it."""

    what: str
    hand_in: Callable[[Homework, Path], None]
    expected: dict[str, Expected] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)

    @property
    def points(self) -> float:
        """Points to be expected from the check cells."""
        return sum(self.expected.get(cell, PASS).fraction * points for cell, points in POINTS.items())


def run_demo(folder: Path, *, jobs: int | None = None, json_file: Path | None = None) -> int:
    """Make the class, release, grade, write feedback and report, print the table. 1 when something is unexpected."""
    start = time.perf_counter()
    course = make_course(folder)
    released = next(release(course, ASSIGNMENT).glob("*.ipynb"))
    members = dict(zip(FIRST_NAMES, participants(), strict=True))
    for name, member in members.items():
        member.hand_in(Homework(released), course.path("submitted", name, ASSIGNMENT))
    with Progress("grading", len(members)) as progress:
        graded = grade_assignment(
            course, ASSIGNMENT, jobs=jobs, progress=lambda submission: progress.advance(submission.student)
        )
    pages, report = write_feedback(course, ASSIGNMENT), write_report(course, ASSIGNMENT)
    rows = [_row(submission, members[submission.student]) for submission in graded]
    _print_table(rows)
    if json_file:
        write_atomically(json_file, json.dumps(rows, indent=1).encode())
    unexpected = [row for row in rows if row["unexpected"]]
    seconds = time.perf_counter() - start
    print(f"{len(rows)} submissions graded in {seconds:.0f} s; {len(rows) - len(unexpected)} as expected.")
    print(f"report:   {report}\nfeedback: {pages[0].parent.parent.parent}\ncourse:   {course.root}")
    for row in unexpected:
        print(f"NOT as expected: {row['student']} ({row['what']}): {row['unexpected']}")
    return 1 if unexpected else 0


def make_course(folder: Path) -> Course:
    """A course of its own in `folder`, which must be new, empty or an earlier demo's."""
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            raise CourseError(f"{folder} is not empty and no demo. Give another folder with --into.")
        shutil.rmtree(folder)
    source = Course.find(Path.cwd()).path("source", ".", ASSIGNMENT)
    if not source.is_dir():
        raise CourseError(f"{source} is missing: run the demo in a checkout of the course's repository.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("This folder is removed and made anew by `autograder demo`.\n")
    shutil.copytree(source, folder / "solutions" / ASSIGNMENT, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    (folder / CONFIG_FILE).write_text(CONFIG.format(root=str(folder)))
    return Course(folder)


# --- the class ----------------------------------------------------------------------------------


def participants() -> list[Participant]:
    """The 40: every mistake of both exercises, right work in several ways, careless and damaged work."""
    step, epoch = _exercise("03.minibatch_step"), _exercise("03.minibatch_epoch")
    members = _with_mistakes(step, epoch) + _right(step, epoch) + _careless(step, epoch) + _damaged(step, epoch)
    if len(members) != len(FIRST_NAMES):
        raise CourseError(f"The demo has {len(members)} submissions for {len(FIRST_NAMES)} names.")
    return members


def _exercise(id: str) -> Exercise:
    found = find(id)
    assert isinstance(found, Exercise), declared()
    return found


def _solved(step: Exercise, epoch: Exercise, homework: Homework, quiz: str = "c") -> Homework:
    homework.answer(step, step.solution).answer(epoch, epoch.solution)
    homework.write("quiz_batch", f'answer = "{quiz}"')
    homework.notebook.cells[
        -2
    ].source = "Rows 2 (factor -1.2), 6 and 11 (-1.8). I take 0.05: below 2/28 no row overshoots."
    return homework


def _with_mistakes(step: Exercise, epoch: Exercise) -> list[Participant]:
    """One student for each mistake of the step; the mistakes of the pass are shared out among them."""
    members = []
    rest = list(epoch.mistakes.items())
    for slug, (function, _) in step.mistakes.items():
        share = 0.5 if slug in HALF_RIGHT else 0.0
        status = "partial" if share else "error" if slug == "transpose-forgotten" else "fail"
        expected = {STEP: Expected("fail" if status == "error" else status, share, slug)}
        what, second = slug, None
        if rest:
            other, (second, _) = rest.pop(0)
            expected[EPOCH] = Expected("fail", 0.0, other)
            what += f" + {other}"

        def hand_in(homework: Homework, folder: Path, first=function, second=second) -> None:  # type: ignore[no-untyped-def]
            _solved(step, epoch, homework).answer(step, first)
            if second is not None:
                homework.answer(epoch, second)
            homework.hand_in(folder)

        members.append(Participant(what, hand_in, expected))
    return members


def _right(step: Exercise, epoch: Exercise) -> list[Participant]:
    members = []
    passes = [epoch.solution, *epoch.variants]
    for first, second in zip(step.variants, passes, strict=True):

        def hand_in(homework: Homework, folder: Path, first=first, second=second) -> None:  # type: ignore[no-untyped-def]
            _solved(step, epoch, homework).answer(step, first).answer(epoch, second).hand_in(folder)

        members.append(Participant(f"right: {first.__name__}, {second.__name__}", hand_in))
    return members


NOISE = """
import logging
import sys
import warnings

warnings.warn("this is only a warning")
logging.getLogger("homework").error("and this a log line")
print("working ...")
print("more of it", file=sys.stderr)
np.sqrt(np.array([-1.0]))
"""


def _careless(step: Exercise, epoch: Exercise) -> list[Participant]:
    def noisy(homework: Homework, folder: Path) -> None:
        _solved(step, epoch, homework)
        cell = homework.cell("minibatch_step")
        chatty = cell.source.replace(
            "    N = len(y)", '    print("called")\n    warnings.warn("again")\n    N = len(y)'
        )
        cell.source = NOISE + "\n\n" + chatty
        homework.hand_in(folder)

    def renamed(homework: Homework, folder: Path) -> None:
        _solved(step, epoch, homework)
        homework.filename = "Homework 3 FINAL (2).ipynb"
        homework.hand_in(folder)

    def duplicated(homework: Homework, folder: Path) -> None:
        """The stub stays, a copy of the cell below it holds the answer."""
        stub = from_dict({**homework.cell("minibatch_step"), "id": "copy-of-the-stub"})
        _solved(step, epoch, homework)
        cells = homework.notebook.cells
        cells.insert(cells.index(homework.cell("minibatch_step")), stub)
        homework.hand_in(folder)

    def stub(homework: Homework, folder: Path) -> None:
        homework.hand_in(folder)

    def edited_tests(homework: Homework, folder: Path) -> None:
        """Writes a check of his own, and deletes the other one."""
        _solved(step, epoch, homework, quiz="a")
        homework.answer(step, step.mistakes["missing-two"][0])
        homework.write(STEP, "check = lambda *anything: None\ncheck('03.minibatch_step', None)")
        homework.notebook.cells.remove(homework.cell(EPOCH))
        homework.hand_in(folder)

    nothing = {STEP: MISSING, EPOCH: MISSING, QUIZ: MISSING}
    cheat = {STEP: Expected("fail", 0.0, "missing-two"), QUIZ: Expected("fail")}
    return [
        Participant("right, with warnings, prints, logging, stderr", noisy),
        Participant("right, file renamed", renamed, flags={"renamed"}),
        Participant("right, cell duplicated (stub, then answer)", duplicated, flags={"duplicated"}),
        Participant("stub left as it was", stub, nothing),
        Participant("test edited, test deleted, wrong work", edited_tests, cheat, {"tampered", "restored"}),
    ]


def _damaged(step: Exercise, epoch: Exercise) -> list[Participant]:
    def broken_json(homework: Homework, folder: Path) -> None:
        homework.hand_in(folder, b'{"cells": [{"cell_type": "code", "source": ["def')

    def in_function(body: str) -> Callable[[Homework, Path], None]:
        def hand_in(homework: Homework, folder: Path) -> None:
            _solved(step, epoch, homework)
            homework.write("minibatch_step", f"def minibatch_step(X, y, w, b, eta):\n    {body}\n")
            homework.write("minibatch_epoch", student_source(epoch, epoch.variants[1]))
            homework.hand_in(folder)

        return hand_in

    def endless_cell(homework: Homework, folder: Path) -> None:
        _solved(step, epoch, homework)
        cell = homework.cell("minibatch_step")
        cell.source = "while True:\n    pass\n\n" + cell.source
        homework.hand_in(folder)

    unreadable = {cell: Expected("unreadable") for cell in POINTS}

    def only_step(status: str) -> dict[str, Expected]:
        return {STEP: Expected(status)}

    return [
        Participant("broken JSON", broken_json, unreadable),
        Participant("endless loop in the function", in_function("while True: pass"), only_step("timeout")),
        Participant("endless loop in the cell", endless_cell, only_step("timeout")),
        Participant("crashes the process", in_function("import ctypes; ctypes.string_at(0)"), only_step("crashed")),
        Participant("ends the process", in_function("import os; os._exit(0)"), only_step("exited")),
        Participant("asks for 100 GB", in_function("return np.ones(10**10) * 10"), only_step("memory")),
    ]


# --- the table ----------------------------------------------------------------------------------


def _row(submission: Submission, member: Participant) -> dict[str, str]:
    """One line of the table; `unexpected` is empty when all is as it was to be."""
    cells = {cell.grade_id: cell for notebook in submission.notebooks for cell in notebook.cells}
    wrong = []
    for grade_id, points in POINTS.items():
        cell, expected = cells[grade_id], member.expected.get(grade_id, PASS)
        mistake = cell.verdict.mistake if cell.verdict else None
        said, wanted = (
            (cell.status, cell.points, mistake),
            (expected.status, expected.fraction * points, expected.mistake),
        )
        if said != wanted:
            wrong.append(f"{grade_id} is {said}, expected {wanted}")
    if set(submission.all_flags) != member.flags:
        wrong.append(f"flags are {submission.all_flags}, expected {sorted(member.flags)}")
    statuses = {cells[grade_id].status for grade_id in POINTS} - {"pass"}
    mistakes = [cells[id].verdict.mistake for id in POINTS if cells[id].verdict and cells[id].verdict.mistake]  # type: ignore[union-attr]
    return {
        "student": submission.student,
        "what": member.what,
        "score": f"{submission.points:g}/{sum(POINTS.values()):g}",
        "status": ", ".join([*sorted(statuses or {"pass"}), *submission.all_flags]),
        "mistake": ", ".join(str(mistake) for mistake in mistakes),
        "unexpected": "; ".join(wrong),
    }


def _print_table(rows: list[dict[str, str]]) -> None:
    table = Table(title="The class, and what the grader said", title_justify="left")
    for title in ("who", "what it was", "score", "status", "mistake named", "as expected"):
        table.add_column(title)
    for row in rows:
        shown = (row[key] for key in ("student", "what", "score", "status", "mistake"))
        table.add_row(*shown, "✓" if not row["unexpected"] else "✗ NO")
    console = Console()
    Console(width=max(console.width, 150) if not console.is_terminal else None).print(table)

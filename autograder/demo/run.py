"""`autograder demo`: a class hands in an assignment, and every one of them is graded as was to be expected.

It makes a course of its own beside the real one: another gradebook, other folders, the course's own exercises.
"""

from __future__ import annotations

import itertools
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ..classes.keeping import grade_assignment
from ..classes.submission import Submission
from ..course.config import CONFIG_FILE
from ..course.course import Course
from ..course.files import as_json, write_text
from ..course.helpers import helper_paths
from ..course.release import release
from ..errors import CourseError
from ..pages.feedback import write_feedback
from ..pages.report import write_report
from ..progress import Progress, say
from ..text import safe, safe_tree
from .classroom import Homework
from .members import PASS, Member, Members

MARKER = "made-by-autograder-demo"

OVERRIDES = """

# --- what `autograder demo` changes: folders and gradebook of its own, short limits for its endless loops

c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.course_id = "demo"
c.CourseDirectory.db_url = {database!r}
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
c.CourseDirectory.feedback_directory = "feedback"
c.Autograder.cell_seconds = 4.0
c.Autograder.call_seconds = 2.0
"""

NAMES = (
    *("ada", "alan", "amalie", "anton", "berta", "boris", "carla", "chen", "dana", "david"),
    *("elif", "emma", "farid", "felix", "greta", "hana", "hugo", "ines", "ivan", "jana"),
    *("jonas", "kaya", "lena", "luca", "maja", "mila", "nils", "noor", "olga", "omar"),
    *("paula", "quentin", "rosa", "sami", "tara", "tomas", "uma", "vera", "wim", "yara"),
)


@dataclass(frozen=True)
class Graded:
    """A member of the class, what was handed in and what the grader made of it."""

    member: Member
    submission: Submission
    points: dict[str, float]  # by check cell

    @property
    def unexpected(self) -> str:
        """What is not as it was to be; empty when all is."""
        cells = {cell.grade_id: cell for notebook in self.submission.notebooks for cell in notebook.cells}
        wrong = []
        for grade_id, points in self.points.items():
            cell, expected = cells[grade_id], self.member.expected.get(grade_id, PASS)
            said = (cell.status, cell.points, cell.verdict.mistake if cell.verdict else None)
            wanted = (expected.status, expected.fraction * points, expected.mistake)
            if said != wanted:
                wrong.append(f"{grade_id} is {said}, expected {wanted}")
        if set(self.submission.all_flags) - {"self-reported"} != self.member.flags:
            wrong.append(f"flags are {self.submission.all_flags}, expected {sorted(self.member.flags)}")
        return "; ".join(wrong)

    def row(self) -> dict[str, str]:
        """One line of the table."""
        cells = {cell.grade_id: cell for notebook in self.submission.notebooks for cell in notebook.cells}
        mine = [cells[grade_id] for grade_id in self.points]
        statuses = {cell.status for cell in mine} - {"pass"}
        earned = sum(cell.points or 0.0 for cell in mine)
        return {
            "student": self.submission.student,
            "what": self.member.what,
            "score": f"{earned:g}/{sum(self.points.values()):g}",
            "status": ", ".join([*sorted(statuses or {"pass"}), *self.submission.all_flags]),
            "mistake": ", ".join(cell.verdict.mistake for cell in mine if cell.verdict and cell.verdict.mistake),
            "unexpected": self.unexpected,
        }


def run_demo(real: Course, folder: Path, *, jobs: int | None = None, json_file: Path | None = None) -> int:
    """Make the class, release, grade, write feedback and report, print the table. 1 when something is unexpected."""
    start = time.perf_counter()
    name = assignment_of(real)
    course = make_course(real, name, folder)
    released = next(release(course, name).glob("*.ipynb"))
    members = Members(course.load(name), course.path("source", ".", name) / released.name)
    numbered = (f"{each}{number or ''}" for number in itertools.count() for each in NAMES)
    everybody = dict(zip(numbered, members.all(), strict=False))
    for student, member in everybody.items():
        member.hand_in(Homework(released), course.path("submitted", student, name))
    with Progress("grading", len(everybody)) as progress:
        submissions = grade_assignment(course, name, jobs=jobs, progress=lambda done: progress.advance(done.student))
    pages, report = write_feedback(course, name), write_report(course, name)
    rows = [Graded(everybody[each.student], each, members.points).row() for each in submissions]
    _print_table(rows)
    if json_file:
        write_text(json_file, as_json(safe_tree(rows)))
    unexpected = [row for row in rows if row["unexpected"]]
    seconds = time.perf_counter() - start
    say(safe(f"{len(rows)} submissions graded in {seconds:.0f} s; {len(rows) - len(unexpected)} as expected."))
    say(safe(f"report:   {report}\nfeedback: {pages[0].parent.parent.parent}\ncourse:   {course.root}"))
    for row in unexpected:
        say(safe(f"NOT as expected: {row['student']} ({row['what']}): {row['unexpected']}"))
    return 1 if unexpected else 0


def assignment_of(course: Course) -> str:
    """The assignment that the course chooses for its demo, else its first one. Raises CourseError."""
    if course.settings.demo:
        return course.resolve(course.settings.demo)
    names = course.assignment_names()
    if not names:
        raise CourseError(
            f"{course.path('source', '.', '*').parent} has no assignment with a notebook. Make one, or a "
            "course that has one: autograder new-course FOLDER."
        )
    return names[0]


def make_course(real: Course, name: str, folder: Path) -> Course:
    """A copy of the course with one assignment in `folder`, which must be new, empty or an earlier demo's."""
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            raise CourseError(f"{folder} is not empty and no demo. Give another folder with --into.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("This folder is removed and made anew by `autograder demo`.\n")
    ignore = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
    shutil.copytree(real.path("source", ".", name), folder / "source" / name, ignore=ignore)
    for path in {*real.book.local_places, *helper_paths(real.settings, real.root)}:
        if not path.is_relative_to(real.root):
            continue  # installed
        copy = folder / path.relative_to(real.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, copy, ignore=ignore, dirs_exist_ok=True)
        else:
            shutil.copy(path, copy)
    overrides = OVERRIDES.format(root=str(folder), database=f"sqlite:///{folder / 'gradebook.db'}")
    config = (real.root / CONFIG_FILE).read_text(encoding="utf-8")
    (folder / CONFIG_FILE).write_text(config + overrides, encoding="utf-8")
    return Course(folder)


def _print_table(rows: list[dict[str, str]]) -> None:
    table = Table(title="The class, and what the grader said", title_justify="left")
    for title in ("who", "what it was", "score", "status", "mistake named", "as expected"):
        table.add_column(title)
    for row in rows:
        shown = (safe(row[key]) for key in ("student", "what", "score", "status", "mistake"))
        table.add_row(*shown, "✓" if not row["unexpected"] else "✗ NO")
    console = Console()
    width = max(console.width, 150) if not console.is_terminal else None
    Console(width=width, markup=False).print(table)

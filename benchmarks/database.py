"""What a class costs in SQLite and in PostgreSQL: written first, written again, and read by formgrader.

    python benchmarks/database.py                    2 000 students × 8 cells, about five minutes
    python benchmarks/database.py --students 200

Seconds of wall time, and of the processor of this process alone (the server's are not counted). *Again* has other
scores; *the same again* changes nothing. Beside them nbgrader's own way, one commit a cell, for 30 students.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from autograder.classes.gradebook import Entry, Writer  # noqa: E402
from autograder.classes.keeping import IN_ONE_TRANSACTION  # noqa: E402
from autograder.classes.standing import read_marks  # noqa: E402
from autograder.course.course import Course  # noqa: E402
from autograder.grading.results import GradedCell, GradedNotebook  # noqa: E402
from autograder.text import safe  # noqa: E402
from tests.autograder.postgres import a_server, programs  # noqa: E402

CELLS, BY_NBGRADER = 8, 30
NAME, NOTEBOOK = "03", safe("hw")
EMPTY: Any = nbformat.v4.new_notebook()


def a_course(folder: Path, url: str) -> Course:
    """A course with one assignment in its gradebook."""
    config = Config()
    config.CourseDirectory.db_url = url
    (folder / "source" / NAME).mkdir(parents=True)
    course = Course(folder, config)
    with course.gradebook() as book:
        book.add_assignment(NAME)
        book.add_notebook(NOTEBOOK, NAME)
        for number in range(CELLS):
            book.add_grade_cell(f"g{number}", NOTEBOOK, NAME, max_score=2, cell_type="code")
            book.add_source_cell(f"g{number}", NOTEBOOK, NAME, source="check()", cell_type="code")
            book.add_solution_cell(f"s{number}", NOTEBOOK, NAME)
    return course


def entries(students: int, round: int) -> list[Entry]:
    """A class, whose scores are others in each round."""

    def graded(number: int) -> GradedNotebook:
        scores = [float((number + cell + round) % 3) for cell in range(CELLS)]
        cells = [GradedCell(safe(f"g{cell}"), "check", "pass", score, 2.0) for cell, score in enumerate(scores)]
        return GradedNotebook(NOTEBOOK, EMPTY, cells)

    when = datetime(2026, 11, 1)
    return [Entry(safe(f"st{number:05d}"), [graded(number)], when) for number in range(students)]


def write(course: Course, all: list[Entry]) -> None:
    with Writer(course, NAME) as writer:
        for start in range(0, len(all), IN_ONE_TRANSACTION):
            writer.write(all[start : start + IN_ONE_TRANSACTION])


def as_nbgrader(course: Course) -> None:
    """As `nbgrader autograde` writes: a transaction a cell, once all rows of the submission are there."""
    with course.gradebook() as book:
        for number in range(BY_NBGRADER):
            book.add_student(f"x{number}")
            book.add_submission(NAME, f"x{number}")
            for cell in range(CELLS):
                book.find_grade(f"g{cell}", NOTEBOOK, NAME, f"x{number}").auto_score = 1
                book.db.commit()


def as_formgrader(course: Course) -> dict[str, Callable[[], object]]:
    """What pages of formgrader ask nbgrader for, and what our report asks for."""
    api = NbGraderAPI(CourseDirectory(config=course.config), config=course.config)
    return {
        "Manage assignments": api.get_assignments,
        "Manage submissions": lambda: api.get_submissions(NAME),
        "Gradebook, one notebook": lambda: api.get_notebook_submissions(NAME, NOTEBOOK),
        "Students": api.get_students,
        "autograder report: all marks": lambda: read_marks(course, NAME),
    }


def folders(course: Course, students: int) -> None:
    """What was handed in and graded lies on the disk: formgrader looks for each of them."""
    for step in ("submitted", "autograded"):
        for number in range(students):
            folder = course.path(step, f"st{number:05d}", NAME)
            folder.mkdir(parents=True)
            nbformat.write(EMPTY, folder / f"{NOTEBOOK}.ipynb")


def timed(label: str, work: Callable[[], object]) -> float:
    processor, start = sum(os.times()[:2]), time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    print(f"| {label} | {seconds:.2f} | {sum(os.times()[:2]) - processor:.2f} |", flush=True)
    return seconds


def measure(course: Course, students: int) -> None:
    first, others = entries(students, 0), entries(students, 1)
    print("| | wall s | CPU s |\n|---|--:|--:|", flush=True)
    written = timed("written first", lambda: write(course, first))
    again = timed("again, other scores", lambda: write(course, others))
    same = timed("the same again", lambda: write(course, others))
    own = timed(f"nbgrader's own way, {BY_NBGRADER} students", lambda: as_nbgrader(course))
    folders(course, students)
    for label, ask in as_formgrader(course).items():
        timed(label, ask)
    print(f"\nagain / first {again / written:.2f}, the same again / first {same / written:.2f} (at most 2)")
    each = f"{own / BY_NBGRADER * 1000:.0f} ms, us {written / students * 1000:.1f} ms"
    print(f"a student costs nbgrader {each}\n", flush=True)


def main() -> int:
    warnings.filterwarnings("ignore", message="Object of type <Submitted")  # of nbgrader's own way
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--students", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="database-") as temporary:
        place = Path(temporary)
        print(f"### SQLite, {options.students} students × {CELLS} cells\n")
        measure(a_course(place / "sqlite", f"sqlite:///{place / 'gradebook.db'}"), options.students)
        bin = programs()
        if bin is None:
            print("PostgreSQL's programs are not here")
            return 0
        print(f"### PostgreSQL, {options.students} students × {CELLS} cells\n")
        with a_server(bin) as server:
            measure(a_course(place / "postgresql", server.new()), options.students)
    return 0


if __name__ == "__main__":
    sys.exit(main())

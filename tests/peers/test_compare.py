"""Courses as others write them, graded by nbgrader and by us: every difference has a documented reason.

The everyday test grades with ours alone; those with nbgrader are slow, and `make compare-courses` runs all courses.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.classes.keeping import grade_assignment
from autograder.cli import main
from autograder.comparing import compare
from autograder.comparing.stock import Stock
from autograder.course.configure import configure
from autograder.course.course import Course
from autograder.sandbox.warm_process import WarmProcess

from ..sampling import more
from .courses import cells, damage, folders, habits
from .courses.making import NAME, Sample, make

# without configuration, helpers or kernels of their own: assignments of one course
TOGETHER = {
    "hidden": cells.HIDDEN,
    "partial": cells.PARTIAL,
    "words": cells.WORDS,
    "several": cells.SEVERAL,
    "printed": habits.PRINTED,
    "figures": habits.FIGURES,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """One course, whose assignments are samples; released by nbgrader alone, graded by us."""
    root = tmp_path_factory.mktemp("samples") / "course"
    for name, sample in TOGETHER.items():
        make(sample, root, name)
    course = Course(root)
    configure(course.config)
    return course


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmProcess]:
    with WarmProcess() as process:
        yield process


@pytest.mark.slow
@pytest.mark.parametrize("name", TOGETHER)
@pytest.mark.filterwarnings("ignore")
def test_a_course_released_by_nbgrader_alone_is_graded_by_us(course: Course, warm: WarmProcess, name: str) -> None:
    graded = grade_assignment(course, name, warm=warm)
    points = {submission.student: round(submission.points, 6) for submission in graded}
    assert set(points) == set(TOGETHER[name].work)
    assert {student: points[student] for student in TOGETHER[name].points} == {
        student: round(value, 6) for student, value in TOGETHER[name].points.items()
    }


DIFFERENT = (folders.HELPERS, folders.PARTS, damage.OTHER_KERNEL, cells.SEVERAL, cells.HIDDEN)
# nbgrader grades such work in other tests too: test_whole_folders.py, test_same_grades.py, test_nbgrader_suite.py
ELSEWHERE = (folders.DATA, cells.WORDS, cells.AUTOTEST)


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def stock() -> Iterator[Stock]:
    """Two processes that have loaded nbgrader, which takes seconds, for all comparisons."""
    with Stock(2) as stock:
        yield stock


@pytest.fixture
def compared(stock: Stock, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, Path], int]:
    """What `autograder compare` ends with."""
    monkeypatch.setattr(compare, "Stock", lambda jobs: contextlib.nullcontext(stock))

    def run(root: Path, told: Path) -> int:
        return main(["compare", NAME, "--course", str(root), "--unwalled", "--jobs", "1", "--json", str(told)])

    return run


@pytest.mark.slow
def test_an_assignment_in_another_language_is_refused_by_name_and_nothing_is_compared(tmp_path: Path) -> None:
    root = make(damage.OTHER_LANGUAGE, tmp_path / "course")
    command = [sys.executable, "-m", "autograder", "compare", NAME, "--course", str(root), "--unwalled"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command += ["--json", str(tmp_path / "told.json")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "is in R (kernel ir)" in done.stderr
    assert not (tmp_path / "told.json").exists()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "sample",
    [*DIFFERENT, *(pytest.param(each, marks=more) for each in ELSEWHERE)],
    ids=lambda sample: sample.name,
)
def test_every_difference_from_nbgrader_has_a_documented_reason(
    sample: Sample, tmp_path: Path, compared: Callable[[Path, Path], int], capfd: pytest.CaptureFixture[str]
) -> None:
    root = make(sample, tmp_path / "course")
    before = contents(root)
    told = tmp_path / "told.json"
    ended = compared(root, told)
    said = capfd.readouterr()
    assert contents(root) == before, "the course itself was written"
    assert told.is_file(), said.err[-3000:]
    tree = json.loads(told.read_text())
    found = {(each["student"], f"{each['notebook']}/{each['cell']}"): each["reason"] for each in tree["differences"]}
    assert found == dict(sample.differs), said.out
    assert ended == 0 and tree["explained"]
    assert tree["same"] + tree["different"] == tree["cells"] > 0

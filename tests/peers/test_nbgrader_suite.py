"""nbgrader's own tests of `autograde`, run with our executor, and the two that nbgrader itself skips."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbgrader
import pytest

from autograder.classes.keeping import grade_assignment
from autograder.course.course import Course
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.release import release

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

# deliberate differences, and where our own behaviour has a test
DIFFERENT = {
    "test_grade_hashed_autotest": "a test cell that is not as it was released asks for a person (test_grading.py)",
    "test_side_effects": "what a notebook writes stays in its sandbox (tests/attacks, test_isolation.py)",
    "test_handle_failure": "a notebook that cannot be run never stops the batch (test_grading.py)",
    "test_handle_failure_single_notebook": "the same",
    "test_missing_source_kernelspec": "the kernel that a notebook names is not started (tests/attacks, row 115)",
    "test_no_execute": "outputs that were handed in are never believed, so every cell runs (test_grading.py)",
}
CONFIG = "from autograder import configure\nc = get_config()\nconfigure(c)\n"
# for each new gradebook nbgrader asks the program `alembic` for a number that is always the same: half of all the time
ONCE = """
from functools import cache

from nbgrader import api

api.get_alembic_version = cache(api.get_alembic_version)
"""


def test_nbgraders_own_tests_pass_with_our_executor_but_for_the_listed_ones(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    (tmp_path / "asked_once.py").write_text(ONCE)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH")))),
        "JUPYTER_CONFIG_PATH": str(tmp_path),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "pytest", "--pyargs", "nbgrader.tests.apps.test_nbgrader_autograde"]
    command += ["-p", "asked_once", "-rA", "--no-header", "--tb=no", "-p", "no:cacheprovider", "--timeout", "300"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    outcome = {name: how for how, name in re.findall(r"^(PASSED|FAILED|ERROR) \S*::(\w+)", done.stdout, re.M)}
    failed = {name for name, how in outcome.items() if how != "PASSED"}
    assert failed == set(DIFFERENT), done.stdout[-3000:]
    assert len(re.findall(r"^PASSED ", done.stdout, re.M)) == 34


FILES = Path(nbgrader.__file__).parent / "tests" / "apps" / "files"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """An empty course of plain nbgrader assignments, graded by us."""
    put_interpreter_on_path()
    (tmp_path / "nbgrader_config.py").write_text(CONFIG + "c.Autograder.cell_seconds = 2.0\n")
    return Course(tmp_path)


def released(course: Course, file: str) -> None:
    folder = course.path("source", ".", "ps1")
    folder.mkdir(parents=True)
    shutil.copy(FILES / file, folder / "p1.ipynb")
    try:
        release(course, "ps1")
    except Exception as problem:  # without a check cell there is no checks.json, and that is all that is missing
        assert "checks.json" in str(problem)


def hand_in(course: Course, student: str, file: str) -> None:
    folder = course.path("submitted", student, "ps1")
    folder.mkdir(parents=True)
    shutil.copy(FILES / file, folder / "p1.ipynb")


@pytest.mark.filterwarnings("ignore")
def test_fifty_students_are_graded_and_all_have_the_same_score(course: Course) -> None:
    released(course, "submitted-unchanged.ipynb")
    for number in range(50):
        hand_in(course, f"student{number:03}", "submitted-changed.ipynb")
    graded = grade_assignment(course, "ps1", jobs=2)
    assert len(graded) == 50
    assert len({(s.points, tuple(c.status for c in s.notebooks[0].cells)) for s in graded}) == 1


@pytest.mark.filterwarnings("ignore")
def test_an_endless_loop_that_prints_ends_at_its_limit_and_has_a_status(course: Course) -> None:
    released(course, "infinite-loop-with-output.ipynb")
    hand_in(course, "foo", "infinite-loop-with-output.ipynb")
    (submission,) = grade_assignment(course, "ps1", jobs=1)
    size = (course.path("autograded", "foo", "ps1") / "p1.ipynb").stat().st_size
    assert size < 3_000_000
    assert submission.points == 0.0

"""On Windows and macOS a course is released, proved and reported; `grade` says in one line what it cannot do there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.classes.keeping import grade_assignment, read_results
from autograder.course.course import Course
from autograder.sandbox.warm_process import WarmProcess

from .test_lesser_machines import ASSIGNMENT, ROOT, spread

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the other systems are imitated on Linux")
__all__ = ["spread"]
ANYWHERE = ("verify 01", "release 01 --bundle", "report 01", "feedback 01", "settings", "exercises")
WITH_WALLS = ("grade 01 --jobs 1", "regrade 01 --diff", "explain 01 ada 01.variance")


@pytest.fixture(scope="module")
def graded(spread: Path, warm: WarmProcess) -> Path:
    """The small course, graded on Linux."""
    if not (Course(spread).results_path(ASSIGNMENT) / "results.jsonl").is_file():
        grade_assignment(Course(spread), ASSIGNMENT)
    return spread


def on(system: str, course: Path, *commands: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.autograder.elsewhere", system, course, *commands],
        cwd=ROOT, capture_output=True, text=True, timeout=250, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said: list[dict[str, Any]] = json.loads(done.stdout)
    return said


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("system", "why"),
    [
        ("windows", "students' code cannot be run on Windows: it needs fork and the walls of Linux. Grade on Linux"),
        ("macos", "no namespaces on darwin"),
    ],
)
def test_all_but_students_code_works_on_another_system(graded: Path, tmp_path: Path, system: str, why: str) -> None:
    folder = tmp_path / "course"
    shutil.copytree(graded, folder)
    before = read_results(Course(folder), ASSIGNMENT)
    said = on(system, folder, *ANYWHERE, *WITH_WALLS, "doctor")
    assert "Traceback" not in json.dumps(said)
    assert [each["code"] for each in said] == [0] * len(ANYWHERE) + [2] * len(WITH_WALLS) + [1]
    assert (folder / "build" / "bundles" / f"{ASSIGNMENT}.zip").is_file()
    assert (folder / "feedback" / "ada" / ASSIGNMENT / "spread.html").is_file()
    for refused in said[len(ANYWHERE) : -1]:
        lines = [line for line in refused["err"].splitlines() if not line.startswith("grading 01-spread")]
        assert len(lines) == 1
        assert why in lines[0]
    assert why in said[-1]["out"]
    assert read_results(Course(folder), ASSIGNMENT) == before


@pytest.mark.slow
def test_on_macos_code_that_is_trusted_is_graded_with_the_limits_that_the_system_has(
    spread: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "course"
    shutil.copytree(spread, folder)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Autograder.isolation = 'limits'\n")
    (said,) = on("macos", folder, "grade 01 --jobs 1")
    assert said["code"] == 0, said["err"]
    (result,) = read_results(Course(folder), ASSIGNMENT)
    assert result["notebooks"][0]["isolation"] == "limits"
    assert result["points"] > 0


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_terminal_that_has_no_check_mark_gets_another_sign(spread: Path, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "settings"],
        cwd=spread, capture_output=True, timeout=100, check=False,
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert done.returncode == 0
    said = "import sys; from autograder.cli import main; sys.argv = ['x']\ntry: main([])\nexcept SystemExit: print('✓')"
    printed = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, timeout=100, check=False,
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert printed.stdout.strip() == b"?"

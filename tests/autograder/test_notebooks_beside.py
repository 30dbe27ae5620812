"""A student's own notebooks in the working folder: there where code speaks of them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.classes.journal import key_of
from autograder.course.course import Course
from autograder.intake import beside as module
from autograder.intake.beside import as_sources, beside
from autograder.sandbox.warm_process import WarmProcess

from .plain import NAME, asserts, by_nbgrader, graded, hand_in, points, put, released, solution

CELLS = [
    solution("own", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
    asserts("x-test", "assert x == 1", 1),
    solution("more", "### BEGIN SOLUTION\ny = 2\n### END SOLUTION"),
    asserts("y-test", "assert y == 2", 2),
]
PART = "part1.ipynb"
RUNS = {"own": f"%run {PART}", "more": "y = 2"}
READS = {
    "own": "x = 1",
    "more": "import json\ncells = json.load(open('work.ipynb'))['cells']\n"
    "y = 2 if 'y = 2 if' in ''.join(map(str, [''.join(cell['source']) for cell in cells])) else 0",
}
ON_ITS_OWN = {"own": "import os\nx = int(os.listdir() == ['checks.json'] or not os.listdir())", "more": "y = 2"}


def part(source: str) -> str:
    cell = nbformat.v4.new_code_cell(source, id="a")
    cell.outputs = [nbformat.v4.new_output("stream", text="of the student's machine")]
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released(tmp_path_factory.mktemp("notebooks") / "course", CELLS, {}).root


@pytest.fixture
def course(made: Path, tmp_path: Path) -> Course:
    shutil.copytree(made, tmp_path / "course")
    return Course(tmp_path / "course")


def the_class(course: Course) -> None:
    hand_in(course, "runs", RUNS, {PART: part("x = 1")})
    hand_in(course, "in-a-folder", {**RUNS, "own": f"%run parts/{PART}"}, {f"parts/{PART}": part("x = 1")})
    hand_in(course, "by-a-module", {**RUNS, "own": "import mine\nx = mine.x"}, {PART: part("x = 1"), "mine.py": MODULE})
    hand_in(course, "reads-itself", READS)
    hand_in(course, "lacks-it", RUNS)


MODULE = f"import json\nexec(''.join(json.load(open({PART!r}))['cells'][0]['source']))\n"
FULL = {"x-test": 1.0, "y-test": 2.0}
EXPECTED = {
    **dict.fromkeys(("runs", "in-a-folder", "by-a-module", "reads-itself"), FULL),
    "lacks-it": {**FULL, "x-test": 0.0},
}


def test_a_students_other_notebooks_and_the_notebook_itself_are_there_where_code_asks_for_them(
    course: Course, warm: WarmProcess
) -> None:
    the_class(course)
    found = graded(course, warm)
    assert points(found) == EXPECTED
    assert {student: each.flags for student, each in found.items()} == {student: [] for student in EXPECTED}


@pytest.mark.slow
def test_nbgrader_gives_the_same_scores_but_where_a_notebook_is_none_of_the_assignment(
    course: Course, tmp_path: Path
) -> None:
    the_class(course)
    lacking = {**FULL, "x-test": 0.0}
    assert by_nbgrader(course, tmp_path / "stock") == {**dict.fromkeys(EXPECTED, lacking), "reads-itself": FULL}
    assert by_nbgrader(course, tmp_path / "ours", ours=True) == EXPECTED


def files_of(course: Course, student: str) -> dict[str, bytes]:
    return beside(course.load(NAME), course.path("submitted", student, NAME)).files


def test_where_no_code_speaks_of_notebooks_there_are_none(course: Course, warm: WarmProcess) -> None:
    hand_in(course, "ada", ON_ITS_OWN, {PART: part("x = 1")})
    assert files_of(course, "ada") == {}
    assert points(graded(course, warm))["ada"] == FULL


def test_what_is_there_of_a_notebook_is_neither_output_nor_metadata_and_the_seed_covers_all_of_it(
    course: Course,
) -> None:
    hand_in(course, "ada", RUNS, {PART: part("x = 1")})
    found = files_of(course, "ada")
    assert set(found) == {"work.ipynb", PART}
    (cell,) = json.loads(found[PART])["cells"]
    assert cell == {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": "x = 1"}
    put(course.path("submitted", "ada", NAME), {PART: part("x = 1").replace("of the student's", "of another's")})
    assert files_of(course, "ada") == found, "outputs are no work"
    put(course.path("submitted", "ada", NAME), {PART: part("x = 1  # what was found out")})
    assert as_sources(files_of(course, "ada")) != as_sources(found)


def test_a_notebook_that_code_runs_belongs_to_the_key_of_the_grade(course: Course) -> None:
    folder = course.path("submitted", "ada", NAME)
    hand_in(course, "ada", RUNS, {PART: part("x = 1"), f"parts/{PART}": part("x = 1")})
    before = key_of(folder, "")
    put(folder, {f"parts/{PART}": part("x = 2")})
    assert key_of(folder, "") != before


def test_what_is_no_notebook_or_a_link_or_too_many_is_left_out_and_told(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = course.path("submitted", "ada", NAME)
    hand_in(course, "ada", RUNS, {PART: "no JSON", "part3.ipynb": part("x = 1"), "mine.py": MODULE})
    (tmp_path / "secret.ipynb").write_text(part("x = 'secret'"))
    (folder / "part2.ipynb").symlink_to(tmp_path / "secret.ipynb")
    os.mkfifo(folder / "part4.ipynb")
    found = beside(course.load(NAME), folder)
    assert set(found.files) == {"mine.py", "part3.ipynb", "work.ipynb"}
    assert {name for name, _ in found.left_out} == {PART, "part2.ipynb", "part4.ipynb"}
    monkeypatch.setattr(module, "MAX_NOTEBOOKS", 4)
    found = beside(course.load(NAME), folder)
    assert ("work.ipynb", "more than 4 notebooks") in found.left_out


def test_notebooks_come_after_all_other_files(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(course, "ada", RUNS, {PART: part("x = 1"), "zeros.txt": "0" * 1000})
    monkeypatch.setattr(module, "MAX_FILES", 1)
    assert set(files_of(course, "ada")) == {"zeros.txt"}


def test_a_notebook_that_was_given_out_as_data_is_as_it_was_given_out(course: Course) -> None:
    put(course.path("release", ".", NAME), {"more/shown.ipynb": part("x = 1")})
    hand_in(course, "ada", {**RUNS, "own": "%run more/shown.ipynb"}, {"more/shown.ipynb": part("x = 5")})
    found = beside(course.load(NAME), course.path("submitted", "ada", NAME))
    assert set(found.files) == {"work.ipynb"}
    assert found.flags == []

"""A course of its own, about statistics: its exercises, its helper module; nothing of this course is ever loaded."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.cli import main
from autograder.course.bundle import repacked_wheel
from autograder.course.course import Course
from autograder.course.kernel import grade_function
from autograder.course.release import release
from autograder.declaring import load_book
from autograder.skeleton import new_course

EVERYTHING = """
import json, os, sys, zipfile
from pathlib import Path
import nbformat
from autograder.cli import main
from autograder.course.course import Course
from autograder.classes.keeping import read_results
from autograder.demo.classroom import Homework

SPY = '''
import os, sys
seen = [name for name in sys.modules if name.startswith(("autograder", "exercises", "_book_"))]
try:
    import exercises
    seen.append("exercises can be imported")
except ImportError:
    pass
try:
    import autograder
    seen.append("the autograder can be imported")
except ImportError:
    pass
seen += [path for path in sys.path if path and os.path.exists(os.path.join(path, "exercises"))]
print("seen", seen, "toolbox", toolbox_heights)
'''

def do(*arguments):
    assert main(list(arguments)) == 0, arguments

do("verify")
do("release", "01", "--bundle")
course = Course(Path.cwd())
name = "01-spread"
released = course.path("release", ".", name) / "spread.ipynb"
solved = Homework(released).solve(course.path("source", ".", name) / "spread.ipynb")
solved.cell("variance").source += "\\n\\ntoolbox_heights = len(heights())\\n" + SPY
solved.hand_in(course.path("submitted", "ada", name))
wrong = Homework(released)
wrong.write("variance", "def variance(x):\\n    return np.var(x)")
wrong.hand_in(course.path("submitted", "ben", name))
zero = Homework(released)
zero.write("variance", "def variance(x):\\n    return 0")
zero.hand_in(course.path("submitted", "cem", name))
do("grade", "01", "--jobs", "1")
do("report", "01")
do("feedback", "01")
do("explain", "01", "ben", "01.variance")
do("regrade", "01", "--diff")
do("regrade", "01")
graded = nbformat.read(course.path("autograded", "ada", name) / "spread.ipynb", 4)
said = next(cell.outputs[0].text for cell in graded.cells if cell.get("outputs") and "seen" in str(cell.outputs))
print(json.dumps({
    "results": read_results(course, name),
    "said": said,
    "feedback": (course.path("feedback", "ben", name) / "spread.html").read_text(),
    "report": (course.results_path(name) / "report.html").read_text(),
    "bundle": zipfile.ZipFile("build/bundles/01-spread.zip").namelist(),
    "loaded": sorted(name for name in sys.modules if name.startswith("autograder.exercises")),
}))
"""

AT_HOME = """
import sys
from gdkit import check
from toolbox import heights
import statistics
check("01.variance", lambda x: statistics.variance(x.tolist()))
assert not [name for name in sys.modules if name.startswith("autograder")], "checks.json decides"
"""


DECLARED = "from autograder.declaring import Exercise\nmean = Exercise('hw1.mean', 'mean(x) -> m', '')\n"


@pytest.fixture
def statistics(tmp_path: Path) -> Path:
    """The course that `autograder new-course` makes, in a path with a space."""
    return new_course(tmp_path / "a course about statistics")


def run(code: str, folder: Path) -> str:
    """What a fresh process in this folder prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_another_course_is_released_checked_graded_reported_and_proved_without_this_one(statistics: Path) -> None:
    told = json.loads(run(EVERYTHING, statistics).splitlines()[-1])
    assert told["loaded"] == []
    ada, ben, cem = told["results"]
    assert cem["notebooks"][0]["cells"][0]["message"].startswith(
        "The result is what comes out with zeros in place of x."
    )
    assert [cell["status"] for cell in ada["notebooks"][0]["cells"]] == ["pass", "pass"]
    assert ada["points"] == 4.0
    variance, _ = ben["notebooks"][0]["cells"]
    assert (variance["status"], variance["mistake"]) == ("fail", "divided-by-n")
    assert told["said"] == "seen [] toolbox 8\n"
    assert "How many are free?" in told["feedback"]
    assert "divided by n" in told["report"]
    assert {"01-spread/toolbox.py", "01-spread/checks.json", "01-spread/spread.ipynb"} <= set(told["bundle"])
    run(AT_HOME, statistics / "release" / "01-spread")


@pytest.mark.slow
def test_the_demo_of_a_new_course_ends_as_expected(
    statistics: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(statistics)
    assert main(["demo"]) == 0
    assert "16 submissions graded" in capsys.readouterr().out
    assert not (statistics / "gradebook.db").exists()  # the demo has one of its own


def test_two_courses_whose_folders_have_the_same_names_live_in_one_process(tmp_path: Path) -> None:
    first, second = new_course(tmp_path / "one"), new_course(tmp_path / "two")
    (second / "toolbox.py").write_text("import numpy as np\n\n\ndef heights():\n    return np.array([1.0, 2.0, 6.0])\n")
    module = second / "exercises" / "lesson01" / "variance.py"
    module.write_text(module.read_text().replace("(len(x) - 1)", "len(x)").replace("ddof=1", "ddof=0"))
    books = [Course(folder).book for folder in (first, second)]
    shown = [book["01.variance"].data().cases[0] for book in books]  # type: ignore[union-attr]
    assert [len(case.inputs["x"]) for case in shown] == [8, 3]
    assert shown[1].expected[0].value == pytest.approx(14 / 3)
    assert books[0].digest("01.variance") != books[1].digest("01.variance")
    assert grade_function("01.variance", lambda x: x.var(ddof=1), course=first).passed
    assert grade_function("01.variance", lambda x: x.var(), course=first).mistake == "divided-by-n"
    assert "toolbox" not in sys.modules


BOOK = {
    "shared.py": """
        SIZE = 3
        COLOUR = "red"


        def rows(k):
            return [SIZE] * k
    """,
    "slips.py": """
        from . import shared

        RATE = "The rate is forgotten."
        HALF = f"Half of the {shared.COLOUR} rows are left out."
    """,
    "alone.py": """
        from autograder.declaring import Exercise

        alone = Exercise("hw1.alone", "f(x) -> y", reread="Lecture 1")
    """,
    "rated.py": """
        from autograder.declaring import Exercise

        from . import slips

        rated = Exercise("hw1.rated", "f(x) -> y", reread=slips.RATE)
    """,
    "halved.py": """
        from autograder.declaring import Exercise

        from .shared import rows as lines
        from .slips import HALF

        halved = Exercise("hw1.halved", "f(x) -> y", reread=HALF)


        @halved.shown("three")
        def three():
            return {"x": lines(3)}
    """,
}


@pytest.mark.parametrize(
    ("file", "old", "new", "changed"),
    [
        ("alone.py", "Lecture 1", "Lecture 1,", {"alone"}),
        ("slips.py", "rate is", "rate, it is", {"rated"}),
        ("slips.py", "Half of", "A half of", {"halved"}),
        ("shared.py", "SIZE = 3", "SIZE = 4", {"halved"}),
        ("shared.py", '"red"', '"blue"', {"halved"}),
        ("shared.py", "* k", "* (k + 1)", {"halved"}),
        ("shared.py", "COLOUR =", "print(SIZE)\n        COLOUR =", {"halved"}),
    ],
    ids=["itself", "a slip", "another slip", "a constant", "behind a slip", "a function", "what is done anyway"],
)
def test_an_edit_gives_another_digest_to_the_exercises_that_it_touches_and_to_no_other(
    tmp_path: Path, file: str, old: str, new: str, changed: set[str]
) -> None:
    def digests(name: str, files: dict[str, str]) -> dict[str, str]:
        folder = tmp_path / name / "exercises"
        folder.mkdir(parents=True)
        for each, text in files.items():
            (folder / each).write_text(textwrap.dedent(text))
        book = load_book(["exercises"], tmp_path / name)
        return {id.removeprefix("hw1."): book.digest(id) for id in book}

    before = digests("before", BOOK)
    assert set(before) == {"alone", "rated", "halved"}
    assert old in BOOK[file]
    after = digests("after", BOOK | {file: BOOK[file].replace(old, new)})
    assert {id for id in before if before[id] != after[id]} == changed


def test_an_edited_exercise_is_named_and_graded_again_and_the_rest_of_a_course_is_not(
    statistics: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(statistics)
    assert main(["release", "01"]) == 0
    before = Course(statistics).load("01-spread")
    assert before.changed_since_release == []
    lesson02 = statistics / "exercises" / "lesson02"
    lesson02.mkdir()
    (lesson02 / "new.py").write_text(
        "from autograder.declaring import Exercise\n\nx = Exercise('02.x', 'x(a) -> b', '')\n"
    )
    checks = statistics / "release" / "01-spread" / "checks.json"
    tree = json.loads(checks.read_text())
    tree["digests"]["01.variance"] = "another"
    checks.write_text(json.dumps(tree))
    assert Course(statistics).load("01-spread").changed_since_release == ["01.variance"]
    (statistics / "submitted" / "ada" / "01-spread").mkdir(parents=True)
    main(["grade", "01", "--jobs", "1"])
    assert "edited after the release: 01.variance" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("files", "setting", "said"),
    [
        ({}, ["exercise"], r"there is no such module or folder.*Did you mean 'exercises'\?"),
        ({"a.py": "x = Exercise('hw1.x', 'f(x) -> y', '')\n", "b.py": "y = Exercise('hw1.x', 'f(x) -> y', '')\n"},
         ["exercises"], r"hw1\.x is declared twice: exercises/a\.py:2 and exercises/b\.py:2"),
        ({"a.py": "def (:\n"}, ["exercises"], r"exercises/a\.py:2: SyntaxError"),
        ({"a.py": "import no_such_module\n"}, ["exercises"], r"exercises/a\.py:2: ModuleNotFoundError"),
        ({"a.py": "raise SystemExit('bye')\n"}, ["exercises"], r"exercises/a\.py:2: SystemExit: bye"),
        ({"a.py": "Exercise('hw1.x', 'f(x -> y', '')\n"}, ["exercises"], r"exercises/a\.py:2: "),
        ({"a.py": "Exercise('hw1.x', 'f(x) -> y', '').mistake()(lambda x: x)\n"}, ["exercises"],
         r"exercises/a\.py:2: hw1\.x: the mistake .* has no docstring"),
    ],
    ids=["missing", "clash", "syntax", "import", "exit", "signature", "declaration"],
)  # fmt: skip
def test_what_is_wrong_with_a_courses_exercises_is_one_line_with_file_and_line(
    tmp_path: Path,
    files: dict[str, str],
    setting: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "exercises").mkdir()
    for name, text in files.items():
        (tmp_path / "exercises" / name).write_text("from autograder.declaring import Exercise\n" + text)
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\nc.Autograder.exercises = {setting!r}\n")
    monkeypatch.chdir(tmp_path)
    for command in (["verify"], ["exercises"]):
        assert main(command) == 2
        error = capsys.readouterr().err
        assert len(error.splitlines()) == 1
        assert re.search(said, error), error


def test_exercises_that_were_mended_are_loaded_without_a_restart(tmp_path: Path) -> None:
    module = tmp_path / "hw1.py"
    module.write_text(
        "from autograder.declaring import Exercise\nmean = Exercise('hw1.mean', 'mean(x) -> m', '')\n1 / 0\n"
    )
    with pytest.raises(Exception, match=r"hw1\.py:3: ZeroDivisionError"):
        load_book(["hw1.py"], tmp_path)
    module.write_text(DECLARED)
    assert list(load_book(["hw1.py"], tmp_path)) == ["hw1.mean"]


@pytest.mark.parametrize(
    ("helpers", "exercises", "said"),
    [
        (["tolbox.py"], ["exercises"], "no file or folder 'tolbox.py'.*did you mean 'toolbox.py'"),
        (["numpy_like"], ["exercises"], "no file or folder 'numpy_like'"),
        (["autograder"], ["autograder.exercises"], "holds the exercises"),
        (["exercises"], ["exercises"], "holds the exercises"),
        (["exercises/lesson01"], ["exercises"], "holds the exercises"),
        (["exercises/lesson01"], ["exercises.lesson01"], "holds the exercises"),
        (["exercises"], ["exercises/lesson01/variance.py"], "holds the exercises"),
        (["source"], ["exercises"], "spread.ipynb, which no student may see"),
        (["."], ["exercises"], "holds the whole course"),
        (["../elsewhere.py"], ["exercises"], "lies outside the course's folder"),
    ],
)
def test_a_helper_that_cannot_be_had_or_would_show_the_references_is_refused(
    statistics: Path,
    helpers: list[str],
    exercises: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(statistics)
    config = statistics / "nbgrader_config.py"
    (statistics.parent / "elsewhere.py").touch()
    config.write_text(config.read_text() + f"c.Autograder.helpers = {helpers}\nc.Autograder.exercises = {exercises}\n")
    assert main(["grade", "01"]) == 2
    error = capsys.readouterr().err
    assert re.search(said, error), error


def test_a_helper_with_the_name_of_an_installed_package_is_refused_in_one_line(
    statistics: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(statistics)
    (statistics / "nbformat").mkdir()
    config = statistics / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.Autograder.helpers = ['toolbox.py', 'nbformat']\n")
    assert main(["grade", "01"]) == 2
    error = capsys.readouterr().err
    assert "has the name of an installed package" in error
    assert len(error.splitlines()) == 1


def test_a_new_course_is_written_into_new_and_empty_folders_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    assert main(["new-course", str(tmp_path)]) == 2
    assert main(["new-course", str(tmp_path / "thesis.txt")]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    assert main(["new-course", str(tmp_path / "new")]) == 0
    assert "autograder verify" in capsys.readouterr().out


def test_a_check_that_is_not_ours_is_left_alone(statistics: Path) -> None:
    path = statistics / "source" / "01-spread" / "spread.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells[1].source = "def check(id, value):\n    assert value is not None"
    nbformat.write(notebook, path)
    config = statistics / "nbgrader_config.py"
    config.write_text(config.read_text().replace('c.Autograder.exercises = ["exercises"]', ""))
    assert json.loads((release(Course(statistics), "01-spread") / "checks.json").read_text())["exercises"] == {}


def test_a_course_that_forgot_to_say_where_its_exercises_are_is_told(
    statistics: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(statistics)
    config = statistics / "nbgrader_config.py"
    config.write_text(config.read_text().replace('c.Autograder.exercises = ["exercises"]', ""))
    assert main(["release", "01"]) == 2
    assert "c.Autograder.exercises" in capsys.readouterr().err


def test_a_wheel_that_is_packed_again_installs_the_same_files(tmp_path: Path) -> None:
    wheel = repacked_wheel("packaging", tmp_path)
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        record = next(name for name in names if name.endswith(".dist-info/RECORD"))
        listed = {line.split(",")[0] for line in archive.read(record).decode().splitlines()}
    assert listed == names
    assert "packaging/version.py" in names
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", str(tmp_path / "there"), wheel],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "there" / "packaging" / "version.py").is_file()

"""What an author gets wrong in a course of their own is told in a line that says what to do, before students see it."""

from __future__ import annotations

import errno
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder.cli import main
from autograder.commands import report
from autograder.course.course import Course
from autograder.declaring import load_book
from autograder.demo.classroom import Homework
from autograder.skeleton import new_course

HEAD = "import numpy as np\nfrom autograder.declaring import Exercise, Quiz\n"
MEAN = (
    HEAD
    + """
mean = Exercise("01.mean", "mean(x) -> m", reread="Lecture 01")

@mean.reference
def reference(x):
    return np.sum(x) / len(x)

@mean.shown("two")
def two():
    return {"x": np.array([1.0, 4.0])}

@mean.independent()
def by_numpy(x):
    return np.mean(x)

@mean.variant
def by_dot(x):
    return np.ones(len(x)) @ x / len(x)
"""
)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new course, entered."""
    folder = new_course(tmp_path / "Einführung in die Statistik")
    monkeypatch.chdir(folder)
    return folder


def one_line(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that refuses says."""
    capsys.readouterr()
    assert main(list(arguments)) == 2
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1, error
    return error


def declare(course: Path, text: str) -> None:
    (course / "exercises" / "lesson01" / "mean.py").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MEAN.replace('@mean.shown("two")\n', ""), r"01\.mean \(mean\.py:4\): it has no shown case"),
        (MEAN.replace("@mean.reference\n", ""), r"it has no reference"),
        (
            MEAN.replace("np.array([1.0, 4.0])", "np.no_array([1.0])"),
            r"the case 'two' fails: AttributeError: .*no_array",
        ),
        (MEAN.replace('{"x": np', '{"y": np'), r"the case 'two' names \['y'\]; expected names of mean\(x\) -> m"),
        (MEAN.replace("np.sum(x)", "np.summ(x)"), r"'reference' fails on a case of its own: AttributeError: .*summ"),
        (MEAN.replace('"01.mean"', "7"), r"mean\.py:4: the id is 7; expected letters"),
        (MEAN.replace('"01.mean"', '""'), r"the id is ''"),
        (MEAN.replace('"01.mean"', '"01|mean"'), r"the id is '01\|mean'"),
        (HEAD + 'Quiz("01.q", (), "a", "", "")', r"mean\.py:3: 01\.q: the choices are \(\); expected some texts"),
        (HEAD + 'Quiz("01.q", "abc", "ab", "", "")', r"the choices are 'abc'; expected some texts"),
        (HEAD + 'Quiz("01.q", ("a", "b"), "c", "", "")', r"the answer 'c' is none of the choices \('a', 'b'\)"),
    ],
)
def test_a_declaration_that_cannot_work_is_refused(
    course: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    declare(course, text)
    error = one_line(capsys, "verify")
    assert re.search(said, error), error


def test_exercises_that_a_loop_declares_are_told_to_stand_at_the_top(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = MEAN.removeprefix(HEAD).strip().replace('"01.mean"', "name").replace("\n", "\n    ")
    declare(course, HEAD + f'for name in ["01.one", "01.two"]:\n    {body}\n')
    assert "the function 'reference' is not defined at the top of the module" in one_line(capsys, "verify")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MEAN.replace("@mean.independent()\n", ""), "no independent computation is declared"),
        (MEAN.replace("np.mean(x)", "np.meen(x)"), "by_numpy, independent: .*AttributeError"),
        (MEAN.replace("np.mean(x)", "np.median(x) + 1"), "by_numpy, independent: m is off"),
        (MEAN.replace("np.ones(len(x))", "np.one(len(x))"), "by_dot: .*AttributeError"),
    ],
)
def test_verify_says_why_something_does_not_hold(
    course: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    declare(course, text)
    assert main(["verify", "01.mean"]) == 1
    out = capsys.readouterr().out
    assert re.search(said, out), out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('check("01.variance", variance)', 'result = check("01.variance", variance)', "is not of the form check"),
        ('check("01.variance", variance)', 'if True:\n    check("01.variance", variance)', "is not of the form check"),
        ('check("01.variance", variance)', '# a test\ncheck("01.varianze", variance)', "declared ids: 01.quiz_shift"),
        ('check("01.variance", variance)', 'check("01.variance", varianze)', "looks up 'varianze', which no cell"),
        ('check("01.variance", variance)', 'check("01.quiz_shift", variance)', "is a quiz, and 'variance' a function"),
    ],
)
def test_a_check_cell_that_nobody_could_pass_stops_the_release(
    course: Path, old: str, new: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(course, lambda source: source.replace(old, new))
    assert said in one_line(capsys, "release", "01")


@pytest.mark.parametrize(
    "imports",
    [
        "from gdkit import (\n    check,\n)",
        "%matplotlib inline\nfrom gdkit import check",
        "import gdkit\ncheck = gdkit.check",
    ],
)
def test_however_check_is_imported_it_has_its_data_at_home(course: Path, imports: str) -> None:
    edit(course, lambda source: source.replace("from gdkit import check", imports))
    assert main(["release", "01"]) == 0
    assert '"01.variance": {' in (course / "release" / "01-spread" / "checks.json").read_text()


def edit(course: Path, change: Callable[[str], str]) -> None:
    path = course / "source" / "01-spread" / "spread.ipynb"
    notebook = nbformat.read(path, 4)
    before = [cell.source for cell in notebook.cells]
    for cell in notebook.cells:
        cell.source = change(cell.source)
    assert before != [cell.source for cell in notebook.cells]
    nbformat.write(notebook, path)


def test_a_source_that_is_no_notebook_is_told_by_its_path(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "source" / "01-spread" / "spread.ipynb").write_text("{")
    assert "spread.ipynb: no notebook that can be read" in one_line(capsys, "release", "01")


def test_backups_of_editors_are_no_exercises_and_are_not_released(course: Path) -> None:
    for path in (".ipynb_checkpoints/variance-checkpoint.py", ".#variance.py", "__pycache__/variance.py"):
        copy = course / "exercises" / "lesson01" / path
        copy.parent.mkdir(exist_ok=True)
        copy.write_text("this is no Python")
    kit = course / "kit"
    (kit / ".ipynb_checkpoints").mkdir(parents=True)
    (kit / ".ipynb_checkpoints" / "secret-checkpoint.py").touch()
    (kit / "tools.py").touch()
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.Autograder.helpers = ['toolbox', 'toolbox.py', 'kit']\n")
    assert main(["release", "01"]) == 0
    released = course / "release" / "01-spread"
    assert sorted(path.relative_to(released).as_posix() for path in released.rglob("*") if path.is_file()) == [
        "checks.json", "kit/tools.py", "spread.ipynb", "toolbox.py",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (["."], "inside"), ([""], "inside"), (["../x"], "inside"), (["/etc"], "inside"),
        (["exercises/lesson01/hw1.mean.py"], "expected names of letters, digits and _. Rename it."),
    ],
)  # fmt: skip
def test_a_place_of_exercises_that_cannot_be_loaded_is_told(
    course: Path, places: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "exercises" / "lesson01" / "hw1.mean.py").touch()
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + f"c.Autograder.exercises = {places!r}\n")
    assert said in one_line(capsys, "verify")


def test_a_module_of_the_course_does_not_take_the_place_of_one_of_pythons(course: Path) -> None:
    (course / "statistics.py").write_text("raise ValueError('not this one')")
    assert main(["verify"]) == 0


FACTORY = {
    "shared.py": HEAD + "def made(id, f):\n    e = Exercise(id, 'f(x) -> y', '')\n    e.reference(f)\n    return e\n",
    "mean.py": HEAD + "from .shared import made\n\ndef f(x):\n    return np.mean(x)\n\nm = made('1.mean', f)\n",
    "sum.py": HEAD + "from .shared import made\n\ndef f(x):\n    return np.sum(x)\n\nm = made('1.sum', f)\n",
    "high.py": HEAD + "from toolbox import heights\nhigh = Exercise('1.high', 'f(x) -> y', str(heights))\n",
}


@pytest.mark.parametrize(
    ("file", "old", "new", "changed"),
    [
        ("exercises/mean.py", "np.mean(x)", "np.median(x)", {"1.mean"}),
        ("exercises/shared.py", "e.reference(f)", "e.reference(f)  # the right one", {"1.mean", "1.sum"}),
        ("toolbox.py", "def heights", "# in cm\ndef heights", set()),
        ("toolbox.py", "return 1", "return 2", {"1.high"}),
    ],
)
def test_what_a_function_makes_and_what_a_helper_gives_count_for_the_exercise_that_uses_them(
    tmp_path: Path, file: str, old: str, new: str, changed: set[str]
) -> None:
    def digests(name: str, *edit: str) -> dict[str, str]:
        files = {f"exercises/{each}": text for each, text in FACTORY.items()}
        files["toolbox.py"] = "def heights():\n    return 1\n\n\ndef unused():\n    return 1\n"
        for each, text in files.items():
            path = tmp_path / name / each
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace(*edit, 1) if edit and each == file else text)
        book = load_book(["exercises"], tmp_path / name)
        assert {id: Path(book[id].where[0]).name for id in book} == {
            "1.mean": "mean.py", "1.sum": "sum.py", "1.high": "high.py",
        }  # fmt: skip
        return {id: book.digest(id) for id in book}

    before, after = digests("before"), digests("after", old, new)
    assert {id for id in before if before[id] != after[id]} == changed


def test_explain_does_not_say_that_every_case_holds_of_a_function_that_is_not_there(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["release", "01"]) == 0
    work = Homework(course / "release" / "01-spread" / "spread.ipynb").write(
        "variance", "def varianze(x):\n    return 1"
    )
    work.hand_in(Course(course).path("submitted", "ada", "01-spread"))
    assert main(["grade", "01", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert main(["explain", "01", "ada", "01.variance"]) == 0
    out = capsys.readouterr().out
    assert "There is no function variance" in out
    assert "every case holds" not in out


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC, errno.EACCES])
def test_a_place_that_cannot_be_written_is_told_in_one_line(
    course: Path, number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(options: object) -> int:
        raise OSError(number, "refused", "results")

    monkeypatch.setattr(report, "run", refuse)
    assert "results: refused" in one_line(capsys, "report", "01")


def test_the_zip_of_a_course_without_lectures_says_what_to_open_and_names_what_its_notebooks_import(
    course: Path,
) -> None:
    edit(course, lambda source: source.replace("import numpy as np", "import numpy as np\nimport nbclient"))
    assert main(["release", "01", "--bundle"]) == 0
    with zipfile.ZipFile(course / "build" / "bundles" / "01-spread.zip") as archive:
        readme, needed = (archive.read(f"01-spread/{name}").decode() for name in ("README.txt", "requirements.txt"))
    assert "Open spread.ipynb." in readme
    assert "lecture" not in readme
    assert needed.splitlines()[2:] == ["nbclient"]


def test_a_new_course_bears_the_name_of_its_folder_and_keeps_secrets_out_of_git(course: Path) -> None:
    assert Course(course).directory.course_id == "Einführung-in-die-Statistik"
    assert {"/submitted/", "gradebook.db*", "autograder_seeds.json"} <= set((course / ".gitignore").read_text().split())


def test_an_environment_inside_the_courses_folder_is_no_part_of_the_course(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an exercise imports from there may be a compiled module, and stays loaded."""
    packages = course / ".venv" / "lib" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "in_an_environment.py").write_text("AT = 3\n")
    monkeypatch.syspath_prepend(str(packages))
    declare(course, "import in_an_environment\n" + MEAN)
    book = load_book(["exercises"], course)
    assert "01.mean" in book
    assert book.digest("01.mean")
    assert sys.modules.pop("in_an_environment").AT == 3

"""From cold, nothing is loaded that a command does not use; what is told and graded is the same without it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.preprocessors import ClearMarkScheme

from autograder.cli import main
from autograder.commands.grade import may_draw
from autograder.course.course import Course
from autograder.course.rubric import DELIMITERS
from autograder.declaring import DeclarationError, load_book
from autograder.declaring.book import Book
from autograder.sandbox import fonts
from autograder.sandbox.failures import NeedsPictures
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import WarmProcess
from gdkit.checking.time_limit import CALL_SECONDS

from .conftest import ASSIGNMENT
from .plain import asserts, hand_in, released, solution

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="students' code runs on Linux alone")
EXERCISE = """
from autograder.declaring import Exercise
one = Exercise("{id}", "f(x) -> y", "")

@one.reference
def f(x):
    return x
"""
NOT_NEEDED = {
    *("tornado.web", "tornado.httpserver", "jupyter_server", "jupyterhub", "jupyter_client", "requests", "nbconvert"),
    *("nbgrader.server_extensions", "nbgrader.apps", "nbgrader.preprocessors", "setuptools", "rfc3987_syntax"),
    *("rich", "matplotlib", "IPython", "sklearn", "nbgrader.api", "sqlalchemy.orm", "alembic"),
}


def python(code: str, *arguments: str) -> str:
    """What a fresh Python prints last."""
    command = [sys.executable, "-W", "ignore", "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1] if done.stdout else ""


def loaded_by(*command: str) -> set[str]:
    """The modules that are there after a command of the command line."""
    code = (
        "import json, sys\nfrom autograder.cli import main\n"
        "try:\n    assert main(sys.argv[1:]) == 0\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted(name for name, module in sys.modules.items() if module is not None)))"
    )
    return set(json.loads(python(code, *command)))


@on_linux
def test_one_submission_is_graded_without_web_server_converter_grammar_and_the_exercises_of_other_lessons(
    course: Course,
) -> None:
    work = course.path("submitted", "ada", ASSIGNMENT)
    work.mkdir(parents=True)
    (source,) = course.path("source", ".", ASSIGNMENT).glob("*.ipynb")
    (work / source.name).write_bytes(source.read_bytes())
    there = loaded_by("grade", "03", "--course", str(course.root))
    assert there & NOT_NEEDED == set()
    lessons = {name.split(".")[2] for name in there if name.startswith("autograder.exercises.lesson")}
    assert lessons == {"lesson03"}


@pytest.mark.parametrize("command", [("--help",), ("grade", "--help"), ("grade", "--wrong"), ("no-such-command",)])
def test_help_and_a_wrong_option_are_answered_before_anything_is_loaded(command: tuple[str, ...]) -> None:
    heavy = {"numpy", "gdkit", "traitlets", "nbformat", "sqlalchemy", "nbgrader", "autograder.course.course"}
    assert loaded_by(*command) & (heavy | NOT_NEEDED) == set()


def test_the_plug_in_compiles_no_grammar() -> None:
    code = "import sys, autograder.plugin\nprint('rfc3987_syntax' in sys.modules, 'lark' in sys.modules)"
    assert python(code) == "False False"


@pytest.mark.slow
@pytest.mark.parametrize(
    "first",
    ["nbgrader.api", "nbgrader.coursedir", "nbgrader.preprocessors", "nbgrader.plugins", "nbgrader.converters",
     "nbgrader.apps.nbgraderapp", "nbgrader.server_extensions.formgrader", "nbgrader.auth.jupyterhub"],
)  # fmt: skip
def test_all_of_nbgrader_is_there_when_it_is_asked_for_whichever_part_comes_first(first: str) -> None:
    code = f"""
from autograder.lean import load_little
load_little()
import {first}
import nbgrader
assert nbgrader.__version__ and nbgrader.__file__ and nbgrader.api.Gradebook
assert nbgrader._jupyter_server_extension_points() and nbgrader._jupyter_labextension_paths()
from nbgrader.auth import Authenticator, BaseAuthPlugin, JupyterHubAuthPlugin
from nbgrader.auth.base import Authenticator as same
from nbgrader.apps import NbGraderApp
assert same is Authenticator and NbGraderApp().all_configurable_classes()
try:
    nbgrader.no_such_name
except AttributeError:
    print("whole")
"""
    assert python(code) == "whole"


def test_nbgrader_unpacks_archives_as_ever(tmp_path: Path) -> None:
    code = """
import sys, zipfile
from pathlib import Path
from autograder.lean import load_little
load_little()
from nbgrader import utils
assert "setuptools.archive_util" not in sys.modules
with zipfile.ZipFile("a.zip", "w") as archive:
    archive.writestr("inside.txt", "text")
utils.unzip("a.zip", "to", create_own_folder=False)
print(Path("to/inside.txt").read_text())
"""
    assert python(f"import os; os.chdir({str(tmp_path)!r}); os.mkdir('to')\n{code}") == "text"


def test_the_delimiters_of_mark_schemes_are_nbgraders_where_a_course_names_no_others() -> None:
    clear = ClearMarkScheme()
    assert (clear.begin_mark_scheme_delimeter, clear.end_mark_scheme_delimeter) == DELIMITERS


def test_a_call_may_take_as_long_when_graded_as_at_home_where_a_course_says_nothing() -> None:
    assert Limits().call_seconds == CALL_SECONDS


# --- the book -------------------------------------------------------------------------------------


def book_of(folder: Path, **modules: str) -> Book:
    """A book that has loaded nothing yet."""
    (folder / "exercises").mkdir()
    for name, text in modules.items():
        (folder / "exercises" / f"{name}.py").write_text(text)
    return Book(["exercises"], folder)


def test_a_module_that_is_broken_stops_nobody_who_does_not_need_it(tmp_path: Path) -> None:
    book = book_of(tmp_path, a=EXERCISE.format(id="1.a"), b="1 / 0\n" + EXERCISE.format(id="1.b"))
    assert "1.a" in book
    assert book["1.a"].id == "1.a"
    with pytest.raises(DeclarationError, match=r"exercises/b\.py:1: ZeroDivisionError"):
        book["1.b"]
    with pytest.raises(DeclarationError, match="ZeroDivisionError"):
        list(book)
    (tmp_path / "exercises" / "b.py").write_text(EXERCISE.format(id="1.b"))
    assert list(book) == ["1.a", "1.b"]


def test_an_id_that_two_modules_declare_is_told_by_whoever_loads_both(tmp_path: Path) -> None:
    same = EXERCISE.format(id="1.a")
    book = book_of(tmp_path, a=same, b=same, c=EXERCISE.format(id="1.c"))
    assert "1.c" in book
    for ask in (lambda: "1.a" in book, lambda: len(book)):
        with pytest.raises(DeclarationError, match=r"1\.a is declared twice: exercises/a\.py:3 and exercises/b\.py:3"):
            ask()


def test_an_id_that_no_text_has_is_found_all_the_same(tmp_path: Path) -> None:
    book = book_of(tmp_path, a=EXERCISE.format(id="1.a"), b=EXERCISE.replace('"{id}"', '".".join(["1", "b"])'))
    assert book["1.b"].id == "1.b"
    assert "1.c" not in book


def test_a_helper_that_two_exercises_import_is_loaded_once_however_they_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "toolbox.py").write_text("MARK = object()\n")
    module = "from toolbox import MARK\n" + EXERCISE
    book = book_of(tmp_path, a=module.format(id="1.a"), b=module.format(id="1.b"))
    marks = {id(sys.modules[book[each].module].MARK) for each in ("1.a", "1.b")}
    assert len(marks) == 1
    assert "toolbox" not in sys.modules


def test_the_digest_of_an_exercise_is_the_same_whether_all_are_loaded_or_it_alone() -> None:
    code = (
        "import json, sys\nfrom autograder.declaring.book import load_book, open_book\n"
        "book = (load_book if sys.argv[1] == 'all' else open_book)(('autograder.exercises',))\n"
        "ids = ['03.minibatch_step', '02.probe_gradient', '05.adam_step']\n"
        "print(json.dumps([book.digest(id) for id in ids]))"
    )
    alone = json.loads(python(code, "alone"))
    whole = load_book(["autograder.exercises"])
    assert alone == [whole.digest(id) for id in ("03.minibatch_step", "02.probe_gradient", "05.adam_step")]


def test_a_release_tells_of_a_broken_module_that_its_assignment_does_not_need(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    (course.root / "more.py").write_text("1 / 0\n")
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.Autograder.exercises = ["autograder.exercises", "more.py"]\n')
    assert main(["release", "03", "--course", str(course.root)]) == 2
    assert "more.py:1: ZeroDivisionError" in capsys.readouterr().err


# --- the process for students' code ---------------------------------------------------------------

# no word of this tells that it draws
DRAWS = "draw = __import__('mat' + 'plotlib.pyplot').pyplot\ndraw.plot([1, 2])\ndraw.show()\n"


@on_linux
@pytest.mark.parametrize("where", ["in a cell", "in a function that is called", "by asking whether it is there"])
def test_a_process_without_matplotlib_ends_as_soon_as_somebody_wants_it(where: str) -> None:
    with WarmProcess(few=True, lean=True) as warm, warm.child(Limits(), "a") as child:
        assert child.run("import sys\nassert 'matplotlib' not in sys.modules").ok
        assert child.run("def f(x):\n    import matplotlib.pyplot\n    return x").ok
        with pytest.raises(NeedsPictures):
            if where == "in a function that is called":
                with child.branch() as branch:
                    branch.call("f", {"x": 1})
            elif where == "in a cell":
                child.run(DRAWS)
            else:
                child.run("import importlib.util\nimportlib.util.find_spec('matplotlib')")


@pytest.mark.slow
@on_linux
def test_work_that_draws_where_nobody_thought_so_is_graded_as_any_other(tmp_path: Path) -> None:
    cells = [solution("f", "f = 1"), asserts("test-f", "assert f == 1", 2)]

    def graded(*students: str) -> list[object]:
        course = released(tmp_path / students[-1], cells)
        for student in students:
            hand_in(course, student, {"f": DRAWS + "f = 1"})
        assert may_draw(course.root, "ps1") is False
        assert main(["grade", "ps1", "--course", str(course.root)]) == 0
        notebook = nbformat.read(course.path("autograded", "ada", "ps1") / "work.ipynb", 4)
        return [cell.get("outputs") for cell in notebook.cells]

    few, many = graded("ada"), graded("ada", "b", "c", "d", "e")  # the one begins without matplotlib
    assert few == many


@pytest.mark.slow
@on_linux
def test_the_list_of_fonts_is_made_once_and_changes_no_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    shown = []
    for known in (False, True):
        where = fonts.kept()
        assert where is not None
        assert where.is_file() == known
        with WarmProcess(few=known) as warm, warm.child(Limits(), "a") as child:
            shown.append(child.run(DRAWS + "draw.title('$x^2$')\ndraw.plot([3, 1])\ndraw.show()").outputs)
    assert shown[0] == shown[1]


@pytest.mark.slow
@on_linux
@pytest.mark.parametrize("damage", [b"", b"no JSON", b'{"../a.json": "x", "fontlist-v1.json": 3}', b"[]", None])
def test_a_damaged_list_of_fonts_costs_a_second_and_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    where = fonts.kept()
    assert where is not None
    where.parent.mkdir()
    if damage is None:
        where.mkdir()  # nothing that can be read
    else:
        where.write_bytes(damage)
    with WarmProcess() as warm, warm.child(Limits(), "a") as child:
        assert [each["output_type"] for each in child.run(DRAWS).outputs] == ["display_data"]


@on_linux
def test_what_a_warm_process_is_told_may_be_longer_than_an_argument_of_a_command() -> None:
    """As it is where a thousand packages are installed."""
    with WarmProcess(imports=("json",) * 50_000, few=True, lean=True) as warm, warm.child(Limits(), "s") as child:
        assert child.run("1 + 1").ok

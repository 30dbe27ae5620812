"""nbgrader's own settings: honoured where they say the same, named where they are not."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert.preprocessors import ExecutePreprocessor, Preprocessor
from nbgrader import preprocessors
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import LateSubmissionPlugin
from traitlets.config import Config, Configurable

from autograder.classes.batch import choose_students
from autograder.cli import main
from autograder.course.config import load_config
from autograder.course.configure import SETS, configure
from autograder.course.course import Course
from autograder.course.honoured import NOTHING, TABLE, YES, not_honoured
from autograder.course.release import release
from autograder.course.settings import settings_of
from autograder.errors import CourseError
from autograder.sandbox.warm_process import WarmProcess
from autograder.skeleton import new_course

from .plain import CONFIG, NAME, OURS, asserts, graded, hand_in, notebook, points, put, released, solution

STEPS = [each for each in vars(preprocessors).values() if isinstance(each, type) and issubclass(each, Preprocessor)]
CLASSES: list[type[Configurable]] = [
    *(CourseDirectory, BaseConverter, GenerateAssignment, Autograde, GenerateFeedback, LateSubmissionPlugin),
    *(ExecutePreprocessor, NotebookClient, Preprocessor, *STEPS),
]
CELLS = [solution("own", "### BEGIN SOLUTION\na = 1\n### END SOLUTION"), asserts("test", "assert a == 1", 3)]


def config(text: str, *, after: str = "") -> Config:
    """The configuration that a course's file with these lines gives."""
    c = Config()
    exec(text, {"c": c})
    configure(c)
    exec(after, {"c": c})
    return c


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.__name__)
def test_every_setting_of_nbgraders_has_a_row(each: type[Configurable]) -> None:
    assert set(each.class_traits(config=True)) - set(TABLE[each.__name__]) == set()


def test_no_row_is_about_a_setting_that_nbgrader_does_not_have() -> None:
    known = {each.__name__: each for each in CLASSES}
    assert set(TABLE) == set(known)
    run = {*NotebookClient.class_trait_names(), *known["Execute"].class_trait_names(), "default_language"}
    for name, rows in TABLE.items():
        assert set(rows) <= set(known[name].class_trait_names()) | (run if "timeout" in rows else set()), name
        assert all(why in (YES, NOTHING) or why[0].islower() for why in rows.values())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "c.LimitOutput.max_lines = 5",
            "c.LimitOutput.max_lines is not honoured: c.Autograder.output_mb bounds outputs.",
        ),
        ("c.Execute.extra_arguments = ['-q']", "c.Execute.extra_arguments is not honoured: notebooks run in a process"),
        ("c.ExecutePreprocessor.kernel_name = 'x'", "c.ExecutePreprocessor.kernel_name is not honoured"),
        (
            "c.Autograde.pre_convert_hook = print",
            "c.Autograde.pre_convert_hook is not honoured: nbgrader's own programs",
        ),
        ("c.NotebookClient.on_cell_start = print", "c.NotebookClient.on_cell_start is not honoured"),
        (
            "c.CourseDirectory.groupshared = True",
            "c.CourseDirectory.groupshared is not honoured: files are written with",
        ),
        ("c.CourseDirectory.notebook_id = 'a*'", "c.CourseDirectory.notebook_id is not honoured: all notebooks"),
        ("c.LockCells.lock_grade_cells = False", "c.LockCells.lock_grade_cells is not honoured: tests are always"),
        ("c.Execute.timeout = None", "c.Execute.timeout is not honoured: a cell has c.Autograder.cell_seconds."),
        ("c.Execute.timeout = -1", "c.Execute.timeout is not honoured: a cell has c.Autograder.cell_seconds."),
        ("c.Autograde.autograde_preprocessors = ['mine']", "c.Autograde.autograde_preprocessors is not honoured"),
        ("c.GenerateAssignment.preprocessors.append('mine')", "c.GenerateAssignment.preprocessors is not honoured"),
        (
            "c.CourseDirectory.root = '/elsewhere'",
            "c.CourseDirectory.root is not honoured: the course is the folder of",
        ),
    ],
)
def test_what_a_course_has_set_and_is_not_honoured_is_one_line(text: str, said: str, tmp_path: Path) -> None:
    (line,) = not_honoured(config(text), tmp_path)
    assert line.startswith(said)


def test_a_step_of_grading_that_is_named_after_configure_is_told_too(tmp_path: Path) -> None:
    (line,) = not_honoured(config("", after="c.Autograde.autograde_preprocessors = ['mine.Step']"), tmp_path)
    assert line == "c.Autograde.autograde_preprocessors is not honoured: configure(c) names them."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c.ClearSolutions.code_stub = {'python': 'pass'}\nc.Execute.timeout = 60\nc.IgnorePattern.enabled = True",
        "c.CourseDirectory.student_id_exclude = 'eve'\nc.Exchange.root = '/srv'\nc.Execute.interrupt_on_timeout = True",
        "c.GenerateAssignment.pre_convert_hook = print\nc.InstantiateTests.use_salt = False",
        "c.Execute.allow_errors = True\nc.ExecutePreprocessor.allow_errors = False",
    ],
)
def test_what_is_honoured_or_means_nothing_is_not_told(text: str, tmp_path: Path) -> None:
    assert list(not_honoured(config(text), tmp_path)) == []


def test_this_course_and_the_one_of_new_course_set_nothing_that_is_not_honoured(root: Path, tmp_path: Path) -> None:
    for folder in (root, new_course(tmp_path / "new")):
        assert list(not_honoured(load_config(folder), folder)) == []


# times


@pytest.mark.parametrize(
    ("text", "cell", "total"),
    [
        ("", 30.0, 240.0),
        ("c.Execute.timeout = 300", 300.0, 2400.0),
        ("c.ExecutePreprocessor.timeout = 300", 300.0, 2400.0),
        ("c.NotebookClient.timeout = 300", 300.0, 2400.0),
        ("c.ExecutePreprocessor.timeout = 300\nc.Execute.timeout = 60", 60.0, 480.0),
        ("c.Execute.timeout = 10", 10.0, 240.0),
        ("c.Execute.timeout = None", 30.0, 240.0),
        ("c.Execute.timeout = 300\nc.Autograder.cell_seconds = 100", 100.0, 800.0),
        ("c.Execute.timeout = 300\nc.Autograder.total_seconds = 500", 300.0, 500.0),
    ],
)
def test_nbgraders_time_for_a_cell_is_ours_and_the_notebooks_grows_with_it(
    text: str, cell: float, total: float
) -> None:
    settings = settings_of(config(text))
    assert (settings.cell_seconds, settings.total_seconds) == (cell, total)
    assert settings.cpu_seconds == (240 if total == 500.0 else total) or "total_seconds" in text


def test_processor_time_that_a_course_sets_stays() -> None:
    assert settings_of(config("c.Execute.timeout = 300\nc.Autograder.cpu_seconds = 99")).cpu_seconds == 99


# who is graded


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = released(tmp_path_factory.mktemp("three") / "course", CELLS)
    for student in ("ada", "ben", "eve"):
        hand_in(course, student, {"own": "a = 1"})
    return course.root


def with_settings(three: Path, to: Path, text: str) -> Course:
    shutil.copytree(three, to)
    put(to, {"nbgrader_config.py": CONFIG.format(more=text) + OURS})
    return Course(to)


@pytest.mark.parametrize(
    ("text", "students"),
    [
        ("c.CourseDirectory.student_id_exclude = 'eve, ben'", ["ada"]),
        ("c.CourseDirectory.student_id_exclude = 'nobody'", ["ada", "ben", "eve"]),
        ("c.CourseDirectory.student_id = '[ae]*'", ["ada", "eve"]),
        ("c.CourseDirectory.student_id = 'e*'\nc.CourseDirectory.student_id_exclude = 'ben'", ["eve"]),
    ],
)
def test_students_that_nbgrader_would_leave_out_are_left_out(
    text: str, students: list[str], three: Path, tmp_path: Path
) -> None:
    course = with_settings(three, tmp_path / "course", text)
    assert choose_students(course, NAME) == students
    assert choose_students(course, NAME, ["eve"]) == ["eve"]  # who is named is graded


def test_students_that_the_gradebook_does_not_know_are_not_made_where_the_course_says_so(
    three: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], warm: WarmProcess
) -> None:
    course = with_settings(three, tmp_path / "course", "c.Autograde.create_student = False")
    with pytest.raises(CourseError, match=r"Nobody is left to be graded for ps1: c\.Autograde\.create_student = False"):
        choose_students(course, NAME)
    with course.gradebook() as book:
        book.add_student("ben")
    assert points(graded(course, warm)) == {"ben": {"test": 3.0}}
    with course.gradebook() as book:
        assert [student.id for student in book.students] == ["ben"]


def test_grade_tells_once_what_is_not_honoured_and_who_is_left_out(
    three: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "c.LimitOutput.max_lines = 3\nc.CourseDirectory.student_id_exclude = 'eve'"
    course = with_settings(three, tmp_path / "course", text)
    put(course.path("source", ".", NAME), {"later.csv": "1"})
    assert main(["grade", NAME, "--course", str(course.root), "--jobs", "1"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "note: c.LimitOutput.max_lines is not honoured: c.Autograder.output_mb bounds outputs.",
        "note: not graded: eve: c.CourseDirectory.student_id_exclude",
        "note: 'later.csv' is not as in the source: what was released counts (autograder release ps1)",
    ]
    assert sum("not honoured" in line for line in said) == 1


@pytest.mark.slow
def test_another_structure_of_folders_is_honoured(tmp_path: Path, warm: WarmProcess) -> None:
    structure = "c.CourseDirectory.directory_structure = '{nbgrader_step}/{assignment_id}/{student_id}'\n"
    structure += "c.CourseDirectory.source_directory = 'master'\nc.CourseDirectory.submitted_directory = 'in'"
    put(tmp_path, {"nbgrader_config.py": CONFIG.format(more=structure) + OURS})
    put(tmp_path / "master" / NAME / ".", {"work.ipynb": nbformat.writes(notebook(CELLS)), "data/x": "1"})
    course = Course(tmp_path)
    release(course, NAME)
    hand_in(course, "ada", {"own": "a = int(open('data/x').read())"})
    assert (tmp_path / "in" / NAME / "ada" / "work.ipynb").is_file()
    assert points(graded(course, warm)) == {"ada": {"test": 3.0}}


# of the release


@pytest.mark.slow
def test_the_texts_of_a_release_are_the_courses_own(tmp_path: Path) -> None:
    cells = [
        solution("own", "#BEGIN MINE\na = 1\n#END MINE"),
        asserts("test", "assert a\n#HIDE\nassert a == 1\n#SHOW", 3),
    ]
    settings = [
        "c.ClearSolutions.code_stub = {'python': '# write here'}",
        "c.ClearSolutions.begin_solution_delimeter = 'BEGIN MINE'",
        "c.ClearSolutions.end_solution_delimeter = 'END MINE'",
        "c.ClearHiddenTests.begin_test_delimeter = 'HIDE'",
        "c.ClearHiddenTests.end_test_delimeter = 'SHOW'",
    ]
    course = released(tmp_path, cells, config="\n".join(settings))
    given = nbformat.read(course.path("release", ".", NAME) / "work.ipynb", 4)
    assert [cell.source for cell in given.cells] == ["# write here", "assert a"]
    (test,) = [cell for cell in course.load(NAME).notebooks["work"].cells if cell.kind == "test"]
    assert "assert a == 1" in test.cell.source


AUTOTESTS = """
python3:
    setup: "from hashlib import sha1"
    hash: 'sha1({{snippet}}.encode("utf-8")+b"{{salt}}").hexdigest()'
    dispatch: "type({{snippet}})"
    normalize: "str({{snippet}})"
    check: 'assert {{snippet}} == "{{value}}", "{{message}}"'
    success: "print('Success!')"
    templates:
        default:
            - test: "type({{snippet}})"
              fail: "type of {{snippet}} is not correct"
            - test: "{{snippet}}"
              fail: "value of {{snippet}} is not correct"
"""


@pytest.mark.slow
def test_tests_that_nbgrader_makes_of_a_template_grade(tmp_path: Path, warm: WarmProcess) -> None:
    cells = [
        solution("own", "### BEGIN SOLUTION\na = 12\n### END SOLUTION"),
        asserts("test", "### HASHED AUTOTEST a", 3),
    ]
    course = released(tmp_path, cells, {"autotests.yml": AUTOTESTS}, apart=True)
    given = nbformat.read(course.path("release", ".", NAME) / "work.ipynb", 4).cells[1].source
    assert "sha1(" in given and "AUTOTEST" not in given
    hand_in(course, "right", {"own": "a = 12"})
    hand_in(course, "wrong", {"own": "a = 13"})
    hand_in(course, "other", {"own": "a = '12'"})
    found = points(graded(course, warm))
    assert found == {"right": {"test": 3.0}, "wrong": {"test": 0.0}, "other": {"test": 0.0}}


@pytest.mark.slow
def test_a_release_that_may_not_make_assignments_says_which_one_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="No assignment called 'ps1' exists in the database"):
        released(tmp_path, CELLS, config="c.GenerateAssignment.create_assignment = False")


def test_configure_keeps_a_list_of_its_own_in_each_configuration() -> None:
    first = config("")
    first.Autograde.autograde_preprocessors.append("mine")
    assert config("").Autograde.autograde_preprocessors == SETS["Autograde"]["autograde_preprocessors"]

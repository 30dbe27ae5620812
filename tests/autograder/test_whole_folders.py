"""The working folder at grading: what was released, sub-folders included, and what the student handed in beside it."""

from __future__ import annotations

import os
import shutil
import socket
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
import pytest

from autograder.classes.batch import Batch
from autograder.classes.keeping import grade_assignment
from autograder.cli import main
from autograder.course.beside import NO_RULES, Rules, modules_of
from autograder.course.bundle import bundle
from autograder.course.course import Assignment, Course
from autograder.declaring.book import load_book
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework, student_source
from autograder.errors import CourseError
from autograder.grading.answer_key import AnswerKey, WorkKey
from autograder.intake import beside as module
from autograder.intake.beside import Beside, as_sources, beside, digest_of
from autograder.pages.explain import explain
from autograder.pages.figures import draw
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import WarmProcess
from autograder.text import safe
from gdkit.checking import ExerciseData

from .conftest import ASSIGNMENT, solved
from .plain import NAME, asserts, by_nbgrader, graded, hand_in, points, put, released, solution

# each cell reads another kind of thing that lies in the folder
CELLS = [
    solution("own", "### BEGIN SOLUTION\nfrom helper import root\n### END SOLUTION"),
    asserts("data", "import numpy as np\nassert np.loadtxt('data/deep/x.csv', delimiter=',').sum() == 6", 1),
    asserts(
        "package", "from tools.shapes.square import area\nimport tools\nassert area(3) == 9 and tools.KIND == 'ours'", 2
    ),
    asserts("run", "%run scripts/setup.py\nassert made == 5", 4),
    asserts(
        "opened",
        "import os, json\nassert json.load(open('data/about.json'))['by'] == 'us'\nassert os.path.isdir('data')",
        8,
    ),
    asserts("helper", "assert root(9) == 3", 16),
]
GIVEN = {
    "data/deep/x.csv": "1,2\n3,0\n",
    "data/about.json": '{"by": "us"}',
    "tools/__init__.py": "KIND = 'ours'\n",
    "tools/shapes/__init__.py": "",
    "tools/shapes/square.py": "def area(a):\n    return a * a\n",
    "scripts/setup.py": "made = 2 + 3\n",
}
OWN = {
    "helper.py": "from inner.maths import half\n\n\ndef root(x):\n    return x ** half\n",
    "inner/maths.py": "half = 0.5\n",
}
ANSWER = {"own": "from helper import root"}
FULL = {"data": 1.0, "package": 2.0, "run": 4.0, "opened": 8.0, "helper": 16.0}


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released(tmp_path_factory.mktemp("folders") / "course", CELLS, GIVEN).root


@pytest.fixture
def folders(given: Path, tmp_path: Path) -> Course:
    shutil.copytree(given, tmp_path / "course")
    return Course(tmp_path / "course")


def assignment_of(files: dict[str, bytes], rules: Rules = NO_RULES) -> Assignment:
    """An assignment of which the files are of interest."""
    return Assignment("a", {}, 0, files, load_book(()), {}, rules)


def the_class(course: Course) -> None:
    hand_in(course, "with-helper", ANSWER, OWN)
    hand_in(course, "without", ANSWER)
    hand_in(
        course,
        "edits-ours",
        ANSWER,
        {**OWN, "tools/shapes/square.py": "def area(a):\n    return 0\n", "data/deep/x.csv": "9"},
    )
    hand_in(
        course,
        "adds-to-ours",
        {"own": "from tools.mine import root"},
        {"tools/mine.py": "def root(x):\n    return 3\n"},
    )


EXPECTED = {
    "with-helper": FULL,
    "without": {**FULL, "helper": 0.0},
    "edits-ours": FULL,
    "adds-to-ours": FULL,
}


def test_sub_folders_and_a_students_own_modules_are_there_and_the_instructors_files_win(
    folders: Course, warm: WarmProcess
) -> None:
    the_class(folders)
    found = graded(folders, warm)
    assert points(found) == EXPECTED
    assert found["edits-ours"].flags == ["files-restored"]
    assert found["with-helper"].flags == found["without"].flags == found["adds-to-ours"].flags == []


@pytest.mark.slow
def test_files_beside_the_notebook_give_the_scores_of_nbgrader(
    folders: Course, warm: WarmProcess, tmp_path: Path
) -> None:
    the_class(folders)
    ours = points(graded(folders, warm))
    assert by_nbgrader(folders, tmp_path / "stock") == ours
    assert by_nbgrader(folders, tmp_path / "ours", ours=True) == ours == EXPECTED


@pytest.mark.slow
@pytest.mark.parametrize("without", [(), ("namespaces",)])
def test_files_lie_in_the_childs_own_folder_at_every_level(without: tuple[str, ...]) -> None:
    limits = Limits(isolation="limits", disk_mb=1, file_mb=1, files=10)
    large = {"large/a": bytes(3_000_000), "large/b": bytes(900_000)}  # what is given counts for no limit
    with WarmProcess(without=without) as warm:
        with warm.child(limits, "x", {"a/b.py": b"c = 1", **large}, own={"d/e": b"f"}) as child:
            told = child.run(
                "import os\nfrom a.b import c\nassert open('d/e').read() == 'f'\nopen('a/b.py', 'a').write('#')\n"
                "mine = {os.stat(p).st_uid for p in ('a', 'a/b.py', 'd/e', '.')}\nassert mine == {os.getuid()}, mine\n"
                "assert len(os.listdir('large')) == 2\nopen('new', 'wb').write(bytes(900_000))"
            )
            assert told.ok, told.error
        with warm.child(limits, "x", {"kept": b"1"}, own={"mine": b"2"}) as child:
            assert child.run("import os; assert sorted(os.listdir()) == ['kept', 'mine'], os.listdir()").ok
        with warm.child(limits, "x", {"kept": b"1"}) as child:
            assert child.run("import os; assert os.listdir() == ['kept'], os.listdir()").ok


def test_a_child_that_takes_over_finds_the_files_again(folders: Course, warm: WarmProcess) -> None:
    hand_in(folders, "ada", {"own": "from helper import root\nimport os\nos.listdir('inner')"}, OWN)
    hand_in(folders, "ben", ANSWER, OWN)
    work = Batch(folders, NAME).grade(safe("ada"), warm)
    assert {cell.status for cell in work.notebooks[0].cells} == {"pass"}
    extra = folders.path("submitted", "ben", NAME) / "work.ipynb"
    notebook = nbformat.read(extra, 4)
    notebook.cells.insert(1, nbformat.v4.new_code_cell("import os\nos._exit(0)"))
    nbformat.write(notebook, extra)
    work = Batch(folders, NAME).grade(safe("ben"), warm)
    assert {cell.status for cell in work.notebooks[0].cells} == {"pass"}


def test_a_released_folder_with_notebooks_in_it_is_data(folders: Course, warm: WarmProcess) -> None:
    put(folders.path("release", ".", NAME), {"more/other.ipynb": "{}", "more/.hidden": "x"})
    loaded = folders.load(NAME)
    assert list(loaded.notebooks) == ["work"]
    assert {"more/other.ipynb", "more/.hidden", "data/deep/x.csv"} <= set(loaded.files)
    assert "work.ipynb" not in loaded.files


def test_what_nbgrader_ignores_and_what_is_secret_lies_beside_no_notebook(folders: Course) -> None:
    release = folders.path("release", ".", NAME)
    put(release, {f"deep/{name}": "secret" for name in ("autograder_seeds.json", "gradebook.db", "nbgrader_config.py")})
    put(
        release,
        {"__pycache__/x.pyc": "", "a.pyc": "", ".ipynb_checkpoints/work-checkpoint.ipynb": "", "feedback/y": ""},
    )
    put(release, {".git/config": "", "deep/.DS_Store": ""})
    assert set(folders.load(NAME).files) == {*GIVEN, "checks.json"}


def test_a_release_of_more_than_a_gigabyte_is_refused_in_one_sentence(folders: Course) -> None:
    with (folders.path("release", ".", NAME) / "huge").open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(CourseError, match="more than 1000 MB, which every notebook would be given"):
        folders.load(NAME)


@pytest.mark.slow
def test_the_bundle_for_students_holds_the_sub_folders(folders: Course) -> None:
    names = set(zipfile.ZipFile(bundle(folders, NAME)).namelist())
    assert {f"{NAME}/{name}" for name in GIVEN} <= names


def test_the_figures_of_a_submission_are_drawn_with_the_same_files(folders: Course, warm: WarmProcess) -> None:
    hand_in(folders, "ada", ANSWER, OWN)
    graded(folders, warm)
    drawn = draw(folders, NAME, "ada", "work", warm)
    assert drawn is not None
    assert not [output for cell in drawn.cells for output in cell.get("outputs", []) if output.output_type == "error"]


# whose files win


@pytest.mark.slow
def test_files_that_the_course_leaves_to_students_are_theirs(tmp_path: Path, warm: WarmProcess) -> None:
    cells = [solution("own", "pass"), asserts("mine", "import model\nassert model.answer() == 42", 2)]
    config = "c.Autograde.exclude_overwriting = {'ps1': ['model.py', './lib/part.py']}"
    course = released(tmp_path, cells, {"model.py": "def answer():\n    return 0\n", "lib/part.py": "x = 0"}, config)
    hand_in(
        course,
        "ada",
        files={"model.py": "import lib.part\n\n\ndef answer():\n    return 40 + lib.part.x\n", "lib/part.py": "x = 2"},
    )
    hand_in(course, "ben")
    found = graded(course, warm)
    assert points(found) == {"ada": {"mine": 2.0}, "ben": {"mine": 0.0}}
    assert found["ada"].flags == []


SHADOWS = {
    "tools.py": "of the folder tools",
    "helper/__init__.py": "of the file helper.py",
    "helper.cpython-311-x86_64-linux-gnu.so": "of the file helper.py",
    "tools/shapes.py": "of a folder in a folder",
    "course_library.py": "of a helper that is installed elsewhere",
    "course_library/__init__.py": "of the same, as a folder",
}


@pytest.mark.parametrize("name", SHADOWS)
def test_nothing_is_imported_in_the_place_of_a_module_of_the_courses(name: str, tmp_path: Path) -> None:
    put(tmp_path, {name: "def area(a):\n    return 9\n"})
    files = {
        "tools/__init__.py": b"",
        "tools/shapes/square.py": b"",
        "helper.py": b"",
        "notes.txt": b"",
        "data/x.csv": b"",
    }
    course = assignment_of(files, Rules(helpers=frozenset({"course_library"})))
    found = beside(course, tmp_path)
    assert found.files == {}
    assert found.left_out == [(name, "it would be imported in the place of a module of the course's")]


def test_what_only_resembles_a_released_module_is_taken(tmp_path: Path) -> None:
    put(
        tmp_path,
        dict.fromkeys(("tools.md", "helper.txt", "data.py", "notes.py", "tools/mine.py", "sub/helper.py"), "x = 1"),
    )
    files = {"tools/__init__.py": b"", "helper.py": b"", "notes.txt": b"", "data/x.csv": b""}
    assert len(beside(assignment_of(files), tmp_path).files) == 6


def test_a_file_where_a_folder_was_given_out_and_the_reverse_are_left_out(tmp_path: Path) -> None:
    put(tmp_path, {"data": "x", "notes.txt/inside": "x"})
    found = beside(assignment_of({"data/x.csv": b"", "notes.txt": b""}), tmp_path)
    assert found.files == {} and [name for name, _ in found.left_out] == ["data", "notes.txt/inside"]


def test_released_files_that_are_unchanged_need_no_second_copy(tmp_path: Path) -> None:
    given = {"a/b.csv": b"1\n2\n", "c": b"\0"}
    put(tmp_path, {"a/b.csv": "1\r\n2", "c": b"\0"})  # line ends that a tool changed
    assert beside(assignment_of(given), tmp_path) == Beside()


def test_a_large_released_file_that_came_back_is_neither_read_nor_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 100)
    put(tmp_path, {"same.bin": bytes(200), "other.bin": bytes(201), "shorter.bin": bytes(50)})
    found = beside(assignment_of(dict.fromkeys(("same.bin", "other.bin", "shorter.bin"), bytes(200))), tmp_path)
    assert found == Beside(restored=["other.bin", "shorter.bin"])


# what may be handed in


def strange(folder: Path) -> None:
    """Everything that no file beside a notebook should be."""
    put(folder, {"good.py": "x = 1", "deep/good.csv": "1"})
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "linked folder").symlink_to("/etc")
    (folder / "deep" / "link").symlink_to("../../../../gradebook.db")
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as endpoint:
        where = Path.cwd()
        os.chdir(folder)  # a path of a socket is short
        try:
            endpoint.bind("socket")
        finally:
            os.chdir(where)
    for name in (b"new\nline.py", b"\xff\xfe.csv", "turned\u202e.py".encode(), b"tab\t", b"esc\x1b[31m", b"x" * 201):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("x = 1")
    with (folder / "huge.bin").open("wb") as file:
        file.truncate(300_000_000)
    nested = folder.joinpath("n", *"abcdefghij")
    nested.mkdir(parents=True)
    (nested / "deep.py").write_text("")
    put(folder, {"gradebook.db": "x", "deep/nbgrader_config.py": "x"})
    (folder / "closed").mkdir()


def test_what_is_no_plain_file_in_a_plain_place_is_told_and_left_out(tmp_path: Path) -> None:
    strange(tmp_path)
    found = beside(assignment_of({}), tmp_path)
    assert found.files == {"good.py": b"x = 1", "deep/good.csv": b"1"}
    why = dict(found.left_out)
    assert {name: why[name] for name in ("link", "linked folder", "deep/link", "pipe", "socket", "huge.bin")} == {
        "link": "a link, which may lead anywhere",
        "linked folder": "a link, which may lead anywhere",
        "deep/link": "a link, which may lead anywhere",
        "pipe": "no regular file",
        "socket": "no regular file",
        "huge.bin": "more than 20 MB",
    }
    assert why["n/a/b/c/d/e/f/g/h"] == "more than 8 folders in one another"
    assert {why[name] for name in ("gradebook.db", "deep/nbgrader_config.py")} == {
        "the name of a file of the course's own"
    }
    assert len(found.left_out) == 15
    assert found.flags == ["files-left-out"]
    assert len(list(found.told())) == 6 and "10 more" in list(found.told())[-1]


def test_strange_files_stop_nobody_and_are_told(folders: Course, capsys: pytest.CaptureFixture[str]) -> None:
    strange(hand_in(folders, "eve", ANSWER, OWN))
    hand_in(folders, "ada", ANSWER, OWN)
    assert main(["grade", NAME, "--course", str(folders.root), "--jobs", "1"]) == 0
    said = capsys.readouterr().err
    assert "not taken: eve: 'closed'" not in said
    assert "not taken: eve: 'link': a link, which may lead anywhere" in said
    assert "\x1b" not in said
    with folders.gradebook() as book:
        assert {each.student.id: each.score for each in book.assignment_submissions(NAME)} == {"eve": 31.0, "ada": 31.0}


def test_ten_thousand_files_are_bounded_and_the_same_ones_are_taken_each_time(tmp_path: Path) -> None:
    for folder in range(3):
        put(tmp_path, {f"{folder}/{number:04}.txt": "x" for number in range(700)})
    put(tmp_path, {f"many/{number}": "" for number in range(6000)})
    first = beside(assignment_of({}), tmp_path)
    assert len(first.files) == 1000 and first == beside(assignment_of({}), tmp_path)
    why = [why for _, why in first.left_out]
    assert why.count("more than 1000 files") == 1100
    assert ("many", "a folder of more than 5000 files") in first.left_out


def test_the_bytes_of_all_files_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ALL_BYTES", 2500)
    put(tmp_path, {name: bytes(1000) for name in "abcd"})
    put(tmp_path, {"e": bytes(400)})
    found = beside(assignment_of({}), tmp_path)
    assert list(found.files) == ["a", "b", "e"]


def test_thousands_of_empty_folders_end(tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"{number:03}").mkdir()
    assert "more than 500 folders" in beside(assignment_of({}), tmp_path).left_out[-1][1]


def test_no_more_than_some_files_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LOOKED", 10)
    for folder in "abc":
        put(tmp_path, {f"{folder}/{number}": "x" for number in range(6)})
    found = beside(assignment_of({}), tmp_path)
    assert len(found.files) == 6
    assert found.left_out == [("b", "more than 10 files and folders")]


def test_nbgraders_rules_on_names_and_sizes_hold_for_students_files(tmp_path: Path) -> None:
    put(
        tmp_path,
        {"keep.csv": "1", "drop.log": "1", "large.csv": bytes(3000), "tmp/x.csv": "1", "timestamp.txt": "2026"},
    )
    rules = Rules(ignore=("tmp", "*.tmp"), include=("*.csv",), most=2000)
    found = beside(assignment_of({}, rules), tmp_path)
    assert list(found.files) == ["keep.csv"]
    assert dict(found.left_out) == {
        "drop.log": "not among c.CourseDirectory.include",
        "large.csv": "more than 0.002 MB",
    }


def test_a_course_in_a_path_with_brackets_is_graded_with_its_folders(
    given: Path, tmp_path: Path, warm: WarmProcess
) -> None:
    shutil.copytree(given, tmp_path / "[2026] *")
    course = Course(tmp_path / "[2026] *")
    hand_in(course, "ada [1]", ANSWER, OWN)
    assert course.load(NAME).files.keys() >= GIVEN.keys()
    assert points(graded(course, warm)) == {"ada [1]": FULL}


# what a file is worth to somebody who knows hidden cases


def test_any_edit_of_a_file_beside_the_notebook_has_other_drawn_cases() -> None:
    key = AnswerKey(load_book(()), 1)

    def seed(files: dict[str, bytes]) -> int:
        return key.seed("x", ["cell", *as_sources(files)])

    plain = {"helper.py": b"a = 1", "data.csv": b"1"}
    others = [{}, {"helper.py": b"a = 2", "data.csv": b"1"}, {"helper.py": b"a = 1", "data.csv": b"2"}]
    others += [{"helper.py": b"a = 1", "data2.csv": b"1"}, {"helper.py": b"a = 1", "d/data.csv": b"1"}]
    assert len({seed(files) for files in [plain, *others]}) == 6
    assert seed(plain) == seed(dict(reversed(plain.items())))
    assert as_sources({}) == []  # whoever has no files of one's own has the cases of before


class Remembering(AnswerKey):
    """Keeps the keys of the works that it is asked for."""

    def for_work(self, sources: Sequence[str]) -> WorkKey:
        self.works = [*getattr(self, "works", []), super().for_work(sources)]
        return self.works[-1]


SPY = """
seen = []


def spied(function):
    def wrapper(*args, **kwargs):
        seen.append(repr((args, kwargs)))
        with open("found.txt", "a") as file:
            file.write(seen[-1])
        print(seen)
        return function(*args, **kwargs)

    return wrapper
"""


def test_checks_ask_functions_of_a_students_own_module_and_its_every_edit_has_other_cases(
    course: Course, homework: Callable[[], Homework], step: Exercise, epoch: Exercise, warm: WarmProcess
) -> None:
    written = student_source(step, step.solution)
    work = solved(homework(), step, epoch).write("minibatch_step", "from mine import minibatch_step")
    modules = {
        "ada": {"mine.py": written},
        "ben": {"mine.py": f"{written}\n# for what was found out"},
        "cid": {"mine.py": written, "found.csv": "1,2"},
        "eve": {
            "mine.py": f"from spy import spied\n{written}\nminibatch_step = spied(minibatch_step)\n",
            "spy.py": SPY,
        },
        "fay": {"mine.py": written},
    }
    for student, files in modules.items():
        folder = course.path("submitted", student, ASSIGNMENT)
        work.hand_in(folder)
        put(folder, files)
    batch = Batch(course, ASSIGNMENT)
    key = batch.key = Remembering(batch.assignment.book, batch.assignment.seed)
    found = {student: batch.grade(safe(student), warm) for student in modules}
    status = {student: {c.grade_id: c.status for c in each.notebooks[0].cells} for student, each in found.items()}
    assert {status[student]["03-minibatch_step"] for student in ("ada", "ben", "cid", "fay")} == {"pass"}
    seeds = [work.seed(step.id) for work in key.works]
    assert len(set(seeds[:4])) == 4 and seeds[0] == seeds[4]  # the same work has the same cases in every hand
    assert status["eve"]["03-minibatch_step"] != "pass"  # a branch writes no file
    data = key.works[3].data(step.id)
    assert isinstance(data, ExerciseData)
    numbers = [repr(float(number)) for case in data.cases if not case.title for number in case.inputs["X"].flat]
    drawn = [number for number in numbers if len(number) > 8]
    assert drawn and not [number for number in drawn if number in str(found["eve"].notebooks[0].notebook)]
    assert "every case holds" in explain(course, batch.assignment, "ada", step.id)


def test_any_change_of_a_file_beside_the_notebook_is_graded_again(tmp_path: Path) -> None:
    def digest() -> str:
        return digest_of(tmp_path, NO_RULES)

    seen = {digest()}
    for name, content in (("a.py", "1"), ("a.py", "2"), ("d/b.csv", "1"), ("d/b.csv", ""), ("e", "")):
        put(tmp_path, {name: content})
        seen.add(digest())
    (tmp_path / "e").unlink()
    (tmp_path / "e").symlink_to("/etc/passwd")
    assert len(seen | {digest()}) == 7


def test_a_run_that_goes_on_grades_again_whose_helper_was_replaced(folders: Course, warm: WarmProcess) -> None:
    hand_in(folders, "ada", ANSWER, OWN)
    hand_in(folders, "ben", ANSWER, OWN)
    graded(folders, warm)
    put(folders.path("submitted", "ben", NAME), {"inner/maths.py": "half = 2\n"})
    done = {each.student: each for each in grade_assignment(folders, NAME, warm=warm, resume=True)}
    assert done["ada"].kept and not done["ben"].kept
    assert points(done)["ben"]["helper"] == 0.0


# attacks

STOLEN = """
import json, os
def found():
    seen = []
    for folder, _, names in os.walk('/'):
        if folder.startswith(('/proc', '/sys', '/usr', '/lib', '/root')):
            continue
        seen += [name for name in names if name in ('autograder_seeds.json', 'gradebook.db', 'nbgrader_config.py')]
    return seen
"""
EVIL = "raise RuntimeError('a student file was imported by the grader')\n"
MODULES = (
    "numpy",
    "gdkit",
    "json",
    "sitecustomize",
    "usercustomize",
    "conftest",
    "socket",
    "asyncio",
    "IPython",
    "_sandbox",
)


def test_files_that_bear_names_of_standard_modules_reach_nothing_that_a_cell_could_not(
    folders: Course, warm: WarmProcess
) -> None:
    shadows = {f"{name}.py": EVIL for name in MODULES} | {
        "encodings/__init__.py": EVIL,
        "gdkit/checking/__init__.py": EVIL,
    }
    hand_in(folders, "eve", ANSWER, {**OWN, **shadows})
    hand_in(folders, "mallory", {"own": "from helper import root"}, {**OWN, "spy.py": STOLEN})
    hand_in(folders, "ada", ANSWER, OWN)
    assert points(graded(folders, warm)) == dict.fromkeys(("eve", "mallory", "ada"), FULL)
    limits = Limits()
    files = folders.load(NAME).files
    with warm.child(
        limits, "x", files, own={"spy.py": STOLEN.encode(), **{f"{each}.py": EVIL.encode() for each in MODULES}}
    ) as child:
        told = child.run("import spy\nassert spy.found() == [], spy.found()\nimport json, numpy, gdkit, socket")
        assert told.ok, told.error


def test_one_students_files_are_not_there_for_the_next(folders: Course, warm: WarmProcess) -> None:
    hand_in(folders, "a", ANSWER, OWN)
    hand_in(folders, "b", ANSWER)
    assert points(graded(folders, warm)) == {"a": FULL, "b": {**FULL, "helper": 0.0}}


def test_modules_of_names_what_can_be_imported() -> None:
    assert modules_of(["a/b.py", "c.txt", "d.py"], ["e"]) == {
        ("", "a"): "a",
        ("a", "b"): "b.py",
        ("", "d"): "d.py",
        ("", "e"): "",
    }


def test_a_folder_that_nobody_may_look_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    put(tmp_path, {"open.py": "1"})
    scandir = os.scandir

    def refused(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(module.os, "scandir", refused)
    found = beside(assignment_of({}), tmp_path)
    assert list(found.files) == ["open.py"]
    assert found.left_out == [("closed", "cannot be looked into (Permission denied)")]

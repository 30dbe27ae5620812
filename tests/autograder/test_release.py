"""What students get: no solution, no reference, no drawn case; and it works where only gdkit is installed."""

from __future__ import annotations

import ast
import inspect
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import numpy as np
import pytest

from autograder.course.bundle import build_wheel, bundle, repacked_wheel, with_version
from autograder.course.course import Course
from autograder.course.release import release
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework, student_source
from autograder.errors import CourseError
from gdkit.checking import exercise
from gdkit.checking.edition import edition
from gdkit.checking.encoding import decode

from ..this_course import BOOK
from .conftest import ASSIGNMENT

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted([*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "solutions").glob("*/*.ipynb")])


def text_of(folder: Path) -> str:
    """All text of a folder of files, arrays of checks.json decoded."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.is_file())


def lines_of(function: object) -> set[str]:
    """The lines of a function's body that say something: not a def, a return of names, a docstring."""
    tree = ast.parse(inspect.getsource(function).lstrip())  # type: ignore[arg-type]
    body = tree.body[0].body  # type: ignore[attr-defined]
    return {line.strip() for node in body for line in ast.unparse(node).splitlines() if len(line.strip()) > 25}


def test_the_released_notebook_holds_no_line_of_a_solution(released: Path, root: Path) -> None:
    text = text_of(released / "release" / ASSIGNMENT)
    source = nbformat.read(next((root / "solutions" / ASSIGNMENT).glob("*.ipynb")), 4)
    hidden = []
    for cell in source.cells:
        inside = False
        for line in cell.source.splitlines():
            inside = inside and "### END" not in line
            if inside and len(line.strip()) > 12:
                hidden.append(line.strip())
            inside = inside or "### BEGIN" in line
    assert len(hidden) > 10
    assert [line for line in hidden if line in text or json.dumps(line)[1:-1] in text] == []
    assert "BEGIN SOLUTION" not in text
    assert "MARK SCHEME" not in text


def test_the_released_files_hold_no_line_of_a_reference_or_variant(
    released: Path, step: Exercise, epoch: Exercise
) -> None:
    text = text_of(released / "release" / ASSIGNMENT)
    for declared in (step, epoch):
        for function in (declared.solution, *declared.variants):
            assert [line for line in lines_of(function) if line in text] == []


def test_checks_json_holds_the_shown_cases_and_none_that_is_drawn(released: Path, step: Exercise) -> None:
    course = Course(released)
    checks = json.loads((released / "release" / ASSIGNMENT / "checks.json").read_text())
    data = exercise.from_tree(checks["exercises"][step.id])
    assert isinstance(data, exercise.ExerciseData)
    assert [case.title for case in data.cases] == [title for title, _ in step.shown_inputs()]
    known = [value for case in data.cases for value in case.inputs.values() if isinstance(value, np.ndarray)]
    for inputs in step.draw(course.seed(ASSIGNMENT)):
        arrays = [value for value in inputs.values() if isinstance(value, np.ndarray) and value.size > 1]
        drawn = [value for value in arrays if not np.array_equal(value, np.round(value))]  # labels may coincide
        assert drawn
        assert not any(a.shape == b.shape and np.allclose(a, b) for a in drawn for b in known)


def test_the_data_of_a_quiz_hold_neither_the_answer_nor_its_explanation(released: Path) -> None:
    checks = json.loads((released / "release" / ASSIGNMENT / "checks.json").read_text())
    assert checks["exercises"]["03.quiz_batch"] == {
        "kind": "quiz",
        "id": "03.quiz_batch",
        "choices": ["a", "b", "c", "d"],
        "reread": "Lecture 03, “Step 1: the loss”",
    }


def test_the_seed_is_drawn_once_kept_beside_the_gradebook_and_not_released(course: Course) -> None:
    seed = course.seed(ASSIGNMENT)
    release(course, ASSIGNMENT)
    assert Course(course.root).seed(ASSIGNMENT) == seed
    assert course.seeds_path.parent == course.root
    assert str(seed) not in text_of(course.path("release", ".", ASSIGNMENT))


def test_every_known_mistake_of_checks_json_is_data_and_no_code(released: Path) -> None:
    checks = json.loads((released / "release" / ASSIGNMENT / "checks.json").read_text())
    for tree in checks["exercises"].values():
        for case in tree.get("cases", []):
            for outcome in case["mistakes"].values():
                assert set(outcome) <= {"value", "error", "changed", "aliased"}
                decode(outcome.get("value"))


def test_a_check_cell_with_an_unknown_id_stops_the_release_and_says_which(course: Course) -> None:
    path = next(course.path("source", ".", ASSIGNMENT).glob("*.ipynb"))
    path.write_text(path.read_text().replace("03.minibatch_step", "03.minibatch_stepp"))
    with pytest.raises(CourseError, match="minibatch_stepp"):
        release(course, ASSIGNMENT)


@pytest.mark.slow
def test_the_wheel_of_gdkit_holds_nothing_of_the_autograder(root: Path, tmp_path: Path) -> None:
    wheel = build_wheel(root, tmp_path)
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        text = "\n".join(archive.read(name).decode("utf-8", "replace") for name in names if name.startswith("gdkit/"))
        about = next(archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    assert {name.split("/")[0].split("-")[0] for name in names} == {"gdkit"}
    assert "autograder" not in about  # as in README, which is for instructors too
    assert not any(name.endswith((".pyc", "entry_points.txt")) for name in names)
    for id, declared in BOOK.items():
        if isinstance(declared, Exercise):
            assert f'Exercise("{id}"' not in text
            assert [line for line in lines_of(declared.solution) if len(line) > 50 and line in text] == []
            for _, mistake in declared.mistakes.values():
                assert mistake.explanation.partition("\n")[0] not in text


def test_the_bundle_holds_what_a_student_needs_and_no_more_and_is_the_same_each_time(course: Course) -> None:
    lecture = course.root / "notebooks" / f"{ASSIGNMENT}.ipynb"
    lecture.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Lecture", id="title")]), lecture)
    path = bundle(course, ASSIGNMENT)
    first = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        names = {name.removeprefix(f"{ASSIGNMENT}/") for name in archive.namelist()}
        readme = archive.read(f"{ASSIGNMENT}/README.txt").decode()
        requirements = archive.read(f"{ASSIGNMENT}/requirements.txt").decode().splitlines()
    wheel = f"gdkit-{edition()}-py3-none-any.whl"
    own = {"one-minibatch-by-hand.ipynb", "checks.json", f"lecture-{ASSIGNMENT}.ipynb"}
    assert names == own | {wheel, "requirements.txt", "README.txt"}
    assert requirements == ["jupyterlab", f"./{wheel}"]
    assert len(readme.strip().splitlines()) <= 20
    assert max(map(len, readme.splitlines())) <= 130
    for words in ("Windows:       py -m venv", "macOS, Linux:  python3 -m venv", "VS Code", "Notebook 7"):
        assert words in readme
    assert bundle(course, ASSIGNMENT).read_bytes() == first


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_that_is_given_out_is_of_the_format_and_has_the_kernel_that_all_editors_know(path: Path) -> None:
    notebook = nbformat.read(path, nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec == {
        "name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"
    }  # fmt: skip
    assert notebook.metadata.language_info.name == "python"
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


def test_a_released_notebook_keeps_its_format_and_kernel(released: Path) -> None:
    given = json.loads((released / "release" / ASSIGNMENT / "one-minibatch-by-hand.ipynb").read_text())
    (source,) = (released / "solutions" / ASSIGNMENT).glob("*.ipynb")
    had = json.loads(source.read_text())
    for key in ("nbformat", "nbformat_minor", "metadata"):
        assert given[key] == had[key]


def test_a_wheel_under_another_version_has_it_in_its_name_and_inside(tmp_path: Path) -> None:
    whole = repacked_wheel("packaging", tmp_path)
    other = with_version(whole, "1.2+code00000000")
    assert other.name == "packaging-1.2+code00000000-py3-none-any.whl"
    with zipfile.ZipFile(whole) as before, zipfile.ZipFile(other) as after:
        assert b"\nVersion: 1.2+code00000000\n" in after.read("packaging-1.2+code00000000.dist-info/METADATA")
        assert {name.partition(".dist-info/")[2] or name for name in after.namelist()} == {
            name.partition(".dist-info/")[2] or name for name in before.namelist()
        }
        assert after.read("packaging/version.py") == before.read("packaging/version.py")


def test_the_lecture_in_the_bundle_is_that_of_the_course_without_what_is_for_the_lecturer(
    course: Course, root: Path
) -> None:
    (course.root / "notebooks").mkdir(exist_ok=True)
    lecture = Path(shutil.copy(root / "notebooks" / f"{ASSIGNMENT}.ipynb", course.root / "notebooks"))
    with zipfile.ZipFile(bundle(course, ASSIGNMENT)) as archive:
        given = nbformat.reads(archive.read(f"{ASSIGNMENT}/lecture-{ASSIGNMENT}.ipynb").decode(), as_version=4)
    whole = nbformat.read(lecture, as_version=4)
    left_out = [cell for cell in whole.cells if cell not in given.cells]
    assert [cell.metadata.slideshow.slide_type for cell in left_out] == ["notes"]
    assert left_out[0].source.startswith("*For the lecturer.*") and "For the lecturer" not in nbformat.writes(given)
    assert len(given.cells) == len(whole.cells) - 1 and given.metadata == whole.metadata


CHECK = """
import importlib.util, json, sys, nbformat
assert importlib.util.find_spec("autograder") is None
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], 4)
NotebookClient(notebook, timeout=120, allow_errors=True).execute()
print(json.dumps([
    "".join(o.get("data", {}).get("text/plain", "") + "\\n".join(o.get("traceback", [])) for o in cell.outputs)
    for cell in notebook.cells if cell.source.startswith("check(")
]))
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_bundle_installed_in_an_empty_environment_checks_a_students_work(
    root: Path, tmp_path: Path, step: Exercise, epoch: Exercise
) -> None:
    course = Course(root)
    if not (course.path("release", ".", ASSIGNMENT) / "checks.json").is_file():
        from .test_same_grades import copy_of_the_course  # a course of its own with the lecture in it

        course = copy_of_the_course(root, tmp_path / "course")
        release(course, ASSIGNMENT)
    with zipfile.ZipFile(bundle(course, ASSIGNMENT)) as archive:
        archive.extractall(tmp_path / "student folder")
    folder = tmp_path / "student folder" / ASSIGNMENT
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    subprocess.run([sys.executable, "-m", "venv", str(folder / ".venv")], check=True)
    python = folder / ".venv" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--no-compile", "-c", root / "constraints.txt"]
    install += ["-r", "requirements.txt"]
    subprocess.run(install, check=True, cwd=folder, env=environment)

    def checks(homework: Homework) -> list[str]:
        nbformat.write(homework.notebook, folder / homework.filename)
        done = subprocess.run(
            [python, "-c", CHECK, homework.filename],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        said: list[str] = json.loads(done.stdout.splitlines()[-1])
        return said

    released = folder / "one-minibatch-by-hand.ipynb"
    stub = checks(Homework(released))
    assert "not written yet" in stub[0]
    work = Homework(released).answer(epoch, epoch.variants[0]).write("quiz_batch", 'answer = "b"')
    wrong = checks(work.write("minibatch_step", student_source(step, step.mistakes["missing-two"][0])))
    assert "half of what it should be" in wrong[0]
    assert "passed" in wrong[1]
    assert "recorded" in wrong[2]

    # the next homework comes with other code of the same version number: pip takes it, and this homework says so
    (wheel,) = folder.glob("gdkit-*.whl")
    other = with_version(wheel, f"{edition().partition('+')[0]}+code00000000")
    pip = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", f"./{other.name}"]
    subprocess.run(pip, check=True, cwd=folder, env=environment)
    code = "from gdkit import check; check.summary(); check.summary()"
    told = subprocess.run([python, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.count(f"Note: this homework was released with gdkit {edition()}, and another one") == 1
    assert "run in this folder: python -m pip install -r requirements.txt" in told.stdout

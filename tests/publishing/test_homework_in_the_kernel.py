"""A homework in the browser's kernel: the same cards as in Jupyter, for right work, for none and for mistakes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course.course import Course
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.release import release
from autograder.demo.classroom import Homework, student_source

from ..this_course import BOOK, CONFIG

ROOT = Path(__file__).parents[2]
SOLUTIONS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
every_homework = pytest.mark.parametrize("solved", SOLUTIONS, ids=[path.parent.name for path in SOLUTIONS])
# lessons, of each of which the first mistake of the first exercise is made
LESSONS = ["00", "01", "02", "03", "04", "05", "06", "08", "10", "12"]
Opened = Callable[[Path], Any]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    put_interpreter_on_path()
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=shutil.ignore_patterns("checks.json", ".ipynb*"))
    (folder / "nbgrader_config.py").write_text(CONFIG)
    yield Course(folder)


def released(course: Course, solved: Path) -> tuple[Path, Homework]:
    """The folder that a student unpacks, and the notebook in it."""
    assignment = solved.parent.name
    folder = course.path("release", "", assignment)
    if not folder.is_dir():
        release(course, assignment)
    return folder, Homework(folder / solved.name)


def codes(homework: Homework) -> list[nbformat.NotebookNode]:
    return [cell for cell in homework.notebook.cells if cell.cell_type == "code"]


def cards(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Verdict cards and pictures with words among outputs, in all forms."""
    return [output["data"] for output in outputs if "text/html" in output.get("data", {})]


def said(outputs: list[dict[str, Any]]) -> str:
    """What a cell prints."""
    return "".join(output.get("text", "") for output in outputs)


def compare(homework: Homework, browser: Any, jupyter: Any) -> list[dict[str, Any]]:
    """The verdicts of all checks. Cards and pictures are the same in both, and what is printed where nothing fails."""
    found = []
    for cell in codes(homework):
        here, there = browser.run(cell.source), jupyter.run(cell.source)
        assert cards(here) == cards(there), cell.id
        if browser.answer["status"] == "ok" and not any(output["output_type"] == "execute_result" for output in here):
            assert said(here) == said(there), cell.id
        found += cards(here) if cell.source.startswith("check") else []
    return found


def test_the_model_solution_of_lesson_03_has_the_cards_of_jupyter(
    course: Course, in_the_browser: Opened, in_ipython: Opened
) -> None:
    (solved,) = (path for path in SOLUTIONS if path.parent.name.startswith("03"))
    folder, homework = released(course, solved)
    found = compare(homework.solve(solved), in_the_browser(folder), in_ipython(folder))
    assert len(found) > 3 and all("not there yet" not in card["text/plain"] for card in found)


@pytest.mark.slow
@every_homework
def test_a_model_solution_passes_every_check_with_the_cards_of_jupyter(
    course: Course, solved: Path, in_the_browser: Opened, in_ipython: Opened
) -> None:
    folder, homework = released(course, solved)
    browser = in_the_browser(folder)
    *found, summary = compare(homework.solve(solved), browser, in_ipython(folder))
    assert found
    for card in found:
        assert card["text/plain"].startswith(("✓", "○")) and "not there yet" not in card["text/plain"]
    assert "not yet" not in summary["text/plain"] and "not run yet" not in summary["text/plain"]


@pytest.mark.slow
@every_homework
def test_an_untouched_homework_says_not_there_yet_at_each_check_with_the_cards_of_jupyter(
    course: Course, solved: Path, in_the_browser: Opened, in_ipython: Opened
) -> None:
    folder, homework = released(course, solved)
    checks = [cell for cell in codes(homework) if cell.source.startswith("check(")]
    *found, summary = compare(homework, in_the_browser(folder), in_ipython(folder))
    assert len(found) == len(checks) > 0
    assert all("not there yet" in card["text/plain"] for card in found)
    assert summary["text/plain"].startswith("0 of ")


def mistakes() -> list[tuple[str, str]]:
    """An exercise and a mistake of its catalogue, of ten lessons."""
    return [
        next((id, next(iter(BOOK[id].mistakes))) for id in BOOK if id.startswith(lesson) and _has_mistakes(id))
        for lesson in LESSONS
    ]


def _has_mistakes(id: str) -> bool:
    return bool(getattr(BOOK[id], "mistakes", None)) and hasattr(BOOK[id], "function")


@pytest.mark.slow
@pytest.mark.parametrize(("id", "slug"), mistakes())
def test_a_mistake_of_the_catalogue_is_named_as_in_jupyter(
    course: Course, id: str, slug: str, in_the_browser: Opened, in_ipython: Opened
) -> None:
    (solved,) = (path for path in SOLUTIONS if path.parent.name.startswith(id[:2]))
    folder, _ = released(course, solved)
    function, mistake = BOOK[id].mistakes[slug]
    cells = [
        "import numpy as np\nfrom gdkit import check",
        student_source(BOOK[id], function),
        f"check({id!r}, {BOOK[id].function})",
    ]
    browser, jupyter = in_the_browser(folder), in_ipython(folder)
    here, there = ([notebook.run(cell) for cell in cells][-1] for notebook in (browser, jupyter))
    (card,) = cards(here)
    assert cards(there) == [card]
    assert mistake.explanation.partition("\n")[0].replace("`", "") in " ".join(card["text/plain"].split())

"""The pictures of README.md: what a lecturer, a student and an instructor see.

    python -m tests.browser.screenshots docs/images      or: make screenshots

They are taken with the fixtures of the browser tests, from this repository's own notebooks and a class of fifty-odd
that is graded for the occasion; every picture has 256 colours.
"""

from __future__ import annotations

import os
import sys
from itertools import chain, cycle, islice, repeat
from pathlib import Path

import nbformat
import pytest
from PIL import Image

from autograder.classes.keeping import grade_assignment
from autograder.course.course import Course
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.release import release
from autograder.demo.classroom import Homework
from autograder.demo.members import Members
from autograder.demo.run import NAMES, make_course
from autograder.pages.report import write_report

from .conftest import chromium_path
from .test_homework_in_jupyterlab import open_notebook, student_folder

__all__ = ["student_folder"]  # a fixture
ROOT = Path(__file__).parents[2]
LECTURE = "12-training-a-network"
OF_THE_LECTURE = ("title", "setup", "rings-race", "film", "explorer-intro", "explorer")  # cells, by id
WIDTH = 1120


def test_an_explorer_in_a_lecture(browser, lab_server, keep):
    _, _, notebooks = lab_server
    lecture = nbformat.read(ROOT / "notebooks" / f"{LECTURE}.ipynb", 4)
    lecture.cells = [cell for cell in lecture.cells if cell.id in OF_THE_LECTURE]
    nbformat.write(lecture, notebooks / f"{LECTURE}.ipynb")
    page = open_notebook(browser, lab_server, f"{LECTURE}.ipynb")
    run_all(page)
    cells = page.locator(".jp-Cell")
    units = cells.last.get_by_role("slider", name="hidden units")
    units.wait_for(timeout=120_000)
    units.fill("3")
    cells.last.get_by_role("slider", name="learning rate").fill("-1")
    cells.last.get_by_label("rule", exact=True).select_option("Adam")
    cells.last.get_by_label("more than 90 %").check()
    cells.last.get_by_role("button", name="Train", exact=True).click()
    cells.last.get_by_role("button", name="Play", exact=True).wait_for(timeout=60_000)  # the film is at its end
    page.mouse.move(0, 0)
    cells_between(page, keep, "explorer", cells.nth(-2), cells.last)


def test_a_check_of_wrong_work(browser, lab_server, student_folder, keep):
    page = open_notebook(browser, lab_server, f"homework/{next(student_folder.glob('*.ipynb')).name}")
    run_all(page)
    card = page.get_by_label("Check of 03.minibatch_step")
    card.wait_for(timeout=60_000)
    check = page.locator(".jp-Cell", has=card)
    work = page.locator(".jp-Cell", has_text="def minibatch_step").last
    cells_between(page, keep, "verdict", work, check)


def test_the_report_of_a_class(browser, tmp_path, keep):
    put_interpreter_on_path()
    course = a_class(tmp_path / "course")
    (name,) = course.assignment_names()
    page = browser.new_page(viewport={"width": WIDTH, "height": 2000})
    page.goto(write_report(course, name).as_uri())
    end = page.get_by_text("How to read the figures of an exercise").bounding_box()["y"]
    keep(page, "report", clip={"x": 0, "y": 0, "width": WIDTH, "height": end})


def a_class(folder: Path) -> Course:
    """A class of lesson 03 as one expects it: half is right, few mistakes are frequent, one file is broken, and most
    answers in words have been read."""
    real = Course(ROOT)
    course = make_course(real, real.resolve("03"), folder)
    (name,) = course.assignment_names()
    released = next(release(course, name).glob("*.ipynb"))
    everybody = Members(course.load(name), course.path("source", ".", name) / released.name).all()
    right = [member for member in everybody if member.what.startswith("right:")]
    wrong = [member for member in everybody if any(each.mistake for each in member.expected.values())]
    often = chain.from_iterable(repeat(member, max(1, 8 - 3 * k)) for k, member in enumerate(wrong[:6]))
    trouble = [member for member in everybody if member.what in ("broken JSON", "endless loop in the cell")]
    some = list(chain(often, trouble))
    class_ = dict(zip(NAMES, [*some, *islice(cycle(right), len(NAMES) - len(some))], strict=True))
    for student, member in class_.items():
        member.hand_in(Homework(released), course.path("submitted", student, name))
    grade_assignment(course, name)
    with course.gradebook() as book:
        for student in NAMES[:-3]:
            for grade in book.find_submission_notebook(released.stem, name, student).grades:
                if grade.auto_score is None and student != NAMES[len(some) - 1]:
                    grade.manual_score, grade.needs_manual_grade = 1.0 + (len(student) > 4), False
        book.db.commit()
    return course


def run_all(page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()


def cells_between(page, keep, name: str, first, last) -> None:
    """Keep what lies from the top of one cell to the end of another."""
    page.set_viewport_size({"width": WIDTH + 80, "height": 2400})
    page.keyboard.press("Escape")
    page.add_style_tag(content=".jp-Collapser, .jp-Toolbar { visibility: hidden; }")  # of the cell that is chosen
    first.scroll_into_view_if_needed()
    page.wait_for_timeout(2000)
    top, end = first.bounding_box(), last.bounding_box()
    keep(
        page,
        name,
        clip={"x": top["x"], "y": top["y"], "width": top["width"], "height": end["y"] + end["height"] - top["y"]},
    )


def main() -> int:
    """Take all pictures into a folder; a line and 1 where that cannot be."""
    if chromium_path() is None:
        print("No Chromium found: install it, or name it in GDKIT_CHROMIUM. The pictures are as they were.")
        return 1
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["GDKIT_SCREENSHOTS"] = str(folder)
    failed = pytest.main(["-q", "-p", "no:xdist", __file__])
    for path in sorted(folder.glob("*.png")):
        Image.open(path).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

"""The homework as a student meets it: in JupyterLab, with the verdicts of `check` and nbgrader's Validate."""

from __future__ import annotations

import shutil

import pytest

from autograder.course.course import Course
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.release import release
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework, student_source

from ..this_course import find

ASSIGNMENT = "03-one-minibatch-by-hand"
CONFIG = (
    "from autograder import configure\nc = get_config()\nc.CourseDirectory.source_directory = 'solutions'\n"
    "c.Autograder.exercises = ['autograder.exercises']\nconfigure(c)\n"
)


@pytest.fixture(scope="module")
def student_folder(lab_server, root, tmp_path_factory):
    """A released homework with one mistake, opened from the folder that JupyterLab serves."""
    _, _, notebooks = lab_server
    put_interpreter_on_path()
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(root / "solutions", folder / "solutions", ignore=shutil.ignore_patterns(".ipynb*"))
    (folder / "nbgrader_config.py").write_text(CONFIG)
    released = release(Course(folder), ASSIGNMENT)
    target = notebooks / "homework"
    shutil.copytree(released, target)
    step, epoch = find("03.minibatch_step"), find("03.minibatch_epoch")
    assert isinstance(step, Exercise)
    assert isinstance(epoch, Exercise)
    work = Homework(next(target.glob("*.ipynb")))
    work.write("minibatch_step", student_source(step, step.mistakes["bias-left-out"][0]))
    work.answer(epoch, epoch.solution).write("quiz_batch", 'answer = "b"').hand_in(target)
    return target


def open_notebook(browser, lab_server, path: str):
    address, token, _ = lab_server
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.goto(f"{address}/doc/tree/{path}?token={token}&reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.get_by_text("| Idle").wait_for(timeout=60_000)
    return page


@pytest.mark.timeout(240)
def test_the_checks_of_a_homework_say_what_is_wrong_and_run_all_goes_on(browser, lab_server, student_folder, keep):
    page = open_notebook(browser, lab_server, f"homework/{next(student_folder.glob('*.ipynb')).name}")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    wrong = page.get_by_label("Check of 03.minibatch_step")
    wrong.wait_for(timeout=60_000)
    assert "The prediction leaves b out" in wrong.inner_text()
    assert "Read again: Lecture 03, step 1: the model" in wrong.inner_text()
    assert "Traceback" not in page.locator(".jp-Notebook").inner_text()
    wrong.scroll_into_view_if_needed()
    keep(page, "check-not-passed")
    right = page.get_by_label("Check of 03.minibatch_epoch")
    right.wait_for(timeout=30_000)  # the failing check before it did not stop Run All
    assert "passed" in right.inner_text()
    quiz = page.get_by_label("Check of 03.quiz_batch")
    quiz.wait_for(timeout=30_000)
    assert "recorded" in quiz.inner_text()
    quiz.scroll_into_view_if_needed()
    keep(page, "checks-passed")


@pytest.mark.timeout(240)
def test_nbgraders_validate_shows_the_message_of_a_failing_check(browser, lab_server, student_folder, keep):
    page = open_notebook(browser, lab_server, f"homework/{next(student_folder.glob('*.ipynb')).name}")
    page.get_by_role("button", name="Validate").first.click()
    dialog = page.locator(".jp-Dialog")
    dialog.wait_for(timeout=120_000)
    keep(page, "validate")
    text = dialog.inner_text()
    assert "The prediction leaves b out" in text
    assert "Traceback" not in text

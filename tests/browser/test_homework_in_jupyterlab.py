"""The homework as a student meets it: in JupyterLab, with the verdicts of `check` and nbgrader's Validate."""

from __future__ import annotations

import json
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
    assert "Read again: Lecture 03, “Step 1: the model”" in wrong.inner_text()
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
    summary = page.get_by_label("Summary of the checks")
    summary.wait_for(timeout=30_000)
    assert "1 of 2 checks pass, 1 of 1 quizzes are answered." in summary.inner_text()
    assert "not run yet" not in summary.inner_text()
    summary.scroll_into_view_if_needed()
    keep(page, "summary")


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


@pytest.fixture(params=["JupyterLab Light", "JupyterLab Dark"])
def theme(request, lab_server):
    """JupyterLab's theme for one test; the others, which share the server, have their own."""
    settings = lab_server[2].parent / "config/lab/user-settings/@jupyterlab/apputils-extension"
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": request.param}))
    yield request.param
    (settings / "themes.jupyterlab-settings").unlink()


@pytest.mark.timeout(240)
def test_a_check_is_one_card_whatever_is_wrong_and_can_be_read_on_light_and_on_dark(
    browser, lab_server, student_folder, keep, theme
):
    """An error in the student's function, one that never ends, and a quiz as it was given out; nothing below a card."""
    (notebook,) = student_folder.glob("one-*.ipynb")
    checks = json.loads((student_folder / "checks.json").read_text()) | {"call_seconds": 1.0}
    (student_folder / "checks.json").write_text(json.dumps(checks))
    work = Homework(notebook)
    work.filename = f"cards-{theme.split()[1]}.ipynb"
    work.write("minibatch_step", "def minibatch_step(X, y, w, b, eta):\n    return (X @ w + b - y)[99]")
    work.write("minibatch_epoch", "def minibatch_epoch(X, y, w, b, batch_size, eta, order):\n    while True: pass")
    work.write("quiz_batch", 'answer = ""').hand_in(student_folder)
    page = open_notebook(browser, lab_server, f"homework/{work.filename}")
    page.wait_for_function(f"document.body.dataset.jpThemeName === '{theme}'")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.get_by_label("Summary of the checks").wait_for(timeout=90_000)
    said = page.get_by_label("Check of 03.minibatch_step").inner_text()
    assert "# stops in line 2: return (X @ w + b - y)[99]" in said
    assert "w = np.array([1.0, 1.0])" in said
    assert "did not finish in the time allowed" in page.get_by_label("Check of 03.minibatch_epoch").inner_text()
    assert "not there yet" in page.get_by_label("Check of 03.quiz_batch").inner_text()
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    for label in ("Check of 03.minibatch_step", "Check of 03.minibatch_epoch", "Summary of the checks"):
        page.get_by_label(label).scroll_into_view_if_needed()
        keep(page, f"{label}-{theme}".replace(" ", "-"))

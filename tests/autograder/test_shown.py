"""Pages on which instructors look at students' work: nothing of it runs there, and figures are drawn when looked at."""

from __future__ import annotations

from collections.abc import Callable

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter

from autograder.classes.keeping import grade_assignment
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.pages import feedback
from autograder.pages.figures import draw
from autograder.sandbox.warm_process import WarmProcess

from .conftest import ASSIGNMENT, solved

NOTEBOOK = "one-minibatch-by-hand"
EVIL = (
    "# Title with $x_1 < 2$\n\n<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)></svg>"
    "[x](javascript:alert(1)) <iframe src='data:text/html,x'></iframe>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n**bold**"
)


@pytest.mark.filterwarnings("ignore")
def test_a_page_shows_text_without_scripts_and_draws_the_figures_that_wait(
    course: Course,
    warm: WarmProcess,
    homework: Callable[[], Homework],
    step: Exercise,
    epoch: Exercise,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work = solved(homework(), step, epoch)
    figure = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    work.notebook.cells += [nbformat.v4.new_markdown_cell(EVIL), nbformat.v4.new_code_cell(figure)]
    work.hand_in(course.path("submitted", "ada", ASSIGNMENT))
    graded = grade_assignment(course, ASSIGNMENT, warm=warm)
    path = course.path("autograded", "ada", ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
    assert "image/png" not in path.read_text()
    monkeypatch.setattr("autograder.plugin._warm", lambda course: warm)
    page, _ = HTMLExporter(config=course.config).from_filename(str(path))
    body = page[page.index("<body") :]
    assert "data:image/png;base64" in body
    for forbidden in ("alert(1)</script>", "onerror", "onload", 'href="javascript', "<iframe", "<svg onload"):
        assert forbidden not in body, forbidden
    assert "<strong>bold</strong>" in body
    assert "<td>1</td>" in body
    assert "image/png" in path.read_text()  # drawn once
    assert graded[0].points == 8.0


def test_figures_that_are_always_said_to_be_undrawn_are_drawn_once(
    course: Course,
    warm: WarmProcess,
    homework: Callable[[], Homework],
    step: Exercise,
    epoch: Exercise,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work = solved(homework(), step, epoch)
    always = (
        "from IPython.core import pylabtools\ntype(pylabtools.print_figure.__self__).take_left_out = lambda self: True"
    )
    work.notebook.cells.append(nbformat.v4.new_code_cell(always))
    work.hand_in(course.path("submitted", "ada", ASSIGNMENT))
    grade_assignment(course, ASSIGNMENT, warm=warm)
    runs = []
    monkeypatch.setattr(feedback, "warm_process", lambda *_, **__: WarmProcess(wait=False))
    monkeypatch.setattr(feedback, "draw", lambda *arguments: runs.append(1) or draw(*arguments))
    for _ in range(2):
        assert len(feedback.write_feedback(course, ASSIGNMENT)) == 1
    assert len(runs) == 1


def test_a_figure_that_cannot_be_drawn_is_an_error_where_it_earns_points(warm: WarmProcess) -> None:
    from autograder.sandbox.limits import Limits

    source = "import matplotlib.pyplot as plt\nplt.title('$\\\\nonesuch{$'); plt.show()"
    with warm.child(Limits(), "test") as child:
        outputs = child.run(source, draw=True).outputs
        assert [o["ename"] for o in outputs if o["output_type"] == "error"] == ["ValueError"]
        assert not [o for o in child.run(source, draw=False).outputs if o["output_type"] == "error"]
        assert child.run("1 + 1").ok

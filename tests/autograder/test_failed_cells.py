"""When graded, a check that rests on a cell that failed says what became of that cell, and quotes shown cases only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import nbformat
import pytest

from autograder.classes.keeping import grade_assignment
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.grading.results import GradedCell
from autograder.pages.feedback import write_feedback
from autograder.pages.report import write_report
from autograder.sandbox.warm_process import WarmProcess

from .conftest import ASSIGNMENT, solved

Work = Callable[[], Homework]
STEP, QUIZ = "03-minibatch_step", "03-quiz_batch"


@pytest.fixture
def graded(course: Course, warm: WarmProcess) -> Callable[..., dict[str, dict[str, GradedCell]]]:
    """Hands in and grades; the graded cells of each student."""

    def grade(**works: Homework) -> dict[str, dict[str, GradedCell]]:
        for student, work in works.items():
            work.hand_in(course.path("submitted", student, ASSIGNMENT))
        done = grade_assignment(course, ASSIGNMENT, warm=warm)
        return {each.student: {cell.grade_id: cell for cell in each.notebooks[0].cells} for each in done}

    return grade


def test_what_became_of_the_cell_that_should_define_a_function_is_told_at_its_check(
    graded: Any, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    right = solved(homework(), step, epoch).cell("minibatch_step").source

    def with_cell(source: str) -> Homework:
        return solved(homework(), step, epoch).write("minibatch_step", source)

    not_handed_in = solved(homework(), step, epoch)
    not_handed_in.notebook.cells.remove(not_handed_in.cell("minibatch_step"))
    cells = graded(
        syntax=with_cell(right.replace("):", ")", 1)),
        package=with_cell(f"import pandas_of_mine\n{right}"),
        input=with_cell(f"rows = input('how many?')\n{right}"),
        breakpoint=with_cell(f"breakpoint()\n{right}"),
        name=with_cell(f"rows = how_many\n{right}"),
        ended=with_cell(f"import os\nos._exit(1)\n{right}"),
        renamed=with_cell(right.replace("def minibatch_step", "def my_step")),
        not_handed_in=not_handed_in,
    )
    said = {student: of[STEP].message for student, of in cells.items()}
    begin = "There is no function minibatch_step: "
    assert said == {
        "syntax": begin + "the cell that should define it stopped with SyntaxError in line 1: expected ':'.",
        "package": begin
        + "the cell that should define it needs the package pandas_of_mine, which is not there when work is graded.",
        "input": begin + "the cell that should define it asks for input, by input() or breakpoint(), which nobody can "
        "give when work is graded.",
        "breakpoint": said["input"],
        "name": begin + "the cell that should define it stopped with NameError: name 'how_many' is not defined.",
        "ended": begin + "the cell that should define it ended the process.",
        "renamed": begin + "no cell above its check defines it.",
        "not_handed_in": begin + "the cell that should define it was not handed in.",
    }
    assert [of[STEP].points for of in cells.values()] == [0.0] * len(cells)
    assert cells["ended"][STEP].status == "exited"
    stopped = {student for student, of in cells.items() if of[STEP].stopped}
    assert stopped == {"syntax", "package", "input", "breakpoint", "name"}
    assert all("Run the cell" not in of[STEP].verdict.hint for of in cells.values())
    assert all(of["03-minibatch_epoch"].points == 3.0 for of in cells.values()), "the rest is graded all the same"


def test_a_name_that_a_function_misses_is_told_with_the_cell_that_should_have_defined_it(
    graded: Any, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    work = solved(homework(), step, epoch)
    work.notebook.cells.insert(1, nbformat.v4.new_code_cell("import pandas_of_mine as pd"))
    work.cell("minibatch_step").source = "def minibatch_step(X, y, w, b, eta):\n    return pd.mean(X), b, w, b"
    cell = graded(ada=work)["ada"][STEP]
    assert "stops with NameError in line 2 in the case “" in cell.message
    assert cell.verdict.hint == (
        "The cell that should define `pd` needs the package pandas_of_mine, which is not there when work is graded."
    )
    assert "# stops in line 2: return pd.mean(X), b, w, b" in cell.verdict.example


def test_an_unanswered_quiz_is_not_there_yet(graded: Any, homework: Work, step: Exercise, epoch: Exercise) -> None:
    empty = solved(homework(), step, epoch)
    empty.cell("quiz_batch").source = homework().cell("quiz_batch").source
    assert empty.cell("quiz_batch").source == 'answer = ""  # one of "a", "b", "c", "d"'
    broken = solved(homework(), step, epoch).write("quiz_batch", 'answer = "c')
    stub = solved(homework(), step, epoch).write("quiz_batch", "# YOUR CODE HERE\nraise NotImplementedError()")
    cells = graded(empty=empty, broken=broken, stub=stub)
    said = "There is no variable answer: the cell that should define it is not written yet."
    assert (cells["stub"][QUIZ].status, cells["stub"][QUIZ].message) == ("missing", said)
    assert (cells["empty"][QUIZ].status, cells["empty"][QUIZ].message) == ("missing", "There is no answer yet.")
    assert [cells[student][QUIZ].stopped for student in ("empty", "broken", "stub")] == [False, True, False]
    assert "There is no variable answer: the cell that should define it stopped with SyntaxError" in (
        cells["broken"][QUIZ].message
    )


def test_the_pages_tell_a_cell_that_stopped_from_one_that_was_left_as_it_was_given_out(
    course: Course, graded: Any, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    graded(broken=solved(homework(), step, epoch).write("minibatch_step", "def minibatch_step(:"), left=homework())
    pages = {path.parent.parent.name: path.read_text() for path in write_feedback(course, ASSIGNMENT)}
    assert "its cell stopped" in pages["broken"]
    assert "its cell stopped" not in pages["left"]
    report = write_report(course, ASSIGNMENT).read_text()
    assert "(50 %) <span" in report and "its cell stopped" in report
    assert "There is no function minibatch_step: the cell that should define it stopped with SyntaxError" in report


def test_a_function_that_rests_on_another_that_is_not_right_is_told_which_to_mend_first(
    graded: Any, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    wrong = "def minibatch_step(X, y, w, b, eta):\n    return w, b, w, b"
    calls = solved(homework(), step, epoch).write("minibatch_step", wrong)
    calls.write(
        "minibatch_epoch",
        "def minibatch_epoch(X, y, w, b, batch_size, eta, order):\n"
        "    w, b, *_ = minibatch_step(X, y, w, b, eta)\n    return w, b",
    )
    alone = solved(homework(), step, epoch).write("minibatch_step", wrong)
    alone.write("minibatch_epoch", "def minibatch_epoch(X, y, w, b, batch_size, eta, order):\n    return 2 * w, b")
    cells = graded(calls=calls, alone=alone)
    said = "It calls `minibatch_step`, whose own check does not pass: mend that first."
    assert cells["calls"]["03-minibatch_epoch"].verdict.hint.endswith(said)
    assert said not in cells["alone"]["03-minibatch_epoch"].verdict.hint
    assert said not in cells["calls"][STEP].verdict.hint


def test_an_error_in_a_drawn_case_comes_without_line_text_and_inputs(
    graded: Any, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    shown = [case.inputs["X"].shape for case in step.data().cases]
    work = solved(homework(), step, epoch)
    source = work.cell("minibatch_step").source
    head, _, rest = source.partition(":\n")
    work.cell("minibatch_step").source = f"{head}:\n    if X.shape not in {shown}:\n        raise ValueError(X)\n{rest}"
    cell = graded(ada=work)["ada"][STEP]
    assert cell.message == (
        "minibatch_step stops with ValueError in a case that was drawn for grading. "
        "It is right in every case that you see, but not in all that were drawn for grading."
    )
    assert cell.verdict.example == ""
    assert "does not stop in the cases that you see" in cell.verdict.hint


def test_the_feedback_has_the_line_and_the_case_and_the_summary_prints_nothing(
    course: Course, graded: Any, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    work = solved(homework(), step, epoch)
    work.write("minibatch_step", "def minibatch_step(X, y, w, b, eta):\n    r = X @ w + b - y\n    return r['<b>']")
    graded(ada=work)
    (path,) = write_feedback(course, ASSIGNMENT)
    page = path.read_text()
    assert "# stops in line 3: return r[&#39;&lt;b&gt;&#39;]" in page or "r[&#x27;&lt;b&gt;&#x27;]" in page
    assert "w = np.array([1.0, 1.0])" in page
    notebook = nbformat.read(next(course.path("autograded", "ada", ASSIGNMENT).glob("*.ipynb")), 4)
    (summary,) = [cell for cell in notebook.cells if cell.source == "check.summary()"]
    assert summary.outputs == []

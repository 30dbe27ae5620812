"""What submissions look like when they arrive, and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder.classes.keeping import grade_assignment, read_results
from autograder.classes.submission import Submission
from autograder.course.course import Assignment, Course
from autograder.course.source import read_source
from autograder.declaring import Exercise, load_book
from autograder.demo.classroom import Homework
from autograder.errors import CourseError
from autograder.grading.alignment import align
from autograder.grading.answer_key import AnswerKey
from autograder.grading.grade import grade_notebook
from autograder.intake.reading import MAX_CELLS, Unreadable, read_notebook
from autograder.intake.sanitize import clean_outputs
from autograder.pages.explain import explain
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import WarmProcess

from .conftest import ASSIGNMENT, solved

NOTEBOOK = "one-minibatch-by-hand"
Work = Callable[[], Homework]


Graded = Callable[..., dict[str, Submission]]


@pytest.fixture
def graded(course: Course, warm: WarmProcess) -> Graded:
    """Hands in and grades: a homework, the bytes of a file, or an empty folder for each student."""

    def grade(**works: Homework | bytes | None) -> dict[str, Submission]:
        _hand_in(course, works)
        return {submission.student: submission for submission in grade_assignment(course, ASSIGNMENT, warm=warm)}

    return grade


def _hand_in(course: Course, works: dict[str, Homework | bytes | None]) -> None:
    for student, work in works.items():
        folder = course.path("submitted", student, ASSIGNMENT)
        if isinstance(work, Homework):
            work.hand_in(folder)
        else:
            folder.mkdir(parents=True)
            if work is not None:
                (folder / f"{NOTEBOOK}.ipynb").write_bytes(work)


def status(submission: Submission) -> dict[str, str]:
    return {cell.grade_id: cell.status for cell in submission.notebooks[0].cells}


def test_damaged_files_get_a_status_and_a_sentence_and_the_others_their_grades(
    graded: Graded, course: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    deep = b'{"nbformat": 4, "cells": ' + b"[" * 100_000
    damaged: dict[str, bytes | None] = {
        "empty": b"",
        "json": b"{",
        "no_notebook": b"[1, 2]",
        "old": b'{"nbformat": 3, "worksheets": []}',
        "latin": '{"nbformat": 4, "é": 1}'.encode("latin-1"),
        "utf16": '{"nbformat": 4}'.encode("utf-16"),
        "nul": b"\0" * 100,
        "deep": deep,
        "nothing": None,
    }
    results = graded(right=solved(homework(), step, epoch), **damaged)
    assert results["right"].points == 8.0
    for student in damaged:
        wanted = "missing" if student == "nothing" else "unreadable"
        assert set(status(results[student]).values()) == {wanted}, student
        assert results[student].notebooks[0].problem.endswith(".")
        assert results[student].points == 0.0
        placeholder = course.path("autograded", student, ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
        assert len(nbformat.read(placeholder, 4).cells) > 10
    with course.gradebook() as book:
        assert book.find_submission(ASSIGNMENT, "json").needs_manual_grade


def test_a_file_with_a_byte_order_mark_is_read(
    graded: Graded, course: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    work = solved(homework(), step, epoch)
    content = b"\xef\xbb\xbf" + nbformat.writes(work.notebook).encode()
    assert graded(right=content)["right"].points == 8.0


def test_a_link_in_place_of_the_notebook_is_not_followed(
    graded: Graded, course: Course, homework: Work, step: Exercise, epoch: Exercise, tmp_path: Path
) -> None:
    solved(homework(), step, epoch).hand_in(tmp_path / "elsewhere")
    folder = course.path("submitted", "linker", ASSIGNMENT)
    folder.mkdir(parents=True)
    (folder / f"{NOTEBOOK}.ipynb").symlink_to(tmp_path / "elsewhere" / f"{NOTEBOOK}.ipynb")
    assert set(status(graded()["linker"]).values()) == {"unreadable"}


def test_half_a_surrogate_pair_in_a_cell_stops_nobody(
    graded: Graded, course: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    work = solved(homework(), step, epoch)
    tree = json.loads(nbformat.writes(work.notebook))
    for cell in tree["cells"]:
        if cell["id"] == "quiz_batch":
            cell["source"] = 'print("\ud800")\nanswer = "c"'
    results = graded(odd=json.dumps(tree).encode(), right=work)
    assert results["right"].points == results["odd"].points == 8.0


@pytest.mark.parametrize(
    "content",
    [b"{}", b'{"nbformat": 4}', b'{"nbformat": 4, "cells": {}}', b"null", b'"x"'],
)
def test_json_that_is_no_notebook_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Unreadable, match="no notebook"):
        read_notebook(content)


def test_a_notebook_with_too_many_cells_is_refused() -> None:
    cells = [{"cell_type": "code", "source": "1", "metadata": {}}] * (MAX_CELLS + 1)
    with pytest.raises(Unreadable, match="at most"):
        read_notebook(json.dumps({"nbformat": 4, "cells": cells}).encode())


def test_strange_cells_are_made_plain() -> None:
    cells = [
        {"cell_type": "code", "source": ["a = 1\n", 3, "b = 2"], "outputs": "x", "metadata": 7},
        {"cell_type": "quantum", "source": None, "metadata": {"nbgrader": {"grade_id": ["x"]}}},
        "not a cell",
        {"cell_type": "markdown", "attachments": {"x": "y" * 1000}, "source": "hi", "metadata": {}},
    ]
    notebook = read_notebook(json.dumps({"nbformat": 4, "cells": cells}).encode())
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == [
        ("code", "a = 1\nb = 2"),
        ("raw", ""),
        ("markdown", "hi"),
    ]


# --- alignment ----------------------------------------------------------------------------------


def test_an_untouched_notebook_is_aligned_cell_by_cell_without_a_flag(released: Path, homework: Work) -> None:
    source = Course(released).load(ASSIGNMENT).notebooks[NOTEBOOK]
    notebook = read_notebook(nbformat.writes(homework().notebook).encode())
    aligned, flags = align(source, notebook)
    assert flags == []
    assert [item.cell.source for item in aligned] == [cell.source for cell in notebook.cells]


def test_reordered_tests_run_in_the_sources_order(
    graded: Graded, course: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    work = solved(homework(), step, epoch)
    work.notebook.cells.reverse()
    assert graded(reversed=work)["reversed"].points == 8.0


def test_of_two_definitions_the_last_that_runs_counts(
    graded: Graded, course: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    work = solved(homework(), step, epoch)
    work.cell("minibatch_step").source += "\n\ndef minibatch_step(X, y, w, b, eta):\n    raise NotImplementedError()"
    assert status(graded(twice=work)["twice"])["03-minibatch_step"] == "missing"


def test_what_the_student_says_of_points_and_flags_is_not_believed(
    graded: Graded, course: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    work = solved(homework(), step, epoch).answer(step, step.mistakes["ascent"][0])
    for cell in work.notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(points=1000, grade=False, solution=True, checksum="0", locked=False)
            cell.metadata.tags = ["skip-execution"]
    result = graded(liar=work)["liar"]
    assert result.points == 2.0 + 3.0 + 1.0
    assert [cell.max_points for cell in result.notebooks[0].cells] == [4.0, 3.0, 1.0, 2.0]


def test_outputs_that_were_handed_in_are_never_believed(graded: Graded, course: Course, homework: Work) -> None:
    work = homework()
    for cell in work.notebook.cells:
        if cell.cell_type == "code":
            data = {"text/plain": "4.0", "text/html": "<p>handed in with the notebook</p>"}
            cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1)]
    assert graded(dreamer=work)["dreamer"].points == 0.0
    written = (course.path("autograded", "dreamer", ASSIGNMENT) / f"{NOTEBOOK}.ipynb").read_text()
    assert "handed in with the notebook" not in written


def test_a_check_that_was_edited_runs_as_it_was_released_and_asks_for_a_person(
    graded: Graded, course: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    work = solved(homework(), step, epoch).answer(step, step.mistakes["ascent"][0])
    work.cell("03-minibatch_step").source = "4.0"
    result = graded(editor=work)["editor"]
    assert result.points == 2.0 + 3.0 + 1.0
    assert "tampered" in result.all_flags
    with course.gradebook() as book:
        grade = book.find_grade("03-minibatch_step", NOTEBOOK, ASSIGNMENT, "editor")
        assert (grade.auto_score, grade.needs_manual_grade) == (2.0, True)


SPY = """
import gc, sys
wanted, found, frame = "48" + "213", [], sys._getframe()
while frame is not None:
    found += [name for name, value in list(frame.f_locals.items()) if name != "wanted" and wanted in repr(value)]
    frame = frame.f_back
found += [type(o).__name__ for o in gc.get_objects() if type(o) in (dict, list) and len(o) < 50 and wanted in repr(o)]
print("found", found)
def f():
    return 1
"""
HIDDEN = "assert f() == 1  # hidden: 48213"


def test_no_cell_finds_the_text_of_a_hidden_test_that_comes_after_it(warm: WarmProcess, limits: Limits) -> None:
    about = {"schema_version": 3, "task": False, "points": 2}
    mine = about | {"grade": False, "solution": True, "locked": False, "grade_id": "f"}
    test = about | {"grade": True, "solution": False, "locked": True, "grade_id": "test-f"}
    new_cell = nbformat.v4.new_code_cell
    cells = [new_cell("", metadata={"nbgrader": mine}), new_cell("# a test", metadata={"nbgrader": test})]
    source = read_source("hw", nbformat.v4.new_notebook(cells=cells), {"test-f": HIDDEN}, ())
    submitted = nbformat.from_dict(source.notebook)
    submitted.cells[0].source = SPY
    assignment = Assignment("hw", {"hw": source}, 0, {}, load_book([]), {})
    result = grade_notebook(
        source, submitted, AnswerKey(assignment.book, assignment.seed), warm, assignment, limits=limits
    )
    assert result.notebook.cells[0].outputs[0].text == "found []\n"
    assert (result.notebook.cells[1].source, result.points) == (HIDDEN, 2.0)
    with warm.child(limits, "control") as child:  # sent together, it would be found
        told = list(child.run_all([(SPY, False), (HIDDEN, False)]))
    assert told[0].ok
    assert told[0].outputs[0]["text"] != "found []\n"


def _merged(work: Homework) -> None:
    work.write("minibatch_step", f"{work.cell('minibatch_step').source}\n{work.cell('minibatch_epoch').source}")
    work.notebook.cells.remove(work.cell("minibatch_epoch"))


def _written_anew(work: Homework) -> None:
    cell = work.cell("minibatch_epoch")
    work.notebook.cells[work.notebook.cells.index(cell)] = nbformat.v4.new_code_cell(cell.source)


@pytest.mark.parametrize("change", [_merged, _written_anew])
def test_right_work_in_cells_that_were_merged_or_made_anew_is_right_when_it_is_graded_too(
    graded: Graded, homework: Work, step: Exercise, epoch: Exercise, change: Callable[[Homework], None]
) -> None:
    work, without = solved(homework(), step, epoch), solved(homework(), step, epoch)
    change(work)
    without.notebook.cells.remove(without.cell("minibatch_epoch"))
    both = graded(ada=work, ben=without)
    flags = {_merged: ["restored"], _written_anew: ["recognised"]}[change]
    assert (both["ada"].points, both["ada"].notebooks[0].flags) == (8.0, flags)
    assert (both["ben"].points, status(both["ben"])["03-minibatch_epoch"]) == (5.0, "missing")


def test_code_that_prints_a_look_alike_score_earns_nothing_by_it(
    graded: Graded, course: Course, homework: Work
) -> None:
    work = homework().write(
        "minibatch_step",
        "from IPython.display import display\nprint('✓ 03.minibatch_step: passed')\n4.0\n"
        "class Right:\n    def __eq__(self, other): return True\n"
        "def minibatch_step(*a): return (Right(), Right(), Right(), Right())",
    )
    assert graded(printer=work)["printer"].points == 0.0


def test_patched_numpy_gdkit_and_check_change_no_verdict(
    graded: Graded, course: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    work = solved(homework(), step, epoch).answer(step, step.mistakes["missing-two"][0])
    work.cell("minibatch_step").source += """
import builtins, sys
import gdkit.checking.comparing as comparing, gdkit.checking.judging as judging
comparing.compare = judging.compare = lambda *a, **k: None
judging.judge = lambda *a, **k: None
np.allclose = np.isclose = lambda *a, **k: True
builtins.abs = builtins.max = lambda *a, **k: 0
np.abs = lambda *a, **k: 0.0
check = lambda *a, **k: None
sys.settrace(lambda *a: None)
"""
    result = graded(patcher=work)["patcher"]
    assert result.notebooks[0].cells[0].verdict is not None
    assert result.notebooks[0].cells[0].points == 0.0


def test_the_check_cell_of_autograded_holds_the_points_and_the_card(
    graded: Graded, course: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    graded(right=solved(homework(), step, epoch))
    notebook = nbformat.read(course.path("autograded", "right", ASSIGNMENT) / f"{NOTEBOOK}.ipynb", 4)
    cell = next(cell for cell in notebook.cells if cell.id == "03-minibatch_step")
    (output,) = cell.outputs
    assert output.output_type == "execute_result"
    assert output.data["text/plain"] == "4.0"
    assert "passed" in output.data["text/html"]


def test_a_run_for_some_students_keeps_the_results_of_the_others(
    warm: WarmProcess, graded: Graded, course: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    graded(a=solved(homework(), step, epoch), b=homework())
    solved(homework(), step, epoch).hand_in(course.path("submitted", "b", ASSIGNMENT))
    grade_assignment(course, ASSIGNMENT, students=["b"], warm=warm)
    assert {tree["student"]: tree["points"] for tree in read_results(course, ASSIGNMENT)} == {"a": 8.0, "b": 8.0}


def test_a_late_submission_is_flagged_and_its_time_reaches_the_gradebook(
    graded: Graded, course: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    with course.gradebook() as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate="2026-01-01 00:00:00 UTC")
    folder = course.path("submitted", "late", ASSIGNMENT)
    solved(homework(), step, epoch).hand_in(folder)
    (folder / "timestamp.txt").write_text("2026-01-02 00:00:00 UTC")
    odd = course.path("submitted", "odd", ASSIGNMENT)
    solved(homework(), step, epoch).hand_in(odd)
    (odd / "timestamp.txt").write_text("yesterday, I think")
    results = graded()
    assert results["late"].all_flags == ["late"]
    assert results["odd"].all_flags == ["timestamp-unreadable"]
    assert results["odd"].points == 8.0


# --- what is kept of outputs --------------------------------------------------------------------


def test_outputs_are_cleaned_of_everything_that_could_run() -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)><b>bold</b><svg onload=alert(1)></svg>"
    outputs = clean_outputs(
        [
            {
                "output_type": "display_data",
                "data": {
                    "text/html": evil,
                    "application/javascript": "alert(1)",
                    "image/svg+xml": "<svg onload=alert(1)>",
                    "image/png": "bm90IGEgcG5n",
                    "text/markdown": evil,
                    "text/plain": "plain",
                },
                "metadata": {"image/png": {"width": '"><script>alert(1)</script>'}, "x": evil},
            },
            {"output_type": "update_display_data", "data": {}},
            {"output_type": "stream", "name": "evil", "text": ["a", 3, "b"]},
            "garbage",
            {"output_type": "error", "ename": 3, "evalue": None, "traceback": "x"},
        ]
    )
    assert [output.output_type for output in outputs] == ["display_data", "stream", "error"]
    assert dict(outputs[0].data) == {"text/plain": "plain", "text/html": "<b>bold</b>"}
    assert outputs[0].metadata == {}
    assert outputs[1].text == "ab"


# --- appeals and flags --------------------------------------------------------------------------


def test_explain_shows_the_instructor_the_cases_that_fail_with_expected_and_got(
    course: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    work = solved(homework(), step, epoch).answer(step, step.mistakes["missing-two"][0])
    work.hand_in(course.path("submitted", "ada", ASSIGNMENT))
    assignment = course.load(ASSIGNMENT)
    text = explain(course, assignment, "ada", "03.minibatch_step")
    assert "fail, 0 of 4 points, mistake named: missing-two" in text
    assert "seed of the cases drawn for this work " in text
    shown, drawn = len(step.data().cases), len(list(step.draw(0)))
    assert f"case 1 of {shown + drawn}: rows 1 to 3 of the toy batch" in text
    assert "expected (array([1.6" in text
    assert "got      (array([1.3" in text
    assert f"case {shown + 1} of {shown + drawn}: drawn" in text
    with pytest.raises(CourseError, match="has no check of"):
        explain(course, assignment, "ada", "03.nothing")
    with pytest.raises(CourseError, match="handed nothing in"):
        explain(course, assignment, "nobody", "03.minibatch_step")


def test_a_library_that_does_the_exercise_sets_a_flag_and_takes_no_point(
    graded: Graded, homework: Work, step: Exercise, epoch: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step, "library_calls", ("descend", "minimize"))
    work = solved(homework(), step, epoch)
    work.cell("minibatch_step").source = work.cell("minibatch_step").source.replace(
        "    B = len(y)", "    from gdkit import minimize as go\n    go and helper()\n    B = len(y)"
    )
    work.cell("minibatch_step").source += "\n\ndef helper():\n    if False:\n        go()"
    result = graded(caller=work, plain=solved(homework(), step, epoch))
    assert result["caller"].all_flags == ["library-call"]
    said = [cell.message for notebook in result["caller"].notebooks for cell in notebook.cells if cell.flags]
    assert said == ["minibatch_step calls `gdkit.minimize`, which this exercise is to do without."]
    assert result["caller"].points == 8.0
    assert result["plain"].all_flags == []


def test_a_figure_of_gdkit_keeps_its_picture_and_its_words_and_nothing_that_hides_them(warm: WarmProcess) -> None:
    with warm.child(Limits(), "test") as child:
        run = child.run("from gdkit import plots\nplots.minibatch_graph()")
    (output,) = [o for o in clean_outputs(run.outputs) if o.output_type == "display_data"]
    assert "image/png" in output.data
    assert "text/html" not in output.data
    assert output.metadata["image/png"]["alt"].startswith("Computation graph")

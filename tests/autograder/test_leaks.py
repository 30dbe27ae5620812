"""Whatever a submission finds out about its hidden cases, by whatever way, earns nothing: other work has others.

A leak is not looked for here but given away: the tests hand the work all inputs of all cases that were drawn for
earlier work, with the right answers. No channel carries more.
"""

from __future__ import annotations

import json
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.classes.keeping import grade_assignment, read_results
from autograder.classes.submission import Submission
from autograder.course.course import CHECKS_FILE, Course
from autograder.declaring import Exercise, load_book
from autograder.declaring.proof import verdict_on
from autograder.demo.classroom import Homework, student_source
from autograder.grading.alignment import align, own_sources
from autograder.grading.answer_key import AnswerKey
from autograder.grading.results import GradedCell
from autograder.intake.matching import matched_notebook
from autograder.pages.explain import explain
from autograder.sandbox.warm_process import WarmProcess
from gdkit.checking import ExerciseData
from gdkit.checking.encoding import dumps, encode

from ..this_course import BOOK, find
from .conftest import ASSIGNMENT, solved

STEP = "03.minibatch_step"
NOTEBOOK = "one-minibatch-by-hand"
Work = Callable[[], Homework]
MEMORISED = """
import json
import numpy as np
KNOWN = json.loads({known!r})
def minibatch_step(X, y, w, b, eta):
    known = KNOWN.get(repr([np.asarray(X, float).tolist(), np.asarray(w, float).tolist(), float(eta)]))
    if known is None:
        return w, b, 0 * w, 0.0
    w, b, dw, db = known
    return np.array(w), b, np.array(dw), db
"""


def key_of(course: Course) -> AnswerKey:
    assignment = course.load(ASSIGNMENT)
    return AnswerKey(assignment.book, assignment.seed)


def sources_of(course: Course, student: str) -> list[str]:
    assignment = course.load(ASSIGNMENT)
    source = assignment.notebooks[NOTEBOOK]
    return own_sources(align(source, matched_notebook(course, assignment, source, student))[0])


def all_cases(key: AnswerKey, sources: Sequence[str]) -> dict[str, Any]:
    """Inputs and right answers of the step, of every case that work with these sources is judged by."""
    data = key.for_work(sources).data(STEP)
    assert isinstance(data, ExerciseData)
    found = {}
    for case in data.cases:
        w, b, dw, db = case.expected[0].value
        seen = [(1.0 * case.inputs[name]).tolist() for name in ("X", "w")] + [float(case.inputs["eta"])]
        found[repr(seen)] = [w.tolist(), float(b), dw.tolist(), float(db)]
    return found


def hand_in(course: Course, student: str, work: Homework) -> None:
    work.hand_in(course.path("submitted", student, ASSIGNMENT))


def step_of(course: Course, student: str, warm: WarmProcess) -> tuple[float | None, str]:
    (graded,) = grade_assignment(course, ASSIGNMENT, students=[student], warm=warm)
    return _step(graded).points, _step(graded).status


def _step(graded: Submission) -> GradedCell:
    return next(cell for cell in graded.notebooks[0].cells if "step" in cell.grade_id)


def test_all_hidden_cases_of_the_work_before_earn_nothing_in_the_next(
    course: Course, homework: Work, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: dict[str, Any] = {}
    for _ in range(3):  # three hand-ins, each with everything that is known by then
        hand_in(course, "ada", homework().write("minibatch_step", MEMORISED.format(known=json.dumps(known))))
        known |= all_cases(key_of(course), sources_of(course, "ada"))
    last = MEMORISED.format(known=json.dumps(known))
    hand_in(course, "ada", homework().write("minibatch_step", last))
    hand_in(course, "accomplice", homework().write("minibatch_step", last))
    assert step_of(course, "ada", warm) == step_of(course, "accomplice", warm) == (0.0, "fail")
    monkeypatch.setattr(AnswerKey, "seed", lambda key, id, sources: 1)  # the same cases for everybody
    known |= all_cases(key_of(course), [])
    hand_in(course, "ada", homework().write("minibatch_step", MEMORISED.format(known=json.dumps(known))))
    assert step_of(course, "ada", warm) == (4.0, "pass")


@pytest.mark.parametrize("id", [id for id, declared in BOOK.items() if isinstance(declared, Exercise)])
def test_the_cases_of_thirty_other_works_are_never_all_the_cases_of_a_new_one(id: str) -> None:
    exercise = find(id)
    assert isinstance(exercise, Exercise)
    key = AnswerKey(BOOK, 5)
    known = {dumps(encode(inputs)) for k in range(30) for inputs in exercise.draw(key.seed(id, [f"edit {k}"]))}
    for k in range(10):
        cases = [dumps(encode(inputs)) for inputs in exercise.draw(key.seed(id, [f"new {k}"]))]
        assert [case for case in cases if case not in known]


def test_the_same_work_has_the_same_cases_whoever_hands_it_in_and_an_edit_of_code_has_others(
    course: Course, homework: Work, step: Exercise, epoch: Exercise
) -> None:
    work = solved(homework(), step, epoch)
    hand_in(course, "ada", work)
    work.notebook.cells.insert(0, new_markdown_cell("My work."))
    work.notebook.metadata["title"] = "mine"
    next(cell for cell in work.notebook.cells if cell.source.startswith('check("')).source = "True"  # is restored
    hand_in(course, "grace", work)
    work.cell("minibatch_step").source += "\n"
    hand_in(course, "emmy", work)
    seeds = {who: key_of(course).seed(STEP, sources_of(course, who)) for who in ("ada", "grace", "emmy")}
    assert seeds["ada"] == seeds["grace"] != seeds["emmy"]
    assert key_of(course).seed("03.minibatch_epoch", sources_of(course, "ada")) != seeds["ada"]


COUNTING = """
def minibatch_step(X, y, w, b, eta):
    raise RuntimeError(f"{ticks} ticks")
"""


def test_a_cell_that_moves_past_one_of_the_courses_is_other_work_since_it_can_tell_a_number_by_its_place(
    course: Course, homework: Work, warm: WarmProcess
) -> None:
    for student, place in (("ada", "minibatch_step"), ("grace", STEP.replace(".", "-"))):
        work = homework().write("minibatch_step", COUNTING)
        work.notebook.cells.insert(0, new_code_cell("ticks = 0"))
        behind = work.notebook.cells.index(work.cell(place)) + 1
        work.notebook.cells.insert(behind, new_code_cell("ticks += 1"))
        hand_in(course, student, work)
    ada, grace = grade_assignment(course, ASSIGNMENT, warm=warm)
    assert [_step(each).message.rpartition(": ")[2] for each in (ada, grace)] == ["1 ticks", "0 ticks"]
    assert sources_of(course, "ada")[1::2] == sources_of(course, "grace")[1::2]
    seeds = {key_of(course).seed(STEP, sources_of(course, student)) for student in ("ada", "grace")}
    assert len(seeds) == 2


LUCKY = (
    "import random\nluck = random.random()\n{step}\nright = minibatch_step\n"
    + """
def minibatch_step(X, y, w, b, eta):
    return right(X, y, w, b, eta if luck < 0.5 else 2 * eta)
"""
)


@pytest.mark.slow
def test_work_that_leaves_its_grade_to_luck_has_the_same_luck_in_every_hand(
    course: Course, homework: Work, step: Exercise, warm: WarmProcess
) -> None:
    code = LUCKY.format(step=student_source(step, step.solution))
    for student in (names := ["s0", "s1", "s2"]):
        hand_in(course, student, homework().write("minibatch_step", code))
    assert len({step_of(course, student, warm) for student in names}) == 1
    seen = set()
    for number in range(40):  # as good as another draw each
        hand_in(course, "s0", homework().write("minibatch_step", f"{code}# {number}"))
        seen.add(step_of(course, "s0", warm)[1])
        if len(seen) > 1:
            break
    assert seen == {"pass", "partial"}


def test_another_secret_gives_other_cases_and_the_secret_has_more_than_a_hundred_bits(course: Course) -> None:
    assert AnswerKey(load_book([]), 1).seed(STEP, ["a"]) != AnswerKey(load_book([]), 2).seed(STEP, ["a"])
    seeds = []
    for _ in range(20):
        course.seeds_path.unlink()
        seeds.append(course.seed(ASSIGNMENT))
    assert len(set(seeds)) == 20
    assert max(seeds).bit_length() > 100


def test_what_students_get_is_no_digest_that_the_answers_of_a_quiz_can_be_tried_against(course: Course) -> None:
    path = course.path("release", ".", ASSIGNMENT) / CHECKS_FILE
    told = json.loads(path.read_text())["digests"]
    assert "03.quiz_batch" in told
    assert not {*told.values()} & {course.book.digest(id) for id in told}  # anybody has these who has the text
    assert course.load(ASSIGNMENT).changed_since_release == []
    course.seeds_path.unlink()  # whoever does not know the secret
    assert course.load(ASSIGNMENT).changed_since_release == sorted(told)


def test_the_same_work_is_graded_to_the_same_bytes_again(
    course: Course, homework: Work, step: Exercise, warm: WarmProcess
) -> None:
    hand_in(course, "ada", homework().answer(step, step.mistakes["missing-two"][0]))
    written = []
    for _ in range(2):
        grade_assignment(course, ASSIGNMENT, warm=warm)
        files = sorted(course.path("autograded", "ada", ASSIGNMENT).glob("*.ipynb"))
        written.append([*map(str, read_results(course, ASSIGNMENT)), *(path.read_bytes() for path in files)])
    assert written[0] == written[1]


def test_explain_names_the_seed_that_gives_the_cases_of_this_work_again(
    course: Course, homework: Work, step: Exercise
) -> None:
    hand_in(course, "ada", homework().answer(step, step.mistakes["missing-two"][0]))
    told = explain(course, course.load(ASSIGNMENT), "ada", STEP)
    seed = int(told.split("drawn for this work ")[1].split(",")[0])
    drawn = [repr(inputs["eta"]) for inputs in step.draw(seed)]
    assert [eta for eta in drawn if f"eta = {eta}" not in told] == []


def test_a_mistakes_function_runs_on_a_drawn_case_only_where_the_work_fits_it_on_every_shown_one(
    step: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def counted(slug: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            ran.append(slug)
            return function(*arguments)

        return run

    known = {slug: (counted(slug, function), mistake) for slug, (function, mistake) in step.mistakes.items()}
    wrong = step.mistakes["missing-two"][0]
    monkeypatch.setattr(step, "mistakes", known)
    data = step.data(5)
    shown, drawn = len(step._shown), len(data.cases) - len(step._shown)
    assert verdict_on(data, wrong).mistake == "missing-two"
    assert {slug for slug in ran if ran.count(slug) > shown} == {"missing-two"}
    assert ran.count("missing-two") == shown + drawn


def test_cases_are_drawn_in_several_threads_without_touching_what_threads_share(step: Exercise) -> None:
    """`redirect_stdout` and `catch_warnings` in two threads at once can leave the process without either."""
    before = sys.stdout, list(warnings.filters)
    seen: list[bool] = []

    def draw(first: int) -> None:
        for seed in range(first, first + 20):
            data = step.data(seed)
            verdict_on_threads = [case.mistakes["missing-two"] for case in data.cases]
            seen.append((sys.stdout, list(warnings.filters)) == before and len(verdict_on_threads) == len(data.cases))

    threads = [threading.Thread(target=draw, args=(100 * k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 80
    assert (sys.stdout, list(warnings.filters)) == before


def test_a_case_that_cannot_be_drawn_for_one_work_lets_a_person_look_and_the_others_go_on(
    course: Course,
    homework: Work,
    step: Exercise,
    epoch: Exercise,
    warm: WarmProcess,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hand_in(course, "ada", solved(homework(), step, epoch))
    hand_in(course, "grace", solved(homework(), step, epoch).write("minibatch_epoch", "# nothing"))
    unlucky = key_of(course).seed(STEP, sources_of(course, "ada"))
    exercise = course.book[STEP]
    assert isinstance(exercise, Exercise)
    real = exercise.draw

    def draw(seed: int) -> Any:
        if seed == unlucky:
            raise exercise._fault("the case 'anywhere' fails: ValueError: no luck")
        return real(seed)

    monkeypatch.setattr(exercise, "draw", draw)
    ada, grace = grade_assignment(course, ASSIGNMENT, warm=warm)
    assert {cell.status for cell in ada.notebooks[0].cells} == {"ungraded"}
    assert next(cell for cell in grace.notebooks[0].cells if "step" in cell.grade_id).points == 4.0
    told = capsys.readouterr().err
    assert "ada waits for a person: 03.minibatch_step (minibatch_step.py:" in told and "no luck" in told
    assert "Traceback" not in told

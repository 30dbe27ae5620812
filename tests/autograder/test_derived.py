"""Mistakes that are derived from the reference: said in words of the signature, run when asked, true when said."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.declaring import Exercise
from autograder.declaring.derived import MOST_LINES, loss_in_float32
from autograder.declaring.proof import verdict_on
from gdkit.checking import ExerciseData, Verdict
from gdkit.checking.encoding import GeneratorInput

from ..this_course import BOOK

Function = Callable[..., Any]
EXERCISES = [item for item in BOOK.values() if isinstance(item, Exercise)]
MOST_GROWTH = 2.0  # of a lesson's checks.json by what is derived


def descent(X: Any, y: Any, w: Any, eta: Any, n_steps: Any) -> Any:
    for _ in range(n_steps):
        w = w - eta * 2 / len(y) * X.T @ (X @ w - y)
    return w


def made() -> Exercise:
    """An exercise with one listed mistake: a loss instead of the weights' last step."""
    exercise = Exercise("98.descent", "descent(X, y, w, eta, n_steps) -> w", "Lecture 98")
    exercise.reference(descent)
    rng = np.random.default_rng(3)

    def case(m: int, eta: float, n_steps: int) -> dict[str, Any]:
        return {
            "X": rng.normal(size=(m, 2)),
            "y": rng.normal(size=m),
            "w": rng.normal(size=2),
            "eta": eta,
            "n_steps": n_steps,
        }

    first, second = case(4, 0.1, 3), case(5, 0.2, 2)
    exercise.shown("four rows")(lambda: first)
    exercise.shown("five rows")(lambda: second)
    exercise.drawn(2)(lambda rng: case(int(rng.integers(3, 7)), 0.15, 4))
    return exercise


def as_at_home(exercise: Exercise) -> ExerciseData:
    return ExerciseData.from_tree(json.loads(json.dumps(exercise.data().to_tree())))


def both(exercise: Exercise, function: Function) -> tuple[Verdict, Verdict]:
    """At home, from checks.json, and when graded."""
    return verdict_on(as_at_home(exercise), function), verdict_on(exercise.data(seed=5), function)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda X, y, w, eta, n: descent(X, y, w, 0.1, n), "with 0.1 in place of eta"),
        (lambda X, y, w, eta, n: descent(X, y, w, -eta, n), "with −eta in place of eta"),
        (lambda X, y, w, eta, n: descent(X, y, w, eta * len(y), n), "with eta times the number of rows of X"),
        (lambda X, y, w, eta, n: descent(X, y, w, eta / 2, n), "with eta / 2 in place of eta"),
        (lambda X, y, w, eta, n: descent(X, y, w, eta, n + 1), "with n_steps + 1 in place of n_steps"),
        (lambda X, y, w, eta, n: descent(X, y, w, eta, n - 1), "with n_steps − 1 in place of n_steps"),
        (lambda X, y, w, eta, n: descent(X, y, 0 * w, eta, n), "with zeros in place of w"),
        (lambda X, y, w, eta, n: descent(X[:-1], y[:-1], w, eta, n), "with the last row of X and y left out"),
        (lambda X, y, w, eta, n: descent(X[:1], y[:1], w, eta, n), "with the first row of X and y alone"),
        (lambda X, y, w, eta, n: descent(X, y, descent(X, y, w, eta, n), eta, n), "with the new w in place of"),
    ],
)
def test_a_changed_argument_is_told_alike_at_home_and_when_graded(wrong: Function, said: str) -> None:
    for verdict in both(made(), wrong):
        assert not verdict.passed
        assert verdict.mistake is None
        assert verdict.message.startswith("w is what comes out ")
        assert said in verdict.message


def test_what_is_nearly_a_changed_argument_is_not_called_that() -> None:
    def nearly(X: Any, y: Any, w: Any, eta: Any, n_steps: Any) -> Any:
        return descent(X, y, w, 0.1, n_steps) * (1 + 1e-6)

    for verdict in both(made(), nearly):
        assert "comes out" not in verdict.message


def test_a_listed_mistake_goes_before_a_derived_one() -> None:
    exercise = made()

    @exercise.mistake()
    def rate_of_its_own(X: Any, y: Any, w: Any, eta: Any, n_steps: Any) -> Any:
        """The rate is always a tenth."""
        return descent(X, y, w, 0.1, n_steps)

    for verdict in both(exercise, rate_of_its_own):
        assert (verdict.mistake, verdict.message) == ("rate-of-its-own", "The rate is always a tenth.")


def test_a_text_a_truth_and_a_generator_are_changed_in_their_own_ways() -> None:
    exercise = Exercise("98.choose", "choose(kind, twice, rng) -> r", "Lecture 98")

    @exercise.reference
    def choose(kind: Any, twice: Any, rng: Any) -> Any:
        return rng.normal(size=3) * (2 if twice else 1) * (1 if kind == "plus" else -1)

    exercise.shown("a")(lambda: {"kind": "plus", "twice": True, "rng": GeneratorInput(3)})
    exercise.shown("b")(lambda: {"kind": "minus", "twice": False, "rng": GeneratorInput(4)})
    exercise.drawn(2)(lambda rng: {"kind": "plus", "twice": False, "rng": GeneratorInput(int(rng.integers(99)))})
    for wrong, said in (
        (lambda kind, twice, rng: choose("plus", twice, rng), 'as if kind were always "plus"'),
        (lambda kind, twice, rng: choose(kind, True, rng), "as if twice were always True"),
        (lambda kind, twice, rng: choose(kind, twice, np.random.default_rng(42)), "np.random.default_rng(42) in place"),
    ):
        for verdict in both(exercise, wrong):
            assert said in verdict.message


def test_a_loop_that_changed_inputs_keep_from_ending_is_given_up() -> None:
    exercise = Exercise("98.halve", "halve(x, factor, tol) -> n", "Lecture 98")

    @exercise.reference
    def halve(x: Any, factor: Any, tol: Any) -> Any:
        n = 0
        while x > tol:
            x, n = x * factor, n + 1
        return n

    exercise.shown("a half")(lambda: {"x": 8.0, "factor": 0.5, "tol": 0.9})
    exercise.shown("a third")(lambda: {"x": 8.0, "factor": 1 / 3, "tol": 0.8})
    start = time.monotonic()
    ((case, _),) = [exercise.data().cases]
    assert case.derived["with 1 in place of factor"].error == ("_TooLong", "")
    assert time.monotonic() - start < 20
    assert "halve" not in json.dumps(exercise.data().to_tree()["derived"])
    assert MOST_LINES > 1000


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_the_reference_is_never_told_to_be_a_changed_argument(exercise: Exercise) -> None:
    assert verdict_on(as_at_home(exercise), exercise.solution).message == ""


@pytest.mark.slow
def test_what_is_derived_makes_no_lessons_data_much_larger() -> None:
    grown: dict[str, list[int]] = {}
    for exercise in EXERCISES:
        tree = exercise.data().to_tree()
        sizes = grown.setdefault(exercise.id[:2], [0, 0])
        sizes[0] += len(json.dumps(tree))
        sizes[1] += len(json.dumps({**tree, "derived": [], "cases": [{**c, "derived": []} for c in tree["cases"]]}))
    assert {lesson: big / small for lesson, (big, small) in grown.items() if big > MOST_GROWTH * small} == {}


# --- float32 ---------------------------------------------------------------------------------------


def test_what_float32_loses_is_found_by_running_the_reference_in_it() -> None:
    def root(x: Any) -> Any:
        return np.sqrt(x).sum()

    def cancelling(x: Any) -> Any:
        return (x + 1000.0) - 1000.0

    x = np.array([0.1, 0.2, 0.7])
    mild, harsh = loss_in_float32(root, {"x": x}, root(x)), loss_in_float32(cancelling, {"x": x}, cancelling(x))
    assert mild is not None and harsh is not None
    assert mild < 1e-6 < 1e-5 < harsh
    assert loss_in_float32(len, {"x": x}, 3) is None  # a whole number loses nothing
    picked = loss_in_float32(lambda x, i: x[i], {"x": x, "i": np.array([2, 0])}, x[[2, 0]])
    assert picked is not None and picked < 1e-6  # whole numbers stay where the reference needs them


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_right_work_that_ends_in_float32_is_accepted(exercise: Exercise) -> None:
    def single(value: Any) -> Any:
        if isinstance(value, tuple | list):
            return type(value)(single(each) for each in value)
        is_float = isinstance(value, np.ndarray | np.floating | float) and np.asarray(value).dtype.kind == "f"
        return np.asarray(value).astype(np.float32)[()] if is_float else value

    assert verdict_on(exercise.data(seed=2), lambda *a: single(exercise.solution(*a))).passed


def test_the_number_goes_to_the_student_with_the_case() -> None:
    exercise = made()
    losses = [case.loss() for case in as_at_home(exercise).cases]
    assert all(loss is not None and 0 < loss < 1e-5 for loss in losses)
    assert [case.single() for case in as_at_home(exercise).cases] == pytest.approx(
        [case.single() for case in exercise.data().cases], rel=0.1
    )


def test_data_of_before_is_read_without_it() -> None:
    tree = made().data().to_tree()
    del tree["derived"]
    for case in tree["cases"]:
        del case["derived"], case["loss"]
    data = ExerciseData.from_tree(json.loads(json.dumps(tree)))
    assert verdict_on(data, descent).passed
    assert not verdict_on(data, lambda *a: descent(*a) + 1).passed

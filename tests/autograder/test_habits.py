"""Guards and habits are put where somebody would put them, and the search finds what tells them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.declaring import Exercise
from autograder.declaring.habits import Guarded, guarded
from autograder.declaring.separating import accepted, choose, wide_cases
from gdkit.checking import Case, Outcome, call
from gdkit.checking.inputs import GeneratorInput
from gdkit.checking.judging import holds

from ..this_course import BOOK
from .test_proof import lesson


def climb(theta: Any, eta: Any, max_iter: Any) -> Any:
    """A descent on θ²: a loop, a list, a number and an array."""
    values = [float(theta @ theta)]
    for _ in range(max_iter):
        theta = theta - eta * 2 * theta
        values.append(float(theta @ theta))
    return theta, np.array(values)


def surprise(p: Any, q: Any) -> Any:
    return -np.log(p) + p / q + np.sqrt(q) - np.exp(p)


def shuffled(x: Any, passes: Any, rng: Any) -> Any:
    return np.array([x[rng.permutation(len(x))] for _ in range(passes)])


def mean_of(x: Any) -> Any:
    return x.sum(axis=0) / len(x)


def guards(reference: Callable[..., Any], parameters: str, returns: int = 1) -> list[Guarded]:
    return list(guarded(reference, tuple(parameters.split()), returns))


def one(made: list[Guarded], change: str) -> Callable[..., Any]:
    (found,) = [guard for guard in made if guard.change == change]
    return found.fresh()


START = np.array([2.0, -1.0])


@pytest.mark.parametrize(
    ("change", "right", "wrong"),
    [
        ("stop at a change below 1e-06 in a loop, looking at theta", (START, 0.1, 20), (START, 0.1, 99)),
        ("stop at a change below 0.0001 in a loop, looking at values", (START, 0.1, 9), (START, 0.1, 99)),
        ("stop below 1e-08 in a loop, looking at theta", (START, 0.1, 20), (START, 0.1, 120)),
        ("stop beyond 1000 in a loop, looking at values", (START, 1.1, 3), (START, 1.1, 30)),
        ("stop when it grows in a loop, looking at values", (START, 0.1, 30), (START, 1.1, 3)),
        ("stop after 50 turns in a loop, looking at values", (START, 0.1, 49), (START, 0.1, 60)),
        ("max_iter at most 10", (START, 0.1, 10), (START, 0.1, 11)),
        ("max_iter at least 1", (START, 0.1, 1), (START, 0.1, 0)),
        ("cut beyond ±10 in theta", (START, 0.1, 3), (10 * START, 0.1, 1)),
        ("at least 1e-08 in the argument eta", (START, 0.1, 3), (START, 0.0, 3)),
        ("cut beyond ±1000 in result 2", (START, 0.1, 3), (100 * START, 0.1, 1)),
        ("result in the dtype of theta", (START, 0.1, 3), (START.astype(int), 0.1, 3)),
    ],
)
def test_a_guard_is_right_until_an_input_comes_that_it_does_not_allow_for(change: str, right: Any, wrong: Any) -> None:
    guard = one(guards(climb, "theta eta max_iter", 2), change)

    def same(arguments: Any) -> bool:
        got, expected = guard(*arguments), climb(*arguments)
        return all(
            np.shape(mine) == np.shape(its) and np.allclose(mine, its, rtol=1e-9, atol=1e-13)
            for mine, its in zip(got, expected, strict=True)
        )

    assert same(right)
    assert not same(wrong)


@pytest.mark.parametrize(
    "change",
    [
        "+ 1e-08 in log(p)",
        "at least 1e-06 in log(p)",
        "+ 1e-08 in the denominator q",
        "away from 0 by 1e-06 in the denominator q",
        "+ 1e-08 in sqrt(q)",
        "cut beyond ±7 in exp(p)",
    ],
)
def test_logarithms_roots_exponentials_and_denominators_are_guarded(change: str) -> None:
    guard = one(guards(surprise, "p q"), change)
    p, q = (9.0, 2.0) if "exp" in change else (1e-9, 1e-9)
    assert abs(guard(p, q) - surprise(p, q)) > 1e-6
    assert guard(0.5, 2.0) == pytest.approx(surprise(0.5, 2.0), abs=1e-7)


@pytest.mark.parametrize(
    ("change", "equal"),
    [
        ("a generator of its own in place of rng", False),
        ("the global generator in place of rng", False),
        ("no shuffling in place of rng", False),
        ("one order for all passes in place of rng", False),
        ("passes at least 1", True),
    ],
)
def test_habits_with_random_numbers_give_other_numbers(change: str, equal: bool) -> None:
    guard = one(guards(shuffled, "x passes rng"), change)
    inputs = {"x": np.arange(6), "passes": 2, "rng": GeneratorInput(3)}
    assert (call(guard, inputs).value.tolist() == call(shuffled, inputs).value.tolist()) is equal


def test_what_is_kept_between_calls_is_made_anew_for_each_trial() -> None:
    made = {guard.change: guard for guard in guards(mean_of, "x")}
    buffer = made["one buffer for all results"].fresh()
    assert buffer(np.eye(2)) is buffer(np.ones((2, 2)))
    first = made["the first result for inputs of these sizes is kept"]
    assert first.fresh()(np.eye(2)).tolist() == [0.5, 0.5]
    assert first.fresh()(np.ones((2, 2))).tolist() == [1.0, 1.0]
    tired = made["right in the first three calls"].fresh()
    assert [float(tired(np.full((1, 1), k))[0]) for k in range(5)] == [0.0, 1.0, 2.0, 2.0, 2.0]
    assert made["equal rows counted once"].fresh()(np.array([[1.0], [1.0], [4.0]])).tolist() == [2.5]


@pytest.mark.slow
@pytest.mark.parametrize("id", ["02.batch_gd", "07.bce_from_scores", "08.softmax", "12.one_hot"])
def test_where_a_guard_touches_nothing_it_is_the_reference(id: str) -> None:
    exercise = BOOK[id]
    assert isinstance(exercise, Exercise)
    cases, data = wide_cases(exercise, 12), exercise.data()
    inputs = [case.inputs for case in cases]
    made = guards(exercise.solution, " ".join(cases[0].inputs), len(data.returns))
    untouched = [
        (guard, {k for k, each in enumerate(cases) if k not in guard.touched(inputs) or not guard.matters(each)})
        for guard in made
    ]
    assert sum(map(len, (numbers for _, numbers in untouched))) > 500
    for guard, numbers in untouched:
        run = guard.fresh()
        assert all(holds(data, cases[k], call(run, inputs[k])) for k in numbers), guard.change


@pytest.mark.parametrize(
    ("change", "arguments", "matters"),
    [
        ("max_iter at most 10", (START, 0.1, 10), False),
        ("max_iter at most 10", (START, 0.1, 11), True),
        ("cut beyond ±1000 in result 1", (START, 0.1, 1), False),
        ("cut beyond ±1 in result 1", (START, 0.1, 1), True),
        ("part 1 of the result in the dtype of theta", (START, 0.1, 1), False),
        ("part 1 of the result in the dtype of theta", (START.astype(int), 0.1, 1), True),
        ("eta taken as 0 where theta: one entry", (START, 0.0, 1), False),
        ("eta taken as 0 where theta: one entry", (START[:1], 0.0, 1), False),
        ("eta taken as 0 where theta: one entry", (START[:1], -0.0, 1), True),
        ("right in the first three calls", (START, 0.1, 1), True),
    ],
)
def test_a_guard_around_a_reference_matters_where_its_arguments_or_its_answer_are_others(
    change: str, arguments: Any, matters: bool
) -> None:
    inputs = dict(zip(("theta", "eta", "max_iter"), arguments, strict=True))
    case = Case("", inputs, (Outcome(climb(*arguments)),), {})
    (guard,) = [guard for guard in guards(climb, "theta eta max_iter", 2) if guard.change == change]
    assert guard.matters(case) is matters


@pytest.mark.slow
def test_the_search_chooses_inputs_that_tell_every_guard_which_matters(tmp_path: Path) -> None:
    exercise = lesson(tmp_path, kept="")
    exercise.keep(*choose(exercise))
    assert 0 < len(exercise.kept) <= 8
    shown, wide = exercise.data(), wide_cases(exercise)
    survive = [
        guard.change
        for guard in guards(exercise.solution, "x")
        if accepted(shown, shown.cases, guard.fresh()) and not accepted(shown, wide, guard.fresh())
    ]
    assert survive == []

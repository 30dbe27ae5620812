"""The families of mistakes that are recognised without a list: told where they hold, and not where they nearly do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gdkit.checking import Case, ExerciseData, Outcome, Verdict, call, judge
from gdkit.checking.analysis import evidence_of, explain
from gdkit.checking.calling import call_all
from gdkit.checking.exercise import parse_signature

Function = Callable[..., Any]
Cases = Sequence[dict[str, Any]]
RNG = np.random.default_rng(7)


def inputs(m: int, n: int, eta: float) -> dict[str, Any]:
    return {"X": RNG.normal(size=(m, n)), "w": RNG.normal(size=n), "eta": eta, "k": m + n}


CASES = [inputs(3, 2, 0.5), inputs(5, 4, 0.25), inputs(4, 4, 0.1)]


def right_step(X: Any, w: Any, eta: Any, k: Any) -> Any:
    return w - eta * X.sum(axis=0)


USUAL = "f(X, w, eta, k) -> r"
SIGNATURES = {"step": "f(X, w, eta, k) -> w", "uphill": "f(X, w, eta, k) -> w"}


def told(reference: Function, function: Function, signature: str = USUAL, cases: Cases = CASES) -> str:
    return verdict(reference, function, signature, cases).message


def verdict(reference: Function, function: Function, signature: str, cases: Cases) -> Verdict:
    data = ExerciseData(
        id="99.it",
        signature=signature,
        parts={"the result": parse_signature(signature)[2]},
        tolerance=1e-9,
        reread="",
        mistakes={},
        cases=tuple(Case(f"case {i}", each, (call(reference, each),), {}) for i, each in enumerate(cases, 1)),
    )
    return judge(data, list(call_all(function, [case.inputs for case in data.cases])))


def columns(X: Any, w: Any, eta: Any, k: Any) -> Any:
    return X.sum(axis=0) + w


def table(X: Any, w: Any, eta: Any, k: Any) -> Any:
    return X + w


def total(X: Any, w: Any, eta: Any, k: Any) -> float:
    return float(np.exp(X).sum() + w @ w)


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (lambda X, w, eta, k: -1, "r has the opposite sign."),
        (lambda X, w, eta, k: 2, "r is twice as large as it should be."),
        (lambda X, w, eta, k: 0.5, "r is half as large as it should be."),
        (lambda X, w, eta, k: 1 / np.log(2), "r is 1/ln 2 times what it should be, as with a logarithm to base 2."),
        (lambda X, w, eta, k: len(X), "r is what it should be times the number of rows of X."),
        (lambda X, w, eta, k: 1 / len(X), "r is what it should be divided by the number of rows of X."),
        (lambda X, w, eta, k: -len(X), "times the number of rows of X, with the opposite sign."),
        (lambda X, w, eta, k: len(w), "r is what it should be times the number of columns of X."),
        (lambda X, w, eta, k: eta, "r is what it should be times eta."),
        (lambda X, w, eta, k: 1 - eta, "r is what it should be times (1 − eta)."),
        (lambda X, w, eta, k: len(X) / 2, "r is what it should be times half of the number of rows of X."),
        (lambda X, w, eta, k: len(X) / len(w), "the number of rows of X and divided by the number of columns of X."),
        (lambda X, w, eta, k: np.linalg.norm(w), "r is what it should be times the length ‖w‖."),
        (lambda X, w, eta, k: 7, "r is 7 times what it should be, in every case."),
        (lambda X, w, eta, k: 1 + eta**3 / 7, "in the right proportion to each other, but all too large"),
    ],
)
@pytest.mark.parametrize("reference", [columns, table], ids=["an array", "a table"])
def test_a_factor_is_told_with_what_it_is(reference: Function, factor: Function, said: str) -> None:
    assert said in told(reference, lambda *a: factor(*a) * reference(*a))


@given(st.floats(-1e3, 1e3), st.integers(0, 2))
def test_a_factor_of_one_case_alone_is_none(factor: float, other: int) -> None:
    elsewhere = 3 * factor + 0.1
    assume(abs(factor) > 1e-3 and min(abs(factor - c) for c in (-2, -1, 0, 0.5, 1, 2, elsewhere)) > 1e-3)

    def varying(X: Any, w: Any, eta: Any, k: Any) -> Any:
        return (factor if eta == CASES[other]["eta"] else elsewhere) * columns(X, w, eta, k)

    said = told(columns, varying)
    assert "times what it should be, in every case" not in said


def near(function: Function, by: float = 1e-4) -> Function:
    """The same function with one entry moved: nothing simple any more."""

    def moved(*a: Any) -> Any:
        result = np.array(function(*a), dtype=float)
        result.reshape(-1)[1] += by * (1 + a[2])
        return result

    return moved


POSITIVE = {  # what came, and what is said of it; `near` of it must not be called that
    "zero": (columns, lambda *a: 0 * columns(*a), "r is zero in every entry."),
    "step": (right_step, lambda X, w, eta, k: w - 2 * eta * X.sum(axis=0), "the step from the w that was given"),
    "uphill": (right_step, lambda X, w, eta, k: w + eta * X.sum(axis=0), "has the opposite sign"),
    "constant": (columns, lambda *a: columns(*a) + 1e-3, "r is 0.001 too large in every entry, in every case."),
    "plus eta": (columns, lambda *a: columns(*a) + a[2], "r is what it should be plus eta in every entry."),
    "term": (columns, lambda *a: columns(*a) + a[2] * a[1], "is a multiple of the w that was given, in every case."),
    "transposed": (lambda X, w, *a: X.T @ X + np.outer(w, w**2), lambda X, w, *a: X.T @ X + np.outer(w**2, w), "tran"),
    "reversed": (columns, lambda *a: columns(*a)[::-1], "has the right entries in reverse order."),
    "columns reversed": (table, lambda *a: table(*a)[:, ::-1], "has the right columns in reverse order."),
    "running": (table, lambda *a: table(*a).cumsum(axis=0), "is summed up: each entry has all before it added."),
    "absolute": (columns, lambda *a: np.abs(columns(*a)), "is the absolute value of what it should be."),
    "exponential": (columns, lambda *a: np.exp(columns(*a)), "is the exponential of what it should be."),
    "root": (lambda *a: columns(*a) ** 2, lambda *a: np.abs(columns(*a)), "is the square root of what it should be."),
    "logarithm": (lambda *a: np.exp(columns(*a)), columns, "is the logarithm of what it should be."),
    "complement": (columns, lambda *a: 1 - columns(*a), "is 1 minus what it should be."),
    "negative cut": (table, lambda *a: np.maximum(table(*a), 0), "with its negative numbers replaced by 0."),
    "rounded": (columns, lambda *a: columns(*a).round(3), "r is rounded to 3 decimals."),
    "clipped": (table, lambda *a: table(*a).clip(-0.5, 0.7), "larger than 0.7 are replaced by 0.7, and numbers"),
    "dead zone": (table, lambda *a: table(*a) * (np.abs(table(*a)) > 0.4), "r is 0 where it should be a small number"),
    "one value": (columns, lambda *a: np.full(len(a[1]), columns(*a).mean()), "All entries of r are equal"),
    "first entry": (columns, lambda *a: columns(*a) * (np.arange(len(a[1])) > 0), "The first entry of r is zero."),
    "first column": (table, lambda *a: table(*a) * np.r_[2, np.ones(len(a[1]) - 1)], "The first column of r is twice"),
    "last row": (table, lambda *a: table(*a) * np.r_[np.ones(len(a[0]) - 1), 0][:, None], "The last row of r is zero"),
}  # fmt: skip


@pytest.mark.parametrize("family", POSITIVE)
def test_a_family_is_told_where_it_holds_in_every_case(family: str) -> None:
    reference, function, said = POSITIVE[family]
    assert said in told(reference, function, SIGNATURES.get(family, USUAL))


@pytest.mark.parametrize("family", POSITIVE)
def test_a_family_is_not_told_where_one_entry_contradicts_it(family: str) -> None:
    reference, function, said = POSITIVE[family]
    assert said not in told(reference, near(function), SIGNATURES.get(family, USUAL))


CONTRADICTED = {"constant", "exponential", "rounded", "clipped", "reversed", "transposed", "first column"}  # by case 2


@pytest.mark.parametrize("family", POSITIVE)
def test_where_a_family_holds_in_some_cases_these_are_told(family: str) -> None:
    reference, function, _ = POSITIVE[family]

    def at_times(*a: Any) -> Any:
        return function(*a) if len(a[0]) != 5 else reference(*a)

    message = told(reference, at_times, SIGNATURES.get(family, USUAL))
    assert "Right in 1 of the 3 cases that you see; not in “case 1” and “case 3”." in message
    if family in CONTRADICTED:
        assert message.startswith("Where it is wrong, ")


@pytest.mark.parametrize("size", [0.3e-4, 1e-6, 1e-8])
def test_lost_digits_are_counted(size: float) -> None:
    noise = [np.array([0.3, -1.0, 0.7, 0.1])[: len(each["w"])] for each in CASES]

    def rough(X: Any, w: Any, eta: Any, k: Any) -> Any:
        r = columns(X, w, eta, k)
        return r + np.abs(r).max() * 0.9 * size * next(
            n for n, each in zip(noise, CASES, strict=True) if each["eta"] == eta
        )

    digits = {0.3e-4: 4, 1e-6: 6, 1e-8: 8}[size]
    assert told(columns, rough) == f"r is right to about {digits} digits only."


# --- other values than those asked for ------------------------------------------------------------


def two(X: Any, w: Any, eta: Any, k: Any) -> Any:
    return X.sum(axis=0), float(eta), X.mean(axis=0)


TWO = "f(X, w, eta, k) -> (s, e, m)"


def test_returned_values_in_another_order_are_told_with_their_places() -> None:
    said = told(two, lambda *a: two(*a)[::-1], TWO)
    assert "in another order: expected (s, e, m), got (m, e, s)." in said
    assert "another order" not in told(two, lambda *a: (two(*a)[2] + 1e-3, two(*a)[1], two(*a)[0]), TWO)


def test_a_value_in_anothers_place_is_told() -> None:
    assert told(two, lambda *a: (two(*a)[2], *two(*a)[1:]), TWO).startswith("s is what m should be.")


def test_an_input_that_comes_back_unchanged_is_told() -> None:
    assert told(right_step, lambda X, w, eta, k: w.copy()).startswith("r is the w that f was given, unchanged.")
    assert "unchanged" not in told(right_step, lambda X, w, eta, k: w + 1e-3 * X[0])


def walk(X: Any, w: Any, eta: Any, k: Any) -> Any:
    points = [w]
    for row in X:
        points.append(points[-1] * 0.9 - eta * row)
    return points[-1], np.array(points)


WALK = "f(X, w, eta, k) -> (theta, history)"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda theta, path: (path[-2], path), "theta is not the last point of history, but one step before the last."),
        (lambda theta, path: (path[0], path), "theta is the w that f was given, unchanged."),
        (lambda theta, path: (theta, path[1:]), "the first entry is missing; the others are right."),
        (lambda theta, path: (theta, path[:-1]), "the last entry is missing; the others are right."),
        (lambda theta, path: (theta, np.vstack([path[:1], path])), "there is an entry too many at the front"),
        (lambda theta, path: (theta, np.vstack([path, path[-1:]])), "there is an entry too many at the end"),
        (lambda theta, path: (theta, np.vstack([path[:1], path[:-1]])), "history is one step behind"),
        (lambda theta, path: (theta, np.vstack([path[1:], path[-1:] * 2])), "history is one step ahead"),
        (lambda theta, path: (theta, np.vstack([path[:2], path[2:] + 1])), "history is right at first; entry 2 is the"),
        (lambda theta, path: (theta, path[:2]), "history ends too early; the entries that it has are right."),
        (
            lambda theta, path: (theta, np.vstack([path, path])),
            "history goes on too long; it begins with all the right",
        ),
        (
            lambda theta, path: (theta, path[np.minimum(np.arange(len(path)), 2)]),
            "right at first, and then stands still.",
        ),
        (lambda theta, path: (theta, path[0] - (path - path[0]) ** 3), "Of history only the first row is right."),
        (lambda theta, path: (theta, 2 * path[:1] - path), "The first step of history has the opposite sign."),
    ],
)
def test_a_path_that_is_shifted_cut_or_goes_another_way_is_told(change: Function, said: str) -> None:
    assert said in told(walk, lambda *a: change(*walk(*a)), WALK)


def test_one_number_for_an_array_and_an_array_for_one_number_are_told() -> None:
    assert "one number, the mean of the entries that are expected" in told(
        columns, lambda *a: float(columns(*a).mean())
    )
    assert "the sum of its entries is what is expected" in told(lambda *a: float(columns(*a).sum()), columns)


def layers(X: Any, w: Any, eta: Any, k: Any) -> Any:
    return [X.T @ X, w, np.outer(w, w)], [w + 1, w * 2, w - 1]


LAYERS = "f(X, w, eta, k) -> (dWs, dbs)"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda dWs, dbs: (dWs[::-1], dbs), "The entries of dWs come in reverse order."),
        (lambda dWs, dbs: ([dWs[0] * 2, *dWs[1:]], dbs), "The first entry of dWs is twice as large as it should be."),
        (lambda dWs, dbs: ([*dWs[:-1], dWs[-1] * 0], dbs), "The last entry of dWs is zero"),
        (lambda dWs, dbs: ([*(each**3 for each in dWs[:-1]), dWs[-1]], dbs), "Of dWs only the last entry is right."),
        (lambda dWs, dbs: ([dWs[0] ** 3, *dWs[1:]], dbs), "Only the first entry of dWs is off; the rest is right."),
        (lambda dWs, dbs: (dWs, [-each for each in dbs]), "dbs has the opposite sign."),
    ],
)
def test_of_several_layers_it_is_told_which_one_is_off(change: Function, said: str) -> None:
    assert said in told(layers, lambda *a: change(*layers(*a)), LAYERS)


def test_two_entries_in_each_others_place_and_rows_in_another_order_are_told() -> None:
    def exchanged(X: Any, w: Any, eta: Any, k: Any) -> Any:
        return table(X, w, eta, k)[:, [1, 0, *range(2, len(w))]][0]

    assert told(lambda *a: table(*a)[0], exchanged).startswith(
        ("Entries 0 and 1 of r are exchanged.", "r has the right")
    )

    def shuffled(X: Any, w: Any, eta: Any, k: Any) -> Any:
        return table(X, w, eta, k)[np.argsort(np.sin(np.arange(len(X)) * 7))]

    assert told(table, shuffled).startswith("r has the right entries in another order.")


def test_small_whole_numbers_are_not_explained_by_sizes_that_happen_to_fit() -> None:
    def index(X: Any, w: Any, eta: Any, k: Any) -> int:
        return int(k) % 3

    message = told(index, lambda X, w, eta, k: int(k) % 3 + len(w), cases=CASES[:2])
    assert "number of" not in message


# --- nothing is told that is not there --------------------------------------------------------------


@given(st.integers(0, 10**6), st.sampled_from([0.37, -1.6, 12.5]))
def test_a_shared_factor_is_found_in_any_numbers(seed: int, factor: float) -> None:
    rights = [np.random.default_rng(seed + k).normal(size=3) for k in range(3)]
    gots = [factor * each for each in rights]
    evidence = evidence_of("r", gots, rights, [{}] * 3, [True] * 3, [False] * 3, 1e-9)
    assert evidence is not None
    said = explain(evidence)
    assert said is not None and said.sentence == f"r is {factor:g} times what it should be, in every case."


@given(st.integers(0, 10**6))
def test_of_unrelated_numbers_nothing_is_said(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rights = [rng.normal(size=(4, 3)) for _ in range(3)]
    gots = [rng.normal(size=(4, 3)) for _ in range(3)]
    cases = [{"X": rng.normal(size=(4 + k, 3)), "eta": float(rng.uniform())} for k in range(3)]
    evidence = evidence_of("r", gots, rights, cases, [True] * 3, [False] * 3, 1e-9)
    assert evidence is not None
    assert explain(evidence) is None


def test_a_number_that_only_drawn_cases_show_is_not_printed() -> None:
    rights = [np.array([0.3, -1.2, 2.5]), np.array([1.5, 0.4, -0.7])]
    for change in (lambda x: x + 0.4567, lambda x: x * 3.4567, lambda x: np.minimum(x, 0.3567)):
        evidence = evidence_of("r", list(map(change, rights)), rights, [{}] * 2, [False] * 2, [False] * 2, 1e-9)
        assert evidence is not None
        said = explain(evidence)
        assert said is None or "567" not in said.sentence


def test_an_error_of_some_cases_is_told_with_those_that_are_right() -> None:
    def broken(X: Any, w: Any, eta: Any, k: Any) -> Any:
        return columns(X, w, eta, k) if len(X) != 5 else np.zeros(3) + np.zeros(2)

    assert "Right in 2 of the 3 cases that you see; not in “case 2”." in told(columns, broken)


def test_outcomes_that_stop_with_an_error_are_no_evidence() -> None:
    assert evidence_of("r", [None], [np.zeros(2)], [{}], [True], [False], 1e-9) is None
    assert Outcome(error=("ValueError", "")).value is None


def test_what_is_as_long_as_an_argument_is_no_path() -> None:
    message = told(columns, lambda *a: np.full(len(a[1]), columns(*a)[0]))
    assert "stands still" not in message
    assert message == "All entries of r are equal, and they should differ."
    assert "ends too early" not in told(table, lambda *a: table(*a)[:2])


def test_single_numbers_are_not_cut_at_themselves() -> None:
    assert "are replaced by" not in told(total, lambda *a: total(*a) - (len(a[0]) == 3))


def test_after_where_it_is_wrong_no_sentence_speaks_of_every_case() -> None:
    message = told(columns, lambda *a: columns(*a) + 1e-3 * (len(a[0]) != 5))
    assert message.startswith("Where it is wrong, r is 0.001 too large in every entry.")
    assert "in every case" not in message


def test_a_value_to_which_the_statement_gives_no_name_is_called_the_result() -> None:
    assert told(columns, lambda X, w, eta, k: X, "f(X, w, eta, k) -> result").startswith("The result has shape")
    assert told(columns, lambda X, w, eta, k: X, "f(X, w, eta, k) -> r").startswith("r has shape")
    sums = told(columns, lambda X, w, eta, k: 1 + columns(X, w, eta, k) + X[0, 0] ** 3, "f(X, w, eta, k) -> result")
    assert sums.startswith("The result ") and " the result" not in sums.replace(". the", " the")

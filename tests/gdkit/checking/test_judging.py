"""What the judge accepts, what it refuses, and that what it says of it is true."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, namedtuple
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from gdkit.checking import Case, ExerciseData, Mistake, Outcome, Verdict, call, judge
from gdkit.checking.calling import call_all
from gdkit.checking.exercise import parse_signature
from gdkit.checking.recognising import same_outcome

Function = Callable[..., Any]
Line = namedtuple("Line", "slope offset")
ROWS = [
    {"X": np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 1.0]]), "y": np.array([1.0, 2.0, 4.0])},
    {"X": np.array([[2.0, 1.0, 0.0], [1.0, -1.0, 2.0]]), "y": np.array([-1.0, 3.0])},
]


def exercise(signature: str, reference: Function, cases: list[dict[str, Any]], **mistakes: Function) -> ExerciseData:
    """An exercise with these shown cases."""
    return ExerciseData(
        id="99.it",
        signature=signature,
        parts={"the result": parse_signature(signature)[2]},
        tolerance=1e-9,
        reread="Lecture 99",
        mistakes={slug: Mistake(slug, f"This is {slug}.") for slug in mistakes},
        cases=tuple(
            Case(
                f"case {number}",
                inputs,
                (call(reference, inputs),),
                {slug: call(function, inputs) for slug, function in mistakes.items()},
            )
            for number, inputs in enumerate(cases, 1)
        ),
    )


def verdict(data: ExerciseData, function: Function) -> Verdict:
    return judge(data, list(call_all(function, [case.inputs for case in data.cases])))


def mean_and_spread(X: Any, y: Any) -> Any:
    return y.mean(), y.max() - y.min()


# --- each call is not alone ----------------------------------------------------------------------


def test_a_function_that_hands_out_its_one_buffer_is_refused_and_told_why() -> None:
    buffer = np.zeros(2)

    def into_the_buffer(X: Any, y: Any) -> Any:
        buffer[:] = y[:2]
        return buffer

    data = exercise("first_two(X, y) -> v", lambda X, y: y[:2].copy(), ROWS)
    assert [judge(data, [call(into_the_buffer, case.inputs) for case in data.cases]).passed] == [True]  # each alone
    refused = verdict(data, into_the_buffer)
    assert (refused.status, refused.fraction) == ("fail", 0.0)
    assert "changed by the next call" in refused.message


def test_a_list_that_later_calls_go_on_filling_is_refused_too() -> None:
    seen: list[float] = []

    def remembering(X: Any, y: Any) -> Any:
        seen.append(float(y[0]))
        return seen[-1], {"seen": seen}

    data = exercise("first(X, y) -> (a, b)", lambda X, y: (float(y[0]), {"seen": [float(y[0])]}), ROWS[:1] * 2)
    assert "changed by the next call" in verdict(data, remembering).message


def test_results_that_share_memory_with_their_own_arguments_only_are_not_overwritten() -> None:
    assert verdict(exercise("rows(X, y) -> v", lambda X, y: X.copy(), ROWS), lambda X, y: X).passed


# --- containers and numbers ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", [list, lambda values: Line(*values)], ids=["a list", "a namedtuple"])
def test_several_values_in_another_container_are_right(kind: Function) -> None:
    data = exercise("mean_and_spread(X, y) -> (mean, spread)", mean_and_spread, ROWS)
    found = verdict(data, lambda X, y: kind(mean_and_spread(X, y)))
    assert found.passed
    assert ("return mean, spread" in found.message) is (kind is list)
    assert not verdict(data, lambda X, y: kind([mean_and_spread(X, y)[0], 0.0])).passed


@pytest.mark.parametrize("number", [Fraction(1, 3), Decimal(1) / 3, sympy.Rational(1, 3), sympy.Float(1) / 3])
def test_an_exact_number_is_a_number(number: Any) -> None:
    data = exercise("third(X, y) -> t", lambda X, y: 1 / 3, ROWS)
    assert verdict(data, lambda X, y: number).passed
    assert not verdict(data, lambda X, y: number + 1).passed


@pytest.mark.parametrize("value", [0, 1, -1, 7])
def test_a_whole_number_of_sympys_and_a_fraction_that_is_one_are_whole_numbers(value: int) -> None:
    """SymPy's 0, 1, -1 and 1/2 are of classes of their own, and these of a metaclass."""
    data = exercise("count(X, y) -> c", lambda X, y: value, ROWS)
    assert verdict(data, lambda X, y: sympy.Integer(value)).passed
    assert verdict(data, lambda X, y: Fraction(value)).passed
    assert not verdict(data, lambda X, y: sympy.Integer(value + 1)).passed
    half = exercise("half(X, y) -> h", lambda X, y: 0.5, ROWS)
    assert verdict(half, lambda X, y: sympy.S.Half).passed
    for other in (sympy.I, sympy.zoo, sympy.nan, sympy.Symbol("x"), sympy.Integer, sympy.S.true):
        assert not verdict(half, lambda X, y, other=other: other).passed


def test_an_array_is_no_list() -> None:
    data = exercise("labels(X, y) -> v", lambda X, y: y, ROWS)
    assert "Use np.array" in verdict(data, lambda X, y: y.tolist()).text


@pytest.mark.parametrize("large", [10**17, 10**30])
def test_whole_numbers_are_compared_exactly_however_large(large: int) -> None:
    data = exercise("count(X, y) -> c", lambda X, y: large, ROWS)
    assert verdict(data, lambda X, y: large).passed
    assert not verdict(data, lambda X, y: large + 1).passed
    assert "off by" not in verdict(data, lambda X, y: large + 1).message


# --- true words ----------------------------------------------------------------------------------


def test_a_whole_number_is_never_called_a_decimal_one() -> None:
    large = 3 * 10**12
    data = exercise("count(X, y) -> c", lambda X, y: large, ROWS, decimal=lambda X, y: float(large))
    assert verdict(data, lambda X, y: float(large)).mistake == "decimal"
    assert verdict(data, lambda X, y: large + 1).mistake is None


def test_an_error_names_a_mistake_only_when_it_says_the_same() -> None:
    def called(X: Any, y: Any) -> Any:
        return y()

    data = exercise("labels(X, y) -> v", lambda X, y: y, ROWS, called=called)

    def mine(X: Any, y: Any) -> Any:
        labels = y
        return labels()

    assert verdict(data, mine).mistake == "called"
    for other in (lambda X, y: np.maximum(y), lambda X: X, lambda X, y: y + "1", lambda X, y: len(3)):
        assert verdict(data, other).mistake is None


def test_errors_differ_in_more_than_the_numbers_and_names_of_ones_own_code() -> None:
    data = exercise("labels(X, y) -> v", lambda X, y: y, ROWS[:1], reshaped=lambda X, y: y.reshape(7))
    assert verdict(data, lambda X, y: y.reshape(5)).mistake == "reshaped"
    assert verdict(data, lambda X, y: y + np.ones(7)).mistake is None  # a ValueError as well


@pytest.mark.parametrize("factor", [1 + 2e-8, 1 - 2e-7])
def test_what_is_off_by_rounding_is_not_called_a_factor(factor: float) -> None:
    one_column = [{**each, "X": each["X"][:, :1]} for each in ROWS]
    for cases in (ROWS, one_column, [{**each, "X": each["X"][:2]} for each in ROWS]):
        message = verdict(exercise("labels(X, y) -> v", lambda X, y: y, cases), lambda X, y: y * factor).message
        assert "times" not in message and "large" not in message
        assert message == f"v is right to about {7 if factor > 1 else 6} digits only."


def test_a_factor_that_is_a_size_says_of_which_matrix() -> None:
    data = exercise("labels(X, y) -> v", lambda X, y: y, ROWS)
    assert "times the number of rows of X" in verdict(data, lambda X, y: y * len(y)).message
    assert "times the number of columns of X" in verdict(data, lambda X, y: y * X.shape[1]).message


def test_a_mistake_is_named_only_when_no_other_does_the_same() -> None:
    def doubled(X: Any, y: Any) -> Any:
        return 2 * y

    both = exercise("labels(X, y) -> v", lambda X, y: y, ROWS, doubled=doubled, added=lambda X, y: y + y)
    told = verdict(both, doubled)
    assert (told.mistake, told.message) == (None, "v is twice as large as it should be.")
    said_alike = replace(both, mistakes={slug: Mistake(slug, "v is added twice.") for slug in both.mistakes})
    assert verdict(said_alike, doubled).mistake == "doubled"
    assert verdict(exercise("labels(X, y) -> v", lambda X, y: y, ROWS, doubled=doubled), doubled).mistake == "doubled"


def test_of_two_mistakes_with_the_same_numbers_the_one_with_the_same_kind_of_numbers_is_named() -> None:
    def upside_down(X: Any, y: Any) -> Any:
        return (y < 0).astype(int)

    def as_decimals(X: Any, y: Any) -> Any:
        return (y < 0).astype(float)

    data = exercise(
        "signs(X, y) -> v", lambda X, y: (y > 0).astype(int), ROWS, upside=upside_down, decimals=as_decimals
    )
    assert verdict(data, upside_down).mistake == "upside"
    assert verdict(data, as_decimals).mistake == "decimals"


@pytest.mark.parametrize(
    ("mine", "other"),
    [
        ("'numpy.ndarray' object is not callable", "'str' object is not callable"),
        ("'method' object is not subscriptable", "'int' object is not subscriptable"),
        ("only length-1 arrays can be converted to Python scalars", "only 0-dimensional arrays can be converted"),
        ("math domain error", "expected a positive input, got -1.0"),
        ("float division by zero", "division by zero"),
        ("operands could not be broadcast together with shapes (3,) (2,) ", "matmul: Input operand 1 has a mismatch"),
    ],
)
def test_errors_that_are_worded_otherwise_give_no_name(mine: str, other: str) -> None:
    """Versions of Python and NumPy word some errors anew: then there is no name, rather than a wrong one."""

    def raising(text: str) -> Function:
        def function(X: Any, y: Any) -> Any:
            raise ValueError(text)

        return function

    data = exercise("labels(X, y) -> v", lambda X, y: y, ROWS, other=raising(other))
    assert verdict(data, raising(mine)).mistake is None
    assert verdict(data, raising(other)).mistake == "other"


@pytest.mark.parametrize(
    ("mine", "other"),
    [
        ("f() missing 1 required argument: 'y'", "outer.<locals>.g() missing 1 required argument: 'b'"),
        ("shapes (3,2) and (3,2) not aligned: 2 (dim 1)", "shapes (4,5) and (4,5) not aligned: 5 (dim 1)"),
        ("name 'theta' is not defined", "name 'w' is not defined"),
    ],
)
def test_names_and_numbers_of_ones_own_code_do_not_make_another_error(mine: str, other: str) -> None:
    assert same_outcome(
        exercise("labels(X, y) -> v", lambda X, y: y, ROWS),
        Outcome(error=("TypeError", mine)),
        Outcome(error=("TypeError", other)),
    )


def test_where_it_is_right_is_told_by_the_titles_of_the_cases_that_the_student_sees() -> None:
    def wrong_for_two_rows(X: Any, y: Any) -> Any:
        return y + (X if len(y) == 2 else 0 * X)[:, 0] ** 3

    data = exercise("labels(X, y) -> v", lambda X, y: y, ROWS)
    assert "Right in 1 of the 2 cases that you see; not in “case 2”." in verdict(data, wrong_for_two_rows).message
    assert "Right in" not in verdict(data, lambda X, y: y + X[:, 0] ** 3).message
    drawn = replace(data, cases=(data.cases[0], replace(data.cases[1], title="")))
    told = verdict(drawn, wrong_for_two_rows).message
    assert told.startswith("v is not right in a case that was drawn for grading.")
    assert "right in every case that you see" in told


@pytest.mark.parametrize(
    "leak",
    [
        lambda y: np.zeros((0, 4584828032172480856)),
        lambda y: np.zeros(0, dtype="<U368530"),
        lambda y: y + 123.456,
        lambda y: (1, 2, 3, 4, 5, 6, 7),
    ],
)
def test_of_a_drawn_case_neither_shape_nor_dtype_nor_size_is_told(leak: Function) -> None:
    data = exercise("labels(X, y) -> v", lambda X, y: y, ROWS)
    drawn = replace(data, cases=(data.cases[0], replace(data.cases[1], title="")))
    told = verdict(drawn, lambda X, y: y if len(y) == 3 else leak(y))
    assert not told.passed
    assert "drawn for grading" in told.message
    assert not set("456789") & set(told.message)


def test_an_argument_that_is_moved_and_moved_back_is_changed_by_rounding_alone() -> None:
    def slope(x: Any, h: Any) -> Any:
        return 2 * x + 0 * h

    def there_and_back(x: Any, h: Any) -> Any:
        right = slope(x, h)
        for step in (h, -2 * h, h):
            x += step
        return right

    def moved(x: Any, h: Any) -> Any:
        right = slope(x, h)
        x += h
        return right

    data = exercise("slope(x, h) -> s", slope, [{"x": np.array([0.7, 1 / 3, 5.1]), "h": 0.1}])
    assert "by rounding alone" in verdict(data, there_and_back).message
    assert "rounding" not in verdict(data, moved).message
    assert "changes its argument x" in verdict(data, moved).message


# --- few digits ------------------------------------------------------------------------------------


def test_a_float32_result_may_lose_ten_times_what_the_reference_loses() -> None:
    def right(X: Any, y: Any) -> Any:
        return np.exp(y)

    def off_by(error: float) -> Function:
        return lambda X, y: (np.exp(y) * (1 + error)).astype(np.float32)

    unknown = exercise("slope(X, y) -> s", right, ROWS)
    known = replace(unknown, cases=tuple(replace(case, loss=lambda: 5e-7) for case in unknown.cases))
    exact = replace(unknown, cases=tuple(replace(case, loss=lambda: 0.0) for case in unknown.cases))
    assert verdict(known, off_by(0)).passed
    assert verdict(exact, off_by(0)).passed  # float32 has a rounding of its own
    assert verdict(known, off_by(3e-6)).passed
    assert verdict(unknown, off_by(3e-5)).passed
    for data, error in ((known, 3e-5), (exact, 1e-5)):
        told = verdict(data, off_by(error))
        assert (told.status, told.fraction, told.mistake) == ("fail", 0.0, None)
        assert "s is float32 and off by" in told.message
        assert "Compute in float64" in told.hint
    assert "float32" not in verdict(known, off_by(0.5)).message  # that is no matter of digits


def test_what_the_reference_loses_is_not_asked_for_where_nothing_is_float32() -> None:
    def never() -> float:
        raise AssertionError

    data = exercise("slope(X, y) -> s", lambda X, y: np.exp(y), ROWS)
    lazy = replace(data, cases=tuple(replace(case, loss=never) for case in data.cases))
    assert verdict(lazy, lambda X, y: np.exp(y)).passed
    assert not verdict(lazy, lambda X, y: np.exp(y) + 1e-6).passed


def test_a_count_in_a_counter_and_a_word_out_of_an_array_are_a_dict_and_a_string() -> None:
    def right(y: Any) -> Any:
        return {True: int((y > 0).sum()), False: int((y <= 0).sum())}, "up" if y.sum() > 0 else "down"

    def counted(y: Any) -> Any:
        return Counter(map(bool, y > 0)), np.array(["down", "up"])[int(y.sum() > 0)]

    def filled(y: Any) -> Any:
        found: Any = defaultdict(int)
        for each in y:
            found[bool(each > 0)] += 1
        return OrderedDict(found), "down"

    data = exercise("signs(y) -> (counts, way)", right, [{"y": np.array([1.0, -1.0, 2.0])}])
    assert verdict(data, counted).passed
    assert "way is not the expected one" in verdict(data, filled).message
    numbers = verdict(data, lambda y: (right(y)[0], np.float64(1.0)))
    assert "way is a number; expected a string" in numbers.message


# --- hidden cases --------------------------------------------------------------------------------


def test_the_keys_of_a_right_result_are_named_in_a_shown_case_and_in_no_drawn_one() -> None:
    def counts(y: Any) -> Any:
        return {float(each): 1 for each in y}, [{float(y[0]): "first"}]

    data = exercise("counts(y) -> (n, more)", counts, [{"y": np.array([0.125])}, {"y": np.array([0.8472])}])
    drawn = replace(data, cases=(data.cases[0], replace(data.cases[1], title="")))

    def wrong(y: Any, of: int) -> Any:
        right = list(counts(y))
        right[of] = ({}, [{float(y[0]): "last"}])[of] if y[0] > 0.5 else right[of]
        return tuple(right)

    for of in (0, 1):
        assert "0.8472" in verdict(data, lambda y, of=of: wrong(y, of)).message
        told = verdict(drawn, lambda y, of=of: wrong(y, of))
        assert (told.passed, "0.8472" in told.text) == (False, False)


# --- a function that remembers ---------------------------------------------------------------------


def test_a_function_that_gives_another_result_when_it_is_called_again_is_refused_and_told_why() -> None:
    calls: list[int] = []

    def tired(X: Any, y: Any) -> Any:
        calls.append(1)
        return float(y.sum()) if len(calls) <= len(ROWS) else 0.0

    data = exercise("total(X, y) -> t", lambda X, y: float(y.sum()), ROWS)
    refused = verdict(data, tired)
    assert (refused.status, refused.fraction) == ("fail", 0.0)
    assert "Called again with the same inputs, total gives another result" in refused.message


def test_the_first_calls_are_repeated_in_another_order_and_count_for_no_case() -> None:
    called: list[float] = []

    def noted(X: Any, y: Any) -> Any:
        called.append(float(y[0]))
        return float(y[0])

    cases = [{"X": ROWS[0]["X"], "y": np.array([float(k)])} for k in range(5)]
    assert verdict(exercise("first(X, y) -> t", lambda X, y: float(y[0]), cases), noted).passed
    assert called == [0.0, 1.0, 2.0, 3.0, 4.0, 2.0, 1.0, 0.0]


def test_a_function_that_remembers_what_it_computed_is_right() -> None:
    known: dict[bytes, float] = {}

    def cached(X: Any, y: Any) -> Any:
        return known.setdefault(y.tobytes(), float(y.sum()))

    assert verdict(exercise("total(X, y) -> t", lambda X, y: float(y.sum()), ROWS), cached).passed


def test_a_last_digit_that_differs_between_two_calls_is_no_memory() -> None:
    rng = np.random.default_rng(0)

    def shaky(X: Any, y: Any) -> Any:
        return float(y.sum()) * (1 + 1e-15 * rng.choice([-1, 1]))

    assert verdict(exercise("total(X, y) -> t", lambda X, y: float(y.sum()), ROWS), shaky).passed


def test_an_error_that_comes_only_in_the_second_call_is_found() -> None:
    seen: list[bytes] = []

    def once(X: Any, y: Any) -> Any:
        if y.tobytes() in seen:
            raise ValueError("this was asked before")
        seen.append(y.tobytes())
        return float(y.sum())

    data = exercise("total(X, y) -> t", lambda X, y: float(y.sum()), ROWS)
    assert "remembers earlier calls" in verdict(data, once).message

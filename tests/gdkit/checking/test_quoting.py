"""A case as code to paste: true to the last bit, bounded, and silent on what nobody may see."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdkit.checking import Case, ExerciseData, Outcome, judge
from gdkit.checking.calling import MAX_LINE, call, call_all
from gdkit.checking.encoding import FunctionInput, GeneratorInput, NotPlainData, encode
from gdkit.checking.quoting import MAX_LINES, WIDTH, as_code, quote, shown

numbers = st.floats() | st.integers(-(10**30), 10**30) | st.booleans() | st.none() | st.text(max_size=5)
values = st.recursive(
    numbers,
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
dtypes = st.sampled_from([np.float64, np.float32, np.int64, np.int32, np.uint8, np.bool_])


def exercise(*inputs: dict[str, Any], signature: str = "double(x) -> y", title: str = "case {}") -> ExerciseData:
    cases = tuple(
        Case(title.format(number), each, (Outcome(value=2 * next(iter(each.values()))),), {})
        for number, each in enumerate(inputs, 1)
    )
    return ExerciseData("99.double", signature, {"the result": ("y",)}, 1e-9, "Lecture 99", {}, cases)


def run(code: str) -> Any:
    return eval(code, {"np": np})


@given(values)
def test_the_code_of_a_value_gives_the_value_to_the_last_bit(value: Any) -> None:
    code = as_code(value)
    assert code is not None
    assert encode(run(code)) == encode(value) or math.isnan(value)


@given(st.lists(st.floats(), max_size=6), dtypes)
def test_the_code_of_an_array_gives_its_type_and_its_bits(entries: list[float], dtype: Any) -> None:
    with np.errstate(all="ignore"):
        array = np.array(entries, dtype=float).astype(dtype)
    for shaped in (array, array.reshape(1, -1), array.reshape(-1, 1)):
        back = run(as_code(shaped) or "")
        assert back.dtype == shaped.dtype
        assert back.shape == shaped.shape
        np.testing.assert_array_equal(back, shaped)


def test_what_is_quoted_runs_as_it_stands_and_no_line_is_too_long() -> None:
    inputs = {"x": np.arange(24.0).reshape(8, 3) / 7, "n": 3, "names": ["a b", "c"], "rng": GeneratorInput(7)}
    text = quote(exercise(inputs, signature="double(x, n, names, rng) -> y"), 1, Outcome(value=1.0))
    assert max(map(len, text.splitlines())) <= WIDTH
    seen: list[Any] = []
    fetched = type("Check", (), {"inputs": staticmethod(lambda id, case: inputs)})
    exec(text, {"np": np, "check": fetched, "double": lambda *arguments: seen.extend(arguments)})
    np.testing.assert_array_equal(seen[0], inputs["x"])
    assert seen[1:3] == [3, ["a b", "c"]]
    assert seen[3].integers(1000) == np.random.default_rng(7).integers(1000)


def test_a_function_and_what_is_too_long_are_fetched_by_one_line_each() -> None:
    inputs = {"x": np.arange(300.0), "f": FunctionInput("valley")}
    lines = quote(exercise(inputs, signature="double(x, f) -> y"), 1, Outcome(died="timeout")).splitlines()
    assert lines == [
        "# case 1: case 1",
        'x = check.inputs("99.double", 1)["x"]  # an array of shape (300,)',
        'f = check.inputs("99.double", 1)["f"]  # a function',
        "double(x, f)",
    ]


def verdict(function: Any, data: ExerciseData) -> Any:
    return judge(data, list(call_all(function, [case.inputs for case in data.cases])))


def test_a_difference_comes_with_expected_and_got() -> None:
    said = verdict(lambda x: x + 1, exercise({"x": 1.0}, {"x": 3.0})).example
    assert said.splitlines() == ["# case 2: case 2", "x = 3.0", "double(x)", "# expected: 6", "# got:      4"]


def test_an_error_comes_with_the_last_line_of_the_students_own_code_and_with_no_path() -> None:
    def indexed(x: Any) -> Any:
        return np.zeros(2).reshape(x, 3)  # NumPy's own frames are below this one

    result = verdict(indexed, exercise({"x": 5}))
    assert "# stops in line " in result.example
    assert "return np.zeros(2).reshape(x, 3)" in result.example
    assert "ValueError in line " in result.message
    assert "/" not in result.text


def test_a_call_that_fails_at_its_door_has_no_line() -> None:
    assert "stops in line" not in verdict(lambda: 1, exercise({"x": 1.0})).example


def test_the_line_of_an_error_crosses_the_walls_bounded_and_only_as_a_number_and_a_text() -> None:
    told = {"error": ["ValueError", "no"], "line": [3, "x" * 1000]}
    assert Outcome.from_tree(told).line == (3, "x" * MAX_LINE)
    two = Outcome(error=("ValueError", "no"), line=(3, "a\nimport b"))
    assert "import b" not in quote(exercise({"x": 1}), 1, two).splitlines(), "what is no comment is to be run"
    kept = Outcome(error=("ValueError", "no"), line=(3, "return x"))
    assert Outcome.from_tree(kept.to_tree()) == kept
    for line in ([0, "x"], [True, "x"], ["3", "x"], [3], [3, 4], [10**9, "x"], "line", {"number": 3}, [3, ["x"]]):
        with pytest.raises(NotPlainData, match="line"):
            Outcome.from_tree({"error": ["ValueError", "no"], "line": line})


def test_what_is_declared_carries_no_line_of_its_own() -> None:
    assert call(lambda x: 1 / 0, {"x": 1}).line is None, "a known mistake's source would lie beside the notebook"


def test_of_a_drawn_case_nothing_is_quoted() -> None:
    for function in (lambda x: x + 1, lambda x: 1 / 0):
        result = verdict(function, exercise({"x": 8.7654321}, title=""))
        assert result.example == ""
        assert "line" not in result.message


@pytest.mark.parametrize(
    "huge", [np.zeros((50, 50)), np.zeros((3,) * 7), ["x" * 10**6] * 5, list(range(10**5)), {1: 2}]
)
def test_what_came_out_is_shown_in_a_few_short_lines(huge: Any) -> None:
    lines = shown(huge).splitlines()
    assert len(lines) <= MAX_LINES
    assert max(map(len, lines)) <= WIDTH


def test_an_array_of_many_axes_is_described_and_not_printed() -> None:
    assert shown(np.zeros((2,) * 20)) == f"an array of shape {(2,) * 20}"

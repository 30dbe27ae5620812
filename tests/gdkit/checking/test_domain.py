"""What a probe may be: each refusal says what was got and what is expected, and takes no time whatever comes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gdkit.checking.domain import MOST_ENTRIES, RULES, Argument, Domain
from gdkit.checking.encoding import NotPlainData, Opaque

from ...linear import too_slow

DOMAIN = Domain(
    {"m": (2, 4), "n": (1, 3)},
    {
        "X": Argument(("m", "n"), -10, 10, ("the first column is ones",)),
        "y": Argument(("m",), 0, 1, ("only 0 and 1",)),
        "t": Argument((), 1, 50, ("whole numbers",)),
    },
)
GOOD: dict[str, Any] = {"X": np.array([[1.0, 2.0], [1, 3]]), "y": np.array([0, 1]), "t": 7}


def test_an_allowed_probe_has_no_problem_and_comes_back_as_floats_in_the_order_of_the_arguments() -> None:
    shuffled = {name: GOOD[name] for name in ("t", "y", "X")}
    assert DOMAIN.problem(shuffled) == ""
    numbers = DOMAIN.numbers(shuffled)
    assert list(numbers) == ["X", "y", "t"]
    assert numbers["y"].dtype == float and numbers["t"] == 7.0 and type(numbers["t"]) is float


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"X": np.array([1.0, 2.0])}, r"X has shape \(2,\); expected array \(m, n\).*m from 2 to 4, n from 1 to 3"),
        ({"X": np.ones((1, 2))}, r"X has shape \(1, 2\); expected \(m, n\) with m from 2 to 4"),
        ({"X": np.ones((3, 2))}, r"y has shape \(2,\); expected \(m,\), and m is 3 in X"),
        ({"X": [[1.0, 2.0], [1, 3]]}, r"X is a list of 2 values; expected .* Use np.array"),
        ({"X": np.array([[1.0, 2], [2, 3]])}, "X is not as the exercise asks; expected: the first column is ones"),
        ({"X": np.array([[1.0, 2], [1, np.nan]])}, "X contains NaN or infinity; expected finite numbers"),
        ({"X": np.array([[1.0, 2], [1, 30]])}, "X holds 30; expected array .* numbers from −10 to 10"),
        ({"X": np.array([["a", "b"]] * 2)}, "X has dtype <U1; expected"),
        ({"X": np.ones((2, 2), complex)}, "X has dtype complex128; expected"),
        ({"X": np.ones((2, 2), bool)}, "X has dtype bool; expected"),
        ({"X": Opaque("array of dtype object")}, "X is a value of type array of dtype object; expected"),
        ({"y": np.array([0.5, 1])}, "y is not as the exercise asks; expected: only 0 and 1"),
        ({"y": 1.0}, r"y has shape \(\); expected array \(m,\)"),
        ({"t": 0}, "t is 0; expected a whole number from 1 to 50"),
        ({"t": 1.5}, "t is not as the exercise asks; expected: whole numbers"),
        ({"t": 1j}, "t has dtype complex128; expected a whole number"),
        ({"t": True}, "t is True or False; expected a whole number"),
        ({"t": "7"}, "t is a string; expected a whole number"),
        ({"t": 10**400}, "t is a whole number of more than 64 bits"),
        ({"t": float("inf")}, "t contains NaN or infinity"),
        ({"t": np.array([1.0])}, r"t has shape \(1,\); expected a whole number"),
        ({"eta": 1.0}, 'The probe has 4 keys; expected "X", "y", "t" alone'),
    ],
)
def test_what_is_not_allowed_is_said_with_what_is_expected(change: dict[str, Any], said: str) -> None:
    import re

    assert re.search(said, DOMAIN.problem(GOOD | change)), DOMAIN.problem(GOOD | change)


def test_what_is_no_dict_or_lacks_an_argument_is_told_the_names() -> None:
    assert DOMAIN.problem([1, 2]) == 'The probe is a list of 2 values; expected a dict with the keys "X", "y", "t".'
    assert DOMAIN.problem({"X": GOOD["X"]}) == 'The probe has no "y"; expected a dict with the keys "X", "y", "t".'
    assert 'has no "X"' in DOMAIN.problem({1: 2, (3, 4): 5})


@pytest.mark.parametrize(
    "value",
    [
        np.zeros((2000, 2000)),
        np.zeros((1,) * 32),
        np.zeros((0, 5)),
        np.array(["x" * 100_000] * 100),
        np.float64("nan"),
        10**3000,
        {"a": {"b": {}}},
        None,
    ],
    ids=["large", "32 axes", "empty", "texts", "nan", "3000 digits", "nested", "none"],
)
@pytest.mark.parametrize("name", list(GOOD))
def test_hostile_values_are_refused_in_no_time(name: str, value: Any) -> None:
    assert DOMAIN.problem(GOOD | {name: value})
    assert not too_slow(lambda: DOMAIN.problem(GOOD | {name: value}), 0)


def test_the_words_of_a_domain_are_those_of_a_statement() -> None:
    assert DOMAIN.sizes_phrase == "m from 2 to 4, n from 1 to 3"
    assert [argument.phrase for argument in DOMAIN.arguments.values()] == [
        "array (m, n), numbers from −10 to 10; the first column is ones",
        "array (m,), numbers from 0 to 1; only 0 and 1",
        "a whole number from 1 to 50",
    ]


def test_a_domain_comes_back_from_its_tree_and_a_damaged_tree_is_no_domain() -> None:
    assert Domain.from_tree(DOMAIN.to_tree()) == DOMAIN
    tree = DOMAIN.to_tree()
    for damaged in (None, {}, tree | {"sizes": []}, tree | {"arguments": [["X", ["q"], 0, 1, []]]}):
        with pytest.raises(NotPlainData):
            Domain.from_tree(damaged)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Argument(("m",), rules=("whole number",)), "no rule 'whole number'"),
        (lambda: Argument(("m",), rules=("a square array",)), "is for arrays of two axes"),
        (lambda: Argument((), 1, 1), "two finite numbers, the smaller first"),
        (lambda: Argument((), 0, float("inf")), "two finite numbers"),
        (lambda: Domain({"m": (1, 2)}, {}), "the shapes name the sizes"),
        (lambda: Domain({"m": (0, 2)}, {"x": Argument(("m",))}), "expected 1 <= least <= most"),
        (lambda: Domain({"m": (1, 1000)}, {"x": Argument(("m",))}), f"at most {MOST_ENTRIES}"),
    ],
)
def test_a_domain_that_contradicts_itself_or_has_no_bound_is_refused(make: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make()


@pytest.mark.parametrize(
    ("rule", "kept", "broken"),
    [
        ("whole numbers", [[1, -2]], [[1, 0.5]]),
        ("multiples of 100", [[100, -200]], [[100, 150]]),
        ("not all zeros", [[0, 1]], [[0, 0]]),
        ("all zeros", [[0, 0]], [[0, 1]]),
        ("not all equal", [[1, 2]], [[2, 2]]),
        ("all equal", [[2, 2]], [[1, 2]]),
        ("only 0 and 1", [[0, 1]], [[0, 2]]),
        ("the first column is ones", [[1, 5], [1, 6]], [[1, 5], [2, 6]]),
        ("each row sums to 1", [[0.25, 0.75]], [[0.5, 0.6]]),
        ("each row holds a number above 0 and one below 0", [[1, -1]], [[1, -1], [1, 0]]),
        ("a single row", [[1, 2]], [[1, 2], [3, 4]]),
        ("a square array", [[1, 2], [3, 4]], [[1, 2]]),
        ("not a square array", [[1, 2]], [[1, 2], [3, 4]]),
    ],
)
def test_each_rule_holds_where_its_words_are_true(rule: str, kept: list[Any], broken: list[Any]) -> None:
    assert RULES[rule](np.array(kept, float)) is True
    assert RULES[rule](np.array(broken, float)) is False


def test_every_rule_is_tried_above() -> None:
    marks = test_each_rule_holds_where_its_words_are_true.pytestmark  # type: ignore[attr-defined]
    assert {row[0] for row in marks[0].args[1]} == set(RULES)

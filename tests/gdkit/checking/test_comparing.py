"""The comparer: every way in which something wrong has passed for right elsewhere is refused here."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gdkit.checking import compare
from gdkit.checking.encoding import decode, encode

EXPECTED = np.array([0.3, -0.2, 1.0])


class EqualToAll:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("got", "kind"),
    [
        (np.zeros(3), "values"),
        (EqualToAll(), "type"),
        (np.ma.masked_array(EXPECTED, mask=True), "type"),
        (np.matrix(EXPECTED), "type"),
        (EXPECTED.astype(object), "type"),
        (EXPECTED.astype(complex), "number"),
        (EXPECTED.astype(str), "number"),
        (EXPECTED[:, None], "shape"),
        (EXPECTED[None], "shape"),
        (np.full((3, 3), EXPECTED), "shape"),
        ([0.3, -0.2, 1.0], "type"),
        ((0.3, -0.2, 1.0), "type"),
        (np.array([0.3, np.nan, 1.0]), "finite"),
        (np.array([0.3, np.inf, 1.0]), "finite"),
        (np.array([]), "shape"),
        (None, "type"),
        ({}, "type"),
        ("0.3 -0.2 1.0", "type"),
        (True, "type"),
        (0.3, "shape"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value,
)
def test_what_is_not_the_expected_array_is_refused_for_the_right_reason(got: Any, kind: str) -> None:
    difference = compare(decode(encode(got)), EXPECTED)
    assert difference is not None
    assert difference.kind == kind


@given(hnp.arrays(float, hnp.array_shapes(max_dims=3), elements=st.floats(1e-3, 1e6)))
def test_an_array_equals_itself_and_a_float32_result_has_float32_tolerance(array: np.ndarray) -> None:
    assert compare(array.copy(), array) is None
    assert compare((array * (1 + 1e-5)).astype(np.float32), array) is None
    assert compare(array * (1 + 1e-5), array) is not None


def test_rounding_noise_passes_for_the_zero_that_it_stands_for() -> None:
    assert compare(np.array([3e-17, -1e-16]), np.array([-2e-17, 0.0])) is None


@given(hnp.arrays(float, (4,), elements=st.floats(1e-3, 1e3)), st.integers(0, 3), st.sampled_from([1e-6, 1e-3, 1.0]))
def test_one_entry_off_by_a_millionth_of_the_largest_is_noticed_and_its_place_is_told(
    array: np.ndarray, index: int, error: float
) -> None:
    wrong = array.copy()
    wrong[index] += error * array.max()
    difference = compare(wrong, array, 1e-9)
    assert difference is not None
    assert difference.kind == "values"
    assert difference.where == (index,)
    assert difference.relative == pytest.approx(error, rel=1e-3)


@pytest.mark.parametrize("got", [2.5, np.float64(2.5), np.array(2.5), np.float32(2.5)])
def test_float_numpy_float_and_zero_d_array_are_alike(got: Any) -> None:
    assert compare(got, 2.5) is None


def test_a_whole_number_passes_for_a_real_one_but_not_the_other_way_round() -> None:
    assert compare(3, 3.0) is None
    difference = compare(3.0, 3)
    assert difference is not None
    assert difference.kind == "number"


def test_keys_of_a_dict_are_those_expected_so_an_empty_one_does_not_pass() -> None:
    assert compare({}, {"w": 1.0}) is not None
    assert compare({"w": 1.0, "b": 2.0}, {"w": 1.0}) is not None
    assert compare({"w": 1.0}, {"w": 1.0}) is None


def test_tuples_are_compared_entry_by_entry_and_a_list_is_no_tuple() -> None:
    assert compare((1.0, EXPECTED), (1.0, EXPECTED)) is None
    assert compare([1.0, EXPECTED], (1.0, EXPECTED)) is not None
    assert compare((1.0,), (1.0, EXPECTED)) is not None


def test_a_column_for_a_row_is_answered_by_how_to_mend_it() -> None:
    difference = compare(EXPECTED[:, None], EXPECTED, name="dw")
    assert difference is not None
    assert "dw has shape (3, 1); expected (3,)" in difference.what
    assert ".ravel()" in difference.what


def test_no_message_tells_the_expected_values() -> None:
    secret = np.array([0.123456, 7.654321])
    for got in (np.zeros(2), np.zeros(3), None, "x", [0, 0], np.array([np.nan, 0])):
        difference = compare(got, secret)
        assert difference is not None
        assert "123456" not in difference.what
        assert "654321" not in difference.what


def test_counts_are_exact_however_large() -> None:
    assert compare(50_005_000, 50_005_000) is None
    assert compare(50_005_001, 50_005_000) is not None
    assert compare(10**30, 10**30) is None
    assert compare(10**30 + 1, 10**30) is not None
    assert compare(3, 10**30) is not None
    assert compare(10**30, 3) is not None
    assert compare(np.array([1, 2]), np.array([1, 3])) is not None


@pytest.mark.parametrize("wrong", [5.0, np.inf, -np.inf, np.nan])
def test_infinity_and_nan_of_a_known_mistake_are_met_only_by_themselves(wrong: float) -> None:
    for known in (np.inf, -np.inf, np.nan):
        same = wrong == known or (np.isnan(wrong) and np.isnan(known))
        assert (compare(wrong, known) is None) == same
        assert (compare(np.array([1.0, wrong]), np.array([1.0, known])) is None) == same

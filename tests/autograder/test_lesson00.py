"""The exercises of lesson 00: the ledger's figures, and work that stands in no list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.exercises.lesson00.add_bias import add_bias, as_many_ones_as_features, ones_last, toy_rows
from autograder.exercises.lesson00.matmul import elementwise, matmul, order_swapped
from autograder.exercises.lesson00.numerical_gradient import forward, forward_in_place, numerical_gradient
from gdkit import cases

from .lessons import grade, rejected

# --- the ledger's figures -----------------------------------------------------------------------

A, B = np.array([[1, 2], [3, 4]]), np.array([[4, 3], [2, 1]])


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (matmul, [[8, 5], [20, 13]]),
        (elementwise, [[4, 6], [6, 4]]),
        (order_swapped, [[13, 20], [5, 8]]),
    ],
)
def test_the_product_on_paper_and_its_misreadings_have_the_ledgers_numbers(
    function: Callable[..., Any], expected: list[list[int]]
) -> None:
    np.testing.assert_array_equal(function(A, B), expected)  # ledger X0.1


def test_the_numbers_printed_on_the_slide_are_not_the_product() -> None:
    printed = np.array([[10, 14], [16, 22]])  # erratum C-err1: no product of these two matrices
    assert grade("00.matmul", lambda A, B: printed).fraction == 0


def test_the_toy_batch_gets_one_column_of_ones_in_front() -> None:
    X = toy_rows()["X"]  # ledger X0.2
    Xb = add_bias(X)
    assert Xb.shape == (12, 3)
    np.testing.assert_array_equal(Xb[:, 0], 1)
    np.testing.assert_array_equal(Xb[:, 1:], X)
    assert as_many_ones_as_features(X).shape == (12, 4)  # erratum A-err7
    np.testing.assert_array_equal(ones_last(X)[:, -1], 1)


def test_the_slopes_of_the_bowl_at_1_2_have_the_ledgers_numbers() -> None:
    f, x, h = cases.get("bowl"), np.array([1.0, 2.0]), 1e-6  # ledger X0.3 and X1.2
    np.testing.assert_allclose(numerical_gradient(f, x, h), [2, 4], rtol=1e-9)
    np.testing.assert_allclose(forward(f, x, h), [2.000001, 4.000001], rtol=0, atol=2e-9)
    np.testing.assert_array_equal(forward_in_place(f, np.array([1, 2]), h), [0, 0])


def test_the_central_difference_is_the_mean_slope_between_its_two_points() -> None:
    f, x, h = cases.get("himmelblau"), np.array([1.0, -2.0]), 0.1
    expected = [  # Simpson's rule is exact for these cubic slopes
        (f.gradient(x - h * e)[i] + 4 * f.gradient(x)[i] + f.gradient(x + h * e)[i]) / 6
        for i, e in enumerate(np.eye(2))
    ]
    np.testing.assert_allclose(numerical_gradient(f, x, h), expected, rtol=1e-12)


# --- wrong work that stands in no list ----------------------------------------------------------


def _loops_over_b_first(A: Any, B: Any) -> Any:
    C = np.zeros((B.shape[1], len(A)))
    for i in range(len(A)):
        for j in range(B.shape[1]):
            C[j, i] = A[i] @ B[:, j] + (j == 0)
    return C


def _product_into_a(A: Any, B: Any) -> Any:
    C = A @ B
    A[:] = 0
    return C


def _diagonal_only(A: Any, B: Any) -> Any:
    return np.eye(len(A), B.shape[1]) * (A @ B)


def _bias_in_the_middle(X: Any) -> Any:
    return np.insert(X, 1, 1, axis=1)


def _sorted_rows(X: Any) -> Any:
    return np.sort(np.column_stack([np.ones(len(X)), X]), axis=1)


def _five_points(f: Any, x: Any, h: float) -> Any:
    return np.array([(8 * (f(x + h * e) - f(x - h * e)) - f(x + 2 * h * e) + f(x - 2 * h * e)) / (12 * h)
                     for e in np.eye(len(x))])  # fmt: skip


def _loop_over_values_of_x(f: Any, x: Any, h: float) -> Any:
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(np.unique(x)))[::-1]])


WRONG: list[tuple[str, Callable[..., Any]]] = [
    ("00.matmul", lambda A, B: None),
    ("00.matmul", lambda A, B: A @ B + 1e-6),
    ("00.matmul", lambda A, B: np.abs(A @ B)),
    ("00.matmul", lambda A, B: (A @ B)[..., None]),
    ("00.matmul", lambda A, B: np.round(A @ B, 6)),
    ("00.matmul", lambda A, B: np.array([[8, 5], [20, 13]])),
    ("00.matmul", lambda A, B: (A @ B).ravel()),
    ("00.matmul", lambda A, B: (A @ B).astype(complex)),
    ("00.matmul", lambda A, B: np.where(np.eye(len(A), B.shape[1]) > 0, np.nan, A @ B)),
    ("00.matmul", _loops_over_b_first),
    ("00.matmul", _product_into_a),
    ("00.matmul", _diagonal_only),
    ("00.add_bias", lambda X: X),
    ("00.add_bias", lambda X: None),
    ("00.add_bias", lambda X: (np.ones((len(X), 1)), X)),
    ("00.add_bias", lambda X: np.column_stack([np.ones(len(X)), X[::-1]])),
    ("00.add_bias", lambda X: np.column_stack([np.ones(len(X)), X]).astype(str)),
    ("00.add_bias", lambda X: np.column_stack([np.arange(len(X)), X])),
    ("00.add_bias", lambda X: np.column_stack([np.ones(len(X)), X - X.mean(axis=0)])),
    ("00.add_bias", lambda X: np.column_stack([np.full(len(X), 1 / len(X)), X])),
    ("00.add_bias", _bias_in_the_middle),
    ("00.add_bias", _sorted_rows),
    ("00.numerical_gradient", lambda f, x, h: 2 * x),
    ("00.numerical_gradient", lambda f, x, h: f(x)),
    ("00.numerical_gradient", lambda f, x, h: np.gradient(x)),
    ("00.numerical_gradient", lambda f, x, h: cases.get("bowl").gradient(x)),
    ("00.numerical_gradient", lambda f, x, h: numerical_gradient(f, x, h)[::-1]),
    ("00.numerical_gradient", lambda f, x, h: numerical_gradient(f, x, 2 * h)),
    ("00.numerical_gradient", lambda f, x, h: np.abs(numerical_gradient(f, x, h))),
    ("00.numerical_gradient", lambda f, x, h: numerical_gradient(f, x, h).round(3)),
    ("00.numerical_gradient", _loop_over_values_of_x),
]


@pytest.mark.parametrize(("id", "wrong"), WRONG)
def test_wrong_work_that_stands_in_no_list_is_rejected(id: str, wrong: Callable[..., Any]) -> None:
    assert rejected(id, wrong).mistake is None


def test_a_more_exact_slope_is_not_taken_for_the_central_difference() -> None:
    verdict = grade("00.numerical_gradient", _five_points)
    assert verdict.fraction == 0
    assert verdict.mistake is None


def test_the_gradient_of_the_function_is_out_of_reach() -> None:
    verdict = grade("00.numerical_gradient", lambda f, x, h: f.gradient(x))
    assert verdict.fraction == 0
    assert "AttributeError" in verdict.message


# --- wrong work that once passed at home ---------------------------------------------------------


def _one_buffer(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with one array for all its results of a shape."""
    buffers: dict[tuple[int, ...], Any] = {}

    def buffered(*given: Any) -> Any:
        result = function(*given)
        buffer = buffers.setdefault(result.shape, np.empty_like(result))
        buffer[...] = result
        return buffer

    return buffered


def _no_ones_where_there_are_some(X: Any) -> Any:
    return X if (X[:, 0] == 1).all() else add_bias(X)


def _no_ones_where_there_are_some_anywhere(X: Any) -> Any:
    return X if (X == 1).all(axis=0).any() else add_bias(X)


def _last_column_lost_in_a_long_table(X: Any) -> Any:
    return add_bias(X)[:, :-1] if len(X) > X.shape[1] + 5 else add_bias(X)


PASSED_ONCE: list[tuple[str, Callable[..., Any]]] = [
    ("00.matmul", _one_buffer(matmul)),
    ("00.matmul", lambda A, B: matmul(A, B).astype(B.dtype)),
    ("00.matmul", lambda A, B: np.clip(A, -1000, 1000) @ np.clip(B, -1000, 1000)),
    ("00.matmul", lambda A, B: np.where(np.abs(A @ B) < 1e-6, 0.0, A @ B)),
    ("00.add_bias", _one_buffer(add_bias)),
    ("00.add_bias", _no_ones_where_there_are_some),
    ("00.add_bias", _no_ones_where_there_are_some_anywhere),
    ("00.add_bias", _last_column_lost_in_a_long_table),
    ("00.add_bias", lambda X: add_bias(np.unique(X, axis=0)) if len(X) < 3 else add_bias(X)),
    ("00.add_bias", lambda X: add_bias(np.round(X, 6))),
    ("00.numerical_gradient", lambda f, x, h: numerical_gradient(f, x, max(h, 1e-3))),
    ("00.numerical_gradient", lambda f, x, h: numerical_gradient(f, x, max(h, 1e-4))),
    ("00.numerical_gradient", lambda f, x, h: numerical_gradient(f, x, min(h, 0.1))),
    ("00.numerical_gradient", lambda f, x, h: np.clip(numerical_gradient(f, x, h), -1000, 1000)),
    ("00.numerical_gradient", lambda f, x, h: numerical_gradient(f, np.round(x, 4), h)),
]


@pytest.mark.parametrize(("id", "wrong"), PASSED_ONCE)
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not grade(id, wrong, seed=None).passed


# --- right work that stands in no list ----------------------------------------------------------


def _zip_and_lists(A: Any, B: Any) -> Any:
    columns = list(zip(*B, strict=True))
    return np.array([[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in A])


RIGHT: list[tuple[str, Callable[..., Any]]] = [
    ("00.matmul", _zip_and_lists),
    ("00.matmul", lambda A, B: (A[:, :, None] * B).sum(axis=1)),
    ("00.matmul", lambda A, B: np.dot(A, B).astype(np.float32)),
    ("00.add_bias", lambda X: np.concatenate((np.ones_like(X[:, :1]), X), axis=1)),
    ("00.add_bias", lambda X: np.c_[np.ones(X.shape[0]), X]),
    ("00.add_bias", lambda X: np.pad(X, ((0, 0), (1, 0)), constant_values=1)),
    ("00.numerical_gradient", lambda f, x, h: np.array([f(x + s) - f(x - s) for s in h * np.eye(len(x))]) / 2 / h),
]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("id", "right"), RIGHT)
def test_right_work_that_stands_in_no_list_is_accepted(id: str, right: Callable[..., Any], seed: int) -> None:
    assert grade(id, right, seed=seed).passed

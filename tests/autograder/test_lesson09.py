"""The exercises of lesson 09: the ledger's figures, and work that stands in no list."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.exercises.lesson09.count_parameters import biases_forgotten, count_parameters, inputs_are_neurons
from autograder.exercises.lesson09.forward import (
    forward,
    linear_output,
    sum_of_sigmoids,
    transpose_forgotten,
    transposed_when_needed,
    two_two_one,
)
from autograder.exercises.lesson09.forward_from_to import (
    forward_from_to,
    output_bias_missing,
    second_layer_sees_the_input,
    two_three_two,
)
from autograder.exercises.lesson09.polynomial_feature_count import (
    all_degrees,
    each_input_once,
    order_counted,
    polynomial_feature_count,
    side_of_the_picture,
)
from gdkit.activations import sigmoid
from gdkit.checking import call

from .lessons import close, grade, pairs, rejected

# --- the ledger's figures -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "n", "r", "count"),
    [
        (polynomial_feature_count, 3, 2, 6),
        (polynomial_feature_count, 10_000, 2, 50_005_000),
        (polynomial_feature_count, 4, 3, 20),
        (polynomial_feature_count, 100, 2, 5050),  # B-err2: printed for 10 000 pixels
        (side_of_the_picture, 10_000, 2, 5050),
        (each_input_once, 3, 2, 3),
        (all_degrees, 3, 2, 10),
    ],
)
def test_the_numbers_of_features_are_the_ledgers(function: Callable[..., int], n: int, r: int, count: int) -> None:
    assert function(n, r) == count  # X9.1


def test_the_number_of_features_is_that_of_an_enumeration() -> None:
    for n, r in itertools.product(range(1, 6), range(5)):
        listed = itertools.combinations_with_replacement(range(n), r)
        assert polynomial_feature_count(n, r) == len(list(listed))


@pytest.mark.parametrize(
    ("sizes", "neurons", "weights", "total"),
    [
        ([3, 4, 2], 6, 20, 26),
        ([4, 5, 3], 8, 35, 43),
        ([5, 4, 2], 6, 28, 34),
        ([784, 300, 100, 10], 410, 266200, 266610),
    ],
)
def test_the_numbers_of_parameters_are_the_ledgers(sizes: list[int], neurons: int, weights: int, total: int) -> None:
    assert count_parameters(sizes) == (neurons, weights, total)  # X9.2


def test_the_misreadings_of_the_network_3_4_2_have_the_ledgers_numbers() -> None:
    assert biases_forgotten([3, 4, 2])[2] == 20
    assert biases_forgotten([4, 5, 3])[2] == 35
    assert inputs_are_neurons([3, 4, 2])[0] == 9


def test_the_forward_pass_and_its_misreadings_have_the_ledgers_numbers() -> None:
    case = two_two_one()  # X9.3
    (Z1, Z2), (A1, A2) = forward(**case)
    close(Z1, [[0.55, 0.45], [0.05, 0.45]], 12)
    close(A1, [[0.63413559, 0.61063923], [0.5124974, 0.61063923]], 8)
    close(Z2, [[0.05068426], [-0.01013484]], 8)
    close(A2, [[0.51266835], [0.49746631]], 8)
    Ws, bs = case["Ws"], case["bs"]
    close(sum_of_sigmoids(Ws[1:], bs[1:], A1)[1][0][0], [1.0365765], 7)  # equation (10) as printed
    close(transpose_forgotten(Ws[:1], bs[:1], case["X"])[0][0], [[-0.45, 0.95], [-0.2, -0.05]], 12)
    close(transposed_when_needed(**case)[0][0], [[-0.45, 0.95], [-0.2, -0.05]], 12)


def test_the_network_stored_from_to_has_the_ledgers_numbers() -> None:
    case = two_three_two()  # X9.4
    z1, z2, y = forward_from_to(**case)
    close(z1, [0.4412558, 0.40028553, 0.47281297], 7)
    close(z2, [0.47182992, 0.47080629], 8)
    close(y, 0.61362298, 8)


def test_a_second_matrix_with_a_row_for_each_input_does_not_fit() -> None:
    case = two_three_two()  # C-err4
    error = call(second_layer_sees_the_input, case).error
    assert error is not None
    assert error[0] == "ValueError"
    error = call(forward_from_to, {**case, "alpha2": np.ones((2, 2))}).error
    assert error is not None
    assert error[0] == "ValueError"


# --- what students see --------------------------------------------------------------------------


def test_what_is_right_of_several_results_earns_its_share() -> None:
    assert grade("09.count_parameters", biases_forgotten).fraction == pytest.approx(2 / 3)
    assert grade("09.forward", linear_output).fraction == 0.5
    assert grade("09.forward_from_to", output_bias_missing).fraction == pytest.approx(2 / 3)


# --- wrong work that stands in no list ----------------------------------------------------------


def _one_b(Ws: Any, bs: Any, X: Any) -> Any:
    return forward(Ws, [np.full(len(b), b[0]) for b in bs], X)


def _reversed_weights(Ws: Any, bs: Any, X: Any) -> Any:
    return forward(Ws[::-1], bs[::-1], X)


def _as_arrays(Ws: Any, bs: Any, X: Any) -> Any:
    Zs, As = forward(Ws, bs, X)
    return np.concatenate(Zs, axis=1), np.concatenate(As, axis=1)


def _normalised_rows(Ws: Any, bs: Any, X: Any) -> Any:
    Zs, As = forward(Ws, bs, X)
    return Zs, [A / A.sum(axis=1, keepdims=True) for A in As]


def _tanh_inside(Ws: Any, bs: Any, X: Any) -> Any:
    Zs, As, A = [], [], X
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True)):
        Zs.append(A @ W.T + b)
        A = np.tanh(Zs[-1]) if k < len(Ws) - 1 else sigmoid(Zs[-1])
        As.append(A)
    return Zs, As


def _bias_twice(alpha1: Any, b1: Any, alpha2: Any, b2: Any, beta: Any, beta0: Any, x: Any) -> Any:
    return forward_from_to(alpha1, 2 * b1, alpha2, 2 * b2, beta, 2 * beta0, x)


def _weights_normalised(alpha1: Any, b1: Any, alpha2: Any, b2: Any, beta: Any, beta0: Any, x: Any) -> Any:
    return forward_from_to(alpha1, b1, alpha2, b2, beta / abs(beta).sum(), beta0, x)


def _class_at_the_end(*inputs: Any) -> Any:
    z1, z2, y = forward_from_to(*inputs)
    return z1, z2, int(y >= 0.5)


def _rounded(*inputs: Any) -> Any:
    return tuple(np.round(value, 5) for value in forward_from_to(*inputs))


WRONG: list[tuple[str, Callable[..., Any]]] = [
    ("09.polynomial_feature_count", lambda n, r: None),
    ("09.polynomial_feature_count", lambda n, r: 6),
    ("09.polynomial_feature_count", lambda n, r: r**n),
    ("09.polynomial_feature_count", lambda n, r: n * (n + 1) // r),
    ("09.polynomial_feature_count", lambda n, r: str(polynomial_feature_count(n, r))),
    ("09.polynomial_feature_count", lambda n, r: polynomial_feature_count(n, r) + 1),
    ("09.polynomial_feature_count", lambda n, r: polynomial_feature_count(n, r) - n),
    ("09.polynomial_feature_count", lambda n, r: polynomial_feature_count(n, r - 1)),
    ("09.polynomial_feature_count", lambda n, r: float(order_counted(n, r))),
    ("09.count_parameters", lambda sizes: None),
    ("09.count_parameters", lambda sizes: (6, 20, 26)),
    ("09.count_parameters", lambda sizes: tuple(float(count) for count in count_parameters(sizes))),
    ("09.count_parameters", lambda sizes: (max(sizes), *count_parameters(sizes)[1:])),
    ("09.count_parameters", lambda sizes: count_parameters(sorted(sizes))),
    ("09.count_parameters", lambda sizes: count_parameters(sizes[::-1])),
    ("09.count_parameters", lambda sizes: count_parameters([size + 1 for size in sizes])),
    ("09.forward", _one_b),
    ("09.forward", _reversed_weights),
    ("09.forward", _as_arrays),
    ("09.forward", _normalised_rows),
    ("09.forward", _tanh_inside),
    ("09.forward", lambda Ws, bs, X: forward(Ws, bs, X)[1][-1]),
    ("09.forward", lambda Ws, bs, X: forward(Ws, bs, X - X.mean(axis=0))),
    ("09.forward", lambda Ws, bs, X: forward([-W for W in Ws], bs, X)),
    ("09.forward", lambda Ws, bs, X: forward(Ws, bs, X[:1])),
    ("09.forward_from_to", _bias_twice),
    ("09.forward_from_to", _weights_normalised),
    ("09.forward_from_to", _class_at_the_end),
    ("09.forward_from_to", _rounded),
    ("09.forward_from_to", lambda *inputs: forward_from_to(*inputs)[::-1]),
    ("09.forward_from_to", lambda *inputs: forward_from_to(*inputs[:-1], abs(inputs[-1]))),
]


@pytest.mark.parametrize(("id", "wrong"), WRONG)
def test_wrong_work_that_stands_in_no_list_is_rejected(id: str, wrong: Callable[..., Any]) -> None:
    assert rejected(id, wrong).mistake is None


# --- right work that stands in no list ----------------------------------------------------------


def _with_zip_star(sizes: list[int]) -> Any:
    pairs = list(itertools.pairwise(sizes))
    weights = sum(a * b for a, b in pairs)
    biases = sum(b for _, b in pairs)
    return biases, weights, biases + weights


def _row_by_row(Ws: Any, bs: Any, X: Any) -> Any:
    Zs: list[list[Any]] = [[] for _ in Ws]
    for a in X:
        for Z, W, b in zip(Zs, Ws, bs, strict=True):
            Z.append(np.matmul(W, a) + b)
            a = sigmoid(Z[-1])
    return [np.array(Z) for Z in Zs], [sigmoid(np.array(Z)) for Z in Zs]


RIGHT: list[tuple[str, Callable[..., Any]]] = [
    ("09.polynomial_feature_count", lambda n, r: (
        polynomial_feature_count(n, r) if polynomial_feature_count(n, r) >= 2**63
        else np.int64(polynomial_feature_count(n, r)))),
    ("09.count_parameters", _with_zip_star),
    ("09.forward", _row_by_row),
    ("09.forward_from_to", lambda alpha1, b1, alpha2, b2, beta, beta0, x: (
        sigmoid(x.dot(alpha1) + b1), sigmoid(sigmoid(x.dot(alpha1) + b1).dot(alpha2) + b2),
        np.float64(sigmoid(np.vdot(sigmoid(sigmoid(x.dot(alpha1) + b1).dot(alpha2) + b2), beta) + beta0)))),
]  # fmt: skip


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("id", "right"), RIGHT)
def test_right_work_that_stands_in_no_list_is_accepted(id: str, right: Callable[..., Any], seed: int) -> None:
    assert grade(id, right, seed=seed).passed


# --- work that once passed: a habit or a guard that matters in a situation that no case had ------------------------


def by_logarithms(n: int, r: int) -> int:
    return round(math.exp(math.lgamma(n + r) - math.lgamma(r + 1) - math.lgamma(n)))


def by_floats(n: int, r: int, whole: Callable[[float], int]) -> int:
    count = 1.0
    for k in range(1, r + 1):
        count = count * (n + k - 1) / k
    return whole(count)


def sizes_looked_up(sizes: list[int]) -> Any:
    """The next layer by `index`, which finds the first of two equal sizes."""
    weights = sum(size * sizes[sizes.index(size) + 1] for size in sizes[:-1])
    neurons = sum(sizes[1:])
    return neurons, weights, weights + neurons


def forward_cut(Ws: Any, bs: Any, X: Any, most: float) -> Any:
    """Scores are right; activations are those of scores within ±most."""
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=True):
        Zs.append(A @ W.T + b)
        A = sigmoid(np.clip(Zs[-1], -most, most))
        As.append(A)
    return Zs, As


def forward_rounded(Ws: Any, bs: Any, X: Any) -> Any:
    """0 or 1 beyond ±8."""
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=True):
        Zs.append(A @ W.T + b)
        A = np.where(np.abs(Zs[-1]) > 8, Zs[-1] > 0, sigmoid(Zs[-1]))
        As.append(A)
    return Zs, As


def from_to_cut(alpha1: Any, b1: Any, alpha2: Any, b2: Any, beta: Any, beta0: float, x: Any, most: float) -> Any:
    z1 = sigmoid(np.clip(alpha1.T @ x + b1, -most, most))
    z2 = sigmoid(np.clip(alpha2.T @ z1 + b2, -most, most))
    return z1, z2, sigmoid(np.clip(beta @ z2 + beta0, -most, most))


ONCE_PASSED: dict[str, list[Callable[..., Any]]] = {
    "09.polynomial_feature_count": [
        by_logarithms,
        lambda n, r: by_floats(n, r, round),
        lambda n, r: by_floats(n, r, int),
        lambda n, r: int(math.comb(n + r - 1, r) / 1),
        lambda n, r: math.comb(n + r - 1, r) + (math.comb(n + r - 1, r) > 1e16),
        lambda n, r: math.comb(n + r - 1, r) if r else 0,
    ],
    "09.count_parameters": [
        sizes_looked_up,
        lambda sizes: count_parameters(sizes[:5]),
        lambda sizes: tuple(int(float(count)) for count in count_parameters(sizes)),
        lambda sizes: count_parameters(list(dict.fromkeys(sizes))),
    ],
    "09.forward": [
        forward_rounded,
        lambda *inputs: forward_cut(*inputs, most=8),
        lambda *inputs: forward_cut(*inputs, most=15),
        lambda *inputs: forward_cut(*inputs, most=20),
        lambda Ws, bs, X: forward(Ws[:4], bs[:4], X),
        lambda Ws, bs, X: forward(Ws, bs, np.clip(X, -100, 100)),
    ],
    "09.forward_from_to": [
        lambda *inputs: from_to_cut(*inputs, most=8),
        lambda *inputs: from_to_cut(*inputs, most=15),
        lambda *inputs: from_to_cut(*inputs, most=20),
    ],
}


@pytest.mark.parametrize(("id", "wrong"), pairs(ONCE_PASSED))
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not grade(id, wrong, seed=None).passed

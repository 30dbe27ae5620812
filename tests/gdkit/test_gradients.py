"""Central differences and the check of a gradient: right ones pass, wrong ones of every kind are seen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gdkit import MSE, Function, LogLoss, SoftmaxCrossEntropy, cases, gradient_check, numerical_gradient
from gdkit.datasets import toy_batch, toy_labels
from gdkit.losses import Loss

X, y = toy_batch()
THETA = np.array([0.3, -0.7, 1.1])


def bowl(x):
    return x[0] ** 2 + x[1] ** 2


def test_the_gradient_of_the_bowl():  # ledger X0.3, X1.3
    np.testing.assert_allclose(numerical_gradient(bowl, [1, 2]), [2, 4], atol=1e-9)
    np.testing.assert_allclose(numerical_gradient(bowl, [1, 2], 1e-6), [2, 4], atol=1e-9)


@pytest.mark.parametrize("h", [1e-2, 1e-5, 1e-8, 1e-12])
def test_the_error_of_central_differences_for_exp_at_1_is_that_of_the_formula_and_of_rounding(h):
    error = numerical_gradient(lambda x: np.exp(x[0]), [1.0], h)[0] - np.e
    formula, rounding = np.e * h**2 / 6, 2 * np.finfo(float).eps * np.e / h
    assert abs(error - formula) <= 1e-4 * formula + rounding


def test_the_error_of_central_differences_for_exp_at_1_is_4_5e_5_with_h_0_01():  # ledger, part 5, L0
    assert numerical_gradient(lambda x: np.exp(x[0]), [1.0], 1e-2)[0] - np.e == pytest.approx(4.53e-5, rel=1e-3)


@given(arrays(float, 3, elements=st.floats(-3, 3)))
def test_all_points_in_one_call_give_what_one_call_a_point_gives(theta):
    loss = MSE(X, y)
    alone = numerical_gradient(lambda t: loss(t), theta)
    np.testing.assert_allclose(numerical_gradient(loss, theta), alone, rtol=0, atol=1e-7)


def test_a_loss_is_called_once_with_all_points():
    shapes = []

    class Seen(Loss):
        def value_and_gradient(self, theta):
            shapes.append(theta.shape)
            return (theta**2).sum(-1), 2 * theta

    numerical_gradient(Seen(), THETA)
    assert shapes == [(6, 3)]


def test_an_array_of_any_shape_has_a_gradient_of_the_same_shape():
    W = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(numerical_gradient(lambda W: (W**3).sum(), W), 3 * W**2, rtol=1e-8, atol=1e-9)
    assert numerical_gradient(lambda x: x**2, 3.0).shape == ()


def test_the_point_is_not_changed_and_may_hold_integers():
    x = np.array([1, 2])
    assert numerical_gradient(bowl, x).dtype == float and x.tolist() == [1, 2]


def test_a_function_that_changes_its_argument_does_not_spoil_the_other_points():
    def rude(x):
        value = (x**2).sum()
        x += 1
        return value

    np.testing.assert_allclose(numerical_gradient(rude, THETA), 2 * THETA, atol=1e-8)


@pytest.mark.parametrize("name", cases.names())
def test_every_case_passes_the_check_at_random_points(name):
    loss = cases.get(name)
    for seed in range(5):
        theta = np.random.default_rng(seed).normal(size=loss.n_parameters)
        assert max(gradient_check(loss, theta).values()) <= 1e-8


def test_the_blocks_are_the_bias_and_the_weights():
    assert list(gradient_check(MSE(X, y), THETA)) == ["b", "w"]
    assert list(gradient_check(SoftmaxCrossEntropy(X, toy_labels("three")), np.arange(9.0) / 9)) == ["b", "w"]
    assert list(gradient_check(cases.get("bowl"), [1, 2])) == ["theta"]


class Wrong(MSE):
    """The MSE with the gradient of a student."""

    def __init__(self, mistake):
        super().__init__(X, y)
        self.mistake = mistake

    def value_and_gradient(self, theta):
        value, gradient = super().value_and_gradient(theta)
        return value, self.mistake(gradient)


BIAS, WEIGHTS = np.array([1.0, 0, 0]), np.array([0, 1.0, 1])


@pytest.mark.parametrize(
    "mistake, blocks",
    [
        (lambda g: g / 2, {"b", "w"}),
        (lambda g: 12 * g, {"b", "w"}),
        (lambda g: -g, {"b", "w"}),
        (lambda g: g * WEIGHTS, {"b"}),
        (lambda g: g * (WEIGHTS + 12 * BIAS), {"b"}),
        (lambda g: g[..., [0, 2, 1]], {"w"}),
        (lambda g: g + 1e-4 * WEIGHTS, {"w"}),
    ],
)
def test_a_wrong_gradient_is_seen_in_the_block_where_it_is_wrong(mistake, blocks):
    ratios = gradient_check(Wrong(mistake), THETA)
    assert {name for name, ratio in ratios.items() if ratio > 1e-6} == blocks
    assert all(ratio <= 1e-8 for name, ratio in ratios.items() if name not in blocks)


def test_a_gradient_that_is_0_in_truth_and_in_differences_has_the_ratio_0():
    dead = Function(lambda t: t[..., 0] ** 2 + 0 * t[..., 1], lambda t: t * [2.0, 0.0], 2)
    dead.bias_mask = np.array([False, True])
    assert gradient_check(dead, [1.0, 2.0])["b"] == 0.0
    np.testing.assert_array_equal(list(gradient_check(MSE(X, y), [0.1, 1.5, 1.5]).values()), 0)


def test_a_wrong_gradient_of_a_tiny_loss_is_seen():
    tiny = Function(lambda t: 1e-9 * (t**2).sum(-1), lambda t: 1e-9 * t)
    assert gradient_check(tiny, [1.0, 2.0])["theta"] == pytest.approx(1 / 3)


def test_a_zero_gradient_that_should_not_be_0_has_the_ratio_1():
    assert gradient_check(Function(lambda t: (t**2).sum(-1), lambda t: 0 * t), [1.0, 2.0])["theta"] == 1.0


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: numerical_gradient(3, [1.0]), TypeError, "f is 3; expected a function"),
        (lambda: numerical_gradient(bowl, "ab"), TypeError, "x holds text"),
        (lambda: numerical_gradient(bowl, [1, np.nan]), ValueError, "x has 1 NaN"),
        (lambda: numerical_gradient(bowl, [1, 2], h=0), ValueError, "h is 0; expected a number > 0"),
        (
            lambda: numerical_gradient(lambda x: x, [1, 2]),
            ValueError,
            r"value of f has shape \(2,\); expected a single number",
        ),
        (
            lambda: numerical_gradient(bowl, [1, 2], stack=True),
            ValueError,
            r"shape \(2,\); expected \(4,\), a number for each",
        ),
        (lambda: gradient_check(LogLoss(X, toy_labels()), [1, 2]), ValueError, r"theta has shape \(2,\)"),
        (lambda: gradient_check(MSE(X, y), np.ones((2, 3))), ValueError, r"expected one point \(P,\)"),
        (lambda: gradient_check(MSE(X.astype(np.float32), y), THETA), TypeError, r"float32.* Use X.astype\(float\)"),
        (lambda: gradient_check(bowl, [1, 2]), TypeError, r"loss is <function bowl.*expected a Loss"),
    ],
)
def test_bad_input_is_told_what_was_got_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()

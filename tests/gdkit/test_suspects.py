"""The right functions are right, by other ways; each wrong one is wrong somewhere, and right somewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gdkit import Adam, numerical_gradient, sigmoid, suspects

RNG = np.random.default_rng(15)


def test_the_rows_are_centred_one_by_one() -> None:
    X = RNG.normal(size=(3, 4))
    expected = [[x - sum(row) / 4 for x in row] for row in X]
    np.testing.assert_allclose(suspects.right_centre_rows(X), expected, atol=1e-12)


def test_the_gradient_of_the_mean_squared_error_is_the_numerical_one() -> None:
    Xb, y, theta = RNG.normal(size=(5, 3)), RNG.normal(size=5), RNG.normal(size=3)
    expected = numerical_gradient(lambda t: np.mean((Xb @ t - y) ** 2), theta)
    np.testing.assert_allclose(suspects.right_mse_gradient(theta, Xb, y), expected, rtol=1e-7)


def test_the_change_of_adam_is_that_of_gdkits_adam_in_each_of_five_steps() -> None:
    optimizer, theta = Adam(0.3, beta1=0.8, beta2=0.95, eps=1e-8), np.array([1.0, -2.0])
    state = optimizer.init(theta)
    m = v = np.zeros(2)
    for t in range(1, 6):
        g = RNG.normal(size=2)
        after = optimizer.step(theta, g, state)
        change = suspects.right_adam_change(g, m, v, t, 0.3, 0.8, 0.95)
        np.testing.assert_allclose(change, after - theta, rtol=1e-9)
        theta, m, v = after, 0.8 * m + 0.2 * g, 0.95 * v + 0.05 * g**2


def test_the_class_is_one_from_one_half_on() -> None:
    z = np.array([-2.0, -1.0, 0.0, 1.0])
    got = suspects.right_classify(np.array([0.0, 1.0]), np.column_stack([np.ones(4), z]))
    np.testing.assert_array_equal(got, [1 if sigmoid(each) >= 0.5 else 0 for each in z])


def test_the_gradient_of_the_first_layer_is_the_numerical_one() -> None:
    X, Y = RNG.normal(size=(4, 2)), RNG.normal(size=(4, 1))
    W1, b1, W2, b2 = RNG.normal(size=(3, 2)), RNG.normal(size=3), RNG.normal(size=(1, 3)), RNG.normal(size=1)

    def cost(W: Any) -> Any:
        return np.sum((np.tanh(X @ W.T + b1) @ W2.T + b2 - Y) ** 2) / 8

    expected = numerical_gradient(cost, W1)
    np.testing.assert_allclose(suspects.right_first_gradient(X, Y, W1, b1, W2, b2), expected, rtol=1e-6)


def test_the_training_goes_down_the_numerical_gradient() -> None:
    X, y, eta = RNG.normal(size=(4, 2)), RNG.normal(size=4), 0.3
    W, v = RNG.normal(size=(2, 2)), RNG.normal(size=2)
    p, losses = np.concatenate([W.ravel(), v]), []

    def loss(q: Any) -> Any:
        return np.mean((sigmoid(X @ q[:4].reshape(2, 2).T) @ q[4:] - y) ** 2) / 2

    for _ in range(21):
        losses.append(loss(p))
        p = p - eta * numerical_gradient(loss, p)
    np.testing.assert_allclose(suspects.right_training_losses(X, y, W, v, eta), losses, rtol=1e-6)


def test_the_gradient_of_a_relu_layer_is_the_numerical_one_away_from_the_corners() -> None:
    X, W, b, D = RNG.normal(size=(4, 2)), RNG.normal(size=(3, 2)), RNG.normal(size=3), RNG.normal(size=(4, 3))
    expected = numerical_gradient(lambda V: np.sum(D * np.maximum(X @ V.T + b, 0)), W)
    np.testing.assert_allclose(suspects.right_relu_gradient(X, W, b, D), expected, rtol=1e-6, atol=1e-9)


def test_a_name_that_is_not_registered_is_told_what_to_do() -> None:
    with pytest.raises(KeyError, match="import the module that adds it with @suspect"):
        suspects.get("os.system")


def test_nothing_but_registered_functions_can_be_asked_for() -> None:
    assert {pair.wrong.__module__ for pair in suspects.SUSPECTS.values()} == {"gdkit.suspects"}
    with pytest.raises(KeyError):
        suspects.get("right_classify")


def test_every_suspect_says_that_it_is_wrong_on_purpose() -> None:
    for name, pair in suspects.SUSPECTS.items():
        assert (pair.wrong.__doc__ or "").startswith("Wrong on purpose: "), name

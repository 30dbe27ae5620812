"""The exercises of lesson 08: the ledger's figures, and work that stands in no list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import log_loss

from autograder.exercises.lesson08.shared import toy_at_zero
from autograder.exercises.lesson08.softmax import (
    a_class_too_many,
    a_thousand_added,
    no_shift,
    sigmoid_of_each_score,
    softmax,
)
from autograder.exercises.lesson08.softmax_gd import softmax_gd, steps_not_averaged, toy_descent
from autograder.exercises.lesson08.softmax_gradient import gradient_transposed, softmax_gradient
from autograder.exercises.lesson08.softmax_jacobian import _p, diagonal_only, sign_beside_the_diagonal, softmax_jacobian
from autograder.exercises.lesson08.softmax_loss import loss_of_each_row, softmax_loss
from gdkit.activations import sigmoid
from gdkit.checking import call

from .lessons import close, data_of, grade, passes_at_home, rejected

# --- the ledger's figures -----------------------------------------------------------------------


def test_softmax_and_its_misreadings_have_the_ledgers_numbers() -> None:
    Z = a_thousand_added()["Z"]  # X8.1
    close(softmax(Z), [[0.090030573, 0.244728471, 0.665240956]] * 2, 9)
    close(a_class_too_many(Z)[0], [0.08714432, 0.23688282, 0.64391426], 8)  # A-err11
    close(sigmoid_of_each_score(Z)[0], [0.731059, 0.880797, 0.952574], 6)
    assert np.isnan(call(no_shift, {"Z": Z}).value[1]).all()


def test_the_jacobian_and_its_misreadings_have_the_ledgers_numbers() -> None:
    z = np.array([1.0, 2.0, 3.0])  # X8.2
    printed = np.array([
        [0.08192507, -0.02203304, -0.05989202],
        [-0.02203304, 0.18483645, -0.1628034],
        [-0.05989202, -0.1628034, 0.22269543],
    ])  # fmt: skip
    close(softmax_jacobian(z), printed, 7)
    close(diagonal_only(z), np.diag(np.diag(printed)), 7)
    close(sign_beside_the_diagonal(z), np.abs(printed), 7)


def test_the_first_loss_and_gradient_of_the_toy_batch_have_the_ledgers_numbers() -> None:
    case = toy_at_zero()  # X8.3
    close(softmax_loss(**case), 1.098612289, 9)
    printed = [[-0.08333333, 0.625, -0.13333333], [0.16666667, 0, 0.30833333], [-0.08333333, -0.625, -0.175]]
    close(softmax_gradient(**case), printed, 8)
    close(gradient_transposed(**case), np.transpose(printed), 8)


def test_labels_counted_from_one_leave_the_last_column() -> None:
    case = toy_at_zero()  # X8.3: an IndexError, where the labels themselves are 1..K
    outcome = call(softmax_gradient, {**case, "labels": case["labels"] + 1})
    assert outcome.error is not None
    assert outcome.error[0] == "IndexError"


def test_the_descent_on_the_toy_batch_has_the_ledgers_numbers() -> None:
    case = toy_descent()  # X8.4
    Theta = softmax_gd(**case)
    printed = [
        [1.0080942, -2.7159258, -0.0608042],
        [0.6967424, 0.5688217, -0.5200326],
        [-1.7048366, 2.1471041, 0.5808367],
    ]
    close(Theta, printed, 7)
    Xb, labels = case["Xb"], case["labels"]
    close(softmax_loss(Theta, Xb, labels), 0.242622460, 9)
    close(((Xb @ Theta.T).argmax(axis=1) == labels).mean(), 0.9167, 4)
    close(softmax_loss(Theta, Xb, (labels + 1) % 3), 5.247541, 6)  # labels off by one


def test_without_the_mean_the_first_step_overshoots_and_the_loss_rises() -> None:
    case = {**toy_descent(), "max_iter": 1}  # X8.4 says "diverges"; later the loss falls again, to 0.044
    after_one = softmax_loss(steps_not_averaged(**case), case["Xb"], case["labels"])
    assert after_one > np.log(3) > softmax_loss(softmax_gd(**case), case["Xb"], case["labels"])


def test_the_first_loss_of_the_quiz_is_log_ten() -> None:
    rng = np.random.default_rng(0)
    Xb, labels = rng.normal(size=(500, 4)), rng.integers(0, 10, size=500)
    close(softmax_loss(np.zeros((10, 4)), Xb, labels), 2.303, 3)  # misconception 77: cs231n's 2.302


def test_the_loss_is_that_of_scikit_learn() -> None:
    case = data_of("08.softmax_loss").cases[1].inputs
    P = softmax(case["Xb"] @ case["Theta"].T)
    expected = log_loss(case["labels"], P, labels=[0, 1, 2, 3])
    assert softmax_loss(**case) == pytest.approx(expected, rel=1e-12)


def test_two_classes_are_a_sigmoid_of_the_difference() -> None:
    Z = np.random.default_rng(0).normal(size=(5, 2))  # the quiz on K = 2
    np.testing.assert_allclose(softmax(Z)[:, 1], sigmoid(Z[:, 1] - Z[:, 0]), rtol=1e-14)


# --- wrong work that stands in no list ----------------------------------------------------------


def _ones_for_the_bias(Theta: Any, Xb: Any, labels: Any) -> Any:
    return softmax_gradient(Theta, np.column_stack([np.ones(len(Xb)), Xb]), labels)


def _smoothed(Theta: Any, Xb: Any, labels: Any) -> Any:
    K = len(Theta)
    Y = 0.9 * np.eye(K)[labels] + 0.1 / K
    return (softmax(Xb @ Theta.T) - Y).T @ Xb / len(Xb)


def _classes_weighted(Theta: Any, Xb: Any, labels: Any) -> Any:
    weights = 1 / np.bincount(labels, minlength=len(Theta))[labels]
    D = (softmax(Xb @ Theta.T) - np.eye(len(Theta))[labels]) * weights[:, None]
    return D.T @ Xb / weights.sum()


def _without_the_last_row(Theta: Any, Xb: Any, labels: Any) -> Any:
    return softmax_loss(Theta, Xb[:-1], labels[:-1]) if len(labels) > 1 else 0.0


def _random_start(Xb: Any, labels: Any, n_classes: int, eta: float, max_iter: int) -> Any:
    Theta = 0.01 * np.random.default_rng(0).normal(size=(n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        Theta = Theta - eta * softmax_gradient(Theta, Xb, labels)
    return Theta


def _shrinking_rate(Xb: Any, labels: Any, n_classes: int, eta: float, max_iter: int) -> Any:
    Theta = np.zeros((n_classes, Xb.shape[1]))
    for t in range(max_iter):
        Theta = Theta - eta / (1 + t) ** 0.5 * softmax_gradient(Theta, Xb, labels)
    return Theta


WRONG: list[tuple[str, Callable[..., Any]]] = [
    ("08.softmax", lambda Z: None),
    ("08.softmax", lambda Z: softmax(Z / 2)),
    ("08.softmax", lambda Z: softmax(np.abs(Z))),
    ("08.softmax", lambda Z: softmax(Z)[:, ::-1]),
    ("08.softmax", lambda Z: softmax(np.sort(Z, axis=1))),
    ("08.softmax", lambda Z: softmax(Z).round(4)),
    ("08.softmax", lambda Z: softmax(Z) + 1e-7),
    ("08.softmax", lambda Z: softmax(Z).max(axis=1)),
    ("08.softmax", lambda Z: softmax(Z).tolist()),
    ("08.softmax", lambda Z: softmax(np.maximum(Z, 0))),
    ("08.softmax", lambda Z: np.full(Z.shape, 1 / Z.shape[1])),
    ("08.softmax_jacobian", lambda z: softmax_jacobian(z)[0]),
    ("08.softmax_jacobian", lambda z: np.tril(softmax_jacobian(z))),
    ("08.softmax_jacobian", lambda z: softmax_jacobian(z) / _p(z)),
    ("08.softmax_jacobian", lambda z: 2 * softmax_jacobian(z)),
    ("08.softmax_jacobian", lambda z: softmax_jacobian(z / 2)),
    ("08.softmax_jacobian", lambda z: softmax_jacobian(z) + 1e-7 * np.eye(len(z))),
    ("08.softmax_jacobian", lambda z: softmax_jacobian(_p(z))),
    ("08.softmax_jacobian", lambda z: (_p(z), softmax_jacobian(z))),
    ("08.softmax_loss", _without_the_last_row),
    ("08.softmax_loss", lambda Theta, Xb, labels: softmax_loss(Theta, Xb, labels) + 1e-3 * (Theta**2).sum()),
    ("08.softmax_loss", lambda Theta, Xb, labels: softmax_loss(Theta / 2, Xb, labels)),
    ("08.softmax_loss", lambda Theta, Xb, labels: softmax_loss(Theta[::-1], Xb, labels)),
    ("08.softmax_loss", lambda Theta, Xb, labels: softmax_loss(Theta, Xb, np.sort(labels))),
    ("08.softmax_loss", lambda Theta, Xb, labels: np.median(loss_of_each_row(Theta, Xb, labels))),
    ("08.softmax_loss", lambda Theta, Xb, labels: np.log(len(Theta))),
    ("08.softmax_loss", lambda Theta, Xb, labels: np.exp(softmax_loss(Theta, Xb, labels))),
    ("08.softmax_gradient", _ones_for_the_bias),
    ("08.softmax_gradient", _smoothed),
    ("08.softmax_gradient", _classes_weighted),
    ("08.softmax_gradient", lambda Theta, Xb, labels: Theta - softmax_gradient(Theta, Xb, labels)),
    ("08.softmax_gradient", lambda Theta, Xb, labels: softmax_gradient(Theta, Xb, labels)[::-1]),
    ("08.softmax_gradient", lambda Theta, Xb, labels: softmax_gradient(0 * Theta, Xb, labels)),
    ("08.softmax_gradient", lambda Theta, Xb, labels: softmax_gradient(Theta, Xb, labels)[:, 1:]),
    ("08.softmax_gradient", lambda Theta, Xb, labels: softmax_gradient(Theta, Xb, labels[::-1])),
    ("08.softmax_gradient", lambda Theta, Xb, labels: 1 / 0),
    ("08.softmax_gd", _random_start),
    ("08.softmax_gd", _shrinking_rate),
    ("08.softmax_gd", lambda Xb, labels, n_classes, eta, max_iter: np.zeros((n_classes, Xb.shape[1]))),
    ("08.softmax_gd", lambda Xb, labels, n_classes, eta, max_iter: softmax_gd(
        Xb[::2], labels[::2], n_classes, eta, max_iter)),
    ("08.softmax_gd", lambda Xb, labels, n_classes, eta, max_iter: softmax_gd(
        Xb, labels, n_classes, eta, max_iter).ravel()),
    ("08.softmax_gd", lambda Xb, labels, n_classes, eta, max_iter: softmax_gd(
        Xb, labels, n_classes, eta, max_iter).round(3)),
    ("08.softmax_gd", lambda Xb, labels, n_classes, eta, max_iter: softmax_gd(
        Xb, labels, n_classes + 1, eta, max_iter)[:-1]),
    ("08.softmax_gd", lambda Xb, labels, n_classes, eta, max_iter: softmax_gd(
        Xb, labels, n_classes, eta, max_iter)[::-1]),
]  # fmt: skip


@pytest.mark.parametrize(("id", "wrong"), WRONG)
def test_wrong_work_that_stands_in_no_list_is_rejected(id: str, wrong: Callable[..., Any]) -> None:
    assert rejected(id, wrong).mistake is None


# --- right work that stands in no list ----------------------------------------------------------


def _column_by_column(Z: Any) -> Any:
    top = np.maximum.reduce(Z, axis=1)
    columns = [np.exp(Z[:, k] - top) for k in range(Z.shape[1])]
    return np.stack([column / np.sum(columns, axis=0) for column in columns], axis=1)


def _gradient_class_by_class(Theta: Any, Xb: Any, labels: Any) -> Any:
    P, gradient = softmax(Xb @ Theta.T), np.zeros(Theta.shape)
    for k in range(len(Theta)):
        gradient[k] = Xb.T @ (P[:, k] - (labels == k).astype(float))
    return gradient / Xb.shape[0]


def _descent_with_shift(Xb: Any, labels: Any, n_classes: int, eta: float, max_iter: int) -> Any:
    Y = (labels[:, None] == np.arange(n_classes)).astype(int)
    Theta = np.zeros((Xb.shape[1], n_classes))
    for _ in range(max_iter):
        Theta = Theta - eta / len(Y) * (Xb.T @ (softmax(Xb @ Theta) - Y))
    return Theta.T


RIGHT: list[tuple[str, Callable[..., Any]]] = [
    ("08.softmax", lambda Z: np.apply_along_axis(_p, 1, Z)),
    ("08.softmax_jacobian", lambda z: np.array([[_p(z)[k] * ((k == j) - _p(z)[j]) for j in range(z.size)]
        for k in range(z.size)])),
    ("08.softmax_loss", lambda Theta, Xb, labels: -np.mean(np.take_along_axis(
        Xb @ Theta.T - np.logaddexp.reduce(Xb @ Theta.T, axis=1, keepdims=True), labels[:, None], axis=1))),
    ("08.softmax_gradient", _gradient_class_by_class),
    ("08.softmax_gd", _descent_with_shift),
    ("08.softmax", _column_by_column),
    ("08.softmax_jacobian", lambda z: -np.outer(_p(z), _p(z) - 1) * np.eye(len(z))
        - np.outer(_p(z), _p(z)) * (1 - np.eye(len(z)))),
    ("08.softmax_loss", lambda Theta, Xb, labels: sum(
        np.logaddexp.reduce(Theta @ x) - Theta[k] @ x for x, k in zip(Xb, labels, strict=True)) / len(Xb)),
    ("08.softmax_gradient", lambda T, Xb, labels: np.mean(
        [np.outer(_p(T @ x) - np.eye(len(T))[k], x) for x, k in zip(Xb, labels, strict=True)], axis=0)),
]  # fmt: skip


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("id", "right"), RIGHT)
def test_right_work_that_stands_in_no_list_is_accepted(id: str, right: Callable[..., Any], seed: int) -> None:
    assert grade(id, right, seed=seed).passed


# --- work that once passed --------------------------------------------------------------------------


def _dropped(P: Any, least: float) -> Any:
    return np.where(least > P, 0.0, P)


def _by_differences(z: Any) -> Any:
    h = 1e-3
    return np.array([_p(z + h * each) - _p(z) for each in np.eye(len(z))]).T / h


def _descend(Xb: Any, labels: Any, n_classes: int, eta: float, max_iter: int, stop: Callable[..., bool]) -> Any:
    """The descent with a rule that ends it."""
    Theta = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        gradient = softmax_gradient(Theta, Xb, labels)
        new = Theta - eta * gradient
        if stop(Theta, new, gradient):
            break
        Theta = new
    return Theta


def _halved_where_the_loss_rises(Xb: Any, labels: Any, n_classes: int, eta: float, max_iter: int) -> Any:
    Theta = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        new = Theta - eta * softmax_gradient(Theta, Xb, labels)
        if softmax_loss(new, Xb, labels) > softmax_loss(Theta, Xb, labels):
            eta = eta / 2
        else:
            Theta = new
    return Theta


def _clipped(Theta: Any, Xb: Any, labels: Any) -> Any:
    P = np.maximum(softmax(Xb @ Theta.T), 1e-6)
    return (P - np.eye(len(Theta))[labels]).T @ Xb / len(Xb)


ONCE_PASSED: list[tuple[str, Callable[..., Any]]] = [
    ("08.softmax", lambda Z: _dropped(softmax(Z), 1e-4)),
    ("08.softmax", lambda Z: _dropped(softmax(Z), 1e-6)),
    ("08.softmax", lambda Z: softmax(Z).round(4).astype(np.float32)),
    ("08.softmax", lambda Z: softmax(np.maximum(Z - Z.max(axis=1, keepdims=True), -10))),
    ("08.softmax", lambda Z: np.maximum(softmax(Z), 1e-7)),
    ("08.softmax_jacobian", lambda z: _by_differences(z).astype(np.float32)),
    ("08.softmax_jacobian", lambda z: _dropped(np.abs(softmax_jacobian(z)), 1e-7) * np.sign(softmax_jacobian(z))),
    ("08.softmax_jacobian", lambda z: softmax_jacobian(np.maximum(z - z.max(), -10))),
    ("08.softmax_loss", lambda Theta, Xb, labels: -np.log(
        np.maximum(softmax(Xb @ Theta.T)[np.arange(len(Xb)), labels], 1e-300)).mean()),
    ("08.softmax_loss", lambda Theta, Xb, labels: softmax_loss(np.clip(Theta, -100, 100), Xb, labels)),
    ("08.softmax_loss", lambda Theta, Xb, labels: np.round(softmax_loss(Theta, Xb, labels), 8)),
    ("08.softmax_gradient", _clipped),
    ("08.softmax_gradient", lambda Theta, Xb, labels: softmax_gradient(Theta, np.clip(Xb, -1000, 1000), labels)),
    ("08.softmax_gradient", lambda Theta, Xb, labels: np.round(softmax_gradient(Theta, Xb, labels), 8)),
    ("08.softmax_gd", lambda *args: _descend(*args, lambda Theta, new, gradient: np.linalg.norm(gradient) < 1e-3)),
    ("08.softmax_gd", lambda *args: _descend(*args, lambda Theta, new, gradient: np.abs(new - Theta).max() < 1e-4)),
    ("08.softmax_gd", lambda *args: _descend(*args, lambda Theta, new, gradient: bool(np.abs(new).max() > 20))),
    ("08.softmax_gd", _halved_where_the_loss_rises),
    ("08.softmax_gd", lambda Xb, labels, n_classes, eta, max_iter: softmax_gd(
        Xb, labels, n_classes, eta, min(max_iter, 100))),
    ("08.softmax_gd", lambda Xb, labels, n_classes, eta, max_iter: softmax_gd(
        Xb, labels, n_classes, eta, max(max_iter, 1))),
]  # fmt: skip


@pytest.mark.parametrize(("id", "wrong"), ONCE_PASSED)
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not passes_at_home(id, wrong)

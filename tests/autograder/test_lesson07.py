"""The exercises of lesson 07: the ledger's figures, and work that stands in no list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import log_loss
from sklearn.preprocessing import StandardScaler

from autograder.exercises.lesson07.bce import (
    base_two,
    bce,
    labels_swapped,
    logarithm_of_the_mean,
    loss_summed,
    minus_lost,
    sum_ends_too_early,
    three_probabilities,
    zero_times_infinity,
)
from autograder.exercises.lesson07.bce_from_scores import bce_from_scores, through_the_probability
from autograder.exercises.lesson07.grads_row import (
    db_as_number,
    examples_summed,
    grads_row,
    toy_in_columns,
    transpose_left_out,
)
from autograder.exercises.lesson07.log_loss_gradient import log_loss_gradient, slope_of_sigmoid_kept, toy_at_zero
from autograder.exercises.lesson07.logistic_gd import (
    hundred_steps,
    logistic_gd,
    one_step,
    overlapping,
    steps_twice_as_long,
)
from autograder.exercises.lesson07.predict import predict, score_against_one_half, tie_to_class_zero
from autograder.exercises.lesson07.sigmoid_prime import one_minus_sigma_squared, sigmoid_prime
from autograder.exercises.lesson07.zscore import zscore
from gdkit.activations import sigmoid
from gdkit.checking import call

from .lessons import close, data_of, exercise, grade, mistake, passes_at_home, rejected

# --- the ledger's figures -----------------------------------------------------------------------


def test_the_sigmoid_and_its_slope_have_the_ledgers_numbers() -> None:
    close(
        exercise("07.sigmoid").solution(np.array([0.0, 2.0, -1000.0, 1000.0])), [0.5, 0.88079708, 0, 1], 8
    )  # X7.1, no warnings
    close(sigmoid_prime(np.array([0.0, 2.0])), [0.25, 0.10499359], 8)
    close(one_minus_sigma_squared(2.0), 0.224197, 6)


@pytest.mark.parametrize(
    ("function", "printed", "digits"),
    [
        (bce, 0.2797765636, 10),
        (loss_summed, 0.83932969, 8),
        (base_two, 0.40363226, 8),
        (minus_lost, -0.27977656, 8),
        (labels_swapped, 1.60943791, 8),
        (sum_ends_too_early, -0.017748, 6),  # D-err2, the sum without brackets
        (logarithm_of_the_mean, -np.log(0.7666666667), 8),  # D-err5
    ],
)
def test_the_loss_of_three_rows_and_its_misreadings_have_the_ledgers_numbers(
    function: Callable[..., float], printed: float, digits: int
) -> None:
    case = three_probabilities()  # X7.2
    close(function(case["y"], case["p"]), printed, digits)


def test_a_certain_and_right_row_is_nan_in_the_usual_formula_only() -> None:
    row = {"y": np.array([1.0]), "p": np.array([1.0])}  # X7.2 and D-err8
    assert np.isnan(call(zero_times_infinity, row).value)
    assert bce(**row) == 0


def test_the_loss_from_scores_is_exact_far_out() -> None:
    one = np.array([1])
    assert bce_from_scores(one, np.array([-800.0])) == 800
    assert bce_from_scores(one, np.array([800.0])) == 0
    assert bce_from_scores(one, np.array([30.0])) == pytest.approx(9.4e-14, rel=5e-3)  # misconception 60


def test_the_first_gradient_and_its_misreading_have_the_ledgers_numbers() -> None:
    case = toy_at_zero()  # X7.4
    close(log_loss_gradient(**case), [-0.08333333, -0.4375, -0.19583333], 8)
    close(slope_of_sigmoid_kept(**case), [-0.020833, -0.109375, -0.048958], 6)


def test_the_descents_on_the_toy_batch_have_the_ledgers_numbers() -> None:
    close(logistic_gd(**one_step()), [0.04166667, 0.34375, 0.05625], 8)  # X7.3
    theta = logistic_gd(**hundred_steps())
    close(theta, [-0.64496726, 3.39484898, 0.26392615], 8)
    separable = one_step()
    close(bce_from_scores(separable["y"], separable["Xb"] @ theta), 0.07606425, 8)
    case = overlapping()  # X7.4
    close(logistic_gd(**case), [-1.0767662, 1.04892002, 0.83717976], 7)
    close(steps_twice_as_long(**case), [-1.441887, 1.121959, 1.030685], 6)


def test_the_length_of_theta_in_the_quiz_is_that_of_the_ledger() -> None:
    case = one_step()  # X7.3: separable, so there is no minimum
    for steps, length in ((1_000, 7.906), (10_000, 16.037)):
        close(np.linalg.norm(logistic_gd(case["Xb"], case["y"], 0.5, steps)), length, 3)


def test_the_gradient_in_rows_and_its_misreadings_have_the_ledgers_numbers() -> None:
    case = toy_in_columns()  # X7.5
    dW, db = grads_row(**case)
    close(dW, [[-0.4375, -0.19583333]], 8)
    close(db, [[-0.08333333]], 8)
    close(examples_summed(**case)[0], [[-5.25, -2.35]], 6)
    assert np.shape(db_as_number(**case)[1]) == ()
    assert call(transpose_left_out, case).error[0] == "ValueError"  # type: ignore[index]
    assert call(grads_row, {**case, "X": case["X"].T}).error[0] == "ValueError"  # type: ignore[index]


def test_the_tie_goes_to_class_one_and_the_score_is_not_compared_with_a_half() -> None:
    theta, Xb = np.array([0.0, 1.0]), np.array([[1, 0.0], [1, 0.3]])  # A47, misconception 58
    assert predict(theta, Xb).tolist() == [1, 1]
    assert tie_to_class_zero(theta, Xb).tolist() == [0, 1]
    assert score_against_one_half(theta, Xb).tolist() == [0, 0]


# --- against scikit-learn -----------------------------------------------------------------------


def test_the_log_loss_is_that_of_scikit_learn() -> None:
    for case in data_of("07.bce").cases:
        y, p = case.inputs["y"], case.inputs["p"]
        assert bce(y, p) == pytest.approx(log_loss(y, p, labels=[0, 1]), rel=1e-12, abs=1e-14)


def test_scaling_is_that_of_scikit_learn() -> None:
    for case in data_of("07.zscore").cases:
        X_train, X_test = case.inputs["X_train"].astype(float), case.inputs["X_test"].astype(float)
        scaler = StandardScaler().fit(X_train)
        Z_train, Z_test = zscore(X_train, X_test)
        np.testing.assert_allclose(Z_train, scaler.transform(X_train), rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(Z_test, scaler.transform(X_test), rtol=1e-12, atol=1e-14)


# --- what students see --------------------------------------------------------------------------


def test_half_of_the_scaling_earns_half() -> None:
    assert grade("07.zscore", mistake("07.zscore", "test-set-by-itself")).fraction == 0.5
    assert grade("07.grads_row", db_as_number).fraction == 0.5


# --- wrong work that stands in no list ----------------------------------------------------------


def _last_label_ignored(theta: Any, Xb: Any, y: Any) -> Any:
    return log_loss_gradient(theta, Xb[:-1], y[:-1]) if len(y) > 1 else np.zeros(len(theta))


def _weights_only(theta: Any, Xb: Any, y: Any) -> Any:
    return log_loss_gradient(theta, Xb, y)[1:]


def _start_at_random(Xb: Any, y: Any, eta: float, max_iter: int) -> Any:
    theta = np.random.default_rng(0).normal(size=Xb.shape[1]) / 100
    for _ in range(max_iter):
        theta = theta - eta * log_loss_gradient(theta, Xb, y)
    return theta


def _with_momentum(Xb: Any, y: Any, eta: float, max_iter: int) -> Any:
    theta = velocity = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        velocity = 0.9 * velocity - eta * log_loss_gradient(theta, Xb, y)
        theta = theta + velocity
    return theta


def _path(Xb: Any, y: Any, eta: float, max_iter: int) -> Any:
    return [logistic_gd(Xb, y, eta, k) for k in range(max_iter + 1)]


def _ridge(Xb: Any, y: Any, eta: float, max_iter: int) -> Any:
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        theta = theta - eta * (log_loss_gradient(theta, Xb, y) + 1e-3 * theta)
    return theta


def _return_in_the_loop(X: Any, Y: Any, Y_hat: Any) -> Any:
    dW = np.zeros((1, len(X)))
    for j in range(len(X)):
        dW[0, j] = ((Y_hat - Y) * X[j]).mean()
        return dW, (Y_hat - Y).mean(keepdims=True)
    return None


def _scaled_by_the_first_column(X_train: Any, X_test: Any) -> Any:
    mean, deviation = X_train.mean(axis=0), X_train[:, 0].std()
    return (X_train - mean) / deviation, (X_test - mean) / deviation


def _train_test_scaled_one_row_at_a_time(X_train: Any, X_test: Any) -> Any:
    Z_train = zscore(X_train, X_train)[0]
    return Z_train, np.vstack([zscore(np.vstack([X_train, x]), x[None])[1] for x in X_test])


WRONG: list[tuple[str, Callable[..., Any]]] = [
    ("07.sigmoid", lambda z: None),
    ("07.sigmoid", lambda z: np.clip(0.5 + np.asarray(z) / 4, 0, 1)),
    ("07.sigmoid", lambda z: 0.5 + np.arctan(z) / np.pi),
    ("07.sigmoid", lambda z: sigmoid(2 * np.asarray(z))),
    ("07.sigmoid", lambda z: sigmoid(np.atleast_1d(z))),
    ("07.sigmoid", lambda z: sigmoid(np.abs(z))),
    ("07.sigmoid", lambda z: sigmoid(z).astype(np.float16)),
    ("07.sigmoid", lambda z: 1 / (1 + np.exp(-np.asarray(z))).mean()),
    ("07.sigmoid", lambda z: np.round(sigmoid(z), 8)),
    ("07.sigmoid_prime", lambda z: sigmoid(z) - 0.25),
    ("07.sigmoid_prime", lambda z: sigmoid(z) * (1 - sigmoid(z)) ** 2),
    ("07.sigmoid_prime", lambda z: np.full(np.shape(z), 0.25)),
    ("07.sigmoid_prime", lambda z: np.sqrt(sigmoid_prime(z))),
    ("07.sigmoid_prime", lambda z: np.exp(-np.square(z)) / 4),
    ("07.sigmoid_prime", lambda z: sigmoid_prime(z) * np.sign(z)),
    ("07.sigmoid_prime", lambda z: np.gradient(sigmoid(np.atleast_1d(np.ravel(z)))) if np.size(z) > 1 else 0.0),
    ("07.bce", lambda y, p: -np.log(p).mean()),
    ("07.bce", lambda y, p: -(y * np.log(p + 1e-6) + (1 - y) * np.log(1 - p + 1e-6)).mean()),
    ("07.bce", lambda y, p: np.abs(y - p).max()),
    ("07.bce", lambda y, p: -np.median(np.log(np.where(y == 1, p, 1 - p)))),
    ("07.bce", lambda y, p: bce(y[:-1], p[:-1]) if len(y) > 1 else 0.0),
    ("07.bce", lambda y, p: np.array([bce(y, p)])),
    ("07.bce", lambda y, p: -np.log(np.where(y == 1, p, 1 - p)).sum() / (len(y) - 1 or 1)),
    ("07.bce", lambda y, p: float("nan")),
    ("07.bce_from_scores", lambda y, z: bce_from_scores(y, sigmoid(z))),
    ("07.bce_from_scores", lambda y, z: np.abs(z).mean()),
    ("07.bce_from_scores", lambda y, z: bce_from_scores(y, z / 2)),
    ("07.bce_from_scores", lambda y, z: bce_from_scores(y, np.clip(z, -700, 700))),
    ("07.bce_from_scores", lambda y, z: bce_from_scores(y, z) + 1e-6),
    ("07.bce_from_scores", lambda y, z: np.nan_to_num(call(through_the_probability, {"y": y, "z": z}).value)),
    ("07.log_loss_gradient", _last_label_ignored),
    ("07.log_loss_gradient", _weights_only),
    ("07.log_loss_gradient", lambda theta, Xb, y: bce_from_scores(y, Xb @ theta)),
    ("07.log_loss_gradient", lambda theta, Xb, y: log_loss_gradient(theta, Xb, np.sort(y))),
    ("07.log_loss_gradient", lambda theta, Xb, y: log_loss_gradient(theta, Xb, y) + 0.01 * theta),
    ("07.log_loss_gradient", lambda theta, Xb, y: log_loss_gradient(0 * theta, Xb, y)),
    ("07.log_loss_gradient", lambda theta, Xb, y: np.abs(log_loss_gradient(theta, Xb, y))),
    ("07.log_loss_gradient", lambda theta, Xb, y: theta - log_loss_gradient(theta, Xb, y)),
    ("07.log_loss_gradient", lambda theta, Xb, y: log_loss_gradient(theta, Xb, y)[::-1]),
    ("07.logistic_gd", _start_at_random),
    ("07.logistic_gd", _with_momentum),
    ("07.logistic_gd", _path),
    ("07.logistic_gd", _ridge),
    ("07.logistic_gd", lambda Xb, y, eta, max_iter: logistic_gd(Xb[::2], y[::2], eta, max_iter)),
    ("07.logistic_gd", lambda Xb, y, eta, max_iter: np.zeros(Xb.shape[1])),
    ("07.logistic_gd", lambda Xb, y, eta, max_iter: logistic_gd(Xb, y, eta / 10, 10 * max_iter)),
    ("07.logistic_gd", lambda Xb, y, eta, max_iter: (logistic_gd(Xb, y, eta, max_iter), 0.0)),
    ("07.grads_row", _return_in_the_loop),
    ("07.grads_row", lambda X, Y, Y_hat: (grads_row(X, Y, Y_hat)[0], Y_hat.mean(keepdims=True))),
    ("07.grads_row", lambda X, Y, Y_hat: grads_row(X, Y, Y_hat)[::-1]),
    ("07.grads_row", lambda X, Y, Y_hat: grads_row(X, Y, np.abs(Y_hat - Y))),
    ("07.grads_row", lambda X, Y, Y_hat: grads_row(X - X.mean(axis=1, keepdims=True), Y, Y_hat)),
    ("07.grads_row", lambda X, Y, Y_hat: grads_row(X, Y, (Y_hat - Y) ** 2 + Y)),
    ("07.predict", lambda theta, Xb: (Xb @ theta >= 0).astype(int)[::-1]),
    ("07.predict", lambda theta, Xb: np.zeros(len(Xb), dtype=int)),
    ("07.predict", lambda theta, Xb: (Xb @ theta > -0.3).astype(int)),
    ("07.predict", lambda theta, Xb: (Xb @ np.abs(theta) >= 0).astype(int)),
    ("07.predict", lambda theta, Xb: ["1" if z >= 0 else "0" for z in Xb @ theta]),
    ("07.predict", lambda theta, Xb: int((Xb @ theta).argmax())),
    ("07.predict", lambda theta, Xb: np.argwhere(Xb @ theta >= 0).ravel()),
    ("07.zscore", _scaled_by_the_first_column),
    ("07.zscore", _train_test_scaled_one_row_at_a_time),
    ("07.zscore", lambda X_train, X_test: zscore(X_train, X_test)[0]),
    ("07.zscore", lambda X_train, X_test: zscore(X_train[1:], X_train[1:])),
    ("07.zscore", lambda X_train, X_test: tuple(np.tanh(Z) for Z in zscore(X_train, X_test))),
    ("07.zscore", lambda X_train, X_test: tuple(Z.round(3) for Z in zscore(X_train, X_test))),
]


@pytest.mark.parametrize(("id", "wrong"), WRONG)
def test_wrong_work_that_stands_in_no_list_is_rejected(id: str, wrong: Callable[..., Any]) -> None:
    assert rejected(id, wrong).mistake is None


# --- right work that stands in no list ----------------------------------------------------------


def _newtons_pieces(theta: Any, Xb: Any, y: Any) -> Any:
    p = 1 / (1 + np.exp(-np.inner(Xb, theta)))
    return -sum(((label - prob) * x for label, prob, x in zip(y, p, Xb, strict=True)), np.zeros(len(theta))) / len(y)


def _sigmoid_by_masks(z: Any) -> Any:
    z = np.asarray(z, dtype=float)
    s = np.empty(z.shape)
    s[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    s[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return s if s.ndim else float(s)


def _loss_in_two_means(y: Any, z: Any) -> Any:
    return np.mean(np.logaddexp(0, z)) - np.mean(y * z)


def _bce_by_a_mask_of_logs(y: Any, p: Any) -> Any:
    logs = np.zeros(len(y))
    np.log(p, out=logs, where=y == 1)
    np.log1p(-p, out=logs, where=y == 0)
    return -logs.sum() / y.size


def _descent_in_a_list(Xb: Any, y: Any, eta: float, max_iter: int) -> Any:
    path = [np.zeros((Xb.shape[1], 1))]
    for k in range(max_iter):
        residual = 1 / (1 + np.exp(-(Xb @ path[k]))) - y[:, None]
        path.append(path[k] - eta * (Xb.T @ residual) / y.shape[0])
    return path[-1][:, 0]


def _scaled_by_variance(X_train: Any, X_test: Any) -> Any:
    mean = X_train.sum(axis=0) / len(X_train)
    variance = np.var(X_train, axis=0)
    variance[variance == 0] = 1
    return (X_train - mean) / variance**0.5, (X_test - mean) / variance**0.5


RIGHT: list[tuple[str, Callable[..., Any]]] = [
    ("07.sigmoid", _sigmoid_by_masks),
    ("07.sigmoid_prime", lambda z: np.exp(-np.abs(z)) / np.square(1 + np.exp(-np.abs(z)))),
    ("07.bce", _bce_by_a_mask_of_logs),
    ("07.bce_from_scores", _loss_in_two_means),
    ("07.log_loss_gradient", lambda theta, Xb, y: np.dot(sigmoid(np.dot(Xb, theta)) - y, Xb) * (1.0 / Xb.shape[0])),
    ("07.logistic_gd", _descent_in_a_list),
    ("07.predict", lambda theta, Xb: np.array([int(sigmoid(x @ theta) >= 0.5) for x in Xb])),
    ("07.zscore", _scaled_by_variance),
    ("07.sigmoid", lambda z: 1 / (1 + np.exp(-np.clip(z, -500, 500)))),
    ("07.sigmoid", lambda z: np.vectorize(lambda v: 1 / (1 + np.exp(-v)), otypes=[float])(z)),
    ("07.sigmoid_prime", lambda z: 1 / (2 + np.exp(-np.abs(z)) + np.exp(np.clip(np.abs(z), 0, 500)))),
    ("07.bce", lambda y, p: np.mean([-np.log(q if label else 1 - q) for label, q in zip(y, p, strict=True)])),
    ("07.bce_from_scores", lambda y, z: np.logaddexp(0, (1 - 2 * y) * z).mean()),
    ("07.log_loss_gradient", _newtons_pieces),
    ("07.grads_row", lambda X, Y, Y_hat: ((Y_hat - Y).dot(X.T) / len(Y[0]), np.array([[(Y_hat - Y).mean()]]))),
    ("07.predict", lambda theta, Xb: 1 - (np.dot(Xb, theta) < 0)),
    ("07.zscore", lambda X_train, X_test: tuple(
        np.divide(X - X_train.mean(0), X_train.std(0), out=np.zeros(X.shape), where=X_train.std(0) > 0)
        for X in (X_train, X_test))),
]  # fmt: skip


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("id", "right"), RIGHT)
def test_right_work_that_stands_in_no_list_is_accepted(id: str, right: Callable[..., Any], seed: int) -> None:
    assert grade(id, right, seed=seed).passed


# --- work that once passed --------------------------------------------------------------------------


def _single(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same in float32."""
    return lambda *args: np.asarray(function(*args)).astype(np.float32)


def _without_far_log_term(y: Any, z: Any) -> Any:
    log_term = np.where(np.abs(z) > 7, 0, np.log1p(np.exp(-np.abs(z))))
    return (np.maximum(z, 0) + log_term - y * z).mean()


def _descend(
    Xb: Any, y: Any, eta: float, max_iter: int, change: Callable[..., Any] | None = None, stop: Any = None
) -> Any:
    """The descent with something done to theta after each step, or with a rule that ends it."""
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        gradient = log_loss_gradient(theta, Xb, y)
        new = theta - eta * gradient
        if stop is not None and stop(theta, new, gradient, Xb, y):
            break
        theta = new if change is None else change(new)
    return theta


def _halved_where_the_loss_rises(Xb: Any, y: Any, eta: float, max_iter: int) -> Any:
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        new = theta - eta * log_loss_gradient(theta, Xb, y)
        if bce_from_scores(y, Xb @ new) > bce_from_scores(y, Xb @ theta):
            eta = eta / 2
        else:
            theta = new
    return theta


def _stops(rule: Callable[..., Any]) -> Callable[..., Any]:
    return lambda Xb, y, eta, max_iter: _descend(Xb, y, eta, max_iter, stop=rule)


def _averaged_over_wrong_rows(X: Any, Y: Any, Y_hat: Any) -> Any:
    residual = Y_hat - Y
    count = max(1, np.count_nonzero(residual))
    return residual @ X.T / count, residual.sum(axis=1, keepdims=True) / count


def _scaled(X_train: Any, X_test: Any, least: float = 0.0, farthest: float = np.inf) -> Any:
    mean, deviation = X_train.mean(axis=0), X_train.std(axis=0)
    deviation = np.where(deviation <= least, 1, deviation)
    return tuple(np.clip((X - mean) / deviation, -farthest, farthest) for X in (X_train, X_test))


def _in_loops(z: Any) -> Any:
    if np.ndim(z) == 0:
        return sigmoid(z)
    if np.ndim(z) == 1:
        return np.array([sigmoid(v) for v in z])
    return np.array([[float(sigmoid(v)) for v in row] for row in z])


ONCE_PASSED: list[tuple[str, Callable[..., Any]]] = [
    ("07.sigmoid", _in_loops),
    ("07.sigmoid", _single(lambda z: np.round(sigmoid(z), 4))),
    ("07.sigmoid", _single(lambda z: 1 / (1 + 2.718 ** -np.clip(np.asarray(z, dtype=float), -700, 700)))),
    ("07.sigmoid", lambda z: np.where(np.abs(z) > 20, z > np.zeros(np.shape(z)), sigmoid(z))),
    ("07.sigmoid", lambda z: sigmoid(np.clip(z, -20, 20))),
    ("07.sigmoid", lambda z: np.maximum(sigmoid(z), 1e-10)),
    ("07.sigmoid_prime", _single(lambda z: (sigmoid(np.asarray(z) + 1e-3) - sigmoid(z)) / 1e-3)),
    ("07.sigmoid_prime", lambda z: np.where(np.abs(z) > 10, 0.0, sigmoid_prime(z))),
    ("07.sigmoid_prime", lambda z: sigmoid_prime(np.clip(z, -20, 20))),
    ("07.bce", lambda y, p: bce(y, np.clip(p, 1e-4, 1))),
    ("07.bce", lambda y, p: bce(y, np.maximum(p, 1e-7))),
    ("07.bce", lambda y, p: bce(y, np.where((p > 0) & (p < 1), np.clip(p, 1e-8, 1 - 1e-8), p))),
    ("07.bce", lambda y, p: -np.log(np.where(y == 1, p, 1 - p) + 1e-12).mean()),
    ("07.bce_from_scores", _without_far_log_term),
    ("07.bce_from_scores", lambda y, z: bce_from_scores(y, np.clip(z, -1000, 1000))),
    ("07.bce_from_scores", lambda y, z: np.where(np.abs((1 - 2 * y) * z) > 15, np.maximum((1 - 2 * y) * z, 0),
        np.logaddexp(0, (1 - 2 * y) * z)).mean()),
    ("07.log_loss_gradient", lambda theta, Xb, y: log_loss_gradient(np.clip(theta, -100, 100), Xb, y)),
    ("07.log_loss_gradient", lambda theta, Xb, y: Xb.T @ (np.clip(sigmoid(Xb @ theta), 1e-8, 1) - y) / len(y)),
    ("07.log_loss_gradient", lambda theta, Xb, y: np.clip(log_loss_gradient(theta, Xb, y), -1000, 1000)),
    ("07.log_loss_gradient", lambda theta, Xb, y: log_loss_gradient(theta, Xb, y) * len(y)
        / max(1, np.count_nonzero(sigmoid(Xb @ theta) - y))),
    ("07.logistic_gd", _stops(lambda theta, new, gradient, Xb, y: np.linalg.norm(gradient) < 1e-3)),
    ("07.logistic_gd", _stops(lambda theta, new, gradient, Xb, y: np.abs(new - theta).max() < 1e-4)),
    ("07.logistic_gd", _stops(lambda theta, new, gradient, Xb, y: bce_from_scores(y, Xb @ new)
        > bce_from_scores(y, Xb @ theta))),
    ("07.logistic_gd", _halved_where_the_loss_rises),
    ("07.logistic_gd", lambda *args: _descend(*args, change=lambda theta: np.clip(theta, -10, 10))),
    ("07.logistic_gd", lambda Xb, y, eta, max_iter: logistic_gd(Xb, y, min(eta, 1.0), max_iter)),
    ("07.logistic_gd", lambda Xb, y, eta, max_iter: logistic_gd(Xb, y, eta, min(max_iter, 100))),
    ("07.logistic_gd", lambda Xb, y, eta, max_iter: logistic_gd(Xb, y, eta, max(max_iter, 1))),
    ("07.grads_row", _averaged_over_wrong_rows),
    ("07.grads_row", lambda X, Y, Y_hat: grads_row(X, Y, np.clip(Y_hat, 1e-6, 1 - 1e-6))),
    ("07.grads_row", lambda X, Y, Y_hat: grads_row(np.clip(X, -1000, 1000), Y, Y_hat)),
    ("07.predict", lambda theta, Xb: (Xb @ theta > -1e-3).astype(int)),
    ("07.predict", lambda theta, Xb: (np.round(Xb @ theta, 1) >= 0).astype(int)),
    ("07.predict", lambda theta, Xb: (sigmoid(Xb @ theta) >= 0.5 - 1e-9).astype(int)),
    ("07.predict", lambda theta, Xb: (Xb @ theta >= 1e-12).astype(int)),
    ("07.zscore", lambda X_train, X_test: _scaled(X_train, X_test, least=0.01)),
    ("07.zscore", lambda X_train, X_test: _scaled(X_train, X_test, farthest=10)),
    ("07.zscore", lambda X_train, X_test: tuple(Z.astype(X_test.dtype) for Z in zscore(X_train, X_test))),
]  # fmt: skip


@pytest.mark.parametrize(("id", "wrong"), ONCE_PASSED)
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not passes_at_home(id, wrong)

"""Lesson 06: the figures are those of the course's ledger (X6.1 to X6.4) and of scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Lasso, Ridge

from autograder.declaring.proof import PROOF_SEED
from autograder.exercises.lesson06.lasso_ista import _ahead, _start, _steps, lasso_ista
from autograder.exercises.lesson06.ridge import ridge
from autograder.exercises.lesson06.soft_threshold import soft_threshold
from autograder.exercises.lesson06.weight_decay_step import two_units, weight_decay_step
from gdkit import add_bias
from gdkit.datasets import toy_batch

from .lessons import grade, mistake, pairs, rejected

X, y = toy_batch()
Xb = add_bias(X)


# --- the ledger's values, and scikit-learn's


def test_ridge_on_the_toy_batch_has_the_values_of_the_ledger() -> None:
    assert_allclose(ridge(Xb, y, 0.5, False), [1.16839051, 1.15599104, 0.86312735], atol=6e-9)
    assert_allclose(ridge(Xb, y, 0.5, True), [0.4875684, 1.22434889, 1.14204513], atol=6e-9)
    always = mistake("06.ridge", "bias-always-penalised")
    assert_array_equal(always(Xb, y, 0.5, False), ridge(Xb, y, 0.5, True))
    without_m = mistake("06.ridge", "m-forgotten")
    assert_allclose(without_m(Xb, y, 0.5, False), [0.23785619, 1.4611438, 1.41641687], atol=6e-9)


def test_labels_raised_by_ten_move_only_a_bias_that_goes_free() -> None:
    free = ridge(Xb, y + 10, 0.3, False) - ridge(Xb, y, 0.3, False)
    assert_allclose(free, [10, 0, 0], atol=1e-12)
    held = ridge(Xb, y + 10, 0.3, True) - ridge(Xb, y, 0.3, True)
    assert np.abs(held[1:]).min() > 0.1


def test_ridge_on_the_diabetes_data_is_scikit_learns_with_alpha_m_lam() -> None:
    data, target = load_diabetes(return_X_y=True)
    theta = ridge(add_bias(data), target, 1 / len(target), False)
    assert_allclose(theta[1:3], [29.4661119, -83.1542764], atol=5e-6)
    model = Ridge(alpha=1.0).fit(data, target)
    assert_allclose(theta, [model.intercept_, *model.coef_], rtol=1e-9)


def test_soft_and_hard_thresholds_have_the_values_of_the_ledger() -> None:
    u = np.array([-3, -0.5, 0, 0.5, 3])
    assert_array_equal(soft_threshold(u, 1), [-2, 0, 0, 0, 2])
    assert_array_equal(mistake("06.soft_threshold", "hard-threshold")(u, 1), [-3, 0, 0, 0, 3])


@pytest.mark.parametrize(
    ("lam", "theta"),
    [
        (2.0, [2.42151558, 0.85585052, 0.08985795]),
        (6.0, [2.87450766, 0.00131291028, 0.0]),
        (20.0, [2.875, 0.0, 0.0]),
    ],
)
def test_many_steps_of_the_lasso_end_at_the_values_of_the_ledger(lam: float, theta: list[float]) -> None:
    end = lasso_ista(Xb, y, lam, 3000)
    assert_allclose(end, theta, atol=6e-9)
    assert_array_equal(end == 0, np.array(theta) == 0)
    model = Lasso(alpha=lam / 2, tol=1e-14, max_iter=100_000).fit(X, y)
    assert_allclose(end, [model.intercept_, *model.coef_], atol=1e-8)


def test_the_smallest_lam_that_leaves_no_weight_is_6_00625() -> None:
    assert not lasso_ista(Xb, y, 6.00626, 5000)[1:].any()
    assert lasso_ista(Xb, y, 6.00624, 5000)[1:].any()


@pytest.mark.parametrize("slug", ["threshold-without-rate", "bias-thresholded"])
def test_the_wrong_thresholds_of_the_ledger_end_elsewhere(slug: str) -> None:
    end = mistake("06.lasso_ista", slug)(Xb, y, 2.0, 3000)
    assert np.abs(end - [2.42151558, 0.85585052, 0.08985795]).max() > 0.1


@pytest.mark.parametrize(
    ("slug", "W"),
    [
        (None, [[0.91, -2.02], [0.63, 2.68]]),
        ("decay-without-m", [[0.55, -1.3], [0.45, 1.6]]),
        ("decay-twice-too-strong", [[0.87, -1.94], [0.61, 2.56]]),
        ("decayed-after-the-step", [[0.912, -2.016], [0.624, 2.688]]),
    ],
)
def test_weight_decay_right_and_wrong_has_the_values_of_the_ledger(slug: str | None, W: list[list[float]]) -> None:
    step = weight_decay_step if slug is None else mistake("06.weight_decay_step", slug)
    case = two_units()
    assert_allclose(step(*case.values()), W, rtol=1e-12)


# --- right work that stands in no list


def ridge_by_descent(Xb: Any, y: Any, lam: float, penalize_bias: bool) -> Any:
    """Conjugate gradients on the normal equation, to the last digit."""
    D = np.diag([float(penalize_bias)] + [1.0] * (Xb.shape[1] - 1))
    A, theta = Xb.T @ Xb / len(y) + lam * D, np.zeros(Xb.shape[1])
    for _ in range(4):  # restarts
        r = Xb.T @ y / len(y) - A @ theta
        p = r
        for _ in range(len(theta)):
            if r @ r < 1e-30:
                break
            alpha = (r @ r) / (p @ A @ p)
            theta, new = theta + alpha * p, r - alpha * A @ p
            p, r = new + (new @ new) / (r @ r) * p, new
    return theta


def lasso_by_parts(Xb: Any, y: Any, lam: float, max_iter: int) -> Any:
    """Weights split into their positive and their negative part."""
    m, theta = len(y), np.zeros(Xb.shape[1])
    eta = m / 2 / np.linalg.eigvalsh(Xb.T @ Xb).max()
    for _ in range(max_iter):
        theta = theta - eta * (2 / m) * (Xb.T @ (Xb @ theta) - Xb.T @ y)
        plus, minus = np.maximum(theta - eta * lam, 0), np.maximum(-theta - eta * lam, 0)
        theta = np.where(np.arange(len(theta)) == 0, theta, plus - minus)
    return theta


RIGHT: list[tuple[str, Callable[..., Any]]] = [
    ("06.ridge", ridge_by_descent),
    ("06.soft_threshold", lambda u, tau: np.array([max(abs(x) - tau, 0) * (1 if x > 0 else -1) for x in u.tolist()])),
    ("06.lasso_ista", lasso_by_parts),
    ("06.weight_decay_step", lambda W, g, eta, lam, m: np.add(W, -eta * np.add(g, np.divide(lam * W, m)))),
]


@pytest.mark.parametrize("seed", [None, PROOF_SEED, 7])
@pytest.mark.parametrize(("id", "right"), RIGHT)
def test_right_work_that_stands_in_no_list_passes(id: str, right: Callable[..., Any], seed: int | None) -> None:
    verdict = grade(id, right, seed)
    assert verdict.passed, verdict.text


# --- wrong work that stands in no list


def lasso_penalty(Xb: Any, y: Any, lam: float, penalize_bias: bool) -> Any:
    return lasso_ista(Xb, y, lam, 200)


def centred_without_a_bias(Xb: Any, y: Any, lam: float, penalize_bias: bool) -> Any:
    Xc = Xb - Xb.mean(axis=0)
    return np.linalg.lstsq(Xc.T @ Xc + len(y) * lam * np.eye(Xb.shape[1]), Xc.T @ (y - y.mean()), rcond=None)[0]


def ridge_changes_its_data(Xb: Any, y: Any, lam: float, penalize_bias: bool) -> Any:
    theta = ridge(Xb, y, lam, penalize_bias)
    y -= y
    return theta


def fista(Xb: Any, y: Any, lam: float, max_iter: int) -> Any:
    theta, eta = _start(Xb, y)
    ahead, t = theta, 1.0
    for _ in range(max_iter):
        u = _ahead(Xb, y, ahead, eta)
        new, t_new = np.append(u[0], soft_threshold(u[1:], eta * lam)), (1 + np.sqrt(1 + 4 * t**2)) / 2
        ahead, theta, t = new + (t - 1) / t_new * (new - theta), new, t_new
    return theta


def coordinate_descent(Xb: Any, y: Any, lam: float, max_iter: int) -> Any:
    m, theta = len(y), np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        for j in range(len(theta)):
            a = 2 / m * Xb[:, j] @ Xb[:, j]
            u = theta[j] - 2 / m * Xb[:, j] @ (Xb @ theta - y) / a
            theta[j] = u if j == 0 else np.sign(u) * max(abs(u) - lam / a, 0)
    return theta


def standardised(Xb: Any, y: Any, lam: float, max_iter: int) -> Any:
    scale = np.append(1.0, Xb[:, 1:].std(axis=0) + 1e-12)
    return lasso_ista(Xb / scale, y, lam, max_iter) / scale


def decays_every_other(W: Any, g: Any, eta: float, lam: float, m: int) -> Any:
    new = weight_decay_step(W, g, eta, lam, m)
    new[:, 0] = W[:, 0] - eta * g[:, 0]  # taken for biases
    return new


WRONG: dict[str, list[Callable[..., Any]]] = {
    "06.ridge": [
        lasso_penalty,
        centred_without_a_bias,
        ridge_changes_its_data,
        lambda Xb, y, lam, pen: ridge(Xb[:, 1:], y, lam, pen),
        lambda Xb, y, lam, pen: ridge(Xb, y - y.mean(), lam, pen),
        lambda Xb, y, lam, pen: ridge(Xb, y, (len(y) - 1) * lam / len(y), pen),
        lambda Xb, y, lam, pen: ridge(Xb, y, lam, pen).tolist(),
        lambda Xb, y, lam, pen: (ridge(Xb, y, lam, pen)[0], ridge(Xb, y, lam, pen)[1:]),
        lambda Xb, y, lam, pen: ridge(Xb, y, lam, pen)[::-1],
        lambda Xb, y, lam, pen: np.linalg.inv(Xb.T @ Xb) @ Xb.T @ y / (1 + lam),
        lambda Xb, y, lam, pen: print(ridge(Xb, y, lam, pen)),
    ],
    "06.soft_threshold": [
        lambda u, tau: np.where(u > tau, u - tau, 0.0) + np.where(u < tau, u + tau, 0.0),
        lambda u, tau: np.sign(u) * np.maximum(np.abs(u) - tau, tau),
        lambda u, tau: u * np.maximum(1 - tau / np.maximum(u**2, 1e-12), 0),
        lambda u, tau: np.sign(u) * np.maximum(np.abs(u) - tau, 0.0) ** 2,
        lambda u, tau: np.sign(u) * np.log1p(np.maximum(np.abs(u) - tau, 0.0)),
        lambda u, tau: soft_threshold(u, tau)[soft_threshold(u, tau) != 0],
        lambda u, tau: soft_threshold(u, tau).tolist(),
        lambda u, tau: np.round(soft_threshold(u, tau)),
        lambda u, tau: max(np.abs(u) - tau, 0),
        lambda u, tau: soft_threshold(np.sort(u), tau),
    ],
    "06.lasso_ista": [
        fista,
        coordinate_descent,
        standardised,
        lambda Xb, y, lam, n: lasso_ista(Xb, y, lam, 2000),
        lambda Xb, y, lam, n: _steps(Xb, y, lam, n, 0.99, 1.0),
        lambda Xb, y, lam, n: lasso_ista(Xb, y - y.mean(), lam, n),
        lambda Xb, y, lam, n: lasso_ista(Xb, y, lam, n)[1:],
        lambda Xb, y, lam, n: lasso_ista(Xb, y, lam, n)[:, None],
        lambda Xb, y, lam, n: np.abs(lasso_ista(Xb, y, lam, n)),
        lambda Xb, y, lam, n: ridge(Xb, y, lam, False),
        lambda Xb, y, lam, n: None,
    ],
    "06.weight_decay_step": [
        decays_every_other,
        lambda W, g, eta, lam, m: weight_decay_step(W.T, g.T, eta, lam, m).T[:, ::-1],
        lambda W, g, eta, lam, m: W - eta * (g + lam * W**2 / m),
        lambda W, g, eta, lam, m: W - eta * (g + lam / m * np.linalg.norm(W)),
        lambda W, g, eta, lam, m: W - eta * (g + lam / (m + 1) * W),
        lambda W, g, eta, lam, m: np.exp(-eta * lam / m) * W - eta * g,
        lambda W, g, eta, lam, m: (W - eta * g) / (1 + eta * lam / m),
        lambda W, g, eta, lam, m: weight_decay_step(W, g, eta, lam, m).ravel(),
        lambda W, g, eta, lam, m: weight_decay_step(W, g, eta, lam, m).tolist(),
        lambda W, g, eta, lam, m: weight_decay_step(W, g, lam, eta, m),
        lambda W, g, eta, lam, m: W,
    ],
}


@pytest.mark.parametrize(("id", "wrong"), pairs(WRONG))
def test_wrong_work_that_no_list_foresees_is_rejected(id: str, wrong: Callable[..., Any]) -> None:
    rejected(id, wrong)


# --- work that once passed: a habit or a guard that matters in a situation that no case had ------------------------


def by_a_factor(u: Any, tau: float) -> Any:
    """NaN where u = 0; it holds where no entry is."""
    return u * np.maximum(1 - tau / np.abs(u), 0)


def by_a_factor_that_is_mended(u: Any, tau: float) -> Any:
    """−∞ becomes 0 in the maximum, and only 0/0 is NaN: for τ = 0 and u = 0."""
    return np.where((u == 0) & (tau > 0), 0.0, by_a_factor(u, tau))


def with_a_break(Xb: Any, y: Any, lam: float, max_iter: int, least: float) -> Any:
    theta, eta = _start(Xb, y)
    for _ in range(max_iter):
        u = _ahead(Xb, y, theta, eta)
        before, theta = theta, np.append(u[0], soft_threshold(u[1:], eta * lam))
        if np.abs(theta - before).max() < least:
            break
    return theta


ONCE_PASSED: dict[str, list[Callable[..., Any]]] = {
    "06.soft_threshold": [
        by_a_factor,
        by_a_factor_that_is_mended,
        lambda u, tau: soft_threshold(np.clip(u, -1000, 1000), tau),
        lambda u, tau: np.where(np.abs(u) < 1e-6, 0.0, soft_threshold(u, tau)),
        lambda u, tau: soft_threshold(u, max(tau, 1e-6)),
        lambda u, tau: np.round(soft_threshold(u, tau), 8),
    ],
    "06.lasso_ista": [
        lambda Xb, y, lam, max_iter: lasso_ista(Xb, y, lam, max(max_iter, 1)),
        lambda Xb, y, lam, max_iter: lasso_ista(Xb, y, lam, min(max_iter, 100)),
        lambda Xb, y, lam, max_iter: lasso_ista(Xb, y, lam or 0.1, max_iter),
        lambda *inputs: with_a_break(*inputs, least=1e-3),
        lambda *inputs: with_a_break(*inputs, least=1e-6),
        lambda *inputs: with_a_break(*inputs, least=1e-8),
        lambda Xb, y, lam, max_iter: np.where(
            np.abs(lasso_ista(Xb, y, lam, max_iter)) < 1e-5, 0.0, lasso_ista(Xb, y, lam, max_iter)
        ),
    ],
    "06.ridge": [
        lambda Xb, y, lam, penalize_bias: ridge(Xb, y, max(lam, 0.01), penalize_bias),
        lambda Xb, y, lam, penalize_bias: ridge(Xb, y, min(lam, 1000), penalize_bias),
        lambda Xb, y, lam, penalize_bias: ridge(Xb, y, lam, penalize_bias or len(y) == 1),
        lambda Xb, y, lam, penalize_bias: ridge(np.unique(Xb, axis=0), y[np.unique(Xb, axis=0, return_index=True)[1]],
                                                lam, penalize_bias),
    ],
    "06.weight_decay_step": [
        lambda W, gradient, eta, lam, m: max(1 - eta * lam / m, 0) * W - eta * gradient,
        lambda W, gradient, eta, lam, m: weight_decay_step(W, np.clip(gradient, -100, 100), eta, lam, m),
        lambda W, gradient, eta, lam, m: weight_decay_step(np.clip(W, -1000, 1000), gradient, eta, lam, m),
        lambda W, gradient, eta, lam, m: weight_decay_step(W, gradient, eta or 0.1, lam, m),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("id", "wrong"), pairs(ONCE_PASSED))
def test_work_that_once_passed_is_refused_at_home(id: str, wrong: Callable[..., Any]) -> None:
    assert not grade(id, wrong, seed=None).passed

"""The penalty explorer computes in the browser what gdkit computes, and its picture follows its state."""

import numpy as np
import pytest

import gdkit as gd
from gdkit.widgets import PenaltyExplorer
from gdkit.widgets.penalty import without_bias

ARITHMETIC = "penalty_arithmetic.js"


def data(rng):
    m = int(rng.integers(4, 20))
    X = rng.normal(size=(m, 2)) @ [[1.0, 0.7], [-0.3, 2.0]] + rng.normal(size=2)
    return X, X @ rng.normal(size=2) + rng.normal() + rng.normal(size=m)


def test_the_minimum_in_the_browser_is_that_of_gdkit(node):
    rng = np.random.default_rng(5)
    cases, expected = [], []
    for _ in range(40):
        X, y = data(rng)
        loss = without_bias(gd.MSE(X, y))
        surface = {"H": loss.hessian().tolist(), "centre": loss.centre.tolist(), "value": float(loss.value)}
        lam = float(np.abs(loss.hessian() @ loss.centre).max() * 10 ** rng.uniform(-2, 0.3))
        cases += [[surface, "ridge", lam], [surface, "lasso", lam]]
        start = np.zeros(3)
        whole = gd.proximal.ista(gd.MSE(X, y), gd.Lasso(lam), start, max_iter=50_000, tol=1e-15)
        expected += [gd.closed_forms.ridge(X, y, lam)[1:], whole.theta[1:]]
    said = node(ARITHMETIC, "penalizedMinimum(...a)", cases)
    np.testing.assert_allclose(said, expected, rtol=1e-7, atol=1e-7)
    n_zero = [sum(w == 0) for w in expected[1::2]]
    assert node(ARITHMETIC, "zeros(a)", said[1::2]) == n_zero
    assert set(n_zero) == {0, 1, 2}, "every case of the lasso is met"


def test_the_penalty_in_the_browser_is_that_of_gdkit(node):
    cases = [["ridge", 0.7, [1.5, -2.0]], ["lasso", 0.7, [1.5, -2.0]]]
    w = np.array([1.5, -2.0])
    expected = [kind(0.7, penalize_bias=True)(w) for kind in (gd.Ridge, gd.Lasso)]
    assert node(ARITHMETIC, "penaltyAt(...a)", cases) == pytest.approx(expected)


def test_the_loss_without_bias_is_the_loss_at_the_best_bias():
    rng = np.random.default_rng(2)
    X, y = data(rng)
    loss, w = gd.MSE(X, y), rng.normal(size=2)
    best = y.mean() - X.mean(axis=0) @ w
    assert without_bias(loss)(w) == pytest.approx(loss([best, *w]), rel=1e-12)


def test_the_picture_follows_the_state():
    explorer = PenaltyExplorer(lam=2.5)
    assert "w₂ is exactly 0 there" in explorer.static().alt
    explorer.penalty = "ridge"
    alt = explorer.static().alt
    assert "touch a circle" in alt and "no weight is exactly 0" in alt
    assert "nan" not in alt and len(alt) > 100
    explorer.penalty, explorer.lam = "lasso", 7.0
    assert explorer.minimum().tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: PenaltyExplorer([[1.0, 2.0]]), "only one of X and y"),
        (lambda: PenaltyExplorer([[1.0], [2.0], [3.0]], [1.0, 2.0, 3.0]), r"expected \(3, 2\)"),
        (lambda: PenaltyExplorer([[1.0, 2.0], [2.0, 4.0], [0.0, 0.0]], [1.0, 2.0, 3.0]), "depend on each other"),
        (
            lambda: PenaltyExplorer([[1.0, 2.0], [2.0, 0.0], [0.0, 1.0]], [1.0, 1.0, 1.0]),
            "least squares has no weights",
        ),
        (lambda: PenaltyExplorer(lam=1000.0), "lam is 1000; expected 0.06006 to 24.02"),
    ],
)
def test_a_state_that_cannot_be_is_refused_with_what_was_expected(make, said):
    with pytest.raises(ValueError, match=said):
        make()

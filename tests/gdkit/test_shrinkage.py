"""Paths of weights against λ, and the contact of loss and penalty: the drawn and the said are what gdkit computes."""

import numpy as np
import pytest

import gdkit as gd
from gdkit import plots
from gdkit.plots.shrinkage import _apart, penalized_minimum

LOSS = gd.Quadratic([[4.76, -0.756], [-0.756, 1.764]], [1.5, -1.5])


def lines_of(figure):
    """The drawn lines with more points than two, weight after weight."""
    return [line for line in figure.axes[0].lines if len(line.get_xdata()) > 2]


def test_each_path_is_drawn_as_it_was_given():
    lams, W = np.geomspace(0.01, 10, 30), np.random.default_rng(0).normal(size=(30, 7))
    drawn = lines_of(plots.coefficient_paths(lams, W))
    assert len(drawn) == 7
    for line, w in zip(drawn, W.T, strict=True):
        np.testing.assert_array_equal(line.get_xdata(), lams)
        np.testing.assert_array_equal(line.get_ydata(), w)
    assert len({(line.get_color(), line.get_linestyle(), str(line._unscaled_dash_pattern)) for line in drawn}) == 7


def test_a_weight_is_marked_where_it_becomes_zero_for_good_and_not_where_it_passes_through_zero():
    lams = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    W = np.array([[2, 1, 1, 0], [1, 0, 2, 0], [0, -1, 3, 0], [0, 0, 4, 0], [0, 0, 5, 0]], dtype=float)
    figure = plots.coefficient_paths(lams, W, names=("early", "late", "never", "always"))
    marks = [line.get_xdata()[0] for line in figure.axes[0].lines if len(line.get_xdata()) == 1]
    assert marks == [4.0, 8.0, 1.0]
    assert "always from 0 to exactly 0 from λ = 1" in figure.alt
    assert "early from 2 to exactly 0 from λ = 4" in figure.alt
    assert "late from 1 to exactly 0 from λ = 8" in figure.alt
    assert "never from 1 to 5" in figure.alt


@pytest.mark.parametrize("seed", range(20))
def test_names_keep_their_distance_and_their_order(seed):
    rng = np.random.default_rng(seed)
    heights = rng.normal(size=rng.integers(1, 12))
    moved = _apart(heights, 0.5)
    order = heights.argsort()
    assert np.diff(moved[order]).min(initial=0.5) >= 0.5 - 1e-12
    assert np.allclose(_apart(moved, 0.5), moved), "what is apart already stays"


def test_heights_that_are_apart_already_are_not_moved():
    np.testing.assert_allclose(_apart(np.array([3.0, -2.0, 0.5]), 1.0), [3.0, -2.0, 0.5])


@pytest.mark.parametrize("lam", [0.1, 1.0, 3.0, 50.0])
def test_the_minimum_has_no_neighbour_that_is_lower(lam):
    rng = np.random.default_rng(1)
    for penalty in (gd.Ridge(lam), gd.Lasso(lam)):
        J = LOSS + penalty
        w = penalized_minimum(LOSS, penalty)
        around = w + rng.normal(size=(2000, 2)) * 10.0 ** rng.uniform(-4, 0, size=(2000, 1))
        free = gd.Ridge(lam, penalize_bias=True) if isinstance(penalty, gd.Ridge) else gd.Lasso(lam, penalize_bias=True)
        assert (LOSS(around) + free(around)).min() >= LOSS(w) + free(w) - 1e-12, J


def test_the_toy_batch_has_the_minima_of_the_ledger():
    """Ledger part 5, X6.1 and X6.3: w for ridge λ = 0.5 and for the lasso λ = 2."""
    X, _ = gd.datasets.toy_batch()
    centred = X - X.mean(axis=0)
    loss = gd.Quadratic(2 / 12 * centred.T @ centred, [1.5, 1.5])
    assert penalized_minimum(loss, gd.Ridge(0.5)) == pytest.approx([1.15599104, 0.86312735], abs=1e-8)
    assert penalized_minimum(loss, gd.Lasso(2.0)) == pytest.approx([0.85585052, 0.08985795], abs=1e-8)


def test_the_edge_of_the_region_goes_through_the_minimum():
    figure = plots.penalty_contact(LOSS, gd.Ridge(0.6), gd.Lasso(1.0))
    circle, diamond = (ax.patches[0].get_xy() for ax in figure.axes)
    ridge, lasso = (penalized_minimum(LOSS, penalty) for penalty in (gd.Ridge(0.6), gd.Lasso(1.0)))
    np.testing.assert_allclose(np.hypot(*circle.T), np.hypot(*ridge))
    np.testing.assert_allclose(np.abs(diamond).sum(axis=1), np.abs(lasso).sum())


def test_the_words_say_which_weight_is_zero():
    assert "no weight is exactly 0" in plots.penalty_contact(LOSS, gd.Ridge(3.0)).alt
    assert "w₂ is exactly 0 there" in plots.penalty_contact(LOSS, gd.Lasso(4.0)).alt
    assert "w₁ and w₂ is exactly 0" in plots.penalty_contact(LOSS, gd.Lasso(400.0)).alt


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: plots.coefficient_paths([1.0, 0.5], np.ones((2, 2))), "growing"),
        (lambda: plots.coefficient_paths([0.0, 0.5], np.ones((2, 2))), "growing"),
        (lambda: plots.coefficient_paths([1.0, 2.0], np.ones((3, 2))), r"weights has shape \(3, 2\)"),
        (lambda: plots.coefficient_paths([1.0, 2.0], np.ones((2, 2)), names=["one"]), "names has 1"),
        (lambda: plots.penalty_contact(gd.Quadratic(np.eye(3)), gd.Ridge(1.0)), r"expected \(2, 2\)"),
        (lambda: plots.penalty_contact(LOSS), "got 0 penalties"),
        (lambda: plots.fitted_curves([1.0], [1.0, 2.0], [1.0], {}), r"x has shape \(1,\)"),
        (lambda: plots.fitted_curves([1.0], [1.0], [1.0], {"a": [1.0, 2.0]}), r"a has shape \(2,\)"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_was_expected(draw, said):
    with pytest.raises(ValueError, match=said):
        draw()


def test_a_penalty_with_a_matrix_has_no_circle():
    with pytest.raises(TypeError, match=r"expected Lasso\(lam\) or Ridge\(lam\)"):
        penalized_minimum(LOSS, gd.Ridge(Gamma=np.eye(2)))


def test_a_fitted_curve_that_leaves_the_picture_is_said_to():
    figure = plots.fitted_curves([0.0, 1.0], [0.0, 1.0], [0.0, 1.0, 2.0], {"wild": [0, 9, 0], "tame": [0, 1, 1]})
    assert "wild lies between 0 and 9 (beyond what is drawn)" in figure.alt
    assert "tame lies between 0 and 1." in figure.alt

"""Weights that are written down make bumps and towers; the universality explorer shows what the network does."""

import numpy as np
import pytest

from gdkit import MLP, plots
from gdkit.universality import bumps, pieces, towers
from gdkit.widgets import UniversalityExplorer
from gdkit.widgets.universality import POINTS, TARGETS

ARITHMETIC = "universality_arithmetic.js"
STATES = [("wave", 1, 100.0), ("wave", 13, 20.0), ("jump", 7, 450.0), ("jump", 20, 1000.0), ("wild", 20, 10.0)]


def network(Ws, bs, x):
    """The network of these weights as an MLP, and its output at x (m, n)."""
    sizes = (x.shape[1], *(len(b) for b in bs))
    net = MLP(x, np.zeros(len(x)), sizes, activation="sigmoid", cost="quadratic", output="identity")
    return net.predict(net.pack(Ws, bs))[:, 0]


@pytest.mark.parametrize(("target", "k", "w"), STATES)
def test_the_curve_in_the_browser_is_that_of_the_mlp_with_the_weights_of_the_explorer(node, target, k, w):
    explorer = UniversalityExplorer(target, k, w)
    curve = network(*explorer.parameters(), POINTS[:, None])
    (said,) = node(ARITHMETIC, "output(...a)", [[target, k, w]])
    np.testing.assert_allclose(said, curve, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(explorer.output(), curve, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("target", TARGETS)
def test_targets_and_errors_in_the_browser_are_those_of_python(node, target):
    (said,) = node(ARITHMETIC, "POINTS.map(m.TARGETS[a])", [target])
    np.testing.assert_allclose(said, TARGETS[target](POINTS), rtol=1e-13)
    explorer = UniversalityExplorer(target, 6, 50.0)
    (errors,) = node(ARITHMETIC, "errors(...a)", [[target, 50.0]])
    np.testing.assert_allclose(errors, explorer.errors(), rtol=1e-10, atol=1e-12)
    (worst,) = node(ARITHMETIC, "greatest(...a)", [[target, 6, 50.0]])
    at = round(worst["at"] * 400)
    assert worst["error"] == pytest.approx(errors[5]) and worst["to"] == pytest.approx(explorer.output()[at])
    assert worst["from"] == pytest.approx(TARGETS[target](POINTS)[at])


def test_a_bump_is_its_height_between_its_edges_and_nothing_elsewhere():
    """Two hidden units each, a step up and a step down; 1e-9 at a distance of 0.25 for w = 100."""
    curve = network(
        *bumps([0.7, 0.0, -0.3], [0.0, 1.0, 2.0, 3.0], 100.0), np.array([[-0.25], [0.5], [1.5], [2.5], [4.0]])
    )
    np.testing.assert_allclose(curve, [0, 0.7, 0, -0.3, 0], atol=1e-9)


def test_more_pairs_bring_a_smooth_curve_below_any_error_and_never_a_jump_below_half_of_it():
    x = np.linspace(0, 1, 2001)
    for target, worst in (("wave", 0.02), ("wild", 0.05)):
        edges, middles = pieces(100)
        curve = network(*bumps(TARGETS[target](middles), edges, 500.0), x[:, None])
        assert abs(curve - TARGETS[target](x)).max() < worst
    for k, w in ((20, 1000.0), (100, 500.0), (101, 5000.0)):
        edges, middles = pieces(k)
        curve = network(*bumps(TARGETS["jump"](middles), edges, w), x[:, None])
        assert abs(curve - TARGETS["jump"](x)).max() > 0.19


def test_the_answers_to_both_questions(node):
    """At w = 100 the wave needs 13 pairs; steeper steps change nothing for ten pairs of it, and harm the wild one."""
    cases = [["wave", 100, 0.1], ["jump", 100, 0.1], ["wave", 10, 0.1], ["wave", 100, 0.5]]
    assert node(ARITHMETIC, "fewest(...a)", cases) == [13, None, None, 1]
    steeper = [["wave", 10, 100, 1000], ["wild", 10, 100, 1000], ["wave", 20, 10, 1000]]
    assert node(ARITHMETIC, "whenSteeper(...a)", steeper) == ["stays", "rises", "falls"]


def test_a_tower_is_1_on_its_piece_of_the_square_and_0_beside_it_where_its_cross_has_an_arm():
    heights = np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    points = np.array([[0.5, 0.5], [0.4, 0.6], [0.5, 0.1], [0.9, 0.5], [0.1, 0.1]])
    np.testing.assert_allclose(network(*towers(heights), points), [1, 1, 0, 0, 0], atol=1e-3)


def test_towers_stand_where_their_heights_say():
    heights = np.arange(16.0).reshape(4, 4)
    _, middles = pieces(4)
    points = np.stack(np.meshgrid(middles, middles, indexing="ij"), axis=-1).reshape(-1, 2)
    np.testing.assert_allclose(network(*towers(heights, 200.0), points), heights.ravel(), rtol=1e-3, atol=1e-2)


def test_the_picture_of_towers_shows_those_layers_and_says_how_far_they_are_from_the_target():
    figure = plots.towers(lambda p: p[..., 0], 4)
    assert [ax.get_title() for ax in figure.axes][2:] == ["σ of the cross: a tower", "4 × 4 towers: a surface"]
    assert "16 such towers, from 0.125 to 0.875 high" in figure.alt
    with pytest.raises(ValueError, match=r"target gives \(\) for points \(3, 3, 2\)"):
        plots.towers(lambda p: 0.0, 3)


def test_the_static_picture_says_what_is_seen():
    alt = UniversalityExplorer("wave", 8).static().alt
    assert "8 bumps of steepness w = 100 (16 hidden units)" in alt and "greatest error is 0.153" in alt
    assert "for less than 0.1 13 pairs are the fewest" in alt
    assert "no number of pairs up to 20 is enough" in UniversalityExplorer("jump").static().alt


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda: bumps([1.0, 2.0], [0.0, 1.0]),
            r"heights has shape \(2,\), edges \(2,\); expected \(k,\) and \(k\+1,\)",
        ),
        (lambda: towers([1.0]), r"heights has shape \(1,\); expected \(n, n\)"),
        (lambda: bumps([1.0], [0.0, 1.0], 0.0), "steepness is 0"),
        (lambda: pieces(0), "k is 0"),
    ],
)
def test_what_is_no_network_is_refused_with_what_was_expected(make, said):
    with pytest.raises(ValueError, match=said):
        make()

"""The heavy ball explorer: the browser's ball is gdkit's Momentum, and what it says of swinging and arriving is so."""

import numpy as np
import pytest

import gdkit as gd
from gdkit.widgets import HeavyBallExplorer

ARITHMETIC = "heavy_ball_arithmetic.js"
TILTED = gd.Quadratic([[2.0, 1.0], [1.0, 4.0]], [0.5, -1.0], 3.0)
EXPLORERS = [
    {},
    {"eta": 0.01, "gamma": 0.64},
    {"eta": 0.11, "gamma": 0.5},
    {"loss": TILTED, "start": (2.0, 1.0), "eta": 0.1, "gamma": 0.8},
]


@pytest.mark.parametrize("settings", EXPLORERS)
def test_both_rides_of_the_browser_are_momentum_and_gradient_descent_of_gdkit(node, settings):
    explorer = HeavyBallExplorer(**settings)
    arguments = [explorer.quadratic, explorer.start, explorer.eta, explorer.gamma, explorer.n_updates]
    (said,) = node(ARITHMETIC, "ride(...a)", [arguments])
    loss, start = settings.get("loss", gd.cases.valley()), settings.get("start", (-1.8, 0.9))
    rules = {"ball": gd.Momentum(explorer.eta, explorer.gamma), "gd": gd.GD(explorer.eta)}
    for (name, rule), mine in zip(rules.items(), explorer.runs().values(), strict=True):
        run = gd.minimize(loss, start, rule, 80)
        np.testing.assert_allclose(said[name]["path"], run.path, rtol=1e-8, atol=1e-9)
        np.testing.assert_allclose(said[name]["values"], run.values, rtol=1e-8, atol=1e-9)
        np.testing.assert_allclose(mine.path, run.path, rtol=1e-8, atol=1e-9)


def test_what_friction_leaves_of_the_velocity_and_the_push_make_the_next_step(node):
    explorer = HeavyBallExplorer(TILTED, (2.0, 1.0), eta=0.1, gamma=0.8)
    path = explorer.runs()["ball"].path
    ball = {"path": path.tolist(), "steps": np.diff(path, axis=0).tolist()}
    for t in (0, 1, 30):
        (said,) = node(ARITHMETIC, "forces(...a)", [[explorer.quadratic, ball, 0.1, 0.8, t]])
        np.testing.assert_allclose(path[t] + said["kept"] + said["push"], path[t + 1], rtol=1e-12)
        np.testing.assert_allclose(said["push"], -0.1 * TILTED.gradient(path[t]), rtol=1e-12, atol=1e-15)
    assert np.allclose(said["velocity"], path[30] - path[29])


@pytest.mark.parametrize(("eta", "a"), [(0.02, 2.0), (0.1, 0.5), (0.1, 3.0)])
def test_the_ball_swings_past_the_bottom_above_the_gamma_that_is_said_and_not_below(node, eta, a):
    (limit,) = node(ARITHMETIC, "swingsAbove(...a)", [[eta, a]])
    along = gd.Quadratic([[a]])
    below, above = (gd.minimize(along, [1.0], gd.Momentum(eta, limit + d), 2000).path for d in (-0.02, 0.02))
    assert below.min() >= 0 > above.min()
    assert node(ARITHMETIC, "swingsAbove(...a)", [[1.0, 3.0]]) == [0]


def test_the_first_at_the_bottom_is_who_stays_there(node):
    """A ball that passes through the bottom and comes up again has not arrived."""
    values = [[8.0, 0.05, 3.0, 0.01, 0.02], [8.0, 4.0, 2.0, 1.0, 0.5], [8.0, None, 0.01], [0.0, 0.0]]
    assert node(ARITHMETIC, "arrival(a, 0, 0.01)", values[:2]) == [3, None]
    assert node(ARITHMETIC, "arrival([9, 1.005, 1], 1, 0.01)", [0]) == [1]
    runs = [[1.0, 0.001], [1.0, 0.5, 0.001], [1.0, 0.5]]
    cases = [[runs[0], runs[1]], [runs[1], runs[0]], [runs[1], runs[1]], [runs[2], runs[2]]]
    expression = "first({ ball: { values: a[0] }, gd: { values: a[1] } }, 0, 0.01)"
    assert node(ARITHMETIC, expression, cases) == ["ball", "gd", "neither", "neither"]


def test_heights_that_are_written_are_round_and_lie_in_sight(node):
    assert node("contours.js", "roundHeights(...a)", [[19.2, 6], [0.9, 3], [5, 2]]) == [
        [10, 5, 2, 1, 0.5, 0.2],
        [0.5, 0.2, 0.1],
        [2, 1],
    ]


def test_the_static_picture_shows_the_update_and_says_its_numbers():
    explorer = HeavyBallExplorer(t=9)
    x, y = explorer.runs()["ball"].path[9]
    alt = explorer.static().alt
    assert f"ball: from (-1.8, 0.9) in 9 updates to ({x:.3g}, {y:.3g})" in alt and "update 9" in alt
    assert HeavyBallExplorer().static().alt.endswith("are (0, 0) and (0.072, -0.36).")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: HeavyBallExplorer(gd.Quadratic([[1.0, 0.0], [0.0, -1.0]])), "expected two above 0, a bowl"),
        (lambda: HeavyBallExplorer(start=(0.0, 0.0)), "not the minimum, where nothing moves"),
        (lambda: HeavyBallExplorer(t=81), "t is 81; expected 0 to 80"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_what_was_expected(make, said):
    with pytest.raises(ValueError, match=said):
        make()

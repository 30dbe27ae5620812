"""The line explorer: what the browser computes is what gdkit computes, and its picture says the same in words."""

import numpy as np
import pytest

import gdkit
from gdkit import plots
from gdkit.widgets import LineExplorer

ARITHMETIC = "line_arithmetic.js"


def test_loss_gradient_and_step_in_the_browser_are_those_of_the_mse(node):
    rng = np.random.default_rng(2)
    cases = []
    for _ in range(30):
        points = rng.normal(size=(rng.integers(2, 9), 2)) * 3
        cases.append([points.tolist(), rng.normal(size=2).tolist(), rng.uniform(0.01, 0.5)])
    for (points, theta, eta), said in zip(cases, node(ARITHMETIC, "lineState(...a)", cases), strict=True):
        X, y = np.split(np.array(points), 2, axis=1)
        loss = gdkit.MSE(X, y[:, 0])
        run = gdkit.minimize(loss, theta, gdkit.GD(eta), 1)
        expected = {
            "residuals": loss.Xb @ theta - loss.y,
            "loss": run.values[0],
            "gradient": loss.gradient(theta),
            "next": run.theta,
            "nextLoss": run.values[1],
        }
        assert said.keys() == expected.keys()
        for name, value in expected.items():
            np.testing.assert_allclose(said[name], value, rtol=1e-11, atol=1e-11, err_msg=name)


def test_the_numbers_by_hand_of_lecture_02(node):
    """x = 0, 1, 2; y = 1, 3, 4 at (b, w) = (1, 1): J = 2/3, ∇J = (−4/3, −2)."""
    (said,) = node(ARITHMETIC, "lineState(...a)", [[[[0, 1], [1, 3], [2, 4]], [1, 1], 0.1]])
    assert said["loss"] == pytest.approx(2 / 3) and said["gradient"] == pytest.approx([-4 / 3, -2])


def test_a_line_goes_through_both_of_its_ends(node):
    assert node(ARITHMETIC, "lineThrough(...a)", [[[1, 2], [3, 8]], [[3, 8], [1, 2]]]) == [[-1, 3], [-1, 3]]


def test_a_line_that_would_leave_the_map_stops_at_its_edge_on_the_way(node):
    limits = [[0, 4], [-1, 1]]
    cases = [[[1, 0], [3, 0.5], limits], [[1, 0], [9, 4], limits], [[1, 0], [1, -2], limits], [[6, 0], [7, 0], limits]]
    assert node(ARITHMETIC, "partWay(...a)", cases) == [[3, 0.5], [3, 1], [1, -1], [6, 0]]


def test_the_map_that_is_sent_is_the_loss():
    explorer = LineExplorer()
    J = explorer.quadratic
    surface = gdkit.Quadratic(J["H"], J["centre"], J["value"])
    X, y = np.split(np.array(explorer.points), 2, axis=1)
    y = y[:, 0]
    theta = np.array([[0.0, 0.0], [3.0, 1.0], [-1.0, 7.0]])
    np.testing.assert_allclose(surface(theta), gdkit.MSE(X, y)(theta), rtol=1e-12)
    assert explorer.eta == pytest.approx(1 / np.linalg.eigvalsh(J["H"])[-1])
    for (low, high), start in zip((J["xlim"], J["ylim"]), explorer.theta, strict=True):
        assert low < start < high, "the start is on the map"


def test_the_picture_says_in_words_what_the_widget_shows():
    explorer = LineExplorer([[0.0], [1.0], [2.0]], [1.0, 3.0, 4.0], [1.0, 1.0])
    alt = explorer.static().alt
    assert "3 points" in alt and "b = 1, w = 1" in alt and "J = 0.6667" in alt
    assert "J = 0.05556 at b = 1.167, w = 1.5" in alt
    explorer.theta = [2.0, 0.0]
    assert "mean squared error, J = 2. Right" in explorer.static().alt


def test_the_squares_are_square_on_the_page_and_as_high_as_the_residuals():
    X, y = np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 3.0, 4.0])
    figure = plots.residual_squares(X, y, [1.0, 1.0])
    figure.draw_without_rendering()
    ax = figure.axes[0]
    boxes = [patch.get_window_extent() for patch in ax.patches]
    assert [patch.get_height() for patch in ax.patches] == pytest.approx([0, 1, 1])
    for box in boxes:
        assert box.width == pytest.approx(box.height, abs=0.5)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: LineExplorer([[1.0]]), "only one of X and y was given"),
        (lambda: LineExplorer(np.ones((3, 2)), np.ones(3)), "expected \\(m, 1\\), one feature"),
        (lambda: LineExplorer([[1.0], [1.0]], [1.0, 2.0]), "all x are equal"),
        (lambda: LineExplorer(theta=[1.0, 2.0, 3.0]), r"\(2,\)"),
        (lambda: plots.residual_squares(np.ones((3, 2)), np.ones(3), [0, 0]), "one feature"),
        (lambda: plots.residual_squares([[1.0], [2.0]], [1.0, 2.0], np.ones((2, 2))), "one line"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_what_was_expected(make, said):
    with pytest.raises(ValueError, match=said):
        make()

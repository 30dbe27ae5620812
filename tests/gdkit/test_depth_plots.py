"""Layer by layer: what is drawn of gradients and signals is what was given, and a network that vanishes is seen to."""

import numpy as np
import pytest

from gdkit import plots

VANISHING, EXPLODING = [1e-6, 1e-4, 1e-2], [900.0, 30.0, 1.0]


def test_norms_are_drawn_as_they_are_and_the_legend_says_how_much_of_them_reaches_layer_1():
    figure = plots.depth_gradients({"sigmoid": VANISHING, "large weights": EXPLODING})
    ax = figure.axes[0]
    for line, norms in zip(ax.lines, (VANISHING, EXPLODING), strict=True):
        np.testing.assert_allclose(line.get_xdata(), [1, 2, 3])
        np.testing.assert_allclose(line.get_ydata(), norms)
    assert ax.get_yscale() == "log"
    said = [text.get_text() for text in ax.get_legend().get_texts()]
    assert said == ["sigmoid (layer 1 : 3 = 0.0001)", "large weights (layer 1 : 3 = 9e+02)"]
    assert "sigmoid: 1e-06 in layer 1, 0.01 in layer 3, a ratio of 0.0001" in figure.alt


def test_relative_norms_meet_at_1_in_the_last_layer_over_the_grounds_of_vanishing_and_exploding():
    ax = plots.depth_gradients({"a": VANISHING, "b": EXPLODING}, relative=True).axes[0]
    np.testing.assert_allclose([line.get_ydata()[-1] for line in ax.lines[:2]], [1, 1])
    assert ax.lines[0].get_ydata()[0] == pytest.approx(1e-4) and ax.lines[1].get_ydata()[0] == pytest.approx(900)
    assert {text.get_text() for text in ax.texts} == {"exploding ↑", "vanishing ↓"}
    low, high = ax.get_ylim()
    assert low < 1e-4 and high > 900


def test_several_runs_are_their_median_and_their_range():
    runs = np.array([[1.0, 2.0], [10.0, 20.0], [100.0, 5.0]])
    ax = plots.signal_by_layer({"five": runs}).axes[0]
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [10, 5])
    corners = ax.collections[0].get_paths()[0].vertices
    assert corners[:, 1].min() == 1 and corners[:, 1].max() == 100


def test_theory_has_the_colour_of_what_it_is_about_and_is_dashed():
    figure = plots.signal_by_layer({"tanh": [1.0, 0.6, 0.5], "relu": [1.0, 1.1, 0.9]}, {"relu": [1.0, 1.0, 1.0]})
    ax = figure.axes[0]
    tanh, relu, theory = ax.lines
    assert theory.get_color() == relu.get_color() != tanh.get_color() and theory.get_linestyle() == "--"
    assert "relu from 1 to 0.9; theory for relu from 1 to 1" in figure.alt


def test_a_layer_without_gradient_leaves_a_gap_and_is_said():
    figure = plots.depth_gradients({"dead": [0.0, 0.0, 1.0], "grown": [np.inf, 5.0, 1.0]})
    assert np.isnan(figure.axes[0].lines[0].get_ydata()[:2]).all()
    assert "dead: no number above 0 in layer 1, 1 in layer 3" in figure.alt and "nan" not in figure.alt


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: plots.depth_gradients({}), "there is no line to draw"),
        (lambda: plots.depth_gradients({"a": [1.0]}), r"a has shape \(1,\); expected \(D,\), or \(R, D\)"),
        (lambda: plots.signal_by_layer({"a": np.ones((2, 2, 2))}), r"expected \(D\+1,\), or \(R, D\+1\)"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_was_expected(draw, said):
    with pytest.raises(ValueError, match=said):
        draw()


def test_a_legend_lies_over_no_line_though_the_lines_cross_the_whole_picture():
    flat = {"small": [1e-3] * 9, "right": [1.0] * 9, "large": [1e3] * 9}
    fanned = {name: 0.5 * s ** np.arange(9.0) for name, s in (("small", 0.5), ("right", 1), ("large", 2))}
    for figure in (plots.depth_gradients(flat), plots.signal_by_layer(fanned, fanned)):
        figure.canvas.draw()
        ax = figure.axes[0]
        box = ax.get_legend().get_window_extent()
        points = np.concatenate([ax.transData.transform(line.get_xydata()) for line in ax.lines])
        assert not any(box.contains(x, y) for x, y in points)


def test_a_signal_is_drawn_on_a_plain_axis_where_this_is_asked_for():
    assert plots.signal_by_layer({"a": [1.0, 0.5]}, log_y=False).axes[0].get_yscale() == "linear"

"""Contour lines say how high they lie, and what is written on them covers no point, no path and no legend."""

import itertools

import numpy as np
import pytest
from matplotlib.text import Text

import gdkit as gd
from gdkit import plots
from gdkit.plots.heights import _Heights
from gdkit.plots.surface import levels_of


def written(figure, k=0):
    """The numbers that stand on the contour lines of axes k, with their boxes in pixels."""
    figure.draw_without_rendering()
    texts = [text for artist in figure.axes[k].findobj(_Heights) for text in artist.findobj(Text)]
    return [(text.get_text(), text.get_window_extent()) for text in texts if text.get_visible()]


def middle(box):
    return [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2]


def race(**settings):
    loss = gd.cases.valley()
    rules = {"GD": gd.GD(0.09), "Momentum": gd.Momentum(0.02)}
    runs = {name: gd.minimize(loss, [-1.8, 0.9], rule, 25) for name, rule in rules.items()}
    return loss, runs, plots.contour_path(loss, runs, xlim=(-2, 2), ylim=(-1.2, 1.2), **settings)


def test_a_number_stands_on_the_line_of_its_height():
    loss, _, figure = race()
    numbers = written(figure)
    assert len(numbers) >= 5
    to_data = figure.axes[0].transData.inverted()
    for words, box in numbers:
        steep = np.linalg.norm(loss.gradient(to_data.transform(middle(box)))) * 0.03
        assert float(words) == pytest.approx(float(loss(to_data.transform(middle(box)))), abs=steep + 0.01)


def test_numbers_keep_clear_of_paths_of_the_legend_and_of_each_other():
    _, runs, figure = race()
    numbers = written(figure)
    ax = figure.axes[0]
    for run in runs.values():
        along = np.concatenate([np.linspace(a, b, 40) for a, b in itertools.pairwise(run.path)])
        for words, box in numbers:
            assert not box.count_contains(ax.transData.transform(along)), f"{words} is written over a path"
    boxes = [box for _, box in numbers] + [ax.get_legend().get_window_extent()]
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))


def test_heights_can_be_left_out():
    assert written(race(heights=False)[2]) == []
    assert written(plots.optimizer_race(*race()[:2], heights=False)) == []
    assert written(plots.gradient_field(gd.cases.bowl(), heights=True)) != []


def test_numbers_keep_clear_of_the_arrows_of_a_field():
    figure = plots.gradient_field(gd.cases.bowl(), (-2, 2), (-2, 2), n=9)
    numbers = written(figure)
    ax = figure.axes[0]
    (field,) = (c for c in ax.collections if type(c).__name__ == "Quiver")
    tails = ax.transData.transform(np.column_stack([field.X, field.Y]))
    corners = [
        path.transformed(field.get_transform()).vertices + at
        for path, at in zip(field.get_paths(), tails, strict=False)
    ]
    assert numbers and not any(box.count_contains(np.concatenate(corners)) for _, box in numbers)


def test_numbers_find_their_places_again_when_the_axes_are_moved():
    loss, _, figure = race()
    figure.draw_without_rendering()
    figure.set_size_inches(6.0, 6.0)
    to_data = None
    for words, box in written(figure):
        to_data = figure.axes[0].transData.inverted()
        assert float(words) == pytest.approx(float(loss(to_data.transform(middle(box)))), rel=0.25, abs=0.05)
    assert to_data is not None


def test_probabilities_are_written_over_no_point():
    X, labels = gd.datasets.iris_petals()
    theta = gd.minimize(gd.SoftmaxCrossEntropy(X, labels), np.zeros(9), gd.GD(0.1), 1000).theta
    Theta = theta.reshape(3, 3)

    def softmax(points):
        return gd.softmax(gd.add_bias(points) @ Theta.T)

    names = ("a", "b", "c")
    figures = [
        plots.decision_regions(softmax, X, labels),
        plots.class_contours(softmax, X, labels, 1, xlim=(0, 7), ylim=(0, 3), class_names=names),
        plots.probability_contours(Theta[2] - Theta[1], X, labels == 2),
    ]
    for figure in figures:
        numbers = written(figure)
        assert len(numbers) >= 2
        points = figure.axes[0].transData.transform(X)
        assert not any(box.count_contains(points) for _, box in numbers)


def test_a_legend_leaves_the_boundary_of_two_classes_to_be_seen():
    """XOR: two parallel boundaries; the legend finds its place between or beside them."""
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])

    def between(points):
        return gd.sigmoid(20 * (0.5 - abs(points.sum(axis=1) - 1)))

    figure = plots.decision_regions(between, corners, [0, 1, 1, 0])
    figure.draw_without_rendering()
    ax = figure.axes[0]
    box = ax.get_legend().get_window_extent().transformed(ax.transData.inverted())
    x, y = np.meshgrid(np.linspace(box.x0, box.x1, 50), np.linspace(box.y0, box.y1, 50))
    inside = between(np.column_stack([x.ravel(), y.ravel()])) >= 0.5
    assert inside.all() or not inside.any()


@pytest.mark.parametrize("scale", [1e-6, 1.0, 3e4])
def test_heights_have_few_digits(scale):
    x = np.linspace(-2, 2, 101)
    levels = levels_of(scale * (x**2 + 10 * x[:, None] ** 2))
    assert (np.diff(levels) > 0).all()
    assert all(len(f"{level:.12e}".split("e")[0].rstrip("0").replace(".", "")) <= 3 for level in levels[1:-1])


def test_the_best_of_several_lines_is_bold():
    x, y = np.array([[0.0], [1.0], [2.0]]), [1.0, 3.0, 5.0]
    figure = plots.line_fit(x, y, [[0.0, 0.0], [1.0, 2.0], [5.0, -4.0]], labels=["flat", "through all", "wrong way"])
    widths = [line.get_linewidth() for line in figure.axes[0].lines]
    assert np.argmax(widths) == 1 and widths[0] == widths[2]
    assert "through all: mean squared error 0, the best, bold;" in figure.alt

"""One panel for each parameter, drawn from what was handed over, with words and on one scale."""

import numpy as np
import pytest

from gdkit import plots

T = np.arange(1.0, 6.0)
SERIES = {"GD": np.full((5, 2), 0.1), "Adagrad": np.column_stack([1 / T, 0.01 / T])}


def test_each_panel_holds_the_column_of_its_parameter_on_one_scale():
    figure = plots.per_parameter(SERIES, names=("x", "y"), ylabel="effective rate")
    left, right = figure.axes
    for k, ax in enumerate((left, right)):
        np.testing.assert_array_equal(ax.lines[1].get_ydata(), SERIES["Adagrad"][:, k])
        np.testing.assert_array_equal(ax.lines[1].get_xdata(), T)
    assert left.get_ylim() == right.get_ylim() and left.get_yscale() == "log"
    assert left.get_legend() is not None and right.get_legend() is None


def test_the_words_tell_where_each_parameter_starts_and_ends():
    alt = plots.per_parameter(SERIES, names=("x", "y"), ylabel="effective rate").alt
    assert "effective rate of each parameter" in alt
    assert "Adagrad from 1 to 0.2" in alt and "Adagrad from 0.01 to 0.002" in alt


def test_axes_of_ones_own_are_drawn_into():
    figure = plots.Picture()
    axes = figure.subplots(1, 2)
    assert plots.per_parameter(SERIES, names=("x", "y"), axes=axes) is figure
    assert len(axes[1].lines) == 2


@pytest.mark.parametrize(
    ("series", "said"),
    [
        ({"GD": np.ones(5)}, r"GD has shape \(5,\); expected \(T, 2\)"),
        ({"GD": np.ones((5, 3))}, r"GD has shape \(5, 3\)"),
        ({"GD": np.ones((5, 2)), "Adam": np.ones((4, 2))}, r"\[5, 4\] updates"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_was_expected(series, said):
    with pytest.raises(ValueError, match=said):
        plots.per_parameter(series)

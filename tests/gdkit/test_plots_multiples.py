"""Small multiples and runs that differ by chance: drawn from what was handed over, on one scale, with words."""

import numpy as np
import pytest

from gdkit import GD, Momentum, cases, minimize, plots

ETA = np.array([0.01, 0.1, 1.0])
BOTH = {"quiet": 3 * ETA, "noisy": 4 * ETA}
PANELS = {"GD": {"quiet": ETA, "noisy": 2 * ETA}, "Adam": BOTH, "Adagrad": {"quiet": ETA}}
RIGHT = {"SGD": [338, 340, 338, 342], "Adam": [339, 341, 339, 341]}


def test_each_panel_has_its_own_curves_and_all_have_one_scale_and_one_key():
    figure = plots.curve_panels(ETA, PANELS, xlabel="η", log_x=True, log_y=True)
    gd, adam, adagrad = figure.axes
    np.testing.assert_array_equal(adam.lines[1].get_ydata(), 4 * ETA)
    assert gd.get_ylim() == adam.get_ylim() == adagrad.get_ylim() and gd.get_yscale() == "log"
    assert [ax.get_legend() is None for ax in figure.axes] == [False, True, True]
    assert [ax.get_xlabel() for ax in figure.axes] == ["", "η", "η"]
    assert "GD, over η" in figure.alt and "noisy from 0.04 to 4" in figure.alt


def test_each_run_has_a_panel_of_its_own_with_the_same_limits():
    rules = {"GD": GD(0.09), "Momentum": Momentum(0.02)}
    runs = {name: minimize(cases.valley(), [-1.8, 0.9], rule, 9) for name, rule in rules.items()}
    figure = plots.path_panels(cases.valley(), runs, names=("x", "y"), title="a valley")
    assert [ax.get_title() for ax in figure.axes] == list(rules)
    assert figure.axes[0].get_xlim() == figure.axes[1].get_xlim()
    np.testing.assert_array_equal(figure.axes[1].lines[0].get_xdata(), runs["Momentum"].path[:, 0])
    assert "2 panels on one scale: a valley." in figure.alt


def test_a_row_has_each_run_the_mean_and_its_standard_error():
    figure = plots.spread(RIGHT, xlabel="right", reference=("least squares", 338))
    bar = figure.axes[0].containers[0]
    low, high = bar[2][0].get_segments()[0][:, 0]
    error = np.std(RIGHT["SGD"], ddof=1) / 2
    np.testing.assert_allclose([low, high], [339.5 - error, 339.5 + error])
    points = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert sum(len(line.get_xdata()) for line in points) == 8
    assert "SGD 339.5 ± 0.96, from 338 to 342" in figure.alt and "least squares, 338" in figure.alt


def test_what_cannot_be_drawn_is_refused_with_what_was_expected():
    with pytest.raises(ValueError, match="at least one panel"):
        plots.curve_panels(ETA, {})
    with pytest.raises(ValueError, match=r"Adam has shape \(1,\); expected \(R,\), at least two runs"):
        plots.spread({"Adam": [338]})

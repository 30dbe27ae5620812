"""The slow learning explorer and the pictures of two costs: their numbers are those of the network and descent."""

import numpy as np
import pytest

from gdkit import GD, MLP, minimize, plots
from gdkit.widgets import SlowLearningExplorer

ARITHMETIC = "slow_learning_arithmetic.js"

COSTS = ("quadratic", "cross_entropy")


def neuron(cost):
    """One sigmoid neuron, x = 1, target 0; it takes theta = (b, w)."""
    return MLP([[1.0]], [0.0], (1, 1), cost=cost, output="sigmoid")


def test_the_outputs_in_the_browser_are_those_of_the_kit_s_descent(node):
    for cost in COSTS:
        for w, b, eta in [(2.0, 2.0, 0.15), (-1.0, 0.5, 1.0), (6.0, 2.0, 0.3)]:
            path = minimize(neuron(cost), [b, w], GD(eta), 120).path
            expected = neuron(cost).predict(path)[:, 0, 0]
            (seen,) = node(ARITHMETIC, "outputs(...a)", [[cost, w, b, eta, 120]])
            np.testing.assert_allclose(seen, expected, rtol=1e-12)
            (slope,) = node(ARITHMETIC, "slope(...a)", [[cost, w + b]])
            np.testing.assert_allclose(neuron(cost).gradient([b, w]), [slope, slope], rtol=1e-13)


def test_the_ledger_s_outputs_come_out(node):
    """Part 5, X11.1: w = b = 2, η = 0.15, after 50, 150, 300 steps."""
    for cost, printed in zip(COSTS, ([0.975933, 0.933417, 0.202848], [0.098504, 0.025685, 0.012009]), strict=True):
        (seen,) = node(ARITHMETIC, "outputs(...a)", [[cost, 2, 2, 0.15, 300]])
        assert [round(seen[t], 6) for t in (50, 150, 300)] == printed


def test_the_updates_needed_are_counted_as_a_loop_counts_them(node):
    for cost in COSTS:
        for w in (-1.0, 2.0, 3.5):
            outputs = neuron(cost).predict(minimize(neuron(cost), [2.0, w], GD(0.15), 1300).path)[:, 0, 0]
            first = int(np.argmax(outputs < 0.1))
            assert node(ARITHMETIC, "updatesNeeded(...a)", [[cost, w, 2, 0.15]]) == [first]
    assert node(ARITHMETIC, "updatesNeeded(...a)", [["quadratic", 6, 2, 0.15, 0.1, 50]]) == [50]


@pytest.mark.parametrize(("w", "answer"), [(-1, "few"), (2, "few"), (3, "some"), (4.5, "some"), (5, "many")])
def test_the_right_answer_grows_with_the_start_weight(node, w, answer):
    assert node(ARITHMETIC, "comparison(...a)", [[w, 2, 0.15]]) == [answer]


def test_the_picture_counts_what_the_browser_counts(node):
    explorer = SlowLearningExplorer(w=3.5)
    counts = [node(ARITHMETIC, "updatesNeeded(...a)", [[cost, 3.5, 2, 0.15]])[0] for cost in COSTS]
    assert f"{counts[0]} updates under the quadratic cost, {counts[1]} updates" in explorer.static().alt
    explorer.w = 6.0
    assert "10265 updates under the quadratic cost, 63 updates" in explorer.static().alt


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: SlowLearningExplorer(7.0), "w is 7; expected -1 to 6"),
        (lambda: SlowLearningExplorer(b=9.0), "b is 9; expected 0 to 2"),
        (lambda: SlowLearningExplorer(eta=5.0), "eta is 5; expected 0.1 to 1"),
    ],
)
def test_what_cannot_be_watched_is_refused(make, said):
    with pytest.raises(ValueError, match=said):
        make()


def test_surfaces_are_drawn_with_the_upper_one_first():
    def low(points):
        return (points**2).sum(axis=-1)

    def high(points):
        return low(points) + 1

    figure = plots.cost_surfaces({"high": high, "low": low}, xlim=(-1, 1), ylim=(-1, 1))
    assert "high between 1 and 3; low between 0 and 2" in plots.alt_text(figure)
    with pytest.raises(ValueError, match=r"low lies below high at 1681 points"):
        plots.cost_surfaces({"low": low, "high": high}, xlim=(-1, 1), ylim=(-1, 1))
    with pytest.raises(ValueError, match="there are 1 costs; expected two"):
        plots.cost_surfaces({"low": low}, xlim=(-1, 1), ylim=(-1, 1))

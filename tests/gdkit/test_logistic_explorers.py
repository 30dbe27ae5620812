"""The explorers of lesson 07: what the browser computes is what gdkit and scikit-learn compute."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_score, recall_score

import gdkit
from gdkit import plots
from gdkit.plots.thresholds import confusion_counts
from gdkit.widgets import SigmoidExplorer, ThresholdExplorer


def rows(rng, m=9):
    return rng.normal(size=m) * 2, rng.permutation(np.arange(m) % 2)


def test_loss_gradient_and_probabilities_in_the_browser_are_those_of_the_log_loss(node):
    rng = np.random.default_rng(7)
    cases = [(*rows(rng), rng.normal(size=2) * size) for size in (0.1, 1, 10, 1000)]
    said = node("logistic_arithmetic.js", "logistic(...a)", [[part.tolist() for part in case] for case in cases])
    for (x, y, theta), answer in zip(cases, said, strict=True):
        loss = gdkit.LogLoss(x[:, None], y)
        z = loss.Xb @ theta
        np.testing.assert_allclose(answer["J"], loss(theta), rtol=1e-12)
        np.testing.assert_allclose(answer["gradient"], loss.gradient(theta), rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(answer["p"], gdkit.sigmoid(z), rtol=1e-12, atol=1e-300)
        assert answer["wrong"] == np.sum((z >= 0) != y)
        each = [gdkit.LogLoss([[v]], [k])(theta) for v, k in zip(x, y, strict=True)]
        np.testing.assert_allclose(answer["costs"], each, rtol=1e-12, atol=1e-300)


def test_a_score_of_0_is_on_the_side_of_class_1(node):
    assert [answer["wrong"] for answer in node("logistic_arithmetic.js", "logistic([1], [a], [-2, 2])", [0, 1])] == [
        1,
        0,
    ]


def test_doubling_falls_on_separable_labels_rises_at_the_minimum_and_stays_at_0(node):
    separable, overlapping = SigmoidExplorer(labels="separable"), SigmoidExplorer()
    minimum = gdkit.minimize(overlapping.loss, [0.0, 0.0], gdkit.GD(1.0), 2000).theta.tolist()
    x, y = (overlapping.rows["x"], overlapping.rows["labels"])
    assert overlapping.rows == separable.rows
    cases = [[x, y["separable"], [-0.7, 1.0]], [x, y["overlapping"], minimum], [x, y["overlapping"], [0, 0]]]
    assert node("logistic_arithmetic.js", "doubled(...a)", cases) == ["falls", "rises", "stays"]


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 1.0])
def test_counts_in_the_browser_and_here_are_scikit_learns(node, threshold):
    rng = np.random.default_rng(3)
    p, y = rng.random(60).round(1), rng.integers(0, 2, size=60)  # rounded, so that some lie on the threshold
    (said,) = node("threshold_arithmetic.js", "confusion(...a)", [[p.tolist(), y.tolist(), threshold]])
    (TN, FP), (FN, TP) = confusion_matrix(y, p >= threshold, labels=[0, 1])
    counts = {"TP": TP, "FP": FP, "FN": FN, "TN": TN}
    assert {name: said[name] for name in counts} == counts == confusion_counts(p, y, threshold)
    assert said["accuracy"] == pytest.approx(((p >= threshold) == y).mean())
    assert said["recall"] == pytest.approx(recall_score(y, p >= threshold))
    if (p >= threshold).any():
        assert said["precision"] == pytest.approx(precision_score(y, p >= threshold))


def test_every_row_is_in_the_bin_in_which_the_threshold_finds_it(node):
    p = [k / 20 for k in range(21)] + [0.999, 0.349999]
    (bins,) = node("threshold_arithmetic.js", "histogram(...a)", [[p, [1] * len(p)]])
    for k in range(20):
        assert sum(bins[1][k:]) == confusion_counts(p, [1] * len(p), k / 20)["TP"]
    assert sum(bins[0]) == 0


def test_a_higher_threshold_lets_only_the_negatives_grow(node):
    rng = np.random.default_rng(5)
    p, y = rng.random(40).tolist(), rng.integers(0, 2, size=40).tolist()
    said = node("threshold_arithmetic.js", "growing(...a)", [[p, y, 0.1, 0.9], [p, y, 0.9, 0.1], [p, y, 0.5, 0.5]])
    assert said == [["FN", "TN"], ["TP", "FP"], []]


def test_the_static_pictures_say_what_the_explorers_show():
    sigmoid = SigmoidExplorer(b=-0.9, w=1.2)
    assert "crosses ½ at x = 0.75; 2 of 12 rows" in sigmoid.static().alt
    assert f"J = {sigmoid.loss([-0.9, 1.2]):.4g}" in sigmoid.static().alt
    sigmoid.labels = "separable"
    assert "0 of 12 rows" in sigmoid.static().alt
    alt = ThresholdExplorer([0.9, 0.5, 0.4, 0.2], [1, 0, 1, 0], class_names=("well", "ill")).static().alt
    assert "Of 2 rows of ill, 1 are found and 1 missed; of 2 rows of well, 1 are false alarms and 1 left alone" in alt


def test_contours_stand_where_the_probability_is_theirs():
    X, labels = gdkit.datasets.iris_petals()
    theta = np.array([-45.2723, 5.7545, 10.4467])
    figure = plots.probability_contours(theta, X, labels == 2, levels=(0.2, 0.5, 0.8))
    lines = [line for collection in figure.axes[0].collections for line in getattr(collection, "get_paths", list)()]
    on_boundary = [path.vertices for path in lines if path.vertices.shape[1] == 2 and len(path.vertices) > 100]
    p = [gdkit.sigmoid(gdkit.add_bias(points) @ theta) for points in on_boundary]
    ranges = [(float(values.min()), float(values.max())) for values in p]
    for level in (0.2, 0.5, 0.8):
        assert any(low == pytest.approx(level, abs=1e-3) == high for low, high in ranges), level


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: SigmoidExplorer(labels="other"), "expected one of overlapping, separable"),
        (lambda: SigmoidExplorer([1.0, 2.0]), "only one of x and y"),
        (lambda: SigmoidExplorer([1.0, 2.0], [0, 2]), "2"),
        (lambda: ThresholdExplorer([0.5, 1.5], [0, 1]), "between 0 and 1"),
        (lambda: ThresholdExplorer([0.5], [0, 1]), r"p has shape \(1,\)"),
        (lambda: plots.sigmoid_fit([1.0], [1, 0], [0, 1]), r"y \(2,\)"),
        (
            lambda: plots.probability_contours([0, 1], np.ones((2, 2)), [0, 1]),
            r"theta has shape \(2,\); expected \(3,\)",
        ),
        (lambda: plots.probability_contours([0, 1, 1], np.ones(2), [0, 1]), r"expected \(m, 2\) and \(m,\)"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_what_was_expected(make, said):
    with pytest.raises(ValueError, match=said):
        make()

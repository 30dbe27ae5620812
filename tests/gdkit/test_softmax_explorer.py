"""The explorer and the pictures of lesson 08: what the browser computes and what is drawn is gdkit's softmax."""

import numpy as np
import pytest

import gdkit
from gdkit import plots
from gdkit.widgets import SoftmaxExplorer

ARITHMETIC = "softmax_arithmetic.js"


def test_probabilities_in_the_browser_are_those_of_gdkit(node):
    rng = np.random.default_rng(8)
    scores = [*(rng.normal(size=(4, 3)) * 3), np.array([1000.0, -1000.0, 999.0])]
    for z, p in zip(scores, node(ARITHMETIC, "softmax(a)", [z.tolist() for z in scores]), strict=True):
        np.testing.assert_allclose(p, gdkit.softmax(z), rtol=1e-12, atol=1e-300)


def test_a_shift_of_all_scores_always_leaves_all_probabilities(node):
    scores = np.random.default_rng(1).normal(size=(20, 3)).round(1).tolist()
    assert node(ARITHMETIC, "holding(a, 'shift')", scores) == [["stay"]] * 20


def test_raising_one_score_shrinks_the_others_by_one_factor(node):
    scores = [[1, 2, 3], [0, -4, 4], [-3, 1, 2]]
    assert node(ARITHMETIC, "holding(a, 'raise')", scores) == [["factor"]] * 3
    assert node(ARITHMETIC, "holding(a, 'raise')", [[1, 2, 2]]) == [["amount", "factor"]], (
        "equal ones lose the same amount as well"
    )
    for z in scores:
        p, q = gdkit.softmax(np.array(z, dtype=float)), gdkit.softmax(np.array([z[0] + 1.0, *z[1:]]))
        assert q[1] / p[1] == pytest.approx(q[2] / p[2])
        assert q[1] - p[1] != pytest.approx(q[2] - p[2])


def test_doubling_sharpens_unless_all_scores_are_equal(node):
    scores = [[1, 2, 3], [-1, -2, -3], [1, 1, 0], [2, 2, 2]]
    assert node(ARITHMETIC, "holding(a, 'double')", scores) == [["largest"], ["largest"], ["largest"], ["stay"]]


def test_scores_after_an_experiment_carry_no_dust(node):
    assert node(ARITHMETIC, "after(a, 'double')", [[0.1, 0.3, -0.7]]) == [[0.2, 0.6, -1.4]]
    assert node(ARITHMETIC, "after(a, 'raise')", [[0.1, 0.2, 0.3]]) == [[1.1, 0.2, 0.3]]


def test_a_point_of_the_triangle_lies_where_the_picture_has_it(node):
    p = gdkit.softmax(np.array([1.0, 2.0, 3.0]))
    (said,) = node(ARITHMETIC, "place(a)", [p.tolist()])
    np.testing.assert_allclose(said, p @ plots.softmax.CORNERS)


def test_one_rising_score_moves_p_on_a_straight_line_to_its_corner():
    z, t = np.array([1.0, 2.0, 3.0]), np.linspace(0, 40, 30)[:, None]
    track = gdkit.softmax(z + t * [0, 1, 0]) @ plots.softmax.CORNERS
    away = track - plots.softmax.CORNERS[1]
    assert np.abs(away[0, 0] * away[:, 1] - away[0, 1] * away[:, 0]).max() < 1e-15
    assert np.abs(away[-1]).max() < 1e-15


def test_the_static_picture_says_what_the_explorer_shows():
    explorer = SoftmaxExplorer([2.0, 0.0, -1.0], class_names=("cat", "dog", "cow"))
    alt = explorer.static().alt
    assert "cat has score 2 and probability 0.8438" in alt and "cow has score -1 and probability 0.0420" in alt
    explorer.z = [0.0, 0.0, 0.0]
    assert explorer.static().alt.count("probability 0.3333") == 3


def test_the_lines_of_a_class_stand_where_its_probability_is_theirs():
    X, labels = gdkit.datasets.iris_petals()
    Theta = np.array([[18.875, -4.586, -2.241], [6.384, 0.161, -2.159], [-25.26, 4.425, 4.4]])

    def probability(points):
        return gdkit.softmax(gdkit.add_bias(points) @ Theta.T)

    names = ("setosa", "versicolor", "virginica")
    figure = plots.class_contours(probability, X, labels, 1, xlim=(0, 7), ylim=(0, 3.5), class_names=names)
    assert "versicolor: 30% of the area, 50 points, 47 of them in their region" in figure.alt
    lines = figure.axes[0].collections[4]  # after the regions and three boundaries
    for level, path in zip((0.1, 0.3, 0.7, 0.9), lines.get_paths(), strict=True):
        p = probability(path.vertices)[:, 1]
        # the picture's grid has 201 points a side; between them a line is straight
        assert np.abs(p - level).max() < 0.01


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: SoftmaxExplorer([1.0, 2.0]), "expected three scores"),
        (lambda: SoftmaxExplorer([1.0, 2.0, 11.0]), "between -10 and 10"),
        (lambda: SoftmaxExplorer(experiment="other"), "expected one of shift, raise, double"),
        (lambda: SoftmaxExplorer(class_names=("a", "b")), "there are 2 class names"),
        (lambda: plots.score_shares([1.0, 2.0]), r"z has shape \(2,\); expected \(3,\)"),
        (lambda: plots.simplex({"a": [0.2, 0.3, 0.5]}), r"a has shape \(3,\); expected \(T, 3\)"),
        (lambda: plots.simplex({"a": [[0.2, 0.3, 0.6]]}), "a leaves the triangle"),
        (
            lambda: plots.class_contours(
                lambda x: np.ones((len(x), 2)) / 2, np.ones((2, 2)), [0, 1], 2, xlim=(0, 1), ylim=(0, 1),
                class_names=("a", "b"),
            ),
            "k is 2, 2 classes",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_with_what_was_expected(make, said):
    with pytest.raises(ValueError, match=said):
        make()

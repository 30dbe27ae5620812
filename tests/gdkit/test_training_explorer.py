"""The training explorer and the map of activations: the browser trains as gdkit does; pictures say what they show."""

import numpy as np
import pytest

from gdkit import plots
from gdkit.widgets import TrainingExplorer

ARITHMETIC = "training_arithmetic.js"

SETTINGS = [
    {"rule": "GD", "eta": 1.0, "hidden": 1},
    {"rule": "GD", "eta": 0.3, "hidden": 5, "start": "equal"},
    {"rule": "Momentum", "eta": 0.5, "hidden": 3, "start": "random 2"},
    {"rule": "RMSprop", "eta": 0.05, "hidden": 4, "start": "random 3"},
    {"rule": "Adam", "eta": 0.1, "hidden": 8},
]
every_rule = pytest.mark.parametrize("settings", SETTINGS, ids=lambda s: f"{s['rule']}-{s['hidden']}")


def rings(m=30):
    rng = np.random.default_rng(3)
    r, angle = np.repeat([0.3, 1.2, 2.3], m // 3) + 0.1 * rng.random(m), rng.uniform(0, 2 * np.pi, m)
    return np.column_stack([r * np.cos(angle), r * np.sin(angle)]), np.repeat([0, 1, 2], m // 3)


@every_rule
def test_a_training_in_the_browser_is_the_training_of_python(node, settings):
    explorer = TrainingExplorer(*rings(), n_updates=60, **settings)
    data, sizes = explorer.data, [2, explorer.hidden, 3]
    now = {"rule": explorer.rule, "eta": explorer.eta}
    (said,) = node(
        ARITHMETIC, "train(...a)", [[sizes, explorer.theta0().tolist(), data["points"], data["labels"], now, 60]]
    )
    run = explorer.run()
    np.testing.assert_allclose(said["values"], run.values, rtol=1e-7)
    np.testing.assert_allclose(said["path"], run.path, rtol=1e-6, atol=1e-6)
    (share,) = node(ARITHMETIC, "accuracy(...a)", [[sizes, run.theta.tolist(), data["points"], data["labels"]]])
    assert share == np.mean(explorer.loss().classify(run.theta) == data["labels"])


def test_the_gradient_in_the_browser_is_that_of_gdkit(node):
    explorer = TrainingExplorer(*rings(), hidden=4)
    theta = np.random.default_rng(0).normal(size=explorer.loss().n_parameters)
    data = explorer.data
    (said,) = node(ARITHMETIC, "valueAndGradient(...a)", [[[2, 4, 3], theta.tolist(), data["points"], data["labels"]]])
    value, gradient = explorer.loss().value_and_gradient(theta)
    assert said["value"] == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(said["gradient"], gradient, rtol=1e-9, atol=1e-12)


def test_even_starts_are_those_of_gdkit(node):
    explorer = TrainingExplorer(*rings(), hidden=3, start="equal")
    assert node(ARITHMETIC, "evenStart(...a)", [[[2, 3, 3], 0.3]])[0] == explorer.theta0().tolist()
    explorer.start = "zero"
    assert node(ARITHMETIC, "evenStart(...a)", [[[2, 3, 3], 0]])[0] == explorer.theta0().tolist()


def test_the_outcome_has_two_limits(node):
    assert node(ARITHMETIC, "outcome(a)", [0, 0.599, 0.6, 0.9, 0.901, 1]) == [
        "few",
        "few",
        "many",
        "many",
        "most",
        "most",
    ]


def test_units_that_start_alike_stay_alike_and_drawn_ones_do_not():
    def spread(start):
        explorer = TrainingExplorer(*rings(), hidden=4, start=start, n_updates=50)
        return np.ptp(explorer.loss().forward(explorer.run().theta)[1][1], axis=1).max()

    assert spread("equal") < 1e-10 and spread("random 1") > 0.1


def test_the_static_picture_says_its_settings_and_how_well_it_ends():
    explorer = TrainingExplorer(*rings(), hidden=3, rule="Adam", eta=0.1, n_updates=20)
    alt = explorer.static().alt
    share = np.mean(explorer.loss().classify(explorer.run().theta) == explorer.data["labels"])
    assert "3 hidden, Adam, η = 0.1" in alt and f"{share:.1%} of the points" in alt and "nan" not in alt


@pytest.mark.parametrize(
    ("X", "options", "said"),
    [
        (np.zeros((3, 4)), {}, r"X has shape \(3, 4\); expected \(m, 2\)"),
        (np.eye(3)[:, :2], {"n_updates": 0}, "expected 1 to 2000"),
        (np.zeros((4, 2)), {}, "4"),
    ],
)
def test_what_cannot_be_trained_is_refused(X, options, said):
    with pytest.raises(ValueError, match=said):
        TrainingExplorer(X, [0, 1, 2], **options)


def test_a_map_of_activations_orders_the_examples_by_class_and_says_the_means():
    H = np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]])
    figure = plots.unit_activations(H, [1, 0, 1], class_names=("a", "b"))
    (image,) = figure.axes[0].images
    np.testing.assert_array_equal(image.get_array(), H[[1, 0, 2]].T)
    assert "unit 1: a 0.80, b 0.20; unit 2: a 0.20, b 0.80" in figure.alt


@pytest.mark.parametrize(("H", "labels"), [([1.0, 2.0], [0, 1]), ([[1.0], [2.0]], [0])])
def test_a_map_of_activations_refuses_what_does_not_fit(H, labels):
    with pytest.raises(ValueError, match="expected"):
        plots.unit_activations(H, labels)

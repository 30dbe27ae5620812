"""The explorers: their JavaScript computes what Python computes, and their pictures show the same content."""

import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

import gdkit
from gdkit import widgets
from gdkit.widgets.base import HERE

WIDGETS = [getattr(widgets, name) for name in widgets.__all__ if name != "Explorer"]
every_widget = pytest.mark.parametrize("kind", WIDGETS, ids=lambda kind: kind.__name__)


def test_a_step_in_the_browser_is_the_step_in_python(node):
    rng = np.random.default_rng(3)
    cases = []
    for _ in range(40):
        m, n = rng.integers(1, 9), rng.integers(1, 5)
        X, y, theta = rng.normal(size=(m, n)), rng.normal(size=m), rng.normal(size=n + 1)
        rows = sorted(rng.choice(m, rng.integers(1, m + 1), replace=False).tolist())
        cases.append([X.tolist(), y.tolist(), theta.tolist(), rows, rng.uniform(0, 0.5)])
    for (X, y, theta, rows, eta), said in zip(
        cases, node("minibatch_arithmetic.js", "minibatchStep(...a)", cases), strict=True
    ):
        loss = gdkit.MSE(X, y)
        batch, theta = loss[rows], np.array(theta)
        run = gdkit.minimize(batch, theta, gdkit.GD(eta), 1)
        gradient = batch.gradient(theta)
        expected = {
            "B": len(rows),
            "db": gradient[0],
            "dw": gradient[1:],
            "theta": run.theta,
            "yHat": batch.Xb @ theta,
            "before": batch.Xb @ theta - batch.y,
            "after": batch.Xb @ run.theta - batch.y,
            "loss": run.values,
            "lossAll": [loss(theta), loss(run.theta)],
        }
        assert said.keys() == expected.keys()
        for name, value in expected.items():
            np.testing.assert_allclose(said[name], value, rtol=1e-12, atol=1e-12, err_msg=name)


def test_the_browser_prints_the_numbers_of_the_document(node):
    """Document [4], E16-E20: (−6, −64/15), −16/5, (1.6, 1.4267), 0.32."""
    X, y = gdkit.datasets.toy_batch()
    (step,) = node(
        "minibatch_arithmetic.js",
        "minibatchStep(...a)",
        [[X.tolist(), y.tolist(), [0, 1, 1], [0, 1, 2], 0.1]],
    )
    assert step["dw"] == pytest.approx([-6, -64 / 15], rel=1e-14)
    assert step["db"] == pytest.approx(-3.2, rel=1e-14)
    assert step["theta"] == pytest.approx([0.32, 1.6, 1 + 32 / 75], rel=1e-14)


def test_no_row_is_no_step(node):
    assert node("minibatch_arithmetic.js", "minibatchStep(...a)", [[[[1]], [1], [0, 0], [], 0.1]]) == [None]


def test_numbers_are_written_for_people(node):
    cases = [0, -6, 0.32, -4.266666667, 1e-17, -1e-17, 1234567.0, 0.00001, 100, -0.00004, 2.50]
    written = [
        "0",
        "−6",
        "0.32",
        "−4.2667",
        "1.00e−17",
        "−1.00e−17",
        "1.23e+6",
        "1.00e−5",
        "100",
        "−4.00e−5",
        "2.5",
    ]
    assert node("page.js", "number(a)", cases) == written


@pytest.mark.parametrize("kind", [widgets.MinibatchExplorer, widgets.DescentExplorer])
def test_the_static_picture_says_in_words_what_the_widget_shows(kind):
    figure = kind().static()
    assert len(figure.alt) > 100 and "nan" not in figure.alt


@pytest.mark.parametrize("kind", [widgets.MinibatchExplorer, widgets.DescentExplorer])
def test_a_place_that_shows_no_widgets_is_told_of_the_picture(kind):
    data, _ = kind()._repr_mimebundle_()
    assert "`.static()` is its picture" in data["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in data


@every_widget
def test_a_widget_is_one_module_without_imports_and_without_addresses(kind):
    text = str(kind._esm)
    assert not re.search(r"^\s*import\b", text, re.MULTILINE)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|url\(", text + str(kind._css))
    assert re.findall(r"^export .*", text, re.MULTILINE) == [text.splitlines()[-1]]
    assert text.splitlines()[-1].startswith("export default ")


def test_every_script_and_stylesheet_is_in_the_wheel_and_nothing_of_npm(tmp_path):
    build = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed")
    root = Path(gdkit.__file__).parents[1]
    (wheel,) = build.WheelBuilder(str(root)).build(directory=str(tmp_path), versions=["standard"])
    inside = set(zipfile.ZipFile(wheel).namelist())
    beside = {f"gdkit/widgets/{file.name}" for file in HERE.glob("*.[jc]s*") if file.suffix in (".js", ".css")}
    assert beside and beside <= inside
    assert {name.split("/")[0].partition("-")[0] for name in inside} == {"gdkit"}
    assert not any(name.endswith((".json", ".npmrc")) for name in inside)


def test_the_static_picture_follows_the_state():
    explorer = widgets.MinibatchExplorer()
    assert "∂J/∂w = (2/B) Xᵀ(ŷ − y) = (−6, −4.267) shape (2,)" in explorer.static().alt
    explorer.rows, explorer.eta = list(range(12)), 0.3
    alt = explorer.static().alt
    assert "∂J/∂b = (2/B) 1ᵀ(ŷ − y) = −2.05 shape ()" in alt and "η = 0.3" in alt


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: widgets.MinibatchExplorer(rows=[12]), r"rows is \[12\]; expected indices from 0 to 11"),
        (lambda: widgets.MinibatchExplorer([[1.0]]), "only one of X and y was given"),
        (lambda: widgets.MinibatchExplorer(theta=[0, 1]), r"theta has .*\(2,\)"),
        (lambda: widgets.MinibatchExplorer(rows=[]).static(), "no row is ticked"),
    ],
)
def test_a_state_that_cannot_be_is_refused_with_what_was_expected(make, said):
    with pytest.raises(ValueError, match=said):
        make()


def test_another_data_set_can_be_explored():
    explorer = widgets.MinibatchExplorer([[1.0], [2.0], [3.0]], [1.0, 2.0, 3.0], rows=[2, 0], theta=[0.0, 2.0])
    assert explorer.rows == [0, 2]
    assert "∂J/∂b = (2/B) 1ᵀ(ŷ − y) = 4 shape ()" in explorer.static().alt


# ---------------------------------------------------------------------------------------- films of descents


def noisy_line():
    X, y = gdkit.datasets.noisy_line(np.random.default_rng(0), 100)
    return X, y, gdkit.minimize(gdkit.MSE(X, y), [0.0, 0.0], gdkit.GD(0.1), 200)


def test_the_loss_of_a_line_in_the_browser_is_the_mse(node):
    X, y, run = noisy_line()
    points = np.column_stack([X, y]).tolist()
    said = node("line_fit_arithmetic.js", "lineLoss(...a)", [[points, theta] for theta in run.path[::40].tolist()])
    np.testing.assert_allclose(said, run.values[::40], rtol=1e-12)


@pytest.mark.parametrize(
    ("sizes", "activation", "cost"),
    [
        ((2, 3), "sigmoid", "softmax"),
        ((2, 4, 3), "tanh", "softmax"),
        ((2, 5, 4, 2), ("relu", "sigmoid"), "softmax"),
        ((2, 1), "sigmoid", "cross_entropy"),
        ((2, 3, 1), "identity", "cross_entropy"),
    ],
)
def test_a_network_in_the_browser_gives_the_scores_and_probabilities_of_the_mlp(node, sizes, activation, cost):
    rng = np.random.default_rng(sum(sizes))
    X, K = rng.normal(size=(9, 2)), max(2, sizes[-1])
    net = gdkit.networks.MLP(X, np.arange(9) % K, sizes, activation, cost)
    theta = rng.normal(size=net.n_parameters)
    names = [sigma.name for sigma in net.activations]
    said = node("regions_arithmetic.js", "scores(...a)", [[sizes, names, theta.tolist(), x] for x in X.tolist()])
    Zs, As = net.forward(theta)
    np.testing.assert_allclose(said, Zs[-1], rtol=1e-12, atol=1e-12)
    classes, p = zip(*node("regions_arithmetic.js", "winner(a)", said), strict=True)
    assert list(classes) == net.classify(theta).tolist()
    sure = As[-1].max(axis=1) if sizes[-1] > 1 else np.maximum(As[-1][:, 0], 1 - As[-1][:, 0])
    np.testing.assert_allclose(p, sure, rtol=1e-12)


@pytest.mark.parametrize("rule", ["GD", "Momentum", "Nesterov"])
def test_a_descent_in_the_browser_is_the_descent_of_python(node, rule):
    explorer = widgets.DescentExplorer(
        gdkit.cases.quadratic(centre=[0.5, -1.0], value=2.0), [2.0, 1.0], rule=rule, eta=0.3, gamma=0.7
    )
    run = explorer.run()
    settings = {"rule": rule, "eta": explorer.eta, "gamma": explorer.gamma}
    (said,) = node("descent_arithmetic.js", "descent(...a)", [[explorer.quadratic, explorer.start, settings, 25]])
    np.testing.assert_allclose(said["path"], run.path, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(said["values"], run.values, rtol=1e-12)


def test_the_manner_of_a_descent_changes_at_1_over_L_and_2_over_L(node):
    """On a bowl with L = 20, from its steep axis: θ ← (1 − 20η)θ."""
    J = {"H": [[2, 0], [0, 20]], "centre": [0, 0], "value": 0}
    rates = [0.04, 0.049, 0.051, 0.09, 0.0999, 0.1001, 0.2]
    runs = node("descent_arithmetic.js", "descent(...a)", [[J, [0, 1], {"rule": "GD", "eta": e}, 30] for e in rates])
    manners = node("descent_arithmetic.js", "manner(a)", runs)
    assert manners == ["glides", "glides", "zigzags", "zigzags", "zigzags", "diverges", "diverges"]


@pytest.mark.parametrize(
    "H", [[[2.0, 0.0], [0.0, 20.0]], [[20.0, 0.0], [0.0, 2.0]], [[2.0, 1.0], [1.0, 4.0]], [[3.0, -1.0], [-1.0, 1.0]]]
)
def test_the_ellipse_that_is_drawn_is_a_contour_line(node, H):
    (e,) = node("descent_arithmetic.js", "ellipse(a)", [H])
    for t in np.linspace(0, 6, 7):
        p, q = e["radii"][1] * np.cos(t), e["radii"][0] * np.sin(t)
        c, s = np.cos(e["angle"]), np.sin(e["angle"])
        d = np.array([p * c - q * s, p * s + q * c])
        assert 0.5 * d @ np.array(H) @ d == pytest.approx(1, rel=1e-12)


def test_ticks_are_round_numbers_inside_the_axes(node):
    cases = [[0, 1], [-2.3, 2.3], [0.013, 0.092], [1e-7, 1e3, 5, True], [-1, 200]]
    found = node("canvas.js", "ticks(...a)", cases)
    assert found[0] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert found[1] == [-2, -1, 0, 1, 2]
    assert found[2] == pytest.approx([0.02, 0.04, 0.06, 0.08])
    assert found[3] == pytest.approx([1e-7, 1e-4, 1e-1, 1e2])
    assert found[4] == [0, 50, 100, 150, 200]


def make_film(kind):
    if kind == "line":
        return widgets.LineFitPlayer(*noisy_line())
    if kind == "race":
        loss = gdkit.cases.valley([0.1, 2.0])
        rules = {"GD": gdkit.GD(0.4), "Momentum": gdkit.Momentum(0.1), "Adam": gdkit.Adam(0.4)}
        runs = {name: gdkit.minimize(loss, [-5.0, -2.0], rule, 60) for name, rule in rules.items()}
        return widgets.RacePlayer(loss, runs, names=("x", "y"))
    X, labels = gdkit.datasets.iris_petals()
    net = gdkit.networks.MLP(gdkit.datasets.standardize(X), labels, (2, 4, 3), "tanh")
    return widgets.RegionsPlayer(net, gdkit.minimize(net, np.sin(np.arange(1.0, 28.0)), gdkit.GD(0.5), 500))


films = pytest.mark.parametrize("kind", ["line", "race", "regions"])


@films
def test_a_film_is_a_few_kilobytes_of_json(kind):
    film = make_film(kind).film
    assert len(json.dumps(film, allow_nan=False)) < 12_000
    assert film["steps"][0] == 0 and film["steps"] == sorted(set(film["steps"]))


@films
def test_a_film_ends_where_its_descent_ended_and_has_a_picture_with_words(kind):
    player = make_film(kind)
    assert player.film["steps"][-1] == {"line": 200, "race": 60, "regions": 500}[kind]
    alt = player.static().alt
    assert (
        len(alt) > 100
        and {"line": "after 200 updates", "race": "in 60 updates", "regions": "after 500 updates"}[kind] in alt
    )
    with pytest.raises(ValueError, match="frame is 500; expected 0 to"):
        player.frame = 500


def test_what_a_film_of_a_race_sends_is_the_path_to_four_digits():
    player = make_film("race")
    loss = gdkit.cases.valley([0.1, 2.0])
    path = gdkit.minimize(loss, [-5.0, -2.0], gdkit.Adam(0.4), 60).path[player.film["steps"]]
    np.testing.assert_allclose(player.film["paths"][2], path, rtol=5e-4, atol=1e-300)
    np.testing.assert_allclose(player.film["values"][2], loss(path), rtol=5e-4, atol=1e-300)


def test_a_diverging_race_is_sent_without_numbers_that_json_does_not_know():
    loss = gdkit.cases.valley()
    run = gdkit.minimize(loss, [1.0, 1.0], gdkit.GD(1e3), 200)
    player = widgets.RacePlayer(loss, {"GD": run}, xlim=(-2, 2), ylim=(-2, 2))
    assert "NaN" not in json.dumps(player.film) and "Infinity" not in json.dumps(player.film)


@pytest.mark.parametrize("loss", ["softmax", "logistic"])
def test_softmax_and_logistic_regression_are_filmed_as_networks_without_hidden_layer(loss):
    X, labels = gdkit.datasets.iris_petals()
    model = gdkit.SoftmaxCrossEntropy(X, labels) if loss == "softmax" else gdkit.LogLoss(X, labels == 2)
    run = gdkit.minimize(model, np.zeros(model.n_parameters), gdkit.GD(0.1), 50)
    film = widgets.RegionsPlayer(model, run).film
    assert film["sizes"] == ([2, 3] if loss == "softmax" else [2, 1]) and film["activations"] == []
    assert film["labels"] == (labels if loss == "softmax" else labels == 2).astype(int).tolist()
    np.testing.assert_allclose(film["losses"], run.values[film["steps"]], rtol=5e-4)


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: widgets.LineFitPlayer(np.ones((3, 2)), np.ones(3), np.ones((4, 2))), ValueError, "one feature"),
        (lambda: widgets.LineFitPlayer([[1.0]], [1.0], np.ones((1, 2))), ValueError, "at least one update"),
        (lambda: widgets.RacePlayer(gdkit.cases.bowl(), {}), ValueError, "runs is empty"),
        (lambda: widgets.RegionsPlayer(gdkit.MSE([[1.0]], [1.0]), np.ones((2, 2))), TypeError, "loss is a MSE"),
        (
            lambda: widgets.RegionsPlayer(gdkit.LogLoss([[1.0, 2.0]], [1]), np.ones((2, 4))),
            ValueError,
            r"run has shape \(2, 4\)",
        ),
        (
            lambda: widgets.RegionsPlayer(gdkit.LogLoss([[1.0]], [1]), np.ones((2, 2))),
            ValueError,
            "has 1 features; expected two",
        ),
        (lambda: widgets.DescentExplorer(gdkit.cases.saddle()), ValueError, "expected two above 0, a bowl"),
        (lambda: widgets.DescentExplorer(start=[1.0, 2.0, 3.0]), ValueError, r"\(2,\)"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_what_was_expected(make, error, said):
    with pytest.raises(error, match=said):
        make()

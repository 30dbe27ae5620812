"""One of every picture that gdkit draws: for the contact sheet, and for the tests that go through all of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure
from network_samples import gradients_by_depth, hidden_units, spread_by_depth, trained_network, two_two_one

import gdkit as gd
from gdkit import networks, plots


def contour() -> Figure:
    loss = gd.cases.valley()
    runs = {f"η = {eta:g}": gd.minimize(loss, [-1.8, 0.9], gd.GD(eta), 25) for eta in (0.02, 0.09)}
    return plots.contour_path(loss, runs, names=("x", "y"), title="x² + 10y², from (−1.8, 0.9)")


def race() -> Figure:
    loss = gd.cases.valley([0.1, 2.0])
    rules = {"GD": gd.GD(0.4), "Momentum": gd.Momentum(0.1), "RMSprop": gd.RMSprop(0.2), "Adam": gd.Adam(0.4)}
    runs = {name: gd.minimize(loss, [-5.0, -2.0], rule, 60) for name, rule in rules.items()}
    return plots.optimizer_race(loss, runs, names=("x", "y"), title="0.1x² + 2y²")


def effective_rates() -> Figure:
    theta, G, rates = np.array([-1.8, 0.9]), np.zeros(2), []
    for _ in range(40):
        g = gd.cases.valley().gradient(theta)
        G = G + g**2
        theta = theta - 0.5 / np.sqrt(G) * g
        rates.append(0.5 / np.sqrt(G))
    both = {"GD": np.full((40, 2), 1 / 11), "Adagrad": np.array(rates)}
    return plots.per_parameter(both, names=("x", "y"), ylabel="effective rate", title="x² + 10y²")


def softmax_regions() -> Figure:
    X, labels = gd.datasets.iris_petals()
    theta = gd.minimize(gd.SoftmaxCrossEntropy(X, labels), np.zeros(9), gd.GD(0.1), 1000).theta
    return plots.decision_regions(
        lambda points: gd.softmax(gd.add_bias(points) @ theta.reshape(3, 3).T),
        X,
        labels,
        class_names=("setosa", "versicolor", "virginica"),
        feature_names=("petal length (cm)", "petal width (cm)"),
        title="Softmax regression on iris petals",
    )


def logistic_regions() -> Figure:
    X, labels = gd.datasets.iris_petals()
    theta = gd.minimize(gd.LogLoss(X, labels == 2), np.zeros(3), gd.GD(0.1), 1000).theta
    return plots.decision_regions(
        lambda points: gd.sigmoid(gd.add_bias(points) @ theta),
        X,
        labels == 2,
        class_names=("not virginica", "virginica"),
        feature_names=("petal length (cm)", "petal width (cm)"),
        title="Logistic regression: P(virginica)",
    )


def virginica_lines() -> Figure:
    X, labels = gd.datasets.iris_petals()
    return plots.probability_contours(
        [-45.2723, 5.7545, 10.4467],
        X,
        labels == 2,
        xlim=(2.9, 7),
        ylim=(0.8, 2.7),
        class_names=("not virginica", "virginica"),
        feature_names=("petal length (cm)", "petal width (cm)"),
        title="P(virginica)",
    )


def versicolor_lines() -> Figure:
    X, labels = gd.datasets.iris_petals()
    Theta = np.array([[18.875, -4.586, -2.241], [6.384, 0.161, -2.159], [-25.26, 4.425, 4.4]])
    return plots.class_contours(
        lambda points: gd.softmax(gd.add_bias(points) @ Theta.T),
        X,
        labels,
        1,
        xlim=(0, 7),
        ylim=(0, 3.5),
        class_names=("setosa", "versicolor", "virginica"),
        feature_names=("petal length (cm)", "petal width (cm)"),
        title="P(versicolor)",
    )


def probability_paths() -> Figure:
    z, t = np.array([1.0, 2.0, 3.0]), np.linspace(0, 4, 41)[:, None]
    paths = {"z₀ rises by 4": z + t * [1, 0, 0], "z becomes 5z": z * (1 + t)}
    return plots.simplex({name: gd.softmax(scores) for name, scores in paths.items()}, title="From z = (1, 2, 3)")


def one_feature() -> Figure:
    x = [-2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3]
    return plots.sigmoid_fit(x, [0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1], (-0.9, 1.2))


def thresholds() -> Figure:
    p = gd.sigmoid(np.linspace(-5, 5, 60))
    return plots.threshold_counts(p, np.arange(60) % 7 * 5 + np.arange(60) > 45, 0.3, class_names=("well", "ill"))


def fitted_line() -> Figure:
    X, y = gd.datasets.noisy_line(np.random.default_rng(0))
    path = gd.minimize(gd.MSE(X, y), [0.0, 0.0], gd.GD(0.2), 60).path
    labels = [f"after {t} updates" if t else "start" for t in (0, 2, 10, 60)]
    return plots.line_fit(X, y, path[[0, 2, 10, 60]], labels=labels, title="y = 2 + 5x + noise, η = 0.2")


def line_by_hand() -> Figure:
    y = [1.2, 2.6, 1.9, 3.9, 3.0, 2.9, 4.9, 4.4]
    return plots.residual_squares(np.arange(1, 9)[:, None] / 2, y, [2.5, 0.0])


def losses() -> Figure:
    X, y = gd.datasets.toy_batch()
    rates = {f"η = {eta:g}": gd.minimize(gd.MSE(X, y), [0.0, 1.0, 1.0], gd.GD(eta), 40) for eta in (0.05, 0.2, 0.26)}
    return plots.loss_curves(rates, title="Toy batch: the limit is 2/L = 0.256")


def softmax_jacobian() -> Figure:
    p = gd.softmax(np.array([1.0, 2.0, 3.0]))
    return plots.jacobian_heatmap(
        np.diag(p) - np.outer(p, p),
        rows=("p₁", "p₂", "p₃"),
        columns=("z₁", "z₂", "z₃"),
        title="∂p/∂z of the softmax at z = (1, 2, 3)",
    )


def minibatch_passes() -> Figure:
    nodes = [
        plots.Node("X", (3, 2), "data"),
        plots.Node("w", (2,), "parameter"),
        plots.Node("b", (), "parameter"),
        plots.Node("ŷ", (3,), formula="Xw + b·1"),
        plots.Node("J", (), formula="mean (ŷ − y)²"),
    ]
    X, y = gd.datasets.toy_batch()
    residuals = X[:3] @ [1.0, 1.0] - y[:3]
    return plots.forward_backward_graph(
        nodes,
        [plots.Edge("X", "ŷ"), plots.Edge("w", "ŷ"), plots.Edge("b", "ŷ"), plots.Edge("ŷ", "J")],
        values={"w": [1.0, 1.0], "b": 0.0, "ŷ": residuals + y[:3], "J": np.mean(residuals**2)},
        gradients={"w": 2 / 3 * X[:3].T @ residuals, "b": 2 / 3 * residuals.sum(), "ŷ": 2 / 3 * residuals},
        of="J",
        title="One mini-batch, forward and backward",
    )


def sigmoid_curves() -> Figure:
    z = np.linspace(-6, 6, 201)
    series = {"σ(z)": gd.sigmoid(z), "σ′(z) = σ(1 − σ)": gd.sigmoid(z) * (1 - gd.sigmoid(z))}
    return plots.curves(z, series, xlabel="z", title="The sigmoid and its derivative")


def quartic_minima() -> Figure:
    quartic = gd.cases.quartic()
    starts = {"from 1.5": [1.5], "from −1.5": [-1.5]}
    runs = {name: gd.minimize(quartic, start, gd.GD(0.05), 40) for name, start in starts.items()}
    return plots.steps_on_curve(quartic, runs, (-1.7, 1.7), name="x", title="x⁴ − 2x² + 0.3x, η = 0.05")


def ball() -> Figure:
    path = gd.minimize(gd.cases.bowl(), [-1.6, 1.2], gd.GD(0.12), 12).path
    return plots.landscape(gd.cases.bowl(), path, names=("x", "y"), title="x² + y²")


def accidental_ends() -> Figure:
    errors = 7e-4 * np.random.default_rng(0).lognormal(sigma=0.8, size=200)
    return plots.histogram(
        errors, log_x=True, marks={"printed": 3.07e-4}, xlabel="largest error of b, w₁, w₂", title="Ends of 200 runs"
    )


def ridge_paths() -> Figure:
    X, y = gd.datasets.diabetes()
    X, lams = gd.datasets.standardize(X), np.logspace(-3, 2, 61)
    weights = [gd.closed_forms.ridge(X, y, lam)[1:] for lam in lams]
    names = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")
    return plots.coefficient_paths(lams, weights, names=names, title="Ridge on the diabetes data")


def wavy_fits() -> Figure:
    x, along, powers = np.linspace(-1, 1, 12), np.linspace(-1, 1, 201), np.arange(1, 10)
    y = np.sin(3 * x) + 0.3 * np.cos(40 * x)
    thetas = {f"λ = {lam:g}": gd.closed_forms.ridge(x[:, None] ** powers, y, lam) for lam in (1e-6, 0.01, 1.0)}
    fits = {name: gd.add_bias(along[:, None] ** powers) @ theta for name, theta in thetas.items()}
    return plots.fitted_curves(x, y, along, fits, title="Degree 9, three penalties")


def contact() -> Figure:
    loss = gd.Quadratic([[4.76, -0.756], [-0.756, 1.764]], [1.5, 1.5])
    return plots.penalty_contact(loss, gd.Ridge(0.6), gd.Lasso(3.0))


def agreement() -> Figure:
    net = networks.MLP([[1.0, 2.0], [-1.0, 0.5], [0.5, -1.5]], [1, 0, 1], (2, 3, 2))
    theta = np.sin(np.arange(1.0, 18.0))
    numerical = gd.numerical_gradient(net, theta)
    wrong = numerical * np.where(np.arange(theta.size) < 9, 3.0, 1.0)
    claims = {"backpropagation": net.gradient(theta), "a factor in layer 1": wrong}
    return plots.gradient_agreement(numerical, claims, blocks=net.blocks())


def two_costs() -> Figure:
    def z(w: np.ndarray) -> np.ndarray:
        return w[..., 1] * np.tanh(w[..., 0])

    costs = {"cross-entropy": lambda w: np.logaddexp(0, -z(w)), "quadratic": lambda w: gd.sigmoid(-z(w)) ** 2 / 2}
    return plots.cost_surfaces(costs, xlim=(-6, 6), ylim=(-6, 6))


def digits_so_far() -> Figure:
    return plots.digits_so_far("13", 356)


def digits_after_two_lectures() -> Figure:
    return plots.digits_so_far("02", 75, 75)


def digit_images() -> Figure:
    X, labels, _, _ = gd.datasets.digits_split()
    return plots.digit_images(X[:20], labels[:20], title="Twenty handwritten digits")


def digit_weights() -> Figure:
    X, labels, _, _ = gd.datasets.digits_split(2, 7)
    theta = gd.closed_forms.ridge(X, 2 * labels - 1, 0.1)
    return plots.digit_images(theta[None, 1:], ["2 against 7"], title="The weights of a line")


SAMPLES: dict[str, Callable[[], Figure]] = {
    "shape_result": lambda: plots.shape_result("@", (4, 3), (3, 3), entry=(2, 1)),
    "shape_result_repeated": lambda: plots.shape_result("-", (3,), (3, 1), names=("ŷ", "y")),
    "nudge_glass": lambda: plots.nudge_glass(np.exp, np.exp, 1.0, 0.5, name="exp"),
    "nudge_errors": lambda: plots.nudge_errors(np.exp, np.exp, 1.0, mark=1e-5),
    "histogram": accidental_ends,
    "minibatch_graph": plots.minibatch_graph,
    "residual_bars": lambda: plots.residual_bars([-1.6, -2.1, -1.1], [0.1733, 0.4467, 0.2467]),
    "residual_squares": line_by_hand,
    "digits_so_far": digits_so_far,
    "digits_so_far_pair": digits_after_two_lectures,
    "digit_images": digit_images,
    "digit_images_signed": digit_weights,
    "forward_backward_graph": minibatch_passes,
    "neuron_graph": plots.neuron_graph,
    "scope_graph": lambda: plots.scope_graph((64, 32, 10), 50, title="Digits by name scopes"),
    "backprop_graph": lambda: plots.backprop_graph((4, 5, 3), 150),
    "network_passes": two_two_one,
    "gradient_agreement": agreement,
    "contour_path": contour,
    "gradient_field": lambda: plots.gradient_field(gd.cases.himmelblau(), (-5, 5), (-5, 5), names=("x", "y")),
    "slope_directions": lambda: plots.slope_directions(gd.cases.bowl(), [1, 2], 53.13, names=("x", "y")),
    "uphill_downhill": lambda: plots.uphill_downhill(gd.cases.shifted_bowl(), (0, 1), (0, 1), names=("θ₁", "θ₂")),
    "landscape": ball,
    "steps_on_curve": quartic_minima,
    "optimizer_race": race,
    "per_parameter": effective_rates,
    "line_fit": fitted_line,
    "loss_curves": losses,
    "curves": sigmoid_curves,
    "finite_difference_error": lambda: plots.finite_difference_error(np.exp, np.exp, 1.0, name="exp"),
    "cost_surfaces": two_costs,
    "slow_learning": lambda: plots.slow_learning(2.0, 2.0, 0.15, starts=np.arange(-1, 6.25, 0.5)),
    "coefficient_paths": ridge_paths,
    "penalty_contact": contact,
    "fitted_curves": wavy_fits,
    "decision_regions_softmax": softmax_regions,
    "decision_regions_logistic": logistic_regions,
    "probability_contours": virginica_lines,
    "sigmoid_fit": one_feature,
    "class_contours": versicolor_lines,
    "simplex": probability_paths,
    "score_shares": lambda: plots.score_shares([1, 2, 3]),
    "threshold_counts": thresholds,
    "jacobian_heatmap": softmax_jacobian,
    "neuron_drawing": lambda: plots.neuron_drawing(x=[0.5, 1, -2], w=[1, 2, -0.5], b=-1.5),
    "network_drawing": trained_network,
    "unit_activations": hidden_units,
    "towers": plots.towers,
    "depth_gradients": gradients_by_depth,
    "depth_gradients_relative": lambda: gradients_by_depth(relative=True),
    "signal_by_layer": spread_by_depth,
    "network_drawing_large": lambda: plots.network_drawing((784, 300, 100, 10), title="A large one"),
    "feature_counts": plots.feature_counts,
    "parameter_counts": lambda: plots.parameter_counts(
        {"iris": (4, 5, 3), "digits": (64, 32, 10), "MNIST": (784, 300, 100, 10)}
    ),
}

"""Samples of the pictures of networks, for `plot_samples.py`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

import gdkit as gd
from gdkit import networks, plots
from gdkit.initialisations import det, glorot, he, normal


def trained_network() -> Figure:
    X, labels = gd.datasets.iris()
    net = networks.MLP(gd.datasets.standardize(X), labels, (4, 5, 3))
    theta = gd.minimize(net, np.sin(np.arange(1.0, 44.0)) / 2, gd.GD(1.0), 200).theta
    return plots.network_drawing(
        (4, 5, 3),
        net.unpack(theta)[0],
        names=("4 lengths", "hidden", "species"),
        title="Iris, 4–5–3, after 200 updates",
    )


def two_two_one() -> Figure:
    Ws, bs = [[[0.1, 0.2], [-0.3, 0.4]], [[0.5, -0.6]]], [[0.05, -0.05], [0.1]]
    return plots.network_passes(Ws, bs, [1.0, 2.0], [1.0], title="One example, forward and back")


def hidden_units() -> Figure:
    X, labels = gd.datasets.iris()
    net = networks.MLP(gd.datasets.standardize(X), labels, (4, 5, 3))
    H = net.forward(gd.minimize(net, det(net.sizes), gd.GD(1.0), 300).theta)[1][1]
    species = ("setosa", "versicolor", "virginica")
    return plots.unit_activations(H, labels, class_names=species, title="4–5–3 on irises")


def deep(activation: str, start: Callable[..., np.ndarray]) -> tuple[networks.MLP, np.ndarray]:
    """Ten layers of 30 units on 40 examples, and five starts."""
    rng = np.random.default_rng(3)
    X, sizes = rng.normal(size=(40, 30)), (30,) * 10 + (3,)
    return networks.MLP(X, rng.integers(0, 3, 40), sizes, activation), start(sizes, rng, runs=5)


STARTS = {
    "sigmoid, Glorot": ("sigmoid", glorot),
    "ReLU, He": ("relu", he),
    "ReLU, weights from N(0, 1)": ("relu", normal),
}


def gradients_by_depth(relative: bool = False) -> Figure:
    norms = {}
    for name, (activation, start) in STARTS.items():
        net, thetas = deep(activation, start)
        norms[name] = np.stack([np.linalg.norm(dW, axis=(1, 2)) for dW in net.unpack(net.gradient(thetas))[0]], axis=1)
    return plots.depth_gradients(norms, relative=relative, title="10 layers, 5 starts each")


def spread_by_depth() -> Figure:
    spreads, theory = {}, {"ReLU, He": np.ones(10), "ReLU, weights from N(0, 1)": 15 ** (np.arange(10) / 2)}
    for name, (activation, start) in STARTS.items():
        net, thetas = deep(activation, start)
        spreads[name] = np.stack(
            [np.sqrt((A**2).mean(axis=(-2, -1))) * np.ones(5) for A in net.forward(thetas)[1][:-1]]
        ).T
    return plots.signal_by_layer(spreads, theory, ylabel="root mean square of a", title="9 hidden layers of 30")

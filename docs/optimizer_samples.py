"""Samples of the pictures of several optimizers, for docs/plot_samples.py."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

import gdkit as gd
from gdkit import plots


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


def panels_of_curves() -> Figure:
    eta = np.geomspace(0.001, 1, 40)
    rules = {"GD": 0.09, "Momentum": 0.15, "Adam": 0.6}
    series = {name: {"without noise": (eta - e) ** 2 + 1e-6, "with noise": eta / 9} for name, e in rules.items()}
    labels = {"xlabel": "learning rate η", "ylabel": "loss"}
    return plots.curve_panels(eta, series, log_x=True, log_y=True, **labels)


def panels_of_paths() -> Figure:
    loss, rules = gd.cases.valley(), {"GD": gd.GD(0.09), "Momentum": gd.Momentum(0.02), "Adam": gd.Adam(0.3)}
    runs = {name: gd.minimize(loss, [-1.8, 0.9], rule, 30) for name, rule in rules.items()}
    return plots.path_panels(loss, runs, names=("x", "y"), title="x² + 10y², 30 updates")


def ten_seeds() -> Figure:
    right = {"SGD": [335, 337, 341, 341, 337], "Momentum": [334, 340, 343, 342, 338], "Adam": [337, 340, 343, 340, 340]}
    return plots.spread(right, xlabel="held-out digits right", title="Five seeds", reference=("least squares", 338))

"""How many: polynomial features against the number of inputs, parameters against the layers of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import comb

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gdkit.plots.curves import curves
from gdkit.plots.style import TEXT, canvas, current_theme, describe, entitle, legend

__all__ = ["feature_counts", "parameter_counts"]


def feature_counts(
    n_max: int = 10_000, degrees: Sequence[int] = (1, 2, 3), *, title: str = "", ax: Axes | None = None
) -> Figure:
    """Products of r of n features, C(n + r − 1, r), against n, on logarithmic scales: why networks, not products."""
    n = np.unique(np.logspace(0, np.log10(n_max), 60).round().astype(int))
    series = {f"degree {r}": [float(comb(int(k) + r - 1, r)) for k in n] for r in degrees}
    return curves(
        n,
        series,
        xlabel="features n",
        ylabel="products of degree r",
        title=title or "Products of features",
        log_x=True,
        log_y=True,
        ax=ax,
    )


def parameter_counts(networks: Mapping[str, Sequence[int]], *, title: str = "", ax: Axes | None = None) -> Figure:
    """Weights and biases of each network, name -> layer sizes, as bars on a logarithmic scale."""
    if not networks:
        raise ValueError("networks is empty; expected a mapping from names to layer sizes, {'iris': (4, 5, 3)}.")
    weights = [sum(a * b for a, b in pairwise(s)) for s in networks.values()]
    biases = [sum(s[1:]) for s in networks.values()]
    figure, ax = canvas(ax, size=(10.24, max(3.4, 1.3 * len(networks) + 1.6)))
    look = current_theme()
    places = np.arange(len(networks))
    for values, shift, colour, hatch, name in ((weights, -0.2, 0, "", "weights"), (biases, 0.2, 1, "//", "biases")):
        bars = ax.barh(
            places + shift,
            values,
            0.38,
            label=name,
            color=look.soft[colour],
            edgecolor=look.series[colour],
            hatch=hatch,
            linewidth=1.8,
        )
        ax.bar_label(bars, [f"{v:,}" for v in values], padding=4, fontsize=TEXT, color=look.ink)
    ax.set_xscale("log")
    ax.set_xlim(0.8, 8 * max(weights))
    ax.set_yticks(places, [f"{name}\n{'–'.join(map(str, s))}" for name, s in networks.items()])
    ax.invert_yaxis()
    ax.set_xlabel("number")
    entitle(ax, title or "Parameters of a network")
    legend(ax, "lower right")
    said = "; ".join(
        f"{name} ({'–'.join(map(str, s))}): {w:,} weights and {b:,} biases, {w + b:,} in all"
        for (name, s), w, b in zip(networks.items(), weights, biases, strict=True)
    )
    return describe(figure, f"Bar chart of the parameters of networks: {said}.")

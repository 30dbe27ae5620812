"""The universality explorer of lesson 09: pairs of hidden units are bumps, and bumps add up to a curve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from gdkit.activations import sigmoid
from gdkit.networks import MLP
from gdkit.plots.style import canvas, current_theme, describe, entitle, legend, picture
from gdkit.universality import Weights, bumps, pieces
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["UniversalityExplorer"]

Array = NDArray[Any]
MOST = 20  # pairs
STEEP = (10.0, 1000.0)
POINTS = np.arange(401) / 400
TARGETS: dict[str, Callable[[Array], Array]] = {
    "wave": lambda x: 0.5 + 0.4 * np.sin(2 * np.pi * x),
    "jump": lambda x: np.where(x < 0.5, 0.2 + 0.4 * x, 0.9 - 0.2 * x),
    "wild": lambda x: 0.2 + 0.4 * x**2 + 0.3 * x * np.sin(15 * x) + 0.05 * np.cos(50 * x),  # Nielsen's
}


class UniversalityExplorer(Explorer):
    """Predict how many pairs of hidden units a curve needs, or what steeper steps do; then see bumps add up to it.

    target : "wave" (smooth), "jump" (not continuous at 0.5), "wild" (can a network do this?), curves on [0, 1]
    pairs : k of the 1–2k–1 network, 1 to 20; each pair is a step up and a step down, a bump
    steepness : the weight w of every hidden unit, 10 to 1000
    at : the bump at this x, 0 to 1, is written out with its weights
    ask : whether a prediction is asked for before the network is shown

    Nothing is learned: each bump is as high as the target in the middle of its piece. The traits follow what happens
    in the browser, and move it when they are set.
    """

    _esm = script("universality.js")
    _css = stylesheet("universality.css")

    title = traitlets.Unicode(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    target = traitlets.Enum(tuple(TARGETS)).tag(sync=True)
    pairs = traitlets.Int(min=1, max=MOST).tag(sync=True)
    steepness = traitlets.Float(min=STEEP[0], max=STEEP[1]).tag(sync=True)
    at = traitlets.Float(min=0.0, max=1.0).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        target: str = "wave",
        pairs: int = 4,
        steepness: float = 100.0,
        *,
        at: float = 0.3,
        title: str = "A curve made of bumps",
        ask: bool = True,
    ) -> None:
        self.set_trait("title", title)
        self.set_trait("ask", ask)
        super().__init__(target=target, pairs=int(pairs), steepness=float(steepness), at=float(at))

    def parameters(self) -> Weights:
        """Ws and bs of the network that is seen: those of `MLP(..., (1, 2k, 1), cost="quadratic")`."""
        return self._weights(self.pairs)

    def output(self, x: Array = POINTS) -> Array:
        """What the network makes of x (m,), as gdkit computes it."""
        return self._output(self.pairs, x)

    def errors(self) -> Array:
        """The greatest error on 401 points of [0, 1] with 1, 2, ..., 20 pairs, (20,)."""
        target = TARGETS[self.target](POINTS)
        return np.array([abs(self._output(k, POINTS) - target).max() for k in range(1, MOST + 1)])

    def static(self) -> Figure:
        """The target, the bumps and their sum; below the greatest error with each number of pairs."""
        figure = picture((10.24, 7.2))
        above, below = figure.subplots(2, 1, height_ratios=(3, 2))
        errors = self.errors()
        self._draw_curve(above)
        self._draw_errors(below, errors)
        k, error = self.pairs, errors[self.pairs - 1]
        enough = np.flatnonzero(errors < 0.1)
        first = f"{enough[0] + 1} pairs are the fewest" if enough.size else "no number of pairs up to 20 is enough"
        return describe(
            figure,
            f"{self.title}: {k} bump{'s' * (k > 1)} of steepness w = {self.steepness:g} ({2 * k} hidden units) and"
            f" their sum beside the target curve ({self.target}); the greatest error is {error:.3f}. Below, the"
            f" greatest error with 1 to 20 pairs, from {errors[0]:.3f} to {errors[-1]:.3f}; for less than 0.1 {first}.",
        )

    def _weights(self, k: int) -> Weights:
        edges, middles = pieces(k)
        return bumps(TARGETS[self.target](middles), edges, self.steepness)

    def _output(self, k: int, x: Array) -> Array:
        net = MLP(x[:, None], np.zeros(len(x)), (1, 2 * k, 1), cost="quadratic")
        return np.asarray(net.predict(net.pack(*self._weights(k)))[:, 0])

    def _draw_curve(self, ax: Axes) -> None:
        canvas(ax)
        look, target = current_theme(), TARGETS[self.target](POINTS)
        Ws, bs = self.parameters()
        hidden = sigmoid(POINTS[:, None] * Ws[0][:, 0] + bs[0])
        for i, bump in enumerate((hidden * Ws[1][0]).reshape(len(POINTS), -1, 2).sum(axis=2).T):
            label = "one bump: two hidden units" if i == 0 else None
            ax.fill_between(POINTS, bump, color=look.soft[1], ec=look.series[1], lw=1.2, alpha=0.8, label=label)
        ax.plot(POINTS, self.output(), color=look.series[0], linewidth=3.5, label="their sum: the network")
        gap = np.where(POINTS == 0.5, np.nan, target) if self.target == "jump" else target
        ax.plot(POINTS, gap, color=look.ink, linestyle="--", linewidth=2, label="target")
        ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="x", ylabel="height")
        entitle(ax, self.title)
        legend(ax, "upper right")

    def _draw_errors(self, ax: Axes, errors: Array) -> None:
        canvas(ax)
        look = current_theme()
        ax.plot(range(1, MOST + 1), errors, "-o", color=look.series[0], markersize=6, linewidth=1.6)
        ax.plot(self.pairs, errors[self.pairs - 1], "s", color=look.series[1], markersize=12)
        ax.axhline(0.1, color=look.ink, linestyle="--", linewidth=1.5)
        ax.set(ylim=(0, 1.1 * errors.max()), xlabel="pairs of hidden units", ylabel="greatest error")
        ax.set_xticks([1, 5, 10, 15, 20])

"""The mini-batch explorer of lesson 03: which rows, which rate, and what one step does to w and b."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.datasets import toy_batch
from gdkit.losses import MSE
from gdkit.optimizers import GD
from gdkit.plots.style import TEXT, bare, canvas, current_theme, describe, entitle, picture
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["MinibatchExplorer"]


class MinibatchExplorer(Explorer):
    """Tick rows of the data, move η, predict, then see ŷ, residuals, gradient and step with their shapes.

    X (m, n) and y (m,) : the data; the toy batch by default
    rows : the rows ticked, indices from 0
    eta : the learning rate, up to 0.5
    theta : (n+1,) = (b, w), where the step starts; (0, 1, ..., 1) by default
    ask : whether a prediction is asked for before the numbers are shown

    `rows`, `eta` and `prediction` follow what happens in the browser, and move it when they are set.
    """

    _esm = script("minibatch.js")
    _css = stylesheet("minibatch.css")

    X: traitlets.List = traitlets.List(read_only=True).tag(sync=True)
    y: traitlets.List = traitlets.List(read_only=True).tag(sync=True)
    rows = traitlets.List(traitlets.Int()).tag(sync=True)
    eta = traitlets.Float(min=0.001, max=0.5).tag(sync=True)
    theta = traitlets.List(traitlets.Float()).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        X: ArrayLike | None = None,
        y: ArrayLike | None = None,
        *,
        rows: Sequence[int] = (0, 1, 2),
        eta: float = 0.1,
        theta: ArrayLike | None = None,
        ask: bool = True,
    ) -> None:
        if (X is None) != (y is None):
            raise ValueError("only one of X and y was given; expected both, or none for the toy batch.")
        self._loss = MSE(*toy_batch()) if X is None or y is None else MSE(X, y)
        start = [0.0] + [1.0] * (self._loss.X.shape[1]) if theta is None else theta
        self.set_trait("X", self._loss.X.tolist())
        self.set_trait("y", self._loss.y.tolist())
        self.set_trait("ask", ask)
        super().__init__(rows=[int(row) for row in rows], eta=float(eta), theta=self._loss.as_theta(start).tolist())

    @traitlets.validate("rows")
    def _known_rows(self, proposal: traitlets.Bunch) -> list[int]:
        rows, m = sorted(set(proposal["value"])), len(self._loss)
        if rows and not (rows[0] >= 0 and rows[-1] < m):
            raise ValueError(f"rows is {proposal['value']}; expected indices from 0 to {m - 1}.")
        return rows

    @traitlets.validate("theta")
    def _known_theta(self, proposal: traitlets.Bunch) -> list[float]:
        theta = self._loss.as_theta(proposal["value"])
        if theta.ndim != 1:
            raise ValueError(f"theta has shape {theta.shape}; expected ({self._loss.n_parameters},).")
        return theta.tolist()

    def static(self) -> Figure:
        """Residuals before and after the step, the step of the parameters, numbers with their shapes."""
        if not self.rows:
            raise ValueError("no row is ticked; expected at least one. Set explorer.rows.")
        from gdkit.plots.residuals import residual_bars

        batch, before = self._loss[self.rows], np.array(self.theta)
        gradient, rule = batch.gradient(before), GD(self.eta)
        after = rule.step(before, gradient, rule.init(before))
        old, new = (batch.Xb @ theta - batch.y for theta in (before, after))

        figure = picture((10.24, 7.0))
        grid = figure.add_gridspec(2, 2, width_ratios=(3, 2), height_ratios=(3, 2))
        names = [f"row {row + 1}" if len(self.rows) < 5 else f"{row + 1}" for row in self.rows]
        residual_bars(old, new, labels=names, title="Residuals ŷ − y", ax=figure.add_subplot(grid[0, 0]))
        _, ax = canvas(figure.add_subplot(grid[0, 1]))
        look = current_theme()
        letters = ["b"] + [f"w{k}" for k in range(1, before.size)]
        arrow = {
            "arrowstyle": "-|>,head_width=0.4,head_length=0.6",
            "linewidth": 3,
            "color": look.series[0],
            "shrinkA": 0,
            "shrinkB": 0,
        }
        for k, (a, b) in enumerate(zip(before, after, strict=True)):
            ax.annotate("", (b, k), (a, k), arrowprops=arrow)
        ax.plot(before, np.arange(before.size), "o", color=look.series[1], markersize=10)
        ax.update_datalim([(value, k) for k, value in enumerate(after)])
        ax.set_yticks(range(before.size), letters)
        ax.margins(0.2)
        ax.invert_yaxis()
        entitle(ax, f"The step, η = {self.eta:g}")
        _, ax = canvas(figure.add_subplot(grid[1, :]))
        bare(ax)
        B, n = len(batch), before.size - 1
        lines = [
            f"ŷ = Xw + b = {_vector(old + batch.y)}   shape ({B},)",
            f"∂J/∂w = (2/B) Xᵀ(ŷ − y) = {_vector(gradient[1:])}   shape ({n},)",
            f"∂J/∂b = (2/B) 1ᵀ(ŷ − y) = {gradient[0]:.4g}   shape ()",
            f"w: {_vector(before[1:])} → {_vector(after[1:])}",
            f"b: {before[0]:.4g} → {after[0]:.4g}",
            f"J over the {B} rows: {batch(before):.4g} → {batch(after):.4g};"
            f"   over all {len(self._loss)}: {self._loss(before):.4g} → {self._loss(after):.4g}",
        ]
        lines = [line.replace("-", "−") for line in lines]
        ax.text(0, 1, "\n".join(lines), fontsize=TEXT, color=look.ink, va="top", linespacing=1.5)
        return describe(figure, f"One step with η = {self.eta:g}: {'; '.join(lines)}.")


def _vector(values: np.ndarray) -> str:
    return f"({', '.join(f'{value:.4g}' for value in values)})"

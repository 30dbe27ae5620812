"""The descent explorer: one slider takes a descent from gliding over zigzag to divergence, past the mark 2/L."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.cases import valley
from gdkit.descent import Descent, minimize
from gdkit.losses import Loss
from gdkit.optimizers import GD, Momentum, Nesterov, Optimizer
from gdkit.plots.race import optimizer_race
from gdkit.plots.style import describe
from gdkit.quadratic import as_bowl
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["DescentExplorer"]

Limits = tuple[float, float]


class DescentExplorer(Explorer):
    """Move η, γ, the rule, the start (a click, or numbers) and see path and loss; predict before they are shown.

    loss : a quadratic loss with two parameters: `cases.valley()` by default, an MSE with one feature, ...
    start : (2,), where the descent begins
    eta, gamma, rule, n_updates : the settings at first; rule is "GD", "Momentum" or "Nesterov"
    xlim, ylim : what is seen; by default twice the way from the start to the minimum
    ask : whether a prediction is asked for before the path is shown
    """

    _esm = script("descent.js")
    _css = stylesheet("descent.css")

    quadratic: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)
    title = traitlets.Unicode(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    start: traitlets.List = traitlets.List(traitlets.Float(), minlen=2, maxlen=2).tag(sync=True)
    eta = traitlets.Float(min=1e-12).tag(sync=True)
    gamma = traitlets.Float(min=0.0, max=0.99).tag(sync=True)
    rule = traitlets.Enum(["GD", "Momentum", "Nesterov"]).tag(sync=True)
    n_updates = traitlets.Int(min=1, max=100).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        loss: Loss | None = None,
        start: ArrayLike = (-1.8, 0.9),
        *,
        eta: float | None = None,
        gamma: float = 0.9,
        rule: str = "GD",
        n_updates: int = 25,
        xlim: Limits | None = None,
        ylim: Limits | None = None,
        names: Sequence[str] = ("θ₀", "θ₁"),
        title: str = "",
        ask: bool = True,
    ) -> None:
        self._loss, curvature = as_bowl(valley() if loss is None else loss)
        where, centre = self._loss.as_theta(start), self._loss.centre
        reach = 1.3 * np.maximum(abs(where - centre), 0.25 * abs(where - centre).max() or 1.0)
        seen = [
            list(given or (float(c - r), float(c + r))) for given, c, r in zip((xlim, ylim), centre, reach, strict=True)
        ]
        L = float(curvature[1])
        data: dict[str, Any] = {
            "H": self._loss.hessian().tolist(),
            "centre": centre.tolist(),
            "value": float(self._loss.value),
            "L": L,
            "xlim": seen[0],
            "ylim": seen[1],
            "labels": list(names),
        }
        self.set_trait("quadratic", data)
        self.set_trait("title", title or ("x² + 10y²" if loss is None else "A quadratic loss of two parameters"))
        self.set_trait("ask", ask)
        super().__init__(
            start=where.tolist(),
            eta=float(0.9 / L if eta is None else eta),
            gamma=float(gamma),
            rule=rule,
            n_updates=int(n_updates),
        )

    def run(self) -> Descent:
        """The descent that is seen, computed by gdkit."""
        rules: dict[str, Optimizer] = {
            "GD": GD(self.eta),
            "Momentum": Momentum(self.eta, self.gamma),
            "Nesterov": Nesterov(self.eta, self.gamma),
        }
        return minimize(self._loss, np.array(self.start), rules[self.rule], self.n_updates)

    def static(self) -> Figure:
        """The path on the contour lines and the loss over updates."""
        limit = 2 / self.quadratic["L"]
        gamma = "" if self.rule == "GD" else f", γ = {self.gamma:g}"
        figure = optimizer_race(
            self._loss,
            {self.rule: self.run()},
            xlim=tuple(self.quadratic["xlim"]),
            ylim=tuple(self.quadratic["ylim"]),
            minimum=float(self._loss.value),
            names=self.quadratic["labels"],
            title=f"η = {self.eta:.3g}{gamma}; 2/L = {limit:.3g}",
        )
        return describe(figure, f"The limit of the learning rate for gradient descent is 2/L = {limit:.4g}.")

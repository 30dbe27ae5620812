"""The optimizer explorer: what η, γ and β₂ do to a rule with a memory, in a valley that can be turned."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.arrays import Array, as_floats
from gdkit.descent import Descent, minimize
from gdkit.optimizer_base import State
from gdkit.optimizers import GD, Adagrad, Adam, Momentum, Nesterov, Optimizer, RMSprop
from gdkit.plots.curves import loss_curves
from gdkit.plots.race import optimizer_race
from gdkit.plots.style import describe
from gdkit.plots.style import picture as empty_picture
from gdkit.plots.surface import contour_path
from gdkit.quadratic import Quadratic
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["OptimizerExplorer"]

RULES = ("GD", "Momentum", "Nesterov", "Adagrad", "RMSprop", "Adam")


class OptimizerExplorer(Explorer):
    """Choose a rule, move η, γ (β₁), β₂ (ρ), turn the valley; predict whether it beats gradient descent at its best.

    curvatures : (a, b) of the valley ½(ap² + bq²), 0 < a <= b; by default x² + 10y²
    start : (p, q) in the axes of the valley, so that it turns with them
    rule, eta, gamma, beta2, correction, tilt, n_updates : the settings at first; tilt in degrees, 0 to 45
    picture : "loss" or "steps", what the right picture shows
    ask : whether a prediction is asked for before the path is shown
    """

    _esm = script("optimizer.js")
    _css = stylesheet("optimizer.css")

    valley: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)
    title = traitlets.Unicode(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    start: traitlets.List = traitlets.List(traitlets.Float(), minlen=2, maxlen=2).tag(sync=True)
    rule = traitlets.Enum(RULES).tag(sync=True)
    eta = traitlets.Float(min=1e-3, max=3.2).tag(sync=True)
    gamma = traitlets.Float(min=0.0, max=0.99).tag(sync=True)
    beta2 = traitlets.Float(min=0.0, max=0.999).tag(sync=True)
    correction = traitlets.Bool().tag(sync=True)
    tilt = traitlets.Float(min=0.0, max=45.0).tag(sync=True)
    n_updates = traitlets.Int(min=1, max=200).tag(sync=True)
    picture = traitlets.Enum(("loss", "steps")).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        curvatures: ArrayLike = (2.0, 20.0),
        start: ArrayLike = (-1.8, 0.9),
        *,
        rule: str = "Momentum",
        eta: float = 0.05,
        gamma: float = 0.9,
        beta2: float = 0.99,
        correction: bool = True,
        tilt: float = 0.0,
        n_updates: int = 40,
        picture: str = "loss",
        title: str = "",
        ask: bool = True,
    ) -> None:
        a, b = self._curvatures = as_floats("curvatures", curvatures)
        if not 0 < a <= b:
            raise ValueError(f"curvatures is ({a:g}, {b:g}); expected 0 < a <= b, the flat axis first.")
        data: dict[str, Any] = {"curvatures": [float(a), float(b)], "yardstick": float(2 / (a + b))}
        self.set_trait("valley", data)
        self.set_trait("title", title or f"A valley {np.sqrt(b / a):.2g} times as long as it is wide")
        self.set_trait("ask", ask)
        super().__init__(
            start=as_floats("start", start).tolist(),
            rule=rule,
            eta=float(eta),
            gamma=float(gamma),
            beta2=float(beta2),
            correction=correction,
            tilt=float(tilt),
            n_updates=int(n_updates),
            picture=picture,
        )

    def loss(self) -> Quadratic:
        """The valley as it is turned now."""
        R = self._axes()
        H = R @ np.diag(self._curvatures) @ R.T
        return Quadratic((H + H.T) / 2)

    def optimizer(self) -> Optimizer:
        """The rule with its settings."""
        rules: dict[str, Optimizer] = {
            "GD": GD(self.eta),
            "Momentum": Momentum(self.eta, self.gamma),
            "Nesterov": Nesterov(self.eta, self.gamma),
            "Adagrad": Adagrad(self.eta),
            "RMSprop": RMSprop(self.eta, self.beta2),
            "Adam": (Adam if self.correction else Uncorrected)(self.eta, self.gamma, self.beta2),
        }
        return rules[self.rule]

    def run(self) -> Descent:
        """The descent that is seen, computed by gdkit."""
        return minimize(self.loss(), self._axes() @ self.start, self.optimizer(), self.n_updates)

    def yardstick(self) -> Descent:
        """Gradient descent at its best rate, 2/(a + b), from the same start."""
        return minimize(self.loss(), self._axes() @ self.start, GD(self.valley["yardstick"]), self.n_updates)

    def static(self) -> Figure:
        """Both paths on the contour lines; beside them the loss over updates, or the lengths of the steps."""
        runs = {self.rule: self.run(), "GD at its best": self.yardstick()}
        reach = 1.25 * float(np.hypot(*self.start))
        view: dict[str, Any] = {"xlim": (-reach, reach), "ylim": (-reach, reach), "names": ("x", "y")}
        title = f"{self.rule}, η = {self.eta:g}, turned by {self.tilt:g}°"
        if self.picture == "loss":
            figure = optimizer_race(self.loss(), runs, title=title, **view)
        else:
            figure = empty_picture((10.24, 6.0))
            left, right = figure.subplots(1, 2)
            contour_path(self.loss(), runs, title=title, ax=left, **view)
            steps = np.abs(np.diff(runs[self.rule].path, axis=0))
            named = {"in x": steps[:, 0], "in y": steps[:, 1]}
            loss_curves(named, ylabel="length of the step", ax=right)
        return describe(figure, f"{self.rule} with η = {self.eta:g}, γ = β₁ = {self.gamma:g}, β₂ = {self.beta2:g}.")

    def _axes(self) -> Array:
        """The axes of the valley as columns, (2, 2)."""
        angle = np.deg2rad(self.tilt)
        return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


class Uncorrected(Adam):
    """Adam that takes its averages as they are."""

    def update(self, theta: Array, g: Array, s: State) -> Array:
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * g**2
        return theta - s.eta * s.m / (np.sqrt(s.v) + self.eps)

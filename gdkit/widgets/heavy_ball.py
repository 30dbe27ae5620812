"""The heavy ball explorer of lesson 05: momentum is a ball with friction; beside it rolls gradient descent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.cases import valley
from gdkit.descent import Descent, minimize
from gdkit.losses import Loss
from gdkit.optimizers import GD, Momentum
from gdkit.plots.curves import loss_curves
from gdkit.plots.style import current_theme, describe, legend, picture
from gdkit.plots.surface import contour_path
from gdkit.quadratic import as_bowl
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["HeavyBallExplorer"]


class HeavyBallExplorer(Explorer):
    """Predict who is first at the bottom, or when the ball swings; then play the descent, or move it by hand.

    loss : a quadratic loss with two parameters; by default `cases.valley()`, x² + 10y²
    start : (2,), where both start, at rest
    eta, gamma : the learning rate of both, and what friction leaves of the ball's velocity from update to update
    t : the update that is shown
    n_updates : how many there are, up to 200
    ask : whether a prediction is asked for before the paths are shown

    The ball is `Momentum(eta, gamma)`: its velocity −v is its last step, and the next step is γ times that, plus the
    push −η∇J. Nothing moves until Play is pressed. `eta`, `gamma`, `t` and `prediction` follow what happens in the
    browser, and move it when they are set.
    """

    _esm = script("heavy_ball.js")
    _css = stylesheet("heavy_ball.css")

    quadratic: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)
    title = traitlets.Unicode(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    start: traitlets.List = traitlets.List(read_only=True).tag(sync=True)
    n_updates = traitlets.Int(min=1, max=200, read_only=True).tag(sync=True)
    eta = traitlets.Float(min=1e-12).tag(sync=True)
    gamma = traitlets.Float(min=0.0, max=0.99).tag(sync=True)
    t = traitlets.Int(min=0).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        loss: Loss | None = None,
        start: ArrayLike = (-1.8, 0.9),
        *,
        eta: float = 0.02,
        gamma: float = 0.9,
        t: int = 0,
        n_updates: int = 80,
        names: Sequence[str] = ("x", "y"),
        title: str = "",
        ask: bool = True,
    ) -> None:
        self._loss, curvature = as_bowl(valley() if loss is None else loss)
        where, centre = self._loss.as_theta(start), self._loss.centre
        if where.shape != (2,) or not np.any(where != centre):
            raise ValueError(f"start is {where.tolist()}; expected (2,) and not the minimum, where nothing moves.")
        reach = 1.3 * np.maximum(abs(where - centre), 0.25 * abs(where - centre).max())
        xlim, ylim = ([float(c - r), float(c + r)] for c, r in zip(centre, reach, strict=True))
        data: dict[str, Any] = {
            "H": self._loss.hessian().tolist(),
            "centre": centre.tolist(),
            "value": float(self._loss.value),
            "flat": float(curvature[0]),
            "L": float(curvature[1]),
            "xlim": xlim,
            "ylim": ylim,
            "labels": list(names),
        }
        self.set_trait("quadratic", data)
        self.set_trait("title", title or "A ball with friction" + (" on x² + 10y²" if loss is None else ""))
        self.set_trait("ask", ask)
        self.set_trait("start", where.tolist())
        self.set_trait("n_updates", int(n_updates))
        super().__init__(eta=float(eta), gamma=float(gamma), t=int(t))

    @traitlets.validate("t")
    def _known_update(self, proposal: traitlets.Bunch) -> int:
        if proposal["value"] > self.n_updates:
            raise ValueError(f"t is {proposal['value']}; expected 0 to {self.n_updates}.")
        return int(proposal["value"])

    def runs(self) -> dict[str, Descent]:
        """The ball and gradient descent, all `n_updates` of them, computed by gdkit."""
        rules = {"ball": Momentum(self.eta, self.gamma), "gradient descent": GD(self.eta)}
        start = np.array(self.start)
        return {name: minimize(self._loss, start, rule, self.n_updates) for name, rule in rules.items()}

    def static(self) -> Figure:
        """Both paths up to update t on the contour lines, with what moves the ball on, and J below."""
        runs = self.runs()
        figure = picture((10.24, 7.4))
        above, below = figure.subplots(2, 1, height_ratios=(3, 2))
        contour_path(
            self._loss,
            {name: run.path[: self.t + 1] for name, run in runs.items()},
            xlim=tuple(self.quadratic["xlim"]),
            ylim=tuple(self.quadratic["ylim"]),
            names=self.quadratic["labels"],
            title=f"{self.title}: η = {self.eta:.3g}, γ = {self.gamma:g}, update {self.t}",
            ax=above,
        )
        path = runs["ball"].path[: self.t + 1]
        kept = self.gamma * (path[-1] - path[-2]) if self.t else np.zeros(2)
        push = -self.eta * self._loss.gradient(path[-1])
        _arrows(above, path[-1], kept, push)
        values = {name: run.values[: self.t + 1] for name, run in runs.items()}
        loss_curves(values, minimum=float(self._loss.value), xlabel="updates", ax=below)
        below.set_xlim(0, self.n_updates)
        said = " and ".join(f"({x:.3g}, {y:.3g})" for x, y in (kept, push))
        return describe(figure, f"What friction leaves of the ball's velocity, and the push −η∇J, are {said}.")


def _arrows(ax: Axes, at: Any, *moves: Any) -> None:
    look = current_theme()
    words = ("velocity that friction leaves", "push −η∇J")
    for move, colour, label in zip(moves, look.series[2:], words, strict=False):
        style = {"arrowstyle": "-|>", "lw": 3.5, "color": colour, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", tuple(at + move), tuple(at), arrowprops=style, annotation_clip=True)
        ax.plot([], [], color=colour, linewidth=3.5, label=label)
    legend(ax, "upper right", columns=2)  # low enough to leave the paths free

"""The training explorer: hidden units, η and the optimizer of a network that is trained in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.arrays import Array
from gdkit.descent import Descent, minimize
from gdkit.initialisations import constant, glorot
from gdkit.networks import MLP
from gdkit.optimizers import GD, Adam, Momentum, Optimizer, RMSprop
from gdkit.plots.curves import loss_curves
from gdkit.plots.regions import decision_regions
from gdkit.plots.style import describe
from gdkit.plots.style import picture as empty_picture
from gdkit.widgets.base import Explorer, script, stylesheet
from gdkit.widgets.players import short

__all__ = ["TrainingExplorer"]

MOST_UNITS = 8
DRAWN = ("random 1", "random 2", "random 3")


class TrainingExplorer(Explorer):
    """Choose hidden units, η, rule and start of a network 2–h–K; predict how well it will do; watch it being trained.

    X (m, 2), labels (m,) of 0..K-1 : the points, all of them in every update; kept to four digits
    hidden, eta, rule, start : the settings at first; start is "random 1" to "random 3", "equal" (0.3) or "zero"
    n_updates : how long it is trained
    ask : whether a prediction is asked for before the regions are shown
    """

    _esm = script("training.js")
    _css = stylesheet("training.css")

    data: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)
    title = traitlets.Unicode(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    n_updates = traitlets.Int(read_only=True).tag(sync=True)
    hidden = traitlets.Int(min=1, max=MOST_UNITS).tag(sync=True)
    eta = traitlets.Float(min=1e-3, max=32.0).tag(sync=True)
    rule = traitlets.Enum(("GD", "Momentum", "RMSprop", "Adam")).tag(sync=True)
    start = traitlets.Enum((*DRAWN, "equal", "zero")).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        X: ArrayLike,
        labels: ArrayLike,
        *,
        hidden: int = 2,
        eta: float = 1.0,
        rule: str = "GD",
        start: str = "random 1",
        n_updates: int = 400,
        class_names: Sequence[str] | None = None,
        feature_names: Sequence[str] = ("x₁", "x₂"),
        title: str = "A network is trained",
        ask: bool = True,
    ) -> None:
        points = np.asarray(short(X))
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(f"X has shape {points.shape}; expected (m, 2), two features that can be drawn.")
        if not 1 <= n_updates <= 2000:
            raise ValueError(f"n_updates is {n_updates}; expected 1 to 2000, so that training takes no time.")
        self._K = K = int(np.max(labels)) + 1
        self._names = [f"class {k}" for k in range(K)] if class_names is None else list(class_names)
        MLP(points, labels, (2, K))  # its error says what is wrong with the labels
        low, high = points.min(axis=0), points.max(axis=0)
        margin = 0.12 * (high - low)
        data: dict[str, Any] = {
            "points": points.tolist(),
            "labels": np.asarray(labels, dtype=int).tolist(),
            "names": self._names,
            "axes": list(feature_names),
            "xlim": short([low[0] - margin[0], high[0] + margin[0]]),
            "ylim": short([low[1] - margin[1], high[1] + margin[1]]),
            "starts": [[short(_drawn(h, K, k)) for k in range(len(DRAWN))] for h in range(1, MOST_UNITS + 1)],
        }
        self.set_trait("data", data)
        self.set_trait("title", title)
        self.set_trait("ask", ask)
        self.set_trait("n_updates", int(n_updates))
        super().__init__(hidden=int(hidden), eta=float(eta), rule=rule, start=start)

    def loss(self) -> MLP:
        """The network with the hidden units of now."""
        return MLP(self.data["points"], self.data["labels"], (2, self.hidden, self._K))

    def theta0(self) -> Array:
        """Where it starts."""
        if self.start in DRAWN:
            return np.array(self.data["starts"][self.hidden - 1][DRAWN.index(self.start)])
        return constant((2, self.hidden, self._K), 0.3 if self.start == "equal" else 0.0)

    def optimizer(self) -> Optimizer:
        """The rule with η."""
        rules = {"GD": GD, "Momentum": Momentum, "RMSprop": RMSprop, "Adam": Adam}
        return rules[self.rule](self.eta)

    def run(self) -> Descent:
        """The training that is seen, computed by gdkit."""
        return minimize(self.loss(), self.theta0(), self.optimizer(), self.n_updates)

    def static(self) -> Figure:
        """The regions at the end, and the loss over updates."""
        net, run = self.loss(), self.run()
        labels = np.array(self.data["labels"])
        figure = empty_picture((10.24, 5.4))
        left, right = figure.subplots(1, 2)
        decision_regions(
            lambda points: net.predict(run.theta, points),
            net.X,
            labels,
            class_names=self._names,
            feature_names=self.data["axes"],
            levels=(0.9,),
            title=f"{self.hidden} hidden, {self.rule}, η = {self.eta:g}",
            ax=left,
        )
        loss_curves({self.rule: run}, title=f"{self.n_updates} updates", ax=right)
        share = np.mean(net.classify(run.theta) == labels)
        return describe(figure, f"Start: {self.start}. {share:.1%} of the points are right at the end.")


def _drawn(hidden: int, K: int, k: int) -> Array:
    """Start number k for so many hidden units."""
    return glorot((2, hidden, K), np.random.default_rng([k, hidden]))

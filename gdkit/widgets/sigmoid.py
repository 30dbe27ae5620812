"""The sigmoid explorer: logistic regression on one feature by hand, and what doubling (b, w) does to the loss."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.losses import LogLoss
from gdkit.plots.logistic import sigmoid_fit
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["SigmoidExplorer"]

X = [-2.5, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
LABELS = {
    "overlapping": [0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1],  # rows 5 and 9 lie among the other class
    "separable": [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
}
REACH = 20.0  # of both sliders


class SigmoidExplorer(Explorer):
    """Move b and w, predict what doubling both does to the mean cost J, then see what each row costs.

    x (m,), y (m,) of 0 and 1 : the rows; by default twelve, with "overlapping" or "separable" labels to choose from
    labels : which of the two at first
    b, w : where the sliders stand at first, between −20 and 20
    ask : whether a prediction is asked for before the costs are shown

    `b`, `w`, `labels` and `prediction` follow what happens in the browser, and move it when they are set.
    """

    _esm = script("sigmoid.js")
    _css = stylesheet("sigmoid.css")

    rows: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)
    title = traitlets.Unicode(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    reach = traitlets.Float(REACH, read_only=True).tag(sync=True)
    labels = traitlets.Unicode().tag(sync=True)
    b = traitlets.Float(min=-REACH, max=REACH).tag(sync=True)
    w = traitlets.Float(min=-REACH, max=REACH).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        x: ArrayLike | None = None,
        y: ArrayLike | None = None,
        *,
        labels: str = "",
        b: float = 0.0,
        w: float = 1.0,
        title: str = "Logistic regression on one feature",
        ask: bool = True,
    ) -> None:
        if (x is None) != (y is None):
            raise ValueError("only one of x and y was given; expected both, or none for the twelve rows.")
        sets: dict[str, Any] = LABELS if y is None else {"given": y}
        losses = {name: LogLoss(np.reshape(X if x is None else x, (-1, 1)), given) for name, given in sets.items()}
        first = next(iter(losses.values()))
        data: dict[str, Any] = {
            "x": first.X[:, 0].tolist(),
            "labels": {name: loss.y.astype(int).tolist() for name, loss in losses.items()},
        }
        self._losses = losses
        self.set_trait("rows", data)
        self.set_trait("title", title)
        self.set_trait("ask", ask)
        super().__init__(labels=labels or next(iter(losses)), b=float(b), w=float(w))

    @traitlets.validate("labels")
    def _known_labels(self, proposal: traitlets.Bunch) -> str:
        if proposal["value"] not in self._losses:
            raise ValueError(f"labels is {proposal['value']!r}; expected one of {', '.join(self._losses)}.")
        return str(proposal["value"])

    @property
    def loss(self) -> LogLoss:
        """The log loss of the rows with the chosen labels; it takes theta = (b, w)."""
        return self._losses[self.labels]

    def static(self) -> Figure:
        """The curve over the rows, and what each of them costs."""
        return sigmoid_fit(self.rows["x"], self.rows["labels"][self.labels], (self.b, self.w))

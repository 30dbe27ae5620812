"""The line explorer of lesson 02: lay a line through points by hand, then see its loss and step downhill."""

from __future__ import annotations

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.closed_forms import smoothness_constant
from gdkit.losses import MSE
from gdkit.plots.squares import residual_squares
from gdkit.quadratic import as_quadratic
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["LineExplorer"]

EIGHT = (1.2, 2.6, 1.9, 3.9, 3.0, 2.9, 4.9, 4.4)


class LineExplorer(Explorer):
    """Drag a line b + wx where its mean squared error seems smallest; then squares, loss, map and gradient are shown.

    X (m, 1) and y (m,) : the points; by default eight that lie far from any line, so that the squares are large
    theta : (2,) = (b, w), the line at first
    eta : the learning rate of the button "One step downhill"; 1/L by default
    ask : whether the line must be laid before its loss is shown

    `theta` and `prediction`, the line as it was when the loss was asked for, follow what happens in the browser.
    """

    _esm = script("line.js")
    _css = stylesheet("line.css")

    points: traitlets.List = traitlets.List(read_only=True).tag(sync=True)
    quadratic: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)
    eta = traitlets.Float(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    theta: traitlets.List = traitlets.List(traitlets.Float(), minlen=2, maxlen=2).tag(sync=True)
    prediction: traitlets.List = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(
        self,
        X: ArrayLike | None = None,
        y: ArrayLike | None = None,
        theta: ArrayLike = (4.0, -0.5),
        *,
        eta: float | None = None,
        ask: bool = True,
    ) -> None:
        if (X is None) != (y is None):
            raise ValueError("only one of X and y was given; expected both, or none for eight points of our own.")
        if X is None or y is None:
            X, y = np.arange(1, 9)[:, None] / 2, EIGHT
        self._loss = MSE(X, y)
        if self._loss.n_parameters != 2:
            raise ValueError(f"X has shape {self._loss.X.shape}; expected (m, 1), one feature.")
        surface = as_quadratic(self._loss)
        if np.linalg.eigvalsh(surface.H)[0] <= 0:
            raise ValueError("all x are equal; expected points for which one line is the best.")
        here, best = self._loss.as_theta(theta), surface.centre
        if here.ndim != 1:
            raise ValueError(f"theta has shape {here.shape}; expected (2,), one line (b, w).")
        reach = 1.3 * np.maximum(abs(here - best), 0.25 * abs(here - best).max() or 1.0)
        self.set_trait("points", np.column_stack([self._loss.X, self._loss.y]).tolist())
        self.set_trait(
            "quadratic",
            {
                "H": surface.H.tolist(),
                "centre": best.tolist(),
                "value": float(surface.value),
                "xlim": [float(best[0] - reach[0]), float(best[0] + reach[0])],
                "ylim": [float(best[1] - reach[1]), float(best[1] + reach[1])],
            },
        )
        self.set_trait("eta", float(1 / smoothness_constant(self._loss) if eta is None else eta))
        self.set_trait("ask", ask)
        super().__init__(theta=here.tolist())

    def static(self) -> Figure:
        """The present line with a square on each residual, and its place on the map of J."""
        J = self.quadratic
        return residual_squares(self._loss.X, self._loss.y, self.theta, blim=tuple(J["xlim"]), wlim=tuple(J["ylim"]))

"""The slope explorer of lesson 01: turn v, decide which way is steepest downhill, then see the slope in every way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.cases import valley
from gdkit.losses import Loss
from gdkit.plots.directions import slope_directions
from gdkit.quadratic import as_bowl
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["SlopeExplorer"]


class SlopeExplorer(Explorer):
    """Turn v by a slider, the arrow keys or a click on the map; the slopes come after a decision.

    loss : a quadratic loss with two parameters, a bowl; ½x² + 2y² by default
    point : (2,), where v stands; not the minimum
    degrees : the angle of v at first, counted from the first axis
    reach : how far the map goes to each side of the point
    ask : whether a decision is asked for before the slopes are shown

    By default the point is (2, 1): the gradient is (2, 4) there, and the steepest way is not the way to the minimum.
    """

    _esm = script("slope.js")
    _css = stylesheet("slope.css")

    quadratic: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)
    title = traitlets.Unicode(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    degrees = traitlets.Float(min=0.0, max=360.0).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        loss: Loss | None = None,
        point: ArrayLike = (2.0, 1.0),
        *,
        degrees: float = 0.0,
        reach: float = 2.5,
        names: Sequence[str] = ("x", "y"),
        title: str = "",
        ask: bool = True,
    ) -> None:
        self._loss, _ = as_bowl(valley([0.5, 2.0]) if loss is None else loss)
        self._point, self._reach = self._loss.as_theta(point), float(reach)
        if self._point.shape != (2,) or not self._loss.gradient(self._point).any():
            raise ValueError(f"point is {self._point}; expected (2,), not the minimum: there every slope is 0.")
        data: dict[str, Any] = {
            "H": self._loss.hessian().tolist(),
            "centre": self._loss.centre.tolist(),
            "value": float(self._loss.value),
            "point": self._point.tolist(),
            "reach": self._reach,
            "labels": list(names),
        }
        self.set_trait("quadratic", data)
        self.set_trait("title", title or ("½x² + 2y²" if loss is None else "A quadratic loss of two parameters"))
        self.set_trait("ask", ask)
        super().__init__(degrees=float(degrees))

    def static(self) -> Figure:
        """The slopes in all directions, on the map and over the angle, with v."""
        return slope_directions(
            self._loss,
            self._point,
            self.degrees,
            reach=self._reach,
            names=self.quadratic["labels"],
            title=self.title,
        )

"""The nudge explorer of lesson 00: how good a slope is that two values give, from h = 1 down to rounding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from gdkit.plots.nudge import nudge_errors, nudge_glass
from gdkit.plots.style import describe, picture
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["NudgeExplorer"]

Real = Callable[[Any], Any]
FUNCTIONS: dict[str, tuple[str, Real, Real]] = {
    "exp": ("eˣ", np.exp, np.exp),
    "sin": ("sin x", np.sin, np.cos),
    "square": ("x²", lambda x: x * x, lambda x: 2 * x),
    "cube": ("x³", lambda x: x * x * x, lambda x: 3 * x * x),
}


class NudgeExplorer(Explorer):
    """Move the step h, say how many digits of the central difference are right, then see why.

    function : "exp", "sin", "square" or "cube"
    x : where the slope is taken
    h : the step, 1e-15 to 1
    ask : whether a prediction is asked for before the differences are shown

    `function`, `h` and `prediction` follow what happens in the browser, and move it when they are set.
    """

    _esm = script("nudge.js")
    _css = stylesheet("nudge.css")

    function = traitlets.Enum(list(FUNCTIONS)).tag(sync=True)
    x = traitlets.Float(read_only=True).tag(sync=True)
    h = traitlets.Float().tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(self, function: str = "exp", x: float = 1.0, h: float = 0.1, *, ask: bool = True) -> None:
        if function in FUNCTIONS and not (np.isfinite(x) and FUNCTIONS[function][2](float(x)) != 0):
            raise ValueError(f"x is {x}; expected a point where the slope of {function} is not 0: digits are counted.")
        self.set_trait("x", float(x))
        self.set_trait("ask", ask)
        super().__init__(function=function, h=float(h))

    @traitlets.validate("h")
    def _on_the_slider(self, proposal: traitlets.Bunch) -> float:
        if not 0.9e-15 <= proposal["value"] <= 1.0:
            raise ValueError(f"h is {proposal['value']:g}; expected 1e-15 to 1.")
        return float(proposal["value"])

    def differences(self) -> tuple[float, float, float]:
        """Forward difference, central difference and exact slope, as seen, computed by NumPy."""
        _, f, prime = FUNCTIONS[self.function]
        x, h = self.x, self.h
        return float((f(x + h) - f(x)) / h), float((f(x + h) - f(x - h)) / (2 * h)), float(prime(x))

    def static(self) -> Figure:
        """The function magnified around x with both differences, and their errors against h."""
        label, f, prime = FUNCTIONS[self.function]
        left, right = picture((10.24, 5.4)).subplots(1, 2)
        nudge_glass(f, prime, self.x, self.h, name=label, ax=left)
        figure = nudge_errors(f, prime, self.x, mark=self.h, ax=right)
        forward, central, exact = self.differences()
        return describe(figure, f"Forward {forward:.12g}, central {central:.12g}, exact {exact:.12g}.")

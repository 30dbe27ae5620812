"""The slow learning explorer of lesson 11: a neuron that is wrong learns under the quadratic cost and cross-entropy."""

from __future__ import annotations

import numpy as np
import traitlets
from matplotlib.figure import Figure

from gdkit.plots.costs import slow_learning
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["SlowLearningExplorer"]

REACH = (-1.0, 6.0)  # of the start weight


class SlowLearningExplorer(Explorer):
    """Move the start weight, predict how much longer the quadratic cost takes, then see both learn.

    One sigmoid neuron a = σ(wx + b) with x = 1 and target 0.

    w : the start weight, −1 to 6
    b : the start bias
    eta : the learning rate
    ask : whether a prediction is asked for before the neuron is trained

    `w` and `prediction` follow what happens in the browser, and move it when they are set.
    """

    _esm = script("slow_learning.js")
    _css = stylesheet("slow_learning.css")

    reach: traitlets.List = traitlets.List(list(REACH), read_only=True).tag(sync=True)
    b = traitlets.Float(read_only=True).tag(sync=True)
    eta = traitlets.Float(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    w = traitlets.Float().tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(self, w: float = 2.0, *, b: float = 2.0, eta: float = 0.15, ask: bool = True) -> None:
        if not 0 <= b <= 2:
            raise ValueError(f"b is {b:g}; expected 0 to 2: beyond it a descent takes too long to be watched.")
        if not (np.isfinite(eta) and 0.1 <= eta <= 1):
            raise ValueError(f"eta is {eta:g}; expected 0.1 to 1.")
        self.set_trait("b", float(b))
        self.set_trait("eta", float(eta))
        self.set_trait("ask", ask)
        super().__init__(w=float(w))

    @traitlets.validate("w")
    def _on_the_slider(self, proposal: traitlets.Bunch) -> float:
        low, high = REACH
        if not low <= proposal["value"] <= high:
            raise ValueError(f"w is {proposal['value']:g}; expected {low:g} to {high:g}.")
        return float(proposal["value"])

    def static(self) -> Figure:
        """The outputs over the updates under both costs, and the updates needed from every start weight."""
        return slow_learning(self.w, self.b, self.eta, starts=np.arange(REACH[0], REACH[1] + 0.25, 0.5))

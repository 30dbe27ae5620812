"""The backward pass of a 2–2–1 network in steps: each error and gradient is predicted, then shown with its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.passes import network_passes
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["BackpropExplorer"]

STEPS = 6  # errors of three neurons, then the gradients of three neurons


class BackpropExplorer(Explorer):
    """Say which sign each error δ and each gradient has, then see it computed; sigmoid neurons, one example at a time.

    Ws, bs : two matrices (2, 2), (1, 2) and their biases (2,), (1,); at first the network of lesson 10
    X (m, 2), Y (m,) or (m, 1) : the examples to choose from
    cost : "quadratic" or "cross_entropy"; row : the example; step : how many of the 6 steps back are done
    ask : whether a sign is asked for before each step

    `cost`, `row`, `step` and `prediction` follow what happens in the browser, and move it when they are set.
    """

    _esm = script("backprop.js")
    _css = stylesheet("backprop.css")

    network: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    cost = traitlets.Enum(["quadratic", "cross_entropy"]).tag(sync=True)
    row = traitlets.Int().tag(sync=True)
    step = traitlets.Int(min=0, max=STEPS).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        Ws: Sequence[ArrayLike] = (((0.1, 0.2), (-0.3, 0.4)), ((0.5, -0.6),)),
        bs: Sequence[ArrayLike] = ((0.05, -0.05), (0.1,)),
        X: ArrayLike = ((1.0, 2.0), (-1.0, 0.5)),
        Y: ArrayLike = (1.0, 0.0),
        *,
        cost: str = "quadratic",
        row: int = 0,
        step: int = 0,
        ask: bool = True,
    ) -> None:
        self._Ws = [np.asarray(W, dtype=float) for W in Ws]
        self._bs = [np.asarray(b, dtype=float) for b in bs]
        shapes = [array.shape for array in (*self._Ws, *self._bs)]
        if shapes != [(2, 2), (1, 2), (2,), (1,)]:
            raise ValueError(f"Ws and bs have the shapes {shapes}; expected (2, 2) and (1, 2), (2,) and (1,).")
        X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
        if X.ndim != 2 or X.shape[1] != 2 or Y.size != len(X):
            raise ValueError(f"X has shape {X.shape}, Y {Y.shape}; expected (m, 2) and (m,).")
        self._X, self._Y = X, Y.reshape(-1, 1)
        parts = {"Ws": self._Ws, "bs": self._bs}
        lists = {name: [array.tolist() for array in arrays] for name, arrays in parts.items()}
        self.set_trait("network", lists | {"X": X.tolist(), "Y": self._Y.tolist()})
        self.set_trait("ask", ask)
        super().__init__(cost=cost, row=row, step=step)

    @traitlets.validate("row")
    def _among_the_examples(self, proposal: traitlets.Bunch) -> int:
        if not 0 <= proposal["value"] < len(self._X):
            raise ValueError(f"row is {proposal['value']}; expected 0 to {len(self._X) - 1}.")
        return int(proposal["value"])

    def static(self) -> Figure:
        """The network with the numbers of the forward pass, and of the backward pass as far as it has come."""
        return network_passes(self._Ws, self._bs, self._X[self.row], self._Y[self.row], cost=self.cost, step=self.step)

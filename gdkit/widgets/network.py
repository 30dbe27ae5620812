"""The network explorer: how many parameters a network has, and how far the change of one weight is felt."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import NDArray

from gdkit.networks import MLP
from gdkit.plots.curves import curves
from gdkit.plots.network import network_drawing
from gdkit.plots.style import describe, picture
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["NetworkExplorer"]

Array = NDArray[np.float64]
LARGEST, LAYERS = 8, 5  # units of a layer, and layers with the inputs, that can be drawn legibly
REACH = 10.0  # of the weight's slider
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class NetworkExplorer(Explorer):
    """Choose the layers, predict the number of parameters; then move one weight and see who feels it.

    sizes : units of each layer, inputs first; two to five layers of one to eight units
    weight : (l, j, k) of the weight on the slider, to neuron j of layer l from neuron k of layer l − 1, counted from 1
    value : of that weight, between −10 and 10; by default what it is in the network
    ask : whether a prediction is asked for before the numbers are shown

    All units have the sigmoid. The weights of a layer are 2 sin 1, 2 sin 2, ... row by row, the biases cos 1, cos 2,
    ..., rounded to one decimal; the inputs are 1, 1/2, 1/3, ... `sizes`, `weight`, `value` and `prediction` follow
    what happens in the browser, and move it when they are set.
    """

    _esm = script("network.js")
    _css = stylesheet("network.css")

    sizes: traitlets.List = traitlets.List(traitlets.Int(min=1, max=LARGEST), minlen=2, maxlen=LAYERS).tag(sync=True)
    weight: traitlets.List = traitlets.List(traitlets.Int(min=1), minlen=3, maxlen=3).tag(sync=True)
    value = traitlets.Float(None, allow_none=True, min=-REACH, max=REACH).tag(sync=True)
    prediction = traitlets.Int(None, allow_none=True).tag(sync=True)
    title = traitlets.Unicode(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    limits: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(
        self,
        sizes: Sequence[int] = (3, 4, 2),
        weight: Sequence[int] = (1, 1, 1),
        value: float | None = None,
        *,
        title: str = "A network and its parameters",
        ask: bool = True,
    ) -> None:
        sizes, weight = [int(size) for size in sizes], [int(index) for index in weight]
        if not 2 <= len(sizes) <= LAYERS or not all(1 <= size <= LARGEST for size in sizes):
            raise ValueError(f"sizes is {sizes}; expected two to {LAYERS} layers of one to {LARGEST} units.")
        if not _exists(sizes, weight):
            raise ValueError(
                f"weight is {weight}; expected (l, j, k): layer 1 to {len(sizes) - 1}, and neurons that {sizes} has."
            )
        self.set_trait("title", title)
        self.set_trait("ask", ask)
        self.set_trait("limits", {"largest": LARGEST, "layers": LAYERS, "reach": REACH})
        super().__init__(sizes=sizes, weight=weight, value=None if value is None else float(value))

    @property
    def name(self) -> str:
        """w²₁₃ for weight (2, 1, 3)."""
        layer, j, k = (str(index) for index in self.weight)
        return f"w{layer.translate(RAISED)}{(j + k).translate(LOW)}"

    def parameters(self) -> tuple[list[Array], list[Array]]:
        """Ws and bs as they are now."""
        Ws = [np.sin(np.arange(1, a * b + 1)).reshape(b, a) for a, b in pairwise(self.sizes)]
        Ws = [(2 * W).round(1) for W in Ws]
        bs = [np.cos(np.arange(1, size + 1)).round(1) for size in self.sizes[1:]]
        layer, j, k = self.weight
        if self.value is not None:
            Ws[layer - 1][j - 1, k - 1] = self.value
        return Ws, bs

    def activations(self, values: Any = None) -> list[Array]:
        """The activations of each layer, inputs first, each (n_l,); with `values` (R,) of the weight (R, n_l)."""
        Ws, bs = self.parameters()
        x = 1 / np.arange(1, self.sizes[0] + 1)
        net = MLP([x], np.zeros((1, self.sizes[-1])), self.sizes, cost="quadratic", output="sigmoid")
        theta = net.pack(Ws, bs)
        if values is None:
            return [A[0] for A in net.forward(theta)[1]]
        layer, j, k = self.weight
        stack = np.repeat(theta[None], len(values), axis=0)
        net.unpack(stack)[0][layer - 1][:, j - 1, k - 1] = values
        return [np.broadcast_to(A[..., 0, :], (len(values), A.shape[-1])) for A in net.forward(stack)[1]]

    def static(self) -> Figure:
        """The drawing with its weights, and the activations against the chosen weight."""
        Ws, _ = self.parameters()
        layer, j, k = self.weight
        last = len(self.sizes) - 1
        along = np.linspace(-REACH, REACH, 201)
        As = self.activations(along)
        series = {f"neuron {j} of layer {layer}": As[layer][:, j - 1]}
        if layer < last:
            series["output 1"] = As[last][:, 0]
        figure = picture((10.24, 5.6))
        left, right = figure.subplots(1, 2, width_ratios=(1, 1))
        sizes = "–".join(map(str, self.sizes))
        network_drawing(self.sizes, Ws, title=sizes, ax=left)
        curves(along, series, xlabel=self.name, ylabel="activation", title=f"Who feels {self.name}?", ax=right)
        right.set_ylim(-0.05, 1.05)
        now = self.activations()
        said = f"{self.name} is {Ws[layer - 1][j - 1, k - 1]:.3g}".replace("-", "−")
        return describe(
            figure,
            f"{said}: the activation of neuron {j} of layer {layer} is {now[layer][j - 1]:.3f}; all neurons of later"
            f" layers feel a change of it, no other neuron of layer {layer} and none before.",
        )


def _exists(sizes: Sequence[int], weight: Sequence[int]) -> bool:
    """Whether a network of these sizes has the weight (l, j, k)."""
    if len(weight) != 3 or not 1 <= weight[0] < len(sizes):
        return False
    layer, j, k = weight
    return 1 <= j <= sizes[layer] and 1 <= k <= sizes[layer - 1]

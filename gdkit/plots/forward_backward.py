"""The two passes through a graph: values run forward, derivatives of the loss run back, each beside the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.activations import sigmoid
from gdkit.plots.graph import computation_graph
from gdkit.plots.graph_layout import Edge, Node

__all__ = ["backprop_graph", "forward_backward_graph", "neuron_graph"]

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def forward_backward_graph(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    values: Mapping[str, ArrayLike],
    gradients: Mapping[str, ArrayLike],
    *,
    of: str,
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """A computation graph with its numbers: in each box the value and ∂of/∂box, arrows for both passes.

    values, gradients : name -> number or array; a gradient has the shape of its value.
    of : the name of the loss.
    """
    filled = []
    for node in nodes:
        notes = [f"value {_text(values[node.name])}"] if node.name in values else []
        if node.name in gradients:
            shape, expected = np.shape(gradients[node.name]), np.shape(values.get(node.name, gradients[node.name]))
            if shape != expected:
                raise ValueError(
                    f"the gradient of {node.name} has shape {shape}; expected that of its value, {expected}."
                )
            notes.append(f"∂{of}/∂{node.name} = {_text(gradients[node.name])}")
        filled.append(replace(node, notes=(*node.notes, *notes)))
    back = [Edge(edge.target, edge.source, backward=True) for edge in edges if edge.source in gradients]
    return computation_graph(filled, [*edges, *back], title=title, ax=ax)


def neuron_graph(x: float = 1.0, w: float = 2.0, b: float = 2.0, y: float = 0.0, *, ax: Axes | None = None) -> Figure:
    """One sigmoid neuron under the quadratic cost, forward and backward, with its numbers.

    z = wx + b, a = σ(z), C = ½(a − y)²; the default is the saturated neuron whose learning starts slowly.
    """
    z = w * x + b
    a = float(sigmoid(np.array(z)))
    dz = (a - y) * a * (1 - a)
    nodes = [
        Node("x", (), "data"),
        Node("w", (), "parameter"),
        Node("b", (), "parameter"),
        Node("z", (), formula="wx + b"),
        Node("a", (), formula="σ(z)"),
        Node("C", (), formula="½(a − y)²"),
    ]
    edges = [Edge("x", "z"), Edge("w", "z"), Edge("b", "z"), Edge("z", "a"), Edge("a", "C")]
    return forward_backward_graph(
        nodes,
        edges,
        values={"x": x, "w": w, "b": b, "z": z, "a": a, "C": 0.5 * (a - y) ** 2},
        gradients={"w": dz * x, "b": dz, "z": dz, "a": a - y, "C": 1.0},
        of="C",
        title=f"One neuron, forward and backward (y = {y:g})",
        ax=ax,
    )


def backprop_graph(sizes: Sequence[int], m: int, *, title: str = "", ax: Axes | None = None) -> Figure:
    """The four equations of backpropagation on a batch of m rows, with every shape, for the layer `sizes`.

    Above the forward pass, in the middle the errors Δ (one row an example), below the gradients.
    """
    if len(sizes) < 2 or len(sizes) > 4:
        raise ValueError(f"sizes is {list(sizes)}; expected two to four layers, so that the graph can be read.")
    D = len(sizes) - 1
    up = [str(layer).translate(RAISED) for layer in range(D + 1)]
    nodes = [Node("A⁰", (m, sizes[0]), "data", "X", at=(0, 0))]
    edges: list[Edge] = []
    for layer in range(1, D + 1):
        k, before, after = up[layer], up[layer - 1], up[min(layer + 1, D)]
        shape = (m, sizes[layer])
        delta = f"∂Cₓ/∂z{k}, by row" if layer == D else f"Δ{after}W{after} ⊙ σ′(Z{k})"
        nodes += [
            Node(f"A{k}", shape, "value", f"σ(A{before}W{k}ᵀ + b{k})", at=(layer, 0)),
            Node(f"Δ{k}", shape, "error", delta, at=(layer, 1)),
            Node(
                f"∂C/∂W{k}",
                (sizes[layer], sizes[layer - 1]),
                "gradient",
                f"Δ{k}ᵀA{before}/m",
                notes=(f"∂C/∂b{k} = mean of Δ{k}", f"({sizes[layer]},)"),
                at=(layer, 2),
            ),
        ]
        edges += [Edge(f"A{before}", f"A{k}", ""), Edge(f"Δ{k}", f"∂C/∂W{k}", backward=True)]
        if layer < D:
            edges.append(Edge(f"Δ{after}", f"Δ{k}", backward=True))
        else:
            edges.append(Edge(f"A{k}", f"Δ{k}", backward=True))
    return computation_graph(nodes, edges, title=title or "Backpropagation, layer by layer", ax=ax)


def _text(value: ArrayLike) -> str:
    """(−6, −4.27), 0.32, or the shape of what is too long to write."""
    array = np.asarray(value, dtype=float)
    if array.size > 4:
        return f"of shape {array.shape}"
    numbers = ", ".join(f"{v:.3g}" for v in array.ravel())
    return (f"({numbers})" if array.ndim else numbers).replace("-", "−")

"""A network by its name scopes: which part of the program computes what, every shape, and where the loss begins.

The boxes are those of `computation_graph`; round them stand frames, one a layer, one round all layers, one for the
loss, as graph viewers draw the scopes of a program.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from gdkit.plots.forward_backward import RAISED
from gdkit.plots.graph import computation_graph
from gdkit.plots.graph_layout import Edge, Node, places_of
from gdkit.plots.style import TEXT, current_theme, describe

__all__ = ["scope_graph"]

HEAD = 0.42  # inches above the boxes for a frame's name
PAD = 0.2  # inches between a box and its frame


def scope_graph(sizes: Sequence[int], m: int, *, scope: str = "dnn", title: str = "", ax: Axes | None = None) -> Figure:
    """The ReLU network `sizes` on m rows: its layers inside the frame `scope`, softmax and loss in one of their own.

    sizes : units of each layer, inputs first, with one to three hidden layers, so that the graph can be read.
    """
    if not 3 <= len(sizes) <= 5:
        raise ValueError(f"sizes is {list(sizes)}; expected one to three hidden layers, as in (2, 3, 2, 2).")
    D = len(sizes) - 1
    names = [*(f"hidden{layer}" for layer in range(1, D)), "outputs"]
    nodes, edges = _parts(sizes, m)
    places, (width, height) = places_of(nodes, edges)
    half = {node.name: node.half_width for node in nodes}
    drawn = ax is None
    figure = computation_graph(nodes, edges, title=title, ax=ax)
    ax = ax or figure.axes[0]
    ax.set(xlim=(0, width + 2 * PAD), ylim=(height + PAD, -2 * HEAD - PAD))
    if drawn:
        figure.set_size_inches(max(10.24, width + 2 * PAD), height + 2 * PAD + 2 * HEAD + 0.5)
    for layer, name in enumerate(names, start=1):
        x, wide = places[f"W{_up(layer)}"][0], half[f"W{_up(layer)}"] + 0.08
        _frame(ax, (x - wide, x + wide), (-0.1, height - PAD), name, 0)
    first, last, J = places["W¹"][0], places[f"W{_up(D)}"][0], places["J"][0]
    reach = max(half[f"W{_up(layer)}"] for layer in range(1, D + 1)) + 0.08 + PAD
    _frame(ax, (first - reach, last + reach), (-0.1 - HEAD, height), scope, 2)
    _frame(ax, (J - half["J"] - PAD, J + half["J"] + PAD), (-0.1, height - PAD), "loss", 3)
    return describe(
        figure,
        f"Frames show the name scopes: {scope} holds the layers {', '.join(names)}, each with its W and b, up to the"
        " logits; softmax and the labels stand outside it, in the frame loss.",
    )


def _up(layer: int) -> str:
    return str(layer).translate(RAISED)


def _parts(sizes: Sequence[int], m: int) -> tuple[list[Node], list[Edge]]:
    """X, then each layer above its parameters, then J above the labels."""
    D, below = len(sizes) - 1, "X"
    nodes, edges = [Node("X", (m, sizes[0]), "data", at=(0, 0))], []
    for layer in range(1, D + 1):
        k, hidden = _up(layer), layer < D
        here, shape = f"{'A' if hidden else 'Z'}{k}", (sizes[layer], sizes[layer - 1])
        nodes += [
            Node(here, (m, sizes[layer]), notes=("ReLU" if hidden else "logits",), at=(layer, 0)),
            Node(f"W{k}", shape, "parameter", notes=(f"b{k} ({sizes[layer]},)",), at=(layer, 1)),
        ]
        edges += [Edge(below, here), Edge(f"W{k}", here)]
        below = here
    nodes += [
        Node("J", (), notes=("softmax,", "mean −log"), at=(D + 1, 0)),
        Node("labels", (m,), "data", at=(D + 1, 1)),
    ]
    return nodes, [*edges, Edge(below, "J"), Edge("labels", "J")]


def _frame(ax: Axes, x: tuple[float, float], y: tuple[float, float], name: str, colour: int) -> None:
    """A frame from y[0], where its name stands above the boxes, to y[1]; the axes' y runs down."""
    look = current_theme()
    top = y[0] - HEAD
    ax.add_patch(
        FancyBboxPatch(
            (x[0], top),
            x[1] - x[0],
            y[1] - top,
            boxstyle="round,pad=0,rounding_size=0.12",
            facecolor="none",
            edgecolor=look.series[colour],
            linewidth=1.8,
            linestyle=(0, (6, 2)) if colour == 2 else "-",
            zorder=0,
        )
    )
    ax.text(
        (x[0] + x[1]) / 2,
        top + HEAD / 2 + 0.04,
        name,
        ha="center",
        va="center",
        fontsize=TEXT,
        color=look.ink,
        weight="bold",
    )

"""The computation graph: what is computed from what, the shape at each node, the local Jacobian at each edge.

A graph is data, two lists of `Node` and `Edge`; `minibatch_graph()` is the one of lesson 03, ready.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from gdkit.plots.graph_layout import KINDS, Edge, Node, places_of
from gdkit.plots.style import TEXT, bare, canvas, current_theme, describe, entitle

__all__ = ["Edge", "Node", "computation_graph", "minibatch_graph"]

WORDS = {
    "data": "given",
    "parameter": "learned",
    "value": "computed",
    "error": "computed backward",
    "gradient": "gradient",
}


def computation_graph(
    nodes: Sequence[Node], edges: Sequence[Edge], *, title: str = "", ax: Axes | None = None
) -> Figure:
    """Nodes in columns from left to right, in the order given; an arrow and its Jacobian for each edge.

    Raises ValueError for an edge to an unknown node, an unknown kind or a cycle.
    """
    places, (width, height) = places_of(nodes, edges)
    figure, ax = canvas(ax, size=(max(10.24, width), max(4.2, height + 0.5)))
    bare(ax)
    ax.set(xlim=(0, width), ylim=(height, 0))
    entitle(ax, title)
    boxes = {node.name: _box(ax, node, places[node.name]) for node in nodes}
    half = {node.name: node.half_width for node in nodes}
    data = {node.name for node in nodes if node.kind == "data"}
    pairs = {(edge.source, edge.target) for edge in edges}
    for edge in edges:
        ends = edge.source, edge.target
        _arrow(
            ax,
            edge,
            (boxes[ends[0]], boxes[ends[1]]),
            (half[ends[0]], half[ends[1]]),
            ends[::-1] in pairs,
            ends[0] in data,
        )
    return describe(figure, _words(nodes, edges, title))


def minibatch_graph(n_rows: int = 3, n_features: int = 2, *, ax: Axes | None = None) -> Figure:
    """Lesson 03: w and b give ŷ = Xw + b, ŷ gives J = mean (ŷ − y)²; the three Jacobians that are chained."""
    B, n = n_rows, n_features
    nodes = [
        Node("X", (B, n), "data"),
        Node("w", (n,), "parameter"),
        Node("b", (), "parameter"),
        Node("ŷ", (B,), formula="Xw + b·1"),
        Node("y", (B,), "data"),
        Node("J", (), formula="mean (ŷ − y)²"),
    ]
    edges = [
        Edge("X", "ŷ"),
        Edge("w", "ŷ", "∂ŷ/∂w = X", (B, n)),
        Edge("b", "ŷ", "∂ŷ/∂b = 1", (B,)),
        Edge("ŷ", "J", "∂J/∂ŷ = (2/B)(ŷ − y)", (B,)),
        Edge("y", "J"),
    ]
    return computation_graph(nodes, edges, title=f"One mini-batch of B = {B} rows", ax=ax)


def _box(ax: Axes, node: Node, place: tuple[float, float]) -> Text:
    look, colour = current_theme(), KINDS[node.kind]
    return ax.text(
        *place,
        "\n".join(node.lines),
        ha="center",
        va="center",
        fontsize=TEXT,
        color=look.ink,
        linespacing=1.4,
        zorder=2,
        bbox={
            "boxstyle": "square,pad=0.6" if node.kind == "data" else "round,pad=0.6",
            "facecolor": look.soft[colour],
            "edgecolor": look.series[colour],
            "linewidth": 2.5 if node.kind == "parameter" else 1.5,
        },
    )


def _arrow(ax: Axes, edge: Edge, ends: tuple[Text, Text], clear: tuple[float, float], bend: bool, given: bool) -> None:
    """An arrow from box to box, the Jacobian halfway between their borders, `clear` inches from their centres.

    bend : there is an arrow the other way, so a backward one goes round it.
    given : it comes from data, which no derivative goes back to.
    """
    look = current_theme()
    start, end = (box.get_position() for box in ends)
    ax.annotate(
        "",
        xy=end,
        xytext=start,
        zorder=3,
        arrowprops={
            "arrowstyle": "-|>,head_width=0.35,head_length=0.7",
            "color": look.series[3] if edge.backward else look.ink,
            "linewidth": 1.1 if given else 1.8,
            "linestyle": (0, (2, 1.5)) if edge.backward else (0, (5, 4)) if given else "-",
            "connectionstyle": f"arc3,rad={0.18 if edge.backward and bend else 0}",
            "patchA": ends[0].get_bbox_patch(),
            "patchB": ends[1].get_bbox_patch(),
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )
    if edge.jacobian:
        shape = "" if edge.shape is None else f"\n{edge.shape}"
        slope = (end[1] - start[1]) / (end[0] - start[0])
        middle = (start[0] + clear[0] + end[0] - clear[1]) / 2
        ax.text(
            middle,
            start[1] + slope * (middle - start[0]) - (0 if slope else 0.08),
            edge.jacobian + shape,
            ha="center",
            va="center" if slope else "bottom",
            fontsize=TEXT,
            color=look.series[0],
            zorder=4,
            bbox={"boxstyle": "round,pad=0.15", "facecolor": look.background, "edgecolor": "none"},
        )


def _words(nodes: Sequence[Node], edges: Sequence[Edge], title: str) -> str:
    """The graph as sentences, for those who hear it."""
    said = [f"Computation graph{': ' + title if title else ''}."]
    for node in nodes:
        notes = "".join(f", {note}" for note in node.notes)
        said.append(f"{node.lines[0]}, {WORDS[node.kind]}, shape {node.shape}{notes}.")
    for edge in edges:
        way = "back to" if edge.backward else "into"
        jacobian = f", local Jacobian {edge.jacobian}" if edge.jacobian else ""
        shape = f", shape {edge.shape}" if edge.shape is not None else ""
        said.append(f"{edge.source} goes {way} {edge.target}{jacobian}{shape}.")
    return " ".join(said)

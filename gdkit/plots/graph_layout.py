"""Where the boxes of a graph stand: columns by what is computed from what, rows so that arrows run level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

KINDS = {"data": 4, "parameter": 1, "value": 0, "error": 3, "gradient": 2}  # the colour of each kind of node
LETTER, LINE, GAP = 0.102, 0.32, 0.45  # inches: a letter of TEXT points on average, a line, between two boxes


@dataclass(frozen=True)
class Node:
    """A quantity: its letter, its shape, its kind and how it is computed.

    kind : "data", "parameter", "value" (computed forward), "error" (Δ) or "gradient" (computed backward)
    notes : more lines of text, such as its value
    at : (column, row) where the graph shall not choose; then every node has one
    """

    name: str
    shape: tuple[int, ...]
    kind: str = "value"
    formula: str = ""
    notes: tuple[str, ...] = ()
    at: tuple[int, float] | None = None

    @property
    def lines(self) -> list[str]:
        """What is written in its box."""
        return [f"{self.name} = {self.formula}" if self.formula else self.name, str(self.shape), *self.notes]

    @property
    def half_width(self) -> float:
        """Of its box, in inches."""
        return LETTER * max(map(len, self.lines)) / 2 + 0.2


@dataclass(frozen=True)
class Edge:
    """`target` is computed from `source`; `jacobian` is ∂target/∂source in letters, `shape` its shape.

    backward : what flows here is a derivative, from the loss to the parameters
    """

    source: str
    target: str
    jacobian: str = ""
    shape: tuple[int, ...] | None = None
    backward: bool = False


def columns_of(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, int]:
    """A computed node stands right of all it needs, a given one just left of its first use."""
    column = {node.name: 0 for node in nodes}
    for _ in nodes:
        for edge in edges:
            column[edge.target] = max(column[edge.target], column[edge.source] + 1)
    if max(column.values()) >= len(nodes):
        raise ValueError("the edges form a cycle; expected a graph that is computed from left to right.")
    computed = {edge.target for edge in edges}
    for name in column:
        uses = [column[edge.target] for edge in edges if edge.source == name]
        if name not in computed and uses:
            column[name] = min(uses) - 1
    return column


def rows_of(nodes: Sequence[Node], edges: Sequence[Edge], column: dict[str, int]) -> dict[str, float]:
    """Each node level with the mean of what it is computed from, at least one row below the one above it."""
    given = {node.name for node in nodes if node.kind == "data"}
    row: dict[str, float] = {}
    for c in range(max(column.values()) + 1):
        wanted: list[tuple[float, str]] = []
        for name in (node.name for node in nodes if column[node.name] == c):
            sources = [edge.source for edge in edges if edge.target == name]
            levels = [row[source] for source in sources if source not in given] or [row[s] for s in sources]
            after = wanted[-1][0] + 1 if wanted else 0.0
            wanted.append((sum(levels) / len(levels) if levels else after, name))
        free = -np.inf
        for level, name in sorted(wanted, key=lambda pair: pair[0]):
            row[name] = max(level, free)
            free = row[name] + 1
    return row


def places_of(
    nodes: Sequence[Node], edges: Sequence[Edge]
) -> tuple[dict[str, tuple[float, float]], tuple[float, float]]:
    """name -> (x, y) in inches, and the size of it all: columns leave room for boxes and Jacobians."""
    _check(nodes, edges)
    if all(node.at is not None for node in nodes):
        column = {node.name: node.at[0] for node in nodes if node.at is not None}
        row = {node.name: node.at[1] for node in nodes if node.at is not None}
    else:
        forward = [edge for edge in edges if not edge.backward]
        column = columns_of(nodes, forward)
        row = rows_of(nodes, forward, column)
    widths = [0.0] * (max(column.values()) + 1)
    gaps = [0.9] * len(widths)
    for node in nodes:
        widths[column[node.name]] = max(widths[column[node.name]], 2 * node.half_width)
    for edge in edges:
        right = max(column[edge.source], column[edge.target])
        gaps[right] = max(gaps[right], LETTER * len(edge.jacobian) + 1.0 if edge.jacobian else 0.9)
    gaps[0] = 0.1
    left = np.cumsum(gaps) + np.cumsum([0.0, *widths[:-1]])
    height = LINE * max(len(node.lines) for node in nodes) + GAP + 0.35
    top = min(row.values())
    places = {name: (float(left[c] + widths[c] / 2), height * (row[name] - top + 0.5)) for name, c in column.items()}
    return places, (float(left[-1] + widths[-1] + 0.1), height * (max(row.values()) - top + 1))


def _check(nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
    if not nodes:
        raise ValueError("nodes is empty; expected at least one Node.")
    for node in nodes:
        if node.kind not in KINDS:
            raise ValueError(f"{node.name} is of kind {node.kind!r}; expected one of {', '.join(KINDS)}.")
    names = {node.name for node in nodes}
    for edge in edges:
        for end in (edge.source, edge.target):
            if end not in names:
                raise ValueError(f"edge {edge.source} -> {edge.target}: no node is named {end!r}.")

"""A multilayer perceptron drawn as units and weights: layers from left to right, what each column counts below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse
from numpy.typing import ArrayLike, NDArray

from gdkit.plots.style import TEXT, bare, canvas, current_theme, describe, entitle

__all__ = ["network_drawing"]

SHOWN = 7  # units of a layer that are drawn; more are shortened


def network_drawing(
    sizes: Sequence[int],
    Ws: Sequence[ArrayLike] | None = None,
    *,
    names: Sequence[str] | None = None,
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """Units of each layer and a line for each weight.

    sizes : units of each layer, inputs first, as (4, 5, 3).
    Ws : the matrices (n_out, n_in); lines are then as wide as the weight is large, dashed where it is negative.
    names : of the layers; by default input, hidden, ..., output.
    """
    sizes = [int(size) for size in sizes]
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"sizes is {sizes}; expected at least two layers of at least one unit.")
    matrices = None if Ws is None else [np.asarray(W, dtype=float) for W in Ws]
    shapes = list(zip(sizes[1:], sizes[:-1], strict=True))
    if matrices is not None and [W.shape for W in matrices] != shapes:
        raise ValueError(f"Ws have shapes {[W.shape for W in matrices]}; expected {shapes}, (n_out, n_in) each.")
    layers = names or ["input", *["hidden"] * (len(sizes) - 2), "output"]
    if len(layers) != len(sizes):
        raise ValueError(f"names has {len(layers)} entries; expected {len(sizes)}, one a layer.")
    figure, ax = canvas(ax, size=(10.24, 6.2))
    bare(ax)
    entitle(ax, title)
    look = current_theme()
    tallest = min(max(sizes), SHOWN)
    ax.set(xlim=(-0.5, len(sizes) - 0.5), ylim=(tallest + 0.9, -0.6))
    rows = [_rows(size, tallest) for size in sizes]
    for layer in range(len(sizes) - 1):
        _weights(ax, layer, rows, None if matrices is None else matrices[layer])
    ratio = _unit_ratio(figure, ax)
    for column, (size, name) in enumerate(zip(sizes, layers, strict=True)):
        colour = 4 if column == 0 else 0 if column < len(sizes) - 1 else 2
        for row in rows[column].values():
            ax.add_patch(
                Ellipse(
                    (column, row),
                    0.62 * ratio,
                    0.62,
                    facecolor=look.soft[colour],
                    edgecolor=look.series[colour],
                    linewidth=1.8,
                    zorder=3,
                )
            )
        if size > SHOWN:
            middle = (tallest - 1) / 2 + 1.15
            ax.text(column, middle, "⋮", fontsize=TEXT + 6, ha="center", va="center", color=look.ink)
        unit = "unit" if size == 1 else "units"
        ax.text(
            column, tallest + 0.3, f"{name}\n{size} {unit}", fontsize=TEXT, ha="center", va="center", color=look.ink
        )
    weights = sum(a * b for a, b in shapes)
    said = ", then ".join(f"{name} with {size}" for name, size in zip(layers, sizes, strict=True))
    signs = "" if matrices is None else " Wide lines are large weights, dashed lines negative ones."
    return describe(
        figure,
        f"Drawing of a network{', ' + title if title else ''}: {said}. Every unit is joined to every unit of the next"
        f" layer: {weights} weights and {sum(sizes[1:])} biases, {weights + sum(sizes[1:])} parameters.{signs}",
    )


def _rows(size: int, tallest: int) -> dict[int, float]:
    """unit -> height of its circle; of a large layer the first four and the last two."""
    if size <= SHOWN:
        return {unit: (tallest - size) / 2 + unit for unit in range(size)}
    units = [0, 1, 2, 3, size - 2, size - 1]
    heights = [0, 1, 2, 3, tallest - 2, tallest - 1]
    return dict(zip(units, map(float, heights), strict=True))


def _weights(ax: Axes, layer: int, rows: Sequence[dict[int, float]], W: NDArray[Any] | None) -> None:
    look = current_theme()
    ends = [(i, j) for j in rows[layer + 1] for i in rows[layer]]
    lines = [[(layer, rows[layer][i]), (layer + 1, rows[layer + 1][j])] for i, j in ends]
    if W is None:
        ax.add_collection(LineCollection(lines, colors=look.faint, linewidths=1.2, zorder=1))
        return
    values = np.array([W[j, i] for i, j in ends])
    widths = 0.4 + 3.6 * abs(values) / max(abs(values).max(), 1e-12)
    ax.add_collection(
        LineCollection(
            lines,
            colors=[look.series[0] if value >= 0 else look.series[1] for value in values],
            linestyles=["-" if value >= 0 else (0, (3, 1.5)) for value in values],
            linewidths=list(widths),
            zorder=1,
        )
    )


def _unit_ratio(figure: Figure, ax: Axes) -> float:
    """Width of one data unit of x over one of y, turned round, so that a circle looks round."""
    box = ax.get_position()
    wide = figure.get_figwidth() * box.width / np.ptp(ax.get_xlim())
    high = figure.get_figheight() * box.height / np.ptp(ax.get_ylim())
    return float(high / wide)

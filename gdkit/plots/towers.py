"""Universality in two dimensions: four steps make a cross, one more unit cuts a tower out of it, towers a surface."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from gdkit.arrays import as_count, as_number
from gdkit.networks import MLP
from gdkit.plots.style import LABEL, TEXT, current_theme, describe, picture
from gdkit.plots.surface import Array, Surface, grid
from gdkit.universality import pieces
from gdkit.universality import towers as towers_network

__all__ = ["towers"]

GRID = 61  # points each way
# one tower in the middle of nine, [1/3, 2/3] × [1/3, 2/3]
MIDDLE = np.outer([0, 1, 0], [0, 1, 0])


def hill(points: Array) -> Array:
    """A surface on the unit square with a top and a hollow, between 0.1 and 0.9."""
    x, y = points[..., 0], points[..., 1]
    return np.asarray(0.5 + 0.4 * np.sin(2 * np.pi * x) * np.sin(np.pi * y))


def towers(target: Surface = hill, n: int = 8, *, steepness: float = 200.0) -> Figure:
    """Four surfaces over [0, 1]², each the sum of units of one layer of a network whose weights are written down.

    Two steps make a ridge, four a cross; a unit of the second hidden layer makes a tower of it, and n² towers, each
    as high as `target` in its middle, are close to the target but for a pit where four of them meet, the narrower the
    steeper the steps. target : takes points (..., 2), gives values (...).
    """
    n, w = as_count("n", n), as_number("steepness", steepness, above=0)
    points = grid((0.0, 1.0), (0.0, 1.0), GRID)
    _, middles = pieces(n)
    heights = np.asarray(target(np.stack(np.meshgrid(middles, middles, indexing="ij"), axis=-1)), dtype=float)
    if heights.shape != (n, n):
        raise ValueError(f"target gives {heights.shape} for points ({n}, {n}, 2); expected ({n}, {n}).")
    _, Steps, Tower, _ = _layers(MIDDLE, w, points)
    steps = Steps[..., 16:20]  # of the tower in the middle
    many = _layers(heights, w, points)[-1][..., 0]
    error = float(abs(many - np.asarray(target(points), dtype=float)).mean())
    drawn = {
        "2 steps: a ridge": steps[..., 0] - steps[..., 1],
        "4 steps: a cross": steps @ [1, -1, 1, -1],
        "σ of the cross: a tower": Tower[..., 4],
        f"{n} × {n} towers: a surface": many,
    }
    figure = picture((10.24, 7.6))
    for k, (title, Z) in enumerate(drawn.items(), start=1):
        _surface(figure.add_subplot(2, 2, k, projection="3d", computed_zorder=False), points, Z, title)
    return describe(
        figure,
        f"Four surfaces over the unit square, made of sigmoid units with weight {w:g}. Two steps make a ridge of"
        " height 1; four steps a cross of height 1 whose middle is 2 high; a sigmoid unit that is on above 3/2 leaves"
        f" the middle alone, a tower of height 1; {n * n} such towers, from {heights.min():.3g} to {heights.max():.3g}"
        f" high, make a surface that is {error:.2f} from its target on average, with a pit where four of them meet.",
    )


def _layers(heights: Array, w: float, points: Array) -> list[Array]:
    """The activations (GRID, GRID, n_l) of each layer of the network with these towers."""
    k = heights.size
    flat = points.reshape(-1, 2)
    net = MLP(flat, np.zeros(len(flat)), (2, 4 * k, k, 1), cost="quadratic")
    return [A.reshape(*points.shape[:2], -1) for A in net.forward(net.pack(*towers_network(heights, w)))[1]]


def _surface(ax: Any, points: Array, Z: Array, title: str) -> None:
    look = current_theme()
    shades = LinearSegmentedColormap.from_list("height", [look.soft[0], look.series[0]])
    ax.set_facecolor(look.background)
    lines = {"rcount": GRID, "ccount": GRID, "edgecolor": look.background, "linewidth": 0.15}
    ax.plot_surface(points[..., 0], points[..., 1], Z, cmap=shades, vmin=0, vmax=max(1.0, Z.max()), **lines)
    ax.set(xlim=(0, 1), ylim=(0, 1), zlim=(0, max(1.0, Z.max())))
    for axis, name in zip((ax.xaxis, ax.yaxis, ax.zaxis), ("x₁", "x₂", ""), strict=True):
        axis.set_label_text(name, color=look.ink, fontsize=LABEL)
        axis.set_tick_params(colors=look.ink, labelsize=TEXT)
        axis.set_pane_color((0, 0, 0, 0))
        axis._axinfo["grid"].update(color=look.faint, linewidth=0.6)
        axis.set_ticks([0, 1] if name or Z.max() < 1.5 else [0, 1, 2])
    ax.view_init(elev=38, azim=-58)
    ax.set_box_aspect((1.3, 1.3, 0.7), zoom=1.05)
    ax.set_title(title, color=look.ink, fontsize=LABEL, pad=0)

"""Points in the plane and several curves laid through them: how much a fit bends to follow its points."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.style import DASHES, canvas, current_theme, describe, entitle, legend

__all__ = ["fitted_curves"]


def fitted_curves(
    x: ArrayLike,
    y: ArrayLike,
    along: ArrayLike,
    fits: Mapping[str, ArrayLike],
    *,
    names: tuple[str, str] = ("x", "y"),
    ylim: tuple[float, float] | None = None,
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """The points x (m,), y (m,), and for each name in `fits` its heights (k,) over `along` (k,)."""
    x, y, along = (np.asarray(values, dtype=float) for values in (x, y, along))
    if x.ndim != 1 or y.shape != x.shape:
        raise ValueError(f"x has shape {x.shape}, y {y.shape}; expected (m,) and (m,).")
    curves = {name: np.asarray(heights, dtype=float) for name, heights in fits.items()}
    for name, heights in curves.items():
        if heights.shape != along.shape:
            raise ValueError(f"{name} has shape {heights.shape}; expected that of along, {along.shape}.")
    figure, ax = canvas(ax)
    look = current_theme()
    for i, (name, heights) in enumerate(curves.items()):
        ax.plot(along, heights, color=look.series[i % 5], linestyle=DASHES[i % len(DASHES)], linewidth=2.6, label=name)
    ax.plot(x, y, "o", color=look.ink, markersize=7, markeredgecolor=look.background, zorder=5)
    margin = 0.25 * float(np.ptp(y) or 1.0)
    low, high = ylim or (float(y.min()) - margin, float(y.max()) + margin)
    ax.set(xlabel=names[0], ylabel=names[1], ylim=(low, high))
    entitle(ax, title)
    if curves:
        legend(ax)
    said = []
    for name, heights in curves.items():
        beyond = " (beyond what is drawn)" if heights.min() < low or heights.max() > high else ""
        said.append(f"{name} lies between {heights.min():.3g} and {heights.max():.3g}{beyond}")
    return describe(
        figure,
        f"{x.size} points, {names[0]} from {x.min():.3g} to {x.max():.3g}, {names[1]} from {y.min():.3g} to"
        f" {y.max():.3g}{', ' + title if title else ''}, and {len(curves)} curves: {'; '.join(said)}.",
    )

"""How often which value came: the ends of many runs that differ in their random draws only."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.style import DASHES, LABEL, canvas, current_theme, describe, entitle, legend

__all__ = ["histogram"]


def histogram(
    values: ArrayLike,
    *,
    bins: int = 24,
    log_x: bool = False,
    marks: Mapping[str, float] | None = None,
    xlabel: str = "value",
    ylabel: str = "runs",
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """How many of `values` (R,) fall into each of `bins` equal parts of their range; `marks` are named places in it.

    log_x : parts of equal width on a logarithmic scale, for values > 0
    marks : name -> place, drawn as an upright line, inside the range of the values or beside it
    """
    numbers, places = np.asarray(values, dtype=float), dict(marks or {})
    if numbers.ndim != 1 or not numbers.size or not np.isfinite(numbers).all():
        raise ValueError(f"values has shape {numbers.shape}; expected (R,), finite numbers, one a run.")
    if log_x and min([numbers.min(), *places.values()]) <= 0:
        raise ValueError(f"the smallest value or mark is {min([numbers.min(), *places.values()]):g}; log_x needs > 0.")
    figure, ax = canvas(ax)
    look = current_theme()
    low, high = numbers.min(), numbers.max()
    edges = np.geomspace(low, high, bins + 1) if log_x else np.linspace(low, high, bins + 1)
    if low == high:
        edges = np.array([low * 0.9, low * 1.1]) if log_x else np.array([low - 0.5, low + 0.5])
    counts, _, _ = ax.hist(numbers, edges.tolist(), color=look.soft[0], edgecolor=look.series[0], linewidth=1.6)
    for i, (name, place) in enumerate(places.items(), start=1):
        ax.axvline(place, color=look.series[i], linestyle=DASHES[i], linewidth=3, label=f"{name}: {place:.3g}")
    if log_x:
        ax.set_xscale("log")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.xaxis.label.set_fontsize(LABEL)
    entitle(ax, title)
    if places:
        legend(ax)
    top = int(np.argmax(counts))
    middle, scale = np.median(numbers), " on a logarithmic scale" if log_x else ""
    words = "".join(
        f" {name} at {place:.3g}, with {np.mean(numbers < place):.0%} of the {ylabel} below it."
        for name, place in places.items()
    )
    return describe(
        figure,
        f"Histogram{' (' + title + ')' if title else ''} of {xlabel}{scale} for {numbers.size} {ylabel}: from {low:.3g}"
        f" to {high:.3g}, median {middle:.3g}; most, {int(counts[top])}, between {edges[top]:.3g} and"
        f" {edges[top + 1]:.3g}.{words}",
    )

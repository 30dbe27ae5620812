"""Runs that differ by chance alone: every run a point, beside it the mean with its standard error."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.style import canvas, current_theme, describe, entitle

__all__ = ["spread"]


def spread(
    values: Mapping[str, ArrayLike],
    *,
    xlabel: str = "",
    title: str = "",
    reference: tuple[str, float] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """`values`: name -> (R,), one number for each of R >= 2 runs. One row a name; equal numbers are stacked.

    The bar is one standard error of the mean, s/√R, to either side. reference : a name and a number for a line.
    """
    rows = {name: np.asarray(v, dtype=float) for name, v in values.items()}
    for name, v in rows.items():
        if v.ndim != 1 or v.size < 2:
            raise ValueError(f"{name} has shape {v.shape}; expected (R,), at least two runs.")
    figure, ax = canvas(ax, size=(10.24, 1.6 + 0.9 * len(rows)))
    look = current_theme()
    said = []
    for k, (name, v) in enumerate(rows.items()):
        mean, error = v.mean(), v.std(ddof=1) / np.sqrt(v.size)
        colour = look.series[k % len(look.series)]
        for value, count in zip(*np.unique(v, return_counts=True), strict=True):
            heights = k + 0.14 + 0.09 * np.arange(count)
            ax.plot(np.full(count, value), heights, "o", color=colour, markersize=6, alpha=0.7)
        ax.errorbar(mean, k - 0.14, xerr=error, fmt="D", color=colour, markersize=9, capsize=6, linewidth=2.5)
        said.append(f"{name} {mean:.4g} ± {error:.2g}, from {v.min():.4g} to {v.max():.4g}")
    if reference:
        ax.axvline(reference[1], color=look.ink, linestyle=(0, (6, 3)), linewidth=1.5)
        said.append(f"a line marks {reference[0]}, {reference[1]:.4g}")
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set_ylim(len(rows) - 0.4, -0.5)
    ax.set_xlabel(xlabel + (f"   (dashed: {reference[0]})" if reference else ""))
    entitle(ax, title)
    runs = sorted({v.size for v in rows.values()})
    many = f"{runs[0]}" if len(runs) == 1 else f"{runs[0]} to {runs[-1]}"
    heading = f"{title or xlabel or 'Numbers'}: single runs, {many} a row, mean ± one standard error"
    return describe(figure, f"{heading}: {'; '.join(said)}.")

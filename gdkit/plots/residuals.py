"""Residuals ŷ − y as bars, before and after an update: what one step did to each row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.style import TEXT, canvas, current_theme, describe, entitle, legend

__all__ = ["residual_bars"]

WIDTH = 0.38


def residual_bars(
    before: ArrayLike,
    after: ArrayLike,
    *,
    labels: Sequence[str] | None = None,
    title: str = "Residuals before and after one step",
    ax: Axes | None = None,
) -> Figure:
    """`before` and `after` (m,): residuals ŷ − y of the same rows; `labels` (m,) name them."""
    old, new = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    if old.ndim != 1 or old.shape != new.shape or not old.size:
        raise ValueError(f"before has shape {old.shape}, after {new.shape}; expected the same (m,) for both.")
    names = [f"row {i}" for i in range(1, old.size + 1)] if labels is None else list(labels)
    if len(names) != old.size:
        raise ValueError(f"labels has {len(names)} entries; expected {old.size}, one a residual.")
    figure, ax = canvas(ax)
    look = current_theme()
    places = np.arange(old.size)
    for values, side, colour, hatch, name in ((old, -1, 1, "//", "before"), (new, 1, 0, "", "after")):
        bars = ax.bar(
            places + side * WIDTH / 2,
            values,
            WIDTH,
            label=name,
            color=look.soft[colour],
            edgecolor=look.series[colour],
            hatch=hatch,
            linewidth=1.8,
        )
        if old.size <= 6:
            ax.bar_label(bars, [_minus(v) for v in values], padding=3, fontsize=TEXT, color=look.ink)
    ax.axhline(0, color=look.ink, linewidth=1.2)
    ax.margins(y=0.12)
    ax.set_xticks(places, names)
    ax.set(ylabel="residual ŷ − y")
    entitle(ax, title)
    legend(ax)
    rows = "; ".join(f"{n} from {_minus(a)} to {_minus(b)}" for n, a, b in zip(names, old, new, strict=True))
    return describe(
        figure,
        f"Bar chart of residuals before and after the update: {rows}."
        f" The mean square goes from {np.mean(old**2):.4g} to {np.mean(new**2):.4g}.",
    )


def _minus(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")

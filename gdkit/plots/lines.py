"""Points in the plane and the lines that a descent lays through them, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.style import DASHES, canvas, current_theme, describe, entitle, legend

__all__ = ["line_fit"]


def line_fit(
    X: ArrayLike,
    y: ArrayLike,
    thetas: ArrayLike | None = None,
    *,
    labels: Sequence[str] | None = None,
    names: tuple[str, str] = ("x", "y"),
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """The points X (m, 1) or (m,), y (m,), and a line b + wx for each row (b, w) of `thetas`, the best one bold."""
    x, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if x.ndim == 2 and x.shape[1] == 1:
        x = x[:, 0]
    if x.ndim != 1 or y.shape != x.shape:
        raise ValueError(f"X has shape {x.shape}, y {y.shape}; expected (m, 1) and (m,).")
    lines = np.empty((0, 2)) if thetas is None else np.atleast_2d(np.asarray(thetas, dtype=float))
    if lines.ndim != 2 or lines.shape[1] != 2:
        raise ValueError(f"thetas has shape {lines.shape}; expected (T, 2), rows (b, w).")
    given = [f"b = {b:.3g}, w = {w:.3g}" for b, w in lines] if labels is None else list(labels)
    if len(given) != len(lines):
        raise ValueError(f"labels has {len(given)} entries; expected {len(lines)}, one a line.")
    figure, ax = canvas(ax)
    look = current_theme()
    few = len(x) <= 40
    ax.scatter(x, y, s=90 if few else 28, color=look.series[0], alpha=1.0 if few else 0.7, edgecolors="none", zorder=3)
    ends = np.array([x.min(), x.max()])
    errors = [float(np.mean((b + w * x - y) ** 2)) for b, w in lines]
    for i, ((b, w), label) in enumerate(zip(lines, given, strict=True)):
        bold = errors[i] == min(errors)
        ax.plot(
            ends,
            b + w * ends,
            color=look.series[1] if bold else look.ink,
            linestyle="-" if bold else DASHES[1 + i % (len(DASHES) - 1)],
            linewidth=3.5 if bold else 1.8,
            label=label.replace("-", "−"),
        )
    ax.set(xlabel=names[0], ylabel=names[1])
    entitle(ax, title)
    if len(lines):
        legend(ax)
    best = min(errors) if len(errors) > 1 else None
    fits = "; ".join(
        f"{label}: mean squared error {error:.4g}{', the best, bold' if error == best else ''}"
        for label, error in zip(given, errors, strict=True)
    )
    return describe(
        figure,
        f"Scatter plot of {x.size} points, {names[0]} from {x.min():.3g} to {x.max():.3g}, {names[1]} from"
        f" {y.min():.3g} to {y.max():.3g}{', ' + title if title else ''}.{' Lines: ' + fits + '.' if fits else ''}",
    )

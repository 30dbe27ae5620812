"""Which class where: the regions of a classifier over two features, with lines of equal probability."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from gdkit.plots.heights import keep_clear, write_heights
from gdkit.plots.style import MARKERS, canvas, current_theme, describe, entitle, legend
from gdkit.plots.surface import grid

__all__ = ["decision_regions"]

Array = NDArray[Any]


def decision_regions(
    probability: Callable[[Array], ArrayLike],
    X: ArrayLike,
    labels: ArrayLike,
    *,
    class_names: Sequence[str] | None = None,
    feature_names: Sequence[str] = ("x₁", "x₂"),
    levels: Sequence[float] = (),
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """Regions, points and lines of equal probability of a classifier.

    probability : points (G, 2) -> probabilities (G, K) of the classes, or (G,) of class 1 of two.
    X (m, 2), labels (m,) of 0..K-1 : the points that are drawn over the regions.
    levels : for two classes of P(class 1), by default .1 and .9; for more of the winner, by default .6 and .9.
        The bold line is where the winner changes.
    """
    X, labels = np.asarray(X, dtype=float), np.asarray(labels)
    if X.ndim != 2 or X.shape[1] != 2 or labels.shape != X.shape[:1]:
        raise ValueError(f"X has shape {X.shape}, labels {labels.shape}; expected (m, 2) and (m,).")
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.12 * (high - low)
    xlim, ylim = zip(low - margin, high + margin, strict=True)
    points = grid(xlim, ylim, 201)
    p = np.asarray(probability(points.reshape(-1, 2)), dtype=float)
    p = np.stack([1 - p, p], axis=-1) if p.ndim == 1 else p
    K = p.shape[-1]
    figure, ax = canvas(ax)
    look = current_theme()
    if len(look.soft) < K:
        raise ValueError(f"there are {K} classes; at most {len(look.soft)} can be told apart in one picture.")
    p = p.reshape(*points.shape[:2], K)
    x, y, winner = points[..., 0], points[..., 1], p.argmax(axis=-1)
    ax.contourf(x, y, winner, np.arange(K + 1) - 0.5, colors=look.soft[:K])
    for k in range(1, 2) if K == 2 else range(K):
        ahead = p[..., k] - np.delete(p, k, axis=-1).max(axis=-1)
        keep_clear(ax, ax.contour(x, y, ahead, [0.0], colors=look.ink, linewidths=2))
        # of three classes and more each has its own lines, inside its region
        height = p[..., k] if K == 2 else np.where(winner == k, p[..., k], np.nan)
        lines = ax.contour(
            x, y, height, levels or ((0.1, 0.9) if K == 2 else (0.6, 0.9)), colors=look.ink, linewidths=1
        )
        sides = look.soft[:2] if K == 2 else (look.soft[k], look.soft[k])
        write_heights(ax, lines, ground=partial(_side, sides))
    names = [f"class {k}" for k in range(K)] if class_names is None else list(class_names)
    for k, name in enumerate(names):
        ax.scatter(
            X[labels == k, 0],
            X[labels == k, 1],
            s=200 if len(X) <= 12 else 45,
            marker=MARKERS[k],
            color=look.series[k],
            edgecolors=look.background,
            linewidths=0.7,
            label=name,
        )
    ax.set(xlim=xlim, ylim=ylim, xlabel=feature_names[0], ylabel=feature_names[1])
    ax.grid(False)
    entitle(ax, title)
    legend(ax)
    mine = np.asarray(probability(X), dtype=float)
    guess = (mine >= 0.5).astype(int) if mine.ndim == 1 else mine.argmax(axis=-1)
    said = "; ".join(
        f"{name}: {np.mean(winner == k):.0%} of the area, {np.sum(labels == k)} points,"
        f" {np.sum((labels == k) & (guess == k))} of them in their region"
        for k, name in enumerate(names)
    )
    return describe(
        figure,
        f"Decision regions over {feature_names[0]} and {feature_names[1]}{', ' + title if title else ''}. {said}.",
    )


def _side(sides: Sequence[str], p: float) -> str:
    return sides[int(p >= 0.5)]

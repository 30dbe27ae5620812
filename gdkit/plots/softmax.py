"""Softmax regression in pictures: the triangle of probabilities, shares of three scores, one class over its regions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from numpy.typing import ArrayLike, NDArray

from gdkit.activations import softmax
from gdkit.plots.heights import keep_clear, write_heights
from gdkit.plots.style import DASHES, MARKERS, TEXT, bare, canvas, current_theme, describe, entitle, legend, picture
from gdkit.plots.surface import Limits, grid

__all__ = ["class_contours", "score_shares", "simplex"]

Array = NDArray[Any]
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(3) / 2]])  # of the classes 0, 1, 2
NAMES = ("class 0", "class 1", "class 2")


def simplex(
    paths: Mapping[str, ArrayLike],
    *,
    class_names: Sequence[str] = NAMES,
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """The triangle of all p = (p₀, p₁, p₂) with sum 1, the region in which each class is likeliest, and paths in it.

    paths : name -> probabilities (T, 3) along a path, whose last point is marked; (1, 3) is a point.
    """
    tracks = {name: np.asarray(path, dtype=float) for name, path in paths.items()}
    for name, track in tracks.items():
        if track.ndim != 2 or track.shape[1] != 3:
            raise ValueError(f"{name} has shape {track.shape}; expected (T, 3), three probabilities a point.")
        if not np.allclose(track.sum(axis=1), 1) or track.min() < 0:
            raise ValueError(f"{name} leaves the triangle; expected probabilities >= 0 with sum 1.")
    figure, ax = canvas(ax)
    look = current_theme()
    _triangle(ax, class_names)
    for i, (name, track) in enumerate(tracks.items()):
        x, y = (track @ CORNERS).T
        colour = look.series[i % len(look.series)]
        if len(track) > 1:
            ax.plot(x, y, color=colour, linestyle=DASHES[i % len(DASHES)], linewidth=2.5)
            ax.plot(x[0], y[0], "o", markersize=8, color=look.background, markeredgecolor=look.ink, zorder=3)
        ax.plot(
            [], [], color=colour, linestyle=DASHES[i % len(DASHES)] if len(track) > 1 else "none", linewidth=2.5,
            marker=MARKERS[i % len(MARKERS)], markersize=10, label=name,
        )  # fmt: skip
        ax.plot(x[-1], y[-1], MARKERS[i % len(MARKERS)], markersize=12, color=colour, markeredgecolor=look.background)
    if tracks:
        legend(ax, "upper right")
    ax.set_xlim(-0.2, 2.1)
    entitle(ax, title)
    said = "; ".join(
        f"{name} {'from ' + _written(track[0]) + ' to ' if len(track) > 1 else 'at '}{_written(track[-1])}"
        for name, track in tracks.items()
    )
    return describe(
        figure,
        f"Triangle of probabilities{', ' + title if title else ''}: in each corner one class is certain, in the middle"
        f" all three are equally likely. In the order {', '.join(class_names)}: {said or 'nothing is marked'}.",
    )


def score_shares(z: ArrayLike, *, class_names: Sequence[str] = NAMES, title: str = "") -> Figure:
    """Three scores z (3,): the probabilities that softmax makes of them as bars, and as a point of the triangle."""
    z = np.asarray(z, dtype=float)
    if z.shape != (3,):
        raise ValueError(f"z has shape {z.shape}; expected (3,), a score for each of three classes.")
    p = softmax(z)
    figure = picture((10.24, 5.2))
    left, right = figure.subplots(1, 2, width_ratios=(1, 1))
    _, ax = canvas(left)
    look = current_theme()
    for k in range(3):
        ax.bar(k, p[k], width=0.7, color=look.soft[k], edgecolor=look.series[k], hatch=("", "//", "..")[k], linewidth=2)
        ax.text(k, p[k] + 0.02, f"{p[k]:.4f}", ha="center", va="bottom", fontsize=TEXT, color=look.ink)
    scores = [f"z = {score:.3g}".replace("-", "−") for score in z]
    ax.set_xticks(range(3), [f"{name}\n{score}" for name, score in zip(class_names, scores, strict=True)])
    ax.set(ylim=(0, 1.12), yticks=np.linspace(0, 1, 6), ylabel="probability")
    ax.grid(False)
    entitle(ax, title or "p = softmax(z)")
    _, ax = canvas(right)
    _triangle(ax, class_names)
    x, y = p @ CORNERS
    ax.plot(x, y, "o", markersize=14, color=look.ink, markeredgecolor=look.background)
    ax.set_xlim(-0.3, 1.3)
    entitle(ax, "the same as a point")
    pairs = ", ".join(
        f"{name} has score {score:.4g} and probability {share:.4f}"
        for name, score, share in zip(class_names, z, p, strict=True)
    )
    return describe(figure, f"Probabilities of three scores as bars and as a point of the triangle: {pairs}.")


def class_contours(
    probability: Callable[[Array], ArrayLike],
    X: ArrayLike,
    labels: ArrayLike,
    k: int,
    *,
    xlim: Limits,
    ylim: Limits,
    class_names: Sequence[str],
    feature_names: Sequence[str] = ("x₁", "x₂"),
    levels: Sequence[float] = (0.1, 0.3, 0.7, 0.9),
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """The regions of all classes, bold boundaries, the points, and over them lines of equal probability of class k.

    probability : points (G, 2) -> (G, K); X (m, 2), labels (m,) of 0..K-1. In the source the class is versicolor.
    """
    X, labels = np.asarray(X, dtype=float), np.asarray(labels)
    if X.ndim != 2 or X.shape[1] != 2 or labels.shape != X.shape[:1]:
        raise ValueError(f"X has shape {X.shape}, labels {labels.shape}; expected (m, 2) and (m,).")
    points = grid(xlim, ylim, 201)
    p = np.asarray(probability(points.reshape(-1, 2)), dtype=float)
    K = p.shape[-1]
    look = current_theme()
    if not (0 <= k < K == len(class_names) <= len(look.soft)):
        raise ValueError(f"k is {k}, {K} classes, {len(class_names)} names; expected 0 <= k < K, K names, K <= 5.")
    p = p.reshape(*points.shape[:2], K)
    x, y, winner = points[..., 0], points[..., 1], p.argmax(axis=-1)
    figure, ax = canvas(ax)
    ax.contourf(x, y, winner, np.arange(K + 1) - 0.5, colors=look.soft[:K])
    for j in range(K):
        ahead = p[..., j] - np.delete(p, j, axis=-1).max(axis=-1)
        keep_clear(ax, ax.contour(x, y, ahead, [0.0], colors=look.ink, linewidths=3))
    ax.plot([], [], color=look.ink, linewidth=3, label="boundary")
    lines = ax.contour(x, y, p[..., k], levels, colors=look.ink, linewidths=1)
    write_heights(ax, lines)
    for j, name in enumerate(class_names):
        ax.scatter(
            X[labels == j, 0], X[labels == j, 1], s=45, marker=MARKERS[j], color=look.series[j],
            edgecolors=look.background, linewidths=0.7, label=name,
        )  # fmt: skip
    ax.set(xlim=xlim, ylim=ylim, xlabel=feature_names[0], ylabel=feature_names[1])
    ax.grid(False)
    entitle(ax, title)
    legend(ax)
    guess = np.asarray(probability(X), dtype=float).argmax(axis=-1)
    said = "; ".join(
        f"{name}: {np.mean(winner == j):.0%} of the area, {np.sum(labels == j)} points,"
        f" {np.sum((labels == j) & (guess == j))} of them in their region"
        for j, name in enumerate(class_names)
    )
    written = ", ".join(f"{level:g}" for level in levels)
    return describe(
        figure,
        f"{title or 'Decision regions'}: lines of equal probability {written} of {class_names[k]} over"
        f" {feature_names[0]} and {feature_names[1]}, on the regions of {K} classes with bold boundaries. {said}.",
    )


def _triangle(ax: Axes, class_names: Sequence[str]) -> None:
    """The regions in which each class is likeliest, and the names at the corners."""
    bare(ax)
    ax.set_aspect("equal")
    look = current_theme()
    centre = CORNERS.mean(axis=0)
    for k in range(3):
        to_next, to_last = ((CORNERS[k] + CORNERS[(k + step) % 3]) / 2 for step in (1, 2))
        region = Polygon([CORNERS[k], to_next, centre, to_last], facecolor=look.soft[k], edgecolor=look.faint)
        ax.add_patch(region)
    ax.add_patch(Polygon(CORNERS, fill=False, edgecolor=look.ink, linewidth=2))
    for k, (dx, dy) in enumerate([(0, -0.04), (0, -0.04), (0, 0.03)]):
        x, y = CORNERS[k]
        side = "bottom" if dy > 0 else "top"
        ax.text(x + dx, y + dy, class_names[k], fontsize=TEXT, color=look.ink, ha="center", va=side)
    ax.set_ylim(-0.14, 1.0)


def _written(p: Array) -> str:
    return f"({', '.join(f'{share:.3f}' for share in p)})"

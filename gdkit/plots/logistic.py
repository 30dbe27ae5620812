"""Logistic regression in pictures: the curve over one feature with what each row costs, the lines over two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from gdkit.activations import sigmoid, softplus
from gdkit.arrays import add_bias
from gdkit.plots.heights import keep_clear, write_heights
from gdkit.plots.style import DASHES, LABEL, canvas, current_theme, describe, entitle, legend, picture
from gdkit.plots.surface import Limits, grid

__all__ = ["probability_contours", "sigmoid_fit"]

Array = NDArray[Any]
LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)


def probability_contours(
    theta: ArrayLike,
    X: ArrayLike,
    y: ArrayLike,
    *,
    xlim: Limits | None = None,
    ylim: Limits | None = None,
    class_names: Sequence[str] = ("class 0", "class 1"),
    feature_names: Sequence[str] = ("x₁", "x₂"),
    levels: Sequence[float] = LEVELS,
    features: Callable[[Array], Array] | None = None,
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """Lines of equal p̂ = σ(θ·(1, x)) over two features, the boundary θ·(1, x) = 0 dashed, the points of X.

    theta : (3,), or one longer than the columns that `features` makes of points (G, 2), scaled ones for instance.
    xlim, ylim : what is seen; by default all points.
    """
    theta, X, labels = np.asarray(theta, dtype=float), np.asarray(X, dtype=float), np.asarray(y).astype(int)
    if X.ndim != 2 or X.shape[1] != 2 or labels.shape != X.shape[:1]:
        raise ValueError(f"X has shape {X.shape}, y {labels.shape}; expected (m, 2) and (m,).")

    def score(points: Array) -> Array:
        columns = points if features is None else np.asarray(features(points))
        if theta.shape != (columns.shape[1] + 1,):
            raise ValueError(f"theta has shape {theta.shape}; expected ({columns.shape[1] + 1},), the bias first.")
        return np.asarray(add_bias(columns) @ theta)

    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.08 * (high - low)
    seen = [
        (float(a - d), float(b + d)) if given is None else given
        for given, a, b, d in zip((xlim, ylim), low, high, margin, strict=True)
    ]
    points = grid(seen[0], seen[1], 201)
    z = score(points.reshape(-1, 2)).reshape(points.shape[:2])
    figure, ax = canvas(ax)
    look = current_theme()
    x, height = points[..., 0], points[..., 1]
    ax.contourf(x, height, z, [-np.inf, 0, np.inf], colors=look.soft[:2])
    # on the scores the lines keep their distance where p̂ itself is flat
    heights = [float(np.log(p / (1 - p))) for p in levels if p != 0.5]
    lines = ax.contour(x, height, z, heights, colors=look.ink, linewidths=1, linestyles="-")
    write_heights(ax, lines, written=lambda z: f"{sigmoid(z):.3g}", ground=lambda z: look.soft[int(z >= 0)])
    keep_clear(ax, ax.contour(x, height, z, [0.0], colors=look.ink, linewidths=3, linestyles="--"))
    ax.plot([], [], "--", color=look.ink, linewidth=3, label="boundary, p̂ = ½")
    for k, name in enumerate(class_names):
        ax.scatter(
            X[labels == k, 0],
            X[labels == k, 1],
            s=48,
            marker="s^"[k],
            color=look.series[k],
            edgecolors=look.background,
            linewidths=0.7,
            label=name,
        )
    ax.set(xlim=seen[0], ylim=seen[1], xlabel=feature_names[0], ylabel=feature_names[1])
    ax.grid(False)
    entitle(ax, title)
    _captions(ax, class_names, score(np.array([(a, b) for a in seen[0] for b in seen[1]])))
    legend(ax)
    guess = score(X) >= 0
    said = "; ".join(
        f"{name}: {np.sum(labels == k)} points, {np.sum((labels == k) & (guess == k))} of them on their side"
        for k, name in enumerate(class_names)
    )
    written = ", ".join(f"{p:g}" for p in levels)
    return describe(
        figure,
        f"{title or 'Logistic regression'}: lines of equal probability {written} of {class_names[1]} over"
        f" {feature_names[0]} from {seen[0][0]:.3g} to {seen[0][1]:.3g} and {feature_names[1]} from"
        f" {seen[1][0]:.3g} to {seen[1][1]:.3g}, all parallel to the dashed boundary. {said}.",
    )


def _captions(ax: Axes, class_names: Sequence[str], z: Array) -> None:
    """The name of each class in the corner farthest on its side; z (4,) are the scores of the corners."""
    look = current_theme()
    for k, corner in ((0, int(z.argmin())), (1, int(z.argmax()))):
        right, top = divmod(corner, 2)
        ax.text(
            0.98 if right else 0.02,
            0.96 if top else 0.04,
            f"says {class_names[k]}",
            transform=ax.transAxes,
            ha="right" if right else "left",
            va="top" if top else "bottom",
            fontsize=LABEL,
            fontweight="bold",
            color=look.ink,
            bbox={"facecolor": look.soft[k], "edgecolor": "none", "pad": 2},
        )


def sigmoid_fit(x: ArrayLike, y: ArrayLike, theta: ArrayLike, *, title: str = "") -> Figure:
    """Rows x (m,), y (m,) of 0 and 1, the curve p̂ = σ(b + wx) of theta = (b, w), and beside it what each row costs."""
    x, labels, theta = np.asarray(x, dtype=float), np.asarray(y).astype(int), np.asarray(theta, dtype=float)
    if x.ndim != 1 or labels.shape != x.shape or theta.shape != (2,):
        raise ValueError(f"x has shape {x.shape}, y {labels.shape}, theta {theta.shape}; expected (m,), (m,) and (2,).")
    b, w = theta
    z = b + w * x
    costs = softplus(z) - labels * z
    figure = picture((10.24, 5.6))
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    _, ax = canvas(left)
    look = current_theme()
    margin = 0.08 * float(np.ptp(x) or 1)
    along = np.linspace(x.min() - margin, x.max() + margin, 301)
    ax.plot(along, sigmoid(b + w * along), color=look.ink, linewidth=2.5, label="p̂ = σ(b + wx)")
    ax.vlines(x, sigmoid(z), labels, color=look.faint, linewidth=2)
    for k in (0, 1):
        ax.plot(x[labels == k], labels[labels == k], "os"[k], markersize=10, color=look.series[k], label=f"y = {k}")
    if w:
        ax.axvline(-b / w, color=look.ink, linestyle=DASHES[1], linewidth=1.5)
    ax.set(xlim=(along[0], along[-1]), ylim=(-0.08, 1.08), xlabel="x", ylabel="p̂, and the labels")
    entitle(ax, title or f"b = {b:.3g}, w = {w:.3g}".replace("-", "−"))
    legend(ax, "center left")
    _, ax = canvas(right)
    places = np.arange(1, x.size + 1)
    for k in (0, 1):
        rows = labels == k
        ax.bar(
            places[rows], costs[rows], color=look.soft[k], edgecolor=look.series[k], hatch=("", "//")[k], linewidth=1.6
        )
    ax.axhline(costs.mean(), color=look.ink, linewidth=2, linestyle=DASHES[1])
    ax.set(xlabel="row", ylabel="cost −log P(label)", xticks=places[:: max(1, x.size // 6)])
    entitle(ax, f"mean J = {costs.mean():.4g}")
    wrong = int(np.sum((z >= 0) != labels))
    worst = int(costs.argmax())
    where = f"crosses ½ at x = {0 - b / w:.3g}" if w else f"is flat at {sigmoid(b):.3g}"
    return describe(
        figure,
        f"Logistic regression on one feature, b = {b:.4g}, w = {w:.4g}: the curve {where}; {wrong} of {x.size} rows lie"
        f" on the wrong side. The mean cost is J = {costs.mean():.4g}; row {worst + 1}, x = {x[worst]:.3g},"
        f" y = {labels[worst]}, costs most, {costs[worst]:.3g}.",
    )

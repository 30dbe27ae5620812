"""Where the threshold stands among the probabilities, and the four counts that follow from it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.style import TEXT, canvas, current_theme, describe, entitle, legend

__all__ = ["confusion_counts", "threshold_counts"]

BINS = 20


def confusion_counts(p: ArrayLike, y: ArrayLike, threshold: float = 0.5) -> dict[str, int]:
    """TP, FP, FN, TN when rows with p ≥ threshold are said to be class 1; p (m,), y (m,) of 0 and 1.

    >>> confusion_counts([0.9, 0.5, 0.4, 0.2], [1, 0, 1, 0])
    {'TP': 1, 'FP': 1, 'FN': 1, 'TN': 1}
    """
    p, y = np.asarray(p, dtype=float), np.asarray(y).astype(bool)
    if p.ndim != 1 or y.shape != p.shape:
        raise ValueError(f"p has shape {p.shape}, y {y.shape}; expected the same (m,) for both.")
    said = p >= threshold
    pairs = {"TP": said & y, "FP": said & ~y, "FN": ~said & y, "TN": ~said & ~y}
    return {name: int(rows.sum()) for name, rows in pairs.items()}


def threshold_counts(
    p: ArrayLike,
    y: ArrayLike,
    threshold: float = 0.5,
    *,
    class_names: Sequence[str] = ("class 0", "class 1"),
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """Histograms of the probabilities p (m,): class 1 upward, class 0 downward, the wrongly said part hatched."""
    counts = confusion_counts(p, y, threshold)
    p, labels = np.asarray(p, dtype=float), np.asarray(y).astype(int)
    figure, ax = canvas(ax)
    look = current_theme()
    edges = np.linspace(0, 1, BINS + 1)
    tallest = 1.0
    for k, up in ((1, 1), (0, -1)):
        said = p >= threshold
        for right in (True, False):
            rows = p[(labels == k) & ((said == bool(k)) == right)]
            heights = np.histogram(rows, edges)[0]
            tallest = max(tallest, heights.max())
            ax.bar(
                edges[:-1],
                up * heights,
                1 / BINS,
                align="edge",
                color=look.soft[k],
                edgecolor=look.series[k],
                hatch="" if right else "xx",
                linewidth=1.4,
                label=f"{class_names[k]}, {'right' if right else 'wrong'}",
            )
    ax.axhline(0, color=look.ink, linewidth=1.2)
    ax.axvline(threshold, color=look.ink, linewidth=3, linestyle="--")
    ax.set(xlim=(0, 1), ylim=(-1.35 * tallest, 1.35 * tallest), xlabel="p̂", ylabel="rows: class 1 up, class 0 down")
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    words = [(0.02, 0.97, "left", "FN", "missed"), (0.98, 0.97, "right", "TP", "found")]
    words += [(0.02, 0.03, "left", "TN", "left alone"), (0.98, 0.03, "right", "FP", "false alarms")]
    for x, height, side, name, meaning in words:
        ax.text(
            x,
            height,
            f"{name} {counts[name]}  {meaning}",
            transform=ax.transAxes,
            ha=side,
            va="top" if height > 0.5 else "bottom",
            fontsize=TEXT,
            fontweight="bold",
            color=look.ink,
            bbox={"facecolor": look.background, "edgecolor": "none", "pad": 1},
        )
    entitle(ax, title or f"threshold {threshold:g}")
    legend(ax, "upper center")
    wrong = counts["FP"] + counts["FN"]
    return describe(
        figure,
        f"Histograms of the probabilities of {p.size} rows with the threshold at {threshold:g}"
        f"{', ' + title if title else ''}. Of {labels.sum()} rows of {class_names[1]}, {counts['TP']} are found and"
        f" {counts['FN']} missed; of {np.sum(labels == 0)} rows of {class_names[0]}, {counts['FP']} are false alarms"
        f" and {counts['TN']} left alone; {wrong} rows are wrong.",
    )

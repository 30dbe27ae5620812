"""What the hidden units of a trained network say of each example, class by class."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.style import LABEL, TEXT, canvas, current_theme, describe, entitle

__all__ = ["unit_activations"]


def unit_activations(
    H: ArrayLike,
    labels: ArrayLike,
    *,
    class_names: Sequence[str] | None = None,
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """H (m, n_h), a row an example, labels (m,) of 0..K-1, as a map: a line for each unit, the examples by class.

    The order of the examples inside a class is that of H. All lines share one scale of colours.
    """
    H, labels = np.asarray(H, dtype=float), np.asarray(labels)
    if H.ndim != 2 or not H.size or labels.shape != H.shape[:1]:
        raise ValueError(f"H has shape {H.shape}, labels {labels.shape}; expected (m, n_h) and (m,).")
    order = np.argsort(labels, kind="stable")
    counts = np.bincount(labels)
    names = [f"class {k}" for k in range(len(counts))] if class_names is None else list(class_names)
    if len(names) < len(counts):
        raise ValueError(f"there are {len(names)} class names; expected {len(counts)}.")
    figure, ax = canvas(ax, size=(10.24, 4.6))
    look = current_theme()
    colours = matplotlib.colormaps[look.sequential]
    image = ax.imshow(H[order].T, cmap=colours, aspect="auto", interpolation="nearest")
    ends = np.cumsum(counts)
    for end in ends[:-1]:
        ax.axvline(end - 0.5, color=look.background, linewidth=5)
    ax.set_xticks(ends - counts / 2 - 0.5, [f"{name} ({n})" for name, n in zip(names, counts, strict=False)])
    ax.set_yticks(range(H.shape[1]), [f"unit {j + 1}" for j in range(H.shape[1])])
    ax.tick_params(axis="x", length=0)
    ax.grid(False)
    bar = figure.colorbar(image, ax=ax)
    bar.ax.tick_params(labelsize=TEXT, colors=look.ink)
    bar.outline.set_edgecolor(look.faint)
    bar.set_label("activation", fontsize=LABEL, color=look.ink)
    entitle(ax, title)
    means = "; ".join(
        f"unit {j + 1}: "
        + ", ".join(f"{name} {H[labels == k, j].mean():.2f}" for k, name in enumerate(names) if (labels == k).any())
        for j in range(H.shape[1])
    )
    return describe(
        figure,
        f"Activations of {H.shape[1]} hidden units{', ' + title if title else ''}, {len(H)} examples ordered by"
        f" class, from {H.min():.2g} to {H.max():.2g}. Means, {means}.",
    )

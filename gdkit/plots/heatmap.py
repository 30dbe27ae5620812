"""A matrix as a map of colours with its numbers: the Jacobian of a softmax, a weight matrix, the Δ of a batch."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize, to_hex
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.style import LABEL, TEXT, canvas, current_theme, describe, entitle, ink_on

__all__ = ["jacobian_heatmap"]

NUMBERS = 8  # a matrix with at most so many rows and columns shows its numbers


def jacobian_heatmap(
    J: ArrayLike,
    *,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """J (n_out, n_in), row i column j = ∂ output i / ∂ input j; the colours are symmetric about 0."""
    J = np.asarray(J, dtype=float)
    if J.ndim != 2 or not J.size:
        raise ValueError(f"J has shape {J.shape}; expected (n_out, n_in).")
    names = [
        [str(i + 1) for i in range(n)] if given is None else list(given)
        for n, given in zip(J.shape, (rows, columns), strict=True)
    ]
    if [len(axis) for axis in names] != list(J.shape):
        raise ValueError(
            f"there are {[len(axis) for axis in names]} names; expected {list(J.shape)}, one a row, one a column."
        )
    figure, ax = canvas(ax, size=(10.24, 6.2))
    look = current_theme()
    reach = float(np.abs(J).max()) or 1.0
    colours, scale = matplotlib.colormaps[look.diverging], Normalize(-reach, reach)
    image = ax.imshow(J, cmap=colours, norm=scale, aspect="auto")
    if max(J.shape) <= NUMBERS:
        for (i, j), value in np.ndenumerate(J):
            ground = to_hex(colours(scale(value)))
            ax.text(
                j,
                i,
                f"{value:.3g}".replace("-", "−"),
                ha="center",
                va="center",
                fontsize=TEXT,
                color=ink_on(ground),
                bbox={"facecolor": ground, "edgecolor": "none", "pad": 1},
            )
    step = [max(1, -(-n // 16)) for n in J.shape]
    ax.set_yticks(range(0, J.shape[0], step[0]), names[0][:: step[0]])
    ax.set_xticks(range(0, J.shape[1], step[1]), names[1][:: step[1]])
    ax.grid(False)
    bar = figure.colorbar(image, ax=ax)
    bar.ax.tick_params(labelsize=TEXT, colors=look.ink)
    bar.outline.set_edgecolor(look.faint)
    bar.set_label("value", fontsize=LABEL, color=look.ink)
    entitle(ax, title)
    low, high = (np.unravel_index(k, J.shape) for k in (J.argmin(), J.argmax()))
    numbers = "; ".join(f"{name}: {', '.join(f'{v:.3g}' for v in row)}" for name, row in zip(names[0], J, strict=True))
    return describe(
        figure,
        f"Heat map{' of ' + title if title else ''}, {J.shape[0]} rows and {J.shape[1]} columns,"
        f" smallest {J[low]:.3g} at ({names[0][low[0]]}, {names[1][low[1]]}),"
        f" largest {J[high]:.3g} at ({names[0][high[0]]}, {names[1][high[1]]})."
        + (f" Row by row, {numbers}." if max(J.shape) <= NUMBERS else ""),
    )

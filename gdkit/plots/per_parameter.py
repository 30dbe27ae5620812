"""One panel for each parameter, all on one scale: what an optimizer does differently to x and to y."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.curves import curves
from gdkit.plots.style import TEXT, TITLE, current_theme, describe, picture
from gdkit.plots.surface import NAMES

__all__ = ["per_parameter"]


def per_parameter(
    series: Mapping[str, ArrayLike],
    *,
    names: Sequence[str] = NAMES,
    xlabel: str = "updates",
    ylabel: str = "",
    title: str = "",
    log_y: bool = True,
    axes: Sequence[Axes] | None = None,
) -> Figure:
    """`series`: name -> (T, P), a number for each update t = 1, ..., T and each parameter. P panels share one scale."""
    lines = {name: np.asarray(values, dtype=float) for name, values in series.items()}
    for name, values in lines.items():
        if values.ndim != 2 or values.shape[1] != len(names) or not len(values):
            raise ValueError(
                f"{name} has shape {values.shape}; expected (T, {len(names)}), a column for each of {', '.join(names)}."
            )
    if len({len(values) for values in lines.values()}) != 1:
        raise ValueError(f"the series have {[len(v) for v in lines.values()]} updates; expected as many in each.")
    figure: Any
    if axes is None:
        figure = picture((10.24, 5.6))
        axes = np.atleast_1d(figure.subplots(1, len(names), sharey=True)).tolist()
    else:
        figure = axes[0].get_figure(root=True)
    heading = f"{ylabel or 'A number'} of each parameter{': ' + title if title else ''}, on one scale for all."
    describe(figure, heading)
    t = np.arange(1, len(next(iter(lines.values()))) + 1)
    for k, (ax, name) in enumerate(zip(axes, names, strict=True)):
        columns = {label: values[:, k] for label, values in lines.items()}
        curves(t, columns, xlabel=xlabel, ylabel="" if k else ylabel, title=f"in {name}", log_y=log_y, ax=ax)
        ax.tick_params(which="minor", labelsize=TEXT, colors=current_theme().ink)  # where a decade has no room
        if k and (box := ax.get_legend()):
            box.remove()  # one key is enough
    if title:
        figure.suptitle(title, color=current_theme().ink, fontsize=TITLE)
    return figure

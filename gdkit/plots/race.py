"""A race of optimizers: their paths on one surface, and beside it how the loss falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gdkit.plots.curves import loss_curves
from gdkit.plots.style import canvas, describe, entitle, picture
from gdkit.plots.surface import NAMES, Limits, Surface, as_paths, contours, draw_paths, limits_of, path_words

__all__ = ["optimizer_race"]


def optimizer_race(
    loss: Surface,
    runs: Mapping[str, Any],
    *,
    xlim: Limits | None = None,
    ylim: Limits | None = None,
    minimum: float = 0.0,
    names: Sequence[str] = NAMES,
    heights: bool = True,
    title: str = "",
    axes: tuple[Axes, Axes] | None = None,
) -> Figure:
    """`runs`: name -> Descent or path (T+1, 2). Left the paths on the contour lines, right loss − minimum.

    heights : whether the lines have their heights written on them, where there is room.
    """
    tracks = as_paths(runs)
    xlim, ylim = limits_of(tracks, xlim, ylim)
    if axes is None:
        left, right = picture((10.24, 6.0)).subplots(1, 2)
    else:
        left, right = axes
    figure, left = canvas(left)
    contours(left, loss, xlim, ylim, heights=heights)
    draw_paths(left, tracks, key=False)
    left.set(xlim=xlim, ylim=ylim, xlabel=names[0], ylabel=names[1])
    entitle(left, title)
    describe(figure, f"Race of optimizers{', ' + title if title else ''}, on the contour lines of the loss.")
    describe(figure, path_words(tracks))
    return loss_curves({name: np.asarray(loss(track)) for name, track in tracks.items()}, minimum=minimum, ax=right)

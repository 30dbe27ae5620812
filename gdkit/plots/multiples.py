"""Small multiples: the same picture once for each rule, all on one scale, where all in one would be a hairball."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.curves import curves
from gdkit.plots.style import TITLE, current_theme, describe, picture
from gdkit.plots.surface import NAMES, Limits, Surface, as_paths, contour_path, limits_of

__all__ = ["curve_panels", "path_panels"]


def curve_panels(
    x: ArrayLike,
    panels: Mapping[str, Mapping[str, ArrayLike]],
    *,
    columns: int = 2,
    xlabel: str = "x",
    ylabel: str = "",
    title: str = "",
    log_x: bool = False,
    log_y: bool = False,
) -> Figure:
    """`panels`: name of a panel -> series as `curves` takes them; all panels share x (n,) and both scales."""
    figure, axes = _panels(len(panels), columns, title)
    for k, (ax, (name, series)) in enumerate(zip(axes, panels.items(), strict=True)):
        curves(x, series, xlabel=xlabel, title=name, log_x=log_x, log_y=log_y, ax=ax)
        _outer(ax, xlabel, ylabel)
        if k and (box := ax.get_legend()):
            box.remove()  # one key is enough
    return figure


def path_panels(
    loss: Surface,
    runs: Mapping[str, Any],
    *,
    columns: int = 2,
    xlim: Limits | None = None,
    ylim: Limits | None = None,
    names: Sequence[str] = NAMES,
    title: str = "",
) -> Figure:
    """`runs`: name -> Descent or path (T+1, 2). Each path alone on the contour lines, all panels alike."""
    tracks = as_paths(runs)
    xlim, ylim = limits_of(tracks, xlim, ylim)
    figure, axes = _panels(len(tracks), columns, title)
    for ax, (name, track) in zip(axes, tracks.items(), strict=True):
        contour_path(loss, track, xlim=xlim, ylim=ylim, names=names, title=name, ax=ax)
        _outer(ax, *names)
    return figure


def _panels(n: int, columns: int, title: str) -> tuple[Figure, list[Axes]]:
    """A figure with n axes on one scale, `columns` in a row."""
    if n < 1:
        raise ValueError("there is nothing to draw; expected at least one panel.")
    columns = min(columns, n)
    rows = ceil(n / columns)
    figure = picture((10.24, min(7.6, 0.6 + 3.4 * rows) if rows > 1 else 5.0))
    axes: list[Axes] = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel().tolist()
    for ax in axes[n:]:
        ax.remove()
    for ax in axes[max(0, n - columns) : n]:
        ax.tick_params(labelbottom=True)  # also above a place that is left empty
    if title:
        figure.suptitle(title, color=current_theme().ink, fontsize=TITLE)
    describe(figure, f"{n} panels on one scale{': ' + title if title else ''}.")
    return figure, axes[:n]


def _outer(ax: Axes, xlabel: str, ylabel: str) -> None:
    """The names of the axes, at the lower and the left rim alone."""
    place = ax.get_subplotspec()
    assert place is not None  # made by _panels
    ax.set_ylabel(ylabel if place.is_first_col() else "")
    ax.set_xlabel(xlabel if ax.xaxis.get_tick_params()["labelbottom"] else "")

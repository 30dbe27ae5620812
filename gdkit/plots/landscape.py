"""A loss seen from the side: a surface with a ball on it, or the curve of one parameter with a descent's steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.style import DASHES, LABEL, MARKERS, TEXT, canvas, current_theme, describe, entitle, legend, picture
from gdkit.plots.surface import NAMES, Limits, Surface, grid

__all__ = ["landscape", "steps_on_curve"]


def landscape(
    loss: Surface,
    path: ArrayLike,
    *,
    xlim: Limits = (-2.0, 2.0),
    ylim: Limits = (-2.0, 2.0),
    names: Sequence[str] = NAMES,
    title: str = "",
) -> Figure:
    """The surface J(θ₀, θ₁) in perspective, a ball where `path` (T+1, 2) starts, or (2,) for the ball alone."""
    track = np.atleast_2d(np.asarray(path, dtype=float))
    if track.ndim != 2 or track.shape[1] != 2:
        raise ValueError(f"path has shape {track.shape}; expected (T+1, 2), or (2,) for the start alone.")
    look = current_theme()
    points = grid(xlim, ylim, 41)
    Z = np.asarray(loss(points), dtype=float)
    heights = np.asarray(loss(track), dtype=float)
    figure = picture((10.24, 6.4))
    ax: Any = figure.add_subplot(projection="3d", computed_zorder=False)
    ax.set_facecolor(look.background)
    shades = LinearSegmentedColormap.from_list("depth", [look.series[0], look.soft[0]])
    ax.plot_surface(points[..., 0], points[..., 1], Z, cmap=shades, alpha=0.75, linewidth=0, antialiased=True)
    ax.contour(points[..., 0], points[..., 1], Z, 8, colors=look.ink, linewidths=0.7, alpha=0.6)
    if len(track) > 1:
        ax.plot(*track.T, heights, color=look.series[1], marker="o", markersize=5, linewidth=2.5, zorder=9)
    ax.plot(*track[:1].T, heights[:1], "o", color=look.series[1], markersize=15, zorder=10)
    for axis, name in zip((ax.xaxis, ax.yaxis, ax.zaxis), (*names, "J"), strict=True):
        axis.set_label_text(name, color=look.ink, fontsize=LABEL)
        axis.set_tick_params(colors=look.ink, labelsize=TEXT)
        axis.set_pane_color((0, 0, 0, 0))
        axis._axinfo["grid"].update(color=look.faint, linewidth=0.6)
        axis.labelpad = 10
        axis.set_major_locator(_few())
    ax.view_init(elev=32, azim=-58)
    ax.set_box_aspect((1.3, 1.3, 0.8), zoom=0.95)
    entitle(ax, title)
    way = ""
    if len(track) > 1:
        way = f" It goes down in {len(track) - 1} updates to ({track[-1, 0]:.3g}, {track[-1, 1]:.3g}) at height"
        way += f" {heights[-1]:.3g}."
    return describe(
        figure,
        f"The surface J{' = ' + title if title else ''} in perspective over {names[0]} from {xlim[0]:.4g} to"
        f" {xlim[1]:.4g} and {names[1]} from {ylim[0]:.4g} to {ylim[1]:.4g}, between {Z.min():.4g} and {Z.max():.4g}"
        f" high. A ball lies at ({track[0, 0]:.3g}, {track[0, 1]:.3g}), at height {heights[0]:.4g}.{way}",
    )


def _few() -> Any:
    """About four ticks on an axis."""
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(4)


def steps_on_curve(
    loss: Surface,
    runs: Mapping[str, Any],
    xlim: Limits,
    *,
    ylim: Limits | None = None,
    name: str = "θ",
    ylabel: str = "J",
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """A loss of one parameter as a curve, and on it the points of descents, start ringed and end large.

    loss : takes points (..., 1), gives values (...).
    runs : name -> Descent or path (T+1, 1).
    """
    tracks = {label: np.asarray(getattr(run, "path", run), dtype=float) for label, run in runs.items()}
    for label, track in tracks.items():
        if track.ndim != 2 or track.shape[1] != 1:
            raise ValueError(f"{label} has shape {track.shape}; expected (T+1, 1), one parameter and one run.")
    x = np.linspace(*xlim, 401)
    J = np.asarray(loss(x[:, None]), dtype=float)
    figure, ax = canvas(ax)
    look = current_theme()
    ax.plot(x, J, color=look.ink, linewidth=1.6)
    said = []
    for i, (label, track) in enumerate(tracks.items()):
        colour, marker = look.series[i % len(look.series)], MARKERS[i % len(MARKERS)]
        with np.errstate(over="ignore", invalid="ignore"):
            heights = np.asarray(loss(track), dtype=float)
        line = {"color": colour, "linestyle": DASHES[(i + 1) % len(DASHES)], "linewidth": 1.6}
        ax.plot(track[:, 0], heights, marker=marker, markersize=7, label=label, **line)
        ax.plot(track[0], heights[:1], "o", markersize=15, markerfacecolor="none", markeredgecolor=colour, mew=2)
        ax.plot(track[-1], heights[-1:], marker, markersize=13, color=colour, markeredgecolor=look.background)
        said.append(
            f"{label}: from {track[0, 0]:.4g} (J = {heights[0]:.4g}) in {len(track) - 1} updates to"
            f" {track[-1, 0]:.4g} (J = {heights[-1]:.4g})"
        )
    low, high = float(J.min()), float(J.max())
    ax.set(xlim=xlim, ylim=ylim or (low - 0.12 * (high - low), high + 0.05 * (high - low)), xlabel=name, ylabel=ylabel)
    entitle(ax, title)
    if tracks:
        legend(ax)
    return describe(
        figure,
        f"The curve of the loss over {name} from {xlim[0]:.4g} to {xlim[1]:.4g}{', ' + title if title else ''}; lowest"
        f" there, {low:.4g}, near {x[J.argmin()]:.3g}. {'; '.join(said)}{'.' if said else ''}",
    )

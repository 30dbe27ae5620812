"""A loss of two parameters seen from above: contour lines, the paths of descents on it, the field of its gradient.

A loss takes a stack of points, so the whole grid is one call: `loss(points)`, points (n, n, 2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from gdkit.losses import Loss
from gdkit.plots.heights import write_heights
from gdkit.plots.style import DASHES, MARKERS, canvas, current_theme, describe, entitle, legend

__all__ = ["as_paths", "contour_path", "gradient_field"]

Array = NDArray[Any]
Surface = Callable[[Array], ArrayLike]
Limits = tuple[float, float]

NAMES = ("θ₀", "θ₁")


def contour_path(
    loss: Surface,
    paths: Any = (),
    *,
    xlim: Limits | None = None,
    ylim: Limits | None = None,
    names: Sequence[str] = NAMES,
    heights: bool = True,
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """Contour lines of `loss` and the paths of descents.

    loss : takes points (..., 2), gives values (...); every gdkit loss with two parameters does.
    paths : a path (T+1, 2), a Descent, or a mapping from names to either.
    xlim, ylim : what is seen; by default what the paths need.
    heights : whether the lines have their heights written on them, where there is room.
    """
    tracks = as_paths(paths)
    xlim, ylim = limits_of(tracks, xlim, ylim)
    figure, ax = canvas(ax)
    _, _, Z = contours(ax, loss, xlim, ylim, heights=heights)
    draw_paths(ax, tracks)
    ax.set(xlim=xlim, ylim=ylim, xlabel=names[0], ylabel=names[1])
    entitle(ax, title)
    return describe(
        figure,
        f"Contour lines of the loss{' (' + title + ')' if title else ''} for {names[0]} from {xlim[0]:.4g} to"
        f" {xlim[1]:.4g} and {names[1]} from {ylim[0]:.4g} to {ylim[1]:.4g}; its values lie between"
        f" {np.nanmin(Z):.4g} and {np.nanmax(Z):.4g}. {path_words(tracks)}",
    )


def gradient_field(
    loss: Loss,
    xlim: Limits = (-2.0, 2.0),
    ylim: Limits = (-2.0, 2.0),
    *,
    n: int = 13,
    names: Sequence[str] = NAMES,
    heights: bool = True,
    title: str = "Downhill: the direction of −∇J",
    ax: Axes | None = None,
) -> Figure:
    """Contour lines and, at n × n points, an arrow along −∇J whose length grows like the root of its size.

    heights : whether the lines have their heights written on them, where the arrows leave room.
    """
    figure, ax = canvas(ax)
    look = current_theme()
    contours(ax, loss, xlim, ylim, heights=heights)
    points = grid(inset(xlim), inset(ylim), n)
    downhill = -loss.gradient(points)
    size = np.linalg.norm(downhill, axis=-1, keepdims=True)
    arrows = downhill / np.sqrt(np.where(size > 0, size, 1.0))
    ax.quiver(
        points[..., 0],
        points[..., 1],
        arrows[..., 0],
        arrows[..., 1],
        color=look.series[0],
        angles="xy",
        width=0.004,
        pivot="tail",
    )
    ax.set(xlim=xlim, ylim=ylim, xlabel=names[0], ylabel=names[1])
    entitle(ax, title)
    flattest = points.reshape(-1, 2)[size.argmin()]
    return describe(
        figure,
        f"Contour lines with {n * n} arrows along the negative gradient, for {names[0]} from {xlim[0]:.4g} to"
        f" {xlim[1]:.4g} and {names[1]} from {ylim[0]:.4g} to {ylim[1]:.4g}. The gradient is smallest,"
        f" {size.min():.3g}, near ({flattest[0]:.3g}, {flattest[1]:.3g}) and largest, {size.max():.3g}.",
    )


def contours(
    ax: Axes, loss: Surface, xlim: Limits, ylim: Limits, n: int = 141, *, heights: bool = True
) -> tuple[Array, Array, Array]:
    """Draw the contour lines, denser towards the bottom; x (n, n), y (n, n), values (n, n)."""
    look = current_theme()
    points = grid(xlim, ylim, n)
    with np.errstate(over="ignore", invalid="ignore"):
        Z = np.asarray(loss(points), dtype=float)
    if Z.shape != (n, n):
        raise ValueError(f"loss gives {Z.shape} for points ({n}, {n}, 2); expected ({n}, {n}), one value a point.")
    Z = np.where(np.isfinite(Z), Z, np.nan)
    x, y = points[..., 0], points[..., 1]
    shades = LinearSegmentedColormap.from_list("depth", [look.soft[0], look.background])
    levels = levels_of(Z)
    ax.contourf(x, y, Z, levels, cmap=shades)
    lines = ax.contour(x, y, Z, levels, colors=look.faint, linewidths=0.9)
    if heights:
        write_heights(ax, lines, ground=lambda z: shades((z - levels[0]) / (levels[-1] - levels[0])))
    ax.grid(False)
    return x, y, Z


def levels_of(Z: Array, n: int = 14) -> Array:
    """n heights between the lowest and the highest value, closer together near the bottom, with few digits."""
    low, high = float(np.nanmin(Z)), float(np.nanmax(Z))
    levels = low + max(high - low, 1e-12) * np.linspace(0, 1, n) ** 2.5
    gaps = np.diff(levels)
    for i in range(1, n - 1):
        fine = min(gaps[i - 1], gaps[i]) / 2  # so that no two become one
        power = 10.0 ** np.floor(np.log10(fine))
        step = power * max(k for k in (1, 2, 5) if k * power <= fine * (1 + 1e-9))
        levels[i] = step * np.round(levels[i] / step)
    return levels


def grid(xlim: Limits, ylim: Limits, n: int) -> Array:
    """n × n points of the rectangle, (n, n, 2)."""
    return np.stack(np.meshgrid(np.linspace(*xlim, n), np.linspace(*ylim, n)), axis=-1)


def inset(limits: Limits) -> Limits:
    margin = 0.06 * (limits[1] - limits[0])
    return limits[0] + margin, limits[1] - margin


def as_paths(paths: Any) -> dict[str, Array]:
    """name -> path (T+1, 2), of a path, a Descent, or a mapping from names to either."""
    if not isinstance(paths, Mapping):
        paths = {"path": paths} if hasattr(paths, "path") or len(paths) else {}
    tracks = {name: np.asarray(getattr(run, "path", run), dtype=float) for name, run in paths.items()}
    for name, track in tracks.items():
        if track.ndim != 2 or track.shape[1] != 2:
            raise ValueError(f"{name} has shape {track.shape}; expected (T+1, 2), two parameters and one run.")
    return tracks


def limits_of(tracks: Mapping[str, Array], xlim: Limits | None, ylim: Limits | None) -> tuple[Limits, Limits]:
    """The limits given, or those that show all finite points with a margin."""
    if (xlim is None or ylim is None) and not tracks:
        raise ValueError("neither paths nor limits were given. Give xlim=(low, high) and ylim=(low, high).")
    found: list[Limits] = []
    for axis, given in enumerate((xlim, ylim)):
        if given is None:
            values = np.concatenate([track[:, axis] for track in tracks.values()])
            values = values[np.isfinite(values)]
            margin = 0.2 * np.ptp(values) or 1.0
            given = (float(values.min() - margin), float(values.max() + margin))
        found.append(given)
    return found[0], found[1]


def draw_paths(ax: Axes, tracks: Mapping[str, Array], key: bool = True) -> None:
    """Each path in its own colour, dash and marker; a ring where it starts, a large marker where it ends."""
    look = current_theme()
    for i, (name, track) in enumerate(tracks.items()):
        colour, marker = look.series[i % len(look.series)], MARKERS[i % len(MARKERS)]
        ax.plot(
            *track.T,
            color=colour,
            linestyle=DASHES[i % len(DASHES)],
            marker=marker,
            markersize=5,
            markevery=max(1, len(track) // 25),
            linewidth=2,
            label=name,
        )
        ax.plot(*track[0], "o", markersize=12, markerfacecolor="none", markeredgecolor=colour, markeredgewidth=2)
        ax.plot(*track[-1], marker, markersize=11, color=colour, markeredgecolor=look.background)
    if key and tracks and list(tracks) != ["path"]:
        legend(ax)


def path_words(tracks: Mapping[str, Array]) -> str:
    """Where each path starts and ends."""
    said = [
        f"{name if name != 'path' else 'The path'}: from ({a[0]:.3g}, {a[1]:.3g}) in {len(track) - 1} updates"
        f" to ({b[0]:.3g}, {b[1]:.3g})."
        for name, track in tracks.items()
        for a, b in [(track[0], track[-1])]
    ]
    return " ".join(said)

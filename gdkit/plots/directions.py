"""Which way is down? The slope of a surface in every direction at one point, and its gradient at many points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.losses import Loss
from gdkit.plots.style import TEXT, canvas, current_theme, describe, entitle, legend, picture
from gdkit.plots.surface import NAMES, Array, Limits, contours, grid, inset

__all__ = ["slope_directions", "uphill_downhill"]


def slope_directions(
    loss: Loss,
    point: ArrayLike,
    degrees: float | None = None,
    *,
    reach: float = 2.5,
    names: Sequence[str] = NAMES,
    title: str = "",
) -> Figure:
    """The slope ∇J·v of `loss` at `point` (2,) along every unit vector v.

    Left on the contour lines, each slope drawn as far out as it is steep, uphill solid, downhill dashed; right the
    slope over the angle of v, which is counted in degrees from the first axis. `degrees` marks one v on both.
    """
    p = np.asarray(point, dtype=float)
    if p.shape != (2,):
        raise ValueError(f"point has shape {p.shape}; expected (2,), one point of the surface.")
    gradient = loss.gradient(p)
    size = float(np.linalg.norm(gradient))
    if size == 0:
        raise ValueError(f"the gradient at {p} is 0: the slope is 0 in every direction. Choose another point.")
    uphill = float(np.degrees(np.arctan2(gradient[1], gradient[0]))) % 360
    downhill = (uphill + 180) % 360
    figure = picture((10.24, 5.8))
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.15))
    _rose(left, loss, p, gradient, reach, names)
    angles = np.linspace(0, 360, 361)
    canvas(right)
    look = current_theme()
    right.axhline(0, color=look.ink, linewidth=1)
    right.plot(angles, _units(angles) @ gradient, color=look.ink, linewidth=2.2)
    right.plot(uphill, size, "^", color=look.series[0], markersize=12, label="along ∇J")
    right.plot(downhill, -size, "v", color=look.series[1], markersize=12, label="along −∇J")
    right.plot([(uphill + 90) % 360, (uphill + 270) % 360], [0, 0], "o", color=look.series[2], markersize=10)
    right.set(
        xlabel="angle of v in degrees", ylabel="slope ∇J · v", xticks=range(0, 361, 90), ylim=(-1.25 * size, 1.6 * size)
    )
    said = ""
    if degrees is not None:
        v = _units(np.array([degrees]))[0]
        left.annotate("", p + 0.4 * reach * v, p, arrowprops={"arrowstyle": "-|>", "lw": 3, "color": look.ink})
        left.text(*(p + 0.5 * reach * v), "v", color=look.ink, fontsize=TEXT, ha="center", va="center")
        right.plot(degrees % 360, v @ gradient, "D", color=look.series[3], markersize=11, label="along v")
        said = f" Along v at {degrees:.4g}° the slope is {v @ gradient:.4g}."
    legend(right, "upper right")
    entitle(left, title)
    return describe(
        figure,
        f"Left: contour lines{' (' + title + ')' if title else ''} with the gradient arrow at ({p[0]:.4g}, {p[1]:.4g});"
        f" the slopes in all directions form two circles, uphill on its side, downhill on the other. Right: the slope"
        f" over the angle of v is a cosine: highest, {size:.4g}, along the gradient at {uphill:.4g}°; 0 at right angles"
        f" to it; lowest, {-size:.4g}, against it at {downhill:.4g}°.{said}",
    )


def _rose(ax: Axes, loss: Loss, p: Array, gradient: Array, reach: float, names: Sequence[str]) -> None:
    """In each direction the size of the slope, as a distance from p: a circle uphill and one downhill."""
    canvas(ax)
    look = current_theme()
    xlim, ylim = (p[0] - reach, p[0] + reach), (p[1] - reach, p[1] + reach)
    contours(ax, loss, xlim, ylim)
    v = _units(np.linspace(0, 360, 361))
    slope = v @ gradient / np.linalg.norm(gradient) * 0.75 * reach
    for side, i, dash in ((slope >= 0, 0, "-"), (slope <= 0, 1, (0, (5, 2)))):
        # start each circle at p, so that the line does not jump across
        turned = np.roll(np.flatnonzero(side), -int(np.argmax(np.diff(np.flatnonzero(side), prepend=-1) > 1)))
        ax.plot(*(p + abs(slope[turned, None]) * v[turned]).T, color=look.series[i], linestyle=dash, linewidth=2.5)
    top = p + 0.75 * reach * gradient / np.linalg.norm(gradient)
    ax.annotate(
        "",
        (top[0], top[1]),
        (p[0], p[1]),
        arrowprops={"arrowstyle": "-|>", "lw": 2.5, "color": look.series[0], "shrinkA": 0},
    )
    beyond = p + 1.18 * (top - p)
    ax.text(beyond[0], beyond[1], "∇J", color=look.ink, fontsize=TEXT, ha="center", va="center")
    ax.plot(*p, "o", color=look.ink, markersize=9)
    ax.set(xlim=xlim, ylim=ylim, xlabel=names[0], ylabel=names[1], aspect="equal")


def uphill_downhill(
    loss: Loss,
    xlim: Limits = (-2.0, 2.0),
    ylim: Limits = (-2.0, 2.0),
    *,
    n: int = 8,
    names: Sequence[str] = NAMES,
) -> Figure:
    """Two fields on the same contour lines: the gradient ∇J, which ascent follows, and −∇J, which descent follows.

    Each arrow stands with its tail on the point where the gradient was taken; its length grows like the root of
    the gradient's size.
    """
    figure = picture((10.24, 5.6))
    points = grid(inset(xlim), inset(ylim), n)
    gradient = loss.gradient(points)
    size = np.linalg.norm(gradient, axis=-1, keepdims=True)
    arrows = gradient / np.sqrt(np.where(size > 0, size, 1.0))
    for i, (sign, title) in enumerate(((1, "∇J: uphill, for ascent"), (-1, "−∇J: downhill, for descent"))):
        ax = figure.add_subplot(1, 2, i + 1)
        canvas(ax)
        contours(ax, loss, xlim, ylim)
        x, y, u, v = points[..., 0], points[..., 1], sign * arrows[..., 0], sign * arrows[..., 1]
        ax.quiver(x, y, u, v, color=current_theme().series[i], angles="xy", width=0.006, pivot="tail")
        ax.set(xlim=xlim, ylim=ylim, xlabel=names[0], ylabel=names[1] if i == 0 else "")
        entitle(ax, title)
    steepest = points.reshape(-1, 2)[size.argmax()]
    return describe(
        figure,
        f"Contour lines twice, for {names[0]} from {xlim[0]:.4g} to {xlim[1]:.4g} and {names[1]} from {ylim[0]:.4g} to"
        f" {ylim[1]:.4g}, with {n * n} arrows each, tails on the points. Left the gradient: arrows point uphill, away"
        " from the minimum. Right the negative gradient: the same arrows turned round. They are longest where the"
        f" surface is steepest, near ({steepest[0]:.3g}, {steepest[1]:.3g}), where the slope is {size.max():.4g}.",
    )


def _units(degrees: Array) -> Array:
    """Unit vectors (..., 2) at these angles."""
    return np.stack([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))], axis=-1)

"""The mean squared error as areas: a square on every residual, and beside it the place of the line on the map of J."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from gdkit.losses import MSE
from gdkit.plots.style import canvas, current_theme, describe, entitle, picture
from gdkit.plots.surface import Limits, contours
from gdkit.quadratic import as_quadratic

__all__ = ["residual_squares"]

Array = NDArray[Any]


def residual_squares(
    X: ArrayLike,
    y: ArrayLike,
    theta: ArrayLike,
    *,
    blim: Limits | None = None,
    wlim: Limits | None = None,
    names: tuple[str, str] = ("x", "y"),
    title: str = "",
    axes: tuple[Axes, Axes] | None = None,
) -> Figure:
    """Left the points X (m, 1), y (m,), the line b + wx of theta = (b, w) and a square on each residual; right J(b, w).

    blim, wlim : what the map shows; by default one and a half times the way from theta to the minimum.
    """
    loss = MSE(X, y)
    if loss.n_parameters != 2:
        raise ValueError(f"X has shape {loss.X.shape}; expected (m, 1), one feature.")
    here = loss.as_theta(theta)
    if here.ndim != 1:
        raise ValueError(f"theta has shape {here.shape}; expected (2,), one line (b, w).")
    best = as_quadratic(loss).centre
    left, right = picture((10.24, 5.6)).subplots(1, 2) if axes is None else axes
    figure, _ = canvas(left)
    _draw_squares(left, loss, here, best)
    left.set(xlabel=names[0], ylabel=names[1])
    entitle(left, title or f"J = {loss(here):.4g}")

    canvas(right)
    reach = 1.5 * np.maximum(abs(here - best), 0.25 * abs(here - best).max() or 1.0)
    blim, wlim = (given or (c - r, c + r) for given, c, r in zip((blim, wlim), best, reach, strict=True))
    contours(right, loss, blim, wlim)
    look = current_theme()
    right.plot(*best, "D", color=look.series[2], markersize=11)
    right.plot(*here, "o", color=look.series[1], markersize=12)
    right.set(xlim=blim, ylim=wlim, xlabel="b", ylabel="w")
    entitle(right, "Each point here is a line")
    b, w = here
    return describe(
        figure,
        f"Left {len(loss)} points and the line b + wx with b = {b:.4g}, w = {w:.4g}; on each vertical residual stands a"
        f" square, and the mean of their areas is the mean squared error, J = {loss(here):.4g}. Right contour lines of"
        f" J over b from {blim[0]:.3g} to {blim[1]:.3g} and w from {wlim[0]:.3g} to {wlim[1]:.3g}, with a round mark at"
        f" this line and a diamond at the minimum, J = {loss(best):.4g} at b = {best[0]:.4g}, w = {best[1]:.4g}.",
    )


def _draw_squares(ax: Axes, loss: MSE, theta: Array, best: Array) -> None:
    """Points, the line, the best line dashed, and squares that are square on the page."""
    look = current_theme()
    x, y, fitted = loss.X[:, 0], loss.y, loss.Xb @ theta
    xlim = _widened(x, 0.12)
    ylim = _widened(np.concatenate([y, fitted]), 0.12)
    ax.set(xlim=xlim, ylim=ylim)
    ax.set_box_aspect(1)
    per_unit = (xlim[1] - xlim[0]) / (ylim[1] - ylim[0])
    for place, low, residual in zip(x, np.minimum(y, fitted), abs(fitted - y), strict=True):
        side = residual * per_unit
        room = place + side <= xlim[1]
        ax.add_patch(
            Rectangle(
                (place if room else place - side, low),
                side,
                residual,
                facecolor=look.soft[1],
                edgecolor=look.series[1],
                linewidth=1.5,
                alpha=0.7,
            )
        )
    ends = np.array(xlim)
    ax.plot(ends, best[0] + best[1] * ends, color=look.series[2], linestyle="--", linewidth=1.8)
    ax.plot(ends, theta[0] + theta[1] * ends, color=look.series[1], linewidth=3.5)
    ax.plot(x, y, "o", color=look.series[0], markersize=8, linestyle="none")


def _widened(values: Array, share: float) -> Limits:
    low, high = float(values.min()), float(values.max())
    margin = share * (high - low or 1.0)
    return low - margin, high + margin

"""What a penalty does to the weights: their paths against λ, and where the loss touches the diamond or the circle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator
from numpy.typing import ArrayLike, NDArray

from gdkit import proximal
from gdkit.losses import Loss
from gdkit.penalties import Lasso, Penalty, Ridge
from gdkit.plots.style import DASHES, MARKERS, TEXT, canvas, current_theme, describe, entitle, picture
from gdkit.plots.surface import Limits, grid
from gdkit.quadratic import as_quadratic

__all__ = ["coefficient_paths", "penalized_minimum", "penalty_contact"]

Array = NDArray[Any]
LINE = 0.27  # inches from one line of 14 pt text to the next


def coefficient_paths(
    lams: ArrayLike,
    weights: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    mark: float | None = None,
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """Each weight against λ on a logarithmic scale; a marker on the axis where it becomes exactly 0 and stays it.

    lams (k,), growing. weights (k, n). names : of the n weights. mark : a λ to point at.
    """
    x, W = np.asarray(lams, dtype=float), np.asarray(weights, dtype=float)
    if x.ndim != 1 or x.size < 2 or (x <= 0).any() or (np.diff(x) <= 0).any():
        raise ValueError(f"lams has shape {x.shape}; expected (k,), at least two growing numbers > 0.")
    if W.ndim != 2 or len(W) != x.size:
        raise ValueError(f"weights has shape {W.shape}; expected ({x.size}, n), a row for each λ.")
    given = [f"w{j + 1}" for j in range(W.shape[1])] if names is None else list(names)
    if len(given) != W.shape[1]:
        raise ValueError(f"names has {len(given)} entries; expected {W.shape[1]}, one a weight.")

    figure, ax = canvas(ax)
    look = current_theme()
    ax.set_xscale("log")
    low, high = float(min(W.min(), 0)), float(max(W.max(), 0))
    margin = 0.06 * (high - low or 1.0)
    room = (x[-1] / x[0]) ** (0.02 + 0.17 * max(map(len, given)) / figure.get_figwidth() / ax.get_position().width)
    ax.set(xlim=(x[0] / room, x[-1]), ylim=(low - margin, high + margin), xlabel="λ", ylabel="weight")
    # the room for the names is left of the first λ: no tick there
    ax.xaxis.set_major_locator(FixedLocator([10.0**k for k in range(-20, 21) if x[0] <= 10.0**k <= x[-1]]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.axhline(0, color=look.ink, linewidth=1.2)
    inches = figure.get_figheight() * ax.get_position().height
    heights = _apart(W[0], LINE / inches * (high - low + 2 * margin))
    said = []
    for j, (name, w) in enumerate(zip(given, W.T, strict=True)):
        colour, dash = look.series[j % len(look.series)], DASHES[(j + 2 * (j // len(look.series))) % len(DASHES)]
        ax.plot(x, w, color=colour, linestyle=dash, linewidth=2.4)
        ax.annotate(
            name,
            (x[0], w[0]),
            (x[0] / room**0.15, heights[j]),
            ha="right",
            va="center",
            fontsize=TEXT,
            color=colour,
            arrowprops={"arrowstyle": "-", "color": colour, "shrinkA": 0, "shrinkB": 0},
        )
        gone = _vanishes(w)
        if gone < x.size:
            ax.plot(x[gone], 0, MARKERS[j % len(MARKERS)], markersize=9, color=colour, zorder=5)
        end = f"exactly 0 from λ = {x[gone]:.3g}" if gone < x.size else f"{w[-1]:.3g}"
        said.append(f"{name} from {w[0]:.3g} to {end}")
    if mark is not None:
        ax.axvline(mark, color=look.ink, linewidth=2, linestyle=DASHES[2])
    entitle(ax, title)
    pointed = f" λ = {mark:.3g} is marked." if mark is not None else ""
    return describe(
        figure,
        f"Weights{', ' + title + ',' if title else ''} against λ from {x[0]:.3g} to {x[-1]:.3g} on a logarithmic"
        f" scale: {'; '.join(said)}.{pointed}",
    )


def penalty_contact(
    loss: Loss,
    *penalties: Penalty,
    limits: Limits | None = None,
    names: Sequence[str] = ("w₁", "w₂"),
    titles: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Contour lines of a quadratic loss of two weights, and the diamond (Lasso) or circle (Ridge) that they touch.

    loss : a `Quadratic` of two weights, without a bias. penalties : one panel for each.
    limits : what is seen of either axis.
    """
    surface = as_quadratic(loss)
    if surface.hessian().shape != (2, 2):
        raise ValueError(f"loss has a Hessian {surface.hessian().shape}; expected (2, 2), two weights and no bias.")
    if not penalties or (ax is not None and len(penalties) > 1):
        raise ValueError(f"got {len(penalties)} penalties; expected at least one, and just one beside ax.")
    axes = [ax]
    if ax is None:
        columns = picture((10.24, 5.2) if len(penalties) > 1 else (7.0, 6.6)).subplots(1, len(penalties), squeeze=False)
        axes = list(columns[0])
    reach = 1.6 * float(np.abs(surface.centre).max() or 1.0)
    for k, (panel, penalty) in enumerate(zip(axes, penalties, strict=True)):
        figure, panel = canvas(panel)
        kind = "diamond" if isinstance(penalty, Lasso) else "circle"
        w, ball = _draw_contact(panel, surface, penalty, limits or (-0.6 * reach, reach), names)
        title = f"{type(penalty).__name__.lower()}, λ = {penalty.lam:.3g}" if titles is None else titles[k]
        at, touched = (f"({x:.3g}, {y:.3g})" for x, y in (surface.centre, w))
        entitle(panel, f"{title}: {ball}")
        zero = [name for name, value in zip(names, w, strict=True) if value == 0]
        describe(
            figure,
            f"{title}: contour lines round least squares at {at} touch a {kind} round 0, {ball}, at {touched};"
            f" {' and '.join(zero) or 'no weight'} is exactly 0 there.",
        )
    return figure


def penalized_minimum(loss: Loss, penalty: Penalty) -> Array:
    """The minimizer of a quadratic loss, without a bias, and a Lasso or a Ridge with a number λ."""
    J = as_quadratic(loss)
    if isinstance(penalty, Lasso):
        return proximal.ista(J, penalty, np.zeros(len(J.centre)), max_iter=20_000, tol=1e-14, accelerated=True).theta
    if not isinstance(penalty, Ridge) or penalty.Gamma is not None:
        raise TypeError(f"penalty is {penalty!r}; expected Lasso(lam) or Ridge(lam).")
    return np.linalg.solve(J.hessian() + 2 * penalty.lam * np.eye(len(J.centre)), J.hessian() @ J.centre)


def _draw_contact(ax: Axes, loss: Any, penalty: Penalty, limits: Limits, names: Sequence[str]) -> tuple[Array, str]:
    """The panel of one penalty: where its minimum is, and the inequality of the shape that is touched there."""
    look = current_theme()
    w = penalized_minimum(loss, penalty)
    points = grid(limits, limits, 181)
    height = loss(points) - loss.value
    levels = float(height.max()) * np.linspace(0.02, 1, 11) ** 2
    ax.contour(points[..., 0], points[..., 1], height, levels, colors=look.faint, linewidths=1.2)
    touching = float(loss(w) - loss.value)
    if touching > 0:
        ax.contour(points[..., 0], points[..., 1], height, [touching], colors=[look.series[0]], linewidths=2.6)
    if isinstance(penalty, Lasso):
        t = float(np.abs(w).sum())
        edge, ball = t * np.array([(1, 0), (0, 1), (-1, 0), (0, -1)]), f"|{names[0]}| + |{names[1]}| ≤ {t:.2f}"
    else:
        t, angle = float(np.hypot(*w)), np.linspace(0, 2 * np.pi, 145)
        edge = t * np.column_stack([np.cos(angle), np.sin(angle)])
        ball = f"{names[0]}² + {names[1]}² ≤ {t**2:.2f}"
    ax.fill(*edge.T, facecolor=look.soft[1], edgecolor=look.series[1], linewidth=2.4)
    ax.axhline(0, color=look.ink, linewidth=1.2)
    ax.axvline(0, color=look.ink, linewidth=1.2)
    words: dict[str, Any] = {
        "va": "center",
        "fontsize": TEXT,
        "color": look.ink,
        "bbox": {"facecolor": look.background, "edgecolor": "none", "pad": 1.5, "alpha": 0.85},
    }
    ax.plot(*loss.centre, MARKERS[2], color=look.series[2], markersize=12, markeredgecolor=look.background)
    ax.annotate("least squares", loss.centre, (0, 18), textcoords="offset points", ha="center", **words)
    arrow = {"arrowstyle": "-", "color": look.ink, "linewidth": 1.2}
    corner = (limits[1] - 0.03 * np.ptp(limits), limits[0] + 0.07 * np.ptp(limits))
    ax.annotate("minimum", (float(w[0]), float(w[1])), corner, ha="right", arrowprops=arrow, **words)
    ax.plot(*w, MARKERS[0], color=look.series[0], markersize=12, markeredgecolor=look.background)
    ax.set(xlim=limits, ylim=limits, xlabel=names[0], ylabel=names[1], aspect="equal")
    ax.grid(False)
    return w, ball


def _vanishes(w: Array) -> int:
    """The first index from which all of w is exactly 0; len(w) if its end is not."""
    return int(np.flatnonzero(np.append(1.0, w)).max())


def _apart(heights: Array, gap: float) -> Array:
    """The heights moved as little as need be (least squares) so that no two are closer than `gap`."""
    order = np.argsort(heights, kind="stable")
    steps = gap * np.arange(heights.size)
    blocks: list[list[float]] = []  # neighbours that touch have one mean
    for value in heights[order] - steps:
        blocks.append([float(value)])
        while len(blocks) > 1 and np.mean(blocks[-2]) > np.mean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    moved = np.empty_like(heights)
    moved[order] = np.concatenate([np.full(len(block), np.mean(block)) for block in blocks]) + steps
    return moved

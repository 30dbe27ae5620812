"""Two costs side by side: how long a wrong neuron learns under each, and both as surfaces over two weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from gdkit.activations import sigmoid
from gdkit.plots.curves import curves
from gdkit.plots.landscape import _few
from gdkit.plots.style import DASHES, LABEL, MARKERS, TEXT, current_theme, describe, entitle, picture
from gdkit.plots.surface import Limits, Surface, grid

__all__ = ["cost_surfaces", "slow_learning"]

Array = NDArray[Any]
LEVEL, LONGEST = 0.1, 100_000  # an output below LEVEL counts as learned; nobody waits longer
NAMES = {"quadratic": "quadratic cost", "cross_entropy": "cross-entropy"}


def slow_learning(w: float, b: float, eta: float, *, starts: ArrayLike, shown: int = 600) -> Figure:
    """A sigmoid neuron with x = 1 and target 0: its outputs from (w, b) on under both costs, and the updates
    until the output is below 0.1, for every start weight of `starts`."""
    starts = np.asarray(starts, dtype=float)
    left, right = picture((10.24, 5.2)).subplots(1, 2)
    outputs = {name: _outputs(cost, w + b, eta, shown) for cost, name in NAMES.items()}
    curves(np.arange(shown + 1), outputs, xlabel="updates", ylabel="output a; the target is 0", ax=left)
    left.axhline(LEVEL, color=current_theme().ink, linestyle=DASHES[2], linewidth=1.5)
    left.set_ylim(-0.03, 1.05)
    entitle(left, f"From w = {w:g}, b = {b:g}")
    needed = {name: _updates_needed(cost, starts + b, eta) for cost, name in NAMES.items()}
    label = f"updates until a < {LEVEL}"
    figure = curves(starts, needed, xlabel="start weight w", ylabel=label, log_y=True, ax=right)
    here = {name: int(_updates_needed(cost, np.array([w + b]), eta)[0]) for cost, name in NAMES.items()}
    look = current_theme()
    right.axvline(w, color=look.ink, linestyle=DASHES[2], linewidth=1.5)
    for i, count in enumerate(here.values()):
        right.plot([w], [count], MARKERS[i], color=look.series[i], markersize=12)
    entitle(right, "From every start")
    said = ", ".join(f"{count} updates under the {name}" for name, count in here.items())
    return describe(figure, f"From w = {w:g} with η = {eta:g} the output is below {LEVEL} after {said}.")


def cost_surfaces(
    costs: Mapping[str, Surface],
    *,
    xlim: Limits,
    ylim: Limits,
    names: Sequence[str] = ("w₁", "w₂"),
    title: str = "",
) -> Figure:
    """Two costs of the same two weights in perspective, the lower one as a surface, the upper one as a net.

    costs : name -> a function of points (..., 2) with values (...); first the upper one, then the lower one.
    """
    if len(costs) != 2:
        raise ValueError(f"there are {len(costs)} costs; expected two, first the upper one, then the lower one.")
    look = current_theme()
    points = grid(xlim, ylim, 41)
    x, y = points[..., 0], points[..., 1]
    heights = {name: np.asarray(cost(points), dtype=float) for name, cost in costs.items()}
    (upper, top), (lower, bottom) = heights.items()
    if (top < bottom).any():
        raise ValueError(f"{upper} lies below {lower} at {int((top < bottom).sum())} points; expected it above.")
    figure = picture((10.24, 6.4))
    ax: Any = figure.add_subplot(projection="3d", computed_zorder=False)
    ax.set_facecolor(look.background)
    ax.plot_surface(x, y, bottom, color=look.series[1], alpha=0.8, linewidth=0, rstride=1, cstride=1, zorder=1)
    ax.plot_wireframe(x, y, top, color=look.series[0], linewidth=0.9, rstride=2, cstride=2, zorder=2)
    for axis, name in zip((ax.xaxis, ax.yaxis, ax.zaxis), (*names, "C"), strict=True):
        axis.set_label_text(name, color=look.ink, fontsize=LABEL)
        axis.set_tick_params(colors=look.ink, labelsize=TEXT)
        axis.set_pane_color((0, 0, 0, 0))
        axis._axinfo["grid"].update(color=look.faint, linewidth=0.6)
        axis.labelpad = 10
        axis.set_major_locator(_few())
    ax.view_init(elev=20, azim=-125)
    ax.set_box_aspect((1.3, 1.3, 1.0), zoom=1.08)
    entitle(ax, title or f"above, as a net: {upper}; below, filled: {lower}")
    said = "; ".join(f"{name} between {Z.min():.3g} and {Z.max():.3g}" for name, Z in heights.items())
    return describe(
        figure,
        f"Two surfaces in perspective over {names[0]} from {xlim[0]:g} to {xlim[1]:g} and {names[1]} from {ylim[0]:g}"
        f" to {ylim[1]:g}: {said}. The {upper} surface lies above the {lower} one everywhere.",
    )


def _step(cost: str, z: Array, eta: float) -> Array:
    """The score after an update: with x = 1, w and b move alike."""
    a = sigmoid(z)
    delta = a * a * (1 - a) if cost == "quadratic" else a  # (a − y) σ′(z) and a − y, with y = 0
    return z - 2 * eta * delta


def _outputs(cost: str, z: float, eta: float, count: int) -> Array:
    scores = [np.array(float(z))]
    for _ in range(count):
        scores.append(_step(cost, scores[-1], eta))
    return sigmoid(np.array(scores))


def _updates_needed(cost: str, scores: Array, eta: float) -> Array:
    """The updates from each score until the output is below LEVEL, at most LONGEST."""
    z, needed = np.array(scores, dtype=float), np.full(len(scores), LONGEST)
    for t in range(LONGEST):
        arrived = (sigmoid(z) < LEVEL) & (needed == LONGEST)
        needed[arrived] = t
        if (needed < LONGEST).all():
            break
        z = _step(cost, z, eta)
    return needed

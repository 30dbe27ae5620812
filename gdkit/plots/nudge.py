"""Forward and central differences under a magnifying glass, and their errors against the step h."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.plots.curves import curves
from gdkit.plots.style import DASHES, MARKERS, canvas, current_theme, describe, entitle, legend

__all__ = ["nudge_errors", "nudge_glass"]

Real = Callable[[Any], ArrayLike]


def nudge_glass(f: Real, derivative: Real, x: float, h: float, *, name: str = "f", ax: Axes | None = None) -> Figure:
    """f around x, magnified so that h has length 1, as the machine computes it; both differences and the exact slope.

    With a large h the curve bends, with a tiny one it is a staircase of rounded values.
    """
    x, h = float(x), float(h)
    if not h > 0:
        raise ValueError(f"h is {h:g}; expected a number > 0.")

    def rise(t: Any) -> Any:
        """The change of f over t steps, in steps."""
        return (np.asarray(f(x + t * h), dtype=float) - float(np.asarray(f(x)))) / h

    exact = float(np.asarray(derivative(x)))
    behind, ahead = float(rise(-1.0)), float(rise(1.0))
    forward, central = ahead, (ahead - behind) / 2
    figure, ax = canvas(ax, size=(10.24, 6.0))
    look = current_theme()
    t, ends = np.linspace(-2, 2, 801), np.array([-2.0, 2.0])
    ax.plot(t, rise(t), color=look.series[3], linewidth=5, alpha=0.7, label=name)
    lines = {
        "forward": (ends * forward, [0.0, 1.0], [0.0, ahead]),
        "central": (behind + (ends + 1) * central, [-1.0, 1.0], [behind, ahead]),
        "exact": (ends * exact, [], []),
    }
    for i, (label, (line, at, height)) in enumerate(lines.items()):
        ax.plot(ends, line, color=look.series[i], linestyle=DASHES[i], linewidth=2.2, label=label)
        ax.plot(at, height, MARKERS[i], color=look.series[i], markersize=11 - 3 * i)
    reach = 2.6 * (abs(exact) or 1.0)
    ax.set(xlim=(-2, 2), ylim=(-reach, reach), xlabel="distance from x, in steps h", ylabel="change of f, in steps h")
    entitle(ax, f"{name} at {x:g}, h = {h:.3g}")
    legend(ax, "upper left")
    return describe(
        figure,
        f"{name} around {x:g}, magnified so that the step h = {h:.3g} has length 1, with three slopes:"
        f" forward difference {forward:.6g}, central difference {central:.6g}, exact {exact:.6g}.",
    )


def nudge_errors(f: Real, derivative: Real, x: float, *, mark: float | None = None, ax: Axes | None = None) -> Figure:
    """The errors of both differences at x against h from 1e-15 to 1 on logarithmic scales; a line at h = mark."""
    h, exact = np.logspace(-15, 0, 181), float(np.asarray(derivative(x)))

    def errors(h: Any) -> tuple[Any, Any]:
        ahead, here, behind = (np.asarray(f(x + step), dtype=float) for step in (h, 0 * h, -h))
        both = abs((ahead - here) / h - exact), abs((ahead - behind) / (2 * h) - exact)
        return np.maximum(both[0], 1e-17), np.maximum(both[1], 1e-17)  # an exact hit has no place on this scale

    forward, central = errors(h)
    figure = curves(
        h, {"forward": forward, "central": central}, xlabel="step h", ylabel="error", log_x=True, log_y=True, ax=ax
    )
    if mark is not None:
        look = current_theme()
        shown = figure.axes[-1] if ax is None else ax
        shown.axvline(mark, color=look.ink, linestyle=DASHES[2], linewidth=1.8)
        for i, error in enumerate(errors(np.array(float(mark)))):
            shown.plot([mark], [error], MARKERS[i], color=look.series[i], markersize=12)
        describe(figure, f"A line marks h = {mark:.3g}.")
    return figure

"""Curves over iterations, steps or arguments: how fast a descent goes down, how well a difference approximates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from gdkit.plots.style import DASHES, MARKERS, TEXT, canvas, current_theme, describe, entitle, legend

__all__ = ["curves", "finite_difference_error", "loss_curves"]

Array = NDArray[Any]
HUGE = 1e150  # what has grown beyond is not drawn: the axis would have to be wider than floats are


def curves(
    x: ArrayLike,
    series: Mapping[str, ArrayLike],
    *,
    xlabel: str = "x",
    ylabel: str = "",
    title: str = "",
    log_x: bool = False,
    log_y: bool = False,
    ax: Axes | None = None,
) -> Figure:
    """y over x for each name of `series`; x (n,), every y (n,). What is beyond 1e150, or no number, leaves a gap."""
    x = np.asarray(x, dtype=float)
    lines = {name: np.asarray(y, dtype=float) for name, y in series.items()}
    for name, y in lines.items():
        if y.shape != x.shape:
            raise ValueError(f"{name} has shape {y.shape}; expected that of x, {x.shape}.")
    figure, ax = canvas(ax)
    _draw(ax, {name: (x, y) for name, y in lines.items()})
    _scales(ax, log_x, log_y)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    entitle(ax, title)
    ends = "; ".join(f"{name} from {_at(y, 0)} to {_at(y, -1)}" for name, y in lines.items())
    return describe(
        figure, f"Curves{': ' + title if title else ''}, over {xlabel} from {x[0]:.4g} to {x[-1]:.4g}: {ends}."
    )


def loss_curves(
    runs: Mapping[str, Any],
    *,
    minimum: float = 0.0,
    log_y: bool = True,
    xlabel: str = "updates",
    ylabel: str = "",
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """The loss after each update, `values - minimum`, of Descents or arrays (T+1,); on a logarithmic scale."""
    lines = {name: np.asarray(getattr(run, "values", run), dtype=float) - minimum for name, run in runs.items()}
    for name, values in lines.items():
        if values.ndim != 1 or not values.size:
            raise ValueError(f"{name} has shape {values.shape}; expected (T+1,), the values of one run.")
    figure, ax = canvas(ax)
    _draw(ax, {name: (np.arange(values.size), values) for name, values in lines.items()})
    _scales(ax, False, log_y)
    ax.set(xlabel=xlabel, ylabel=ylabel or ("loss" if not minimum else "loss − its minimum"))
    entitle(ax, title)
    said = "; ".join(
        f"{name} from {_at(values, 0)} to {_at(values, -1)} in {values.size - 1} {xlabel}"
        for name, values in lines.items()
    )
    scale = " on a logarithmic scale" if log_y else ""
    return describe(figure, f"Loss over {xlabel}{scale}{', ' + title if title else ''}: {said}.")


def finite_difference_error(
    f: Callable[[Array], ArrayLike],
    derivative: Callable[[float], float],
    x: float = 1.0,
    *,
    name: str = "f",
    ax: Axes | None = None,
) -> Figure:
    """The error of forward and central differences of f at x against the step h, 1e-14 to 1e-1, on log scales."""
    h = np.logspace(-14, -1, 261)
    exact = float(derivative(x))
    ahead, here, behind = (np.asarray(f(x + step), dtype=float) for step in (h, 0 * h, -h))
    errors = {
        "forward, (f(x + h) − f(x)) / h": abs((ahead - here) / h - exact),
        "central, (f(x + h) − f(x − h)) / 2h": abs((ahead - behind) / (2 * h) - exact),
    }
    figure, ax = canvas(ax)
    look = current_theme()
    said = []
    for i, (label, error) in enumerate(errors.items()):
        error = np.maximum(error, 1e-17)  # an exact hit has no place on a logarithmic scale
        ax.plot(h, error, color=look.series[i], linestyle=DASHES[i], linewidth=2, label=label)
        # rounding makes the curve rough: the best h is that of the smoothed error
        smooth = np.exp(np.convolve(np.log(error), np.ones(15) / 15, mode="valid"))
        best = smooth.argmin()
        ax.plot(h[best + 7], smooth[best], MARKERS[i], markersize=11, color=look.series[i])
        said.append(f"{label.split(',')[0]} differences are best near h = {h[best + 7]:.0e}, error {smooth[best]:.0e}")
    _scales(ax, True, True)
    ax.text(3e-13, 3e-9, "← rounding", fontsize=TEXT, color=look.ink)
    ax.text(2e-4, 3e-12, "truncation →", fontsize=TEXT, color=look.ink)
    ax.set(xlabel="step h", ylabel="error of the derivative")
    entitle(ax, f"Derivative of {name} at {x:g}")
    legend(ax, "upper center")
    return describe(
        figure,
        f"Error of the numerical derivative of {name} at {x:g} against the step h, on logarithmic scales:"
        f" {'; '.join(said)}. To the left of that rounding grows, to the right truncation.",
    )


def _draw(ax: Axes, lines: Mapping[str, tuple[Array, Array]]) -> None:
    look = current_theme()
    for i, (name, (x, y)) in enumerate(lines.items()):
        ax.plot(
            x,
            np.where(abs(y) < HUGE, y, np.nan),
            color=look.series[i % len(look.series)],
            linestyle=DASHES[i % len(DASHES)],
            marker=MARKERS[i % len(MARKERS)],
            markevery=(i * max(1, len(x) // 40), max(1, len(x) // 8)),
            markersize=8,
            linewidth=2.2,
            label=name,
        )
    if len(lines) > 1:
        legend(ax)


def _scales(ax: Axes, log_x: bool, log_y: bool) -> None:
    if log_x:
        ax.set_xscale("log")
    if log_y:
        ax.set_yscale("log")


def _at(values: Array, i: int) -> str:
    return f"{values[i]:.4g}" if abs(values[i]) < HUGE else "beyond all measure"

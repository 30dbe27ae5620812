"""Layer by layer through a deep network: does the signal die or grow on its way, or the gradient on its way back?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from gdkit.plots.style import DASHES, MARKERS, TEXT, canvas, current_theme, describe, entitle, legend

__all__ = ["depth_gradients", "signal_by_layer"]

Array = NDArray[Any]


def depth_gradients(
    norms: Mapping[str, ArrayLike],
    *,
    relative: bool = False,
    ylabel: str = "",
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """The size of the gradient in each layer, on a logarithmic scale.

    norms : name -> (D,), ‖∂J/∂W^l‖ of the layers l = 1, ..., D; or (R, D) of R runs, drawn as median and range.
    relative : each line as a multiple of its last layer, where backpropagation begins, over two grounds: to the left
        a line that falls vanishes, one that rises explodes. False draws the norms as they are; the legend then says
        layer 1 : layer D.
    """
    sizes = _as_layers(norms, "D")
    figure, ax = canvas(ax)
    look = current_theme()
    ratios = {name: _divided(size) for name, size in sizes.items()}
    labels = {name: f"{name} (layer 1 : {s.shape[1]} = {_number(ratios[name], 0)})" for name, s in sizes.items()}
    _draw(ax, ratios if relative else {labels[name]: size for name, size in sizes.items()}, 1)
    if relative:
        low, high = _reach(ratios)
        for edge, soft in ((low, look.soft[0]), (high, look.soft[1])):
            ax.axhspan(min(edge, 1), max(edge, 1), facecolor=soft, zorder=0)
        ax.axhline(1, color=look.ink, linewidth=1.5)
        ax.set_ylim(low, high)
        for y, va, words in ((0.97, "top", "exploding ↑"), (0.03, "bottom", "vanishing ↓")):
            style: Any = {"ha": "right", "va": va, "fontsize": TEXT, "fontweight": "bold", "color": look.ink}
            ax.text(0.98, y, words, transform=ax.transAxes, **style)
    else:
        _leave_room(ax, below=0.35)
    ax.set(xlabel="layer l    (← backpropagation)", ylabel=ylabel or ("‖∂J/∂W‖ in layer l" + " / last" * relative))
    entitle(ax, title)
    legend(ax)
    said = "; ".join(
        f"{name}: {_number(sizes[name], 0)} in layer 1, {_number(sizes[name], -1)} in layer {sizes[name].shape[1]},"
        f" a ratio of {_number(ratio, 0)}"
        for name, ratio in ratios.items()
    )
    heading = f"Size of the gradient, layer by layer, on a logarithmic scale{', ' + title if title else ''}"
    return describe(figure, f"{heading}. {said}.")


def signal_by_layer(
    spreads: Mapping[str, ArrayLike],
    theory: Mapping[str, ArrayLike] | None = None,
    *,
    log_y: bool = True,
    ylabel: str = "standard deviation of the activations",
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """The spread of the activations in each layer, beside what theory says.

    spreads : name -> (D+1,) of the layers 0 (the inputs), 1, ..., D; or (R, D+1) of R runs: median and range.
    theory : name -> (D+1,); under a name of `spreads` it has its colour.
    """
    sizes = _as_layers(spreads, "D+1")
    lines = {name: line[0] for name, line in _as_layers(theory or {}, "D+1").items()}
    figure, ax = canvas(ax)
    look = current_theme()
    _draw(ax, sizes, 0)
    for k, (name, line) in enumerate(lines.items()):
        at = list(sizes).index(name) if name in sizes else len(sizes) + k
        label = f"theory: {name}"
        ax.plot(
            np.arange(line.size),
            line,
            "--",
            color=look.series[at % len(look.series)],
            linewidth=4,
            alpha=0.5,
            label=label,
        )
    ax.set_yscale("log" if log_y else "linear")
    if log_y:
        _leave_room(ax, above=0.35)
    ax.set(xlabel="layer l    (0: the inputs)", ylabel=ylabel)
    entitle(ax, title)
    legend(ax)
    said = [f"{name} from {_number(size, 0)} to {_number(size, -1)}" for name, size in sizes.items()]
    said += [f"theory for {name} from {line[0]:.3g} to {line[-1]:.3g}" for name, line in lines.items()]
    last = next(iter(sizes.values())).shape[1] - 1
    scale = " on a logarithmic scale" if log_y else ""
    heading = f"{ylabel.capitalize()} from layer 0 to layer {last}{scale}{', ' + title if title else ''}"
    return describe(figure, f"{heading}: {'; '.join(said)}.")


def _as_layers(series: Mapping[str, ArrayLike], length: str) -> dict[str, Array]:
    """name -> (R, number of layers), R = 1 for a single run; what is not finite, or 0, leaves a gap."""
    lines = {name: np.asarray(values, dtype=float) for name, values in series.items()}
    for name, values in lines.items():
        if values.ndim not in (1, 2) or values.shape[-1] < 2 or not values.size:
            raise ValueError(f"{name} has shape {values.shape}; expected ({length},), or (R, {length}) of R runs.")
    return {name: np.atleast_2d(np.where(np.isfinite(v) & (v > 0), v, np.nan)) for name, v in lines.items()}


def _divided(size: Array) -> Array:
    return np.asarray(size / size[:, -1:])


def _median(size: Array) -> Array:
    """Over the runs, where there is a number at all."""
    there = np.isfinite(size).any(axis=0)
    return np.where(there, np.nanmedian(np.where(there, size, 1.0), axis=0), np.nan)


def _reach(ratios: Mapping[str, Array]) -> tuple[float, float]:
    """Limits around 1 that show all lines, and at least a factor of ten both ways."""
    all_of_them = np.concatenate([ratio.ravel() for ratio in ratios.values()])
    return min(0.1, float(np.nanmin(all_of_them))) / 3, max(10.0, float(np.nanmax(all_of_them))) * 3


def _draw(ax: Axes, sizes: Mapping[str, Array], first: int) -> None:
    look = current_theme()
    if not sizes:
        raise ValueError("there is no line to draw; expected a mapping from names to numbers, one a layer.")
    ax.set_yscale("log")
    for i, (name, size) in enumerate(sizes.items()):
        colour, layers = look.series[i % len(look.series)], first + np.arange(size.shape[1])
        style: Any = {"color": colour, "linestyle": DASHES[i % len(DASHES)], "marker": MARKERS[i % len(MARKERS)]}
        if len(size) > 1:
            there = np.isfinite(size).any(axis=0)
            filled = np.where(there, size, 1.0)
            low, high = np.nanmin(filled, axis=0), np.nanmax(filled, axis=0)
            ax.fill_between(layers, low, high, where=there, color=colour, alpha=0.2, linewidth=0)
        ax.plot(layers, _median(size), **style, markersize=8, linewidth=2.4, label=name)
    layers = np.arange(first, max(first + size.shape[1] for size in sizes.values()))
    ax.set_xticks(layers[:: max(1, -(-len(layers) // 16))])


def _leave_room(ax: Axes, below: float = 0.0, above: float = 0.0) -> None:
    """For the legend, where lines may cross the whole picture: shares of the height of a logarithmic axis."""
    low, high = np.log10(ax.get_ylim())
    ax.set_ylim(10 ** (low - below * (high - low)), 10 ** (high + above * (high - low)))


def _number(size: Array, layer: int) -> str:
    """The median of a layer, in words where there is none."""
    value = _median(size)[layer]
    return f"{value:.2g}" if np.isfinite(value) else "no number above 0"

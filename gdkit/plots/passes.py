"""A small network with the numbers of both passes written into it: scores, activations, errors δ and gradients."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.networks import MLP
from gdkit.plots.style import TEXT, bare, canvas, current_theme, describe, entitle

__all__ = ["network_passes"]

UP = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
DOWN = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
WIDTH, HEIGHT = 10.24, 5.6


def network_passes(
    Ws: Sequence[ArrayLike],
    bs: Sequence[ArrayLike],
    x: ArrayLike,
    y: ArrayLike,
    *,
    cost: str = "quadratic",
    step: int | None = None,
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """One example x (n,) with target y (K,) in a network of sigmoid neurons, forward and back.

    cost : "quadratic" or "cross_entropy".
    step : how much of the backward pass is shown: the errors from the output down, then the gradients of the
        weights and the bias of each neuron in the same order; all of it unless given.
    """
    x, y = np.asarray(x, dtype=float), np.atleast_1d(np.asarray(y, dtype=float))
    sizes = (x.size, *(np.size(b) for b in bs))
    if len(sizes) != 3 or max(sizes) > 3:
        raise ValueError(f"the layers are {sizes}; expected one hidden layer and at most 3 neurons, to be readable.")
    net = MLP(x[None], y[None], sizes, cost=cost, output="sigmoid")
    theta = net.pack(Ws, bs)
    Ws, bs = net.unpack(theta)
    Zs, As = net.forward(theta)
    dWs, dbs = net.unpack(net.gradient(theta))
    places = [(layer, j) for layer in (1, 0) for j in range(sizes[layer + 1])]
    step = 2 * len(places) if step is None else step
    errors, gradients = set(places[:step]), set(places[: max(0, step - len(places))])

    figure, ax = canvas(ax, size=(WIDTH, HEIGHT))
    bare(ax)
    ax.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    entitle(ax, title)
    at = [[(c, (j + 0.5) / n * HEIGHT) for j in range(n)] for c, n in zip((0.7, 5.0, 9.2), sizes, strict=True)]
    said = [f"A network of {'–'.join(map(str, sizes))} sigmoid neurons, cost {float(net(theta)):.4g}."]
    for layer, W in enumerate(Ws):
        for (j, k), w in np.ndenumerate(W):
            gradient = float(dWs[layer][j, k]) if (layer, j) in gradients else None
            t = 0.34 if layer == 0 else 0.5
            _wire(ax, at[layer][k], at[layer + 1][j], t, float(w), gradient)
    for j, value in enumerate(x):
        _box(ax, at[0][j], [f"x{_down(j)} = {_text(value)}"], 4)
    for layer, j in sorted(places):
        delta = float(net.deltas(theta)[layer][0, j])
        name = f"{str(layer + 1).translate(UP)}{_down(j)}"
        lines = [f"b = {_text(bs[layer][j])}"]
        if (layer, j) in gradients:
            lines.append(f"∂b = {_text(dbs[layer][j])}")
        z, a = Zs[layer][0, j], As[layer + 1][0, j]
        known = _text(delta) if (layer, j) in errors else "?"
        lines += [f"z = {_text(z)}", f"a = {_text(a)}", f"δ{name} = {known}"]
        if layer == 1:
            lines += [f"y = {_text(y[j])}", f"C = {_text(float(net(theta)))}"]
        _box(ax, at[layer + 1][j], lines, 0)
        said.append(f"Neuron {j + 1} of layer {layer + 1}: z = {z:.4g}, a = {a:.4g}, δ = {known}.")
        if (layer, j) in gradients:
            numbers = ", ".join(f"{v:.4g}" for v in (*dWs[layer][j], dbs[layer][j]))
            said.append(f"Gradients of its weights and its bias: {numbers}.")
    return describe(figure, " ".join(said))


def _wire(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], t: float, w: float, gradient: float | None
) -> None:
    look = current_theme()
    ax.plot(
        *zip(start, end, strict=True), color=look.faint if gradient is None else look.series[3], linewidth=1.8, zorder=1
    )
    ax.text(
        start[0] + t * (end[0] - start[0]),
        start[1] + t * (end[1] - start[1]),
        f"w = {_text(w)}" + ("" if gradient is None else f"\n∂ = {_text(gradient)}"),
        ha="center",
        va="center",
        fontsize=TEXT,
        color=look.ink,
        bbox={"boxstyle": "round,pad=0.15", "facecolor": look.background, "edgecolor": "none"},
    )


def _box(ax: Axes, place: tuple[float, float], lines: list[str], colour: int) -> None:
    look = current_theme()
    ax.text(
        *place,
        "\n".join(lines),
        ha="center",
        va="center",
        fontsize=TEXT,
        color=look.ink,
        linespacing=1.35,
        zorder=3,
        bbox={"boxstyle": "round,pad=0.5", "facecolor": look.soft[colour], "edgecolor": look.series[colour]},
    )


def _down(j: int) -> str:
    return str(j + 1).translate(DOWN)


def _text(value: float) -> str:
    """At most four decimals: −0.0141, 0.5, 1."""
    return f"{value:.4f}".rstrip("0").rstrip(".").replace("-", "−")

"""A single neuron, drawn twice: all that it does between its inputs and its activation, and the circle for all that."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import ArrayLike, NDArray

from gdkit.activations import sigmoid
from gdkit.plots.style import LABEL, TEXT, bare, canvas, current_theme, describe, entitle, picture

__all__ = ["neuron_drawing"]

Array = NDArray[Any]
LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
HALF = 0.36  # of a circle


def neuron_drawing(
    n: int = 3, *, x: ArrayLike | None = None, w: ArrayLike | None = None, b: float | None = None, title: str = ""
) -> Figure:
    """The sigmoid neuron a = σ(w·x + b) with n inputs: on the left in parts, on the right as one circle.

    x (n,), w (n,), b : numbers to write beside the letters, and score and activation with them; all three or none.
    """
    if len({value is None for value in (x, w, b)}) > 1:
        raise ValueError("only some of x, w and b were given; expected all three, or none for letters alone.")
    numbers = None if x is None or w is None or b is None else (_floats(x), _floats(w), float(b))
    if numbers and (numbers[0].ndim != 1 or numbers[0].shape != numbers[1].shape):
        shapes = f"x has shape {numbers[0].shape}, w {numbers[1].shape}"
        raise ValueError(f"{shapes}; expected (n,) for both, a number for each input.")
    n = numbers[0].size if numbers else n
    if not 1 <= n <= 6:
        raise ValueError(f"n is {n}; expected 1 to 6 inputs, so that they can be told apart.")
    xs, ws = [f"x{k}".translate(LOW) for k in range(1, n + 1)], [f"w{k}".translate(LOW) for k in range(1, n + 1)]
    z_text, a_text, b_text, said = "z", "a = σ(z)", "b", ""
    if numbers:
        z = float(numbers[0] @ numbers[1] + numbers[2])
        xs = [_number(value) for value in numbers[0]]
        ws = [f"{name} = {_number(value)}" for name, value in zip(ws, numbers[1], strict=True)]
        z_text, b_text = f"z = {_number(z)}", f"b = {_number(numbers[2])}"
        a_text = f"a = {_number(float(sigmoid(z)))}"
        said = f" Inputs {', '.join(xs)}; {', '.join(ws)}; {b_text}; score {z_text}, activation {a_text}."
    figure = picture((10.24, 4.9))
    left, right = figure.subplots(1, 2, width_ratios=(7, 4))
    heights = np.arange(n)[::-1] - (n - 1) / 2
    _, ax = canvas(left)
    _prepare(ax, (-0.6, 6.4), n, title or "In parts")
    _unit(ax, (0, heights[0] + 1), "1", 4)
    _arrow(ax, (0, heights[0] + 1), (2.6, 0), b_text)
    for height, name, weight in zip(heights, xs, ws, strict=True):
        _unit(ax, (0, height), name, 4)
        _arrow(ax, (0, height), (2.6, 0), weight)
    _unit(ax, (2.6, 0), "Σ", 0)
    _arrow(ax, (2.6, 0), (4.3, 0), z_text, along=0.5)
    _unit(ax, (4.3, 0), "σ", 2)
    _arrow(ax, (4.3, 0), (6.3, 0), a_text, along=0.58)
    _, ax = canvas(right)
    _prepare(ax, (-0.6, 3.6), n, "" if title else "In short")
    for height, name in zip(heights, xs, strict=True):
        _unit(ax, (0, height), name, 4)
        _arrow(ax, (0, height), (1.9, 0), "")
    _unit(ax, (1.9, 0), "", 0)
    _arrow(ax, (1.9, 0), (3.5, 0), "a", along=0.6)
    return describe(
        figure,
        f"A neuron drawn twice{', ' + title if title else ''}. On the left in parts: {n} inputs, each on an arrow with"
        f" its weight, and an input that is always 1, with the bias, lead to a sum Σ; the sum, the score z, leads to"
        f" the sigmoid σ, and out comes the activation a. On the right in short: the same inputs lead to one circle,"
        f" out comes a; weights, bias, sum and sigmoid are understood.{said}",
    )


def _prepare(ax: Axes, xlim: tuple[float, float], n: int, title: str) -> None:
    bare(ax)
    entitle(ax, title)
    ax.set(xlim=xlim, ylim=(-(n - 1) / 2 - 0.6, (n - 1) / 2 + 1.6), aspect="equal")


def _unit(ax: Axes, at: tuple[float, float], text: str, colour: int) -> None:
    look = current_theme()
    ax.add_patch(Circle(at, HALF, facecolor=look.soft[colour], edgecolor=look.series[colour], linewidth=1.8, zorder=3))
    ax.text(*at, text, fontsize=LABEL, ha="center", va="center", color=look.ink, zorder=4)


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], text: str, *, along: float = 0.42) -> None:
    """From circle to circle, with its text on the line."""
    look = current_theme()
    a, b = np.array(start), np.array(end)
    step = (b - a) / np.hypot(*(b - a))
    tail, head = a + HALF * step, b - (HALF + 0.03) * step
    ax.annotate(
        "",
        head,
        tail,
        arrowprops={"arrowstyle": "-|>", "color": look.ink, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0},
    )
    if text:
        place = tail + along * (head - tail)
        level = abs(step[1]) < 1e-9 and start[0] > 1  # beside a level arrow between circles there is room above it
        ax.text(
            place[0],
            place[1] + (0.3 if level else 0),
            text,
            fontsize=TEXT,
            ha="center",
            va="center",
            color=look.ink,
            bbox=None if level else {"facecolor": look.background, "edgecolor": "none", "pad": 1.5},
            zorder=5,
        )


def _floats(values: ArrayLike) -> Array:
    return np.asarray(values, dtype=float)


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")

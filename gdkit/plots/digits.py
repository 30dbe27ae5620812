"""The problem that grows with the course: handwritten digits as pictures, and how many each lecture gets right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from gdkit.plots.style import TEXT, TITLE, canvas, current_theme, describe, entitle, legend, picture

__all__ = ["DIGITS_SO_FAR", "digit_images", "digits_so_far"]


@dataclass(frozen=True)
class Record:
    """How many held-out digits a lecture's tool gets right."""

    lecture: str
    tool: str
    right: int
    of: int = 360

    @property
    def pair(self) -> bool:
        """Twos and sevens alone."""
        return self.of != 360

    @property
    def percent(self) -> float:
        return 100 * self.right / self.of


DIGITS_SO_FAR = (
    Record("00", "guess", 36),
    Record("01", "a line, two parameters", 70, 75),
    Record("02", "a line, 65 parameters", 75, 75),
    Record("03", "ten lines, one pass", 323),
    Record("04", "ten lines, SGD", 337),
    Record("05", "ten lines, Adam", 343),
    Record("06", "ten lines, ridge", 341),
    Record("07", "ten logistic", 346),
    Record("08", "softmax", 349),
    Record("09", "a hidden layer, drawn", 348),
    Record("10", "… trained", 350),
    Record("11", "… by cross-entropy", 351),
    Record("12", "… with Adam", 352),
    Record("13", "two hidden layers", 356),
)
"""What the lectures compute, each with a Generator whose seed is its number; a test runs them and compares."""


MOST = 0.995  # a share beyond it is drawn here
RIM = 9.4  # the right end of the axis, in halvings


def digits_so_far(lecture: str, right: int, of: int = 360, *, title: str = "", ax: Axes | None = None) -> Figure:
    """The share of held-out digits that the lectures before this one got right, and what was got now.

    lecture : "00" to "13". right : how many of the `of` held-out digits are right now. The bars are one standard
    error of a share, √(p(1 − p)/of). Raises ValueError for another lecture, or where right is not of 0..of.
    """
    numbers = [record.lecture for record in DIGITS_SO_FAR]
    if lecture not in numbers:
        raise ValueError(f"lecture is {lecture!r}; expected one of {', '.join(numbers)}, in quotation marks.")
    if not 0 <= right <= of or of < 1:
        raise ValueError(f"right is {right} of {of}; expected a whole number from 0 to {of}.")
    tool = DIGITS_SO_FAR[numbers.index(lecture)].tool
    records = [*DIGITS_SO_FAR[: numbers.index(lecture)], Record(lecture, tool, int(right), int(of))]
    figure, ax = canvas(ax, size=(10.24, 6.6))
    look = current_theme()
    for pair, name, colour, marker in ((False, "all ten digits", 0, "o"), (True, "only twos and sevens", 1, "s")):
        mine = [(row, record) for row, record in enumerate(records) if record.pair == pair]
        if mine:
            rows, shares = [row for row, _ in mine], np.array([record.right / record.of for _, record in mine])
            error = np.sqrt(shares * (1 - shares) / [record.of for _, record in mine])
            span = np.abs(_place([shares - error, shares + error]) - _place(shares))
            style: dict[str, Any] = {
                "color": look.series[colour],
                "marker": marker,
                "markersize": 9,
                "linewidth": 2,
                "capsize": 4,
            }
            ax.errorbar(_place(shares), rows, xerr=span, linestyle="none", label=name, **style)
    for row, record in enumerate(records):
        weight = "bold" if record is records[-1] else "normal"
        said = f"{record.percent:.0f} %"
        ax.text(RIM, row, said, ha="right", va="center", fontsize=TEXT, fontweight=weight, color=look.ink)
    still_to_come = [""] * (len(DIGITS_SO_FAR) - len(records))
    ax.set_yticks(range(len(DIGITS_SO_FAR)), [f"{r.tool}  {r.lecture}" for r in records] + still_to_come)
    ax.set_ylim(len(DIGITS_SO_FAR) - 0.4, -0.6)
    ax.set_xlim(0, RIM)
    ticks = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99]
    ax.set_xticks(_place(ticks), [f"{100 * tick:.0f}" for tick in ticks])
    ax.set_xlabel("held-out digits right, in %")
    entitle(ax, title or "The digits so far")
    legend(ax, "lower left")
    said = "; ".join(
        f"lecture {r.lecture}, {r.tool.removeprefix('… ')}: {r.percent:.0f} %{' of twos and sevens' if r.pair else ''}"
        for r in records
    )
    return describe(figure, f"Share of held-out handwritten digits that are right, by lecture: {said}.")


def _place(share: ArrayLike) -> NDArray[np.float64]:
    """Where a share stands on the axis: each halving of what is wrong takes the same room, and all right is an end."""
    return -np.log2(1 - np.clip(share, 0, MOST))


def digit_images(
    X: ArrayLike, labels: Sequence[object] | ArrayLike | None = None, *, columns: int = 10, title: str = ""
) -> Figure:
    """Rows of X (m, 64) or (m, n) with n a square number as pictures, dark ink on light, a label below each.

    Weights can be drawn as well: what is negative is drawn in the other colour of a diverging map.
    Raises ValueError where the rows are not square pictures or there are not m labels.
    """
    X = np.atleast_2d(np.asarray(X, dtype=float))
    side = round(sqrt(X.shape[1])) if X.ndim == 2 else 0
    if X.ndim != 2 or side * side != X.shape[1] or not len(X):
        raise ValueError(f"X has shape {X.shape}; expected (m, 64): each row one picture of 8 by 8 pixels.")
    words = [""] * len(X) if labels is None else [str(label) for label in np.asarray(labels, dtype=object)]
    if len(words) != len(X):
        raise ValueError(f"there are {len(words)} labels; expected {len(X)}, one a picture.")
    look, columns = current_theme(), min(columns, len(X))
    rows = ceil(len(X) / columns)
    figure = picture((10.24, min(7.2, rows * (9 / columns + (0.4 if any(words) else 0))) + (0.5 if title else 0)))
    reach = float(np.abs(X).max()) or 1.0
    signed = bool((X < 0).any())
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for ax in axes:
        ax.set_axis_off()
    for ax, row, word in zip(axes, X, words, strict=False):
        ax.imshow(
            row.reshape(side, side),
            cmap=look.diverging if signed else "gray_r",
            vmin=-reach if signed else 0,
            vmax=reach,
        )
        if word:
            ax.text(0.5, -0.05, word, fontsize=TEXT, color=look.ink, ha="center", va="top", transform=ax.transAxes)
    if title:
        figure.suptitle(title, fontsize=TITLE, color=look.ink)
    named = f", labelled {', '.join(words)}" if any(words) else ""
    kind = "weights, each as a picture" if signed else "pictures"
    return describe(figure, f"{title + ': ' if title else ''}{len(X)} {kind} of {side} by {side} pixels{named}.")

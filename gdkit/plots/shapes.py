"""Arrays as grids of numbers: what A @ B, A + B and A − B make of two shapes, and where they do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from gdkit.plots.style import LABEL, TEXT, TITLE, bare, canvas, current_theme, describe, entitle

__all__ = ["shape_result"]

OPERATIONS = {"@": "@", "+": "+", "-": "−"}
GAP = 1.1  # cells between two arrays


def shape_result(
    operation: str,
    a: Sequence[int],
    b: Sequence[int],
    *,
    entry: Sequence[int] = (0, 0),
    names: Sequence[str] = ("A", "B"),
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """A of shape a, B of shape b and `A operation B`, at most two axes each; an array of one axis is drawn as a row.

    operation : "@", "+" or "-". Entries that NumPy repeats are drawn dashed.
    entry : (i, j), the entry of the result that is marked, together with what it is made of.
    """
    if operation not in OPERATIONS:
        raise ValueError(f"operation is {operation!r}; expected one of {', '.join(OPERATIONS)}.")
    if max(len(a), len(b)) > 2:
        raise ValueError(f"the shapes are {tuple(a)} and {tuple(b)}; expected at most two axes each.")
    A, B = (_filled(shape, step) for shape, step in ((a, 1), (b, 1 if operation == "@" else 10)))
    C = _result(operation, A, B)
    at = () if C is None else tuple(min(i, n - 1) for i, n in zip(entry, C.shape, strict=False))
    sign = OPERATIONS[operation]
    drawn = (
        [A, B] if C is None else [*(np.broadcast_to(M, C.shape) for M in (A, B)), C] if operation != "@" else [A, B, C]
    )
    lit = [None, None] if C is None else [*_used(operation, A, B, at), at]
    width = sum(_table(M).shape[1] for M in drawn) + GAP * (len(drawn) - 1)
    height = max(_table(M).shape[0] for M in drawn)
    figure, ax = canvas(ax, size=(10.24, 0.5 * height + 1.7))
    bare(ax)
    x = 0.0
    for k, M in enumerate(drawn):
        name, shape = [(names[0], A.shape), (names[1], B.shape), ("", None if C is None else C.shape)][k]
        own = None if k == 2 else _table(A if k == 0 else B).shape
        _grid(ax, x, M, lit[k], own)
        ax.text(x, -0.25, f"{name} {shape}".strip(), fontsize=LABEL, color=current_theme().ink, va="bottom")
        x += _table(M).shape[1]
        if k < len(drawn) - 1:
            ax.text(
                x + GAP / 2, 0.5, (sign, "=")[k], fontsize=TITLE, color=current_theme().ink, ha="center", va="center"
            )
        x += GAP
    ax.set(xlim=(-0.1, max(width, 9) + 0.1), ylim=(height + 0.15, -1.0))
    does = f"{names[0]} {sign} {names[1]}"
    entitle(ax, title or (f"{does}: NumPy stops with an error" if C is None else f"{does} has shape {C.shape}"))
    said = f"Arrays as grids: {names[0]} of shape {A.shape}, {names[1]} of shape {B.shape}; {does}"
    if C is None:
        return describe(figure, f"{said} does not fit: NumPy stops with an error.")
    where = f"[{', '.join(map(str, at))}]" if at else ""
    return describe(figure, f"{said} has shape {C.shape}; ({does}){where} is {C[at]}. All entries: {C.tolist()}.")


def _filled(shape: Sequence[int], step: int) -> Any:
    return step * np.arange(1, int(np.prod(shape)) + 1).reshape(tuple(shape))


def _result(operation: str, A: Any, B: Any) -> Any:
    """NumPy's own answer; None where it stops."""
    try:
        return np.asarray({"@": np.matmul, "+": np.add, "-": np.subtract}[operation](A, B))
    except ValueError:
        return None


def _table(M: Any) -> Any:
    """Rows and columns to draw: an array of one axis is a row, a number one cell."""
    return M.reshape(-1, M.shape[-1]) if M.ndim == 2 else M.reshape(1, -1)


def _used(operation: str, A: Any, B: Any, at: tuple[int, ...]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The indices into A and B, as drawn, of what the entry `at` of the result is made of."""
    if operation != "@":
        return at, at
    row, column = at[: A.ndim - 1], at[A.ndim - 1 :]
    return (*row, slice(None)), (slice(None), *column)


def _grid(ax: Axes, x: float, M: Any, lit: tuple[Any, ...] | None, own: tuple[int, int] | None) -> None:
    """The numbers of M in cells from x on; those outside `own` rows and columns are repeated ones."""
    look = current_theme()
    marked = np.zeros(M.shape, dtype=bool)
    if lit is not None:
        marked[lit] = True
    table, bright = _table(M), _table(marked)
    for (i, j), value in np.ndenumerate(table):
        repeated = own is not None and (i >= own[0] or j >= own[1])
        series = 1 if bright[i, j] else 0
        ax.add_patch(
            Rectangle(
                (x + j + 0.03, i + 0.03),
                0.94,
                0.94,
                facecolor="none" if repeated and not bright[i, j] else look.soft[series],
                edgecolor=look.faint if repeated and not bright[i, j] else look.series[series],
                linestyle="--" if repeated else "-",
                linewidth=2.6 if bright[i, j] else 1.4,
            )
        )
        ax.text(
            x + j + 0.5, i + 0.5, f"{value}".replace("-", "−"), fontsize=TEXT, color=look.ink, ha="center", va="center"
        )

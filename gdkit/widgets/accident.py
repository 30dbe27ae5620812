"""The stopping replay of lesson 04: rows one by one, and a rule that takes a coincidence for the minimum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.arrays import Array
from gdkit.datasets import toy_batch
from gdkit.losses import MSE
from gdkit.optimizers import GD
from gdkit.plots.style import TEXT, bare, canvas, current_theme, describe, entitle, picture
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["StoppingReplay"]


class Seen(NamedTuple):
    """One row: its error at theta, the distance from the error before, whether the rule fires, theta afterwards."""

    row: int
    theta: Array
    error: float
    difference: float
    stops: bool
    next: Array


class StoppingReplay(Explorer):
    """Stochastic descent row by row with the rule “stop when two errors in a row differ by less than tol”.

    X (m, n) and y (m,) : the data; the toy batch by default
    rows : the rows in their order, indices from 0; by default rows 10, 6 and 1 of the toy batch, or all rows of X
    shown : how many of them have been seen
    eta, tol, theta : learning rate, the rule's tolerance, and the start (b, w)
    ask : whether a prediction, does the rule fire?, is asked for from the second row on

    `rows`, `shown` and `prediction` follow the browser, and move it when they are set.
    """

    _esm = script("accident.js")
    _css = stylesheet("accident.css")

    X: traitlets.List = traitlets.List(read_only=True).tag(sync=True)
    y: traitlets.List = traitlets.List(read_only=True).tag(sync=True)
    theta = traitlets.List(traitlets.Float(), read_only=True).tag(sync=True)
    eta = traitlets.Float(min=1e-6, read_only=True).tag(sync=True)
    tol = traitlets.Float(min=0.0, read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    rows = traitlets.List(traitlets.Int()).tag(sync=True)
    shown = traitlets.Int(min=0).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        X: ArrayLike | None = None,
        y: ArrayLike | None = None,
        *,
        rows: Sequence[int] | None = None,
        shown: int = 0,
        eta: float = 0.1,
        tol: float = 1e-8,
        theta: ArrayLike | None = None,
        ask: bool = True,
    ) -> None:
        if (X is None) != (y is None):
            raise ValueError("only one of X and y was given; expected both, or none for the toy batch.")
        self._loss = MSE(*toy_batch()) if X is None or y is None else MSE(X, y)
        start = [0.0] + [1.0] * self._loss.X.shape[1] if theta is None else theta
        for name, value in {
            "X": self._loss.X.tolist(),
            "y": self._loss.y.tolist(),
            "theta": self._loss.as_theta(start).tolist(),
            "eta": float(eta),
            "tol": float(tol),
            "ask": ask,
        }.items():
            self.set_trait(name, value)
        if rows is None:
            rows = (9, 5, 0) if X is None else range(len(self._loss))
        super().__init__(rows=[int(row) for row in rows], shown=int(shown))

    @traitlets.validate("rows")
    def _known_rows(self, proposal: traitlets.Bunch) -> list[int]:
        rows, m = list(proposal["value"]), len(self._loss)
        if not rows or min(rows) < 0 or max(rows) >= m:
            raise ValueError(f"rows is {rows}; expected at least one index from 0 to {m - 1}.")
        return rows

    def replay(self) -> list[Seen]:
        """The rows that have been seen, computed by gdkit; the last one may have stopped the descent."""
        theta, before, seen, rule = np.array(self.theta), np.inf, [], GD(self.eta)
        for row in self.rows[: self.shown]:
            one = self._loss[[row]]
            error = float(one(theta))
            stops = abs(error - before) < self.tol
            after = theta if stops else rule.step(theta, one.gradient(theta), rule.init(theta))
            seen.append(Seen(row, theta, error, abs(error - before), stops, after))
            if stops:
                break
            theta, before = after, error
        return seen

    def static(self) -> Figure:
        """The error of every row where the descent now stands, and the record of the rows that were seen."""
        seen = self.replay() if self.shown else []
        theta = seen[-1].next if seen else np.array(self.theta)
        squares = (self._loss.Xb @ theta - self._loss.y) ** 2
        J, norm = float(self._loss(theta)), float(np.linalg.norm(self._loss.gradient(theta)))
        figure = picture((10.24, 6.4))
        grid = figure.add_gridspec(2, 1, height_ratios=(3, 2))
        _, ax = canvas(figure.add_subplot(grid[0]))
        look = current_theme()
        last = {part.row for part in seen[-2:]}
        for row, square in enumerate(squares):
            soft, edge, hatch = (1, 1, "//") if row in last else (0, 0, "")
            ax.bar(row + 1, square, 0.7, color=look.soft[soft], edgecolor=look.series[edge], hatch=hatch, linewidth=1.8)
        ax.axhline(J, color=look.ink, linewidth=1.6, linestyle="--")
        ax.set_xticks(range(1, len(squares) + 1))
        ax.set(xlabel="row", ylabel="squared error")
        entitle(ax, f"All rows: J = {J:.4g} (dashed), ‖∇J‖ = {norm:.4g}")
        _, ax = canvas(figure.add_subplot(grid[1]))
        bare(ax)
        lines = [_line(k, part) for k, part in enumerate(seen)] or ["No row has been seen yet."]
        stopped = bool(seen) and seen[-1].stops
        updates = len(seen) - stopped
        where = f"b = {theta[0]:.4g}, w = ({', '.join(f'{value:.4g}' for value in theta[1:])})"
        lines.append(f"{'The rule stops the descent' if stopped else 'It stands'} after {updates} updates: {where}")
        lines = [line.replace("-", "−") for line in lines[-7:]]
        ax.text(0, 1, "\n".join(lines), fontsize=TEXT, color=look.ink, va="top", linespacing=1.5)
        return describe(
            figure,
            f"Squared error of all {len(squares)} rows where the descent stands: J = {J:.4g}, gradient norm"
            f" {norm:.4g}. {'; '.join(lines)}.",
        )


def _line(k: int, part: Seen) -> str:
    """What one row said."""
    change = f", {part.difference:.2g} from the one before" if np.isfinite(part.difference) else ""
    return f"{k + 1}. row {part.row + 1}: error {part.error:.4g}{change}{': “done”' if part.stops else ''}"

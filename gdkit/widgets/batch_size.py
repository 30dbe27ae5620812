"""The batch-size explorer of lesson 04: one slider from a single row to all rows, and what noise does to the path."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.datasets import noisy_line
from gdkit.descent import Descent, minimize
from gdkit.losses import MSE
from gdkit.optimizers import GD
from gdkit.plots.curves import curves
from gdkit.plots.style import describe, picture
from gdkit.plots.surface import contour_path
from gdkit.quadratic import as_quadratic
from gdkit.schedules import inverse_time
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["BatchSizeExplorer"]

SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
DRAWS = 3  # orders of the rows to choose from
PASSES = 10
HALF = 50  # a shrinking rate is half of what it was after so many updates


class BatchSizeExplorer(Explorer):
    """Move batch size, η and passes, keep η or let it shrink; predict what the path will do, then see path and loss.

    X (m, 1) and y (m,) : the data; 200 points around 2 + 5x by default
    batch_size, eta, shrink, passes : the settings at first; with `shrink`, update t has the rate η/(1 + t/50)
    draw : which of three random orders of the rows
    ask : whether a prediction is asked for before the path is shown

    What is chosen in the browser is followed here, and what is set here moves the browser.
    """

    _esm = script("batch_size.js")
    _css = stylesheet("batch_size.css")

    data: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)
    quadratic: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    batch_size = traitlets.Int(min=1).tag(sync=True)
    eta = traitlets.Float(min=1e-6, max=10.0).tag(sync=True)
    shrink = traitlets.Bool().tag(sync=True)
    passes = traitlets.Int(min=1, max=PASSES).tag(sync=True)
    draw = traitlets.Int(min=0, max=DRAWS - 1).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        X: ArrayLike | None = None,
        y: ArrayLike | None = None,
        start: ArrayLike = (0.0, 0.0),
        *,
        batch_size: int = 200,
        eta: float = 0.1,
        shrink: bool = False,
        passes: int = 5,
        draw: int = 0,
        ask: bool = True,
    ) -> None:
        if (X is None) != (y is None):
            raise ValueError("only one of X and y was given; expected both, or none for the noisy line.")
        made = noisy_line(np.random.default_rng(42)) if X is None or y is None else (X, y)
        self._loss = MSE(*made)
        if self._loss.n_parameters != 2:
            raise ValueError(f"X has shape {self._loss.X.shape}; expected (m, 1), one feature.")
        m, bowl, begin = len(self._loss), as_quadratic(self._loss), self._loss.as_theta(start)
        curvature = np.linalg.eigvalsh(bowl.hessian())
        if curvature[0] <= 0:
            raise ValueError("all entries of X are equal; expected a feature that varies, for one minimum.")
        reach = 1.35 * np.maximum(abs(begin - bowl.centre), 0.3 * abs(begin - bowl.centre).max() or 1.0)
        seen = [[float(c - r), float(c + r)] for c, r in zip(bowl.centre, reach, strict=True)]
        orders = [self._orders(draw).tolist() for draw in range(DRAWS)]
        data: dict[str, Any] = {
            "x": self._loss.X[:, 0].tolist(),
            "y": self._loss.y.tolist(),
            "start": begin.tolist(),
            "orders": orders,
            "sizes": sorted({size for size in (*SIZES, m) if size <= m}),
        }
        surface: dict[str, Any] = {
            "H": bowl.hessian().tolist(),
            "centre": bowl.centre.tolist(),
            "value": float(bowl.value),
            "L": float(curvature[1]),
            "xlim": seen[0],
            "ylim": seen[1],
        }
        self.set_trait("data", data)
        self.set_trait("quadratic", surface)
        self.set_trait("ask", ask)
        size = min(int(batch_size), m)
        super().__init__(batch_size=size, eta=float(eta), shrink=shrink, passes=int(passes), draw=int(draw))

    def _orders(self, draw: int) -> np.ndarray:
        """The rows of each pass in their order, (passes, m), as `minimize` draws them with this seed."""
        rng = np.random.default_rng(draw)
        return np.array([rng.permutation(len(self._loss)) for _ in range(PASSES)])

    def run(self) -> Descent:
        """The descent that is seen, computed by gdkit; its `values` are those of the mini-batches."""
        rate = inverse_time(HALF * self.eta, HALF) if self.shrink else self.eta
        rng, start = np.random.default_rng(self.draw), self.data["start"]
        return minimize(self._loss, start, GD(rate), n_epochs=self.passes, batch_size=self.batch_size, rng=rng)

    def static(self) -> Figure:
        """The path on the contour lines, and beside it the loss of all rows over passes."""
        run, m = self.run(), len(self._loss)
        figure = picture((10.24, 5.6))
        left, right = figure.subplots(1, 2)
        rate = f"η = {self.eta:.3g}{', shrinking' if self.shrink else ''}"
        updates = run.n_iter
        seen: dict[str, Any] = {name: tuple(self.quadratic[name]) for name in ("xlim", "ylim")} | {"names": ("b", "w")}
        contour_path(
            self._loss, {f"B = {self.batch_size}": run.path}, title=f"{rate}, {updates} updates", ax=left, **seen
        )
        above = np.maximum(self._loss(run.path) - self.quadratic["value"], 1e-12)
        curves(
            np.arange(updates + 1) * self.passes / max(updates, 1),
            {f"B = {self.batch_size}": above},
            xlabel="passes over the data",
            ylabel="loss of all rows − its minimum",
            log_y=True,
            ax=right,
        )
        return describe(
            figure,
            f"Mini-batch descent on {m} rows with batches of {self.batch_size}, {rate}: {self.passes} passes,"
            f" {updates} updates; the loss of all rows ends {above[-1]:.3g} above its minimum.",
        )

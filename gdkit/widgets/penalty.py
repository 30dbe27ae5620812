"""The penalty explorer of lesson 06: λ, ridge or lasso, and where the loss touches the circle or the diamond."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from gdkit.datasets import toy_batch
from gdkit.losses import MSE
from gdkit.penalties import Lasso, Ridge
from gdkit.plots.shrinkage import coefficient_paths, penalized_minimum, penalty_contact
from gdkit.plots.style import describe, picture
from gdkit.quadratic import Quadratic
from gdkit.widgets.base import Explorer, script, stylesheet

__all__ = ["PenaltyExplorer"]


class PenaltyExplorer(Explorer):
    """Move λ, predict which weights are exactly 0, then see the contact of loss and penalty and both paths.

    X (m, 2), y (m,) : the data; the toy batch by default. The loss is 1/m ‖Xb θ − y‖² + the penalty, the bias free.
    penalty, lam : "lasso" or "ridge", and λ, from 1/100 of what takes every weight of the lasso to 4 times that
    ask : whether a prediction is asked for before the minimum is shown

    `penalty`, `lam` and `prediction` follow what happens in the browser, and move it when they are set.
    """

    _esm = script("penalty.js")
    _css = stylesheet("penalty.css")

    surface: traitlets.Dict = traitlets.Dict(read_only=True).tag(sync=True)
    penalty = traitlets.Enum(["lasso", "ridge"]).tag(sync=True)
    lam = traitlets.Float(min=1e-12).tag(sync=True)
    ask = traitlets.Bool(read_only=True).tag(sync=True)
    prediction = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        X: ArrayLike | None = None,
        y: ArrayLike | None = None,
        *,
        penalty: str = "lasso",
        lam: float = 2.0,
        ask: bool = True,
    ) -> None:
        if (X is None) != (y is None):
            raise ValueError("only one of X and y was given; expected both, or none for the toy batch.")
        loss = MSE(*toy_batch()) if X is None or y is None else MSE(X, y)
        if loss.n_parameters != 3:
            raise ValueError(f"X has shape {loss.X.shape}; expected ({len(loss)}, 2): two weights can be drawn.")
        self._loss = without_bias(loss)
        H, centre = self._loss.hessian(), self._loss.centre
        most = float(np.abs(H @ centre).max())
        if not most > 0:
            raise ValueError("least squares has no weights but 0; expected labels that depend on X.")
        reach = 1.6 * float(np.abs(centre).max())
        data: dict[str, Any] = {
            "H": H.tolist(),
            "centre": centre.tolist(),
            "value": float(self._loss.value),
            "meanX": loss.X.mean(axis=0).tolist(),
            "meanY": float(loss.y.mean()),
            "low": -0.6 * reach if centre.min() >= 0 else -reach,
            "high": reach,
            "lambdas": [most / 100, 4 * most],
        }
        self.set_trait("surface", data)
        self.set_trait("ask", ask)
        super().__init__(penalty=penalty, lam=float(lam))

    @traitlets.validate("lam")
    def _on_the_slider(self, proposal: traitlets.Bunch) -> float:
        low, high = self.surface["lambdas"]
        if not low * (1 - 1e-9) <= proposal["value"] <= high * (1 + 1e-9):
            raise ValueError(f"lam is {proposal['value']:g}; expected {low:.4g} to {high:.4g}.")
        return float(proposal["value"])

    def minimum(self) -> np.ndarray:
        """The weights (2,) at the minimum that is seen, computed by gdkit."""
        return self._minimum(self.lam)

    def _minimum(self, lam: float) -> np.ndarray:
        return penalized_minimum(self._loss, self._penalty(lam))

    def _penalty(self, lam: float) -> Lasso | Ridge:
        return Lasso(lam) if self.penalty == "lasso" else Ridge(lam)

    def static(self) -> Figure:
        """The contact picture at λ, and both weights against λ."""
        low, high = self.surface["lambdas"]
        lams = np.geomspace(low, high, 81)
        left, right = picture((10.24, 5.0)).subplots(1, 2)
        limits = (self.surface["low"], self.surface["high"])
        figure = penalty_contact(self._loss, self._penalty(self.lam), limits=limits, ax=left)
        weights = np.array([self._minimum(lam) for lam in lams])
        coefficient_paths(lams, weights, names=("w₁", "w₂"), mark=self.lam, title=f"{self.penalty}: paths", ax=right)
        w = self.minimum()
        return describe(figure, f"At λ = {self.lam:.4g} the minimum is w = ({w[0]:.4g}, {w[1]:.4g}).")


def without_bias(loss: MSE) -> Quadratic:
    """The loss as a function of the weights alone, the bias at its best for each: least squares of centred data."""
    X, y = loss.X - loss.X.mean(axis=0), loss.y - loss.y.mean()
    H = MSE(X, y).hessian()[1:, 1:]
    if np.linalg.eigvalsh(H)[0] <= 1e-12 * np.linalg.eigvalsh(H)[-1]:
        raise ValueError("the columns of X depend on each other; expected a loss with one minimum.")
    w = np.linalg.solve(H, 2 / len(y) * X.T @ y)
    return Quadratic(H, w, float(np.mean((X @ w - y) ** 2)))

"""Linear regression by descent: least squares, ridge, lasso."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import RegressorMixin

from gdkit.arrays import Array, as_count, as_number
from gdkit.estimators.base import ConvexEstimator, Estimator, unit_of
from gdkit.losses import MSE, Loss
from gdkit.penalties import Lasso, Ridge
from gdkit.proximal import ista
from gdkit.quadratic import as_quadratic
from gdkit.rows import LastingRows

HUGE = 1e200  # a penalty that holds all weights at 0, in units in which it would be more than a float can be


class LinearModel(RegressorMixin, Estimator):
    """What the linear regressors share: the prediction ŷ = b + Xw."""

    coef_: Array
    intercept_: Any

    def _unpack(self, theta: Array, origin: Array, height: Any) -> Self:
        """theta = (b, w) for the columns X − origin and the targets y − height, as (b, w) for X and y."""
        self.coef_ = theta[1:]
        self.intercept_ = theta[0] + height - origin @ self.coef_
        self.theta_ = np.append(self.intercept_, self.coef_)
        return self

    def predict(self, X: ArrayLike) -> Array:
        """The predictions ŷ (m,) for rows X (m, n)."""
        return self._rows(X) @ self.coef_ + self.intercept_


class LinearRegressor(LinearModel, ConvexEstimator):
    """Least squares: J(θ) = 1/m ‖Xw + b − y‖².

    optimizer : one of `gdkit.optimizers`, for a descent from θ = 0; None for Nesterov's method with the rates that
        suit the data, from w = 0 and b = mean of y, on centred columns in units that suit them.
    max_iter : updates at most. batch_size : rows of a mini-batch, None for all.
    tol : stop when ‖∇J‖ is at most tol times what it was at the start.
    random_state : draws the mini-batches; an int or a Generator.

    Fitted: coef_ (n,), intercept_, theta_ = (b, w), loss_curve_ (J before each update and after the last, on the
    rows of that update), n_iter_ (updates), stopped_by_ ("gradient_below", "steps" or "diverged"). A fit of all rows
    that ends in "steps", and any that ends in "diverged", warns with scikit-learn's ConvergenceWarning.

    >>> X = np.array([[0.0], [1.0], [2.0]])
    >>> model = LinearRegressor().fit(X, [1.0, 3.0, 5.0])
    >>> model.coef_.round(6), float(model.intercept_.round(6)), model.stopped_by_
    (array([2.]), 1.0, 'gradient_below')
    """

    def __init__(
        self,
        optimizer: Any = None,
        max_iter: int = 10_000,
        batch_size: int | None = None,
        tol: float = 1e-10,
        random_state: Any = None,
    ) -> None:
        self.optimizer, self.max_iter, self.batch_size = optimizer, max_iter, batch_size
        self.tol, self.random_state = tol, random_state

    def _loss(self, data: MSE, unit: Any) -> Loss:
        """The loss of w · unit, which belongs to columns in these units."""
        return data

    def _units(self, columns: Array) -> list[Any]:
        """In what the columns are measured during the descent. Each in its own, unless there are many solutions: of
        these the shortest is wanted, and what is short depends on the units."""
        return [unit_of(columns), unit_of(columns, axis=None)]

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Descend on X (m, n), y (m,), each row counting sample_weight times."""
        X, y, weights = self._data(X, y, sample_weight, y_numeric=True)
        y = y.astype(X.dtype)
        origin, height = self._origin(X, weights), self._origin(y, weights)
        columns = X - origin
        for unit in self._units(columns) if self.optimizer is None else [X.dtype.type(1)]:
            loss = self._loss(weighted_mse(columns / unit, y - height, weights), unit)
            h = np.linalg.eigvalsh(loss.hessian().astype(np.float64))
            # A direction in which the loss is flat has no gradient either: it does not slow the descent down.
            curved = h[h > len(h) * np.finfo(X.dtype).eps * h[-1]]
            if len(curved) == len(h):
                break
        theta = self._descend_from_zero(loss, curved[-1], curved[0])
        return self._unpack(np.append(theta[:1], theta[1:] / unit), origin, height)


class RidgeRegressor(LinearRegressor):
    """Ridge regression: J(θ) = 1/m ‖Xw + b − y‖² + λ‖w‖², the bias free. The rest is as in `LinearRegressor`.

    lam : λ; scikit-learn's `Ridge` calls alpha = mλ.
    """

    def __init__(
        self,
        lam: float = 0.01,
        optimizer: Any = None,
        max_iter: int = 10_000,
        batch_size: int | None = None,
        tol: float = 1e-10,
        random_state: Any = None,
    ) -> None:
        super().__init__(optimizer, max_iter, batch_size, tol, random_state)
        self.lam = lam

    def _loss(self, data: MSE, unit: Any) -> Loss:
        return data + Ridge(min(as_number("lam", self.lam, at_least=0) / float(unit) / float(unit), HUGE))

    def _units(self, columns: Array) -> list[Any]:
        return [unit_of(columns, axis=None)]  # one for all: the penalty weighs columns against each other


class LassoRegressor(LinearModel):
    """The lasso: J(θ) = 1/m ‖Xw + b − y‖² + λ‖w‖₁, the bias free, by accelerated proximal descent (FISTA).

    lam : λ; scikit-learn's `Lasso` calls alpha = λ/2.
    max_iter : updates at most. tol : stop when an update is not longer than tol times the θ of least squares.

    Fitted: coef_, intercept_, theta_, loss_curve_, n_iter_, stopped_by_ ("step_below", or "steps" with a
    ConvergenceWarning).
    """

    def __init__(self, lam: float = 1.0, max_iter: int = 10_000, tol: float = 1e-12) -> None:
        self.lam, self.max_iter, self.tol = lam, max_iter, tol

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Descend on X (m, n), y (m,), each row counting sample_weight times."""
        X, y, weights = self._data(X, y, sample_weight, y_numeric=True)
        dtype = X.dtype
        X, y = X.astype(np.float64), y.astype(np.float64)
        max_iter, tol = as_count("max_iter", self.max_iter), as_number("tol", self.tol, at_least=0)
        # On centred data the bias is 0, whether it is penalised or not; `_unpack` makes it that of X and y.
        x_mean, y_mean = np.average(X, axis=0, weights=weights), np.average(y, weights=weights)
        unit = float(unit_of(X - x_mean, axis=None))
        loss = weighted_mse((X - x_mean) / unit, y - y_mean, weights)
        gram = as_quadratic(loss)  # an update then costs the same, whatever the number of rows
        length = float(np.linalg.norm(gram.centre))
        start = np.zeros(loss.n_parameters or 0)
        run = ista(
            gram,
            Lasso(min(as_number("lam", self.lam, at_least=0) / unit, HUGE)),
            start,
            max_iter=max_iter,
            tol=tol * length,
            accelerated=True,
        )
        self.loss_curve_, self.n_iter_ = run.values.tolist(), max(1, run.n_iter)
        self.stopped_by_ = run.stopped_by
        self._warn_of_steps()
        theta = np.append(run.theta[:1], run.theta[1:] / unit)
        return self._unpack(theta.astype(dtype), x_mean.astype(dtype), y_mean.astype(dtype))


def weighted_mse(X: Array, y: Array, weights: Array | None) -> MSE:
    """1/Σs Σ sᵢ(ŷᵢ − yᵢ)²: an MSE whose rows, the 1 of the bias included, are multiplied by √s (s of mean 1)."""
    loss = MSE(X, y)
    if weights is not None:
        root = np.sqrt(weights * (len(weights) / weights.sum()))
        loss.rows = LastingRows(loss.Xb * root[:, None], loss.y * root)
    return loss

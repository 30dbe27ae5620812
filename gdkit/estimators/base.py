"""What all estimators share: input at the door, one descent, and the rates that suit a convex loss."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from gdkit.activations import sigmoid, softmax
from gdkit.arrays import Array, add_bias, as_number
from gdkit.descent import minimize
from gdkit.losses import Loss
from gdkit.optimizers import Adam, Nesterov
from gdkit.stopping import gradient_below

FLOATS = (np.float64, np.float32)
FINE = 1e4  # roundings in the gradient of a fit that is as good as the kind of numbers allows


class Estimator(BaseEstimator):
    """Data in, a descent, and what it left: `theta_`, `loss_curve_`, `n_iter_`, `stopped_by_`."""

    random_state: Any
    batch_size: Any
    n_iter_: int
    stopped_by_: str
    tol: float

    def _data(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None, **how: Any
    ) -> tuple[Array, Array, Array | None]:
        """X (m, n) and y checked as scikit-learn does; the weights (m,), or None where all rows count alike."""
        rows, targets = validate_data(self, X, y, dtype=FLOATS, **how)
        if sample_weight is None:
            return rows, targets, None
        weights = _check_sample_weight(sample_weight, rows, dtype=rows.dtype, ensure_non_negative=True)
        if not weights.any():
            raise ValueError("sample_weight holds only zeros; expected at least one positive number.")
        return rows, targets, weights

    def _rows(self, X: ArrayLike) -> Array:
        """X (m, n) of rows to predict, checked against the rows of the fit."""
        check_is_fitted(self)
        return validate_data(self, X, dtype=FLOATS, reset=False)

    def _descend(self, loss: Loss, theta: Array, optimizer: Any, *, rng: Any, **how: Any) -> Array:
        """The theta where the descent ended; its record goes into the fitted attributes."""
        run = minimize(loss, theta, optimizer, rng=rng, batch_size=self.batch_size, record=False, **how)
        self.theta_ = run.theta
        self.loss_curve_ = run.values.tolist()
        self.n_iter_ = max(1, run.n_iter)
        self.stopped_by_ = run.stopped_by
        if run.stopped_by == "diverged":
            self._warn(
                "the loss is not a finite number any more. Lower the optimizer's rate, or scale the columns of X"
            )
        return run.theta

    def _warn(self, what: str) -> None:
        """Says, as scikit-learn does, that the fit is not what was asked for."""
        said = f"{type(self).__name__} stopped after {self.n_iter_} updates: {what}."
        warnings.warn(said, ConvergenceWarning, stacklevel=2)

    def _warn_of_steps(self) -> None:
        """Where all updates were made and the rule of tol was not met. tol = 0 asks for just that."""
        if self.stopped_by_ == "steps" and self.tol:
            self._warn(
                f"max_iter was reached before tol={self.tol:g}. Scale the columns of X (gdkit.datasets.standardize), "
                "raise max_iter, or raise tol"
            )


class ConvexEstimator(Estimator):
    """A convex loss, descended from zero until the gradient is tol times what it was at the start.

    Where the optimizer is left to us, it is Nesterov's method with the rates that suit the data, on centred columns:
    with a free bias that is the same problem, only rounder. For mini-batches it is Adam(0.01), on these columns.
    """

    optimizer: Any
    max_iter: int

    def _origin(self, columns: Array, weights: Array | None) -> Array:
        """What is taken from the columns of X, or from y, before the descent."""
        if self.optimizer is None:
            return np.average(columns, axis=0, weights=weights).astype(columns.dtype)
        return np.zeros(columns.shape[1:], columns.dtype)

    def _descend_from_zero(self, loss: Loss, largest: float, smallest: float) -> Array:
        """`largest` and `smallest`: between what the second derivatives of the loss lie."""
        tol = as_number("tol", self.tol, at_least=0)
        optimizer = self.optimizer
        if optimizer is None:
            optimizer = Adam(0.01) if self.batch_size else accelerated(largest, smallest)
        start = loss.as_theta(np.zeros(loss.n_parameters or 0))
        steepness = float(np.linalg.norm(loss.gradient(start)))
        stop = gradient_below(tol * steepness)
        rng = as_generator(self.random_state)
        theta = self._descend(loss, start, optimizer, rng=rng, max_iter=self.max_iter, stop=stop)
        if self.batch_size is None:  # on a mini-batch the gradient does not vanish at the minimum
            left = float(np.linalg.norm(loss.gradient(theta)))
            if left > FINE * np.finfo(theta.dtype).eps * steepness:  # below it, rounding may hide a smaller one
                self._warn_of_steps()
        return theta


class Classifier(ClassifierMixin, Estimator):
    """Classes of any kind, as numbers 0..K-1 inside. A subclass writes `decision_function`."""

    classes_: Array

    def _labels(self, y: ArrayLike) -> Array:
        """Sets `classes_` and returns the number of each row's class, 0..K-1."""
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"y holds only the class {self.classes_[0]!r}; expected 2 classes or more, since a classifier "
                "cannot be fitted when there is only one class."
            )
        return labels

    def decision_function(self, X: ArrayLike) -> Array:
        """The scores: (m,) of the second class where there are two, else (m, K)."""
        raise NotImplementedError

    def predict(self, X: ArrayLike) -> Array:
        """The class with the largest probability, (m,); of two equally likely ones the second."""
        scores = self.decision_function(X)
        return self.classes_[scores.argmax(axis=1) if scores.ndim == 2 else (scores >= 0).astype(np.intp)]

    def predict_proba(self, X: ArrayLike) -> Array:
        """The probability of each class, (m, K), in the order of `classes_`."""
        scores = self.decision_function(X)
        if scores.ndim == 2:
            return softmax(scores)
        return np.stack([sigmoid(-scores), sigmoid(scores)], axis=1)


def curvatures(X: Array, weights: Array | None) -> Array:
    """The eigenvalues of Xbᵀ S Xb / ΣS, ascending, where S holds the weights of the rows."""
    Xb = add_bias(X).astype(np.float64)
    s = np.ones(len(Xb)) if weights is None else weights.astype(np.float64)
    return np.linalg.eigvalsh((Xb.T * (s / s.sum())) @ Xb)


def unit_of(columns: Array, axis: int | None = 0) -> Any:
    """The power of two next to the root mean square of each column, of all with axis=None; 1 where all are 0.

    Dividing by it rounds nothing, and the descent does not depend on the units of the data.
    """
    size = np.sqrt(np.mean((columns / (np.abs(columns).max() or 1)) ** 2, axis=axis)) * (np.abs(columns).max() or 1)
    return np.exp2(np.round(np.log2(np.where(size > 0, size, 1)))).astype(columns.dtype)


def accelerated(largest: float, smallest: float) -> Nesterov:
    """Nesterov's method with the constants for second derivatives between `smallest` and `largest`.

    η = 1/L and γ = (√L − √μ)/(√L + √μ) (Nesterov 2004, "Introductory lectures on convex optimization", section 2.2).
    """
    root = np.sqrt(smallest / largest)
    return Nesterov(1 / largest, gamma=(1 - root) / (1 + root))


def as_generator(random_state: Any) -> np.random.Generator:
    """scikit-learn's random_state (an int, a RandomState or None), or a Generator, as a Generator."""
    if isinstance(random_state, np.random.Generator):
        return random_state
    if random_state is None:
        return np.random.default_rng()
    try:
        return np.random.default_rng(check_random_state(random_state).randint(2**31))
    except ValueError:
        raise ValueError(
            f"random_state is {random_state!r}; expected a whole number from 0 to 2**32 - 1, a Generator, "
            "a RandomState or None."
        ) from None

"""Logistic and softmax regression by descent: networks without a hidden layer."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from gdkit.arrays import Array
from gdkit.estimators.base import Classifier, ConvexEstimator, curvatures
from gdkit.networks import MLP


class LinearClassifier(Classifier, ConvexEstimator):
    """Scores b + Xw, one for each output of a network without hidden layer."""

    coef_: Array
    intercept_: Array
    cost: str
    curvature: float

    def __init__(
        self,
        lam: float = 1.0,
        optimizer: Any = None,
        max_iter: int = 1000,
        batch_size: int | None = None,
        tol: float = 1e-8,
        random_state: Any = None,
    ) -> None:
        self.lam, self.optimizer, self.max_iter = lam, optimizer, max_iter
        self.batch_size, self.tol, self.random_state = batch_size, tol, random_state

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Descend on X (m, n) and classes y (m,), each row counting sample_weight times."""
        X, y, weights = self._data(X, y, sample_weight)
        labels = self._labels(y)
        sizes = (X.shape[1], self._n_outputs())
        origin = self._origin(X, weights)
        net = MLP(X - origin, labels, sizes, cost=self.cost, lam=self.lam, weights=weights)
        decay = self.lam / (len(X) if weights is None else float(weights.sum()))
        largest = self.curvature * curvatures(X - origin, weights)[-1] + decay
        # Without a penalty the loss may be as flat as one likes; 1e-4 keeps the momentum γ at 0.98.
        theta = self._descend_from_zero(net, largest, max(decay, 1e-4 * largest))
        (self.coef_,), (b,) = net.unpack(theta)
        self.intercept_ = b - self.coef_ @ origin
        self.theta_ = net.pack([self.coef_], [self.intercept_])
        return self

    def _n_outputs(self) -> int:
        return len(self.classes_)

    def decision_function(self, X: ArrayLike) -> Array:
        """The scores: (m,) of the second class for logistic regression, (m, K) for softmax regression."""
        scores = self._rows(X) @ self.coef_.T + self.intercept_
        return scores[:, 0] if scores.shape[1] == 1 else scores


class LogisticClassifier(LinearClassifier):
    """Logistic regression for two classes: J = 1/m Σ log loss + λ/(2m) ‖w‖², the bias free, from θ = 0.

    lam : λ; scikit-learn's `LogisticRegression` has C = 1/λ. The other parameters are those of `LinearRegressor`.

    Fitted: classes_, coef_ (1, n), intercept_ (1,), theta_ = (b, w), loss_curve_, n_iter_, stopped_by_.
    """

    cost, curvature = "cross_entropy", 0.25

    def _labels(self, y: ArrayLike) -> Array:
        labels = super()._labels(y)
        if len(self.classes_) > 2:
            raise ValueError(
                f"Only binary classification is supported. The type of the target is multiclass: y has "
                f"{len(self.classes_)} classes. Use SoftmaxClassifier."
            )
        return labels

    def _n_outputs(self) -> int:
        return 1

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags


class SoftmaxClassifier(LinearClassifier):
    """Softmax regression for K classes: J = −1/m Σ log p̂ₖ + λ/(2m) ‖W‖², the biases free, from θ = 0.

    lam : λ; scikit-learn's `LogisticRegression` has C = 1/λ. The other parameters are those of `LinearRegressor`.

    Fitted: classes_, coef_ (K, n), intercept_ (K,), theta_ (row after row of Θ), loss_curve_, n_iter_, stopped_by_.
    """

    cost, curvature = "softmax", 0.5

    def decision_function(self, X: ArrayLike) -> Array:
        """The scores (m, K); with two classes (m,), the second minus the first."""
        scores = super().decision_function(X)
        return scores if scores.shape[1] > 2 else np.subtract(scores[:, 1], scores[:, 0])

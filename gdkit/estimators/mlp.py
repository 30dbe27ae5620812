"""Multilayer perceptrons as estimators."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import RegressorMixin

from gdkit.arrays import Array
from gdkit.estimators.base import Classifier, Estimator, as_generator
from gdkit.initialisations import glorot, he
from gdkit.networks import MLP
from gdkit.optimizers import Adam


class MLPEstimator(Estimator):
    """A network and its descent in mini-batches."""

    network_: MLP

    def __init__(
        self,
        hidden: tuple[int, ...] = (32,),
        activation: str = "relu",
        lam: float = 1e-4,
        optimizer: Any = None,
        n_epochs: int = 200,
        batch_size: int | None = 200,
        init: Any = None,
        stop: Any = (),
        random_state: Any = None,
    ) -> None:
        self.hidden, self.activation, self.lam, self.optimizer = hidden, activation, lam, optimizer
        self.n_epochs, self.batch_size, self.init, self.stop = n_epochs, batch_size, init, stop
        self.random_state = random_state

    def _train(self, X: Array, Y: Array, n_outputs: int, cost: str, weights: Array | None) -> None:
        if isinstance(self.hidden, str) or not np.iterable(self.hidden):
            raise TypeError(f"hidden is {self.hidden!r}; expected the units of each hidden layer, like (32,).")
        if self.init is not None and not callable(self.init):
            raise TypeError(f"init is {self.init!r}; expected a function (sizes, rng) -> theta such as he.")
        sizes = (X.shape[1], *self.hidden, n_outputs)
        net = MLP(X, Y, sizes, self.activation, cost, lam=self.lam, weights=weights)
        rng = as_generator(self.random_state)
        init = self.init or (he if self.activation == "relu" else glorot)
        optimizer = Adam(1e-3) if self.optimizer is None else self.optimizer
        theta = self._descend(net, init(sizes, rng), optimizer, rng=rng, n_epochs=self.n_epochs, stop=self.stop)
        Ws, self.intercepts_ = net.unpack(theta)
        self.coefs_ = [W.T for W in Ws]
        # what predictions need: the same network, without the data
        self.network_ = MLP(np.zeros((1, X.shape[1]), X.dtype), [0], sizes, self.activation, cost)

    def _scores(self, X: ArrayLike) -> Array:
        rows = self._rows(X)
        return self.network_.forward(self.theta_, rows)[0][-1]


class MLPClassifier(MLPEstimator, Classifier):
    """A multilayer perceptron for classes: softmax outputs, or one sigmoid output for two classes.

    hidden : units of each hidden layer. activation : "sigmoid", "tanh", "relu" or "identity".
    lam : λ of λ/(2m) Σw². optimizer : None for Adam(0.001). n_epochs : passes over the rows.
    batch_size : rows of a mini-batch (all, where there are fewer), None for all rows.
    init : (sizes, rng) -> theta, one of `gdkit.initialisations`; None for `he` with ReLU and `glorot` otherwise.
    stop : rules of `gdkit.stopping`. random_state : draws weights and mini-batches; an int or a Generator.

    Fitted: classes_, coefs_ (matrices (n_in, n_out), as scikit-learn has them), intercepts_, theta_, network_,
    loss_curve_ (one value an update, on its mini-batch), n_iter_ (updates), stopped_by_.
    """

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Descend on X (m, n) and classes y (m,), each row counting sample_weight times."""
        X, y, weights = self._data(X, y, sample_weight)
        labels = self._labels(y)
        K = len(self.classes_)
        self._train(X, labels, *((1, "cross_entropy") if K == 2 else (K, "softmax")), weights)
        return self

    def decision_function(self, X: ArrayLike) -> Array:
        """The scores of the last layer: (m,) of the second class where there are two, else (m, K)."""
        scores = self._scores(X)
        return scores[:, 0] if scores.shape[1] == 1 else scores


class MLPRegressor(RegressorMixin, MLPEstimator):
    """A multilayer perceptron for numbers: identity outputs, cost 1/(2m) Σ‖ŷ − y‖² + λ/(2m) Σw².

    Parameters and fitted attributes are those of `MLPClassifier`; y may have several columns.
    """

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Descend on X (m, n) and numbers y (m,) or (m, K), each row counting sample_weight times."""
        X, Y, weights = self._data(X, y, sample_weight, multi_output=True, y_numeric=True)
        self._flat = Y.ndim == 1
        Y = Y.reshape(len(X), -1)
        self._train(X, Y, Y.shape[1], "quadratic", weights)
        return self

    def predict(self, X: ArrayLike) -> Array:
        """ŷ, of the shape that y had: (m,) or (m, K)."""
        scores = self._scores(X)
        return scores[:, 0] if self._flat else scores

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

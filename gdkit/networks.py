"""A multilayer perceptron as a loss in one flat theta, whose weight matrices and biases are views of it.

Layer l = 1, ..., D has W^l (n_l, n_{l-1}), to-from, and b^l (n_l,). The rows of A, Z and Delta are examples: the
columns a^l, z^l, δ^l of the equations stand in rows, and W^l a^{l-1} becomes A @ W.mT (.T of the last two axes).
A bias is the weight of an input that is always 1. So inside, a layer is one matrix Theta^l = [b^l W^l], every A has
a first column of ones, and A @ Theta.mT is W^l a^{l-1} + b^l. (For one unit that is (12), and with σ (10), where the
document prints the sum outside σ; for a layer (13), and with σ (11).)
Equation numbers are those of document [1] (Omer, "Gradient descent, neural networks and backpropagation").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from gdkit.activations import Activation, get_activation
from gdkit.arrays import Array, as_floats, as_labels, as_matrix, as_number, as_vector
from gdkit.costs import Cost, get_cost
from gdkit.layout import Layout
from gdkit.losses import Loss

__all__ = ["MLP"]


class MLP(Loss):
    """The cost of a multilayer perceptron on the data X, Y, as a function of theta.

    X : (m, n).
    Y : labels (m,) of 0..K-1, or targets (m, K); with one output also (m,).
    sizes : units of each layer, from the n inputs to the K outputs; (n, K) has no hidden layer.
    activation : of the hidden layers, one name or one for each: "sigmoid", "tanh", "relu", "identity".
    cost : "softmax" (one of K classes), "cross_entropy" (25) (independent sigmoid outputs), "quadratic" (9).
    output : activation of the outputs under the quadratic cost: "identity", or "sigmoid" as in document [1].
    lam : λ of the penalty λ/(2m) Σw² (27), over weights and not biases. A mini-batch keeps the m of the whole
        data, so that the mean over all mini-batches is the cost itself.
    weights : (m,), how much each example counts: C = Σ sₓCₓ / Σ sₓ, and Σ sₓ stands for m in the penalty.

    TypeError or ValueError for anything else; the message says what to do.

    >>> net = MLP([[1.0, 2.0], [-1.0, 0.5]], [1, 0], (2, 2, 1), cost="quadratic", output="sigmoid")
    >>> theta = net.pack([[[0.1, 0.2], [-0.3, 0.4]], [[0.5, -0.6]]], [[0.05, -0.05], [0.1]])
    >>> round(float(net(theta)), 10)
    0.1212412165
    """

    def __init__(
        self,
        X: ArrayLike,
        Y: ArrayLike,
        sizes: Sequence[int],
        activation: str | Activation | Sequence[str | Activation] = "sigmoid",
        cost: str | Cost = "softmax",
        *,
        output: str | Activation | None = None,
        lam: float = 0.0,
        weights: ArrayLike | None = None,
    ) -> None:
        self.layout = Layout(sizes)
        self.sizes, self.n_parameters = self.layout.sizes, self.layout.n_parameters
        self.bias_mask: Array = self.layout.is_bias
        self.Xb = with_ones(self._as_inputs(X))
        self.dtype = self.Xb.dtype
        self.activations = _hidden_activations(activation, len(self.sizes) - 2)
        self.cost = get_cost(cost, output)
        self.Y = _as_targets(Y, len(self.Xb), self.sizes[-1]).astype(self.dtype, copy=False)
        self.cost.check_targets(self.Y)
        self.lam = as_number("lam", lam, at_least=0)
        self.weights, total = _as_weights(weights, self.Xb)
        self._decay = np.where(self.bias_mask, 0, self.lam / total).astype(self.dtype)

    @property
    def X(self) -> Array:
        """The data (m, n), without the column of ones."""
        return self.Xb[:, 1:]

    def __len__(self) -> int:
        return len(self.Xb)

    def __getitem__(self, rows: Any) -> Self:
        if not isinstance(rows, slice):
            rows = np.atleast_1d(rows)
            rows = np.flatnonzero(rows) if rows.dtype == bool else rows
        part = object.__new__(type(self))
        part.__dict__.update(self.__dict__, Xb=_take(self.Xb, rows), Y=_take(self.Y, rows))
        if self.weights is not None:
            part.weights = _take(self.weights, rows)
        if len(part) == 0:
            raise ValueError("loss[rows] has no rows; expected at least one.")
        return part

    def blocks(self) -> dict[str, Array]:
        """Which entries of theta belong to W1, b1, W2, b2, ...: for `gradient_check`."""
        return self.layout.indices()

    def pack(self, Ws: Sequence[ArrayLike], bs: Sequence[ArrayLike]) -> Array:
        """theta (P,) of the matrices Ws[l] (n_out, n_in) and the biases bs[l] (n_out,)."""
        return self.layout.pack(Ws, bs)

    def unpack(self, theta: ArrayLike) -> tuple[list[Array], list[Array]]:
        """The matrices Ws[l] (..., n_out, n_in) and biases bs[l] (..., n_out) of theta: views, no copies."""
        return self.layout.unpack(theta)

    # ------------------------------------------------------------------------------------ forward

    def _forward(self, A: Array, Thetas: list[Array]) -> tuple[list[Array], list[Array]]:
        """Z of every layer, and A, with its ones, of every layer but the last, whose activation is the cost's."""
        Zs, As = [], [A]
        for Theta, sigma in zip(Thetas, self.activations, strict=False):
            Z = A @ Theta.mT  # (13)  z^l = W^l a^{l-1} + b^l
            A = with_ones(sigma.function(Z))  # (14)  a^l = σ(z^l)
            Zs.append(Z)
            As.append(A)
        Zs.append(A @ Thetas[-1].mT)
        return Zs, As

    def forward(self, theta: ArrayLike, X: ArrayLike | None = None) -> tuple[list[Array], list[Array]]:
        """Zs and As of every layer: As[0] is X; Zs[l] and As[l+1] are what Ws[l] and bs[l] make of As[l].

        theta (P,) gives arrays (m, n_l), a stack (R, P) gives (R, m, n_l).
        """
        A = self.Xb if X is None else with_ones(self._as_inputs(X))
        Zs, As = self._forward(A, self.layout.blocks(self.as_theta(theta)))
        return Zs, [*(A[..., 1:] for A in As), self.cost.output(Zs[-1])]

    def predict(self, theta: ArrayLike, X: ArrayLike | None = None) -> Array:
        """The outputs A^D (..., m, K), values or probabilities, at X (the loss's own data unless given)."""
        return self.forward(theta, X)[1][-1]

    def classify(self, theta: ArrayLike, X: ArrayLike | None = None) -> Array:
        """The classes (..., m): the largest of K outputs; with one output 1 where it is >= 1/2, else 0."""
        A = self.predict(theta, X)
        return A.argmax(axis=-1) if A.shape[-1] > 1 else (A[..., 0] >= 0.5).astype(np.intp)

    # ------------------------------------------------------------------------------------ backward

    def _backward(self, Delta: Array, Thetas: list[Array], Zs: list[Array], As: list[Array]) -> Iterator[Array]:
        """Δ^D, Δ^{D-1}, ..., Δ^1, from Δ^D. Unit by unit they are (18), (19), (20), (21); for a layer (22)."""
        yield Delta
        for i in range(len(Thetas) - 1, 0, -1):
            W, Z, A = Thetas[i][..., 1:], Zs[i - 1], As[i][..., 1:]
            Delta = Delta @ W
            Delta *= self.activations[i - 1].prime(Z, A)  # (22)  δ^l = ((W^{l+1})ᵀ δ^{l+1}) ⊙ σ′(z^l)
            yield Delta

    def deltas(self, theta: ArrayLike) -> list[Array]:
        """The errors Δ^l of every layer: a row is δ^l = ∂C_x/∂z^l (15) of one example, without 1/m."""
        Thetas = self.layout.blocks(self.as_theta(theta))
        Zs, As = self._forward(self.Xb, Thetas)
        _, Delta = self.cost.values_and_delta(Zs[-1], self.Y)
        return list(self._backward(Delta, Thetas, Zs, As))[::-1]

    def value_and_gradient(self, theta: Array) -> tuple[Any, Array]:
        """C(theta) and its gradient, by one forward and one backward pass."""
        m = len(self.Xb)
        Thetas = self.layout.blocks(theta)
        Zs, As = self._forward(self.Xb, Thetas)
        values, Delta = self.cost.values_and_delta(Zs[-1], self.Y)  # (17)
        if self.weights is not None:
            values, Delta = values * self.weights[:, 0], Delta * self.weights

        gradient = np.empty_like(theta)
        dThetas = self.layout.blocks(gradient)
        Deltas = self._backward(Delta, Thetas, Zs, As)
        for dTheta, Delta, A in zip(dThetas[::-1], Deltas, As[::-1], strict=True):
            # (23), (24)  ∂C_x/∂b^l = δ^l and ∂C_x/∂W^l = δ^l (a^{l-1})ᵀ, summed over the examples x
            np.matmul(Delta.mT, A, out=dTheta)
        gradient /= m
        value = values.sum(axis=-1) / m
        if self.lam:
            shrinkage = self._decay * theta  # λ/m w as in (29), and 0 for the biases, (28)
            value = value + np.vecdot(shrinkage, theta) / 2  # (27)
            gradient += shrinkage
        return value, gradient

    def _as_inputs(self, X: ArrayLike) -> Array:
        X = as_matrix("X", X)
        if X.shape[1] != self.sizes[0]:
            sizes = (X.shape[1], *self.sizes[1:])
            raise ValueError(
                f"X has shape {X.shape}; expected {self.sizes[0]} columns, since sizes is {self.sizes}. "
                f"Use sizes={sizes}."
            )
        return X


def with_ones(A: Array) -> Array:
    """[1 A]: A (..., m, n) with a first column of ones."""
    A_1 = np.empty((*A.shape[:-1], A.shape[-1] + 1), A.dtype)
    A_1[..., 0] = 1
    A_1[..., 1:] = A
    return A_1


def _take(A: Array, rows: Any) -> Array:
    """A[rows]; for many rows that are named one by one, `take` is twice as fast."""
    return A[rows] if isinstance(rows, slice) else A.take(rows, axis=0)


# ------------------------------------------------------------------------------------------------ checks


def _hidden_activations(
    activation: str | Activation | Sequence[str | Activation], n_hidden: int
) -> tuple[Activation, ...]:
    if isinstance(activation, str | Activation) or not isinstance(activation, Sequence):
        return (get_activation(activation),) * n_hidden
    if len(activation) != n_hidden:
        raise ValueError(
            f"activation has {len(activation)} names; expected {n_hidden}, one for each hidden layer. "
            "The outputs' activation comes with the cost (for cost='quadratic' use output=...)."
        )
    return tuple(get_activation(name) for name in activation)


def _as_targets(Y: ArrayLike, m: int, K: int) -> Array:
    """Y as (m, K): labels become one-hot rows, the targets (m,) of a single output a column."""
    targets = as_floats("Y", Y)
    if targets.ndim == 1 and K > 1:
        labels, _ = as_labels(targets, m, K, name="Y")
        return np.eye(K)[labels]
    if targets.ndim == 1:
        return as_vector("Y", targets, m)[:, None]
    if targets.shape != (m, K):
        or_flat = f"or labels ({m},) of 0..{K - 1}" if K > 1 else f"or ({m},)"
        raise ValueError(
            f"Y has shape {targets.shape}; expected ({m}, {K}), one row an example and one column an output, {or_flat}."
        )
    return targets


def _as_weights(weights: ArrayLike | None, X: Array) -> tuple[Array | None, float]:
    """The weights as a column (m, 1) of mean 1, and what their sum was."""
    if weights is None:
        return None, len(X)
    s = as_vector("weights", weights, len(X)).astype(X.dtype)
    if s.min() < 0 or not s.any():
        raise ValueError("weights holds a negative number or only zeros; expected numbers >= 0, not all of them 0.")
    return (s * (len(s) / s.sum()))[:, None], float(s.sum())

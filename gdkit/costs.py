"""The last layer of a network: its activation, the cost of an example, and Δᴰ, where backpropagation starts.

A cost is an object with two methods (Nielsen's arrangement), since with the cost only Δᴰ changes: the rows
are the errors δᴰ of the examples, and D is the depth, the number of layers with weights.
Both work from the scores z of the last layer, so that a saturated output neither overflows nor becomes log 0.
Equation numbers are those of document [1] (Omer, "Gradient descent, neural networks and backpropagation").
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from gdkit.activations import Activation, get_activation, sigmoid, softmax, softplus
from gdkit.arrays import Array

__all__ = ["Cost", "HalfSquaredError", "SigmoidCrossEntropy", "SoftmaxLogLoss", "get_cost"]


class Cost:
    """C = 1/m Σ C_x over the examples x. A subclass says what the outputs, C_x and Δᴰ are."""

    name: ClassVar[str]
    activation_name: str

    def output(self, Z: Array) -> Array:
        """Aᴰ of the scores Z (..., m, K)."""
        raise NotImplementedError

    def values_and_delta(self, Z: Array, Y: Array) -> tuple[Array, Array]:
        """C_x of every example (..., m), and Δᴰ (..., m, K): rows δᴰ = ∂C_x/∂zᴰ (15), without 1/m.

        Where each output depends on its own score alone, δᴰ is (16) unit by unit and (17) for the layer.
        """
        raise NotImplementedError

    def check_targets(self, Y: Array) -> None:
        """ValueError where Y (m, K) is nothing that this cost can be asked for."""


class HalfSquaredError(Cost):
    """C_x = ½‖aᴰ − y‖²  (5), and C = 1/(2m) Σ ‖aᴰ − y‖²  (9).

    activation : of the output layer; "identity" for regression, "sigmoid" in document [1].
    """

    name = "quadratic"

    def __init__(self, activation: str | Activation = "identity") -> None:
        self.activation = get_activation(activation)
        self.activation_name = self.activation.name

    def output(self, Z: Array) -> Array:
        return self.activation.function(Z)

    def values_and_delta(self, Z: Array, Y: Array) -> tuple[Array, Array]:
        A = self.output(Z)
        nabla_a = A - Y
        return 0.5 * np.vecdot(nabla_a, nabla_a), nabla_a * self.activation.prime(Z, A)  # (17)


class SigmoidCrossEntropy(Cost):
    """C_x = −Σⱼ [yⱼ log aⱼ + (1 − yⱼ) log(1 − aⱼ)]  (25), independent sigmoid outputs, yⱼ in [0, 1].

    From the scores it is Σⱼ log(1 + e^zⱼ) − yⱼzⱼ.
    """

    name = "cross_entropy"
    activation_name = "sigmoid"

    def output(self, Z: Array) -> Array:
        return sigmoid(Z)

    def values_and_delta(self, Z: Array, Y: Array) -> tuple[Array, Array]:
        return (softplus(Z) - Y * Z).sum(axis=-1), sigmoid(Z) - Y  # (26): σ′ has cancelled

    def check_targets(self, Y: Array) -> None:
        if Y.min() < 0 or Y.max() > 1:
            wrong = Y[(Y < 0) | (Y > 1)][0]
            raise ValueError(
                f"Y contains {wrong:g}; the cross-entropy cost expects targets between 0 and 1. "
                "Use cost='quadratic' for other numbers."
            )


class SoftmaxLogLoss(Cost):
    """C_x = −log p_k for the class k of x, with p = softmax(zᴰ): one of K classes.

    From the scores it is log Σⱼ e^zⱼ − z_k. Softmax and the logarithm together leave δᴰ = p − y.
    """

    name = "softmax"
    activation_name = "softmax"

    def output(self, Z: Array) -> Array:
        return softmax(Z)

    def values_and_delta(self, Z: Array, Y: Array) -> tuple[Array, Array]:
        Z = Z - Z.max(axis=-1, keepdims=True)  # changes no probability and keeps exp finite
        P = np.exp(Z)
        total = P.sum(axis=-1, keepdims=True)
        P /= total
        return np.log(total[..., 0]) - np.vecdot(Z, Y), P - Y

    def check_targets(self, Y: Array) -> None:
        if Y.shape[1] < 2:
            raise ValueError(
                'cost="softmax" needs at least 2 outputs, one for each class; sizes ends with 1. '
                'Use cost="cross_entropy" for one output.'
            )
        if Y.min() < 0 or (abs(Y.sum(axis=1) - 1) > 1e-6).any():
            row = int(np.argmax((Y.min(axis=1) < 0) | (abs(Y.sum(axis=1) - 1) > 1e-6)))
            raise ValueError(
                f"row {row} of Y is {Y[row]}; softmax expects rows of probabilities that sum to 1. "
                "Use labels 0..K-1 or one-hot rows; for several classes at once use cost='cross_entropy'."
            )


COSTS: dict[str, type[Cost]] = {cost.name: cost for cost in (HalfSquaredError, SigmoidCrossEntropy, SoftmaxLogLoss)}


def get_cost(name: str | Cost, output: str | Activation | None = None) -> Cost:
    """The cost of that name; `output` is the outputs' activation, which only the quadratic cost leaves open.

    >>> get_cost("quadratic", "sigmoid").activation_name
    'sigmoid'
    """
    if isinstance(name, Cost):
        cost = name
    elif not isinstance(name, str):
        raise TypeError(f"cost is a {type(name).__name__}; expected a name ({', '.join(COSTS)}) or a gdkit.costs.Cost.")
    elif name not in COSTS:
        raise ValueError(f"cost={name!r} is unknown; expected one of {', '.join(COSTS)}.")
    elif name == "quadratic":
        return HalfSquaredError("identity" if output is None else output)
    else:
        cost = COSTS[name]()
    asked = output.name if isinstance(output, Activation) else output
    if asked not in (None, cost.activation_name):
        raise ValueError(
            f"output={asked!r} does not go with cost={cost.name!r}, which works from scores and has "
            f"{cost.activation_name} outputs. Leave output away, or use cost='quadratic'."
        )
    return cost

"""Activation functions σ and their derivatives σ′, and the softmax of a row of scores.

Backpropagation needs σ′(z) where the forward pass has just computed a = σ(z). So every derivative takes z,
and a where it is known: ``sigmoid_prime(z)`` and ``sigmoid_prime(z, a)`` are the same number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = [
    "sigmoid",
    "sigmoid_prime",
    "tanh",
    "tanh_prime",
    "relu",
    "relu_prime",
    "identity",
    "identity_prime",
    "softmax",
    "log_sum_exp",
    "softplus",
    "Activation",
    "ACTIVATIONS",
    "get_activation",
]

# A number or an array of any shape; what comes out has the same shape, and float32 stays float32.
Numbers = Any


def sigmoid(z: Numbers) -> Numbers:
    """σ(z) = 1 / (1 + e⁻ᶻ), element by element: (8) of document [1].

    For z far below 0 the exponential is infinite and σ(z) = 0, as it should be: no warning is due.

    >>> sigmoid(np.array([0.0, 2.0, -1000.0, 1000.0])).round(8)
    array([0.5       , 0.88079708, 0.        , 1.        ])
    """
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(np.subtract(0.0, z)))  # 0 − z, since −z of unsigned integers wraps around


def sigmoid_prime(z: Numbers, a: Numbers = None) -> Numbers:
    """σ′(z) = σ(z)(1 − σ(z)); at most ¼, at z = 0.

    >>> float(sigmoid_prime(0.0))
    0.25
    """
    a = sigmoid(z) if a is None else a
    return a * (1 - a)


def tanh(z: Numbers) -> Numbers:
    """tanh z = 2σ(2z) − 1, element by element."""
    return np.tanh(z)


def tanh_prime(z: Numbers, a: Numbers = None) -> Numbers:
    """tanh′(z) = 1 − tanh²(z)"""
    a = tanh(z) if a is None else a
    return 1 - a * a


def relu(z: Numbers) -> Numbers:
    """max(z, 0), element by element (Nair & Hinton 2010)."""
    return np.maximum(z, 0)


def relu_prime(z: Numbers, a: Numbers = None) -> Numbers:
    """1 where z > 0, else 0.  At z = 0 there is no derivative; 0 is a subgradient, and what libraries take.

    >>> relu_prime(np.array([-1.0, 0.0, 3.0]))
    array([0., 0., 1.])
    """
    a = relu(z) if a is None else a
    return np.sign(a)


def identity(z: Numbers) -> Numbers:
    """z itself: the output of a regression network, and the logits of a classifier."""
    return np.positive(z)


def identity_prime(z: Numbers, a: Numbers = None) -> Numbers:
    """1 everywhere"""
    return np.ones_like(z)


def log_sum_exp(Z: Numbers) -> Numbers:
    """log Σₖ exp(zₖ) over the last axis, the largest score taken out first, so that nothing overflows."""
    largest = np.max(Z, axis=-1, keepdims=True)
    return largest[..., 0] + np.log(np.exp(Z - largest).sum(axis=-1))


def softmax(Z: Numbers) -> Numbers:
    """pₖ = exp(zₖ) / Σⱼ exp(zⱼ) over the last axis: each row of scores becomes a row of probabilities.

    Subtracting the largest score changes no pₖ and keeps the exponentials finite.

    >>> softmax(np.array([1001.0, 1002.0, 1003.0])).round(9)
    array([0.09003057, 0.24472847, 0.66524096])
    """
    E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def softplus(z: Numbers) -> Numbers:
    """log(1 + eᶻ) without overflow; its derivative is σ(z).  −log σ(z) = softplus(−z)."""
    return np.maximum(z, 0) + np.log1p(np.exp(np.subtract(0.0, np.abs(z))))


@dataclass(frozen=True)
class Activation:
    """A named pair σ, σ′: ``function(z)`` and ``prime(z, a)`` with a = σ(z)."""

    name: str
    function: Callable[[Numbers], Numbers]
    prime: Callable[[Numbers, Numbers], Numbers]


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation("sigmoid", sigmoid, sigmoid_prime),
    "tanh": Activation("tanh", tanh, tanh_prime),
    "relu": Activation("relu", relu, relu_prime),
    "identity": Activation("identity", identity, identity_prime),
}


def get_activation(name: str | Activation) -> Activation:
    """The activation of that name; an `Activation` of one's own is handed through.

    Raises ValueError for an unknown name, TypeError for anything that is neither.
    """
    if isinstance(name, Activation):
        return name
    if not isinstance(name, str):
        raise TypeError(
            f"activation is a {type(name).__name__}; expected a name ({', '.join(ACTIVATIONS)}) "
            "or a gdkit.activations.Activation(name, function, prime)."
        )
    if name not in ACTIVATIONS:
        raise ValueError(f"activation={name!r} is unknown; expected one of {', '.join(ACTIVATIONS)}.")
    return ACTIVATIONS[name]

"""Functions that are wrong on purpose, each beside the right one: what probes are looked for in the homework.

    from gdkit import suspects
    suspects.centre_rows(X)              # the wrong function
    suspects.get("centre_rows").right    # the right one

A probe is an input on which a mistake shows, or on which it hides. Nothing else in gdkit uses these functions. A
helper module of another course adds its own pairs with `@suspects.suspect(right)`, when it is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from gdkit.activations import sigmoid, softmax
from gdkit.arrays import Array

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Suspect:
    """A wrong function and the right one, of the same arguments in the same order; both return one array or number."""

    wrong: Callable[..., Any]
    right: Callable[..., Any]


SUSPECTS: dict[str, Suspect] = {}


def get(name: str) -> Suspect:
    """The pair of this name. Raises KeyError where no function of this name is registered."""
    if name not in SUSPECTS:
        raise KeyError(f"There is no suspect {name!r}: import the module that adds it with @suspect, if there is one.")
    return SUSPECTS[name]


def suspect(right: Callable[..., Any]) -> Callable[[Function], Function]:
    """Register a wrong function by its name, with the right one."""

    def add(wrong: Function) -> Function:
        SUSPECTS[wrong.__name__] = Suspect(wrong, right)
        return wrong

    return add


# ------------------------------------------------------------------------------------ lesson 00: shapes


def right_centre_rows(X: Array) -> Array:
    """X (m, n), from each row its own mean subtracted: (m, n)."""
    return X - X.mean(axis=1, keepdims=True)


@suspect(right_centre_rows)
def centre_rows(X: Array) -> Array:
    """Wrong on purpose: the means have shape (m,), and meet the columns."""
    return X - X.mean(axis=1)


# ------------------------------------------------------------------------- lesson 02: linear regression


def right_mse_gradient(theta: Array, Xb: Array, y: Array) -> Array:
    """2/m Xbᵀ(Xb θ − y), of shape (n+1,)."""
    return 2 / len(y) * Xb.T @ (Xb @ theta - y)


@suspect(right_mse_gradient)
def mse_gradient(theta: Array, Xb: Array, y: Array) -> Array:
    """Wrong on purpose: the derivative with respect to the bias is left at 0."""
    m = len(y)
    residual = Xb @ theta - y
    gradient = np.zeros(len(theta))
    for j in range(1, len(theta)):
        gradient[j] = 2 / m * np.sum(residual * Xb[:, j])
    return gradient


# --------------------------------------------------------------------------------------- lesson 05: Adam


def right_adam_change(gradient: Array, m: Array, v: Array, t: float, eta: float, beta1: float, beta2: float) -> Array:
    """θ_t − θ_{t−1} of Adam, ε = 1e-8, with both corrections for the start at 0: shape (P,)."""
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return -eta * m_hat / (np.sqrt(v_hat) + 1e-8)


@suspect(right_adam_change)
def adam_change(gradient: Array, m: Array, v: Array, t: float, eta: float, beta1: float, beta2: float) -> Array:
    """Wrong on purpose: the means are not corrected for their start at 0."""
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return -eta * m / (np.sqrt(v) + 1e-8)


# ----------------------------------------------------------------------- lesson 07: logistic regression


def right_classify(theta: Array, Xb: Array) -> Array:
    """1 where σ(Xb θ) >= ½, else 0: shape (m,)."""
    return np.where(Xb @ theta >= 0, 1, 0)


@suspect(right_classify)
def classify(theta: Array, Xb: Array) -> Array:
    """Wrong on purpose: a row with exactly p = ½ gets class 0."""
    return np.where(Xb @ theta > 0, 1, 0)


# ---------------------------------------------------------------------------------- lesson 08: softmax


@suspect(softmax)
def softmax_rows(Z: Array) -> Array:
    """Wrong on purpose: the largest of all scores is subtracted, not that of each row."""
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


# -------------------------------------------------------------------------- lesson 10: backpropagation


def right_first_gradient(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    """∂C/∂W1 of a = W2 tanh(W1 x + b1) + b2, C = 1/2m Σ ‖a − y‖²: the shape of W1."""
    H = np.tanh(X @ W1.T + b1)
    Delta2 = H @ W2.T + b2 - Y
    Delta1 = Delta2 @ W2 * (1 - H**2)
    return Delta1.T @ X / len(X)


@suspect(right_first_gradient)
def first_gradient(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    """Wrong on purpose: tanh′ is left out on the way back."""
    H = np.tanh(X @ W1.T + b1)
    Delta2 = H @ W2.T + b2 - Y
    Delta1 = Delta2 @ W2
    return Delta1.T @ X / len(X)


# ---------------------------------------------------------------------------- lesson 12: training


def right_training_losses(X: Array, y: Array, W: Array, v: Array, eta: float) -> Array:
    """The loss 1/2m Σ (v·σ(W x) − y)² before and after each of 20 updates of W and v: shape (21,)."""
    losses = []
    for _ in range(21):
        H = sigmoid(X @ W.T)
        residual = H @ v - y
        losses.append(np.mean(residual**2) / 2)
        dv = H.T @ residual / len(y)
        dW = (np.outer(residual, v) * H * (1 - H)).T @ X / len(y)
        v, W = v - eta * dv, W - eta * dW
    return np.array(losses)


@suspect(right_training_losses)
def training_losses(X: Array, y: Array, W: Array, v: Array, eta: float) -> Array:
    """Wrong on purpose: the hidden layer's gradient has the opposite sign."""
    losses = []
    for _ in range(21):
        H = sigmoid(X @ W.T)
        residual = H @ v - y
        losses.append(np.mean(residual**2) / 2)
        dv = H.T @ residual / len(y)
        dW = -(np.outer(residual, v) * H * (1 - H)).T @ X / len(y)
        v, W = v - eta * dv, W - eta * dW
    return np.array(losses)


# --------------------------------------------------------------------------------- lesson 13: ReLU


def right_relu_gradient(X: Array, W: Array, b: Array, D: Array) -> Array:
    """∂J/∂W of a ReLU layer, D (m, n_h) the derivatives of J by its outputs: the shape of W."""
    Z = X @ W.T + b
    return (D * (Z > 0)).T @ X


@suspect(right_relu_gradient)
def relu_gradient(X: Array, W: Array, b: Array, D: Array) -> Array:
    """Wrong on purpose: ReLU′ is left out."""
    return D.T @ X

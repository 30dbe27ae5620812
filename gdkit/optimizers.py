"""Optimizers: a frozen record of hyper-parameters and one update rule each, in the letters of its paper.

    state = optimizer.init(theta)
    theta = optimizer.step(theta, gradient, state)      # again and again

`step` returns a new theta and moves `state` on; the arrays in a state are replaced, never changed.
All runs of a stack theta (R, P) move at once, each with its own rate where eta is a column (R, 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gdkit.arrays import Array
from gdkit.hyperparameters import AtLeastZero, BelowOne, Rate
from gdkit.optimizer_base import Optimizer, State

__all__ = [
    "Optimizer",
    "State",
    "Rate",
    "GD",
    "Momentum",
    "Nesterov",
    "Adagrad",
    "Adadelta",
    "RMSprop",
    "Adam",
    "AdaMax",
    "Nadam",
]


@dataclass(frozen=True)
class GD(Optimizer):
    """Gradient descent (Cauchy 1847); on random rows, stochastic gradient descent (Robbins & Monro 1951).

    θ ← θ − ηg

    This is (3) of document [1]. The slope along v is g·v (1), and smallest along −g (2).
    """

    eta: Rate = 0.01

    def update(self, theta: Array, g: Array, s: State) -> Array:
        return theta - s.eta * g  # (3)


@dataclass(frozen=True)
class Momentum(Optimizer):
    """Momentum (Polyak 1964; Qian 1999).

    v ← γv + ηg,  θ ← θ − v

    PyTorch leaves η out of v: the same path as long as η is constant.
    """

    eta: Rate = 0.01
    gamma: BelowOne = 0.9

    def memory(self, theta: Array) -> dict[str, Any]:
        return {"v": np.zeros_like(theta)}

    def update(self, theta: Array, g: Array, s: State) -> Array:
        s.v = self.gamma * s.v + s.eta * g
        return theta - s.v


@dataclass(frozen=True)
class Nesterov(Momentum):
    """Nesterov's accelerated gradient (Nesterov 1983; Sutskever et al. 2013).

    In the paper the gradient is taken ahead of the iterate, at θ − γv:  v ← γv + ηg(θ − γv),  θ ← θ − v.
    Here, as in PyTorch, theta is that look-ahead point itself:  v ← γv + ηg,  θ ← θ − γv − ηg.
    """

    def update(self, theta: Array, g: Array, s: State) -> Array:
        s.v = self.gamma * s.v + s.eta * g
        return theta - self.gamma * s.v - s.eta * g

    def paper_iterate(self, theta: Array, state: State) -> Array:
        """The θ of the paper, from the look-ahead point θ − γv that `theta` is."""
        return theta + self.gamma * state.v


@dataclass(frozen=True)
class Adagrad(Optimizer):
    """Adagrad (Duchi, Hazan & Singer 2011).

    G ← G + g²,  θ ← θ − ηg / (√G + ε)
    """

    eta: Rate = 0.01
    eps: AtLeastZero = 1e-8

    def memory(self, theta: Array) -> dict[str, Any]:
        return {"G": np.zeros_like(theta)}

    def update(self, theta: Array, g: Array, s: State) -> Array:
        s.G = s.G + g**2
        return theta - s.eta * g / (np.sqrt(s.G) + self.eps)


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Adadelta (Zeiler 2012, Algorithm 1, where η = 1).

    E[g²] ← ρE[g²] + (1−ρ)g²,  Δ = −√(E[Δ²]+ε) / √(E[g²]+ε) · g,  E[Δ²] ← ρE[Δ²] + (1−ρ)Δ²,  θ ← θ + ηΔ
    """

    eta: Rate = 1.0
    rho: BelowOne = 0.95
    eps: AtLeastZero = 1e-6

    def memory(self, theta: Array) -> dict[str, Any]:
        return {"Eg2": np.zeros_like(theta), "ED2": np.zeros_like(theta)}

    def update(self, theta: Array, g: Array, s: State) -> Array:
        s.Eg2 = self.rho * s.Eg2 + (1 - self.rho) * g**2
        Delta = -np.sqrt(s.ED2 + self.eps) / np.sqrt(s.Eg2 + self.eps) * g
        s.ED2 = self.rho * s.ED2 + (1 - self.rho) * Delta**2
        return theta + s.eta * Delta


@dataclass(frozen=True)
class RMSprop(Optimizer):
    """RMSprop (Tieleman & Hinton 2012, lecture 6.5).

    v ← ρv + (1−ρ)g²,  θ ← θ − ηg / (√v + ε)
    """

    eta: Rate = 0.01
    rho: BelowOne = 0.9
    eps: AtLeastZero = 1e-8

    def memory(self, theta: Array) -> dict[str, Any]:
        return {"v": np.zeros_like(theta)}

    def update(self, theta: Array, g: Array, s: State) -> Array:
        s.v = self.rho * s.v + (1 - self.rho) * g**2
        return theta - s.eta * g / (np.sqrt(s.v) + self.eps)


@dataclass(frozen=True)
class Adam(Optimizer):
    """Adam (Kingma & Ba 2015, Algorithm 1).

    m ← β₁m + (1−β₁)g,  v ← β₂v + (1−β₂)g²,  v̂ = v/(1−β₂ᵗ),  θ ← θ − η/(1−β₁ᵗ) · m / (√v̂ + ε)
    """

    eta: Rate = 0.001
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.999
    eps: AtLeastZero = 1e-8

    def memory(self, theta: Array) -> dict[str, Any]:
        return {"m": np.zeros_like(theta), "v": np.zeros_like(theta)}

    def update(self, theta: Array, g: Array, s: State) -> Array:
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * g**2
        v_hat = s.v / (1 - self.beta2**s.t)
        return theta - s.eta / (1 - self.beta1**s.t) * s.m / (np.sqrt(v_hat) + self.eps)


@dataclass(frozen=True)
class AdaMax(Optimizer):
    """AdaMax (Kingma & Ba 2015, Algorithm 2).

    m ← β₁m + (1−β₁)g,  u ← max(β₂u, |g| + ε),  θ ← θ − η/(1−β₁ᵗ) · m/u

    The paper has no ε; it stands here, as in PyTorch, for a gradient that is 0 from the start.
    """

    eta: Rate = 0.002
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.999
    eps: AtLeastZero = 1e-8

    def memory(self, theta: Array) -> dict[str, Any]:
        return {"m": np.zeros_like(theta), "u": np.zeros_like(theta)}

    def update(self, theta: Array, g: Array, s: State) -> Array:
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.u = np.maximum(self.beta2 * s.u, np.abs(g) + self.eps)
        return theta - s.eta / (1 - self.beta1**s.t) * s.m / s.u


@dataclass(frozen=True)
class Nadam(Optimizer):
    """Nadam, Adam with Nesterov's look-ahead (Dozat 2016), with constant μₜ = β₁.

    m̄ = μₜ₊₁ m / (1 − μ₁⋯μₜ₊₁) + (1 − μₜ) g / (1 − μ₁⋯μₜ),  θ ← θ − ηm̄ / (√v̂ + ε),  m, v and v̂ as in Adam

    With a number ψ as mu_decay, μₜ = β₁(1 − ½·0.96^(ψt)): PyTorch has ψ = 0.004, Keras ψ = 1.
    """

    eta: Rate = 0.002
    beta1: BelowOne = 0.9
    beta2: BelowOne = 0.999
    eps: AtLeastZero = 1e-8
    mu_decay: AtLeastZero | None = None

    def memory(self, theta: Array) -> dict[str, Any]:
        return {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "mu_product": 1.0}

    def update(self, theta: Array, g: Array, s: State) -> Array:
        mu, mu_next = self.mu(s.t), self.mu(s.t + 1)
        s.mu_product = s.mu_product * mu
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * g**2
        m_bar = mu_next * s.m / (1 - s.mu_product * mu_next) + (1 - mu) * g / (1 - s.mu_product)
        v_hat = s.v / (1 - self.beta2**s.t)
        return theta - s.eta * m_bar / (np.sqrt(v_hat) + self.eps)

    def mu(self, t: int) -> float:
        return self.beta1 if self.mu_decay is None else self.beta1 * (1 - 0.5 * 0.96 ** (self.mu_decay * t))

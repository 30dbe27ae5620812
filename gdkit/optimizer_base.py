"""What all optimizers share: the state, the rate, decoupled weight decay."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdkit.arrays import Array, as_theta
from gdkit.hyperparameters import Decay, Hyperparameters, Rate


class State(SimpleNamespace):
    """What an optimizer remembers: t (updates done), eta (the rate in use) and the letters of its rule."""

    t: int
    eta: Any


@dataclass(frozen=True)
class Optimizer(Hyperparameters):
    """What the rules have in common. A subclass writes `update`, and `memory` if it remembers anything.

    Each further hyper-parameter is a field with its range beside it, `gamma: BelowOne = 0.9` (gdkit.hyperparameters).

    eta : the learning rate η, a number, a column (R, 1) with one for each run, or a schedule t -> eta.
    weight_decay : λ; before the rule, θ ← θ − ηλθ (Loshchilov & Hutter 2019). `Adam(eta, weight_decay=λ)` is
        AdamW; with GD, λ = α/m is (29) of document [1]. One λ a parameter, as in
        `weight_decay=0.01 * ~loss.bias_mask`, leaves the biases alone (28).
    """

    eta: Rate
    _: KW_ONLY
    weight_decay: Decay | None = None

    def init(self, theta: ArrayLike) -> State:
        """The state before the first step from theta (P,), or from a stack (R, P)."""
        theta = as_theta(theta)
        eta = None if callable(self.eta) else self.rate(0, theta)  # a schedule is asked at each step
        return State(t=0, eta=eta, **self.memory(theta))

    def step(self, theta: Array, gradient: Array, state: State) -> Array:
        """The theta after one more update, given the gradient at `theta`, an array of the same shape."""
        if gradient.shape != theta.shape:
            raise ValueError(f"gradient has shape {gradient.shape}; expected {theta.shape}, as theta has.")
        return self.advance(theta, gradient, state)

    def advance(self, theta: Array, gradient: Array, state: State) -> Array:
        """`step`, where the shapes are known to be right: inside a descent, which looks at its first step."""
        if callable(self.eta):
            state.eta = self.rate(state.t, theta)
        state.t += 1
        if self.weight_decay is not None:
            theta = theta - state.eta * np.asarray(self.weight_decay, theta.dtype) * theta
        return self.update(theta, gradient, state)

    def rate(self, t: int, theta: Array) -> Array:
        """η of update t = 0, 1, 2, ...: an array (), or one shaped like theta."""
        eta = np.asarray(self.eta(t) if callable(self.eta) else self.eta, theta.dtype)
        if eta.shape not in ((), (*theta.shape[:-1], 1)):
            raise ValueError(
                f"eta has shape {eta.shape} and theta {theta.shape}; expected a number, or a rate for each run, "
                "eta (R, 1) with theta (R, P). Use eta[:, None] for a column, np.tile(theta, (R, 1)) for R runs."
            )
        return eta if eta.ndim == 0 else np.broadcast_to(eta, theta.shape).copy()

    def memory(self, theta: Array) -> dict[str, Any]:
        """What the rule remembers, as it is before the first step."""
        return {}

    def update(self, theta: Array, g: Array, s: State) -> Array:
        """The rule itself: the next θ, given the gradient g at θ; s.t counts from 1."""
        raise NotImplementedError(f"{type(self).__name__} does not say what update(theta, g, s) is; expected θ.")

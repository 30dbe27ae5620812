"""Proximal gradient descent: it takes the lasso's kink by a formula, so that weights become exactly 0."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gdkit.arrays import Array, as_count, as_floats, as_number
from gdkit.closed_forms import smoothness_constant
from gdkit.descent import Descent
from gdkit.losses import Loss
from gdkit.penalties import Lasso


def soft_threshold(u: ArrayLike, tau: ArrayLike) -> Array:
    """S_τ(u) = sign(u) max(|u| − τ, 0): the θ that minimizes ½(θ − u)² + τ|θ|, entry by entry.

    >>> soft_threshold([-3, -0.5, 0, 0.5, 3], 1)
    array([-2.,  0.,  0.,  0.,  2.])
    """
    u, tau = as_floats("u", u, finite=False), as_floats("tau", tau)
    if (tau < 0).any():
        raise ValueError(f"tau is {tau}; expected a number >= 0.")
    return np.sign(u) * np.maximum(np.abs(u) - tau, 0) + 0.0  # + 0.0 makes 0.0 of -0.0


def ista(
    loss: Loss,
    penalty: Lasso,
    theta: ArrayLike,
    eta: float | None = None,
    max_iter: int = 1000,
    *,
    tol: float = 0.0,
    accelerated: bool = False,
) -> Descent:
    """Minimize loss + λ‖w‖₁ by θ ← S_ηλ(θ − η∇J(θ)), the bias not thresholded (Daubechies, Defrise & De Mol 2004).

    theta : (P,), the start. eta : the rate, 1/L if None. tol : stop when a step is not longer than this.
    accelerated : FISTA, which takes the gradient ahead of the iterate (Beck & Teboulle 2009).

    The values recorded are those of loss + penalty; stopped_by is "step_below", "steps" or "diverged".
    """
    if not isinstance(penalty, Lasso):
        raise TypeError(
            f"penalty is {penalty!r}; expected a Lasso. A smooth penalty needs no proximal step: use minimize."
        )
    eta = 1 / smoothness_constant(loss) if eta is None else as_number("eta", eta, above=0)
    max_iter, tol = as_count("max_iter", max_iter, at_least=0), as_number("tol", tol, at_least=0)
    if np.ndim(theta) != 1:
        raise ValueError(f"theta has shape {np.shape(theta)}; expected one start (P,).")
    objective = loss + penalty
    penalty = penalty.on(loss)

    theta = ahead = np.array(loss.as_theta(theta))
    path, t, stopped_by = [theta], 1.0, "steps"
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(max_iter):
            before, theta = theta, prox(penalty, ahead - eta * loss.gradient(ahead), eta)
            path.append(theta)
            step = np.linalg.norm(theta - before)
            if not step < np.inf:
                stopped_by = "diverged"
                break
            if step <= tol:
                stopped_by = "step_below"
                break
            ahead = theta
            if accelerated:
                t_before, t = t, (1 + np.sqrt(1 + 4 * t**2)) / 2
                ahead = theta + (t_before - 1) / t * (theta - before)
        return Descent(np.array(path), objective(np.array(path)), theta, stopped_by)


def prox(penalty: Lasso, u: Array, eta: float) -> Array:
    """The θ that minimizes ½‖θ − u‖² + ηλ‖w‖₁: soft thresholding of the entries that are penalised."""
    w = penalty.free(u)
    return u - w + soft_threshold(w, eta * penalty.lam)

"""What algebra gives without a descent: minimizers, the rates that are safe and best, and whole paths at once.

For a quadratic loss with Hessian H and minimizer θ*, gradient descent is θ_k − θ* = (I − ηH)ᵏ(θ_0 − θ*).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from gdkit.arrays import Array, add_bias, as_count, as_floats, as_number, as_vector
from gdkit.losses import Linear, Loss
from gdkit.penalties import Ridge
from gdkit.quadratic import as_quadratic


def normal_equation(X: ArrayLike, y: ArrayLike) -> Array:
    """The θ = (b, w) (n+1,) of least squares: Xbᵀ Xb θ = Xbᵀ y.

    Solved without forming Xbᵀ Xb. Where its columns are dependent there are many solutions; this is the shortest.
    """
    Xb = add_bias(X)
    return np.linalg.lstsq(Xb, as_vector("y", y, len(Xb)), rcond=None)[0]


def ridge(
    X: ArrayLike,
    y: ArrayLike,
    lam: float | None = None,
    *,
    Gamma: ArrayLike | None = None,
    penalize_bias: bool = False,
) -> Array:
    """The minimizer of 1/m ‖Xb θ − y‖² + λ‖w‖² (or + ‖Γθ‖²): (Xbᵀ Xb + mΓᵀΓ) θ = Xbᵀ y, with √λ I for Γ.

    Solved as least squares with the rows of √m Γ below Xb and zeros below y.
    """
    Xb = add_bias(X)
    m, P = Xb.shape
    y = as_vector("y", y, m)
    penalty = Ridge(lam, Gamma=Gamma, penalize_bias=penalize_bias)
    Gamma = np.sqrt(penalty.lam) * np.eye(P) if penalty.Gamma is None else penalty.Gamma
    if Gamma.shape[1] != P:
        raise ValueError(f"Gamma has shape {Gamma.shape}; expected (q, {P}), a column a parameter.")
    rows = np.sqrt(m) * penalty.free(Gamma)
    return np.linalg.lstsq(np.vstack([Xb, rows]), np.concatenate([y, np.zeros(len(rows))]), rcond=None)[0]


def smoothness_constant(loss: Loss) -> float:
    """L, such that ‖∇J(θ) − ∇J(θ′)‖ ≤ L‖θ − θ′‖; J falls at every step of gradient descent with η < 2/L.

    For MSE, L = 2/m s₁(Xb)²: the largest eigenvalue of the Hessian. For the log losses, the best bound that
    holds at every θ.
    """
    if not isinstance(loss, Loss):
        raise TypeError(f"loss is {loss!r}; expected a Loss such as MSE(X, y).")
    if isinstance(loss, Linear):
        return float(loss.max_curvature / len(loss) * np.linalg.norm(loss.Xb, 2) ** 2)
    return float(np.linalg.eigvalsh(loss.hessian())[-1])


def best_fixed_rate(loss: Loss) -> float:
    """2/(μ + L), the fixed η with the fastest guaranteed descent; μ, L the extreme eigenvalues of the Hessian."""
    mu, *_, L = np.linalg.eigvalsh(loss.hessian())
    if mu < -1e-12 * L:
        raise ValueError(f"the Hessian has the eigenvalue {mu:g}; expected a loss with a minimum.")
    return float(2 / (mu + L))


def exact_path(loss: Loss, theta: ArrayLike, eta: float, max_iter: int) -> Array:
    """All iterates θ_0 ... θ_T of gradient descent on a quadratic loss, (T+1, P), from one eigendecomposition."""
    eta, T = as_number("eta", eta, above=0), as_count("max_iter", max_iter, at_least=0)
    k = np.arange(T + 1)[:, None]
    return _along_eigenvectors(loss, theta, lambda h: (1 - eta * h) ** k)


def gradient_flow(loss: Loss, theta: ArrayLike, times: ArrayLike) -> Array:
    """θ(t) of dθ/dt = −∇J(θ) on a quadratic loss, (len(times), P): gradient descent with infinitely small steps."""
    t = np.atleast_1d(as_floats("times", times))[:, None]
    return _along_eigenvectors(loss, theta, lambda h: np.exp(-h * t))


def _along_eigenvectors(loss: Loss, theta: ArrayLike, factor: Callable[[Array], Array]) -> Array:
    """θ* + Σⱼ factor(hⱼ) vⱼ vⱼᵀ(θ_0 − θ*), with hⱼ and vⱼ the eigenvalues and eigenvectors of H."""
    J = as_quadratic(loss)
    start = J.as_theta(theta)
    if start.ndim != 1:
        raise ValueError(f"theta has shape {start.shape}; expected one start (P,).")
    h, V = np.linalg.eigh(J.H)
    with np.errstate(over="ignore", invalid="ignore"):  # a path may leave the numbers, as a descent does
        return J.centre + factor(h) * ((start - J.centre) @ V) @ V.T

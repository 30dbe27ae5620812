"""The formulas of lecture 06."""

from __future__ import annotations

import numpy as np

import gdkit as gd
from gdkit import Adam, Lasso, Ridge, closed_forms, proximal

from . import proves
from .linear import J, X, Xb, best, eta, m, same, theta, w, y

lam = 0.3


@proves(
    "ridge",
    r"$J = \frac1m\lVert X_b\theta - y\rVert^2 + \lambda\lVert w\rVert^2$, "
    r"with $+\,2\lambda w$ in $\partial J/\partial w$",
)
def _() -> None:
    penalised = J + Ridge(lam)
    same(penalised(theta), J(theta) + lam * w @ w)
    same(penalised.gradient(theta) - J.gradient(theta), [0, *(2 * lam * w)])


@proves(
    "ridge, solved",
    r"$(X_b^\top X_b + m\lambda\,I_0)\,\theta = X_b^\top y$, $I_0 = \operatorname{diag}(0, 1, \dots, 1)$",
)
def _() -> None:
    solved = np.linalg.solve(Xb.T @ Xb + m * lam * np.diag([0, 1, 1]), Xb.T @ y)
    same(solved, closed_forms.ridge(X, y, lam))


@proves(
    "ridge, factor of a direction",
    r"$\frac{s_j^2}{s_j^2 + m\lambda} < 1$, $s_j$ the singular values of centred $X$",
)
def _() -> None:
    _, s, V = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    same(V @ closed_forms.ridge(X, y, lam)[1:], s**2 / (s**2 + m * lam) * (V @ best[1:]))


@proves("lasso", r"$J = \frac1m\lVert X_b\theta - y\rVert^2 + \lambda\lVert w\rVert_1$")
def _() -> None:
    same((J + Lasso(lam))(theta), J(theta) + lam * abs(w).sum())


@proves("lasso, all weights 0", r"$\lambda \ge \max_j\big\lvert\frac2m\sum_i x_{ij}(\bar y - y_i)\big\rvert$")
def _() -> None:
    limit = abs(2 / m * X.T @ (y.mean() - y)).max()
    start = np.array([y.mean(), 0, 0])
    assert not proximal.ista(J, Lasso(limit * 1.001), start, max_iter=3000).theta[1:].any()
    assert proximal.ista(J, Lasso(limit * 0.99), start, max_iter=3000).theta[1:].any()


@proves("soft threshold", r"$S_\tau(u) = \operatorname{sign}(u)\max(\lvert u\rvert - \tau, 0)$")
def _() -> None:
    u = np.array([-3.0, -0.5, 0.0, 0.4, 2.0])
    same(proximal.soft_threshold(u, 0.7), np.sign(u) * np.maximum(abs(u) - 0.7, 0))


@proves(
    "proximal step",
    r"$w \leftarrow S_{\eta\lambda}\big(w - \eta\frac{\partial\,\mathrm{MSE}}{\partial w}\big)$, "
    r"$b \leftarrow b - \eta\frac{\partial\,\mathrm{MSE}}{\partial b}$",
)
def _() -> None:
    u = theta - eta * J.gradient(theta)
    moved = proximal.ista(J, Lasso(lam), theta, eta, 1).theta
    same(moved, [u[0], *proximal.soft_threshold(u[1:], eta * lam)])


@proves("AdamW", r"$\theta \leftarrow (1 - \eta\lambda)\,\theta$, then Adam's step")
def _() -> None:
    g = J.gradient(theta)
    moved = gd.minimize(J, theta, Adam(eta, weight_decay=lam), 1).theta
    same(moved, (1 - eta * lam) * theta - eta * g / (abs(g) + 1e-8))

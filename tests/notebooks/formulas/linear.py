"""The formulas of lectures 00 to 03, and what their proofs share: the toy batch, its loss, a point."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose as same

import gdkit as gd
from gdkit import GD, MSE, Quadratic, closed_forms, datasets

from . import proves

X, y = datasets.toy_batch()
m, n = X.shape
Xb, J = gd.add_bias(X), MSE(X, y)
theta, eta = np.array([0.2, 0.3, -0.7]), 0.01
b, w = theta[0], theta[1:]
r = X @ w + b - y
H = 2 / m * Xb.T @ Xb
best = closed_forms.normal_equation(X, y)
mu, *_, L = np.linalg.eigvalsh(H)
kappa = L / mu
valley = Quadratic(np.diag([L, mu]))


def path(optimizer: gd.Optimizer, steps: int, loss: gd.Loss = J, start: np.ndarray = theta) -> np.ndarray:
    return gd.minimize(loss, start, optimizer, steps).path


def shrinks(optimizer: gd.Optimizer) -> bool:
    """Whether the descent comes to the valley's minimum."""
    with np.errstate(all="ignore"):
        return bool(abs(path(optimizer, 4000, valley, np.ones(2))[-1]).max() < 1e-3)


# --- 00


@proves("product of matrices", r"$C_{ij} = \sum_k A_{ik}B_{kj}$")
def _() -> None:
    A, B = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4) - 5
    same(A @ B, [[sum(A[i, k] * B[k, j] for k in range(3)) for j in range(4)] for i in range(2)])


@proves("column of ones", r"$X_b = (\mathbf 1\;\;X)$, $\theta = (b, w)$: $X_b\theta = Xw + b$")
def _() -> None:
    same(gd.add_bias(X), np.hstack([np.ones((m, 1)), X]))
    same(Xb @ gd.pack(b, w), X @ w + b)


@proves("forward difference", r"$\frac{f(x+h) - f(x)}h = f'(x) + \frac h2 f''(x) + \dots$")
def _() -> None:
    h = 1e-3
    same((np.exp(1 + h) - np.exp(1)) / h - np.e, h / 2 * np.e, rtol=1e-3)


@proves("central difference", r"$\frac{f(x+h) - f(x-h)}{2h} = f'(x) + \frac{h^2}6 f'''(x) + \dots$")
def _() -> None:
    h = 1e-2
    slope = gd.numerical_gradient(lambda x: np.exp(x[0]), [1.0], h)[0]
    same(slope - np.e, h**2 / 6 * np.e, rtol=1e-4)


# --- 01


@proves(
    "slope in a direction",
    r"$\frac{d}{ds}J(\theta + su)\big\rvert_{s=0} = \nabla J(\theta)\cdot u$, $\lVert u\rVert = 1$",
)
def _() -> None:
    u = np.array([2.0, -1.0, 2.0]) / 3
    same(gd.numerical_gradient(lambda s: J(theta + s[0] * u), [0.0]), J.gradient(theta) @ u, rtol=1e-7)


@proves("steepest descent", r"$u = -\nabla J/\lVert\nabla J\rVert$, with the slope $-\lVert\nabla J\rVert$")
def _() -> None:
    g = J.gradient(theta)
    others = np.random.default_rng(0).normal(size=(1000, 3))
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    same(g @ (-g / np.linalg.norm(g)), -np.linalg.norm(g))
    assert (others @ g).min() > -np.linalg.norm(g)


@proves("gradient descent", r"$\theta_{t+1} = \theta_t - \eta\,\nabla J(\theta_t)$")
def _() -> None:
    points = path(GD(eta), 3)
    same(points[1:], [point - eta * J.gradient(point) for point in points[:-1]])


@proves("gradient flow", r"$\dot\theta = -\nabla J(\theta)$, $\frac{d}{d\tau}J = -\lVert\nabla J\rVert^2$")
def _() -> None:
    h = 1e-4
    before, here, after = closed_forms.gradient_flow(J, theta, [0.1 - h, 0.1, 0.1 + h])
    same((after - before) / (2 * h), -J.gradient(here), rtol=1e-5)
    same((J(after) - J(before)) / (2 * h), -np.sum(J.gradient(here) ** 2), rtol=1e-5)


# --- 02, 03


@proves("linear model", r"$\hat y = X_b\theta = Xw + b$, $r = \hat y - y$")
def _() -> None:
    same(Xb @ theta, X @ w + b)
    same(J(theta), np.mean(r**2))


@proves("mean squared error", r"$J(\theta) = \frac1m\lVert X_b\theta - y\rVert^2$")
def _() -> None:
    same(J(theta), np.linalg.norm(Xb @ theta - y) ** 2 / m)


@proves("its gradient", r"$\nabla J = \frac2m X_b^\top(X_b\theta - y)$")
def _() -> None:
    same(2 / m * Xb.T @ (Xb @ theta - y), gd.numerical_gradient(J, theta), rtol=1e-7)


@proves(
    "weights and bias apart",
    r"$\frac{\partial J}{\partial w} = \frac2m X^\top r$, $\frac{\partial J}{\partial b} = \frac2m\sum r$",
)
def _() -> None:
    same(J.gradient(theta), [2 / m * r.sum(), *(2 / m * X.T @ r)])


@proves("Hessian", r"$H = \frac2m X_b^\top X_b$, $v^\top Hv = \frac2m\lVert X_bv\rVert^2 \ge 0$")
def _() -> None:
    v = np.array([1.0, -2.0, 0.5])
    same(J.hessian(), H)
    same(v @ H @ v, 2 / m * np.linalg.norm(Xb @ v) ** 2)


@proves("error after $k$ updates", r"$\theta_k - \theta^* = (I - \eta H)^k(\theta_0 - \theta^*)$")
def _() -> None:
    same(path(GD(eta), 5)[5] - best, np.linalg.matrix_power(np.eye(3) - eta * H, 5) @ (theta - best))


@proves("limit of the rate", r"$0 < \eta < \frac2L$, $L = \lambda_{\max}(H)$")
def _() -> None:
    same(closed_forms.smoothness_constant(J), L)
    assert shrinks(GD(1.98 / L)) and not shrinks(GD(2.02 / L))


@proves("condition number", r"$\kappa = L/\mu$, $\mu = \lambda_{\min}(H)$")
def _() -> None:
    same(np.linalg.cond(J.hessian(), 2), kappa)


@proves("normal equation", r"$X_b^\top X_b\,\theta^* = X_b^\top y$")
def _() -> None:
    same(Xb.T @ Xb @ best, Xb.T @ y)
    same(J.gradient(best), 0, atol=1e-12)


@proves(
    "chain of Jacobians",
    r"$\frac{\partial J}{\partial w} = \frac{\partial J}{\partial\hat y}\,\frac{\partial\hat y}{\partial w} "
    r"= \frac2B\,r^\top X$",
)
def _() -> None:
    by_prediction, by_weights = 2 / 3 * r[:3], X[:3]
    same(J[:3].gradient(theta)[1:], by_prediction @ by_weights)


@proves(
    "mini-batch gradient",
    r"$\frac{\partial J}{\partial w} = \frac2B X^\top r$, $\frac{\partial J}{\partial b} = 2\,\bar r$",
)
def _() -> None:
    same(J[:3].gradient(theta), [2 * r[:3].mean(), *(2 / 3 * X[:3].T @ r[:3])])


@proves(
    "update",
    r"$w \leftarrow w - \eta\frac{\partial J}{\partial w}$, $b \leftarrow b - \eta\frac{\partial J}{\partial b}$, "
    "both at the old point",
)
def _() -> None:
    moved = gd.minimize(J[:3], theta, GD(eta), 1).theta
    same(moved, [b - eta * 2 * r[:3].mean(), *(w - eta * 2 / 3 * X[:3].T @ r[:3])])

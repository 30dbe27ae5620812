"""The formulas of lecture 05: each rule, written out, makes the steps of gdkit's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

import gdkit as gd
from gdkit import GD, Momentum

from . import proves
from .linear import J, L, eta, kappa, mu, path, same, shrinks, theta, valley

rho, gamma, beta1, beta2, eps = 0.8, 0.7, 0.6, 0.9, 1e-3


def factor(optimizer: gd.Optimizer) -> float:
    """By how much an update shrinks the error in the valley, in the long run."""
    errors = np.linalg.norm(path(optimizer, 400, valley, np.ones(2)), axis=1)
    return float((errors[350] / errors[150]) ** (1 / 200))


def makes(rule: Callable[[], Iterator[np.ndarray]], optimizer: gd.Optimizer, steps: int = 6) -> None:
    """The rule yields the same points as the optimizer."""
    made = [theta, *(point for point, _ in zip(rule(), range(steps), strict=False))]
    same(made, path(optimizer, steps), rtol=1e-10)


@proves("best constant rate", r"$\eta = \frac2{L + \mu}$, with the factor $\frac{\kappa - 1}{\kappa + 1}$")
def _() -> None:
    same(gd.closed_forms.best_fixed_rate(J), 2 / (L + mu))
    same(factor(GD(2 / (L + mu))), (kappa - 1) / (kappa + 1))
    assert min(factor(GD(1.02 * 2 / (L + mu))), factor(GD(0.98 * 2 / (L + mu)))) > (kappa - 1) / (kappa + 1)


@proves("momentum", r"$v_t = \gamma v_{t-1} + \eta g_t$, $\theta_t = \theta_{t-1} - v_t$")
def _() -> None:
    def rule() -> Iterator[np.ndarray]:
        point, v = theta, 0.0 * theta
        while True:
            v = gamma * v + eta * J.gradient(point)
            point = point - v
            yield point

    makes(rule, Momentum(eta, gamma))


@proves("momentum on a slope", r"$v_t \to \frac{\eta}{1-\gamma}\,g$ for a constant $g$")
def _() -> None:
    g = np.array([2.0])
    slope = gd.Function(lambda x: (x * g).sum(-1), lambda x: g + 0 * x)
    points = path(Momentum(eta, gamma), 200, slope, np.zeros(1))
    same(points[-2] - points[-1], eta / (1 - gamma) * g)


@proves("limit with momentum", r"$0 < \eta < \frac{2(1+\gamma)}L$")
def _() -> None:
    assert shrinks(Momentum(0.98 * 2 * (1 + gamma) / L, gamma))
    assert not shrinks(Momentum(1.02 * 2 * (1 + gamma) / L, gamma))


@proves(
    "best momentum",
    r"$\eta = \big(\frac2{\sqrt L + \sqrt\mu}\big)^2$, "
    r"$\sqrt\gamma = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}$, the factor as well",
)
def _() -> None:
    best_eta, root = (2 / (np.sqrt(L) + np.sqrt(mu))) ** 2, (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)
    for curvature in (mu, L):  # where the two eigenvalues of an update meet, both are √γ long
        update = np.array([[1 - best_eta * curvature, -(root**2)], [best_eta * curvature, root**2]])
        same(abs(np.linalg.eigvals(update)), root, rtol=1e-6)


@proves(
    "Nesterov",
    r"$v_t = \gamma v_{t-1} + \eta\nabla J(\theta_{t-1} - \gamma v_{t-1})$, $\theta_t = \theta_{t-1} - v_t$",
)
def _() -> None:
    def rule() -> Iterator[np.ndarray]:
        point, v = theta, 0.0 * theta
        while True:
            v = gamma * v + eta * J.gradient(point - gamma * v)
            point = point - v
            yield point - gamma * v  # gdkit's theta is the point ahead

    makes(rule, gd.Nesterov(eta, gamma))


@proves("Adagrad", r"$G_t = G_{t-1} + g_t^2$, $\theta_t = \theta_{t-1} - \frac{\eta}{\sqrt{G_t} + \varepsilon}\,g_t$")
def _() -> None:
    def rule() -> Iterator[np.ndarray]:
        point, G = theta, 0.0 * theta
        while True:
            g = J.gradient(point)
            G = G + g**2
            point = point - eta / (np.sqrt(G) + eps) * g
            yield point

    makes(rule, gd.Adagrad(eta, eps))


@proves(
    "RMSprop",
    r"$s_t = \rho s_{t-1} + (1-\rho)g_t^2$, $\theta_t = \theta_{t-1} - \frac{\eta}{\sqrt{s_t} + \varepsilon}\,g_t$",
)
def _() -> None:
    def rule() -> Iterator[np.ndarray]:
        point, s = theta, 0.0 * theta
        while True:
            g = J.gradient(point)
            s = rho * s + (1 - rho) * g**2
            point = point - eta / (np.sqrt(s) + eps) * g
            yield point

    makes(rule, gd.RMSprop(eta, rho, eps))


@proves(
    "Adadelta",
    r"$s_t$ as RMSprop, $\Delta_t = -\frac{\sqrt{d_{t-1} + \varepsilon}}{\sqrt{s_t + \varepsilon}}\,g_t$, "
    r"$d_t = \rho d_{t-1} + (1-\rho)\Delta_t^2$, $\theta_t = \theta_{t-1} + \Delta_t$",
)
def _() -> None:
    def rule() -> Iterator[np.ndarray]:
        point, s, d = theta, 0.0 * theta, 0.0 * theta
        while True:
            g = J.gradient(point)
            s = rho * s + (1 - rho) * g**2
            Delta = -np.sqrt(d + eps) / np.sqrt(s + eps) * g
            d = rho * d + (1 - rho) * Delta**2
            point = point + Delta
            yield point

    makes(rule, gd.Adadelta(1.0, rho, eps))


def averages() -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray, list[np.ndarray]]]:
    """t, g, m, v of Adam, and the point in a list, for the rule to move."""
    point, m, v, t = [theta], 0.0 * theta, 0.0 * theta, 0
    while True:
        t += 1
        g = J.gradient(point[0])
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        yield t, g, m, v, point


@proves(
    "Adam, averages",
    r"$m_t = \beta_1m_{t-1} + (1-\beta_1)g_t$, $v_t = \beta_2v_{t-1} + (1-\beta_2)g_t^2$",
)
@proves(
    "Adam, step",
    r"$\hat m_t = \frac{m_t}{1-\beta_1^t}$, $\hat v_t = \frac{v_t}{1-\beta_2^t}$, "
    r"$\theta_t = \theta_{t-1} - \eta\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}$",
)
def _() -> None:
    def rule() -> Iterator[np.ndarray]:
        for t, _, m, v, point in averages():
            m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
            point[0] = point[0] - eta * m_hat / (np.sqrt(v_hat) + eps)
            yield point[0]

    makes(rule, gd.Adam(eta, beta1, beta2, eps))


@proves(
    "AdaMax",
    r"$u_t = \max(\beta_2u_{t-1}, \lvert g_t\rvert)$, "
    r"$\theta_t = \theta_{t-1} - \frac{\eta}{1-\beta_1^t}\cdot\frac{m_t}{u_t}$",
)
def _() -> None:
    def rule() -> Iterator[np.ndarray]:
        u = 0.0 * theta
        for t, g, m, _, point in averages():
            u = np.maximum(beta2 * u, abs(g))
            point[0] = point[0] - eta / (1 - beta1**t) * m / u
            yield point[0]

    makes(rule, gd.AdaMax(eta, beta1, beta2, 0.0))


@proves(
    "Nadam",
    r"$\bar m_t = \beta_1\frac{m_t}{1-\beta_1^{t+1}} + (1-\beta_1)\frac{g_t}{1-\beta_1^t}$, "
    r"$\theta_t = \theta_{t-1} - \eta\,\frac{\bar m_t}{\sqrt{\hat v_t} + \varepsilon}$",
)
def _() -> None:
    def rule() -> Iterator[np.ndarray]:
        for t, g, m, v, point in averages():
            m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * g / (1 - beta1**t)
            point[0] = point[0] - eta * m_bar / (np.sqrt(v / (1 - beta2**t)) + eps)
            yield point[0]

    makes(rule, gd.Nadam(eta, beta1, beta2, eps))

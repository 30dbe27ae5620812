"""The formulas of lecture 04: expectations are means over all batches that there are."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np

import gdkit as gd
from gdkit import GD

from . import proves
from .linear import J, best, eta, m, mu, same, theta

rows = np.array([J[[i]].gradient(theta) for i in range(m)])
sigma2 = np.mean(np.sum((rows - rows.mean(axis=0)) ** 2, axis=1))


def noise(batches: list[tuple[int, ...]]) -> float:
    """The mean squared distance of these batches' gradients from the gradient of all rows."""
    return float(np.mean([np.sum((rows[list(each)].mean(axis=0) - J.gradient(theta)) ** 2) for each in batches]))


@proves("loss of rows", r"$J = \frac1m\sum_i J_i$, $\nabla J = \frac1m\sum_i\nabla J_i$")
def _() -> None:
    same(J(theta), np.mean([J[[i]](theta) for i in range(m)]))
    same(J.gradient(theta), rows.mean(axis=0))


@proves("unbiased", r"$g_B = \frac1B\sum_{i\in\text{batch}}\nabla J_i$, $E\,g_B = \nabla J$")
def _() -> None:
    means = [rows[list(batch)].mean(axis=0) for batch in combinations(range(m), 3)]
    same(J[[0, 4, 7]].gradient(theta), rows[[0, 4, 7]].mean(axis=0))
    same(np.mean(means, axis=0), J.gradient(theta))


@proves(
    "noise, with replacement",
    r"$E\lVert g_B - \nabla J\rVert^2 = \frac{\sigma^2}B$, "
    r"$\sigma^2 = \frac1m\sum_i\lVert\nabla J_i - \nabla J\rVert^2$",
)
def _() -> None:
    same(noise(list(product(range(m), repeat=3))), sigma2 / 3)


@proves("noise, without replacement", r"$E\lVert g_B - \nabla J\rVert^2 = \frac{\sigma^2}B\cdot\frac{m-B}{m-1}$")
def _() -> None:
    same(noise(list(combinations(range(m), 3))), sigma2 / 3 * (m - 3) / (m - 1))


@proves("updates of an epoch", r"$\lceil m/B\rceil$")
def _() -> None:
    run = gd.minimize(J, theta, GD(eta), n_epochs=1, batch_size=5, shuffle=False)
    assert run.n_iter == -(-m // 5)


@proves(
    "a rate that shrinks",
    r"$\eta_t = \frac{t_0}{t + t_1}$; $\sum_t\eta_t = \infty$, $\sum_t\eta_t^2 < \infty$ suffice",
)
def _() -> None:
    rates = np.array([gd.inverse_time(5, 50)(t) for t in range(20_000)])
    same(rates, 5 / (np.arange(20_000) + 50))
    assert rates[10_000:].sum() > 3 and (rates[10_000:] ** 2).sum() < 0.002


@proves("distance from the minimum", r"$\lVert\theta - \theta^*\rVert \le \lVert\nabla J(\theta)\rVert/\mu$")
def _() -> None:
    for point in np.random.default_rng(0).normal(size=(50, 3)):
        assert np.linalg.norm(point - best) <= np.linalg.norm(J.gradient(point)) / mu * (1 + 1e-12)

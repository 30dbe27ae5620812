"""What several exercises of lesson 11 use: the sigmoid, and a small network."""

import numpy as np

from .. import wide_networks as wide


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))  # 1 / (1 + e⁻ᶻ) without overflow


SMALL_WEIGHTS = (((0.1, 0.2), (-0.3, 0.4)), ((0.5, -0.6),))  # of the network 2–2–1 of X9.3
SMALL_BIASES = ((0.05, -0.05), (0.1,))


def small_network():
    return [np.array(W) for W in SMALL_WEIGHTS], [np.array(b) for b in SMALL_BIASES]


def drawn_weights(rng, sizes):
    return [rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]


def any_weights(rng, sizes):
    """The matrices of a network, or their gradients: of one size or each of its own, now and then the first again."""
    scale = wide.one_of(rng, 1, 1, 1, 10.0 ** rng.uniform(-6, -3), 10.0 ** rng.uniform(1, 3))
    Ws = [wide.weights(rng, (sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]
    Ws = Ws if scale == 1 else [wide.digits(W * scale) for W in Ws]
    return [Ws[0].copy() if W.shape == Ws[0].shape and rng.random() < 0.3 else W for W in Ws]


def any_penalty_of(rng):
    """λ and m."""
    lam = wide.one_of(rng, 0, 1, 20, 0.001, 0.1, *np.round(rng.uniform(0.2, 5, size=3), 2).tolist(), 150.0)
    return {"lam": lam, "m": wide.one_of(rng, 1, 2, 3, 7, 30, int(rng.integers(2, 40)), int(rng.integers(100, 1000)))}

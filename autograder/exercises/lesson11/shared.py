"""What several exercises of lesson 11 use: the sigmoid, and a small network."""

import numpy as np


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))  # 1 / (1 + e⁻ᶻ) without overflow


SMALL_WEIGHTS = (((0.1, 0.2), (-0.3, 0.4)), ((0.5, -0.6),))  # of the network 2–2–1 of X9.3
SMALL_BIASES = ((0.05, -0.05), (0.1,))


def small_network():
    return [np.array(W) for W in SMALL_WEIGHTS], [np.array(b) for b in SMALL_BIASES]


def drawn_weights(rng, sizes):
    return [rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]

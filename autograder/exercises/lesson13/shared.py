"""What several exercises of lesson 13 use: networks, softmax, the positive part, and a common slip."""

import numpy as np

from gdkit.initialisations import det
from gdkit.layout import Layout
from gdkit.networks import MLP


def det_weights(*sizes):
    """The weights ½ sin 1, ½ sin 2, …, filled row by row."""
    return [W.copy() for W in Layout(sizes).unpack(det(sizes))[0]]


def small_network():
    """The network 2–3–2–2 of X13.1."""
    bs = [np.full(3, 0.1), np.full(2, 0.1), np.zeros(2)]
    return {"X": np.array([[1.0, 2.0], [-1.0, 0.5]]), "Ws": det_weights(2, 3, 2, 2), "bs": bs}


def positive_part(z):
    return np.maximum(z, 0.0)


def softmax(Z, axis=1):
    E = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


def deep_network():
    Ws = [
        np.array([[0.5, -1.0, 0.25], [1.5, 0.5, -0.5], [-0.75, 0.25, 1.0], [0.25, 1.25, 0.5]]),
        np.array([[1.0, -0.5, 0.75, 0.5], [0.5, 1.0, -1.0, 0.25]]),
        np.array([[-1.25, 0.5], [0.75, 1.5], [1.0, -0.5]]),
        np.array([[0.5, -1.0, 0.75], [-0.5, 0.25, 1.5], [1.25, 0.5, -1.0], [0.25, -0.75, 0.5]]),
    ]
    bs = [np.array([0.2, -0.4, 0.6, 0.1]), np.array([-0.3, 0.5]), np.array([0.7, -0.2, 0.1])]
    X = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [2.0, 1.0, 3.0], [-1.5, 0.5, 1.0], [0.5, 0.5, 0.5]])
    return {"X": X, "Ws": Ws, "bs": [*bs, np.array([0.3, -0.6, 0.4, -0.1])]}


def integer_network():
    Ws = [
        np.array([[1, -2, 0], [1, 1, -1], [0, 2, 1]]),
        np.array([[2, 1, -1], [0, -1, 1], [-1, 1, 2]]),
        np.array([[1, 0, -2], [-1, 2, 1], [1, 1, 0]]),
    ]
    bs = [np.array([1.5, -0.5, 2.5]), np.array([0.25, 1.25, -1.25]), np.array([-1.5, 0.5, 1.0])]
    return {"X": np.array([[1, 2, -1], [0, -1, 2], [-1, 1, 1]]), "Ws": Ws, "bs": bs}


def drawn_network(rng, sizes, m):
    """Every hidden layer has active and dead units, and no score is near the corner of ReLU."""
    while True:
        Ws = [rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]
        bs = [rng.normal(size=size) for size in sizes[1:]]
        X = rng.normal(size=(m, sizes[0]))
        A, good = X, True
        for W, b in zip(Ws[:-1], bs[:-1], strict=True):
            Z = A @ W.T + b
            good &= bool((np.abs(Z) > 1e-3).all() and (Z > 0).any() and (Z < 0).any())
            A = np.maximum(Z, 0)
        if good:
            return {"X": X, "Ws": Ws, "bs": bs}


def network_of_gdkit(X, labels, Ws, bs):
    net = MLP(X.astype(float), labels, (X.shape[1], *(len(b) for b in bs)), "relu")
    return net, net.pack(Ws, bs)


# --- slips of several exercises ------------------------------------------------------------------

LISTS_FOR_ARRAYS = """\
A list comes back; asked for is an array.

np.array(...) makes one of it.
"""

"""What several exercises of lesson 13 use: networks, softmax, the positive part, and a common slip."""

import numpy as np

from gdkit.initialisations import det
from gdkit.layout import Layout
from gdkit.networks import MLP

from .. import drawing


def det_weights(*sizes):
    """The weights ½ sin 1, ½ sin 2, …, filled row by row."""
    return [W.copy() for W in Layout(sizes).unpack(det(sizes))[0]]


def small_network():
    """The network 2–3–2–2 of X13.1."""
    bs = [np.full(3, 0.1), np.full(2, 0.1), np.zeros(2)]
    return {"X": np.array([[1.0, 2.0], [-1.0, 0.5]]), "Ws": det_weights(2, 3, 2, 2), "bs": bs}


def numbers_of_any_size(rng):
    """Arrays of one to three axes: of one size, tiny or large, of many sizes beside each other, whole, or zeros."""
    shape = tuple(int(k) for k in rng.integers(1, 4, size=int(rng.integers(1, 4))))
    usual = np.round(rng.normal(size=shape) * 2, 2)
    of_one_size, mixed = drawing.digits(usual * 10.0 ** rng.integers(-11, 6)), drawing.sizes(rng, shape, -5, 6)
    whole = rng.integers(-5, 6, size=shape)
    return drawing.one_of(rng, *[usual, of_one_size, of_one_size, mixed, mixed, whole] * 2, np.zeros(shape))


ANY_NUMBERS = {
    "one row": ["z"],
    "one column": ["z"],
    "one entry": ["z"],
    "three axes": ["z"],
    "whole": ["z"],
    "equal rows": ["z"],
    "large": ["z"],
    "small": ["z"],
}


def any_layer(rng, n_in, n_out):
    """Weights and biases: usual, of another size, or whole; biases may be zeros."""
    W, b = np.round(rng.normal(size=(n_out, n_in)), 2), np.round(rng.normal(size=n_out), 2)
    W_of_another_size, b_of_another_size = (drawing.digits(each * 10.0 ** rng.uniform(-1.5, 1.5)) for each in (W, b))
    W_whole, b_whole = np.sign(W).astype(int) * rng.integers(1, 4, size=W.shape), rng.integers(-3, 4, size=n_out)
    b = drawing.one_of(rng, *[b] * 5, b_of_another_size, b_whole, np.zeros(n_out))
    return drawing.one_of(rng, *[W] * 5, W_of_another_size, W_whole, W_whole), b


def any_network_at_all(rng):
    """One to five layers, with inputs and weights of any size, or whole, each by itself."""
    sizes = [int(size) for size in rng.integers(1, 5, size=int(rng.integers(2, 7)))]
    layers = [any_layer(rng, sizes[k - 1], sizes[k]) for k in range(1, len(sizes))]
    X = drawing.table(rng, drawing.number_of_rows(rng, 4), sizes[0])
    *Ws, last = (W for W, _ in layers)
    last = drawing.one_of(rng, *[last] * 9, 100 * last)
    return {"X": X, "Ws": [*Ws, last], "bs": [b for _, b in layers]}


ANY_NETWORK = {
    "one row": ["X"],
    "one column": ["X"],
    "one layer": ["Ws", "bs"],
    "four layers": ["Ws", "bs"],
    "whole": ["X", "Ws", "bs"],
    "only zeros": ["X"],
    "equal rows": ["X"],
    "large": ["X", "Ws"],
    "small": ["X"],
}


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


def network_of_small_numbers():
    Ws = [np.array([[0.0005, -1.2], [2.5, 0.00007], [0.4, 0.9]]), np.array([[1.5, -0.5, 0.0003], [0.25, 2.0, -1.0]])]
    bs = [np.array([0.00008, -0.00009, 0.00083]), np.array([0.00062, -0.0000415])]
    return {"X": np.array([[0.00039, 0.0000283], [-0.00061, 0.0012]]), "Ws": Ws, "bs": bs}


def network_of_large_numbers():
    Ws = [np.array([[1.5, -20.0], [-0.75, 300.0], [0.5, 0.25]]), np.array([[0.5, 1.0, -2.0], [-1.0, 0.25, 3.0]])]
    return {
        "X": np.array([[1900.0, 0.0042], [-1250.0, -0.03]]),
        "Ws": Ws,
        "bs": [np.array([108, -250, 0]), np.zeros(2)],
    }


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
    Ws, bs = ([block.astype(float) for block in blocks] for blocks in (Ws, bs))
    net = MLP(X.astype(float), labels, (X.shape[1], *(len(b) for b in bs)), "relu")
    return net, net.pack(Ws, bs)


# --- slips of several exercises ------------------------------------------------------------------

LISTS_FOR_ARRAYS = """\
A list comes back; asked for is an array.

np.array(...) turns it into an array.
"""

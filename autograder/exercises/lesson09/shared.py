"""What the forward passes of lesson 09 share: the sigmoid, and a common slip."""

from itertools import pairwise

import numpy as np

from ..drawing import digits, one_of
from ..drawn_numbers import numbers


def sigmoid(z):
    return 1 / (1 + np.exp(-z))  # far left e⁻ᶻ is infinity, and 1/∞ is 0


def any_layer(rng, n_out, n_in):
    """Weights and biases of a layer: of every kind, or so that no neuron is far from 0 or 1, or from one of them."""
    W = numbers(rng, (n_out, n_in), "usual", "whole", "saturating", "zeros")
    b = numbers(rng, n_out, "usual", "whole", "saturating", "small", "zeros")
    return W, one_of(rng, b, b, -digits(rng.uniform(5, 28, size=n_out)))


def any_layers(rng, sizes):
    """Ws and bs, of whole numbers in all of Ws or in all of bs at times."""
    Ws, bs = map(list, zip(*(any_layer(rng, n_out, n_in) for n_in, n_out in pairwise(sizes)), strict=True))
    if rng.random() < 0.25:
        Ws = [rng.integers(-3, 4, size=W.shape) for W in Ws]
    if rng.random() < 0.25:
        bs = [rng.integers(-3, 4, size=b.shape) for b in bs]
    return Ws, bs


def any_input(rng, W, shape, most):
    """What comes into the first layer, W: of every kind, with scores up to `most` in size."""
    X = numbers(rng, shape)
    if X.dtype.kind == "i" and rng.random() < 0.3:
        X = X * 60
    largest = float(np.abs(X @ W.T).max())
    return X if largest <= most else digits(X * (most / largest))


# --- slips of several exercises ------------------------------------------------------------------

FALLING_SIGMOID = """\
The minus in the exponent of the sigmoid is missing: large scores give activations near 0.

1 / (1 + e⁻ᶻ) rises.
"""

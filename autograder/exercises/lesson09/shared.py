"""What the forward passes of lesson 09 share: the sigmoid, and a common slip."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))  # far left e⁻ᶻ is infinity, and 1/∞ is 0


# --- slips of several exercises ------------------------------------------------------------------

FALLING_SIGMOID = """\
The minus in the exponent of the sigmoid is missing: large scores give activations near 0.

1 / (1 + e⁻ᶻ) rises.
"""

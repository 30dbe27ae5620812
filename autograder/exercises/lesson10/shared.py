"""The sigmoid of lesson 10."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))  # far left e⁻ᶻ is infinity, and 1/∞ is 0

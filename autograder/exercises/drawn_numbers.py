"""Numbers of every kind that a statement allows, to draw from: of three digits, so that they can be pasted."""

import numpy as np

from .drawing import digits

KINDS = {"usual": 0.25, "whole": 0.2, "mixed": 0.2, "small": 0.15, "large": 0.1, "saturating": 0.05, "zeros": 0.1}


def numbers(rng, shape, *kinds):
    """An array of this shape of one of these kinds, any of KINDS where none is named."""
    kinds = kinds or tuple(KINDS)
    weights = np.array([KINDS[kind] for kind in kinds])
    kind = rng.choice(kinds, p=weights / weights.sum())
    signs, usual = rng.choice([-1.0, 1.0], size=shape), rng.normal(size=shape)
    if kind == "whole":
        return rng.integers(-4, 5, size=shape)
    if kind == "mixed":  # one entry 2e-4, one 3, one 4e3
        return digits(signs * 10 ** rng.uniform(-4.0, 3.7, size=shape))
    if kind == "saturating":  # between moderate and large
        return digits(signs * rng.uniform(5.0, 50.0, size=shape))
    if kind == "small":
        return digits(signs * 10 ** rng.uniform(-9.0, -3.5, size=shape))
    scale = {"usual": 1.0, "large": 10 ** rng.uniform(2.0, 4.0), "zeros": 0.0}
    return digits(usual * scale[kind]) + 0.0  # no -0

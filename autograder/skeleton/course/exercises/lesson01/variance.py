"""The variance of a sample: a function, three wrong ones and two other right ones."""

import statistics

import numpy as np
from toolbox import heights

from autograder.declaring import Exercise

variance = Exercise(
    "01.variance",
    "variance(x) -> result",
    reread="Lecture 01, The spread of a sample",
    allows={"large": ["x"], "small": ["x"], "whole": ["x"]},
)


@variance.reference
def reference(x):
    deviation = x - np.sum(x) / len(x)
    return np.sum(deviation**2) / (len(x) - 1)


# --- cases: those that students see, and those that are drawn when their work is graded


@variance.shown("heights in cm")
def of_heights():
    return {"x": heights()}


@variance.shown("three numbers, one of them negative")
def of_three():
    return {"x": np.array([-1.0, 2.0, 8.0])}


@variance.drawn(5)
def of_a_sample(rng):
    return {"x": rng.normal(loc=10.0, scale=3.0, size=rng.integers(3, 9))}


@variance.wider
def of_anything(rng):
    """All samples that the statement allows: short ones, equal numbers, whole, tiny and large numbers."""
    n = int(rng.integers(2, 12))
    x = [
        np.round(rng.normal(size=n) * 10.0 ** rng.integers(-4, 4, size=n), 6),
        np.full(n, 2.5),
        rng.integers(-3, 4, size=n),
        np.round(1e-4 * rng.normal(size=n), 6),
    ]
    return {"x": x[rng.integers(4)]}


variance.keep(111, 72, 9, 42, 50, 162, 165)


# --- the reference is right: the same by another program


@variance.independent()
def by_the_standard_library(x):
    return statistics.variance(x.tolist())


# --- what students write instead: the name is the mistake's, the docstring what they are told


@variance.mistake()
def divided_by_n(x):
    """The sum is divided by n; for the variance of a sample it is divided by n − 1.

    One of the n deviations follows from the others. How many are free?
    """
    return np.mean((x - np.mean(x)) ** 2)


@variance.mistake()
def root_taken(x):
    """This is the standard deviation: the root of the variance.

    In which unit is the variance of heights in cm?
    """
    return np.std(x, ddof=1)


@variance.mistake()
def not_centred(x):
    """The squares of the numbers themselves are added, not those of their deviations from the mean.

    A sample of equal numbers has no spread. What does your function say of [5, 5, 5]?
    """
    return np.sum(x**2) / (len(x) - 1)


# --- right in another way: must be accepted


@variance.variant
def by_numpy(x):
    return np.var(x, ddof=1)


@variance.variant
def by_a_loop(x):
    total = 0.0
    for value in x:
        total += (value - x.mean()) ** 2
    return total / (len(x) - 1)

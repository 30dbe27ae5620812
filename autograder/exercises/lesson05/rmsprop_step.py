"""X5.5, one step of RMSprop: Adagrad that forgets the old squares."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import RMSprop

from ..drawing import one_of
from . import slips
from .shared import (
    ADAGRAD,
    ADAM,
    MEMORY,
    RMSPROP,
    any_arrays,
    any_rate,
    both_signs,
    drawn_squares,
    on_the_toy,
    step_of_gdkit,
    whole_numbers,
)

rmsprop = Exercise(
    "05.rmsprop_step",
    "rmsprop_step(theta, gradient, s, eta, rho, eps) -> (theta, s)",
    parts={"the step (theta)": ("theta",), "the memory (s)": ("s",)},
    allows={
        "one entry": ["theta", "gradient", "s"],
        "whole": ["theta", "gradient", "s"],
        "large": ["theta", "gradient", "s"],
        "zero": ["rho"],
    },
    library_calls=("RMSprop",),
    reread=RMSPROP,
)


@rmsprop.reference
def rmsprop_step(theta, gradient, s, eta, rho, eps):
    s = rho * s + (1 - rho) * gradient**2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.alternative
def with_eps_in_the_root(theta, gradient, s, eta, rho, eps):
    """ε keeps the denominator from 0; inside the root it does that as well."""
    s = rho * s + (1 - rho) * gradient**2
    return theta - eta * gradient / np.sqrt(s + eps), s


@rmsprop.shown("first step on the toy mini-batch")
def first_step():
    return on_the_toy(rmsprop_step, ("s",), 0, False, eta=0.01, rho=0.9, eps=1e-8)


@rmsprop.shown("third step on the toy mini-batch")
def third_step():
    return on_the_toy(rmsprop_step, ("s",), 2, False, eta=0.01, rho=0.9, eps=1e-8)


@rmsprop.shown("second step; one entry of the gradient has been 0 so far")
def flat_direction():
    theta, gradient, s = np.array([1.0, -2.0, 0.5]), np.array([-1.5, 0.0, 0.25]), np.array([0.5, 0.0, 2.0])
    return {"theta": theta, "gradient": gradient, "s": s, "eta": 0.25, "rho": 0.75, "eps": 1e-8}


@rmsprop.shown("whole numbers in θ and s, other rates, an ε that counts")
def whole_arrays():
    theta, gradient, s = np.array([2, -1, 0, 3]), np.array([4.0, -2.0, 1.0, 3.0]), np.array([9, 2, 5, 1])
    return {"theta": theta, "gradient": gradient, "s": s, "eta": 0.25, "rho": 0.75, "eps": 0.5}


def _case(rng, P, s):
    rates = {
        "eta": float(rng.uniform(0.05, 0.6)),
        "rho": float(rng.uniform(0.6, 0.97)),
        "eps": float(rng.choice([1e-8, 1e-6])),
    }
    return {"theta": rng.normal(size=P), "gradient": both_signs(rng, P), "s": s, **rates}


@rmsprop.drawn(3)
def any_step(rng):
    P = int(rng.integers(2, 7))
    return _case(rng, P, drawn_squares(rng, P))


@rmsprop.drawn(1)
def eps_counts(rng):
    return {**_case(rng, 3, drawn_squares(rng, 3)), "eps": float(rng.uniform(0.1, 0.4))}


@rmsprop.drawn(1)
def from_no_memory(rng):
    return _case(rng, 4, np.zeros(4))


@rmsprop.drawn(1)
def one_parameter(rng):
    return _case(rng, 1, drawn_squares(rng, 1))


@rmsprop.drawn(1)
def drawn_integers(rng):
    arrays = {"theta": whole_numbers(rng, 5), "gradient": both_signs(rng, 5), "s": rng.integers(1, 9, size=5)}
    return {**arrays, "eta": 0.25, "rho": 0.75, "eps": 1e-3}


@rmsprop.independent(1e-12)
def by_gdkit(theta, gradient, s, eta, rho, eps):
    theta, memory = step_of_gdkit(RMSprop(eta, rho, eps), theta, gradient, v=s)
    return theta, memory["v"]


@rmsprop.wider
def anything(rng):
    rates = {"eta": one_of(rng, 1e-4, 0.01, 0.1, 0.5, 2.0), "rho": any_rate(rng), "eps": one_of(rng, 1e-8, 1e-6, 0.1)}
    return {**any_arrays(rng, "s", sizes=("s",), rates=rates.values()), **rates}


rmsprop.keep(143, 178, 11, 76, 13, 100, 4, 36, 298, 95, 101, 176, 34, 3)


@rmsprop.mistake()
def rmsprop_weights_swapped(theta, gradient, s, eta, rho, eps):
    """ρ and 1 − ρ are swapped: with ρ near 1, nearly all is forgotten in one step.

    With ρ = 0.9, how much of the old s should be left?
    """
    s = (1 - rho) * s + rho * gradient**2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake(reread=ADAGRAD)
def rmsprop_accumulated(theta, gradient, s, eta, rho, eps):
    """Nothing is forgotten: s sums all squares, as in Adagrad.

    What is ρ for?
    """
    s = s + gradient**2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_factor_forgotten(theta, gradient, s, eta, rho, eps):
    """The new square enters with weight 1; the weights ρ and 1 − ρ make a mean.

    If the gradient is always 2, where should s settle?
    """
    s = rho * s + gradient**2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_factor_squared(theta, gradient, s, eta, rho, eps):
    """The factor 1 − ρ is squared together with the gradient.

    Mind the brackets: it multiplies the square.
    """
    s = rho * s + ((1 - rho) * gradient) ** 2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_memory_not_used(theta, gradient, s, eta, rho, eps):
    """The old s is forgotten: only the square of this gradient is left.

    What is ρ for?
    """
    s = (1 - rho) * gradient**2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_root_forgotten(theta, gradient, s, eta, rho, eps):
    """The gradient is divided by s instead of by its root.

    If all gradients, the earlier ones too, were 10 times as large, should the step change?
    """
    s = rho * s + (1 - rho) * gradient**2
    return theta - eta * gradient / (s + eps), s


@rmsprop.mistake()
def rmsprop_absolute_values(theta, gradient, s, eta, rho, eps):
    """s averages the absolute values of the gradients, not their squares.

    The root undoes a square.
    """
    s = rho * s + (1 - rho) * np.abs(gradient)
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_one_mean_for_all(theta, gradient, s, eta, rho, eps):
    """All entries of s are given the same mean over the parameters.

    Each parameter has a rate of its own; nothing is averaged over parameters.
    """
    s = rho * s + (1 - rho) * np.mean(gradient**2)
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_old_mean(theta, gradient, s, eta, rho, eps):
    """The step divides by the root of the old s; where that is 0, the step can become huge.

    First compute the new s, then the step.
    """
    return theta - eta * gradient / (np.sqrt(s) + eps), rho * s + (1 - rho) * gradient**2


@rmsprop.mistake(reread=ADAM)
def rmsprop_bias_corrected(theta, gradient, s, eta, rho, eps):
    """s is divided by 1 − ρ before the root: Adam corrects in this way, but only in its first step.

    RMSprop divides by the root of s as it is.
    """
    s = rho * s + (1 - rho) * gradient**2
    return theta - eta * gradient / (np.sqrt(s / (1 - rho)) + eps), s


@rmsprop.mistake()
def rmsprop_rate_in_the_memory(theta, gradient, s, eta, rho, eps):
    """s averages the squares of η times the gradient: from s = 0 on, η cancels in the step.

    s averages squares of gradients, not of steps.
    """
    s = rho * s + (1 - rho) * (eta * gradient) ** 2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake(says=slips.ASCENT)
def rmsprop_ascent(theta, gradient, s, eta, rho, eps):
    s = rho * s + (1 - rho) * gradient**2
    return theta + eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake(says=slips.RATE_FORGOTTEN)
def rmsprop_rate_forgotten(theta, gradient, s, eta, rho, eps):
    s = rho * s + (1 - rho) * gradient**2
    return theta - gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake(says=slips.MEMORY_NOT_RENEWED, reread=MEMORY)
def rmsprop_memory_not_renewed(theta, gradient, s, eta, rho, eps):
    return theta - eta * gradient / (np.sqrt(rho * s + (1 - rho) * gradient**2) + eps), s


@rmsprop.mistake(says=slips.RESULTS_SWAPPED, reread=MEMORY)
def rmsprop_results_swapped(theta, gradient, s, eta, rho, eps):
    """Return θ first, then s."""
    s = rho * s + (1 - rho) * gradient**2
    return s, theta - eta * gradient / (np.sqrt(s) + eps)


@rmsprop.mistake(says=slips.THETA_IN_PLACE, reread=MEMORY)
def rmsprop_theta_in_place(theta, gradient, s, eta, rho, eps):
    s = rho * s + (1 - rho) * gradient**2
    theta -= eta * gradient / (np.sqrt(s) + eps)
    return theta, s


@rmsprop.mistake(reread=MEMORY)
def rmsprop_memory_in_place(theta, gradient, s, eta, rho, eps):
    """The memory is changed in place (s *= …): the caller's array changes, and with integers NumPy raises an error.

    Make a new array: what was handed to you may still be needed.
    """
    s *= rho
    s += (1 - rho) * gradient**2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake(reread=MEMORY)
def rmsprop_rates_of_the_example(theta, gradient, s, eta, rho, eps):
    """The numbers are always 0.01, 0.9 and 1e-8; eta, rho and eps are not used.

    Those numbers are right in some cases only.
    """
    s = 0.9 * s + 0.1 * gradient**2
    return theta - 0.01 * gradient / (np.sqrt(s) + 1e-8), s


@rmsprop.variant
def by_loop(theta, gradient, s, eta, rho, eps):
    """The mean as a correction: s moves towards g² by the share 1 − ρ."""
    new_theta, new_s = [], []
    for value, slope, mean in zip(theta, gradient, s, strict=True):
        mean = mean + (1 - rho) * (slope * slope - mean)
        new_s.append(float(mean))
        new_theta.append(float(value - eta * slope / (mean**0.5 + eps)))
    return np.array(new_theta), np.array(new_s)


@rmsprop.variant
def by_average(theta, gradient, s, eta, rho, eps):
    mean = np.average([s, np.square(gradient)], axis=0, weights=[rho, 1 - rho])
    size = mean**0.5 + eps
    return theta - np.multiply(eta / size, gradient), mean

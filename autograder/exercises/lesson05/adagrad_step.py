"""X5.3, one step of Adagrad: each parameter's rate shrinks with its summed squares."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import Adagrad

from ..drawing import one_of
from . import slips
from .shared import (
    ADAGRAD,
    MEMORY,
    RMSPROP,
    any_arrays,
    both_signs,
    drawn_squares,
    on_the_toy,
    step_of_gdkit,
    whole_numbers,
)

adagrad = Exercise(
    "05.adagrad_step",
    "adagrad_step(theta, gradient, G, eta, eps) -> (theta, G)",
    parts={"the step (theta)": ("theta",), "the memory (G)": ("G",)},
    allows={
        "one entry": ["theta", "gradient", "G"],
        "whole": ["theta", "gradient", "G"],
        "large": ["theta", "gradient", "G"],
    },
    library_calls=("Adagrad",),
    reread=ADAGRAD,
)


@adagrad.reference
def adagrad_step(theta, gradient, G, eta, eps):
    G = G + gradient**2.0  # floats: where they are expected, whole numbers are accepted too
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.alternative
def with_eps_in_the_root(theta, gradient, G, eta, eps):
    """ε keeps the denominator from 0; inside the root it does that as well."""
    G = G + gradient**2.0
    return theta - eta * gradient / np.sqrt(G + eps), G


@adagrad.shown("first step on the toy mini-batch")
def first_step():
    return on_the_toy(adagrad_step, ("G",), 0, False, eta=0.1, eps=1e-8)


@adagrad.shown("third step on the toy mini-batch")
def third_step():
    return on_the_toy(adagrad_step, ("G",), 2, False, eta=0.1, eps=1e-8)


@adagrad.shown("second step; one entry of the gradient has been 0 so far")
def flat_direction():
    theta, gradient, G = np.array([1.0, -2.0, 0.5]), np.array([-1.5, 0.0, 0.25]), np.array([0.5, 0.0, 2.0])
    return {"theta": theta, "gradient": gradient, "G": G, "eta": 0.25, "eps": 1e-8}


@adagrad.shown("whole numbers in θ and G, other rates, an ε that counts")
def whole_arrays():
    theta, gradient, G = np.array([2, -1, 0, 3]), np.array([4.0, -2.0, 1.0, 3.0]), np.array([9, 2, 5, 1])
    return {"theta": theta, "gradient": gradient, "G": G, "eta": 0.25, "eps": 0.5}


def _case(rng, P, G):
    rates = {"eta": float(rng.uniform(0.05, 0.6)), "eps": float(rng.choice([1e-8, 1e-6]))}
    return {"theta": rng.normal(size=P), "gradient": both_signs(rng, P), "G": G, **rates}


@adagrad.drawn(3)
def any_step(rng):
    P = int(rng.integers(2, 7))
    return _case(rng, P, drawn_squares(rng, P))


@adagrad.drawn(1)
def eps_counts(rng):
    return {**_case(rng, 3, drawn_squares(rng, 3)), "eps": float(rng.uniform(0.1, 0.4))}


@adagrad.drawn(1)
def from_no_memory(rng):
    return _case(rng, 4, np.zeros(4))


@adagrad.drawn(1)
def one_parameter(rng):
    return _case(rng, 1, drawn_squares(rng, 1))


@adagrad.drawn(1)
def drawn_integers(rng):
    arrays = {"theta": whole_numbers(rng, 5), "gradient": both_signs(rng, 5), "G": rng.integers(1, 9, size=5)}
    return {**arrays, "eta": 0.25, "eps": 1e-3}


@adagrad.independent(1e-12)
def by_gdkit(theta, gradient, G, eta, eps):
    theta, memory = step_of_gdkit(Adagrad(eta, eps), theta, gradient, G=G)
    return theta, memory["G"]


@adagrad.wider
def anything(rng):
    rates = {"eta": one_of(rng, 1e-4, 0.01, 0.1, 0.5, 2.0), "eps": one_of(rng, 1e-8, 1e-6, 1e-3, 0.1, 0.5)}
    return {**any_arrays(rng, "G", sizes=("G",)), **rates}


adagrad.keep(175, 184, 41, 111, 38, 62, 14, 126, 57, 144, 154, 244, 8, 12)


@adagrad.mistake()
def adagrad_not_accumulated(theta, gradient, G, eta, eps):
    """G is the square of this gradient only: nothing is accumulated, and the size of the gradient cancels in the step.

    G grows with every step. What happens to the old G?
    """
    G = gradient**2
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake()
def adagrad_root_forgotten(theta, gradient, G, eta, eps):
    """The gradient is divided by G instead of by its root.

    If all gradients, the earlier ones too, were 10 times as large, should the step change?
    """
    G = G + gradient**2
    return theta - eta * gradient / (G + eps), G


@adagrad.mistake()
def adagrad_absolute_values(theta, gradient, G, eta, eps):
    """G sums the absolute values of the gradients, not their squares.

    The root undoes a square.
    """
    G = G + np.abs(gradient)
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake()
def adagrad_one_sum_for_all(theta, gradient, G, eta, eps):
    """All entries of G are given the same sum: the squared length of the whole gradient.

    Each parameter has a rate of its own; nothing is summed over parameters.
    """
    G = G + np.sum(gradient**2)
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake()
def adagrad_old_sum(theta, gradient, G, eta, eps):
    """The step divides by the root of the old G; where that is 0, the step can become huge.

    First compute the new G, then the step.
    """
    return theta - eta * gradient / (np.sqrt(G) + eps), G + gradient**2


@adagrad.mistake(reread=RMSPROP)
def adagrad_decaying_mean(theta, gradient, G, eta, eps):
    """G forgets: this is RMSprop with ρ = 0.9.

    Adagrad keeps all squares with the same weight.
    """
    G = 0.9 * G + 0.1 * gradient**2
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake()
def adagrad_rate_in_the_memory(theta, gradient, G, eta, eps):
    """G sums the squares of η times the gradient: from G = 0 on, η cancels in the step.

    G sums squares of gradients, not of steps.
    """
    G = G + (eta * gradient) ** 2
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake()
def adagrad_root_of_the_new_square_only(theta, gradient, G, eta, eps):
    """G is right, but the step divides by the size of this gradient alone.

    Which of your two arrays goes under the root?
    """
    return theta - eta * gradient / (np.abs(gradient) + eps), G + gradient**2


@adagrad.mistake(says=slips.ASCENT)
def adagrad_ascent(theta, gradient, G, eta, eps):
    G = G + gradient**2
    return theta + eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake(says=slips.RATE_FORGOTTEN)
def adagrad_rate_forgotten(theta, gradient, G, eta, eps):
    G = G + gradient**2
    return theta - gradient / (np.sqrt(G) + eps), G


@adagrad.mistake(says=slips.MEMORY_NOT_RENEWED, reread=MEMORY)
def adagrad_memory_not_renewed(theta, gradient, G, eta, eps):
    return theta - eta * gradient / (np.sqrt(G + gradient**2) + eps), G


@adagrad.mistake(reread=MEMORY)
def adagrad_root_as_memory(theta, gradient, G, eta, eps):
    """The root of G is returned as the memory; the next step would take the root of a root.

    G itself goes on to the next step.
    """
    root = np.sqrt(G + gradient**2)
    return theta - eta * gradient / (root + eps), root


@adagrad.mistake(says=slips.RESULTS_SWAPPED, reread=MEMORY)
def adagrad_results_swapped(theta, gradient, G, eta, eps):
    """Return θ first, then G."""
    G = G + gradient**2
    return G, theta - eta * gradient / (np.sqrt(G) + eps)


@adagrad.mistake(says=slips.THETA_IN_PLACE, reread=MEMORY)
def adagrad_theta_in_place(theta, gradient, G, eta, eps):
    G = G + gradient**2
    theta -= eta * gradient / (np.sqrt(G) + eps)
    return theta, G


@adagrad.mistake(reread=MEMORY)
def adagrad_memory_in_place(theta, gradient, G, eta, eps):
    """G is changed in place (G += …): the caller's array changes, and with integers NumPy raises an error.

    Make a new array: what was handed to you may still be needed.
    """
    G += gradient**2
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake(reread=MEMORY)
def adagrad_rates_of_the_example(theta, gradient, G, eta, eps):
    """The numbers are always 0.1 and 1e-8; eta and eps are not used.

    Those numbers are right in some cases only.
    """
    G = G + gradient**2
    return theta - 0.1 * gradient / (np.sqrt(G) + 1e-8), G


@adagrad.variant
def by_loop(theta, gradient, G, eta, eps):
    new_theta, new_G = [], []
    for value, slope, total in zip(theta, gradient, G, strict=True):
        total = total + slope * slope
        new_G.append(float(total))
        new_theta.append(float(value - eta * slope / (total**0.5 + eps)))
    return np.array(new_theta), np.array(new_G)


@adagrad.variant
def by_rates(theta, gradient, G, eta, eps):
    """A rate for each parameter, on the diagonal of a matrix."""
    squares = np.add(G, np.multiply(gradient, gradient))
    rates = eta / (np.power(squares, 0.5) + eps)
    return theta - np.diag(rates) @ gradient, squares

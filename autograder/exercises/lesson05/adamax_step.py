"""X5.7, one step of AdaMax: Adam with the largest gradient so far in place of the root."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import AdaMax

from ..drawing import one_of
from . import slips
from .shared import (
    ADAMAX,
    MEMORY,
    any_arrays,
    any_count,
    any_rate,
    both_signs,
    drawn_squares,
    on_the_toy,
    step_of_gdkit,
    whole_numbers,
)

adamax = Exercise(
    "05.adamax_step",
    "adamax_step(theta, gradient, m, u, t, eta, beta1, beta2) -> (theta, m, u)",
    parts={"the step (theta)": ("theta",), "the memory (m, u)": ("m", "u")},
    # The paper has no ε. Whoever guards u with the usual 1e-8, as PyTorch does, is right too: no gradient is 0 here.
    tolerance=1e-7,
    allows={
        "one entry": ["theta", "gradient", "m", "u"],
        "whole": ["theta", "gradient", "m", "u"],
        "large": ["theta", "gradient", "m", "u", "t"],
        "zero": ["beta1", "beta2"],
    },
    library_calls=("AdaMax",),
    reread=ADAMAX,
)


@adamax.reference
def adamax_step(theta, gradient, m, u, t, eta, beta1, beta2):
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.shown("first step on the toy mini-batch")
def first_step():
    return on_the_toy(adamax_step, ("m", "u"), 0, True, eta=0.1, beta1=0.9, beta2=0.999)


@adamax.shown("third step on the toy mini-batch")
def third_step():
    return on_the_toy(adamax_step, ("m", "u"), 2, True, eta=0.1, beta1=0.9, beta2=0.999)


@adamax.shown("whole numbers in all arrays, other rates")
def whole_arrays():
    theta, gradient = np.array([2, -1, 0, 3]), np.array([4, -2, 1, 3])
    memory = {"m": np.array([1, 3, -2, 2]), "u": np.array([9, 2, 5, 1])}
    rates = {"eta": 0.25, "beta1": 0.75, "beta2": 0.875}
    return {"theta": theta, "gradient": gradient, **memory, "t": 5, **rates}


def _case(rng, P, m, u, t):
    betas = {"beta1": float(rng.uniform(0.5, 0.85)), "beta2": float(rng.uniform(0.88, 0.99))}
    rates = {"eta": float(rng.uniform(0.05, 0.6)), **betas}
    theta, gradient = rng.normal(size=P), both_signs(rng, P)
    # the first step leads away from 0: of a θ that nearly vanishes, a guard in u would show
    theta[0] = -np.sign(betas["beta1"] * m[0] + (1 - betas["beta1"]) * gradient[0]) * rng.uniform(0.5, 2.0)
    return {"theta": theta, "gradient": gradient, "m": m, "u": u, "t": t, **rates}


@adamax.drawn(3)
def any_step(rng):
    P, t = int(rng.integers(2, 7)), int(rng.integers(2, 12))
    return _case(rng, P, both_signs(rng, P), drawn_squares(rng, P), t)


@adamax.drawn(1)
def from_no_memory(rng):
    return _case(rng, 4, np.zeros(4), np.zeros(4), 1)


@adamax.drawn(1)
def one_parameter(rng):
    return _case(rng, 1, both_signs(rng, 1), drawn_squares(rng, 1), 4)


@adamax.drawn(1)
def drawn_integers(rng):
    memory = {"m": whole_numbers(rng, 5), "u": rng.integers(1, 9, size=5)}
    rates = {"eta": 0.125, "beta1": 0.625, "beta2": 0.9375}
    return {"theta": whole_numbers(rng, 5), "gradient": whole_numbers(rng, 5), **memory, "t": 3, **rates}


@adamax.independent(1e-12)
def by_gdkit(theta, gradient, m, u, t, eta, beta1, beta2):
    theta, memory = step_of_gdkit(AdaMax(eta, beta1, beta2, eps=0), theta, gradient, t, m=m, u=u)
    return theta, memory["m"], memory["u"]


@adamax.wider
def anything(rng):
    """No entry of the gradient is 0, and none so small that the usual guard in u, 1e-8, would be seen."""
    betas = {"beta1": any_rate(rng), "beta2": any_rate(rng)}
    rates = {"eta": one_of(rng, 1e-4, 0.01, 0.1, 0.5, 2.0), **betas}
    while True:
        arrays = any_arrays(rng, "m", "u", sizes=("u",), rates=betas.values())
        gradient = np.where(arrays["gradient"] == 0, 1, arrays["gradient"])
        inputs = {**arrays, "gradient": gradient, "t": any_count(rng), **rates}
        if not any(_is_seen(guarded, inputs) for guarded in (with_a_guard, with_a_guard_in_the_step)):
            return inputs


adamax.keep(26, 66, 69, 102, 107, 138, 148, 211, 238, 254, 36, 198, 20, 221, 74, 141)


def _is_seen(guarded, inputs):
    results = zip(adamax_step(*inputs.values()), guarded(*inputs.values()), strict=True)
    return any(np.abs(right - other).max() > 3e-8 * np.abs(right).max() for right, other in results)


@adamax.mistake()
def adamax_averaged_sizes(theta, gradient, m, u, t, eta, beta1, beta2):
    """u is a mean of the sizes |g|; it should be the larger of β₂ times the old u and |g|.

    From u = 0 and with β₂ = 0.999, u is 0.001 |g| at first. How long is the step then?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = beta2 * u + (1 - beta2) * np.abs(gradient)
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_summed_sizes(theta, gradient, m, u, t, eta, beta1, beta2):
    """β₂ times the old u and |g| are added; the larger of the two was asked for.

    What does max mean, entry by entry?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = beta2 * u + np.abs(gradient)
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_u_corrected(theta, gradient, m, u, t, eta, beta1, beta2):
    """u is divided by 1 − β₂ᵗ; a maximum needs no correction.

    From u = 0, what is u after the first step? Is that too small?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta * (m / (1 - beta1**t)) / (u / (1 - beta2**t)), m, u


@adamax.mistake()
def adamax_m_not_corrected(theta, gradient, m, u, t, eta, beta1, beta2):
    """m is used as it is: the correction for its start at 0 is missing.

    From m = 0, how large is m after the first step, beside the gradient?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta * m / u, m, u


@adamax.mistake()
def adamax_never_fades(theta, gradient, m, u, t, eta, beta1, beta2):
    """u is the largest |g| of all steps so far: the old u is not multiplied by β₂.

    One huge gradient at the start: when is it forgotten?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_faded_together(theta, gradient, m, u, t, eta, beta1, beta2):
    """β₂ multiplies the new gradient too; it belongs to the old u alone.

    Mind the brackets.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = beta2 * np.maximum(u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_largest_entry_for_all(theta, gradient, m, u, t, eta, beta1, beta2):
    """The largest entry of the whole gradient is taken for every parameter.

    The maximum runs over time, for each parameter by itself.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient).max())
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_squares(theta, gradient, m, u, t, eta, beta1, beta2):
    """u compares squares; AdaMax takes the sizes |g| themselves.

    There is no root here that would undo a square.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, gradient**2)
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_squares_and_root(theta, gradient, m, u, t, eta, beta1, beta2):
    """u is the largest square, and the step divides by its root: with β₂ under the root, it fades too slowly.

    AdaMax takes the sizes |g| themselves, without squares and roots.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, gradient**2)
    return theta - eta / (1 - beta1**t) * m / np.sqrt(u), m, u


@adamax.mistake()
def adamax_root_of_u(theta, gradient, m, u, t, eta, beta1, beta2):
    """The step divides by the root of u.

    u holds sizes, not squares: there is nothing for a root to undo.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / np.sqrt(u), m, u


@adamax.mistake()
def adamax_this_gradient_only(theta, gradient, m, u, t, eta, beta1, beta2):
    """u is right, but the step divides by |g| of this step.

    Which of your arrays belongs under the fraction bar: this gradient, or the larger of the two?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / np.abs(gradient), m, u


@adamax.mistake()
def adamax_gradient_for_m(theta, gradient, m, u, t, eta, beta1, beta2):
    """The step uses the gradient itself where m belongs.

    m is computed and not used.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * gradient / u, m, u


@adamax.mistake()
def adamax_t_ahead(theta, gradient, m, u, t, eta, beta1, beta2):
    """The correction uses t + 1.

    t counts from 1: it is 1 in the first step already.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1 ** (t + 1)) * m / u, m, u


@adamax.mistake()
def adamax_power_forgotten(theta, gradient, m, u, t, eta, beta1, beta2):
    """The correction divides by 1 − β₁ in every step: t is not used.

    After many steps the start at 0 is forgotten. What should the correction be then?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1) * m / u, m, u


@adamax.mistake()
def adamax_correction_multiplied(theta, gradient, m, u, t, eta, beta1, beta2):
    """m is multiplied by 1 − β₁ᵗ; it is too small already.

    What makes m larger: to multiply by 1 − β₁ᵗ, or to divide by it?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta * (1 - beta1**t) * m / u, m, u


@adamax.mistake(reread=MEMORY)
def adamax_corrected_memory(theta, gradient, m, u, t, eta, beta1, beta2):
    """The corrected m is returned as the memory: the next step corrects it again.

    The correction is for this step's use only.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    m_hat = m / (1 - beta1**t)
    return theta - eta * m_hat / u, m_hat, u


@adamax.mistake(says=slips.BETAS_SWAPPED)
def adamax_betas_swapped(theta, gradient, m, u, t, eta, beta1, beta2):
    """Which of the two belongs to m?"""
    return adamax_step(theta, gradient, m, u, t, eta, beta2, beta1)


@adamax.mistake()
def adamax_factor_forgotten(theta, gradient, m, u, t, eta, beta1, beta2):
    """The new gradient enters m with weight 1.

    The weights β₁ and 1 − β₁ make a mean.
    """
    m = beta1 * m + gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake(says=slips.ASCENT)
def adamax_ascent(theta, gradient, m, u, t, eta, beta1, beta2):
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta + eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake(says=slips.RATE_FORGOTTEN)
def adamax_rate_forgotten(theta, gradient, m, u, t, eta, beta1, beta2):
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - 1 / (1 - beta1**t) * m / u, m, u


@adamax.mistake(says=slips.MEMORY_NOT_RENEWED, reread=MEMORY)
def adamax_memory_not_renewed(theta, gradient, m, u, t, eta, beta1, beta2):
    theta, _, _ = adamax_step(theta, gradient, m, u, t, eta, beta1, beta2)
    return theta, m, u


@adamax.mistake(reread=MEMORY)
def adamax_results_swapped(theta, gradient, m, u, t, eta, beta1, beta2):
    """m and u are returned in the wrong order.

    Return θ, m, u.
    """
    theta, m, u = adamax_step(theta, gradient, m, u, t, eta, beta1, beta2)
    return theta, u, m


@adamax.mistake(says=slips.THETA_IN_PLACE, reread=MEMORY)
def adamax_theta_in_place(theta, gradient, m, u, t, eta, beta1, beta2):
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    theta -= eta / (1 - beta1**t) * m / u
    return theta, m, u


@adamax.mistake(says=slips.MEANS_IN_PLACE, reread=MEMORY)
def adamax_memory_in_place(theta, gradient, m, u, t, eta, beta1, beta2):
    m *= beta1
    m += (1 - beta1) * gradient
    u[:] = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake(reread=MEMORY)
def adamax_rates_of_the_example(theta, gradient, m, u, t, eta, beta1, beta2):
    """The numbers are always 0.1, 0.9 and 0.999; the arguments are not used.

    Those numbers are right in some cases only.
    """
    return adamax_step(theta, gradient, m, u, t, 0.1, 0.9, 0.999)


@adamax.variant
def by_loop(theta, gradient, m, u, t, eta, beta1, beta2):
    result = []
    for value, slope, first, largest in zip(theta, gradient, m, u, strict=True):
        first = beta1 * first + (1 - beta1) * slope
        largest = max(beta2 * largest, abs(slope))
        result.append((value - eta * first / ((1 - beta1**t) * largest), first, largest))
    new_theta, new_m, new_u = np.array(result).T
    return new_theta, new_m, new_u


@adamax.variant
def by_where(theta, gradient, m, u, t, eta, beta1, beta2):
    faded, size = beta2 * u, np.sqrt(gradient * gradient)
    larger = np.where(faded > size, faded, size)
    mean = m + (1 - beta1) * (gradient - m)
    return theta - eta * (mean / (1 - beta1**t)) / larger, mean, larger


@adamax.variant
def with_a_guard(theta, gradient, m, u, t, eta, beta1, beta2):
    """As PyTorch guards it against a gradient that is 0 from the start."""
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient) + 1e-8)
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.variant
def with_a_guard_in_the_step(theta, gradient, m, u, t, eta, beta1, beta2):
    """The same guard where u divides: the memory has no part of it."""
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta * (m / (1 - beta1**t)) / (u + 1e-8), m, u

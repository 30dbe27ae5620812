"""X5.6, one step of Adam: two fading means, corrected for their start at 0."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import Adam

from ..drawing import one_of
from . import slips
from .shared import (
    ADAGRAD,
    ADAM,
    MEMORY,
    NADAM,
    RMSPROP,
    any_arrays,
    any_count,
    any_rate,
    both_signs,
    drawn_squares,
    on_the_toy,
    step_of_gdkit,
    whole_numbers,
)

adam = Exercise(
    "05.adam_step",
    "adam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps) -> (theta, m, v)",
    parts={"the step (theta)": ("theta",), "the memory (m, v)": ("m", "v")},
    allows={
        "one entry": ["theta", "gradient", "m", "v"],
        "whole": ["theta", "gradient", "m", "v"],
        "large": ["theta", "gradient", "m", "v", "t"],
        "zero": ["beta1", "beta2"],
    },
    library_calls=("Adam",),
    reread=ADAM,
)


@adam.reference
def adam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.alternative
def with_eps_in_the_root(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """ε keeps the denominator from 0; inside the root it does that as well."""
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / np.sqrt(v_hat + eps), m, v


@adam.alternative
def with_eps_before_the_correction(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The order of computation that the paper remarks on, at the end of its section 2: both corrections in the rate."""
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    rate = eta * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return theta - rate * m / (np.sqrt(v) + eps), m, v


@adam.alternative
def with_eps_in_the_root_before_the_correction(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """Both at once."""
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    rate = eta * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return theta - rate * m / np.sqrt(v + eps), m, v


@adam.shown("first step on the toy mini-batch")
def first_step():
    return on_the_toy(adam_step, ("m", "v"), 0, True, eta=0.1, beta1=0.9, beta2=0.999, eps=1e-8)


@adam.shown("third step on the toy mini-batch")
def third_step():
    return on_the_toy(adam_step, ("m", "v"), 2, True, eta=0.1, beta1=0.9, beta2=0.999, eps=1e-8)


@adam.shown("second step; one entry of the gradient has been 0 so far")
def flat_direction():
    theta, gradient = np.array([1.0, -2.0, 0.5]), np.array([-1.5, 0.0, 0.25])
    memory = {"m": np.array([0.3, 0.0, -0.1]), "v": np.array([0.5, 0.0, 2.0])}
    rates = {"eta": 0.2, "beta1": 0.8, "beta2": 0.95, "eps": 1e-8}
    return {"theta": theta, "gradient": gradient, **memory, "t": 2, **rates}


@adam.shown("whole numbers in all arrays, other rates, an ε that counts")
def whole_arrays():
    theta, gradient = np.array([2, -1, 0, 3]), np.array([4, -2, 1, 3])
    memory = {"m": np.array([1, 3, -2, 2]), "v": np.array([9, 2, 5, 1])}
    rates = {"eta": 0.25, "beta1": 0.75, "beta2": 0.875, "eps": 0.5}
    return {"theta": theta, "gradient": gradient, **memory, "t": 5, **rates}


def _case(rng, P, m, v, t):
    betas = {"beta1": float(rng.uniform(0.5, 0.85)), "beta2": float(rng.uniform(0.88, 0.99))}
    rates = {"eta": float(rng.uniform(0.05, 0.6)), **betas, "eps": float(rng.choice([1e-8, 1e-6]))}
    return {"theta": rng.normal(size=P), "gradient": both_signs(rng, P), "m": m, "v": v, "t": t, **rates}


@adam.drawn(3)
def any_step(rng):
    P, t = int(rng.integers(2, 7)), int(rng.integers(2, 12))
    return _case(rng, P, both_signs(rng, P), drawn_squares(rng, P), t)


@adam.drawn(1)
def from_no_memory(rng):
    return _case(rng, 4, np.zeros(4), np.zeros(4), 1)


@adam.drawn(1)
def eps_counts(rng):
    case = _case(rng, 3, both_signs(rng, 3), drawn_squares(rng, 3), 3)
    return {**case, "eps": float(rng.uniform(0.1, 0.4))}


@adam.drawn(1)
def one_parameter(rng):
    return _case(rng, 1, both_signs(rng, 1), drawn_squares(rng, 1), 4)


@adam.drawn(1)
def drawn_integers(rng):
    memory = {"m": whole_numbers(rng, 5), "v": rng.integers(1, 9, size=5)}
    rates = {"eta": 0.125, "beta1": 0.625, "beta2": 0.9375, "eps": 1e-3}
    return {"theta": whole_numbers(rng, 5), "gradient": whole_numbers(rng, 5), **memory, "t": 3, **rates}


@adam.independent(1e-12)
def by_gdkit(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    theta, memory = step_of_gdkit(Adam(eta, beta1, beta2, eps), theta, gradient, t, m=m, v=v)
    return theta, memory["m"], memory["v"]


@adam.wider
def anything(rng):
    betas = {"beta1": any_rate(rng), "beta2": any_rate(rng)}
    rates = {"eta": one_of(rng, 1e-4, 0.01, 0.1, 0.5, 2.0), **betas, "eps": one_of(rng, 1e-8, 1e-6, 0.1)}
    return {**any_arrays(rng, "m", "v", sizes=("v",), rates=betas.values()), "t": any_count(rng), **rates}


adam.keep(264, 42, 171, 235, 15, 126, 135, 84, 258, 89, 176, 98, 0)


@adam.mistake()
def adam_no_bias_correction(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """m and v are used as they are: without the correction for their start at 0 the first steps are off.

    If the gradient is always g, what is m after one step?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return theta - eta * m / (np.sqrt(v) + eps), m, v


@adam.mistake()
def adam_only_m_corrected(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """m is corrected and v is not.

    Both start at 0.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    return theta - eta * m_hat / (np.sqrt(v) + eps), m, v


@adam.mistake()
def adam_only_v_corrected(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """v is corrected and m is not.

    Both start at 0.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    v_hat = v / (1 - beta2**t)
    return theta - eta * m / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(reread=MEMORY)
def adam_corrected_memory(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The corrected means are returned as the memory: the next step corrects them again.

    The correction is for this step's use only.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m_hat, v_hat


@adam.mistake()
def adam_t_ahead(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The corrections use t + 1.

    t counts from 1: it is 1 in the first step already.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1 ** (t + 1))
    v_hat = v / (1 - beta2 ** (t + 1))
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(says=slips.POWER_FORGOTTEN)
def adam_power_forgotten(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1)
    v_hat = v / (1 - beta2)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake()
def adam_correction_multiplied(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The means are multiplied by 1 − βᵗ; they are too small already.

    What makes m larger: to multiply by 1 − βᵗ, or to divide by it?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m * (1 - beta1**t)
    v_hat = v * (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake()
def adam_root_before_the_correction(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The root is taken before v is corrected.

    The correction belongs to v: it stands under the root.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    return theta - eta * m_hat / (np.sqrt(v) / (1 - beta2**t) + eps), m, v


@adam.mistake()
def adam_v_from_m(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """v averages the squares of m, not those of the gradient.

    v measures how large the gradients themselves are, before any averaging.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * m**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(says=slips.BETA1_FOR_BOTH)
def adam_beta1_for_both(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * gradient**2
    m = beta1 * m + (1 - beta1) * gradient
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta1**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(says=slips.BETAS_SWAPPED)
def adam_betas_swapped(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    return adam_step(theta, gradient, m, v, t, eta, beta2, beta1, eps)


@adam.mistake()
def adam_weights_swapped(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """β and 1 − β are swapped in both means.

    With β₁ = 0.9, how much of the old m should be left?
    """
    m = (1 - beta1) * m + beta1 * gradient
    v = (1 - beta2) * v + beta2 * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(says=slips.FACTORS_FORGOTTEN)
def adam_factors_forgotten(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + gradient
    v = beta2 * v + gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake()
def adam_absolute_values(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """v averages the absolute values of the gradients, not their squares.

    The root undoes a square.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * np.abs(gradient)
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(reread=ADAGRAD)
def adam_accumulated(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """v sums all squares, as in Adagrad.

    v is a mean that forgets.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = v + gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(says=slips.ROOT_FORGOTTEN)
def adam_root_forgotten(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (v_hat + eps), m, v


@adam.mistake(reread=RMSPROP)
def adam_gradient_for_m(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The step uses the gradient itself where m̂ belongs: this is RMSprop with a correction.

    m is computed and not used.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    v_hat = v / (1 - beta2**t)
    return theta - eta * gradient / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(reread=NADAM)
def adam_looks_ahead(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The step mixes the mean with the gradient of this step: it looks ahead, like Nadam.

    Adam steps by m̂.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    ahead = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * ahead / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(says=slips.ASCENT)
def adam_ascent(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta + eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(says=slips.RATE_FORGOTTEN)
def adam_rate_forgotten(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(says=slips.MEMORY_NOT_RENEWED, reread=MEMORY)
def adam_memory_not_renewed(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    theta, _, _ = adam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps)
    return theta, m, v


@adam.mistake(says=slips.MEANS_SWAPPED, reread=MEMORY)
def adam_means_swapped(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    theta, m, v = adam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps)
    return theta, v, m


@adam.mistake(says=slips.THETA_IN_PLACE, reread=MEMORY)
def adam_theta_in_place(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    theta -= eta * m_hat / (np.sqrt(v_hat) + eps)
    return theta, m, v


@adam.mistake(says=slips.MEANS_IN_PLACE, reread=MEMORY)
def adam_memory_in_place(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m *= beta1
    m += (1 - beta1) * gradient
    v *= beta2
    v += (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(says=slips.NUMBERS_OF_THE_EXAMPLE, reread=MEMORY)
def adam_rates_of_the_example(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    return adam_step(theta, gradient, m, v, t, 0.1, 0.9, 0.999, 1e-8)


@adam.variant
def by_loop(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    result = []
    for value, slope, first, second in zip(theta, gradient, m, v, strict=True):
        first = first + (1 - beta1) * (slope - first)
        second = second + (1 - beta2) * (slope * slope - second)
        size = (second / (1 - beta2**t)) ** 0.5 + eps
        result.append((value - eta * first / (1 - beta1**t) / size, first, second))
    new_theta, new_m, new_v = np.array(result).T
    return new_theta, new_m, new_v


@adam.variant
def by_weights(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The corrections as sums of the weights that the past steps have in the means."""
    weights = sum(beta1**k for k in range(t)), sum(beta2**k for k in range(t))  # (1 − βᵗ) / (1 − β)
    new_m, new_v = np.array([beta1 * m, beta2 * v]) + [[1 - beta1], [1 - beta2]] * np.array([gradient, gradient**2])
    step = new_m / ((1 - beta1) * weights[0]) / (np.sqrt(new_v / ((1 - beta2) * weights[1])) + eps)
    return theta - eta * step, new_m, new_v

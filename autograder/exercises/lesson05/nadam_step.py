"""X5.8, one step of Nadam: Adam that looks ahead, Dozat's form with a constant β₁."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import Nadam

from ..drawing import one_of
from . import slips
from .shared import (
    ADAM,
    MEMORY,
    NADAM,
    any_arrays,
    any_count,
    any_rate,
    both_signs,
    drawn_squares,
    on_the_toy,
    step_of_gdkit,
    whole_numbers,
)

nadam = Exercise(
    "05.nadam_step",
    "nadam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps) -> (theta, m, v)",
    parts={"the step (theta)": ("theta",), "the memory (m, v)": ("m", "v")},
    allows={
        "one entry": ["theta", "gradient", "m", "v"],
        "whole": ["theta", "gradient", "m", "v"],
        "large": ["theta", "gradient", "m", "v", "t"],
        "zero": ["beta1", "beta2"],
    },
    library_calls=("Nadam",),
    reread=NADAM,
)


@nadam.reference
def nadam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.alternative
def with_eps_in_the_root(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """ε keeps the denominator from 0; inside the root it does that as well."""
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / np.sqrt(v_hat + eps), m, v


@nadam.alternative
def with_eps_before_the_correction(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """v corrected in the rate, as Adam's paper remarks: ε then stands beside the root of v itself."""
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    return theta - eta * np.sqrt(1 - beta2**t) * m_bar / (np.sqrt(v) + eps), m, v


@nadam.alternative
def with_eps_in_the_root_before_the_correction(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """Both at once."""
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    return theta - eta * np.sqrt(1 - beta2**t) * m_bar / np.sqrt(v + eps), m, v


@nadam.shown("first step on the toy mini-batch")
def first_step():
    return on_the_toy(nadam_step, ("m", "v"), 0, True, eta=0.1, beta1=0.9, beta2=0.999, eps=1e-8)


@nadam.shown("third step on the toy mini-batch")
def third_step():
    return on_the_toy(nadam_step, ("m", "v"), 2, True, eta=0.1, beta1=0.9, beta2=0.999, eps=1e-8)


@nadam.shown("second step; one entry of the gradient has been 0 so far")
def flat_direction():
    theta, gradient = np.array([1.0, -2.0, 0.5]), np.array([-1.5, 0.0, 0.25])
    memory = {"m": np.array([0.3, 0.0, -0.1]), "v": np.array([0.5, 0.0, 2.0])}
    rates = {"eta": 0.2, "beta1": 0.8, "beta2": 0.95, "eps": 1e-8}
    return {"theta": theta, "gradient": gradient, **memory, "t": 2, **rates}


@nadam.shown("whole numbers in all arrays, other rates, an ε that counts")
def whole_arrays():
    theta, gradient = np.array([2, -1, 0, 3]), np.array([4, -2, 1, 3])
    memory = {"m": np.array([1, 3, -2, 2]), "v": np.array([9, 2, 5, 1])}
    rates = {"eta": 0.25, "beta1": 0.75, "beta2": 0.875, "eps": 0.5}
    return {"theta": theta, "gradient": gradient, **memory, "t": 5, **rates}


def _case(rng, P, m, v, t):
    betas = {"beta1": float(rng.uniform(0.5, 0.85)), "beta2": float(rng.uniform(0.88, 0.99))}
    rates = {"eta": float(rng.uniform(0.05, 0.6)), **betas, "eps": float(rng.choice([1e-8, 1e-6]))}
    return {"theta": rng.normal(size=P), "gradient": both_signs(rng, P), "m": m, "v": v, "t": t, **rates}


@nadam.drawn(3)
def any_step(rng):
    P, t = int(rng.integers(2, 7)), int(rng.integers(2, 12))
    return _case(rng, P, both_signs(rng, P), drawn_squares(rng, P), t)


@nadam.drawn(1)
def from_no_memory(rng):
    return _case(rng, 4, np.zeros(4), np.zeros(4), 1)


@nadam.drawn(1)
def eps_counts(rng):
    case = _case(rng, 3, both_signs(rng, 3), drawn_squares(rng, 3), 3)
    return {**case, "eps": float(rng.uniform(0.1, 0.4))}


@nadam.drawn(1)
def one_parameter(rng):
    return _case(rng, 1, both_signs(rng, 1), drawn_squares(rng, 1), 4)


@nadam.drawn(1)
def drawn_integers(rng):
    memory = {"m": whole_numbers(rng, 5), "v": rng.integers(1, 9, size=5)}
    rates = {"eta": 0.125, "beta1": 0.625, "beta2": 0.9375, "eps": 1e-3}
    return {"theta": whole_numbers(rng, 5), "gradient": whole_numbers(rng, 5), **memory, "t": 3, **rates}


@nadam.independent(1e-12)
def by_gdkit(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    past = {"m": m, "v": v, "mu_product": beta1 ** (t - 1)}
    theta, memory = step_of_gdkit(Nadam(eta, beta1, beta2, eps), theta, gradient, t, **past)
    return theta, memory["m"], memory["v"]


@nadam.wider
def anything(rng):
    betas = {"beta1": any_rate(rng), "beta2": any_rate(rng)}
    rates = {"eta": one_of(rng, 1e-4, 0.01, 0.1, 0.5, 2.0), **betas, "eps": one_of(rng, 1e-8, 1e-6, 0.1)}
    return {**any_arrays(rng, "m", "v", sizes=("v",), rates=betas.values()), "t": any_count(rng), **rates}


nadam.keep(28, 63, 259, 24, 65, 287, 144, 16, 32, 78, 106, 116, 173, 205, 181, 8, 33)


@nadam.mistake(reread=ADAM)
def nadam_no_look_ahead(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The step uses m̂: this is Adam, without the look-ahead.

    Where does this step's own gradient enter a second time?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_simplified(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """m is corrected with t where the look-ahead has t + 1: Ruder's simplified formula.

    Which step's correction belongs to the m that the next step would use?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_both_one_ahead(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The gradient too is corrected with t + 1.

    The gradient belongs to this step, m to the next.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1 ** (t + 1))
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_corrections_exchanged(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The two corrections are exchanged: t + 1 stands under the gradient and t under m.

    The gradient belongs to this step, m to the next.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1**t) + (1 - beta1) * gradient / (1 - beta1 ** (t + 1))
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_gradient_not_corrected(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The share of the gradient is not corrected.

    Both terms have a denominator.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_m_not_corrected(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The share of m is not corrected.

    Both terms have a denominator.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_v_not_corrected(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """v is used as it is: the correction for its start at 0 is missing.

    v̂ is that of Adam.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    return theta - eta * m_bar / (np.sqrt(v) + eps), m, v


@nadam.mistake()
def nadam_no_correction_at_all(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """Nothing is corrected for the start at 0.

    If the gradient is always g, what are m and v after one step?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m + (1 - beta1) * gradient
    return theta - eta * m_bar / (np.sqrt(v) + eps), m, v


@nadam.mistake()
def nadam_shares_swapped(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """β₁ and 1 − β₁ are swapped in the look-ahead.

    Which of the two, m or the gradient, weighs more?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = (1 - beta1) * m / (1 - beta1 ** (t + 1)) + beta1 * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_gradient_in_full(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The gradient enters the look-ahead with weight 1.

    The weights β₁ and 1 − β₁ make a mean.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_old_m_ahead(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The look-ahead uses the m that came in.

    First compute the new m, then use it in the look-ahead.
    """
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_schedule_of_keras(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """β₁ in the look-ahead follows the schedule that Keras uses, μₜ = β₁(1 − ½·0.96ᵗ).

    Here β₁ is constant.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    rates = [beta1 * (1 - 0.5 * 0.96 ** (k)) for k in range(1, t + 2)]
    product = np.prod(rates[:-1])
    m_bar = rates[-1] * m / (1 - product * rates[-1]) + (1 - rates[-2]) * gradient / (1 - product)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_schedule_of_pytorch(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """β₁ in the look-ahead follows PyTorch's slow schedule, μₜ = β₁(1 − ½·0.96^(0.004 t)).

    Here β₁ is constant.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    rates = [beta1 * (1 - 0.5 * 0.96 ** (0.004 * k)) for k in range(1, t + 2)]
    product = np.prod(rates[:-1])
    m_bar = rates[-1] * m / (1 - product * rates[-1]) + (1 - rates[-2]) * gradient / (1 - product)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake(says=slips.POWER_FORGOTTEN)
def nadam_power_forgotten(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1**2) + gradient
    v_hat = v / (1 - beta2)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_t_ahead(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """All corrections use a t that is one too large.

    t counts from 1: it is 1 in the first step already.
    """
    return nadam_step(theta, gradient, m, v, t + 1, eta, beta1, beta2, eps)


@nadam.mistake(reread=MEMORY)
def nadam_look_ahead_as_memory(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The look-ahead is returned in place of m.

    The next step needs m itself.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m_bar, v


@nadam.mistake(says=slips.BETA1_FOR_BOTH)
def nadam_beta1_for_both(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    return nadam_step(theta, gradient, m, v, t, eta, beta1, beta1, eps)


@nadam.mistake(says=slips.BETAS_SWAPPED)
def nadam_betas_swapped(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    return nadam_step(theta, gradient, m, v, t, eta, beta2, beta1, eps)


@nadam.mistake(says=slips.FACTORS_FORGOTTEN)
def nadam_factors_forgotten(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + gradient
    v = beta2 * v + gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake(says=slips.ROOT_FORGOTTEN)
def nadam_root_forgotten(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (v_hat + eps), m, v


@nadam.mistake(says=slips.ASCENT)
def nadam_ascent(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta + eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake(says=slips.RATE_FORGOTTEN)
def nadam_rate_forgotten(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    return nadam_step(theta, gradient, m, v, t, 1.0, beta1, beta2, eps)


@nadam.mistake(says=slips.MEMORY_NOT_RENEWED, reread=MEMORY)
def nadam_memory_not_renewed(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    theta, _, _ = nadam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps)
    return theta, m, v


@nadam.mistake(says=slips.MEANS_SWAPPED, reread=MEMORY)
def nadam_means_swapped(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    theta, m, v = nadam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps)
    return theta, v, m


@nadam.mistake(says=slips.THETA_IN_PLACE, reread=MEMORY)
def nadam_theta_in_place(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    theta -= eta * m_bar / (np.sqrt(v_hat) + eps)
    return theta, m, v


@nadam.mistake(says=slips.MEANS_IN_PLACE, reread=MEMORY)
def nadam_memory_in_place(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m *= beta1
    m += (1 - beta1) * gradient
    v *= beta2
    v += (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake(says=slips.NUMBERS_OF_THE_EXAMPLE, reread=MEMORY)
def nadam_rates_of_the_example(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    return nadam_step(theta, gradient, m, v, t, 0.1, 0.9, 0.999, 1e-8)


@nadam.variant
def by_loop(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    result = []
    for value, slope, first, second in zip(theta, gradient, m, v, strict=True):
        first = first + (1 - beta1) * (slope - first)
        second = second + (1 - beta2) * (slope * slope - second)
        ahead = first * beta1 / (1 - beta1 * beta1**t) + slope * (1 - beta1) / (1 - beta1**t)
        size = (second / (1 - beta2**t)) ** 0.5 + eps
        result.append((value - eta * ahead / size, first, second))
    new_theta, new_m, new_v = np.array(result).T
    return new_theta, new_m, new_v


@nadam.variant
def by_products(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    """The corrections as products of the β₁ of all steps, as the paper writes them."""
    product = np.prod(np.full(t, beta1))
    new_m, new_v = np.average([m, gradient], axis=0, weights=[beta1, 1 - beta1]), beta2 * v + gradient**2 * (1 - beta2)
    shares = np.array([beta1 / (1 - product * beta1), (1 - beta1) / (1 - product)])
    rates = eta / (np.sqrt(new_v) / np.sqrt(1 - beta2**t) + eps)
    return theta - rates * (shares @ np.array([new_m, gradient])), new_m, new_v

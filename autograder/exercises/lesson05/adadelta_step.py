"""X5.4, one step of Adadelta: no rate at all, the steps of the past set the scale."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import Adadelta

from ..drawing import one_of
from .shared import (
    ADADELTA,
    ADAGRAD,
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

adadelta = Exercise(
    "05.adadelta_step",
    "adadelta_step(theta, gradient, Eg2, Ed2, rho, eps) -> (theta, Eg2, Ed2)",
    parts={"the step (theta)": ("theta",), "the memory (Eg2, Ed2)": ("Eg2", "Ed2")},
    allows={
        "one entry": ["theta", "gradient", "Eg2", "Ed2"],
        "whole": ["theta", "gradient", "Eg2", "Ed2"],
        "large": ["theta", "gradient", "Eg2", "Ed2"],
        "zero": ["rho"],
    },
    library_calls=("Adadelta",),
    reread=ADADELTA,
)


@adadelta.reference
def adadelta_step(theta, gradient, Eg2, Ed2, rho, eps):
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.shown("first step on the toy mini-batch")
def first_step():
    return on_the_toy(adadelta_step, ("Eg2", "Ed2"), 0, False, rho=0.95, eps=1e-6)


@adadelta.shown("third step on the toy mini-batch")
def third_step():
    return on_the_toy(adadelta_step, ("Eg2", "Ed2"), 2, False, rho=0.95, eps=1e-6)


@adadelta.shown("whole numbers in all arrays, another ρ, a larger ε")
def whole_arrays():
    theta, gradient = np.array([2, -1, 0, 3]), np.array([4, -2, 1, 3])
    memory = {"Eg2": np.array([9, 2, 5, 1]), "Ed2": np.array([1, 3, 2, 5])}
    return {"theta": theta, "gradient": gradient, **memory, "rho": 0.75, "eps": 0.5}


def _case(rng, P, Eg2, Ed2):
    rates = {"rho": float(rng.uniform(0.6, 0.97)), "eps": float(rng.choice([1e-6, 1e-3]))}
    return {"theta": rng.normal(size=P), "gradient": both_signs(rng, P), "Eg2": Eg2, "Ed2": Ed2, **rates}


@adadelta.drawn(3)
def any_step(rng):
    P = int(rng.integers(2, 7))
    return _case(rng, P, drawn_squares(rng, P), 0.5 * drawn_squares(rng, P))


@adadelta.drawn(1)
def eps_counts(rng):
    return {**_case(rng, 3, drawn_squares(rng, 3), drawn_squares(rng, 3)), "eps": float(rng.uniform(0.1, 0.4))}


@adadelta.drawn(1)
def from_no_memory(rng):
    """One entry of the gradient is 0 from the start."""
    case = _case(rng, 4, np.zeros(4), np.zeros(4))
    return {**case, "gradient": case["gradient"] * [1, 1, 0, 1]}


@adadelta.drawn(1)
def one_parameter(rng):
    return _case(rng, 1, drawn_squares(rng, 1), drawn_squares(rng, 1))


@adadelta.drawn(1)
def drawn_integers(rng):
    memory = {"Eg2": rng.integers(1, 9, size=5), "Ed2": rng.integers(1, 5, size=5)}
    return {"theta": whole_numbers(rng, 5), "gradient": whole_numbers(rng, 5), **memory, "rho": 0.875, "eps": 0.125}


@adadelta.independent(1e-12)
def by_gdkit(theta, gradient, Eg2, Ed2, rho, eps):
    theta, memory = step_of_gdkit(Adadelta(1.0, rho, eps), theta, gradient, Eg2=Eg2, ED2=Ed2)
    return theta, memory["Eg2"], memory["ED2"]


@adadelta.wider
def anything(rng):
    rates = {"rho": any_rate(rng), "eps": one_of(rng, 1e-8, 1e-6, 1e-3, 0.1, 0.5)}
    return {**any_arrays(rng, "Eg2", "Ed2", sizes=("Eg2", "Ed2"), rates=rates.values()), **rates}


adadelta.keep(48, 53, 157, 175, 185, 256, 257, 273, 201, 122, 293, 0, 66, 9, 34)


@adadelta.mistake()
def adadelta_steps_not_remembered(theta, gradient, Eg2, Ed2, rho, eps):
    """E[Δ²] comes back as it went in: the steps are not remembered.

    Both means are new after each step: where do you compute that of the steps?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_step_before_the_mean(theta, gradient, Eg2, Ed2, rho, eps):
    """The step divides by the root of the old E[g²].

    First compute the new E[g²], then the step.
    """
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_gradients_not_remembered(theta, gradient, Eg2, Ed2, rho, eps):
    """E[g²] comes back as it went in, though the step used the new one.

    Return both new means.
    """
    new_Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(new_Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_decayed_before_use(theta, gradient, Eg2, Ed2, rho, eps):
    """E[Δ²] is multiplied by ρ before the step uses it.

    The step needs the mean of the steps so far, as it came in.
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(rho * Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_upside_down(theta, gradient, Eg2, Ed2, rho, eps):
    """The two roots are swapped: the step is divided by the steps and multiplied by the gradients.

    A large gradient should not make the step larger still.
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Eg2 + eps) / np.sqrt(Ed2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake(reread=RMSPROP)
def adadelta_numerator_left_out(theta, gradient, Eg2, Ed2, rho, eps):
    """The step is −g/√(E[g²] + ε): this is RMSprop with the rate 1.

    What takes the place of η?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -gradient / np.sqrt(Eg2 + eps)
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_denominator_left_out(theta, gradient, Eg2, Ed2, rho, eps):
    """The step is not divided by the size of the gradients.

    If all gradients, the earlier ones too, were 10 times as large, should the step change?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_eps_outside_the_roots(theta, gradient, Eg2, Ed2, rho, eps):
    """ε is added to the roots; here it belongs inside them.

    Where E[Δ²] is 0, is the numerator ε or √ε?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -(np.sqrt(Ed2) + eps) / (np.sqrt(Eg2) + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_eps_below_only(theta, gradient, Eg2, Ed2, rho, eps):
    """ε stands in the denominator only: where E[Δ²] is 0, the step is 0, and that for ever.

    What is √E[Δ²] before the first step?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_roots_forgotten(theta, gradient, Eg2, Ed2, rho, eps):
    """The ratio has no roots.

    Both are means of squares. What is as large as a step: such a mean, or its root?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -(Ed2 + eps) / (Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_ascent(theta, gradient, Eg2, Ed2, rho, eps):
    """The step goes uphill.

    Δ has a minus in front, and is added.
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta - delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_steps_not_squared(theta, gradient, Eg2, Ed2, rho, eps):
    """E[Δ²] averages the sizes of the steps, not their squares.

    Its root is taken in the next step.
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * np.abs(delta)
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_gradients_for_steps(theta, gradient, Eg2, Ed2, rho, eps):
    """E[Δ²] averages the squared gradients again.

    Which squares does its name say?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * gradient**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_weights_swapped(theta, gradient, Eg2, Ed2, rho, eps):
    """ρ and 1 − ρ are swapped in both means.

    With ρ = 0.95, how much of the old mean should be left?
    """
    Eg2 = (1 - rho) * Eg2 + rho * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = (1 - rho) * Ed2 + rho * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_factors_forgotten(theta, gradient, Eg2, Ed2, rho, eps):
    """The new squares enter both means with weight 1.

    The weights ρ and 1 − ρ make a mean.
    """
    Eg2 = rho * Eg2 + gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake(reread=ADAGRAD)
def adadelta_accumulated(theta, gradient, Eg2, Ed2, rho, eps):
    """Nothing is forgotten: E[g²] sums all squares, as in Adagrad.

    What is ρ for?
    """
    Eg2 = Eg2 + gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake(reread=MEMORY)
def adadelta_means_swapped(theta, gradient, Eg2, Ed2, rho, eps):
    """The two means are returned in the wrong order.

    Return θ, E[g²], E[Δ²].
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Ed2, Eg2


@adadelta.mistake()
def adadelta_step_for_theta(theta, gradient, Eg2, Ed2, rho, eps):
    """The step Δ is returned in place of the new θ.

    Compare your return line with the formula of θ′.
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return delta, Eg2, Ed2


@adadelta.mistake(reread=MEMORY)
def adadelta_theta_in_place(theta, gradient, Eg2, Ed2, rho, eps):
    """θ is changed in place (theta += …): the caller's array changes, and with integers NumPy raises an error.

    Make a new array: theta = theta + ….
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    theta += delta
    return theta, Eg2, Ed2


@adadelta.mistake(reread=MEMORY)
def adadelta_memory_in_place(theta, gradient, Eg2, Ed2, rho, eps):
    """The memory is changed in place (Eg2 *= …): the caller's array changes, and with integers NumPy raises an error.

    Make a new array: what was handed to you may still be needed.
    """
    Eg2 *= rho
    Eg2 += (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 *= rho
    Ed2 += (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake(reread=MEMORY)
def adadelta_rates_of_the_example(theta, gradient, Eg2, Ed2, rho, eps):
    """The numbers are always 0.95 and 1e-6; rho and eps are not used.

    Those numbers are right in some cases only.
    """
    return adadelta_step(theta, gradient, Eg2, Ed2, 0.95, 1e-6)


@adadelta.variant
def by_loop(theta, gradient, Eg2, Ed2, rho, eps):
    result = []
    for value, slope, g2, d2 in zip(theta, gradient, Eg2, Ed2, strict=True):
        g2 = rho * g2 + (1 - rho) * slope * slope
        step = ((d2 + eps) / (g2 + eps)) ** 0.5 * slope
        result.append((value - step, g2, rho * d2 + (1 - rho) * step * step))
    new_theta, new_Eg2, new_Ed2 = np.array(result).T
    return new_theta, new_Eg2, new_Ed2


def _faded_mean(old, new, rho):
    return old + (1 - rho) * (new**2 - old)


def _root(mean_of_squares, eps):
    return np.sqrt(mean_of_squares + eps)


@adadelta.variant
def by_helper(theta, gradient, Eg2, Ed2, rho, eps):
    """The two means and the two roots by a function each."""
    new_Eg2 = _faded_mean(Eg2, gradient, rho)
    rate = _root(Ed2, eps) / _root(new_Eg2, eps)
    return theta - rate * gradient, new_Eg2, _faded_mean(Ed2, rate * gradient, rho)

"""X5.1, one step of momentum: v ← γv + η∇J, θ ← θ − v."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import Momentum

from ..drawing import one_of
from . import slips
from .shared import (
    MEMORY,
    MOMENTUM,
    NESTEROV,
    any_arrays,
    any_rate,
    beside,
    both_signs,
    on_the_toy,
    step_of_gdkit,
    whole_numbers,
)

momentum = Exercise(
    "05.momentum_step",
    "momentum_step(theta, gradient, v, eta, gamma) -> (theta, v)",
    parts={"the step (theta)": ("theta",), "the memory (v)": ("v",)},
    allows={
        "one entry": ["theta", "gradient", "v"],
        "whole": ["theta", "gradient", "v"],
        "large": ["theta", "gradient", "v"],
        "zero": ["gamma"],
    },
    library_calls=("Momentum",),
    reread=MOMENTUM,
)


@momentum.reference
def momentum_step(theta, gradient, v, eta, gamma):
    v = gamma * v + eta * gradient
    return theta - v, v


@momentum.shown("first step on the toy mini-batch")
def first_step():
    return on_the_toy(momentum_step, ("v",), 0, False, eta=0.01, gamma=0.9)


@momentum.shown("third step on the toy mini-batch")
def third_step():
    return on_the_toy(momentum_step, ("v",), 2, False, eta=0.01, gamma=0.9)


@momentum.shown("whole numbers in all arrays, four parameters, other rates")
def whole_arrays():
    theta, gradient, v = np.array([2, -1, 0, 3]), np.array([4, -2, 1, 3]), np.array([1, 2, -3, 0])
    return {"theta": theta, "gradient": gradient, "v": v, "eta": 0.25, "gamma": 0.6}


def _case(rng, P, v):
    rates = {"eta": float(rng.uniform(0.02, 0.4)), "gamma": float(rng.uniform(0.4, 0.95))}
    return {"theta": rng.normal(size=P), "gradient": both_signs(rng, P), "v": v, **rates}


@momentum.drawn(4)
def any_step(rng):
    P = int(rng.integers(2, 7))
    return _case(rng, P, both_signs(rng, P))


@momentum.drawn(1)
def from_no_memory(rng):
    return _case(rng, 3, np.zeros(3))


@momentum.drawn(1)
def one_parameter(rng):
    return _case(rng, 1, both_signs(rng, 1))


@momentum.drawn(1)
def drawn_integers(rng):
    arrays = {"theta": whole_numbers(rng, 5), "gradient": whole_numbers(rng, 5), "v": whole_numbers(rng, 5)}
    return {**arrays, "eta": 0.125, "gamma": 0.75}


@momentum.independent(1e-12)
def by_gdkit(theta, gradient, v, eta, gamma):
    theta, memory = step_of_gdkit(Momentum(eta, gamma), theta, gradient, v=v)
    return theta, memory["v"]


@momentum.wider
def anything(rng):
    rates = {"eta": one_of(rng, 1e-4, 0.01, 0.1, 0.5, 2.0), "gamma": any_rate(rng)}
    arrays = any_arrays(rng, "v")
    return {**arrays, "theta": beside(arrays["theta"], momentum_step(**arrays, **rates)[1]), **rates}


momentum.keep(17, 31, 41, 69, 105, 259, 137, 13, 39, 76, 170, 2)


@momentum.mistake()
def momentum_averaged(theta, gradient, v, eta, gamma):
    """v is a weighted mean of gradients, with 1 − γ on the new one and η outside: another form of the method.

    Here the gradient enters with η and nothing else: v ← γv + ηg.
    """
    v = gamma * v + (1 - gamma) * gradient
    return theta - eta * v, v


@momentum.mistake()
def momentum_rate_outside(theta, gradient, v, eta, gamma):
    """η stands outside v, as PyTorch has it: v ← γv + g. From v = 0 and with one η
    for all steps, θ takes the same path, but another v is asked for.

    Here v is the step itself: the rate goes into it.
    """
    v = gamma * v + gradient
    return theta - eta * v, v


@momentum.mistake(says=slips.VELOCITY_ADDED)
def momentum_ascent(theta, gradient, v, eta, gamma):
    """v holds η times the gradient, with its sign. Which way is down?"""
    v = gamma * v + eta * gradient
    return theta + v, v


@momentum.mistake(says=slips.VELOCITY_REVERSED)
def momentum_velocity_reversed(theta, gradient, v, eta, gamma):
    """From v = 0, θ comes out the same; look at the v that you return, and at a step with a v that is not 0."""
    v = gamma * v - eta * gradient
    return theta + v, v


@momentum.mistake()
def momentum_memory_subtracted(theta, gradient, v, eta, gamma):
    """The old v is subtracted where it should be added: the method brakes instead of gaining speed.

    On a long slope with a constant gradient the steps should grow. Do yours?
    """
    v = eta * gradient - gamma * v
    return theta - v, v


@momentum.mistake()
def momentum_memory_not_used(theta, gradient, v, eta, gamma):
    """v is η times the gradient and nothing else: the old v is forgotten; this is plain gradient descent.

    What is γ for?
    """
    v = eta * gradient
    return theta - v, v


@momentum.mistake()
def momentum_step_without_memory(theta, gradient, v, eta, gamma):
    """v is right, but θ moves by η times the gradient only.

    The step is v.
    """
    return theta - eta * gradient, gamma * v + eta * gradient


@momentum.mistake(says=slips.OLD_VELOCITY)
def momentum_old_velocity(theta, gradient, v, eta, gamma):
    return theta - v, gamma * v + eta * gradient


@momentum.mistake()
def momentum_undamped(theta, gradient, v, eta, gamma):
    """The old v is kept in full: γ is not used, and the speed never fades.

    With γ = 0 the method is gradient descent. Is yours?
    """
    v = v + eta * gradient
    return theta - v, v


@momentum.mistake()
def momentum_damped_together(theta, gradient, v, eta, gamma):
    """γ multiplies the new gradient too; it belongs to the old v alone.

    Mind the brackets.
    """
    v = gamma * (v + eta * gradient)
    return theta - v, v


@momentum.mistake(says=slips.RATE_FORGOTTEN)
def momentum_rate_forgotten(theta, gradient, v, eta, gamma):
    v = gamma * v + gradient
    return theta - v, v


@momentum.mistake()
def momentum_rate_twice(theta, gradient, v, eta, gamma):
    """The learning rate is used twice: in v, and again in the step.

    v holds η already.
    """
    v = gamma * v + eta * gradient
    return theta - eta * v, v


@momentum.mistake(says=slips.RATES_SWAPPED)
def momentum_rates_swapped(theta, gradient, v, eta, gamma):
    v = eta * v + gamma * gradient
    return theta - v, v


@momentum.mistake(reread=NESTEROV)
def momentum_looks_ahead(theta, gradient, v, eta, gamma):
    """The step goes on by γ times the new v: this is Nesterov's method as libraries write it.

    Momentum steps by v.
    """
    v = gamma * v + eta * gradient
    return theta - gamma * v - eta * gradient, v


@momentum.mistake(says=slips.MEMORY_NOT_RENEWED, reread=MEMORY)
def momentum_memory_not_renewed(theta, gradient, v, eta, gamma):
    return theta - (gamma * v + eta * gradient), v


@momentum.mistake(says=slips.RESULTS_SWAPPED, reread=MEMORY)
def momentum_results_swapped(theta, gradient, v, eta, gamma):
    v = gamma * v + eta * gradient
    return v, theta - v


@momentum.mistake(says=slips.THETA_IN_PLACE, reread=MEMORY)
def momentum_theta_in_place(theta, gradient, v, eta, gamma):
    v = gamma * v + eta * gradient
    theta -= v
    return theta, v


@momentum.mistake(says=slips.VELOCITY_IN_PLACE, reread=MEMORY)
def momentum_memory_in_place(theta, gradient, v, eta, gamma):
    v *= gamma
    v += eta * gradient
    return theta - v, v


@momentum.mistake(says=slips.RATES_OF_THE_EXAMPLE, reread=MEMORY)
def momentum_rates_of_the_example(theta, gradient, v, eta, gamma):
    v = 0.9 * v + 0.01 * gradient
    return theta - v, v


@momentum.variant
def by_loop(theta, gradient, v, eta, gamma):
    new_theta, new_v = np.zeros(len(theta)), np.zeros(len(theta))
    for j in range(len(theta)):
        new_v[j] = gamma * v[j] + eta * gradient[j]
        new_theta[j] = theta[j] - new_v[j]
    return new_theta, new_v


@momentum.variant
def as_two_steps(theta, gradient, v, eta, gamma):
    """Coast by γv, then a step of gradient descent; v is the way made."""
    coasted = theta - gamma * v
    arrived = coasted - eta * gradient
    return arrived, theta - arrived


@momentum.variant
def as_a_matrix(theta, gradient, v, eta, gamma):
    """One linear map of (θ, v, g)."""
    state = np.array([theta, v, gradient])
    return tuple(np.array([[1, -gamma, -eta], [0, gamma, eta]]) @ state)

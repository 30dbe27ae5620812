"""X5.2, one step of Nesterov's method: the gradient is taken where the velocity leads."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import Nesterov, add_bias
from gdkit.checking.encoding import FunctionInput
from gdkit.datasets import toy_batch

from ..drawing import digits, one_of
from ..drawn_numbers import numbers
from . import slips
from .shared import MEMORY, NESTEROV, any_arrays, any_rate, beside, both_signs, whole_numbers

nesterov = Exercise(
    "05.nesterov_step",
    "nesterov_step(grad, theta, v, eta, gamma) -> (theta, v)",
    parts={"the step (theta)": ("theta",), "the memory (v)": ("v",)},
    allows={
        "one entry": ["theta", "v"],
        "whole": ["theta", "v"],
        "large": ["theta", "v"],
        "zero": ["gamma"],
    },
    library_calls=("Nesterov",),
    reread=NESTEROV,
)


@nesterov.reference
def nesterov_step(grad, theta, v, eta, gamma):
    v = gamma * v + eta * grad(theta - gamma * v)
    return theta - v, v


def _toy_bowl():
    """∇J of rows 1 to 3 of the toy batch, as a function: J is a quadratic around (0.1, 1.5, 1.5)."""
    Xb = add_bias(toy_batch()[0][:3])
    return FunctionInput("quadratic", {"H": 2 / 3 * Xb.T @ Xb, "centre": np.array([0.1, 1.5, 1.5])}, "gradient")


def _on_the_toy(updates):
    grad, theta, v = _toy_bowl(), np.array([0.0, 1.0, 1.0]), np.zeros(3)
    for _ in range(updates):
        theta, v = nesterov_step(grad.make(), theta, v, 0.01, 0.9)
    return {"grad": grad, "theta": theta, "v": v, "eta": 0.01, "gamma": 0.9}


@nesterov.shown("first step on the toy mini-batch")
def first_step():
    return _on_the_toy(0)


@nesterov.shown("third step on the toy mini-batch")
def third_step():
    return _on_the_toy(2)


@nesterov.shown("x² + 10y² with whole numbers in θ and v, other rates")
def whole_arrays():
    grad = FunctionInput("valley", {"a": [1.0, 10.0]}, "gradient")
    return {"grad": grad, "theta": np.array([3, -1]), "v": np.array([2, 1]), "eta": 0.05, "gamma": 0.6}


def _case(rng, grad, P, v):
    rates = {"eta": float(rng.uniform(0.02, 0.1)), "gamma": float(rng.uniform(0.4, 0.95))}
    return {"grad": grad, "theta": rng.normal(size=P), "v": v, **rates}


@nesterov.drawn(3)
def any_bowl(rng):
    P = int(rng.integers(2, 6))
    A = rng.normal(size=(P, P))
    grad = FunctionInput("quadratic", {"H": A @ A.T + np.eye(P), "centre": rng.normal(size=P)}, "gradient")
    return _case(rng, grad, P, both_signs(rng, P))


@nesterov.drawn(1)
def curved_valley(rng):
    """A gradient that is not linear."""
    return _case(rng, FunctionInput("himmelblau", {}, "gradient"), 2, both_signs(rng, 2))


@nesterov.drawn(1)
def one_parameter(rng):
    return _case(rng, FunctionInput("quartic", {}, "gradient"), 1, both_signs(rng, 1))


@nesterov.drawn(1)
def from_no_memory(rng):
    grad = FunctionInput("valley", {"a": rng.uniform(1, 5, size=4)}, "gradient")
    return _case(rng, grad, 4, np.zeros(4))


@nesterov.drawn(1)
def drawn_integers(rng):
    grad = FunctionInput("valley", {"a": rng.uniform(1, 5, size=3)}, "gradient")
    return {"grad": grad, "theta": whole_numbers(rng, 3), "v": whole_numbers(rng, 3), "eta": 0.125, "gamma": 0.75}


@nesterov.independent(1e-9)
def by_gdkit(grad, theta, v, eta, gamma):
    """gdkit keeps the point ahead, θ − γv, as its θ: there, one step, and back to the paper's iterate."""
    optimizer, ahead = Nesterov(eta, gamma), theta - gamma * v
    state = optimizer.init(ahead)
    state.v = v.astype(float)
    ahead = optimizer.step(ahead, grad(ahead), state)
    return optimizer.paper_iterate(ahead, state), state.v


@nesterov.wider
def anything(rng):
    rates = {"eta": one_of(rng, 1e-4, 0.01, 0.1, 0.5), "gamma": any_rate(rng)}
    arrays = any_arrays(rng, "v")
    theta, v, P = arrays["theta"], arrays["v"], len(arrays["theta"])
    A = digits(rng.normal(size=(P, P)))
    grads = {
        "valley": {"a": digits(rng.uniform(-2, 5, size=P))},
        "quadratic": {"H": A + A.T, "centre": numbers(rng, P, "usual", "whole", "small", "zeros").astype(float)},
    }
    name = one_of(rng, *grads)
    grad = FunctionInput(name, grads[name], "gradient")
    if rng.random() < 0.3:  # gradients that are not linear
        P = one_of(rng, 1, 2)
        theta, v = digits(rng.normal(size=P)), numbers(rng, P, "usual", "whole", "small", "zeros")
        grad = FunctionInput("quartic" if P == 1 else "himmelblau", {}, "gradient")
    new_v = nesterov_step(grad.make(), theta, v, **rates)[1]
    return {"grad": grad, "theta": beside(theta, new_v), "v": v, **rates}


nesterov.keep(154, 63, 218, 10, 6, 50, 192)


@nesterov.mistake()
def nesterov_gradient_at_theta(grad, theta, v, eta, gamma):
    """The gradient is taken at θ: this is plain momentum.

    Where will the old v carry θ? Take the gradient there.
    """
    v = gamma * v + eta * grad(theta)
    return theta - v, v


@nesterov.mistake()
def nesterov_looks_back(grad, theta, v, eta, gamma):
    """The gradient is taken at θ + γv, behind θ: the step subtracts v.

    Where does θ go if the gradient is 0?
    """
    v = gamma * v + eta * grad(theta + gamma * v)
    return theta - v, v


@nesterov.mistake()
def nesterov_looks_too_far(grad, theta, v, eta, gamma):
    """The gradient is taken at θ − v: the damping γ is missing in the look-ahead.

    Where does θ go if the gradient is 0?
    """
    v = gamma * v + eta * grad(theta - v)
    return theta - v, v


@nesterov.mistake()
def nesterov_looks_ahead_by_the_rate(grad, theta, v, eta, gamma):
    """The look-ahead is shortened by η: it goes to θ − ηγv.

    v holds η already.
    """
    v = gamma * v + eta * grad(theta - eta * gamma * v)
    return theta - v, v


@nesterov.mistake()
def nesterov_steps_from_the_point_ahead(grad, theta, v, eta, gamma):
    """The step starts at the point ahead: the old v is subtracted twice.

    The gradient is taken ahead; the step starts at θ.
    """
    ahead = theta - gamma * v
    v = gamma * v + eta * grad(ahead)
    return ahead - v, v


@nesterov.mistake()
def nesterov_point_ahead_returned(grad, theta, v, eta, gamma):
    """v is right, but the point ahead of the new θ is returned in its place.

    Libraries keep that point; here the iterate itself was asked for.
    """
    v = gamma * v + eta * grad(theta - gamma * v)
    return theta - v - gamma * v, v


@nesterov.mistake()
def nesterov_library_form(grad, theta, v, eta, gamma):
    """This is the form of the libraries, in which θ is the point ahead already.

    Here θ is the iterate: the look-ahead is yours to make.
    """
    gradient = grad(theta)
    v = gamma * v + eta * gradient
    return theta - gamma * v - eta * gradient, v


@nesterov.mistake(says=slips.VELOCITY_ADDED)
def nesterov_ascent(grad, theta, v, eta, gamma):
    """Compare the value of the function before and after the step."""
    v = gamma * v + eta * grad(theta - gamma * v)
    return theta + v, v


@nesterov.mistake(says=slips.VELOCITY_REVERSED)
def nesterov_velocity_reversed(grad, theta, v, eta, gamma):
    """From v = 0, θ comes out the same; look at the v that you return."""
    v = gamma * v - eta * grad(theta + gamma * v)
    return theta + v, v


@nesterov.mistake()
def nesterov_memory_not_used(grad, theta, v, eta, gamma):
    """v is η times the gradient ahead and nothing else.

    The old v is used to look ahead, and then once more.
    """
    v = eta * grad(theta - gamma * v)
    return theta - v, v


@nesterov.mistake()
def nesterov_undamped(grad, theta, v, eta, gamma):
    """The old v enters the new one in full: γ is used in the look-ahead only.

    v ← γv + ….
    """
    v = v + eta * grad(theta - gamma * v)
    return theta - v, v


@nesterov.mistake()
def nesterov_averaged(grad, theta, v, eta, gamma):
    """v is a weighted mean of gradients, with 1 − γ on the new one and η outside.

    Here the gradient enters with η and nothing else.
    """
    v = gamma * v + (1 - gamma) * grad(theta - gamma * v)
    return theta - eta * v, v


@nesterov.mistake(says=slips.RATE_FORGOTTEN)
def nesterov_rate_forgotten(grad, theta, v, eta, gamma):
    v = gamma * v + grad(theta - gamma * v)
    return theta - v, v


@nesterov.mistake(says=slips.RATES_SWAPPED)
def nesterov_rates_swapped(grad, theta, v, eta, gamma):
    v = eta * v + gamma * grad(theta - eta * v)
    return theta - v, v


@nesterov.mistake(says=slips.OLD_VELOCITY)
def nesterov_old_velocity(grad, theta, v, eta, gamma):
    return theta - v, gamma * v + eta * grad(theta - gamma * v)


@nesterov.mistake(says=slips.MEMORY_NOT_RENEWED, reread=MEMORY)
def nesterov_memory_not_renewed(grad, theta, v, eta, gamma):
    return theta - (gamma * v + eta * grad(theta - gamma * v)), v


@nesterov.mistake(says=slips.RESULTS_SWAPPED, reread=MEMORY)
def nesterov_results_swapped(grad, theta, v, eta, gamma):
    v = gamma * v + eta * grad(theta - gamma * v)
    return v, theta - v


@nesterov.mistake(reread=MEMORY)
def nesterov_theta_in_place(grad, theta, v, eta, gamma):
    """The look-ahead is made in place (theta -= …): the caller's θ changes, and with integers NumPy raises an error.

    Give the point ahead a name of its own.
    """
    theta -= gamma * v
    gradient = grad(theta)
    theta -= eta * gradient
    return theta, gamma * v + eta * gradient


@nesterov.mistake(says=slips.VELOCITY_IN_PLACE, reread=MEMORY)
def nesterov_memory_in_place(grad, theta, v, eta, gamma):
    v *= gamma
    v += eta * grad(theta - v)
    return theta - v, v


@nesterov.mistake(says=slips.RATES_OF_THE_EXAMPLE, reread=MEMORY)
def nesterov_rates_of_the_example(grad, theta, v, eta, gamma):
    v = 0.9 * v + 0.01 * grad(theta - 0.9 * v)
    return theta - v, v


@nesterov.variant
def as_two_steps(grad, theta, v, eta, gamma):
    """Coast to the point ahead, one step of gradient descent from there; v is the way made."""
    ahead = theta - gamma * v
    arrived = ahead - eta * grad(ahead)
    return arrived, theta - arrived


@nesterov.variant
def by_loop(grad, theta, v, eta, gamma):
    ahead = np.array([float(t) - gamma * u for t, u in zip(theta, v, strict=True)])
    gradient = grad(ahead)
    new = [gamma * v[j] + eta * gradient[j] for j in range(len(v))]
    return np.array([theta[j] - new[j] for j in range(len(v))]), np.array(new)


@nesterov.variant
def through_the_library_form(grad, theta, v, eta, gamma):
    """As libraries do it, on the point ahead, and back."""
    ahead = theta - gamma * v
    gradient = grad(ahead)
    v = gamma * v + eta * gradient
    next_ahead = ahead - gamma * v - eta * gradient
    return next_ahead + gamma * v, v

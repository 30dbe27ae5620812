"""Lesson 05, momentum and adaptive methods: one step of each, the memory in and out.

An optimizer is a rule that turns (θ, gradient, memory) into (θ, memory). Names hide variants: which form is asked
for is fixed here by the equation above each reference, in the letters of its paper. Nothing that comes in is changed.
Sources: ledger rows A36–A45; exercises X5.1–X5.8.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit import MSE, Adadelta, Adagrad, Adam, AdaMax, Momentum, Nadam, Nesterov, Optimizer, RMSprop, add_bias
from gdkit.checking.encoding import FunctionInput
from gdkit.datasets import toy_batch

LECTURE = "Lecture 05"

LECTURE_ONLY = (
    ("X5.0", "plain gradient descent is the step of earlier lessons; here it is the yardstick of the race"),
    ("A45", "the race of the optimizers is a figure to look at"),
)

MEMORY = f"{LECTURE}, “An optimizer is a rule with a memory”"
MOMENTUM = f"{LECTURE}, “Momentum”"
NESTEROV = f"{LECTURE}, “Nesterov: look ahead first”"
ADAGRAD = f"{LECTURE}, “Adagrad: a rate for each parameter”"
RMSPROP = f"{LECTURE}, “RMSprop: forget the old squares”"
ADADELTA = f"{LECTURE}, “Adadelta: no rate at all”"
ADAM = f"{LECTURE}, “Adam: two averages, and why they are corrected”"
ADAMAX = f"{LECTURE}, “AdaMax: the largest gradient so far”"
NADAM = f"{LECTURE}, “Nadam: Adam that looks ahead”"

Array = ndarray
One = tuple[Array, Array]  # θ and a memory of one array
Two = tuple[Array, Array, Array]  # θ and a memory of two

# --- Cases that all steps share -----------------------------------------------------------------


def _toy_gradient(theta: Array) -> Array:
    """∇J of rows 1 to 3 of the toy batch."""
    X, y = toy_batch()
    return MSE(X[:3], y[:3]).gradient(theta)


def _on_the_toy(
    step: Callable[..., tuple[Array, ...]], memory: tuple[str, ...], updates: int, counted: bool, **rates: float
) -> dict[str, Any]:
    """What goes into the step that follows `updates` steps on the toy mini-batch from θ = (0, 1, 1)."""
    theta, held = np.array([0.0, 1.0, 1.0]), {name: np.zeros(3) for name in memory}
    for t in range(1, updates + 2):
        count = {"t": t} if counted else {}
        inputs = {"theta": theta, "gradient": _toy_gradient(theta), **held, **count, **rates}
        theta, *new = step(*inputs.values())
        held = dict(zip(memory, new, strict=True))
    return inputs


def _vector(rng: np.random.Generator, P: int) -> Array:
    """Entries of both signs, none near 0."""
    return rng.choice([-1.0, 1.0], size=P) * rng.uniform(0.3, 2.5, size=P)


def _signs(rng: np.random.Generator, P: int) -> Array:
    """Like _vector, in whole numbers."""
    return rng.choice([-1, 1], size=P) * rng.integers(1, 5, size=P)


def _squares(rng: np.random.Generator, P: int) -> Array:
    """What a mean of squares may be."""
    return rng.uniform(0.2, 4.0, size=P)


def _scale(rng: np.random.Generator, P: int) -> Array:
    """Anything from nothing to very large, 0 among it."""
    return rng.choice([rng.normal(size=P), rng.normal(size=P) * 1e4, np.zeros(P), np.full(P, -1.0)])


def _by_gdkit(
    optimizer: Optimizer, theta: Array, gradient: Array, t: int = 1, **memory: Any
) -> tuple[Array, dict[str, Any]]:
    """One update of an optimizer of gdkit's from this memory: θ, and the memory after it."""
    theta = theta.astype(float)
    state = optimizer.init(theta)
    state.t = t - 1
    state.__dict__.update({name: np.asarray(value, dtype=float) for name, value in memory.items()})
    return optimizer.step(theta, gradient.astype(float), state), vars(state)


# --- X5.1: momentum -----------------------------------------------------------------------------

momentum = Exercise(
    "05.momentum_step",
    "momentum_step(theta, gradient, v, eta, gamma) -> (theta, v)",
    parts={"the step (theta)": ("theta",), "the memory (v)": ("v",)},
    library_calls=("Momentum",),
    reread=MOMENTUM,
)


@momentum.reference
def momentum_step(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    v = gamma * v + eta * gradient
    return theta - v, v


@momentum.shown("first step on the toy mini-batch")
def momentum_first() -> dict[str, Any]:
    return _on_the_toy(momentum_step, ("v",), 0, False, eta=0.01, gamma=0.9)


@momentum.shown("third step on the toy mini-batch")
def momentum_third() -> dict[str, Any]:
    return _on_the_toy(momentum_step, ("v",), 2, False, eta=0.01, gamma=0.9)


@momentum.shown("whole numbers in all arrays, four parameters, other rates")
def momentum_whole() -> dict[str, Any]:
    theta, gradient, v = np.array([2, -1, 0, 3]), np.array([4, -2, 1, 3]), np.array([1, 2, -3, 0])
    return {"theta": theta, "gradient": gradient, "v": v, "eta": 0.25, "gamma": 0.6}


def _momentum_case(rng: np.random.Generator, P: int, v: Array) -> dict[str, Any]:
    rates = {"eta": float(rng.uniform(0.02, 0.4)), "gamma": float(rng.uniform(0.4, 0.95))}
    return {"theta": rng.normal(size=P), "gradient": _vector(rng, P), "v": v, **rates}


@momentum.drawn(4)
def momentum_any(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(2, 7))
    return _momentum_case(rng, P, _vector(rng, P))


@momentum.drawn(1)
def momentum_start(rng: np.random.Generator) -> dict[str, Any]:
    return _momentum_case(rng, 3, np.zeros(3))


@momentum.drawn(1)
def momentum_one_parameter(rng: np.random.Generator) -> dict[str, Any]:
    return _momentum_case(rng, 1, _vector(rng, 1))


@momentum.drawn(1)
def momentum_integers(rng: np.random.Generator) -> dict[str, Any]:
    arrays = {"theta": _signs(rng, 5), "gradient": _signs(rng, 5), "v": _signs(rng, 5)}
    return {**arrays, "eta": 0.125, "gamma": 0.75}


@momentum.independent(1e-12)
def momentum_by_gdkit(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    theta, memory = _by_gdkit(Momentum(eta, gamma), theta, gradient, v=v)
    return theta, memory["v"]


@momentum.wider
def momentum_wider(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(1, 5))
    rates = {"eta": float(rng.choice([1e-4, 0.1, 2.0])), "gamma": float(rng.choice([0.0, 0.5, 0.99]))}
    return {"theta": _scale(rng, P), "gradient": _scale(rng, P), "v": _scale(rng, P), **rates}


@momentum.mistake()
def momentum_averaged(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """v is a weighted mean of gradients, with 1 − γ on the new one and η outside: another form of the method.

    Here the gradient enters with η and nothing else: v ← γv + ηg.
    """
    v = gamma * v + (1 - gamma) * gradient
    return theta - eta * v, v


@momentum.mistake()
def momentum_rate_outside(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """η stands outside v, as PyTorch has it: v ← γv + g. With a constant η θ takes the same path, but v is not the v
    asked for.

    Here v is the step itself: the rate goes into it.
    """
    v = gamma * v + gradient
    return theta - eta * v, v


@momentum.mistake()
def momentum_ascent(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """The step goes uphill: v is added to θ.

    v holds η times the gradient, with its sign. Which way is down?
    """
    v = gamma * v + eta * gradient
    return theta + v, v


@momentum.mistake()
def momentum_velocity_reversed(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """v has the opposite sign: it is kept as −η times the gradient and added to θ.

    From v = 0 θ comes out the same; look at the v that you return, and at a step with a v that is not 0.
    """
    v = gamma * v - eta * gradient
    return theta + v, v


@momentum.mistake()
def momentum_memory_subtracted(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """The old v is subtracted where it should be added: the method brakes instead of gaining speed.

    On a long slope with a constant gradient the steps should grow. Do yours?
    """
    v = eta * gradient - gamma * v
    return theta - v, v


@momentum.mistake()
def momentum_memory_not_used(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """v is η times the gradient and nothing else: the old v is forgotten, this is plain gradient descent.

    What is γ for?
    """
    v = eta * gradient
    return theta - v, v


@momentum.mistake()
def momentum_step_without_memory(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """v is right, but θ moves by η times the gradient only.

    The step is v.
    """
    return theta - eta * gradient, gamma * v + eta * gradient


@momentum.mistake()
def momentum_old_velocity(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """θ moves by the v that came in; the new one is right, and not used.

    First renew v, then step by it.
    """
    return theta - v, gamma * v + eta * gradient


@momentum.mistake()
def momentum_undamped(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """The old v is kept in full: γ is not used, and the speed never fades.

    With γ = 0 the method is gradient descent. Is yours?
    """
    v = v + eta * gradient
    return theta - v, v


@momentum.mistake()
def momentum_damped_together(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """γ multiplies the new gradient too; it belongs to the old v alone.

    Mind the brackets.
    """
    v = gamma * (v + eta * gradient)
    return theta - v, v


@momentum.mistake()
def momentum_rate_forgotten(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """The learning rate is not used.

    How far does the first step go when eta is 0.001?
    """
    v = gamma * v + gradient
    return theta - v, v


@momentum.mistake()
def momentum_rate_twice(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """The learning rate is used twice: in v, and again in the step.

    v holds η already.
    """
    v = gamma * v + eta * gradient
    return theta - eta * v, v


@momentum.mistake()
def momentum_rates_swapped(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """The rates are swapped: η stands where γ belongs, and γ where η does.

    Which of the two is the learning rate?
    """
    v = eta * v + gamma * gradient
    return theta - v, v


@momentum.mistake(reread=NESTEROV)
def momentum_looks_ahead(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """The step goes on by γ times the new v: this is Nesterov's method as libraries write it.

    Momentum steps by v.
    """
    v = gamma * v + eta * gradient
    return theta - gamma * v - eta * gradient, v


@momentum.mistake(reread=MEMORY)
def momentum_memory_not_renewed(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """The step is right, but the memory comes back as it went in: the next step starts from nothing new.

    Return the new memory.
    """
    return theta - (gamma * v + eta * gradient), v


@momentum.mistake(reread=MEMORY)
def momentum_results_swapped(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """The results come in the wrong order.

    Return θ first, then v.
    """
    v = gamma * v + eta * gradient
    return v, theta - v


@momentum.mistake(reread=MEMORY)
def momentum_theta_in_place(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """θ is changed in place (theta -= …): the caller's array changes, or integers stop it.

    Make a new array: theta = theta - ….
    """
    v = gamma * v + eta * gradient
    theta -= v
    return theta, v


@momentum.mistake(reread=MEMORY)
def momentum_memory_in_place(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """The memory is changed in place (v *= …): the caller's array changes, or integers stop it.

    Make a new array: what was handed to you may still be needed.
    """
    v *= gamma
    v += eta * gradient
    return theta - v, v


@momentum.mistake(reread=MEMORY)
def momentum_rates_of_the_example(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """The rates are always 0.01 and 0.9; eta and gamma are not used.

    Those are the numbers of the first example only.
    """
    v = 0.9 * v + 0.01 * gradient
    return theta - v, v


@momentum.variant
def momentum_by_loop(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    new_theta, new_v = np.zeros(len(theta)), np.zeros(len(theta))
    for j in range(len(theta)):
        new_v[j] = gamma * v[j] + eta * gradient[j]
        new_theta[j] = theta[j] - new_v[j]
    return new_theta, new_v


@momentum.variant
def momentum_as_two_steps(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """Coast by γv, then a step of gradient descent; v is the way made."""
    coasted = theta - gamma * v
    arrived = coasted - eta * gradient
    return arrived, theta - arrived


@momentum.variant
def momentum_as_a_matrix(theta: Array, gradient: Array, v: Array, eta: float, gamma: float) -> One:
    """One linear map of (θ, v, g)."""
    state = np.array([theta, v, gradient])
    return tuple(np.array([[1, -gamma, -eta], [0, gamma, eta]]) @ state)


# --- X5.2: Nesterov -----------------------------------------------------------------------------

nesterov = Exercise(
    "05.nesterov_step",
    "nesterov_step(grad, theta, v, eta, gamma) -> (theta, v)",
    parts={"the step (theta)": ("theta",), "the memory (v)": ("v",)},
    library_calls=("Nesterov",),
    reread=NESTEROV,
)

Gradient = Callable[[Array], Array]


@nesterov.reference
def nesterov_step(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    v = gamma * v + eta * grad(theta - gamma * v)
    return theta - v, v


def _toy_bowl() -> FunctionInput:
    """∇J of rows 1 to 3 of the toy batch, as a function: J is a quadratic around (0.1, 1.5, 1.5)."""
    Xb = add_bias(toy_batch()[0][:3])
    return FunctionInput("quadratic", {"H": 2 / 3 * Xb.T @ Xb, "centre": np.array([0.1, 1.5, 1.5])}, "gradient")


def _nesterov_on_the_toy(updates: int) -> dict[str, Any]:
    grad, theta, v = _toy_bowl(), np.array([0.0, 1.0, 1.0]), np.zeros(3)
    for _ in range(updates):
        theta, v = nesterov_step(grad.make(), theta, v, 0.01, 0.9)
    return {"grad": grad, "theta": theta, "v": v, "eta": 0.01, "gamma": 0.9}


@nesterov.shown("first step on the toy mini-batch")
def nesterov_first() -> dict[str, Any]:
    return _nesterov_on_the_toy(0)


@nesterov.shown("third step on the toy mini-batch")
def nesterov_third() -> dict[str, Any]:
    return _nesterov_on_the_toy(2)


@nesterov.shown("x² + 10y² with whole numbers in θ and v, other rates")
def nesterov_whole() -> dict[str, Any]:
    grad = FunctionInput("valley", {"a": [1.0, 10.0]}, "gradient")
    return {"grad": grad, "theta": np.array([3, -1]), "v": np.array([2, 1]), "eta": 0.05, "gamma": 0.6}


def _nesterov_case(rng: np.random.Generator, grad: FunctionInput, P: int, v: Array) -> dict[str, Any]:
    rates = {"eta": float(rng.uniform(0.02, 0.1)), "gamma": float(rng.uniform(0.4, 0.95))}
    return {"grad": grad, "theta": rng.normal(size=P), "v": v, **rates}


@nesterov.drawn(3)
def nesterov_bowl(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(2, 6))
    A = rng.normal(size=(P, P))
    grad = FunctionInput("quadratic", {"H": A @ A.T + np.eye(P), "centre": rng.normal(size=P)}, "gradient")
    return _nesterov_case(rng, grad, P, _vector(rng, P))


@nesterov.drawn(1)
def nesterov_curved(rng: np.random.Generator) -> dict[str, Any]:
    """A gradient that is not linear."""
    return _nesterov_case(rng, FunctionInput("himmelblau", {}, "gradient"), 2, _vector(rng, 2))


@nesterov.drawn(1)
def nesterov_one_parameter(rng: np.random.Generator) -> dict[str, Any]:
    return _nesterov_case(rng, FunctionInput("quartic", {}, "gradient"), 1, _vector(rng, 1))


@nesterov.drawn(1)
def nesterov_start(rng: np.random.Generator) -> dict[str, Any]:
    grad = FunctionInput("valley", {"a": rng.uniform(1, 5, size=4)}, "gradient")
    return _nesterov_case(rng, grad, 4, np.zeros(4))


@nesterov.drawn(1)
def nesterov_integers(rng: np.random.Generator) -> dict[str, Any]:
    grad = FunctionInput("valley", {"a": rng.uniform(1, 5, size=3)}, "gradient")
    return {"grad": grad, "theta": _signs(rng, 3), "v": _signs(rng, 3), "eta": 0.125, "gamma": 0.75}


@nesterov.independent(1e-9)
def nesterov_by_gdkit(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """gdkit keeps the point ahead, θ − γv, as its θ: there, one step, and back to the paper's iterate."""
    optimizer, ahead = Nesterov(eta, gamma), theta - gamma * v
    state = optimizer.init(ahead)
    state.v = v.astype(float)
    ahead = optimizer.step(ahead, grad(ahead), state)
    return optimizer.paper_iterate(ahead, state), state.v


@nesterov.wider
def nesterov_wider(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(1, 5))
    grad = FunctionInput("valley", {"a": rng.uniform(-2, 5, size=P)}, "gradient")
    rates = {"eta": float(rng.choice([1e-4, 0.1, 2.0])), "gamma": float(rng.choice([0.0, 0.5, 0.99]))}
    return {"grad": grad, "theta": _scale(rng, P), "v": _scale(rng, P), **rates}


@nesterov.mistake()
def nesterov_gradient_at_theta(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The gradient is taken at θ: this is plain momentum.

    Where will the old v carry θ? Take the gradient there.
    """
    v = gamma * v + eta * grad(theta)
    return theta - v, v


@nesterov.mistake()
def nesterov_looks_back(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The gradient is taken at θ + γv, behind θ: the step subtracts v.

    Where does θ go if the gradient is 0?
    """
    v = gamma * v + eta * grad(theta + gamma * v)
    return theta - v, v


@nesterov.mistake()
def nesterov_looks_too_far(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The gradient is taken at θ − v: the damping γ is missing in the look-ahead.

    Where does θ go if the gradient is 0?
    """
    v = gamma * v + eta * grad(theta - v)
    return theta - v, v


@nesterov.mistake()
def nesterov_looks_ahead_by_the_rate(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The look-ahead is shortened by η: it goes to θ − ηγv.

    v holds η already.
    """
    v = gamma * v + eta * grad(theta - eta * gamma * v)
    return theta - v, v


@nesterov.mistake()
def nesterov_steps_from_the_point_ahead(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The step starts at the point ahead: the old v is subtracted twice.

    The gradient is taken ahead; the step starts at θ.
    """
    ahead = theta - gamma * v
    v = gamma * v + eta * grad(ahead)
    return ahead - v, v


@nesterov.mistake()
def nesterov_point_ahead_returned(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """v is right, but the point ahead of the new θ is returned in its place.

    Libraries keep that point; here the iterate itself was asked for.
    """
    v = gamma * v + eta * grad(theta - gamma * v)
    return theta - v - gamma * v, v


@nesterov.mistake()
def nesterov_library_form(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """This is the form of the libraries, in which θ is the point ahead already.

    Here θ is the iterate: the look-ahead is yours to make.
    """
    gradient = grad(theta)
    v = gamma * v + eta * gradient
    return theta - gamma * v - eta * gradient, v


@nesterov.mistake()
def nesterov_ascent(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The step goes uphill: v is added to θ.

    Compare the value of the function before and after the step.
    """
    v = gamma * v + eta * grad(theta - gamma * v)
    return theta + v, v


@nesterov.mistake()
def nesterov_velocity_reversed(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """v has the opposite sign: it is kept as −η times the gradient and added to θ.

    From v = 0 θ comes out the same; look at the v that you return.
    """
    v = gamma * v - eta * grad(theta + gamma * v)
    return theta + v, v


@nesterov.mistake()
def nesterov_memory_not_used(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """v is η times the gradient ahead and nothing else.

    The old v is used to look ahead, and then once more.
    """
    v = eta * grad(theta - gamma * v)
    return theta - v, v


@nesterov.mistake()
def nesterov_undamped(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The old v enters the new one in full: γ is used in the look-ahead only.

    v ← γv + ….
    """
    v = v + eta * grad(theta - gamma * v)
    return theta - v, v


@nesterov.mistake()
def nesterov_averaged(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """v is a weighted mean of gradients, with 1 − γ on the new one and η outside.

    Here the gradient enters with η and nothing else.
    """
    v = gamma * v + (1 - gamma) * grad(theta - gamma * v)
    return theta - eta * v, v


@nesterov.mistake()
def nesterov_rate_forgotten(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The learning rate is not used.

    How far does the first step go when eta is 0.001?
    """
    v = gamma * v + grad(theta - gamma * v)
    return theta - v, v


@nesterov.mistake()
def nesterov_rates_swapped(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The rates are swapped: η stands where γ belongs, and γ where η does.

    Which of the two is the learning rate?
    """
    v = eta * v + gamma * grad(theta - eta * v)
    return theta - v, v


@nesterov.mistake()
def nesterov_old_velocity(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """θ moves by the v that came in; the new one is right, and not used.

    First renew v, then step by it.
    """
    return theta - v, gamma * v + eta * grad(theta - gamma * v)


@nesterov.mistake(reread=MEMORY)
def nesterov_memory_not_renewed(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The step is right, but the memory comes back as it went in: the next step starts from nothing new.

    Return the new memory.
    """
    return theta - (gamma * v + eta * grad(theta - gamma * v)), v


@nesterov.mistake(reread=MEMORY)
def nesterov_results_swapped(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The results come in the wrong order.

    Return θ first, then v.
    """
    v = gamma * v + eta * grad(theta - gamma * v)
    return v, theta - v


@nesterov.mistake(reread=MEMORY)
def nesterov_theta_in_place(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The look-ahead is made in place (theta -= …): the caller's θ changes, or integers stop it.

    Give the point ahead a name of its own.
    """
    theta -= gamma * v
    gradient = grad(theta)
    theta -= eta * gradient
    return theta, gamma * v + eta * gradient


@nesterov.mistake(reread=MEMORY)
def nesterov_memory_in_place(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The memory is changed in place (v *= …): the caller's array changes, or integers stop it.

    Make a new array: what was handed to you may still be needed.
    """
    v *= gamma
    v += eta * grad(theta - v)
    return theta - v, v


@nesterov.mistake(reread=MEMORY)
def nesterov_rates_of_the_example(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """The rates are always 0.01 and 0.9; eta and gamma are not used.

    Those are the numbers of the first example only.
    """
    v = 0.9 * v + 0.01 * grad(theta - 0.9 * v)
    return theta - v, v


@nesterov.variant
def nesterov_as_two_steps(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """Coast to the point ahead, one step of gradient descent from there; v is the way made."""
    ahead = theta - gamma * v
    arrived = ahead - eta * grad(ahead)
    return arrived, theta - arrived


@nesterov.variant
def nesterov_by_loop(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    ahead = np.array([float(t) - gamma * u for t, u in zip(theta, v, strict=True)])
    gradient = grad(ahead)
    new = [gamma * v[j] + eta * gradient[j] for j in range(len(v))]
    return np.array([theta[j] - new[j] for j in range(len(v))]), np.array(new)


@nesterov.variant
def nesterov_through_the_library_form(grad: Gradient, theta: Array, v: Array, eta: float, gamma: float) -> One:
    """As libraries do it, on the point ahead, and back."""
    ahead = theta - gamma * v
    gradient = grad(ahead)
    v = gamma * v + eta * gradient
    next_ahead = ahead - gamma * v - eta * gradient
    return next_ahead + gamma * v, v


# --- X5.3: Adagrad -----------------------------------------------------------------------------

adagrad = Exercise(
    "05.adagrad_step",
    "adagrad_step(theta, gradient, G, eta, eps) -> (theta, G)",
    parts={"the step (theta)": ("theta",), "the memory (G)": ("G",)},
    library_calls=("Adagrad",),
    reread=ADAGRAD,
)


@adagrad.reference
def adagrad_step(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    G = G + gradient**2
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.alternative
def adagrad_with_eps_in_the_root(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """ε keeps the denominator from 0; inside the root it does that as well."""
    G = G + gradient**2
    return theta - eta * gradient / np.sqrt(G + eps), G


@adagrad.shown("first step on the toy mini-batch")
def adagrad_first() -> dict[str, Any]:
    return _on_the_toy(adagrad_step, ("G",), 0, False, eta=0.1, eps=1e-8)


@adagrad.shown("third step on the toy mini-batch")
def adagrad_third() -> dict[str, Any]:
    return _on_the_toy(adagrad_step, ("G",), 2, False, eta=0.1, eps=1e-8)


@adagrad.shown("second step; one entry of the gradient has been 0 so far")
def adagrad_flat() -> dict[str, Any]:
    theta, gradient, G = np.array([1.0, -2.0, 0.5]), np.array([-1.5, 0.0, 0.25]), np.array([0.5, 0.0, 2.0])
    return {"theta": theta, "gradient": gradient, "G": G, "eta": 0.25, "eps": 1e-8}


@adagrad.shown("whole numbers in θ and G, other rates, an ε that counts")
def adagrad_whole() -> dict[str, Any]:
    theta, gradient, G = np.array([2, -1, 0, 3]), np.array([4.0, -2.0, 1.0, 3.0]), np.array([9, 2, 5, 1])
    return {"theta": theta, "gradient": gradient, "G": G, "eta": 0.25, "eps": 0.5}


def _adagrad_case(rng: np.random.Generator, P: int, G: Array) -> dict[str, Any]:
    rates = {"eta": float(rng.uniform(0.05, 0.6)), "eps": float(rng.choice([1e-8, 1e-6]))}
    return {"theta": rng.normal(size=P), "gradient": _vector(rng, P), "G": G, **rates}


@adagrad.drawn(3)
def adagrad_any(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(2, 7))
    return _adagrad_case(rng, P, _squares(rng, P))


@adagrad.drawn(1)
def adagrad_eps_counts(rng: np.random.Generator) -> dict[str, Any]:
    return {**_adagrad_case(rng, 3, _squares(rng, 3)), "eps": float(rng.uniform(0.1, 0.4))}


@adagrad.drawn(1)
def adagrad_start(rng: np.random.Generator) -> dict[str, Any]:
    return _adagrad_case(rng, 4, np.zeros(4))


@adagrad.drawn(1)
def adagrad_one_parameter(rng: np.random.Generator) -> dict[str, Any]:
    return _adagrad_case(rng, 1, _squares(rng, 1))


@adagrad.drawn(1)
def adagrad_integers(rng: np.random.Generator) -> dict[str, Any]:
    arrays = {"theta": _signs(rng, 5), "gradient": _vector(rng, 5), "G": rng.integers(1, 9, size=5)}
    return {**arrays, "eta": 0.25, "eps": 1e-3}


@adagrad.independent(1e-12)
def adagrad_by_gdkit(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    theta, memory = _by_gdkit(Adagrad(eta, eps), theta, gradient, G=G)
    return theta, memory["G"]


@adagrad.wider
def adagrad_wider(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(1, 5))
    rates = {"eta": float(rng.choice([1e-3, 0.1, 2.0])), "eps": float(rng.choice([1e-8, 0.1]))}
    return {"theta": _scale(rng, P), "gradient": _scale(rng, P), "G": np.abs(_scale(rng, P)), **rates}


@adagrad.mistake()
def adagrad_not_accumulated(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """G is the square of this gradient only: nothing is accumulated, and each step has length η in every entry.

    G grows with every step. What happens to the old G?
    """
    G = gradient**2
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake()
def adagrad_root_forgotten(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """The gradient is divided by G instead of by its root.

    In which unit is the step, if the gradient is measured in metres?
    """
    G = G + gradient**2
    return theta - eta * gradient / (G + eps), G


@adagrad.mistake()
def adagrad_absolute_values(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """G sums the absolute values of the gradients, not their squares.

    The root undoes a square.
    """
    G = G + np.abs(gradient)
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake()
def adagrad_one_sum_for_all(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """All entries of G are given the same sum: the squared length of the whole gradient.

    Each parameter has a rate of its own; nothing is summed over parameters.
    """
    G = G + np.sum(gradient**2)
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake()
def adagrad_old_sum(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """The step divides by the old G; at the start that is 0, and the step becomes huge.

    First renew G, then step.
    """
    return theta - eta * gradient / (np.sqrt(G) + eps), G + gradient**2


@adagrad.mistake(reread=RMSPROP)
def adagrad_decaying_mean(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """G forgets: this is RMSprop with ρ = 0.9.

    Adagrad keeps all squares with the same weight.
    """
    G = 0.9 * G + 0.1 * gradient**2
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake()
def adagrad_rate_in_the_memory(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """η is squared into G and cancels in the step.

    G sums squares of gradients, not of steps.
    """
    G = G + (eta * gradient) ** 2
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake()
def adagrad_root_of_the_new_square_only(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """G is right, but the step divides by the size of this gradient alone.

    Which of your two arrays goes under the root?
    """
    return theta - eta * gradient / (np.abs(gradient) + eps), G + gradient**2


@adagrad.mistake()
def adagrad_ascent(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """The step goes uphill: it is added to θ.

    The gradient points to where the loss grows.
    """
    G = G + gradient**2
    return theta + eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake()
def adagrad_rate_forgotten(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """The learning rate is not used.

    How far does the first step go when eta is 0.001?
    """
    G = G + gradient**2
    return theta - gradient / (np.sqrt(G) + eps), G


@adagrad.mistake(reread=MEMORY)
def adagrad_memory_not_renewed(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """The step is right, but the memory comes back as it went in: the next step starts from nothing new.

    Return the new memory.
    """
    return theta - eta * gradient / (np.sqrt(G + gradient**2) + eps), G


@adagrad.mistake(reread=MEMORY)
def adagrad_root_as_memory(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """The root of G is returned as the memory; the next step would take the root of a root.

    G itself goes on to the next step.
    """
    root = np.sqrt(G + gradient**2)
    return theta - eta * gradient / (root + eps), root


@adagrad.mistake(reread=MEMORY)
def adagrad_results_swapped(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """The results come in the wrong order.

    Return θ first, then G.
    """
    G = G + gradient**2
    return G, theta - eta * gradient / (np.sqrt(G) + eps)


@adagrad.mistake(reread=MEMORY)
def adagrad_theta_in_place(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """θ is changed in place (theta -= …): the caller's array changes, or integers stop it.

    Make a new array: theta = theta - ….
    """
    G = G + gradient**2
    theta -= eta * gradient / (np.sqrt(G) + eps)
    return theta, G


@adagrad.mistake(reread=MEMORY)
def adagrad_memory_in_place(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """G is changed in place (G += …): the caller's array changes, or integers stop it.

    Make a new array: what was handed to you may still be needed.
    """
    G += gradient**2
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@adagrad.mistake(reread=MEMORY)
def adagrad_rates_of_the_example(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """The numbers are always 0.1 and 1e-8; eta and eps are not used.

    Those are the numbers of the first example only.
    """
    G = G + gradient**2
    return theta - 0.1 * gradient / (np.sqrt(G) + 1e-8), G


@adagrad.variant
def adagrad_by_loop(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    new_theta, new_G = [], []
    for value, slope, total in zip(theta, gradient, G, strict=True):
        total = total + slope * slope
        new_G.append(float(total))
        new_theta.append(float(value - eta * slope / (total**0.5 + eps)))
    return np.array(new_theta), np.array(new_G)


@adagrad.variant
def adagrad_by_rates(theta: Array, gradient: Array, G: Array, eta: float, eps: float) -> One:
    """A rate for each parameter, on the diagonal of a matrix."""
    squares = np.add(G, np.multiply(gradient, gradient))
    rates = eta / (np.power(squares, 0.5) + eps)
    return theta - np.diag(rates) @ gradient, squares


# --- X5.5: RMSprop -----------------------------------------------------------------------------

rmsprop = Exercise(
    "05.rmsprop_step",
    "rmsprop_step(theta, gradient, s, eta, rho, eps) -> (theta, s)",
    parts={"the step (theta)": ("theta",), "the memory (s)": ("s",)},
    library_calls=("RMSprop",),
    reread=RMSPROP,
)


@rmsprop.reference
def rmsprop_step(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    s = rho * s + (1 - rho) * gradient**2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.alternative
def rmsprop_with_eps_in_the_root(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """ε keeps the denominator from 0; inside the root it does that as well."""
    s = rho * s + (1 - rho) * gradient**2
    return theta - eta * gradient / np.sqrt(s + eps), s


@rmsprop.shown("first step on the toy mini-batch")
def rmsprop_first() -> dict[str, Any]:
    return _on_the_toy(rmsprop_step, ("s",), 0, False, eta=0.01, rho=0.9, eps=1e-8)


@rmsprop.shown("third step on the toy mini-batch")
def rmsprop_third() -> dict[str, Any]:
    return _on_the_toy(rmsprop_step, ("s",), 2, False, eta=0.01, rho=0.9, eps=1e-8)


@rmsprop.shown("second step; one entry of the gradient has been 0 so far")
def rmsprop_flat() -> dict[str, Any]:
    theta, gradient, s = np.array([1.0, -2.0, 0.5]), np.array([-1.5, 0.0, 0.25]), np.array([0.5, 0.0, 2.0])
    return {"theta": theta, "gradient": gradient, "s": s, "eta": 0.25, "rho": 0.75, "eps": 1e-8}


@rmsprop.shown("whole numbers in θ and s, other rates, an ε that counts")
def rmsprop_whole() -> dict[str, Any]:
    theta, gradient, s = np.array([2, -1, 0, 3]), np.array([4.0, -2.0, 1.0, 3.0]), np.array([9, 2, 5, 1])
    return {"theta": theta, "gradient": gradient, "s": s, "eta": 0.25, "rho": 0.75, "eps": 0.5}


def _rmsprop_case(rng: np.random.Generator, P: int, s: Array) -> dict[str, Any]:
    rates = {
        "eta": float(rng.uniform(0.05, 0.6)),
        "rho": float(rng.uniform(0.6, 0.97)),
        "eps": float(rng.choice([1e-8, 1e-6])),
    }
    return {"theta": rng.normal(size=P), "gradient": _vector(rng, P), "s": s, **rates}


@rmsprop.drawn(3)
def rmsprop_any(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(2, 7))
    return _rmsprop_case(rng, P, _squares(rng, P))


@rmsprop.drawn(1)
def rmsprop_eps_counts(rng: np.random.Generator) -> dict[str, Any]:
    return {**_rmsprop_case(rng, 3, _squares(rng, 3)), "eps": float(rng.uniform(0.1, 0.4))}


@rmsprop.drawn(1)
def rmsprop_start(rng: np.random.Generator) -> dict[str, Any]:
    return _rmsprop_case(rng, 4, np.zeros(4))


@rmsprop.drawn(1)
def rmsprop_one_parameter(rng: np.random.Generator) -> dict[str, Any]:
    return _rmsprop_case(rng, 1, _squares(rng, 1))


@rmsprop.drawn(1)
def rmsprop_integers(rng: np.random.Generator) -> dict[str, Any]:
    arrays = {"theta": _signs(rng, 5), "gradient": _vector(rng, 5), "s": rng.integers(1, 9, size=5)}
    return {**arrays, "eta": 0.25, "rho": 0.75, "eps": 1e-3}


@rmsprop.independent(1e-12)
def rmsprop_by_gdkit(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    theta, memory = _by_gdkit(RMSprop(eta, rho, eps), theta, gradient, v=s)
    return theta, memory["v"]


@rmsprop.wider
def rmsprop_wider(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(1, 5))
    rates = {
        "eta": float(rng.choice([1e-3, 0.1, 2.0])),
        "rho": float(rng.choice([0.0, 0.5, 0.99])),
        "eps": float(rng.choice([1e-8, 0.1])),
    }
    return {"theta": _scale(rng, P), "gradient": _scale(rng, P), "s": np.abs(_scale(rng, P)), **rates}


@rmsprop.mistake()
def rmsprop_weights_swapped(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """ρ and 1 − ρ are swapped: the memory forgets nearly everything in one step.

    With ρ = 0.9, how much of the old s should be left?
    """
    s = (1 - rho) * s + rho * gradient**2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake(reread=ADAGRAD)
def rmsprop_accumulated(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """Nothing is forgotten: s sums all squares, as in Adagrad.

    What is ρ for?
    """
    s = s + gradient**2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_factor_forgotten(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """The new square enters with weight 1; the weights ρ and 1 − ρ make a mean.

    If the gradient is always 2, where should s settle?
    """
    s = rho * s + gradient**2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_factor_squared(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """The factor 1 − ρ is squared together with the gradient.

    Mind the brackets: it multiplies the square.
    """
    s = rho * s + ((1 - rho) * gradient) ** 2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_memory_not_used(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """The old s is forgotten: only this gradient's square is left.

    What is ρ for?
    """
    s = (1 - rho) * gradient**2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_root_forgotten(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """The gradient is divided by s instead of by its root.

    In which unit is the step, if the gradient is measured in metres?
    """
    s = rho * s + (1 - rho) * gradient**2
    return theta - eta * gradient / (s + eps), s


@rmsprop.mistake()
def rmsprop_absolute_values(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """s averages the absolute values of the gradients, not their squares.

    The root undoes a square.
    """
    s = rho * s + (1 - rho) * np.abs(gradient)
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_one_mean_for_all(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """All entries of s are given the same mean over the parameters.

    Each parameter has a rate of its own; nothing is averaged over parameters.
    """
    s = rho * s + (1 - rho) * np.mean(gradient**2)
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_old_mean(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """The step divides by the old s; at the start that is 0, and the step becomes huge.

    First renew s, then step.
    """
    return theta - eta * gradient / (np.sqrt(s) + eps), rho * s + (1 - rho) * gradient**2


@rmsprop.mistake(reread=ADAM)
def rmsprop_bias_corrected(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """s is divided by 1 − ρ before the root: a correction that is Adam's, and right there for the first step only.

    RMSprop divides by the root of s as it is.
    """
    s = rho * s + (1 - rho) * gradient**2
    return theta - eta * gradient / (np.sqrt(s / (1 - rho)) + eps), s


@rmsprop.mistake()
def rmsprop_rate_in_the_memory(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """η is squared into s and cancels in the step.

    s averages squares of gradients, not of steps.
    """
    s = rho * s + (1 - rho) * (eta * gradient) ** 2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_ascent(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """The step goes uphill: it is added to θ.

    The gradient points to where the loss grows.
    """
    s = rho * s + (1 - rho) * gradient**2
    return theta + eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake()
def rmsprop_rate_forgotten(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """The learning rate is not used.

    How far does the first step go when eta is 0.001?
    """
    s = rho * s + (1 - rho) * gradient**2
    return theta - gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake(reread=MEMORY)
def rmsprop_memory_not_renewed(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """The step is right, but the memory comes back as it went in: the next step starts from nothing new.

    Return the new memory.
    """
    return theta - eta * gradient / (np.sqrt(rho * s + (1 - rho) * gradient**2) + eps), s


@rmsprop.mistake(reread=MEMORY)
def rmsprop_results_swapped(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """The results come in the wrong order.

    Return θ first, then s.
    """
    s = rho * s + (1 - rho) * gradient**2
    return s, theta - eta * gradient / (np.sqrt(s) + eps)


@rmsprop.mistake(reread=MEMORY)
def rmsprop_theta_in_place(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """θ is changed in place (theta -= …): the caller's array changes, or integers stop it.

    Make a new array: theta = theta - ….
    """
    s = rho * s + (1 - rho) * gradient**2
    theta -= eta * gradient / (np.sqrt(s) + eps)
    return theta, s


@rmsprop.mistake(reread=MEMORY)
def rmsprop_memory_in_place(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """The memory is changed in place (s *= …): the caller's array changes, or integers stop it.

    Make a new array: what was handed to you may still be needed.
    """
    s *= rho
    s += (1 - rho) * gradient**2
    return theta - eta * gradient / (np.sqrt(s) + eps), s


@rmsprop.mistake(reread=MEMORY)
def rmsprop_rates_of_the_example(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """The numbers are always 0.01, 0.9 and 1e-8; eta, rho and eps are not used.

    Those are the numbers of the first example only.
    """
    s = 0.9 * s + 0.1 * gradient**2
    return theta - 0.01 * gradient / (np.sqrt(s) + 1e-8), s


@rmsprop.variant
def rmsprop_by_loop(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    """The mean as a correction: s moves towards g² by the share 1 − ρ."""
    new_theta, new_s = [], []
    for value, slope, mean in zip(theta, gradient, s, strict=True):
        mean = mean + (1 - rho) * (slope * slope - mean)
        new_s.append(float(mean))
        new_theta.append(float(value - eta * slope / (mean**0.5 + eps)))
    return np.array(new_theta), np.array(new_s)


@rmsprop.variant
def rmsprop_by_average(theta: Array, gradient: Array, s: Array, eta: float, rho: float, eps: float) -> One:
    mean = np.average([s, np.square(gradient)], axis=0, weights=[rho, 1 - rho])
    size = mean**0.5 + eps
    return theta - np.multiply(eta / size, gradient), mean


# --- X5.4: Adadelta -----------------------------------------------------------------------------

adadelta = Exercise(
    "05.adadelta_step",
    "adadelta_step(theta, gradient, Eg2, Ed2, rho, eps) -> (theta, Eg2, Ed2)",
    parts={"the step (theta)": ("theta",), "the memory (Eg2, Ed2)": ("Eg2", "Ed2")},
    library_calls=("Adadelta",),
    reread=ADADELTA,
)


@adadelta.reference
def adadelta_step(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.shown("first step on the toy mini-batch")
def adadelta_first() -> dict[str, Any]:
    return _on_the_toy(adadelta_step, ("Eg2", "Ed2"), 0, False, rho=0.95, eps=1e-6)


@adadelta.shown("third step on the toy mini-batch")
def adadelta_third() -> dict[str, Any]:
    return _on_the_toy(adadelta_step, ("Eg2", "Ed2"), 2, False, rho=0.95, eps=1e-6)


@adadelta.shown("whole numbers in all arrays, another ρ, a larger ε")
def adadelta_whole() -> dict[str, Any]:
    theta, gradient = np.array([2, -1, 0, 3]), np.array([4, -2, 1, 3])
    memory = {"Eg2": np.array([9, 2, 5, 1]), "Ed2": np.array([1, 3, 2, 5])}
    return {"theta": theta, "gradient": gradient, **memory, "rho": 0.75, "eps": 0.5}


def _adadelta_case(rng: np.random.Generator, P: int, Eg2: Array, Ed2: Array) -> dict[str, Any]:
    rates = {"rho": float(rng.uniform(0.6, 0.97)), "eps": float(rng.choice([1e-6, 1e-3]))}
    return {"theta": rng.normal(size=P), "gradient": _vector(rng, P), "Eg2": Eg2, "Ed2": Ed2, **rates}


@adadelta.drawn(3)
def adadelta_any(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(2, 7))
    return _adadelta_case(rng, P, _squares(rng, P), 0.5 * _squares(rng, P))


@adadelta.drawn(1)
def adadelta_eps_counts(rng: np.random.Generator) -> dict[str, Any]:
    return {**_adadelta_case(rng, 3, _squares(rng, 3), _squares(rng, 3)), "eps": float(rng.uniform(0.1, 0.4))}


@adadelta.drawn(1)
def adadelta_start(rng: np.random.Generator) -> dict[str, Any]:
    """One entry of the gradient is 0 from the start."""
    case = _adadelta_case(rng, 4, np.zeros(4), np.zeros(4))
    return {**case, "gradient": case["gradient"] * [1, 1, 0, 1]}


@adadelta.drawn(1)
def adadelta_one_parameter(rng: np.random.Generator) -> dict[str, Any]:
    return _adadelta_case(rng, 1, _squares(rng, 1), _squares(rng, 1))


@adadelta.drawn(1)
def adadelta_integers(rng: np.random.Generator) -> dict[str, Any]:
    memory = {"Eg2": rng.integers(1, 9, size=5), "Ed2": rng.integers(1, 5, size=5)}
    return {"theta": _signs(rng, 5), "gradient": _signs(rng, 5), **memory, "rho": 0.875, "eps": 0.125}


@adadelta.independent(1e-12)
def adadelta_by_gdkit(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    theta, memory = _by_gdkit(Adadelta(1.0, rho, eps), theta, gradient, Eg2=Eg2, ED2=Ed2)
    return theta, memory["Eg2"], memory["ED2"]


@adadelta.wider
def adadelta_wider(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(1, 5))
    memory = {"Eg2": np.abs(_scale(rng, P)), "Ed2": np.abs(_scale(rng, P))}
    rates = {"rho": float(rng.choice([0.0, 0.5, 0.99])), "eps": float(rng.choice([1e-6, 0.1]))}
    return {"theta": _scale(rng, P), "gradient": _scale(rng, P), **memory, **rates}


@adadelta.mistake()
def adadelta_steps_not_remembered(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """E[Δ²] comes back as it went in: the steps are not remembered, and they stay as tiny as the first.

    Both means are renewed in each step. When?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_step_before_the_mean(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """The step divides by the old E[g²].

    First renew E[g²], then step.
    """
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_gradients_not_remembered(
    theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float
) -> Two:
    """E[g²] comes back as it went in, though the step used the new one.

    Return both renewed means.
    """
    new_Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(new_Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_decayed_before_use(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """E[Δ²] is multiplied by ρ before the step uses it.

    The step needs the mean of the steps so far, as it came in.
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(rho * Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_upside_down(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """The two roots are swapped: the step is divided by the steps and multiplied by the gradients.

    A large gradient should not make the step larger still.
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Eg2 + eps) / np.sqrt(Ed2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake(reread=RMSPROP)
def adadelta_numerator_left_out(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """The step is −g/√(E[g²] + ε): this is RMSprop with the rate 1.

    What takes the place of η?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -gradient / np.sqrt(Eg2 + eps)
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_denominator_left_out(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """The step is not divided by the size of the gradients.

    In which unit is Δ, if θ is measured in metres?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_eps_outside_the_roots(
    theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float
) -> Two:
    """ε is added to the roots; here it stands inside: the first steps are √ε long, not ε.

    Without steps so far, how long is the first one?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -(np.sqrt(Ed2) + eps) / (np.sqrt(Eg2) + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_eps_below_only(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """ε stands under the lower root only: without steps so far the step is 0, for ever.

    What is √E[Δ²] before the first step?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_roots_forgotten(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """The ratio has no roots.

    The means are of squares; their roots are sizes.
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -(Ed2 + eps) / (Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_ascent(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """The step goes uphill.

    Δ has a minus in front, and is added.
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta - delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_steps_not_squared(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """E[Δ²] averages the sizes of the steps, not their squares.

    Its root is taken in the next step.
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * np.abs(delta)
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_gradients_for_steps(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """E[Δ²] averages the squared gradients again.

    Which squares does its name say?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * gradient**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_weights_swapped(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """ρ and 1 − ρ are swapped in both means.

    With ρ = 0.95, how much of the old mean should be left?
    """
    Eg2 = (1 - rho) * Eg2 + rho * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = (1 - rho) * Ed2 + rho * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake()
def adadelta_factors_forgotten(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """The new squares enter both means with weight 1.

    The weights ρ and 1 − ρ make a mean.
    """
    Eg2 = rho * Eg2 + gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake(reread=ADAGRAD)
def adadelta_accumulated(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """Nothing is forgotten: E[g²] sums all squares, as in Adagrad.

    What is ρ for?
    """
    Eg2 = Eg2 + gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake(reread=MEMORY)
def adadelta_means_swapped(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """The two means are returned in the wrong order.

    Return θ, E[g²], E[Δ²].
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Ed2, Eg2


@adadelta.mistake()
def adadelta_step_for_theta(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """The step Δ is returned in place of the new θ.

    Where does θ arrive?
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    return delta, Eg2, Ed2


@adadelta.mistake(reread=MEMORY)
def adadelta_theta_in_place(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """θ is changed in place (theta += …): the caller's array changes, or integers stop it.

    Make a new array: theta = theta + ….
    """
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 = rho * Ed2 + (1 - rho) * delta**2
    theta += delta
    return theta, Eg2, Ed2


@adadelta.mistake(reread=MEMORY)
def adadelta_memory_in_place(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """The memory is changed in place (Eg2 *= …): the caller's array changes, or integers stop it.

    Make a new array: what was handed to you may still be needed.
    """
    Eg2 *= rho
    Eg2 += (1 - rho) * gradient**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    Ed2 *= rho
    Ed2 += (1 - rho) * delta**2
    return theta + delta, Eg2, Ed2


@adadelta.mistake(reread=MEMORY)
def adadelta_rates_of_the_example(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """The numbers are always 0.95 and 1e-6; rho and eps are not used.

    Those are the numbers of the first example only.
    """
    return adadelta_step(theta, gradient, Eg2, Ed2, 0.95, 1e-6)


@adadelta.variant
def adadelta_by_loop(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    result = []
    for value, slope, g2, d2 in zip(theta, gradient, Eg2, Ed2, strict=True):
        g2 = rho * g2 + (1 - rho) * slope * slope
        step = ((d2 + eps) / (g2 + eps)) ** 0.5 * slope
        result.append((value - step, g2, rho * d2 + (1 - rho) * step * step))
    new_theta, new_Eg2, new_Ed2 = np.array(result).T
    return new_theta, new_Eg2, new_Ed2


def _faded_mean(old: Array, new: Array, rho: float) -> Array:
    return old + (1 - rho) * (new**2 - old)


def _root(mean_of_squares: Array, eps: float) -> Array:
    return np.sqrt(mean_of_squares + eps)


@adadelta.variant
def adadelta_by_helper(theta: Array, gradient: Array, Eg2: Array, Ed2: Array, rho: float, eps: float) -> Two:
    """The two means and the two roots by a function each."""
    new_Eg2 = _faded_mean(Eg2, gradient, rho)
    rate = _root(Ed2, eps) / _root(new_Eg2, eps)
    return theta - rate * gradient, new_Eg2, _faded_mean(Ed2, rate * gradient, rho)


# --- X5.6: Adam --------------------------------------------------------------------------------

adam = Exercise(
    "05.adam_step",
    "adam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps) -> (theta, m, v)",
    parts={"the step (theta)": ("theta",), "the memory (m, v)": ("m", "v")},
    library_calls=("Adam",),
    reread=ADAM,
)


@adam.reference
def adam_step(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.alternative
def adam_with_eps_in_the_root(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """ε keeps the denominator from 0; inside the root it does that as well."""
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / np.sqrt(v_hat + eps), m, v


@adam.alternative
def adam_with_eps_before_the_correction(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The order of computation that the paper remarks on, at the end of its section 2: both corrections in the rate."""
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    rate = eta * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return theta - rate * m / (np.sqrt(v) + eps), m, v


@adam.shown("first step on the toy mini-batch")
def adam_first() -> dict[str, Any]:
    return _on_the_toy(adam_step, ("m", "v"), 0, True, eta=0.1, beta1=0.9, beta2=0.999, eps=1e-8)


@adam.shown("third step on the toy mini-batch")
def adam_third() -> dict[str, Any]:
    return _on_the_toy(adam_step, ("m", "v"), 2, True, eta=0.1, beta1=0.9, beta2=0.999, eps=1e-8)


@adam.shown("second step; one entry of the gradient has been 0 so far")
def adam_flat() -> dict[str, Any]:
    theta, gradient = np.array([1.0, -2.0, 0.5]), np.array([-1.5, 0.0, 0.25])
    memory = {"m": np.array([0.3, 0.0, -0.1]), "v": np.array([0.5, 0.0, 2.0])}
    rates = {"eta": 0.2, "beta1": 0.8, "beta2": 0.95, "eps": 1e-8}
    return {"theta": theta, "gradient": gradient, **memory, "t": 2, **rates}


@adam.shown("whole numbers in all arrays, other rates, an ε that counts")
def adam_whole() -> dict[str, Any]:
    theta, gradient = np.array([2, -1, 0, 3]), np.array([4, -2, 1, 3])
    memory = {"m": np.array([1, 3, -2, 2]), "v": np.array([9, 2, 5, 1])}
    rates = {"eta": 0.25, "beta1": 0.75, "beta2": 0.875, "eps": 0.5}
    return {"theta": theta, "gradient": gradient, **memory, "t": 5, **rates}


def _adam_case(rng: np.random.Generator, P: int, m: Array, v: Array, t: int) -> dict[str, Any]:
    betas = {"beta1": float(rng.uniform(0.5, 0.85)), "beta2": float(rng.uniform(0.88, 0.99))}
    rates = {"eta": float(rng.uniform(0.05, 0.6)), **betas, "eps": float(rng.choice([1e-8, 1e-6]))}
    return {"theta": rng.normal(size=P), "gradient": _vector(rng, P), "m": m, "v": v, "t": t, **rates}


@adam.drawn(3)
def adam_any(rng: np.random.Generator) -> dict[str, Any]:
    P, t = int(rng.integers(2, 7)), int(rng.integers(2, 12))
    return _adam_case(rng, P, _vector(rng, P), _squares(rng, P), t)


@adam.drawn(1)
def adam_start(rng: np.random.Generator) -> dict[str, Any]:
    return _adam_case(rng, 4, np.zeros(4), np.zeros(4), 1)


@adam.drawn(1)
def adam_eps_counts(rng: np.random.Generator) -> dict[str, Any]:
    case = _adam_case(rng, 3, _vector(rng, 3), _squares(rng, 3), 3)
    return {**case, "eps": float(rng.uniform(0.1, 0.4))}


@adam.drawn(1)
def adam_one_parameter(rng: np.random.Generator) -> dict[str, Any]:
    return _adam_case(rng, 1, _vector(rng, 1), _squares(rng, 1), 4)


@adam.drawn(1)
def adam_integers(rng: np.random.Generator) -> dict[str, Any]:
    memory = {"m": _signs(rng, 5), "v": rng.integers(1, 9, size=5)}
    rates = {"eta": 0.125, "beta1": 0.625, "beta2": 0.9375, "eps": 1e-3}
    return {"theta": _signs(rng, 5), "gradient": _signs(rng, 5), **memory, "t": 3, **rates}


@adam.independent(1e-12)
def adam_by_gdkit(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    theta, memory = _by_gdkit(Adam(eta, beta1, beta2, eps), theta, gradient, t, m=m, v=v)
    return theta, memory["m"], memory["v"]


@adam.wider
def adam_wider(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(1, 5))
    memory = {"m": _scale(rng, P), "v": np.abs(_scale(rng, P)), "t": int(rng.choice([1, 2, 10, 1000]))}
    betas = {"beta1": float(rng.choice([0.0, 0.5, 0.99])), "beta2": float(rng.choice([0.0, 0.9, 0.999]))}
    rates = {"eta": float(rng.choice([1e-3, 0.1, 2.0])), **betas, "eps": float(rng.choice([1e-8, 0.1]))}
    return {"theta": _scale(rng, P), "gradient": _scale(rng, P), **memory, **rates}


@adam.mistake()
def adam_no_bias_correction(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """m and v are used as they are: the correction for their start at 0 is missing, and the first steps are too long.

    If the gradient is always g, what is m after one step?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return theta - eta * m / (np.sqrt(v) + eps), m, v


@adam.mistake()
def adam_only_m_corrected(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """m is corrected and v is not.

    Both start at 0.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    return theta - eta * m_hat / (np.sqrt(v) + eps), m, v


@adam.mistake()
def adam_only_v_corrected(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """v is corrected and m is not.

    Both start at 0.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    v_hat = v / (1 - beta2**t)
    return theta - eta * m / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(reread=MEMORY)
def adam_corrected_memory(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The corrected means are returned as the memory: the next step corrects them again.

    The correction is for this step's use only.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m_hat, v_hat


@adam.mistake()
def adam_t_ahead(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The corrections use t + 1.

    t counts from 1: it is 1 in the first step already.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1 ** (t + 1))
    v_hat = v / (1 - beta2 ** (t + 1))
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake()
def adam_power_forgotten(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The corrections divide by 1 − β in every step: t is not used.

    After many steps the start at 0 is forgotten. What should the correction be then?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1)
    v_hat = v / (1 - beta2)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake()
def adam_correction_multiplied(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The means are multiplied by 1 − βᵗ; they are too small already.

    Which of the two makes m larger?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m * (1 - beta1**t)
    v_hat = v * (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake()
def adam_root_before_the_correction(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The root is taken before v is corrected.

    The correction belongs to v: it stands under the root.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    return theta - eta * m_hat / (np.sqrt(v) / (1 - beta2**t) + eps), m, v


@adam.mistake()
def adam_v_from_m(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """v averages the squares of m, not those of the gradient.

    v measures how large the gradients themselves are, before any averaging.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * m**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake()
def adam_beta1_for_both(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """Both means use β₁; β₂ is not used.

    In the first step nothing shows. Look at the second.
    """
    v = beta1 * v + (1 - beta1) * gradient**2
    m = beta1 * m + (1 - beta1) * gradient
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta1**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake()
def adam_betas_swapped(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """β₁ and β₂ are swapped.

    Which of the two means has the longer memory?
    """
    return adam_step(theta, gradient, m, v, t, eta, beta2, beta1, eps)


@adam.mistake()
def adam_weights_swapped(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """β and 1 − β are swapped in both means.

    With β₁ = 0.9, how much of the old m should be left?
    """
    m = (1 - beta1) * m + beta1 * gradient
    v = (1 - beta2) * v + beta2 * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake()
def adam_factors_forgotten(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The new gradient enters both means with weight 1.

    The weights β and 1 − β make a mean.
    """
    m = beta1 * m + gradient
    v = beta2 * v + gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake()
def adam_absolute_values(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """v averages the absolute values of the gradients, not their squares.

    The root undoes a square.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * np.abs(gradient)
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(reread=ADAGRAD)
def adam_accumulated(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """v sums all squares, as in Adagrad.

    v is a mean that forgets.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = v + gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake()
def adam_root_forgotten(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The step divides by v̂ instead of by its root.

    In which unit is the step, if the gradient is measured in metres?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (v_hat + eps), m, v


@adam.mistake(reread=RMSPROP)
def adam_gradient_for_m(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The step uses the gradient itself where m̂ belongs: this is RMSprop with a correction.

    m is computed and not used.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    v_hat = v / (1 - beta2**t)
    return theta - eta * gradient / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(reread=NADAM)
def adam_looks_ahead(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The step uses β₁m̂ + (1 − β₁)ĝ: it looks ahead, like Nadam.

    Adam steps by m̂.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    ahead = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * ahead / (np.sqrt(v_hat) + eps), m, v


@adam.mistake()
def adam_ascent(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The step goes uphill: it is added to θ.

    The gradient points to where the loss grows.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta + eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake()
def adam_rate_forgotten(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The learning rate is not used.

    How far does the first step go when eta is 0.001?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(reread=MEMORY)
def adam_memory_not_renewed(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The step is right, but the memory comes back as it went in: the next step starts from nothing new.

    Return the new memory.
    """
    theta, _, _ = adam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps)
    return theta, m, v


@adam.mistake(reread=MEMORY)
def adam_means_swapped(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """m and v are returned in the wrong order.

    Return θ, m, v.
    """
    theta, m, v = adam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps)
    return theta, v, m


@adam.mistake(reread=MEMORY)
def adam_theta_in_place(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """θ is changed in place (theta -= …): the caller's array changes, or integers stop it.

    Make a new array: theta = theta - ….
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    theta -= eta * m_hat / (np.sqrt(v_hat) + eps)
    return theta, m, v


@adam.mistake(reread=MEMORY)
def adam_memory_in_place(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The memory is changed in place (m *= …): the caller's array changes, or integers stop it.

    Make a new array: what was handed to you may still be needed.
    """
    m *= beta1
    m += (1 - beta1) * gradient
    v *= beta2
    v += (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@adam.mistake(reread=MEMORY)
def adam_rates_of_the_example(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The numbers are always 0.1, 0.9, 0.999 and 1e-8; the arguments are not used.

    Those are the numbers of the first example only.
    """
    return adam_step(theta, gradient, m, v, t, 0.1, 0.9, 0.999, 1e-8)


@adam.variant
def adam_by_loop(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    result = []
    for value, slope, first, second in zip(theta, gradient, m, v, strict=True):
        first = first + (1 - beta1) * (slope - first)
        second = second + (1 - beta2) * (slope * slope - second)
        size = (second / (1 - beta2**t)) ** 0.5 + eps
        result.append((value - eta * first / (1 - beta1**t) / size, first, second))
    new_theta, new_m, new_v = np.array(result).T
    return new_theta, new_m, new_v


@adam.variant
def adam_by_weights(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The corrections as sums of the weights that the past steps have in the means."""
    weights = sum(beta1**k for k in range(t)), sum(beta2**k for k in range(t))  # (1 − βᵗ) / (1 − β)
    new_m, new_v = np.array([beta1 * m, beta2 * v]) + [[1 - beta1], [1 - beta2]] * np.array([gradient, gradient**2])
    step = new_m / ((1 - beta1) * weights[0]) / (np.sqrt(new_v / ((1 - beta2) * weights[1])) + eps)
    return theta - eta * step, new_m, new_v


# --- X5.7: AdaMax ------------------------------------------------------------------------------

adamax = Exercise(
    "05.adamax_step",
    "adamax_step(theta, gradient, m, u, t, eta, beta1, beta2) -> (theta, m, u)",
    parts={"the step (theta)": ("theta",), "the memory (m, u)": ("m", "u")},
    # The paper has no ε. Whoever guards u with the usual 1e-8, as PyTorch does, is right too: no gradient is 0 here.
    tolerance=1e-7,
    library_calls=("AdaMax",),
    reread=ADAMAX,
)


@adamax.reference
def adamax_step(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.shown("first step on the toy mini-batch")
def adamax_first() -> dict[str, Any]:
    return _on_the_toy(adamax_step, ("m", "u"), 0, True, eta=0.1, beta1=0.9, beta2=0.999)


@adamax.shown("third step on the toy mini-batch")
def adamax_third() -> dict[str, Any]:
    return _on_the_toy(adamax_step, ("m", "u"), 2, True, eta=0.1, beta1=0.9, beta2=0.999)


@adamax.shown("whole numbers in all arrays, other rates")
def adamax_whole() -> dict[str, Any]:
    theta, gradient = np.array([2, -1, 0, 3]), np.array([4, -2, 1, 3])
    memory = {"m": np.array([1, 3, -2, 2]), "u": np.array([9, 2, 5, 1])}
    rates = {"eta": 0.25, "beta1": 0.75, "beta2": 0.875}
    return {"theta": theta, "gradient": gradient, **memory, "t": 5, **rates}


def _adamax_case(rng: np.random.Generator, P: int, m: Array, u: Array, t: int) -> dict[str, Any]:
    betas = {"beta1": float(rng.uniform(0.5, 0.85)), "beta2": float(rng.uniform(0.88, 0.99))}
    rates = {"eta": float(rng.uniform(0.05, 0.6)), **betas}
    return {"theta": rng.normal(size=P), "gradient": _vector(rng, P), "m": m, "u": u, "t": t, **rates}


@adamax.drawn(3)
def adamax_any(rng: np.random.Generator) -> dict[str, Any]:
    P, t = int(rng.integers(2, 7)), int(rng.integers(2, 12))
    return _adamax_case(rng, P, _vector(rng, P), _squares(rng, P), t)


@adamax.drawn(1)
def adamax_start(rng: np.random.Generator) -> dict[str, Any]:
    return _adamax_case(rng, 4, np.zeros(4), np.zeros(4), 1)


@adamax.drawn(1)
def adamax_one_parameter(rng: np.random.Generator) -> dict[str, Any]:
    return _adamax_case(rng, 1, _vector(rng, 1), _squares(rng, 1), 4)


@adamax.drawn(1)
def adamax_integers(rng: np.random.Generator) -> dict[str, Any]:
    memory = {"m": _signs(rng, 5), "u": rng.integers(1, 9, size=5)}
    rates = {"eta": 0.125, "beta1": 0.625, "beta2": 0.9375}
    return {"theta": _signs(rng, 5), "gradient": _signs(rng, 5), **memory, "t": 3, **rates}


@adamax.independent(1e-12)
def adamax_by_gdkit(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    theta, memory = _by_gdkit(AdaMax(eta, beta1, beta2, eps=0), theta, gradient, t, m=m, u=u)
    return theta, memory["m"], memory["u"]


@adamax.wider
def adamax_wider(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(1, 5))
    memory = {"m": _scale(rng, P), "u": np.abs(_scale(rng, P)), "t": int(rng.choice([1, 2, 10, 1000]))}
    betas = {"beta1": float(rng.choice([0.0, 0.5, 0.99])), "beta2": float(rng.choice([0.0, 0.9, 0.999]))}
    rates = {"eta": float(rng.choice([1e-3, 0.1, 2.0])), **betas}
    return {"theta": _scale(rng, P), "gradient": _vector(rng, P) * 10.0 ** rng.integers(-3, 4), **memory, **rates}


@adamax.mistake()
def adamax_averaged_sizes(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """u is a mean of the sizes |g|; it should be the larger of the old u, faded, and |g|.

    How long is the first step, if it is divided by 0.001 |g|?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = beta2 * u + (1 - beta2) * np.abs(gradient)
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_summed_sizes(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """The old u, faded, and |g| are added; the larger of the two was asked for.

    What does max mean, entry by entry?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = beta2 * u + np.abs(gradient)
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_u_corrected(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """u is divided by 1 − β₂ᵗ; a maximum needs no correction.

    What is u after the first step?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta * (m / (1 - beta1**t)) / (u / (1 - beta2**t)), m, u


@adamax.mistake()
def adamax_m_not_corrected(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """m is used as it is: the correction for its start at 0 is missing.

    How long is the first step?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta * m / u, m, u


@adamax.mistake()
def adamax_never_fades(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """u is the largest gradient of all times: the fading by β₂ is missing.

    One huge gradient at the start: when is it forgotten?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_faded_together(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """β₂ multiplies the new gradient too; it belongs to the old u alone.

    Mind the brackets.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = beta2 * np.maximum(u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_largest_entry_for_all(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """The largest entry of the whole gradient is taken for every parameter.

    The maximum runs over time, for each parameter by itself.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient).max())
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_squares(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """u compares squares; AdaMax takes the sizes |g| themselves.

    There is no root here that would undo a square.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, gradient**2)
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_squares_and_root(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """u is the largest square, and the step divides by its root: with β₂ inside, it fades too slowly.

    AdaMax takes the sizes |g| themselves, without squares and roots.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, gradient**2)
    return theta - eta / (1 - beta1**t) * m / np.sqrt(u), m, u


@adamax.mistake()
def adamax_root_of_u(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """The step divides by the root of u.

    There are no squares under it.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / np.sqrt(u), m, u


@adamax.mistake()
def adamax_this_gradient_only(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """u is right, but the step divides by |g| of this step.

    The larger of the two, of which one is the past.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / np.abs(gradient), m, u


@adamax.mistake()
def adamax_gradient_for_m(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """The step uses the gradient itself where m belongs.

    m is computed and not used.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * gradient / u, m, u


@adamax.mistake()
def adamax_t_ahead(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """The correction uses t + 1.

    t counts from 1: it is 1 in the first step already.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1 ** (t + 1)) * m / u, m, u


@adamax.mistake()
def adamax_power_forgotten(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """The correction divides by 1 − β₁ in every step: t is not used.

    After many steps the start at 0 is forgotten. What should the correction be then?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1) * m / u, m, u


@adamax.mistake()
def adamax_correction_multiplied(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """m is multiplied by 1 − β₁ᵗ; it is too small already.

    Which of the two makes m larger?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta * (1 - beta1**t) * m / u, m, u


@adamax.mistake(reread=MEMORY)
def adamax_corrected_memory(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """The corrected m is returned as the memory: the next step corrects it again.

    The correction is for this step's use only.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    m_hat = m / (1 - beta1**t)
    return theta - eta * m_hat / u, m_hat, u


@adamax.mistake()
def adamax_betas_swapped(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """β₁ and β₂ are swapped.

    Which of the two belongs to m?
    """
    return adamax_step(theta, gradient, m, u, t, eta, beta2, beta1)


@adamax.mistake()
def adamax_factor_forgotten(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """The new gradient enters m with weight 1.

    The weights β₁ and 1 − β₁ make a mean.
    """
    m = beta1 * m + gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_ascent(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """The step goes uphill: it is added to θ.

    The gradient points to where the loss grows.
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta + eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake()
def adamax_rate_forgotten(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """The learning rate is not used.

    How far does the first step go when eta is 0.001?
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - 1 / (1 - beta1**t) * m / u, m, u


@adamax.mistake(reread=MEMORY)
def adamax_memory_not_renewed(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """The step is right, but the memory comes back as it went in: the next step starts from nothing new.

    Return the new memory.
    """
    theta, _, _ = adamax_step(theta, gradient, m, u, t, eta, beta1, beta2)
    return theta, m, u


@adamax.mistake(reread=MEMORY)
def adamax_results_swapped(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """m and u are returned in the wrong order.

    Return θ, m, u.
    """
    theta, m, u = adamax_step(theta, gradient, m, u, t, eta, beta1, beta2)
    return theta, u, m


@adamax.mistake(reread=MEMORY)
def adamax_theta_in_place(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """θ is changed in place (theta -= …): the caller's array changes, or integers stop it.

    Make a new array: theta = theta - ….
    """
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    theta -= eta / (1 - beta1**t) * m / u
    return theta, m, u


@adamax.mistake(reread=MEMORY)
def adamax_memory_in_place(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """The memory is changed in place (m *= …): the caller's array changes, or integers stop it.

    Make a new array: what was handed to you may still be needed.
    """
    m *= beta1
    m += (1 - beta1) * gradient
    u[:] = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / u, m, u


@adamax.mistake(reread=MEMORY)
def adamax_rates_of_the_example(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """The numbers are always 0.1, 0.9 and 0.999; the arguments are not used.

    Those are the numbers of the first example only.
    """
    return adamax_step(theta, gradient, m, u, t, 0.1, 0.9, 0.999)


@adamax.variant
def adamax_by_loop(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    result = []
    for value, slope, first, largest in zip(theta, gradient, m, u, strict=True):
        first = beta1 * first + (1 - beta1) * slope
        largest = max(beta2 * largest, abs(slope))
        result.append((value - eta * first / ((1 - beta1**t) * largest), first, largest))
    new_theta, new_m, new_u = np.array(result).T
    return new_theta, new_m, new_u


@adamax.variant
def adamax_by_where(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    faded, size = beta2 * u, np.sqrt(gradient * gradient)
    larger = np.where(faded > size, faded, size)
    mean = m + (1 - beta1) * (gradient - m)
    return theta - eta * (mean / (1 - beta1**t)) / larger, mean, larger


@adamax.variant
def adamax_with_a_guard(
    theta: Array, gradient: Array, m: Array, u: Array, t: int, eta: float, beta1: float, beta2: float
) -> Two:
    """As PyTorch guards it against a gradient that is 0 from the start."""
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient) + 1e-8)
    return theta - eta / (1 - beta1**t) * m / u, m, u


# --- X5.8: Nadam -------------------------------------------------------------------------------

nadam = Exercise(
    "05.nadam_step",
    "nadam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps) -> (theta, m, v)",
    parts={"the step (theta)": ("theta",), "the memory (m, v)": ("m", "v")},
    library_calls=("Nadam",),
    reread=NADAM,
)


@nadam.reference
def nadam_step(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.alternative
def nadam_with_eps_in_the_root(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """ε keeps the denominator from 0; inside the root it does that as well."""
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / np.sqrt(v_hat + eps), m, v


@nadam.alternative
def nadam_with_eps_before_the_correction(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """v corrected in the rate, as Adam's paper remarks: ε then stands beside the root of v itself."""
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    return theta - eta * np.sqrt(1 - beta2**t) * m_bar / (np.sqrt(v) + eps), m, v


@nadam.shown("first step on the toy mini-batch")
def nadam_first() -> dict[str, Any]:
    return _on_the_toy(nadam_step, ("m", "v"), 0, True, eta=0.1, beta1=0.9, beta2=0.999, eps=1e-8)


@nadam.shown("third step on the toy mini-batch")
def nadam_third() -> dict[str, Any]:
    return _on_the_toy(nadam_step, ("m", "v"), 2, True, eta=0.1, beta1=0.9, beta2=0.999, eps=1e-8)


@nadam.shown("second step; one entry of the gradient has been 0 so far")
def nadam_flat() -> dict[str, Any]:
    theta, gradient = np.array([1.0, -2.0, 0.5]), np.array([-1.5, 0.0, 0.25])
    memory = {"m": np.array([0.3, 0.0, -0.1]), "v": np.array([0.5, 0.0, 2.0])}
    rates = {"eta": 0.2, "beta1": 0.8, "beta2": 0.95, "eps": 1e-8}
    return {"theta": theta, "gradient": gradient, **memory, "t": 2, **rates}


@nadam.shown("whole numbers in all arrays, other rates, an ε that counts")
def nadam_whole() -> dict[str, Any]:
    theta, gradient = np.array([2, -1, 0, 3]), np.array([4, -2, 1, 3])
    memory = {"m": np.array([1, 3, -2, 2]), "v": np.array([9, 2, 5, 1])}
    rates = {"eta": 0.25, "beta1": 0.75, "beta2": 0.875, "eps": 0.5}
    return {"theta": theta, "gradient": gradient, **memory, "t": 5, **rates}


def _nadam_case(rng: np.random.Generator, P: int, m: Array, v: Array, t: int) -> dict[str, Any]:
    betas = {"beta1": float(rng.uniform(0.5, 0.85)), "beta2": float(rng.uniform(0.88, 0.99))}
    rates = {"eta": float(rng.uniform(0.05, 0.6)), **betas, "eps": float(rng.choice([1e-8, 1e-6]))}
    return {"theta": rng.normal(size=P), "gradient": _vector(rng, P), "m": m, "v": v, "t": t, **rates}


@nadam.drawn(3)
def nadam_any(rng: np.random.Generator) -> dict[str, Any]:
    P, t = int(rng.integers(2, 7)), int(rng.integers(2, 12))
    return _nadam_case(rng, P, _vector(rng, P), _squares(rng, P), t)


@nadam.drawn(1)
def nadam_start(rng: np.random.Generator) -> dict[str, Any]:
    return _nadam_case(rng, 4, np.zeros(4), np.zeros(4), 1)


@nadam.drawn(1)
def nadam_eps_counts(rng: np.random.Generator) -> dict[str, Any]:
    case = _nadam_case(rng, 3, _vector(rng, 3), _squares(rng, 3), 3)
    return {**case, "eps": float(rng.uniform(0.1, 0.4))}


@nadam.drawn(1)
def nadam_one_parameter(rng: np.random.Generator) -> dict[str, Any]:
    return _nadam_case(rng, 1, _vector(rng, 1), _squares(rng, 1), 4)


@nadam.drawn(1)
def nadam_integers(rng: np.random.Generator) -> dict[str, Any]:
    memory = {"m": _signs(rng, 5), "v": rng.integers(1, 9, size=5)}
    rates = {"eta": 0.125, "beta1": 0.625, "beta2": 0.9375, "eps": 1e-3}
    return {"theta": _signs(rng, 5), "gradient": _signs(rng, 5), **memory, "t": 3, **rates}


@nadam.independent(1e-12)
def nadam_by_gdkit(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    past = {"m": m, "v": v, "mu_product": beta1 ** (t - 1)}
    theta, memory = _by_gdkit(Nadam(eta, beta1, beta2, eps), theta, gradient, t, **past)
    return theta, memory["m"], memory["v"]


@nadam.wider
def nadam_wider(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(1, 5))
    memory = {"m": _scale(rng, P), "v": np.abs(_scale(rng, P)), "t": int(rng.choice([1, 2, 10, 1000]))}
    betas = {"beta1": float(rng.choice([0.0, 0.5, 0.99])), "beta2": float(rng.choice([0.0, 0.9, 0.999]))}
    rates = {"eta": float(rng.choice([1e-3, 0.1, 2.0])), **betas, "eps": float(rng.choice([1e-8, 0.1]))}
    return {"theta": _scale(rng, P), "gradient": _scale(rng, P), **memory, **rates}


@nadam.mistake(reread=ADAM)
def nadam_no_look_ahead(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The step uses m̂: this is Adam, without the look ahead.

    Where does this step's own gradient enter a second time?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_simplified(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """m is corrected with t where the look ahead has t + 1: Ruder's simplified formula.

    Which step's correction belongs to the m that the next step would use?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_both_one_ahead(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The gradient too is corrected with t + 1.

    The gradient belongs to this step, m to the next.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1 ** (t + 1))
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_corrections_exchanged(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The two corrections are exchanged: t + 1 stands under the gradient and t under m.

    The gradient belongs to this step, m to the next.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1**t) + (1 - beta1) * gradient / (1 - beta1 ** (t + 1))
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_gradient_not_corrected(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The gradient's share is not corrected.

    Both terms have a denominator.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_m_not_corrected(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """m's share is not corrected.

    Both terms have a denominator.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_v_not_corrected(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """v is used as it is: the correction for its start at 0 is missing.

    v̂ is that of Adam.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    return theta - eta * m_bar / (np.sqrt(v) + eps), m, v


@nadam.mistake()
def nadam_no_correction_at_all(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """Nothing is corrected for the start at 0.

    If the gradient is always g, what are m and v after one step?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m + (1 - beta1) * gradient
    return theta - eta * m_bar / (np.sqrt(v) + eps), m, v


@nadam.mistake()
def nadam_shares_swapped(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """β₁ and 1 − β₁ are swapped in the look ahead.

    Which of the two, m or the gradient, weighs more?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = (1 - beta1) * m / (1 - beta1 ** (t + 1)) + beta1 * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_gradient_in_full(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The gradient enters the look ahead with weight 1.

    The weights β₁ and 1 − β₁ make a mean.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake(reread=ADAM)
def nadam_old_m_ahead(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The look ahead uses the m that came in.

    First renew m; then the share of m is that of the new one.
    """
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_schedule_of_keras(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """β₁ in the look ahead follows the schedule that Keras uses, μₜ = β₁(1 − ½·0.96ᵗ).

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
def nadam_schedule_of_pytorch(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """β₁ in the look ahead follows PyTorch's slow schedule, μₜ = β₁(1 − ½·0.96^(0.004 t)).

    Here β₁ is constant.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    rates = [beta1 * (1 - 0.5 * 0.96 ** (0.004 * k)) for k in range(1, t + 2)]
    product = np.prod(rates[:-1])
    m_bar = rates[-1] * m / (1 - product * rates[-1]) + (1 - rates[-2]) * gradient / (1 - product)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_power_forgotten(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The corrections divide by 1 − β in every step: t is not used.

    After many steps the start at 0 is forgotten. What should the correction be then?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1**2) + gradient
    v_hat = v / (1 - beta2)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_t_ahead(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """All corrections use a t that is one too large.

    t counts from 1: it is 1 in the first step already.
    """
    return nadam_step(theta, gradient, m, v, t + 1, eta, beta1, beta2, eps)


@nadam.mistake(reread=MEMORY)
def nadam_look_ahead_as_memory(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The look ahead is returned in place of m.

    The next step needs m itself.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m_bar, v


@nadam.mistake()
def nadam_beta1_for_both(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """Both means use β₁; β₂ is not used.

    In the first step nothing shows. Look at the second.
    """
    return nadam_step(theta, gradient, m, v, t, eta, beta1, beta1, eps)


@nadam.mistake()
def nadam_betas_swapped(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """β₁ and β₂ are swapped.

    Which of the two means has the longer memory?
    """
    return nadam_step(theta, gradient, m, v, t, eta, beta2, beta1, eps)


@nadam.mistake()
def nadam_factors_forgotten(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The new gradient enters both means with weight 1.

    The weights β and 1 − β make a mean.
    """
    m = beta1 * m + gradient
    v = beta2 * v + gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_root_forgotten(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The step divides by v̂ instead of by its root.

    In which unit is the step, if the gradient is measured in metres?
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (v_hat + eps), m, v


@nadam.mistake()
def nadam_ascent(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The step goes uphill: it is added to θ.

    The gradient points to where the loss grows.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta + eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake()
def nadam_rate_forgotten(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The learning rate is not used.

    How far does the first step go when eta is 0.001?
    """
    return nadam_step(theta, gradient, m, v, t, 1.0, beta1, beta2, eps)


@nadam.mistake(reread=MEMORY)
def nadam_memory_not_renewed(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The step is right, but the memory comes back as it went in: the next step starts from nothing new.

    Return the new memory.
    """
    theta, _, _ = nadam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps)
    return theta, m, v


@nadam.mistake(reread=MEMORY)
def nadam_means_swapped(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """m and v are returned in the wrong order.

    Return θ, m, v.
    """
    theta, m, v = nadam_step(theta, gradient, m, v, t, eta, beta1, beta2, eps)
    return theta, v, m


@nadam.mistake(reread=MEMORY)
def nadam_theta_in_place(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """θ is changed in place (theta -= …): the caller's array changes, or integers stop it.

    Make a new array: theta = theta - ….
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    theta -= eta * m_bar / (np.sqrt(v_hat) + eps)
    return theta, m, v


@nadam.mistake(reread=MEMORY)
def nadam_memory_in_place(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The memory is changed in place (m *= …): the caller's array changes, or integers stop it.

    Make a new array: what was handed to you may still be needed.
    """
    m *= beta1
    m += (1 - beta1) * gradient
    v *= beta2
    v += (1 - beta2) * gradient**2
    m_bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - eta * m_bar / (np.sqrt(v_hat) + eps), m, v


@nadam.mistake(reread=MEMORY)
def nadam_rates_of_the_example(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The numbers are always 0.1, 0.9, 0.999 and 1e-8; the arguments are not used.

    Those are the numbers of the first example only.
    """
    return nadam_step(theta, gradient, m, v, t, 0.1, 0.9, 0.999, 1e-8)


@nadam.variant
def nadam_by_loop(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
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
def nadam_by_products(
    theta: Array, gradient: Array, m: Array, v: Array, t: int, eta: float, beta1: float, beta2: float, eps: float
) -> Two:
    """The corrections as products of the β₁ of all steps, as the paper writes them."""
    product = np.prod(np.full(t, beta1))
    new_m, new_v = np.average([m, gradient], axis=0, weights=[beta1, 1 - beta1]), beta2 * v + gradient**2 * (1 - beta2)
    shares = np.array([beta1 / (1 - product * beta1), (1 - beta1) / (1 - product)])
    rates = eta / (np.sqrt(new_v) / np.sqrt(1 - beta2**t) + eps)
    return theta - rates * (shares @ np.array([new_m, gradient])), new_m, new_v


# --- Quizzes ------------------------------------------------------------------------------------

# When does momentum with γ = 0.9 reach the minimum later than gradient descent with the same η?
# a  never: past gradients only add speed
# b  where η is already at its best, or the valley is round: it overshoots and swings
# c  only when γ is negative
# d  only on functions that are not convex
Quiz(
    "05.quiz_momentum",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="On a round bowl gradient descent with η = 1/L arrives in one step, while momentum runs past the minimum and "
    "swings. It pays where the valley is long and narrow, and γ has to fit its shape.",
    reread=MOMENTUM,
)

# Adam's first step, from m = v = 0, with η = 0.1 and the gradient (−3.2, −6, 0.001): how far does each entry move?
# a  0.32, 0.6 and 0.0001: η times the gradient
# b  by 0.1 each, whatever the size of its gradient
# c  by 0.01 each: (1 − β₁) times η
# d  it depends on β₂
Quiz(
    "05.quiz_adam",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="After the corrections m̂ = g and v̂ = g², so the step is η g/|g|: its sign is the gradient's, its size is η in "
    "every entry (as long as ε is small beside |g|).",
    reread=ADAM,
)

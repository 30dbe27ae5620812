"""What the steps of lesson 05 share: where the lecture treats them, and their cases."""

import numpy as np

from gdkit import MSE
from gdkit.datasets import toy_batch

from ..drawing import one_of
from ..drawn_numbers import KINDS, numbers

MEMORY = "Lecture 05, “An optimizer is a rule with a memory”"
MOMENTUM = "Lecture 05, “Momentum”"
NESTEROV = "Lecture 05, “Nesterov: look ahead first”"
ADAGRAD = "Lecture 05, “Adagrad: a rate for each parameter”"
RMSPROP = "Lecture 05, “RMSprop: forget the old squares”"
ADADELTA = "Lecture 05, “Adadelta: no rate at all”"
ADAM = "Lecture 05, “Adam: two averages, and why they are corrected”"
ADAMAX = "Lecture 05, “AdaMax: the largest gradient so far”"
NADAM = "Lecture 05, “Nadam: Adam that looks ahead”"


def toy_gradient(theta):
    """∇J of rows 1 to 3 of the toy batch."""
    X, y = toy_batch()
    return MSE(X[:3], y[:3]).gradient(theta)


def on_the_toy(step, memory, updates, counted, **rates):
    """What goes into the step that follows `updates` steps on the toy mini-batch from θ = (0, 1, 1)."""
    theta, held = np.array([0.0, 1.0, 1.0]), {name: np.zeros(3) for name in memory}
    for t in range(1, updates + 2):
        count = {"t": t} if counted else {}
        inputs = {"theta": theta, "gradient": toy_gradient(theta), **held, **count, **rates}
        theta, *new = step(*inputs.values())
        held = dict(zip(memory, new, strict=True))
    return inputs


def both_signs(rng, P):
    """Entries of both signs, none near 0."""
    return rng.choice([-1.0, 1.0], size=P) * rng.uniform(0.3, 2.5, size=P)


def whole_numbers(rng, P):
    """Like both_signs, in whole numbers."""
    return rng.choice([-1, 1], size=P) * rng.integers(1, 5, size=P)


def drawn_squares(rng, P):
    """What a mean of squares may be."""
    return rng.uniform(0.2, 4.0, size=P)


def any_arrays(rng, *memory, sizes=(), rates=()):
    """θ, a gradient and these memories, those of `sizes` not negative; at the start, or after flat directions, too.

    Where a rate is 0, nothing of the memory is kept: no very large numbers then, since a mean that is moved towards
    what is new, which is right too, would lose the new beside a large old one.
    """
    P = one_of(rng, 1, 1, 3, 5, 6, 7, 8, 15)
    kinds = ("usual", "whole") if 0 in rates else ()
    if rng.random() < 0.6:  # all of one kind
        kinds = (one_of(rng, *(kinds or KINDS)),)
    arrays = {name: numbers(rng, P, *kinds) for name in ("theta", "gradient", *memory)}
    if rng.random() < 0.35:  # from θ = 0 the smallest step is seen
        arrays["theta"] = np.zeros(P)
    if rng.random() < 0.25:
        arrays |= {name: np.zeros(P) for name in memory}
    elif rng.random() < 0.2:
        flat = rng.random(P) < 0.5
        arrays |= {name: np.where(flat, 0, arrays[name]) for name in ("gradient", *memory)}
    return arrays | {name: np.abs(arrays[name]) for name in sizes}


def beside(theta, v):
    """θ, or 0 where it is so large beside the step v that θ − (θ − v), which is right too, would lose digits of v."""
    return theta if np.abs(theta).max() < 1e4 * np.abs(v).max() else np.zeros(len(theta))


def any_rate(rng):
    """A share of the memory that is kept."""
    return one_of(rng, 0.0, 0.5, 0.6, 0.75, 0.8, 0.9, 0.9, 0.95, 0.99, 0.999)


def any_count(rng):
    """Number of a step."""
    return one_of(rng, 1, 1, 2, 3, 8, 12, 30, 70, 200, 3000)


def step_of_gdkit(optimizer, theta, gradient, t=1, **memory):
    """One update of an optimizer of gdkit's from this memory: θ, and the memory after it."""
    theta = theta.astype(float)
    state = optimizer.init(theta)
    state.t = t - 1
    state.__dict__.update({name: np.asarray(value, dtype=float) for name, value in memory.items()})
    return optimizer.step(theta, gradient.astype(float), state), vars(state)

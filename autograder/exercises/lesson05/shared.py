"""What the steps of lesson 05 share: where the lecture treats them, cases, and the slips of a step with a memory."""

import numpy as np

from gdkit import MSE
from gdkit.datasets import toy_batch

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


def any_scale(rng, P):
    """Anything from nothing to very large, 0 among it."""
    return rng.choice([rng.normal(size=P), rng.normal(size=P) * 1e4, np.zeros(P), np.full(P, -1.0)])


def step_of_gdkit(optimizer, theta, gradient, t=1, **memory):
    """One update of an optimizer of gdkit's from this memory: θ, and the memory after it."""
    theta = theta.astype(float)
    state = optimizer.init(theta)
    state.t = t - 1
    state.__dict__.update({name: np.asarray(value, dtype=float) for name, value in memory.items()})
    return optimizer.step(theta, gradient.astype(float), state), vars(state)


# --- slips of several exercises ------------------------------------------------------------------

OLD_VELOCITY = """\
θ moves by the v that came in; the new one is right, and not used.

First renew v, then step by it.
"""

RATE_FORGOTTEN = """\
The learning rate is not used.

How far does the first step go when eta is 0.001?
"""

RATES_SWAPPED = """\
The rates are swapped: η stands where γ belongs, and γ where η does.

Which of the two is the learning rate?
"""

MEMORY_NOT_RENEWED = """\
The step is right, but the memory comes back as it went in: the next step starts from nothing new.

Return the new memory.
"""

RESULTS_SWAPPED = """\
The results come in the wrong order.

Return θ first, then v.
"""

THETA_IN_PLACE = """\
θ is changed in place (theta -= …): the caller's array changes, or integers stop it.

Make a new array: theta = theta - ….
"""

VELOCITY_IN_PLACE = """\
The memory is changed in place (v *= …): the caller's array changes, or integers stop it.

Make a new array: what was handed to you may still be needed.
"""

RATES_OF_THE_EXAMPLE = """\
The rates are always 0.01 and 0.9; eta and gamma are not used.

Those are the numbers of the first example only.
"""

ASCENT = """\
The step goes uphill: it is added to θ.

The gradient points to where the loss grows.
"""

POWER_FORGOTTEN = """\
The corrections divide by 1 − β in every step: t is not used.

After many steps the start at 0 is forgotten. What should the correction be then?
"""

BETA1_FOR_BOTH = """\
Both means use β₁; β₂ is not used.

In the first step nothing shows. Look at the second.
"""

BETAS_SWAPPED = """\
β₁ and β₂ are swapped.

Which of the two means has the longer memory?
"""

FACTORS_FORGOTTEN = """\
The new gradient enters both means with weight 1.

The weights β and 1 − β make a mean.
"""

ROOT_FORGOTTEN = """\
The step divides by v̂ instead of by its root.

In which unit is the step, if the gradient is measured in metres?
"""

MEANS_SWAPPED = """\
m and v are returned in the wrong order.

Return θ, m, v.
"""

MEANS_IN_PLACE = """\
The memory is changed in place (m *= …): the caller's array changes, or integers stop it.

Make a new array: what was handed to you may still be needed.
"""

NUMBERS_OF_THE_EXAMPLE = """\
The numbers are always 0.1, 0.9, 0.999 and 1e-8; the arguments are not used.

Those are the numbers of the first example only.
"""

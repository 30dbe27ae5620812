"""X6.4, one step with weight decay, the penalty λ/2m Σ w²."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import numerical_gradient

from ..drawing import one_of
from ..drawn_numbers import KINDS, numbers
from .shared import DECAY

decay = Exercise(
    "06.weight_decay_step",
    "weight_decay_step(W, gradient, eta, lam, m) -> W",
    allows={
        "one row": ["W", "gradient"],
        "one column": ["W", "gradient"],
        "whole": ["W", "gradient"],
        "large": ["W", "gradient", "lam", "m"],
        "zero": ["eta", "lam"],
    },
    reread=DECAY,
    library_calls=("WeightPenalty",),
)


@decay.reference
def weight_decay_step(W, gradient, eta, lam, m):
    return (1 - eta * lam / m) * W - eta * gradient


@decay.shown("two units with two inputs, m = 10")
def two_units():
    W, gradient = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[0.1, 0.2], [-0.3, 0.4]])
    return {"W": W, "gradient": gradient, "eta": 0.5, "lam": 0.8, "m": 10}


@decay.shown("whole numbers in W, two units with three inputs, m = 4")
def whole_weights():
    W, gradient = np.array([[2, -1, 0], [3, 4, -2]]), np.array([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5]])
    return {"W": W, "gradient": gradient, "eta": 0.25, "lam": 3.0, "m": 4}


@decay.drawn(4)
def any_weights(rng):
    shape = tuple(int(k) for k in rng.choice([2, 3, 4, 5], size=2, replace=False))
    rates = {"eta": float(rng.uniform(0.1, 0.9)), "lam": float(rng.uniform(0.5, 4)), "m": int(rng.integers(6, 30))}
    return {"W": rng.normal(size=shape), "gradient": rng.normal(size=shape), **rates}


@decay.drawn(1)
def square_weights(rng):
    rates = {"eta": 0.3, "lam": 1.5, "m": int(rng.integers(5, 9))}
    return {"W": rng.normal(size=(3, 3)), "gradient": rng.normal(size=(3, 3)), **rates}


@decay.drawn(1)
def integer_weights(rng):
    W, gradient = rng.integers(-4, 5, size=(4, 2)), rng.integers(-4, 5, size=(4, 2))
    return {"W": W, "gradient": gradient, "eta": 0.125, "lam": 2, "m": 6}


@decay.drawn(1)
def one_unit(rng):
    rates = {"eta": 0.4, "lam": float(rng.uniform(0.2, 0.7)), "m": 3}
    return {"W": rng.normal(size=(1, 4)), "gradient": rng.normal(size=(1, 4)), **rates}


@decay.independent(1e-7)
def by_differences(W, gradient, eta, lam, m):
    """A step on the cost itself, C = ⟨gradient, W⟩ + λ/2m Σ W², differentiated by central differences."""

    def cost(theta):
        return theta @ gradient.ravel() + lam / (2 * m) * (theta**2).sum(axis=-1)

    start = W.ravel().astype(float)
    return (start - eta * numerical_gradient(cost, start)).reshape(W.shape)


@decay.wider
def any_decay(rng):
    """Not where W and what is taken from it cancel nearly: there the order of operations would be seen."""
    while True:
        shape = tuple(int(k) for k in rng.integers(1, 5, size=2))
        kinds = (one_of(rng, *KINDS),) if rng.random() < 0.6 else ()
        arrays = {name: numbers(rng, shape, *kinds) for name in ("W", "gradient")}
        if rng.random() < 0.3:  # from W = 0 the smallest step is seen
            arrays["W"] = np.zeros(shape)
        rates = {
            "eta": one_of(rng, 0.0, 1e-4, 0.01, 0.1, 0.5, 2.0),
            "lam": one_of(rng, 0, 0.0, 1e-4, 0.5, 3, 50.0, 200),
        }
        inputs = {**arrays, **rates, "m": one_of(rng, 1, 2, 7, 50, 1000, 60_000)}
        parts = np.abs(arrays["W"]).max(), rates["eta"] * np.abs(arrays["gradient"]).max()
        if np.abs(weight_decay_step(**inputs)).max() >= 1e-4 * max(parts):
            return inputs


decay.keep(106, 293, 30, 20, 299, 261, 133, 51, 66, 252, 205, 201, 272)


@decay.mistake()
def decay_without_m(W, gradient, eta, lam, m):
    """The decay lacks the 1/m: it is m times too strong.

    The penalty is λ/(2m) Σ w².
    """
    return (1 - eta * lam) * W - eta * gradient


@decay.mistake()
def decay_twice_too_strong(W, gradient, eta, lam, m):
    """The decay is twice as strong as it should be: it belongs to λ/m Σ w², without the ½.

    Differentiate λ/(2m) w².
    """
    return (1 - 2 * eta * lam / m) * W - eta * gradient


@decay.mistake()
def decay_half_too_weak(W, gradient, eta, lam, m):
    """The decay is half of what it should be: the ½ of the penalty is still there.

    Differentiate λ/(2m) w².
    """
    return (1 - eta * lam / (2 * m)) * W - eta * gradient


@decay.mistake()
def decayed_after_the_step(W, gradient, eta, lam, m):
    """The gradient step decays too: the factor multiplies the new weights, not the old ones.

    Mind the brackets: the factor belongs to W alone.
    """
    return (1 - eta * lam / m) * (W - eta * gradient)


@decay.mistake()
def rate_left_out_of_the_decay(W, gradient, eta, lam, m):
    """The decay does not use η.

    The penalty's gradient is part of the step, and the whole step is multiplied by η.
    """
    return (1 - lam / m) * W - eta * gradient


@decay.mistake()
def rate_left_out_of_the_step(W, gradient, eta, lam, m):
    """The gradient is subtracted without η.

    How far does the step go when eta is 0.001?
    """
    return (1 - eta * lam / m) * W - gradient


@decay.mistake()
def weights_grow(W, gradient, eta, lam, m):
    """The weights grow: the penalty's gradient is added where it should be subtracted.

    With a gradient of 0 the weights should shrink.
    """
    return (1 + eta * lam / m) * W - eta * gradient


@decay.mistake()
def gradient_added(W, gradient, eta, lam, m):
    """The gradient is added: the step goes uphill.

    The gradient points to where the cost grows.
    """
    return (1 - eta * lam / m) * W + eta * gradient


@decay.mistake()
def no_decay(W, gradient, eta, lam, m):
    """λ is not used: this is a plain gradient step.

    With a gradient of 0 the weights should shrink.
    """
    return W - eta * gradient


@decay.mistake()
def gradient_forgotten(W, gradient, eta, lam, m):
    """The weights decay, but the gradient of the cost itself is not used.

    With λ = 0 this should be a step of gradient descent.
    """
    return (1 - eta * lam / m) * W


@decay.mistake()
def signs_decay(W, gradient, eta, lam, m):
    """Every weight loses the same amount of its size: this is the penalty of the lasso.

    The penalty is of squares: large weights lose more.
    """
    return W - eta * lam / m * np.sign(W) - eta * gradient


@decay.mistake()
def gradient_averaged_again(W, gradient, eta, lam, m):
    """The gradient is divided by m; it is that of the mean cost already.

    Only the penalty has a 1/m of its own.
    """
    return (1 - eta * lam / m) * W - eta / m * gradient


@decay.mistake()
def rows_of_the_weights(W, gradient, eta, lam, m):
    """The decay is divided by the number of rows of W.

    m is an argument: the number of examples.
    """
    return (1 - eta * lam / W.shape[0]) * W - eta * gradient


@decay.mistake()
def size_of_the_weights(W, gradient, eta, lam, m):
    """The decay is divided by the number of weights.

    m is an argument: the number of examples.
    """
    return (1 - eta * lam / W.size) * W - eta * gradient


@decay.mistake()
def decay_multiplied_by_m(W, gradient, eta, lam, m):
    """The decay is multiplied by m.

    The penalty is λ/(2m) Σ w²: with more data it weighs less.
    """
    return (1 - eta * lam * m) * W - eta * gradient


@decay.mistake()
def numbers_of_the_example(W, gradient, eta, lam, m):
    """The numbers 0.5, 0.8 and 10 of the example stand in the formula; the arguments are not used.

    Call it with other numbers.
    """
    return (1 - 0.5 * 0.8 / 10) * W - 0.5 * gradient


@decay.mistake()
def change_only(W, gradient, eta, lam, m):
    """The change of the weights is returned, not the new weights.

    Add it to W.
    """
    return -eta * (gradient + lam / m * W)


@decay.mistake()
def weights_in_place(W, gradient, eta, lam, m):
    """W is changed in place (W *= …): the caller's array changes, and with integers NumPy raises an error.

    Make a new array.
    """
    W *= 1 - eta * lam / m
    W -= eta * gradient
    return W


@decay.variant
def as_gradient(W, gradient, eta, lam, m):
    """A gradient step on the cost with its penalty."""
    return W - eta * (gradient + lam / m * W)


@decay.variant
def by_loops(W, gradient, eta, lam, m):
    new = np.empty(W.shape)
    for j in range(W.shape[0]):
        for k in range(W.shape[1]):
            new[j, k] = W[j, k] - eta * lam * W[j, k] / m - eta * gradient[j, k]
    return new


@decay.variant
def on_a_copy(W, gradient, eta, lam, m):
    new = W.astype(float)
    new *= 1 - eta * lam / m
    new -= np.multiply(eta, gradient)
    return new

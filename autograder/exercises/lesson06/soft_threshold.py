"""X6.2, soft thresholding: what exceeds τ shrinks by τ, the rest is 0."""

import numpy as np

from autograder.declaring import Exercise

from ..drawing import one_of
from ..drawn_numbers import numbers
from .shared import HARD_THRESHOLD, SOFT

soft = Exercise(
    "06.soft_threshold",
    "soft_threshold(u, tau) -> s",
    allows={
        "one entry": ["u"],
        "whole": ["u"],
        "large": ["u", "tau"],
        "zero": ["tau"],
    },
    library_calls=("soft_threshold", "prox"),
    reread=SOFT,
)


@soft.reference
def soft_threshold(u, tau):
    return np.sign(u) * np.maximum(np.abs(u) - tau, 0.0)


@soft.shown("five numbers, τ = 1")
def five_numbers():
    return {"u": np.array([-3.0, -0.5, 0.0, 0.5, 3.0]), "tau": 1.0}


@soft.shown("whole numbers in u, τ = 0.75")
def whole_numbers():
    return {"u": np.array([2, -1, 0, -4]), "tau": 0.75}


@soft.shown("some numbers are as large as τ = 2 exactly")
def on_the_edge():
    return {"u": np.array([2.0, -2.0, 2.5, -2.25, 1.5, -1.5, 7.0]), "tau": 2.0}


@soft.drawn(4)
def any_numbers(rng):
    """Two entries are certain to be kept, of either sign, and two to be cut."""
    tau = float(rng.uniform(0.3, 1.8))
    u = np.append(tau * np.array([1.5, -1.75, 0.5, -0.25]), 2 * rng.normal(size=int(rng.integers(2, 8))))
    return {"u": rng.permutation(u), "tau": tau}


@soft.drawn(1)
def whole_drawn(rng):
    return {"u": rng.permutation(np.append([-3, 3, 0, 1, -1], rng.integers(-9, 10, size=4))), "tau": 1.5}


@soft.drawn(1)
def one_number(rng):
    return {"u": -rng.uniform(2, 4, size=1), "tau": float(rng.uniform(0.5, 1.5))}


@soft.independent(1e-9)
def by_minimising(u, tau):
    """The s of least ½(s − u)² + τ|s|: one of the kink and the two stationary points beside it."""
    candidates = np.array([0 * u, u - tau, u + tau], dtype=float)
    values = (candidates - u) ** 2 / 2 + tau * np.abs(candidates)
    return np.take_along_axis(candidates, values.argmin(axis=0)[None], axis=0)[0]


@soft.wider
def any_threshold(rng):
    u = numbers(rng, one_of(rng, 1, 4, 7, 9, 20))
    some = abs(float(rng.choice(u)))
    tau = one_of(rng, 0.0, some, some / 2, 1e-9, 1e-3, 0.25, 1.0, 2.0, 30.0, 500.0)
    if rng.random() < 0.3:  # as large as τ exactly
        u = np.where(rng.random(len(u)) < 0.5, tau * rng.choice([-1, 1], size=len(u)), u)
    return {"u": u, "tau": tau}


soft.keep(5, 136, 157, 243, 299, 23, 52)


@soft.mistake(says=HARD_THRESHOLD)
def hard_threshold(u, tau):
    """Just above τ, the result should be just above 0."""
    return np.where(np.abs(u) > tau, u, 0.0)


@soft.mistake()
def sign_lost(u, tau):
    """The sign is lost: negative numbers come back positive.

    The absolute value drops it. Give it back.
    """
    return np.maximum(np.abs(u) - tau, 0.0)


@soft.mistake()
def negative_numbers_lost(u, tau):
    """Negative numbers all become 0: only one side is thresholded.

    What should become of −3 with τ = 1?
    """
    return np.maximum(u - tau, 0.0)


@soft.mistake()
def not_cut(u, tau):
    """Small numbers change their sign instead of becoming 0.

    How far may a number move towards 0?
    """
    return u - tau * np.sign(u)


@soft.mistake()
def shifted(u, tau):
    """τ is subtracted from every number.

    A negative number moves towards 0 when something is added.
    """
    return u - tau


@soft.mistake()
def clipped(u, tau):
    """The numbers are clipped to [−τ, τ]: that is what soft thresholding takes away, not what it leaves.

    What should become of 3 with τ = 1?
    """
    return np.clip(u, -tau, tau)


@soft.mistake()
def pushed_outwards(u, tau):
    """The numbers that are kept move away from 0.

    They should shrink by τ.
    """
    return np.where(np.abs(u) > tau, u + tau * np.sign(u), 0.0)


@soft.mistake()
def wrong_way_round(u, tau):
    """The large numbers become 0 and the small ones stay.

    Which of them should the threshold let through?
    """
    return np.where(np.abs(u) > tau, 0.0, u)


@soft.mistake()
def shrunk_by_a_factor(u, tau):
    """All numbers are multiplied by the same factor, as in ridge; small ones do not become 0.

    Soft thresholding subtracts.
    """
    return u / (1 + tau)


@soft.mistake()
def half_the_threshold(u, tau):
    """The threshold is τ/2.

    ½(s − u)² + τ|s|: differentiate for s > 0.
    """
    return soft_threshold(u, tau / 2)


@soft.mistake()
def threshold_of_the_example(u, tau):
    """The threshold is always 1.

    1 is right in some cases only.
    """
    return soft_threshold(u, 1.0)


@soft.mistake()
def result_in_whole_numbers(u, tau):
    """The result has the type of u: with whole numbers in u, what comes after the decimal point is cut off.

    np.zeros_like(u) is an array of integers when u is one.
    """
    s = np.zeros_like(u)
    large = np.abs(u) > tau
    s[large] = (u - tau * np.sign(u))[large]
    return s


@soft.mistake()
def in_place(u, tau):
    """The numbers are changed in place (u[…] = …): the caller's array changes.

    Make a new array for the result.
    """
    shrunk = soft_threshold(u, tau)
    u[:] = shrunk
    return u


@soft.mistake()
def if_on_an_array(u, tau):
    """An if asks a whole array whether it is larger than τ, which has no single answer.

    Write it for all entries at once, or loop over them.
    """
    if u > tau:
        return u - tau
    if u < -tau:
        return u + tau
    return 0 * u


@soft.mistake()
def sizes_squared(u, tau):
    """The squares are compared with τ.

    Compare the size |u| itself with τ.
    """
    return np.where(u**2 > tau, u - tau * np.sign(u), 0.0)


@soft.variant
def by_cases(u, tau):
    return np.where(u > tau, u - tau, np.where(u < -tau, u + tau, 0.0))


@soft.variant
def by_loop(u, tau):
    s = np.zeros(len(u))
    for i, x in enumerate(u):
        if x > tau:
            s[i] = x - tau
        elif x < -tau:
            s[i] = x + tau
    return s


@soft.variant
def by_clipping(u, tau):
    """What clipping leaves over."""
    return u - np.clip(u, -tau, tau)


@soft.variant
def by_two_ramps(u, tau):
    return np.maximum(u - tau, 0) - np.maximum(-u - tau, 0)

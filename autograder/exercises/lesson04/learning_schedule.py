"""X4.2, a rate that shrinks: t0 / (t + t1)."""

from fractions import Fraction

import numpy as np

from autograder.declaring import Exercise

from ..drawing import digits, one_of

schedule = Exercise(
    "04.learning_schedule",
    "learning_schedule(t, t0, t1) -> result",
    allows={
        "large": ["t", "t0", "t1"],
        "zero": ["t"],
    },
    library_calls=("inverse_time",),
    reread="Lecture 04, “A rate that shrinks”",
)


@schedule.reference
def learning_schedule(t, t0, t1):
    return t0 / (t + t1)


@schedule.shown("the first update with t0 = 5, t1 = 50")
def first_update():
    return {"t": 0, "t0": 5, "t1": 50}


@schedule.shown("update 100")
def update_100():
    return {"t": 100, "t0": 5, "t1": 50}


@schedule.shown("update 9999")
def update_9999():
    return {"t": 9999, "t0": 5, "t1": 50}


@schedule.shown("another schedule: t0 = 2, t1 = 7.5")
def another_schedule():
    return {"t": 3, "t0": 2, "t1": 7.5}


@schedule.drawn(4)
def any_rate(rng):
    return {"t": int(rng.integers(1, 2000)), "t0": float(rng.uniform(0.5, 9)), "t1": float(rng.uniform(2, 90))}


@schedule.drawn(2)
def whole_rate(rng):
    return {"t": int(rng.integers(1, 900)), "t0": int(rng.integers(2, 9)), "t1": int(rng.integers(20, 90))}


@schedule.independent(1e-12)
def by_fractions(t, t0, t1):
    """In exact arithmetic: 1/η grows by 1/t0 with every update, from t1/t0."""
    return float(1 / (Fraction(t1) / Fraction(t0) + t * (1 / Fraction(t0))))


@schedule.wider
def any_schedule(rng):
    numbers = [1, 2, 5, 0.1, 7.5, 1e-4, 2000, *digits(10 ** rng.uniform(-3, 4, size=3)).tolist()]
    t = one_of(rng, 0, 1, 2, 7, 40, 600, 20_000, 10**6, 10**9, int(rng.integers(10**5)))
    return {"t": t, "t0": one_of(rng, *numbers), "t1": one_of(rng, *numbers, 10**6)}


schedule.keep(0, 9, 40, 110, 112, 113, 275, 293, 119, 2, 11, 12)


@schedule.mistake()
def integer_division(t, t0, t1):
    """The division is the one that rounds down (//): nearly every rate becomes 0.

    With which operator is 5 divided by 50 equal to 0.1?
    """
    return t0 // (t + t1)


@schedule.mistake()
def without_brackets(t, t0, t1):
    """t1 is added to the quotient: without brackets, / comes before +. At t = 0 this divides by 0.

    Which part of t0 / t + t1 does Python compute first?
    """
    return t0 / t + t1


@schedule.mistake()
def counted_in_epochs(t, t0, t1):
    """t is divided by 200, the rows of the lecture's data: the rate shrinks from epoch to epoch, not from step to step.

    t counts the updates already; nothing in the function knows how many rows there are.
    """
    return t0 / (t // 200 + t1)


@schedule.mistake()
def swapped(t, t0, t1):
    """t0 and t1 are swapped.

    Which rate does the first update get, at t = 0?
    """
    return t1 / (t + t0)


@schedule.mistake()
def numbers_of_the_example(t, t0, t1):
    """The numbers 5 and 50 of the example stand in the formula; t0 and t1 are not used.

    Try the case with t0 = 2.
    """
    return 5 / (t + 50)


@schedule.mistake()
def off_by_one(t, t0, t1):
    """The rate is that of the next update: t is counted from 1.

    At t = 0 the rate is t0 / t1.
    """
    return t0 / (t + 1 + t1)


@schedule.mistake()
def starting_rate(t, t0, t1):
    """t0 is taken as the rate of the first update; it is the numerator.

    At t = 0 the rate should be t0 / t1. What is yours?
    """
    return t0 / (1 + t / t1)


@schedule.mistake()
def square_root(t, t0, t1):
    """The rate shrinks with the square root of t.

    How much smaller is the rate after four times as many updates, once t is large?
    """
    return float(t0 / np.sqrt(t + t1))


@schedule.mistake()
def upside_down(t, t0, t1):
    """The fraction stands upside down: the rate grows.

    Is the rate of update 100 smaller than that of update 0?
    """
    return (t + t1) / t0


@schedule.mistake()
def never_shrinks(t, t0, t1):
    """The rate does not depend on t: it stays t0 / t1.

    Where does t stand in the formula?
    """
    return t0 / t1


@schedule.mistake()
def multiplied(t, t0, t1):
    """t and t1 are multiplied where they should be added. At t = 0 this divides by 0.

    Read the denominator again.
    """
    return t0 / (t * t1)


@schedule.variant
def reciprocal(t, t0, t1):
    return 1 / (t / t0 + t1 / t0)


@schedule.variant
def by_numpy(t, t0, t1):
    return np.divide(t0, np.add(t, t1))


@schedule.variant
def by_power(t, t0, t1):
    return float(t0 * (t + t1) ** -1.0)

"""The probe of lesson 05: an update of Adam in which the missing correction is not missed."""

import numpy as np

from autograder.declaring import Argument, Domain, Probe
from gdkit import suspects

MEMORY = {"gradient": Argument(("P",)), "m": Argument(("P",)), "v": Argument(("P",), 0, 100)}
BETA = Argument((), 0.5, 0.999)

adam = Probe(
    "05.probe_adam",
    suspects.adam_change,
    aim="hides",
    domain=Domain(
        {"P": (1, 4)},
        MEMORY
        | {
            "t": Argument((), 1, 100_000, ("whole numbers",)),
            "eta": Argument((), 0.01, 1),
            "beta1": BETA,
            "beta2": BETA,
        },
    ),
    hint="The suspect leaves out 1 − β₁ᵗ and 1 − β₂ᵗ. The two results have to agree to six digits: how small "
    "must βᵗ be for that?",
    why="The correction is for the start at 0, and its effect dies out. A test that begins late, or compares "
    "only where a run ends, does not see that it is missing: test the first steps.",
    reread="Lecture 05, “Predict 7: without the correction”",
)


def update(t, beta1=0.9, beta2=0.995):
    gradient, m, v = np.array([1.0, -3.0]), np.array([0.5, 2.0]), np.array([4.0, 1.0])
    return {"gradient": gradient, "m": m, "v": v, "t": t, "eta": 1.0, "beta1": beta1, "beta2": beta2}


@adam.solution
def late():
    return update(5000)


@adam.solution
def short_memory():
    return update(60, 0.5, 0.5)


@adam.solution
def where_the_two_corrections_cancel():
    return update(1, 0.9, 0.99)  # m̂/√v̂ has (1 − 0.9)/√(1 − 0.99) = 1


@adam.poor("gradient", "all zeros")
def without_a_gradient():
    """Without a gradient only the memory moves θ, and it is corrected all the same. Think about t."""
    return update(1) | {"gradient": np.zeros(2)}


@adam.poor()
def first_step():
    return update(1)


@adam.poor()
def a_hundred_steps_of_a_long_memory():
    return update(100, 0.9, 0.999)

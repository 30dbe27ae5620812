"""The probe of lesson 10: a network at which the check of a gradient is blind."""

import numpy as np

from autograder.declaring import Argument, Domain, Probe
from gdkit import suspects

network = Probe(
    "10.probe_blind_point",
    suspects.first_gradient,
    aim="hides",
    domain=Domain(
        {"m": (1, 4), "n": (1, 3), "h": (1, 3), "K": (1, 2)},
        {
            "X": Argument(("m", "n"), -10, 10),
            "Y": Argument(("m", "K"), -10, 10),
            "W1": Argument(("h", "n"), -10, 10, ("not all zeros",)),
            "b1": Argument(("h",), -10, 10),
            "W2": Argument(("K", "h"), -10, 10),
            "b2": Argument(("K",), -10, 10),
        },
    ),
    hint="tanh′(z) = 1 − tanh²(z). For which z is that exactly 1? Choose W1, b1 and X so that all hidden scores "
    "are there.",
    why="At a hidden score of 0 the tanh is as steep as the straight line, and leaving out tanh′ changes "
    "nothing. A check of a gradient proves what it tried: take weights and biases at random, of size about "
    "1.",
    reread="Lecture 10, “What a check misses”",
)


@network.solution
def the_bias_takes_the_score_back():
    return {
        "X": np.array([[2.0]]),
        "Y": np.array([[5.0]]),
        "W1": np.array([[1.0], [-3.0]]),
        "b1": np.array([-2.0, 6.0]),
        "W2": np.array([[1.0, 2.0]]),
        "b2": np.array([0.0]),
    }


@network.solution
def inputs_at_right_angles_to_the_weights():
    return {
        "X": np.array([[1.0, 1.0], [2.0, 2.0]]),
        "Y": np.array([[1.0], [2.0]]),
        "W1": np.array([[3.0, -3.0]]),
        "b1": np.zeros(1),
        "W2": np.array([[1.0]]),
        "b2": np.zeros(1),
    }


@network.poor("W2", "all zeros")
def nothing_comes_back():
    """Through W2 = 0 no error comes back: every gradient of the hidden layer is 0, right or wrong."""
    return the_bias_takes_the_score_back() | {"W2": np.zeros((1, 2))}


@network.poor("X", "all zeros")
def no_input():
    """With inputs of 0 the gradient of W1 is 0, right or wrong."""
    return the_bias_takes_the_score_back() | {"X": np.zeros((1, 1))}


@network.poor()
def any_network():
    return the_bias_takes_the_score_back() | {"b1": np.array([-1.0, 5.0])}


@network.poor()
def nothing_to_learn():
    return the_bias_takes_the_score_back() | {"Y": np.array([[0.0]])}

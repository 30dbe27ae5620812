"""X1.1, the best of some guesses: try them all, keep the one with the smallest loss."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import cases
from gdkit.checking.encoding import FunctionInput

from ..drawing import digits, one_of
from ..wide_numbers import numbers, size

guessing = Exercise(
    "01.best_of_guesses",
    "best_of_guesses(J, thetas) -> (index, theta, value)",
    parts={"which guess": ("index",), "the guess itself": ("theta",), "its loss": ("value",)},
    reread="Lecture 01, “Method 0: guess”",
    allows={
        "one row": ["thetas"],
        "one column": ["thetas"],
        "whole": ["thetas"],
        "only zeros": ["thetas"],
        "equal rows": ["thetas"],
        "large": ["thetas"],
        "small": ["thetas"],
    },
)


@guessing.reference
def best_of_guesses(J, thetas):
    losses = [J(theta) for theta in thetas]
    index = int(np.argmin(losses))
    return index, thetas[index].astype(float), losses[index]


@guessing.shown("the four guesses of the slides, J = (10(θ₁ − 0.5))² + (6(θ₂ − 0.4))²")
def guesses_of_the_slides():
    return {"J": FunctionInput("shifted_bowl"), "thetas": np.array([[0.2, 0.2], [0.3, 0.7], [0.6, 0.4], [0.9, 0.7]])}


@guessing.shown("a loss that is negative at some of the guesses")
def some_below_zero():
    J = FunctionInput("quadratic", {"H": [[2.0, 0.5], [0.5, 4.0]], "centre": [3.0, -2.0], "value": -9.0})
    thetas = np.array([[1.0, 0.5], [0.0, -1.5], [3.5, -1.5], [2.0, -4.0], [4.5, -3.0], [1.0, -0.25]])
    return {"J": J, "thetas": thetas}


@guessing.shown("two guesses are equally good: the first of them counts")
def two_equal():
    return {
        "J": FunctionInput("bowl"),
        "thetas": np.array([[-3.0, 2.0], [2.0, -1.0], [4.0, 0.0], [1.0, 2.0], [0.0, 3.0]]),
    }


@guessing.shown("three parameters, all losses large")
def large_losses():
    J = FunctionInput("valley", {"a": [300.0, 2.0, 50.0]})
    return {"J": J, "thetas": np.array([[3.0, 1.0, 2.0], [4.0, 9.0, -1.0], [-2.0, 20.0, 4.5], [-2.5, -3.0, 3.0]])}


@guessing.shown("all losses beyond 10¹²; the best two are close to each other")
def beyond_all_numbers():
    J = FunctionInput("valley", {"a": [3e9, 2e7, 5e8]})
    thetas = np.array([[90.0, 1.0, 2.0], [80.0, 9.0, -1.0], [80.0, 9.0, -0.99999], [-80.0, 20.0, 4.5]])
    return {"J": J, "thetas": thetas}


@guessing.shown("close to the minimum, losses that differ by less than a thousandth; the best guess is there twice")
def close_to_the_minimum():
    thetas = np.array([[0.02, 0.01], [0.01, -0.01], [-0.003, 0.001], [0.0, 0.004], [-0.003, 0.001]])
    return {"J": FunctionInput("bowl"), "thetas": thetas}


@guessing.drawn(3)
def drawn_guesses(rng):
    A = rng.normal(size=(3, 3))
    coefficients = {"H": A @ A.T + np.eye(3), "centre": rng.normal(size=3), "value": -float(rng.uniform(2, 6))}
    guesses = rng.normal(size=(7, 3)) * 2
    best = int(np.argmin(cases.get("quadratic", **coefficients)(guesses)))
    guesses[[best, 3]] = guesses[[3, best]]  # neither the first nor the last
    return {"J": FunctionInput("quadratic", coefficients), "thetas": guesses}


@guessing.drawn(1)
def best_is_last(rng):
    guesses = rng.normal(size=(6, 2)) * 3 + 5
    guesses[-1] = 3.0, 2.0
    return {"J": FunctionInput("himmelblau", {"b": 6.0}), "thetas": guesses}


@guessing.drawn(1)
def drawn_equals(rng):
    p, q = (float(k) for k in rng.integers(2, 6, size=2))
    return {"J": FunctionInput("bowl"), "thetas": np.array([[9.0, q], [-p, q], [q, p], [p, -q], [8.0, p]])}


@guessing.drawn(1)
def single_guess(rng):
    return {"J": FunctionInput("quartic"), "thetas": rng.normal(size=(1, 1))}


@guessing.independent()
def by_sorting(J, thetas):
    """All losses in one call; a stable sort puts the first of the smallest in front."""
    losses = J(thetas)
    index = int(np.argsort(losses, kind="stable")[0])
    return index, thetas[index] + 0.0, float(losses[index])


@guessing.wider
def wide_guesses(rng):
    """Guesses of any size, close to each other or far apart; ties among whole numbers, whose losses are exact."""
    R, n = size(rng), size(rng, 4)
    if rng.random() < 0.5:
        A = rng.integers(-2, 3, size=(n, n))
        value = one_of(rng, 0.0, -9.0, 250.0, -1e5)
        J = FunctionInput(
            "quadratic", {"H": A @ A.T + np.eye(n), "centre": rng.integers(-2, 3, size=n), "value": value}
        )
    else:
        n, J = 2, FunctionInput(one_of(rng, "saddle", "bowl", "himmelblau", "rosenbrock"))
    if rng.random() < 0.25:
        near = digits(rng.normal(size=(R, n)) * 10.0 ** -rng.integers(2, 6))
        return {"J": J, "thetas": digits(rng.normal(size=n)) + near}
    return {"J": J, "thetas": numbers(rng, (R, n))}


guessing.keep(108, 240, 7, 57, 0, 249, 48)


def _taken(J, thetas, index):
    return index, thetas[index], J(thetas[index])


@guessing.mistake()
def largest_taken(J, thetas):
    """This is the worst guess: the largest loss is taken.

    A loss says how wrong a guess is.
    """
    return _taken(J, thetas, int(np.argmax(J(thetas))))


@guessing.mistake()
def last_taken(J, thetas):
    """The last guess comes back, whatever its loss.

    What does your loop do with a guess that is worse than the best so far?
    """
    return _taken(J, thetas, len(thetas) - 1)


@guessing.mistake()
def first_taken(J, thetas):
    """The first guess comes back, whatever its loss.

    Does your loop end too early, or is the best so far never replaced?
    """
    return _taken(J, thetas, 0)


@guessing.mistake()
def counted_from_one(J, thetas):
    """The guess is the right one, but its index is counted from 1.

    thetas[index] must be the guess.
    """
    index, theta, value = best_of_guesses(J, thetas)
    return index + 1, theta, value


@guessing.mistake()
def better_than_the_previous(J, thetas):
    """Each guess is compared with the one before it, not with the best so far.

    What must your loop remember?
    """
    best = 0
    for i in range(1, len(thetas)):
        if J(thetas[i]) < J(thetas[i - 1]):
            best = i
    return _taken(J, thetas, best)


@guessing.mistake()
def starts_at_zero(J, thetas):
    """The best loss starts at 0, so that no guess with a positive loss can beat it.

    What should the first guess be compared with?
    """
    best, smallest = 0, 0.0
    for i in range(len(thetas)):
        if J(thetas[i]) < smallest:
            best, smallest = i, J(thetas[i])
    return best, thetas[best], smallest


@guessing.mistake()
def starts_at_a_hundred(J, thetas):
    """The best loss starts at a fixed number: where all losses are larger, no guess beats it.

    Which number is larger than any loss?
    """
    best, smallest = 0, 100.0
    for i in range(len(thetas)):
        if J(thetas[i]) < smallest:
            best, smallest = i, J(thetas[i])
    return best, thetas[best], smallest


@guessing.mistake()
def closest_to_zero(J, thetas):
    """The loss closest to 0 is taken, not the smallest one.

    −8 is smaller than −1.
    """
    return _taken(J, thetas, int(np.argmin(np.abs(J(thetas)))))


@guessing.mistake()
def last_of_equals(J, thetas):
    """Of two equally good guesses the later one is taken.

    To replace the best so far, a later guess must be better, not just as good: < or ≤?
    """
    return _taken(J, thetas, len(thetas) - 1 - int(np.argmin(J(thetas)[::-1])))


@guessing.mistake()
def last_not_tried(J, thetas):
    """The last guess is not tried.

    range(5) already ends at 4.
    """
    return _taken(J, thetas, int(np.argmin(J(thetas[: max(1, len(thetas) - 1)]))))


@guessing.mistake()
def shortest_taken(J, thetas):
    """The guess with the smallest parameters is taken, not the one with the smallest loss.

    Which function tells how good a guess is?
    """
    return _taken(J, thetas, int(np.argmin((thetas**2).sum(axis=1))))


@guessing.mistake()
def value_of_the_last(J, thetas):
    """Index and guess are right, but the value is the loss of the last guess.

    Which variable still holds the loss of the last round of your loop?
    """
    index, theta, _ = best_of_guesses(J, thetas)
    return index, theta, J(thetas[-1])


@guessing.mistake()
def value_before_theta(J, thetas):
    """The three values are right, but in another order: expected (index, theta, value).

    Compare your return line with the table of the exercise.
    """
    index, theta, value = best_of_guesses(J, thetas)
    return index, value, theta


@guessing.mistake()
def index_of_each_parameter(J, thetas):
    """The parts of different guesses are mixed: each parameter's smallest value is taken on its own.

    A guess is a whole row of thetas.
    """
    theta = thetas.min(axis=0)
    return int(np.argmin(thetas[:, 0])), theta, J(theta)


@guessing.variant
def guess_by_guess(J, thetas):
    best, smallest = -1, np.inf
    for i, theta in enumerate(thetas):
        loss = J(theta)
        if loss < smallest:
            best, smallest = i, loss
    return best, thetas[best], smallest


@guessing.variant
def guesses_in_one_call(J, thetas):
    losses = J(thetas)
    best = losses.argmin()
    return best, thetas[best], losses.min()


@guessing.variant
def guess_by_min(J, thetas):
    best = min(range(len(thetas)), key=lambda i: J(thetas[i]))
    return best, thetas[best].copy(), float(J(thetas[best]))


@guessing.variant
def guess_by_list(J, thetas):
    losses = [float(J(theta)) for theta in thetas]
    value = min(losses)
    index = losses.index(value)
    return index, thetas[index], value

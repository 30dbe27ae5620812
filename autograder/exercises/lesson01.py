"""Lesson 01, from guessing to gradient descent: the best of some guesses, slopes along a direction, the descent, and
the rules that end it.

Sources: ledger rows B1–B4, B30–B38, C1–C16, exercises X1.1–X1.5.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit import GD, MSE, Quadratic, cases, decrease_below, gradient_below, minimize, step_below
from gdkit.checking.encoding import FunctionInput
from gdkit.datasets import toy_batch

LECTURE = "Lecture 01"

LECTURE_ONLY = (
    (
        "X1.0",
        "a table of six points that the lecture computes in front of the class; its steps are 01.gradient_descent",
    ),
)

# --- X1.1: the best of some guesses -------------------------------------------------------------

guessing = Exercise(
    "01.best_of_guesses",
    "best_of_guesses(J, thetas) -> (index, theta, value)",
    parts={"which guess": ("index",), "the guess itself": ("theta",), "its loss": ("value",)},
    reread=f"{LECTURE}, “Method 0: guess”",
)

Best = tuple[int, ndarray, float]


@guessing.reference
def best_of_guesses(J: Any, thetas: ndarray) -> Best:
    losses = [J(theta) for theta in thetas]
    index = int(np.argmin(losses))
    return index, thetas[index].astype(float), losses[index]


@guessing.shown("the four guesses of the slides, J = (10(θ₁ − 0.5))² + (6(θ₂ − 0.4))²")
def guesses_of_the_slides() -> dict[str, Any]:
    return {"J": FunctionInput("shifted_bowl"), "thetas": np.array([[0.2, 0.2], [0.3, 0.7], [0.6, 0.4], [0.9, 0.7]])}


@guessing.shown("a loss that is negative at some of the guesses")
def some_below_zero() -> dict[str, Any]:
    J = FunctionInput("quadratic", {"H": [[2.0, 0.5], [0.5, 4.0]], "centre": [3.0, -2.0], "value": -9.0})
    thetas = np.array([[1.0, 0.5], [0.0, -1.5], [3.5, -1.5], [2.0, -4.0], [4.5, -3.0], [1.0, -0.25]])
    return {"J": J, "thetas": thetas}


@guessing.shown("two guesses are equally good: the first of them counts")
def two_equal() -> dict[str, Any]:
    return {
        "J": FunctionInput("bowl"),
        "thetas": np.array([[-3.0, 2.0], [2.0, -1.0], [4.0, 0.0], [1.0, 2.0], [0.0, 3.0]]),
    }


@guessing.shown("three parameters, all losses large")
def large_losses() -> dict[str, Any]:
    J = FunctionInput("valley", {"a": [300.0, 2.0, 50.0]})
    return {"J": J, "thetas": np.array([[3.0, 1.0, 2.0], [4.0, 9.0, -1.0], [-2.0, 20.0, 4.5], [-2.5, -3.0, 3.0]])}


@guessing.drawn(3)
def drawn_guesses(rng: np.random.Generator) -> dict[str, Any]:
    A = rng.normal(size=(3, 3))
    coefficients = {"H": A @ A.T + np.eye(3), "centre": rng.normal(size=3), "value": -float(rng.uniform(2, 6))}
    guesses = rng.normal(size=(7, 3)) * 2
    best = int(np.argmin(cases.get("quadratic", **coefficients)(guesses)))
    guesses[[best, 3]] = guesses[[3, best]]  # neither the first nor the last
    return {"J": FunctionInput("quadratic", coefficients), "thetas": guesses}


@guessing.drawn(1)
def best_is_last(rng: np.random.Generator) -> dict[str, Any]:
    guesses = rng.normal(size=(6, 2)) * 3 + 5
    guesses[-1] = 3.0, 2.0
    return {"J": FunctionInput("himmelblau", {"b": 6.0}), "thetas": guesses}


@guessing.drawn(1)
def drawn_equals(rng: np.random.Generator) -> dict[str, Any]:
    p, q = (float(k) for k in rng.integers(2, 6, size=2))
    return {"J": FunctionInput("bowl"), "thetas": np.array([[9.0, q], [-p, q], [q, p], [p, -q], [8.0, p]])}


@guessing.drawn(1)
def single_guess(rng: np.random.Generator) -> dict[str, Any]:
    return {"J": FunctionInput("quartic"), "thetas": rng.normal(size=(1, 1))}


@guessing.independent()
def by_sorting(J: Any, thetas: ndarray) -> Best:
    """All losses in one call; a stable sort puts the first of the smallest in front."""
    losses = J(thetas)
    index = int(np.argsort(losses, kind="stable")[0])
    return index, thetas[index] + 0.0, float(losses[index])


@guessing.wider
def wide_guesses(rng: np.random.Generator) -> dict[str, Any]:
    name = FunctionInput(["saddle", "bowl", "himmelblau", "rosenbrock"][int(rng.integers(4))])
    R = int(rng.integers(1, 6))
    table = [rng.normal(size=(R, 2)) * 10.0 ** rng.integers(-1, 3), rng.integers(-1, 2, size=(R, 2)), np.zeros((R, 2))]
    return {"J": name, "thetas": table[int(rng.integers(3))]}


def _taken(J: Any, thetas: ndarray, index: int) -> Best:
    return index, thetas[index], J(thetas[index])


@guessing.mistake()
def largest_taken(J: Any, thetas: ndarray) -> Best:
    """This is the worst guess: the largest loss is taken.

    A loss says how wrong a guess is.
    """
    return _taken(J, thetas, int(np.argmax(J(thetas))))


@guessing.mistake()
def last_taken(J: Any, thetas: ndarray) -> Best:
    """The last guess comes back, whatever its loss.

    What does your loop do with a guess that is worse than the best so far?
    """
    return _taken(J, thetas, len(thetas) - 1)


@guessing.mistake()
def first_taken(J: Any, thetas: ndarray) -> Best:
    """The first guess comes back, whatever its loss.

    Does your loop end too early, or is the best so far never replaced?
    """
    return _taken(J, thetas, 0)


@guessing.mistake()
def counted_from_one(J: Any, thetas: ndarray) -> Best:
    """The guess is the right one, but it is counted from 1.

    thetas[index] must be the guess.
    """
    index, theta, value = best_of_guesses(J, thetas)
    return index + 1, theta, value


@guessing.mistake()
def better_than_the_previous(J: Any, thetas: ndarray) -> Best:
    """Each guess is compared with the one before it, not with the best so far.

    What must your loop remember?
    """
    best = 0
    for i in range(1, len(thetas)):
        if J(thetas[i]) < J(thetas[i - 1]):
            best = i
    return _taken(J, thetas, best)


@guessing.mistake()
def starts_at_zero(J: Any, thetas: ndarray) -> Best:
    """The best loss starts at 0, so that no guess with a positive loss can beat it.

    What should the first guess be compared with?
    """
    best, smallest = 0, 0.0
    for i in range(len(thetas)):
        if J(thetas[i]) < smallest:
            best, smallest = i, J(thetas[i])
    return best, thetas[best], smallest


@guessing.mistake()
def starts_at_a_hundred(J: Any, thetas: ndarray) -> Best:
    """The best loss starts at a number that losses can exceed: where all do, no guess beats it.

    Which number is larger than any loss?
    """
    best, smallest = 0, 100.0
    for i in range(len(thetas)):
        if J(thetas[i]) < smallest:
            best, smallest = i, J(thetas[i])
    return best, thetas[best], smallest


@guessing.mistake()
def closest_to_zero(J: Any, thetas: ndarray) -> Best:
    """The loss closest to 0 is taken, not the smallest one.

    −8 is smaller than −1.
    """
    return _taken(J, thetas, int(np.argmin(np.abs(J(thetas)))))


@guessing.mistake()
def last_of_equals(J: Any, thetas: ndarray) -> Best:
    """Of two equally good guesses the later one is taken.

    A later guess must be better, not as good, to replace the best so far: < or ≤?
    """
    return _taken(J, thetas, len(thetas) - 1 - int(np.argmin(J(thetas)[::-1])))


@guessing.mistake()
def last_not_tried(J: Any, thetas: ndarray) -> Best:
    """The last guess is not tried.

    range(n) already ends at n − 1.
    """
    return _taken(J, thetas, int(np.argmin(J(thetas[: max(1, len(thetas) - 1)]))))


@guessing.mistake()
def shortest_taken(J: Any, thetas: ndarray) -> Best:
    """The guess with the smallest parameters is taken, not the one with the smallest loss.

    Which function tells how good a guess is?
    """
    return _taken(J, thetas, int(np.argmin((thetas**2).sum(axis=1))))


@guessing.mistake()
def value_of_the_last(J: Any, thetas: ndarray) -> Best:
    """Index and guess are right, but the value is the loss of the last guess.

    Which variable still holds the number of the last round of your loop?
    """
    index, theta, _ = best_of_guesses(J, thetas)
    return index, theta, J(thetas[-1])


@guessing.mistake()
def value_before_theta(J: Any, thetas: ndarray) -> Any:
    """All is found, but in another order: the signature says (index, theta, value).

    Compare your return line with the signature.
    """
    index, theta, value = best_of_guesses(J, thetas)
    return index, value, theta


@guessing.mistake()
def index_of_each_parameter(J: Any, thetas: ndarray) -> Best:
    """The parts of different guesses are mixed: each parameter's smallest value is taken on its own.

    A guess is a whole row of thetas.
    """
    theta = thetas.min(axis=0)
    return int(np.argmin(thetas[:, 0])), theta, J(theta)


@guessing.variant
def guess_by_guess(J: Any, thetas: ndarray) -> Best:
    best, smallest = -1, np.inf
    for i, theta in enumerate(thetas):
        loss = J(theta)
        if loss < smallest:
            best, smallest = i, loss
    return best, thetas[best], smallest


@guessing.variant
def guesses_in_one_call(J: Any, thetas: ndarray) -> Any:
    losses = J(thetas)
    best = losses.argmin()
    return best, thetas[best], losses.min()


@guessing.variant
def guess_by_min(J: Any, thetas: ndarray) -> Best:
    best = min(range(len(thetas)), key=lambda i: J(thetas[i]))
    return best, thetas[best].copy(), float(J(thetas[best]))


# --- X1.3: the slope along a direction ----------------------------------------------------------

slopes = Exercise(
    "01.directional_slope",
    "directional_slope(gradient, v) -> slope",
    reread=f"{LECTURE}, “The slope in a direction”",
)


@slopes.reference
def directional_slope(gradient: ndarray, v: ndarray) -> float:
    return gradient.dot(v) / np.linalg.norm(v)


@slopes.shown("∇J = (2, 4), v = (3, 4)")
def three_four() -> dict[str, Any]:
    return {"gradient": np.array([2.0, 4.0]), "v": np.array([3.0, 4.0])}


@slopes.shown("three variables, a short v, downhill")
def short_direction() -> dict[str, Any]:
    return {"gradient": np.array([1.5, -2.0, 0.5]), "v": np.array([-0.25, 0.5, 0.125])}


@slopes.shown("whole numbers")
def whole_direction() -> dict[str, Any]:
    return {"gradient": np.array([1, -3, 2]), "v": np.array([2, 1, 5])}


@slopes.drawn(4)
def any_direction(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(2, 6))
    return {"gradient": rng.normal(size=P) * 3, "v": rng.normal(size=P) * float(rng.choice([0.1, 1.0, 7.0]))}


@slopes.drawn(1)
def drawn_whole_direction(rng: np.random.Generator) -> dict[str, Any]:
    return {"gradient": rng.integers(1, 9, size=4), "v": rng.integers(-9, 0, size=4)}


@slopes.drawn(1)
def one_variable(rng: np.random.Generator) -> dict[str, Any]:
    return {"gradient": rng.normal(size=1) + 2, "v": -rng.uniform(0.2, 0.8, size=1)}


@slopes.independent(1e-7)
def slope_by_differences(gradient: ndarray, v: ndarray) -> float:
    """How fast ½(θ + ∇J)² rises from θ = 0 per unit of the way along v, by central differences."""
    unit, h = v / np.sqrt(sum(v**2)), 1e-4

    def J(theta: ndarray) -> float:
        return float(np.sum((theta + gradient) ** 2) / 2)

    return (J(h * unit) - J(-h * unit)) / (2 * h)


@slopes.wider
def wide_direction(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(1, 6))
    gradient = [rng.normal(size=P) * 10.0 ** rng.integers(-3, 5), np.zeros(P), rng.integers(-3, 4, size=P)]
    v = [rng.normal(size=P) * 10.0 ** rng.integers(-3, 5), np.ones(P), np.eye(P)[0], rng.integers(1, 4, size=P)]
    return {"gradient": gradient[int(rng.integers(3))], "v": v[int(rng.integers(4))]}


@slopes.mistake()
def direction_not_normalised(gradient: ndarray, v: ndarray) -> float:
    """The slope grows with the length of v: v is not made a unit vector.

    A direction has no length. What must v be divided by?
    """
    return gradient @ v


@slopes.mistake()
def divided_by_the_square(gradient: ndarray, v: ndarray) -> float:
    """The dot product is divided by ‖v‖² instead of ‖v‖: the root is missing.

    How long is (3, 4)?
    """
    return gradient @ v / (v @ v)


@slopes.mistake()
def divided_by_the_gradient(gradient: ndarray, v: ndarray) -> float:
    """The dot product is divided by the length of the gradient, not by that of v.

    Which of the two is only a direction?
    """
    return gradient @ v / np.linalg.norm(gradient)


@slopes.mistake()
def cosine(gradient: ndarray, v: ndarray) -> float:
    """This is the cosine of the angle between gradient and v: the gradient is made a unit vector too.

    The slope must double when the gradient doubles.
    """
    return gradient @ v / np.linalg.norm(v) / np.linalg.norm(gradient)


@slopes.mistake()
def multiplied_by_the_length(gradient: ndarray, v: ndarray) -> float:
    """The dot product is multiplied by the length of v where it should be divided by it.

    What does the slope become when v is twice as long?
    """
    return gradient @ v * np.linalg.norm(v)


@slopes.mistake()
def slope_reversed(gradient: ndarray, v: ndarray) -> float:
    """The slope has the opposite sign.

    Along v, a slope above zero means that J rises. There is no minus here yet.
    """
    return -gradient @ v / np.linalg.norm(v)


@slopes.mistake()
def slope_without_sign(gradient: ndarray, v: ndarray) -> float:
    """The sign is lost: downhill and uphill look alike.

    A slope is negative where J falls.
    """
    return abs(gradient @ v) / np.linalg.norm(v)


@slopes.mistake()
def sum_of_sizes(gradient: ndarray, v: ndarray) -> float:
    """v is divided by the sum |v₁| + |v₂| + …, which is not its length.

    How long is (3, 4)?
    """
    return gradient @ v / np.abs(v).sum()


@slopes.mistake()
def largest_size(gradient: ndarray, v: ndarray) -> float:
    """v is divided by its largest entry, which is not its length.

    How long is (3, 4)?
    """
    return gradient @ v / np.abs(v).max()


@slopes.mistake()
def sum_with_signs(gradient: ndarray, v: ndarray) -> float:
    """v is divided by the sum of its entries, which is not its length.

    How long is (3, −4)?
    """
    return gradient @ v / v.sum()


@slopes.mistake()
def divided_by_the_number(gradient: ndarray, v: ndarray) -> float:
    """The dot product is divided by the number of variables: this is a mean.

    What does the length of v have to do with the number of its entries?
    """
    return gradient @ v / len(v)


@slopes.mistake()
def divided_by_five(gradient: ndarray, v: ndarray) -> float:
    """The dot product is always divided by 5: that is the length of (3, 4) only.

    Compute the length of the v that comes in.
    """
    return gradient @ v / 5


@slopes.mistake(reread=f"{LECTURE}, “The dot product”")
def products_not_added(gradient: ndarray, v: ndarray) -> Any:
    """The products of the entries are not added up: an array comes back where a slope is one number.

    gradient * v is not the dot product.
    """
    return gradient * v / np.linalg.norm(v)


@slopes.mistake(reread=f"{LECTURE}, “The dot product”")
def projection(gradient: ndarray, v: ndarray) -> Any:
    """This is the projection of the gradient on v, an arrow; the slope is one number.

    How long is that arrow, and does it point along v or against it?
    """
    return gradient @ v / (v @ v) * v


@slopes.mistake(reread=f"{LECTURE}, “The dot product”")
def two_entries_only(gradient: ndarray, v: ndarray) -> float:
    """Only the first two entries are used.

    C_x v₁ + C_y v₂ is the case of two variables. And with three?
    """
    return (gradient[:2] * v[:2]).sum() / np.sqrt((v[:2] ** 2).sum())


@slopes.mistake(reread=f"{LECTURE}, “Never in place”")
def direction_changed(gradient: ndarray, v: ndarray) -> float:
    """v is normalised in place (v /= …): the caller's v changes, or integers stop it.

    Make a new array.
    """
    v /= np.linalg.norm(v)
    return gradient @ v


@slopes.mistake()
def whole_division(gradient: ndarray, v: ndarray) -> float:
    """The quotient is rounded down: // is the division of whole numbers.

    What is 22 / 5, and what is 22 // 5?
    """
    return gradient @ v // np.linalg.norm(v)


@slopes.variant
def unit_vector_first(gradient: ndarray, v: ndarray) -> float:
    unit = v / np.sqrt(np.sum(np.square(v)))
    return float(np.dot(gradient, unit))


@slopes.variant
def slope_by_loops(gradient: ndarray, v: ndarray) -> float:
    dot = length = 0.0
    for i in range(len(v)):
        dot += gradient[i] * v[i]
        length += v[i] ** 2
    return dot / length**0.5


@slopes.variant
def slope_by_the_angle(gradient: ndarray, v: ndarray) -> float:
    """‖∇J‖ cos φ."""
    size = np.linalg.norm(gradient)
    return size * (np.vdot(gradient, v) / (size * np.linalg.norm(v)))


# --- X1.3: the steepest direction ---------------------------------------------------------------

steepest = Exercise(
    "01.steepest_direction",
    "steepest_direction(gradient) -> (direction, slope)",
    parts={"the direction": ("direction",), "the slope along it": ("slope",)},
    reread=f"{LECTURE}, “Steepest descent”",
)

Steepest = tuple[ndarray, Any]


@steepest.reference
def steepest_direction(gradient: ndarray) -> Steepest:
    length = np.linalg.norm(gradient)
    return -gradient / length, -length


@steepest.shown("∇J = (2, 4)")
def two_four() -> dict[str, Any]:
    return {"gradient": np.array([2.0, 4.0])}


@steepest.shown("three variables, signs of both kinds, one slope zero")
def both_signs() -> dict[str, Any]:
    return {"gradient": np.array([0.5, 0.0, -0.25])}


@steepest.shown("whole numbers")
def whole_gradient() -> dict[str, Any]:
    return {"gradient": np.array([-6, 2, 3])}


@steepest.drawn(4)
def any_gradient(rng: np.random.Generator) -> dict[str, Any]:
    return {"gradient": rng.normal(size=int(rng.integers(2, 6))) * float(rng.choice([0.1, 1.0, 30.0]))}


@steepest.drawn(1)
def drawn_whole_gradient(rng: np.random.Generator) -> dict[str, Any]:
    return {"gradient": rng.integers(1, 9, size=4) * np.array([1, -1, 1, -1])}


@steepest.drawn(1)
def gradient_of_one_variable(rng: np.random.Generator) -> dict[str, Any]:
    return {"gradient": rng.uniform(2, 3, size=1)}


@steepest.independent()
def by_eigenvectors(gradient: ndarray) -> Steepest:
    """Of all unit vectors v the one with the largest squared slope vᵀ∇J ∇Jᵀv, turned downhill."""
    unit = np.linalg.eigh(np.outer(gradient, gradient) / np.max(np.abs(gradient)) ** 2).eigenvectors[:, -1]
    downhill = -unit * np.sign(unit @ gradient)
    return downhill, downhill @ gradient


@steepest.wider
def wide_gradient(rng: np.random.Generator) -> dict[str, Any]:
    P = int(rng.integers(1, 6))
    table = [rng.normal(size=P) * 10.0 ** rng.integers(-4, 6), np.ones(P), -np.eye(P)[-1], rng.integers(1, 4, size=P)]
    return {"gradient": table[int(rng.integers(4))]}


@steepest.mistake()
def uphill(gradient: ndarray) -> Steepest:
    """This is the direction of steepest ascent, with its slope.

    The gradient points to where J grows fastest. Which way is down?
    """
    length = np.linalg.norm(gradient)
    return gradient / length, length


@steepest.mistake()
def slope_positive(gradient: ndarray) -> Steepest:
    """The direction is right, but its slope has the wrong sign.

    Along this direction J falls.
    """
    length = np.linalg.norm(gradient)
    return -gradient / length, length


@steepest.mistake()
def direction_uphill(gradient: ndarray) -> Steepest:
    """The slope is right, but the direction points uphill.

    Put your direction into directional_slope: does it give your slope?
    """
    length = np.linalg.norm(gradient)
    return gradient / length, -length


@steepest.mistake()
def arrow_not_normalised(gradient: ndarray) -> Steepest:
    """The slope is right, but the direction is not a unit vector: it is −∇J itself.

    How long is your direction?
    """
    return -gradient, -np.linalg.norm(gradient)


@steepest.mistake()
def nothing_normalised(gradient: ndarray) -> Steepest:
    """Neither is divided by the length: the direction is −∇J, the slope −‖∇J‖².

    How long is your direction?
    """
    return -gradient, -(gradient @ gradient)


@steepest.mistake()
def slope_squared(gradient: ndarray) -> Steepest:
    """The direction is right, but the slope is −‖∇J‖²: the gradient is multiplied by itself, not by the direction.

    Put your direction into directional_slope.
    """
    return -gradient / np.linalg.norm(gradient), -(gradient @ gradient)


@steepest.mistake()
def slope_of_a_unit_gradient(gradient: ndarray) -> Steepest:
    """The direction is right, but its slope is always −1: the gradient's size is lost.

    The slope must double when the gradient doubles.
    """
    return -gradient / np.linalg.norm(gradient), -1.0


@steepest.mistake()
def divided_by_the_sum(gradient: ndarray) -> Steepest:
    """The gradient is divided by the sum |g₁| + |g₂| + …, which is not its length.

    How long is your direction?
    """
    arrow = -gradient / np.abs(gradient).sum()
    return arrow, gradient @ arrow


@steepest.mistake()
def divided_by_the_largest(gradient: ndarray) -> Steepest:
    """The gradient is divided by its largest entry, which is not its length.

    How long is your direction?
    """
    arrow = -gradient / np.abs(gradient).max()
    return arrow, gradient @ arrow


@steepest.mistake()
def divided_by_the_square_of_the_length(gradient: ndarray) -> Steepest:
    """The gradient is divided by ‖∇J‖²: the root is missing.

    How long is your direction?
    """
    arrow = -gradient / (gradient @ gradient)
    return arrow, gradient @ arrow


@steepest.mistake()
def steepest_axis(gradient: ndarray) -> Steepest:
    """This is the steepest of the axes: only the variable with the largest slope moves.

    May a direction move all variables at once?
    """
    k = int(np.argmax(np.abs(gradient)))
    arrow = -np.sign(gradient[k]) * np.eye(len(gradient))[k]
    return arrow, gradient @ arrow


@steepest.mistake()
def signs_only(gradient: ndarray) -> Steepest:
    """All variables move by the same amount: only the signs of the gradient are used.

    Should the variable with the larger slope not move further?
    """
    arrow = -np.sign(gradient) / np.linalg.norm(np.sign(gradient))
    return arrow, gradient @ arrow


@steepest.mistake(reread=f"{LECTURE}, “Never in place”")
def gradient_changed(gradient: ndarray) -> Steepest:
    """The gradient is normalised in place (gradient /= …): the caller's array changes, or integers stop it.

    Make a new array.
    """
    length = np.linalg.norm(gradient)
    gradient /= -length
    return gradient, -length


@steepest.mistake()
def length_of_the_example(gradient: ndarray) -> Steepest:
    """The gradient is always divided by √20: that is the length of (2, 4) only.

    Compute the length of the gradient that comes in.
    """
    return -gradient / 20**0.5, -(20**0.5)


@steepest.mistake(reread=f"{LECTURE}, “The dot product”")
def slope_in_every_variable(gradient: ndarray) -> Any:
    """The direction is right, but the slope is an array: the products of the entries are not added up.

    A slope is one number.
    """
    arrow = -gradient / np.linalg.norm(gradient)
    return arrow, gradient * arrow


@steepest.variant
def slope_as_dot_product(gradient: ndarray) -> Steepest:
    downhill = -gradient / np.sqrt(np.sum(gradient**2))
    return downhill, float(gradient @ downhill)


@steepest.variant
def steepest_by_loops(gradient: ndarray) -> Steepest:
    length = sum(float(g) ** 2 for g in gradient) ** 0.5
    return np.array([-g / length for g in gradient]), -length


# --- X1.4: gradient descent ---------------------------------------------------------------------

# 1e-6: up to 40 updates, and rounding in each of them
descent = Exercise(
    "01.gradient_descent",
    "gradient_descent(grad, theta0, eta, tol, max_iter) -> (theta, history)",
    parts={"where it ends": ("theta",), "the way there": ("history",)},
    tolerance=1e-6,
    reread=f"{LECTURE}, “Algorithm 1”",
    library_calls=("minimize", "descend", "fmin", "fmin_cg", "fmin_bfgs"),
)

Path = tuple[ndarray, ndarray]


@descent.reference
def gradient_descent(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    theta = np.array(theta0, dtype=float)
    history = [theta]
    for _ in range(max_iter):
        gradient = grad(theta)
        if np.linalg.norm(gradient) <= tol:
            break
        theta = theta - eta * gradient
        history.append(theta)
    return theta, np.array(history)


def _slope(name: str, **coefficients: Any) -> FunctionInput:
    return FunctionInput(name, coefficients, role="gradient")


@descent.shown("x² + y² from (1, 2), η = 0.1, until ‖∇J‖ ≤ 0.001")
def down_the_bowl() -> dict[str, Any]:
    return {"grad": _slope("bowl"), "theta0": np.array([1.0, 2.0]), "eta": 0.1, "tol": 1e-3, "max_iter": 100}


@descent.shown("a tilted bowl from (4, −3), written as integers; max_iter = 7 ends it")
def seven_updates() -> dict[str, Any]:
    grad = _slope("quadratic", H=[[2.0, 1.0], [1.0, 3.0]], centre=[0.5, 1.25])
    return {"grad": grad, "theta0": np.array([4, -3]), "eta": 0.2, "tol": 1e-2, "max_iter": 7}


@descent.shown("three variables; ‖∇J‖ is exactly tol after three updates")
def exactly_tol() -> dict[str, Any]:
    start = np.array([4.0, -8.0, 8.0])  # ‖∇J‖ = 24 at first, and ¾ of it after each update
    return {"grad": _slope("valley", a=[1.0, 1.0, 1.0]), "theta0": start, "eta": 0.125, "tol": 10.125, "max_iter": 50}


@descent.shown("a start that is flat enough: no update")
def no_update() -> dict[str, Any]:
    grad = _slope("quadratic", centre=[1.0, -2.0])
    return {"grad": grad, "theta0": np.array([1.25, -2.5]), "eta": 0.3, "tol": 2.0, "max_iter": 20}


def _tilted(rng: np.random.Generator, P: int) -> dict[str, Any]:
    """A bowl whose curvatures lie between 1 and 5, with tilted axes."""
    Q, _ = np.linalg.qr(rng.normal(size=(P, P)))
    H = Q * rng.uniform(1, 5, size=P) @ Q.T
    return {"H": (H + H.T) / 2, "centre": rng.normal(size=P)}


@descent.drawn(2)
def stopped_by_max_iter(rng: np.random.Generator) -> dict[str, Any]:
    grad = _slope("quadratic", **_tilted(rng, 3))
    start = rng.normal(size=3) + 4
    return {"grad": grad, "theta0": start, "eta": float(rng.uniform(0.05, 0.12)), "tol": 1e-3, "max_iter": 9}


@descent.drawn(2)
def stopped_by_tol(rng: np.random.Generator) -> dict[str, Any]:
    """tol lies in the middle between two of the norms, so that rounding cannot decide; the largest entry of the
    gradient is below it one update earlier."""
    while True:
        coefficients, eta, start = _tilted(rng, 4), float(rng.uniform(0.04, 0.08)), rng.normal(size=4) + 4
        quadratic = cases.get("quadratic", **coefficients)
        gradients = quadratic.gradient(minimize(quadratic, start, GD(eta), 9).path)
        tol = float(np.sqrt(np.linalg.norm(gradients[8]) * np.linalg.norm(gradients[9])))
        if np.abs(gradients[8]).max() < 0.98 * tol:
            break
    return {"grad": _slope("quadratic", **coefficients), "theta0": start, "eta": eta, "tol": tol, "max_iter": 60}


@descent.drawn(1)
def integer_start(rng: np.random.Generator) -> dict[str, Any]:
    start = rng.choice([-1, 1], size=2) * rng.integers(3, 5, size=2)
    return {"grad": _slope("himmelblau"), "theta0": start, "eta": 0.01, "tol": 0.1, "max_iter": 5}


@descent.drawn(1)
def one_parameter(rng: np.random.Generator) -> dict[str, Any]:
    return {"grad": _slope("quartic"), "theta0": rng.uniform(1.3, 1.6, size=1), "eta": 0.04, "tol": 0.05, "max_iter": 3}


@descent.drawn(1)
def no_update_allowed(rng: np.random.Generator) -> dict[str, Any]:
    start = rng.normal(size=4) + 3
    return {"grad": _slope("valley", a=[1.0, 2.0, 3.0, 0.5]), "theta0": start, "eta": 0.1, "tol": 0.5, "max_iter": 0}


@descent.independent(1e-6)
def by_the_kit(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The kit's descent; of the function only its gradient is needed."""
    from gdkit import Function

    run = minimize(Function(lambda theta: 0.0, grad), theta0, GD(eta), max_iter, stop=[gradient_below(tol)])
    return run.theta, run.path


@descent.wider
def wide_descent(rng: np.random.Generator) -> dict[str, Any]:
    name, P = [("saddle", 2), ("bowl", 2), ("quartic", 1), ("himmelblau", 2)][int(rng.integers(4))]
    start = [rng.normal(size=P), np.zeros(P), np.ones(P, dtype=int), 3.0 * np.eye(P)[0]][int(rng.integers(4))]
    return {
        "grad": _slope(name),
        "theta0": start,
        "eta": float(rng.choice([0.0, 0.01, 0.1, 0.5])),
        "tol": float(rng.choice([0.0, 1e-3, 0.5, 6.0])),
        "max_iter": int(rng.integers(0, 5)),
    }


def _walk(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int, measure: Any) -> Path:
    """Gradient descent that stops when measure(gradient) ≤ tol."""
    theta = np.array(theta0, dtype=float)
    points = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        if measure(g) <= tol:
            break
        theta = theta - eta * g
        points.append(theta)
    return theta, np.array(points)


@descent.mistake()
def steps_uphill(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The steps go uphill: η times the gradient is added.

    The gradient points to where J grows.
    """
    return gradient_descent(grad, theta0, -eta, tol, max_iter)


@descent.mistake()
def end_not_recorded(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The history stops one point early: the point where the descent ends is missing.

    k updates make k + 1 points, start and end included.
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, points[:-1]


@descent.mistake()
def start_not_recorded(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The start is missing in the history.

    k updates make k + 1 points, start and end included.
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, points[1:]


@descent.mistake(reread=f"{LECTURE}, “The source says …: the last but one”")
def last_but_one_returned(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The history is right, but theta is the point before the last update.

    Which variable holds the newest point when the loop ends?
    """
    _, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return points[max(0, len(points) - 2)], points


@descent.mistake(reread=f"{LECTURE}, “The source says …: the last but one”")
def ends_one_update_early(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The last update is computed and thrown away: theta and history end one point early.

    Is the newest point appended before the loop ends?
    """
    _, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return points[max(0, len(points) - 2)], points[: max(1, len(points) - 1)]


@descent.mistake(reread=f"{LECTURE}, “When to stop”")
def stops_on_the_step(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The descent stops when the step η‖∇J‖ is small; the statement asks for a small gradient.

    With a tiny η every step is small.
    """
    return _walk(grad, theta0, eta, tol, max_iter, lambda g: eta * np.linalg.norm(g))


@descent.mistake(reread=f"{LECTURE}, “When to stop”")
def stops_on_the_square(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """‖∇J‖² is compared with tol: the root is missing.

    How long is the vector (3, 4)?
    """
    return _walk(grad, theta0, eta, tol, max_iter, lambda g: g @ g)


@descent.mistake(reread=f"{LECTURE}, “When to stop”")
def stops_on_the_largest_entry(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The largest entry of the gradient is compared with tol, not its length ‖∇J‖.

    How long is the vector (3, 4)?
    """
    return _walk(grad, theta0, eta, tol, max_iter, lambda g: np.abs(g).max())


@descent.mistake(reread=f"{LECTURE}, “When to stop”")
def stops_on_one_entry(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The descent stops as soon as one entry of the gradient is small.

    In a valley one slope is small long before the other.
    """
    return _walk(grad, theta0, eta, tol, max_iter, lambda g: np.abs(g).min())


@descent.mistake(reread=f"{LECTURE}, “When to stop”")
def stops_on_a_signed_sum(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The entries of the gradient are added with their signs: a large negative slope counts as small.

    What is the length of (3, −4)?
    """
    return _walk(grad, theta0, eta, tol, max_iter, lambda g: g.sum())


@descent.mistake(reread=f"{LECTURE}, “When to stop”")
def strictly_below_tol(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """Where ‖∇J‖ equals tol exactly, one more update is made.

    The statement says ≤.
    """
    return _walk(grad, theta0, eta, np.nextafter(tol, 0), max_iter, np.linalg.norm)


@descent.mistake(reread=f"{LECTURE}, “When to stop”")
def one_update_too_late(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The descent makes one more update after the gradient has become small.

    Look at the gradient before you step, not after it: a start that is flat enough is not left.
    """
    theta = np.array(theta0, dtype=float)
    points = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        theta = theta - eta * g
        points.append(theta)
        if np.linalg.norm(g) <= tol:
            break
    return theta, np.array(points)


@descent.mistake(reread=f"{LECTURE}, “When to stop”")
def tol_ignored(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """All max_iter updates are made: tol is not used.

    The loop has two reasons to end.
    """
    return _walk(grad, theta0, eta, -1.0, max_iter, np.linalg.norm)


@descent.mistake(reread=f"{LECTURE}, “When to stop”")
def max_iter_ignored(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The descent goes on after max_iter updates: max_iter is not used.

    With an η that is too large such a loop never ends.
    """
    return _walk(grad, theta0, eta, tol, 100_000, np.linalg.norm)


@descent.mistake(reread=f"{LECTURE}, “When to stop”")
def one_update_too_many(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """max_iter + 1 updates are made where max_iter ends the descent.

    With max_iter = 0 nothing moves.
    """
    return gradient_descent(grad, theta0, eta, tol, max_iter + 1)


@descent.mistake(reread=f"{LECTURE}, “When to stop”")
def one_update_too_few(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """max_iter − 1 updates are made where max_iter ends the descent.

    How often does range(1, max_iter) run?
    """
    return gradient_descent(grad, theta0, eta, tol, max_iter - 1)


@descent.mistake()
def gradient_taken_once(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The gradient is taken once, at the start: the descent walks along a straight line.

    After each step the slope is another one.
    """
    first = grad(theta0)
    return gradient_descent(lambda theta: first, theta0, eta, tol, max_iter)


@descent.mistake()
def unit_steps(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """All steps have the length η: the gradient is divided by its length.

    Where the surface is flat the steps become short by themselves.
    """
    theta = np.array(theta0, dtype=float)
    points = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta = theta - eta * g / np.linalg.norm(g)
        points.append(theta)
    return theta, np.array(points)


@descent.mistake()
def one_entry_after_the_other(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The entries of θ are updated one after the other, each with a gradient that already sees the new ones before it.

    One point, one gradient: compute it whole, then move all entries.
    """
    theta = np.array(theta0, dtype=float)
    points = [theta.copy()]
    for _ in range(max_iter):
        if np.linalg.norm(grad(theta)) <= tol:
            break
        for i in range(len(theta)):
            theta[i] = theta[i] - eta * grad(theta)[i]
        points.append(theta.copy())
    return theta, np.array(points)


@descent.mistake()
def each_step_from_the_start(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """Each step sets out from theta0 instead of from the newest point.

    What stands on the right of θ ← θ − η∇J(θ)?
    """
    theta = np.array(theta0, dtype=float)
    points = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta = theta0 - eta * g
        points.append(theta)
    return theta, np.array(points)


@descent.mistake()
def start_ignored(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The descent starts at zero, not at theta0.

    Where does your θ come from before the loop?
    """
    return gradient_descent(grad, np.zeros(len(theta0)), eta, tol, max_iter)


@descent.mistake(reread=f"{LECTURE}, “Never in place”")
def one_array_recorded(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """All points of the history are the same: one array is appended again and again while θ -= … changes it.

    Make a new array in each update, or append a copy.
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, np.array([theta] * len(points))


@descent.mistake(reread=f"{LECTURE}, “Never in place”")
def start_overwritten(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The updates are written into theta0 (θ -= …): the caller's start is gone, or integers stop it.

    Make a new array in each update.
    """
    theta = theta0
    points = [theta.copy()]
    for _ in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta -= eta * g
        points.append(theta.copy())
    return theta, np.array(points)


@descent.mistake(reread=f"{LECTURE}, “Kinds of numbers”")
def rounded_to_integers(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """A start of whole numbers keeps θ whole: each new point is cut off when it is stored.

    Which dtype has a copy of an array of integers?
    """
    theta = theta0.copy()
    points = [theta.copy()]
    for _ in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta[:] = theta - eta * g
        points.append(theta.copy())
    return theta, np.array(points)


@descent.mistake()
def own_eta(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The rate is always 0.1: eta is not used.

    0.1 is the rate of the first example only.
    """
    return gradient_descent(grad, theta0, 0.1, tol, max_iter)


@descent.mistake()
def no_eta(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The whole gradient is subtracted: eta is not used.

    How far should a step go when eta is 0.001?
    """
    return gradient_descent(grad, theta0, 1.0, tol, max_iter)


@descent.mistake()
def eta_shrinks(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The rate shrinks from update to update; here it is the same in all of them.

    Is eta assigned anew inside the loop?
    """
    theta = np.array(theta0, dtype=float)
    points = [theta]
    for t in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta = theta - eta / (t + 1) * g
        points.append(theta)
    return theta, np.array(points)


@descent.mistake(reread=f"{LECTURE}, “Shapes”")
def history_in_a_list(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Any:
    """The history is a list of points; an array of shape (k + 1, P) is asked for.

    Which function makes an array of a list?
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, list(points)


@descent.mistake(reread=f"{LECTURE}, “Shapes”")
def history_transposed(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The points of the history stand in columns; each point is a row.

    The shape is (k + 1, P).
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, points.T


@descent.mistake(reread=f"{LECTURE}, “Shapes”")
def history_filled_up(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The history has max_iter + 1 rows even where the descent ended before: the rest is zeros.

    Keep only the points that were reached.
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    table = np.zeros((max_iter + 1, len(theta)))
    table[: len(points)] = points
    return theta, table


@descent.mistake()
def gradients_recorded(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    """The history holds the gradients, not the points.

    What do you append?
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, np.array([grad(point) for point in points])


@descent.variant
def descent_by_while(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    points = [np.asarray(theta0).astype(float)]
    g = grad(points[-1])
    while np.sqrt((g**2).sum()) > tol and len(points) <= max_iter:
        points.append(points[-1] - eta * g)
        g = grad(points[-1])
    return points[-1], np.stack(points)


@descent.variant
def descent_in_place(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    theta = theta0 * 1.0
    table = np.empty((max_iter + 1, len(theta)))
    table[0], k = theta, 0
    while k < max_iter:
        g = grad(theta)
        if float(np.dot(g, g)) ** 0.5 <= tol:
            break
        theta -= eta * g
        k += 1
        table[k] = theta
    return theta, table[: k + 1].copy()


def _onwards(grad: Any, theta: ndarray, eta: float, tol: float, updates_left: int) -> list[ndarray]:
    """The points from theta on."""
    g = grad(theta)
    if updates_left == 0 or np.linalg.norm(g) <= tol:
        return [theta]
    return [theta, *_onwards(grad, theta - eta * g, eta, tol, updates_left - 1)]


@descent.variant
def descent_by_recursion(grad: Any, theta0: ndarray, eta: float, tol: float, max_iter: int) -> Path:
    points = np.array(_onwards(grad, theta0 + 0.0, eta, tol, max_iter))
    return points[-1], points


# --- X1.5: rules that end a descent -------------------------------------------------------------

stopping = Exercise(
    "01.stop_rule",
    "stop_rule(rule, thetas, values, gradients, tol) -> t",
    reread=f"{LECTURE}, “When to stop”",
)

RULES = ("gradient", "decrease", "step")


@stopping.reference
def stop_rule(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    for t in range(len(thetas)):
        if rule == "gradient" and np.linalg.norm(gradients[t]) <= tol:
            return t
        if rule == "decrease" and t > 0 and 0 <= values[t - 1] - values[t] <= tol:
            return t
        if rule == "step" and t > 0 and np.linalg.norm(thetas[t] - thetas[t - 1]) <= tol:
            return t
    return -1


def _toy_descent(rule: str, tol: float) -> dict[str, Any]:
    """The full-batch descent on the toy batch, η = 0.1, 170 updates."""
    loss = MSE(*toy_batch())
    run = minimize(loss, [0, 1, 1], GD(0.1), 170)
    return {"rule": rule, "thetas": run.path, "values": run.values, "gradients": loss.gradient(run.path), "tol": tol}


@stopping.shown("the toy batch, η = 0.1: “gradient”, tol = 0.0001")
def toy_gradient() -> dict[str, Any]:
    return _toy_descent("gradient", 1e-4)


@stopping.shown("the toy batch, η = 0.1: “decrease”, tol = 0.00000001")
def toy_decrease() -> dict[str, Any]:
    return _toy_descent("decrease", 1e-8)


@stopping.shown("the toy batch, η = 0.1: “step”, tol = 0.001")
def toy_step() -> dict[str, Any]:
    return _toy_descent("step", 1e-3)


# A vector of every kind that a wrong measure of length takes for short, one after the other; tol = 5.
ARROWS = np.array(
    [
        [40.0, 30.0],
        [-20.0, 10.0],  # its signed sum is small
        [0.5, 18.0],  # one entry is small
        [1.5, 17.0],  # close to the one before
        [4.0, 4.0],  # no entry is large
        [9.0, 2.0],
        [3.0, 4.0],  # its length is 5
        [6.0, 2.0],
        [3.0, 3.5],  # its length is below 5
        [2.0, 2.5],  # the sum of its entries is below 5
        [1.0, 1.5],  # the sum of their squares is below 5
        [0.5, 0.5],
    ]
)
RISING = np.array([10.0, 6.0, 7.0, 7.125, 0.1, 8.0, 7.0, 9.875, 5.0, 4.75, 3.0, 3.0, 2.875, 10.125])


@stopping.shown("“gradient”: long and short gradients, one of length exactly tol")
def many_gradients() -> dict[str, Any]:
    values = np.array([9.0, 8.0, 7.0, 30.0, 20.0, 18.0, 15.0, 12.0, 11.0, 10.0, 9.5, 1.0])
    return {
        "rule": "gradient",
        "thetas": np.cumsum(ARROWS[::-1], axis=0),
        "values": values,
        "gradients": ARROWS,
        "tol": 5.0,
    }


@stopping.shown("“decrease”: J also rises, by much and by little")
def rising_values() -> dict[str, Any]:
    thetas = np.column_stack([np.arange(14.0), np.arange(14.0) ** 2])
    return {"rule": "decrease", "thetas": thetas, "values": RISING, "gradients": -thetas[::-1], "tol": 0.25}


@stopping.shown("“step”: long and short steps, one of length exactly tol; the last point lies near the first")
def many_steps() -> dict[str, Any]:
    thetas = np.vstack([[0.0, 0.0], np.cumsum(ARROWS, axis=0), [3.0, 1.0], [1.0, 2.0]])
    values = np.concatenate([RISING, [10.0]])
    return {"rule": "step", "thetas": thetas, "values": values, "gradients": np.full((15, 2), 2.0), "tol": 5.0}


@stopping.shown("“gradient”: the start is flat enough")
def flat_start() -> dict[str, Any]:
    gradients = np.array([[1, -2, 2], [5, 0, 1], [0, 1, 0], [7, 7, 7]])
    return {"rule": "gradient", "thetas": gradients[::-1], "values": np.arange(4.0), "gradients": gradients, "tol": 3.5}


@stopping.shown("“decrease”: J stands still at the first update")
def standing_still() -> dict[str, Any]:
    values = np.array([4.0, 4.0, 2.0, 2.0, 1.75])
    return {"rule": "decrease", "thetas": ARROWS[:5], "values": values, "gradients": ARROWS[5:10], "tol": 0.25}


@stopping.shown("“step”: at the last update")
def short_at_last() -> dict[str, Any]:
    thetas = np.array([[0.0, 9.0], [30.0, 9.0], [30.0, 50.0], [31.0, 51.0]])
    return {"rule": "step", "thetas": thetas, "values": np.ones(4), "gradients": ARROWS[:4], "tol": 3.0}


@stopping.shown("“step”: never")
def never_short() -> dict[str, Any]:
    thetas = np.array([[0.0, 1.0], [30.0, 1.0], [30.0, 50.0], [-20.0, 90.0]])
    return {"rule": "step", "thetas": thetas, "values": np.ones(4), "gradients": np.ones((4, 2)), "tol": 2.0}


def _recorded(rng: np.random.Generator, rule: str) -> dict[str, Any]:
    """A descent of 25 updates with tol in the middle between two of the numbers that the rule looks at, so that
    rounding cannot decide."""
    H = np.diag(rng.uniform(0.5, 4, size=3))
    loss = Quadratic(H, rng.normal(size=3), float(rng.normal()))
    run = minimize(loss, rng.normal(size=3) + 3, GD(float(rng.uniform(0.1, 0.2))), 25)
    gradients = loss.gradient(run.path)
    numbers = _numbers(rule, run.path, run.values, gradients, np.linalg.norm)
    t = int(rng.integers(9, 17))
    tol = float(np.sqrt(numbers[t - 1] * numbers[t]))
    return {"rule": rule, "thetas": run.path, "values": run.values, "gradients": gradients, "tol": tol}


@stopping.drawn(1)
def recorded_gradient(rng: np.random.Generator) -> dict[str, Any]:
    return _recorded(rng, "gradient")


@stopping.drawn(1)
def recorded_decrease(rng: np.random.Generator) -> dict[str, Any]:
    return _recorded(rng, "decrease")


@stopping.drawn(1)
def recorded_step(rng: np.random.Generator) -> dict[str, Any]:
    return _recorded(rng, "step")


@stopping.drawn(3)
def jumping(rng: np.random.Generator) -> dict[str, Any]:
    """Whole numbers that jump about: ties, rises, standstills, a rule that may never fire."""
    return {
        "rule": RULES[int(rng.integers(3))],
        "thetas": rng.integers(-4, 5, size=(20, 2)),
        "values": rng.integers(1, 20, size=20),
        "gradients": rng.integers(-4, 5, size=(20, 2)),
        "tol": float(rng.choice([1.0, 2.0])),
    }


@stopping.drawn(1)
def short_at_first(rng: np.random.Generator) -> dict[str, Any]:
    """The first step is short, and so is the third."""
    arrows = np.array([[9, -9, 9], [1, -1, 0], [-7, 3, 4], [0, 1, 1], [8, 8, 8]]) * int(rng.choice([-1, 1]))
    values = rng.integers(1, 9, size=5)
    return {"rule": "step", "thetas": np.cumsum(arrows, axis=0), "values": values, "gradients": arrows, "tol": 2.0}


@stopping.drawn(1)
def never(rng: np.random.Generator) -> dict[str, Any]:
    """J only rises."""
    values, arrows = np.cumsum(rng.uniform(0.01, 1, size=9)), rng.normal(size=(9, 3))
    return {"rule": "decrease", "thetas": arrows, "values": values, "gradients": arrows, "tol": 0.5}


@stopping.independent()
def by_the_rules_of_the_kit(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """The kit's rules, shown one point after the other."""
    from gdkit import Step

    rules = {"gradient": gradient_below, "decrease": decrease_below, "step": step_below}
    test = rules[rule](tol).start()
    no_state: Any = None
    points = zip(thetas.astype(float), values.astype(float), gradients.astype(float), strict=True)
    return next((t for t, point in enumerate(points) if test(Step(t, *point, no_state))), -1)


@stopping.wider
def wide_record(rng: np.random.Generator) -> dict[str, Any]:
    T, P = int(rng.integers(1, 8)), int(rng.integers(1, 4))
    return {
        "rule": RULES[int(rng.integers(3))],
        "thetas": rng.integers(-2, 3, size=(T, P)) * float(rng.choice([0.0, 1.0, 100.0])),
        "values": rng.integers(-3, 4, size=T) * float(rng.choice([0.0, 1.0, 0.5])),
        "gradients": rng.integers(-2, 3, size=(T, P)) * float(rng.choice([0.0, 1.0, 100.0])),
        "tol": float(rng.choice([0.0, 1.0, 2.0, 300.0])),
    }


def _numbers(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, length: Any) -> ndarray:
    """What the rule compares with tol, for each t; infinite where there is nothing to compare or J rises."""
    if rule == "gradient":
        return np.array([length(g) for g in gradients])
    if rule == "decrease":
        return np.append(np.inf, [fall if fall >= 0 else np.inf for fall in values[:-1] - values[1:]])
    return np.append(np.inf, [length(arrow) for arrow in thetas[1:] - thetas[:-1]])


def _first(fires: Any) -> int:
    """The first t at which `fires` is true, −1 where there is none."""
    hits = np.flatnonzero(fires)
    return int(hits[0]) if len(hits) else -1


@stopping.mistake(reread=f"{LECTURE}, “A rise is not a small decrease”")
def rise_stops(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """“decrease” stops when J rises: a decrease of −1 is below tol.

    A descent that goes up has not become slow.
    """
    if rule == "decrease":
        return _first(np.append(False, values[:-1] - values[1:] <= tol))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake(reread=f"{LECTURE}, “A rise is not a small decrease”")
def small_rise_stops(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """“decrease” stops at a small rise of J too: the sign of the change is dropped.

    The rule asks for a decrease: J must not have become larger.
    """
    if rule == "decrease":
        return _first(np.append(False, np.abs(values[:-1] - values[1:]) <= tol))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake(reread=f"{LECTURE}, “A rise is not a small decrease”")
def standstill_ignored(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """“decrease” does not stop where J stands still.

    A decrease of 0 is at most tol.
    """
    if rule == "decrease":
        falls = values[:-1] - values[1:]
        return _first(np.append(False, (falls > 0) & (falls <= tol)))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def small_value(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """“decrease” compares J itself with tol, not its decrease.

    What if the smallest value of J is 5?
    """
    if rule == "decrease":
        return _first(values <= tol)
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def relative_decrease(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """“decrease” divides the decrease by J before it compares.

    Here tol is a decrease, not a share of J.
    """
    if rule == "decrease":
        shares = (values[:-1] - values[1:]) / values[:-1]
        return _first(np.append(False, (shares >= 0) & (shares <= tol)))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def decrease_since_the_start(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """“decrease” compares each value with the first one, not with the one before.

    How much did the last update gain?
    """
    if rule == "decrease":
        falls = values[0] - values[1:]
        return _first(np.append(False, (falls >= 0) & (falls <= tol)))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def way_since_the_start(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """“step” measures the way from the first point, not from the one before.

    How far did the last update go?
    """
    if rule == "step":
        return _first([t > 0 and np.linalg.norm(thetas[t] - thetas[0]) <= tol for t in range(len(thetas))])
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def difference_of_lengths(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """“step” compares the lengths of the two points; two points far apart can be equally long.

    Subtract first, then take the length.
    """
    if rule == "step":
        lengths = np.linalg.norm(thetas, axis=1)
        return _first(np.append(False, np.abs(lengths[1:] - lengths[:-1]) <= tol))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def change_of_the_gradient(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """“gradient” compares the gradient with the one before it; it is the gradient itself that must be small.

    On a straight slope the gradient does not change at all.
    """
    if rule == "gradient":
        changes = np.linalg.norm(gradients[1:] - gradients[:-1], axis=1)
        return _first(np.append(False, changes <= tol))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake(reread=f"{LECTURE}, “Index −1”")
def first_point_after_the_last(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """At t = 0 the start is compared with the last point: in Python, index −1 is the last entry.

    Before the start there is nothing to compare with.
    """
    for t in range(len(thetas)):
        if rule == "gradient" and np.linalg.norm(gradients[t]) <= tol:
            return t
        if rule == "decrease" and 0 <= values[t - 1] - values[t] <= tol:
            return t
        if rule == "step" and np.linalg.norm(thetas[t] - thetas[t - 1]) <= tol:
            return t
    return -1


@stopping.mistake()
def counted_from_one_on(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """The t that comes back is one too large.

    t = 0 is the start, before any update.
    """
    t = stop_rule(rule, thetas, values, gradients, tol)
    return t + 1 if t >= 0 else t


@stopping.mistake()
def earlier_of_the_two(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """“decrease” and “step” compare two points, and the t of the earlier one comes back.

    The rule fires when the later of the two is known.
    """
    t = stop_rule(rule, thetas, values, gradients, tol)
    return t - 1 if rule != "gradient" and t > 0 else t


@stopping.mistake()
def last_time(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """The last t at which the rule holds comes back, not the first.

    Does your loop end when the rule fires?
    """
    hits = np.flatnonzero(_numbers(rule, thetas, values, gradients, np.linalg.norm) <= tol)
    return int(hits[-1]) if len(hits) else -1


@stopping.mistake()
def how_often(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """This counts how often the rule holds; the first t at which it does is asked for.

    Does your loop end when the rule fires?
    """
    return int((_numbers(rule, thetas, values, gradients, np.linalg.norm) <= tol).sum())


@stopping.mistake()
def start_not_looked_at(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """“gradient” does not look at the start: a descent can be over before its first update.

    Which of the rules need two points, and which needs only one?
    """
    if rule == "gradient":
        return _first([t > 0 and np.linalg.norm(gradients[t]) <= tol for t in range(len(gradients))])
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def first_update_not_looked_at(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """“decrease” and “step” look at the first update too late: they begin at t = 2.

    At which t is there a point before?
    """
    if rule == "gradient":
        return stop_rule(rule, thetas, values, gradients, tol)
    numbers = _numbers(rule, thetas, values, gradients, np.linalg.norm)
    return _first([t > 1 and numbers[t] <= tol for t in range(len(numbers))])


@stopping.mistake()
def last_not_looked_at(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """The last point is not looked at.

    range(n) already ends at n − 1.
    """
    t = stop_rule(rule, thetas, values, gradients, tol)
    return -1 if t == len(thetas) - 1 else t


@stopping.mistake()
def strictly_below(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """Where the number equals tol exactly, the rule does not fire.

    The statement says ≤.
    """
    return _first(_numbers(rule, thetas, values, gradients, np.linalg.norm) < tol)


@stopping.mistake()
def length_by_the_largest_entry(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """The largest entry is taken for the length.

    How long is the vector (3, 4)?
    """
    return _first(_numbers(rule, thetas, values, gradients, lambda a: np.abs(a).max()) <= tol)


@stopping.mistake()
def length_by_one_entry(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """One small entry is enough for the rule to fire.

    How long is the vector (3, 4)?
    """
    return _first(_numbers(rule, thetas, values, gradients, lambda a: np.abs(a).min()) <= tol)


@stopping.mistake()
def length_by_the_square(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """The square of the length is compared with tol: the root is missing.

    How long is the vector (3, 4)?
    """
    return _first(_numbers(rule, thetas, values, gradients, lambda a: (a**2).sum()) <= tol)


@stopping.mistake()
def length_by_the_sum(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """The sum of the entries' sizes is taken for the length.

    How long is the vector (3, 4)?
    """
    return _first(_numbers(rule, thetas, values, gradients, lambda a: np.abs(a).sum()) <= tol)


@stopping.mistake()
def length_by_a_signed_sum(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """The entries are added with their signs: a large negative entry counts as small.

    How long is the vector (3, −4)?
    """
    return _first(_numbers(rule, thetas, values, gradients, lambda a: a.sum()) <= tol)


@stopping.mistake()
def never_is_the_end(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """Where the rule never fires, the last t comes back instead of −1.

    A descent that ran to its end was not stopped by the rule.
    """
    t = stop_rule(rule, thetas, values, gradients, tol)
    return len(thetas) - 1 if t < 0 else t


@stopping.mistake()
def never_is_nothing(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> Any:
    """Where the rule never fires, nothing comes back instead of −1.

    What does a function return when no return statement is reached?
    """
    t = stop_rule(rule, thetas, values, gradients, tol)
    return None if t < 0 else t


@stopping.mistake()
def always_the_gradient(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """All rules look at the gradient: `rule` is not used.

    There are three rules.
    """
    return stop_rule("gradient", thetas, values, gradients, tol)


@stopping.mistake()
def gradient_for_step(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    """“step” looks at the gradient; a step is the way between two points.

    What is missing between ∇J and the step that is made with it?
    """
    return stop_rule("gradient" if rule == "step" else rule, thetas, values, gradients, tol)


@stopping.variant
def rule_by_arrays(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    if rule == "gradient":
        fires = np.linalg.norm(gradients, axis=1) <= tol
    elif rule == "decrease":
        falls = -np.diff(values)
        fires = np.concatenate([[False], (falls >= 0) & (falls <= tol)])
    else:
        fires = np.concatenate([[False], np.linalg.norm(np.diff(thetas, axis=0), axis=1) <= tol])
    return int(fires.argmax()) if fires.any() else -1


@stopping.variant
def rule_after_rule(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    t = 0 if rule == "gradient" else 1
    while t < len(values):
        if rule == "gradient" and np.sqrt(gradients[t] @ gradients[t]) <= tol:
            break
        if rule == "decrease" and values[t] <= values[t - 1] and values[t - 1] - values[t] <= tol:
            break
        if rule == "step" and np.sqrt(((thetas[t] - thetas[t - 1]) ** 2).sum()) <= tol:
            break
        t += 1
    return t if t < len(values) else -1


@stopping.variant
def rule_with_a_memory(rule: str, thetas: ndarray, values: ndarray, gradients: ndarray, tol: float) -> int:
    before, value_before, number = None, np.inf, np.inf
    for t, (theta, value, g) in enumerate(zip(thetas, values, gradients, strict=True)):
        if rule == "gradient":
            number = float(np.linalg.norm(g))
        elif rule == "decrease":
            number = value_before - value
        else:
            number = np.inf if before is None else float(np.linalg.norm(theta - before))
        if 0 <= number <= tol:
            return t
        before, value_before = theta, value
    return -1


# --- Quizzes ------------------------------------------------------------------------------------

# At some θ the gradient of J is zero. What follows?
#   a  J has its smallest value there                b  J has a minimum there, though perhaps only a local one
#   c  J is flat there: a minimum, a maximum or a saddle can be    d  the loss there is close to zero
Quiz(
    "01.quiz_zero_gradient",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="A zero gradient is necessary for a minimum, not sufficient: x² − y² has one at the origin, which is a saddle,"
    " and x⁴ − 2x² + 0.3x has one at a local minimum that is not the lowest.",
    reread=f"{LECTURE}, “Flat is not low”",
)

# Gradient descent runs for 100 updates with η, and again from the same start with η/100. What can be said?
#   a  the smaller rate is safer, so it ends at least as low    b  both end at the same point
#   c  the smaller rate may end far higher: it has hardly moved    d  the smaller rate diverges
Quiz(
    "01.quiz_small_rate",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="A small rate never overshoots, but 100 small steps may lead nowhere: on the toy batch, from (0, 1, 1), the"
    " largest error after 100 updates is 0.113 with η = 0.01 and 0.0027 with η = 0.1. Up to a limit, more is faster.",
    reread=f"{LECTURE}, “Which η?”",
)

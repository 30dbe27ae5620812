"""X1.3, the direction of steepest descent, a unit vector, and the slope along it."""

import numpy as np

from autograder.declaring import Exercise

from ..drawing import one_of
from ..wide_numbers import numbers, size

steepest = Exercise(
    "01.steepest_direction",
    "steepest_direction(gradient) -> (direction, slope)",
    parts={"the direction": ("direction",), "the slope along it": ("slope",)},
    reread="Lecture 01, “Steepest descent”",
    allows={"one entry": ["gradient"], "whole": ["gradient"], "large": ["gradient"], "small": ["gradient"]},
)


@steepest.reference
def steepest_direction(gradient):
    length = np.linalg.norm(gradient)
    return -gradient / length, -length


@steepest.shown("∇J = (2, 4)")
def two_four():
    return {"gradient": np.array([2.0, 4.0])}


@steepest.shown("three variables, signs of both kinds, one slope zero")
def both_signs():
    return {"gradient": np.array([0.5, 0.0, -0.25])}


@steepest.shown("whole numbers")
def whole_gradient():
    return {"gradient": np.array([-6, 2, 3])}


@steepest.shown("seven variables")
def seven_variables():
    return {"gradient": np.array([0.5, -1.5, 2.0, 0.25, -0.75, 1.0, -2.5])}


@steepest.drawn(4)
def any_gradient(rng):
    return {"gradient": rng.normal(size=int(rng.integers(2, 6))) * float(rng.choice([0.1, 1.0, 30.0]))}


@steepest.drawn(1)
def drawn_whole_gradient(rng):
    return {"gradient": rng.integers(1, 9, size=4) * np.array([1, -1, 1, -1])}


@steepest.drawn(1)
def one_variable(rng):
    return {"gradient": rng.uniform(2, 3, size=1)}


@steepest.independent()
def by_eigenvectors(gradient):
    """Of all unit vectors v the one with the largest squared slope vᵀ∇J ∇Jᵀv, turned downhill."""
    unit = np.linalg.eigh(np.outer(gradient, gradient) / np.max(np.abs(gradient)) ** 2).eigenvectors[:, -1]
    downhill = -unit * np.sign(unit @ gradient)
    return downhill, downhill @ gradient


@steepest.wider
def wide_gradient(rng):
    P = size(rng)
    gradient = numbers(rng, P)
    return {"gradient": gradient if gradient.any() else one_of(rng, np.ones(P), -np.eye(P, dtype=int)[-1])}


steepest.keep(8, 9, 17, 0, 7, 45)


@steepest.mistake()
def uphill(gradient):
    """This is the direction of steepest ascent, with its slope.

    The gradient points to where J grows fastest. Which way is down?
    """
    length = np.linalg.norm(gradient)
    return gradient / length, length


@steepest.mistake()
def slope_positive(gradient):
    """The direction is right, but its slope has the wrong sign.

    Along this direction J falls.
    """
    length = np.linalg.norm(gradient)
    return -gradient / length, length


@steepest.mistake()
def direction_uphill(gradient):
    """The slope is right, but the direction points uphill.

    Put your direction into directional_slope: does it give your slope?
    """
    length = np.linalg.norm(gradient)
    return gradient / length, -length


@steepest.mistake()
def arrow_not_normalised(gradient):
    """The slope is right, but the direction is not a unit vector: it is −∇J itself.

    How long is your direction?
    """
    return -gradient, -np.linalg.norm(gradient)


@steepest.mistake()
def nothing_normalised(gradient):
    """Neither of the two is divided by the length: the direction is −∇J, the slope −‖∇J‖².

    How long is your direction?
    """
    return -gradient, -(gradient @ gradient)


@steepest.mistake()
def slope_squared(gradient):
    """The direction is right, but the slope is −‖∇J‖²: the gradient is multiplied by itself, not by the direction.

    Put your direction into directional_slope.
    """
    return -gradient / np.linalg.norm(gradient), -(gradient @ gradient)


@steepest.mistake()
def slope_of_a_unit_gradient(gradient):
    """The direction is right, but its slope is always −1: the gradient's size is lost.

    The slope must double when the gradient doubles.
    """
    return -gradient / np.linalg.norm(gradient), -1.0


@steepest.mistake()
def divided_by_the_sum(gradient):
    """The gradient is divided by the sum |g₁| + |g₂| + …, which is not its length.

    How long is your direction?
    """
    arrow = -gradient / np.abs(gradient).sum()
    return arrow, gradient @ arrow


@steepest.mistake()
def divided_by_the_largest(gradient):
    """The gradient is divided by the largest of |g₁|, |g₂|, …, which is not its length.

    How long is your direction?
    """
    arrow = -gradient / np.abs(gradient).max()
    return arrow, gradient @ arrow


@steepest.mistake()
def divided_by_the_square_of_the_length(gradient):
    """The gradient is divided by ‖∇J‖²: the root is missing.

    How long is your direction?
    """
    arrow = -gradient / (gradient @ gradient)
    return arrow, gradient @ arrow


@steepest.mistake()
def steepest_axis(gradient):
    """This is the steepest of the axes: only the variable with the largest slope moves.

    May a direction move all variables at once?
    """
    k = int(np.argmax(np.abs(gradient)))
    arrow = -np.sign(gradient[k]) * np.eye(len(gradient))[k]
    return arrow, gradient @ arrow


@steepest.mistake()
def signs_only(gradient):
    """All variables move by the same amount: only the signs of the gradient are used.

    Should the variable with the larger slope not move further?
    """
    arrow = -np.sign(gradient) / np.linalg.norm(np.sign(gradient))
    return arrow, gradient @ arrow


@steepest.mistake(reread="Lecture 01, “Never in place”")
def gradient_changed(gradient):
    """The gradient is normalised in place (gradient /= …): the caller's changes, and integers raise an error.

    Make a new array.
    """
    length = np.linalg.norm(gradient)
    gradient /= -length
    return gradient, -length


@steepest.mistake()
def length_of_the_example(gradient):
    """The gradient is always divided by √20: that is the length of (2, 4) only.

    Compute the length of the gradient that comes in.
    """
    return -gradient / 20**0.5, -(20**0.5)


@steepest.mistake(reread="Lecture 01, “The dot product”")
def slope_in_every_variable(gradient):
    """The direction is right, but the slope is an array: the products of the entries are not added up.

    A slope is one number.
    """
    arrow = -gradient / np.linalg.norm(gradient)
    return arrow, gradient * arrow


@steepest.variant
def slope_as_dot_product(gradient):
    downhill = -gradient / np.sqrt(np.sum(gradient**2))
    return downhill, float(gradient @ downhill)


@steepest.variant
def by_loops(gradient):
    length = sum(float(g) ** 2 for g in gradient) ** 0.5
    return np.array([-g / length for g in gradient]), -length

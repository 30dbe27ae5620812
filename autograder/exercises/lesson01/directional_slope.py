"""X1.3, the slope along a direction: the gradient times the unit vector."""

import numpy as np

from autograder.declaring import Exercise

from ..drawing import one_of
from ..wide_numbers import numbers, size

slopes = Exercise(
    "01.directional_slope",
    "directional_slope(gradient, v) -> slope",
    reread="Lecture 01, “The slope in a direction”",
    allows={
        "one entry": ["gradient", "v"],
        "whole": ["gradient", "v"],
        "only zeros": ["gradient"],
        "large": ["gradient", "v"],
        "small": ["gradient", "v"],
    },
)


@slopes.reference
def directional_slope(gradient, v):
    return gradient.dot(v) / np.linalg.norm(v)


@slopes.shown("∇J = (2, 4), v = (3, 4)")
def three_four():
    return {"gradient": np.array([2.0, 4.0]), "v": np.array([3.0, 4.0])}


@slopes.shown("three variables, a short v, downhill")
def short_direction():
    return {"gradient": np.array([1.5, -2.0, 0.5]), "v": np.array([-0.25, 0.5, 0.125])}


@slopes.shown("whole numbers")
def whole_direction():
    return {"gradient": np.array([1, -3, 2]), "v": np.array([2, 1, 5])}


@slopes.shown("a gradient of 0, a tiny v")
def flat():
    return {"gradient": np.array([0.0, 0.0]), "v": np.array([3e-05, -4.5e-06])}


@slopes.shown("a tiny gradient, a long v")
def tiny_gradient():
    return {"gradient": np.array([-2.25e-06, 3.5e-05]), "v": np.array([2350.0, -0.0045])}


@slopes.drawn(4)
def any_direction(rng):
    P = int(rng.integers(2, 6))
    return {"gradient": rng.normal(size=P) * 3, "v": rng.normal(size=P) * float(rng.choice([0.1, 1.0, 7.0]))}


@slopes.drawn(1)
def drawn_whole_direction(rng):
    return {"gradient": rng.integers(1, 9, size=4), "v": rng.integers(-9, 0, size=4)}


@slopes.drawn(1)
def one_variable(rng):
    return {"gradient": rng.normal(size=1) + 2, "v": -rng.uniform(0.2, 0.8, size=1)}


@slopes.independent(1e-7)
def by_differences(gradient, v):
    """How fast ½(θ + ∇J)² rises from θ = 0 per unit of the way along v, by central differences, exact for a square."""
    unit, h = v / np.sqrt(sum(v**2)), float(np.abs(gradient).max()) or 1.0

    def J(theta):
        return float(np.sum((theta + gradient) ** 2) / 2)

    return (J(h * unit) - J(-h * unit)) / (2 * h)


@slopes.wider
def wide_direction(rng):
    P = size(rng)
    v = numbers(rng, P)
    return {"gradient": numbers(rng, P), "v": v if v.any() else one_of(rng, np.ones(P), np.eye(P, dtype=int)[0])}


slopes.keep(0, 18, 54, 11, 77, 93, 106, 4, 7)


@slopes.mistake()
def direction_not_normalised(gradient, v):
    """The slope grows with the length of v: v is not made a unit vector.

    A direction has no length. What must v be divided by?
    """
    return gradient @ v


@slopes.mistake()
def divided_by_the_square(gradient, v):
    """The dot product is divided by ‖v‖² instead of ‖v‖: the root is missing.

    How long is (3, 4)?
    """
    return gradient @ v / (v @ v)


@slopes.mistake()
def divided_by_the_gradient(gradient, v):
    """The dot product is divided by the length of the gradient, not by that of v.

    Which of the two is only a direction?
    """
    return gradient @ v / np.linalg.norm(gradient)


@slopes.mistake()
def cosine(gradient, v):
    """This is the cosine of the angle between gradient and v: the gradient is made a unit vector too.

    The slope must double when the gradient doubles.
    """
    return gradient @ v / np.linalg.norm(v) / np.linalg.norm(gradient)


@slopes.mistake()
def multiplied_by_the_length(gradient, v):
    """The dot product is multiplied by the length of v where it should be divided by it.

    What does the slope become when v is twice as long?
    """
    return gradient @ v * np.linalg.norm(v)


@slopes.mistake()
def slope_reversed(gradient, v):
    """The slope has the opposite sign.

    Along v, a slope above zero means that J rises. There is no minus here yet.
    """
    return -gradient @ v / np.linalg.norm(v)


@slopes.mistake()
def slope_without_sign(gradient, v):
    """The sign is lost: downhill and uphill look alike.

    A slope is negative where J falls.
    """
    return abs(gradient @ v) / np.linalg.norm(v)


@slopes.mistake()
def sum_of_sizes(gradient, v):
    """v is divided by the sum |v₁| + |v₂| + …, which is not its length.

    How long is (3, 4)?
    """
    return gradient @ v / np.abs(v).sum()


@slopes.mistake()
def largest_size(gradient, v):
    """v is divided by the largest of |v₁|, |v₂|, …, which is not its length.

    How long is (3, 4)?
    """
    return gradient @ v / np.abs(v).max()


@slopes.mistake()
def sum_with_signs(gradient, v):
    """v is divided by the sum of its entries, which is not its length.

    How long is (3, −4)?
    """
    return gradient @ v / v.sum()


@slopes.mistake()
def divided_by_the_number(gradient, v):
    """The dot product is divided by the number of variables: this is a mean.

    What does the length of v have to do with the number of its entries?
    """
    return gradient @ v / len(v)


@slopes.mistake()
def divided_by_five(gradient, v):
    """The dot product is always divided by 5: that is the length of (3, 4) only.

    Compute the length of the v that comes in.
    """
    return gradient @ v / 5


@slopes.mistake(reread="Lecture 01, “The dot product”")
def products_not_added(gradient, v):
    """The products of the entries are not added up: an array comes back where a slope is one number.

    gradient * v is not the dot product.
    """
    return gradient * v / np.linalg.norm(v)


@slopes.mistake(reread="Lecture 01, “The dot product”")
def projection(gradient, v):
    """This is the projection of the gradient onto v, an arrow; the slope is one number.

    How long is that arrow, and does it point along v or against it?
    """
    return gradient @ v / (v @ v) * v


@slopes.mistake(reread="Lecture 01, “The dot product”")
def two_entries_only(gradient, v):
    """Only the first two entries are used.

    The dot product has one term for each variable. How many terms are there with three?
    """
    return (gradient[:2] * v[:2]).sum() / np.sqrt((v[:2] ** 2).sum())


@slopes.mistake(reread="Lecture 01, “Never in place”")
def direction_changed(gradient, v):
    """v is normalised in place (v /= …): the caller's v changes, and with integers NumPy raises an error.

    Make a new array.
    """
    v /= np.linalg.norm(v)
    return gradient @ v


@slopes.mistake()
def whole_division(gradient, v):
    """The quotient is rounded down: // is the division of whole numbers.

    What is 22 / 5, and what is 22 // 5?
    """
    return gradient @ v // np.linalg.norm(v)


@slopes.variant
def unit_vector_first(gradient, v):
    unit = v / np.sqrt(np.sum(np.square(v)))
    return float(np.dot(gradient, unit))


@slopes.variant
def by_loops(gradient, v):
    dot = length = 0.0
    for i in range(len(v)):
        dot += gradient[i] * v[i]
        length += v[i] ** 2
    return dot / length**0.5


@slopes.variant
def by_the_angle(gradient, v):
    """‖∇J‖ cos φ."""
    length = np.linalg.norm(gradient)
    if length == 0:
        return 0.0
    return length * (np.vdot(gradient, v) / (length * np.linalg.norm(v)))

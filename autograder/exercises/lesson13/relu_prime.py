"""A100, the slope of ReLU."""

import numpy as np

from autograder.declaring import Exercise

from .. import libraries
from .relu import relu
from .shared import ANY_NUMBERS, LISTS_FOR_ARRAYS, numbers_of_any_size

slope = Exercise(
    "13.relu_prime",
    "relu_prime(z) -> result",
    reread="Lecture 13, “The slope of ReLU”",
    allows=ANY_NUMBERS,
    library_calls=("relu_prime", *libraries.DIFFERENCES),
)


@slope.reference
def relu_prime(z):
    return 1.0 * (z > 0)


@slope.alternative
def one_at_zero(z):
    """ReLU has no derivative at 0; 1 is as good as 0."""
    return np.where(z >= 0, 1.0, 0.0)


@slope.alternative
def zero_and_one_in_whole_numbers(z):
    """0 and 1 may be whole numbers."""
    return 1 * (z > 0)


@slope.shown("numbers of both signs, and 0")
def both_signs():
    return {"z": np.array([-2.0, -0.5, 0.0, 0.05, 0.5, 3.0, -0.05])}


@slope.shown("a table of integers")
def integer_table():
    return {"z": np.array([[-3, 1, 4], [2, -1, 0]])}


@slope.shown("a square table, large and small numbers")
def square_table():
    return {"z": np.array([[800.0, -800.0], [-1e-3, 1e-3]])}


@slope.shown("tiny numbers: 3e-11 is positive too")
def tiny_numbers():
    return {"z": np.array([3e-11, -2e-11, 7.5e-11, 6e-13, -4e-11, -5e-12, 1e-11])}


@slope.shown("three axes, from thousandths to millions")
def three_axes_of_any_size():
    z = [[[4.2e-5, -0.003, 1.5], [-2300.0, 3.1e6, -7.0]], [[0.8, -4.2e-5, 0.002], [1200.0, -1.5, 35.0]]]
    return {"z": np.array(z)}


@slope.drawn(2)
def any_table(rng):
    m = int(rng.integers(3, 7))
    return {"z": rng.normal(size=(m, m + int(rng.integers(1, 4)))) * 2}


@slope.drawn(1)
def any_row(rng):
    return {"z": rng.normal(size=9) * 0.3}


@slope.drawn(1)
def whole_numbers(rng):
    return {"z": rng.choice([-4, -3, -2, -1, 1, 2, 3, 4], size=(4, 3))}


@slope.drawn(1)
def three_axes(rng):
    return {"z": rng.normal(size=(2, 3, 4))}


@slope.drawn(1)
def one_number(rng):
    return {"z": rng.random(1) + 1.5}


@slope.wider
def any_numbers_but_zero(rng):
    """Without 0: there two answers are right."""
    z = numbers_of_any_size(rng)
    return {"z": np.where(z == 0, np.asarray(1, dtype=z.dtype), z)}


slope.keep(129, 0, 2, 28, 155, 26, 101)


@slope.independent()
def by_heaviside(z):
    return np.heaviside(z, 0.0)


@slope.independent(1e-7)
def by_differences_from_the_left(z):
    """The slope of max(0, z) itself, over a short way to the left, a millionth of |z|."""
    h = 1e-6 * np.where(z == 0, 1.0, np.abs(z))
    return (np.maximum(z, 0.0) - np.maximum(z - h, 0.0)) / h


@slope.mistake(reread="Lecture 00, “Shapes”")
def true_and_false(z):
    """True and False come back; asked for are the numbers 1 and 0.

    .astype(float) turns them into numbers.
    """
    return z > 0


@slope.mistake()
def one_everywhere(z):
    """The slope is 1 everywhere: that of z itself.

    For negative z ReLU is flat.
    """
    return np.ones(z.shape)


@slope.mistake()
def sides_exchanged(z):
    """The two sides are exchanged: 1 for negative z.

    For negative z ReLU is flat.
    """
    return np.where(z < 0, 1.0, 0.0)


@slope.mistake(reread="Lecture 13, “Units that die”")
def slope_of_leaky_relu(z):
    """The slope is 0.01 for negative z: this is the leaky ReLU.

    Here it is 0.
    """
    return np.where(z > 0, 1.0, 0.01)


@slope.mistake()
def sign_of_z(z):
    """The slope is −1 for negative z: this is the sign, the slope of |z|.

    For negative z ReLU is flat.
    """
    return 1.0 * np.sign(z)


@slope.mistake()
def relu_itself(z):
    """ReLU comes back, not its slope.

    A slope of 3 at z = 3?
    """
    return relu(z)


@slope.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_of_the_sigmoid(z):
    """This is σ(z)(1 − σ(z)), the slope of the sigmoid.

    The slope of ReLU has two values only.
    """
    return np.exp(-np.logaddexp(0, -z) - np.logaddexp(0, z))


@slope.mistake()
def slope_of_softplus(z):
    """This is σ(z), the slope of the softplus log(1 + eᶻ).

    The slope of ReLU has two values only.
    """
    return np.exp(-np.logaddexp(0, -z))


@slope.mistake()
def flat_above_one(z):
    """The slope is 0 above 1.

    ReLU has no upper end.
    """
    return np.where((z > 0) & (z < 1), 1.0, 0.0)


@slope.mistake()
def half_at_zero(z):
    """At z = 0 the slope is ½, as a central difference gives it.

    A convention is needed there; this course takes 0 or 1.
    """
    return np.heaviside(z, 0.5)


@slope.mistake(reread="Lecture 00, “Forward and central differences”")
def coarse_difference(z):
    """Near 0 the slope is neither 0 nor 1: a difference quotient with a large step reaches across the corner.

    No step is needed: on each side of 0 ReLU is a line.
    """
    return (np.maximum(z + 0.1, 0) - np.maximum(z - 0.1, 0)) / 0.2


@slope.mistake()
def zero_everywhere(z):
    """The slope is 0 everywhere: nothing would ever be learned.

    For positive z ReLU rises.
    """
    return np.zeros(z.shape)


@slope.mistake(reread="Lecture 00, “Shapes”")
def slope_of_an_array_in_an_if(z):
    """The function stops for arrays: `if z > 0` needs a single number.

    np.where works entry by entry.
    """
    if z > 0:
        return 1.0 + 0 * z
    return 0.0 * z


@slope.mistake(reread="Lecture 00, “Shapes”")
def slopes_in_one_row(z):
    """The slopes are right, but they all stand in one row.

    The result has the shape of z.
    """
    return relu_prime(z).ravel()


@slope.mistake(says=LISTS_FOR_ARRAYS, reread="Lecture 00, “Shapes”")
def slopes_in_lists(z):
    return relu_prime(z).tolist()


@slope.mistake(reread="Lecture 03, “The update in place”")
def slopes_written_into(z):
    """The slopes are written into the caller's array (z[z > 0] = 1).

    Make a new array.
    """
    z[z <= 0] = 0
    z[z > 0] = 1
    return z


@slope.variant
def by_mask(z):
    return (z > 0).astype(float)


@slope.variant
def in_integers(z):
    return 1 * (z > 0)


@slope.variant
def number_by_number(z):
    return np.array([1.0 if v > 0 else 0.0 for v in z.ravel()]).reshape(z.shape)


@slope.variant
def from_the_sign(z):
    return np.ceil((np.sign(z) + 1) / 2)

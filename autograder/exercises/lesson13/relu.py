"""A100, ReLU."""

import numpy as np

from autograder.declaring import Exercise

from .shared import ANY_NUMBERS, LISTS_FOR_ARRAYS, numbers_of_any_size

cut = Exercise(
    "13.relu",
    "relu(z) -> a",
    reread="Lecture 13, “ReLU”",
    allows={**ANY_NUMBERS, "only zeros": ["z"]},
    library_calls=("relu",),
)


@cut.reference
def relu(z):
    return 0.5 * (z + np.abs(z))  # max(0, z): the two halves add up or cancel


@cut.alternative
def whole_numbers_stay_whole(z):
    """Whole numbers may stay what they are."""
    return np.maximum(z, 0)


@cut.shown("numbers of both signs, and 0")
def both_signs():
    return {"z": np.array([-2.0, -0.5, 0.0, 0.05, 0.5, 3.0, -0.05])}


@cut.shown("a table of integers")
def integer_table():
    return {"z": np.array([[-3, 1, 4], [2, -1, 0]])}


@cut.shown("a square table, large and small numbers")
def square_table():
    return {"z": np.array([[800.0, -800.0], [-1e-3, 1e-3]])}


@cut.shown("tiny numbers: 3e-11 is positive too")
def tiny_numbers():
    return {"z": np.array([3e-11, -2e-11, 7.5e-11, 6e-13, -4e-11, -5e-12, 1e-11])}


@cut.shown("three axes, from thousandths to millions")
def three_axes_of_any_size():
    z = [[[4.2e-5, -0.003, 1.5], [-2300.0, 3.1e6, -7.0]], [[0.8, -4.2e-5, 0.002], [1200.0, -1.5, 35.0]]]
    return {"z": np.array(z)}


@cut.drawn(2)
def any_table(rng):
    m = int(rng.integers(3, 7))
    return {"z": rng.normal(size=(m, m + int(rng.integers(1, 4)))) * 2}


@cut.drawn(1)
def any_row(rng):
    return {"z": rng.normal(size=9) * 3}


@cut.drawn(1)
def whole_numbers(rng):
    return {"z": rng.integers(-4, 5, size=(4, 3))}


@cut.drawn(1)
def three_axes(rng):
    return {"z": rng.normal(size=(2, 3, 4))}


@cut.drawn(1)
def one_number(rng):
    return {"z": -rng.random(1) - 0.5}


@cut.wider
def any_numbers(rng):
    return {"z": numbers_of_any_size(rng)}


cut.keep(9, 53, 3, 271, 62, 0, 4)


@cut.independent()
def by_case(z):
    """Number by number, in Python's own max."""
    return np.array([max(0.0, float(v)) for v in z.ravel()]).reshape(z.shape)


@cut.mistake()
def absolute_value(z):
    """Negative numbers turn positive: this is the absolute value.

    Negative numbers become 0.
    """
    return 1.0 * np.abs(z)


@cut.mistake()
def negative_part(z):
    """The positive numbers become 0: min stands where max belongs.

    ReLU is never negative.
    """
    return 1.0 * np.minimum(z, 0)


@cut.mistake()
def nothing_cut(z):
    """Negative numbers stay as they are.

    Without ReLU a deep network is one linear function.
    """
    return 1.0 * z


@cut.mistake(reread="Lecture 13, “Units that die”")
def leaky(z):
    """Negative numbers are multiplied by 0.01: this is the leaky ReLU.

    Here they become 0.
    """
    return np.where(z > 0, z, 0.01 * z)


@cut.mistake(reread="Lecture 13, “The slope of ReLU”")
def step_function(z):
    """Positive numbers become 1: this is the slope of ReLU.

    Positive numbers stay as they are.
    """
    return np.where(z > 0, 1.0, 0.0)


@cut.mistake()
def cut_at_one(z):
    """Numbers above 1 are cut off too.

    ReLU has no upper end.
    """
    return 1.0 * np.clip(z, 0, 1)


@cut.mistake()
def softplus(z):
    """This is log(1 + eᶻ), the softplus: a smooth neighbour of ReLU.

    ReLU has a corner at 0.
    """
    return np.logaddexp(0, z)


@cut.mistake(reread="Lecture 07, “The sigmoid”")
def sigmoid_for_relu(z):
    """This is the sigmoid: no value is larger than 1.

    ReLU has no upper end.
    """
    return np.exp(-np.logaddexp(0, -z))


@cut.mistake()
def positive_squared(z):
    """The positive numbers are squared.

    Positive numbers stay as they are.
    """
    return relu(z) ** 2


@cut.mistake()
def max_along_an_axis(z):
    """np.max(z, 0) is the largest number along axis 0; the larger of two numbers, entry by entry, is np.maximum.

    Which shape must the result have?
    """
    return 1.0 * np.max(z, 0)


@cut.mistake()
def largest_of_all(z):
    """One number comes back, the largest of all; ReLU is applied to every entry.

    The result has the shape of z.
    """
    return max(0.0, float(z.max()))


@cut.mistake(reread="Lecture 00, “Shapes”")
def array_in_an_if(z):
    """The function stops for arrays: `if z > 0` and Python's max need a single number.

    np.maximum and np.where work entry by entry.
    """
    if z > 0:
        return 1.0 * z
    return 0.0 * z


@cut.mistake()
def negatives_dropped(z):
    """The negative numbers are taken out: the result is shorter than z.

    They become 0 and stay in their places.
    """
    return 1.0 * z[z > 0]


@cut.mistake(reread="Lecture 00, “Shapes”")
def flattened(z):
    """The numbers are right, but they all stand in one row.

    The result has the shape of z.
    """
    return relu(z).ravel()


@cut.mistake(says=LISTS_FOR_ARRAYS, reread="Lecture 00, “Shapes”")
def lists_for_arrays(z):
    return relu(z).tolist()


@cut.mistake(reread="Lecture 03, “The update in place”")
def written_into(z):
    """The zeros are written into the caller's array (z[z < 0] = 0).

    Backpropagation still needs z. Make a new array.
    """
    z[z < 0] = 0
    return z


@cut.variant
def by_maximum(z):
    return np.maximum(z, 0)


@cut.variant
def by_mask(z):
    return z * (z > 0)


@cut.variant
def number_by_number(z):
    a = np.zeros(z.shape)
    for entry in np.ndindex(*z.shape):
        if z[entry] > 0:
            a[entry] = z[entry]
    return a


@cut.variant
def in_a_copy(z):
    a = z.copy()
    a[a < 0] = 0
    return a

"""X9.1, how many products of degree r there are of n inputs."""

import math

import numpy as np

from autograder.declaring import Exercise

from ..drawing import one_of

features = Exercise(
    "09.polynomial_feature_count",
    "polynomial_feature_count(n, r) -> count",
    allows={
        "large": ["n", "r"],
        "zero": ["r"],
    },
    reread="Lecture 09, “Too many features”",
    library_calls=("PolynomialFeatures",),
)


@features.reference
def polynomial_feature_count(n, r):
    count = 1
    for k in range(1, r + 1):
        count = count * (n + k - 1) // k  # the number for degree k: always whole
    return count


def _inputs_and_degree(n, r):
    return {"n": n, "r": r}


@features.shown("products of two of three inputs")
def two_of_three():
    return _inputs_and_degree(3, 2)


@features.shown("products of two of the 10 000 pixels of a picture of 100 by 100")
def picture():
    return _inputs_and_degree(10_000, 2)


@features.shown("products of three of four inputs")
def three_of_four():
    return _inputs_and_degree(4, 3)


@features.shown("products of 13 of 24 inputs: 24·25·…·36 has more than 63 bits")
def thirteen_of_twenty_four():
    return _inputs_and_degree(24, 13)


@features.shown("products of 30 of 37 inputs: a number of 19 digits, too many for a float")
def thirty_of_thirty_seven():
    return _inputs_and_degree(37, 30)


MOST_INPUTS = {3: 60, 4: 25, 5: 14, 6: 11}  # by degree: some ten thousand products, so that listing them is no crime


@features.drawn(3)
def any_degree(rng):
    r = int(rng.integers(3, 7))
    return _inputs_and_degree(int(rng.choice([n for n in range(3, MOST_INPUTS[r]) if n != r])), r)


@features.drawn(1)
def higher_degree_than_inputs(rng):
    return _inputs_and_degree(2, int(rng.integers(5, 60)))


@features.drawn(1)
def first_degree(rng):
    return _inputs_and_degree(int(rng.integers(5, 500)), 1)


@features.drawn(1)
def one_input(rng):
    return _inputs_and_degree(1, int(rng.integers(3, 60)))


@features.wider
def any_inputs(rng):
    """Counts of up to some hundred digits, by no more than some ten thousand additions."""
    n, r = (
        one_of(rng, (9, 9), (40, 9), (40, 40), (200, 60), (3, 300), (20_000, 3)) if rng.random() < 0.9 else (300, 120)
    )
    return _inputs_and_degree(int(rng.integers(1, n, endpoint=True)), int(rng.integers(0, r, endpoint=True)))


features.keep(1, 20, 80, 5, 82)


@features.independent()
def variable_by_variable(n, r):
    """With one more variable, degree k is reached from every degree up to k: running sums, no formula."""
    of_degree = [1] * (r + 1)
    for _ in range(n - 1):
        for k in range(1, r + 1):
            of_degree[k] += of_degree[k - 1]
    return of_degree[r]


def _choose(n, k):
    """n choose k"""
    count = 1
    for j in range(1, k + 1):
        count = count * (n - k + j) // j
    return count


@features.mistake()
def each_input_once(n, r):
    """Products in which an input occurs twice are not counted: this is n choose r.

    x₁² is a product too. List all products for n = 3, r = 2.
    """
    return _choose(n, r) if n >= r else 0


@features.mistake()
def all_degrees(n, r):
    """All degrees from 0 to r are counted; asked for are the products of exactly r inputs.

    For n = 3, r = 2 the list has six products: no constant, no single inputs.
    """
    return _choose(n + r, r)


@features.mistake()
def degrees_from_one(n, r):
    """All degrees from 1 to r are counted; asked for are the products of exactly r inputs.

    For n = 3, r = 2 the list has six products: no single inputs.
    """
    return _choose(n + r, r) - 1


@features.mistake()
def order_counted(n, r):
    """The order is counted: x₁x₂ and x₂x₁ are the same product.

    n to the power r counts every order separately. List all products for n = 2, r = 2.
    """
    return n**r


@features.mistake()
def order_counted_without_powers(n, r):
    """n(n + 1)…(n + r − 1) is not divided by r!: the same product is counted in many orders.

    In how many orders can r factors stand?
    """
    count = 1
    for k in range(r):
        count *= n + k
    return count


@features.mistake()
def divided_by_r(n, r):
    """n(n + 1)…(n + r − 1) is divided by r instead of by r!.

    In how many orders can r factors stand?
    """
    return order_counted_without_powers(n, r) // r


@features.mistake()
def powers_divided(n, r):
    """n to the power r is divided by r!: products with equal factors have fewer orders than r!.

    x₁² can be written in one order only.
    """
    count = n**r
    for k in range(1, r + 1):
        count //= k
    return count


@features.mistake()
def always_pairs(n, r):
    """The degree r is not used: the result is always that for products of two.

    n(n + 1)/2 is the case r = 2.
    """
    return n * (n + 1) // 2


@features.mistake()
def inputs_and_degree_exchanged(n, r):
    """n and r are exchanged in the formula: it counts the products of n factors, made of r inputs.

    For n = 3, r = 2 the answer is 6, not 4.
    """
    return polynomial_feature_count(r, n)


@features.mistake()
def one_input_too_few(n, r):
    """The formula is evaluated with n − 1 inputs: (n + r − 2) choose r.

    Test n = 1: one input has exactly one power of degree r.
    """
    return polynomial_feature_count(n - 1, r)


@features.mistake()
def inputs_times_degree(n, r):
    """This is n times r: it counts the powers of single inputs, not the mixed products.

    x₁x₂ is a feature too.
    """
    return n * r


@features.mistake(reread="Lecture 09, “Predict 6: a small picture”")
def side_of_the_picture(n, r):
    """The square root of n is used in place of n, as if n were all pixels of a picture and its side were asked for.

    n is the number of inputs. A picture of 100 by 100 has 10 000 of them.
    """
    return polynomial_feature_count(int(n**0.5), r)


@features.mistake(reread="Lecture 00, “Whole numbers”")
def decimal_number(n, r):
    """The result is a decimal number: / gives a float, which is exact to about 16 digits only.

    A count is a whole number; // divides whole numbers.
    """
    return polynomial_feature_count(n, r) / 1


@features.mistake(reread="Lecture 00, “Whole numbers”")
def integers_overflow(n, r):
    """For large n and r the result is wrong: NumPy's integers have 64 bits, and the product overflows.

    Python's own integers have no limit. Or divide while you multiply.
    """
    return np.prod(np.arange(n, n + r)) // np.prod(np.arange(1, r + 1))


@features.variant
def by_math(n, r):
    return math.comb(n + r - 1, r)


@features.variant
def by_factorials(n, r):
    return math.factorial(n + r - 1) // (math.factorial(r) * math.factorial(n - 1))


@features.variant
def by_running_sums(n, r):
    counts = [1] * n  # of degree k in the first 1, 2, …, n inputs
    for _ in range(r):
        total, sums = 0, []
        for count in counts:
            total += count
            sums.append(total)
        counts = sums
    return counts[-1]

"""X8.2, the Jacobian of softmax at one vector of scores."""

import numpy as np

from autograder.declaring import Exercise

from .. import drawing, libraries
from .shared import A_CLASS_TOO_MANY, sigmoid

jacobian = Exercise(
    "08.softmax_jacobian",
    "softmax_jacobian(z) -> J",
    reread="Lecture 08, “The Jacobian of softmax”",
    allows={
        "one entry": ["z"],
        "whole": ["z"],
        "only zeros": ["z"],
        "large": ["z"],
        "small": ["z"],
    },
    library_calls=libraries.DIFFERENCES,
    by_formula=True,
)


@jacobian.reference
def softmax_jacobian(z):
    e = np.exp(z - z.max())
    p = e / e.sum()
    return np.diag(p) - np.outer(p, p)


@jacobian.shown("the scores 1, 2, 3")
def one_two_three():
    return {"z": np.array([1.0, 2.0, 3.0])}


@jacobian.shown("four integer scores, one of them negative")
def four_integers():
    return {"z": np.array([2, 0, -1, 1])}


@jacobian.shown("scores around 1000")
def around_a_thousand():
    return {"z": np.array([1001.0, 1000.5, 999.0])}


@jacobian.shown("one score far above the others: the derivatives are small, but not 0")
def one_far_above():
    return {"z": np.array([-14.0, 0.5, -20.5, -24.0])}


@jacobian.drawn(3)
def any_score_vector(rng):
    return {"z": rng.normal(size=int(rng.integers(2, 7)))}


@jacobian.drawn(1)
def integer_score_vector(rng):
    return {"z": rng.integers(-2, 3, size=5)}


@jacobian.drawn(1)
def large_score_vector(rng):
    return {"z": rng.permutation([900.0, 900.0, 900.0, -900.0]) + rng.normal(size=4)}


@jacobian.wider
def anything_to_differentiate(rng):
    """Scores of any size, but no tiny derivative of huge scores, which the rounding of other orders would change."""
    K = int(rng.integers(1, 8))
    z = drawing.scores(rng, K)
    z = drawing.one_of(rng, *[z] * 6, *[z + 1000 * int(rng.integers(-1, 2))] * 3, np.zeros(K))
    largest = np.abs(softmax_jacobian(z)).max()
    if largest > 0 and abs(z.max()) * 1e-15 > 1e-10 * largest + 1e-14:
        return anything_to_differentiate(rng)
    return {"z": z}


jacobian.keep(242, 238, 1, 56, 51, 176, 64, 84)


@jacobian.independent(1e-9)
def by_complex_steps(z):
    """A step i h along each axis: Im p(z + i h eⱼ)/h is column j, without cancellation."""
    h = 1e-30
    E = np.exp(z - z.max() + 1j * h * np.eye(len(z)))  # row j: the step along eⱼ
    return ((E / E.sum(axis=1, keepdims=True)).imag / h).T.copy()


def _p(z):
    e = np.exp(z - z.max())
    return e / e.sum()


@jacobian.mistake()
def diagonal_only(z):
    """Only the diagonal pₖ(1 − pₖ) is filled: every probability depends on all scores, not only on its own.

    The probabilities sum to 1, so what must every column of J sum to?
    """
    p = _p(z)
    return np.diag(p * (1 - p))


@jacobian.mistake()
def sign_beside_the_diagonal(z):
    """The entries beside the diagonal are positive; they should be negative.

    When one score rises, what happens to the probabilities of the other classes?
    """
    return np.abs(softmax_jacobian(z))


@jacobian.mistake()
def product_added(z):
    """The product p pᵀ is added to the diagonal instead of subtracted.

    The columns of J must sum to 0.
    """
    return np.diag(_p(z)) + np.outer(_p(z), _p(z))


@jacobian.mistake()
def product_missing(z):
    """Only diag(p) is there: the derivative of the denominator is missing.

    pₖ is a quotient, and the denominator depends on every score.
    """
    return np.diag(_p(z))


@jacobian.mistake()
def diagonal_missing(z):
    """Only −p pᵀ is there: the derivative of the numerator is missing.

    For k = j the numerator e^(zₖ) depends on zⱼ too.
    """
    return -np.outer(_p(z), _p(z))


@jacobian.mistake()
def jacobian_negated(z):
    """All entries have the wrong sign.

    When a score rises, the probability of its class rises.
    """
    return -softmax_jacobian(z)


@jacobian.mistake()
def jacobian_of_the_logarithm(z):
    """This is the Jacobian of log p: the factor pₖ of each row is missing.

    ∂log pₖ/∂zⱼ is 1 − pⱼ on the diagonal and −pⱼ beside it. What is then ∂pₖ/∂zⱼ?
    """
    return np.eye(len(z)) - _p(z)


@jacobian.mistake()
def jacobian_of_the_logarithm_transposed(z):
    """These are 1 − pₖ on the diagonal and −pₖ beside it: the factor pⱼ is missing.

    The Jacobian of softmax is symmetric. Is yours?
    """
    return np.eye(len(z)) - _p(z)[:, None]


@jacobian.mistake()
def everywhere_as_on_the_diagonal(z):
    """The 1 of the diagonal stands everywhere: beside the diagonal there is no 1 in the bracket.

    For k ≠ j the numerator of pₖ does not depend on zⱼ.
    """
    return np.outer(_p(z), 1 - _p(z))


@jacobian.mistake(reread="Lecture 08, “Two classes: softmax and sigmoid”")
def slopes_of_sigmoids(z):
    """These are the derivatives of K separate sigmoids.

    In softmax the classes share one denominator.
    """
    s = sigmoid(z)
    return np.diag(s * (1 - s))


@jacobian.mistake()
def vector_of_slopes(z):
    """The result is the vector p(1 − p), of shape (K,); asked for is the matrix (K, K).

    K outputs, K inputs: how many derivatives are there?
    """
    return _p(z) * (1 - _p(z))


@jacobian.mistake()
def summed_over_classes(z):
    """The matrix is summed to a vector, and every entry of it is 0.

    The sum of all probabilities is 1 whatever the scores are, so its derivative says nothing.
    """
    return softmax_jacobian(z).sum(axis=0)


@jacobian.mistake(reread="Lecture 08, “Numbers that overflow”")
def jacobian_overflows(z):
    """For large scores the result is NaN: the exponentials overflow.

    Subtract the largest score first; it changes no probability, so no derivative.
    """
    p = np.exp(z) / np.exp(z).sum()
    return np.diag(p) - np.outer(p, p)


@jacobian.mistake(says=A_CLASS_TOO_MANY, reread="Lecture 08, “Softmax”")
def jacobian_with_a_class_too_many(z):
    """K scores give K terms; the columns of J sum to 0."""
    return softmax_jacobian(np.append(z, 0.0))[:-1, :-1].copy()


@jacobian.mistake()
def scores_for_probabilities(z):
    """The scores z stand where the probabilities p belong.

    Compute p first; J is a function of p alone.
    """
    return np.diag(z) - np.outer(z, z)


@jacobian.mistake(reread="Lecture 03, “The update in place”")
def vector_overwritten(z):
    """The largest score is subtracted in the caller's array (z -= …).

    Make a new array: z - z.max().
    """
    z -= z.max()
    return softmax_jacobian(z)


@jacobian.mistake(reread="Lecture 00, “Whole numbers”")
def integer_jacobian(z):
    """For integer scores every entry is cut off to a whole number: the matrix was made with the dtype of z.

    np.zeros((K, K)) holds decimals.
    """
    J = np.zeros((len(z), len(z)), dtype=z.dtype)
    J[...] = softmax_jacobian(z)
    return J


@jacobian.mistake(reread="Lecture 00, “Forward and central differences”")
def jacobian_by_differences(z):
    """These are difference quotients: right to about six digits only.

    There is a formula; it needs nothing but p.
    """
    h = 1e-6
    return np.array([(_p(z + h * e) - _p(z)) / h for e in np.eye(len(z))])


@jacobian.variant
def by_loops(z):
    K, p = len(z), _p(z)
    J = np.zeros((K, K))
    for k in range(K):
        for j in range(K):
            J[k, j] = p[k] * (1 - p[k]) if k == j else -p[k] * p[j]
    return J


@jacobian.variant
def by_kronecker(z):
    p = np.exp(z - np.logaddexp.reduce(z))
    return p[:, None] * (np.eye(z.size) - p[None, :])


@jacobian.variant
def by_the_quotient_rule(z):
    e = np.exp(z - np.max(z))
    total = np.sum(e)
    return (np.diag(e) * total - e[:, None] @ e[None, :]) / total**2

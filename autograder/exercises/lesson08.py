"""Lesson 08, softmax regression: probabilities of K classes, their Jacobian, the loss, its gradient, the descent.

House convention: classes 0..K-1, Theta (K, n+1) has one row a class with its bias first, Z = Xb Thetaᵀ, and
J = −1/m Σ log p of the right class, so the gradient is 1/m (P − Y)ᵀ Xb. Sources: ledger rows A65–A78, C37.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit import GD, SoftmaxCrossEntropy, add_bias, minimize
from gdkit.datasets import toy_batch, toy_labels

LECTURE = "Lecture 08"

LECTURE_ONLY = (("X8.5", "a run of 08.softmax_gd on iris: data and a picture of the regions, nothing new to write"),)

# --- X8.1: softmax ------------------------------------------------------------------------------

probabilities = Exercise(
    "08.softmax",
    "softmax(Z) -> P",
    reread=f"{LECTURE}, “Softmax”",
    library_calls=("softmax",),
)


@probabilities.reference
def softmax(Z: ndarray) -> ndarray:
    E = np.exp(Z - Z.max(axis=1, keepdims=True))  # the largest exponent of every row is 0
    return E / E.sum(axis=1, keepdims=True)


@probabilities.shown("the scores 1, 2, 3, and the same with 1000 added")
def a_thousand_added() -> dict[str, Any]:
    return {"Z": np.array([[1.0, 2.0, 3.0], [1001.0, 1002.0, 1003.0]])}


@probabilities.shown("integers, four rows of three classes, a row of equal scores")
def integer_scores() -> dict[str, Any]:
    return {"Z": np.array([[0, 2, -1], [3, 3, 3], [1, 0, 5], [-2, 4, 1]])}


@probabilities.shown("as many rows as classes, scores from −1000 to 1000")
def rows_far_apart() -> dict[str, Any]:
    return {"Z": np.array([[-1000.0, -999.0, -998.5], [0.5, -0.5, 1.5], [1000.0, 998.0, -1000.0]])}


@probabilities.drawn(2)
def any_scores(rng: np.random.Generator) -> dict[str, Any]:
    K = int(rng.integers(3, 6))
    return {"Z": rng.normal(size=(K + int(rng.integers(1, 4)), K)) * 2}


@probabilities.drawn(1)
def square_scores(rng: np.random.Generator) -> dict[str, Any]:
    return {"Z": rng.normal(size=(4, 4)) * 2}


@probabilities.drawn(1)
def whole_scores(rng: np.random.Generator) -> dict[str, Any]:
    return {"Z": rng.integers(-3, 4, size=(3, 5))}


@probabilities.drawn(1)
def large_scores(rng: np.random.Generator) -> dict[str, Any]:
    return {"Z": rng.normal(size=(4, 3)) + np.array([[0.0], [900.0], [-900.0], [20.0]])}


@probabilities.drawn(1)
def one_row_of_scores(rng: np.random.Generator) -> dict[str, Any]:
    return {"Z": rng.normal(size=(1, 4))}


@probabilities.wider
def anything_to_normalise(rng: np.random.Generator) -> dict[str, Any]:
    m, K = (int(k) for k in rng.integers(1, 6, size=2))
    Z: list[ndarray] = [rng.normal(size=(m, K)) * 10.0 ** rng.integers(-2, 4), rng.integers(-2, 3, size=(m, K))]
    return {"Z": Z[int(rng.integers(2))]}


@probabilities.independent(1e-9)
def by_scipy(Z: ndarray) -> ndarray:
    from scipy.special import softmax as reference

    return reference(Z.astype(float), axis=1)


@probabilities.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def no_shift(Z: ndarray) -> ndarray:
    """For large scores the result is NaN: e¹⁰⁰¹ overflows to infinity, and infinity by infinity is not a number.

    Adding the same number to all scores of a row changes no probability. Which number helps?
    """
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


@probabilities.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def one_shift_for_all(Z: ndarray) -> ndarray:
    """The same number, the largest of all scores, is subtracted in every row: a row far below it becomes 0/0.

    Every row needs its own largest score.
    """
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


@probabilities.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def shift_by_columns(Z: ndarray) -> ndarray:
    """The largest score of each column is subtracted: a row's probabilities change with the other rows.

    Only a shift that is the same for all classes of a row cancels. Which axis is that?
    """
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=1, keepdims=True)


@probabilities.mistake()
def columns_normalised(Z: ndarray) -> ndarray:
    """The columns sum to 1 instead of the rows.

    One row is one example, and its classes share the probability 1. Which axis is summed?
    """
    return softmax(Z.T).T.copy()


@probabilities.mistake()
def everything_normalised(Z: ndarray) -> ndarray:
    """The whole matrix sums to 1: maximum and sum run over all entries.

    Every row is an example of its own.
    """
    return softmax(Z.reshape(1, -1)).reshape(Z.shape)


@probabilities.mistake()
def sums_along_the_wrong_axis(Z: ndarray) -> ndarray:
    """The row sums lie along the columns when the division is made: keepdims is missing.

    (m, K) divided by (m,) fits only when m = K, and then divides by the sum of another row.
    """
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1)


@probabilities.mistake(reread=f"{LECTURE}, “Two classes: softmax and sigmoid”")
def sigmoid_of_each_score(Z: ndarray) -> ndarray:
    """Every score goes through its own sigmoid: the rows do not sum to 1.

    The classes exclude each other, so they share one sum.
    """
    return _sigmoid(Z)


def _sigmoid(z: ndarray) -> ndarray:
    return np.exp(-np.logaddexp(0, -z))


@probabilities.mistake(reread=f"{LECTURE}, “The source says …: a sum from 0”")
def a_class_too_many(Z: ndarray) -> ndarray:
    """The denominator has one term too many, e⁰ = 1: the sum starts at a class 0 that has no score.

    K scores give K terms, and the rows sum to 1.
    """
    return softmax(np.column_stack([np.zeros(len(Z)), Z]))[:, 1:].copy()


@probabilities.mistake()
def softmax_twice(Z: ndarray) -> ndarray:
    """Softmax is applied twice: the probabilities are treated as scores and become nearly equal.

    With three classes none can exceed 0.58 then.
    """
    return softmax(softmax(Z))


@probabilities.mistake(reread=f"{LECTURE}, “From probability to class”")
def one_for_the_largest(Z: ndarray) -> ndarray:
    """The largest score gets probability 1 and the others 0.

    Softmax is soft: every class keeps some probability.
    """
    return np.equal(Z, Z.max(axis=1, keepdims=True)).astype(float)


@probabilities.mistake()
def exponential_missing(Z: ndarray) -> ndarray:
    """The scores themselves are divided by their sum: the exponential is missing.

    Scores can be negative, probabilities cannot.
    """
    return Z / Z.sum(axis=1, keepdims=True)


@probabilities.mistake()
def squares_for_exponentials(Z: ndarray) -> ndarray:
    """The squares of the scores are divided by their sum; it is the exponential that makes scores positive.

    A score of −3 must give less than a score of 0.
    """
    return Z**2 / (Z**2).sum(axis=1, keepdims=True)


@probabilities.mistake()
def smallest_score_first(Z: ndarray) -> ndarray:
    """The smallest score gets the largest probability: the exponent carries a minus.

    The minus belongs to the sigmoid's e⁻ᶻ, which stands in a denominator.
    """
    return softmax(-Z)


@probabilities.mistake()
def logarithms_returned(Z: ndarray) -> ndarray:
    """The result holds the logarithms of the probabilities.

    Each row should sum to 1.
    """
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


@probabilities.mistake()
def powers_of_two(Z: ndarray) -> ndarray:
    """The base is 2 instead of e.

    NumPy has the exponential function.
    """
    return softmax(Z * np.log(2))


@probabilities.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def scores_cut_off(Z: ndarray) -> ndarray:
    """Scores beyond ±500 are cut off: 1001, 1002 and 1003 become equal.

    Only differences between the scores of a row matter; subtract before you exponentiate.
    """
    E = np.exp(np.clip(Z, -500, 500))
    return E / E.sum(axis=1, keepdims=True)


@probabilities.mistake(reread="Lecture 03, “The source says …: the update in place”")
def scores_overwritten(Z: ndarray) -> ndarray:
    """The largest score is subtracted in the caller's array (Z -= …).

    Make a new array: Z - Z.max(…).
    """
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


@probabilities.mistake(reread="Lecture 00, “Whole numbers”")
def integer_probabilities(Z: ndarray) -> ndarray:
    """For integer scores every probability is cut off to a whole number: they are written into np.zeros_like(Z).

    zeros_like of integers holds integers. Ask for dtype=float.
    """
    P = np.zeros_like(Z)
    for i, row in enumerate(softmax(Z)):
        P[i] = row
    return P


@probabilities.mistake(reread=f"{LECTURE}, “Shapes”")
def probabilities_transposed(Z: ndarray) -> ndarray:
    """The result has shape (K, m): rows and columns are exchanged.

    P has the shape of Z.
    """
    return softmax(Z).T.copy()


@probabilities.mistake()
def largest_class_returned(Z: ndarray) -> ndarray:
    """The result holds the number of the likeliest class, not the probabilities.

    P has the shape of Z.
    """
    return Z.argmax(axis=1)


@probabilities.variant
def softmax_row_by_row(Z: ndarray) -> ndarray:
    P = []
    for z in Z:
        largest = max(z)
        e = [np.exp(score - largest) for score in z]
        P.append([value / sum(e) for value in e])
    return np.array(P)


@probabilities.variant
def softmax_by_logarithm(Z: ndarray) -> ndarray:
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))


@probabilities.variant
def softmax_transposed_and_back(Z: ndarray) -> ndarray:
    E = np.exp(Z.T - np.max(Z, axis=1))
    return (E / np.sum(E, axis=0)).T


@probabilities.variant
def softmax_by_differences(Z: ndarray) -> ndarray:
    """pₖ = 1 / Σⱼ exp(zⱼ − zₖ): overflows to infinity, and 1/∞ is 0."""
    return 1 / np.exp(Z[:, None, :] - Z[:, :, None]).sum(axis=2)


# --- X8.2: the Jacobian -------------------------------------------------------------------------

jacobian = Exercise(
    "08.softmax_jacobian",
    "softmax_jacobian(z) -> J",
    reread=f"{LECTURE}, “The Jacobian of softmax”",
)


@jacobian.reference
def softmax_jacobian(z: ndarray) -> ndarray:
    e = np.exp(z - z.max())
    p = e / e.sum()
    return np.diag(p) - np.outer(p, p)


@jacobian.shown("the scores 1, 2, 3")
def one_two_three() -> dict[str, Any]:
    return {"z": np.array([1.0, 2.0, 3.0])}


@jacobian.shown("four integer scores, one of them negative")
def four_integers() -> dict[str, Any]:
    return {"z": np.array([2, 0, -1, 1])}


@jacobian.shown("scores around 1000")
def around_a_thousand() -> dict[str, Any]:
    return {"z": np.array([1001.0, 1000.5, 999.0])}


@jacobian.drawn(3)
def any_score_vector(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": rng.normal(size=int(rng.integers(2, 7)))}


@jacobian.drawn(1)
def integer_score_vector(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": rng.integers(-2, 3, size=5)}


@jacobian.drawn(1)
def large_score_vector(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": rng.permutation([900.0, 900.0, 900.0, -900.0]) + rng.normal(size=4)}


@jacobian.wider
def anything_to_differentiate(rng: np.random.Generator) -> dict[str, Any]:
    K = int(rng.integers(1, 6))
    z: list[ndarray] = [rng.normal(size=K) * 10.0 ** rng.integers(-2, 4), np.zeros(K), rng.integers(-2, 3, size=K)]
    return {"z": z[int(rng.integers(3))]}


@jacobian.independent(1e-9)
def by_complex_steps(z: ndarray) -> ndarray:
    """A step i h along each axis: Im p(z + i h eⱼ)/h is column j, without cancellation."""
    h = 1e-30
    E = np.exp(z - z.max() + 1j * h * np.eye(len(z)))  # row j: the step along eⱼ
    return ((E / E.sum(axis=1, keepdims=True)).imag / h).T.copy()


def _p(z: ndarray) -> ndarray:
    e = np.exp(z - z.max())
    return e / e.sum()


@jacobian.mistake(reread=f"{LECTURE}, “Two classes: softmax and sigmoid”")
def diagonal_only(z: ndarray) -> ndarray:
    """Only the diagonal pₖ(1 − pₖ) is filled: every probability depends on all scores, not only on its own.

    The probabilities sum to 1, so what must every column of J sum to?
    """
    p = _p(z)
    return np.diag(p * (1 - p))


@jacobian.mistake()
def sign_beside_the_diagonal(z: ndarray) -> ndarray:
    """The entries beside the diagonal are positive; they should be negative.

    When one score rises, what happens to the probabilities of the other classes?
    """
    return np.abs(softmax_jacobian(z))


@jacobian.mistake()
def product_added(z: ndarray) -> ndarray:
    """The product p pᵀ is added to the diagonal instead of subtracted.

    The columns of J must sum to 0.
    """
    return np.diag(_p(z)) + np.outer(_p(z), _p(z))


@jacobian.mistake()
def product_missing(z: ndarray) -> ndarray:
    """Only diag(p) is there: the derivative of the denominator is missing.

    pₖ is a quotient, and the denominator depends on every score.
    """
    return np.diag(_p(z))


@jacobian.mistake()
def diagonal_missing(z: ndarray) -> ndarray:
    """Only −p pᵀ is there: the derivative of the numerator is missing.

    For k = j the numerator e^(zₖ) depends on zⱼ too.
    """
    return -np.outer(_p(z), _p(z))


@jacobian.mistake()
def jacobian_negated(z: ndarray) -> ndarray:
    """All entries have the wrong sign.

    When a score rises, the probability of its class rises.
    """
    return -softmax_jacobian(z)


@jacobian.mistake()
def jacobian_of_the_logarithm(z: ndarray) -> ndarray:
    """This is the Jacobian of log p: the factor pₖ of each row is missing.

    ∂log pₖ/∂zⱼ = δⱼₖ − pⱼ; and ∂pₖ/∂zⱼ?
    """
    return np.eye(len(z)) - _p(z)


@jacobian.mistake()
def jacobian_of_the_logarithm_transposed(z: ndarray) -> ndarray:
    """These are the entries δⱼₖ − pₖ: the factor pⱼ is missing, and the other index was left in the bracket.

    The Jacobian of softmax is symmetric. Is yours?
    """
    return np.eye(len(z)) - _p(z)[:, None]


@jacobian.mistake()
def everywhere_as_on_the_diagonal(z: ndarray) -> ndarray:
    """pⱼ(1 − pₖ) stands everywhere: δⱼₖ was taken for 1 beside the diagonal too.

    δⱼₖ is 1 on the diagonal and 0 elsewhere.
    """
    return np.outer(_p(z), 1 - _p(z))


@jacobian.mistake(reread=f"{LECTURE}, “Two classes: softmax and sigmoid”")
def slopes_of_sigmoids(z: ndarray) -> ndarray:
    """These are the derivatives of K separate sigmoids.

    In softmax the classes share one denominator.
    """
    s = _sigmoid(z)
    return np.diag(s * (1 - s))


@jacobian.mistake()
def vector_of_slopes(z: ndarray) -> ndarray:
    """The result is the vector p(1 − p), of shape (K,); asked for is the matrix (K, K).

    K outputs, K inputs: how many derivatives are there?
    """
    return _p(z) * (1 - _p(z))


@jacobian.mistake()
def summed_over_classes(z: ndarray) -> ndarray:
    """The matrix is summed to a vector; it holds zeros.

    The sum of all probabilities is 1 whatever the scores are, so its derivative says nothing.
    """
    return softmax_jacobian(z).sum(axis=0)


@jacobian.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def jacobian_overflows(z: ndarray) -> ndarray:
    """For large scores the result is NaN: the exponentials overflow.

    Subtract the largest score first; it changes no probability, so no derivative.
    """
    p = np.exp(z) / np.exp(z).sum()
    return np.diag(p) - np.outer(p, p)


@jacobian.mistake(reread=f"{LECTURE}, “The source says …: a sum from 0”")
def jacobian_with_a_class_too_many(z: ndarray) -> ndarray:
    """The denominator of the probabilities has one term too many, e⁰ = 1.

    K scores give K terms; the columns of J sum to 0.
    """
    return softmax_jacobian(np.append(z, 0.0))[:-1, :-1].copy()


@jacobian.mistake()
def scores_for_probabilities(z: ndarray) -> ndarray:
    """The scores z stand where the probabilities p belong.

    Compute p first; J is a function of p alone.
    """
    return np.diag(z) - np.outer(z, z)


@jacobian.mistake(reread="Lecture 03, “The source says …: the update in place”")
def vector_overwritten(z: ndarray) -> ndarray:
    """The largest score is subtracted in the caller's array (z -= …).

    Make a new array: z - z.max().
    """
    z -= z.max()
    return softmax_jacobian(z)


@jacobian.mistake(reread="Lecture 00, “Whole numbers”")
def integer_jacobian(z: ndarray) -> ndarray:
    """For integer scores every entry is cut off to a whole number: the matrix was made with the dtype of z.

    np.zeros((K, K)) holds decimals.
    """
    J = np.zeros((len(z), len(z)), dtype=z.dtype)
    J[...] = softmax_jacobian(z)
    return J


@jacobian.mistake(reread="Lecture 00, “Forward and central differences”")
def jacobian_by_differences(z: ndarray) -> ndarray:
    """These are difference quotients: right to six digits only.

    There is a formula; it needs nothing but p.
    """
    h = 1e-6
    return np.array([(_p(z + h * e) - _p(z)) / h for e in np.eye(len(z))])


@jacobian.variant
def jacobian_by_loops(z: ndarray) -> ndarray:
    K, p = len(z), _p(z)
    J = np.zeros((K, K))
    for k in range(K):
        for j in range(K):
            J[k, j] = p[k] * (1 - p[k]) if k == j else -p[k] * p[j]
    return J


@jacobian.variant
def jacobian_by_kronecker(z: ndarray) -> ndarray:
    p = np.exp(z - np.logaddexp.reduce(z))
    return p[:, None] * (np.eye(z.size) - p[None, :])


@jacobian.variant
def jacobian_by_the_quotient_rule(z: ndarray) -> ndarray:
    e = np.exp(z - np.max(z))
    total = np.sum(e)
    return (np.diag(e) * total - e[:, None] @ e[None, :]) / total**2


# --- X8.3: the loss -----------------------------------------------------------------------------

loss = Exercise(
    "08.softmax_loss",
    "softmax_loss(Theta, Xb, labels) -> J",
    reread=f"{LECTURE}, “The loss”",
    library_calls=("log_loss", "SoftmaxCrossEntropy"),
)


@loss.reference
def softmax_loss(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    Z = Xb @ Theta.T
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return -log_P[np.arange(len(Z)), labels].mean()


def _toy() -> dict[str, Any]:
    return {"Xb": add_bias(toy_batch()[0]), "labels": toy_labels("three")}


def _toy_at_zero() -> dict[str, Any]:
    return {"Theta": np.zeros((3, 3)), **_toy()}


def _four_classes() -> dict[str, Any]:
    """K = 4, n = 2, m = 5, and no example of class 3."""
    Theta = np.array([[0.5, 1.0, -1.0], [-0.5, 0.25, 2.0], [1.5, -2.0, 0.5], [-1.0, 0.5, 0.75]])
    X = np.array([[1.0, 2.0], [-0.5, 1.5], [0.0, -1.0], [2.0, 0.5], [-1.5, -0.5]])
    return {"Theta": Theta, "Xb": add_bias(X), "labels": np.array([1, 0, 2, 2, 1])}


def _scores_of_800() -> dict[str, Any]:
    Theta = np.array([[1, 2, 0], [-1, 0, 1], [0, -2, 3]])
    Xb = np.array([[1, 400, 1], [1, -400, 2], [1, 1, -1], [1, 0, 2], [1, -400, -800]])
    return {"Theta": Theta, "Xb": Xb, "labels": np.array([0, 1, 2, 1, 0])}


loss.shown("the toy batch at Theta = 0: log 3")(_toy_at_zero)
loss.shown("four classes, five rows, none of class 3")(_four_classes)
loss.shown("integers, scores around ±800, as many columns as classes")(_scores_of_800)


def _problem(rng: np.random.Generator, m: int, n: int, K: int) -> dict[str, Any]:
    labels = rng.permutation(np.append(np.arange(K), rng.integers(0, K, size=m))[:m])
    return {"Theta": rng.normal(size=(K, n + 1)), "Xb": add_bias(rng.normal(size=(m, n))), "labels": labels}


def _any_problem(rng: np.random.Generator) -> dict[str, Any]:
    n, K = (int(k) for k in rng.choice([[2, 4], [3, 2], [4, 3], [3, 5]]))
    return _problem(rng, int(rng.integers(6, 10)), n, K)


def _square_problem(rng: np.random.Generator) -> dict[str, Any]:
    """As many classes as columns and rows: neither a transpose nor a wrong axis goes noticed by shapes."""
    return _problem(rng, 4, 3, 4)


def _class_absent(rng: np.random.Generator) -> dict[str, Any]:
    problem = _problem(rng, 6, 2, 4)
    return {**problem, "labels": rng.permutation([0, 1, 2, 0, 1, 2])}


def _integer_problem(rng: np.random.Generator) -> dict[str, Any]:
    Xb = np.column_stack([np.ones(5, dtype=int), rng.integers(-2, 3, size=(5, 3))])
    return {"Theta": rng.integers(-2, 3, size=(3, 4)), "Xb": Xb, "labels": rng.permutation([0, 1, 2, 1, 0])}


def _saturated_problem(rng: np.random.Generator) -> dict[str, Any]:
    problem = _problem(rng, 5, 2, 3)
    problem["Xb"][:2, 1:] *= 800
    return problem


def _one_row_problem(rng: np.random.Generator) -> dict[str, Any]:
    return {**_problem(rng, 1, 3, 3), "labels": np.array([1])}


_DRAWN = (
    (_any_problem, 2),
    (_square_problem, 1),
    (_class_absent, 1),
    (_integer_problem, 1),
    (_saturated_problem, 1),
    (_one_row_problem, 1),
)
for _make, _count in _DRAWN:
    loss.drawn(_count)(_make)


@loss.wider
def any_problem_at_all(rng: np.random.Generator) -> dict[str, Any]:
    m, n, K = (int(k) for k in rng.integers(1, 6, size=3))
    X: list[ndarray] = [rng.normal(size=(m, n)) * 10.0 ** rng.integers(-1, 3), np.zeros((m, n)), np.ones((m, n))]
    Theta: list[ndarray] = [rng.normal(size=(K, n + 1)), np.zeros((K, n + 1)), rng.integers(-2, 3, size=(K, n + 1))]
    labels = rng.integers(0, K, size=m)
    return {"Theta": Theta[int(rng.integers(3))], "Xb": add_bias(X[int(rng.integers(3))]), "labels": labels}


@loss.independent(1e-9)
def by_log_sum_exp(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    from scipy.special import logsumexp

    return float(np.mean([logsumexp(Theta @ x) - Theta[k] @ x for x, k in zip(Xb, labels, strict=True)]))


def _log_P(Z: ndarray) -> ndarray:
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def _at(values: ndarray, labels: ndarray) -> ndarray:
    """The entry of each row that stands in the column of its label."""
    return values[np.arange(len(labels)), labels]


@loss.mistake()
def loss_summed(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """The loss is m times too large: the rows are summed and not averaged.

    At Theta = 0 the loss is log K, however many rows there are.
    """
    return softmax_loss(Theta, Xb, labels) * len(labels)


@loss.mistake()
def loss_divided_by_classes_too(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """The loss is K times too small: the mean runs over all m·K entries of the one-hot matrix.

    Every row contributes one logarithm. At Theta = 0 the loss is log K.
    """
    return softmax_loss(Theta, Xb, labels) / len(Theta)


@loss.mistake()
def loss_halved(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """The loss is half of what it should be.

    The ½ belongs to squared errors.
    """
    return softmax_loss(Theta, Xb, labels) / 2


@loss.mistake()
def loss_in_bits(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """The logarithm is to base 2; this course uses the natural logarithm.

    At Theta = 0 the loss is log K, which is 1.0986 for three classes.
    """
    return softmax_loss(Theta, Xb, labels) / np.log(2)


@loss.mistake()
def loss_negative(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """The loss is negative: the minus in front of the logarithm is missing.

    Logarithms of probabilities are negative.
    """
    return -softmax_loss(Theta, Xb, labels)


@loss.mistake(reread=f"{LECTURE}, “Classes are counted from 0”")
def label_before(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """The labels are read as 1..K: class k is charged for the probability of class k − 1, and class 0 for the last one.

    The classes are 0..K−1; a label is the column of its class.
    """
    return -_at(_log_P(Xb @ Theta.T), labels - 1).mean()


@loss.mistake()
def probability_without_logarithm(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """The logarithm is missing: the result is 1 minus the mean probability of the right class.

    A confident wrong answer should cost without bound.
    """
    return 1 - np.exp(_at(_log_P(Xb @ Theta.T), labels)).mean()


@loss.mistake()
def logarithm_of_the_mean_probability(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """The probabilities are averaged before the logarithm is taken.

    Probabilities of independent rows are multiplied, so their logarithms are added: first log, then mean.
    """
    return -np.log(np.exp(_at(_log_P(Xb @ Theta.T), labels)).mean())


@loss.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def logarithm_of_zero(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """Where the right class has a far smaller score the loss is infinite: its probability is rounded to 0.

    log p is a difference of scores. Take the logarithm on paper first.
    """
    return -np.log(_at(softmax(Xb @ Theta.T), labels)).mean()


@loss.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def loss_overflows(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """For large scores the loss is NaN or infinite: the exponentials overflow.

    Subtract the largest score of each row first.
    """
    Z = Xb @ Theta.T
    return (np.log(np.exp(Z).sum(axis=1)) - _at(Z, labels)).mean()


@loss.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def probabilities_clipped(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """No row costs more than 34.5: the probabilities are cut off at 1e-15.

    log p is a difference of scores, and exact for every score.
    """
    return -np.log(np.maximum(_at(softmax(Xb @ Theta.T), labels), 1e-15)).mean()


@loss.mistake()
def loss_of_softmax_twice(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """Softmax is applied twice: the loss takes scores, and gets probabilities.

    With three classes this loss cannot fall below 0.55, however good the fit.
    """
    return -_at(_log_P(softmax(Xb @ Theta.T)), labels).mean()


@loss.mistake(reread=f"{LECTURE}, “Two classes: softmax and sigmoid”")
def one_sigmoid_per_class(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """Every class has a sigmoid of its own, and the K log losses are added.

    That is for labels that may hold together. Here exactly one class is right.
    """
    Z = Xb @ Theta.T
    return (np.logaddexp(0, Z).sum(axis=1) - _at(Z, labels)).mean()


@loss.mistake(reread=f"{LECTURE}, “Two classes: softmax and sigmoid”")
def wrong_classes_charged_too(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """The wrong classes are charged too, by −log(1 − p): that is the log loss of two classes, K times.

    With softmax, the probability of the right class says everything.
    """
    P = softmax(Xb @ Theta.T)
    Y = np.eye(len(Theta))[labels]
    right = softmax_loss(Theta, Xb, labels)
    return right - np.log(np.clip(1 - P, 1e-15, 1))[Y == 0].sum() / len(labels)


@loss.mistake(reread=f"{LECTURE}, “From probability to class”")
def share_of_wrong_classes(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """This is the share of rows that are classified wrongly.

    The loss looks at the probability of the right class, not at the likeliest class.
    """
    return ((Xb @ Theta.T).argmax(axis=1) != labels).mean()


@loss.mistake()
def every_label_for_every_row(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """P[:, labels] takes the columns of all labels in every row: an (m, m) matrix.

    From row i take the column labels[i] only: two index arrays, of rows and of columns.
    """
    return -_log_P(Xb @ Theta.T)[:, labels].mean()


@loss.mistake()
def largest_probability(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """Every row is charged for its likeliest class, whatever its label is.

    Change a label: the loss should change.
    """
    return -_log_P(Xb @ Theta.T).max(axis=1).mean()


@loss.mistake()
def squared_distance(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """This is the squared distance between probabilities and one-hot labels.

    The loss of softmax regression comes from the likelihood.
    """
    return ((softmax(Xb @ Theta.T) - np.eye(len(Theta))[labels]) ** 2).sum(axis=1).mean()


@loss.mistake(reread=f"{LECTURE}, “Shapes”")
def loss_with_Theta_transposed(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """Theta stands where its transpose belongs: the rows of Theta are the classes.

    (m, n+1) times (K, n+1) does not go, unless K = n + 1, and then it mixes classes and columns.
    """
    return -_at(_log_P(Xb @ Theta), labels).mean()


@loss.mistake()
def loss_over_columns(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """The probabilities of each class sum to 1 over the rows: maximum and sum run along the wrong axis.

    One row is one example.
    """
    return -_at(_log_P((Xb @ Theta.T).T).T, labels).mean()


@loss.mistake()
def loss_without_bias(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """The biases are left out of the scores.

    Column 0 of Theta belongs to the ones of Xb.
    """
    return softmax_loss(Theta[:, 1:], Xb[:, 1:], labels)


@loss.mistake(reread=f"{LECTURE}, “The source says …: a sum from 0”")
def loss_with_a_class_too_many(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """The denominator of the probabilities has one term too many, e⁰ = 1.

    At Theta = 0 the loss must be log K.
    """
    return softmax_loss(np.vstack([Theta, np.zeros(Theta.shape[1])]), Xb, labels)


@loss.mistake()
def loss_of_each_row(Theta: ndarray, Xb: ndarray, labels: ndarray) -> Any:
    """The result has one loss for each row; J is their mean, a number.

    What does the descent make smaller?
    """
    return -_at(_log_P(Xb @ Theta.T), labels)


@loss.variant
def loss_by_one_hot(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    Y = np.eye(Theta.shape[0])[labels]
    Z = Xb @ Theta.T
    return np.mean(np.logaddexp.reduce(Z, axis=1) - np.sum(Y * Z, axis=1)).item()


@loss.variant
def loss_row_by_row(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    J = 0.0
    for x, k in zip(Xb, labels, strict=True):
        z = Theta @ x
        J += np.log(sum(np.exp(z - z.max()))) + z.max() - z[k]
    return J / len(labels)


@loss.variant
def loss_by_differences(Theta: ndarray, Xb: ndarray, labels: ndarray) -> float:
    """−log p = log Σⱼ exp(zⱼ − z of the right class), the largest difference taken out."""
    Z = (Theta @ Xb.T).T
    D = Z - np.take_along_axis(Z, labels[:, None], axis=1)
    top = D.max(axis=1)
    return (top + np.log(np.exp(D - top[:, None]).sum(axis=1))).sum() / len(Xb)


# --- X8.3: the gradient -------------------------------------------------------------------------

gradient = Exercise(
    "08.softmax_gradient",
    "softmax_gradient(Theta, Xb, labels) -> gradient",
    reread=f"{LECTURE}, “The gradient”",
    library_calls=("SoftmaxCrossEntropy",),
)


@gradient.reference
def softmax_gradient(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    P = softmax(Xb @ Theta.T)
    Y = np.eye(len(Theta))[labels]
    return (P - Y).T @ Xb / len(Xb)


gradient.shown("the toy batch at Theta = 0")(_toy_at_zero)
gradient.shown("four classes, five rows, none of class 3")(_four_classes)
gradient.shown("integers, scores around ±800, as many columns as classes")(_scores_of_800)
for _make, _count in _DRAWN:
    gradient.drawn(_count)(_make)
gradient.wider(any_problem_at_all)


@gradient.independent(1e-9)
def by_complex_steps_of_the_loss(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """A step i h in each entry: Im J(Theta + i h)/h is the derivative, without cancellation."""
    h, slopes = 1e-30, np.zeros(Theta.shape)
    for entry in np.ndindex(*Theta.shape):
        moved = Theta.astype(complex)
        moved[entry] += 1j * h
        Z = Xb @ moved.T
        Z = Z - Z.real.max(axis=1, keepdims=True)
        slopes[entry] = (np.log(np.exp(Z).sum(axis=1)) - _at(Z, labels)).mean().imag / h
    return slopes


@gradient.independent(1e-9)
def by_gdkit(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    of_class = SoftmaxCrossEntropy(Xb[:, 1:].astype(float), labels, len(Theta))
    return of_class.gradient(Theta.astype(float).ravel()).reshape(Theta.shape)


def _from_residual(residual: ndarray, Xb: ndarray) -> ndarray:
    return residual.T @ Xb / len(Xb)


def _residual(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """P − Y"""
    return softmax(Xb @ Theta.T) - np.eye(len(Theta))[labels]


@gradient.mistake()
def label_minus_probability(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The gradient has the opposite sign: Y − P stands where P − Y belongs.

    Does the loss grow or fall when the score of the right class grows?
    """
    return -softmax_gradient(Theta, Xb, labels)


@gradient.mistake()
def gradient_summed(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The gradient is m times too large: the rows are summed and not averaged.

    Where does the 1/m of the loss go when you differentiate?
    """
    return softmax_gradient(Theta, Xb, labels) * len(Xb)


@gradient.mistake()
def gradient_with_two(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The gradient is twice too large.

    The 2 belongs to squared errors; nothing is squared here.
    """
    return 2 * softmax_gradient(Theta, Xb, labels)


@gradient.mistake()
def gradient_divided_by_classes_too(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The gradient is K times too small: the mean runs over all m·K entries.

    The loss is a mean over the m rows.
    """
    return softmax_gradient(Theta, Xb, labels) / len(Theta)


@gradient.mistake()
def gradient_divided_by_columns(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The gradient is divided by the number of columns of Xb instead of by its number of rows.

    Which axis of Xb counts the examples?
    """
    return softmax_gradient(Theta, Xb, labels) * len(Xb) / Xb.shape[1]


@gradient.mistake()
def gradient_divided_by_twelve(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The gradient is always divided by 12, the rows of the toy batch.

    Take m from the shape of Xb.
    """
    return softmax_gradient(Theta, Xb, labels) * len(Xb) / 12


@gradient.mistake(reread=f"{LECTURE}, “Shapes”")
def gradient_transposed(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The gradient has shape (n+1, K): rows and columns are exchanged, which no shape shows when K = n + 1.

    A gradient has the shape of its parameter: one row a class.
    """
    return softmax_gradient(Theta, Xb, labels).T.copy()


@gradient.mistake(reread=f"{LECTURE}, “Shapes”")
def gradient_at_Theta_transposed(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The scores are Xb Theta where Xb Thetaᵀ belongs.

    The rows of Theta are the classes. Write the shapes under the product.
    """
    return _from_residual(_residual(Theta.T, Xb, labels), Xb)


@gradient.mistake(reread=f"{LECTURE}, “Two classes: softmax and sigmoid”")
def sigmoid_per_class(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """Every score goes through its own sigmoid: the probabilities of a row do not sum to 1.

    In every column, the entries of all classes must sum to 0. Do yours?
    """
    return _from_residual(_sigmoid(Xb @ Theta.T) - np.eye(len(Theta))[labels], Xb)


@gradient.mistake()
def gradient_of_softmax_twice(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """Softmax is applied twice: the probabilities are nearly equal, however large the scores are.

    One step leads from scores to probabilities.
    """
    return _from_residual(softmax(softmax(Xb @ Theta.T)) - np.eye(len(Theta))[labels], Xb)


@gradient.mistake()
def scores_minus_labels(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """Softmax is missing: the residual is Z − Y.

    That is the gradient of linear regression on one-hot labels.
    """
    return _from_residual(Xb @ Theta.T - np.eye(len(Theta))[labels], Xb)


@gradient.mistake()
def one_subtracted_everywhere(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """1 is subtracted from every probability, not only from that of the right class.

    Y has one 1 in each row.
    """
    return _from_residual(softmax(Xb @ Theta.T) - 1, Xb)


@gradient.mistake(reread=f"{LECTURE}, “One-hot labels”")
def label_numbers_subtracted(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The number of the class is subtracted from every probability, as if class 2 were twice class 1.

    A label is a name. Turn it into a row with a single 1.
    """
    return _from_residual(softmax(Xb @ Theta.T) - labels[:, None], Xb)


@gradient.mistake()
def right_class_only(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """Only the row of the right class is moved by an example; the other classes are not pushed down.

    Every probability depends on every score.
    """
    Y = np.eye(len(Theta))[labels]
    return _from_residual((softmax(Xb @ Theta.T) - 1) * Y, Xb)


@gradient.mistake()
def labels_left_out(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The gradient is built with P where P − Y belongs.

    The labels must enter somewhere.
    """
    return _from_residual(softmax(Xb @ Theta.T), Xb)


@gradient.mistake(reread=f"{LECTURE}, “From probability to class”")
def likeliest_class_minus_label(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The residual is built with the predicted class, 0 or 1 in each column, instead of the probabilities.

    A row that is classified right would have no influence any more.
    """
    one_hot = np.eye(len(Theta))
    return _from_residual(one_hot[(Xb @ Theta.T).argmax(axis=1)] - one_hot[labels], Xb)


@gradient.mistake()
def jacobian_kept(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """P − Y is multiplied by the Jacobian of softmax: this is the gradient of a squared error.

    In the log loss the Jacobian has cancelled already.
    """
    P = softmax(Xb @ Theta.T)
    D = P - np.eye(len(Theta))[labels]
    return _from_residual(P * (D - (P * D).sum(axis=1, keepdims=True)), Xb)


@gradient.mistake()
def slope_of_sigmoid_kept(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """P − Y is multiplied by P(1 − P), the slope of a sigmoid.

    In the log loss the derivative of the probabilities has cancelled already.
    """
    P = softmax(Xb @ Theta.T)
    return _from_residual((P - np.eye(len(Theta))[labels]) * P * (1 - P), Xb)


@gradient.mistake()
def gradient_over_columns(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The probabilities of each class sum to 1 over the rows: softmax runs along the wrong axis.

    One row is one example.
    """
    return _from_residual(softmax((Xb @ Theta.T).T).T - np.eye(len(Theta))[labels], Xb)


@gradient.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def gradient_with_column_shift(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """Before the exponential the largest score of each column is subtracted: rows change each other's probabilities.

    Only a shift that is the same for all classes of a row cancels.
    """
    Z = Xb @ Theta.T
    return _from_residual(softmax(Z - Z.max(axis=0)) - np.eye(len(Theta))[labels], Xb)


@gradient.mistake(reread=f"{LECTURE}, “Numbers that overflow”")
def gradient_overflows(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """For large scores the gradient is NaN: the exponentials overflow.

    Subtract the largest score of each row first.
    """
    E = np.exp(Xb @ Theta.T)
    return _from_residual(E / E.sum(axis=1, keepdims=True) - np.eye(len(Theta))[labels], Xb)


@gradient.mistake(reread=f"{LECTURE}, “One-hot labels”")
def classes_counted_in_the_batch(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The number of classes is taken from the largest label: a batch without the last class stops the function.

    K is the number of rows of Theta.
    """
    return _from_residual(softmax(Xb @ Theta.T) - np.eye(labels.max() + 1)[labels], Xb)


@gradient.mistake(reread=f"{LECTURE}, “Classes are counted from 0”")
def labels_minus_one(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The labels are read as 1..K: the 1 stands one column too far left, and for class 0 in the last one.

    The classes are 0..K−1; a label is the column of its class.
    """
    return softmax_gradient(Theta, Xb, (labels - 1) % len(Theta))


@gradient.mistake(reread=f"{LECTURE}, “Classes are counted from 0”")
def loop_from_class_one(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The comparison runs over the classes 1..K: class 0 never has a 1, and the others stand one column too far left.

    On paper one counts from 1; here the classes are 0..K−1.
    """
    Y = np.column_stack([labels == k for k in range(1, len(Theta) + 1)])
    return _from_residual(softmax(Xb @ Theta.T) - Y, Xb)


@gradient.mistake()
def bias_column_zero(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The first column, the gradient of the biases, is 0: they would never be learned.

    The column of ones is a column like the others.
    """
    return softmax_gradient(Theta, Xb, labels) * (np.arange(Xb.shape[1]) > 0)


@gradient.mistake()
def gradient_without_bias(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The biases are left out of the scores.

    Column 0 of Theta belongs to the ones of Xb.
    """
    return _from_residual(_residual(Theta[:, 1:], Xb[:, 1:], labels), Xb)


@gradient.mistake()
def gradient_of_the_first_row(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """Only the first row enters the gradient.

    Change another row: the gradient should change with it.
    """
    return softmax_gradient(Theta, Xb[:1], labels[:1])


@gradient.mistake(reread=f"{LECTURE}, “Shapes”")
def gradient_flat(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    """The gradient is one long array; it should have the shape of Theta, (K, n+1).

    A gradient has the shape of its parameter.
    """
    return softmax_gradient(Theta, Xb, labels).ravel()


@gradient.variant
def gradient_by_loops(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    total = np.zeros(Theta.shape)
    for x, label in zip(Xb, labels, strict=True):
        z = Theta @ x
        e = np.exp(z - max(z))
        for k in range(len(Theta)):
            total[k] += (e[k] / sum(e) - (1 if k == label else 0)) * x
    return total / len(labels)


@gradient.variant
def gradient_by_indices(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    D = np.exp(_log_P(Xb.dot(Theta.T)))
    D[np.arange(labels.size), labels] -= 1
    return np.einsum("ik,ij->kj", D, Xb) / labels.size


@gradient.variant
def gradient_class_by_class(Theta: ndarray, Xb: ndarray, labels: ndarray) -> ndarray:
    P = softmax(Xb @ Theta.T)
    return np.array([((P[:, k] - (labels == k))[:, None] * Xb).mean(axis=0) for k in range(Theta.shape[0])])


# --- X8.4: the descent --------------------------------------------------------------------------

descent = Exercise(
    "08.softmax_gd",
    "softmax_gd(Xb, labels, n_classes, eta, max_iter) -> Theta",
    reread=f"{LECTURE}, “The descent”",
    tolerance=1e-6,  # up to 100 steps
    library_calls=("LogisticRegression", "minimize"),
)


@descent.reference
def softmax_gd(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    Theta = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        Theta = Theta - eta * softmax_gradient(Theta, Xb, labels)
    return Theta


@descent.shown("the toy batch, 100 steps")
def toy_descent() -> dict[str, Any]:
    return {**_toy(), "n_classes": 3, "eta": 0.5, "max_iter": 100}


@descent.shown("integers, four classes, none of class 3, another rate, 7 steps")
def seven_steps() -> dict[str, Any]:
    Xb = np.array([[1, 2, -1], [1, 0, 3], [1, -2, 1], [1, 1, 1], [1, 3, 0]])
    return {"Xb": Xb, "labels": np.array([1, 0, 2, 2, 1]), "n_classes": 4, "eta": 0.2, "max_iter": 7}


@descent.shown("one step")
def one_step() -> dict[str, Any]:
    X = np.array([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5], [-1.0, 2.5, 1.0], [0.0, 1.0, -2.0]])
    return {"Xb": add_bias(X), "labels": np.array([0, 1, 1, 0]), "n_classes": 2, "eta": 0.8, "max_iter": 1}


def _descent(rng: np.random.Generator, m: int, n: int, K: int, max_iter: int) -> dict[str, Any]:
    problem = _problem(rng, m, n, K)
    settings = {"n_classes": K, "eta": float(rng.uniform(0.2, 0.8)), "max_iter": max_iter}
    return {"Xb": problem["Xb"], "labels": problem["labels"], **settings}


@descent.drawn(3)
def some_steps(rng: np.random.Generator) -> dict[str, Any]:
    n, K = (int(k) for k in rng.choice([[2, 4], [3, 2], [4, 3], [2, 5]]))
    return _descent(rng, int(rng.integers(6, 10)), n, K, int(rng.choice([3, 5, 7])))


@descent.drawn(1)
def square_descent(rng: np.random.Generator) -> dict[str, Any]:
    return _descent(rng, 4, 3, 4, 3)


@descent.drawn(1)
def last_class_absent(rng: np.random.Generator) -> dict[str, Any]:
    return {**_descent(rng, 6, 2, 4, 3), "labels": rng.permutation([0, 1, 2, 0, 1, 2])}


@descent.drawn(1)
def no_step(rng: np.random.Generator) -> dict[str, Any]:
    return _descent(rng, 5, 2, 3, 0)


@descent.drawn(1)
def descent_on_one_row(rng: np.random.Generator) -> dict[str, Any]:
    return {**_descent(rng, 1, 3, 3, 3), "labels": np.array([1])}


@descent.wider
def any_descent(rng: np.random.Generator) -> dict[str, Any]:
    problem = any_problem_at_all(rng)
    settings = {"eta": float(rng.choice([0.0, 0.1, 2.0])), "max_iter": int(rng.integers(0, 5))}
    return {"Xb": problem["Xb"], "labels": problem["labels"], "n_classes": len(problem["Theta"]), **settings}


@descent.independent(1e-9)
def by_minimize(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    start = np.zeros(n_classes * Xb.shape[1])
    of_class = SoftmaxCrossEntropy(Xb[:, 1:].astype(float), labels, n_classes)
    theta = minimize(of_class, start, GD(eta), max_iter).theta if max_iter else start
    return theta.reshape(n_classes, -1)


@descent.mistake()
def one_step_fewer(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """One step is missing: the loop ends early, or Theta from before the last step is returned.

    max_iter = 1 must make exactly one step.
    """
    return softmax_gd(Xb, labels, n_classes, eta, max_iter - 1)


@descent.mistake()
def one_step_more(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """There is one step too many.

    max_iter = 1 must make exactly one step, max_iter = 0 none.
    """
    return softmax_gd(Xb, labels, n_classes, eta, max_iter + 1)


@descent.mistake()
def hundred_steps_always(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """There are always 100 steps, whatever max_iter says.

    100 is right for the example only.
    """
    return softmax_gd(Xb, labels, n_classes, eta, 100)


@descent.mistake()
def rate_of_the_example(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """The learning rate is always 0.5, whatever eta says.

    0.5 is right for the example only.
    """
    return softmax_gd(Xb, labels, n_classes, 0.5, max_iter)


@descent.mistake()
def three_classes_always(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """Theta always has three rows, whatever n_classes says.

    3 is right for the example only.
    """
    return softmax_gd(Xb, labels, 3, eta, max_iter)


@descent.mistake(reread=f"{LECTURE}, “One-hot labels”")
def classes_of_the_labels(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """The number of classes is taken from the largest label; a class without examples loses its row.

    n_classes says how many there are.
    """
    return softmax_gd(Xb, labels, int(labels.max()) + 1, eta, max_iter)


@descent.mistake()
def gradient_once(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """All steps use the gradient at the start: it is computed before the loop and never again.

    Theta moves, so the probabilities and the gradient change.
    """
    return -max_iter * eta * softmax_gradient(np.zeros((n_classes, Xb.shape[1])), Xb, labels)


@descent.mistake()
def uphill(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """The steps go uphill: η times the gradient is added, or the residual is Y − P.

    Print the loss after every step. Does it fall?
    """
    return softmax_gd(Xb, labels, n_classes, -eta, max_iter)


@descent.mistake(reread=f"{LECTURE}, “The gradient”")
def steps_twice_as_long(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """The steps are twice too long: the gradient carries a 2.

    The 2 belongs to squared errors.
    """
    return softmax_gd(Xb, labels, n_classes, 2 * eta, max_iter)


@descent.mistake(reread=f"{LECTURE}, “The gradient”")
def steps_half_as_long(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """The steps have half their length: the gradient carries 1/(2m).

    The ½ belongs to squared errors.
    """
    return softmax_gd(Xb, labels, n_classes, eta / 2, max_iter)


@descent.mistake(reread=f"{LECTURE}, “The gradient”")
def steps_not_averaged(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """The steps are m times too long: the gradient of the sum is used where the loss is a mean.

    Where does the 1/m of the loss go? Print the loss after the first step: it has risen.
    """
    return softmax_gd(Xb, labels, n_classes, eta * len(labels), max_iter)


@descent.mistake(reread=f"{LECTURE}, “The gradient”")
def steps_averaged_over_classes(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """The steps are K times too short: the mean runs over all m·K entries.

    The loss is a mean over the m rows.
    """
    return softmax_gd(Xb, labels, n_classes, eta / n_classes, max_iter)


def _descend(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int, residual: Any) -> ndarray:
    """The descent with another residual(Z, Y)."""
    Theta, Y = np.zeros((n_classes, Xb.shape[1])), np.eye(n_classes)[labels]
    for _ in range(max_iter):
        Theta = Theta - eta * _from_residual(residual(Xb @ Theta.T, Y), Xb)
    return Theta


@descent.mistake(reread=f"{LECTURE}, “Two classes: softmax and sigmoid”")
def one_against_the_rest(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """Every class has a sigmoid of its own: these are K logistic regressions, each class against the rest.

    Softmax couples the classes: the rows of Theta sum to 0 at every step.
    """
    return _descend(Xb, labels, n_classes, eta, max_iter, lambda Z, Y: _sigmoid(Z) - Y)


@descent.mistake()
def right_class_moved_only(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """An example moves only the row of its own class; the other classes are not pushed down.

    Every probability depends on every score.
    """
    return _descend(Xb, labels, n_classes, eta, max_iter, lambda Z, Y: (softmax(Z) - 1) * Y)


@descent.mistake(reread=f"{LECTURE}, “From probability to class”")
def perceptron_of_classes(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """The residual is built with the predicted class: rows that are classified right do not pull.

    The log loss uses the probabilities.
    """
    return _descend(Xb, labels, n_classes, eta, max_iter, lambda Z, Y: np.eye(Z.shape[1])[Z.argmax(axis=1)] - Y)


@descent.mistake()
def softmax_over_rows(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """Softmax runs along the wrong axis: the probabilities of a class sum to 1 over the rows.

    One row is one example.
    """
    return _descend(Xb, labels, n_classes, eta, max_iter, lambda Z, Y: softmax(Z.T).T - Y)


@descent.mistake()
def descent_of_softmax_twice(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """Softmax is applied twice: the probabilities stay nearly equal, and the loss stops far above 0.

    One step leads from scores to probabilities.
    """
    return _descend(Xb, labels, n_classes, eta, max_iter, lambda Z, Y: softmax(softmax(Z)) - Y)


@descent.mistake()
def biases_never_learned(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """The biases stay 0: only the weights are updated.

    Column 0 of Theta is updated like the others.
    """
    weights = softmax_gd(Xb[:, 1:], labels, n_classes, eta, max_iter)
    return np.column_stack([np.zeros(n_classes), weights])


@descent.mistake()
def starts_at_ones(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """The descent starts at a Theta full of ones; here it starts at 0.

    The probabilities are the same, since a shift of all classes cancels; Theta is not.
    """
    return 1 + softmax_gd(Xb, labels, n_classes, eta, max_iter)


@descent.mistake(reread=f"{LECTURE}, “A parameter too many”")
def last_class_fixed(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """The last class stays at 0 and only the others are moved.

    One class could be fixed, but then the path is another; here all K rows are parameters.
    """
    moved = np.arange(n_classes) < n_classes - 1
    return _descend(Xb, labels, n_classes, eta, max_iter, lambda Z, Y: (softmax(Z) - Y) * moved)


@descent.mistake(reread="Lecture 03, step 5: “one point, two gradients”")
def classes_one_after_another(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """The rows of Theta are updated one after another, each with the probabilities after the one before it.

    The whole gradient belongs to one Theta. Compute it, then update everything.
    """
    Theta = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        for k in range(n_classes):
            step = softmax_gradient(Theta, Xb, labels) * (np.arange(n_classes) == k)[:, None]
            Theta = Theta - eta * step
    return Theta


@descent.mistake(reread="Lecture 04, “Batch, mini-batch, stochastic”")
def one_row_after_another(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """Theta is updated after every row: this is stochastic descent, max_iter times through the data.

    Here one step uses the mean over all rows.
    """
    Theta = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        for i in range(len(labels)):
            Theta = Theta - eta * softmax_gradient(Theta, Xb[i : i + 1], labels[i : i + 1])
    return Theta


@descent.mistake(reread="Lecture 01, “The step”")
def steps_of_length_eta(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """Every step has the length η: the gradient is divided by its norm.

    Near a minimum the steps have to become shorter by themselves.
    """
    Theta = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        step = softmax_gradient(Theta, Xb, labels)
        Theta = Theta - eta * step / np.linalg.norm(step)
    return Theta


@descent.mistake(reread=f"{LECTURE}, “Shapes”")
def classes_in_columns(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """Theta has shape (n+1, K): rows and columns are exchanged, which no shape shows when K = n + 1.

    One row of Theta belongs to one class.
    """
    return softmax_gd(Xb, labels, n_classes, eta, max_iter).T.copy()


@descent.mistake(reread=f"{LECTURE}, “Classes are counted from 0”")
def classes_counted_from_one(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """The labels are read as 1..K: class k trains row k − 1, and class 0 the last row.

    The classes are 0..K−1; a label is the row of its class.
    """
    return softmax_gd(Xb, (labels - 1) % n_classes, n_classes, eta, max_iter)


@descent.mistake()
def rows_centred_at_the_end(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    """At the end row 0 is subtracted from all rows of Theta.

    The probabilities stay the same, but this is not where the descent arrived.
    """
    Theta = softmax_gd(Xb, labels, n_classes, eta, max_iter)
    return Theta - Theta[0]


@descent.variant
def descent_in_place(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    Theta, k = np.zeros((n_classes, Xb.shape[1])), 0
    while k < max_iter:
        E = np.exp(Xb @ Theta.T)
        E /= E.sum(axis=1)[:, None]
        E[np.arange(len(Xb)), labels] -= 1
        Theta -= eta / len(Xb) * (E.T @ Xb)
        k += 1
    return Theta


@descent.variant
def descent_with_biases_apart(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    X, W, b = Xb[:, 1:], np.zeros((n_classes, Xb.shape[1] - 1)), np.zeros(n_classes)
    for _ in range(max_iter):
        D = (softmax(X @ W.T + b) - np.eye(n_classes)[labels]) / len(X)
        W, b = W - eta * D.T @ X, b - eta * D.sum(axis=0)
    return np.column_stack([b, W])


@descent.variant
def descent_by_loops(Xb: ndarray, labels: ndarray, n_classes: int, eta: float, max_iter: int) -> ndarray:
    Theta = [np.zeros(Xb.shape[1]) for _ in range(n_classes)]
    for _ in range(max_iter):
        steps = [np.zeros(Xb.shape[1]) for _ in range(n_classes)]
        for x, label in zip(Xb, labels, strict=True):
            e = [np.exp(theta @ x) for theta in Theta]
            for k in range(n_classes):
                steps[k] = steps[k] + (e[k] / sum(e) - float(k == label)) * x / len(labels)
        Theta = [theta - eta * step for theta, step in zip(Theta, steps, strict=True)]
    return np.array(Theta)


# --- Quizzes ------------------------------------------------------------------------------------

# Two classes. One model is logistic regression, σ(z). The other is softmax regression with two scores z₀ and z₁.
# What can the second model do that the first cannot?
# a  It has twice as many parameters, so it can draw boundaries that are not straight.
# b  It knows the probabilities of both classes, the first only one of them.
# c  Nothing: p₁ = σ(z₁ − z₀), so only the difference of the two rows of Theta matters.
# d  It can be trained without overflow.
Quiz(
    "08.quiz_two_classes",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="Divide numerator and denominator by e^(z₁): p₁ = 1/(1 + e^(z₀ − z₁)) = σ(z₁ − z₀). The second row of "
    "parameters is superfluous, and the probability of the other class is 1 − p₁ in both models.",
    reread=f"{LECTURE}, “Two classes: softmax and sigmoid”",
)

# Predict, without running: softmax regression with K = 10 classes, Theta = 0, 500 rows in whatever classes.
# What is the loss before the first step?
# a  0.   b  1/10.   c  log 10 ≈ 2.303.   d  That depends on how many rows each class has.
Quiz(
    "08.quiz_first_loss",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="All scores are 0, so every class has probability 1/10 in every row, and every row costs −log(1/10). A program "
    "that starts with another loss has a mistake: the first thing to look at.",
    reread=f"{LECTURE}, “The loss”",
)

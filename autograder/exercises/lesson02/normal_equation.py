"""X2.3, the solution in one line; of several solutions the shortest."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import add_bias

from .. import libraries
from ..drawing import digits
from ..wide_numbers import numbers, size
from .shared import drawn_rows, drawn_sizes, toy

# 1e-8: through XbᵀXb, which is right too, the condition number is squared
solution = Exercise(
    "02.normal_equation",
    "normal_equation(Xb, y) -> theta",
    tolerance=1e-8,
    allows={
        "one row": ["Xb"],
        "one entry": ["y"],
        "whole": ["Xb", "y"],
        "only zeros": ["y"],
        "equal rows": ["Xb"],
        "large": ["Xb", "y"],
        "small": ["y"],
    },
    reread="Lecture 02, “The normal equation”",
    library_calls=("normal_equation", "ridge", *libraries.REGRESSIONS),
)

NOISE = np.array([0.3, -0.2, 0.1, 0.0, -0.1, 0.2, -0.3, 0.1, 0.0, 0.2, -0.1, -0.2])


@solution.reference
def normal_equation(Xb, y):
    return np.linalg.pinv(Xb) @ y


@solution.shown("the toy batch, without noise")
def toy_without_noise():
    return toy()


@solution.shown("the toy batch, noise added to y")
def toy_with_noise():
    rows = toy()
    return {"Xb": rows["Xb"], "y": rows["y"] + NOISE}


@solution.shown("the second feature is twice the first: many solutions, the shortest is asked for")
def doubled_feature():
    x = np.arange(6.0)
    return {"Xb": np.column_stack([np.ones(6), x, 2 * x]), "y": np.array([1.0, 3.0, 2.0, 5.0, 4.0, 6.0])}


@solution.shown("whole numbers, as many rows as parameters")
def square_system():
    return {"Xb": np.array([[1, 3, 2], [1, -2, 4], [1, 5, -1]]), "y": np.array([1, 7, -4])}


@solution.shown("one feature in hundreds, one in hundredths: both count")
def features_of_different_sizes():
    X = np.array([[320.0, 0.01], [-150.0, 0.04], [75.0, -0.02], [-260.0, -0.03], [410.0, 0.05]])
    return {"Xb": add_bias(X), "y": np.array([2.5, -1.0, 0.5, -3.0, 4.0])}


@solution.drawn(3)
def any_system(rng):
    while True:
        m, n = drawn_sizes(rng)
        rows = drawn_rows(rng, m + 3, n)
        if np.linalg.cond(rows["Xb"]) < 30:
            return rows


@solution.drawn(1)
def repeated_feature(rng):
    """Entries ±1, ±2 whose products are exact: XbᵀXb is singular without a rounding error."""
    pairs = np.array([[1, 1], [1, -1]])
    columns = np.kron(np.kron(pairs, pairs), pairs)[:, rng.permutation(np.arange(1, 8))[:2]] * rng.choice([1, 2])
    X = np.column_stack([columns, columns[:, 0] * rng.choice([-2, -1, 2])])
    return {"Xb": add_bias(X)[rng.permutation(8)], "y": rng.normal(size=8) + 2}


@solution.drawn(1)
def one_row_four_parameters(rng):
    return {"Xb": add_bias(rng.choice([-4.0, -2.0, 2.0, 0.5, 4.0], size=(1, 3))), "y": rng.normal(size=1) + 2}


@solution.independent(1e-8)
def by_another_decomposition(Xb, y):
    """SciPy's least squares by QR with column exchanges."""
    from scipy.linalg import lstsq

    return lstsq(Xb, y, cond=1e-10, lapack_driver="gelsy")[0]


@solution.wider
def wide_system(rng):
    """More rows than parameters with features of different sizes, a condition number below 1000; or columns that depend
    on each other, of whole numbers, whose products are exact."""
    if rng.random() < 0.5:
        m, n = (int(k) for k in rng.integers(1, 6, size=2))
        X = [rng.integers(-3, 4, size=(m, n)), np.zeros((m, n)), np.ones((m, n)), rng.normal(size=(m, n))]
        X = X[int(rng.integers(4))]
        Xb = add_bias(X).astype(X.dtype if rng.random() < 0.7 else float)
        return {"Xb": Xb, "y": numbers(rng, m)}
    while True:
        n = size(rng, 4)
        m = n + 1 + size(rng, 6)
        Xb = add_bias(digits(rng.normal(size=(m, n)) * 10.0 ** rng.uniform(-1.5, 2.5, size=n)))
        if np.linalg.cond(Xb) < 1000:
            return {"Xb": Xb, "y": numbers(rng, m)}


solution.keep(1, 69, 36, 8, 33, 11, 12, 140, 299)


def _least_squares(Xb, y):
    return np.linalg.lstsq(Xb, y, rcond=None)[0]


@solution.mistake()
def weights_only(Xb, y):
    """The column of ones is left out: there is no bias, and the line is forced through the origin.

    How many entries must θ have?
    """
    return _least_squares(Xb[:, 1:], y)


@solution.mistake()
def through_the_origin(Xb, y):
    """The weights are fitted without a bias, and the bias is set to 0.

    Fit all parameters together: the best weights depend on the bias.
    """
    return np.append(0.0, _least_squares(Xb[:, 1:], y))


@solution.mistake()
def bias_as_the_mean(Xb, y):
    """The bias is the mean of y, and the weights are fitted to the rest as they are.

    That is right only where the means of the features are 0.
    """
    return np.append(y.mean(), _least_squares(Xb[:, 1:], y - y.mean()))


@solution.mistake()
def stops_where_singular(Xb, y):
    """The function stops where the columns of Xb depend on each other: XbᵀXb has no inverse then.

    Which functions of np.linalg find a least-squares solution all the same?
    """
    return np.linalg.solve(Xb.T @ Xb, Xb.T @ y)


@solution.mistake()
def another_minimizer(Xb, y):
    """Where there are many solutions, this is one of them but not the shortest: columns that depend on others get 0.

    Of all θ with the smallest J, which one has the smallest ‖θ‖?
    """
    theta = np.zeros(Xb.shape[1])
    kept = []
    for j in range(Xb.shape[1]):
        if np.linalg.matrix_rank(Xb[:, [*kept, j]]) > len(kept):
            kept.append(j)
    theta[kept] = _least_squares(Xb[:, kept], y)
    return theta


@solution.mistake()
def square_of_the_rows(Xb, y):
    """Xb Xbᵀ of shape (m, m) is inverted where XbᵀXb of shape (n + 1, n + 1) belongs.

    How many unknowns are there?
    """
    return np.linalg.pinv(Xb @ Xb.T) @ y


@solution.mistake()
def not_solved(Xb, y):
    """This is the right-hand side Xbᵀy: nothing is solved.

    In XbᵀXb θ = Xbᵀy, what is known and what is not?
    """
    return Xb.T @ y


@solution.mistake()
def multiplied_not_solved(Xb, y):
    """XbᵀXb is multiplied by the right-hand side where its inverse belongs.

    In XbᵀXb θ = Xbᵀy, what has to be done to have θ alone?
    """
    return Xb.T @ Xb @ (Xb.T @ y)


@solution.mistake()
def divided_by_squares(Xb, y):
    """Each parameter is fitted on its own, as if the columns of Xb were at right angles to each other.

    What do the entries of XbᵀXb outside the diagonal say?
    """
    return Xb.T @ y / (Xb**2).sum(axis=0)


@solution.mistake()
def solution_divided_by_m(Xb, y):
    """The solution is divided by m.

    When the gradient is set to 0, its factor 2/m drops out.
    """
    return _least_squares(Xb, y) / len(y)


@solution.mistake()
def ridge_added(Xb, y):
    """Something is added to the diagonal of XbᵀXb to make it invertible: this is another θ, with a larger J.

    Which functions of np.linalg need no such help?
    """
    return np.linalg.solve(Xb.T @ Xb + 1e-3 * np.eye(Xb.shape[1]), Xb.T @ y)


@solution.mistake()
def first_rows_only(Xb, y):
    """Only as many rows as there are parameters are used: the line goes through them and ignores the others.

    All m rows count.
    """
    P = Xb.shape[1]
    return _least_squares(Xb[:P], y[:P])


@solution.mistake()
def solution_with_bias_last(Xb, y):
    """The bias stands last; in this course it comes first.

    θ = (b, w) has the order of the columns of Xb.
    """
    theta = _least_squares(Xb, y)
    return np.append(theta[1:], theta[0])


@solution.mistake()
def ones_added_again(Xb, y):
    """A second column of ones is added: Xb has one already.

    How many entries must θ have?
    """
    return _least_squares(np.column_stack([np.ones(len(Xb)), Xb]), y)


@solution.mistake()
def predictions(Xb, y):
    """The predictions Xb θ come back, not θ.

    The result has an entry for each column of Xb.
    """
    return Xb @ _least_squares(Xb, y)


@solution.mistake(reread="Lecture 02, “Shapes”")
def solution_in_a_column(Xb, y):
    """θ is a column of shape (n + 1, 1); this course keeps it as (n + 1,).

    What is the shape of y?
    """
    return _least_squares(Xb, y[:, None])


@solution.mistake(reread="Lecture 02, “Shapes”")
def all_that_lstsq_returns(Xb, y):
    """All that np.linalg.lstsq returns comes back: θ is only the first part of it.

    How do you take the first entry of a tuple?
    """
    return np.linalg.lstsq(Xb, y, rcond=None)


@solution.mistake()
def sign_of_the_solution(Xb, y):
    """The solution has the opposite sign.

    Set the gradient to 0 once more: with which sign does Xbᵀy come to the other side?
    """
    return -_least_squares(Xb, y)


@solution.variant
def by_lstsq(Xb, y):
    theta, *_ = np.linalg.lstsq(Xb, y, rcond=None)
    return theta


@solution.variant
def by_gram(Xb, y):
    return np.linalg.pinv(Xb.T @ Xb) @ Xb.T @ y


@solution.variant
def by_singular_values(Xb, y):
    U, s, Vt = np.linalg.svd(Xb.astype(float), full_matrices=False)
    kept = s > 1e-10 * s[0]
    return Vt[kept].T @ (U[:, kept].T @ y / s[kept])


@solution.variant
def with_a_way_out(Xb, y):
    """The normal equation where it can be solved, the shortest solution where it cannot."""
    if np.linalg.matrix_rank(Xb) == Xb.shape[1]:
        return np.linalg.solve(Xb.T @ Xb, Xb.T @ y)
    return np.linalg.lstsq(Xb.T @ Xb, Xb.T @ y, rcond=None)[0]

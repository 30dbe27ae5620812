"""Lesson 00, arrays and shapes, and the slope felt by a nudge: a matrix product by hand, the column of ones, central
differences.

House convention: rows of X are examples, the ones come first. Sources: ledger rows C18–C20, D16, exercises X0.1–X0.3.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit.checking.encoding import FunctionInput
from gdkit.datasets import toy_batch

LECTURE = "Lecture 00"

# --- X0.1: the matrix product -------------------------------------------------------------------

product = Exercise(
    "00.matmul",
    "matmul(A, B) -> C",
    reread=f"{LECTURE}, “Row times column”",
    library_calls=("matmul", "dot", "vdot", "inner", "einsum", "tensordot", "multi_dot"),
)


@product.reference
def matmul(A: ndarray, B: ndarray) -> ndarray:
    C = np.zeros((len(A), B.shape[1]))
    for i in range(len(A)):
        for j in range(B.shape[1]):
            C[i, j] = sum(A[i, k] * B[k, j] for k in range(len(B)))
    return C


@product.shown("the two matrices on paper, 2 × 2")
def on_paper() -> dict[str, Any]:
    return {"A": np.array([[1, 2], [3, 4]]), "B": np.array([[4, 3], [2, 1]])}


@product.shown("(2, 3) times (3, 4)")
def rectangles() -> dict[str, Any]:
    A = np.array([[1.5, -2.0, 0.25], [0.0, 3.0, -1.0]])
    B = np.array([[2.0, 0.0, -1.0, 0.5], [1.0, -0.5, 4.0, 3.0], [-4.0, 2.0, 1.0, 6.0]])
    return {"A": A, "B": B}


@product.shown("(3, 2) times (2, 3), whole numbers in A, broken ones in B")
def whole_and_broken() -> dict[str, Any]:
    return {"A": np.array([[1, -2], [3, 5], [-1, 4]]), "B": np.array([[0.5, 1.25, -0.75], [2.5, -1.5, 0.1]])}


@product.drawn(3)
def any_product(rng: np.random.Generator) -> dict[str, Any]:
    m, K, n = (int(size) for size in rng.permutation([2, 3, 4, 5])[:3])
    return {"A": rng.normal(size=(m, K)), "B": rng.normal(size=(K, n))}


@product.drawn(1)
def square_product(rng: np.random.Generator) -> dict[str, Any]:
    """A missing or a superfluous transpose goes unnoticed by shapes."""
    return {"A": rng.normal(size=(3, 3)), "B": rng.normal(size=(3, 3))}


@product.drawn(1)
def integer_product(rng: np.random.Generator) -> dict[str, Any]:
    return {"A": rng.integers(-9, 10, size=(4, 2)), "B": rng.normal(size=(2, 3))}


@product.drawn(1)
def row_times_column(rng: np.random.Generator) -> dict[str, Any]:
    """The result is one number and still a matrix."""
    return {"A": rng.normal(size=(1, 4)), "B": rng.normal(size=(4, 1))}


@product.independent()
def by_numpy(A: ndarray, B: ndarray) -> ndarray:
    """NumPy's own product."""
    return A @ B


@product.wider
def any_matrices(rng: np.random.Generator) -> dict[str, Any]:
    m, K, n = (int(size) for size in rng.integers(1, 5, size=3))
    large = rng.normal(size=(m, K)) * 10.0 ** rng.integers(-3, 6)
    return {
        "A": large if rng.random() < 0.7 else rng.integers(-2, 3, size=(m, K)),
        "B": rng.normal(size=(K, n)) if rng.random() < 0.7 else np.zeros((K, n)),
    }


def _entries(A: ndarray, B: ndarray, terms: Any) -> ndarray:
    """C with C_ij the sum over `terms` of A_ik B_kj."""
    C = np.zeros((len(A), B.shape[1]))
    for i in range(len(A)):
        for j in range(B.shape[1]):
            C[i, j] = sum(A[i, k] * B[k, j] for k in terms)
    return C


@product.mistake()
def elementwise(A: ndarray, B: ndarray) -> ndarray:
    """The entries are multiplied one by one: A * B is not the matrix product.

    An entry of C needs a whole row of A and a whole column of B.
    """
    return A * B


@product.mistake()
def order_swapped(A: ndarray, B: ndarray) -> ndarray:
    """This is BA, not AB: for matrices the order matters.

    Whose rows and whose columns does the statement ask for?
    """
    return B @ A


@product.mistake()
def columns_of_a(A: ndarray, B: ndarray) -> ndarray:
    """The columns of A are used where its rows belong: this is AᵀB.

    Which index of A stays fixed while you walk along one row?
    """
    return A.T @ B


@product.mistake()
def rows_of_b(A: ndarray, B: ndarray) -> ndarray:
    """The rows of B are used where its columns belong: this is ABᵀ.

    Which index of B stays fixed while you walk down one column?
    """
    return A @ B.T


@product.mistake()
def transposed(A: ndarray, B: ndarray) -> ndarray:
    """The result is transposed: its rows and columns have changed places.

    C has as many rows as A and as many columns as B.
    """
    return (A @ B).T


@product.mistake()
def last_term_only(A: ndarray, B: ndarray) -> ndarray:
    """Each entry holds only the last product of its sum.

    Does your innermost line add to C[i, j], or does it write over what is there?
    """
    return _entries(A, B, [len(B) - 1])


@product.mistake()
def first_term_only(A: ndarray, B: ndarray) -> ndarray:
    """Each entry holds only the first product of its sum.

    How often does your innermost loop run?
    """
    return _entries(A, B, [0])


@product.mistake()
def last_term_missing(A: ndarray, B: ndarray) -> ndarray:
    """The last product of each sum is missing.

    range(K) already ends at K − 1.
    """
    return _entries(A, B, range(len(B) - 1))


@product.mistake()
def first_term_missing(A: ndarray, B: ndarray) -> ndarray:
    """The first product of each sum is missing.

    Indices begin at 0.
    """
    return _entries(A, B, range(1, len(B)))


@product.mistake()
def as_many_terms_as_rows(A: ndarray, B: ndarray) -> ndarray:
    """The sum runs over as many terms as A has rows; with square matrices nothing shows.

    Which size do A and B have in common?
    """
    return _entries(A, B, range(len(A)))


@product.mistake()
def last_column_missing(A: ndarray, B: ndarray) -> ndarray:
    """The last column of C stays zero.

    range(n) already ends at n − 1.
    """
    C = _entries(A, B, range(len(B)))
    C[:, -1] = 0.0
    return C


@product.mistake()
def last_row_missing(A: ndarray, B: ndarray) -> ndarray:
    """The last row of C stays zero.

    range(m) already ends at m − 1.
    """
    C = _entries(A, B, range(len(B)))
    C[-1] = 0.0
    return C


@product.mistake(reread=f"{LECTURE}, “Shapes”")
def shaped_like_a(A: ndarray, B: ndarray) -> ndarray:
    """C is made with the shape of A.

    Rows of A, columns of B: which shape does the product of (2, 3) and (3, 4) have?
    """
    C = np.zeros(A.shape)
    for i in range(len(A)):
        for j in range(B.shape[1]):
            C[i, j] = sum(A[i, k] * B[k, j] for k in range(len(B)))
    return C


@product.mistake(reread=f"{LECTURE}, “Kinds of numbers”")
def whole_numbers(A: ndarray, B: ndarray) -> ndarray:
    """C is an array of whole numbers: the broken parts are cut off.

    What does np.zeros(…, dtype=int) do with 1.5?
    """
    return np.trunc(_entries(A, B, range(len(B)))).astype(int)


@product.mistake(reread=f"{LECTURE}, “Kinds of numbers”")
def type_of_a(A: ndarray, B: ndarray) -> ndarray:
    """C takes its kind of number from A: where A holds whole numbers, the broken parts of C are cut off.

    What does np.zeros_like(A) copy besides the shape?
    """
    return _entries(A, B, range(len(B))).astype(A.dtype)


@product.mistake()
def sum_not_reset(A: ndarray, B: ndarray) -> ndarray:
    """The sum goes on from entry to entry: it is not set back to zero.

    Where does the line total = 0 stand?
    """
    return np.cumsum(_entries(A, B, range(len(B)))).reshape(len(A), B.shape[1])


@product.mistake()
def product_of_sums(A: ndarray, B: ndarray) -> ndarray:
    """The sum of a row is multiplied by the sum of a column.

    A sum of products is not the product of the sums: multiply first, then add.
    """
    return np.outer(A.sum(axis=1), B.sum(axis=0))


@product.mistake()
def sum_of_sums(A: ndarray, B: ndarray) -> ndarray:
    """The entries of row and column are added where they should be multiplied.

    Multiply the pairs, then add the products.
    """
    return A.sum(axis=1)[:, None] + B.sum(axis=0)


@product.mistake(reread=f"{LECTURE}, “Shapes”")
def lists_in_a_list(A: ndarray, B: ndarray) -> Any:
    """The numbers are right, but they come as lists in a list, not as an array.

    A list has no shape. Which function makes an array of it?
    """
    return _entries(A, B, range(len(B))).tolist()


@product.variant
def product_by_operator(A: ndarray, B: ndarray) -> ndarray:
    return A @ B


@product.variant
def product_accumulated(A: ndarray, B: ndarray) -> ndarray:
    m, K = A.shape
    n = B.shape[1]
    C = np.zeros((m, n))
    for i in range(m):
        for k in range(K):
            for j in range(n):
                C[i, j] += A[i, k] * B[k, j]
    return C


@product.variant
def product_in_lists(A: ndarray, B: ndarray) -> ndarray:
    return np.array([[(row * column).sum() for column in B.T] for row in A])


@product.variant
def product_of_outer_products(A: ndarray, B: ndarray) -> ndarray:
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1]):
        C = C + A[:, [k]] * B[[k], :]
    return C


@product.variant
def product_by_einsum(A: ndarray, B: ndarray) -> ndarray:
    return np.einsum("ik,kj->ij", A, B)


# --- X0.2: the column of ones -------------------------------------------------------------------

bias = Exercise(
    "00.add_bias",
    "add_bias(X) -> Xb",
    reread=f"{LECTURE}, “The column of ones”",
    library_calls=("add_dummy_feature", "PolynomialFeatures", "add_constant"),
)


@bias.reference
def add_bias(X: ndarray) -> ndarray:
    return np.column_stack([np.ones(len(X)), X])


@bias.shown("the toy batch, (12, 2)")
def toy_rows() -> dict[str, Any]:
    return {"X": toy_batch()[0]}


@bias.shown("as many rows as columns")
def square_table() -> dict[str, Any]:
    return {"X": np.array([[2.0, -0.5, 4.0], [0.25, 3.0, -1.5], [7.0, 5.0, 6.0]])}


@bias.shown("two rows of four whole numbers")
def whole_rows() -> dict[str, Any]:
    return {"X": np.array([[3, 4, 5, 6], [-7, 0, 9, 2]])}


@bias.shown("three rows of one feature")
def one_feature() -> dict[str, Any]:
    return {"X": np.array([[0.5], [-2.0], [1.75]])}


@bias.drawn(3)
def any_table(rng: np.random.Generator) -> dict[str, Any]:
    n = int(rng.integers(2, 5))
    return {"X": rng.normal(size=(int(rng.integers(n + 1, n + 7)), n))}


@bias.drawn(1)
def one_example(rng: np.random.Generator) -> dict[str, Any]:
    return {"X": rng.normal(size=(1, 3))}


@bias.drawn(1)
def drawn_integers(rng: np.random.Generator) -> dict[str, Any]:
    return {"X": rng.integers(2, 10, size=(3, 2))}


@bias.independent()
def by_the_model(X: ndarray) -> ndarray:
    """Column j of Xb is what the model ŷ = b + Xw answers for θ = (b, w) = e_j."""
    return np.column_stack([e[0] + X @ e[1:] for e in np.eye(X.shape[1] + 1)])


@bias.wider
def wide_table(rng: np.random.Generator) -> dict[str, Any]:
    m, n = (int(size) for size in rng.integers(1, 6, size=2))
    kind = rng.integers(3)
    if kind == 0:
        return {"X": rng.integers(-3, 4, size=(m, n))}
    return {"X": np.zeros((m, n)) if kind == 1 else rng.normal(size=(m, n)) * 10.0 ** rng.integers(-3, 6)}


@bias.mistake()
def as_many_ones_as_features(X: ndarray) -> ndarray:
    """A one is put beside every entry of X: there are as many columns of ones as features.

    One bias needs one column, whatever the number of features; with one feature nothing shows.
    """
    return np.hstack([np.ones(X.shape), X])


@bias.mistake()
def ones_last(X: ndarray) -> ndarray:
    """The ones stand in the last column; in this course they come first.

    θ = (b, w) begins with the bias. Which column does it meet in Xb @ theta?
    """
    return np.column_stack([X, np.ones(len(X))])


@bias.mistake()
def ones_on_both_sides(X: ndarray) -> ndarray:
    """There is a column of ones on either side.

    How many entries would theta need?
    """
    return np.column_stack([np.ones(len(X)), X, np.ones(len(X))])


@bias.mistake(reread=f"{LECTURE}, “Axes”")
def row_of_ones(X: ndarray) -> ndarray:
    """A row of ones is put on top: that is one more example, not one more feature.

    axis=0 runs over the rows. Along which axis do the features lie?
    """
    return np.vstack([np.ones(X.shape[1]), X])


@bias.mistake()
def column_of_zeros(X: ndarray) -> ndarray:
    """The new column holds zeros: b would be multiplied by 0.

    ŷ = b · x₀ + w · x. What must x₀ be for every example?
    """
    return np.column_stack([np.zeros(len(X)), X])


@bias.mistake()
def first_feature_overwritten(X: ndarray) -> ndarray:
    """The ones replace the first feature; the shape stays (m, n).

    The new column stands before the others, and none of them is lost.
    """
    Xb = X.copy()
    Xb[:, 0] = 1
    return Xb


@bias.mistake()
def written_into_x(X: ndarray) -> ndarray:
    """The ones are written into X itself: the caller's first feature is gone.

    Make a new array with one column more.
    """
    X[:, 0] = 1
    return X


@bias.mistake()
def last_feature_lost(X: ndarray) -> ndarray:
    """The ones are there, but the last feature is lost: the shape is still (m, n).

    Xb has one column more than X.
    """
    return np.column_stack([np.ones(len(X)), X[:, :-1]])


@bias.mistake(reread=f"{LECTURE}, “Axes”")
def as_many_ones_as_columns(X: ndarray) -> ndarray:
    """The column of ones has n entries, one for each feature; it needs one for each row.

    X has shape (m, n). Which of the two is the number of examples?
    """
    return np.hstack([np.ones((X.shape[1], 1)), X])


@bias.mistake(reread=f"{LECTURE}, “Shapes”")
def ones_without_an_axis(X: ndarray) -> ndarray:
    """The ones are a 1-D array of shape (m,), which cannot be put beside a table of shape (m, n).

    hstack and concatenate want a column of shape (m, 1).
    """
    return np.hstack([np.ones(len(X)), X])


@bias.mistake()
def twelve_ones(X: ndarray) -> ndarray:
    """There are always 12 ones: that is the number of rows of the toy batch only.

    Take the number of rows from the shape of X.
    """
    return np.hstack([np.ones((12, 1)), X])


@bias.mistake()
def one_added(X: ndarray) -> ndarray:
    """1 is added to every entry of X; no column is added.

    np.add adds numbers. What is wanted is a table with one column more.
    """
    return X + 1


@bias.mistake(reread=f"{LECTURE}, “Axes”")
def flat(X: ndarray) -> ndarray:
    """The table has become one long row of numbers.

    np.insert and np.append flatten unless they are told an axis.
    """
    return np.insert(X.astype(float), 0, 1.0)


@bias.mistake(reread=f"{LECTURE}, “Shapes”")
def examples_in_columns(X: ndarray) -> ndarray:
    """The result is transposed: the examples stand in its columns.

    Rows are examples, before and after.
    """
    return np.vstack([np.ones(len(X)), X.T])


@bias.mistake(reread=f"{LECTURE}, “Kinds of numbers”")
def broken_parts_lost(X: ndarray) -> ndarray:
    """The result holds whole numbers: the broken parts of X are cut off.

    Which dtype has the array that you fill?
    """
    return np.column_stack([np.ones(len(X)), X]).astype(int)


@bias.variant
def bias_by_slices(X: ndarray) -> ndarray:
    m, n = X.shape
    Xb = np.ones((m, n + 1))
    Xb[:, 1:] = X
    return Xb


@bias.variant
def bias_by_insert(X: ndarray) -> ndarray:
    return np.insert(X, 0, 1, axis=1)


@bias.variant
def bias_row_by_row(X: ndarray) -> ndarray:
    return np.array([[1, *row] for row in X])


@bias.variant
def bias_by_hstack(X: ndarray) -> ndarray:
    return np.hstack([np.ones((X.shape[0], 1)), X])


# --- X0.3 and X1.2: central differences ---------------------------------------------------------

# Two right ways to write the quotient differ by rounding, about ε|f|/h: 1e-9 of the gradient at h = 1e-6.
numerical = Exercise(
    "00.numerical_gradient",
    "numerical_gradient(f, x, h) -> gradient",
    reread=f"{LECTURE}, “A nudge each way”",
    tolerance=1e-7,
    library_calls=("approx_fprime", "approx_derivative", "derivative", "jacobian", "gradient", "numerical_gradient"),
)


@numerical.reference
def numerical_gradient(f: Any, x: ndarray, h: float) -> ndarray:
    slopes = np.zeros(len(x))
    for i in range(len(x)):
        e = np.zeros(len(x))
        e[i] = h
        slopes[i] = (f(x + e) - f(x - e)) / (2 * h)
    return slopes


@numerical.shown("x² + y² at (1, 2), h = 0.000001")
def at_one_two() -> dict[str, Any]:
    return {"f": FunctionInput("bowl"), "x": np.array([1.0, 2.0]), "h": 1e-6}


@numerical.shown("Rosenbrock's valley at (−1.2, 1), with a large h")
def in_the_valley() -> dict[str, Any]:
    return {"f": FunctionInput("rosenbrock", {"a": 1.0, "b": 10.0}), "x": np.array([-1.2, 1.0]), "h": 0.1}


@numerical.shown("Himmelblau's function at (1, 2), the point written as integers")
def at_integers() -> dict[str, Any]:
    return {"f": FunctionInput("himmelblau"), "x": np.array([1, 2]), "h": 0.01}


@numerical.shown("a tilted bowl of three variables")
def three_variables() -> dict[str, Any]:
    H = [[4.0, 1.0, -0.5], [1.0, 3.0, 0.75], [-0.5, 0.75, 2.0]]
    return {"f": FunctionInput("quadratic", {"H": H, "value": 2.0}), "x": np.array([0.5, -1.0, 2.0]), "h": 0.05}


@numerical.drawn(2)
def on_himmelblau(rng: np.random.Generator) -> dict[str, Any]:
    name = FunctionInput("himmelblau", {"a": float(rng.uniform(5, 12)), "b": float(rng.uniform(3, 8))})
    signs = np.array([1.0, -1.0])
    return {"f": name, "x": signs * rng.uniform(0.5, 2.5, size=2), "h": float(rng.uniform(0.05, 0.2))}


@numerical.drawn(1)
def on_rosenbrock(rng: np.random.Generator) -> dict[str, Any]:
    name = FunctionInput("rosenbrock", {"a": float(rng.uniform(0.5, 2)), "b": float(rng.uniform(2, 20))})
    return {"f": name, "x": rng.uniform(0.5, 2, size=2) * rng.choice([-1, 1], size=2), "h": 0.1}


@numerical.drawn(1)
def in_one_variable(rng: np.random.Generator) -> dict[str, Any]:
    return {"f": FunctionInput("quartic"), "x": rng.uniform(0.3, 1.5, size=1), "h": 0.1}


@numerical.drawn(1)
def in_four_variables(rng: np.random.Generator) -> dict[str, Any]:
    A = rng.normal(size=(4, 4))
    name = FunctionInput("quadratic", {"H": A + A.T, "centre": rng.normal(size=4)})
    return {"f": name, "x": rng.normal(size=4) + 1, "h": 0.01}


@numerical.drawn(1)
def at_drawn_integers(rng: np.random.Generator) -> dict[str, Any]:
    return {"f": FunctionInput("himmelblau"), "x": rng.integers(1, 3, size=2), "h": 0.1}


@numerical.independent(1e-7)
def by_interpolation(f: Any, x: ndarray, h: float) -> ndarray:
    """Along an axis every function here is p(t) = Σ c_k tᵏ of degree 4 at most, so (p(h) − p(−h)) / 2h = c₁ + c₃h²."""
    t = np.array([-1.0, -0.5, 0.25, 0.75, 1.0])
    lines = [np.polynomial.Polynomial.fit(t, [f(x + s * e) for s in t], 4) for e in np.eye(len(x))]
    return np.array([c[1] + c[3] * h**2 for c in (line.convert().coef for line in lines)])


@numerical.wider
def any_point(rng: np.random.Generator) -> dict[str, Any]:
    name, P = [("himmelblau", 2), ("rosenbrock", 2), ("quartic", 1), ("saddle", 2)][int(rng.integers(4))]
    x = [rng.normal(size=P) * 10.0 ** rng.integers(-1, 2), np.zeros(P), np.ones(P, dtype=int)][int(rng.integers(3))]
    return {"f": FunctionInput(name), "x": x, "h": float(10.0 ** rng.integers(-3, 1))}


@numerical.mistake()
def forward(f: Any, x: ndarray, h: float) -> ndarray:
    """This is the forward difference: the nudge goes one way only, and the error shrinks like h instead of h².

    From which two points does the central difference take its values?
    """
    return np.array([(f(x + h * e) - f(x)) / h for e in np.eye(len(x))])


@numerical.mistake()
def backward(f: Any, x: ndarray, h: float) -> ndarray:
    """This is the backward difference: the nudge goes one way only, and the error shrinks like h instead of h².

    From which two points does the central difference take its values?
    """
    return np.array([(f(x) - f(x - h * e)) / h for e in np.eye(len(x))])


@numerical.mistake(reread=f"{LECTURE}, “Kinds of numbers”")
def forward_in_place(f: Any, x: ndarray, h: float) -> ndarray:
    """The nudge goes one way only, and it is added to an entry of x in place: where x holds integers it is cut off.

    What does an array of integers keep of 1 + 0.000001? And what does the central difference do besides x + h?
    """
    slopes = np.zeros(len(x))
    for i in range(len(x)):
        ahead = x.copy()
        ahead[i] += h
        slopes[i] = (f(ahead) - f(x)) / h
    return slopes


@numerical.mistake(reread=f"{LECTURE}, “Kinds of numbers”")
def nudge_in_integers(f: Any, x: ndarray, h: float) -> ndarray:
    """The nudge is added to an entry of a copy of x: where x holds integers, the copy does too and cuts the nudge off.

    What does an array of integers keep of 1 + 0.01, and what of 1 − 0.01? Which dtype must the copy have?
    """
    slopes = np.zeros(len(x))
    for i in range(len(x)):
        ahead, behind = x.copy(), x.copy()
        ahead[i] += h
        behind[i] -= h
        slopes[i] = (f(ahead) - f(behind)) / (2 * h)
    return slopes


@numerical.mistake(reread=f"{LECTURE}, “Kinds of numbers”")
def slopes_in_integers(f: Any, x: ndarray, h: float) -> ndarray:
    """The slopes are stored as whole numbers where x holds integers: their broken parts are cut off.

    What does np.zeros_like(x) copy besides the shape?
    """
    slopes = np.zeros_like(x)
    for i in range(len(x)):
        e = np.zeros(len(x))
        e[i] = h
        slopes[i] = (f(x + e) - f(x - e)) / (2 * h)
    return slopes


@numerical.mistake(reread=f"{LECTURE}, “A nudge and back”")
def not_put_back(f: Any, x: ndarray, h: float) -> ndarray:
    """An entry is nudged and not put back: from the second entry on, the slopes belong to another point.

    Print the point at which you take the second slope.
    """
    x, slopes = x.astype(float), np.zeros(len(x))
    for i in range(len(x)):
        x[i] += h
        ahead = f(x)
        x[i] -= 2 * h
        slopes[i] = (ahead - f(x)) / (2 * h)
    return slopes


@numerical.mistake(reread=f"{LECTURE}, “A nudge and back”")
def nudged_in_the_callers_array(f: Any, x: ndarray, h: float) -> ndarray:
    """The nudge is written into the array that was passed in and not taken back: the caller's point moves.

    Nudge a copy, or put the entry back before the next one.
    """
    slopes = np.zeros(len(x))
    for i in range(len(x)):
        x[i] += h
        ahead = f(x)
        x[i] -= 2 * h
        slopes[i] = (ahead - f(x)) / (2 * h)
    return slopes


@numerical.mistake()
def divided_by_h(f: Any, x: ndarray, h: float) -> ndarray:
    """The slopes are twice too large: from x − h to x + h it is 2h, not h.

    How far apart are the two points?
    """
    return np.array([(f(x + h * e) - f(x - h * e)) / h for e in np.eye(len(x))])


@numerical.mistake()
def not_divided_by_h(f: Any, x: ndarray, h: float) -> ndarray:
    """The difference is halved and not divided by h: it shrinks with h, a slope does not.

    A slope is a difference of values over a distance.
    """
    return np.array([(f(x + h * e) - f(x - h * e)) / 2 for e in np.eye(len(x))])


@numerical.mistake()
def difference_only(f: Any, x: ndarray, h: float) -> ndarray:
    """The difference of the two values is not divided at all.

    A slope is a difference of values over a distance.
    """
    return np.array([f(x + h * e) - f(x - h * e) for e in np.eye(len(x))])


@numerical.mistake(reread=f"{LECTURE}, “Brackets”")
def brackets_missing(f: Any, x: ndarray, h: float) -> ndarray:
    """The difference is divided by 2 and then multiplied by h: `/ 2 * h` is read from left to right.

    Where do the brackets belong?
    """
    return np.array([(f(x + h * e) - f(x - h * e)) / 2 * h for e in np.eye(len(x))])


@numerical.mistake()
def sign_reversed(f: Any, x: ndarray, h: float) -> ndarray:
    """The slopes have the opposite sign: the value behind comes first in the difference.

    Where f grows, the slope is positive.
    """
    return np.array([(f(x - h * e) - f(x + h * e)) / (2 * h) for e in np.eye(len(x))])


@numerical.mistake(reread=f"{LECTURE}, “One entry at a time”")
def all_entries_at_once(f: Any, x: ndarray, h: float) -> ndarray:
    """All entries are nudged together: x + h adds h to each of them.

    A partial derivative moves one variable and keeps the others.
    """
    return np.full(len(x), (f(x + h) - f(x - h)) / (2 * h))


@numerical.mistake(reread=f"{LECTURE}, “One entry at a time”")
def one_number(f: Any, x: ndarray, h: float) -> Any:
    """One number comes back; the gradient has an entry for each variable.

    A gradient has the shape of x.
    """
    return (f(x + h) - f(x - h)) / (2 * h)


@numerical.mistake(reread=f"{LECTURE}, “One entry at a time”")
def last_entry_missing(f: Any, x: ndarray, h: float) -> ndarray:
    """The last entry of the gradient stays zero.

    range(n) already ends at n − 1.
    """
    slopes = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))]
    return np.array([*slopes[:-1], 0.0])


@numerical.mistake(reread=f"{LECTURE}, “One entry at a time”")
def two_variables_only(f: Any, x: ndarray, h: float) -> ndarray:
    """The gradient has two entries, however many variables there are.

    Take their number from the length of x.
    """
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))[:2]])


@numerical.mistake(reread=f"{LECTURE}, “Which h?”")
def own_h(f: Any, x: ndarray, h: float) -> ndarray:
    """The given h leaves no trace in the result: it was computed with a smaller h, or by another formula.

    The central difference has an error of its own, and with h = 0.1 it must show.
    """
    return np.array([(f(x + 1e-5 * e) - f(x - 1e-5 * e)) / 2e-5 for e in np.eye(len(x))])


@numerical.mistake(reread=f"{LECTURE}, “Which h?”")
def half_a_nudge(f: Any, x: ndarray, h: float) -> ndarray:
    """The nudge is h/2 each way, not h.

    Here h is the length of one nudge; the two points are 2h apart.
    """
    return np.array([(f(x + h / 2 * e) - f(x - h / 2 * e)) / h for e in np.eye(len(x))])


@numerical.mistake(reread=f"{LECTURE}, “Which h?”")
def nudge_relative_to_x(f: Any, x: ndarray, h: float) -> ndarray:
    """The nudge is h times the entry of x, not h.

    What happens at x = 0?
    """
    steps = h * np.abs(x)
    return np.array([(f(x + s * e) - f(x - s * e)) / (2 * s) for s, e in zip(steps, np.eye(len(x)), strict=True)])


@numerical.mistake()
def second_difference(f: Any, x: ndarray, h: float) -> ndarray:
    """This is the second difference f(x+h) − 2f(x) + f(x−h) over h²: the curvature, not the slope.

    How much does f change from one end to the other?
    """
    return np.array([(f(x + h * e) - 2 * f(x) + f(x - h * e)) / h**2 for e in np.eye(len(x))])


@numerical.mistake(reread=f"{LECTURE}, “Shapes”")
def gradient_in_a_column(f: Any, x: ndarray, h: float) -> ndarray:
    """The gradient is a column of shape (n, 1); x has shape (n,).

    A gradient has the shape of its variable.
    """
    return np.array([[(f(x + h * e) - f(x - h * e)) / (2 * h)] for e in np.eye(len(x))])


@numerical.mistake(reread=f"{LECTURE}, “Shapes”")
def gradient_in_a_list(f: Any, x: ndarray, h: float) -> Any:
    """The numbers are right, but they come as a list, not as an array.

    Which function makes an array of a list?
    """
    return [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))]


@numerical.variant
def all_points_in_one_call(f: Any, x: ndarray, h: float) -> ndarray:
    """A function of this course takes a stack of points."""
    nudges = h * np.eye(len(x))
    return (f(x + nudges) - f(x - nudges)) / (2 * h)


@numerical.variant
def nudged_and_put_back(f: Any, x: ndarray, h: float) -> ndarray:
    point, slopes = np.array(x, dtype=float), np.zeros(len(x))
    for i in range(point.size):
        old = point[i]
        point[i] = old + h
        ahead = f(point)
        point[i] = old - h
        slopes[i] = (ahead - f(point)) / (2 * h)
        point[i] = old
    return slopes


@numerical.variant
def mean_of_both_ways(f: Any, x: ndarray, h: float) -> ndarray:
    """The mean of the forward and of the backward difference is the central one."""
    here = f(x)
    units = np.eye(len(x))
    ahead = np.array([(f(x + h * e) - here) / h for e in units])
    behind = np.array([(here - f(x - h * e)) / h for e in units])
    return (ahead + behind) / 2


# --- Quizzes ------------------------------------------------------------------------------------

# A has shape (4, 3), v has shape (3,), y has shape (4, 1). Which shape has A @ v - y?
#   a  (4,)    b  (4, 1)    c  (4, 4)    d  none: NumPy stops with an error
Quiz(
    "00.quiz_shapes",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="A @ v has shape (4,) and counts as a row (1, 4); beside a column (4, 1) both are repeated to (4, 4), without a"
    " word of warning. With y of shape (4,) the difference has shape (4,).",
    reread=f"{LECTURE}, “Shapes”",
)

# Central differences with h = 1e-5 are good to ten digits. What does h = 1e-12 give?
#   a  more digits: the error shrinks with h    b  the same digits
#   c  fewer digits: rounding is divided by h   d  exactly zero
Quiz(
    "00.quiz_step",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The formula's own error shrinks like h², but f is known to 16 digits only and that error is divided by 2h. "
    "For exp at 1 the error is 6e-11 at h = 1e-5 and 2e-4 at h = 1e-12.",
    reread=f"{LECTURE}, “Which h?”",
)

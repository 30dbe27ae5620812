"""X0.1, the matrix product: every entry is a row of A times a column of B, and no library multiplies."""

import numpy as np

from autograder.declaring import Exercise

from ..wide_numbers import numbers, size, some_rows_twice

product = Exercise(
    "00.matmul",
    "matmul(A, B) -> C",
    reread="Lecture 00, “Row times column”",
    allows={
        "one row": ["A", "B"],
        "one column": ["A", "B"],
        "whole": ["A", "B"],
        "only zeros": ["A", "B"],
        "equal rows": ["A", "B"],
        "large": ["A", "B"],
        "small": ["A", "B"],
    },
    library_calls=("@", "matmul", "dot", "vdot", "inner", "einsum", "tensordot", "multi_dot"),
)


@product.reference
def matmul(A, B):
    C = np.zeros((len(A), B.shape[1]))
    for i in range(len(A)):
        for j in range(B.shape[1]):
            C[i, j] = sum(A[i, k] * B[k, j] for k in range(len(B)))
    return C


@product.shown("the two matrices on paper, 2 × 2")
def on_paper():
    return {"A": np.array([[1, 2], [3, 4]]), "B": np.array([[4, 3], [2, 1]])}


@product.shown("(2, 3) times (3, 4)")
def rectangles():
    A = np.array([[1.5, -2.0, 0.25], [0.0, 3.0, -1.0]])
    B = np.array([[2.0, 0.0, -1.0, 0.5], [1.0, -0.5, 4.0, 3.0], [-4.0, 2.0, 1.0, 6.0]])
    return {"A": A, "B": B}


@product.shown("(3, 2) times (2, 3), whole numbers in A, broken ones in B")
def whole_and_broken():
    return {"A": np.array([[1, -2], [3, 5], [-1, 4]]), "B": np.array([[0.5, 1.25, -0.75], [2.5, -1.5, 0.1]])}


@product.shown("(2, 3) times (3, 4) again: a row of zeros, numbers of very different sizes")
def zeros_first():
    A = np.array([[0.0, 0.0, 0.0], [1250.0, -12.5, 4e-05]])
    B = np.array([[0.003, 8.0, -15.0, 0.0], [250.0, -40.0, 2.5e-06, 0.0], [17.5, 7e4, 120.0, 3e-07]])
    return {"A": A, "B": B}


@product.drawn(3)
def any_product(rng):
    m, K, n = (int(size) for size in rng.permutation([2, 3, 4, 5])[:3])
    return {"A": rng.normal(size=(m, K)), "B": rng.normal(size=(K, n))}


@product.drawn(1)
def square_product(rng):
    """A missing or a superfluous transpose goes unnoticed by shapes."""
    return {"A": rng.normal(size=(3, 3)), "B": rng.normal(size=(3, 3))}


@product.drawn(1)
def integer_product(rng):
    return {"A": rng.integers(-9, 10, size=(4, 2)), "B": rng.normal(size=(2, 3))}


@product.drawn(1)
def row_times_column(rng):
    """The result is one number and still a matrix."""
    return {"A": rng.normal(size=(1, 4)), "B": rng.normal(size=(4, 1))}


@product.independent()
def by_numpy(A, B):
    """NumPy's own product."""
    return A @ B


@product.wider
def any_matrices(rng):
    m, K, n = size(rng, 4), size(rng, 4), size(rng, 4)
    return {"A": some_rows_twice(rng, numbers(rng, (m, K))), "B": some_rows_twice(rng, numbers(rng, (K, n)))}


product.keep(7, 18, 78, 71, 274, 180, 6, 97, 8)


def _entries(A, B, terms):
    """C with C_ij the sum over `terms` of A_ik B_kj."""
    C = np.zeros((len(A), B.shape[1]))
    for i in range(len(A)):
        for j in range(B.shape[1]):
            C[i, j] = sum(A[i, k] * B[k, j] for k in terms)
    return C


@product.mistake()
def elementwise(A, B):
    """The entries are multiplied one by one: A * B is not the matrix product.

    An entry of C needs a whole row of A and a whole column of B.
    """
    return A * B


@product.mistake()
def order_swapped(A, B):
    """This is BA, not AB: for matrices the order matters.

    Whose rows and whose columns does the statement ask for?
    """
    return B @ A


@product.mistake()
def columns_of_a(A, B):
    """The columns of A are used where its rows belong: this is AᵀB.

    Which index of A stays fixed while you walk along one row?
    """
    return A.T @ B


@product.mistake()
def rows_of_b(A, B):
    """The rows of B are used where its columns belong: this is ABᵀ.

    Which index of B stays fixed while you walk down one column?
    """
    return A @ B.T


@product.mistake()
def transposed(A, B):
    """The result is transposed: its rows and columns have changed places.

    C has as many rows as A and as many columns as B.
    """
    return (A @ B).T


@product.mistake()
def last_term_only(A, B):
    """Each entry holds only the last product of its sum.

    Does your innermost line add to C[i, j], or does it write over what is there?
    """
    return _entries(A, B, [len(B) - 1])


@product.mistake()
def first_term_only(A, B):
    """Each entry holds only the first product of its sum.

    How often does your innermost loop run?
    """
    return _entries(A, B, [0])


@product.mistake()
def last_term_missing(A, B):
    """The last product of each sum is missing.

    range(K) already ends at K − 1.
    """
    return _entries(A, B, range(len(B) - 1))


@product.mistake()
def first_term_missing(A, B):
    """The first product of each sum is missing.

    Indices begin at 0.
    """
    return _entries(A, B, range(1, len(B)))


@product.mistake()
def as_many_terms_as_rows(A, B):
    """The sum runs over as many terms as A has rows; with square matrices the mistake does not show.

    Which size do A and B have in common?
    """
    return _entries(A, B, range(len(A)))


@product.mistake()
def last_column_missing(A, B):
    """The last column of C stays zero.

    range(n) already ends at n − 1.
    """
    C = _entries(A, B, range(len(B)))
    C[:, -1] = 0.0
    return C


@product.mistake()
def last_row_missing(A, B):
    """The last row of C stays zero.

    range(m) already ends at m − 1.
    """
    C = _entries(A, B, range(len(B)))
    C[-1] = 0.0
    return C


@product.mistake(reread="Lecture 00, “Shapes”")
def shaped_like_a(A, B):
    """C is made with the shape of A.

    Rows of A, columns of B: which shape does the product of (2, 3) and (3, 4) have?
    """
    C = np.zeros(A.shape)
    for i in range(len(A)):
        for j in range(B.shape[1]):
            C[i, j] = sum(A[i, k] * B[k, j] for k in range(len(B)))
    return C


@product.mistake(reread="Lecture 00, “Kinds of numbers”")
def whole_numbers(A, B):
    """C is an array of whole numbers: what comes after the decimal point is cut off.

    What does np.zeros(…, dtype=int) do with 1.5?
    """
    return np.trunc(_entries(A, B, range(len(B)))).astype(int)


@product.mistake(reread="Lecture 00, “Kinds of numbers”")
def type_of_a(A, B):
    """C takes its kind of number from A: where A holds whole numbers, C loses what comes after the decimal point.

    What does np.zeros_like(A) copy besides the shape?
    """
    return _entries(A, B, range(len(B))).astype(A.dtype)


@product.mistake()
def sum_not_reset(A, B):
    """The sum goes on from one entry to the next: it is never set back to zero.

    Where in your loops does the sum start at 0?
    """
    return np.cumsum(_entries(A, B, range(len(B)))).reshape(len(A), B.shape[1])


@product.mistake()
def product_of_sums(A, B):
    """The sum of a row is multiplied by the sum of a column.

    A sum of products is not the product of the sums: multiply first, then add.
    """
    return np.outer(A.sum(axis=1), B.sum(axis=0))


@product.mistake()
def sum_of_sums(A, B):
    """The entries of row and column are added where they should be multiplied.

    Multiply the pairs, then add the products.
    """
    return A.sum(axis=1)[:, None] + B.sum(axis=0)


@product.mistake(reread="Lecture 00, “Shapes”")
def lists_in_a_list(A, B):
    """The numbers are right, but they come as lists in a list, not as an array.

    A list has no shape. Which function makes an array of it?
    """
    return _entries(A, B, range(len(B))).tolist()


@product.variant
def by_operator(A, B):
    return A @ B


@product.variant
def accumulated(A, B):
    m, K = A.shape
    n = B.shape[1]
    C = np.zeros((m, n))
    for i in range(m):
        for k in range(K):
            for j in range(n):
                C[i, j] += A[i, k] * B[k, j]
    return C


@product.variant
def in_lists(A, B):
    return np.array([[(row * column).sum() for column in B.T] for row in A])


@product.variant
def of_outer_products(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1]):
        C = C + A[:, [k]] * B[[k], :]
    return C


@product.variant
def by_einsum(A, B):
    return np.einsum("ik,kj->ij", A, B)

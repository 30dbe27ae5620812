"""X7.4, the gradient of the log loss: 1/m Xbᵀ(p̂ − y)."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import LogLoss, add_bias, numerical_gradient

from .. import drawing, libraries, slips
from .bce_from_scores import bce_from_scores
from .shared import CLASS_FOR_PROBABILITY, LABELS_OF_BOTH_SIGNS, from_residual, toy
from .sigmoid import sigmoid

gradient = Exercise(
    "07.log_loss_gradient",
    "log_loss_gradient(theta, Xb, y) -> gradient",
    reread="Lecture 07, “The gradient”",
    allows={
        "one row": ["Xb"],
        "one entry": ["y"],
        "whole": ["theta", "Xb", "y"],
        "only zeros": ["theta", "y"],
        "equal rows": ["Xb"],
        "large": ["theta", "Xb"],
        "small": ["theta"],
    },
    library_calls=("LogLoss", "bce", "bce_from_scores", "gradient", *libraries.DIFFERENCES),
    by_formula=True,
)


@gradient.reference
def log_loss_gradient(theta, Xb, y):
    p = sigmoid(Xb @ theta)
    return Xb.T @ (p - y) / len(y)


@gradient.shown("the toy batch with overlapping labels, at theta = 0")
def toy_at_zero():
    return {"theta": np.zeros(3), **toy("overlapping")}


@gradient.shown("five rows of three columns, a bias that is not zero, labels written as 0.0 and 1.0")
def away_from_zero():
    X = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [2.0, 1.0, 3.0], [-1.5, 0.5, 1.0], [0.5, -0.5, -2.0]])
    return {"theta": np.array([0.75, 1.0, -0.5, 0.4]), "Xb": add_bias(X), "y": np.array([1.0, 0.0, 0.0, 1.0, 1.0])}


@gradient.shown("integers, scores of 800 and −800, as many rows as columns")
def integers_and_800():
    Xb = np.array([[1, 400, 0], [1, -401, 2], [1, 0, -1]])
    return {"theta": np.array([-2, 2, 1]), "Xb": Xb, "y": np.array([0, 0, 1])}


@gradient.shown("all rows right, with scores of 9, −24 and 26.5: the gradient is small, but not 0")
def almost_certain():
    Xb = np.array([[1.0, 4.5, 0.5], [1.0, -12.0, 1.0], [1.0, 13.0, -0.5]])
    return {"theta": np.array([0.5, 2.0, -1.0]), "Xb": Xb, "y": np.array([1.0, 0.0, 1.0])}


@gradient.shown("one column of thousands, one of thousandths")
def columns_of_other_sizes():
    Xb = np.array([[1, 1930, -0.00725], [1, -746, 0.0000314], [1, -1150, 0.000177], [1, 5210, -0.00585]])
    return {"theta": np.array([0.4, 0.0012, -1250.0]), "Xb": Xb, "y": np.array([0, 1, 1, 0])}


def _rows(rng, m, n):
    y = rng.permutation([0, 1, 0, *rng.integers(0, 2, size=max(0, m - 3))][:m])
    return {"theta": rng.normal(size=n + 1), "Xb": add_bias(rng.normal(size=(m, n))), "y": y}


@gradient.drawn(3)
def any_rows(rng):
    n = int(rng.integers(2, 5))
    return _rows(rng, int(rng.integers(n + 2, n + 7)), n)  # more rows than columns


@gradient.drawn(1)
def as_many_rows_as_columns(rng):
    """A missing transpose goes unnoticed by shapes."""
    return _rows(rng, 4, 3)


@gradient.drawn(1)
def integer_rows(rng):
    rows = _rows(rng, 6, 2)
    Xb = np.column_stack([np.ones(6, dtype=int), rng.integers(-3, 4, size=(6, 2))])
    return {"theta": np.array([1, *rng.integers(1, 3, size=2)]), "Xb": Xb, "y": rows["y"]}


@gradient.drawn(1)
def saturated_rows(rng):
    rows = _rows(rng, 6, 2)
    rows["Xb"][:2, 1:] *= np.array([[400.0], [-400.0]]) / (rows["Xb"][:2, 1:] @ rows["theta"][1:])[:, None] * 2
    return rows


@gradient.drawn(1)
def one_labelled_row(rng):
    return _rows(rng, 1, 3)


@gradient.wider
def any_labelled_rows(rng):
    m, n = drawing.number_of_rows(rng), int(rng.integers(1, 5))
    Xb = drawing.with_ones(drawing.table(rng, m, n))
    y = rng.integers(0, 2, size=m) * drawing.one_of(rng, 1, 1.0)
    return {"theta": drawing.parameters(rng, Xb), "Xb": Xb, "y": y}


gradient.keep(126, 256, 63, 249, 8, 212)


@gradient.independent(1e-9)
def by_gdkit(theta, Xb, y):
    return LogLoss(Xb[:, 1:].astype(float), y).gradient(theta.astype(float))


@gradient.independent(1e-6)
def by_differences(theta, Xb, y):
    """Of the loss, by central differences; losses of about 200 leave six digits."""
    return numerical_gradient(lambda t: bce_from_scores(y, Xb @ t), theta.astype(float), 1e-5)


@gradient.mistake()
def score_minus_label(theta, Xb, y):
    """The residual is z − y: the sigmoid between score and probability is missing.

    That is the gradient of linear regression. Which quantity lies between 0 and 1?
    """
    return from_residual(Xb, Xb @ theta - y)


@gradient.mistake()
def residual_turned(theta, Xb, y):
    """The gradient has the opposite sign: the residual is y − p̂ where the derivative has p̂ − y.

    Differentiate −log p̂ for a row with y = 1: does the loss grow or fall when the score grows?
    """
    return -log_loss_gradient(theta, Xb, y)


@gradient.mistake()
def rows_summed(theta, Xb, y):
    """The gradient is m times too large: it belongs to the sum of the rows' losses, not to their mean.

    Where does the 1/m of the loss go when you differentiate?
    """
    return log_loss_gradient(theta, Xb, y) * len(y)


@gradient.mistake()
def factor_two(theta, Xb, y):
    """The gradient is twice as large as it should be: the 2 of the squared error does not belong here.

    Nothing is squared in the log loss.
    """
    return 2 * log_loss_gradient(theta, Xb, y)


@gradient.mistake()
def factor_one_half(theta, Xb, y):
    """The gradient is half of what it should be: it carries 1/(2m) where the loss has 1/m.

    The ½ belongs to squared errors.
    """
    return log_loss_gradient(theta, Xb, y) / 2


@gradient.mistake(reread="Lecture 07, “Predict 3: same form, so same gradient?”")
def slope_of_sigmoid_kept(theta, Xb, y):
    """The factor p̂(1 − p̂) is still there: this is the gradient of the squared error ½(p̂ − y)².

    In the log loss σ′ meets the derivative of the logarithm. Multiply the two.
    """
    p = sigmoid(Xb @ theta)
    return from_residual(Xb, (p - y) * p * (1 - p))


@gradient.mistake()
def slope_of_sigmoid_missing(theta, Xb, y):
    """The chain ends at p̂: ∂J/∂p̂ is multiplied by x, and the factor ∂p̂/∂z = σ′(z) between them is missing.

    Write the chain J ← p̂ ← z ← θ with one factor for every arrow.
    """
    p = np.clip(sigmoid(Xb @ theta), 1e-15, 1 - 1e-15)
    return from_residual(Xb, (p - y) / (p * (1 - p)))


@gradient.mistake(says=CLASS_FOR_PROBABILITY, reread="Lecture 07, “From probability to class”")
def class_minus_label(theta, Xb, y):
    """A row that is classified right would have no influence any more."""
    return from_residual(Xb, (Xb @ theta >= 0) - y)


@gradient.mistake(says=LABELS_OF_BOTH_SIGNS, reread="Lecture 07, “Labels 0 and 1, or −1 and 1”")
def labels_of_both_signs(theta, Xb, y):
    """A row of class 0 that is predicted with p̂ = 0 must not pull any more."""
    return from_residual(Xb, sigmoid(Xb @ theta) - (2 * y - 1))


@gradient.mistake()
def first_term_only(theta, Xb, y):
    """Rows of class 0 have no influence: only −y log p̂ was differentiated.

    The loss has a second term for y = 0.
    """
    return from_residual(Xb, y * (sigmoid(Xb @ theta) - 1))


@gradient.mistake(reread="Lecture 07, “The log loss”")
def second_term_turned(theta, Xb, y):
    """Rows of class 0 pull in the wrong direction: the second term of the loss carries the wrong sign.

    The minus in front of the sum reaches both terms.
    """
    residual = sigmoid(Xb @ theta) - y
    return from_residual(Xb, np.where(y == 1, residual, -residual))


@gradient.mistake()
def probability_for_residual(theta, Xb, y):
    """The gradient is built with p̂ where the residual p̂ − y belongs.

    The labels must enter somewhere.
    """
    return from_residual(Xb, sigmoid(Xb @ theta))


@gradient.mistake()
def residual_squared(theta, Xb, y):
    """The residuals are squared: every row pulls in the same direction, whatever its label is.

    A gradient must change its sign with the residuals.
    """
    return from_residual(Xb, (sigmoid(Xb @ theta) - y) ** 2)


@gradient.mistake()
def sigmoid_of_sigmoid(theta, Xb, y):
    """The sigmoid is applied twice: no probability is below a half.

    One step leads from the score to the probability.
    """
    return from_residual(Xb, sigmoid(sigmoid(Xb @ theta)) - y)


@gradient.mistake()
def bias_entry_missing(theta, Xb, y):
    """The first entry, ∂J/∂b, is 0: the bias would never be learned.

    The column of ones is a column like the others.
    """
    return log_loss_gradient(theta, Xb, y) * (np.arange(len(theta)) > 0)


@gradient.mistake()
def bias_entry_summed(theta, Xb, y):
    """The first entry, ∂J/∂b, is m times too large: its 1/m is missing.

    All entries come from the same mean.
    """
    return log_loss_gradient(theta, Xb, y) * np.where(np.arange(len(theta)) > 0, 1, len(y))


@gradient.mistake(reread="Lecture 00, “House notation”")
def bias_expected_last(theta, Xb, y):
    """theta is read, and the gradient written, with the bias last; here the bias comes first.

    theta = (b, w) and Xb has its ones in column 0.
    """
    residual = sigmoid(Xb[:, 1:] @ theta[:-1] + theta[-1]) - y
    return np.append(Xb[:, 1:].T @ residual, residual.sum()) / len(y)


@gradient.mistake()
def bias_weight_left_out(theta, Xb, y):
    """The score leaves the bias out: z = w·x instead of θ·(1, x).

    At theta = 0 nothing shows. Try a bias that is not zero.
    """
    return from_residual(Xb, sigmoid(Xb[:, 1:] @ theta[1:]) - y)


@gradient.mistake(says=slips.DIVIDED_BY_COLUMNS)
def divided_by_columns(theta, Xb, y):
    return Xb.T @ (sigmoid(Xb @ theta) - y) / Xb.shape[1]


@gradient.mistake(says=slips.DIVIDED_BY_TWELVE)
def divided_by_twelve(theta, Xb, y):
    return Xb.T @ (sigmoid(Xb @ theta) - y) / 12


@gradient.mistake(says=slips.FIRST_ROW_ONLY)
def first_row_only(theta, Xb, y):
    """Change another row: the gradient should change with it. Is there a return inside the loop?"""
    return log_loss_gradient(theta, Xb[:1], y[:1])


@gradient.mistake()
def mean_over_both_axes(theta, Xb, y):
    """All entries are equal: a mean ran over the columns too.

    Each weight has its own column. Which axis is summed in Xbᵀ(p̂ − y)?
    """
    return np.full(len(theta), (Xb * (sigmoid(Xb @ theta) - y)[:, None]).mean())


@gradient.mistake(reread="Lecture 00, “House notation”")
def gradient_as_column(theta, Xb, y):
    """The gradient is a column of shape (n+1, 1); it should have the shape of theta, (n+1,).

    Labels have shape (m,) here, not (m, 1), and so has the residual.
    """
    return log_loss_gradient(theta, Xb, y)[:, None]


@gradient.mistake(reread="Lecture 00, “House notation”")
def residual_as_matrix(theta, Xb, y):
    """A column (m, 1) minus an array (m,) became a matrix (m, m): every probability met every label.

    Print (p - y).shape. It has to be (m,).
    """
    return from_residual(Xb, (sigmoid(Xb @ theta)[:, None] - y).mean(axis=1))


@gradient.mistake()
def transpose_missing(theta, Xb, y):
    """Xb stands where Xbᵀ belongs: the shapes fit only when Xb has as many rows as columns.

    The gradient has one entry for each column of Xb. Write the shapes under the product.
    """
    return Xb @ (sigmoid(Xb @ theta) - y) / len(y)


@gradient.mistake(reread="Lecture 03, “The source says …: the update in place”")
def labels_overwritten(theta, Xb, y):
    """The residual is written into y (y -= …): the caller's labels change; with integers NumPy raises an error.

    Make a new array: p - y.
    """
    y -= sigmoid(Xb @ theta)
    return -from_residual(Xb, y)


@gradient.mistake(reread="Lecture 07, “Numbers that overflow”")
def gradient_overflows(theta, Xb, y):
    """For large scores the gradient is NaN: eᶻ/(1 + eᶻ) divides infinity by infinity.

    Use your stable sigmoid.
    """
    e = np.exp(Xb @ theta)
    return from_residual(Xb, e / (1 + e) - y)


@gradient.variant
def by_loops(theta, Xb, y):
    m, k = Xb.shape
    total = np.zeros(k)
    for i in range(m):
        z = 0.0
        for j in range(k):
            z += theta[j] * Xb[i, j]
        p = 1 / (1 + np.exp(-z)) if z > 0 else np.exp(z) / (1 + np.exp(z))
        for j in range(k):
            total[j] += (p - y[i]) * Xb[i, j]
    return total / m


@gradient.variant
def by_mean(theta, Xb, y):
    p = 1 / (1 + np.exp(-Xb.dot(theta)))
    return np.mean((p - y)[:, None] * Xb, axis=0)


@gradient.variant
def in_columns(theta, Xb, y):
    """As the sources write it, in columns, and back to 1-D at the end."""
    Y_hat = sigmoid(Xb @ theta.reshape(-1, 1))
    return (1 / Xb.shape[0] * Xb.T @ (Y_hat - y.reshape(-1, 1))).ravel()


@gradient.variant
def class_by_class(theta, Xb, y):
    s = sigmoid(Xb @ theta)
    return (s[y == 0] @ Xb[y == 0] - sigmoid(-Xb[y == 1] @ theta) @ Xb[y == 1]) / y.size

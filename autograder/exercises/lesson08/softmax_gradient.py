"""X8.3, the gradient of the loss: 1/m (P − Y)ᵀ Xb."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import SoftmaxCrossEntropy

from .. import libraries, slips
from .shared import (
    ANY_PROBLEM,
    BIASES_LEFT_OUT,
    at,
    declare_cases,
    from_residual,
    log_probabilities,
    sigmoid,
    toy_at_zero,
)
from .softmax import softmax

gradient = Exercise(
    "08.softmax_gradient",
    "softmax_gradient(Theta, Xb, labels) -> gradient",
    reread="Lecture 08, “The gradient”",
    allows=ANY_PROBLEM,
    library_calls=("SoftmaxCrossEntropy", "softmax_loss", "gradient", *libraries.DIFFERENCES),
    by_formula=True,
)


@gradient.reference
def softmax_gradient(Theta, Xb, labels):
    P = softmax(Xb @ Theta.T)
    Y = np.eye(len(Theta))[labels]
    return (P - Y).T @ Xb / len(Xb)


gradient.shown("the toy batch at Theta = 0")(toy_at_zero)
declare_cases(gradient)
gradient.keep(4, 66, 1, 2, 156)


@gradient.independent(1e-9)
def by_complex_steps_of_the_loss(Theta, Xb, labels):
    """A step i h in each entry: Im J(Theta + i h)/h is the derivative, without cancellation."""
    h, slopes = 1e-30, np.zeros(Theta.shape)
    for entry in np.ndindex(*Theta.shape):
        moved = Theta.astype(complex)
        moved[entry] += 1j * h
        Z = Xb @ moved.T
        Z = Z - Z.real.max(axis=1, keepdims=True)
        slopes[entry] = (np.log(np.exp(Z).sum(axis=1)) - at(Z, labels)).mean().imag / h
    return slopes


@gradient.independent(1e-9)
def by_gdkit(Theta, Xb, labels):
    of_class = SoftmaxCrossEntropy(Xb[:, 1:].astype(float), labels, len(Theta))
    return of_class.gradient(Theta.astype(float).ravel()).reshape(Theta.shape)


def _residual(Theta, Xb, labels):
    """P − Y"""
    return softmax(Xb @ Theta.T) - np.eye(len(Theta))[labels]


@gradient.mistake()
def label_minus_probability(Theta, Xb, labels):
    """The gradient has the opposite sign: Y − P stands where P − Y belongs.

    Does the loss grow or fall when the score of the right class grows?
    """
    return -softmax_gradient(Theta, Xb, labels)


@gradient.mistake()
def gradient_summed(Theta, Xb, labels):
    """The gradient is m times too large: the rows are summed and not averaged.

    Where does the 1/m of the loss go when you differentiate?
    """
    return softmax_gradient(Theta, Xb, labels) * len(Xb)


@gradient.mistake()
def gradient_with_two(Theta, Xb, labels):
    """The gradient is twice as large as it should be.

    The 2 belongs to squared errors; nothing is squared here.
    """
    return 2 * softmax_gradient(Theta, Xb, labels)


@gradient.mistake()
def gradient_divided_by_classes_too(Theta, Xb, labels):
    """The gradient is K times too small: the mean runs over all m·K entries.

    The loss is a mean over the m rows.
    """
    return softmax_gradient(Theta, Xb, labels) / len(Theta)


@gradient.mistake(says=slips.DIVIDED_BY_COLUMNS)
def gradient_divided_by_columns(Theta, Xb, labels):
    return softmax_gradient(Theta, Xb, labels) * len(Xb) / Xb.shape[1]


@gradient.mistake(says=slips.DIVIDED_BY_TWELVE)
def gradient_divided_by_twelve(Theta, Xb, labels):
    return softmax_gradient(Theta, Xb, labels) * len(Xb) / 12


@gradient.mistake(reread="Lecture 08, “Shapes”")
def gradient_transposed(Theta, Xb, labels):
    """The gradient has shape (n+1, K): rows and columns are exchanged, which no shape shows when K = n + 1.

    A gradient has the shape of its parameter: one row a class.
    """
    return softmax_gradient(Theta, Xb, labels).T.copy()


@gradient.mistake(reread="Lecture 08, “Shapes”")
def gradient_at_Theta_transposed(Theta, Xb, labels):
    """The scores are Xb Theta where Xb Thetaᵀ belongs.

    The rows of Theta are the classes. Write the shapes under the product.
    """
    return from_residual(_residual(Theta.T, Xb, labels), Xb)


@gradient.mistake(reread="Lecture 08, “Two classes: softmax and sigmoid”")
def sigmoid_per_class(Theta, Xb, labels):
    """Every score goes through its own sigmoid: the probabilities of a row do not sum to 1.

    In every column, the entries of all classes must sum to 0. Do yours?
    """
    return from_residual(sigmoid(Xb @ Theta.T) - np.eye(len(Theta))[labels], Xb)


@gradient.mistake()
def gradient_of_softmax_twice(Theta, Xb, labels):
    """Softmax is applied twice: the probabilities are nearly equal, however large the scores are.

    One step leads from scores to probabilities.
    """
    return from_residual(softmax(softmax(Xb @ Theta.T)) - np.eye(len(Theta))[labels], Xb)


@gradient.mistake()
def scores_minus_labels(Theta, Xb, labels):
    """Softmax is missing: the residual is Z − Y.

    That is the gradient of linear regression on one-hot labels.
    """
    return from_residual(Xb @ Theta.T - np.eye(len(Theta))[labels], Xb)


@gradient.mistake()
def one_subtracted_everywhere(Theta, Xb, labels):
    """1 is subtracted from every probability, not only from that of the right class.

    Y has one 1 in each row.
    """
    return from_residual(softmax(Xb @ Theta.T) - 1, Xb)


@gradient.mistake(says=slips.LABEL_NUMBERS_SUBTRACTED, reread="Lecture 08, “One-hot labels”")
def label_numbers_subtracted(Theta, Xb, labels):
    """A label is a name. Turn it into a row with a single 1."""
    return from_residual(softmax(Xb @ Theta.T) - labels[:, None], Xb)


@gradient.mistake()
def right_class_only(Theta, Xb, labels):
    """Only the row of the right class is moved by an example; the other classes are not pushed down.

    Every probability depends on every score.
    """
    Y = np.eye(len(Theta))[labels]
    return from_residual((softmax(Xb @ Theta.T) - 1) * Y, Xb)


@gradient.mistake()
def labels_left_out(Theta, Xb, labels):
    """The gradient is built with P where P − Y belongs.

    The labels must enter somewhere.
    """
    return from_residual(softmax(Xb @ Theta.T), Xb)


@gradient.mistake(reread="Lecture 08, “From probability to class”")
def likeliest_class_minus_label(Theta, Xb, labels):
    """The residual is built with the predicted class, 0 or 1 in each column, instead of the probabilities.

    A row that is classified right would have no influence any more.
    """
    one_hot = np.eye(len(Theta))
    return from_residual(one_hot[(Xb @ Theta.T).argmax(axis=1)] - one_hot[labels], Xb)


@gradient.mistake()
def jacobian_kept(Theta, Xb, labels):
    """P − Y is multiplied by the Jacobian of softmax: this is the gradient of a squared error.

    In the log loss the Jacobian has cancelled already.
    """
    P = softmax(Xb @ Theta.T)
    D = P - np.eye(len(Theta))[labels]
    return from_residual(P * (D - (P * D).sum(axis=1, keepdims=True)), Xb)


@gradient.mistake()
def slope_of_sigmoid_kept(Theta, Xb, labels):
    """P − Y is multiplied by P(1 − P), the slope of a sigmoid.

    In the log loss the derivative of the probabilities has cancelled already.
    """
    P = softmax(Xb @ Theta.T)
    return from_residual((P - np.eye(len(Theta))[labels]) * P * (1 - P), Xb)


@gradient.mistake()
def gradient_over_columns(Theta, Xb, labels):
    """The probabilities of each class sum to 1 over the rows: softmax runs along the wrong axis.

    One row is one example.
    """
    return from_residual(softmax((Xb @ Theta.T).T).T - np.eye(len(Theta))[labels], Xb)


@gradient.mistake(reread="Lecture 08, “Numbers that overflow”")
def gradient_with_column_shift(Theta, Xb, labels):
    """Before the exponential the largest score of each column is subtracted: rows change each other's probabilities.

    Only a shift that is the same for all classes of a row cancels.
    """
    Z = Xb @ Theta.T
    return from_residual(softmax(Z - Z.max(axis=0)) - np.eye(len(Theta))[labels], Xb)


@gradient.mistake(reread="Lecture 08, “Numbers that overflow”")
def gradient_overflows(Theta, Xb, labels):
    """For large scores the gradient is NaN: the exponentials overflow.

    Subtract the largest score of each row first.
    """
    E = np.exp(Xb @ Theta.T)
    return from_residual(E / E.sum(axis=1, keepdims=True) - np.eye(len(Theta))[labels], Xb)


@gradient.mistake(says=slips.CLASSES_COUNTED_IN_THE_BATCH, reread="Lecture 08, “One-hot labels”")
def classes_counted_in_the_batch(Theta, Xb, labels):
    """K is the number of rows of Theta."""
    return from_residual(softmax(Xb @ Theta.T) - np.eye(labels.max() + 1)[labels], Xb)


@gradient.mistake(says=slips.LABELS_FROM_ONE, reread="Lecture 08, “Classes are counted from 0”")
def labels_minus_one(Theta, Xb, labels):
    """The classes are 0..K−1; a label is the column of its class."""
    return softmax_gradient(Theta, Xb, (labels - 1) % len(Theta))


@gradient.mistake(reread="Lecture 08, “Classes are counted from 0”")
def loop_from_class_one(Theta, Xb, labels):
    """The comparison runs over the classes 1..K: class 0 never has a 1, and the others stand one column too far left.

    On paper one counts from 1; here the classes are 0..K−1.
    """
    Y = np.column_stack([labels == k for k in range(1, len(Theta) + 1)])
    return from_residual(softmax(Xb @ Theta.T) - Y, Xb)


@gradient.mistake()
def bias_column_zero(Theta, Xb, labels):
    """The first column, the gradient of the biases, is 0: they would never be learned.

    The column of ones is a column like the others.
    """
    return softmax_gradient(Theta, Xb, labels) * (np.arange(Xb.shape[1]) > 0)


@gradient.mistake(says=BIASES_LEFT_OUT)
def gradient_without_bias(Theta, Xb, labels):
    return from_residual(_residual(Theta[:, 1:], Xb[:, 1:], labels), Xb)


@gradient.mistake(says=slips.FIRST_ROW_ONLY)
def gradient_of_the_first_row(Theta, Xb, labels):
    """Change another row: the gradient should change with it."""
    return softmax_gradient(Theta, Xb[:1], labels[:1])


@gradient.mistake(reread="Lecture 08, “Shapes”")
def gradient_flat(Theta, Xb, labels):
    """The gradient is one long array; it should have the shape of Theta, (K, n+1).

    A gradient has the shape of its parameter.
    """
    return softmax_gradient(Theta, Xb, labels).ravel()


@gradient.variant
def by_loops(Theta, Xb, labels):
    total = np.zeros(Theta.shape)
    for x, label in zip(Xb, labels, strict=True):
        z = Theta @ x
        e = np.exp(z - max(z))
        for k in range(len(Theta)):
            total[k] += (e[k] / sum(e) - (1 if k == label else 0)) * x
    return total / len(labels)


@gradient.variant
def by_indices(Theta, Xb, labels):
    D = np.exp(log_probabilities(Xb.dot(Theta.T)))
    D[np.arange(labels.size), labels] -= 1
    return np.einsum("ik,ij->kj", D, Xb) / labels.size


@gradient.variant
def class_by_class(Theta, Xb, labels):
    P = softmax(Xb @ Theta.T)
    return np.array([((P[:, k] - (labels == k))[:, None] * Xb).mean(axis=0) for k in range(Theta.shape[0])])

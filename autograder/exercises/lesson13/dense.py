"""X13.1, one dense layer, with ReLU or linear."""

import math

import numpy as np

from autograder.declaring import Exercise

from .. import drawing, slips
from .shared import any_layer, positive_part, small_network, softmax

layer = Exercise(
    "13.dense",
    "dense(A, W, b, activation) -> A",
    reread="Lecture 13, “One dense layer”",
    allows={
        "one row": ["A", "W"],
        "one column": ["A", "W"],
        "one entry": ["b"],
        "whole": ["A", "W", "b"],
        "only zeros": ["A", "b"],
        "equal rows": ["A", "W"],
        "large": ["A"],
        "small": ["A"],
    },
)


@layer.reference
def dense(A, W, b, activation):
    Z = A @ W.T + b
    return np.maximum(Z, 0.0) if activation == "relu" else Z


@layer.shown("two rows, from two inputs to three units, ReLU")
def first_layer():
    fragment = small_network()
    return {"A": fragment["X"], "W": fragment["Ws"][0], "b": fragment["bs"][0], "activation": "relu"}


@layer.shown("three rows, from three inputs to three outputs, weights and inputs integers, no activation")
def square_layer():
    A, W = np.array([[1, 2, -1], [0, -1, 2], [-1, 1, 1]]), np.array([[1, -2, 0], [3, 1, -1], [0, 2, 1]])
    return {"A": A, "W": W, "b": np.array([0.5, -1.5, 2.0]), "activation": "none"}


@layer.shown("five rows, from two inputs to four units, ReLU")
def four_units():
    A = np.array([[1.0, -2.0], [0.5, 1.5], [2.0, 1.0], [-1.5, 0.5], [0.25, -0.75]])
    W = np.array([[0.5, -1.0], [1.5, 0.5], [-0.75, 0.25], [0.25, 1.25]])
    return {"A": A, "W": W, "b": np.array([0.2, -0.4, 0.6, 0.1]), "activation": "relu"}


@layer.shown("one row, from three inputs to two outputs, no activation")
def one_row_two_outputs():
    W = np.array([[1.5, -0.5, 2.0], [-1.0, 0.25, 0.75]])
    return {"A": np.array([[-0.5, 1.0, -2.0]]), "W": W, "b": np.array([0.3, -0.7]), "activation": "none"}


@layer.shown("inputs of thousands and thousandths, ReLU: nothing is cut above 0")
def large_and_small():
    A, W = np.array([[1900.0, 0.0042], [-1250.0, 0.00003]]), np.array([[1.5, -20.0], [-0.75, 300.0], [0.001, 0.25]])
    return {"A": A, "W": W, "b": np.array([-1080.0, 67.7, 0.0]), "activation": "relu"}


@layer.shown("the same, no activation")
def large_and_small_scores():
    return {**large_and_small(), "activation": "none"}


@layer.shown("small numbers everywhere, no activation")
def small_numbers():
    A, W = np.array([[0.000545, -0.000184], [0.0012, 0.0000517]]), np.array([[0.49, -0.0000889], [0.00197, 1.3]])
    return {"A": A, "W": W, "b": np.array([0.000563, -0.0000838]), "activation": "none"}


def _layer(rng, m, n_in, n_out, activation):
    weights = {"W": rng.normal(size=(n_out, n_in)), "b": rng.normal(size=n_out)}
    return {"A": rng.normal(size=(m, n_in)), **weights, "activation": activation}


@layer.drawn(2)
def any_relu_layer(rng):
    n_in, n_out = (int(k) for k in rng.permutation([2, 3, 4])[:2])
    return _layer(rng, 6, n_in, n_out, "relu")


@layer.drawn(2)
def any_linear_layer(rng):
    n_in, n_out = (int(k) for k in rng.permutation([2, 3, 4])[:2])
    return _layer(rng, 5, n_in, n_out, "none")


@layer.drawn(1)
def square_relu_layer(rng):
    return _layer(rng, 4, 4, 4, "relu")


@layer.drawn(1)
def single_output(rng):
    return _layer(rng, 4, 3, 1, "none")


@layer.wider
def any_inputs_of_a_layer(rng):
    n_in, n_out = (int(k) for k in rng.integers(1, 5, size=2))
    A, (W, b) = drawing.table(rng, drawing.number_of_rows(rng, 4), n_in), any_layer(rng, n_in, n_out)
    case = {"A": A, "W": W, "b": b, "activation": str(rng.choice(["relu", "none"]))}
    if 0 < np.abs(dense(**case)).max() < 1e-5 * (np.abs(A) @ np.abs(W.T) + np.abs(b)).max():  # all but cancelled
        return any_inputs_of_a_layer(rng)
    return case


layer.keep(286, 253, 14, 141, 95, 22, 206)


@layer.independent()
def neuron_by_neuron(A, W, b, activation):
    """The neuron's equation in single numbers."""
    rows = [
        [math.fsum([float(b[j]), *(float(w * a) for w, a in zip(W[j], row, strict=True))]) for j in range(len(b))]
        for row in A
    ]
    return np.array([[max(z, 0.0) if activation == "relu" else z for z in row] for row in rows])


@layer.mistake()
def relu_always(A, W, b, activation):
    """ReLU is always applied, also where activation is "none".

    The output layer has no activation.
    """
    return dense(A, W, b, "relu")


@layer.mistake()
def relu_never(A, W, b, activation):
    """ReLU is never applied, whatever activation says.

    What should become of negative scores where activation is "relu"?
    """
    return dense(A, W, b, "none")


@layer.mistake()
def activations_exchanged(A, W, b, activation):
    """ReLU is applied where activation is "none", and not where it is "relu".

    Read the condition once more.
    """
    return dense(A, W, b, "none" if activation == "relu" else "relu")


@layer.mistake()
def nothing_without_activation(A, W, b, activation):
    """Where activation is "none", None comes back: the other branch has no return.

    Every path needs a return.
    """
    if activation == "relu":
        return dense(A, W, b, activation)
    return None


@layer.mistake()
def activation_called(A, W, b, activation):
    """activation is called like a function; it is a word, "relu" or "none".

    Compare it: activation == "relu".
    """
    function = activation
    return function(A @ W.T + b)


@layer.mistake()
def bias_left_out(A, W, b, activation):
    """The bias is left out: Z = A Wᵀ.

    Every unit has one.
    """
    return dense(A, W, 0 * b, activation)


@layer.mistake(reread="Lecture 09, “The sum stands inside σ”")
def bias_outside(A, W, b, activation):
    """The bias is added after ReLU.

    It belongs to the score, where it moves the corner.
    """
    return dense(A, W, 0 * b, activation) + b


@layer.mistake()
def bias_subtracted(A, W, b, activation):
    """The bias is subtracted.

    Z = A Wᵀ + b.
    """
    return dense(A, W, -b, activation)


@layer.mistake(reread="Lecture 09, “To–from and from–to”")
def transpose_forgotten(A, W, b, activation):
    """The product is A W where A Wᵀ belongs: the shapes fit only where a layer has as many units as inputs.

    W has the shape (n_out, n_in). Write the shapes under the product.
    """
    return dense(A, W.T, b, activation)


@layer.mistake(says=slips.TRANSPOSED_WHEN_NEEDED, reread="Lecture 09, “To–from and from–to”")
def transposed_when_needed(A, W, b, activation):
    return dense(A, W.T if W.shape[0] == W.shape[1] else W, b, activation)


@layer.mistake(reread="Lecture 09, “Rows or columns”")
def bias_as_column(A, W, b, activation):
    """The bias is added as a column: every row gets one bias, instead of every unit, or the function stops.

    The rows of Z are examples; b belongs to its columns.
    """
    return dense(A, W, b[:, None], activation)


@layer.mistake()
def input_cut_instead(A, W, b, activation):
    """ReLU is applied to the inputs instead of the scores.

    First the score, then the activation.
    """
    return dense(positive_part(A), W, b, "none") if activation == "relu" else dense(A, W, b, "none")


@layer.mistake()
def sigmoid_for_relu_in_layer(A, W, b, activation):
    """The activation is the sigmoid; asked for is ReLU.

    ReLU is max(0, z).
    """
    Z = dense(A, W, b, "none")
    return np.exp(-np.logaddexp(0, -Z)) if activation == "relu" else Z


@layer.mistake(reread="Lecture 13, “Units that die”")
def leaky_layer(A, W, b, activation):
    """Negative scores are multiplied by 0.01: this is the leaky ReLU.

    Here they become 0.
    """
    Z = dense(A, W, b, "none")
    return np.where(Z > 0, Z, 0.01 * Z) if activation == "relu" else Z


@layer.mistake()
def absolute_layer(A, W, b, activation):
    """Negative scores turn positive: this is the absolute value.

    Negative scores become 0.
    """
    Z = dense(A, W, b, "none")
    return np.abs(Z) if activation == "relu" else Z


@layer.mistake(reread="Lecture 13, “ReLU”")
def max_over_examples(A, W, b, activation):
    """np.max(Z, 0) is the largest score of each unit over the examples; entry by entry it is np.maximum.

    A layer's output has a row for each example.
    """
    Z = dense(A, W, b, "none")
    return np.max(Z, 0) if activation == "relu" else Z


@layer.mistake(reread="Lecture 13, “Logits and probabilities”")
def softmax_for_none(A, W, b, activation):
    """Where activation is "none", softmax is applied; "none" means no activation.

    The scores of the output are the logits. Softmax belongs to the loss.
    """
    Z = dense(A, W, b, "none")
    return positive_part(Z) if activation == "relu" else softmax(Z)


@layer.mistake(reread="Lecture 09, “Rows or columns”")
def examples_in_columns(A, W, b, activation):
    """The result is transposed: the examples stand in columns.

    Its shape is (m, n_out).
    """
    return dense(A, W, b, activation).T.copy()


@layer.mistake()
def score_and_activation(A, W, b, activation):
    """Two results come back, Z and A; asked for is A.

    The signature names one.
    """
    return dense(A, W, b, "none"), dense(A, W, b, activation)


@layer.mistake()
def first_example_only(A, W, b, activation):
    """Only the first example goes through the layer.

    The result has a row for each row of A.
    """
    return dense(A[:1], W, b, activation)


@layer.variant
def by_loops(A, W, b, activation):
    out = np.zeros((A.shape[0], W.shape[0]))
    for i in range(A.shape[0]):
        for j in range(W.shape[0]):
            z = b[j]
            for k in range(A.shape[1]):
                z += W[j, k] * A[i, k]
            out[i, j] = z if activation == "none" or z > 0 else 0.0
    return out


@layer.variant
def in_columns(A, W, b, activation):
    Z = (W @ A.T + b[:, None]).T
    return {"relu": lambda Z: (Z > 0) * Z, "none": lambda Z: Z}[activation](Z)


@layer.variant
def with_a_column_of_ones(A, W, b, activation):
    Z = np.einsum("ik,jk->ij", np.column_stack([np.ones(len(A)), A]), np.column_stack([b, W]))
    return np.where(Z < 0, 0, Z) if activation == "relu" else Z

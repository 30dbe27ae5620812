"""B60, Δ of the output layer under either cost: with the cross-entropy σ′ cancels."""

import numpy as np

from autograder.declaring import Exercise
from gdkit.costs import get_cost

from .. import libraries, slips
from .. import wide_networks as wide
from .shared import sigmoid

output = Exercise(
    "11.output_delta",
    "output_delta(Z, Y, cost) -> Delta",
    allows={
        "one row": ["Z", "Y"],
        "one column": ["Z", "Y"],
        "whole": ["Z", "Y"],
        "only zeros": ["Z", "Y"],
        "equal rows": ["Z", "Y"],
        "large": ["Z"],
        "small": ["Z"],
    },
    reread="Lecture 11, “δ of the output”",
    library_calls=("get_cost", *libraries.NETWORKS, *libraries.DIFFERENCES),
    by_formula=True,
)


@output.reference
def output_delta(Z, Y, cost):
    A = sigmoid(Z)
    if cost == "cross_entropy":
        return A - Y  # (26): σ′ has cancelled
    return (A - Y) * A * sigmoid(-Z)  # (17): (a − y) σ′(z), and 1 − σ(z) = σ(−z)


@output.shown("five rows of two outputs, quadratic cost")
def two_outputs_quadratic():
    return {**_scores_and_targets(), "cost": "quadratic"}


@output.shown("the same, cross-entropy")
def two_outputs_cross_entropy():
    return {**_scores_and_targets(), "cost": "cross_entropy"}


def _scores_and_targets():
    Z = np.array([[0.0, 1.5], [-2.0, 0.5], [3.0, -1.0], [-0.25, 2.5], [0.75, -3.5]])
    return {"Z": Z, "Y": np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [1.0, 1.0], [0.5, 0.25]])}


@output.shown("saturated scores of ±40 and ±800 as integers, cross-entropy")
def saturated_cross_entropy():
    Z = np.array([[40, -40, 800], [-800, 40, 1], [-1, 800, -40]])
    return {"Z": Z, "Y": np.array([[0, 1, 0], [1, 1, 0], [1, 1, 0]]), "cost": "cross_entropy"}


@output.shown("the same scores, quadratic cost")
def saturated_quadratic():
    return {**saturated_cross_entropy(), "cost": "quadratic"}


def _output(rng, m, K, cost):
    Y = np.where(rng.random((m, K)) < 0.7, rng.integers(0, 2, size=(m, K)), rng.random((m, K)))
    return {"Z": rng.normal(size=(m, K)) * 2, "Y": Y, "cost": cost}


@output.drawn(2)
def any_scores_quadratic(rng):
    K = int(rng.integers(2, 5))
    return _output(rng, K + int(rng.integers(1, 4)), K, "quadratic")


@output.drawn(2)
def any_scores_cross_entropy(rng):
    K = int(rng.integers(2, 5))
    return _output(rng, K + int(rng.integers(1, 4)), K, "cross_entropy")


@output.drawn(1)
def square_scores(rng):
    return _output(rng, 3, 3, "quadratic")


@output.drawn(1)
def one_row_one_output(rng):
    return _output(rng, 1, 1, "quadratic")


@output.drawn(1)
def large_scores(rng):
    return {**_output(rng, 5, 2, "cross_entropy"), "Z": rng.normal(size=(5, 2)) * 500}


@output.wider
def any_output(rng):
    """Scores of all sizes beside each other; outputs that are right, nearly, not at all, or have soft targets."""
    shape = wide.number_of_rows(rng), int(rng.integers(1, 5))
    Z = wide.scores(rng, shape)
    hard, soft = rng.integers(0, 2, size=shape), np.round(rng.random(shape), 2)
    right = np.where(Z > 0, 1, 0)
    Y = wide.one_of(rng, hard, 1.0 * hard, soft, np.where(rng.random(shape) < 0.5, hard, soft), right)
    return {"Z": Z, "Y": Y, "cost": wide.one_of(rng, "quadratic", "cross_entropy")}


output.keep(58, 186, 28, 4, 179, 7, 16, 69, 30, 48, 120)


@output.independent(1e-9)
def by_cost_of_gdkit(Z, Y, cost):
    kind = get_cost(cost, "sigmoid")
    return kind.values_and_delta(Z.astype(float), Y.astype(float))[1]


@output.independent(1e-7)
def by_central_differences(Z, Y, cost):
    """The slope of each output's own cost: no formula for δ."""
    from scipy.special import expit, log_expit

    def value(Z):
        if cost == "quadratic":
            return np.asarray((expit(Z) - Y) ** 2 / 2)
        return np.asarray(-Y * log_expit(Z) - (1 - Y) * log_expit(-Z))

    h = 1e-5
    return (value(Z + h) - value(Z - h)) / (2 * h)


@output.mistake(reread="Lecture 11, “Why σ′ cancels”")
def slope_kept_in_cross_entropy(Z, Y, cost):
    """With the cross-entropy σ′(z) is kept: δ vanishes where the neuron is saturated.

    Multiply ∂C/∂a = (a − y)/(a(1 − a)) by σ′(z) = a(1 − a).
    """
    return output_delta(Z, Y, "quadratic")


@output.mistake()
def slope_missing_in_quadratic(Z, Y, cost):
    """With the quadratic cost σ′(z) is missing: this is ∂C/∂a, and δ is ∂C/∂z.

    From a to z the chain rule has one more factor.
    """
    return output_delta(Z, Y, "cross_entropy")


@output.mistake(says=slips.COSTS_EXCHANGED, reread="Lecture 11, “Why σ′ cancels”")
def costs_taken_for_each_other(Z, Y, cost):
    """With which of them does σ′(z) cancel?"""
    return output_delta(Z, Y, "quadratic" if cost == "cross_entropy" else "cross_entropy")


@output.mistake()
def difference_reversed(Z, Y, cost):
    """The sign is reversed: δ has a − y, not y − a.

    An output that is too large has a positive δ.
    """
    return -output_delta(Z, Y, cost)


@output.mistake(says=slips.SLOPE_AT_THE_ACTIVATION, reread="Lecture 10, “σ′ at z, or from a”")
def slope_at_the_activation(Z, Y, cost):
    A = sigmoid(Z)
    return A - Y if cost == "cross_entropy" else (A - Y) * sigmoid(A) * (1 - sigmoid(A))


@output.mistake(says=slips.SLOPE_FROM_THE_SCORE, reread="Lecture 10, “σ′ at z, or from a”")
def slope_z_times_one_minus_z(Z, Y, cost):
    A = sigmoid(Z)
    return A - Y if cost == "cross_entropy" else (A - Y) * Z * (1 - Z)


@output.mistake(says=slips.SLOPE_OF_TANH, reread="Lecture 10, “σ′ at z, or from a”")
def slope_one_minus_a_squared(Z, Y, cost):
    A = sigmoid(Z)
    return A - Y if cost == "cross_entropy" else (A - Y) * (1 - A**2)


@output.mistake(reread="Lecture 11, “The two costs”")
def two_in_quadratic(Z, Y, cost):
    """With the quadratic cost δ is twice as large as it should be: the ½ of the cost takes away the 2 of the square.

    Differentiate ½(a − y)² with respect to a.
    """
    return output_delta(Z, Y, cost) * (2 if cost == "quadratic" else 1)


@output.mistake(reread="Lecture 11, “The two costs”")
def half_in_quadratic(Z, Y, cost):
    """With the quadratic cost δ is half of what it should be: the ½ of the cost is kept.

    Differentiating the square brings down a 2.
    """
    return output_delta(Z, Y, cost) / (2 if cost == "quadratic" else 1)


@output.mistake()
def divided_by_m(Z, Y, cost):
    """Δ is divided by m; here a row of Δ belongs to one example and carries no 1/m.

    The 1/m enters where the gradients are formed.
    """
    return output_delta(Z, Y, cost) / len(Z)


@output.mistake()
def summed_over_examples(Z, Y, cost):
    """Δ is summed over the examples: its shape is (K,).

    Each example has its own δ, a row of Δ: Delta has the shape of Z.
    """
    return output_delta(Z, Y, cost).sum(axis=0)


@output.mistake()
def summed_over_outputs(Z, Y, cost):
    """Δ is summed over the outputs: its shape is (m,).

    Each output has its own column of Δ: Delta has the shape of Z.
    """
    return output_delta(Z, Y, cost).sum(axis=1)


@output.mistake()
def by_the_output_only(Z, Y, cost):
    """This is ∂C/∂a with both costs; δ is ∂C/∂z, and σ′(z) leads from the one to the other.

    With the cross-entropy ∂C/∂a grows without bound where the output is wrong; δ does not.
    """
    A = sigmoid(Z)
    return A - Y if cost == "quadratic" else (A - Y) / (A * (1 - A))


@output.mistake(reread="Lecture 11, “Why σ′ cancels”")
def nothing_cancelled(Z, Y, cost):
    """Saturated outputs give NaN with the cross-entropy: σ′(z) is multiplied in, after a division by a(1 − a) = 0.

    Cancel on paper, not in the computer: what is left has no division.
    """
    A = sigmoid(Z)
    by_output = A - Y if cost == "quadratic" else -Y / A + (1 - Y) / (1 - A)
    return by_output * A * (1 - A)


@output.mistake(reread="Lecture 07, “Numbers that overflow”")
def outputs_clipped(Z, Y, cost):
    """The outputs are clipped to [0.001, 0.999] before they are used.

    a − y needs no protection: there is no logarithm in it.
    """
    A = np.clip(sigmoid(Z), 1e-3, 1 - 1e-3)
    return A - Y if cost == "cross_entropy" else (A - Y) * A * (1 - A)


@output.mistake(reread="Lecture 07, “Numbers that overflow”")
def powers_overflow(Z, Y, cost):
    """For large scores δ is NaN: eᶻ/(1 + eᶻ) divides infinity by infinity.

    1 / (1 + e⁻ᶻ) is 1 there: e⁻ᶻ becomes 0.
    """
    E = np.exp(Z)
    A = E / (1 + E)
    return A - Y if cost == "cross_entropy" else (A - Y) * A * (1 - A)


@output.mistake(reread="Lecture 07, “The sigmoid”")
def sigmoid_left_out(Z, Y, cost):
    """The difference is z − y: the score was not put through the sigmoid.

    Y is compared with the outputs a = σ(z).
    """
    A = sigmoid(Z)
    return Z - Y + 0.0 if cost == "cross_entropy" else (Z - Y) * A * (1 - A)


@output.mistake(reread="Lecture 07, “The sigmoid”")
def squashed_twice(Z, Y, cost):
    """The sigmoid is applied twice: no output is below a half.

    Z holds scores; one sigmoid makes outputs of them.
    """
    return output_delta(sigmoid(Z), Y, cost)


@output.mistake(reread="Lecture 11, “Independent outputs, or one of K classes”")
def softmax_for_sigmoid(Z, Y, cost):
    """The outputs are those of softmax; here each output has its own sigmoid.

    Do the outputs of a row have to sum to 1?
    """
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    A = E / E.sum(axis=1, keepdims=True)
    return A - Y if cost == "cross_entropy" else (A - Y) * A * (1 - A)


@output.mistake(reread="Lecture 11, “The two costs”")
def first_term_only(Z, Y, cost):
    """With the cross-entropy only −y log a is differentiated; the term for y = 0 is missing.

    Where y = 0, your δ is 0, however wrong the output is.
    """
    return -Y * sigmoid(-Z) if cost == "cross_entropy" else output_delta(Z, Y, cost)


@output.mistake(reread="Lecture 11, “The two costs”")
def second_term_turned(Z, Y, cost):
    """With the cross-entropy the term for y = 0 has the wrong sign.

    The derivative of −log(1 − a) with respect to a is positive.
    """
    A = sigmoid(Z)
    return -Y * (1 - A) - (1 - Y) * A if cost == "cross_entropy" else output_delta(Z, Y, cost)


@output.mistake()
def delta_in_columns(Z, Y, cost):
    """Delta is transposed: the examples stand in columns.

    Delta has the shape of Z, one row an example.
    """
    return output_delta(Z, Y, cost).T.copy()


@output.mistake(reread="Lecture 03, “The update in place”")
def written_into_scores(Z, Y, cost):
    """The outputs are written into Z (Z[...] = σ(Z)), so the caller's scores change; integers become 0 or 1.

    Give the outputs an array of their own: A = σ(Z).
    """
    slope = sigmoid(Z) * sigmoid(-Z)
    Z[...] = sigmoid(Z)
    return Z - Y if cost == "cross_entropy" else (Z - Y) * slope


@output.variant
def by_loops(Z, Y, cost):
    Delta = np.zeros(Z.shape)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            a = 1 / (1 + np.exp(-float(Z[i, j])))
            Delta[i, j] = a - Y[i, j]
            if cost == "quadratic":
                Delta[i, j] *= a - a**2
    return Delta


@output.variant
def by_tanh(Z, Y, cost):
    """σ(z) = (1 + t)/2 and σ′(z) = (1 − t²)/4 with t = tanh(z/2)."""
    t = np.tanh(Z / 2)
    slope = {"quadratic": (1 - t**2) / 4, "cross_entropy": np.ones(Z.shape)}[cost]
    return ((1 + t) / 2 - Y) * slope


@output.variant
def row_by_row(Z, Y, cost):
    rows = []
    for z, y in zip(Z.astype(float), Y, strict=True):
        a = np.where(z > 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
        rows.append((a - y) * (np.diag(a * (1 - a)) if cost == "quadratic" else np.eye(len(a))).sum(axis=1))
    return np.array(rows)

"""X11.2, the cost with its penalty, λ/(2m) Σ w² over the weights."""

import numpy as np

from autograder.declaring import Exercise
from gdkit.networks import MLP

from .. import libraries
from .. import wide_networks as wide
from .shared import any_penalty_of, any_weights, drawn_weights, small_network

penalty = Exercise(
    "11.regularised_cost",
    "regularised_cost(C0, Ws, lam, m) -> C",
    allows={
        "one layer": ["Ws"],
        "four layers": ["Ws"],
        "whole": ["Ws"],
        "large": ["C0", "Ws", "lam", "m"],
        "small": ["C0", "Ws"],
        "zero": ["C0", "lam"],
        "one": ["lam", "m"],
    },
    reread="Lecture 11, “Weights kept small”",
    library_calls=("WeightPenalty", *libraries.NETWORKS),
)


@penalty.reference
def regularised_cost(C0, Ws, lam, m):
    squares = sum(np.sum(W**2) for W in Ws)
    return C0 + lam / (2 * m) * squares  # (27)


@penalty.shown("the network 2–2–1, two rows, λ = 0.8")
def two_two_one():
    return {"C0": 0.6781093646, "Ws": small_network()[0], "lam": 0.8, "m": 2}


@penalty.shown("integers, 3–2–4, three rows, λ = 20")
def integer_weights():
    Ws = [np.array([[1, -2, 0], [3, 1, -1]]), np.array([[2, 0], [-1, 1], [0, 4], [1, -3]])]
    return {"C0": 3, "Ws": Ws, "lam": 20, "m": 3}


@penalty.shown("the same matrix twice, and a third one: each counts")
def equal_matrices():
    Ws = [np.array([[1.5, -0.5], [0.25, 2.0]]), np.array([[1.5, -0.5], [0.25, 2.0]]), np.array([[0.75, -1.25]])]
    return {"C0": 0.5, "Ws": Ws, "lam": 0.6, "m": 4}


@penalty.shown("a single weight matrix, 40 rows")
def single_layer():
    return {"C0": 0.25, "Ws": [np.array([[1.5, -0.5, 2.0]])], "lam": 3.0, "m": 40}


def _penalised(rng, sizes):
    settings = {"lam": float(rng.uniform(0.5, 5)), "m": int(rng.integers(5, 12))}
    return {"C0": float(rng.uniform(0.2, 2)), "Ws": drawn_weights(rng, sizes), **settings}


@penalty.drawn(3)
def any_network(rng):
    return _penalised(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])])


@penalty.drawn(1)
def square_network(rng):
    return _penalised(rng, [3, 3, 3])


@penalty.drawn(1)
def one_example(rng):
    return {**_penalised(rng, [3, 4, 1]), "m": 1}


@penalty.drawn(1)
def whole_weights(rng):
    Ws = [rng.integers(-3, 4, size=(4, 3)), rng.integers(1, 4, size=(2, 4))]
    return {"C0": float(rng.uniform(0.2, 2)), "Ws": Ws, "lam": int(rng.integers(15, 30)), "m": 7}


@penalty.wider
def any_penalty(rng):
    """Costs and penalties of all sizes, each large or small beside the other."""
    C0 = wide.one_of(rng, 0, 3, 0.25, *wide.mixed(rng, 3, -4, 3).tolist())
    return {"C0": abs(C0), "Ws": any_weights(rng, wide.layers(rng)), **any_penalty_of(rng)}


penalty.keep(284, 295, 30, 11, 49, 254, 8, 263, 41, 42)


@penalty.independent(1e-9)
def by_singular_values(C0, Ws, lam, m):
    """Σ w² of a matrix is the sum of the squares of its singular values."""
    return C0 + lam / 2 / m * sum(float((np.linalg.svd(W, compute_uv=False) ** 2).sum()) for W in Ws)


@penalty.independent(1e-9)
def by_cost_of_a_network(C0, Ws, lam, m):
    """What λ adds to the cost of gdkit's network, on rows of zeros and with biases that are not zero."""
    sizes = [Ws[0].shape[1], *(len(W) for W in Ws)]
    X, Y = np.zeros((m, sizes[0])), np.zeros((m, sizes[-1]))
    net, penalised = (MLP(X, Y, sizes, cost="cross_entropy", lam=each) for each in (0.0, lam))
    theta = net.pack(Ws, [np.ones(len(W)) for W in Ws])
    return C0 + float(penalised(theta)) - float(net(theta))


def _sum_of_squares(Ws):
    return sum(np.sum(W**2) for W in Ws)


@penalty.mistake()
def number_of_rows_missing(C0, Ws, lam, m):
    """The penalty is λ/2 Σw²: the 1/m is missing.

    The penalty carries the 1/(2m) of the cost.
    """
    return C0 + lam / 2 * _sum_of_squares(Ws)


@penalty.mistake()
def half_missing(C0, Ws, lam, m):
    """The penalty is λ/m Σw²: the ½ is missing.

    With the ½ the 2 of the square goes away in the gradient.
    """
    return C0 + lam / m * _sum_of_squares(Ws)


@penalty.mistake()
def factor_missing(C0, Ws, lam, m):
    """The penalty is λ Σw²: the 1/(2m) is missing.

    Compare with the formula in the exercise.
    """
    return C0 + lam * _sum_of_squares(Ws)


@penalty.mistake(reread="Lecture 00, “Brackets”")
def brackets_missing(C0, Ws, lam, m):
    """The penalty is multiplied by m: lam / 2 * m divides by 2 and multiplies by m.

    Python divides and multiplies from left to right. What does lam / (2 * m) do?
    """
    return C0 + lam / 2 * m * _sum_of_squares(Ws)


@penalty.mistake()
def averaged_over_weights(C0, Ws, lam, m):
    """The squares are averaged over each matrix, not summed.

    Every weight has the same price, whatever the size of its layer.
    """
    return C0 + lam / (2 * m) * sum(np.mean(W**2) for W in Ws)


@penalty.mistake()
def weights_counted(C0, Ws, lam, m):
    """The penalty is divided by the number of weights; m is the number of rows of the data.

    m comes in as an argument.
    """
    return C0 + lam / (2 * sum(W.size for W in Ws)) * _sum_of_squares(Ws)


@penalty.mistake()
def norm_not_squared(C0, Ws, lam, m):
    """The norms of the matrices are added, not their squares: the root should not be there.

    Double all weights: the penalty has to become four times as large.
    """
    return C0 + lam / (2 * m) * sum(np.sqrt(np.sum(W**2)) for W in Ws)


@penalty.mistake(reread="Lecture 06, “Ridge and lasso”")
def absolute_values(C0, Ws, lam, m):
    """The absolute values of the weights are summed; here their squares are summed.

    That is the penalty of the lasso.
    """
    return C0 + lam / (2 * m) * sum(np.sum(np.abs(W)) for W in Ws)


@penalty.mistake()
def sum_squared(C0, Ws, lam, m):
    """The weights are summed and then squared: weights of opposite sign cancel.

    First the squares, then the sum.
    """
    return C0 + lam / (2 * m) * sum(np.sum(W) ** 2 for W in Ws)


@penalty.mistake()
def not_squared(C0, Ws, lam, m):
    """The weights themselves are summed: the square is missing.

    A penalty is never negative.
    """
    return C0 + lam / (2 * m) * sum(np.sum(W) for W in Ws)


@penalty.mistake()
def largest_singular_value(C0, Ws, lam, m):
    """np.linalg.norm(W, 2) is not the root of the sum of squares: for a matrix it is the largest singular value.

    np.linalg.norm(W) without the 2, or np.sum(W**2).
    """
    return C0 + lam / (2 * m) * float(np.sum([np.linalg.norm(W, 2) ** 2 for W in Ws]))


@penalty.mistake()
def last_layer_only(C0, Ws, lam, m):
    """Only the last layer's weights are penalised.

    Is the sum overwritten in the loop? += adds to it, = forgets what was there.
    """
    return regularised_cost(C0, Ws[-1:], lam, m)


@penalty.mistake()
def first_layer_only(C0, Ws, lam, m):
    """Only the first layer's weights are penalised.

    Is the return inside the loop?
    """
    return regularised_cost(C0, Ws[:1], lam, m)


@penalty.mistake()
def penalty_only(C0, Ws, lam, m):
    """The penalty alone is returned: the cost C0 is missing.

    C = C0 + penalty.
    """
    return regularised_cost(0.0, Ws, lam, m)


@penalty.mistake()
def nothing_added(C0, Ws, lam, m):
    """C0 comes back as it was.

    What does λ do?
    """
    return C0


@penalty.mistake()
def penalty_subtracted(C0, Ws, lam, m):
    """The penalty is subtracted: large weights would be rewarded.

    C = C0 + penalty.
    """
    return regularised_cost(C0, Ws, -lam, m)


@penalty.mistake()
def cost_divided_too(C0, Ws, lam, m):
    """C0 is divided by m too: it is a mean over the rows already.

    Only the penalty gets its 1/(2m) here.
    """
    return regularised_cost(C0 / m, Ws, lam, m)


@penalty.mistake()
def lambda_squared(C0, Ws, lam, m):
    """λ is squared with the weights.

    (λw)² is not λw².
    """
    return regularised_cost(C0, Ws, lam * lam, m)


@penalty.mistake(reread="Lecture 00, “Whole numbers”")
def whole_division(C0, Ws, lam, m):
    """λ is divided by 2m with //, which cuts off the decimals.

    / divides numbers, // counts how often one fits into the other.
    """
    return C0 + lam // (2 * m) * _sum_of_squares(Ws)


@penalty.mistake()
def rows_not_added(C0, Ws, lam, m):
    """Python's sum over a matrix adds its rows only: the penalty is an array, or its shapes do not fit.

    np.sum adds all entries.
    """
    return C0 + lam / (2 * m) * sum(sum(W**2) for W in Ws)


@penalty.mistake(reread="Lecture 03, “The update in place”")
def squared_in_place(C0, Ws, lam, m):
    """The caller's weights are squared (W *= W).

    W**2 makes a new array.
    """
    squares = 0.0
    for W in Ws:
        W *= W
        squares += W.sum()
    return C0 + lam / (2 * m) * squares


@penalty.variant
def by_loops(C0, Ws, lam, m):
    C = C0
    for W in Ws:
        for row in W:
            for w in row:
                C += 0.5 * lam * w * w / m
    return C


@penalty.variant
def of_one_vector(C0, Ws, lam, m):
    w = np.concatenate([W.ravel() for W in Ws])
    return C0 + lam * (w @ w) / (2 * m)


@penalty.variant
def by_traces(C0, Ws, lam, m):
    return C0 + lam / 2 * sum([np.trace(W.T @ W) for W in Ws]) / m


@penalty.variant
def by_norms(C0, Ws, lam, m):
    return C0 + 0.5 * lam / m * float(np.sum([np.linalg.norm(W) ** 2 for W in Ws]))

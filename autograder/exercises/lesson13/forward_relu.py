"""X13.1, from the inputs to the logits: hidden layers with ReLU, a linear output."""

import numpy as np

from autograder.declaring import Exercise

from .. import libraries, slips
from .dense import dense
from .shared import (
    ANY_NETWORK,
    any_network_at_all,
    deep_network,
    drawn_network,
    integer_network,
    network_of_gdkit,
    network_of_large_numbers,
    network_of_small_numbers,
    positive_part,
    small_network,
    softmax,
)

logits_of = Exercise(
    "13.forward_relu",
    "forward_relu(X, Ws, bs) -> logits",
    reread="Lecture 13, “From the inputs to the logits”",
    allows=ANY_NETWORK,
    library_calls=libraries.NETWORKS,
)


@logits_of.reference
def forward_relu(X, Ws, bs):
    A = X
    for k in range(len(Ws) - 1):
        A = np.maximum(A @ Ws[k].T + bs[k], 0.0)
    return A @ Ws[-1].T + bs[-1]  # no ReLU here


@logits_of.shown("2–3–2–2, two rows: the network of the source")
def network_of_the_source():
    return small_network()


@logits_of.shown("3–4–2–3–4, three hidden layers, five rows")
def three_hidden_layers():
    return deep_network()


@logits_of.shown("three units everywhere, three rows, weights and inputs integers")
def three_everywhere():
    return integer_network()


@logits_of.shown("no hidden layer: nothing is cut")
def no_hidden_layer():
    Ws, bs = [np.array([[1.5, -2.0], [-0.5, 1.0], [-2.5, 0.5]])], [np.array([0.5, -1.0, 0.25])]
    return {"X": np.array([[1.0, 2.0], [-3.0, 0.5]]), "Ws": Ws, "bs": bs}


@logits_of.shown("inputs of thousands and thousandths, hidden values above 1000")
def large_values():
    return network_of_large_numbers()


@logits_of.shown("a hidden layer with all units off: its zeros and the next biases go on")
def layer_off():
    Ws = [np.array([[-1.0, 0.5], [-2.0, 1.0]]), np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[2.0, -1.0]])]
    bs = [np.array([-0.5, 0.25]), np.array([0.5, -1.0]), np.array([0.75])]
    return {"X": np.array([[1.0, -2.0]]), "Ws": Ws, "bs": bs}


@logits_of.shown("small numbers everywhere")
def small_values():
    return network_of_small_numbers()


@logits_of.drawn(2)
def any_network(rng):
    return drawn_network(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])], 6)


@logits_of.drawn(1)
def deeper_network(rng):
    return drawn_network(rng, [int(size) for size in rng.permutation([2, 3, 4, 5, 6])], 7)


@logits_of.drawn(1)
def square_network(rng):
    return drawn_network(rng, [4, 4, 4, 4], 4)


@logits_of.drawn(1)
def one_row_through(rng):
    return drawn_network(rng, [3, 5, 4, 2], 1)


@logits_of.wider
def any_inputs_of_a_network(rng):
    case = any_network_at_all(rng)
    bound = np.abs(case["X"])
    for W, b in zip(case["Ws"], case["bs"], strict=True):
        bound = bound @ np.abs(W.T) + np.abs(b)
    if 0 < np.abs(forward_relu(**case)).max() < 1e-5 * bound.max():  # all but cancelled
        return any_inputs_of_a_network(rng)
    return case


logits_of.keep(64, 141, 5, 35, 105, 113, 123, 17)


@logits_of.independent()
def by_gdkit(X, Ws, bs):
    more = [np.zeros(Ws[-1].shape[1])]  # a class beside the others: gdkit wants two at least
    Ws, bs = [*Ws[:-1], np.vstack([Ws[-1], more])], [*bs[:-1], np.append(bs[-1], 0)]
    net, theta = network_of_gdkit(X, np.zeros(len(X), dtype=int), Ws, bs)
    return net.forward(theta)[0][-1][:, :-1].copy()


@logits_of.independent()
def by_the_active_units(X, Ws, bs):
    """For one example the network is linear: a product of matrices from which the dead units' rows are taken out."""
    rows = []
    for x in X:
        M, c = np.eye(len(x)), np.zeros(len(x))
        for W, b in zip(Ws[:-1], bs[:-1], strict=True):
            M, c = W @ M, W @ c + b
            active = M @ x + c > 0
            M, c = M * active[:, None], c * active
        rows.append(Ws[-1] @ M @ x + Ws[-1] @ c + bs[-1])
    return np.array(rows)


def _scores(X, Ws, bs, activation=None, score=None):
    """The forward pass with another activation(Z) or score(A, W, b)."""
    A = X
    for k in range(len(Ws)):
        Z = A @ Ws[k].T + bs[k] if score is None else score(A, Ws[k], bs[k])
        A = positive_part(Z) if activation is None else activation(Z)
    return Z


@logits_of.mistake(reread="Lecture 13, “Logits and probabilities”")
def relu_on_the_logits(X, Ws, bs):
    """ReLU is applied to the logits too.

    A logit may be negative: it says that a class is unlikely.
    """
    return positive_part(forward_relu(X, Ws, bs))


@logits_of.mistake(reread="Lecture 13, “Logits and probabilities”")
def probabilities_for_logits(X, Ws, bs):
    """Softmax is applied: these are probabilities, not logits.

    Softmax belongs to the loss; here the output is linear.
    """
    return softmax(forward_relu(X, Ws, bs))


@logits_of.mistake(reread="Lecture 13, “Logits and probabilities”")
def logarithms_of_probabilities(X, Ws, bs):
    """These are the logarithms of the probabilities: a constant was subtracted from each row.

    They give the same softmax, but the logits are the scores themselves.
    """
    Z = forward_relu(X, Ws, bs)
    return Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)


@logits_of.mistake(reread="Lecture 13, “Logits and probabilities”")
def largest_logit_subtracted(X, Ws, bs):
    """The largest logit of each row was subtracted: that is the preparation for softmax.

    It gives the same softmax, but the logits are the scores themselves.
    """
    Z = forward_relu(X, Ws, bs)
    return Z - Z.max(axis=1, keepdims=True)


@logits_of.mistake(reread="Lecture 13, “Logits and probabilities”")
def sigmoid_of_the_logits(X, Ws, bs):
    """The sigmoid is applied to the logits.

    The output is linear.
    """
    return np.exp(-np.logaddexp(0, -forward_relu(X, Ws, bs)))


@logits_of.mistake(reread="Lecture 13, “Logits and probabilities”")
def classes_for_logits(X, Ws, bs):
    """The result holds the classes, the places of the largest logits.

    Asked for are the logits themselves, (m, K).
    """
    return forward_relu(X, Ws, bs).argmax(axis=1)


@logits_of.mistake(reread="Lecture 09, “Why a nonlinear function”")
def no_activation(X, Ws, bs):
    """No layer has ReLU: the whole network is one linear function.

    Each hidden layer passes max(0, Z) on.
    """
    return _scores(X, Ws, bs, lambda Z: Z)


@logits_of.mistake()
def first_layer_only_cut(X, Ws, bs):
    """Only the first hidden layer has ReLU.

    Every hidden layer has it.
    """
    return _scores(positive_part(X @ Ws[0].T + bs[0]), Ws[1:], bs[1:], lambda Z: Z)


@logits_of.mistake()
def last_hidden_layer_not_cut(X, Ws, bs):
    """The last hidden layer has no ReLU, as if it were the output.

    Only the output is linear.
    """
    return forward_relu(X, Ws[:-1], bs[:-1]) @ Ws[-1].T + bs[-1]


@logits_of.mistake()
def input_cut(X, Ws, bs):
    """ReLU is applied to the input already.

    The first layer takes X as it is.
    """
    return forward_relu(positive_part(X), Ws, bs)


@logits_of.mistake()
def sigmoid_inside(X, Ws, bs):
    """The hidden layers have the sigmoid; in this network they have ReLU.

    ReLU is max(0, z).
    """
    return _scores(X, Ws, bs, lambda Z: np.exp(-np.logaddexp(0, -Z)))


@logits_of.mistake()
def tanh_inside(X, Ws, bs):
    """The hidden layers have tanh; in this network they have ReLU.

    ReLU is max(0, z).
    """
    return _scores(X, Ws, bs, np.tanh)


@logits_of.mistake(reread="Lecture 13, “Units that die”")
def leaky_inside(X, Ws, bs):
    """The hidden layers have the leaky ReLU: negative scores are multiplied by 0.01.

    Here they become 0.
    """
    return _scores(X, Ws, bs, lambda Z: np.where(Z > 0, Z, 0.01 * Z))


@logits_of.mistake(reread="Lecture 13, “The slope of ReLU”")
def steps_inside(X, Ws, bs):
    """The hidden layers pass on 0 and 1: the slope of ReLU instead of ReLU.

    Positive scores stay as they are.
    """
    return _scores(X, Ws, bs, lambda Z: 1.0 * (Z > 0))


@logits_of.mistake()
def biases_left_out(X, Ws, bs):
    """The biases are left out.

    Every layer has its bias.
    """
    return _scores(X, Ws, bs, score=lambda A, W, b: A @ W.T)


@logits_of.mistake()
def output_bias_left_out(X, Ws, bs):
    """The bias of the output is left out.

    With output biases of 0 nothing shows. Try another network.
    """
    return forward_relu(X, Ws, bs) - bs[-1]


@logits_of.mistake(reread="Lecture 09, “The sum stands inside σ”")
def biases_outside(X, Ws, bs):
    """The biases are added after ReLU.

    They belong to the scores.
    """
    A = X
    for k in range(len(Ws) - 1):
        A = positive_part(A @ Ws[k].T) + bs[k]
    return A @ Ws[-1].T + bs[-1]


@logits_of.mistake(reread="Lecture 09, “To–from and from–to”")
def no_transpose(X, Ws, bs):
    """The products are A W where A Wᵀ belongs: the shapes fit only where all layers have one size.

    W has the shape (n_out, n_in). Write the shapes under the product.
    """
    return _scores(X, Ws, bs, score=lambda A, W, b: A @ W + b)


@logits_of.mistake(says=slips.TRANSPOSED_WHEN_NEEDED, reread="Lecture 09, “To–from and from–to”")
def transposed_where_needed(X, Ws, bs):
    return _scores(X, Ws, bs, score=lambda A, W, b: A @ (W if W.shape[0] == W.shape[1] else W.T) + b)


@logits_of.mistake()
def last_layer_missing(X, Ws, bs):
    """The output layer is missing: these are the activations of the last hidden layer.

    There are as many layers as weight matrices.
    """
    return positive_part(forward_relu(X, Ws[:-1], bs[:-1]))


@logits_of.mistake()
def two_hidden_layers_assumed(X, Ws, bs):
    """Exactly two hidden layers are assumed; a deeper network is cut off.

    The loop runs over the lists, however long they are.
    """
    return forward_relu(X, Ws[:3], bs[:3])


@logits_of.mistake()
def all_layers_returned(X, Ws, bs):
    """The outputs of all layers come back in a list; asked for are the logits.

    Only the last layer's.
    """
    return [forward_relu(X, Ws[:k], bs[:k]) for k in range(1, len(Ws) + 1)]


@logits_of.mistake(reread="Lecture 09, “Rows or columns”")
def logits_in_columns(X, Ws, bs):
    """The logits are transposed: the examples stand in columns.

    Their shape is (m, K).
    """
    return forward_relu(X, Ws, bs).T.copy()


@logits_of.mistake()
def first_row_only(X, Ws, bs):
    """Only the first row of X goes through the network.

    The logits have a row for each row of X.
    """
    return forward_relu(X[:1], Ws, bs)


@logits_of.variant
def row_by_row(X, Ws, bs):
    rows = []
    for x in X:
        a = x
        for W, b in zip(Ws[:-1], bs[:-1], strict=True):
            z = W @ a + b
            a = np.where(z > 0, z, 0.0)
        rows.append(Ws[-1] @ a + bs[-1])
    return np.array(rows)


@logits_of.variant
def by_recursion(X, Ws, bs):
    Z = np.einsum("ik,jk->ij", X, Ws[0]) + bs[0]
    return Z if len(Ws) == 1 else by_recursion(Z * (Z > 0), Ws[1:], bs[1:])


@logits_of.variant
def by_dense_layers(X, Ws, bs):
    A = X
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        A = dense(A, W, b, "relu" if k < len(Ws) else "none")
    return A

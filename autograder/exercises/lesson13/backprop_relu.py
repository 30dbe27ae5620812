"""X13.1, and back: the gradients of softmax and log loss through layers with ReLU."""

import numpy as np

from autograder.declaring import Exercise

from .. import libraries, slips
from .shared import (
    ANY_NETWORK,
    any_network_at_all,
    deep_network,
    drawn_network,
    integer_network,
    network_of_gdkit,
    network_of_small_numbers,
    positive_part,
    small_network,
    softmax,
)

backward = Exercise(
    "13.backprop_relu",
    "backprop_relu(X, labels, Ws, bs) -> (dWs, dbs)",
    parts={"the gradients of the weights": ("dWs",), "the gradients of the biases": ("dbs",)},
    reread="Lecture 13, “The way back”",
    allows={**ANY_NETWORK, "one entry": ["labels"], "only zeros": ["X", "labels"]},
    library_calls=(*libraries.NETWORKS, *libraries.DIFFERENCES),
    by_formula=True,
)


def _activations(X, Ws, bs):
    """X and the activations of the hidden layers"""
    As = [X]
    for k in range(len(Ws) - 1):
        As.append(np.maximum(As[k] @ Ws[k].T + bs[k], 0.0))
    return As


@backward.reference
def backprop_relu(X, labels, Ws, bs):
    As = _activations(X, Ws, bs)
    logits = As[-1] @ Ws[-1].T + bs[-1]
    P = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))  # softmax
    Delta = P - np.eye(len(bs[-1]))[labels]
    dWs = []
    dbs = []
    for k in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, Delta.T @ As[k] / len(X))
        dbs.insert(0, Delta.mean(axis=0))
        Delta = Delta @ Ws[k] * (As[k] > 0)  # for the layer below; below the first there is none
    return dWs, dbs


def _labelled(network, labels):
    return {"X": network["X"], "labels": np.asarray(labels), "Ws": network["Ws"], "bs": network["bs"]}


@backward.shown("2–3–2–2, two rows: the network of the source")
def network_of_the_source():
    return _labelled(small_network(), [1, 0])


@backward.shown("3–4–2–3–4, three hidden layers, five rows, none of class 3")
def three_hidden_layers():
    return _labelled(deep_network(), [1, 0, 2, 2, 1])


@backward.shown("three units everywhere, three rows, weights and inputs integers")
def integers_everywhere():
    return _labelled(integer_network(), [1, 2, 0])


@backward.shown("logits up to ±800")
def logits_of_eight_hundred():
    Ws = [
        np.array([[0.5, -1.0], [1.0, 0.75], [-0.5, 1.5]]),
        np.array([[1.0, -0.5, 0.75], [-0.25, 1.0, 0.5]]),
        np.array([[400.0, -200.0], [-400.0, 250.0], [100.0, -400.0]]),
    ]
    bs = [np.array([0.5, -0.25, 0.1]), np.array([0.3, -0.1]), np.array([20.0, -10.0, 5.0])]
    X = np.array([[2.0, -1.0], [-1.0, 1.5], [0.5, 1.0], [1.5, 0.5]])
    return {"X": X, "labels": np.array([0, 2, 1, 2]), "Ws": Ws, "bs": bs}


def _task(rng, sizes, m):
    return _labelled(drawn_network(rng, sizes, m), rng.integers(0, sizes[-1], size=m))


@backward.shown("all rows right, by 9 to 27: the gradients are small, but not 0")
def almost_certain():
    Ws = [np.array([[1.0, -0.5], [-0.5, 2.0]]), np.array([[3.0, -1.0], [-1.5, 4.0]])]
    X = np.array([[4.0, 1.0], [-1.5, 2.5], [0.5, 2.5]])
    return {"X": X, "labels": np.array([0, 1, 1]), "Ws": Ws, "bs": [np.array([0.5, -0.25]), np.array([1.0, -2.0])]}


@backward.shown("small numbers everywhere")
def small_numbers():
    return _labelled(network_of_small_numbers(), [1, 0])


@backward.shown("no hidden layer, whole numbers")
def no_hidden_layer():
    X, W = np.array([[2, -1], [0, 3]]), np.array([[1, 0], [-2, 1], [0, 1]])
    return {"X": X, "labels": np.array([2, 0]), "Ws": [W], "bs": [np.array([0, 1, -1])]}


@backward.drawn(2)
def any_network(rng):
    return _task(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])], 7)


@backward.drawn(1)
def deeper_network(rng):
    return _task(rng, [int(size) for size in rng.permutation([2, 3, 4, 5, 6])], 8)


@backward.drawn(1)
def square_network(rng):
    return _task(rng, [4, 4, 4, 4], 4)


@backward.drawn(1)
def one_row(rng):
    return _task(rng, [3, 5, 4, 3], 1)


@backward.drawn(1)
def large_logits(rng):
    while True:
        task = _task(rng, [2, 4, 3, 3], 5)
        task["Ws"] = [*task["Ws"][:-1], task["Ws"][-1] * 800]
        logits = _activations(task["X"], task["Ws"], task["bs"])[-1] @ task["Ws"][-1].T + task["bs"][-1]
        task["labels"] = logits.argmin(axis=1)
        task["labels"][-1] = logits[-1].argmax()
        dWs, dbs = backprop_relu(**task)
        if all(np.abs(gradient).max() > 1e-3 for gradient in (*dWs, *dbs)):  # elsewhere only rounding would be left
            return task


@backward.wider
def back_through_anything(rng):
    """No score so near the corner of ReLU, and no gradient so near 0, that rounding decides."""
    task = any_network_at_all(rng)
    task = _labelled(task, rng.integers(0, len(task["bs"][-1]), size=len(task["X"])))
    X, _, Ws, bs = task.values()
    As, clear = _activations(X, Ws, bs), True
    for A, W, b in zip(As, Ws, bs, strict=True):
        clear &= bool((np.abs(A @ W.T + b) > 1e-6 * (np.abs(A) @ np.abs(W.T) + np.abs(b))).all())
    if clear and np.abs(As[-1] @ Ws[-1].T + bs[-1]).max() < 3000:
        largest = [np.abs(gradient).max() for gradients in backprop_relu(**task) for gradient in gradients]
        if not any(0 < each < 1e-5 * (1 + max(np.abs(A).max() for A in As)) for each in largest):
            return task
    return back_through_anything(rng)


backward.keep(269, 162, 96, 38, 21, 48, 142, 293, 45, 203, 15, 216)


@backward.independent(1e-9)
def by_backpropagation_of_gdkit(X, labels, Ws, bs):
    if len(bs[-1]) == 1:  # of one class nothing is to be learned, and gdkit has no such network
        return [np.zeros(W.shape) for W in Ws], [np.zeros(b.shape) for b in bs]
    net, theta = network_of_gdkit(X, labels, Ws, bs)
    dWs, dbs = net.unpack(net.gradient(theta))
    return [dW.copy() for dW in dWs], [db.copy() for db in dbs]


@backward.independent(1e-9)
def by_complex_steps(X, labels, Ws, bs):
    """A step i h in every weight and every bias: Im J/h is the slope, without any chain rule."""
    h, D = 1e-30, len(Ws)
    blocks = [block.astype(complex) for block in [*Ws, *bs]]

    def loss():
        A = X
        for k in range(D):
            Z = A @ blocks[k].T + blocks[D + k]
            A = np.where(Z.real > 0, Z, 0)
        Z = Z - Z.real.max(axis=1, keepdims=True)
        return np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(X)), labels])

    slopes = [np.zeros(block.shape) for block in blocks]
    for block, found in zip(blocks, slopes, strict=True):
        for entry in np.ndindex(*block.shape):
            block[entry] += 1j * h
            found[entry] = loss().imag / h
            block[entry] -= 1j * h
    return slopes[:D], slopes[D:]


def _back(X, labels, Ws, bs, change):
    """Backpropagation with one of these pieces exchanged."""
    pieces = {
        "score": lambda A, W, b: A @ W.T + b,
        "activation": positive_part,
        "delta": lambda Z, Y: softmax(Z) - Y,
        "below": lambda Z, A: A,
        "back": lambda Delta, W: Delta @ W,
        "slope": lambda Z, A: A > 0,
        **change,
    }
    As, Zs = [X], [X]
    for k in range(len(Ws)):
        Zs.append(pieces["score"](As[k], Ws[k], bs[k]))
        As.append(pieces["activation"](Zs[-1]))
    Delta = pieces["delta"](Zs[-1], np.eye(len(bs[-1]))[labels])
    dWs = []
    dbs = []
    for k in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, Delta.T @ pieces["below"](Zs[k], As[k]) / len(X))
        dbs.insert(0, Delta.mean(axis=0))
        if k:
            Delta = pieces["back"](Delta, Ws[k]) * pieces["slope"](Zs[k], As[k])
    return dWs, dbs


def _walk(X, labels, Ws, bs, down, above=0):
    """Backpropagation with another step down(Delta, k, As, dW), or with the activations of a layer above in dW."""
    As = _activations(X, Ws, bs)
    As.append(As[-1] @ Ws[-1].T + bs[-1])
    Delta = softmax(As[-1]) - np.eye(len(bs[-1]))[labels]
    dWs = []
    dbs = []
    for k in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, Delta.T @ As[k + above] / len(X))
        dbs.insert(0, Delta.mean(axis=0))
        Delta = down(Delta, k, As, dWs[0])
    return dWs, dbs


@backward.mistake(says=slips.EXAMPLES_NOT_AVERAGED, reread="Lecture 10, “Where the 1/m goes”")
def examples_not_averaged(X, labels, Ws, bs):
    """The loss is a mean over the examples."""
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return [len(X) * dW for dW in dWs], [len(X) * db for db in dbs]


@backward.mistake(says=slips.AVERAGED_TWICE, reread="Lecture 10, “Where the 1/m goes”")
def averaged_twice(X, labels, Ws, bs):
    """Once is enough: in Δ, or where dW and db are formed."""
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return [dW / len(X) for dW in dWs], [db / len(X) for db in dbs]


@backward.mistake(reread="Lecture 10, “Where the 1/m goes”")
def averaged_over_classes_too(X, labels, Ws, bs):
    """The gradients are divided by mK: the mean ran over the classes too.

    Sum over the classes, mean over the examples.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return [dW / len(bs[-1]) for dW in dWs], [db / len(bs[-1]) for db in dbs]


@backward.mistake(says=slips.BIAS_GRADIENTS_SUMMED, reread="Lecture 10, “Where the 1/m goes”")
def bias_gradients_summed(X, labels, Ws, bs):
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return dWs, [len(X) * db for db in dbs]


@backward.mistake(says=slips.BIAS_GRADIENTS_AVERAGED_TWICE, reread="Lecture 10, “Where the 1/m goes”")
def bias_gradients_averaged_twice(X, labels, Ws, bs):
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return dWs, [db / len(X) for db in dbs]


@backward.mistake()
def sign_reversed(X, labels, Ws, bs):
    """All gradients have the opposite sign: Δ of the output is P minus the one-hot labels, not the reverse.

    The probability of a wrong class has to fall.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return [-dW for dW in dWs], [-db for db in dbs]


@backward.mistake(reread="Lecture 13, “Units that die”")
def hidden_slope_forgotten(X, labels, Ws, bs):
    """The slope of ReLU is missing: units that are off for an example learn from it all the same.

    Where a = 0 nothing comes through, neither forward nor backward.
    """
    return _back(X, labels, Ws, bs, {"slope": lambda Z, A: 1.0})


@backward.mistake(reread="Lecture 13, “The way back”")
def lowest_slope_forgotten(X, labels, Ws, bs):
    """The slope of ReLU is missing in the first hidden layer.

    Every hidden layer has one.
    """
    return _walk(X, labels, Ws, bs, lambda Delta, k, As, dW: Delta @ Ws[k] * (As[k] > 0 if k > 1 else 1))


@backward.mistake(reread="Lecture 13, “The way back”")
def highest_slope_forgotten(X, labels, Ws, bs):
    """The slope of ReLU is missing in the last hidden layer.

    Only the output is linear.
    """
    last = len(Ws) - 1
    return _walk(X, labels, Ws, bs, lambda Delta, k, As, dW: Delta @ Ws[k] * (As[k] > 0 if k < last else 1))


@backward.mistake(reread="Lecture 13, “The slope of ReLU”")
def relu_for_its_slope(X, labels, Ws, bs):
    """Δ is multiplied by ReLU(Z) instead of its slope.

    The slope of ReLU is 0 or 1.
    """
    return _back(X, labels, Ws, bs, {"slope": lambda Z, A: A})


@backward.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_of_the_sigmoid_kept(X, labels, Ws, bs):
    """The slope of the hidden layers is a(1 − a): that belongs to the sigmoid.

    The slope of ReLU is 0 or 1.
    """
    return _back(X, labels, Ws, bs, {"slope": lambda Z, A: A * (1 - A)})


@backward.mistake(reread="Lecture 13, “Units that die”")
def leaky_slope(X, labels, Ws, bs):
    """Where a unit is off, its slope is 0.01, as with the leaky ReLU.

    Forward and backward pass have to belong to the same function.
    """
    return _back(X, labels, Ws, bs, {"slope": lambda Z, A: np.where(Z > 0, 1.0, 0.01)})


@backward.mistake(reread="Lecture 13, “The slope of ReLU”")
def slope_sides_exchanged(X, labels, Ws, bs):
    """The slope is 1 where a unit is off and 0 where it is on.

    Where a = 0 nothing comes through.
    """
    return _back(X, labels, Ws, bs, {"slope": lambda Z, A: Z < 0})


@backward.mistake(reread="Lecture 13, “The way back”")
def masked_by_the_error(X, labels, Ws, bs):
    """ReLU is applied to Δ: negative errors are cut off. What counts is the sign of Z, not that of Δ.

    An error δ may have either sign.
    """
    return _back(X, labels, Ws, bs, {"back": lambda Delta, W: positive_part(Delta @ W), "slope": lambda Z, A: 1.0})


@backward.mistake(reread="Lecture 13, “The way back”")
def masked_by_both(X, labels, Ws, bs):
    """ReLU is applied to Δ as well: negative errors are cut off, not only those of units that are off.

    An error δ may have either sign.
    """
    return _back(X, labels, Ws, bs, {"back": lambda Delta, W: positive_part(Delta @ W)})


@backward.mistake(reread="Lecture 13, “The way back”")
def slope_of_the_layer_below(X, labels, Ws, bs):
    """The slope is that of the layer below: the shapes fit only where both layers have one size.

    Δ of a layer goes with the Z of the same layer.
    """
    return _walk(X, labels, Ws, bs, lambda Delta, k, As, dW: Delta @ Ws[k] * (As[max(k - 1, 0)] > 0))


@backward.mistake(reread="Lecture 13, “Logits and probabilities”")
def relu_on_logits(X, labels, Ws, bs):
    """The output has ReLU too: negative logits are cut off before softmax, and Δ is cut off there too.

    A logit may be negative. The output is linear.
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: (softmax(positive_part(Z)) - Y) * (Z > 0)})


@backward.mistake(reread="Lecture 13, “The way back”")
def output_masked(X, labels, Ws, bs):
    """Δ of the output is cut off where the logit is negative, as if there were a ReLU.

    The output is linear: its slope is 1 everywhere.
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: (softmax(Z) - Y) * (Z > 0)})


@backward.mistake(says=slips.SOFTMAX_TWICE, reread="Lecture 13, “Logits and probabilities”")
def softmax_twice(X, labels, Ws, bs):
    """Softmax takes logits. Does it get probabilities?"""
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: softmax(softmax(Z)) - Y})


@backward.mistake(reread="Lecture 13, “Logits and probabilities”")
def logits_for_probabilities(X, labels, Ws, bs):
    """Δ of the output is built with the logits where the probabilities belong: softmax is missing.

    Each row of probabilities sums to 1. Does yours?
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: Z - Y})


@backward.mistake(says=slips.SIGMOID_FOR_SOFTMAX, reread="Lecture 11, “Independent outputs, or one of K classes”")
def sigmoid_for_softmax(X, labels, Ws, bs):
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: np.exp(-np.logaddexp(0, -Z)) - Y})


@backward.mistake(says=slips.SOFTMAX_OVER_THE_EXAMPLES, reread="Lecture 08, “Softmax”")
def softmax_over_the_examples(X, labels, Ws, bs):
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: softmax(Z, axis=0) - Y})


@backward.mistake(reread="Lecture 08, “Numbers that overflow”")
def powers_overflow(X, labels, Ws, bs):
    """Large logits give NaN: e⁸⁰⁰ overflows to infinity.

    The largest logit of a row may be subtracted from all of them first.
    """

    def delta(Z, Y):
        E = np.exp(Z)
        return E / E.sum(axis=1, keepdims=True) - Y

    return _back(X, labels, Ws, bs, {"delta": delta})


@backward.mistake(says=slips.SLOPE_KEPT_AT_THE_OUTPUT, reread="Lecture 08, “The gradient”")
def slope_kept_at_the_output(X, labels, Ws, bs):
    def delta(Z, Y):
        P = softmax(Z)
        return (P - Y) * P * (1 - P)

    return _back(X, labels, Ws, bs, {"delta": delta})


@backward.mistake(reread="Lecture 08, “The gradient”")
def one_subtracted_everywhere(X, labels, Ws, bs):
    """Δ of the output is P − 1 in every column; the 1 belongs to the right class only.

    At the output every row of Δ sums to 0. Does yours?
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: softmax(Z) - 1})


@backward.mistake(reread="Lecture 08, “The gradient”")
def right_class_only(X, labels, Ws, bs):
    """Δ of the output is 0 for the wrong classes; there it is their probability.

    At the output every row of Δ sums to 0. Does yours?
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: (softmax(Z) - Y) * Y})


@backward.mistake(reread="Lecture 12, “Labels as rows”")
def label_numbers_subtracted(X, labels, Ws, bs):
    """Δ of the output is P minus the number of the label: the labels are not one-hot rows.

    A class is a name; its number must not matter.
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: softmax(Z) - labels[:, None]})


@backward.mistake(says=slips.COLUMNS_FROM_THE_LABELS, reread="Lecture 12, “Labels as rows”")
def columns_from_the_labels(X, labels, Ws, bs):
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: softmax(Z) - np.eye(labels.max() + 1)[labels]})


@backward.mistake(reread="Lecture 08, “Classes are counted from 0”")
def classes_counted_from_one(X, labels, Ws, bs):
    """The classes are counted from 1: label k is taken for class k − 1.

    Here the classes are 0, …, K − 1.
    """
    return backprop_relu(X, labels - 1, Ws, bs)


@backward.mistake(says=slips.WEIGHTS_TRANSPOSED_ON_THE_WAY_BACK, reread="Lecture 10, “From layer to layer”")
def weights_transposed_on_the_way_back(X, labels, Ws, bs):
    return _back(X, labels, Ws, bs, {"back": lambda Delta, W: Delta @ W.T})


@backward.mistake(says=slips.FORWARD_WITHOUT_TRANSPOSE, reread="Lecture 09, “To–from and from–to”")
def forward_without_transpose(X, labels, Ws, bs):
    return _back(X, labels, Ws, bs, {"score": lambda A, W, b: A @ W + b})


@backward.mistake(says=slips.FORWARD_WITHOUT_BIASES, reread="Lecture 13, “From the inputs to the logits”")
def forward_without_biases(X, labels, Ws, bs):
    """Every layer has its bias."""
    return _back(X, labels, Ws, bs, {"score": lambda A, W, b: A @ W.T})


@backward.mistake(reread="Lecture 13, “From the inputs to the logits”")
def forward_without_relu(X, labels, Ws, bs):
    """Neither pass has ReLU: these are the gradients of a linear network.

    Each hidden layer passes max(0, Z) on.
    """
    return _back(X, labels, Ws, bs, {"activation": lambda Z: Z, "slope": lambda Z, A: 1.0})


@backward.mistake(reread="Lecture 13, “From the inputs to the logits”")
def sigmoid_network(X, labels, Ws, bs):
    """These are the gradients of a network with the sigmoid in its hidden layers; here they have ReLU.

    Both passes change with the activation.
    """
    return _back(
        X, labels, Ws, bs, {"activation": lambda Z: np.exp(-np.logaddexp(0, -Z)), "slope": lambda Z, A: A * (1 - A)}
    )


@backward.mistake(says=slips.SCORES_FOR_ACTIVATIONS, reread="Lecture 10, “The gradients”")
def scores_for_activations(X, labels, Ws, bs):
    """The weight multiplies what the unit below puts out."""
    return _back(X, labels, Ws, bs, {"below": lambda Z, A: Z})


@backward.mistake(says=slips.ACTIVATIONS_OF_THE_SAME_LAYER, reread="Lecture 10, “The gradients”")
def activations_of_the_same_layer(X, labels, Ws, bs):
    return _walk(X, labels, Ws, bs, lambda Delta, k, As, dW: Delta @ Ws[k] * (As[k] > 0), above=1)


@backward.mistake(says=slips.WEIGHT_GRADIENTS_TRANSPOSED, reread="Lecture 10, “The gradients”")
def weight_gradients_transposed(X, labels, Ws, bs):
    """dW has the shape of W."""
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return [dW.T.copy() for dW in dWs], dbs


@backward.mistake(reread="Lecture 10, “The gradients”")
def bias_gradients_as_rows(X, labels, Ws, bs):
    """The gradients of the biases have the shape (1, n_out); here it is (n_out,).

    db has the shape of b. keepdims=True keeps an axis.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return dWs, [db[None, :] for db in dbs]


@backward.mistake(reread="Lecture 10, “The gradients”")
def first_bias_gradient_zero(X, labels, Ws, bs):
    """The gradient of the first layer's bias is 0.

    Every layer has a db.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return dWs, [0 * dbs[0], *dbs[1:]]


@backward.mistake(reread="Lecture 13, “The way back”")
def output_layer_only(X, labels, Ws, bs):
    """Only the output layer has gradients; those of the hidden layers are 0.

    Δ goes back through all layers.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return [*(0 * dW for dW in dWs[:-1]), dWs[-1]], [*(0 * db for db in dbs[:-1]), dbs[-1]]


@backward.mistake(says=slips.FROM_OUTPUT_TO_INPUT, reread="Lecture 10, “The backward pass”")
def from_output_to_input(X, labels, Ws, bs):
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return dWs[::-1], dbs[::-1]


@backward.mistake(says=slips.GRADIENTS_EXCHANGED)
def results_exchanged(X, labels, Ws, bs):
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return dbs, dWs


@backward.mistake(says=slips.FIRST_EXAMPLE_ONLY)
def one_example_only(X, labels, Ws, bs):
    """Is the return inside the loop?"""
    return backprop_relu(X[:1], labels[:1], Ws, bs)


@backward.mistake()
def three_matrices_assumed(X, labels, Ws, bs):
    """Exactly two hidden layers are assumed; a deeper network stops the function or is cut off.

    The loop runs over the lists, however long they are.
    """
    return backprop_relu(X, labels, Ws[:3], bs[:3])


@backward.mistake(says=slips.WEIGHTS_UPDATED_TOO, reread="Lecture 10, “Backpropagation is not gradient descent”")
def weights_updated_too(X, labels, Ws, bs):
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    for k in range(len(Ws)):
        Ws[k], bs[k] = Ws[k] - 0.1 * dWs[k], bs[k] - 0.1 * dbs[k]
    return dWs, dbs


@backward.mistake(says=slips.UPDATED_ON_THE_WAY_BACK, reread="Lecture 10, “Backpropagation is not gradient descent”")
def weights_updated_on_the_way_back(X, labels, Ws, bs):
    return _walk(X, labels, Ws, bs, lambda Delta, k, As, dW: Delta @ (Ws[k] - 0.1 * dW) * (As[k] > 0))


@backward.variant
def example_by_example(X, labels, Ws, bs):
    """With columns: one example at a time, the gradients added up; dead by the score z."""
    m = len(X)
    dWs, dbs = [np.zeros(W.shape) for W in Ws], [np.zeros(b.shape) for b in bs]
    for i in range(m):
        a, zs = [X[i].astype(float)], []
        for W, b in zip(Ws, bs, strict=True):
            zs.append(W @ a[-1] + b)
            a.append(np.where(zs[-1] >= 0, zs[-1], 0))
        power = np.exp(zs[-1] - zs[-1].max())
        delta = power / power.sum()
        delta[labels[i]] -= 1
        for k in range(len(Ws) - 1, -1, -1):
            dWs[k] += np.outer(delta, a[k]) / m
            dbs[k] += delta / m
            if k:
                delta = (Ws[k].T @ delta) * (zs[k - 1] >= 0)
    return dWs, dbs


@backward.variant
def by_recursion(X, labels, Ws, bs):
    """Each layer gets the derivative by its output from the one above."""

    def learn(A, Ws, bs):
        Z = A @ Ws[0].T + bs[0]
        above = (None, [], [])
        if len(Ws) > 1:
            above = learn(np.maximum(Z, 0), Ws[1:], bs[1:])
            D = np.where(Z > 0, above[0], 0)
        else:
            D = softmax(Z)
            D[np.arange(len(A)), labels] -= 1
            D /= len(A)
        return D @ Ws[0], [np.einsum("ij,ik->jk", D, A), *above[1]], [D.sum(axis=0), *above[2]]

    _, dWs, dbs = learn(X, Ws, bs)
    return dWs, dbs


@backward.variant
def by_active_units(X, labels, Ws, bs):
    """For one example the network above a layer is one matrix: the product of the weights of the active units."""
    As = _activations(X, Ws, bs)
    P = softmax(As[-1] @ Ws[-1].T + bs[-1])
    dWs, dbs = [np.zeros(W.shape) for W in Ws], [np.zeros(b.shape) for b in bs]
    for i in range(len(X)):
        error = (P[i] - (np.arange(len(bs[-1])) == labels[i])) / len(X)
        above = np.eye(len(bs[-1]))
        for k in reversed(range(len(Ws))):
            dWs[k] += np.outer(error @ above, As[k][i])
            dbs[k] += error @ above
            above = above @ Ws[k] * (As[k][i] > 0)
    return dWs, dbs

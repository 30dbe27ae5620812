"""X11.2, the gradients with the penalty: the weights' change, the biases' do not."""

import copy

import numpy as np

from autograder.declaring import Exercise
from gdkit.networks import MLP

from .. import libraries, slips
from .. import wide_networks as wide
from .shared import any_penalty_of, any_weights, drawn_weights, small_network

decay = Exercise(
    "11.regularised_gradients",
    "regularised_gradients(dWs, dbs, Ws, lam, m) -> (dWs, dbs)",
    parts={"the gradients of the weights": ("dWs",), "the gradients of the biases": ("dbs",)},
    allows={
        "one layer": ["dWs", "dbs", "Ws"],
        "four layers": ["dWs", "dbs", "Ws"],
        "whole": ["dWs", "Ws"],
        "large": ["dWs", "dbs", "Ws", "lam", "m"],
        "small": ["dWs", "dbs", "Ws"],
        "zero": ["lam"],
        "one": ["lam", "m"],
    },
    reread="Lecture 11, “Weights kept small”",
    library_calls=("WeightPenalty", "regularised_cost", *libraries.NETWORKS, *libraries.DIFFERENCES),
    by_formula=True,
)


@decay.reference
def regularised_gradients(dWs, dbs, Ws, lam, m):
    return [dWs[k] + lam / m * Ws[k] for k in range(len(Ws))], list(dbs)  # the biases are not penalised


@decay.shown("the network 2–2–1, two rows, cross-entropy, λ = 0.8")
def gradients_of_two_two_one():
    Ws, bs = small_network()
    net = MLP([[1.0, 2.0], [-1.0, 0.5]], [1.0, 0.0], (2, 2, 1), cost="cross_entropy")
    dWs, dbs = net.unpack(net.gradient(net.pack(Ws, bs)))
    return {"dWs": [dW.copy() for dW in dWs], "dbs": [db.copy() for db in dbs], "Ws": Ws, "lam": 0.8, "m": 2}


@decay.shown("integers, 3–2–4, three rows, λ = 20")
def integer_gradients():
    Ws = [np.array([[1, -2, 0], [3, 1, -1]]), np.array([[2, 0], [-1, 1], [0, 4], [1, -3]])]
    dWs = [np.array([[2, 1, -1], [0, -3, 1]]), np.array([[1, -2], [0, 3], [-1, 2], [4, -1]])]
    return {"dWs": dWs, "dbs": [np.array([1.5, -2.0]), np.array([0.5, -1.0, 2.5, -3.0])], "Ws": Ws, "lam": 20, "m": 3}


@decay.shown("square layers, five rows, λ = 1.5")
def square_gradients():
    Ws = [np.array([[0.5, -1.0], [2.0, 0.25]]), np.array([[-0.75, 1.5], [1.0, -0.5]])]
    dWs = [np.array([[0.1, 0.4], [-0.3, 0.2]]), np.array([[-0.6, 0.5], [0.2, -0.1]])]
    return {"dWs": dWs, "dbs": [np.array([0.3, -0.2]), np.array([-0.4, 0.6])], "Ws": Ws, "lam": 1.5, "m": 5}


def _decayed(rng, sizes):
    dbs = [rng.normal(size=size) for size in sizes[1:]]
    settings = {"lam": float(rng.uniform(0.5, 5)), "m": int(rng.integers(5, 12))}
    return {"dWs": drawn_weights(rng, sizes), "dbs": dbs, "Ws": drawn_weights(rng, sizes), **settings}


@decay.drawn(3)
def any_gradients(rng):
    return _decayed(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])])


@decay.drawn(1)
def square_layers(rng):
    return _decayed(rng, [3, 3, 3, 3])


@decay.drawn(1)
def one_layer(rng):
    return {**_decayed(rng, [4, 1]), "m": 1}


@decay.drawn(1)
def whole_gradients(rng):
    Ws = [rng.integers(-3, 4, size=(4, 3)), rng.integers(1, 4, size=(2, 4))]
    dWs = [rng.integers(-3, 4, size=(4, 3)), rng.integers(1, 4, size=(2, 4))]
    return {**_decayed(rng, [3, 4, 2]), "dWs": dWs, "Ws": Ws, "lam": int(rng.integers(15, 30)), "m": 7}


@decay.wider
def any_decay(rng):
    """Gradients and weights of all sizes, each large or small beside the other."""
    sizes = wide.layers(rng)
    dbs = [wide.one_of(rng, wide.usual, wide.tiny_or_large)(rng, size) for size in sizes[1:]]
    return {"dWs": any_weights(rng, sizes), "dbs": dbs, "Ws": any_weights(rng, sizes), **any_penalty_of(rng)}


decay.keep(149, 156, 8, 181, 10, 138, 155, 165, 4, 93, 210)


@decay.independent(1e-7)
def by_differences_of_the_penalty(dWs, dbs, Ws, lam, m):
    """The slope of the penalty by central differences in every weight; it has no bias in it."""
    h, slopes = 1e-3, [np.zeros(W.shape) for W in Ws]
    for k, W in enumerate(Ws):
        for entry in np.ndindex(*W.shape):
            ends = []
            for nudge in (h, -h):
                moved = [V.astype(float) for V in Ws]
                moved[k][entry] += nudge
                ends.append(lam / (2 * m) * sum(float(np.vdot(V, V)) for V in moved))
            slopes[k][entry] = (ends[0] - ends[1]) / (2 * h)
    return [dW + slope for dW, slope in zip(dWs, slopes, strict=True)], [db + 0.0 for db in dbs]


@decay.independent(1e-9)
def by_gradient_of_a_network(dWs, dbs, Ws, lam, m):
    """What λ adds to the gradient of gdkit's network, with biases that are not zero."""
    sizes = [Ws[0].shape[1], *(len(W) for W in Ws)]
    X, Y = np.zeros((m, sizes[0])), np.zeros((m, sizes[-1]))
    net, penalised = (MLP(X, Y, sizes, cost="cross_entropy", lam=each) for each in (0.0, lam))
    theta = net.pack(Ws, [np.ones(len(W)) for W in Ws])
    more_W, more_b = net.unpack(penalised.gradient(theta) - net.gradient(theta))
    dWs = [dW + more for dW, more in zip(dWs, more_W, strict=True)]
    return dWs, [db + more for db, more in zip(dbs, more_b, strict=True)]


@decay.mistake()
def rows_forgotten(dWs, dbs, Ws, lam, m):
    """λw is added without its 1/m.

    Differentiate λ/(2m) w².
    """
    return regularised_gradients(dWs, dbs, Ws, lam, 1)


@decay.mistake()
def half_of_the_decay(dWs, dbs, Ws, lam, m):
    """λ/(2m) w is added: the 2 that differentiating w² brings down is missing.

    The ½ of the penalty and this 2 cancel.
    """
    return regularised_gradients(dWs, dbs, Ws, lam / 2, m)


@decay.mistake(reread="Lecture 11, “Weights kept small: λ tr(ΘᵀΘ)”")
def twice_the_decay(dWs, dbs, Ws, lam, m):
    """2λ/m w is added: the ½ of the penalty was forgotten.

    Differentiate λ/(2m) w².
    """
    return regularised_gradients(dWs, dbs, Ws, 2 * lam, m)


@decay.mistake()
def multiplied_by_rows(dWs, dbs, Ws, lam, m):
    """λ is multiplied by m instead of divided.

    More rows make the penalty weigh less.
    """
    return [dWs[k] + lam * m * Ws[k] for k in range(len(Ws))], list(dbs)


@decay.mistake()
def decay_subtracted(dWs, dbs, Ws, lam, m):
    """λ/m w is subtracted: that would make the weights grow.

    This is the gradient. The minus comes with the update.
    """
    return regularised_gradients(dWs, dbs, Ws, -lam, m)


@decay.mistake()
def decay_only(dWs, dbs, Ws, lam, m):
    """Only the gradient of the penalty is returned: that of the cost is missing.

    It is added to dWs.
    """
    return [lam / m * Ws[k] for k in range(len(Ws))], list(dbs)


@decay.mistake()
def gradients_unchanged(dWs, dbs, Ws, lam, m):
    """The gradients come back as they were.

    What does λ do?
    """
    return list(dWs), list(dbs)


@decay.mistake()
def everything_divided(dWs, dbs, Ws, lam, m):
    """The gradients of the cost are divided by m too; they are means over the rows already.

    Only the penalty gets its 1/m here.
    """
    return [(dWs[k] + lam * Ws[k]) / m for k in range(len(Ws))], list(dbs)


@decay.mistake(reread="Lecture 11, “Why the biases stay free”")
def bias_gradients_stretched(dWs, dbs, Ws, lam, m):
    """The gradients of the biases change too: to each, λ/m times itself is added.

    The biases are not penalised, so their gradients stay as they are.
    """
    decayed, _ = regularised_gradients(dWs, dbs, Ws, lam, m)
    return decayed, [db + lam / m * db for db in dbs]


@decay.mistake(reread="Lecture 11, “Why the biases stay free”")
def row_sums_for_biases(dWs, dbs, Ws, lam, m):
    """The gradients of the biases change too: λ/m times the sums of the weights are added to them.

    The biases are not penalised, so their gradients stay as they are.
    """
    decayed, _ = regularised_gradients(dWs, dbs, Ws, lam, m)
    return decayed, [dbs[k] + lam / m * Ws[k].sum(axis=1) for k in range(len(Ws))]


@decay.mistake(reread="Lecture 11, “Why the biases stay free”")
def bias_gradients_zero(dWs, dbs, Ws, lam, m):
    """The gradients of the biases are set to zero.

    Not penalised does not mean not trained: they stay as they are.
    """
    decayed, _ = regularised_gradients(dWs, dbs, Ws, lam, m)
    return decayed, [0.0 * db for db in dbs]


@decay.mistake()
def gradient_decayed(dWs, dbs, Ws, lam, m):
    """λ/m times the gradient is added; it should be λ/m times the weight.

    The penalty pulls at the weights themselves.
    """
    return [dW + lam / m * dW for dW in dWs], list(dbs)


@decay.mistake(reread="Lecture 06, “Ridge and lasso”")
def signs_of_the_weights(dWs, dbs, Ws, lam, m):
    """The signs of the weights are added; with squares in the penalty it is the weights themselves.

    That is the lasso.
    """
    return [dWs[k] + lam / m * np.sign(Ws[k]) for k in range(len(Ws))], list(dbs)


@decay.mistake()
def penalty_not_differentiated(dWs, dbs, Ws, lam, m):
    """The penalty λ/(2m) w² itself is added instead of its derivative.

    A negative weight has to get a negative term.
    """
    return [dWs[k] + lam / (2 * m) * Ws[k] ** 2 for k in range(len(Ws))], list(dbs)


@decay.mistake()
def one_number_for_all(dWs, dbs, Ws, lam, m):
    """The sum of a layer's weights is added to each of its gradients.

    The derivative with respect to one weight contains that weight only.
    """
    return [dWs[k] + lam / m * Ws[k].sum() for k in range(len(Ws))], list(dbs)


@decay.mistake()
def first_layer_decayed(dWs, dbs, Ws, lam, m):
    """Only the first layer's gradient gets its λ/m w.

    All weights are penalised.
    """
    return [dWs[0] + lam / m * Ws[0], *dWs[1:]], list(dbs)


@decay.mistake()
def last_layer_decayed(dWs, dbs, Ws, lam, m):
    """Only the last layer's gradient gets its λ/m w.

    All weights are penalised.
    """
    return [*dWs[:-1], dWs[-1] + lam / m * Ws[-1]], list(dbs)


@decay.mistake()
def weights_from_the_end(dWs, dbs, Ws, lam, m):
    """The layers are mixed up: the first gradient gets the last weights.

    dWs[k] and Ws[k] belong together.
    """
    return regularised_gradients(dWs, dbs, Ws[::-1], lam, m)


@decay.mistake(says=slips.GRADIENTS_EXCHANGED)
def gradients_exchanged(dWs, dbs, Ws, lam, m):
    decayed, dbs = regularised_gradients(dWs, dbs, Ws, lam, m)
    return dbs, decayed


@decay.mistake()
def weights_only(dWs, dbs, Ws, lam, m):
    """Only the gradients of the weights are returned.

    The descent needs those of the biases as well.
    """
    return regularised_gradients(dWs, dbs, Ws, lam, m)[0]


@decay.mistake(reread="Lecture 00, “Shapes”")
def layers_stacked(dWs, dbs, Ws, lam, m):
    """np.array(dWs) needs layers of one shape: the function stops, or returns an array where a list is asked for.

    Go through the list layer by layer.
    """
    return np.array(dWs) + lam / m * np.array(Ws), list(dbs)


@decay.mistake(reread="Lecture 03, “The update in place”")
def gradients_written_into(dWs, dbs, Ws, lam, m):
    """The caller's gradients are changed (dW += …); with integers NumPy raises an error.

    Make a new array: dW + lam / m * W.
    """
    for k in range(len(Ws)):
        dWs[k] += lam / m * Ws[k]
    return dWs, dbs


@decay.mistake(reread="Lecture 03, “The update in place”")
def list_written_into(dWs, dbs, Ws, lam, m):
    """The caller's list is changed (dWs[k] = …).

    Make a new list and append to it.
    """
    for k in range(len(Ws)):
        dWs[k] = dWs[k] + lam / m * Ws[k]
    return dWs, dbs


@decay.mistake(reread="Lecture 00, “Whole numbers”")
def whole_quotient(dWs, dbs, Ws, lam, m):
    """λ is divided by m with //, which cuts off the decimals.

    / divides numbers, // counts how often one fits into the other.
    """
    return [dWs[k] + lam // m * Ws[k] for k in range(len(Ws))], list(dbs)


@decay.variant
def by_loops(dWs, dbs, Ws, lam, m):
    decayed = []
    for k in range(len(Ws)):
        n_out, n_in = Ws[k].shape
        dW = np.zeros((n_out, n_in))
        for j in range(n_out):
            for i in range(n_in):
                dW[j, i] = dWs[k][j, i] + lam * Ws[k][j, i] / m
        decayed.append(dW)
    return decayed, dbs


@decay.variant
def in_copies(dWs, dbs, Ws, lam, m):
    dWs, dbs = copy.deepcopy(dWs), copy.deepcopy(dbs)
    for k, W in enumerate(Ws):
        dWs[k] = dWs[k].astype(float)
        dWs[k] += W * (lam / m)
    return dWs, dbs


@decay.variant
def of_one_vector(dWs, dbs, Ws, lam, m):
    flat = np.concatenate([dW.ravel() for dW in dWs]) + lam / m * np.concatenate([W.ravel() for W in Ws])
    cut = np.split(flat, np.cumsum([W.size for W in Ws])[:-1])
    return [part.reshape(W.shape) for part, W in zip(cut, Ws, strict=True)], [db.copy() for db in dbs]

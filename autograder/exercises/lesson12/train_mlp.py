"""X12.1, the training of a network by batch gradient descent: weights, biases and the losses on the way."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import GD, minimize
from gdkit.datasets import iris, standardize
from gdkit.initialisations import det
from gdkit.layout import Layout
from gdkit.networks import MLP

from .. import libraries, slips
from .. import wide_networks as wide

training = Exercise(
    "12.train_mlp",
    "train_mlp(X, labels, Ws, bs, eta, max_iter) -> (Ws, bs, values)",
    parts={"the weights and biases": ("Ws", "bs"), "the values of the loss": ("values",)},
    allows={
        "one row": ["X"],
        "one column": ["X"],
        "one entry": ["labels"],
        "one layer": ["Ws", "bs"],
        "four layers": ["Ws", "bs"],
        "whole": ["X", "Ws", "bs"],
        "only zeros": ["X", "labels"],
        "equal rows": ["X"],
        "large": ["X", "Ws", "bs"],
        "small": ["X", "Ws", "bs"],
        "zero": ["eta", "max_iter"],
        "one": ["max_iter"],
    },
    reread="Lecture 12, “The training loop, by hand”",
    library_calls=(*libraries.NETWORKS, *libraries.DESCENTS),
)


def _sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))  # 1 / (1 + e⁻ᶻ) without overflow


def _activations(X, Ws, bs):
    """X and the activations of the hidden layers"""
    As = [X]
    for k in range(len(Ws) - 1):
        As.append(_sigmoid(As[k] @ Ws[k].T + bs[k]))
    return As


def _value_and_gradients(X, Y, Ws, bs):
    As = _activations(X, Ws, bs)
    Z = As[-1] @ Ws[-1].T + bs[-1]
    log_P = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    value = -np.sum(Y * log_P) / len(X)
    Delta = np.exp(log_P) - Y
    dWs = []
    dbs = []
    for k in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, Delta.T @ As[k] / len(X))
        dbs.insert(0, Delta.mean(axis=0))
        Delta = Delta @ Ws[k] * As[k] * (1 - As[k])  # for the layer below; below the first there is none
    return value, dWs, dbs


@training.reference
def train_mlp(X, labels, Ws, bs, eta, max_iter):
    Y = np.eye(len(bs[-1]))[labels]
    Ws, bs = [1.0 * W for W in Ws], [1.0 * b for b in bs]
    values = []
    for _ in range(max_iter):
        value, dWs, dbs = _value_and_gradients(X, Y, Ws, bs)
        values.append(value)
        Ws = [Ws[k] - eta * dWs[k] for k in range(len(Ws))]
        bs = [bs[k] - eta * dbs[k] for k in range(len(bs))]
    values.append(_value_and_gradients(X, Y, Ws, bs)[0])
    return Ws, bs, np.array(values)


def _irises(max_iter):
    X, labels = iris()
    Ws, bs = Layout((4, 5, 3)).unpack(det((4, 5, 3)))
    network = {"Ws": [W.copy() for W in Ws], "bs": [b.copy() for b in bs]}
    return {"X": standardize(X), "labels": labels, **network, "eta": 1.0, "max_iter": max_iter}


@training.shown("the irises, standardized; 4–5–3, weights ½ sin 1, ½ sin 2, …; 3 updates")
def three_updates_on_irises():
    return _irises(3)


@training.shown("2–4–3–4, five rows, none of class 3, biases not zero, 2 updates")
def two_updates_two_hidden_layers():
    Ws = [
        np.array([[0.5, -1.0], [1.5, 0.5], [-0.75, 0.25], [0.25, 1.25]]),
        np.array([[1.0, -0.5, 0.75, -1.5], [0.5, 2.0, -1.0, 0.25], [-1.25, 0.5, 1.0, 0.75]]),
        np.array([[-1.25, 0.5, 2.0], [0.75, 1.5, -0.5], [1.0, -1.0, 0.25], [0.5, 0.25, -1.5]]),
    ]
    bs = [np.array([0.2, -0.4, 0.6, 0.1]), np.array([-0.3, 0.5, 0.4]), np.array([0.7, -0.2, 0.1, 0.3])]
    X = np.array([[1.0, -2.0], [0.5, 1.5], [2.0, 1.0], [-1.5, 0.5], [0.25, -0.75]])
    return {"X": X, "labels": np.array([1, 0, 2, 2, 1]), "Ws": Ws, "bs": bs, "eta": 0.8, "max_iter": 2}


@training.shown("three neurons everywhere, three rows, integers, 3 updates")
def integers_everywhere():
    Ws = [
        np.array([[1, -2, 0], [1, 1, -1], [0, 2, 1]]),
        np.array([[2, 1, -1], [0, -1, 1], [1, 1, 2]]),
        np.array([[1, 0, -2], [-1, 2, 1], [1, 1, 0]]),
    ]
    bs = [np.array([1, -1, 2]), np.array([0, 1, -2]), np.array([-1, 1, 1])]
    X = np.array([[1, 2, -1], [0, -1, 2], [-1, 1, 1]])
    return {"X": X, "labels": np.array([1, 2, 0]), "Ws": Ws, "bs": bs, "eta": 2, "max_iter": 3}


@training.shown("weights of the output so large that the scores reach ±800, 2 updates")
def scores_of_eight_hundred():
    Ws = [np.array([[0.5, -1.0], [1.0, 0.75]]), np.array([[900.0, -300.0], [-600.0, 400.0], [-800.0, 700.0]])]
    bs = [np.array([0.5, -0.25]), np.array([200.0, 150.0, -100.0])]
    X = np.array([[2.0, -2.0], [-1.0, 1.5], [0.5, 1.0], [-2.0, -0.5]])
    return {"X": X, "labels": np.array([0, 0, 1, 2]), "Ws": Ws, "bs": bs, "eta": 0.01, "max_iter": 2}


@training.shown("η = 0, 3 updates: nothing changes, nothing stops; very large and very small weights and biases")
def rate_of_zero():
    Ws, bs = [np.array([[150.0, -120.0]]), np.array([[5e-9], [-2e-9]])], [np.array([-140.0]), np.array([4e-9, -7e-9])]
    X = np.array([[0.98, 0.05], [0.9, -0.04], [1.0, 0.08]])
    return {"X": X, "labels": np.array([0, 1, 0]), "Ws": Ws, "bs": bs, "eta": 0, "max_iter": 3}


@training.shown("no hidden layer, 80 updates: the values near the minimum change little")
def eighty_updates():
    X, labels = np.array([[0.5], [-1.0], [1.5], [-0.5], [1.0]]), np.array([0, 1, 1, 0, 0])
    Ws, bs = [np.array([[0.5], [-0.5]])], [np.array([0.3, -0.2])]
    return {"X": X, "labels": labels, "Ws": Ws, "bs": bs, "eta": 0.2, "max_iter": 80}


def _task(rng, sizes, m, max_iter):
    Ws = [rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]
    bs = [rng.normal(size=size) for size in sizes[1:]]
    data = {"X": rng.normal(size=(m, sizes[0])), "labels": rng.integers(0, sizes[-1], size=m)}
    return {**data, "Ws": Ws, "bs": bs, "eta": float(rng.uniform(0.5, 1.5)), "max_iter": max_iter}


@training.drawn(2)
def one_hidden_layer(rng):
    sizes = [int(size) for size in rng.permutation([2, 3, 4, 5])[:3]]
    return _task(rng, sizes, 7, int(rng.choice([3, 5])))


@training.drawn(1)
def two_layers_hidden(rng):
    return _task(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])], 6, 3)


@training.drawn(1)
def square_network(rng):
    return _task(rng, [4, 4, 4, 4], 4, 3)


@training.drawn(1)
def one_row_no_hidden_layer(rng):
    return _task(rng, [3, 4], 1, 3)


@training.drawn(1)
def no_update(rng):
    return _task(rng, [3, 2, 4], 5, 0)


@training.drawn(1)
def large_scores(rng):
    task = _task(rng, [2, 4, 3], 5, 1)
    return {**task, "Ws": [task["Ws"][0], task["Ws"][1] * 1500], "eta": 0.01}


@training.wider
def any_task(rng):
    """A few updates of any network, now and then many small ones of a mild one."""
    if rng.random() < 0.1:
        return _mild_task(rng)
    while True:
        task = _some_task(rng)
        if wide.steady(rng, train_mlp, task):
            return task


def _mild_task(rng):
    sizes, m = wide.layers(rng), wide.number_of_rows(rng)
    Ws = [wide.usual(rng, (sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]
    return {
        "X": wide.usual(rng, (m, sizes[0])),
        "labels": rng.integers(0, sizes[-1], size=m),
        "Ws": Ws,
        "bs": [wide.usual(rng, size) for size in sizes[1:]],
        "eta": wide.one_of(rng, 0.02, 0.1, 0.3),
        "max_iter": wide.one_of(rng, 15, 50, 90),
    }


def _some_task(rng):
    sizes, m = wide.layers(rng), wide.number_of_rows(rng)
    X = wide.table(rng, m, sizes[0])
    Ws, bs = wide.network(rng, sizes, X, _sigmoid)
    eta = wide.one_of(rng, 0, 1e-3, 0.01, 0.1, 0.3, 0.5, 1.0, 2)
    labels = rng.integers(0, sizes[-1], size=m)
    return {"X": X, "labels": labels, "Ws": Ws, "bs": bs, "eta": eta, "max_iter": int(rng.integers(0, 5))}


training.keep(239, 192, 268, 20, 214, 7, 73, 54, 225, 93, 156, 4, 15, 16, 33, 92, 113, 22, 72, 79, 154, 31)


@training.independent(1e-9)
def by_descent_in_gdkit(X, labels, Ws, bs, eta, max_iter):
    if eta == 0 or len(bs[-1]) == 1:  # gdkit makes no steps of length 0, and has no softmax of one class
        return by_complex_steps(X, labels, Ws, bs, eta, max_iter)
    net = MLP(X.astype(float), labels, (X.shape[1], *(len(b) for b in bs)))
    theta, values = net.pack(Ws, bs), []
    for _ in range(max_iter):
        values.append(net(theta))
        theta = minimize(net, theta, GD(eta), 1).theta
    found = net.unpack(theta)
    return [W.copy() for W in found[0]], [b.copy() for b in found[1]], np.array([*values, net(theta)])


@training.independent(1e-9)
def by_complex_steps(X, labels, Ws, bs, eta, max_iter):
    """A step i h in every weight and every bias: Im J/h is the slope, without any chain rule."""
    h = 1e-30

    def loss(blocks):
        A, D = X, len(Ws)
        for k in range(D):
            Z = A @ blocks[k].T + blocks[D + k]
            E = np.exp(np.where(Z.real > 0, -Z, Z))
            A = np.where(Z.real > 0, 1, E) / (1 + E)
        Z = Z - Z.real.max(axis=1, keepdims=True)
        return np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(X)), labels])

    blocks, values = [block.astype(complex) for block in [*Ws, *bs]], []
    for _ in range(max_iter):
        values.append(loss(blocks).real)
        slopes = [np.zeros(block.shape) for block in blocks]
        for block, slope in zip(blocks, slopes, strict=True):
            for entry in np.ndindex(*block.shape):
                block[entry] += 1j * h
                slope[entry] = loss(blocks).imag / h
                block[entry] -= 1j * h
        blocks = [block - eta * slope for block, slope in zip(blocks, slopes, strict=True)]
    values.append(loss(blocks).real)
    found = [block.real.copy() for block in blocks]
    return found[: len(Ws)], found[len(Ws) :], np.array(values)


def _softmax(Z, axis=1):
    E = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


def _log_loss(Z, Y):
    return -np.sum(Y * (Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))) / len(Z)


def _pass_by(X, Y, Ws, bs, change):
    """One pass with one of these pieces exchanged."""
    pieces = {
        "score": lambda A, W, b: A @ W.T + b,
        "activation": _sigmoid,
        "value": _log_loss,
        "delta": lambda Z, Y: _softmax(Z) - Y,
        "back": lambda Delta, W: Delta @ W,
        "slope": lambda z, a: a * (1 - a),
        **change,
    }
    As, Zs = [X], []
    for k in range(len(Ws)):
        Zs.append(pieces["score"](As[k], Ws[k], bs[k]))
        As.append(pieces["activation"](Zs[k]))
    Delta = pieces["delta"](Zs[-1], Y)
    dWs = []
    dbs = []
    for k in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, Delta.T @ As[k] / len(X))
        dbs.insert(0, Delta.mean(axis=0))
        if k:
            Delta = pieces["back"](Delta, Ws[k]) * pieces["slope"](Zs[k - 1], As[k])
    return pieces["value"](Zs[-1], Y), dWs, dbs


def _descend(X, labels, Ws, bs, eta, max_iter, one_pass):
    """The descent with another one_pass(X, Y, Ws, bs) -> value, dWs, dbs."""
    Y, values = np.eye(len(bs[-1]))[labels], []
    for _ in range(max_iter):
        value, dWs, dbs = one_pass(X, Y, Ws, bs)
        values.append(value)
        Ws = [W - eta * dW for W, dW in zip(Ws, dWs, strict=True)]
        bs = [b - eta * db for b, db in zip(bs, dbs, strict=True)]
    values.append(one_pass(X, Y, Ws, bs)[0])
    return Ws, bs, np.array(values)


def _with(X, labels, Ws, bs, eta, max_iter, change):
    """The descent with one piece of the pass exchanged."""
    return _descend(X, labels, Ws, bs, eta, max_iter, lambda X, Y, Ws, bs: _pass_by(X, Y, Ws, bs, change))


def _then(X, labels, Ws, bs, eta, max_iter, change):
    """The descent with change(dWs, dbs) of the right gradients."""

    def one_pass(X, Y, Ws, bs):
        value, dWs, dbs = _value_and_gradients(X, Y, Ws, bs)
        return value, *change(dWs, dbs)

    return _descend(X, labels, Ws, bs, eta, max_iter, one_pass)


@training.mistake(reread="Lecture 10, “Where the 1/m goes”")
def examples_not_averaged(X, labels, Ws, bs, eta, max_iter):
    """The steps are m times too long: the gradients are summed over the examples and not averaged.

    The loss is a mean over the examples.
    """
    return train_mlp(X, labels, Ws, bs, eta * len(X), max_iter)


@training.mistake(reread="Lecture 10, “Where the 1/m goes”")
def averaged_twice(X, labels, Ws, bs, eta, max_iter):
    """The steps are m times too short: the 1/m entered twice.

    Once is enough: in Δ, or where dW and db are formed.
    """
    return train_mlp(X, labels, Ws, bs, eta / len(X), max_iter)


@training.mistake(says=slips.BIAS_GRADIENTS_SUMMED, reread="Lecture 10, “Where the 1/m goes”")
def bias_gradients_summed(X, labels, Ws, bs, eta, max_iter):
    return _then(X, labels, Ws, bs, eta, max_iter, lambda dWs, dbs: (dWs, [len(X) * db for db in dbs]))


@training.mistake(says=slips.BIAS_GRADIENTS_AVERAGED_TWICE, reread="Lecture 10, “Where the 1/m goes”")
def bias_gradients_averaged_twice(X, labels, Ws, bs, eta, max_iter):
    return _then(X, labels, Ws, bs, eta, max_iter, lambda dWs, dbs: (dWs, [db / len(X) for db in dbs]))


@training.mistake(reread="Lecture 10, “Where the 1/m goes”")
def averaged_over_classes_too(X, labels, Ws, bs, eta, max_iter):
    """Loss and gradients are divided by mK: the mean ran over the classes too.

    Sum over the classes, mean over the examples.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta / len(bs[-1]), max_iter)
    return Ws, bs, values / len(bs[-1])


@training.mistake()
def uphill(X, labels, Ws, bs, eta, max_iter):
    """The steps go uphill: the gradient is added where it should be subtracted, or it has the opposite sign.

    Look at the sign of Δ = P − Y, and at that of the update.
    """
    return train_mlp(X, labels, Ws, bs, -eta, max_iter)


@training.mistake()
def rate_of_the_irises(X, labels, Ws, bs, eta, max_iter):
    """The learning rate is not used: every step is the gradient itself.

    With eta = 1 nothing shows. Try another rate.
    """
    return train_mlp(X, labels, Ws, bs, 1.0, max_iter)


@training.mistake()
def biases_not_trained(X, labels, Ws, bs, eta, max_iter):
    """The biases stay as they were.

    They have gradients too.
    """
    return _then(X, labels, Ws, bs, eta, max_iter, lambda dWs, dbs: (dWs, [0 * db for db in dbs]))


@training.mistake()
def output_layer_only(X, labels, Ws, bs, eta, max_iter):
    """Only the output layer is trained; the hidden layers stay as they were.

    Δ goes back through all layers.
    """
    return _then(
        X,
        labels,
        Ws,
        bs,
        eta,
        max_iter,
        lambda dWs, dbs: ([*(0 * d for d in dWs[:-1]), dWs[-1]], [*(0 * d for d in dbs[:-1]), dbs[-1]]),
    )


@training.mistake()
def first_bias_not_trained(X, labels, Ws, bs, eta, max_iter):
    """The first layer's bias stays as it was.

    Every layer has a db.
    """
    return _then(X, labels, Ws, bs, eta, max_iter, lambda dWs, dbs: (dWs, [0 * dbs[0], *dbs[1:]]))


@training.mistake(reread="Lecture 10, “From layer to layer”")
def hidden_slope_forgotten(X, labels, Ws, bs, eta, max_iter):
    """σ′ is missing in the hidden layers.

    Equation (22) of lecture 10 has two factors: what comes from above, and the slope at this layer.
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"slope": lambda z, a: 1.0})


@training.mistake(reread="Lecture 10, “From layer to layer”")
def hidden_slope_twice(X, labels, Ws, bs, eta, max_iter):
    """σ′ stands twice in the hidden layers.

    Each layer multiplies once by its own slope.
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"slope": lambda z, a: (a * (1 - a)) ** 2})


@training.mistake(says=slips.SLOPE_AT_THE_ACTIVATION, reread="Lecture 10, “σ′ at z, or from a”")
def slope_at_the_activation(X, labels, Ws, bs, eta, max_iter):
    return _with(X, labels, Ws, bs, eta, max_iter, {"slope": lambda z, a: _sigmoid(a) * (1 - _sigmoid(a))})


@training.mistake(says=slips.SLOPE_OF_TANH, reread="Lecture 10, “σ′ at z, or from a”")
def slope_of_tanh(X, labels, Ws, bs, eta, max_iter):
    return _with(X, labels, Ws, bs, eta, max_iter, {"slope": lambda z, a: 1 - a**2})


@training.mistake(says=slips.SLOPE_FROM_THE_SCORE, reread="Lecture 10, “σ′ at z, or from a”")
def slope_from_the_score(X, labels, Ws, bs, eta, max_iter):
    return _with(X, labels, Ws, bs, eta, max_iter, {"slope": lambda z, a: z * (1 - z)})


@training.mistake(says=slips.SLOPE_KEPT_AT_THE_OUTPUT, reread="Lecture 08, “The gradient”")
def slope_kept_at_the_output(X, labels, Ws, bs, eta, max_iter):
    def delta(Z, Y):
        P = _softmax(Z)
        return (P - Y) * P * (1 - P)

    return _with(X, labels, Ws, bs, eta, max_iter, {"delta": delta})


@training.mistake(says=slips.WEIGHTS_TRANSPOSED_ON_THE_WAY_BACK, reread="Lecture 10, “From layer to layer”")
def weights_transposed_on_the_way_back(X, labels, Ws, bs, eta, max_iter):
    return _with(X, labels, Ws, bs, eta, max_iter, {"back": lambda Delta, W: Delta @ W.T})


@training.mistake(says=slips.FORWARD_WITHOUT_TRANSPOSE, reread="Lecture 09, “To–from and from–to”")
def transpose_forgotten(X, labels, Ws, bs, eta, max_iter):
    return _with(X, labels, Ws, bs, eta, max_iter, {"score": lambda A, W, b: A @ W + b})


@training.mistake(says=slips.FORWARD_WITHOUT_BIASES, reread="Lecture 09, “The forward pass”")
def biases_left_out(X, labels, Ws, bs, eta, max_iter):
    """With biases that start at 0 the first value is right all the same; the next ones are not."""
    return _with(X, labels, Ws, bs, eta, max_iter, {"score": lambda A, W, b: A @ W.T})


@training.mistake(reread="Lecture 09, “Why a nonlinear function”")
def no_hidden_activation(X, labels, Ws, bs, eta, max_iter):
    """The hidden layers have no activation: the network is a softmax regression in disguise.

    Each hidden layer passes σ(Z) on.
    """
    change = {"activation": lambda z: z, "slope": lambda z, a: 1.0}
    return _with(X, labels, Ws, bs, eta, max_iter, change)


@training.mistake(reread="Lecture 09, “The forward pass”")
def tanh_for_sigmoid(X, labels, Ws, bs, eta, max_iter):
    """The hidden layers have tanh; in this exercise they have the sigmoid.

    A hidden activation lies between 0 and 1 here.
    """
    change = {"activation": np.tanh, "slope": lambda z, a: 1 - a**2}
    return _with(X, labels, Ws, bs, eta, max_iter, change)


@training.mistake(reread="Lecture 09, “The forward pass”")
def relu_for_sigmoid(X, labels, Ws, bs, eta, max_iter):
    """The hidden layers have ReLU; in this exercise they have the sigmoid.

    A hidden activation lies between 0 and 1 here.
    """
    change = {"activation": lambda z: np.maximum(z, 0), "slope": lambda z, a: 1.0 * (z > 0)}
    return _with(X, labels, Ws, bs, eta, max_iter, change)


def _trained_on(X, labels, Ws, bs, eta, max_iter, probabilities):
    """The descent with other probabilities(Z) of the classes."""
    change = {
        "delta": lambda Z, Y: probabilities(Z) - Y,
        "value": lambda Z, Y: -np.mean(np.log(probabilities(Z)[Y == 1])),
    }
    return _with(X, labels, Ws, bs, eta, max_iter, change)


@training.mistake(says=slips.SOFTMAX_OVER_THE_EXAMPLES, reread="Lecture 08, “Softmax”")
def softmax_over_the_examples(X, labels, Ws, bs, eta, max_iter):
    return _trained_on(X, labels, Ws, bs, eta, max_iter, lambda Z: _softmax(Z, axis=0))


@training.mistake(reread="Lecture 08, “Softmax”")
def softmax_over_everything(X, labels, Ws, bs, eta, max_iter):
    """Softmax is divided by the sum over all examples: the whole table of probabilities sums to 1, its rows do not.

    .sum(axis=1, keepdims=True).
    """

    def probabilities(Z):
        E = np.exp(Z - Z.max())
        return E / E.sum()

    return _trained_on(X, labels, Ws, bs, eta, max_iter, probabilities)


@training.mistake(says=slips.SOFTMAX_TWICE, reread="Lecture 08, “Softmax”")
def softmax_twice(X, labels, Ws, bs, eta, max_iter):
    """Softmax takes scores. Does it get probabilities?"""
    return _trained_on(X, labels, Ws, bs, eta, max_iter, lambda Z: _softmax(_softmax(Z)))


@training.mistake(says=slips.SIGMOID_FOR_SOFTMAX, reread="Lecture 11, “Independent outputs, or one of K classes”")
def sigmoid_for_softmax(X, labels, Ws, bs, eta, max_iter):
    return _trained_on(X, labels, Ws, bs, eta, max_iter, _sigmoid)


@training.mistake(reread="Lecture 08, “Numbers that overflow”")
def powers_overflow(X, labels, Ws, bs, eta, max_iter):
    """Large scores give NaN: e⁸⁰⁰ overflows to infinity.

    The largest score of a row may be subtracted from all of them first.
    """

    def probabilities(Z):
        E = np.exp(1.0 * Z)
        return E / E.sum(axis=1, keepdims=True)

    return _trained_on(X, labels, Ws, bs, eta, max_iter, probabilities)


@training.mistake(reread="Lecture 08, “Numbers that overflow”")
def logarithm_of_zero(X, labels, Ws, bs, eta, max_iter):
    """The training is right, but the loss is infinite where a probability has become 0: log 0.

    Take log p from the scores: z − log Σ eᶻ.
    """
    return _trained_on(X, labels, Ws, bs, eta, max_iter, _softmax)


@training.mistake(reread="Lecture 08, “Numbers that overflow”")
def probabilities_clipped(X, labels, Ws, bs, eta, max_iter):
    """The training is right, but the loss is cut off: probabilities are clipped at 1e-15 before the logarithm.

    Take log p from the scores: z − log Σ eᶻ. It needs no protection.
    """
    change = {"value": lambda Z, Y: -np.mean(np.log(np.clip(_softmax(Z)[Y == 1], 1e-15, 1)))}
    return _with(X, labels, Ws, bs, eta, max_iter, change)


@training.mistake(reread="Lecture 08, “The gradient”")
def one_subtracted_everywhere(X, labels, Ws, bs, eta, max_iter):
    """Δ is P − 1 in every column; the 1 belongs to the right class only.

    At the output every row of Δ sums to 0. Does yours?
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"delta": lambda Z, Y: _softmax(Z) - 1})


@training.mistake(reread="Lecture 08, “The gradient”")
def right_class_only(X, labels, Ws, bs, eta, max_iter):
    """Δ is 0 for the wrong classes; there it is their probability.

    At the output every row of Δ sums to 0. Does yours?
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"delta": lambda Z, Y: (_softmax(Z) - Y) * Y})


@training.mistake(reread="Lecture 12, “Labels as rows”")
def label_numbers_subtracted(X, labels, Ws, bs, eta, max_iter):
    """Δ is P minus the number of the label: the labels are not one-hot rows.

    A class is a name; its number must not matter.
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"delta": lambda Z, Y: _softmax(Z) - labels[:, None]})


@training.mistake(says=slips.COLUMNS_FROM_THE_LABELS, reread="Lecture 12, “Labels as rows”")
def columns_from_the_labels(X, labels, Ws, bs, eta, max_iter):
    Y = np.eye(int(labels.max()) + 1)[labels]
    return _descend(X, labels, Ws, bs, eta, max_iter, lambda X, _, Ws, bs: _value_and_gradients(X, Y, Ws, bs))


@training.mistake(says=slips.GRADIENT_COMPUTED_ONCE)
def gradient_of_the_start(X, labels, Ws, bs, eta, max_iter):
    """The forward and the backward pass belong inside the loop."""
    _, dWs, dbs = _value_and_gradients(X, np.eye(len(bs[-1]))[labels], Ws, bs)
    return _then(X, labels, Ws, bs, eta, max_iter, lambda *_: (dWs, dbs))


@training.mistake(says=slips.UPDATED_ON_THE_WAY_BACK, reread="Lecture 10, “Backpropagation is not gradient descent”")
def updated_on_the_way_back(X, labels, Ws, bs, eta, max_iter):
    """First all gradients, then all updates."""

    def one_pass(X, Y, Ws, bs):
        As = [*_activations(X, Ws, bs)]
        Z = As[-1] @ Ws[-1].T + bs[-1]
        Delta = _softmax(Z) - Y
        dWs = []
        dbs = []
        for k in range(len(Ws) - 1, -1, -1):
            dWs.insert(0, Delta.T @ As[k] / len(X))
            dbs.insert(0, Delta.mean(axis=0))
            Delta = Delta @ (Ws[k] - eta * dWs[0]) * As[k] * (1 - As[k])
        return _log_loss(Z, Y), dWs, dbs

    return _descend(X, labels, Ws, bs, eta, max_iter, one_pass)


@training.mistake(says=slips.ACTIVATIONS_OF_THE_SAME_LAYER, reread="Lecture 10, “The gradients”")
def activations_of_the_same_layer(X, labels, Ws, bs, eta, max_iter):
    def one_pass(X, Y, Ws, bs):
        As = _activations(X, Ws, bs)
        Z = As[-1] @ Ws[-1].T + bs[-1]
        As.append(_softmax(Z))
        Delta = As[-1] - Y
        dWs = []
        dbs = []
        for k in range(len(Ws) - 1, -1, -1):
            dWs.insert(0, Delta.T @ As[k + 1] / len(X))
            dbs.insert(0, Delta.mean(axis=0))
            Delta = Delta @ Ws[k] * As[k] * (1 - As[k])
        return _log_loss(Z, Y), dWs, dbs

    return _descend(X, labels, Ws, bs, eta, max_iter, one_pass)


@training.mistake(reread="Lecture 10, “The gradients”")
def weight_gradients_transposed(X, labels, Ws, bs, eta, max_iter):
    """dW is transposed: AᵀΔ where ΔᵀA belongs. It fits in square layers only.

    dW has the shape of W.
    """
    return _then(X, labels, Ws, bs, eta, max_iter, lambda dWs, dbs: ([dW.T for dW in dWs], dbs))


@training.mistake(reread="Lecture 12, “Scaling”")
def scaled_inside(X, labels, Ws, bs, eta, max_iter):
    """X is standardized in the function; it has to be taken as it comes.

    Scaling belongs before the training. With data that is scaled already nothing shows.
    """
    return train_mlp((X - X.mean(axis=0)) / X.std(axis=0), labels, Ws, bs, eta, max_iter)


@training.mistake(reread="Lecture 12, “Scaling”")
def scaled_inside_with_m_minus_one(X, labels, Ws, bs, eta, max_iter):
    """X is standardized in the function, and with m − 1 (ddof=1, as pandas does); X has to be taken as it comes.

    Scaling belongs before the training; the course's standard deviation has 1/m.
    """
    X = X - X.mean(axis=0)
    return train_mlp(X / np.sqrt((X**2).sum(axis=0) / (len(X) - 1)), labels, Ws, bs, eta, max_iter)


@training.mistake()
def last_value_missing(X, labels, Ws, bs, eta, max_iter):
    """The loss after the last update is missing in values.

    max_iter updates lie between max_iter + 1 values.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter)
    return Ws, bs, values[:-1]


@training.mistake()
def first_value_missing(X, labels, Ws, bs, eta, max_iter):
    """The loss before the first update is missing in values.

    max_iter updates lie between max_iter + 1 values.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter)
    return Ws, bs, values[1:]


@training.mistake()
def one_update_too_many(X, labels, Ws, bs, eta, max_iter):
    """One update too many is made: values has the right length, but its last entry comes before the last update.

    The last value is that of the weights returned. How often does your loop run?
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter + 1)
    return Ws, bs, values[:-1]


@training.mistake(says=slips.ONE_UPDATE_TOO_FEW)
def one_update_too_few(X, labels, Ws, bs, eta, max_iter):
    return train_mlp(X, labels, Ws, bs, eta, max_iter - 1)


@training.mistake()
def final_value_only(X, labels, Ws, bs, eta, max_iter):
    """values is a single number, the loss at the end.

    All max_iter + 1 losses are asked for, the first one too.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter)
    return Ws, bs, values[-1]


@training.mistake()
def loss_summed(X, labels, Ws, bs, eta, max_iter):
    """The training is right, but values holds sums over the examples; the loss is their mean.

    With all weights and biases 0 the loss is log K, however many examples there are.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter)
    return Ws, bs, values * len(X)


@training.mistake()
def loss_negative(X, labels, Ws, bs, eta, max_iter):
    """The training is right, but values has the wrong sign: the minus before the logarithm is missing.

    The logarithm of a probability is negative.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter)
    return Ws, bs, -values


@training.mistake(reread="Lecture 00, “Shapes”")
def values_as_list(X, labels, Ws, bs, eta, max_iter):
    """values is a list; asked for is an array.

    np.array(...) turns a list into an array.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter)
    return Ws, bs, values.tolist()


@training.mistake()
def network_only(X, labels, Ws, bs, eta, max_iter):
    """Only the weights and biases are returned; the values are missing.

    Three things are asked for: Ws, bs, values.
    """
    return train_mlp(X, labels, Ws, bs, eta, max_iter)[:2]


@training.mistake(reread="Lecture 03, “The update in place”")
def weights_written_into(X, labels, Ws, bs, eta, max_iter):
    """The caller's weights are changed (W -= …); with integers NumPy raises an error.

    Make new arrays: W - eta * dW.
    """
    Y, values = np.eye(len(bs[-1]))[labels], []
    for _ in range(max_iter):
        value, dWs, dbs = _value_and_gradients(X, Y, Ws, bs)
        values.append(value)
        for k in range(len(Ws)):
            Ws[k] -= eta * dWs[k]
            bs[k] -= eta * dbs[k]
    values.append(_value_and_gradients(X, Y, Ws, bs)[0])
    return Ws, bs, np.array(values)


@training.mistake(reread="Lecture 03, “The update in place”")
def lists_written_into(X, labels, Ws, bs, eta, max_iter):
    """The caller's lists are changed (Ws[k] = …): after the training the start is gone.

    Make new lists, or copy them first: Ws = list(Ws).
    """
    Y, values = np.eye(len(bs[-1]))[labels], []
    for _ in range(max_iter):
        value, dWs, dbs = _value_and_gradients(X, Y, Ws, bs)
        values.append(value)
        for k in range(len(Ws)):
            Ws[k] = Ws[k] - eta * dWs[k]
            bs[k] = bs[k] - eta * dbs[k]
    values.append(_value_and_gradients(X, Y, Ws, bs)[0])
    return Ws, bs, np.array(values)


@training.variant
def example_by_example(X, labels, Ws, bs, eta, max_iter):
    """Columns, one example at a time, the gradients added up."""
    m, values = len(X), []
    for t in range(max_iter + 1):
        dWs, dbs, value = [np.zeros(W.shape) for W in Ws], [np.zeros(b.shape) for b in bs], 0.0
        for i in range(m):
            a = [X[i].astype(float)]
            for W, b in zip(Ws, bs, strict=True):
                z = W @ a[-1] + b
                a.append(1 / (1 + np.exp(-z)))
            shifted = z - z.max()
            value += np.log(np.exp(shifted).sum()) - shifted[labels[i]]
            delta = np.exp(shifted) / np.exp(shifted).sum()
            delta[labels[i]] -= 1
            for k in range(len(Ws) - 1, -1, -1):
                dWs[k] += np.outer(delta, a[k])
                dbs[k] += delta
                delta = (Ws[k].T @ delta) * a[k] * (1 - a[k])
        values.append(value / m)
        if t < max_iter:
            Ws = [W - eta / m * dW for W, dW in zip(Ws, dWs, strict=True)]
            bs = [b - eta / m * db for b, db in zip(bs, dbs, strict=True)]
    return Ws, bs, np.array(values)


@training.variant
def with_a_column_of_ones(X, labels, Ws, bs, eta, max_iter):
    """θ = (b, W) of each layer, and a column of ones before its input."""
    thetas = [np.column_stack([b, W]).astype(float) for W, b in zip(Ws, bs, strict=True)]
    m, each = X.shape[0], np.arange(X.shape[0])
    values = np.zeros(max_iter + 1)
    for t in range(max_iter + 1):
        inputs, H = [], X
        for theta in thetas:
            inputs.append(np.column_stack([np.ones(m), H]))
            Z = inputs[-1] @ theta.T
            H = 0.5 + 0.5 * np.tanh(Z / 2)
        top = Z.max(axis=1, keepdims=True)
        log_P = Z - top - np.log(np.exp(Z - top).sum(axis=1, keepdims=True))
        values[t] = -log_P[each, labels].mean()
        if t == max_iter:
            break
        dZ = np.exp(log_P)
        dZ[each, labels] -= 1
        dZ /= m
        new = []
        for theta, A in zip(reversed(thetas), reversed(inputs), strict=True):
            new.append(theta - eta * np.einsum("ij,ik->jk", dZ, A))
            dZ = (dZ @ theta * A * (1 - A))[:, 1:]
        thetas = new[::-1]
    return [theta[:, 1:] for theta in thetas], [theta[:, 0] for theta in thetas], values


@training.variant
def by_recursion(X, labels, Ws, bs, eta, max_iter):
    """Each layer updates itself after it has asked the one above for the derivative by its output."""

    def learn(A, Ws, bs):
        """(value, slope by A, new weights, new biases), before the update of this layer"""
        Z = A @ Ws[0].T + bs[0]
        if len(Ws) == 1:
            log_P = Z - np.logaddexp.reduce(Z, axis=1)[:, None]
            right = np.arange(Z.shape[1]) == labels[:, None]
            value, D, above_W, above_b = -log_P[right].sum() / len(A), (np.exp(log_P) - right) / len(A), [], []
        else:
            H = _sigmoid(Z)
            value, slope, above_W, above_b = learn(H, Ws[1:], bs[1:])
            D = slope * (H - H**2)
        return value, D @ Ws[0], [Ws[0] - eta * D.T @ A, *above_W], [bs[0] - eta * D.sum(axis=0), *above_b]

    values = []
    for _ in range(max_iter):
        value, _, Ws, bs = learn(X, Ws, bs)
        values.append(value)
    return Ws, bs, np.array([*values, learn(X, Ws, bs)[0]])

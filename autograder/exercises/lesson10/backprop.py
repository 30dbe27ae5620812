"""X10.1, backpropagation: the errors Δ and the gradients under either cost."""

import numpy as np

from autograder.declaring import Exercise
from gdkit.networks import MLP

from .. import libraries, slips
from .. import wide_networks as wide
from .shared import sigmoid

backward = Exercise(
    "10.backprop",
    "backprop(Ws, bs, X, Y, cost) -> (dWs, dbs, deltas)",
    parts={
        "the errors Δ": ("deltas",),
        "the gradients of the weights": ("dWs",),
        "the gradients of the biases": ("dbs",),
    },
    allows={
        "one row": ["X", "Y"],
        "one column": ["X", "Y"],
        "one layer": ["Ws", "bs"],
        "four layers": ["Ws", "bs"],
        "whole": ["Ws", "bs", "X", "Y"],
        "only zeros": ["X", "Y"],
        "equal rows": ["X", "Y"],
        "large": ["Ws", "bs", "X"],
        "small": ["Ws", "bs", "X"],
    },
    reread="Lecture 10, “The four equations”",
    library_calls=(*libraries.NETWORKS, *libraries.DIFFERENCES),
    by_formula=True,
)


def _activations(Ws, bs, X):
    """A⁰ = X, A¹, …, Aᴰ"""
    As = [X]
    for k in range(len(Ws)):
        As.append(sigmoid(As[k] @ Ws[k].T + bs[k]))
    return As


def _output_error(A, Y, cost):
    """Δᴰ: with the cross-entropy σ′ has cancelled"""
    return A - Y if cost == "cross_entropy" else (A - Y) * A * (1 - A)


def _errors(Ws, As, Y, cost):
    """Δ¹, …, Δᴰ"""
    deltas = [_output_error(As[-1], Y, cost)]
    for k in range(len(Ws) - 1, 0, -1):
        deltas.insert(0, (deltas[0] @ Ws[k]) * As[k] * (1 - As[k]))
    return deltas


@backward.reference
def backprop(Ws, bs, X, Y, cost):
    As = _activations(Ws, bs, X)
    deltas = _errors(Ws, As, Y, cost)
    dWs = [deltas[k].T @ As[k] / len(X) for k in range(len(Ws))]
    dbs = [delta.mean(axis=0) for delta in deltas]
    return dWs, dbs, deltas


def _two_two_one(cost):
    Ws = [np.array([[0.1, 0.2], [-0.3, 0.4]]), np.array([[0.5, -0.6]])]
    bs = [np.array([0.05, -0.05]), np.array([0.1])]
    X = np.array([[1.0, 2.0], [-1.0, 0.5]])
    return {"Ws": Ws, "bs": bs, "X": X, "Y": np.array([[1], [0]]), "cost": cost}


@backward.shown("two inputs, two hidden neurons, one output, two rows; quadratic cost")
def small_quadratic():
    return _two_two_one("quadratic")


@backward.shown("the same with the cross-entropy")
def small_cross_entropy():
    return _two_two_one("cross_entropy")


@backward.shown("3–4–2–2, five rows; quadratic cost")
def three_four_two_two():
    Ws = [
        np.array([[0.5, -1.0, 0.25], [1.5, 0.5, -0.5], [-0.75, 0.0, 1.0], [0.25, 1.25, 2.0]]),
        np.array([[1.0, -0.5, 0.75, -1.5], [0.5, 2.0, -1.0, 0.25]]),
        np.array([[-1.25, 0.5], [0.75, 1.5]]),
    ]
    bs = [np.array([0.2, -0.4, 0.6, 0.1]), np.array([-0.3, 0.5]), np.array([0.7, -0.2])]
    X = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [2.0, 1.0, 3.0], [-1.5, 0.5, 1.0], [0.5, 0.5, 0.5]])
    Y = np.array([[1.0, 0.0], [0.0, 0.0], [0.25, 1.0], [1.0, 1.0], [0.0, 0.5]])
    return {"Ws": Ws, "bs": bs, "X": X, "Y": Y, "cost": "quadratic"}


@backward.shown("three neurons everywhere, three rows, integers, a score of 800; cross-entropy")
def three_times_three():
    Ws = [
        np.array([[1, -2, 0], [1, 1, -1], [0, 2, 1]]),
        np.array([[2, 1, -1], [0, -1, 1], [1, 1, 2]]),
        np.array([[1, 0, -2], [-1, 2, 1], [1, 1, 0]]),
    ]
    bs = [np.array([1, -1, 2]), np.array([0, 1, -2]), np.array([-1, 1, 1])]
    Y = np.array([[1, 0, 1], [0, 0, 1], [1, 1, 0]])
    return {"Ws": Ws, "bs": bs, "X": np.array([[1, 2, -1], [0, 401, 2], [-1, 1, 1]]), "Y": Y, "cost": "cross_entropy"}


def _network(rng, sizes, m, cost):
    Ws = [rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]
    bs = [rng.normal(size=size) for size in sizes[1:]]
    return {"Ws": Ws, "bs": bs, "X": rng.normal(size=(m, sizes[0])), "Y": rng.random((m, sizes[-1])), "cost": cost}


@backward.drawn(1)
def rectangular_quadratic(rng):
    return _network(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])], 6, "quadratic")


@backward.drawn(1)
def rectangular_cross_entropy(rng):
    return _network(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])], 7, "cross_entropy")


@backward.drawn(1)
def square_quadratic(rng):
    """Layers and rows of one size: no shape betrays a transpose or a neighbour's block."""
    return _network(rng, [4, 4, 4, 4], 4, "quadratic")


@backward.drawn(1)
def square_cross_entropy(rng):
    return _network(rng, [3, 3, 3, 3], 3, "cross_entropy")


@backward.drawn(1)
def without_hidden_layer(rng):
    return _network(rng, [3, 2], 5, "quadratic")


@backward.drawn(1)
def one_example(rng):
    return _network(rng, [2, 4, 3], 1, "cross_entropy")


@backward.drawn(1)
def saturated_neurons(rng):
    network = _network(rng, [2, 3, 2], 4, "quadratic")
    w = network["Ws"][0][0]
    network["X"][:2] = np.outer([1500.0, -1500.0], w / (w @ w))
    return network


@backward.wider
def any_network(rng):
    """Errors of all sizes: an output far from its target, near it, or exactly there."""
    while True:
        sizes, m = wide.layers(rng), wide.number_of_rows(rng)
        X = wide.table(rng, m, sizes[0])
        Ws, bs = wide.network(rng, sizes, X, sigmoid)
        shape = m, sizes[-1]
        Y = wide.one_of(rng, rng.integers(0, 2, size=shape), np.round(rng.random(shape), wide.one_of(rng, 0, 1, 2)))
        case = {"Ws": Ws, "bs": bs, "X": X, "Y": Y, "cost": wide.one_of(rng, "quadratic", "cross_entropy")}
        if wide.steady(rng, backprop, case):
            return case


backward.keep(39, 67, 117, 150, 121, 165, 61, 8, 295, 14, 49, 93, 35, 0)


@backward.independent(1e-9)
def by_gdkit(Ws, bs, X, Y, cost):
    sizes = [X.shape[1], *(len(b) for b in bs)]
    net = MLP(X.astype(float), Y.astype(float), sizes, cost=cost, output="sigmoid")
    theta = net.pack(Ws, bs)
    dWs, dbs = net.unpack(net.value_and_gradient(theta)[1])
    return [dW.copy() for dW in dWs], [db.copy() for db in dbs], net.deltas(theta)


@backward.independent(1e-9)
def by_complex_steps(Ws, bs, X, Y, cost):
    """A step i h in every weight and every bias, and in every score of every example: Im C/h, no chain rule."""
    h = 1e-30

    def costs(Ws, bs, nudges):
        """C_x of every example x."""
        A = X
        for W, b, nudge in zip(Ws, bs, nudges, strict=True):
            Z = A @ W.T + b + nudge
            E = np.exp(np.where(Z.real > 0, -Z, Z))
            A = np.where(Z.real > 0, 1, E) / (1 + E)
        if cost == "quadratic":
            return ((A - Y) ** 2).sum(axis=1) / 2
        return (np.where(Z.real > 0, Z, 0) + np.log(1 + E) - Y * Z).sum(axis=1)  # −y ln a − (1 − y) ln(1 − a), from z

    still = [np.zeros((len(X), len(b)), dtype=complex) for b in bs]
    blocks = [[W.astype(complex) for W in Ws], [b.astype(complex) for b in bs], still]
    slopes = [[np.zeros(block.shape) for block in kind] for kind in blocks]
    for kind, found in zip(blocks, slopes, strict=True):
        for block, slope in zip(kind, found, strict=True):
            for entry in np.ndindex(*block.shape):
                block[entry] += 1j * h
                slope[entry] = costs(*blocks).imag.sum() / h / (1 if kind is still else len(X))
                block[entry] -= 1j * h
    return slopes[0], slopes[1], slopes[2]


def _from_errors(deltas, As):
    """What follows from the errors, right or wrong."""
    m = len(As[0])
    return [deltas[k].T @ As[k] / m for k in range(len(deltas))], [delta.mean(axis=0) for delta in deltas], deltas


def _errors_by(Ws, As, delta, back):
    """The errors, with another step back(delta, W, A, k) to the layer k below."""
    deltas = [delta]
    for k in range(len(Ws) - 1, 0, -1):
        deltas.insert(0, back(deltas[0], Ws[k], As[k], k))
    return deltas


def _with_slope(Ws, bs, X, Y, cost, slope):
    """Backpropagation with another slope(Z, A) for σ′: in the hidden layers, and in the output where it stands."""
    As = _activations(Ws, bs, X)
    slopes = [slope(As[k] @ Ws[k].T + bs[k], As[k + 1]) for k in range(len(Ws))]
    delta = As[-1] - Y if cost == "cross_entropy" else (As[-1] - Y) * slopes[-1]
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W * slopes[k - 1]), As)


@backward.mistake(says=slips.EXAMPLES_NOT_AVERAGED, reread="Lecture 10, “Where the 1/m goes”")
def examples_not_averaged(Ws, bs, X, Y, cost):
    """The cost is a mean over the examples. The rows of Δ stay without 1/m; where does it enter?"""
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [len(X) * dW for dW in dWs], [len(X) * db for db in dbs], deltas


@backward.mistake(says=slips.AVERAGED_TWICE, reread="Lecture 10, “Where the 1/m goes”")
def averaged_twice(Ws, bs, X, Y, cost):
    """Once, where the gradients are formed from Δ."""
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [dW / len(X) for dW in dWs], [db / len(X) for db in dbs], deltas


@backward.mistake(reread="Lecture 10, “Where the 1/m goes”")
def errors_averaged(Ws, bs, X, Y, cost):
    """The gradients are right, but the rows of Δ carry the 1/m; here they are the errors of single examples.

    δ = ∂C_x/∂z for one example x. The 1/m enters where the gradients are formed.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, dbs, [delta / len(X) for delta in deltas]


@backward.mistake(reread="Lecture 10, “Where the 1/m goes”")
def bias_gradients_summed(Ws, bs, X, Y, cost):
    """The gradients of the biases are m times too large: Δ is summed over the examples and not averaged.

    Weights and biases carry the same 1/m.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, [len(X) * db for db in dbs], deltas


@backward.mistake(reread="Lecture 10, “Where the 1/m goes”")
def bias_gradients_averaged_twice(Ws, bs, X, Y, cost):
    """The gradients of the biases are m times too small: a mean is divided by m once more.

    Either sum and divide by m, or take the mean; not both.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, [db / len(X) for db in dbs], deltas


@backward.mistake(reread="Lecture 10, “Where the 1/m goes”")
def averaged_over_outputs_too(Ws, bs, X, Y, cost):
    """The errors and the gradients are K times too small: the mean runs over the outputs too.

    The cost of an example is a sum over its outputs; only the examples are averaged.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    K = Y.shape[1]
    return [dW / K for dW in dWs], [db / K for db in dbs], [delta / K for delta in deltas]


@backward.mistake(reread="Lecture 10, “Every pass starts at zero”")
def gradients_twice(Ws, bs, X, Y, cost):
    """The gradients are twice as large as they should be, Δ is right: they are added up twice, or never set to zero.

    Each example is counted once.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [2 * dW for dW in dWs], [2 * db for db in dbs], deltas


@backward.mistake(reread="Lecture 10, “The error of the output”")
def half_of_the_cost_forgotten(Ws, bs, X, Y, cost):
    """Under the quadratic cost everything is twice as large as it should be: its ½ is left out.

    The quadratic cost is 1/(2m) Σ‖a − y‖². Differentiate ½(a − y)².
    """
    factor = 2 if cost == "quadratic" else 1
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [factor * dW for dW in dWs], [factor * db for db in dbs], [factor * delta for delta in deltas]


@backward.mistake(reread="Lecture 10, “The error of the output”")
def sign_of_the_loss_lost(Ws, bs, X, Y, cost):
    """Everything has the opposite sign: the output's error is y − a, as if the cost had lost its minus.

    An output that is too large must come down: what sign has a − y then?
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [-dW for dW in dWs], [-db for db in dbs], [-delta for delta in deltas]


@backward.mistake(reread="Lecture 10, “The error of the output”")
def always_quadratic(Ws, bs, X, Y, cost):
    """The cross-entropy is treated like the quadratic cost: σ′ is still in the output's error.

    Differentiate the cross-entropy with respect to a and multiply by a(1 − a).
    """
    return backprop(Ws, bs, X, Y, "quadratic")


@backward.mistake(reread="Lecture 10, “The error of the output”")
def always_cross_entropy(Ws, bs, X, Y, cost):
    """The quadratic cost is treated like the cross-entropy: σ′ is missing in the output's error.

    Equation (17) of the lecture: ∇ₐC times σ′(z), entry by entry.
    """
    return backprop(Ws, bs, X, Y, "cross_entropy")


@backward.mistake(says=slips.COSTS_EXCHANGED, reread="Lecture 10, “The error of the output”")
def costs_exchanged(Ws, bs, X, Y, cost):
    """σ′ cancels in the cross-entropy, and only there."""
    return backprop(Ws, bs, X, Y, "quadratic" if cost == "cross_entropy" else "cross_entropy")


@backward.mistake(reread="Lecture 10, “The error of the output”")
def first_term_of_cross_entropy(Ws, bs, X, Y, cost):
    """Of the cross-entropy only −y log a was differentiated: outputs with y = 0 have no error.

    The cost has a second term for y = 0.
    """
    As = _activations(Ws, bs, X)
    delta = Y * (As[-1] - 1) if cost == "cross_entropy" else _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W * A * (1 - A)), As)


@backward.mistake(reread="Lecture 10, “The error of the output”")
def derivative_by_output_only(Ws, bs, X, Y, cost):
    """The output's error is ∂C/∂a under both costs: the factor σ′(z) is missing.

    δ is the derivative with respect to the score z, not to the activation a.
    """
    As = _activations(Ws, bs, X)
    A = np.clip(As[-1], 1e-15, 1 - 1e-15)
    delta = (A - Y) / (A * (1 - A)) if cost == "cross_entropy" else As[-1] - Y
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W * A * (1 - A)), As)


@backward.mistake(reread="Lecture 10, “From layer to layer”")
def hidden_slope_forgotten(Ws, bs, X, Y, cost):
    """In the hidden layers σ′ is missing: Δ is passed back through the weights only.

    Equation (22) of the lecture has two factors. Which one stands for the sigmoid?
    """
    As = _activations(Ws, bs, X)
    return _from_errors(_errors_by(Ws, As, _output_error(As[-1], Y, cost), lambda d, W, A, k: d @ W), As)


@backward.mistake(reread="Lecture 10, “From layer to layer”")
def lowest_slope_forgotten(Ws, bs, X, Y, cost):
    """In the first hidden layer σ′ is missing; in the hidden layers above, it is there.

    The step back is the same for all hidden layers.
    """
    As = _activations(Ws, bs, X)
    delta = _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W * (A * (1 - A) if k > 1 else 1)), As)


@backward.mistake(reread="Lecture 10, “From layer to layer”")
def hidden_slope_twice(Ws, bs, X, Y, cost):
    """In the hidden layers σ′ is applied twice.

    One sigmoid, one factor.
    """
    As = _activations(Ws, bs, X)
    delta = _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W * (A * (1 - A)) ** 2), As)


@backward.mistake(reread="Lecture 10, “From layer to layer”")
def slope_of_the_layer_above(Ws, bs, X, Y, cost):
    """In the hidden layers σ′ is taken from the layer above.

    Δ of a layer is multiplied by σ′ of the same layer. Compare the shapes in a network with unequal layers.
    """
    As = _activations(Ws, bs, X)
    delta = _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W * As[k + 1] * (1 - As[k + 1])), As)


@backward.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_at_the_activation(Ws, bs, X, Y, cost):
    """σ′ is taken at the activation a instead of at the score z: the sigmoid is applied once too often.

    If the forward pass has stored a, σ′(z) needs no other sigmoid.
    """
    return _with_slope(Ws, bs, X, Y, cost, lambda Z, A: sigmoid(A) * (1 - sigmoid(A)))


@backward.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_from_the_score(Ws, bs, X, Y, cost):
    """σ′ is computed as z(1 − z): the score stands where the activation belongs.

    A slope of the sigmoid is never negative. Is yours?
    """
    return _with_slope(Ws, bs, X, Y, cost, lambda Z, A: Z * (1 - Z))


@backward.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_of_tanh(Ws, bs, X, Y, cost):
    """σ′ is computed as 1 − a², the derivative of tanh.

    These neurons have the sigmoid.
    """
    return _with_slope(Ws, bs, X, Y, cost, lambda Z, A: 1 - A**2)


@backward.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_of_relu(Ws, bs, X, Y, cost):
    """σ′ is replaced by 1 where z > 0 and 0 elsewhere, the derivative of ReLU.

    These neurons have the sigmoid.
    """
    return _with_slope(Ws, bs, X, Y, cost, lambda Z, A: Z > 0)


@backward.mistake(reread="Lecture 10, “From layer to layer”")
def masked_by_the_error(Ws, bs, X, Y, cost):
    """On the way back σ′ is missing, and negative errors are set to 0 as by a ReLU of Δ.

    σ′ depends on the forward pass alone.
    """
    As = _activations(Ws, bs, X)
    delta = _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: np.maximum(d @ W, 0)), As)


@backward.mistake(reread="Lecture 10, “From layer to layer”")
def weights_transposed_on_the_way_back(Ws, bs, X, Y, cost):
    """Δ is passed back through Wᵀ where, with examples in rows, W belongs: the shapes fit in square layers only.

    (m, n_out) times what gives (m, n_in)? The equation's transpose is for columns.
    """
    As = _activations(Ws, bs, X)
    delta = _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W.T * A * (1 - A)), As)


@backward.mistake(reread="Lecture 10, “From layer to layer”")
def weights_entry_by_entry(Ws, bs, X, Y, cost):
    """Δ is multiplied by W entry by entry and then summed, instead of by the matrix product.

    Each lower neuron collects from all upper ones: Σ over k of δₖ wₖⱼ.
    """
    As = _activations(Ws, bs, X)
    delta = _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d * W.sum(axis=0) * A * (1 - A)), As)


@backward.mistake(reread="Lecture 10, “The gradients”")
def squashed_once_more(Ws, bs, X, Y, cost):
    """In dW the activations of the hidden layers go through the sigmoid once more.

    Equation (24) of the lecture: δ times a of the layer below, and a is σ(z) already.
    """
    As = _activations(Ws, bs, X)
    deltas = _errors(Ws, As, Y, cost)
    return _from_errors(deltas, [X, *(sigmoid(A) for A in As[1:])])


@backward.mistake(says=slips.SCORES_FOR_ACTIVATIONS, reread="Lecture 10, “The gradients”")
def scores_for_activations(Ws, bs, X, Y, cost):
    """The weight multiplies what the neuron below puts out."""
    As = _activations(Ws, bs, X)
    deltas = _errors(Ws, As, Y, cost)
    return _from_errors(deltas, [X, *(As[k] @ Ws[k].T + bs[k] for k in range(len(Ws)))])


@backward.mistake(reread="Lecture 10, “The gradients”")
def activations_of_the_same_layer(Ws, bs, X, Y, cost):
    """dW is built with the activations of the layer itself instead of those of the layer below.

    The weight stands between two layers: δ of the upper one, a of the lower one.
    """
    As = _activations(Ws, bs, X)
    return _from_errors(_errors(Ws, As, Y, cost), As[1:])


@backward.mistake(says=slips.WEIGHT_GRADIENTS_TRANSPOSED, reread="Lecture 10, “The gradients”")
def weight_gradients_transposed(Ws, bs, X, Y, cost):
    """dW has the shape of W, (n_out, n_in)."""
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [dW.T.copy() for dW in dWs], dbs, deltas


@backward.mistake(reread="Lecture 10, “The gradients”")
def first_bias_gradient_zero(Ws, bs, X, Y, cost):
    """The gradient of the first layer's biases is 0.

    Every layer has a Δ; what follows from it for the biases holds for the first layer too.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, [0 * dbs[0], *dbs[1:]], deltas


@backward.mistake(reread="Lecture 10, “The gradients”")
def first_weight_gradient_turned(Ws, bs, X, Y, cost):
    """The gradient of the first layer's weights has the opposite sign.

    The same equation, (24) of the lecture, holds for all layers.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [-dWs[0], *dWs[1:]], dbs, deltas


@backward.mistake(reread="Lecture 10, “The gradients”")
def bias_gradients_of_the_layer_above(Ws, bs, X, Y, cost):
    """The gradients of the biases are those of the layer above: the index is off by one.

    db has the shape of b of its own layer. In square networks no shape shows it.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, [*dbs[1:], dbs[-1]], deltas


@backward.mistake(reread="Lecture 10, “The gradients”")
def bias_gradients_over_neurons(Ws, bs, X, Y, cost):
    """The gradients of the biases are means over the neurons instead of over the examples.

    db has one entry for each neuron. Which axis of Δ counts the examples?
    """
    dWs, _, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, [delta.mean(axis=1) for delta in deltas], deltas


@backward.mistake(reread="Lecture 10, “The gradients”")
def bias_gradients_as_rows(Ws, bs, X, Y, cost):
    """The gradients of the biases have the shape (1, n_out); b has the shape (n_out,).

    A gradient has the shape of its parameter. keepdims keeps an axis too many here.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, [db[None, :] for db in dbs], deltas


@backward.mistake(reread="Lecture 10, “Rows or columns”")
def errors_in_columns(Ws, bs, X, Y, cost):
    """The examples' errors stand in the columns of Δ, as the source writes them; here they stand in the rows.

    An entry of deltas has the shape (m, n_out).
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, dbs, [delta.T.copy() for delta in deltas]


@backward.mistake(reread="Lecture 10, “The backward pass”")
def from_output_to_input(Ws, bs, X, Y, cost):
    """The lists run from the output to the input, in the order in which they are computed.

    The first entry belongs to the first layer, as in Ws and bs.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs[::-1], dbs[::-1], deltas[::-1]


@backward.mistake(reread="Lecture 10, “The backward pass”")
def error_of_the_input(Ws, bs, X, Y, cost):
    """There is one Δ too many: the input layer has no score and no error.

    deltas has one entry for each layer with weights.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, dbs, [deltas[0] @ Ws[0], *deltas]


@backward.mistake(reread="Lecture 10, “Where the 1/m goes”")
def last_example_only(Ws, bs, X, Y, cost):
    """Only the last example enters the gradients.

    Are they set (=) in the loop, where they should be added up (+=)?
    """
    dWs, dbs, _ = backprop(Ws, bs, X[-1:], Y[-1:], cost)
    _, _, deltas = backprop(Ws, bs, X, Y, cost)
    return [dW / len(X) for dW in dWs], [db / len(X) for db in dbs], deltas


@backward.mistake(reread="Lecture 10, “The forward pass”")
def biases_left_out(Ws, bs, X, Y, cost):
    """The forward pass leaves the biases out, so that all that follows belongs to another network.

    z = Wa + b. Compare your activations with exercise 09.forward.
    """
    return backprop(Ws, [0 * b for b in bs], X, Y, cost)


@backward.mistake(reread="Lecture 07, “Numbers that overflow”")
def forward_overflows(Ws, bs, X, Y, cost):
    """For large scores everything is NaN: eᶻ/(1 + eᶻ) in the forward pass divides infinity by infinity.

    1 / (1 + e⁻ᶻ) is 1 there: e⁻ᶻ becomes 0.
    """
    As = [X]
    for W, b in zip(Ws, bs, strict=True):
        E = np.exp(As[-1] @ W.T + b)
        As.append(E / (1 + E))
    return _from_errors(_errors(Ws, As, Y, cost), As)


@backward.mistake(says=slips.WEIGHTS_UPDATED_TOO, reread="Lecture 10, “Backpropagation is not gradient descent”")
def weights_updated_too(Ws, bs, X, Y, cost):
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    for k in range(len(Ws)):
        Ws[k], bs[k] = Ws[k] - 0.1 * dWs[k], bs[k] - 0.1 * dbs[k]
    return dWs, dbs, deltas


@backward.mistake(says=slips.UPDATED_ON_THE_WAY_BACK, reread="Lecture 10, “Backpropagation is not gradient descent”")
def weights_updated_on_the_way_back(Ws, bs, X, Y, cost):
    As = _activations(Ws, bs, X)
    deltas = [_output_error(As[-1], Y, cost)]
    for k in range(len(Ws) - 1, 0, -1):
        W = Ws[k] - deltas[0].T @ As[k] / len(X)
        deltas.insert(0, deltas[0] @ W * As[k] * (1 - As[k]))
    return _from_errors(deltas, As)


@backward.mistake(reread="Lecture 10, “The backward pass”")
def results_exchanged(Ws, bs, X, Y, cost):
    """The results come in another order: biases before weights.

    The order is dWs, dbs, deltas.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dbs, dWs, deltas


@backward.variant
def example_by_example(Ws, bs, X, Y, cost):
    """With columns, as the source writes it: one example at a time, the gradients added up."""
    m, D = len(X), len(Ws)
    dWs = [np.zeros(W.shape) for W in Ws]
    dbs = [np.zeros(b.shape) for b in bs]
    deltas = [np.zeros((m, len(b))) for b in bs]
    for i in range(m):
        a, zs = [X[i].astype(float)], []
        for W, b in zip(Ws, bs, strict=True):
            zs.append(W @ a[-1] + b)
            a.append(1 / (1 + np.exp(-zs[-1])))
        delta = a[-1] - Y[i]
        if cost == "quadratic":
            delta = delta * a[-1] * (1 - a[-1])
        for k in range(D - 1, -1, -1):
            deltas[k][i] = delta
            dWs[k] += np.outer(delta, a[k]) / m
            dbs[k] += delta / m
            if k:
                delta = (Ws[k].T @ delta) * a[k] * (1 - a[k])
    return dWs, dbs, deltas


@backward.variant
def in_columns(Ws, bs, X, Y, cost):
    """All examples at once, in columns, and back to rows at the end."""
    A, m = [X.T], X.shape[0]
    for W, b in zip(Ws, bs, strict=True):
        A.append(sigmoid(W @ A[-1] + b[:, None]))
    D = [A[-1] - Y.T]
    if cost != "cross_entropy":
        D[0] = D[0] * (A[-1] - A[-1] ** 2)
    for W, a in zip(reversed(Ws[1:]), reversed(A[1:-1]), strict=True):
        D = [(W.T @ D[0]) * (a - a**2), *D]
    dWs = [1 / m * np.dot(d, a.T) for d, a in zip(D, A, strict=False)]
    return dWs, [np.sum(d, axis=1) / m for d in D], [d.T for d in D]


@backward.variant
def by_recursion(Ws, bs, X, Y, cost):
    """Each layer asks the one above for its error."""
    return _backprop_from(Ws, bs, X, Y, cost)


def _backprop_from(Ws, bs, X, Y, cost):
    A = sigmoid(X @ Ws[0].T + bs[0])
    if len(Ws) == 1:
        above = [], [], []
        delta = _output_error(A, Y, cost)
    else:
        above = _backprop_from(Ws[1:], bs[1:], A, Y, cost)
        delta = np.einsum("ij,jk->ik", above[2][0], Ws[1]) * A * (1 - A)
    dWs, dbs, deltas = above
    return [np.einsum("ij,ik->jk", delta, X) / len(X), *dWs], [delta.mean(0), *dbs], [delta, *deltas]

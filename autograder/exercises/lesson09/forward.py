"""X9.3, the forward pass: the scores and the activations of every layer."""

import numpy as np

from autograder.declaring import Exercise
from gdkit.networks import MLP

from .. import libraries, slips
from ..drawing import one_of
from .shared import FALLING_SIGMOID, any_input, any_layers, sigmoid

forward_pass = Exercise(
    "09.forward",
    "forward(Ws, bs, X) -> (Zs, As)",
    parts={"the scores Zs": ("Zs",), "the activations As": ("As",)},
    allows={
        "one row": ["X"],
        "one column": ["X"],
        "one layer": ["Ws", "bs"],
        "four layers": ["Ws", "bs"],
        "whole": ["Ws", "bs", "X"],
        "large": ["X"],
    },
    reread="Lecture 09, “The forward pass”",
    library_calls=libraries.NETWORKS,
)


@forward_pass.reference
def forward(Ws, bs, X):
    Zs, As, A = [], [], X.astype(float)
    for k in range(len(Ws)):
        Z = A @ Ws[k].T + bs[k]
        A = sigmoid(Z)
        Zs.append(Z)
        As.append(A)
    return Zs, As


@forward_pass.shown("two inputs, two hidden neurons, one output, two rows")
def two_two_one():
    Ws = [np.array([[0.1, 0.2], [-0.3, 0.4]]), np.array([[0.5, -0.6]])]
    return {"Ws": Ws, "bs": [np.array([0.05, -0.05]), np.array([0.1])], "X": np.array([[1.0, 2.0], [-1.0, 0.5]])}


@forward_pass.shown("three inputs, two hidden layers of four and two, two outputs, five rows")
def three_four_two_two():
    Ws = [
        np.array([[0.5, -1.0, 0.25], [1.5, 0.5, -0.5], [-0.75, 0.0, 1.0], [0.25, 1.25, 2.0]]),
        np.array([[1.0, -0.5, 0.75, -1.5], [0.5, 2.0, -1.0, 0.25]]),
        np.array([[-1.25, 0.5], [0.75, 1.5]]),
    ]
    bs = [np.array([0.2, -0.4, 0.6, 0.1]), np.array([-0.3, 0.5]), np.array([0.7, -0.2])]
    X = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [2.0, 1.0, 3.0], [-1.5, 0.5, 1.0], [0.5, 0.5, 0.5]])
    return {"Ws": Ws, "bs": bs, "X": X}


@forward_pass.shown("three neurons everywhere, three rows, integer weights and inputs, scores of ±800")
def three_times_three():
    Ws = [np.array([[1, -2, 0], [3, 1, -1], [0, 2, 1]]), np.array([[2, 1, -1], [0, -3, 1], [1, 1, 2]])]
    X = np.array([[1, 2, -1], [0, 401, 2], [-1, 1, 0]])
    return {"Ws": Ws, "bs": [np.array([0.5, -1.0, 2.0]), np.array([0.0, 1.5, -2.0])], "X": X}


def _network(rng, sizes, m):
    Ws = [rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]
    return {"Ws": Ws, "bs": [rng.normal(size=size) for size in sizes[1:]], "X": rng.normal(size=(m, sizes[0]))}


@forward_pass.drawn(2)
def any_network_and_rows(rng):
    sizes = [int(size) for size in rng.permutation([2, 3, 4, 5])]
    return _network(rng, sizes, 6)


@forward_pass.drawn(1)
def single_output(rng):
    return _network(rng, [3, int(rng.integers(4, 6)), 1], 4)


@forward_pass.drawn(1)
def square_network(rng):
    return _network(rng, [4, 4, 4], 4)


@forward_pass.drawn(1)
def single_layer(rng):
    return _network(rng, [3, 2], 5)


@forward_pass.drawn(1)
def saturated_network(rng):
    network = _network(rng, [2, 3, 2], 4)
    w = network["Ws"][0][0]
    network["X"][:2] = np.outer([1500.0, -1500.0], w / (w @ w))
    return network


@forward_pass.drawn(1)
def one_row_through(rng):
    return _network(rng, [3, 4, 2], 1)


@forward_pass.wider
def any_network_at_all(rng):
    sizes = [int(size) for size in rng.integers(1, 5, size=int(rng.integers(2, 7)))]
    Ws, bs = any_layers(rng, sizes)
    return {"Ws": Ws, "bs": bs, "X": any_input(rng, Ws[0], (one_of(rng, 1, 1, 2, 3, 4), sizes[0]), 800.0)}


forward_pass.keep(0, 61, 94, 151, 228, 266, 281, 296, 72)


@forward_pass.independent(1e-9)
def by_gdkit(Ws, bs, X):
    sizes = [X.shape[1], *(len(b) for b in bs)]
    net = MLP(X.astype(float), np.zeros((len(X), sizes[-1])), sizes, cost="quadratic", output="sigmoid")
    Zs, As = net.forward(net.pack(Ws, bs))
    return Zs, As[1:]


@forward_pass.independent(1e-9)
def neuron_by_neuron(Ws, bs, X):
    """The neuron's equation in single numbers, by SciPy's sigmoid."""
    from scipy.special import expit

    Zs, As, rows = [], [], X.tolist()
    for W, b in zip(Ws, bs, strict=True):
        scores = [[sum(w * a for w, a in zip(W[j], row, strict=True)) + b[j] for j in range(len(b))] for row in rows]
        Zs.append(np.array(scores, dtype=float))
        As.append(expit(Zs[-1]))
        rows = As[-1].tolist()
    return Zs, As


def _layers(Ws, bs, X, score, activation):
    """The forward pass with another score(A, W, b) or activation(Z)."""
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=True):
        Zs.append(score(A, W, b))
        A = activation(Zs[-1])
        As.append(A)
    return Zs, As


def _score(A, W, b):
    return A @ W.T + b


@forward_pass.mistake()
def bias_left_out(Ws, bs, X):
    """The biases are left out: Z = A Wᵀ.

    Without a bias the score is 0 for every neuron when the inputs are 0.
    """
    return _layers(Ws, bs, X, lambda A, W, b: A @ W.T, sigmoid)


@forward_pass.mistake(reread="Lecture 09, “The sum stands inside σ”")
def bias_outside(Ws, bs, X):
    """The bias is added after the sigmoid: a = σ(Wa) + b.

    An activation lies between 0 and 1. The bias belongs to the score.
    """
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=True):
        Zs.append(A @ W.T)
        A = sigmoid(Zs[-1]) + b
        As.append(A)
    return Zs, As


@forward_pass.mistake(reread="Lecture 09, “The sum stands inside σ”")
def sum_of_sigmoids(Ws, bs, X):
    """The sigmoid is inside the sum, as equation (10) is printed: a neuron adds σ(w a + b) over its inputs.

    That can exceed 1. First the sum, then one sigmoid.
    """
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=True):
        Zs.append(_score(A, W, b))
        A = sigmoid(A[:, None, :] * W + b[:, None]).sum(axis=2)
        As.append(A)
    return Zs, As


@forward_pass.mistake(reread="Lecture 09, “To–from and from–to”")
def transpose_forgotten(Ws, bs, X):
    """The product is A W where A Wᵀ belongs: the shapes fit only where a layer has as many neurons as inputs.

    W has the shape (n_out, n_in). Write the shapes under the product.
    """
    return _layers(Ws, bs, X, lambda A, W, b: A @ W + b, sigmoid)


@forward_pass.mistake(says=slips.TRANSPOSED_WHEN_NEEDED, reread="Lecture 09, “To–from and from–to”")
def transposed_when_needed(Ws, bs, X):
    return _layers(Ws, bs, X, lambda A, W, b: A @ (W if W.shape[0] == W.shape[1] else W.T) + b, sigmoid)


@forward_pass.mistake()
def input_among_the_activations(Ws, bs, X):
    """As begins with the input X; here it holds the activations of the layers only.

    As has as many entries as Zs.
    """
    Zs, As = forward(Ws, bs, X)
    return Zs, [X.copy(), *As]


@forward_pass.mistake()
def linear_output(Ws, bs, X):
    """The last layer has no sigmoid: its activations are its scores.

    In this exercise all layers have the sigmoid.
    """
    Zs, As = forward(Ws, bs, X)
    return Zs, [*As[:-1], Zs[-1]]


@forward_pass.mistake(reread="Lecture 09, “Why a nonlinear function”")
def no_activation(Ws, bs, X):
    """No layer has a sigmoid: the whole network is one linear function.

    Each layer passes σ(Z) on, not Z.
    """
    return _layers(Ws, bs, X, _score, lambda Z: Z + 0.0)


@forward_pass.mistake()
def scores_passed_on(Ws, bs, X):
    """The next layer gets the scores Z instead of the activations σ(Z).

    The sigmoids are computed, but not used by the layers that follow.
    """
    Zs, _ = no_activation(Ws, bs, X)
    return Zs, [sigmoid(Z) for Z in Zs]


@forward_pass.mistake()
def every_layer_sees_the_input(Ws, bs, X):
    """Every layer gets the input X: the layers are not chained.

    What a layer puts out is what the next one takes in.
    """
    Zs = [_score(X, W, b) for W, b in zip(Ws, bs, strict=True)]
    return Zs, [sigmoid(Z) for Z in Zs]


@forward_pass.mistake()
def input_squashed(Ws, bs, X):
    """The sigmoid is applied to the input already.

    The first layer takes X as it is.
    """
    return forward(Ws, bs, sigmoid(X))


@forward_pass.mistake()
def squashed_twice(Ws, bs, X):
    """The sigmoid is applied twice in each layer: no activation is below a half.

    Between two layers there is one sigmoid.
    """
    return _layers(Ws, bs, X, _score, lambda Z: sigmoid(sigmoid(Z)))


@forward_pass.mistake()
def tanh_for_sigmoid(Ws, bs, X):
    """The activation is tanh; in this exercise it is the sigmoid.

    The two are related, but a sigmoid is never negative.
    """
    return _layers(Ws, bs, X, _score, np.tanh)


@forward_pass.mistake()
def relu_for_sigmoid(Ws, bs, X):
    """The activation is ReLU; in this exercise it is the sigmoid.

    An activation here lies between 0 and 1.
    """
    return _layers(Ws, bs, X, _score, lambda Z: np.maximum(Z, 0))


@forward_pass.mistake()
def softmax_output(Ws, bs, X):
    """The last layer has softmax; in this exercise all layers have the sigmoid.

    Each output is computed from its own score alone.
    """
    Zs, As = forward(Ws, bs, X)
    E = np.exp(Zs[-1] - Zs[-1].max(axis=1, keepdims=True))
    return Zs, [*As[:-1], E / E.sum(axis=1, keepdims=True)]


@forward_pass.mistake(says=FALLING_SIGMOID, reread="Lecture 07, “The sigmoid”")
def falling_sigmoid(Ws, bs, X):
    return _layers(Ws, bs, X, _score, lambda Z: sigmoid(-Z))


@forward_pass.mistake(reread="Lecture 07, “Numbers that overflow”")
def sigmoid_overflows(Ws, bs, X):
    """For large scores the activations are NaN: eᶻ/(1 + eᶻ) divides infinity by infinity.

    1 / (1 + e⁻ᶻ) is 1 there: e⁻ᶻ becomes 0.
    """
    return _layers(Ws, bs, X, _score, lambda Z: np.exp(Z) / (1 + np.exp(Z)))


@forward_pass.mistake()
def biases_as_columns(Ws, bs, X):
    """The biases are added as a column: every row gets one bias, instead of every neuron.

    The rows of Z are examples; b belongs to its columns.
    """
    return _layers(Ws, bs, X, lambda A, W, b: A @ W.T + b[:, None], sigmoid)


@forward_pass.mistake(says=slips.GRADIENTS_EXCHANGED)
def results_exchanged(Ws, bs, X):
    """First the scores Zs, then the activations As."""
    Zs, As = forward(Ws, bs, X)
    return As, Zs


@forward_pass.mistake()
def last_layer_only(Ws, bs, X):
    """Only the last layer is returned.

    Backpropagation will need every layer: both lists have one entry for each layer.
    """
    Zs, As = forward(Ws, bs, X)
    return Zs[-1:], As[-1:]


@forward_pass.mistake()
def last_layer_missing(Ws, bs, X):
    """The last layer is missing in both lists: the loop ends one layer early.

    There are as many layers as weight matrices.
    """
    return forward(Ws[:-1], bs[:-1], X)


@forward_pass.mistake(says=slips.FROM_OUTPUT_TO_INPUT)
def from_output_to_input(Ws, bs, X):
    Zs, As = forward(Ws, bs, X)
    return Zs[::-1], As[::-1]


@forward_pass.mistake(reread="Lecture 09, “Rows or columns”")
def examples_in_columns(Ws, bs, X):
    """The examples stand in columns, as the source writes them; here they stand in rows.

    Z and A have the shape (m, n_out).
    """
    Zs, As = forward(Ws, bs, X)
    return [Z.T.copy() for Z in Zs], [A.T.copy() for A in As]


@forward_pass.mistake()
def tuples_returned(Ws, bs, X):
    """Zs and As are tuples; here they are lists.

    list(...) turns a tuple into a list.
    """
    Zs, As = forward(Ws, bs, X)
    return tuple(Zs), tuple(As)


@forward_pass.mistake()
def scores_lost(Ws, bs, X):
    """Zs holds the activations: the scores were overwritten (Z[...] = σ(Z)) or the wrong list was filled.

    Backpropagation will need the scores as well.
    """
    _, As = forward(Ws, bs, X)
    return [A.copy() for A in As], As


@forward_pass.mistake()
def single_output_without_axis(Ws, bs, X):
    """A layer of one neuron gives arrays of shape (m,): the axis was squeezed away.

    One neuron is one column: (m, 1).
    """
    Zs, As = forward(Ws, bs, X)
    return [Z[:, 0] if Z.shape[1] == 1 else Z for Z in Zs], [A[:, 0] if A.shape[1] == 1 else A for A in As]


@forward_pass.mistake(reread="Lecture 03, “The update in place”")
def weights_used_up(Ws, bs, X):
    """The caller's lists are emptied (Ws.pop).

    Walk through the lists; training needs the weights again.
    """
    Zs, As, A = [], [], X
    while Ws:
        Zs.append(_score(A, Ws.pop(0), bs.pop(0)))
        A = sigmoid(Zs[-1])
        As.append(A)
    return Zs, As


@forward_pass.variant
def in_columns(Ws, bs, X):
    """As the source writes it, a = σ(Wa + b) with columns, and back to rows at the end."""
    Zs, As, a = [], [], X.T
    for k in range(len(Ws)):
        z = Ws[k] @ a + bs[k].reshape(-1, 1)
        a = 1 / (1 + np.exp(-z))
        Zs.append(z.T)
        As.append(a.T)
    return Zs, As


@forward_pass.variant
def forward_neuron_by_neuron(Ws, bs, X):
    Zs, As, inputs = [], [], X
    for W, b in zip(Ws, bs, strict=True):
        Z = np.zeros((len(X), len(b)))
        for i in range(len(X)):
            for j in range(len(b)):
                Z[i, j] = b[j] + sum(W[j, k] * inputs[i, k] for k in range(W.shape[1]))
        inputs = (1 + np.tanh(Z / 2)) / 2
        Zs.append(Z)
        As.append(inputs)
    return Zs, As


@forward_pass.variant
def with_ones(Ws, bs, X):
    """With a column of ones and matrices (b, W)."""
    Zs, As = [], [X]
    for W, b in zip(Ws, bs, strict=True):
        Zs.append(np.column_stack([np.ones(len(X)), As[-1]]) @ np.column_stack([b, W]).T)
        As.append(sigmoid(Zs[-1]))
    return Zs, As[1:]


@forward_pass.variant
def by_recursion(Ws, bs, X):
    return _forward_from(Ws, bs, X)


def _forward_from(Ws, bs, A):
    if not Ws:
        return [], []
    Z = np.einsum("ij,kj->ik", A, Ws[0]) + bs[0]
    Zs, As = _forward_from(Ws[1:], bs[1:], sigmoid(Z))
    return [Z, *Zs], [sigmoid(Z), *As]

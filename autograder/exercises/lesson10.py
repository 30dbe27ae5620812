"""Lesson 10, backpropagation: the errors δ and the gradients, their check, and the one-hidden-layer form.

House convention: rows of δ hold the errors ∂C_x/∂z of the examples, without 1/m; dW = δᵀ A / m and db = the mean of δ.
Costs: quadratic 1/(2m) Σ‖a − y‖², and cross-entropy −1/m Σ [y log a + (1 − y) log(1 − a)], both with sigmoid outputs.
Sources: ledger rows A87–A97, B9, B15–B26, C32–C36.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit import cases
from gdkit.checking.encoding import FunctionInput
from gdkit.networks import MLP

LECTURE = "Lecture 10"

Arrays = list[ndarray]

# --- X10.1: backpropagation ---------------------------------------------------------------------

backward = Exercise(
    "10.backprop",
    "backprop(Ws, bs, X, Y, cost) -> (dWs, dbs, deltas)",
    parts={
        "the errors δ": ("deltas",),
        "the gradients of the weights": ("dWs",),
        "the gradients of the biases": ("dbs",),
    },
    reread=f"{LECTURE}, “The four equations”",
    library_calls=("MLP",),
)

Gradients = tuple[Arrays, Arrays, Arrays]


def _sigmoid(z: ndarray) -> ndarray:
    return 1 / (1 + np.exp(-z))  # far left e⁻ᶻ is infinity, and 1/∞ is 0


def _activations(Ws: Arrays, bs: Arrays, X: ndarray) -> Arrays:
    """A⁰ = X, A¹, …, Aᴸ"""
    As = [X]
    for k in range(len(Ws)):
        As.append(_sigmoid(As[k] @ Ws[k].T + bs[k]))
    return As


def _output_error(A: ndarray, Y: ndarray, cost: str) -> ndarray:
    """δᴸ: with the cross-entropy σ′ has cancelled"""
    return A - Y if cost == "cross_entropy" else (A - Y) * A * (1 - A)


def _errors(Ws: Arrays, As: Arrays, Y: ndarray, cost: str) -> Arrays:
    """δ¹, …, δᴸ"""
    deltas = [_output_error(As[-1], Y, cost)]
    for k in range(len(Ws) - 1, 0, -1):
        deltas.insert(0, (deltas[0] @ Ws[k]) * As[k] * (1 - As[k]))
    return deltas


@backward.reference
def backprop(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    As = _activations(Ws, bs, X)
    deltas = _errors(Ws, As, Y, cost)
    dWs = [deltas[k].T @ As[k] / len(X) for k in range(len(Ws))]
    dbs = [delta.mean(axis=0) for delta in deltas]
    return dWs, dbs, deltas


def _two_two_one(cost: str) -> dict[str, Any]:
    Ws = [np.array([[0.1, 0.2], [-0.3, 0.4]]), np.array([[0.5, -0.6]])]
    bs = [np.array([0.05, -0.05]), np.array([0.1])]
    X = np.array([[1.0, 2.0], [-1.0, 0.5]])
    return {"Ws": Ws, "bs": bs, "X": X, "Y": np.array([[1], [0]]), "cost": cost}


@backward.shown("two inputs, two hidden neurons, one output, two rows; quadratic cost")
def small_quadratic() -> dict[str, Any]:
    return _two_two_one("quadratic")


@backward.shown("the same with the cross-entropy")
def small_cross_entropy() -> dict[str, Any]:
    return _two_two_one("cross_entropy")


@backward.shown("3–4–2–2, five rows; quadratic cost")
def three_four_two_two() -> dict[str, Any]:
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
def three_times_three() -> dict[str, Any]:
    Ws = [
        np.array([[1, -2, 0], [1, 1, -1], [0, 2, 1]]),
        np.array([[2, 1, -1], [0, -1, 1], [1, 1, 2]]),
        np.array([[1, 0, -2], [-1, 2, 1], [1, 1, 0]]),
    ]
    bs = [np.array([1, -1, 2]), np.array([0, 1, -2]), np.array([-1, 1, 1])]
    Y = np.array([[1, 0, 1], [0, 0, 1], [1, 1, 0]])
    return {"Ws": Ws, "bs": bs, "X": np.array([[1, 2, -1], [0, 401, 2], [-1, 1, 1]]), "Y": Y, "cost": "cross_entropy"}


def _network(rng: np.random.Generator, sizes: list[int], m: int, cost: str) -> dict[str, Any]:
    Ws = [rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]
    bs = [rng.normal(size=size) for size in sizes[1:]]
    return {"Ws": Ws, "bs": bs, "X": rng.normal(size=(m, sizes[0])), "Y": rng.random((m, sizes[-1])), "cost": cost}


@backward.drawn(1)
def rectangular_quadratic(rng: np.random.Generator) -> dict[str, Any]:
    return _network(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])], 6, "quadratic")


@backward.drawn(1)
def rectangular_cross_entropy(rng: np.random.Generator) -> dict[str, Any]:
    return _network(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])], 7, "cross_entropy")


@backward.drawn(1)
def square_quadratic(rng: np.random.Generator) -> dict[str, Any]:
    """Layers and rows of one size: no shape betrays a transpose or a neighbour's block."""
    return _network(rng, [4, 4, 4, 4], 4, "quadratic")


@backward.drawn(1)
def square_cross_entropy(rng: np.random.Generator) -> dict[str, Any]:
    return _network(rng, [3, 3, 3, 3], 3, "cross_entropy")


@backward.drawn(1)
def without_hidden_layer(rng: np.random.Generator) -> dict[str, Any]:
    return _network(rng, [3, 2], 5, "quadratic")


@backward.drawn(1)
def one_example(rng: np.random.Generator) -> dict[str, Any]:
    return _network(rng, [2, 4, 3], 1, "cross_entropy")


@backward.drawn(1)
def saturated_neurons(rng: np.random.Generator) -> dict[str, Any]:
    network = _network(rng, [2, 3, 2], 4, "quadratic")
    w = network["Ws"][0][0]
    network["X"][:2] = np.outer([1500.0, -1500.0], w / (w @ w))
    return network


@backward.wider
def any_network(rng: np.random.Generator) -> dict[str, Any]:
    sizes = [int(size) for size in rng.integers(1, 5, size=int(rng.integers(2, 5)))]
    cost = str(rng.choice(["quadratic", "cross_entropy"]))
    network = _network(rng, sizes, int(rng.integers(1, 5)), cost)
    scale = rng.choice([0.0, 0.01, 1.0, 30.0])
    return {**network, "X": network["X"] * scale, "Y": np.round(network["Y"], int(rng.integers(0, 2)))}


@backward.independent(1e-9)
def by_gdkit(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    sizes = [X.shape[1], *(len(b) for b in bs)]
    net = MLP(X.astype(float), Y.astype(float), sizes, cost=cost, output="sigmoid")
    theta = net.pack(Ws, bs)
    dWs, dbs = net.unpack(net.value_and_gradient(theta)[1])
    return [dW.copy() for dW in dWs], [db.copy() for db in dbs], net.deltas(theta)


@backward.independent(1e-9)
def by_complex_steps(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """A step i h in every weight and every bias, and in every score of every example: Im C/h, no chain rule."""
    h = 1e-30

    def costs(Ws: Arrays, bs: Arrays, nudges: Arrays) -> ndarray:
        """C_x of every example x."""
        A = X
        for W, b, nudge in zip(Ws, bs, nudges, strict=True):
            Z = A @ W.T + b + nudge
            E = np.exp(np.where(Z.real > 0, -Z, Z))
            A = np.where(Z.real > 0, 1, E) / (1 + E)
        if cost == "quadratic":
            return ((A - Y) ** 2).sum(axis=1) / 2
        return -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum(axis=1)

    still = [np.zeros((len(X), len(b)), dtype=complex) for b in bs]
    blocks = [[W.astype(complex) for W in Ws], [b.astype(complex) for b in bs], still]
    slopes: list[Arrays] = [[np.zeros(block.shape) for block in kind] for kind in blocks]
    for kind, found in zip(blocks, slopes, strict=True):
        for block, slope in zip(kind, found, strict=True):
            for entry in np.ndindex(*block.shape):
                block[entry] += 1j * h
                slope[entry] = costs(*blocks).imag.sum() / h / (1 if kind is still else len(X))
                block[entry] -= 1j * h
    return slopes[0], slopes[1], slopes[2]


def _from_errors(deltas: Arrays, As: Arrays) -> Gradients:
    """What follows from the errors, right or wrong."""
    m = len(As[0])
    return [deltas[k].T @ As[k] / m for k in range(len(deltas))], [delta.mean(axis=0) for delta in deltas], deltas


def _errors_by(Ws: Arrays, As: Arrays, delta: ndarray, back: Any) -> Arrays:
    """The errors, with another step back(delta, W, A, k) to the layer k below."""
    deltas = [delta]
    for k in range(len(Ws) - 1, 0, -1):
        deltas.insert(0, back(deltas[0], Ws[k], As[k], k))
    return deltas


def _with_slope(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str, slope: Any) -> Gradients:
    """Backpropagation with another slope(Z, A) for σ′: in the hidden layers, and in the output where it stands."""
    As = _activations(Ws, bs, X)
    slopes = [slope(As[k] @ Ws[k].T + bs[k], As[k + 1]) for k in range(len(Ws))]
    delta = As[-1] - Y if cost == "cross_entropy" else (As[-1] - Y) * slopes[-1]
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W * slopes[k - 1]), As)


@backward.mistake(reread=f"{LECTURE}, “Where the 1/m goes”")
def examples_not_averaged(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The gradients are m times too large: the examples are summed and not averaged.

    The cost is a mean over the examples. The rows of δ stay without 1/m; where does it enter?
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [len(X) * dW for dW in dWs], [len(X) * db for db in dbs], deltas


@backward.mistake(reread=f"{LECTURE}, “Where the 1/m goes”")
def averaged_twice(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The gradients are m times too small: the 1/m entered twice.

    Once, where the gradients are formed from δ.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [dW / len(X) for dW in dWs], [db / len(X) for db in dbs], deltas


@backward.mistake(reread=f"{LECTURE}, “Where the 1/m goes”")
def errors_averaged(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The gradients are right, but the rows of δ carry the 1/m; here they are the errors of single examples.

    δ = ∂C_x/∂z for one example x. The 1/m enters where the gradients are formed.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, dbs, [delta / len(X) for delta in deltas]


@backward.mistake(reread=f"{LECTURE}, “Where the 1/m goes”")
def bias_gradients_summed(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The gradients of the biases are m times too large: δ is summed over the examples and not averaged.

    Weights and biases carry the same 1/m.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, [len(X) * db for db in dbs], deltas


@backward.mistake(reread=f"{LECTURE}, “Where the 1/m goes”")
def bias_gradients_averaged_twice(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The gradients of the biases are m times too small: a mean is divided by m once more.

    Either sum and divide by m, or take the mean; not both.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, [db / len(X) for db in dbs], deltas


@backward.mistake(reread=f"{LECTURE}, “Where the 1/m goes”")
def averaged_over_outputs_too(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The gradients are K times too small: the mean runs over the outputs too.

    The cost of an example is a sum over its outputs; only the examples are averaged.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    K = Y.shape[1]
    return [dW / K for dW in dWs], [db / K for db in dbs], [delta / K for delta in deltas]


@backward.mistake(reread=f"{LECTURE}, “Every pass starts at zero”")
def gradients_twice(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The gradients are twice too large, though δ is right: they were added up twice, or not set to zero before.

    Each example is counted once.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [2 * dW for dW in dWs], [2 * db for db in dbs], deltas


@backward.mistake(reread=f"{LECTURE}, “The error of the output”")
def half_of_the_cost_forgotten(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """Under the quadratic cost everything is twice too large: its ½ was overlooked.

    The quadratic cost is 1/(2m) Σ‖a − y‖². Differentiate ½(a − y)².
    """
    factor = 2 if cost == "quadratic" else 1
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [factor * dW for dW in dWs], [factor * db for db in dbs], [factor * delta for delta in deltas]


@backward.mistake(reread=f"{LECTURE}, “The source says …: a loss without its minus”")
def sign_of_the_loss_lost(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """Everything has the opposite sign: the output's error is y − a, as if the cost had lost its minus.

    An output that is too large must come down: what sign has a − y then?
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [-dW for dW in dWs], [-db for db in dbs], [-delta for delta in deltas]


@backward.mistake(reread=f"{LECTURE}, “The error of the output”")
def always_quadratic(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The cross-entropy is treated like the quadratic cost: σ′ is still in the output's error.

    Differentiate the cross-entropy with respect to a and multiply by a(1 − a).
    """
    return backprop(Ws, bs, X, Y, "quadratic")


@backward.mistake(reread=f"{LECTURE}, “The error of the output”")
def always_cross_entropy(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The quadratic cost is treated like the cross-entropy: σ′ is missing in the output's error.

    Equation (17): ∇ₐC times σ′(z), entry by entry.
    """
    return backprop(Ws, bs, X, Y, "cross_entropy")


@backward.mistake(reread=f"{LECTURE}, “The error of the output”")
def costs_exchanged(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The two costs are exchanged.

    σ′ cancels in the cross-entropy, and only there.
    """
    return backprop(Ws, bs, X, Y, "quadratic" if cost == "cross_entropy" else "cross_entropy")


@backward.mistake(reread=f"{LECTURE}, “The error of the output”")
def first_term_of_cross_entropy(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """Of the cross-entropy only −y log a was differentiated: outputs with y = 0 have no error.

    The cost has a second term for y = 0.
    """
    As = _activations(Ws, bs, X)
    delta = Y * (As[-1] - 1) if cost == "cross_entropy" else _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W * A * (1 - A)), As)


@backward.mistake(reread=f"{LECTURE}, “The error of the output”")
def derivative_by_output_only(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The output's error is ∂C/∂a under both costs: the factor σ′(z) is missing.

    δ is the derivative by the score z, not by the activation a.
    """
    As = _activations(Ws, bs, X)
    A = np.clip(As[-1], 1e-15, 1 - 1e-15)
    delta = (A - Y) / (A * (1 - A)) if cost == "cross_entropy" else As[-1] - Y
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W * A * (1 - A)), As)


@backward.mistake(reread=f"{LECTURE}, “From layer to layer”")
def hidden_slope_forgotten(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """In the hidden layers σ′ is missing: δ is passed back through the weights only.

    Equation (22) has two factors. Which one stands for the sigmoid?
    """
    As = _activations(Ws, bs, X)
    return _from_errors(_errors_by(Ws, As, _output_error(As[-1], Y, cost), lambda d, W, A, k: d @ W), As)


@backward.mistake(reread=f"{LECTURE}, “From layer to layer”")
def lowest_slope_forgotten(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """In the first hidden layer σ′ is missing; above it is there.

    The step back is the same for all hidden layers.
    """
    As = _activations(Ws, bs, X)
    delta = _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W * (A * (1 - A) if k > 1 else 1)), As)


@backward.mistake(reread=f"{LECTURE}, “From layer to layer”")
def hidden_slope_twice(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """In the hidden layers σ′ is applied twice.

    One sigmoid, one factor.
    """
    As = _activations(Ws, bs, X)
    delta = _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W * (A * (1 - A)) ** 2), As)


@backward.mistake(reread=f"{LECTURE}, “From layer to layer”")
def slope_of_the_layer_above(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """In the hidden layers σ′ is taken from the layer above.

    δ of a layer is multiplied by σ′ of the same layer. Compare the shapes in a network with unequal layers.
    """
    As = _activations(Ws, bs, X)
    delta = _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W * As[k + 1] * (1 - As[k + 1])), As)


@backward.mistake(reread=f"{LECTURE}, “σ′ at z, or from a”")
def slope_at_the_activation(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """σ′ is taken at the activation a instead of at the score z: the sigmoid is applied once too often.

    If the forward pass has stored a, σ′(z) needs no other sigmoid.
    """
    return _with_slope(Ws, bs, X, Y, cost, lambda Z, A: _sigmoid(A) * (1 - _sigmoid(A)))


@backward.mistake(reread=f"{LECTURE}, “σ′ at z, or from a”")
def slope_from_the_score(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """σ′ is computed as z(1 − z): the score stands where the activation belongs.

    A slope of the sigmoid is never negative. Is yours?
    """
    return _with_slope(Ws, bs, X, Y, cost, lambda Z, A: Z * (1 - Z))


@backward.mistake(reread=f"{LECTURE}, “σ′ at z, or from a”")
def slope_of_tanh(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """σ′ is computed as 1 − a², the derivative of tanh.

    These neurons have the sigmoid.
    """
    return _with_slope(Ws, bs, X, Y, cost, lambda Z, A: 1 - A**2)


@backward.mistake(reread=f"{LECTURE}, “σ′ at z, or from a”")
def slope_of_relu(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """σ′ is replaced by 1 where z > 0 and 0 elsewhere, the derivative of ReLU.

    These neurons have the sigmoid.
    """
    return _with_slope(Ws, bs, X, Y, cost, lambda Z, A: Z > 0)


@backward.mistake(reread=f"{LECTURE}, “From layer to layer”")
def masked_by_the_error(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """Going back, negative errors are set to 0: the condition looks at δ where σ′ looks at z.

    σ′ depends on the forward pass alone.
    """
    As = _activations(Ws, bs, X)
    delta = _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: np.maximum(d @ W, 0)), As)


@backward.mistake(reread=f"{LECTURE}, “From layer to layer”")
def weights_transposed_on_the_way_back(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """δ is passed back through Wᵀ where, with examples in rows, W belongs: the shapes fit in square layers only.

    (m, n_out) times what gives (m, n_in)? The equation's transpose is for columns.
    """
    As = _activations(Ws, bs, X)
    delta = _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d @ W.T * A * (1 - A)), As)


@backward.mistake(reread=f"{LECTURE}, “From layer to layer”")
def weights_entry_by_entry(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """δ is multiplied by W entry by entry and then summed, instead of by the matrix product.

    Each lower neuron collects from all upper ones: Σ over k of δₖ wₖⱼ.
    """
    As = _activations(Ws, bs, X)
    delta = _output_error(As[-1], Y, cost)
    return _from_errors(_errors_by(Ws, As, delta, lambda d, W, A, k: d * W.sum(axis=0) * A * (1 - A)), As)


@backward.mistake(reread=f"{LECTURE}, “The gradients”")
def squashed_once_more(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """In dW the activations of the hidden layers go through the sigmoid once more.

    Equation (24): δ times a of the layer below, and a is σ(z) already.
    """
    As = _activations(Ws, bs, X)
    deltas = _errors(Ws, As, Y, cost)
    return _from_errors(deltas, [X, *(_sigmoid(A) for A in As[1:])])


@backward.mistake(reread=f"{LECTURE}, “The gradients”")
def scores_for_activations(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """In dW the scores z of the layer below stand where its activations a belong.

    The weight multiplies what the neuron below puts out.
    """
    As = _activations(Ws, bs, X)
    deltas = _errors(Ws, As, Y, cost)
    return _from_errors(deltas, [X, *(As[k] @ Ws[k].T + bs[k] for k in range(len(Ws)))])


@backward.mistake(reread=f"{LECTURE}, “The gradients”")
def activations_of_the_same_layer(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """dW is built with the activations of the layer itself instead of those of the layer below.

    The weight stands between two layers: δ of the upper one, a of the lower one.
    """
    As = _activations(Ws, bs, X)
    return _from_errors(_errors(Ws, As, Y, cost), As[1:])


@backward.mistake(reread=f"{LECTURE}, “The gradients”")
def weight_gradients_transposed(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """dW is transposed: AᵀΔ where ΔᵀA belongs. In square layers no shape shows it.

    dW has the shape of W, (n_out, n_in).
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [dW.T.copy() for dW in dWs], dbs, deltas


@backward.mistake(reread=f"{LECTURE}, “The gradients”")
def first_bias_gradient_zero(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The gradient of the first layer's biases is 0.

    Every layer has a δ; what follows from it for the biases holds for the first layer too.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, [0 * dbs[0], *dbs[1:]], deltas


@backward.mistake(reread=f"{LECTURE}, “The gradients”")
def first_weight_gradient_turned(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The gradient of the first layer's weights has the opposite sign.

    The same equation (24) holds for all layers.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return [-dWs[0], *dWs[1:]], dbs, deltas


@backward.mistake(reread=f"{LECTURE}, “The gradients”")
def bias_gradients_of_the_layer_above(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The gradients of the biases are those of the layer above: the index is off by one.

    db has the shape of b of its own layer. In square networks no shape shows it.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, [*dbs[1:], dbs[-1]], deltas


@backward.mistake(reread=f"{LECTURE}, “The gradients”")
def bias_gradients_over_neurons(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The gradients of the biases are means over the neurons instead of over the examples.

    db has one entry for each neuron. Which axis of δ counts the examples?
    """
    dWs, _, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, [delta.mean(axis=1) for delta in deltas], deltas


@backward.mistake(reread=f"{LECTURE}, “The gradients”")
def bias_gradients_as_rows(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The gradients of the biases have the shape (1, n); b has the shape (n,).

    A gradient has the shape of its parameter. keepdims keeps an axis too many here.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, [db[None, :] for db in dbs], deltas


@backward.mistake(reread=f"{LECTURE}, “Rows or columns”")
def errors_in_columns(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The examples' errors stand in the columns of δ, as the source writes them; here they stand in the rows.

    δ has the shape of Z and A, (m, n).
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, dbs, [delta.T.copy() for delta in deltas]


@backward.mistake(reread=f"{LECTURE}, “The backward pass”")
def from_output_to_input(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The lists run from the output to the input, in the order in which they are computed.

    The first entry belongs to the first layer, as in Ws and bs.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs[::-1], dbs[::-1], deltas[::-1]


@backward.mistake(reread=f"{LECTURE}, “The backward pass”")
def error_of_the_input(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """There is one δ too many: the input layer has no score and no error.

    As many entries as layers with weights.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dWs, dbs, [deltas[0] @ Ws[0], *deltas]


@backward.mistake(reread=f"{LECTURE}, “Where the 1/m goes”")
def last_example_only(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """Only the last example enters the gradients: in the loop they are set (=) and not added up (+=).

    Change the first example: the gradients should change.
    """
    dWs, dbs, _ = backprop(Ws, bs, X[-1:], Y[-1:], cost)
    _, _, deltas = backprop(Ws, bs, X, Y, cost)
    return [dW / len(X) for dW in dWs], [db / len(X) for db in dbs], deltas


@backward.mistake(reread=f"{LECTURE}, “The forward pass”")
def biases_left_out(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The forward pass leaves the biases out, so that all that follows belongs to another network.

    z = Wa + b. Compare your activations with exercise 09.forward.
    """
    return backprop(Ws, [0 * b for b in bs], X, Y, cost)


@backward.mistake(reread="Lecture 07, “Numbers that overflow”")
def forward_overflows(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """For large scores everything is NaN: the forward pass computes eᶻ/(1 + eᶻ), infinity by infinity.

    1 / (1 + e⁻ᶻ) does not.
    """
    As = [X]
    for W, b in zip(Ws, bs, strict=True):
        E = np.exp(As[-1] @ W.T + b)
        As.append(E / (1 + E))
    return _from_errors(_errors(Ws, As, Y, cost), As)


@backward.mistake(reread=f"{LECTURE}, “Backpropagation is not gradient descent”")
def weights_updated_too(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The caller's weights and biases are changed: a descent step is made as well (W -= …).

    Backpropagation computes the gradient. What is done with it comes later.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    for k in range(len(Ws)):
        Ws[k], bs[k] = Ws[k] - 0.1 * dWs[k], bs[k] - 0.1 * dbs[k]
    return dWs, dbs, deltas


@backward.mistake(reread=f"{LECTURE}, “Backpropagation is not gradient descent”")
def weights_updated_on_the_way_back(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """A layer's weights are updated before δ passes through them: lower layers see weights of another network.

    All gradients belong to the same weights. Backpropagation itself updates nothing.
    """
    As = _activations(Ws, bs, X)
    deltas = [_output_error(As[-1], Y, cost)]
    for k in range(len(Ws) - 1, 0, -1):
        W = Ws[k] - deltas[0].T @ As[k] / len(X)
        deltas.insert(0, deltas[0] @ W * As[k] * (1 - As[k]))
    return _from_errors(deltas, As)


@backward.mistake(reread=f"{LECTURE}, “The backward pass”")
def results_exchanged(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """The results come in another order: biases before weights.

    The order is dWs, dbs, deltas.
    """
    dWs, dbs, deltas = backprop(Ws, bs, X, Y, cost)
    return dbs, dWs, deltas


@backward.variant
def backprop_example_by_example(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """With columns, as the source writes it: one example at a time, the gradients added up."""
    m, L = len(X), len(Ws)
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
        for k in range(L - 1, -1, -1):
            deltas[k][i] = delta
            dWs[k] += np.outer(delta, a[k]) / m
            dbs[k] += delta / m
            if k:
                delta = (Ws[k].T @ delta) * a[k] * (1 - a[k])
    return dWs, dbs, deltas


@backward.variant
def backprop_in_columns(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """All examples at once, in columns, and back to rows at the end."""
    A, m = [X.T], X.shape[0]
    for W, b in zip(Ws, bs, strict=True):
        A.append(_sigmoid(W @ A[-1] + b[:, None]))
    D = [A[-1] - Y.T]
    if cost != "cross_entropy":
        D[0] = D[0] * (A[-1] - A[-1] ** 2)
    for W, a in zip(reversed(Ws[1:]), reversed(A[1:-1]), strict=True):
        D = [(W.T @ D[0]) * (a - a**2), *D]
    dWs = [1 / m * np.dot(d, a.T) for d, a in zip(D, A, strict=False)]
    return dWs, [np.sum(d, axis=1) / m for d in D], [d.T for d in D]


@backward.variant
def backprop_by_recursion(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    """Each layer asks the one above for its error."""
    return _backprop_from(Ws, bs, X, Y, cost)


def _backprop_from(Ws: Arrays, bs: Arrays, X: ndarray, Y: ndarray, cost: str) -> Gradients:
    A = _sigmoid(X @ Ws[0].T + bs[0])
    if len(Ws) == 1:
        above: Gradients = [], [], []
        delta = _output_error(A, Y, cost)
    else:
        above = _backprop_from(Ws[1:], bs[1:], A, Y, cost)
        delta = np.einsum("ij,jk->ik", above[2][0], Ws[1]) * A * (1 - A)
    dWs, dbs, deltas = above
    return [np.einsum("ij,ik->jk", delta, X) / len(X), *dWs], [delta.mean(0), *dbs], [delta, *deltas]


# --- X10.2: the check of a gradient -------------------------------------------------------------

check = Exercise(
    "10.gradient_check",
    "gradient_check(f, gradient, theta, h) -> ratio",
    reread=f"{LECTURE}, “Checking a gradient”",
    tolerance=1e-7,  # differences of values divided by 2h
    library_calls=("check_grad",),
)

Scalar = Callable[[ndarray], float]


@check.reference
def gradient_check(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    n = np.array([(f(theta + h * e) - f(theta - h * e)) / (2 * h) for e in np.eye(len(theta))])
    return float(np.linalg.norm(gradient - n) / (np.linalg.norm(gradient) + np.linalg.norm(n)))


def _ratio(a: ndarray, n: ndarray) -> float:
    return float(np.linalg.norm(a - n) / (np.linalg.norm(a) + np.linalg.norm(n)))


def _claim(name: str, theta: list[float], wrong: list[float], h: float, **coefficients: Any) -> dict[str, Any]:
    """A claimed gradient: the right one, each entry times an entry of `wrong`."""
    point = np.array(theta)
    right = cases.get(name, **coefficients).gradient(point.astype(float))
    return {"f": FunctionInput(name, coefficients), "gradient": right * np.array(wrong), "theta": point, "h": h}


@check.shown("a gradient without its factor 2: the ratio is a third")
def factor_missing() -> dict[str, Any]:
    return _claim("valley", [1.0, 2.0], [0.5, 0.5], 1e-3, a=[1.0, 10.0])


@check.shown("Rosenbrock's function and its right gradient, h = 0.05: what is left is the error of the differences")
def coarse_step() -> dict[str, Any]:
    return _claim("rosenbrock", [-1.2, 1.0], [1.0, 1.0], 0.05)


@check.shown("a point of integers; one entry has the wrong sign and is too large")
def wrong_sign_at_integers() -> dict[str, Any]:
    return _claim("himmelblau", [1, 2], [1.0, -1.5], 1e-4)


@check.shown("one variable, the right gradient, h = 0.1")
def one_variable() -> dict[str, Any]:
    return _claim("quartic", [1.5], [1.0], 0.1)


@check.drawn(2)
def four_variables(rng: np.random.Generator) -> dict[str, Any]:
    M = rng.normal(size=(4, 4))
    wrong = rng.uniform(0.5, 1.5, size=4)
    H, centre = M @ M.T + np.eye(4), rng.normal(size=4)
    theta = rng.normal(size=4)
    return _claim("quadratic", theta.tolist(), wrong.tolist(), 0.01, H=H.tolist(), centre=centre.tolist())


@check.drawn(2)
def coarse_at_rosenbrock(rng: np.random.Generator) -> dict[str, Any]:
    x, y = rng.uniform(1.2, 2.0, size=2).tolist()
    return _claim("rosenbrock", [-x, y], [1.0, 1.0], float(rng.uniform(0.05, 0.3)), a=0.5, b=20.0)


@check.drawn(1)
def wrong_at_himmelblau(rng: np.random.Generator) -> dict[str, Any]:
    wrong = rng.uniform(0.2, 2.0, size=2).tolist()
    return _claim("himmelblau", [int(rng.integers(1, 3)), int(rng.integers(-4, -1))], wrong, 0.1)


@check.drawn(1)
def coarse_at_a_quartic(rng: np.random.Generator) -> dict[str, Any]:
    return _claim("quartic", [float(rng.uniform(1.2, 2.5))], [1.0], float(rng.uniform(0.1, 0.5)))


@check.wider
def any_claim(rng: np.random.Generator) -> dict[str, Any]:
    name = str(rng.choice(["rosenbrock", "himmelblau", "valley", "bowl"]))
    wrong = rng.choice([-1.0, 0.0, 0.5, 2.0], size=2) + rng.uniform(0.0, 0.1, size=2)
    theta = rng.uniform(1.5, 3.0, size=2) * rng.choice([-1.0, 1.0], size=2)
    return _claim(name, theta.tolist(), wrong.tolist(), float(rng.choice([0.1, 0.5, 1.0])))


@check.independent(1e-7)
def by_interpolation(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """All these functions are polynomials of degree 4 or less along every axis, c₀ + c₁t + c₂t² + c₃t³ + c₄t⁴ by five
    values; their central difference is c₁ + c₃h²."""
    steps = np.arange(-2.0, 3.0)
    lines = np.array([[f(theta + t * e) for t in steps] for e in np.eye(len(theta))])
    c = np.linalg.solve(np.vander(steps, increasing=True), lines.T)
    n = c[1] + c[3] * h**2
    return float(np.sqrt(((gradient - n) ** 2).sum()) / (np.sqrt((gradient**2).sum()) + np.sqrt((n**2).sum())))


def _numerical(f: Scalar, theta: ndarray, h: float) -> ndarray:
    return np.array([(f(theta + h * e) - f(theta - h * e)) / (2 * h) for e in np.eye(len(theta))])


@check.mistake(reread="Lecture 00, “Forward and central differences”")
def forward_differences(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The differences are forward ones, (f(θ + h) − f(θ))/h, whose error is of order h instead of h².

    Go h to both sides.
    """
    return _ratio(gradient, np.array([(f(theta + h * e) - f(theta)) / h for e in np.eye(len(theta))]))


@check.mistake(reread="Lecture 00, “Forward and central differences”")
def divided_by_h(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The differences are twice too large: f(θ + h) − f(θ − h) is divided by h.

    How far are the two points apart?
    """
    return _ratio(gradient, 2 * _numerical(f, theta, h))


@check.mistake(reread="Lecture 00, “Forward and central differences”")
def one_side_over_two_h(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """f(θ + h) − f(θ) is divided by 2h.

    How far are the two points apart?
    """
    return _ratio(gradient, np.array([(f(theta + h * e) - f(theta)) / (2 * h) for e in np.eye(len(theta))]))


@check.mistake(reread="Lecture 00, “Forward and central differences”")
def brackets_around_two_h_missing(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The brackets around 2h are missing: … / 2 * h divides by 2 and multiplies by h.

    Multiplication and division are carried out from left to right.
    """
    return _ratio(gradient, _numerical(f, theta, h) * h**2)


@check.mistake(reread=f"{LECTURE}, “How small a step”")
def step_not_used(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """h is not used: the step is always 1e-5.

    The caller chooses the step.
    """
    return _ratio(gradient, _numerical(f, theta, 1e-5))


@check.mistake(reread=f"{LECTURE}, “How small a step”")
def step_relative_to_theta(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The step is h times θᵢ, not h.

    Where θᵢ is 0 there would be no step at all.
    """
    steps = h * theta
    values = [(f(theta + s * e) - f(theta - s * e)) / (2 * s) for s, e in zip(steps, np.eye(len(theta)), strict=True)]
    return _ratio(gradient, np.array(values))


@check.mistake()
def entries_not_put_back(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """An entry that was moved is not put back, so that the next one is tried at another point.

    Start from θ for every entry.
    """
    point, values = theta.astype(float), []
    for i in range(len(point)):
        point[i] += h
        ahead = f(point)
        point[i] -= 2 * h
        values.append((ahead - f(point)) / (2 * h))
    return _ratio(gradient, np.array(values))


@check.mistake(reread="Lecture 03, “The source says …: the update in place”")
def caller_moved(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The caller's θ is moved and not put back; integers do not move at all.

    Move a copy of floats: theta + h * e makes one.
    """
    values = []
    for i in range(len(theta)):
        theta[i] += h
        ahead = f(theta)
        theta[i] -= 2 * h
        values.append((ahead - f(theta)) / (2 * h))
    return _ratio(gradient, np.array(values))


@check.mistake(reread="Lecture 00, “Whole numbers”")
def copy_of_integers(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """A θ of integers does not move: the copy holds integers too, and adding h is cut off.

    theta.astype(float), or theta + h * e.
    """
    values = []
    for i in range(len(theta)):
        ahead, behind = theta.copy(), theta.copy()
        ahead[i], behind[i] = ahead[i] + h, behind[i] - h
        values.append((f(ahead) - f(behind)) / (2 * h))
    return _ratio(gradient, np.array(values))


@check.mistake()
def all_entries_at_once(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """All entries are moved together: that is the slope in one direction, not the gradient.

    One entry after another.
    """
    slope = (f(theta + h) - f(theta - h)) / (2 * h)
    return _ratio(gradient, np.full(len(theta), slope))


@check.mistake()
def last_entry_left_out(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The last entry is not checked: the loop ends one entry early.

    range(len(theta)) runs over all.
    """
    numerical = _numerical(f, theta, h)
    numerical[-1] = 0.0
    return _ratio(gradient, numerical)


@check.mistake(reread=f"{LECTURE}, “Checking a gradient”")
def absolute_distance(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The distance is not divided by anything: whether it is large depends on the units of f.

    Divide by the sizes of both gradients.
    """
    return float(np.linalg.norm(gradient - _numerical(f, theta, h)))


@check.mistake(reread=f"{LECTURE}, “Checking a gradient”")
def relative_to_the_claim(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The distance is divided by ‖a‖ alone; asked for is ‖a‖ + ‖n‖.

    The two gradients count alike, so that the ratio lies between 0 and 1.
    """
    return float(np.linalg.norm(gradient - _numerical(f, theta, h)) / np.linalg.norm(gradient))


@check.mistake(reread=f"{LECTURE}, “Checking a gradient”")
def relative_to_the_differences(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The distance is divided by ‖n‖ alone; asked for is ‖a‖ + ‖n‖.

    The two gradients count alike, so that the ratio lies between 0 and 1.
    """
    n = _numerical(f, theta, h)
    return float(np.linalg.norm(gradient - n) / np.linalg.norm(n))


@check.mistake(reread=f"{LECTURE}, “Checking a gradient”")
def relative_to_the_larger(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The distance is divided by the larger of ‖a‖ and ‖n‖; asked for is their sum.

    Both are in use; here it is the sum.
    """
    n = _numerical(f, theta, h)
    return float(np.linalg.norm(gradient - n) / max(np.linalg.norm(gradient), np.linalg.norm(n)))


@check.mistake(reread=f"{LECTURE}, “Checking a gradient”")
def brackets_around_the_sum_missing(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The brackets around the denominator are missing: ‖a − n‖ / ‖a‖ + ‖n‖ adds ‖n‖ to a ratio.

    The ratio lies between 0 and 1.
    """
    n = _numerical(f, theta, h)
    return float(np.linalg.norm(gradient - n) / np.linalg.norm(gradient) + np.linalg.norm(n))


@check.mistake(reread=f"{LECTURE}, “Checking a gradient”")
def norm_of_the_sum(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The denominator is ‖a + n‖, the norm of the sum; asked for is the sum of the norms.

    With a = −n the denominator would be 0.
    """
    n = _numerical(f, theta, h)
    return float(np.linalg.norm(gradient - n) / np.linalg.norm(gradient + n))


@check.mistake(reread=f"{LECTURE}, “Checking a gradient”")
def difference_of_norms(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The lengths are compared, ‖a‖ − ‖n‖, and not the gradients: a wrong direction goes unnoticed.

    First the difference, then the norm.
    """
    a, n = np.linalg.norm(gradient), np.linalg.norm(_numerical(f, theta, h))
    return float(abs(a - n) / (a + n))


@check.mistake(reread=f"{LECTURE}, “Checking a gradient”")
def squares_of_norms(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """Squares of norms are compared: the square roots are missing.

    The norm is the root of the sum of squares.
    """
    n = _numerical(f, theta, h)
    return float(((gradient - n) ** 2).sum() / ((gradient**2).sum() + (n**2).sum()))


@check.mistake(reread=f"{LECTURE}, “Checking a gradient”")
def sums_of_absolute_values(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """‖·‖ is computed as the sum of absolute values; here it is the Euclidean norm.

    np.linalg.norm does it.
    """
    n = _numerical(f, theta, h)
    return float(abs(gradient - n).sum() / (abs(gradient).sum() + abs(n).sum()))


@check.mistake(reread=f"{LECTURE}, “Checking a gradient”")
def largest_ratio_of_an_entry(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """Each entry has its own ratio, and the largest is returned; here there is one ratio of norms.

    Both are in use: a single entry near 0 can spoil the one, the other can overlook a small block.
    """
    n = _numerical(f, theta, h)
    return float((abs(gradient - n) / np.maximum(1e-8, abs(gradient) + abs(n))).max())


@check.mistake(reread=f"{LECTURE}, “Checking a gradient”")
def mean_ratio_of_the_entries(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """Each entry has its own ratio, and their mean is returned; here there is one ratio of norms.

    First the norms over all entries, then one division.
    """
    n = _numerical(f, theta, h)
    return float((abs(gradient - n) / np.maximum(1e-8, abs(gradient) + abs(n))).mean())


@check.mistake(reread=f"{LECTURE}, “How small a step”")
def single_precision(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    """The values are rounded to single precision, and little is left of their difference.

    Check gradients in float64.
    """
    values = [np.float32(f(theta + h * e)) - np.float32(f(theta - h * e)) for e in np.eye(len(theta))]
    return _ratio(gradient, np.array(values, dtype=float) / (2 * h))


@check.mistake(reread=f"{LECTURE}, “Checking a gradient”")
def yes_or_no(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> Any:
    """The result is True or False; asked for is the ratio itself.

    What is small enough depends on h and on f; the caller decides.
    """
    return gradient_check(f, gradient, theta, h) < 1e-7


@check.mistake(reread=f"{LECTURE}, “Checking a gradient”")
def differences_returned(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> Any:
    """The result is the numerical gradient; asked for is one number, the ratio.

    Compare it with the claimed gradient.
    """
    return _numerical(f, theta, h)


@check.variant
def check_by_loop(f: Scalar, gradient: ndarray, theta: ndarray, h: float) -> float:
    point = theta.astype(float)
    numerical = np.zeros(len(point))
    for i in range(len(point)):
        old = point[i]
        point[i] = old + h
        numerical[i] = f(point)
        point[i] = old - h
        numerical[i] = (numerical[i] - f(point)) / (2 * h)
        point[i] = old
    distance = size_a = size_n = 0.0
    for a, n in zip(gradient, numerical, strict=True):
        distance, size_a, size_n = distance + (a - n) ** 2, size_a + a**2, size_n + n**2
    return distance**0.5 / (size_a**0.5 + size_n**0.5)


@check.variant
def check_of_all_points_at_once(f: Any, gradient: ndarray, theta: ndarray, h: float) -> float:
    """f takes a stack of points."""
    steps = h * np.eye(theta.size)
    n = (f(theta + steps) - f(theta - steps)) / h / 2
    return np.sqrt(np.dot(gradient - n, gradient - n)) / (np.sqrt(gradient @ gradient) + np.sqrt(n @ n))


# --- X10.3: one hidden layer, biases inside the matrices ----------------------------------------

one_hidden = Exercise(
    "10.onehidden_gradients",
    "onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi) -> (dTheta_hidden, dTheta_out)",
    parts={
        "the gradient of the output layer": ("dTheta_out",),
        "the gradient of the hidden layer": ("dTheta_hidden",),
    },
    reread=f"{LECTURE}, “One hidden layer, biases inside”",
    library_calls=("MLP",),
)

Pair = tuple[ndarray, ndarray]


def _with_ones(A: ndarray) -> ndarray:
    return np.column_stack([np.ones(len(A)), A])


def _phi(Z: ndarray, phi: str) -> ndarray:
    if phi == "tanh":
        return np.tanh(Z)
    return Z.clip(min=0) if phi == "relu" else _sigmoid(Z)


def _phi_prime(Z: ndarray, phi: str) -> ndarray:
    H = _phi(Z, phi)
    if phi == "tanh":
        return 1 - H**2
    return Z > 0 if phi == "relu" else H * (1 - H)


def _softmax(Z: ndarray) -> ndarray:
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@one_hidden.reference
def onehidden_gradients(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    H_minus = _with_ones(X) @ Theta_hidden.T
    H = _phi(H_minus, phi)
    P = _softmax(_with_ones(H) @ Theta_out.T)
    dZ = (P - np.eye(len(Theta_out))[labels]) / len(X)
    dH_minus = dZ @ Theta_out[:, 1:] * _phi_prime(H_minus, phi)
    return dH_minus.T @ _with_ones(X), dZ.T @ _with_ones(H)


@one_hidden.alternative
def with_slope_one_at_zero(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """ReLU has no derivative at 0; 1 is as good as 0."""
    H_minus = _with_ones(X) @ Theta_hidden.T
    slope = (H_minus >= 0) if phi == "relu" else _phi_prime(H_minus, phi)
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, slope)


def _output_residual(Theta_out: ndarray, H: ndarray, labels: ndarray) -> ndarray:
    """(P − Y)/m"""
    return (_softmax(_with_ones(H) @ Theta_out.T) - np.eye(len(Theta_out))[labels]) / len(H)


def _from_residual(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, phi: str, dZ: ndarray) -> Pair:
    """What follows from ∂J/∂z, right or wrong."""
    H_minus = _with_ones(X) @ Theta_hidden.T
    dH_minus = dZ @ Theta_out[:, 1:] * _phi_prime(H_minus, phi)
    return dH_minus.T @ _with_ones(X), dZ.T @ _with_ones(_phi(H_minus, phi))


def _from_slope(
    Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str, slope: ndarray
) -> Pair:
    """The gradients with another φ′."""
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    dZ = _output_residual(Theta_out, H, labels)
    return (dZ @ Theta_out[:, 1:] * slope).T @ _with_ones(X), dZ.T @ _with_ones(H)


@one_hidden.shown("two inputs, three hidden neurons (sigmoid), two classes, five rows")
def two_three_two() -> dict[str, Any]:
    Theta_hidden = np.array([[0.1, 0.5, -1.0], [-0.3, 1.5, 0.25], [0.6, -0.75, 2.0]])
    Theta_out = np.array([[0.2, 1.0, -0.5, 0.75], [-0.4, 0.5, 2.0, -1.0]])
    X = np.array([[1.0, 2.0], [-0.5, 1.5], [0.0, -1.0], [2.0, 0.5], [-1.5, -0.5]])
    labels = np.array([1, 0, 0, 1, 1])
    return {"Theta_hidden": Theta_hidden, "Theta_out": Theta_out, "X": X, "labels": labels, "phi": "sigmoid"}


@one_hidden.shown("three inputs, two hidden neurons (tanh), three classes, none of class 2")
def three_two_three() -> dict[str, Any]:
    Theta_hidden = np.array([[0.2, 1.0, -0.5, 0.75], [-0.4, 0.5, 1.25, -1.0]])
    Theta_out = np.array([[0.1, 1.5, -1.0], [-0.3, 0.5, 0.25], [0.6, -0.75, 2.0]])
    X = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [2.0, 1.0, 1.0], [-1.5, 0.5, 1.0]])
    labels = np.array([1, 0, 1, 0])
    return {"Theta_hidden": Theta_hidden, "Theta_out": Theta_out, "X": X, "labels": labels, "phi": "tanh"}


@one_hidden.shown("three hidden neurons (ReLU), four classes, integers; a score of 1000, and one that is exactly 0")
def relu_integers() -> dict[str, Any]:
    Theta_hidden = np.array([[1, -1, 2], [0, 1, -2], [-1, 1, 1]])
    Theta_out = np.array([[0, 1, -1, 1], [1, -1, 0, 1], [-1, 0, 1, -1], [0, 1, 1, 0]])
    X = np.array([[1, 2], [2, 1], [-1, 1], [1, -1], [400, -300]])  # second neuron, second row: 2 − 2·1 = 0
    labels = np.array([3, 0, 2, 1, 2])
    return {"Theta_hidden": Theta_hidden, "Theta_out": Theta_out, "X": X, "labels": labels, "phi": "relu"}


def _one_hidden(rng: np.random.Generator, m: int, sizes: Any, phi: str) -> dict[str, Any]:
    n, n_h, K = (int(size) for size in sizes)
    return {
        "Theta_hidden": rng.normal(size=(n_h, n + 1)),
        "Theta_out": rng.normal(size=(K, n_h + 1)),
        "X": rng.normal(size=(m, n)),
        "labels": rng.permutation(np.append(np.arange(K), rng.integers(0, K, size=m))[:m]),
        "phi": phi,
    }


@one_hidden.drawn(1)
def unequal_sizes_sigmoid(rng: np.random.Generator) -> dict[str, Any]:
    return _one_hidden(rng, 7, rng.permutation([2, 3, 4]), "sigmoid")


@one_hidden.drawn(1)
def unequal_sizes_tanh(rng: np.random.Generator) -> dict[str, Any]:
    return _one_hidden(rng, 6, rng.permutation([2, 3, 5]), "tanh")


@one_hidden.drawn(1)
def unequal_sizes_relu(rng: np.random.Generator) -> dict[str, Any]:
    return _one_hidden(rng, 8, rng.permutation([2, 4, 5]), "relu")


@one_hidden.drawn(1)
def both_matrices_square(rng: np.random.Generator) -> dict[str, Any]:
    return _one_hidden(rng, 4, [2, 3, 4], str(rng.choice(["tanh", "relu"])))


@one_hidden.drawn(1)
def as_many_hidden_as_inputs(rng: np.random.Generator) -> dict[str, Any]:
    return _one_hidden(rng, 5, [3, 3, 3], "tanh")


@one_hidden.drawn(1)
def last_class_absent(rng: np.random.Generator) -> dict[str, Any]:
    return {**_one_hidden(rng, 6, [2, 3, 4], "sigmoid"), "labels": rng.permutation([0, 1, 2, 0, 1, 2])}


@one_hidden.drawn(1)
def one_example_only(rng: np.random.Generator) -> dict[str, Any]:
    return {**_one_hidden(rng, 1, [3, 4, 3], "sigmoid"), "labels": np.array([1])}


@one_hidden.drawn(1)
def large_scores(rng: np.random.Generator) -> dict[str, Any]:
    case = _one_hidden(rng, 5, [2, 4, 3], "relu")
    return {**case, "X": case["X"] * 3000}


@one_hidden.wider
def any_one_hidden(rng: np.random.Generator) -> dict[str, Any]:
    phi = str(rng.choice(["sigmoid", "tanh", "relu"]))
    m, *sizes = (int(size) for size in rng.integers(1, 5, size=4))
    case = _one_hidden(rng, m, sizes, phi)
    if phi != "relu":  # at 0 ReLU has two derivatives
        case["X"] = case["X"] * rng.choice([0.0, 0.01, 1.0, 100.0])
        case["Theta_hidden"] = case["Theta_hidden"] * rng.choice([0.0, 1.0])
    return {**case, "labels": rng.integers(0, sizes[-1], size=m)}


@one_hidden.independent(1e-9)
def by_gdkits_network(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """gdkit's theta holds unit after unit, the bias first: these very matrices, one after the other."""
    sizes = (X.shape[1], len(Theta_hidden), len(Theta_out))
    net = MLP(X.astype(float), np.eye(len(Theta_out))[labels], sizes, phi)
    theta = np.append(Theta_hidden.ravel(), Theta_out.ravel()).astype(float)
    gradient = net.value_and_gradient(theta)[1]
    return gradient[: Theta_hidden.size].reshape(Theta_hidden.shape), gradient[Theta_hidden.size :].reshape(
        Theta_out.shape
    )


@one_hidden.independent(1e-9)
def by_complex_steps_in_each_entry(
    Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str
) -> Pair:
    """Im J(Theta + i h)/h; ReLU passes the step on where the score is positive, not at 0."""
    h = 1e-30

    def loss(T_hidden: ndarray, T_out: ndarray) -> complex:
        Z = X @ T_hidden[:, 1:].T + T_hidden[:, 0]
        if phi == "sigmoid":
            E = np.exp(np.where(Z.real > 0, -Z, Z))
            H = np.where(Z.real > 0, 1, E) / (1 + E)
        else:
            H = np.tanh(Z) if phi == "tanh" else np.where(Z.real > 0, Z, 0)
        scores = H @ T_out[:, 1:].T + T_out[:, 0]
        scores = scores - scores.real.max(axis=1, keepdims=True)
        right = scores[np.arange(len(X)), labels]
        return complex((np.log(np.exp(scores).sum(axis=1)) - right).mean())

    matrices = Theta_hidden.astype(complex), Theta_out.astype(complex)
    slopes = np.zeros(Theta_hidden.shape), np.zeros(Theta_out.shape)
    for matrix, slope in zip(matrices, slopes, strict=True):
        for entry in np.ndindex(*matrix.shape):
            matrix[entry] += 1j * h
            slope[entry] = loss(*matrices).imag / h
            matrix[entry] -= 1j * h
    return slopes


@one_hidden.mistake()
def bias_column_kept(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """dH keeps the bias column: the hidden gradient has a row too many, for the constant 1.

    Nothing below depends on the 1 in front of h. Which column of Theta_out must not be passed back?
    """
    Z = _with_ones(X) @ Theta_hidden.T
    H = _phi(Z, phi)
    dZ = _output_residual(Theta_out, H, labels)
    return (dZ @ Theta_out * _with_ones(_phi_prime(Z, phi))).T @ _with_ones(X), dZ.T @ _with_ones(H)


@one_hidden.mistake()
def last_column_left_out(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """Passing back, the last column of Theta_out is left out instead of the first, which holds the biases.

    The bias stands in column 0.
    """
    Z = _with_ones(X) @ Theta_hidden.T
    dZ = _output_residual(Theta_out, _phi(Z, phi), labels)
    dTheta_out = dZ.T @ _with_ones(_phi(Z, phi))
    return (dZ @ Theta_out[:, :-1] * _phi_prime(Z, phi)).T @ _with_ones(X), dTheta_out


@one_hidden.mistake(reread=f"{LECTURE}, “The source says …: Θ with the feature first”")
def feature_index_first(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """Θⱼₗ is read as row j, column l; the source writes the feature first, so it is row l, column j.

    The rows of Theta_out are classes. The wrong reading fits only when there are as many classes as columns.
    """
    Z = _with_ones(X) @ Theta_hidden.T
    H = _phi(Z, phi)
    dZ = _output_residual(Theta_out, H, labels)
    dH = np.zeros(H.shape)
    for j in range(H.shape[1]):
        for k in range(dZ.shape[1]):
            dH[:, j] += dZ[:, k] * Theta_out[j + 1, k]
    return (dH * _phi_prime(Z, phi)).T @ _with_ones(X), dZ.T @ _with_ones(H)


@one_hidden.mistake()
def slope_left_out(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """φ′ is missing: the hidden gradient is built with ∂J/∂h where ∂J/∂h⁻ belongs.

    Between h⁻ and h stands φ.
    """
    one = np.ones((len(X), len(Theta_hidden)))
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, one)


@one_hidden.mistake(reread=f"{LECTURE}, “σ′ at z, or from a”")
def slope_at_h(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """φ′ is taken at h = φ(h⁻) instead of at h⁻.

    Store h⁻ in the forward pass.
    """
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, _phi_prime(H, phi))


@one_hidden.mistake()
def slope_squared(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """In the hidden layer φ′ is applied twice.

    One φ, one factor.
    """
    slope = _phi_prime(_with_ones(X) @ Theta_hidden.T, phi)
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, slope * slope)


@one_hidden.mistake(reread=f"{LECTURE}, “σ′ at z, or from a”")
def always_slope_of_sigmoid(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """φ′ is always h(1 − h), which is right for the sigmoid only.

    tanh and ReLU have other derivatives.
    """
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, H * (1 - H))


@one_hidden.mistake(reread=f"{LECTURE}, “σ′ at z, or from a”")
def slope_of_tanh_from_the_score(
    Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str
) -> Pair:
    """The derivative of tanh is computed as 1 − z², with the score where tanh z belongs.

    A slope of tanh is never negative. Is yours?
    """
    Z = _with_ones(X) @ Theta_hidden.T
    slope = 1 - Z**2 if phi == "tanh" else _phi_prime(Z, phi)
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, slope)


@one_hidden.mistake(reread=f"{LECTURE}, “σ′ at z, or from a”")
def slope_of_sigmoid_from_the_score(
    Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str
) -> Pair:
    """The derivative of the sigmoid is computed as z(1 − z), with the score where σ(z) belongs.

    A slope of the sigmoid is at most a quarter. Is yours?
    """
    Z = _with_ones(X) @ Theta_hidden.T
    slope = Z * (1 - Z) if phi == "sigmoid" else _phi_prime(Z, phi)
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, slope)


@one_hidden.mistake(reread=f"{LECTURE}, “From layer to layer”")
def relu_masked_by_the_error(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """With ReLU, what comes back is cut off where the error is negative, instead of where the score was.

    φ′ depends on the forward pass alone.
    """
    Z = _with_ones(X) @ Theta_hidden.T
    dH = _output_residual(Theta_out, _phi(Z, phi), labels) @ Theta_out[:, 1:]
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, dH > 0 if phi == "relu" else _phi_prime(Z, phi))


@one_hidden.mistake()
def phi_ignored(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """The hidden layer always has the sigmoid, whatever phi says.

    phi is "sigmoid", "tanh" or "relu".
    """
    return onehidden_gradients(Theta_hidden, Theta_out, X, labels, "sigmoid")


@one_hidden.mistake()
def hidden_layer_linear(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """The hidden layer has no activation function at all: h = h⁻.

    Without φ the two layers are one.
    """
    H = _with_ones(X) @ Theta_hidden.T
    dZ = _output_residual(Theta_out, H, labels)
    return (dZ @ Theta_out[:, 1:]).T @ _with_ones(X), dZ.T @ _with_ones(H)


@one_hidden.mistake(reread=f"{LECTURE}, “Where the 1/m goes”")
def both_summed(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """Both gradients are m times too large: the examples are summed and not averaged.

    J is a mean over the examples.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden * len(X), out * len(X)


@one_hidden.mistake(reread=f"{LECTURE}, “Where the 1/m goes”")
def hidden_summed(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """The hidden gradient is m times too large: its 1/m is missing.

    Divide ∂J/∂z by m, once; then all that follows carries it.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden * len(X), out


@one_hidden.mistake(reread=f"{LECTURE}, “Where the 1/m goes”")
def hidden_averaged_twice(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """The hidden gradient is m times too small: it is divided by m once more.

    ∂J/∂z carries the 1/m already.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden / len(X), out


@one_hidden.mistake(reread=f"{LECTURE}, “The error of the output”")
def label_minus_probability(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """Both gradients have the opposite sign: Y − P stands where P − Y belongs.

    Does the loss grow or fall when the score of the right class grows?
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return -hidden, -out


@one_hidden.mistake()
def hidden_turned(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """The hidden gradient has the opposite sign; the output's is right.

    No minus enters on the way back.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return -hidden, out


@one_hidden.mistake(reread=f"{LECTURE}, “The error of the output”")
def right_class_only(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """Only the score of the right class gets an error; the other classes are not pushed down.

    Every probability depends on every score.
    """
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    Y = np.eye(len(Theta_out))[labels]
    return _from_residual(Theta_hidden, Theta_out, X, phi, _output_residual(Theta_out, H, labels) * Y)


@one_hidden.mistake(reread=f"{LECTURE}, “The error of the output”")
def softmax_left_out(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """The output's error is Z − Y: softmax is missing.

    What is subtracted from the labels has to be probabilities: do your rows sum to 1?
    """
    Z = _with_ones(_phi(_with_ones(X) @ Theta_hidden.T, phi)) @ Theta_out.T
    return _from_residual(Theta_hidden, Theta_out, X, phi, (Z - np.eye(len(Theta_out))[labels]) / len(X))


@one_hidden.mistake(reread="Lecture 08, “Two classes: softmax and sigmoid”")
def sigmoid_outputs(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """Every output has its own sigmoid; here the classes share a softmax.

    Exactly one class is right.
    """
    Z = _with_ones(_phi(_with_ones(X) @ Theta_hidden.T, phi)) @ Theta_out.T
    return _from_residual(Theta_hidden, Theta_out, X, phi, (_sigmoid(Z) - np.eye(len(Theta_out))[labels]) / len(X))


@one_hidden.mistake(reread="Lecture 08, “Softmax”")
def softmax_over_rows(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """Softmax runs along the wrong axis: the probabilities of a class sum to 1 over the rows.

    One row is one example.
    """
    Z = _with_ones(_phi(_with_ones(X) @ Theta_hidden.T, phi)) @ Theta_out.T
    dZ = (_softmax(Z.T).T - np.eye(len(Theta_out))[labels]) / len(X)
    return _from_residual(Theta_hidden, Theta_out, X, phi, dZ)


@one_hidden.mistake(reread="Lecture 08, “Numbers that overflow”")
def softmax_overflows(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """For large scores both gradients are NaN: the exponentials overflow.

    Subtract the largest score of each row first.
    """
    E = np.exp(_with_ones(_phi(_with_ones(X) @ Theta_hidden.T, phi)) @ Theta_out.T)
    dZ = (E / E.sum(axis=1, keepdims=True) - np.eye(len(Theta_out))[labels]) / len(X)
    return _from_residual(Theta_hidden, Theta_out, X, phi, dZ)


@one_hidden.mistake(reread=f"{LECTURE}, “The error of the output”")
def jacobian_kept(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """P − Y is multiplied by the Jacobian of softmax: these are gradients of a squared error.

    In the log loss the Jacobian has cancelled already.
    """
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    P = _softmax(_with_ones(H) @ Theta_out.T)
    D = _output_residual(Theta_out, H, labels)
    return _from_residual(Theta_hidden, Theta_out, X, phi, P * (D - (P * D).sum(axis=1, keepdims=True)))


@one_hidden.mistake(reread="Lecture 08, “Classes are counted from 0”")
def labels_minus_one(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """The labels are read as 1..K: the 1 stands one column too far left, and for class 0 in the last one.

    The classes are 0..K−1.
    """
    return onehidden_gradients(Theta_hidden, Theta_out, X, (labels - 1) % len(Theta_out), phi)


@one_hidden.mistake(reread="Lecture 08, “One-hot labels”")
def label_numbers_subtracted(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """The number of the class is subtracted from every probability, as if class 2 were twice class 1.

    Turn a label into a row with a single 1.
    """
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    dZ = (_softmax(_with_ones(H) @ Theta_out.T) - labels[:, None]) / len(X)
    return _from_residual(Theta_hidden, Theta_out, X, phi, dZ)


@one_hidden.mistake(reread="Lecture 08, “One-hot labels”")
def classes_counted_in_the_batch(
    Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str
) -> Pair:
    """The number of classes is taken from the largest label: a batch without the last class stops the function.

    K is the number of rows of Theta_out.
    """
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    dZ = (_softmax(_with_ones(H) @ Theta_out.T) - np.eye(labels.max() + 1)[labels]) / len(X)
    return _from_residual(Theta_hidden, Theta_out, X, phi, dZ)


@one_hidden.mistake()
def output_biases_zero(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """The bias column of the output's gradient is 0: h was not augmented with a 1 there.

    dTheta_out has the shape of Theta_out, and its first column is the gradient of the biases.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden, out * (np.arange(out.shape[1]) > 0)


@one_hidden.mistake()
def hidden_biases_zero(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """The bias column of the hidden gradient is 0: x was not augmented with a 1 there.

    dTheta_hidden has the shape of Theta_hidden, and its first column is the gradient of the biases.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden * (np.arange(hidden.shape[1]) > 0), out


@one_hidden.mistake(reread="Lecture 00, “House notation”")
def ones_last(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """The 1 stands behind x and h instead of in front of them: the biases are looked for in the last column.

    In this course the bias comes first.
    """
    first = [np.roll(Theta_hidden, 1, axis=1), np.roll(Theta_out, 1, axis=1)]
    hidden, out = onehidden_gradients(first[0], first[1], X, labels, phi)
    return np.roll(hidden, -1, axis=1), np.roll(out, -1, axis=1)


@one_hidden.mistake()
def hidden_scores_for_activations(
    Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str
) -> Pair:
    """The output's gradient is built with h⁻ where h belongs.

    Theta_out multiplies h.
    """
    Z = _with_ones(X) @ Theta_hidden.T
    hidden, _ = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden, _output_residual(Theta_out, _phi(Z, phi), labels).T @ _with_ones(Z)


@one_hidden.mistake()
def own_activations(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """The hidden gradient is built with h where x belongs: the layer's own output instead of its input.

    Theta_hidden multiplies x. With as many hidden neurons as inputs no shape shows it.
    """
    Z = _with_ones(X) @ Theta_hidden.T
    H = _phi(Z, phi)
    dZ = _output_residual(Theta_out, H, labels)
    return (dZ @ Theta_out[:, 1:] * _phi_prime(Z, phi)).T @ _with_ones(H), dZ.T @ _with_ones(H)


@one_hidden.mistake(reread=f"{LECTURE}, “The gradients”")
def gradients_transposed(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """Both gradients are transposed; in square matrices no shape shows it.

    A gradient has the shape of its parameter: one row a neuron.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden.T.copy(), out.T.copy()


@one_hidden.mistake()
def output_first(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """The two results are exchanged, in the order in which they are computed.

    First the hidden layer's gradient, then the output's.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return out, hidden


@one_hidden.mistake(reread=f"{LECTURE}, “Backpropagation is not gradient descent”")
def matrices_updated(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """Theta_out is updated in place before the error passes through it, or integers stop it.

    Backpropagation computes the gradient; it changes no parameter.
    """
    Z = _with_ones(X) @ Theta_hidden.T
    H = _phi(Z, phi)
    dZ = _output_residual(Theta_out, H, labels)
    out = dZ.T @ _with_ones(H)
    Theta_out -= 0.1 * out
    return (dZ @ Theta_out[:, 1:] * _phi_prime(Z, phi)).T @ _with_ones(X), out


@one_hidden.variant
def one_hidden_example_by_example(
    Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str
) -> Pair:
    """As the source writes it: one example at a time, neuron by neuron."""
    d_hidden, d_out = np.zeros(Theta_hidden.shape), np.zeros(Theta_out.shape)
    for row, label in zip(X, labels, strict=True):
        x = np.append(1.0, row)
        h_minus = Theta_hidden @ x
        h = np.append(1.0, _phi(h_minus, phi))
        z = Theta_out @ h
        p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        dz = np.array([p[k] - (1 if k == label else 0) for k in range(len(p))])
        for k in range(len(p)):
            d_out[k] += dz[k] * h / len(X)
        slope = 1.0 * _phi_prime(h_minus, phi)
        for j in range(len(h_minus)):
            dh = sum(dz[k] * Theta_out[k, j + 1] for k in range(len(p)))
            d_hidden[j] += dh * slope[j] * x / len(X)
    return d_hidden, d_out


@one_hidden.variant
def one_hidden_with_biases_apart(
    Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str
) -> Pair:
    """In the course's own form, W and b apart, put together at the end."""
    m = X.shape[0]
    W1, b1, W2, b2 = Theta_hidden[:, 1:], Theta_hidden[:, 0], Theta_out[:, 1:], Theta_out[:, 0]
    Z1 = X @ W1.T + b1
    if phi == "sigmoid":
        A1 = 1 / (1 + np.exp(-Z1))
        slope = A1 - A1**2
    elif phi == "tanh":
        A1 = np.tanh(Z1)
        slope = 1 / np.cosh(Z1) ** 2
    else:
        A1 = Z1 * (Z1 > 0)
        slope = np.sign(A1)
    Z2 = A1 @ W2.T + b2
    delta2 = np.exp(Z2 - np.logaddexp.reduce(Z2, axis=1)[:, None])
    delta2[np.arange(m), labels] -= 1
    delta1 = np.einsum("ik,kj->ij", delta2, W2) * slope
    hidden = np.hstack([delta1.mean(axis=0)[:, None], delta1.T @ X / m])
    return hidden, np.hstack([delta2.mean(axis=0)[:, None], delta2.T @ A1 / m])


@one_hidden.variant
def one_hidden_in_columns(Theta_hidden: ndarray, Theta_out: ndarray, X: ndarray, labels: ndarray, phi: str) -> Pair:
    """Examples in columns; the bias column is cut off after the product."""
    m = len(labels)
    x = np.vstack([np.ones(m), X.T])
    h_minus = Theta_hidden @ x
    h = np.vstack([np.ones(m), _phi(h_minus, phi)])
    p = _softmax((Theta_out @ h).T).T
    p[labels, np.arange(m)] -= 1
    dh = (Theta_out.T @ p)[1:]
    return (dh * _phi_prime(h_minus, phi)) @ x.T / m, p @ h.T / m


# --- Quizzes ------------------------------------------------------------------------------------

# Which sentence is right?
# a  Backpropagation is another name for gradient descent.
# b  Backpropagation computes the gradient; gradient descent uses it. Adam could use the same gradient.
# c  Backpropagation finds the minimum, gradient descent only a smaller value.
# d  Backpropagation is gradient descent that starts at the output.
Quiz(
    "10.quiz_what_it_is",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="Backpropagation is the chain rule in an order that computes nothing twice: it returns numbers and changes no "
    "weight. Which step is made with the gradient is for the optimiser to say.",
    reread=f"{LECTURE}, “Backpropagation is not gradient descent”",
)

# Predict, without running: a network 4–5–3 with all weights and biases 0. What does backpropagation give in the first
# step for the weights of the hidden layer, dW of layer 1?
# a  Random numbers.   b  All zeros.   c  The same row for every hidden neuron, not zero.   d  NaN.
Quiz(
    "10.quiz_zero_weights",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="δ of the hidden layer is δ of the output passed back through the output's weights, and these are 0. For the "
    "same reason a gradient check at 0 proves little: most mistakes give zeros there too.",
    reread=f"{LECTURE}, “The four equations”",
)

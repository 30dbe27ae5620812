"""Lesson 09, from perceptrons to multilayer perceptrons: how many features, how many parameters, the forward pass.

House convention: W (n_out, n_in) to–from, b (n_out,), rows of A are examples, Z = A Wᵀ + b, σ the sigmoid.
Sources: ledger rows A83–A89, B10–B14, B46–B55, C23–C28, C38, C39.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit.layout import Layout
from gdkit.networks import MLP

LECTURE = "Lecture 09"

# --- X9.1: the number of features ---------------------------------------------------------------

features = Exercise(
    "09.polynomial_feature_count",
    "polynomial_feature_count(n, r) -> count",
    reread=f"{LECTURE}, “Too many features”",
    library_calls=("PolynomialFeatures",),
)


@features.reference
def polynomial_feature_count(n: int, r: int) -> int:
    count = 1
    for k in range(1, r + 1):
        count = count * (n + k - 1) // k  # the number for degree k: always whole
    return count


def _inputs_and_degree(n: int, r: int) -> dict[str, Any]:
    return {"n": n, "r": r}


@features.shown("products of two of three inputs")
def two_of_three() -> dict[str, Any]:
    return _inputs_and_degree(3, 2)


@features.shown("products of two of the 10 000 pixels of a picture of 100 by 100")
def picture() -> dict[str, Any]:
    return _inputs_and_degree(10_000, 2)


@features.shown("products of three of four inputs")
def three_of_four() -> dict[str, Any]:
    return _inputs_and_degree(4, 3)


@features.shown("products of 13 of 24 inputs: 24·25·…·36 has more than 63 bits")
def thirteen_of_twenty_four() -> dict[str, Any]:
    return _inputs_and_degree(24, 13)


@features.drawn(3)
def any_degree(rng: np.random.Generator) -> dict[str, Any]:
    n = int(rng.integers(3, 10))
    return _inputs_and_degree(n, int(rng.choice([r for r in range(3, 7) if r != n])))


@features.drawn(1)
def higher_degree_than_inputs(rng: np.random.Generator) -> dict[str, Any]:
    return _inputs_and_degree(2, int(rng.integers(5, 9)))


@features.drawn(1)
def first_degree(rng: np.random.Generator) -> dict[str, Any]:
    return _inputs_and_degree(int(rng.integers(5, 50)), 1)


@features.drawn(1)
def one_input(rng: np.random.Generator) -> dict[str, Any]:
    return _inputs_and_degree(1, int(rng.integers(3, 9)))


@features.wider
def any_inputs(rng: np.random.Generator) -> dict[str, Any]:
    return _inputs_and_degree(int(rng.integers(1, 40)), int(rng.integers(0, 9)))


@features.independent()
def variable_by_variable(n: int, r: int) -> int:
    """With one more variable, degree k is reached from every degree up to k: running sums, no formula."""
    of_degree = [1] * (r + 1)
    for _ in range(n - 1):
        for k in range(1, r + 1):
            of_degree[k] += of_degree[k - 1]
    return of_degree[r]


def _choose(n: int, k: int) -> int:
    """n choose k"""
    count = 1
    for j in range(1, k + 1):
        count = count * (n - k + j) // j
    return count


@features.mistake()
def each_input_once(n: int, r: int) -> int:
    """Products in which an input occurs twice are not counted: this is n choose r.

    Three inputs have x₁² and its like too. List all products for n = 3, r = 2.
    """
    return _choose(n, r) if n >= r else 0


@features.mistake()
def all_degrees(n: int, r: int) -> int:
    """All degrees from 0 to r are counted; asked for are the products of exactly r inputs.

    For n = 3, r = 2 the list has six products: no constant, no single inputs.
    """
    return _choose(n + r, r)


@features.mistake()
def degrees_from_one(n: int, r: int) -> int:
    """All degrees from 1 to r are counted; asked for are the products of exactly r inputs.

    For n = 3, r = 2 the list has six products: no single inputs.
    """
    return _choose(n + r, r) - 1


@features.mistake()
def order_counted(n: int, r: int) -> int:
    """The order is counted: x₁x₂ and x₂x₁ are the same product.

    This is n to the power r.
    """
    return n**r


@features.mistake()
def order_counted_without_powers(n: int, r: int) -> int:
    """n(n + 1)…(n + r − 1) is not divided by r!: the same product is counted in many orders.

    In how many orders can r factors stand?
    """
    count = 1
    for k in range(r):
        count *= n + k
    return count


@features.mistake()
def divided_by_r(n: int, r: int) -> int:
    """n(n + 1)…(n + r − 1) is divided by r instead of by r!.

    In how many orders can r factors stand?
    """
    return order_counted_without_powers(n, r) // r


@features.mistake()
def powers_divided(n: int, r: int) -> int:
    """n to the power r is divided by r!: products with equal factors have fewer orders than r!.

    x₁² can be written in one order only.
    """
    count = n**r
    for k in range(1, r + 1):
        count //= k
    return count


@features.mistake()
def always_pairs(n: int, r: int) -> int:
    """The degree r is not used: the result is always that for products of two.

    n(n + 1)/2 is the case r = 2.
    """
    return n * (n + 1) // 2


@features.mistake()
def inputs_and_degree_exchanged(n: int, r: int) -> int:
    """n and r are exchanged in the formula: it counts the products of n out of r inputs.

    For n = 3, r = 2 the answer is 6, not 4.
    """
    return polynomial_feature_count(r, n)


@features.mistake()
def one_input_too_few(n: int, r: int) -> int:
    """The formula is evaluated with n − 1 inputs: (n + r − 2) choose r.

    Test n = 1: one input has exactly one power of degree r.
    """
    return polynomial_feature_count(n - 1, r)


@features.mistake()
def inputs_times_degree(n: int, r: int) -> int:
    """This is n times r: it counts the powers of single inputs, not the mixed products.

    x₁x₂ is a feature too.
    """
    return n * r


@features.mistake(reread=f"{LECTURE}, “The source says …: 5050 features”")
def side_of_the_picture(n: int, r: int) -> int:
    """n is taken for the number of pixels of the whole picture, and its root, the side, is used: 5050.

    n is the number of inputs. A picture of 100 by 100 has 10 000 of them.
    """
    return polynomial_feature_count(int(n**0.5), r)


@features.mistake(reread="Lecture 00, “Whole numbers”")
def decimal_number(n: int, r: int) -> Any:
    """The result is a decimal number: / divides to a float, which is exact to 16 digits only.

    A count is a whole number; // divides whole numbers.
    """
    return polynomial_feature_count(n, r) / 1


@features.mistake(reread="Lecture 00, “Whole numbers”")
def integers_overflow(n: int, r: int) -> Any:
    """For large n and r the result is wrong: NumPy's integers have 64 bits, and the product runs over.

    Python's own integers have no limit. Or divide while you multiply.
    """
    return np.prod(np.arange(n, n + r)) // np.prod(np.arange(1, r + 1))


@features.variant
def count_by_math(n: int, r: int) -> int:
    import math

    return math.comb(n + r - 1, r)


@features.variant
def count_by_factorials(n: int, r: int) -> int:
    import math

    return math.factorial(n + r - 1) // (math.factorial(r) * math.factorial(n - 1))


@features.variant
def count_by_running_sums(n: int, r: int) -> int:
    counts = [1] * n  # of degree k in the first 1, 2, …, n inputs
    for _ in range(r):
        total, sums = 0, []
        for count in counts:
            total += count
            sums.append(total)
        counts = sums
    return counts[-1]


# --- X9.2: the number of parameters -------------------------------------------------------------

parameters = Exercise(
    "09.count_parameters",
    "count_parameters(sizes) -> (neurons, weights, total)",
    parts={"the neurons": ("neurons",), "the weights": ("weights",), "all parameters": ("total",)},
    reread=f"{LECTURE}, “Counting”",
)

Counts = tuple[int, int, int]


@parameters.reference
def count_parameters(sizes: list[int]) -> Counts:
    neurons = sum(sizes[1:])
    weights = sum(sizes[k - 1] * sizes[k] for k in range(1, len(sizes)))
    return neurons, weights, weights + neurons  # every neuron has one bias


@parameters.shown("3–4–2")
def three_four_two() -> dict[str, Any]:
    return {"sizes": [3, 4, 2]}


@parameters.shown("4–5–3, for the irises")
def for_irises() -> dict[str, Any]:
    return {"sizes": [4, 5, 3]}


@parameters.shown("784–300–100–10, for written digits")
def for_digits() -> dict[str, Any]:
    return {"sizes": [784, 300, 100, 10]}


@parameters.shown("6–1, a single neuron")
def single_neuron() -> dict[str, Any]:
    return {"sizes": [6, 1]}


@parameters.drawn(3)
def any_sizes(rng: np.random.Generator) -> dict[str, Any]:
    return {"sizes": [int(size) for size in rng.integers(2, 30, size=int(rng.integers(3, 6)))]}


@parameters.drawn(1)
def no_hidden_layer(rng: np.random.Generator) -> dict[str, Any]:
    return {"sizes": [int(size) for size in rng.integers(2, 30, size=2)]}


@parameters.drawn(1)
def equal_layers(rng: np.random.Generator) -> dict[str, Any]:
    return {"sizes": [int(rng.integers(3, 9))] * 4}


@parameters.wider
def any_network(rng: np.random.Generator) -> dict[str, Any]:
    return {"sizes": [int(size) for size in rng.integers(1, 10, size=int(rng.integers(2, 7)))]}


@parameters.independent()
def by_layout(sizes: list[int]) -> Counts:
    """gdkit's own layout of theta."""
    layout = Layout(sizes)
    neurons = int(layout.is_bias.sum())
    return neurons, layout.n_parameters - neurons, layout.n_parameters


@parameters.mistake()
def biases_forgotten(sizes: list[int]) -> Counts:
    """The biases are not counted among the parameters.

    Every neuron has one.
    """
    neurons, weights, _ = count_parameters(sizes)
    return neurons, weights, weights


@parameters.mistake(reread=f"{LECTURE}, “What counts as a neuron”")
def inputs_are_neurons(sizes: list[int]) -> Counts:
    """The inputs are counted as neurons.

    An input holds a number; it has no weights of its own and computes nothing.
    """
    _, weights, total = count_parameters(sizes)
    return sum(sizes), weights, total


@parameters.mistake(reread=f"{LECTURE}, “What counts as a neuron”")
def inputs_are_neurons_with_biases(sizes: list[int]) -> Counts:
    """The inputs are counted as neurons and get biases.

    An input holds a number; it has no weights and no bias.
    """
    _, weights, _ = count_parameters(sizes)
    return sum(sizes), weights, weights + sum(sizes)


@parameters.mistake(reread=f"{LECTURE}, “What counts as a neuron”")
def inputs_have_biases(sizes: list[int]) -> Counts:
    """The neurons are right, but the inputs get a bias too.

    As many biases as neurons.
    """
    neurons, weights, _ = count_parameters(sizes)
    return neurons, weights, weights + sum(sizes)


@parameters.mistake(reread=f"{LECTURE}, “What counts as a neuron”")
def hidden_neurons_only(sizes: list[int]) -> Counts:
    """The output neurons are left out: neither counted nor given a bias.

    The outputs are computed from weights and a bias like every other layer.
    """
    neurons, weights, _ = count_parameters(sizes)
    return neurons - sizes[-1], weights, weights + neurons - sizes[-1]


@parameters.mistake()
def one_bias_per_layer(sizes: list[int]) -> Counts:
    """There is one bias for each layer instead of one for each neuron.

    b has as many entries as the layer has neurons.
    """
    neurons, weights, _ = count_parameters(sizes)
    return neurons, weights, weights + len(sizes) - 1


@parameters.mistake()
def one_bias_in_all(sizes: list[int]) -> Counts:
    """There is one bias for the whole network instead of one for each neuron.

    b has as many entries as the layer has neurons.
    """
    neurons, weights, _ = count_parameters(sizes)
    return neurons, weights, weights + 1


@parameters.mistake()
def biases_among_the_weights(sizes: list[int]) -> Counts:
    """The biases are counted among the weights.

    weights are the lines of the drawing; the biases come in addition, in the total.
    """
    neurons, _, total = count_parameters(sizes)
    return neurons, total, total


@parameters.mistake()
def biases_twice(sizes: list[int]) -> Counts:
    """The biases are counted twice: among the weights, and once more in the total.

    weights are the lines of the drawing alone.
    """
    neurons, _, total = count_parameters(sizes)
    return neurons, total, total + neurons


@parameters.mistake()
def sizes_multiplied(sizes: list[int]) -> Counts:
    """All sizes are multiplied with one another; only neighbours are connected.

    Between two layers there are n_in · n_out weights; then add the layers.
    """
    weights = 1
    for size in sizes:
        weights *= size
    return sum(sizes[1:]), weights, weights + sum(sizes[1:])


@parameters.mistake()
def all_layers_connected(sizes: list[int]) -> Counts:
    """Every layer is connected with every later one; only neighbours are.

    Look at the drawing: no line skips a layer.
    """
    weights = sum(sizes[j] * sizes[k] for k in range(len(sizes)) for j in range(k))
    return sum(sizes[1:]), weights, weights + sum(sizes[1:])


@parameters.mistake()
def sizes_added(sizes: list[int]) -> Counts:
    """Between two layers n_in + n_out weights are counted; there are n_in · n_out.

    Every neuron has a line from every neuron before it.
    """
    weights = sum(sizes[k - 1] + sizes[k] for k in range(1, len(sizes)))
    return sum(sizes[1:]), weights, weights + sum(sizes[1:])


@parameters.mistake()
def outputs_not_connected(sizes: list[int]) -> Counts:
    """The last weight matrix is left out: the loop ends one layer early.

    L + 1 sizes have L weight matrices between them.
    """
    _, weights, _ = count_parameters(sizes[:-1])
    neurons = sum(sizes[1:])
    return neurons, weights, weights + neurons


@parameters.mistake()
def inputs_not_connected(sizes: list[int]) -> Counts:
    """The first weight matrix is left out: the weights from the inputs are missing.

    L + 1 sizes have L weight matrices between them.
    """
    _, weights, _ = count_parameters(sizes[1:])
    neurons = sum(sizes[1:])
    return neurons, weights, weights + neurons


@parameters.mistake()
def three_layers_assumed(sizes: list[int]) -> Counts:
    """Exactly one hidden layer is assumed: other networks stop the function or are counted in part.

    sizes can have any length from two.
    """
    weights = sizes[0] * sizes[1] + sizes[1] * sizes[2]
    neurons = sizes[1] + sizes[2]
    return neurons, weights, weights + neurons


@parameters.mistake()
def weights_and_neurons_exchanged(sizes: list[int]) -> Counts:
    """The first two results are exchanged.

    The order is neurons, weights, total.
    """
    neurons, weights, total = count_parameters(sizes)
    return weights, neurons, total


@parameters.mistake()
def layers_counted(sizes: list[int]) -> Counts:
    """The first result counts layers, not neurons.

    Add the sizes of the layers.
    """
    _, weights, total = count_parameters(sizes)
    return len(sizes) - 1, weights, total


@parameters.mistake()
def total_only(sizes: list[int]) -> Any:
    """Only the total is returned.

    Three numbers are asked for: neurons, weights, total.
    """
    return count_parameters(sizes)[2]


@parameters.mistake(reread="Lecture 03, “The source says …: the update in place”")
def sizes_used_up(sizes: list[int]) -> Counts:
    """The caller's list is emptied (sizes.pop).

    Walk through the list by index, or take a copy.
    """
    neurons = weights = 0
    n_in = sizes.pop(0)
    while sizes:
        weights, neurons, n_in = weights + n_in * sizes[0], neurons + sizes[0], sizes.pop(0)
    return neurons, weights, weights + neurons


@parameters.variant
def count_layer_by_layer(sizes: list[int]) -> Counts:
    neurons = total = 0
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):  # noqa: RUF007 (a student's cell imports nothing)
        neurons += n_out
        total += n_out * (n_in + 1)
    return neurons, total - neurons, total


@parameters.variant
def count_by_numpy(sizes: list[int]) -> Any:
    widths = np.array(sizes)
    neurons, weights = widths[1:].sum(), widths[:-1] @ widths[1:]
    return neurons, weights, neurons + weights


@parameters.variant
def count_by_recursion(sizes: list[int]) -> Counts:
    return _count_from(sizes)


def _count_from(sizes: list[int]) -> Counts:
    if len(sizes) == 1:
        return 0, 0, 0
    neurons, weights, total = _count_from(sizes[1:])
    n_in, n_out = sizes[0], sizes[1]
    return neurons + n_out, weights + n_in * n_out, total + n_out * (n_in + 1)


# --- X9.3: the forward pass ---------------------------------------------------------------------

forward_pass = Exercise(
    "09.forward",
    "forward(Ws, bs, X) -> (Zs, As)",
    parts={"the scores Zs": ("Zs",), "the activations As": ("As",)},
    reread=f"{LECTURE}, “The forward pass”",
    library_calls=("MLP",),
)

Arrays = list[ndarray]
Layers = tuple[Arrays, Arrays]


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))  # far left e⁻ᶻ is infinity, and 1/∞ is 0


@forward_pass.reference
def forward(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    Zs, As, A = [], [], X
    for k in range(len(Ws)):
        Z = A @ Ws[k].T + bs[k]
        A = _sigmoid(Z)
        Zs.append(Z)
        As.append(A)
    return Zs, As


@forward_pass.shown("two inputs, two hidden neurons, one output, two rows")
def two_two_one() -> dict[str, Any]:
    Ws = [np.array([[0.1, 0.2], [-0.3, 0.4]]), np.array([[0.5, -0.6]])]
    return {"Ws": Ws, "bs": [np.array([0.05, -0.05]), np.array([0.1])], "X": np.array([[1.0, 2.0], [-1.0, 0.5]])}


@forward_pass.shown("three inputs, two hidden layers of four and two, two outputs, five rows")
def three_four_two_two() -> dict[str, Any]:
    Ws = [
        np.array([[0.5, -1.0, 0.25], [1.5, 0.5, -0.5], [-0.75, 0.0, 1.0], [0.25, 1.25, 2.0]]),
        np.array([[1.0, -0.5, 0.75, -1.5], [0.5, 2.0, -1.0, 0.25]]),
        np.array([[-1.25, 0.5], [0.75, 1.5]]),
    ]
    bs = [np.array([0.2, -0.4, 0.6, 0.1]), np.array([-0.3, 0.5]), np.array([0.7, -0.2])]
    X = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [2.0, 1.0, 3.0], [-1.5, 0.5, 1.0], [0.5, 0.5, 0.5]])
    return {"Ws": Ws, "bs": bs, "X": X}


@forward_pass.shown("three neurons everywhere, three rows, integer weights and inputs, scores of ±800")
def three_times_three() -> dict[str, Any]:
    Ws = [np.array([[1, -2, 0], [3, 1, -1], [0, 2, 1]]), np.array([[2, 1, -1], [0, -3, 1], [1, 1, 2]])]
    X = np.array([[1, 2, -1], [0, 401, 2], [-1, 1, 0]])
    return {"Ws": Ws, "bs": [np.array([0.5, -1.0, 2.0]), np.array([0.0, 1.5, -2.0])], "X": X}


def _network(rng: np.random.Generator, sizes: list[int], m: int) -> dict[str, Any]:
    Ws = [rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]
    return {"Ws": Ws, "bs": [rng.normal(size=size) for size in sizes[1:]], "X": rng.normal(size=(m, sizes[0]))}


@forward_pass.drawn(2)
def any_network_and_rows(rng: np.random.Generator) -> dict[str, Any]:
    sizes = [int(size) for size in rng.permutation([2, 3, 4, 5])]
    return _network(rng, sizes, 6)


@forward_pass.drawn(1)
def single_output(rng: np.random.Generator) -> dict[str, Any]:
    return _network(rng, [3, int(rng.integers(4, 6)), 1], 4)


@forward_pass.drawn(1)
def square_network(rng: np.random.Generator) -> dict[str, Any]:
    return _network(rng, [4, 4, 4], 4)


@forward_pass.drawn(1)
def single_layer(rng: np.random.Generator) -> dict[str, Any]:
    return _network(rng, [3, 2], 5)


@forward_pass.drawn(1)
def saturated_network(rng: np.random.Generator) -> dict[str, Any]:
    network = _network(rng, [2, 3, 2], 4)
    w = network["Ws"][0][0]
    network["X"][:2] = np.outer([1500.0, -1500.0], w / (w @ w))
    return network


@forward_pass.drawn(1)
def one_row_through(rng: np.random.Generator) -> dict[str, Any]:
    return _network(rng, [3, 4, 2], 1)


@forward_pass.wider
def any_network_at_all(rng: np.random.Generator) -> dict[str, Any]:
    sizes = [int(size) for size in rng.integers(1, 5, size=int(rng.integers(2, 5)))]
    network = _network(rng, sizes, int(rng.integers(1, 5)))
    return {**network, "X": network["X"] * rng.choice([0.0, 0.01, 1.0, 100.0])}


@forward_pass.independent(1e-9)
def by_gdkit(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    sizes = [X.shape[1], *(len(b) for b in bs)]
    net = MLP(X.astype(float), np.zeros((len(X), sizes[-1])), sizes, cost="quadratic", output="sigmoid")
    Zs, As = net.forward(net.pack(Ws, bs))
    return Zs, As[1:]


@forward_pass.independent(1e-9)
def neuron_by_neuron(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The neuron's equation in single numbers, by SciPy's sigmoid."""
    from scipy.special import expit

    Zs, As, rows = [], [], X.tolist()
    for W, b in zip(Ws, bs, strict=True):
        scores = [[sum(w * a for w, a in zip(W[j], row, strict=True)) + b[j] for j in range(len(b))] for row in rows]
        Zs.append(np.array(scores, dtype=float))
        As.append(expit(Zs[-1]))
        rows = As[-1].tolist()
    return Zs, As


def _layers(Ws: Arrays, bs: Arrays, X: ndarray, score: Any, activation: Any) -> Layers:
    """The forward pass with another score(A, W, b) or activation(Z)."""
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=True):
        Zs.append(score(A, W, b))
        A = activation(Zs[-1])
        As.append(A)
    return Zs, As


def _score(A: ndarray, W: ndarray, b: ndarray) -> ndarray:
    return A @ W.T + b


@forward_pass.mistake()
def bias_left_out(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The biases are left out: Z = A Wᵀ.

    Without a bias the score is 0 for every neuron when the inputs are 0.
    """
    return _layers(Ws, bs, X, lambda A, W, b: A @ W.T, _sigmoid)


@forward_pass.mistake(reread=f"{LECTURE}, “The source says …: equation (10)”")
def bias_outside(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The bias is added after the sigmoid: a = σ(Wa) + b.

    An activation lies between 0 and 1. The bias belongs to the score.
    """
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=True):
        Zs.append(A @ W.T)
        A = _sigmoid(Zs[-1]) + b
        As.append(A)
    return Zs, As


@forward_pass.mistake(reread=f"{LECTURE}, “The source says …: equation (10)”")
def sum_of_sigmoids(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The sigmoid is inside the sum, as equation (10) is printed: a neuron adds σ(w a + b) over its inputs.

    That can exceed 1. First the sum, then one sigmoid.
    """
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=True):
        Zs.append(_score(A, W, b))
        A = _sigmoid(A[:, None, :] * W + b[:, None]).sum(axis=2)
        As.append(A)
    return Zs, As


@forward_pass.mistake(reread=f"{LECTURE}, “To–from and from–to”")
def transpose_forgotten(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The product is A W where A Wᵀ belongs: the shapes fit only where a layer has as many neurons as inputs.

    W has the shape (n_out, n_in). Write the shapes under the product.
    """
    return _layers(Ws, bs, X, lambda A, W, b: A @ W + b, _sigmoid)


@forward_pass.mistake(reread=f"{LECTURE}, “To–from and from–to”")
def transposed_when_needed(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """W is transposed only where the shapes do not fit otherwise: square layers are computed with W instead of Wᵀ.

    The transpose follows from what the axes mean, not from whether NumPy complains.
    """
    return _layers(Ws, bs, X, lambda A, W, b: A @ (W if W.shape[0] == W.shape[1] else W.T) + b, _sigmoid)


@forward_pass.mistake()
def input_among_the_activations(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """As begins with the input X; here it holds the activations of the layers only.

    As has as many entries as Zs.
    """
    Zs, As = forward(Ws, bs, X)
    return Zs, [X.copy(), *As]


@forward_pass.mistake()
def linear_output(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The last layer has no sigmoid: its activations are its scores.

    In this exercise all layers have the sigmoid.
    """
    Zs, As = forward(Ws, bs, X)
    return Zs, [*As[:-1], Zs[-1]]


@forward_pass.mistake(reread=f"{LECTURE}, “Why a nonlinear function”")
def no_activation(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """No layer has a sigmoid: the whole network is one linear function.

    Each layer passes σ(Z) on, not Z.
    """
    return _layers(Ws, bs, X, _score, lambda Z: Z + 0.0)


@forward_pass.mistake()
def scores_passed_on(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The next layer gets the scores Z instead of the activations σ(Z).

    The sigmoids are computed, but not used by the layers that follow.
    """
    Zs, _ = no_activation(Ws, bs, X)
    return Zs, [_sigmoid(Z) for Z in Zs]


@forward_pass.mistake()
def every_layer_sees_the_input(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """Every layer gets the input X: the layers are not chained.

    What a layer puts out is what the next one takes in.
    """
    Zs = [_score(X, W, b) for W, b in zip(Ws, bs, strict=True)]
    return Zs, [_sigmoid(Z) for Z in Zs]


@forward_pass.mistake()
def input_squashed(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The sigmoid is applied to the input already.

    The first layer takes X as it is.
    """
    return forward(Ws, bs, _sigmoid(X))


@forward_pass.mistake()
def squashed_twice(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The sigmoid is applied twice in each layer: no activation is below a half.

    Between two layers there is one sigmoid.
    """
    return _layers(Ws, bs, X, _score, lambda Z: _sigmoid(_sigmoid(Z)))


@forward_pass.mistake()
def tanh_for_sigmoid(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The activation is tanh; in this exercise it is the sigmoid.

    The two are related, but a sigmoid is never negative.
    """
    return _layers(Ws, bs, X, _score, np.tanh)


@forward_pass.mistake()
def relu_for_sigmoid(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The activation is ReLU; in this exercise it is the sigmoid.

    An activation here lies between 0 and 1.
    """
    return _layers(Ws, bs, X, _score, lambda Z: np.maximum(Z, 0))


@forward_pass.mistake()
def softmax_output(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The last layer has softmax; in this exercise all layers have the sigmoid.

    Each output is computed from its own score alone.
    """
    Zs, As = forward(Ws, bs, X)
    E = np.exp(Zs[-1] - Zs[-1].max(axis=1, keepdims=True))
    return Zs, [*As[:-1], E / E.sum(axis=1, keepdims=True)]


@forward_pass.mistake(reread="Lecture 07, “The sigmoid”")
def falling_sigmoid(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The minus in the exponent of the sigmoid is missing: large scores give activations near 0.

    1 / (1 + e⁻ᶻ) rises.
    """
    return _layers(Ws, bs, X, _score, lambda Z: _sigmoid(-Z))


@forward_pass.mistake(reread="Lecture 07, “Numbers that overflow”")
def sigmoid_overflows(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """For large scores the activations are NaN: eᶻ/(1 + eᶻ) divides infinity by infinity.

    1 / (1 + e⁻ᶻ) does not.
    """
    return _layers(Ws, bs, X, _score, lambda Z: np.exp(Z) / (1 + np.exp(Z)))


@forward_pass.mistake()
def biases_as_columns(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The biases are added as a column: every row gets one bias, instead of every neuron.

    The rows of Z are examples; b belongs to its columns.
    """
    return _layers(Ws, bs, X, lambda A, W, b: A @ W.T + b[:, None], _sigmoid)


@forward_pass.mistake()
def results_exchanged(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The two results are exchanged.

    First the scores Zs, then the activations As.
    """
    Zs, As = forward(Ws, bs, X)
    return As, Zs


@forward_pass.mistake()
def last_layer_only(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """Only the last layer is returned.

    Backpropagation will need every layer: both lists have one entry a layer.
    """
    Zs, As = forward(Ws, bs, X)
    return Zs[-1:], As[-1:]


@forward_pass.mistake()
def last_layer_missing(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The last layer is missing in both lists: the loop ends one layer early.

    There are as many layers as weight matrices.
    """
    return forward(Ws[:-1], bs[:-1], X)


@forward_pass.mistake()
def from_output_to_input(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The lists run from the output to the input.

    The first entry belongs to the first layer.
    """
    Zs, As = forward(Ws, bs, X)
    return Zs[::-1], As[::-1]


@forward_pass.mistake(reread=f"{LECTURE}, “Rows or columns”")
def examples_in_columns(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The examples stand in columns, as the source writes them; here they stand in rows.

    Z and A have the shape (m, n_out).
    """
    Zs, As = forward(Ws, bs, X)
    return [Z.T.copy() for Z in Zs], [A.T.copy() for A in As]


@forward_pass.mistake()
def tuples_returned(Ws: Arrays, bs: Arrays, X: ndarray) -> Any:
    """Zs and As are tuples; here they are lists.

    list(...) makes one of a tuple.
    """
    Zs, As = forward(Ws, bs, X)
    return tuple(Zs), tuple(As)


@forward_pass.mistake()
def scores_lost(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """Zs holds the activations: the scores were overwritten (Z[...] = σ(Z)) or the wrong list was filled.

    Backpropagation will need the scores as well.
    """
    _, As = forward(Ws, bs, X)
    return [A.copy() for A in As], As


@forward_pass.mistake()
def single_output_without_axis(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """A layer of one neuron gives arrays of shape (m,): the axis was squeezed away.

    One neuron is one column: (m, 1).
    """
    Zs, As = forward(Ws, bs, X)
    return [Z[:, 0] if Z.shape[1] == 1 else Z for Z in Zs], [A[:, 0] if A.shape[1] == 1 else A for A in As]


@forward_pass.mistake(reread="Lecture 03, “The source says …: the update in place”")
def weights_used_up(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """The caller's lists are emptied (Ws.pop).

    Walk through the lists; training needs the weights again.
    """
    Zs, As, A = [], [], X
    while Ws:
        Zs.append(_score(A, Ws.pop(0), bs.pop(0)))
        A = _sigmoid(Zs[-1])
        As.append(A)
    return Zs, As


@forward_pass.variant
def forward_in_columns(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """As the source writes it, a = σ(Wa + b) with columns, and back to rows at the end."""
    Zs, As, a = [], [], X.T
    for k in range(len(Ws)):
        z = Ws[k] @ a + bs[k].reshape(-1, 1)
        a = 1 / (1 + np.exp(-z))
        Zs.append(z.T)
        As.append(a.T)
    return Zs, As


@forward_pass.variant
def forward_neuron_by_neuron(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
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
def forward_with_ones(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    """With a column of ones and matrices (b, W)."""
    Zs, As = [], [X]
    for W, b in zip(Ws, bs, strict=True):
        Zs.append(np.column_stack([np.ones(len(X)), As[-1]]) @ np.column_stack([b, W]).T)
        As.append(_sigmoid(Zs[-1]))
    return Zs, As[1:]


@forward_pass.variant
def forward_by_recursion(Ws: Arrays, bs: Arrays, X: ndarray) -> Layers:
    return _forward_from(Ws, bs, X)


def _forward_from(Ws: Arrays, bs: Arrays, A: ndarray) -> Layers:
    if not Ws:
        return [], []
    Z = np.einsum("ij,kj->ik", A, Ws[0]) + bs[0]
    Zs, As = _forward_from(Ws[1:], bs[1:], _sigmoid(Z))
    return [Z, *Zs], [_sigmoid(Z), *As]


# --- X9.4: the same, weights stored from–to -----------------------------------------------------

from_to = Exercise(
    "09.forward_from_to",
    "forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x) -> (z1, z2, y)",
    parts={"the first hidden layer z1": ("z1",), "the second hidden layer z2": ("z2",), "the output y": ("y",)},
    reread=f"{LECTURE}, “To–from and from–to”",
    library_calls=("MLP",),
)

Output = tuple[ndarray, ndarray, float]


@from_to.reference
def forward_from_to(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    z1 = _sigmoid(alpha1.T @ x + b1)
    z2 = _sigmoid(alpha2.T @ z1 + b2)
    y = _sigmoid(beta @ z2 + beta0)
    return z1, z2, y


def _det(*shape: int) -> ndarray:
    """Weights without a random number: ½ sin 1, ½ sin 2, … row by row."""
    return 0.5 * np.sin(np.arange(1, np.prod(shape) + 1)).reshape(shape)


@from_to.shown("two inputs, hidden layers of three and two")
def two_three_two() -> dict[str, Any]:
    first = {"alpha1": _det(2, 3), "b1": np.full(3, 0.1)}
    second = {"alpha2": _det(3, 2), "b2": np.full(2, -0.1)}
    return {**first, **second, "beta": _det(2), "beta0": 0.05, "x": np.array([1.0, 2.0])}


@from_to.shown("three neurons everywhere, integers, a score of 800")
def three_integers() -> dict[str, Any]:
    first = {"alpha1": np.array([[1, -1, 2], [0, 1, 1], [-2, 0, 3]]), "b1": np.array([1, -1, 0])}
    second = {"alpha2": np.array([[2, -1, 0], [1, 3, -2], [-3, 1, 2]]), "b2": np.array([-1, 2, 1])}
    return {**first, **second, "beta": np.array([2, -3, 1]), "beta0": 1, "x": np.array([400, -1, 1])}


@from_to.shown("one input, hidden layers of two and four")
def one_two_four() -> dict[str, Any]:
    first = {"alpha1": np.array([[1.5, -0.75]]), "b1": np.array([-0.5, 0.25])}
    second = {
        "alpha2": np.array([[0.5, -1.0, 2.0, 0.25], [1.0, 0.75, -0.5, -2.0]]),
        "b2": np.array([0.3, -0.2, 0.1, 0.4]),
    }
    return {**first, **second, "beta": np.array([1.0, -0.5, 0.75, 2.0]), "beta0": -0.6, "x": np.array([0.8])}


def _from_to(rng: np.random.Generator, M: int, D1: int, D2: int) -> dict[str, Any]:
    first = {"alpha1": rng.normal(size=(M, D1)), "b1": rng.normal(size=D1)}
    second = {"alpha2": rng.normal(size=(D1, D2)), "b2": rng.normal(size=D2)}
    return {**first, **second, "beta": rng.normal(size=D2), "beta0": float(rng.normal()), "x": rng.normal(size=M)}


@from_to.drawn(3)
def any_two_hidden_layers(rng: np.random.Generator) -> dict[str, Any]:
    return _from_to(rng, *(int(size) for size in rng.permutation([2, 3, 4, 5])[:3]))


@from_to.drawn(1)
def square_hidden_layers(rng: np.random.Generator) -> dict[str, Any]:
    return _from_to(rng, 3, 3, 3)


@from_to.drawn(1)
def saturated_hidden_layers(rng: np.random.Generator) -> dict[str, Any]:
    case = _from_to(rng, 2, 4, 3)
    column = case["alpha1"][:, 0]
    return {**case, "x": 1500 * column / (column @ column)}


@from_to.drawn(1)
def single_neurons(rng: np.random.Generator) -> dict[str, Any]:
    return _from_to(rng, 3, 1, 1)


@from_to.wider
def any_from_to(rng: np.random.Generator) -> dict[str, Any]:
    case = _from_to(rng, *(int(size) for size in rng.integers(1, 5, size=3)))
    return {**case, "x": case["x"] * rng.choice([0.0, 0.01, 1.0, 100.0])}


@from_to.independent(1e-9)
def by_gdkit_transposed(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """gdkit's network, which stores its weights to–from."""
    net = MLP(x[None].astype(float), [[0.0]], (len(x), len(b1), len(b2), 1), cost="quadratic", output="sigmoid")
    theta = net.pack([alpha1.T, alpha2.T, beta[None]], [b1, b2, [beta0]])
    _, (_, z1, z2, y) = net.forward(theta)
    return z1[0], z2[0], y[0, 0]


@from_to.mistake()
def read_as_to_from(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """alpha is used as if it were stored to–from: α x where αᵀ x belongs. It fits only when it is square.

    alpha1 has one row for each input. Write the shapes under the product.
    """
    z1 = _sigmoid(alpha1 @ x + b1)
    z2 = _sigmoid(alpha2 @ z1 + b2)
    return z1, z2, _sigmoid(beta @ z2 + beta0)


@from_to.mistake(reread=f"{LECTURE}, “The source says …: α⁽²⁾ has M rows”")
def second_layer_sees_the_input(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """The second layer gets the input x instead of z1.

    alpha2 has one row for each neuron of the first hidden layer.
    """
    z1, z2 = _sigmoid(alpha1.T @ x + b1), _sigmoid(alpha2.T @ x + b2)
    return z1, z2, _sigmoid(beta @ z2 + beta0)


@from_to.mistake()
def output_sees_the_first_layer(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """The output gets z1 instead of z2.

    beta has one entry for each neuron of the second hidden layer.
    """
    z1, z2, _ = forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x)
    return z1, z2, _sigmoid(beta @ z1 + beta0)


@from_to.mistake()
def first_bias_missing(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """b1, the bias of the first hidden layer, is left out.

    Every layer has its bias.
    """
    return forward_from_to(alpha1, 0 * b1, alpha2, b2, beta, beta0, x)


@from_to.mistake()
def second_bias_missing(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """b2, the bias of the second hidden layer, is left out.

    Every layer has its bias.
    """
    return forward_from_to(alpha1, b1, alpha2, 0 * b2, beta, beta0, x)


@from_to.mistake()
def output_bias_missing(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """beta0, the bias of the output, is left out.

    The output neuron has a bias too.
    """
    return forward_from_to(alpha1, b1, alpha2, b2, beta, 0.0, x)


@from_to.mistake(reread=f"{LECTURE}, “The source says …: a perceptron without bias”")
def all_biases_missing(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """All three biases are left out.

    At x = 0 the first hidden layer would always be at a half.
    """
    return forward_from_to(alpha1, 0 * b1, alpha2, 0 * b2, beta, 0.0, x)


@from_to.mistake()
def biases_exchanged(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """b1 and b2 are exchanged.

    b1 has one entry for each neuron of the first hidden layer.
    """
    return forward_from_to(alpha1, b2, alpha2, b1, beta, beta0, x)


@from_to.mistake(reread=f"{LECTURE}, “The source says …: equation (10)”")
def biases_outside(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """The biases are added after the sigmoid.

    An activation lies between 0 and 1. The bias belongs to the score.
    """
    z1 = _sigmoid(alpha1.T @ x) + b1
    z2 = _sigmoid(alpha2.T @ z1) + b2
    return z1, z2, _sigmoid(beta @ z2) + beta0


@from_to.mistake(reread=f"{LECTURE}, “The source says …: equation (10)”")
def sigmoids_summed(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """The sigmoid is inside the sum: a neuron adds σ(α x + b) over its inputs.

    First the sum, then one sigmoid.
    """
    z1 = _sigmoid(alpha1 * x[:, None] + b1).sum(axis=0)
    z2 = _sigmoid(alpha2 * z1[:, None] + b2).sum(axis=0)
    return z1, z2, _sigmoid(beta * z2 + beta0).sum()


@from_to.mistake()
def output_without_sigmoid(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Any:
    """y is the score of the output: its sigmoid is missing.

    y is a probability here.
    """
    z1, z2, _ = forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x)
    return z1, z2, beta @ z2 + beta0


@from_to.mistake(reread=f"{LECTURE}, “Why a nonlinear function”")
def sigmoid_at_the_end_only(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """The hidden layers have no sigmoid: the network is a logistic regression in disguise.

    z1 and z2 are activations.
    """
    z1 = alpha1.T @ x + b1
    z2 = alpha2.T @ z1 + b2
    return z1, z2, _sigmoid(beta @ z2 + beta0)


@from_to.mistake(reread=f"{LECTURE}, “Whose z is it?”")
def scores_for_activations(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """z1 and z2 are returned before the sigmoid; in this source z is the activation.

    The course's z is the source's a; here the source's letters hold.
    """
    z1, _, y = forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x)
    return alpha1.T @ x + b1, alpha2.T @ z1 + b2, y


@from_to.mistake()
def tanh_inside(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """The hidden layers have tanh; in this network they have the sigmoid.

    A sigmoid is never negative.
    """
    z1 = np.tanh(alpha1.T @ x + b1)
    z2 = np.tanh(alpha2.T @ z1 + b2)
    return z1, z2, _sigmoid(beta @ z2 + beta0)


@from_to.mistake()
def relu_inside(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """The hidden layers have ReLU; in this network they have the sigmoid.

    An activation here lies between 0 and 1.
    """
    z1 = np.maximum(alpha1.T @ x + b1, 0)
    z2 = np.maximum(alpha2.T @ z1 + b2, 0)
    return z1, z2, _sigmoid(beta @ z2 + beta0)


@from_to.mistake(reread="Lecture 07, “The sigmoid”")
def exponent_without_minus(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """The minus in the exponent of the sigmoid is missing: large scores give activations near 0.

    1 / (1 + e⁻ᶻ) rises.
    """
    z1 = _sigmoid(-(alpha1.T @ x + b1))
    z2 = _sigmoid(-(alpha2.T @ z1 + b2))
    return z1, z2, _sigmoid(-(beta @ z2 + beta0))


@from_to.mistake(reread="Lecture 07, “Numbers that overflow”")
def exponential_overflows(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """For large scores the activations are NaN: eᵃ/(1 + eᵃ) divides infinity by infinity.

    1 / (1 + e⁻ᵃ) does not.
    """
    e1 = np.exp(alpha1.T @ x + b1)
    e2 = np.exp(alpha2.T @ (e1 / (1 + e1)) + b2)
    e3 = np.exp(beta @ (e2 / (1 + e2)) + beta0)
    return e1 / (1 + e1), e2 / (1 + e2), e3 / (1 + e3)


@from_to.mistake()
def output_as_array(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Any:
    """y is an array of shape (1,); asked for is a number.

    beta has one axis, so beta @ z2 is a number already.
    """
    z1, z2, y = forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x)
    return z1, z2, np.array([y])


@from_to.mistake(reread=f"{LECTURE}, “Rows or columns”")
def layers_as_columns(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """z1 and z2 are columns of shape (D, 1); here they are arrays of shape (D,).

    x comes as an array of one axis, and so do the layers.
    """
    z1, z2, y = forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x)
    return z1[:, None], z2[:, None], y


@from_to.mistake()
def output_only(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Any:
    """Only the output y is returned.

    Three values are asked for: z1, z2, y.
    """
    return forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x)[2]


@from_to.mistake(reread="Lecture 03, “The source says …: the update in place”")
def bias_written_into(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Output:
    """The score is added up in b1 and b2 (b1 += …), so the caller's biases change, or integers stop it.

    Make a new array: alpha1.T @ x + b1.
    """
    b1 += alpha1.T @ x
    z1 = _sigmoid(b1)
    b2 += alpha2.T @ z1
    z2 = _sigmoid(b2)
    return z1, z2, _sigmoid(beta @ z2 + beta0)


@from_to.variant
def from_to_by_loops(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Any:
    z = [float(v) for v in x]
    layers = []
    for alpha, b in ((alpha1, b1), (alpha2, b2)):
        scores = [b[j] + sum(alpha[i, j] * z[i] for i in range(len(z))) for j in range(len(b))]
        z = [float(1 / (1 + np.exp(-a))) for a in scores]
        layers.append(np.array(z))
    a = beta0 + sum(beta[j] * z[j] for j in range(len(z)))
    return layers[0], layers[1], 1 / (1 + np.exp(-a))


@from_to.variant
def from_to_in_rows(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Any:
    """A row of one example from the left: x α needs no transpose."""
    As = forward([alpha1.T, alpha2.T, beta[None, :]], [b1, b2, np.array([beta0])], x[None, :])[1]
    return As[0][0], As[1][0], As[2].item()


@from_to.variant
def from_to_by_vector_times_matrix(
    alpha1: ndarray, b1: ndarray, alpha2: ndarray, b2: ndarray, beta: ndarray, beta0: float, x: ndarray
) -> Any:
    z1 = 0.5 + 0.5 * np.tanh((x @ alpha1 + b1) / 2)
    z2 = 0.5 + 0.5 * np.tanh((z1 @ alpha2 + b2) / 2)
    return z1, z2, 0.5 + 0.5 * np.tanh((np.dot(beta, z2) + beta0) / 2)


# --- Quizzes ------------------------------------------------------------------------------------

# A network 2–100–100–1 without activation functions: every layer is Z = A Wᵀ + b and passes Z on.
# Which boundaries can it draw, if its output is compared with 0?
# a  Straight lines only.   b  Lines with up to 200 corners.   c  Any curve, since it has 10 501 parameters.
# d  Circles, since two layers multiply.
Quiz(
    "09.quiz_linear_layers",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="A linear function of a linear function is linear: the three layers are one matrix and one bias. It is the "
    "nonlinear function between the layers that bends the boundary.",
    reread=f"{LECTURE}, “Why a nonlinear function”",
)

# A perceptron computes σ(w·x) without a bias. What does it say at x = 0?
# a  0.   b  ½, whatever w is.   c  That depends on w.   d  1.
Quiz(
    "09.quiz_no_bias",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="w·0 = 0 and σ(0) = ½: no training can change that, and the boundary always goes through the origin. That is "
    "what the bias is for.",
    reread=f"{LECTURE}, “The source says …: a perceptron without bias”",
)

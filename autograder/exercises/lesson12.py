"""Lesson 12, training a network end to end: labels as rows, a start, the descent, and how well it classifies.

House convention: W (n_out, n_in), b (n_out,), hidden layers with the sigmoid, softmax output, classes 0..K-1, and the
mean log loss −1/m Σ log p of the right class. Batch gradient descent. Sources: ledger rows A84, A99; L8 and L10.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit import GD, minimize
from gdkit.checking.encoding import GeneratorInput
from gdkit.datasets import iris, standardize
from gdkit.initialisations import det, glorot
from gdkit.layout import Layout
from gdkit.networks import MLP

LECTURE = "Lecture 12"

LECTURE_ONLY = (
    ("X12.2", "runs of 12.train_mlp from equal weights, looked at with 12.hidden_spread: what rounding does is shown"),
)

Arrays = list[ndarray]
Network = tuple[Arrays, Arrays]

# --- labels as rows -----------------------------------------------------------------------------

rows = Exercise("12.one_hot", "one_hot(labels, n_classes) -> Y", reread=f"{LECTURE}, “Labels as rows”")


@rows.reference
def one_hot(labels: ndarray, n_classes: int) -> ndarray:
    Y = np.zeros((len(labels), n_classes))
    Y[np.arange(len(labels)), labels] = 1
    return Y


@rows.shown("five labels of three classes")
def five_labels() -> dict[str, Any]:
    return {"labels": np.array([2, 0, 1, 1, 2]), "n_classes": 3}


@rows.shown("five classes, none of class 1 or 4 among the labels")
def missing_classes() -> dict[str, Any]:
    return {"labels": np.array([2, 0, 2, 3, 0, 3]), "n_classes": 5}


@rows.shown("as many labels as classes")
def as_many_labels() -> dict[str, Any]:
    return {"labels": np.array([1, 2, 3, 0]), "n_classes": 4}


@rows.drawn(2)
def any_labels(rng: np.random.Generator) -> dict[str, Any]:
    K = int(rng.integers(3, 7))
    return {"labels": rng.integers(0, K, size=K + int(rng.integers(1, 6))), "n_classes": K}


@rows.drawn(1)
def first_and_last_missing(rng: np.random.Generator) -> dict[str, Any]:
    return {"labels": rng.integers(1, 4, size=7), "n_classes": 5}


@rows.drawn(1)
def fewer_labels_than_classes(rng: np.random.Generator) -> dict[str, Any]:
    return {"labels": rng.permutation(8)[:3], "n_classes": 8}


@rows.drawn(1)
def one_label(rng: np.random.Generator) -> dict[str, Any]:
    return {"labels": rng.integers(1, 3, size=1), "n_classes": 4}


@rows.drawn(1)
def two_classes(rng: np.random.Generator) -> dict[str, Any]:
    return {"labels": rng.permutation([0, 1, 1, 0, 1]), "n_classes": 2}


@rows.wider
def labels_at_all(rng: np.random.Generator) -> dict[str, Any]:
    K = int(rng.integers(1, 8))
    return {"labels": rng.integers(0, K, size=int(rng.integers(1, 9))), "n_classes": K}


@rows.independent()
def by_scikit_learn(labels: ndarray, n_classes: int) -> Any:
    from sklearn.preprocessing import OneHotEncoder

    encoder = OneHotEncoder(categories=[np.arange(n_classes)], sparse_output=False)
    return encoder.fit_transform(labels[:, None])


@rows.mistake()
def classes_from_the_labels(labels: ndarray, n_classes: int) -> ndarray:
    """The number of columns is the largest label + 1: a class that the batch lacks loses its column.

    n_classes says how many there are.
    """
    return one_hot(labels, int(labels.max()) + 1)


@rows.mistake()
def classes_renumbered(labels: ndarray, n_classes: int) -> ndarray:
    """Only the classes that occur get a column, so the columns are renumbered from batch to batch.

    Column k belongs to class k, whether it occurs or not.
    """
    occurring, numbers = np.unique(labels, return_inverse=True)
    return one_hot(numbers, len(occurring))


@rows.mistake()
def always_three_classes(labels: ndarray, n_classes: int) -> ndarray:
    """Y always has three columns, whatever n_classes says.

    3 is right for the irises only.
    """
    return one_hot(labels, 3)


@rows.mistake(reread="Lecture 08, “Classes are counted from 0”")
def classes_counted_from_one(labels: ndarray, n_classes: int) -> ndarray:
    """The classes are counted from 1: label k marks column k − 1, and label 0 the last one.

    Here the classes are 0, …, K − 1.
    """
    return one_hot(labels - 1, n_classes)


@rows.mistake()
def examples_in_columns(labels: ndarray, n_classes: int) -> ndarray:
    """Y is transposed: the examples stand in columns.

    Y has one row an example, shape (m, K).
    """
    return one_hot(labels, n_classes).T.copy()


@rows.mistake()
def indices_exchanged(labels: ndarray, n_classes: int) -> ndarray:
    """Row and column are exchanged where the ones are set: it stops, or Y is transposed.

    The first index is the example, the second its class.
    """
    Y = np.zeros((len(labels), n_classes))
    Y[labels, np.arange(len(labels))] = 1
    return Y


@rows.mistake()
def whole_columns_marked(labels: ndarray, n_classes: int) -> ndarray:
    """Whole columns are set to 1: Y[:, labels] takes all rows with all the labels.

    One entry a row: row numbers and labels go into the brackets side by side.
    """
    Y = np.zeros((len(labels), n_classes))
    Y[:, labels] = 1
    return Y


@rows.mistake()
def whole_rows_marked(labels: ndarray, n_classes: int) -> ndarray:
    """Whole rows are set to 1, or it stops: Y[labels] takes the labels for row numbers.

    One entry a row: row numbers and labels go into the brackets side by side.
    """
    Y = np.zeros((len(labels), n_classes))
    Y[labels] = 1
    return Y


@rows.mistake()
def label_as_value(labels: ndarray, n_classes: int) -> ndarray:
    """The label itself is written into its column, so class 0 has an empty row and class 2 a 2.

    Every row sums to 1.
    """
    return one_hot(labels, n_classes) * labels[:, None]


@rows.mistake()
def labels_repeated(labels: ndarray, n_classes: int) -> ndarray:
    """The label is repeated in every column: its number has a meaning then, which it must not have.

    A class is a name. Every row is a one among zeros.
    """
    return np.repeat(labels[:, None], n_classes, axis=1) * 1.0


@rows.mistake()
def labels_as_column(labels: ndarray, n_classes: int) -> ndarray:
    """The labels come back as a column (m, 1).

    Each class has its own column.
    """
    return labels[:, None] * 1.0


@rows.mistake()
def zeros_and_ones_exchanged(labels: ndarray, n_classes: int) -> ndarray:
    """Zeros and ones are exchanged: the right class has the 0.

    Y holds the probabilities that a perfect network would give.
    """
    return 1 - one_hot(labels, n_classes)


@rows.mistake(reread="Lecture 07, “Labels 0 and 1, or −1 and 1”")
def minus_one_for_the_others(labels: ndarray, n_classes: int) -> ndarray:
    """The other classes have −1 instead of 0.

    Y holds the probabilities that a perfect network would give.
    """
    return 2 * one_hot(labels, n_classes) - 1


@rows.mistake()
def all_smaller_classes_too(labels: ndarray, n_classes: int) -> ndarray:
    """All columns up to the label are 1.

    Every row sums to 1.
    """
    return 1.0 * (np.arange(n_classes) <= labels[:, None])


@rows.mistake()
def last_label_forgotten(labels: ndarray, n_classes: int) -> ndarray:
    """The last row is empty: the loop ends one row early.

    range(m) ends with m − 1 already.
    """
    Y = one_hot(labels, n_classes)
    Y[-1] = 0
    return Y


@rows.mistake()
def first_label_only(labels: ndarray, n_classes: int) -> ndarray:
    """Only the first row is filled in.

    Is the return inside the loop?
    """
    Y = one_hot(labels, n_classes)
    Y[1:] = 0
    return Y


@rows.mistake(reread="Lecture 00, “Shapes”")
def true_and_false(labels: ndarray, n_classes: int) -> ndarray:
    """Y holds True and False; asked for are the numbers 1 and 0.

    .astype(float) makes numbers of them.
    """
    return labels[:, None] == np.arange(n_classes)


@rows.mistake(reread="Lecture 00, “Shapes”")
def nested_lists(labels: ndarray, n_classes: int) -> Any:
    """Y is a list of lists; asked for is an array.

    np.array(...) makes one of it.
    """
    return one_hot(labels, n_classes).tolist()


@rows.variant
def one_hot_by_loop(labels: ndarray, n_classes: int) -> ndarray:
    Y = np.zeros((len(labels), n_classes), dtype=int)
    for i, k in enumerate(labels):
        Y[i, k] = 1
    return Y


@rows.variant
def one_hot_of_the_identity(labels: ndarray, n_classes: int) -> ndarray:
    return np.eye(n_classes)[labels]


@rows.variant
def one_hot_by_comparison(labels: ndarray, n_classes: int) -> ndarray:
    return (labels.reshape(-1, 1) == np.arange(n_classes)).astype(float)


@rows.variant
def one_hot_from_lists(labels: ndarray, n_classes: int) -> ndarray:
    return np.array([[float(k == label) for k in range(n_classes)] for label in labels])


# --- a start ------------------------------------------------------------------------------------

start = Exercise(
    "12.glorot_init",
    "glorot_init(sizes, rng) -> (Ws, bs)",
    parts={"the weights": ("Ws",), "the biases": ("bs",)},
    reread=f"{LECTURE}, “Where the weights start”",
    library_calls=("glorot",),
)


@start.reference
def glorot_init(sizes: list[int], rng: np.random.Generator) -> Network:
    Ws, bs = [], []
    for k in range(1, len(sizes)):
        r = np.sqrt(6 / (sizes[k - 1] + sizes[k]))
        Ws.append(rng.uniform(-r, r, size=(sizes[k], sizes[k - 1])))
        bs.append(np.zeros(sizes[k]))
    return Ws, bs


def _sizes(sizes: list[int], seed: int) -> dict[str, Any]:
    return {"sizes": sizes, "rng": GeneratorInput(seed)}


@start.shown("4–5–3, for the irises")
def for_irises() -> dict[str, Any]:
    return _sizes([4, 5, 3], 12)


@start.shown("6–2–7–3, two hidden layers")
def two_hidden_layers() -> dict[str, Any]:
    return _sizes([6, 2, 7, 3], 7)


@start.shown("3–3, a single square layer")
def single_square_layer() -> dict[str, Any]:
    return _sizes([3, 3], 1)


@start.drawn(3)
def any_sizes(rng: np.random.Generator) -> dict[str, Any]:
    return _sizes([int(size) for size in rng.permutation([2, 3, 4, 5, 9])[:4]], int(rng.integers(10**6)))


@start.drawn(1)
def square_layers(rng: np.random.Generator) -> dict[str, Any]:
    return _sizes([4, 4, 4], int(rng.integers(10**6)))


@start.drawn(1)
def one_layer_one_output(rng: np.random.Generator) -> dict[str, Any]:
    return _sizes([int(rng.integers(4, 9)), 1], int(rng.integers(10**6)))


@start.wider
def sizes_at_all(rng: np.random.Generator) -> dict[str, Any]:
    sizes = [int(size) for size in rng.integers(1, 6, size=int(rng.integers(2, 5)))]
    return _sizes(sizes, int(rng.integers(10**6)))


@start.independent()
def by_gdkit(sizes: list[int], rng: np.random.Generator) -> Any:
    Ws, bs = Layout(sizes).unpack(glorot(sizes, rng))
    return [W.copy() for W in Ws], [b.copy() for b in bs]


@start.independent()
def by_one_draw(sizes: list[int], rng: np.random.Generator) -> Network:
    """All numbers of the network in one draw from (0, 1), cut up and stretched to the variance 2 / (n_in + n_out)."""
    shapes = [(sizes[k], sizes[k - 1]) for k in range(1, len(sizes))]
    cut = np.split(rng.random(sum(a * b for a, b in shapes)), np.cumsum([a * b for a, b in shapes])[:-1])
    spread = [np.sqrt(2 / (a + b) / (1 / 12)) for a, b in shapes]  # a uniform number on (0, 1) has the variance 1/12
    Ws = [(u - 0.5).reshape(shape) * s for u, shape, s in zip(cut, shapes, spread, strict=True)]
    return Ws, [np.zeros(shape[0]) for shape in shapes]


def _drawn(sizes: list[int], weights: Any) -> Network:
    """Matrices from weights(n_in, n_out), biases 0."""
    Ws = [weights(sizes[k - 1], sizes[k]) for k in range(1, len(sizes))]
    return Ws, [np.zeros(size) for size in sizes[1:]]


def _bounded(sizes: list[int], rng: np.random.Generator, bound: Any) -> Network:
    """Uniform between ±bound(n_in, n_out)."""
    return _drawn(sizes, lambda n_in, n_out: bound(n_in, n_out) * rng.uniform(-1, 1, size=(n_out, n_in)))


@start.mistake()
def root_missing(sizes: list[int], rng: np.random.Generator) -> Network:
    """The bound is 6 / (n_in + n_out): its root is missing.

    r = √(6 / (n_in + n_out)).
    """
    return _bounded(sizes, rng, lambda n_in, n_out: 6 / (n_in + n_out))


@start.mistake()
def root_of_six_only(sizes: list[int], rng: np.random.Generator) -> Network:
    """The bound is √6 / (n_in + n_out): the root has to go over the whole fraction.

    Where does the bracket of np.sqrt close?
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(6) / (n_in + n_out))


@start.mistake()
def deviation_as_bound(sizes: list[int], rng: np.random.Generator) -> Network:
    """The bound is √(2 / (n_in + n_out)): that is the standard deviation, not the largest value.

    A uniform number between −r and r has the variance r²/3.
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)))


@start.mistake()
def bound_of_the_inputs(sizes: list[int], rng: np.random.Generator) -> Network:
    """The bound is √(6 / n_in): the outputs of the layer are not counted.

    That is He's start, for ReLU. Glorot's has n_in + n_out.
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(6 / n_in))


@start.mistake()
def bound_of_the_mean_size(sizes: list[int], rng: np.random.Generator) -> Network:
    """The bound is √(3 / (n_in + n_out)): it is too small by a factor √2.

    r = √(6 / (n_in + n_out)).
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(3 / (n_in + n_out)))


@start.mistake()
def bound_of_the_product(sizes: list[int], rng: np.random.Generator) -> Network:
    """The bound is √(6 / (n_in · n_out)): it has the sum of the two sizes, not their product.

    r = √(6 / (n_in + n_out)).
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(6 / (n_in * n_out)))


@start.mistake()
def bound_of_the_whole_network(sizes: list[int], rng: np.random.Generator) -> Network:
    """One bound is used for all layers, from the inputs and outputs of the network.

    n_in and n_out are those of the layer.
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(6 / (sizes[0] + sizes[-1])))


@start.mistake()
def bound_of_the_first_layer(sizes: list[int], rng: np.random.Generator) -> Network:
    """The bound of the first layer is used for all layers.

    Compute r anew for each layer.
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(6 / (sizes[0] + sizes[1])))


@start.mistake()
def between_plus_and_minus_one(sizes: list[int], rng: np.random.Generator) -> Network:
    """The weights lie between −1 and 1, whatever the size of the layer.

    The more inputs, the smaller the weights have to be.
    """
    return _bounded(sizes, rng, lambda n_in, n_out: 1.0)


@start.mistake()
def positive_only(sizes: list[int], rng: np.random.Generator) -> Network:
    """All weights are positive: they are drawn between 0 and r.

    From −r to r.
    """
    return _drawn(sizes, lambda n_in, n_out: rng.uniform(0, np.sqrt(6 / (n_in + n_out)), size=(n_out, n_in)))


@start.mistake()
def normal_for_uniform(sizes: list[int], rng: np.random.Generator) -> Network:
    """The weights are normal numbers; in this exercise they are uniform.

    rng.uniform(−r, r, …); the spread √(2 / (n_in + n_out)) would be the same.
    """
    return _drawn(sizes, lambda n_in, n_out: rng.normal(0, np.sqrt(2 / (n_in + n_out)), size=(n_out, n_in)))


@start.mistake(reread=f"{LECTURE}, “Hidden units that stay alike”")
def all_weights_equal(sizes: list[int], rng: np.random.Generator) -> Network:
    """All weights of a layer are the same number, so the units of a layer will always stay alike.

    One number for each weight: size=(n_out, n_in).
    """
    return _drawn(sizes, lambda n_in, n_out: np.full((n_out, n_in), rng.uniform(-1, 1) * np.sqrt(6 / (n_in + n_out))))


@start.mistake(reread=f"{LECTURE}, “Hidden units that stay alike”")
def all_weights_zero(sizes: list[int], rng: np.random.Generator) -> Network:
    """All weights are 0, so the units of a layer will always stay alike.

    Only the biases start at 0.
    """
    return _drawn(sizes, lambda n_in, n_out: np.zeros((n_out, n_in)))


@start.mistake(reread="Lecture 09, “To–from and from–to”")
def stored_from_to(sizes: list[int], rng: np.random.Generator) -> Network:
    """The matrices have the shape (n_in, n_out).

    W is stored to–from: (n_out, n_in).
    """
    return _drawn(sizes, lambda n_in, n_out: np.sqrt(6 / (n_in + n_out)) * rng.uniform(-1, 1, size=(n_in, n_out)))


@start.mistake(reread="Lecture 09, “To–from and from–to”")
def drawn_from_to(sizes: list[int], rng: np.random.Generator) -> Network:
    """The matrices are drawn as (n_in, n_out) and then transposed: the numbers stand in other places.

    The exercise says size=(n_out, n_in), so that everybody gets the same network.
    """
    Ws, bs = stored_from_to(sizes, rng)
    return [W.T.copy() for W in Ws], bs


@start.mistake()
def last_layer_first(sizes: list[int], rng: np.random.Generator) -> Network:
    """The matrices are drawn from the last layer to the first: the numbers stand in other places.

    The exercise draws the first layer first, so that everybody gets the same network.
    """
    Ws, _ = _bounded(sizes[::-1], rng, lambda n_in, n_out: np.sqrt(6 / (n_in + n_out)))
    return [W.reshape(W.shape[::-1]) for W in Ws[::-1]], [np.zeros(size) for size in sizes[1:]]


@start.mistake()
def same_numbers_in_every_layer(sizes: list[int], rng: np.random.Generator) -> Network:
    """Every layer begins with the same random numbers, and rng is not used: a generator is made in the loop.

    Draw from the rng that comes in; it goes on by itself.
    """
    return _drawn(
        sizes,
        lambda n_in, n_out: np.sqrt(6 / (n_in + n_out)) * np.random.default_rng(0).uniform(-1, 1, size=(n_out, n_in)),
    )


@start.mistake()
def generator_of_its_own(sizes: list[int], rng: np.random.Generator) -> Network:
    """The numbers come from a generator made in the function: every call gives the same network.

    Draw from the rng that comes in.
    """
    return glorot_init(sizes, np.random.default_rng(0))


@start.mistake()
def biases_drawn(sizes: list[int], rng: np.random.Generator) -> Network:
    """The biases are drawn too; here they start at 0.

    They need no numbers of their own: the weights make the units differ.
    """
    Ws, bs = [], []
    for k in range(1, len(sizes)):
        r = np.sqrt(6 / (sizes[k - 1] + sizes[k]))
        Ws.append(rng.uniform(-r, r, size=(sizes[k], sizes[k - 1])))
        bs.append(rng.uniform(-r, r, size=sizes[k]))
    return Ws, bs


@start.mistake()
def biases_one(sizes: list[int], rng: np.random.Generator) -> Network:
    """The biases start at 1; here they start at 0.

    np.zeros.
    """
    Ws, bs = glorot_init(sizes, rng)
    return Ws, [b + 1 for b in bs]


@start.mistake()
def biases_of_the_inputs(sizes: list[int], rng: np.random.Generator) -> Network:
    """A bias has one entry for each input of its layer; it needs one for each neuron.

    b has the shape (n_out,).
    """
    return glorot_init(sizes, rng)[0], [np.zeros(size) for size in sizes[:-1]]


@start.mistake()
def biases_as_columns(sizes: list[int], rng: np.random.Generator) -> Network:
    """The biases are columns of shape (n_out, 1); here they are arrays of shape (n_out,).

    A column would be added to the wrong axis of A Wᵀ.
    """
    Ws, bs = glorot_init(sizes, rng)
    return Ws, [b[:, None] for b in bs]


@start.mistake()
def last_layer_missing(sizes: list[int], rng: np.random.Generator) -> Network:
    """The last layer is missing: the loop ends one layer early.

    L + 1 sizes have L layers between them.
    """
    return glorot_init(sizes[:-1], rng)


@start.mistake()
def one_hidden_layer_assumed(sizes: list[int], rng: np.random.Generator) -> Network:
    """Exactly one hidden layer is assumed: other networks stop the function or are cut off.

    sizes can have any length from two.
    """
    return glorot_init([sizes[0], sizes[1], sizes[2]], rng)


@start.mistake()
def biases_before_weights(sizes: list[int], rng: np.random.Generator) -> Network:
    """The two results are exchanged.

    First the weights, then the biases.
    """
    Ws, bs = glorot_init(sizes, rng)
    return bs, Ws


@start.mistake(reread="Lecture 00, “Shapes”")
def tuples_for_lists(sizes: list[int], rng: np.random.Generator) -> Any:
    """Ws and bs are tuples; here they are lists.

    list(...) makes one of a tuple.
    """
    Ws, bs = glorot_init(sizes, rng)
    return tuple(Ws), tuple(bs)


@start.variant
def glorot_stretched(sizes: list[int], rng: np.random.Generator) -> Network:
    """Numbers between 0 and 1, stretched."""
    Ws, bs = [], []
    for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):  # noqa: RUF007 (a student's cell imports nothing)
        r = (6 / (n_in + n_out)) ** 0.5
        Ws.append((2 * rng.random((n_out, n_in)) - 1) * r)
        bs.append(np.zeros((n_out,)))
    return Ws, bs


@start.variant
def glorot_number_by_number(sizes: list[int], rng: np.random.Generator) -> Network:
    Ws: Arrays = []
    for k, n_out in enumerate(sizes[1:]):
        n_in = sizes[k]
        r = np.sqrt(6.0) / np.sqrt(n_in + n_out)
        W = np.zeros((n_out, n_in))
        for j in range(n_out):
            for i in range(n_in):
                W[j, i] = rng.uniform(-r, r)
        Ws.append(W)
    return Ws, [0.0 * W[:, 0] for W in Ws]


@start.variant
def glorot_by_recursion(sizes: list[int], rng: np.random.Generator) -> Network:
    if len(sizes) == 1:
        return [], []
    W = rng.uniform(-1, 1, (sizes[1], sizes[0])) / np.sqrt((sizes[0] + sizes[1]) / 6)
    Ws, bs = glorot_by_recursion(sizes[1:], rng)
    return [W, *Ws], [np.zeros_like(W[:, 0]), *bs]


# --- X12.1: the training ------------------------------------------------------------------------

training = Exercise(
    "12.train_mlp",
    "train_mlp(X, labels, Ws, bs, eta, max_iter) -> (Ws, bs, values)",
    parts={"the weights and biases": ("Ws", "bs"), "the values of the loss": ("values",)},
    reread=f"{LECTURE}, “The training loop”",
    library_calls=("MLPClassifier", "MLP", "minimize"),
)

Trained = tuple[Arrays, Arrays, ndarray]
Pass = tuple[float, Arrays, Arrays]  # value, dWs, dbs


def _sigmoid(z: ndarray) -> ndarray:
    return np.exp(-np.logaddexp(0, -z))  # 1 / (1 + e⁻ᶻ) without overflow


def _activations(X: ndarray, Ws: Arrays, bs: Arrays) -> Arrays:
    """X and the activations of the hidden layers"""
    As = [X]
    for k in range(len(Ws) - 1):
        As.append(_sigmoid(As[k] @ Ws[k].T + bs[k]))
    return As


def _value_and_gradients(X: ndarray, Y: ndarray, Ws: Arrays, bs: Arrays) -> Pass:
    As = _activations(X, Ws, bs)
    Z = As[-1] @ Ws[-1].T + bs[-1]
    log_P = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    value = -np.sum(Y * log_P) / len(X)
    Delta = np.exp(log_P) - Y
    dWs: Arrays = []
    dbs: Arrays = []
    for k in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, Delta.T @ As[k] / len(X))
        dbs.insert(0, Delta.mean(axis=0))
        Delta = Delta @ Ws[k] * As[k] * (1 - As[k])  # for the layer below; below the first there is none
    return value, dWs, dbs


@training.reference
def train_mlp(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    Y = np.eye(len(bs[-1]))[labels]
    values = []
    for _ in range(max_iter):
        value, dWs, dbs = _value_and_gradients(X, Y, Ws, bs)
        values.append(value)
        Ws = [Ws[k] - eta * dWs[k] for k in range(len(Ws))]
        bs = [bs[k] - eta * dbs[k] for k in range(len(bs))]
    values.append(_value_and_gradients(X, Y, Ws, bs)[0])
    return Ws, bs, np.array(values)


def _irises(max_iter: int) -> dict[str, Any]:
    X, labels = iris()
    Ws, bs = Layout((4, 5, 3)).unpack(det((4, 5, 3)))
    network = {"Ws": [W.copy() for W in Ws], "bs": [b.copy() for b in bs]}
    return {"X": standardize(X), "labels": labels, **network, "eta": 1.0, "max_iter": max_iter}


@training.shown("the irises, standardized; 4–5–3, weights ½ sin 1, ½ sin 2, …; 3 updates")
def three_updates_on_irises() -> dict[str, Any]:
    return _irises(3)


@training.shown("2–4–3–4, five rows, none of class 3, biases not zero, 2 updates")
def two_updates_two_hidden_layers() -> dict[str, Any]:
    Ws = [
        np.array([[0.5, -1.0], [1.5, 0.5], [-0.75, 0.25], [0.25, 1.25]]),
        np.array([[1.0, -0.5, 0.75, -1.5], [0.5, 2.0, -1.0, 0.25], [-1.25, 0.5, 1.0, 0.75]]),
        np.array([[-1.25, 0.5, 2.0], [0.75, 1.5, -0.5], [1.0, -1.0, 0.25], [0.5, 0.25, -1.5]]),
    ]
    bs = [np.array([0.2, -0.4, 0.6, 0.1]), np.array([-0.3, 0.5, 0.4]), np.array([0.7, -0.2, 0.1, 0.3])]
    X = np.array([[1.0, -2.0], [0.5, 1.5], [2.0, 1.0], [-1.5, 0.5], [0.25, -0.75]])
    return {"X": X, "labels": np.array([1, 0, 2, 2, 1]), "Ws": Ws, "bs": bs, "eta": 0.8, "max_iter": 2}


@training.shown("three neurons everywhere, three rows, integers, 3 updates")
def integers_everywhere() -> dict[str, Any]:
    Ws = [
        np.array([[1, -2, 0], [1, 1, -1], [0, 2, 1]]),
        np.array([[2, 1, -1], [0, -1, 1], [1, 1, 2]]),
        np.array([[1, 0, -2], [-1, 2, 1], [1, 1, 0]]),
    ]
    bs = [np.array([1, -1, 2]), np.array([0, 1, -2]), np.array([-1, 1, 1])]
    X = np.array([[1, 2, -1], [0, -1, 2], [-1, 1, 1]])
    return {"X": X, "labels": np.array([1, 2, 0]), "Ws": Ws, "bs": bs, "eta": 2, "max_iter": 3}


@training.shown("weights of the output so large that the scores reach ±800, 2 updates")
def scores_of_eight_hundred() -> dict[str, Any]:
    Ws = [np.array([[0.5, -1.0], [1.0, 0.75]]), np.array([[900.0, -300.0], [-600.0, 400.0], [-800.0, 700.0]])]
    bs = [np.array([0.5, -0.25]), np.array([200.0, 150.0, -100.0])]
    X = np.array([[2.0, -2.0], [-1.0, 1.5], [0.5, 1.0], [-2.0, -0.5]])
    return {"X": X, "labels": np.array([0, 0, 1, 2]), "Ws": Ws, "bs": bs, "eta": 0.01, "max_iter": 2}


def _task(rng: np.random.Generator, sizes: list[int], m: int, max_iter: int) -> dict[str, Any]:
    Ws = [rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]
    bs = [rng.normal(size=size) for size in sizes[1:]]
    data = {"X": rng.normal(size=(m, sizes[0])), "labels": rng.integers(0, sizes[-1], size=m)}
    return {**data, "Ws": Ws, "bs": bs, "eta": float(rng.uniform(0.5, 1.5)), "max_iter": max_iter}


@training.drawn(2)
def one_hidden_layer(rng: np.random.Generator) -> dict[str, Any]:
    sizes = [int(size) for size in rng.permutation([2, 3, 4, 5])[:3]]
    return _task(rng, sizes, 7, int(rng.choice([3, 5])))


@training.drawn(1)
def two_layers_hidden(rng: np.random.Generator) -> dict[str, Any]:
    return _task(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])], 6, 3)


@training.drawn(1)
def square_network(rng: np.random.Generator) -> dict[str, Any]:
    return _task(rng, [4, 4, 4, 4], 4, 3)


@training.drawn(1)
def one_row_no_hidden_layer(rng: np.random.Generator) -> dict[str, Any]:
    return _task(rng, [3, 4], 1, 3)


@training.drawn(1)
def no_update(rng: np.random.Generator) -> dict[str, Any]:
    return _task(rng, [3, 2, 4], 5, 0)


@training.drawn(1)
def large_scores(rng: np.random.Generator) -> dict[str, Any]:
    task = _task(rng, [2, 4, 3], 5, 1)
    return {**task, "Ws": [task["Ws"][0], task["Ws"][1] * 1500], "eta": 0.01}


@training.wider
def any_task(rng: np.random.Generator) -> dict[str, Any]:
    sizes = [int(size) for size in rng.integers(1, 5, size=int(rng.integers(2, 5)))]
    task = _task(rng, sizes, int(rng.integers(1, 5)), int(rng.integers(0, 3)))
    return {**task, "X": task["X"] * rng.choice([0.0, 1.0, 30.0]), "eta": float(rng.choice([0.0, 0.5]))}


@training.independent(1e-9)
def by_descent_in_gdkit(
    X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int
) -> tuple[Any, Any, ndarray]:
    net = MLP(X.astype(float), labels, (X.shape[1], *(len(b) for b in bs)))
    theta, values = net.pack(Ws, bs), []
    for _ in range(max_iter):
        values.append(net(theta))
        theta = minimize(net, theta, GD(eta), 1).theta
    found = net.unpack(theta)
    return [W.copy() for W in found[0]], [b.copy() for b in found[1]], np.array([*values, net(theta)])


@training.independent(1e-9)
def by_complex_steps(
    X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int
) -> tuple[Any, Any, ndarray]:
    """A step i h in every weight and every bias: Im J/h is the slope, without any chain rule."""
    h = 1e-30

    def loss(blocks: Arrays) -> Any:
        A, L = X, len(Ws)
        for k in range(L):
            Z = A @ blocks[k].T + blocks[L + k]
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


def _softmax(Z: ndarray, axis: int = 1) -> ndarray:
    E = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


def _log_loss(Z: ndarray, Y: ndarray) -> float:
    return -np.sum(Y * (Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))) / len(Z)


def _pass_by(X: ndarray, Y: ndarray, Ws: Arrays, bs: Arrays, change: dict[str, Any]) -> Pass:
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
    dWs: Arrays = []
    dbs: Arrays = []
    for k in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, Delta.T @ As[k] / len(X))
        dbs.insert(0, Delta.mean(axis=0))
        if k:
            Delta = pieces["back"](Delta, Ws[k]) * pieces["slope"](Zs[k - 1], As[k])
    return pieces["value"](Zs[-1], Y), dWs, dbs


def _descend(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int, one_pass: Any) -> Trained:
    """The descent with another one_pass(X, Y, Ws, bs) -> value, dWs, dbs."""
    Y, values = np.eye(len(bs[-1]))[labels], []
    for _ in range(max_iter):
        value, dWs, dbs = one_pass(X, Y, Ws, bs)
        values.append(value)
        Ws = [W - eta * dW for W, dW in zip(Ws, dWs, strict=True)]
        bs = [b - eta * db for b, db in zip(bs, dbs, strict=True)]
    values.append(one_pass(X, Y, Ws, bs)[0])
    return Ws, bs, np.array(values)


def _with(
    X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int, change: dict[str, Any]
) -> Trained:
    """The descent with one piece of the pass exchanged."""
    return _descend(X, labels, Ws, bs, eta, max_iter, lambda X, Y, Ws, bs: _pass_by(X, Y, Ws, bs, change))


def _then(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int, change: Any) -> Trained:
    """The descent with change(dWs, dbs) of the right gradients."""

    def one_pass(X: ndarray, Y: ndarray, Ws: Arrays, bs: Arrays) -> Pass:
        value, dWs, dbs = _value_and_gradients(X, Y, Ws, bs)
        return value, *change(dWs, dbs)

    return _descend(X, labels, Ws, bs, eta, max_iter, one_pass)


@training.mistake(reread="Lecture 10, “Where the 1/m goes”")
def examples_not_averaged(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The steps are m times too long: the gradients are summed over the examples and not averaged.

    The loss is a mean over the examples.
    """
    return train_mlp(X, labels, Ws, bs, eta * len(X), max_iter)


@training.mistake(reread="Lecture 10, “Where the 1/m goes”")
def averaged_twice(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The steps are m times too short: the 1/m entered twice.

    Once is enough: in δ, or where dW and db are formed.
    """
    return train_mlp(X, labels, Ws, bs, eta / len(X), max_iter)


@training.mistake(reread="Lecture 10, “Where the 1/m goes”")
def bias_gradients_summed(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The gradients of the biases are m times too large: δ is summed and not averaged.

    dW and db carry the same 1/m.
    """
    return _then(X, labels, Ws, bs, eta, max_iter, lambda dWs, dbs: (dWs, [len(X) * db for db in dbs]))


@training.mistake(reread="Lecture 10, “Where the 1/m goes”")
def bias_gradients_averaged_twice(
    X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int
) -> Trained:
    """The gradients of the biases are m times too small: a mean of what carries the 1/m already.

    dW and db carry the same 1/m.
    """
    return _then(X, labels, Ws, bs, eta, max_iter, lambda dWs, dbs: (dWs, [db / len(X) for db in dbs]))


@training.mistake(reread="Lecture 10, “Where the 1/m goes”")
def averaged_over_classes_too(
    X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int
) -> Trained:
    """Loss and gradients are divided by mK: the mean ran over the classes too.

    Sum over the classes, mean over the examples.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta / len(bs[-1]), max_iter)
    return Ws, bs, values / len(bs[-1])


@training.mistake()
def uphill(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The steps go uphill: the values of the loss grow.

    Look at the sign of δ = P − Y, and at that of the update.
    """
    return train_mlp(X, labels, Ws, bs, -eta, max_iter)


@training.mistake()
def rate_of_the_irises(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The learning rate is not used: every step is the gradient itself.

    With eta = 1 nothing shows. Try another rate.
    """
    return train_mlp(X, labels, Ws, bs, 1.0, max_iter)


@training.mistake()
def biases_not_trained(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The biases stay as they were.

    They have gradients too.
    """
    return _then(X, labels, Ws, bs, eta, max_iter, lambda dWs, dbs: (dWs, [0 * db for db in dbs]))


@training.mistake()
def output_layer_only(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """Only the output layer is trained; the hidden layers stay as they were.

    δ goes back through all layers.
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
def first_bias_not_trained(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The first layer's bias stays as it was.

    Every layer has a db.
    """
    return _then(X, labels, Ws, bs, eta, max_iter, lambda dWs, dbs: (dWs, [0 * dbs[0], *dbs[1:]]))


@training.mistake(reread="Lecture 10, “From layer to layer”")
def hidden_slope_forgotten(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """σ′ is missing in the hidden layers.

    Equation (22) has two factors: what comes from above, and the slope at this layer.
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"slope": lambda z, a: 1.0})


@training.mistake(reread="Lecture 10, “From layer to layer”")
def hidden_slope_twice(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """σ′ stands twice in the hidden layers.

    Each layer multiplies once by its own slope.
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"slope": lambda z, a: (a * (1 - a)) ** 2})


@training.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_at_the_activation(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """σ′ is taken at a instead of z: σ(a)(1 − σ(a)).

    a is σ(z) already, so σ′(z) = a(1 − a).
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"slope": lambda z, a: _sigmoid(a) * (1 - _sigmoid(a))})


@training.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_of_tanh(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """σ′ is computed as 1 − a²: that is the derivative of tanh.

    At z = 0 the sigmoid has the slope ¼.
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"slope": lambda z, a: 1 - a**2})


@training.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_from_the_score(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """σ′ is computed as z(1 − z): a(1 − a) needs the activation a, not the score z.

    A derivative of σ is never negative and at most ¼.
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"slope": lambda z, a: z * (1 - z)})


@training.mistake(reread="Lecture 08, “The gradient”")
def slope_kept_at_the_output(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """δ of the output is (P − Y) P(1 − P): softmax and logarithm leave P − Y alone.

    The derivative of softmax has cancelled already.
    """

    def delta(Z: ndarray, Y: ndarray) -> ndarray:
        P = _softmax(Z)
        return (P - Y) * P * (1 - P)

    return _with(X, labels, Ws, bs, eta, max_iter, {"delta": delta})


@training.mistake(reread="Lecture 10, “From layer to layer”")
def weights_transposed_on_the_way_back(
    X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int
) -> Trained:
    """On the way back Wᵀ stands where W belongs: it fits in square layers only.

    Δ (m, n_out) times W (n_out, n_in).
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"back": lambda Delta, W: Delta @ W.T})


@training.mistake(reread="Lecture 09, “To–from and from–to”")
def transpose_forgotten(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The forward pass has A W where A Wᵀ belongs: it fits in square layers only.

    W has the shape (n_out, n_in). Write the shapes under the product.
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"score": lambda A, W, b: A @ W + b})


@training.mistake(reread="Lecture 09, “The forward pass”")
def biases_left_out(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The forward pass leaves the biases out.

    With biases that start at 0 the first value is right all the same; the next ones are not.
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"score": lambda A, W, b: A @ W.T})


@training.mistake(reread="Lecture 09, “Why a nonlinear function”")
def no_hidden_activation(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The hidden layers have no activation: the network is a softmax regression in disguise.

    Each hidden layer passes σ(Z) on.
    """
    change = {"activation": lambda z: z, "slope": lambda z, a: 1.0}
    return _with(X, labels, Ws, bs, eta, max_iter, change)


@training.mistake(reread="Lecture 09, “The forward pass”")
def tanh_for_sigmoid(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The hidden layers have tanh; in this exercise they have the sigmoid.

    A hidden activation lies between 0 and 1 here.
    """
    change = {"activation": np.tanh, "slope": lambda z, a: 1 - a**2}
    return _with(X, labels, Ws, bs, eta, max_iter, change)


@training.mistake(reread="Lecture 09, “The forward pass”")
def relu_for_sigmoid(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The hidden layers have ReLU; in this exercise they have the sigmoid.

    A hidden activation lies between 0 and 1 here.
    """
    change = {"activation": lambda z: np.maximum(z, 0), "slope": lambda z, a: 1.0 * (z > 0)}
    return _with(X, labels, Ws, bs, eta, max_iter, change)


def _trained_on(
    X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int, probabilities: Any
) -> Trained:
    """The descent with other probabilities(Z) of the classes."""
    change = {
        "delta": lambda Z, Y: probabilities(Z) - Y,
        "value": lambda Z, Y: -np.mean(np.log(probabilities(Z)[Y == 1])),
    }
    return _with(X, labels, Ws, bs, eta, max_iter, change)


@training.mistake(reread="Lecture 08, “Softmax”")
def softmax_over_the_examples(
    X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int
) -> Trained:
    """Softmax runs over the examples: the columns of P sum to 1 instead of the rows.

    An example's probabilities stand in its row. Which axis is summed?
    """
    return _trained_on(X, labels, Ws, bs, eta, max_iter, lambda Z: _softmax(Z, axis=0))


@training.mistake(reread="Lecture 08, “Softmax”")
def softmax_over_everything(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """Softmax is divided by the sum over all examples: P sums to 1 as a whole, its rows do not.

    .sum(axis=1, keepdims=True).
    """

    def probabilities(Z: ndarray) -> ndarray:
        E = np.exp(Z - Z.max())
        return E / E.sum()

    return _trained_on(X, labels, Ws, bs, eta, max_iter, probabilities)


@training.mistake(reread="Lecture 13, “Logits and probabilities”")
def softmax_twice(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """Softmax is applied twice: no probability can come near 1, and the loss cannot fall below log(1 + (K − 1)/e).

    Softmax takes scores. Does it get probabilities?
    """
    return _trained_on(X, labels, Ws, bs, eta, max_iter, lambda Z: _softmax(_softmax(Z)))


@training.mistake(reread="Lecture 11, “Independent outputs, or one of K classes”")
def sigmoid_for_softmax(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The output has a sigmoid for each class; here it has softmax.

    An example belongs to one class: its probabilities sum to 1.
    """
    return _trained_on(X, labels, Ws, bs, eta, max_iter, _sigmoid)


@training.mistake(reread="Lecture 08, “Numbers that overflow”")
def powers_overflow(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """Large scores give NaN: e⁸⁰⁰ is no number any more.

    The largest score of a row may be subtracted from all of them first.
    """

    def probabilities(Z: ndarray) -> ndarray:
        E = np.exp(1.0 * Z)
        return E / E.sum(axis=1, keepdims=True)

    return _trained_on(X, labels, Ws, bs, eta, max_iter, probabilities)


@training.mistake(reread="Lecture 08, “Numbers that overflow”")
def logarithm_of_zero(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The training is right, but the loss is infinite where a probability has become 0: log 0.

    Take log p from the scores: z − log Σ eᶻ.
    """
    return _trained_on(X, labels, Ws, bs, eta, max_iter, _softmax)


@training.mistake(reread="Lecture 08, “Numbers that overflow”")
def probabilities_clipped(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The training is right, but the loss is cut off: probabilities are clipped at 1e-15 before the logarithm.

    Take log p from the scores: z − log Σ eᶻ. It needs no protection.
    """
    change = {"value": lambda Z, Y: -np.mean(np.log(np.clip(_softmax(Z)[Y == 1], 1e-15, 1)))}
    return _with(X, labels, Ws, bs, eta, max_iter, change)


@training.mistake(reread="Lecture 08, “The gradient”")
def one_subtracted_everywhere(
    X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int
) -> Trained:
    """δ is P − 1 in every column; the 1 belongs to the right class only.

    The rows of P − Y sum to 0.
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"delta": lambda Z, Y: _softmax(Z) - 1})


@training.mistake(reread="Lecture 08, “The gradient”")
def right_class_only(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """δ is 0 for the wrong classes; there it is their probability.

    The rows of P − Y sum to 0.
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"delta": lambda Z, Y: (_softmax(Z) - Y) * Y})


@training.mistake(reread=f"{LECTURE}, “Labels as rows”")
def label_numbers_subtracted(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """δ is P minus the number of the label: the labels are not one-hot rows.

    A class is a name; its number must not matter.
    """
    return _with(X, labels, Ws, bs, eta, max_iter, {"delta": lambda Z, Y: _softmax(Z) - labels[:, None]})


@training.mistake(reread=f"{LECTURE}, “Labels as rows”")
def columns_from_the_labels(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The one-hot rows get as many columns as the largest label + 1: without examples of the last class it stops.

    The number of classes is that of the outputs.
    """
    Y = np.eye(int(labels.max()) + 1)[labels]
    return _descend(X, labels, Ws, bs, eta, max_iter, lambda X, _, Ws, bs: _value_and_gradients(X, Y, Ws, bs))


@training.mistake()
def gradient_of_the_start(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The gradient is computed once, before the loop: every step is the same.

    Forward and backward pass belong into the loop.
    """
    _, dWs, dbs = _value_and_gradients(X, np.eye(len(bs[-1]))[labels], Ws, bs)
    return _then(X, labels, Ws, bs, eta, max_iter, lambda *_: (dWs, dbs))


@training.mistake(reread="Lecture 10, “Backpropagation is not gradient descent”")
def updated_on_the_way_back(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """A layer's weights are updated before δ passes through them: lower layers see weights of another network.

    First all gradients, then all updates.
    """

    def one_pass(X: ndarray, Y: ndarray, Ws: Arrays, bs: Arrays) -> Pass:
        As = [*_activations(X, Ws, bs)]
        Z = As[-1] @ Ws[-1].T + bs[-1]
        Delta = _softmax(Z) - Y
        dWs: Arrays = []
        dbs: Arrays = []
        for k in range(len(Ws) - 1, -1, -1):
            dWs.insert(0, Delta.T @ As[k] / len(X))
            dbs.insert(0, Delta.mean(axis=0))
            Delta = Delta @ (Ws[k] - eta * dWs[0]) * As[k] * (1 - As[k])
        return _log_loss(Z, Y), dWs, dbs

    return _descend(X, labels, Ws, bs, eta, max_iter, one_pass)


@training.mistake(reread="Lecture 10, “The gradients”")
def activations_of_the_same_layer(
    X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int
) -> Trained:
    """dW is built with the activations of the layer itself instead of those below: it fits in square layers only.

    The weight stands between two layers: δ of the upper one, a of the lower one.
    """

    def one_pass(X: ndarray, Y: ndarray, Ws: Arrays, bs: Arrays) -> Pass:
        As = _activations(X, Ws, bs)
        Z = As[-1] @ Ws[-1].T + bs[-1]
        As.append(_softmax(Z))
        Delta = As[-1] - Y
        dWs: Arrays = []
        dbs: Arrays = []
        for k in range(len(Ws) - 1, -1, -1):
            dWs.insert(0, Delta.T @ As[k + 1] / len(X))
            dbs.insert(0, Delta.mean(axis=0))
            Delta = Delta @ Ws[k] * As[k] * (1 - As[k])
        return _log_loss(Z, Y), dWs, dbs

    return _descend(X, labels, Ws, bs, eta, max_iter, one_pass)


@training.mistake(reread="Lecture 10, “The gradients”")
def weight_gradients_transposed(
    X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int
) -> Trained:
    """dW is transposed: AᵀΔ where ΔᵀA belongs. It fits in square layers only.

    dW has the shape of W.
    """
    return _then(X, labels, Ws, bs, eta, max_iter, lambda dWs, dbs: ([dW.T for dW in dWs], dbs))


@training.mistake(reread=f"{LECTURE}, “Scaling”")
def scaled_inside(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """X is standardized in the function; it has to be taken as it comes.

    Scaling belongs before the training. With data that is scaled already nothing shows.
    """
    return train_mlp((X - X.mean(axis=0)) / X.std(axis=0), labels, Ws, bs, eta, max_iter)


@training.mistake(reread=f"{LECTURE}, “Scaling”")
def scaled_inside_with_m_minus_one(
    X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int
) -> Trained:
    """X is standardized in the function, and with m − 1 (ddof=1, as pandas does); X has to be taken as it comes.

    Scaling belongs before the training; the course's standard deviation has 1/m.
    """
    X = X - X.mean(axis=0)
    return train_mlp(X / np.sqrt((X**2).sum(axis=0) / (len(X) - 1)), labels, Ws, bs, eta, max_iter)


@training.mistake()
def last_value_missing(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The loss after the last update is missing in values.

    max_iter updates lie between max_iter + 1 values.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter)
    return Ws, bs, values[:-1]


@training.mistake()
def first_value_missing(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The loss before the first update is missing in values.

    max_iter updates lie between max_iter + 1 values.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter)
    return Ws, bs, values[1:]


@training.mistake()
def one_update_too_many(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """One update too many is made: values has the right length, but its last entry comes before the last update.

    The last value is that of the weights returned. How often does your loop run?
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter + 1)
    return Ws, bs, values[:-1]


@training.mistake()
def one_update_too_few(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """One update is missing: the loop runs max_iter − 1 times.

    With max_iter = 1 something has to change.
    """
    return train_mlp(X, labels, Ws, bs, eta, max_iter - 1)


@training.mistake()
def final_value_only(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Any:
    """values is a single number, the loss at the end.

    Asked for is the whole course of it: max_iter + 1 numbers.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter)
    return Ws, bs, values[-1]


@training.mistake()
def loss_summed(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The training is right, but values holds sums over the examples; the loss is their mean.

    At the start the loss of K classes should be near log K.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter)
    return Ws, bs, values * len(X)


@training.mistake()
def loss_negative(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The training is right, but values has the wrong sign: the minus before the logarithm is missing.

    The logarithm of a probability is negative.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter)
    return Ws, bs, -values


@training.mistake(reread="Lecture 00, “Shapes”")
def values_as_list(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Any:
    """values is a list; asked for is an array.

    np.array(...) makes one of a list.
    """
    Ws, bs, values = train_mlp(X, labels, Ws, bs, eta, max_iter)
    return Ws, bs, values.tolist()


@training.mistake()
def network_only(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Any:
    """Only the weights and biases are returned; the values are missing.

    Three values are asked for: Ws, bs, values.
    """
    return train_mlp(X, labels, Ws, bs, eta, max_iter)[:2]


@training.mistake(reread="Lecture 03, “The source says …: the update in place”")
def weights_written_into(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """The caller's weights are changed (W -= …), or integers stop it.

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


@training.mistake(reread="Lecture 03, “The source says …: the update in place”")
def lists_written_into(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
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
def train_example_by_example(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
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
def train_with_a_column_of_ones(
    X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int
) -> Trained:
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
def train_by_recursion(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, eta: float, max_iter: int) -> Trained:
    """Each layer updates itself after it has asked the one above for the derivative by its output."""

    def learn(A: ndarray, Ws: Arrays, bs: Arrays) -> Any:
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


# --- accuracy -----------------------------------------------------------------------------------

share = Exercise(
    "12.accuracy",
    "accuracy(P, labels) -> share",
    reread=f"{LECTURE}, “How good is it?”",
    library_calls=("accuracy_score",),
)


@share.reference
def accuracy(P: ndarray, labels: ndarray) -> float:
    return np.mean(P.argmax(axis=1) == labels)


@share.shown("five rows of three classes")
def three_of_five() -> dict[str, Any]:
    P = [[0.6, 0.3, 0.1], [0.2, 0.48, 0.32], [0.4, 0.35, 0.25], [0.1, 0.2, 0.7], [0.3, 0.45, 0.25]]
    return {"P": np.array(P), "labels": np.array([0, 1, 1, 2, 2])}


@share.shown("as many rows as classes")
def square_table() -> dict[str, Any]:
    P = [[0.2, 0.5, 0.25, 0.05], [0.1, 0.2, 0.4, 0.3], [0.45, 0.3, 0.05, 0.2], [0.05, 0.15, 0.1, 0.7]]
    return {"P": np.array(P), "labels": np.array([1, 2, 0, 0])}


@share.shown("seven rows of two classes, five of them of class 0")
def two_classes_of_seven() -> dict[str, Any]:
    P = [[0.9, 0.1], [0.7, 0.3], [0.4, 0.6], [0.8, 0.2], [0.6, 0.4], [0.3, 0.7], [0.55, 0.45]]
    return {"P": np.array(P), "labels": np.array([0, 0, 0, 0, 1, 1, 0])}


def _table(rng: np.random.Generator, m: int, K: int, n_right: int) -> dict[str, Any]:
    """n_right rows are classified rightly."""
    P = rng.random((m, K)) + 0.1
    labels = P.argmax(axis=1)
    wrong = rng.permutation(m)[n_right:]
    labels[wrong] = (labels[wrong] + rng.integers(1, K, size=len(wrong))) % K
    return {"P": P / P.sum(axis=1, keepdims=True), "labels": labels}


@share.drawn(3)
def any_table(rng: np.random.Generator) -> dict[str, Any]:
    K = int(rng.integers(3, 6))
    return _table(rng, K + int(rng.integers(4, 9)), K, int(rng.integers(2, 6)))


@share.drawn(1)
def square_tables(rng: np.random.Generator) -> dict[str, Any]:
    return _table(rng, 5, 5, 3)


@share.drawn(1)
def all_right(rng: np.random.Generator) -> dict[str, Any]:
    return _table(rng, 6, 3, 6)


@share.drawn(1)
def all_wrong(rng: np.random.Generator) -> dict[str, Any]:
    return _table(rng, 6, 4, 0)


@share.drawn(1)
def one_row(rng: np.random.Generator) -> dict[str, Any]:
    return _table(rng, 1, 3, 1)


@share.wider
def tables_at_all(rng: np.random.Generator) -> dict[str, Any]:
    m, K = int(rng.integers(1, 9)), int(rng.integers(2, 6))
    table = _table(rng, m, K, int(rng.integers(0, m + 1)))
    return {**table, "P": np.round(table["P"], int(rng.integers(1, 4)))}


@share.independent()
def by_scikit_learn_score(P: ndarray, labels: ndarray) -> Any:
    from sklearn.metrics import accuracy_score

    return accuracy_score(labels, np.argsort(P, axis=1)[:, -1])


@share.mistake()
def classified_by_columns(P: ndarray, labels: ndarray) -> float:
    """The largest entry is looked for in each column: that is an example for each class, not a class for each example.

    An example's probabilities stand in its row. Which axis does argmax take?
    """
    return np.mean(P.argmax(axis=0) == labels)


@share.mistake()
def entry_of_the_whole_table(P: ndarray, labels: ndarray) -> float:
    """argmax without an axis gives one number for the whole table.

    A class for each row: axis=1.
    """
    return np.mean(P.argmax() == labels)


@share.mistake()
def smallest_probability(P: ndarray, labels: ndarray) -> float:
    """The class with the smallest probability is taken.

    argmax, not argmin.
    """
    return np.mean(P.argmin(axis=1) == labels)


@share.mistake()
def number_of_hits(P: ndarray, labels: ndarray) -> float:
    """The hits are counted; asked for is their share.

    Divide by the number of rows.
    """
    return np.sum(P.argmax(axis=1) == labels)


@share.mistake()
def in_percent(P: ndarray, labels: ndarray) -> float:
    """The share is given in percent; asked for is a number between 0 and 1.

    1 means that all are right.
    """
    return 100 * accuracy(P, labels)


@share.mistake()
def share_of_errors(P: ndarray, labels: ndarray) -> float:
    """This is the share of the errors.

    == counts the hits, != the errors.
    """
    return 1 - accuracy(P, labels)


@share.mistake()
def divided_by_classes(P: ndarray, labels: ndarray) -> float:
    """The hits are divided by the number of classes instead of the number of rows.

    P has the shape (m, K).
    """
    return np.sum(P.argmax(axis=1) == labels) / P.shape[1]


@share.mistake()
def divided_by_150(P: ndarray, labels: ndarray) -> float:
    """The hits are always divided by 150, the number of irises.

    Take the number of rows from P.
    """
    return np.sum(P.argmax(axis=1) == labels) / 150


@share.mistake()
def whole_division(P: ndarray, labels: ndarray) -> float:
    """The share is cut off to 0 or 1: // cuts off the decimals.

    / divides numbers, // counts how often one fits into the other.
    """
    return float(np.sum(P.argmax(axis=1) == labels) // len(P))


@share.mistake(reread="Lecture 08, “Classes are counted from 0”")
def argmax_plus_one(P: ndarray, labels: ndarray) -> float:
    """The classes are counted from 1: argmax gives 0, …, K − 1, as the labels do.

    No + 1.
    """
    return np.mean(P.argmax(axis=1) + 1 == labels)


@share.mistake()
def more_than_a_half(P: ndarray, labels: ndarray) -> float:
    """An example counts as right only if its class has a probability above ½.

    With three classes the largest of them can be smaller than that.
    """
    return np.mean(P[np.arange(len(P)), labels] > 0.5)


@share.mistake()
def mean_probability(P: ndarray, labels: ndarray) -> float:
    """This is the mean probability of the right class.

    Accuracy asks only whether it is the largest in its row.
    """
    return np.mean(P[np.arange(len(P)), labels])


@share.mistake()
def entries_compared(P: ndarray, labels: ndarray) -> float:
    """One-hot rows are compared entry by entry: the zeros that agree count as hits too.

    One hit or one error a row.
    """
    return np.mean(np.eye(P.shape[1])[P.argmax(axis=1)] == np.eye(P.shape[1])[labels])


@share.mistake()
def mean_over_classes(P: ndarray, labels: ndarray) -> float:
    """The accuracy is computed for each class and then averaged: rare classes weigh too much.

    Every example counts the same.
    """
    hits = P.argmax(axis=1) == labels
    return np.mean([hits[labels == k].mean() for k in np.unique(labels)])


@share.mistake()
def shares_of_classes(P: ndarray, labels: ndarray) -> float:
    """The classes are counted on both sides and the counts are compared: who got which class does not enter.

    Compare example by example.
    """
    return np.mean(np.sort(P.argmax(axis=1)) == np.sort(labels))


@share.mistake()
def last_row_forgotten(P: ndarray, labels: ndarray) -> float:
    """The last row is not counted: the loop ends one row early.

    range(m) ends with m − 1 already.
    """
    hits = P.argmax(axis=1) == labels
    return np.sum(hits[:-1]) / len(hits)


@share.mistake()
def hits_as_array(P: ndarray, labels: ndarray) -> Any:
    """An array of True and False comes back; asked for is one number.

    Their mean is the share of True.
    """
    return P.argmax(axis=1) == labels


@share.mistake()
def rounded(P: ndarray, labels: ndarray) -> float:
    """The share is rounded to two decimals.

    Round when you print, not when you compute.
    """
    return np.round(accuracy(P, labels), 2)


@share.variant
def accuracy_by_loop(P: ndarray, labels: ndarray) -> float:
    hits = 0
    for i in range(len(labels)):
        best = 0
        for k in range(P.shape[1]):
            if P[i, k] > P[i, best]:
                best = k
        hits += best == labels[i]
    return hits / len(labels)


@share.variant
def accuracy_of_the_largest(P: ndarray, labels: ndarray) -> float:
    """Does the right class have the largest probability?"""
    right = np.take_along_axis(P, labels[:, None], axis=1)[:, 0]
    return float((right >= P.max(axis=1)).sum() / P.shape[0])


@share.variant
def accuracy_of_a_confusion_matrix(P: ndarray, labels: ndarray) -> float:
    table = np.zeros((P.shape[1], P.shape[1]))
    np.add.at(table, (labels, np.argmax(P, axis=1)), 1)
    return np.trace(table) / table.sum()


# --- X12.2: do the hidden units differ? ---------------------------------------------------------

spreading = Exercise(
    "12.hidden_spread", "hidden_spread(H) -> spread", reread=f"{LECTURE}, “Hidden units that stay alike”"
)


@spreading.reference
def hidden_spread(H: ndarray) -> float:
    return np.max(H.max(axis=1) - H.min(axis=1))


@spreading.shown("four rows of three hidden units")
def four_rows() -> dict[str, Any]:
    H = [[0.2, 0.25, 0.35], [0.9, 0.7, 0.6], [0.5, 0.1, 0.3], [0.8, 0.55, 0.65]]
    return {"H": np.array(H)}


@spreading.shown("units that are alike: rows of one value each")
def alike() -> dict[str, Any]:
    return {"H": np.array([[0.3, 0.3, 0.3, 0.3], [0.75, 0.75, 0.75, 0.75]])}


@spreading.shown("four rows of four units; the second and the fourth differ most")
def square_units() -> dict[str, Any]:
    H = [[0.85, 0.8, 0.7, 0.6], [0.55, 0.95, 0.45, 0.1], [0.45, 0.5, 0.4, 0.42], [0.3, 0.2, 0.35, 0.5]]
    return {"H": np.array(H)}


@spreading.drawn(3)
def any_units(rng: np.random.Generator) -> dict[str, Any]:
    n = int(rng.integers(3, 6))
    return {"H": rng.random((n + int(rng.integers(2, 5)), n))}


@spreading.drawn(1)
def square_table_of_units(rng: np.random.Generator) -> dict[str, Any]:
    return {"H": rng.random((4, 4))}


@spreading.drawn(1)
def nearly_alike(rng: np.random.Generator) -> dict[str, Any]:
    return {"H": rng.random((5, 1)) + 1e-3 * rng.random((5, 3))}


@spreading.drawn(1)
def one_row_of_units(rng: np.random.Generator) -> dict[str, Any]:
    return {"H": rng.random((1, 5))}


@spreading.drawn(1)
def negative_units(rng: np.random.Generator) -> dict[str, Any]:
    """As tanh gives them."""
    return {"H": rng.random((6, 3)) - 1.5}


@spreading.wider
def units_at_all(rng: np.random.Generator) -> dict[str, Any]:
    m, n = (int(k) for k in rng.integers(1, 7, size=2))
    return {"H": rng.choice([rng.normal(size=(m, n)), np.round(rng.random((m, n)), 1), np.zeros((m, n))])}


@spreading.independent()
def by_all_pairs(H: ndarray) -> float:
    """Every unit against every other one."""
    return float(np.abs(H[:, :, None] - H[:, None, :]).max())


@spreading.mistake()
def between_examples(H: ndarray) -> float:
    """Examples are compared with one another: the difference is taken down the columns.

    The units stand in the columns; compare the entries of a row.
    """
    return np.max(H.max(axis=0) - H.min(axis=0))


@spreading.mistake()
def over_the_whole_table(H: ndarray) -> float:
    """The largest and the smallest entry of the whole table are compared: they can belong to different examples.

    Two units, one example: first a difference in each row, then the largest of them.
    """
    return H.max() - H.min()


@spreading.mistake()
def smallest_difference(H: ndarray) -> float:
    """The row in which the units differ least is taken.

    They are alike only if they are alike in every example.
    """
    return np.min(H.max(axis=1) - H.min(axis=1))


@spreading.mistake()
def mean_difference(H: ndarray) -> float:
    """The differences of the rows are averaged; asked for is the largest.

    The largest over all examples.
    """
    return np.mean(H.max(axis=1) - H.min(axis=1))


@spreading.mistake()
def summed_differences(H: ndarray) -> float:
    """The differences of the rows are added; asked for is the largest.

    The largest over all examples.
    """
    return np.sum(H.max(axis=1) - H.min(axis=1))


@spreading.mistake()
def difference_of_each_row(H: ndarray) -> Any:
    """The differences of all rows come back; asked for is the largest of them.

    One number.
    """
    return H.max(axis=1) - H.min(axis=1)


@spreading.mistake()
def neighbours_only(H: ndarray) -> float:
    """Only neighbouring units are compared.

    Any two units count, the first and the last as well.
    """
    return np.max(np.abs(H[:, 1:] - H[:, :-1]))


@spreading.mistake()
def first_unit_with_the_others(H: ndarray) -> float:
    """Only the first unit is compared with the others.

    Two others may differ more from each other than from the first.
    """
    return np.max(np.abs(H - H[:, :1]))


@spreading.mistake()
def first_and_last_unit(H: ndarray) -> float:
    """Only the first and the last unit are compared.

    Any two units count.
    """
    return np.max(np.abs(H[:, 0] - H[:, -1]))


@spreading.mistake()
def first_two_units(H: ndarray) -> float:
    """Only the first two units are compared.

    Any two units count.
    """
    return np.max(np.abs(H[:, 0] - H[:, 1]))


@spreading.mistake()
def first_row_only(H: ndarray) -> float:
    """Only the first example is looked at.

    The largest difference over all examples.
    """
    return H[0].max() - H[0].min()


@spreading.mistake()
def means_of_the_units(H: ndarray) -> float:
    """The means of the units are compared: differences of opposite sign cancel.

    Compare in each example, and average nothing.
    """
    means = H.mean(axis=0)
    return means.max() - means.min()


@spreading.mistake()
def standard_deviation(H: ndarray) -> float:
    """The standard deviation of the units is taken instead of their largest difference.

    Largest minus smallest.
    """
    return np.max(H.std(axis=1))


@spreading.mistake()
def distance_from_the_mean(H: ndarray) -> float:
    """The distance from the mean of the units is taken; asked for is that of two units.

    Largest minus smallest.
    """
    return np.max(np.abs(H - H.mean(axis=1, keepdims=True)))


@spreading.mistake()
def sign_reversed(H: ndarray) -> float:
    """The difference is negative: smallest minus largest.

    A spread is never negative.
    """
    return -hidden_spread(H)


@spreading.mistake()
def largest_activation(H: ndarray) -> float:
    """The largest activation is returned, not a difference.

    For units that are alike the spread is 0.
    """
    return H.max()


@spreading.mistake()
def yes_or_no(H: ndarray) -> Any:
    """Whether the units are alike is returned; asked for is how much they differ.

    A number.
    """
    return bool(np.all(H[:, :1] == H))


@spreading.variant
def spread_by_pairs(H: ndarray) -> float:
    spread = 0.0
    for h in H:
        for j in range(len(h)):
            for k in range(j):
                spread = max(spread, abs(h[j] - h[k]))
    return spread


@spreading.variant
def spread_by_ptp(H: ndarray) -> float:
    return float(np.ptp(H, axis=1).max())


@spreading.variant
def spread_by_sorting(H: ndarray) -> float:
    ordered = np.sort(H, axis=1)
    return max(float(row[-1] - row[0]) for row in ordered)


# --- Quizzes ------------------------------------------------------------------------------------

# A network 4–5–3 starts with all weights 0.3 and all biases 0. What do its five hidden units do in training?
# a  They stay alike: whatever one learns, all learn.   b  They learn different things, only more slowly.
# c  They do not move.   d  Which of them learns depends on the learning rate.
Quiz(
    "12.quiz_equal_weights",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="Equal weights give equal activations; these and equal weights above give equal gradients, and equal "
    "gradients keep the weights equal. The five units are one unit, five times. Random weights break the tie.",
    reread=f"{LECTURE}, “Hidden units that stay alike”",
)

# Two students train the same network with the same code, one on centimetres, one on standardized columns, with η = 1.
# The first loss curve jumps up and down, the second one falls. Which explanation fits?
# a  Standardized data holds more information.   b  The first network has too few hidden units.
# c  Unscaled columns make the valley narrow and the units saturate: η = 1 is too large for one direction.
# d  Softmax needs inputs with mean 0.
Quiz(
    "12.quiz_scaling",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="A linear map loses no information; it changes the shape of the valley. Large columns with a common offset "
    "make some directions far steeper than others, and the rate has to suit the steepest one.",
    reread=f"{LECTURE}, “Scaling”",
)

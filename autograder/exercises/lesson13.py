"""Lesson 13, deeper networks: ReLU and its slope, one dense layer, the way to the logits and the way back.

House convention: W (n_out, n_in), b (n_out,), rows are examples; hidden layers with ReLU, a linear output whose scores
are called logits, softmax inside the loss, and the loss is the mean over the examples. Sources: ledger rows A97, A100.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit.initialisations import det
from gdkit.layout import Layout
from gdkit.networks import MLP

LECTURE = "Lecture 13"

Arrays = list[ndarray]

# --- ReLU ---------------------------------------------------------------------------------------

cut = Exercise("13.relu", "relu(z) -> a", reread=f"{LECTURE}, “ReLU”", library_calls=("relu",))


@cut.reference
def relu(z: ndarray) -> ndarray:
    return 0.5 * (z + np.abs(z))  # max(0, z): the two halves add up or cancel


@cut.shown("numbers of both signs, and 0")
def both_signs() -> dict[str, Any]:
    return {"z": np.array([-2.0, -0.5, 0.0, 0.05, 0.5, 3.0, -0.05])}


@cut.shown("a table of integers")
def integer_table() -> dict[str, Any]:
    return {"z": np.array([[-3, 1, 4], [2, -1, 0]])}


@cut.shown("a square table, large and small numbers")
def square_table() -> dict[str, Any]:
    return {"z": np.array([[800.0, -800.0], [-1e-3, 1e-3]])}


@cut.drawn(2)
def any_table(rng: np.random.Generator) -> dict[str, Any]:
    m = int(rng.integers(3, 7))
    return {"z": rng.normal(size=(m, m + int(rng.integers(1, 4)))) * 2}


@cut.drawn(1)
def any_row(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": rng.normal(size=9) * 3}


@cut.drawn(1)
def whole_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": rng.integers(-4, 5, size=(4, 3))}


@cut.drawn(1)
def three_axes(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": rng.normal(size=(2, 3, 4))}


@cut.drawn(1)
def one_number(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": -rng.random(1) - 0.5}


@cut.wider
def any_numbers(rng: np.random.Generator) -> dict[str, Any]:
    z = rng.normal(size=tuple(int(k) for k in rng.integers(1, 4, size=int(rng.integers(1, 4)))))
    return {"z": rng.choice([z, 0 * z, 1e6 * z, np.round(z)])}


@cut.independent()
def by_case(z: ndarray) -> ndarray:
    """Number by number, in Python's own max."""
    return np.array([max(0.0, float(v)) for v in z.ravel()]).reshape(z.shape)


@cut.mistake()
def absolute_value(z: ndarray) -> ndarray:
    """Negative numbers turn positive: this is the absolute value.

    Negative numbers become 0.
    """
    return 1.0 * np.abs(z)


@cut.mistake()
def negative_part(z: ndarray) -> ndarray:
    """The positive numbers become 0: min for max.

    ReLU is never negative.
    """
    return 1.0 * np.minimum(z, 0)


@cut.mistake()
def nothing_cut(z: ndarray) -> ndarray:
    """Negative numbers stay as they are.

    Without ReLU a deep network is one linear function.
    """
    return 1.0 * z


@cut.mistake(reread=f"{LECTURE}, “Units that die”")
def leaky(z: ndarray) -> ndarray:
    """Negative numbers are multiplied by 0.01: this is the leaky ReLU.

    Here they become 0.
    """
    return np.where(z > 0, z, 0.01 * z)


@cut.mistake(reread=f"{LECTURE}, “The slope of ReLU”")
def step_function(z: ndarray) -> ndarray:
    """Positive numbers become 1: this is the slope of ReLU.

    Positive numbers stay as they are.
    """
    return np.where(z > 0, 1.0, 0.0)


@cut.mistake()
def cut_at_one(z: ndarray) -> ndarray:
    """Numbers above 1 are cut off too.

    ReLU has no upper end.
    """
    return 1.0 * np.clip(z, 0, 1)


@cut.mistake()
def softplus(z: ndarray) -> ndarray:
    """This is log(1 + eᶻ), the softplus: a smooth neighbour of ReLU.

    ReLU has a corner at 0.
    """
    return np.logaddexp(0, z)


@cut.mistake(reread="Lecture 07, “The sigmoid”")
def sigmoid_for_relu(z: ndarray) -> ndarray:
    """This is the sigmoid, which never reaches 1.

    ReLU has no upper end.
    """
    return np.exp(-np.logaddexp(0, -z))


@cut.mistake()
def positive_squared(z: ndarray) -> ndarray:
    """The positive numbers are squared.

    Positive numbers stay as they are.
    """
    return relu(z) ** 2


@cut.mistake()
def max_along_an_axis(z: ndarray) -> Any:
    """np.max(z, 0) is the largest number along axis 0; the larger of two numbers, entry by entry, is np.maximum.

    What has the result's shape to be?
    """
    return 1.0 * np.max(z, 0)


@cut.mistake()
def largest_of_all(z: ndarray) -> Any:
    """One number comes back, the largest of all; ReLU is taken of every entry.

    The result has the shape of z.
    """
    return max(0.0, float(z.max()))


@cut.mistake(reread="Lecture 00, “Shapes”")
def array_in_an_if(z: ndarray) -> Any:
    """It stops for arrays: `if z > 0` and Python's max want one number.

    np.maximum or np.where work entry by entry.
    """
    if z > 0:
        return 1.0 * z
    return 0.0 * z


@cut.mistake()
def negatives_dropped(z: ndarray) -> ndarray:
    """The negative numbers are taken out: the result is shorter than z.

    They become 0 and stay in their places.
    """
    return 1.0 * z[z > 0]


@cut.mistake(reread="Lecture 00, “Shapes”")
def flattened(z: ndarray) -> ndarray:
    """The numbers are right, but they all stand in one row.

    The result has the shape of z.
    """
    return relu(z).ravel()


@cut.mistake(reread="Lecture 00, “Shapes”")
def lists_for_arrays(z: ndarray) -> Any:
    """A list comes back; asked for is an array.

    np.array(...) makes one of it.
    """
    return relu(z).tolist()


@cut.mistake(reread="Lecture 03, “The source says …: the update in place”")
def written_into(z: ndarray) -> ndarray:
    """The zeros are written into the caller's array (z[z < 0] = 0).

    Backpropagation still needs z. Make a new array.
    """
    z[z < 0] = 0
    return z


@cut.variant
def relu_by_maximum(z: ndarray) -> ndarray:
    return np.maximum(z, 0)


@cut.variant
def relu_by_mask(z: ndarray) -> ndarray:
    return z * (z > 0)


@cut.variant
def relu_number_by_number(z: ndarray) -> ndarray:
    a = np.zeros(z.shape)
    for entry in np.ndindex(*z.shape):
        if z[entry] > 0:
            a[entry] = z[entry]
    return a


@cut.variant
def relu_in_a_copy(z: ndarray) -> ndarray:
    a = z.copy()
    a[a < 0] = 0
    return a


# --- its slope ----------------------------------------------------------------------------------

slope = Exercise("13.relu_prime", "relu_prime(z) -> d", reread=f"{LECTURE}, “The slope of ReLU”")


@slope.reference
def relu_prime(z: ndarray) -> ndarray:
    return 1.0 * (z > 0)


@slope.alternative
def relu_prime_one_at_zero(z: ndarray) -> ndarray:
    """ReLU has no derivative at 0; 1 is as good as 0."""
    return np.where(z >= 0, 1.0, 0.0)


@slope.shown("numbers of both signs, and 0")
def slopes_of_both_signs() -> dict[str, Any]:
    return {"z": np.array([-2.0, -0.5, 0.0, 0.05, 0.5, 3.0, -0.05])}


@slope.shown("a table of integers")
def slopes_of_integers() -> dict[str, Any]:
    return {"z": np.array([[-3, 1, 4], [2, -1, 0]])}


@slope.shown("a square table, large and small numbers")
def slopes_of_a_square_table() -> dict[str, Any]:
    return {"z": np.array([[800.0, -800.0], [-1e-3, 1e-3]])}


@slope.drawn(2)
def slopes_of_any_table(rng: np.random.Generator) -> dict[str, Any]:
    m = int(rng.integers(3, 7))
    return {"z": rng.normal(size=(m, m + int(rng.integers(1, 4)))) * 2}


@slope.drawn(1)
def slopes_of_a_row(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": rng.normal(size=9) * 0.3}


@slope.drawn(1)
def slopes_of_whole_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": rng.choice([-4, -3, -2, -1, 1, 2, 3, 4], size=(4, 3))}


@slope.drawn(1)
def slopes_of_three_axes(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": rng.normal(size=(2, 3, 4))}


@slope.drawn(1)
def slope_of_one_number(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": rng.random(1) + 1.5}


@slope.wider
def any_numbers_but_zero(rng: np.random.Generator) -> dict[str, Any]:
    """Without 0: there two answers are right."""
    z = rng.normal(size=tuple(int(k) for k in rng.integers(1, 4, size=int(rng.integers(1, 4)))))
    return {"z": rng.choice([z, 1e-6 * z, 1e6 * z])}


@slope.independent()
def by_heaviside(z: ndarray) -> ndarray:
    return np.heaviside(z, 0.0)


@slope.independent(1e-7)
def by_differences_from_the_left(z: ndarray) -> ndarray:
    """The slope of max(0, z) itself, over a short way to the left."""
    h = 1e-6
    return (np.maximum(z, 0.0) - np.maximum(z - h, 0.0)) / h


@slope.mistake(reread="Lecture 00, “Shapes”")
def true_and_false(z: ndarray) -> ndarray:
    """True and False come back; asked for are the numbers 1 and 0.

    .astype(float) makes numbers of them.
    """
    return z > 0


@slope.mistake()
def one_everywhere(z: ndarray) -> ndarray:
    """The slope is 1 everywhere: that of z itself.

    For negative z ReLU is flat.
    """
    return np.ones(z.shape)


@slope.mistake()
def sides_exchanged(z: ndarray) -> ndarray:
    """The two sides are exchanged: 1 for negative z.

    For negative z ReLU is flat.
    """
    return np.where(z < 0, 1.0, 0.0)


@slope.mistake(reread=f"{LECTURE}, “Units that die”")
def slope_of_leaky_relu(z: ndarray) -> ndarray:
    """The slope is 0.01 for negative z: this is the leaky ReLU.

    Here it is 0.
    """
    return np.where(z > 0, 1.0, 0.01)


@slope.mistake()
def sign_of_z(z: ndarray) -> ndarray:
    """The slope is −1 for negative z: this is the sign, the slope of |z|.

    For negative z ReLU is flat.
    """
    return 1.0 * np.sign(z)


@slope.mistake()
def relu_itself(z: ndarray) -> ndarray:
    """ReLU comes back, not its slope.

    A slope of 3 at z = 3?
    """
    return relu(z)


@slope.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_of_the_sigmoid(z: ndarray) -> ndarray:
    """This is σ(z)(1 − σ(z)), the slope of the sigmoid.

    The slope of ReLU has two values only.
    """
    return np.exp(-np.logaddexp(0, -z) - np.logaddexp(0, z))


@slope.mistake()
def slope_of_softplus(z: ndarray) -> ndarray:
    """This is σ(z), the slope of the softplus log(1 + eᶻ).

    The slope of ReLU has two values only.
    """
    return np.exp(-np.logaddexp(0, -z))


@slope.mistake()
def flat_above_one(z: ndarray) -> ndarray:
    """The slope is 0 above 1.

    ReLU has no upper end.
    """
    return np.where((z > 0) & (z < 1), 1.0, 0.0)


@slope.mistake()
def half_at_zero(z: ndarray) -> ndarray:
    """At z = 0 the slope is ½, as a central difference gives it.

    A convention is needed there; this course takes 0 or 1.
    """
    return np.heaviside(z, 0.5)


@slope.mistake(reread="Lecture 00, “Forward and central differences”")
def coarse_difference(z: ndarray) -> ndarray:
    """Near 0 the slope is neither 0 nor 1: a difference with a large step runs over the corner.

    No step is needed: on each side of 0 ReLU is a line.
    """
    return (np.maximum(z + 0.1, 0) - np.maximum(z - 0.1, 0)) / 0.2


@slope.mistake()
def zero_everywhere(z: ndarray) -> ndarray:
    """The slope is 0 everywhere: nothing would ever be learned.

    For positive z ReLU rises.
    """
    return np.zeros(z.shape)


@slope.mistake(reread="Lecture 00, “Shapes”")
def slope_of_an_array_in_an_if(z: ndarray) -> Any:
    """It stops for arrays: `if z > 0` wants one number.

    np.where works entry by entry.
    """
    if z > 0:
        return 1.0 + 0 * z
    return 0.0 * z


@slope.mistake(reread="Lecture 00, “Shapes”")
def slopes_in_one_row(z: ndarray) -> ndarray:
    """The slopes are right, but they all stand in one row.

    The result has the shape of z.
    """
    return relu_prime(z).ravel()


@slope.mistake(reread="Lecture 00, “Shapes”")
def slopes_in_lists(z: ndarray) -> Any:
    """A list comes back; asked for is an array.

    np.array(...) makes one of it.
    """
    return relu_prime(z).tolist()


@slope.mistake(reread="Lecture 03, “The source says …: the update in place”")
def slopes_written_into(z: ndarray) -> ndarray:
    """The slopes are written into the caller's array (z[z > 0] = 1).

    Make a new array.
    """
    z[z <= 0] = 0
    z[z > 0] = 1
    return z


@slope.variant
def slope_of_a_mask(z: ndarray) -> ndarray:
    return (z > 0).astype(float)


@slope.variant
def slope_in_integers(z: ndarray) -> ndarray:
    return 1 * (z > 0)


@slope.variant
def slope_number_by_number(z: ndarray) -> ndarray:
    return np.array([1.0 if v > 0 else 0.0 for v in z.ravel()]).reshape(z.shape)


@slope.variant
def slope_from_the_sign(z: ndarray) -> ndarray:
    return np.ceil((np.sign(z) + 1) / 2)


# --- X13.1: one layer ---------------------------------------------------------------------------

layer = Exercise("13.dense", "dense(A, W, b, activation) -> A", reread=f"{LECTURE}, “One dense layer”")


@layer.reference
def dense(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    Z = A @ W.T + b
    return np.maximum(Z, 0.0) if activation == "relu" else Z


def _det(*sizes: int) -> Arrays:
    """The weights ½ sin 1, ½ sin 2, …, filled row by row."""
    return [W.copy() for W in Layout(sizes).unpack(det(sizes))[0]]


def _fragment() -> dict[str, Any]:
    """The network 2–3–2–2 of X13.1."""
    bs = [np.full(3, 0.1), np.full(2, 0.1), np.zeros(2)]
    return {"X": np.array([[1.0, 2.0], [-1.0, 0.5]]), "Ws": _det(2, 3, 2, 2), "bs": bs}


@layer.shown("two rows, from two inputs to three units, ReLU")
def first_layer() -> dict[str, Any]:
    fragment = _fragment()
    return {"A": fragment["X"], "W": fragment["Ws"][0], "b": fragment["bs"][0], "activation": "relu"}


@layer.shown("three rows, from three inputs to three outputs, weights and inputs integers, no activation")
def square_layer() -> dict[str, Any]:
    A, W = np.array([[1, 2, -1], [0, -1, 2], [-1, 1, 1]]), np.array([[1, -2, 0], [3, 1, -1], [0, 2, 1]])
    return {"A": A, "W": W, "b": np.array([0.5, -1.5, 2.0]), "activation": "none"}


@layer.shown("five rows, from two inputs to four units, ReLU")
def four_units() -> dict[str, Any]:
    A = np.array([[1.0, -2.0], [0.5, 1.5], [2.0, 1.0], [-1.5, 0.5], [0.25, -0.75]])
    W = np.array([[0.5, -1.0], [1.5, 0.5], [-0.75, 0.25], [0.25, 1.25]])
    return {"A": A, "W": W, "b": np.array([0.2, -0.4, 0.6, 0.1]), "activation": "relu"}


@layer.shown("one row, from three inputs to two outputs, no activation")
def one_row_two_outputs() -> dict[str, Any]:
    W = np.array([[1.5, -0.5, 2.0], [-1.0, 0.25, 0.75]])
    return {"A": np.array([[-0.5, 1.0, -2.0]]), "W": W, "b": np.array([0.3, -0.7]), "activation": "none"}


def _layer(rng: np.random.Generator, m: int, n_in: int, n_out: int, activation: str) -> dict[str, Any]:
    weights = {"W": rng.normal(size=(n_out, n_in)), "b": rng.normal(size=n_out)}
    return {"A": rng.normal(size=(m, n_in)), **weights, "activation": activation}


@layer.drawn(2)
def any_relu_layer(rng: np.random.Generator) -> dict[str, Any]:
    n_in, n_out = (int(k) for k in rng.permutation([2, 3, 4])[:2])
    return _layer(rng, 6, n_in, n_out, "relu")


@layer.drawn(2)
def any_linear_layer(rng: np.random.Generator) -> dict[str, Any]:
    n_in, n_out = (int(k) for k in rng.permutation([2, 3, 4])[:2])
    return _layer(rng, 5, n_in, n_out, "none")


@layer.drawn(1)
def square_relu_layer(rng: np.random.Generator) -> dict[str, Any]:
    return _layer(rng, 4, 4, 4, "relu")


@layer.drawn(1)
def single_output(rng: np.random.Generator) -> dict[str, Any]:
    return _layer(rng, 4, 3, 1, "none")


@layer.wider
def any_layer(rng: np.random.Generator) -> dict[str, Any]:
    m, n_in, n_out = (int(k) for k in rng.integers(1, 5, size=3))
    case = _layer(rng, m, n_in, n_out, str(rng.choice(["relu", "none"])))
    return {**case, "A": case["A"] * rng.choice([0.0, 1.0, 1000.0])}


@layer.independent()
def neuron_by_neuron(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """The neuron's equation in single numbers."""
    import math

    rows = [
        [math.fsum([float(b[j]), *(float(w * a) for w, a in zip(W[j], row, strict=True))]) for j in range(len(b))]
        for row in A
    ]
    return np.array([[max(z, 0.0) if activation == "relu" else z for z in row] for row in rows])


def _relu(z: ndarray) -> ndarray:
    return np.maximum(z, 0.0)


def _softmax(Z: ndarray, axis: int = 1) -> ndarray:
    E = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


@layer.mistake()
def relu_always(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """ReLU is taken always, also where activation is "none".

    The output layer has no activation.
    """
    return dense(A, W, b, "relu")


@layer.mistake()
def relu_never(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """ReLU is never taken, whatever activation says.

    What does activation say?
    """
    return dense(A, W, b, "none")


@layer.mistake()
def activations_exchanged(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """ReLU is taken where activation is "none", and not where it is "relu".

    Read the condition once more.
    """
    return dense(A, W, b, "none" if activation == "relu" else "relu")


@layer.mistake()
def nothing_without_activation(A: ndarray, W: ndarray, b: ndarray, activation: str) -> Any:
    """Where activation is "none", None comes back: the other branch has no return.

    Every path needs a return.
    """
    if activation == "relu":
        return dense(A, W, b, activation)
    return None


@layer.mistake()
def activation_called(A: ndarray, W: ndarray, b: ndarray, activation: str) -> Any:
    """activation is called like a function; it is a word, "relu" or "none".

    Compare it: activation == "relu".
    """
    function: Any = activation
    return function(A @ W.T + b)


@layer.mistake()
def bias_left_out(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """The bias is left out: Z = A Wᵀ.

    Every unit has one.
    """
    return dense(A, W, 0 * b, activation)


@layer.mistake(reread="Lecture 09, “The source says …: equation (10)”")
def bias_outside(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """The bias is added after ReLU.

    It belongs to the score, where it moves the corner.
    """
    return dense(A, W, 0 * b, activation) + b


@layer.mistake()
def bias_subtracted(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """The bias is subtracted.

    Z = A Wᵀ + b.
    """
    return dense(A, W, -b, activation)


@layer.mistake(reread="Lecture 09, “To–from and from–to”")
def transpose_forgotten(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """The product is A W where A Wᵀ belongs: the shapes fit only where a layer has as many units as inputs.

    W has the shape (n_out, n_in). Write the shapes under the product.
    """
    return dense(A, W.T, b, activation)


@layer.mistake(reread="Lecture 09, “To–from and from–to”")
def transposed_when_needed(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """W is transposed only where the shapes do not fit otherwise: square layers are computed with W instead of Wᵀ.

    The transpose follows from what the axes mean, not from whether NumPy complains.
    """
    return dense(A, W.T if W.shape[0] == W.shape[1] else W, b, activation)


@layer.mistake(reread="Lecture 09, “Rows or columns”")
def bias_as_column(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """The bias is added as a column: every row gets one bias, instead of every unit, or it stops.

    The rows of Z are examples; b belongs to its columns.
    """
    return dense(A, W, b[:, None], activation)


@layer.mistake()
def input_cut_instead(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """ReLU is taken of the inputs instead of the scores.

    First the score, then the activation.
    """
    return dense(_relu(A), W, b, "none") if activation == "relu" else dense(A, W, b, "none")


@layer.mistake()
def sigmoid_for_relu_in_layer(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """The activation is the sigmoid; asked for is ReLU.

    max(0, z).
    """
    Z = dense(A, W, b, "none")
    return np.exp(-np.logaddexp(0, -Z)) if activation == "relu" else Z


@layer.mistake(reread=f"{LECTURE}, “Units that die”")
def leaky_layer(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """Negative scores are multiplied by 0.01: this is the leaky ReLU.

    Here they become 0.
    """
    Z = dense(A, W, b, "none")
    return np.where(Z > 0, Z, 0.01 * Z) if activation == "relu" else Z


@layer.mistake()
def absolute_layer(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """Negative scores turn positive: this is the absolute value.

    Negative scores become 0.
    """
    Z = dense(A, W, b, "none")
    return np.abs(Z) if activation == "relu" else Z


@layer.mistake(reread=f"{LECTURE}, “ReLU”")
def max_over_examples(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """np.max(Z, 0) is the largest score of each unit over the examples; entry by entry it is np.maximum.

    A layer's output has a row for each example.
    """
    Z = dense(A, W, b, "none")
    return np.max(Z, 0) if activation == "relu" else Z


@layer.mistake(reread=f"{LECTURE}, “Logits and probabilities”")
def softmax_for_none(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """Where activation is "none", softmax is taken; "none" means none.

    The scores of the output are the logits. Softmax belongs to the loss.
    """
    Z = dense(A, W, b, "none")
    return _relu(Z) if activation == "relu" else _softmax(Z)


@layer.mistake(reread="Lecture 09, “Rows or columns”")
def examples_in_columns(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """The result is transposed: the examples stand in columns.

    Its shape is (m, n_out).
    """
    return dense(A, W, b, activation).T.copy()


@layer.mistake()
def score_and_activation(A: ndarray, W: ndarray, b: ndarray, activation: str) -> Any:
    """Two results come back, Z and A; asked for is A.

    The signature names one.
    """
    return dense(A, W, b, "none"), dense(A, W, b, activation)


@layer.mistake()
def first_example_only(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    """Only the first example goes through the layer.

    The result has a row for each row of A.
    """
    return dense(A[:1], W, b, activation)


@layer.variant
def dense_by_loops(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    out = np.zeros((A.shape[0], W.shape[0]))
    for i in range(A.shape[0]):
        for j in range(W.shape[0]):
            z = b[j]
            for k in range(A.shape[1]):
                z += W[j, k] * A[i, k]
            out[i, j] = z if activation == "none" or z > 0 else 0.0
    return out


@layer.variant
def dense_in_columns(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    Z = (W @ A.T + b[:, None]).T
    return {"relu": lambda Z: (Z > 0) * Z, "none": lambda Z: Z}[activation](Z)


@layer.variant
def dense_with_a_column_of_ones(A: ndarray, W: ndarray, b: ndarray, activation: str) -> ndarray:
    Z = np.einsum("ik,jk->ij", np.column_stack([np.ones(len(A)), A]), np.column_stack([b, W]))
    return np.where(Z < 0, 0, Z) if activation == "relu" else Z


# --- X13.1: to the logits -----------------------------------------------------------------------

logits_of = Exercise(
    "13.forward_relu",
    "forward_relu(X, Ws, bs) -> logits",
    reread=f"{LECTURE}, “From the inputs to the logits”",
    library_calls=("MLP", "MLPClassifier"),
)


@logits_of.reference
def forward_relu(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    A = X
    for k in range(len(Ws) - 1):
        A = np.maximum(A @ Ws[k].T + bs[k], 0.0)
    return A @ Ws[-1].T + bs[-1]  # no ReLU here


@logits_of.shown("2–3–2–2, two rows: the network of the source")
def network_of_the_source() -> dict[str, Any]:
    return _fragment()


@logits_of.shown("3–4–2–3–4, three hidden layers, five rows")
def three_hidden_layers() -> dict[str, Any]:
    return _deep_network()


def _deep_network() -> dict[str, Any]:
    Ws = [
        np.array([[0.5, -1.0, 0.25], [1.5, 0.5, -0.5], [-0.75, 0.25, 1.0], [0.25, 1.25, 0.5]]),
        np.array([[1.0, -0.5, 0.75, 0.5], [0.5, 1.0, -1.0, 0.25]]),
        np.array([[-1.25, 0.5], [0.75, 1.5], [1.0, -0.5]]),
        np.array([[0.5, -1.0, 0.75], [-0.5, 0.25, 1.5], [1.25, 0.5, -1.0], [0.25, -0.75, 0.5]]),
    ]
    bs = [np.array([0.2, -0.4, 0.6, 0.1]), np.array([-0.3, 0.5]), np.array([0.7, -0.2, 0.1])]
    X = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [2.0, 1.0, 3.0], [-1.5, 0.5, 1.0], [0.5, 0.5, 0.5]])
    return {"X": X, "Ws": Ws, "bs": [*bs, np.array([0.3, -0.6, 0.4, -0.1])]}


@logits_of.shown("three units everywhere, three rows, weights and inputs integers")
def three_everywhere() -> dict[str, Any]:
    return _integer_network()


def _integer_network() -> dict[str, Any]:
    Ws = [
        np.array([[1, -2, 0], [1, 1, -1], [0, 2, 1]]),
        np.array([[2, 1, -1], [0, -1, 1], [-1, 1, 2]]),
        np.array([[1, 0, -2], [-1, 2, 1], [1, 1, 0]]),
    ]
    bs = [np.array([1.5, -0.5, 2.5]), np.array([0.25, 1.25, -1.25]), np.array([-1.5, 0.5, 1.0])]
    return {"X": np.array([[1, 2, -1], [0, -1, 2], [-1, 1, 1]]), "Ws": Ws, "bs": bs}


def _network(rng: np.random.Generator, sizes: list[int], m: int) -> dict[str, Any]:
    """Every hidden layer has active and dead units, and no score is near the corner of ReLU."""
    while True:
        Ws = [rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]
        bs = [rng.normal(size=size) for size in sizes[1:]]
        X = rng.normal(size=(m, sizes[0]))
        A, good = X, True
        for W, b in zip(Ws[:-1], bs[:-1], strict=True):
            Z = A @ W.T + b
            good &= bool((np.abs(Z) > 1e-3).all() and (Z > 0).any() and (Z < 0).any())
            A = np.maximum(Z, 0)
        if good:
            return {"X": X, "Ws": Ws, "bs": bs}


@logits_of.drawn(2)
def any_network(rng: np.random.Generator) -> dict[str, Any]:
    return _network(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])], 6)


@logits_of.drawn(1)
def deeper_network(rng: np.random.Generator) -> dict[str, Any]:
    return _network(rng, [int(size) for size in rng.permutation([2, 3, 4, 5, 6])], 7)


@logits_of.drawn(1)
def square_network(rng: np.random.Generator) -> dict[str, Any]:
    return _network(rng, [4, 4, 4, 4], 4)


@logits_of.drawn(1)
def one_row_through(rng: np.random.Generator) -> dict[str, Any]:
    return _network(rng, [3, 5, 4, 2], 1)


@logits_of.wider
def any_network_at_all(rng: np.random.Generator) -> dict[str, Any]:
    sizes = [int(size) for size in rng.integers(1, 5, size=int(rng.integers(2, 6)))]
    Ws = [rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]
    X = rng.normal(size=(int(rng.integers(1, 5)), sizes[0])) * rng.choice([0.0, 1.0, 1000.0])
    return {"X": X, "Ws": Ws, "bs": [rng.normal(size=size) for size in sizes[1:]]}


def _gdkit_network(X: ndarray, labels: Any, Ws: Arrays, bs: Arrays) -> tuple[MLP, Any]:
    net = MLP(X.astype(float), labels, (X.shape[1], *(len(b) for b in bs)), "relu")
    return net, net.pack(Ws, bs)


@logits_of.independent()
def by_gdkit(X: ndarray, Ws: Arrays, bs: Arrays) -> Any:
    net, theta = _gdkit_network(X, np.zeros(len(X), dtype=int), Ws, bs)
    return net.forward(theta)[0][-1]


@logits_of.independent()
def by_the_active_units(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
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


def _scores(X: ndarray, Ws: Arrays, bs: Arrays, activation: Any = None, score: Any = None) -> ndarray:
    """The forward pass with another activation(Z) or score(A, W, b)."""
    A = X
    for k in range(len(Ws)):
        Z = A @ Ws[k].T + bs[k] if score is None else score(A, Ws[k], bs[k])
        A = _relu(Z) if activation is None else activation(Z)
    return Z


@logits_of.mistake(reread=f"{LECTURE}, “Logits and probabilities”")
def relu_on_the_logits(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """ReLU is taken of the logits too.

    A logit may be negative: it says that a class is unlikely.
    """
    return _relu(forward_relu(X, Ws, bs))


@logits_of.mistake(reread=f"{LECTURE}, “Logits and probabilities”")
def probabilities_for_logits(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """Softmax was taken: these are probabilities, not logits.

    Softmax belongs to the loss; here the output is linear.
    """
    return _softmax(forward_relu(X, Ws, bs))


@logits_of.mistake(reread=f"{LECTURE}, “Logits and probabilities”")
def logarithms_of_probabilities(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """These are the logarithms of the probabilities: a constant was subtracted from each row.

    They give the same softmax, but the logits are the scores themselves.
    """
    Z = forward_relu(X, Ws, bs)
    return Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)


@logits_of.mistake(reread=f"{LECTURE}, “Logits and probabilities”")
def largest_logit_subtracted(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The largest logit of each row was subtracted: that is the preparation for softmax.

    It gives the same softmax, but the logits are the scores themselves.
    """
    Z = forward_relu(X, Ws, bs)
    return Z - Z.max(axis=1, keepdims=True)


@logits_of.mistake(reread=f"{LECTURE}, “Logits and probabilities”")
def sigmoid_of_the_logits(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The sigmoid was taken of the logits.

    The output is linear.
    """
    return np.exp(-np.logaddexp(0, -forward_relu(X, Ws, bs)))


@logits_of.mistake(reread=f"{LECTURE}, “Logits and probabilities”")
def classes_for_logits(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The classes come back, the places of the largest logits.

    Asked for are the logits themselves, (m, K).
    """
    return forward_relu(X, Ws, bs).argmax(axis=1)


@logits_of.mistake(reread="Lecture 09, “Why a nonlinear function”")
def no_activation(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """No layer has ReLU: the whole network is one linear function.

    Each hidden layer passes max(0, Z) on.
    """
    return _scores(X, Ws, bs, lambda Z: Z)


@logits_of.mistake()
def first_layer_only_cut(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """Only the first hidden layer has ReLU.

    Every hidden layer has it.
    """
    return _scores(_relu(X @ Ws[0].T + bs[0]), Ws[1:], bs[1:], lambda Z: Z)


@logits_of.mistake()
def last_hidden_layer_not_cut(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The last hidden layer has no ReLU: it is missing one layer too early.

    Only the output is linear.
    """
    return forward_relu(X, Ws[:-1], bs[:-1]) @ Ws[-1].T + bs[-1]


@logits_of.mistake()
def input_cut(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """ReLU is taken of the input already.

    The first layer takes X as it is.
    """
    return forward_relu(_relu(X), Ws, bs)


@logits_of.mistake()
def sigmoid_inside(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The hidden layers have the sigmoid; in this network they have ReLU.

    max(0, z).
    """
    return _scores(X, Ws, bs, lambda Z: np.exp(-np.logaddexp(0, -Z)))


@logits_of.mistake()
def tanh_inside(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The hidden layers have tanh; in this network they have ReLU.

    max(0, z).
    """
    return _scores(X, Ws, bs, np.tanh)


@logits_of.mistake(reread=f"{LECTURE}, “Units that die”")
def leaky_inside(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The hidden layers have the leaky ReLU: negative scores are multiplied by 0.01.

    Here they become 0.
    """
    return _scores(X, Ws, bs, lambda Z: np.where(Z > 0, Z, 0.01 * Z))


@logits_of.mistake(reread=f"{LECTURE}, “The slope of ReLU”")
def steps_inside(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The hidden layers pass on 0 and 1: the slope of ReLU instead of ReLU.

    Positive scores stay as they are.
    """
    return _scores(X, Ws, bs, lambda Z: 1.0 * (Z > 0))


@logits_of.mistake()
def biases_left_out(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The biases are left out.

    Every layer has its bias.
    """
    return _scores(X, Ws, bs, score=lambda A, W, b: A @ W.T)


@logits_of.mistake()
def output_bias_left_out(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The bias of the output is left out.

    With output biases of 0 nothing shows. Try another network.
    """
    return forward_relu(X, Ws, bs) - bs[-1]


@logits_of.mistake(reread="Lecture 09, “The source says …: equation (10)”")
def biases_outside(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The biases are added after ReLU.

    They belong to the scores.
    """
    A = X
    for k in range(len(Ws) - 1):
        A = _relu(A @ Ws[k].T) + bs[k]
    return A @ Ws[-1].T + bs[-1]


@logits_of.mistake(reread="Lecture 09, “To–from and from–to”")
def no_transpose(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The products are A W where A Wᵀ belongs: the shapes fit only where all layers have one size.

    W has the shape (n_out, n_in). Write the shapes under the product.
    """
    return _scores(X, Ws, bs, score=lambda A, W, b: A @ W + b)


@logits_of.mistake(reread="Lecture 09, “To–from and from–to”")
def transposed_where_needed(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """W is transposed only where the shapes do not fit otherwise: square layers are computed with W instead of Wᵀ.

    The transpose follows from what the axes mean, not from whether NumPy complains.
    """
    return _scores(X, Ws, bs, score=lambda A, W, b: A @ (W if W.shape[0] == W.shape[1] else W.T) + b)


@logits_of.mistake()
def last_layer_missing(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The output layer is missing: these are the activations of the last hidden layer.

    There are as many layers as weight matrices.
    """
    return _relu(forward_relu(X, Ws[:-1], bs[:-1]))


@logits_of.mistake()
def two_hidden_layers_assumed(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """Exactly two hidden layers are assumed; a deeper network is cut off.

    The loop runs over the lists, however long they are.
    """
    return forward_relu(X, Ws[:3], bs[:3])


@logits_of.mistake()
def all_layers_returned(X: ndarray, Ws: Arrays, bs: Arrays) -> Any:
    """The outputs of all layers come back in a list; asked for are the logits.

    Only the last layer's.
    """
    return [forward_relu(X, Ws[:k], bs[:k]) for k in range(1, len(Ws) + 1)]


@logits_of.mistake(reread="Lecture 09, “Rows or columns”")
def logits_in_columns(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """The logits are transposed: the examples stand in columns.

    Their shape is (m, K).
    """
    return forward_relu(X, Ws, bs).T.copy()


@logits_of.mistake()
def first_row_only(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    """Only the first row of X goes through the network.

    The logits have a row for each row of X.
    """
    return forward_relu(X[:1], Ws, bs)


@logits_of.variant
def logits_row_by_row(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    rows = []
    for x in X:
        a = x
        for W, b in zip(Ws[:-1], bs[:-1], strict=True):
            z = W @ a + b
            a = np.where(z > 0, z, 0.0)
        rows.append(Ws[-1] @ a + bs[-1])
    return np.array(rows)


@logits_of.variant
def logits_by_recursion(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    Z = np.einsum("ik,jk->ij", X, Ws[0]) + bs[0]
    return Z if len(Ws) == 1 else logits_by_recursion(Z * (Z > 0), Ws[1:], bs[1:])


@logits_of.variant
def logits_by_dense_layers(X: ndarray, Ws: Arrays, bs: Arrays) -> ndarray:
    A = X
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        A = dense(A, W, b, "relu" if k < len(Ws) else "none")
    return A


# --- X13.1: and back ----------------------------------------------------------------------------

backward = Exercise(
    "13.backprop_relu",
    "backprop_relu(X, labels, Ws, bs) -> (dWs, dbs)",
    parts={"the gradients of the weights": ("dWs",), "the gradients of the biases": ("dbs",)},
    reread=f"{LECTURE}, “The way back”",
    library_calls=("MLP",),
)

Gradients = tuple[Arrays, Arrays]


def _activations(X: ndarray, Ws: Arrays, bs: Arrays) -> Arrays:
    """X and the activations of the hidden layers"""
    As = [X]
    for k in range(len(Ws) - 1):
        As.append(np.maximum(As[k] @ Ws[k].T + bs[k], 0.0))
    return As


@backward.reference
def backprop_relu(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    As = _activations(X, Ws, bs)
    logits = As[-1] @ Ws[-1].T + bs[-1]
    P = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))  # softmax
    Delta = P - np.eye(len(bs[-1]))[labels]
    dWs: Arrays = []
    dbs: Arrays = []
    for k in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, Delta.T @ As[k] / len(X))
        dbs.insert(0, Delta.mean(axis=0))
        Delta = Delta @ Ws[k] * (As[k] > 0)  # for the layer below; below the first there is none
    return dWs, dbs


def _labelled(network: dict[str, Any], labels: Any) -> dict[str, Any]:
    return {"X": network["X"], "labels": np.asarray(labels), "Ws": network["Ws"], "bs": network["bs"]}


@backward.shown("2–3–2–2, two rows: the network of the source")
def back_through_the_source() -> dict[str, Any]:
    return _labelled(_fragment(), [1, 0])


@backward.shown("3–4–2–3–4, three hidden layers, five rows, none of class 3")
def back_through_three_hidden_layers() -> dict[str, Any]:
    return _labelled(_deep_network(), [1, 0, 2, 2, 1])


@backward.shown("three units everywhere, three rows, weights and inputs integers")
def back_through_integers() -> dict[str, Any]:
    return _labelled(_integer_network(), [1, 2, 0])


@backward.shown("logits up to ±800")
def back_from_eight_hundred() -> dict[str, Any]:
    Ws = [
        np.array([[0.5, -1.0], [1.0, 0.75], [-0.5, 1.5]]),
        np.array([[1.0, -0.5, 0.75], [-0.25, 1.0, 0.5]]),
        np.array([[400.0, -200.0], [-400.0, 250.0], [100.0, -400.0]]),
    ]
    bs = [np.array([0.5, -0.25, 0.1]), np.array([0.3, -0.1]), np.array([20.0, -10.0, 5.0])]
    X = np.array([[2.0, -1.0], [-1.0, 1.5], [0.5, 1.0], [1.5, 0.5]])
    return {"X": X, "labels": np.array([0, 2, 1, 2]), "Ws": Ws, "bs": bs}


def _task(rng: np.random.Generator, sizes: list[int], m: int) -> dict[str, Any]:
    return _labelled(_network(rng, sizes, m), rng.integers(0, sizes[-1], size=m))


@backward.drawn(2)
def back_through_any_network(rng: np.random.Generator) -> dict[str, Any]:
    return _task(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])], 7)


@backward.drawn(1)
def back_through_a_deeper_network(rng: np.random.Generator) -> dict[str, Any]:
    return _task(rng, [int(size) for size in rng.permutation([2, 3, 4, 5, 6])], 8)


@backward.drawn(1)
def back_through_a_square_network(rng: np.random.Generator) -> dict[str, Any]:
    return _task(rng, [4, 4, 4, 4], 4)


@backward.drawn(1)
def back_from_one_row(rng: np.random.Generator) -> dict[str, Any]:
    return _task(rng, [3, 5, 4, 3], 1)


@backward.drawn(1)
def back_from_large_logits(rng: np.random.Generator) -> dict[str, Any]:
    task = _task(rng, [2, 4, 3, 3], 5)
    return {**task, "Ws": [*task["Ws"][:-1], task["Ws"][-1] * 800]}


@backward.wider
def back_through_anything(rng: np.random.Generator) -> dict[str, Any]:
    task = any_network_at_all(rng)
    return _labelled(task, rng.integers(0, len(task["bs"][-1]), size=len(task["X"])))


@backward.independent(1e-9)
def by_backpropagation_of_gdkit(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> tuple[Any, Any]:
    net, theta = _gdkit_network(X, labels, Ws, bs)
    dWs, dbs = net.unpack(net.gradient(theta))
    return [dW.copy() for dW in dWs], [db.copy() for db in dbs]


@backward.independent(1e-9)
def by_complex_steps(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """A step i h in every weight and every bias: Im J/h is the slope, without any chain rule."""
    h, L = 1e-30, len(Ws)
    blocks = [block.astype(complex) for block in [*Ws, *bs]]

    def loss() -> Any:
        A = X
        for k in range(L):
            Z = A @ blocks[k].T + blocks[L + k]
            A = np.where(Z.real > 0, Z, 0)
        Z = Z - Z.real.max(axis=1, keepdims=True)
        return np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(X)), labels])

    slopes = [np.zeros(block.shape) for block in blocks]
    for block, found in zip(blocks, slopes, strict=True):
        for entry in np.ndindex(*block.shape):
            block[entry] += 1j * h
            found[entry] = loss().imag / h
            block[entry] -= 1j * h
    return slopes[:L], slopes[L:]


def _back(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, change: dict[str, Any]) -> Gradients:
    """Backpropagation with one of these pieces exchanged."""
    pieces = {
        "score": lambda A, W, b: A @ W.T + b,
        "activation": _relu,
        "delta": lambda Z, Y: _softmax(Z) - Y,
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
    dWs: Arrays = []
    dbs: Arrays = []
    for k in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, Delta.T @ pieces["below"](Zs[k], As[k]) / len(X))
        dbs.insert(0, Delta.mean(axis=0))
        if k:
            Delta = pieces["back"](Delta, Ws[k]) * pieces["slope"](Zs[k], As[k])
    return dWs, dbs


def _walk(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays, down: Any, above: int = 0) -> Gradients:
    """Backpropagation with another step down(Delta, k, As, dW), or with the activations of a layer above in dW."""
    As = _activations(X, Ws, bs)
    As.append(As[-1] @ Ws[-1].T + bs[-1])
    Delta = _softmax(As[-1]) - np.eye(len(bs[-1]))[labels]
    dWs: Arrays = []
    dbs: Arrays = []
    for k in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, Delta.T @ As[k + above] / len(X))
        dbs.insert(0, Delta.mean(axis=0))
        Delta = down(Delta, k, As, dWs[0])
    return dWs, dbs


@backward.mistake(reread="Lecture 10, “Where the 1/m goes”")
def examples_not_averaged(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The gradients are m times too large: the examples are summed and not averaged.

    The loss is a mean over the examples.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return [len(X) * dW for dW in dWs], [len(X) * db for db in dbs]


@backward.mistake(reread="Lecture 10, “Where the 1/m goes”")
def averaged_twice(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The gradients are m times too small: the 1/m entered twice.

    Once is enough: in δ, or where dW and db are formed.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return [dW / len(X) for dW in dWs], [db / len(X) for db in dbs]


@backward.mistake(reread="Lecture 10, “Where the 1/m goes”")
def averaged_over_classes_too(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The gradients are divided by mK: the mean ran over the classes too.

    Sum over the classes, mean over the examples.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return [dW / len(bs[-1]) for dW in dWs], [db / len(bs[-1]) for db in dbs]


@backward.mistake(reread="Lecture 10, “Where the 1/m goes”")
def bias_gradients_summed(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The gradients of the biases are m times too large: δ is summed and not averaged.

    dW and db carry the same 1/m.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return dWs, [len(X) * db for db in dbs]


@backward.mistake(reread="Lecture 10, “Where the 1/m goes”")
def bias_gradients_averaged_twice(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The gradients of the biases are m times too small: a mean of what carries the 1/m already.

    dW and db carry the same 1/m.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return dWs, [db / len(X) for db in dbs]


@backward.mistake()
def sign_reversed(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """All gradients have the opposite sign: δ of the output is P − Y, not Y − P.

    The probability of a wrong class has to fall.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return [-dW for dW in dWs], [-db for db in dbs]


@backward.mistake(reread=f"{LECTURE}, “Units that die”")
def hidden_slope_forgotten(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The slope of ReLU is missing: units that are dead for an example learn from it all the same.

    Where a = 0 nothing comes through, neither forward nor backward.
    """
    return _back(X, labels, Ws, bs, {"slope": lambda Z, A: 1.0})


@backward.mistake(reread=f"{LECTURE}, “The way back”")
def lowest_slope_forgotten(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The slope of ReLU is missing in the first hidden layer.

    Every hidden layer has one.
    """
    return _walk(X, labels, Ws, bs, lambda Delta, k, As, dW: Delta @ Ws[k] * (As[k] > 0 if k > 1 else 1))


@backward.mistake(reread=f"{LECTURE}, “The way back”")
def highest_slope_forgotten(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The slope of ReLU is missing in the last hidden layer.

    Only the output is linear.
    """
    last = len(Ws) - 1
    return _walk(X, labels, Ws, bs, lambda Delta, k, As, dW: Delta @ Ws[k] * (As[k] > 0 if k < last else 1))


@backward.mistake(reread=f"{LECTURE}, “The slope of ReLU”")
def relu_for_its_slope(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """δ is multiplied by ReLU(z) instead of its slope.

    The slope of ReLU is 0 or 1.
    """
    return _back(X, labels, Ws, bs, {"slope": lambda Z, A: A})


@backward.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_of_the_sigmoid_kept(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The slope of the hidden layers is a(1 − a): that belongs to the sigmoid.

    The slope of ReLU is 0 or 1.
    """
    return _back(X, labels, Ws, bs, {"slope": lambda Z, A: A * (1 - A)})


@backward.mistake(reread=f"{LECTURE}, “Units that die”")
def leaky_slope(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """Dead units have the slope 0.01, as with the leaky ReLU.

    Forward and backward pass have to belong to the same function.
    """
    return _back(X, labels, Ws, bs, {"slope": lambda Z, A: np.where(Z > 0, 1.0, 0.01)})


@backward.mistake(reread=f"{LECTURE}, “The slope of ReLU”")
def slope_sides_exchanged(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The slope is 1 for the dead units and 0 for the active ones.

    Where a = 0 nothing comes through.
    """
    return _back(X, labels, Ws, bs, {"slope": lambda Z, A: Z < 0})


@backward.mistake(reread=f"{LECTURE}, “The way back”")
def masked_by_the_error(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """ReLU is taken of δ: negative errors are cut off. What counts is the sign of z, not that of δ.

    δ may have either sign.
    """
    return _back(X, labels, Ws, bs, {"back": lambda Delta, W: _relu(Delta @ W), "slope": lambda Z, A: 1.0})


@backward.mistake(reread=f"{LECTURE}, “The way back”")
def masked_by_both(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """ReLU is taken of δ as well: besides the dead units, the negative errors are cut off.

    δ may have either sign.
    """
    return _back(X, labels, Ws, bs, {"back": lambda Delta, W: _relu(Delta @ W)})


@backward.mistake(reread=f"{LECTURE}, “The way back”")
def slope_of_the_layer_below(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The slope is that of the layer below: it fits in square layers only.

    δ of a layer goes with the z of the same layer.
    """
    return _walk(X, labels, Ws, bs, lambda Delta, k, As, dW: Delta @ Ws[k] * (As[max(k - 1, 0)] > 0))


@backward.mistake(reread=f"{LECTURE}, “Logits and probabilities”")
def relu_on_logits(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The output has ReLU too: negative logits are cut off before softmax, and δ where they were.

    A logit may be negative. The output is linear.
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: (_softmax(_relu(Z)) - Y) * (Z > 0)})


@backward.mistake(reread=f"{LECTURE}, “The way back”")
def output_masked(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """δ of the output is cut off where the logit is negative, as if there were a ReLU.

    The output is linear: its slope is 1 everywhere.
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: (_softmax(Z) - Y) * (Z > 0)})


@backward.mistake(reread=f"{LECTURE}, “Logits and probabilities”")
def softmax_twice(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """Softmax is applied twice: no probability can come near 1, and the loss cannot fall below log(1 + (K − 1)/e).

    Softmax takes logits. Does it get probabilities?
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: _softmax(_softmax(Z)) - Y})


@backward.mistake(reread=f"{LECTURE}, “Logits and probabilities”")
def logits_for_probabilities(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """δ of the output is built with the logits where the probabilities belong: softmax is missing.

    P − Y, and the rows of P sum to 1.
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: Z - Y})


@backward.mistake(reread="Lecture 11, “Independent outputs, or one of K classes”")
def sigmoid_for_softmax(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The output has a sigmoid for each class; here it has softmax.

    An example belongs to one class: its probabilities sum to 1.
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: np.exp(-np.logaddexp(0, -Z)) - Y})


@backward.mistake(reread="Lecture 08, “Softmax”")
def softmax_over_the_examples(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """Softmax runs over the examples: the columns of P sum to 1 instead of the rows.

    An example's probabilities stand in its row. Which axis is summed?
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: _softmax(Z, axis=0) - Y})


@backward.mistake(reread="Lecture 08, “Numbers that overflow”")
def powers_overflow(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """Large logits give NaN: e⁸⁰⁰ is no number any more.

    The largest logit of a row may be subtracted from all of them first.
    """

    def delta(Z: ndarray, Y: ndarray) -> ndarray:
        E = np.exp(Z)
        return E / E.sum(axis=1, keepdims=True) - Y

    return _back(X, labels, Ws, bs, {"delta": delta})


@backward.mistake(reread="Lecture 08, “The gradient”")
def slope_kept_at_the_output(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """δ of the output is (P − Y) P(1 − P): softmax and logarithm leave P − Y alone.

    The derivative of softmax has cancelled already.
    """

    def delta(Z: ndarray, Y: ndarray) -> ndarray:
        P = _softmax(Z)
        return (P - Y) * P * (1 - P)

    return _back(X, labels, Ws, bs, {"delta": delta})


@backward.mistake(reread="Lecture 08, “The gradient”")
def one_subtracted_everywhere(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """δ of the output is P − 1 in every column; the 1 belongs to the right class only.

    The rows of P − Y sum to 0.
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: _softmax(Z) - 1})


@backward.mistake(reread="Lecture 08, “The gradient”")
def right_class_only(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """δ of the output is 0 for the wrong classes; there it is their probability.

    The rows of P − Y sum to 0.
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: (_softmax(Z) - Y) * Y})


@backward.mistake(reread="Lecture 12, “Labels as rows”")
def label_numbers_subtracted(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """δ of the output is P minus the number of the label: the labels are not one-hot rows.

    A class is a name; its number must not matter.
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: _softmax(Z) - labels[:, None]})


@backward.mistake(reread="Lecture 12, “Labels as rows”")
def columns_from_the_labels(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The one-hot rows get as many columns as the largest label + 1: without examples of the last class it stops.

    The number of classes is that of the outputs.
    """
    return _back(X, labels, Ws, bs, {"delta": lambda Z, Y: _softmax(Z) - np.eye(labels.max() + 1)[labels]})


@backward.mistake(reread="Lecture 08, “Classes are counted from 0”")
def classes_counted_from_one(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The classes are counted from 1: label k is taken for the class k − 1.

    Here the classes are 0, …, K − 1.
    """
    return backprop_relu(X, labels - 1, Ws, bs)


@backward.mistake(reread="Lecture 10, “From layer to layer”")
def weights_transposed_on_the_way_back(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """On the way back Wᵀ stands where W belongs: it fits in square layers only.

    Δ (m, n_out) times W (n_out, n_in).
    """
    return _back(X, labels, Ws, bs, {"back": lambda Delta, W: Delta @ W.T})


@backward.mistake(reread="Lecture 09, “To–from and from–to”")
def forward_without_transpose(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The forward pass has A W where A Wᵀ belongs: it fits in square layers only.

    W has the shape (n_out, n_in). Write the shapes under the product.
    """
    return _back(X, labels, Ws, bs, {"score": lambda A, W, b: A @ W + b})


@backward.mistake(reread=f"{LECTURE}, “From the inputs to the logits”")
def forward_without_biases(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The forward pass leaves the biases out.

    Every layer has its bias.
    """
    return _back(X, labels, Ws, bs, {"score": lambda A, W, b: A @ W.T})


@backward.mistake(reread=f"{LECTURE}, “From the inputs to the logits”")
def forward_without_relu(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """Neither pass has ReLU: these are the gradients of a linear network.

    Each hidden layer passes max(0, Z) on.
    """
    return _back(X, labels, Ws, bs, {"activation": lambda Z: Z, "slope": lambda Z, A: 1.0})


@backward.mistake(reread=f"{LECTURE}, “From the inputs to the logits”")
def sigmoid_network(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """These are the gradients of a network with the sigmoid in its hidden layers; here they have ReLU.

    Both passes change with the activation.
    """
    return _back(
        X, labels, Ws, bs, {"activation": lambda Z: np.exp(-np.logaddexp(0, -Z)), "slope": lambda Z, A: A * (1 - A)}
    )


@backward.mistake(reread="Lecture 10, “The gradients”")
def scores_for_activations(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """In dW the scores z of the layer below stand where its activations a belong.

    The weight multiplies what the unit below puts out.
    """
    return _back(X, labels, Ws, bs, {"below": lambda Z, A: Z})


@backward.mistake(reread="Lecture 10, “The gradients”")
def activations_of_the_same_layer(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """dW is built with the activations of the layer itself instead of those below: it fits in square layers only.

    The weight stands between two layers: δ of the upper one, a of the lower one.
    """
    return _walk(X, labels, Ws, bs, lambda Delta, k, As, dW: Delta @ Ws[k] * (As[k] > 0), above=1)


@backward.mistake(reread="Lecture 10, “The gradients”")
def weight_gradients_transposed(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """dW is transposed: AᵀΔ where ΔᵀA belongs. In square layers no shape shows it.

    dW has the shape of W.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return [dW.T.copy() for dW in dWs], dbs


@backward.mistake(reread="Lecture 10, “The gradients”")
def bias_gradients_as_rows(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The gradients of the biases have the shape (1, n_out); here it is (n_out,).

    db has the shape of b. keepdims=True keeps an axis.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return dWs, [db[None, :] for db in dbs]


@backward.mistake(reread="Lecture 10, “The gradients”")
def first_bias_gradient_zero(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The first layer's bias has no gradient.

    Every layer has a db.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return dWs, [0 * dbs[0], *dbs[1:]]


@backward.mistake(reread=f"{LECTURE}, “The way back”")
def output_layer_only(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """Only the output layer has gradients; those of the hidden layers are 0.

    δ goes back through all layers.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return [*(0 * dW for dW in dWs[:-1]), dWs[-1]], [*(0 * db for db in dbs[:-1]), dbs[-1]]


@backward.mistake(reread="Lecture 10, “The backward pass”")
def from_output_to_input(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The lists run from the output to the input.

    The first entry belongs to the first layer.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return dWs[::-1], dbs[::-1]


@backward.mistake()
def results_exchanged(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The two results are exchanged.

    First the gradients of the weights, then those of the biases.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    return dbs, dWs


@backward.mistake()
def one_example_only(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """Only the first example enters the gradients.

    Is the return inside the loop?
    """
    return backprop_relu(X[:1], labels[:1], Ws, bs)


@backward.mistake()
def three_matrices_assumed(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """Exactly two hidden layers are assumed; a deeper network stops the function or is cut off.

    The loop runs over the lists, however long they are.
    """
    return backprop_relu(X, labels, Ws[:3], bs[:3])


@backward.mistake(reread="Lecture 10, “Backpropagation is not gradient descent”")
def weights_updated_too(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """The caller's weights and biases are changed: a descent step is made as well (W -= …).

    Backpropagation computes the gradient. What is done with it comes later.
    """
    dWs, dbs = backprop_relu(X, labels, Ws, bs)
    for k in range(len(Ws)):
        Ws[k], bs[k] = Ws[k] - 0.1 * dWs[k], bs[k] - 0.1 * dbs[k]
    return dWs, dbs


@backward.mistake(reread="Lecture 10, “Backpropagation is not gradient descent”")
def weights_updated_on_the_way_back(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """A layer's weights are updated before δ passes through them: lower layers see weights of another network.

    All gradients belong to the same weights. Backpropagation itself updates nothing.
    """
    return _walk(X, labels, Ws, bs, lambda Delta, k, As, dW: Delta @ (Ws[k] - 0.1 * dW) * (As[k] > 0))


@backward.variant
def relu_backprop_example_by_example(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
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
def relu_backprop_by_recursion(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """Each layer gets the derivative by its output from the one above."""

    def learn(A: ndarray, Ws: Arrays, bs: Arrays) -> Any:
        Z = A @ Ws[0].T + bs[0]
        above: Any = (None, [], [])
        if len(Ws) > 1:
            above = learn(np.maximum(Z, 0), Ws[1:], bs[1:])
            D = np.where(Z > 0, above[0], 0)
        else:
            D = _softmax(Z)
            D[np.arange(len(A)), labels] -= 1
            D /= len(A)
        return D @ Ws[0], [np.einsum("ij,ik->jk", D, A), *above[1]], [D.sum(axis=0), *above[2]]

    _, dWs, dbs = learn(X, Ws, bs)
    return dWs, dbs


@backward.variant
def relu_backprop_by_active_units(X: ndarray, labels: ndarray, Ws: Arrays, bs: Arrays) -> Gradients:
    """For one example the network above a layer is one matrix: the product of the weights of the active units."""
    As = _activations(X, Ws, bs)
    P = _softmax(As[-1] @ Ws[-1].T + bs[-1])
    dWs, dbs = [np.zeros(W.shape) for W in Ws], [np.zeros(b.shape) for b in bs]
    for i in range(len(X)):
        error = (P[i] - (np.arange(len(bs[-1])) == labels[i])) / len(X)
        above = np.eye(len(bs[-1]))
        for k in reversed(range(len(Ws))):
            dWs[k] += np.outer(error @ above, As[k][i])
            dbs[k] += error @ above
            above = above @ Ws[k] * (As[k][i] > 0)
    return dWs, dbs


# --- Quizzes ------------------------------------------------------------------------------------

# A network's last layer is linear and has three outputs; for one example they are (2.0, −1.0, 0.5).
# What does the −1.0 say?
# a  There is a mistake: a probability cannot be negative.   b  Class 1 has the probability 0.
# c  Class 1 is the least likely of the three; its probability is e⁻¹/(e² + e⁻¹ + e^0.5).
# d  ReLU was forgotten in the last layer.
Quiz(
    "13.quiz_logits",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The outputs are logits: scores of either sign, of which only differences matter. Softmax, inside the loss, "
    "makes probabilities of them; a ReLU there would make all unlikely classes alike.",
    reread=f"{LECTURE}, “Logits and probabilities”",
)

# A network for three classes is trained; all training examples are classified rightly, but the loss stays above 0.55.
# Which explanation fits?
# a  The learning rate is too large.   b  The model ends with softmax, and the loss applies softmax once more.
# c  The network is too small.   d  0.55 is the smallest loss that three classes allow.
Quiz(
    "13.quiz_loss_floor",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="The second softmax gets numbers between 0 and 1 instead of logits: at best (1, 0, 0), and then its "
    "probability is e/(e + 2) = 0.576, the loss log(1 + 2/e) = 0.551. Give the loss the logits.",
    reread=f"{LECTURE}, “Logits and probabilities”",
)

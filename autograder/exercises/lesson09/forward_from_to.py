"""X9.4, the forward pass for one example, the weights stored from–to."""

import numpy as np

from autograder.declaring import Exercise
from gdkit.networks import MLP

from .. import libraries
from ..drawing import one_of
from ..drawn_numbers import numbers
from .forward import forward
from .shared import FALLING_SIGMOID, any_input, any_layers, sigmoid

from_to = Exercise(
    "09.forward_from_to",
    "forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x) -> (z1, z2, y)",
    parts={"the first hidden layer z1": ("z1",), "the second hidden layer z2": ("z2",), "the output y": ("y",)},
    allows={
        "one row": ["alpha1", "alpha2"],
        "one column": ["alpha1", "alpha2"],
        "one entry": ["b1", "b2", "beta", "x"],
        "whole": ["alpha1", "b1", "alpha2", "b2", "beta", "x"],
        "large": ["x"],
        "zero": ["beta0"],
    },
    reread="Lecture 09, “To–from and from–to”",
    library_calls=libraries.NETWORKS,
)


@from_to.reference
def forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x):
    z1 = sigmoid(alpha1.T @ x + b1)
    z2 = sigmoid(alpha2.T @ z1 + b2)
    y = sigmoid(beta @ z2 + beta0)
    return z1, z2, y


def _det(*shape):
    """Weights without a random number: ½ sin 1, ½ sin 2, … row by row."""
    return 0.5 * np.sin(np.arange(1, np.prod(shape) + 1)).reshape(shape)


@from_to.shown("two inputs, hidden layers of three and two")
def two_three_two():
    first = {"alpha1": _det(2, 3), "b1": np.full(3, 0.1)}
    second = {"alpha2": _det(3, 2), "b2": np.full(2, -0.1)}
    return {**first, **second, "beta": _det(2), "beta0": 0.05, "x": np.array([1.0, 2.0])}


@from_to.shown("three neurons everywhere, integers, a score of 800")
def three_integers():
    first = {"alpha1": np.array([[1, -1, 2], [0, 1, 1], [-2, 0, 3]]), "b1": np.array([1, -1, 0])}
    second = {"alpha2": np.array([[2, -1, 0], [1, 3, -2], [-3, 1, 2]]), "b2": np.array([-1, 2, 1])}
    return {**first, **second, "beta": np.array([2, -3, 1]), "beta0": 1, "x": np.array([400, -1, 1])}


@from_to.shown("one input, hidden layers of two and four")
def one_two_four():
    first = {"alpha1": np.array([[1.5, -0.75]]), "b1": np.array([-0.5, 0.25])}
    second = {
        "alpha2": np.array([[0.5, -1.0, 2.0, 0.25], [1.0, 0.75, -0.5, -2.0]]),
        "b2": np.array([0.3, -0.2, 0.1, 0.4]),
    }
    return {**first, **second, "beta": np.array([1.0, -0.5, 0.75, 2.0]), "beta0": -0.6, "x": np.array([0.8])}


def _from_to(rng, M, D1, D2):
    first = {"alpha1": rng.normal(size=(M, D1)), "b1": rng.normal(size=D1)}
    second = {"alpha2": rng.normal(size=(D1, D2)), "b2": rng.normal(size=D2)}
    return {**first, **second, "beta": rng.normal(size=D2), "beta0": float(rng.normal()), "x": rng.normal(size=M)}


@from_to.drawn(3)
def any_two_hidden_layers(rng):
    return _from_to(rng, *(int(size) for size in rng.permutation([2, 3, 4, 5])[:3]))


@from_to.drawn(1)
def square_hidden_layers(rng):
    return _from_to(rng, 3, 3, 3)


@from_to.drawn(1)
def saturated_hidden_layers(rng):
    case = _from_to(rng, 2, 4, 3)
    column = case["alpha1"][:, 0]
    return {**case, "x": 1500 * column / (column @ column)}


@from_to.drawn(1)
def single_neurons(rng):
    return _from_to(rng, 3, 1, 1)


@from_to.wider
def any_from_to(rng):
    """At times with one neuron everywhere, only zeros, whole numbers, or biases and an input of nearly nothing."""
    kind = one_of(rng, "single", "zeros", "whole", "small", *["any"] * 8)
    sizes = [1, 1, 1] if kind == "single" else [int(size) for size in rng.integers(1, 6, size=3)]
    Ws, bs = any_layers(rng, [*sizes, 1])
    x = any_input(rng, Ws[0], sizes[0], 1500.0)
    if kind == "small":
        *bs, x = (numbers(rng, len(each), "small") for each in (*bs, x))
    elif kind in ("zeros", "whole"):
        *Ws, x = ((each * (kind == "whole")).astype(int) for each in (*Ws, x))
        bs = [(each * (kind == "whole")).astype(int) for each in bs]
    first = {"alpha1": Ws[0].T.copy(), "b1": bs[0]}
    second = {"alpha2": Ws[1].T.copy(), "b2": bs[1]}
    return {**first, **second, "beta": Ws[2][0].copy(), "beta0": bs[2][0].item(), "x": x}


from_to.keep(15, 18, 111, 114, 169, 195, 222, 232, 243, 277, 10, 25, 30, 133, 39, 262)


@from_to.independent(1e-9)
def by_gdkit_transposed(alpha1, b1, alpha2, b2, beta, beta0, x):
    """gdkit's network, which stores its weights to–from."""
    net = MLP(x[None].astype(float), [[0.0]], (len(x), len(b1), len(b2), 1), cost="quadratic", output="sigmoid")
    theta = net.pack([alpha1.T, alpha2.T, beta[None]], [b1, b2, [beta0]])
    _, (_, z1, z2, y) = net.forward(theta)
    return z1[0], z2[0], y[0, 0]


@from_to.mistake()
def read_as_to_from(alpha1, b1, alpha2, b2, beta, beta0, x):
    """alpha is used as if it were stored to–from: α x where αᵀ x belongs. It fits only when it is square.

    alpha1 has one row for each input. Write the shapes under the product.
    """
    z1 = sigmoid(alpha1 @ x + b1)
    z2 = sigmoid(alpha2 @ z1 + b2)
    return z1, z2, sigmoid(beta @ z2 + beta0)


@from_to.mistake(reread="Lecture 09, “From–to: two hidden layers of [2]”")
def second_layer_sees_the_input(alpha1, b1, alpha2, b2, beta, beta0, x):
    """The second layer gets the input x instead of z1.

    alpha2 has one row for each neuron of the first hidden layer.
    """
    z1, z2 = sigmoid(alpha1.T @ x + b1), sigmoid(alpha2.T @ x + b2)
    return z1, z2, sigmoid(beta @ z2 + beta0)


@from_to.mistake()
def output_sees_the_first_layer(alpha1, b1, alpha2, b2, beta, beta0, x):
    """The output gets z1 instead of z2.

    beta has one entry for each neuron of the second hidden layer.
    """
    z1, z2, _ = forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x)
    return z1, z2, sigmoid(beta @ z1 + beta0)


@from_to.mistake()
def first_bias_missing(alpha1, b1, alpha2, b2, beta, beta0, x):
    """b1, the bias of the first hidden layer, is left out.

    Every layer has its bias.
    """
    return forward_from_to(alpha1, 0 * b1, alpha2, b2, beta, beta0, x)


@from_to.mistake()
def second_bias_missing(alpha1, b1, alpha2, b2, beta, beta0, x):
    """b2, the bias of the second hidden layer, is left out.

    Every layer has its bias.
    """
    return forward_from_to(alpha1, b1, alpha2, 0 * b2, beta, beta0, x)


@from_to.mistake()
def output_bias_missing(alpha1, b1, alpha2, b2, beta, beta0, x):
    """beta0, the bias of the output, is left out.

    At z2 = 0 the output would always be a half.
    """
    return forward_from_to(alpha1, b1, alpha2, b2, beta, 0.0, x)


@from_to.mistake(reread="Lecture 09, “A neuron without bias”")
def all_biases_missing(alpha1, b1, alpha2, b2, beta, beta0, x):
    """All three biases are left out.

    At x = 0 the first hidden layer would always be at a half.
    """
    return forward_from_to(alpha1, 0 * b1, alpha2, 0 * b2, beta, 0.0, x)


@from_to.mistake()
def biases_exchanged(alpha1, b1, alpha2, b2, beta, beta0, x):
    """b1 and b2 are exchanged.

    b1 has one entry for each neuron of the first hidden layer.
    """
    return forward_from_to(alpha1, b2, alpha2, b1, beta, beta0, x)


@from_to.mistake(reread="Lecture 09, “The sum stands inside σ”")
def biases_outside(alpha1, b1, alpha2, b2, beta, beta0, x):
    """The biases are added after the sigmoid.

    An activation lies between 0 and 1. The bias belongs to the score.
    """
    z1 = sigmoid(alpha1.T @ x) + b1
    z2 = sigmoid(alpha2.T @ z1) + b2
    return z1, z2, sigmoid(beta @ z2) + beta0


@from_to.mistake(reread="Lecture 09, “The sum stands inside σ”")
def sigmoids_summed(alpha1, b1, alpha2, b2, beta, beta0, x):
    """The sigmoid is inside the sum: a neuron adds σ(α x + b) over its inputs.

    First the sum, then one sigmoid.
    """
    z1 = sigmoid(alpha1 * x[:, None] + b1).sum(axis=0)
    z2 = sigmoid(alpha2 * z1[:, None] + b2).sum(axis=0)
    return z1, z2, sigmoid(beta * z2 + beta0).sum()


@from_to.mistake()
def output_without_sigmoid(alpha1, b1, alpha2, b2, beta, beta0, x):
    """y is the score of the output: its sigmoid is missing.

    y is a probability here.
    """
    z1, z2, _ = forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x)
    return z1, z2, beta @ z2 + beta0


@from_to.mistake(reread="Lecture 09, “Why a nonlinear function”")
def sigmoid_at_the_end_only(alpha1, b1, alpha2, b2, beta, beta0, x):
    """The hidden layers have no sigmoid: the network is a logistic regression in disguise.

    z1 and z2 are activations.
    """
    z1 = alpha1.T @ x + b1
    z2 = alpha2.T @ z1 + b2
    return z1, z2, sigmoid(beta @ z2 + beta0)


@from_to.mistake(reread="Lecture 09, “Whose z is it?”")
def scores_for_activations(alpha1, b1, alpha2, b2, beta, beta0, x):
    """z1 and z2 are returned before the sigmoid; in this source z is the activation.

    The course's z is the source's a; here the source's letters hold.
    """
    z1, _, y = forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x)
    return alpha1.T @ x + b1, alpha2.T @ z1 + b2, y


@from_to.mistake()
def tanh_inside(alpha1, b1, alpha2, b2, beta, beta0, x):
    """The hidden layers have tanh; in this network they have the sigmoid.

    A sigmoid is never negative.
    """
    z1 = np.tanh(alpha1.T @ x + b1)
    z2 = np.tanh(alpha2.T @ z1 + b2)
    return z1, z2, sigmoid(beta @ z2 + beta0)


@from_to.mistake()
def relu_inside(alpha1, b1, alpha2, b2, beta, beta0, x):
    """The hidden layers have ReLU; in this network they have the sigmoid.

    An activation here lies between 0 and 1.
    """
    z1 = np.maximum(alpha1.T @ x + b1, 0)
    z2 = np.maximum(alpha2.T @ z1 + b2, 0)
    return z1, z2, sigmoid(beta @ z2 + beta0)


@from_to.mistake(says=FALLING_SIGMOID, reread="Lecture 07, “The sigmoid”")
def exponent_without_minus(alpha1, b1, alpha2, b2, beta, beta0, x):
    z1 = sigmoid(-(alpha1.T @ x + b1))
    z2 = sigmoid(-(alpha2.T @ z1 + b2))
    return z1, z2, sigmoid(-(beta @ z2 + beta0))


@from_to.mistake(reread="Lecture 07, “Numbers that overflow”")
def exponential_overflows(alpha1, b1, alpha2, b2, beta, beta0, x):
    """For large scores the activations are NaN: exp(score) / (1 + exp(score)) divides infinity by infinity.

    1 / (1 + exp(−score)) is 1 there.
    """
    e1 = np.exp(alpha1.T @ x + b1)
    e2 = np.exp(alpha2.T @ (e1 / (1 + e1)) + b2)
    e3 = np.exp(beta @ (e2 / (1 + e2)) + beta0)
    return e1 / (1 + e1), e2 / (1 + e2), e3 / (1 + e3)


@from_to.mistake()
def output_as_array(alpha1, b1, alpha2, b2, beta, beta0, x):
    """y is an array of shape (1,); asked for is a number.

    beta has one axis, so beta @ z2 is a number already.
    """
    z1, z2, y = forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x)
    return z1, z2, np.array([y])


@from_to.mistake(reread="Lecture 09, “Rows or columns”")
def layers_as_columns(alpha1, b1, alpha2, b2, beta, beta0, x):
    """z1 and z2 are columns of shape (D1, 1) and (D2, 1); here the shapes are (D1,) and (D2,).

    x comes as an array of one axis, and so do the layers.
    """
    z1, z2, y = forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x)
    return z1[:, None], z2[:, None], y


@from_to.mistake()
def output_only(alpha1, b1, alpha2, b2, beta, beta0, x):
    """Only the output y is returned.

    Three values are asked for: z1, z2, y.
    """
    return forward_from_to(alpha1, b1, alpha2, b2, beta, beta0, x)[2]


@from_to.mistake(reread="Lecture 03, “The update in place”")
def bias_written_into(alpha1, b1, alpha2, b2, beta, beta0, x):
    """The score is added up in b1 and b2 (b1 += …), so the caller's biases change; with integers NumPy raises an error.

    Make a new array: alpha1.T @ x + b1.
    """
    b1 += alpha1.T @ x
    z1 = sigmoid(b1)
    b2 += alpha2.T @ z1
    z2 = sigmoid(b2)
    return z1, z2, sigmoid(beta @ z2 + beta0)


@from_to.variant
def by_loops(alpha1, b1, alpha2, b2, beta, beta0, x):
    z = [float(v) for v in x]
    layers = []
    for alpha, b in ((alpha1, b1), (alpha2, b2)):
        scores = [b[j] + sum(alpha[i, j] * z[i] for i in range(len(z))) for j in range(len(b))]
        z = [float(1 / (1 + np.exp(-a))) for a in scores]
        layers.append(np.array(z))
    a = beta0 + sum(beta[j] * z[j] for j in range(len(z)))
    return layers[0], layers[1], 1 / (1 + np.exp(-a))


@from_to.variant
def in_rows(alpha1, b1, alpha2, b2, beta, beta0, x):
    """A row of one example from the left: x α needs no transpose."""
    As = forward([alpha1.T, alpha2.T, beta[None, :]], [b1, b2, np.array([beta0])], x[None, :])[1]
    return As[0][0], As[1][0], As[2].item()


@from_to.variant
def by_vector_times_matrix(alpha1, b1, alpha2, b2, beta, beta0, x):
    z1 = 0.5 + 0.5 * np.tanh((x @ alpha1 + b1) / 2)
    z2 = 0.5 + 0.5 * np.tanh((z1 @ alpha2 + b2) / 2)
    return z1, z2, 0.5 + 0.5 * np.tanh((np.dot(beta, z2) + beta0) / 2)

"""X10.3, the gradients of a network with one hidden layer, the biases inside the matrices."""

import numpy as np

from autograder.declaring import Exercise
from gdkit.networks import MLP

from .. import libraries, slips
from .. import wide_networks as wide
from .shared import sigmoid

one_hidden = Exercise(
    "10.onehidden_gradients",
    "onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi) -> (dTheta_hidden, dTheta_out)",
    parts={
        "the gradient of the output layer": ("dTheta_out",),
        "the gradient of the hidden layer": ("dTheta_hidden",),
    },
    allows={
        "one row": ["Theta_hidden", "Theta_out", "X"],
        "one column": ["X"],
        "one entry": ["labels"],
        "whole": ["Theta_hidden", "Theta_out", "X"],
        "only zeros": ["Theta_hidden", "Theta_out", "X", "labels"],
        "equal rows": ["Theta_hidden", "Theta_out", "X"],
        "large": ["Theta_hidden", "Theta_out", "X"],
        "small": ["Theta_hidden", "Theta_out", "X"],
    },
    reread="Lecture 10, “One hidden layer, biases inside”",
    library_calls=(*libraries.NETWORKS, *libraries.DIFFERENCES),
    by_formula=True,
)


def _with_ones(A):
    return np.column_stack([np.ones(len(A)), A])


def _phi(Z, phi):
    if phi == "tanh":
        return np.tanh(Z)
    return Z.clip(min=0) if phi == "relu" else sigmoid(Z)


def _phi_prime(Z, phi):
    H = _phi(Z, phi)
    if phi == "tanh":
        return 1 - H**2
    return Z > 0 if phi == "relu" else H * (1 - H)


def _softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@one_hidden.reference
def onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi):
    H_minus = _with_ones(X) @ Theta_hidden.T
    H = _phi(H_minus, phi)
    P = _softmax(_with_ones(H) @ Theta_out.T)
    dZ = (P - np.eye(len(Theta_out))[labels]) / len(X)
    dH_minus = dZ @ Theta_out[:, 1:] * _phi_prime(H_minus, phi)
    return dH_minus.T @ _with_ones(X), dZ.T @ _with_ones(H)


@one_hidden.alternative
def with_slope_one_at_zero(Theta_hidden, Theta_out, X, labels, phi):
    """ReLU has no derivative at 0; 1 is as good as 0."""
    H_minus = _with_ones(X) @ Theta_hidden.T
    slope = (H_minus >= 0) if phi == "relu" else _phi_prime(H_minus, phi)
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, slope)


def _output_residual(Theta_out, H, labels):
    """(P − Y)/m"""
    return (_softmax(_with_ones(H) @ Theta_out.T) - np.eye(len(Theta_out))[labels]) / len(H)


def _from_residual(Theta_hidden, Theta_out, X, phi, dZ):
    """What follows from ∂J/∂z, right or wrong."""
    H_minus = _with_ones(X) @ Theta_hidden.T
    dH_minus = dZ @ Theta_out[:, 1:] * _phi_prime(H_minus, phi)
    return dH_minus.T @ _with_ones(X), dZ.T @ _with_ones(_phi(H_minus, phi))


def _from_slope(Theta_hidden, Theta_out, X, labels, phi, slope):
    """The gradients with another φ′."""
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    dZ = _output_residual(Theta_out, H, labels)
    return (dZ @ Theta_out[:, 1:] * slope).T @ _with_ones(X), dZ.T @ _with_ones(H)


@one_hidden.shown("two inputs, three hidden neurons (sigmoid), two classes, five rows")
def two_three_two():
    Theta_hidden = np.array([[0.1, 0.5, -1.0], [-0.3, 1.5, 0.25], [0.6, -0.75, 2.0]])
    Theta_out = np.array([[0.2, 1.0, -0.5, 0.75], [-0.4, 0.5, 2.0, -1.0]])
    X = np.array([[1.0, 2.0], [-0.5, 1.5], [0.0, -1.0], [2.0, 0.5], [-1.5, -0.5]])
    labels = np.array([1, 0, 0, 1, 1])
    return {"Theta_hidden": Theta_hidden, "Theta_out": Theta_out, "X": X, "labels": labels, "phi": "sigmoid"}


@one_hidden.shown("three inputs, two hidden neurons (tanh), three classes, none of class 2")
def three_two_three():
    Theta_hidden = np.array([[0.2, 1.0, -0.5, 0.75], [-0.4, 0.5, 1.25, -1.0]])
    Theta_out = np.array([[0.1, 1.5, -1.0], [-0.3, 0.5, 0.25], [0.6, -0.75, 2.0]])
    X = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [2.0, 1.0, 1.0], [-1.5, 0.5, 1.0]])
    labels = np.array([1, 0, 1, 0])
    return {"Theta_hidden": Theta_hidden, "Theta_out": Theta_out, "X": X, "labels": labels, "phi": "tanh"}


@one_hidden.shown("three hidden neurons (ReLU), four classes, integers; a score of 1000, and one that is exactly 0")
def relu_integers():
    Theta_hidden = np.array([[1, -1, 2], [0, 1, -2], [-1, 1, 1]])
    Theta_out = np.array([[0, 1, -1, 1], [1, -1, 0, 1], [-1, 0, 1, -1], [0, 1, 1, 0]])
    X = np.array([[1, 2], [2, 1], [-1, 1], [1, -1], [400, -300]])  # second neuron, second row: 2 − 2·1 = 0
    labels = np.array([3, 0, 2, 1, 2])
    return {"Theta_hidden": Theta_hidden, "Theta_out": Theta_out, "X": X, "labels": labels, "phi": "relu"}


@one_hidden.shown("equal rows, a weight of 500, a score of 0.0000005; tanh")
def equal_rows_large_weights():
    Theta_hidden = np.array([[0.0, 500.0, -120.0], [0.3, -1.0, 2.0]])
    Theta_out = np.array([[0.2, 1.0, -0.5], [-0.4, 0.5, 2.0]])
    X = np.array([[0.006, 0.01], [0.006, 0.01], [1e-9, 1e-10], [0.002, 0.02], [0.006, 0.01]])
    labels = np.array([1, 1, 0, 1, 1])
    return {"Theta_hidden": Theta_hidden, "Theta_out": Theta_out, "X": X, "labels": labels, "phi": "tanh"}


def _one_hidden(rng, m, sizes, phi):
    n, n_h, K = (int(size) for size in sizes)
    return {
        "Theta_hidden": rng.normal(size=(n_h, n + 1)),
        "Theta_out": rng.normal(size=(K, n_h + 1)),
        "X": rng.normal(size=(m, n)),
        "labels": rng.permutation(np.append(np.arange(K), rng.integers(0, K, size=m))[:m]),
        "phi": phi,
    }


@one_hidden.drawn(1)
def unequal_sizes_sigmoid(rng):
    return _one_hidden(rng, 7, rng.permutation([2, 3, 4]), "sigmoid")


@one_hidden.drawn(1)
def unequal_sizes_tanh(rng):
    return _one_hidden(rng, 6, rng.permutation([2, 3, 5]), "tanh")


@one_hidden.drawn(1)
def unequal_sizes_relu(rng):
    return _one_hidden(rng, 8, rng.permutation([2, 4, 5]), "relu")


@one_hidden.drawn(1)
def both_matrices_square(rng):
    return _one_hidden(rng, 4, [2, 3, 4], str(rng.choice(["tanh", "relu"])))


@one_hidden.drawn(1)
def as_many_hidden_as_inputs(rng):
    return _one_hidden(rng, 5, [3, 3, 3], "tanh")


@one_hidden.drawn(1)
def last_class_absent(rng):
    return {**_one_hidden(rng, 6, [2, 3, 4], "sigmoid"), "labels": rng.permutation([0, 1, 2, 0, 1, 2])}


@one_hidden.drawn(1)
def one_example_only(rng):
    return {**_one_hidden(rng, 1, [3, 4, 3], "sigmoid"), "labels": np.array([1])}


@one_hidden.drawn(1)
def large_scores(rng):
    case = _one_hidden(rng, 5, [2, 4, 3], "relu")
    return {**case, "X": case["X"] * 3000}


@one_hidden.wider
def any_one_hidden(rng):
    while True:
        case = _any_network(rng)
        if _off_the_kink(**case) and wide.steady(rng, onehidden_gradients, case):
            return case


def _any_network(rng):
    m, (n, n_h, K) = wide.number_of_rows(rng), (int(size) for size in rng.integers(1, 5, size=3))
    phi = wide.one_of(rng, "sigmoid", "tanh", "relu")
    X = wide.table(rng, m, n)
    (W1, W2), (b1, b2) = wide.network(rng, [n, n_h, K], X, lambda Z: _phi(Z, phi))
    labels = rng.integers(0, wide.one_of(rng, K, K, (K + 1) // 2), size=m)
    inside = {"Theta_hidden": np.column_stack([b1, W1]), "Theta_out": np.column_stack([b2, W2])}
    return {**inside, "X": X, "labels": labels, "phi": phi}


def _off_the_kink(Theta_hidden, Theta_out, X, labels, phi):
    """Whether no score of a ReLU is 0 but for its rounding, which no two orders of the sum share."""
    Z = _with_ones(X) @ Theta_hidden.T
    whole = X.dtype.kind == Theta_hidden.dtype.kind == "i"
    return phi != "relu" or whole or bool((np.abs(Z) > 1e-9 * np.abs(Theta_hidden).max()).all())


one_hidden.keep(203, 215, 104, 162, 60, 123, 46, 133, 236, 27, 169, 17, 15, 75, 266, 94, 159, 189, 270, 3)


@one_hidden.independent(1e-9)
def by_gdkits_network(Theta_hidden, Theta_out, X, labels, phi):
    """gdkit's theta holds unit after unit, the bias first: these very matrices, one after the other."""
    if len(Theta_out) == 1:  # of one class gdkit makes no softmax
        return by_complex_steps_in_each_entry(Theta_hidden, Theta_out, X, labels, phi)
    sizes = (X.shape[1], len(Theta_hidden), len(Theta_out))
    net = MLP(X.astype(float), np.eye(len(Theta_out))[labels], sizes, phi)
    theta = np.append(Theta_hidden.ravel(), Theta_out.ravel()).astype(float)
    gradient = net.value_and_gradient(theta)[1]
    return gradient[: Theta_hidden.size].reshape(Theta_hidden.shape), gradient[Theta_hidden.size :].reshape(
        Theta_out.shape
    )


@one_hidden.independent(1e-9)
def by_complex_steps_in_each_entry(Theta_hidden, Theta_out, X, labels, phi):
    """Im J(Theta + i h)/h; ReLU passes the step on where the score is positive, not at 0."""
    h = 1e-30

    def loss(T_hidden, T_out):
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
def bias_column_kept(Theta_hidden, Theta_out, X, labels, phi):
    """∂J/∂h keeps an entry for the constant 1: the hidden gradient has a row too many.

    Nothing below depends on the 1 in front of h. Which column of Theta_out must not be passed back?
    """
    Z = _with_ones(X) @ Theta_hidden.T
    H = _phi(Z, phi)
    dZ = _output_residual(Theta_out, H, labels)
    return (dZ @ Theta_out * _with_ones(_phi_prime(Z, phi))).T @ _with_ones(X), dZ.T @ _with_ones(H)


@one_hidden.mistake()
def last_column_left_out(Theta_hidden, Theta_out, X, labels, phi):
    """Passing back, the last column of Theta_out is left out instead of the first, which holds the biases.

    The bias stands in column 0.
    """
    Z = _with_ones(X) @ Theta_hidden.T
    dZ = _output_residual(Theta_out, _phi(Z, phi), labels)
    dTheta_out = dZ.T @ _with_ones(_phi(Z, phi))
    return (dZ @ Theta_out[:, :-1] * _phi_prime(Z, phi)).T @ _with_ones(X), dTheta_out


@one_hidden.mistake(reread="Lecture 10, “One hidden layer: back to the hidden scores”")
def feature_index_first(Theta_hidden, Theta_out, X, labels, phi):
    """On the way back Theta_out is read with rows and columns exchanged: the source writes the feature's index first.

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
def slope_left_out(Theta_hidden, Theta_out, X, labels, phi):
    """φ′ is missing: the hidden gradient is built with ∂J/∂h where ∂J/∂h⁻ belongs.

    Between h⁻ and h stands φ.
    """
    one = np.ones((len(X), len(Theta_hidden)))
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, one)


@one_hidden.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_at_h(Theta_hidden, Theta_out, X, labels, phi):
    """φ′ is taken at h = φ(h⁻) instead of at h⁻.

    Store h⁻ in the forward pass.
    """
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, _phi_prime(H, phi))


@one_hidden.mistake()
def slope_squared(Theta_hidden, Theta_out, X, labels, phi):
    """In the hidden layer φ′ is applied twice.

    One φ, one factor.
    """
    slope = _phi_prime(_with_ones(X) @ Theta_hidden.T, phi)
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, slope * slope)


@one_hidden.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def always_slope_of_sigmoid(Theta_hidden, Theta_out, X, labels, phi):
    """φ′ is always h(1 − h), which is right for the sigmoid only.

    tanh and ReLU have other derivatives.
    """
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, H * (1 - H))


@one_hidden.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_of_tanh_from_the_score(Theta_hidden, Theta_out, X, labels, phi):
    """The derivative of tanh is computed as 1 − (h⁻)²: the score h⁻ stands where h belongs.

    A slope of tanh is never negative. Is yours?
    """
    Z = _with_ones(X) @ Theta_hidden.T
    slope = 1 - Z**2 if phi == "tanh" else _phi_prime(Z, phi)
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, slope)


@one_hidden.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_of_sigmoid_from_the_score(Theta_hidden, Theta_out, X, labels, phi):
    """The derivative of the sigmoid is computed as h⁻(1 − h⁻): the score h⁻ stands where h belongs.

    A slope of the sigmoid is at most a quarter. Is yours?
    """
    Z = _with_ones(X) @ Theta_hidden.T
    slope = Z * (1 - Z) if phi == "sigmoid" else _phi_prime(Z, phi)
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, slope)


@one_hidden.mistake(reread="Lecture 10, “From layer to layer”")
def relu_masked_by_the_error(Theta_hidden, Theta_out, X, labels, phi):
    """With ReLU, what comes back is cut off where the error is negative, instead of where the score was.

    φ′ depends on the forward pass alone.
    """
    Z = _with_ones(X) @ Theta_hidden.T
    dH = _output_residual(Theta_out, _phi(Z, phi), labels) @ Theta_out[:, 1:]
    return _from_slope(Theta_hidden, Theta_out, X, labels, phi, dH > 0 if phi == "relu" else _phi_prime(Z, phi))


@one_hidden.mistake()
def phi_ignored(Theta_hidden, Theta_out, X, labels, phi):
    """The hidden layer always has the sigmoid, whatever phi says.

    phi is "sigmoid", "tanh" or "relu".
    """
    return onehidden_gradients(Theta_hidden, Theta_out, X, labels, "sigmoid")


@one_hidden.mistake()
def hidden_layer_linear(Theta_hidden, Theta_out, X, labels, phi):
    """The hidden layer has no activation function at all: h = h⁻.

    Without φ the two layers are one.
    """
    H = _with_ones(X) @ Theta_hidden.T
    dZ = _output_residual(Theta_out, H, labels)
    return (dZ @ Theta_out[:, 1:]).T @ _with_ones(X), dZ.T @ _with_ones(H)


@one_hidden.mistake(says=slips.BOTH_GRADIENTS_SUMMED, reread="Lecture 10, “Where the 1/m goes”")
def both_summed(Theta_hidden, Theta_out, X, labels, phi):
    """J is a mean over the examples."""
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden * len(X), out * len(X)


@one_hidden.mistake(reread="Lecture 10, “Where the 1/m goes”")
def hidden_summed(Theta_hidden, Theta_out, X, labels, phi):
    """The hidden gradient is m times too large: its 1/m is missing.

    Divide ∂J/∂z by m, once; then all that follows carries it.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden * len(X), out


@one_hidden.mistake(reread="Lecture 10, “Where the 1/m goes”")
def hidden_averaged_twice(Theta_hidden, Theta_out, X, labels, phi):
    """The hidden gradient is m times too small: it is divided by m once more.

    ∂J/∂z carries the 1/m already.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden / len(X), out


@one_hidden.mistake(reread="Lecture 10, “The error of the output”")
def label_minus_probability(Theta_hidden, Theta_out, X, labels, phi):
    """Both gradients have the opposite sign: ∂J/∂z is the one-hot labels minus p̂, the wrong way round.

    Does the loss grow or fall when the score of the right class grows?
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return -hidden, -out


@one_hidden.mistake()
def hidden_turned(Theta_hidden, Theta_out, X, labels, phi):
    """The hidden gradient has the opposite sign; the output's is right.

    No minus enters on the way back.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return -hidden, out


@one_hidden.mistake(reread="Lecture 10, “The error of the output”")
def right_class_only(Theta_hidden, Theta_out, X, labels, phi):
    """Only the score of the right class gets an error; the other classes are not pushed down.

    Every probability depends on every score.
    """
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    Y = np.eye(len(Theta_out))[labels]
    return _from_residual(Theta_hidden, Theta_out, X, phi, _output_residual(Theta_out, H, labels) * Y)


@one_hidden.mistake(reread="Lecture 10, “The error of the output”")
def softmax_left_out(Theta_hidden, Theta_out, X, labels, phi):
    """The labels are subtracted from the scores z: softmax is missing.

    They are subtracted from probabilities: do your rows sum to 1?
    """
    Z = _with_ones(_phi(_with_ones(X) @ Theta_hidden.T, phi)) @ Theta_out.T
    return _from_residual(Theta_hidden, Theta_out, X, phi, (Z - np.eye(len(Theta_out))[labels]) / len(X))


@one_hidden.mistake(reread="Lecture 08, “Two classes: softmax and sigmoid”")
def sigmoid_outputs(Theta_hidden, Theta_out, X, labels, phi):
    """Every output has its own sigmoid; here the classes share a softmax.

    Exactly one class is right.
    """
    Z = _with_ones(_phi(_with_ones(X) @ Theta_hidden.T, phi)) @ Theta_out.T
    return _from_residual(Theta_hidden, Theta_out, X, phi, (sigmoid(Z) - np.eye(len(Theta_out))[labels]) / len(X))


@one_hidden.mistake(says=slips.SOFTMAX_OVER_ROWS, reread="Lecture 08, “Softmax”")
def softmax_over_rows(Theta_hidden, Theta_out, X, labels, phi):
    Z = _with_ones(_phi(_with_ones(X) @ Theta_hidden.T, phi)) @ Theta_out.T
    dZ = (_softmax(Z.T).T - np.eye(len(Theta_out))[labels]) / len(X)
    return _from_residual(Theta_hidden, Theta_out, X, phi, dZ)


@one_hidden.mistake(reread="Lecture 08, “Numbers that overflow”")
def softmax_overflows(Theta_hidden, Theta_out, X, labels, phi):
    """For large scores both gradients are NaN: the exponentials overflow.

    Subtract the largest score of each row first.
    """
    E = np.exp(_with_ones(_phi(_with_ones(X) @ Theta_hidden.T, phi)) @ Theta_out.T)
    dZ = (E / E.sum(axis=1, keepdims=True) - np.eye(len(Theta_out))[labels]) / len(X)
    return _from_residual(Theta_hidden, Theta_out, X, phi, dZ)


@one_hidden.mistake(reread="Lecture 10, “The error of the output”")
def jacobian_kept(Theta_hidden, Theta_out, X, labels, phi):
    """p̂ minus the one-hot labels is multiplied by the Jacobian of softmax: these are gradients of a squared error.

    In the log loss the Jacobian has cancelled already.
    """
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    P = _softmax(_with_ones(H) @ Theta_out.T)
    D = _output_residual(Theta_out, H, labels)
    return _from_residual(Theta_hidden, Theta_out, X, phi, P * (D - (P * D).sum(axis=1, keepdims=True)))


@one_hidden.mistake(says=slips.LABELS_FROM_ONE, reread="Lecture 08, “Classes are counted from 0”")
def labels_minus_one(Theta_hidden, Theta_out, X, labels, phi):
    """The classes are 0..K−1."""
    return onehidden_gradients(Theta_hidden, Theta_out, X, (labels - 1) % len(Theta_out), phi)


@one_hidden.mistake(says=slips.LABEL_NUMBERS_SUBTRACTED, reread="Lecture 08, “One-hot labels”")
def label_numbers_subtracted(Theta_hidden, Theta_out, X, labels, phi):
    """Turn a label into a row with a single 1."""
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    dZ = (_softmax(_with_ones(H) @ Theta_out.T) - labels[:, None]) / len(X)
    return _from_residual(Theta_hidden, Theta_out, X, phi, dZ)


@one_hidden.mistake(says=slips.CLASSES_COUNTED_IN_THE_BATCH, reread="Lecture 08, “One-hot labels”")
def classes_counted_in_the_batch(Theta_hidden, Theta_out, X, labels, phi):
    """K is the number of rows of Theta_out."""
    H = _phi(_with_ones(X) @ Theta_hidden.T, phi)
    dZ = (_softmax(_with_ones(H) @ Theta_out.T) - np.eye(labels.max() + 1)[labels]) / len(X)
    return _from_residual(Theta_hidden, Theta_out, X, phi, dZ)


@one_hidden.mistake()
def output_biases_zero(Theta_hidden, Theta_out, X, labels, phi):
    """The bias column of the output's gradient is 0: there, h has no 1 in front.

    dTheta_out has the shape of Theta_out, and its first column is the gradient of the biases.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden, out * (np.arange(out.shape[1]) > 0)


@one_hidden.mistake()
def hidden_biases_zero(Theta_hidden, Theta_out, X, labels, phi):
    """The bias column of the hidden gradient is 0: there, x has no 1 in front.

    dTheta_hidden has the shape of Theta_hidden, and its first column is the gradient of the biases.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden * (np.arange(hidden.shape[1]) > 0), out


@one_hidden.mistake(reread="Lecture 00, “House notation”")
def ones_last(Theta_hidden, Theta_out, X, labels, phi):
    """The 1 stands behind x and h instead of in front of them: the biases are looked for in the last column.

    In this course the bias comes first.
    """
    first = [np.roll(Theta_hidden, 1, axis=1), np.roll(Theta_out, 1, axis=1)]
    hidden, out = onehidden_gradients(first[0], first[1], X, labels, phi)
    return np.roll(hidden, -1, axis=1), np.roll(out, -1, axis=1)


@one_hidden.mistake()
def hidden_scores_for_activations(Theta_hidden, Theta_out, X, labels, phi):
    """The output's gradient is built with h⁻ where h belongs.

    Theta_out multiplies h.
    """
    Z = _with_ones(X) @ Theta_hidden.T
    hidden, _ = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden, _output_residual(Theta_out, _phi(Z, phi), labels).T @ _with_ones(Z)


@one_hidden.mistake()
def own_activations(Theta_hidden, Theta_out, X, labels, phi):
    """The hidden gradient is built with h where x belongs: the layer's own output instead of its input.

    Theta_hidden multiplies x. With as many hidden neurons as inputs no shape shows it.
    """
    Z = _with_ones(X) @ Theta_hidden.T
    H = _phi(Z, phi)
    dZ = _output_residual(Theta_out, H, labels)
    return (dZ @ Theta_out[:, 1:] * _phi_prime(Z, phi)).T @ _with_ones(H), dZ.T @ _with_ones(H)


@one_hidden.mistake(reread="Lecture 10, “The gradients”")
def gradients_transposed(Theta_hidden, Theta_out, X, labels, phi):
    """Both gradients are transposed; in square matrices no shape shows it.

    A gradient has the shape of its parameter: one row for each neuron.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return hidden.T.copy(), out.T.copy()


@one_hidden.mistake()
def output_first(Theta_hidden, Theta_out, X, labels, phi):
    """The two results are exchanged, in the order in which they are computed.

    First the hidden layer's gradient, then the output's.
    """
    hidden, out = onehidden_gradients(Theta_hidden, Theta_out, X, labels, phi)
    return out, hidden


@one_hidden.mistake(reread="Lecture 10, “Backpropagation is not gradient descent”")
def matrices_updated(Theta_hidden, Theta_out, X, labels, phi):
    """Theta_out is updated in place before the error passes through it; with integers NumPy raises an error.

    Backpropagation computes the gradient; it changes no parameter.
    """
    Z = _with_ones(X) @ Theta_hidden.T
    H = _phi(Z, phi)
    dZ = _output_residual(Theta_out, H, labels)
    out = dZ.T @ _with_ones(H)
    Theta_out -= 0.1 * out
    return (dZ @ Theta_out[:, 1:] * _phi_prime(Z, phi)).T @ _with_ones(X), out


@one_hidden.variant
def example_by_example(Theta_hidden, Theta_out, X, labels, phi):
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
def with_biases_apart(Theta_hidden, Theta_out, X, labels, phi):
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
def in_columns(Theta_hidden, Theta_out, X, labels, phi):
    """Examples in columns; the bias column is cut off after the product."""
    m = len(labels)
    x = np.vstack([np.ones(m), X.T])
    h_minus = Theta_hidden @ x
    h = np.vstack([np.ones(m), _phi(h_minus, phi)])
    p = _softmax((Theta_out @ h).T).T
    p[labels, np.arange(m)] -= 1
    dh = (Theta_out.T @ p)[1:]
    return (dh * _phi_prime(h_minus, phi)) @ x.T / m, p @ h.T / m

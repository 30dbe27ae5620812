"""X8.4, softmax regression by gradient descent from Theta = 0."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import GD, SoftmaxCrossEntropy, add_bias, minimize

from .. import drawing, libraries, slips
from .shared import drawn_problem, from_residual, sigmoid, toy
from .softmax import softmax
from .softmax_gradient import softmax_gradient

descent = Exercise(
    "08.softmax_gd",
    "softmax_gd(Xb, labels, n_classes, eta, max_iter) -> Theta",
    reread="Lecture 08, “The descent”",
    tolerance=1e-6,  # up to 100 steps
    allows={
        "one row": ["Xb"],
        "one entry": ["labels"],
        "whole": ["Xb"],
        "only zeros": ["labels"],
        "equal rows": ["Xb"],
        "large": ["max_iter"],
        "small": ["eta"],
        "zero": ["eta", "max_iter"],
        "one": ["n_classes", "max_iter"],
    },
    library_calls=(*libraries.DESCENTS, *libraries.CLASSIFIERS),
)


@descent.reference
def softmax_gd(Xb, labels, n_classes, eta, max_iter):
    Theta = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        Theta = Theta - eta * softmax_gradient(Theta, Xb, labels)
    return Theta


@descent.shown("the toy batch, 100 steps")
def toy_descent():
    return {**toy(), "n_classes": 3, "eta": 0.5, "max_iter": 100}


@descent.shown("integers, four classes, none of class 3, another rate, 7 steps")
def seven_steps():
    Xb = np.array([[1, 2, -1], [1, 0, 3], [1, -2, 1], [1, 1, 1], [1, 3, 0]])
    return {"Xb": Xb, "labels": np.array([1, 0, 2, 2, 1]), "n_classes": 4, "eta": 0.2, "max_iter": 7}


@descent.shown("one step")
def one_step():
    X = np.array([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5], [-1.0, 2.5, 1.0], [0.0, 1.0, -2.0]])
    return {"Xb": add_bias(X), "labels": np.array([0, 1, 1, 0]), "n_classes": 2, "eta": 0.8, "max_iter": 1}


@descent.shown("seven rows, 150 steps: near the minimum, where the gradient is small")
def near_the_minimum():
    Xb = add_bias(np.array([[0.5], [1.0], [1.5], [-1.0], [-2.0], [0.25], [-0.5]]))
    return {"Xb": Xb, "labels": np.array([1, 0, 2, 2, 0, 1, 1]), "n_classes": 3, "eta": 0.3, "max_iter": 150}


@descent.shown("a rate so large that the loss rises, 5 steps; Theta goes far")
def large_rate():
    Xb = add_bias(np.array([[2.5, -1.0], [1.5, 3.0], [-0.5, 2.0], [0.5, -2.5], [-2.0, 0.5]]))
    return {"Xb": Xb, "labels": np.array([1, 0, 0, 1, 1]), "n_classes": 2, "eta": 30.0, "max_iter": 5}


@descent.shown("no step")
def start():
    labels = np.zeros(2, dtype=int)
    return {"Xb": np.array([[1, 2, 0], [1, -1, 3]]), "labels": labels, "n_classes": 2, "eta": 0.1, "max_iter": 0}


def _descent(rng, m, n, K, max_iter):
    problem = drawn_problem(rng, m, n, K)
    settings = {"n_classes": K, "eta": float(rng.uniform(0.2, 0.8)), "max_iter": max_iter}
    return {"Xb": problem["Xb"], "labels": problem["labels"], **settings}


@descent.drawn(3)
def some_steps(rng):
    n, K = (int(k) for k in rng.choice([[2, 4], [3, 2], [4, 3], [2, 5]]))
    return _descent(rng, int(rng.integers(6, 10)), n, K, int(rng.choice([3, 5, 7])))


@descent.drawn(1)
def square_descent(rng):
    return _descent(rng, 4, 3, 4, 3)


@descent.drawn(1)
def last_class_absent(rng):
    return {**_descent(rng, 6, 2, 4, 3), "labels": rng.permutation([0, 1, 2, 0, 1, 2])}


@descent.drawn(1)
def no_step(rng):
    return _descent(rng, 5, 2, 3, 0)


@descent.drawn(1)
def on_one_row(rng):
    return {**_descent(rng, 1, 3, 3, 3), "labels": np.array([1])}


@descent.wider
def any_descent(rng):
    """A few steps at any rate, at which the loss may rise, or many small ones that come near the minimum."""
    m, n, K = drawing.number_of_rows(rng), int(rng.integers(1, 4)), int(rng.integers(1, 6))
    Xb, labels = drawing.with_ones(drawing.table(rng, m, n, 1.3)), rng.integers(0, K, size=m)
    steepest = np.linalg.norm(Xb, 2) ** 2 / (2 * m)  # more than the largest curvature of the loss
    if rng.random() < 0.2:
        eta, max_iter = rng.uniform(0.5, 1.5) / steepest, int(rng.integers(30, 151))
    else:
        eta, max_iter = rng.choice([0.0, 0.1, 1.0, 4.0, 10.0]) / drawing.one_of(rng, 1.0, steepest), rng.integers(0, 7)
    eta = float(drawing.digits(min(eta, 20 / steepest, 50.0), 2))
    if eta > 5:  # one step: more of them multiply what rounding leaves
        max_iter = min(max_iter, 1)
    return {"Xb": Xb, "labels": labels, "n_classes": K, "eta": eta, "max_iter": int(max_iter)}


descent.keep(205, 51, 214, 0, 203, 35)


@descent.independent(1e-9)
def by_minimize(Xb, labels, n_classes, eta, max_iter):
    start = np.zeros(n_classes * Xb.shape[1])
    of_class = SoftmaxCrossEntropy(Xb[:, 1:].astype(float), labels, n_classes)
    theta = minimize(of_class, start, GD(eta), max_iter).theta if max_iter and eta else start
    return theta.reshape(n_classes, -1)


@descent.mistake()
def one_step_fewer(Xb, labels, n_classes, eta, max_iter):
    """One step is missing: the loop ends early, or Theta from before the last step is returned.

    max_iter = 1 must make exactly one step.
    """
    return softmax_gd(Xb, labels, n_classes, eta, max_iter - 1)


@descent.mistake(says=slips.ONE_STEP_MORE)
def one_step_more(Xb, labels, n_classes, eta, max_iter):
    return softmax_gd(Xb, labels, n_classes, eta, max_iter + 1)


@descent.mistake(says=slips.HUNDRED_STEPS_ALWAYS)
def hundred_steps_always(Xb, labels, n_classes, eta, max_iter):
    return softmax_gd(Xb, labels, n_classes, eta, 100)


@descent.mistake(says=slips.RATE_OF_THE_EXAMPLE)
def rate_of_the_example(Xb, labels, n_classes, eta, max_iter):
    return softmax_gd(Xb, labels, n_classes, 0.5, max_iter)


@descent.mistake()
def three_classes_always(Xb, labels, n_classes, eta, max_iter):
    """Theta always has three rows, whatever n_classes says.

    How many rows must Theta have when n_classes is 5?
    """
    return softmax_gd(Xb, labels, 3, eta, max_iter)


@descent.mistake(reread="Lecture 08, “One-hot labels”")
def classes_of_the_labels(Xb, labels, n_classes, eta, max_iter):
    """The number of classes is taken from the largest label: without examples the last class has no row in Theta.

    n_classes says how many there are.
    """
    return softmax_gd(Xb, labels, int(labels.max()) + 1, eta, max_iter)


@descent.mistake(says=slips.GRADIENT_OF_THE_START)
def gradient_once(Xb, labels, n_classes, eta, max_iter):
    """Theta moves, so the probabilities and the gradient change."""
    return -max_iter * eta * softmax_gradient(np.zeros((n_classes, Xb.shape[1])), Xb, labels)


@descent.mistake()
def uphill(Xb, labels, n_classes, eta, max_iter):
    """The steps go uphill: η times the gradient is added, or the residual is Y − P.

    Print the loss after every step. Does it fall?
    """
    return softmax_gd(Xb, labels, n_classes, -eta, max_iter)


@descent.mistake(reread="Lecture 08, “The gradient”")
def steps_twice_as_long(Xb, labels, n_classes, eta, max_iter):
    """The steps are twice as long as they should be: the gradient carries a 2.

    The 2 belongs to squared errors.
    """
    return softmax_gd(Xb, labels, n_classes, 2 * eta, max_iter)


@descent.mistake(says=slips.STEPS_HALF_AS_LONG, reread="Lecture 08, “The gradient”")
def steps_half_as_long(Xb, labels, n_classes, eta, max_iter):
    return softmax_gd(Xb, labels, n_classes, eta / 2, max_iter)


@descent.mistake(says=slips.STEPS_NOT_AVERAGED, reread="Lecture 08, “The gradient”")
def steps_not_averaged(Xb, labels, n_classes, eta, max_iter):
    """Where does the 1/m of the loss go when you differentiate?"""
    return softmax_gd(Xb, labels, n_classes, eta * len(labels), max_iter)


@descent.mistake(reread="Lecture 08, “The gradient”")
def steps_averaged_over_classes(Xb, labels, n_classes, eta, max_iter):
    """The steps are K times too short: the mean runs over all m·K entries.

    The loss is a mean over the m rows.
    """
    return softmax_gd(Xb, labels, n_classes, eta / n_classes, max_iter)


def _descend(Xb, labels, n_classes, eta, max_iter, residual):
    """The descent with another residual(Z, Y)."""
    Theta, Y = np.zeros((n_classes, Xb.shape[1])), np.eye(n_classes)[labels]
    for _ in range(max_iter):
        Theta = Theta - eta * from_residual(residual(Xb @ Theta.T, Y), Xb)
    return Theta


@descent.mistake(reread="Lecture 08, “Two classes: softmax and sigmoid”")
def one_against_the_rest(Xb, labels, n_classes, eta, max_iter):
    """Every class has a sigmoid of its own: these are K logistic regressions, each class against the rest.

    Softmax couples the classes: the rows of Theta sum to 0 at every step.
    """
    return _descend(Xb, labels, n_classes, eta, max_iter, lambda Z, Y: sigmoid(Z) - Y)


@descent.mistake()
def right_class_moved_only(Xb, labels, n_classes, eta, max_iter):
    """An example moves only the row of its own class; the other classes are not pushed down.

    Every probability depends on every score.
    """
    return _descend(Xb, labels, n_classes, eta, max_iter, lambda Z, Y: (softmax(Z) - 1) * Y)


@descent.mistake(reread="Lecture 08, “From probability to class”")
def perceptron_of_classes(Xb, labels, n_classes, eta, max_iter):
    """The residual is built with the predicted class: rows that are classified right do not pull.

    The log loss uses the probabilities.
    """
    return _descend(Xb, labels, n_classes, eta, max_iter, lambda Z, Y: np.eye(Z.shape[1])[Z.argmax(axis=1)] - Y)


@descent.mistake(says=slips.SOFTMAX_OVER_ROWS)
def softmax_over_rows(Xb, labels, n_classes, eta, max_iter):
    return _descend(Xb, labels, n_classes, eta, max_iter, lambda Z, Y: softmax(Z.T).T - Y)


@descent.mistake()
def descent_of_softmax_twice(Xb, labels, n_classes, eta, max_iter):
    """Softmax is applied twice: the probabilities stay nearly equal, and the loss stops far above 0.

    One step leads from scores to probabilities.
    """
    return _descend(Xb, labels, n_classes, eta, max_iter, lambda Z, Y: softmax(softmax(Z)) - Y)


@descent.mistake()
def biases_never_learned(Xb, labels, n_classes, eta, max_iter):
    """The biases stay 0: only the weights are updated.

    Column 0 of Theta is updated like the others.
    """
    weights = softmax_gd(Xb[:, 1:], labels, n_classes, eta, max_iter)
    return np.column_stack([np.zeros(n_classes), weights])


@descent.mistake()
def starts_at_ones(Xb, labels, n_classes, eta, max_iter):
    """The descent starts at a Theta full of ones; here it starts at 0.

    The probabilities are the same, since a shift of all classes cancels; Theta is not.
    """
    return 1 + softmax_gd(Xb, labels, n_classes, eta, max_iter)


@descent.mistake(reread="Lecture 08, “A parameter too many”")
def last_class_fixed(Xb, labels, n_classes, eta, max_iter):
    """The last class stays at 0 and only the others are moved.

    One class could be fixed, but the path would be a different one; here all K rows are parameters.
    """
    moved = np.arange(n_classes) < n_classes - 1
    return _descend(Xb, labels, n_classes, eta, max_iter, lambda Z, Y: (softmax(Z) - Y) * moved)


@descent.mistake(reread="Lecture 03, step 5: “one point, two gradients”")
def classes_one_after_another(Xb, labels, n_classes, eta, max_iter):
    """The rows of Theta are updated one after another, each with the probabilities after the update before it.

    The whole gradient belongs to one Theta. Compute it, then update everything.
    """
    Theta = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        for k in range(n_classes):
            step = softmax_gradient(Theta, Xb, labels) * (np.arange(n_classes) == k)[:, None]
            Theta = Theta - eta * step
    return Theta


@descent.mistake(reread="Lecture 04, “Batch, mini-batch, stochastic”")
def one_row_after_another(Xb, labels, n_classes, eta, max_iter):
    """Theta is updated after every row: this is stochastic descent, max_iter times through the data.

    Here one step uses the mean over all rows.
    """
    Theta = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        for i in range(len(labels)):
            Theta = Theta - eta * softmax_gradient(Theta, Xb[i : i + 1], labels[i : i + 1])
    return Theta


@descent.mistake(says=slips.STEPS_OF_LENGTH_ETA, reread="Lecture 01, “The step”")
def steps_of_length_eta(Xb, labels, n_classes, eta, max_iter):
    Theta = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        step = softmax_gradient(Theta, Xb, labels)
        Theta = Theta - eta * step / np.linalg.norm(step)
    return Theta


@descent.mistake(reread="Lecture 08, “Shapes”")
def classes_in_columns(Xb, labels, n_classes, eta, max_iter):
    """Theta has shape (n+1, K): rows and columns are exchanged, which no shape shows when K = n + 1.

    One row of Theta belongs to one class.
    """
    return softmax_gd(Xb, labels, n_classes, eta, max_iter).T.copy()


@descent.mistake(reread="Lecture 08, “Classes are counted from 0”")
def classes_counted_from_one(Xb, labels, n_classes, eta, max_iter):
    """The labels are read as 1..K: class k trains row k − 1, and class 0 the last row.

    The classes are 0..K−1; a label is the row of its class.
    """
    return softmax_gd(Xb, (labels - 1) % n_classes, n_classes, eta, max_iter)


@descent.mistake()
def rows_centred_at_the_end(Xb, labels, n_classes, eta, max_iter):
    """At the end row 0 is subtracted from all rows of Theta.

    The probabilities stay the same, but this is not where the descent arrived.
    """
    Theta = softmax_gd(Xb, labels, n_classes, eta, max_iter)
    return Theta - Theta[0]


@descent.variant
def in_place(Xb, labels, n_classes, eta, max_iter):
    Theta, k = np.zeros((n_classes, Xb.shape[1])), 0
    while k < max_iter:
        E = np.exp(Xb @ Theta.T)
        E /= E.sum(axis=1)[:, None]
        E[np.arange(len(Xb)), labels] -= 1
        Theta -= eta / len(Xb) * (E.T @ Xb)
        k += 1
    return Theta


@descent.variant
def with_biases_apart(Xb, labels, n_classes, eta, max_iter):
    X, W, b = Xb[:, 1:], np.zeros((n_classes, Xb.shape[1] - 1)), np.zeros(n_classes)
    for _ in range(max_iter):
        D = (softmax(X @ W.T + b) - np.eye(n_classes)[labels]) / len(X)
        W, b = W - eta * D.T @ X, b - eta * D.sum(axis=0)
    return np.column_stack([b, W])


@descent.variant
def by_loops(Xb, labels, n_classes, eta, max_iter):
    Theta = [np.zeros(Xb.shape[1]) for _ in range(n_classes)]
    for _ in range(max_iter):
        steps = [np.zeros(Xb.shape[1]) for _ in range(n_classes)]
        for x, label in zip(Xb, labels, strict=True):
            e = [np.exp(theta @ x) for theta in Theta]
            for k in range(n_classes):
                steps[k] = steps[k] + (e[k] / sum(e) - float(k == label)) * x / len(labels)
        Theta = [theta - eta * step for theta, step in zip(Theta, steps, strict=True)]
    return np.array(Theta)

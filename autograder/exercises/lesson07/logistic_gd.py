"""X7.3 and X7.4, logistic regression by gradient descent from θ = 0."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import GD, LogLoss, add_bias, minimize

from .. import drawing, libraries, slips
from .log_loss_gradient import log_loss_gradient
from .shared import LABELS_OF_BOTH_SIGNS, from_residual, toy
from .sigmoid import sigmoid
from .sigmoid_prime import sigmoid_prime

descent = Exercise(
    "07.logistic_gd",
    "logistic_gd(Xb, y, eta, max_iter) -> theta",
    reread="Lecture 07, “The descent”",
    tolerance=1e-6,  # up to 100 steps
    allows={
        "one row": ["Xb"],
        "one entry": ["y"],
        "whole": ["Xb", "y"],
        "only zeros": ["y"],
        "equal rows": ["Xb"],
        "large": ["max_iter"],
        "small": ["eta"],
        "zero": ["eta", "max_iter"],
        "one": ["max_iter"],
    },
    library_calls=(*libraries.DESCENTS, *libraries.CLASSIFIERS),
)


@descent.reference
def logistic_gd(Xb, y, eta, max_iter):
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        theta = theta - eta * log_loss_gradient(theta, Xb, y)
    return theta


@descent.shown("the toy batch, separable labels, one step")
def one_step():
    return {**toy("separable"), "eta": 0.5, "max_iter": 1}


@descent.shown("the toy batch, separable labels, 100 steps")
def hundred_steps():
    return {**toy("separable"), "eta": 0.5, "max_iter": 100}


@descent.shown("the toy batch, overlapping labels, 100 steps")
def overlapping():
    return {**toy("overlapping"), "eta": 0.5, "max_iter": 100}


@descent.shown("five rows of three columns, integers, another rate, 7 steps")
def seven_steps():
    Xb = np.array([[1, 2, -1, 0], [1, 0, 3, 1], [1, -2, 1, 2], [1, 1, 1, -3], [1, 3, 0, 1]])
    return {"Xb": Xb, "y": np.array([1, 0, 0, 1, 0]), "eta": 0.2, "max_iter": 7}


@descent.shown("six rows, 150 steps: near the minimum, where the gradient is small")
def near_the_minimum():
    X = np.array([[0.5], [1.0], [1.5], [-1.0], [-2.0], [0.25]])
    return {"Xb": add_bias(X), "y": np.array([1, 0, 1, 0, 0, 1]), "eta": 1.0, "max_iter": 150}


@descent.shown("a rate so large that the loss rises, 5 steps; theta goes far")
def large_rate():
    X = np.array([[2.5, -1.0], [1.5, 3.0], [-0.5, 2.0], [0.5, -2.5], [-2.0, 0.5]])
    return {"Xb": add_bias(X), "y": np.array([1.0, 0.0, 0.0, 1.0, 1.0]), "eta": 40.0, "max_iter": 5}


@descent.shown("no step")
def start():
    return {"Xb": np.array([[1, 2, 0], [1, -1, 3]]), "y": np.array([0, 0]), "eta": 0.1, "max_iter": 0}


def _descent(rng, m, n, max_iter):
    X = rng.normal(size=(m, n)) + rng.normal(size=n)
    y = rng.permutation([0, 1, 0, *rng.integers(0, 2, size=max(0, m - 3))][:m])
    return {"Xb": add_bias(X), "y": y, "eta": float(rng.uniform(0.2, 0.8)), "max_iter": max_iter}


@descent.drawn(3)
def some_steps(rng):
    n = int(rng.integers(2, 5))
    return _descent(rng, int(rng.integers(n + 2, n + 7)), n, int(rng.choice([3, 5, 7, 9])))


@descent.drawn(1)
def square_data(rng):
    return _descent(rng, 3, 2, 3)


@descent.drawn(1)
def no_step(rng):
    return _descent(rng, 5, 2, 0)


@descent.drawn(1)
def one_row_of_data(rng):
    return _descent(rng, 1, 3, 3)


@descent.wider
def any_descent(rng):
    """A few steps at any rate, at which the loss may rise, or many small ones that come near the minimum."""
    m, n = drawing.number_of_rows(rng), int(rng.integers(1, 4))
    Xb = drawing.with_ones(drawing.table(rng, m, n, 1.3))
    y = rng.integers(0, 2, size=m) * drawing.one_of(rng, 1, 1.0)
    steepest = np.linalg.norm(Xb, 2) ** 2 / (4 * m)  # the largest curvature of the loss
    if rng.random() < 0.2:
        eta, max_iter = rng.uniform(0.5, 1.5) / steepest, int(rng.integers(30, 151))
    else:
        eta, max_iter = rng.choice([0.0, 0.1, 1.0, 4.0, 10.0]) / drawing.one_of(rng, 1.0, steepest), rng.integers(0, 7)
    eta = float(drawing.digits(min(eta, 20 / steepest, 50.0), 2))
    return {"Xb": Xb, "y": y, "eta": eta, "max_iter": int(max_iter)}


descent.keep(9, 97, 253, 5, 202, 6, 2, 122, 241)


@descent.independent(1e-9)
def by_minimize(Xb, y, eta, max_iter):
    loss = LogLoss(Xb[:, 1:].astype(float), y)
    return minimize(loss, np.zeros(Xb.shape[1]), GD(eta), max_iter).theta if max_iter and eta else np.zeros(Xb.shape[1])


@descent.mistake()
def one_step_fewer(Xb, y, eta, max_iter):
    """One step is missing: the loop ends early, or theta from before the last step is returned.

    max_iter = 1 must make exactly one step.
    """
    return logistic_gd(Xb, y, eta, max_iter - 1)


@descent.mistake(says=slips.ONE_STEP_MORE)
def one_step_more(Xb, y, eta, max_iter):
    return logistic_gd(Xb, y, eta, max_iter + 1)


@descent.mistake(says=slips.HUNDRED_STEPS_ALWAYS)
def hundred_steps_always(Xb, y, eta, max_iter):
    return logistic_gd(Xb, y, eta, 100)


@descent.mistake(says=slips.RATE_OF_THE_EXAMPLE)
def rate_of_the_example(Xb, y, eta, max_iter):
    return logistic_gd(Xb, y, 0.5, max_iter)


@descent.mistake(says=slips.GRADIENT_OF_THE_START)
def gradient_once(Xb, y, eta, max_iter):
    """theta moves, so the probabilities and the gradient change."""
    return -max_iter * eta * log_loss_gradient(np.zeros(Xb.shape[1]), Xb, y)


@descent.mistake()
def uphill(Xb, y, eta, max_iter):
    """The steps go uphill: η times the gradient is added, or the residual is y − p̂.

    Print the loss after every step. Does it fall?
    """
    return logistic_gd(Xb, y, -eta, max_iter)


@descent.mistake(reread="Lecture 07, “The gradient”")
def steps_twice_as_long(Xb, y, eta, max_iter):
    """The steps are twice as long as they should be: the gradient carries the 2 of the squared error.

    Nothing is squared in the log loss. Check your gradient by itself first.
    """
    return logistic_gd(Xb, y, 2 * eta, max_iter)


@descent.mistake(says=slips.STEPS_HALF_AS_LONG, reread="Lecture 07, “The gradient”")
def steps_half_as_long(Xb, y, eta, max_iter):
    return logistic_gd(Xb, y, eta / 2, max_iter)


@descent.mistake(says=slips.STEPS_NOT_AVERAGED, reread="Lecture 07, “The gradient”")
def steps_not_averaged(Xb, y, eta, max_iter):
    """Where does the 1/m of the loss go when you differentiate?"""
    return logistic_gd(Xb, y, eta * len(y), max_iter)


def _descend(Xb, y, eta, max_iter, residual):
    """The descent with another residual(z, y)."""
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        theta = theta - eta * from_residual(Xb, residual(Xb @ theta, y))
    return theta


@descent.mistake(reread="Lecture 07, “Predict 3: same form, so same gradient?”")
def descends_squared_error(Xb, y, eta, max_iter):
    """The steps carry the factor p̂(1 − p̂): this descends the squared error, not the log loss.

    In the log loss σ′ meets the derivative of the logarithm. Multiply the two.
    """
    return _descend(Xb, y, eta, max_iter, lambda z, y: (sigmoid(z) - y) * sigmoid_prime(z))


@descent.mistake(reread="Lecture 07, “The gradient”")
def linear_regression(Xb, y, eta, max_iter):
    """The sigmoid is missing: this is a descent for linear regression on the labels.

    Which quantity lies between 0 and 1, and can be compared with a label?
    """
    return _descend(Xb, y, eta, max_iter, lambda z, y: z - y)


@descent.mistake(reread="Lecture 07, “From probability to class”")
def perceptron_rule(Xb, y, eta, max_iter):
    """The residual is built with the predicted class, 0 or 1: rows that are classified right do not pull.

    That is the perceptron's rule. The log loss uses the probability.
    """
    return _descend(Xb, y, eta, max_iter, lambda z, y: (z >= 0) - y)


@descent.mistake(says=LABELS_OF_BOTH_SIGNS, reread="Lecture 07, “Labels 0 and 1, or −1 and 1”")
def descends_to_both_signs(Xb, y, eta, max_iter):
    """A row of class 0 with p̂ = 0 must not pull any more."""
    return _descend(Xb, y, eta, max_iter, lambda z, y: sigmoid(z) - (2 * y - 1))


@descent.mistake()
def bias_never_learned(Xb, y, eta, max_iter):
    """The bias stays 0: only the weights are updated.

    All entries of theta are updated, the first one too.
    """
    return np.append(0.0, _descend(Xb[:, 1:], y, eta, max_iter, lambda z, y: sigmoid(z) - y))


@descent.mistake()
def starts_at_ones(Xb, y, eta, max_iter):
    """The descent starts at theta = (1, …, 1); here it starts at 0.

    With max_iter = 0 the start itself comes back.
    """
    theta = np.ones(Xb.shape[1])
    for _ in range(max_iter):
        theta = theta - eta * log_loss_gradient(theta, Xb, y)
    return theta


@descent.mistake(says=slips.STEPS_OF_LENGTH_ETA, reread="Lecture 01, “The step”")
def steps_of_length_eta(Xb, y, eta, max_iter):
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        step = log_loss_gradient(theta, Xb, y)
        theta = theta - eta * step / np.linalg.norm(step)
    return theta


@descent.mistake(reread="Lecture 03, step 5: “one point, two gradients”")
def bias_before_weights(Xb, y, eta, max_iter):
    """The weights' gradient is taken after the bias has already moved.

    The whole gradient belongs to one point. Compute it, then update everything.
    """
    theta = np.zeros(Xb.shape[1])
    first = np.arange(len(theta)) == 0
    for _ in range(max_iter):
        theta = theta - eta * log_loss_gradient(theta, Xb, y) * first
        theta = theta - eta * log_loss_gradient(theta, Xb, y) * ~first
    return theta


@descent.mistake(reread="Lecture 04, “Batch, mini-batch, stochastic”")
def one_row_after_another(Xb, y, eta, max_iter):
    """theta is updated after every row: this is stochastic descent, max_iter times through the data.

    Here one step uses the mean over all rows.
    """
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        for i in range(len(y)):
            theta = theta - eta * log_loss_gradient(theta, Xb[i : i + 1], y[i : i + 1])
    return theta


@descent.mistake(reread="Lecture 04, “A rate that shrinks”")
def rate_shrinks(Xb, y, eta, max_iter):
    """The learning rate becomes smaller from step to step (η/t); here it stays what it is.

    A schedule is for stochastic steps.
    """
    theta = np.zeros(Xb.shape[1])
    for t in range(max_iter):
        theta = theta - eta / (t + 1) * log_loss_gradient(theta, Xb, y)
    return theta


@descent.mistake(reread="Lecture 07, “Separable data”")
def stops_when_all_are_right(Xb, y, eta, max_iter):
    """The descent stops as soon as every row is classified right; it should make max_iter steps.

    The log loss goes on falling when no row is wrong any more.
    """
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        if ((Xb @ theta > 0) == y).all():
            break
        theta = theta - eta * log_loss_gradient(theta, Xb, y)
    return theta


@descent.mistake(reread="Lecture 01, “When to stop”")
def stops_by_itself(Xb, y, eta, max_iter):
    """The descent stops by itself when a step is shorter than 0.05; it should make max_iter steps.

    No stopping rule was asked for.
    """
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        step = eta * log_loss_gradient(theta, Xb, y)
        theta = theta - step
        if np.linalg.norm(step) < 0.05:
            break
    return theta


@descent.mistake(reread="Lecture 00, “House notation”")
def theta_as_column(Xb, y, eta, max_iter):
    """theta is a column of shape (n+1, 1); it should be an array of shape (n+1,).

    Labels have shape (m,) here, and theta has one axis too.
    """
    return logistic_gd(Xb, y, eta, max_iter)[:, None]


@descent.mistake()
def direction_only(Xb, y, eta, max_iter):
    """theta is divided by its length at the end.

    The boundary stays the same, but the probabilities change: the length of theta says how sure the model is.
    """
    theta = logistic_gd(Xb, y, eta, max_iter)
    return theta / max(float(np.linalg.norm(theta)), 1e-300)


@descent.mistake(reread="Lecture 07, “Scaling”")
def columns_scaled_inside(Xb, y, eta, max_iter):
    """The columns are centred inside the function, so theta belongs to other data than Xb.

    Scaling is a step of its own, before the descent.
    """
    X = Xb[:, 1:]
    return logistic_gd(np.column_stack([Xb[:, 0], X - X.mean(axis=0)]), y, eta, max_iter)


@descent.variant
def in_columns(Xb, y, eta, max_iter):
    theta, Y = np.zeros((Xb.shape[1], 1)), y.reshape(-1, 1)
    for _ in range(max_iter):
        theta -= eta / len(Y) * Xb.T @ (1 / (1 + np.exp(-Xb @ theta)) - Y)
    return theta.ravel()


@descent.variant
def with_bias_apart(Xb, y, eta, max_iter):
    X, w, b, k = Xb[:, 1:], np.zeros(Xb.shape[1] - 1), 0.0, 0
    while k < max_iter:
        residual = sigmoid(X @ w + b) - y
        w, b, k = w - eta * (residual @ X) / len(y), b - eta * residual.mean(), k + 1
    return np.array([b, *w])


@descent.variant
def row_by_row(Xb, y, eta, max_iter):
    theta = np.zeros(Xb.shape[1])
    for _ in range(max_iter):
        total = np.zeros(len(theta))
        for x, label in zip(Xb, y, strict=True):
            total += (sigmoid(theta @ x) - label) * x
        theta = theta - eta * total / len(y)
    return theta

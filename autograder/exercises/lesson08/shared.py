"""What several exercises of lesson 08 use: the cases of the loss and of its gradient, and common slips."""

import numpy as np

from gdkit import add_bias
from gdkit.datasets import toy_batch, toy_labels

from .. import drawing

ANY_PROBLEM = {
    "one row": ["Xb", "Theta"],
    "one entry": ["labels"],
    "whole": ["Theta", "Xb"],
    "only zeros": ["Theta", "labels"],
    "equal rows": ["Theta", "Xb"],
    "large": ["Theta", "Xb"],
    "small": ["Theta"],
}


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def toy():
    return {"Xb": add_bias(toy_batch()[0]), "labels": toy_labels("three")}


def toy_at_zero():
    return {"Theta": np.zeros((3, 3)), **toy()}


def drawn_problem(rng, m, n, K):
    labels = rng.permutation(np.append(np.arange(K), rng.integers(0, K, size=m))[:m])
    return {"Theta": rng.normal(size=(K, n + 1)), "Xb": add_bias(rng.normal(size=(m, n))), "labels": labels}


def any_problem_at_all(rng):
    """Scores of any size, rows right and wrong; but no loss that is a small difference of large numbers."""
    m, n, K = drawing.number_of_rows(rng, 5), int(rng.integers(1, 5)), int(rng.integers(1, 6))
    Xb = drawing.with_ones(drawing.table(rng, m, n))
    Theta = drawing.parameters(rng, Xb, K)
    Z = Xb @ Theta.T
    labels = drawing.one_of(rng, Z.argmax(axis=1), *[rng.integers(0, K, size=m)] * 3)
    J = -at(log_probabilities(Z), labels).mean()
    if J > 0 and (np.abs(Xb) @ np.abs(Theta.T)).max() * 1e-15 > 1e-10 * J + 1e-14:
        return any_problem_at_all(rng)
    return {"Theta": Theta, "Xb": Xb, "labels": labels}


def declare_cases(exercise):
    """The cases of the loss, which are those of its gradient too; the title of the first one differs."""

    @exercise.shown("four classes, five rows, none of class 3")
    def four_classes():
        """K = 4, n = 2, m = 5, and no example of class 3."""
        Theta = np.array([[0.5, 1.0, -1.0], [-0.5, 0.25, 2.0], [1.5, -2.0, 0.5], [-1.0, 0.5, 0.75]])
        X = np.array([[1.0, 2.0], [-0.5, 1.5], [0.0, -1.0], [2.0, 0.5], [-1.5, -0.5]])
        return {"Theta": Theta, "Xb": add_bias(X), "labels": np.array([1, 0, 2, 2, 1])}

    @exercise.shown("integers, scores around ±800, as many columns as classes")
    def scores_of_800():
        Theta = np.array([[1, 2, 0], [-1, 0, 1], [0, -2, 3]])
        Xb = np.array([[1, 400, 1], [1, -400, 2], [1, 1, -1], [1, 0, 2], [1, -400, -800]])
        return {"Theta": Theta, "Xb": Xb, "labels": np.array([0, 1, 2, 1, 0])}

    @exercise.shown("all rows right, by 9, 24 and 26.5: the result is small, but not 0")
    def almost_certain():
        Xb = np.array([[1.0, 4.5, 0.5], [1.0, -12.0, 1.0], [1.0, 13.0, -0.5]])
        Theta = np.array([[0.5, 2.0, -1.0], [0.0, 0.0, 0.0], [-40.0, -1.0, 0.5]])
        return {"Theta": Theta, "Xb": Xb, "labels": np.array([0, 1, 0])}

    @exercise.shown("one column of thousands, one of thousandths")
    def columns_of_other_sizes():
        Xb = np.array([[1, 1930, -0.00725], [1, -746, 0.0000314], [1, -1150, 0.000177], [1, 5210, -0.00585]])
        Theta = np.array([[0.4, 0.0012, -1250.0], [0.0, -0.0008, 320.0]])
        return {"Theta": Theta, "Xb": Xb, "labels": np.array([1, 0, 0, 1])}

    _declare_drawn(exercise)
    exercise.wider(any_problem_at_all)


def _declare_drawn(exercise):
    @exercise.drawn(2)
    def any_problem(rng):
        n, K = (int(k) for k in rng.choice([[2, 4], [3, 2], [4, 3], [3, 5]]))
        return drawn_problem(rng, int(rng.integers(6, 10)), n, K)

    @exercise.drawn(1)
    def square_problem(rng):
        """As many classes as columns and rows: neither a transpose nor a wrong axis goes noticed by shapes."""
        return drawn_problem(rng, 4, 3, 4)

    @exercise.drawn(1)
    def class_absent(rng):
        problem = drawn_problem(rng, 6, 2, 4)
        return {**problem, "labels": rng.permutation([0, 1, 2, 0, 1, 2])}

    @exercise.drawn(1)
    def integer_problem(rng):
        Xb = np.column_stack([np.ones(5, dtype=int), rng.integers(-2, 3, size=(5, 3))])
        return {"Theta": rng.integers(-2, 3, size=(3, 4)), "Xb": Xb, "labels": rng.permutation([0, 1, 2, 1, 0])}

    @exercise.drawn(1)
    def saturated_problem(rng):
        problem = drawn_problem(rng, 5, 2, 3)
        problem["Xb"][:2, 1:] *= 800
        return problem

    @exercise.drawn(1)
    def one_row_problem(rng):
        return {**drawn_problem(rng, 1, 3, 3), "labels": np.array([1])}


def log_probabilities(Z):
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def at(values, labels):
    """The entry of each row that stands in the column of its label."""
    return values[np.arange(len(labels)), labels]


def from_residual(residual, Xb):
    return residual.T @ Xb / len(Xb)


# --- slips of several exercises ------------------------------------------------------------------

BIASES_LEFT_OUT = """\
The biases are left out of the scores.

Column 0 of Theta belongs to the ones of Xb.
"""

A_CLASS_TOO_MANY = "The denominator of the probabilities has one term too many, e⁰ = 1."

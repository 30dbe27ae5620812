"""Lesson 11, cost functions and regularised networks: how fast a saturated neuron learns, δ of the output, λ.

House convention: quadratic cost ½(a − y)² an example, cross-entropy −[y log a + (1 − y) log(1 − a)], sigmoid outputs;
rows of δ belong to examples and carry no 1/m. The penalty is λ/(2m) Σ w² over the weights, never over the biases.
Sources: ledger rows B25–B29, B45, B58–B64, A97, A98.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from autograder.declaring import Exercise, Quiz
from gdkit import GD, minimize
from gdkit.costs import get_cost
from gdkit.networks import MLP

LECTURE = "Lecture 11"

Arrays = list[ndarray]


def _sigmoid(z: Any) -> Any:
    return np.exp(-np.logaddexp(0, -z))  # 1 / (1 + e⁻ᶻ) without overflow


# --- X11.1: one neuron learns -------------------------------------------------------------------

neuron = Exercise(
    "11.train_neuron",
    "train_neuron(cost, w, b, eta, max_iter) -> (w, b, outputs)",
    parts={"the weight and the bias": ("w", "b"), "the outputs": ("outputs",)},
    reread=f"{LECTURE}, “A neuron that learns slowly”",
    library_calls=("MLP", "minimize"),
)

Neuron = tuple[float, float, ndarray]


@neuron.reference
def train_neuron(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    outputs = [_sigmoid(w + b)]  # x = 1
    for _ in range(max_iter):
        a = outputs[-1]
        delta = a * a * (1 - a) if cost == "quadratic" else a  # (a − y) σ′(z) or a − y, with y = 0
        w, b = w - eta * delta, b - eta * delta
        outputs.append(_sigmoid(w + b))
    return w, b, np.array(outputs)


def _start(cost: str, w: float, b: float, eta: float, max_iter: int) -> dict[str, Any]:
    return {"cost": cost, "w": w, "b": b, "eta": eta, "max_iter": max_iter}


@neuron.shown("w = b = 2, quadratic cost, 50 updates")
def fifty_quadratic() -> dict[str, Any]:
    return _start("quadratic", 2.0, 2.0, 0.15, 50)


@neuron.shown("w = b = 2, cross-entropy, 50 updates")
def fifty_cross_entropy() -> dict[str, Any]:
    return _start("cross_entropy", 2.0, 2.0, 0.15, 50)


@neuron.shown("integers w = 3, b = −1, η = 2, quadratic cost, 5 updates")
def integers_quadratic() -> dict[str, Any]:
    return _start("quadratic", 3, -1, 2, 5)


@neuron.shown("w = −0.5, b = 1.25, η = 0.8, cross-entropy, 1 update")
def one_update() -> dict[str, Any]:
    return _start("cross_entropy", -0.5, 1.25, 0.8, 1)


@neuron.shown("w = 450, b = 350: e⁸⁰⁰ is no number any more; cross-entropy, 3 updates")
def eight_hundred() -> dict[str, Any]:
    return _start("cross_entropy", 450.0, 350.0, 0.5, 3)


@neuron.drawn(2)
def quadratic_start(rng: np.random.Generator) -> dict[str, Any]:
    w, b = rng.normal(size=2) * 1.5
    return _start("quadratic", float(w), float(b), float(rng.uniform(0.5, 2)), int(rng.choice([3, 5, 7])))


@neuron.drawn(2)
def cross_entropy_start(rng: np.random.Generator) -> dict[str, Any]:
    w, b = rng.normal(size=2) * 1.5
    return _start("cross_entropy", float(w), float(b), float(rng.uniform(0.3, 1)), int(rng.choice([3, 5, 7])))


@neuron.drawn(1)
def no_update(rng: np.random.Generator) -> dict[str, Any]:
    return _start("quadratic", float(rng.normal()), float(rng.normal()), 0.5, 0)


@neuron.drawn(1)
def nearly_learned(rng: np.random.Generator) -> dict[str, Any]:
    """An output near 0: nothing may stop the updates before their time."""
    return _start("cross_entropy", float(-2 - rng.random()), float(-3 - rng.random()), 1.5, 3)


@neuron.drawn(1)
def whole_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return _start("cross_entropy", int(rng.integers(1, 4)), int(rng.integers(-4, 0)), 1, 3)


@neuron.wider
def any_start(rng: np.random.Generator) -> dict[str, Any]:
    w, b = (float(v) for v in rng.normal(size=2) * rng.choice([0.0, 0.1, 1.0, 20.0]))
    cost = str(rng.choice(["quadratic", "cross_entropy"]))
    return _start(cost, w, b, float(rng.choice([0.0, 0.1, 3.0])), int(rng.integers(0, 6)))


@neuron.independent(1e-9)
def by_descent_in_gdkit(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """gdkit's network of one neuron, its gradient and its descent."""
    net = MLP([[1.0]], [0.0], (1, 1), cost=cost, output="sigmoid" if cost == "quadratic" else None)
    theta, outputs = np.array([b, w], dtype=float), []
    for _ in range(max_iter):
        outputs.append(net.predict(theta).item())
        theta = minimize(net, theta, GD(eta), 1).theta
    return theta[1], theta[0], np.array([*outputs, net.predict(theta).item()])


@neuron.independent(1e-7)
def by_differences_of_the_cost(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The slope of the cost itself by central differences: no derivative of σ."""
    from scipy.special import expit, log_expit

    def value(w: float, b: float) -> float:
        return float(expit(w + b) ** 2 / 2 if cost == "quadratic" else -log_expit(-(w + b)))

    outputs, h = [expit(w + b)], 1e-4 if abs(w + b) > 100 else 1e-5
    for _ in range(max_iter):
        dw = (value(w + h, b) - value(w - h, b)) / (2 * h)
        db = (value(w, b + h) - value(w, b - h)) / (2 * h)
        w, b = w - eta * dw, b - eta * db
        outputs.append(expit(w + b))
    return w, b, np.array(outputs)


def _train(w: float, b: float, eta: float, max_iter: int, delta: Any) -> Neuron:
    """The descent with another delta(a, z)."""
    outputs = [_sigmoid(w + b)]
    for _ in range(max_iter):
        step = eta * delta(outputs[-1], w + b)
        w, b = w - step, b - step
        outputs.append(_sigmoid(w + b))
    return w, b, np.array(outputs)


def _with_slope(cost: str, w: float, b: float, eta: float, max_iter: int, slope: Any) -> Neuron:
    """The descent with another slope(a, z) in the place of σ′(z)."""
    return _train(w, b, eta, max_iter, lambda a, z: a * slope(a, z) if cost == "quadratic" else a)


@neuron.mistake(reread=f"{LECTURE}, “Why σ′ cancels”")
def slope_kept(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """With the cross-entropy σ′(z) is kept: the neuron learns as slowly as with the quadratic cost.

    Multiply the derivative of −log(1 − a) by σ′(z) = a(1 − a). What is left?
    """
    return train_neuron("quadratic", w, b, eta, max_iter)


@neuron.mistake(reread=f"{LECTURE}, “A neuron that learns slowly”")
def slope_forgotten(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """With the quadratic cost σ′(z) is missing: the cost is differentiated by a, not by z.

    From a to z the chain rule has one more factor. It cancels with the other cost only.
    """
    return train_neuron("cross_entropy", w, b, eta, max_iter)


@neuron.mistake(reread=f"{LECTURE}, “Why σ′ cancels”")
def costs_exchanged(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The two costs are exchanged: σ′(z) stands with the cross-entropy and is missing with the quadratic cost.

    Which of the two learns slowly at a = 0.98?
    """
    return train_neuron("cross_entropy" if cost == "quadratic" else "quadratic", w, b, eta, max_iter)


@neuron.mistake(reread=f"{LECTURE}, “The two costs”")
def cost_without_half(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """With the quadratic cost the steps are twice too long: the cost is ½(a − y)², and its ½ takes away the 2.

    Differentiate ½(a − y)² by a.
    """
    return _with_slope(cost, w, b, eta, max_iter, lambda a, z: 2 * a * (1 - a))


@neuron.mistake(reread=f"{LECTURE}, “The two costs”")
def half_kept(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """With the quadratic cost the steps are half as long as they should be: the ½ of the cost is kept in the gradient.

    Differentiating the square brings down a 2.
    """
    return _with_slope(cost, w, b, eta, max_iter, lambda a, z: a * (1 - a) / 2)


@neuron.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_at_the_output(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """σ′ is taken at a instead of z: σ(a)(1 − σ(a)).

    a is σ(z) already, so σ′(z) = a(1 − a).
    """
    return _with_slope(cost, w, b, eta, max_iter, lambda a, z: _sigmoid(a) * (1 - _sigmoid(a)))


@neuron.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_from_the_score(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """σ′ is computed as z(1 − z): a(1 − a) needs the output a, not the score z.

    A derivative of σ is never negative and at most ¼.
    """
    return _with_slope(cost, w, b, eta, max_iter, lambda a, z: z * (1 - z))


@neuron.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_of_tanh(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """σ′ is computed as 1 − a²: that is the derivative of tanh.

    At z = 0 the sigmoid has the slope ¼.
    """
    return _with_slope(cost, w, b, eta, max_iter, lambda a, z: 1 - a * a)


@neuron.mistake(reread=f"{LECTURE}, “The two costs”")
def target_one(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The neuron learns y = 1; it is to learn y = 0.

    The output has to fall from update to update.
    """
    return _train(w, b, eta, max_iter, lambda a, z: (a - 1) * a * (1 - a) if cost == "quadratic" else a - 1)


@neuron.mistake(reread=f"{LECTURE}, “A neuron that learns slowly”")
def uphill(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The steps go uphill: η times the gradient is added.

    The output has to fall from update to update.
    """
    return train_neuron(cost, w, b, -eta, max_iter)


@neuron.mistake(reread=f"{LECTURE}, “A neuron that learns slowly”")
def bias_stays(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The bias is never updated.

    z = wx + b depends on b too: ∂C/∂b = δ.
    """
    outputs = [_sigmoid(w + b)]
    for _ in range(max_iter):
        w = w - eta * _slope(cost, w + b)
        outputs.append(_sigmoid(w + b))
    return w, b, np.array(outputs)


@neuron.mistake(reread=f"{LECTURE}, “A neuron that learns slowly”")
def weight_stays(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The weight is never updated.

    z = wx + b, and x = 1: ∂C/∂w = δx.
    """
    b, w, outputs = bias_stays(cost, b, w, eta, max_iter)
    return w, b, outputs


@neuron.mistake(reread="Lecture 03, step 5: “one point, two gradients”")
def bias_after_weight(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The bias's gradient is taken after the weight was updated.

    Both gradients belong to the same point (w, b). Compute δ once, then update both.
    """
    outputs = [_sigmoid(w + b)]
    for _ in range(max_iter):
        w = w - eta * _slope(cost, w + b)
        b = b - eta * _slope(cost, w + b)
        outputs.append(_sigmoid(w + b))
    return w, b, np.array(outputs)


def _slope(cost: str, z: float) -> Any:
    """δ of the neuron at the score z."""
    a = _sigmoid(z)
    return a * a * (1 - a) if cost == "quadratic" else a


@neuron.mistake(reread=f"{LECTURE}, “A neuron that learns slowly”")
def gradient_of_the_start(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The gradient is computed once, before the loop: every step is the same.

    δ changes with the output. Compute it in the loop.
    """
    delta = _slope(cost, w + b)
    return _train(w, b, eta, max_iter, lambda a, z: delta)


@neuron.mistake(reread=f"{LECTURE}, “A neuron that learns slowly”")
def rate_of_the_example(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The learning rate is always 0.15, whatever eta says.

    0.15 is right for the example only.
    """
    return train_neuron(cost, w, b, 0.15, max_iter)


@neuron.mistake(reread=f"{LECTURE}, “A neuron that learns slowly”")
def start_of_the_example(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The descent always starts at w = b = 2, whatever w and b are.

    2 is right for the example only.
    """
    return train_neuron(cost, 2.0, 2.0, eta, max_iter)


@neuron.mistake(reread="Lecture 01, “The descent”")
def rate_forgotten(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The learning rate is not used.

    How far does a step go when eta is 0.001?
    """
    return train_neuron(cost, w, b, 1.0, max_iter)


@neuron.mistake(reread="Lecture 01, “The descent”")
def last_output_missing(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The output after the last update is missing in outputs.

    max_iter updates lie between max_iter + 1 outputs.
    """
    w, b, outputs = train_neuron(cost, w, b, eta, max_iter)
    return w, b, outputs[:-1]


@neuron.mistake(reread="Lecture 01, “The descent”")
def first_output_missing(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The output before the first update is missing in outputs.

    max_iter updates lie between max_iter + 1 outputs.
    """
    w, b, outputs = train_neuron(cost, w, b, eta, max_iter)
    return w, b, outputs[1:]


@neuron.mistake(reread="Lecture 01, “The descent”")
def one_update_too_many(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """One update too many is made: outputs has the right length, but the last output comes before the last update.

    The last of the outputs is that of the w and b returned. How often does your loop run?
    """
    w, b, outputs = train_neuron(cost, w, b, eta, max_iter + 1)
    return w, b, outputs[:-1]


@neuron.mistake(reread="Lecture 01, “The descent”")
def one_update_too_few(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """One update is missing: the loop runs max_iter − 1 times.

    With max_iter = 1 something has to change.
    """
    return train_neuron(cost, w, b, eta, max_iter - 1)


@neuron.mistake(reread=f"{LECTURE}, “A neuron that learns slowly”")
def final_output_only(cost: str, w: float, b: float, eta: float, max_iter: int) -> Any:
    """outputs is a single number, the output at the end.

    Asked for is the whole course of it: max_iter + 1 numbers.
    """
    w, b, outputs = train_neuron(cost, w, b, eta, max_iter)
    return w, b, outputs[-1]


@neuron.mistake(reread=f"{LECTURE}, “A neuron that learns slowly”")
def scores_recorded(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """outputs holds the scores z = w + b instead of the outputs a = σ(z).

    An output lies between 0 and 1.
    """
    scores = [1.0 * (w + b)]
    for _ in range(max_iter):
        w, b, _ = train_neuron(cost, w, b, eta, 1)
        scores.append(w + b)
    return w, b, np.array(scores)


@neuron.mistake(reread=f"{LECTURE}, “The two costs”")
def costs_recorded(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """outputs holds the values of the cost instead of the outputs of the neuron.

    Asked for is a = σ(w + b).
    """
    w_end, b_end, outputs = train_neuron(cost, w, b, eta, max_iter)
    return w_end, b_end, outputs**2 / 2 if cost == "quadratic" else -np.log(1 - outputs)


@neuron.mistake(reread="Lecture 00, “Shapes”")
def outputs_as_list(cost: str, w: float, b: float, eta: float, max_iter: int) -> Any:
    """outputs is a list of numbers; asked for is an array.

    np.array(...) makes one of a list.
    """
    w, b, outputs = train_neuron(cost, w, b, eta, max_iter)
    return w, b, outputs.tolist()


@neuron.mistake(reread="Lecture 01, “The descent”")
def outputs_only(cost: str, w: float, b: float, eta: float, max_iter: int) -> Any:
    """Only the outputs are returned.

    Three values are asked for: w, b, outputs.
    """
    return train_neuron(cost, w, b, eta, max_iter)[2]


@neuron.mistake(reread="Lecture 07, “The sigmoid”")
def falling_sigmoid(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """The minus in the exponent of the sigmoid is missing: large scores give outputs near 0.

    1 / (1 + e⁻ᶻ) rises.
    """
    outputs = [_sigmoid(-(w + b))]
    for _ in range(max_iter):
        step = eta * _slope(cost, -(w + b))
        w, b = w - step, b - step
        outputs.append(_sigmoid(-(w + b)))
    return w, b, np.array(outputs)


@neuron.mistake(reread="Lecture 07, “Numbers that overflow”")
def sigmoid_overflows(cost: str, w: float, b: float, eta: float, max_iter: int) -> Neuron:
    """For large scores everything is NaN: eᶻ/(1 + eᶻ) divides infinity by infinity.

    1 / (1 + e⁻ᶻ) does not.
    """
    outputs = []
    for _ in range(max_iter + 1):
        power = np.exp(1.0 * (w + b))
        outputs.append(power / (1 + power))
        if len(outputs) <= max_iter:
            a = outputs[-1]
            step = eta * (a * a * (1 - a) if cost == "quadratic" else a)
            w, b = w - step, b - step
    return w, b, np.array(outputs)


@neuron.variant
def neuron_in_theta(cost: str, w: float, b: float, eta: float, max_iter: int) -> Any:
    """With θ = (b, w) and the row (1, x) = (1, 1), outputs written into an array."""
    theta, x, y = np.array([b, w], dtype=float), np.ones(2), 0
    outputs = np.zeros(max_iter + 1)
    for t in range(max_iter + 1):
        a = 1 / (1 + np.exp(-(theta @ x)))
        outputs[t] = a
        if t == max_iter:
            break
        slope = (a - y) if cost == "cross_entropy" else (a - y) * a * (1 - a)
        theta = theta - eta * slope * x
    return theta[1], theta[0], outputs


@neuron.variant
def neuron_in_one_variable(cost: str, w: float, b: float, eta: float, max_iter: int) -> Any:
    """w and b make the same steps: only their sum z is followed."""
    zs = [float(w + b)]
    while len(zs) <= max_iter:
        a = 0.5 + 0.5 * np.tanh(zs[-1] / 2)
        zs.append(zs[-1] - 2 * eta * {"quadratic": a**2 - a**3, "cross_entropy": a}[cost])
    moved = (zs[-1] - zs[0]) / 2
    return w + moved, b + moved, 1 / (1 + np.exp(-np.array(zs)))


@neuron.variant
def neuron_by_recursion(cost: str, w: float, b: float, eta: float, max_iter: int) -> Any:
    import math

    z = w + b
    a = 1 / (1 + math.exp(-z)) if z > -700 else math.exp(z)
    if max_iter == 0:
        return w, b, np.array([a])
    by_output = a if cost == "quadratic" else 1 / (1 - a) if a < 1 else 0.0
    delta = by_output * (a * (1 - a)) if a < 1 else 1.0 * (cost != "quadratic")
    w, b, outputs = neuron_by_recursion(cost, w - eta * delta, b - eta * delta, eta, max_iter - 1)
    return w, b, np.append(a, outputs)


# --- δ of the output ----------------------------------------------------------------------------

output = Exercise(
    "11.output_delta",
    "output_delta(Z, Y, cost) -> Delta",
    reread=f"{LECTURE}, “δ of the output”",
    library_calls=("get_cost",),
)


@output.reference
def output_delta(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    A = _sigmoid(Z)
    if cost == "cross_entropy":
        return A - Y  # (26): σ′ has cancelled
    return (A - Y) * A * _sigmoid(-Z)  # (17): (a − y) σ′(z), and 1 − σ(z) = σ(−z)


@output.shown("five rows of two outputs, quadratic cost")
def two_outputs_quadratic() -> dict[str, Any]:
    return {**_scores_and_targets(), "cost": "quadratic"}


@output.shown("the same, cross-entropy")
def two_outputs_cross_entropy() -> dict[str, Any]:
    return {**_scores_and_targets(), "cost": "cross_entropy"}


def _scores_and_targets() -> dict[str, Any]:
    Z = np.array([[0.0, 1.5], [-2.0, 0.5], [3.0, -1.0], [-0.25, 2.5], [0.75, -3.5]])
    return {"Z": Z, "Y": np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [1.0, 1.0], [0.5, 0.25]])}


@output.shown("saturated scores of ±40 and ±800 as integers, cross-entropy")
def saturated_cross_entropy() -> dict[str, Any]:
    Z = np.array([[40, -40, 800], [-800, 40, 1], [-1, 800, -40]])
    return {"Z": Z, "Y": np.array([[0, 1, 0], [1, 1, 0], [1, 1, 0]]), "cost": "cross_entropy"}


@output.shown("the same scores, quadratic cost")
def saturated_quadratic() -> dict[str, Any]:
    return {**saturated_cross_entropy(), "cost": "quadratic"}


def _output(rng: np.random.Generator, m: int, K: int, cost: str) -> dict[str, Any]:
    Y = np.where(rng.random((m, K)) < 0.7, rng.integers(0, 2, size=(m, K)), rng.random((m, K)))
    return {"Z": rng.normal(size=(m, K)) * 2, "Y": Y, "cost": cost}


@output.drawn(2)
def any_scores_quadratic(rng: np.random.Generator) -> dict[str, Any]:
    K = int(rng.integers(2, 5))
    return _output(rng, K + int(rng.integers(1, 4)), K, "quadratic")


@output.drawn(2)
def any_scores_cross_entropy(rng: np.random.Generator) -> dict[str, Any]:
    K = int(rng.integers(2, 5))
    return _output(rng, K + int(rng.integers(1, 4)), K, "cross_entropy")


@output.drawn(1)
def square_scores(rng: np.random.Generator) -> dict[str, Any]:
    return _output(rng, 3, 3, "quadratic")


@output.drawn(1)
def one_row_one_output(rng: np.random.Generator) -> dict[str, Any]:
    return _output(rng, 1, 1, "quadratic")


@output.drawn(1)
def large_scores(rng: np.random.Generator) -> dict[str, Any]:
    return {**_output(rng, 5, 2, "cross_entropy"), "Z": rng.normal(size=(5, 2)) * 500}


@output.wider
def any_output(rng: np.random.Generator) -> dict[str, Any]:
    m, K = (int(k) for k in rng.integers(1, 5, size=2))
    case = _output(rng, m, K, str(rng.choice(["quadratic", "cross_entropy"])))
    return {**case, "Z": case["Z"] * rng.choice([0.0, 1.0, 15.0, 400.0])}


@output.independent(1e-9)
def by_cost_of_gdkit(Z: ndarray, Y: ndarray, cost: str) -> Any:
    kind = get_cost(cost, "sigmoid")
    return kind.values_and_delta(Z.astype(float), Y.astype(float))[1]


@output.independent(1e-7)
def by_central_differences(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """The slope of each output's own cost: no formula for δ."""
    from scipy.special import expit, log_expit

    def value(Z: ndarray) -> ndarray:
        if cost == "quadratic":
            return np.asarray((expit(Z) - Y) ** 2 / 2)
        return np.asarray(-Y * log_expit(Z) - (1 - Y) * log_expit(-Z))

    h = 1e-5
    return (value(Z + h) - value(Z - h)) / (2 * h)


@output.mistake(reread=f"{LECTURE}, “Why σ′ cancels”")
def slope_kept_in_cross_entropy(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """With the cross-entropy σ′(z) is kept: δ vanishes where the neuron is saturated.

    Multiply ∂C/∂a = (a − y)/(a(1 − a)) by σ′(z) = a(1 − a).
    """
    return output_delta(Z, Y, "quadratic")


@output.mistake()
def slope_missing_in_quadratic(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """With the quadratic cost σ′(z) is missing: this is ∂C/∂a, and δ is ∂C/∂z.

    From a to z the chain rule has one more factor.
    """
    return output_delta(Z, Y, "cross_entropy")


@output.mistake(reread=f"{LECTURE}, “Why σ′ cancels”")
def costs_taken_for_each_other(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """The two costs are exchanged.

    With which of them does σ′(z) cancel?
    """
    return output_delta(Z, Y, "quadratic" if cost == "cross_entropy" else "cross_entropy")


@output.mistake()
def difference_reversed(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """The sign is reversed: δ has a − y, not y − a.

    An output that is too large has a positive δ.
    """
    return -output_delta(Z, Y, cost)


@output.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_at_the_activation(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """σ′ is taken at a instead of z: σ(a)(1 − σ(a)).

    a is σ(z) already, so σ′(z) = a(1 − a).
    """
    A = _sigmoid(Z)
    return A - Y if cost == "cross_entropy" else (A - Y) * _sigmoid(A) * (1 - _sigmoid(A))


@output.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_z_times_one_minus_z(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """σ′ is computed as z(1 − z): a(1 − a) needs the activation a, not the score z.

    A derivative of σ is never negative and at most ¼.
    """
    A = _sigmoid(Z)
    return A - Y if cost == "cross_entropy" else (A - Y) * Z * (1 - Z)


@output.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_one_minus_a_squared(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """σ′ is computed as 1 − a²: that is the derivative of tanh.

    At z = 0 the sigmoid has the slope ¼.
    """
    A = _sigmoid(Z)
    return A - Y if cost == "cross_entropy" else (A - Y) * (1 - A**2)


@output.mistake(reread=f"{LECTURE}, “The two costs”")
def two_in_quadratic(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """With the quadratic cost δ is twice too large: the ½ of the cost takes away the 2 of the square.

    Differentiate ½(a − y)² by a.
    """
    return output_delta(Z, Y, cost) * (2 if cost == "quadratic" else 1)


@output.mistake(reread=f"{LECTURE}, “The two costs”")
def half_in_quadratic(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """With the quadratic cost δ is half of what it should be: the ½ of the cost is kept.

    Differentiating the square brings down a 2.
    """
    return output_delta(Z, Y, cost) / (2 if cost == "quadratic" else 1)


@output.mistake()
def divided_by_m(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """δ is divided by m; here a row of δ belongs to one example and carries no 1/m.

    The 1/m enters where the gradients are formed.
    """
    return output_delta(Z, Y, cost) / len(Z)


@output.mistake()
def summed_over_examples(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """δ is summed over the examples: its shape is (K,).

    Each example has its own δ; Delta has the shape of Z.
    """
    return output_delta(Z, Y, cost).sum(axis=0)


@output.mistake()
def summed_over_outputs(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """δ is summed over the outputs: its shape is (m,).

    Each output has its own δ; Delta has the shape of Z.
    """
    return output_delta(Z, Y, cost).sum(axis=1)


@output.mistake()
def by_the_output_only(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """This is ∂C/∂a with both costs; δ is ∂C/∂z, and σ′(z) leads from the one to the other.

    With the cross-entropy ∂C/∂a grows without bound where the output is wrong; δ does not.
    """
    A = _sigmoid(Z)
    return A - Y if cost == "quadratic" else (A - Y) / (A * (1 - A))


@output.mistake(reread=f"{LECTURE}, “Why σ′ cancels”")
def nothing_cancelled(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """Saturated outputs give NaN with the cross-entropy: σ′(z) is multiplied in, after a division by a(1 − a) = 0.

    Cancel on paper, not in the computer: what is left has no division.
    """
    A = _sigmoid(Z)
    by_output = A - Y if cost == "quadratic" else -Y / A + (1 - Y) / (1 - A)
    return by_output * A * (1 - A)


@output.mistake(reread="Lecture 07, “Numbers that overflow”")
def outputs_clipped(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """The outputs are clipped to [0.001, 0.999] before they are used.

    a − y needs no protection: there is no logarithm in it.
    """
    A = np.clip(_sigmoid(Z), 1e-3, 1 - 1e-3)
    return A - Y if cost == "cross_entropy" else (A - Y) * A * (1 - A)


@output.mistake(reread="Lecture 07, “Numbers that overflow”")
def powers_overflow(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """For large scores δ is NaN: eᶻ/(1 + eᶻ) divides infinity by infinity.

    1 / (1 + e⁻ᶻ) does not.
    """
    E = np.exp(Z)
    A = E / (1 + E)
    return A - Y if cost == "cross_entropy" else (A - Y) * A * (1 - A)


@output.mistake(reread="Lecture 07, “The sigmoid”")
def sigmoid_left_out(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """The difference is z − y: the score was not put through the sigmoid.

    Y is compared with the outputs a = σ(z).
    """
    A = _sigmoid(Z)
    return Z - Y + 0.0 if cost == "cross_entropy" else (Z - Y) * A * (1 - A)


@output.mistake(reread="Lecture 07, “The sigmoid”")
def squashed_twice(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """The sigmoid is applied twice: no output is below a half.

    Z holds scores; one sigmoid makes outputs of them.
    """
    return output_delta(_sigmoid(Z), Y, cost)


@output.mistake(reread=f"{LECTURE}, “Independent outputs, or one of K classes”")
def softmax_for_sigmoid(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """The outputs are those of softmax; here each output has its own sigmoid.

    Do the outputs of a row have to sum to 1?
    """
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    A = E / E.sum(axis=1, keepdims=True)
    return A - Y if cost == "cross_entropy" else (A - Y) * A * (1 - A)


@output.mistake(reread=f"{LECTURE}, “The two costs”")
def first_term_only(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """With the cross-entropy only −y log a is differentiated; the term for y = 0 is missing.

    Where y = 0, your δ is 0, however wrong the output is.
    """
    return -Y * _sigmoid(-Z) if cost == "cross_entropy" else output_delta(Z, Y, cost)


@output.mistake(reread=f"{LECTURE}, “The two costs”")
def second_term_turned(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """With the cross-entropy the term for y = 0 has the wrong sign.

    The derivative of −log(1 − a) by a is positive.
    """
    A = _sigmoid(Z)
    return -Y * (1 - A) - (1 - Y) * A if cost == "cross_entropy" else output_delta(Z, Y, cost)


@output.mistake()
def delta_in_columns(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """Delta is transposed: the examples stand in columns.

    Delta has the shape of Z, one row an example.
    """
    return output_delta(Z, Y, cost).T.copy()


@output.mistake(reread="Lecture 03, “The source says …: the update in place”")
def written_into_scores(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """The outputs are written into Z (Z[...] = σ(Z)), so the caller's scores change, and integers lose their digits.

    Give the outputs an array of their own: A = σ(Z).
    """
    slope = _sigmoid(Z) * _sigmoid(-Z)
    Z[...] = _sigmoid(Z)
    return Z - Y if cost == "cross_entropy" else (Z - Y) * slope


@output.variant
def delta_by_loops(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    Delta = np.zeros(Z.shape)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            a = 1 / (1 + np.exp(-float(Z[i, j])))
            Delta[i, j] = a - Y[i, j]
            if cost == "quadratic":
                Delta[i, j] *= a - a**2
    return Delta


@output.variant
def delta_by_tanh(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    """σ(z) = (1 + t)/2 and σ′(z) = (1 − t²)/4 with t = tanh(z/2)."""
    t = np.tanh(Z / 2)
    slope = {"quadratic": (1 - t**2) / 4, "cross_entropy": np.ones(Z.shape)}[cost]
    return ((1 + t) / 2 - Y) * slope


@output.variant
def delta_row_by_row(Z: ndarray, Y: ndarray, cost: str) -> ndarray:
    rows = []
    for z, y in zip(Z.astype(float), Y, strict=True):
        a = np.where(z > 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
        rows.append((a - y) * (np.diag(a * (1 - a)) if cost == "quadratic" else np.eye(len(a))).sum(axis=1))
    return np.array(rows)


# --- X11.2: the regularised cost ----------------------------------------------------------------

penalty = Exercise(
    "11.regularised_cost",
    "regularised_cost(C0, Ws, lam, m) -> C",
    reread=f"{LECTURE}, “Weights kept small”",
)


@penalty.reference
def regularised_cost(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    squares = sum(np.sum(W**2) for W in Ws)
    return C0 + lam / (2 * m) * squares  # (27)


SMALL_WEIGHTS = (((0.1, 0.2), (-0.3, 0.4)), ((0.5, -0.6),))  # of the network 2–2–1 of X9.3
SMALL_BIASES = ((0.05, -0.05), (0.1,))


def _small_network() -> tuple[Arrays, Arrays]:
    return [np.array(W) for W in SMALL_WEIGHTS], [np.array(b) for b in SMALL_BIASES]


@penalty.shown("the network 2–2–1, two rows, λ = 0.8")
def two_two_one() -> dict[str, Any]:
    return {"C0": 0.6781093646, "Ws": _small_network()[0], "lam": 0.8, "m": 2}


@penalty.shown("integers, 3–2–4, three rows, λ = 20")
def integer_weights() -> dict[str, Any]:
    Ws = [np.array([[1, -2, 0], [3, 1, -1]]), np.array([[2, 0], [-1, 1], [0, 4], [1, -3]])]
    return {"C0": 3, "Ws": Ws, "lam": 20, "m": 3}


@penalty.shown("a single weight matrix, 40 rows")
def single_layer() -> dict[str, Any]:
    return {"C0": 0.25, "Ws": [np.array([[1.5, -0.5, 2.0]])], "lam": 3.0, "m": 40}


def _any_weights(rng: np.random.Generator, sizes: list[int]) -> Arrays:
    return [rng.normal(size=(sizes[k], sizes[k - 1])) for k in range(1, len(sizes))]


def _penalised(rng: np.random.Generator, sizes: list[int]) -> dict[str, Any]:
    settings = {"lam": float(rng.uniform(0.5, 5)), "m": int(rng.integers(5, 12))}
    return {"C0": float(rng.uniform(0.2, 2)), "Ws": _any_weights(rng, sizes), **settings}


@penalty.drawn(3)
def any_network(rng: np.random.Generator) -> dict[str, Any]:
    return _penalised(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])])


@penalty.drawn(1)
def square_network(rng: np.random.Generator) -> dict[str, Any]:
    return _penalised(rng, [3, 3, 3])


@penalty.drawn(1)
def one_example(rng: np.random.Generator) -> dict[str, Any]:
    return {**_penalised(rng, [3, 4, 1]), "m": 1}


@penalty.drawn(1)
def whole_weights(rng: np.random.Generator) -> dict[str, Any]:
    Ws = [rng.integers(-3, 4, size=(4, 3)), rng.integers(1, 4, size=(2, 4))]
    return {"C0": float(rng.uniform(0.2, 2)), "Ws": Ws, "lam": int(rng.integers(15, 30)), "m": 7}


@penalty.wider
def any_penalty(rng: np.random.Generator) -> dict[str, Any]:
    sizes = [int(size) for size in rng.integers(1, 5, size=int(rng.integers(2, 5)))]
    case = _penalised(rng, sizes)
    scale = float(rng.choice([0.0, 1.0, 100.0]))
    settings = {"lam": float(rng.choice([0.0, case["lam"]])), "m": int(rng.integers(1, 30))}
    return {"C0": case["C0"], "Ws": [scale * W for W in case["Ws"]], **settings}


@penalty.independent(1e-9)
def by_singular_values(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """Σ w² of a matrix is the sum of the squares of its singular values."""
    return C0 + lam / 2 / m * sum(float((np.linalg.svd(W, compute_uv=False) ** 2).sum()) for W in Ws)


@penalty.independent(1e-9)
def by_cost_of_a_network(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """What λ adds to the cost of gdkit's network, on rows of zeros and with biases that are not zero."""
    sizes = [Ws[0].shape[1], *(len(W) for W in Ws)]
    X, Y = np.zeros((m, sizes[0])), np.zeros((m, sizes[-1]))
    net, penalised = (MLP(X, Y, sizes, cost="cross_entropy", lam=each) for each in (0.0, lam))
    theta = net.pack(Ws, [np.ones(len(W)) for W in Ws])
    return C0 + float(penalised(theta)) - float(net(theta))


def _sum_of_squares(Ws: Arrays) -> float:
    return sum(np.sum(W**2) for W in Ws)


@penalty.mistake()
def number_of_rows_missing(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """The penalty is λ/2 Σw²: the 1/m is missing.

    The penalty carries the 1/(2m) of the cost.
    """
    return C0 + lam / 2 * _sum_of_squares(Ws)


@penalty.mistake()
def half_missing(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """The penalty is λ/m Σw²: the ½ is missing.

    With the ½ the 2 of the square goes away in the gradient.
    """
    return C0 + lam / m * _sum_of_squares(Ws)


@penalty.mistake()
def factor_missing(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """The penalty is λ Σw²: the 1/(2m) is missing.

    Compare with equation (27).
    """
    return C0 + lam * _sum_of_squares(Ws)


@penalty.mistake(reread="Lecture 00, “House notation”")
def brackets_missing(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """The penalty is multiplied by m: lam / 2 * m divides by 2 and multiplies by m.

    Python goes from left to right. Set brackets around 2 * m.
    """
    return C0 + lam / 2 * m * _sum_of_squares(Ws)


@penalty.mistake()
def averaged_over_weights(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """The squares are averaged over each matrix, not summed.

    Every weight has the same price, whatever the size of its layer.
    """
    return C0 + lam / (2 * m) * sum(np.mean(W**2) for W in Ws)


@penalty.mistake()
def weights_counted(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """The penalty is divided by the number of weights; m is the number of rows of the data.

    m comes in as an argument.
    """
    return C0 + lam / (2 * sum(W.size for W in Ws)) * _sum_of_squares(Ws)


@penalty.mistake()
def norm_not_squared(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """The norms of the matrices are added, not their squares: the root should not be there.

    Double all weights: the penalty has to become four times as large.
    """
    return C0 + lam / (2 * m) * sum(np.sqrt(np.sum(W**2)) for W in Ws)


@penalty.mistake(reread="Lecture 06, “Ridge and lasso”")
def absolute_values(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """The absolute values of the weights are summed; here it is their squares.

    That is the penalty of the lasso.
    """
    return C0 + lam / (2 * m) * sum(np.sum(np.abs(W)) for W in Ws)


@penalty.mistake()
def sum_squared(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """The weights are summed and then squared: weights of opposite sign cancel.

    First the squares, then the sum.
    """
    return C0 + lam / (2 * m) * sum(np.sum(W) ** 2 for W in Ws)


@penalty.mistake()
def not_squared(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """The weights themselves are summed: the square is missing.

    A penalty is never negative.
    """
    return C0 + lam / (2 * m) * sum(np.sum(W) for W in Ws)


@penalty.mistake()
def largest_singular_value(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """np.linalg.norm(W, 2) is not the root of the sum of squares: for a matrix it is the largest singular value.

    np.linalg.norm(W) without the 2, or np.sum(W**2).
    """
    return C0 + lam / (2 * m) * float(np.sum([np.linalg.norm(W, 2) ** 2 for W in Ws]))


@penalty.mistake()
def last_layer_only(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """Only the last layer's weights are penalised: the sum is overwritten in the loop.

    += adds, = forgets what was there.
    """
    return regularised_cost(C0, Ws[-1:], lam, m)


@penalty.mistake()
def first_layer_only(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """Only the first layer's weights are penalised.

    Is the return inside the loop?
    """
    return regularised_cost(C0, Ws[:1], lam, m)


@penalty.mistake()
def penalty_only(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """The penalty alone is returned: the cost C0 is missing.

    C = C0 + penalty.
    """
    return regularised_cost(0.0, Ws, lam, m)


@penalty.mistake()
def nothing_added(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """C0 comes back as it was.

    What does λ do?
    """
    return C0


@penalty.mistake()
def penalty_subtracted(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """The penalty is subtracted: large weights would be rewarded.

    C = C0 + penalty.
    """
    return regularised_cost(C0, Ws, -lam, m)


@penalty.mistake()
def cost_divided_too(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """C0 is divided by m too: it is a mean over the rows already.

    Only the penalty gets its 1/(2m) here.
    """
    return regularised_cost(C0 / m, Ws, lam, m)


@penalty.mistake()
def lambda_squared(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """λ is squared with the weights.

    (λw)² is not λw².
    """
    return regularised_cost(C0, Ws, lam * lam, m)


@penalty.mistake(reread="Lecture 00, “Whole numbers”")
def whole_division(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """λ is divided by 2m with //, which cuts off the decimals.

    / divides numbers, // counts how often one fits into the other.
    """
    return C0 + lam // (2 * m) * _sum_of_squares(Ws)


@penalty.mistake()
def rows_not_added(C0: float, Ws: Arrays, lam: float, m: int) -> Any:
    """Python's sum over a matrix adds its rows only: the penalty is an array, or its shapes do not fit.

    np.sum adds all entries.
    """
    return C0 + lam / (2 * m) * sum(sum(W**2) for W in Ws)


@penalty.mistake(reread="Lecture 03, “The source says …: the update in place”")
def squared_in_place(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    """The caller's weights are squared (W *= W).

    W**2 makes a new array.
    """
    squares = 0.0
    for W in Ws:
        W *= W
        squares += W.sum()
    return C0 + lam / (2 * m) * squares


@penalty.variant
def penalty_by_loops(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    C = C0
    for W in Ws:
        for row in W:
            for w in row:
                C += 0.5 * lam * w * w / m
    return C


@penalty.variant
def penalty_of_one_vector(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    w = np.concatenate([W.ravel() for W in Ws])
    return C0 + lam * (w @ w) / (2 * m)


@penalty.variant
def penalty_by_traces(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    return C0 + lam / 2 * sum([np.trace(W.T @ W) for W in Ws]) / m


@penalty.variant
def penalty_by_norms(C0: float, Ws: Arrays, lam: float, m: int) -> float:
    return C0 + 0.5 * lam / m * float(np.sum([np.linalg.norm(W) ** 2 for W in Ws]))


# --- X11.2: its gradients -----------------------------------------------------------------------

decay = Exercise(
    "11.regularised_gradients",
    "regularised_gradients(dWs, dbs, Ws, lam, m) -> (dWs, dbs)",
    parts={"the gradients of the weights": ("dWs",), "the gradients of the biases": ("dbs",)},
    reread=f"{LECTURE}, “Weights kept small”",
)

Gradients = tuple[Arrays, Arrays]


@decay.reference
def regularised_gradients(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    return [dWs[k] + lam / m * Ws[k] for k in range(len(Ws))], list(dbs)  # the biases are not penalised


@decay.shown("the network 2–2–1, two rows, cross-entropy, λ = 0.8")
def gradients_of_two_two_one() -> dict[str, Any]:
    Ws, bs = _small_network()
    net = MLP([[1.0, 2.0], [-1.0, 0.5]], [1.0, 0.0], (2, 2, 1), cost="cross_entropy")
    dWs, dbs = net.unpack(net.gradient(net.pack(Ws, bs)))
    return {"dWs": [dW.copy() for dW in dWs], "dbs": [db.copy() for db in dbs], "Ws": Ws, "lam": 0.8, "m": 2}


@decay.shown("integers, 3–2–4, three rows, λ = 20")
def integer_gradients() -> dict[str, Any]:
    Ws = [np.array([[1, -2, 0], [3, 1, -1]]), np.array([[2, 0], [-1, 1], [0, 4], [1, -3]])]
    dWs = [np.array([[2, 1, -1], [0, -3, 1]]), np.array([[1, -2], [0, 3], [-1, 2], [4, -1]])]
    return {"dWs": dWs, "dbs": [np.array([1.5, -2.0]), np.array([0.5, -1.0, 2.5, -3.0])], "Ws": Ws, "lam": 20, "m": 3}


@decay.shown("square layers, five rows, λ = 1.5")
def square_gradients() -> dict[str, Any]:
    Ws = [np.array([[0.5, -1.0], [2.0, 0.25]]), np.array([[-0.75, 1.5], [1.0, -0.5]])]
    dWs = [np.array([[0.1, 0.4], [-0.3, 0.2]]), np.array([[-0.6, 0.5], [0.2, -0.1]])]
    return {"dWs": dWs, "dbs": [np.array([0.3, -0.2]), np.array([-0.4, 0.6])], "Ws": Ws, "lam": 1.5, "m": 5}


def _decayed(rng: np.random.Generator, sizes: list[int]) -> dict[str, Any]:
    dbs = [rng.normal(size=size) for size in sizes[1:]]
    settings = {"lam": float(rng.uniform(0.5, 5)), "m": int(rng.integers(5, 12))}
    return {"dWs": _any_weights(rng, sizes), "dbs": dbs, "Ws": _any_weights(rng, sizes), **settings}


@decay.drawn(3)
def any_gradients(rng: np.random.Generator) -> dict[str, Any]:
    return _decayed(rng, [int(size) for size in rng.permutation([2, 3, 4, 5])])


@decay.drawn(1)
def gradients_of_square_layers(rng: np.random.Generator) -> dict[str, Any]:
    return _decayed(rng, [3, 3, 3, 3])


@decay.drawn(1)
def gradients_of_one_layer(rng: np.random.Generator) -> dict[str, Any]:
    return {**_decayed(rng, [4, 1]), "m": 1}


@decay.drawn(1)
def whole_gradients(rng: np.random.Generator) -> dict[str, Any]:
    Ws = [rng.integers(-3, 4, size=(4, 3)), rng.integers(1, 4, size=(2, 4))]
    dWs = [rng.integers(-3, 4, size=(4, 3)), rng.integers(1, 4, size=(2, 4))]
    return {**_decayed(rng, [3, 4, 2]), "dWs": dWs, "Ws": Ws, "lam": int(rng.integers(15, 30)), "m": 7}


@decay.wider
def any_decay(rng: np.random.Generator) -> dict[str, Any]:
    sizes = [int(size) for size in rng.integers(1, 5, size=int(rng.integers(2, 5)))]
    case = _decayed(rng, sizes)
    return {**case, "lam": float(rng.choice([0.0, case["lam"], 100.0])), "m": int(rng.integers(1, 30))}


@decay.independent(1e-7)
def by_differences_of_the_penalty(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """The slope of the penalty by central differences in every weight; it has no bias in it."""
    h, slopes = 1e-3, [np.zeros(W.shape) for W in Ws]
    for k, W in enumerate(Ws):
        for entry in np.ndindex(*W.shape):
            ends = []
            for nudge in (h, -h):
                moved = [V.astype(float) for V in Ws]
                moved[k][entry] += nudge
                ends.append(lam / (2 * m) * sum(float(np.vdot(V, V)) for V in moved))
            slopes[k][entry] = (ends[0] - ends[1]) / (2 * h)
    return [dW + slope for dW, slope in zip(dWs, slopes, strict=True)], [db + 0.0 for db in dbs]


@decay.independent(1e-9)
def by_gradient_of_a_network(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """What λ adds to the gradient of gdkit's network, with biases that are not zero."""
    sizes = [Ws[0].shape[1], *(len(W) for W in Ws)]
    X, Y = np.zeros((m, sizes[0])), np.zeros((m, sizes[-1]))
    net, penalised = (MLP(X, Y, sizes, cost="cross_entropy", lam=each) for each in (0.0, lam))
    theta = net.pack(Ws, [np.ones(len(W)) for W in Ws])
    more_W, more_b = net.unpack(penalised.gradient(theta) - net.gradient(theta))
    dWs = [dW + more for dW, more in zip(dWs, more_W, strict=True)]
    return dWs, [db + more for db, more in zip(dbs, more_b, strict=True)]


@decay.mistake()
def rows_forgotten(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """λw is added without its 1/m.

    Differentiate λ/(2m) w².
    """
    return regularised_gradients(dWs, dbs, Ws, lam, 1)


@decay.mistake()
def half_of_the_decay(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """λ/(2m) w is added: the 2 that differentiating w² brings down is missing.

    The ½ of the penalty and this 2 cancel.
    """
    return regularised_gradients(dWs, dbs, Ws, lam / 2, m)


@decay.mistake(reread=f"{LECTURE}, “The source says …: λ tr(ΘᵀΘ)”")
def twice_the_decay(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """2λ/m w is added: the ½ of the penalty was forgotten.

    Differentiate λ/(2m) w².
    """
    return regularised_gradients(dWs, dbs, Ws, 2 * lam, m)


@decay.mistake()
def multiplied_by_rows(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """λ is multiplied by m instead of divided.

    More rows make the penalty weigh less.
    """
    return [dWs[k] + lam * m * Ws[k] for k in range(len(Ws))], list(dbs)


@decay.mistake()
def decay_subtracted(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """λ/m w is subtracted: that would make the weights grow.

    This is the gradient. The minus comes with the update.
    """
    return regularised_gradients(dWs, dbs, Ws, -lam, m)


@decay.mistake()
def decay_only(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """Only the gradient of the penalty is returned: that of the cost is missing.

    It is added to dWs.
    """
    return [lam / m * Ws[k] for k in range(len(Ws))], list(dbs)


@decay.mistake()
def gradients_unchanged(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """The gradients come back as they were.

    What does λ do?
    """
    return list(dWs), list(dbs)


@decay.mistake()
def everything_divided(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """The gradients of the cost are divided by m too; they are means over the rows already.

    Only the penalty gets its 1/m here.
    """
    return [(dWs[k] + lam * Ws[k]) / m for k in range(len(Ws))], list(dbs)


@decay.mistake(reread=f"{LECTURE}, “Why the biases stay free”")
def bias_gradients_stretched(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """The gradients of the biases change too: λ/m times themselves is added to them.

    The biases are not penalised, so their gradients stay as they are.
    """
    decayed, _ = regularised_gradients(dWs, dbs, Ws, lam, m)
    return decayed, [db + lam / m * db for db in dbs]


@decay.mistake(reread=f"{LECTURE}, “Why the biases stay free”")
def row_sums_for_biases(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """The gradients of the biases change too: the sums of the decayed weights are added to them.

    The biases are not penalised, so their gradients stay as they are.
    """
    decayed, _ = regularised_gradients(dWs, dbs, Ws, lam, m)
    return decayed, [dbs[k] + lam / m * Ws[k].sum(axis=1) for k in range(len(Ws))]


@decay.mistake(reread=f"{LECTURE}, “Why the biases stay free”")
def bias_gradients_zero(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """The gradients of the biases are set to zero.

    Not penalised does not mean not trained: they stay as they are.
    """
    decayed, _ = regularised_gradients(dWs, dbs, Ws, lam, m)
    return decayed, [0.0 * db for db in dbs]


@decay.mistake()
def gradient_decayed(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """λ/m times the gradient is added; it should be λ/m times the weight.

    The penalty pulls at the weights themselves.
    """
    return [dW + lam / m * dW for dW in dWs], list(dbs)


@decay.mistake(reread="Lecture 06, “Ridge and lasso”")
def signs_of_the_weights(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """The signs of the weights are added; with squares in the penalty it is the weights themselves.

    That is the lasso.
    """
    return [dWs[k] + lam / m * np.sign(Ws[k]) for k in range(len(Ws))], list(dbs)


@decay.mistake()
def penalty_not_differentiated(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """The penalty λ/(2m) w² itself is added instead of its derivative.

    A negative weight has to get a negative term.
    """
    return [dWs[k] + lam / (2 * m) * Ws[k] ** 2 for k in range(len(Ws))], list(dbs)


@decay.mistake()
def one_number_for_all(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """The sum of a layer's weights is added to each of its gradients.

    The derivative by one weight contains that weight only.
    """
    return [dWs[k] + lam / m * Ws[k].sum() for k in range(len(Ws))], list(dbs)


@decay.mistake()
def first_layer_decayed(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """Only the first layer's gradient gets its λ/m w.

    All weights are penalised.
    """
    return [dWs[0] + lam / m * Ws[0], *dWs[1:]], list(dbs)


@decay.mistake()
def last_layer_decayed(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """Only the last layer's gradient gets its λ/m w.

    All weights are penalised.
    """
    return [*dWs[:-1], dWs[-1] + lam / m * Ws[-1]], list(dbs)


@decay.mistake()
def weights_from_the_end(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """The layers are mixed up: the first gradient gets the last weights.

    dWs[k] and Ws[k] belong together.
    """
    return regularised_gradients(dWs, dbs, Ws[::-1], lam, m)


@decay.mistake()
def gradients_exchanged(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """The two results are exchanged.

    First the gradients of the weights, then those of the biases.
    """
    decayed, dbs = regularised_gradients(dWs, dbs, Ws, lam, m)
    return dbs, decayed


@decay.mistake()
def weights_only(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Any:
    """Only the gradients of the weights are returned.

    The descent needs those of the biases as well.
    """
    return regularised_gradients(dWs, dbs, Ws, lam, m)[0]


@decay.mistake(reread="Lecture 00, “Shapes”")
def layers_stacked(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Any:
    """np.array(dWs) wants layers of one shape; it stops, or it returns an array where a list is asked for.

    Go through the list layer by layer.
    """
    return np.array(dWs) + lam / m * np.array(Ws), list(dbs)


@decay.mistake(reread="Lecture 03, “The source says …: the update in place”")
def gradients_written_into(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """The caller's gradients are changed (dW += …), or integers stop it.

    Make a new array: dW + lam / m * W.
    """
    for k in range(len(Ws)):
        dWs[k] += lam / m * Ws[k]
    return dWs, dbs


@decay.mistake(reread="Lecture 03, “The source says …: the update in place”")
def list_written_into(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """The caller's list is changed (dWs[k] = …).

    Make a new list and append to it.
    """
    for k in range(len(Ws)):
        dWs[k] = dWs[k] + lam / m * Ws[k]
    return dWs, dbs


@decay.mistake(reread="Lecture 00, “Whole numbers”")
def whole_quotient(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    """λ is divided by m with //, which cuts off the decimals.

    / divides numbers, // counts how often one fits into the other.
    """
    return [dWs[k] + lam // m * Ws[k] for k in range(len(Ws))], list(dbs)


@decay.variant
def decay_by_loops(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    decayed = []
    for k in range(len(Ws)):
        n_out, n_in = Ws[k].shape
        dW = np.zeros((n_out, n_in))
        for j in range(n_out):
            for i in range(n_in):
                dW[j, i] = dWs[k][j, i] + lam * Ws[k][j, i] / m
        decayed.append(dW)
    return decayed, dbs


@decay.variant
def decay_in_copies(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    import copy

    dWs, dbs = copy.deepcopy(dWs), copy.deepcopy(dbs)
    for k, W in enumerate(Ws):
        dWs[k] = dWs[k].astype(float)
        dWs[k] += W * (lam / m)
    return dWs, dbs


@decay.variant
def decay_of_one_vector(dWs: Arrays, dbs: Arrays, Ws: Arrays, lam: float, m: int) -> Gradients:
    flat = np.concatenate([dW.ravel() for dW in dWs]) + lam / m * np.concatenate([W.ravel() for W in Ws])
    cut = np.split(flat, np.cumsum([W.size for W in Ws])[:-1])
    return [part.reshape(W.shape) for part, W in zip(cut, Ws, strict=True)], [db.copy() for db in dbs]


# --- Quizzes ------------------------------------------------------------------------------------

# A sigmoid neuron under the quadratic cost has the output 0.99 for y = 0, and its gradient is 0.0098.
# The gradient of another one, with output 0.1 for y = 0, is 0.009. What do the small gradients say?
# a  Both neurons are nearly done.   b  Neither: the first is saturated and wrong, the second is nearly right.
# c  Both are stuck for ever.   d  The rate η is too small for both.
Quiz(
    "11.quiz_small_gradient",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="The gradient is (a − y) σ′(z). It is small where a is near y, and where σ′(z) is near 0, however wrong a is: "
    "a vanishing gradient does not mean that the descent has arrived.",
    reread=f"{LECTURE}, “A neuron that learns slowly”",
)

# The quadratic cost is replaced by the cross-entropy in a network with sigmoid outputs and three hidden layers.
# Which lines of the backpropagation change?
# a  All of them: every δ has another formula.   b  Only those of the biases.
# c  Only the first one, δ of the output layer.   d  None: the cost is only printed.
Quiz(
    "11.quiz_what_changes",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The cost enters through δ of the output alone; the way back through the layers, and dW and db, come from the "
    "network and stay as they are.",
    reread=f"{LECTURE}, “δ of the output”",
)

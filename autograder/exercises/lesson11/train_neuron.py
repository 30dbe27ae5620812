"""X11.1, one neuron with one example learns, under either cost."""

import math

import numpy as np

from autograder.declaring import Exercise
from gdkit import GD, minimize
from gdkit.networks import MLP

from .. import libraries, slips
from .. import wide_networks as wide
from .shared import sigmoid

neuron = Exercise(
    "11.train_neuron",
    "train_neuron(cost, w, b, eta, max_iter) -> (w, b, outputs)",
    parts={"the weight and the bias": ("w", "b"), "the outputs": ("outputs",)},
    allows={
        "large": ["w", "b", "max_iter"],
        "small": ["w", "b"],
        "zero": ["w", "b", "eta", "max_iter"],
        "one": ["w", "b", "eta", "max_iter"],
        "negative": ["w", "b"],
    },
    reread="Lecture 11, “A neuron that learns slowly”",
    library_calls=(*libraries.NETWORKS, *libraries.DESCENTS),
)


@neuron.reference
def train_neuron(cost, w, b, eta, max_iter):
    w, b = float(w), float(b)
    outputs = [sigmoid(w + b)]  # x = 1
    for _ in range(max_iter):
        a = outputs[-1]
        delta = a * a * (1 - a) if cost == "quadratic" else a  # (a − y) σ′(z) or a − y, with y = 0
        w, b = w - eta * delta, b - eta * delta
        outputs.append(sigmoid(w + b))
    return w, b, np.array(outputs)


def _start(cost, w, b, eta, max_iter):
    return {"cost": cost, "w": w, "b": b, "eta": eta, "max_iter": max_iter}


@neuron.shown("w = b = 2, quadratic cost, 50 updates")
def fifty_quadratic():
    return _start("quadratic", 2.0, 2.0, 0.15, 50)


@neuron.shown("w = b = 2, cross-entropy, 50 updates")
def fifty_cross_entropy():
    return _start("cross_entropy", 2.0, 2.0, 0.15, 50)


@neuron.shown("integers w = 3, b = −1, η = 2, quadratic cost, 5 updates")
def integers_quadratic():
    return _start("quadratic", 3, -1, 2, 5)


@neuron.shown("w = −0.5, b = 1.25, η = 0.8, cross-entropy, 1 update")
def one_update():
    return _start("cross_entropy", -0.5, 1.25, 0.8, 1)


@neuron.shown("w = 450, b = 350: e⁸⁰⁰ is no number any more; cross-entropy, 3 updates")
def eight_hundred():
    return _start("cross_entropy", 450.0, 350.0, 0.5, 3)


@neuron.shown("an output of 0.0003 at the start, cross-entropy, 110 updates: nothing stops them")
def nearly_learned_and_on():
    return _start("cross_entropy", -2.0, -6.0, 0.8, 110)


@neuron.shown("an output of 0.999996, quadratic cost, 20 updates: it learns slowly, but it learns")
def saturated_and_on():
    return _start("quadratic", 0.5, 12.0, 3.0, 20)


@neuron.shown("w = 0, b = −20, η = 10: an output of 2e-9, cross-entropy, 2 updates")
def tiny_output():
    return _start("cross_entropy", 0.0, -20.0, 10.0, 2)


@neuron.drawn(2)
def quadratic_start(rng):
    w, b = rng.normal(size=2) * 1.5
    return _start("quadratic", float(w), float(b), float(rng.uniform(0.5, 2)), int(rng.choice([3, 5, 7])))


@neuron.drawn(2)
def cross_entropy_start(rng):
    w, b = rng.normal(size=2) * 1.5
    return _start("cross_entropy", float(w), float(b), float(rng.uniform(0.3, 1)), int(rng.choice([3, 5, 7])))


@neuron.drawn(1)
def no_update(rng):
    return _start("quadratic", float(rng.normal()), float(rng.normal()), 0.5, 0)


@neuron.drawn(1)
def nearly_learned(rng):
    """An output near 0: nothing may stop the updates before their time."""
    return _start("cross_entropy", float(-2 - rng.random()), float(-3 - rng.random()), 1.5, 3)


@neuron.drawn(1)
def whole_numbers(rng):
    return _start("cross_entropy", int(rng.integers(1, 4)), int(rng.integers(-4, 0)), 1, 3)


@neuron.wider
def any_start(rng):
    """From scores of all sizes, shared out on w and b; a few updates, or so many that the neuron has learned."""
    z = wide.one_of(rng, rng.normal() * 2, rng.normal() * 2, rng.uniform(-40, 40), 0, 10.0 ** rng.uniform(-6, -2), 800)
    w = wide.one_of(rng, z / 2, z / 2, z + rng.normal(), rng.normal() * 30, z if abs(z) < 8 else z / 4)
    w, b = float(f"{w:.3g}"), float(f"{z - w:.3g}")
    if rng.random() < 0.2:
        w, b = int(rng.integers(-5, 6)), wide.one_of(rng, b, int(rng.integers(-5, 6)))
    eta = wide.one_of(rng, 0, 0.001, 0.05, 0.15, 0.5, 0.8, 1, 2, 3.0, 10.0)
    max_iter = wide.one_of(rng, 0, 1, 1, 2, 3, 4, 5, 7, 12, 20, 60, 150)
    return _start(wide.one_of(rng, "quadratic", "cross_entropy"), w, b, eta, max_iter)


neuron.keep(75, 299, 229, 15, 51, 45, 20, 39, 115, 35, 19, 113, 4, 24, 256, 85)


@neuron.independent(1e-9)
def by_descent_in_gdkit(cost, w, b, eta, max_iter):
    """gdkit's network of one neuron, its gradient and its descent."""
    net = MLP([[1.0]], [0.0], (1, 1), cost=cost, output="sigmoid" if cost == "quadratic" else None)
    theta, outputs = np.array([b, w], dtype=float), []
    for _ in range(max_iter):
        outputs.append(net.predict(theta).item())
        theta = minimize(net, theta, GD(eta), 1).theta if eta else theta
    return theta[1], theta[0], np.array([*outputs, net.predict(theta).item()])


@neuron.independent(1e-7)
def by_differences_of_the_cost(cost, w, b, eta, max_iter):
    """The slope of the cost itself by central differences: no derivative of σ."""
    from scipy.special import expit, log_expit

    def value(w, b):
        return float(expit(w + b) ** 2 / 2 if cost == "quadratic" else -log_expit(-(w + b)))

    outputs, h = [expit(w + b)], 1e-4 if abs(w + b) > 100 else 1e-5
    for _ in range(max_iter):
        dw = (value(w + h, b) - value(w - h, b)) / (2 * h)
        db = (value(w, b + h) - value(w, b - h)) / (2 * h)
        w, b = w - eta * dw, b - eta * db
        outputs.append(expit(w + b))
    return w, b, np.array(outputs)


def _train(w, b, eta, max_iter, delta):
    """The descent with another delta(a, z)."""
    outputs = [sigmoid(w + b)]
    for _ in range(max_iter):
        step = eta * delta(outputs[-1], w + b)
        w, b = w - step, b - step
        outputs.append(sigmoid(w + b))
    return w, b, np.array(outputs)


def _with_slope(cost, w, b, eta, max_iter, slope):
    """The descent with another slope(a, z) in the place of σ′(z)."""
    return _train(w, b, eta, max_iter, lambda a, z: a * slope(a, z) if cost == "quadratic" else a)


@neuron.mistake(reread="Lecture 11, “Why σ′ cancels”")
def slope_kept(cost, w, b, eta, max_iter):
    """With the cross-entropy σ′(z) is kept: the neuron learns as slowly as with the quadratic cost.

    Multiply the derivative of −log(1 − a) by σ′(z) = a(1 − a). What is left?
    """
    return train_neuron("quadratic", w, b, eta, max_iter)


@neuron.mistake(reread="Lecture 11, “A neuron that learns slowly”")
def slope_forgotten(cost, w, b, eta, max_iter):
    """With the quadratic cost σ′(z) is missing: the cost is differentiated with respect to a, not to z.

    From a to z the chain rule has one more factor. It cancels with the other cost only.
    """
    return train_neuron("cross_entropy", w, b, eta, max_iter)


@neuron.mistake(reread="Lecture 11, “Why σ′ cancels”")
def costs_exchanged(cost, w, b, eta, max_iter):
    """The two costs are exchanged: σ′(z) stands with the cross-entropy and is missing with the quadratic cost.

    Which of the two learns slowly at a = 0.98?
    """
    return train_neuron("cross_entropy" if cost == "quadratic" else "quadratic", w, b, eta, max_iter)


@neuron.mistake(reread="Lecture 11, “The two costs”")
def cost_without_half(cost, w, b, eta, max_iter):
    """With the quadratic cost the steps are twice as long as they should be: the ½ of the cost takes away the 2.

    Differentiate ½(a − y)² with respect to a.
    """
    return _with_slope(cost, w, b, eta, max_iter, lambda a, z: 2 * a * (1 - a))


@neuron.mistake(reread="Lecture 11, “The two costs”")
def half_kept(cost, w, b, eta, max_iter):
    """With the quadratic cost the steps are half as long as they should be: the ½ of the cost is kept in the gradient.

    Differentiating the square brings down a 2.
    """
    return _with_slope(cost, w, b, eta, max_iter, lambda a, z: a * (1 - a) / 2)


@neuron.mistake(says=slips.SLOPE_AT_THE_ACTIVATION, reread="Lecture 10, “σ′ at z, or from a”")
def slope_at_the_output(cost, w, b, eta, max_iter):
    return _with_slope(cost, w, b, eta, max_iter, lambda a, z: sigmoid(a) * (1 - sigmoid(a)))


@neuron.mistake(reread="Lecture 10, “σ′ at z, or from a”")
def slope_from_the_score(cost, w, b, eta, max_iter):
    """σ′ is computed as z(1 − z): a(1 − a) needs the output a, not the score z.

    A derivative of σ is never negative and at most ¼.
    """
    return _with_slope(cost, w, b, eta, max_iter, lambda a, z: z * (1 - z))


@neuron.mistake(says=slips.SLOPE_OF_TANH, reread="Lecture 10, “σ′ at z, or from a”")
def slope_of_tanh(cost, w, b, eta, max_iter):
    return _with_slope(cost, w, b, eta, max_iter, lambda a, z: 1 - a * a)


@neuron.mistake(reread="Lecture 11, “The two costs”")
def target_one(cost, w, b, eta, max_iter):
    """The neuron learns y = 1; it should learn y = 0.

    The output has to fall from update to update.
    """
    return _train(w, b, eta, max_iter, lambda a, z: (a - 1) * a * (1 - a) if cost == "quadratic" else a - 1)


@neuron.mistake(says=slips.STEPS_UPHILL, reread="Lecture 11, “A neuron that learns slowly”")
def uphill(cost, w, b, eta, max_iter):
    """The output has to fall from update to update."""
    return train_neuron(cost, w, b, -eta, max_iter)


@neuron.mistake(reread="Lecture 11, “A neuron that learns slowly”")
def bias_stays(cost, w, b, eta, max_iter):
    """The bias is never updated.

    z = wx + b depends on b too: ∂C/∂b = δ.
    """
    outputs = [sigmoid(w + b)]
    for _ in range(max_iter):
        w = w - eta * _slope(cost, w + b)
        outputs.append(sigmoid(w + b))
    return w, b, np.array(outputs)


@neuron.mistake(reread="Lecture 11, “A neuron that learns slowly”")
def weight_stays(cost, w, b, eta, max_iter):
    """The weight is never updated.

    z = wx + b, and x = 1: ∂C/∂w = δx.
    """
    b, w, outputs = bias_stays(cost, b, w, eta, max_iter)
    return w, b, outputs


@neuron.mistake(reread="Lecture 03, step 5: “one point, two gradients”")
def bias_after_weight(cost, w, b, eta, max_iter):
    """The bias's gradient is taken after the weight was updated.

    Both gradients belong to the same point (w, b). Compute δ once, then update both.
    """
    outputs = [sigmoid(w + b)]
    for _ in range(max_iter):
        w = w - eta * _slope(cost, w + b)
        b = b - eta * _slope(cost, w + b)
        outputs.append(sigmoid(w + b))
    return w, b, np.array(outputs)


def _slope(cost, z):
    """δ of the neuron at the score z."""
    a = sigmoid(z)
    return a * a * (1 - a) if cost == "quadratic" else a


@neuron.mistake(says=slips.GRADIENT_COMPUTED_ONCE, reread="Lecture 11, “A neuron that learns slowly”")
def gradient_of_the_start(cost, w, b, eta, max_iter):
    """δ changes with the output. Compute it in the loop."""
    delta = _slope(cost, w + b)
    return _train(w, b, eta, max_iter, lambda a, z: delta)


@neuron.mistake(reread="Lecture 11, “A neuron that learns slowly”")
def rate_of_the_example(cost, w, b, eta, max_iter):
    """The learning rate is always 0.15, whatever eta says.

    How far should a step go when eta is 0.001?
    """
    return train_neuron(cost, w, b, 0.15, max_iter)


@neuron.mistake(reread="Lecture 11, “A neuron that learns slowly”")
def start_of_the_example(cost, w, b, eta, max_iter):
    """The descent always starts at w = b = 2, whatever w and b are.

    Where does the descent start when w is 0 and b is 1?
    """
    return train_neuron(cost, 2.0, 2.0, eta, max_iter)


@neuron.mistake(reread="Lecture 01, “The descent”")
def rate_forgotten(cost, w, b, eta, max_iter):
    """The learning rate is not used.

    How far does a step go when eta is 0.001?
    """
    return train_neuron(cost, w, b, 1.0, max_iter)


@neuron.mistake(reread="Lecture 01, “The descent”")
def last_output_missing(cost, w, b, eta, max_iter):
    """The output after the last update is missing in outputs.

    max_iter updates lie between max_iter + 1 outputs.
    """
    w, b, outputs = train_neuron(cost, w, b, eta, max_iter)
    return w, b, outputs[:-1]


@neuron.mistake(reread="Lecture 01, “The descent”")
def first_output_missing(cost, w, b, eta, max_iter):
    """The output before the first update is missing in outputs.

    max_iter updates lie between max_iter + 1 outputs.
    """
    w, b, outputs = train_neuron(cost, w, b, eta, max_iter)
    return w, b, outputs[1:]


@neuron.mistake(reread="Lecture 01, “The descent”")
def one_update_too_many(cost, w, b, eta, max_iter):
    """One update too many is made: outputs has the right length, but the last output comes before the last update.

    The last of the outputs is that of the w and b returned. How often does your loop run?
    """
    w, b, outputs = train_neuron(cost, w, b, eta, max_iter + 1)
    return w, b, outputs[:-1]


@neuron.mistake(says=slips.ONE_UPDATE_TOO_FEW, reread="Lecture 01, “The descent”")
def one_update_too_few(cost, w, b, eta, max_iter):
    return train_neuron(cost, w, b, eta, max_iter - 1)


@neuron.mistake(reread="Lecture 11, “A neuron that learns slowly”")
def final_output_only(cost, w, b, eta, max_iter):
    """outputs is a single number, the output at the end.

    All max_iter + 1 outputs are asked for, the first one too.
    """
    w, b, outputs = train_neuron(cost, w, b, eta, max_iter)
    return w, b, outputs[-1]


@neuron.mistake(reread="Lecture 11, “A neuron that learns slowly”")
def scores_recorded(cost, w, b, eta, max_iter):
    """outputs holds the scores z = w + b instead of the outputs a = σ(z).

    An output lies between 0 and 1.
    """
    scores = [1.0 * (w + b)]
    for _ in range(max_iter):
        w, b, _ = train_neuron(cost, w, b, eta, 1)
        scores.append(w + b)
    return w, b, np.array(scores)


@neuron.mistake(reread="Lecture 11, “The two costs”")
def costs_recorded(cost, w, b, eta, max_iter):
    """outputs holds the values of the cost instead of the outputs of the neuron.

    Asked for is a = σ(w + b).
    """
    w_end, b_end, outputs = train_neuron(cost, w, b, eta, max_iter)
    return w_end, b_end, outputs**2 / 2 if cost == "quadratic" else -np.log(1 - outputs)


@neuron.mistake(reread="Lecture 00, “Shapes”")
def outputs_as_list(cost, w, b, eta, max_iter):
    """outputs is a list of numbers; asked for is an array.

    np.array(...) turns a list into an array.
    """
    w, b, outputs = train_neuron(cost, w, b, eta, max_iter)
    return w, b, outputs.tolist()


@neuron.mistake(reread="Lecture 01, “The descent”")
def outputs_only(cost, w, b, eta, max_iter):
    """Only the outputs are returned.

    Three values are asked for: w, b, outputs.
    """
    return train_neuron(cost, w, b, eta, max_iter)[2]


@neuron.mistake(reread="Lecture 07, “The sigmoid”")
def falling_sigmoid(cost, w, b, eta, max_iter):
    """The minus in the exponent of the sigmoid is missing: large scores give outputs near 0.

    1 / (1 + e⁻ᶻ) rises.
    """
    outputs = [sigmoid(-(w + b))]
    for _ in range(max_iter):
        step = eta * _slope(cost, -(w + b))
        w, b = w - step, b - step
        outputs.append(sigmoid(-(w + b)))
    return w, b, np.array(outputs)


@neuron.mistake(reread="Lecture 07, “Numbers that overflow”")
def sigmoid_overflows(cost, w, b, eta, max_iter):
    """For large scores everything is NaN: eᶻ/(1 + eᶻ) divides infinity by infinity.

    1 / (1 + e⁻ᶻ) is 1 there: e⁻ᶻ becomes 0.
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
def in_theta(cost, w, b, eta, max_iter):
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
def in_one_variable(cost, w, b, eta, max_iter):
    """w and b make the same steps: only their sum z is followed."""
    zs = [float(w + b)]
    while len(zs) <= max_iter:
        a = 0.5 + 0.5 * np.tanh(zs[-1] / 2)
        zs.append(zs[-1] - 2 * eta * {"quadratic": a**2 - a**3, "cross_entropy": a}[cost])
    moved = (zs[-1] - zs[0]) / 2
    return w + moved, b + moved, 1 / (1 + np.exp(-np.array(zs)))


@neuron.variant
def by_recursion(cost, w, b, eta, max_iter):
    z = w + b
    a = 1 / (1 + math.exp(-z)) if z > -700 else math.exp(z)
    if max_iter == 0:
        return w, b, np.array([a])
    by_output = a if cost == "quadratic" else 1 / (1 - a) if a < 1 else 0.0
    delta = by_output * (a * (1 - a)) if a < 1 else 1.0 * (cost != "quadratic")
    w, b, outputs = by_recursion(cost, w - eta * delta, b - eta * delta, eta, max_iter - 1)
    return w, b, np.append(a, outputs)

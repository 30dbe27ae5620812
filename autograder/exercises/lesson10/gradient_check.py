"""X10.2, the check of a gradient against central differences, as one ratio."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import cases
from gdkit.checking.encoding import FunctionInput

from .. import libraries
from .. import wide_networks as wide

check = Exercise(
    "10.gradient_check",
    "gradient_check(f, gradient, theta, h) -> ratio",
    allows={
        "one entry": ["gradient", "theta"],
        "whole": ["theta"],
        "only zeros": ["gradient", "theta"],
        "large": ["gradient"],
        "small": ["gradient", "theta", "h"],
    },
    reread="Lecture 10, “Checking a gradient”",
    tolerance=1e-7,  # differences of values divided by 2h
    library_calls=("check_grad", "gradient_check", *libraries.DIFFERENCES),
)


@check.reference
def gradient_check(f, gradient, theta, h):
    n = np.array([(f(theta + h * e) - f(theta - h * e)) / (2 * h) for e in np.eye(len(theta))])
    return float(np.linalg.norm(gradient - n) / (np.linalg.norm(gradient) + np.linalg.norm(n)))


def _ratio(a, n):
    return float(np.linalg.norm(a - n) / (np.linalg.norm(a) + np.linalg.norm(n)))


def _claim(name, theta, wrong, h, **coefficients):
    """A claimed gradient: the right one, each entry times an entry of `wrong`."""
    point = np.array(theta)
    right = cases.get(name, **coefficients).gradient(point.astype(float))
    return {"f": FunctionInput(name, coefficients), "gradient": right * np.array(wrong), "theta": point, "h": h}


@check.shown("a gradient without its factor 2: the ratio is a third")
def factor_missing():
    return _claim("valley", [1.0, 2.0], [0.5, 0.5], 1e-3, a=[1.0, 10.0])


@check.shown("Rosenbrock's function and its right gradient, h = 0.05: what is left is the error of the differences")
def coarse_step():
    return _claim("rosenbrock", [-1.2, 1.0], [1.0, 1.0], 0.05)


@check.shown("a point of integers; one entry has the wrong sign and is too large")
def wrong_sign_at_integers():
    return _claim("himmelblau", [1, 2], [1.0, -1.5], 1e-4)


@check.shown("one variable, the right gradient, h = 0.1")
def one_variable():
    return _claim("quartic", [1.5], [1.0], 0.1)


@check.drawn(2)
def four_variables(rng):
    M = rng.normal(size=(4, 4))
    wrong = rng.uniform(0.5, 1.5, size=4)
    H, centre = M @ M.T + np.eye(4), rng.normal(size=4)
    theta = rng.normal(size=4)
    return _claim("quadratic", theta.tolist(), wrong.tolist(), 0.01, H=H.tolist(), centre=centre.tolist())


@check.drawn(2)
def coarse_at_rosenbrock(rng):
    x, y = rng.uniform(1.2, 2.0, size=2).tolist()
    return _claim("rosenbrock", [-x, y], [1.0, 1.0], float(rng.uniform(0.05, 0.3)), a=0.5, b=20.0)


@check.drawn(1)
def wrong_at_himmelblau(rng):
    wrong = rng.uniform(0.2, 2.0, size=2).tolist()
    return _claim("himmelblau", [int(rng.integers(1, 3)), int(rng.integers(-4, -1))], wrong, 0.1)


@check.drawn(1)
def coarse_at_a_quartic(rng):
    return _claim("quartic", [float(rng.uniform(1.2, 2.5))], [1.0], float(rng.uniform(0.1, 0.5)))


@check.wider
def any_claim(rng):
    """Claims that are right, or wrong by much or by very little, in all entries or in one; points and steps of all
    sizes, as far as the values have enough digits for that step."""
    while True:
        name, coefficients, P = _some_function(rng)
        theta = wide.digits(rng.normal(size=P) * 10.0 ** rng.uniform(-3, 1.5))
        theta = wide.one_of(rng, theta, theta, theta, rng.integers(-4, 5, size=P))
        size = max(float(np.abs(theta).max()), 1e-3)
        h = wide.one_of(rng, 1e-6, 1e-5, 1e-5, 1e-4, 1e-3, 0.01, 0.1, float(f"{size * rng.uniform(0.01, 1):.2g}"))
        claim = _claim(name, theta.tolist(), _wrong(rng, P), h, **coefficients)
        if _has_digits(**{**claim, "f": claim["f"].make()}):
            return claim


def _some_function(rng):
    P = int(rng.integers(1, 5))
    A = wide.usual(rng, (P, P))
    return wide.one_of(
        rng,
        ("rosenbrock", wide.one_of(rng, {}, {"a": 0.5, "b": 20.0}, {"a": 0.0, "b": 1e5}), 2),
        ("himmelblau", {}, 2),
        ("valley", {"a": np.round(rng.uniform(-2, 5, size=P), 1).tolist()}, P),
        ("quadratic", {"H": np.round(A + A.T, 2).tolist(), "centre": wide.usual(rng, P).tolist()}, P),
        ("quartic", {}, 1),
        ("quartic", {"a": 2.0, "b": 0.0, "c": 0.0}, 1),
    )


def _wrong(rng, P):
    """What the entries of the right gradient are multiplied by."""
    one = np.arange(P) == rng.integers(P)
    little = 10.0 ** rng.uniform(-6, -2)
    factors = np.round(rng.uniform(-1, 3, size=P), 1)
    each = [np.ones(P), np.ones(P), 0 * factors, factors, np.where(one, factors, 1), np.where(one, 1 + little, 1)]
    return wide.one_of(rng, *each).tolist()


def _has_digits(f, gradient, theta, h):
    """Whether the rounding of the values, divided by 2h, is small beside the ratio. 0/0 has none."""
    values = np.array([[f(theta + h * e), f(theta - h * e)] for e in np.eye(len(theta))])
    n = (values[:, 0] - values[:, 1]) / (2 * h)
    size = np.linalg.norm(gradient) + np.linalg.norm(n)
    rounding = 2e-16 * np.abs(values).max() / h
    return rounding < size * 2e-15 + 5e-9 * np.linalg.norm(gradient - n) and size > 0


check.keep(59, 109, 31, 226, 3, 81, 204, 150, 5)


@check.independent(1e-7)
def by_interpolation(f, gradient, theta, h):
    """All these functions are polynomials of degree 4 or less along every axis, c₀ + c₁u + c₂u² + c₃u³ + c₄u⁴ by five
    values at t = su; their central difference is c₁/s + c₃h²/s³."""
    u, n = np.arange(-2.0, 3.0), []
    for e, entry in zip(np.eye(len(theta)), theta, strict=True):
        s = h + abs(entry)
        c = np.linalg.solve(np.vander(u, increasing=True), [f(theta + s * t * e) for t in u])
        n.append(c[1] / s + c[3] * h**2 / s**3)
    n = np.array(n)
    return float(np.sqrt(((gradient - n) ** 2).sum()) / (np.sqrt((gradient**2).sum()) + np.sqrt((n**2).sum())))


def _numerical(f, theta, h):
    return np.array([(f(theta + h * e) - f(theta - h * e)) / (2 * h) for e in np.eye(len(theta))])


@check.mistake(reread="Lecture 00, “Forward and central differences”")
def forward_differences(f, gradient, theta, h):
    """The differences are forward ones, (f(θ + h) − f(θ))/h, whose error is of order h instead of h².

    Move the entry by h to both sides.
    """
    return _ratio(gradient, np.array([(f(theta + h * e) - f(theta)) / h for e in np.eye(len(theta))]))


@check.mistake(reread="Lecture 00, “Forward and central differences”")
def divided_by_h(f, gradient, theta, h):
    """The differences are twice as large as they should be: f(θ + h) − f(θ − h) is divided by h.

    How far are the two points apart?
    """
    return _ratio(gradient, 2 * _numerical(f, theta, h))


@check.mistake(reread="Lecture 00, “Forward and central differences”")
def one_side_over_two_h(f, gradient, theta, h):
    """f(θ + h) − f(θ) is divided by 2h.

    How far are the two points apart?
    """
    return _ratio(gradient, np.array([(f(theta + h * e) - f(theta)) / (2 * h) for e in np.eye(len(theta))]))


@check.mistake(reread="Lecture 00, “Forward and central differences”")
def brackets_around_two_h_missing(f, gradient, theta, h):
    """The brackets around 2h are missing: … / 2 * h divides by 2 and multiplies by h.

    Multiplication and division are carried out from left to right.
    """
    return _ratio(gradient, _numerical(f, theta, h) * h**2)


@check.mistake(reread="Lecture 10, “How small a step”")
def step_not_used(f, gradient, theta, h):
    """h is not used: the step is always 1e-5.

    The caller chooses the step.
    """
    return _ratio(gradient, _numerical(f, theta, 1e-5))


@check.mistake(reread="Lecture 10, “How small a step”")
def step_relative_to_theta(f, gradient, theta, h):
    """The step is h times θᵢ, not h.

    Where θᵢ is 0 there would be no step at all.
    """
    steps = h * theta
    values = [(f(theta + s * e) - f(theta - s * e)) / (2 * s) for s, e in zip(steps, np.eye(len(theta)), strict=True)]
    return _ratio(gradient, np.array(values))


@check.mistake()
def entries_not_put_back(f, gradient, theta, h):
    """An entry that was moved is not put back, so that the next one is tried at another point.

    Start from θ for every entry.
    """
    point, values = theta.astype(float), []
    for i in range(len(point)):
        point[i] += h
        ahead = f(point)
        point[i] -= 2 * h
        values.append((ahead - f(point)) / (2 * h))
    return _ratio(gradient, np.array(values))


@check.mistake(reread="Lecture 03, “The update in place”")
def caller_moved(f, gradient, theta, h):
    """The caller's θ is moved and not put back; integers do not move at all.

    Move a copy of floats: theta + h * e makes one.
    """
    values = []
    for i in range(len(theta)):
        theta[i] += h
        ahead = f(theta)
        theta[i] -= 2 * h
        values.append((ahead - f(theta)) / (2 * h))
    return _ratio(gradient, np.array(values))


@check.mistake(reread="Lecture 00, “Whole numbers”")
def copy_of_integers(f, gradient, theta, h):
    """A θ of integers does not move: the copy holds integers too, and what h adds is cut off.

    theta.astype(float), or theta + h * e.
    """
    values = []
    for i in range(len(theta)):
        ahead, behind = theta.copy(), theta.copy()
        ahead[i], behind[i] = ahead[i] + h, behind[i] - h
        values.append((f(ahead) - f(behind)) / (2 * h))
    return _ratio(gradient, np.array(values))


@check.mistake()
def all_entries_at_once(f, gradient, theta, h):
    """All entries are moved together: that is the slope in one direction, not the gradient.

    One entry after another.
    """
    slope = (f(theta + h) - f(theta - h)) / (2 * h)
    return _ratio(gradient, np.full(len(theta), slope))


@check.mistake()
def last_entry_left_out(f, gradient, theta, h):
    """The last entry is not checked: the loop ends one entry early.

    range(len(theta)) runs over all.
    """
    numerical = _numerical(f, theta, h)
    numerical[-1] = 0.0
    return _ratio(gradient, numerical)


@check.mistake(reread="Lecture 10, “Checking a gradient”")
def absolute_distance(f, gradient, theta, h):
    """The distance is not divided by anything: whether it is large depends on the units of f.

    Divide by the sizes of both gradients.
    """
    return float(np.linalg.norm(gradient - _numerical(f, theta, h)))


@check.mistake(reread="Lecture 10, “Checking a gradient”")
def relative_to_the_claim(f, gradient, theta, h):
    """The distance is divided by ‖a‖ alone; asked for is ‖a‖ + ‖n‖.

    The two gradients count alike, so that the ratio lies between 0 and 1.
    """
    return float(np.linalg.norm(gradient - _numerical(f, theta, h)) / np.linalg.norm(gradient))


@check.mistake(reread="Lecture 10, “Checking a gradient”")
def relative_to_the_differences(f, gradient, theta, h):
    """The distance is divided by ‖n‖ alone; asked for is ‖a‖ + ‖n‖.

    The two gradients count alike, so that the ratio lies between 0 and 1.
    """
    n = _numerical(f, theta, h)
    return float(np.linalg.norm(gradient - n) / np.linalg.norm(n))


@check.mistake(reread="Lecture 10, “Checking a gradient”")
def relative_to_the_larger(f, gradient, theta, h):
    """The distance is divided by the larger of ‖a‖ and ‖n‖; asked for is their sum.

    Both forms are in use. With the sum the ratio is at most 1.
    """
    n = _numerical(f, theta, h)
    return float(np.linalg.norm(gradient - n) / max(np.linalg.norm(gradient), np.linalg.norm(n)))


@check.mistake(reread="Lecture 10, “Checking a gradient”")
def brackets_around_the_sum_missing(f, gradient, theta, h):
    """The brackets around the denominator are missing: ‖a − n‖ / ‖a‖ + ‖n‖ adds ‖n‖ to a ratio.

    The ratio lies between 0 and 1.
    """
    n = _numerical(f, theta, h)
    return float(np.linalg.norm(gradient - n) / np.linalg.norm(gradient) + np.linalg.norm(n))


@check.mistake(reread="Lecture 10, “Checking a gradient”")
def norm_of_the_sum(f, gradient, theta, h):
    """The denominator is ‖a + n‖, the norm of the sum; asked for is the sum of the norms.

    With a = −n the denominator would be 0.
    """
    n = _numerical(f, theta, h)
    return float(np.linalg.norm(gradient - n) / np.linalg.norm(gradient + n))


@check.mistake(reread="Lecture 10, “Checking a gradient”")
def difference_of_norms(f, gradient, theta, h):
    """The lengths are compared, ‖a‖ − ‖n‖, and not the gradients: a wrong direction goes unnoticed.

    First the difference, then the norm.
    """
    a, n = np.linalg.norm(gradient), np.linalg.norm(_numerical(f, theta, h))
    return float(abs(a - n) / (a + n))


@check.mistake(reread="Lecture 10, “Checking a gradient”")
def squares_of_norms(f, gradient, theta, h):
    """Squares of norms are compared: the square roots are missing.

    The norm is the root of the sum of squares.
    """
    n = _numerical(f, theta, h)
    return float(((gradient - n) ** 2).sum() / ((gradient**2).sum() + (n**2).sum()))


@check.mistake(reread="Lecture 10, “Checking a gradient”")
def sums_of_absolute_values(f, gradient, theta, h):
    """‖·‖ is computed as the sum of absolute values; here it is the Euclidean norm.

    np.linalg.norm does it.
    """
    n = _numerical(f, theta, h)
    return float(abs(gradient - n).sum() / (abs(gradient).sum() + abs(n).sum()))


@check.mistake(reread="Lecture 10, “Checking a gradient”")
def largest_ratio_of_an_entry(f, gradient, theta, h):
    """Each entry has its own ratio, and the largest is returned; here there is one ratio of norms.

    Both are in use: a single entry near 0 can spoil the one, the other can overlook a small block.
    """
    n = _numerical(f, theta, h)
    return float((abs(gradient - n) / np.maximum(1e-8, abs(gradient) + abs(n))).max())


@check.mistake(reread="Lecture 10, “Checking a gradient”")
def mean_ratio_of_the_entries(f, gradient, theta, h):
    """Each entry has its own ratio, and their mean is returned; here there is one ratio of norms.

    First the norms over all entries, then one division.
    """
    n = _numerical(f, theta, h)
    return float((abs(gradient - n) / np.maximum(1e-8, abs(gradient) + abs(n))).mean())


@check.mistake(reread="Lecture 10, “How small a step”")
def single_precision(f, gradient, theta, h):
    """The values are rounded to single precision, and little is left of their difference.

    Check gradients in float64.
    """
    values = [np.float32(f(theta + h * e)) - np.float32(f(theta - h * e)) for e in np.eye(len(theta))]
    return _ratio(gradient, np.array(values, dtype=float) / (2 * h))


@check.mistake(reread="Lecture 10, “Checking a gradient”")
def yes_or_no(f, gradient, theta, h):
    """The result is True or False; asked for is the ratio itself.

    What is small enough depends on h and on f; the caller decides.
    """
    return gradient_check(f, gradient, theta, h) < 1e-7


@check.mistake(reread="Lecture 10, “Checking a gradient”")
def differences_returned(f, gradient, theta, h):
    """The result is the numerical gradient; asked for is one number, the ratio.

    Compare it with the claimed gradient.
    """
    return _numerical(f, theta, h)


@check.variant
def by_loop(f, gradient, theta, h):
    point = theta.astype(float)
    numerical = np.zeros(len(point))
    for i in range(len(point)):
        old = point[i]
        point[i] = old + h
        numerical[i] = f(point)
        point[i] = old - h
        numerical[i] = (numerical[i] - f(point)) / (2 * h)
        point[i] = old
    distance = size_a = size_n = 0.0
    for a, n in zip(gradient, numerical, strict=True):
        distance, size_a, size_n = distance + (a - n) ** 2, size_a + a**2, size_n + n**2
    return distance**0.5 / (size_a**0.5 + size_n**0.5)


@check.variant
def of_all_points_at_once(f, gradient, theta, h):
    """f takes a stack of points."""
    steps = h * np.eye(theta.size)
    n = (f(theta + steps) - f(theta - steps)) / h / 2
    return np.sqrt(np.dot(gradient - n, gradient - n)) / (np.sqrt(gradient @ gradient) + np.sqrt(n @ n))


@check.variant
def of_quotients(f, gradient, theta, h):
    """Each value divided by 2h before the difference is taken; roots of sums."""
    e, P = np.identity(len(theta)), range(len(theta))
    n = np.array([f(theta + h * e[i]) / (2 * h) - f(theta - h * e[i]) / (2 * h) for i in P])
    return np.sum((gradient - n) ** 2) ** 0.5 / (np.sum(gradient**2) ** 0.5 + np.sum(n**2) ** 0.5)

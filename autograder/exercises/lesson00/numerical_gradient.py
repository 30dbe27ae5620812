"""X0.3 and X1.2, the gradient by central differences: each coordinate is nudged both ways."""

import numpy as np

from autograder.declaring import Exercise
from gdkit.checking.encoding import FunctionInput

from ..drawing import digits, one_of
from ..wide_numbers import numbers

# Two right ways to write the quotient differ by rounding, about ε|f|/h: 1e-9 of the gradient at h = 1e-6.
numerical = Exercise(
    "00.numerical_gradient",
    "numerical_gradient(f, x, h) -> gradient",
    reread="Lecture 00, “A nudge each way”",
    tolerance=1e-7,
    allows={"one entry": ["x"], "whole": ["x"], "only zeros": ["x"], "small": ["h"]},
    library_calls=("approx_fprime", "approx_derivative", "derivative", "jacobian", "gradient", "numerical_gradient"),
)


@numerical.reference
def numerical_gradient(f, x, h):
    slopes = np.zeros(len(x))
    for i in range(len(x)):
        e = np.zeros(len(x))
        e[i] = h
        slopes[i] = (f(x + e) - f(x - e)) / (2 * h)
    return slopes


@numerical.shown("x² + y² at (1, 2), h = 0.000001")
def at_one_two():
    return {"f": FunctionInput("bowl"), "x": np.array([1.0, 2.0]), "h": 1e-6}


@numerical.shown("Rosenbrock's valley at (−1.2, 1), with a large h")
def in_the_valley():
    return {"f": FunctionInput("rosenbrock", {"a": 1.0, "b": 10.0}), "x": np.array([-1.2, 1.0]), "h": 0.1}


@numerical.shown("Himmelblau's function at (1, 2), the point written as integers")
def at_integers():
    return {"f": FunctionInput("himmelblau"), "x": np.array([1, 2]), "h": 0.01}


@numerical.shown("a tilted bowl of three variables")
def three_variables():
    H = [[4.0, 1.0, -0.5], [1.0, 3.0, 0.75], [-0.5, 0.75, 2.0]]
    return {"f": FunctionInput("quadratic", {"H": H, "value": 2.0}), "x": np.array([0.5, -1.0, 2.0]), "h": 0.05}


@numerical.shown("on the bottom of a steep valley: the error of the formula is as large as the slope")
def on_the_bottom():
    return {"f": FunctionInput("rosenbrock", {"a": 1.0, "b": 100.0}), "x": np.array([1.5, 2.25]), "h": 0.03}


@numerical.shown("one variable, h = 0.75: more error than slope")
def far_apart():
    return {"f": FunctionInput("quartic"), "x": np.array([0.5]), "h": 0.75}


@numerical.drawn(2)
def on_himmelblau(rng):
    name = FunctionInput("himmelblau", {"a": float(rng.uniform(5, 12)), "b": float(rng.uniform(3, 8))})
    signs = np.array([1.0, -1.0])
    return {"f": name, "x": signs * rng.uniform(0.5, 2.5, size=2), "h": float(rng.uniform(0.05, 0.2))}


@numerical.drawn(1)
def on_rosenbrock(rng):
    name = FunctionInput("rosenbrock", {"a": float(rng.uniform(0.5, 2)), "b": float(rng.uniform(2, 20))})
    return {"f": name, "x": rng.uniform(0.5, 2, size=2) * rng.choice([-1, 1], size=2), "h": 0.1}


@numerical.drawn(1)
def in_one_variable(rng):
    return {"f": FunctionInput("quartic"), "x": rng.uniform(0.3, 1.5, size=1), "h": 0.1}


@numerical.drawn(1)
def in_four_variables(rng):
    A = rng.normal(size=(4, 4))
    name = FunctionInput("quadratic", {"H": A + A.T, "centre": rng.normal(size=4)})
    return {"f": name, "x": rng.normal(size=4) + 1, "h": 0.01}


@numerical.drawn(1)
def at_drawn_integers(rng):
    return {"f": FunctionInput("himmelblau"), "x": rng.integers(1, 3, size=2), "h": 0.1}


@numerical.independent(1e-7)
def by_interpolation(f, x, h):
    """Along an axis every function here is p(t) = Σ c_k tᵏ of degree 4 at most, so (p(h) − p(−h)) / 2h = c₁ + c₃h²."""
    t = np.array([-1.0, -0.5, 0.25, 0.75, 1.0])
    lines = [np.polynomial.Polynomial.fit(t, [f(x + s * e) for s in t], 4) for e in np.eye(len(x))]
    coefficients = [np.append(line.convert().coef, np.zeros(4)) for line in lines]
    return np.array([c[1] + c[3] * h**2 for c in coefficients])


@numerical.wider
def any_point(rng):
    h = float(digits(10.0 ** rng.uniform(-6, 0)))
    kind = rng.random()
    if kind < 0.3:
        n = int(rng.integers(1, 6))
        A = rng.integers(-3, 4, size=(n, n)) * one_of(rng, 1.0, 1.0, 0.001, 100.0)
        name = FunctionInput("quadratic", {"H": A + A.T, "centre": numbers(rng, n, "usual", "whole")})
        return {"f": name, "x": numbers(rng, n, "usual", "whole", "moderate", "zeros"), "h": h}
    if kind < 0.5:  # on the bottom of the valley little is left but the error of the formula
        x = float(digits(rng.uniform(0.3, 2.0)))
        valley = FunctionInput("rosenbrock", {"a": 1.0, "b": float(rng.integers(1, 101))})
        return {"f": valley, "x": np.array([x, x**2]), "h": h}
    name, n = one_of(rng, ("himmelblau", 2), ("rosenbrock", 2), ("quartic", 1), ("saddle", 2))
    x = numbers(rng, n, "usual", "all digits", "whole", "zeros", "moderate")
    return {"f": FunctionInput(name), "x": x, "h": h}


numerical.keep(49, 83, 14, 57, 9, 15, 61, 8, 1, 3)


@numerical.mistake()
def forward(f, x, h):
    """This is the forward difference: the nudge goes one way only, and the error shrinks like h instead of h².

    From which two points does the central difference take its values?
    """
    return np.array([(f(x + h * e) - f(x)) / h for e in np.eye(len(x))])


@numerical.mistake()
def backward(f, x, h):
    """This is the backward difference: the nudge goes one way only, and the error shrinks like h instead of h².

    From which two points does the central difference take its values?
    """
    return np.array([(f(x) - f(x - h * e)) / h for e in np.eye(len(x))])


@numerical.mistake(reread="Lecture 00, “Kinds of numbers”")
def forward_in_place(f, x, h):
    """The nudge goes one way only, and where x holds integers it is cut off: a copy of integers keeps integers.

    What does an array of integers keep of 1 + 0.000001? And what does the central difference do besides x + h?
    """
    slopes = np.zeros(len(x))
    for i in range(len(x)):
        ahead = x.copy()
        ahead[i] += h
        slopes[i] = (f(ahead) - f(x)) / h
    return slopes


@numerical.mistake(reread="Lecture 00, “Kinds of numbers”")
def nudge_in_integers(f, x, h):
    """The nudge is added to an entry of a copy of x: where x holds integers, the copy does too and cuts the nudge off.

    What does an array of integers keep of 1 + 0.01, and what of 1 − 0.01? Which dtype must the copy have?
    """
    slopes = np.zeros(len(x))
    for i in range(len(x)):
        ahead, behind = x.copy(), x.copy()
        ahead[i] += h
        behind[i] -= h
        slopes[i] = (f(ahead) - f(behind)) / (2 * h)
    return slopes


@numerical.mistake(reread="Lecture 00, “Kinds of numbers”")
def slopes_in_integers(f, x, h):
    """The slopes are stored as whole numbers where x holds integers: what comes after the decimal point is cut off.

    What does np.zeros_like(x) copy besides the shape?
    """
    slopes = np.zeros_like(x)
    for i in range(len(x)):
        e = np.zeros(len(x))
        e[i] = h
        slopes[i] = (f(x + e) - f(x - e)) / (2 * h)
    return slopes


@numerical.mistake(reread="Lecture 00, “A nudge and back”")
def not_put_back(f, x, h):
    """An entry is nudged and not put back: from the second entry on, the slopes belong to another point.

    Print the point at which you take the second slope.
    """
    x, slopes = x.astype(float), np.zeros(len(x))
    for i in range(len(x)):
        x[i] += h
        ahead = f(x)
        x[i] -= 2 * h
        slopes[i] = (ahead - f(x)) / (2 * h)
    return slopes


@numerical.mistake(reread="Lecture 00, “A nudge and back”")
def nudged_in_the_callers_array(f, x, h):
    """The nudge is written into the array that was passed in and not taken back: the caller's point moves.

    Nudge a copy, or put the entry back before the next one.
    """
    slopes = np.zeros(len(x))
    for i in range(len(x)):
        x[i] += h
        ahead = f(x)
        x[i] -= 2 * h
        slopes[i] = (ahead - f(x)) / (2 * h)
    return slopes


@numerical.mistake()
def divided_by_h(f, x, h):
    """The slopes are twice as large as they should be: the difference is divided by h.

    How far apart are x − h and x + h?
    """
    return np.array([(f(x + h * e) - f(x - h * e)) / h for e in np.eye(len(x))])


@numerical.mistake()
def not_divided_by_h(f, x, h):
    """The difference is halved but not divided by h: it becomes small with h, and a slope does not.

    A slope is a difference of values over a distance.
    """
    return np.array([(f(x + h * e) - f(x - h * e)) / 2 for e in np.eye(len(x))])


@numerical.mistake()
def difference_only(f, x, h):
    """The difference of the two values is not divided at all.

    A slope is a difference of values over a distance.
    """
    return np.array([f(x + h * e) - f(x - h * e) for e in np.eye(len(x))])


@numerical.mistake(reread="Lecture 00, “Brackets”")
def brackets_missing(f, x, h):
    """The difference is divided by 2 and then multiplied by h: `/ 2 * h` is read from left to right.

    Where do the brackets belong?
    """
    return np.array([(f(x + h * e) - f(x - h * e)) / 2 * h for e in np.eye(len(x))])


@numerical.mistake()
def sign_reversed(f, x, h):
    """The slopes have the opposite sign: the value behind comes first in the difference.

    Where f grows, the slope is positive.
    """
    return np.array([(f(x - h * e) - f(x + h * e)) / (2 * h) for e in np.eye(len(x))])


@numerical.mistake(reread="Lecture 00, “One entry at a time”")
def all_entries_at_once(f, x, h):
    """All entries are nudged together: x + h adds h to each of them.

    A partial derivative moves one variable and keeps the others.
    """
    return np.full(len(x), (f(x + h) - f(x - h)) / (2 * h))


@numerical.mistake(reread="Lecture 00, “One entry at a time”")
def one_number(f, x, h):
    """One number comes back; the gradient has an entry for each variable.

    A gradient has the shape of x.
    """
    return (f(x + h) - f(x - h)) / (2 * h)


@numerical.mistake(reread="Lecture 00, “One entry at a time”")
def last_entry_missing(f, x, h):
    """The last entry of the gradient stays zero.

    range(n) already ends at n − 1.
    """
    slopes = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))]
    return np.array([*slopes[:-1], 0.0])


@numerical.mistake(reread="Lecture 00, “One entry at a time”")
def two_variables_only(f, x, h):
    """The gradient has two entries, however many variables there are.

    Take their number from the length of x.
    """
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))[:2]])


@numerical.mistake(reread="Lecture 00, “Which h?”")
def own_h(f, x, h):
    """The given h leaves no trace in the result: it was computed with a smaller h, or by another formula.

    The central difference has an error of its own, and with h = 0.1 it must show.
    """
    return np.array([(f(x + 1e-5 * e) - f(x - 1e-5 * e)) / 2e-5 for e in np.eye(len(x))])


@numerical.mistake(reread="Lecture 00, “Which h?”")
def half_a_nudge(f, x, h):
    """The nudge is h/2 each way, not h.

    Here h is the length of one nudge; the two points are 2h apart.
    """
    return np.array([(f(x + h / 2 * e) - f(x - h / 2 * e)) / h for e in np.eye(len(x))])


@numerical.mistake(reread="Lecture 00, “Which h?”")
def nudge_relative_to_x(f, x, h):
    """The nudge is h times the entry of x, not h.

    What happens at x = 0?
    """
    steps = h * np.abs(x)
    return np.array([(f(x + s * e) - f(x - s * e)) / (2 * s) for s, e in zip(steps, np.eye(len(x)), strict=True)])


@numerical.mistake(reread="Lecture 00, “Shapes”")
def gradient_in_a_column(f, x, h):
    """The gradient is a column of shape (n, 1); x has shape (n,).

    A gradient has the shape of its variable.
    """
    return np.array([[(f(x + h * e) - f(x - h * e)) / (2 * h)] for e in np.eye(len(x))])


@numerical.mistake(reread="Lecture 00, “Shapes”")
def gradient_in_a_list(f, x, h):
    """The numbers are right, but they come as a list, not as an array.

    Which function makes an array of a list?
    """
    return [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))]


@numerical.variant
def all_points_in_one_call(f, x, h):
    """A function of this course takes a stack of points."""
    nudges = h * np.eye(len(x))
    return (f(x + nudges) - f(x - nudges)) / (2 * h)


@numerical.variant
def nudged_and_put_back(f, x, h):
    point, slopes = np.array(x, dtype=float), np.zeros(len(x))
    for i in range(point.size):
        old = point[i]
        point[i] = old + h
        ahead = f(point)
        point[i] = old - h
        slopes[i] = (ahead - f(point)) / (2 * h)
        point[i] = old
    return slopes


@numerical.variant
def mean_of_both_ways(f, x, h):
    """The mean of the forward and of the backward difference is the central one."""
    here = f(x)
    units = np.eye(len(x))
    ahead = np.array([(f(x + h * e) - here) / h for e in units])
    behind = np.array([(here - f(x - h * e)) / h for e in units])
    return (ahead + behind) / 2

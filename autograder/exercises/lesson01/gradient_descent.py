"""X1.4, gradient descent until the gradient is short or the updates run out, and the way there."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import GD, Function, cases, gradient_below, minimize
from gdkit.checking.encoding import FunctionInput

from .. import libraries, slips
from ..drawing import digits, one_of
from ..wide_numbers import numbers

# 1e-6: up to 40 updates, and rounding in each of them
descent = Exercise(
    "01.gradient_descent",
    "gradient_descent(grad, theta0, eta, tol, max_iter) -> (theta, history)",
    parts={"where it ends": ("theta",), "the way there": ("history",)},
    tolerance=1e-6,
    reread="Lecture 01, “Algorithm 1”",
    allows={
        "one entry": ["theta0"],
        "whole": ["theta0"],
        "only zeros": ["theta0"],
        "large": ["theta0", "tol", "max_iter"],
        "small": ["theta0", "eta", "tol"],
        "zero": ["eta", "tol", "max_iter"],
        "one": ["max_iter"],
    },
    library_calls=libraries.DESCENTS,
)


@descent.reference
def gradient_descent(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, dtype=float)
    history = [theta]
    for _ in range(max_iter):
        gradient = grad(theta)
        if np.linalg.norm(gradient) <= tol:
            break
        theta = theta - eta * gradient
        history.append(theta)
    return theta, np.array(history)


def _slope(name, **coefficients):
    return FunctionInput(name, coefficients, role="gradient")


@descent.shown("x² + y² from (1, 2), η = 0.1, until ‖∇J‖ ≤ 0.001")
def down_the_bowl():
    return {"grad": _slope("bowl"), "theta0": np.array([1.0, 2.0]), "eta": 0.1, "tol": 1e-3, "max_iter": 100}


@descent.shown("a tilted bowl from (4, −3), written as integers; max_iter = 7 ends it")
def seven_updates():
    grad = _slope("quadratic", H=[[2.0, 1.0], [1.0, 3.0]], centre=[0.5, 1.25])
    return {"grad": grad, "theta0": np.array([4, -3]), "eta": 0.2, "tol": 1e-2, "max_iter": 7}


@descent.shown("three variables; ‖∇J‖ is exactly tol after three updates")
def exactly_tol():
    start = np.array([4.0, -8.0, 8.0])  # ‖∇J‖ = 24 at first, and ¾ of it after each update
    return {"grad": _slope("valley", a=[1.0, 1.0, 1.0]), "theta0": start, "eta": 0.125, "tol": 10.125, "max_iter": 50}


@descent.shown("a start that is flat enough: no update")
def no_update():
    grad = _slope("quadratic", centre=[1.0, -2.0])
    return {"grad": grad, "theta0": np.array([1.25, -2.5]), "eta": 0.3, "tol": 2.0, "max_iter": 20}


def _tilted(rng, P):
    """A bowl whose curvatures lie between 1 and 5, with tilted axes."""
    Q, _ = np.linalg.qr(rng.normal(size=(P, P)))
    H = Q * rng.uniform(1, 5, size=P) @ Q.T
    return {"H": (H + H.T) / 2, "centre": rng.normal(size=P)}


@descent.shown("one variable, a mild slope: 120 updates, and ‖∇J‖ stays above tol")
def many_updates():
    grad = _slope("valley", a=[0.5])
    return {"grad": grad, "theta0": np.array([0.2]), "eta": 0.04, "tol": 1e-5, "max_iter": 120}


@descent.shown("tol = 0 and tiny gradients: only max_iter ends it")
def tol_of_zero():
    grad = _slope("valley", a=[1.0])
    return {"grad": grad, "theta0": np.array([0.00390625]), "eta": 0.25, "tol": 0.0, "max_iter": 6}


@descent.shown("max_iter = 0: the start is the end, although it is steep there")
def no_update_allowed_at_all():
    return {"grad": _slope("bowl"), "theta0": np.array([3, -2]), "eta": 0.1, "tol": 0.5, "max_iter": 0}


@descent.shown("η = 0 on a steep slope: three updates, and nothing moves")
def rate_of_zero():
    return {"grad": _slope("rosenbrock"), "theta0": np.array([30.0, -30.0]), "eta": 0.0, "tol": 0.5, "max_iter": 3}


@descent.shown("Rosenbrock's valley with a small η: six updates")
def small_rate():
    return {"grad": _slope("rosenbrock"), "theta0": np.array([-1.2, 1.0]), "eta": 4.5e-04, "tol": 2.0, "max_iter": 6}


@descent.drawn(2)
def stopped_by_max_iter(rng):
    grad = _slope("quadratic", **_tilted(rng, 3))
    start = rng.normal(size=3) + 4
    return {"grad": grad, "theta0": start, "eta": float(rng.uniform(0.05, 0.12)), "tol": 1e-3, "max_iter": 9}


@descent.drawn(2)
def stopped_by_tol(rng):
    """tol lies in the middle between two of the norms, so that rounding cannot decide; the largest entry of the
    gradient is below it one update earlier."""
    while True:
        coefficients, eta, start = _tilted(rng, 4), float(rng.uniform(0.04, 0.08)), rng.normal(size=4) + 4
        quadratic = cases.get("quadratic", **coefficients)
        gradients = quadratic.gradient(minimize(quadratic, start, GD(eta), 9).path)
        tol = float(np.sqrt(np.linalg.norm(gradients[8]) * np.linalg.norm(gradients[9])))
        if np.abs(gradients[8]).max() < 0.98 * tol:
            break
    return {"grad": _slope("quadratic", **coefficients), "theta0": start, "eta": eta, "tol": tol, "max_iter": 60}


@descent.drawn(1)
def integer_start(rng):
    start = rng.choice([-1, 1], size=2) * rng.integers(3, 5, size=2)
    return {"grad": _slope("himmelblau"), "theta0": start, "eta": 0.01, "tol": 0.1, "max_iter": 5}


@descent.drawn(1)
def one_parameter(rng):
    return {"grad": _slope("quartic"), "theta0": rng.uniform(1.3, 1.6, size=1), "eta": 0.04, "tol": 0.05, "max_iter": 3}


@descent.drawn(1)
def no_update_allowed(rng):
    start = rng.normal(size=4) + 3
    return {"grad": _slope("valley", a=[1.0, 2.0, 3.0, 0.5]), "theta0": start, "eta": 0.1, "tol": 0.5, "max_iter": 0}


@descent.independent(1e-6)
def by_the_kit(grad, theta0, eta, tol, max_iter):
    """The kit's descent; of the function only its gradient is needed."""
    run = minimize(
        Function(lambda theta: 0.0, grad), theta0, GD(max(eta, 1e-300)), max_iter, stop=[gradient_below(tol)]
    )
    return run.theta, run.path


@descent.wider
def wide_descent(rng):
    """Bowls with rates that converge or let θ grow, some long runs, and a few steps on other functions. tol lies at
    least a thousandth beside every norm, or all is exact, so that no rounding decides when it ends."""
    if rng.random() < 0.15:  # exact: whole numbers, halved or kept
        start = one_of(rng, rng.integers(-3, 4, size=2), np.zeros(2), 3.0 * np.eye(2)[0])
        eta, tol = float(rng.choice([0.0, 0.25, 0.5])), float(rng.choice([0.0, 1e-3, 0.5, 6.0]))
        return {"grad": _slope("bowl"), "theta0": start, "eta": eta, "tol": tol, "max_iter": int(rng.integers(0, 7))}
    max_iter = int(rng.integers(0, 9))
    if rng.random() < 0.65:
        P = int(rng.integers(1, 5))
        A = rng.integers(-2, 3, size=(P, P)) / 2
        coefficients = {
            "H": A @ A.T + np.diag(digits(rng.uniform(0.2, 1, size=P))),
            "centre": rng.integers(-2, 3, size=P),
        }
        L, kind = float(np.linalg.norm(coefficients["H"], 2)), rng.random()
        name, start, eta = "quadratic", numbers(rng, P), rng.uniform(*((2.1, 4.0) if kind < 0.2 else (0.05, 1.9))) / L
        if kind < 0.4:
            coefficients["centre"] = np.zeros(P)
        elif kind > 0.95:
            max_iter, eta = int(rng.integers(30, 151)), float(rng.uniform(0.02, 0.2)) / L
    else:
        name, P, eta = one_of(
            rng, ("saddle", 2, 0.1), ("quartic", 1, 0.03), ("himmelblau", 2, 0.01), ("rosenbrock", 2, 4.5e-4)
        )
        coefficients, start = {}, numbers(rng, P, "usual", "all digits", "zeros", "small")
    eta = one_of(rng, 0.0, *[float(digits(eta))] * 9)
    grad = cases.get(name, **coefficients).gradient
    path = gradient_descent(grad, start, eta, -1.0, max_iter)[1]
    tol = _beside(rng, [float(np.linalg.norm(grad(theta))) for theta in path])
    return {"grad": _slope(name, **coefficients), "theta0": start, "eta": eta, "tol": tol, "max_iter": max_iter}


descent.keep(162, 188, 73, 75, 102, 289, 189, 16, 38, 276, 110, 6, 136, 84, 205)


def _beside(rng, norms):
    """A tolerance, 0 where no norm comes close to it, that is no norm but for a thousandth."""
    if rng.random() < 0.3 and min(norms) > 1e-8 * max(norms):
        return 0.0
    while True:
        tol = float(digits((one_of(rng, *norms) or 1.0) * rng.uniform(0.3, 1.5)))
        if all(abs(norm - tol) > 1e-3 * tol for norm in norms):
            return tol


def _walk(grad, theta0, eta, tol, max_iter, measure):
    """Gradient descent that stops when measure(gradient) ≤ tol."""
    theta = np.array(theta0, dtype=float)
    points = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        if measure(g) <= tol:
            break
        theta = theta - eta * g
        points.append(theta)
    return theta, np.array(points)


@descent.mistake(says=slips.STEPS_UPHILL)
def steps_uphill(grad, theta0, eta, tol, max_iter):
    """The gradient points to where J grows."""
    return gradient_descent(grad, theta0, -eta, tol, max_iter)


@descent.mistake()
def end_not_recorded(grad, theta0, eta, tol, max_iter):
    """The history stops one point early: the point where the descent ends is missing.

    k updates make k + 1 points, start and end included.
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, points[:-1]


@descent.mistake()
def start_not_recorded(grad, theta0, eta, tol, max_iter):
    """The start is missing from the history.

    k updates make k + 1 points, start and end included.
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, points[1:]


@descent.mistake(reread="Lecture 01, “The descent”")
def last_but_one_returned(grad, theta0, eta, tol, max_iter):
    """The history is right, but theta is the point before the last update.

    Which variable holds the newest point when the loop ends?
    """
    _, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return points[max(0, len(points) - 2)], points


@descent.mistake(reread="Lecture 01, “The descent”")
def ends_one_update_early(grad, theta0, eta, tol, max_iter):
    """The last update is computed and thrown away: theta and history end one point early.

    Is the newest point appended before the loop ends?
    """
    _, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return points[max(0, len(points) - 2)], points[: max(1, len(points) - 1)]


@descent.mistake(reread="Lecture 01, “When to stop”")
def stops_on_the_step(grad, theta0, eta, tol, max_iter):
    """The descent stops when the step η‖∇J‖ is small; the statement asks for a small gradient.

    With a tiny η every step is small.
    """
    return _walk(grad, theta0, eta, tol, max_iter, lambda g: eta * np.linalg.norm(g))


@descent.mistake(reread="Lecture 01, “When to stop”")
def stops_on_the_square(grad, theta0, eta, tol, max_iter):
    """‖∇J‖² is compared with tol: the root is missing.

    How long is the vector (3, 4)?
    """
    return _walk(grad, theta0, eta, tol, max_iter, lambda g: g @ g)


@descent.mistake(reread="Lecture 01, “When to stop”")
def stops_on_the_largest_entry(grad, theta0, eta, tol, max_iter):
    """The size of the largest entry of the gradient is compared with tol, not the length ‖∇J‖.

    How long is the vector (3, 4)?
    """
    return _walk(grad, theta0, eta, tol, max_iter, lambda g: np.abs(g).max())


@descent.mistake(reread="Lecture 01, “When to stop”")
def stops_on_one_entry(grad, theta0, eta, tol, max_iter):
    """The descent stops as soon as one entry of the gradient is small.

    In a valley one slope is small long before the other.
    """
    return _walk(grad, theta0, eta, tol, max_iter, lambda g: np.abs(g).min())


@descent.mistake(reread="Lecture 01, “When to stop”")
def stops_on_a_signed_sum(grad, theta0, eta, tol, max_iter):
    """The entries of the gradient are added with their signs: a large negative slope counts as small.

    What is the length of (3, −4)?
    """
    return _walk(grad, theta0, eta, tol, max_iter, lambda g: g.sum())


@descent.mistake(reread="Lecture 01, “When to stop”")
def strictly_below_tol(grad, theta0, eta, tol, max_iter):
    """Where ‖∇J‖ equals tol exactly, one more update is made.

    The statement says ≤.
    """
    return _walk(grad, theta0, eta, np.nextafter(tol, 0), max_iter, np.linalg.norm)


@descent.mistake(reread="Lecture 01, “When to stop”")
def one_update_too_late(grad, theta0, eta, tol, max_iter):
    """The descent makes one more update after the gradient has become small.

    Look at the gradient before you step, not after it: a start that is flat enough is not left.
    """
    theta = np.array(theta0, dtype=float)
    points = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        theta = theta - eta * g
        points.append(theta)
        if np.linalg.norm(g) <= tol:
            break
    return theta, np.array(points)


@descent.mistake(reread="Lecture 01, “When to stop”")
def tol_ignored(grad, theta0, eta, tol, max_iter):
    """All max_iter updates are made: tol is not used.

    The loop has two reasons to end.
    """
    return _walk(grad, theta0, eta, -1.0, max_iter, np.linalg.norm)


@descent.mistake(reread="Lecture 01, “When to stop”")
def max_iter_ignored(grad, theta0, eta, tol, max_iter):
    """The descent goes on after max_iter updates: max_iter is not used.

    With an η that is too large such a loop never ends.
    """
    return _walk(grad, theta0, eta, tol, 1200, np.linalg.norm)


@descent.mistake(reread="Lecture 01, “When to stop”")
def one_update_too_many(grad, theta0, eta, tol, max_iter):
    """max_iter + 1 updates are made where max_iter ends the descent.

    With max_iter = 0 nothing moves.
    """
    return gradient_descent(grad, theta0, eta, tol, max_iter + 1)


@descent.mistake(reread="Lecture 01, “When to stop”")
def one_update_too_few(grad, theta0, eta, tol, max_iter):
    """max_iter − 1 updates are made where max_iter ends the descent.

    How often does range(1, max_iter) run?
    """
    return gradient_descent(grad, theta0, eta, tol, max_iter - 1)


@descent.mistake(says=slips.GRADIENT_TAKEN_ONCE)
def gradient_taken_once(grad, theta0, eta, tol, max_iter):
    first = grad(theta0)
    return gradient_descent(lambda theta: first, theta0, eta, tol, max_iter)


@descent.mistake(says=slips.UNIT_STEPS)
def unit_steps(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, dtype=float)
    points = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta = theta - eta * g / np.linalg.norm(g)
        points.append(theta)
    return theta, np.array(points)


@descent.mistake()
def one_entry_after_the_other(grad, theta0, eta, tol, max_iter):
    """The entries of θ are updated one after the other, each with a gradient that already sees the new ones before it.

    One point, one gradient: compute it whole, then move all entries.
    """
    theta = np.array(theta0, dtype=float)
    points = [theta.copy()]
    for _ in range(max_iter):
        if np.linalg.norm(grad(theta)) <= tol:
            break
        for i in range(len(theta)):
            theta[i] = theta[i] - eta * grad(theta)[i]
        points.append(theta.copy())
    return theta, np.array(points)


@descent.mistake()
def each_step_from_the_start(grad, theta0, eta, tol, max_iter):
    """Each step sets out from theta0 instead of from the newest point.

    What stands on the right of θ ← θ − η∇J(θ)?
    """
    theta = np.array(theta0, dtype=float)
    points = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta = theta0 - eta * g
        points.append(theta)
    return theta, np.array(points)


@descent.mistake(says=slips.START_IGNORED)
def start_ignored(grad, theta0, eta, tol, max_iter):
    return gradient_descent(grad, np.zeros(len(theta0)), eta, tol, max_iter)


@descent.mistake(reread="Lecture 01, “Never in place”")
def one_array_recorded(grad, theta0, eta, tol, max_iter):
    """All points of the history are the same: one array is appended again and again while θ -= … changes it.

    Make a new array in each update, or append a copy.
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, np.array([theta] * len(points))


@descent.mistake(says=slips.START_OVERWRITTEN, reread="Lecture 01, “Never in place”")
def start_overwritten(grad, theta0, eta, tol, max_iter):
    theta = theta0
    points = [theta.copy()]
    for _ in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta -= eta * g
        points.append(theta.copy())
    return theta, np.array(points)


@descent.mistake(says=slips.ROUNDED_TO_INTEGERS, reread="Lecture 01, “Kinds of numbers”")
def rounded_to_integers(grad, theta0, eta, tol, max_iter):
    theta = theta0.copy()
    points = [theta.copy()]
    for _ in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta[:] = theta - eta * g
        points.append(theta.copy())
    return theta, np.array(points)


@descent.mistake(says=slips.ALWAYS_A_TENTH)
def own_eta(grad, theta0, eta, tol, max_iter):
    """0.1 is right in some cases only."""
    return gradient_descent(grad, theta0, 0.1, tol, max_iter)


@descent.mistake(says=slips.ETA_IGNORED)
def no_eta(grad, theta0, eta, tol, max_iter):
    return gradient_descent(grad, theta0, 1.0, tol, max_iter)


@descent.mistake()
def eta_shrinks(grad, theta0, eta, tol, max_iter):
    """The rate shrinks from update to update; here it is the same in all of them.

    Is eta changed inside the loop?
    """
    theta = np.array(theta0, dtype=float)
    points = [theta]
    for t in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta = theta - eta / (t + 1) * g
        points.append(theta)
    return theta, np.array(points)


@descent.mistake(reread="Lecture 01, “Shapes”")
def history_in_a_list(grad, theta0, eta, tol, max_iter):
    """The history is a list of points; an array of shape (k + 1, P) is asked for.

    Which function makes an array of a list?
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, list(points)


@descent.mistake(reread="Lecture 01, “Shapes”")
def history_transposed(grad, theta0, eta, tol, max_iter):
    """The points of the history stand in columns; each point is a row.

    The shape is (k + 1, P).
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, points.T


@descent.mistake(reread="Lecture 01, “Shapes”")
def history_filled_up(grad, theta0, eta, tol, max_iter):
    """The history has max_iter + 1 rows even where the descent ended before: the other rows are zeros.

    Keep only the points that were reached.
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    table = np.zeros((max_iter + 1, len(theta)))
    table[: len(points)] = points
    return theta, table


@descent.mistake()
def gradients_recorded(grad, theta0, eta, tol, max_iter):
    """The history holds the gradients, not the points.

    What do you append?
    """
    theta, points = gradient_descent(grad, theta0, eta, tol, max_iter)
    return theta, np.array([grad(point) for point in points])


@descent.variant
def by_while(grad, theta0, eta, tol, max_iter):
    points = [np.asarray(theta0).astype(float)]
    g = grad(points[-1])
    while np.sqrt((g**2).sum()) > tol and len(points) <= max_iter:
        points.append(points[-1] - eta * g)
        g = grad(points[-1])
    return points[-1], np.stack(points)


@descent.variant
def in_place(grad, theta0, eta, tol, max_iter):
    theta = theta0 * 1.0
    table = np.empty((max_iter + 1, len(theta)))
    table[0], k = theta, 0
    while k < max_iter:
        g = grad(theta)
        if float(np.dot(g, g)) ** 0.5 <= tol:
            break
        theta -= eta * g
        k += 1
        table[k] = theta
    return theta, table[: k + 1].copy()


def _onwards(grad, theta, eta, tol, updates_left):
    """The points from theta on."""
    g = grad(theta)
    if updates_left == 0 or np.linalg.norm(g) <= tol:
        return [theta]
    return [theta, *_onwards(grad, theta - eta * g, eta, tol, updates_left - 1)]


@descent.variant
def by_recursion(grad, theta0, eta, tol, max_iter):
    points = np.array(_onwards(grad, theta0 + 0.0, eta, tol, max_iter))
    return points[-1], points

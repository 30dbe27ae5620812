"""X1.5, the rules that end a descent: a short gradient, a small decrease, a short step."""

import numpy as np

from autograder.declaring import Exercise
from gdkit import GD, MSE, Quadratic, Step, decrease_below, gradient_below, minimize, step_below
from gdkit.datasets import toy_batch

from ..drawing import one_of
from ..wide_numbers import size

stopping = Exercise(
    "01.stop_rule",
    "stop_rule(rule, thetas, values, gradients, tol) -> t",
    reread="Lecture 01, “When to stop”",
    allows={
        "one row": ["thetas", "gradients"],
        "one column": ["thetas", "gradients"],
        "one entry": ["values"],
        "whole": ["thetas", "values", "gradients"],
        "only zeros": ["thetas", "values", "gradients"],
        "equal rows": ["thetas", "gradients"],
        "large": ["thetas", "values", "gradients", "tol"],
        "small": ["thetas", "values", "gradients", "tol"],
        "zero": ["tol"],
    },
)

RULES = ("gradient", "decrease", "step")


@stopping.reference
def stop_rule(rule, thetas, values, gradients, tol):
    for t in range(len(thetas)):
        if rule == "gradient" and np.linalg.norm(gradients[t]) <= tol:
            return t
        if rule == "decrease" and t > 0 and 0 <= values[t - 1] - values[t] <= tol:
            return t
        if rule == "step" and t > 0 and np.linalg.norm(thetas[t] - thetas[t - 1]) <= tol:
            return t
    return -1


def _toy_descent(rule, tol):
    """The full-batch descent on the toy batch, η = 0.1, 170 updates."""
    loss = MSE(*toy_batch())
    run = minimize(loss, [0, 1, 1], GD(0.1), 170)
    return {"rule": rule, "thetas": run.path, "values": run.values, "gradients": loss.gradient(run.path), "tol": tol}


@stopping.shown("the toy batch, η = 0.1: “gradient”, tol = 0.0001")
def toy_gradient():
    return _toy_descent("gradient", 1e-4)


@stopping.shown("the toy batch, η = 0.1: “decrease”, tol = 0.00000001")
def toy_decrease():
    return _toy_descent("decrease", 1e-8)


@stopping.shown("the toy batch, η = 0.1: “step”, tol = 0.001")
def toy_step():
    return _toy_descent("step", 1e-3)


# A vector of every kind that a wrong measure of length takes for short, one after the other; tol = 5.
ARROWS = np.array(
    [
        [40.0, 30.0],
        [-20.0, 10.0],  # its signed sum is small
        [0.5, 18.0],  # one entry is small
        [1.5, 17.0],  # close to the one before
        [4.0, 4.0],  # no entry is large
        [9.0, 2.0],
        [3.0, 4.0],  # its length is 5
        [6.0, 2.0],
        [3.0, 3.5],  # its length is below 5
        [2.0, 2.5],  # the sum of its entries is below 5
        [1.0, 1.5],  # the sum of their squares is below 5
        [0.5, 0.5],
    ]
)
RISING = np.array([10.0, 6.0, 7.0, 7.125, 0.1, 8.0, 7.0, 9.875, 5.0, 4.75, 3.0, 3.0, 2.875, 10.125])


@stopping.shown("“gradient”: long and short gradients, one of length exactly tol")
def many_gradients():
    values = np.array([9.0, 8.0, 7.0, 30.0, 20.0, 18.0, 15.0, 12.0, 11.0, 10.0, 9.5, 1.0])
    return {
        "rule": "gradient",
        "thetas": np.cumsum(ARROWS[::-1], axis=0),
        "values": values,
        "gradients": ARROWS,
        "tol": 5.0,
    }


@stopping.shown("“decrease”: J also rises, by much and by little")
def rising_values():
    thetas = np.column_stack([np.arange(14.0), np.arange(14.0) ** 2])
    return {"rule": "decrease", "thetas": thetas, "values": RISING, "gradients": -thetas[::-1], "tol": 0.25}


@stopping.shown("“step”: long and short steps, one of length exactly tol; the last point lies near the first")
def many_steps():
    thetas = np.vstack([[0.0, 0.0], np.cumsum(ARROWS, axis=0), [3.0, 1.0], [1.0, 2.0]])
    values = np.concatenate([RISING, [10.0]])
    return {"rule": "step", "thetas": thetas, "values": values, "gradients": np.full((15, 2), 2.0), "tol": 5.0}


@stopping.shown("“gradient”: the start is flat enough")
def flat_start():
    gradients = np.array([[1, -2, 2], [5, 0, 1], [0, 1, 0], [7, 7, 7]])
    return {"rule": "gradient", "thetas": gradients[::-1], "values": np.arange(4.0), "gradients": gradients, "tol": 3.5}


@stopping.shown("“decrease”: J stands still at the first update")
def standing_still():
    values = np.array([4.0, 4.0, 2.0, 2.0, 1.75])
    return {"rule": "decrease", "thetas": ARROWS[:5], "values": values, "gradients": ARROWS[5:10], "tol": 0.25}


@stopping.shown("“step”: at the last update")
def short_at_last():
    thetas = np.array([[0.0, 9.0], [30.0, 9.0], [30.0, 50.0], [31.0, 51.0]])
    return {"rule": "step", "thetas": thetas, "values": np.ones(4), "gradients": ARROWS[:4], "tol": 3.0}


@stopping.shown("“step”: never")
def never_short():
    thetas = np.array([[0.0, 1.0], [30.0, 1.0], [30.0, 50.0], [-20.0, 90.0]])
    return {"rule": "step", "thetas": thetas, "values": np.ones(4), "gradients": np.ones((4, 2)), "tol": 2.0}


@stopping.shown("“gradient”: a record of one point, all zeros, tol = 0")
def one_point():
    return {
        "rule": "gradient",
        "thetas": np.zeros((1, 1)),
        "values": np.zeros(1),
        "gradients": np.zeros((1, 1)),
        "tol": 0.0,
    }


@stopping.shown("“gradient”: long and short gradients, a thousand times as long")
def large_numbers():
    case = many_gradients()
    return {"rule": "gradient", **{name: 1000 * case[name] for name in ("thetas", "values", "gradients", "tol")}}


@stopping.shown("“step”: long and short steps, all numbers about a million times smaller (divided by 2²⁰)")
def small_numbers():
    case = many_steps()
    return {"rule": "step", **{name: case[name] / 2**20 for name in ("thetas", "values", "gradients", "tol")}}


@stopping.shown("“decrease”: J falls by less than a hundredth")
def small_decrease():
    case = rising_values()
    return {**case, "values": case["values"] / 2**10, "tol": case["tol"] / 2**10}


def _recorded(rng, rule):
    """A descent of 25 updates with tol in the middle between two of the numbers that the rule looks at, so that
    rounding cannot decide."""
    H = np.diag(rng.uniform(0.5, 4, size=3))
    loss = Quadratic(H, rng.normal(size=3), float(rng.normal()))
    run = minimize(loss, rng.normal(size=3) + 3, GD(float(rng.uniform(0.1, 0.2))), 25)
    gradients = loss.gradient(run.path)
    numbers = _numbers(rule, run.path, run.values, gradients, np.linalg.norm)
    t = int(rng.integers(9, 17))
    tol = float(np.sqrt(numbers[t - 1] * numbers[t]))
    return {"rule": rule, "thetas": run.path, "values": run.values, "gradients": gradients, "tol": tol}


@stopping.drawn(1)
def recorded_gradient(rng):
    return _recorded(rng, "gradient")


@stopping.drawn(1)
def recorded_decrease(rng):
    return _recorded(rng, "decrease")


@stopping.drawn(1)
def recorded_step(rng):
    return _recorded(rng, "step")


@stopping.drawn(3)
def jumping(rng):
    """Whole numbers that jump about: ties, rises, standstills, a rule that may never fire."""
    return {
        "rule": RULES[int(rng.integers(3))],
        "thetas": rng.integers(-4, 5, size=(20, 2)),
        "values": rng.integers(1, 20, size=20),
        "gradients": rng.integers(-4, 5, size=(20, 2)),
        "tol": float(rng.choice([1.0, 2.0])),
    }


@stopping.drawn(1)
def short_at_first(rng):
    """The first step is short, and so is the third."""
    arrows = np.array([[9, -9, 9], [1, -1, 0], [-7, 3, 4], [0, 1, 1], [8, 8, 8]]) * int(rng.choice([-1, 1]))
    values = rng.integers(1, 9, size=5)
    return {"rule": "step", "thetas": np.cumsum(arrows, axis=0), "values": values, "gradients": arrows, "tol": 2.0}


@stopping.drawn(1)
def never(rng):
    """J only rises."""
    values, arrows = np.cumsum(rng.uniform(0.01, 1, size=9)), rng.normal(size=(9, 3))
    return {"rule": "decrease", "thetas": arrows, "values": values, "gradients": arrows, "tol": 0.5}


@stopping.independent()
def by_the_rules_of_the_kit(rule, thetas, values, gradients, tol):
    """The kit's rules, shown one point after the other."""
    rules = {"gradient": gradient_below, "decrease": decrease_below, "step": step_below}
    test = rules[rule](tol).start()
    no_state = None
    points = zip(thetas.astype(float), values.astype(float), gradients.astype(float), strict=True)
    return next((t for t, point in enumerate(points) if test(Step(t, *point, no_state))), -1)


@stopping.wider
def wide_record(rng):
    """Whole numbers times powers of two, so that lengths and tol are exact and no rounding decides a tie."""
    T, P = size(rng, 8), int(rng.integers(1, 4))
    scale = 2.0 ** one_of(rng, 0, 0, 0, -10, -20, 7, 12)
    shrinking = 2.0 ** -np.minimum(np.arange(T), 7) if rng.random() < 0.3 else np.ones(T)

    def record(*shape):
        kind, whole = rng.random(), rng.integers(-5, 6, size=(T, *shape))
        if kind < 0.2:
            return whole
        return whole * shrinking.reshape(-1, *[1 for _ in shape]) * (scale if kind < 0.9 else 0.0)

    tol = scale * float(rng.choice([0.0, 0.25, 1.0, 2.0, 5.0, 2.0**-6]))
    rule = RULES[int(rng.integers(3))]
    return {"rule": rule, "thetas": record(P), "values": record(), "gradients": record(P), "tol": tol}


stopping.keep(47, 182, 2, 69, 82, 97, 186, 283, 10, 297, 23, 96, 177, 211, 76)


def _numbers(rule, thetas, values, gradients, length):
    """What the rule compares with tol, for each t; infinite where there is nothing to compare or J rises."""
    if rule == "gradient":
        return np.array([length(g) for g in gradients])
    if rule == "decrease":
        return np.append(np.inf, [fall if fall >= 0 else np.inf for fall in values[:-1] - values[1:]])
    return np.append(np.inf, [length(arrow) for arrow in thetas[1:] - thetas[:-1]])


def _first(fires):
    """The first t at which `fires` is true, −1 where there is none."""
    hits = np.flatnonzero(fires)
    return int(hits[0]) if len(hits) else -1


@stopping.mistake(reread="Lecture 01, “A rise is not a small decrease”")
def rise_stops(rule, thetas, values, gradients, tol):
    """“decrease” stops when J rises: a decrease of −1 is below tol.

    A descent that goes up has not become slow.
    """
    if rule == "decrease":
        return _first(np.append(False, values[:-1] - values[1:] <= tol))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake(reread="Lecture 01, “A rise is not a small decrease”")
def small_rise_stops(rule, thetas, values, gradients, tol):
    """“decrease” stops at a small rise of J too: the sign of the change is dropped.

    The rule asks for a decrease: J must not have become larger.
    """
    if rule == "decrease":
        return _first(np.append(False, np.abs(values[:-1] - values[1:]) <= tol))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake(reread="Lecture 01, “A rise is not a small decrease”")
def standstill_ignored(rule, thetas, values, gradients, tol):
    """“decrease” does not stop where J stands still.

    A decrease of 0 is at most tol.
    """
    if rule == "decrease":
        falls = values[:-1] - values[1:]
        return _first(np.append(False, (falls > 0) & (falls <= tol)))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def small_value(rule, thetas, values, gradients, tol):
    """“decrease” compares J itself with tol, not its decrease.

    What if the smallest value of J is 5?
    """
    if rule == "decrease":
        return _first(values <= tol)
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def relative_decrease(rule, thetas, values, gradients, tol):
    """“decrease” divides the decrease by J before it is compared with tol.

    Here tol is a decrease, not a share of J.
    """
    if rule == "decrease":
        shares = (values[:-1] - values[1:]) / values[:-1]
        return _first(np.append(False, (shares >= 0) & (shares <= tol)))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def decrease_since_the_start(rule, thetas, values, gradients, tol):
    """“decrease” compares each value with the first one, not with the one before.

    How much did the last update gain?
    """
    if rule == "decrease":
        falls = values[0] - values[1:]
        return _first(np.append(False, (falls >= 0) & (falls <= tol)))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def way_since_the_start(rule, thetas, values, gradients, tol):
    """“step” measures the way from the first point, not from the one before.

    How far did the last update go?
    """
    if rule == "step":
        return _first([t > 0 and np.linalg.norm(thetas[t] - thetas[0]) <= tol for t in range(len(thetas))])
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def difference_of_lengths(rule, thetas, values, gradients, tol):
    """“step” compares the lengths of the two points; two points far apart can be equally long.

    Subtract first, then take the length.
    """
    if rule == "step":
        lengths = np.linalg.norm(thetas, axis=1)
        return _first(np.append(False, np.abs(lengths[1:] - lengths[:-1]) <= tol))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def change_of_the_gradient(rule, thetas, values, gradients, tol):
    """“gradient” compares the gradient with the one before it; it is the gradient itself that must be small.

    On a straight slope the gradient does not change at all.
    """
    if rule == "gradient":
        changes = np.linalg.norm(gradients[1:] - gradients[:-1], axis=1)
        return _first(np.append(False, changes <= tol))
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake(reread="Lecture 01, “Index −1”")
def first_point_after_the_last(rule, thetas, values, gradients, tol):
    """At t = 0 the start is compared with the last point: in Python, index −1 is the last entry.

    Before the start there is nothing to compare with.
    """
    for t in range(len(thetas)):
        if rule == "gradient" and np.linalg.norm(gradients[t]) <= tol:
            return t
        if rule == "decrease" and 0 <= values[t - 1] - values[t] <= tol:
            return t
        if rule == "step" and np.linalg.norm(thetas[t] - thetas[t - 1]) <= tol:
            return t
    return -1


@stopping.mistake()
def counted_from_one_on(rule, thetas, values, gradients, tol):
    """The t that comes back is one too large.

    t = 0 is the start, before any update.
    """
    t = stop_rule(rule, thetas, values, gradients, tol)
    return t + 1 if t >= 0 else t


@stopping.mistake()
def earlier_of_the_two(rule, thetas, values, gradients, tol):
    """“decrease” and “step” compare two points, and the t of the earlier one comes back.

    The rule fires when the later of the two is known.
    """
    t = stop_rule(rule, thetas, values, gradients, tol)
    return t - 1 if rule != "gradient" and t > 0 else t


@stopping.mistake()
def last_time(rule, thetas, values, gradients, tol):
    """The last t at which the rule holds comes back, not the first.

    Does your loop end when the rule fires?
    """
    hits = np.flatnonzero(_numbers(rule, thetas, values, gradients, np.linalg.norm) <= tol)
    return int(hits[-1]) if len(hits) else -1


@stopping.mistake()
def how_often(rule, thetas, values, gradients, tol):
    """This counts how often the rule holds; the first t at which it does is asked for.

    Does your loop end when the rule fires?
    """
    return int((_numbers(rule, thetas, values, gradients, np.linalg.norm) <= tol).sum())


@stopping.mistake()
def start_not_looked_at(rule, thetas, values, gradients, tol):
    """“gradient” does not look at the start: a descent can be over before its first update.

    Which of the rules need two points, and which needs only one?
    """
    if rule == "gradient":
        return _first([t > 0 and np.linalg.norm(gradients[t]) <= tol for t in range(len(gradients))])
    return stop_rule(rule, thetas, values, gradients, tol)


@stopping.mistake()
def first_update_not_looked_at(rule, thetas, values, gradients, tol):
    """“decrease” and “step” look at the first update too late: they begin at t = 2.

    At which t is there a point before?
    """
    if rule == "gradient":
        return stop_rule(rule, thetas, values, gradients, tol)
    numbers = _numbers(rule, thetas, values, gradients, np.linalg.norm)
    return _first([t > 1 and numbers[t] <= tol for t in range(len(numbers))])


@stopping.mistake()
def last_not_looked_at(rule, thetas, values, gradients, tol):
    """The last point is not looked at.

    range(5) already ends at 4.
    """
    t = stop_rule(rule, thetas, values, gradients, tol)
    return -1 if t == len(thetas) - 1 else t


@stopping.mistake()
def strictly_below(rule, thetas, values, gradients, tol):
    """Where the number equals tol exactly, the rule does not fire.

    The statement says ≤.
    """
    return _first(_numbers(rule, thetas, values, gradients, np.linalg.norm) < tol)


@stopping.mistake()
def length_by_the_largest_entry(rule, thetas, values, gradients, tol):
    """The size of the largest entry is taken for the length.

    How long is the vector (3, 4)?
    """
    return _first(_numbers(rule, thetas, values, gradients, lambda a: np.abs(a).max()) <= tol)


@stopping.mistake()
def length_by_one_entry(rule, thetas, values, gradients, tol):
    """One small entry is enough for the rule to fire.

    How long is the vector (3, 4)?
    """
    return _first(_numbers(rule, thetas, values, gradients, lambda a: np.abs(a).min()) <= tol)


@stopping.mistake()
def length_by_the_square(rule, thetas, values, gradients, tol):
    """The square of the length is compared with tol: the root is missing.

    How long is the vector (3, 4)?
    """
    return _first(_numbers(rule, thetas, values, gradients, lambda a: (a**2).sum()) <= tol)


@stopping.mistake()
def length_by_the_sum(rule, thetas, values, gradients, tol):
    """The sum of the entries' absolute values is taken for the length.

    How long is the vector (3, 4)?
    """
    return _first(_numbers(rule, thetas, values, gradients, lambda a: np.abs(a).sum()) <= tol)


@stopping.mistake()
def length_by_a_signed_sum(rule, thetas, values, gradients, tol):
    """The entries are added with their signs: a large negative entry counts as small.

    How long is the vector (3, −4)?
    """
    return _first(_numbers(rule, thetas, values, gradients, lambda a: a.sum()) <= tol)


@stopping.mistake()
def never_is_the_end(rule, thetas, values, gradients, tol):
    """Where the rule never fires, the last t comes back instead of −1.

    A descent that ran to its end was not stopped by the rule.
    """
    t = stop_rule(rule, thetas, values, gradients, tol)
    return len(thetas) - 1 if t < 0 else t


@stopping.mistake()
def never_is_nothing(rule, thetas, values, gradients, tol):
    """Where the rule never fires, None comes back instead of −1.

    What does a function return when no return statement is reached?
    """
    t = stop_rule(rule, thetas, values, gradients, tol)
    return None if t < 0 else t


@stopping.mistake()
def always_the_gradient(rule, thetas, values, gradients, tol):
    """All rules look at the gradient: `rule` is not used.

    There are three rules.
    """
    return stop_rule("gradient", thetas, values, gradients, tol)


@stopping.mistake()
def gradient_for_step(rule, thetas, values, gradients, tol):
    """“step” looks at the gradient; a step is the way between two points.

    What is missing between ∇J and the step that is made with it?
    """
    return stop_rule("gradient" if rule == "step" else rule, thetas, values, gradients, tol)


@stopping.variant
def by_arrays(rule, thetas, values, gradients, tol):
    if rule == "gradient":
        fires = np.linalg.norm(gradients, axis=1) <= tol
    elif rule == "decrease":
        falls = -np.diff(values)
        fires = np.concatenate([[False], (falls >= 0) & (falls <= tol)])
    else:
        fires = np.concatenate([[False], np.linalg.norm(np.diff(thetas, axis=0), axis=1) <= tol])
    return int(fires.argmax()) if fires.any() else -1


@stopping.variant
def rule_after_rule(rule, thetas, values, gradients, tol):
    t = 0 if rule == "gradient" else 1
    while t < len(values):
        if rule == "gradient" and np.sqrt(gradients[t] @ gradients[t]) <= tol:
            break
        if rule == "decrease" and values[t] <= values[t - 1] and values[t - 1] - values[t] <= tol:
            break
        if rule == "step" and np.sqrt(((thetas[t] - thetas[t - 1]) ** 2).sum()) <= tol:
            break
        t += 1
    return t if t < len(values) else -1


@stopping.variant
def with_a_memory(rule, thetas, values, gradients, tol):
    before, value_before, number = None, np.inf, np.inf
    for t, (theta, value, g) in enumerate(zip(thetas, values, gradients, strict=True)):
        if rule == "gradient":
            number = float(np.linalg.norm(g))
        elif rule == "decrease":
            number = value_before - value
        else:
            number = np.inf if before is None else float(np.linalg.norm(theta - before))
        if 0 <= number <= tol:
            return t
        before, value_before = theta, value
    return -1

"""Work on the statements of lesson 01, by somebody who saw nothing else: see `register`."""

import numpy as np

from .register import right, wrong


# ================================================================ best_of_guesses
@wrong("01.best_of_guesses", "keeps the LARGEST loss (argmax)", "sign", "misconception")
def best_argmax(J, thetas):
    vals = [J(t) for t in thetas]
    i = int(np.argmax(vals))
    return i, thetas[i], vals[i]


@wrong(
    "01.best_of_guesses",
    "replaces the best so far when the loss is equal (<=), so the last of several equally good guesses wins",
    "guard",
    "misconception",
)
def best_last_tie(J, thetas):
    index, value = 0, J(thetas[0])
    for i in range(1, len(thetas)):
        v = J(thetas[i])
        if v <= value:
            index, value = i, v
    return index, thetas[index].copy(), value


@wrong("01.best_of_guesses", "returns the guess first: (theta, index, value)", "order", "misconception")
def best_order(J, thetas):
    vals = np.array([J(t) for t in thetas])
    i = int(vals.argmin())
    return thetas[i], i, float(vals[i])


@wrong("01.best_of_guesses", "takes a loss near zero for the best: smallest absolute value", "rule", "misconception")
def best_abs(J, thetas):
    vals = np.array([J(t) for t in thetas], dtype=float)
    i = int(np.argmin(np.abs(vals)))
    return i, thetas[i], float(vals[i])


@wrong(
    "01.best_of_guesses",
    "the search starts at loss 1000 as 'large enough', so it finds nothing better than row 0 where "
    "all losses are larger",
    "limits",
    "guard",
)
def best_start_1000(J, thetas):
    index, value = 0, 1000.0
    for i, t in enumerate(thetas):
        if J(t) < value:
            index, value = i, J(t)
    return index, thetas[index], float(J(thetas[index]))


@wrong(
    "01.best_of_guesses",
    "stops searching at a loss below 1e-12, as if 0 were the lowest there is: wrong with negative losses further down",
    "count",
    "guard",
)
def best_stop_zero(J, thetas):
    best, where = float("inf"), -1
    for i, t in enumerate(thetas):
        v = float(J(t))
        if v < best:
            best, where = v, i
        if best < 1e-12:
            break
    return where, thetas[where].copy(), best


@wrong(
    "01.best_of_guesses",
    "a loss counts as better only if it is not np.isclose to the best so far: wrong where losses "
    "differ by little or are all tiny",
    "limits",
    "guard",
)
def best_isclose(J, thetas):
    index, value = 0, float(J(thetas[0]))
    for i in range(1, thetas.shape[0]):
        v = float(J(thetas[i]))
        if v < value and not np.isclose(v, value):
            index, value = i, v
    return index, thetas[index].copy(), value


@wrong(
    "01.best_of_guesses",
    "min over tuples (loss, guess, row): of equally good guesses the one that is smallest as a list "
    "wins, not the first",
    "guard",
    "guard",
)
def best_min_tuple(J, thetas):
    value, theta, index = min((float(J(t)), tuple(t), i) for i, t in enumerate(thetas))
    return index, np.array(theta), value


@right("01.best_of_guesses", "np.argmin over an array of losses")
def best_argmin(J, thetas):
    losses = np.array([J(theta) for theta in thetas])
    index = int(np.argmin(losses))
    return index, thetas[index].copy(), float(losses[index])


@right("01.best_of_guesses", "loop with a strict comparison, starting from infinity")
def best_loop(J, thetas):
    index, value = 0, np.inf
    for i in range(thetas.shape[0]):
        loss = J(thetas[i])
        if loss < value:
            value = loss
            index = i
    return index, thetas[index], float(value)


@right("01.best_of_guesses", "builtin min with a key over the row numbers (the first smallest)")
def best_min_key(J, thetas):
    vals = [float(J(np.array(row, dtype=float))) for row in thetas]
    k = min(range(len(vals)), key=vals.__getitem__)
    return k, np.array(thetas[k], dtype=float), vals[k]


# ================================================================ directional_slope
@wrong("01.directional_slope", "forgets to divide by the length of v", "factor", "misconception")
def slope_no_norm(gradient, v):
    return float(np.dot(gradient, v))


@wrong("01.directional_slope", "divides by both lengths: the cosine of the angle", "rule", "misconception")
def slope_cosine(gradient, v):
    g = np.asarray(gradient, float)
    v = np.asarray(v, float)
    return float(g @ v / (np.linalg.norm(g) * np.linalg.norm(v)))


@wrong(
    "01.directional_slope",
    "divides by the squared length of v (coefficient of a projection)",
    "factor",
    "misconception",
)
def slope_vv(gradient, v):
    v = v.astype(float)
    return float(np.sum(gradient * v) / np.sum(v * v))


@wrong(
    "01.directional_slope",
    "adds 1e-8 to the length against division by zero: wrong for a very short v",
    "limits",
    "guard",
)
def slope_eps(gradient, v):
    v = np.asarray(v, float)
    return float(np.dot(gradient, v / (np.linalg.norm(v) + 1e-8)))


@wrong("01.directional_slope", "normalises only if v is longer than 1: wrong for a short v", "guard", "guard")
def slope_if_longer(gradient, v):
    n = np.sqrt(np.sum(np.asarray(v, float) ** 2))
    u = v / n if n > 1 else v
    return float(np.dot(gradient, u))


@wrong(
    "01.directional_slope",
    "one variable: returns the derivative itself, so a v that points to the left has the wrong sign",
    "guard",
    "guard",
)
def slope_one_variable(gradient, v):
    if len(v) == 1:
        return float(gradient[0])
    return float(np.dot(gradient, v) / np.linalg.norm(v))


@wrong(
    "01.directional_slope",
    "v is taken for a unit vector if its length is np.isclose to 1 (within 1e-5): wrong for a length such as 1.000008",
    "limits",
    "guard",
)
def slope_isclose(gradient, v):
    length = np.linalg.norm(v)
    if np.isclose(length, 1.0):
        return float(gradient @ v)
    return float(gradient @ v / length)


@right("01.directional_slope", "dot product over norm, float()")
def slope_plain(gradient, v):
    return float(np.dot(np.asarray(gradient, float), np.asarray(v, float)) / np.linalg.norm(np.asarray(v, float)))


@right("01.directional_slope", "unit vector first, Python sums")
def slope_python(gradient, v):
    v = [float(c) for c in v]
    length = sum(c * c for c in v) ** 0.5
    unit = [c / length for c in v]
    return sum(float(g) * u for g, u in zip(gradient, unit, strict=False))


@right("01.directional_slope", "einsum and sqrt, returns a NumPy number")
def slope_einsum(gradient, v):
    w = v.astype(float)
    w = w / np.sqrt(np.einsum("i,i->", w, w))
    return np.einsum("i,i->", gradient.astype(float), w)


# ================================================================ steepest_direction
@wrong(
    "01.steepest_direction",
    "uphill: the direction of the gradient itself, with the slope +|g|",
    "sign",
    "misconception",
)
def steep_up(gradient):
    n = np.linalg.norm(gradient)
    return gradient / n, float(n)


@wrong(
    "01.steepest_direction", "right direction, but the slope is given as the positive length", "sign", "misconception"
)
def steep_positive_slope(gradient):
    n = np.linalg.norm(gradient)
    return -gradient / n, float(n)


@wrong("01.steepest_direction", "slope along -g that is not divided by the length: -|g|^2", "factor", "misconception")
def steep_squared(gradient):
    g = np.asarray(gradient, float)
    return -g / np.linalg.norm(g), float(-(g @ g))


@wrong("01.steepest_direction", "divides by the sum of absolute values instead of the length", "rule", "misconception")
def steep_l1(gradient):
    g = np.asarray(gradient, float)
    d = -g / np.abs(g).sum()
    return d, float(g @ d)


@wrong(
    "01.steepest_direction",
    "adds 1e-8 to the length: a gradient that is itself only 1e-6 long gives a direction that is too short",
    "limits",
    "guard",
)
def steep_eps(gradient):
    g = np.asarray(gradient, float)
    d = -g / (np.linalg.norm(g) + 1e-8)
    return d, float(np.dot(g, d))


@wrong(
    "01.steepest_direction",
    "a gradient np.allclose to 0 is treated as no gradient at all: wrong for a small but nonzero one",
    "guard",
    "guard",
)
def steep_allclose(gradient):
    g = np.asarray(gradient, float)
    if np.allclose(g, 0):
        return np.zeros(len(g)), 0.0
    n = np.sqrt((g**2).sum())
    return -g / n, -float(n)


@wrong(
    "01.steepest_direction",
    "one variable: the direction is always (-1), wrong where the derivative is negative",
    "guard",
    "guard",
)
def steep_one_variable(gradient):
    n = float(np.linalg.norm(gradient))
    if gradient.shape == (1,):
        return np.array([-1.0]), -n
    return -gradient / n, -n


@right("01.steepest_direction", "norm, minus, float()")
def steep_plain(gradient):
    g = np.array(gradient, dtype=float)
    length = np.linalg.norm(g)
    return -g / length, -float(length)


@right("01.steepest_direction", "slope as the dot product with the direction found")
def steep_dot(gradient):
    g = gradient.astype(float)
    direction = np.negative(g)
    direction /= np.sqrt(np.sum(direction**2))
    return direction, float(np.dot(g, direction))


@right("01.steepest_direction", "math.hypot over all entries, list turned into an array")
def steep_hypot(gradient):
    import math

    numbers = [float(v) for v in gradient]
    length = math.hypot(*numbers)
    return np.array([-v / length for v in numbers]), -length


# ================================================================ gradient_descent
@wrong(
    "01.gradient_descent",
    "looks at the gradient only AFTER an update, so a flat start still moves once",
    "timing",
    "misconception",
)
def gd_look_after(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, float)
    history = [theta.copy()]
    for _ in range(max_iter):
        theta = theta - eta * grad(theta)
        history.append(theta.copy())
        if np.linalg.norm(grad(theta)) <= tol:
            break
    return theta, np.array(history)


@wrong(
    "01.gradient_descent",
    "updates in place and appends the same array every time, so all rows of the history are the end",
    "memory",
    "misconception",
)
def gd_same_rows(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, dtype=float)
    history = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta -= eta * g
        history.append(theta)
    return theta, np.array(history)


@wrong("01.gradient_descent", "compares the squared length of the gradient with tol", "rule", "misconception")
def gd_squared_norm(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, dtype=float)
    history = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        if np.sum(g**2) <= tol:
            break
        theta = theta - eta * g
        history.append(theta)
    return theta, np.array(history)


@wrong("01.gradient_descent", "tests the length of the step eta*g instead of the gradient", "rule", "misconception")
def gd_step_norm(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, dtype=float)
    history = [theta]
    for _ in range(max_iter):
        step = eta * grad(theta)
        if np.linalg.norm(step) <= tol:
            break
        theta = theta - step
        history.append(theta)
    return theta, np.vstack(history)


@wrong("01.gradient_descent", "the start is missing in the history", "block", "misconception")
def gd_no_start(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, dtype=float)
    history = []
    for _ in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta = theta - eta * g
        history.append(theta)
    return theta, np.array(history).reshape(-1, theta.size)


@wrong(
    "01.gradient_descent",
    "allocates max_iter + 1 rows and returns them all: rows of zeros are left over after an early stop",
    "block",
    "misconception",
)
def gd_left_over(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, dtype=float)
    history = np.zeros((max_iter + 1, theta.size))
    history[0] = theta
    for k in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta = theta - eta * g
        history[k + 1] = theta
    return theta, history


@wrong(
    "01.gradient_descent",
    "stops strictly below tol (<): differs where the length exactly equals tol, as in the statement's example",
    "limits",
    "guard",
)
def gd_strict(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, dtype=float)
    history = [theta]
    while len(history) <= max_iter:
        g = grad(theta)
        if np.linalg.norm(g) < tol:
            break
        theta = theta - eta * g
        history.append(theta)
    return theta, np.array(history)


@wrong(
    "01.gradient_descent",
    "also stops when a point no longer moves by 1e-6: fewer updates with a small eta or small gradients and tol = 0",
    "count",
    "guard",
)
def gd_also_small_step(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, dtype=float)
    history = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        new = theta - eta * g
        history.append(new)
        if np.linalg.norm(new - theta) < 1e-6:
            theta = new
            break
        theta = new
    return theta, np.array(history)


@wrong(
    "01.gradient_descent",
    "gives up when the gradient is longer than 1e4 ('diverged'): wrong for a steep start or a rate that is too large",
    "limits",
    "guard",
)
def gd_diverged(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, dtype=float)
    history = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        size = np.linalg.norm(g)
        if size <= tol or size > 1e4:
            break
        theta = theta - eta * g
        history.append(theta)
    return theta, np.array(history)


@wrong("01.gradient_descent", "tol is raised to at least 1e-8: with tol = 0 it stops too early", "limits", "guard")
def gd_tol_floor(grad, theta0, eta, tol, max_iter):
    tol = max(tol, 1e-8)
    theta = np.asarray(theta0, dtype=float).copy()
    history = [theta.copy()]
    k = 0
    while k < max_iter and np.linalg.norm(grad(theta)) > tol:
        theta -= eta * grad(theta)
        history.append(theta.copy())
        k += 1
    return theta, np.array(history)


@wrong(
    "01.gradient_descent",
    "squeezes the history: with one variable, or with no update, an axis is lost",
    "kind",
    "guard",
)
def gd_squeeze(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, dtype=float)
    history = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        if np.sqrt(g @ g) <= tol:
            break
        theta = theta - eta * g
        history.append(theta)
    return theta, np.array(history).squeeze()


@right("01.gradient_descent", "for loop with break, list of points")
def gd_for(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, dtype=float)
    history = [theta.copy()]
    for _ in range(max_iter):
        g = np.asarray(grad(theta), dtype=float)
        if np.linalg.norm(g) <= tol:
            break
        theta = theta - eta * g
        history.append(theta.copy())
    return theta, np.array(history)


@right("01.gradient_descent", "while with both conditions, the gradient kept for the step")
def gd_while(grad, theta0, eta, tol, max_iter):
    theta = theta0.astype(float)
    points = [theta]
    updates = 0
    g = grad(theta)
    while updates < max_iter and not np.sqrt(np.sum(np.square(g, dtype=float))) <= tol:
        theta = theta - eta * g
        points.append(theta)
        g = grad(theta)
        updates += 1
    return theta.copy(), np.vstack(points)


@right("01.gradient_descent", "table allocated in full and cut to the rows used")
def gd_table(grad, theta0, eta, tol, max_iter):
    P = len(theta0)
    table = np.zeros((max_iter + 1, P))
    table[0] = theta0
    k = 0
    while k < max_iter:
        g = grad(table[k].copy())
        if np.linalg.norm(g) <= tol:
            break
        table[k + 1] = table[k] - eta * np.asarray(g, float)
        k += 1
    return table[k].copy(), table[: k + 1].copy()


@right("01.gradient_descent", "a generator of points")
def gd_generator(grad, theta0, eta, tol, max_iter):
    def points():
        here = np.array(theta0, dtype=np.float64)
        yield here
        for _ in range(max_iter):
            slope = grad(here)
            if np.linalg.norm(slope) <= tol:
                return
            here = here - eta * slope
            yield here

    history = np.stack(list(points()))
    return history[-1].copy(), history


# ================================================================ stop_rule
def _firsts(hits):
    for t, hit in enumerate(hits):
        if hit:
            return t
    return -1


@wrong(
    "01.stop_rule", "decrease by absolute difference: fires also where the loss rises a little", "rule", "misconception"
)
def stop_abs(rule, thetas, values, gradients, tol):
    T = len(values)
    for t in range(T):
        if rule == "gradient" and np.linalg.norm(gradients[t]) <= tol:
            return t
        if t >= 1 and rule == "decrease" and abs(float(values[t - 1]) - float(values[t])) <= tol:
            return t
        if t >= 1 and rule == "step" and np.linalg.norm(thetas[t] - thetas[t - 1]) <= tol:
            return t
    return -1


@wrong("01.stop_rule", "drops the lower bound: a loss that rises counts as a small decrease", "limits", "misconception")
def stop_no_lower(rule, thetas, values, gradients, tol):
    if rule == "gradient":
        hits = np.linalg.norm(gradients, axis=1) <= tol
    elif rule == "decrease":
        hits = np.r_[False, np.asarray(values[:-1], float) - values[1:] <= tol]
    else:
        hits = np.r_[False, np.linalg.norm(np.diff(thetas, axis=0), axis=1) <= tol]
    return _firsts(hits)


@wrong(
    "01.stop_rule",
    "takes the position in the list of differences for t: one too early for 'decrease' and 'step'",
    "count",
    "misconception",
)
def stop_off_by_one(rule, thetas, values, gradients, tol):
    if rule == "gradient":
        hits = np.linalg.norm(gradients, axis=1) <= tol
    elif rule == "decrease":
        d = -np.diff(np.asarray(values, float))
        hits = (d >= 0) & (d <= tol)
    else:
        hits = np.linalg.norm(np.diff(thetas, axis=0), axis=1) <= tol
    return _firsts(hits)


@wrong("01.stop_rule", "looks at the largest entry instead of the length of the vector", "rule", "misconception")
def stop_max_norm(rule, thetas, values, gradients, tol):
    th, va, gr = (np.asarray(a, float) for a in (thetas, values, gradients))
    for t in range(len(va)):
        if rule == "gradient":
            ok = np.max(np.abs(gr[t])) <= tol
        elif t == 0:
            ok = False
        elif rule == "decrease":
            ok = 0 <= va[t - 1] - va[t] <= tol
        else:
            ok = np.max(np.abs(th[t] - th[t - 1])) <= tol
        if ok:
            return t
    return -1


@wrong(
    "01.stop_rule",
    "returns argmax and takes 0 for 'never': wrong where the gradient rule holds at the start",
    "guard",
    "guard",
)
def stop_argmax_zero(rule, thetas, values, gradients, tol):
    th, va, gr = (np.asarray(a, float) for a in (thetas, values, gradients))
    if rule == "gradient":
        hits = np.sqrt((gr**2).sum(axis=1)) <= tol
    elif rule == "decrease":
        d = va[:-1] - va[1:]
        hits = np.concatenate([[False], (d >= 0) & (d <= tol)])
    else:
        hits = np.concatenate([[False], np.sqrt((np.diff(th, axis=0) ** 2).sum(axis=1)) <= tol])
    t = int(np.argmax(hits))
    return t if t > 0 else -1


@wrong(
    "01.stop_rule",
    "a loss that stays exactly equal does not count as a decrease (0 < d): wrong for two equal losses in a row",
    "limits",
    "guard",
)
def stop_strict_lower(rule, thetas, values, gradients, tol):
    for t in range(len(values)):
        if rule == "gradient":
            if np.linalg.norm(gradients[t]) <= tol:
                return t
        elif t >= 1:
            d = float(values[t - 1]) - float(values[t])
            if rule == "decrease" and 0 < d <= tol:
                return t
            if rule == "step" and np.linalg.norm(np.subtract(thetas[t], thetas[t - 1], dtype=float)) <= tol:
                return t
    return -1


@wrong(
    "01.stop_rule",
    "gives up ('diverged') at the first rise of the loss in the decrease rule: wrong where the loss "
    "rises and falls slowly later",
    "count",
    "guard",
)
def stop_gives_up(rule, thetas, values, gradients, tol):
    T = len(values)
    if rule == "gradient":
        return _firsts([np.linalg.norm(gradients[t]) <= tol for t in range(T)])
    if rule == "step":
        return _firsts(
            [False] + [np.linalg.norm(np.asarray(thetas[t], float) - thetas[t - 1]) <= tol for t in range(1, T)]
        )
    for t in range(1, T):
        d = float(values[t - 1]) - float(values[t])
        if d < 0:
            return -1
        if d <= tol:
            return t
    return -1


@wrong(
    "01.stop_rule",
    "compares with the lowest loss so far instead of the loss just before: differs after a rise",
    "rule",
    "guard",
)
def stop_best_so_far(rule, thetas, values, gradients, tol):
    va = np.asarray(values, float)
    best = va[0]
    for t in range(len(va)):
        if rule == "gradient" and np.linalg.norm(gradients[t]) <= tol:
            return t
        if t == 0:
            continue
        if rule == "decrease":
            if 0 <= best - va[t] <= tol:
                return t
            best = min(best, va[t])
        if rule == "step" and np.linalg.norm(np.asarray(thetas[t], float) - thetas[t - 1]) <= tol:
            return t
    return -1


@wrong(
    "01.stop_rule",
    "a record of one point only gives -1 for every rule: wrong where the gradient at the start is short enough",
    "guard",
    "guard",
)
def stop_single_record(rule, thetas, values, gradients, tol):
    if len(values) < 2:
        return -1
    th, va, gr = (np.asarray(a, float) for a in (thetas, values, gradients))
    for t in range(len(va)):
        if rule == "gradient":
            hit = np.linalg.norm(gr[t]) <= tol
        elif rule == "decrease":
            hit = t > 0 and 0 <= va[t - 1] - va[t] <= tol
        else:
            hit = t > 0 and np.linalg.norm(th[t] - th[t - 1]) <= tol
        if hit:
            return t
    return -1


@right("01.stop_rule", "one loop, three branches")
def stop_loop(rule, thetas, values, gradients, tol):
    th, va, gr = (np.asarray(a, dtype=float) for a in (thetas, values, gradients))
    for t in range(len(va)):
        if rule == "gradient":
            if np.linalg.norm(gr[t]) <= tol:
                return t
        elif t >= 1 and rule == "decrease":
            if 0 <= va[t - 1] - va[t] <= tol:
                return t
        elif t >= 1 and rule == "step" and np.linalg.norm(th[t] - th[t - 1]) <= tol:
            return t
    return -1


@right("01.stop_rule", "masks and flatnonzero")
def stop_mask(rule, thetas, values, gradients, tol):
    if rule == "gradient":
        mask = np.linalg.norm(np.asarray(gradients, float), axis=1) <= tol
        shift = 0
    elif rule == "decrease":
        drop = -np.diff(np.asarray(values, float))
        mask = (drop >= 0) & (drop <= tol)
        shift = 1
    elif rule == "step":
        mask = np.linalg.norm(np.diff(np.asarray(thetas, float), axis=0), axis=1) <= tol
        shift = 1
    else:
        raise ValueError(rule)
    where = np.flatnonzero(mask)
    return int(where[0]) + shift if where.size else -1


@right("01.stop_rule", "dictionary of conditions and next()")
def stop_dict(rule, thetas, values, gradients, tol):
    th = thetas.astype(float)
    va = [float(v) for v in values]
    gr = gradients.astype(float)
    holds = {
        "gradient": lambda t: np.sqrt(np.sum(gr[t] ** 2)) <= tol,
        "decrease": lambda t: t >= 1 and va[t] <= va[t - 1] and va[t - 1] - va[t] <= tol,
        "step": lambda t: t >= 1 and np.sqrt(np.sum((th[t] - th[t - 1]) ** 2)) <= tol,
    }[rule]
    return next((t for t in range(len(va)) if holds(t)), -1)


# ================================================================ more
@wrong(
    "01.best_of_guesses",
    "stores the losses in single precision: two losses that differ in the eighth digit tie, and the value loses digits",
    "limits",
    "guard",
)
def best_float32(J, thetas):
    vals = np.array([J(t) for t in thetas], dtype=np.float32)
    i = int(np.argmin(vals))
    return i, thetas[i].copy(), float(J(thetas[i]))


@wrong(
    "01.best_of_guesses",
    "stops at the first guess that is worse than the one before, as if the losses fell and then rose",
    "count",
    "misconception",
)
def best_until_rise(J, thetas):
    i = 0
    while i + 1 < len(thetas) and J(thetas[i + 1]) <= J(thetas[i]):
        i += 1
    return i, thetas[i].copy(), float(J(thetas[i]))


@wrong(
    "01.steepest_direction",
    "gradients longer than 1000 are clipped to 1000 before the slope is taken",
    "limits",
    "guard",
)
def steep_clip(gradient):
    g = np.asarray(gradient, float)
    n = float(np.linalg.norm(g))
    return -g / n, -min(n, 1000.0)


@wrong(
    "01.gradient_descent",
    "stops when it comes to a point where it has been before (a cycle): wrong for a rate at which it swings to and fro",
    "count",
    "guard",
)
def gd_cycle(grad, theta0, eta, tol, max_iter):
    theta = np.array(theta0, dtype=float)
    history = [theta]
    for _ in range(max_iter):
        g = grad(theta)
        if np.linalg.norm(g) <= tol:
            break
        theta = theta - eta * g
        seen = any(np.array_equal(theta, p) for p in history)
        history.append(theta)
        if seen:
            break
    return theta, np.array(history)


@wrong(
    "01.directional_slope",
    "whole-number arithmetic for the squared length in 32 bits: overflow for a long v of ints",
    "limits",
    "guard",
)
def slope_int32(gradient, v):
    if np.issubdtype(v.dtype, np.integer):
        v = v.astype(np.int32)
    length = np.sqrt(np.abs(np.sum(v * v, dtype=v.dtype)))
    return float(np.dot(gradient, v.astype(float)) / length)


@right("01.best_of_guesses", "stable sort of row numbers by loss, NumPy integer as the index")
def best_stable_sort(J, thetas):
    losses = np.array([float(J(np.array(t))) for t in thetas])
    first = np.argsort(losses, kind="stable")[0]
    return first, thetas[first].copy(), losses[first]


@right("01.directional_slope", "gradient projected: sum of products over math.sqrt")
def slope_math(gradient, v):
    import math

    dot = math.fsum(float(a) * float(b) for a, b in zip(gradient, v, strict=False))
    return dot / math.sqrt(math.fsum(float(b) ** 2 for b in v))


@right("01.steepest_direction", "length from einsum, new array by list")
def steep_einsum(gradient):
    g = gradient.astype(np.float64)
    size = float(np.sqrt(np.einsum("i,i", g, g)))
    assert size > 0
    return np.array([-x / size for x in g]), -size


@right("01.stop_rule", "records of (t, ok) from a helper for lengths, while loop")
def stop_while(rule, thetas, values, gradients, tol):
    def length(a):
        return float(sum(float(x) ** 2 for x in a)) ** 0.5

    t = 0 if rule == "gradient" else 1
    while t < len(values):
        if rule == "gradient":
            ok = np.linalg.norm(np.asarray(gradients[t], float)) <= tol
        elif rule == "decrease":
            fall = float(values[t - 1]) - float(values[t])
            ok = not fall < 0 and fall <= tol
        else:
            ok = length(np.asarray(thetas[t], float) - np.asarray(thetas[t - 1], float)) <= tol
        if ok:
            return t
        t += 1
    return -1

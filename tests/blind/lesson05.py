"""Work on the statements of lesson 05, by somebody who saw nothing else: see `register`."""

import numpy as np

from .register import right, wrong


def _f(*arrays):
    return [np.array(a, dtype=float) for a in arrays]


# ================================================================ momentum
@wrong(
    "05.momentum_step",
    "eta outside the velocity: v = gamma v + g, theta - eta v (the library form)",
    "rule",
    "misconception",
)
def mom_library(theta, gradient, v, eta, gamma):
    v = gamma * v + gradient
    return theta - eta * v, v


@wrong("05.momentum_step", "moves with the old velocity", "timing", "misconception")
def mom_old_v(theta, gradient, v, eta, gamma):
    return theta - v, gamma * v + eta * gradient


@wrong("05.momentum_step", "an average: (1 - gamma) in front of the gradient", "factor", "misconception")
def mom_average(theta, gradient, v, eta, gamma):
    v = gamma * v + (1 - gamma) * eta * gradient
    return theta - v, v


@wrong(
    "05.momentum_step",
    "v holds the step with its sign, v = gamma v - eta g, theta + v (other sign of the memory)",
    "sign",
    "misconception",
)
def mom_signed_v(theta, gradient, v, eta, gamma):
    v = gamma * v - eta * gradient
    return theta + v, v


@wrong("05.momentum_step", "returns v first", "order", "misconception")
def mom_order(theta, gradient, v, eta, gamma):
    v = gamma * v + eta * gradient
    return v, theta - v


@wrong(
    "05.momentum_step",
    "the velocity of an entry whose gradient is 0 now is set to 0: it should roll on",
    "guard",
    "guard",
)
def mom_zero_gradient(theta, gradient, v, eta, gamma):
    new = gamma * v + eta * gradient
    new = np.where(gradient == 0, 0.0, new)
    return theta - new, new


@wrong(
    "05.momentum_step",
    "restart: where velocity and gradient have opposite signs the old velocity is dropped",
    "guard",
    "guard",
)
def mom_restart(theta, gradient, v, eta, gamma):
    keep = np.where(v * gradient < 0, 0.0, v)
    new = gamma * keep + eta * gradient
    return theta - new, new


@wrong(
    "05.momentum_step",
    "the new velocity is stored in an array like the old one: cut off where v holds whole numbers (as zeros of ints)",
    "guard",
    "guard",
)
def mom_like_v(theta, gradient, v, eta, gamma):
    new = np.empty_like(v)
    new[...] = gamma * v + eta * gradient
    return theta - new.astype(float), new.astype(float)


@wrong(
    "05.momentum_step",
    "a gradient shorter than 1e-6 means 'arrived': nothing moves, though the velocity should carry on",
    "guard",
    "guard",
)
def mom_arrived(theta, gradient, v, eta, gamma):
    if np.linalg.norm(gradient) < 1e-6:
        return np.array(theta, float), np.array(v, float)
    new = gamma * v + eta * gradient
    return theta - new, new


@right("05.momentum_step", "two lines")
def mom_plain(theta, gradient, v, eta, gamma):
    v_new = gamma * np.asarray(v, float) + eta * np.asarray(gradient, float)
    return np.asarray(theta, float) - v_new, v_new


@right("05.momentum_step", "loop over the parameters")
def mom_loop(theta, gradient, v, eta, gamma):
    P = len(theta)
    new_theta, new_v = np.zeros(P), np.zeros(P)
    for i in range(P):
        new_v[i] = gamma * float(v[i]) + eta * float(gradient[i])
        new_theta[i] = float(theta[i]) - new_v[i]
    return new_theta, new_v


@right("05.momentum_step", "own copies changed in place")
def mom_copies(theta, gradient, v, eta, gamma):
    theta, g, v = _f(theta, gradient, v)
    v *= gamma
    v += eta * g
    theta -= v
    return theta, v


# ================================================================ nesterov
@wrong("05.nesterov_step", "asks for the gradient at theta: plain momentum", "timing", "misconception")
def nes_at_theta(grad, theta, v, eta, gamma):
    v = gamma * v + eta * grad(np.array(theta, float))
    return theta - v, v


@wrong("05.nesterov_step", "looks behind: theta + gamma v", "sign", "misconception")
def nes_behind(grad, theta, v, eta, gamma):
    v = gamma * v + eta * grad(theta + gamma * v)
    return theta - v, v


@wrong("05.nesterov_step", "looks ahead by the whole v, without gamma", "factor", "misconception")
def nes_full_v(grad, theta, v, eta, gamma):
    v = gamma * v + eta * grad(theta * 1.0 - v)
    return theta - v, v


@wrong("05.nesterov_step", "subtracts the step from the point ahead instead of theta", "timing", "misconception")
def nes_from_ahead(grad, theta, v, eta, gamma):
    ahead = theta - gamma * v
    v = gamma * v + eta * grad(ahead)
    return ahead - v, v


@wrong("05.nesterov_step", "returns the point ahead that libraries keep, theta' - gamma v'", "rule", "misconception")
def nes_library_point(grad, theta, v, eta, gamma):
    v = gamma * v + eta * grad(theta - gamma * v)
    return theta - v - gamma * v, v


@wrong(
    "05.nesterov_step", "does not look ahead if the velocity is shorter than 1e-2 ('no difference')", "guard", "guard"
)
def nes_small_v(grad, theta, v, eta, gamma):
    theta, v = _f(theta, v)
    point = theta if np.linalg.norm(v) < 1e-2 else theta - gamma * v
    v = gamma * v + eta * grad(point)
    return theta - v, v


@wrong(
    "05.nesterov_step",
    "the point ahead takes the dtype of theta: cut off where theta holds whole numbers",
    "guard",
    "guard",
)
def nes_int_ahead(grad, theta, v, eta, gamma):
    ahead = theta.copy()
    for i in range(len(theta)):
        ahead[i] = theta[i] - gamma * v[i]
    new = gamma * v + eta * grad(ahead)
    return theta - new, new


@wrong(
    "05.nesterov_step",
    "the point ahead does not pass 0 (keeps the sign of theta): wrong where the look-ahead crosses 0",
    "limits",
    "guard",
)
def nes_no_crossing(grad, theta, v, eta, gamma):
    theta, v = _f(theta, v)
    ahead = theta - gamma * v
    ahead = np.where(ahead * theta < 0, 0.0, ahead)
    v = gamma * v + eta * grad(ahead)
    return theta - v, v


@right("05.nesterov_step", "point ahead by name")
def nes_plain(grad, theta, v, eta, gamma):
    ahead = theta - gamma * v
    v_new = gamma * v + eta * grad(ahead)
    return theta - v_new, v_new


@right("05.nesterov_step", "converted copies, v scaled once")
def nes_scaled(grad, theta, v, eta, gamma):
    theta, v = _f(theta, v)
    rolled = gamma * v
    slope = np.array(grad(theta - rolled), dtype=float)
    rolled = rolled + eta * slope
    return theta - rolled, rolled


@right("05.nesterov_step", "theta' written as ahead - eta g")
def nes_ahead(grad, theta, v, eta, gamma):
    ahead = np.subtract(theta, gamma * np.asarray(v, float))
    g = np.asarray(grad(ahead.copy()), float)
    return ahead - eta * g, gamma * np.asarray(v, float) + eta * g


# ================================================================ adagrad
@wrong("05.adagrad_step", "forgets the root", "rule", "misconception")
def adag_no_root(theta, gradient, G, eta, eps):
    G = G + gradient * gradient
    return theta - eta / (G + eps) * gradient, G


@wrong("05.adagrad_step", "divides by the OLD sum", "timing", "misconception")
def adag_old_G(theta, gradient, G, eta, eps):
    new = G + gradient * gradient
    return theta - eta / (np.sqrt(G) + eps) * gradient, new


@wrong(
    "05.adagrad_step", "one sum for all parameters: adds the squared length of the gradient", "axis", "misconception"
)
def adag_scalar(theta, gradient, G, eta, eps):
    G = G + np.sum(gradient.astype(float) ** 2)
    return theta - eta / (np.sqrt(G) + eps) * gradient, G


@wrong("05.adagrad_step", "adds the gradient, not its square, to the sum", "rule", "misconception")
def adag_abs(theta, gradient, G, eta, eps):
    G = G + np.abs(gradient)
    return theta - eta / (np.sqrt(G) + eps) * gradient, G


@wrong("05.adagrad_step", "eps raised to at least 1e-6: wrong for tiny gradients with a smaller eps", "limits", "guard")
def adag_eps_floor(theta, gradient, G, eta, eps):
    eps = max(eps, 1e-6)
    G = G + gradient * gradient
    return theta - eta * gradient / (np.sqrt(G) + eps), G


@wrong("05.adagrad_step", "max(root, eps) instead of root + eps: wrong for an eps that can be seen", "limits", "guard")
def adag_max_eps(theta, gradient, G, eta, eps):
    G = G + gradient * gradient
    return theta - eta * gradient / np.maximum(np.sqrt(G), eps), G


@wrong(
    "05.adagrad_step",
    "very first step (all of G zero) is a plain gradient step, since there is no history yet",
    "guard",
    "guard",
)
def adag_first_plain(theta, gradient, G, eta, eps):
    new = G + gradient * gradient
    if not np.any(G):
        return theta - eta * gradient, new
    return theta - eta * gradient / (np.sqrt(new) + eps), new


@wrong(
    "05.adagrad_step",
    "the sum is kept in an array like G: cut off where G comes as whole numbers (zeros of ints)",
    "guard",
    "guard",
)
def adag_like_G(theta, gradient, G, eta, eps):
    new = G.copy()
    new[:] = G + gradient**2
    new = new.astype(float)
    return theta - eta * gradient / (np.sqrt(new) + eps), new


@right("05.adagrad_step", "the two lines of the statement")
def adag_plain(theta, gradient, G, eta, eps):
    theta, g, G = _f(theta, gradient, G)
    G_new = G + g**2
    return theta - eta / (np.sqrt(G_new) + eps) * g, G_new


@right("05.adagrad_step", "eps inside the root (accepted)")
def adag_inside(theta, gradient, G, eta, eps):
    g = gradient.astype(float)
    G_new = G.astype(float) + g * g
    return theta - eta * g / np.sqrt(G_new + eps), G_new


@right("05.adagrad_step", "moves only the entries whose sum is not 0")
def adag_masked(theta, gradient, G, eta, eps):
    theta, g, total = _f(theta, gradient, G)
    total += np.square(g)
    seen = total > 0
    theta[seen] -= eta * g[seen] / (np.sqrt(total[seen]) + eps)
    return theta, total


# ================================================================ rmsprop
@wrong("05.rmsprop_step", "rho and 1 - rho exchanged", "argument", "misconception")
def rms_swapped(theta, gradient, s, eta, rho, eps):
    s = (1 - rho) * s + rho * gradient**2
    return theta - eta / (np.sqrt(s) + eps) * gradient, s


@wrong("05.rmsprop_step", "no 1 - rho in front of the new square", "factor", "misconception")
def rms_no_factor(theta, gradient, s, eta, rho, eps):
    s = rho * s + gradient**2
    return theta - eta / (np.sqrt(s) + eps) * gradient, s


@wrong("05.rmsprop_step", "divides by the root of the old mean", "timing", "misconception")
def rms_old(theta, gradient, s, eta, rho, eps):
    new = rho * s + (1 - rho) * gradient**2
    return theta - eta / (np.sqrt(s) + eps) * gradient, new


@wrong("05.rmsprop_step", "the memory keeps the root (rms) instead of the mean square", "kind", "misconception")
def rms_keeps_root(theta, gradient, s, eta, rho, eps):
    root = np.sqrt(rho * s + (1 - rho) * gradient**2)
    return theta - eta * gradient / (root + eps), root


@wrong(
    "05.rmsprop_step",
    "an entry that has no memory yet (s = 0) starts with g^2 instead of (1 - rho) g^2",
    "guard",
    "guard",
)
def rms_warm_start(theta, gradient, s, eta, rho, eps):
    g2 = np.asarray(gradient, float) ** 2
    new = np.where(s == 0, g2, rho * s + (1 - rho) * g2)
    return theta - eta * gradient / (np.sqrt(new) + eps), new


@wrong("05.rmsprop_step", "the mean is kept at least 1e-10: wrong for tiny gradients", "limits", "guard")
def rms_floor(theta, gradient, s, eta, rho, eps):
    new = np.maximum(rho * s + (1 - rho) * np.asarray(gradient, float) ** 2, 1e-10)
    return theta - eta * gradient / (np.sqrt(new) + eps), new


@wrong(
    "05.rmsprop_step",
    "no entry moves by more than eta: with s = 0 and rho > 0 the right step is eta / sqrt(1 - rho)",
    "limits",
    "guard",
)
def rms_at_most_eta(theta, gradient, s, eta, rho, eps):
    new = rho * s + (1 - rho) * gradient**2
    step = eta * gradient / (np.sqrt(new) + eps)
    return theta - np.clip(step, -eta, eta), new


@right("05.rmsprop_step", "the two lines")
def rms_plain(theta, gradient, s, eta, rho, eps):
    theta, g, s = _f(theta, gradient, s)
    s_new = rho * s + (1 - rho) * g**2
    return theta - eta / (np.sqrt(s_new) + eps) * g, s_new


@right("05.rmsprop_step", "np.sum over the stacked two terms")
def rms_stacked(theta, gradient, s, eta, rho, eps):
    g, old = gradient.astype(float), s.astype(float)
    new = np.sum([rho * old, (1.0 - rho) * np.power(g, 2)], axis=0)
    step = np.divide(g, np.sqrt(new) + eps)
    return theta - eta * step, new


@right("05.rmsprop_step", "zip over the entries")
def rms_zip(theta, gradient, s, eta, rho, eps):
    out, mem = [], []
    for th, g, old in zip(theta.tolist(), gradient.tolist(), s.tolist(), strict=False):
        new = rho * old + (1 - rho) * g * g
        mem.append(new)
        out.append(th - eta * g / (new**0.5 + eps))
    return np.array(out, dtype=float), np.array(mem, dtype=float)


# ================================================================ adam
@wrong("05.adam_step", "returns the corrected moments (hats) as the memory", "rule", "misconception")
def adam_hats_in_memory(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1**t)
    v = (beta2 * v + (1 - beta2) * gradient**2) / (1 - beta2**t)
    return theta - eta * m / (np.sqrt(v) + eps), m, v


@wrong("05.adam_step", "no correction of the start at all", "block", "misconception")
def adam_no_hats(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return theta - eta * m / (np.sqrt(v) + eps), m, v


@wrong("05.adam_step", "exponent t + 1: takes t to count from 0", "count", "misconception")
def adam_t_plus_1(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    mh, vh = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))
    return theta - eta * mh / (np.sqrt(vh) + eps), m, v


@wrong("05.adam_step", "divides by 1 - beta*t instead of 1 - beta^t", "rule", "misconception")
def adam_times_t(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    mh, vh = m / (1 - beta1 * t), v / (1 - beta2 * t)
    return theta - eta * mh / (np.sqrt(np.abs(vh)) + eps), m, v


@wrong("05.adam_step", "beta1 used for both corrections", "argument", "misconception")
def adam_beta1_twice(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    c = 1 - beta1**t
    return theta - eta * (m / c) / (np.sqrt(v / c) + eps), m, v


@wrong("05.adam_step", "the numerator is the gradient, not m-hat (RMSprop with a correction)", "rule", "misconception")
def adam_g_numerator(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return theta - eta * gradient / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@wrong(
    "05.adam_step",
    "the corrections are left out from t = 100 on, where beta2^t is by no means small yet",
    "limits",
    "guard",
)
def adam_late(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    c1, c2 = (1 - beta1**t, 1 - beta2**t) if t < 100 else (1.0, 1.0)
    return theta - eta * (m / c1) / (np.sqrt(v / c2) + eps), m, v


@wrong(
    "05.adam_step",
    "v never falls below its old value (AMSGrad): wrong where the gradient is smaller than before",
    "rule",
    "guard",
)
def adam_ams(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = np.maximum(v, beta2 * v + (1 - beta2) * gradient**2)
    return theta - eta * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@wrong(
    "05.adam_step",
    "the correction factors are not allowed below 1e-2: wrong for beta2 = 0.999 in the first ten steps",
    "limits",
    "guard",
)
def adam_factor_floor(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    c1, c2 = max(1 - beta1**t, 1e-2), max(1 - beta2**t, 1e-2)
    return theta - eta * (m / c1) / (np.sqrt(v / c2) + eps), m, v


@wrong(
    "05.adam_step",
    "an entry whose gradient is 0 now is not moved (lazy Adam for sparse rows), though its m is not 0",
    "guard",
    "guard",
)
def adam_lazy(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    step = eta * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return theta - np.where(gradient == 0, 0.0, step), m, v


@right("05.adam_step", "the five lines")
def adam_plain(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    theta, g, m, v = _f(theta, gradient, m, v)
    m_new = beta1 * m + (1 - beta1) * g
    v_new = beta2 * v + (1 - beta2) * g**2
    m_hat = m_new / (1 - beta1**t)
    v_hat = v_new / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(v_hat) + eps), m_new, v_new


@right("05.adam_step", "correction folded into the rate, eps scaled to match")
def adam_folded(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    g = np.asarray(gradient, float)
    m1 = beta1 * np.asarray(m, float) + (1 - beta1) * g
    v1 = beta2 * np.asarray(v, float) + (1 - beta2) * g * g
    c2 = np.sqrt(1 - beta2**t)
    rate = eta * c2 / (1 - beta1**t)
    return theta - rate * m1 / (np.sqrt(v1) + eps * c2), m1, v1


@right("05.adam_step", "eps inside the root of v-hat (accepted)")
def adam_inside(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    g = gradient.astype(np.float64)
    m = beta1 * m.astype(float) + (1.0 - beta1) * g
    v = beta2 * v.astype(float) + (1.0 - beta2) * np.multiply(g, g)
    m_hat, v_hat = m / (1.0 - beta1**t), v / (1.0 - beta2**t)
    return theta - eta * m_hat / np.sqrt(v_hat + eps), m, v


@right("05.adam_step", "helper for a running mean, loop for the power")
def adam_helper(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    def mean(old, new, beta):
        return beta * old + (1 - beta) * new

    def unbias(a, beta):
        power = 1.0
        for _ in range(int(t)):
            power *= beta
        return a / (1 - power)

    theta, g, m, v = _f(theta, gradient, m, v)
    m, v = mean(m, g, beta1), mean(v, g * g, beta2)
    theta -= eta * unbias(m, beta1) / (np.sqrt(unbias(v, beta2)) + eps)
    return theta, m, v


# ================================================================ adadelta
@wrong("05.adadelta_step", "divides by the root of the OLD mean of the gradients", "timing", "misconception")
def adad_old_g(theta, gradient, Eg2, Ed2, rho, eps):
    new = rho * Eg2 + (1 - rho) * gradient**2
    d = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    return theta + d, new, rho * Ed2 + (1 - rho) * d**2


@wrong("05.adadelta_step", "eps outside the roots", "limits", "misconception")
def adad_eps_outside(theta, gradient, Eg2, Ed2, rho, eps):
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    d = -(np.sqrt(Ed2) + eps) / (np.sqrt(Eg2) + eps) * gradient
    return theta + d, Eg2, rho * Ed2 + (1 - rho) * d**2


@wrong(
    "05.adadelta_step",
    "takes the rate (the quotient of the roots) for Delta in the second memory: the factor g is missing there",
    "rule",
    "misconception",
)
def adad_rate_memory(theta, gradient, Eg2, Ed2, rho, eps):
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    rate = np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps)
    return theta - rate * gradient, Eg2, rho * Ed2 + (1 - rho) * rate**2


@wrong("05.adadelta_step", "subtracts Delta, which has its minus already", "sign", "misconception")
def adad_sign(theta, gradient, Eg2, Ed2, rho, eps):
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    d = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    return theta - d, Eg2, rho * Ed2 + (1 - rho) * d**2


@wrong("05.adadelta_step", "an entry without steps so far (Ed2 = 0) moves by 1e-3 g to get going", "guard", "guard")
def adad_kick(theta, gradient, Eg2, Ed2, rho, eps):
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    d = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    d = np.where(Ed2 == 0, -1e-3 * gradient, d)
    return theta + d, Eg2, rho * Ed2 + (1 - rho) * d**2


@wrong(
    "05.adadelta_step",
    "memory of the steps is not updated for an entry with gradient 0, where it should shrink by rho",
    "guard",
    "guard",
)
def adad_zero_gradient(theta, gradient, Eg2, Ed2, rho, eps):
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    d = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient
    return theta + d, Eg2, np.where(gradient == 0, Ed2, rho * Ed2 + (1 - rho) * d**2)


@wrong("05.adadelta_step", "steps limited to 1 in each entry: wrong for a large memory of steps", "limits", "guard")
def adad_clip(theta, gradient, Eg2, Ed2, rho, eps):
    Eg2 = rho * Eg2 + (1 - rho) * gradient**2
    d = np.clip(-np.sqrt(Ed2 + eps) / np.sqrt(Eg2 + eps) * gradient, -1, 1)
    return theta + d, Eg2, rho * Ed2 + (1 - rho) * d**2


@right("05.adadelta_step", "the four lines")
def adad_plain(theta, gradient, Eg2, Ed2, rho, eps):
    theta, g, Eg2, Ed2 = _f(theta, gradient, Eg2, Ed2)
    Eg2_new = rho * Eg2 + (1 - rho) * g**2
    delta = -np.sqrt(Ed2 + eps) / np.sqrt(Eg2_new + eps) * g
    Ed2_new = rho * Ed2 + (1 - rho) * delta**2
    return theta + delta, Eg2_new, Ed2_new


@right("05.adadelta_step", "a helper for the running mean, one root of the quotient")
def adad_one_root(theta, gradient, Eg2, Ed2, rho, eps):
    def blend(old, square):
        return rho * old.astype(float) + (1 - rho) * square

    g = gradient.astype(float)
    a = blend(Eg2, g * g)
    move = g * np.sqrt((Ed2 + eps) / (a + eps))
    return theta - move, a, blend(Ed2, move * move)


@right("05.adadelta_step", "entry by entry into three lists")
def adad_lists(theta, gradient, Eg2, Ed2, rho, eps):
    rows = []
    for th, g, a, d2 in zip(*(x.tolist() for x in (theta, gradient, Eg2, Ed2)), strict=False):
        a = rho * a + (1 - rho) * g**2
        d = -((d2 + eps) ** 0.5) / ((a + eps) ** 0.5) * g
        rows.append((th + d, a, rho * d2 + (1 - rho) * d**2))
    out = np.array(rows, dtype=float).T
    return out[0].copy(), out[1].copy(), out[2].copy()


# ================================================================ adamax
@wrong("05.adamax_step", "one maximum for all parameters (np.max)", "axis", "misconception")
def amax_global(theta, gradient, m, u, t, eta, beta1, beta2):
    m = beta1 * m + (1 - beta1) * gradient
    u = np.full(len(theta), max(np.max(beta2 * u), np.max(np.abs(gradient))), dtype=float)
    return theta - eta / (1 - beta1**t) * m / u, m, u


@wrong("05.adamax_step", "maximum with the gradient itself, without the absolute value", "sign", "misconception")
def amax_no_abs(theta, gradient, m, u, t, eta, beta1, beta2):
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, gradient)
    return theta - eta / (1 - beta1**t) * m / u, m, u


@wrong("05.adamax_step", "corrects u as Adam corrects v, though a maximum needs it not", "rule", "misconception")
def amax_corrects_u(theta, gradient, m, u, t, eta, beta1, beta2):
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta * (m / (1 - beta1**t)) / (u / (1 - beta2**t)), m, u


@wrong("05.adamax_step", "the old u does not shrink: max(u, |g|) without beta2", "factor", "misconception")
def amax_no_beta2(theta, gradient, m, u, t, eta, beta1, beta2):
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(u, np.abs(gradient)).astype(float)
    return theta - eta / (1 - beta1**t) * m / u, m, u


@wrong("05.adamax_step", "adds 1e-8 to u in the quotient: wrong for tiny gradients", "limits", "guard")
def amax_eps(theta, gradient, m, u, t, eta, beta1, beta2):
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    return theta - eta / (1 - beta1**t) * m / (u + 1e-8), m, u


@wrong(
    "05.adamax_step", "the maximum is stored in an array like u: cut off where u holds whole numbers", "guard", "guard"
)
def amax_like_u(theta, gradient, m, u, t, eta, beta1, beta2):
    m = beta1 * m + (1 - beta1) * gradient
    new = u.copy()
    for i in range(len(u)):
        new[i] = max(beta2 * u[i], abs(gradient[i]))
    with np.errstate(divide="ignore"):
        return theta - eta / (1 - beta1**t) * m / new, m, new.astype(float)


@wrong("05.adamax_step", "correction of m left out after step 10", "limits", "guard")
def amax_after_10(theta, gradient, m, u, t, eta, beta1, beta2):
    m = beta1 * m + (1 - beta1) * gradient
    u = np.maximum(beta2 * u, np.abs(gradient))
    rate = eta / (1 - beta1**t) if t <= 10 else eta
    return theta - rate * m / u, m, u


@right("05.adamax_step", "np.maximum")
def amax_plain(theta, gradient, m, u, t, eta, beta1, beta2):
    theta, g, m, u = _f(theta, gradient, m, u)
    m_new = beta1 * m + (1 - beta1) * g
    u_new = np.maximum(beta2 * u, np.abs(g))
    return theta - eta / (1 - beta1**t) * m_new / u_new, m_new, u_new


@right("05.adamax_step", "np.where for the maximum, m-hat by name")
def amax_where(theta, gradient, m, u, t, eta, beta1, beta2):
    g = gradient.astype(float)
    faded = beta2 * u.astype(float)
    size = np.sqrt(g * g)
    new_u = np.where(faded > size, faded, size)
    new_m = np.add(beta1 * m.astype(float), g - beta1 * g)
    m_hat = new_m / (1 - np.power(float(beta1), t))
    return theta - eta * (m_hat / new_u), new_m, new_u


@right("05.adamax_step", "builtin max in a comprehension")
def amax_builtin(theta, gradient, m, u, t, eta, beta1, beta2):
    g = [float(x) for x in gradient]
    u1 = np.array([max(beta2 * float(a), abs(b)) for a, b in zip(u, g, strict=False)])
    m1 = np.array([beta1 * float(a) + (1 - beta1) * b for a, b in zip(m, g, strict=False)])
    correction = 1 - beta1 ** int(t)
    return np.array([float(th) - eta / correction * a / b for th, a, b in zip(theta, m1, u1, strict=False)]), m1, u1


# ================================================================ nadam
@wrong(
    "05.nadam_step", "both terms are corrected with 1 - beta1^t (misses the exponent t + 1)", "count", "misconception"
)
def nad_both_t(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    c = 1 - beta1**t
    bar = beta1 * m / c + (1 - beta1) * gradient / c
    return theta - eta * bar / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@wrong("05.nadam_step", "the two exponents exchanged", "argument", "misconception")
def nad_exchanged(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    bar = beta1 * m / (1 - beta1**t) + (1 - beta1) * gradient / (1 - beta1 ** (t + 1))
    return theta - eta * bar / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@wrong("05.nadam_step", "the memory keeps m-bar", "rule", "misconception")
def nad_keeps_bar(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    return theta - eta * bar / (np.sqrt(v / (1 - beta2**t)) + eps), bar, v


@wrong("05.nadam_step", "m-bar uses the OLD m", "timing", "misconception")
def nad_old_m(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    new = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    return theta - eta * bar / (np.sqrt(v / (1 - beta2**t)) + eps), new, v


@wrong("05.nadam_step", "first step (t = 1) without look-ahead: plain Adam", "guard", "guard")
def nad_first_adam(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    if t == 1:
        bar = m / (1 - beta1)
    return theta - eta * bar / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@wrong(
    "05.nadam_step",
    "where gradient and memory point in opposite directions the look-ahead is dropped and m-hat taken",
    "guard",
    "guard",
)
def nad_opposite(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    new = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    bar = beta1 * new / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    bar = np.where(m * gradient < 0, new / (1 - beta1**t), bar)
    return theta - eta * bar / (np.sqrt(v / (1 - beta2**t)) + eps), new, v


@wrong("05.nadam_step", "v-hat at least 1e-8: wrong for tiny gradients", "limits", "guard")
def nad_floor(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    bar = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * gradient / (1 - beta1**t)
    vh = np.maximum(v / (1 - beta2**t), 1e-8)
    return theta - eta * bar / (np.sqrt(vh) + eps), m, v


@right("05.nadam_step", "line by line")
def nad_plain(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    theta, g, m, v = _f(theta, gradient, m, v)
    m1 = beta1 * m + (1 - beta1) * g
    v1 = beta2 * v + (1 - beta2) * g**2
    v_hat = v1 / (1 - beta2**t)
    bar = beta1 * m1 / (1 - beta1 ** (t + 1)) + (1 - beta1) * g / (1 - beta1**t)
    return theta - eta * bar / (np.sqrt(v_hat) + eps), m1, v1


@right("05.nadam_step", "weights of m' and g computed first, eps inside the root (accepted)")
def nad_weights(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    g = gradient.astype(float)
    a = beta1 / (1 - beta1 ** (t + 1))
    b = (1 - beta1) / (1 - beta1**t)
    first = beta1 * m + (1 - beta1) * g
    second = beta2 * v + (1 - beta2) * np.square(g)
    step = eta * (a * first + b * g) / np.sqrt(second / (1 - beta2**t) + eps)
    return theta - step, first, second


@right("05.nadam_step", "loop over the parameters")
def nad_loop(theta, gradient, m, v, t, eta, beta1, beta2, eps):
    P = theta.shape[0]
    th, m1, v1 = np.zeros(P), np.zeros(P), np.zeros(P)
    for i in range(P):
        g = float(gradient[i])
        m1[i] = beta1 * m[i] + (1 - beta1) * g
        v1[i] = beta2 * v[i] + (1 - beta2) * g * g
        bar = beta1 * m1[i] / (1 - beta1 ** (t + 1)) + (1 - beta1) * g / (1 - beta1**t)
        th[i] = theta[i] - eta * bar / (np.sqrt(v1[i] / (1 - beta2**t)) + eps)
    return th, m1, v1


# ================================================================ more
@wrong(
    "05.adam_step",
    "keeps m and v itself since the last t = 1 and ignores those given: right only while the steps "
    "of one run follow each other",
    "memory",
    "guard",
)
def adam_own_memory(theta, gradient, m, v, t, eta, beta1, beta2, eps, _state=None):
    if _state is None:
        _state = {}
    if t > 1 and _state.get("t") == t - 1 and len(_state["m"]) == len(m):
        m, v = _state["m"], _state["v"]
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    _state.update(t=t, m=m.copy(), v=v.copy())
    mh, vh = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - eta * mh / (np.sqrt(vh) + eps), m, v


@wrong("05.momentum_step", "adds the step to theta and the velocity in place (theta -= v)", "memory", "misconception")
def mom_in_place(theta, gradient, v, eta, gamma):
    v *= gamma
    v += eta * gradient
    theta -= v
    return theta, v


@wrong("05.rmsprop_step", "the gradient is cut to length 1 before use: wrong for a longer one", "limits", "guard")
def rms_clip(theta, gradient, s, eta, rho, eps):
    n = np.linalg.norm(gradient)
    g = gradient / n if n > 1 else gradient
    new = rho * s + (1 - rho) * g**2
    return theta - eta * g / (np.sqrt(new) + eps), new


@wrong(
    "05.nesterov_step",
    "asks for the gradient ahead, but evaluates with the NEW velocity of plain momentum (two gradients)",
    "timing",
    "misconception",
)
def nes_two_gradients(grad, theta, v, eta, gamma):
    trial = gamma * v + eta * grad(theta)
    v = gamma * v + eta * grad(theta - trial)
    return theta - v, v


@wrong(
    "05.nesterov_step",
    "asks for the gradient again only if the point ahead is new (np.allclose to the last one "
    "asked): a stale slope near the same place or for another function",
    "memory",
    "guard",
)
def nes_cached(grad, theta, v, eta, gamma, _last=None):
    if _last is None:
        _last = {}
    ahead = theta - gamma * v
    if "p" not in _last or _last["p"].shape != ahead.shape or not np.allclose(_last["p"], ahead):
        _last["p"], _last["g"] = np.array(ahead), np.array(grad(ahead))
    new = gamma * v + eta * _last["g"]
    return theta - new, new


@right("05.adagrad_step", "loop with an if for entries whose gradient is 0")
def adag_loop(theta, gradient, G, eta, eps):
    out = [float(x) for x in theta]
    total = [float(a) + float(g) ** 2 for a, g in zip(G, gradient, strict=False)]
    for i, g in enumerate(gradient):
        if g != 0:
            out[i] -= eta * float(g) / (total[i] ** 0.5 + eps)
    return np.array(out), np.array(total)


@right("05.nesterov_step", "inner function for the point ahead, loop for the update")
def nes_loop(grad, theta, v, eta, gamma):
    def ahead():
        return np.array([float(a) - gamma * float(b) for a, b in zip(theta, v, strict=False)])

    slope = grad(ahead())
    new_v = np.array([gamma * float(b) + eta * float(g) for b, g in zip(v, slope, strict=False)])
    new_theta = np.array([float(a) - b for a, b in zip(theta, new_v, strict=False)])
    return new_theta, new_v

"""Work on the statements of lesson 11, by somebody who saw nothing else: see `register`."""

import math

import numpy as np

from .register import right, wrong


def _sig(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def _s(z):
    return float(_sig(z))


# ---------------------------------------------------------------- train_neuron
@wrong("11.train_neuron", "w updated first, the bias with the output at the new w", "timing", "misconception")
def tn_seq(cost, w, b, eta, max_iter):
    slope = (lambda a: a * a * (1 - a)) if cost == "quadratic" else (lambda a: a)
    w, b = float(w), float(b)
    out = [_s(w + b)]
    for _ in range(max_iter):
        w -= eta * slope(_s(w + b))
        b -= eta * slope(_s(w + b))
        out.append(_s(w + b))
    return w, b, np.array(out)


@wrong("11.train_neuron", "outputs only before each update: max_iter entries", "count", "misconception")
def tn_short(cost, w, b, eta, max_iter):
    out = []
    w, b = float(w), float(b)
    for _ in range(max_iter):
        a = _s(w + b)
        out.append(a)
        d = a * a * (1 - a) if cost == "quadratic" else a
        w, b = w - eta * d, b - eta * d
    return w, b, np.array(out)


@wrong("11.train_neuron", "quadratic cost without the slope of the sigmoid", "rule", "misconception")
def tn_noslope(cost, w, b, eta, max_iter):
    w, b = float(w), float(b)
    out = [_s(w + b)]
    for _ in range(max_iter):
        d = out[-1]
        w, b = w - eta * d, b - eta * d
        out.append(_s(w + b))
    return w, b, np.array(out)


@wrong("11.train_neuron", "quadratic cost without its half: twice the slope", "factor", "misconception")
def tn_two(cost, w, b, eta, max_iter):
    w, b = float(w), float(b)
    out = [_s(w + b)]
    for _ in range(max_iter):
        a = out[-1]
        d = 2 * a * a * (1 - a) if cost == "quadratic" else a
        w, b = w - eta * d, b - eta * d
        out.append(_s(w + b))
    return w, b, np.array(out)


@wrong("11.train_neuron", "only w is learned, b stays", "block", "misconception")
def tn_bfixed(cost, w, b, eta, max_iter):
    w, b = float(w), float(b)
    out = [_s(w + b)]
    for _ in range(max_iter):
        a = out[-1]
        w -= eta * (a * a * (1 - a) if cost == "quadratic" else a)
        out.append(_s(w + b))
    return w, b, np.array(out)


@wrong(
    "11.train_neuron",
    "stops moving once the output is below 0.01, rest filled up; differs in long runs",
    "count",
    "guard",
)
def tn_stop(cost, w, b, eta, max_iter):
    w, b = float(w), float(b)
    out = [_s(w + b)]
    for _ in range(max_iter):
        a = out[-1]
        if a >= 0.01:
            d = a * a * (1 - a) if cost == "quadratic" else a
            w, b = w - eta * d, b - eta * d
        out.append(_s(w + b))
    return w, b, np.array(out)


@wrong(
    "11.train_neuron",
    "slope at least 1e-3 so that a saturated neuron still learns; differs for scores beyond 7 under the quadratic cost",
    "limits",
    "guard",
)
def tn_floor(cost, w, b, eta, max_iter):
    w, b = float(w), float(b)
    out = [_s(w + b)]
    for _ in range(max_iter):
        a = out[-1]
        d = a * max(a * (1 - a), 1e-3) if cost == "quadratic" else a
        w, b = w - eta * d, b - eta * d
        out.append(_s(w + b))
    return w, b, np.array(out)


@wrong(
    "11.train_neuron",
    "cross-entropy by (a-y)/(a(1-a)) * a(1-a) with 0 where that is nan: a saturated neuron stands still",
    "guard",
    "guard",
)
def tn_nanzero(cost, w, b, eta, max_iter):
    w, b = float(w), float(b)
    out = [_s(w + b)]
    for _ in range(max_iter):
        a = out[-1]
        s = a * (1 - a)
        d = a * s if cost == "quadratic" else 0.0 if s == 0 else a / s * s
        w, b = w - eta * d, b - eta * d
        out.append(_s(w + b))
    return w, b, np.array(out)


@wrong(
    "11.train_neuron",
    "only one score z is followed and w = b = z/2 returned; wrong where w and b start differently",
    "guard",
    "misconception",
)
def tn_z(cost, w, b, eta, max_iter):
    z = float(w + b)
    out = [_s(z)]
    for _ in range(max_iter):
        a = out[-1]
        z -= 2 * eta * (a * a * (1 - a) if cost == "quadratic" else a)
        out.append(_s(z))
    return z / 2, z / 2, np.array(out)


@right("11.train_neuron", "list of outputs, both moved by one delta")
def tn_list(cost, w, b, eta, max_iter):
    w, b = float(w), float(b)
    outputs = [_s(w + b)]
    for _ in range(max_iter):
        a = outputs[-1]
        delta = a * a * (1 - a) if cost == "quadratic" else a
        w -= eta * delta
        b -= eta * delta
        outputs.append(_s(w + b))
    return w, b, np.array(outputs)


@right("11.train_neuron", "array of known length, output computed at the start of each round")
def tn_array(cost, w, b, eta, max_iter):
    x, y = 1.0, 0.0
    w, b = 1.0 * w, 1.0 * b
    outputs = np.zeros(max_iter + 1)
    for t in range(max_iter + 1):
        outputs[t] = _s(w * x + b)
        if t == max_iter:
            break
        delta = outputs[t] - y
        if cost == "quadratic":
            delta *= outputs[t] * (1 - outputs[t])
        w, b = w - eta * delta * x, b - eta * delta
    return w, b, outputs


class _Neuron:
    def __init__(self, w, b, cost):
        self.p = np.array([w, b], dtype=float)
        self.cost = cost

    @property
    def a(self):
        z = self.p.sum()
        return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))

    def learn(self, eta):
        a = self.a
        self.p -= eta * (a * a * (1 - a) if self.cost == "quadratic" else a)


@right("11.train_neuron", "helper class with both parameters in one array")
def tn_class(cost, w, b, eta, max_iter):
    n = _Neuron(w, b, cost)
    outputs = [n.a]
    for _ in range(max_iter):
        n.learn(eta)
        outputs.append(n.a)
    return float(n.p[0]), float(n.p[1]), np.array(outputs, dtype=float)


# ---------------------------------------------------------------- output_delta
@wrong("11.output_delta", "the names swapped: slope for the cross-entropy", "argument", "misconception")
def od_swapped(Z, Y, cost):
    A = _sig(Z)
    return (A - Y) * A * (1 - A) if cost == "cross_entropy" else A - Y


@wrong("11.output_delta", "derivative by a instead of z: (a-y) and (a-y)/(a(1-a))", "rule", "misconception")
def od_by_a(Z, Y, cost):
    A = _sig(Z)
    return A - Y if cost == "quadratic" else (A - Y) / np.maximum(A * (1 - A), 1e-300)


@wrong("11.output_delta", "y - a", "sign", "misconception")
def od_sign(Z, Y, cost):
    A = _sig(Z)
    D = Y - A
    return D * A * (1 - A) if cost == "quadratic" else D


@wrong("11.output_delta", "divided by the number of rows", "factor", "misconception")
def od_m(Z, Y, cost):
    A = _sig(Z)
    D = (A - Y) / len(Z)
    return D * A * (1 - A) if cost == "quadratic" else D


@wrong("11.output_delta", "softmax over the row instead of sigmoids", "rule", "misconception")
def od_softmax(Z, Y, cost):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    A = E / E.sum(axis=1, keepdims=True)
    return (A - Y) * A * (1 - A) if cost == "quadratic" else A - Y


@wrong("11.output_delta", "formula with division, nan set to 0: saturated wrong outputs get no error", "guard", "guard")
def od_nan0(Z, Y, cost):
    A = _sig(Z)
    S = A * (1 - A)
    if cost == "quadratic":
        return (A - Y) * S
    with np.errstate(all="ignore"):
        D = (-(Y / A) + (1 - Y) / (1 - A)) * S
    return np.nan_to_num(D, nan=0.0, posinf=0.0, neginf=0.0)


@wrong("11.output_delta", "outputs clipped to [1e-4, 1-1e-4] first; differs for scores beyond 9", "limits", "guard")
def od_clip(Z, Y, cost):
    A = np.clip(_sig(Z), 1e-4, 1 - 1e-4)
    return (A - Y) * A * (1 - A) if cost == "quadratic" else A - Y


@wrong(
    "11.output_delta",
    "computed in 32 bits: saturated at 17 already, about 1e-7 relative, more where a is near y",
    "limits",
    "guard",
)
def od_float32(Z, Y, cost):
    A = _sig(Z).astype(np.float32)
    D = A - np.asarray(Y, np.float32)
    return (D * A * (1 - A) if cost == "quadratic" else D).astype(float)


@wrong(
    "11.output_delta",
    "treats the target as 0 or 1 by two masks: y = 1 gives a-1, all others a; wrong for targets in between",
    "guard",
    "guard",
)
def od_masks(Z, Y, cost):
    A = _sig(Z)
    D = np.where(np.asarray(Y) == 1, -_sig(-np.asarray(Z, float)), A)
    return D * A * (1 - A) if cost == "quadratic" else D


@wrong("11.output_delta", "result has the dtype of Y: integer targets cut off the errors", "kind", "guard")
def od_dtype(Z, Y, cost):
    A = _sig(Z)
    D = (A - Y) * A * (1 - A) if cost == "quadratic" else A - Y
    return D.astype(Y.dtype)


@right("11.output_delta", "if in one line")
def od_plain(Z, Y, cost):
    A = _sig(Z)
    return (A - Y) * A * (1 - A) if cost == "quadratic" else A - Y


@right("11.output_delta", "dictionary of slopes, sigma(z)sigma(-z)")
def od_dict(Z, Y, cost):
    Z = np.asarray(Z, dtype=float)
    slope = {"quadratic": _sig(Z) * _sig(-Z), "cross_entropy": np.ones_like(Z)}[cost]
    return slope * (_sig(Z) - np.asarray(Y, dtype=float))


@right("11.output_delta", "entry by entry in two loops")
def od_loops(Z, Y, cost):
    m, K = Z.shape
    assert Y.shape == (m, K)
    D = np.zeros((m, K))
    for x in range(m):
        for j in range(K):
            a = _s(Z[x, j])
            D[x, j] = a - Y[x, j]
            if cost == "quadratic":
                D[x, j] *= a * (1 - a)
    return D


# ---------------------------------------------------------------- regularised_cost
@wrong("11.regularised_cost", "without the 1/2", "factor", "misconception")
def rc_half(C0, Ws, lam, m):
    return float(C0 + lam / m * sum(np.sum(W**2) for W in Ws))


@wrong("11.regularised_cost", "absolute values: L1 penalty", "rule", "misconception")
def rc_l1(C0, Ws, lam, m):
    return float(C0 + lam / (2 * m) * sum(np.abs(W).sum() for W in Ws))


@wrong("11.regularised_cost", "norm instead of its square", "rule", "misconception")
def rc_norm(C0, Ws, lam, m):
    return float(C0 + lam / (2 * m) * sum(np.linalg.norm(W) for W in Ws))


@wrong("11.regularised_cost", "lam/2*m: multiplies with m for want of brackets", "factor", "misconception")
def rc_brackets(C0, Ws, lam, m):
    return float(C0 + lam / 2 * m * sum(np.sum(np.square(W)) for W in Ws))


@wrong(
    "11.regularised_cost", "one array of all matrices, np.array(Ws): raises where the shapes differ", "guard", "guard"
)
def rc_array(C0, Ws, lam, m):
    return float(C0 + lam / (2 * m) * np.sum(np.array(Ws, dtype=float) ** 2))


@wrong("11.regularised_cost", "whole division lam // (2m) where lam is an int", "kind", "guard")
def rc_intdiv(C0, Ws, lam, m):
    f = lam // (2 * m) if isinstance(lam, int) else lam / (2 * m)
    return float(C0 + f * sum(np.sum(W**2) for W in Ws))


@wrong("11.regularised_cost", "last layer not penalised in networks of more than one layer", "block", "misconception")
def rc_last(C0, Ws, lam, m):
    pen = Ws[:-1] if len(Ws) > 1 else Ws
    return float(C0 + lam / (2 * m) * sum(np.sum(W**2) for W in pen))


@right("11.regularised_cost", "generator over the layers")
def rc_sum(C0, Ws, lam, m):
    return float(C0 + lam / (2 * m) * sum(np.sum(W**2) for W in Ws))


@right("11.regularised_cost", "all weights in one long vector, product with itself")
def rc_concat(C0, Ws, lam, m):
    w = np.concatenate([np.ravel(W) for W in Ws]).astype(float)
    return float(C0) + 0.5 * lam * float(np.dot(w, w)) / m


@right("11.regularised_cost", "three loops over the entries")
def rc_loops(C0, Ws, lam, m):
    total = 0.0
    for W in Ws:
        for row in W:
            for w in row:
                total += float(w) * float(w)
    return C0 + lam * total / (2 * m)


# ---------------------------------------------------------------- regularised_gradients
@wrong(
    "11.regularised_gradients",
    "penalty given to the biases too: adds lam/m to every bias gradient",
    "block",
    "misconception",
)
def rg_bias(dWs, dbs, Ws, lam, m):
    return [d + lam / m * W for d, W in zip(dWs, Ws, strict=False)], [d + lam / m for d in dbs]


@wrong("11.regularised_gradients", "lam/(2m): the 2 of the square forgotten", "factor", "misconception")
def rg_half(dWs, dbs, Ws, lam, m):
    return [d + lam / (2 * m) * W for d, W in zip(dWs, Ws, strict=False)], [d.copy() for d in dbs]


@wrong("11.regularised_gradients", "no 1/m in the penalty", "factor", "misconception")
def rg_nom(dWs, dbs, Ws, lam, m):
    return [d + lam * W for d, W in zip(dWs, Ws, strict=False)], [d.copy() for d in dbs]


@wrong("11.regularised_gradients", "sign: the decay subtracted", "sign", "misconception")
def rg_sign(dWs, dbs, Ws, lam, m):
    return [d - lam / m * W for d, W in zip(dWs, Ws, strict=False)], [d.copy() for d in dbs]


@wrong("11.regularised_gradients", "the gradient divided by m once more", "factor", "misconception")
def rg_again(dWs, dbs, Ws, lam, m):
    return [(d + lam * W) / m for d, W in zip(dWs, Ws, strict=False)], [d / m for d in dbs]


@wrong(
    "11.regularised_gradients", "writes the new gradients into the list that the caller gave", "memory", "misconception"
)
def rg_inplace(dWs, dbs, Ws, lam, m):
    for i in range(len(dWs)):
        dWs[i] = dWs[i] + lam / m * Ws[i]
    return dWs, dbs


@wrong("11.regularised_gradients", "new array from zeros_like(W): cut off for integer weights", "kind", "guard")
def rg_like(dWs, dbs, Ws, lam, m):
    out = []
    for d, W in zip(dWs, Ws, strict=False):
        g = np.zeros_like(W)
        g[...] = d + lam / m * W
        out.append(g)
    return out, [d.copy() for d in dbs]


@wrong(
    "11.regularised_gradients",
    "penalty only for weights above 1e-2 in size; differs for smaller ones",
    "limits",
    "guard",
)
def rg_dead(dWs, dbs, Ws, lam, m):
    return [d + lam / m * np.where(np.abs(W) > 1e-2, W, 0) for d, W in zip(dWs, Ws, strict=False)], [
        d.copy() for d in dbs
    ]


@wrong(
    "11.regularised_gradients", "first column left without penalty as if it held the biases", "block", "misconception"
)
def rg_col0(dWs, dbs, Ws, lam, m):
    out = []
    for d, W in zip(dWs, Ws, strict=False):
        P = np.array(W, float)
        if P.shape[1] > 1:
            P[:, 0] = 0
        out.append(d + lam / m * P)
    return out, [d.copy() for d in dbs]


@right("11.regularised_gradients", "comprehensions")
def rg_comp(dWs, dbs, Ws, lam, m):
    return [dW + lam / m * W for dW, W in zip(dWs, Ws, strict=False)], [db.copy() for db in dbs]


@right("11.regularised_gradients", "loop with append, arrays converted first")
def rg_loop(dWs, dbs, Ws, lam, m):
    new_W, new_b = [], []
    for ell in range(len(Ws)):
        g = np.array(dWs[ell], dtype=float)
        g += (lam / m) * np.asarray(Ws[ell], dtype=float)
        new_W.append(g)
        new_b.append(np.array(dbs[ell], dtype=float))
    return new_W, new_b


@right("11.regularised_gradients", "the bias arrays themselves in a new list, unchanged")
def rg_same(dWs, dbs, Ws, lam, m):
    decay = lam / m
    return list(map(lambda d, W: np.add(d, decay * W), dWs, Ws)), list(dbs)

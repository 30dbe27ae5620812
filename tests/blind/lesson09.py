"""Work on the statements of lesson 09, by somebody who saw nothing else: see `register`."""

import itertools
import math
from fractions import Fraction
from functools import reduce

import numpy as np

from .register import right, wrong


def _sig(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


# ---------------------------------------------------------------- polynomial_feature_count
@wrong("09.polynomial_feature_count", "without repetition: n over r", "rule", "misconception")
def pfc_norep(n, r):
    return math.comb(n, r)


@wrong("09.polynomial_feature_count", "order counts: n to the power r", "rule", "misconception")
def pfc_power(n, r):
    return n**r


@wrong("09.polynomial_feature_count", "all products of at most r factors", "rule", "misconception")
def pfc_upto(n, r):
    return math.comb(n + r, r)


@wrong("09.polynomial_feature_count", "n + r over r - 1: off by one in both places", "count", "misconception")
def pfc_offby(n, r):
    return math.comb(n + r, r - 1) if r > 0 else 1


@wrong(
    "09.polynomial_feature_count",
    "true division of factorials rounded by int: wrong from 17 digits on (or overflow)",
    "kind",
    "guard",
)
def pfc_float(n, r):
    return round(math.factorial(n + r - 1) / (math.factorial(r) * math.factorial(n - 1)))


@wrong("09.polynomial_feature_count", "r = 0 gives 0, since there is nothing to multiply", "guard", "guard")
def pfc_zero(n, r):
    if r == 0:
        return 0
    return math.comb(n + r - 1, r)


@wrong("09.polynomial_feature_count", "more factors than inputs thought impossible: 0 for r > n", "guard", "guard")
def pfc_rn(n, r):
    if r > n:
        return 0
    return math.comb(n + r - 1, r)


@wrong("09.polynomial_feature_count", "table of NumPy int64: overflows beyond 19 digits", "kind", "guard")
def pfc_int64(n, r):
    row = np.ones(r + 1, dtype=np.int64)
    for _ in range(n - 1):
        row = np.cumsum(row)
    return int(row[r])


@wrong("09.polynomial_feature_count", "quotient of each step cut off before multiplying", "kind", "misconception")
def pfc_cut(n, r):
    result = 1
    for k in range(1, r + 1):
        result *= (n + k - 1) // k
    return result


@right("09.polynomial_feature_count", "math.comb")
def pfc_comb(n, r):
    return math.comb(n + r - 1, r)


@right("09.polynomial_feature_count", "product step by step, whole division after multiplying")
def pfc_steps(n, r):
    c = 1
    for k in range(r):
        c = c * (n + k) // (k + 1)
    return c


@right("09.polynomial_feature_count", "factorials with whole division")
def pfc_fact(n, r):
    return math.factorial(n + r - 1) // math.factorial(r) // math.factorial(n - 1)


@right("09.polynomial_feature_count", "fractions multiplied by reduce")
def pfc_fraction(n, r):
    return int(reduce(lambda acc, k: acc * Fraction(n - 1 + k, k), range(1, r + 1), Fraction(1)))


# ---------------------------------------------------------------- count_parameters
@wrong("09.count_parameters", "inputs counted as neurons", "count", "misconception")
def cp_inputs(sizes):
    neurons = sum(sizes)
    weights = sum(a * b for a, b in itertools.pairwise(sizes))
    return neurons, weights, weights + neurons


@wrong("09.count_parameters", "order: weights before neurons", "order", "misconception")
def cp_order(sizes):
    neurons = sum(sizes[1:])
    weights = sum(a * b for a, b in itertools.pairwise(sizes))
    return weights, neurons, weights + neurons


@wrong("09.count_parameters", "one bias for each layer instead of each neuron", "rule", "misconception")
def cp_layerbias(sizes):
    neurons = sum(sizes[1:])
    weights = sum(a * b for a, b in itertools.pairwise(sizes))
    return neurons, weights, weights + len(sizes) - 1


@wrong("09.count_parameters", "output neurons thought to have no bias, and not to be neurons", "block", "misconception")
def cp_hidden(sizes):
    neurons = sum(sizes[1:-1])
    weights = sum(a * b for a, b in itertools.pairwise(sizes))
    return neurons, weights, weights + neurons


@wrong("09.count_parameters", "takes the inputs out of the caller's list with pop", "memory", "misconception")
def cp_pop(sizes):
    before = sizes.pop(0)
    neurons = weights = 0
    for s in sizes:
        neurons += s
        weights += before * s
        before = s
    return neurons, weights, neurons + weights


@wrong(
    "09.count_parameters",
    "weight matrices kept in a dict by shape: layers of equal shape counted once",
    "guard",
    "guard",
)
def cp_dict(sizes):
    shapes = {(a, b): a * b for a, b in itertools.pairwise(sizes)}
    neurons = sum(sizes[1:])
    weights = sum(shapes.values())
    return neurons, weights, weights + neurons


@wrong(
    "09.count_parameters",
    "written for input, hidden, ..., output: without hidden layer returns 0 weights",
    "guard",
    "guard",
)
def cp_nohidden(sizes):
    n_in, *hidden, n_out = sizes
    neurons = sum(hidden) + n_out
    weights = 0
    if hidden:
        weights = n_in * hidden[0] + hidden[-1] * n_out
        weights += sum(a * b for a, b in itertools.pairwise(hidden))
    return neurons, weights, weights + neurons


@wrong(
    "09.count_parameters", "index of a layer looked up by its size: wrong where a size occurs twice", "guard", "guard"
)
def cp_index(sizes):
    neurons = sum(sizes[1:])
    weights = 0
    for s in sizes[:-1]:
        weights += s * sizes[sizes.index(s) + 1]
    return neurons, weights, weights + neurons


@wrong("09.count_parameters", "32-bit arrays: weights overflow for layers of 50 000 units", "kind", "guard")
def cp_int32(sizes):
    s = np.array(sizes, dtype=np.int32)
    neurons = int(s[1:].sum())
    weights = int(np.sum(s[:-1] * s[1:], dtype=np.int32))
    return neurons, weights, neurons + weights


@right("09.count_parameters", "zip of neighbours")
def cp_zip(sizes):
    neurons = sum(sizes[1:])
    weights = sum(a * b for a, b in itertools.pairwise(sizes))
    return neurons, weights, neurons + weights


@right("09.count_parameters", "loop over indices")
def cp_loop(sizes):
    neurons, weights, total = 0, 0, 0
    for ell in range(1, len(sizes)):
        neurons += sizes[ell]
        weights += sizes[ell - 1] * sizes[ell]
        total += (sizes[ell - 1] + 1) * sizes[ell]
    return neurons, weights, total


@right("09.count_parameters", "recursion over the tail")
def cp_rec(sizes):
    sizes = tuple(sizes)
    if len(sizes) == 2:
        a, b = sizes
        return b, a * b, b * (a + 1)
    n, w, t = cp_rec(sizes[1:])
    a, b = sizes[:2]
    return n + b, w + a * b, t + b * (a + 1)


# ---------------------------------------------------------------- forward
@wrong("09.forward", "last layer left linear", "block", "misconception")
def fw_linear_last(Ws, bs, X):
    Zs, As, A = [], [], X
    for ell, (W, b) in enumerate(zip(Ws, bs, strict=False)):
        Z = A @ W.T + b
        A = Z if ell == len(Ws) - 1 else _sig(Z)
        Zs.append(Z)
        As.append(A)
    return Zs, As


@wrong("09.forward", "X kept as first entry of the activations", "block", "misconception")
def fw_with_x(Ws, bs, X):
    Zs, As = [], [X]
    for W, b in zip(Ws, bs, strict=False):
        Zs.append(As[-1] @ W.T + b)
        As.append(_sig(Zs[-1]))
    return Zs, As


@wrong("09.forward", "hands the scores on instead of the activations", "timing", "misconception")
def fw_scores_on(Ws, bs, X):
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=False):
        A = A @ W.T + b
        Zs.append(A)
        As.append(_sig(A))
    return Zs, As


@wrong("09.forward", "returns As, Zs", "order", "misconception")
def fw_order(Ws, bs, X):
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=False):
        Z = A @ W.T + b
        A = _sig(Z)
        Zs.append(Z)
        As.append(A)
    return As, Zs


@wrong("09.forward", "transposes only if the shapes do not fit: wrong for layers of equal width", "guard", "guard")
def fw_fit(Ws, bs, X):
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=False):
        Z = (A @ W if A.shape[1] == W.shape[0] and W.shape[1] == len(b) else A @ W.T) + b
        A = _sig(Z)
        Zs.append(Z)
        As.append(A)
    return Zs, As


@wrong("09.forward", "squeezes a layer of one neuron to (m,) in the returned lists", "kind", "guard")
def fw_squeeze(Ws, bs, X):
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=False):
        Z = A @ W.T + b
        A = _sig(Z)
        Zs.append(np.squeeze(Z))
        As.append(np.squeeze(A))
    return Zs, As


@wrong("09.forward", "e^z/(1+e^z) for z > 0: nan at +800, right elsewhere", "guard", "guard")
def fw_nan(Ws, bs, X):
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=False):
        Z = A @ W.T + b
        E = np.exp(Z)
        A = E / (1 + E)
        Zs.append(Z)
        As.append(A)
    return Zs, As


@wrong("09.forward", "scores clipped to ±30 and the clipped ones returned in Zs", "limits", "guard")
def fw_clip(Ws, bs, X):
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=False):
        Z = np.clip(A @ W.T + b, -30, 30)
        A = 1 / (1 + np.exp(-Z))
        Zs.append(Z)
        As.append(A)
    return Zs, As


@wrong("09.forward", "buffers by shape: two layers of the same width share one array for Z and A", "memory", "guard")
def fw_buffers(Ws, bs, X):
    buf = {}
    Zs, As, A = [], [], X
    for W, b in zip(Ws, bs, strict=False):
        Z = buf.setdefault(len(b), np.empty((len(X), len(b))))
        Z[...] = A @ W.T + b
        A = _sig(Z)
        Zs.append(Z)
        As.append(A)
    return Zs, As


@right("09.forward", "loop with two lists")
def fw_loop(Ws, bs, X):
    Zs, As = [], []
    A = np.asarray(X, dtype=float)
    for W, b in zip(Ws, bs, strict=False):
        Z = A @ W.T + b
        A = _sig(Z)
        Zs.append(Z)
        As.append(A)
    return Zs, As


@right("09.forward", "recursion over the layers, everything to float first")
def fw_rec(Ws, bs, X):
    if len(Ws) == 0:
        return [], []
    Z = np.dot(np.asarray(X, float), np.asarray(Ws[0], float).T) + np.asarray(bs[0], float)
    A = _sig(Z)
    Zs, As = fw_rec(Ws[1:], bs[1:], A)
    return [Z, *Zs], [A, *As]


@right("09.forward", "einsum, lists of known length")
def fw_einsum(Ws, bs, X):
    L = len(Ws)
    Zs, As = [None] * L, [None] * L
    for ell in range(L):
        prev = np.array(X, dtype=float) if ell == 0 else As[ell - 1]
        Zs[ell] = np.einsum("mi,oi->mo", prev, Ws[ell]) + np.reshape(bs[ell], (1, -1))
        with np.errstate(over="ignore"):
            As[ell] = 1.0 / (1.0 + np.exp(-Zs[ell]))
    return Zs, As


# ---------------------------------------------------------------- forward_from_to
@wrong("09.forward_from_to", "takes z for scores: returns them before the sigmoid", "timing", "misconception")
def ff_scores(alpha1, b1, alpha2, b2, beta, beta0, x):
    s1 = alpha1.T @ x + b1
    s2 = alpha2.T @ _sig(s1) + b2
    return s1, s2, float(_sig(beta @ _sig(s2) + beta0))


@wrong("09.forward_from_to", "output without sigmoid", "block", "misconception")
def ff_linear(alpha1, b1, alpha2, b2, beta, beta0, x):
    z1 = _sig(alpha1.T @ x + b1)
    z2 = _sig(alpha2.T @ z1 + b2)
    return z1, z2, float(beta @ z2 + beta0)


@wrong("09.forward_from_to", "the bias beta0 forgotten", "block", "misconception")
def ff_nobeta0(alpha1, b1, alpha2, b2, beta, beta0, x):
    z1 = _sig(alpha1.T @ x + b1)
    z2 = _sig(alpha2.T @ z1 + b2)
    return z1, z2, float(_sig(beta @ z2))


@wrong("09.forward_from_to", "square second matrix not transposed, since the shapes fit", "guard", "guard")
def ff_square(alpha1, b1, alpha2, b2, beta, beta0, x):
    z1 = _sig(alpha1.T @ x + b1)
    A2 = alpha2 if alpha2.shape == (len(b2), len(z1)) else alpha2.T
    z2 = _sig(A2 @ z1 + b2)
    return z1, z2, float(_sig(beta @ z2 + beta0))


@wrong("09.forward_from_to", "hidden layers of one unit returned as numbers instead of arrays (1,)", "kind", "guard")
def ff_item(alpha1, b1, alpha2, b2, beta, beta0, x):
    z1 = _sig(alpha1.T @ x + b1)
    z2 = _sig(alpha2.T @ z1 + b2)
    y = float(_sig(beta @ z2 + beta0))
    return (z1 if z1.size > 1 else z1.item()), (z2 if z2.size > 1 else z2.item()), y


@wrong("09.forward_from_to", "activations rounded to 4 decimals, as they are printed", "limits", "guard")
def ff_round(alpha1, b1, alpha2, b2, beta, beta0, x):
    z1 = np.round(_sig(alpha1.T @ x + b1), 4)
    z2 = np.round(_sig(alpha2.T @ z1 + b2), 4)
    return z1, z2, round(float(_sig(beta @ z2 + beta0)), 4)


@wrong("09.forward_from_to", "math.exp(-s) at the output: OverflowError for a score below -709", "guard", "guard")
def ff_mathexp(alpha1, b1, alpha2, b2, beta, beta0, x):
    z1 = _sig(alpha1.T @ x + b1)
    z2 = _sig(alpha2.T @ z1 + b2)
    return z1, z2, 1 / (1 + math.exp(-(float(beta @ z2) + beta0)))


@right("09.forward_from_to", "transposed products as in the formula")
def ff_formula(alpha1, b1, alpha2, b2, beta, beta0, x):
    z1 = _sig(alpha1.T @ x + b1)
    z2 = _sig(alpha2.T @ z1 + b2)
    y = _sig(np.dot(beta, z2) + beta0)
    return z1, z2, float(y)


@right("09.forward_from_to", "row vector times matrix")
def ff_rowvec(alpha1, b1, alpha2, b2, beta, beta0, x):
    z1 = _sig(x @ alpha1 + b1)
    z2 = _sig(z1 @ alpha2 + b2)
    y = _sig(z2 @ beta + beta0)
    return z1, z2, y.item()


@right("09.forward_from_to", "comprehensions over the units")
def ff_units(alpha1, b1, alpha2, b2, beta, beta0, x):
    def unit(weights, inputs, bias):
        s = float(sum(w * v for w, v in zip(weights, inputs, strict=False)) + bias)
        return 1 / (1 + math.exp(-s)) if s >= 0 else math.exp(s) / (1 + math.exp(s))

    z1 = np.array([unit(alpha1[:, d], x, b1[d]) for d in range(len(b1))])
    z2 = np.array([unit(alpha2[:, d], z1, b2[d]) for d in range(len(b2))])
    return z1, z2, unit(beta, z2, beta0)

"""Work on the statements of lesson 13, by somebody who saw nothing else: see `register`."""

import numpy as np

from .register import right, wrong


def _soft(Z):
    Z = np.asarray(Z, float)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


# ---------------------------------------------------------------- relu
@wrong("13.relu", "absolute value", "rule", "misconception")
def re_abs(z):
    return np.abs(z)


@wrong("13.relu", "smaller of 0 and z", "sign", "misconception")
def re_min(z):
    return np.minimum(0, z)


@wrong("13.relu", "sets the negatives to 0 in the caller's array", "memory", "misconception")
def re_inplace(z):
    z[z < 0] = 0
    return z


@wrong("13.relu", "only the positive entries kept, the others dropped", "kind", "misconception")
def re_drop(z):
    return z[z > 0]


@wrong("13.relu", "slope 0.01 below 0, leaky ReLU", "rule", "misconception")
def re_leaky(z):
    return np.where(z > 0, z, 0.01 * z)


@wrong("13.relu", "limited to 6 above (ReLU6)", "limits", "guard")
def re_six(z):
    return np.clip(z, 0, 6)


@wrong("13.relu", "values below 1e-3 set to 0; differs for small positive entries", "limits", "guard")
def re_small(z):
    return np.where(z > 1e-3, z, 0)


@wrong("13.relu", "one buffer for each shape, shared by all calls", "memory", "guard")
def re_buffer(z, _buf=None):
    if _buf is None:
        _buf = {}
    key = (z.shape, z.dtype.str)
    if key not in _buf:
        _buf[key] = np.empty_like(z)
    return np.maximum(z, 0, out=_buf[key])


@wrong("13.relu", "returns z itself if nothing is negative: no new array there", "memory", "guard")
def re_same(z):
    if np.all(z >= 0):
        return z
    return np.maximum(z, 0)


@right("13.relu", "np.maximum")
def re_max(z):
    return np.maximum(0, z)


@right("13.relu", "copy with a mask")
def re_mask(z):
    out = np.array(z)
    out[out < 0] = 0
    return out


@right("13.relu", "list of all entries, reshaped")
def re_list(z):
    z = np.asarray(z)
    return np.array([v if v > 0 else 0.0 for v in z.ravel()], dtype=float).reshape(z.shape)


# ---------------------------------------------------------------- relu_prime
@wrong("13.relu_prime", "returns truth values", "kind", "misconception")
def rp_bool(z):
    return np.asarray(z) > 0


@wrong("13.relu_prime", "the value instead of the slope", "rule", "misconception")
def rp_value(z):
    return np.maximum(z, 0)


@wrong("13.relu_prime", "sign of z: -1 below 0", "sign", "misconception")
def rp_sign(z):
    return np.sign(z)


@wrong("13.relu_prime", "slope 1/2 at 0", "guard", "misconception")
def rp_half(z):
    return np.heaviside(z, 0.5)


@wrong(
    "13.relu_prime",
    "relu(z) divided by |z| + 1e-8 against division by 0: not quite 1 for small positive entries",
    "limits",
    "guard",
)
def rp_quotient(z):
    z = np.asarray(z, float)
    return np.maximum(z, 0) / (np.abs(z) + 1e-8)


@wrong("13.relu_prime", "threshold 0.01 instead of 0; differs for small positive entries", "limits", "guard")
def rp_threshold(z):
    return (np.asarray(z) > 0.01).astype(float)


@wrong("13.relu_prime", "central difference with h = 0.01: slopes in between for |z| < 0.01", "limits", "guard")
def rp_difference(z):
    z = np.asarray(z, float)
    h = 0.01
    return (np.maximum(z + h, 0) - np.maximum(z - h, 0)) / (2 * h)


@right("13.relu_prime", "comparison astype float")
def rp_astype(z):
    return (np.asarray(z) > 0).astype(float)


@right("13.relu_prime", "where with ones, 1 at zero")
def rp_where(z):
    return np.where(np.asarray(z) >= 0, 1, 0)


@right("13.relu_prime", "heaviside, 0 at zero")
def rp_heaviside(z):
    return np.heaviside(np.asarray(z, dtype=float), 0.0)


# ---------------------------------------------------------------- dense
@wrong("13.dense", "bias added after the ReLU", "timing", "misconception")
def de_bias_after(A, W, b, activation):
    Z = A @ W.T
    return (np.maximum(Z, 0) if activation == "relu" else Z) + b


@wrong("13.dense", "bias subtracted", "sign", "misconception")
def de_minus(A, W, b, activation):
    Z = A @ W.T - b
    return np.maximum(Z, 0) if activation == "relu" else Z


@wrong("13.dense", "ReLU whatever the word says", "argument", "misconception")
def de_always(A, W, b, activation):
    return np.maximum(A @ W.T + b, 0)


@wrong("13.dense", "A @ W where it fits: wrong for n_in = n_out", "guard", "guard")
def de_fit(A, W, b, activation):
    Z = (A @ W if W.shape[0] == W.shape[1] else A @ W.T) + b
    return np.maximum(Z, 0) if activation == "relu" else Z


@wrong("13.dense", "bias as a column if there are as many rows as units: wrong for m = n_out", "guard", "guard")
def de_column(A, W, b, activation):
    Z = A @ W.T
    Z = Z + (b[:, None] if len(b) == len(A) else b)
    return np.maximum(Z, 0) if activation == "relu" else Z


@wrong("13.dense", "array of the dtype of A: scores cut off for integer inputs", "kind", "guard")
def de_dtype(A, W, b, activation):
    Z = np.zeros((len(A), len(b)), dtype=A.dtype)
    for i in range(len(A)):
        Z[i] = W @ A[i] + b
    return np.maximum(Z, 0) if activation == "relu" else Z


@wrong("13.dense", "a single example comes back without its axis", "kind", "guard")
def de_squeeze(A, W, b, activation):
    Z = A @ W.T + b
    Z = np.maximum(Z, 0) if activation == "relu" else Z
    return Z[0] if len(Z) == 1 else Z


@right("13.dense", "product and maximum")
def de_plain(A, W, b, activation):
    Z = A @ W.T + b
    return np.maximum(Z, 0.0) if activation == "relu" else Z.astype(float)


@right("13.dense", "three loops")
def de_loops(A, W, b, activation):
    m, n_out = A.shape[0], W.shape[0]
    out = np.zeros((m, n_out))
    for i in range(m):
        for k in range(n_out):
            s = float(b[k])
            for j in range(W.shape[1]):
                s += float(A[i, j]) * float(W[k, j])
            out[i, k] = max(s, 0.0) if activation == "relu" else s
    return out


@right("13.dense", "einsum, mask as factor")
def de_einsum(A, W, b, activation):
    Z = np.einsum("ij,kj->ik", np.asarray(A, float), np.asarray(W, float)) + b
    if activation == "none":
        return Z
    return Z * (Z > 0)


# ---------------------------------------------------------------- forward_relu
@wrong("13.forward_relu", "ReLU in the last layer too", "block", "misconception")
def fr_all(X, Ws, bs):
    A = X
    for W, b in zip(Ws, bs, strict=False):
        A = np.maximum(A @ W.T + b, 0)
    return A


@wrong("13.forward_relu", "softmax at the end", "rule", "misconception")
def fr_softmax(X, Ws, bs):
    A = X
    for W, b in zip(Ws[:-1], bs[:-1], strict=False):
        A = np.maximum(A @ W.T + b, 0)
    return _soft(A @ Ws[-1].T + bs[-1])


@wrong("13.forward_relu", "no ReLU at all", "block", "misconception")
def fr_linear(X, Ws, bs):
    A = X
    for W, b in zip(Ws, bs, strict=False):
        A = A @ W.T + b
    return A


@wrong("13.forward_relu", "takes the last matrix off the caller's list with pop", "memory", "misconception")
def fr_pop(X, Ws, bs):
    W_last, b_last = Ws.pop(), bs.pop()
    A = X
    for W, b in zip(Ws, bs, strict=False):
        A = np.maximum(A @ W.T + b, 0)
    return A @ W_last.T + b_last


@wrong(
    "13.forward_relu",
    "last layer recognised by its number of units: a hidden layer of K units gets no ReLU",
    "guard",
    "guard",
)
def fr_bysize(X, Ws, bs):
    K = len(bs[-1])
    A = X
    for W, b in zip(Ws, bs, strict=False):
        Z = A @ W.T + b
        A = Z if len(b) == K else np.maximum(Z, 0)
    return A


@wrong(
    "13.forward_relu",
    "the network is given at least one ReLU: with one layer only, the logits go through it",
    "guard",
    "guard",
)
def fr_one(X, Ws, bs):
    A = np.maximum(X @ Ws[0].T + bs[0], 0)
    for ell in range(1, len(Ws)):
        A = A @ Ws[ell].T + bs[ell]
        if ell < len(Ws) - 1:
            A = np.maximum(A, 0)
    return A


@wrong(
    "13.forward_relu",
    "logits shifted so that the largest of a row is 0 when it exceeds 100 (as for a softmax)",
    "limits",
    "guard",
)
def fr_shift(X, Ws, bs):
    A = X
    for W, b in zip(Ws[:-1], bs[:-1], strict=False):
        A = np.maximum(A @ W.T + b, 0)
    Z = A @ Ws[-1].T + bs[-1]
    top = Z.max(axis=1, keepdims=True)
    return np.where(top > 100, Z - top, Z)


@right("13.forward_relu", "all but the last, then the last")
def fr_slices(X, Ws, bs):
    A = X
    for W, b in zip(Ws[:-1], bs[:-1], strict=False):
        A = np.maximum(0, A @ W.T + b)
    return (A @ Ws[-1].T + bs[-1]).astype(float)


@right("13.forward_relu", "recursion")
def fr_rec(X, Ws, bs):
    Z = np.dot(np.asarray(X, float), Ws[0].T) + bs[0]
    if len(Ws) == 1:
        return Z
    return fr_rec(np.where(Z > 0, Z, 0), Ws[1:], bs[1:])


@right("13.forward_relu", "columns as examples inside, index of the last layer")
def fr_columns(X, Ws, bs):
    A = np.array(X, dtype=float).T
    for ell, (W, b) in enumerate(zip(Ws, bs, strict=False)):
        A = W @ A + np.reshape(b, (-1, 1))
        if ell != len(Ws) - 1:
            A[A < 0] = 0.0
    return A.T


# ---------------------------------------------------------------- backprop_relu
def _fwd(X, Ws, bs):
    As, Zs = [np.asarray(X, float)], []
    for _l, (W, b) in enumerate(zip(Ws, bs, strict=False)):
        Zs.append(As[-1] @ W.T + b)
        As.append(np.maximum(Zs[-1], 0))
    return As[:-1], Zs


def _back(X, labels, Ws, bs, D=None, slope=lambda Z: Z > 0, scale=None):
    As, Zs = _fwd(X, Ws, bs)
    if D is None:
        D = _soft(Zs[-1])
        D[np.arange(len(labels)), labels] -= 1
    m = len(X) if scale is None else scale
    dWs, dbs = [], []
    for ell in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, D.T @ As[ell] / m)
        dbs.insert(0, D.sum(axis=0) / m)
        if ell:
            D = D @ Ws[ell] * slope(Zs[ell - 1])
    return dWs, dbs


@wrong("13.backprop_relu", "no 1/m", "factor", "misconception")
def br_sum(X, labels, Ws, bs):
    return _back(X, labels, Ws, bs, scale=1)


@wrong("13.backprop_relu", "slope of ReLU forgotten on the way back", "block", "misconception")
def br_noslope(X, labels, Ws, bs):
    return _back(X, labels, Ws, bs, slope=lambda Z: 1.0)


@wrong("13.backprop_relu", "multiplies with relu(z) instead of its slope", "rule", "misconception")
def br_value(X, labels, Ws, bs):
    return _back(X, labels, Ws, bs, slope=lambda Z: np.maximum(Z, 0))


@wrong("13.backprop_relu", "sigmoid habit: slope a(1-a) with the ReLU activations", "rule", "misconception")
def br_sigmoid(X, labels, Ws, bs):
    return _back(X, labels, Ws, bs, slope=lambda Z: np.maximum(Z, 0) * (1 - np.maximum(Z, 0)))


@wrong(
    "13.backprop_relu",
    "ReLU slope applied to the logits too: error lost where a logit is negative",
    "block",
    "misconception",
)
def br_mask_out(X, labels, Ws, bs):
    Z = _fwd(X, Ws, bs)[1][-1]
    D = _soft(Z)
    D[np.arange(len(labels)), labels] -= 1
    return _back(X, labels, Ws, bs, D=D * (Z > 0))


@wrong("13.backprop_relu", "biases first, then weights", "order", "misconception")
def br_order(X, labels, Ws, bs):
    dWs, dbs = _back(X, labels, Ws, bs)
    return dbs, dWs


@wrong("13.backprop_relu", "dead units get a slope of 0.1; differs wherever a unit is off", "rule", "misconception")
def br_leaky(X, labels, Ws, bs):
    return _back(X, labels, Ws, bs, slope=lambda Z: np.where(Z > 0, 1.0, 0.1))


@wrong(
    "13.backprop_relu",
    "logits clipped to ±30 before the softmax; differs where two logits are beyond 30",
    "limits",
    "guard",
)
def br_clip(X, labels, Ws, bs):
    D = _soft(np.clip(_fwd(X, Ws, bs)[1][-1], -30, 30))
    D[np.arange(len(labels)), labels] -= 1
    return _back(X, labels, Ws, bs, D=D)


@wrong(
    "13.backprop_relu",
    "softmax shifted by the largest logit of the batch: nan where a row lies 800 below another",
    "axis",
    "guard",
)
def br_global(X, labels, Ws, bs):
    Z = _fwd(X, Ws, bs)[1][-1]
    E = np.exp(Z - Z.max())
    D = E / E.sum(axis=1, keepdims=True)
    D[np.arange(len(labels)), labels] -= 1
    return _back(X, labels, Ws, bs, D=D)


@wrong(
    "13.backprop_relu",
    "square matrices transposed on the way back; wrong where two neighbouring layers are of one width",
    "guard",
    "guard",
)
def br_square(X, labels, Ws, bs):
    As, Zs = _fwd(X, Ws, bs)
    D = _soft(Zs[-1])
    D[np.arange(len(labels)), labels] -= 1
    D /= len(X)
    dWs, dbs = [], []
    for ell in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, D.T @ As[ell])
        dbs.insert(0, D.sum(axis=0))
        if ell:
            W = Ws[ell] if Ws[ell].shape[0] != Ws[ell].shape[1] else Ws[ell].T
            D = D @ W * (Zs[ell - 1] > 0)
    return dWs, dbs


@wrong(
    "13.backprop_relu",
    "a duplicated example counted once (np.unique over rows); differs where the batch holds a row twice",
    "guard",
    "guard",
)
def br_unique(X, labels, Ws, bs):
    both = np.column_stack([X, labels])
    _, first = np.unique(both, axis=0, return_index=True)
    first = np.sort(first)
    return _back(X[first], labels[first], Ws, bs)


@right("13.backprop_relu", "lists with insert")
def br_insert(X, labels, Ws, bs):
    m = len(X)
    As = [X]
    for W, b in zip(Ws[:-1], bs[:-1], strict=False):
        As.append(np.maximum(0, As[-1] @ W.T + b))
    D = _soft(As[-1] @ Ws[-1].T + bs[-1])
    D[np.arange(m), labels] -= 1
    D /= m
    dWs, dbs = [], []
    for ell in reversed(range(len(Ws))):
        dWs.insert(0, D.T @ As[ell])
        dbs.insert(0, D.sum(axis=0))
        if ell > 0:
            D = (D @ Ws[ell]) * (As[ell] > 0)
    return dWs, dbs


@right("13.backprop_relu", "one example at a time with outer products")
def br_examples(X, labels, Ws, bs):
    L = len(Ws)
    dWs, dbs = [np.zeros(W.shape) for W in Ws], [np.zeros(b.shape) for b in bs]
    for x, k in zip(X, labels, strict=False):
        a, acts = np.asarray(x, float), []
        for ell in range(L):
            acts.append(a)
            z = Ws[ell].dot(a) + bs[ell]
            a = np.where(z > 0, z, 0.0) if ell < L - 1 else z
        p = np.exp(a - np.max(a))
        d = p / p.sum()
        d[k] -= 1.0
        for ell in range(L - 1, -1, -1):
            dWs[ell] += np.outer(d, acts[ell])
            dbs[ell] += d
            if ell:
                d = Ws[ell].T.dot(d) * np.where(acts[ell] > 0, 1.0, 0.0)
    return [g / len(X) for g in dWs], [g / len(X) for g in dbs]


@right("13.backprop_relu", "recursion that returns the error of its input")
def br_rec(X, labels, Ws, bs):
    Y = np.eye(len(bs[-1]))[np.asarray(labels)]
    m = X.shape[0]

    def go(A, ell):
        Z = A @ np.asarray(Ws[ell], float).T + bs[ell]
        if ell == len(Ws) - 1:
            D, gW, gb = (_soft(Z) - Y) / m, [], []
        else:
            back, gW, gb = go(np.maximum(Z, 0), ell + 1)
            D = back * (Z >= 0)
        return D @ Ws[ell], [np.einsum("ik,ij->kj", D, A), *gW], [np.sum(D, axis=0), *gb]

    _, dWs, dbs = go(np.array(X, dtype=float), 0)
    return dWs, dbs

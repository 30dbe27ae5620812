"""Work on the statements of lesson 10, by somebody who saw nothing else: see `register`."""

import numpy as np

from .register import right, wrong


def _sig(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def _soft(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def _acts(Ws, bs, X):
    As = [np.asarray(X, float)]
    for W, b in zip(Ws, bs, strict=False):
        As.append(_sig(As[-1] @ W.T + b))
    return As


def _deltas(Ws, As, Y, cost):
    D = As[-1] - Y
    if cost == "quadratic":
        D = D * As[-1] * (1 - As[-1])
    ds = [D]
    for W, A in zip(Ws[:0:-1], As[-2:0:-1], strict=False):
        ds.insert(0, ds[0] @ W * A * (1 - A))
    return ds


def _grads(As, ds):
    m = len(As[0])
    return [d.T @ A / m for d, A in zip(ds, As, strict=False)], [d.mean(axis=0) for d in ds]


# ---------------------------------------------------------------- backprop
@wrong(
    "10.backprop", "the costs swapped: slope of the sigmoid put in for the cross-entropy", "argument", "misconception"
)
def bp_swapped(Ws, bs, X, Y, cost):
    As = _acts(Ws, bs, X)
    ds = _deltas(Ws, As, Y, "cross_entropy" if cost == "quadratic" else "quadratic")
    return *_grads(As, ds), ds


@wrong("10.backprop", "deltas returned with 1/m inside", "factor", "misconception")
def bp_delta_m(Ws, bs, X, Y, cost):
    As = _acts(Ws, bs, X)
    ds = _deltas(Ws, As, Y, cost)
    return *_grads(As, ds), [d / len(X) for d in ds]


@wrong("10.backprop", "slope of the hidden sigmoids forgotten on the way back", "block", "misconception")
def bp_no_slope(Ws, bs, X, Y, cost):
    As = _acts(Ws, bs, X)
    ds = [_deltas(Ws, As, Y, cost)[-1]]
    for ell in range(len(Ws) - 1, 0, -1):
        ds.insert(0, ds[0] @ Ws[ell])
    return *_grads(As, ds), ds


@wrong("10.backprop", "lists returned last layer first", "order", "misconception")
def bp_reversed(Ws, bs, X, Y, cost):
    As = _acts(Ws, bs, X)
    ds = _deltas(Ws, As, Y, cost)
    dWs, dbs = _grads(As, ds)
    return dWs[::-1], dbs[::-1], ds[::-1]


@wrong("10.backprop", "slope a(1-a) taken of the activation again: sigma(a)(1-sigma(a))", "rule", "misconception")
def bp_sig_twice(Ws, bs, X, Y, cost):
    As = _acts(Ws, bs, X)
    D = As[-1] - Y
    if cost == "quadratic":
        D = D * _sig(As[-1]) * (1 - _sig(As[-1]))
    ds = [D]
    for ell in range(len(Ws) - 1, 0, -1):
        s = _sig(As[ell])
        ds.insert(0, ds[0] @ Ws[ell] * s * (1 - s))
    return *_grads(As, ds), ds


@wrong("10.backprop", "bias gradients summed instead of averaged", "factor", "misconception")
def bp_bias_sum(Ws, bs, X, Y, cost):
    As = _acts(Ws, bs, X)
    ds = _deltas(Ws, As, Y, cost)
    dWs, _ = _grads(As, ds)
    return dWs, [d.sum(axis=0) for d in ds], ds


@wrong(
    "10.backprop",
    "cross-entropy divided out by a(1-a) and multiplied again: nan for saturated scores",
    "other",
    "misconception",
)
def bp_ce_nan(Ws, bs, X, Y, cost):
    As = _acts(Ws, bs, X)
    a = As[-1]
    D = (a - Y) / (a * (1 - a)) if cost == "cross_entropy" else a - Y
    D = D * a * (1 - a)
    ds = [D]
    for ell in range(len(Ws) - 1, 0, -1):
        ds.insert(0, ds[0] @ Ws[ell] * As[ell] * (1 - As[ell]))
    return *_grads(As, ds), ds


@wrong(
    "10.backprop",
    "square matrices taken transposed on the way back (W.T if the shapes fit): wrong where all layers have one size",
    "guard",
    "guard",
)
def bp_square(Ws, bs, X, Y, cost):
    As = _acts(Ws, bs, X)
    ds = [_deltas(Ws, As, Y, cost)[-1]]
    for ell in range(len(Ws) - 1, 0, -1):
        W = Ws[ell].T if Ws[ell].shape[0] == Ws[ell].shape[1] else Ws[ell]
        ds.insert(0, ds[0] @ W * As[ell] * (1 - As[ell]))
    return *_grads(As, ds), ds


@wrong(
    "10.backprop",
    "cross-entropy with a clipped to [1e-3, 1-1e-3] before delta; differs for saturated outputs",
    "limits",
    "guard",
)
def bp_clip(Ws, bs, X, Y, cost):
    As = _acts(Ws, bs, X)
    As[-1] = np.clip(As[-1], 1e-3, 1 - 1e-3)
    ds = _deltas(Ws, As, Y, cost)
    return *_grads(As, ds), ds


@wrong("10.backprop", "targets taken for classes: rounded to 0 or 1; differs for targets in between", "kind", "guard")
def bp_round_targets(Ws, bs, X, Y, cost):
    As = _acts(Ws, bs, X)
    ds = _deltas(Ws, As, (np.asarray(Y) > 0.5).astype(float), cost)
    return *_grads(As, ds), ds


@wrong(
    "10.backprop",
    "gradients written to arrays like W and b: whole numbers if the weights are integers",
    "kind",
    "guard",
)
def bp_like(Ws, bs, X, Y, cost):
    As = _acts(Ws, bs, X)
    ds = _deltas(Ws, As, Y, cost)
    dWs, dbs = [np.zeros_like(W) for W in Ws], [np.zeros_like(b) for b in bs]
    for ell, d in enumerate(ds):
        dWs[ell][:] = d.T @ As[ell] / len(X)
        dbs[ell][:] = d.mean(axis=0)
    return dWs, dbs, ds


@wrong(
    "10.backprop",
    "unrolled for at most two hidden layers; in deeper networks the first layers get the slope only once more",
    "guard",
    "guard",
)
def bp_depth(Ws, bs, X, Y, cost):
    As = _acts(Ws, bs, X)
    ds = _deltas(Ws, As, Y, cost)
    if len(Ws) > 3:
        for ell in range(len(Ws) - 4, -1, -1):
            ds[ell] = ds[ell + 1] @ Ws[ell + 1]
    return *_grads(As, ds), ds


@wrong("10.backprop", "slopes kept above 1e-3 lest the gradient vanish; differs for saturated units", "limits", "guard")
def bp_slope_floor(Ws, bs, X, Y, cost):
    As = _acts(Ws, bs, X)
    D = As[-1] - Y
    if cost == "quadratic":
        D = D * np.maximum(As[-1] * (1 - As[-1]), 1e-3)
    ds = [D]
    for ell in range(len(Ws) - 1, 0, -1):
        ds.insert(0, ds[0] @ Ws[ell] * np.maximum(As[ell] * (1 - As[ell]), 1e-3))
    return *_grads(As, ds), ds


@right("10.backprop", "lists with insert at the front")
def bp_insert(Ws, bs, X, Y, cost):
    As = [X]
    for W, b in zip(Ws, bs, strict=False):
        As.append(_sig(As[-1] @ W.T + b))
    delta = As[-1] - Y
    if cost == "quadratic":
        delta = delta * As[-1] * (1 - As[-1])
    m = X.shape[0]
    dWs, dbs, deltas = [], [], []
    for ell in range(len(Ws) - 1, -1, -1):
        deltas.insert(0, delta)
        dWs.insert(0, delta.T @ As[ell] / m)
        dbs.insert(0, delta.sum(axis=0) / m)
        if ell > 0:
            delta = (delta @ Ws[ell]) * As[ell] * (1 - As[ell])
    return dWs, dbs, deltas


@right("10.backprop", "recursion over the layers")
def bp_rec(Ws, bs, X, Y, cost):
    Xf, Yf = np.array(X, float), np.array(Y, float)
    m = len(Xf)

    def go(ell, A):
        """Forward through layers ell.., returns dC/dA and the three lists from ell on."""
        Z = A @ np.asarray(Ws[ell], float).T + bs[ell]
        out = _sig(Z)
        if ell == len(Ws) - 1:
            d = out - Yf if cost == "cross_entropy" else (out - Yf) * out * (1 - out)
            rest = ([], [], [])
        else:
            back, rest = go(ell + 1, out)
            d = back * out * (1 - out)
        own = (d.T @ A / m, d.mean(axis=0), d)
        return d @ Ws[ell], tuple([o, *r] for o, r in zip(own, rest, strict=False))

    return go(0, Xf)[1]


@right("10.backprop", "example by example with outer products")
def bp_examples(Ws, bs, X, Y, cost):
    L, m = len(Ws), len(X)
    dWs = [np.zeros(W.shape) for W in Ws]
    dbs = [np.zeros(b.shape) for b in bs]
    deltas = [np.zeros((m, W.shape[0])) for W in Ws]
    for i in range(m):
        acts = [np.asarray(X[i], dtype=float)]
        for W, b in zip(Ws, bs, strict=False):
            acts.append(_sig(W @ acts[-1] + b))
        a = acts[-1]
        d = a - Y[i]
        if cost == "quadratic":
            d = d * (a * (1 - a))
        for ell in reversed(range(L)):
            deltas[ell][i] = d
            dWs[ell] += np.outer(d, acts[ell]) / m
            dbs[ell] += d / m
            d = (Ws[ell].T @ d) * acts[ell] * (1 - acts[ell])
    return dWs, dbs, deltas


@right("10.backprop", "deltas in a list of known length, sigmoid primes from the scores, einsum")
def bp_einsum(Ws, bs, X, Y, cost):
    L = len(Ws)
    Zs, As = [], [np.asarray(X, dtype=float)]
    for W, b in zip(Ws, bs, strict=False):
        Zs.append(np.einsum("ij,kj->ik", As[-1], W) + b)
        As.append(_sig(Zs[-1]))
    prime = [_sig(Z) * _sig(-Z) for Z in Zs]
    deltas = [None] * L
    deltas[-1] = (As[-1] - Y) * (prime[-1] if cost == "quadratic" else 1.0)
    for ell in range(L - 2, -1, -1):
        deltas[ell] = np.einsum("ik,kj->ij", deltas[ell + 1], Ws[ell + 1]) * prime[ell]
    m = float(len(X))
    return (
        [np.einsum("ik,ij->kj", d, A) / m for d, A in zip(deltas, As[:-1], strict=False)],
        [np.sum(d, axis=0) / m for d in deltas],
        deltas,
    )


class _Layer:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, A):
        self.A = A
        self.out = _sig(np.dot(A, self.W.T) + self.b)
        return self.out

    def backward(self, d, m):
        self.delta = d
        self.dW = np.dot(d.T, self.A) / m
        self.db = d.mean(0)
        return np.dot(d, self.W)


@right("10.backprop", "helper class for a layer")
def bp_class(Ws, bs, X, Y, cost):
    layers = [_Layer(W, b) for W, b in zip(Ws, bs, strict=False)]
    A = np.asarray(X, float)
    for layer in layers:
        A = layer.forward(A)
    d = A - Y
    if cost == "quadratic":
        d *= A * (1 - A)
    for i in range(len(layers) - 1, -1, -1):
        back = layers[i].backward(d, len(X))
        if i > 0:
            d = back * layers[i - 1].out * (1 - layers[i - 1].out)
    return [ell.dW for ell in layers], [ell.db for ell in layers], [ell.delta for ell in layers]


# ---------------------------------------------------------------- gradient_check
def _num(f, theta, h):
    theta = np.asarray(theta, float)
    n = np.zeros(len(theta))
    for i in range(len(theta)):
        e = np.zeros(len(theta))
        e[i] = h
        n[i] = (f(theta + e) - f(theta - e)) / (2 * h)
    return n


def _ratio(a, n):
    d = np.linalg.norm(a) + np.linalg.norm(n)
    return float(np.linalg.norm(a - n) / d) if d > 0 else 0.0


@wrong("10.gradient_check", "forward differences", "rule", "misconception")
def gc_forward(f, gradient, theta, h):
    theta = np.asarray(theta, float)
    n = np.array([(f(theta + h * e) - f(theta)) / h for e in np.eye(len(theta))])
    return _ratio(gradient, n)


@wrong("10.gradient_check", "divides by h instead of 2h", "factor", "misconception")
def gc_h(f, gradient, theta, h):
    return _ratio(gradient, 2 * _num(f, theta, h))


@wrong("10.gradient_check", "sum of the two norms replaced by the larger one", "rule", "misconception")
def gc_max(f, gradient, theta, h):
    n = _num(f, theta, h)
    return float(np.linalg.norm(gradient - n) / max(np.linalg.norm(gradient), np.linalg.norm(n), 1e-300))


@wrong("10.gradient_check", "copy of theta keeps its integers: a small step is cut off", "kind", "misconception")
def gc_int(f, gradient, theta, h):
    n = np.zeros(len(theta))
    for i in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[i] = up[i] + h
        down[i] = down[i] - h
        n[i] = (f(up) - f(down)) / (2 * h)
    return _ratio(gradient, n)


@wrong(
    "10.gradient_check",
    "entry moved by h only once forth and 2h back and not put back: earlier entries stay at -h",
    "timing",
    "misconception",
)
def gc_notback(f, gradient, theta, h):
    t = np.array(theta, float)
    n = np.zeros(len(t))
    for i in range(len(t)):
        t[i] += h
        up = f(t)
        t[i] -= 2 * h
        n[i] = (up - f(t)) / (2 * h)
    return _ratio(gradient, n)


@wrong(
    "10.gradient_check",
    "own step 1e-5, the caller's ignored; differs where the function is not quadratic and h is large",
    "argument",
    "guard",
)
def gc_ownh(f, gradient, theta, h):
    return _ratio(gradient, _num(f, theta, 1e-5))


@wrong(
    "10.gradient_check", "1e-8 added in the denominator; differs for gradients of size 1e-3 and less", "limits", "guard"
)
def gc_eps(f, gradient, theta, h):
    n = _num(f, theta, h)
    return float(np.linalg.norm(gradient - n) / (np.linalg.norm(gradient) + np.linalg.norm(n) + 1e-8))


@wrong(
    "10.gradient_check",
    "entries where both are below 1e-4 are left out; differs if such entries disagree",
    "limits",
    "guard",
)
def gc_skip(f, gradient, theta, h):
    n = _num(f, theta, h)
    keep = (np.abs(n) > 1e-4) | (np.abs(gradient) > 1e-4)
    return _ratio(gradient[keep], n[keep])


@wrong("10.gradient_check", "checks only the first 10 parameters 'to save time'; differs for P > 10", "guard", "guard")
def gc_first(f, gradient, theta, h):
    return _ratio(gradient[:10], _num(lambda p: f(np.concatenate([p, theta[10:]])), theta[:10], h))


@wrong(
    "10.gradient_check", "ratios below 1e-3 returned as 0 ('equal'); differs for small disagreements", "limits", "guard"
)
def gc_zero(f, gradient, theta, h):
    r = _ratio(gradient, _num(f, theta, h))
    return 0.0 if r < 1e-3 else r


@right("10.gradient_check", "unit vectors from eye")
def gc_eye(f, gradient, theta, h):
    t = np.asarray(theta, dtype=float)
    n = np.array([(f(t + h * e) - f(t - h * e)) / (2 * h) for e in np.eye(t.size)])
    down = np.linalg.norm(gradient) + np.linalg.norm(n)
    return float(np.linalg.norm(gradient - n) / down) if down else 0.0


@right("10.gradient_check", "copies in a loop, norms written out")
def gc_copies(f, gradient, theta, h):
    a = np.array(gradient, dtype=float)
    n = np.empty(len(theta))
    for i in range(len(theta)):
        plus = np.array(theta, dtype=float)
        minus = np.array(theta, dtype=float)
        plus[i] += h
        minus[i] -= h
        n[i] = (f(plus) - f(minus)) / (2 * h)
    top = np.sqrt(np.sum((a - n) ** 2))
    bottom = np.sqrt(np.sum(a**2)) + np.sqrt(np.sum(n**2))
    if bottom == 0:
        return 0.0
    return top / bottom


@right("10.gradient_check", "one own point, moved and put back exactly")
def gc_putback(f, gradient, theta, h):
    point = theta.astype(float)
    n = []
    for i in range(point.size):
        old = point[i]
        point[i] = old + h
        up = f(point)
        point[i] = old - h
        down = f(point)
        point[i] = old
        n.append((up - down) / (2 * h))
    n = np.array(n)
    s = np.linalg.norm(gradient) + np.linalg.norm(n)
    return float(np.linalg.norm(np.asarray(gradient) - n) / s) if s > 0 else 0.0


# ---------------------------------------------------------------- onehidden_gradients
def _phi(S, phi):
    if phi == "sigmoid":
        a = _sig(S)
        return a, a * (1 - a)
    if phi == "tanh":
        a = np.tanh(S)
        return a, 1 - a**2
    return np.maximum(S, 0), (S > 0).astype(float)


def _one(X):
    return np.column_stack([np.ones(len(X)), X])


def _parts(Th, To, X, labels, phi):
    X1 = _one(X)
    S = X1 @ Th.T
    H, slope = _phi(S, phi)
    H1 = _one(H)
    D = _soft(H1 @ To.T)
    D[np.arange(len(labels)), labels] -= 1
    return X1, S, H, slope, H1, D


@wrong("10.onehidden_gradients", "order: output matrix first", "order", "misconception")
def oh_order(Theta_hidden, Theta_out, X, labels, phi):
    X1, _S, _H, s, H1, D = _parts(Theta_hidden, Theta_out, X, labels, phi)
    m = len(X)
    return D.T @ H1 / m, (D @ Theta_out[:, 1:] * s).T @ X1 / m


@wrong(
    "10.onehidden_gradients",
    "cuts off the last column instead of the bias column 0 on the way back",
    "block",
    "misconception",
)
def oh_lastcol(Theta_hidden, Theta_out, X, labels, phi):
    X1, _S, _H, s, H1, D = _parts(Theta_hidden, Theta_out, X, labels, phi)
    m = len(X)
    return (D @ Theta_out[:, :-1] * s).T @ X1 / m, D.T @ H1 / m


@wrong("10.onehidden_gradients", "no 1/m", "factor", "misconception")
def oh_sum(Theta_hidden, Theta_out, X, labels, phi):
    X1, _S, _H, s, H1, D = _parts(Theta_hidden, Theta_out, X, labels, phi)
    return (D @ Theta_out[:, 1:] * s).T @ X1, D.T @ H1


@wrong("10.onehidden_gradients", "slope of tanh: 1 - h instead of 1 - h^2", "rule", "misconception")
def oh_tanh(Theta_hidden, Theta_out, X, labels, phi):
    X1, _S, H, s, H1, D = _parts(Theta_hidden, Theta_out, X, labels, phi)
    if phi == "tanh":
        s = 1 - H
    m = len(X)
    return (D @ Theta_out[:, 1:] * s).T @ X1 / m, D.T @ H1 / m


@wrong("10.onehidden_gradients", "sigmoid's slope for every phi", "argument", "misconception")
def oh_sigslope(Theta_hidden, Theta_out, X, labels, phi):
    X1, _S, H, _s, H1, D = _parts(Theta_hidden, Theta_out, X, labels, phi)
    m = len(X)
    return (D @ Theta_out[:, 1:] * H * (1 - H)).T @ X1 / m, D.T @ H1 / m


@wrong(
    "10.onehidden_gradients",
    "softmax shifted by the largest of the table: nan where the rows lie thousands apart",
    "axis",
    "guard",
)
def oh_global(Theta_hidden, Theta_out, X, labels, phi):
    X1 = _one(X)
    H, s = _phi(X1 @ Theta_hidden.T, phi)
    H1 = _one(H)
    Z = H1 @ Theta_out.T
    E = np.exp(Z - Z.max())
    D = E / E.sum(axis=1, keepdims=True) - np.eye(len(Theta_out))[labels]
    m = len(X)
    return (D @ Theta_out[:, 1:] * s).T @ X1 / m, D.T @ H1 / m


@wrong(
    "10.onehidden_gradients",
    "classes taken from np.unique(labels): wrong or an error where a class is missing",
    "guard",
    "guard",
)
def oh_unique(Theta_hidden, Theta_out, X, labels, phi):
    X1, _S, _H, s, H1, D = _parts(Theta_hidden, Theta_out, X, labels, phi)
    _classes, k = np.unique(labels, return_inverse=True)
    P = D.copy()
    P[np.arange(len(labels)), labels] += 1
    Y = np.zeros_like(P)
    Y[np.arange(len(labels)), k] = 1
    D = P - Y
    m = len(X)
    return (D @ Theta_out[:, 1:] * s).T @ X1 / m, D.T @ H1 / m


@wrong("10.onehidden_gradients", "leaky slope 0.01 for negative scores of ReLU", "rule", "misconception")
def oh_leaky(Theta_hidden, Theta_out, X, labels, phi):
    X1, S, _H, s, H1, D = _parts(Theta_hidden, Theta_out, X, labels, phi)
    if phi == "relu":
        s = np.where(S > 0, 1.0, 0.01)
    m = len(X)
    return (D @ Theta_out[:, 1:] * s).T @ X1 / m, D.T @ H1 / m


@wrong(
    "10.onehidden_gradients", "weights of the output taken transposed where they are square (K = n_h)", "guard", "guard"
)
def oh_square(Theta_hidden, Theta_out, X, labels, phi):
    X1, _S, _H, s, H1, D = _parts(Theta_hidden, Theta_out, X, labels, phi)
    W = Theta_out[:, 1:]
    back = D @ W.T if W.shape[0] == W.shape[1] else D @ W
    m = len(X)
    return (back * s).T @ X1 / m, D.T @ H1 / m


@right("10.onehidden_gradients", "hstack of ones, eye for the labels")
def oh_hstack(Theta_hidden, Theta_out, X, labels, phi):
    m = X.shape[0]
    X1 = np.hstack([np.ones((m, 1)), X])
    S = X1 @ Theta_hidden.T
    if phi == "sigmoid":
        H = _sig(S)
        slope = H * (1 - H)
    elif phi == "tanh":
        H = np.tanh(S)
        slope = 1 - H * H
    else:
        H = np.where(S > 0, S, 0.0)
        slope = np.where(S > 0, 1.0, 0.0)
    H1 = np.hstack([np.ones((m, 1)), H])
    D = (_soft(H1 @ Theta_out.T) - np.eye(Theta_out.shape[0])[labels]) / m
    return (D @ Theta_out[:, 1:] * slope).T @ X1, D.T @ H1


@right("10.onehidden_gradients", "biases and weights separated, put together at the end")
def oh_split(Theta_hidden, Theta_out, X, labels, phi):
    b1, W1 = Theta_hidden[:, 0], Theta_hidden[:, 1:]
    b2, W2 = Theta_out[:, 0], Theta_out[:, 1:]
    m = len(X)
    S = X @ W1.T + b1
    f = {"sigmoid": _sig, "tanh": np.tanh, "relu": lambda s: s * (s >= 0)}[phi]
    df = {
        "sigmoid": lambda s: _sig(s) * _sig(-s),
        "tanh": lambda s: 1 - np.tanh(s) ** 2,
        "relu": lambda s: (s >= 0) * 1.0,
    }[phi]
    H = f(S)
    D2 = _soft(H @ W2.T + b2)
    D2[np.arange(m), labels] -= 1
    D1 = (D2 @ W2) * df(S)
    return (np.c_[D1.mean(axis=0), D1.T @ X / m], np.c_[D2.mean(axis=0), D2.T @ H / m])


@right("10.onehidden_gradients", "row by row with outer products")
def oh_rows(Theta_hidden, Theta_out, X, labels, phi):
    gh, go = np.zeros(Theta_hidden.shape), np.zeros(Theta_out.shape)
    for x, k in zip(X, labels, strict=False):
        xb = np.concatenate([[1.0], x])
        s = Theta_hidden @ xb
        h, slope = _phi(s, phi)
        hb = np.concatenate([[1.0], h])
        z = Theta_out @ hb
        p = np.exp(z - z.max())
        p /= p.sum()
        p[k] -= 1
        go += np.outer(p, hb)
        gh += np.outer((Theta_out.T @ p)[1:] * slope, xb)
    return gh / len(X), go / len(X)

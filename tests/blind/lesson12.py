"""Work on the statements of lesson 12, by somebody who saw nothing else: see `register`."""

import itertools

import numpy as np

from .register import right, wrong


def _sig(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def _logp(Z):
    S = Z - Z.max(axis=1, keepdims=True)
    return S - np.log(np.exp(S).sum(axis=1, keepdims=True))


# ---------------------------------------------------------------- one_hot
@wrong("12.one_hot", "classes in rows: (K, m)", "axis", "misconception")
def ho_transposed(labels, n_classes):
    return (np.arange(n_classes)[:, None] == np.asarray(labels)[None, :]).astype(float)


@wrong("12.one_hot", "number of columns from the largest label, n_classes ignored", "argument", "misconception")
def ho_max(labels, n_classes):
    return np.eye(int(np.max(labels)) + 1)[np.asarray(labels)]


@wrong("12.one_hot", "classes counted from 1: column k-1", "count", "misconception")
def ho_one(labels, n_classes):
    Y = np.zeros((len(labels), n_classes))
    Y[np.arange(len(labels)), np.asarray(labels) - 1] = 1
    return Y


@wrong("12.one_hot", "Y[:, labels] = 1: ones in all occurring columns of every row", "axis", "misconception")
def ho_slice(labels, n_classes):
    Y = np.zeros((len(labels), n_classes))
    Y[:, labels] = 1
    return Y


@wrong("12.one_hot", "renumbers the labels by np.unique: wrong where a class is missing", "guard", "guard")
def ho_unique(labels, n_classes):
    _, k = np.unique(labels, return_inverse=True)
    return np.eye(n_classes)[k]


@wrong("12.one_hot", "one example comes back as a vector (K,)", "kind", "guard")
def ho_squeeze(labels, n_classes):
    Y = np.eye(n_classes)[np.asarray(labels)]
    return Y[0] if len(Y) == 1 else Y


@wrong(
    "12.one_hot",
    "table kept between calls and not cleared: old ones stay for a second call of the same size",
    "memory",
    "guard",
)
def ho_cache(labels, n_classes, _tables=None):
    if _tables is None:
        _tables = {}
    Y = _tables.setdefault((len(labels), n_classes), np.zeros((len(labels), n_classes)))
    Y[np.arange(len(labels)), labels] = 1
    return Y


@wrong("12.one_hot", "for two classes a single column of 0 and 1, as for a sigmoid", "guard", "guard")
def ho_two(labels, n_classes):
    labels = np.asarray(labels)
    if n_classes == 2:
        return labels[:, None].astype(float)
    return np.eye(n_classes)[labels]


@right("12.one_hot", "rows of the identity")
def ho_eye(labels, n_classes):
    return np.eye(n_classes)[np.asarray(labels)]


@right("12.one_hot", "comparison with arange, as ints")
def ho_compare(labels, n_classes):
    return (np.asarray(labels).reshape(-1, 1) == np.arange(n_classes)).astype(int)


@right("12.one_hot", "list of lists")
def ho_lists(labels, n_classes):
    return np.array([[1.0 if k == label else 0.0 for k in range(n_classes)] for label in labels])


@right("12.one_hot", "np.put_along_axis into zeros")
def ho_put(labels, n_classes):
    k = np.array(labels, dtype=int)
    out = np.zeros((k.size, n_classes))
    np.put_along_axis(out, k[:, None], 1.0, axis=1)
    return out


# ---------------------------------------------------------------- glorot_init
@wrong("12.glorot_init", "matrices drawn from-to: (n_in, n_out)", "axis", "misconception")
def gi_fromto(sizes, rng):
    Ws = [rng.uniform(-np.sqrt(6 / (a + b)), np.sqrt(6 / (a + b)), size=(a, b)) for a, b in itertools.pairwise(sizes)]
    return Ws, [np.zeros(b) for b in sizes[1:]]


@wrong("12.glorot_init", "He's bound: 6/n_in", "rule", "misconception")
def gi_he(sizes, rng):
    Ws = [rng.uniform(-np.sqrt(6 / a), np.sqrt(6 / a), size=(b, a)) for a, b in itertools.pairwise(sizes)]
    return Ws, [np.zeros(b) for b in sizes[1:]]


@wrong("12.glorot_init", "normal numbers with deviation sqrt(2/(n_in+n_out))", "rule", "misconception")
def gi_normal(sizes, rng):
    Ws = [rng.normal(0, np.sqrt(2 / (a + b)), size=(b, a)) for a, b in itertools.pairwise(sizes)]
    return Ws, [np.zeros(b) for b in sizes[1:]]


@wrong("12.glorot_init", "biases drawn as well", "block", "misconception")
def gi_biases(sizes, rng):
    Ws, bs = [], []
    for a, b in itertools.pairwise(sizes):
        r = np.sqrt(6 / (a + b))
        Ws.append(rng.uniform(-r, r, size=(b, a)))
        bs.append(rng.uniform(-r, r, size=b))
    return Ws, bs


@wrong("12.glorot_init", "own generator with a fixed seed", "random", "misconception")
def gi_own(sizes, rng):
    rng = np.random.default_rng(0)
    Ws = [rng.uniform(-np.sqrt(6 / (a + b)), np.sqrt(6 / (a + b)), size=(b, a)) for a, b in itertools.pairwise(sizes)]
    return Ws, [np.zeros(b) for b in sizes[1:]]


@wrong("12.glorot_init", "r without root", "factor", "misconception")
def gi_noroot(sizes, rng):
    Ws = [rng.uniform(-6 / (a + b), 6 / (a + b), size=(b, a)) for a, b in itertools.pairwise(sizes)]
    return Ws, [np.zeros(b) for b in sizes[1:]]


@wrong("12.glorot_init", "layers of equal shape share one matrix drawn once", "memory", "guard")
def gi_shared(sizes, rng):
    drawn = {}
    Ws = []
    for a, b in itertools.pairwise(sizes):
        if (a, b) not in drawn:
            r = np.sqrt(6 / (a + b))
            drawn[a, b] = rng.uniform(-r, r, size=(b, a))
        Ws.append(drawn[a, b])
    return Ws, [np.zeros(b) for b in sizes[1:]]


@wrong("12.glorot_init", "bound limited to 1; differs for n_in + n_out < 6", "limits", "guard")
def gi_limit(sizes, rng):
    Ws = []
    for a, b in itertools.pairwise(sizes):
        r = min(1.0, np.sqrt(6 / (a + b)))
        Ws.append(rng.uniform(-r, r, size=(b, a)))
    return Ws, [np.zeros(b) for b in sizes[1:]]


@wrong(
    "12.glorot_init",
    "one bound for all layers, that of the first; differs where n_in + n_out is not the same in all layers",
    "timing",
    "misconception",
)
def gi_first(sizes, rng):
    r = np.sqrt(6 / (sizes[0] + sizes[1]))
    return [rng.uniform(-r, r, size=(b, a)) for a, b in itertools.pairwise(sizes)], [np.zeros(b) for b in sizes[1:]]


@right("12.glorot_init", "loop with append")
def gi_loop(sizes, rng):
    Ws, bs = [], []
    for n_in, n_out in itertools.pairwise(sizes):
        r = np.sqrt(6 / (n_in + n_out))
        Ws.append(rng.uniform(-r, r, size=(n_out, n_in)))
        bs.append(np.zeros(n_out))
    return Ws, bs


@right("12.glorot_init", "drawn one by one, row by row")
def gi_single(sizes, rng):
    Ws, bs = [], []
    for ell in range(1, len(sizes)):
        r = (6 / (sizes[ell - 1] + sizes[ell])) ** 0.5
        Ws.append(np.array([[rng.uniform(-r, r) for _ in range(sizes[ell - 1])] for _ in range(sizes[ell])]))
        bs.append(np.array([0.0] * sizes[ell]))
    return Ws, bs


@right("12.glorot_init", "helper for a layer, comprehension")
def gi_helper(sizes, rng):
    def layer(n_in, n_out):
        bound = np.sqrt(6.0 / (n_in + n_out))
        return rng.uniform(low=-bound, high=bound, size=(n_out, n_in)), np.zeros((n_out,))

    pairs = [layer(a, b) for a, b in itertools.pairwise(sizes)]
    return [p[0] for p in pairs], [p[1] for p in pairs]


# ---------------------------------------------------------------- train_mlp
def _acts(Ws, bs, X):
    As = [np.asarray(X, float)]
    for W, b in zip(Ws[:-1], bs[:-1], strict=False):
        As.append(_sig(As[-1] @ W.T + b))
    return As, As[-1] @ Ws[-1].T + bs[-1]


def _loss(Z, labels):
    return float(-_logp(Z)[np.arange(len(labels)), labels].mean())


def _deltas(Ws, As, Z, labels):
    D = np.exp(_logp(Z))
    D[np.arange(len(labels)), labels] -= 1
    ds = [D]
    for ell in range(len(Ws) - 1, 0, -1):
        ds.insert(0, ds[0] @ Ws[ell] * As[ell] * (1 - As[ell]))
    return ds


def _train(X, labels, Ws, bs, eta, max_iter, change=None, bias=1.0, scale=None):
    Ws, bs = [np.array(W, float) for W in Ws], [np.array(b, float) for b in bs]
    m = len(X) if scale is None else scale
    values = []
    for t in range(max_iter + 1):
        As, Z = _acts(Ws, bs, X)
        values.append(_loss(Z, labels))
        if t < max_iter:
            ds = _deltas(Ws, As, Z, labels)
            if change:
                ds = change(ds)
            for ell, d in enumerate(ds):
                Ws[ell] -= eta * d.T @ As[ell] / m
                bs[ell] -= bias * eta * d.sum(axis=0) / m
    return Ws, bs, np.array(values)


@wrong("12.train_mlp", "gradients of the sum: no 1/m", "factor", "misconception")
def tm_sum(X, labels, Ws, bs, eta, max_iter):
    return _train(X, labels, Ws, bs, eta, max_iter, scale=1)


@wrong("12.train_mlp", "biases not updated", "block", "misconception")
def tm_nobias(X, labels, Ws, bs, eta, max_iter):
    return _train(X, labels, Ws, bs, eta, max_iter, bias=0.0)


@wrong(
    "12.train_mlp", "W of the layer above updated before the error is taken back through it", "timing", "misconception"
)
def tm_newW(X, labels, Ws, bs, eta, max_iter):
    Ws, bs = [np.array(W, float) for W in Ws], [np.array(b, float) for b in bs]
    values, m = [], len(X)
    for t in range(max_iter + 1):
        As, Z = _acts(Ws, bs, X)
        values.append(_loss(Z, labels))
        if t == max_iter:
            break
        d = np.exp(_logp(Z))
        d[np.arange(m), labels] -= 1
        for ell in range(len(Ws) - 1, -1, -1):
            Ws[ell] -= eta * d.T @ As[ell] / m
            bs[ell] -= eta * d.mean(axis=0)
            if ell:
                d = d @ Ws[ell] * As[ell] * (1 - As[ell])
    return Ws, bs, np.array(values)


@wrong("12.train_mlp", "loss noted only before each update: max_iter values", "count", "misconception")
def tm_values(X, labels, Ws, bs, eta, max_iter):
    W, b, v = _train(X, labels, Ws, bs, eta, max_iter)
    return W, b, v[:-1]


@wrong("12.train_mlp", "puts the updated matrices into the caller's lists", "memory", "misconception")
def tm_inplace(X, labels, Ws, bs, eta, max_iter):
    W, b, v = _train(X, labels, Ws, bs, eta, max_iter)
    for ell in range(len(Ws)):
        Ws[ell] = W[ell]
        bs[ell] = b[ell]
    return Ws, bs, v


@wrong("12.train_mlp", "log of the softmax: infinite losses for scores of 800", "other", "misconception")
def tm_inf(X, labels, Ws, bs, eta, max_iter):
    W, b, _v = _train(X, labels, Ws, bs, eta, 0)
    out = []
    for t in range(max_iter + 1):
        _, Z = _acts(W, b, X)
        out.append(-np.mean(np.log(np.exp(_logp(Z))[np.arange(len(labels)), labels])))
        if t < max_iter:
            W, b, _ = _train(X, labels, W, b, eta, 1)
    return W, b, np.array(out)


@wrong(
    "12.train_mlp",
    "stops when the loss changes by less than 1e-5, filling up the values with the last loss",
    "count",
    "guard",
)
def tm_stop(X, labels, Ws, bs, eta, max_iter):
    W, b, v = _train(X, labels, Ws, bs, eta, 0)
    vals = list(v)
    while len(vals) <= max_iter:
        W, b, v = _train(X, labels, W, b, eta, 1)
        vals.append(v[-1])
        if abs(vals[-1] - vals[-2]) < 1e-5:
            vals += [vals[-1]] * (max_iter + 1 - len(vals))
    return W, b, np.array(vals)


@wrong(
    "12.train_mlp", "errors of the outputs limited to ±0.9; differs for rows that are surely wrong", "limits", "guard"
)
def tm_clip(X, labels, Ws, bs, eta, max_iter):
    return _train(X, labels, Ws, bs, eta, max_iter, change=lambda ds: [*ds[:-1], np.clip(ds[-1], -0.9, 0.9)])


@wrong("12.train_mlp", "only the last two layers are trained; differs with two hidden layers or more", "block", "guard")
def tm_two(X, labels, Ws, bs, eta, max_iter):
    return _train(X, labels, Ws, bs, eta, max_iter, change=lambda ds: [0 * d for d in ds[:-2]] + ds[-2:])


@wrong("12.train_mlp", "halves the rate whenever the loss has risen; differs for a rate too large", "rule", "guard")
def tm_halve(X, labels, Ws, bs, eta, max_iter):
    W, b, v = _train(X, labels, Ws, bs, eta, 0)
    vals = list(v)
    for _ in range(max_iter):
        W, b, v = _train(X, labels, W, b, eta, 1)
        vals.append(v[-1])
        if vals[-1] > vals[-2]:
            eta = eta / 2
    return W, b, np.array(vals)


@wrong(
    "12.train_mlp",
    "means over each class separately: rows weighted so that the classes count alike; differs for unequal classes",
    "factor",
    "guard",
)
def tm_balanced(X, labels, Ws, bs, eta, max_iter):
    _, inv, n = np.unique(labels, return_inverse=True, return_counts=True)
    w = (len(labels) / (len(n) * n))[inv][:, None]
    return _train(X, labels, Ws, bs, eta, max_iter, change=lambda ds: [w * d for d in ds])


@right("12.train_mlp", "helper for gradients and loss, new lists in each update")
def tm_lists(X, labels, Ws, bs, eta, max_iter):
    m = len(X)
    Y = np.eye(len(bs[-1]))[labels]

    def loss_and_grads(Ws, bs):
        As = [X]
        for W, b in zip(Ws[:-1], bs[:-1], strict=False):
            As.append(_sig(As[-1] @ W.T + b))
        Z = As[-1] @ Ws[-1].T + bs[-1]
        L = _logp(Z)
        d = (np.exp(L) - Y) / m
        gW, gb = [], []
        for ell in range(len(Ws) - 1, -1, -1):
            gW.append(d.T @ As[ell])
            gb.append(d.sum(axis=0))
            if ell > 0:
                d = (d @ Ws[ell]) * (As[ell] * (1 - As[ell]))
        return -(Y * L).sum() / m, gW[::-1], gb[::-1]

    Ws, bs = [W.astype(float) for W in Ws], [b.astype(float) for b in bs]
    values = []
    for _ in range(max_iter):
        J, gW, gb = loss_and_grads(Ws, bs)
        values.append(J)
        Ws = [W - eta * g for W, g in zip(Ws, gW, strict=False)]
        bs = [b - eta * g for b, g in zip(bs, gb, strict=False)]
    values.append(loss_and_grads(Ws, bs)[0])
    return Ws, bs, np.array(values)


class _Net:
    def __init__(self, Ws, bs):
        self.Ws = [np.array(W, dtype=float) for W in Ws]
        self.bs = [np.array(b, dtype=float) for b in bs]

    def forward(self, X):
        self.A = [np.array(X, dtype=float)]
        for ell in range(len(self.Ws)):
            Z = np.dot(self.A[ell], self.Ws[ell].T) + self.bs[ell]
            self.A.append(_sig(Z) if ell < len(self.Ws) - 1 else Z)
        return self.A[-1]

    def loss(self, X, labels):
        Z = self.forward(X)
        Z = Z - Z.max(axis=1)[:, None]
        lse = np.log(np.sum(np.exp(Z), axis=1))
        return np.mean(lse - Z[np.arange(len(Z)), labels])

    def step(self, X, labels, eta):
        Z = self.forward(X)
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        d = E / E.sum(axis=1, keepdims=True)
        d[np.arange(len(Z)), labels] -= 1
        updates = []
        for ell in reversed(range(len(self.Ws))):
            updates.append((ell, d.T.dot(self.A[ell]) / len(Z), d.mean(axis=0)))
            if ell:
                d = d.dot(self.Ws[ell]) * self.A[ell] * (1 - self.A[ell])
        for ell, gW, gb in updates:
            self.Ws[ell] -= eta * gW
            self.bs[ell] -= eta * gb


@right("12.train_mlp", "helper class, values filled into an array")
def tm_class(X, labels, Ws, bs, eta, max_iter):
    net = _Net(Ws, bs)
    values = np.empty(max_iter + 1)
    values[0] = net.loss(X, labels)
    for t in range(1, max_iter + 1):
        net.step(X, labels, eta)
        values[t] = net.loss(X, labels)
    return net.Ws, net.bs, values


@right("12.train_mlp", "biases as a column inside the matrices, split at the end")
def tm_inside(X, labels, Ws, bs, eta, max_iter):
    T = [np.column_stack([b, W]).astype(float) for W, b in zip(Ws, bs, strict=False)]

    def one(A):
        return np.column_stack([np.ones(len(A)), A])

    rows = np.arange(len(labels))
    values = []
    for t in range(max_iter + 1):
        ins = []
        A = X
        for ell, M in enumerate(T):
            ins.append(one(A))
            Z = ins[-1] @ M.T
            A = Z if ell == len(T) - 1 else _sig(Z)
        logP = _logp(Z)
        values.append(-np.mean(logP[rows, labels]))
        if t == max_iter:
            break
        d = np.exp(logP)
        d[rows, labels] -= 1
        new = []
        for ell in range(len(T) - 1, -1, -1):
            new.insert(0, T[ell] - eta * (d.T @ ins[ell]) / len(X))
            if ell > 0:
                H = ins[ell][:, 1:]
                d = (d @ T[ell][:, 1:]) * H * (1 - H)
        T = new
    return [M[:, 1:].copy() for M in T], [M[:, 0].copy() for M in T], np.array(values)


# ---------------------------------------------------------------- accuracy
@wrong(
    "12.accuracy",
    "largest of a column instead of a row (argmax over axis 0, then compared class by class)",
    "axis",
    "misconception",
)
def ac_axis(P, labels):
    k = P.argmax(axis=0)
    n = min(len(k), len(labels))
    return float(np.mean(k[:n] == labels[:n]))


@wrong("12.accuracy", "number of right rows, not their share", "factor", "misconception")
def ac_count(P, labels):
    return float(np.sum(P.argmax(axis=1) == labels))


@wrong("12.accuracy", "share of the wrong rows", "rule", "misconception")
def ac_error(P, labels):
    return float(np.mean(P.argmax(axis=1) != labels))


@wrong("12.accuracy", "mean probability of the right class", "rule", "misconception")
def ac_soft(P, labels):
    return float(P[np.arange(len(labels)), labels].mean())


@wrong(
    "12.accuracy",
    "right if the probability of the label is above 1/2; differs for K > 2 with a flat row",
    "limits",
    "misconception",
)
def ac_half(P, labels):
    return float(np.mean(P[np.arange(len(labels)), labels] > 0.5))


@wrong("12.accuracy", "a tie counts as right for each of the largest", "guard", "guard")
def ac_tie_right(P, labels):
    return float(np.mean(P[np.arange(len(labels)), labels] == P.max(axis=1)))


@wrong("12.accuracy", "a tie goes to the last of the largest (argsort)", "guard", "guard")
def ac_last(P, labels):
    return float(np.mean(np.argsort(P, axis=1, kind="stable")[:, -1] == labels))


@wrong("12.accuracy", "share rounded to two decimals", "limits", "guard")
def ac_round(P, labels):
    return round(float(np.mean(P.argmax(axis=1) == labels)), 2)


@right("12.accuracy", "mean of the comparison")
def ac_mean(P, labels):
    return float(np.mean(np.argmax(P, axis=1) == labels))


@right("12.accuracy", "loop with a counter, strictly larger wins")
def ac_loop(P, labels):
    hits = 0
    for row, label in zip(P, labels, strict=False):
        best = 0
        for k in range(1, len(row)):
            if row[k] > row[best]:
                best = k
        hits += int(best == label)
    return hits / len(labels)


@right("12.accuracy", "list.index of the maximum")
def ac_index(P, labels):
    rows = np.asarray(P).tolist()
    return sum(r.index(max(r)) == k for r, k in zip(rows, labels, strict=False)) / len(rows)


# ---------------------------------------------------------------- hidden_spread
@wrong("12.hidden_spread", "spread over the whole table, across examples", "axis", "misconception")
def hs_global(H):
    return float(H.max() - H.min())


@wrong("12.hidden_spread", "spread of a unit over the examples", "axis", "misconception")
def hs_axis0(H):
    return float((H.max(axis=0) - H.min(axis=0)).max())


@wrong("12.hidden_spread", "mean over the examples instead of the largest", "rule", "misconception")
def hs_mean(H):
    return float((H.max(axis=1) - H.min(axis=1)).mean())


@wrong("12.hidden_spread", "largest standard deviation of a row", "rule", "misconception")
def hs_std(H):
    return float(H.std(axis=1).max())


@wrong(
    "12.hidden_spread", "neighbouring units only (np.diff): right for two units, too small for more", "guard", "guard"
)
def hs_diff(H):
    if H.shape[1] < 2:
        return 0.0
    return float(np.abs(np.diff(H, axis=1)).max())


@wrong(
    "12.hidden_spread",
    "first unit against the others: too small where the extremes are two other units",
    "guard",
    "guard",
)
def hs_first(H):
    return float(np.abs(H - H[:, :1]).max())


@wrong("12.hidden_spread", "differences below 1e-3 count as alike: 0", "limits", "guard")
def hs_small(H):
    s = float(np.ptp(H, axis=1).max())
    return s if s >= 1e-3 else 0.0


@wrong(
    "12.hidden_spread",
    "signed difference of earlier minus later unit, no absolute value: wrong where the later unit is larger",
    "sign",
    "misconception",
)
def hs_signed(H):
    n = H.shape[1]
    return float(max([0.0] + [np.max(H[:, i] - H[:, j]) for i in range(n) for j in range(i + 1, n)]))


@right("12.hidden_spread", "largest minus smallest of each row")
def hs_maxmin(H):
    return float(np.max(H.max(axis=1) - H.min(axis=1)))


@right("12.hidden_spread", "all pairs by broadcasting")
def hs_pairs(H):
    return np.abs(H[:, :, None] - H[:, None, :]).max()


@right("12.hidden_spread", "sorted rows in a comprehension")
def hs_sorted(H):
    return max(float(r[-1] - r[0]) for r in (sorted(row) for row in H))

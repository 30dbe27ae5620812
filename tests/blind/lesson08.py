"""Work on the statements of lesson 08, by somebody who saw nothing else: see `register`."""

import numpy as np

from .register import right, wrong


def _soft(Z):
    Z = np.asarray(Z, dtype=float)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def _hot(labels, K):
    return (np.asarray(labels)[:, None] == np.arange(K)).astype(float)


def _logp(Z):
    S = Z - Z.max(axis=1, keepdims=True)
    return S - np.log(np.exp(S).sum(axis=1, keepdims=True))


# ---------------------------------------------------------------- softmax
@wrong("08.softmax", "normalised down the columns", "axis", "misconception")
def sm_axis0(Z):
    Z = np.asarray(Z, float)
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


@wrong("08.softmax", "no shift: overflow to nan for scores of 1000", "other", "misconception")
def sm_noshift(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


@wrong("08.softmax", "one sigmoid for each score instead of softmax", "rule", "misconception")
def sm_sigmoids(Z):
    Z = np.asarray(Z, float)
    e = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1 / (1 + e), e / (1 + e))


@wrong("08.softmax", "divides by the sum of the whole table", "axis", "misconception")
def sm_total(Z):
    E = np.exp(Z - np.max(Z))
    return E / np.sum(E)


@wrong(
    "08.softmax",
    "shift by the largest number of the whole table: 0/0 in a row a thousand below another",
    "axis",
    "guard",
)
def sm_global_max(Z):
    E = np.exp(Z - np.max(Z))
    return E / E.sum(axis=1, keepdims=True)


@wrong(
    "08.softmax",
    "shift by the row mean: overflows where one score lies far above the others of its row",
    "other",
    "guard",
)
def sm_mean_shift(Z):
    E = np.exp(Z - np.mean(Z, axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@wrong("08.softmax", "own array like Z: integers cut off to 0 and 1", "kind", "guard")
def sm_like(Z):
    P = np.empty_like(Z)
    for i, row in enumerate(Z):
        e = np.exp(row - row.max())
        P[i] = e / e.sum()
    return P


@wrong(
    "08.softmax",
    "keepdims forgotten and repaired by a transpose only where the shapes do not fit: wrong for m = K",
    "guard",
    "guard",
)
def sm_square(Z):
    Z = np.asarray(Z, float)
    E = np.exp(Z - Z.max(axis=1)[:, None])
    s = E.sum(axis=1)
    if len(s) == Z.shape[1]:
        return E / s
    return (E.T / s).T


@right("08.softmax", "shift by the row maximum, keepdims")
def sm_plain(Z):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / np.sum(E, axis=1, keepdims=True)


@right("08.softmax", "list of rows")
def sm_rows(Z):
    out = []
    for row in Z:
        e = np.exp(np.asarray(row, dtype=float) - max(row))
        out.append(e / sum(e))
    return np.array(out)


@right("08.softmax", "transposed, broadcast along the last axis")
def sm_transposed(Z):
    T = np.array(Z, dtype=float).T
    T = np.exp(T - T.max(axis=0))
    return (T / T.sum(axis=0)).T


@right("08.softmax", "exp of the log probabilities via logaddexp.reduce")
def sm_log(Z):
    Z = np.asarray(Z, dtype=float)
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, np.newaxis])


# ---------------------------------------------------------------- softmax_jacobian
@wrong("08.softmax_jacobian", "only the diagonal p(1-p), as for sigmoids", "block", "misconception")
def sj_diag(z):
    p = _soft([z])[0]
    return np.diag(p * (1 - p))


@wrong("08.softmax_jacobian", "sign of the mixed derivatives forgotten", "sign", "misconception")
def sj_plus(z):
    p = _soft([z])[0]
    J = np.outer(p, p)
    np.fill_diagonal(J, p * (1 - p))
    return J


@wrong("08.softmax_jacobian", "outer product minus diagonal: all signs turned", "sign", "misconception")
def sj_minus(z):
    p = _soft([z])[0]
    return np.outer(p, p) - np.diag(p)


@wrong(
    "08.softmax_jacobian", "entries smaller than 1e-4 in size set to 0; differs for unlikely classes", "limits", "guard"
)
def sj_round(z):
    p = _soft([z])[0]
    J = np.diag(p) - np.outer(p, p)
    J[np.abs(J) < 1e-4] = 0.0
    return J


@wrong("08.softmax_jacobian", "result with the dtype of z: integer scores give a table of zeros", "kind", "guard")
def sj_dtype(z):
    p = _soft([z])[0]
    J = np.zeros((len(z), len(z)), dtype=np.asarray(z).dtype)
    for k in range(len(z)):
        for j in range(len(z)):
            J[k, j] = p[k] * ((k == j) - p[j])
    return J


@wrong(
    "08.softmax_jacobian",
    "central differences with h = 0.01 instead of the formula: off by about 1e-5 relative",
    "limits",
    "misconception",
)
def sj_difference(z):
    z = np.asarray(z, float)
    h = 1e-2
    J = np.zeros((len(z), len(z)))
    for j in range(len(z)):
        e = np.zeros(len(z))
        e[j] = h
        J[:, j] = (_soft([z + e])[0] - _soft([z - e])[0]) / (2 * h)
    return J


@right("08.softmax_jacobian", "diag minus outer")
def sj_outer(z):
    z = np.asarray(z, dtype=float)
    p = np.exp(z - z.max())
    p /= p.sum()
    return np.diag(p) - np.outer(p, p)


@right("08.softmax_jacobian", "two loops with an if")
def sj_loops(z):
    p = _soft(np.array(z, float).reshape(1, -1)).ravel()
    K = len(p)
    J = np.zeros((K, K))
    for k in range(K):
        for j in range(K):
            J[k, j] = p[k] * (1 - p[k]) if k == j else -p[k] * p[j]
    return J


@right("08.softmax_jacobian", "column of p times (identity minus p)")
def sj_broadcast(z):
    p = _soft(np.asarray(z)[None, :])[0]
    return p[:, None] * (np.eye(p.size) - p[None, :])


# ---------------------------------------------------------------- softmax_loss
@wrong("08.softmax_loss", "sum over the rows, no mean", "factor", "misconception")
def sl_sum(Theta, Xb, labels):
    L = _logp(Xb @ Theta.T)
    return float(-L[np.arange(len(labels)), labels].sum())


@wrong("08.softmax_loss", "mean over all m*K entries of Y log P", "factor", "misconception")
def sl_mean_all(Theta, Xb, labels):
    L = _logp(Xb @ Theta.T)
    return float(-np.mean(_hot(labels, len(Theta)) * L))


@wrong("08.softmax_loss", "log of the softmax: infinite for scores 800 apart", "other", "misconception")
def sl_inf(Theta, Xb, labels):
    P = _soft(Xb @ Theta.T)
    return float(-np.mean(np.log(P[np.arange(len(labels)), labels])))


@wrong("08.softmax_loss", "adds the terms (1-y) log(1-p) of the binary loss", "rule", "misconception")
def sl_binary(Theta, Xb, labels):
    Z = Xb @ Theta.T
    P, Y = _soft(Z), _hot(labels, len(Theta))
    return float(-np.sum(Y * _logp(Z) + (1 - Y) * np.log(np.maximum(1 - P, 1e-300))) / len(labels))


@wrong("08.softmax_loss", "probabilities floored at 1e-12: a row costs 27.6 at most", "limits", "guard")
def sl_floor(Theta, Xb, labels):
    P = np.maximum(_soft(Xb @ Theta.T), 1e-12)
    return float(-np.mean(np.log(P[np.arange(len(labels)), labels])))


@wrong(
    "08.softmax_loss",
    "mean of class means: every class counts alike; differs where the classes have unequal numbers",
    "factor",
    "guard",
)
def sl_balanced(Theta, Xb, labels):
    L = _logp(Xb @ Theta.T)
    c = -L[np.arange(len(labels)), labels]
    return float(np.mean([c[labels == k].mean() for k in np.unique(labels)]))


@wrong("08.softmax_loss", "labels renumbered by np.unique: wrong where a class does not occur", "guard", "guard")
def sl_unique(Theta, Xb, labels):
    _, k = np.unique(labels, return_inverse=True)
    L = _logp(Xb @ Theta.T)
    return float(-np.mean(L[np.arange(len(k)), k]))


@right("08.softmax_loss", "log sum exp minus the score of the right class")
def sl_lse(Theta, Xb, labels):
    Z = Xb @ Theta.T
    top = Z.max(axis=1)
    lse = top + np.log(np.exp(Z - top[:, None]).sum(axis=1))
    return float(np.mean(lse - Z[np.arange(len(labels)), labels]))


@right("08.softmax_loss", "loop over rows")
def sl_loop(Theta, Xb, labels):
    total = 0.0
    for x, k in zip(Xb, labels, strict=False):
        z = np.array([float(np.dot(t, x)) for t in Theta])
        z = z - z.max()
        total += np.log(np.sum(np.exp(z))) - z[k]
    return total / len(labels)


@right("08.softmax_loss", "one-hot einsum of log probabilities")
def sl_hot(Theta, Xb, labels):
    Z = np.asarray(Xb, float) @ np.asarray(Theta, float).T
    return -np.einsum("ik,ik->", np.eye(len(Theta))[labels], _logp(Z)) / Xb.shape[0]


# ---------------------------------------------------------------- softmax_gradient
@wrong("08.softmax_gradient", "no 1/m", "factor", "misconception")
def sg_sum(Theta, Xb, labels):
    return (_soft(Xb @ Theta.T) - _hot(labels, len(Theta))).T @ Xb


@wrong("08.softmax_gradient", "divides by m*K", "factor", "misconception")
def sg_mk(Theta, Xb, labels):
    D = _soft(Xb @ Theta.T) - _hot(labels, len(Theta))
    return D.T @ Xb / D.size


@wrong("08.softmax_gradient", "returned as (n+1, K)", "axis", "misconception")
def sg_transposed(Theta, Xb, labels):
    D = _soft(Xb @ Theta.T) - _hot(labels, len(Theta))
    return Xb.T @ D / len(Xb)


@wrong("08.softmax_gradient", "the bias column set to 0", "block", "misconception")
def sg_nobias(Theta, Xb, labels):
    D = _soft(Xb @ Theta.T) - _hot(labels, len(Theta))
    G = D.T @ Xb / len(Xb)
    G[:, 0] = 0
    return G


@wrong(
    "08.softmax_gradient",
    "number of classes from labels.max()+1, rows of later classes stay 0: wrong where the last class is missing",
    "guard",
    "guard",
)
def sg_maxlabel(Theta, Xb, labels):
    K = labels.max() + 1
    P = _soft(Xb @ Theta.T)
    G = np.zeros(Theta.shape, float)
    G[:K] = (P[:, :K] - _hot(labels, K)).T @ Xb / len(Xb)
    return G


@wrong("08.softmax_gradient", "Xb.T @ D whenever that has the shape of Theta: wrong for K = n+1", "guard", "guard")
def sg_shape(Theta, Xb, labels):
    D = _soft(Xb @ Theta.T) - _hot(labels, len(Theta))
    G = Xb.T @ D / len(Xb)
    return G if G.shape == Theta.shape else G.T


@wrong(
    "08.softmax_gradient",
    "rows classified rightly are left out as in the perceptron; still divided by m",
    "rule",
    "misconception",
)
def sg_perceptron(Theta, Xb, labels):
    P = _soft(Xb @ Theta.T)
    D = P - _hot(labels, len(Theta))
    D[P.argmax(axis=1) == labels] = 0
    return D.T @ Xb / len(Xb)


@wrong(
    "08.softmax_gradient",
    "probabilities kept off 0 and 1 by a clip to [1e-3, 1-1e-3]; differs for sure rows",
    "limits",
    "guard",
)
def sg_clip(Theta, Xb, labels):
    P = np.clip(_soft(Xb @ Theta.T), 1e-3, 1 - 1e-3)
    return (P - _hot(labels, len(Theta))).T @ Xb / len(Xb)


@right("08.softmax_gradient", "P minus Y, transpose product")
def sg_plain(Theta, Xb, labels):
    P = _soft(Xb @ Theta.T)
    P[np.arange(len(labels)), labels] -= 1
    return P.T @ Xb / len(labels)


@right("08.softmax_gradient", "loop over rows and classes")
def sg_loop(Theta, Xb, labels):
    K, d = Theta.shape
    G = np.zeros((K, d))
    for i in range(len(Xb)):
        z = np.array([np.dot(Theta[k], Xb[i]) for k in range(K)], dtype=float)
        e = np.exp(z - z.max())
        p = e / e.sum()
        for k in range(K):
            G[k] += (p[k] - (labels[i] == k)) * Xb[i]
    return G / len(Xb)


@right("08.softmax_gradient", "mean of outer products by einsum")
def sg_einsum(Theta, Xb, labels):
    X = np.array(Xb, dtype=float)
    Y = np.zeros((X.shape[0], Theta.shape[0]))
    for i, k in enumerate(labels):
        Y[i, k] = 1
    return np.einsum("ik,ij->kj", _soft(X @ Theta.T) - Y, X) / X.shape[0]


# ---------------------------------------------------------------- softmax_gd
def _g(T, Xb, labels):
    return (_soft(Xb @ T.T) - _hot(labels, len(T))).T @ Xb / len(Xb)


@wrong("08.softmax_gd", "last class kept at 0 as reference", "block", "misconception")
def sgd_reference(Xb, labels, n_classes, eta, max_iter):
    T = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        G = _g(T, Xb, labels)
        G[-1] = 0
        T -= eta * G
    return T


@wrong("08.softmax_gd", "max_iter + 1 steps", "count", "misconception")
def sgd_plus1(Xb, labels, n_classes, eta, max_iter):
    T = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter + 1):
        T -= eta * _g(T, Xb, labels)
    return T


@wrong(
    "08.softmax_gd",
    "classes updated one after the other, each with the probabilities of the new Theta",
    "timing",
    "misconception",
)
def sgd_seq(Xb, labels, n_classes, eta, max_iter):
    T = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        for k in range(n_classes):
            T[k] -= eta * _g(T, Xb, labels)[k]
    return T


@wrong(
    "08.softmax_gd",
    "stops when the loss falls by less than 1e-4; differs in long runs or for small rates",
    "count",
    "guard",
)
def sgd_plateau(Xb, labels, n_classes, eta, max_iter):
    T = np.zeros((n_classes, Xb.shape[1]))
    old = np.inf
    for _ in range(max_iter):
        J = sl_lse(T, Xb, labels)
        if abs(old - J) < 1e-4:
            break
        old = J
        T -= eta * _g(T, Xb, labels)
    return T


@wrong(
    "08.softmax_gd",
    "gradient norm limited to 1 (gradient clipping); differs where columns are large",
    "limits",
    "guard",
)
def sgd_clipnorm(Xb, labels, n_classes, eta, max_iter):
    T = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        G = _g(T, Xb, labels)
        T -= eta * G / max(1.0, np.linalg.norm(G))
    return T


@wrong(
    "08.softmax_gd",
    "number of classes from the labels where that is smaller; rows of classes missing at the end stay 0",
    "guard",
    "guard",
)
def sgd_present(Xb, labels, n_classes, eta, max_iter):
    K = min(n_classes, int(labels.max()) + 1)
    T = np.zeros((K, Xb.shape[1]))
    for _ in range(max_iter):
        T -= eta * _g(T, Xb, labels)
    return np.vstack([T, np.zeros((n_classes - K, Xb.shape[1]))])


@right("08.softmax_gd", "for loop, new array in each step")
def sgd_for(Xb, labels, n_classes, eta, max_iter):
    Theta = np.zeros((n_classes, Xb.shape[1]))
    for _ in range(max_iter):
        Theta = Theta - eta * sg_plain(Theta, Xb, labels)
    return Theta


@right("08.softmax_gd", "stores parameters as (n+1, K) and transposes at the end")
def sgd_transposed(Xb, labels, n_classes, eta, max_iter):
    X = np.asarray(Xb, dtype=float)
    Y = np.eye(n_classes)[np.asarray(labels)]
    W = np.zeros((X.shape[1], n_classes))
    t = 0
    while t != max_iter:
        W += eta / len(X) * np.dot(X.T, Y - _soft(X @ W))
        t += 1
    return W.T


def _descend(T, Xb, labels, eta, k):
    while k >= 1:
        T, k = T - eta * sg_einsum(T, Xb, labels), k - 1
    return T


@right("08.softmax_gd", "helper that descends, einsum gradient")
def sgd_helper(Xb, labels, n_classes, eta, max_iter):
    return _descend(np.full((n_classes, Xb.shape[1]), 0.0), Xb, labels, eta, max_iter)

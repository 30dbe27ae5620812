"""Work on the statements of lesson 00, by somebody who saw nothing else: see `register`."""

import numpy as np

from .register import right, wrong


# ---------------------------------------------------------------- matmul: misconceptions
@wrong(
    "00.matmul",
    "row times ROW: takes B[j, k] where B[k, j] belongs, so the product with B transposed (fails "
    "where the shapes forbid it)",
    "axis",
    "misconception",
)
def matmul_bt(A, B):
    m, K = A.shape
    n = B.shape[1]
    C = np.zeros((m, n))
    for i in range(m):
        for j in range(n):
            for k in range(K):
                C[i, j] += A[i, k] * B[j, k]
    return C


@wrong(
    "00.matmul", "assigns instead of adding, so that only the last term of each sum survives", "block", "misconception"
)
def matmul_assign(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] = A[i, k] * B[k, j]
    return C


@wrong("00.matmul", "the sum over k runs over the columns of B instead of the columns of A", "count", "misconception")
def matmul_k_is_n(A, B):
    m = len(A)
    n = len(B[0])
    C = np.zeros((m, n))
    for i in range(m):
        for j in range(n):
            s = 0.0
            for k in range(n):
                s += A[i, k] * B[k, j]
            C[i, j] = s
    return C


@wrong(
    "00.matmul",
    "the accumulator is set to 0 outside the column loop, so sums run on from column to column",
    "block",
    "misconception",
)
def matmul_running_sum(A, B):
    m, K = A.shape
    n = B.shape[1]
    C = np.zeros((m, n))
    for i in range(m):
        s = 0.0
        for j in range(n):
            for k in range(K):
                s += A[i, k] * B[k, j]
            C[i, j] = s
    return C


@wrong("00.matmul", "takes the mean of the products where the sum belongs", "factor", "misconception")
def matmul_mean(A, B):
    m, n = A.shape[0], B.shape[1]
    C = np.empty((m, n))
    for i in range(m):
        for j in range(n):
            C[i, j] = np.mean(A[i, :] * B[:, j])
    return C


# ---------------------------------------------------------------- matmul: guards
@wrong(
    "00.matmul",
    "the result takes its dtype from B: cut off where B holds whole numbers and A does not",
    "guard",
    "guard",
)
def matmul_dtype_b(A, B):
    C = np.zeros((A.shape[0], B.shape[1]), dtype=B.dtype)
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            C[i, j] = sum(A[i, k] * B[k, j] for k in range(A.shape[1]))
    return C.astype(float)


@wrong(
    "00.matmul", "a row of zeros in A ends the loop (break for continue): all rows below it stay 0", "guard", "guard"
)
def matmul_zero_row_break(A, B):
    m, n = A.shape[0], B.shape[1]
    C = np.zeros((m, n))
    for i in range(m):
        if not np.any(A[i]):
            break
        for j in range(n):
            C[i, j] = np.sum(A[i] * B[:, j])
    return C


@wrong(
    "00.matmul",
    "rounds the sums to 9 decimals 'against rounding noise': wrong where the numbers themselves are tiny",
    "limits",
    "guard",
)
def matmul_rounded(A, B):
    A, B = np.asarray(A, float), np.asarray(B, float)
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1]):
        C += A[:, k][:, None] * B[k, :][None, :]
    return np.round(C, 9)


@wrong("00.matmul", "squeezes the result: one row or one column (or both) loses its axis", "kind", "guard")
def matmul_squeeze(A, B):
    m, K = A.shape
    n = B.shape[1]
    C = np.zeros((m, n))
    for i in range(m):
        for j in range(n):
            for k in range(K):
                C[i, j] += A[i, k] * B[k, j]
    return C.squeeze()


@wrong(
    "00.matmul",
    "when both matrices hold whole numbers it sums in 32-bit integers: overflow beyond 2**31",
    "limits",
    "guard",
)
def matmul_int32(A, B):
    m, K = A.shape
    n = B.shape[1]
    whole = np.issubdtype(A.dtype, np.integer) and np.issubdtype(B.dtype, np.integer)
    kind = np.int32 if whole else float
    A, B = A.astype(kind), B.astype(kind)
    C = np.zeros((m, n), dtype=kind)
    for k in range(K):
        C += A[:, k : k + 1] * B[k : k + 1, :]
    return C.astype(float)


@wrong(
    "00.matmul",
    "takes a square product for symmetric (as B = A transposed) when the entries of A and B have "
    "the same sum, and mirrors the lower half: wrong e.g. for B = A",
    "guard",
    "guard",
)
def matmul_mirror_when_gram(A, B):
    m, K = A.shape
    n = B.shape[1]
    C = np.zeros((m, n))
    gram = m == n and np.allclose(A.sum(), B.sum())  # "B is A transposed"
    for i in range(m):
        for j in range(n):
            if gram and j > i:
                continue
            C[i, j] = float(sum(A[i, k] * B[k, j] for k in range(K)))
    if gram:
        C = np.tril(C) + np.tril(C, -1).T
    return C


# ---------------------------------------------------------------- matmul: right
@right("00.matmul", "triple loop, accumulator as a Python float")
def matmul_triple(A, B):
    m, K = A.shape
    n = B.shape[1]
    C = np.zeros((m, n))
    for i in range(m):
        for j in range(n):
            s = 0.0
            for k in range(K):
                s += float(A[i, k]) * float(B[k, j])
            C[i, j] = s
    return C


@right("00.matmul", "broadcast to three axes and sum over the middle one")
def matmul_broadcast(A, B):
    A = np.asarray(A, dtype=float)
    B = np.asarray(B, dtype=float)
    return (A[:, :, None] * B[None, :, :]).sum(axis=1)


@right("00.matmul", "nested list comprehension over rows and zipped columns")
def matmul_lists(A, B):
    rows = A.tolist()
    cols = list(zip(*B.tolist(), strict=False))
    return np.array(
        [[sum(float(a) * float(b) for a, b in zip(r, c, strict=False)) for c in cols] for r in rows], dtype=float
    )


@right("00.matmul", "sum of outer products, column k times row k")
def matmul_outer(A, B):
    A = A.astype(np.float64)
    B = B.astype(np.float64)
    assert A.shape[1] == B.shape[0]
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1]):
        C += A[:, k].reshape(-1, 1) * B[k].reshape(1, -1)
    return C


# ---------------------------------------------------------------- add_bias: misconceptions
@wrong("00.add_bias", "puts the column of ones last", "order", "misconception")
def bias_last(X):
    return np.hstack([X, np.ones((X.shape[0], 1))]).astype(float)


@wrong("00.add_bias", "a ROW of ones on top instead of a column in front", "axis", "misconception")
def bias_row(X):
    return np.vstack([np.ones((1, X.shape[1])), X])


@wrong("00.add_bias", "overwrites the first feature with ones instead of adding a column", "block", "misconception")
def bias_overwrites(X):
    Xb = np.array(X, dtype=float)
    Xb[:, 0] = 1.0
    return Xb


@wrong(
    "00.add_bias",
    "swaps the axes of the sizes: as many ones as features, so it fails unless m = n",
    "axis",
    "misconception",
)
def bias_wrong_length(X):
    n = X.shape[1]
    return np.column_stack([np.ones(n), X])


# ---------------------------------------------------------------- add_bias: guards
@wrong(
    "00.add_bias",
    "adds no column if the first column is already all ones: wrong for a first feature that is constant 1",
    "guard",
    "guard",
)
def bias_already_there(X):
    X = np.array(X, dtype=float)
    if np.all(X[:, 0] == 1):
        return X
    return np.hstack([np.ones((len(X), 1)), X])


@wrong(
    "00.add_bias",
    "takes a single row for a single feature that lies down: one example of n > 1 features is turned into a column",
    "guard",
    "guard",
)
def bias_one_row_is_column(X):
    X = np.asarray(X, dtype=float)
    if X.shape[0] == 1:
        X = X.T
    return np.concatenate([np.ones((X.shape[0], 1)), X], axis=1)


@wrong(
    "00.add_bias",
    "keeps one buffer per shape, so the result of an earlier call with the same shape is overwritten",
    "memory",
    "guard",
)
def bias_buffer(X, _buffers=None):
    if _buffers is None:
        _buffers = {}
    m, n = X.shape
    Xb = _buffers.setdefault((m, n), np.ones((m, n + 1)))
    Xb[:, 1:] = X
    return Xb


@wrong(
    "00.add_bias",
    "half precision to save memory: wrong for large numbers and for digits behind the third",
    "limits",
    "guard",
)
def bias_half(X):
    return np.concatenate([np.ones((X.shape[0], 1), np.float16), X.astype(np.float16)], axis=1).astype(float)


# ---------------------------------------------------------------- add_bias: right
@right("00.add_bias", "np.c_ with converted X")
def bias_c(X):
    return np.c_[np.ones(X.shape[0]), X.astype(float)]


@right("00.add_bias", "empty array filled in two assignments")
def bias_fill(X):
    m, n = X.shape
    out = np.empty((m, n + 1))
    out[:, 0] = 1.0
    out[:, 1:] = X
    return out


@right("00.add_bias", "rows as Python lists")
def bias_lists(X):
    return np.array([[1.0] + [float(v) for v in row] for row in X], dtype=float)


@right("00.add_bias", "np.pad with the constant 1")
def bias_pad(X):
    return np.pad(np.asarray(X, dtype=float), ((0, 0), (1, 0)), constant_values=1.0)


# ---------------------------------------------------------------- numerical_gradient: misconceptions
@wrong("00.numerical_gradient", "forward differences instead of central ones", "rule", "misconception")
def num_forward(f, x, h):
    x = np.asarray(x, dtype=float)
    g = np.zeros(len(x))
    for i in range(len(x)):
        p = x.copy()
        p[i] += h
        g[i] = (f(p) - f(x.copy())) / h
    return g


@wrong(
    "00.numerical_gradient",
    "takes h for the whole width: nudges by h/2 to each side and divides by h",
    "argument",
    "misconception",
)
def num_half_nudge(f, x, h):
    x = x.astype(float)
    g = []
    for i in range(x.size):
        e = np.zeros(x.size)
        e[i] = h / 2
        g.append((f(x + e) - f(x - e)) / h)
    return np.array(g)


@wrong("00.numerical_gradient", "divides by h where 2h belongs, so every slope is doubled", "factor", "misconception")
def num_div_h(f, x, h):
    x = x.astype(float)
    E = np.eye(x.size) * h
    return np.array([(f(x + e) - f(x - e)) / h for e in E])


@wrong(
    "00.numerical_gradient",
    "does not take the nudge back before the next entry, so the nudges pile up",
    "timing",
    "misconception",
)
def num_pile_up(f, x, h):
    up = np.array(x, dtype=float)
    down = np.array(x, dtype=float)
    g = np.zeros(len(x))
    for i in range(len(x)):
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


@wrong(
    "00.numerical_gradient",
    "nudges a copy that keeps the whole-number dtype, so the nudge is cut off for integer points",
    "kind",
    "misconception",
)
def num_int_copy(f, x, h):
    g = np.zeros(x.shape)
    for i in range(len(x)):
        p, q = x.copy(), x.copy()
        p[i] = x[i] + h
        q[i] = x[i] - h
        g[i] = (f(p) - f(q)) / (2 * h)
    return g


# ---------------------------------------------------------------- numerical_gradient: guards
@wrong(
    "00.numerical_gradient",
    "scales the step with the size of the entry, h*max(1, |x_i|): another error where |x_i| > 1",
    "rule",
    "guard",
)
def num_relative_step(f, x, h):
    x = x.astype(float)
    g = np.empty_like(x)
    for i in range(len(x)):
        hi = h * max(1.0, abs(x[i]))
        e = np.zeros_like(x)
        e[i] = hi
        g[i] = (f(x + e) - f(x - e)) / (2 * hi)
    return g


@wrong(
    "00.numerical_gradient",
    "caps h at 1e-3 'for accuracy', so with a large h the error of the formula does not show",
    "limits",
    "guard",
)
def num_cap_h(f, x, h):
    h = min(h, 1e-3)
    x = np.array(x, float)
    g = np.zeros(len(x))
    for i in range(len(x)):
        old = x[i]
        x[i] = old + h
        a = f(x)
        x[i] = old - h
        b = f(x)
        x[i] = old
        g[i] = (a - b) / (2 * h)
    return g


@wrong(
    "00.numerical_gradient",
    "sets slopes below 1e-6 to zero as 'noise': wrong where the true slope is that small",
    "limits",
    "guard",
)
def num_noise_floor(f, x, h):
    x = np.array(x, float)
    identity = np.eye(len(x))
    g = np.array([(f(x + h * identity[i]) - f(x - h * identity[i])) / (2 * h) for i in range(len(x))])
    g[np.abs(g) < 1e-6] = 0.0
    return g


@wrong(
    "00.numerical_gradient", "for a single variable it returns a bare number instead of an array (1,)", "kind", "guard"
)
def num_scalar_for_one(f, x, h):
    x = np.array(x, float)
    out = []
    for i in range(x.size):
        d = np.zeros(x.size)
        d[i] = h
        out.append((f(x + d) - f(x - d)) / (2 * h))
    return out[0] if len(out) == 1 else np.array(out)


@wrong(
    "00.numerical_gradient",
    "where x_i is smaller than h but not negative it goes forward only, to stay positive: one-sided there",
    "guard",
    "guard",
)
def num_stay_positive(f, x, h):
    x = np.array(x, float)
    g = np.zeros(x.size)
    for i in range(x.size):
        hi, lo = x.copy(), x.copy()
        hi[i] += h
        if not (0 <= x[i] < h):
            lo[i] -= h
        g[i] = (f(hi) - f(lo)) / (hi[i] - lo[i])
    return g


# ---------------------------------------------------------------- numerical_gradient: right
@right("00.numerical_gradient", "rows of h times the identity")
def num_eye(f, x, h):
    x = np.asarray(x, dtype=float)
    H = h * np.eye(x.shape[0])
    return np.array([(f(x + row) - f(x - row)) / (2 * h) for row in H], dtype=float)


@right("00.numerical_gradient", "two copies for each entry, loop with enumerate")
def num_copies(f, x, h):
    start = x.astype(np.float64)
    g = np.zeros(len(start))
    for i, xi in enumerate(start):
        up = start.copy()
        down = start.copy()
        up[i] = xi + h
        down[i] = xi - h
        g[i] = (float(f(up)) - float(f(down))) / (2.0 * h)
    return g


@right("00.numerical_gradient", "nudges one own float copy in place and puts the old value back")
def num_inplace_own(f, x, h):
    p = np.array(x, dtype=float)
    slopes = []
    for i in range(p.size):
        old = p[i]
        p[i] = old + h
        above = f(p)
        p[i] = old - h
        below = f(p)
        p[i] = old
        slopes.append((above - below) / (h + h))
    return np.array(slopes, dtype=float)


@right("00.numerical_gradient", "inner helper for one partial derivative")
def num_helper(f, x, h):
    base = [float(v) for v in x]

    def shifted(i, d):
        p = list(base)
        p[i] += d
        return np.array(p)

    def partial(i):
        return (f(shifted(i, h)) - f(shifted(i, -h))) / (2 * h)

    return np.array([partial(i) for i in range(len(base))], dtype=float)


# ================================================================ more
@wrong(
    "00.numerical_gradient",
    "nudges the caller's x itself and puts it back: wrong where f looks at that same array, e.g. "
    "f(p) = |p - x|^3 + p.x",
    "memory",
    "guard",
)
def num_callers_x(f, x, h):
    if x.dtype != float:
        x = x.astype(float)
    g = np.zeros(len(x))
    for i in range(len(x)):
        old = x[i]
        x[i] = old + h
        a = f(x)
        x[i] = old - h
        b = f(x)
        x[i] = old
        g[i] = (a - b) / (2 * h)
    return g


@wrong(
    "00.matmul",
    "skips terms whose factors are below 1e-10 in size ('sparse'): wrong where a tiny factor meets a huge one",
    "limits",
    "guard",
)
def matmul_skip_tiny(A, B):
    m, K = A.shape
    n = B.shape[1]
    C = np.zeros((m, n))
    for i in range(m):
        for k in range(K):
            if abs(A[i, k]) < 1e-10:
                continue
            for j in range(n):
                C[i, j] += float(A[i, k]) * float(B[k, j])
    return C


@right("00.matmul", "map and operator.mul over rows and columns of the transpose")
def matmul_map(A, B):
    from operator import mul

    BT = B.astype(float).T
    out = np.empty((len(A), len(BT)))
    for i, row in enumerate(A.astype(float)):
        for j, col in enumerate(BT):
            out[i, j] = sum(map(mul, row, col))
    return out


@right("00.matmul", "column by column: combination of the columns of A")
def matmul_by_columns(A, B):
    K, n = B.shape
    cols = []
    for j in range(n):
        c = np.zeros(A.shape[0])
        for k in range(K):
            c = c + A[:, k].astype(float) * float(B[k, j])
        cols.append(c)
    return np.column_stack(cols)


@right("00.add_bias", "np.insert into a float array")
def bias_insert(X):
    return np.insert(np.array(X, dtype=float), 0, 1.0, axis=1)


@right("00.numerical_gradient", "list comprehension with np.where for the nudged entry")
def num_where(f, x, h):
    x = x.astype(float)
    places = np.arange(x.size)
    up = [f(np.where(places == i, x + h, x)) for i in places]
    down = [f(np.where(places == i, x - h, x)) for i in places]
    return (np.array(up, dtype=float) - np.array(down, dtype=float)) / (2 * h)

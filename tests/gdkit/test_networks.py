"""The laws of an MLP: the equations written as loops, difference quotients, symmetries, stacks, bad input."""

import math
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdkit.activations import ACTIVATIONS, Activation
from gdkit.costs import Cost, HalfSquaredError, get_cost
from gdkit.layout import Layout
from gdkit.losses import LogLoss, QuadraticCost, SoftmaxCrossEntropy
from gdkit.networks import MLP
from gdkit.penalties import WeightPenalty

settings.register_profile("no deadline", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("no deadline")

HEADS = [("softmax", None), ("cross_entropy", None), ("quadratic", "identity"), ("quadratic", "sigmoid"),
         ("quadratic", "tanh")]  # fmt: skip
NAMES = ["sigmoid", "tanh", "relu", "identity"]


def targets(rng, m, K, cost):
    if cost == "softmax":
        return rng.integers(0, K, m)
    return rng.random((m, K)) if cost == "cross_entropy" else rng.normal(size=(m, K))


def random_net(seed, sizes, activation="tanh", head=("softmax", None), m=6, scale=0.8, **options):
    """A network on random data and a random theta, biases and all."""
    rng = np.random.default_rng(seed)
    cost, output = head
    X, Y = rng.normal(size=(m, sizes[0])), targets(rng, m, sizes[-1], cost)
    net = MLP(X, Y, sizes, activation, cost, output=output, **options)
    return net, rng.normal(0, scale, net.n_parameters)


@st.composite
def networks(draw, heads=HEADS, activations=NAMES, min_hidden=0, lam=(0.0,)):
    head = draw(st.sampled_from(heads))
    n_out = draw(st.integers(2 if head[0] == "softmax" else 1, 4))
    hidden = draw(st.lists(st.integers(1, 4), min_size=min_hidden, max_size=3))
    sizes = (draw(st.integers(1, 4)), *hidden, n_out)
    seed, m = draw(st.integers(0, 2**20)), draw(st.integers(1, 8))
    return random_net(seed, sizes, draw(st.sampled_from(activations)), head, m, lam=draw(st.sampled_from(lam)))


# ------------------------------------------------------------------------- the equations, number by number


def by_the_book(net, theta):
    """Cost and gradients by equations (10), (12), (16), (21), (23), (24) with one loop for every index."""
    Ws, bs = ([part.tolist() for part in parts] for parts in net.unpack(theta))
    sigma = {
        "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2),
        "tanh": (math.tanh, lambda z: 1 / math.cosh(z) ** 2),
        "relu": (lambda z: max(z, 0.0), lambda z: float(z > 0)),
        "identity": (lambda z: z, lambda z: 1.0),
    }
    m, L, total = len(net), len(Ws), 0.0
    dWs = [[[0.0] * len(row) for row in W] for W in Ws]
    dbs = [[0.0] * len(b) for b in bs]
    for x, y in zip(net.X.tolist(), net.Y.tolist(), strict=True):
        a, zs, activations = x, [], [x]
        for layer, (W, b) in enumerate(zip(Ws, bs, strict=True)):
            z = [sum(W[j][k] * a[k] for k in range(len(a))) + b[j] for j in range(len(b))]  # (12)
            zs.append(z)
            if layer < L - 1:
                a = [sigma[net.activations[layer].name][0](z_j) for z_j in z]  # (10)
                activations.append(a)
        z, K = zs[-1], len(zs[-1])
        if net.cost.name == "quadratic":
            out, slope = sigma[net.cost.activation_name]
            total += sum((out(z[j]) - y[j]) ** 2 for j in range(K)) / 2
            delta = [(out(z[j]) - y[j]) * slope(z[j]) for j in range(K)]  # (16)
        elif net.cost.name == "cross_entropy":
            p = [1 / (1 + math.exp(-z_j)) for z_j in z]
            q = [1 / (1 + math.exp(z_j)) for z_j in z]  # 1 − p, with all its digits where p is close to 1
            total -= sum(y[j] * math.log(p[j]) + (1 - y[j]) * math.log(q[j]) for j in range(K))  # (25)
            delta = [p[j] - y[j] for j in range(K)]  # (26)
        else:
            p = [math.exp(z_j) / sum(map(math.exp, z)) for z_j in z]
            total -= math.log(p[y.index(1.0)])
            delta = [p[j] - y[j] for j in range(K)]
        for layer in reversed(range(L)):
            a = activations[layer]
            for j in range(len(delta)):
                dbs[layer][j] += delta[j] / m  # (23)
                for k in range(len(a)):
                    dWs[layer][j][k] += delta[j] * a[k] / m  # (24)
            if layer:
                prime, W = sigma[net.activations[layer - 1].name][1], Ws[layer]
                delta = [
                    sum(W[k][j] * delta[k] for k in range(len(delta))) * prime(zs[layer - 1][j])  # (21)
                    for j in range(len(a))
                ]
    penalty = net.lam / (2 * m) * sum(w * w for W in Ws for row in W for w in row)  # (27)
    dWs = [np.array(dW) + net.lam / m * np.array(W) for dW, W in zip(dWs, Ws, strict=True)]
    return total / m + penalty, net.pack(dWs, dbs)


@given(networks(lam=(0.0, 0.9)))
def test_value_and_gradient_are_those_of_the_equations_written_as_loops(net_theta):
    net, theta = net_theta
    value, gradient = net.value_and_gradient(theta)
    expected_value, expected_gradient = by_the_book(net, theta)
    assert value == pytest.approx(expected_value, rel=1e-11)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-11, atol=1e-13)


def central_differences(f, theta, h=1e-5):
    E = h * np.eye(len(theta))
    return np.array([(f(theta + e) - f(theta - e)) / (2 * h) for e in E])


@pytest.mark.parametrize(("head", "activation"), [*product(HEADS, NAMES)])
@pytest.mark.parametrize("sizes", [(3, 4), (3, 4, 2), (3, 4, 3, 2), (2, 4, 3, 3, 2)])
def test_the_gradient_check_passes_to_1e_8_for_every_activation_cost_and_depth(sizes, activation, head):
    net, theta = random_net(7, sizes, activation, head, lam=0.5)
    gradient, numerical = net.gradient(theta), central_differences(net, theta)
    assert np.linalg.norm(gradient - numerical) <= 1e-8 * np.linalg.norm(gradient + numerical)


def test_the_gradient_check_fails_for_a_gradient_that_is_one_percent_off():
    net, theta = random_net(7, (3, 4, 2))
    gradient, numerical = 1.01 * net.gradient(theta), central_differences(net, theta)
    assert np.linalg.norm(gradient - numerical) > 1e-3 * np.linalg.norm(gradient + numerical)


@pytest.mark.parametrize("head", HEADS)
def test_a_delta_is_the_derivative_of_one_examples_cost_by_its_score(head):
    # moving b^l_j moves z^l_j of every example alike, so with one example the δ^l_j is ∂C/∂b^l_j (15), (23)
    net, theta = random_net(3, (3, 4, 3, 2), "sigmoid", head, m=1)
    numerical = central_differences(net, theta)[net.bias_mask]
    np.testing.assert_allclose(np.concatenate([D[0] for D in net.deltas(theta)]), numerical, atol=1e-9)


@given(networks())
def test_gradients_are_made_of_deltas_and_activations_with_one_over_m(net_theta):
    net, theta = net_theta
    Deltas, (_, As) = net.deltas(theta), net.forward(theta)
    dWs, dbs = net.unpack(net.gradient(theta))
    for dW, db, Delta, A in zip(dWs, dbs, Deltas, As[:-1], strict=True):
        np.testing.assert_allclose(db, Delta.mean(axis=0), rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(dW, sum(map(np.outer, Delta, A)) / len(net), rtol=1e-11, atol=1e-14)


def test_an_activation_and_a_cost_of_ones_own_are_used():
    sine = Activation("sine", np.sin, lambda z, a: np.cos(z))
    net, theta = random_net(1, (3, 4, 2), sine, (HalfSquaredError(sine), None))
    assert isinstance(net.cost, Cost)
    np.testing.assert_allclose(net.gradient(theta), central_differences(net, theta), atol=1e-9)


def test_each_hidden_layer_may_have_its_own_activation():
    net, theta = random_net(1, (3, 4, 3, 2), ("relu", "tanh"))
    Zs, As = net.forward(theta)
    np.testing.assert_array_equal(As[1], np.maximum(Zs[0], 0))
    np.testing.assert_array_equal(As[2], np.tanh(Zs[1]))
    np.testing.assert_allclose(net.gradient(theta), central_differences(net, theta), atol=1e-9)


# -------------------------------------------------------------------------------------------- symmetries


def close(net, theta, other, other_theta, back=lambda g: g):
    """Both have the same value, and the same gradient once `back` undoes the relabelling."""
    value, gradient = net.value_and_gradient(theta)
    other_value, other_gradient = other.value_and_gradient(other_theta)
    assert other_value == pytest.approx(value, rel=1e-11, abs=1e-13)
    np.testing.assert_allclose(back(other_gradient), gradient, rtol=1e-9, atol=1e-12)


@given(networks(lam=(0.0, 0.9)), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(net_theta, random):
    net, theta = net_theta
    rows = random.sample(range(len(net)), len(net))
    close(net, theta, net[rows], theta)


@given(networks(heads=[("softmax", None)]), st.randoms(use_true_random=False))
def test_renaming_the_classes_permutes_the_rows_of_the_last_layer(net_theta, random):
    net, theta = net_theta
    K = net.sizes[-1]
    new_name = np.array(random.sample(range(K), K))  # class k becomes new_name[k]
    renamed = MLP(net.X, new_name[net.Y.argmax(axis=1)], net.sizes, net.activations)

    def permute(theta, order):
        theta = theta.copy()
        last = net.layout.blocks(theta)[-1]
        last[:] = last[order]
        return theta

    close(net, theta, renamed, permute(theta, np.argsort(new_name)), back=lambda g: permute(g, new_name))


@given(networks(min_hidden=1), st.randoms(use_true_random=False))
def test_hidden_units_may_change_places(net_theta, random):
    net, theta = net_theta
    order = random.sample(range(net.sizes[1]), net.sizes[1])

    def permute(theta, order):
        Ws, bs = net.unpack(theta.copy())
        Ws[0], bs[0], Ws[1] = Ws[0][order], bs[0][order], Ws[1][:, order]
        return net.pack(Ws, bs)

    close(net, theta, net, permute(theta, order), back=lambda g: permute(g, np.argsort(order)))


@given(networks(activations=["tanh"], min_hidden=1))
def test_a_tanh_unit_may_change_the_sign_of_what_goes_in_and_out(net_theta):
    net, theta = net_theta

    def flip(theta):
        Ws, bs = net.unpack(theta.copy())
        Ws[0][0], bs[0][0], Ws[1][:, 0] = -Ws[0][0], -bs[0][0], -Ws[1][:, 0]
        return net.pack(Ws, bs)

    close(net, theta, net, flip(theta), back=flip)


@given(networks(activations=["relu"], min_hidden=1), st.floats(0.1, 10))
def test_a_relu_unit_may_be_scaled_up_before_and_down_after(net_theta, c):
    net, theta = net_theta
    Ws, bs = net.unpack(theta.copy())
    Ws[0][0], bs[0][0], Ws[1][:, 0] = c * Ws[0][0], c * bs[0][0], Ws[1][:, 0] / c
    assert net(net.pack(Ws, bs)) == pytest.approx(net(theta), rel=1e-11, abs=1e-13)


@given(networks(heads=[("softmax", None)]), st.floats(-100, 100))
def test_one_number_added_to_all_scores_of_softmax_changes_nothing(net_theta, shift):
    net, theta = net_theta
    Ws, bs = net.unpack(theta.copy())
    bs[-1] += shift
    close(net, theta, net, net.pack(Ws, bs))
    dWs, dbs = net.unpack(net.gradient(theta))
    np.testing.assert_allclose(dbs[-1].sum(), 0, atol=1e-14)
    np.testing.assert_allclose(dWs[-1].sum(axis=0), 0, atol=1e-13)


@given(networks(lam=(0.0, 0.9)), st.integers(1, 8))
def test_the_cost_is_the_mean_over_its_mini_batches_penalty_and_all(net_theta, B):
    net, theta = net_theta
    batches = [net[i : i + B] for i in range(0, len(net), B)]
    assert sum(map(len, batches)) == len(net)
    value = sum(len(batch) * batch(theta) for batch in batches) / len(net)
    gradient = sum(len(batch) * batch.gradient(theta) for batch in batches) / len(net)
    assert value == pytest.approx(net(theta), rel=1e-12, abs=1e-14)
    np.testing.assert_allclose(gradient, net.gradient(theta), rtol=1e-10, atol=1e-13)


@given(networks(lam=(0.0, 0.9)), st.randoms(use_true_random=False))
def test_a_weight_of_k_is_a_row_that_stands_there_k_times(net_theta, random):
    net, theta = net_theta
    times = [random.randint(0, 3) for _ in range(len(net))]
    times[0] = 1
    options = {"cost": net.cost, "lam": net.lam}
    weighted = MLP(net.X, net.Y, net.sizes, net.activations, weights=times, **options)
    X, Y = np.repeat(net.X, times, axis=0), np.repeat(net.Y, times, axis=0)
    close(MLP(X, Y, net.sizes, net.activations, **options), theta, weighted, theta)


@given(networks(), st.integers(1, 30), st.integers(0, 99))
def test_rows_may_be_drawn_more_often_than_there_are_rows(net_theta, size, seed):
    net, theta = net_theta
    rows = np.random.default_rng(seed).integers(len(net), size=size)
    drawn = MLP(net.X[rows], net.Y[rows], net.sizes, net.activations, net.cost)
    close(drawn, theta, net[rows], theta)


def test_rows_are_chosen_by_a_slice_numbers_or_a_mask():
    net, theta = random_net(2, (3, 4, 2), weights=[3, 1, 0, 2, 0.5, 1])
    for rows in ([1, 3], np.array([1, 3]), np.array([-5, 3]), np.isin(np.arange(6), [1, 3])):
        part = net[rows]
        assert len(part) == 2 and type(part) is MLP
        np.testing.assert_array_equal(part.X, net.X[[1, 3]])
        np.testing.assert_array_equal(part.Y, net.Y[[1, 3]])
        close(part, theta, net[1:4:2], theta)
    close(net[3], theta, net[3:4], theta)
    for nothing in (slice(0, 0), np.arange(0), np.zeros(6, bool)):
        with pytest.raises(ValueError, match="no rows"):
            net[nothing]
    with pytest.raises(IndexError):
        net[[6]]


@given(st.integers(1, 5))
def test_the_mean_over_mini_batches_holds_with_weights_too(B):
    net, theta = random_net(2, (3, 4, 2), weights=[3, 1, 0, 2, 0.5, 1])
    batches = [net[i : i + B] for i in range(0, 6, B)]
    gradient = sum(len(batch) * batch.gradient(theta) for batch in batches) / 6
    np.testing.assert_allclose(gradient, net.gradient(theta), atol=1e-13)


# ---------------------------------------------------------------------------------- no hidden layer, penalty


@given(st.integers(0, 2**20), st.integers(1, 4))
def test_a_network_without_hidden_layer_is_logistic_softmax_or_linear_regression(seed, n):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(7, n)), rng.integers(0, 2, 7)
    theta = rng.normal(size=1 + n)
    close(LogLoss(X, y), theta, MLP(X, y, (n, 1), cost="cross_entropy"), theta)
    close(QuadraticCost(X, X[:, 0]), theta, MLP(X, X[:, 0], (n, 1), cost="quadratic"), theta)
    labels, Theta = rng.integers(0, 3, 7), rng.normal(size=3 * (1 + n))
    close(SoftmaxCrossEntropy(X, labels, 3), Theta, MLP(X, labels, (n, 3)), Theta)


@given(networks(lam=(1.3,)))
def test_lam_is_the_weight_penalty_added_to_the_loss(net_theta):
    net, theta = net_theta
    bare = MLP(net.X, net.Y, net.sizes, net.activations, net.cost)
    close(net, theta, bare + WeightPenalty(1.3), theta)


def test_a_step_on_the_penalised_cost_shrinks_weights_by_one_minus_eta_lam_over_m():
    eta, lam = 0.5, 0.8
    net, theta = random_net(4, (3, 4, 2), lam=lam)
    bare = MLP(net.X, net.Y, net.sizes, net.activations)
    Ws, bs = net.unpack(theta - eta * net.gradient(theta))
    for W, W_old, dW in zip(Ws, net.unpack(theta)[0], net.unpack(bare.gradient(theta))[0], strict=True):
        np.testing.assert_allclose(W, (1 - eta * lam / 6) * W_old - eta * dW, atol=1e-14)  # (29)
    for b, b_old, db in zip(bs, net.unpack(theta)[1], net.unpack(bare.gradient(theta))[1], strict=True):
        np.testing.assert_allclose(b, b_old - eta * db, atol=1e-14)  # (28)


# ----------------------------------------------------------------------------- stacks, precision, layout


@settings(max_examples=60)
@given(networks(lam=(0.0, 0.9)), st.sampled_from([np.float32, np.float64]))
def test_a_stack_of_thetas_gives_the_values_and_gradients_of_single_runs(net_theta, dtype):
    net, theta = net_theta
    net = MLP(net.X.astype(dtype), net.Y, net.sizes, net.activations, net.cost, lam=net.lam)
    thetas = np.multiply.outer(np.array([[1.0, -0.5, 2.0], [0.0, 1e-3, 5.0]]), theta).astype(dtype)
    values, gradients = net.value_and_gradient(thetas)
    assert (values.shape, gradients.shape) == ((2, 3), thetas.shape)
    for run in np.ndindex(2, 3):
        value, gradient = net.value_and_gradient(thetas[run].copy())
        eps = np.finfo(dtype).eps  # a row of a stack begins elsewhere in memory, where BLAS may sum in another order
        np.testing.assert_allclose(values[run], value, rtol=1000 * eps)
        np.testing.assert_allclose(gradients[run], gradient, rtol=0, atol=1000 * eps * (1 + np.abs(gradient).max()))


def test_forward_deltas_and_predictions_of_a_stack_are_those_of_single_runs():
    net, theta = random_net(5, (3, 4, 2))
    stack = np.stack([theta, -theta, 2 * theta])
    for i in range(3):
        for many, one in zip(net.forward(stack)[1], net.forward(stack[i])[1], strict=True):
            np.testing.assert_allclose(many[i] if many.ndim == 3 else many, one, rtol=0, atol=1e-13)
        for many, one in zip(net.deltas(stack), net.deltas(stack[i]), strict=True):
            np.testing.assert_allclose(many[i], one, rtol=0, atol=1e-13)
        np.testing.assert_array_equal(net.classify(stack)[i], net.classify(stack[i]))


@pytest.mark.parametrize("head", HEADS)
def test_float32_stays_float32_and_agrees_with_float64(head):
    net, theta = random_net(6, (3, 4, 2), "sigmoid", head, lam=0.3)
    single = MLP(net.X.astype(np.float32), net.Y, net.sizes, net.activations, net.cost, lam=0.3)
    value, gradient = single.value_and_gradient(single.as_theta(theta))
    assert (value.dtype, gradient.dtype, single.predict(theta).dtype) == (np.float32,) * 3
    np.testing.assert_allclose(value, net(theta), rtol=1e-5)
    np.testing.assert_allclose(gradient, net.gradient(theta), atol=1e-5)


@given(networks())
def test_unpack_undoes_pack_and_gives_views(net_theta):
    net, theta = net_theta
    Ws, bs = net.unpack(theta)
    np.testing.assert_array_equal(net.pack(Ws, bs), theta)
    assert [W.shape for W in Ws] == [(o, i) for i, o in pairwise(net.sizes)]
    assert [b.shape for b in bs] == [(o,) for o in net.sizes[1:]]
    assert all(np.shares_memory(part, theta) for part in (*Ws, *bs))
    stack = np.stack([theta, -theta])
    np.testing.assert_array_equal(net.pack(*net.unpack(stack)), stack)


def test_a_layer_block_holds_one_unit_a_row_with_its_bias_first():
    layout = Layout((2, 3, 1))
    theta = layout.pack([[[1, 2], [3, 4], [5, 6]], [[7, 8, 9]]], [[0.1, 0.2, 0.3], [0.4]])
    np.testing.assert_array_equal(theta, [0.1, 1, 2, 0.2, 3, 4, 0.3, 5, 6, 0.4, 7, 8, 9])
    np.testing.assert_array_equal(theta[layout.is_bias], [0.1, 0.2, 0.3, 0.4])


@given(st.lists(st.integers(1, 9), min_size=2, max_size=5))
def test_the_number_of_parameters_is_the_sum_over_layers_of_n_out_times_n_in_plus_one(sizes):
    layout = Layout(sizes)
    assert layout.n_parameters == sum(o * (i + 1) for i, o in pairwise(sizes))
    parts = layout.indices()
    assert sorted(np.concatenate(list(parts.values()))) == list(range(layout.n_parameters))
    np.testing.assert_array_equal(np.flatnonzero(layout.is_bias), sorted(
        np.concatenate([where for name, where in parts.items() if name[0] == "b"])))  # fmt: skip


def test_exercise_X9_2_counts_parameters():
    counts = [Layout(sizes).n_parameters for sizes in ([3, 4, 2], [4, 5, 3], [5, 4, 2], [784, 300, 100, 10])]
    assert counts == [26, 43, 34, 266610]


@given(networks(lam=(0.0, 0.9)))
def test_theta_is_not_changed_and_every_gradient_is_a_new_array(net_theta):
    net, theta = net_theta
    before, X, Y = theta.copy(), net.X.copy(), net.Y.copy()
    _, first = net.value_and_gradient(theta)
    kept = first.copy()
    _, second = net.value_and_gradient(2 * theta)
    net.deltas(theta), net.predict(theta)
    np.testing.assert_array_equal(theta, before)
    np.testing.assert_array_equal(first, kept)
    assert not np.shares_memory(first, second) and not np.shares_memory(first, theta)
    np.testing.assert_array_equal(net.X, X)
    np.testing.assert_array_equal(net.Y, Y)


# ------------------------------------------------------------------------------------- scores and outputs


@pytest.mark.parametrize("cost", ["softmax", "cross_entropy"])
def test_no_score_is_so_large_that_cost_or_gradient_overflow(cost):
    net = MLP([[1.0], [1.0], [-1.0]], [0, 1, 1], (1, 2), cost=cost)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for scale in (1e3, 1e8, 1e300):
            value, gradient = net.value_and_gradient(np.array([0.0, scale, 0.0, -scale]))
            assert np.isfinite(value) and np.isfinite(gradient).all()
    exact = {
        "softmax": 2000 / 3,
        "cross_entropy": 2 * 1000 / 3,
    }  # the second row is wrong by 2000, 1000 and 1000
    assert net([0.0, 1000.0, 0.0, -1000.0]) == pytest.approx(exact[cost])


def test_softmax_takes_labels_one_hot_rows_and_probabilities():
    net, theta = random_net(8, (3, 4, 3))
    labels = net.Y.argmax(axis=1)
    assert MLP(net.X, np.eye(3)[labels], net.sizes, "tanh")(theta) == net(theta)
    soft = MLP(net.X, np.full((6, 3), 1 / 3), net.sizes, "tanh")
    P = soft.predict(theta)
    np.testing.assert_allclose(soft(theta), -np.log(P).mean(), rtol=1e-13)
    np.testing.assert_allclose(soft.gradient(theta), central_differences(soft, theta), atol=1e-9)


def test_labels_become_one_hot_targets_for_the_other_costs():
    labels = [0, 2, 1]
    for cost in ("quadratic", "cross_entropy"):
        net = MLP(np.eye(3), labels, (3, 3), cost=cost)
        np.testing.assert_array_equal(net.Y, np.eye(3)[labels])
    np.testing.assert_array_equal(MLP(np.eye(3), labels, (3, 1), cost="quadratic").Y, [[0], [2], [1]])


def test_classify_takes_the_largest_output_and_a_tie_at_one_half_is_class_1():
    net = MLP([[0.0], [1.0], [-1.0]], [0, 1, 0], (1, 1), cost="cross_entropy")
    np.testing.assert_array_equal(net.classify([0.0, 1.0]), [1, 1, 0])
    net, theta = random_net(9, (3, 4, 3))
    np.testing.assert_array_equal(net.classify(theta), net.predict(theta).argmax(axis=1))
    X = np.random.default_rng(0).normal(size=(4, 3))
    np.testing.assert_allclose(net.predict(theta, X).sum(axis=1), 1)
    np.testing.assert_array_equal(net.classify(theta, X), net.forward(theta, X)[0][-1].argmax(axis=1))


def test_the_outputs_belong_to_the_cost():
    assert get_cost("softmax").activation_name == "softmax"
    assert get_cost("cross_entropy", "sigmoid").activation_name == "sigmoid"
    assert get_cost("quadratic").activation_name == "identity"
    net, theta = random_net(1, (3, 4, 2), "tanh", ("quadratic", "sigmoid"))
    Zs, As = net.forward(theta)
    np.testing.assert_array_equal(As[-1], ACTIVATIONS["sigmoid"].function(Zs[-1]))


# ----------------------------------------------------------------------------------------------- bad input

X, LABELS = np.arange(6.0).reshape(3, 2), [0, 1, 2]
NAN = np.array([[0.0, np.nan], [1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("arguments", "options", "error", "words"),
    [
        ((X, LABELS, (3, 3)), {}, ValueError, r"X has shape \(3, 2\); expected 3 columns.* sizes=\(2, 3\)"),
        ((X.ravel(), LABELS, (2, 3)), {}, ValueError, r"X has shape \(6,\); expected \(m, n\)"),
        ((X[:0], [], (2, 3)), {}, ValueError, "empty"),
        ((NAN, LABELS, (2, 3)), {}, ValueError, r"X has 1 NaN .*X\[0, 1\]"),
        (([["a", "b"]], [0], (2, 3)), {}, TypeError, "X holds text"),
        ((X, ["a", "b", "c"], (2, 3)), {}, TypeError, "Y holds text"),
        ((X, [1, 2, 3], (2, 3)), {}, ValueError, r"Y contains 3; expected 0\.\.2. Use Y - 1"),
        ((X, [0, -1, 2], (2, 3)), {}, ValueError, r"Y contains -1; expected 0\.\.2"),
        ((X, [0, 0.5, 2], (2, 3)), {}, ValueError, "Y contains 0.5; expected whole numbers"),
        ((X, [0, 1], (2, 3)), {}, ValueError, r"Y has shape \(2,\); expected \(3,\)"),
        ((X, np.eye(3)[:, :2], (2, 3)), {}, ValueError, r"Y has shape \(3, 2\); expected \(3, 3\)"),
        ((X, np.ones((3, 3)), (2, 3)), {}, ValueError, "row 0 of Y is .* sum to 1"),
        ((X, [0, 0, 0], (2, 1)), {}, ValueError, 'needs at least 2 outputs.*cost="cross_entropy"'),
        ((X, [0, 2, 1], (2, 1)), {"cost": "cross_entropy"}, ValueError, "Y contains 2; .* between 0 and 1"),
        ((X, LABELS, (2,)), {}, ValueError, r"sizes is \(2,\); expected at least inputs and outputs"),
        ((X, LABELS, 3), {}, TypeError, "sizes is 3; expected the units of each layer"),
        ((X, LABELS, "2-3"), {}, TypeError, "sizes is '2-3'"),
        ((X, LABELS, (2, 0, 3)), {}, ValueError, r"sizes\[1\] is 0; expected a whole number >= 1"),
        ((X, LABELS, (2, 4.5, 3)), {}, TypeError, r"sizes\[1\] is 4.5; expected a whole number"),
        ((X, LABELS, (2, 4, 3), "logistic"), {}, ValueError, "activation='logistic' is unknown"),
        ((X, LABELS, (2, 4, 3), 3), {}, TypeError, "activation is a int; expected a name"),
        ((X, LABELS, (2, 4, 3), ("tanh", "relu")), {}, ValueError, "activation has 2 names; expected 1"),
        ((X, LABELS, (2, 3)), {"cost": "mse"}, ValueError, "cost='mse' is unknown; expected one of"),
        ((X, LABELS, (2, 3)), {"cost": HalfSquaredError}, TypeError, "cost is a type; expected a name"),
        ((X, LABELS, (2, 3)), {"output": "sigmoid"}, ValueError, "output='sigmoid' does not go with cost"),
        ((X, LABELS, (2, 3)), {"lam": -1}, ValueError, "lam is -1; expected a number >= 0"),
        ((X, LABELS, (2, 3)), {"lam": "big"}, TypeError, "lam is 'big'; expected a number"),
        ((X, LABELS, (2, 3)), {"weights": [1, 1]}, ValueError, r"weights has shape \(2,\); expected \(3,\)"),
        ((X, LABELS, (2, 3)), {"weights": [1, -1, 1]}, ValueError, "weights holds a negative number"),
        ((X, LABELS, (2, 3)), {"weights": [0, 0, 0]}, ValueError, "only zeros"),
    ],
)  # fmt: skip
def test_wrong_data_is_refused_with_what_was_got_and_what_to_do(arguments, options, error, words):
    with pytest.raises(error, match=words):
        MLP(*arguments, **options)


@pytest.mark.parametrize(
    ("theta", "error", "words"),
    [
        (np.zeros(8), ValueError, r"theta has shape \(8,\); expected \(9,\), or \(R, 9\)"),
        (np.zeros((9, 1)), ValueError, r"theta has shape \(9, 1\)"),
        (0.0, ValueError, r"theta has shape \(\)"),
        (["a"] * 9, TypeError, "theta holds text"),
    ],
)
def test_a_theta_of_the_wrong_shape_is_refused(theta, error, words):
    net = MLP(X, LABELS, (2, 3))
    for method in (net, net.gradient, net.forward, net.deltas, net.predict, net.unpack):
        with pytest.raises(error, match=words):
            method(theta)


def test_new_rows_with_another_number_of_columns_are_refused():
    net = MLP(X, LABELS, (2, 3))
    with pytest.raises(ValueError, match=r"X has shape \(4, 3\); expected 2 columns"):
        net.predict(np.zeros(9), np.zeros((4, 3)))


@pytest.mark.parametrize(
    ("Ws", "bs", "words"),
    [
        ([np.zeros((2, 3))], [np.zeros(3)], r"Ws\[0\] has shape \(2, 3\); expected \(3, 2\).*Use Ws\[0\].T"),
        ([np.zeros((3, 2))], [np.zeros((3, 1))], r"bs\[0\] has shape \(3, 1\); expected \(3,\).*ravel"),
        ([np.zeros((3, 2))] * 2, [np.zeros(3)], "got 2 weight matrices and 1 biases; expected 1 of each"),
    ],
)
def test_matrices_of_the_wrong_shape_are_not_packed(Ws, bs, words):
    with pytest.raises(ValueError, match=words):
        Layout((2, 3)).pack(Ws, bs)


def test_a_diverged_theta_may_be_looked_at():
    net, theta = random_net(1, (3, 4, 2))
    theta[0] = np.nan
    assert np.isnan(net(theta)) and np.isnan(net.gradient(theta)).any()

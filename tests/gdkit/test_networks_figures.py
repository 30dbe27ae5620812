"""Networks against figures of others: exercises X9.3-X13.1, PyTorch, scikit-learn, cs231n, the UDL book."""

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from gdkit import GD, minimize
from gdkit.initialisations import constant, det, zeros
from gdkit.networks import MLP

AUTOGRAD = json.loads((Path(__file__).parents[1] / "data" / "autograd_networks.json").read_text())["networks"]


def close(got, expected, digits):
    """Equal to the printed number of digits after the point."""
    np.testing.assert_allclose(got, expected, rtol=0, atol=0.5000001 * 10.0**-digits)


@pytest.mark.parametrize("case", AUTOGRAD, ids=lambda c: f"{c['sizes']}-{c['activation']}-{c['cost']}")
def test_value_and_gradient_are_those_of_pytorchs_autograd(case):
    options = {
        "activation": case["activation"],
        "cost": case["cost"],
        "output": case["output"],
        "lam": case["lam"],
    }
    net = MLP(case["X"], case["Y"], case["sizes"], **options)
    value, gradient = net.value_and_gradient(net.pack(case["Ws"], case["bs"]))
    expected = net.pack(case["dWs"], case["dbs"])
    assert value == pytest.approx(case["value"], rel=1e-12)
    assert np.abs(gradient - expected).max() <= 1e-12 * np.abs(expected).max()


def test_the_recorded_networks_cover_every_depth_activation_and_cost():
    assert len(AUTOGRAD) == 24
    kinds = {(c["activation"], c["cost"], c["output"]) for c in AUTOGRAD}
    assert len(kinds) == 3 * 4
    assert {len(c["sizes"]) for c in AUTOGRAD} == {2, 3, 4, 5}


# ------------------------------------------------------------------------- exercises of the curriculum

WS, BS = [[[0.1, 0.2], [-0.3, 0.4]], [[0.5, -0.6]]], [[0.05, -0.05], [0.1]]
X_221 = [[1.0, 2.0], [-1.0, 0.5]]


def net_221(**options):
    net = MLP(X_221, [[1.0], [0.0]], (2, 2, 1), "sigmoid", **options)
    return net, net.pack(WS, BS)


def test_exercise_X9_3_forward():
    net, theta = net_221(cost="quadratic", output="sigmoid")
    (Z1, Z2), (A0, A1, A2) = net.forward(theta)
    np.testing.assert_array_equal(A0, X_221)
    close(Z1, [[0.55, 0.45], [0.05, 0.45]], 8)
    close(A1, [[0.63413559, 0.61063923], [0.5124974, 0.61063923]], 8)
    close(Z2, [[0.05068426], [-0.01013484]], 8)
    close(A2, [[0.51266835], [0.49746631]], 8)


def test_exercise_X9_4_two_hidden_layers_stored_from_to():
    def sines(*shape):
        return 0.5 * np.sin(np.arange(1, np.prod(shape) + 1)).reshape(shape)

    net = MLP([[1.0, 2.0]], [1.0], (2, 3, 2, 1), cost="cross_entropy")
    alpha_1, alpha_2, beta = sines(2, 3), sines(3, 2), sines(2)  # (from, to): transposed for the house
    theta = net.pack([alpha_1.T, alpha_2.T, beta[None]], [np.full(3, 0.1), np.full(2, -0.1), [0.05]])
    _, As = net.forward(theta)
    close(As[1], [[0.4412558, 0.40028553, 0.47281297]], 8)
    close(As[2], [[0.47182992, 0.47080629]], 8)
    close(As[3], [[0.61362298]], 8)


def test_exercise_X10_1_backpropagation_of_the_quadratic_cost():
    net, theta = net_221(cost="quadratic", output="sigmoid")
    value, gradient = net.value_and_gradient(theta)
    delta_1, delta_2 = net.deltas(theta)
    (dW1, dW2), (db1, db2) = net.unpack(gradient)
    close(value, 0.1212412165, 10)
    close(delta_2, [[-0.1217547], [0.12436338]], 8)
    close(delta_1, [[-0.01412401, 0.01736896], [0.01553571, -0.01774111]], 8)
    close(dW2, [[-0.00673654, 0.00079648]], 8)
    close(db2, [0.00130434], 8)
    close(dW1, [[-0.01482986, -0.01024008], [0.01755503, 0.01293369]], 8)
    close(db1, [0.00070585, -0.00018607], 8)


def test_exercise_X10_1_backpropagation_of_the_cross_entropy():
    net, theta = net_221(cost="cross_entropy")
    value, gradient = net.value_and_gradient(theta)
    delta_1, delta_2 = net.deltas(theta)
    (dW1, dW2), (db1, db2) = net.unpack(gradient)
    close(value, 0.6781093646, 10)
    close(delta_2, [[-0.48733165], [0.49746631]], 8)
    close(delta_1, [[-0.05653233, 0.06952048], [0.06214444, -0.07096624]], 8)
    close(dW2, [[-0.02704208, 0.00309431]], 8)
    close(db2, [0.00506733], 8)
    close(dW1, [[-0.05933839, -0.04099622], [0.07024336, 0.05177892]], 8)
    close(db1, [0.00280605, -0.00072288], 8)


def test_exercise_X11_1_a_saturated_neuron_learns_slowly_with_the_quadratic_cost_only():
    slope, outputs = {}, {}
    for cost, output in (("quadratic", "sigmoid"), ("cross_entropy", None)):
        neuron = MLP([[1.0]], [0.0], (1, 1), cost=cost, output=output)
        run = minimize(neuron, [2.0, 2.0], GD(0.15), 300)
        slope[cost] = neuron.gradient([2.0, 2.0])[1]
        outputs[cost] = [neuron.predict(run.path[t]).item() for t in (50, 150, 300)]
    close(slope["quadratic"], 0.01734502, 8)
    close(slope["cross_entropy"], 0.98201379, 8)
    close(slope["cross_entropy"] / slope["quadratic"], 56.616, 3)
    close(outputs["quadratic"], [0.975933, 0.933417, 0.202848], 6)
    close(outputs["cross_entropy"], [0.098504, 0.025685, 0.012009], 6)


def test_exercise_X11_2_the_penalty_touches_weights_and_not_biases():
    net, theta = net_221(cost="cross_entropy", lam=0.8)
    value, gradient = net.value_and_gradient(theta)
    (_, dW2), (_, db2) = net.unpack(gradient)
    close(value, 0.8601093646, 10)
    close(value - net_221(cost="cross_entropy")[0](theta), 0.182, 12)
    close(dW2, [[0.17295792, -0.23690569]], 8)
    close(db2, [0.00506733], 8)


def iris_net():
    iris = load_iris()
    X = (iris.data - iris.data.mean(axis=0)) / iris.data.std(axis=0)
    return MLP(X, iris.target, (4, 5, 3)), iris.target


def test_exercise_X12_1_iris_from_deterministic_weights():
    net, labels = iris_net()
    theta = det(net.sizes)
    run = minimize(net, theta, GD(1.0), 2000)
    close(run.values[0], 1.097827801, 9)
    close(np.linalg.norm(net.gradient(theta)), 0.293978199, 9)
    np.testing.assert_allclose(
        run.values[[1, 100, 500, 2000]], [1.01850235, 0.16581292, 0.05258427, 0.04085412], rtol=1e-6
    )
    accuracy = [(net.classify(run.path[t]) == labels).mean() for t in (1, 100, 500, 2000)]
    close(accuracy, [0.7267, 0.96, 0.98, 0.9867], 4)


def test_exercise_X12_2_equal_weights_keep_the_hidden_units_equal():
    net, _ = iris_net()
    run = minimize(net, constant(net.sizes, 0.3), GD(1.0), 500)
    W1 = net.unpack(run.path[100])[0][0]
    assert np.ptp(W1, axis=0).max() < 1e-12  # later a difference in the last place has grown
    close(run.values[-1], 0.107379, 6)


def test_exercise_X12_2_zero_weights_are_stuck_at_log_3():
    net, _ = iris_net()
    run = minimize(net, zeros(net.sizes), GD(1.0), 50)  # rounding breaks the tie later
    np.testing.assert_allclose(run.values, np.log(3), rtol=1e-9)


def test_exercise_X13_1_relu_relu_logits():
    net = MLP(X_221, [1, 0], (2, 3, 2, 2), "relu")
    theta = det(net.sizes)
    bs = net.unpack(theta)[1]
    bs[0][:], bs[1][:] = 0.1, 0.1
    (_, _, logits), (_, h1, h2, P) = net.forward(theta)
    close(h1, [[1.43003292, 0, 0], [0, 0, 0.50960826]], 8)
    close(h2, [[0.7016656, 0], [0.13595796, 0.02880378]], 8)
    close(logits, [[0.29521562, 0.04950953], [0.07029794, -0.00130619]], 8)
    value, gradient = net.value_and_gradient(theta)
    close(value, 0.7407568148, 10)
    close(value, -np.log(P[[0, 1], [1, 0]]).mean(), 12)
    close(net.unpack(gradient)[0][0], [[0.04133521, 0.08267042], [0, 0], [-0.0220986, 0.0110493]], 8)


# --------------------------------------------------------------------------------------- other courses


def test_one_step_is_scikit_learns_hand_worked_example():
    # sklearn/neural_network/tests/test_mlp.py::test_fit, with exact values where its comments slip
    net = MLP([[0.6, 0.8, 0.7]], [0.0], (3, 2, 1), cost="cross_entropy", lam=0.1)
    W1, W2 = np.array([[0.1, 0.2], [0.3, 0.1], [0.5, 0.0]]).T, np.array([[0.1, 0.2]])
    theta = net.pack([W1, W2], [[0.1, 0.1], [1.0]])
    _, (_, h, o) = net.forward(theta)
    close(h, [[0.6791787, 0.57444252]], 7)
    close(o, [[0.76545202]], 8)
    theta = theta - 0.1 * net.gradient(theta)
    (W1, W2), (b1, b2) = net.unpack(theta)
    close(W1.T.ravel(), [0.09799927, 0.19575455, 0.29566569, 0.09600606, 0.49383248, -0.0026197], 7)
    close(W2, [[0.04701213, 0.15402918]], 8)
    close(b1, [0.09833212, 0.09625758], 8)
    close(b2, [0.9234548], 7)
    close(net.predict(theta), [[0.73949192]], 8)


@pytest.mark.filterwarnings("ignore", category=ConvergenceWarning)
@pytest.mark.parametrize(("ours", "theirs"), [("sigmoid", "logistic"), ("tanh", "tanh"), ("relu", "relu")])
def test_twenty_batch_steps_are_those_of_scikit_learns_MLPClassifier(ours, theirs):
    net, labels = iris_net()
    # alpha is lam and its 1/m is ours; momentum=0 makes solver="sgd" gradient descent
    how = {"solver": "sgd", "momentum": 0, "batch_size": 150, "learning_rate_init": 0.1, "alpha": 0.5}
    again = {"max_iter": 1, "warm_start": True, "n_iter_no_change": 10**9, "random_state": 0}
    sk = MLPClassifier((5,), activation=theirs, **how, **again)
    sk.fit(net.X, labels)
    net = MLP(net.X, labels, (4, 5, 3), ours, lam=0.5)
    start = net.pack([W.T for W in sk.coefs_], sk.intercepts_)
    for _ in range(20):
        sk.fit(net.X, labels)
    run = minimize(net, start, GD(0.1), 20)
    np.testing.assert_allclose(run.theta, net.pack([W.T for W in sk.coefs_], sk.intercepts_), atol=1e-12)
    np.testing.assert_allclose(run.values[:-1], sk.loss_curve_[-20:], rtol=1e-12)


def test_the_two_layer_network_of_cs231n_2026():
    # assignment 1, two_layer_net.ipynb: scores, loss, and the loss with reg = 1, which is ½·reg·ΣW² there
    def line(start, stop, *shape):
        return np.linspace(start, stop, num=int(np.prod(shape))).reshape(shape)

    N, D, H, C = 3, 5, 50, 7
    net = MLP(line(-5.5, 4.5, D, N).T, [0, 5, 1], (D, H, C), "relu")
    Ws = [line(-0.7, 0.3, D, H).T, line(-0.3, 0.4, H, C).T]
    theta = net.pack(Ws, [line(-0.1, 0.9, H), line(-0.9, 0.1, C)])
    scores = net.forward(theta)[0][-1]
    close(scores[[0, -1], [0, -1]], [11.53165108, 16.2846319], 7)
    close(net(theta), 3.4702243556, 10)
    close(MLP(net.X, [0, 5, 1], net.sizes, "relu", lam=N)(theta), 26.5948426952, 10)


def test_the_two_layer_network_of_cs231n_2018():
    # reg = 0.05 multiplies ΣW² without ½; weights and data from the legacy generator with seeds 0 and 1
    draw = np.random.RandomState(0)
    W1, W2 = 0.1 * draw.randn(4, 10), 0.1 * draw.randn(10, 3)
    X = 10 * np.random.RandomState(1).randn(5, 4)
    net = MLP(X, [0, 1, 2, 2, 1], (4, 10, 3), "relu", lam=2 * 5 * 0.05)
    close(net(net.pack([W1.T, W2.T], [np.zeros(10), np.zeros(3)])), 1.30378789133, 11)


def test_the_deep_network_of_understanding_deep_learning_notebook_7_2():
    # K = 5 hidden layers of D = 6 ReLU units, x = 1.2, weights from the legacy generator, seed 0: y = 1.907
    draw = np.random.RandomState(0)
    K, D = 5, 6
    first, last = draw.normal(size=(D, 1)), draw.normal(size=(1, D))
    b_first, b_last = draw.normal(size=D), draw.normal(size=1)
    Ws, bs = [first], [b_first]
    for _ in range(1, K):
        Ws.append(draw.normal(size=(D, D)))
        bs.append(draw.normal(size=D))
    net = MLP([[1.2]], [0.0], (1, *[D] * K, 1), "relu", cost="quadratic")
    close(net.predict(net.pack([*Ws, last], [*bs, b_last])), [[1.906605]], 6)


def test_random_small_weights_start_at_log_K():
    # cs231n, neural networks 3: "for CIFAR-10 with a softmax classifier the initial loss is 2.302"
    rng = np.random.default_rng(0)
    net = MLP(rng.normal(size=(50, 8)), rng.integers(0, 10, 50), (8, 20, 10), "relu")
    close(net(1e-4 * rng.normal(size=net.n_parameters)), 2.3026, 4)

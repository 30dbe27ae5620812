"""The backward pass in the browser is gdkit's; its picture and the scatter of a gradient check say it in words."""

import numpy as np
import pytest

from gdkit import numerical_gradient, plots
from gdkit.networks import MLP
from gdkit.widgets import BackpropExplorer

ARITHMETIC = "backprop_arithmetic.js"


@pytest.mark.parametrize("sizes", [(2, 2, 1), (3, 4, 2, 2), (2, 3)])
@pytest.mark.parametrize("cost", ["quadratic", "cross_entropy"])
def test_both_passes_in_the_browser_are_those_of_the_network(node, sizes, cost):
    rng = np.random.default_rng(10)
    x, y = rng.normal(size=sizes[0]), rng.random(sizes[-1])
    net = MLP(x[None], y[None], sizes, cost=cost, output="sigmoid")
    theta = rng.normal(size=net.n_parameters)
    Ws, bs = net.unpack(theta)
    (said,) = node(
        ARITHMETIC, "passes(...a)", [[[W.tolist() for W in Ws], [b.tolist() for b in bs], x.tolist(), y.tolist(), cost]]
    )
    dWs, dbs = net.unpack(net.gradient(theta))
    assert said["C"] == pytest.approx(float(net(theta)), rel=1e-12)
    for k, A in enumerate(net.forward(theta)[1]):
        np.testing.assert_allclose(said["A"][k], A[0], rtol=1e-12)
    for k, delta in enumerate(net.deltas(theta)):
        np.testing.assert_allclose(said["deltas"][k], delta[0], rtol=1e-12)
        np.testing.assert_allclose(said["dWs"][k], dWs[k], rtol=1e-12)
        np.testing.assert_allclose(said["dbs"][k], dbs[k], rtol=1e-12)


def test_a_score_of_800_overflows_nowhere(node):
    (said,) = node(ARITHMETIC, "passes(...a)", [[[[[1.0]]], [[0.0]], [800.0], [0.0], "cross_entropy"]])
    assert (said["C"], said["deltas"]) == (800, [[1]])


def test_errors_come_from_the_output_down_and_before_all_gradients(node):
    (said,) = node(ARITHMETIC, "order(a)", [[[[1, 2], [3, 4]], [[5, 6]]]])
    errors = [("error", 1, 0), ("error", 0, 0), ("error", 0, 1)]
    gradients = [("gradient", *place[1:]) for place in errors]
    assert [(s["kind"], s["layer"], s["neuron"]) for s in said] == errors + gradients
    assert len(said) == BackpropExplorer.step.max


def test_the_picture_shows_as_much_of_the_backward_pass_as_is_done():
    explorer = BackpropExplorer()
    assert "a = 0.5127, δ = ?" in explorer.static().alt and "Gradients" not in explorer.static().alt
    explorer.step = 1
    assert "a = 0.5127, δ = −0.1218" in explorer.static().alt and "a = 0.6341, δ = ?" in explorer.static().alt
    explorer.step, explorer.cost = 6, "cross_entropy"
    assert "δ = −0.4873" in explorer.static().alt and explorer.static().alt.count("Gradients") == 3


def test_other_layers_and_rows_are_refused_with_what_was_expected():
    with pytest.raises(ValueError, match=r"expected \(2, 2\) and \(1, 2\)"):
        BackpropExplorer(Ws=[np.eye(3), np.ones((1, 3))], bs=[np.zeros(3), np.zeros(1)])
    with pytest.raises(ValueError, match="row is 2; expected 0 to 1"):
        BackpropExplorer(row=2)
    with pytest.raises(ValueError, match="expected one hidden layer"):
        plots.network_passes([np.eye(2)], [np.zeros(2)], [1.0, 2.0], [1.0, 0.0])


def test_the_scatter_says_which_block_of_which_claim_is_off():
    net = MLP([[1.0, 2.0], [-1.0, 0.5]], [1, 0], (2, 3, 2))
    theta = np.sin(np.arange(1.0, net.n_parameters + 1))
    n = numerical_gradient(net, theta)
    wrong = n.copy()
    wrong[net.blocks()["b1"]] *= -1
    figure = plots.gradient_agreement(n, {"right": net.gradient(theta), "wrong": wrong}, blocks=net.blocks())
    assert len(figure.axes) == 2 and "wrong: W1 0, b1 1, W2 0, b2 0" in figure.alt
    with pytest.raises(ValueError, match=r"short has shape \(3,\)"):
        plots.gradient_agreement(n, {"short": n[:3]})

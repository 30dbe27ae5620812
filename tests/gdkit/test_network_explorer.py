"""The network explorer and the drawing of a neuron: what the browser computes and counts is what gdkit does."""

import numpy as np
import pytest

from gdkit import MLP, plots, sigmoid
from gdkit.widgets import NetworkExplorer

ARITHMETIC = "network_arithmetic.js"
SIZES = [[3, 4, 2], [4, 5, 3], [6, 1], [1, 1], [5, 4, 3, 1], [8, 8, 8, 8, 8]]


def network(sizes):
    return MLP(np.zeros((1, sizes[0])), np.zeros((1, sizes[-1])), sizes, cost="quadratic", output="sigmoid")


def test_the_network_of_the_browser_is_that_of_python(node):
    for sizes, said in zip(SIZES, node(ARITHMETIC, "beginning(a)", SIZES), strict=True):
        Ws, bs = NetworkExplorer(sizes).parameters()
        for W, b, theirs_W, theirs_b in zip(Ws, bs, said["Ws"], said["bs"], strict=True):
            np.testing.assert_allclose(theirs_W, W, atol=1e-12)
            np.testing.assert_allclose(theirs_b, b, atol=1e-12)
        np.testing.assert_allclose(said["x"], 1 / np.arange(1, sizes[0] + 1))


def test_scores_and_activations_in_the_browser_are_those_of_the_network(node):
    rng = np.random.default_rng(9)
    for sizes in SIZES:
        net = network(sizes)
        theta, x = rng.normal(size=net.n_parameters) * 3, rng.normal(size=sizes[0])
        Ws, bs = net.unpack(theta)
        arguments = [[[W.tolist() for W in Ws], [b.tolist() for b in bs], x.tolist()]]
        (said,) = node("neuron.js", "forward(...a)", arguments)
        Zs, As = net.forward(theta, x[None])
        for mine, theirs in zip([*Zs, *As], [*said["scores"], *said["activations"]], strict=True):
            np.testing.assert_allclose(theirs, mine[0], rtol=1e-12, atol=1e-15)


def test_one_weight_is_replaced_and_no_other(node):
    explorer = NetworkExplorer((3, 4, 2), weight=(2, 1, 3), value=7.5)
    (said,) = node(ARITHMETIC, "withWeight(m.beginning(a).Ws, [2, 1, 3], 7.5)", [[3, 4, 2]])
    for mine, theirs in zip(explorer.parameters()[0], said, strict=True):
        np.testing.assert_allclose(theirs, mine, atol=1e-12)
    assert explorer.parameters()[0][1][0, 2] == 7.5 and explorer.name == "w²₁₃"


def test_counts_in_the_browser_are_those_of_the_layout(node):
    for sizes, said in zip(SIZES, node(ARITHMETIC, "counts(a)", SIZES), strict=True):
        layout = network(sizes).layout
        neurons = int(layout.is_bias.sum())
        assert (said["neurons"], said["total"]) == (neurons, layout.n_parameters)
        assert said["weights"] == sum(said["products"]) == layout.n_parameters - neurons


@pytest.mark.parametrize(
    ("guess", "name"),
    [(26, "right"), (20, "biases"), (29, "inputs"), (22, "layers"), (24, "outputs"), (6, "neurons"), (9, "other")],
)
def test_a_wrong_count_of_3_4_2_is_named(node, guess, name):
    assert node(ARITHMETIC, "counted(...a)", [[[3, 4, 2], guess]]) == [name]


def test_who_feels_a_weight_is_who_changes_when_it_moves(node):
    sizes = [3, 4, 3, 2]
    for weight in ([1, 2, 3], [2, 3, 1], [3, 1, 2]):
        before = NetworkExplorer(sizes, weight).activations()
        after = NetworkExplorer(sizes, weight, value=5.0).activations()
        units = [[weight, layer, unit] for layer in range(4) for unit in range(1, sizes[layer] + 1)]
        for (_, layer, unit), said in zip(units, node(ARITHMETIC, "feels(...a)", units), strict=True):
            assert said == (before[layer][unit - 1] != after[layer][unit - 1]), (weight, layer, unit)


def test_the_nearest_weight_is_one_that_the_network_has(node):
    asked = [[[3, 4, 2], [2, 2, 4]], [[3, 4, 2], [4, 5, 9]], [[6, 1], [2, 3, 4]]]
    assert node(ARITHMETIC, "nearest(...a)", asked) == [[2, 2, 4], [2, 2, 4], [1, 1, 4]]


def test_activations_for_many_values_are_those_of_each_value():
    values = np.array([-3.0, 0.0, 4.5])
    explorer = NetworkExplorer((3, 4, 2), weight=(1, 2, 3))
    stacks = explorer.activations(values)
    for r, value in enumerate(values):
        explorer.value = value
        for stack, alone in zip(stacks, explorer.activations(), strict=True):
            np.testing.assert_allclose(stack[r], alone, rtol=1e-12)


def test_the_static_picture_says_count_weight_and_activation():
    explorer = NetworkExplorer((3, 4, 2), weight=(1, 2, 3), value=10.0)
    alt = explorer.static().alt
    assert "20 weights and 6 biases, 26 parameters" in alt and "w¹₂₃ is 10" in alt
    assert f"neuron 2 of layer 1 is {explorer.activations()[1][1]:.3f}" in alt


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: NetworkExplorer((3,)), "two to 5 layers"),
        (lambda: NetworkExplorer((3, 9, 1)), "one to 8 units"),
        (lambda: NetworkExplorer((3, 4, 2), weight=(2, 3, 1)), "neurons that"),
        (lambda: NetworkExplorer((3, 4, 2), weight=(3, 1, 1)), "layer 1 to 2"),
        (lambda: plots.neuron_drawing(x=[1.0, 2.0]), "only some"),
        (lambda: plots.neuron_drawing(x=[1.0, 2.0], w=[1.0], b=0.0), r"\(n,\) for both"),
        (lambda: plots.neuron_drawing(7), "1 to 6 inputs"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_was_expected(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_the_neuron_is_drawn_with_its_score_and_activation():
    alt = plots.neuron_drawing(x=[0.5, 1.0], w=[1.0, 2.0], b=-1.5).alt
    assert "score z = 1" in alt and f"a = {sigmoid(1.0):.3g}" in alt
    letters = plots.neuron_drawing(3)
    texts = {text.get_text() for ax in letters.axes for text in ax.texts}
    assert {"x₁", "x₂", "x₃", "w₁", "w₂", "w₃", "b", "z", "a = σ(z)"} <= texts

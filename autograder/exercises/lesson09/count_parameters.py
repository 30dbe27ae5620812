"""X9.2, how many neurons, weights and parameters a network has."""

from itertools import pairwise

import numpy as np

from autograder.declaring import Exercise
from gdkit.layout import Layout

from ..drawing import one_of

parameters = Exercise(
    "09.count_parameters",
    "count_parameters(sizes) -> (neurons, weights, total)",
    parts={"the neurons": ("neurons",), "the weights": ("weights",), "all parameters": ("total",)},
    allows={
        "large": ["sizes"],
    },
    reread="Lecture 09, “Counting”",
)


@parameters.reference
def count_parameters(sizes):
    neurons = sum(sizes[1:])
    weights = sum(sizes[k - 1] * sizes[k] for k in range(1, len(sizes)))
    return neurons, weights, weights + neurons  # every neuron has one bias


@parameters.shown("3–4–2")
def three_four_two():
    return {"sizes": [3, 4, 2]}


@parameters.shown("4–5–3, for the irises")
def for_irises():
    return {"sizes": [4, 5, 3]}


@parameters.shown("784–300–100–10, for written digits")
def for_digits():
    return {"sizes": [784, 300, 100, 10]}


@parameters.shown("6–1, a single neuron")
def single_neuron():
    return {"sizes": [6, 1]}


@parameters.shown("2–3–5–5–3–5–5–1, sizes that come again")
def sizes_come_again():
    return {"sizes": [2, 3, 5, 5, 3, 5, 5, 1]}


@parameters.shown("94 906 267–94 906 267–2: more weights than a float can count")
def more_than_a_float_can_count():
    return {"sizes": [94_906_267, 94_906_267, 2]}


@parameters.drawn(3)
def any_sizes(rng):
    return {"sizes": [int(size) for size in rng.integers(2, 30, size=int(rng.integers(3, 6)))]}


@parameters.drawn(1)
def no_hidden_layer(rng):
    return {"sizes": [int(size) for size in rng.integers(2, 30, size=2)]}


@parameters.drawn(1)
def equal_layers(rng):
    return {"sizes": [int(rng.integers(3, 9))] * 4}


@parameters.wider
def any_network(rng):
    """With so large layers, rarely, that a number of weights has more digits than a float; never more than 63 bits."""
    most, layers = one_of(rng, (9, 7), (9, 7), (3, 9), (1000, 6), (10**8, 4)), int(rng.integers(2, 10))
    sizes = [int(size) for size in rng.integers(1, most[0], size=min(layers, most[1]), endpoint=True)]
    return {"sizes": one_of(rng, sizes, sizes, [sizes[0]] * len(sizes))}


parameters.keep(15)


@parameters.independent()
def by_layout(sizes):
    """gdkit's own layout of theta; of more parameters than fit into it, the sizes in twos."""
    if max(sizes) > 1000:
        pairs = list(pairwise(sizes))
        weights, neurons = sum(n_in * n_out for n_in, n_out in pairs), sum(n_out for _, n_out in pairs)
        return neurons, weights, weights + neurons
    layout = Layout(sizes)
    neurons = int(layout.is_bias.sum())
    return neurons, layout.n_parameters - neurons, layout.n_parameters


@parameters.mistake()
def biases_forgotten(sizes):
    """The biases are not counted among the parameters.

    Every neuron has one.
    """
    neurons, weights, _ = count_parameters(sizes)
    return neurons, weights, weights


@parameters.mistake(reread="Lecture 09, “What counts as a neuron”")
def inputs_are_neurons(sizes):
    """The inputs are counted as neurons.

    An input holds a number; it has no weights of its own and computes nothing.
    """
    _, weights, total = count_parameters(sizes)
    return sum(sizes), weights, total


@parameters.mistake(reread="Lecture 09, “What counts as a neuron”")
def inputs_are_neurons_with_biases(sizes):
    """The inputs are counted as neurons and get biases.

    An input holds a number; it has no weights and no bias.
    """
    _, weights, _ = count_parameters(sizes)
    return sum(sizes), weights, weights + sum(sizes)


@parameters.mistake(reread="Lecture 09, “What counts as a neuron”")
def inputs_have_biases(sizes):
    """The neurons are right, but the inputs get a bias too.

    There are as many biases as neurons.
    """
    neurons, weights, _ = count_parameters(sizes)
    return neurons, weights, weights + sum(sizes)


@parameters.mistake(reread="Lecture 09, “What counts as a neuron”")
def hidden_neurons_only(sizes):
    """The output neurons are left out: neither counted nor given a bias.

    The outputs are computed from weights and a bias like every other layer.
    """
    neurons, weights, _ = count_parameters(sizes)
    return neurons - sizes[-1], weights, weights + neurons - sizes[-1]


@parameters.mistake()
def one_bias_per_layer(sizes):
    """There is one bias for each layer instead of one for each neuron.

    Every neuron has a bias of its own.
    """
    neurons, weights, _ = count_parameters(sizes)
    return neurons, weights, weights + len(sizes) - 1


@parameters.mistake()
def one_bias_in_all(sizes):
    """There is one bias for the whole network instead of one for each neuron.

    Every neuron has a bias of its own.
    """
    neurons, weights, _ = count_parameters(sizes)
    return neurons, weights, weights + 1


@parameters.mistake()
def biases_among_the_weights(sizes):
    """The biases are counted among the weights.

    The weights are the lines of the drawing; the biases are counted in the total only.
    """
    neurons, _, total = count_parameters(sizes)
    return neurons, total, total


@parameters.mistake()
def biases_twice(sizes):
    """The biases are counted twice: among the weights, and once more in the total.

    The weights are the lines of the drawing; the biases are not lines.
    """
    neurons, _, total = count_parameters(sizes)
    return neurons, total, total + neurons


@parameters.mistake()
def sizes_multiplied(sizes):
    """All sizes are multiplied with one another; only neighbouring layers are connected.

    Multiply the sizes of two neighbouring layers, then add what the pairs give.
    """
    weights = 1
    for size in sizes:
        weights *= size
    return sum(sizes[1:]), weights, weights + sum(sizes[1:])


@parameters.mistake()
def all_layers_connected(sizes):
    """Every layer is connected to every later one; only neighbouring layers should be.

    Look at the drawing: no line skips a layer.
    """
    weights = sum(sizes[j] * sizes[k] for k in range(len(sizes)) for j in range(k))
    return sum(sizes[1:]), weights, weights + sum(sizes[1:])


@parameters.mistake()
def sizes_added(sizes):
    """Between two layers the sum of their sizes is counted; there are as many weights as their product.

    Every neuron has a line from every neuron before it.
    """
    weights = sum(sizes[k - 1] + sizes[k] for k in range(1, len(sizes)))
    return sum(sizes[1:]), weights, weights + sum(sizes[1:])


@parameters.mistake()
def outputs_not_connected(sizes):
    """The last weight matrix is left out: the loop ends one layer early.

    Between three layers there are two weight matrices.
    """
    _, weights, _ = count_parameters(sizes[:-1])
    neurons = sum(sizes[1:])
    return neurons, weights, weights + neurons


@parameters.mistake()
def inputs_not_connected(sizes):
    """The first weight matrix is left out: the weights from the inputs are missing.

    Between three layers there are two weight matrices.
    """
    _, weights, _ = count_parameters(sizes[1:])
    neurons = sum(sizes[1:])
    return neurons, weights, weights + neurons


@parameters.mistake()
def three_layers_assumed(sizes):
    """Exactly one hidden layer is assumed: other networks stop the function or are counted in part.

    sizes can have any length from two.
    """
    weights = sizes[0] * sizes[1] + sizes[1] * sizes[2]
    neurons = sizes[1] + sizes[2]
    return neurons, weights, weights + neurons


@parameters.mistake()
def weights_and_neurons_exchanged(sizes):
    """The first two results are exchanged.

    The order is neurons, weights, total.
    """
    neurons, weights, total = count_parameters(sizes)
    return weights, neurons, total


@parameters.mistake()
def layers_counted(sizes):
    """The first result counts layers, not neurons.

    How many neurons does each layer hold?
    """
    _, weights, total = count_parameters(sizes)
    return len(sizes) - 1, weights, total


@parameters.mistake()
def total_only(sizes):
    """Only the total is returned.

    Three numbers are asked for: neurons, weights, total.
    """
    return count_parameters(sizes)[2]


@parameters.mistake(reread="Lecture 03, “The update in place”")
def sizes_used_up(sizes):
    """The caller's list is emptied (sizes.pop).

    Walk through the list by index, or take a copy.
    """
    neurons = weights = 0
    n_in = sizes.pop(0)
    while sizes:
        weights, neurons, n_in = weights + n_in * sizes[0], neurons + sizes[0], sizes.pop(0)
    return neurons, weights, weights + neurons


@parameters.variant
def layer_by_layer(sizes):
    neurons = total = 0
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):  # noqa: RUF007 (a student's cell imports nothing)
        neurons += n_out
        total += n_out * (n_in + 1)
    return neurons, total - neurons, total


@parameters.variant
def by_numpy(sizes):
    widths = np.array(sizes)
    neurons, weights = widths[1:].sum(), widths[:-1] @ widths[1:]
    return neurons, weights, neurons + weights


@parameters.variant
def by_recursion(sizes):
    return _count_from(sizes)


def _count_from(sizes):
    if len(sizes) == 1:
        return 0, 0, 0
    neurons, weights, total = _count_from(sizes[1:])
    n_in, n_out = sizes[0], sizes[1]
    return neurons + n_out, weights + n_in * n_out, total + n_out * (n_in + 1)

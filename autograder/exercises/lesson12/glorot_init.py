"""A99, where the weights start: Glorot's uniform range, biases 0."""

import numpy as np

from autograder.declaring import Exercise
from gdkit.checking.encoding import GeneratorInput
from gdkit.initialisations import glorot
from gdkit.layout import Layout

from .. import slips
from .. import wide_networks as wide

start = Exercise(
    "12.glorot_init",
    "glorot_init(sizes, rng) -> (Ws, bs)",
    parts={"the weights": ("Ws",), "the biases": ("bs",)},
    reread="Lecture 12, “Where the weights start”",
    library_calls=("glorot", "xavier_uniform_", "GlorotUniform"),
)


@start.reference
def glorot_init(sizes, rng):
    Ws, bs = [], []
    for k in range(1, len(sizes)):
        r = np.sqrt(6 / (sizes[k - 1] + sizes[k]))
        Ws.append(rng.uniform(-r, r, size=(sizes[k], sizes[k - 1])))
        bs.append(np.zeros(sizes[k]))
    return Ws, bs


def _sizes(sizes, seed):
    return {"sizes": sizes, "rng": GeneratorInput(seed)}


@start.shown("4–5–3, for the irises")
def for_irises():
    return _sizes([4, 5, 3], 12)


@start.shown("6–2–7–3, two hidden layers")
def two_hidden_layers():
    return _sizes([6, 2, 7, 3], 7)


@start.shown("3–3, a single square layer")
def single_square_layer():
    return _sizes([3, 3], 1)


@start.drawn(3)
def any_sizes(rng):
    return _sizes([int(size) for size in rng.permutation([2, 3, 4, 5, 9])[:4]], int(rng.integers(10**6)))


@start.drawn(1)
def square_layers(rng):
    return _sizes([4, 4, 4], int(rng.integers(10**6)))


@start.drawn(1)
def one_layer_one_output(rng):
    return _sizes([int(rng.integers(4, 9)), 1], int(rng.integers(10**6)))


@start.wider
def sizes_at_all(rng):
    """None to four hidden layers, of a few units or of many, all of one size now and then."""
    sizes = wide.layers(rng, wide.one_of(rng, 3, 6, 6, 20))
    return _sizes(sizes, int(rng.integers(10**6)))


start.keep(297, 171)


@start.independent()
def by_gdkit(sizes, rng):
    Ws, bs = Layout(sizes).unpack(glorot(sizes, rng))
    return [W.copy() for W in Ws], [b.copy() for b in bs]


@start.independent()
def by_one_draw(sizes, rng):
    """All numbers of the network in one draw from (0, 1), cut up and stretched to the variance 2 / (n_in + n_out)."""
    shapes = [(sizes[k], sizes[k - 1]) for k in range(1, len(sizes))]
    cut = np.split(rng.random(sum(a * b for a, b in shapes)), np.cumsum([a * b for a, b in shapes])[:-1])
    spread = [np.sqrt(2 / (a + b) / (1 / 12)) for a, b in shapes]  # a uniform number on (0, 1) has the variance 1/12
    Ws = [(u - 0.5).reshape(shape) * s for u, shape, s in zip(cut, shapes, spread, strict=True)]
    return Ws, [np.zeros(shape[0]) for shape in shapes]


def _drawn(sizes, weights):
    """Matrices from weights(n_in, n_out), biases 0."""
    Ws = [weights(sizes[k - 1], sizes[k]) for k in range(1, len(sizes))]
    return Ws, [np.zeros(size) for size in sizes[1:]]


def _bounded(sizes, rng, bound):
    """Uniform between ±bound(n_in, n_out)."""
    return _drawn(sizes, lambda n_in, n_out: bound(n_in, n_out) * rng.uniform(-1, 1, size=(n_out, n_in)))


@start.mistake()
def root_missing(sizes, rng):
    """The bound is 6 / (n_in + n_out): its root is missing.

    r = √(6 / (n_in + n_out)).
    """
    return _bounded(sizes, rng, lambda n_in, n_out: 6 / (n_in + n_out))


@start.mistake()
def root_of_six_only(sizes, rng):
    """The bound is √6 / (n_in + n_out): the root has to go over the whole fraction.

    Where does the bracket of np.sqrt close?
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(6) / (n_in + n_out))


@start.mistake()
def deviation_as_bound(sizes, rng):
    """The bound is √(2 / (n_in + n_out)): that is the standard deviation, not the largest value.

    A uniform number between −r and r has the variance r²/3.
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)))


@start.mistake()
def bound_of_the_inputs(sizes, rng):
    """The bound is √(6 / n_in): the outputs of the layer are not counted.

    That is He's start, for ReLU. Glorot's has n_in + n_out.
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(6 / n_in))


@start.mistake()
def bound_of_the_mean_size(sizes, rng):
    """The bound is √(3 / (n_in + n_out)): it is too small by a factor √2.

    r = √(6 / (n_in + n_out)).
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(3 / (n_in + n_out)))


@start.mistake()
def bound_of_the_product(sizes, rng):
    """The bound is √(6 / (n_in · n_out)): the two sizes are multiplied where they should be added.

    r = √(6 / (n_in + n_out)).
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(6 / (n_in * n_out)))


@start.mistake()
def bound_of_the_whole_network(sizes, rng):
    """One bound is used for all layers, from the inputs and outputs of the network.

    n_in and n_out are those of the layer.
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(6 / (sizes[0] + sizes[-1])))


@start.mistake()
def bound_of_the_first_layer(sizes, rng):
    """The bound of the first layer is used for all layers.

    Compute r anew for each layer.
    """
    return _bounded(sizes, rng, lambda n_in, n_out: np.sqrt(6 / (sizes[0] + sizes[1])))


@start.mistake()
def between_plus_and_minus_one(sizes, rng):
    """The weights lie between −1 and 1, whatever the size of the layer.

    The more inputs, the smaller the weights have to be.
    """
    return _bounded(sizes, rng, lambda n_in, n_out: 1.0)


@start.mistake()
def positive_only(sizes, rng):
    """All weights are positive: they are drawn between 0 and r.

    From −r to r.
    """
    return _drawn(sizes, lambda n_in, n_out: rng.uniform(0, np.sqrt(6 / (n_in + n_out)), size=(n_out, n_in)))


@start.mistake()
def normal_for_uniform(sizes, rng):
    """The weights are drawn from a normal distribution; in this exercise it is the uniform one.

    The standard deviation √(2 / (n_in + n_out)) is the same; rng.uniform draws other numbers with it.
    """
    return _drawn(sizes, lambda n_in, n_out: rng.normal(0, np.sqrt(2 / (n_in + n_out)), size=(n_out, n_in)))


@start.mistake(reread="Lecture 12, “Hidden units that stay alike”")
def all_weights_equal(sizes, rng):
    """All weights of a layer are the same number, so the units of a layer will always stay alike.

    Each weight needs a number of its own: how many does one call of rng.uniform draw?
    """
    return _drawn(sizes, lambda n_in, n_out: np.full((n_out, n_in), rng.uniform(-1, 1) * np.sqrt(6 / (n_in + n_out))))


@start.mistake(reread="Lecture 12, “Hidden units that stay alike”")
def all_weights_zero(sizes, rng):
    """All weights are 0, so the units of a layer will always stay alike.

    Only the biases start at 0.
    """
    return _drawn(sizes, lambda n_in, n_out: np.zeros((n_out, n_in)))


@start.mistake(reread="Lecture 09, “To–from and from–to”")
def stored_from_to(sizes, rng):
    """The matrices have the shape (n_in, n_out).

    W is stored to–from: (n_out, n_in).
    """
    return _drawn(sizes, lambda n_in, n_out: np.sqrt(6 / (n_in + n_out)) * rng.uniform(-1, 1, size=(n_in, n_out)))


@start.mistake(reread="Lecture 09, “To–from and from–to”")
def drawn_from_to(sizes, rng):
    """The matrices are drawn as (n_in, n_out) and then transposed: the numbers stand in other places.

    The exercise says size=(n_out, n_in), so that everybody gets the same network.
    """
    Ws, bs = stored_from_to(sizes, rng)
    return [W.T.copy() for W in Ws], bs


@start.mistake()
def last_layer_first(sizes, rng):
    """The matrices are drawn from the last layer to the first: the numbers stand in other places.

    The exercise draws the first layer first, so that everybody gets the same network.
    """
    Ws, _ = _bounded(sizes[::-1], rng, lambda n_in, n_out: np.sqrt(6 / (n_in + n_out)))
    return [W.reshape(W.shape[::-1]) for W in Ws[::-1]], [np.zeros(size) for size in sizes[1:]]


@start.mistake()
def same_numbers_in_every_layer(sizes, rng):
    """Every layer begins with the same random numbers, and rng is not used: a generator is made in the loop.

    Draw from the rng that comes in; it goes on by itself.
    """
    return _drawn(
        sizes,
        lambda n_in, n_out: np.sqrt(6 / (n_in + n_out)) * np.random.default_rng(0).uniform(-1, 1, size=(n_out, n_in)),
    )


@start.mistake()
def generator_of_its_own(sizes, rng):
    """The numbers come from a generator made in the function: every call gives the same network.

    Draw from the rng that comes in.
    """
    return glorot_init(sizes, np.random.default_rng(0))


@start.mistake()
def biases_drawn(sizes, rng):
    """The biases are drawn too; here they start at 0.

    They need no numbers of their own: the weights make the units differ.
    """
    Ws, bs = [], []
    for k in range(1, len(sizes)):
        r = np.sqrt(6 / (sizes[k - 1] + sizes[k]))
        Ws.append(rng.uniform(-r, r, size=(sizes[k], sizes[k - 1])))
        bs.append(rng.uniform(-r, r, size=sizes[k]))
    return Ws, bs


@start.mistake()
def biases_one(sizes, rng):
    """The biases start at 1; here they start at 0.

    np.zeros makes them.
    """
    Ws, bs = glorot_init(sizes, rng)
    return Ws, [b + 1 for b in bs]


@start.mistake()
def biases_of_the_inputs(sizes, rng):
    """A bias has one entry for each input of its layer; it needs one for each neuron.

    b has the shape (n_out,).
    """
    return glorot_init(sizes, rng)[0], [np.zeros(size) for size in sizes[:-1]]


@start.mistake()
def biases_as_columns(sizes, rng):
    """The biases are columns of shape (n_out, 1); here they are arrays of shape (n_out,).

    A column would be added to the wrong axis of A Wᵀ.
    """
    Ws, bs = glorot_init(sizes, rng)
    return Ws, [b[:, None] for b in bs]


@start.mistake()
def last_layer_missing(sizes, rng):
    """The last layer is missing: the loop ends one layer early.

    D + 1 sizes have D layers of weights between them.
    """
    return glorot_init(sizes[:-1], rng)


@start.mistake()
def one_hidden_layer_assumed(sizes, rng):
    """Exactly one hidden layer is assumed: other networks stop the function or are cut off.

    sizes can have any length from two.
    """
    return glorot_init([sizes[0], sizes[1], sizes[2]], rng)


@start.mistake(says=slips.GRADIENTS_EXCHANGED)
def biases_before_weights(sizes, rng):
    """First the weights, then the biases."""
    Ws, bs = glorot_init(sizes, rng)
    return bs, Ws


@start.mistake(reread="Lecture 00, “Shapes”")
def tuples_for_lists(sizes, rng):
    """Ws and bs are tuples; here they are lists.

    list(...) turns a tuple into a list.
    """
    Ws, bs = glorot_init(sizes, rng)
    return tuple(Ws), tuple(bs)


@start.variant
def stretched(sizes, rng):
    """Numbers between 0 and 1, stretched."""
    Ws, bs = [], []
    for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):  # noqa: RUF007 (a student's cell imports nothing)
        r = (6 / (n_in + n_out)) ** 0.5
        Ws.append((2 * rng.random((n_out, n_in)) - 1) * r)
        bs.append(np.zeros((n_out,)))
    return Ws, bs


@start.variant
def number_by_number(sizes, rng):
    Ws = []
    for k, n_out in enumerate(sizes[1:]):
        n_in = sizes[k]
        r = np.sqrt(6.0) / np.sqrt(n_in + n_out)
        W = np.zeros((n_out, n_in))
        for j in range(n_out):
            for i in range(n_in):
                W[j, i] = rng.uniform(-r, r)
        Ws.append(W)
    return Ws, [0.0 * W[:, 0] for W in Ws]


@start.variant
def by_recursion(sizes, rng):
    if len(sizes) == 1:
        return [], []
    W = rng.uniform(-1, 1, (sizes[1], sizes[0])) / np.sqrt((sizes[0] + sizes[1]) / 6)
    Ws, bs = by_recursion(sizes[1:], rng)
    return [W, *Ws], [np.zeros_like(W[:, 0]), *bs]

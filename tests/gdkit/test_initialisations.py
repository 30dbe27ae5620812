"""Initialisations: the spread is the papers', biases are 0, and every start comes from the rng given."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdkit.initialisations import constant, det, glorot, he, lecun, normal, zeros
from gdkit.layout import Layout
from gdkit.networks import MLP

settings.register_profile("no deadline", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("no deadline")

WIDE = (300, 200, 100)
VARIANCE = {
    glorot: lambda n_in, n_out: 2 / (n_in + n_out),  # Glorot & Bengio 2010
    he: lambda n_in, n_out: 2 / n_in,  # He et al. 2015
    lecun: lambda n_in, n_out: 1 / n_in,  # LeCun et al. 1998
}
RANDOM = [glorot, he, lecun, normal]
EVERY = [zeros, lambda sizes, **o: constant(sizes, 0.3, **o), det] + [
    lambda sizes, init=init, **o: init(sizes, np.random.default_rng(0), **o) for init in RANDOM
]


def weights(sizes, theta):
    return Layout(sizes).unpack(theta)[0]


@pytest.mark.parametrize("distribution", ["normal", "uniform"])
@pytest.mark.parametrize("init", VARIANCE)
def test_weights_have_mean_0_and_the_variance_of_the_paper(init, distribution):
    theta = init(WIDE, np.random.default_rng(1), distribution)
    for W in weights(WIDE, theta):
        n_out, n_in = W.shape
        variance = VARIANCE[init](n_in, n_out)
        sd_of_mean, sd_of_variance = np.sqrt(variance / W.size), variance * np.sqrt(2 / W.size)
        assert abs(W.mean()) < 5 * sd_of_mean
        assert abs(W.var() - variance) < 5 * sd_of_variance


@pytest.mark.parametrize("init", VARIANCE)
def test_uniform_weights_stay_within_root_three_variances_and_normal_ones_do_not(init):
    for distribution in ("uniform", "normal"):
        W = weights(WIDE, init(WIDE, np.random.default_rng(2), distribution))[0]
        limit = np.sqrt(3 * VARIANCE[init](*W.shape[::-1]))
        assert (abs(W).max() <= limit) == (distribution == "uniform")
        assert abs(W).max() > 0.99 * limit


def test_glorot_and_he_take_the_distribution_of_their_paper():
    rng = np.random.default_rng
    np.testing.assert_array_equal(glorot(WIDE, rng(3)), glorot(WIDE, rng(3), "uniform"))
    np.testing.assert_array_equal(he(WIDE, rng(3)), he(WIDE, rng(3), "normal"))


def test_normal_weights_have_the_scale_asked_for():
    W = weights(WIDE, normal(WIDE, np.random.default_rng(4), 0.01))[0]
    assert W.std() == pytest.approx(0.01, rel=0.02)


@pytest.mark.parametrize("init", EVERY)
@given(sizes=st.lists(st.integers(1, 5), min_size=2, max_size=4), runs=st.lists(st.integers(1, 3), max_size=2))
def test_biases_are_0_and_runs_are_the_leading_axes(init, sizes, runs):
    theta, layout = init(sizes, runs=tuple(runs)), Layout(sizes)
    assert theta.shape == (*runs, layout.n_parameters)
    assert not theta[..., layout.is_bias].any()
    assert init(sizes, runs=2).shape == (2, layout.n_parameters)


@pytest.mark.parametrize("init", RANDOM)
def test_the_same_rng_gives_the_same_start_and_every_run_another(init):
    first, again = (init((3, 4, 2), np.random.default_rng(5), runs=3) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    W = weights((3, 4, 2), first)[0]
    assert len(np.unique(W)) == W.size


def test_det_is_half_a_sine_filled_row_by_row_for_each_matrix_anew():
    W1, W2 = weights((2, 3, 2), det((2, 3, 2)))
    np.testing.assert_array_equal(W1, 0.5 * np.sin([[1, 2], [3, 4], [5, 6]]))
    np.testing.assert_array_equal(W2, 0.5 * np.sin([[1, 2, 3], [4, 5, 6]]))
    np.testing.assert_array_equal(det((2, 3, 2), 1.0), 2 * det((2, 3, 2)))
    np.testing.assert_array_equal(det((2, 3, 2), runs=4), np.tile(det((2, 3, 2)), (4, 1)))


def test_constant_weights_are_that_number():
    for W in weights((2, 3, 2), constant((2, 3, 2), -0.3)):
        assert (W == -0.3).all()


def test_he_keeps_the_signal_alive_through_ten_relu_layers_and_a_small_scale_lets_it_die():
    sizes = (50, *[50] * 10, 1)
    rng = np.random.default_rng(6)
    net = MLP(rng.normal(size=(200, 50)), np.zeros(200), sizes, "relu", "quadratic")
    size = {}
    for name, theta in (("he", he(sizes, rng)), ("small", normal(sizes, rng, 0.01))):
        _, As = net.forward(theta)
        size[name] = np.sqrt((As[-2] ** 2).mean())
    assert 0.1 < size["he"] < 10
    assert size["small"] < 1e-8


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: he((3, 2), 0), TypeError, r"rng is 0; expected a Generator.*default_rng\(0\)"),
        (lambda: normal((3, 2), np.random), TypeError, "expected a Generator"),
        (lambda: he((3, 2), np.random.default_rng(0), "cauchy"), ValueError, "'cauchy' is unknown; expected"),
        (
            lambda: normal((3, 2), np.random.default_rng(0), -1),
            ValueError,
            "scale is -1; expected a number >= 0",
        ),
        (lambda: constant((3, 2), "a"), TypeError, "value is 'a'; expected a number"),
        (lambda: constant((3, 2), np.nan), ValueError, "value"),
        (lambda: zeros((3,)), ValueError, "expected at least inputs and outputs"),
        (lambda: zeros((3, 2), runs=0), ValueError, "runs is 0; expected a whole number >= 1"),
        (lambda: zeros((3, 2), runs=1.5), TypeError, "runs is 1.5"),
    ],
)
def test_wrong_arguments_are_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()

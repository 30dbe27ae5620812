"""σ, σ′ and softmax against SciPy, SymPy, difference quotients and the values of exercises X7.1 and X8.1."""

import numpy as np
import pytest
import scipy.special
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gdkit.activations import (
    ACTIVATIONS,
    Activation,
    get_activation,
    identity,
    log_sum_exp,
    relu,
    relu_prime,
    sigmoid,
    sigmoid_prime,
    softmax,
    softplus,
    tanh,
    tanh_prime,
)

settings.register_profile("no deadline", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("no deadline")

NAMES = ["sigmoid", "tanh", "relu", "identity"]
FAR = np.array([-1e300, -1000.0, -709.0, -88.0, -40.0, -1e-300, 0.0, 1e-300, 40.0, 88.0, 709.0, 1000.0, 1e300])

numbers = st.floats(-800, 800)
scores = arrays(float, st.tuples(st.integers(1, 4), st.integers(2, 5)), elements=st.floats(-50, 50))


def test_sigmoid_has_the_values_of_exercise_X7_1():
    np.testing.assert_allclose(sigmoid(np.array([0, 2, -1000, 1000])), [0.5, 0.88079708, 0, 1], atol=5e-9)
    np.testing.assert_allclose(sigmoid_prime(np.array([0, 2])), [0.25, 0.10499359], atol=5e-9)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_overflows_however_large_z_is(name):
    activation = ACTIVATIONS[name]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a = activation.function(FAR)
        assert np.isfinite(a).all()
        assert np.isfinite(activation.prime(FAR, a)).all()


@given(arrays(float, 7, elements=numbers))
def test_sigmoid_is_scipys_expit_in_both_tails(z):
    np.testing.assert_allclose(sigmoid(z), scipy.special.expit(z), rtol=4e-16, atol=1e-307)


@given(arrays(float, 7, elements=st.floats(-30, 30)))
def test_sigmoid_is_symmetric_about_one_half(z):
    np.testing.assert_allclose(sigmoid(-z), 1 - sigmoid(z), rtol=0, atol=2e-16)


@given(arrays(float, 7, elements=st.floats(-300, 300)))
def test_tanh_is_a_stretched_sigmoid(z):
    np.testing.assert_allclose(tanh(z), 2 * sigmoid(2 * z) - 1, rtol=0, atol=4e-16)


def test_the_derivative_formulas_are_identities_of_calculus():
    z = sympy.Symbol("z")
    a = 1 / (1 + sympy.exp(-z))
    assert sympy.simplify(sympy.diff(a, z) - a * (1 - a)) == 0
    assert sympy.simplify(sympy.diff(sympy.tanh(z), z) - (1 - sympy.tanh(z) ** 2)) == 0
    exact = [sympy.diff(a, z).subs(z, sympy.Rational(k, 4)).evalf(30) for k in range(-40, 41)]
    np.testing.assert_allclose(sigmoid_prime(np.arange(-40, 41) / 4), np.array(exact, float), rtol=1e-11)
    assert tanh_prime(0.5) == pytest.approx(float(1 - sympy.tanh(sympy.Rational(1, 2)) ** 2), rel=1e-15)


@pytest.mark.parametrize("name", NAMES)
@given(z=st.floats(-5, 5).filter(lambda z: abs(z) > 1e-3))
def test_prime_is_the_slope_of_the_function(name, z):
    activation, h = ACTIVATIONS[name], 1e-5
    slope = (activation.function(z + h) - activation.function(z - h)) / (2 * h)
    assert activation.prime(z, activation.function(z)) == pytest.approx(slope, abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
@given(z=arrays(float, 5, elements=numbers))
def test_prime_is_the_same_number_with_and_without_a(name, z):
    activation = ACTIVATIONS[name]
    np.testing.assert_array_equal(activation.prime(z, activation.function(z)), activation.prime(z, None))


def test_relu_has_slope_zero_at_its_kink():
    np.testing.assert_array_equal(relu(np.array([-2.0, 0.0, 3.0])), [0, 0, 3])
    np.testing.assert_array_equal(relu_prime(np.array([-2.0, -0.0, 0.0, 3.0])), [0, 0, 0, 1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", NAMES)
def test_shape_and_precision_are_kept(name, dtype):
    activation, z = ACTIVATIONS[name], np.linspace(-3, 3, 24, dtype=dtype).reshape(2, 3, 4)
    a = activation.function(z)
    assert (a.shape, a.dtype) == (z.shape, dtype)
    assert (activation.prime(z, a).shape, activation.prime(z, a).dtype) == (z.shape, dtype)
    assert (softmax(z).shape, softmax(z).dtype) == (z.shape, dtype)
    assert (softplus(z).dtype, log_sum_exp(z).dtype, log_sum_exp(z).shape) == (dtype, dtype, (2, 3))


@pytest.mark.parametrize("name", NAMES)
def test_the_argument_is_not_changed_and_not_handed_back(name):
    z = np.array([-1.0, 0.5, 2.0])
    a = ACTIVATIONS[name].function(z)
    assert not np.shares_memory(a, z)
    np.testing.assert_array_equal(z, [-1.0, 0.5, 2.0])


@pytest.mark.parametrize("name", ["sigmoid", "relu"])
def test_whole_numbers_of_any_kind_are_taken_as_numbers(name):
    function = ACTIVATIONS[name].function
    for numbers in (np.array([0, 3], np.uint8), np.array([0, 3]), [0, 3], [0.0, 3.0]):
        np.testing.assert_array_equal(function(numbers), function(np.array([0.0, 3.0])))
    np.testing.assert_array_equal(softplus(np.array([0, 3], np.uint8)), softplus(np.array([0.0, 3.0])))


def test_softmax_has_the_values_of_exercise_X8_1():
    expected = [0.090030573, 0.244728471, 0.665240956]
    np.testing.assert_allclose(softmax(np.array([1.0, 2.0, 3.0])), expected, atol=5e-10)
    np.testing.assert_allclose(softmax(np.array([1001.0, 1002.0, 1003.0])), expected, atol=5e-10)


@given(scores)
def test_softmax_and_log_sum_exp_are_scipys(Z):
    np.testing.assert_allclose(softmax(Z), scipy.special.softmax(Z, axis=-1), rtol=1e-13)
    np.testing.assert_allclose(log_sum_exp(Z), scipy.special.logsumexp(Z, axis=-1), rtol=1e-13, atol=1e-14)


@given(scores, st.floats(-1e5, 1e5))
def test_one_number_added_to_all_scores_changes_no_probability(Z, shift):
    np.testing.assert_allclose(softmax(Z + shift), softmax(Z), atol=1e-10)
    np.testing.assert_allclose(log_sum_exp(Z + shift), log_sum_exp(Z) + shift, atol=1e-10)


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_softmax_of_two_scores_is_the_sigmoid_of_their_difference(u, v):
    np.testing.assert_allclose(softmax(np.array([u, v]))[0], sigmoid(u - v), rtol=1e-13)


@given(numbers)
def test_softplus_is_log_of_one_plus_exp(z):
    assert softplus(z) == pytest.approx(np.logaddexp(0, z), rel=1e-15)


def test_an_activation_is_found_by_its_name_or_is_ones_own():
    cube = Activation("cube", lambda z: z**3, lambda z, a: 3 * z**2)
    assert get_activation(cube) is cube
    assert get_activation("identity").function is identity


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("logistic", ValueError, "'logistic' is unknown; expected one of sigmoid, tanh, relu, identity"),
        (np.tanh, TypeError, "is a ufunc; expected a name"),
        (None, TypeError, "is a NoneType; expected a name"),
    ],
)
def test_an_unknown_activation_is_refused_with_the_names_that_exist(name, error, words):
    with pytest.raises(error, match=words):
        get_activation(name)

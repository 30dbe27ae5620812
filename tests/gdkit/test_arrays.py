"""The bias column, theta = (b, w), one-hot labels, and what is said of bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gdkit import add_bias, one_hot, pack, unpack
from gdkit.arrays import as_count, as_floats, as_labels, as_matrix, as_number, as_rng, as_theta, as_vector, inner, norm
from gdkit.datasets import toy_batch

finite = st.floats(-1e6, 1e6)


def test_the_bias_column_comes_first_and_is_one_column_whatever_the_number_of_features():
    X, _ = toy_batch()
    Xb = add_bias(X)
    assert Xb.shape == (12, 3)
    assert (Xb[:, 0] == 1).all() and (Xb[:, 1:] == X).all()


def test_add_bias_leaves_its_argument_alone_and_keeps_float32():
    X = np.arange(6, dtype=np.float32).reshape(3, 2)
    Xb = add_bias(X)
    Xb[:] = -1
    assert (np.arange(6).reshape(3, 2) == X).all()
    assert Xb.dtype == np.float32


@given(arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 5)), elements=finite))
def test_unpack_undoes_pack_for_one_theta_and_for_a_stack(theta):
    b, w = unpack(theta)
    assert np.array_equal(pack(b, w), theta)
    b_0, w_0 = unpack(theta[0])
    assert np.array_equal(pack(b_0, w_0), theta[0])
    assert np.ndim(b_0) == 0 and w_0.shape == (theta.shape[1] - 1,)


def test_pack_says_what_does_not_fit():
    with pytest.raises(ValueError, match=r"b has shape \(2,\) and w has shape \(3,\); expected one bias"):
        pack([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="expected an array"):
        unpack(3.0)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=20), st.integers(0, 3))
def test_a_one_hot_row_has_its_one_at_the_label(labels, more):
    K = max(labels) + 1 + more
    Y = one_hot(labels, K)
    assert Y.shape == (len(labels), K)
    assert (Y.sum(axis=1) == 1).all() and (Y.argmax(axis=1) == labels).all()


@given(arrays(float, (3, 4), elements=finite), arrays(float, (3, 4), elements=finite))
def test_inner_of_two_stacks_is_the_inner_product_of_each_pair_of_rows(A, B):
    expected = [sum(a * b for a, b in zip(*rows, strict=True)) for rows in zip(A, B, strict=True)]
    np.testing.assert_allclose(inner(A, B), expected, rtol=1e-12, atol=1e-3)
    np.testing.assert_allclose(inner(A[0], B[0]), expected[0], rtol=1e-12, atol=1e-3)
    np.testing.assert_allclose(norm(A) ** 2, inner(A, A), rtol=1e-12)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (
            lambda: as_floats("X", "ab"),
            TypeError,
            r"X holds text; expected real numbers. Use np.asarray\(X, dtype=float\)",
        ),
        (lambda: as_floats("X", [["1", "2"]]), TypeError, "X holds text"),
        (lambda: as_floats("X", [1j]), TypeError, "X holds complex numbers"),
        (lambda: as_floats("X", [None]), TypeError, r"X holds objects \(list\)"),
        (lambda: as_floats("X", [[1], [2, 3]]), ValueError, "X is ragged"),
        (lambda: as_floats("X", [[1, np.nan], [np.inf, 0]]), ValueError, r"2 NaN or infinite .* first is X\[0, 1\]"),
        (lambda: as_floats("c", np.nan), ValueError, "c has 1 NaN or infinite entries; expected finite numbers"),
        (lambda: as_matrix("X", [1, 2]), ValueError, r"X has shape \(2,\); expected \(m, n\) .* Use X\[:, None\]"),
        (lambda: as_matrix("X", np.ones((2, 2, 2))), ValueError, r"X has shape \(2, 2, 2\); expected \(m, n\)"),
        (lambda: as_matrix("X", np.ones((0, 3))), ValueError, "it is empty"),
        (
            lambda: as_vector("y", np.ones((12, 1)), 12),
            ValueError,
            r"y has shape \(12, 1\); expected \(12,\). Use y.ravel\(\)",
        ),
        (lambda: as_vector("y", np.ones((4, 3)), 12), ValueError, r"y has shape \(4, 3\); expected \(12,\)\.$"),
        (lambda: as_vector("y", []), ValueError, r"y is empty; expected \(m,\)"),
        (lambda: as_vector("y", [1, 2], 3), ValueError, r"y has shape \(2,\); expected \(3,\), one entry for each row"),
        (lambda: as_labels([1, 2, 3], n_classes=3), ValueError, r"contains 3; expected 0..2. Use labels - 1"),
        (lambda: as_labels([0, -1]), ValueError, r"contains -1; expected 0..0"),
        (lambda: as_labels([0, 0.5]), ValueError, "contains 0.5; expected whole numbers"),
        (lambda: as_labels(["a", "b"]), TypeError, "labels holds text"),
        (lambda: as_theta([1, 2], 3), ValueError, r"theta has shape \(2,\); expected \(3,\), or \(R, 3\)"),
        (lambda: as_theta(1.0), ValueError, r"theta has shape \(\); expected \(P,\)"),
        (lambda: as_theta([]), ValueError, r"theta has shape \(0,\)"),
        (lambda: as_number("eta", "0.1", above=0), TypeError, "eta is '0.1'; expected a number"),
        (lambda: as_number("eta", [1, 2]), TypeError, r"eta is \[1, 2\]; expected a number"),
        (lambda: as_number("eta", 0, above=0), ValueError, "eta is 0; expected a number > 0"),
        (lambda: as_number("lam", -1, at_least=0), ValueError, "lam is -1; expected a number >= 0"),
        (lambda: as_number("lam", np.inf), ValueError, "infinite"),
        (lambda: as_count("max_iter", 2.5), TypeError, "max_iter is 2.5; expected a whole number"),
        (lambda: as_count("max_iter", -1), ValueError, "max_iter is -1; expected a whole number >= 1"),
        (lambda: as_rng(7), TypeError, r"rng is 7; expected a Generator.* Use rng=np.random.default_rng\(0\)"),
    ],
)
def test_bad_input_is_told_what_was_got_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_labels_may_be_whole_floats_and_booleans():
    indices, K = as_labels(np.array([0.0, 2.0, 1.0]))
    assert indices.tolist() == [0, 2, 1] and K == 3
    assert as_labels(np.array([True, False]))[0].tolist() == [1, 0]


def test_an_array_of_floats_is_handed_through_and_integers_become_float64():
    x = np.ones(3, np.float32)
    assert as_floats("x", x) is x
    assert as_floats("x", [1, 2]).dtype == np.float64
    assert as_floats("x", np.ones(2, np.float16)).dtype == np.float64

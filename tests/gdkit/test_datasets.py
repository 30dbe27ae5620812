"""The data are the documents' data."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn import datasets as sklearn_datasets

from gdkit import datasets


def test_the_toy_batch():  # ledger E5–E8
    X, y = datasets.toy_batch()
    assert X.shape == (12, 2) and y.shape == (12,)
    printed = [4.6, 6.1, 3.1, 1.6, 6.1, 1.6, 4.6, -2.15, 2.65, 4.6, 1.6, 0.1]
    np.testing.assert_allclose(y, printed, rtol=1e-14)
    assert X[:3].tolist() == [[1, 2], [3, 1], [1, 1]]
    assert np.array_equal(X[0], X[6]) and np.array_equal(X[5], X[10])
    np.testing.assert_allclose(np.linalg.lstsq(np.c_[np.ones(12), X], y, rcond=None)[0], [0.1, 1.5, 1.5])


def test_each_call_gives_arrays_of_ones_own():
    X, y = datasets.toy_batch()
    X[:], y[:] = 0, 0
    assert datasets.toy_batch()[0].any() and datasets.toy_batch()[1].any()


def test_the_labels_of_the_toy_batch():  # ledger X7.3, X7.4, X8.3
    _, y = datasets.toy_batch()
    separable, overlapping = datasets.toy_labels("separable"), datasets.toy_labels("overlapping")
    assert np.array_equal(separable, (y > 2).astype(int))
    assert np.flatnonzero(separable != overlapping).tolist() == [6, 10]
    assert datasets.toy_labels("three").tolist() == [2, 2, 1, 0, 2, 0, 2, 0, 1, 2, 0, 0]
    with pytest.raises(ValueError, match="kind is 'four'; expected one of 'separable', 'overlapping', 'three'"):
        datasets.toy_labels("four")


def test_the_noisy_line():  # ledger A15, X2.6
    X, y = datasets.noisy_line(np.random.default_rng(42))
    rng = np.random.default_rng(42)
    x = 2 * rng.random((200, 1))
    assert np.array_equal(X, x)
    np.testing.assert_allclose(y, (2 + 5 * x + 0.5 * rng.standard_normal((200, 1))).ravel(), rtol=1e-15)
    assert datasets.noisy_line(rng, 30)[0].shape == (30, 1)
    with pytest.raises(TypeError, match="rng is 42; expected a Generator"):
        datasets.noisy_line(42)


@pytest.mark.parametrize(
    "load, shape, counts",
    [
        (datasets.iris, (150, 4), [50, 50, 50]),
        (datasets.iris_petals, (150, 2), [50, 50, 50]),
        (datasets.breast_cancer, (569, 30), [212, 357]),
        (datasets.digits, (1797, 64), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
    ],
)
def test_tables_from_scikit_learn(load, shape, counts):
    X, labels = load()
    assert X.shape == shape and labels.shape == shape[:1] and X.flags.c_contiguous
    assert labels.dtype.kind == "i" and np.bincount(labels).tolist() == counts


def test_petals_are_the_last_two_columns_and_pixels_lie_between_0_and_1():
    assert np.array_equal(datasets.iris_petals()[0], datasets.iris()[0][:, 2:])
    X, _ = datasets.digits()
    assert X.min() == 0 and X.max() == 1
    assert datasets.diabetes()[0].shape == (442, 10) and datasets.diabetes()[1].shape == (442,)


def test_360_digits_are_held_out_always_the_same_and_none_twice():
    X, labels, X_held, labels_held = datasets.digits_split()
    assert (len(X), len(labels), len(X_held), len(labels_held)) == (1437, 1437, 360, 360)
    again = datasets.digits_split()
    assert all(np.array_equal(a, b) for a, b in zip((X, labels, X_held, labels_held), again, strict=True))
    whole, all_labels = datasets.digits()
    both = np.column_stack([np.vstack([X, X_held]), np.concatenate([labels, labels_held])])
    assert sorted(map(tuple, both)) == sorted(map(tuple, np.column_stack([whole, all_labels])))


def test_some_digits_alone_are_classes_from_0_on_in_the_order_given():
    X, labels, X_held, labels_held = datasets.digits_split(7, 2)
    everything, all_labels, all_held, all_labels_held = datasets.digits_split()
    assert np.array_equal(X[labels == 0], everything[all_labels == 7])
    assert np.array_equal(X_held[labels_held == 1], all_held[all_labels_held == 2])
    assert set(labels) == set(labels_held) == {0, 1}
    with pytest.raises(ValueError, match=r"classes are \(2, 10\); expected different digits"):
        datasets.digits_split(2, 10)
    with pytest.raises(ValueError, match=r"classes are \(2, 2\)"):
        datasets.digits_split(2, 2)


def test_standardized_columns_have_mean_0_and_deviation_1():
    Z = datasets.standardize(datasets.breast_cancer()[0])
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(Z.std(axis=0), 1, rtol=1e-12)


def test_a_test_set_is_standardized_like_its_training_set():
    train, test = np.array([[0.0], [2.0]]), np.array([[1.0], [5.0]])
    assert datasets.standardize(test, like=train).tolist() == [[0], [4]]


def test_a_constant_column_becomes_0():
    assert np.array_equal(datasets.standardize([[1, 5], [3, 5]]), [[-1, 0], [1, 0]])
    six = np.full((6, 1), 0.1)  # the mean of which is not 0.1
    assert np.abs(datasets.standardize(six)).max() < 1e-16
    assert datasets.standardize([[0.6]], like=six).tolist() == [[0.5]]


def test_standardize_says_what_does_not_fit():
    with pytest.raises(ValueError, match="like has 1 columns; expected 2, as X has"):
        datasets.standardize([[1, 5], [3, 5]], like=[[1.0]])
    with pytest.raises(ValueError, match=r"X has shape \(2,\)"):
        datasets.standardize([1, 5])


@pytest.mark.parametrize("name", ["iris", "breast_cancer", "digits"])
def test_tables_are_those_of_scikit_learn_which_is_not_imported_for_them(name):
    X, labels = getattr(datasets, name)()
    bunch = getattr(sklearn_datasets, f"load_{name}")()
    np.testing.assert_array_equal(X, bunch.data / 16 if name == "digits" else bunch.data, strict=True)
    np.testing.assert_array_equal(labels, bunch.target)
    assert X.flags.c_contiguous
    code = f"import sys, gdkit; gdkit.datasets.{name}(); sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

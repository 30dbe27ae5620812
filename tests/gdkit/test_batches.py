"""Which rows a mini-batch holds."""

from itertools import chain, islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdkit import GD, MSE, Ridge, batches, minibatches, minimize


def numbered(m):
    """A loss whose row i has the target i."""
    return MSE(np.ones((m, 1)), np.arange(m))


def epoch(iterator, m, B):
    """The targets of the next ⌈m/B⌉ batches."""
    return [batch.y.astype(int).tolist() for batch in islice(iterator, -(-m // B))]


def rows(seen):
    """All rows of an epoch, in their order."""
    return list(chain.from_iterable(seen))


@given(st.integers(1, 60), st.integers(1, 70), st.integers(0, 99))
def test_an_epoch_sees_every_row_once_and_its_last_batch_holds_what_is_left(m, B, seed):
    iterator = minibatches(numbered(m), B, np.random.default_rng(seed))
    for _ in range(3):
        seen = epoch(iterator, m, min(B, m))
        assert sorted(rows(seen)) == list(range(m))
        assert [len(batch) for batch in seen[:-1]] == [B] * (len(seen) - 1)
        assert len(seen[-1]) == m - min(B, m) * (len(seen) - 1)


def test_every_epoch_has_a_new_order():
    iterator = minibatches(numbered(30), 10, np.random.default_rng(0))
    assert epoch(iterator, 30, 10) != epoch(iterator, 30, 10) != epoch(iterator, 30, 10)


def test_an_epoch_larger_than_a_block_still_sees_every_row_once():
    m, B = 3 * batches.BLOCK + 5, 50
    seen = epoch(minibatches(numbered(m), B, np.random.default_rng(0)), m, B)
    assert sorted(rows(seen)) == list(range(m))


def test_without_shuffling_the_rows_come_in_the_order_of_the_data_in_every_epoch():
    iterator = minibatches(numbered(7), 3, shuffle=False)
    assert epoch(iterator, 7, 3) == epoch(iterator, 7, 3) == [[0, 1, 2], [3, 4, 5], [6]]


def test_a_generator_that_is_not_asked_for_changes_nothing():
    iterator = minibatches(numbered(7), 3, np.random.default_rng(0), shuffle=False)
    assert epoch(iterator, 7, 3) == [[0, 1, 2], [3, 4, 5], [6]]


def test_with_replacement_an_epoch_of_single_rows_misses_a_third_of_them():  # A-err17: .6332 of the rows are touched
    m = 2000
    seen = rows(epoch(minibatches(numbered(m), 1, np.random.default_rng(0), replace=True), m, 1))
    assert len(seen) == m and len(set(seen)) / m == pytest.approx(1 - 1 / np.e, abs=0.02)


def test_with_replacement_every_batch_is_full():
    seen = epoch(minibatches(numbered(10), 4, np.random.default_rng(0), replace=True), 10, 4)
    assert [len(batch) for batch in seen] == [4, 4, 4]


def test_x_and_y_of_a_row_stay_together():
    X = np.arange(20.0)[:, None]
    for batch in islice(minibatches(MSE(X, 2 * X.ravel()), 3, np.random.default_rng(0)), 20):
        assert np.array_equal(batch.y, 2 * batch.X[:, 0])


def test_a_mini_batch_of_a_penalised_loss_is_penalised_in_full():
    loss = numbered(10) + Ridge(0.5)
    batch = next(minibatches(loss, 4, shuffle=False))
    theta = np.array([1.0, 2.0])
    assert batch(theta) == pytest.approx(numbered(10)[:4](theta) + 0.5 * 2.0**2)


def test_a_descent_on_batches_of_all_rows_is_batch_gradient_descent():
    rng = np.random.default_rng(3)
    loss = MSE(rng.normal(size=(9, 2)), rng.normal(size=9))
    whole = minimize(loss, np.zeros(3), GD(0.1), 20)
    drawn = minimize(loss, np.zeros(3), GD(0.1), n_epochs=20, batch_size=100, rng=rng)
    np.testing.assert_allclose(drawn.path, whole.path, atol=1e-14)

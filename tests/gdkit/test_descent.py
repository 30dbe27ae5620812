"""The loop and its record: the ledger's reference values (part 5), the laws of a descent, and bad input."""

import pickle
import warnings
from dataclasses import FrozenInstanceError
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdkit as gd
from gdkit import GD, MSE, Adam, Function, LogLoss, SoftmaxCrossEntropy, cases, descend, minimize
from gdkit.datasets import breast_cancer, iris_petals, noisy_line, standardize, toy_batch, toy_labels

X, y = toy_batch()
Xb = gd.add_bias(X)
START = np.array([0.0, 1.0, 1.0])
TRUE = np.array([0.1, 1.5, 1.5])
TOY = MSE(X, y)


# ------------------------------------------------------------------------------- reference values of the ledger


def test_the_table_of_a_descent_on_the_surface_of_the_guessing_game():  # X1.0
    run = minimize(cases.get("shifted_bowl"), [0.01, 0.02], GD(0.004), 5)
    np.testing.assert_allclose(run.values, [29.2084, 3.5957, 1.3744, 0.6788, 0.3434, 0.1741], atol=5e-5)


@pytest.mark.parametrize("start, end, value", [(1.5, 0.960150, -0.705854), (-1.5, -1.035579, -1.305428)])
def test_where_a_descent_on_the_quartic_ends_depends_on_where_it_starts(start, end, value):  # part 5, L1
    run = minimize(cases.get("quartic"), [start], GD(0.05), 2000)
    np.testing.assert_allclose([run.theta[0], run.values[-1]], [end, value], atol=5e-7)


def test_descent_on_the_bowl():  # X1.4
    bowl = cases.get("bowl")
    path = minimize(bowl, [1, 2], GD(0.1), 10).path
    np.testing.assert_allclose(path[[1, 10]], [[0.8, 1.6], [0.10737418, 0.21474836]], atol=5e-9)
    run = minimize(bowl, [1, 2], GD(0.1), 1000, stop=gd.gradient_below(1e-3))
    assert (run.n_iter, len(run.path), run.stopped_by) == (38, 39, "gradient_below")
    assert np.array_equal(minimize(bowl, [1, 2], GD(1.0), 2).path, [[1, 2], [-1, -2], [1, 2]])


def test_batch_gradient_descent_on_the_toy_batch():  # X2.5
    path = minimize(TOY, START, GD(0.1), 100).path
    expected = [
        (0.205, 1.277083333, 1.35275),
        (0.212154816, 1.485791549, 1.443001292),
        (0.102701038, 1.49966686, 1.498624825),
    ]
    np.testing.assert_allclose(path[[1, 10, 100]], expected, rtol=0, atol=5.1e-10)
    diverging = minimize(TOY, START, GD(0.3), 20).theta
    np.testing.assert_allclose(diverging, [-100.58578, -49.19922, -184.01088], atol=5.1e-6)


def test_the_default_call_of_the_mini_batch_document_ends_after_134_updates():  # part 4
    run = minimize(TOY, START, GD(0.1), 10_000, stop=gd.decrease_below(1e-8))
    assert run.n_iter == 134 and np.abs(run.theta - TRUE).max() == pytest.approx(6.6e-4, abs=5e-6)


def test_batch_gradient_descent_on_the_noisy_line():  # X2.6
    X, y = noisy_line(np.random.default_rng(42))
    loss = MSE(X, y)
    eta = 1 / gd.closed_forms.smoothness_constant(loss)
    run = minimize(loss, [0, 0], GD(eta), 4000, stop=gd.step_below(1e-3))
    assert run.n_iter == 70 and run.stopped_by == "step_below"
    np.testing.assert_allclose(run.theta, [1.855497544, 5.156109065], atol=5.1e-10)
    np.testing.assert_allclose(run.path[-2], [1.856243746, 5.155465322], atol=5.1e-10)


def test_one_step_on_the_first_mini_batch():  # E16–E20, X3.1
    step_0, step_1 = islice(descend(TOY[:3], START, GD(0.1)), 2)
    np.testing.assert_allclose(step_0.gradient, [-3.2, -6, -64 / 15], rtol=1e-14)
    np.testing.assert_allclose(step_1.theta, [0.32, 1.6, 1.42666667], atol=5e-9)


MINIBATCH_EPOCH = [
    (0.32, 1.6, 1.42666667),
    (0.30533333, 1.53688889, 1.42044444),
    (0.27735704, 1.54095259, 1.40603881),
    (0.2759362, 1.49688444, 1.42947554),
]


def test_an_epoch_of_mini_batches_of_3_in_the_order_of_the_data():  # X3.2
    path = minimize(TOY, START, GD(0.1), n_epochs=1, batch_size=3, shuffle=False).path
    np.testing.assert_allclose(path[1:], MINIBATCH_EPOCH, atol=5.1e-9)


def test_an_epoch_of_mini_batches_of_5_uses_the_two_rows_that_are_left():  # X3.2
    run = minimize(TOY, START, GD(0.1), n_epochs=1, batch_size=5, shuffle=False)
    assert run.n_iter == 3
    np.testing.assert_allclose(run.theta, [0.27067792, 1.50696704, 1.4381032], atol=5.1e-9)


def test_an_epoch_of_stochastic_gradient_descent_in_the_order_of_the_data():  # X4.1
    run = minimize(TOY, START, GD(0.1), n_epochs=1, batch_size=1, shuffle=False)
    np.testing.assert_allclose(run.path[1:4], [(0.32, 1.32, 1.64), (0.356, 1.428, 1.676), (0.284, 1.356, 1.604)])
    np.testing.assert_allclose(run.theta, [0.1487156, 1.39724132, 1.58768587], atol=5.1e-9)
    np.testing.assert_allclose(TOY(run.theta), 0.0581934, atol=5.1e-8)
    half = minimize(TOY, START, GD(0.05), n_epochs=1, batch_size=1, shuffle=False)
    np.testing.assert_allclose(half.theta, [0.22071748, 1.48478401, 1.4355971], atol=5.1e-9)
    long = minimize(TOY, START, GD(0.1), n_epochs=20, batch_size=1, shuffle=False)
    assert np.abs(long.theta - TRUE).max() == pytest.approx(6.05e-10, abs=5e-13)


def test_mini_batches_with_the_gradient_of_all_rows_as_the_stop_rule():  # X4.4
    run = minimize(TOY, START, GD(0.1), n_epochs=1000, batch_size=3, shuffle=False, stop=gd.gradient_below(1e-6))
    assert (run.n_iter, run.stopped_by) == (66 * 4, "gradient_below")
    np.testing.assert_allclose(run.theta, [0.1000021, 1.49999973, 1.49999893], atol=5.1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_mini_batches_in_any_order_come_within_1e_5_of_the_truth(seed):  # X4.4
    rng = np.random.default_rng(seed)
    run = minimize(TOY, START, GD(0.1), n_epochs=1000, batch_size=3, rng=rng, stop=gd.gradient_below(1e-6))
    assert run.stopped_by == "gradient_below" and np.abs(run.theta - TRUE).max() < 1e-5


def test_logistic_regression_on_separable_labels_has_no_end():  # X7.3
    loss = LogLoss(X, toy_labels("separable"))
    run = minimize(loss, np.zeros(3), GD(0.5), 10_000)
    expected = [(0.04166667, 0.34375, 0.05625), (-0.64496726, 3.39484898, 0.26392615)]
    np.testing.assert_allclose(run.path[[1, 100]], expected, atol=5.1e-9)
    np.testing.assert_allclose(run.values[100], 0.07606425, atol=5.1e-9)
    np.testing.assert_allclose(np.linalg.norm(run.path[[1000, 10_000]], axis=1), [7.906, 16.037], atol=5e-4)


def test_logistic_regression_on_overlapping_labels():  # X7.4
    loss = LogLoss(X, toy_labels("overlapping"))
    run = minimize(loss, np.zeros(3), GD(0.5), 5000)
    np.testing.assert_allclose(run.path[100], [-1.0767662, 1.04892002, 0.83717976], atol=5.1e-9)
    np.testing.assert_allclose(run.theta, [-1.69092425, 1.17575762, 1.16316101], atol=5.1e-9)


def test_logistic_regression_on_iris_petals():  # X7.6
    X, labels = iris_petals()
    run = minimize(LogLoss(X, labels == 2), np.zeros(3), GD(0.1), 1000)
    np.testing.assert_allclose(run.theta, [-4.9676603, 0.05239092, 2.91596243], atol=5.1e-8)
    np.testing.assert_allclose(run.values[-1], 0.23723102, atol=5.1e-9)
    assert np.mean((gd.add_bias(X) @ run.theta >= 0) == (labels == 2)) == pytest.approx(0.9667, abs=5e-5)


def test_logistic_regression_on_the_standardized_breast_cancer_data():  # X7.7
    X, labels = breast_cancer()
    Z = standardize(X)
    run = minimize(LogLoss(Z, labels), np.zeros(31), GD(0.5), 1000)
    steps = [1, 10, 100, 1000]
    np.testing.assert_allclose(run.values[steps], [0.23405504, 0.12315777, 0.06847356, 0.04917882], atol=5.1e-9)
    right = ((run.path[steps] @ gd.add_bias(Z).T >= 0) == labels).mean(axis=1)
    np.testing.assert_allclose(right, [0.9332, 0.9701, 0.9859, 0.9877], atol=5e-5)


def test_softmax_regression_on_the_toy_batch():  # X8.4
    labels = toy_labels("three")
    run = minimize(SoftmaxCrossEntropy(X, labels), np.zeros(9), GD(0.5), 100)
    expected = [
        (1.0080942, -2.7159258, -0.0608042),
        (0.6967424, 0.5688217, -0.5200326),
        (-1.7048366, 2.1471041, 0.5808367),
    ]
    Theta = run.theta.reshape(3, 3)
    np.testing.assert_allclose(Theta, expected, atol=5.1e-8)
    np.testing.assert_allclose(run.values[-1], 0.242622460, atol=5.1e-10)
    assert np.mean((Xb @ Theta.T).argmax(axis=1) == labels) == pytest.approx(0.9167, abs=5e-5)


def test_softmax_regression_on_iris_petals():  # X8.5
    X, labels = iris_petals()
    run = minimize(SoftmaxCrossEntropy(X, labels), np.zeros(9), GD(0.1), 1000)
    np.testing.assert_allclose(run.values[-1], 0.30370178, atol=5.1e-9)
    right = (gd.add_bias(X) @ run.theta.reshape(3, 3).T).argmax(axis=1) == labels
    assert right.mean() == pytest.approx(0.9467, abs=5e-5)


def test_the_sweep_of_rates_and_starts_on_the_toy_batch():  # E24, one call for all 18 runs
    starts = np.repeat([[0.0, 1, 1], [0, 0, 0], [5, -5, 5]], 6, axis=0)
    etas = np.tile([0.01, 0.05, 0.1, 0.2, 0.25, 0.26], 3)[:, None]
    run = minimize(TOY, starts, GD(etas), 100)
    errors = np.abs(run.theta - TRUE).max(axis=1).reshape(3, 6)
    expected = [
        (0.113, 2.19e-2, 2.70e-3, 3.60e-5, 4.10e-3, 10.8),
        (0.443, 8.58e-2, 1.06e-2, 1.41e-4, 1.17e-2, 30.7),
        (2.05, 0.396, 4.90e-2, 6.52e-4, 2.60e-2, 68.6),
    ]
    np.testing.assert_allclose(errors, expected, rtol=5e-3)


def test_the_loss_falls_for_every_rate_below_2_over_L_and_rises_above():  # A13, A-err2
    L = gd.closed_forms.smoothness_constant(TOY)
    parts = np.array([0.9, 1, 1.5, 1.9, 1.99, 2.01, 2.1])
    run = minimize(TOY, np.tile(START, (7, 1)), GD(parts[:, None] / L), 400)
    assert (np.diff(run.values[:100], axis=0)[:, :5] < 0).all()
    errors = np.linalg.norm(run.theta - TRUE, axis=1)
    np.testing.assert_allclose(errors[[0, 1, 4, 5, 6]], [9e-10, 1e-10, 1.1e-2, 32, 2e16], rtol=0.2)
    assert (errors[2:4] < 2e-15).all()


def test_the_sum_of_squares_instead_of_their_mean_diverges_at_the_same_rate():  # A-err8
    total = Function(lambda t: 12 * TOY(t), lambda t: 12 * TOY.gradient(t))
    run = minimize(total, START, GD(0.1), 50)
    assert 1e45 < np.abs(run.theta).max() < 2e46


def test_two_starts_with_a_duplicated_feature_end_at_two_minimizers():  # A-err3
    x = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
    X, y = np.column_stack([x, 2 * x]), np.array([1.0, 3.0, 2.0, 4.0, 3.0, 6.0])
    loss = MSE(X, y)
    run = minimize(loss, [[0, 0, 0], [0, 5, 0]], GD(0.02), 20_000)
    assert np.abs(run.theta[0] - run.theta[1]).max() > 1
    np.testing.assert_allclose(run.values[-1, 0], run.values[-1, 1], rtol=1e-10)


# ------------------------------------------------------------------------------------------ figures of other books


def handson_data():
    random = np.random.RandomState(42)
    X = 2 * random.rand(100, 1)
    return X, (4 + 3 * X + random.randn(100, 1)).ravel()


def test_batch_descent_and_normal_equation_of_hands_on_machine_learning():  # truth.md, chapter 4
    X, y = handson_data()
    start = np.random.RandomState(42).randn(2)
    run = minimize(MSE(X, y), start, GD(0.1), 1000)
    np.testing.assert_allclose(run.theta, [4.21509616, 2.77011339], atol=5.1e-9)
    np.testing.assert_allclose(gd.closed_forms.normal_equation(X, y), [4.21509616, 2.77011339], atol=5.1e-9)


def test_stochastic_descent_of_hands_on_machine_learning():  # truth.md, chapter 4: their draws, our steps
    X, y = handson_data()
    random = np.random.RandomState(42)
    loss, optimizer = MSE(X, y), GD(gd.inverse_time(5, 50))
    theta = random.randn(2)
    state = optimizer.init(theta)
    for _ in range(50 * 100):
        theta = optimizer.step(theta, loss[random.randint(100)].gradient(theta), state)
    np.testing.assert_allclose(theta, [4.21076011, 2.74856079], atol=5.1e-9)


def test_mini_batch_descent_of_hands_on_machine_learning():  # truth.md, chapter 4: their draws, our steps
    X, y = handson_data()
    random = np.random.RandomState(42)
    loss, optimizer = MSE(X, y), GD(gd.inverse_time(200, 1000))
    theta = random.randn(2)
    state = optimizer.init(theta)
    for _ in range(50):
        shuffled = loss[random.permutation(100)]
        for i in range(0, 100, 20):
            theta = optimizer.step(theta, shuffled[i : i + 20].gradient(theta), state)
    np.testing.assert_allclose(theta, [4.25224124, 2.78970189], atol=5.1e-9)


# -------------------------------------------------------------------------------------------- the laws of a descent

OPTIMIZERS = [gd.GD(0.05), gd.Momentum(0.02), gd.Nesterov(0.02), gd.Adagrad(0.1), gd.Adadelta(), gd.RMSprop(),
              gd.Adam(0.05), gd.AdaMax(0.05), gd.Nadam(0.05)]  # fmt: skip


@st.composite
def problems(draw):
    """A loss on random data and a start."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    m, n = draw(st.integers(1, 9)), draw(st.integers(1, 4))
    X = rng.normal(size=(m, n))
    loss = draw(
        st.sampled_from(
            [
                MSE(X, rng.normal(size=m)),
                LogLoss(X, rng.integers(0, 2, m)),
                SoftmaxCrossEntropy(X, rng.integers(0, 3, m), 3),
            ]
        )
    )
    return loss, rng.normal(size=loss.n_parameters)


@given(problems())
@settings(max_examples=50)
def test_gradient_descent_with_the_rate_1_over_L_never_goes_up(problem):
    loss, start = problem
    L = gd.closed_forms.smoothness_constant(loss)
    values = minimize(loss, start, GD(1 / L), 30).values
    assert (np.diff(values) <= 1e-12 * (1 + values[0])).all()


@given(problems(), st.sampled_from(OPTIMIZERS))
@settings(max_examples=60)
def test_runs_of_a_stack_do_not_mix(problem, optimizer):
    loss, start = problem
    starts = np.stack([start, -start, start / 2])
    path = minimize(loss, starts, optimizer, 12).path
    for i in range(3):
        alone = minimize(loss, starts[i], optimizer, 12).path
        np.testing.assert_allclose(path[:, i], alone, rtol=1e-9, atol=1e-9)


def test_runs_of_a_stack_are_the_runs_alone_up_to_the_rounding_of_blas():
    etas = np.linspace(0.01, 0.25, 64)
    path = minimize(TOY, np.tile(START, (64, 1)), GD(etas[:, None]), 200).path
    for i in (0, 1, 31, 63):
        alone = minimize(TOY, START, GD(etas[i]), 200).path
        np.testing.assert_allclose(path[:, i], alone, rtol=0, atol=2e-14)


def test_runs_of_a_stack_of_softmax_regressions_are_the_runs_alone_up_to_the_rounding_of_blas():
    loss = SoftmaxCrossEntropy(X, toy_labels("three"))
    starts = np.random.default_rng(0).normal(size=(5, 9))
    path = minimize(loss, starts, Adam(0.1), 50).path
    for i in range(5):
        alone = minimize(loss, starts[i], Adam(0.1), 50).path
        np.testing.assert_allclose(path[:, i], alone, rtol=0, atol=1e-12)


@given(problems(), st.sampled_from(OPTIMIZERS), st.integers(0, 99))
@settings(max_examples=30)
def test_the_same_seed_gives_the_same_path(problem, optimizer, seed):
    loss, start = problem
    paths = [minimize(loss, start, optimizer, 9, batch_size=2, rng=np.random.default_rng(seed)).path for _ in range(2)]
    assert np.array_equal(*paths)


def test_steps_come_out_one_by_one_and_keep_what_they_said():
    steps = list(islice(descend(TOY, START, GD(0.1)), 5))
    assert [step.t for step in steps] == [0, 1, 2, 3, 4]
    for step in steps:
        assert step.value == TOY(step.theta) and np.array_equal(step.gradient, TOY.gradient(step.theta))
        assert step.gradient_norm == pytest.approx(np.linalg.norm(step.gradient))


def test_no_update_and_one_update():
    none = minimize(TOY, START, GD(0.1), 0)
    assert np.array_equal(none.path, [START]) and none.n_iter == 0 and none.stopped_by == "steps"
    one = minimize(TOY, START, GD(0.1), 1)
    assert one.path.shape == (2, 3) and one.values.shape == (2,) and np.array_equal(one.path[1], one.theta)


@pytest.mark.parametrize("steps", [127, 128, 129, 400])
def test_a_long_record_has_no_seams(steps):
    path, theta = minimize(TOY, START, GD(0.1), steps).path, START
    assert len(path) == steps + 1
    for recorded in path:
        np.testing.assert_allclose(recorded, theta, rtol=0, atol=1e-14)
        theta = theta - 0.1 * TOY.gradient(theta)


def test_the_callers_start_is_neither_changed_nor_kept():
    start = START.copy()
    run = minimize(TOY, start, GD(0.1), 3)
    assert np.array_equal(start, START)
    start[:] = 7
    assert np.array_equal(run.path[0], START)


def test_a_start_of_integers_descends():  # E-err2
    run = minimize(TOY, np.array([0, 1, 1]), GD(0.1), 5)
    assert np.array_equal(run.path, minimize(TOY, START, GD(0.1), 5).path)


def test_a_float32_loss_keeps_the_whole_descent_in_float32():
    loss = MSE(X.astype(np.float32), y)
    run = minimize(loss, [0, 1, 1], Adam(gd.cosine(0.1, 50)), 50, batch_size=4, rng=np.random.default_rng(0))
    assert run.path.dtype == run.values.dtype == np.float32


def test_a_grid_of_starts_is_a_stack_too():
    grid = np.zeros((4, 5, 3))
    run = minimize(TOY, grid, GD(0.1), 3)
    assert run.path.shape == (4, 4, 5, 3) and run.values.shape == (4, 4, 5)


def test_without_a_record_the_values_are_kept_and_the_path_is_its_end():
    full, bare = (minimize(TOY, START, GD(0.1), 20, record=record) for record in (True, False))
    assert np.array_equal(bare.values, full.values) and np.array_equal(bare.theta, full.theta)
    assert np.array_equal(bare.path, full.path[-1:]) and bare.n_iter == 20


def test_a_record_says_how_it_ended_is_frozen_and_can_be_pickled():
    run = minimize(TOY, START, GD(0.1), 3)
    with pytest.raises(FrozenInstanceError):
        run.stopped_by = "converged"
    assert repr(run) == f"<Descent of 3 updates, stopped by 'steps': theta = {run.theta}, J = {run.values[-1]}>"
    assert np.array_equal(pickle.loads(pickle.dumps(run)).path, run.path)


# ------------------------------------------------------------------------------------------------------ divergence


def test_a_descent_that_leaves_the_numbers_stops_with_a_reason_and_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = minimize(TOY, START, GD(1.0), 10_000)
    assert run.stopped_by == "diverged" and run.n_iter < 300
    assert np.isfinite(run.values[:-1]).all() and not np.isfinite(run.values[-1])
    assert len(run.path) == len(run.values) and np.array_equal(run.path[-1], run.theta, equal_nan=True)


def test_a_stack_goes_on_while_one_of_its_runs_is_finite():
    run = minimize(TOY, np.tile(START, (2, 1)), GD([[1.0], [0.1]]), 2000)
    assert run.stopped_by == "steps" and run.n_iter == 2000
    assert not np.isfinite(run.values[-1, 0]) and run.values[-1, 1] < 1e-20


def test_a_stack_ends_where_its_last_run_leaves_the_numbers():
    fast, slow = (minimize(TOY, START, GD(eta), 10_000) for eta in (2.0, 1.0))
    both = minimize(TOY, np.tile(START, (2, 1)), GD([[2.0], [1.0]]), 10_000)
    assert both.stopped_by == "diverged" and fast.n_iter < slow.n_iter == both.n_iter


def test_a_descent_whose_last_step_leaves_the_numbers_has_diverged():
    n = minimize(TOY, START, GD(1.0), 10_000).n_iter
    assert minimize(TOY, START, GD(1.0), n).stopped_by == "diverged"
    assert minimize(TOY, START, GD(1.0), n - 1).stopped_by == "steps"


# -------------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: minimize("mse", START, GD(0.1), 5), TypeError, r"loss is 'mse'; expected a Loss. Use Function"),
        (lambda: minimize(TOY, START, "adam", 5), TypeError, r"optimizer is 'adam'; expected an optimizer such as GD"),
        (lambda: minimize(TOY, START, GD, 5), TypeError, r"Use GD\(eta\)"),
        (lambda: minimize(TOY, [0, 1], GD(0.1), 5), ValueError, r"theta has shape \(2,\); expected \(3,\)"),
        (lambda: minimize(TOY, "start", GD(0.1), 5), TypeError, "theta holds text"),
        (lambda: minimize(TOY, START, GD(0.1)), TypeError, "max_iter .* or n_epochs .*, one of the two; got neither"),
        (lambda: minimize(TOY, START, GD(0.1), 5, n_epochs=5), TypeError, "one of the two; got both"),
        (lambda: minimize(TOY, START, GD(0.1), -1), ValueError, "max_iter is -1; expected a whole number >= 0"),
        (lambda: minimize(TOY, START, GD(0.1), 1.5), TypeError, "max_iter is 1.5; expected a whole number"),
        (lambda: minimize(TOY, START, GD(0.1), n_epochs=-1), ValueError, "n_epochs is -1"),
        (lambda: minimize(TOY, START, GD(0.1), 5, batch_size=0), ValueError, "batch_size is 0"),
        (
            lambda: minimize(TOY, START, GD(0.1), 5, batch_size=3),
            TypeError,
            r"rng is None.*Use rng=np.random.default_rng",
        ),
        (lambda: minimize(TOY, START, GD(0.1), 5, batch_size=3, rng=0), TypeError, "rng is 0; expected a Generator"),
        (lambda: minimize(TOY, START, GD(0.1), 5, stop=[0.1]), TypeError, "stop contains 0.1; expected rules such as"),
        (lambda: minimize(TOY, START, GD(0.1), 5, stop=gd.diverged), TypeError, "stop contains .*diverged"),
        (lambda: descend(TOY, [0, 1], GD(0.1)), ValueError, r"theta has shape \(2,\)"),
        (lambda: descend(TOY, START, GD(0.1), batch_size=3), TypeError, "rng is None"),
        (
            lambda: minimize(Function(np.sum, lambda t: t), np.ones((2, 3)), GD(0.1), 5),
            ValueError,
            r"for theta \(2, 3\) the loss has a value of shape \(\) .* expected \(2,\) .* last axis",
        ),
        (
            lambda: minimize(Function(lambda t: t.sum(-1), lambda t: 1.0), START, GD(0.1), 5),
            ValueError,
            r"a gradient of shape \(\); expected \(\) and \(3,\)",
        ),
    ],
)
def test_bad_input_is_told_at_once_what_was_got_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()

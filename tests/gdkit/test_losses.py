"""Losses against naive loops, difference quotients, other libraries and the ledger's reference values (part 5)."""

import warnings
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import check_grad
from sklearn.metrics import log_loss, mean_squared_error

import gdkit as gd
from gdkit import MSE, Function, LogLoss, QuadraticCost, SoftmaxCrossEntropy, gradient_check, losses, rows
from gdkit.datasets import breast_cancer, iris_petals, standardize, toy_batch, toy_labels
from gdkit.losses import Loss, Sum

X, y = toy_batch()
Xb = gd.add_bias(X)
START = np.array([0.0, 1.0, 1.0])
KINDS = (MSE, QuadraticCost, LogLoss, SoftmaxCrossEntropy)


def make(kind, rng, m=7, n=3, K=4):
    """A loss on random data."""
    X = rng.normal(size=(m, n))
    if kind is LogLoss:
        return LogLoss(X, rng.integers(0, 2, m))
    if kind is SoftmaxCrossEntropy:
        return SoftmaxCrossEntropy(X, rng.integers(0, K, m), K)
    return kind(X, rng.normal(size=m))


@st.composite
def problems(draw, kinds=KINDS, rows=(1, 9), scales=(0.1, 1.0, 3.0)):
    """A loss on random data and a random theta."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    loss = make(draw(st.sampled_from(kinds)), rng, draw(st.integers(*rows)), draw(st.integers(1, 5)))
    return loss, draw(st.sampled_from(scales)) * rng.normal(size=loss.n_parameters)


def naive(loss, theta):
    """The definitions, with loops, in the letters of the documents. Value and gradient."""
    m, n = loss.X.shape
    value, gradient = 0.0, np.zeros(loss.n_parameters)
    for i in range(m):
        x = [1.0, *loss.X[i]]
        if isinstance(loss, SoftmaxCrossEntropy):
            Theta, k = theta.reshape(-1, n + 1), int(loss.y[i].argmax())
            z = [sum(Theta[j, f] * x[f] for f in range(n + 1)) for j in range(len(Theta))]
            p = np.exp(z) / sum(np.exp(z))
            value += -np.log(p[k]) / m
            for j in range(len(Theta)):
                for f in range(n + 1):
                    gradient[j * (n + 1) + f] += (p[j] - (j == k)) * x[f] / m
            continue
        z = sum(theta[f] * x[f] for f in range(n + 1))
        if isinstance(loss, LogLoss):
            p, q = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(z))  # q = 1 − p, with all its digits where p is close to 1
            value += -(loss.y[i] * np.log(p) + (1 - loss.y[i]) * np.log(q)) / m
            delta = p - loss.y[i]
        else:
            half = isinstance(loss, QuadraticCost)
            value += (z - loss.y[i]) ** 2 / (2 * m if half else m)
            delta = (z - loss.y[i]) * (1 if half else 2)
        for f in range(n + 1):
            gradient[f] += delta * x[f] / m
    return value, gradient


@given(problems())
def test_value_and_gradient_are_those_of_the_definition_written_as_loops(problem):
    loss, theta = problem
    value, gradient = loss.value_and_gradient(theta)
    expected_value, expected_gradient = naive(loss, theta)
    np.testing.assert_allclose(value, expected_value, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-9, atol=1e-11)
    assert loss(theta) == value and np.array_equal(loss.gradient(theta), gradient)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(5))
def test_the_gradient_passes_the_check_at_random_points(kind, seed):
    rng = np.random.default_rng(seed)
    loss = make(kind, rng)
    assert max(gradient_check(loss, rng.normal(size=loss.n_parameters)).values()) <= 1e-8


@given(problems())
def test_the_gradient_is_the_derivative(problem):
    loss, theta = problem
    a, n = loss.gradient(theta), gd.numerical_gradient(loss, theta)
    assert np.abs(a - n).max() <= 1e-8 * np.abs(a).max() + 1e-9 * (1 + loss(theta))


@pytest.mark.parametrize("kind", KINDS)
def test_scipy_finds_the_gradient_right_too(kind):
    rng = np.random.default_rng(3)
    loss = make(kind, rng)
    theta = rng.normal(size=loss.n_parameters)
    assert check_grad(loss, loss.gradient, theta) < 1e-6


@given(problems())
@settings(max_examples=50)
def test_a_stack_of_thetas_gives_the_same_values_and_gradients_as_a_loop_over_them(problem):
    loss, theta = problem
    stack = np.stack([theta, -theta, 2 * theta, 0 * theta]).reshape(2, 2, -1)
    values, gradients = loss.value_and_gradient(stack)
    assert values.shape == (2, 2) and gradients.shape == stack.shape
    for index in np.ndindex(2, 2):
        value, gradient = loss.value_and_gradient(stack[index].copy())
        scale = 1 + abs(value)  # BLAS sums in another order for a vector than for a matrix
        np.testing.assert_allclose(values[index], value, rtol=1e-13, atol=1e-14 * scale)
        np.testing.assert_allclose(gradients[index], gradient, rtol=1e-12, atol=1e-13 * scale)


@given(problems(), st.integers(1, 8))
def test_a_mean_over_rows_is_the_weighted_mean_of_its_parts(problem, cut):
    loss, theta = problem
    m = len(loss)
    cut = min(cut, m)
    parts = [loss[:cut], loss[cut:]] if cut < m else [loss[:cut]]
    value = sum(len(part) * part(theta) for part in parts) / m
    gradient = sum(len(part) * part.gradient(theta) for part in parts) / m
    np.testing.assert_allclose(value, loss(theta), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(gradient, loss.gradient(theta), rtol=1e-9, atol=1e-12)


def test_the_mean_over_all_220_batches_of_3_rows_is_the_full_gradient():  # ledger B6, X4.3
    loss = MSE(X, y)
    gradients = np.array([loss[list(rows)].gradient(START) for rows in combinations(range(12), 3)])
    assert len(gradients) == 220
    np.testing.assert_allclose(gradients.mean(axis=0), [-2.05, -2.770833333, -3.5275], rtol=1e-9)
    spread = ((gradients - gradients.mean(axis=0)) ** 2).sum(axis=1).mean()
    one_row = np.array([loss[[i]].gradient(START) for i in range(12)])
    variance = ((one_row - one_row.mean(axis=0)) ** 2).sum(axis=1).mean()
    np.testing.assert_allclose([variance, spread], [26.3828, 7.1953], atol=5e-5)  # ledger, L4 facts
    np.testing.assert_allclose(spread, variance / 3 * (12 - 3) / (12 - 1), rtol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("runs", [(), (3,)])
def test_large_data_is_read_in_tiles_with_the_same_result(kind, runs):
    rng = np.random.default_rng(0)
    loss = make(kind, rng, m=4 * rows.TILE + 17)
    theta = rng.normal(size=(*runs, loss.n_parameters))
    assert loss.rows.tiles and sum(tile.m for tile in loss.rows.tiles) == len(loss)
    value, gradient = loss.value_and_gradient(theta)
    loss.rows.tiles = ()
    whole_value, whole_gradient = loss.value_and_gradient(theta)
    np.testing.assert_allclose(value, whole_value, rtol=1e-12)
    np.testing.assert_allclose(gradient, whole_gradient, rtol=1e-10, atol=1e-14)


# ------------------------------------------------------------------------------- reference values of the ledger


def test_mse_of_the_toy_batch():  # X2.1, X2.2, X3.1
    loss = MSE(X, y)
    np.testing.assert_allclose(loss(START), 1.6770833333, rtol=1e-10)
    np.testing.assert_allclose(loss.gradient(START), [-2.05, -2.770833333, -3.5275], rtol=1e-9)
    np.testing.assert_allclose(loss[:3].gradient(START), [-16 / 5, -6, -64 / 15], rtol=1e-14)
    assert loss(START) == pytest.approx(mean_squared_error(y, Xb @ START), rel=1e-14)


def test_the_quadratic_cost_is_half_the_mse():  # X2.1, X2.2
    half = QuadraticCost(X, y)
    np.testing.assert_allclose(half(START), 0.8385416667, rtol=1e-9)
    np.testing.assert_allclose(half.gradient(START), [-1.025, -1.385416667, -1.76375], rtol=1e-9)


def test_log_loss_from_scores():  # X7.2
    p = np.array([0.9, 0.2, 0.6])
    loss = LogLoss(np.log(p / (1 - p))[:, None], [1, 0, 1])
    np.testing.assert_allclose(loss([0, 1]), 0.2797765636, rtol=1e-9)
    assert loss([0, 1]) == pytest.approx(log_loss([1, 0, 1], p), rel=1e-12)


def test_the_first_gradient_of_logistic_regression_on_the_toy_batch():  # X7.4
    loss = LogLoss(X, toy_labels("overlapping"))
    np.testing.assert_allclose(loss.gradient(np.zeros(3)), [-0.08333333, -0.4375, -0.19583333], atol=5e-9)


def test_the_optimum_of_logistic_regression_on_the_toy_batch():  # X7.4
    loss = LogLoss(X, toy_labels("overlapping"))
    theta = np.array([-1.69092425, 1.17575762, 1.16316101])
    np.testing.assert_allclose(loss(theta), 0.455302660, rtol=1e-9)
    np.testing.assert_allclose(loss.gradient(theta), 0, atol=2e-9)


def test_logistic_regression_on_iris_petals():  # X7.6
    X, labels = iris_petals()
    loss = LogLoss(X, labels == 2)
    np.testing.assert_allclose(loss(np.zeros(3)), 0.693147181, rtol=1e-9)
    np.testing.assert_allclose(loss.gradient(np.zeros(3)), [0.16666667, 0.02833333, -0.07566667], atol=5e-9)
    np.testing.assert_allclose(loss([-45.2723, 5.7545, 10.4467]), 0.068545, atol=5e-7)


def test_the_first_gradient_of_softmax_regression_on_the_toy_batch():  # X8.3
    loss = SoftmaxCrossEntropy(X, toy_labels("three"))
    np.testing.assert_allclose(loss(np.zeros(9)), 1.098612289, rtol=1e-9)
    expected = [[-0.08333333, 0.625, -0.13333333], [0.16666667, 0, 0.30833333], [-0.08333333, -0.625, -0.175]]
    np.testing.assert_allclose(loss.gradient(np.zeros(9)).reshape(3, 3), expected, atol=5e-9)


def test_the_log_loss_of_sklearns_fit_of_the_breast_cancer_data():  # truth.md: C = 1, log-loss .0533919
    from sklearn.linear_model import LogisticRegression

    X, labels = breast_cancer()
    Z = standardize(X)
    fit = LogisticRegression(C=1.0, tol=1e-10, solver="newton-cholesky").fit(Z, labels)
    theta = np.concatenate([fit.intercept_, fit.coef_[0]])
    np.testing.assert_allclose(LogLoss(Z, labels)(theta), 0.0533919, atol=5e-8)
    np.testing.assert_allclose(theta[0], 0.2145029, atol=1e-6)
    # and its penalty, 1/(2mC) ‖w‖² beside the mean, makes the gradient 0
    penalised = LogLoss(Z, labels) + gd.Ridge(1 / (2 * len(Z)))
    np.testing.assert_allclose(penalised.gradient(theta), 0, atol=1e-9)


def test_the_log_loss_of_sklearns_softmax_fit_of_the_irises():  # truth.md: C = 1, log-loss .1196366
    from sklearn.linear_model import LogisticRegression

    X, labels = gd.datasets.iris()
    fit = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000, solver="newton-cholesky").fit(X, labels)
    theta = np.column_stack([fit.intercept_, fit.coef_]).ravel()
    np.testing.assert_allclose(SoftmaxCrossEntropy(X, labels)(theta), 0.1196366, atol=5e-7)


# ------------------------------------------------------------------------------------------- laws and numerics


def test_softmax_regression_of_two_classes_is_logistic_regression():
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, 12)
    theta = rng.normal(size=3)
    two = SoftmaxCrossEntropy(X, labels, 2)
    Theta = np.concatenate([np.zeros(3), theta])
    np.testing.assert_allclose(two(Theta), LogLoss(X, labels)(theta), rtol=1e-13)
    np.testing.assert_allclose(two.gradient(Theta)[3:], LogLoss(X, labels).gradient(theta), rtol=1e-12)


@given(problems(kinds=(SoftmaxCrossEntropy,)), st.floats(-50, 50))
def test_the_same_number_added_to_all_scores_changes_nothing(problem, shift):
    loss, theta = problem
    moved = theta + shift * loss.bias_mask
    np.testing.assert_allclose(loss(moved), loss(theta), rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("scale", [1000, -1000, 1e6])
def test_scores_of_1000_neither_overflow_nor_lose_the_value(scale):
    with np.errstate(over="raise", divide="raise", invalid="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        value, gradient = LogLoss([[1.0], [-1.0]], [1, 1]).value_and_gradient(np.array([0.0, scale]))
        assert value == abs(scale) / 2  # one right with certainty, one wrong with certainty
        np.testing.assert_allclose(gradient, [-0.5, 0.5 * np.sign(scale)])
        softmax = SoftmaxCrossEntropy([[1.0], [-1.0]], [1, 1], 2)
        value, gradient = softmax.value_and_gradient(np.array([0.0, 0.0, 0.0, scale]))
        assert value == abs(scale) / 2
        np.testing.assert_allclose(gradient[2:], [-0.5, 0.5 * np.sign(scale)])


@given(problems(kinds=(LogLoss, SoftmaxCrossEntropy)), st.floats(1, 1e6))
def test_no_overflow_however_large_the_scores(problem, factor):
    loss, theta = problem
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value, gradient = loss.value_and_gradient(factor * theta)
    assert np.isfinite(value) and value >= 0 and np.isfinite(gradient).all()


@pytest.mark.parametrize("kind", KINDS)
def test_float32_data_make_a_float32_loss(kind):
    rng = np.random.default_rng(2)
    double = make(kind, rng)
    targets = double.y.argmax(1) if kind is SoftmaxCrossEntropy else double.y
    single = kind(double.X.astype(np.float32), targets)
    theta = rng.normal(size=single.n_parameters)
    value, gradient = single.value_and_gradient(single.as_theta(theta))
    assert value.dtype == gradient.dtype == np.float32
    np.testing.assert_allclose(gradient, double.gradient(theta), rtol=1e-3, atol=1e-5)


def test_a_loss_of_ones_own_needs_only_value_and_gradient():
    class Bowl(Loss):
        def value_and_gradient(self, theta):
            return (theta**2).sum(-1), 2 * theta

    bowl = Bowl()
    assert bowl([3, 4]) == 25 and bowl.gradient([3, 4]).tolist() == [6, 8]
    assert len(bowl) == 1 and bowl[0:1] is bowl
    assert (bowl + bowl)([3, 4]) == 50
    with pytest.raises(NotImplementedError, match="Loss does not say what value_and_gradient"):
        Loss()([1.0])


def test_a_mean_over_rows_of_ones_own_needs_only_its_equations():
    class Huber(losses.Linear):
        """½r² where |r| ≤ δ, δ|r| − ½δ² beyond (Huber 1964)."""

        def __init__(self, X, y, delta):
            super().__init__(X, y)
            self.delta = delta

        def equations(self, theta, rows):
            r = rows.residuals(theta)
            inside = np.clip(r, -self.delta, self.delta)
            return rows.mean(inside * (r - inside / 2)), rows.gradient(1, inside)

    huber = Huber(X, y, 0.5)
    assert max(gradient_check(huber, [0.3, -0.2, 0.7]).values()) < 1e-8
    assert huber[2:5].delta == 0.5 and huber[2:5](START) == pytest.approx(Huber(X[2:5], y[2:5], 0.5)(START))
    np.testing.assert_allclose(Huber(X, y, 1e9).gradient(START), QuadraticCost(X, y).gradient(START), rtol=1e-12)
    with pytest.raises(NotImplementedError, match="Linear does not say what equations"):
        losses.Linear(X, y)(START)


def test_a_function_with_its_gradient_is_a_loss():
    f = Function(lambda t: np.sin(t).sum(-1), np.cos, 2)
    assert f([0, np.pi / 2]) == 1 and f.gradient([0, np.pi]).tolist() == [1, -1]
    assert f(np.zeros((4, 3, 2))).shape == (4, 3)


def test_a_sum_of_losses_adds_values_gradients_and_hessians():
    total = MSE(X, y) + QuadraticCost(X, y)
    assert isinstance(total, Sum) and len(total) == 12
    np.testing.assert_allclose(total(START), 1.5 * MSE(X, y)(START))
    np.testing.assert_allclose(total.gradient(START), 1.5 * MSE(X, y).gradient(START))
    np.testing.assert_allclose(total.hessian(), 1.5 * MSE(X, y).hessian())
    np.testing.assert_allclose(total[:3](START), 1.5 * MSE(X, y)[:3](START))


def test_the_hessian_is_the_derivative_of_the_gradient():
    loss = MSE(X, y)
    np.testing.assert_allclose(loss.hessian(), loss.gradient(np.eye(3)) - loss.gradient(np.zeros((3, 3))), atol=1e-12)
    with pytest.raises(TypeError, match="LogLoss is not quadratic"):
        LogLoss(X, toy_labels()).hessian()


@pytest.mark.parametrize(
    "rows",
    [slice(2, 9, 3), [2, 5, 8], np.array([2, 5, 8]), np.isin(np.arange(12), [2, 5, 8]), [-10, 5, 8], range(2, 9, 3)],
)
@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_chosen_as_in_an_array(kind, rows):
    loss = make(kind, np.random.default_rng(0), m=12)
    part = loss[rows]
    assert type(part) is kind and part.n_parameters == loss.n_parameters
    assert np.array_equal(part.X, loss.X[[2, 5, 8]]) and np.array_equal(part.y, loss.y[[2, 5, 8]])


def test_one_row_may_be_chosen_by_its_number():
    loss = MSE(X, y)
    assert len(loss[3]) == 1 and loss[3](START) == loss[[3]](START) == loss[3:4](START)
    assert SoftmaxCrossEntropy(X, toy_labels("three"))[3](np.zeros(9)) == pytest.approx(np.log(3))


def test_the_data_of_a_loss_can_be_read_back_without_the_column_of_ones():
    assert np.array_equal(MSE(X, y).X, X) and np.array_equal(MSE(X, y)[2:5].X, X[2:5])


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: MSE(X, y[:, None]), ValueError, r"y has shape \(12, 1\); expected \(12,\). Use y.ravel\(\)"),
        (lambda: MSE(X.T, y), ValueError, r"y has shape \(12,\); expected \(2,\)"),
        (lambda: MSE(X[:, 0], y), ValueError, r"X has shape \(12,\); expected \(m, n\)"),
        (lambda: MSE(np.where(X == 3, np.nan, X), y), ValueError, "X has 3 NaN"),
        (lambda: MSE("X", y), TypeError, "X holds text"),
        (lambda: MSE(np.empty((0, 2)), []), ValueError, "X .* is empty"),
        (lambda: LogLoss(X, y), ValueError, "y contains 4.6; expected whole numbers"),
        (lambda: LogLoss(X, np.where(y > 2, 1, -1)), ValueError, "y contains -1; expected 0..1"),
        (lambda: LogLoss(X, toy_labels() + 1), ValueError, r"contains 2; expected 0..1. Use y - 1"),
        (lambda: SoftmaxCrossEntropy(X, toy_labels("three"), 2), ValueError, "labels contains 2; expected 0..1"),
        (lambda: SoftmaxCrossEntropy(X, [0, 1]), ValueError, r"labels has shape \(2,\); expected \(12,\)"),
        (lambda: SoftmaxCrossEntropy(X, toy_labels(), 0), ValueError, "n_classes is 0"),
        (lambda: MSE(X, y)([1, 2]), ValueError, r"theta has shape \(2,\); expected \(3,\)"),
        (lambda: MSE(X, y).gradient(np.ones((3, 1))), ValueError, r"theta has shape \(3, 1\); expected \(3,\)"),
        (lambda: MSE(X, y)("abc"), TypeError, "theta holds text"),
        (lambda: SoftmaxCrossEntropy(X, toy_labels("three"))(np.ones((3, 3))), ValueError, r"expected \(9,\)"),
        (lambda: MSE(X, y) + MSE(X[:5], y[:5]), ValueError, "one loss has 12 rows, the other 5"),
        (lambda: MSE(X, y) + MSE(X[:, :1], y), ValueError, "one loss has 3 parameters, the other 2"),
        (lambda: MSE(X, y) + 1, TypeError, "unsupported operand"),
        (lambda: Function(3, np.cos), TypeError, "f is 3; expected a function"),
        (lambda: MSE(X, y)[12:], ValueError, r"loss\[rows\] has no rows"),
        (lambda: MSE(X, y)[12], IndexError, "index 12 is out of bounds"),
        (lambda: list(MSE(X, y)), TypeError, r"Use loss\[rows\]"),
    ],
)
def test_bad_input_is_told_what_was_got_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()

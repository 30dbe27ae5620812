"""The estimators: scikit-learn's own suite, scikit-learn's numbers, and each row of the table of conventions."""

import pickle
import warnings
from pathlib import Path

import numpy as np
import pytest
from sklearn import linear_model, neural_network
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris
from sklearn.exceptions import ConvergenceWarning, NotFittedError, SkipTestWarning
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, scale
from sklearn.utils.estimator_checks import check_estimator

from gdkit import GD, MSE, Adam, Momentum, decrease_below, minimize
from gdkit.estimators import (
    LassoRegressor,
    LinearRegressor,
    LogisticClassifier,
    MLPClassifier,
    MLPRegressor,
    RidgeRegressor,
    SoftmaxClassifier,
)
from gdkit.initialisations import normal
from gdkit.networks import MLP

EVERY = [
    LinearRegressor(),
    RidgeRegressor(),
    LassoRegressor(),
    LogisticClassifier(max_iter=200),  # fewer updates than by default: the suite fits a hundred times
    SoftmaxClassifier(max_iter=200),
    MLPClassifier(n_epochs=100),
    MLPRegressor(n_epochs=100),
]
MINI_BATCH = [
    LinearRegressor(Adam(0.1), batch_size=16, max_iter=500),
    RidgeRegressor(optimizer=Adam(0.1), batch_size=16, max_iter=500),
    LogisticClassifier(optimizer=Adam(0.1), batch_size=16, max_iter=200),
    SoftmaxClassifier(optimizer=Adam(0.1), batch_size=16, max_iter=200),
    MLPClassifier(batch_size=8, n_epochs=30),
    MLPRegressor(batch_size=8, n_epochs=30),
]
# word for word what scikit-learn declares for SGDClassifier, SGDRegressor and Perceptron
NOT_EQUIVALENT = {
    "check_sample_weight_equivalence_on_dense_data": ("sample_weight is not equivalent to removing/repeating samples.")
}


def kind(estimator):
    return type(estimator).__name__


def suite(estimator, **how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SkipTestWarning)
        warnings.simplefilter("ignore", ConvergenceWarning)  # of few updates on purpose
        return {r["check_name"]: r for r in check_estimator(estimator, on_skip=None, **how)}


@pytest.mark.parametrize("estimator", EVERY, ids=kind)
def test_scikit_learns_check_estimator_passes(estimator):
    results = suite(estimator)
    assert {r["status"] for r in results.values()} <= {"passed", "skipped"}
    skipped = " ".join(str(r["exception"]) for r in results.values() if r["status"] == "skipped")
    assert skipped.count("pandas is not installed") + skipped.count("SCIPY_ARRAY_API") == sum(
        r["status"] == "skipped" for r in results.values()
    )
    assert results["check_sample_weight_equivalence_on_dense_data"]["status"] == "passed"


@pytest.mark.slow
@pytest.mark.parametrize("estimator", MINI_BATCH, ids=kind)
def test_with_mini_batches_only_the_equivalence_of_weights_and_copies_fails_as_for_scikit_learns_sgd(estimator):
    results = suite(estimator, expected_failed_checks=NOT_EQUIVALENT)
    failed = {name for name, r in results.items() if r["status"] not in ("passed", "skipped")}
    assert failed == set(NOT_EQUIVALENT)
    assert results["check_sample_weight_equivalence_on_dense_data"]["status"] == "xfail"


@pytest.mark.slow
@pytest.mark.parametrize("model", [LogisticClassifier, SoftmaxClassifier, MLPClassifier, MLPRegressor])
def test_scikit_learns_check_estimator_passes_with_the_default_number_of_updates(model):
    assert {r["status"] for r in suite(model()).values()} <= {"passed", "skipped"}


# -------------------------------------------------------------------------------- scikit-learn's numbers

DIABETES = load_diabetes(return_X_y=True)
CANCER = load_breast_cancer(return_X_y=True)
IRIS = load_iris(return_X_y=True)
WEIGHTS = np.random.default_rng(0).uniform(0.1, 3, 600)


def parameters(model):
    return np.concatenate([np.ravel(model.intercept_), np.ravel(model.coef_)])


def centred_parameters(model):
    """Softmax weights are determined up to one vector added to all rows; these add to zero."""
    Theta = np.column_stack([model.intercept_, model.coef_])
    return Theta - Theta.mean(axis=0)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("scaled", [False, True])
def test_the_linear_models_have_scikit_learns_parameters_to_1e_6(scaled, weighted):
    X, y = DIABETES
    X, w = scale(X) if scaled else X, WEIGHTS[: len(y)] if weighted else None
    m = w.sum() if weighted else len(y)
    for ours, theirs in (
        (LinearRegressor(), linear_model.LinearRegression()),
        (RidgeRegressor(0.003), linear_model.Ridge(0.003 * m, tol=1e-12)),
        (LassoRegressor(2.0), linear_model.Lasso(1.0, tol=1e-13, max_iter=10**6)),
    ):
        expected = parameters(theirs.fit(X, y, sample_weight=w))
        ours.fit(X, y, sample_weight=w)
        np.testing.assert_allclose(parameters(ours), expected, rtol=0, atol=1e-6 * abs(expected).max())
        np.testing.assert_array_equal(ours.theta_, parameters(ours))


def test_weights_count_in_large_data_too():
    rng = np.random.default_rng(0)
    X, w = rng.normal(size=(5000, 3)), rng.random(5000)
    y = X @ [1, 2, 3] + rng.normal(size=5000)
    for ours, theirs in (
        (LinearRegressor(), linear_model.LinearRegression()),
        (LassoRegressor(0.2), linear_model.Lasso(0.1, tol=1e-12)),
    ):
        expected = parameters(theirs.fit(X, y, sample_weight=w))
        np.testing.assert_allclose(parameters(ours.fit(X, y, sample_weight=w)), expected, atol=1e-7)


def test_the_diabetes_fits_of_scikit_learn_1_9_1():
    X, y = DIABETES
    ols = [-10.0098663, -239.8156437, 519.8459201, 324.3846455, -792.1756386, 476.7390210, 101.0432679, 177.0632377,
           751.2736996, 67.6266922]  # fmt: skip
    model = LinearRegressor(tol=1e-13).fit(X, y)
    np.testing.assert_allclose(model.coef_, ols, atol=1e-5)
    np.testing.assert_allclose([model.intercept_, model.loss_curve_[-1]], [152.13348416, 2859.69634759], rtol=1e-9)
    ridge = [29.4661119, -83.1542764, 306.3526802, 201.6277344, 5.9096144, -29.5154951, -152.0402801, 117.3117316,
             262.9442900, 111.8789564]  # fmt: skip
    np.testing.assert_allclose(RidgeRegressor(1 / 442).fit(X, y).coef_, ridge, atol=1e-5)
    lasso = LassoRegressor(2.0).fit(X, y).coef_
    np.testing.assert_allclose(lasso[[2, 3, 8]], [367.7016258, 6.3097026, 307.6021475], atol=1e-4)
    assert np.count_nonzero(lasso) == 3


@pytest.mark.parametrize("weighted", [False, True])
def test_the_linear_classifiers_have_scikit_learns_parameters_to_1e_6(weighted):
    # newton-cholesky with tol 1e-10: its lbfgs stops 1e-6 away
    exact = {"solver": "newton-cholesky", "tol": 1e-10}
    X, y = scale(CANCER[0]), CANCER[1]
    w = WEIGHTS[: len(y)] if weighted else None
    theirs = linear_model.LogisticRegression(C=1.0, **exact).fit(X, y, sample_weight=w)
    ours = LogisticClassifier(1.0, max_iter=5000, tol=1e-10).fit(X, y, sample_weight=w)
    np.testing.assert_allclose(parameters(ours), parameters(theirs), atol=1e-6)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-6)
    X, y = IRIS
    w = WEIGHTS[: len(y)] if weighted else None
    theirs = linear_model.LogisticRegression(C=0.5, **exact).fit(X, y, sample_weight=w)
    ours = SoftmaxClassifier(2.0, max_iter=5000, tol=1e-10).fit(X, y, sample_weight=w)
    np.testing.assert_allclose(centred_parameters(ours), centred_parameters(theirs), atol=1e-6)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-6)
    assert ours.stopped_by_ == "gradient_below"


def test_the_classifier_fits_of_scikit_learn_1_9_1():
    X, y = scale(CANCER[0]), CANCER[1]
    model = LogisticClassifier(tol=1e-10, max_iter=5000).fit(X, y)
    log_loss = -np.log(model.predict_proba(X)[np.arange(len(y)), y]).mean()
    np.testing.assert_allclose([model.intercept_[0], log_loss], [0.2145029, 0.0533919], atol=5e-7)
    assert model.score(X, y) == pytest.approx(0.98770, abs=5e-6)
    X, y = IRIS
    model = SoftmaxClassifier(tol=1e-10, max_iter=5000).fit(X, y)  # the printed figures are lbfgs's, 2e-5 away
    log_loss = -np.log(model.predict_proba(X)[np.arange(len(y)), y]).mean()
    np.testing.assert_allclose(
        [*centred_parameters(model)[:, 0], log_loss], [9.8495901, 2.2371990, -12.0867891, 0.1196366], atol=3e-5
    )
    np.testing.assert_allclose(model.coef_.sum(axis=0), 0, atol=1e-12)
    assert model.score(X, y) == pytest.approx(0.97333, abs=5e-6)


def test_digits_are_read_as_well_as_scikit_learn_reads_them():
    X, y = load_digits(return_X_y=True)
    X, X_test, y, y_test = X[:1437] / 16, X[1437:] / 16, y[:1437], y[1437:]
    ours = MLPClassifier((32,), n_epochs=30, batch_size=32, random_state=0).fit(X, y)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        theirs = neural_network.MLPClassifier((32,), max_iter=30, batch_size=32, random_state=0).fit(X, y)
    assert ours.score(X_test, y_test) > theirs.score(X_test, y_test) - 0.02 > 0.85


# ------------------------------------------------------- the table of conventions in gdkit.estimators, by row


def test_half_the_rate_without_one_half_is_scikit_learns_sgd():
    X, y = scale(DIABETES[0]), scale(DIABETES[1])
    sgd = {"penalty": None, "learning_rate": "constant", "shuffle": False, "tol": None, "max_iter": 1}
    theirs = linear_model.SGDRegressor(eta0=2 * 0.001, **sgd).fit(X, y)
    run = minimize(MSE(X, y), np.zeros(11), GD(0.001), n_epochs=1, batch_size=1, shuffle=False)
    np.testing.assert_allclose(run.theta, parameters(theirs), atol=1e-13)


def test_two_classes_of_softmax_have_twice_the_penalty():
    X, y = scale(CANCER[0]), CANCER[1]
    one = LogisticClassifier(1.0, max_iter=5000, tol=1e-11).fit(X, y)
    two = SoftmaxClassifier(2.0, max_iter=5000, tol=1e-11).fit(X, y)
    np.testing.assert_allclose(two.coef_[1] - two.coef_[0], one.coef_[0], atol=1e-7)
    np.testing.assert_allclose(two.decision_function(X), one.decision_function(X), atol=1e-6)


def test_a_tie_goes_to_the_second_class_here_and_to_the_first_there():
    X, y = [[-1.0], [1.0]], ["no", "yes"]
    models = [LogisticClassifier(), SoftmaxClassifier(), linear_model.LogisticRegression()]
    for model in models:
        model.fit(X, y)
        model.coef_[:], model.intercept_[:] = 1, 0  # a fit ends near 0: rounding would say on which side
        assert model.predict_proba([[0.0]]).tolist() == [[0.5, 0.5]]
    assert [model.predict([[0.0]]).item() for model in models] == ["yes", "yes", "no"]


def sk_network(X, Y, B, alpha, estimator=neural_network.MLPClassifier):
    """scikit-learn's network after one pass of plain mini-batch descent, and where it started."""
    how = {"solver": "sgd", "momentum": 0, "learning_rate_init": 0.05, "activation": "tanh", "shuffle": False}
    model = estimator(
        hidden_layer_sizes=(4,), batch_size=B, alpha=alpha, max_iter=1, warm_start=True, random_state=0, **how
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(X, Y)
        start = [W.T.copy() for W in model.coefs_], [b.copy() for b in model.intercepts_]
        model.fit(X, Y)
    return model, start


@pytest.mark.parametrize("B", [150, 30])
def test_alpha_of_a_network_is_lam_times_batch_size_over_m(B):
    X, y = IRIS
    theirs, (Ws, bs) = sk_network(scale(X), y, B, alpha=2.0)
    net = MLP(scale(X), y, (4, 4, 3), "tanh", lam=2.0 * 150 / B)
    run = minimize(net, net.pack(Ws, bs), GD(0.05), n_epochs=1, batch_size=B, shuffle=False)
    np.testing.assert_allclose(run.theta, net.pack([W.T for W in theirs.coefs_], theirs.intercepts_), atol=1e-13)


def test_the_cost_of_k_outputs_is_k_times_scikit_learns_and_the_descent_the_same():
    X, y = IRIS
    Y = np.eye(3)[y]
    theirs, (Ws, bs) = sk_network(scale(X), Y, 150, alpha=0.0, estimator=neural_network.MLPRegressor)
    net = MLP(scale(X), Y, (4, 4, 3), "tanh", "quadratic")
    run = minimize(net, net.pack(Ws, bs), GD(0.05), 1)
    np.testing.assert_allclose(run.theta, net.pack([W.T for W in theirs.coefs_], theirs.intercepts_), atol=1e-13)
    assert run.values[0] == pytest.approx(3 * theirs.loss_curve_[-1], rel=1e-12)


def test_coefs_are_the_transposed_matrices_and_n_iter_counts_updates():
    X, y = IRIS
    model = MLPClassifier((5,), n_epochs=3, batch_size=40, random_state=0).fit(X, y)
    assert [W.shape for W in model.coefs_] == [(4, 5), (5, 3)]
    Ws, bs = model.network_.unpack(model.theta_)
    for coef, W, intercept, b in zip(model.coefs_, Ws, model.intercepts_, bs, strict=True):
        np.testing.assert_array_equal(coef, W.T)
        np.testing.assert_array_equal(intercept, b)
    assert model.n_iter_ == 3 * 4 and len(model.loss_curve_) == 3 * 4 + 1
    theirs, _ = sk_network(X, y, 50, alpha=0.0)
    assert theirs.n_iter_ == 1 and [W.shape for W in theirs.coefs_] == [(4, 4), (4, 3)]


# ------------------------------------------------------------------------------------------ our own promises


def test_a_fit_with_an_optimizer_of_ones_own_is_minimize_on_the_same_loss():
    X, y = DIABETES
    with pytest.warns(ConvergenceWarning, match=r"LinearRegressor stopped after 25 updates: max_iter was reached"):
        model = LinearRegressor(Momentum(0.1, 0.5), max_iter=25).fit(X, y)
    run = minimize(MSE(X, y), np.zeros(11), Momentum(0.1, 0.5), 25)
    np.testing.assert_array_equal(model.theta_, run.theta)
    np.testing.assert_array_equal(model.loss_curve_, run.values)
    assert (model.n_iter_, model.stopped_by_) == (25, "steps")
    X, y = IRIS
    model = SoftmaxClassifier(0.3, GD(0.01), max_iter=25, tol=0).fit(X, y)
    net = MLP(X, y, (4, 3), lam=0.3)
    run = minimize(net, np.zeros(15), GD(0.01), 25)
    np.testing.assert_array_equal(model.theta_, run.theta)
    np.testing.assert_array_equal(net.unpack(model.theta_)[0][0], model.coef_)


def test_a_network_is_trained_by_minimize_from_the_start_that_init_draws():
    X, y = IRIS
    rng = np.random.default_rng(5)
    model = MLPClassifier((5,), "tanh", 0.2, Adam(0.01), 4, 32, init=normal, random_state=rng).fit(X, y)
    rng = np.random.default_rng(5)
    net = MLP(X, y, (4, 5, 3), "tanh", lam=0.2)
    run = minimize(net, normal(net.sizes, rng), Adam(0.01), n_epochs=4, batch_size=32, rng=rng)
    np.testing.assert_array_equal(model.theta_, run.theta)
    np.testing.assert_array_equal(model.predict_proba(X), net.predict(run.theta))


def test_the_record_says_what_stopped_the_descent_and_how_it_went():
    X, y = DIABETES
    model = LinearRegressor().fit(X, y)
    assert model.stopped_by_ == "gradient_below"
    assert len(model.loss_curve_) == model.n_iter_ + 1
    assert model.loss_curve_[0] == pytest.approx(np.var(y))
    assert model.loss_curve_[-1] == pytest.approx(np.mean((model.predict(X) - y) ** 2), rel=1e-9)
    with pytest.warns(ConvergenceWarning, match="the loss is not a finite number any more. Lower the optimizer's rate"):
        assert LinearRegressor(GD(1e3), max_iter=500).fit(X, y).stopped_by_ == "diverged"
    with pytest.warns(ConvergenceWarning, match="LassoRegressor stopped after 3 updates"):
        assert LassoRegressor(2.0, max_iter=3).fit(X, y).stopped_by_ == "steps"
    with pytest.warns(ConvergenceWarning, match="MLPRegressor stopped after .* updates: the loss is not a finite"):
        MLPRegressor(optimizer=GD(1e9), random_state=0).fit(X, y)
    stopped = MLPRegressor(n_epochs=500, batch_size=None, stop=decrease_below(50.0), random_state=0).fit(X, y)
    assert stopped.stopped_by_ == "decrease_below" and stopped.n_iter_ < 500


@pytest.mark.slow
@pytest.mark.parametrize("unit", [1e-200, 1e-9, 1e-6, 1e-3, 1e6, 1e100])
@pytest.mark.parametrize("model", [LinearRegressor(), RidgeRegressor(0), LassoRegressor(0)], ids=kind)
def test_the_units_of_the_columns_and_of_the_targets_do_not_matter(model, unit):
    X, y = DIABETES
    usual = clone(model).fit(X, y)
    np.testing.assert_allclose(clone(model).fit(X * unit, y).coef_ * unit, usual.coef_, rtol=1e-6)
    if unit > 1e-100:
        np.testing.assert_allclose(clone(model).fit(X, y * unit).coef_ / unit, usual.coef_, rtol=1e-6)


@pytest.mark.parametrize("model", [LinearRegressor(), RidgeRegressor(0.1)], ids=kind)
def test_a_float32_fit_that_is_as_good_as_float32_allows_does_not_warn(model):
    X, y = (scale(CANCER[0]).astype(np.float32), CANCER[1])
    fitted = clone(model).fit(X, y)  # a warning is an error here
    assert fitted.stopped_by_ == "steps", "or its tol can be met, and nothing is shown"


def test_the_data_of_longley_have_their_certified_coefficients_and_penalties_on_raw_columns_warn():
    """NIST, Statistical Reference Datasets, Longley: certified values of a linear regression."""
    X, y, certified = longley()
    model = LinearRegressor().fit(X, y)
    assert model.stopped_by_ == "gradient_below"
    np.testing.assert_allclose([model.intercept_, *model.coef_], certified, rtol=1e-5)
    with pytest.warns(ConvergenceWarning, match="Scale the columns of X"):
        LassoRegressor(0.1).fit(X, y)


def longley():
    table = np.loadtxt(Path(__file__).parents[1] / "data" / "longley.csv", delimiter=",", skiprows=1)
    certified = [-3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683, -1.03322686717359]
    return table[:, 1:], table[:, 0], [*certified, -0.0511041056535807, 1829.15146461355]


def test_moving_the_targets_moves_the_bias_and_nothing_else():
    X, y = DIABETES
    for model in (LinearRegressor(), RidgeRegressor(0.1), LassoRegressor(1.0)):
        before, after = clone(model).fit(X, y), clone(model).fit(X, y + 1000)
        np.testing.assert_allclose(after.coef_, before.coef_, rtol=1e-9)
        assert after.intercept_ - before.intercept_ == pytest.approx(1000, rel=1e-11)


def test_dependent_columns_give_the_shortest_solution_and_do_not_slow_the_descent_down():
    X, y = scale(DIABETES[0]), DIABETES[1]
    mixed = np.column_stack([X, X[:, 0], X @ np.random.default_rng(1).normal(size=(10, 8)), np.ones(len(X))])
    model = LinearRegressor().fit(mixed, y)
    assert model.stopped_by_ == "gradient_below"
    shortest = np.linalg.lstsq(mixed - mixed.mean(axis=0), y - y.mean(), rcond=None)[0]
    np.testing.assert_allclose(model.coef_, shortest, atol=1e-5)


def test_the_predictions_of_a_network_have_the_shape_of_its_targets():
    X, y = IRIS
    one = MLPRegressor(n_epochs=1).fit(X, X[:, 0])
    two = MLPRegressor(n_epochs=1).fit(X, X[:, :2])
    assert (one.predict(X).shape, two.predict(X).shape) == ((150,), (150, 2))
    assert MLPClassifier(n_epochs=1).fit(X, y == 0).decision_function(X).shape == (150,)
    assert MLPClassifier(n_epochs=1).fit(X, y).predict_proba(X).shape == (150, 3)


def test_a_weight_of_k_is_a_row_that_stands_there_k_times():
    X, y = IRIS
    times = np.arange(150) % 4
    how = {"hidden": (4,), "batch_size": None, "n_epochs": 30, "lam": 3.0, "optimizer": GD(0.1)}
    for model, targets in ((MLPClassifier(**how), y), (MLPRegressor(**how), X[:, 0])):
        weighted = clone(model).set_params(random_state=0).fit(X, targets, sample_weight=times)
        copies = clone(model).set_params(random_state=0).fit(np.repeat(X, times, axis=0), np.repeat(targets, times))
        np.testing.assert_allclose(weighted.theta_, copies.theta_, atol=1e-9)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # 200 updates at most
@pytest.mark.parametrize("estimator", EVERY, ids=kind)
def test_float32_data_stay_float32(estimator):
    X, y = (scale(CANCER[0]), CANCER[1])
    model = clone(estimator).fit(X.astype(np.float32), y)
    assert model.theta_.dtype == np.float32
    if hasattr(model, "decision_function"):
        assert model.predict_proba(X.astype(np.float32)).dtype == np.float32
    else:
        assert model.predict(X.astype(np.float32)).dtype == np.float32
    double = clone(estimator).set_params(**{"random_state": 0} if "random_state" in model.get_params() else {})
    single = clone(double).fit(X.astype(np.float32), y)
    if not isinstance(estimator, MLPClassifier | MLPRegressor):
        np.testing.assert_allclose(single.theta_, double.fit(X, y).theta_, atol=2e-2)


def test_the_same_random_state_gives_the_same_network_and_another_another():
    X, y = IRIS
    for state in (3, np.random.RandomState(3), np.random.default_rng(3)):
        first, again = (MLPClassifier(n_epochs=2, random_state=pickle.loads(pickle.dumps(state))).fit(X, y)
                        for _ in range(2))  # fmt: skip
        np.testing.assert_array_equal(first.theta_, again.theta_)
    other = MLPClassifier(n_epochs=2, random_state=4).fit(X, y)
    assert not np.array_equal(first.theta_, other.theta_)


def test_no_estimator_touches_the_global_random_state():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    MLPClassifier(n_epochs=2, random_state=0).fit(*IRIS)
    LinearRegressor(Adam(0.1), batch_size=16, max_iter=9).fit(*DIABETES)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_a_fitted_network_can_be_pickled_without_its_data():
    X, y = IRIS
    model = MLPClassifier(n_epochs=2, random_state=0).fit(np.tile(X, (200, 1)), np.tile(y, 200))
    stored = pickle.dumps(model)
    assert len(stored) < 30_000
    np.testing.assert_array_equal(pickle.loads(stored).predict(X), model.predict(X))


def test_an_estimator_works_at_the_end_of_a_pipeline():
    X, y = CANCER
    pipeline = make_pipeline(StandardScaler(), LogisticClassifier())
    assert pipeline.fit(X, y).score(X, y) > 0.98


def test_classes_may_be_words_and_come_in_any_order():
    X, y = IRIS
    names = np.array(["setosa", "iris", "apple"])[y]
    model, numbers = SoftmaxClassifier().fit(X, names), SoftmaxClassifier().fit(X, y)
    np.testing.assert_array_equal(model.classes_, ["apple", "iris", "setosa"])
    np.testing.assert_allclose(model.coef_, numbers.coef_[::-1], atol=1e-9)
    assert (model.predict(X) == np.array(["setosa", "iris", "apple"])[numbers.predict(X)]).all()


@pytest.mark.parametrize(
    ("fit", "error", "words"),
    [
        (lambda: LogisticClassifier().fit(*IRIS), ValueError, "Only binary .* 3 classes. Use SoftmaxClassifier"),
        (lambda: SoftmaxClassifier().fit(IRIS[0], IRIS[1] * 0), ValueError, "only one class"),
        (lambda: SoftmaxClassifier().fit(IRIS[0], IRIS[0][:, 0]), ValueError, "Unknown label type"),
        (lambda: RidgeRegressor(-1).fit(*DIABETES), ValueError, "lam is -1; expected a number >= 0"),
        (lambda: LassoRegressor(-1).fit(*DIABETES), ValueError, "lam is -1; expected a number >= 0"),
        (lambda: MLPClassifier(lam="a").fit(*IRIS), TypeError, "lam is 'a'; expected a number"),
        (lambda: MLPClassifier("32").fit(*IRIS), TypeError, "hidden is '32'; expected"),
        (lambda: MLPClassifier(32).fit(*IRIS), TypeError, r"hidden is 32; expected .* \(32,\)"),
        (lambda: MLPClassifier(activation="logistic").fit(*IRIS), ValueError, "'logistic' is unknown"),
        (lambda: MLPClassifier(n_epochs=1.5).fit(*IRIS), TypeError, "n_epochs is 1.5; expected a whole number"),
        (lambda: LinearRegressor(GD).fit(*DIABETES), TypeError, "expected an optimizer such as GD"),
        (lambda: LinearRegressor(max_iter=-1).fit(*DIABETES), ValueError, "max_iter is -1"),
        (lambda: LinearRegressor(tol="small").fit(*DIABETES), TypeError, "tol is 'small'; expected a number"),
        (lambda: LinearRegressor().fit(*DIABETES, sample_weight=np.zeros(442)), ValueError, "zero"),
        (lambda: LinearRegressor().fit(DIABETES[0], DIABETES[1][:-1]), ValueError, "inconsistent numbers"),
        (lambda: LinearRegressor().fit(DIABETES[0] * np.nan, DIABETES[1]), ValueError, "NaN"),
        (lambda: LinearRegressor().predict(DIABETES[0]), NotFittedError, "not fitted yet"),
        (lambda: LinearRegressor().fit(*DIABETES).predict(IRIS[0]), ValueError, "4 features"),
    ],
)
def test_wrong_arguments_are_refused(fit, error, words):
    with pytest.raises(error, match=words):
        fit()

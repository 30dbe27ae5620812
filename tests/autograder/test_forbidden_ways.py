"""What a statement forbids sets a flag, by whatever name it is called; no honest way does."""

from __future__ import annotations

import pytest

from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import student_source
from gdkit.checking.library_calls import Code

from ..this_course import BOOK, find

EXERCISES = [each for each in BOOK.values() if isinstance(each, Exercise)]

FORBIDDEN = {
    "00.matmul": ["def matmul(A, B):\n    return A @ B", "def matmul(A, B):\n    return np.tensordot(A, B, 1)"],
    "02.mse_gradient": [
        "import gdkit\ndef mse_gradient(theta, Xb, y):\n"
        "    return gdkit.numerical_gradient(lambda t: ((Xb @ t - y) ** 2).mean(), theta)",
        "def mse_gradient(theta, Xb, y):\n    h = 1\n"
        "    return np.array([mse(theta + h * e, Xb, y) - mse(theta - h * e, Xb, y) for e in np.eye(len(theta))]) / 2",
        "from scipy.optimize import approx_fprime as slopes\ndef mse_gradient(theta, Xb, y):\n"
        "    return slopes(theta, lambda t: ((Xb @ t - y) ** 2).mean())",
        "from gdkit import MSE\ndef mse_gradient(theta, Xb, y):\n    return MSE(Xb[:, 1:], y).gradient(theta)",
    ],
    "02.normal_equation": [
        "from sklearn.linear_model import LinearRegression\ndef normal_equation(Xb, y):\n"
        "    return LinearRegression(fit_intercept=False).fit(Xb, y).coef_",
        "import gdkit\ndef normal_equation(Xb, y):\n    return gdkit.closed_forms.normal_equation(Xb, y)",
    ],
    "07.log_loss_gradient": [
        "from gdkit import numerical_gradient\ndef log_loss_gradient(theta, Xb, y):\n"
        "    return numerical_gradient(lambda t: bce_from_scores(Xb @ t, y), theta)",
    ],
    "08.softmax_jacobian": [
        "from gdkit import numerical_gradient as slopes\ndef softmax_jacobian(z):\n"
        "    return np.array([slopes(lambda s: softmax(s[None])[0, k], z) for k in range(len(z))])",
    ],
    "10.backprop": ["from gdkit import MLP\ndef backprop(Ws, bs, X, Y, cost):\n    return MLP([2, 2, 1])"],
    "12.one_hot": [
        "import gdkit\ndef one_hot(labels, n_classes):\n    return gdkit.one_hot(labels, n_classes)",
        "from gdkit.arrays import one_hot as rows\ndef one_hot(labels, n_classes):\n    return rows(labels, n_classes)",
        "import pandas as pd\ndef one_hot(labels, n_classes):\n    return pd.get_dummies(labels).to_numpy()",
    ],
}
CASES = [(id, source) for id, sources in FORBIDDEN.items() for source in sources]


@pytest.mark.parametrize(("id", "source"), CASES, ids=[f"{id}-{number}" for number, (id, _) in enumerate(CASES)])
def test_a_forbidden_way_sets_a_flag(id: str, source: str) -> None:
    exercise = find(id)
    assert isinstance(exercise, Exercise)
    assert Code(["import numpy as np", source]).calls(exercise.function, exercise.library_calls)


STEP = "def minibatch_step(w, b, X, y, lr):\n    return {}"
OWN = [
    [STEP.format("grad(X, y)"), "def grad(X, y):\n    return 2 * X.T @ y"],
    [STEP.format("grad(X, y)"), "grad = lambda X, y: 2 * X.T @ y"],
    [STEP.format("Line().grad(X, y)"), "class Line:\n    def grad(self, X, y):\n        return X.T @ y"],
    [STEP.format("helper(print, X)"), "def helper(grad, X):\n    return grad(X)"],
    ["from myhelper import grad", STEP.format("grad(X, y)"), "def grad(X, y):\n    return 2 * X.T @ y"],
    ["import myhelper as mine", STEP.format("mine.grad(X, y)")],
]


@pytest.mark.parametrize("cells", OWN)
def test_a_helper_of_ones_own_is_no_library(cells: list[str]) -> None:
    exercise = find("03.minibatch_step")
    assert isinstance(exercise, Exercise)
    code = Code(cells, given=["minibatch_step"], own_modules={"myhelper"})
    assert not code.calls(exercise.function, exercise.library_calls)


def test_a_helper_of_ones_own_hides_no_library() -> None:
    exercise = find("03.minibatch_step")
    assert isinstance(exercise, Exercise)
    module = "import gdkit.losses as l\ndef parts(X, y):\n    return l.MSE(X, y)"
    for cells in (
        ["from myhelper import parts", STEP.format("parts(X, y)"), module],
        ["import myhelper", STEP.format("myhelper.parts(X, y)"), module],
        ["from myhelper import parts as p", STEP.format("p(X, y)"), module],
    ):
        assert Code(cells, own_modules={"myhelper"}).called(exercise.function)["MSE"] == "gdkit.losses.MSE"


def test_a_function_that_the_notebook_asks_for_counts_where_another_is_to_do_without_it() -> None:
    cells = ["def mse(theta, Xb, y):\n    return 0.0", FORBIDDEN["02.mse_gradient"][1]]
    exercise = find("02.mse_gradient")
    assert isinstance(exercise, Exercise)
    assert Code(cells, given=["mse", "mse_gradient"]).calls(exercise.function, exercise.library_calls)


@pytest.mark.parametrize("exercise", EXERCISES, ids=[each.id for each in EXERCISES])
def test_no_reference_and_no_variant_sets_one(exercise: Exercise) -> None:
    called = {
        function.__name__
        for function in (exercise.solution, *exercise.alternatives, *exercise.variants)
        if Code([student_source(exercise, function)]).calls(exercise.function, exercise.library_calls)
    }
    assert called == ({"by_einsum", "by_operator"} if exercise.id == "00.matmul" else set())  # forbidden there

"""scikit-learn estimators on top of the kit's losses, optimizers and its one loop.

    model = RidgeRegressor(lam=0.1).fit(X, y)
    model.coef_, model.intercept_, model.loss_curve_, model.n_iter_, model.stopped_by_

They minimize what scikit-learn's minimize, in the conventions of the kit. m is the number of rows, or the sum of
the sample weights; λ is `lam`. The same model has

    here                                         in scikit-learn
    -------------------------------------------  ---------------------------------------------------------------
    1/m ‖Xw + b − y‖², no ½, rate η              SGDRegressor: ½(ŷ − y)² per row, eta0 = 2η
    RidgeRegressor(λ): + λ‖w‖²                   Ridge: sum of squares, alpha = mλ
    LassoRegressor(λ): + λ‖w‖₁                   Lasso: 1/(2m), alpha = λ/2
    LogisticClassifier(λ): 1/m Σ + λ/(2m)‖w‖²    LogisticRegression: sum, C = 1/λ
    SoftmaxClassifier(λ), K > 2 classes          LogisticRegression: C = 1/λ
    SoftmaxClassifier(λ), 2 classes              LogisticRegression has one row of weights: C = 2/λ
    p̂ = ½ exactly                                the second class here, the first there
    MLP*(λ): λ/(2m) Σw²                          alpha = λ when a batch is all rows
    ... mini-batches of B rows keep the m        alpha = λB/m: there a batch divides by its own number of rows
    MLPRegressor: cost Σ over K outputs          loss_curve_ holds the mean over the outputs, 1/K of it; the
                                                 descent is the same
    W^l (n_out, n_in), y = W a + b               coefs_[l] is its transpose; so is coefs_ here
    n_iter_ counts updates                       of an MLP it counts passes over the rows
"""

from gdkit.estimators.classification import LogisticClassifier, SoftmaxClassifier
from gdkit.estimators.linear import LassoRegressor, LinearRegressor, RidgeRegressor
from gdkit.estimators.mlp import MLPClassifier, MLPRegressor

__all__ = [
    "LinearRegressor",
    "RidgeRegressor",
    "LassoRegressor",
    "LogisticClassifier",
    "SoftmaxClassifier",
    "MLPClassifier",
    "MLPRegressor",
]

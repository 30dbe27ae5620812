"""Names of library functions that several exercises are to do without; a call of one sets a flag."""

DIFFERENCES = ("numerical_gradient", "approx_fprime", "approx_derivative", "derivative", "jacobian", "grad")
DESCENTS = ("minimize", "descend", "fmin", "fmin_cg", "fmin_bfgs", "fmin_l_bfgs_b")
REGRESSIONS = (
    *("LinearRegression", "LinearRegressor", "SGDRegressor", "polyfit", "curve_fit", "lsq_linear", "least_squares"),
    *("linregress", "OLS"),
)
CLASSIFIERS = ("LogisticRegression", "SGDClassifier", "LogisticClassifier", "SoftmaxClassifier")
NETWORKS = ("MLP", "MLPClassifier", "MLPRegressor")

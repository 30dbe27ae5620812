"""X7.7, scaling: mean and deviation of the training set, applied to both sets."""

import numpy as np

from autograder.declaring import Exercise

from .. import drawing, slips

scaling = Exercise(
    "07.zscore",
    "zscore(X_train, X_test) -> (Z_train, Z_test)",
    parts={"the training set": ("Z_train",), "the test set": ("Z_test",)},
    reread="Lecture 07, “Scaling”",
    allows={
        "one row": ["X_test"],
        "one column": ["X_train", "X_test"],
        "whole": ["X_train", "X_test"],
        "only zeros": ["X_train", "X_test"],
        "equal rows": ["X_train", "X_test"],
        "large": ["X_train", "X_test"],
    },
    library_calls=("StandardScaler", "standardize", "zscore", "scale"),
)


@scaling.reference
def zscore(X_train, X_test):
    mean = X_train.mean(axis=0)
    constant = np.ptp(X_train, axis=0) == 0  # of six times 0.1 the deviation is not 0, but 1e-17
    deviation = np.where(constant, 1, X_train.std(axis=0))
    return (X_train - mean) / deviation, (X_test - mean) / deviation


@scaling.alternative
def with_epsilon(X_train, X_test):
    """The usual 1e-8 in the denominator: other numbers in the eighth digit, and as good."""
    mean, deviation = X_train.mean(axis=0), X_train.std(axis=0) + 1e-8
    return (X_train - mean) / deviation, (X_test - mean) / deviation


@scaling.shown("four training rows, two test rows")
def four_and_two():
    X_train = np.array([[1.0, 20.0], [2.0, 35.0], [4.0, 10.0], [3.0, 55.0]])
    return {"X_train": X_train, "X_test": np.array([[2.5, 30.0], [6.0, -10.0]])}


@scaling.shown("integers, and a column that is constant")
def constant_column():
    X_train = np.array([[3, 7, -1], [1, 7, 2], [-2, 7, 4], [0, 7, 4], [5, 7, 1]])
    return {"X_train": X_train, "X_test": np.array([[1, 7, 9], [2, 7, -3]])}


@scaling.shown("as many rows as columns")
def square_training_set():
    X_train = np.array([[0.5, -1.0, 300.0], [1.5, 2.0, 100.0], [-2.0, 0.0, 450.0]])
    return {"X_train": X_train, "X_test": np.array([[0.0, 1.0, 200.0], [1.0, -3.0, 50.0], [4.0, 0.5, 0.0]])}


@scaling.shown("columns in other units: thousandths, tenths, thousands; test rows far outside")
def other_units():
    X_train = np.array([[0.00348, -0.2, 3197], [-0.0055, 0.45, 1682], [0.000085, 0.1, 5280], [-0.0047, -0.35, 812]])
    return {"X_train": X_train, "X_test": np.array([[0.25, 0.000042, -81060.0], [-0.0012, 40.5, 2900.0]])}


def _tables(rng, m, m_test, n):
    place, spread = rng.normal(size=n) * 5, rng.permutation([0.2, *rng.uniform(2, 20, size=n - 1)])
    tables = (place + spread * rng.normal(size=(rows, n)) for rows in (m, m_test))
    return dict(zip(("X_train", "X_test"), tables, strict=True))


@scaling.drawn(3)
def any_tables(rng):
    n = int(rng.integers(2, 5))
    return _tables(rng, int(rng.integers(n + 1, n + 7)), int(rng.integers(2, 5)), n)


@scaling.drawn(1)
def square_tables(rng):
    return _tables(rng, 4, 4, 4)


@scaling.drawn(1)
def one_test_row(rng):
    return _tables(rng, 6, 1, 3)


@scaling.drawn(1)
def integers_with_a_constant_column(rng):
    tables = {"X_train": rng.integers(-9, 10, size=(6, 3)), "X_test": rng.integers(-9, 10, size=(3, 3))}
    for X in tables.values():
        X[:, 1] = 4
    return tables


@scaling.wider
def any_training_set(rng):
    """Columns of any unit, with far test rows, equal rows, and columns that are constant, of a whole number: of
    another the mean may differ from it by rounding."""
    m, k, n = max(2, drawing.number_of_rows(rng, 7)), int(rng.integers(1, 5)), int(rng.integers(1, 5))
    Z_train, Z_test = rng.normal(size=(m, n)), rng.normal(size=(k, n)) * drawing.one_of(rng, 1.0, 1.0, 30.0)
    unit = 10.0 ** rng.uniform(-2, 3, size=n) * drawing.one_of(rng, 1.0, 1.0, 0.3)
    place = unit * rng.normal(size=n) * drawing.one_of(rng, 1.0, 10.0)
    X_train, X_test = (drawing.digits(place + unit * Z, 4) for Z in (Z_train, Z_test))
    whole = drawing.one_of(rng, (), (), (), (0,), (1,), (0, 1))
    if whole:
        X_train, X_test = np.rint(X_train), np.rint(X_test)
    if rng.random() < 0.15:
        X_train = X_train[rng.integers(m, size=m)]
    for j in range(n):
        if X_train[:, j].std() <= 0.3 * unit[j] or rng.random() < 0.15:  # nearly or quite constant
            X_train[:, j] = X_test[:, j] = float(rng.integers(-3, 5))
    X_train, X_test = (X.astype(int) if k in whole else X for k, X in enumerate((X_train, X_test)))
    return {"X_train": X_train, "X_test": X_test}


scaling.keep(269, 48, 244, 242, 84, 42, 172)


@scaling.independent(1e-9)
def by_pairs_of_rows(X_train, X_test):
    """The variance without a mean: half the mean square difference of all pairs of rows."""
    pairs = X_train[:, None] - X_train[None, :]
    deviation = np.sqrt((pairs**2).mean(axis=(0, 1)) / 2)
    deviation[np.ptp(X_train, axis=0) == 0] = 1
    Z_train, Z_test = ((X[:, None] - X_train).mean(axis=1) / deviation for X in (X_train, X_test))
    return Z_train, Z_test


@scaling.mistake(reread="Lecture 07, “Scaling: what the test set may not know”")
def test_set_by_itself(X_train, X_test):
    """The test set is scaled with its own mean and deviation; it has to go through the scaling of the training set.

    One and the same row must get the same numbers in both sets.
    """
    return zscore(X_train, X_train)[0], zscore(X_test, X_test)[0]


@scaling.mistake(reread="Lecture 07, “Scaling: what the test set may not know”")
def both_sets_together(X_train, X_test):
    """Mean and deviation are taken from both sets together: the training set knows about the test set.

    What is learned, the scaling too, is learned from the training rows alone.
    """
    Z, _ = zscore(np.vstack([X_train, X_test]), X_test)
    return Z[: len(X_train)], Z[len(X_train) :]


@scaling.mistake(reread="Lecture 07, “Scaling: what the test set may not know”")
def scaled_by_the_test_set(X_train, X_test):
    """Mean and deviation are those of the test set.

    They are learned from the training rows.
    """
    Z_test, Z_train = zscore(X_test, X_train)
    return Z_train, Z_test


@scaling.mistake(reread="Lecture 07, “Scaling: what the test set may not know”")
def test_set_left_as_it_is(X_train, X_test):
    """The test set is not scaled: the model would see other units than it was trained on.

    Both sets go through the same formula with the same numbers.
    """
    return zscore(X_train, X_test)[0], X_test.copy()


@scaling.mistake(reread="Lecture 07, “Scaling: what the test set may not know”")
def test_set_centred_by_itself(X_train, X_test):
    """The test set is centred at its own mean; only the deviation comes from the training set.

    Both numbers come from the training rows.
    """
    return zscore(X_train, X_train)[0], zscore(X_train - X_train.mean(axis=0), X_test - X_test.mean(axis=0))[1]


@scaling.mistake()
def only_centred(X_train, X_test):
    """The columns are centred, but not divided by their deviation.

    After scaling, every column of the training set has deviation 1.
    """
    return X_train - X_train.mean(axis=0), X_test - X_train.mean(axis=0)


def _deviation(X, ddof=0):
    deviation = X.std(axis=0, ddof=ddof)
    return np.where(deviation > 0, deviation, 1)


@scaling.mistake()
def only_divided(X_train, X_test):
    """The columns are divided by their deviation, but not centred.

    After scaling, every column of the training set has mean 0.
    """
    return X_train / _deviation(X_train), X_test / _deviation(X_train)


@scaling.mistake()
def mean_after_division(X_train, X_test):
    """Only the mean is divided: x − mean / deviation has its brackets missing.

    Division binds more strongly than subtraction.
    """
    shift = X_train.mean(axis=0) / _deviation(X_train)
    return X_train - shift, X_test - shift


@scaling.mistake()
def divided_by_m_minus_one(X_train, X_test):
    """The deviation has m − 1 in its denominator (ddof=1); this course divides by m.

    After scaling, the mean of the squares of every training column is exactly 1.
    """
    mean, deviation = X_train.mean(axis=0), _deviation(X_train, 1)
    return (X_train - mean) / deviation, (X_test - mean) / deviation


@scaling.mistake()
def variance_for_deviation(X_train, X_test):
    """The columns are divided by their variance; the square root is missing.

    The result must not depend on the unit: centimetres or metres.
    """
    mean, deviation = X_train.mean(axis=0), _deviation(X_train)
    return (X_train - mean) / deviation**2, (X_test - mean) / deviation**2


@scaling.mistake()
def one_scale_for_all(X_train, X_test):
    """All columns share one mean and one deviation.

    Columns in different units need their own: which axis do you average over?
    """
    return (X_train - X_train.mean()) / X_train.std(), (X_test - X_train.mean()) / X_train.std()


@scaling.mistake()
def rows_scaled(X_train, X_test):
    """Every row is scaled by itself: the mean runs over the columns.

    Which axis counts the examples?
    """
    return zscore(X_train.T, X_train.T)[0].T.copy(), zscore(X_test.T, X_test.T)[0].T.copy()


@scaling.mistake()
def smallest_to_largest(X_train, X_test):
    """The columns are stretched to 0…1 by their smallest and largest value; asked for are mean and deviation.

    After scaling, every training column has mean 0 and deviation 1.
    """
    low, span = X_train.min(axis=0), np.maximum(np.ptp(X_train, axis=0), 1e-300)
    return (X_train - low) / span, (X_test - low) / span


@scaling.mistake()
def columns_of_length_one(X_train, X_test):
    """The columns are divided by their length, the root of the sum of squares; the 1/m under the root is missing.

    The deviation is the root of a mean.
    """
    Z_train, Z_test = zscore(X_train, X_test)
    return Z_train / np.sqrt(len(X_train)), Z_test / np.sqrt(len(X_train))


@scaling.mistake()
def centred_at_the_median(X_train, X_test):
    """The columns are centred at their median; asked for is the mean.

    After scaling, every training column has mean 0.
    """
    middle, deviation = np.median(X_train, axis=0), _deviation(X_train)
    return (X_train - middle) / deviation, (X_test - middle) / deviation


@scaling.mistake(reread="Lecture 07, “Scaling: columns that are constant”")
def zero_by_zero(X_train, X_test):
    """A constant column becomes NaN: its deviation is 0, and 0/0 is not a number.

    Zeros divided by which number stay zeros, without a warning?
    """
    mean, deviation = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / deviation, (X_test - mean) / deviation


@scaling.mistake(reread="Lecture 07, “Scaling: columns that are constant”")
def constant_column_dropped(X_train, X_test):
    """A constant column is dropped: the result has fewer columns.

    The column stays and holds zeros; theta keeps its length.
    """
    Z_train, Z_test = zscore(X_train, X_test)
    kept = np.ptp(X_train, axis=0) > 0
    return Z_train[:, kept], Z_test[:, kept]


@scaling.mistake(reread="Lecture 03, “The update in place”")
def tables_overwritten(X_train, X_test):
    """The result is written into the tables that were passed in (X -= …); with integers NumPy raises an error.

    Make new arrays: X_train - mean.
    """
    mean, deviation = X_train.mean(axis=0), _deviation(X_train)
    X_train -= mean
    X_train /= deviation
    X_test -= mean
    X_test /= deviation
    return X_train, X_test


@scaling.mistake(reread="Lecture 00, “Whole numbers”")
def integer_tables(X_train, X_test):
    """For integers the result is cut off to whole numbers: it is written into copies of the tables.

    Copies of integers hold integers. Let NumPy make the result.
    """
    mean, deviation = X_train.mean(axis=0), _deviation(X_train)
    Z_train, Z_test = X_train.copy(), X_test.copy()
    for j in range(X_train.shape[1]):
        Z_train[:, j] = (X_train[:, j] - mean[j]) / deviation[j]
        Z_test[:, j] = (X_test[:, j] - mean[j]) / deviation[j]
    return Z_train, Z_test


@scaling.mistake(says=slips.RESULTS_SWAPPED)
def returned_in_the_other_order(X_train, X_test):
    """First the training set, then the test set."""
    Z_train, Z_test = zscore(X_train, X_test)
    return Z_test, Z_train


@scaling.mistake()
def training_set_twice(X_train, X_test):
    """The second result is the training set once more.

    The second result belongs to X_test.
    """
    return zscore(X_train, X_train)


@scaling.variant
def column_by_column(X_train, X_test):
    Z_train, Z_test = np.zeros(X_train.shape), np.zeros(X_test.shape)
    m = len(X_train)
    for j in range(X_train.shape[1]):
        mean = sum(X_train[:, j]) / m
        deviation = (sum((x - mean) ** 2 for x in X_train[:, j]) / m) ** 0.5
        if deviation == 0:
            deviation = 1.0
        Z_train[:, j] = (X_train[:, j] - mean) / deviation
        Z_test[:, j] = (X_test[:, j] - mean) / deviation
    return Z_train, Z_test


@scaling.variant
def by_centring_first(X_train, X_test):
    centre = np.mean(X_train, axis=0, keepdims=True)
    deviation = np.sqrt(np.mean((X_train - centre) ** 2, axis=0, keepdims=True))
    deviation[deviation == 0] = 1
    Z_train, Z_test = ((X - centre) / deviation for X in (X_train, X_test))
    return Z_train, Z_test


@scaling.variant
def in_one_go(X_train, X_test):
    both, m = np.concatenate([X_train, X_test]).astype(float), len(X_train)
    both -= both[:m].mean(axis=0)
    both /= np.maximum(both[:m].std(axis=0), 1e-12)
    return both[:m], both[m:]

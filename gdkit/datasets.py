"""Data for lectures and exercises: written down here, made with a Generator, or from scikit-learn; never downloaded.

Every function returns X (m, n), rows are examples, and y (m,) or labels (m,) of 0..K-1.
"""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdkit.arrays import Array, as_matrix, as_rng

Labels = NDArray[np.intp]

TOY_LABELS = {
    "separable": "111010101100",  # 1 where y > 2: a line separates the classes, so the log loss has no minimizer
    "overlapping": "111010001110",  # rows 7 and 11 flipped: their twins, rows 1 and 6, say otherwise
    "three": "221020201200",
}


def toy_batch() -> tuple[Array, Array]:
    """The 12-row batch of the mini-batch document: X (12, 2) and y = 0.1 + 1.5 x₁ + 1.5 x₂ (12,), without noise.

    >>> X, y = toy_batch()
    >>> y
    array([ 4.6 ,  6.1 ,  3.1 ,  1.6 ,  6.1 ,  1.6 ,  4.6 , -2.15,  2.65,
            4.6 ,  1.6 ,  0.1 ])
    """
    x_1 = [1, 3, 1, 0, 2, -2, 1, -1, 0.5, 2, -2, -1]
    x_2 = [2, 1, 1, 1, 2, 3, 2, -0.5, 1.2, 1, 3, 1]
    X = np.column_stack([x_1, x_2])
    return X, X @ np.array([1.5, 1.5]) + 0.1


def toy_labels(kind: str = "separable") -> Labels:
    """Classes for the rows of the toy batch, (12,): "separable" and "overlapping" of 0 and 1, "three" of 0, 1, 2."""
    if kind not in TOY_LABELS:
        raise ValueError(f"kind is {kind!r}; expected one of {', '.join(map(repr, TOY_LABELS))}.")
    return np.array(list(TOY_LABELS[kind]), dtype=np.intp)


def noisy_line(rng: np.random.Generator, m: int = 200) -> tuple[Array, Array]:
    """m points around y = 2 + 5x: x uniform on (0, 2), noise 0.5 N(0, 1). X (m, 1), y (m,)."""
    rng = as_rng(rng, "the points are random")
    x = 2 * rng.random(m)
    return x[:, None], 2 + 5 * x + 0.5 * rng.standard_normal(m)


def iris() -> tuple[Array, Labels]:
    """Fisher's irises: four lengths in cm, X (150, 4); species 0, 1, 2 (setosa, versicolor, virginica)."""
    return _table("iris.csv")


def iris_petals() -> tuple[Array, Labels]:
    """Petal length and width in cm of Fisher's irises, X (150, 2); species 0, 1, 2; `labels == 2` is virginica."""
    X, labels = iris()
    return X[:, 2:].copy(), labels


def breast_cancer() -> tuple[Array, Labels]:
    """The Wisconsin diagnostic data: 30 measurements of cell nuclei, X (569, 30); 0 malignant, 1 benign."""
    return _table("breast_cancer.csv")


def digits() -> tuple[Array, Labels]:
    """Handwritten digits of 8 by 8 pixels, each 0..1, X (1797, 64); labels 0..9.

    Alpaydin and Kaynak 1998, "Optical recognition of handwritten digits", UCI machine learning repository (CC BY 4.0),
    the part that scikit-learn has; kept in gdkit/data, so that nothing else is needed.
    """
    with np.load(Path(__file__).with_name("data") / "digits.npz") as file:
        return file["pixels"] / 16, file["labels"].astype(np.intp)


HELD_OUT = 360


def digits_split(*classes: int) -> tuple[Array, Labels, Array, Labels]:
    """X (1437, 64), labels to learn from, and X_held (360, 64), labels_held that no training sees; always the same.

    With classes, only these digits, numbered 0, 1, ... in the order given: digits_split(2, 7) has 0 for a two.
    Raises ValueError where a class is no digit or stands twice.

    >>> X, labels, X_held, labels_held = digits_split(2, 7)
    >>> X.shape, X_held.shape
    ((281, 64), (75, 64))
    """
    if len(set(classes)) < len(classes) or not set(classes) <= set(range(10)):
        raise ValueError(f"classes are {classes}; expected different digits of 0 to 9, as in digits_split(2, 7).")
    X, labels = digits()
    order = np.random.default_rng(0).permutation(len(X))
    held, kept = order[:HELD_OUT], order[HELD_OUT:]
    if classes:
        held, kept = (rows[np.isin(labels[rows], classes)] for rows in (held, kept))
        number = np.zeros(10, dtype=np.intp)
        number[list(classes)] = range(len(classes))
        labels = number[labels]
    return X[kept], labels[kept], X[held], labels[held]


def diabetes() -> tuple[Array, Array]:
    """Ten scaled measurements of 442 patients, X (442, 10); the progress of their diabetes in a year, y (442,)."""
    from sklearn.datasets import load_diabetes

    bunch = load_diabetes()
    return bunch.data, bunch.target


def _table(file: str) -> tuple[Array, Labels]:
    """A table that lies in scikit-learn, which is not imported for it: that takes seconds where a homework runs in a
    browser. Raises ModuleNotFoundError where it is not installed."""
    sklearn = find_spec("sklearn")
    if sklearn is None or not sklearn.submodule_search_locations:
        raise ModuleNotFoundError("scikit-learn, which brings this table, is not installed.", name="sklearn")
    reader: Any = sklearn.loader
    content = reader.get_data(str(Path(sklearn.submodule_search_locations[0]) / "datasets" / "data" / file))
    rows = np.loadtxt(io.StringIO(content.decode()), delimiter=",", skiprows=1)
    return np.ascontiguousarray(rows[:, :-1]), rows[:, -1].astype(np.intp)


def standardize(X: ArrayLike, like: ArrayLike | None = None) -> Array:
    """(X − mean) / standard deviation, column by column; mean and deviation (1/m) are those of `like`, or of X.

    A test set is standardized like its training set: `standardize(X_test, like=X_train)`. A constant column becomes 0.
    """
    X = as_matrix("X", X)
    source = X if like is None else as_matrix("like", like)
    if source.shape[1] != X.shape[1]:
        raise ValueError(f"like has {source.shape[1]} columns; expected {X.shape[1]}, as X has.")
    constant = np.ptp(source, axis=0) == 0  # of six times 0.1, the mean and so the deviation are off by rounding
    return (X - source.mean(axis=0)) / np.where(constant, 1, source.std(axis=0))

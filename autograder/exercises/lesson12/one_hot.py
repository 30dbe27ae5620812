"""A99, labels as rows: a single 1 in the column of the class."""

import numpy as np

from autograder.declaring import Exercise

from .. import wide_networks as wide

rows = Exercise(
    "12.one_hot",
    "one_hot(labels, n_classes) -> result",
    reread="Lecture 12, “Labels as rows”",
    allows={
        "one entry": ["labels"],
        "only zeros": ["labels"],
        "one": ["n_classes"],
    },
    library_calls=("one_hot", "OneHotEncoder", "LabelBinarizer", "label_binarize", "get_dummies", "to_categorical"),
)


@rows.reference
def one_hot(labels, n_classes):
    Y = np.zeros((len(labels), n_classes))
    Y[np.arange(len(labels)), labels] = 1
    return Y


@rows.alternative
def in_whole_numbers(labels, n_classes):
    """0 and 1 may be whole numbers."""
    return one_hot(labels, n_classes).astype(int)


@rows.shown("five labels of three classes")
def five_labels():
    return {"labels": np.array([2, 0, 1, 1, 2]), "n_classes": 3}


@rows.shown("five classes, none of class 1 or 4 among the labels")
def missing_classes():
    return {"labels": np.array([2, 0, 2, 3, 0, 3]), "n_classes": 5}


@rows.shown("as many labels as classes")
def as_many_labels():
    return {"labels": np.array([1, 2, 3, 0]), "n_classes": 4}


@rows.shown("five other labels of three classes")
def five_other_labels():
    return {"labels": np.array([0, 0, 2, 1, 0]), "n_classes": 3}


@rows.drawn(2)
def any_labels(rng):
    K = int(rng.integers(3, 7))
    return {"labels": rng.integers(0, K, size=K + int(rng.integers(1, 6))), "n_classes": K}


@rows.drawn(1)
def first_and_last_missing(rng):
    return {"labels": rng.integers(1, 4, size=7), "n_classes": 5}


@rows.drawn(1)
def fewer_labels_than_classes(rng):
    return {"labels": rng.permutation(8)[:3], "n_classes": 8}


@rows.drawn(1)
def one_label(rng):
    return {"labels": rng.integers(1, 3, size=1), "n_classes": 4}


@rows.drawn(1)
def two_classes(rng):
    return {"labels": rng.permutation([0, 1, 1, 0, 1]), "n_classes": 2}


@rows.wider
def labels_at_all(rng):
    """Some of the classes or all of them, in order or not; now and then many classes, or many labels of few."""
    K = wide.one_of(rng, 1, 2, 3, 4, 5, 7, 12, 30)
    labels = rng.integers(0, wide.one_of(rng, K, K, (K + 1) // 2), size=wide.number_of_rows(rng, 8))
    return {"labels": wide.one_of(rng, labels, labels, np.sort(labels), K - 1 - labels), "n_classes": K}


rows.keep(10, 149, 5)


@rows.independent()
def by_scikit_learn(labels, n_classes):
    from sklearn.preprocessing import OneHotEncoder

    encoder = OneHotEncoder(categories=[np.arange(n_classes)], sparse_output=False)
    return encoder.fit_transform(labels[:, None])


@rows.mistake()
def classes_from_the_labels(labels, n_classes):
    """The number of columns is the largest label + 1: the last class has no column if no label names it.

    n_classes says how many there are.
    """
    return one_hot(labels, int(labels.max()) + 1)


@rows.mistake()
def classes_renumbered(labels, n_classes):
    """Only the classes that occur get a column, so the columns are renumbered from batch to batch.

    Column k belongs to class k, whether it occurs or not.
    """
    occurring, numbers = np.unique(labels, return_inverse=True)
    return one_hot(numbers, len(occurring))


@rows.mistake()
def always_three_classes(labels, n_classes):
    """Y always has three columns, whatever n_classes says.

    3 is right for the irises only.
    """
    return one_hot(labels, 3)


@rows.mistake(reread="Lecture 08, “Classes are counted from 0”")
def classes_counted_from_one(labels, n_classes):
    """The classes are counted from 1: label k marks column k − 1, and label 0 the last one.

    Here the classes are 0, …, K − 1.
    """
    return one_hot(labels - 1, n_classes)


@rows.mistake()
def examples_in_columns(labels, n_classes):
    """Y is transposed: the examples stand in columns.

    Y has one row an example, shape (m, K).
    """
    return one_hot(labels, n_classes).T.copy()


@rows.mistake()
def indices_exchanged(labels, n_classes):
    """Row and column are exchanged where the ones are set: the function stops, or Y is transposed.

    The first index is the example, the second its class.
    """
    Y = np.zeros((len(labels), n_classes))
    Y[labels, np.arange(len(labels))] = 1
    return Y


@rows.mistake()
def whole_columns_marked(labels, n_classes):
    """Whole columns are set to 1: Y[:, labels] takes all rows with all the labels.

    One entry in each row: row numbers and labels go into the brackets side by side.
    """
    Y = np.zeros((len(labels), n_classes))
    Y[:, labels] = 1
    return Y


@rows.mistake()
def whole_rows_marked(labels, n_classes):
    """Whole rows are set to 1, or the function stops: Y[labels] takes the labels for row numbers.

    One entry in each row: row numbers and labels go into the brackets side by side.
    """
    Y = np.zeros((len(labels), n_classes))
    Y[labels] = 1
    return Y


@rows.mistake()
def label_as_value(labels, n_classes):
    """The label itself is written into its column, so class 0 has an empty row and class 2 a 2.

    Every row sums to 1.
    """
    return one_hot(labels, n_classes) * labels[:, None]


@rows.mistake()
def labels_repeated(labels, n_classes):
    """The label is repeated in every column, as if the number of a class were a quantity.

    A class is a name. Every row is a one among zeros.
    """
    return np.repeat(labels[:, None], n_classes, axis=1) * 1.0


@rows.mistake()
def labels_as_column(labels, n_classes):
    """The labels come back as a column (m, 1).

    Each class has its own column.
    """
    return labels[:, None] * 1.0


@rows.mistake()
def zeros_and_ones_exchanged(labels, n_classes):
    """Zeros and ones are exchanged: the right class has the 0.

    Y holds the probabilities that a perfect network would give.
    """
    return 1 - one_hot(labels, n_classes)


@rows.mistake(reread="Lecture 07, “Labels 0 and 1, or −1 and 1”")
def minus_one_for_the_others(labels, n_classes):
    """The other classes have −1 instead of 0.

    Y holds the probabilities that a perfect network would give.
    """
    return 2 * one_hot(labels, n_classes) - 1


@rows.mistake()
def all_smaller_classes_too(labels, n_classes):
    """All columns up to the label are 1.

    Every row sums to 1.
    """
    return 1.0 * (np.arange(n_classes) <= labels[:, None])


@rows.mistake()
def last_label_forgotten(labels, n_classes):
    """The last row is empty: the loop ends one row early.

    range(m) ends with m − 1 already.
    """
    Y = one_hot(labels, n_classes)
    Y[-1] = 0
    return Y


@rows.mistake()
def first_label_only(labels, n_classes):
    """Only the first row is filled in.

    Is the return inside the loop?
    """
    Y = one_hot(labels, n_classes)
    Y[1:] = 0
    return Y


@rows.mistake(reread="Lecture 00, “Shapes”")
def true_and_false(labels, n_classes):
    """Y holds True and False; asked for are the numbers 1 and 0.

    .astype(float) turns them into numbers.
    """
    return labels[:, None] == np.arange(n_classes)


@rows.mistake(reread="Lecture 00, “Shapes”")
def nested_lists(labels, n_classes):
    """Y is a list of lists; asked for is an array.

    np.array(...) turns it into an array.
    """
    return one_hot(labels, n_classes).tolist()


@rows.variant
def by_loop(labels, n_classes):
    Y = np.zeros((len(labels), n_classes), dtype=int)
    for i, k in enumerate(labels):
        Y[i, k] = 1
    return Y


@rows.variant
def of_the_identity(labels, n_classes):
    return np.eye(n_classes)[labels]


@rows.variant
def by_comparison(labels, n_classes):
    return (labels.reshape(-1, 1) == np.arange(n_classes)).astype(float)


@rows.variant
def from_lists(labels, n_classes):
    return np.array([[float(k == label) for k in range(n_classes)] for label in labels])

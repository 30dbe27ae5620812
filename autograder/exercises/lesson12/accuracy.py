"""A99, the share of examples whose most probable class is the right one."""

import numpy as np

from autograder.declaring import Exercise

from .. import wide_networks as wide

share = Exercise(
    "12.accuracy",
    "accuracy(P, labels) -> share",
    allows={
        "one row": ["P"],
        "one column": ["P"],
        "one entry": ["labels"],
        "only zeros": ["labels"],
        "equal rows": ["P"],
        "ties": ["P"],
    },
    reread="Lecture 12, “How good is it?”",
    library_calls=("accuracy_score",),
)


@share.reference
def accuracy(P, labels):
    return np.mean(P.argmax(axis=1) == labels)


@share.shown("five rows of three classes")
def three_of_five():
    P = [[0.6, 0.3, 0.1], [0.2, 0.48, 0.32], [0.4, 0.35, 0.25], [0.1, 0.2, 0.7], [0.3, 0.45, 0.25]]
    return {"P": np.array(P), "labels": np.array([0, 1, 1, 2, 2])}


@share.shown("as many rows as classes")
def square_table():
    P = [[0.2, 0.5, 0.25, 0.05], [0.1, 0.2, 0.4, 0.3], [0.45, 0.3, 0.05, 0.2], [0.05, 0.15, 0.1, 0.7]]
    return {"P": np.array(P), "labels": np.array([1, 2, 0, 0])}


@share.shown("a tie in every row: the first of the largest counts")
def tied_rows():
    P = [[0.4, 0.4, 0.2], [0.1, 0.45, 0.45], [0.35, 0.3, 0.35], [0.25, 0.5, 0.25], [0.45, 0.1, 0.45], [0.3, 0.35, 0.35]]
    return {"P": np.array(P), "labels": np.array([0, 2, 0, 1, 2, 2])}


@share.shown("seven rows of two classes, five of them of class 0")
def two_classes_of_seven():
    P = [[0.9, 0.1], [0.7, 0.3], [0.4, 0.6], [0.8, 0.2], [0.6, 0.4], [0.3, 0.7], [0.55, 0.45]]
    return {"P": np.array(P), "labels": np.array([0, 0, 0, 0, 1, 1, 0])}


def _table(rng, m, K, n_right):
    """n_right rows are classified rightly."""
    P = rng.random((m, K)) + 0.1
    labels = P.argmax(axis=1)
    wrong = rng.permutation(m)[n_right:]
    labels[wrong] = (labels[wrong] + rng.integers(1, K, size=len(wrong))) % K
    return {"P": P / P.sum(axis=1, keepdims=True), "labels": labels}


@share.drawn(3)
def any_table(rng):
    K = int(rng.integers(3, 6))
    return _table(rng, K + int(rng.integers(4, 9)), K, int(rng.integers(2, 6)))


@share.drawn(1)
def square_tables(rng):
    return _table(rng, 5, 5, 3)


@share.drawn(1)
def all_right(rng):
    return _table(rng, 6, 3, 6)


@share.drawn(1)
def all_wrong(rng):
    return _table(rng, 6, 4, 0)


@share.drawn(1)
def one_row(rng):
    return _table(rng, 1, 3, 1)


@share.wider
def tables_at_all(rng):
    """Rows that are sure, undecided between some classes or all of them, or decided by very little."""
    m, K = wide.number_of_rows(rng, 8), wide.one_of(rng, 1, 2, 2, 3, 3, 4, 5)
    table = _table(rng, m, K, int(rng.integers(0, m + 1))) if K > 1 else {"P": np.ones((m, 1)), "labels": [0] * m}
    P, labels = np.round(table["P"], wide.one_of(rng, 1, 2, 3, 3)), np.array(table["labels"])
    rows = np.arange(m)[rng.random(m) < 0.5]
    second = np.array(np.argsort(P, axis=1, kind="stable")[:, -2:][:, 0])
    match wide.one_of(rng, "usual", "tied", "close", "sure", "the same", "equal rows"):
        case "tied":  # the label is one of the two
            P[rows, second[rows]] = P.max(axis=1)[rows]
            labels[rows] = np.where(rng.random(len(rows)) < 0.5, second[rows], P.argmax(axis=1)[rows])
        case "close":
            P[rows, second[rows]] = P.max(axis=1)[rows] - 10.0 ** rng.uniform(-10, -3, size=len(rows))
            labels[rows] = np.where(rng.random(len(rows)) < 0.5, second[rows], labels[rows])
        case "sure":
            P = 1.0 * np.equal(np.arange(K), P.argmax(axis=1)[:, None])
        case "the same":
            P[rows] = 1 / K
        case "equal rows":
            chosen = rng.integers(m, size=m)
            P, labels = P[chosen], labels[chosen]
    return {"P": P, "labels": labels}


share.keep(27, 94, 2, 219)


@share.independent()
def by_scikit_learn_score(P, labels):
    from sklearn.metrics import accuracy_score

    return accuracy_score(labels, np.argsort(-P, axis=1, kind="stable")[:, 0])


@share.mistake()
def classified_by_columns(P, labels):
    """The largest entry is looked for in each column: that is an example for each class, not a class for each example.

    An example's probabilities stand in its row. Which axis does argmax take?
    """
    return np.mean(P.argmax(axis=0) == labels)


@share.mistake()
def entry_of_the_whole_table(P, labels):
    """argmax without an axis gives one number for the whole table.

    A class for each row: axis=1.
    """
    return np.mean(P.argmax() == labels)


@share.mistake()
def smallest_probability(P, labels):
    """The class with the smallest probability is taken.

    argmax, not argmin.
    """
    return np.mean(P.argmin(axis=1) == labels)


@share.mistake()
def number_of_hits(P, labels):
    """The hits are counted; asked for is their share.

    Divide by the number of rows.
    """
    return np.sum(P.argmax(axis=1) == labels)


@share.mistake()
def in_percent(P, labels):
    """The share is given in percent; asked for is a number between 0 and 1.

    1 means that all are right.
    """
    return 100 * accuracy(P, labels)


@share.mistake()
def share_of_errors(P, labels):
    """This is the share of the errors.

    == counts the hits, != the errors.
    """
    return 1 - accuracy(P, labels)


@share.mistake()
def divided_by_classes(P, labels):
    """The hits are divided by the number of classes instead of the number of rows.

    P has the shape (m, K).
    """
    return np.sum(P.argmax(axis=1) == labels) / P.shape[1]


@share.mistake()
def divided_by_150(P, labels):
    """The hits are always divided by 150, the number of irises.

    Take the number of rows from P.
    """
    return np.sum(P.argmax(axis=1) == labels) / 150


@share.mistake()
def whole_division(P, labels):
    """The share is cut off to 0 or 1: // cuts off the decimals.

    / divides numbers, // counts how often one fits into the other.
    """
    return float(np.sum(P.argmax(axis=1) == labels) // len(P))


@share.mistake(reread="Lecture 08, “Classes are counted from 0”")
def argmax_plus_one(P, labels):
    """The classes are counted from 1: argmax gives 0, …, K − 1, as the labels do.

    argmax counts from 0 already.
    """
    return np.mean(P.argmax(axis=1) + 1 == labels)


@share.mistake()
def more_than_a_half(P, labels):
    """An example counts as right only if its class has a probability above ½.

    With three classes the largest of them can be smaller than that.
    """
    return np.mean(P[np.arange(len(P)), labels] > 0.5)


@share.mistake()
def mean_probability(P, labels):
    """This is the mean probability of the right class.

    Accuracy asks only whether it is the largest in its row.
    """
    return np.mean(P[np.arange(len(P)), labels])


@share.mistake()
def entries_compared(P, labels):
    """One-hot rows are compared entry by entry: the zeros that agree count as hits too.

    Each row is one hit or one error.
    """
    return np.mean(np.eye(P.shape[1])[P.argmax(axis=1)] == np.eye(P.shape[1])[labels])


@share.mistake()
def mean_over_classes(P, labels):
    """The accuracy is computed for each class and then averaged: rare classes weigh too much.

    Every example counts the same.
    """
    hits = P.argmax(axis=1) == labels
    return np.mean([hits[labels == k].mean() for k in np.unique(labels)])


@share.mistake()
def shares_of_classes(P, labels):
    """The classes are counted on both sides and the counts are compared: which example got which class plays no part.

    Compare example by example.
    """
    return np.mean(np.sort(P.argmax(axis=1)) == np.sort(labels))


@share.mistake()
def last_row_forgotten(P, labels):
    """The last row is not counted: the loop ends one row early.

    range(m) ends with m − 1 already.
    """
    hits = P.argmax(axis=1) == labels
    return np.sum(hits[:-1]) / len(hits)


@share.mistake()
def hits_as_array(P, labels):
    """An array of True and False comes back; asked for is one number.

    Their mean is the share of True.
    """
    return P.argmax(axis=1) == labels


@share.mistake()
def rounded(P, labels):
    """The share is rounded to two decimals.

    Round when you print, not when you compute.
    """
    return np.round(accuracy(P, labels), 2)


@share.variant
def by_loop(P, labels):
    hits = 0
    for i in range(len(labels)):
        best = 0
        for k in range(P.shape[1]):
            if P[i, k] > P[i, best]:
                best = k
        hits += best == labels[i]
    return hits / len(labels)


@share.mistake()
def ties_as_hits(P, labels):
    """Where two classes have the same largest probability, either of them counts as right.

    argmax takes the first of them: one class for each row.
    """
    right = np.take_along_axis(P, labels[:, None], axis=1)[:, 0]
    return float((right >= P.max(axis=1)).sum() / P.shape[0])


@share.mistake()
def last_of_a_tie(P, labels):
    """Where two classes have the same largest probability, the last of them is taken.

    The first one counts, as argmax has it.
    """
    return np.mean(P.shape[1] - 1 - P[:, ::-1].argmax(axis=1) == labels)


@share.variant
def row_by_row_with_lists(P, labels):
    """list.index finds the first of equal ones."""
    guesses = [row.index(max(row)) for row in P.tolist()]
    return sum(int(guess == label) for guess, label in zip(guesses, labels, strict=True)) / len(guesses)


@share.variant
def of_a_mask(P, labels):
    """Larger than all before it, and not smaller than any after it."""
    each = np.arange(P.shape[1])
    lead = P - P[np.arange(len(P)), labels][:, None]
    beaten = np.where(each < labels[:, None], lead >= 0, lead > 0).any(axis=1)
    return 1 - np.count_nonzero(beaten) / len(labels)


@share.variant
def of_a_confusion_matrix(P, labels):
    table = np.zeros((P.shape[1], P.shape[1]))
    np.add.at(table, (labels, np.argmax(P, axis=1)), 1)
    return np.trace(table) / table.sum()

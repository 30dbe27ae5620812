"""X12.2, do the hidden units differ? The largest difference between two of them on one example."""

import numpy as np

from autograder.declaring import Exercise

from .. import wide_networks as wide

spreading = Exercise(
    "12.hidden_spread",
    "hidden_spread(H) -> spread",
    allows={
        "one row": ["H"],
        "one column": ["H"],
        "only zeros": ["H"],
        "equal rows": ["H"],
        "large": ["H"],
        "small": ["H"],
    },
    reread="Lecture 12, “Hidden units that stay alike”",
)


@spreading.reference
def hidden_spread(H):
    return np.max(H.max(axis=1) - H.min(axis=1))


@spreading.shown("four rows of three hidden units")
def four_rows():
    H = [[0.2, 0.25, 0.35], [0.9, 0.7, 0.6], [0.5, 0.1, 0.3], [0.8, 0.55, 0.65]]
    return {"H": np.array(H)}


@spreading.shown("units that are alike: rows of one value each")
def alike():
    return {"H": np.array([[0.3, 0.3, 0.3, 0.3], [0.75, 0.75, 0.75, 0.75]])}


@spreading.shown("four rows of four units; the second and the fourth differ most")
def square_units():
    H = [[0.85, 0.8, 0.7, 0.6], [0.55, 0.95, 0.45, 0.1], [0.45, 0.5, 0.4, 0.42], [0.3, 0.2, 0.35, 0.5]]
    return {"H": np.array(H)}


@spreading.drawn(3)
def any_units(rng):
    n = int(rng.integers(3, 6))
    return {"H": rng.random((n + int(rng.integers(2, 5)), n))}


@spreading.drawn(1)
def square_table_of_units(rng):
    return {"H": rng.random((4, 4))}


@spreading.drawn(1)
def nearly_alike(rng):
    return {"H": rng.random((5, 1)) + 1e-3 * rng.random((5, 3))}


@spreading.drawn(1)
def one_row_of_units(rng):
    return {"H": rng.random((1, 5))}


@spreading.drawn(1)
def negative_units(rng):
    """As tanh gives them."""
    return {"H": rng.random((6, 3)) - 1.5}


@spreading.wider
def units_at_all(rng):
    """Units that differ much, hardly, or in one example only; of the sigmoid, of tanh, or without a bound."""
    shape = wide.number_of_rows(rng, 6), int(rng.integers(1, 7))
    H = np.round(rng.random(shape), 2)
    match wide.one_of(rng, "sigmoid", "tanh", "usual", "all sizes", "hardly", "once", "zeros", "large", "saturated"):
        case "tanh":
            H = np.round(2 * H - 1, 2)
        case "usual":
            H = wide.usual(rng, shape)
        case "all sizes":
            H = wide.mixed(rng, shape, -5, 2)
        case "hardly":
            H = H[:, :1] + wide.digits(rng.random(shape) * 10.0 ** rng.uniform(-10, -2))
        case "once":
            H = np.where(np.arange(shape[0])[:, None] == rng.integers(shape[0]), H, H[:, :1])
        case "zeros":
            H = 0 * H
        case "large":
            H = np.maximum(0, wide.tiny_or_large(rng, shape))
        case "saturated":
            H = np.where(rng.random(shape) < 0.5, 1e-9 * H, 1 - 1e-6 * H)
    return {"H": H}


spreading.keep(205, 91, 105, 133, 244, 15, 19)


@spreading.independent()
def by_all_pairs(H):
    """Every unit against every other one."""
    return float(np.abs(H[:, :, None] - H[:, None, :]).max())


@spreading.mistake()
def between_examples(H):
    """Examples are compared with one another: the difference is taken down the columns.

    The units stand in the columns; compare the entries of a row.
    """
    return np.max(H.max(axis=0) - H.min(axis=0))


@spreading.mistake()
def over_the_whole_table(H):
    """The largest and the smallest entry of the whole table are compared: they can belong to different examples.

    Two units, one example: first a difference in each row, then the largest of them.
    """
    return H.max() - H.min()


@spreading.mistake()
def smallest_difference(H):
    """The row in which the units differ least is taken.

    They are alike only if they are alike in every example.
    """
    return np.min(H.max(axis=1) - H.min(axis=1))


@spreading.mistake()
def mean_difference(H):
    """The differences of the rows are averaged; asked for is the largest.

    Units that differ on a single example are not alike. Does the mean show it?
    """
    return np.mean(H.max(axis=1) - H.min(axis=1))


@spreading.mistake()
def summed_differences(H):
    """The differences of the rows are added; asked for is the largest.

    Copy an example: the spread must not change.
    """
    return np.sum(H.max(axis=1) - H.min(axis=1))


@spreading.mistake()
def difference_of_each_row(H):
    """The differences of all rows come back; asked for is the largest of them.

    One number for all examples together.
    """
    return H.max(axis=1) - H.min(axis=1)


@spreading.mistake()
def neighbours_only(H):
    """Only neighbouring units are compared.

    Any two units count, the first and the last as well.
    """
    return np.max(np.abs(H[:, 1:] - H[:, :-1]))


@spreading.mistake()
def first_unit_with_the_others(H):
    """Only the first unit is compared with the others.

    Two others may differ more from each other than from the first.
    """
    return np.max(np.abs(H - H[:, :1]))


@spreading.mistake()
def first_and_last_unit(H):
    """Only the first and the last unit are compared.

    Any two units count.
    """
    return np.max(np.abs(H[:, 0] - H[:, -1]))


@spreading.mistake()
def first_two_units(H):
    """Only the first two units are compared.

    Any two units count.
    """
    return np.max(np.abs(H[:, 0] - H[:, 1]))


@spreading.mistake()
def first_row_only(H):
    """Only the first example is looked at.

    The units may differ most on another example.
    """
    return H[0].max() - H[0].min()


@spreading.mistake()
def means_of_the_units(H):
    """The means of the units are compared: differences of opposite sign cancel.

    Compare in each example, and average nothing.
    """
    means = H.mean(axis=0)
    return means.max() - means.min()


@spreading.mistake()
def standard_deviation(H):
    """The standard deviation of the units is taken instead of their largest difference.

    Largest minus smallest.
    """
    return np.max(H.std(axis=1))


@spreading.mistake()
def distance_from_the_mean(H):
    """The distance from the mean of the units is taken; asked for is the difference of two units.

    Largest minus smallest.
    """
    return np.max(np.abs(H - H.mean(axis=1, keepdims=True)))


@spreading.mistake()
def sign_reversed(H):
    """The difference is negative: smallest minus largest.

    A spread is never negative.
    """
    return -hidden_spread(H)


@spreading.mistake()
def largest_activation(H):
    """The largest activation is returned, not a difference.

    For units that are alike the spread is 0.
    """
    return H.max()


@spreading.mistake()
def yes_or_no(H):
    """The result says whether the units are alike; asked for is how much they differ.

    A number, which is 0 for units that are alike.
    """
    return bool(np.all(H[:, :1] == H))


@spreading.variant
def by_pairs(H):
    spread = 0.0
    for h in H:
        for j in range(len(h)):
            for k in range(j):
                spread = max(spread, abs(h[j] - h[k]))
    return spread


@spreading.variant
def by_ptp(H):
    return float(np.ptp(H, axis=1).max())


@spreading.variant
def by_sorting(H):
    ordered = np.sort(H, axis=1)
    return max(float(row[-1] - row[0]) for row in ordered)

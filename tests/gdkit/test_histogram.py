"""The histogram: every value is counted once, and what is seen is also said."""

import itertools

import numpy as np
import pytest

from gdkit import plots


def heights(figure):
    return [bar.get_height() for bar in figure.axes[0].patches]


@pytest.mark.parametrize("log_x", [False, True])
def test_every_value_is_counted_once(log_x):
    values = np.random.default_rng(0).lognormal(size=500)
    counts = heights(plots.histogram(values, bins=17, log_x=log_x))
    assert len(counts) == 17 and sum(counts) == 500
    edges = np.geomspace if log_x else np.linspace
    limits = edges(values.min(), values.max(), 18)
    naive = [sum(a <= v < b for v in values) for a, b in itertools.pairwise(limits)]
    naive[-1] = 500 - sum(naive[:-1])  # the largest value belongs to the last part
    assert np.abs(np.subtract(counts, naive)).sum() <= 2  # an edge may round to either side


def test_median_range_and_marks_are_said():
    alt = plots.histogram([1, 2, 3, 4, 5], bins=4, marks={"printed": 2.5}, xlabel="error", title="Five runs").alt
    for part in ("(Five runs) of error for 5 runs", "from 1 to 5, median 3", "printed at 2.5, with 40% of the runs"):
        assert part in alt


def test_equal_values_make_one_bar():
    assert heights(plots.histogram([2.0, 2.0, 2.0])) == [3]
    assert heights(plots.histogram([2.0, 2.0, 2.0], log_x=True)) == [3]


@pytest.mark.parametrize(
    ("values", "options", "said"),
    [
        ([[1.0]], {}, r"values has shape \(1, 1\); expected \(R,\)"),
        ([], {}, r"values has shape \(0,\)"),
        ([1.0, np.nan], {}, "finite numbers"),
        ([0.0, 1.0], {"log_x": True}, "smallest value or mark is 0; log_x needs > 0"),
        ([1.0, 2.0], {"log_x": True, "marks": {"a": -1}}, "smallest value or mark is -1"),
    ],
)
def test_what_cannot_be_drawn_is_refused(values, options, said):
    with pytest.raises(ValueError, match=said):
        plots.histogram(values, **options)

"""What a class says of its exercises, held against NumPy and SciPy; and classes of which nothing can be said."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.classes.items import FEWEST, Item, items
from autograder.classes.lateness import Lateness
from autograder.classes.standing import CellResult, Mark, NotebookResult, StudentResult
from autograder.text import safe

POINTS = (4.0, 2.0, 1.0, 3.0)


def student(name: str, scores: list[float | None], problem: str = "", mistake: str | None = None) -> StudentResult:
    """A submission with these points; None waits for a person."""
    cells = [
        CellResult(
            f"q{number}", "check", "pass", most, "", mistake if number == 0 else None, Mark(score, None, 0.0, False), {}
        )
        for number, (score, most) in enumerate(zip(scores, POINTS, strict=False))
    ]
    return StudentResult(safe(name), [], [NotebookResult("hw", problem, [], cells, {}, 0.0)], Lateness(0.0, None))


def classroom(scores: np.ndarray) -> list[StudentResult]:
    return [student(f"s{row:03}", [float(each) for each in line]) for row, line in enumerate(scores)]


def drawn(seed: int, count: int) -> np.ndarray:
    """Points of quarters, so that sums are exact."""
    rng = np.random.default_rng(seed)
    strength = rng.normal(size=(count, 1))
    share = np.clip(np.round(2 + strength + rng.normal(size=(count, 4))), 0, 4) / 4
    share[:, 2] = share[:, 2] >= 0.5  # all or nothing
    return np.asarray(share * POINTS)


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(FEWEST, 80))
def test_difficulty_and_discrimination_are_those_of_numpy(seed: int, count: int) -> None:
    scores = drawn(seed, count)
    for number, item in enumerate(items(classroom(scores))):
        rest = np.delete(scores, number, axis=1).sum(axis=1)
        assert item.share == pytest.approx(scores[:, number].mean() / POINTS[number], rel=1e-12)
        if np.ptp(rest) and np.ptp(scores[:, number]):
            expected = np.corrcoef(scores[:, number], rest)[0, 1]
            assert item.discrimination == pytest.approx(expected, abs=1e-9)
        else:
            assert item.discrimination is None


def test_of_a_cell_that_is_right_or_wrong_it_is_the_point_biserial_correlation() -> None:
    scores = drawn(3, 60)
    found = items(classroom(scores))[2]
    rest = np.delete(scores, 2, axis=1).sum(axis=1)
    expected = scipy.stats.pointbiserialr(scores[:, 2] > 0, rest)
    assert found.discrimination == pytest.approx(expected.statistic, abs=1e-12)
    assert found.known_to == pytest.approx(2 / np.sqrt(60))


def test_the_width_that_is_told_is_that_of_correlations_of_samples() -> None:
    rng = np.random.default_rng(5)
    known_to = items(classroom(drawn(1, 40)))[0].known_to
    correlations = [np.corrcoef(rng.normal(size=(2, 40)))[0, 1] for _ in range(2_000)]
    assert known_to == pytest.approx(2 * np.std(correlations), rel=0.1)


def test_who_is_out_of_line_is_far_from_the_line_that_scipy_draws() -> None:
    rng = np.random.default_rng(11)
    strength = rng.integers(1, 9, size=40) / 8
    scores = np.column_stack([strength * most for most in POINTS])
    scores[:, 0] += rng.choice([-0.25, 0.0, 0.25], size=40)
    scores[np.argmax(strength), 0] = 0.0  # strong elsewhere, nothing here
    scores[np.argmin(strength), 0] = 4.0
    found = items(classroom(scores))[0]
    rest, share = scores[:, 1:].sum(axis=1), scores[:, 0] / 4
    line = scipy.stats.linregress(rest, share)
    off = share - line.intercept - line.slope * rest
    far = {f"s{row:03}" for row in np.flatnonzero(np.abs(off) > 2.5 * off.std())}
    assert {*found.below, *found.above} == far
    assert f"s{np.argmax(strength):03}" in found.below and f"s{np.argmin(strength):03}" in found.above


def test_fewer_than_ten_students_have_a_mean_share_and_no_discrimination() -> None:
    for count in (1, 2, FEWEST - 1):
        for item in items(classroom(drawn(2, count))):
            assert item.share is not None and item.discrimination is None and not item.below + item.above
            assert item.students == count


@pytest.mark.parametrize(
    "scores", [np.ones((20, 4)) * POINTS, np.zeros((20, 4)), np.tile([4.0, 0.0, 1.0, 0.3], (20, 1))]
)
def test_a_class_in_which_all_are_equal_has_no_discrimination(scores: np.ndarray) -> None:
    for item, expected in zip(items(classroom(scores)), scores[0] / POINTS, strict=True):
        assert item.share == pytest.approx(expected)
        assert (item.discrimination, item.known_to, item.below, item.above) == (None, None, [], [])


def test_sums_that_differ_by_rounding_alone_are_equal() -> None:
    lines = [[1.0, 0.1, 0.2, 0.3], [0.0, 0.3, 0.2, 0.1]] * 10
    assert 0.1 + 0.2 + 0.3 != 0.3 + 0.2 + 0.1
    assert items(classroom(np.array(lines)))[0].discrimination is None


def test_no_submission_that_could_be_read_gives_no_items() -> None:
    assert items([]) == []
    assert items([student("ada", [0.0] * 4, problem="not valid JSON")]) == []


def test_work_that_could_not_be_read_is_left_out_and_what_waits_anywhere_is_in_no_sum() -> None:
    scores = drawn(7, 30)
    found = classroom(scores)
    found[0] = student("s000", [float(scores[0, 0]), float(scores[0, 1]), float(scores[0, 2]), None])
    with_a_broken_one = [*found, student("broken", [0.0] * 4, problem="not valid JSON")]
    assert items(with_a_broken_one) == items(found)
    rest = scores[:, 1] + scores[:, 2]  # without the fourth cell, in which one waits
    assert items(found)[0].discrimination == pytest.approx(np.corrcoef(scores[:, 0], rest)[0, 1])
    last = items(found)[3]
    assert last.students == 29
    assert last.discrimination == pytest.approx(np.corrcoef(scores[1:, 3], scores[1:, :3].sum(axis=1))[0, 1])


def test_mistakes_are_counted_the_most_frequent_first() -> None:
    made = [student(f"s{k}", [0.0] * 4, mistake="sign" if k < 3 else "ascent") for k in range(5)]
    assert list(items(made)[0].mistakes.items()) == [("sign", 3), ("ascent", 2)]
    assert isinstance(items(made)[0], Item)

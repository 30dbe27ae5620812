"""Moments, spans and what handing in late costs: laws, and what is refused in one line with its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.config import load_config
from autograder.course.late import Extensions, Late, Policy, penalty, until
from autograder.course.moments import in_utc, in_words, later, moment, shown
from autograder.course.settings import Settings, settings_of
from autograder.errors import CourseError

RATES = st.sampled_from([0.01, 0.05, 0.1, 0.125, 0.25, 0.5, 1.0])
POLICIES = st.one_of(
    st.builds(Policy, grace_minutes=st.integers(0, 3000), per_day=RATES, cap=st.sampled_from([0.1, 0.5, 1.0])),
    st.builds(Policy, grace_minutes=st.integers(0, 3000), per_hour=RATES, cap=st.sampled_from([0.1, 0.5, 1.0])),
)
SECONDS = st.integers(0, 40 * 86_400)
POINTS = st.integers(0, 400).map(lambda quarters: quarters / 4)


def naive(policy: Policy, seconds: int) -> Fraction:
    """The share, counted unit by unit."""
    size = 3_600 if policy.per_hour else 86_400
    over, share = seconds - 60 * int(policy.grace_minutes), Fraction(0)
    while over > 0:
        share += Fraction(str(policy.per_hour or policy.per_day))
        over -= size
    return min(share, Fraction(str(policy.cap)))


@given(POLICIES, SECONDS)
def test_the_share_is_the_rate_for_each_unit_begun_after_the_grace_up_to_the_cap(policy: Policy, seconds: int) -> None:
    assert Fraction(policy.share(seconds)) == naive(policy, seconds)


@given(POLICIES, SECONDS, st.integers(0, 100_000), POINTS)
def test_who_is_later_loses_no_less(policy: Policy, seconds: int, more: int, points: float) -> None:
    assert penalty(points, policy.share(seconds)) <= penalty(points, policy.share(seconds + more))


@given(POLICIES, SECONDS, POINTS)
def test_nobody_loses_more_than_the_cap_of_what_was_earned(policy: Policy, seconds: int, points: float) -> None:
    lost = penalty(points, policy.share(seconds))
    assert 0 <= lost <= points
    assert Decimal(str(lost)) <= Decimal(str(points)) * Decimal(str(policy.cap))


@given(POLICIES, st.data())
def test_within_the_grace_nothing_is_lost_and_a_second_after_it_something_is(
    policy: Policy, data: st.DataObject
) -> None:
    grace = int(policy.grace_minutes) * 60
    assert policy.share(data.draw(st.integers(0, grace))) == 0
    assert policy.share(grace + 1) > 0


@given(POINTS, st.integers(0, 100).map(lambda number: Decimal(number) / 100))
def test_points_are_taken_off_in_hundredths_rounded_down(points: float, share: Decimal) -> None:
    exact = Fraction(points) * Fraction(share)
    lost = Fraction(str(penalty(points, share)))
    assert lost.denominator in {1, 2, 4, 5, 10, 20, 25, 50, 100}
    assert lost <= exact < lost + Fraction(1, 100)


def test_what_rounding_does_to_a_sum_costs_no_hundredth() -> None:
    assert penalty(2.9999999999999996, Decimal("0.1")) == 0.3
    assert penalty(-2.0, Decimal("0.5")) == 0.0


# --- time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-20 12:00 Europe/Berlin", datetime(2026, 11, 20, 11, 0)),
        ("2026-07-20 12:00 Europe/Berlin", datetime(2026, 7, 20, 10, 0)),  # summer time
        ("2026-11-20 12:00 America/Los_Angeles", datetime(2026, 11, 20, 20, 0)),
        ("2026-11-20 12:00 +05:30", datetime(2026, 11, 20, 6, 30)),
        ("2026-11-20 12:00:30 -0800", datetime(2026, 11, 20, 20, 0, 30)),
        ("2026-11-20T12:00Z", datetime(2026, 11, 20, 12, 0)),
        ("2026-10-25 02:30 Europe/Berlin", datetime(2026, 10, 25, 1, 30)),  # twice: the later one
    ],
)
def test_a_moment_is_that_of_its_zone(text: str, utc: datetime) -> None:
    assert in_utc(moment(text)) == utc


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-11-20 12:00 PST", "no time zone is called 'PST'"),
        ("2026-11-20 12:00 CET", "no time zone is called 'CET'"),
        ("2026-11-20 12:00 Europe/Berln", "did you mean 'Europe/Berlin'"),
        ("2026-11-20 12:00 ../../etc/passwd", "no time zone"),
        ("2026-11-20 12:00 +27:00", "no offset of a time zone"),
        ("2026-11-20 12:00", "has no time zone"),
        ("2026-02-30 12:00 UTC", "is no moment"),
        ("20.11.2026 12:00", "is no moment"),
        ("tomorrow", "is no moment"),
        ("2026-03-29 02:30 Europe/Berlin", "does not exist"),  # the clocks are put forward
    ],
)
def test_what_is_no_moment_is_refused_with_what_is_expected(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("+", r"\+")):
        moment(text)


def test_a_day_more_ends_at_the_same_time_by_the_clock_and_24_hours_more_need_not() -> None:
    due = moment("2026-10-24 12:00 Europe/Berlin")
    assert shown(later(due, "1 day")) == "2026-10-25 12:00 Europe/Berlin"
    assert in_utc(later(due, "1 day")) - in_utc(due) == timedelta(hours=25)
    assert shown(later(due, "24 hours")) == "2026-10-25 11:00 Europe/Berlin"
    assert later(due, "1 week") == later(due, "7 days")


@pytest.mark.parametrize("text", ["2", "two days", "-1 day", "1.5 days", "3 months", "", "99999 days"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no span of time"):
        later(datetime(2026, 1, 1, tzinfo=UTC), text)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute"),
        (60, "1 minute"),
        (97_200, "1 day 3 hours"),
        (86_400, "1 day"),
        (7_260, "2 hours 1 minute"),
    ],
)
def test_a_span_is_told_by_its_two_largest_units(seconds: int, words: str) -> None:
    assert in_words(seconds) == words


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "text", "said"),
    [
        (2, "late = 3", "late is 3; expected a dictionary."),
        (3, 'late = {\n  "per_dy": 0.1}', "late has no 'per_dy'; did you mean 'per_day'?"),
        (2, 'late = {"per_day": 1.5}', "late['per_day'] is 1.5; expected a share between 0 and 1, such as 0.1."),
        (2, 'late = {"per_day": True}', "late['per_day'] is True; expected a share between 0 and 1, such as 0.1."),
        (2, 'late = {"grace_minutes": 5}', "late has neither per_day nor per_hour"),
        (2, 'late = {"per_day": 0.1, "per_hour": 0.1}', "late has both per_day and per_hour"),
        (3, 'late = {"per_day": 0.1,\n  "03": {"cap": 2}}', "late['cap'] is 2; expected a share"),
        (2, 'late = {"per_day": 0.1, "drop": 0.5}', "late['drop'] is 0.5; expected a whole number."),
        (3, 'due = {\n  "03": "2026-11-20 12:00 PST"}', "due['03']: no time zone is called 'PST'"),
        (2, 'due = {3: "2026-11-20 12:00 UTC"}', "3 is no name of an assignment"),
        (2, 'due = {"03": 7}', "due['03']: 7 is no text."),
        (
            4,
            'extensions = {"03": {\n  "ada": "2 days",\n  "bo": "2 dys"}}',
            "the extension of 'bo': '2 dys' is no span",
        ),
        (2, 'extensions = {"03": {"bo": 2}}', "the extension of 'bo': 2 is no span of time; expected '2 days'."),
        (2, 'extensions = {"03": "2 days"}', "extensions['03'] is '2 days'; expected {'STUDENT': '2 days'}."),
    ],
)
def test_a_declaration_that_will_not_do_is_one_line_with_its_place(
    tmp_path: Path, line: int, text: str, said: str
) -> None:
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\nc.Autograder.{text}\n")
    with pytest.raises(CourseError) as found:
        settings_of(load_config(tmp_path), tmp_path)
    assert str(found.value).startswith(f"nbgrader_config.py:{line}: c.Autograder: {said}")
    assert "\n" not in str(found.value)


def test_an_assignment_has_the_general_policy_but_for_what_it_says_itself(tmp_path: Path) -> None:
    text = 'c.Autograder.late = {"grace_minutes": 15, "per_day": 0.1, "03": {"per_hour": 0.05}, "04": None}'
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{text}\n")
    late = settings_of(load_config(tmp_path)).late
    assert late.general == Policy(grace_minutes=15, per_day=0.1)
    assert late.entries == (("03", Policy(grace_minutes=15, per_hour=0.05)), ("04", None))
    assert Settings().late == Late()


def test_an_extension_is_found_for_a_name_composed_or_not() -> None:
    (entry,) = Extensions.of({"03": {"Zoe\u0308": "2 days"}}).entries
    assert entry == ("03", (("Zo\u00eb", "2 days"),))
    due = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
    assert until("2026-12-01 12:00 +01:00", due, "Zoë") == datetime(2026, 12, 1, 11, 0, tzinfo=UTC)

"""What is expected of the class of lesson 03, written down by hand: the demo draws its own from the declarations."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.demo.members import Expected, Member, Members

from .conftest import ASSIGNMENT

STEP, EPOCH, QUIZ = "03-minibatch_step", "03-minibatch_epoch", "03-quiz_batch"
HALF_RIGHT = {"ascent", "residual-reversed-twice", "only-the-gradient", "rate-forgotten"}


@pytest.fixture(scope="module")
def members(released: Path) -> dict[str, Member]:
    """The class of lesson 03 by what the work is."""
    course = Course(released)
    source = next(course.path("source", ".", ASSIGNMENT).glob("*.ipynb"))
    return {member.what: member for member in Members(course.load(ASSIGNMENT), source).all()}


def test_the_class_of_lesson_03_has_40_members(members: dict[str, Member]) -> None:
    assert len(members) == 40


def test_four_mistakes_of_the_step_leave_half_of_it_right_and_no_other_does(members: dict[str, Member]) -> None:
    of_the_step = [member.expected[STEP] for what, member in members.items() if STEP in member.expected]
    of_mistakes = [expected for expected in of_the_step if expected.mistake]
    assert len({expected.mistake for expected in of_mistakes}) == 25
    for expected in of_mistakes:
        half = expected.mistake in HALF_RIGHT
        assert (expected.status, expected.fraction) == (("partial", 0.5) if half else ("fail", 0.0))


@pytest.mark.parametrize(
    ("what", "expected", "flags"),
    [
        ("missing-two + stale-gradients",
         {STEP: Expected("fail", 0.0, "missing-two"), EPOCH: Expected("fail", 0.0, "stale-gradients")}, set()),
        ("right, with warnings, prints, logging, stderr", {}, set()),
        ("right, file renamed", {}, {"renamed"}),
        ("right, cell duplicated (stub, then answer)", {}, {"duplicated"}),
        ("stub left as it was", dict.fromkeys((STEP, EPOCH, QUIZ), Expected("missing")), set()),
        ("test edited, test deleted, wrong work",
         {STEP: Expected("fail", 0.0, "missing-two"), QUIZ: Expected("fail", 0.0, "sum-for-mean")},
         {"tampered", "restored"}),
        ("broken JSON", dict.fromkeys((STEP, EPOCH, QUIZ), Expected("unreadable")), set()),
        ("endless loop in the function", {STEP: Expected("timeout")}, set()),
        ("endless loop in the cell", {STEP: Expected("timeout")}, set()),
        ("crashes the process", {STEP: Expected("crashed")}, set()),
        ("ends the process", {STEP: Expected("exited")}, set()),
        ("asks for 100 GB", {STEP: Expected("memory")}, set()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_the_demo_expects_is_what_was_written_down_by_hand(
    members: dict[str, Member], what: str, expected: dict[str, Expected], flags: set[str]
) -> None:
    assert members[what].expected == expected
    assert members[what].flags == flags

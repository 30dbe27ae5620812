"""A probe and its verdict: what it must do, and what a student reads where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdkit import check, suspects
from gdkit.checking import CheckFailed, ProbeData, judge_probe
from gdkit.checking import exercise as data_of
from gdkit.checking.domain import Argument, Domain
from gdkit.checking.encoding import NotPlainData, dumps
from gdkit.checking.probe import Clue


@pytest.fixture(autouse=True)
def _suspects() -> Iterator[None]:
    """Some pairs, for as long as a test runs."""
    before = dict(suspects.SUSPECTS)

    def right_double(x: Any) -> Any:
        return 2 * x

    @suspects.suspect(right_double)
    def square(x: Any) -> Any:
        return x**2

    @suspects.suspect(right_double)
    def stops_below_zero(x: Any) -> Any:
        if x < 0:
            raise ValueError("below zero")
        return 2 * x if x < 50 else 2.0001 * x

    @suspects.suspect(lambda x: np.array([10.0, 10.0 / x]))
    def descent(x: Any) -> Any:
        return np.array([10.0, 10.0 / x if x < 50 else 9.0 / x])

    yield
    suspects.SUSPECTS.clear()
    suspects.SUSPECTS.update(before)


def probe(suspect: str = "square", aim: str = "exposes", **more: Any) -> ProbeData:
    domain = Domain({}, {"x": Argument()})
    told = {"margin": 1e-3, "reread": "Lecture 99", "hint": "Look.", "why": "Learnt."} | more
    return ProbeData("99.probe", suspect, aim, domain, **told)


def test_a_probe_on_which_the_results_differ_exposes() -> None:
    verdict = judge_probe(probe(), {"x": 3})
    assert verdict.passed and verdict.fraction == 1.0
    assert verdict.message == "Your probe exposes the suspect: it gives 9, right is 6. Learnt."


def test_a_probe_on_which_they_agree_does_not() -> None:
    verdict = judge_probe(probe(), {"x": 2.0})
    assert (verdict.status, verdict.fraction) == ("fail", 0.0)
    assert verdict.message == "On your probe the suspect is right: it gives 4, as it should."
    assert (verdict.hint, verdict.reread) == ("Look.", "Lecture 99")


def test_an_error_exposes_unless_silence_is_asked_for() -> None:
    assert judge_probe(probe("stops_below_zero"), {"x": -1}).passed
    verdict = judge_probe(probe("stops_below_zero", "exposes without an error"), {"x": -1})
    assert not verdict.passed and "stops with ValueError, which nobody overlooks" in verdict.message


def test_a_difference_as_small_as_rounding_could_be_exposes_nothing() -> None:
    verdict = judge_probe(probe("stops_below_zero"), {"x": 60})
    assert not verdict.passed and "almost right" in verdict.message


def test_a_probe_hides_where_the_results_agree_and_are_not_near_zero() -> None:
    hides = probe(aim="hides")
    assert judge_probe(hides, {"x": 2}).message.startswith("Your probe hides the mistake: the suspect gives 4")
    shows = judge_probe(hides, {"x": 3})
    assert not shows.passed and shows.message == "On your probe the mistake shows: it gives 9, right is 6."
    empty = judge_probe(hides, {"x": 0})
    assert not empty.passed and "nothing to see" in empty.message


def test_a_falling_loss_counts_where_the_right_one_falls_otherwise() -> None:
    falls = probe("descent", "falls", margin=0.5)
    assert judge_probe(falls, {"x": 60}).message.startswith(
        "Your probe shows it: the suspect's loss goes from 10 to 0.15"
    )
    assert "expected a fall by 50% or more" in judge_probe(falls, {"x": 1.5}).message
    assert "the mistake changes nothing here" in judge_probe(falls, {"x": 10}).message
    assert "no finite result" in judge_probe(falls, {"x": 0}).message


def test_a_clue_comes_before_the_general_hint() -> None:
    with_clue = probe(clues=(Clue("zero", "x", "all zeros", "Not zero."),))
    zero, two = (judge_probe(with_clue, {"x": x}) for x in (0, 2))
    assert (zero.hint, zero.mistake) == ("Not zero.", "zero")
    assert (two.hint, two.mistake) == ("Look.", None)


@pytest.mark.parametrize("value", [None, {}])
def test_no_probe_is_missing_and_told_how_one_looks(value: Any) -> None:
    verdict = judge_probe(probe(), value)
    assert (verdict.status, verdict.message) == ("missing", "There is no probe yet.")
    assert '{"x": …}' in verdict.hint


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"x": value}
    return value


@pytest.mark.parametrize(
    "value",
    [
        lambda x: x,
        deep(5000),
        {"x": object()},
        {"x": np.array([object()])},
        {"x": np.zeros(10**7)},
        {"x": np.zeros(10**8, np.int8)},
        {"x": "x" * 10**7},
        {"x": 10**4000},
        {"x": [[[0] * 1000] * 1000]},
        dict.fromkeys(range(10**5), 1.0),
        {"x": 1e308},
        {"x": float("nan")},
        {"x": np.ma.masked},
    ],
    ids=range(13),
)
def test_a_hostile_probe_is_refused_with_words_and_nothing_is_called(
    value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suspects, "get", lambda name: pytest.fail("called"))
    verdict = judge_probe(probe(), value)
    assert verdict.status == "fail" and "expected" in verdict.message
    assert verdict.hint == "What is allowed: x: a number from −100 to 100."


def test_an_array_that_changes_when_it_is_looked_at_is_no_array() -> None:
    class Sly(np.ndarray):
        pass

    assert "value of type Sly" in judge_probe(probe(), {"x": np.array(3.0).view(Sly)}).message


def test_a_suspect_that_is_not_at_hand_is_said() -> None:
    verdict = judge_probe(probe("os_system"), {"x": 1})
    assert verdict.status == "missing" and "There is no suspect 'os_system'" in verdict.message


@pytest.mark.parametrize(
    "change", [{"aim": "breaks"}, {"margin": 0}, {"margin": 1}, {"clues": (Clue("y", "y", "all zeros", ""),)}]
)
def test_data_that_contradict_themselves_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        probe(**change)


def test_the_data_come_back_from_checks_json_and_damaged_ones_are_told_as_such() -> None:
    known = probe(clues=(Clue("zero", "x", "all zeros", "Not zero."),))
    tree = known.to_tree()
    assert data_of.from_tree(tree) == known
    for name in tree:
        with pytest.raises(NotPlainData):
            data_of.from_tree({key: value for key, value in tree.items() if key != name})
    for damaged in (
        {"aim": "breaks"},
        {"clues": [["x"]]},
        {"domain": {"sizes": {}, "arguments": 3}},
        {"margin": "much"},
    ):
        with pytest.raises(NotPlainData):
            data_of.from_tree(tree | damaged)


def test_check_judges_a_probe_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = {"format": data_of.FORMAT, "exercises": {"99.probe": probe().to_tree()}}
    (tmp_path / "checks.json").write_bytes(dumps(tree))
    monkeypatch.chdir(tmp_path)
    check("99.probe", {"x": 3})
    for value, said in ((None, "There is no probe yet"), ({"x": 2}, "the suspect is right"), (3, "is a number")):
        with pytest.raises(CheckFailed, match=said):
            check("99.probe", value)

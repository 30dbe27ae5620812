"""`autograder verify` finds what is wrong with an exercise, and finds nothing wrong with ours."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from autograder import grade_function
from autograder.cli import main
from autograder.declaring import DeclarationError, Exercise, load_book
from autograder.declaring.coverage import problems
from autograder.declaring.mutants import mutants
from autograder.declaring.proof import prove
from gdkit.checking import Case

from ..this_course import BOOK

LESSON = '''
import numpy as np
from autograder.declaring.exercise import Exercise

mean = Exercise("98.mean", "mean(x) -> y", reread="Lecture 98", allows={allows})

@mean.reference
def reference(x):
    total = 0.0
    for i in range(len(x)):
        total = total + x[i]
    return total / len(x)

@mean.independent()
def by_numpy(x):
    return {independent}

@mean.shown("three numbers")
def three():
    return {{"x": np.array([1.0, 2.0, 4.0])}}

@mean.drawn(2)
def draw(rng):
    return {{"x": {drawn}}}

@mean.wider
def wide(rng):
    """One entry, and numbers of many sizes beside each other."""
    return {{"x": rng.normal(size=int(rng.integers(1, 6))) * 10.0 ** {scale}}}

mean.keep({kept})

@mean.mistake()
def summed(x):
    """The sum is returned."""
    return {mistake}

@mean.variant
def by_dot(x):
    return {variant}
'''
RIGHT = {
    "allows": '{"one entry": ["x"], "large": ["x"]}',
    "scale": "rng.integers(-4, 4)",
    "kept": "24, 76, 59, 260, 0",
    "independent": "np.mean(x)",
    "drawn": "rng.normal(size=5)",
    "mistake": "np.sum(x)",
    "variant": "np.ones(len(x)) @ x / len(x)",
}


def lesson(tmp_path: Path, **changes: str) -> Exercise:
    """The exercise of a lesson module written for the test."""
    (tmp_path / "lesson98.py").write_text(LESSON.format(**{**RIGHT, **changes}))
    exercise = load_book(["lesson98"], tmp_path)["98.mean"]
    assert isinstance(exercise, Exercise)
    return exercise


def test_a_name_in_messages_that_no_statement_has_is_told(tmp_path: Path) -> None:
    exercise = lesson(tmp_path)
    (name,) = exercise.data().returns
    wide = [Case("", {"x": np.array([1.0, 2.0])}, (), {})]

    def said(statement: str) -> bool:
        return any("messages speak of" in problem for problem in problems(exercise, wide, [], statement))

    assert said("Return a number.")
    assert not said(f"Return `{name}`, a number.")


def test_a_sound_exercise_is_proved(tmp_path: Path) -> None:
    proof = prove(lesson(tmp_path))
    assert proof.holds
    assert proof.mutants["total"] >= 8
    assert proof.mutants["survivors"] == []
    assert proof.guards["killed"] == proof.guards["total"] - proof.guards["same"] > 50
    assert proof.guards["survivors"] == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"independent": "np.median(x)"}, lambda proof: not proof.reference_passes),
        ({"mistake": "np.mean(x)"}, lambda proof: not proof.mistakes[0]["rejected"]),
        ({"variant": "np.sum(x)"}, lambda proof: not proof.variants[0]["accepted"]),
        ({"drawn": "np.ones(3)"}, lambda proof: proof.holds),  # the shown case alone still kills all
        (
            {"kept": ""},
            lambda proof: any("cut beyond ±10 in the argument x (clip)" in s for s in proof.guards["survivors"]),
        ),
        ({"kept": ""}, lambda proof: any("no shown case has one entry in `x`" in said for said in proof.coverage)),
        (
            {"allows": "{}"},
            lambda proof: any("have one entry in `x`, which `allows` does" in s for s in proof.coverage),
        ),
        (
            {"drawn": "rng.integers(9, size=5)"},
            lambda proof: proof.coverage == ["drawn cases have whole numbers in `x`, which `allows` does not list."],
        ),
        (
            {"allows": '{"one entry": ["x"], "large": ["x"], "nothing": ["x"]}'},
            lambda proof: proof.coverage[0] == "`allows` lists nothing in `x`, which no wider input has.",
        ),
        (
            {"mistake": "np.mean(x) + (x.sum() == 10)"},  # at home it is right
            lambda proof: "it passes every shown case" in proof.problems[0] and not proof.holds,
        ),
        (
            {"drawn": "rng.choice([1.0, 2.0], size=5)", "variant": "np.mean(x) + (x.sum() == 10)"},  # one draw in 32
            lambda proof: not proof.variants[0]["accepted"] and proof.problems[0].startswith("by_dot: "),
        ),
    ],
    ids=[
        *("reference wrong", "mistake right", "variant wrong", "drawn cases weak"),
        *("guards survive", "allowed and not shown", "tried and not allowed", "drawn and not allowed"),
        *("allowed and not tried", "mistake right at home"),
        "variant wrong by bad luck",
    ],
)
def test_what_is_unsound_is_told(tmp_path: Path, change, told) -> None:  # type: ignore[no-untyped-def]
    assert told(prove(lesson(tmp_path, **change)))


def test_weak_cases_let_mutants_survive_and_each_survivor_is_named(tmp_path: Path) -> None:
    exercise = lesson(tmp_path, drawn="np.zeros(1)")
    exercise._shown[:] = [("one zero", lambda: {"x": np.zeros(1)})]
    exercise.keep()
    proof = prove(exercise)
    assert not proof.holds
    assert any("total + x[i]" in survivor for survivor in proof.mutants["survivors"])


def test_a_mutant_that_is_the_same_function_counts_as_equivalent_and_not_as_survivor() -> None:
    def exercise_mutants() -> list[str]:
        return [mutant.source for mutant in mutants(_reference_with_a_spare_part)]

    assert any("+ 1" in source or "0.0" in source or "1.0" in source for source in exercise_mutants())


def _reference_with_a_spare_part(x: np.ndarray) -> float:
    unused = 1.0
    return float(x.sum()) + 0.0 * unused


def test_a_mutant_that_never_ends_is_ended() -> None:
    made = mutants(_counts_down)
    assert any("n + 1" in mutant.source for mutant in made)


def _counts_down(n: int) -> int:
    while n > 0:
        n = n - 1
    return n


def test_an_exercise_whose_parts_and_returned_values_differ_is_refused() -> None:
    with pytest.raises(DeclarationError, match="differ in b"):
        Exercise("98.x", "f(x) -> (a, b)", "", parts={"one": ("a",)})


def test_a_mistake_without_an_explanation_is_refused() -> None:
    exercise = Exercise("98.x", "f(x) -> a", "")
    with pytest.raises(DeclarationError, match="no docstring"):
        exercise.mistake()(lambda x: x)


SUMMED = """\
The sum is returned,
not the mean.

Divide by the number
of entries.
"""


def test_what_several_exercises_say_is_said_with_its_hint_by_each_of_them() -> None:
    for id, reread in (("98.first", "Lecture 98"), ("98.second", "Lecture 99")):
        exercise = Exercise(id, "f(x) -> a", reread)
        exercise.mistake(says=SUMMED)(lambda x: x.sum())
        ((_, mistake),) = exercise.mistakes.values()
        assert mistake.explanation == "The sum is returned, not the mean.\nDivide by the number of entries."
        assert mistake.reread == reread


def test_a_docstring_beside_a_shared_explanation_is_the_hint_of_this_exercise() -> None:
    exercise = Exercise("98.x", "f(x) -> a", "")

    @exercise.mistake(says=SUMMED)
    def summed(x: np.ndarray) -> float:
        """What is the mean
        of two ones?
        """
        return float(x.sum())

    assert (
        exercise.mistakes["summed"][1].explanation
        == "The sum is returned, not the mean.\nWhat is the mean of two ones?"
    )


def test_a_reference_that_changes_what_it_gets_is_refused() -> None:
    exercise = Exercise("98.x", "f(x) -> a", "")
    exercise.shown("two numbers")(lambda: {"x": np.array([1.0, 2.0])})
    exercise.reference(lambda x: x.__imul__(2))
    with pytest.raises(DeclarationError, match="it changes x"):
        exercise.data()


def test_grade_function_gives_a_verdict_in_python() -> None:
    verdict = grade_function("03.minibatch_step", lambda X, y, w, b, eta: None, seed=1)
    assert (verdict.fraction, verdict.status) == (0.0, "fail")
    with pytest.raises(KeyError, match="No exercise"):
        grade_function("03.nothing", lambda: None)


@pytest.mark.slow
def test_the_command_writes_its_proofs_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "proofs.json"
    assert main(["verify", "03.minibatch_epoch", "--json", str(path)]) == 0
    (proof,) = json.loads(path.read_text())
    assert set(proof) == {
        *("id", "reference_passes", "stub_fails", "mistakes", "variants", "mutants", "guards", "coverage", "problems")
    }
    assert set(proof["guards"]) == {"total", "killed", "same", "families", "survivors"}
    assert set(proof["mutants"]) == {"total", "killed", "equivalent", "survivors"}
    assert all(set(mistake) == {"name", "rejected", "named_as"} for mistake in proof["mistakes"])
    assert main(["verify", "nothing"]) == 2


EXERCISES = [id for id, item in BOOK.items() if isinstance(item, Exercise)]
FIRST = {id.partition(".")[0]: id for id in reversed(EXERCISES)}.values()  # of each lecture


@pytest.mark.parametrize("id", [pytest.param(id, marks=() if id in FIRST else pytest.mark.slow) for id in EXERCISES])
def test_every_exercise_of_the_course_is_sound(id: str) -> None:
    """Mistakes, named by the shown cases alone, variants, stub and reference. `autograder verify`, a step of .ci/run,
    tries mutants and guards too."""
    exercise = BOOK[id]
    assert isinstance(exercise, Exercise)
    proof = prove(exercise, with_mutants=False)
    assert proof.holds, proof.to_tree()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_mistakes_are_named_and_variants_accepted_whatever_the_seed(seed: int) -> None:
    for id in ("03.minibatch_step", "03.minibatch_epoch"):
        exercise = BOOK[id]
        assert isinstance(exercise, Exercise)
        for slug, (function, _) in exercise.mistakes.items():
            assert grade_function(id, function, seed=seed).mistake == slug
        for function in exercise.variants:
            assert grade_function(id, function, seed=seed).passed

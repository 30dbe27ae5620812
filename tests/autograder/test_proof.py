"""`autograder verify` finds what is wrong with an exercise, and finds nothing wrong with ours."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from autograder import declarations, grade_function
from autograder.cli import main
from autograder.declarations import DeclarationError, Exercise
from autograder.exercises import all_exercises
from autograder.mutants import mutants
from autograder.proof import prove

LESSON = '''
import numpy as np
from autograder.declarations import Exercise

mean = Exercise("98.mean", "mean(x) -> y", reread="Lecture 98")

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
    return {{"x": rng.normal(size=int(rng.integers(1, 6)))}}

@mean.mistake()
def summed(x):
    """The sum is returned."""
    return {mistake}

@mean.variant
def by_dot(x):
    return {variant}
'''
RIGHT = {
    "independent": "np.mean(x)",
    "drawn": "rng.normal(size=5)",
    "mistake": "np.sum(x)",
    "variant": "np.ones(len(x)) @ x / len(x)",
}


def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **changes: str) -> Exercise:
    """The exercise of a lesson module written for the test."""
    monkeypatch.setattr(declarations, "_DECLARED", {})
    path = tmp_path / "lesson98.py"
    path.write_text(LESSON.format(**{**RIGHT, **changes}))
    spec = importlib.util.spec_from_file_location("lesson98", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "lesson98", module)
    spec.loader.exec_module(module)
    return _exercise(module)


def _exercise(module: ModuleType) -> Exercise:
    exercise = module.mean
    assert isinstance(exercise, Exercise)
    return exercise


def test_a_sound_exercise_is_proved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proof = prove(lesson(tmp_path, monkeypatch))
    assert proof.holds
    assert proof.mutants["total"] >= 8
    assert proof.mutants["survivors"] == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"independent": "np.median(x)"}, lambda proof: not proof.reference_passes),
        ({"mistake": "np.mean(x)"}, lambda proof: not proof.mistakes[0]["rejected"]),
        ({"variant": "np.sum(x)"}, lambda proof: not proof.variants[0]["accepted"]),
        ({"drawn": "np.ones(3)"}, lambda proof: proof.holds),  # the shown case alone still kills all
    ],
    ids=["reference wrong", "mistake right", "variant wrong", "drawn cases weak"],
)
def test_what_is_unsound_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change, told) -> None:  # type: ignore[no-untyped-def]
    assert told(prove(lesson(tmp_path, monkeypatch, **change)))


def test_weak_cases_let_mutants_survive_and_each_survivor_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = lesson(tmp_path, monkeypatch, drawn="np.zeros(1)")
    exercise._shown[:] = [("one zero", lambda: {"x": np.zeros(1)})]
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


def test_an_exercise_whose_parts_and_returned_values_differ_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declarations, "_DECLARED", {})
    with pytest.raises(DeclarationError, match="differ in b"):
        Exercise("98.x", "f(x) -> (a, b)", "", parts={"one": ("a",)})


def test_a_mistake_without_an_explanation_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declarations, "_DECLARED", {})
    exercise = Exercise("98.x", "f(x) -> a", "")
    with pytest.raises(DeclarationError, match="no docstring"):
        exercise.mistake()(lambda x: x)


def test_grade_function_gives_a_verdict_in_python() -> None:
    verdict = grade_function("03.minibatch_step", lambda X, y, w, b, eta: None, seed=1)
    assert (verdict.fraction, verdict.status) == (0.0, "fail")
    with pytest.raises(KeyError, match="no exercise"):
        grade_function("03.nothing", lambda: None)


def test_the_command_writes_its_proofs_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "proofs.json"
    assert main(["verify", "03.minibatch_epoch", "--json", str(path)]) == 0
    (proof,) = json.loads(path.read_text())
    assert set(proof) == {"id", "reference_passes", "stub_fails", "mistakes", "variants", "mutants"}
    assert set(proof["mutants"]) == {"total", "killed", "equivalent", "survivors"}
    assert all(set(mistake) == {"name", "rejected", "named_as"} for mistake in proof["mistakes"])
    assert main(["verify", "nothing"]) == 2


@pytest.mark.parametrize("id", [id for id, item in all_exercises().items() if isinstance(item, Exercise)])
def test_every_exercise_of_the_course_is_sound(id: str) -> None:
    """Mistakes, variants, stub and reference; the mutants are tried by `autograder verify`, a step of .ci/run."""
    exercise = all_exercises()[id]
    assert isinstance(exercise, Exercise)
    proof = prove(exercise, with_mutants=False)
    assert proof.holds, proof.to_tree()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_mistakes_are_named_and_variants_accepted_whatever_the_seed(seed: int) -> None:
    for id in ("03.minibatch_step", "03.minibatch_epoch"):
        exercise = all_exercises()[id]
        assert isinstance(exercise, Exercise)
        for slug, (function, _) in exercise.mistakes.items():
            assert grade_function(id, function, seed=seed).mistake == slug
        for function in exercise.variants:
            assert grade_function(id, function, seed=seed).passed

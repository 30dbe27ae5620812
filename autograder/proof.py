"""Do the exercises catch what they claim to catch? The reference against an independent check, the stub,
every mistake, every variant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from gdkit.checking import ExerciseData, Verdict, call, judge

from .declarations import Exercise, Quiz
from .exercises import all_exercises, find

PROOF_SEED = 20260101


def grade_function(id: str, fn: Callable[..., Any], *, seed: int | None = None) -> Verdict:
    """The verdict on a function of this process, with shown and drawn cases. For instructors and tests, not for
    students' code, which runs in a process of its own.

    Raises KeyError when no exercise has this id.
    """
    exercise = find(id)
    if not isinstance(exercise, Exercise):
        raise KeyError(f"no exercise {id!r}; there are: {', '.join(all_exercises())}")
    return verdict_on(exercise.data(PROOF_SEED if seed is None else seed), fn)


def verdict_on(data: ExerciseData, fn: Callable[..., Any]) -> Verdict:
    """The verdict on a function of this process."""
    return judge(data, [call(fn, case.inputs) for case in data.cases])


@dataclass
class Proof:
    """What was shown of one exercise. `holds` when nothing contradicts it."""

    id: str
    reference_passes: bool  # also where it is held against independent computations
    stub_fails: bool
    mistakes: list[dict[str, Any]] = field(default_factory=list)
    variants: list[dict[str, Any]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every claim was confirmed."""
        return (
            self.reference_passes
            and self.stub_fails
            and all(mistake["rejected"] and mistake["named_as"] == mistake["name"] for mistake in self.mistakes)
            and all(variant["accepted"] for variant in self.variants)
        )

    def to_tree(self) -> dict[str, Any]:
        """For --json."""
        return dict(self.__dict__)


def prove(exercise: Exercise, seed: int = PROOF_SEED) -> Proof:
    """Run the reference, the stub, every mistake and every variant through the judge."""
    data = exercise.data(seed)

    def stub(*args: Any) -> Any:
        raise NotImplementedError

    proof = Proof(
        exercise.id,
        verdict_on(data, exercise.solution).passed and _independently_right(exercise, data),
        verdict_on(data, stub).fraction == 0.0,
    )
    for slug, (function, _) in exercise.mistakes.items():
        verdict = verdict_on(data, function)
        proof.mistakes.append({"name": slug, "rejected": verdict.fraction < 1.0, "named_as": verdict.mistake})
    for function in [*exercise.variants, *exercise.alternatives]:
        proof.variants.append({"name": function.__name__, "accepted": verdict_on(data, function).passed})
    return proof


def _independently_right(exercise: Exercise, data: ExerciseData) -> bool:
    """Whether every independent computation gives the reference's results; False where there is none."""
    return bool(exercise.checks) and all(
        verdict_on(replace(data, tolerance=tolerance, mistakes={}), function).passed
        for tolerance, function in exercise.checks
    )


def prove_all(only: str | None = None) -> list[Proof]:
    """Proofs of all exercises, or of those whose id begins with `only`."""
    chosen = [item for id, item in all_exercises().items() if only is None or id.startswith(only)]
    return [prove(item) for item in chosen if not isinstance(item, Quiz)]

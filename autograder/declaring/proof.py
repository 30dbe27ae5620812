"""Do the exercises catch what they claim to catch?

For each exercise: the reference is right by an independent computation, the stub earns nothing, every mistake is
rejected and named as itself by the shown cases alone, every variant is accepted, and no mutant of the reference passes
unless it is the same function: equal to 1e-12 on a thousand inputs of the exercise's wider generator. Guards and habits
(`habits`) are rejected by the shown cases alone, unless they change nothing on three hundred of these inputs. What the
statement allows is tried, and said (`coverage`).

Every work has drawn cases of its own, so right work is tried on the cases of several, and a mistake that only drawn
cases tell would pass at home, and by luck when it is graded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from gdkit.checking import Case, ExerciseData, Outcome, Verdict, call, judge
from gdkit.checking.calling import call_all
from gdkit.checking.recognising import same_outcome

from . import coverage
from .book import Book, load_book
from .exercise import Exercise
from .mutants import Mutant, mutants
from .separating import accepted, try_guards, wide_cases
from .time_limit import CALL_SECONDS, TookTooLong, time_limit

PROOF_SEED = 20260101
WORKS = 20  # whose drawn cases right work is tried on
WIDER_INPUTS = 1000
SAME = 1e-12
MOST_EQUIVALENT = 0.15  # of an exercise's mutants
LEAST_KILLED = 0.98  # of those that are not equivalent
LEAST_GUARDS_KILLED = 0.99
WIDE_FOR_VARIANTS = 100


def verdict_on(data: ExerciseData, fn: Callable[..., Any]) -> Verdict:
    """The verdict on a function of this process."""
    return judge(data, list(call_all(fn, [case.inputs for case in data.cases])))


@dataclass
class Proof:
    """What was shown of one exercise. `holds` when nothing contradicts it."""

    id: str
    reference_passes: bool  # also where it is held against independent computations
    stub_fails: bool
    mistakes: list[dict[str, Any]] = field(default_factory=list)
    variants: list[dict[str, Any]] = field(default_factory=list)
    mutants: dict[str, Any] = field(default_factory=dict)
    guards: dict[str, Any] = field(default_factory=dict)
    coverage: list[str] = field(
        default_factory=list
    )  # what is tried and not allowed, allowed and not tried, or not said
    problems: list[str] = field(default_factory=list)  # why the reference or a variant fails

    @property
    def holds(self) -> bool:
        """Whether every claim was confirmed."""
        counts = self.mutants
        different = counts["total"] - counts["equivalent"]
        return (
            self.reference_passes
            and self.stub_fails
            and all(mistake["rejected"] and mistake["named_as"] == mistake["name"] for mistake in self.mistakes)
            and all(variant["accepted"] for variant in self.variants)
            and counts["equivalent"] <= MOST_EQUIVALENT * counts["total"]
            and counts["killed"] >= LEAST_KILLED * different
            and self.guards["killed"] >= LEAST_GUARDS_KILLED * (self.guards["total"] - self.guards["same"])
            and not self.coverage
        )

    def to_tree(self) -> dict[str, Any]:
        """The proof as `autograder verify --json` writes it."""
        return dict(self.__dict__)


NO_MUTANTS: dict[str, Any] = {"total": 0, "killed": 0, "equivalent": 0, "survivors": []}
NO_GUARDS: dict[str, Any] = {"total": 0, "killed": 0, "same": 0, "families": {}, "survivors": []}


def prove(
    exercise: Exercise, seed: int = PROOF_SEED, *, with_mutants: bool = True, statement: str | None = None
) -> Proof:
    """Run the reference, the stub, every mistake, every variant, every mutant and every guard through the judge.

    statement: what the homework says above the check, where there is one.
    """
    data = exercise.data(seed)

    def stub(*args: Any) -> Any:
        raise NotImplementedError

    problems = list(_against(exercise, data))
    proof = Proof(exercise.id, not problems, verdict_on(data, stub).fraction == 0.0, problems=problems)
    shown = exercise.data()
    for slug, (function, _) in exercise.mistakes.items():
        verdict = verdict_on(shown, function)
        proof.mistakes.append({"name": slug, "rejected": verdict.fraction < 1.0, "named_as": verdict.mistake})
        if verdict.passed:
            proof.problems.append(f"{slug}: it passes every shown case, so at home it is right. Add one that tells it.")
    works = [exercise.drawn_cases(seed + k) for k in range(1, WORKS)]
    wide = wide_cases(exercise) if exercise.wide else []
    others = [replace(shown, cases=tuple(cases)) for cases in (*works, wide[:WIDE_FOR_VARIANTS])]
    for function in [*exercise.variants, *exercise.alternatives]:
        verdicts = [verdict_on(each, function) for each in (data, *others)]
        refused = [verdict for verdict in verdicts if not verdict.passed]
        proof.variants.append({"name": function.__name__, "accepted": not refused})
        proof.problems += [f"{function.__name__}: {verdict.message}" for verdict in refused[:1]]
    proof.coverage = list(coverage.problems(exercise, wide, [case for cases in works for case in cases], statement))
    proof.mutants = _try_mutants(exercise, data, wide) if with_mutants else NO_MUTANTS
    proof.guards = try_guards(exercise, shown, wide) if with_mutants else NO_GUARDS
    return proof


def _against(exercise: Exercise, data: ExerciseData) -> Iterator[str]:
    """What speaks against the reference: where an independent computation gives other results, or there is none."""
    verdict = verdict_on(data, exercise.solution)
    if not verdict.passed:
        yield f"{exercise.solution.__name__}: {verdict.message}"
    if not exercise.checks:
        yield "no independent computation is declared. Add one, by another principle: .independent()"
    for tolerance, function in exercise.checks:
        verdict = verdict_on(replace(data, tolerance=tolerance, mistakes={}), function)
        if not verdict.passed:
            yield f"{function.__name__}, independent: {verdict.message}"


# --- mutants ------------------------------------------------------------------------------------


def _try_mutants(exercise: Exercise, data: ExerciseData, wide: Sequence[Case]) -> dict[str, Any]:
    """total, killed, equivalent, survivors (what was changed in each)."""
    made = mutants(exercise.solution)
    alive = [mutant for mutant in made if accepted(data, data.cases, mutant.function)]
    equivalent, survivors = 0, []
    if alive:
        further = [exercise.wide_inputs(number) for number in range(len(wide), WIDER_INPUTS if exercise.wide else 0)]
        wider = [*(case.inputs for case in wide), *further]
        right = [*(case.expected[0] for case in wide), *(call(exercise.solution, inputs) for inputs in further)]
        for mutant in alive:
            if wider and _is_the_same(mutant, data, wider, right):
                equivalent += 1
            else:
                survivors.append(mutant.change)
    return {
        "total": len(made),
        "killed": len(made) - len(alive),
        "equivalent": equivalent,
        "survivors": survivors,
    }


def _is_the_same(mutant: Mutant, data: ExerciseData, wider: Sequence[Mapping[str, Any]], right: list[Outcome]) -> bool:
    strict = replace(data, tolerance=SAME)
    try:
        for inputs, expected in zip(wider, right, strict=True):
            with time_limit(CALL_SECONDS):
                outcome = call(mutant.function, inputs)
            if not same_outcome(strict, outcome, expected):
                return False
    except TookTooLong:
        return False
    return True


# --- all of them --------------------------------------------------------------------------------


def prove_all(
    book: Book, only: str = "", *, statements: Mapping[str, str] | None = None, jobs: int | None = None
) -> list[Proof]:
    """Proofs of all exercises of a book, or of those whose id begins with `only`, on all cores.

    statements: what the homework says above the checks, by id.
    """
    chosen = {id: item for id, item in book.items() if isinstance(item, Exercise) and id.startswith(only)}
    ids = sorted(chosen, key=lambda id: -len(chosen[id].kept))  # what takes longest first
    texts = [(statements or {}).get(id) for id in ids]
    prove_one = partial(_prove_by_id, book.places, book.folder)
    if len(ids) < 2:
        return list(map(prove_one, ids, texts))
    with ProcessPoolExecutor(jobs) as pool:
        proofs = dict(zip(ids, pool.map(prove_one, ids, texts), strict=True))
    return [proofs[id] for id in chosen]


def _prove_by_id(places: tuple[str, ...], folder: Path | None, id: str, statement: str | None) -> Proof:
    exercise = load_book(places, folder)[id]
    assert isinstance(exercise, Exercise)
    return prove(exercise, statement=statement)

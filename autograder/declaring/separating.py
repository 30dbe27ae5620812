"""Which cases tell wrong functions from the right one, and which inputs would that the present cases do not.

A wrong function that no shown case rejects, though it differs from the reference on some input that the statement
allows, survives. `choose` searches the wider inputs for a few that reject all that survive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from gdkit.checking import Case, ExerciseData
from gdkit.checking.calling import call_all
from gdkit.checking.exercise import parse_signature
from gdkit.checking.judging import holds

from .book import Book, load_book
from .coverage import found_in_each, to_be_shown
from .exercise import Exercise
from .habits import Guarded, guarded
from .time_limit import CALL_SECONDS, TookTooLong, time_limit
from .whole_calls import MEMORY

WIDE = 300  # inputs on which a guard has to show that it matters
MARGIN = 10.0  # a case that rejects a function by ten times the tolerance is preferred: rounding decides nothing


def wide_cases(exercise: Exercise, count: int = WIDE) -> list[Case]:
    """The cases that wider inputs make."""
    return [exercise.case("", exercise.wide_inputs(number)) for number in range(count)]


def try_guards(exercise: Exercise, shown: ExerciseData, wide: Sequence[Case]) -> dict[str, Any]:
    """How many guards were tried, killed by the shown cases, the same on all wider inputs, in all and by family; and
    those that survive, each with the wider input on which it differs."""
    counts: Counter[tuple[str, str]] = Counter()
    survivors = []
    inputs = [case.inputs for case in wide]
    for guard in _all_guarded(exercise):
        touched = guard.touched(inputs)
        fate = "killed" if touched else "same"
        if touched and _passes(shown, guard):
            number = next(_differing_of(touched, shown, wide, guard), None)
            fate = "same" if number is None else "survived"
            if number is not None:
                survivors.append(f"{guard.change} ({guard.family}): differs on wider input {number}")
        counts[guard.family, fate] += 1
    families = dict.fromkeys(family for family, _ in counts)
    return {
        "total": counts.total(),
        **{fate: sum(counts[family, fate] for family in families) for fate in ("killed", "same")},
        "families": {f: {fate: counts[f, fate] for fate in ("killed", "survived", "same")} for f in families},
        "survivors": survivors,
    }


def _all_guarded(exercise: Exercise) -> Iterator[Guarded]:
    _, parameters, returns = parse_signature(exercise.signature)
    return guarded(exercise.solution, parameters, len(returns))


def accepted(data: ExerciseData, cases: Sequence[Case], function: Callable[..., Any]) -> bool:
    """Whether every case accepts the function; a loop that never ends is not accepted."""
    return next(_differing(data, cases, function), None) is None


def _differing(data: ExerciseData, cases: Sequence[Case], function: Callable[..., Any]) -> Iterator[int]:
    """The numbers of the cases that reject the function."""
    outcomes = call_all(function, [case.inputs for case in cases])
    for number, case in enumerate(cases):
        try:
            with time_limit(CALL_SECONDS):
                outcome = next(outcomes)
        except TookTooLong:
            yield number
            return
        if not holds(data, case, outcome):
            yield number


def _passes(shown: ExerciseData, guard: Guarded) -> bool:
    """Whether every shown case accepts a guard."""
    return next(_differing_of(range(len(shown.cases)), shown, shown.cases, guard), None) is None


def _differing_of(numbers: Sequence[int], data: ExerciseData, cases: Sequence[Case], guard: Guarded) -> Iterator[int]:
    """The numbers of those of these cases that reject a guard. Where it does not matter, it is the reference."""
    looked_at = [number for number in numbers if guard.matters(cases[number])]
    return (looked_at[k] for k in _differing(data, [cases[number] for number in looked_at], guard.fresh()))


def choose(exercise: Exercise) -> list[int]:
    """Numbers of wider inputs to keep: those that are kept, and few more that, as shown cases, reject what the present
    cases let through and have each situation that is to be shown (greedy set cover, Chvátal 1979)."""
    shown, wide = exercise.data(), wide_cases(exercise)
    wanted: dict[str, set[int]] = {}
    strict = replace(shown, tolerance=shown.tolerance * MARGIN)
    inputs = [case.inputs for case in wide]
    for guard in _all_guarded(exercise):
        remembers = guard.family == MEMORY  # two cases of one size tell it, not one more input
        touched = [] if remembers else guard.touched(inputs)
        if touched and _passes(shown, guard):
            found = set(_differing_of(touched, strict, wide, guard)) or set(_differing_of(touched, shown, wide, guard))
            if found:
                wanted[f"{guard.family}: {guard.change}"] = found
    for situation in to_be_shown(exercise, found_in_each(wide)):
        if not any(situation.holds(case.inputs) for case in shown.cases):
            wanted[str(situation)] = {number for number, case in enumerate(wide) if situation.holds(case.inputs)}
    return [*exercise.kept, *_cover(wanted)]


def _cover(wanted: dict[str, set[int]]) -> list[int]:
    left = {what: numbers for what, numbers in wanted.items() if numbers}
    chosen: list[int] = []
    while left:
        counts = Counter(number for numbers in left.values() for number in numbers)
        best = max(counts, key=lambda number: (counts[number], -number))
        chosen.append(best)
        left = {what: numbers for what, numbers in left.items() if best not in numbers}
    return chosen


def choose_all(book: Book, only: str = "", *, jobs: int | None = None) -> Iterator[tuple[str, list[int]]]:
    """What `choose` finds for the exercises of a book whose id begins with `only`, on all cores."""
    ids = [id for id, item in book.items() if isinstance(item, Exercise) and id.startswith(only)]
    with ProcessPoolExecutor(jobs) as pool:
        yield from zip(ids, pool.map(partial(_choose_by_id, book.places, book.folder), ids), strict=True)


def _choose_by_id(places: tuple[str, ...], folder: Path | None, id: str) -> list[int]:
    exercise = load_book(places, folder)[id]
    assert isinstance(exercise, Exercise)
    return choose(exercise)

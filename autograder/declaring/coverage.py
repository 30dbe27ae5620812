"""Is an exercise tried on what its statement allows, at home as when it is graded, and does the statement say so?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gdkit.checking import Case
from gdkit.checking.exercise import UNNAMED, parse_signature

from .exercise import Exercise
from .situations import KINDS, Situation, found_in, in_words

MUST_HOLD = "Your function must also hold for"
Found = Sequence[set[Situation]]
USUAL = 0.9  # a situation that more of the inputs are in is no special one


def sentence(exercise: Exercise) -> str:
    """The sentence of its statement that tells the special situations which it may meet; empty where there are none."""
    return f"{MUST_HOLD} {in_words(exercise.told)}." if exercise.told else ""


def problems(exercise: Exercise, wide: Sequence[Case], drawn: Sequence[Case], statement: str | None) -> Iterator[str]:
    """What is declared and not tried, tried and not declared, drawn and not shown, or not said."""
    if not wide:
        yield "it does not say what its statement allows. Add a generator of all such inputs: .wider"
        return
    shown = [case.inputs for case in exercise.data().cases]
    declared = set(exercise.situations)
    in_wide, in_drawn = found_in_each(wide), found_in_each(drawn)
    usual = _usual(in_wide)
    for where, found in (("the wider inputs", in_wide), ("drawn cases", in_drawn)):
        for situation in sorted(set().union(*found) - usual - declared, key=str):
            if KINDS[situation.kind].told:
                yield f"{where} have {in_words([situation])}, which `allows` does not list."
    for situation in exercise.situations:
        if not any(situation.holds(case.inputs) for case in wide):
            yield f"`allows` lists {in_words([situation])}, which no wider input has."
    for situation in to_be_shown(exercise, in_wide, in_drawn):
        if not any(map(situation.holds, shown)):
            yield f"no shown case has {in_words([situation])}. Look for one: autograder verify {exercise.id} --choose"
    if statement is not None:
        yield from _unsaid(exercise, statement)


def _unsaid(exercise: Exercise, statement: str) -> Iterator[str]:
    """What a statement does not say and has to."""
    if sentence(exercise).replace("*", "") not in statement:
        yield f"its statement does not say: {sentence(exercise)}"
    returns = parse_signature(exercise.signature)[2]
    if len(returns) == 1 and returns[0] != UNNAMED and not re.search(rf"\b{re.escape(returns[0])}\b", statement):
        yield f"messages speak of `{returns[0]}`, a name that its statement does not have: write `-> result`."


def to_be_shown(exercise: Exercise, in_wide: Found, in_drawn: Found = ()) -> list[Situation]:
    """The situations that a shown case must have: those that are declared, and those that need not be told."""
    found = set().union(*in_wide, *in_drawn) - _usual(in_wide)
    untold = {situation for situation in found if not KINDS[situation.kind].told}
    return [*exercise.situations, *sorted(untold - set(exercise.situations), key=str)]


def found_in_each(cases: Sequence[Case]) -> Found:
    """The situations that the arguments of each case are in."""
    return [found_in(case.inputs) for case in cases]


def _usual(in_wide: Found) -> set[Situation]:
    """The situations that nearly all of the wider inputs are in: those are the usual ones."""
    counts = Counter(situation for found in in_wide for situation in found)
    return {situation for situation, count in counts.items() if count > USUAL * len(in_wide)}

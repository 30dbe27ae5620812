"""Is an exercise tried on what its statement allows, at home as when it is graded, and does the statement say so?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from gdkit.checking import Case

from .exercise import Exercise
from .situations import KINDS, Inputs, Situation, found_in, in_words

MUST_HOLD = "Your function must also hold for"
USUAL = 0.9  # a situation that more of the inputs are in is no special one


def sentence(exercise: Exercise) -> str:
    """The sentence of its statement that tells the special situations which it may meet; empty where there are none."""
    told = [each for each in exercise.situations if KINDS[each.kind].told]
    if any(each.kind == "one row" for each in told):  # of which one entry in another argument follows
        told = [each for each in told if each.kind != "one entry"]
    return f"{MUST_HOLD} {in_words(told)}." if told else ""


def problems(exercise: Exercise, wide: Sequence[Case], drawn: Sequence[Case], statement: str | None) -> Iterator[str]:
    """What is declared and not tried, tried and not declared, drawn and not shown, or not said."""
    shown = [case.inputs for case in exercise.data().cases]
    declared = set(exercise.situations)
    wider = special([case.inputs for case in wide])
    for situation in sorted(wider - declared, key=str):
        yield f"the wider inputs have {in_words([situation])}, which `allows` does not list."
    for situation in exercise.situations:
        if not any(situation.holds(case.inputs) for case in wide):
            yield f"`allows` lists {in_words([situation])}, which no wider input has."
        if not any(map(situation.holds, shown)):
            yield f"no shown case has {in_words([situation])}, which `allows` lists. Look for one: --choose"
    for situation in sorted(special([case.inputs for case in drawn]) - declared, key=str):
        yield f"drawn cases have {in_words([situation])}, which `allows` does not list."
    if statement is not None and sentence(exercise).replace("*", "") not in statement:
        yield f"its statement does not say: {sentence(exercise)}"


def special(inputs: Sequence[Inputs]) -> set[Situation]:
    """The situations that some of these inputs are in, and not nearly all."""
    counts = Counter(situation for each in inputs for situation in found_in(each))
    return {situation for situation, count in counts.items() if count <= USUAL * len(inputs)}

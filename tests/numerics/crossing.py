"""A check that was released on one processor is run on another: does it still say the same?

    python tests/numerics/crossing.py write FILE    what every function of every exercise returns on this machine
    python tests/numerics/crossing.py judge FILE    the verdicts on them, with expected values computed on this machine

Right work has to pass, and each mistake to be named, though every figure comes from a machine that rounds otherwise:
`checks.json` travels from the instructor's computer to the student's. `matrix.py` writes once and judges everywhere.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from autograder.declaring import Exercise, load_book
from autograder.declaring.proof import PROOF_SEED
from gdkit.checking import ExerciseData, Outcome, call, judge

Outcomes = dict[tuple[str, str], list[Outcome]]
"""What a function of an exercise does in every case: by the exercise and the mistake's name, "" for right work."""


def exercises() -> dict[str, tuple[Exercise, ExerciseData]]:
    book = load_book(["autograder.exercises"])
    found = {id: item for id, item in book.items() if isinstance(item, Exercise)}
    return {id: (item, item.data(PROOF_SEED)) for id, item in found.items()}


def outcomes() -> Outcomes:
    """Of the reference and of each mistake, computed by this machine."""
    made: Outcomes = {}
    for id, (exercise, data) in exercises().items():
        functions = {"": exercise.solution, **{slug: function for slug, (function, _) in exercise.mistakes.items()}}
        for slug, function in functions.items():
            made[id, slug] = [call(function, case.inputs) for case in data.cases]
    return made


def misjudged(made: Outcomes) -> list[str]:
    """Where this machine's verdict on the outcomes is another than it was to be."""
    known, wrong = exercises(), []
    for (id, slug), each in made.items():
        verdict = judge(known[id][1], each)
        if verdict.passed != (slug == "") or verdict.mistake != (slug or None):
            said = "pass" if verdict.passed else verdict.mistake or verdict.message
            wrong.append(f"{id}: {slug or 'right work'} is judged as: {said}")
    return wrong


def main(arguments: list[str]) -> int:
    """0, or 1 if anything is misjudged."""
    command, file = arguments[0], Path(arguments[1])
    if command == "write":
        file.write_bytes(pickle.dumps(outcomes()))
        return 0
    made: Outcomes = pickle.loads(file.read_bytes())
    wrong = misjudged(made)
    print("\n".join([*wrong, f"{len(made)} judged, {len(wrong)} otherwise than on the machine that made them"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

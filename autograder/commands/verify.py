"""`autograder verify`: the exercises proved."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..progress import say
from ..text import safe
from ._common import in_course, the_course, write_json

if TYPE_CHECKING:
    from ..declaring.probe_proof import ProbeProof
    from ..declaring.proof import Proof
    from ..declaring.quiz import QuizProof

TEXT = "prove the exercises: mistakes rejected and named, variants accepted"
EXAMPLE = "autograder verify 03                     proves the exercises of lesson 03"


def arguments(command: argparse.ArgumentParser) -> None:
    """What may stand behind the command."""
    in_course(command)
    command.add_argument("exercise", nargs="?", help="id of an exercise, or its beginning (03)")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the proofs as JSON too")
    command.add_argument("--choose", action="store_true", help="look for inputs that tell what the cases do not")


def run(options: argparse.Namespace) -> int:
    """Run it; the exit status."""
    from ..course.statements import statements
    from ..declaring.probe_proof import prove_probes
    from ..declaring.proof import prove_all
    from ..declaring.quiz import prove_quizzes
    from ..declaring.separating import choose_all

    course, only = the_course(options), options.exercise or ""
    if options.choose:
        for id, numbers in choose_all(course.book, only):
            say(safe(f"{id}: .keep({', '.join(map(str, numbers))})"))
        return 0
    proofs = prove_all(course.book, only, statements=statements(course))
    values: list[ProbeProof | QuizProof] = [*prove_probes(course.book, only), *prove_quizzes(course.book, only)]
    if not proofs and not values:
        about = f"begins with {options.exercise!r}" if options.exercise else "is declared by this course"
        say(safe(f"autograder: no exercise {about}"), problem=True)
        return 2
    for proof in proofs:
        say(safe("\n".join(_said_of(proof))))
    for value in values:
        say(safe("\n".join(value.said())))
    write_json(options.json, [*(proof.to_tree() for proof in proofs), *(value.to_tree() for value in values)])
    return 0 if all(proof.holds for proof in (*proofs, *values)) else 1


def _said_of(proof: Proof) -> list[str]:
    """A line for an exercise, and one for each thing that does not hold."""
    named = sum(mistake["named_as"] == mistake["name"] for mistake in proof.mistakes)
    rejected = sum(mistake["rejected"] for mistake in proof.mistakes)
    accepted = sum(variant["accepted"] for variant in proof.variants)
    counts, guards = proof.mutants, proof.guards
    lines = [
        f"{'✓' if proof.holds else '✗'} {proof.id}: reference {'passes' if proof.reference_passes else 'FAILS'}, "
        f"stub {'earns 0' if proof.stub_fails else 'EARNS POINTS'}, "
        f"mistakes rejected {rejected}/{len(proof.mistakes)}, named {named}/{len(proof.mistakes)}, "
        f"variants accepted {accepted}/{len(proof.variants)}, "
        f"mutants killed {counts['killed']}/{counts['total'] - counts['equivalent']} "
        f"(+ {counts['equivalent']} equivalent), "
        f"guards {guards['killed']}/{guards['total'] - guards['same']} (+ {guards['same']} without effect)"
    ]
    for mistake in proof.mistakes:
        if not mistake["rejected"] or mistake["named_as"] != mistake["name"]:
            said = "named as " + str(mistake["named_as"]) if mistake["rejected"] else "ACCEPTED"
            lines.append(f"    mistake {mistake['name']}: {said}")
    lines += [f"    variant {variant['name']}: REJECTED" for variant in proof.variants if not variant["accepted"]]
    lines += [f"    {' '.join(problem.split())}" for problem in proof.problems]
    lines += [f"    {problem}" for problem in proof.coverage]
    return lines + [
        f"    {kind} that survives: {survivor}"
        for kind, tried in (("mutant", counts), ("guard", guards))
        for survivor in tried["survivors"]
    ]

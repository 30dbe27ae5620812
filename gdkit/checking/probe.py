"""What a check knows of a probe, as plain data: which wrong function of `gdkit.suspects`, the domain, what is asked.

A probe is an input that a student hands in: one on which a wrong function is found out (`exposes`), one on which
nobody would notice (`hides`), or one on which its loss falls all the same (`falls`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .domain import RULES, Domain
from .encoding import NotPlainData

# aim -> what a probe must do, in a student's words
AIMS = {
    "exposes": "the suspect goes wrong: it stops with an error, or its result is not the right one",
    "exposes without an error": "the suspect gives a wrong result and does not stop with an error",
    "hides": "the suspect gives the right result, though much could be wrong",
    "falls": "the suspect's loss falls, although its gradient is wrong",
}


@dataclass(frozen=True)
class Clue:
    """What is said of a probe that is known to be of no use: where `argument` keeps the rule, the hint is `says`.

    slug  its name, by which reports count it, as that of a mistake
    """

    slug: str
    argument: str
    rule: str
    says: str


@dataclass(frozen=True)
class ProbeData:
    """An exercise whose answer is a probe: a dict of arguments by name.

    suspect  name of a wrong function, of `gdkit.suspects`
    aim      what the probe must do, of AIMS
    domain   what the probe may be
    margin   how much: the least relative difference that counts as wrong (for "falls": the share that the loss loses)
    hint     where to look, when no clue fits
    why      what is to be learnt, said when the probe does what it must
    """

    id: str
    suspect: str
    aim: str
    domain: Domain
    margin: float
    reread: str
    hint: str = ""
    why: str = ""
    clues: tuple[Clue, ...] = ()

    def __post_init__(self) -> None:
        if self.aim not in AIMS:
            raise ValueError(f"the aim is {self.aim!r}; expected one of: {', '.join(AIMS)}.")
        if not 0 < self.margin < 1:
            raise ValueError(f"the margin is {self.margin}; expected a number between 0 and 1.")
        for clue in self.clues:
            if clue.argument not in self.domain.arguments or clue.rule not in RULES:
                raise ValueError(f"a clue is on {clue.argument!r}, {clue.rule!r}; expected an argument and a rule.")

    def clue(self, numbers: Mapping[str, Any]) -> Clue | None:
        """What is known of a probe that does not do what it must."""
        return next((clue for clue in self.clues if RULES[clue.rule](np.asarray(numbers[clue.argument]))), None)

    def to_tree(self) -> dict[str, Any]:
        """The data for JSON."""
        return {
            "kind": "probe",
            "id": self.id,
            "suspect": self.suspect,
            "aim": self.aim,
            "domain": self.domain.to_tree(),
            "margin": self.margin,
            "reread": self.reread,
            "hint": self.hint,
            "why": self.why,
            "clues": [[clue.slug, clue.argument, clue.rule, clue.says] for clue in self.clues],
        }

    @classmethod
    def from_tree(cls, tree: Any) -> ProbeData:
        """Read the data back. Raises NotPlainData when it is damaged."""
        try:
            return cls(
                id=str(tree["id"]),
                suspect=str(tree["suspect"]),
                aim=str(tree["aim"]),
                domain=Domain.from_tree(tree["domain"]),
                margin=float(tree["margin"]),
                reread=str(tree["reread"]),
                hint=str(tree["hint"]),
                why=str(tree["why"]),
                clues=tuple(
                    Clue(str(slug), str(name), str(rule), str(says)) for slug, name, rule, says in tree["clues"]
                ),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise NotPlainData(f"damaged data of a probe ({error})") from None

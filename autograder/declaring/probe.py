"""The declaration of a probe: an exercise whose answer is an input, on which a wrong function is found out, or hides.

    batch = Probe(
        "02.probe_gradient",
        suspects.mse_gradient,
        aim="hides",
        domain=Domain({"m": (1, 6), "n": (2, 4)}, {"theta": Argument(("n",)), ...}),
        hint="...", why="...", reread="Lecture 02, “The bias”",
    )

    @batch.solution
    def residuals_that_cancel(): return {"theta": ..., "Xb": ..., "y": ...}

    @batch.poor("theta", "all zeros")
    def theta_zero():
        '''The hint for every probe whose theta is all zeros.'''
        return {"theta": ..., "Xb": ..., "y": ...}

The suspect is registered in `gdkit.suspects`, or by a helper module of the course with `@suspects.suspect(right)`:
students have it, so that a check at home says what grading will say. `suspect_source` is what a statement shows of it.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gdkit import suspects
from gdkit.checking import ProbeData
from gdkit.checking.domain import Domain
from gdkit.checking.probe import Clue

from .exercise import Exercise, Inputs
from .quiz import Quiz
from .registry import DeclarationError, declare

Make = Callable[[], Inputs]


@dataclass
class Probe:
    """An exercise whose answer is a dict of arguments by name.

    suspect  the wrong function, which is registered with the right one
    aim      "exposes", "exposes without an error", "hides" or "falls": what the probe must do (`gdkit.checking.probe`)
    domain   what the probe may be; no larger than what is computed with at once
    hint     for a probe that does not do it, where no clue fits
    why      what is to be learnt, said when it does
    margin   the least relative difference that counts as wrong; for "falls", the share that the loss must lose
    """

    id: str
    suspect: Callable[..., Any]
    aim: str
    domain: Domain
    hint: str
    why: str
    reread: str
    margin: float = 1e-3
    solutions: list[Make] = field(default_factory=list)
    poor_ones: list[tuple[Make, str]] = field(default_factory=list)
    clues: list[Clue] = field(default_factory=list)
    module: str = field(default="", init=False)
    where: tuple[str, int] = field(default=("", 0), init=False)

    def __post_init__(self) -> None:
        declare(self)
        pair = suspects.SUSPECTS.get(self.suspect.__name__)
        if pair is None or pair.wrong is not self.suspect:
            raise DeclarationError(
                f"{self.id}: {self.suspect.__name__} is no suspect. Register it: @suspects.suspect(right_function)"
            )
        for function in (pair.wrong, pair.right):
            if len(inspect.signature(function).parameters) != len(self.domain.arguments):
                raise DeclarationError(
                    f"{self.id}: {function.__name__}{inspect.signature(function)} does not take the arguments "
                    f"{', '.join(self.domain.arguments)} of the domain"
                )
        self.data()

    def solution(self, make: Make) -> Make:
        """A probe that does what the exercise asks."""
        self.solutions.append(make)
        return make

    def poor(self, argument: str = "", rule: str = "") -> Callable[[Make], Make]:
        """A probe that is allowed and of no use.

        Given an argument and a rule, its docstring is the hint for all probes whose argument keeps the rule, and its
        name what reports count.
        """

        def add(make: Make) -> Make:
            says = " ".join((inspect.getdoc(make) or "").split())
            if argument:
                if not says:
                    raise DeclarationError(f"{self.id}: the poor probe {make.__name__!r} has no docstring that helps")
                self.clues.append(Clue(make.__name__.replace("_", "-"), argument, rule, says))
            self.poor_ones.append((make, says if argument else self.hint))
            self.data()
            return make

        return add

    @property
    def suspect_source(self) -> str:
        """The wrong function as a statement shows it: without decorators, annotations and docstring."""
        source = textwrap.dedent(inspect.getsource(self.suspect))
        node = ast.parse(source).body[0]
        assert isinstance(node, ast.FunctionDef)
        first = node.body[1] if ast.get_docstring(node) is not None else node.body[0]
        body = source.splitlines()[first.lineno - 1 :]
        names = ", ".join(argument.arg for argument in node.args.args)
        return "\n".join([f"def {node.name}({names}):", *body]).rstrip()

    def data(self) -> ProbeData:
        """What students get, and what judges. Raises DeclarationError where something does not fit together."""
        try:
            return ProbeData(
                id=self.id,
                suspect=self.suspect.__name__,
                aim=self.aim,
                domain=self.domain,
                margin=self.margin,
                reread=self.reread,
                hint=self.hint,
                why=self.why,
                clues=tuple(self.clues),
            )
        except ValueError as problem:
            raise DeclarationError(f"{self.id} ({Path(self.where[0]).name}:{self.where[1]}): {problem}") from None


Declared = Exercise | Quiz | Probe

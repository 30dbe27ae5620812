"""The language in which an exercise is declared: an id, a signature, and functions.

    step = Exercise("02.mse", "mse(theta, Xb, y) -> J", reread="Lecture 02, “The loss”")

    @step.reference
    def mse(theta, Xb, y): ...

    @step.shown("two rows")
    def two_rows(): return {"theta": ..., "Xb": ..., "y": ...}

    @step.drawn(6)
    def batch(rng): return {"theta": ..., "Xb": ..., "y": ...}

    @step.mistake(reread="Lecture 02, “The loss”")
    def half(theta, Xb, y):
        '''What is wrong, in one sentence.

        A hint that does not give the answer away.
        '''

    @step.variant
    def loop(theta, Xb, y): ...

    @step.independent()
    def by_scikit_learn(theta, Xb, y): ...      # the same by another principle: proves the reference

    @step.wider
    def anything(rng): return {"theta": ..., "Xb": ..., "y": ...}    # one row, zeros, ties, large numbers

The name of a mistake's function is its slug (written with hyphens), its docstring the explanation. A slip of several
exercises is said once: with `@step.mistake(says=RATE_FORGOTTEN)` a docstring is the hint alone, or is left out.
"""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from gdkit.checking import Case, ExerciseData, Mistake, Outcome, call
from gdkit.checking.calling import in_a_thread
from gdkit.checking.exercise import parse_signature

from .changes import Change, changes
from .mistaken import case_of
from .registry import DeclarationError, declare
from .situations import KINDS, Situation, declared, in_words

Function = Callable[..., Any]
F = TypeVar("F", bound=Function)
Inputs = dict[str, Any]


@dataclass
class Exercise:
    """One function that students write.

    id         "NN.name"
    signature  "minibatch_step(X, y, w, b, eta) -> (w, b, dw, db)"
    reread     where the lecture treats it
    parts      part of the result that earns credit -> names of returned values (default: one, all or nothing)
    tolerance  relative; 1e-9 for a single evaluation, 1e-7 for finite differences, 1e-6 after up to 100 steps
    allows     what the statement allows beside the usual, by kind of situation (see `situations`): {"one row": ["X"]}
    library_calls  names of functions to do without ("lstsq"); a call sets a flag, the score stays
    by_formula  whether a formula is asked for: a result with the few digits of numerical differences sets a flag
    """

    id: str
    signature: str
    reread: str
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tolerance: float = 1e-9
    allows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    library_calls: tuple[str, ...] = ()
    by_formula: bool = False
    _reference: Function | None = None
    alternatives: list[Function] = field(default_factory=list)
    variants: list[Function] = field(default_factory=list)
    mistakes: dict[str, tuple[Function, Mistake]] = field(default_factory=dict)
    _shown: list[tuple[str, Callable[[], Inputs]]] = field(default_factory=list)
    _drawn: list[tuple[int, Callable[[np.random.Generator], Inputs]]] = field(default_factory=list)
    checks: list[tuple[float, Function]] = field(default_factory=list)
    wide: Callable[[np.random.Generator], Inputs] | None = None
    kept: tuple[int, ...] = ()
    module: str = field(default="", init=False)
    where: tuple[str, int] = field(default=("", 0), init=False)
    situations: tuple[Situation, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        declare(self)
        returns = parse_signature(self.signature)[2]
        self.parts = dict(self.parts) or {"the result": returns}
        unknown = {name for names in self.parts.values() for name in names} ^ set(returns)
        if unknown:
            raise DeclarationError(f"{self.id}: parts and returned values differ in {', '.join(sorted(unknown))}")
        try:
            self.situations = declared(self.allows, parse_signature(self.signature)[1])
        except ValueError as problem:
            raise DeclarationError(f"{self.id}: {problem}") from None

    def reference(self, function: F) -> F:
        """The right answer."""
        self._reference = function
        return function

    def alternative(self, function: F) -> F:
        """Other numbers that are equally right."""
        self.alternatives.append(function)
        return function

    def variant(self, function: F) -> F:
        """The same numbers in another way: a correct answer that must be accepted."""
        self.variants.append(function)
        return function

    def shown(self, title: str) -> Callable[[Callable[[], Inputs]], Callable[[], Inputs]]:
        """A case that students see; the title says what is particular about it."""

        def add(make: Callable[[], Inputs]) -> Callable[[], Inputs]:
            self._shown.append((title, make))
            return make

        return add

    def drawn(
        self, count: int
    ) -> Callable[[Callable[[np.random.Generator], Inputs]], Callable[[np.random.Generator], Inputs]]:
        """A generator of cases for grading; `count` are drawn."""

        def add(make: Callable[[np.random.Generator], Inputs]) -> Callable[[np.random.Generator], Inputs]:
            self._drawn.append((count, make))
            return make

        return add

    def mistake(self, reread: str = "", says: str = "") -> Callable[[F], F]:
        """A wrong function. Its name is the slug; its docstring explains it, with a hint after a blank line.

        says: what is wrong, where several exercises know the same slip; a docstring is then the hint of this one.
        """

        def add(function: F) -> F:
            slug = function.__name__.replace("_", "-")
            docstring = inspect.getdoc(function) or ""
            said, _, hint = inspect.cleandoc(says or docstring).partition("\n\n")
            if not said:
                raise DeclarationError(f"{self.id}: the mistake {slug} has no docstring that explains it")
            hint = docstring if says and docstring else hint
            text = " ".join(said.split()) + ("\n" + " ".join(hint.split()) if hint else "")
            self.mistakes[slug] = function, Mistake(slug, text, reread or self.reread)
            return function

        return add

    def independent(self, tolerance: float = 1e-9) -> Callable[[F], F]:
        """The same by another principle (finite differences, SciPy); `verify` holds the reference against it."""

        def add(function: F) -> F:
            self.checks.append((tolerance, function))
            return function

        return add

    def wider(self, make: Callable[[np.random.Generator], Inputs]) -> Callable[[np.random.Generator], Inputs]:
        """A generator of all inputs that the statement allows (one row, zeros, ties, large, negative): only what agrees
        with the reference on a thousand of these counts as the same function."""
        self.wide = make
        return make

    def keep(self, *numbers: int) -> None:
        """Wider inputs of these numbers are shown cases: they tell wrong functions from right ones that the others do
        not. `autograder verify --choose` finds them."""
        self.kept = numbers

    @property
    def function(self) -> str:
        """Name of the student's function."""
        return parse_signature(self.signature)[0]

    @property
    def solution(self) -> Function:
        """The reference. Raises DeclarationError where none is declared."""
        if self._reference is None:
            raise self._fault("it has no reference. Add one: .reference")
        return self._reference

    def data(self, seed: int | None = None) -> ExerciseData:
        """The exercise's data with the shown cases and, given a seed, the drawn ones."""
        if not self._shown:
            raise self._fault("it has no shown case, so a check at home would accept anything. Add one: .shown(title)")
        cases = [self.case(title, inputs) for title, inputs in self.shown_inputs()]
        if seed is not None:
            cases += self.drawn_cases(seed)
        return ExerciseData(
            id=self.id,
            signature=self.signature,
            parts=self.parts,
            tolerance=self.tolerance,
            reread=self.reread,
            mistakes={slug: mistake for slug, (_, mistake) in self.mistakes.items()},
            cases=tuple(cases),
            library_calls=self.library_calls,
            by_formula=self.by_formula,
        )

    @property
    def told(self) -> list[Situation]:
        """The situations that the statement has to say are allowed."""
        told = [each for each in self.situations if KINDS[each.kind].told]
        one_row = any(each.kind == "one row" for each in told)  # of which one entry in another argument follows
        return [each for each in told if not (one_row and each.kind == "one entry")]

    def shown_inputs(self) -> list[tuple[str, Inputs]]:
        """Titles and inputs of the shown cases: those that are written down, then those that are kept of the wider."""
        shown = [(title, self._made(make)) for title, make in self._shown]
        for number in self.kept:
            inputs = self.wide_inputs(number)
            words = in_words(each for each in self.told if each.holds(inputs)).replace("`", "")
            shown.append((f"{words or 'the usual'} (no. {number})", inputs))
        return shown

    def wide_inputs(self, number: int) -> Inputs:
        """The wider inputs of this number. Raises DeclarationError where no generator of them is declared."""
        if self.wide is None:
            raise self._fault("it does not say what its statement allows. Add a generator: .wider")
        return self._made(self.wide, np.random.default_rng([number, zlib.crc32(self.id.encode())]))

    def drawn_cases(self, seed: int) -> list[Case]:
        """The cases that a seed gives. Raises DeclarationError when one of them cannot be made or answered."""
        return [self.case("", inputs) for inputs in self.draw(seed)]

    def draw(self, seed: int) -> Iterator[Inputs]:
        """The inputs that a seed gives, a whole number of any size, not negative."""
        rng = np.random.default_rng([seed, zlib.crc32(self.id.encode())])
        for count, make in self._drawn:
            for _ in range(count):
                yield self._made(make, rng)

    def _made(self, make: Callable[..., Inputs], *rng: np.random.Generator) -> Inputs:
        """The inputs of a case. Raises DeclarationError when its function fails, or names what is no parameter."""
        try:
            inputs = make(*rng)
            unknown = set(inputs) - set(parse_signature(self.signature)[1])
        except Exception as problem:
            raise self._fault(f"the case {make.__name__!r} fails: {type(problem).__name__}: {problem}") from problem
        if unknown:
            raise self._fault(f"the case {make.__name__!r} names {sorted(unknown)}; expected names of {self.signature}")
        return inputs

    def _fault(self, text: str) -> DeclarationError:
        return DeclarationError(f"{self.id} ({Path(self.where[0]).name}:{self.where[1]}): {text}")

    def case(self, title: str, inputs: Inputs) -> Case:
        """The case that these inputs make. Raises DeclarationError where the reference fails on them."""
        expected = tuple(self._run(function, inputs) for function in (self.solution, *self.alternatives))
        wrong = {slug: function for slug, (function, _) in self.mistakes.items()}
        return case_of(title, inputs, expected, self.solution, wrong, self._changes)

    @cached_property
    def _changes(self) -> dict[str, Change]:
        return changes([self._made(make) for _, make in self._shown], self.signature, self.solution)

    def _run(self, function: Function, inputs: Inputs) -> Outcome:
        outcome = call(function, inputs, session=in_a_thread)
        if outcome.error or outcome.changed:
            problem = ": ".join(outcome.error) if outcome.error else f"it changes {', '.join(outcome.changed)}"
            raise self._fault(f"{function.__name__!r} fails on a case of its own: {problem}")
        return outcome

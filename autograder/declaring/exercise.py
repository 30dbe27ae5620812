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
import re
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import numpy as np

from gdkit.checking import Case, ExerciseData, Mistake, Outcome, QuizData, call
from gdkit.checking.calling import in_a_thread
from gdkit.checking.exercise import parse_signature

from ..errors import WrongUse
from .mistaken import Mistaken

Function = Callable[..., Any]
F = TypeVar("F", bound=Function)
Inputs = dict[str, Any]


ID = re.compile(r"[\w.\-/ ]+")


class DeclarationError(WrongUse, ValueError):
    """A declaration is not complete or contradicts itself. where: file and line, where they are known."""

    where: tuple[str, int] | None = None


@dataclass
class Exercise:
    """One function that students write.

    id         "NN.name"
    signature  "minibatch_step(X, y, w, b, eta) -> (w, b, dw, db)"
    reread     where the lecture treats it
    parts      part of the result that earns credit -> names of returned values (default: one, all or nothing)
    tolerance  relative; 1e-9 for a single evaluation, 1e-7 for finite differences, 1e-6 after up to 100 steps
    library_calls  names of library functions that would do the exercise ("lstsq"); a call sets a flag, the score stays
    """

    id: str
    signature: str
    reread: str
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tolerance: float = 1e-9
    library_calls: tuple[str, ...] = ()
    _reference: Function | None = None
    alternatives: list[Function] = field(default_factory=list)
    variants: list[Function] = field(default_factory=list)
    mistakes: dict[str, tuple[Function, Mistake]] = field(default_factory=dict)
    _shown: list[tuple[str, Callable[[], Inputs]]] = field(default_factory=list)
    _drawn: list[tuple[int, Callable[[np.random.Generator], Inputs]]] = field(default_factory=list)
    checks: list[tuple[float, Function]] = field(default_factory=list)
    wide: Callable[[np.random.Generator], Inputs] | None = None
    module: str = field(default="", init=False)
    where: tuple[str, int] = field(default=("", 0), init=False)

    def __post_init__(self) -> None:
        _declare(self)
        returns = parse_signature(self.signature)[2]
        self.parts = dict(self.parts) or {"the result": returns}
        unknown = {name for names in self.parts.values() for name in names} ^ set(returns)
        if unknown:
            raise DeclarationError(f"{self.id}: parts and returned values differ in {', '.join(sorted(unknown))}")

    # what a declaration is made of

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
            if says and docstring:
                hint = docstring
            text = " ".join(said.split()) + ("\n" + " ".join(hint.split()) if hint else "")
            self.mistakes[slug] = function, Mistake(slug, text, reread or self.reread)
            return function

        return add

    def independent(self, tolerance: float = 1e-9) -> Callable[[F], F]:
        """The same result by another principle (finite differences, SymPy, SciPy); `verify` holds the reference
        against it on drawn cases, to this tolerance."""

        def add(function: F) -> F:
            self.checks.append((tolerance, function))
            return function

        return add

    def wider(self, make: Callable[[np.random.Generator], Inputs]) -> Callable[[np.random.Generator], Inputs]:
        """A generator of inputs wider than the drawn cases (one row, zeros, ties, large, negative): only what agrees
        with the reference on a thousand of these counts as the same function."""
        self.wide = make
        return make

    # what is made of a declaration

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
        cases = [self._case(title, self._made(make)) for title, make in self._shown]
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
        )

    def drawn_cases(self, seed: int) -> list[Case]:
        """The cases that a seed gives. Raises DeclarationError when one of them cannot be made or answered."""
        return [self._case("", inputs) for inputs in self.draw(seed)]

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

    def _case(self, title: str, inputs: Inputs) -> Case:
        expected = tuple(self._run(function, inputs) for function in (self.solution, *self.alternatives))
        return Case(
            title, inputs, expected, Mistaken({slug: function for slug, (function, _) in self.mistakes.items()}, inputs)
        )

    def _run(self, function: Function, inputs: Inputs) -> Outcome:
        outcome = call(function, inputs, session=in_a_thread)
        if outcome.error or outcome.changed:
            problem = ": ".join(outcome.error) if outcome.error else f"it changes {', '.join(outcome.changed)}"
            raise self._fault(f"{function.__name__!r} fails on a case of its own: {problem}")
        return outcome


@dataclass
class Quiz:
    """A question with choices. `why` explains the right answer; students see it after grading."""

    id: str
    choices: tuple[str, ...]
    answer: str
    why: str
    reread: str
    module: str = field(default="", init=False)
    where: tuple[str, int] = field(default=("", 0), init=False)

    def __post_init__(self) -> None:
        _declare(self)
        if isinstance(self.choices, str) or not self.choices:
            raise DeclarationError(f"{self.id}: the choices are {self.choices!r}; expected some texts: ('a', 'b')")
        if self.answer not in self.choices:
            raise DeclarationError(f"{self.id}: the answer {self.answer!r} is none of the choices {self.choices}")

    def data(self) -> QuizData:
        """What students get: no answer, nothing derived from it."""
        return QuizData(self.id, self.choices, self.reread)


_declared: dict[str, list[Any]] = {}  # Exercise, Quiz, Probe


def _declare(declared: Any) -> None:
    """Remember what a module declares, and where; a function that makes exercises does so for the module that calls."""
    if not isinstance(declared.id, str) or not ID.fullmatch(declared.id):
        raise DeclarationError(f"the id is {declared.id!r}; expected letters, digits, spaces and any of . _ - /")
    frame = sys._getframe(3)  # above are __post_init__ and __init__
    caller: FrameType | None = frame
    while caller is not None and caller.f_code.co_name != "<module>":
        caller = caller.f_back
    frame = caller or frame
    declared.module = str(frame.f_globals.get("__name__", ""))
    declared.where = frame.f_code.co_filename, frame.f_lineno
    _declared.setdefault(declared.module, []).append(declared)


def declared_in(module: str) -> list[Any]:
    """What the module of this name has declared, in its order."""
    return list(_declared.get(module, ()))


def forget_declared_below(package: str) -> None:
    """The modules of a package, or this module, are to be loaded anew."""
    for module in [each for each in _declared if each == package or each.startswith(f"{package}.")]:
        del _declared[module]

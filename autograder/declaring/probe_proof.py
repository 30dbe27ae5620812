"""Do the probes ask for something, and is every declared one judged as it is declared?

For each probe: the declared solutions are accepted, the poor ones rejected with their hints; constant probes and
almost all or almost none of random ones would do, or it asks nothing; and no number that decided lies near its limit,
so that rounding decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gdkit.checking import ProbeData, judge_probe
from gdkit.checking.domain import Argument, Array, Domain
from gdkit.checking.probing import find_out, outcomes

from .book import Book
from .exercise import Inputs
from .probe import Probe
from .registry import DeclarationError

SEED = 20260101
RANDOM_PROBES = 1000
LEAST_SHARE, MOST_SHARE = 0.001, 0.9  # of the random probes
CONSTANTS = (0.0, 1.0)


@dataclass
class ProbeProof:
    """What was shown of one probe. `holds` when nothing contradicts it.

    share  of random probes of the domain that do what the exercise asks
    """

    id: str
    aim: str
    solutions: list[dict[str, Any]] = field(default_factory=list)
    poor: list[dict[str, Any]] = field(default_factory=list)
    constants_rejected: bool = True
    share: float = 0.0
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every claim was confirmed."""
        return not self.problems

    def to_tree(self) -> dict[str, Any]:
        """The proof as `autograder verify --json` writes it."""
        return {"kind": "probe", **self.__dict__}

    def said(self) -> list[str]:
        """A line for the probe, and one for each thing that does not hold."""
        accepted = sum(each["accepted"] for each in self.solutions)
        rejected = sum(each["rejected"] and each["hinted"] for each in self.poor)
        line = (
            f"{'✓' if self.holds else '✗'} {self.id}: {self.aim}, solutions accepted {accepted}/{len(self.solutions)}, "
            f"poor probes rejected with their hints {rejected}/{len(self.poor)}, "
            f"constant probes {'rejected' if self.constants_rejected else 'ACCEPTED'}, "
            f"random probes that do it {self.share:.1%}"
        )
        return [line, *(f"    {problem}" for problem in self.problems)]


def prove_probe(probe: Probe, seed: int = SEED) -> ProbeProof:
    """Judge the declared probes, constant ones and random ones."""
    data, proof = probe.data(), ProbeProof(probe.id, probe.aim)
    for made in probe.solutions:
        verdict = judge_probe(data, made())
        proof.solutions.append({"name": made.__name__, "accepted": verdict.passed})
        proof.problems += [] if verdict.passed else [f"{made.__name__}: {verdict.message}"]
    for made, hint in probe.poor_ones:
        verdict = judge_probe(data, made())
        hinted = verdict.hint == hint and not data.domain.problem(made())
        proof.poor.append({"name": made.__name__, "rejected": not verdict.passed, "hinted": hinted})
        if verdict.passed:
            proof.problems.append(f"{made.__name__}: it is declared as poor, and accepted")
        elif not hinted:
            proof.problems.append(f"{made.__name__}: {verdict.message} Hint: {verdict.hint}")
    for made in [*probe.solutions, *(made for made, _ in probe.poor_ones)]:
        proof.problems += list(_unclear(data, made))
    if not probe.solutions or not probe.poor_ones:
        proof.problems.append("it needs a solution and a poor probe. Add them: .solution, .poor()")
    accepted = [
        number for number in CONSTANTS if any(judge_probe(data, each).passed for each in _constant(data, number))
    ]
    proof.constants_rejected = not accepted
    proof.problems += [f"a probe of nothing but {number:g} is accepted" for number in accepted]
    proof.share = _share(data, seed)
    if not LEAST_SHARE <= proof.share <= MOST_SHARE:
        wanted = f"expected {LEAST_SHARE:.1%} to {MOST_SHARE:.0%}"
        proof.problems.append(f"{proof.share:.2%} of random probes do what is asked; {wanted}")
    return proof


def prove_probes(book: Book, only: str = "") -> list[ProbeProof]:
    """Proofs of all probes of a book, or of those whose id begins with `only`."""
    return [prove_probe(each) for id, each in book.items() if isinstance(each, Probe) and id.startswith(only)]


def _unclear(data: ProbeData, made: Callable[[], Inputs]) -> Iterator[str]:
    """The decisive numbers of a declared probe that are so near to their limits that little would turn the verdict."""
    inputs = made()
    if data.domain.problem(inputs):
        return
    found = find_out(data, *outcomes(data, data.domain.numbers(inputs)))
    if not found.clear:
        yield f"{made.__name__}: a number that decides is near its limit; little would turn the verdict: {found.says}"


# --- probes by the domain -------------------------------------------------------------------------


def _share(data: ProbeData, seed: int) -> float:
    rng = np.random.default_rng(seed)
    drawn = [draw(data.domain, rng) for _ in range(RANDOM_PROBES)]
    return sum(judge_probe(data, each).passed for each in drawn) / RANDOM_PROBES


def draw(domain: Domain, rng: np.random.Generator) -> Inputs:
    """A random probe of the domain: small and large, whole and decimal numbers.

    Raises DeclarationError where a hundred tries give none.
    """
    for _ in range(100):
        sizes = {size: int(rng.integers(least, most + 1)) for size, (least, most) in domain.sizes.items()}
        whole = bool(rng.random() < 0.5)
        probe = {name: _drawn(argument, sizes, rng, whole=whole) for name, argument in domain.arguments.items()}
        if not domain.problem(probe):
            return probe
    raise DeclarationError(f"no random probe keeps the rules of the domain: {domain.problem(probe)}")


def _drawn(argument: Argument, sizes: dict[str, int], rng: np.random.Generator, *, whole: bool) -> Any:
    shape = [sizes[size] for size in argument.shape]
    widest = max(abs(argument.low), abs(argument.high))
    span = widest if rng.random() < 0.3 else np.exp(rng.uniform(0, np.log(max(widest, 2.0))))
    numbers = rng.uniform(max(argument.low, -span), max(min(argument.high, span), argument.low), shape)
    if whole:
        numbers = np.clip(np.round(numbers), argument.low, argument.high)
    return _keeping(argument, numbers) if argument.shape else float(_keeping(argument, numbers))


def _constant(data: ProbeData, number: float) -> Iterator[Inputs]:
    """Probes of one number everywhere, as far as the rules allow it, of the smallest and the largest sizes.

    A probe without arrays has none: there, one number is an answer like any other.
    """
    for which in (0, 1) if data.domain.sizes else ():
        sizes = {size: limits[which] for size, limits in data.domain.sizes.items()}
        probe = {}
        for name, argument in data.domain.arguments.items():
            numbers = np.full([sizes[size] for size in argument.shape], np.clip(number, argument.low, argument.high))
            probe[name] = _keeping(argument, numbers)
        yield probe


def _keeping(argument: Argument, numbers: Array) -> Array:
    """The numbers, changed so that they keep those rules that have a simple way to."""
    for rule in argument.rules:
        if rule in _KEEP:
            numbers = _KEEP[rule](numbers)
    return numbers


def _first_column_of_ones(A: Array) -> Array:
    A = A.copy()
    A[:, 0] = 1
    return A


_KEEP: dict[str, Callable[[Array], Array]] = {
    "whole numbers": np.round,
    "multiples of 100": lambda a: 100 * np.round(a / 100),
    "only 0 and 1": lambda a: (a > 0.5).astype(float),
    "the first column is ones": _first_column_of_ones,
    "each row sums to 1": lambda A: np.abs(A) / np.maximum(np.abs(A).sum(axis=1, keepdims=True), 1e-12),
}

"""What a probe may be: for each argument its shape, the range of its numbers and rules, as data with words for each.

    Domain({"m": (1, 6), "n": (2, 4)}, {
        "theta": Argument(("n",), low=-10, high=10),
        "Xb": Argument(("m", "n"), rules=("the first column is ones",)),
    })

Sizes and numbers are bounded, so that whatever fits the domain can be computed with at once. The words are what a
student reads in the statement and in a refusal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .comparing import describe
from .encoding import NotPlainData

MOST_ENTRIES = 100  # of one array
Array = np.ndarray

# A rule of one argument, in a student's words -> whether its numbers keep it. Named in declarations and in checks.json.
RULES: dict[str, Callable[[Array], bool]] = {
    "whole numbers": lambda a: bool((a == np.round(a)).all()),
    "multiples of 100": lambda a: bool((a == 100 * np.round(a / 100)).all()),
    "not all zeros": lambda a: bool(a.any()),
    "all zeros": lambda a: not a.any(),
    "not all equal": lambda a: bool((a != a.flat[0]).any()),
    "all equal": lambda a: bool((a == a.flat[0]).all()),
    "only 0 and 1": lambda a: bool(((a == 0) | (a == 1)).all()),
    "the first column is ones": lambda A: bool((A[:, 0] == 1).all()),
    "each row sums to 1": lambda A: bool((np.abs(A.sum(axis=1) - 1) < 1e-9).all()),
    "each row holds a number above 0 and one below 0": lambda A: bool(((A > 0).any(1) & (A < 0).any(1)).all()),
    "a single row": lambda A: len(A) == 1,
    "a square array": lambda A: A.shape[0] == A.shape[1],
    "not a square array": lambda A: A.shape[0] != A.shape[1],
}
KINDS_OF_NUMBER = ("whole numbers", "multiples of 100")  # these stand where "numbers" would


@dataclass(frozen=True)
class Argument:
    """What one argument of a probe may be.

    shape      names of the sizes: ("m", "n"); () for a number
    low, high  the range of its numbers
    rules      more that holds of them, of RULES
    """

    shape: tuple[str, ...] = ()
    low: float = -100.0
    high: float = 100.0
    rules: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = [rule for rule in self.rules if rule not in RULES]
        if unknown:
            raise ValueError(f"there is no rule {unknown[0]!r}; expected some of: {', '.join(RULES)}.")
        for rule in self.rules:
            try:
                RULES[rule](np.ones([1] * len(self.shape)))
            except (IndexError, ValueError):
                raise ValueError(f"the rule {rule!r} is for arrays of two axes; the shape is {self.shape}.") from None
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"the range is {self.low} to {self.high}; expected two finite numbers, the smaller first.")

    @property
    def phrase(self) -> str:
        """What is allowed, in words."""
        kinds = [rule for rule in self.rules if rule in KINDS_OF_NUMBER]
        more = "".join(f"; {rule}" for rule in self.rules if rule not in KINDS_OF_NUMBER)
        span = f"from {_plain(self.low)} to {_plain(self.high)}"
        if not self.shape:
            return f"a {'whole ' if kinds else ''}number {span}{more}"
        return f"array {_shape(self.shape)}, {kinds[0] if kinds else 'numbers'} {span}{more}"

    def problem(self, name: str, numbers: Array) -> str:
        """What is not allowed of an argument whose shape is right; empty where nothing is."""
        if not np.isfinite(numbers).all():
            return f"{name} contains NaN or infinity; expected finite numbers."
        out = numbers[(numbers < self.low) | (numbers > self.high)]
        if out.size:
            said = f"{name} is {out.flat[0]:.6g}" if not self.shape else f"{name} holds {out.flat[0]:.6g}"
            return f"{said}; expected {self.phrase}."
        broken = next((rule for rule in self.rules if not RULES[rule](numbers)), None)
        return f"{name} is not as the exercise asks; expected: {broken}." if broken else ""


@dataclass(frozen=True)
class Domain:
    """The arguments of a probe in the order of the function's, and the range of each size that their shapes name."""

    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    arguments: Mapping[str, Argument] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named = {size for argument in self.arguments.values() for size in argument.shape}
        if named != set(self.sizes):
            raise ValueError(f"the shapes name the sizes {sorted(named)}, and {sorted(self.sizes)} have a range.")
        for size, (least, most) in self.sizes.items():
            if not 1 <= least <= most:
                raise ValueError(f"the size {size} goes from {least} to {most}; expected 1 <= least <= most.")
        for name, argument in self.arguments.items():
            entries = math.prod(self.sizes[size][1] for size in argument.shape)
            if entries > MOST_ENTRIES:
                raise ValueError(f"{name} may have {entries} entries; expected at most {MOST_ENTRIES}.")

    @property
    def sizes_phrase(self) -> str:
        """The ranges of the sizes, in words: "m from 1 to 6, n from 2 to 4"."""
        return ", ".join(f"{size} from {least} to {most}" for size, (least, most) in self.sizes.items())

    def problem(self, probe: Any) -> str:
        """What of a probe is not allowed, the first thing; empty where all is. Whatever it is, this takes no time."""
        wanted = ", ".join(f'"{name}"' for name in self.arguments)
        if type(probe) is not dict:
            return f"The probe is {describe(probe)}; expected a dict with the keys {wanted}."
        missing = [name for name in self.arguments if name not in probe]
        if missing:
            return f'The probe has no "{missing[0]}"; expected a dict with the keys {wanted}.'
        if len(probe) > len(self.arguments):
            return f"The probe has {len(probe)} keys; expected {wanted} alone."
        known: dict[str, tuple[int, str]] = {}  # size -> its number, and the argument that it was read from
        for name, argument in self.arguments.items():
            said = self._problem_of_shape(name, argument, probe[name], known)
            said = said or argument.problem(name, np.asarray(probe[name], float))
            if said:
                return said
        return ""

    def _problem_of_shape(self, name: str, argument: Argument, value: Any, known: dict[str, tuple[int, str]]) -> str:
        wanted = f"expected {argument.phrase}"
        if isinstance(value, list | tuple):
            return f"{name} is {describe(value)}; {wanted}. Use np.array(...)."
        if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | complex | np.number | np.ndarray):
            return f"{name} is {describe(value)}; {wanted}."
        if type(value) is int and abs(value) >= 2**63:
            return f"{name} is a whole number of more than 64 bits; {wanted}."
        if np.asarray(value).dtype.kind not in "iuf":
            return f"{name} has dtype {np.asarray(value).dtype}; {wanted}."
        shape = np.shape(value)
        if len(shape) != len(argument.shape):
            return f"{name} has shape {shape}; {wanted}{self._with_sizes(argument)}."
        for size, number in zip(argument.shape, shape, strict=True):
            least, most = self.sizes[size]
            first, where = known.setdefault(size, (number, name))
            if number != first:
                return f"{name} has shape {shape}; expected {_shape(argument.shape)}, and {size} is {first} in {where}."
            if not least <= number <= most:
                return (
                    f"{name} has shape {shape}; expected {_shape(argument.shape)} with {size} from {least} to {most}."
                )
        return ""

    def _with_sizes(self, argument: Argument) -> str:
        ranges = ", ".join(f"{size} from {self.sizes[size][0]} to {self.sizes[size][1]}" for size in argument.shape)
        return f" ({ranges})" if ranges else ""

    def numbers(self, probe: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of an allowed probe as floats, in the order of the function's."""
        return {
            name: np.array(probe[name], float) if argument.shape else float(probe[name])
            for name, argument in self.arguments.items()
        }

    def to_tree(self) -> dict[str, Any]:
        """The domain for JSON."""
        return {
            "sizes": {size: list(limits) for size, limits in self.sizes.items()},
            "arguments": [[name, list(a.shape), a.low, a.high, list(a.rules)] for name, a in self.arguments.items()],
        }

    @classmethod
    def from_tree(cls, tree: Any) -> Domain:
        """Read the domain back. Raises NotPlainData when it is damaged."""
        try:
            return cls(
                {str(size): (int(least), int(most)) for size, (least, most) in tree["sizes"].items()},
                {
                    str(name): Argument(tuple(map(str, shape)), float(low), float(high), tuple(rules))
                    for name, shape, low, high, rules in tree["arguments"]
                },
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise NotPlainData(f"damaged data of a domain ({error})") from None


def _shape(names: tuple[str, ...]) -> str:
    return f"({', '.join(names)}{',' if len(names) == 1 else ''})"


def _plain(number: float) -> str:
    return f"{number:.6g}".replace("-", "−")

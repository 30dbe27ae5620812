"""Entry by entry: a function of what should have come, a limit, rounding, lost digits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from .evidence import Evidence, Said

FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "the absolute value of what it should be": np.abs,
    "minus the absolute value of what it should be": lambda x: -np.abs(x),
    "the square of what it should be": np.square,
    "the square root of what it should be": np.sqrt,
    "the exponential of what it should be": np.exp,
    "the logarithm of what it should be": np.log,
    "one divided by what it should be": lambda x: 1 / x,
    "1 minus what it should be": lambda x: 1 - x,
    "the sigmoid of what it should be": lambda x: 1 / (1 + np.exp(-x)),
    "tanh of what it should be": np.tanh,
    "what it should be, but with its negative numbers replaced by 0": lambda x: np.maximum(x, 0),
    "what it should be, but with its positive numbers replaced by 0": lambda x: np.minimum(x, 0),
    "the sign of what it should be": np.sign,
    "what it should be times 1 minus itself": lambda x: x * (1 - x),
    "what it should be, cut to whole numbers": np.trunc,
    "what it should be, rounded down": np.floor,
    "what it should be, rounded up": np.ceil,
    "the score whose sigmoid is what it should be": lambda x: np.log(x / (1 - x)),
}
DECIMALS = range(9)
FEW = 5
MOST_LOST, LEAST_LOST = 1e-3, 1e-14


def function_of_it(evidence: Evidence) -> Said | None:
    """A known function of what should have come. Of one number, always the same, too many things are true."""
    if len({value for got, _ in evidence.flat for value in got.tolist()}) < 2:
        return None
    for words, function in FUNCTIONS.items():
        if evidence.fits(function):
            return Said(f"{evidence.name} is {words}.", "Which operation is one too many, or missing?")
    return None


def rounded(evidence: Evidence) -> Said | None:
    """Rounded to some decimals."""
    if evidence.numbers < 2:
        return None
    for decimals in DECIMALS:
        if evidence.fits(partial(_to, decimals)):
            digits = f"to {decimals} decimals" if decimals else "to whole numbers"
            return Said(f"{evidence.name} is rounded {digits}.", "Leave the rounding to whoever prints the number.")
    return None


def _to(decimals: int, array: np.ndarray) -> np.ndarray:
    return array.round(decimals)


def limited(evidence: Evidence) -> Said | None:
    """Cut at a number, above or below or both: everything beyond it has become the limit."""
    above, below = set(), set()
    for got, right in evidence.flat:
        off = ~np.isclose(got, right, rtol=evidence.tolerance, atol=1e-13)
        above |= set(zip(got[off & (right > got)].tolist(), right[off & (right > got)].tolist(), strict=True))
        below |= set(zip(got[off & (right < got)].tolist(), right[off & (right < got)].tolist(), strict=True))
    if evidence.numbers == len(evidence.wrong) < FEW:  # single numbers: each is cut at itself
        return None
    highest, lowest = _limit(above) if above else np.inf, _limit(below) if below else -np.inf
    if highest is None or lowest is None or highest <= lowest:
        return None
    if not evidence.fits(lambda x: np.clip(x, lowest, highest)):
        return None
    told = [
        f"numbers {words} than {f'{limit:.6g} are replaced by {limit:.6g}' if seen else 'a limit are replaced by it'}"
        for words, limit, beyond in (("larger", highest, above), ("smaller", lowest, below))
        if beyond
        for seen in [_is_seen(evidence, limit)]
    ]
    return Said(f"{evidence.name}: {', and '.join(told)}; the others are right.", "The formula has no such limit.")


def _limit(beyond: set[tuple[float, float]]) -> float | None:
    """The one number that came for all that lies beyond it; None where there is none.

    A single entry is beyond a limit only when that is a number that people write, as 6, 0.001 or 1 − 0.001.
    """
    limits = [limit for limit, _ in beyond]
    limit = limits[0]
    if max(limits) - min(limits) > 1e-9 * abs(limit):
        return None
    is_plain = any(abs(float(f"{each:.2g}") - each) <= 1e-15 for each in (limit, 1 - limit))
    return limit if is_plain or len({right for _, right in beyond}) > 1 else None


def _is_seen(evidence: Evidence, limit: float) -> bool:
    """Whether the number stands in a failing case that the student may see."""
    return any(bool((evidence.flat[case][0] == limit).any()) for case in evidence.wrong if evidence.is_shown[case])


def dead_zone(evidence: Evidence) -> Said | None:
    """The smallest numbers have become 0."""
    largest, smallest, zeros = 0.0, np.inf, 0
    for got, right in evidence.flat:
        off = ~np.isclose(got, right, rtol=evidence.tolerance, atol=1e-13)
        if got[off].any():
            return None
        zeros += int(off.sum())
        largest = max(largest, float(np.abs(right[off]).max(initial=0.0)))
        smallest = min(smallest, float(np.abs(right[~off & (right != 0)]).min(initial=np.inf)))
    if zeros and largest < smallest < np.inf:
        return Said(
            f"{evidence.name} is 0 where it should be a small number; the others are right.",
            "The formula makes nothing zero: is there a threshold, or is something rounded?",
        )
    return None


def one_value(evidence: Evidence) -> Said | None:
    """All entries are equal, and should not be."""
    if all(
        got.size > 1 and np.ptp(got) <= 1e-12 * np.abs(got).max() and np.ptp(right) > 0
        for got, right in (evidence.flat[case] for case in evidence.wrong)
    ):
        return Said(
            f"All entries of {evidence.name} are equal, and they should differ.",
            "Did a sum or a mean run over an axis too many?",
        )
    return None


def few_digits(evidence: Evidence) -> Said | None:
    """Nearly right in every case: digits were lost."""
    lost = []
    for case in evidence.wrong:
        got, right = evidence.flat[case]
        size = np.abs(right).max()
        lost.append(np.abs(got - right).max() / size if size else np.inf)
    if max(lost) > MOST_LOST or min(lost) < LEAST_LOST:
        return None
    digits = int(-np.log10(max(lost)))
    return Said(
        f"{evidence.name} is right to about {digits} digits only.",
        "Rounding, a small number added, a constant typed with few digits or a difference quotient loses the others.",
    )

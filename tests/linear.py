"""Measures whether something takes time in proportion to the length of its input. No second is asserted anywhere.

What a call may take is counted in the time that a linear pass over as many characters takes, on the same machine in
the same run: here about 0.5 s for a megabyte.
"""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable
from functools import cache

PASSES = 3.0  # of the reference over the input
LEAST = 50_000  # characters: what is shorter may take as long as these
NOISE = 3.0  # times more: a machine that others use, caches that are cold


@cache
def of_a_character() -> float:
    """Seconds that the reference needs for a character: a search that finds each of them."""
    return _reference()


def _reference() -> float:
    text = "a" * 200_000
    return least(lambda: sum(1 for _ in re.finditer(".", text)), 5) / len(text)


def least(call: Callable[[], object], times: int = 3) -> float:
    """The least processor time of some calls."""
    return min(_once(call) for _ in range(times))


def _once(call: Callable[[], object]) -> float:
    """Without the collector of garbage, which looks through all that other tests have left."""
    collects = gc.isenabled()
    gc.disable()
    try:
        begin = time.process_time()
        call()
        return time.process_time() - begin
    finally:
        if collects:
            gc.enable()


def too_slow(call: Callable[[], object], size: int) -> str:
    """Whether a call takes more than `PASSES` over an input of this size, in words; "" where it does not."""
    counted = max(size, LEAST)
    passes = _once(call) / (of_a_character() * counted)
    for _ in range(3):
        if passes <= PASSES * NOISE:
            return ""
        # measured again beside the reference: a machine may be slower now than it was then
        passes = least(call) / (max(of_a_character(), _reference()) * counted)
    return f"{passes:.1f} passes over {size} characters" if passes > PASSES * NOISE else ""


def grows_linearly(call: Callable[[int], object], n: int) -> bool:
    """Whether four times the input takes about four times the time: eight would be n to the power of 1.5."""
    ratio = 0.0
    for _ in range(3):
        small, large = least(lambda: call(n)), least(lambda: call(4 * n))
        ratio = large / max(small, 1e-9)
        if ratio < 8:
            return True
    return False

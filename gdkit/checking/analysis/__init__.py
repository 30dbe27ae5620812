"""What wrong numbers say about the mistake behind them, without a list of mistakes.

Each family is one function from the evidence, what came and what should have come in every case, to a sentence and
a hint. They are tried in order of specificity, and each must agree with every case: with those that fail, and with
those that are right (a factor m is none where m = 1).

    evidence  one returned value over all cases; sizes and numbers of the inputs that a factor may be
    results   another value than the one asked for: another order, an input unchanged, a path one step short
    scale     a factor, a sign, a step too long, a constant or a term too much
    values    entry by entry: the absolute value, a root, a limit, rounding, lost digits
    order     reversed, sorted, shifted, summed up
    blocks    one entry, row, column or layer is off, the rest is right
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from . import blocks, order, scale, values
from .evidence import Evidence, Said, evidence_of
from .results import of_results
from .scale import plain_factor

__all__ = ["Evidence", "Said", "evidence_of", "explain", "of_results", "plain_factor"]

PLAIN = (
    scale.zero,
    scale.factor,
    scale.step,
    scale.constant,
    order.rearranged,
    order.one_step_off,
    order.running,
    values.function_of_it,
    values.rounded,
    values.limited,
    values.dead_zone,
    order.two_exchanged,
    scale.term,
)
# where nothing plain fits, not even in some cases
VAGUE = (values.one_value, order.rows_permuted, scale.direction_only, values.few_digits, blocks.alone)


def explain(evidence: Evidence) -> Said | None:
    """What the numbers say, None where nothing simple fits."""
    with np.errstate(all="ignore"):  # of wrong work anything is tried
        for families in (PLAIN, VAGUE):
            said = _first(evidence, families)
            if said is None and any(evidence.is_right):
                said = _first(evidence.where_wrong(), families)
                said = said and said.after("Where it is wrong, ", evidence.name)
            if said is not None:
                return said
    return None


def _first(evidence: Evidence, families: Sequence[Callable[[Evidence], Said | None]]) -> Said | None:
    for family in families:
        said = family(evidence)
        if said is not None:
            return said
    return None if families is VAGUE else blocks.block(evidence, _plainly) or order.path(evidence, _plainly)


def _plainly(part: Evidence) -> Said | None:
    for family in PLAIN:
        said = family(part)
        if said is not None:
            return said
    return None

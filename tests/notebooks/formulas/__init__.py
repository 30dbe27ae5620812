"""The formulas of docs/formulas.md, each held against gdkit: `PROOFS[name]` is what is written there, and a check.

linear     lectures 00 to 03
noise      04
descents   05
penalties  06
classes    07 and 08
networks   09 to 13
"""

from __future__ import annotations

from collections.abc import Callable

Check = Callable[[], None]
PROOFS: dict[str, tuple[str, Check]] = {}


def proves(name: str, formula: str) -> Callable[[Check], Check]:
    """The check below proves the formula that has this name on the sheet, as it is written here."""

    def add(check: Check) -> Check:
        assert name not in PROOFS, name
        PROOFS[name] = formula, check
        return check

    return add

"""What a lecture says in words about a result, the machine has said in figures.

A cell whose id ends in "-read" tells what was seen. Each number in it, from 10 on or with decimals, stands in a code
cell, in what the cells print, or in the text of another cell, rounded as here. The answers to an explorer and to a quiz
are not looked at.
"""

import re

import pytest

SAID = re.compile(r"(?<![\w.{])(\d+(?: \d{3})*(?:\.\d+)?|\.\d+)(?:\\cdot10\^\{?(-?\d+)\}?)?(?: ?(\\?%))?")
SHOWN = re.compile(r"(?<!\w)(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?%?")
PAPER = re.compile(r"\([^()]*(?:19|20)\d\d\)|10\^\{?[-−]?\d+\}?(?!\d)")
"""A year in a citation, and a bare power of ten: an order of magnitude."""


def said(text: str) -> dict[str, tuple[float, float]]:
    """{"7·10^{-4}": (0.0007, 0.00005)}: each number as written, its value, and half of its last digit."""
    found = {}
    for match in SAID.finditer(re.sub(r"(?<!\\cdot)" + PAPER.pattern, " ", text)):
        digits, power, percent = match.groups()
        scale = 10.0 ** int(power or 0) / (100 if percent else 1)
        decimals = len(digits.partition(".")[2])
        value = float(digits.replace(" ", ""))
        if value >= 10 or decimals or scale != 1:
            found[match[0]] = value * scale, 0.505 * 10.0**-decimals * scale
    return found


def shown(text: str) -> set[float]:
    """All numbers that stand in a text; of 66% both 66 and 0.66."""
    numbers = set()
    for match in SHOWN.findall(text.replace("_", "")):
        value = float(match.rstrip("%"))
        numbers |= {value, value / 100} if match.endswith("%") else {value}
    return numbers


def unheard(text: str, numbers: set[float]) -> list[str]:
    """The numbers of a text that none of these rounds to."""
    return [
        written
        for written, (value, half) in said(text).items()
        if not any(abs(number - value) <= half for number in numbers)
    ]


@pytest.mark.slow
def test_the_numbers_in_which_a_result_is_told_are_shown_by_a_cell(lecture):
    numbers = shown(lecture.alone.printed) | {number for cell in lecture.code for number in shown(cell.source)}
    for cell in lecture.markdown:
        if not cell.id.endswith(("-read", "-answers")):
            numbers |= {value for value, _ in said(cell.source).values()}
    told = {cell.id: unheard(cell.source, numbers) for cell in lecture.markdown if cell.id.endswith("-read")}
    assert {id: missing for id, missing in told.items() if missing} == {}


def test_a_number_is_read_as_it_is_rounded():
    numbers = shown("from 0.6768 to 66097 in 12%, 6.05e-10")
    assert unheard("0.68, 66 097, 12 % and $6\\cdot10^{-10}$; three of 5 (Xie & Li 2024), $10^{-8}$", numbers) == []
    assert unheard("Of 74 wrong ones 43 fall, by 0.67.", numbers) == ["74", "43", "0.67"]

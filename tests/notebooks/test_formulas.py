"""The sheet of formulas, docs/formulas.md: what stands on it is what is proved, letter by letter, against gdkit."""

import re
from pathlib import Path

import pytest

from .conftest import PATHS
from .formulas import PROOFS, classes, descents, linear, networks, noise, penalties

ROOT = Path(__file__).parents[2]
SHEET = (ROOT / "docs" / "formulas.md").read_text("utf-8")
ROW = re.compile(r"^\| (?!name )([^|-].*?) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
ROWS = ROW.findall(SHEET)
HEADING = re.compile(r"^## \[(\d\d)\]\(\.\./notebooks/([\w-]+)\.ipynb\) (.+)$", re.MULTILINE)
MODULES = (linear, noise, descents, penalties, classes, networks)  # each has added its proofs
NOT_PROVED = {
    "stopping rule": "a choice: nothing can be computed of it",
    "δ": "the definition of a letter",
}


def test_a_formula_has_a_name_of_its_own_and_a_proof_or_a_reason_why_it_has_none():
    names = [name for name, _, _ in ROWS]
    assert len(names) == len(set(names)) > 80
    assert sorted(names) == sorted([*PROOFS, *NOT_PROVED]), f"not proved in {[each.__name__ for each in MODULES]}"


@pytest.mark.parametrize("name", PROOFS)
def test_a_formula_of_the_sheet_is_the_one_that_is_proved_and_holds(name):
    written = {name: formula for name, formula, _ in ROWS}
    formula, check = PROOFS[name]
    assert written[name] == formula, "the proof is of another formula: change both"
    check()


def test_the_sheet_goes_through_the_lectures_in_order_and_knows_each():
    lectures = [path.stem for path in PATHS if path.stem[0].isdigit()]
    assert [name for _, name, _ in HEADING.findall(SHEET)] == lectures
    assert all(name.startswith(number) for number, name, _ in HEADING.findall(SHEET))


def test_the_sheet_writes_the_house_notation():
    assert not re.search(r"\\mathcal\{?\s*L|\^\{?\[|\^\{?L\b", SHEET), "a loss is J, layers are W^l, the last one is D"

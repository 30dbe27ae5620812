"""Each numbered equation of document [1] is found in gdkit in one step: grep -rn "(22)" gdkit."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

import pytest

SOURCE = "document [1]"


def words(path: Path) -> str:
    """The strings and comments of a module, where they name their source."""
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
    said = "\n".join(token.string for token in tokens if token.type in (tokenize.STRING, tokenize.COMMENT))
    return said if SOURCE in said else ""


@pytest.fixture(scope="module")
def said(root: Path) -> dict[str, str]:
    return {path.stem: words(path) for path in sorted((root / "gdkit").glob("*.py"))}


@pytest.mark.parametrize("number", range(1, 30))
def test_an_equation_of_document_1_is_named_where_it_is_computed(number: int, said: dict[str, str]) -> None:
    assert [module for module, text in said.items() if f"({number})" in text]


def test_the_equations_of_backpropagation_stand_in_the_module_of_networks(said: dict[str, str]) -> None:
    assert [n for n in (*range(10, 16), *range(17, 25)) if f"({n})" not in said["networks"]] == []

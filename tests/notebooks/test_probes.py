"""The statement of each probe: it shows the suspect as it is, says all that is allowed, and its example is one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from autograder.declaring import Probe
from gdkit.checking import judge_probe

from ..this_course import BOOK

ROOT = Path(__file__).parents[2]
PROBES = [declared for declared in BOOK.values() if isinstance(declared, Probe)]
CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)

every_probe = pytest.mark.parametrize("probe", PROBES, ids=[probe.id for probe in PROBES])


def cells_of(probe: Probe) -> tuple[str, str, str]:
    """The statement of the probe, the solution and the check."""
    (path,) = (ROOT / "solutions").glob(f"{probe.id[:2]}-*/*.ipynb")
    name = probe.id.split(".")[1]
    by_id = {cell.id: cell.source for cell in nbformat.read(path, 4).cells}
    return by_id[f"{name}-task"], by_id[name], by_id[f"{probe.id[:2]}-{name}"]


def made_by(source: str) -> Any:
    names: dict[str, Any] = {"np": np}
    exec(source, names)
    return names["probe_1"]


@every_probe
def test_the_statement_shows_the_source_of_the_suspect(probe: Probe) -> None:
    assert CODE.findall(cells_of(probe)[0])[0].rstrip("\n") == probe.suspect_source


@every_probe
def test_the_statement_says_all_that_is_allowed_in_the_words_of_the_refusal(probe: Probe) -> None:
    statement = cells_of(probe)[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", statement, re.MULTILINE))
    assert rows == {name: argument.phrase for name, argument in probe.domain.arguments.items()}
    assert f"Sizes: {probe.domain.sizes_phrase}." in statement


@every_probe
def test_the_example_is_allowed_and_of_no_use_and_the_solution_is_right(probe: Probe) -> None:
    statement, solution, _ = cells_of(probe)
    example = made_by(CODE.findall(statement)[1])
    assert probe.domain.problem(example) == ""
    assert not judge_probe(probe.data(), example).passed
    assert judge_probe(probe.data(), made_by(solution)).passed


@every_probe
def test_the_statement_has_a_hint_and_names_the_part_of_the_lecture_that_the_check_names(probe: Probe) -> None:
    hint = cells_of(probe)[0].partition("**Hint.** ")[2]
    assert probe.reread in hint


@every_probe
def test_the_part_of_the_lecture_is_there(probe: Probe) -> None:
    number, heading = re.fullmatch(r"Lecture (\d\d), “(.*)”", probe.reread).groups()
    (path,) = (ROOT / "notebooks").glob(f"{number}-*.ipynb")
    headings = [
        line.lstrip("# ")
        for cell in nbformat.read(path, 4).cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("#")
    ]
    assert heading in headings

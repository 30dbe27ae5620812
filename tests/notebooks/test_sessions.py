"""Each lecture's core: what a class sees in fifty minutes, in which order, and what the lecturer finds beside it."""

import re
from math import ceil
from pathlib import Path

import nbformat
import pytest

from autograder.course.lecture import for_the_lecturer
from publishing.sessions import SESSION, announced, main, minutes, part, sessions, words

from ..this_course import BOOK
from .conftest import PATHS, Lecture

GUIDES = Path(__file__).parents[2] / "docs" / "lecturer"
SECTIONS = ["Aim", "Board plan", "Predictions", "Where classes stumble", "Ten minutes gone", "Homework"]
TWO_SESSIONS = {"02", "05", "07", "10"}
PREDICT = re.compile(r"(?:^#+ +|\*\*)Predict (\d+)", re.MULTILINE)


@pytest.fixture
def taught(lecture: Lecture) -> Lecture:
    """A lecture, not an appendix."""
    if not lecture.number.isdigit():
        pytest.skip("an appendix")
    return lecture


def test_the_core_stands_first_part_by_part_and_what_is_for_home_after_it(taught):
    parts = [part(cell) for cell in taught.cells]
    n = sum(map(bool, parts))
    assert parts[:n] == sorted(parts[:n]) and not any(parts[n:])
    assert max(parts) == (2 if taught.number in TWO_SESSIONS else 1)
    assert taught.cells[n].id == "for-home" and taught.cells[n].source.startswith("# For home")


def test_a_core_has_at_most_45_cells_and_50_minutes(taught):
    parts = [part(cell) for cell in taught.cells]
    assert [k for k in set(parts) - {0} if parts.count(k) > 45] == []
    assert [round(m, 1) for m in sessions(taught.notebook)[:-1] if m > SESSION] == []


def test_the_minutes_that_the_title_names_are_those_of_the_model(taught):
    assert announced(taught.notebook) == [ceil(m) for m in sessions(taught.notebook)]


def test_all_cores_are_at_most_18_sessions():
    assert sum(len(sessions(nbformat.read(path, 4))) - 1 for path in PATHS if path.stem[0].isdigit()) <= 18


def test_a_core_opens_with_what_the_digits_need_returns_to_them_and_ends_with_what_to_take_away(taught):
    core = [cell for cell in taught.cells if part(cell)]
    headings = [heading for cell in core for heading in re.findall("^## (.+)$", cell.source, re.MULTILINE)]
    assert headings.count("What the digits still need") == 1 == headings.count("Back to the digits")
    last = [max(k for k, cell in enumerate(core) if part(cell) == number) for number in {part(c) for c in core}]
    assert all(core[k].source.startswith("## What to take away") for k in last)


def test_a_line_of_code_in_a_core_fits_on_a_slide(taught):
    lines = [(c.id, line) for c in taught.code if part(c) for line in c.source.splitlines() if len(line) > 63]
    assert lines == []


def test_a_lecture_has_at_most_three_errata_each_a_prediction_for_the_class(taught):
    errata = [cell for cell in taught.markdown if cell.id.startswith("erratum-") and not cell.id.endswith("-read")]
    assert len(errata) <= 3
    assert [cell.id for cell in errata if not PREDICT.search(cell.source)] == []
    text = "\n".join(cell.source for cell in taught.markdown)
    assert not re.search(r"^#+ .*The source says", text, re.MULTILINE)
    assert text.count("The machine says") + text.count("The machine\nsays") <= 2


def test_predictions_are_numbered_in_order(taught):
    assert predictions(taught) == [str(k) for k in range(1, 1 + len(predictions(taught)))]


def predictions(lecture: Lecture) -> list[str]:
    return [
        number for cell in lecture.markdown if not for_the_lecturer(cell) for number in PREDICT.findall(cell.source)
    ]


def test_the_lecturers_guide_has_its_sections_answers_each_prediction_and_names_each_exercise(taught):
    guide = (GUIDES / f"{taught.number}.md").read_text("utf-8")
    assert guide.startswith(f"# Lecture {taught.number}: ")
    assert re.findall(r"^## (.+)$", guide, re.MULTILINE) == SECTIONS
    answered = re.search(r"^## Predictions$(.*?)^## ", guide, re.MULTILINE | re.DOTALL)[1]
    assert re.findall(r"\*\*Predict (\d+)", answered) == predictions(taught)
    served = re.search(r"^## Homework$(.*)", guide, re.MULTILINE | re.DOTALL)[1]
    mine = {id for id in BOOK if id.startswith(f"{taught.number}.")}
    assert {id for id in re.findall(r"`(\d\d\.\w+)`", served) if id.startswith(f"{taught.number}.")} == mine


def test_the_readme_has_the_minutes_of_each_lecture(taught):
    rows = (GUIDES.parents[1] / "README.md").read_text("utf-8").splitlines()
    (row,) = [line for line in rows if line.startswith(f"| [{taught.number}](notebooks/")]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert [*map(int, cells[2].split(" + ")), int(cells[3])] == announced(taught.notebook)


def test_every_guide_belongs_to_a_lecture():
    numbers = {path.stem[:2] for path in PATHS}
    assert [path.name for path in GUIDES.glob("[0-9]*.md") if path.stem not in numbers] == []


# ------------------------------------------------------------------------------------------ the model


def markdown(source: str, kind: str = "-"):
    return nbformat.v4.new_markdown_cell(source, metadata={"slideshow": {"slide_type": kind}})


def code(source: str, kind: str = "-"):
    return nbformat.v4.new_code_cell(source, metadata={"slideshow": {"slide_type": kind}})


def test_120_words_and_symbols_take_a_minute_and_what_is_folded_away_none():
    assert words("One two three.") == 3
    assert words(r"so $\nabla J = 0$ holds") == 2 + 4
    assert words("a <details><summary>Answers</summary> 1. no </details>") == 1
    assert minutes(markdown("word " * 240)) == 2


def test_a_prediction_a_cell_an_explorer_and_a_question_take_their_minutes():
    assert minutes(markdown("### Predict 1: up or down?")) == pytest.approx(
        2 + words("### Predict 1: up or down?") / 120
    )
    assert minutes(code("print(1)")) == 1
    assert minutes(code("e = SlopeExplorer()\ne")) == 4
    assert minutes(code("e.static()")) == 0
    assert minutes(markdown("## Recall: close the notes\n\n1. One?\n2. Two?")) == 2


def test_notes_and_skipped_tools_take_no_time():
    assert minutes(markdown("word " * 240, "notes")) == 0 == minutes(code("import numpy as np", "skip"))


def test_each_part_is_added_up_and_home_comes_last():
    cells = [markdown("word " * 120), markdown("word " * 240), markdown("word " * 360)]
    for number, cell in zip((1, 2, 0), cells, strict=True):
        if number:
            cell.metadata["core"] = number
    assert sessions(nbformat.v4.new_notebook(cells=cells)) == [1, 2, 3]


def test_a_lecture_that_there_is_not_is_told_with_those_that_there_are(capsys):
    assert main(["99"]) == 2
    assert "there is no lecture 99; there are 00-orientation 01-" in capsys.readouterr().err
    assert main(["03"]) == 0 and "digits-one-pass" in capsys.readouterr().out


@pytest.mark.parametrize(
    "said, found",
    [("47 minutes, and 40 at home.", [47, 40]), ("48 and 49 minutes, and 9 at home.", [48, 49, 9]), ("soon", [])],
)
def test_the_title_says_the_minutes_of_each_part_and_at_home(said, found):
    assert announced(nbformat.v4.new_notebook(cells=[markdown(f"**Time.** {said}")])) == found

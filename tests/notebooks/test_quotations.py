"""What the lectures quote stands in the five documents, word by word; and appendix B keeps its own account.

quoted.tsv has the passages that are quoted, each with its document and line. The documents themselves are not part of
this repository: where GDKIT_DOCUMENTS names a folder with their five texts, the passages are looked up there.
"""

import os
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

from . import ledger
from .conftest import HEADING, PATHS

QUOTED = re.compile(r"“([^”]*)”")
CITED = re.compile(r"\[([0-4])\](?!\})")
ENTRY = re.compile(
    r"^### ([KHM])(\d+) (.+)\n\n\*(?:(?:error|incomplete); )?(.+); lectures? ([\d, and]+)\*$", re.MULTILINE
)
PLACE = re.compile(r"\[(\d)\], (.+?)(?=; \[|$)")
LINES = re.compile(r"lines? (\d+(?:(?:, | and | to )\d+)*)")
THE_SOURCE = {"01": {"slides": "2"}, "03": {"source": "4"}, "05": {"source": "0"}, "12": {"source": "0"}}
"""What one document is called in a lecture where its number would be in the way."""


class Passage(NamedTuple):
    """What stands in a line of a document."""

    document: str
    line: int
    text: str


def _passages() -> list[Passage]:
    rows = Path(__file__).with_name("quoted.tsv").read_text("utf-8").splitlines()[1:]
    return [Passage(document, int(line), text) for document, line, text in (row.split("\t") for row in rows)]


PASSAGES = _passages()
COURSE = {path.stem.partition("-")[0]: nbformat.read(path, 4).cells for path in PATHS}
HEADINGS = {
    re.sub(r"^(the source says …: |[khm]\d+ )", "", heading.lower())
    for cells in COURSE.values()
    for cell in cells
    if cell.cell_type == "markdown"
    for heading in HEADING.findall(cell.source)
}


class Entry(NamedTuple):
    """One entry of appendix B: the heading's part, number and words, where it stands, and all that is said."""

    part: str
    number: int
    name: str
    places: dict[str, set[int]]
    lectures: list[str]
    rows: set[str]
    text: str


def lines_of(said: str) -> set[int]:
    """{4, 5, 6, 7} of "lines 4 to 7", {76, 211} of "lines 76 and 211"; none of "equation (10)"."""
    if not (named := LINES.match(said)):
        return set()
    parts = [re.findall(r"\d+", part) for part in re.split(r", | and ", named[1])]
    return {line for part in parts for line in range(int(part[0]), int(part[-1]) + 1)}


def _entries() -> list[Entry]:
    """Each with the text of the cells up to the next heading."""
    found: list[Entry] = []
    for cell in (cell for cell in COURSE["B"] if cell.cell_type == "markdown"):
        if match := ENTRY.match(cell.source):
            part, number, name, where, lectures = match.groups()
            places = {document: lines_of(said) for document, said in PLACE.findall(where)}
            rows, text = set(cell.metadata.get("ledger", [])), cell.source[match.end() :]
            found.append(Entry(part, int(number), name, places, re.findall(r"\d\d", lectures), rows, text))
        elif found and not HEADING.match(cell.source):
            found[-1] = found[-1]._replace(text=f"{found[-1].text}\n\n{cell.source}")
    return found


ENTRIES = _entries()
every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=[f"B-errata-{e.part}{e.number}" for e in ENTRIES])


def letters(text: str) -> str:
    """Without spaces, emphasis and what only typesets: as it would be read out."""
    return re.sub(r"[\s*$\\“”‘’\"']", "", text.replace("\\partial", "∂")).lower()


def stands_in(quotation: str, document: str, lines: set[int] | None = None) -> bool:
    """Whether a passage of the document, in one of these lines, holds the words of the quotation."""
    return any(
        letters(quotation) in letters(passage.text)
        for passage in PASSAGES
        if passage.document == document and (lines is None or passage.line in lines)
    )


def documents_of(number: str, source: str) -> set[str]:
    """The documents that a cell speaks of."""
    return set(CITED.findall(source)) or {d for name, d in THE_SOURCE.get(number, {}).items() if name in source}


def is_a_heading(quotation: str) -> bool:
    said = re.sub(r"\s+", " ", re.sub(r"^The source says …:? ?", "", quotation)).lower()
    return any(heading.startswith(said) for heading in HEADINGS)


def not_as_printed(number: str, source: str) -> list[str]:
    """The quotations of a cell that its documents do not hold; the name of a section is no quotation."""
    documents = documents_of(number, source)
    return [
        quotation
        for quotation in QUOTED.findall(source)
        if documents and not is_a_heading(quotation) and not any(stands_in(quotation, d) for d in documents)
    ]


@pytest.mark.parametrize("number", COURSE)
def test_what_a_lecture_quotes_of_a_document_stands_there_in_these_words(number):
    wrong = {
        c.id: found for c in COURSE[number] if c.cell_type == "markdown" for found in [not_as_printed(number, c.source)]
    }
    assert {id: found for id, found in wrong.items() if found} == {}


def test_a_quotation_that_differs_is_found():
    assert not_as_printed("11", "[1] says that “we approached the minimum”.") == []
    assert not_as_printed("11", "[1] says that it is “near the minimum”.") == ["near the minimum"]
    assert not_as_printed("11", "[2] says that “we approached the minimum”.") == ["we approached the minimum"]
    assert not_as_printed("11", "Nobody is cited, and “anything” may stand here.") == []


def test_each_passage_is_quoted_somewhere_and_is_short():
    prose = [(n, cell.source) for n, cells in COURSE.items() for cell in cells if cell.cell_type == "markdown"]
    quoted = {
        (d, letters(quotation))
        for n, text in prose
        for quotation in QUOTED.findall(text)
        for d in documents_of(n, text)
    }
    for passage in PASSAGES:
        assert len(passage.text) <= 240, passage
        assert any(d == passage.document and words in letters(passage.text) for d, words in quoted), passage


def test_the_passages_stand_in_the_documents_themselves():
    folder = os.environ.get("GDKIT_DOCUMENTS")
    if not folder:
        pytest.skip("the five documents are not part of the repository; GDKIT_DOCUMENTS names a folder that has them")
    texts = [path.read_text("utf-8").splitlines() for path in sorted(Path(folder).glob("*.txt"))]
    assert len(texts) == 5
    assert [p for p in PASSAGES if p.text not in texts[int(p.document)][p.line - 1]] == []


# ------------------------------------------------------------------------------------- appendix B


def test_appendix_b_has_its_entries():
    assert Counter(entry.part for entry in ENTRIES).keys() == set("KHM") and len(ENTRIES) > 60
    headings = [cell.source for cell in COURSE["B"] if cell.source.startswith("### ")]
    assert [text for text in headings if not ENTRY.match(text)] == []


@every_entry
def test_an_entry_of_appendix_b_quotes_the_lines_that_it_names(entry):
    for quotation in QUOTED.findall(entry.text) if entry.places else []:
        places = entry.places.items()
        assert any(stands_in(quotation, document, lines or None) for document, lines in places), quotation


def test_lines_are_read_as_they_are_written():
    assert lines_of("lines 11 to 15, 188 and 191") == {11, 12, 13, 14, 15, 188, 191}
    assert lines_of("line 45") == {45} and lines_of("equation (10)") == set()
    assert PLACE.findall("[1], line 49 and equation (4); [2], lines 5 to 7") == [
        ("1", "line 49 and equation (4)"),
        ("2", "lines 5 to 7"),
    ]


def test_the_lectures_that_an_entry_of_appendix_b_names_treat_it():
    for entry in ENTRIES:
        if entry.part == "H":
            continue  # one can fall into a hazard also where no row of the ledger is about it
        for number in entry.lectures:
            assert entry.rows & ledger.treated(COURSE[number]), f"lecture {number}: no {sorted(entry.rows)}"


def test_appendix_b_numbers_its_entries_without_a_gap_in_the_order_of_the_lectures():
    for part in "KHM":
        mine = [entry for entry in ENTRIES if entry.part == part]
        assert [entry.number for entry in mine] == list(range(1, len(mine) + 1)), part
        assert [entry.lectures[0] for entry in mine] == sorted(entry.lectures[0] for entry in mine), part
    names = [entry.name.lower() for entry in ENTRIES]
    for name in names:
        assert [other for other in names if other.startswith(name)] == [name], "an entry is pointed to by its words"


def test_the_table_at_the_top_of_appendix_b_names_each_entry_beside_its_lectures():
    rows = re.findall(r"^\| (\d\d) .*?((?:\| [^|]*){3})\|$", COURSE["B"][1].source, re.MULTILINE)
    wanted = {number: [] for number in COURSE if number.isdigit()}
    for entry in ENTRIES:
        for number in entry.lectures:
            wanted[number].append(f"{entry.part}{entry.number}")
    assert {number: re.findall(r"[KHM]\d+", columns) for number, columns in rows} == wanted

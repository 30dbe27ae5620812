"""Where a lecture points, there is something: a lecture that has the subject, a section, a prediction, an equation, an
entry of appendix B. (Links are tested in test_prose.py, what feedback sends to in test_lectures.py.)
"""

import re
from pathlib import Path

import nbformat
import pytest

from .conftest import HEADING, PATHS

ROOT = Path(__file__).parents[2]
HOMEWORK = sorted(ROOT.glob("solutions/*/*.ipynb"))

SUBJECT = re.compile(r"\(([^()]*), lecture (\d\d)\)")
NEEDED = re.compile(r"(?:[Ll]ectures? |, | and )(\d\d) \(([^()]+)\)")
SECTION = re.compile(r"(?:[Ss]ee|end of|table of|variable of|subject of|this in|stand in)\s“([^”]*)”")
OF_ANOTHER = re.compile(r"Lecture (\d\d), “([^”]*)”")
ENTRY = re.compile(r"[Aa]ppendix B, “([^”]*)”")
BY_NUMBER = re.compile(r"\b[Aa]ppendix B,? (?:[KHM]|\d\.)\d+|\bB [0-4]\.\d+")
"""An entry is named by its words: its number changes when another is put in before it."""
OF_1 = {"1", "1.1", "1.2", "1.3", "2", "3", "3.1", "3.2", "3.3"}
"""The sections of document [1]. Its equations are numbered from 1 to 29."""


def prose(path: Path) -> str:
    if path.suffix == ".md":
        return path.read_text("utf-8")
    return "\n\n".join(cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown")


TEXT = {path.stem.partition("-")[0]: prose(path) for path in PATHS}
EVERY = [*PATHS, *HOMEWORK]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LECTURES = [path for path in PATHS if path.stem[:2].isdigit()]
every_notebook = pytest.mark.parametrize("path", EVERY, ids=[path.stem for path in EVERY])
every_text = pytest.mark.parametrize("path", [*EVERY, *PAGES], ids=lambda path: path.stem)


def plain(text: str) -> str:
    return re.sub(r"[\s`*]+", " ", text).strip().lower()


def has_section(number: str, name: str) -> bool:
    """Whether a heading starts like this; "The source says …: " may be left out."""
    headings = [plain(heading) for heading in HEADING.findall(TEXT[number])]
    headings += [heading.partition("…: ")[2] for heading in headings]
    return any(heading.startswith(plain(name)) for heading in headings)


def absent(number: str, subject: str) -> list[str]:
    """The words of a subject that do not occur in a lecture; the end of a word may differ."""
    words = [re.sub("(es|s)$", "", word) for word in re.findall(r"[^\W\d_]{3,}", subject.lower())]
    return [word for word in words if word not in TEXT[number].lower()]


@every_notebook
def test_the_lecture_that_is_named_for_a_subject_has_it(path):
    text = prose(path)
    named = [(number, subject.split(", ")[-1]) for subject, number in SUBJECT.findall(text)]
    named = [(number, subject) for number, subject in named if len(subject.split()) <= 3]  # else it is a sentence
    named += [(number, subject) for number, subjects in NEEDED.findall(text) for subject in subjects.split(", ")]
    assert {(number, subject): words for number, subject in named if (words := absent(number, subject))} == {}


@every_notebook
def test_the_sections_that_are_named_exist(path):
    text, number = prose(path), path.stem.partition("-")[0]
    named = [(lecture, section) for lecture, section in OF_ANOTHER.findall(text)]
    if path in PATHS:
        notes = [cell.source for cell in nbformat.read(path, 4).cells if cell.id == "for-the-lecturer"]
        named += [(number, section) for section in SECTION.findall(text)]
        named += [(number, section) for note in notes for section in re.findall(r"“([^”]*)”", note)]
    assert [(lecture, section) for lecture, section in named if not has_section(lecture, section)] == []


@every_notebook
def test_the_lectures_and_homeworks_that_are_named_exist(path):
    named = re.findall(r"(?i)\b(?:lectures?|homework) ((?:\d\d(?:, | and | to )?)+)", prose(path))
    assert [number for text in named for number in re.findall(r"\d\d", text) if number not in TEXT] == []


@pytest.mark.parametrize("number", TEXT)
def test_the_predictions_and_parts_that_are_named_exist(number):
    text = TEXT[number]
    for named in re.findall(r"predictions? ((?:\d(?:, | and | to )?)+)", text):
        for k in re.findall(r"\d", named):
            assert re.search(rf"Predict {k}\b", text), f"prediction {k}"
    for part in re.findall(r"(?i)\bpart (one|two)\b", text):
        assert re.search(rf"(?i)^# Part {part}:", text, re.MULTILINE), f"part {part}"


@every_text
def test_the_entries_of_appendix_b_that_are_named_exist_and_name_the_lecture(path):
    text, number = re.sub(r"\s+", " ", prose(path)), path.stem.partition("-")[0]
    assert BY_NUMBER.findall(text) == [], "name an entry by the words of its heading: appendix B, “A missing square”"
    for name in ENTRY.findall(text):
        entry = re.search(rf"^### [KHM]\d+ {re.escape(name)}\n\n\*(.+)\*$", TEXT["B"], re.MULTILINE)
        assert entry, f"appendix B has no “{name}”"
        if path in LECTURES:
            assert number in entry[1].rpartition("; ")[2], f"“{name}” does not name lecture {number}"


@pytest.mark.parametrize("number", TEXT)
def test_the_equations_and_sections_of_document_1_that_are_named_exist(number):
    text = TEXT[number]
    assert {k for k in re.findall(r"(?i)\bequations? \((\d+)\)", text) if not 1 <= int(k) <= 29} == set()
    assert {s for s in re.findall(r"\b[Ss]ections? (\d(?:\.\d)?)\b", text) if s not in OF_1} == set()


def test_a_pointer_to_nothing_is_found():
    assert absent("05", "warm-up") == ["warm"] and absent("05", "adaptive methods") == []
    assert has_section("02", "The slow valley") and not has_section("02", "The quick valley")
    assert SUBJECT.findall("(and weights of the right spread, `he`, lecture 12)")[0][1] == "12"
    assert ENTRY.findall("see appendix B, “A missing square”") == ["A missing square"]
    assert all(BY_NUMBER.search(text) for text in ("appendix B, 2.11", "(appendix B, K7)", "see B 2.8"))
    assert SECTION.findall("more of it in\n“A”; see “B”") == ["B"]

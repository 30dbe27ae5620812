"""The glossary has, in order, each word that a lecture sets in bold where it defines it.

A lecture defines a word where it is bold and the sentence says what it is: “$\\eta$ is the **learning rate**”, “an
**epoch** is one pass”, “call it a **neuron**”. Elsewhere a word is bold for its weight; EMPHASIS has those that stand
in such a sentence all the same.
"""

import re
from pathlib import Path

import nbformat
import pytest

from autograder.course.lecture import for_the_lecturer

from .conftest import PATHS

ROOT = Path(__file__).parents[2]
LECTURES = {path.stem[:2]: path for path in PATHS if path.stem[0].isdigit()}
ROW = re.compile(r"^\| (?!word )(\w.*?) \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
LINK = re.compile(r"\[(\d\d)\]\(\.\./notebooks/([\w-]+)\.ipynb\)")

TERM = r"\*\*([A-Za-z]+(?:[-–’ ][A-Za-z]+){0,2})\*\*"
DEFINES = re.compile(
    rf"\b(?:is|are|called|names:|call (?:it|this|them))(?: the| an?)? {TERM}"  # “is the **learning rate**”
    rf"|\b(?:[Tt]he|[Aa]n?|its) {TERM}(?=[,.:;)]| is\b| are\b| \$| \()"  # “An **epoch** is”, “the **Hessian**, is”
    rf"|(?:^|[.;:] |\* )(?:[Tt]he|[Aa]n?) {TERM}(?= \w+s\b)"  # “A **partial derivative** nudges”
    rf"|(?:^|[.:] |\* ){TERM}(?= is a| are| \()"  # “**Backpropagation** is a way”
)
EMPHASIS = {
    *(
        "difference",
        "down",
        "enough",
        "first",
        "independent",
        "last",
        "mean",
        "minus",
        "necessary",
        "number of features",
    ),
    *("rows", "square", "straight line", "sum", "training", "twice", "up", "whole"),
}
NOT_TAUGHT = {"title", "exercises"}


def entries() -> list[list[str]]:
    """word, letter, meaning, words elsewhere, lectures"""
    return [list(row) for row in ROW.findall((ROOT / "docs" / "glossary.md").read_text("utf-8"))]


def order(word: str) -> str:
    return re.sub(r"[-–]", " ", word.casefold())


def singular(word: str) -> str:
    return re.sub(r"(?<=[a-z]{3})(?<!s)s$", "", re.sub(r"[-–]", " ", word.casefold()))


def defined(text: str) -> list[str]:
    """The words that a text sets in bold where it says what they are."""
    found = [next(filter(None, words)) for words in DEFINES.findall(" ".join(text.split()))]
    return [word for word in found if word.lower() not in EMPHASIS]


def is_known(word: str) -> bool:
    """Whether the word is an entry, the beginning of one (dead, of “dead unit”), or what others say for one."""
    words = [singular(each) for row in entries() for each in (row[0], *re.split("[,;] ", row[3]))]
    return any(f"{each} ".startswith(f"{singular(word)} ") for each in words)


def test_the_glossary_is_sorted_and_has_each_word_once():
    words = [order(word) for word, *_ in entries()]
    assert len(words) > 100
    assert words == sorted(set(words))


def test_every_entry_says_what_it_means_in_one_or_two_sentences_and_names_a_lecture_that_exists():
    for word, _, meaning, _, lectures in entries():
        assert meaning[-1] == "." and 20 < len(meaning) < 260, word
        assert len(re.findall(r"[.?!](?= [A-Z$]|$)", meaning)) <= 2, word
        links = LINK.findall(lectures)
        assert links and [LECTURES[number].stem for number, _ in links] == [name for _, name in links], word


@pytest.mark.parametrize("number", LECTURES)
def test_every_word_that_a_lecture_defines_in_bold_is_in_the_glossary(number):
    cells = nbformat.read(LECTURES[number], 4).cells
    missing = [
        f"**{word}** (cell {cell.id})"
        for cell in cells
        if cell.cell_type == "markdown" and not for_the_lecturer(cell) and cell.id not in NOT_TAUGHT
        for word in defined(cell.source)
        if not is_known(word)
    ]
    assert missing == [], (
        f"lecture {number} defines words that docs/glossary.md lacks. Add a row for each, or, where bold is only "
        "for weight, set it in *italics* or add the word to EMPHASIS in tests/notebooks/test_glossary.py"
    )


def test_a_word_that_is_defined_is_told_from_one_that_is_bold_for_its_weight():
    text = (
        "$\\eta$ is the **learning rate**. An **epoch** is one pass. Go **down**; call it a **neuron** of **all** rows."
    )
    assert defined(text) == ["learning rate", "epoch", "neuron"]
    assert is_known("hidden layers") and is_known("Xavier initialisation") and not is_known("phlogiston")
    assert singular("hidden layers") == "hidden layer" and singular("loss") == "loss"

"""What is read: every word of notebooks and pages is spelt right, and every link leads somewhere.

A word that the dictionary does not have (a name, a term, British spelling) goes into words.txt, one a line, sorted.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from spellchecker import SpellChecker

ROOT = Path(__file__).parents[2]
WORDS = Path(__file__).with_name("words.txt")
FILES = sorted(
    [
        *ROOT.glob("notebooks/*.ipynb"),
        *ROOT.glob("solutions/*/*.ipynb"),
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("docs/lecturer/*.md"),
        *ROOT.glob("benchmarks/*.md"),
    ]
)
NOT_PROSE = re.compile(
    r"```.*?```|~~~.*?~~~|``[^`]+``|`[^`\n]*`|\$\$.*?\$\$|\$[^$]*\$|<[^>]*>|\]\([^)]*\)|&\w+;", re.DOTALL
)
WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)|<a\s[^>]*href=[\"']([^\"']+)")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)

every_file = pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])


def markdown(path: Path) -> str:
    if path.suffix != ".ipynb":
        return path.read_text("utf-8")
    cells = nbformat.read(path, 4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def words(text: str) -> set[str]:
    """The words of the prose in small letters, without code, formulas and links; no initials, no formula letters."""
    found = {word.lower().replace("’", "'") for word in WORD.findall(NOT_PROSE.sub(" ", text))}
    return {word.removesuffix("'s") for word in found if (len(word) > 2 and word.isascii()) or _accented(word)}


def _accented(word: str) -> bool:
    """Accents on Latin letters; not Greek letters, sub- and superscripts."""
    return (
        all("LATIN SMALL LETTER" in unicodedata.name(letter, "") for letter in word.replace("'", "")) and len(word) > 2
    )


@cache
def dictionary() -> SpellChecker:
    checker = SpellChecker()
    checker.word_frequency.load_words(WORDS.read_text("utf-8").split())
    return checker


def misspelt(text: str) -> list[str]:
    return sorted(dictionary().unknown(words(text)))


@every_file
def test_every_word_is_in_the_dictionary_or_among_our_own(path):
    assert misspelt(markdown(path)) == []


def test_a_slip_is_found_and_code_and_formulas_are_left_alone():
    assert misspelt("The gradeint of `numpyy` is $\\nabla fooo$ in [a page](http://xyzzy.org).") == ["gradeint"]


def test_our_own_words_are_sorted_used_and_not_in_the_dictionary():
    own = WORDS.read_text("utf-8").split()
    assert own == sorted(set(own))
    used = set().union(*(words(markdown(path)) for path in FILES))
    assert [word for word in own if word not in used] == []
    assert sorted(SpellChecker().known(own)) == []


@every_file
def test_every_link_leads_to_a_file_and_a_heading_that_exist(path):
    broken = []
    for link in links(markdown(path)):
        target, _, anchor = unquote(link).partition("#")
        if re.match(r"https?://", target):
            if not re.fullmatch(r"https?://[\w.-]+\.[a-z]{2,}(:\d+)?(/\S*)?", target):
                broken.append(link)
            continue
        file = (path.parent / target).resolve() if target else path
        if not file.exists() or (anchor and file.suffix in (".md", ".ipynb") and anchor not in anchors(file)):
            broken.append(link)
    assert broken == []


def test_the_readme_leads_to_every_lecture_and_appendix():
    found = set(links(markdown(ROOT / "README.md")))
    assert [path.name for path in ROOT.glob("notebooks/*.ipynb") if f"notebooks/{path.name}" not in found] == []


def test_every_picture_of_the_readme_is_small_and_told_in_words():
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", markdown(ROOT / "README.md"))
    assert {ROOT / path for _, path in pictures} == set(ROOT.glob("docs/images/*"))
    assert len(pictures) == 3
    for told, path in pictures:
        assert len(told) > 60
        content = (ROOT / path).read_bytes()
        assert len(content) < 100_000
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert content[25] == 3  # the kind of its colours: a palette, of 256 at most


def links(text: str) -> list[str]:
    prose = re.sub(r"```.*?```|`[^`\n]*`", " ", text, flags=re.DOTALL)
    return [a or b for a, b in LINK.findall(prose)]


def anchors(path: Path) -> set[str]:
    """The names of the headings as pages on the web (dashes, small letters) and JupyterLab (dashes) write them."""
    found = set()
    for heading in HEADING.findall(markdown(path)):
        plain = re.sub(r"[`*$]", "", heading)
        found |= {plain.replace(" ", "-"), re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")}
    return found


def test_a_link_to_nowhere_is_found():
    assert links("[a](b.md#c) `[x](y)` <a href='d.html'>e</a>") == ["b.md#c", "d.html"]
    assert "speed-against-peers" in anchors(ROOT / "benchmarks" / "README.md")

"""One notation: J the loss, L only the smoothness constant, D the depth, B the rows of a batch, Δ with a δ a row, W^l.

What is quoted of a document keeps its letters: passages in “…”, a paragraph that begins with "The source says", the
columns of a table under a document's number, and the cells of QUOTED, each with its reason. Appendix A says what stands
for what.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
HOMEWORK = sorted((ROOT / "solutions").glob("*/*.ipynb"))
READ = ("gdkit/**/*.py", "gdkit/**/*.js", "autograder/exercises/**/*.py", "docs/**/*.md", "docs/*.py", "README.md")
TEXTS = sorted(path for pattern in READ for path in ROOT.glob(pattern))

QUOTED = {
    ("A-notation.ipynb", "data-matrix-run"): "(N, p) is the shape in [4]",
    ("A-notation.ipynb", "counts-run"): "the letters of [2] and [4] for numbers of rows are what is compared",
    ("A-notation.ipynb", "table-losses"): "𝓛 is the loss of [4]",
    ("A-notation.ipynb", "table-rates"): "N is the batch of [4]",
    ("09-multilayer-perceptrons.ipynb", "from-to"): "the network is [2]'s, in its letters",
    ("B-errata.ipynb", "b-component-among-vectors"): "a^L and z^L are those of [1], whose equation is mended",
    ("B-errata.ipynb", "b-one-method-three-names-title"): "𝓛 and 𝓛ᵢ are those of the slide of [2]",
    ("B-errata.ipynb", "b-one-method-three-names-title-evidence"): "∇𝓛 is what the slide of [2] differentiates",
    ("B-errata.ipynb", "b-one-n-for-two"): "the entry is about the two meanings of N in [4]",
    ("B-errata.ipynb", "b-one-n-for-two-evidence"): "N is that of [4]",
    ("B-errata.ipynb", "b-short-last-batch"): "N // batch_size is code of [4]",
    ("multilayer-perceptrons.ipynb", "from-to-task"): "the exercise is [2]'s network, in its letters",
}
"""(notebook, cell) whose letters are a document's, and why they stay."""

END = r"(?![A-Za-z0-9_])"  # of a letter that stands alone
DOTS = r"(?:\\[lc]?dots|…|\.\.\.)"

STRAYS = {
    "a layer in brackets; write W^l": [
        r"\^\{?\[",  # W^{[l]}, a^[1]
        r"(?:\b[WAZaz]|\\[dD]elta|[δΔ])\^\{?\((?:l|L|D|\d)\W",  # W^{(l)}, z^(1); θ^{(k)} and x^{(i)} count other things
        r"\bb\^\{?\((?:l|L|D)\W",
        r"\bW_(?:\{[\dl]\}|[\dl](?=\$| ?[xhaz]\b))",  # W_1 x, $W_1$
    ],
    "a loss called L; write J": [
        rf"\\mathcal\s*\{{?L{END}|[𝓛ℒ]",
        rf"∂L/|\\partial\s*L{END}|(?:∇|\\nabla)\s*L{END}|\bdL_?d\w",
        r"(?<![A-Za-z_\\])L\((?:w|b|θ|\\theta|\\mathcal)",
        rf"(?<![\w\\])L = (?:1/|\\frac1)[mNB]{END}",
        rf"\bloss (?:is )?\$?L{END}|\bL (?:goes from|falls|rises|over the|over all)\b",
    ],
    "a depth called L; write D": [
        rf"\^\{{?L{END}|ᴸ|\bn_\{{?L{END}",
        rf"{DOTS}\s*,?\s*\{{?L{END}|(?<![\w\\])L ?[-−] ?1,\s*{DOTS}",  # l = 1, ..., L and L − 1, ..., 1
        r"(?<![\w\\])L\$? (?:\w+ )?(?:layers|matrices|biases|arrays)\b|(?<![\w\\])L\$? counts\b",
        r"(?<![\w\\])L ?\+ ?1\$? (?:ints|sizes|layers)\b|(?<![\w\\])L = len\(",
    ],
    "rows called N; write B for those of a batch, m for all": [
        r"(?<![A-Za-z_\\])N(?![A-Za-z0-9(]|_\w)",  # N(0, 1) is a distribution
    ],
    "a matrix of errors called δ; write Δ": [
        r"(?:rows?|columns?|axis|axes) of (?:every |the )?\$?(?:δ|\\delta)",
        r"(?:δ|\\delta)(?:\^\{?\w\}?)?(?:ᵀ|\^\{?\\top)",
    ],
}

PASSAGE = re.compile(r"“[^”]*”|^\*\*The source says.*?(?=\n\n|\n\*\*The machine|\Z)", re.MULTILINE | re.DOTALL)
DOCUMENT = re.compile(r"(?:source|document)\b|\[\d\]")


def strays(text: str) -> list[str]:
    """What is not in the letters of the house, as "what: the line"."""
    return [
        f"{what}: {line.strip()[:120]}"
        for line in of_the_house(text).splitlines()
        for what, patterns in STRAYS.items()
        if any(re.search(pattern, line) for pattern in patterns)
    ]


def of_the_house(text: str) -> str:
    """The text without passages that are quoted, and without the columns of tables that a document heads."""
    lines: list[str] = []
    theirs: set[int] | None = None
    for line in PASSAGE.sub("“”", text).splitlines():
        cells = line.split("|")
        if not line.startswith("|"):
            theirs = None
        elif theirs is None:
            theirs = {i for i, cell in enumerate(cells) if DOCUMENT.match(cell.strip())}
        lines.append("|".join(cell for i, cell in enumerate(cells) if i not in (theirs or ())))
    return "\n".join(lines)


def strays_of(name: str, cells: list[Any]) -> list[str]:
    kept = [cell for cell in cells if (name, cell.id) not in QUOTED]
    return [f"{cell.id}: {found}" for cell in kept for found in strays(cell.source)]


def test_a_lecture_or_appendix_writes_one_notation(lecture):
    assert strays_of(f"{lecture.name}.ipynb", lecture.cells) == []


@pytest.mark.parametrize("path", HOMEWORK, ids=[path.parent.name for path in HOMEWORK])
def test_a_homework_writes_one_notation(path):
    assert strays_of(path.name, nbformat.read(path, 4).cells) == []


@pytest.mark.parametrize("path", TEXTS, ids=[str(path.relative_to(ROOT)) for path in TEXTS])
def test_docstrings_messages_explorers_and_pages_write_one_notation(path):
    assert strays(path.read_text("utf-8")) == []


@pytest.mark.parametrize(("name", "cell"), QUOTED, ids=[f"{name}/{cell}" for name, cell in QUOTED])
def test_every_exception_names_a_cell_that_needs_it(name, cell):
    (path,) = (path for path in (*HOMEWORK, *(ROOT / "notebooks").glob("*.ipynb")) if path.name == name)
    (source,) = (c.source for c in nbformat.read(path, 4).cells if c.id == cell)
    assert strays(source)


PLANTED = {
    "a layer in brackets; write W^l": (
        r"$W^{[l]}$ | W^[1] | $a^{[l-1]}$ | $A^{[0]} = X$ | $z^{(l)}$ | $W^{(2)}$ | $\delta^{(1)}$ | $b^{(l)}$ | "
        r"$W_1x + b_1$ | of $W_2$, | $W_{1}$"
    ),
    "a loss called L; write J": (
        r"$\mathcal L$ | $\mathcal{L}_i$ | 𝓛 | ∂L/∂w | \frac{\partial L}{\partial b} | \nabla L | θ − η ∇L | "
        r"dL_dw = 1 | $L(w, b)$ | $L(\theta)$ | L = 1/N Σ r² | $L = \frac1m\sum_i$ | the loss $L$ is | "
        "L goes from 2 to 1 | L over all rows"
    ),
    "a depth called L; write D": (
        r"$a^L$ | $\delta^{L-1}$ | δᴸ | $n_L$ | $l = 1, \dots, L$ | A¹, …, L | $l = L-1, \dots, 1$ | "
        r"L layers | $L$ weight layers | list of $L$ biases | $L$ counts the | list of $L+1$ ints | L = len(Ws) | "
        r"$W^1, \dots, W^L$"
    ),
    "rows called N; write B for those of a batch, m for all": (
        r"\frac1N | 2/N | 2 / N * r | (N, n) | of $N$ rows | N = len(y) | $N = 1$ | \sum_{i=1}^{N} | `N // batch_size`"
    ),
    "a matrix of errors called δ; write Δ": r"rows of δ | each column of $\delta$ | δᵀA | $\delta^\top A$ | axis of δ",
}
"""Strays of each kind, between bars."""


@pytest.mark.parametrize(
    ("kind", "planted"), [(kind, text) for kind, texts in PLANTED.items() for text in texts.split(" | ")]
)
def test_a_planted_stray_is_found(kind, planted):
    assert f"{kind}: {planted}" in strays(planted)


@pytest.mark.parametrize(("kind", "pattern"), [(kind, pattern) for kind in STRAYS for pattern in STRAYS[kind]])
def test_each_pattern_finds_a_planted_stray(kind, pattern):
    assert any(re.search(pattern, text) for text in PLANTED[kind].split(" | "))


def test_a_stray_beside_a_quotation_is_found():
    assert strays("**The source says** $J$.\n\n**The machine says** $\\mathcal L$.")
    assert strays("| [4] | house |\n|---|---|\n| $J$ | $\\mathcal L$ |")


@pytest.mark.parametrize(
    "house",
    [
        r"$W^l$ is $(n_l, n_{l-1})$, $\Delta^D = A^D - Y$, $l = 1, \dots, D$, rows of $\Delta$, $\Delta^\top A/m$, ΔᵀA",
        r"$\theta^{(k)}$, $x^{(i)}$, $w^{(0)}$, $b^{(0)}$: updates and examples, not layers",
        r"$\eta < 2/L$, $\eta = 1/L$, 2/L, $1 - \eta L$, an $L$-smooth loss, L = 2 / m * s, $L = \frac1{2m}s_1^2$",
        r"$\mathcal N(0, 1)$, N(0, 1), $\mathbb R^n$, ℕ, NaN, \N{MINUS SIGN}, `len(y)`, B = len(y), $\frac1B\sum$",
        r"$\delta = \partial C_x/\partial z$, $\delta^l\,(a^{l-1})^\top$, $(W^{l+1})^\top\delta^{l+1}$",
        "Lecture 03, “Step 2: ∂J/∂ŷ”",
        "**The source says** $\\mathcal L$ for $N$ rows\nand $a^L$.\n\n**The machine says** $J$.",
        "| [0] | [2], [4] | house |\n|---|---|---|\n| $L(w)$ | $\\mathcal L$ | $J$ |",
    ],
)
def test_what_the_house_writes_and_what_is_quoted_is_no_stray(house):
    assert strays(house) == []

"""How long a lecture's core takes: what a class hears, votes on, runs and plays with, in minutes.

    python -m publishing.sessions            the sessions of all lectures
    python -m publishing.sessions 01         the minutes of each cell of lecture 01

The core is what a class sees in a session of 50 minutes: the cells whose metadata has `core`, the number of the part
that they belong to. They stand first in the notebook. The model: 120 words a minute read aloud, a symbol of a formula
counting as a word; 2 minutes for each prediction, by a show of hands; 1 for a cell that is run and read; 4 for an
explorer; 1 for a question of a quiz, whose words are in it. Nothing is skipped, derivations least.
"""

from __future__ import annotations

import re
import sys
from math import ceil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from .lectures import chosen, for_the_lecturer

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
WORDS_A_MINUTE, SHOW_OF_HANDS, RUN, EXPLORER, QUESTION = 120, 2.0, 1.0, 4.0, 1.0
SESSION = 50

FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
LAYOUT = re.compile(
    r"\\(?:left|right|[Bb]igg?[lrm]?|q?quad|[,;:! ]|displaystyle|text\w*|math\w+|operatorname"
    r"|begin\{\w+\*?\}(?:\{\w+\})?|end\{\w+\*?\}|tag|[lr][Vv]ert|top|underset|overset|limits|\\(?:\[\w+\])?)"
)
SYMBOL = re.compile(r"\\[A-Za-z]+|\d+(?:\.\d+)?|[A-Za-z]+|[=+\-*/<>−·∇]")
SPOKEN = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
PREDICTION = re.compile(r"^#+ +Predict\b|\*\*Predict\b", re.MULTILINE)
ITEM = re.compile(r"^\d+\. ", re.MULTILINE)
TIME = re.compile(r"\*\*Time\.\*\*\s+(\d+)(?:\s+and\s+(\d+))?\s+minutes(?:,\s+and\s+(\d+)\s+at\s+home)?")


def part(cell: NotebookNode) -> int:
    """The part whose core the cell belongs to, 1 or 2; 0 of a cell for home."""
    return int(cell.metadata.get("core", 0))


def words(source: str) -> int:
    """How many words are spoken where the text is read aloud; what is folded away is not read."""
    text = re.sub(r"<details>.*?</details>", " ", source, flags=re.DOTALL)
    symbols = sum(len(SYMBOL.findall(LAYOUT.sub(" ", a or b))) for a, b in FORMULA.findall(text))
    plain = re.sub(r"\]\([^)]*\)|<[^>]+>|^\|[-| :]+\|$", " ", FORMULA.sub(" ", text), flags=re.MULTILINE)
    return symbols + len(SPOKEN.findall(plain))


def minutes(cell: NotebookNode) -> float:
    """The minutes of one cell. Tools that no slide shows and notes for the lecturer take none."""
    if for_the_lecturer(cell) or cell.metadata.get("slideshow", {}).get("slide_type") == "skip":
        return 0.0
    if cell.cell_type == "code":
        if re.search(r"Explorer\(", cell.source):
            return EXPLORER
        return 0.0 if re.search(r"\.static\(\)\s*\Z", cell.source) else RUN  # the explorer itself was shown
    if re.match(r"#+ +Recall\b", cell.source):
        return QUESTION * len(ITEM.findall(cell.source))
    return words(cell.source) / WORDS_A_MINUTE + SHOW_OF_HANDS * len(PREDICTION.findall(cell.source))


def sessions(notebook: NotebookNode) -> list[float]:
    """The minutes of each part's core, in order; then those of what is for home, always last."""
    parts = range(1, 1 + max(map(part, notebook.cells), default=0))
    return [sum(minutes(cell) for cell in notebook.cells if part(cell) == k) for k in (*parts, 0)]


def announced(notebook: NotebookNode) -> list[int]:
    """The minutes that the first cell names: of the parts, then at home. Empty where it names none."""
    found = TIME.search(notebook.cells[0].source) if notebook.cells else None
    return [int(number) for number in found.groups() if number] if found else []


def _told(path: Path, each: bool) -> str:
    notebook = nbformat.read(path, as_version=4)
    *cores, home = sessions(notebook)
    cells = [sum(part(cell) == k for cell in notebook.cells) for k in range(1, len(cores) + 1)]
    core = "; ".join(f"{ceil(m)} minutes in {n} cells" for m, n in zip(cores, cells, strict=True)) or "no core"
    lines = [f"{path.stem}: {core}; {ceil(home)} at home"]
    if each:
        lines += [f"{minutes(c):5.1f}  {part(c) or '-'}  {c.cell_type[:4]}  {c.id}" for c in notebook.cells]
    return "\n".join(lines)


def main(wanted: list[str]) -> int:
    try:
        names = chosen(wanted, [path.stem for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))])
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.writelines(f"{_told(NOTEBOOKS / f'{name}.ipynb', bool(wanted))}\n" for name in names)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

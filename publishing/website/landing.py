"""The first page: what this is in one screen, each part made by the real thing.

A live explorer; the card of a check that a wrong function got; the report on the class of `autograder demo`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat

from ..executing import CACHE, ROOT, digest_of, executed
from .reference import write_if_new

HERE = Path(__file__).parent
LESSON = "03-one-minibatch-by-hand"
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"

EXPLORER = """
from gdkit.widgets import SlopeExplorer

SlopeExplorer()
"""
CARD = """
from autograder.exercises.lesson03.minibatch_step import bias_left_out
from gdkit import check

check("03.minibatch_step", bias_left_out)
"""
FOLDER = "_static/demo"


def write_landing(source: Path, work: Path, statements: Mapping[str, Path]) -> None:
    """index.md, and the pages of the demo that it shows."""
    cells = [nbformat.v4.new_code_cell(text.strip(), id=f"cell-{i}") for i, text in enumerate((EXPLORER, CARD))]
    notebook = nbformat.v4.new_notebook(cells=cells)
    done = executed({"landing": notebook}, CACHE, folder=statements[LESSON])["landing"]
    explorer, card = (cell.outputs[-1].data for cell in done.cells)
    parts = {
        "EXPLORER": _script(VIEW, explorer[VIEW]) + _script(STATE, done.metadata.widgets[STATE]),
        "CARD": card["text/html"],
        "REPORT": _report(source / FOLDER, work),
    }
    page = (HERE / "pages" / "index.md").read_text(encoding="utf-8")
    for name, part in parts.items():
        page = page.replace(f"<!-- {name} -->", part)
    write_if_new(source / "index.md", page)


def _script(kind: str, value: object) -> str:
    text = json.dumps(value).replace("</", "<\\/")
    return f'<script type="{kind}">{text}</script>'


def _report(place: Path, work: Path) -> str:
    """The demo's report in a frame, and links to it and to a page of feedback; a line where no class can be graded."""
    made, stamp = work / "demo", work / "demo.digest"
    digest = digest_of(ROOT / "solutions", ROOT / "autograder", ROOT / "gdkit")
    if not stamp.is_file() or stamp.read_text() != digest:
        stamp.unlink(missing_ok=True)
        command = [sys.executable, "-m", "autograder", "demo", "--into", str(made)]
        grading = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if grading.returncode:
            print(
                f"the demo, whose report the first page shows, ended so:\n{(grading.stdout + grading.stderr)[-2000:]}"
            )
            return "<p>No class was graded where this site was built.</p>"
        stamp.write_text(digest)
    (report,) = made.glob("results/*/report.html")
    feedback = sorted(made.glob("feedback/chen/*/*.html"))[0]
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy(report, place / "report.html")
    shutil.copy(feedback, place / "feedback.html")
    frame = f'<iframe src="{FOLDER}/report.html" title="The report on a class of 40" loading="lazy"></iframe>'
    whole = f'<a href="{FOLDER}/report.html">the whole report</a>'
    one = f'<a href="{FOLDER}/feedback.html">one student’s feedback</a>'
    return f"{frame}<p>A class of 40, graded while this site was built: {whole}, {one}.</p>"

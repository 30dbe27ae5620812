"""Homework in the browser with a Python that only pretends, served on loopback: for tests and for screenshots."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from publishing.typesetting import stylesheet
from publishing.web.bundle import CLIENT, ESBUILD, OPTIONS
from publishing.web.page import Page
from publishing.web.serving import Files, served
from publishing.web.settings import Settings

HERE = Path(__file__).parent
NAME = "03-one-minibatch"
TASK = r"""# Homework: one step

Write `step(w)`, which returns $w - \eta \nabla J(w)$:

$$J(w) = \frac1B \sum_i (w - y_i)^2$$

| name | what |
|---|---|
| `w` | the point, a number |
"""


def locked(grade_id: str) -> dict[str, Any]:
    return {"deletable": False, "editable": False, "nbgrader": {"grade_id": grade_id, "locked": True, "points": 4.0}}


def card(words: str) -> str:
    """What a check shows, as a comment that the pretended Python reads."""
    html = (
        f"<section aria-label='Check of 03.step' style='border-left:5px solid #444'><strong>{words}</strong></section>"
    )
    return "#! " + json.dumps({"output_type": "display_data", "data": {"text/html": html}, "metadata": {}})


def printed(text: str) -> str:
    return "#! " + json.dumps({"output_type": "stream", "name": "stdout", "text": text})


def homework() -> NotebookNode:
    """As nbgrader releases one: given cells, a place for code, a check, a place for words."""
    text, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    solution = {"deletable": False, "nbgrader": {"grade_id": "step", "locked": False}}
    check = f'check("03.step", step)\n{card("○ 03.step: not there yet")}'
    cells = [
        text(TASK, id="title", metadata=locked("title")),
        code("import numpy as np\n" + printed("numpy is there\n"), id="setup", metadata=locked("setup")),
        code("def step(w):\n    raise NotImplementedError()", id="step", metadata=solution),
        code(check, id="check", metadata=locked("check") | {"tags": ["raises-exception"]}),
        text("## In words\n\nWhy does it go down?", id="task", metadata=locked("task")),
        text("*Write your answer here.*", id="answer"),
        code("check.summary()", id="summary", metadata=locked("summary")),
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "course": {"weight": 1.0}})
    made.nbformat_minor = 5
    return made


def write(
    folder: Path, notebook: NotebookNode, settings: dict[str, Any] | None = None, *, kind: str = "homework"
) -> None:
    """The page and its settings; the bundles are put there by `bundles`."""
    page = Page(NAME, kind, "one-minibatch.ipynb", notebook)
    (folder / f"{NAME}.html").write_text(page.html("Gradient descent", Settings().policy()), encoding="utf-8")
    (folder / "settings.json").write_text(json.dumps(settings or {}), encoding="utf-8")


def bundles(static: Path) -> None:
    """The page's script with the pretended Python in it, and its rules."""
    for entry, name in ((HERE / "fake_python.mjs", "notebook.js"), (CLIENT / "notebook.css", "notebook.css")):
        subprocess.run(
            [ESBUILD, entry, *OPTIONS, f"--outfile={static / name}"], cwd=HERE.parents[2], check=True, timeout=60
        )
    (static / "katex.css").write_text(stylesheet(), encoding="utf-8")


class Taking(Files):
    """What is handed in is kept in the server's `taken`, and answered with its `answer`."""

    def do_POST(self) -> None:
        server: Any = self.server
        server.taken.append(self.rfile.read(int(self.headers["Content-Length"])))
        status, words = server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(words.encode())


@contextmanager
def serving(folder: Path) -> Iterator[Any]:
    """The folder on loopback, by a server that takes what is handed in."""
    server: Any
    with served(folder, files=Taking) as server:
        server.taken, server.answer = [], (200, "Received.")
        yield server

"""What steers a reader's eyes or terminal goes nowhere, by whichever door of a notebook it comes in."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.classes.keeping import grade_assignment, read_results
from autograder.cli import main
from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.pages.feedback import write_feedback
from autograder.pages.report import write_report
from autograder.sandbox.warm_process import WarmProcess

from .conftest import ASSIGNMENT, solved
from .test_safe_text import EVIL, STEERING, every_text

Work = Callable[[], Homework]
E = ascii(EVIL)  # as Python writes it
STEP = "def minibatch_step(X, y, w, b, eta):\n    "
BODIES = {
    "an error's text": f"raise ValueError({E})",
    "an error's class": f"raise type({E}, (Exception,), {{}})('x')",
    "an error's notes": f"e = ValueError('x'); e.add_note({E}); raise e",
    "the module of an error's class": f"raise type('E', (Exception,), {{'__module__': {E}}})('x')",
    "a result": f"return {E}, 1.0, w, b",
    "a result's type": f"return type({E}, (), {{}})(), 1.0, w, b",
    "a key": f"return {{{E}: 1}}, 1.0, w, b",
    "fields of an array": f"return np.zeros(2, [({E}, 'f8')]), 1.0, w, b",
    "an array of texts": f"return np.array([{E}]), 1.0, w, b",
    "a number that is huge": "return 10**5000, 10**400, w, b",
    "a number that is none": "return w * np.nan, float('inf'), True, b",
    "a warning": f"import warnings; warnings.warn({E}); return w, b, w, b",
    "a log line": f"import logging; logging.getLogger({E}).error({E}); return w, b, w, b",
}
CELLS = {
    "a line of output": f"print({E}); import sys; print({E}, file=sys.stderr)",
    "a display's kinds": f"display({{'text/plain': {E}, 'text/html': {E}, {E}: 1}}, metadata={{{E}: 1}}, raw=True)",
    "a display's id": f"h = display({{'text/plain': 'x'}}, display_id={E}, raw=True)",
    "entities of a page": "display({'text/html': '&#x202e;&#8203;&#x1b;<b aria-label=\"&#x202e;\">x</b>'}, raw=True)",
    "a cell's error": f"raise type({E}, (Exception,), {{}})({E})",
    "the name of a function": "".join(f"globals()[{E}] = minibatch_step; minibatch_step.{name} = {E}\n" for name in
                                     ("__name__", "__qualname__", "__doc__", "__module__")),
    "a figure's titles": f"import matplotlib.pyplot as plt; plt.figure(num={E}); plt.title('\\u202e'); plt.plot([1])",
    "a cell's last value": f"{E}",
    "a cell's source": "# \u202e \u200b \u2066 \U000e0041\n1",
}  # fmt: skip


def works(homework: Work, step: Exercise, epoch: Exercise) -> Iterator[Homework]:
    for body in BODIES.values():
        work = solved(homework(), step, epoch)
        yield work.write("minibatch_step", STEP + body)
    for line in CELLS.values():
        work = solved(homework(), step, epoch)
        work.cell("minibatch_step").source += f"\n\n\n{line}"
        yield work
    yield solved(homework(), step, epoch).write("quiz_batch", f"answer = {E}")
    yield solved(homework(), step, epoch).write("03-minibatch_step", f"check({E}, {E})")
    manual = solved(homework(), step, epoch)
    for cell in manual.notebook.cells:
        if cell.cell_type == "markdown":
            cell.source += f"\n{EVIL} &#x202e; [x](http://{EVIL}) ![{EVIL}](attachment:{EVIL})"
    yield manual
    everywhere = solved(homework(), step, epoch)
    note = everywhere.notebook
    note.metadata = nbformat.from_dict({"kernelspec": {"name": EVIL, "display_name": EVIL}, "title": EVIL,
                                        "language_info": {"name": EVIL, "version": EVIL}, EVIL: EVIL,
                                        "authors": [{"name": EVIL}]})  # fmt: skip
    for cell in note.cells:
        cell.id = EVIL
        cell.attachments = {EVIL: {"image/png": EVIL}}
        cell.metadata["tags"] = [EVIL]
        cell.metadata[EVIL] = EVIL
    note.cells.append(
        nbformat.from_dict({"cell_type": EVIL, "source": EVIL, "metadata": {"nbgrader": {"grade_id": EVIL}}})
    )
    yield everywhere


@pytest.mark.slow
def test_no_file_page_row_or_line_that_is_made_of_a_submission_steers_or_hides(
    course: Course, homework: Work, step: Exercise, epoch: Exercise, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    count = 0
    for count, work in enumerate(works(homework, step, epoch), 1):
        folder = course.path("submitted", f"s{count:02}", ASSIGNMENT)
        folder.mkdir(parents=True)
        name = f"{EVIL}.ipynb".replace("/", "") if count % 5 == 0 else "one-minibatch-by-hand.ipynb"
        (folder / name.encode("utf-8", "replace").decode()).write_text(json.dumps(work.notebook))
        (folder / "timestamp.txt").write_text(EVIL.encode("utf-8", "replace").decode())
    grade_assignment(course, ASSIGNMENT, warm=warm)
    results = read_results(course, ASSIGNMENT)
    assert len(results) == count
    problems = [note["flags"] for tree in results for note in tree["notebooks"] if note["problem"]]
    assert problems == [["other-language"]], "each was read, and ran but for the one in a language of another name"
    assert len(write_feedback(course, ASSIGNMENT)) == count
    write_report(course, ASSIGNMENT)
    monkeypatch.chdir(course.root)
    not_run = [tree["student"] for tree in results if "other-language" in tree["flags"]]
    for student in sorted({*(f"s{number:02}" for number in range(1, count + 1, 5)), *not_run}):
        assert main(["explain", "03", student, "03.minibatch_step"]) == (2 if student in not_run else 0)
    assert main(["regrade", "03", "--diff", "--seed", "7", "--jobs", "1", "--json", "changes.json"]) == 0
    told = "".join(capsys.readouterr())
    assert not STEERING.search(told)
    assert "[U+202E]" in told
    written = 0
    for path in (each for where in ("autograded", "feedback", "results") for each in (course.root / where).rglob("*")):
        if path.is_file() and path.name != "timestamp.txt":  # a copy, which nbgrader reads
            content = path.read_bytes().decode()
            assert not [text for text in texts_of(path, content) if STEERING.search(text)], path
            written += "U+202E" in content
    assert written >= 10, "it came that far"
    for text in texts_of_the_gradebook(course.root / "gradebook.db"):
        assert not STEERING.search(text)


def texts_of(path: Path, content: str) -> Iterator[str]:
    """The texts of a file as those see them who read it."""
    if path.suffix == ".html":
        yield html.unescape(content)
        yield content
    elif path.suffix == ".jsonl":
        for line in content.split("\n")[:-1]:
            yield from every_text(json.loads(line))
    elif path.suffix in (".log", ".txt", ".lock"):
        yield from content.split("\n")
    else:
        yield from every_text(json.loads(content))


def texts_of_the_gradebook(path: Path) -> Iterator[str]:
    with sqlite3.connect(path) as book:
        tables = [name for (name,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in book.execute(f"SELECT * FROM {table}"):
                yield from (re.sub(r"[\r]", "", each) for each in row if isinstance(each, str))
    book.close()

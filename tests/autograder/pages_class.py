"""A small class for the tests of the pages: right work, mistakes, trouble, and attacks on those who read the result."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import nbformat

from autograder.classes.keeping import grade_assignment
from autograder.course.course import Course
from autograder.declaring import load_book
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework

ASSIGNMENT = "03-one-minibatch-by-hand"
NOTEBOOK = "one-minibatch-by-hand"
HOSTILE_ID = "<img src=x onerror=document.title='ran'>"
PAYLOAD = (
    '</p></pre></main><script>document.title="ran"</script>'
    '<img src="https://evil.invalid/x.png" onerror="document.title=\'ran\'">'
    '<svg onload="document.title=\'ran\'"><iframe srcdoc="<script>parent.document.title=1</script>"></iframe>'
)
HOSTILE_STEP = f"""
from IPython.display import HTML, Javascript, Markdown, display
payload = {PAYLOAD!r}
display(HTML(payload), Markdown(payload), Javascript("document.title = 'ran'"))
display({{"image/png": 'iVBORw0KGgo="' + payload}}, raw=True)
display({{"image/svg+xml": payload, "text/latex": payload, "text/plain": payload}}, raw=True)
print(payload)
def minibatch_step(X, y, w, b, eta):
    raise ValueError(payload)
"""
HOSTILE_EPOCH = f"""
def minibatch_epoch(X, y, w, b, batch_size, eta, order):
    raise type({PAYLOAD[:60]!r}, (Exception,), {{}})({PAYLOAD!r})
raise RuntimeError({PAYLOAD!r})
"""
FIGURE = """
import matplotlib.pyplot as plt
plt.figure(figsize=(1, 1))
plt.plot([1, 2])
plt.show()
"""
# keeps a case's inputs as names of folders and prints them in a later cell
KEEP = "    import os; os.makedirs('kept/' + repr(w)[:200], exist_ok=True)\n"
SHOW = (
    "import os, numpy\nprint(os.path.realpath(numpy.__file__), os.getcwd())\n"
    "print(os.path.isdir('kept') and os.listdir('kept'))\n"
)
ANSWER = "Rows 6 and 11 jump.\n\nI take 0.05 & hope."


@cache
def graded_class(released: Path) -> Course:
    """Ten submissions to a copy of the released course, graded once; an eleventh student is in the class list."""
    folder = released.parent / "graded class"
    shutil.copytree(released, folder)
    course = Course(folder)
    step, epoch = _exercise("03.minibatch_step"), _exercise("03.minibatch_epoch")

    def solved(quiz: str = "c", words: str = ANSWER) -> Homework:
        homework = Homework(folder / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb")
        homework.answer(step, step.solution).answer(epoch, epoch.solution)
        homework.write("quiz_batch", f'answer = "{quiz}"')
        last = next(cell for cell in homework.notebook.cells if cell.source.startswith("*Write your answer"))
        last.source = words or last.source
        return homework

    def hand_in(student: str, homework: Homework, content: bytes | None = None) -> None:
        homework.hand_in(course.path("submitted", student, ASSIGNMENT), content)

    figure = solved()
    figure.cell("minibatch_step").source += FIGURE
    hand_in("amara", figure)
    hand_in("bo", Homework(folder / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"))
    hand_in("chiara", solved("a").answer(step, step.mistakes["ascent"][0]))
    dropped, in_place = epoch.mistakes["remainder-dropped"][0], step.mistakes["in-place"][0]
    hand_in("dmitri", solved().answer(step, in_place).answer(epoch, dropped))
    hand_in("elif", solved("b", "").answer(step, in_place).answer(epoch, dropped))
    endless = "def minibatch_step(X, y, w, b, eta):\n    while True: pass"
    hand_in("jonas", solved().write("minibatch_step", endless).answer(epoch, dropped))
    hand_in("kofi", solved(), b'{"cells": [')
    hostile = solved(words=PAYLOAD).write("minibatch_step", HOSTILE_STEP).write("minibatch_epoch", HOSTILE_EPOCH)
    hand_in(HOSTILE_ID, hostile)
    spy = solved().write("minibatch_step", _keeping(solved().cell("minibatch_step").source))
    hand_in("o'brien & co", spy.write("quiz_batch", SHOW + 'answer = "c"'))
    course.path("submitted", "uma", ASSIGNMENT).mkdir(parents=True)
    grade_assignment(course, ASSIGNMENT, jobs=2)
    with course.gradebook() as book:
        book.add_student("wim")
    return course


def copy_of(course: Course, to: Path) -> Course:
    """A course of its own for a test that writes into the gradebook."""
    shutil.copytree(course.root, to)
    return Course(to)


def graded_notebook(course: Course, student: str) -> nbformat.NotebookNode:
    """The notebook in autograded/."""
    return nbformat.read(course.path("autograded", student, ASSIGNMENT) / f"{NOTEBOOK}.ipynb", 4)


def _keeping(source: str) -> str:
    head, _, body = source.partition(":\n")
    return f"{head}:\n{KEEP}{body}"


def _exercise(id: str) -> Exercise:
    found = load_book(["autograder.exercises"])[id]
    assert isinstance(found, Exercise)
    return found

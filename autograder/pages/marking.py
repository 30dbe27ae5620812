"""`autograder mark`: answers in words, one after the other, by question and not by student.

Every page is made when it is asked for, from the gradebook as it is then; what is clicked goes into the gradebook at
once. An answer is shown as the feedback shows it: as text, with pictures that were checked.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.resources import files
from secrets import token_hex
from typing import Any

import nbformat

from ..classes.marking import MAX_NOTE, Changed, Given, give, given_to, note_of
from ..classes.standing import NotebookResult, graded_class, read_marks
from ..course.course import Course
from ..course.rubric import Item, Key, Rubric, as_comment, rubrics_of, total
from ..course.source import SourceNotebook
from ..errors import CourseError
from ..text import SafeText, safe
from .feedback import Drawing
from .figures import undrawn
from .page import Redactor, rendered, titles
from .serving import HTML, SCRIPT, Reply, as_reply, policy
from .student_page import Page, owned_cells

NO_RUBRIC = Rubric((), safe(""))
STATES = {"waiting": "waits", "again": "look again", "done": "marked", "nothing": "no answer"}
SIGNS = {"waiting": "○", "again": "◐", "done": "●", "nothing": "–"}
BY_HAND = ("manual", "task")
OPEN = ("waiting", "again")


@dataclass(frozen=True)
class Answer:
    """One student's answer to a question; key is its place in the addresses of the pages."""

    key: str
    student: str
    name: SafeText
    result: NotebookResult


@dataclass(frozen=True)
class Question:
    """A cell that a person grades, with the answers to it in the order in which they are shown."""

    key: Key
    title: SafeText
    points: float
    rubric: Rubric
    statement: SafeText
    answers: dict[str, Answer]


class Marking:
    """The pages of one assignment. A context manager. Raises CourseError when there is nothing to mark.

    named: what a student is called on the pages; hide: takes names out of what students wrote.
    """

    def __init__(
        self,
        course: Course,
        assignment: str,
        named: Callable[[str], str] = str,
        hide: Callable[[str], SafeText] = safe,
    ) -> None:
        self._course, self._assignment = course, assignment
        self._loaded = course.load(assignment)
        self._redact = _Hiding(course, hide)
        self._rubrics = rubrics_of(course, assignment)
        self._named, self._hide, self._secret = named, hide, token_hex(16)
        self._drawing = Drawing(course, assignment)
        self._drawer = ThreadPoolExecutor(1)  # one process draws, and it ends with the thread that has started it
        self.questions = [question for question in self._questions() if question.answers]
        if not self.questions:
            raise CourseError(f"{assignment} has no answers that a person marks.")

    def __enter__(self) -> Marking:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process that draws."""
        self._drawer.submit(self._drawing.close).result()
        self._drawer.shutdown()

    def _questions(self) -> list[Question]:
        students = graded_class(self._course, self._assignment, read_marks(self._course, self._assignment))
        found = []
        for name, source in self._loaded.notebooks.items():
            names = titles(source)
            for place in source.cells:
                if place.kind not in BY_HAND or place.grade_id is None:
                    continue
                answers = [
                    Answer(self._key(student.student), student.student, safe(self._named(student.student)), mine)
                    for student in students
                    for result in student.notebooks
                    if result.name == name and not result.problem
                    for mine in _with_one_cell(result, place.grade_id)
                ]
                answers.sort(key=lambda answer: answer.name)
                key = (name, place.grade_id)
                found.append(
                    Question(
                        key,
                        safe(names.get(place.grade_id, place.grade_id)),
                        place.points,
                        self._rubrics.get(key, NO_RUBRIC),
                        safe(_statement(source, place.grade_id)),
                        {answer.key: answer for answer in answers},
                    )
                )
        return found

    def _key(self, student: str) -> str:
        return sha256(f"{self._secret}/{student}".encode("utf-8", "replace")).hexdigest()[:12]

    # --- what is asked --------------------------------------------------------------------------

    def answer(self, path: str, sent: Any) -> Reply:
        """The page, or what was sent from it."""
        if path == "mark.js":
            return Reply(200, SCRIPT, safe(files(__package__).joinpath("templates", "mark.js").read_text("utf-8")))
        number, _, key = path.partition("/")
        if number == "":
            return Reply(302, HTML, safe("0/"))
        if not number.isdecimal() or len(number) > 4 or int(number) >= len(self.questions):
            return Reply(404, HTML, safe("There is no such page."))
        question = self.questions[int(number)]
        if key and key not in question.answers:
            return Reply(404, HTML, safe("There is no such answer."))
        return self._page(int(number), key) if sent is None else self._take(question, key, sent)

    def _take(self, question: Question, key: str, sent: dict[str, Any]) -> Reply:
        """Keep what was clicked and written."""
        answer = question.answers.get(key)
        with self._course.gradebook_rows() as book:
            try:
                if answer is None:
                    raise ValueError("no answer is named")
                before = given_to(book, self._assignment, question.key).get(answer.student)
                items, score = _chosen(question, before, sent)
                comment, seen = as_comment(items, note_of(sent.get("note"))), str(sent.get("version"))
                after = give(book, self._assignment, question.key, answer.student, score, comment, seen)
            except ValueError as problem:
                return as_reply({"problem": f"Not saved: {problem}."}, 400)
            except Changed:
                said = "Not saved: somebody else has marked this answer since you opened it. Look at what is there now."
                return as_reply({"problem": said, "changed": True}, 409)
            except LookupError as problem:
                return as_reply({"problem": f"Not saved: {problem}"}, 409)
        about = {"state": STATES[after.state], "overridden": bool(question.rubric.items) and _overridden(after)}
        return as_reply({"version": after.version, "score": after.score, **about})

    # --- the page -------------------------------------------------------------------------------

    def _page(self, number: int, key: str) -> Reply:
        question = self.questions[number]
        with self._course.gradebook_rows() as book:
            given = given_to(book, self._assignment, question.key)
        known = {key: given[each.student] for key, each in question.answers.items() if each.student in given}
        states = {key: each.state for key, each in known.items() if each.state != "nothing"}
        if not known:
            return Reply(404, HTML, safe("The gradebook has no answers to this question: grade the assignment anew."))
        if key not in known:
            return Reply(302, HTML, safe(f"{number}/{next(iter(_first(states) or known))}"))
        listed = list(states if key in states else known)
        at = listed.index(key)
        answer, now = question.answers[key], known[key]
        chosen = {item.words for item in now.items}
        return Reply(
            200,
            HTML,
            rendered(
                "mark.html",
                policy=policy("'self'"),
                assignment=self._assignment,
                questions=self.questions,
                number=number,
                question=question,
                answer=answer,
                pieces=self._pieces(question, answer),
                now=now,
                chosen=chosen,
                lost=[item for item in now.items if item.words not in {each.words for each in question.rubric.items}],
                overridden=_overridden(now),
                listed=[(each, states.get(each, "nothing")) for each in listed],
                place=at + 1,
                before=listed[at - 1] if at else "",
                after=listed[at + 1] if at + 1 < len(listed) else "",
                waiting=next((each for each in [*listed[at + 1 :], *listed[:at]] if states.get(each) in OPEN), ""),
                counts={state: list(states.values()).count(state) for state in ("done", "waiting", "again")},
                unanswered=len(known) - len(states),
                states=STATES,
                signs=SIGNS,
                most=MAX_NOTE,
            ),
        )

    def _pieces(self, question: Question, answer: Answer) -> Any:
        """What the student wrote, as the feedback shows it; figures are drawn where the answer has cells that ran."""
        notebook, cell = question.key
        source = self._loaded.notebooks[notebook]
        path = self._course.path("autograded", answer.student, self._assignment) / f"{notebook}.ipynb"
        if not path.is_file():
            return []
        made = nbformat.v4.reads(path.read_text("utf-8", "replace"))
        mine = owned_cells(made.cells, source).get(cell, [])
        if undrawn(made) and any(each.cell_type == "code" for each in mine):
            made.cells = self._drawer.submit(self._drawing.cells, answer.student, notebook).result()
            mine = owned_cells(made.cells, source).get(cell, [])
        for each in mine:
            each.source = self._hide(each.source)
        sections = Page(answer.result, source, made.cells, self._redact).sections
        return sections[0].pieces if sections else []


class _Hiding(Redactor):
    """Takes out names too."""

    def __init__(self, course: Course, hide: Callable[[str], SafeText]) -> None:
        super().__init__(course)
        self._hide = hide

    def __call__(self, text: str) -> SafeText:
        return self._hide(super().__call__(text))


def _first(states: dict[str, str]) -> list[str]:
    """Those that wait, else all."""
    return [key for key, state in states.items() if state in OPEN] or list(states)


def _with_one_cell(result: NotebookResult, grade_id: str) -> list[NotebookResult]:
    """The notebook as if this graded cell were its only one; nothing where it is not among them."""
    cells = [cell for cell in result.cells if cell.grade_id == grade_id]
    return [replace(result, cells=cells, comments={})] if cells else []


def _statement(source: SourceNotebook, grade_id: str) -> str:
    """What was asked: the task, or what stands before the cell to write into."""
    before = ""
    for place in source.cells:
        if place.grade_id == grade_id:
            return place.released if place.kind == "task" else before
        if place.cell.cell_type == "markdown" and place.kind != "manual":
            before = place.released
    return ""


def _overridden(now: Given) -> bool:
    """Whether the score is not what the items give: formgrader was there."""
    return now.score is not None and not math.isclose(now.score, total(now.items), abs_tol=1e-6)


def _chosen(question: Question, before: Given | None, sent: dict[str, Any]) -> tuple[list[Item], float | None]:
    """The items and the score that were sent. Raises ValueError."""
    if sent.get("back") is True:
        return [], None
    if sent.get("keep") is True and before is not None:
        return before.items, before.score
    rubric = question.rubric.items
    if not rubric or "points" in sent:
        points: Any = sent.get("points")
        if type(points) not in (int, float) or not 0 <= points <= question.points:
            raise ValueError(f"the points are {points!r}; expected a number from 0 to {question.points:g}")
        return [], float(points)
    wanted = sent.get("items")
    if not isinstance(wanted, list) or not all(type(each) is int and 0 <= each < len(rubric) for each in wanted):
        raise ValueError("the items are no list of numbers of items")
    items = [rubric[each] for each in sorted(set(wanted))]
    return items, min(total(items), question.points)

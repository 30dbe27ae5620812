"""A question with choices; and is each of its choices judged as it is declared?

    Quiz(
        "02.quiz_convex",
        choices=("a", "b", "c"),
        answer="b",
        why="...",
        reread="Lecture 02, “Why J is convex”",
        wrong={"a": Mistake("what-it-is-called", "What the choice reveals.", "Lecture 01, “…”"), "c": ...},
    )

The question itself stands in the notebook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gdkit.checking import Mistake, QuizData, judge_quiz

from .registry import DeclarationError, declare


@dataclass
class Quiz:
    """A question with choices. Students see the rest after grading: `why` explains the right answer; `wrong` says of
    each other choice what it reveals, and where to read again, or is left out. `reread` is seen at home, too, where
    there is no answer yet: where it would tell what the question is about, it is left out.
    """

    id: str
    choices: tuple[str, ...]
    answer: str
    why: str
    reread: str = ""
    wrong: Mapping[str, Mistake] = field(default_factory=dict)
    module: str = field(default="", init=False)
    where: tuple[str, int] = field(default=("", 0), init=False)

    def __post_init__(self) -> None:
        declare(self)
        if isinstance(self.choices, str) or not self.choices:
            raise DeclarationError(f"{self.id}: the choices are {self.choices!r}; expected some texts: ('a', 'b')")
        if self.answer not in self.choices:
            raise DeclarationError(f"{self.id}: the answer {self.answer!r} is none of the choices {self.choices}")
        others = [choice for choice in self.choices if choice != self.answer]
        if self.wrong and sorted(self.wrong) != sorted(others):
            raise DeclarationError(
                f"{self.id}: `wrong` explains the choices {sorted(self.wrong)}; expected all that are wrong, "
                f"{sorted(others)}, or none"
            )

    def data(self) -> QuizData:
        """What students get: no answer, nothing derived from it."""
        return QuizData(self.id, self.choices, self.reread)


@dataclass(frozen=True)
class QuizProof:
    """What was shown of one quiz. `holds` when nothing contradicts it."""

    id: str
    explained: int
    choices: int
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every choice is judged as it is declared."""
        return not self.problems

    def to_tree(self) -> dict[str, Any]:
        """The proof as `autograder verify --json` writes it."""
        return {"kind": "quiz", **self.__dict__, "problems": list(self.problems)}

    def said(self) -> list[str]:
        """A line for the quiz, and one for each thing that does not hold."""
        line = f"{'✓' if self.holds else '✗'} {self.id}: {self.choices} choices, one of them right"
        line += f", the others explained {self.explained}/{self.choices - 1}" if self.explained else ""
        return [line, *(f"    {problem}" for problem in self.problems)]


def prove_quizzes(book: Mapping[str, object], only: str = "") -> list[QuizProof]:
    """Proofs of all quizzes of a book, or of those whose id begins with `only`."""
    return [prove_quiz(each) for id, each in book.items() if isinstance(each, Quiz) and id.startswith(only)]


def prove_quiz(quiz: Quiz) -> QuizProof:
    """Judge each choice."""
    problems, texts = [], [each.explanation for each in quiz.wrong.values()]
    for choice in quiz.choices:
        verdict = judge_quiz(quiz.data(), choice, quiz.answer, quiz.why, quiz.wrong)
        if verdict.passed != (choice == quiz.answer):
            problems.append(f"{choice}: {'accepted' if verdict.passed else 'rejected'}")
        elif not verdict.message or not (verdict.passed or verdict.reread):
            problems.append(f"{choice}: it says nothing, or not where to read again")
    for what, given in (("name", [each.slug for each in quiz.wrong.values()]), ("explanation", texts)):
        if len(set(given)) < len(given) or not all(given):
            problems.append(f"two wrong choices have the same {what}, or one has none")
    return QuizProof(quiz.id, len(quiz.wrong), len(quiz.choices), tuple(problems))

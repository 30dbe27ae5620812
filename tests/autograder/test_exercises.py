"""The course's declarations as a whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.declaring.exercise import Exercise
from autograder.declaring.quiz import Quiz
from autograder.declaring.table import table
from autograder.demo.classroom import student_source
from gdkit.checking import call
from gdkit.checking.recognising import same_outcome

from ..this_course import BOOK

EXERCISES = [item for item in BOOK.values() if isinstance(item, Exercise)]


def test_the_table_of_exercises_in_the_docs_is_that_of_the_declarations(root: Path) -> None:
    said = (root / "docs" / "exercises.md").read_text(encoding="utf-8")
    assert said == table(BOOK), "run: autograder exercises > docs/exercises.md"


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_a_declared_function_becomes_a_students_cell_that_does_the_same(exercise: Exercise) -> None:
    data = exercise.data(seed=5)
    functions = [exercise.solution, *exercise.variants, *(function for function, _ in exercise.mistakes.values())]
    for function in functions:
        namespace = {"np": np}
        exec(student_source(exercise, function), namespace)
        for case in data.cases:
            theirs = call(namespace[exercise.function], case.inputs)  # type: ignore[arg-type]
            assert same_outcome(data, theirs, call(function, case.inputs)), function.__name__


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_the_same_seed_draws_the_same_cases_and_another_seed_others(exercise: Exercise) -> None:
    def drawn(seed: int) -> list[str]:
        return [repr(inputs) for inputs in exercise.draw(seed)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_every_explanation_is_a_sentence_with_a_hint_and_a_place_to_reread(exercise: Exercise) -> None:
    for slug, (_, mistake) in exercise.mistakes.items():
        said, _, hint = mistake.explanation.partition("\n")
        assert said[-1] in ".?!", slug
        assert 20 < len(said) < 220, (slug, len(said))
        assert hint[-1:] in (".", "?", "!"), slug
        assert mistake.reread.startswith("Lecture "), slug


@pytest.mark.parametrize("only", ["", "W1", "W2", "W3"])
def test_no_letter_is_the_answer_of_more_quizzes_than_chance_would_make_it(only: str) -> None:
    quizzes = [declared for id, declared in BOOK.items() if isinstance(declared, Quiz) and id.startswith(only)]
    counts = [sum(quiz.answer == letter for quiz in quizzes) for letter in "abcd"]
    assert sum(counts) == len(quizzes)
    assert max(counts) - min(counts) <= 2

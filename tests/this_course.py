"""The exercises of this course, for tests that take them as examples."""

from autograder.declaring import Exercise, Quiz, load_book

BOOK = load_book(["autograder.exercises"])


def find(id: str) -> Exercise | Quiz:
    """The exercise or quiz with this id."""
    return BOOK[id]

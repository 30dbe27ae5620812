"""The exercises of this course, for tests that take them as examples."""

from autograder.declaring import Exercise, Probe, Quiz, load_book

BOOK = load_book(["autograder.exercises"])


def find(id: str) -> Exercise | Quiz | Probe:
    """The exercise, quiz or probe with this id."""
    return BOOK[id]

"""Every message on a known mistake as students read it, on one page: autograder exercises --messages"""

from __future__ import annotations

from collections.abc import Iterator

from .book import Book
from .exercise import Exercise
from .proof import verdict_on


def messages(book: Book) -> str:
    """The page as plain text: by exercise, the name of each mistake and the verdict on it at home."""
    return "\n".join(line for item in book.values() if isinstance(item, Exercise) for line in _of(item))


def _of(exercise: Exercise) -> Iterator[str]:
    yield f"=== {exercise.id}: {exercise.signature}"
    shown = exercise.data()
    for slug, (function, _) in exercise.mistakes.items():
        yield f"\n[{slug}]"
        yield verdict_on(shown, function).text.partition("\n")[2]
    yield ""

"""The language in which exercises are declared, and the proof that they catch what they claim to catch.

    exercise     Exercise and Quiz: what an author writes
    mistaken     a case: what the known mistakes do with its inputs, when somebody asks
    changes      what students change in the arguments of a function without meaning to
    derived      the reference with such a change, and what it loses in float32
    book         the exercises of a course, loaded from where its settings say
    source_code  the source of declared functions, with what they call
    fingerprints what an exercise depends on: edited or not
    mutants      small changes of a reference, one at a time
    proof        reference right, mistakes rejected and named, variants accepted, mutants killed
    table        docs/exercises.md

It knows of no course, no notebook and no process: to be touched when the language grows.
"""

from .book import Book, load_book
from .exercise import DeclarationError, Exercise, Quiz

__all__ = ["Book", "DeclarationError", "Exercise", "Quiz", "load_book"]

"""The language in which exercises are declared, and the proof that they catch what they claim to catch.

    exercise     Exercise and Quiz: what an author writes
    probe        Probe: an exercise whose answer is an input
    book         the exercises of a course, loaded from where its settings say
    source_code  the source of declared functions, with what they call
    fingerprints what an exercise depends on: edited or not
    mutants      small changes of a reference, one at a time
    proof        reference right, mistakes rejected and named, variants accepted, mutants killed
    probe_proof  probes: solutions accepted, poor and random ones told apart
    table        docs/exercises.md

It knows of no course, no notebook and no process: to be touched when the language grows.
"""

from gdkit.checking.domain import Argument, Domain

from .book import Book, load_book
from .exercise import DeclarationError, Exercise, Quiz
from .probe import Probe

__all__ = ["Argument", "Book", "DeclarationError", "Domain", "Exercise", "Probe", "Quiz", "load_book"]

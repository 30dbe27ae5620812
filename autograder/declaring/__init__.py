"""The language in which exercises are declared, and the proof that they catch what they claim to catch.

    exercise     Exercise: what an author writes
    quiz         Quiz: a question with choices, and the proof that each choice is judged as declared
    registry     what modules declare, remembered as they are loaded
    situations   the vocabulary of what a statement allows
    mistaken     a case: what the known mistakes do with its inputs, when somebody asks
    changes      what students change in the arguments of a function without meaning to
    derived      the reference with such a change, and what it loses in float32
    probe        Probe: an exercise whose answer is an input
    book         the exercises of a course, each loaded when it is asked for
    loading      finds and loads the modules of a book
    places       where those of a course's own folder lie
    source_code  the source of declared functions, with what they call
    fingerprints what an exercise depends on: edited or not
    mutants      small changes of a reference, one at a time
    time_limit   a wrong function that never ends is ended
    proof        reference right, mistakes rejected and named, variants accepted, mutants killed
    habits       guards and habits, put where somebody would put them: numbers and loops by habit_values, calls and
                 special cases by whole_calls
    coverage     is all that a statement allows tried at home, and said?
    separating   cases that tell wrong functions from the right one
    probe_proof  probes: solutions accepted, poor and random ones told apart
    table        docs/exercises.md
    messages     what students read on every known mistake

It knows of no course, no notebook and no process: to be touched when the language grows.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdkit.checking.domain import Argument, Domain
    from gdkit.checking.exercise import Mistake

    from .book import Book, load_book
    from .exercise import Exercise
    from .probe import Probe
    from .quiz import Quiz
    from .registry import DeclarationError

__all__ = ["Argument", "Book", "DeclarationError", "Domain", "Exercise", "Mistake", "Probe", "Quiz", "load_book"]

_FROM = {
    **dict.fromkeys(("Argument", "Domain"), "gdkit.checking.domain"),
    **dict.fromkeys(("Book", "load_book"), ".book"),
    "Mistake": "gdkit.checking.exercise",
    "Exercise": ".exercise",
    "Probe": ".probe",
    "Quiz": ".quiz",
    "DeclarationError": ".registry",
}


def __getattr__(name: str) -> Any:
    """Loaded when it is asked for: where the exercises lie can be known without the language in which they are."""
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_FROM[name], __name__), name)

"""All exercises of the course, one module a lesson. `find` and `all_exercises` load them when first asked."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gdkit.checking import ExerciseData, QuizData

from ..declarations import Exercise, Quiz, declared


@cache
def _load() -> None:
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__) if info.name.startswith("lesson")):
        importlib.import_module(f"{__name__}.{module}")


def all_exercises() -> Mapping[str, Exercise | Quiz]:
    """Every declared exercise and quiz by id."""
    _load()
    return declared()


def find(id: str) -> Exercise | Quiz | None:
    """The exercise or quiz with this id, None where there is none."""
    return all_exercises().get(id)


def digest(ids: list[str]) -> str:
    """Fingerprint of the declarations behind these ids: differs as soon as their module was edited."""
    modules = {f"lesson{id.split('.')[0]}.py" for id in ids}
    text = b"".join((Path(__file__).parent / name).read_bytes() for name in sorted(modules))
    return hashlib.sha256(text).hexdigest()[:16]


@cache
def exercise_data(id: str) -> ExerciseData | QuizData | None:
    """What `gdkit.check` finds in an instructor's kernel, through the entry point gdkit.exercises."""
    found = find(id)
    return None if found is None else found.data()

"""The settings of a course, `c.Autograder.NAME` in its nbgrader_config.py: types, defaults and help in one place."""

from __future__ import annotations

import contextlib
import difflib
import math
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any

from traitlets.config.loader import DeferredConfig, LazyConfigValue

from ..errors import CourseError
from ..sandbox.limits import Limits, setting
from .honoured import seconds_of_cell

Names = tuple[str, ...]
CELLS_IN_TIME = 8  # of the longest that are allowed: what one notebook has time for, at least


@dataclass(frozen=True)
class Settings(Limits):
    """Everything that a course may set. The limits of a submission are those of `autograder.sandbox.limits`."""

    exercises: Names = setting(
        (),
        "where the exercises are declared: modules or folders in the course's folder, or installed packages; "
        "students' code never sees them",
    )
    helpers: Names = setting(
        (),
        "what notebooks import beyond installed packages: files or folders in the course's folder, or packages that "
        "are installed from a checkout; they are released beside the notebooks",
    )
    warm_up: Names = setting((), "modules that notebooks import and that are kept ready, so that each starts sooner")
    roster: str = setting(
        "",
        "who is in the class: a CSV file in the course's folder with the columns id,name,email,lms_id, or the file "
        "that an LMS exports; `autograder grade --from` finds students by it",
    )
    lms_timezone: str = setting(
        "",
        "the zone of times that an LMS writes without one, such as `Europe/Berlin`; while it is empty, such times are "
        "not believed, and a person is asked where it matters",
    )
    demo: str = setting("", "the assignment of `autograder demo`; the first one when empty")

    @property
    def limits(self) -> Limits:
        """What one submission may use."""
        return Limits(**{each.name: getattr(self, each.name) for each in fields(Limits)})


def settings_of(config: Mapping[str, Any]) -> Settings:
    """The settings of a loaded nbgrader_config.py. Raises CourseError for an unknown name or a value that will not do.

    nbgrader's own `c.Execute.timeout` sets cell_seconds where the course does not. With the time of a cell, that of
    the notebook grows where the course does not set it: nbgrader has no limit of that kind.
    """
    known = {each.name: each for each in fields(Settings)}
    given: dict[str, Any] = {}
    seconds = seconds_of_cell(config)
    if seconds is not None:
        given["cell_seconds"] = seconds
    for name, value in config.get("Autograder", {}).items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise _error(
                f"there is no setting {name!r}"
                + (f"; did you mean {near[0]!r}?" if near else ".")
                + " `autograder settings` lists them all."
            )
        given[name] = _typed(known[name], value)
    try:
        Settings(**given)
        longest = CELLS_IN_TIME * given.get("cell_seconds", 0.0)
        grown = {"total_seconds": longest, "cpu_seconds": math.ceil(min(longest, 1e9))}
        given |= {name: most for name, most in grown.items() if name not in given and most > known[name].default}
        return Settings(**given)
    except ValueError as problem:
        raise _error(str(problem)) from None


def listing(settings: Settings, *, markdown: bool = False) -> Iterator[str]:
    """A line for each setting: name, type, default, what it is for, and the course's own value where it differs."""
    if markdown:
        yield "| setting | type | default | what it is for |\n|---|---|---|---|"
    for each in fields(Settings):
        value, default, kind = getattr(settings, each.name), each.default, _KINDS[str(each.type)][0]
        if markdown:
            yield f"| `{each.name}` | {kind} | `{_shown(default)}` | {each.metadata['help']} |"
        else:
            own = "" if value == default else f"; here {_shown(value)}"
            yield f"c.Autograder.{each.name}\n    {each.metadata['help']}\n    {kind}, default {_shown(default)}{own}"


def _shown(value: Any) -> str:
    return repr(list(value) if isinstance(value, tuple) else value)


def _error(text: str) -> CourseError:
    return CourseError(f"nbgrader_config.py: c.Autograder: {text}")


def _typed(each: Field[Any], value: Any) -> Any:
    """The value in the type of its setting; whole numbers are numbers, lists are kept as tuples."""
    words, accepts, convert = _KINDS[str(each.type)]
    if isinstance(value, LazyConfigValue):  # c.Autograder.exercises.append(...)
        value = value.get_value([])
    if isinstance(value, DeferredConfig):  # from the command line: text until now
        value = _from_text(str(each.type), value)
    if not accepts(value):
        raise _error(f"{each.name} is {value!r}; expected {words}.")
    return convert(value)


def _from_text(kind: str, value: Any) -> Any:
    texts = [str(item) for item in value] if isinstance(value, list) else [str(value)]
    if kind == "Names":
        return texts
    if kind == "bool":
        return {"true": True, "false": False}.get(texts[0].lower(), texts[0])
    with contextlib.suppress(ValueError):
        return {"int": int, "float": float, "str": str}[kind](texts[0])
    return texts[0]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_names(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str | Path) for item in value)


# type: (words, which values are accepted, how they are kept)
_KINDS: dict[str, tuple[str, Any, Any]] = {
    "float": ("a number", _is_number, float),
    "int": ("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool), int),
    "bool": ("True or False", lambda value: isinstance(value, bool), bool),
    "str": ("a text", lambda value: isinstance(value, str), str),
    "Names": ("a list of names", _are_names, lambda value: tuple(map(str, value))),
}

"""Grades the exercises of a course.

    autograder demo | release | grade | report | feedback | verify      the commands
    configure(c)                                                        the nbgrader plug-in, in nbgrader_config.py
    grade_function("03.minibatch_step", fn)                             one function, in Python

It imports gdkit; gdkit knows nothing of it. It is never imported in the process that runs a student's code.
docs/architecture.md shows the rooms; arrows between them run downward only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdkit.checking import Verdict

    from .course.configure import configure
    from .course.kernel import grade_function

__all__ = ["Verdict", "configure", "grade_function"]


def __getattr__(name: str) -> Any:
    if name == "configure":
        from .course.configure import configure

        return configure
    if name == "grade_function":
        from .course.kernel import grade_function

        return grade_function
    if name == "Verdict":
        from gdkit.checking import Verdict

        return Verdict
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")

"""`check`: the student's side. Looks the exercise up, calls the function, shows the verdict.

It never returns a value: a grader that reads a cell's output would take a number for points.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from . import exercise
from .calling import call_all
from .encoding import NotPlainData
from .exercise import Data, ExerciseData, QuizData
from .judging import judge, missing, quiz_recorded
from .probe import ProbeData
from .probing import judge_probe
from .verdicts import Verdict

DATA_FILE = "checks.json"


class CheckFailed(Exception):
    """A check is not passed. Its text is the verdict's; a notebook shows that text instead of a traceback."""

    def __init__(self, verdict: Verdict, *, shown: bool = False) -> None:
        super().__init__(verdict.text)
        self.verdict, self.shown = verdict, shown

    def _render_traceback_(self) -> list[str]:
        """What a notebook prints: one line below the card; the whole text for nbgrader's Validate, which shows none."""
        text = self.verdict.text.splitlines()
        return text[:1] if self.shown and "NBGRADER_VALIDATING" not in os.environ else text


class NoSuchCheck(CheckFailed):
    """The data of the check is not at hand."""

    def __init__(self, id: str, problem: str, hint: str) -> None:
        super().__init__(Verdict(id, 0.0, "missing", message=problem, hint=hint))


def check(id: str, answer: Any = None, /) -> None:
    """Check a function or a probe, or record the answer of a quiz.

    check("03.minibatch_step", minibatch_step)   calls the function on the cases of the exercise
    check("02.probe_gradient", probe)            runs the judge's two functions on the probe
    check("03.quiz_batch", answer)               records the answer; it is graded later

    Shows the verdict and returns None when all is right; raises CheckFailed when something is not.
    """
    data = find(id)
    if isinstance(data, QuizData):
        verdict = quiz_recorded(data, answer)
        recorded = verdict.status == "ungraded"
    else:
        verdict = judge_probe(data, answer) if isinstance(data, ProbeData) else check_function(data, answer)
        recorded = verdict.passed
    shown = _show(verdict)
    if not recorded:
        raise CheckFailed(verdict, shown=shown)


def check_function(data: ExerciseData, function: Callable[..., Any] | None) -> Verdict:
    """The verdict on a function of this process."""
    if not callable(function):
        return missing(data, f"function {data.function}")
    return judge(data, list(call_all(function, [case.inputs for case in data.cases])))


def find(id: str) -> Data:
    """The exercise's data: from checks.json in this folder, else from the course whose folder this is.

    Raises NoSuchCheck when neither knows it.
    """
    path = Path(DATA_FILE).resolve()
    tree = _tree(path, id) if path.is_file() else None
    if tree is not None:
        return tree
    for provider in _providers():
        try:
            data = provider(id)
        except Exception as problem:  # a fault in the course's own modules is told in one line
            raise NoSuchCheck(id, str(problem), "Mend it, restart the kernel and run the cell again.") from None
        if data is not None:
            return data
    if path.is_file():
        raise NoSuchCheck(id, f"{DATA_FILE} knows no exercise {id!r}.", "Is it the file of this assignment?")
    raise NoSuchCheck(
        id,
        f"The file {DATA_FILE} is not in this folder ({Path.cwd().name}).",
        "Open the notebook in the folder that you unpacked, or unpack it again.",
    )


def _tree(path: Path, id: str) -> Data | None:
    """The exercise as the file has it, None where it has none of this id. Raises NoSuchCheck when it is damaged."""
    try:
        tree = _read(path, path.stat().st_mtime_ns)["exercises"].get(id)
        return None if tree is None else exercise.from_tree(tree)
    except (NotPlainData, KeyError, TypeError, AttributeError, ValueError, OSError):
        raise NoSuchCheck(id, f"{DATA_FILE} is damaged.", f"Unpack {DATA_FILE} again.") from None


@cache
def _read(path: Path, changed: int) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if tree["format"] != exercise.FORMAT:
        raise ValueError("format")
    return tree


@cache
def _providers() -> list[Callable[[str], Data | None]]:
    """Functions id -> data that an installed package offers under the entry point gdkit.exercises."""
    return [entry.load() for entry in entry_points(group="gdkit.exercises")]


def _show(verdict: Verdict) -> bool:
    """HTML in a notebook, text elsewhere (a failed check's text is in its exception). True when a card was shown."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        from IPython.display import display

        display({"text/html": verdict.html, "text/plain": verdict.text}, raw=True)
        return True
    if verdict.fraction == 1.0 or verdict.status == "ungraded":
        print(verdict.text)
    return False

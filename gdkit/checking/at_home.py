"""`check`: the student's side. Looks the exercise up, calls the function, shows the verdict.

It never returns a value: a grader that reads a cell's output would take a number for points.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from .. import notebook
from . import edition, exercise
from .calling import Outcome, argument, call_all, students_own
from .encoding import NotPlainData
from .exercise import Data, ExerciseData, QuizData
from .judging import judge, missing, quiz_recorded
from .library_calls import Code, do_without, mend_first
from .probe import ProbeData
from .probing import judge_probe
from .summary import Summary
from .time_limit import CALL_SECONDS, TooLong, time_limit
from .verdicts import Verdict

DATA_FILE = "checks.json"
BY_NBGRADER = "NBGRADER_EXECUTION"  # set by nbgrader where it runs a notebook: "validate" or "autograde"


class CheckFailed(Exception):
    """A check is not passed. Its text is the verdict's, and is all that is shown of it."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.text)
        self.verdict = verdict

    def _render_traceback_(self) -> list[str]:
        """What a notebook and nbgrader's Validate print in place of a traceback."""
        return self.verdict.text.splitlines()


class NoSuchCheck(CheckFailed):
    """The data of the check is not at hand."""

    def __init__(self, id: str, problem: str, hint: str) -> None:
        super().__init__(Verdict(id, 0.0, "missing", message=problem, hint=hint))


class Check:
    """The checks of the exercises in this folder: `check(id, function)`, `check.inputs`, `check.summary`."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[Data, Verdict]] = {}  # by id, as each was run last
        self._told: set[str] = set()  # of another edition of gdkit, once

    def __call__(self, id: str, answer: Any = None, /) -> None:
        """Check a function or a probe, or record the answer of a quiz.

        check("03.minibatch_step", minibatch_step)   calls the function on the cases of the exercise
        check("02.probe_gradient", probe)            runs the judge's two functions on the probe
        check("03.quiz_batch", answer)               records the answer; it is graded later

        Shows the verdict and returns None. Where no person sees it in a notebook, what is not right raises
        CheckFailed: in a script, in nbgrader's Validate and in its grading.
        """
        self._tell_of_another_edition()
        data = find(id)
        verdict = self._with_others(data, _verdict(data, answer))
        self._seen[id] = data, verdict
        shown = _shown(verdict.html, verdict.text)
        if verdict.status not in ("pass", "answered"):
            if not shown or BY_NBGRADER in os.environ:
                raise CheckFailed(verdict)
        elif not shown:
            print(verdict.text)

    def _with_others(self, data: Data, verdict: Verdict) -> Verdict:
        """With a word on functions of other checks that a function rests on, where these do not pass."""
        if not isinstance(data, ExerciseData) or verdict.status in ("pass", "missing"):
            return verdict
        seen = (about for about in self._seen.values() if not about[1].passed)
        unmended = {other.function for other, _ in seen if isinstance(other, ExerciseData) and other.id != data.id}
        said = mend_first(_cells().uses(data.function) & unmended) if unmended else ""
        return replace(verdict, hint=f"{verdict.hint} {said}".strip())

    def inputs(self, id: str, case: int, /) -> dict[str, Any]:
        """The inputs of a case by name, new ones in each call; cases count from 1, as verdicts name them.

        Raises NoSuchCheck for an exercise that is not known, ValueError where it has no such case.
        """
        data = find(id)
        cases = data.cases if isinstance(data, ExerciseData) else ()
        if not 0 < case <= len(cases):
            raise ValueError(f"case is {case}; {id} has {len(cases)} cases, counted from 1.")
        return {name: argument(value) for name, value in cases[case - 1].inputs.items()}

    def summary(self) -> None:
        """Show which checks of this folder pass, and which were not run since the kernel was started."""
        if os.environ.get(BY_NBGRADER) == "autograde":
            return  # there, each check is judged in its own place
        self._tell_of_another_edition()
        exercises = {id: data for id, (data, _) in self._seen.items()}
        points: dict[str, float] = {}
        tree = _file()
        if tree is not None:
            exercises = {id: find(id) for id in tree["exercises"]}
            points = tree.get("points", {})
        table = Summary(exercises, points, {id: verdict for id, (_, verdict) in self._seen.items()})
        if not _shown(table.html, table.text):
            print(table.text)

    def _tell_of_another_edition(self) -> None:
        """A line, once in a session, where checks.json was released with another gdkit than is installed."""
        tree = _file()
        if tree is None or os.environ.get(BY_NBGRADER) == "autograde":
            return
        said = edition.another(tree, Path.cwd(), in_notebook=notebook.current() is not None)
        if said and said not in self._told:
            self._told.add(said)
            print(said)


check = Check()


def _verdict(data: Data, answer: Any) -> Verdict:
    if isinstance(data, QuizData):
        return quiz_recorded(data, answer)
    return judge_probe(data, answer) if isinstance(data, ProbeData) else check_function(data, answer)


def check_function(data: ExerciseData, function: Callable[..., Any] | None) -> Verdict:
    """The verdict on a function of this process. A call may take as long as when it is graded."""
    if not callable(function):
        return missing(data, f"function {data.function}")
    seconds = float((_file() or {}).get("call_seconds", CALL_SECONDS))
    outcomes: list[Outcome] = []
    with contextlib.suppress(TooLong), time_limit(seconds, students_own.__code__) as renew:
        for outcome in call_all(function, [case.inputs for case in data.cases]):
            outcomes.append(outcome)
            renew()
    outcomes += [Outcome(died="timeout")] * (len(data.cases) - len(outcomes))
    verdict = judge(data, outcomes)
    called = _cells().called(data.function) if data.library_calls else {}
    names = [called[name] for name in sorted(called.keys() & set(data.library_calls))]
    if names and verdict.status != "missing":
        said = f"{do_without(data.function, names)}: whoever grades will be told."
        verdict = replace(verdict, message=f"{verdict.message} {said}".strip())
    return verdict


def _cells() -> Code:
    """The code of the notebook's cells, as they were run."""
    shown_in = notebook.current()
    sources = [] if shown_in is None else shown_in.cells()
    asked = (_file() or {"exercises": {}})["exercises"].values()
    given = [str(tree["function"]) for tree in asked if isinstance(tree, dict) and "function" in tree]
    return Code(sources, given=given, own_modules={path.stem for path in Path().glob("*.py")})


def find(id: str) -> Data:
    """The exercise's data: from checks.json in this folder, else from the course whose folder this is.

    Raises NoSuchCheck when neither knows it.
    """
    file = _file()
    if file is not None and id in file["exercises"]:
        try:
            return exercise.from_tree(file["exercises"][id])
        except (NotPlainData, TypeError, AttributeError, ValueError):
            raise _unreadable(id, file) from None
    for provider in _providers():
        try:
            data = provider(id)
        except Exception as problem:  # a fault in the course's own modules is told in one line
            raise NoSuchCheck(id, str(problem), "Mend it, restart the kernel and run the cell again.") from None
        if data is not None:
            return data
    if file is not None:
        raise NoSuchCheck(id, f"{DATA_FILE} knows no exercise {id!r}.", "Is it the file of this assignment?")
    raise NoSuchCheck(
        id,
        f"The file {DATA_FILE} is not in this folder ({Path.cwd().name}).",
        "Open the notebook in the folder that you unpacked, or unpack it again.",
    )


def _file() -> dict[str, Any] | None:
    """The content of checks.json in this folder; None where there is none. Raises NoSuchCheck when it is damaged."""
    path = Path(DATA_FILE).resolve()
    try:
        return _read(path, path.stat().st_mtime_ns) if path.is_file() else None
    except (KeyError, TypeError, AttributeError, ValueError, OSError):
        raise _damaged(DATA_FILE) from None


def _damaged(id: str) -> NoSuchCheck:
    return NoSuchCheck(id, f"{DATA_FILE} is damaged.", f"Unpack {DATA_FILE} again.")


def _unreadable(id: str, tree: dict[str, Any]) -> NoSuchCheck:
    """What cannot be read in checks.json: damaged, or of a gdkit that writes what this one does not know."""
    in_notebook = notebook.current() is not None
    if tree["format"] == exercise.FORMAT and not edition.another(tree, Path.cwd(), in_notebook=in_notebook):
        return _damaged(id)
    problem = f"The installed gdkit cannot read {DATA_FILE}, which was made with another."
    return NoSuchCheck(id, problem, edition.how_to_get(tree, Path.cwd(), in_notebook=in_notebook))


@cache
def _read(path: Path, changed: int) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(tree["format"], int) and tree["format"] != exercise.FORMAT:
        raise _unreadable(DATA_FILE, tree)
    if tree["format"] != exercise.FORMAT or not isinstance(tree["exercises"], dict):
        raise ValueError("format")
    return tree


@cache
def _providers() -> list[Callable[[str], Data | None]]:
    """Functions id -> data that an installed package offers under the entry point gdkit.exercises."""
    from importlib.metadata import entry_points  # half of what this module would take to load

    return [entry.load() for entry in entry_points(group="gdkit.exercises")]


def _shown(html: str, text: str) -> bool:
    """Show a card where there is a notebook; whether there is one."""
    if notebook.current() is None:
        return False
    notebook.display({"text/html": html, "text/plain": text})
    return True

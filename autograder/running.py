"""Runs the cells of one notebook, and keeps a branch of the process at each check cell for the judge's calls.

The branches wait until every cell has run: hidden inputs enter a process only when nothing that the student's code
shows is read any more. A death costs the cell or the check that died; another child takes over where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from gdkit.checking import STATUSES

from .sanitize import clean_outputs, new_output
from .students import Branch, Child, StudentDied


@dataclass
class Held:
    """A check cell that was reached: the function's name and the process that waits to be asked.

    how    how the process died, when it did
    value  of a quiz: the answer, or `missing`
    """

    id: str
    name: str
    quiz: bool
    branch: Branch | None = None
    how: str | None = None
    value: Any = None
    missing: bool = False

    def close(self) -> None:
        """Let the process go."""
        if self.branch is not None:
            self.branch.close()
            self.branch = None


@dataclass(frozen=True)
class _Cell:
    source: str
    draw: bool


class Run:
    """The child of one notebook. When a cell or a call kills it, another takes over: what went before runs again.

    start gives a fresh child; it may raise CannotRun, which nothing here catches.
    """

    def __init__(self, start: Callable[[], Child]) -> None:
        self._start = start
        self._steps: list[_Cell | Held] = []
        self._displays: dict[str, list[NotebookNode]] = {}
        self.deaths: list[str] = []
        self.child: Child | None = start()
        self.level, self.layers = self.child.level, self.child.layers

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        for step in self._steps:
            if isinstance(step, Held):
                step.close()
        if self.child is not None:
            self.child.close()

    @property
    def held(self) -> list[Held]:
        """The checks that wait, in the order of their cells."""
        return [step for step in self._steps if isinstance(step, Held)]

    def execute(self, cells: Sequence[tuple[NotebookNode, bool]]) -> list[tuple[bool, str | None]]:
        """Run code cells, each with its figures drawn or not, and keep their outputs.

        For each: (ended without error, how the child died).
        """
        told: list[tuple[bool, str | None]] = []
        while len(told) < len(cells):
            if self.child is None:
                told.append((False, self.deaths[-1]))
                continue
            rest = cells[len(told) :]
            try:
                results = self.child.run_all([(cell.source, draw) for cell, draw in rest])
                for (cell, draw), result in zip(rest, results, strict=True):
                    self._steps.append(_Cell(cell.source, draw))
                    cell.outputs = self._kept(result.outputs)
                    self._update(result.updates)
                    if result.error and result.error[0] in ("MemoryError", "_ArrayMemoryError"):
                        self.deaths.append("memory")
                    told.append((result.ok, None))
            except StudentDied as death:
                cells[len(told)][0].outputs = [_death_output(death.how)]
                told.append((False, death.how))
                self.died(death.how)
        return told

    def hold(self, id: str, name: str, *, quiz: bool) -> Held:
        """Keep the state that a check cell finds."""
        held = Held(id, name, quiz)
        self._steps.append(held)
        self._take_hold(held)
        return held

    def died(self, how: str) -> None:
        """Replace a dead child, and the branches that ended with it. What killed it does not run again."""
        self.deaths.append(how)
        assert self.child is not None
        self.child.close()
        self.child = None
        child = self._start()
        try:
            for step in self._steps:
                if isinstance(step, _Cell):
                    child.run(step.source, draw=step.draw)
                elif step.how is None and not step.quiz:
                    step.close()
                    step.branch = child.branch()
        except StudentDied as death:
            self.deaths.append(death.how)
            child.close()
            for held in self.held:
                if held.how is None and not held.quiz and (held.branch is None or not held.branch.alive):
                    held.how = death.how
            return
        self.child = child

    def _take_hold(self, held: Held) -> None:
        if self.child is None:
            held.how = self.deaths[-1]
            return
        try:
            if not held.quiz:  # an answer is read at once: nothing of the student's runs for that
                held.branch = self.child.branch()
                return
            try:
                held.value = self.child.get(held.name)
            except KeyError:
                held.missing = True
        except StudentDied as death:
            held.how = death.how
            self.died(death.how)

    def _kept(self, outputs: list[Any]) -> list[NotebookNode]:
        kept = []
        for output in outputs[:1000]:
            cleaned = clean_outputs([output])
            kept += cleaned
            if cleaned and isinstance(output.get("display_id"), str):
                self._displays.setdefault(output["display_id"], []).extend(cleaned)
        return kept

    def _update(self, updates: dict[str, Any]) -> None:
        """New content for what earlier cells displayed."""
        for display_id, update in list(updates.items())[:1000]:
            if not isinstance(update, dict) or display_id not in self._displays:
                continue
            for new in clean_outputs([{**update, "output_type": "display_data"}]):
                for shown in self._displays[display_id]:
                    shown.data, shown.metadata = new.data, new.metadata


def _death_output(how: str) -> NotebookNode:
    said = f"This cell {STATUSES[how]}."
    return new_output("error", ename=how, evalue=said, traceback=[said])

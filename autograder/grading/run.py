"""Runs the cells of one notebook, keeps a branch of the process at each check cell, and asks it at the end.

The branches wait until every cell has run: hidden inputs enter a process only when nothing that the student's code
shows is read any more. A death costs the cell or the check that died; another child takes over where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from nbformat import NotebookNode

from gdkit.checking import STATUSES, Outcome

from ..intake.sanitize import new_output
from ..sandbox.budget import Budget
from ..sandbox.child import Branch, Child
from ..sandbox.conversation import StudentDied
from ..sandbox.fork_server import ForkServer
from ..sandbox.limits import Limits
from .kept import Kept


@dataclass
class _Held:
    """A check cell that was reached: the name that it looks up, and the process that waits to be asked.

    died   how the process died, when it did
    value  of a quiz or a probe: what stands there
    """

    name: str
    quiz: bool
    branch: Branch | None = None
    died: str | None = None
    value: Any = None
    missing: bool = False

    def close(self) -> None:
        """Let the process go."""
        if self.branch is not None:
            self.branch.close()
            self.branch = None


@dataclass(frozen=True)
class Questions:
    """What a check asks: the inputs of its calls, as they are sent. A quiz or a probe asks nothing: it is read."""

    shown: Sequence[Mapping[str, Any]] = ()
    drawn: Sequence[Mapping[str, Any]] = ()
    quiz: bool = False


@dataclass
class Answer:
    """What the student's process said to the questions of one check: claims, never grades.

    name      of the function or variable that was looked up; missing when there is none
    died      how the process died, when it did
    outcomes  of the calls, as far as they got: the shown cases, then the drawn ones
    value     of a quiz or a probe
    """

    name: str
    missing: bool = False
    died: str | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    value: Any = None


@dataclass(frozen=True)
class _Cell:
    source: str
    draw: bool


class Run:
    """The child of one notebook: it runs cells and answers questions.

    When a cell or a call kills it, another takes over: what went before runs again, and the limits hold for all of
    them together. name, files and own: as of `ForkServer.child`. Raises CannotRun.
    """

    def __init__(
        self,
        warm: ForkServer,
        limits: Limits,
        name: str,
        files: Mapping[str, bytes] = MappingProxyType({}),
        own: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        self._warm, self._name, self._files, self._own = warm, name, files, own
        self._budget = Budget(limits)
        self._steps: list[_Cell | _Held] = []
        self._kept = Kept(limits.output_mb)
        self.deaths: list[str] = []
        self.errors: dict[int, tuple[str, str]] = {}  # of cells that ended with one: type and text, by id(cell)
        self.undrawn = False  # whether a figure waits to be drawn
        self.child: Child | None = self._start()
        self.level, self.layers = self.child.level, self.child.layers

    def _start(self) -> Child:
        return self._warm.child(self._budget.limits, self._name, self._files, self._budget, self._own)

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        for step in self._steps:
            if isinstance(step, _Held):
                step.close()
        if self.child is not None:
            self.child.close()

    @property
    def killed(self) -> bool:
        """Whether a process was ended by SIGKILL, perhaps from outside."""
        return self._budget.killed

    @property
    def _held(self) -> list[_Held]:
        """The checks that wait, in the order of their cells."""
        return [step for step in self._steps if isinstance(step, _Held)]

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
                    cell.outputs = self._kept.outputs(result.outputs)
                    self._kept.update(result.updates)
                    self.undrawn |= result.undrawn and not draw  # else each look would be one more run
                    if result.error:
                        self.errors[id(cell)] = result.error
                    if result.error and result.error[0] in ("MemoryError", "_ArrayMemoryError"):
                        self.deaths.append("memory")
                    told.append((result.ok, None))
            except StudentDied as death:
                cells[len(told)][0].outputs = [death_output(death.how)]
                told.append((False, death.how))
                self._died(death.how)
        return told

    def hold(self, name: str, *, quiz: bool) -> None:
        """Keep the state that a check cell finds, until it is asked."""
        held = _Held(name, quiz)
        self._steps.append(held)
        self._take_hold(held)

    def answers(self, questions: Sequence[Questions]) -> list[Answer]:
        """Ask the checks that are held, in the order of their cells.

        First the shown cases of all, then the drawn ones: an error's text may be quoted in the feedback, and nothing
        that is quoted can have been near a hidden input.
        """
        asked = list(zip(self._held, questions, strict=True))
        outcomes: list[list[Outcome]] = [[] for _ in asked]
        for (held, each), known in zip(asked, outcomes, strict=True):
            known += self._call(held, each.shown)
        for (held, each), known in zip(asked, outcomes, strict=True):
            known += self._call(held, each.drawn)
            held.close()  # its memory is free for the next
        return [
            Answer(held.name, held.missing, held.died, known, held.value)
            for held, known in zip(self._held, outcomes, strict=True)
        ]

    def _call(self, held: _Held, inputs: Sequence[Mapping[str, Any]]) -> list[Outcome]:
        """The outcomes of the calls; those that were not reached died with the process."""
        outcomes: list[Outcome] = []
        if inputs and held.died is None and not held.missing and held.branch is not None:
            try:
                for outcome in held.branch.call_all(held.name, inputs):
                    if outcome is None:
                        held.missing = True
                    else:
                        outcomes.append(outcome)
            except StudentDied as death:
                held.died = death.how
                if self.child is not None and not self.child.alive:  # the call reached out of its branch
                    self._died(death.how)
        return outcomes + [Outcome(died=held.died or "crashed")] * (len(inputs) - len(outcomes))

    def _died(self, how: str) -> None:
        """Replace a dead child, and the branches that ended with it. What killed it does not run again."""
        self.deaths.append(how)
        assert self.child is not None
        self.child.close()
        self.child = None
        gone = self._budget.gone
        if gone is not None:
            self._give_up(gone)
            return
        child = self._start()
        try:
            for step in self._steps:
                if isinstance(step, _Cell):
                    child.run(step.source, draw=step.draw)
                elif step.died is None and not step.quiz:
                    step.close()
                    step.branch = child.branch()
        except StudentDied as death:
            child.close()
            self._give_up(death.how)
            return
        self.child = child

    def _give_up(self, how: str) -> None:
        """Nothing more can be run, so nothing more can be asked."""
        self.deaths.append(how)
        for held in self._held:
            if held.died is None and not held.quiz:
                held.died = how

    def _take_hold(self, held: _Held) -> None:
        if self.child is None:
            held.died = self.deaths[-1]
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
            held.died = death.how
            self._died(death.how)


def death_output(how: str) -> NotebookNode:
    """What stands in the place of the outputs of a cell that ended the process."""
    said = f"This cell {STATUSES[how]}."
    return new_output("error", ename=how, evalue=said, traceback=[said])

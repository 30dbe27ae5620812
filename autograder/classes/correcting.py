"""`autograder regrade --exercise`: grades again, and changes only the cells of the exercises that are named.

Whatever else stands in results, gradebook, graded notebooks and journal stays as it is, byte for byte, and a person's
points stay too. Where the rest of a submission would have to be graded again first, it is left alone and told.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from sqlalchemy.exc import SQLAlchemyError

from ..course.course import Assignment, Course
from ..course.files import as_json_line, write_atomically, write_text
from ..errors import CourseError
from ..grading.notebook_file import written
from ..grading.results import GradedCell, GradedNotebook
from ..intake.reading import grade_id_of
from ..sandbox.warm_process import WarmProcess
from ..text import SafeText, safe, safe_tree
from .at_work import at_work
from .batch import Batch, choose_students
from .gradebook import Entry, Writer
from .journal import Journal, key_of_parts
from .keeping import RESULTS_FILE, read_results
from .regrade import Change
from .submission import Submission, from_tree

OTHER_WORK = "handed in something else since it was graded"


@dataclass
class Corrections:
    """What a run did: cells with other results, cells of which only the words changed, who was left alone and why."""

    changes: list[Change] = field(default_factory=list)
    reworded: int = 0
    left_alone: dict[str, str] = field(default_factory=dict)


def correct(
    course: Course,
    name: str,
    exercises: list[str],
    *,
    write: bool,
    students: list[str] | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    warm: WarmProcess | None = None,
    progress: Callable[[Submission], None] = lambda submission: None,
) -> Corrections:
    """Grade again, and write what changes in the cells of these exercises; with write=False only tell.

    jobs, seed and warm are those of `Batch`. exercises are ids of checks, or of graded cells where there is no check.
    Raises CourseError for one that the assignment does not have.
    """
    batch = Batch(course, name, seed=seed)
    cells = _cells_of(batch.assignment, exercises)
    old = {tree["student"]: tree for tree in read_results(course, name)}
    chosen = choose_students(course, name, students)
    journal, found = Journal(course.results_path(name)), Corrections()
    for student in chosen:
        if student not in old:
            found.left_alone[student] = "was not graded before"
        elif journal.last(student).get("made_of", {}).get("files") not in (None, batch.made_of(student)["files"]):
            found.left_alone[student] = OTHER_WORK
    trees: dict[str, dict[str, Any]] = {}
    todo = [student for student in chosen if student not in found.left_alone]
    with (
        at_work(course, name, "autograder regrade") if write else nullcontext(),
        Writer(course, name) if write else nullcontext() as writer,
        closing(batch.graded(todo, jobs=jobs, warm=warm)) as graded,
    ):
        for fresh in graded:
            progress(fresh)
            before = from_tree(old[fresh.student], 0.0)
            new, why = _new_cells(before, fresh, cells)
            if why:
                found.left_alone[fresh.student] = why
                continue
            try:
                if writer is not None:
                    if new:
                        _write(batch, writer, before, fresh, new)
                    _write_record(journal, fresh, new, exercises)
            except (OSError, ValueError, LookupError, SQLAlchemyError) as problem:
                found.left_alone[fresh.student] = f"cannot be written: {str(problem).partition(chr(10))[0]}"
                continue
            _splice(before, new)
            trees |= {fresh.student: before.to_tree()} if new and write else {}
            _note(found, old[fresh.student], before.to_tree())
        _write_results(course, name, trees)
    found.changes.sort(key=lambda change: (change.student, change.notebook, change.cell))
    return found


def _cells_of(assignment: Assignment, exercises: list[str]) -> set[str]:
    """Ids of the graded cells that the exercises are."""
    graded = [cell for source in assignment.notebooks.values() for cell in source.cells if cell.graded]
    names = {str(cell.check[0] if cell.check else cell.grade_id): set[str]() for cell in graded}
    for cell in graded:
        names[str(cell.check[0] if cell.check else cell.grade_id)].add(str(cell.grade_id))
    unknown = sorted(set(exercises) - set(names))
    if unknown:
        raise CourseError(
            f"{assignment.name} has no exercise {', '.join(unknown)}; it has: {', '.join(sorted(names))}."
        )
    return set().union(*(names[each] for each in exercises))


def _new_cells(before: Submission, fresh: Submission, cells: set[str]) -> tuple[dict[str, list[GradedCell]], str]:
    """The cells that come out otherwise, by notebook, and why nothing is said where the rest is to be graded too."""
    new = {notebook.name: notebook for notebook in fresh.notebooks}
    found: dict[str, list[GradedCell]] = {}
    for notebook in before.notebooks:
        old = {cell.grade_id: cell.to_tree() for cell in notebook.cells if cell.grade_id in cells}
        mine = new.get(notebook.name)
        if not old:
            continue
        if mine is None or mine.problem or notebook.problem:
            return {}, f"is to be graded as a whole ({(mine and mine.problem) or notebook.problem})"
        again = [cell for cell in mine.cells if cell.grade_id in old]
        if any(cell.kind in ("check", "test") and cell.points is None for cell in again):
            return {}, "the grader failed on it"
        other = [cell for cell in again if cell.to_tree() != old[cell.grade_id]]
        found |= {notebook.name: other} if other else {}
    return found, ""


def _splice(submission: Submission, new: dict[str, list[GradedCell]]) -> None:
    """Put new cells in the place of the old ones."""
    for notebook in submission.notebooks:
        if notebook.name in new:
            _take(notebook, {cell.grade_id: cell for cell in new[notebook.name]})


def _take(notebook: GradedNotebook, new: dict[str, GradedCell]) -> None:
    """New cells in a notebook, with the flags that come from cells."""
    gone = {flag for cell in notebook.cells if cell.grade_id in new for flag in cell.flags}
    notebook.cells = [new.get(cell.grade_id, cell) for cell in notebook.cells]
    come = {flag for cell in notebook.cells for flag in cell.flags}
    notebook.flags = sorted((set(notebook.flags) - gone) | come)


def _note(found: Corrections, old: dict[str, Any], new: dict[str, Any]) -> None:
    for was, now in zip(old["notebooks"], new["notebooks"], strict=True):
        for before, after in zip(was["cells"], now["cells"], strict=True):
            results = (before["points"], before["status"]), (after["points"], after["status"])
            if results[0] != results[1]:
                found.changes.append(Change(old["student"], was["notebook"], after["grade_id"], *results))
            elif before != after:
                found.reworded += 1


def _write(
    batch: Batch, writer: Writer, before: Submission, fresh: Submission, new: dict[str, list[GradedCell]]
) -> None:
    """The graded notebooks, and the gradebook."""
    graded = {notebook.name: notebook.notebook for notebook in fresh.notebooks}
    for name, cells in new.items():
        path = batch.course.path("autograded", before.student, batch.assignment.name) / f"{name}.ipynb"
        with contextlib.suppress(FileNotFoundError):  # it was taken away, which --resume mends
            _replace_cells(path, graded[name], {cell.grade_id for cell in cells})
    notebooks = [replace(each, cells=new[each.name]) for each in before.notebooks if each.name in new]
    writer.correct(Entry(before.student, notebooks))


def _write_record(journal: Journal, fresh: Submission, new: dict[str, list[GradedCell]], exercises: list[str]) -> None:
    """The journal says that everything is there: also where the exercise was edited and nobody's result changed.

    Where something else was edited too, the key is none of what lies there now, and --resume grades it anew.
    """
    record = journal.last(fresh.student)
    if "made_of" not in record:
        return
    kept, made_of = from_tree(record["tree"], record["seconds"]), record["made_of"]
    _splice(kept, new)
    edited = {id: fresh.made_of["declared"][id] for id in exercises if id in fresh.made_of["declared"]}
    made_of = {**made_of, "declared": {**made_of["declared"], **edited}}
    if made_of != record["made_of"] or new:
        journal.write(fresh.student, key_of_parts(made_of), kept.to_tree(), record["seconds"], made_of)


def _replace_cells(path: Path, fresh: NotebookNode, ids: set[str]) -> None:
    """The new cells in the file, in the layout that it has."""
    content = path.read_bytes()
    notebook = nbformat.from_dict(json.loads(content))
    layouts: tuple[Callable[[NotebookNode], bytes], ...] = (written, _as_nbformat)
    layout = next((each for each in layouts if each(notebook) == content), written)
    new = {grade_id_of(cell): cell for cell in fresh.cells if grade_id_of(cell) in ids}
    notebook.cells = [new.get(grade_id_of(cell), cell) for cell in notebook.cells]
    write_atomically(path, layout(notebook))


def _as_nbformat(notebook: NotebookNode) -> bytes:
    """As `nbgrader autograde` writes it."""
    return str(nbformat.writes(notebook, nbformat.NO_CONVERT)).encode() + b"\n"


def _write_results(course: Course, name: str, trees: dict[str, dict[str, Any]]) -> None:
    """New lines in results.jsonl; the others stay, even those that are damaged."""
    path = course.results_path(name) / RESULTS_FILE
    if not trees:
        return
    lines = path.read_text("utf-8", "replace").split("\n")
    write_text(path, safe("\n".join(_line(line, trees) for line in lines)))


def _line(line: str, trees: dict[str, dict[str, Any]]) -> SafeText:
    with contextlib.suppress(ValueError, TypeError, KeyError):
        return as_json_line(safe_tree(trees[json.loads(line)["student"]]))
    return safe(line)

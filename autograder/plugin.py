"""What nbgrader runs, once nbgrader_config.py has said `configure(c)`.

nbgrader generate_assignment   QuizStubs, WriteChecks: quizzes without answer, checks.json beside the notebook
nbgrader autograde             Grade, LatePenalties: formgrader's button too
formgrader, feedback           Shown: pages without scripts, with their figures
nbgrader export                Export: a table without formulas
"""

from __future__ import annotations

import atexit
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from .lean import without_grammar

with without_grammar():  # else the first that reads a notebook compiles a grammar
    import nbformat
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import CsvExportPlugin
from nbgrader.preprocessors import AssignLatePenalties, ClearSolutions, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from .classes.batch import for_a_person, told_of_strays
from .classes.export import as_csv, table
from .classes.gradebook import write_scores
from .classes.lateness import settle
from .course.checks import checks_of
from .course.config import CONFIG_FILE
from .course.course import CHECKS_FILE, Course
from .course.files import write_where_told
from .course.helpers import files_to_release, warm_process
from .course.source import parse_check
from .course.whose_check import OWN, whose_checks
from .declaring.probe import Declared, Probe
from .declaring.quiz import Quiz
from .errors import WrongUse
from .grading.answer_key import AnswerKey
from .grading.grade import grade_notebook, placeholder
from .grading.notebook_file import safe_notebook
from .intake.beside import beside
from .intake.elsewhere import of_another
from .intake.markdown import clean_page
from .intake.reading import Unreadable, grade_id_of, read_notebook
from .intake.sanitize import cut_to_a_page
from .intake.times import read_timestamp
from .pages.figures import draw, undrawn
from .pages.page import highlighted as coloured
from .progress import problems_kept_in, say_fault
from .sandbox.failures import CannotRun
from .sandbox.warm_process import WarmProcess
from .text import safe

Resources = dict[str, Any]


class QuizStubs(NbGraderPreprocessor):
    """A quiz or a probe is given out with its variable, empty: its cell runs, and its check says that there is none."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        book, place = _course_of(self).book, None
        stub = ClearSolutions(parent=self.parent).code_stub.get("python", "")
        for cell, whose in zip(nb.cells, whose_checks(nb.cells), strict=True):
            is_test = is_grade(cell) and cell.cell_type == "code" and whose != OWN
            found = parse_check(cell.source, book) if is_test else None
            declared = book[found[0]] if found else None
            if found and place is not None and place.source.strip() == stub.strip():
                place.source = _empty(declared, found[1]) or place.source
            place = cell if is_solution(cell) and cell.cell_type == "code" else None
        return nb, resources


def _empty(declared: Declared | None, name: str) -> str:
    """The cell in which an answer of this name is asked for; nothing where it is a function."""
    if isinstance(declared, Quiz):
        return f'{name} = ""  # one of ' + ", ".join(f'"{choice}"' for choice in declared.choices)
    if isinstance(declared, Probe):
        return f"{name} = {{}}  # with the keys " + ", ".join(f'"{key}"' for key in declared.domain.arguments)
    return ""


class WriteChecks(NbGraderPreprocessor):
    """Writes checks.json and the course's helpers beside the released notebook, and draws the assignment's seed."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        course, assignment = _course_of(self), resources["nbgrader"]["assignment"]
        checks = checks_of(course, assignment)
        beside = resources.setdefault("outputs", {})
        beside[CHECKS_FILE] = json.dumps(checks, indent=1).encode()
        beside.update(files_to_release(course.settings, course.root))
        return nb, resources


class Grade(NbGraderPreprocessor):
    """Grades the notebook through `grade_notebook` and writes the scores into the gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        about = resources["nbgrader"]
        course = _course_of(self)
        assignment = course.load(about["assignment"])
        source = assignment.notebooks[about["notebook"]]
        limits = replace(course.settings.limits, figures="drawn")  # formgrader shows them at once
        key = AnswerKey(assignment.book, assignment.seed)
        try:
            submitted = read_notebook(nbformat.writes(nb).encode("utf-8", "replace"))
            own = beside(assignment, course.path("submitted", about["student"], assignment.name))
            for line in own.told():
                self.log.warning("not taken: %s: %s", safe(about["student"]), safe(line))
            other = of_another(assignment, submitted.cells)
            if other:
                graded = placeholder(source, "missing", told_of_strays({f"{source.name}.ipynb": other}))
            else:
                graded = grade_notebook(source, submitted, key, _warm(course), assignment, limits=limits, own=own.files)
        except CannotRun:
            raise
        except Unreadable as problem:
            graded = placeholder(source, "unreadable", str(problem))
        except Exception:  # as in `autograder grade`: it waits for a person
            self.log.exception("the grader failed on the submission of %s", safe(about["student"]))
            with problems_kept_in(course.log_path(about["assignment"])):
                say_fault()
            graded = for_a_person(source)
        for cell in graded.cells:
            self.log.info("%s: %s", cell.grade_id, cell.status)
        with course.gradebook() as book:
            write_scores(book, graded, about["assignment"], about["student"])
        return safe_notebook(graded.notebook), resources


class LatePenalties(AssignLatePenalties):
    """What the course declares of lateness; where it declares no policy, the plug-in of c.AssignLatePenalties."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        about = resources["nbgrader"]
        found = settle(_course_of(self), about["assignment"], [about["student"]])
        return (nb, resources) if found.rules.declared else super().preprocess(nb, resources)


class Shown(Preprocessor):
    """A notebook on its way to a page: text without scripts, and the figures that wait to be drawn.

    On a page for students, which nbgrader's converter makes, tests stand as they were released.
    """

    enabled = True

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        if undrawn(nb):
            nb = self._drawn(resources) or nb
        released = self._released(resources)
        for cell in nb.cells:
            cell.source = released.get(grade_id_of(cell) or "", cell.source)
        cut_to_a_page(nb)
        words = [cell for cell in nb.cells if cell.cell_type == "markdown"]
        for cell, html in zip(words, clean_page(cell.source for cell in words), strict=True):
            cell.source = safe(html)  # cleaning turns &#x202e; into what that stands for
            cell.pop("attachments", None)
        for cell in nb.cells:
            if cell.cell_type == "raw":
                cell.metadata = {}
        return nb, resources

    def _released(self, resources: Resources) -> dict[str, str]:
        """The tests that hide something, as students got them; none for formgrader, where instructors read."""
        about = resources.get("nbgrader")
        if about is None:
            return {}
        cells = _course_of(self).load(about["assignment"]).notebooks[about["notebook"]].cells
        return {str(cell.grade_id): cell.released for cell in cells if cell.cell.source != cell.released}

    def _drawn(self, resources: Resources) -> NotebookNode | None:
        """The notebook with its figures; None when the page is not one of autograded/."""
        name = str(resources.get("metadata", {}).get("name", ""))
        folder = Path(str(resources.get("metadata", {}).get("path", "")))
        for parent in folder.resolve().parents:
            if (parent / CONFIG_FILE).is_file():
                try:
                    course = Course(parent)
                    return draw(course, folder.name, folder.parent.name, name, _warm(course))
                except WrongUse as problem:
                    self.log.warning("%s: the figures are not drawn: %s", safe(name), safe(problem))
                    return None
        return None


class Export(CsvExportPlugin):
    """nbgrader's table of grades, in which no name is a formula."""

    def export(self, gradebook: Gradebook) -> None:
        to = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", to)
        chosen = [str(each) for each in self.assignment]
        course = _course_of(self)
        for name in chosen or [each.name for each in gradebook.assignments]:
            settle(course, name, book=gradebook)
        rows = table(gradebook, [str(each) for each in self.student], chosen)
        write_where_told(to, as_csv(rows))


def submitted_timestamp(api: Any, assignment: str, student: str) -> datetime | None:
    """When a submission was handed in, for formgrader's lists; None where its timestamp.txt says nothing."""
    folder = api.coursedir.format_path(api.coursedir.submitted_directory, student, assignment)
    try:
        return read_timestamp(Path(folder).absolute())
    except ValueError:
        return None


def highlighted(source: str, language: str | None = None, metadata: object = None) -> str:
    """A code cell in colours, as Python: IPython's own lexer needs quadratic time for a line of dots."""
    return f'<div class=" highlight hl-ipython3"><pre>{coloured(safe(source))}\n</pre></div>'


_warm_processes: dict[Path, WarmProcess] = {}  # by the course's folder


def _warm(course: Course) -> WarmProcess:
    """One warm process a course for the whole nbgrader process: preprocessors are made anew for every notebook."""
    known = _warm_processes.get(course.root)
    if known is not None and not known.alive:
        _warm_processes.pop(course.root).close()
    if course.root not in _warm_processes:
        _warm_processes[course.root] = warm_process(course.settings, course.root, draws=True)
        atexit.register(_warm_processes[course.root].close)
    return _warm_processes[course.root]


def _course_of(part: Preprocessor | CsvExportPlugin) -> Course:
    """The course whose converter runs this preprocessor or plug-in."""
    owner: Any = part
    while owner is not None:
        directory = getattr(owner, "coursedir", None)
        if isinstance(directory, CourseDirectory):
            return Course.of(directory, part.config)
        owner = owner.parent
    return Course(Path.cwd())

"""`autograder compare`: which reason a difference has, and that the course itself stays as it is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.cli import main
from autograder.comparing.compare import Comparison, Difference
from autograder.comparing.copies import copy_of
from autograder.comparing.evidence import Case, points_of, same
from autograder.comparing.explain import by_trying, by_what_is_there
from autograder.comparing.reasons import REASONS
from autograder.comparing.stock import Ended, Score, last_line
from autograder.course.course import Course
from autograder.course.source import read_source
from autograder.grading.results import GradedCell

from ..peers.courses import cells
from ..peers.courses.making import NAME, check, given, make, solution, unmark
from ..peers.courses.making import answer as words_of

SOURCE = (
    given("imports", "import math"),
    solution("a", "a = 1"),
    check("t", "assert a == 1", 2),
    words_of("w", "Why?"),
)


def notebook_of(*cells: NotebookNode, language: str = "python") -> NotebookNode:
    about = {"kernelspec": {"name": "k", "display_name": "k", "language": language}}
    return nbformat.v4.new_notebook(cells=list(cells), metadata=about)


def released(language: str = "python") -> NotebookNode:
    return notebook_of(*(cell.node() for cell in SOURCE), language=language)


def executed(*outputs: Any, id: str = "t") -> NotebookNode:
    """The released notebook, with outputs in one cell."""
    notebook = released()
    for cell in notebook.cells:
        if cell.metadata.nbgrader["grade_id"] == id:
            cell.outputs = [nbformat.from_dict(each) for each in outputs]
    return notebook


def said(text: str, name: str = "stderr") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def shown(text: str) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}, "execution_count": 1}


def raised(name: str, text: str = "") -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [text]}


def case(
    nbgrader: float | None,
    ours: float | None,
    *,
    theirs: NotebookNode | None = None,
    mine: NotebookNode | None = None,
    submitted: NotebookNode | None = None,
    log: str | None = None,
    status: str = "pass",
    kind: str = "test",
    flags: Sequence[str] = (),
    asks: bool = False,
    beside: frozenset[str] = frozenset(),
    language: str = "python",
    **tried: Any,
) -> Case:
    """A difference on the cell `t`; log: nbgrader failed, and said so."""
    return Case(
        ("ada", "n", "t"),
        Score(nbgrader, nbgrader is None, 2.0),
        Score(ours, asks or ours is None, 2.0),
        Ended(0 if log is None else 1, log or ""),
        theirs if theirs is not None or log is not None else executed(),
        mine or executed(),
        GradedCell("t", kind, status, ours, 2.0),
        submitted or released(),
        read_source("n", released(language), {}, ()),
        beside,
        flags,
        {name.replace("_", "-"): value for name, value in tried.items()},
    )


def moved(order: Sequence[int]) -> NotebookNode:
    notebook = released()
    notebook.cells = [notebook.cells[index] for index in order]
    return notebook


def unmarked(*ids: str) -> NotebookNode:
    notebook = released()
    unmark(*ids)(notebook)
    return notebook


def unreadable(one: Case) -> Case:
    one.submitted = None
    return one


AT_ONCE = {
    "stderr": case(0.0, 2.0, theirs=executed(said("careful"))),
    "broken-file": unreadable(case(None, 0.0, log="nbformat.reader.NotJSONError: Notebook does not appear to be JSON")),
    "above-maximum": case(None, 2.0, log="ValueError: partial credit cannot be greater than maximum points for cell"),
    "no-kernel": case(None, 2.0, log="jupyter_client.kernelspec.NoSuchKernel: No such kernel named k"),
    "process-ended": case(None, 2.0, log="nbclient.exceptions.DeadKernelError: Kernel died"),
    "nbgrader-stopped": case(None, 2.0, log="ValueError: what a student thought of"),
    "duplicated": case(None, 2.0, log="ValidationError: no grade_id", submitted=moved([0, 1, 1, 2, 3])),
    "deleted": case(None, 2.0, theirs=moved([0, 1, 3]), submitted=moved([0, 1, 3])),
    "lost-metadata": case(None, 2.0, theirs=unmarked(), submitted=unmarked()),
    "time-limit": case(2.0, 0.0, status="timeout"),
    "for-a-person": case(2.0, None, status="ungraded", flags=["self-reported", "restored"]),
    "judged": case(0.0, 2.0, kind="check"),
    "value-then-error": case(0.5, 0.0, theirs=executed(shown("0.5"), raised("AssertionError"))),
    "other-notebook": case(
        0.0,
        2.0,
        theirs=executed(raised("Exception", "File `'b.ipynb'` not found."), id="a"),
        beside=frozenset({"b.ipynb"}),
    ),
}


@pytest.mark.parametrize("reason", AT_ONCE)
def test_a_reason_is_seen_in_what_both_graders_left(reason: str) -> None:
    found = by_what_is_there(AT_ONCE[reason])
    assert found is not None and found.reason == reason


def test_a_readable_notebook_beside_a_broken_one_is_not_called_broken() -> None:
    found = by_what_is_there(case(None, 2.0, log="nbformat.reader.NotJSONError: no JSON"))
    assert found is not None and found.reason == "nbgrader-stopped"


def test_a_file_of_another_name_is_told() -> None:
    renamed = unreadable(case(0.0, 2.0, flags=["renamed"]))
    renamed.theirs = None
    found = by_what_is_there(renamed)
    assert found is not None and found.reason == "renamed"


def test_a_student_without_a_notebook_is_told() -> None:
    missing = unreadable(case(None, 0.0, log="No notebooks were matched by 'x'", status="missing", asks=True))
    found = by_what_is_there(missing)
    assert found is not None and found.reason == "no-notebook"


def test_a_submission_that_nbgrader_did_not_finish_is_told() -> None:
    late = case(None, 2.0, log="")
    late.ended = Ended(None, "")
    found = by_what_is_there(late)
    assert found is not None and found.reason == "nbgrader-late"


FAULTS = {
    "a file beside the notebook": case(
        2.0,
        0.0,
        mine=executed(raised("FileNotFoundError", "[Errno 2] No such file or directory: 'data/x.csv'"), id="a"),
        beside=frozenset({"x.csv"}),
    ),
    "a module beside the notebook": case(
        2.0,
        0.0,
        mine=executed(raised("ModuleNotFoundError", "No module named 'tools'"), id="a"),
        beside=frozenset({"tools"}),
    ),
    "a notebook beside the notebook": case(
        2.0,
        0.0,
        mine=executed(raised("FileNotFoundError", "[Errno 2] No such file or directory: 'b.ipynb'"), id="a"),
        beside=frozenset({"b.ipynb"}),
    ),
    "an ungraded cell": case(2.0, None, status="ungraded", flags=["self-reported"]),
    "another language run as Python": case(None, 0.0, log="NoSuchKernel", language="R"),
    "a silent nought where the test holds": case(
        None, 0.0, theirs=unmarked(), submitted=unmarked(), status="missing"
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_ours_is_no_documented_reason(fault: str) -> None:
    found = by_what_is_there(FAULTS[fault])
    assert found is not None and found.reason == "fault-of-ours"
    assert not REASONS["fault-of-ours"].documented


def test_a_notebook_that_nobody_handed_in_is_no_reason() -> None:
    missing = executed(raised("FileNotFoundError", "[Errno 2] No such file or directory: 'b.ipynb'"), id="a")
    assert by_what_is_there(case(0.0, 2.0, theirs=missing)) is None


def test_the_same_file_missing_in_both_runs_is_no_fault_of_ours() -> None:
    missing = raised("FileNotFoundError", "[Errno 2] No such file or directory: 'x.csv'")
    both = case(2.0, 0.0, theirs=executed(missing, id="a"), mine=executed(missing, id="a"), beside=frozenset({"x.csv"}))
    assert by_what_is_there(both) is None


def test_a_notebook_of_another_language_that_waits_for_a_person_is_documented() -> None:
    found = by_what_is_there(case(None, None, log="NoSuchKernel", language="R", status="ungraded"))
    assert found is not None and found.reason == "no-kernel"


def score(points: float | None) -> Score:
    return Score(points, points is None, 2.0)


TRIED = {
    "random": case(0.0, 2.0, again=[score(0.0), score(2.0)]),
    "order": case(0.0, 2.0, submitted=moved([0, 2, 1, 3]), again=[score(0.0)], aligned=score(2.0)),
    "duplicated": case(0.0, 2.0, submitted=moved([0, 1, 1, 2, 3]), again=[score(0.0)], aligned=score(2.0)),
    "deleted": case(0.0, 2.0, submitted=moved([0, 2, 3]), again=[score(0.0)], aligned=score(2.0)),
    "lost-metadata": case(0.0, 2.0, submitted=unmarked("a"), again=[score(0.0)], aligned=score(2.0)),
    "edited": case(2.0, 0.0, flags=["tampered"], again=[score(2.0)], aligned=score(0.0)),
    "aligned": case(2.0, 0.0, again=[score(2.0)], aligned=score(0.0)),
    "isolation": case(2.0, 0.0, again=[score(2.0)], open=score(2.0)),
    "hidden": case(2.0, 0.0, again=[score(2.0)], open=score(0.0), one_run=score(2.0)),
    "unknown": case(2.0, 0.0, again=[score(2.0)], open=score(0.0), one_run=score(0.0)),
}


@pytest.mark.parametrize("reason", TRIED)
def test_a_reason_is_found_by_trying(reason: str) -> None:
    assert by_what_is_there(TRIED[reason]) is None
    assert by_trying(TRIED[reason]).reason == reason


def test_stderr_is_no_reason_where_the_test_failed_as_well() -> None:
    assert by_what_is_there(case(0.0, 2.0, theirs=executed(said("x"), raised("AssertionError")))) is None


@pytest.mark.parametrize(
    ("outputs", "points"),
    [
        ([], 2.0),
        ([said("x")], 0.0),
        ([raised("E")], 0.0),
        ([shown("1.5")], 1.5),
        ([shown("True")], 2.0),
        ([shown("3")], None),
        ([said("x", "stdout"), shown("0.5")], 0.5),
    ],
)
def test_points_are_asked_of_nbgraders_own_rule(outputs: list[Any], points: float | None) -> None:
    cell = next(cell for cell in executed(*outputs).cells if cell.metadata.nbgrader["grade_id"] == "t")
    assert points_of(cell) == points


def test_points_are_the_same_but_for_the_last_digit_of_a_share() -> None:
    assert same(0.1 + 0.2, 0.3) and same(None, None) and same(0.0, 0.0)
    assert not same(None, 0.0) and not same(0.0, None) and not same(1.0, 1.01)


def test_the_exit_status_says_whether_every_difference_is_documented() -> None:
    difference = Difference("ada", "n", "t", score(0.0), score(2.0), "stderr", "")
    found = Comparison("hw", [], 3, [difference])
    assert found.explained and found.to_tree()["reasons"]["stderr"]["cells"] == 1
    found.differences.append(Difference("bo", "n", "t", score(0.0), score(2.0), "unknown", ""))
    assert not found.explained and found.to_tree()["same"] == 1


def test_every_reason_has_a_sentence_and_says_in_whose_favour_it_is() -> None:
    for reason in REASONS.values():
        assert reason.text.endswith(".") and reason.favours in ("ours", "nbgrader", "neither")
    assert {name for name, reason in REASONS.items() if not reason.documented} == {"fault-of-ours", "unknown"}


def test_the_last_line_of_a_log_is_the_error_itself() -> None:
    log = "INFO x\nValueError: y\nThere was an error processing assignment 'a' for student 'b'\nPlease see the log\n"
    assert last_line(log) == "ValueError: y"
    assert (
        last_line("nbgrader.x.SchemaTooOldError: old\n  back up\n\nnbgrader update .\n")
        == "nbgrader.x.SchemaTooOldError: old"
    )
    assert (
        last_line("[AutogradeApp | ERROR] Traceback (most\n[AutogradeApp | ERROR] old version\nupdate .\n")
        == "old version"
    )
    assert last_line("only this\n") == "only this"
    assert last_line("") == "no word"


# the copies


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An nbgrader course that knows nothing of us."""
    return make(cells.PARTIAL, tmp_path_factory.mktemp("plain") / "the course")


def test_a_copy_is_a_course_that_we_grade_and_the_course_itself_stays_as_it_is(plain: Path, tmp_path: Path) -> None:
    before = contents(plain)
    ours = copy_of(Course(plain), NAME, ["solved"], tmp_path / "ours", ours=True)
    theirs = copy_of(Course(plain), NAME, ["solved"], tmp_path / "theirs", ours=False)
    assert contents(plain) == before
    assert "autograder.plugin.Grade" in ours.config.Autograde.autograde_preprocessors
    assert ours.load(NAME).notebooks.keys() == {"parts"}
    assert ours.students(NAME) == theirs.students(NAME) == ["solved"]
    with theirs.gradebook() as book:
        assert [each.name for each in book.assignments] == [NAME]
    assert str(plain) not in str(ours.directory.db_url)


def test_a_copy_that_is_loaded_from_its_file_has_or_has_not_our_line(plain: Path, tmp_path: Path) -> None:
    (plain / "nbgrader_config.py").write_text("from autograder import configure\nc = get_config()\nconfigure(c)\n")
    for ours in (True, False):
        made = copy_of(Course(plain), NAME, ["solved"], tmp_path / str(ours), ours=ours)
        told = tmp_path / "told.py"
        told.write_text(
            "import sys\nfrom traitlets.config.loader import PyFileConfigLoader\n"
            "config = PyFileConfigLoader('nbgrader_config.py', path=sys.argv[1]).load_config()\n"
            "print('autograder.plugin.Grade' in str(config))\n"
        )
        done = subprocess.run([sys.executable, str(told), str(made.root)], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == str(ours)


def test_a_copy_has_the_assignment_alone_and_no_grades_of_it(plain: Path, tmp_path: Path) -> None:
    course = Course(plain)
    with course.gradebook() as book:
        book.add_student("old")
        book.add_submission(NAME, "old")
    for name in ("source/hw2/x.txt", "submitted/solved/hw2/y.txt", "autograded/a/hw1/z.txt", ".git/config"):
        (plain / name).parent.mkdir(parents=True)
        (plain / name).write_text("x")
    (plain / "common.py").write_text("x = 1")
    made = copy_of(course, NAME, ["solved"], tmp_path / "copy", ours=False)
    with made.gradebook() as book:
        assert book.assignment_submissions(NAME) == []
    there = contents(made.root)
    assert "common.py" in there and not {"x.txt", "y.txt", "z.txt", "config"} & {Path(name).name for name in there}


def test_links_in_a_submission_are_copied_as_links(plain: Path, tmp_path: Path) -> None:
    folder = plain / "submitted" / "solved" / NAME
    (folder / "secret.txt").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_text("not for students")
    made = copy_of(Course(plain), NAME, ["solved"], tmp_path / "copy", ours=False)
    assert (made.root / "submitted" / "solved" / NAME / "secret.txt").is_symlink()
    (folder / "secret.txt").unlink()


def test_a_gradebook_that_is_no_file_is_told(plain: Path, tmp_path: Path) -> None:
    course = Course(plain)
    course.directory.db_url = "postgresql://host/db"
    with pytest.raises(Exception, match="expected SQLite"):
        copy_of(course, NAME, ["solved"], tmp_path / "copy", ours=True)


# the command


def test_nothing_runs_before_the_instructor_says_that_it_may_run_without_walls(
    plain: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", NAME, "--course", str(plain)]) == 2
    assert "--unwalled" in capsys.readouterr().err


def test_a_folder_that_holds_something_is_not_written_into(plain: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", NAME, "--course", str(plain), "--unwalled", "--keep", str(plain)]) == 2
    assert "is not empty" in capsys.readouterr().err


def test_a_copy_of_a_course_without_release_and_gradebook_makes_neither_in_the_course(
    plain: Path, tmp_path: Path
) -> None:
    root = tmp_path / "course"
    shutil.copytree(plain, root, ignore=shutil.ignore_patterns("release", "gradebook.db"))
    made = copy_of(Course(root), NAME, ["solved"], tmp_path / "copy", ours=True)
    assert made.path("source", ".", NAME).is_dir() and not made.path("release", ".", NAME).exists()
    assert not (root / "gradebook.db").exists() and not (root / "autograder_seeds.json").exists()

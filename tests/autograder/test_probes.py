"""Probes: what is declared holds, home and grading say the same, and no probe stops or slows the grader."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from autograder.classes.keeping import grade_assignment
from autograder.cli import main
from autograder.course.checks import checks_of
from autograder.course.course import Course
from autograder.course.release import release
from autograder.declaring import Argument, DeclarationError, Domain, Probe
from autograder.declaring.probe_proof import draw, prove_probe
from autograder.demo.classroom import Homework
from autograder.demo.members import Members
from autograder.disposable import Disposable
from autograder.errors import CourseError
from autograder.grading import probes
from autograder.pages.explain import explain
from autograder.pages.feedback import write_feedback
from autograder.pages.report import write_report
from autograder.sandbox.warm_process import WarmProcess
from gdkit import suspects
from gdkit.checking import exercise as data_of
from gdkit.checking import judge_probe

from ..this_course import BOOK

PROBES = [declared for declared in BOOK.values() if isinstance(declared, Probe)]
ASSIGNMENT, ID = "00-orientation", "00.probe_centre"

every_probe = pytest.mark.parametrize("probe", PROBES, ids=[probe.id for probe in PROBES])


# --- what is declared ------------------------------------------------------------------------------


def test_there_are_eight_probes_of_all_kinds_in_the_lessons_that_the_course_names() -> None:
    assert {probe.id[:2] for probe in PROBES} == {"00", "02", "05", "07", "08", "10", "12", "13"}
    assert {probe.aim for probe in PROBES} == {"exposes", "exposes without an error", "hides", "falls"}


@pytest.mark.slow
@every_probe
def test_what_is_declared_of_a_probe_holds(probe: Probe) -> None:
    proof = prove_probe(probe)
    assert proof.holds, proof.problems
    assert proof.solutions and proof.poor and 0.001 <= proof.share <= 0.9


@every_probe
def test_random_probes_are_allowed_and_none_lies_so_that_a_shift_of_its_sums_turns_the_verdict(probe: Probe) -> None:
    """Where the arrays lie in memory decides in which order BLAS adds, and so how it rounds."""
    rng, data = np.random.default_rng(7), probe.data()
    for _ in range(100):
        values = draw(probe.domain, rng)
        other = {name: np.asfortranarray(value) if np.ndim(value) else value for name, value in values.items()}
        assert judge_probe(data, values).passed == judge_probe(data, other).passed


def double(domain: Domain, aim: str = "exposes", **more: Any) -> Probe:
    return Probe("99.probe", suspects.SUSPECTS["square"].wrong, aim, domain, "Look.", "Learnt.", "Lecture 99", **more)


@pytest.fixture
def _square() -> Iterator[None]:
    before = dict(suspects.SUSPECTS)

    @suspects.suspect(lambda x: 2 * x)
    def square(x: Any) -> Any:
        return x**2

    yield
    suspects.SUSPECTS.clear()
    suspects.SUSPECTS.update(before)


NUMBER = Domain({}, {"x": Argument()})


@pytest.mark.usefixtures("_square")
def test_a_proof_names_each_thing_that_does_not_hold() -> None:
    probe = double(Domain({"n": (1, 3)}, {"x": Argument(("n",))}))
    probe.solution(lambda: {"x": np.array([2.0, 0.0])})
    probe.poor()(lambda: {"x": np.array([3.0])})
    probe.poor()(lambda: {"x": np.array([2.001])})
    proof = prove_probe(probe)
    assert not proof.holds and not proof.constants_rejected
    said = "\n".join(proof.said())
    assert "✗ 99.probe: exposes, solutions accepted 0/1" in said
    assert "the suspect is right: it gives [4, 0]" in said
    assert "declared as poor, and accepted" in said
    assert "is near its limit" in said
    assert "a probe of nothing but 1 is accepted" in said
    assert "of random probes do what is asked; expected 0.1% to 90%" in said
    assert "needs a solution and a poor probe" in "\n".join(prove_probe(double(NUMBER)).problems)


@pytest.mark.usefixtures("_square")
def test_a_declaration_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(DeclarationError, match="the aim is 'breaks'"):
        double(NUMBER, "breaks")
    with pytest.raises(DeclarationError, match="does not take the arguments x, y"):
        double(Domain({}, {"x": Argument(), "y": Argument()}))
    with pytest.raises(DeclarationError, match="no docstring that helps"):
        double(NUMBER).poor("x", "all zeros")(lambda: {"x": 0.0})

    def helpful() -> dict[str, Any]:
        """A hint."""
        return {"x": 0.0}

    with pytest.raises(DeclarationError, match=r"99\.probe \(.+\.py:\d+\): a clue is on 'y'"):
        double(NUMBER).poor("y", "all zeros")(helpful)
    with pytest.raises(DeclarationError, match="right_classify is no suspect"):
        Probe("99.q", suspects.right_classify, "exposes", NUMBER, "", "", "")
    with pytest.raises(DeclarationError, match="no random probe keeps the rules"):
        rule = ("each row holds a number above 0 and one below 0",)
        draw(Domain({"m": (1, 1), "n": (1, 1)}, {"A": Argument(("m", "n"), rules=rule)}), np.random.default_rng(0))


def test_the_source_that_is_shown_is_the_suspects_without_what_only_we_need() -> None:
    centre = BOOK[ID]
    assert isinstance(centre, Probe)
    assert centre.suspect_source == "def centre_rows(X):\n    return X - X.mean(axis=1)"


def test_verify_proves_the_probes_and_writes_them_into_its_json(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "proofs.json"
    assert main(["verify", ID, "--course", str(root), "--json", str(report)]) == 0
    assert f"✓ {ID}: exposes without an error, solutions accepted 2/2" in capsys.readouterr().out
    (tree,) = json.loads(report.read_text())
    assert tree["kind"] == "probe" and tree["id"] == ID and 0.001 <= tree["share"] <= 0.9


# --- home and grading --------------------------------------------------------------------------------


@every_probe
def test_home_and_grading_say_the_same_of_declared_and_of_random_probes(probe: Probe) -> None:
    rng = np.random.default_rng(3)
    at_home = data_of.from_tree(json.loads(json.dumps(probe.data().to_tree())))
    assert isinstance(at_home, type(probe.data()))
    declared = [made() for made in (*probe.solutions, *(made for made, _ in probe.poor_ones))]
    for value in [*declared, *(draw(probe.domain, rng) for _ in range(15)), None, 3, {"X": "x"}, {"theta": np.eye(2)}]:
        assert probes.judge_apart(probe.data(), value, BOOK).text == judge_probe(at_home, value).text


def test_a_suspect_that_takes_long_ends_its_process_and_the_next_probe_is_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    centre = BOOK[ID]
    assert isinstance(centre, Probe)
    value = centre.solutions[0]()
    begun = time.monotonic()
    verdict = probes.judge_apart(centre.data(), value, BOOK, seconds=1e-9)
    assert (verdict.status, verdict.fraction) == ("timeout", 0.0)
    assert "did not finish in 1e-09 seconds" in verdict.message
    assert probes.judge_apart(centre.data(), value, BOOK).passed
    assert time.monotonic() - begun < 60


def test_a_process_that_dies_answers_nothing_and_another_one_takes_over() -> None:
    process = Disposable("autograder.grading.probes")
    assert process.ask({"data": None}, 30.0) is None  # what it cannot read, it says null to
    assert process._process is not None
    process._process.kill()
    process._process.wait()
    assert process.ask({}, 30.0) is None
    process.begin()
    centre = BOOK[ID]
    assert isinstance(centre, Probe)
    question = {"data": centre.data().to_tree(), "probe": {"dict": []}, "places": [], "folder": None}
    assert process.ask(question, 30.0) is None  # a probe that was not held against its domain
    process.close()


def test_the_documented_probe_of_another_course_is_proved_and_judged_with_its_helper_module(
    root: Path, tmp_path: Path
) -> None:
    page = (root / "docs" / "your-course.md").read_text(encoding="utf-8").partition("## A probe")[2]
    toolbox, declaration = re.findall(r"```python\n(.*?)```", page, re.DOTALL)[:2]
    (tmp_path / "nbgrader_config.py").write_text(OTHER_CONFIG)
    (tmp_path / "toolbox.py").write_text(toolbox)
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "spread.py").write_text(declaration)
    book = Course(tmp_path).book
    try:
        probe = book["01.probe_spread"]
        assert isinstance(probe, Probe)
        assert prove_probe(probe).holds, prove_probe(probe).problems
        assert probes.judge_apart(probe.data(), probe.solutions[0](), book).passed  # by a process that knows no toolbox
    finally:
        suspects.SUSPECTS.pop("spread", None)


OTHER_CONFIG = """
from autograder import configure
c = get_config()
c.CourseDirectory.course_id = "other"
c.Autograder.exercises = ["exercises"]
c.Autograder.helpers = ["toolbox.py"]
configure(c)
"""


# --- release, sandbox, pages ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def orientation(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course in which lesson 00 is released."""
    folder = tmp_path_factory.mktemp("probes") / "course"
    shutil.copytree(released, folder)
    course = Course(folder)
    release(course, ASSIGNMENT)
    return course


WORKS: dict[str, tuple[str, str, float]] = {
    # what stands in the cell, the status, the points
    "right": ('probe_1 = {"X": np.array([[1.0, 3.0], [10.0, 20.0]])}', "pass", 1.0),
    "whole": ('probe_1 = {"X": np.array([[1, 3], [10, 20]], np.int8)}', "pass", 1.0),
    "poor": ('probe_1 = {"X": np.ones((3, 3))}', "fail", 0.0),
    "raises": ('probe_1 = {"X": np.array([[1.0, 2.0], [3.0, 5.0], [7.0, 11.0]])}', "fail", 0.0),
    "list": ('probe_1 = {"X": [[1.0, 3.0], [10.0, 20.0]]}', "fail", 0.0),
    "none": ("probe_1 = None", "missing", 0.0),
    "stub": ("raise NotImplementedError()", "missing", 0.0),
    "objects": ('probe_1 = {"X": np.array([[object()] * 2] * 2)}', "fail", 0.0),
    "huge": ('probe_1 = {"X": np.ones((3000, 3000))}', "fail", 0.0),
    "nan": ('probe_1 = {"X": np.array([[np.nan, 1.0], [2.0, 3.0]])}', "fail", 0.0),
    "large": ('probe_1 = {"X": np.array([[1e308, 1.0], [2.0, 1e308]])}', "fail", 0.0),
    "deep": ("probe_1 = {}\nfor _ in range(10**5):\n    probe_1 = {'X': probe_1}", "fail", 0.0),
    "many": ("probe_1 = dict.fromkeys(range(10**6), 1.0)", "fail", 0.0),
    "itself": ("probe_1 = {}\nprobe_1['X'] = probe_1", "fail", 0.0),
    "sly": (
        "class Sly(dict):\n    def __eq__(self, other):\n        return True\n    def __getitem__(self, key):\n"
        "        while True:\n            pass\nprobe_1 = Sly(X=np.eye(2))",
        "fail",
        0.0,
    ),
    "forged": (
        "import gdkit.checking.probing as p, gdkit.suspects as s\np.judge_probe = p.find_out = lambda *a: True\n"
        "s.SUSPECTS.clear()\nprobe_1 = {'X': np.ones((3, 3))}",
        "fail",
        0.0,
    ),
    "loops": ("while True:\n    pass", "timeout", 0.0),
    "ends": ("import os\nos._exit(0)", "exited", 0.0),
}


def test_every_probe_that_is_handed_in_gets_its_status_points_and_a_sentence(
    orientation: Course, warm: WarmProcess
) -> None:
    path = next(orientation.path("release", "", ASSIGNMENT).glob("*.ipynb"))
    for student, (source, _, _) in WORKS.items():
        work = Homework(path).write("probe_centre", source)
        work.hand_in(orientation.path("submitted", student, ASSIGNMENT))
    graded = {each.student: each for each in grade_assignment(orientation, ASSIGNMENT, warm=warm)}
    for student, (_, status, points) in WORKS.items():
        (cell,) = (cell for cell in graded[student].notebooks[0].cells if cell.grade_id == "00-probe_centre")
        assert (cell.status, cell.points) == (status, points), (student, cell.message)
        assert len(cell.message) > 20 and "Traceback" not in cell.message, student
        if student not in ("loops", "ends"):
            assert cell.verdict is not None and cell.verdict.id == ID
    text = explain(orientation, orientation.load(ASSIGNMENT), "raises", ID)
    assert "X = array([[ 1., 2.]" in text and "the suspect centre_rows gives ValueError" in text and "right is" in text
    page = write_report(orientation, ASSIGNMENT).read_text(encoding="utf-8")
    assert "Where all numbers are equal, all means are equal too" in page
    pages = {path.parts[-3]: path.read_text(encoding="utf-8") for path in write_feedback(orientation, ASSIGNMENT)}
    assert "Your probe exposes the suspect" in pages["right"] and "X contains NaN" in pages["nan"]
    assert "There is no variable probe_1: " in explain(orientation, orientation.load(ASSIGNMENT), "stub", ID)


def test_the_demo_hands_in_probes_that_are_of_no_use_and_says_what_becomes_of_them(
    orientation: Course, warm: WarmProcess
) -> None:
    source = next(orientation.path("source", ".", ASSIGNMENT).glob("*.ipynb"))
    (member,) = (each for each in Members(orientation.load(ASSIGNMENT), source).all() if "no use" in each.what)
    assert {cell: expected.status for cell, expected in member.expected.items()} == {"00-probe_centre": "fail"}
    released = next(orientation.path("release", "", ASSIGNMENT).glob("*.ipynb"))
    member.hand_in(Homework(released), orientation.path("submitted", "of-no-use", ASSIGNMENT))
    (graded,) = grade_assignment(orientation, ASSIGNMENT, students=["of-no-use"], warm=warm)
    failed = [cell.grade_id for cell in graded.notebooks[0].cells if cell.status not in ("pass", "ungraded")]
    assert failed == ["00-probe_centre"]


def test_checks_json_holds_the_probe_as_data_and_no_solution_of_it(orientation: Course) -> None:
    folder = orientation.path("release", "", ASSIGNMENT)
    tree = json.loads((folder / "checks.json").read_text())["exercises"][ID]
    centre = BOOK[ID]
    assert isinstance(centre, Probe)
    assert data_of.from_tree(tree) == centre.data()
    assert set(tree) == {"kind", *(name for name in vars(centre.data()))}
    released = nbformat.read(next(folder.glob("*.ipynb")), 4)
    (cell,) = (cell for cell in released.cells if cell.id == "probe_centre")
    assert cell.source == 'probe_1 = {}  # with the keys "X"'


def test_a_probe_that_is_checked_with_a_function_stops_the_release(orientation: Course) -> None:
    path = next(orientation.path("source", ".", ASSIGNMENT).glob("*.ipynb"))
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(r"check(\"00.probe_centre\", probe_1)", r"check(\"00.probe_centre\", matmul)"))
    try:
        with pytest.raises(CourseError, match="is a probe, and 'matmul' a function; expected a variable"):
            checks_of(orientation, ASSIGNMENT)
    finally:
        path.write_text(before, encoding="utf-8")

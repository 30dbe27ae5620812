"""What a student wrote counts wherever it stands, nothing is gained by it, and what is not found a person looks for."""

from __future__ import annotations

import copy
from collections.abc import Callable
from random import Random
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.classes.keeping import grade_assignment
from autograder.course.course import Course
from autograder.course.source import read_source
from autograder.course.texts import plain
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import Homework
from autograder.grading.aligned import NOT_HANDED_IN
from autograder.grading.alignment import STOOD_HERE, align, own_sources
from autograder.pages.feedback import write_feedback
from autograder.pages.report import write_report
from autograder.pages.told import TOLD
from autograder.sandbox.warm_process import WarmProcess

from ..sampling import ALL
from .conftest import ASSIGNMENT, solved
from .damages import (
    DAMAGES,
    RELEASED,
    RIGHT,
    SOURCE,
    STUBS,
    TESTS,
    WORDS,
    WRONG,
    Cell,
    Damage,
    Result,
    bare,
    damaged,
    handed_in,
    homework,
    of,
    right,
)

Work = Callable[[], Homework]
EVERYDAY = 12  # damaged notebooks of each kind


# --- the property -------------------------------------------------------------------------------


def test_undamaged_work_stays_as_it_is_and_nothing_is_told_of_it() -> None:
    for work in (right(), homework(), homework(**WRONG)):
        result = Result(work)
        assert [item.cell.source for item in result.aligned] == [each.source for each in work]
        assert result.flags == []
        assert not any(item.told for item in result.aligned)
        assert not any(item.doubtful for item in result.aligned)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_right_work_has_full_marks_whatever_became_of_its_cells(damage: Damage) -> None:
    for seed in range(EVERYDAY):
        cells = damaged(right(), [damage], seed)
        assert Result(cells).passed == set(TESTS), (seed, cells)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_gains_nothing_and_what_it_costs_a_person_looks_at(damage: Damage) -> None:
    _try_other_work([damage], range(EVERYDAY))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_same_holds_of_damages_of_several_kinds_at_once() -> None:
    for seed in range(4000 if ALL else 1000):
        damages = Random(seed).sample(DAMAGES, 2 + seed % 2)
        cells = damaged(right(), damages, seed)
        assert Result(cells).passed == set(TESTS), (seed, damages, cells)
        _try_other_work(damages, [seed])


def _try_other_work(damages: list[Damage], seeds: Any) -> None:
    """Some exercises right, some wrong, some not begun."""
    for seed in seeds:
        random = Random(f"work {seed}")
        written = {id: random.choice([RIGHT[id], WRONG[id], STUBS[id]]) for id in RIGHT}
        work = homework(**written, words=WORDS)
        before, after = Result(work), Result(damaged(work, damages, seed))
        assert after.passed <= before.passed, (seed, damages, written)
        assert all(after.asks(id) for id in before.passed - after.passed), (seed, damages, written)


# --- single cases -------------------------------------------------------------------------------


def without(cells: list[Cell], *ids: str) -> list[Cell]:
    return [each for each in cells if each.metadata.get("nbgrader", {}).get("grade_id") not in ids]


def test_a_stub_never_runs_behind_what_stands_in_its_place() -> None:
    for stub in (STUBS["box"], "class Box:\n    pass", 'class Box:\n    """A box."""', "# here?", ""):
        for at in range(len(RELEASED) + 1):
            cells = homework(**{**RIGHT, "box": stub})
            cells.insert(at, new_code_cell(RIGHT["box"]))
            assert Result(cells).passed == set(TESTS), (stub, at)


def test_a_stub_that_gives_more_than_is_asked_still_gives_it() -> None:
    source = copy.deepcopy(RELEASED)
    of(source, "circle").source = "import math\n\n" + STUBS["circle"]
    given = nbformat.v4.new_notebook(cells=source)
    cells = copy.deepcopy(source)
    cells.insert(0, new_code_cell("def area(radius):\n    return math.pi * radius ** 2"))
    aligned, _ = align(read_source("areas", given, {}, {"best"}), handed_in(cells))
    code = [item.cell.source for item in aligned if item.is_code]
    assert code.index(of(source, "circle").source) < code.index(cells[0].source)


def test_of_copies_the_last_that_holds_work_counts_and_the_others_run_before_it() -> None:
    cells = right()
    stub = copy.deepcopy(of(RELEASED, "box"))
    older = copy.deepcopy(of(homework(**WRONG), "box"))
    for order in ([older, of(cells, "box"), stub], [stub, older, of(cells, "box")], [older, stub, of(cells, "box")]):
        work = without(cells, "box") + order
        result = Result(work)
        assert result.passed == set(TESTS)
        assert "duplicated" in result.told("test-box")
        code = [item.cell.source for item in result.aligned]
        assert code.index(WRONG["box"]) < code.index(RIGHT["box"])


def test_a_stub_that_stands_twice_is_no_work() -> None:
    for id in STUBS:
        cells = homework(**{**RIGHT, id: STUBS[id]})
        cells.insert(0, copy.deepcopy(of(cells, id)))
        result = Result(cells)
        assert result.items[id].cell.source == STUBS[id]
        assert not any("recognised" in item.told for item in result.aligned)


def test_of_a_locked_cell_that_stands_twice_a_changed_copy_is_no_change() -> None:
    for at in (0, 99):
        cells = right()
        again = copy.deepcopy(of(cells, "test-box"))
        again.source = "print(Box().volume())"
        cells.insert(at, again)
        result = Result(cells)
        assert (result.passed, result.told("test-box")) == (set(TESTS), ["duplicated"])


def test_a_right_answer_in_a_test_cell_counts_and_the_test_is_the_released_one() -> None:
    cells = without(right(), "box")
    of(cells, "test-box").source = RIGHT["box"] + "\nassert True"
    result = Result(cells)
    assert result.passed == set(TESTS)
    assert result.told("test-box") == ["tampered"]
    assert result.items["test-box"].cell.source == TESTS["test-box"]
    (note,) = (item.cell.source for item in result.aligned if item.note)
    assert note.startswith(STOOD_HERE)
    assert "    assert True" in note.split("\n")


@pytest.mark.parametrize("id", list(TESTS))
def test_an_edited_test_asks_for_a_person_at_that_cell_only(id: str) -> None:
    cells = right()
    of(cells, id).source = "assert True"
    result = Result(cells)
    assert result.passed == set(TESTS)
    assert [each for each in result.items if "tampered" in result.told(each)] == [id]


def test_an_edited_locked_cell_asks_at_the_graded_cell_after_it_and_gives_nothing_that_is_given() -> None:
    cells = right()
    of(cells, "setup").source = "GIVEN = 0\nMINE = 5"
    of(cells, "box").source = RIGHT["box"].replace("side=GIVEN", "side=MINE - 2")
    of(cells, "growth-task").source = "## Easier growth"
    of(cells, "end").source = "## No end"
    result = Result(cells)
    assert result.passed == set(TESTS)
    told = {id for id, item in result.items.items() if item.is_graded and "tampered" in item.told}
    assert told == {"test-circle", "test-growth", "check-best"}
    assert not any("GIVEN = 0" in item.cell.source for item in result.aligned if item.is_code)


CHANGES: dict[str, Callable[[str], str]] = {
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "line ends of old Macs": lambda text: text.replace("\n", "\r"),
    "spaces at the ends of lines": lambda text: text.replace("\n", "   \n") + "  ",
    "tabs at the ends of lines": lambda text: text.replace("\n", "\t\n") + "\t",
    "a line more at the end": lambda text: text + "\n",
    "no line at the end": lambda text: text.rstrip("\n"),
    "a mark of byte order": lambda text: "\ufeff" + text,
    "letters decomposed": lambda text: text.replace("é", "e\u0301"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_tools_change_is_no_change(change: Callable[[str], str]) -> None:
    cells = right()
    for each in cells:
        each.source = change(each.source)
    result = Result(cells)
    assert not any(item.told for item in result.aligned)
    assert plain(change("caf\u00e9 = 1\n\nx = 2")) == plain("caf\u00e9 = 1\n\nx = 2")


def test_an_answer_in_words_is_found_between_its_neighbours() -> None:
    cells = right()
    of(cells, "words").metadata = nbformat.from_dict({})
    cells = [each if each.source != WORDS else bare(each) for each in cells]
    result = Result(cells)
    assert result.items["words"].cell.source == WORDS
    assert result.told("words") == ["recognised"]


def test_of_two_answers_in_words_neither_of_which_is_the_cell_both_are_shown_and_a_person_decides() -> None:
    cells = right()
    index = cells.index(of(cells, "words"))
    cells[index : index + 1] = [new_markdown_cell("It grows."), new_markdown_cell("It shrinks.")]
    result = Result(cells)
    assert result.items["words"].cell.source == NOT_HANDED_IN[0]
    assert result.items["words"].doubtful
    texts = [item.cell.source for item in result.aligned]
    place = texts.index(NOT_HANDED_IN[0])
    assert {"It grows.", "It shrinks."} <= set(texts[place - 3 : place + 3])


def test_words_in_a_new_cell_beside_the_one_for_them_are_no_silent_0() -> None:
    cells = homework(**RIGHT)
    cells.insert(cells.index(of(cells, "words")) + 1, new_markdown_cell(WORDS))
    assert Result(cells).items["words"].doubtful


def test_of_two_answers_that_differ_and_stand_in_no_cell_of_the_course_both_are_shown_and_a_person_looks() -> None:
    cells = without(right(), "box")
    cells += [new_code_cell(RIGHT["box"]), new_code_cell(WRONG["box"])]
    result = Result(cells)
    assert "test-box" not in result.passed  # the last one counted
    assert "several-answers" in result.told("test-box")
    assert {RIGHT["box"], WRONG["box"]} <= {item.cell.source for item in result.aligned}


def test_an_exercise_that_was_not_begun_asks_for_nobody() -> None:
    cells = homework(**{**RIGHT, "growth": STUBS["growth"]})
    cells.insert(3, new_code_cell("print(area(3))"))
    result = Result(cells)
    assert "test-growth" not in result.passed
    assert not result.asks("test-growth")


@pytest.mark.parametrize("where", [0, 8, 99])
def test_a_function_of_another_name_that_nobody_asks_for_is_no_silent_0(where: int) -> None:
    cells = homework(**{**RIGHT, "circle": STUBS["circle"]})
    cells.insert(where, new_code_cell("def my_area(r):\n    return 3.14159 * r * r"))
    assert Result(cells).asks("test-circle")


def test_code_in_a_fence_of_a_text_cell_is_code() -> None:
    cells = right()
    of(cells, "box").update(cell_type="markdown", source=f"```python\n{RIGHT['box']}\n```")
    result = Result(cells)
    assert result.passed == set(TESTS)
    assert result.told("test-box") == ["converted"]


def test_cells_of_an_instructors_notebook_are_graded_and_told() -> None:
    cells = right()
    of(cells, "circle").source = f"### BEGIN SOLUTION\n{RIGHT['circle']}\n### END SOLUTION"
    result = Result(cells)
    assert result.passed == set(TESTS)
    assert [id for id in TESTS if "solution-markers" in result.told(id)] == ["test-circle"]


def test_work_written_over_a_locked_cell_of_text_counts_and_is_shown() -> None:
    cells = without(right(), "box")
    of(cells, "box-task").update(cell_type="code", source=RIGHT["box"], outputs=[], execution_count=None)
    result = Result(cells)
    assert result.passed == set(TESTS)
    assert result.told("test-box") == ["tampered"]
    assert result.items["box-task"].cell.source == of(RELEASED, "box-task").source


@pytest.mark.parametrize("left", [True, False], ids=["the stub is left", "the stub is gone"])
def test_an_answer_in_a_copy_of_another_cell_counts(left: bool) -> None:
    cells = homework(**{**RIGHT, "box": STUBS["box"]})
    copied = copy.deepcopy(of(cells, "circle"))
    copied.source = RIGHT["box"]
    cells.insert(cells.index(of(cells, "box")), copied)
    assert Result(cells if left else without(cells, "box")).passed == set(TESTS)


def test_a_test_as_only_instructors_have_it_asks_for_a_person_and_counts_as_for_all() -> None:
    cells = copy.deepcopy(RELEASED)
    hidden = TESTS["test-box"] + "\n### BEGIN HIDDEN TESTS\nassert Box(2).volume() == 8\n### END HIDDEN TESTS"
    source = read_source("areas", nbformat.v4.new_notebook(cells=cells), {"test-box": hidden}, {"best"})
    for text, told in ((hidden, ["source-handed-in"]), (TESTS["test-box"], []), (hidden + "\npass", ["tampered"])):
        work = right()
        of(work, "test-box").source = text
        aligned, _ = align(source, handed_in(work))
        (test,) = (item for item in aligned if item.source is not None and item.source.grade_id == "test-box")
        assert (test.cell.source, test.told) == (hidden, told)


@pytest.mark.parametrize(
    "work",
    [
        "def area(radius):\n    from math import tau\n    return tau * radius ** 2 / 2",
        "def area(radius):\n    tau = 6.28318\n    return tau * radius ** 2 / 2",
        "def area(radius, tau=6.28318):\n    return [tau * radius ** 2 / 2 for tau in [tau]][0]",
    ],
)
def test_a_name_that_is_local_to_a_function_brings_no_other_cell_before_its_test(work: str) -> None:
    cells = homework(**{**RIGHT, "circle": work, "best": RIGHT["best"] + "\ntau = 0"})
    cells.append(new_code_cell("from math import tau\nprint(tau)"))
    result = Result(cells)
    assert result.passed == set(TESTS)
    assert [item.cell.source for item in result.aligned] == [each.source for each in cells]


def test_what_was_split_off_and_kept_the_id_runs_before_the_rest() -> None:
    for kept in ("import math", "import math\n\nHALF_TURN = math.pi"):
        cells = homework(**{**RIGHT, "circle": kept})
        cells.append(new_code_cell(RIGHT["circle"].removeprefix(kept)))
        result = Result(cells)
        assert result.passed == set(TESTS), kept
        assert "recognised" in result.told("test-circle")


def test_a_helper_that_stands_in_the_cell_of_a_later_exercise_is_there_or_asks_for_a_person() -> None:
    helper = "def cubed(x):\n    return x ** 3"
    for more, passed in (("", True), ("data = 0\n", False)):  # what would change what is there stays where it is
        growth = f"{helper}\n\n{more}{RIGHT['growth']}"
        result = Result(homework(**{**RIGHT, "box": RIGHT["box"].removesuffix(helper), "growth": growth}))
        assert result.passed == set(TESTS) - (set() if passed else {"test-box"})
        assert result.asks("test-box") != passed
        assert result.items["growth"].cell.source == growth


def test_a_helper_that_stands_below_the_test_is_there_when_the_test_needs_it() -> None:
    first, _, rest = RIGHT["circle"].partition("def area")
    cells = homework(**{**RIGHT, "circle": "def area" + rest})
    cells += [new_code_cell("def unused():\n    return squared(2)"), new_code_cell(first)]
    result = Result(cells)
    assert result.passed == set(TESTS)
    assert result.told("test-circle") == ["recognised"]
    assert result.aligned[-1].cell.source.startswith("def unused")


def test_a_cell_id_that_is_claimed_twice_or_made_up_replaces_nothing() -> None:
    cells = right()
    for id in ("cell-setup", "cell-test-box", "cell-box"):
        liar = new_code_cell("GIVEN = 0\nclass Box:\n    volume = lambda self: 27")
        liar["id"] = id
        cells.append(liar)
    result = Result(cells)
    for id in ("setup", "test-box"):
        assert result.items[id].cell.source == of(RELEASED, id).source
    assert result.items["box"].cell.source == RIGHT["box"]


def test_wrong_work_gains_nothing_by_pretending() -> None:
    wrong = homework(**WRONG, words=WORDS)
    for pretend in (
        lambda cells: of(cells, "test-box").update(source="assert True"),
        lambda cells: of(cells, "test-box").metadata.nbgrader.update(grade_id="box"),
        lambda cells: of(cells, "box").metadata.nbgrader.update(grade_id="test-box"),
        lambda cells: of(cells, "setup").metadata.nbgrader.update(grade_id="test-circle"),
        lambda cells: cells.append(copy.deepcopy(of(cells, "test-box")) | {"source": "pass"}),
        lambda cells: cells.remove(of(cells, "test-box")),
        lambda cells: of(cells, "test-box").update(cell_type="markdown"),
        lambda cells: of(cells, "check-best").update(source='check = print\ncheck("best", "b")'),
    ):
        cells = copy.deepcopy(wrong)
        pretend(cells)
        result = Result(cells)
        assert not result.passed, result.aligned
        assert {id: result.items[id].cell.source for id in TESTS} == TESTS


def test_the_work_that_decides_the_hidden_cases_is_all_that_runs_of_the_students() -> None:
    for seed in range(100):
        cells = damaged(right(), Random(seed).sample(DAMAGES, 2), seed)
        aligned = Result(cells).aligned
        run = [item.cell.source for item in aligned if item.is_code]
        given = [item.cell.source for item in aligned if item.is_code and not item.is_students]
        assert sorted(run) == sorted(given + own_sources(aligned)[1::2])
        assert set(given) <= {place.cell.source for place in SOURCE.cells}
        assert own_sources(aligned) == own_sources(Result(cells).aligned)


# --- graded -------------------------------------------------------------------------------------

STEP, EPOCH, QUIZ = "03-minibatch_step", "03-minibatch_epoch", "03-quiz_batch"
NOTEBOOK = "one-minibatch-by-hand"


def _without_metadata(work: Homework) -> None:
    work.notebook.metadata = nbformat.from_dict({})
    work.notebook.cells = [bare(each) for each in work.notebook.cells]


def _only_metadata_lost(work: Homework) -> None:
    for each in work.notebook.cells:
        each.metadata = nbformat.from_dict({})


def _behind_its_check(work: Homework) -> None:
    answer = bare(work.cell("minibatch_step"))
    work.write("minibatch_step", 'def minibatch_step(X, y, w, b, eta):\n    """Later."""\n    pass')
    work.notebook.cells.append(answer)


def _in_the_check(work: Homework) -> None:
    work.cell(STEP).source = f"{work.cell('minibatch_step').source}\n\n{work.cell(STEP).source}"
    work.notebook.cells.remove(work.cell("minibatch_step"))


def _merged_below(work: Homework) -> None:
    work.cell(
        "minibatch_epoch"
    ).source = f"{work.cell('minibatch_step').source}\n\n\n{work.cell('minibatch_epoch').source}"
    work.notebook.cells.remove(work.cell("minibatch_step"))


DAMAGED: dict[str, Callable[[Homework], None]] = {
    "bare": _without_metadata,
    "lost": _only_metadata_lost,
    "behind": _behind_its_check,
    "checked": _in_the_check,
    "merged": _merged_below,
}


def test_damaged_work_is_graded_in_full_told_to_the_student_and_asked_about_where_points_are_missing(
    course: Course, homework: Work, step: Exercise, epoch: Exercise, warm: WarmProcess
) -> None:
    for student, damage in DAMAGED.items():
        for right_or_wrong in ("", "-wrong"):
            work = solved(homework(), step, epoch)
            if right_or_wrong:
                work.answer(step, step.mistakes["ascent"][0])
            damage(work)
            work.hand_in(course.path("submitted", student + right_or_wrong, ASSIGNMENT))
    done = {each.student: each.notebooks[0] for each in grade_assignment(course, ASSIGNMENT, warm=warm)}
    with course.gradebook() as book:
        asked = {
            student: {
                cell.grade_id
                for cell in notebook.cells
                if cell.kind == "check"
                and book.find_grade(cell.grade_id, NOTEBOOK, ASSIGNMENT, student).needs_manual_grade
            }
            for student, notebook in done.items()
        }
    for student in DAMAGED:
        assert done[student].points == 8.0, student
        assert done[f"{student}-wrong"].points == 6.0, student
        assert asked[student] == ({STEP} if student == "checked" else set())
        assert asked[f"{student}-wrong"] == {STEP}
        flags = {flag for cell in done[student].cells for flag in cell.flags} - {"self-reported"}
        assert flags == ({"tampered"} if student == "checked" else {"recognised"})
    report = write_report(course, ASSIGNMENT).read_text()
    pages = {path.parts[-3]: path.read_text() for path in write_feedback(course, ASSIGNMENT)}
    for flag in ("recognised", "unplaced", "tampered"):
        assert TOLD[flag].title in report
    assert TOLD["recognised"].said in pages["bare"]
    assert TOLD["unplaced"].said not in pages["bare"]
    assert TOLD["unplaced"].said in pages["bare-wrong"]
    assert TOLD["tampered"].said in pages["checked"]

"""Hidden tests of assert cells count, and nothing of their text or values is shown, whatever a submission does."""

# ruff: noqa: E501 (a trick is one line of the list, as long as its code is)

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.classes.keeping import grade_assignment
from autograder.course.course import Assignment, Course
from autograder.course.interpreter import put_interpreter_on_path
from autograder.course.release import release
from autograder.course.source import SourceNotebook, read_source
from autograder.declaring import Exercise, load_book
from autograder.grading.answer_key import AnswerKey
from autograder.grading.grade import grade_notebook
from autograder.grading.results import GradedNotebook
from autograder.grading.run import Run
from autograder.pages.feedback import write_feedback
from autograder.plugin import Shown
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import WarmProcess

SECRET = "48213"
TEST = "assert f(2) == 2"
HIDDEN = f"""{TEST}
### BEGIN HIDDEN TESTS
def helper():
    return "{SECRET}"
name_of_the_test = {SECRET}
assert f({SECRET}) == {SECRET}, "{SECRET}"
### END HIDDEN TESTS"""
LATER = "assert name_of_the_test > 3"
Grade = Callable[..., GradedNotebook]


def graded_cell(grade_id: str, source: str, *, solution: bool = False) -> NotebookNode:
    about = {"schema_version": 3, "task": False, "points": 2, "locked": not solution, "grade_id": grade_id}
    about |= {"grade": not solution, "solution": solution}
    return nbformat.v4.new_code_cell(source, metadata={"nbgrader": about})


def course_of(*tests: tuple[str, str], check: str = "") -> SourceNotebook:
    """A cell of the student's, the tests as (released, stored), another cell of the student's, a check."""
    cells = [graded_cell("before", "", solution=True)]
    cells += [graded_cell(f"test-{number}", released) for number, (released, _) in enumerate(tests)]
    cells.insert(2, graded_cell("after", "", solution=True))
    cells += [graded_cell("check", check)] if check else []
    stored = {f"test-{number}": text for number, (_, text) in enumerate(tests)} | ({"check": check} if check else {})
    return read_source("hw", nbformat.v4.new_notebook(cells=cells), stored, {"03.minibatch_step"})


@pytest.fixture
def grade(warm: WarmProcess, limits: Limits) -> Grade:
    """Hands in what stands before and after the first test, and grades it."""

    def graded(before: str, after: str = "", source: SourceNotebook | None = None) -> GradedNotebook:
        source = source or course_of((TEST, HIDDEN), (LATER, LATER))
        submitted = nbformat.from_dict(source.notebook)
        submitted.cells[0].source, submitted.cells[2].source = before, after
        assignment = Assignment("hw", {"hw": source}, 0, {}, load_book(["autograder.exercises"]), {})
        key = AnswerKey(assignment.book, assignment.seed)
        return grade_notebook(source, submitted, key, warm, assignment, limits=limits)

    return graded


def outputs(cells: list[NotebookNode]) -> str:
    return json.dumps([cell.get("outputs") for cell in cells])


def texts(graded: GradedNotebook) -> str:
    """All that grading says, but for the sources of the cells."""
    return outputs(graded.notebook.cells) + json.dumps(graded.to_tree() | {"points": None}) + json.dumps(graded.flags)


RIGHT = "def f(x):\n    return x\n"
TRICKS = {
    "the list of inputs": (RIGHT, "print(In)"),
    "the magic history": (RIGHT, "%history"),
    "the history by its other names": (RIGHT, "print(_ih, _i, _ii, _i2)"),
    "the history's manager": (RIGHT, "print(get_ipython().history_manager.input_hist_raw)"),
    "the test's own error": ("def f(x):\n    return 2", ""),
    "the error of the student's function": ("def f(x):\n    if x != 2: raise ValueError(x)\n    return x", ""),
    "the last traceback": ("def f(x):\n    return 2", "%tb"),
    "sys.last_value": ("def f(x):\n    return 2", "import sys; print(sys.last_value)"),
    "inspect.getsource": (RIGHT, "import inspect\nprint(inspect.getsource(helper))"),
    "a name that the test binds": (RIGHT, "print(name_of_the_test, helper())"),
    "all names": (RIGHT, "print({name: value for name, value in globals().items() if type(value) is int})"),
    "frames": ("import sys\ncodes = []\ndef f(x):\n    codes.append(sys._getframe(1).f_code)\n    return x", "print([code.co_consts for code in codes])"),
    "all objects": (RIGHT, "import gc\nwanted = '48' + '213'\nprint([o for o in gc.get_objects() if type(o) in (list, dict, tuple) and len(o) < 99 and wanted in repr(o)][:5])"),
    "what is compared, in __eq__": ("seen = []\nclass Equal:\n    def __eq__(self, other): seen.append(other); return True\ndef f(x): return Equal()", "print(seen)"),
    "what is compared, in __array__": ("seen = []\ndef f(x):\n    class Number(float):\n        def __eq__(self, other): seen.append(repr(other)); return float(self) == other\n    return Number(x)", "print(seen)"),
    "a repr that tells its frame": ("import sys\nclass Tells:\n    def __eq__(self, other): print(sys._getframe(1).f_code.co_consts); return True\ndef f(x): return Tells()", ""),
    "sys.settrace": ("import sys\nseen = []\ndef trace(frame, event, arg):\n    seen.append(dict(frame.f_locals).get('x'))\nsys.settrace(trace)\n" + RIGHT, "import sys; sys.settrace(None); print(seen)"),
    "sys.setprofile": ("import sys\nseen = []\nsys.setprofile(lambda frame, event, arg: seen.append(frame.f_locals.get('x')) if frame.f_code.co_name == 'f' else None)\n" + RIGHT, "import sys; sys.setprofile(None); print(seen)"),
    "linecache": (RIGHT, "import linecache\nprint([line for entry in linecache.cache.values() if len(entry) > 2 for line in entry[2] if 'f(' in line])"),
    "a transformer of syntax trees": ("import ast\nseen = []\nclass Spy(ast.NodeTransformer):\n    def visit_Module(self, node): seen.append(ast.unparse(node)); return node\nget_ipython().ast_transformers.append(Spy())\n" + RIGHT, "print(seen)"),
    "a transformer of inputs": ("seen = []\ndef spy(lines): seen.append(lines); return lines\nget_ipython().input_transformers_cleanup.append(spy)\n" + RIGHT, "print(seen)"),
    "compile and exec replaced": ("import builtins\nseen, honest = [], compile\ndef spy(source, *a, **k): seen.append(str(source)); return honest(source, *a, **k)\nbuiltins.compile = spy\n" + RIGHT, "print(seen)"),
    "what the function prints": ("def f(x):\n    print(x)\n    return x", ""),
    "what the function writes below Python": ("import os\ndef f(x):\n    os.write(1, str(x).encode())\n    return x", ""),
    "what the function displays": ("from IPython.display import display\ndef f(x):\n    display(x)\n    return x", ""),
    "a file": ("def f(x):\n    open('seen.txt', 'w').write(str(x))\n    return x", "print(open('seen.txt').read())"),
    "a shared mapping": ("import mmap\nshared = mmap.mmap(-1, 4096)\ndef f(x):\n    shared[:5] = str(x)[:5].encode().ljust(5)\n    return x", "print(bytes(shared[:5]))"),
    "a pipe": ("import os\npipe = os.pipe()\ndef f(x):\n    os.write(pipe[1], str(x).encode())\n    return x", "print(os.read(pipe[0], 99))"),
    "an attribute of the function": ("def f(x):\n    f.seen = x\n    return x", "f.seen"),
    "a handler of errors": ("get_ipython().set_custom_exc((AssertionError,), lambda shell, kind, value, tb, tb_offset=None: print('told', value, In[-1]))\ndef f(x): return 2", ""),
    "sys.excepthook": ("import sys\nseen = []\nget_ipython().showtraceback = lambda *a, **k: seen.append(repr(sys.exc_info()[1]))\ndef f(x): return 2", "print(seen)"),
    "a thread": ("import threading, time\nseen = []\ndef look():\n    while True: seen.append(list(In)[-3:]); time.sleep(0.001)\nthreading.Thread(target=look, daemon=True).start()\n" + RIGHT, "import time; time.sleep(0.05)\nprint(seen[-5:])"),
    "a hook that runs after every cell": ("get_ipython().events.register('post_run_cell', lambda result: print(result.info.raw_cell))\n" + RIGHT, ""),
    "an update of what was displayed before": ("from IPython.display import display\nshown = display('nothing', display_id=True)\ndef f(x):\n    shown.update(x)\n    return x", ""),
    "an update of what a later cell displays": ("from IPython.display import display, update_display\nseen = []\ndef f(x):\n    seen.append(x)\n    return x", "display(seen, display_id='later')"),
    "a figure": ("import matplotlib.pyplot as plt\nseen = []\ndef f(x):\n    seen.append(x)\n    return x", "fig = plt.figure(); print(fig.text(0, 0, str(seen)))"),
    "a result that is no result": ("def f(x):\n    get_ipython().displayhook.write_format_data({'text/plain': '0.' + str(x)}, {})\n    return x", ""),
    "an error raised on purpose by a later cell": (RIGHT, "raise ValueError(In)"),
    "the name of a later error": (RIGHT, "raise type('E' + str(name_of_the_test), (Exception,), {})"),
}  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_nothing_of_a_hidden_test_is_shown(grade: Grade, warm: WarmProcess, limits: Limits, trick: str) -> None:
    before, after = TRICKS[trick]
    assert SECRET not in texts(grade(before, after))
    cells = [nbformat.v4.new_code_cell(source) for source in (before, HIDDEN, after)]
    with Run(warm, limits, "control") as run:
        run.execute([(cell, True) for cell in cells])
    assert SECRET in outputs(cells), "in the process that knows it, the trick finds it"


def test_the_message_of_a_later_check_cannot_quote_a_hidden_test(grade: Grade, step: Exercise) -> None:
    source = course_of((TEST, HIDDEN), check='check("03.minibatch_step", minibatch_step)')
    quoting = "def minibatch_step(*a, **k): raise ValueError('quoted ' + str(In))"
    result = grade(RIGHT, quoting, source)
    (check,) = [cell for cell in result.cells if cell.kind == "check"]
    assert "quoted" in check.message
    assert SECRET not in texts(result)


def statuses(graded: GradedNotebook) -> list[tuple[str, float | None]]:
    return [(cell.status, cell.points) for cell in graded.cells]


@pytest.mark.parametrize(
    ("before", "earned", "message"),
    [
        (RIGHT, [("pass", 2.0), ("pass", 2.0)], ""),
        ("def f(x): return 2", [("fail", 0.0), ("pass", 2.0)], "A hidden test of this cell failed."),
        ("def f(x): return 1", [("fail", 0.0), ("fail", 0.0)], "A test of this cell failed. AssertionError: assert f(2) == 2"),
        ("import pandas_of_mine\ndef f(x): return x", [("fail", 0.0), ("fail", 0.0)], "This cell of tests stopped with NameError: name 'f' is not defined. The cell that should define `f` needs the package pandas_of_mine, which is not there when work is graded."),
        ("def f(x): raise ValueError('a\\nb')", [("fail", 0.0), ("fail", 0.0)], "This cell of tests stopped with ValueError: a."),
        ("def f(x):\n    import os\n    return x if x == 2 else os._exit(0)", [("exited", 0.0), ("fail", 0.0)], "A hidden test of this cell failed."),
        ("def f(x):\n    import os\n    os._exit(0)", [("exited", 0.0), ("fail", 0.0)], "A test of this cell failed."),
        ("def f(x):\n    while x != 2: pass\n    return x", [("timeout", 0.0), ("fail", 0.0)], "A hidden test of this cell failed."),
    ],
)  # fmt: skip
def test_hidden_tests_count_and_names_that_they_bind_are_there_for_later_tests(
    grade: Grade, before: str, earned: list[tuple[str, float]], message: str
) -> None:
    result = grade(before)
    assert statuses(result) == earned
    assert result.cells[0].message == message


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("assert f(2) == 2, 'f of 2 should be 2\\nand no more'", "A test of this cell failed. AssertionError: f of 2 should be 2"),
        ("x = 2\nassert f(x) == x", "A test of this cell failed. AssertionError: assert f(x) == x"),
        ("import pandas_of_mine", "This cell of tests stopped with ModuleNotFoundError: No module named 'pandas_of_mine'."),
        ("assert f(2) == 2, 'm' * 10_000", f"A test of this cell failed. AssertionError: {'m' * 200}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("hidden", [False, True])
def test_what_students_see_of_a_test_that_fails_is_told_with_its_message(
    grade: Grade, test: str, said: str, *, hidden: bool
) -> None:
    stored = f"{test}\n### BEGIN HIDDEN TESTS\nassert f({SECRET}) == {SECRET}, '{SECRET}'\n### END HIDDEN TESTS"
    result = grade("def f(x): return 1", "", course_of((test, stored if hidden else test)))
    assert result.cells[0].message == said
    assert SECRET not in texts(result)


def test_a_test_gives_the_points_of_its_last_line_and_asserts_alone_give_all_or_nothing(grade: Grade) -> None:
    partial = HIDDEN + "\n1.5 if f(3) == 3 else 0.5"
    result = grade(RIGHT, "", course_of((TEST, partial)))
    assert statuses(result) == [("partial", 1.5)]
    assert result.notebook.cells[1].outputs[-1].data["text/plain"] == "1.5"
    forged = "def f(x):\n    get_ipython().displayhook.write_format_data({'text/plain': '0.25'}, {})\n    return x"
    assert statuses(grade(forged, "", course_of((TEST, HIDDEN)))) == [("pass", 2.0)]


def test_what_cells_print_is_kept_and_a_hidden_failure_has_a_fixed_text(grade: Grade) -> None:
    result = grade("print('before')\ndef f(x):\n    print('called', x)\n    return 2", "print('after')\n1 + 1")
    before, test, after = (cell.outputs for cell in result.notebook.cells[:3])
    assert before[0].text == "before\n"
    assert [output.get("text") or output.evalue for output in test] == [
        "called 2\n",
        "A hidden test of this cell failed.",
    ]
    assert (after[0].text, after[1].data["text/plain"]) == ("after\n", "2")
    assert result.notebook.cells[1].source == HIDDEN


def test_a_visible_test_that_fails_shows_its_error(grade: Grade) -> None:
    (output,) = grade("def f(x): return 1").notebook.cells[1].outputs
    assert output.ename == "AssertionError"
    assert TEST in "\n".join(output.traceback)


def test_a_cell_that_ends_the_process_is_left_out_of_the_second_run(grade: Grade) -> None:
    result = grade(RIGHT, "import time\ntime.sleep(1000)")
    assert statuses(result) == [("pass", 2.0), ("pass", 2.0)]
    assert result.notebook.cells[2].outputs[0].ename == "timeout"


@pytest.mark.slow
def test_no_page_for_students_holds_a_hidden_test_and_formgrader_has_it(tmp_path: Path, warm: WarmProcess) -> None:
    put_interpreter_on_path()
    (tmp_path / "nbgrader_config.py").write_text("from autograder import configure\nc = get_config()\nconfigure(c)\n")
    course = Course(tmp_path)
    cells = [graded_cell("before", RIGHT, solution=True), graded_cell("test", HIDDEN)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    course.path("source", ".", "hw").mkdir(parents=True)
    nbformat.write(notebook, course.path("source", ".", "hw") / "hw.ipynb")
    release(course, "hw")
    work = nbformat.read(course.path("release", ".", "hw") / "hw.ipynb", 4)
    assert SECRET not in outputs(work.cells) + "".join(cell.source for cell in work.cells)
    work.cells[0].source = "def f(x): return 2"
    course.path("submitted", "ada", "hw").mkdir(parents=True)
    nbformat.write(work, course.path("submitted", "ada", "hw") / "hw.ipynb")
    grade_assignment(course, "hw", warm=warm)
    autograded = course.path("autograded", "ada", "hw") / "hw.ipynb"
    (ours,) = write_feedback(course, "hw")
    command = [sys.executable, "-m", "nbgrader", "generate_feedback", "hw", "--force"]
    pages = [ours.read_text()]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    pages.append((course.path("feedback", "ada", "hw") / "hw.html").read_text())
    for page in pages:
        assert "A hidden test of this cell failed." in page
        assert SECRET not in page
    assert SECRET in Shown().preprocess(nbformat.read(autograded, 4), {})[0].cells[1].source


def test_a_notebook_without_hidden_tests_runs_once(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    child = WarmProcess.child

    def counted(self: WarmProcess, *arguments: object) -> object:
        started.append("")
        return child(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(WarmProcess, "child", counted)
    grade(RIGHT, "", course_of((TEST, TEST)))
    assert len(started) == 1
    grade(RIGHT)
    assert len(started) == 3

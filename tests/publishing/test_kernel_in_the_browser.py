"""The kernel that runs in the browser's Python, tried in CPython: a cell shows what it shows in Jupyter."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def forms(outputs: list[dict[str, Any]]) -> list[list[str]]:
    return [sorted(output["data"]) for output in outputs if "data" in output]


# --------------------------------------------------------------------------------------------- what is shown


def test_prints_come_as_streams_and_the_last_value_as_the_result(kernel: Any) -> None:
    outputs = kernel.run("import sys\nprint('one')\nprint('two', file=sys.stderr)\n6 * 7")
    assert [(o["output_type"], o.get("name")) for o in outputs] == [
        ("stream", "stdout"), ("stream", "stderr"), ("execute_result", None),
    ]  # fmt: skip
    assert [o.get("text") for o in outputs[:2]] == ["one\n", "two\n"]
    assert outputs[2]["data"] == {"text/plain": "42"}
    assert kernel.answer["status"] == "ok" and kernel.answer["count"] == outputs[2]["execution_count"]


@pytest.mark.parametrize(
    "source", ["x = 3", "3;", "3  ;  # not shown", "None", "if True:\n    3", "def f(): 3", "", "# only this"]
)
def test_only_the_value_of_a_last_expression_is_shown(kernel: Any, source: str) -> None:
    assert kernel.run(source) == [] and kernel.answer["status"] == "ok"


def test_a_semicolon_in_a_text_or_a_comment_hides_nothing(kernel: Any) -> None:
    assert kernel.text("'a;'") == "'a;'"
    assert kernel.text("3  # ;") == "3"


def test_results_are_kept_as_in_ipython(kernel: Any) -> None:
    kernel.run("111")
    kernel.run("222")
    count = kernel.answer["count"]
    assert kernel.text("(_, __)") == "(222, 111)"
    assert kernel.text(f"Out[{count}], _{count}, In[{count}]") == "(222, 222, '222')"
    assert kernel.text("_ = 5\n'kept'") == "'kept'"
    assert kernel.text("_") == "5"
    kernel.run("del _")


VALUES = [
    "[1, 2.5, 'three', None, True]",
    "{'a': list(range(40)), 'b': {'c': (1,)}}",
    "list(range(1200))",
    "{3, 1, 2}, frozenset({1}), set(), [], {}, ()",
    "int, ValueError, __import__('fractions').Fraction",
    "import numpy as np\n[np.eye(2), np.float64(0.1), {'x': np.arange(3)}]",
    "np.arange(24).reshape(2, 3, 4)",
    "def f(x, *, y=1):\n    return x\nf",
    "lambda x: x",
    "['a text that is rather long so that two of them do not fit', 'into one line of a notebook']",
    "x = [1]\nx.append(x)\nx",
    "(('a' * 30, 'b' * 30), ['c' * 30, 'd' * 30])",
    "'two\\nlines'",
]


def test_values_are_written_as_ipython_writes_them(kernel: Any, tmp_path: Path, in_ipython: Callable[..., Any]) -> None:
    jupyter = in_ipython(tmp_path)
    for source in VALUES:
        (shown,) = kernel.run(source)
        text = jupyter.run(source)[0]["text"]
        assert shown["data"]["text/plain"] == text.partition(": ")[2].lstrip("\n").rstrip("\n"), source


def test_objects_are_shown_in_all_forms_that_they_have(kernel: Any) -> None:
    kernel.run(
        """
class Rich:
    def _repr_html_(self): return "<b>bold</b>"
    def _repr_latex_(self): return "$x$"
    def _repr_png_(self): return b"png"
    def _repr_svg_(self): return None
class Bundle:
    def _repr_mimebundle_(self, **asked): return {"text/markdown": "**m**"}, {"text/markdown": {"a": 1}}
class Itself:
    def _ipython_display_(self): display({"text/plain": "by itself"}, raw=True)
class Anything:
    def __getattr__(self, name): return lambda *arguments, **named: "anything"
    def __repr__(self): return "Anything"
""".replace("; return", "\n")
    )
    rich, bundle, *rest = kernel.run("display(Rich(), Bundle(), Anything())\nItself()")
    assert rich["data"]["image/png"] == "cG5n"
    assert sorted(rich["data"]) == ["image/png", "text/html", "text/latex", "text/plain"]
    assert (bundle["data"]["text/markdown"], bundle["metadata"]) == ("**m**", {"text/markdown": {"a": 1}})
    assert [output["data"] for output in rest] == [{"text/plain": "Anything"}, {"text/plain": "by itself"}]
    assert forms(kernel.run("Rich")) == [["text/plain"]]


def test_figures_of_pyplot_are_shown_once_at_the_end_of_the_cell_or_where_they_are_asked_for(kernel: Any) -> None:
    assert kernel.text("'matplotlib' in __import__('sys').modules") == "False"
    outputs = kernel.run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint('after')\n3;")
    assert [output["output_type"] for output in outputs] == ["stream", "display_data"]
    assert outputs[1]["data"]["image/png"].startswith("iVBOR")
    outputs = kernel.run("plt.plot([1, 2])\nplt.show()\nprint('after')")
    assert [output["output_type"] for output in outputs] == ["display_data", "stream"]
    assert forms(kernel.run("figure, axes = plt.subplots()\nfigure")) == [["image/png", "text/plain"]]
    assert kernel.text("plt.get_fignums()") == "[]"


def test_a_picture_of_gdkit_and_one_drawn_on_axes_of_pyplot_have_their_words(kernel: Any) -> None:
    for source in (
        "plots.residual_bars([1.0, 2.0], [1.5, 1.0])",
        "plots.residual_bars([1.0], [1.5], ax=plt.subplots()[1]);",
    ):
        (shown,) = kernel.run("import matplotlib.pyplot as plt\nfrom gdkit import plots\n" + source)
        assert 'alt="' in shown["data"]["text/html"] and shown["metadata"]["image/png"]["alt"]


# ------------------------------------------------------------------------------------------- what goes wrong


def test_an_error_shows_the_lines_of_the_student_alone(kernel: Any) -> None:
    kernel.run("import numpy as np\ndef step(X, w):\n    return np.linalg.solve(X, w)")
    number = kernel.answer["count"]
    (error,) = kernel.run("step(np.ones((2, 3)), [1])")
    assert error["ename"] == kernel.answer["ename"] == "LinAlgError"
    said = [line for line in error["traceback"] if set(line) - set(" ~^")]
    assert said[:-1] == [
        "Traceback (most recent call last):",
        f"  Cell [{number + 1}], line 1",
        "    step(np.ones((2, 3)), [1])",
        f"  Cell [{number}], line 3, in step",
        "    return np.linalg.solve(X, w)",
    ]
    assert said[-1].startswith("LinAlgError") or said[-1].startswith("numpy.linalg.LinAlgError")


def test_a_syntax_error_has_its_place(kernel: Any) -> None:
    (error,) = kernel.run("x = 1\ny = (x +\n")
    number = kernel.answer["count"]
    assert error["traceback"] == [
        f"  Cell [{number}], line 2", "    y = (x +", "        ^", "SyntaxError: '(' was never closed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("%matplotlib inline", "Leave this line out: pictures are shown here without it."),
        ("!pip install numpy", "Nothing can be installed here"),
        ("%timeit 3", "a command to Jupyter"),
        ("x = 1\nx?", "write help(name)"),
        ("await f()", "`await` can stand in an `async def` only"),
        ("from IPython.display import display", "You need no import: `display(...)` is at hand"),
        ("import torch", "There is no package `torch` here, and none can be installed"),
        ("input('name? ')", "line 1: input() cannot ask here. Write the value into the cell: name = ..."),
        ("raise MemoryError", "This needs more memory than a page has."),
        ("import sys\nsys.exit(3)", "it ended at this line. Python goes on"),
        ("exit()", "The cell called exit()"),
        ("raise KeyboardInterrupt", "All that was computed before is still there."),
        ("def f():\n    f()\nf()", "RecursionError"),
        ("class Odd(Exception):\n    def __str__(self):\n        return 1 / 0\nraise Odd", "Odd"),
        ("assert 1 == 2, 'x' * 1_000_000", "characters are left out"),
        ("raise ExceptionGroup('several', [ValueError(1), KeyError(2)])", "several"),
    ],
)
def test_what_a_page_cannot_do_is_said_in_words_and_the_kernel_lives(kernel: Any, source: str, said: str) -> None:
    text = kernel.text(source)
    assert said in text and len(text) < 50_000
    assert kernel.answer["status"] == "error"
    assert not any(word in text for word in ("publishing/web", "running.py", "\x1b["))
    assert kernel.text("6 * 7") == "42"


def test_where_one_error_came_from_is_told_with_the_lines_of_the_student_alone(kernel: Any) -> None:
    text = kernel.text("try:\n    {}['a']\nexcept KeyError as error:\n    raise ValueError('no a') from error")
    assert text.count("Cell [") == 2 and "direct cause" in text and text.endswith("ValueError: no a")


def test_figures_and_prints_before_an_error_are_shown(kernel: Any) -> None:
    outputs = kernel.run("import matplotlib.pyplot as plt\nplt.plot([1])\nprint('before')\n1 / 0")
    assert [output["output_type"] for output in outputs] == ["stream", "display_data", "error"]


def test_a_module_of_the_folder_can_be_imported_and_its_lines_are_told(kernel: Any) -> None:
    kernel.run("from pathlib import Path\n_ = Path('mine.py').write_text('def half(x):\\n    return x / nothing\\n')")
    text = kernel.text("import mine\nmine.half(3)")
    assert "  mine.py, line 2, in half\n    return x / nothing" in text


def test_warnings_name_the_cell_each_time(kernel: Any) -> None:
    for _ in range(2):
        assert "Cell [" in kernel.text("import warnings\nwarnings.warn('take care')")


# -------------------------------------------------------------------------------------------- what is bounded


def test_many_prints_are_few_messages(kernel: Any) -> None:
    outputs = kernel.run("for i in range(100_000):\n    print(i)")
    assert len(outputs) < 300
    assert "".join(output["text"] for output in outputs) == "".join(f"{i}\n" for i in range(100_000))


@pytest.mark.parametrize("source", ["print('x' * 3_000_000)", "for i in range(300):\n    print('x' * 10_000)"])
def test_more_than_a_page_can_hold_is_left_out_with_a_word(kernel: Any, source: str) -> None:
    text = kernel.text(source)
    assert len(text) < 1_001_000
    assert text.endswith("more were left out: a cell shows 1 MB of text and 10 MB of pictures.\n")
    assert kernel.text("print('next')") == "next\n"


def test_a_long_result_is_cut_and_countless_outputs_and_pictures_end(kernel: Any) -> None:
    result, said = kernel.run("'y' * 2_000_000")
    assert len(result["data"]["text/plain"]) < 1_000_000 and "characters more were left out" in said["text"]
    outputs = kernel.run("for i in range(10_000):\n    display(i)")
    assert 1000 < len(outputs) < 3000 and "outputs more were left out" in outputs[-1]["text"]
    outputs = kernel.run("for i in range(5):\n    display({'image/png': 'A' * 4_000_000}, raw=True)")
    assert len(outputs) == 3 and outputs[-1]["text"].startswith("… 3 pictures more were left out")


def test_an_error_comes_through_after_too_many_prints(kernel: Any) -> None:
    assert kernel.run("print('x' * 3_000_000)\n1 / 0")[-2]["ename"] == "ZeroDivisionError"


def test_numbers_that_json_does_not_know_and_halves_of_characters_are_sent(kernel: Any) -> None:
    (shown,) = kernel.run("display({'application/json': {'a': float('nan'), 'b': np.arange(2)}}, raw=True)")
    assert shown["data"]["application/json"] == {"a": None, "b": [0, 1]}
    assert kernel.text("print('\\ud800')") == "\ud800\n"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring came with Python 3.12")
def test_a_cell_that_does_not_end_is_stopped_and_the_state_is_kept(tmp_path: Path, in_the_browser: Any) -> None:
    kernel = in_the_browser(tmp_path, 0.5)
    kernel.run("x = 1")
    (error,) = kernel.run("while True:\n    try:\n        x += 1\n    except Exception:\n        pass")
    assert error["ename"] == "TimeLimit" and "Stopped after 0.5 s" in error["evalue"]
    assert kernel.text("x > 1") == "True"


# ---------------------------------------------------------------------------------------- what belongs to a cell


def test_a_quiet_run_builds_the_state_and_sends_nothing(kernel: Any) -> None:
    assert kernel.run("z = 7\nprint(z)\ndisplay(z)\nz", quiet=True) == []
    assert kernel.run("1 / 0", quiet=True) == [] and kernel.answer["ename"] == "ZeroDivisionError"
    assert kernel.text("z") == "7"


def test_classes_and_functions_of_the_cells_are_those_of_main(kernel: Any) -> None:
    kernel.run("import dataclasses, inspect, pickle\n@dataclasses.dataclass\nclass Point:\n    x: int = 3")
    assert kernel.text("pickle.loads(pickle.dumps(Point()))") == "Point(x=3)"
    kernel.run("def twice(x):\n    return 2 * x")
    assert kernel.text("print(inspect.getsource(twice))") == "def twice(x):\n    return 2 * x\n\n"
    assert kernel.text("__name__") == "'__main__'"


def test_nothing_of_the_kernel_stands_in_the_name_space(tmp_path: Path, in_the_browser: Any) -> None:
    names = in_the_browser(tmp_path).text("sorted(name for name in globals() if not name.startswith('_'))")
    assert names == "['In', 'Out']"


def test_a_message_that_is_none_is_answered(kernel: Any) -> None:
    for message in ({"op": "dance"}, {"op": "run"}, [], "text"):
        (answer,) = kernel.ask(message)
        assert answer["status"] == "error"


# -------------------------------------------------------------------------------------------------- explorers


def test_an_explorer_goes_out_as_data_and_both_sides_know_what_the_other_sets(kernel: Any) -> None:
    (shown,) = kernel.run("from gdkit.widgets import NudgeExplorer\nexplorer = NudgeExplorer()\nexplorer")
    sent = shown["data"]["application/vnd.gdkit.explorer+json"]
    assert sent["state"]["h"] == 0.1 and sent["state"]["_esm"] and sent["state"]["_css"]
    assert "`.static()` is its picture" in shown["data"]["text/plain"]
    assert kernel.ask({"op": "set", "explorer": sent["key"], "values": {"h": 0.25}}) == [{"status": "ok"}]
    assert kernel.text("explorer.h") == "0.25"
    told, answer = kernel.ask({"op": "run", "cell": "a", "source": "explorer.h = 0.5"})
    assert told == {"kind": "explorer", "key": sent["key"], "values": {"h": 0.5}} and answer["status"] == "ok"
    for key, values in ((sent["key"], {"h": 7.0}), ("nobody", {"h": 0.1})):
        (answer,) = kernel.ask({"op": "set", "explorer": key, "values": values})
        assert answer["status"] == "error" and answer["text"]
    assert kernel.text("explorer.h") == "0.5"
    assert json.dumps(sent)

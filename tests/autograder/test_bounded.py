"""What the grader does with a student's bytes takes time in proportion to their number; honest work stays as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import nh3
import pytest
from nbconvert.filters import ansi2html, markdown2html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import StandardScaler

from autograder.course.others import Others
from autograder.course.source import read_source
from autograder.grading.alignment import align
from autograder.grading.kept import MAX_UPDATED, Kept
from autograder.intake import matching
from autograder.intake.markdown import _as_typed, clean_markdown
from autograder.intake.markup import thinned
from autograder.intake.matching import match_files
from autograder.intake.reading import MAX_PARTS, Unreadable, read_notebook
from autograder.intake.sanitize import (
    ATTRIBUTES,
    MAX_EXTRA,
    MAX_PAGE,
    MAX_SOURCES,
    MAX_TEXT,
    NOT_SHOWN,
    TAG,
    TAGS,
    clean_html,
    clean_outputs,
    cut_to_a_page,
)
from autograder.pages.page import highlighted
from autograder.plugin import highlighted as highlighted_cell
from autograder.sandbox import conversation
from autograder.sandbox.conversation import _parsed
from gdkit.checking import Outcome
from gdkit.checking.comparing import compare
from gdkit.checking.encoding import NotPlainData, decode
from gdkit.checking.judging import judge_quiz
from gdkit.checking.library_calls import MAX_ALL, MAX_CELL, Code
from gdkit.checking.recognising import same_outcome

from ..linear import grows_linearly, too_slow
from ..this_course import find

Make = Callable[[int], str]


def numbered(piece: str) -> Make:
    """The piece over and over, each with a number of its own in the place of #."""
    return lambda n: "".join(piece.replace("#", str(i)) for i in range(n // len(piece)))


def over_and_over(piece: str, before: str = "") -> Make:
    return lambda n: before + piece * (n // len(piece))


# ------------------------------------------------------------------------------------- HTML

HTML = {
    "lists in lists": over_and_over("<ul><li>"),
    "styles that are never closed": numbered("<font c=#>"),
    "styles opened again in each paragraph": over_and_over("<b></p>"),
    "styles carried out of a table": over_and_over("<b>a<tr>", "<table>"),
    "elements carried out of a table": over_and_over("<i></i>", "<table>"),
    "attributes of one element": lambda n: f"<p {numbered('a# ')(n)}>",
    "attributes of the page": numbered("<html a#=1>"),
    "comments that never end": over_and_over("<!--"),
    "scripts that never end": over_and_over("<script>"),
    "quotes that never end": over_and_over("<p a='\""),
    "tags that never end": over_and_over("<p "),
    "a name that never ends": over_and_over("a", "<"),
    "ends of nothing": over_and_over("</li>", "<ul>" * 500),
}


@pytest.mark.parametrize("make", HTML.values(), ids=HTML)
def test_html_is_cleaned_in_linear_time(make: Make) -> None:
    assert grows_linearly(lambda n: clean_html(make(n)), 40_000)
    text = make(MAX_TEXT)
    assert not too_slow(lambda: clean_html(text), len(text))
    assert len(clean_html(text)) < 5 * len(text) + 1000


PIPELINE = make_pipeline(
    make_union(StandardScaler(), make_pipeline(StandardScaler(), StandardScaler())),
    make_column_transformer((StandardScaler(), [0])),
    GridSearchCV(LogisticRegression(), {"C": [1.0]}),
)
TABLE = """<div>
<style scoped>
    .dataframe tbody tr th:only-of-type { vertical-align: middle; }
</style>
<table border="1" class="dataframe">
  <thead>
    <tr style="text-align: right;"><th></th><th colspan="2">a &lt; b</th></tr>
  </thead>
  <tbody>
    <tr><th>0</th><td>1.0</td><td>NaN</td></tr>
  </tbody>
</table>
<p>1 rows × 2 columns</p>
</div>"""
HONEST = {
    "a pipeline of scikit-learn": PIPELINE._repr_html_(),
    "a table of pandas": TABLE,
    "a long table": f"<table>{'<tr><td>1.25</td><td>x</td></tr>' * 3000}</table>",
    "a table without ends": "<table><caption>c<tr><th scope=col>a<td>b<tr><td>c<td>d</table>",
    "lists without ends": "<ul><li>a<li>b<ol><li>c</ol></ul><dl><dt>a<dd>b<dt>c<dd>d</dl>" + "<li>x" * 300,
    "lists in lists": "<ul><li>" * 20 + "x" + "</li></ul>" * 20,
    "paragraphs without ends": "<h2>x</h2><p>one<p>two<br>three<hr><pre>a\n  b</pre><p>",
    "styles": "<b>bold <i>both</i></b> <code>x</code> H<sub>2</sub>O <strong><em>a</em></strong>",
    "signs": "a < b and c > d & e &amp; f &lt; &#955; <",
    "links and pictures": '<a href="https://x">a link</a> <img src="x.png"> <svg><g/></svg><font color="red">r</font>',
    "a script": "<script>if (a < b) alert('<b>')</script><STYLE>p {}</STYLE>x<!-- <b> -->y",
    "a card of a check": "<section aria-label='Check of 03.x' style='border:1px'><ul><li>✓</ul></section>",
    "attributes of all kinds": "<P CLASS=x title=\"a > b\" data-x='\"'>up <td colspan = 2></P>",
    "a fold": "<details><summary>more</summary><p>less</p></details>",
}  # fmt: skip


@pytest.mark.parametrize("html", HONEST.values(), ids=HONEST)
def test_honest_html_is_what_nh3_alone_makes_of_it(html: str) -> None:
    assert clean_html(html) == nh3.clean(html, tags=TAGS, attributes={"*": set(ATTRIBUTES)}, link_rel=None)


def test_what_lies_deeper_than_people_nest_keeps_its_words() -> None:
    assert clean_html("<div>" * 5000 + "words" + "</div>" * 5000).count("<div>") == 100
    assert "words" in clean_html("<div>" * 5000 + "words")
    assert thinned("<b>" * 50 + "x", TAGS, ATTRIBUTES) == "<b>" * 8 + "x" + "</b>" * 8


# ------------------------------------------------------------------------------------- markdown, text and code on pages


def test_markdown_that_takes_too_long_or_cannot_be_read_is_shown_as_it_was_typed_and_the_next_is_not() -> None:
    slow, deep = "\\\\(" * 20_000, "- a\n\n" + '>- \n>- \n>- \n<a href=">- \n' * 1200
    assert clean_markdown(slow, 0.5) == _as_typed(slow)
    assert clean_markdown("**bold**", 20.0) == "<div><p><strong>bold</strong></p></div>"
    assert clean_markdown(deep, 20.0).startswith("<div>")  # mistune gives up on it
    assert clean_markdown("**bold**", 20.0) == "<div><p><strong>bold</strong></p></div>"


@pytest.mark.parametrize("lesson", ["03-one-minibatch-by-hand", "07-logistic-regression"])
def test_honest_markdown_is_what_nbconvert_and_nh3_make_of_it(root: Path, lesson: str) -> None:
    (path,) = (root / "solutions" / lesson).glob("*.ipynb")
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "markdown":
            source = re.sub(r"```python\n.*?```\n", "", cell.source, flags=re.DOTALL)  # its colours are left out
            html = nh3.clean(markdown2html(source), tags=TAGS, attributes={}, link_rel=None)
            lines = "\n".join(line for line in html.splitlines() if line.strip())
            assert unescape(clean_markdown(source, 20.0)) == f"<div>{unescape(lines)}</div>"


def test_markdown_that_cannot_be_read_in_the_time_of_a_page_is_not_tried() -> None:
    assert clean_markdown("**bold**", 0.0) == "<div><pre>**bold**</pre></div>"


def test_markdown_comes_out_as_one_block_that_means_nothing_when_it_is_read_once_more() -> None:
    text = "# T\n\n* a\n* b $x_1 < 2$\n\n```python\nx = 1\n\ny = 2\n```\n\n| a |\n|---|\n| \\[1\\] |\n"
    text += "\n![p](attachment:p.png)\n"
    for html in (clean_markdown(text), _as_typed(text)):
        assert not set("\\$[`") & set(html)
        assert "\n\n" not in html
    html = clean_markdown(text)
    assert "<li>b &#36;x_1 &lt; 2&#36;</li>" in html
    assert "<pre><code>x = 1\ny = 2\n</code></pre>" in html
    assert "<th>a</th>" in html
    assert "attachment" not in html
    typed: Make = over_and_over("\\[$<\n")
    assert grows_linearly(lambda n: _as_typed(typed(n)), 50_000)


COLOURS = {
    "many colours": over_and_over("\x1b[31ma"),
    "one colour of many numbers": lambda n: f"\x1b[{'0;' * (n // 2)}m",
    "colours that never end": over_and_over("\x1b[0"),
}


@pytest.mark.parametrize("make", COLOURS.values(), ids=COLOURS)
def test_printed_text_has_no_more_colours_than_a_viewer_can_bear(make: Make) -> None:
    def shown(n: int) -> None:
        (output,) = clean_outputs([{"output_type": "stream", "name": "stdout", "text": make(n)}])
        ansi2html(output.text)

    assert grows_linearly(shown, 40_000)


def test_an_update_goes_through_no_more_displays_than_anybody_makes_of_one_id() -> None:
    kept = Kept(24)
    output = {"output_type": "display_data", "data": {"text/plain": "x"}, "display_id": "d"}
    for _ in range(3):
        kept.outputs([output] * 200)
    assert len(kept._shown["d"]) == MAX_UPDATED
    kept.update({"d": {"data": {"text/plain": "y"}}})
    assert kept._shown["d"][0].data == {"text/plain": "y"}


def test_the_colours_of_a_traceback_stay() -> None:
    lines = ["\x1b[0;31mValueError\x1b[0m: x", "\x1b[38;5;196;1mred\x1b[0m"] * 40
    (output,) = clean_outputs([{"output_type": "error", "ename": "E", "evalue": "", "traceback": lines}])
    assert output.traceback == lines


@pytest.mark.parametrize("numbers", ["38", "0;48", "038", " 38 ", "31;38", "38;5", "38;2;1;2", "+48", "3\n8"])
def test_a_colour_of_which_nothing_is_said_stops_no_page(numbers: str) -> None:
    for text in (f"a\x1b[{numbers}mb", f"a\x1b[{numbers}mb" * 1000, f"a\x1b\x1b[{numbers}m[{numbers}mb"):
        (output,) = clean_outputs([{"output_type": "stream", "name": "stdout", "text": text}])
        assert "a" in ansi2html(output.text)


@pytest.mark.slow
@pytest.mark.parametrize("piece", [".", "**", "'\\N{", '"""a', "f'{", "1."])
def test_code_is_coloured_in_linear_time(piece: str) -> None:
    assert grows_linearly(lambda n: highlighted(piece * (n // len(piece))), 10_000)
    line = piece * (1990 // len(piece)) + "\n"
    assert grows_linearly(lambda n: highlighted_cell(line * (n // len(line))), 10_000)


@pytest.mark.slow
def test_a_page_holds_what_people_read() -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": "a<\n" * 60_000}
    notebook = new_notebook(
        cells=[new_code_cell("x" * 90_000, outputs=clean_outputs([stream] * 100)) for _ in range(10)]
        + [new_markdown_cell("y" * 90_000)]
    )
    verdict = clean_outputs([{"output_type": "execute_result", "data": {"text/html": "<b>right</b>"}}])
    notebook.cells.append(new_code_cell("", outputs=verdict, metadata={"nbgrader": {"grade": True}}))
    cut_to_a_page(notebook)
    assert notebook.cells[-1].outputs == verdict, "whatever fills the page"
    assert sum(len(cell.source) for cell in notebook.cells) < 1.1 * MAX_SOURCES
    assert len(json.dumps(notebook)) < 4_000_000
    colours = clean_outputs([{**stream, "text": "\x1b[31ma" * 1000}])
    notebook = new_notebook(cells=[new_code_cell("1", outputs=colours) for _ in range(200)])
    cut_to_a_page(notebook)
    assert json.dumps(notebook).count("\\u001b") <= MAX_PAGE / TAG
    own = new_code_cell("", metadata={"nbgrader": {"grade_id": "a"}})
    notebook = new_notebook(cells=[*(new_code_cell("1") for _ in range(1900)), own])
    cut_to_a_page(notebook)
    assert len(notebook.cells) == MAX_EXTRA + 1
    assert notebook.cells[-1] == own
    assert notebook.cells[-2].source.endswith(NOT_SHOWN)
    small = new_notebook(cells=[new_code_cell("x = 1", outputs=clean_outputs([{**stream, "text": "a"}]))])
    same = nbformat.from_dict(json.loads(json.dumps(small)))
    cut_to_a_page(same)
    assert same == small


# ------------------------------------------------------------------------------------- code

FUNCTIONS_IN_FUNCTIONS = "".join(" " * i + f"def f{i}():\n" for i in range(90)) + " " * 90
CODE: dict[str, Make] = {
    "functions that call one another": lambda n: "".join(f"def f{i}(): f{i + 1}()\n" for i in range(n // 20)),
    "functions that call all others": lambda n: "".join(f"def f{i}(): f0(); f{i + 1}()\n" for i in range(n // 25)),
    "functions in functions": lambda n: FUNCTIONS_IN_FUNCTIONS + "f1();" * (n // 5),
    "fields of a text": over_and_over("{1}", "def f0(): f'"),
    "brackets": over_and_over("("),
    "signs": over_and_over("-", "def f0(): return "),
    "a chain of calls": over_and_over("()", "def f0(): return f"),
    "an alternative that never ends": over_and_over("elif 1: pass\n", "if 1: pass\n"),
    "names": numbered("from a import b as c#\n"),
    "slashes": over_and_over("\\d", "x = '"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("make", CODE.values(), ids=CODE)
def test_library_calls_are_looked_for_in_linear_time(make: Make) -> None:
    assert grows_linearly(lambda n: Code([make(n)]).called("f0"), 12_000)
    assert grows_linearly(lambda n: Code([make(10_000)] * (n // 10_000)).called("f0"), 30_000)
    text = make(MAX_CELL)
    assert not too_slow(lambda: Code([text] * 20).calls("f0", ["f1"]), 20 * len(text))


def test_a_call_is_found_through_functions_methods_and_other_names() -> None:
    code = ["from numpy.linalg import lstsq as solve", "def f(x):\n    def h():\n        return g(x)\n    return h()"]
    assert Code([*code, "def g(x):\n    return solve(x, x)"]).calls("f", ["lstsq"])
    assert not Code([*code, "def g(x):\n    return x\nlstsq(1, 1)"]).calls("f", ["lstsq"])
    assert not Code([*code, "%%bash\nlstsq"]).calls("f", ["lstsq"])


def test_a_call_in_a_cell_that_is_too_long_to_be_read_is_left_to_a_person() -> None:
    long = "x = 1\n" * MAX_CELL
    assert Code(["def f(): pass", long + "lstsq(1, 1)"]).calls("f", ["lstsq"])
    assert not Code(["def f(): pass", long]).calls("f", ["lstsq"])
    filled = ["x = 1\n" * (MAX_CELL // 6)] * (MAX_ALL // MAX_CELL)
    assert Code([*filled, "def f(): lstsq(1, 1)"]).calls("f", ["lstsq"])


# ------------------------------------------------------------------------------------- replies


def collisions(n: int) -> Any:
    """Keys with one hash, which no secret changes."""
    return {"dict": [[{"int": hex(i * (2**61 - 1))}, 0] for i in range(n)]}


TREES: dict[str, Callable[[int], Any]] = {
    "a dtype of many parts": lambda n: {"array": ["f8," * n, [0], ""]},
    "a dtype with a long number": lambda n: {"array": ["<f" + "8" * n, [1], "AAAAAAAA8D8="]},
    "a long float": lambda n: {"float": "9" * n},
    "a long exponent": lambda n: {"float": "1e-" + "9" * n},
    "a long integer": lambda n: {"int": "0x" + "f" * n},
    "a name of a type that is none": lambda n: {"opaque": [[]] * n},
    "many axes": lambda n: {"array": ["<f8", [1] * n, "AAAAAAAA8D8="]},
    "keys with one hash": collisions,
    "dicts of keys with one hash": lambda n: [collisions(200)] * (n // 200),
    "a long text": lambda n: "x" * n,
}


@pytest.mark.parametrize("make", TREES.values(), ids=TREES)
def test_a_reply_is_decoded_and_compared_in_linear_time(make: Callable[[int], Any]) -> None:
    def read(n: int) -> None:
        try:
            value = decode(make(n))
        except NotPlainData:
            return
        for right in (1.0, "x", (1, 2), {1: 2}, [0.0]):
            compare(value, right)

    assert grows_linearly(read, 20_000)


DAMAGED = {
    "too many parts": b"[" + b"0," * conversation.MAX_PARTS + b"0]",
    "half a pair that no escape tells": b'"\xed\xa0\x80"',
    "another encoding": '"\\ud800"'.encode("utf-16"),
    "too deep": b"[" * 100_000,
    "an integer of a million digits": b"1" * 1_000_000,
}


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
def test_a_reply_that_no_child_of_ours_would_send_is_refused(body: bytes) -> None:
    with pytest.raises(NotPlainData):
        _parsed(body)


@pytest.mark.parametrize("depth", [900, 970, 5000])
def test_half_a_pair_is_replaced_or_the_reply_refused_however_deep_it_lies(depth: int) -> None:
    body = b"[" * depth + b'"\\ud800"' + b"]" * depth
    try:
        tree = _parsed(body)
    except NotPlainData:
        return
    for _ in range(depth):
        (tree,) = tree
    assert tree == "?"


def test_numbers_that_no_number_holds_arrive_as_infinite() -> None:
    assert _parsed(b"[1e400, -1e999999999]") == [float("inf"), float("-inf")]


@pytest.mark.parametrize("field", ["error", "changed", "aliased"])
def test_names_in_a_reply_are_texts(field: str) -> None:
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    with pytest.raises(NotPlainData):
        Outcome.from_tree({"value": 1, field: [deep, deep]})


def test_an_array_without_bytes_takes_no_room() -> None:
    with pytest.raises(NotPlainData, match="dtype"):
        decode({"array": ["<U0", [10**9], ""]})
    assert decode({"array": ["<U1", [0], ""]}).shape == (0,)


def test_an_array_is_told_from_what_is_no_data_and_from_an_answer() -> None:
    step, quiz = find("03.minibatch_step"), find("03.quiz_batch")
    array = decode({"array": ["<f8", [2], "AAAAAAAA8D8AAAAAAADwPw=="]})
    assert not same_outcome(step.data(1), Outcome(array), Outcome(decode({"opaque": "function"})))
    assert judge_quiz(quiz.data(), array, quiz.answer, quiz.why).status == "fail"


# ------------------------------------------------------------------------------------- notebooks


def notebook(**cell: Any) -> bytes:
    about: dict[str, Any] = {"cell_type": "code", "source": "", "metadata": {}, "outputs": []}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{**about, **cell}]}).encode()


NOTEBOOKS = {
    "too many parts": notebook(outputs=[[]] * MAX_PARTS),
    "too deep": b'{"nbformat": 4, "cells": ' + b"[" * 100_000,
    "an integer of a million digits": b'{"nbformat": ' + b"4" * 1_000_000,
    "empty but for blanks": b" \n" * 1_000_000,
}


@pytest.mark.parametrize("content", NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_a_notebook_that_would_take_more_room_than_there_is_cannot_be_read(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_notebook(content)


@pytest.mark.slow
def test_a_source_of_many_lines_and_many_cells_of_one_id_are_put_in_order_in_linear_time() -> None:
    def read(n: int) -> None:
        lines = read_notebook(notebook(source=["x\n"] * n))
        assert len(lines.cells[0].source) == 2 * n

    assert grows_linearly(read, 50_000)
    about = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "a", "solution": True}}}
    stub = {**about, "source": "def f():\n    return 0", "outputs": [], "execution_count": None, "id": "a"}
    tree = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [stub]}
    test = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "t", "grade": True, "points": 1}}}
    test |= {"source": "assert f() + f0()", "outputs": [], "execution_count": None, "id": "t"}
    source = read_source("many", nbformat.from_dict({**tree, "cells": [stub, test]}), {}, ())
    lost = [{"cell_type": "code", "source": f"def f{n}():\n    return f{n + 1}()"} for n in range(1600)]
    for cells in ([{**about, "source": ""}] * 1600, [{**about, "source": stub["source"]}] * 1600, lost, lost[::-1]):
        many = {n: read_notebook(json.dumps({**tree, "cells": cells[:n]}).encode()) for n in (400, 1600)}
        assert grows_linearly(lambda n: align(source, many[n]), 400)  # noqa: B023
    chains = {n: "".join(f"f{k} = f{k + 1}\n" for k in range(n)) for n in (1000, 4000)}
    for about in ({"metadata": stub["metadata"]}, {"metadata": {}}):
        many = {
            n: read_notebook(json.dumps({**tree, "cells": [{"cell_type": "code", "source": text, **about}]}).encode())
            for n, text in chains.items()
        }
        assert grows_linearly(lambda n: align(source, many[n]), 1000)  # noqa: B023


def test_files_of_other_names_are_read_once_and_no_further_than_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counted(path: Path) -> bytes:
        read.append(path.name)
        return notebook(metadata={"nbgrader": {"grade_id": "a"}}) + b" " * 900

    monkeypatch.setattr(matching, "read_file", counted)
    monkeypatch.setattr(matching, "MAX_LOOKED", 50_000)
    for number in range(190):
        (tmp_path / f"x{number:03}.ipynb").touch()
    source = SimpleNamespace(
        by_id={"a": None, "b": None, "c": None}, cells=[SimpleNamespace(graded=True, grade_id="a", released="")]
    )
    assignment: Any = SimpleNamespace(notebooks={"one": source, "two": source}, others=Others())
    assert match_files(assignment, tmp_path) == ({}, [])
    assert len(read) == len(set(read)) < 60
    source.by_id = {"a": None}
    files, flags = match_files(assignment, tmp_path)
    assert [path.name for path in files.values()] == ["x000.ipynb", "x001.ipynb"]
    assert flags == ["renamed", "renamed"]

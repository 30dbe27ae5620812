"""Only one function makes text of a student's fit to be written, and nothing writes any other."""

from __future__ import annotations

import ast
import io
import json
import math
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.files import as_json, as_json_line
from autograder.grading.notebook_file import safe_notebook, written
from autograder.intake.markdown import clean_markdown
from autograder.intake.sanitize import new_output
from autograder.pages.page import rendered
from autograder.plugin import Shown
from autograder.progress import MAX_LINE, Progress, say
from autograder.text import MAX_MARKS, is_safe_name, safe, safe_tree

from ..linear import grows_linearly

STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff]"
)
HONEST = {
    "a family of joined people": "👨‍👩‍👧‍👦",
    "a heart on fire": "❤️‍🔥",
    "a digit in a box": "1️⃣",
    "the flag of England": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "a Persian verb": "می‌خواهم",
    "a half form in Hindi": "क्‍ष",
    "a Japanese family name": "葛\U000e0100城",
    "a Vietnamese name": "Nguye\u0302\u0303n",
    "a Hebrew word with points": "בְּרֵאשִׁית",
    "equations": "ŷ = Xw + b, ∇L ≈ 0, x̂ ∈ ℝⁿ",
    "a table drawn with lines": "┌────────────────┐\n│ 1.0 │ 2.0 │\n",
}


@pytest.mark.parametrize("what", HONEST)
def test_what_scripts_emoji_and_equations_need_stays_as_it_is(what: str) -> None:
    assert safe(HONEST[what]) == HONEST[what]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mred\x1b[0m", "ared"),
        ("a\x9b31mred", "ared"),
        ("\x1b[38:2:255:0:0mred", "red"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;title\x07text", "text"),
        ("\x9d0;title\x9ctext", "text"),
        ("\x1bPq#0;2;0;0;0\x1b\\text", "text"),
        ("\x1b_application\x1b\\text", "text"),
        ("\x1b^private\x1b\\text", "text"),
        ("\x1bXstring\x1b\\text", "text"),
        ("\x1bctext\x1b(0", "text"),
        ("\x1b]never ended, hides nothing", "[U+001B]]never ended, hides nothing"),
        ("\x1bP never ended\nhides nothing", "[U+001B]P never ended\nhides nothing"),
        ("\x1b\x1b[0m[31m", "[U+001B][31m"),
        ("right\rwrong", "right[U+000D]wrong"),
        ("two\r\nlines", "two\nlines"),
        ("a\u2028b\u2029c\u0085d", "a[U+2028]b[U+2029]c�d"),
        ("\u202etxt.exe\u061c\u200e\u200f", "[U+202E]txt.exe[U+061C][U+200E][U+200F]"),
        ("\u2066a\u2069", "[U+2066]a[U+2069]"),
        ("zero\u200bwidth\u2060\ufeff\u00ad", "zero[U+200B]width[U+2060][U+FEFF][U+00AD]"),
        ("no\u3164name\u115f\u1160\uffa0", "no[U+3164]name[U+115F][U+1160][U+FFA0]"),
        ("a\U000e0041\U000e0042", "a[U+E0041][U+E0042]"),
        ("🏴\U000e0068\U000e0069\U000e007f", "🏴[U+E0068][U+E0069][U+E007F]"),
        ("a\u200db\u200c", "a[U+200D]b[U+200C]"),
        ("a\ufe0f", "a[U+FE0F]"),
        ("😀\ufe0f\ufe0f\U000e0101", "😀\ufe0f[U+FE0F][U+E0101]"),
        ("Z" + "\u0301" * 40 + "!", "Z" + "\u0301" * MAX_MARKS + f"[{40 - MAX_MARKS} more accents]!"),
        ("half \ud800 a pair", "half � a pair"),
    ],
)
def test_what_steers_or_hides_is_written_out(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (True, "True"),
        (10**400, "1" + "0" * 400),
        (10**5000, "a number of too many digits"),
        (None, "None"),
        (ValueError("\ud800\x1b[2J"), "�"),
        (b"\x1b", r"b'\x1b'"),
    ],
    ids=["NaN", "infinite", "bool", "long", "too long for Python", "None", "an exception", "bytes"],
)
def test_values_that_are_no_text_become_some(value: object, shown: str) -> None:
    assert safe(value) == shown


def test_an_exception_whose_text_is_an_error_is_named() -> None:
    class Evil(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    class Name(str):
        def __str__(self) -> str:
            raise RuntimeError

    assert safe(Evil()) == "Evil that cannot be shown"
    assert type(safe(Name("ada"))) is str
    assert safe(Name("ada")) == "ada"


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=())))
def test_nothing_that_steers_is_left_and_what_is_safe_stays(text: str) -> None:
    shown = safe(text)
    assert not STEERING.search(shown)
    assert safe(shown) == shown
    shown.encode()


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["\x00", "a\x00", "\x1b]", "\x1b[0;", "\x9d", "\x1b]8;;x", "e\u0301", "\u0301", "\u0301_", "क\u200d", "😀\ufe0f",
     "\ufe0f", "█", "\ud800", "a\n", "🏴\U000e0067", "\u200d" * 9 + "a"],
)  # fmt: skip
def test_its_time_grows_with_the_length_of_a_text_and_no_faster(unit: str) -> None:
    assert grows_linearly(lambda times: safe(unit * times), 32_000 // len(unit))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner)
                    | st.dictionaries(st.text() | st.integers(), inner)))  # fmt: skip
def test_any_tree_becomes_json_that_every_reader_takes(tree: object) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    for line in (as_json_line(safe_tree(tree)), as_json(safe_tree(tree))):
        json.loads(line, parse_constant=refuse)
        assert is_safe_name(line.replace("\n", ""))


def test_numbers_of_a_tree_that_no_json_holds_are_words() -> None:
    tree = {"a": math.nan, "b": math.inf, "c": 10**400, "d": True, "e": 0.5, "f": 7, 3: "key", "\ud800": 1}
    assert safe_tree(tree) == {
        "a": "nan", "b": "inf", "c": "1" + "0" * 400, "d": True, "e": 0.5, "f": 7, "3": "key", "�": 1,
    }  # fmt: skip


# --- the writers --------------------------------------------------------------------------------

WRITERS = {
    "say(x)": "from autograder.progress import say",
    "Live().show(x)": "from autograder.progress import Live",
    "write_text(Path(), x)": "from autograder.course.files import write_text",
    "write_where_told(Path(), x)": "from autograder.course.files import write_where_told",
    "as_json({'name': x})": "from autograder.course.files import as_json",
    "as_json_line({'name': x})": "from autograder.course.files import as_json_line",
    "_dumps({'name': x})": "from autograder.grading.notebook_file import _dumps",
    "Journal(Path()).write(x, 'key', {}, 0.0)": "from autograder.classes.journal import Journal",
    "Submission(x, [])": "from autograder.classes.submission import Submission",
    "Entry(x, [])": "from autograder.classes.gradebook import Entry",
    "row: Row = {'student_id': x}": "from autograder.classes.gradebook import Row",
    "StudentResult(x, [], [])": "from autograder.classes.standing import StudentResult",
    "as_csv([[x]])": "from autograder.classes.export import as_csv",
    "highlighted(x)": "from autograder.pages.page import highlighted",
    "Shown('printed', x)": "from autograder.pages.student_page import Shown",
    "Piece(None, x)": "from autograder.pages.student_page import Piece",
}


@pytest.mark.slow
def test_the_type_checker_refuses_any_other_text_at_every_writer(root: Path, tmp_path: Path) -> None:
    lines = ["from pathlib import Path", "from autograder.text import safe", *WRITERS.values()]
    begin = len(lines)
    lines += [call.replace("x)", '"text")').replace("x]", '"text"]').replace("x}", '"text"}').replace("(x,", '("text",')
              for call in WRITERS]  # fmt: skip
    lines += [line.replace('"text"', 'safe("text")').replace("row:", "other:") for line in lines[begin:]]
    trees = ("as_json", "_dumps")  # these take a tree of safe texts
    lines = [
        re.sub(r"\((\{'name': safe.*\})\)", r"(safe_tree(\1))", line) if line.startswith(trees) else line
        for line in lines
    ]
    lines[1] += ", safe_tree"
    path = tmp_path / "writers.py"
    path.write_text("\n".join(lines))
    command = [sys.executable, "-m", "mypy", "--config-file", str(root / "pyproject.toml"), "--no-error-summary"]
    command += ["--cache-dir", str(root / "build" / "mypy"), str(path)]
    said = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stdout
    refused = {int(number) for number in re.findall(rf"{path.name}:(\d+): error: .*incompatible type", said)}
    assert refused == set(range(begin + 1, begin + 1 + len(WRITERS))), said


def modules(root: Path) -> dict[str, ast.Module]:
    """What runs on the trusted side, and is no list of exercises."""
    return {
        path.relative_to(root / "autograder").as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((root / "autograder").rglob("*.py"))
        if not {"exercises", "course/exercises", "inside"} & set(path.relative_to(root / "autograder").parts)
        and "skeleton/course" not in path.as_posix()
    }


def called(tree: ast.AST) -> set[str]:
    """Last names of everything that is called."""
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {getattr(each, "id", getattr(each, "attr", "")) for each in calls}


@pytest.mark.slow
def test_only_one_function_makes_the_types(root: Path) -> None:
    makers = {path for path, tree in modules(root).items() if {"SafeText", "SafeTree"} & called(tree)}
    assert makers == {"text.py"}
    casts = {path for path, tree in modules(root).items() if "cast" in called(tree)}
    assert casts == set(), "a cast makes any text safe"


def test_what_writes_stands_on_a_list_and_takes_safe_text_or_bytes(root: Path) -> None:
    found = {
        (path, name)
        for path, tree in modules(root).items()
        for name in called(tree) & {"print", "print_exc", "Console", "write_bytes", "write_text", "writerows", "warn"}
    }
    assert found == {
        ("progress.py", "print"),  # `say`
        ("progress.py", "Console"),  # a bar with a title that is safe
        *(("demo/run.py", name) for name in ("Console", "print")),  # a table of safe cells
        ("course/files.py", "write_bytes"),
        ("classes/export.py", "writerows"),  # of a text, which is safe then
        ("classes/keeping.py", "write_bytes"),  # `written`, and a copy of timestamp.txt
        *((path, "write_text") for path in ("classes/journal.py", "classes/keeping.py", "intake/naming.py")),
        *((path, "write_text") for path in ("intake/record.py", "classes/anonymous.py", "classes/correcting.py")),
        ("watching/inbox.py", "write_text"),
        *((f"cluster/{each}.py", "write_bytes") for each in ("parcel", "room")),  # a folder as it was; modules
        *((path, "write_text") for path in ("pages/sending.py", "pages/similar.py", "pages/words.py")),
        ("commands/export.py", "write_bytes"),  # an LMS's file, in which cells were filled
        *((path, "write_text") for path in ("pages/feedback.py", "pages/report.py", "demo/run.py")),
        *((path, name) for path, name in found if path.startswith("skeleton/")),  # a new course: nothing of a student's
        ("comparing/copies.py", "write_text"),  # the configuration of a copy
        ("demo/classroom.py", "write_bytes"),  # hands work in, as a student does
        ("sandbox/packages.py", "write_bytes"),  # a copy of gdkit and of the course's helpers
    }


# --- each writer ---------------------------------------------------------------------------------

EVIL = "a\x1b[31mb\x9b2J\x1b]8;;http://x\x07c\u202ed\r\ud800\u200b\u2028\U000e0041e"


def test_lines_on_a_terminal_end_neither_at_its_encoding_nor_at_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    say(safe(EVIL))
    assert not STEERING.search(capsys.readouterr().out.removesuffix("\n"))
    say(safe("x" * 10 * MAX_LINE))
    assert len(capsys.readouterr().out) < 2 * MAX_LINE
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    say(safe("✓ Zoë"))
    assert b"\\u2713 Zo\\xeb" in narrow.buffer.getvalue()  # type: ignore[attr-defined]

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    for stream in (Full(), None):
        monkeypatch.setattr(sys, "stderr", stream)
        say(safe("nobody hears it"), problem=True)
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stdout", closed)
    say(safe("nobody hears it"))


def test_a_title_with_brackets_is_no_markup_of_a_progress_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with Progress("grading [/nothing] [red]03[/red]", 1) as progress:
        progress.advance("ada")
        progress._bar.refresh()  # type: ignore[union-attr]
    assert "grading [/nothing] [red]03[/red]" in terminal.getvalue()


def test_a_graded_notebook_holds_safe_text_alone_by_whichever_way_it_came() -> None:
    output = new_output("display_data", {"text/plain": EVIL, "text/html": EVIL}, metadata={"image/png": {"alt": EVIL}})
    error = new_output("error", ename=EVIL, evalue=EVIL, traceback=[EVIL])
    code = {"cell_type": "code", "id": EVIL, "source": EVIL, "execution_count": None, "outputs": [output, error]}
    code["metadata"] = {"tags": [EVIL], "nbgrader": {"grade_id": EVIL}, EVIL: math.nan}
    note = {"cell_type": "markdown", "id": "y", "source": EVIL, "metadata": {}, "attachments": {EVIL: {EVIL: EVIL}}}
    about = {"kernelspec": {"name": EVIL, "display_name": EVIL}, "language_info": {"name": EVIL}}
    notebook = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": [code, note]})
    for content in (written(notebook), nbformat.writes(safe_notebook(notebook), version=nbformat.NO_CONVERT).encode()):
        tree = json.loads(content, parse_constant=lambda constant: pytest.fail(constant))
        texts = list(every_text(tree))
        assert sum("[U+202E]" in text for text in texts) >= 12
        assert not [text for text in texts if STEERING.search(text)]


def every_text(tree: Any) -> Any:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from (key, *every_text(value))
    elif isinstance(tree, list):
        for value in tree:
            yield from every_text(value)


def test_a_page_of_formgrader_gets_no_character_that_markdown_had_as_an_entity() -> None:
    hidden = "&#x202e;txt.exe &#8203; &#x1b;[2J &zwj; &shy;"
    assert STEERING.search(clean_markdown(hidden)), "what this test is for"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(hidden)])
    shown, _ = Shown().preprocess(notebook, {})
    assert not STEERING.search(shown.cells[0].source)


def test_whatever_a_template_is_given_is_safe_on_the_page() -> None:
    class Name:
        def __str__(self) -> str:
            return EVIL

    for value in (EVIL, Name(), "<b>&amp;</b>\u202e"):
        page = rendered("base.html", title=value)
        assert not STEERING.search(page)
    assert "&lt;b&gt;" in str(rendered_title("<b>"))


def rendered_title(value: object) -> str:
    from autograder.pages.page import environment

    return environment().from_string("{{ value }}").render(value=value)


def test_a_name_is_one_line_of_safe_text() -> None:
    assert is_safe_name("Zoë Ångström (2)")
    assert is_safe_name(unicodedata.normalize("NFD", "Zoë"))
    for name in ("a\nb", "a\tb", "a\x1b[0m", "\udcff", "a\u202eb", "\u200b"):
        assert not is_safe_name(name)

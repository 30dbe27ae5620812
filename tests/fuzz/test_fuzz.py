"""Whatever a submission holds, what reads it raises nothing but what it says, in time that grows with the length.

`make fuzz SECONDS=600` tries for longer. A found input becomes a line of tests/autograder/test_bounded.py.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from nbconvert.filters import ansi2html

from autograder.course.config import CONFIG_FILE
from autograder.course.course import Assignment, Course
from autograder.course.others import Others
from autograder.course.source import read_source
from autograder.declaring.exercise import Exercise
from autograder.declaring.probe import Probe
from autograder.declaring.quiz import Quiz
from autograder.errors import CourseError
from autograder.grading.alignment import align
from autograder.grading.notebook_file import written
from autograder.intake.collecting import collect
from autograder.intake.markdown import _as_typed, clean_markdown
from autograder.intake.matching import match_files
from autograder.intake.reading import Unreadable, read_notebook
from autograder.intake.sanitize import clean_html, clean_outputs, cut_to_a_page
from autograder.intake.times import read_timestamp
from autograder.pages.page import image_uri
from autograder.sandbox.conversation import _parsed
from gdkit.checking import Outcome, judge
from gdkit.checking.comparing import compare
from gdkit.checking.encoding import BY_TAG, NotPlainData, decode, dumps
from gdkit.checking.judging import judge_quiz
from gdkit.checking.library_calls import MAX_ALL, Code
from gdkit.checking.probing import refuse

from ..linear import too_slow
from ..this_course import find
from . import nasty

ASSIGNMENT = "03-one-minibatch-by-hand"
SECONDS = float(os.environ.get("FUZZ_SECONDS", "6"))  # of all targets together
ONE_ROUND = settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=False,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),  # to explain, lines are traced, and every call is slow
)
pytestmark = [
    pytest.mark.timeout(300 + 2 * SECONDS),
    pytest.mark.filterwarnings("ignore"),  # of NumPy about numbers, of zipfile about names that stand twice
]
STEP = find("03.minibatch_step")
QUIZ = find("03.quiz_batch")
PROBE = find("00.probe_centre")
SOLUTIONS = Path(__file__).parents[2] / "solutions"
NOTEBOOK = SOLUTIONS / ASSIGNMENT / "one-minibatch-by-hand.ipynb"
OTHERS = Others({"02-linear-regression": SOLUTIONS / "02-linear-regression"})
HOMEWORK = json.loads(NOTEBOOK.read_text())
SOURCE = read_source(NOTEBOOK.stem, nbformat.read(NOTEBOOK, 4), {}, {"03.minibatch_step"})
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@dataclass(frozen=True)
class Target:
    """Something that reads what a student sent: where its inputs come from, and what it may raise."""

    inputs: st.SearchStrategy[Any]
    read: Callable[[Any], object]
    declared: tuple[type[Exception], ...] = ()
    size: Callable[[Any], int] = len


# ------------------------------------------------------------------------------------- notebooks


def _notebook(content: bytes) -> None:
    submitted = read_notebook(content)
    aligned, _ = align(SOURCE, submitted)
    code = Code(item.cell.source for item in aligned)
    code.called("minibatch_step")
    code.calls("minibatch_step", ("lstsq", "minimize"))
    notebook = nbformat.from_dict({**HOMEWORK, "cells": [item.cell for item in aligned]})
    again = json.loads(written(notebook))
    assert len(again["cells"]) == len(aligned)
    cut_to_a_page(notebook)


def _code(source: str) -> None:
    code = Code([source, "def f(x):\n    return g(x)"])
    code.called("f")
    code.calls("f", ("lstsq", "g"))


cells = st.one_of(nasty.WORDS, nasty.grown(nasty.OF_CODE), nasty.grown(nasty.OF_MARKDOWN))
notebooks = st.one_of(
    nasty.mutated(HOMEWORK, cells).map(nasty.as_bytes),
    nasty.damaged(nasty.mutated(HOMEWORK).map(nasty.as_bytes)),
    nasty.grown(nasty.OF_JSON).map(lambda text: text.encode("utf-8", "surrogatepass")),
    nasty.grown(nasty.OF_JSON).map(
        lambda text: f'{{"nbformat": 4, "cells": [{text}'.encode("utf-8", "surrogatepass")
    ),
)  # fmt: skip

# ------------------------------------------------------------------------------------- replies

OUTPUTS: list[Any] = [
    {"output_type": "stream", "name": "stdout", "text": "a"},
    {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["a", "b"]},
    {
        "output_type": "display_data",
        "data": {"text/plain": "x", "text/html": "<b>x</b>", "image/png": PNG},
        "metadata": {"image/png": {"width": 3, "height": 2.5, "alt": "a dot"}},
        "display_id": "d",
    },
    {"output_type": "execute_result", "data": {"text/plain": ["1", "2"]}, "metadata": {}},
]
RESULT = {"ok": True, "error": ["E", "v"], "outputs": OUTPUTS, "updates": {"d": OUTPUTS[2]}, "undrawn": False}


def _exercise() -> Any:
    assert isinstance(STEP, Exercise)
    return STEP.data(1)


DATA = _exercise()
RIGHT = [case.expected[0] for case in DATA.cases]
TREES = [outcome.to_tree() for outcome in RIGHT]


def _reply(content: bytes) -> None:
    reply = _parsed(content)
    json.dumps(reply, ensure_ascii=False).encode()  # no half of a surrogate pair
    Outcome.from_tree(reply)


def _outputs(outputs: list[Any]) -> None:
    for output in clean_outputs(outputs):
        json.dumps(output, ensure_ascii=False, allow_nan=False).encode()
        assert set(output.get("data", {})) <= {"text/plain", "text/html", "image/png", "image/jpeg"}


def _printed(text: str) -> None:
    (output,) = clean_outputs([{"output_type": "stream", "name": "stdout", "text": text}])
    ansi2html(output.text)


def _judged(trees: list[Any]) -> None:
    outcomes = []
    for tree in [*trees, *TREES[len(trees) :]][: len(TREES)]:
        try:
            outcomes.append(Outcome.from_tree(tree))
        except NotPlainData as problem:
            outcomes.append(Outcome(error=("NotPlainData", str(problem))))
    verdict = judge(DATA, outcomes)
    assert 0.0 <= verdict.fraction <= 1.0
    assert verdict.text and verdict.html


def _value(tree: Any) -> None:
    value = decode(tree)
    for right in (1, 2.5, True, None, "a", (1, "a"), {"a": 1}, RIGHT[0].value[0], RIGHT[0].value):
        compare(value, right)
    assert isinstance(QUIZ, Quiz)
    assert judge_quiz(QUIZ.data(), value, QUIZ.answer, QUIZ.why).message
    assert isinstance(PROBE, Probe)
    for probe in (value, {"X": value}):
        refused = refuse(PROBE.data(), probe)
        assert refused is None or refused.message


numbers = st.one_of(nasty.NUMBERS, nasty.WORDS, st.integers(0, 40))
dtypes = st.one_of(
    st.sampled_from(["<f8", "|b1", "<U1", "<U0", "<c16", "<f16", "|u1", "<M8[s]", "|O", "<U999999999", "f8," * 9000]),
    nasty.WORDS,
)
raw = st.one_of(st.sampled_from(["", "AAAAAAAA8D8=", "AA==", "/////w==", "AAAAAAAA+H8="]), nasty.WORDS)
small_values = st.recursive(
    nasty.LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(st.sampled_from(list(BY_TAG)), inner).map(lambda pair: dict([pair]))
        | st.tuples(st.just("array"), st.tuples(dtypes, st.lists(numbers, max_size=3), raw)).map(lambda p: dict([p]))
        | st.tuples(st.just("scalar"), st.tuples(dtypes, raw)).map(lambda p: dict([p]))
        | st.lists(st.tuples(inner, inner).map(list), max_size=5).map(lambda pairs: {"dict": pairs})
    ),
    max_leaves=8,
)
values = st.one_of(small_values, small_values.map(lambda value: [value] * 500))
replies = st.one_of(
    nasty.mutated(RESULT).map(nasty.as_bytes),
    nasty.damaged(st.sampled_from([dumps(tree) for tree in TREES])),
    nasty.mutated(TREES[0]).map(nasty.as_bytes),
    nasty.grown(nasty.OF_JSON).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.tuples(nasty.TREES.map(nasty.as_bytes), st.sampled_from(["utf-16", "utf-32", "utf-16-be", "latin-1"])).map(
        lambda pair: pair[0].decode().encode(pair[1])
    ),
)
texts = st.one_of(nasty.WORDS, nasty.grown(nasty.OF_TEXT), nasty.grown(nasty.OF_HTML))


def _in_json(tree: Any) -> int:
    return len(nasty.as_bytes(tree)) or 200_000  # too deep to be told


# ------------------------------------------------------------------------------------- pages


def _html(text: str) -> None:
    html = clean_html(text)
    html.encode()
    assert len(html) <= 20 * len(text) + 1000
    assert "<script" not in html


def _markdown(text: str) -> None:
    for html in (clean_markdown(text, 1.0), _as_typed(text)):
        assert html.startswith("<div>") and html.endswith("</div>")
        assert not set("\\$[`") & set(html)
        assert "\n\n" not in html


TARGETS = {
    "notebooks": Target(notebooks, _notebook, (Unreadable,)),
    "code": Target(nasty.grown(nasty.OF_CODE, 45_000), _code, size=lambda source: 3 * MAX_ALL),  # parsed to a length
    "replies": Target(replies, _reply, (NotPlainData,)),
    "outputs": Target(nasty.mutated(OUTPUTS, texts), _outputs, size=_in_json),
    "printed": Target(texts, _printed),
    "outcomes": Target(nasty.mutated(TREES), _judged, size=lambda trees: 200_000 + _in_json(trees)),
    "values": Target(values, _value, (NotPlainData,), _in_json),
    "html": Target(nasty.grown(nasty.OF_HTML), _html),
    "markdown": Target(nasty.grown(nasty.OF_MARKDOWN, 2_000), _markdown),
    "pictures": Target(st.one_of(nasty.WORDS, st.just(PNG), st.binary()), lambda text: image_uri("image/png", text)),
}


def rounds(seconds: float) -> Iterator[None]:
    """One round at least, and others until so many seconds have passed."""
    until = time.monotonic() + seconds
    yield
    while time.monotonic() < until:
        yield


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_leaves_but_what_is_declared_and_no_call_is_slow(name: str) -> None:
    target = TARGETS[name]

    @ONE_ROUND
    @given(target.inputs)
    def try_it(value: Any) -> None:
        def call() -> None:
            with contextlib.suppress(*target.declared):
                target.read(value)

        assert not too_slow(call, target.size(value))

    for _ in rounds(SECONDS / (len(TARGETS) + 2)):
        try_it()


# ------------------------------------------------------------------------------------- folders and archives

OF_NAMES = ("ada", "/", "_", "1", "_assignsubmission_file_", "LATE", ".zip", "\\", "..", "é", "é")
OF_DATES = ("2026", "-", "01", ":", " ", "UTC", "+", "9", "T", "am", ".", ",")
DATES = ("2026-01-01 00:00 UTC", "0001-01-01 00:00 +14:00", "9999-12-31 23:59:60 -12:00", "now", "1e9")
names = st.one_of(
    nasty.WORDS,
    st.text(max_size=12),
    st.lists(st.sampled_from(OF_NAMES)).map("".join),
)
contents = st.one_of(notebooks, st.binary(max_size=200), st.just(nasty.as_bytes(HOMEWORK)))


@st.composite
def archives(draw: st.DrawFn, depth: int = 1) -> bytes:
    """A zip of notebooks and archives under any names; damaged, perhaps."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))) as archive:
        for _ in range(draw(st.integers(0, 4))):
            inner = draw(archives(depth - 1)) if depth and draw(st.booleans()) else draw(contents)
            name = draw(names) + draw(st.sampled_from([".ipynb", ".zip", "/work.ipynb", ""]))
            with contextlib.suppress(ValueError, IndexError):
                archive.writestr(name, inner)
    return draw(nasty.damaged(st.just(content.getvalue())))


@st.composite
def tarballs(draw: st.DrawFn) -> bytes:
    """The same as a tarball: files, links and devices, of any size that they say."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for _ in range(draw(st.integers(0, 4))):
            info = tarfile.TarInfo(draw(names) + draw(st.sampled_from([".ipynb", ".zip", "/work.ipynb", ""])))
            info.type = draw(st.sampled_from([tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE]))
            inner = draw(st.one_of(contents, archives(0)))
            info.size = len(inner) if info.isreg() else 0
            with contextlib.suppress(ValueError, UnicodeError):
                archive.addfile(info, io.BytesIO(inner))
    return draw(nasty.damaged(st.just(content.getvalue())))


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course with one assignment of one notebook."""
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / CONFIG_FILE).write_text("c = get_config()")
    monkeypatch.setattr(
        Course, "load", lambda self, name: Assignment(name, {SOURCE.name: SOURCE}, 1, {}, self.book, {}, others=OTHERS)
    )
    return Course(tmp_path / "course")


def test_an_archive_is_collected_or_refused(course: Course, tmp_path: Path) -> None:
    there = set(course.root.iterdir())

    @ONE_ROUND
    @given(st.one_of(archives(), tarballs()))
    def try_it(content: bytes) -> None:
        path = tmp_path / "class.zip"
        path.write_bytes(content)
        with contextlib.suppress(CourseError):
            collect(course, ASSIGNMENT, path)
        for made in set(course.root.iterdir()) - there:
            shutil.rmtree(made)

    for _ in rounds(SECONDS / (len(TARGETS) + 2)):
        try_it()
    assert {path.name for path in tmp_path.iterdir()} == {"class.zip", "course"}


def test_a_folder_is_matched_and_its_date_read_or_refused(course: Course, tmp_path: Path) -> None:
    assignment = course.load(ASSIGNMENT)
    pieces = st.lists(st.sampled_from(OF_DATES), max_size=40).map("".join)
    dates = st.one_of(st.sampled_from(DATES), nasty.WORDS, pieces)

    @ONE_ROUND
    @given(st.lists(st.tuples(names, contents), max_size=4), dates)
    def try_it(files: list[tuple[str, bytes]], date: str) -> None:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        for name, content in files:
            with contextlib.suppress(OSError, ValueError):
                (folder / f"{name.replace('/', '')}.ipynb").write_bytes(content)
        (folder / "timestamp.txt").write_bytes(date.encode("utf-8", "surrogatepass"))
        found, _ = match_files(assignment, folder)
        assert set(found) <= set(assignment.notebooks)
        with contextlib.suppress(ValueError):
            stamp = read_timestamp(folder)
            assert stamp is None or isinstance(stamp, datetime)
        shutil.rmtree(folder)

    for _ in rounds(SECONDS / (len(TARGETS) + 2)):
        try_it()

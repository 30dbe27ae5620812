"""Homework in the browser, the folder: what stands in a page, what it may load, what a second build keeps."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

pytest.importorskip("mdit_py_plugins", reason="what pages need is not installed: make .venv/publishing")

from publishing import typesetting
from publishing.web import __main__ as command
from publishing.web import build as building
from publishing.web.build import build, settings_of
from publishing.web.page import Page, whole
from publishing.web.releases import another_course, lecture
from publishing.web.settings import HandIn, Settings, settings_from

pytestmark = pytest.mark.slow  # CI has what is needed when it comes to the slow tests
needs_node = pytest.mark.skipif(not typesetting.available(), reason=typesetting.MISSING)


def notebook(*cells: NotebookNode) -> NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells))


def text(source: str, id: str = "text") -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source, id=id)


def code(source: str, id: str = "code", **metadata: object) -> NotebookNode:
    return nbformat.v4.new_code_cell(source, id=id, metadata=metadata)


class Parts(HTMLParser):
    """The ids, cells, scripts and addresses of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.cells: list[str] = []
        self.loads: list[str] = []
        self.scripts: list[dict[str, str]] = []
        self.policy = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids += [found["id"]] if "id" in found else []
        self.cells += [found["data-id"]] if "data-id" in found else []
        self.loads += [found[name] for name in ("src", "href") if name in found and tag != "a"]
        self.scripts += [found] if tag == "script" else []
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"]


def data(html: str, id: str) -> Any:
    (found,) = re.findall(rf'<script type="application/json" id="{id}">(.*?)</script>', html, re.DOTALL)
    return json.loads(found)


def page_of(made: NotebookNode, **more: Any) -> Page:
    return Page(more.pop("name", "03-page"), more.pop("kind", "homework"), "work.ipynb", made, **more)


def html_of(made: NotebookNode, **more: Any) -> str:
    return page_of(made, **more).html("A course", Settings().policy())


# --- a page --------------------------------------------------------------------------------------


def test_the_notebook_in_a_page_is_the_released_one_whatever_is_written_in_it() -> None:
    evil = "</script><script>alert(1)</script> <!-- <script> \u2028 ü"
    made = notebook(text("# Title"), code(f"print({evil!r})", nbgrader={"grade_id": "one"}))
    html = html_of(made)
    assert data(html, "notebook") == json.loads(nbformat.writes(made)) | {"cells": made.cells}
    assert len(Parts(html).scripts) == html.count("</script>") == 3  # two of data, one that is loaded


def test_every_cell_has_its_id_and_no_id_of_the_page_stands_twice() -> None:
    made = notebook(text("# Page\n\n## Notebook", "a"), text("## Task", "b"), text("## Task", "c"), code("1", "d"))
    parts = Parts(html_of(made))
    assert parts.cells == ["a", "b", "c", "d"]
    assert len(set(parts.ids)) == len(parts.ids)
    assert {"notebook", "page", "bar", "task", "task-2"} <= set(parts.ids)


@needs_node
def test_a_page_is_read_without_any_script_formulas_and_code_in_colour() -> None:
    html = html_of(notebook(text("# Title\n\nHere $x^2$ is."), code("def f(x):\n    return x")))
    assert '<span class="katex">' in html and '<span class="k">def</span>' in html and "<noscript>" in html


@needs_node
def test_a_formula_that_katex_does_not_read_is_shown_as_it_was_written() -> None:
    assert "<pre>$\\undefined{x}$ &amp; more</pre>" in html_of(notebook(text("$\\undefined{x}$ & more")))


def test_a_page_says_its_title_files_packages_and_edition() -> None:
    made = notebook(text("# A *fine* title"), code("from gdkit import plots\nplots.curves({})"))
    about = data(html_of(made, beside={"data/a b.csv": b"1"}, name="03 page"), "page")
    edition = about.pop("edition")
    assert about == {
        "name": "03 page",
        "kind": "homework",
        "file": "work.ipynb",
        "title": "A fine title",
        "files": {"data/a b.csv": "files/03%20page/data/a%20b.csv"},
        "packages": ["matplotlib"],
        "course": "A course",
    }
    made.cells[1].source += "\n"
    assert re.fullmatch(r"[0-9a-f]{64}", edition) and page_of(made).edition != edition


def test_nothing_of_a_page_is_loaded_from_elsewhere_and_no_script_stands_in_it() -> None:
    html = html_of(notebook(text("# Title"), code("1")))
    parts = Parts(html)
    assert all(re.match(r"static/|data:", load) for load in parts.loads), parts.loads
    assert [each for each in parts.scripts if each.get("type") != "application/json"] == [
        {"type": "module", "src": "static/notebook.js"}
    ]
    assert re.search(r"\son\w+=", html.split("<body>")[1]) is None


def test_a_lecture_has_no_cell_for_the_lecturer() -> None:
    made = lecture("03-one-minibatch-by-hand")
    assert made.kind == "lecture" and made.name == "lecture-03-one-minibatch-by-hand"
    assert len(made.notebook.cells) > 50
    assert all(cell.metadata.get("slideshow", {}).get("slide_type") != "notes" for cell in made.notebook.cells)


def test_the_texts_of_a_lecture_are_read_and_its_code_can_be_changed() -> None:
    kinds = {(cell.cell_type, cell.metadata.get("editable", True)) for cell in lecture("00-orientation").notebook.cells}
    assert kinds == {("markdown", False), ("code", True)}


# --- settings ------------------------------------------------------------------------------------


def rules(settings: Settings) -> dict[str, list[str]]:
    parts = Parts(whole("Title", settings.policy(), ""))
    return {name: values for name, *values in (rule.split() for rule in parts.policy.split(";"))}


def test_a_page_may_load_from_its_own_origin_alone() -> None:
    allowed = rules(Settings())
    assert allowed["default-src"] == ["'none'"]
    assert {source for sources in allowed.values() for source in sources} <= {
        "'none'", "'self'", "'wasm-unsafe-eval'", "'unsafe-inline'", "blob:", "data:",
    }  # fmt: skip
    assert "'unsafe-inline'" not in allowed["script-src"] and "'unsafe-eval'" not in allowed["script-src"]


def test_the_address_that_takes_work_in_and_that_of_another_python_are_allowed_and_no_more() -> None:
    allowed = rules(
        Settings(HandIn("https://work.example/in?x=1"), runtime="pyodide", pyodide="http://py.example:80/p/")
    )
    assert allowed["connect-src"] == ["'self'", "blob:", "https://work.example", "http://py.example:80"]
    assert allowed["script-src"][-1] == "http://py.example:80"
    assert rules(Settings(pyodide="https://py.example/")) == rules(Settings())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"second": 5}', "keys hand_in, seconds, runtime, pyodide; got second"),
        ('{"seconds": "5"}', "seconds is '5'; expected something like 60"),
        ('{"seconds": -1}', "expected 0 or more"),
        ('{"runtime": "cpython"}', "expected 'wasi' or 'pyodide'"),
        ('{"hand_in": "https://x"}', "hand_in is 'https://x'; expected something like {"),
        ('{"hand_in": {"address": "ftp://x"}}', "is no address"),
        ('{"hand_in": {"address": "https://x; script-src *"}}', "is no address"),
        ('{"hand_in": {"fields": {"file": "Which file?"}}}', "expected the words that ask for another field"),
        ("[]", "got list"),
        ("{", "cannot be read as JSON"),
    ],
)
def test_a_wrong_setting_is_said_in_words(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(content)
    with pytest.raises(ValueError, match=re.escape(said)):
        settings_from(file)


# --- the folder ----------------------------------------------------------------------------------


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build without the bundles and the runtime, which need Node and a minute."""
    monkeypatch.setattr(building, "bundle", lambda static: None)
    monkeypatch.setattr(building, "write_runtime", lambda into: None)


@pytest.mark.usefixtures("bare")
def test_what_the_instructor_changed_in_settings_holds_when_pages_are_built_again(tmp_path: Path) -> None:
    pages = [page_of(notebook(text("# Title")))]
    build(tmp_path, pages, "A course", settings_of(tmp_path, None))
    settings = json.loads((tmp_path / "settings.json").read_text())
    (tmp_path / "settings.json").write_text(json.dumps(settings | {"hand_in": {"address": "https://work.example/in"}}))
    build(tmp_path, pages, "A course", settings_of(tmp_path, None))
    assert json.loads((tmp_path / "settings.json").read_text())["hand_in"]["address"] == "https://work.example/in"
    assert "https://work.example" in Parts((tmp_path / "03-page.html").read_text()).policy
    (given := tmp_path / "mine.json").write_text('{"seconds": 7}')
    build(tmp_path, pages, "A course", settings_of(tmp_path, given))
    assert json.loads((tmp_path / "settings.json").read_text())["seconds"] == 7


@pytest.mark.usefixtures("bare")
def test_pages_and_files_of_an_earlier_build_are_gone_and_all_links_lead_somewhere(tmp_path: Path) -> None:
    old = page_of(notebook(text("# Old")), name="old", beside={"old.csv": b""})
    new = page_of(notebook(text("# New & old")), name="new # 1", beside={"in/data.csv": b"1"})
    build(tmp_path, [old], "A course", Settings())
    build(tmp_path, [new], "A course", Settings())
    assert {path.name for path in tmp_path.glob("*.html")} == {"index.html", "new # 1.html"}
    assert (tmp_path / "files/new # 1/in/data.csv").read_bytes() == b"1" and not (tmp_path / "files/old").exists()
    assert '<a href="new%20%23%201.html">New &amp; old</a>' in (tmp_path / "index.html").read_text()


# --- another course ------------------------------------------------------------------------------


@pytest.fixture
def release(tmp_path: Path) -> Callable[..., Path]:
    """release({"ps1/work.ipynb": notebook, "ps1/data.csv": bytes}) -> the folder."""

    def write(files: dict[str, NotebookNode | bytes]) -> Path:
        for name, content in files.items():
            file = tmp_path / "release" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else nbformat.writes(content).encode())
        return tmp_path / "release"

    return write


def test_of_another_course_each_notebook_is_a_page_with_what_lies_beside_it(release: Callable[..., Path]) -> None:
    one, two = notebook(text("# One")), notebook(text("# Two"))
    folder = release({
        "ps1/one.ipynb": one, "ps1/data/x.csv": b"1,2", "ps1/.ipynb_checkpoints/one-checkpoint.ipynb": one,
        "ps2/a.ipynb": one, "ps2/b.ipynb": two, "ps3/only.txt": b"",
    })  # fmt: skip
    pages = another_course(folder)
    assert [(page.name, page.file, sorted(page.beside)) for page in pages] == [
        ("ps1", "one.ipynb", ["data/x.csv"]),
        ("ps2-a", "a.ipynb", []),
        ("ps2-b", "b.ipynb", []),
    ]


def test_a_notebook_from_before_cells_had_ids_gets_the_same_ones_each_time(release: Callable[..., Path]) -> None:
    old = notebook(text("# Title"), code("1", nbgrader={"grade_id": "mean of x"}))
    old.nbformat_minor = 4
    for cell in old.cells:
        del cell["id"]
    folder = release({"ps1/one.ipynb": old})
    first, again = another_course(folder), another_course(folder)
    assert [cell.id for cell in first[0].notebook.cells] == ["cell-0", "mean-of-x"]
    assert first[0].edition == again[0].edition


def test_a_file_that_no_page_could_carry_is_named(
    release: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = release({"ps1/one.ipynb": notebook(text("# One")), "ps1/large.bin": b"x" * 2000})
    monkeypatch.setattr("publishing.web.releases.LARGEST", 1000)
    with pytest.raises(ValueError, match=r"large.bin has 2,000 bytes; a page takes files of 1,000 at most"):
        another_course(folder)


@pytest.mark.usefixtures("bare")
def test_the_command_builds_another_course_under_its_title_or_says_in_a_line_what_is_wrong(
    release: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = release({"ps1/one.ipynb": notebook(text("# One"))})

    def run(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["web", "--into", str(tmp_path / "web"), *map(str, arguments)])
        return command.main()

    assert run("--release", folder, "--title", "Statistics & more") == 0
    assert "Statistics &amp; more" in (tmp_path / "web/index.html").read_text()
    assert run("--release", tmp_path / "nowhere") == 2
    assert "has no folder with a notebook" in capsys.readouterr().err

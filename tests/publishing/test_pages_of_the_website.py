"""What the website's pages are made of: docstrings as reST, notebooks executed once, each name described once."""

from __future__ import annotations

import base64
import io
from collections import Counter
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from PIL import Image

pytest.importorskip("sphinx", reason="what the website needs is not installed: make site")

import docutils.core
import docutils.nodes

from publishing.executing import executed
from publishing.lectures import page_of
from publishing.website.reference import ROOMS, as_rest, names_of

pytestmark = pytest.mark.slow  # CI has Sphinx when it comes to the slow tests


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 2)).save(file, "PNG")
    return file.getvalue()


PIXELS = base64.b64encode(png()).decode()


def doctree(docstring: str) -> docutils.nodes.document:
    settings = {"halt_level": 2, "report_level": 2}  # a warning is an error
    return docutils.core.publish_doctree("\n".join(as_rest(docstring.splitlines())), settings_overrides=settings)


def test_no_character_of_a_docstring_but_the_backtick_has_a_meaning_for_rest() -> None:
    text = "The length |g| of g_k_ is *at most* `eps_`, see `f(x)`s value; **kwargs, a\\b, <x>, _y_ and J_."
    (paragraph,) = doctree(text).children
    assert paragraph.astext() == text.replace("`", "")
    assert [each.astext() for each in paragraph.findall(docutils.nodes.literal)] == ["eps_", "f(x)"]
    assert list(paragraph.findall(docutils.nodes.emphasis)) == []


def test_what_is_laid_out_in_a_docstring_stays_so_and_arguments_are_a_list() -> None:
    text = (
        "A rule.\n\n    v ← γv + ηg,  θ ← θ − v\n\nX : (m, n), the\n    rows.\ny : (m,)"
        "\n\n* one\n* two_\n\n>>> 1 + 1\n2"
    )
    tree = doctree(text)
    blocks = [each.astext() for each in tree.findall(docutils.nodes.literal_block)]
    assert blocks == ["v ← γv + ηg,  θ ← θ − v", ">>> 1 + 1\n2"]
    items = [item.astext().split("\n\n") for item in tree.findall(docutils.nodes.definition_list_item)]
    assert items == [["X", "(m, n), the\nrows."], ["y", "(m,)"]]
    assert [item.astext() for item in tree.findall(docutils.nodes.list_item)] == ["one", "two_"]


@pytest.mark.parametrize("short", [short for modules in ROOMS.values() for short in modules])
def test_every_docstring_of_the_reference_is_rest_without_a_warning(short: str) -> None:
    module = import_module(f"gdkit.{short}")
    values = [module, *(getattr(module, name) for name in names_of(module))]
    assert len(values) > 1
    for value in values:
        assert value.__doc__, value
        doctree(value.__doc__)


def test_every_name_of_gdkit_is_described_on_one_page() -> None:
    pages = {short: names_of(import_module(f"gdkit.{short}")) for modules in ROOMS.values() for short in modules}
    described = Counter(getattr(import_module(f"gdkit.{short}"), name) for short in pages for name in pages[short])
    assert {value for value, times in described.items() if times > 1} == set()
    gdkit = import_module("gdkit")
    offered = {name: getattr(gdkit, name) for name in gdkit.__all__}
    missing = [name for name, value in offered.items() if isinstance(value, type) and value not in described]
    assert missing == []
    assert set(pages) >= {name for name, value in offered.items() if type(value).__name__ == "module"} - {"check"}


def cell(source: str, **metadata: object) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(source, metadata=metadata, id=f"cell-{abs(hash(source)) % 1000}")


def test_a_page_has_no_notes_for_the_lecturer_and_each_picture_once_as_a_file(tmp_path: Path) -> None:
    html = f'<img src="data:image/png;base64,{PIXELS}" alt="two by four" width="8" style="max-width: 100%">'
    shown = nbformat.v4.new_output("display_data", {"text/html": html, "image/png": PIXELS})
    explorer = cell("explorer.static()")
    explorer.outputs = [shown]
    notes = nbformat.v4.new_markdown_cell("Say it slowly.", metadata={"slideshow": {"slide_type": "notes"}})
    title, part = nbformat.v4.new_markdown_cell("# Lecture"), nbformat.v4.new_markdown_cell("# Part two")
    page = page_of(nbformat.v4.new_notebook(cells=[title, notes, part, explorer]), tmp_path)
    assert [each.source for each in page.cells] == ["# Lecture", "## Part two", "explorer.static()"]
    data = page.cells[-1].outputs[0].data
    (file,) = tmp_path.iterdir()
    assert set(data) == {"text/html"} and "base64" not in data["text/html"]
    assert f'src="../_static/figures/{file.name}"' in data["text/html"] and 'height="4"' in data["text/html"]
    assert data["text/html"].startswith('<details class="gd-still" open>') and 'alt="two by four"' in data["text/html"]
    with Image.open(file) as kept:
        assert kept.size == (4, 2)


def test_of_two_notebooks_the_one_that_changed_is_executed_again_and_the_other_is_not(tmp_path: Path) -> None:
    def runs(second: str) -> dict[str, str]:
        notebooks = {name: nbformat.v4.new_notebook(cells=[cell(text)]) for name, text in (("a", clock), ("b", second))}
        done = executed(notebooks, tmp_path / "kept", folder=tmp_path)
        return {name: notebook.cells[0].outputs[0].text for name, notebook in done.items()}

    clock = "import time\nprint(time.time_ns())"
    first, again, changed = runs(clock), runs(clock), runs(f"{clock}\n")
    assert again == first
    assert changed["a"] == first["a"] and changed["b"] != first["b"]
    assert len(list((tmp_path / "kept").iterdir())) == 2

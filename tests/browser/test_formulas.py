"""Formulas as JupyterLab's own MathJax typesets them: none is left as source, none is an error."""

import re
import secrets
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def preview(browser, lab_server):
    """preview(markdown) -> it as one cell of a notebook in JupyterLab, typeset."""
    address, token, folder = lab_server
    contexts = []

    def show(text):
        name = f"page-{secrets.token_hex(4)}.ipynb"
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, folder / name)
        context = browser.new_context(viewport={"width": 1024, "height": 768})
        contexts.append(context)
        page = context.new_page()
        context.route(lambda url: not url.startswith((address, "blob:", "data:")), lambda route: route.abort())
        page.goto(f"{address}/doc/tree/{name}?token={token}&reset")
        page.locator(".jp-Notebook .jp-RenderedMarkdown mjx-container").first.wait_for(timeout=60_000)
        page.wait_for_function(
            "n => document.querySelectorAll('.jp-Notebook .jp-RenderedMarkdown mjx-container').length >= n",
            arg=len(formulas(text)),
            timeout=300_000,
        )
        return page.locator(".jp-Notebook .jp-RenderedMarkdown")

    yield show
    for context in contexts:
        context.close()


def formulas(text: str) -> list[str]:
    """The formulas of a text: $…$ and $$…$$ outside code."""
    prose = re.sub(r"```.*?```|``[^`]+``|`[^`\n]*`", " ", text, flags=re.DOTALL)
    return re.findall(r"\$\$.+?\$\$|\$[^$]+?\$", prose, flags=re.DOTALL)


def errors(page) -> list[str]:
    """What MathJax could not typeset."""
    return page.locator("mjx-container").evaluate_all(
        "all => all.map(e => e.querySelector('mjx-merror, [data-mjx-error], [style*=\"color: red\"]')).filter(e => e)"
        ".map(e => e.getAttribute('data-mjx-error') || e.textContent || e.outerHTML)"
    )


@pytest.mark.timeout(400)
@pytest.mark.parametrize("part", ["notebooks/0*", "notebooks/[!0]*", "solutions/*/*"])
def test_every_formula_of_the_course_is_typeset(preview, part):
    paths = sorted(ROOT.glob(f"{part}.ipynb"))
    assert len(paths) > 5
    cells = [cell for path in paths for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown"]
    assert errors(preview("\n\n".join(cell.source for cell in cells))) == []


@pytest.mark.timeout(180)
def test_a_formula_that_cannot_be_typeset_is_found(preview):
    assert len(errors(preview("A good one $x^2$, a bad one $\\frac{1}$, an unknown one $\\nosuchthing$."))) == 2

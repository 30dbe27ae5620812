"""A page of homework in the browser as a student meets it, with a Python that only pretends (fake_python.mjs)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from publishing import typesetting
from publishing.web.bundle import ESBUILD

from .pages import NAME

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
SOON = 4000  # ms
needs_node = pytest.mark.skipif(not ESBUILD.exists() or not typesetting.available(), reason=typesetting.MISSING)


class Reader:
    """Playwright's page with what these tests do again and again."""

    def __init__(self, page: Any, site: Any) -> None:
        self._page, self.site = page, site
        self.errors: list[str] = []
        self.requests: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._page, name)

    def load(self) -> Reader:
        self._page.goto(f"{self.site.address}{NAME}.html")
        self._page.wait_for_selector("html[data-ready]", timeout=SOON)
        return self

    def cell(self, id: str) -> Any:
        return self._page.locator(f'section.cell[data-id="{id}"]')

    def typed(self, id: str, text: str) -> Any:
        """The cell's editor, with this text in place of what it had."""
        editor = self.editor(id)
        editor.press("Control+a")
        self._page.keyboard.insert_text(text)
        return editor

    def editor(self, id: str) -> Any:
        self.cell(id).locator(".source").click()
        return self.cell(id).locator(".cm-content")

    def outputs(self, id: str) -> Any:
        return self.cell(id).locator(".outputs")

    def notebook(self) -> Any:
        return nbformat.reads(self.text(), 4)

    def text(self) -> str:
        return str(self.evaluate("page.notebook.text()"))

    def source(self, id: str) -> str:
        return str(self.evaluate(f"page.notebook.cell({json.dumps(id)}).source"))

    def press(self, name: str) -> None:
        self.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()

    def menu(self, name: str) -> None:
        self.locator(".menu summary").click()
        self.press(name)

    def idle(self) -> None:
        self.wait_for_function("page.runner.ready && !page.runner.busy", timeout=SOON)

    def kept(self) -> None:
        self.get_by_text("Kept on this device").first.wait_for(timeout=SOON)
        self.wait_for_function("!page.work.keeper.dirty", timeout=SOON)

    def asked(self) -> list[Any]:
        return list(self.evaluate("fake.asked.map(({ cell, quiet }) => [cell, quiet])"))

    def bring(self, text: str, name: str = "one-minibatch.ipynb") -> None:
        """Open a file with this text, by the file picker."""
        with self.expect_file_chooser() as chooser:
            self.menu("Open a file…")
        chooser.value.set_files({"name": name, "mimeType": "application/json", "buffer": text.encode()})


def show(page: Reader, *outputs: dict[str, Any]) -> Any:
    page.typed("step", "\n".join("#! " + json.dumps(output) for output in outputs))
    page.keyboard.press("Control+Enter")
    page.idle()
    return page.outputs("step")


def display(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {k.replace("_", "/"): v for k, v in data.items()}}

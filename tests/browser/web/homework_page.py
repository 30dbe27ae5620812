"""A page of homework in the browser as a student uses it, by its buttons, files and keys; its Python is real."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).parents[3]
BUILT = (ROOT / "build" / "site" / "web", ROOT / "build" / "web")
WEB = Path(os.environ.get("GDKIT_WEB") or next((each for each in BUILT if each.is_dir()), BUILT[1]))
HERE = (WEB / "runtime" / "manifest.json").is_file() and (WEB / "static" / "notebook.js").is_file()
MISSING = "there is no homework in the browser; make it: make web"
SECONDS = 240  # for Python to start or for all cells to run, on a machine that does much else


class HomeworkPage:
    """Playwright's page; `requests` are those that were refused, all but to the page's own origin."""

    def __init__(self, context: Any, address: str) -> None:
        self.page, self.address = context.new_page(), address
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        context.route(lambda url: not url.startswith((address, "blob:", "data:")), self._refuse)

    def _refuse(self, route: Any) -> None:
        self.requests.append(route.request.url)
        route.abort()

    def open(self, name: str) -> HomeworkPage:
        self.page.goto(f"{self.address}{name}.html")
        self.page.wait_for_selector("html[data-ready]", timeout=1000 * SECONDS)
        self.settled()
        return self

    def settled(self) -> HomeworkPage:
        """Until Python is ready and nothing runs or waits. The page allows no scripts of ours to wait with."""
        ended = time.monotonic() + SECONDS
        busy = "section[data-state=running], section[data-state=waiting]"
        while time.monotonic() < ended:
            state = self.page.locator("#bar").get_attribute("data-state")
            assert state != "failed", self.page.locator("#notes").inner_text()
            if state == "ready" and not self.page.locator(busy).count():
                return self
            self.page.wait_for_timeout(100)
        raise AssertionError(f"still {state} after {SECONDS} s")

    def about(self) -> dict[str, Any]:
        """What the page knows of itself."""
        return dict(json.loads(self.page.locator("script#page").text_content()))

    def press(self, button: str) -> HomeworkPage:
        self.page.get_by_role("button", name=button, exact=True).first.click()
        return self

    def choose(self, entry: str) -> None:
        """Of the menu."""
        self.page.locator("#bar summary").click()
        self.press(entry)

    def run_all(self) -> HomeworkPage:
        self.press("Run all")
        self.page.wait_for_timeout(50)
        return self.settled()

    def bring(self, notebook: NotebookNode, file: Path) -> HomeworkPage:
        """Open the notebook as a file."""
        nbformat.write(notebook, file)
        with self.page.expect_file_chooser() as chooser:
            self.choose("Open a file…")
        chooser.value.set_files(file)
        self.page.get_by_text(f"{file.name} is open.").wait_for(timeout=1000 * SECONDS)
        return self.settled()

    def exported(self, file: Path) -> NotebookNode:
        """What "Download" gives."""
        with self.page.expect_download() as download:
            self.press("Download")
        download.value.save_as(file)
        return nbformat.read(file, as_version=4)

    def cell(self, place: str) -> Any:
        """The section of a cell by its id."""
        return self.page.locator(f'section[data-id="{place}"]')

    def type(self, place: str, source: str) -> HomeworkPage:
        """Put a text in place of what stands in a cell's editor."""
        self.cell(place).locator(".source").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)
        return self

    def start(self, place: str) -> HomeworkPage:
        self.cell(place).locator("button.run").click()
        return self

    def run(self, place: str, source: str) -> str:
        """Type into a cell and run it: what stands below it."""
        self.type(place, source).start(place)
        self.page.wait_for_timeout(50)
        self.settled()
        return str(self.cell(place).locator(".outputs").inner_text())

    def add(self) -> str:
        """A code cell of the student's own below the first code cell; its id."""
        self.page.locator("section.code .source").first.click()
        before = set(self._ids())
        self.press("+ Code")
        (made,) = set(self._ids()) - before
        return made

    def _ids(self) -> list[str]:
        return [str(each.get_attribute("data-id")) for each in self.page.locator("section.cell").all()]


def checks(notebook: NotebookNode) -> dict[str, str]:
    """What each check said, as text, by its id."""
    said = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and (found := re.match(r'check\("([^"]+)"', cell.source)):
            said[found[1]] = "\n".join(
                str(output.data["text/plain"]) for output in cell.outputs if output.output_type != "stream"
            )
    return said

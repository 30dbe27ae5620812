"""A real Chromium for the tests of what people see, marked `browser` and skipped where there is none.

`mount(widget)` puts an anywidget on a page of its own, as the website shows it: its state, and gdkit/widgets/live.js,
the stand-in for a kernel. Every request to a network is refused and remembered in `page.requests`.
Where $GDKIT_SCREENSHOTS names a folder, `keep(name)` puts a picture there for a person's eyes.
"""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

from gdkit.widgets import base
from publishing.browser import chromium_path

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# The stand-in for the kernel's model is the one that the website has, and reads the page as it does there.
PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>widget</title><style>
body {{ margin: 0; background: {paper}; }}
</style></head><body>
<main><script type="application/vnd.jupyter.widget-view+json">{{"model_id": "widget"}}</script></main>
<script type="application/vnd.jupyter.widget-state+json">{state}</script>
<script>{live}</script>
<script type="module">
const [view] = await window.gdLive;
const {{ model, stop }} = view;
window.saved = [];
model.save_changes = () => window.saved.push({{ ...model.state }});
Object.assign(window, {{ model, stop, heard: model.heard }});
document.body.dataset.ready = "yes";
</script></body></html>"""
LIVE = Path(base.__file__).with_name("live.js")


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium found: install it, or name it in GDKIT_CHROMIUM")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Mounted:
    """Playwright's page with one widget on it, and what the tests of widgets do and ask again and again."""

    def __init__(self, page, width):
        self._page, self._width = page, width
        self.requests, self.errors = [], []

    def __getattr__(self, name):
        return getattr(self._page, name)

    def predict(self, choice, button="Show", *, exact=False):
        """Choose an answer, and have it judged."""
        self.get_by_label(choice, exact=exact).check()
        self.press(button)

    def press(self, button):
        self.get_by_role("button", name=button, exact=True).click()

    def heard(self, k=0):
        """What a screen reader says of the k-th picture."""
        return self.get_by_role("img").nth(k).get_attribute("aria-label")

    def state(self, *names):
        """The traits as the page has them now: the value of one, a list of several."""
        values = [self.evaluate(f"model.get('{name}')") for name in names]
        return values if len(values) > 1 else values[0]

    def saved(self, name):
        """The trait as it was last sent to the kernel."""
        return self.evaluate(f"window.saved.at(-1).{name}")

    def fits(self):
        """Nothing sticks out to the right, nothing went wrong, and nothing was asked of a network."""
        assert self.evaluate("document.documentElement.scrollWidth") <= self._width
        assert self.errors == [] and self.requests == []

    def keep(self, name):
        keep(self._page, name, full_page=True)


def keep(page, name, **options):
    if folder := os.environ.get("GDKIT_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", **options)


@pytest.fixture
def decide():
    """decide(hand, slider, choice, button): move the slider, choose an answer, have it judged; by mouse or keyboard."""

    def by(hand, slider, choice, button):
        press = slider.page.keyboard.press
        if hand == "mouse":
            slider.scroll_into_view_if_needed()
            box = slider.bounding_box()
            slider.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            choice.check()
            button.click()
            return
        slider.focus()
        for _ in range(5):
            press("ArrowRight")
        choice.focus()
        press("Space")
        button.focus()
        press("Enter")

    return by


@pytest.fixture(name="keep")
def keep_fixture():
    """keep(page, name): a picture for a person's eyes."""
    return keep


@pytest.fixture(scope="session")
def numbers():
    """numbers(text, after) -> those that follow on these words: [1.5, -2.0] after "w = (" in "w = (1.5, −2)"."""

    one = r"-?[\d.]+(?:e[-+]\d+)?\b"

    def find(text, after):
        rest = text.replace("−", "-").split(after, 1)[1]
        return [float(number) for number in re.match(rf"{one}(?:, {one})*", rest)[0].split(", ")]

    return find


@pytest.fixture
def mount(browser, tmp_path):
    """mount(widget, width=1024, height=768, theme="light") -> a page that shows the widget alone."""
    contexts = []

    def show(widget, *, width=1024, height=768, theme="light"):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
        contexts.append(context)
        page = Mounted(context.new_page(), width)
        refuse_requests(context, page, "file:")
        page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
        file = tmp_path / f"{type(widget).__name__}-{len(contexts)}.html"
        file.write_text(page_of(widget, theme), encoding="utf-8")
        page.goto(file.as_uri())
        try:
            page.wait_for_selector("body[data-ready]", timeout=10_000)
        except Exception as error:
            raise AssertionError(f"the widget did not come up: {page.errors}") from error
        return page

    yield show
    for context in contexts:
        context.close()


def refuse_requests(context, page, allowed):
    """Only addresses that begin so are answered; others are remembered in page.requests, and errors in page.errors."""

    def refuse(route):
        page.requests.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith((allowed, "blob:", "data:")), refuse)
    page.on("pageerror", lambda error: page.errors.append(str(error)))


def page_of(widget, theme: str = "light") -> str:
    """A whole page with the widget's module, style and present state, as its kernel would send them."""
    state = {
        name: value
        for name, value in widget.get_state().items()
        if not name.startswith("_") and isinstance(value, (str, int, float, bool, list, dict))
    }
    state |= {"_esm": str(widget._esm), "_css": str(widget._css)}
    return PAGE.format(
        theme=theme,
        paper="#111111" if theme == "dark" else "#ffffff",
        live=LIVE.read_text(encoding="utf-8"),
        state=_embedded({"state": {"widget": {"model_module": "anywidget", "state": state}}}),
    )


def _embedded(value) -> str:
    return json.dumps(value).replace("</", "<\\/")


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory):
    """JupyterLab on loopback in folders of its own: (address with token, the folder of its notebooks)."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    home = tmp_path_factory.mktemp("lab")
    folders = {f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    (notebooks := home / "notebooks").mkdir()
    settings = home / "config/lab/user-settings/@jupyterlab/apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}', encoding="utf-8")
    port, token = _free_port(), secrets.token_hex(16)
    with (home / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
                *(f"--port={port}", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={notebooks}"),
                *(
                    "--ServerApp.port_retries=0",
                    "--LabApp.news_url=None",
                    "--LabApp.check_for_updates_class=",
                ),
            ],
            env=os.environ | folders | {"HOME": str(home), "OPENBLAS_NUM_THREADS": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api?token={token}", server, home / "lab.log")
        yield f"http://127.0.0.1:{port}", token, notebooks
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture
def open_in_lab(browser, lab_server):
    """open_in_lab(source, source, ...) -> a page of JupyterLab, or with place="notebooks" of Notebook 7, in which these
    cells have been run."""
    address, token, notebooks = lab_server
    contexts = []

    def show(*sources, width=1024, height=768, place="doc/tree"):
        name = f"notebook-{secrets.token_hex(4)}.ipynb"
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, notebooks / name)
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.requests, page.errors = [], []
        refuse_requests(context, page, address)
        # cells that are run before the kernel is there are asked for one
        with page.expect_websocket(lambda socket: "/channels" in socket.url, timeout=60_000):
            page.goto(f"{address}/{place}/{name}?token={token}&reset")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        return page

    yield show
    for context in contexts:
        context.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    """Until the server answers; an error with the end of its log when it does not within a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")

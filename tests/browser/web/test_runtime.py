"""Python in the page: it starts, runs cells, survives what they do, and says in words what became of it."""

import gzip
import io
import json
import re
import shutil
import zipfile

import pytest

from gdkit.checking.edition import edition

pytest.importorskip("mdit_py_plugins", reason="what pages need is not installed: make .venv/publishing")

from publishing.web.packing import packed, zipped
from publishing.web.runtime import ROOT
from publishing.web.serving import ISOLATED, served

from .building import ESBUILD, built

PYODIDE = ROOT / "node_modules" / "pyodide"
LOOPS = "while True: pass"
# Until the page, its scripts and its packages are kept.
KEPT = """async () => {
  const kept = async (name) => (await (await caches.open(name)).keys()).map((request) => request.url);
  const missing = async () =>
    (await kept('gdkit-pages')).length < 4 || !(await kept('gdkit-runtime')).some((url) => url.includes('matplotlib'));
  while (await missing()) await new Promise((resolve) => setTimeout(resolve, 50));
}"""


@pytest.fixture(scope="module")
def folder():
    if not ESBUILD.exists():
        pytest.skip("esbuild is not there: make node_modules/ready")
    try:
        return built()
    except OSError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def server(folder):
    with served(folder) as server:
        yield server


class Page:
    """A page with Python, in a browser of its own that reaches nothing but the server."""

    def __init__(self, browser, address, *, guarded=True):
        self.context = browser.new_context()
        self.address, self.refused = address, []
        if guarded:  # what playwright routes does not reach a service worker
            self.context.route("**/*", self._local)
        self.page = self.context.new_page()

    def _local(self, route):
        if route.request.url.startswith(self.address):
            return route.fallback()
        self.refused.append(route.request.url)
        return route.abort()

    def open(self, query=""):
        self.page.goto(f"{self.address}?{query}")
        return self.page.evaluate("() => started")

    def run(self, source, cell="cell"):
        """The answer, with the outputs that came meanwhile."""
        answer, sent = self.page.evaluate(
            "async ([source, cell]) => { sent.length = 0; return [await python.run({ source, cell }), sent]; }",
            [source, cell],
        )
        return answer | {"outputs": [message["output"] for message in sent if message["kind"] == "output"]}

    def value(self, source):
        """The value of the last line, as text."""
        outputs = self.run(source)["outputs"]
        assert outputs[-1]["output_type"] == "execute_result", outputs
        return outputs[-1]["data"]["text/plain"]

    def told(self):
        return self.page.evaluate("() => states.at(-1)")


@pytest.fixture
def fresh(browser, server):
    """A page in a browser that has never seen it, not yet opened."""
    page = Page(browser, server.address)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def python(browser, server):
    """A page on which Python runs, for tests that leave it running."""
    page = Page(browser, server.address)
    assert page.open("packages=matplotlib")
    yield page
    assert page.refused == []
    page.context.close()


def test_a_cell_runs_and_what_it_says_comes_in_order(python):
    answer = python.run("print('a'); print('b')\n1 + 1")
    assert answer["status"] == "ok"
    *streams, value = answer["outputs"]
    assert "".join(stream["text"] for stream in streams) == "a\nb\n"
    assert value["data"]["text/plain"] == "2"
    failed = python.run("1 / 0")
    assert (failed["status"], failed["ename"], failed["lost"]) == ("error", "ZeroDivisionError", False)


def test_the_browser_has_the_edition_of_this_checkout(python):
    assert python.value("from gdkit.checking.edition import edition\nedition()") == repr(edition())


@pytest.mark.parametrize(
    "source",
    [
        "import unittest, asyncio, tarfile, doctest, sqlite3\nunittest.__name__",
        "import scipy.optimize\nround(float(scipy.optimize.brentq(lambda x: x * x - 2, 0, 2)), 6)",
        "import sympy\nsympy.diff(sympy.Symbol('x') ** 2)",
        "__import__('sklearn.linear_model').linear_model.LinearRegression().fit([[0], [1]], [0, 1]).coef_",
        "import traitlets\ntraitlets.__name__",
    ],
)
def test_a_package_comes_when_it_is_imported_however_that_is_written(python, source):
    assert python.run(source)["status"] == "ok"


def test_the_standard_library_of_a_homework_is_there_from_the_start(python):
    modules = """random math itertools fractions statistics dataclasses functools collections re json csv time timeit
    datetime typing copy string operator pathlib contextlib abc enum decimal bisect heapq textwrap traceback inspect ast
    io base64 pprint warnings tempfile shutil zipfile logging threading hashlib uuid calendar glob pickle queue argparse
    difflib urllib.parse ctypes lzma"""
    assert python.run(f"import {', '.join(modules.split())}")["status"] == "ok"
    assert python.value("[name for name in ('asyncio', 'sqlite3') if name in ()]") == "[]"


def test_a_picture_with_a_formula_is_drawn(python):
    answer = python.run("import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.title(r'$\\nabla J(\\theta)$');")
    assert [error for error in answer["outputs"] if error["output_type"] in ("error", "stream")] == []
    assert any("image/png" in one.get("data", {}) for one in answer["outputs"])


def test_files_beside_the_notebook_are_read_and_files_are_written(fresh, folder):
    (folder / "data.csv").write_text("1,2\n", encoding="utf-8")
    assert fresh.open("files=data.csv")
    assert fresh.value("open('data.csv').read()") == repr("1,2\n")
    assert fresh.value("open('new.txt', 'w').write('x'); __import__('os').listdir()") == "['data.csv', 'new.txt']"


def test_stop_ends_a_loop_and_python_starts_again_without_its_variables(fresh):
    assert fresh.open()
    before = fresh.value("x = 1\nimport random, time\n(random.random(), time.monotonic())")
    stopped = fresh.page.evaluate(
        "async (source) => { const ran = python.run({ source, cell: 'c' }); await new Promise(r => setTimeout(r, 300));"
        " await python.stop(); return ran; }",
        LOOPS,
    )
    assert (stopped["status"], stopped["lost"]) == ("stopped", True)
    assert "without its variables" in stopped["text"]
    assert fresh.value("'x' in globals()") == "False"
    after = fresh.value("import random, time\n(random.random(), time.monotonic())")
    numbers = [[float(number) for number in text.strip("()").split(",")] for text in (before, after)]
    assert numbers[0][0] != numbers[1][0], "drawn from the same seed"
    assert numbers[0][1] < numbers[1][1], "the clock went back"


def test_a_cell_that_ends_python_or_asks_for_too_much_leaves_the_page_alive(fresh):
    assert fresh.open()
    ended = fresh.run("import os; os._exit(0)")
    assert (ended["status"], ended["lost"]) == ("ended", True)
    assert "started again" in ended["text"]
    asked = fresh.run("x = [bytearray(2**31 - 100) for _ in range(3)]")
    assert (asked["status"], asked["ename"], asked["lost"]) == ("error", "MemoryError", False)
    assert fresh.value("1 + 1") == "2"


def test_the_time_limit_is_python_s_own_and_where_that_cannot_be_the_page_s(fresh):
    assert fresh.open("seconds=1")
    assert fresh.value("x = 1; x") == "1"
    soft = fresh.run(LOOPS)
    assert (soft["status"], soft["lost"]) == ("timeout", False)
    assert fresh.value("x") == "1"
    hard = fresh.run("import time; time.sleep(100)")
    assert (hard["status"], hard["lost"]) == ("timeout", True)
    assert "longer than 1 s" in hard["text"]


def test_a_flood_of_output_is_bounded_and_the_page_answers_meanwhile(fresh):
    assert fresh.open()
    fresh.page.evaluate(
        "() => { window.ticks = 0; setInterval(() => ticks++, 10);"
        " window.ran = python.run({ source: 'for i in range(20000): print(\"x\" * 5000)', cell: 'c' }); }"
    )
    answer = fresh.page.evaluate("() => ran")
    assert answer["status"] == "ok"
    assert fresh.page.evaluate("() => JSON.stringify(sent).length") < 3_000_000
    assert fresh.page.evaluate("() => ticks") > 5


def test_the_second_visit_needs_no_network(browser, folder):
    with served(folder) as server:
        page = Page(browser, server.address, guarded=False)
        assert page.open("packages=matplotlib")
        page.page.evaluate(KEPT)
    page.context.set_offline(True)
    assert page.open("packages=matplotlib")
    assert page.value("import matplotlib\n1 + 1") == "2"
    missing = page.run("import sympy")
    assert missing["ename"] == "ModuleNotFoundError"
    page.context.close()


def test_what_comes_damaged_or_not_at_all_is_said_and_tried_again(fresh):
    def damaged(route):
        route.fulfill(body=gzip.compress(b"not this"))

    fresh.context.route("**/kernel.*.gz", damaged)
    assert not fresh.open()
    assert fresh.told()[0] == "failed"
    assert "damaged" in fresh.told()[1]
    fresh.context.unroute("**/kernel.*.gz", damaged)
    fresh.page.evaluate("() => caches.delete('gdkit-runtime')")  # what came whole meanwhile
    fresh.context.route("**/core.*.gz", lambda route: route.abort(), times=1)
    assert not fresh.page.evaluate("() => python.start()")
    assert "could not be fetched" in fresh.told()[1]
    assert fresh.page.evaluate("() => python.start()")
    assert fresh.value("1 + 1") == "2"


def test_a_server_that_unpacks_on_the_way_will_do_and_headers_for_isolation_do_no_harm(browser, folder):
    with served(folder, ISOLATED, gzip_header=True) as server:
        page = Page(browser, server.address)
        assert page.open()
        assert page.page.evaluate("() => crossOriginIsolated")
        assert page.value("import sympy\n1 + 1") == "2"
        page.context.close()


def test_progress_is_told_in_bytes_that_are_known_beforehand(fresh, folder):
    assert fresh.open()
    loads = [one for one in fresh.page.evaluate("() => progress") if one["stage"] == "download"]
    assert loads[-1]["done"] == loads[-1]["total"] > 20_000_000
    assert [one["done"] for one in loads] == sorted(one["done"] for one in loads)


def test_a_browser_that_is_too_old_is_told_what_to_do(fresh):
    fresh.page.add_init_script("delete window.DecompressionStream")
    assert not fresh.open()
    assert "too old" in fresh.told()[1]
    assert "current Chrome" in fresh.told()[1]


def test_a_page_that_was_opened_as_a_file_is_told_what_to_do(browser, folder, tmp_path):
    """No script of a module is loaded from a file, so a page's script for files would be a classic one."""
    script = (folder / "static" / "python.js").read_text(encoding="utf-8")
    script = re.sub(r"export\{(\w+) as Python\};", r"window.Python = \1;", script)
    start = "new Python({ onState: (state, text) => { window.told = [state, text]; } }).start();"
    (tmp_path / "page.html").write_text(f"<!doctype html><script>{script}\n{start}</script>", encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert page.evaluate("() => new Promise(r => setTimeout(() => r(told), 100))")[0] == "failed"
    assert "python -m http.server" in page.evaluate("() => told[1]")
    page.close()


def test_another_runtime_stands_behind_the_same_seam(fresh, folder):
    """Pyodide without its NumPy, which no registry has: gdkit is cut down to what the kernel imports of it."""
    if not PYODIDE.is_dir():
        pytest.skip("Pyodide is not there: make node_modules/ready")
    (folder / "pyodide").mkdir(exist_ok=True)
    for path in PYODIDE.glob("p*"):
        if path.suffix in (".mjs", ".wasm", ".zip", ".json") and path.name != "package.json":
            shutil.copyfile(path, folder / "pyodide" / path.name)
    manifest = json.loads((folder / "runtime" / "manifest.json").read_text(encoding="utf-8"))
    entry = manifest["packages"]["gdkit"]
    with zipfile.ZipFile(io.BytesIO(gzip.decompress((folder / entry["file"]).read_bytes()))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files |= {"gdkit/__init__.py": b"", "gdkit/checking/__init__.py": b""}
    small = packed(zipped(files), folder / "cache")
    entry.update(small.facts)
    fresh.context.route("**/manifest.json", lambda route: route.fulfill(json=manifest))
    fresh.context.route("**/gdkit.*.gz", lambda route: route.fulfill(body=small.content))
    assert fresh.open("runtime=pyodide&seconds=1")
    assert fresh.value("import sys\nsys.platform") == "'emscripten'"
    assert fresh.run("1 / 0")["ename"] == "ZeroDivisionError"
    assert fresh.run(LOOPS)["status"] == "timeout"
    assert fresh.value("open('new.txt', 'w').write('x'); __import__('os').listdir()") == "['new.txt']"

"""Notebooks in processes of their own: with the kernel of the browser, and with IPython for comparison."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
IN_THE_BROWSER = f"""
import json, os, sys
sys.path.insert(0, {str(ROOT)!r})
sys.modules.update(dict.fromkeys(("IPython", "ipywidgets", "anywidget")))  # they are not there
from publishing.web import kernel
out = os.fdopen(os.dup(1), "w")
kernel.start(lambda text: print(text, file=out), seconds=json.loads(sys.argv[1]))
for message in sys.stdin:
    print(kernel.handle(message), file=out, flush=True)
"""
IN_IPYTHON = f"""
import json, os, sys
sys.path.insert(0, {str(ROOT)!r})
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
for line in sys.stdin:
    with capture_output() as said:
        shell.run_cell(json.loads(line), store_history=True)
    shown = [{{"text": said.stdout + said.stderr}}] + [{{"data": output.data}} for output in said.outputs]
    print(json.dumps(shown), flush=True)
"""


class Notebook:
    """A process that takes a line of JSON and answers with lines of JSON."""

    def __init__(self, folder: Path, program: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def ask(self, message: Any) -> list[Any]:
        """What came, the answer last."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        said = [json.loads(self._process.stdout.readline())]
        while isinstance(said[-1], dict) and "status" not in said[-1]:
            said.append(json.loads(self._process.stdout.readline()))
        return said

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


class InTheBrowser(Notebook):
    """The kernel of the browser, in CPython."""

    def __init__(self, folder: Path, seconds: float | None = None) -> None:
        super().__init__(folder, IN_THE_BROWSER, json.dumps(seconds))
        self.answer: dict[str, Any] = {}

    def run(self, source: str, *, quiet: bool = False) -> list[dict[str, Any]]:
        """The outputs of a cell; `answer` says how it ended."""
        *sent, self.answer = self.ask({"op": "run", "cell": "a", "source": source, "quiet": quiet})
        assert all((message["kind"], message["cell"]) == ("output", "a") for message in sent)
        return [message["output"] for message in sent]

    def text(self, source: str) -> str:
        """All that a cell shows as text."""
        return "".join(_text(output) for output in self.run(source))


def _text(output: dict[str, Any]) -> str:
    if output["output_type"] == "error":
        return "\n".join(output["traceback"])
    return output["text"] if output["output_type"] == "stream" else output["data"]["text/plain"]


class InIPython(Notebook):
    """A shell of IPython."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, IN_IPYTHON)

    def run(self, source: str) -> list[dict[str, Any]]:
        """The outputs of a cell: {"text": all that was printed}, then {"data": …} for each display and result."""
        ((*outputs,),) = self.ask(source)
        return outputs


@pytest.fixture
def opened() -> Iterator[Callable[[Notebook], Any]]:
    """Ends what it is given when the test has ended."""
    notebooks: list[Notebook] = []

    def keep(notebook: Notebook) -> Notebook:
        notebooks.append(notebook)
        return notebook

    yield keep
    for notebook in notebooks:
        notebook.end()


@pytest.fixture
def in_the_browser(opened: Callable[[Notebook], Any]) -> Callable[..., InTheBrowser]:
    """in_the_browser(folder, seconds=None): the kernel of the browser."""
    return lambda folder, seconds=None: opened(InTheBrowser(folder, seconds))


@pytest.fixture
def in_ipython(opened: Callable[[Notebook], Any]) -> Callable[..., InIPython]:
    """in_ipython(folder): a shell of IPython."""
    return lambda folder: opened(InIPython(folder))


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InTheBrowser]:
    """One for all tests of a module, in an empty folder."""
    notebook = InTheBrowser(tmp_path_factory.mktemp("work"))
    yield notebook
    notebook.end()

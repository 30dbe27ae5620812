"""Cells that harm the kernel in which they run: it answers all the same, and says what happened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("class E(Exception):\n    def __str__(self): raise SystemExit\nraise E", "E"),
        ("class A:\n    def __repr__(self): return repr(self)\nA()", "RecursionError"),
        ("class A:\n    def __getattr__(self, name): raise KeyboardInterrupt\nA()", "Stopped."),
        ("raise SystemExit(3)", "The cell called exit()"),
        ("import sys\nkept, sys.stdout = sys.stdout, None", ""),
        ("sys.stdout = kept\nprint('again')", "again"),
        ("raise RuntimeError(\"can't start new thread\")", "Threads and other programs cannot be started"),
        ("raise OSError(58, 'wasi does not support processes.')", "Threads and other programs cannot be started"),
        ("raise OSError(2, 'No such file')", "No such file"),
    ],
)  # fmt: skip
def test_whatever_a_cell_raises_is_said(kernel: Any, source: str, said: str) -> None:
    assert said in kernel.text(source)
    assert kernel.text("1 + 1") == "2"


def test_a_cell_may_replace_what_the_kernel_speaks_with(kernel: Any) -> None:
    source = "import json\nkept = json.dumps\njson.dumps = lambda *_, **__: 'no JSON'\nprint('heard')"
    assert kernel.text(source) == "heard\n"
    assert kernel.text("json.dumps = kept\n'heard'") == "'heard'"


def test_a_kernel_that_cannot_go_on_says_why(tmp_path: Path, in_the_browser: Callable[..., Any]) -> None:
    kernel = in_the_browser(tmp_path)
    kernel.run("class M(type):\n    @property\n    def __name__(c): raise ValueError\n"
               "class E(Exception, metaclass=M): pass\nraise E")  # fmt: skip
    assert (kernel.answer["status"], kernel.answer["text"]) == ("error", "ValueError")
    assert kernel.text("1 + 1") == "2"

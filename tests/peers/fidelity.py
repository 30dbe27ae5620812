"""84 cells of notebook features, and what both a real kernel and the sandbox make of them, in a comparable form."""

# ruff: noqa: E501 (a cell is one line of the list, as long as its code is)
from __future__ import annotations

import json
import re
from typing import Any

CELLS: dict[str, str] = {
    # printing
    "print": "print('a', 'b', sep='-')",
    "print in pieces": "for i in range(3): print(i, end=' ')",
    "stderr": "import sys\nprint('e', file=sys.stderr)",
    "stdout and stderr in turn": "print('o1'); print('e1', file=sys.stderr); print('o2')",
    "warning": "import warnings\nwarnings.warn('careful')",
    "logging": "import logging\nlogging.warning('logged')",
    "flush and write": "sys.stdout.write('w\\n'); sys.stdout.flush()",
    "carriage return": "print('10 %\\r20 %\\r30 %')",
    "unicode": "print('∇θ η λ ✓')",
    "empty print": "print()",
    # results
    "last expression": "1 + 1",
    "no result with a semicolon": "1 + 1;",
    "None shows nothing": "None",
    "string result": "'text'",
    "underscore": "_",
    "Out and In": "isinstance(Out, dict), len(In) > 5",
    "assignment shows nothing": "x = 5",
    "array": "import numpy as np\nnp.arange(4.0)",
    "large array": "np.zeros((500, 500))",
    "dict": "{'b': 1, 'a': [1, 2]}",
    "html representation": "class H:\n    def _repr_html_(self): return '<b>h</b>'\nH()",
    "mime bundle": "class M:\n    def _repr_mimebundle_(self, include=None, exclude=None): return {'text/plain': 'm', 'text/markdown': '*m*'}\nM()",
    "representation that fails": "class F:\n    def __repr__(self): raise ValueError('no repr')\nF()",
    "sympy": "import sympy\nsympy.Symbol('x') ** 2",
    # displays
    "display": "from IPython.display import *\ndisplay('shown')",
    "display of several": "display(1, 'two')",
    "HTML": "HTML('<i>x</i>')",
    "LaTeX, Markdown, JSON": "display(Latex('$x$'), Markdown('*m*'), JSON({'a': 1}))",
    "SVG": "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
    "display id": "handle = display('first', display_id='here')",
    "update of an earlier cell": "handle.update('second')",
    "update in the same cell": "h = display('a', display_id='q'); h.update('b')",
    "clear_output": "print('gone'); clear_output(); print('stays')",
    "clear_output, wait": "print('gone'); clear_output(wait=True); print('stays')",
    "print between displays": "print('p1'); display('d'); print('p2')",
    # figures
    "figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "two shows": "plt.plot([1]); plt.show(); plt.plot([2]); plt.show()",
    "figure as a result": "f, ax = plt.subplots(); plt.close(f); f",
    "figure without a show": "plt.figure(); plt.scatter([1], [2]); print('after')",
    "svg figures": "%config InlineBackend.figure_format = 'svg'\nplt.plot([1, 2]);",
    "png again": "%config InlineBackend.figure_format = 'png'\nplt.plot([1, 2]);",
    "%matplotlib inline": "%matplotlib inline",
    # errors
    "error": "def f():\n    return 1 / 0\nf()",
    "error after output": "print('before'); raise ValueError('v')",
    "syntax error": "x = = 1",
    "indentation error": "if True:\nprint(1)",
    "own exception": "class Mine(Exception): pass\nraise Mine('m')",
    "chained": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise KeyError('k') from e",
    "assertion": "assert 1 == 2, 'no'",
    "SystemExit": "raise SystemExit(3)",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "decoding": "b'\\xff'.decode()",
    "dataclass": "from dataclasses import dataclass\n@dataclass\nclass D:\n    x: int = 1\nD()",
    "input()": "input('?')",
    "unknown name": "nowhere",
    # magics
    "%time": "%time y = 1",
    "%timeit": "%timeit -n1 -r1 -q 1 + 1",
    "%%capture": "%%capture cap\nprint('hidden')",
    "captured": "cap.stdout",
    "%%writefile": "%%writefile t.py\nQ = 7\nprint('ran', __name__)",
    "%run": "%run t.py",
    "import of a written file": "import t\nt.Q",
    "%env": "%env FIDELITY=1",
    "%who": "%who_ls str",
    "%%html": "%%html\n<u>x</u>",
    "help": "help(len)",
    "question mark": "len?",
    "unknown magic": "%nonesuch",
    "%autoreload": "%load_ext autoreload\n%autoreload 1",
    "shell class": "type(get_ipython()).__name__",
    # processes
    "!command": "!echo from a shell",
    "output of a command": "lines = !echo one; echo two\nlines",
    "%%bash": "%%bash\necho bash",
    "subprocess": "import subprocess\nsubprocess.run(['echo', 'sub'], capture_output=True, text=True).stdout",
    "C below Python": "import ctypes\nlibc = ctypes.CDLL(None)\nn = libc.puts(b'from C'); n = libc.fflush(None)",
    # concurrency
    "await": "import asyncio\nawait asyncio.sleep(0.01, 'slept')",
    "task over cells": "task = asyncio.create_task(asyncio.sleep(0.01, 5))",
    "the task in the next cell": "await task",
    "a running loop in a plain cell": "asyncio.get_running_loop().is_running()",
    "threads": "from concurrent.futures import ThreadPoolExecutor\nlist(ThreadPoolExecutor(3).map(abs, [-1, -2]))",
    # introspection
    "__name__ and getsource": "import inspect\ndef g(a): return a\n__name__, inspect.getsource(g)",
    "pickle of an own class": "import pickle\nclass P: pass\ntype(pickle.loads(pickle.dumps(P()))).__name__",
    "doctest": "def d():\n    '''\n    >>> d()\n    1\n    '''\n    return 1\nimport doctest\ndoctest.testmod()",
    "exit()": "exit()",  # the last one: a kernel ends
}  # fmt: skip

# what differs, and why; everything else must be equal
DIFFERENT = {
    "input()": "a kernel without a frontend has an error about frontends; ours says what to do in the cell",
    "!command": "a kernel runs commands in a terminal, which ends lines with \\r\\n; ours through pipes",
    "stdout and stderr in turn": "a kernel groups what is printed by stream; ours keeps the order in which it was printed",
}


def comparable(outputs: list[Any]) -> list[Any]:
    """Outputs without what differs from run to run: addresses, times, paths, bytes of pictures."""
    found: list[Any] = []
    for output in json.loads(json.dumps(outputs)):
        kind = output["output_type"]
        if kind == "stream":
            text = re.sub(r"\S*ipykernel_\d+\S*", "<cell>", output["text"])
            text = re.sub(r"/[^\n:]+/IPython/", "<packages>/IPython/", text)
            text = re.sub(r"\d+(\.\d+)?(e[+-]\d+)? [nµμm]?s\b", "<time>", text)
            if found and found[-1][:2] == ["stream", output["name"]]:
                found[-1][2] += text
            else:
                found.append(["stream", output["name"], text])
        elif kind == "error":
            value = re.sub(r"\d+\.py", "<cell>.py", output["evalue"][:200])
            found.append(["error", output["ename"], value, bool(output["traceback"])])
        else:
            data = {key: _comparable(key, value) for key, value in output["data"].items()}
            found.append([kind, data])
    return found


def _comparable(kind: str, value: Any) -> Any:
    text = "".join(value) if isinstance(value, list) else value
    if kind in ("text/plain", "text/html", "text/latex", "text/markdown") and isinstance(text, str):
        return re.sub(r"0x[0-9a-f]+", "<address>", text)
    return "..."

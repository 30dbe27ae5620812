"""What the warm process does before it forks: it imports what notebooks import, and runs what they run."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import fonts
from .isolation import files, syscalls
from .pictures import Ends, NoFigures

IMPORTS = (
    "import numpy, IPython.display, gdkit.checking",
    "import asyncio, logging, random, time, math, dataclasses, typing, collections, itertools, functools, json, base64",
)
PICTURES = ("import matplotlib.pyplot", "%matplotlib inline")
DRAWN = (
    "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(1, 2)\naxes[0].plot([1, 2], label='a')\n"
    "axes[0].legend()\naxes[0].set_title('$x^2$')\naxes[1].scatter([1, 2], [3, 4])\naxes[1].hist([1, 2])\n"
    "plt.tight_layout()\nplt.show()",
    "plt.figure(figsize=(6, 3))\nplt.semilogy([1.0, 0.1])\nplt.title('loss')\nplt.xlabel('x')\nplt.grid(True)",
)
COMPUTED = (
    "print(1)\nnumpy.linspace(0, 1, 7)",
    "rng = numpy.random.default_rng(0)\nx = rng.normal(size=(9, 2))\nnumpy.linalg.lstsq(x, x[:, 0], rcond=None)\n"
    "numpy.linalg.svd(x)\nnumpy.linalg.solve(x.T @ x, x[0]), x.mean(), {'a': 1.5}, numpy.allclose(x, x)",
    "def f(a: int) -> int:\n    return a\nprint(f'{f(1):.2f}')",
    "await asyncio.sleep(0)",
    "1 / 0",
)

AGAIN = (  # plain cells
    *COMPUTED[:3],
    "numpy.arange(9.0)[:3]",
    "{'a': 1}, 1.5",
    "print(1)",
    "1 + 1",
    "def g():\n    return 1",
)
WARM_UP = (*DRAWN, *COMPUTED, *(AGAIN * 10))  # until Python has specialised what runs in every cell


def get_warm(settings: dict[str, Any], view: files.View | None) -> tuple[Any, Any, Any]:
    """Import what notebooks import, and do what they do; the shell, its recorder and its figures."""
    folder = Path(os.environ["MPLCONFIGDIR"])
    if view is not None and settings["fonts_known"]:
        fonts.take(settings["fonts"], folder)
    import site  # left out at the start, with the folders that it would add; these belong to every session

    site.sethelper()
    site.setcopyright()
    from .cells import Cells
    from .outputs import Recorder
    from .shell import Figures, make_shell

    recorder = Recorder()
    shell = make_shell(recorder)
    lean = settings["lean"] and not _imported(settings["imports"], "matplotlib")
    figures = NoFigures() if lean else Figures()
    figures.drawn = settings["draws"] and not settings["few"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cells = Cells(shell, recorder)
        for source in (*IMPORTS, *(() if lean else PICTURES)):
            cells.run(source)
        _imported(settings["imports"])
        # for a few children it takes less time when each does for itself what it comes upon
        for source in () if settings["few"] else WARM_UP[len(DRAWN) if lean else 0 :]:
            cells.run(source)
    cells.close()
    figures.take_left_out()
    if view is not None and not lean and not settings["fonts_known"]:
        fonts.give(settings["fonts"], folder)
    os.close(settings["fonts"])
    if settings["few"]:
        gc.freeze()  # what the shell would look through now
    shell.reset(new_session=True)
    if lean:
        sys.meta_path.insert(0, Ends())
    return shell, recorder, figures


def _imported(modules: Sequence[str], wanted: str = "") -> bool:
    """Import these, as far as they can be; whether the wanted one is there then."""
    for module in modules:
        with contextlib.suppress(Exception):
            __import__(module)
    return wanted in sys.modules


def tidy(*, whole: bool) -> None:
    """Leave memory as a child can use it without touching, and so copying, more of it than it needs.

    whole: without what nothing refers to any more, which takes longer to find than a few children gain by it.
    """
    if whole:
        gc.collect()
    with contextlib.suppress(OSError):
        syscalls.trim_heap()
    bytes(1 << 24)  # a large request makes malloc sort the small free pieces
    gc.freeze()

"""An IPython shell as a kernel has it, whose prints, displays, results and errors become nbformat outputs.

A subclass of ipykernel's shell without its sockets: the same magics, tracebacks, figures and event loop, so that a
notebook finds what it finds in Jupyter. Runs on the student's side; what it records are claims, never grades.
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
import sys
import types
from typing import Any

import numpy as np
from ipykernel.compiler import XCachingCompiler, get_tmp_directory
from ipykernel.jsonutil import encode_images, json_clean
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core import pylabtools
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.formatters import DisplayFormatter
from IPython.utils.text import LSString, SList
from traitlets import Type
from traitlets.config import Config

from .outputs import Recorder, Stream


class Publisher(DisplayPublisher):
    """display(), and changes of what was displayed."""

    recorder: Any = None
    topic = None
    session = None

    def publish(  # type: ignore[override]
        self, data: Any, metadata: Any = None, *, transient: Any = None, update: Any = False, **_: Any
    ) -> None:
        """Record a display or its new content."""
        output = {
            "output_type": "display_data",
            "data": json_clean(encode_images(dict(data))),
            "metadata": json_clean(metadata or {}),
        }
        display_id = (transient or {}).get("display_id")
        if update:
            self.recorder.update(output, str(display_id))
        else:
            self.recorder.add(output, None if display_id is None else str(display_id))

    def clear_output(self, wait: bool = False) -> None:
        """Forget what the cell has shown."""
        self.recorder.clear(wait)

    def set_parent(self, parent: Any) -> None:
        """A kernel's messages have parents; there are none here."""


class Formatter(DisplayFormatter):
    """A number, an array or a list has nothing but a text: it is not asked for pictures, pages and formulas."""

    def format(self, obj: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """All that can be shown of an object, by kind."""
        text = self.formatters.get("text/plain")
        others = [self.ipython_display_formatter, self.mimebundle_formatter, *self.formatters.values()]
        plain = include is None and exclude is None and type(obj) in WITH_TEXT_ONLY
        if text is None or not plain or any(_knows(other, obj) for other in others if other is not text):
            return super().format(obj, include, exclude)
        said = text(obj)
        return ({} if said is None else {"text/plain": said}), {}


WITH_TEXT_ONLY = {
    *(bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, range, type(None)),
    *(np.ndarray, np.bool_, np.int64, np.int32, np.uint8, np.float64, np.float32, np.complex128, np.str_),
}


def _knows(formatter: Any, obj: Any) -> bool:
    """Whether somebody has told this formatter what to do with such an object."""
    types, deferred = formatter.type_printers, formatter.deferred_printers
    return id(obj) in formatter.singleton_printers or any(
        kind in types or (kind.__module__, kind.__name__) in deferred for kind in type(obj).__mro__
    )


class Hook(DisplayHook):
    """The value of a cell's last expression."""

    recorder: Any = None
    topic = None
    msg = None

    def quiet(self) -> bool:
        """Whether the cell ends in a semicolon."""
        source: str = self.shell.history_manager.input_hist_parsed[-1]  # type: ignore[union-attr]
        return ";" in source and bool(super().quiet())

    def write_output_prompt(self) -> None:
        """No prompt: the frontend writes it."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Record the result."""
        self.recorder.add(
            {
                "output_type": "execute_result",
                "execution_count": self.prompt_count,
                "data": json_clean(encode_images(dict(format_dict))),
                "metadata": json_clean(md_dict or {}),
            }
        )

    def set_parent(self, parent: Any) -> None:
        """A kernel's results have parents; there are none here."""


class Shell(ZMQInteractiveShell):
    """The shell that get_ipython() gives."""

    display_pub_class = Type(Publisher)  # type: ignore[assignment]
    displayhook_class = Type(Hook)  # type: ignore[assignment]
    recorder: Any = None

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        name = str(getattr(etype, "__name__", etype))[:200]
        lines = [str(line)[:20_000] for line in list(stb)[:200]]
        self.recorder.add({"output_type": "error", "ename": name, "evalue": text_of(evalue)[:5000], "traceback": lines})
        self._last_traceback = stb

    def system(self, cmd: str) -> None:
        """`!command`, through pipes: there is no terminal."""
        import subprocess

        command = self.var_expand(cmd, depth=1)
        try:
            process = subprocess.Popen(
                command, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
        except PermissionError as refused:
            self._not_run(refused)
            return
        with process:
            assert isinstance(process.stdout, io.BufferedReader)
            for piece in iter(process.stdout.read1, b""):
                sys.stdout.write(piece.decode("utf-8", "replace"))
        self.user_ns["_exit_code"] = process.returncode

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """`lines = !command`."""
        try:
            return super().getoutput(cmd, split, depth + 1)
        except PermissionError as refused:
            self._not_run(refused)
            return SList() if split else LSString()

    def _not_run(self, refused: PermissionError) -> None:
        """A command that fails ends no cell, here as in a kernel: what stands below `!pip install` is run."""
        sys.stderr.write(f"{refused.strerror}\n")
        self.user_ns["_exit_code"] = 126  # as a shell says of what it may not run

    def enable_gui(self, gui: Any = None) -> None:
        """There is no window to be had."""
        self.active_eventloop = gui

    def init_display_formatter(self) -> None:
        """As IPython's own, with a shorter way for what is shown most."""
        self.display_formatter = Formatter(parent=self)
        self.configurables.append(self.display_formatter)  # type: ignore[arg-type]

    def ask_exit(self) -> None:
        """exit() ends nothing; the next cell runs."""

    def init_io(self) -> None:
        """Streams are put in place by `attach`."""


Shell.__name__ = Shell.__qualname__ = "ZMQInteractiveShell"


def make_shell(recorder: Recorder) -> Shell:
    """The one shell of this process."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    config.IPKernelApp.connection_file = ""  # tqdm and others look for it to know a notebook
    module = types.ModuleType("__main__", doc="The notebook.")
    module.__builtins__ = __import__("builtins")  # type: ignore[attr-defined]
    shell: Shell = Shell.instance(config=config, user_module=module, compiler_class=Compiler)
    about = {"comm_manager": None, "eventloop": None, "implementation": "ipython", "session": None}
    kernel = type("IPythonKernel", (types.SimpleNamespace,), {})(
        shell=shell, get_parent=lambda *_: {}, _parent_header={}, language_info={"name": "python"}, **about
    )
    shell.kernel = kernel
    Publisher.recorder = Hook.recorder = Shell.recorder = recorder
    sys.stdout, sys.stderr = Stream(recorder, "stdout"), Stream(recorder, "stderr")
    sys.modules["__main__"] = shell.user_module
    return shell


class NoInput(RuntimeError):
    """There is nobody to answer."""


def no_input(*prompt: Any, **_: Any) -> str:
    """Stands in for input() and getpass()."""
    raise NoInput("input() cannot be answered while a notebook is graded; set the value in the cell instead")


class Figures:
    """Figures are drawn only where somebody will look: drawing is most of what a notebook with plots costs.

    A layout that measures every text belongs to drawing. What savefig writes is drawn in any case.
    """

    def __init__(self) -> None:
        from matplotlib.figure import Figure

        self.drawn = True
        self._left_out = False
        self._draw = pylabtools.print_figure
        self._lay_out = Figure.tight_layout
        setattr(pylabtools, "print_figure", self._draw_if_wanted)  # noqa: B010  (of other signatures)
        lay_out = functools.wraps(self._lay_out)(lambda *a, **k: self._lay_out_if_wanted(*a, **k))
        setattr(Figure, "tight_layout", lay_out)  # noqa: B010

    def take_left_out(self) -> bool:
        """Whether a figure was left out since this was asked last."""
        left_out, self._left_out = self._left_out, False
        return left_out

    def _draw_if_wanted(self, figure: Any, fmt: str = "png", *args: Any, **kwargs: Any) -> Any:
        if not self.drawn:
            self._left_out = True
            return None
        if fmt in ("png", "retina"):
            kwargs.setdefault("pil_kwargs", {"compress_level": 1})  # the same picture, in less time
        return self._draw(figure, fmt, *args, **kwargs)

    def _lay_out_if_wanted(self, figure: Any, *args: Any, **kwargs: Any) -> None:
        if self.drawn:
            self._lay_out(figure, *args, **kwargs)


def text_of(error: object) -> str:
    """str(error), also of an exception that fails to print."""
    try:
        return str(error)
    except BaseException:
        return ""


class Compiler(XCachingCompiler):
    """Names a cell's file as the kernel does, by a hash that is not computed letter by letter."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """The file that tracebacks and inspect.getsource know the cell by."""
        digest = hashlib.blake2s(raw_code.encode("utf-8", "replace"), digest_size=4).digest()
        return get_file_name_of(int.from_bytes(digest))


def get_file_name_of(number: int) -> str:
    """A file in the kernel's temporary folder; it need not be there."""
    return f"{get_tmp_directory()}{os.sep}{number}.py"

"""Running a cell: its statements, then the value of its last expression, in the name space of `__main__`."""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import linecache
import os
import sys
import time
import tokenize
import types
from _sitebuiltins import _Helper
from collections.abc import Callable, Mapping
from typing import Any

from gdkit import notebook
from gdkit.checking.monitoring import Monitor

from . import errors, pictures
from .outputs import Outputs, Stream
from .showing import Display, bundle, shows_itself

NOT_SHOWN = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


class Kernel:
    """The notebook of this process."""

    def __init__(self, send: Callable[[str], None], seconds: float | None) -> None:
        self._seconds = seconds
        self._outputs = Outputs(send)
        self._explorers: dict[str, Callable[[Mapping[str, Any]], None]] = {}
        self._display = Display(self._outputs.show)
        self._count = 0
        self._in: list[str] = [""]
        self._out: dict[int, Any] = {}
        self._results: list[Any] = ["", "", ""]  # _, __ and ___
        main = types.ModuleType("__main__")
        main.__dict__.update(In=self._in, Out=self._out, _="", __="", ___="")
        sys.modules["__main__"] = main  # pickle and dataclasses look for a student's classes there
        self._names = main.__dict__
        sys.stdout, sys.stderr = Stream("stdout", self._outputs), Stream("stderr", self._outputs)
        vars(builtins).update(display=self._display, input=_no_input, exit=sys.exit, quit=sys.exit, help=_Helper())
        if os.getcwd() not in sys.path:  # noqa: PTH109
            sys.path.insert(0, os.getcwd())  # noqa: PTH109
        pictures.prepare(self._display)
        notebook.register(self)

    # ------------------------------------------------------------------------ what gdkit asks of a notebook

    def cells(self) -> list[str]:
        """The sources of the cells that ran."""
        return list(self._in)

    def display(self, data: Mapping[str, Any], metadata: Mapping[str, Any]) -> None:
        """Show a thing in several forms by MIME type."""
        self._display.data(data, metadata)

    def connect(self, key: str, take: Callable[[Mapping[str, Any]], None]) -> None:
        """What a person does to this explorer is handed to `take`."""
        self._explorers[key] = take

    def send(self, key: str, values: Mapping[str, Any]) -> None:
        """Show new values in an explorer."""
        self._outputs.explorer(key, values)

    # ---------------------------------------------------------------------------------- what the page asks

    def set_explorer(self, key: str, values: dict[str, Any]) -> dict[str, Any]:
        """A person has moved an explorer."""
        if key not in self._explorers:
            return {"status": "error", "ename": "KeyError", "text": "This explorer belongs to cells that have not run."}
        self._explorers[key](values)
        return {"status": "ok"}

    def run(self, cell: str, source: str, *, quiet: bool) -> dict[str, Any]:
        """Run a cell. What it shows is sent, the answer says how it ended."""
        start = time.perf_counter()
        self._count += 1
        self._in.append(source)
        self._outputs.begin(cell, quiet=quiet)
        sys.path_importer_cache.pop(os.getcwd(), None)  # noqa: PTH109 - a file may have been written since
        self._names.pop("__warningregistry__", None)  # each cell is warned anew
        ename = None
        try:
            self._statements(source)
        except BaseException as error:
            ename = self._failed(error, source)
        with contextlib.suppress(Exception):
            sys.stdout.flush()
        self._outputs.end()
        seconds = round(time.perf_counter() - start, 3)
        return {"status": "error" if ename else "ok", "count": self._count, "seconds": seconds, "ename": ename}

    def _failed(self, error: BaseException, source: str) -> str:
        with contextlib.suppress(BaseException):
            pictures.show_open_figures()
        try:
            told = errors.output(error, source)
        except BaseException as problem:  # a class that breaks whatever looks at it
            name = type(error).__name__
            told = {"output_type": "error", "ename": name, "evalue": "", "traceback": [f"{name}: {type(problem)}"]}
        self._outputs.show(told)
        return str(told["ename"])

    def _statements(self, source: str) -> None:
        file = f"Cell [{self._count}]"
        linecache.cache[file] = (len(source), None, [f"{line}\n" for line in source.splitlines()], file)
        tree = ast.parse(source, file)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not _ends_with_semicolon(source):
            last = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
        statements = compile(tree, file, "exec", dont_inherit=True)
        expression = compile(last, file, "eval", dont_inherit=True) if last is not None else None
        with self._limited():
            self._limit_below(statements, expression)

    def _limit_below(self, statements: types.CodeType, expression: types.CodeType | None) -> None:
        """All that runs below this frame may be stopped (see `_limited`)."""
        exec(statements, self._names)
        if expression is not None:
            self._result(eval(expression, self._names))
        pictures.show_open_figures()

    def _limited(self) -> contextlib.AbstractContextManager[object]:
        if self._seconds is None:
            return contextlib.nullcontext()
        said = f"Stopped after {self._seconds:g} s: a cell may not take longer here. All that was computed is there."
        return Monitor(self._seconds, self._limit_below.__func__.__code__, errors.TimeLimit(said), calls=False)  # type: ignore[attr-defined]

    def _result(self, value: Any) -> None:
        """Show the value of the last expression, and keep it as _ and in Out."""
        if value is None:
            return
        if not shows_itself(value):
            data, metadata = bundle(value)
            self._outputs.show(
                {"output_type": "execute_result", "execution_count": self._count, "data": data, "metadata": metadata}
            )
        if self._names.get("_") is self._results[0]:  # else `_` is a name of the student's
            self._results = [value, *self._results[:2]]
            self._names.update(zip(("_", "__", "___"), self._results, strict=True))
        self._out[self._count] = value
        self._names[f"_{self._count}"] = value


def _ends_with_semicolon(source: str) -> bool:
    """Whether a cell asks for its last value not to be shown."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return False
    seen = [token.string for token in tokens if token.type not in NOT_SHOWN]
    return bool(seen) and seen[-1] == ";"


def _no_input(prompt: object = "", /) -> str:
    raise errors.NotHere("input() cannot ask here. Write the value into the cell: name = ...")

"""What went wrong in a cell, in plain text: the student's own lines, and a sentence where one helps.

Frames of libraries are left out, as is the kernel's own: a beginner reads the line of the cell.
"""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Callable
from typing import Any

MOST = 20_000  # characters of a traceback, and of a message
CELL = re.compile(r"Cell \[\d+\]")  # the file name of a cell's code
PLACE = re.compile(r'^( *)File "(?:[^"\n]*/)?([^"/\n]+)", line (\d+)(?:, in (.+))?$', re.MULTILINE)
PACKAGES = "NumPy, Matplotlib, SciPy, scikit-learn, SymPy and gdkit"
HERE = ("numpy", "matplotlib", "scipy", "sklearn", "sympy", "gdkit", "traitlets")
NO_SITE = re.compile(r"\. Site initialization is disabled,.*")  # CPython 3.15 adds it to a module's name


class TimeLimit(BaseException):
    """A cell took longer than it may. No Exception, so that what a student's code catches is not this."""


class NotHere(Exception):
    """Something of Jupyter's that a page cannot do."""


def output(error: BaseException, source: str) -> dict[str, Any]:
    """The output "error" of nbformat for what a cell has raised."""
    name, message = type(error).__name__, _message(error)
    lines = _rendered_by_itself(error)
    if lines is None:
        said = _in_words(error, source)
        lines = _lines(error) + ([said] if said else [])
    text = "\n".join(lines)
    if len(text) > MOST:
        text = f"{text[: MOST // 2]}\n… {len(text) - MOST:,} characters are left out …\n{text[-MOST // 2 :]}"
    return {"output_type": "error", "ename": name, "evalue": message[:MOST], "traceback": text.split("\n")}


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # a student's class whose text fails
        return ""


def _rendered_by_itself(error: BaseException) -> list[str] | None:
    """What an exception wants shown of it, as IPython asks for it."""
    try:
        return [str(line) for line in error._render_traceback_()]  # type: ignore[attr-defined]
    except Exception:
        return None


def _lines(error: BaseException) -> list[str]:
    if isinstance(error, SystemExit | TimeLimit | NotHere):
        return _without_frames(error)
    told = traceback.TracebackException.from_exception(error, compact=True)
    _keep_own_frames(told)
    text = "".join(told.format())
    return PLACE.sub(_place, NO_SITE.sub("", text)).rstrip("\n").split("\n")


def _without_frames(error: BaseException) -> list[str]:
    """The line of the cell, and what is said."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if _own(frame)]
    where = f"{os.path.basename(own[-1].filename)}, line {own[-1].lineno}: " if own else ""  # noqa: PTH119
    name = "" if isinstance(error, NotHere | TimeLimit) else f"{type(error).__name__} "
    return [f"{where}{name}{_message(error)}".rstrip(" :")]


def _keep_own_frames(told: traceback.TracebackException) -> None:
    """Of an exception, of what it came from and of what a group holds."""
    todo: list[traceback.TracebackException | None] = [told]
    while todo:
        each = todo.pop()
        if each is not None:
            each.stack[:] = [frame for frame in each.stack if _own(frame)]
            todo += [each.__cause__, each.__context__, *(getattr(each, "exceptions", None) or ())]


def _own(frame: traceback.FrameSummary) -> bool:
    """Whether it is of a cell, or of a file in the folder of the notebook."""
    return bool(CELL.fullmatch(frame.filename)) or os.path.dirname(frame.filename) == os.getcwd()  # noqa: PTH109, PTH120


def _place(found: re.Match[str]) -> str:
    """Cell [3], line 4, in step: where a traceback says File "Cell [3]", line 4, in step."""
    indent, file, line, inside = found.groups()
    return f"{indent}{file}, line {line}" + (f", in {inside}" if inside and inside != "<module>" else "")


def _in_words(error: BaseException, source: str) -> str:
    """A sentence for what means something else here than elsewhere."""
    return next((words(error, source) for kind, words in WORDS.items() if isinstance(error, kind)), "")


def _of_syntax(error: Any, source: str) -> str:
    if not CELL.fullmatch(str(error.filename)):
        return ""
    lines = source.splitlines()
    line = lines[error.lineno - 1].strip() if 0 < (error.lineno or 0) <= len(lines) else ""
    if line.startswith("%matplotlib"):
        return "Leave this line out: pictures are shown here without it."
    if line.startswith(("!pip", "%pip", "!conda", "%conda", "pip install")):
        return f"Nothing can be installed here, and nothing needs to be: {PACKAGES} are there. Leave this line out."
    if line.startswith(("!", "%")):
        return "A line that begins with % or ! is a command to Jupyter, not Python: there are none here. Leave it out."
    if line.endswith("?"):
        return "A question mark behind a name asks Jupyter for help; here, write help(name)."
    if re.search(r"'await' outside|'async \w+' outside|asynchronous comprehension outside", str(error.msg)):
        return "Cells do not wait for coroutines here: `await` can stand in an `async def` only."
    return ""


def _of_import(error: Any, source: str) -> str:
    name = str(error.name or "").partition(".")[0]
    if name in ("IPython", "ipywidgets"):
        return (
            f"{name} belongs to Jupyter and is not here. You need no import: `display(...)` is at hand, and the value "
            "of the last line of a cell is shown."
        )
    if name in HERE:
        return f"`{name}` could not be loaded into this page. Run the cell again when there is a network."
    return f"There is no package `{name}` here, and none can be installed: there are {PACKAGES}." if name else ""


def _of_memory(error: BaseException, source: str) -> str:
    if isinstance(error, ValueError) and "array is too big" not in str(error):
        return ""
    return "This needs more memory than a page has. Compute with less at a time; if it happens again, restart."


WORDS: dict[type[BaseException], Callable[[Any, str], str]] = {
    SyntaxError: _of_syntax,
    ModuleNotFoundError: _of_import,
    MemoryError: _of_memory,
    ValueError: _of_memory,  # NumPy's, for an array that no computer of 32 bits could hold
    SystemExit: lambda error, source: (
        "The cell called exit(): it ended at this line. Python goes on, with all that was computed before."
    ),
    KeyboardInterrupt: lambda error, source: "Stopped. All that was computed before is still there.",
}

"""The reference of gdkit: a page for each module, from its docstrings, which are plain text with equations.

Each name is described once, where it is defined; a room (plots, widgets, …) is one page of all that it offers.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from sphinx.application import Sphinx

ROOMS = {
    "Losses": ("losses", "quadratic", "penalties", "networks", "universality", "costs", "activations", "cases"),
    "Descents": ("descent", "optimizers", "schedules", "batches", "stopping", "proximal", "initialisations"),
    "Proofs": ("verify", "gradients", "closed_forms", "suspects"),
    "Data": ("arrays", "datasets"),
    "On top": ("estimators", "plots", "widgets", "checking"),
}


def names_of(module: ModuleType) -> list[str]:
    """The classes and functions that the module offers, but those that are described on another module's page."""
    elsewhere = {f"gdkit.{short}" for modules in ROOMS.values() for short in modules} - {module.__name__}
    offered = getattr(module, "__all__", None) or [
        name for name, value in vars(module).items() if getattr(value, "__module__", None) == module.__name__
    ]
    return [
        name
        for name in offered
        if not name.startswith("_")
        and (inspect.isclass(value := getattr(module, name)) or inspect.isroutine(value))
        and value.__module__.startswith("gdkit.")
        and value.__module__ not in elsewhere
    ]


def write_reference(folder: Path) -> None:
    """The pages of the reference as reST, in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    index = ["# Reference of gdkit", "", _text_as_markdown(inspect.getdoc(import_module("gdkit")) or "")]
    entries = []
    for title, modules in ROOMS.items():
        index += ["", f"## {title}", "", "| module | what it has |", "|---|---|"]
        for short in modules:
            module = import_module(f"gdkit.{short}")
            names = names_of(module)
            links = ", ".join(f"[`{name}`](gdkit.{short}.{name})" for name in names)
            index.append(f"| [gdkit.{short}]({short}.rst) | {links} |")
            entries.append(short)
            heading = f"gdkit.{short}"
            write_if_new(
                folder / f"{short}.rst",
                f"{heading}\n{'=' * len(heading)}\n\n.. automodule:: {heading}\n   :members: {', '.join(names)}\n",
            )
    index += ["", "```{toctree}", ":hidden:", "", *entries, "```", ""]
    write_if_new(folder / "index.md", "\n".join(index))


def write_if_new(path: Path, text: str) -> None:
    """Sphinx reads again what was written again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _text_as_markdown(text: str) -> str:
    return "\n".join(["```{eval-rst}", *as_rest(text.splitlines()), "```"])


# --- docstrings -----------------------------------------------------------------------------------

CODE = re.compile(r"`([^`]+)`")
ARGUMENT = re.compile(r"(\w[\w, ]*) : (.*)")


def as_rest(lines: list[str]) -> list[str]:
    """A docstring as reST: prose as prose, `code` as code, what is indented or laid out as it stands."""
    text = "\n".join(lines).strip("\n")
    return [line for paragraph in re.split(r"\n\s*\n", text) for line in (*_paragraph(paragraph.split("\n")), "")]


def _paragraph(lines: list[str]) -> Iterator[str]:
    if lines[0].lstrip().startswith(">>>"):
        yield from _block("pycon", lines)
    elif ARGUMENT.match(lines[0]):
        yield from _arguments(lines)
    elif lines[0].startswith("* "):
        yield from (prose(line) if not line.startswith("* ") else f"* {prose(line[2:])}" for line in lines)
    else:
        indented = next((i for i, line in enumerate(lines) if line.startswith("  ")), len(lines))
        yield from map(prose, lines[:indented])
        if indented < len(lines):
            yield from ("", *_block("text", lines[indented:]))


def _block(language: str, lines: list[str]) -> Iterator[str]:
    yield from (f".. code-block:: {language}", "")
    margin = min(len(line) - len(line.lstrip()) for line in lines)
    yield from (f"   {line[margin:]}" for line in lines)


def _arguments(lines: list[str]) -> Iterator[str]:
    """`name : what it is`, with more lines of it indented: a list of definitions."""
    for line in lines:
        if match := ARGUMENT.match(line):
            yield from (f"``{match[1]}``", f"   {prose(match[2])}")
        else:
            yield f"   {prose(line.strip())}"


def prose(line: str) -> str:
    """No character but a backtick has a meaning."""
    parts = CODE.split(line)
    escaped = (re.sub(r"([\\*|_`<>])", r"\\\1", part) for part in parts[::2])
    code = (rf"\ ``{part}``\ " for part in parts[1::2])
    whole = [next(escaped)]
    for literal, text in zip(code, escaped, strict=True):
        whole += [literal, text]
    return "".join(whole)


# --- signatures -----------------------------------------------------------------------------------


class AsWritten(str):
    """An annotation as it stands in the code: `ArrayLike`, not what it is short for."""

    def __repr__(self) -> str:
        return str(self)


def signature(value: Any, *, bound: bool) -> tuple[str, str] | None:
    """Arguments and result of a function or a class as text; None where Python knows none."""
    try:
        found = inspect.signature(value)
    except (TypeError, ValueError):
        return None
    given = list(found.parameters.values())[1 if bound and "self" in found.parameters else 0 :]
    given = [p if p.annotation is p.empty else p.replace(annotation=AsWritten(p.annotation)) for p in given]
    result = "" if inspect.isclass(value) or found.return_annotation is found.empty else str(found.return_annotation)
    return str(inspect.Signature(given)), result


def _sign(app: Sphinx, what: str, name: str, value: Any, options: Any, given: str, result: str) -> Any:
    return signature(value, bound=what == "method") if what in ("function", "class", "method", "exception") else None


def _convert(app: Sphinx, what: str, name: str, value: Any, options: Any, lines: list[str]) -> None:
    lines[:] = as_rest(lines)


def _skip(app: Sphinx, what: str, name: str, value: Any, skip: bool, options: Any) -> bool | None:
    """scikit-learn adds set_fit_request and the like to every estimator."""
    return True if name.startswith("set_") and name.endswith("_request") else None


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("autodoc-process-docstring", _convert)
    app.connect("autodoc-process-signature", _sign)
    app.connect("autodoc-skip-member", _skip)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

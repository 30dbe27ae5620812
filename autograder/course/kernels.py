"""Which language a notebook is in, by what it says of its kernel.

The kernel that it names decides; where that says nothing, what was running when it was saved. A notebook that says
nothing at all is taken for Python, and marked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

UNNAMED = "kernel-unnamed"  # the flag of a notebook that was taken for Python
OTHER = "other-language"  # of one that was not
MAX_TEXT = 100  # characters that are kept of each
FIELDS = {"kernelspec": ("name", "language", "display_name"), "language_info": ("name",)}
_PYTHON = re.compile(r"(?:i|x)?python[\d.]*|pyodide|conda-.*-py", re.IGNORECASE)
_OTHERS = (  # how names of kernels begin, and their languages; asked only where nothing says the language
    "ir:R xr:R ark:R r:R julia:Julia octave:Octave xoctave:Octave matlab:MATLAB sagemath:Sage maxima:Maxima xcpp:C++ "
    "cling:C++ rust:Rust evcxr:Rust gophernotes:Go go:Go java:Java ijava:Java scala:Scala almond:Scala kotlin:Kotlin "
    "javascript:JavaScript jslab:JavaScript deno:TypeScript tslab:TypeScript bash:Bash zsh:Zsh powershell:PowerShell "
    "haskell:Haskell ihaskell:Haskell ocaml:OCaml ruby:Ruby perl:Perl iperl:Perl lua:Lua stata:Stata sas:SAS sql:SQL "
    "xsql:SQL sos:SoS gnuplot:gnuplot .net-csharp:C# .net-fsharp:F# .net-powershell:PowerShell"
)
_KERNELS: dict[str, str] = dict(pair.split(":") for pair in _OTHERS.split())


def plain(metadata: Any) -> dict[str, Any]:
    """What counts of a notebook's metadata, bounded."""
    found: dict[str, Any] = {}
    for part, names in FIELDS.items():
        said = metadata.get(part) if isinstance(metadata, dict) else None
        texts = {name: said.get(name) for name in names} if isinstance(said, dict) else {}
        kept = {name: _printable(text[:MAX_TEXT]) for name, text in texts.items() if isinstance(text, str)}
        kept = {name: text for name, text in kept.items() if text}
        if kept:
            found[part] = kept
    return found


def other_language(metadata: Mapping[str, Any]) -> str:
    """The language and kernel of a notebook that is none of Python's: "R (kernel ir)"; empty for Python."""
    said = plain(dict(metadata))
    kernel, running = said.get("kernelspec", {}), said.get("language_info", {})
    name = kernel.get("name", "")
    language = (
        kernel.get("language") or _by_name(name) or running.get("name") or _by_name(kernel.get("display_name", ""))
    )
    if not language or _is_python(language) or _is_python(name):
        return ""
    return f"{language} (kernel {name})" if name else language


def is_named(metadata: Mapping[str, Any]) -> bool:
    """Whether the notebook says that it is Python."""
    said = plain(dict(metadata))
    kernel, running = said.get("kernelspec", {}), said.get("language_info", {})
    return any(map(_is_python, (kernel.get("language", ""), kernel.get("name", ""), running.get("name", ""))))


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()


def _is_python(text: str) -> bool:
    return _PYTHON.fullmatch(text.strip()) is not None


def _by_name(kernel: str) -> str:
    begin = re.match(r"\.?[a-z-]*", kernel.strip().lower())
    return _KERNELS.get(begin[0].rstrip("-") if begin else "", "")

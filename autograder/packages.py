"""The folder from which the student's process imports, and what it may see of this machine's files."""

from __future__ import annotations

import shutil
import site
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import gdkit

HIDDEN = ("autograder", "gdkit_autograder", "_gdkit", "__editable__", "gdkit")
STUDENT_SIDE = ("isolation", "recording.py", "shell.py", "walls.py", "warm.py", "worker.py")
NAME = "_sandbox"  # the name of the student's side there


@dataclass(frozen=True)
class Visible:
    """folders: shown as they are; hidden: shown empty; read: what may be read where nothing can be hidden."""

    folders: list[str]
    hidden: list[str]
    read: list[str]


def make_packages(folder: Path) -> Visible:
    """Fill the folder: links to the installed packages but ours, a copy of gdkit and of the student's side."""
    folder.mkdir()
    hidden: list[str] = []
    sites = _package_folders()
    read = [str(path) for path in _interpreter_folders()]
    for packages in sites:
        for item in sorted(packages.iterdir()):
            if item.name == "__pycache__":
                continue
            if item.name.startswith(HIDDEN) or item.suffix == ".pth":
                hidden.append(str(item))
                continue
            link = folder / item.name
            if not link.exists():
                link.symlink_to(item)
                read.append(str(item))
    assert gdkit.__file__ is not None
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(gdkit.__file__).parent, folder / "gdkit", ignore=ignore)
    ours = Path(__file__).parent
    (folder / NAME).mkdir()
    (folder / NAME / "__init__.py").touch()
    for name in STUDENT_SIDE:
        if (ours / name).is_dir():
            shutil.copytree(ours / name, folder / NAME / name, ignore=ignore)
        else:
            shutil.copy(ours / name, folder / NAME / name)
    for path in (folder, *folder.rglob("*")):  # whatever the grader's umask: another user reads this
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    folders = [str(path) for path in (*_interpreter_folders(), *sites)]
    return Visible(folders, hidden, read)


def _package_folders() -> list[Path]:
    found = [Path(entry) for entry in sys.path]
    user = site.getusersitepackages() if site.ENABLE_USER_SITE else None
    found += [Path(user)] if user else []
    return [path for path in dict.fromkeys(found) if path.name in ("site-packages", "dist-packages") and path.is_dir()]


def _interpreter_folders() -> list[Path]:
    """The interpreter's own folders; not the whole prefix, which may hold a home or other environments."""
    prefix = Path(sys.base_prefix)
    folders = [prefix / name for name in ("bin", "lib", "lib64", "share", "etc")]
    folders += [Path(sysconfig.get_path("stdlib")), Path(sys.prefix) / "bin", Path(sys.executable).resolve().parent]
    home = Path.home()
    return [path for path in dict.fromkeys(folders) if path.is_dir() and path not in (home, *home.parents)]

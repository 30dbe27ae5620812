"""A zip for students: the released files, the lecture, wheels, requirements, a README."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import gdkit
from gdkit.checking.edition import edition

from ..errors import CourseError
from .course import CHECKS_FILE, Course
from .files import our_notebook, write_atomically
from .helpers import helper_paths
from .lecture import for_students

FIXED_DATE = (2026, 1, 1, 0, 0, 0)  # the same content gives the same bundle
BUNDLE_README = """\
{title}
{line}
You need Python 3.11 or newer. In a terminal, in this folder (Debian, Ubuntu: the package python3-venv first):

    macOS, Linux:  python3 -m venv .venv
                   .venv/bin/python -m pip install -r requirements.txt
                   .venv/bin/python -m jupyter lab
    Windows:       py -m venv .venv
                   .venv\\Scripts\\python -m pip install -r requirements.txt
                   .venv\\Scripts\\python -m jupyter lab

VS Code in place of the last line: open this folder, install the extension Jupyter, and select the kernel .venv.
Notebook 7 in its place: -m pip install notebook, then -m jupyter notebook.

Open {first}. Do your work in {notebook};
run the check below each exercise. Keep {checks} beside it.
Hand in {notebook}.
"""


def bundle(course: Course, assignment: str) -> Path:
    """A zip for students: what was released, the lecture, a wheel of gdkit, requirements, a README."""
    folder = course.path("release", ".", assignment)
    notebooks = sorted(folder.glob("*.ipynb"))
    handed_out = " and ".join(path.name for path in notebooks)
    lecture = course.root / "notebooks" / f"{assignment}.ipynb"
    with tempfile.TemporaryDirectory() as temporary:
        wheel = wheel_of_gdkit(Path(temporary))
        released = (path for path in sorted(folder.rglob("*")) if path.is_file())
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in released}
        files[wheel.name] = wheel.read_bytes()
    if lecture.is_file():
        files[f"lecture-{lecture.name}"] = for_students(lecture)
    needed = ["jupyterlab", f"./{wheel.name}", *_requirements(course, notebooks)]
    files["requirements.txt"] = "".join(f"{line}\n" for line in needed).encode()
    files["README.txt"] = BUNDLE_README.format(
        title=assignment,
        line="=" * len(assignment),
        first=f"lecture-{lecture.name}, then {handed_out}" if lecture.is_file() else handed_out,
        notebook=handed_out,
        checks=CHECKS_FILE,
    ).encode()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"{assignment}/{name}", FIXED_DATE), data, zipfile.ZIP_DEFLATED)
    path = course.root / "build" / "bundles" / f"{assignment}.zip"
    write_atomically(path, content.getvalue())
    return path


def _requirements(course: Course, notebooks: list[Path]) -> Iterator[str]:
    """What is to be installed for the notebooks' own imports; helpers that are installed here in this very version."""
    helpers = {path.stem for path in helper_paths(course.settings, course.root) if not path.is_relative_to(course.root)}
    known = metadata.packages_distributions()
    imported = {name for path in notebooks for name in _imports(path)} | helpers
    found = {(name, top in helpers) for top in imported for name in known.get(top, []) if name not in INSTALLED_WITH}
    yield from sorted(f"{name}=={metadata.version(name)}" if is_helper else name for name, is_helper in found)


INSTALLED_WITH = ("gdkit", "gdkit-autograder", "numpy", "scipy", "matplotlib", "scikit-learn", "sympy", "ipython")


def _imports(notebook: Path) -> Iterator[str]:
    """Names of the packages that a notebook imports."""
    for cell in our_notebook(notebook).cells:
        lines = cell.source.splitlines() if cell.cell_type == "code" else []
        for line in lines:
            match = re.match(r"\s*(?:from|import)\s+(\w+)", line)
            if match:
                yield match[1]


def wheel_of_gdkit(to: Path) -> Path:
    """A wheel of gdkit: built where gdkit is imported from a checkout, else packed again from what is installed.

    Its version is the edition: pip leaves alone what is installed in the very version of a wheel, whatever its code.
    """
    assert gdkit.__file__ is not None
    source = Path(gdkit.__file__).parent.parent
    wheel = build_wheel(source, to) if (source / "pyproject.toml").is_file() else repacked_wheel("gdkit", to)
    return with_version(wheel, edition())


def with_version(wheel: Path, version: str) -> Path:
    """The same wheel under another version, beside it."""
    name, old, tags = wheel.name.split("-", 2)
    before, after = f"{name}-{old}.dist-info/", f"{name}-{version}.dist-info/"
    with zipfile.ZipFile(wheel) as archive:
        files = {entry.replace(before, after): archive.read(entry) for entry in archive.namelist()}
    about = after + "METADATA"
    files[about] = re.sub(rb"(?m)^Version: \S+", f"Version: {version}".encode(), files[about], count=1)
    return _write_wheel(wheel.with_name(f"{name}-{version}-{tags}"), files)


def repacked_wheel(name: str, to: Path) -> Path:
    """The wheel from which a pure-Python distribution was installed, made of its installed files."""
    distribution = metadata.distribution(name)
    ours = ("INSTALLER", "REQUESTED", "direct_url.json")  # written by the installer
    files = {
        file.as_posix(): Path(str(file.locate())).read_bytes()
        for file in distribution.files or []
        if not (".." in file.parts or "__pycache__" in file.parts or file.name in ours)
    }
    return _write_wheel(to / f"{name}-{distribution.version}-py3-none-any.whl", files)


def _write_wheel(path: Path, files: dict[str, bytes]) -> Path:
    """Write the files of a wheel with a RECORD of them; the same files give the same wheel."""
    record = "-".join(path.name.split("-", 2)[:2]) + ".dist-info/RECORD"
    lines = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in sorted(files.items()):
            if name == record:
                continue
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            lines.append(f"{name},sha256={digest},{len(content)}")
            wheel.writestr(zipfile.ZipInfo(name, FIXED_DATE), content, zipfile.ZIP_DEFLATED)
        wheel.writestr(zipfile.ZipInfo(record, FIXED_DATE), "".join(f"{line}\n" for line in [*lines, f"{record},,"]))
    return path


def build_wheel(root: Path, to: Path) -> Path:
    """Build the wheel of gdkit from the repository; it holds nothing of the autograder."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    done = subprocess.run([*command, "--wheel-dir", str(to), str(root)], capture_output=True, text=True, check=False)
    wheels = list(to.glob("gdkit-*.whl"))
    if done.returncode or not wheels:
        raise CourseError(
            f"The wheel of gdkit could not be built from {root}: {done.stderr.strip()[-300:]} Install gdkit from a "
            "wheel, or mend the checkout."
        )
    return wheels[0]

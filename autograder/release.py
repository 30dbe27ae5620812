"""Release an assignment: nbgrader's own generate step, and a bundle for students."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from nbgrader.converters import GenerateAssignment

import gdkit

from .course import CHECKS_FILE, Course, CourseError, write_atomically

BUNDLE_README = """\
{title}
{line}
You need Python 3.11 or newer. In this folder, in a terminal:

    python3 -m venv .venv
    .venv/bin/python -m pip install -r requirements.txt     (Windows: .venv\\Scripts\\python)
    .venv/bin/python -m jupyter lab

Open {lecture}, then {notebook}. Do your work in {notebook};
run the check below each exercise. Keep {checks} beside it.
Hand in {notebook}.
"""


def release(course: Course, assignment: str) -> Path:
    """Run nbgrader's generate step and return the release folder. Raises CourseError when something is wrong."""
    converter = GenerateAssignment(coursedir=course.directory, config=course.config)
    course.directory.assignment_id = assignment
    converter.force = True
    problems = io.StringIO()
    handler = logging.StreamHandler(problems)
    handler.setLevel(logging.ERROR)
    converter.log.addHandler(handler)
    propagate, converter.log.propagate = converter.log.propagate, False
    try:
        converter.start()
    except Exception as error:
        raise CourseError(f"{assignment} could not be released: {_last_line(problems.getvalue()) or error}") from error
    finally:
        converter.log.removeHandler(handler)
        converter.log.propagate = propagate
    folder = course.path("release", ".", assignment)
    if not (folder / CHECKS_FILE).is_file():
        raise CourseError(f"{folder} has no {CHECKS_FILE}: does nbgrader_config.py call configure(c)?")
    return folder


def _last_line(text: str) -> str:
    lines = [
        line for line in text.splitlines() if line.strip() and not line.startswith(("There was an error", "Please see"))
    ]
    return lines[-1].strip() if lines else ""


def bundle(course: Course, assignment: str) -> Path:
    """A zip for students: notebook, checks.json, lecture, a wheel of gdkit, requirements, a README."""
    folder = course.path("release", ".", assignment)
    notebooks = sorted(path.name for path in folder.glob("*.ipynb"))
    lecture = course.root / "notebooks" / f"{assignment}.ipynb"
    with tempfile.TemporaryDirectory() as temporary:
        wheel = build_wheel(_source_of_gdkit(course), Path(temporary))
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
        files[wheel.name] = wheel.read_bytes()
    if lecture.is_file():
        files[f"lecture-{lecture.name}"] = lecture.read_bytes()
    files["requirements.txt"] = f"jupyterlab\n./{wheel.name}\n".encode()
    files["README.txt"] = BUNDLE_README.format(
        title=assignment,
        line="=" * len(assignment),
        lecture=f"lecture-{lecture.name}" if lecture.is_file() else "the lecture",
        notebook=" and ".join(notebooks),
        checks=CHECKS_FILE,
    ).encode()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            # a fixed date: the same content gives the same bundle
            archive.writestr(zipfile.ZipInfo(f"{assignment}/{name}", (2026, 1, 1, 0, 0, 0)), data)
    path = course.root / "build" / "bundles" / f"{assignment}.zip"
    write_atomically(path, content.getvalue())
    return path


def _source_of_gdkit(course: Course) -> Path:
    """The folder with gdkit's pyproject.toml: the repository that gdkit is imported from, or the course's own."""
    assert gdkit.__file__ is not None
    for folder in (Path(gdkit.__file__).parent.parent, course.root):
        if (folder / "pyproject.toml").is_file() and (folder / "gdkit").is_dir():
            return folder
    raise CourseError("A bundle needs gdkit's source: run the command in a checkout of the course's repository.")


def build_wheel(root: Path, to: Path) -> Path:
    """Build the wheel of gdkit from the repository; it holds nothing of the autograder."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    done = subprocess.run([*command, "--wheel-dir", str(to), str(root)], capture_output=True, text=True, check=False)
    wheels = list(to.glob("gdkit-*.whl"))
    if done.returncode or not wheels:
        raise CourseError(f"the wheel of gdkit could not be built: {done.stderr.strip()[-300:]}")
    return wheels[0]

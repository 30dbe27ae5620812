"""The pinned packages install on the oldest Python that README promises."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.specifiers import SpecifierSet


def oldest_python(root: Path) -> str:
    wanted = tomllib.loads((root / "pyproject.toml").read_text())["project"]["requires-python"]
    match = re.fullmatch(r">=(\d+\.\d+)", wanted)
    assert match is not None
    return f"{match[1]}.0"


def test_no_pinned_package_needs_a_newer_python_than_the_course(root: Path) -> None:
    oldest, newer, seen = oldest_python(root), [], 0
    for line in (root / "constraints.txt").read_text().splitlines():
        name, _, version = line.partition("==")
        if not version or line.startswith("#"):
            continue
        try:
            installed = distribution(name)
        except PackageNotFoundError:  # of another system
            continue
        seen += 1
        wanted = installed.metadata["Requires-Python"]
        if wanted and not SpecifierSet(wanted).contains(oldest):
            newer.append(f"{line} needs Python {wanted}")
    assert newer == []
    assert seen > 100

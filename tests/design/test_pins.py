"""The pinned packages: of Python those that install on the oldest Python that README promises, of npm by checksum."""

from __future__ import annotations

import json
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
        wanted = installed.metadata.get("Requires-Python")
        if wanted and not SpecifierSet(wanted).contains(oldest):
            newer.append(f"{line} needs Python {wanted}")
    assert newer == []
    assert seen > 100


def test_what_npm_installs_is_pinned_by_version_and_checksum_and_from_no_named_registry(root: Path) -> None:
    text = (root / "package-lock.json").read_text()
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert len(packages) > 1
    assert all(entry["version"] and entry["integrity"] for entry in packages.values())
    assert "resolved" not in text and "registry" not in text

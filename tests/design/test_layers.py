"""Who may import whom: notebooks → gdkit; autograder → gdkit; in gdkit widgets → plots → numerics → losses."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

# upper layers may import lower ones; what is not named is numerics
LAYERS = {"widgets": 3, "plots": 2, "checking": 2, "estimators": 1}
PICTURES = {"matplotlib", "ipywidgets", "anywidget", "IPython", "sklearn"}
MAY_USE_PICTURES = {"plots", "widgets", "checking", "verify", "notebook"}
MAY_USE_SKLEARN = {"estimators", "datasets"}


def imports(path: Path, *, at_top: bool = False) -> set[str]:
    """Full names of everything a module imports; at_top: only what importing it imports too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = ast.iter_child_nodes(tree) if at_top else ast.walk(tree)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = path.with_suffix("").parts
            package = ".".join(base[base.index("gdkit") : -1]) if "gdkit" in base else ""
            prefix = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            name = ".".join(part for part in (prefix, node.module or "") if part)
            found |= {name} | {f"{name}.{alias.name}" for alias in node.names}
    return found


def modules(root: Path) -> list[Path]:
    return sorted((root / "gdkit").rglob("*.py"))


def area(path: Path, root: Path) -> str:
    """First name below gdkit: "plots" for gdkit/plots/graph.py, "losses" for gdkit/losses.py."""
    return path.relative_to(root / "gdkit").with_suffix("").parts[0]


def test_gdkit_never_imports_the_autograder(root: Path) -> None:
    assert [p for p in modules(root) if any(name.split(".")[0] == "autograder" for name in imports(p))] == []


def test_numerical_modules_import_neither_pictures_nor_widgets_nor_the_notebook(root: Path) -> None:
    for path in modules(root):
        where = area(path, root)
        if where in MAY_USE_PICTURES:
            continue
        used = {name.split(".")[0] for name in imports(path)} & PICTURES
        assert used <= ({"sklearn"} if where in MAY_USE_SKLEARN else set()), path


def test_lower_layers_of_gdkit_do_not_import_upper_ones(root: Path) -> None:
    for path in modules(root):
        where = area(path, root)
        if where == "__init__":
            continue
        for name in imports(path):
            parts = name.split(".")
            if parts[0] == "gdkit" and len(parts) > 1 and parts[1] != where:
                assert LAYERS.get(parts[1], 0) <= LAYERS.get(where, 0), f"{path} imports {name}"


def test_the_students_side_of_the_sandbox_imports_nothing_of_the_autograder(root: Path) -> None:
    assert not any(
        name.startswith("autograder") for name in imports(root / "autograder" / "sandbox" / "inside" / "worker.py")
    )


def test_lectures_import_gdkit_and_never_the_autograder(root: Path) -> None:
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    assert notebooks
    assert [path.name for path in notebooks if "autograder" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("heavy", ["matplotlib", "IPython", "sklearn", "sympy", "ipywidgets", "scipy.optimize"])
def test_importing_gdkit_does_not_load_what_is_heavy(heavy: str) -> None:
    code = f"import sys, gdkit; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_modules_stay_short_enough_to_read(root: Path) -> None:
    """At most 300 lines, one idea each; docstrings and blank lines count too."""
    long = {str(p.relative_to(root)): n for p in modules(root) if (n := len(p.read_text().splitlines())) > 300}
    assert long == {}

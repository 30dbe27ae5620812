"""The rooms of the autograder: arrows between them run downward only, and no room is entered in a circle."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

# from the top to the ground: a room may import those below it, and itself
FLOORS: tuple[tuple[str, ...], ...] = (
    ("__main__",),
    ("cli",),
    ("commands",),
    ("plugin", "demo", "skeleton", "watching"),
    ("pages", "comparing", "cluster"),
    ("classes",),
    ("grading",),
    ("intake",),
    ("course",),
    ("declaring", "sandbox"),
    ("progress", "disposable"),
    ("errors", "text", "lean"),
)
FLOOR = {room: -number for number, rooms in enumerate(FLOORS) for room in rooms}
# the face of the package hands on two names when they are asked for; exercises are reached through the book of a course
APART = {"__init__", "exercises"}


def modules(root: Path) -> list[Path]:
    skeleton = root / "autograder" / "skeleton" / "course"
    return [path for path in sorted((root / "autograder").rglob("*.py")) if not path.is_relative_to(skeleton)]


def name_of(path: Path, root: Path) -> str:
    parts = path.relative_to(root / "autograder").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def imported(path: Path, root: Path) -> set[str]:
    """Modules of the autograder, named from its folder, that a module imports anywhere in its text."""
    inside = path.relative_to(root).with_suffix("").parts
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = [*inside[: len(inside) - node.level]] if node.level else []
            full = ".".join([*base, *filter(None, [node.module])])
            found |= {f"{full}.{alias.name}" for alias in node.names}
    return {name.removeprefix("autograder.") for name in found if name.startswith("autograder.")}


def arrows(root: Path) -> set[tuple[str, str]]:
    """(from, to): modules, by their names below autograder."""
    known = {name_of(path, root) for path in modules(root)}
    found = set()
    for path in modules(root):
        for name in imported(path, root):
            target = name if name in known else name.rpartition(".")[0]
            if target in known and target != name_of(path, root):
                found.add((name_of(path, root), target))
    return found


def room(module: str) -> str:
    return module.split(".")[0]


def test_arrows_between_the_rooms_run_downward_only(root: Path) -> None:
    upward = [
        f"{start} imports {end}"
        for start, end in sorted(arrows(root))
        if room(start) != room(end) and room(start) not in APART and FLOOR[room(start)] <= FLOOR[room(end)]
    ]
    assert upward == []


def test_every_room_stands_on_a_floor(root: Path) -> None:
    assert {room(name_of(path, root)) for path in modules(root)} == set(FLOOR) | APART


def test_no_module_is_reached_from_itself(root: Path) -> None:
    below: dict[str, set[str]] = {}
    for start, end in arrows(root):
        below.setdefault(start, set()).add(end)

    def circle(path: list[str]) -> list[str]:
        for end in sorted(below.get(path[-1], ())):
            if end in path:
                return [*path[path.index(end) :], end]
            if end not in seen:
                seen.add(end)
                found = circle([*path, end])
                if found:
                    return found
        return []

    seen: set[str] = set()
    for start in sorted(below):
        assert circle([start]) == []


def test_nothing_of_the_autograder_imports_the_exercises_of_this_course(root: Path) -> None:
    assert [f"{a} imports {b}" for a, b in arrows(root) if room(b) == "exercises" and room(a) != "exercises"] == []


def test_exercises_import_nothing_of_the_autograder_but_the_language_of_declarations(root: Path) -> None:
    used = {end for start, end in arrows(root) if room(start) == "exercises" and room(end) != "exercises"}
    assert used == {"declaring"}


@pytest.mark.parametrize("path", ["sandbox/inside"])
def test_what_is_copied_behind_the_walls_imports_nothing_of_what_stays_outside(root: Path, path: str) -> None:
    folder = root / "autograder" / path
    for module in sorted(folder.rglob("*.py")):
        for name in imported(module, root):
            assert name.startswith("sandbox.inside."), f"{module} imports {name}"


def test_modules_stay_short_enough_to_read(root: Path) -> None:
    """Exercises are lists of data: cases and mistakes."""
    long = {
        str(path.relative_to(root)): lines
        for folder in ("autograder", "gdkit", "benchmarks", "docs")
        for path in sorted((root / folder).rglob("*.py"))
        if not path.is_relative_to(root / "autograder" / "exercises")
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}

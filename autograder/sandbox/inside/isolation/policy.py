"""What the layers in force add up to, and what is asked for.

full        namespaces, seccomp, Landlock, own limits: no file, process or network but its own, two walls thick
contained   the same where the kernel has no Landlock; one that has it must put it in force
filtered    no namespaces: Landlock and seccomp alone; that a file is there can be seen, a disk be filled
limits      a process with limits on time and memory: NOT isolated from the machine's files and network
"""

from __future__ import annotations

from collections.abc import Mapping

LEVELS = ("limits", "filtered", "contained", "full")
DEFAULT = "contained"

TREE = ("user namespace", "mount namespace", "pid namespace", "network namespace", "ipc namespace")
ALWAYS = ("no new privileges", "rlimits")
WALLS = ("landlock", "seccomp")
FORKS_ASKED = "forks asked for"
NO_LANDLOCK = "not in this kernel"

# layer: (what it keeps the student's process from, what its absence costs)
LAYERS: dict[str, tuple[str, str]] = {
    "user namespace": ("rights of the user that runs the grader", "the other namespaces need root"),
    "own user": ("files and processes of the grader's user", "the other walls alone keep it from them"),
    "mount namespace": ("the machine's files, its temporary files, its disk", "paths can be probed; a disk be filled"),
    "pid namespace": ("sight of and signals to other processes; processes that stay", "leftovers are swept up"),
    "network namespace": ("every network", "seccomp alone refuses sockets"),
    "ipc namespace": ("shared memory and message queues of others", "seccomp alone refuses them"),
    "no new privileges": ("setuid programs", "nothing below level filtered is possible"),
    "rlimits": ("using up memory, time, files, processes", "one submission can stop the machine"),
    "no capabilities": ("rights inside its own namespaces", "mounts could be changed"),
    "landlock": ("files, processes and sockets behind the first wall", "one wall instead of two"),
    "seccomp": ("system calls that no homework needs", "the whole kernel can be attacked"),
    FORKS_ASKED: ("other processes", "forks are only counted"),
}

Layers = Mapping[str, object]  # name: True, or why not


def level_of(layers: Layers) -> str:
    """The level that these layers reach."""
    holds = {name for name, state in layers.items() if state is True}
    if not holds.issuperset((*ALWAYS, "seccomp")):
        return "limits"
    tree = holds.issuperset((*TREE, "no capabilities"))
    if "landlock" not in holds:
        return "contained" if tree and layers.get("landlock") == NO_LANDLOCK else "limits"
    return "full" if tree else "filtered"


def enough(level: str, wanted: str) -> bool:
    """Whether a level is at least the wanted one. Raises ValueError for a name that is none."""
    for name in (level, wanted):
        if name not in LEVELS:
            raise ValueError(f"isolation {name!r} is no level; choose from {', '.join(LEVELS)}.")
    return LEVELS.index(level) >= LEVELS.index(wanted)


def missing(layers: Layers) -> list[tuple[str, str]]:
    """(names, why not) of the layers that are not in force: those with the same reason together."""
    names: dict[str, list[str]] = {}
    for name, state in layers.items():
        if state is not True:
            names.setdefault(str(state), []).append(name)
    return [(_together(each), why) for why, each in names.items()]


def _together(names: list[str]) -> str:
    kinds = [name.removesuffix(" namespace") for name in names if name.endswith(" namespace")]
    others = [name for name in names if not name.endswith(" namespace")]
    return ", ".join([*([" + ".join(kinds) + " namespace"] if kinds else []), *others])

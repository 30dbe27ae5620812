"""Compare fresh recordings with those of this folder: python tests/data/compare_recordings.py FOLDER

FOLDER holds torch_trajectories.npz and autograd_networks.json as the two scripts beside this file write them.
Exit status 1 when a number differs by more than 1e-12 of the largest in its array.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
ALLOWED = 1e-12


def arrays(tree: Any, name: str = "") -> Iterator[tuple[str, np.ndarray]]:
    """Every list of numbers in a tree of JSON, with the way to it."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from arrays(value, f"{name}/{key}")
    elif isinstance(tree, list) and not all(isinstance(item, int | float) for item in tree):
        for index, value in enumerate(tree):
            yield from arrays(value, f"{name}/{index}")
    elif isinstance(tree, list | int | float):
        yield name, np.asarray(tree, float)


def numbers(path: Path) -> dict[str, np.ndarray]:
    if path.suffix == ".json":
        return dict(arrays(json.loads(path.read_text())))
    with np.load(path) as file:
        return {name: file[name] for name in file.files if file[name].dtype.kind == "f"}


def main(folder: Path) -> int:
    worst = 0.0
    for name in ("torch_trajectories.npz", "autograd_networks.json"):
        kept, fresh = numbers(HERE / name), numbers(folder / name)
        if kept.keys() != fresh.keys():
            print(f"{name}: the recordings hold different entries: {sorted(kept.keys() ^ fresh.keys())[:5]}")
            return 1
        for key, array in kept.items():
            scale = float(np.abs(array).max(initial=0.0)) or 1.0
            difference = float(np.abs(array - fresh[key]).max(initial=0.0)) / scale
            worst = max(worst, difference)
            if not difference <= ALLOWED:
                print(f"{name}: {key} differs by {difference:.2g} of its size; allowed {ALLOWED:g}")
                return 1
        print(f"{name}: {len(kept)} arrays as recorded")
    print(f"largest difference {worst:.2g} of the size of its array (allowed {ALLOWED:g})")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

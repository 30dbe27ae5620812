"""Executed notebooks, each kept under a digest of all that decides its outputs: one that changed runs again, alone."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).parents[1]
CACHE = ROOT / "build" / "executed"  # of website, slides and handouts
CELL_SECONDS = 300
KINDS = frozenset({".py", ".js", ".css", ".npz", ".ipynb", ".html"})


def executed(
    notebooks: Mapping[str, NotebookNode], cache: Path, *, folder: Path = ROOT, jobs: int | None = None
) -> dict[str, NotebookNode]:
    """Each notebook run from top to bottom in `folder`, with the state of its widgets; `cache` keeps them.

    Raises nbclient's CellExecutionError where a cell fails.
    """
    cache.mkdir(parents=True, exist_ok=True)
    library = digest_of(ROOT / "gdkit")

    def run(item: tuple[str, NotebookNode]) -> tuple[str, NotebookNode]:
        name, notebook = item
        kept = cache / f"{name}-{_digest(nbformat.writes(notebook), library, folder.name)}.ipynb"
        if not kept.is_file():
            start = time.perf_counter()
            client = NotebookClient(
                notebook,
                timeout=CELL_SECONDS,
                kernel_name="python3",
                extra_arguments=["--IPKernelApp.log_level=40"],
                store_widget_state=True,
                resources={"metadata": {"path": str(folder)}},
            )
            asyncio.run(client.async_execute())  # `execute` leaves a thread's event loop open
            for old in cache.glob(f"{name}-*.ipynb"):
                old.unlink()
            nbformat.write(notebook, kept)
            print(f"executed {name} in {time.perf_counter() - start:.1f} s", flush=True)
        return name, nbformat.read(kept, as_version=4)

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # two notebooks at a time, each on one core
    with ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        return dict(pool.map(run, notebooks.items()))


def digest_of(*folders: Path, kinds: frozenset[str] = KINDS) -> str:
    """Of the files in the folders that decide what code does, and of the versions that are pinned."""
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in kinds]
    return _digest(*(path.read_bytes() for path in [*files, ROOT / "constraints.txt"]))


def _digest(*parts: str | bytes) -> str:
    whole = [part.encode() if isinstance(part, str) else part for part in parts]
    return hashlib.sha256(b"\0".join(whole)).hexdigest()[:16]

"""Shared fixtures. Jupyter and matplotlib keep their files in a temporary folder, never in the home folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest

from autograder.lean import without_grammar

with without_grammar():  # of formats that no notebook's schema has: it takes longer to compile than all else to load
    import nbformat  # noqa: F401

_scratch = tempfile.mkdtemp(prefix="gdkit-tests-")
for _name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
    os.environ[_name] = str(Path(_scratch) / _name.lower())
os.environ["MPLBACKEND"] = "Agg"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = Path(__file__).parent.parent

# a busy machine is slow without being wrong
hypothesis.settings.register_profile("no deadline", deadline=None)
hypothesis.settings.load_profile("no deadline")


def pytest_unconfigure() -> None:
    shutil.rmtree(_scratch, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What may take longest begins first: a worker that ends with it would leave the others nothing to do."""
    items.sort(key=_seconds_at_most, reverse=True)


def _seconds_at_most(item: pytest.Item) -> float:
    own = item.get_closest_marker("timeout")
    return max(float(own.args[0]), 300.0) if own else 300.0


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT

"""Programs that stand beside the interpreter are found, activated environment or not."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def put_interpreter_on_path() -> None:
    """nbgrader starts `alembic` by name."""
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = folder + os.pathsep + os.environ.get("PATH", "")

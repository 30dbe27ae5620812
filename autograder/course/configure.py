"""One line in nbgrader_config.py, `configure(c)`: nbgrader releases and grades through the autograder.

It names the classes of `autograder.plugin`, and loads none of them: every command reads the configuration first.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Any

from .interpreter import put_interpreter_on_path

# what nbgrader is told, by class and setting
SETS: Mapping[str, Mapping[str, Any]] = {
    "GenerateAssignment": {
        "preprocessors": [
            "nbgrader.preprocessors.IncludeHeaderFooter",
            "nbgrader.preprocessors.InstantiateTests",
            "nbgrader.preprocessors.LockCells",
            "nbgrader.preprocessors.ClearSolutions",
            "autograder.plugin.QuizStubs",
            "nbgrader.preprocessors.ClearOutput",
            "nbgrader.preprocessors.CheckCellMetadata",
            "nbgrader.preprocessors.ComputeChecksums",
            "nbgrader.preprocessors.SaveCells",
            "nbgrader.preprocessors.ClearHiddenTests",
            "nbgrader.preprocessors.ClearMarkScheme",
            "nbgrader.preprocessors.ComputeChecksums",
            "nbgrader.preprocessors.CheckCellMetadata",
            "autograder.plugin.WriteChecks",
        ]
    },
    # pages of formgrader and of nbgrader's feedback: what students wrote is cleaned where it is shown
    "HTMLExporter": {
        "preprocessors": ["autograder.plugin.Shown"],
        "filters": {"highlight_code": "autograder.plugin.highlighted"},
    },
    "Autograde": {
        # the submission reaches our grader as it was handed in: the same input as that of `autograder grade`
        "sanitize_preprocessors": [],
        "autograde_preprocessors": [
            "autograder.plugin.Grade",
            "autograder.plugin.LatePenalties",
            "nbgrader.preprocessors.CheckCellMetadata",
        ],
    },
}
REPLACED = "AutograderReplaced"  # where the configuration keeps what the course had set of these


def configure(c: Any) -> None:
    """Let nbgrader release and grade through the autograder. `c` is the object of nbgrader_config.py."""
    put_interpreter_on_path()
    lists = sys.modules.get("nbgrader.apps.api")  # there in formgrader, and no part of it can be configured
    if lists is not None:
        setattr(lists.NbGraderAPI, "get_submitted_timestamp", _submitted_timestamp)  # noqa: B010
        import_module("autograder.course.mapped").let_nbgrader_wait()
    replaced = []
    for section, settings in SETS.items():
        for name, value in settings.items():
            if name in c[section] and c[section][name] != value:
                replaced.append(f"{section}.{name}")
            c[section][name] = copy.deepcopy(value)
    if replaced:
        c[REPLACED].names = replaced
    if "plugin_class" not in c.ExportApp:
        c.ExportApp.plugin_class = "autograder.plugin.Export"


def _submitted_timestamp(*asked: Any) -> datetime | None:
    """In place of nbgrader's own, which one file that is no date ends for a whole class, and a pipe stops for ever."""
    found: datetime | None = import_module("autograder.plugin").submitted_timestamp(*asked)
    return found

"""One line in nbgrader_config.py, `configure(c)`: nbgrader releases and grades through the autograder.

It names the classes of `autograder.plugin`, and loads none of them: every command reads the configuration first.
"""

from __future__ import annotations

import sys
from datetime import datetime
from importlib import import_module
from typing import Any

from .interpreter import put_interpreter_on_path


def configure(c: Any) -> None:
    """Let nbgrader release and grade through the autograder. `c` is the object of nbgrader_config.py."""
    put_interpreter_on_path()
    lists = sys.modules.get("nbgrader.apps.api")  # there in formgrader, and no part of it can be configured
    if lists is not None:
        setattr(lists.NbGraderAPI, "get_submitted_timestamp", _submitted_timestamp)  # noqa: B010
    c.GenerateAssignment.preprocessors = [
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
    # pages of formgrader and of nbgrader's feedback: what students wrote is cleaned where it is shown
    c.HTMLExporter.preprocessors = ["autograder.plugin.Shown"]
    c.HTMLExporter.filters = {"highlight_code": "autograder.plugin.highlighted"}
    # the submission reaches our grader as it was handed in: the same input as that of `autograder grade`
    c.Autograde.sanitize_preprocessors = []
    if "plugin_class" not in c.ExportApp:
        c.ExportApp.plugin_class = "autograder.plugin.Export"
    c.Autograde.autograde_preprocessors = [
        "autograder.plugin.Grade",
        "autograder.plugin.LatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]


def _submitted_timestamp(*asked: Any) -> datetime | None:
    """In place of nbgrader's own, which one file that is no date ends for a whole class, and a pipe stops for ever."""
    found: datetime | None = import_module("autograder.plugin").submitted_timestamp(*asked)
    return found

"""nbgrader's own settings: which of them grading honours, which mean nothing here, and which it does not honour.

`autograder release` runs nbgrader's own step, with all its settings; `autograder grade` and `autograder feedback` stand
in the place of nbgrader's. What a course has set and these do not honour is told when grading begins. A test holds this
table against the settings that nbgrader has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from traitlets.config.loader import LazyConfigValue

from .configure import REPLACED, SETS

YES = ""  # honoured
NOTHING = "-"  # has no meaning here: what it is for cannot come about, or is the case whatever it says
# any other text: it is not honoured, and why

_HOOK = "nbgrader's own programs call hooks; autograder grade does not"
_RIGHTS = "files are written with the rights that your umask gives"
_PAGES = "the pages of feedback are the autograder's own"
_KERNEL = "notebooks run in a process of the autograder's, not in a kernel"
_ENABLED = {"enabled": YES, "default_language": YES, "display_data_priority": YES}
_REPLACED = {"enabled": "the autograder does this step in its own way", **dict.fromkeys(list(_ENABLED)[1:], NOTHING)}
_CONVERTER = {
    "exporter_class": "the autograder writes notebooks itself",
    "force": NOTHING,
    "permissions": _RIGHTS,
    **dict.fromkeys(("pre_convert_hook", "post_convert_hook"), _HOOK),
}
_RUN = {
    "timeout": YES,
    "allow_errors": NOTHING,  # cells after an error run, as with nbgrader, which takes no other value
    "allow_error_names": NOTHING,
    "force_raise_errors": "an error ends its own cell, and no notebook",
    "skip_cells_with_tag": "every cell runs, whatever its tags",
    "timeout_func": "the time of a cell is c.Execute.timeout",
    "kernel_name": _KERNEL,
    "kernel_manager_class": _KERNEL,
    "extra_arguments": _KERNEL,
    "ipython_hist_file": NOTHING,
    "interrupt_on_timeout": NOTHING,  # a cell that takes too long is ended, and the next one runs
    "error_on_timeout": NOTHING,
    "execute_retries": "a notebook runs once: the same work has the same grade",
    **dict.fromkeys(("iopub_timeout", "raise_on_iopub_timeout", "shell_timeout_interval", "startup_timeout"), NOTHING),
    **dict.fromkeys(("record_timing", "shutdown_kernel", "store_widget_state"), NOTHING),
    **dict.fromkeys((f"on_notebook_{when}" for when in ("start", "complete", "error")), _HOOK),
    **dict.fromkeys((f"on_cell_{when}" for when in ("start", "execute", "complete", "executed", "error")), _HOOK),
    **_REPLACED,
}
_STEPS = ("autograded", "feedback", "release", "solution", "source", "source_with_tests", "submitted")

# by class, and by setting. A class that is set in part has the settings of those that it is made of, too.
TABLE: Mapping[str, Mapping[str, str]] = {
    "CourseDirectory": {
        **dict.fromkeys((f"{step}_directory" for step in _STEPS), YES),
        **dict.fromkeys(("course_id", "db_url", "directory_structure"), YES),
        **dict.fromkeys(("student_id", "student_id_exclude", "ignore", "include", "max_file_size"), YES),
        "assignment_id": NOTHING,  # the command names it
        "root": YES,  # it is the folder of nbgrader_config.py
        "max_dir_size": NOTHING,  # of the exchange
        "notebook_id": "all notebooks of an assignment are graded",
        "groupshared": _RIGHTS,
    },
    "BaseConverter": _CONVERTER,
    "GenerateAssignment": {**dict.fromkeys(_CONVERTER, YES), "create_assignment": YES, "no_database": YES}
    | {"preprocessors": "configure(c) names the steps of a release"},
    "Autograde": {**_CONVERTER, "create_student": YES, "exclude_overwriting": YES}
    | {"sanitize_preprocessors": "configure(c) names the steps", "autograde_preprocessors": "configure(c) names them"},
    "GenerateFeedback": {**_CONVERTER, "preprocessors": _PAGES},
    "LateSubmissionPlugin": {"penalty_method": YES},
    "AssignLatePenalties": {"plugin_class": YES, **_ENABLED},
    # of the release
    "IncludeHeaderFooter": {"header": YES, "footer": YES, **_ENABLED},
    "InstantiateTests": dict.fromkeys(
        ("autotest_filename", "autotest_delimiter", "hashed_delimiter", "use_salt", "enforce_metadata"), YES
    )
    | {"comment_strs": YES, "sanitizers": YES, **_ENABLED},
    "ClearSolutions": dict.fromkeys(("code_stub", "text_stub", "enforce_metadata"), YES)
    | {"begin_solution_delimeter": YES, "end_solution_delimeter": YES, **_ENABLED},
    "ClearHiddenTests": {"begin_test_delimeter": YES, "end_test_delimeter": YES, "enforce_metadata": YES, **_ENABLED},
    "ClearMarkScheme": dict.fromkeys(("begin_mark_scheme_delimeter", "end_mark_scheme_delimeter"), YES)
    | {"check_attachment_leakage": YES, "enforce_metadata": YES, **_ENABLED},
    "LockCells": {
        **dict.fromkeys(("lock_all_cells", "lock_readonly_cells", "lock_solution_cells"), YES),
        "lock_grade_cells": "tests are always those of the source",
        **_ENABLED,
    },
    "ClearOutput": {"remove_metadata_fields": YES, **_ENABLED},
    **dict.fromkeys(("CheckCellMetadata", "ComputeChecksums", "SaveCells"), _ENABLED),
    # of nbgrader's autograde, for which the autograder stands in
    **dict.fromkeys(("DeduplicateIds", "OverwriteKernelspec", "SaveAutoGrades"), _REPLACED),
    "OverwriteCells": {"add_missing_cells": NOTHING, "missing_cell_notification": NOTHING, **_REPLACED},
    "IgnorePattern": {"pattern": NOTHING, **_REPLACED, "enabled": NOTHING},  # stderr costs nothing
    "LimitOutput": dict.fromkeys(("max_lines", "max_traceback"), "c.Autograder.output_mb bounds outputs") | _REPLACED,
    **dict.fromkeys(("Execute", "ExecutePreprocessor", "NotebookClient"), _RUN),
    "GetGrades": {**_REPLACED, "display_data_priority": NOTHING},
    **dict.fromkeys(("NbGraderPreprocessor", "Preprocessor"), _REPLACED),
}


def not_honoured(config: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """A line for each setting that the course in the folder has set and that grading does not honour."""
    root = config.get("CourseDirectory", {}).get("root", folder)
    if Path(root).resolve() != folder.resolve():
        yield f"c.CourseDirectory.root is not honoured: the course is the folder of nbgrader_config.py, {folder}."
    for section, rows in TABLE.items():
        for name, value in config.get(section, {}).items():
            why = rows.get(name, YES)
            if why not in (YES, NOTHING) and not _is_ours(section, name, value):
                yield f"c.{section}.{name} is not honoured: {why}."
    for place in config.get(REPLACED, {}).get("names", ()):
        section, name = place.split(".")
        yield f"c.{place} is not honoured: {TABLE.get(section, {}).get(name) or 'configure(c) sets it'}."
    for section in ("NotebookClient", "ExecutePreprocessor", "Execute"):
        if "timeout" in config.get(section, {}) and seconds_of_cell(config) is None:
            yield f"c.{section}.timeout is not honoured: a cell has c.Autograder.cell_seconds."


def seconds_of_cell(config: Mapping[str, Any]) -> float | None:
    """The time of one cell that nbgrader's settings give; None where they give none, or time without end."""
    found = None
    for section in ("NotebookClient", "ExecutePreprocessor", "Execute"):  # the last one wins, as for nbgrader
        if "timeout" in config.get(section, {}):
            try:
                found = float(config[section]["timeout"])  # a text when given on the command line
            except (TypeError, ValueError):
                found = None
    return found if found is not None and found > 0 else None


def _is_ours(section: str, name: str, value: Any) -> bool:
    ours = SETS.get(section, {}).get(name)
    return ours is not None and not isinstance(value, LazyConfigValue) and value == ours

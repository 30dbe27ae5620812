"""Moodle, *Download all submissions*: a folder a student, or, as Moodle did before 3.1 and still offers, one flat zip.

`Ada Lovelace_17_assignsubmission_file_/hw/homework.ipynb` or `Ada Lovelace_17_assignsubmission_file_homework.ipynb`;
`onlinetext` stands for `file` where text was typed. The number is drawn anew for each assignment (the one after
"Participant" in the grading worksheet); a name has no _ in it. (moodle, mod/assign/classes/downloader.php:
`get_student_prefix`, `load_submissionplugin_filelist`.) There are no times in it: they stand in the grading worksheet,
*Last modified (submission)*, in the teacher's zone, which is not written; its *Status* says `3 mins 31 secs late`.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from ...errors import CourseError
from .entry import About, HandedIn, Refused

PLUGIN = r"_assignsubmission_[a-z]+"
FILE = re.compile(rf"^(?P<student>.+?)_(?P<number>\d{{1,20}}){PLUGIN}(?:_(?P<file>.*))?$")
FOLDER = re.compile(rf"^(?P<student>.+)_(?P<number>\d{{1,20}}){PLUGIN}_?$")  # by its last number
NUMBER = re.compile(rf"_\d{{1,20}}{PLUGIN}(?=_|$)")
WORKSHEET = {"Identifier", "Status", "Last modified (submission)"}


def of_folder(name: str) -> HandedIn | None:
    """Whose a folder is."""
    match = FOLDER.match(name)
    return HandedIn(match["student"], "", "Moodle", match["number"]) if match else None


def of_file(name: str) -> HandedIn | None:
    """Whose a file is. Raises Refused where one of two numbers is a part of a name that somebody chose."""
    match = FILE.match(name)
    if not match:
        return None
    if len(NUMBER.findall(name)) > 1:
        raise Refused("two numbers of Moodle's are in its name; which is the student's cannot be told")
    return HandedIn(match["student"], match["file"] or name, "Moodle", match["number"])


def sheet(path: str, content: bytes) -> dict[str, list[About]] | None:
    """A grading worksheet that lies beside the students' folders."""
    if "/" in path or not path.lower().endswith(".csv"):
        return None
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig", "replace"), newline=""))
    try:
        if not set(rows.fieldnames or ()) >= WORKSHEET:
            return None
        found = [{key: str(value or "") for key, value in row.items() if key} for row in rows]
    except csv.Error:
        return None
    return {f"Moodle {_number(row['Identifier'])}": [_about(row)] for row in found if _number(row["Identifier"])}


def _number(identifier: str) -> str:
    match = re.search(r"(\d{1,20})\s*$", identifier)
    return match[1] if match else ""


def _about(row: dict[str, str]) -> About:
    when = row["Last modified (submission)"].strip()
    late = re.search(r"\blate\b", row["Status"]) is not None
    return About(row.get("Full name", ""), "", row.get("Email address", ""), "" if when == "-" else when, late)


def read_worksheet(path: Path) -> dict[str, list[About]]:
    """What a grading worksheet says. Raises CourseError."""
    try:
        said = sheet("worksheet.csv", path.read_bytes())
    except OSError as problem:
        raise CourseError(f"{path}: the worksheet cannot be read: {problem.strerror}.") from None
    if said is None:
        raise CourseError(f"{path} is no grading worksheet of Moodle's: expected {', '.join(sorted(WORKSHEET))}.")
    return said

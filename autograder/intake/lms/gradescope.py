"""Gradescope, *Export submissions*: `assignment_99_export/submission_123456/homework.ipynb`, and beside the folders a
`submission_metadata.yml` that says whose they are:

    submission_123456:
      :submitters:
      - :name: Ada Lovelace
        :sid: '1234567'
        :email: ada@uni.example
      :created_at: 2026-11-21 22:11:12.861687000 Z
      :score: 2.0

Several submitters are a group: each has the work. (No documentation was found; public readers of the file use these
keys.) Outputs of an autograder follow, indented further. It is read line by line: YAML itself is a way to be hurt.
"""

from __future__ import annotations

import json
import re

from .entry import About, HandedIn

FOLDER = re.compile(r"^submission_(?P<number>\d{1,20})$")
SHEET = "submission_metadata.yml"
SUBMISSION = re.compile(r"^submission_(\d{1,20})(?:\.\w+)?:\s*$")
OF_SUBMISSION = re.compile(r"^  :(\w+):\s*(.*?)\s*$")
OF_SUBMITTER = re.compile(r"^  (- |  ):(name|sid|email):\s*(.*?)\s*$")


def of_folder(name: str) -> HandedIn | None:
    """Whose a folder is."""
    match = FOLDER.match(name)
    return HandedIn(name, "", "Gradescope submission", match["number"]) if match else None


def sheet(path: str, content: bytes) -> dict[str, list[About]] | None:
    """Who handed in each submission, and when."""
    if path != SHEET:
        return None
    found: dict[str, list[About]] = {}
    number, section, said = "", "", dict[str, str]()
    people: list[dict[str, str]] = []
    for line in [*content.decode("utf-8-sig", "replace").splitlines(), "submission_0:"]:
        if match := SUBMISSION.match(line):
            if number:
                found[f"Gradescope submission {number}"] = [_about(person, said) for person in people]
            number, section, said, people = match[1], "", {}, []
        elif match := OF_SUBMISSION.match(line):
            section = match[1]
            said[section] = _plain(match[2])
        elif section == "submitters" and (match := OF_SUBMITTER.match(line)):
            if match[1] == "- ":
                people.append({})
            if people:
                people[-1][match[2]] = _plain(match[3])
    return found


def _about(person: dict[str, str], said: dict[str, str]) -> About:
    email = person.get("email", "")
    late = said.get("late") == "true"
    return About(person.get("name", ""), person.get("sid", "") or email, email, said.get("created_at", ""), late)


def _plain(value: str) -> str:
    """A scalar without its quotes."""
    if value[:1] == value[-1:] == "'" and len(value) > 1:
        return value[1:-1].replace("''", "'")
    if value[:1] == value[-1:] == '"' and len(value) > 1:
        try:
            return str(json.loads(value))
        except ValueError:
            return value[1:-1]
    return "" if value in ("null", "~", "''") else value

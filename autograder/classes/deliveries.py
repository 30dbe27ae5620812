"""By which names an LMS handed out what its students handed in: feedback goes back by the same ones.

Moodle and Canvas find a student by the numbers in a file's name, and take feedback under no other name.
"""

from __future__ import annotations

import re

from ..course.course import Course
from ..intake.record import read_record
from ..intake.roster import Roster
from .lms_people import known_of


def moodle_folders(course: Course, assignment: str, roster: Roster) -> dict[str, str]:
    """The folder by which Moodle takes each student's feedback: Ada Lovelace_17_assignsubmission_file_"""
    found = {}
    for number, (base, student) in known_of(course, "Moodle", assignment).items():
        person = roster.by_lms_id(student)
        name = person.name if person is not None and person.id == student else ""
        # Moodle looks for the number behind the first _
        plain = re.sub(r"[_/\\\s]+", " ", name or base.replace("-", " ")).strip()
        found[student] = f"{plain}_{number}_assignsubmission_file_"
    return found


def canvas_prefixes(course: Course, assignment: str) -> dict[str, str]:
    """What stands before the own name of each student's file in Canvas's zip: lovelaceada_LATE_17_501_

    The second number is that of the file which was handed in; who handed in no file has none.
    """
    record = read_record(course, assignment)
    found = {}
    for number, (name, student) in known_of(course, "Canvas", assignment).items():
        came = record.get(student)
        if came is not None and came.lms == "Canvas" and came.order:
            found[student] = f"{name}{'_LATE' if came.late else ''}_{number}_{came.order}_"
    return found

"""A class of a thousand: how long the report and the feedback take, and how large they are.

    python benchmarks/pages.py                      1 000 students in lesson 07, the one with the most graded cells
    python benchmarks/pages.py --keep FOLDER        the class stays there; a second call makes none

The class is that of `autograder demo`, graded once and then written again under other names, since grading is not
what is measured here. In every twentieth an error has the words of this student alone. Seconds are those of whole
commands, the second number without what other work of the machine takes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from itertools import cycle
from pathlib import Path
from typing import Any

from grading import ROOT, ours, run

from autograder.classes.gradebook import Entry, Writer
from autograder.classes.keeping import RESULTS_FILE, read_results
from autograder.classes.submission import from_tree
from autograder.course.course import Course
from autograder.course.files import write_text
from autograder.course.release import release
from autograder.demo.classroom import Homework
from autograder.demo.members import Members
from autograder.demo.run import NAMES, make_course
from autograder.text import safe

COMMANDS = ("report", "report --anonymous", "feedback")
MOST_SECONDS, MOST_BYTES = 10.0, 3_000_000  # of the report; seconds of the processor: others may work here too


def graded_once(folder: Path, lesson: str) -> Course:
    """The class of the demo in a lesson of this course, graded."""
    real = Course(ROOT)
    name = real.resolve(lesson)
    course = make_course(real, name, folder)
    released = next(release(course, name).glob("*.ipynb"))
    members = Members(course.load(name), course.path("source", ".", name) / released.name).all()
    for number, member in enumerate(members):
        member.hand_in(Homework(released), course.path("submitted", f"template{number:02}", name))
    ours(folder, name, 2)
    return course


def multiplied(course: Course, name: str, count: int) -> None:
    """So many students in the place of those who were graded: folders, results, gradebook."""
    trees = read_results(course, name)
    made = [_another(tree, number) for number, tree in zip(range(count), cycle(trees), strict=False)]
    for tree, template in zip(made, cycle(trees), strict=False):
        for step in ("submitted", "autograded"):
            shutil.copytree(course.path(step, template["student"], name), course.path(step, tree["student"], name))
    for template in trees:
        for step in ("submitted", "autograded"):
            shutil.rmtree(course.path(step, template["student"], name).parent)
    with course.gradebook() as book:
        for template in trees:
            book.remove_student(template["student"])
    with Writer(course, name) as writer:
        for some in (made[k : k + 25] for k in range(0, count, 25)):
            submissions = [from_tree(tree, 0.0) for tree in some]
            writer.write([Entry(each.student, each.notebooks) for each in submissions])
    made.sort(key=lambda tree: tree["student"])
    lines = (json.dumps(tree, ensure_ascii=False, sort_keys=True) for tree in made)
    write_text(course.results_path(name) / RESULTS_FILE, safe("".join(f"{line}\n" for line in lines)))


def _another(tree: dict[str, Any], number: int) -> dict[str, Any]:
    """The result of another student with the same work."""
    tree = json.loads(json.dumps(tree)) | {"student": f"{NAMES[number % len(NAMES)]}{number:04}"}
    cell = tree["notebooks"][0]["cells"][0]
    if number % 20 == 7 and cell["status"] == "pass":
        cell |= {"status": "error", "points": 0.0, "message": f"ValueError: this is the {number}th of a thousand"}
    return tree


def measured(course: Course, name: str) -> bool:
    """Print the table; whether the report is as fast and as small as it is to be."""
    reports = {
        command: course.results_path(name) / f"{'-'.join(command.split(' --'))}.html" for command in COMMANDS[:2]
    }
    print("| command | seconds | of the processor | bytes | pages | the largest, bytes |\n|---|--:|--:|--:|--:|--:|")
    used = {}
    for command in COMMANDS:
        words = command.split()
        before = _processor()
        seconds = run([sys.executable, "-m", "autograder", words[0], name, *words[1:]], course.root)
        used[command] = _processor() - before
        pages = [reports[command]] if command in reports else (course.root / "feedback").rglob("*.html")
        sizes = [path.stat().st_size for path in pages]
        print(
            f"| {command} | {seconds:.1f} | {used[command]:.1f} | {sum(sizes)} | {len(sizes)} | {max(sizes)} |",
            flush=True,
        )
    return used["report"] < MOST_SECONDS and reports["report"].stat().st_size < MOST_BYTES


def _processor() -> float:
    """Seconds that the commands have had of the processor so far."""
    used = os.times()
    return used.children_user + used.children_system


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--lesson", default="07")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pages-") as temporary:
        folder = options.keep or Path(temporary) / "course"
        if not folder.is_dir():
            course = graded_once(folder, options.lesson)
            multiplied(course, course.assignment_names()[0], options.count)
        course = Course(folder)
        return 0 if measured(course, course.assignment_names()[0]) else 1


if __name__ == "__main__":
    sys.exit(main())

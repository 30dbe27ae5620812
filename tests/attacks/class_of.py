"""The class of attackers, and two honest students among them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from autograder.course.course import Course
from autograder.declaring.exercise import Exercise
from autograder.demo.classroom import student_source

from ..this_course import find
from . import exhausting, forging, secrets, side_doors, tampering
from .attack import RIGHT_STEP, TREE, WRONG_STEP, Attack, named

ASSIGNMENT = "03-one-minibatch-by-hand"
NOTEBOOK = "one-minibatch-by-hand.ipynb"
SECTIONS = {
    "A to C: faking the signal, patching, odd objects": forging.ATTACKS,
    "D and E: secrets, persistence": secrets.ATTACKS,
    "F: exhausting; the walls one by one": exhausting.ATTACKS,
    "G and H: tampering, readers of the result": tampering.ATTACKS,
    "I: side doors, and what one submission may cost the class": side_doors.ATTACKS,
}
HONEST = Attack(0, "honest and right", right=True, points=8.0)
FIRST, LAST = "aaa-honest", "zzz-honest"
OTHERS = 98  # honest students between the attackers


def students() -> dict[str, Attack]:
    """Who hands in what; the names sort in the order of the list, the honest ones first and last."""
    every = [attack for attacks in SECTIONS.values() for attack in attacks]
    names = {}
    for number, attack in enumerate(every):
        words = re.sub(r"[^a-z0-9]+", "-", attack.what.lower()).strip("-")[:40]
        names[f"r{number:03}-{attack.row}-{words}"] = attack
    return {FIRST: HONEST, **names, LAST: HONEST}


def honest_others() -> list[str]:
    """The other honest students; each stands behind an attacker."""
    return [f"r{number:03}-then-honest" for number in range(OTHERS)]


def hand_in_honest(course: Course, names: list[str]) -> None:
    """The same right work for each."""
    released = next(course.path("release", ".", ASSIGNMENT).glob("*.ipynb")).read_text()
    right = content(HONEST, json.loads(released), {})
    for student in names:
        folder = course.path("submitted", student, ASSIGNMENT)
        folder.mkdir(parents=True)
        (folder / NOTEBOOK).write_bytes(right)


def students_of(*sections: str) -> list[str]:
    """The attackers of the sections that begin so, and the two honest students around them."""
    wanted = [attack for title, attacks in SECTIONS.items() if title.startswith(sections) for attack in attacks]
    return [name for name, attack in students().items() if attack is HONEST or attack in wanted]


def hand_in(course: Course, about: dict[str, str], chosen: list[str]) -> None:
    """Write their submissions, and those of the two honest students. about: what @NAMES@ in the code stand for."""
    released = next(course.path("release", ".", ASSIGNMENT).glob("*.ipynb")).read_text()
    for student, attack in students().items():
        if student not in chosen and attack is not HONEST:
            continue
        folder = course.path("submitted", student, ASSIGNMENT)
        folder.mkdir(parents=True)
        (folder / NOTEBOOK).write_bytes(content(attack, json.loads(released), about))
        for name, what in attack.beside.items():
            _lay(folder / name, what, about)


def _lay(path: Path, what: str | tuple[str, str], about: dict[str, str]) -> None:
    """A file, link, pipe or file with a hole beside the notebook."""
    if isinstance(what, str):
        path.write_text(_filled(what, about))
    elif what[0] == "link":
        path.symlink_to(_filled(what[1], about))
    elif what[0] == "pipe":
        os.mkfifo(path)
    else:
        with path.open("wb") as file:
            file.truncate(int(what[1]))


def content(attack: Attack, tree: TREE, about: dict[str, str]) -> bytes:
    """The notebook's bytes."""
    epoch = find("03.minibatch_epoch")
    assert isinstance(epoch, Exercise)
    step = attack.step or (RIGHT_STEP if attack.right else WRONG_STEP)
    if attack.right and step == WRONG_STEP:
        step = RIGHT_STEP
    named("minibatch_step", tree)["source"] = _filled(step, about)
    named("quiz_batch", tree)["source"] = f'answer = "{"c" if attack.right else "a"}"'
    if attack.right:
        named("minibatch_epoch", tree)["source"] = student_source(epoch, epoch.solution)
    if attack.cell:
        before = tree["cells"].index(named("minibatch_step", tree))
        cell: dict[str, Any] = {"cell_type": "code", "id": "attack", "metadata": {}, "outputs": []}
        tree["cells"].insert(before, {**cell, "execution_count": None, "source": _filled(attack.cell, about)})
    if attack.change is not None:
        attack.change(tree)
    right = json.dumps(tree).encode()
    return attack.content(right) if attack.content is not None else right


def _filled(text: str, about: dict[str, str]) -> str:
    for name, value in about.items():
        text = text.replace(name, value)
    return text

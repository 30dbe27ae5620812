"""Writes docs/attacks.md: every attack, and what became of it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from .class_of import HONEST, SECTIONS, students

HEAD = """\
# What hostile submissions get done

Made by `python -m tests.attacks --scoreboard`; do not edit. Every line is a submission of lesson 03 that was handed in
and graded; `tests/attacks/` asserts the same. *earned / due* are the points of the check cells and what the code
deserves; *reached* says whether the attack printed that it got what it wanted, or a secret or a hidden input was seen
in anything that is shown. Row 0: not in the list that the others are numbered by.

The last column is what stock nbgrader 0.9.6 did with the same idea where that was tried and recorded beforehand
(**X** the attack succeeded, *ok* it did not, ~ the grader lost the result or hung, · not tried).

{summary}

Check cells are judged outside the student's process, so no line may earn more than is due. Cells of plain asserts
are different: they run among the student's code and rest on what its process reports. Isolation and limits hold for
them too, truthfulness cannot; every such grade carries the flag `self-reported`.
"""


def write(root: Path) -> int:
    """Run the attacks behind the guard and write the page."""
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        command = [sys.executable, "-m", "tests.attacks", folder]
        done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        return done.returncode
    result = json.loads(done.stdout)
    lines, held, total = [], 0, 0
    for title, attacks in SECTIONS.items():
        lines += [
            "",
            f"## {title}",
            "",
            "| row | submission | earned / due | first check | flags | reached | nbgrader |",
        ]
        lines.append("|--:|---|--:|---|---|---|---|")
        for student, attack in students().items():
            if attack is HONEST or attack not in attacks:
                continue
            good, line = _line(result, student)
            held, total = held + good, total + 1
            lines.append(line)
    summary = f"**{held} of {total} held.** Processes left behind: {len(result['left'])}."
    path = root / "docs" / "attacks.md"
    path.write_text(HEAD.format(summary=summary) + "\n".join(lines) + "\n")
    print(f"{path}: {held} of {total} held")
    return 0 if held == total else 1


def _line(result: dict[str, Any], student: str) -> tuple[bool, str]:
    attack, found = students()[student], result["submissions"][student]
    tree, text = found["tree"], found["text"]
    outputs = json.dumps([cell.get("outputs") for cell in json.loads(text)["cells"]])
    secrets = [number for number in found["hidden"] if number in text + json.dumps(tree)]
    reached = "PWNED" in outputs or "CANARY-8472-secret" in text or bool(secrets)
    good = tree["points"] == attack.points and not reached
    what = attack.what.replace("|", "\\|")
    cells = tree["notebooks"][0]["cells"]
    flags = ", ".join(tree["flags"]) or "–"
    said = "yes" if reached else "no"
    earned = f"{tree['points']:g} / {attack.points:g}"
    return good, f"| {attack.row} | {what} | {earned} | {cells[0]['status']} | {flags} | {said} | {attack.nbgrader} |"

"""The exercises that README and the walk through a declaration show are sound as they are printed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from autograder.declaring import Exercise, load_book
from autograder.declaring.proof import prove


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "docs/new-exercise.md"])
def test_the_exercise_that_a_page_shows_is_proved(root: Path, tmp_path: Path, page: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (root / page).read_text(encoding="utf-8"), re.DOTALL)
    shown = [block for block in blocks if re.search(r"^@?(mae|loss)\b", block, re.MULTILINE) and "check(" not in block]
    lesson = tmp_path / "exercises" / "lesson02"  # with what the lesson's exercises share
    lesson.mkdir(parents=True)
    ours = root / "autograder" / "exercises"
    for shared in ("slips.py", "drawing.py", "wide_numbers.py"):
        shutil.copy(ours / shared, lesson.parent)
    shutil.copy(ours / "lesson02" / "shared.py", lesson)
    (lesson / "mae.py").write_text("\n\n".join(shown), encoding="utf-8")
    exercise = load_book(["exercises"], tmp_path)["02.mae"]
    assert isinstance(exercise, Exercise)
    assert exercise.mistakes
    proof = prove(exercise)
    assert proof.holds, proof.to_tree()

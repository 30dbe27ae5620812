"""What is run by name elsewhere than in the everyday suite is there."""

import subprocess
import sys

from tests.numerics import matrix


def test_every_test_that_the_matrix_of_processors_names_is_there():
    commands = [*matrix.EVERYTHING, *(command for sample in matrix.SAMPLE.values() for command in sample)]
    named = {word for command in commands for word in command if word.startswith("tests/")}
    assert all((matrix.ROOT / word.split("::")[0]).exists() for word in named), named
    single = sorted(word for word in named if "::" in word)
    assert len(single) == 4
    done = subprocess.run(
        [sys.executable, *matrix.PYTEST, "--collect-only", *single], cwd=matrix.ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr

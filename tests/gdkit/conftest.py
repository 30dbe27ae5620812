"""Hypothesis without a deadline: no test here says how long anything may take. And JavaScript, run by Node."""

import json
import shutil
import subprocess

import pytest
from hypothesis import settings

from gdkit.widgets.base import script

settings.register_profile("gdkit", deadline=None)
settings.load_profile("gdkit")


@pytest.fixture
def node(tmp_path):
    """node("file.js", "f(...a)", arguments) -> the value of the expression for each a of arguments."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed: the JavaScript arithmetic cannot be run outside a browser")

    def run(file, expression, arguments):
        (tmp_path / "module.mjs").write_text(script(file), encoding="utf-8")
        (tmp_path / "run.mjs").write_text(
            "import * as m from './module.mjs';"
            "import { readFileSync } from 'node:fs';"
            f"const answers = JSON.parse(readFileSync(0, 'utf8')).map((a) => m.{expression});"
            "process.stdout.write(JSON.stringify(answers));",
            encoding="utf-8",
        )
        done = subprocess.run(
            [program, "run.mjs"],
            cwd=tmp_path,
            input=json.dumps(arguments),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run

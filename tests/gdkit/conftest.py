"""Hypothesis without a deadline: no test here says how long anything may take. And JavaScript, run by Node."""

import json
import shutil
import subprocess

import pytest
from hypothesis import settings

from gdkit.widgets.base import HERE, script

settings.register_profile("gdkit", deadline=None)
settings.load_profile("gdkit")


@pytest.fixture
def run_node(tmp_path):
    """run_node(program, a) -> the value of `answer` when the JavaScript has run, in tmp_path."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: the JavaScript arithmetic cannot be run outside a browser")

    def run(program, a):
        read = "import { readFileSync } from 'node:fs'; const a = JSON.parse(readFileSync(0, 'utf8'));\n"
        write = "\nprocess.stdout.write(JSON.stringify(answer));"
        (tmp_path / "run.mjs").write_text(read + program + write, encoding="utf-8")
        command = [node, "run.mjs"]
        done = subprocess.run(command, cwd=tmp_path, input=json.dumps(a), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def node(run_node, tmp_path):
    """node("file.js", "f(...a)", arguments) -> f(...a) for each a of arguments, f of the file joined to one module."""

    def run(file, expression, arguments, folder=HERE):
        (tmp_path / "module.mjs").write_text(script(file, folder), encoding="utf-8")
        return run_node(f"import * as m from './module.mjs'; const answer = a.map((a) => m.{expression});", arguments)

    return run

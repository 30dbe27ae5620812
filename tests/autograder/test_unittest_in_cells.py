"""A test cell that runs unittest fails where unittest says so: in a notebook nothing is raised."""

from __future__ import annotations

import pytest
from nbformat import from_dict

from autograder.grading.hidden import held
from autograder.intake.sanitize import new_output
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import WarmProcess

CASE = """
import unittest
class T(unittest.TestCase):
    def test_one(self):
        {body}
unittest.main(argv=[""], exit=False, verbosity={verbosity}, defaultTest="T")
"""


@pytest.mark.parametrize("verbosity", [0, 1, 2])
@pytest.mark.parametrize(
    ("body", "holds"),
    [
        ("self.assertEqual(1, 1)", True),
        ("self.assertEqual(1, 2)", False),
        ("raise KeyError('x')", False),
        ("self.skipTest('not now')", True),
    ],
)
def test_unittest_without_exit_counts_as_it_says(warm: WarmProcess, body: str, holds: bool, verbosity: int) -> None:
    with warm.child(Limits(), "unittest") as child:
        run = child.run(CASE.format(body=body, verbosity=verbosity))
    outputs = [from_dict(output) for output in run.outputs]
    assert run.ok
    assert held(outputs, ok=run.ok) is holds


def test_other_words_on_stderr_cost_nothing() -> None:
    said = new_output("stream", name="stderr", text="UserWarning: it FAILED (not really)\nfailed\nFAILED\n")
    assert held([said], ok=True)
    assert not held([said], ok=False)
    assert not held([new_output("error", ename="E", evalue="", traceback=[])], ok=True)

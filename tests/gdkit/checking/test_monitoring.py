"""Where no thread can be started, what does not end is stopped by Python's monitoring (3.12 or newer)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gdkit.checking import Case, ExerciseData, Outcome
from gdkit.checking.at_home import check_function
from gdkit.checking.monitoring import Monitor

CHECKING = Path(__file__).parents[3] / "gdkit" / "checking"
NEWER = ["python3.15", "python3.14", "python3.13", "python3.12"]
TRY = """
import sys, types
sys.path.insert(0, sys.argv[1])
package = types.ModuleType("package"); package.__path__ = [sys.argv[1]]; sys.modules["package"] = package
import threading
def no_thread(self): raise RuntimeError("can't start new thread")
threading.Thread.start = no_thread
from package.time_limit import TooLong, time_limit

def forever():
    while True: pass
def fibonacci(n=60):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
def generating():
    return sum(x for x in iter(int, 1))
def tidy(): return sum(i for i in range(1000))

for work in (forever, fibonacci, generating):
    try:
        with time_limit(0.2, work.__code__): work()
    except TooLong: print(work.__name__, tidy())
with time_limit(30.0, tidy.__code__) as renew:
    for _ in range(3): tidy(); renew()
def outside():
    for _ in range(3_000_000): pass
with time_limit(0.01, tidy.__code__): outside()
print([sys.monitoring.get_tool(number) for number in (3, 4)])
"""


def newer_python() -> str:
    """A Python of 3.12 or newer; "" where none is at hand."""
    if sys.version_info >= (3, 12):
        return sys.executable
    for name in NEWER:
        found = shutil.which(name)
        works = found and subprocess.run([found, "-c", ""], capture_output=True, check=False, timeout=60)
        if found and works and works.returncode == 0:
            return found
    return ""


@pytest.mark.skipif(not newer_python(), reason="no Python of 3.12 or newer is at hand")
def test_loops_recursions_and_generators_are_stopped_and_nothing_around_them() -> None:
    done = subprocess.run(
        [newer_python(), "-c", TRY, str(CHECKING)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    said = "forever 499500\nfibonacci 499500\ngenerating 499500\n[None, None]\n"
    assert done.stdout == said


def test_a_check_judges_as_ever_where_no_thread_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", refused)
    cases = (Case("x = 1", {"x": 1.0}, (Outcome(value=1.0),), {}),)
    data = ExerciseData("99.same", "same(x) -> y", {"the result": ("y",)}, 1e-9, "Lecture 99", {}, cases)
    assert check_function(data, lambda x: np.float64(x)).status == "pass"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="for a Python without monitoring")
def test_without_monitoring_nothing_is_stopped_and_nothing_fails() -> None:
    with Monitor(0.0, sys._getframe().f_code, KeyboardInterrupt(), calls=True):
        assert sum(1 for _ in range(1000)) == 1000

"""A call that does not end is stopped at home, and the process can be used again."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from typing import Any

import numpy as np
import pytest

from gdkit.checking import Case, ExerciseData, Outcome
from gdkit.checking.at_home import check_function
from gdkit.checking.explaining import DEATHS
from gdkit.checking.time_limit import TooLong, time_limit


def forever() -> None:
    while True:
        pass


def catching() -> None:
    while True:
        try:
            time.sleep(0.001)
        except Exception:
            continue


def asleep() -> None:
    time.sleep(30)


def nap(seconds: float) -> None:
    time.sleep(seconds)


@pytest.mark.parametrize("work", [forever, catching, asleep])
def test_what_does_not_end_is_stopped_and_the_interrupt_of_the_keyboard_is_as_before(work: Any) -> None:
    before = signal.getsignal(signal.SIGINT)
    start = time.monotonic()
    with pytest.raises(TooLong), time_limit(0.2, work.__code__):
        work()
    assert time.monotonic() - start < 20
    assert signal.getsignal(signal.SIGINT) is before
    assert sum(range(10)) == 45


def test_what_ends_in_time_is_left_alone_and_each_call_has_the_whole_time() -> None:
    with time_limit(0.4, nap.__code__) as renew:
        for _ in range(4):
            nap(0.2)
            renew()


def test_no_thread_stays_behind() -> None:
    before = threading.active_count()
    for _ in range(20):
        with time_limit(5.0, nap.__code__):
            nap(0)
    assert threading.active_count() == before


def test_only_the_function_is_stopped_and_not_what_stands_around_it() -> None:
    with time_limit(0.05, forever.__code__):
        nap(0.3)


def test_an_error_of_the_block_goes_through() -> None:
    with pytest.raises(ZeroDivisionError), time_limit(5.0, nap.__code__):
        raise ZeroDivisionError


def test_the_person_at_the_keyboard_can_still_interrupt() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    try:
        with pytest.raises(KeyboardInterrupt), time_limit(30.0, nap.__code__):
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_nothing_is_stopped_and_nothing_fails() -> None:
    done: list[int] = []

    def work() -> None:
        with time_limit(0.01, nap.__code__):
            nap(0.05)
            done.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [1]


def test_at_the_very_end_of_the_time_there_is_no_interrupt_behind_the_block() -> None:
    for _ in range(200):
        try:
            with time_limit(0.001, nap.__code__):
                nap(0.001)
        except TooLong:
            pass
        sum(range(1000))  # an interrupt that came late would end this line


def test_where_a_signal_cannot_be_sent_a_loop_is_stopped_too() -> None:
    code = (
        "import signal\nsignal.__dict__.pop('pthread_kill', None)\n"  # as on Windows
        "from gdkit.checking.time_limit import TooLong, time_limit\n"
        "def forever():\n    while True: pass\n"
        "try:\n    with time_limit(0.2, forever.__code__):\n        forever()\nexcept TooLong:\n    print('stopped')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "stopped\n"


def test_a_check_at_home_tells_it_in_the_words_of_the_grader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gdkit.checking.at_home.CALL_SECONDS", 0.2)
    monkeypatch.chdir("/")
    cases = tuple(Case(f"x = {x}", {"x": x}, (Outcome(value=x),), {}) for x in (1.0, 2.0, 3.0))
    data = ExerciseData("99.same", "same(x) -> y", {"the result": ("y",)}, 1e-9, "Lecture 99", {}, cases)

    def same(x: float) -> Any:
        return forever() if x == 2 else np.float64(x)

    verdict = check_function(data, same)
    assert (verdict.status, verdict.message) == ("timeout", DEATHS["timeout"][0])
    assert "case 2: x = 2.0" in verdict.example

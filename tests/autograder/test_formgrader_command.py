"""`autograder formgrader`: nbgrader's pages are there, for this machine alone, and end with the command."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.commands import formgrader
from autograder.course.course import Course


def ask(address: str) -> str:
    """As a browser that comes for the first time asks: with cookies."""
    with urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(address, timeout=60) as answer:
        return str(answer.read().decode())


def test_a_port_that_is_taken_is_passed_over_or_told(released: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind((formgrader.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["formgrader", "--course", str(released), "--port", str(port)]) == 2
    assert f"Port {port} cannot be used; give another with --port." in capfd.readouterr().err


def test_the_server_is_for_this_machine_alone_and_its_secret_is_not_in_its_arguments(released: Path) -> None:
    command = formgrader._command(released, 8888)
    assert "--ServerApp.ip=127.0.0.1" in command
    assert f"--ServerApp.root_dir={released}" in command
    assert not any("token" in part.casefold() for part in command)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_formgrader_shows_the_assignments_to_whoever_has_its_address_and_ends_with_the_command(course: Course) -> None:
    command = [sys.executable, "-m", "autograder", "formgrader"]
    with subprocess.Popen(command, cwd=course.root, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        address = started.stdout.readline().removeprefix("formgrader: ").strip()
        try:
            assert address.startswith("http://127.0.0.1:")
            assert "nbgrader formgrade" in ask(address)
            place, _, token = address.partition("?")
            assert "03-one-minibatch-by-hand" in ask(f"{place}/api/assignments?{token}")
            assert "03-one-minibatch-by-hand" not in ask(f"{place}/api/assignments")  # it asks for the token
        finally:
            os.kill(started.pid, signal.SIGTERM)
            ended = started.wait(60)
    assert ended == 0
    host, port = formgrader.HOST, int(place.split(":")[2].split("/")[0])
    for _ in range(50):
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            time.sleep(0.2)
            continue
        return
    raise AssertionError("the server goes on")

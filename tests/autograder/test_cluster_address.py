"""Seeds and references travel encrypted, or not beyond this machine; what is missing is told in a sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.cli import main
from autograder.cluster import address
from autograder.cluster.address import Certificates, connected, is_loopback
from autograder.commands import _common
from autograder.errors import CourseError

NONE = Certificates()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "128.0.0.1", "example.org", "localhost.example.org", "0.0.0.0", "::", ""])
def test_other_machines_are_known_for_others(host: str) -> None:
    assert not is_loopback(host)


def refused(place: str, certificates: Certificates = NONE) -> str:
    with pytest.raises(CourseError) as problem, connected(place, certificates):
        pass
    return str(problem.value)


@pytest.mark.parametrize("host", ["10.0.0.1", "example.org", "[fe80::1]"])
def test_plain_tcp_to_another_machine_is_refused(host: str) -> None:
    said = refused(f"tcp://{host}:8786")
    assert "not encrypted" in said and "tls://HOST:8786" in said


@pytest.mark.parametrize(
    "place", ["HOST:8786", "ws://127.0.0.1:8786", "inproc://127.0.0.1/1", "tls://", "", "ucx://x:1"]
)
def test_what_is_no_address_is_told(place: str) -> None:
    assert "expected tls://HOST:8786" in refused(place)


def test_tls_without_certificates_is_told_and_so_is_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "--tls-ca" in refused("tls://127.0.0.1:1")
    assert "no file" in refused("tls://127.0.0.1:1", Certificates(tmp_path / "ca.pem"))


def test_where_no_scheduler_listens_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "CONNECT_SECONDS", 0.5)
    assert "No scheduler answers at tcp://127.0.0.1:9" in refused("tcp://127.0.0.1:9")


class _Reachable:
    """Stands for a client of a scheduler that knows these addresses."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told

    def __call__(self, *_: object, **__: object) -> _Reachable:
        return self

    def scheduler_info(self) -> dict[str, Any]:
        return self._told

    def close(self, timeout: float) -> None:
        self._told = {}


@pytest.mark.parametrize(
    "told",
    [
        {"address": "tcp://10.0.0.1:8786", "workers": {}},
        {"address": "tcp://127.0.0.1:8786", "workers": {"tcp://127.0.0.1:1": {}, "tcp://10.0.0.2:1": {}}},
    ],
)
def test_an_unencrypted_scheduler_that_others_reach_or_a_worker_elsewhere_is_refused(
    told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "Client", _Reachable(told))
    assert "listens to other machines" in refused("tcp://127.0.0.1:8786")


def test_jobs_and_scheduler_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "03", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "give one of them" in capsys.readouterr().err


def test_where_dask_is_not_installed_the_way_to_install_it_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_common, "find_spec", lambda name: None if name == "distributed" else SimpleNamespace())
    assert main(["doctor", "--scheduler", "tls://127.0.0.1:9"]) == 2
    assert "pip install distributed" in capsys.readouterr().err


def test_without_the_option_nothing_of_dask_is_loaded() -> None:
    code = "import sys\nfrom autograder.cli import main\n"
    code += "try:\n    main(['grade', '--help'])\nexcept SystemExit:\n    pass\n"
    code += "sys.exit(any(name.split('.')[0] in ('dask', 'distributed') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0

"""Whom to connect to. Seeds and references travel to the workers: encrypted, or not beyond this machine."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import dask
from distributed import Client, Security

from ..errors import CourseError

CONNECT_SECONDS = 20.0
WAYS = "docs/cluster.md shows how certificates are made"


class Certificates(NamedTuple):
    """Files in PEM format; what is None is taken from Dask's own configuration (distributed.comm.tls)."""

    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


@contextmanager
def connected(address: str, certificates: Certificates) -> Iterator[Client]:
    """A client of the scheduler. Raises CourseError when there is none, or what is sent could be read on the way."""
    security = _security(address, certificates)
    for name in ("distributed", "distributed.client", "distributed.core"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what went wrong is told in our words
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
        try:
            client = Client(address, security=security, timeout=CONNECT_SECONDS, set_as_default=False)
        except Exception as problem:  # a name that is not known, a certificate that is not accepted, nobody there
            said = str(problem).partition("\n")[0]
            raise CourseError(f"No scheduler answers at {address}: {said}. Start one: dask scheduler.") from None
        try:
            if security is None:
                _on_this_machine(client)
            yield client
        finally:
            client.close(timeout=5)


def _security(address: str, certificates: Certificates) -> Security | None:
    """None for an address of this machine, for which no encryption is needed. Raises CourseError."""
    parts = urlsplit(address)
    if parts.scheme == "tls" and parts.hostname:
        return _certified(certificates)
    if parts.scheme == "tcp" and parts.hostname and is_loopback(parts.hostname):
        return None
    if parts.scheme == "tcp":
        raise CourseError(
            f"{address} is not encrypted, and the seeds and references of exercises would travel there: expected "
            f"tls://HOST:8786, or tcp:// at this very machine (127.0.0.1). {WAYS}."
        )
    raise CourseError(f"{address!r} is no address of a scheduler; expected tls://HOST:8786.")


def _certified(certificates: Certificates) -> Security:
    for path in filter(None, certificates):
        if not path.is_file():
            raise CourseError(f"There is no file {path}; expected a certificate or key in PEM format. {WAYS}.")
    given = {"tls_ca_file": certificates.authority, "tls_client_cert": certificates.certificate}
    given["tls_client_key"] = certificates.key
    known = {name: str(path.resolve()) for name, path in given.items() if path is not None}
    security = Security(require_encryption=True, **known)
    if not (security.tls_ca_file and security.tls_client_cert):  # type: ignore[attr-defined]
        raise CourseError(
            "A tls:// address needs certificates: give --tls-ca, --tls-cert and --tls-key, or set "
            f"distributed.comm.tls in Dask's configuration. {WAYS}."
        )
    return security


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _on_this_machine(client: Client) -> None:
    """Raises CourseError where an unencrypted scheduler, or a worker, can be reached from elsewhere."""
    told = client.scheduler_info()
    for place in (str(told["address"]), *told["workers"]):
        if not is_loopback(urlsplit(place).hostname or ""):
            raise CourseError(
                f"The scheduler is not encrypted, and {place} listens to other machines: seeds and references would "
                f"travel there. Start it with --host 127.0.0.1, or with certificates. {WAYS}."
            )

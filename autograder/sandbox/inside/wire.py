"""The protocol of the sandbox: everything that is said across the walls, in one place for both sides.

Between the grader and the warm process, on one socket:

    b"f" + socket             -> pid (8 bytes)            fork a child that speaks on that socket
    b"k" + message            ->                          {name: base64}: files that every child to come finds
    b"r" + pid                -> COLLECTED                end a child: how it ended and what it used
    at the start              <- READY_…                  how children are kept apart

Between the grader and a child, or a branch of it, in messages: 8 bytes of length, then JSON, in which values have the
encoding of gdkit.checking.encoding.

    {"limits", "allow_processes", "box", "seed"}    -> {"layers": ...}: what is in force before any student code runs,
                                                       then b"l" + the listener of the forks, answered by b"k"
    {"do": "run", "cells": [{"source", "draw"}]}    -> for each {"ok", "error", "outputs"}, and "updates" and
                                                       "undrawn" where there is something to tell
    {"do": "call", "name", "inputs": [{...}]}       -> for each an outcome (gdkit.checking.calling), or {"missing"}
    {"do": "get", "name"}                           -> {"value": ...} or {"missing": true}
    {"do": "branch"}, b"f" + socket                 -> {"pid": ...}: a fork of the child that speaks on that socket,
                                                       where it begins with {"ready": true}
    {"do": "collect", "pid", "wait"}                -> {"status": ...}: how a branch ended

What a child answers is data and claims, never a grade.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

HEADER = struct.Struct("!Q")  # bytes of the message that follows
PID = struct.Struct("!q")
COLLECTED = struct.Struct("!qdq")  # wait status, seconds of processor time, kB of memory

FORK, KEEP, COLLECT = b"f", b"k", b"r"  # to the warm process
DESCRIPTOR = b"f"  # goes with a socket that is handed over
LISTENER, LISTENING = b"l", b"k"  # a child hands over the listener of its forks; the grader has it
READY_IN_NAMESPACES, READY_AS_OWN_USER, READY_AS_SAME_USER = b"n", b"u", b"s"


def receive(connection: socket.socket) -> Any:
    """The next message; None when the other side has closed."""
    head = receive_exactly(connection, HEADER.size)
    if head is None:
        return None
    body = receive_exactly(connection, HEADER.unpack(head)[0])
    return None if body is None else json.loads(body)


def receive_exactly(connection: socket.socket, count: int) -> bytes | None:
    """So many bytes; None when the other side has closed."""
    data = bytearray()
    while len(data) < count:
        chunk = connection.recv(min(count - len(data), 1 << 20))
        if not chunk:
            return None
        data += chunk
    return bytes(data)


def send(connection: socket.socket, message: Any) -> None:
    """Send one message."""
    body = json.dumps(message, separators=(",", ":"), ensure_ascii=True, default=str).encode("ascii")
    connection.sendall(HEADER.pack(len(body)) + body)

"""The protocol of the sandbox: everything that is said across the walls, in one place for both sides.

Between the grader and the warm process, on one socket:

    its settings, a message   ->                          first of all
    b"f" + socket             -> pid (8 bytes)            fork a child that speaks on that socket
    b"k" + files              ->                          files that every child to come finds
    b"r" + pid                -> COLLECTED                end a child: how it ended and what it used
    b"t" + socket, NUMBERS    -> pid (8 bytes, or -1)     be there twice: the twin with that number speaks on that
                                                          socket, and stays on that core (-1 for any)
    at the start              <- READY_…, then WARM       how children are kept apart; that it serves
    at the start of a twin    <- READY_… or NO_TWIN

Between the grader and a child, or a branch of it, in messages: 8 bytes of length, then JSON, in which values have the
encoding of gdkit.checking.encoding.

    {"limits", "allow_processes", "box", "seed"}, files
                                                    -> {"layers": ...}: what is in force before any student code runs,
                                                       then b"l" + the listener of the forks, answered by b"k"
    {"do": "run", "cells": [{"source", "draw"}]}    -> for each {"ok", "error", "outputs"}, and "updates" and
                                                       "undrawn" where there is something to tell
    {"do": "call", "name", "inputs": [{...}]}       -> for each an outcome (gdkit.checking.calling), or {"missing"}
    {"do": "get", "name"}                           -> {"value": ...} or {"missing": true}
    {"do": "branch"}, b"f" + socket                 -> {"pid": ...}: a fork of the child that speaks on that socket,
                                                       where it begins with {"ready": true}
    {"do": "collect", "pid", "wait"}                -> {"status": ...}: how a branch ended

Files are a message {name with slashes: number of bytes}, and then the bytes of one after the other as they are.

What a child answers is data and claims, never a grade.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator, Mapping
from typing import Any

HEADER = struct.Struct("!Q")  # bytes of the message that follows
PID = struct.Struct("!q")
NUMBERS = struct.Struct("!qq")  # core, number
NEEDS_PICTURES = 77  # with this status ends what wants matplotlib where there is none
COLLECTED = struct.Struct("!qdq")  # wait status, seconds of processor time, kB of memory

FORK, KEEP, COLLECT, TWIN = b"f", b"k", b"r", b"t"  # to the warm process
DESCRIPTOR = b"f"  # goes with a socket that is handed over
LISTENER, LISTENING = b"l", b"k"  # a child hands over the listener of its forks; the grader has it
READY_IN_NAMESPACES, READY_AS_OWN_USER, READY_AS_SAME_USER, NO_TWIN = b"n", b"u", b"s", b"x"
WARM = b"w"


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


def send_files(connection: socket.socket, files: Mapping[str, bytes]) -> None:
    """Send files, by their names with slashes."""
    send(connection, {name: len(content) for name, content in files.items()})
    for content in files.values():
        connection.sendall(content)


def receive_files(connection: socket.socket, sizes: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
    """The files that follow the message with their sizes. Take them all. Raises ConnectionResetError."""
    for name, size in sizes.items():
        content = receive_exactly(connection, size)
        if content is None:
            raise ConnectionResetError
        yield name, content

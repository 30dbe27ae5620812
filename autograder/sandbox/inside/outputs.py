"""What a cell prints and displays, as nbformat outputs, bounded in size and number. Runs on the student's side."""

from __future__ import annotations

import contextlib
import io
import json
import os
import threading
from typing import Any

MAX_CHARACTERS = 1_000_000  # printed by one cell
MAX_DISPLAYED = 4_000_000  # characters of what one cell displays, pictures included
MAX_OF_NOTEBOOK = 24_000_000
MAX_OUTPUTS = 200  # of one cell
CUT = "\n... (cut: too much output)\n"


class Recorder:
    """The outputs of the running cell as nbformat dicts, bounded in size and number."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._shown: dict[str, list[dict[str, Any]]] = {}  # by display id
        self._held: dict[str, int] = {}  # characters of what is shown under a display id
        self._updates: dict[str, dict[str, Any]] = {}
        self._raw: int | None = None  # the file behind descriptors 1 and 2, and how far it was read
        self._read = 0
        self._total = 0
        self.most_of_notebook = MAX_OF_NOTEBOOK
        self._begin()

    def _begin(self) -> None:
        self._outputs: list[dict[str, Any]] = []
        self._printed = self._displayed = 0
        self._cut = self._clear_later = False

    def take(self) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
        """The cell's outputs, and new content for displays of earlier cells; the next cell begins anew."""
        with self._lock:
            self.drain()
            outputs, updates = self._outputs, self._updates
            self._total += self._printed + self._displayed
            self._updates = {}
            self._begin()
            for output in outputs:
                if "parts" in output:
                    output["text"] = "".join(output.pop("parts"))
            return outputs, updates

    def stream(self, name: str, text: str) -> None:
        """Text printed to stdout or stderr; successive pieces become one output."""
        with self._lock:
            self._clear_if_due()
            room = min(MAX_CHARACTERS - self._printed, self.most_of_notebook - self._total - self._printed)
            if not text or self._cut:
                return
            if len(text) > room:
                text, self._cut = text[: max(room, 0)] + CUT, True
            self._printed += len(text)
            last = self._outputs[-1] if self._outputs else {}
            if last.get("name") == name:
                last["parts"].append(text)
            elif len(self._outputs) < MAX_OUTPUTS:
                self._outputs.append({"output_type": "stream", "name": name, "parts": [text]})

    def add(self, output: dict[str, Any], display_id: str | None = None) -> None:
        """A display, a result or an error."""
        with self._lock:
            self.drain()
            self._clear_if_due()
            size = len(json.dumps(output, default=str))
            if len(self._outputs) < MAX_OUTPUTS and self._fits(size):
                self._outputs.append(output)
                if display_id is not None:
                    output["display_id"] = display_id
                    self._shown.setdefault(display_id, []).append(output)
                    self._held[display_id] = self._held.get(display_id, 0) + size

    def update(self, output: dict[str, Any], display_id: str) -> None:
        """New content for what was displayed under this id, by this cell or one before it."""
        with self._lock:
            places = self._shown.get(display_id, [])
            size = len(places) * len(json.dumps(output, default=str))
            if not self._fits(size - self._held.get(display_id, 0)):
                return
            self._held[display_id] = size
            for shown in places:
                shown["data"], shown["metadata"] = output["data"], output["metadata"]
                if not any(shown is mine for mine in self._outputs) and len(self._updates) < MAX_OUTPUTS:
                    self._updates[display_id] = {"data": output["data"], "metadata": output["metadata"]}

    def _fits(self, more: int) -> bool:
        """Whether there is room for so many characters more; they are taken."""
        if self._displayed + more > min(MAX_DISPLAYED, self.most_of_notebook - self._total):
            return False
        self._displayed += more
        return True

    def clear(self, later: bool) -> None:
        """Forget the cell's outputs, now or before the next one."""
        with self._lock:
            if later:
                self._clear_later = True
            else:
                self._outputs.clear()

    def _clear_if_due(self) -> None:
        if self._clear_later:
            self._clear_later = False
            self._outputs.clear()

    def catch_descriptors(self, descriptor: int) -> None:
        """What is written below Python, by C code or another process, goes to this file and is read from there."""
        self._raw, self._read = descriptor, 0
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)

    def drain(self) -> None:
        """Take what was written to descriptors 1 and 2."""
        if self._raw is None:
            return
        with contextlib.suppress(OSError):
            end = os.fstat(self._raw).st_size
            if end > self._read:
                text = os.pread(self._raw, min(end - self._read, 4 * MAX_CHARACTERS), self._read)
                self._read = end
                self.stream("stdout", text.decode("utf-8", "replace"))


class Stream(io.TextIOBase):
    """sys.stdout and sys.stderr."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, recorder: Recorder, name: str) -> None:
        self._recorder, self._name = recorder, name

    @property
    def name(self) -> str:
        """As a kernel's streams are called."""
        return f"<{self._name}>"

    def fileno(self) -> int:
        """For C code and for processes."""
        return 1 if self._name == "stdout" else 2

    def writable(self) -> bool:
        """A stream of output can be written to."""
        return True

    def isatty(self) -> bool:
        """There is no terminal, so libraries write no colours and no progress bars."""
        return False

    def close(self) -> None:
        """Stays open: cells after this one print too."""

    def write(self, text: str) -> int:
        """Record a text among the cell's outputs, and say how long it was."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.drain()
        self._recorder.stream(self._name, text)
        return len(text)

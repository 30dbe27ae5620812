"""What a cell shows, on its way out: prints gathered into few messages, and no more than a page can hold."""

from __future__ import annotations

import io
import json
import math
import time
from collections.abc import Callable, Mapping
from typing import Any

TEXT = 1_000_000  # characters a cell, of all that is no picture
PICTURES = 10_000_000  # characters of base64
MESSAGE = 500  # characters that each output counts for besides its own
GATHERED = 8_000  # characters that are sent at once
OFTEN = 0.05  # seconds between two messages of prints


class Outputs:
    """The outputs of the running cell; between cells, and where it runs quietly, nothing is sent."""

    def __init__(self, send: Callable[[str], None]) -> None:
        self._send = send
        self.begin("", quiet=True)

    def begin(self, cell: str, *, quiet: bool) -> None:
        """Here begin the outputs of a cell."""
        self._cell, self._quiet = cell, quiet
        self._text, self._pictures = TEXT, PICTURES
        self._left_out = {"characters": 0, "outputs": 0, "pictures": 0}
        self._gathered: list[str] = []
        self._size, self._name, self._sent = 0, "stdout", 0.0

    def end(self) -> None:
        """The cell has ended: the last prints go out, and a line that says what did not."""
        self._flush()
        left = [f"{number:,} {things}" for things, number in self._left_out.items() if number]
        if left:
            said = f"… {' and '.join(left)} more were left out: a cell shows 1 MB of text and 10 MB of pictures.\n"
            self._output({"output_type": "stream", "name": "stderr", "text": said})
        self.begin("", quiet=True)

    def write(self, name: str, text: str) -> None:
        """Take what was printed to "stdout" or "stderr"."""
        if self._quiet:
            return
        if name != self._name:
            self._flush()
            self._name = name
        shown = text[: self._text]
        self._text -= len(shown)
        self._left_out["characters"] += len(text) - len(shown)
        if shown:
            self._gathered.append(shown)
            self._size += len(shown)
            if self._size > GATHERED or ("\n" in shown and time.monotonic() - self._sent > OFTEN):
                self._flush()

    def show(self, output: dict[str, Any]) -> None:
        """Send a display, a result or an error (which is bounded by itself, and comes last)."""
        if self._quiet:
            return
        self._flush()
        data = output.get("data", {})
        pictures = sum(len(value) for form, value in data.items() if form in ("image/png", "image/jpeg"))
        text = sum(len(value if isinstance(value, str) else as_json(value)) for value in data.values()) - pictures
        if pictures > self._pictures:
            self._left_out["pictures"] += 1
        elif data and text + MESSAGE > self._text:
            self._show_cut(output, str(data.get("text/plain", "")))
        else:
            self._pictures -= pictures
            self._text -= text + MESSAGE if data else 0
            self._output(output)

    def _show_cut(self, output: dict[str, Any], plain: str) -> None:
        """What is too long is shown as text, as far as it goes."""
        room = max(self._text - MESSAGE, 0)
        self._left_out["outputs" if not room else "characters"] += max(len(plain) - room, 0) if room else 1
        if room:
            self._text = 0
            self._output(output | {"data": {"text/plain": plain[:room]}, "metadata": {}})

    def explorer(self, key: str, values: Mapping[str, Any]) -> None:
        """Send what Python has set in an explorer."""
        if not self._quiet or not self._cell:
            self._send(as_json({"kind": "explorer", "key": key, "values": values}))

    def _flush(self) -> None:
        if self._gathered:
            text, self._gathered, self._size = "".join(self._gathered), [], 0
            self._sent = time.monotonic()
            self._output({"output_type": "stream", "name": self._name, "text": text})

    def _output(self, output: Mapping[str, Any]) -> None:
        self._send(as_json({"kind": "output", "cell": self._cell, "output": output}))


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of the cells."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, name: str, outputs: Outputs) -> None:
        super().__init__()
        self.name, self._outputs = name, outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.write(self.name, text)
        return len(text)


def as_json(tree: Any) -> str:
    """JSON that JavaScript reads too: what is no finite number is null, and what is no plain data is its text."""
    try:
        return json.dumps(tree, allow_nan=False)
    except (TypeError, ValueError):
        return json.dumps(_plain(tree), allow_nan=False)


def _plain(tree: Any) -> Any:
    if isinstance(tree, Mapping):
        return {str(name): _plain(value) for name, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [_plain(value) for value in tree]
    if hasattr(tree, "tolist"):  # an array, or a number of NumPy's
        return _plain(tree.tolist())
    if isinstance(tree, float):
        return tree if math.isfinite(tree) else None
    return tree if tree is None or isinstance(tree, str | int | bool) else str(tree)

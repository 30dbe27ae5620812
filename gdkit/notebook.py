"""The notebook in which gdkit shows things: IPython's, or another that has registered itself.

    current()               the notebook; None in a script
    display(data, metadata) show a thing in it, in several forms by MIME type

Where another one is registered, IPython is never imported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, Protocol

__all__ = ["Notebook", "current", "display", "register", "registered"]


class Notebook(Protocol):
    """What gdkit asks of a notebook."""

    def cells(self) -> list[str]:
        """The sources of the cells that ran, in this order."""

    def display(self, data: Mapping[str, Any], metadata: Mapping[str, Any]) -> None:
        """Show a thing below the running cell."""

    def connect(self, key: str, take: Callable[[Mapping[str, Any]], None]) -> None:
        """From now on, what a person does to the explorer with this key is handed to `take`, by name."""

    def send(self, key: str, values: Mapping[str, Any]) -> None:
        """Show new values in the explorer with this key, wherever it is shown."""


_registered: list[Notebook] = []


def register(notebook: Notebook) -> None:
    """From now on, things are shown in this notebook."""
    _registered[:] = [notebook]


def registered() -> Notebook | None:
    """The notebook that has registered itself."""
    return _registered[0] if _registered else None


def current() -> Notebook | None:
    """The notebook whose cell is running; None in a script."""
    if _registered:
        return _registered[0]
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return None if shell is None else _OfIPython(shell)


def display(data: Mapping[str, Any], metadata: Mapping[str, Any] | None = None) -> None:
    """Show a thing in several forms by MIME type; in a script, IPython prints them."""
    if _registered:
        _registered[0].display(data, metadata or {})
    else:
        _OfIPython.display(data, metadata or {})


class _OfIPython:
    """IPython's, whose explorers are anywidget's and need no connection of ours."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell

    def cells(self) -> list[str]:
        return [str(source) for source in self._shell.user_ns.get("In", [])]

    @staticmethod
    def display(data: Mapping[str, Any], metadata: Mapping[str, Any]) -> None:
        from IPython.display import display

        display(dict(data), raw=True, metadata=dict(metadata))

    def connect(self, key: str, take: Callable[[Mapping[str, Any]], None]) -> None: ...

    def send(self, key: str, values: Mapping[str, Any]) -> None: ...

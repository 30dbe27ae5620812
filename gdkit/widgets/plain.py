"""The ground of explorers where anywidget is not at hand: in another notebook than Jupyter's.

As anywidget's, it has a module `_esm`, rules `_css`, and traits tagged with sync=True, which the page and Python share.
It goes out as data of a MIME type of its own, and what changes goes through `gdkit.notebook`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import traitlets

from gdkit import notebook

__all__ = ["EXPLORER", "PlainWidget"]

EXPLORER = "application/vnd.gdkit.explorer+json"


class PlainWidget(traitlets.HasTraits):
    """Traits that a page shows and moves, with traitlets alone."""

    _esm = ""
    _css = ""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._key = uuid.uuid4().hex
        self._taken: dict[str, Any] = {}
        self.observe(self._tell, names=sorted(self.traits(sync=True)))

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """The explorer as data, from which a page makes it; from then on the two know of each other's changes."""
        shown_in = notebook.current()
        if shown_in is not None:
            shown_in.connect(self._key, self._take)
        state = {name: getattr(self, name) for name in self.traits(sync=True)}
        data = {"key": self._key, "state": state | {"_esm": self._esm, "_css": self._css}}
        return {EXPLORER: data, "text/plain": repr(self)}, {}

    def _take(self, values: Mapping[str, Any]) -> None:
        """What a person has done in the page; raises ValueError or TraitError where it cannot be."""
        self._taken = {name: value for name, value in values.items() if self.has_trait(name)}
        try:
            for name, value in self._taken.items():
                self.set_trait(name, value)
        finally:
            self._taken = {}

    def _tell(self, change: Any) -> None:
        """Send a new value out, but not to where it came from."""
        shown_in = notebook.current()
        came = change.name in self._taken and self._taken[change.name] == change.new
        if shown_in is not None and not came:
            shown_in.send(self._key, {change.name: change.new})
